# GET /api/openapi.json: a document that other programs can use.
#
# What the route tables say is read from their sources and from what each
# service says of itself; `make lint-openapi` asks a linter about the rest.

use Inventario 'no_plan';
use LWP::UserAgent ();

sub pedir {
    return LWP::UserAgent->new->get('http://127.0.0.1:'
                                    . Inventario::server_port() . $_[0]);
}

our $doc;

# METHOD PATH of every operation, and the operations.
sub operaciones {
    my %todas;
    for my $ruta (keys %{$doc->{paths}}) {
        for my $metodo (keys %{$doc->{paths}{$ruta}}) {
            $todas{uc($metodo) . " $ruta"} = $doc->{paths}{$ruta}{$metodo};
        }
    }
    return %todas;
}

# Every schema of a document, wherever it stands.
sub esquemas {
    my ($nodo) = @_;
    return map { esquemas($_) } @$nodo if ref $nodo eq 'ARRAY';
    return if ref $nodo ne 'HASH';
    return ((map { $_ } grep { ref eq 'HASH' } $nodo->{schema} // ()),
            map { esquemas($_) } values %$nodo);
}

# Routes as the sources write them.
sub rutas_de_las_fuentes {
    my ($agente) = @_;
    my %rutas;
    for my $archivo (glob Inventario::raiz()
                     . "/src/ngx_http_inventario_${agente}*.c")
    {
        open my $f, '<', $archivo or die "$archivo: $!";
        my $texto = do { local $/; <$f> };
        $rutas{$1}++ while $texto =~ m{(?:\.ruta\s*=|inv_(?:leer|hacer)\()
                                       \s*"(/[^"]+)"}gx;
    }
    return \%rutas;
}

run_tests();

__DATA__

=== it is JSON, of OpenAPI 3.1, for anybody, and may be asked for again
--- request
GET /api/openapi.json
--- error_code: 200
--- response_headers_like
Content-Type: application/json
ETag: "[0-9a-f]{32}"
--- campos
openapi = 3.1.0
info.title = Inventario


=== every route of the tables is there, by the sources and by /health
--- config eval
Inventario::conf_gateway()
    . 'location = /salud/deposito { inventario_salud deposito; }
       location = /salud/auth { inventario_salud auth; }'
--- init
$::doc = JSON::PP::decode_json(::pedir('/api/openapi.json')->content);
my %hay = ::operaciones();
for my $agente ('deposito', 'auth') {
    my @salud = map { s{ }{ /api/$agente}r } @{JSON::PP::decode_json(
        ::pedir("/salud/$agente")->content)->{endpoints_disponibles}};
    my @doc = grep { m{ /api/$agente/} } keys %hay;
    Test::More::is(CORE::join("\n", sort @doc), CORE::join("\n", sort @salud),
                   "$agente: as many as it serves");
    my %caminos = map { m{ /api/$agente(\S+)} => 1 } @doc;
    Test::More::is(CORE::join("\n", sort keys %caminos),
                   CORE::join("\n", sort keys %{::rutas_de_las_fuentes($agente)}),
                   "$agente: as many as are written");
}
Test::More::cmp_ok(scalar keys %hay, '>', 60, 'and they are many');
--- request
GET /health


=== each operation has a name of its own, words, and answers
--- init
my %hay = ::operaciones();
my %ids;
for my $cual (sort keys %hay) {
    my $o = $hay{$cual};
    Test::More::ok(!$ids{$o->{operationId}}++, "its own id: $cual");
    Test::More::like($o->{operationId}, qr/^[A-Za-z0-9_]+$/, 'for programs');
    Test::More::like($o->{summary}, qr/^\p{Lu}.{5}/, 'what it is for');
    Test::More::ok((grep { /^2\d\d$/ } keys %{$o->{responses}}),
                   'how it ends well');
    for my $estado (grep { /^[45]/ } keys %{$o->{responses}}) {
        next if $o->{responses}{$estado}{content}{'application/problem+json'};
        Test::More::fail("$cual: $estado is no problem");
    }
    next if $cual =~ m{^POST /api/auth/v1/(login|refrescar|salir)$};
    Test::More::ok($o->{security}[0]{token} && $o->{responses}{401}
                   && $o->{responses}{403}, "asks for a token: $cual");
}
--- request
GET /health


=== parameters: those of the path, the headers, each once
--- init
my %hay = ::operaciones();
for my $cual (sort keys %hay) {
    my ($metodo, $ruta) = split ' ', $cual;
    my @p = @{$hay{$cual}{parameters}};
    my %veces;
    $veces{"$_->{in} $_->{name}"}++ for @p;
    Test::More::is(CORE::join(' ', grep { $veces{$_} > 1 } keys %veces), '',
                   "each once: $cual");
    Test::More::is(CORE::join(' ', sort map { $_->{name} }
                              grep { $_->{in} eq 'path' } @p),
                   CORE::join(' ', sort $ruta =~ /\{(\w+)\}/g),
                   'those of the path');
    Test::More::is((grep { $_->{in} eq 'path' && !$_->{required} } @p), 0,
                   'which must be there');
    Test::More::is(!!$veces{'header If-Match'},
                   !!$hay{$cual}{responses}{412}, 'If-Match and 412');
    Test::More::is(!!$veces{'header Idempotency-Key'}, $metodo ne 'GET',
                   'Idempotency-Key for writes');
}
--- request
GET /health


=== schemas are of types that there are, and their limits are in order
--- init
my @mal;
for my $e (::esquemas($::doc)) {
    next if $e->{'$ref'} || $e->{oneOf};
    my @tipos = ref $e->{type} ? @{$e->{type}} : $e->{type};
    push @mal, JSON::PP::encode_json($e) if grep {
        !/^(string|integer|number|boolean|object|array|null)$/ } @tipos;
    for (['minimum', 'maximum'], ['minLength', 'maxLength'],
         ['minItems', 'maxItems'])
    {
        my ($lo, $hi) = map { $e->{$_} } @$_;
        push @mal, JSON::PP::encode_json($e) if defined $lo && $lo > $hi;
    }
    push @mal, JSON::PP::encode_json($e)
        if defined $e->{pattern} && !eval { qr/$e->{pattern}/ };
}
Test::More::is("@mal", '', 'schemas');
--- request
GET /health


=== what a body must have is said as the engine asks for it
--- init
my $e = $::doc->{paths}{'/api/deposito/v1/movimientos'}{post}{requestBody}
    {content}{'application/json'}{schema}{oneOf};
Test::More::is("@{[sort @{$e->[0]{required}}]}", 'lineas tipo ubicacion_id',
               'a movement');
Test::More::is($e->[0]{additionalProperties} ? 1 : 0, 0, 'and nothing else');
Test::More::is("$e->[1]{type} $e->[1]{minItems} $e->[1]{maxItems}",
               'array 1 1000', 'or many');
--- request
GET /health


=== it is only to be read
--- request
POST /api/openapi.json
--- error_code: 405
