# Who may do what: every route of the agent, each role, and nobody.
#
# The table below says it a second time, on its own.  A route that is not in
# it, or a row of it that is no route, fails.

use Inventario 'no_plan';
use Deposito;
use LWP::UserAgent ();

# d: deposito, n: negocio, m: ml_service, c: consulta; admin may do all
our $tabla = <<'FIN';
GET    dnmc  /v1/productos
POST   dn    /v1/productos
GET    dnmc  /v1/productos/buscar
GET    dnmc  /v1/productos/codigo/{codigo}
POST   dn    /v1/productos/importar
GET    dnmc  /v1/productos/exportar
GET    dnmc  /v1/productos/{id}
PUT    dn    /v1/productos/{id}
PATCH  dn    /v1/productos/{id}
DELETE d     /v1/productos/{id}
GET    dnmc  /v1/importaciones/{id}
GET    dnmc  /v1/importaciones/{id}/errores
GET    dnmc  /v1/categorias
POST   dn    /v1/categorias
GET    dnmc  /v1/categorias/{id}
PUT    dn    /v1/categorias/{id}
DELETE dn    /v1/categorias/{id}
GET    dnmc  /v1/sucursales
POST   -     /v1/sucursales
GET    dnmc  /v1/sucursales/{id}
PUT    -     /v1/sucursales/{id}
GET    dnmc  /v1/ubicaciones
POST   d     /v1/ubicaciones
GET    dnmc  /v1/ubicaciones/{id}
PUT    d     /v1/ubicaciones/{id}
GET    dnmc  /v1/lotes
GET    dnmc  /v1/lotes/{id}
PUT    d     /v1/lotes/{id}
POST   dn    /v1/movimientos
GET    dnmc  /v1/movimientos
GET    dnmc  /v1/movimientos/{id}
POST   dn    /v1/movimientos/{id}/anular
POST   dn    /v1/reservas
GET    dnmc  /v1/reservas
GET    dnmc  /v1/reservas/{id}
POST   dn    /v1/reservas/{id}/confirmar
POST   dn    /v1/reservas/{id}/liberar
POST   dn    /v1/transferencias
GET    dnmc  /v1/transferencias
GET    dnmc  /v1/transferencias/{id}
POST   dn    /v1/transferencias/{id}/enviar
POST   dn    /v1/transferencias/{id}/recibir
POST   dn    /v1/transferencias/{id}/cerrar
POST   dn    /v1/transferencias/{id}/cancelar
GET    dnmc  /v1/conteos/plan
POST   dn    /v1/conteos
GET    dnmc  /v1/conteos
GET    dnmc  /v1/conteos/{id}
POST   dn    /v1/conteos/{id}/lineas
POST   dn    /v1/conteos/{id}/recontar
POST   dn    /v1/conteos/{id}/cerrar
POST   dn    /v1/conteos/{id}/cancelar
GET    dnmc  /v1/existencias
GET    dnmc  /v1/existencias/exportar
GET    dnmc  /v1/existencias/criticas
GET    dnmc  /v1/existencias/excesos
GET    dnmc  /v1/existencias/sin-stock
GET    dnmc  /v1/existencias/resumen
GET    dnmc  /v1/existencias/{producto_id}
GET    dnmc  /v1/reportes/stock
GET    dnmc  /v1/reportes/top-movimientos
GET    dnmc  /v1/reportes/valuacion
GET    dnmc  /v1/reportes/valuacion/exportar
GET    dnmc  /v1/reportes/vencimientos
GET    dnmc  /v1/reportes/auditoria/{producto_id}
GET    dc    /v1/reportes/integridad
FIN

our @filas = map { [split] } split /\n/, $tabla;

my $ua = LWP::UserAgent->new(keep_alive => 1);

sub pedir {
    my ($metodo, $ruta, $token) = @_;
    # a document number that nobody has; no body: nothing can happen
    $ruta =~ s/\{\w+\}/99999999/g;
    return $ua->request(HTTP::Request->new($metodo,
        'http://127.0.0.1:' . Inventario::server_port()
        . "/api/deposito$ruta",
        [$token ? (Authorization => "Bearer $token") : ()]));
}

sub codigo {
    my ($r) = @_;
    return eval { JSON::PP::decode_json($r->content)->{codigo} } // '';
}

# Nobody: 401 and how to be somebody.
sub sin_token {
    my ($metodo, $roles, $ruta) = @_;
    my $r = pedir($metodo, $ruta);
    Test::More::is(CORE::join(' ', $r->code, codigo($r),
                              $r->header('WWW-Authenticate') // ''),
                   '401 no_autenticado Bearer', "nobody: $metodo $ruta");
    $r = pedir($metodo, $ruta, 'no.es.uno');
    Test::More::is(CORE::join(' ', $r->code,
                              $r->header('WWW-Authenticate') // ''),
                   '401 Bearer error="invalid_token"',
                   "a bad token: $metodo $ruta");
}

sub con_rol {
    my ($rol, $metodo, $roles, $ruta) = @_;
    my $puede = $rol eq 'admin' || $roles =~ substr $rol, 0, 1;
    my $r = pedir($metodo, $ruta, Inventario::token($rol));
    if ($puede) {
        Test::More::ok($r->code != 401 && $r->code != 403 && $r->code < 500,
                       "$rol may: $metodo $ruta")
            or Test::More::diag($r->code, ' ', codigo($r));
    } else {
        Test::More::is($r->code . ' ' . codigo($r), '403 rol_no_permitido',
                       "$rol may not: $metodo $ruta");
    }
}

sub solo_una { Deposito::solo_sucursal('deposito', 1) }

sub movimiento {
    my ($tipo, $ubicacion, $mas) = @_;
    return 'POST /api/deposito/v1/movimientos' . "\n"
        . qq({"tipo":"$tipo","ubicacion_id":$ubicacion,$mas)
        . '"lineas":[{"producto_id":1,"cantidad":"1"}]}';
}

run_tests();

__DATA__

=== the table has every route, and no other
--- antes eval: Deposito::cargado()
--- request
GET /api/openapi.json
--- error_code: 200
--- response_body_filters eval
sub {
    my $rutas = JSON::PP::decode_json($_[0])->{paths};
    return CORE::join("\n", sort map {
        my $ruta = $_;
        map { uc($_) . ' ' . $ruta =~ s{^/api/deposito}{}r }
            keys %{$rutas->{$ruta}};
    } grep { m{^/api/deposito/} } keys %$rutas) . "\n";
}
--- response_body eval
CORE::join("\n", sort map { "$_->[0] $_->[2]" } @::filas) . "\n"


=== nobody, on every route
--- init: ::sin_token(@$_) for @::filas;
--- request
GET /health


=== admin
--- init: ::con_rol('admin', @$_) for @::filas;
--- request
GET /health


=== deposito
--- init: ::con_rol('deposito', @$_) for @::filas;
--- request
GET /health


=== negocio
--- init: ::con_rol('negocio', @$_) for @::filas;
--- request
GET /health


=== ml_service
--- init: ::con_rol('ml_service', @$_) for @::filas;
--- request
GET /health


=== consulta
--- init: ::con_rol('consulta', @$_) for @::filas;
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
--- error_code eval: [200, 404, 404, 200, 200, 403]
--- campos eval
["datos.# = 1\ndatos.0.id = 1", 'codigo = sucursal_no_encontrada',
 'codigo = ubicacion_no_encontrada', 'datos.# = 0', 'datos.# = 0',
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
