# Who works in one branch: route by route, nothing of another one is seen or
# touched.  t/sucursales.txt says which class each route is of, and what to ask
# with; the routes are those of the tables, so that a new one fails until
# somebody thought of it.

use Inventario 'no_plan';
use Deposito;
use Ventas;
use LWP::UserAgent ();

# [METHOD, PATH, CLASS, WITH]; a route may have several lines
our @filas = do {
    open my $f, '<:raw', Inventario::raiz() . '/t/sucursales.txt' or die $!;
    map { chomp; [split ' ', $_, 4] } grep { /^[A-Z]/ } <$f>;
};

# What the route tables say: "METHOD PATH" => its operation.
our %tablas;

my $ua = LWP::UserAgent->new(keep_alive => 1);

# A role that may ask for that: one of the two that touch something.
sub rol {
    my ($metodo, $ruta) = @_;
    $ruta =~ s/\?.*//;
    my ($cual) = grep { my ($m, $r) = split ' ';
                        $r =~ s/\{\w+\}/[^\/]+/g;
                        $m eq $metodo && $ruta =~ /^$r$/ } sort keys %tablas;
    return (grep { $_ eq 'deposito' } @{$tablas{$cual // ''}{'x-roles'} // []})
        ? 'deposito' : 'negocio';
}

sub pedir {
    my ($suc, $metodo, $ruta, $cuerpo) = @_;
    my @cabeceras = ('X-Request-ID' => 'sucursales', Authorization => 'Bearer '
                     . Inventario::token(rol($metodo, $ruta), suc => $suc));
    push @cabeceras, 'If-Match' => '*' if $metodo ne 'GET';
    push @cabeceras, 'Content-Type' => $cuerpo =~ /^\{/ ? 'application/json'
        : 'text/csv' if defined $cuerpo;
    return $ua->request(HTTP::Request->new($metodo,
        'http://127.0.0.1:' . Inventario::server_port() . $ruta,
        \@cabeceras, $cuerpo));
}

sub una { pedir([1], @_) }
sub todas { pedir(undef, @_) }

sub veredicto {
    my ($r) = @_;
    return $r->code . ' '
        . (eval { JSON::PP::decode_json($r->content)->{codigo} } // '');
}

# The number of a thing of the test's shop; $otro, if it is the other branch's.
sub cosa {
    my ($cual, $otro) = @_;
    return $otro && $cual !~ /_propi[ao]$/ ? $otro
        : $::cosas{$cual} // die "no hay $cual";
}

# What a route is asked with: its path and query, and its body, JSON or CSV.
# $otro: instead of the numbers of the other branch's things.
sub con {
    my ($ruta, $con, $otro) = @_;
    $con = ($con // '') =~ s/\{(\w+)\}/cosa($1, $otro)/ger;
    my ($cuerpo) = $con =~ /(\{".*|\{\}|\w+;.*)$/;
    my ($valor) = $con =~ /^([^{\s;]+)(?:\s|$)/;
    $cuerpo =~ s/\\n/\r\n/g if defined $cuerpo;
    return (defined $valor ? "$ruta?$valor" : $ruta, $cuerpo)
        if $ruta !~ /\{/;
    $valor = 'YERBA' if $ruta =~ /\{codigo\}/;
    $valor = 1 if ($valor // '') !~ /^[\w-]+$/;
    $ruta =~ s/\{\w+\}/$valor/;
    return ($ruta =~ s/\{\w+\}/1/gr, $cuerpo);
}

# Every name of a field in a piece of the document.
sub nombres {
    my ($nodo) = @_;
    return map { nombres($_) } @$nodo if ref $nodo eq 'ARRAY';
    return if ref $nodo ne 'HASH';
    return (($nodo->{in} ? $nodo->{name} : ()),
            keys %{$nodo->{properties} // {}}, map { nombres($_) }
            values %$nodo);
}

our $lugar = qr/^(sucursal|ubicacion|origen|destino|caja)_id$/;

# A place of the other branch, for the lists that may be of one place.
my %filtros = (ubicacion_id => 103, caja_id => 2);

# GETs without a body that anybody may ask: [ADDRESS, CLASS].  Each filter by
# a place is one more, with a place of the other branch.
sub lecturas {
    my @todas;
    for my $fila (grep { $_->[0] eq 'GET' && $_->[2] =~ /propias|empresa/ }
                  @filas)
    {
        my ($metodo, $ruta, $clase, $con) = @$fila;
        my $o = $tablas{"GET $ruta"};
        next if !grep { /^(deposito|negocio)$/ } @{$o->{'x-roles'} // []};
        my ($camino) = con($ruta, $clase eq 'propias' ? $con : '');
        push @todas, [$camino, $clase];
        for my $p (grep { $_->{in} eq 'query' && $filtros{$_->{name}} }
                   @{$o->{parameters}})
        {
            push @todas, [$camino . ($camino =~ /\?/ ? '&' : '?')
                          . "$p->{name}=$filtros{$p->{name}}", $clase];
        }
    }
    return @todas;
}

# Answers without the instants that they were made.
sub foto {
    my ($quien) = @_;
    return { map {
        my $r = $quien->('GET', $_->[0]);
        ($_->[0], $r->code . ' ' . $r->content
             =~ s/\d{4}-\d\d-\d\dT[\d:.]+(\+00:00|Z)/T/gr)
    } lecturas() };
}

our (%antes, %cosas);

# What the other branch is like, all of it.
sub norte {
    return Inventario::psql(q{
        SELECT md5(string_agg(t::text, ';' ORDER BY t::text)) FROM (
            SELECT m::text FROM inv.movimiento m UNION ALL
            SELECT e::text FROM inv.existencia e UNION ALL
            SELECT r::text FROM inv.reserva r UNION ALL
            SELECT c::text FROM inv.conteo c UNION ALL
            SELECT l::text FROM inv.conteo_linea l UNION ALL
            SELECT u::text FROM inv.ubicacion u UNION ALL
            SELECT s::text FROM inv.sucursal s UNION ALL
            SELECT f::text FROM inv.transferencia f UNION ALL
            SELECT p::text FROM inv.pedido p UNION ALL
            SELECT p::text FROM inv.pedido_linea p UNION ALL
            SELECT r::text FROM inv.recepcion r UNION ALL
            SELECT c::text FROM inv.caja c UNION ALL
            SELECT z::text FROM inv.caja_cierre z UNION ALL
            SELECT v::text FROM inv.venta v UNION ALL
            SELECT p::text FROM inv.precio p UNION ALL
            SELECT i::text FROM inv.indice i UNION ALL
            SELECT r::text FROM inv.regla_precio r UNION ALL
            SELECT r::text FROM inv.remarcacion r UNION ALL
            SELECT p::text FROM inv.promocion p) AS x(t)});
}

# What the company and the branch of the user have: it is there before.
sub propias {
    return Deposito::cargado()
        . Deposito::como_admin('caja_crear', '{"sucursal_id":1,'
            . '"ubicacion_id":101,"codigo":"c1","nombre":"Caja 1"}')
        . vende(1, 1)
        . Deposito::como_admin('proveedor_crear',
            '{"codigo":"P","nombre":"Proveedor"}')
        . pide(101) . pide(101) . Deposito::como_admin('pedido_enviar', 2)
        . Deposito::como_admin('regla_crear',
            '{"nombre":"Regla","tipo":"margen","valor":"30"}')
        . Deposito::como_admin('indice_crear',
            '[{"indice":"ipc","mes":"2020-01","porcentaje":"2"}]')
        . Deposito::como_admin('precio_poner', '{"producto_id":4,'
            . '"precio":"21","desde":"2099-01-01T00:00:00Z"}')
        . remarca('') . promueve('');
}

sub vende {
    my ($caja, $numero) = @_;
    my $t = Ventas::ticket($numero, '100.00',
                           Ventas::linea(1, 1, '"precio":"100"'))
        =~ s/"caja_id":1/"caja_id":$caja/r;
    return <<"END";
SELECT FROM api.ventas_aplicar('[{"ctx":{"usuario_id":1,"sucursales":null,
    "request_id":"x"},"clave":null,"huella":null,"cuerpo":[$t]}]');
END
}

sub pide {
    my ($ubicacion) = @_;
    return Deposito::como_admin('pedido_crear', '{"proveedor_id":1,'
        . qq("ubicacion_id":$ubicacion,"lineas":[{"producto_id":1,)
        . '"cantidad":"12","costo":"60"}]}');
}

sub remarca {
    my ($sucursal) = @_;
    return Deposito::como_admin('remarcacion_crear', qq({"nombre":"R",$sucursal)
        . '"regla":{"tipo":"porcentaje","valor":"10"}}');
}

sub promueve {
    my ($sucursales) = @_;
    return Deposito::como_admin('promocion_crear', qq({"nombre":"P",$sucursales)
        . '"tipo":"porcentaje","porcentaje":"5",'
        . '"desde":"2099-01-01T00:00:00Z"}');
}

# Everything that the other branch may have.
sub poblar {
    Inventario::psql(
        Deposito::mueve(
            '{"tipo":"entrada","ubicacion_id":103,"referencia":"AJENA",'
            . '"lineas":[{"producto_id":1,"cantidad":"777","costo":"60"},'
            . '{"producto_id":2,"cantidad":"777","costo":"500"},'
            . '{"producto_id":3,"cantidad":"77","lote":"L1","costo":"50"},'
            . '{"producto_id":4,"cantidad":"777","costo":"10"}]}',
            '{"tipo":"salida","ubicacion_id":103,"referencia":"AJENA",'
            . '"lineas":[{"producto_id":1,"cantidad":"7","precio":"100"}]}')
        . Deposito::como_admin('reserva_crear', '{"ubicacion_id":103,'
            . '"minutos":60,"lineas":[{"producto_id":1,"cantidad":"7"}]}')
        . Deposito::como_admin('conteo_crear', '{"ubicacion_id":103,'
            . '"ciego":true,"tolerancia":"0"}')
        . Deposito::como_admin('transferencia_crear', '{"origen_id":103,'
            . '"destino_id":104,"lineas":[{"producto_id":1,"cantidad":"7"}]}')
        . Deposito::como_admin('ubicacion_crear', '{"sucursal_id":2,'
            . '"codigo":"AJENA","nombre":"Ajena","tipo":"estante"}')
        . Deposito::como_admin('caja_crear', '{"sucursal_id":2,'
            . '"ubicacion_id":103,"codigo":"c2","nombre":"Caja 2"}')
        . vende(2, 1) . Deposito::como_admin('cierre_crear', 2, '{}')
        . vende(2, 2) . pide(103)
        . Deposito::como_admin('precio_poner', '{"producto_id":1,'
            . '"sucursal_id":2,"precio":"111"}')
        . Deposito::como_admin('precio_poner', '{"producto_id":1,'
            . '"sucursal_id":2,"precio":"112","desde":"2099-01-01T00:00:00Z"}')
        . remarca('"sucursal_id":2,') . promueve('"sucursales":[2],')
        . "UPDATE inv.sucursal SET nombre = 'Norte ajena' WHERE id = 2");
    %cosas = (sucursal => 2, ubicacion => 103, caja => 2, caja_propia => 1,
              borrador_propio => 1, pedido_propio => 2, regla => 1,
              mes => '2020-01', remarcacion_general => 1,
              promocion_general => 1);
    my %tabla = (reserva => 'inv.reserva', conteo => 'inv.conteo',
                 transferencia => 'inv.transferencia', pedido => 'inv.pedido',
                 venta => 'inv.venta WHERE caja_id = 2',
                 venta_propia => 'inv.venta WHERE caja_id = 1',
                 precio => 'inv.precio WHERE sucursal_id = 2',
                 precio_general => 'inv.precio WHERE desde > now() '
                     . 'AND sucursal_id IS NULL',
                 remarcacion => 'inv.remarcacion',
                 promocion => 'inv.promocion');
    $cosas{$_} = Inventario::psql("SELECT max(id) FROM $tabla{$_}")
        for keys %tabla;
    $cosas{movimiento} = Inventario::psql(
        'SELECT max(documento_id) FROM inv.movimiento');
    return;
}

run_tests();

__DATA__

=== the routes are those of the tables, each of a class that fits
--- antes eval
::propias() . "
UPDATE inv.lote SET vence = current_date + 20 WHERE id > 0;
UPDATE inv.producto SET stock_minimo = 10 WHERE id = 4;
UPDATE inv.producto SET stock_maximo = 100 WHERE id = 2;"
--- request
GET /api/openapi.json
--- error_code: 200
--- response_body_filters eval
sub {
    my $rutas = JSON::PP::decode_json($_[0])->{paths};
    for my $ruta (keys %$rutas) {
        $::tablas{uc($_) . " $ruta"} = $rutas->{$ruta}{$_}
            for keys %{$rutas->{$ruta}};
    }
    return CORE::join("\n", sort keys %::tablas);
}
--- response_body eval
my %una = map { ("$_->[0] $_->[1]" => 1) } @::filas;
CORE::join("\n", sort keys %una)


=== no class is unknown, and none says that a place is of nobody
--- init
for my $fila (@::filas) {
    my ($metodo, $ruta, $clase, $con) = @$fila;
    my $o = $::tablas{"$metodo $ruta"} or next;
    Test::More::like($clase, qr/^(propias|ajena|nombra|todas|empresa)$/,
                     "$metodo $ruta: $clase");
    my @lugares = grep { $_ =~ $::lugar } ::nombres($o);
    Test::More::ok($clase ne 'empresa' || !@lugares,
                   "$metodo $ruta: @lugares");
    Test::More::ok($clase ne 'empresa' || length $con, "$metodo $ruta: why");
}
--- request
GET /health


=== what is of another branch changes nothing in what one sees
--- init
$::antes{una} = ::foto(\&::una);
$::antes{todas} = ::foto(\&::todas);
::poblar();
my ($una, $todas) = (::foto(\&::una), ::foto(\&::todas));
for my $fila (::lecturas()) {
    my ($camino, $clase) = @$fila;
    Test::More::is($una->{$camino}, $::antes{una}{$camino},
                   "$clase: the same as before: $camino");
    next if $clase ne 'propias';
    Test::More::like($una->{$camino}, qr/^200 /, "an answer: $camino");
    Test::More::isnt($todas->{$camino}, $::antes{todas}{$camino},
                     "but who works everywhere sees it: $camino");
}
--- request
GET /health


=== a branch that a question names is refused, on every route that may name one
--- init
my $n = 0;
for my $cual (sort keys %::tablas) {
    my ($metodo, $ruta) = split ' ', $cual;
    next if !grep { $_->{in} eq 'query' && $_->{name} eq 'sucursal_id' }
        @{$::tablas{$cual}{parameters}};
    $n++;
    my ($con) = map { $_->[3] // '' } grep { "$_->[0] $_->[1]" eq $cual }
        @::filas;
    my ($camino) = ::con($ruta, $con =~ s/&?sucursal_id=\d+//r);
    $camino .= ($camino =~ /\?/ ? '&' : '?') . 'sucursal_id=';
    Test::More::is(::veredicto(::una($metodo, $camino . 2)),
                   '403 sucursal_no_permitida', "another's: $cual");
    Test::More::is(::una($metodo, $camino . 1)->code, 200,
                   "one's own: $cual");
    Test::More::is(::todas($metodo, $camino . 2)->code, 200,
                   "who works everywhere: $cual");
    Test::More::is(::veredicto(::una($metodo, $camino . 99999)),
                   '404 sucursal_no_encontrada', "nobody's: $cual");
}
Test::More::cmp_ok($n, '>', 8, 'they are many');
--- request
GET /health


=== what is of another branch is not there, and cannot be named
--- init
my $antes = ::norte();
for my $fila (grep { $_->[2] =~ /ajena|nombra|todas/ } @::filas) {
    my ($metodo, $ruta, $clase, $con) = @$fila;
    my ($camino, $cuerpo) = ::con($ruta, $con);
    my $dicho = ::veredicto(::una($metodo, $camino, $cuerpo));
    if ($clase ne 'ajena') {
        Test::More::is($dicho, '403 sucursal_no_permitida',
                       "$clase: $metodo $camino");
        next;
    }
    Test::More::like($dicho, qr/^404 \w+_no_encontrad[oa]$/,
                     "there is none: $metodo $camino");
    ($camino, $cuerpo) = ::con($ruta, $con, 99999999);
    Test::More::is(::veredicto(::una($metodo, $camino, $cuerpo)), $dicho,
                   'as one that is none');
}
Test::More::is(::norte(), $antes, 'nothing happened');
--- request
GET /health


=== and the same are there for who works everywhere
--- init
for my $fila (grep { $_->[2] =~ /ajena|nombra|todas/ } @::filas) {
    my ($metodo, $ruta, $clase, $con) = @$fila;
    my ($camino, $cuerpo) = ::con($ruta, $con);
    Test::More::unlike(::veredicto(::todas($metodo, $camino, $cuerpo)),
                       qr/^(400|403|404|422|5)/, "$metodo $camino");
}
--- request
GET /health


=== a transfer between branches does not tell the other one's balance
--- antes eval
Deposito::mueve('{"tipo":"transferencia","ubicacion_id":103,"destino_id":101,"lineas":[{"producto_id":4,"cantidad":"5"}]}',
 '{"tipo":"transferencia","ubicacion_id":101,"destino_id":103,"lineas":[{"producto_id":4,"cantidad":"1"}]}')
--- request eval
[map { ("GET /api/deposito/v1/$_") x 2 } 'movimientos?producto_id=4&limite=2',
 'reportes/auditoria/4?limite=2']
--- more_headers eval
[(Deposito::solo_sucursal('deposito', 1), Inventario::bearer('deposito')) x 2]
--- campos eval
["datos.1.saldo = null\ndatos.0.saldo = 4.000",
 "datos.1.saldo = 772.000\ndatos.0.saldo = 4.000",
 "datos.1.saldo = null\ndatos.1.saldo_anterior = null\n"
 . "datos.0.saldo = 4.000\ndatos.0.saldo_anterior = 5.000",
 "datos.1.saldo_anterior = 777.000\ndatos.0.saldo_anterior = 5.000"]


=== an administrator works everywhere: who makes users has no limit
--- rol: admin
--- request
POST /api/auth/v1/usuarios
{"usuario":"jefa","clave":"una clave bien larga","rol":"admin","sucursales":[1]}
--- error_code: 422
--- campos
codigo = admin_sin_limite
