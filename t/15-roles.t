# Who may do what: every route of every agent, each role, API keys, nobody.
#
# docs/roles.md says it a second time: a route or a role that the page has
# otherwise than the tables fails, and `make roles` writes it again for the eyes
# of a reviewer.  A new route needs nothing here.

use Inventario 'no_plan';
use Deposito;
use Cache;
use Digest::SHA ();
use LWP::UserAgent ();

our $pagina = do {
    open my $f, '<:raw', Inventario::raiz() . '/docs/roles.md' or die $!;
    local $/;
    <$f>;
};

# [METHOD, PATH, { role => 1 }, public]
our @filas = map {
    my ($metodo, $ruta, $celdas) = m{^\| `([A-Z]+) (/\S+)` \| (.*)};
    my @marcas = split m{\s*\|\s*}, $celdas;
    my %puede;
    @puede{qw(admin deposito negocio ml_service consulta)}
        = map { /^s/ ? 1 : 0 } @marcas[0 .. 4];
    [$metodo, $ruta, \%puede, $marcas[0] =~ /^p/];
} grep { m{^\| `} } split /\n/, $pagina;

my $ua = LWP::UserAgent->new(keep_alive => 1);
my $n = 1000;

sub pedir {
    my ($metodo, $ruta, @cabeceras) = @_;
    # a document number that nobody has; no body: nothing can happen
    $ruta =~ s/\{\w+\}/99999999/g;
    my $r = $ua->request(HTTP::Request->new($metodo,
        'http://127.0.0.1:' . Inventario::server_port() . $ruta,
        [@cabeceras]));
    my $codigo = eval { JSON::PP::decode_json($r->content)->{codigo} } // '';
    return ($r->code . ($r->code < 400 ? '' : " $codigo"),
            $r->header('WWW-Authenticate') // '');
}

# A token of a user of its own: some routes end all sessions of theirs.
sub de_rol { (Authorization => 'Bearer '
              . Inventario::token($_[0], sub => '' . $n++)) }

# Nobody: 401 and how to be somebody.
sub sin_token {
    my ($metodo, $ruta, $puede, $publica) = @_;
    return publica($metodo, $ruta) if $publica;
    Test::More::is_deeply([pedir($metodo, $ruta)],
                          ['401 no_autenticado', 'Bearer'],
                          "nobody: $metodo $ruta");
    my ($estado, $como) = pedir($metodo, $ruta,
                                Authorization => 'Bearer no.es.uno');
    Test::More::is("$estado $como",
                   '401 token_invalido Bearer error="invalid_token"',
                   "a bad token: $metodo $ruta");
}

sub publica {
    my ($metodo, $ruta, @cabeceras) = @_;
    my ($estado) = pedir($metodo, $ruta, @cabeceras);
    Test::More::unlike($estado, qr/^(403|5)/, "open to all: $metodo $ruta");
}

# That credential asks for every route; %no: what it is refused besides.
sub con {
    my ($quien, $rol, $cabeceras, %no) = @_;
    for my $fila (@filas) {
        my ($metodo, $ruta, $puede, $publica) = @$fila;
        if ($publica) {
            publica($metodo, $ruta, $cabeceras->());
            next;
        }
        my ($agente) = $ruta =~ m{^/api/(\w+)};
        my $codigo = !$puede->{$rol} ? 'rol_no_permitido'
            : $no{agente} && $no{agente} ne $agente ? 'agente_no_permitido'
            : $no{escribir} && $metodo ne 'GET' ? 'solo_lectura' : undef;
        my ($estado) = pedir($metodo, $ruta, $cabeceras->());
        if ($codigo) {
            Test::More::is($estado, "403 $codigo",
                           "$quien may not: $metodo $ruta");
        } else {
            Test::More::unlike($estado,
                qr/^(401|5)|_no_permitid[oa]$|solo_lectura$/,
                "$quien may: $metodo $ruta");
        }
    }
}

# API keys with known secrets, for antes: llave(N, COLUMN => SQL, ...).
sub clave { sprintf 'inv_%010x_%064x', $_[0], $_[0] }
sub con_llave { my $n = shift; sub { ('X-API-Key' => clave($n)) } }
sub llave {
    my ($n, %mas) = @_;
    my %fila = (id => $n, nombre => "'k$n'", prefijo => sprintf("'%010x'", $n),
                suma => "decode('" . Digest::SHA::sha256_hex(
                    sprintf '%064x', $n) . "', 'hex')", %mas);
    my @columnas = sort keys %fila;
    return 'INSERT INTO inv.llave (' . CORE::join(',', @columnas)
        . ') OVERRIDING SYSTEM VALUE VALUES ('
        . CORE::join(',', @fila{@columnas}) . ');';
}

our @roles_de_llave = qw(deposito negocio ml_service consulta);
our $llaves = CORE::join "\n",
    (map { llave($_ + 1, rol => "'$roles_de_llave[$_]'") } 0 .. 3),
    llave(5, rol => "'deposito'", solo_lectura => 'true'),
    llave(6, rol => "'deposito'", agentes => "'{auth}'"),
    llave(7, rol => "'negocio'", agentes => "'{deposito}'",
          solo_lectura => 'true');

# The page that the tables of this server make.
sub pagina_de {
    my ($doc) = @_;
    open my $f, '>:raw', "$ENV{INVENTARIO_PRUEBA}/openapi.json" or die $!;
    print $f $doc;
    close $f;
    my $raiz = Inventario::raiz();
    return `/usr/bin/python3 $raiz/scripts/roles.py \\
        $ENV{INVENTARIO_PRUEBA}/openapi.json`;
}

sub solo_una { Deposito::solo_sucursal('deposito', 1) }

sub movimiento {
    my ($tipo, $ubicacion, $mas) = @_;
    return 'POST /api/deposito/v1/movimientos' . "\n"
        . qq({"tipo":"$tipo","ubicacion_id":$ubicacion,$mas)
        . '"lineas":[{"producto_id":1,"cantidad":"1"}]}';
}

# With a cache, or its routes have nothing to tell.
add_block_preprocessor(sub {
    my $block = shift;
    $block->set_value(http_config => Cache::con_cache())
        if !defined $block->http_config;
});

run_tests();

__DATA__

=== docs/roles.md is what the tables say; if not: make roles
--- antes eval: Deposito::cargado() . $::llaves
--- request
GET /api/openapi.json
--- error_code: 200
--- response_body_filters eval
sub { ::pagina_de($_[0]) }
--- response_body eval
$::pagina


=== and it has many routes, each of a known class
--- init
Test::More::cmp_ok(scalar @::filas, '>', 80, 'routes');
Test::More::unlike($::pagina, qr/sin clasificar/, 'branches: t/sucursales.txt');
--- request
GET /health


=== nobody, on every route
--- init: ::sin_token(@$_) for @::filas;
--- request
GET /health


=== each role
--- init
for my $rol (qw(admin deposito negocio ml_service consulta)) {
    ::con($rol, $rol, sub { ::de_rol($rol) });
}
--- request
GET /health


=== an API key of each role
--- init
::con("a key of $::roles_de_llave[$_]", $::roles_de_llave[$_],
      ::con_llave($_ + 1)) for 0 .. 3;
--- request
GET /health


=== keys that only read, or are for one service, or both
--- init
::con('a key to read', 'deposito', ::con_llave(5), escribir => 1);
::con('a key for auth', 'deposito', ::con_llave(6), agente => 'auth');
::con('a key to read of deposito', 'negocio', ::con_llave(7),
      escribir => 1, agente => 'deposito');
--- request
GET /health


=== none of that did anything
--- request
GET /health
--- luego
SELECT (SELECT count(*) FROM inv.producto WHERE version > 1),
       (SELECT count(*) FROM inv.movimiento),
       (SELECT count(*) FROM inv.conteo), (SELECT count(*) FROM inv.reserva)
--- luego_da
0|5|0|0


=== HEAD asks for what GET asks for
--- rol eval: [undef, 'negocio']
--- request eval: [('HEAD /api/deposito/v1/reportes/integridad') x 2]
--- error_code eval: [401, 403]


=== who works in one branch sees that one
--- request eval
[map { "GET /api/deposito/v1/$_" } 'sucursales', 'sucursales/2',
 'ubicaciones/103', 'ubicaciones?sucursal_id=2', 'existencias?ubicacion_id=103',
 'existencias?sucursal_id=2']
--- more_headers eval: [(::solo_una()) x 6]
--- error_code eval: [200, 404, 404, 403, 200, 403]
--- campos eval
["datos.# = 1\ndatos.0.id = 1", 'codigo = sucursal_no_encontrada',
 'codigo = ubicacion_no_encontrada', 'codigo = sucursal_no_permitida',
 'datos.# = 0',
 'codigo = sucursal_no_permitida']


=== and moves stock in that one only
--- request eval
[::movimiento('salida', 101, ''), ::movimiento('entrada', 103, ''),
 ::movimiento('transferencia', 101, '"destino_id":103,'),
 ::movimiento('transferencia', 101, '"destino_id":102,'),
 "POST /api/deposito/v1/reservas\n"
    . '{"ubicacion_id":103,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 "POST /api/deposito/v1/conteos\n" . '{"ubicacion_id":103}',
 "POST /api/deposito/v1/ubicaciones\n"
    . '{"sucursal_id":2,"codigo":"X","nombre":"X","tipo":"estante"}']
--- more_headers eval: [(::solo_una()) x 7]
--- error_code eval: [201, 403, 403, 201, 403, 403, 403]
--- campos eval
['lineas.0.saldo = 39.000', ('codigo = sucursal_no_permitida') x 2,
 'lineas.0.saldo = 38.000', ('codigo = sucursal_no_permitida') x 3]
--- luego
SELECT count(*) FROM inv.existencia e JOIN inv.ubicacion u
    ON u.id = e.ubicacion_id WHERE u.sucursal_id = 2
--- luego_da
0


=== nor in a bulk, where the others are done
--- request eval
"POST /api/deposito/v1/movimientos\n"
    . '[{"tipo":"entrada","ubicacion_id":103,"lineas":[{"producto_id":1,"cantidad":"1"}]},'
    . '{"tipo":"entrada","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"1"}]}]'
--- more_headers eval: ::solo_una()
--- error_code: 200
--- campos
resultados.0.estado = 403
resultados.0.codigo = sucursal_no_permitida
resultados.1.estado = 201


=== what a list says of stock is that of the branch
--- antes eval
Deposito::mueve('{"tipo":"entrada","ubicacion_id":103,"lineas":[{"producto_id":1,"cantidad":"1000"}]}')
--- request eval
[('GET /api/deposito/v1/productos?codigo=YERBA') x 3,
 ('GET /api/deposito/v1/existencias/1') x 2]
--- more_headers eval
[::solo_una(), Inventario::bearer('deposito'),
 Deposito::solo_sucursal('deposito'), ::solo_una(),
 Deposito::solo_sucursal('consulta', 2)]
--- error_code eval: [(200) x 5]
--- response_body_like eval
[qr/"stock":"140\.000"/, qr/"stock":"1140\.000"/, qr/"stock":"0\.000"/,
 qr/\A(?!.*1000\.000).*101/s, qr/1000\.000/]
