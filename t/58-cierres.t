# Day-end totals of tills: X, Z, and what arrives after a closing.

use Inventario 'no_plan';
use Deposito;
use Ventas;

sub hacer { return Ventas::post(@_) }
sub t { return Ventas::ticket(@_) }
sub l { return Ventas::linea(@_) }

# --- a_la_vez: [path, body] at once with the till held; --- salen
add_response_body_check(sub {
    my ($block) = @_;
    my $pedidos = $block->a_la_vez or return;
    Test::More::like(Ventas::a_la_vez('SELECT FROM inv.caja WHERE id = 1 FOR UPDATE', @$pedidos),
        $block->salen, $block->name . ': salen');
    Test::More::is(psql($block->quedan), $block->quedan_da =~ s/\s+\z//r,
                   $block->name . ': quedan');
});

# closings whose total is not that of their tickets, by means or at all; and
# tickets that are in no closing or in two
our $malos = "SELECT (SELECT count(*) FROM inv.caja_cierre z WHERE (z.totales->>'total')::numeric <> (SELECT sum(v.signo * v.total) FROM inv.venta v WHERE v.caja_id = z.caja_id AND v.id > z.desde_id AND v.id <= z.hasta_id) OR (z.totales->>'total')::numeric + z.fondo <> (SELECT sum(m.calculado) FROM inv.caja_cierre_medio m WHERE m.cierre_id = z.id)), (SELECT count(*) FROM inv.venta v WHERE (SELECT count(*) FROM inv.caja_cierre z WHERE z.caja_id = v.caja_id AND v.id > z.desde_id AND v.id <= z.hasta_id) <> 1)";

run_tests();

__DATA__

=== nothing to close yet
--- antes eval: Ventas::tienda()
--- rol: negocio
--- request eval
["POST /api/negocio/v1/cajas/1/cierres\n{}", "POST /api/negocio/v1/cajas/9/cierres\n{}", 'GET /api/negocio/v1/cajas/1/parcial']
--- error_code eval: [409, 404, 200]
--- campos eval: ['codigo = nada_que_cerrar', 'codigo = caja_no_encontrada', "tickets = 0\ntotal = 0.00\nnumero = 1"]


=== a day: cash, cards, change, a void and a return
--- antes
SELECT setval('inv.documento_id', 99);
--- rol: negocio
--- request eval
[::hacer('[' . CORE::join(',', ::t(1, '200', ::l(1, 2)), ::t(2, '100', ::l(1, 1)),
  '{"caja_id":1,"numero":3,"tipo":"venta","lineas":[{"producto_id":2,"cantidad":"1"}],"pagos":[{"medio":"debito","importe":"400"},{"medio":"efectivo","importe":"700"}],"vuelto":"100"}') . ']'),
 "POST /api/negocio/v1/ventas/101/anular\n{\"motivo\":\"x\"}",
 "POST /api/negocio/v1/ventas/100/devolver\n{\"lineas\":[{\"linea\":1,\"cantidad\":\"1\"}]}",
 'GET /api/negocio/v1/cajas/1/parcial']
--- error_code eval: [200, 201, 201, 200]
--- campos eval
['resultados.2.estado = 201', 'tipo = anulacion', 'tipo = devolucion',
 "numero = 1\ntickets = 5\ncantidad_ventas = 3\nventas = 1300.00\ndevoluciones = 100.00\nanulaciones = 100.00\ntotal = 1100.00\nmedios.0.medio = debito\nmedios.0.importe = 400.00\nmedios.1.importe = 700.00\niva.0.tasa = 21.00\niva.0.neto = 909.10\niva.0.iva = 190.90\nprimer_numero = 1\nultimo_numero = 3"]


=== Z: what was counted against what there must be
--- rol: negocio
--- request
POST /api/negocio/v1/cajas/1/cierres
{"fondo":"50","declarado":[{"medio":"efectivo","importe":"745.50"},{"medio":"qr","importe":"1"}],"observaciones":"faltó"}
--- error_code: 201
--- response_headers
Location: /api/negocio/v1/cajas/1/cierres/1
--- campos
numero = 1
total = 1100.00
arqueo.0.medio = debito
arqueo.0.calculado = 400.00
arqueo.0.declarado = null
arqueo.1.medio = efectivo
arqueo.1.calculado = 750.00
arqueo.1.declarado = 745.50
arqueo.1.diferencia = -4.50
arqueo.2.calculado = 0.00
arqueo.2.diferencia = 1.00
--- luego eval: $::malos
--- luego_da: 0|0


=== after it there is nothing open; a means that is not one
--- rol: negocio
--- request eval
['GET /api/negocio/v1/cajas/1/parcial', "POST /api/negocio/v1/cajas/1/cierres\n{}",
 ::hacer(::t(4, '100', ::l(1, 1))), "POST /api/negocio/v1/cajas/1/cierres\n{\"declarado\":[{\"medio\":\"oro\",\"importe\":\"1\"}]}"]
--- error_code eval: [200, 409, 201, 422]
--- campos eval
["numero = 2\ntickets = 0", 'codigo = nada_que_cerrar', 'numero = 4', 'codigo = medio_no_encontrado']


=== a ticket of a closed day goes to the next closing, which says so; the old one stays
--- rol: negocio
--- request eval
[::hacer(::t(5, '100', ::l(1, 1), '"ocurrido_en":"2026-01-05T10:00:00Z"')),
 "POST /api/negocio/v1/cajas/1/cierres\n{}", 'GET /api/negocio/v1/cajas/1/cierres/1',
 'GET /api/negocio/v1/reportes/ventas?desde=2026-01-05&hasta=2026-01-05']
--- error_code eval: [201, 201, 200, 200]
--- campos eval
['numero = 5', "numero = 2\ntickets = 2\ntotal = 200.00\natrasados.tickets = 1\natrasados.total = 100.00",
 "total = 1100.00\ntickets = 5", "totales.importe = 100.00"]
--- luego eval: $::malos
--- luego_da eval: ['0|2', '0|0', '0|0', '0|0']


=== closings and tickets at once: each ticket in one closing, one closing for them
--- rol: negocio
--- request
GET /health
--- a_la_vez eval
[(map { ['/v1/ventas', ::t(20 + $_, '100', ::l(1, 1)), "t-$_"] } 1 .. 6),
 (map { ['/v1/cajas/1/cierres', '{}', "z-$_"] } 1 .. 3),
 (map { ['/v1/ventas', ::t(30 + $_, '100', ::l(1, 1)), "u-$_"] } 1 .. 6)]
--- salen eval: qr/\A(201 ){12}(201|409)( 201| 409){2}\z/
--- quedan
SELECT count(*) FROM inv.venta v WHERE v.numero > 20 AND (SELECT count(*) FROM inv.caja_cierre z WHERE z.caja_id = v.caja_id AND v.id > z.desde_id AND v.id <= z.hasta_id) > 1
--- quedan_da: 0


=== and the last closing takes what is left
--- rol: negocio
--- request eval
[::hacer(::t(50, '100', ::l(1, 1))), "POST /api/negocio/v1/cajas/1/cierres\n{}"]
--- error_code eval: [201, 201]


=== no ticket is left out, and every closing is the sum of its own
--- request
GET /health
--- luego eval: $::malos
--- luego_da: 0|0


=== lists; one that is not there; a closing is never changed
--- rol: consulta
--- request eval
['GET /api/negocio/v1/cajas/1/cierres?limite=1&contar=true', 'GET /api/negocio/v1/cajas/1/cierres/99', 'GET /api/negocio/v1/cajas/2/cierres']
--- error_code eval: [200, 404, 200]
--- campos eval
["datos.# = 1\ndatos.0.caja_id = 1", 'codigo = cierre_no_encontrado', 'datos.# = 0']


=== with its key, once; roles and branches
--- antes eval
Deposito::mueve('{"tipo":"entrada","ubicacion_id":103,"lineas":[{"producto_id":1,"cantidad":"9"}]}')
--- more_headers eval
[Deposito::solo_sucursal('negocio', 2), (Deposito::solo_sucursal('negocio', 2) . "Idempotency-Key: z\n") x 2,
 Deposito::solo_sucursal('negocio', 1), Inventario::bearer('consulta'), Inventario::bearer('deposito')]
--- request eval
[::hacer(::t(1, '100', ::l(1, 1)) =~ s/"caja_id":1/"caja_id":2/r), ("POST /api/negocio/v1/cajas/2/cierres\n{}") x 2,
 ("POST /api/negocio/v1/cajas/2/cierres\n{}") x 3]
--- error_code eval: [201, 201, 201, 404, 403, 403]
