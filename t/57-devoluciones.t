# Voids, returns and exchanges of tickets.

use Inventario 'no_plan';
use Deposito;
use Ventas;

sub hacer { return Ventas::post(@_) }
sub t { return Ventas::ticket(@_) }
sub l { return Ventas::linea(@_) }

# --- a_la_vez: [path, body, key] at once, with ticket --- venta held
add_response_body_check(sub {
    my ($block) = @_;
    my $pedidos = $block->a_la_vez or return;
    my $venta = $block->venta;
    Test::More::is(Ventas::a_la_vez("SELECT FROM inv.venta WHERE id = $venta FOR UPDATE", @$pedidos),
        $block->salen, $block->name . ': salen');
    Test::More::is(psql($block->quedan), $block->quedan_da =~ s/\s+\z//r,
                   $block->name . ': quedan');
});

# what is left of YERBA in 101, and what each means of payment got
our $cuentas = "SELECT (SELECT string_agg(e.cantidad::text, ' ' ORDER BY e.producto_id, e.lote_id) FROM inv.existencia e WHERE e.ubicacion_id = 101), (SELECT sum(v.signo * p.importe) FROM inv.venta v JOIN inv.venta_pago p ON p.venta_id = v.id)";

run_tests();

__DATA__

=== tickets to begin with: 3 YERBA with a discount, 7 LECHE of two lots
--- antes eval: Ventas::tienda()
--- rol: negocio
--- request eval
[::hacer(::t(1, '289.99', ::l(1, 3, '"descuento":"10.01","promocion":"3x"'), '"ocurrido_en":"2026-01-02T10:00:00Z"')),
 ::hacer(::t(2, '560', ::l(3, 7))), ::hacer(::t(3, '100', ::l(1, 1)))]
--- error_code eval: [201, 201, 201]
--- campos eval: ['id = 3', 'id = 5', 'id = 6']


=== a void: stock and money are back; it is dated, and is a ticket of its own
--- rol: negocio
--- request
POST /api/negocio/v1/ventas/6/anular
{"motivo":"Se arrepintió","ocurrido_en":"2026-06-01T12:00:00Z"}
--- error_code: 422
--- campos
errores.0.codigo = anterior


=== a void
--- antes
SELECT setval('inv.documento_id', 99);
--- rol: negocio
--- request
POST /api/negocio/v1/ventas/6/anular
{"motivo":"Se arrepintió"}
--- error_code: 201
--- campos
tipo = anulacion
origen_id = 6
total = 100.00
--- luego eval: $::cuentas
--- luego_da
37.000 2.500 0.000 0.000 3.000|849.99


=== a void is done once, and is not voided; nor is there another
--- rol: negocio
--- request eval
["POST /api/negocio/v1/ventas/6/anular\n{\"motivo\":\"x\"}",
 "POST /api/negocio/v1/ventas/999/anular\n{\"motivo\":\"x\"}",
 "POST /api/negocio/v1/ventas/6/devolver\n{\"lineas\":[{\"linea\":1,\"cantidad\":\"1\"}]}",
 'GET /api/negocio/v1/ventas/6']
--- error_code eval: [409, 404, 409, 200]
--- campos eval
['codigo = ya_anulado', 'codigo = venta_no_encontrada', 'codigo = ya_anulado', "estado = anulada\nreversos.0.tipo = anulacion"]


=== the void of a void
--- rol: negocio
--- request
POST /api/negocio/v1/ventas/100/anular
{"motivo":"x"}
--- error_code: 409
--- campos
codigo = es_anulacion


=== returns of a line in parts: the parts are what was paid
--- antes
SELECT setval('inv.documento_id', 199);
--- rol: negocio
--- request eval
[("POST /api/negocio/v1/ventas/3/devolver\n{\"lineas\":[{\"linea\":1,\"cantidad\":\"1\"}]}") x 4]
--- error_code eval: [201, 201, 201, 409]
--- campos eval
["total = 96.66\ntipo = devolucion\norigen_id = 3", 'total = 96.67', 'total = 96.66', "codigo = devolucion_mayor\nvendida = 3.000\ndevuelta = 3.000\npedida = 1.000"]
--- luego eval: $::cuentas
--- luego_da eval
['38.000 2.500 0.000 0.000 3.000|753.33', '39.000 2.500 0.000 0.000 3.000|656.66', ('40.000 2.500 0.000 0.000 3.000|560.00') x 2]


=== with returns it is not voided; a voided return can be done again
--- rol: negocio
--- request eval
my $id = 202;
["POST /api/negocio/v1/ventas/3/anular\n{\"motivo\":\"x\"}", "POST /api/negocio/v1/ventas/$id/anular\n{\"motivo\":\"x\"}",
 "POST /api/negocio/v1/ventas/$id/devolver\n{\"lineas\":[{\"linea\":1,\"cantidad\":\"1\"}]}",
 "POST /api/negocio/v1/ventas/3/devolver\n{\"lineas\":[{\"linea\":1,\"cantidad\":\"1\"}],\"pagos\":[{\"medio\":\"debito\",\"importe\":\"96.65\"}]}",
 "POST /api/negocio/v1/ventas/3/devolver\n{\"lineas\":[{\"linea\":1,\"cantidad\":\"1\"}],\"pagos\":[{\"medio\":\"debito\",\"importe\":\"96.66\"}]}"]
--- error_code eval: [409, 201, 409, 422, 201]
--- campos eval
['codigo = con_devoluciones', 'total = 96.66', 'codigo = ya_anulado', 'codigo = pagos_no_cierran', 'total = 96.66']
--- luego eval: $::cuentas
--- luego_da eval
['40.000 2.500 0.000 0.000 3.000|560.00', ('39.000 2.500 0.000 0.000 3.000|656.66') x 3, '40.000 2.500 0.000 0.000 3.000|560.00']


=== lots come back as they went, and to shrinkage they do not come back
--- rol: negocio
--- request eval
["POST /api/negocio/v1/ventas/5/devolver\n{\"lineas\":[{\"linea\":1,\"cantidad\":\"2\"}],\"destino\":\"merma\"}",
 "POST /api/negocio/v1/ventas/5/devolver\n{\"lineas\":[{\"linea\":1,\"cantidad\":\"5\"}]}"]
--- error_code eval: [201, 201]
--- luego
SELECT string_agg(m.destino_id || ':' || o.codigo || ':' || m.cantidad, ' ' ORDER BY m.id) FROM inv.movimiento m JOIN inv.lote o ON o.id = m.lote_id WHERE m.producto_id = 3 AND m.tipo = 'devolucion'
--- luego_da eval
['3:L1:2.000', '3:L1:2.000 101:L1:4.000 101:L2:1.000']


=== what a return names
--- rol: negocio
--- request eval
["POST /api/negocio/v1/ventas/3/devolver\n{\"lineas\":[{\"linea\":9,\"cantidad\":\"1\"}]}",
 "POST /api/negocio/v1/ventas/3/devolver\n{\"lineas\":[{\"linea\":1,\"cantidad\":\"1\"},{\"linea\":1,\"cantidad\":\"1\"}]}",
 "POST /api/negocio/v1/ventas/3/devolver\n{\"lineas\":[]}"]
--- error_code eval: [422, 422, 422]
--- campos eval
['errores.0.codigo = linea_no_encontrada', 'errores.0.codigo = repetida', 'errores.0.campo = lineas']


=== two returns at once of what only one can return
--- antes eval
Deposito::mueve('{"tipo":"entrada","ubicacion_id":101,"lineas":[{"producto_id":4,"cantidad":"50"}]}') . "SELECT setval('inv.documento_id', 299);"
--- rol: negocio
--- request eval
[::hacer(::t(10, '60', ::l(4, 3))), ::hacer(::t(11, '60', ::l(4, 3)))]
--- error_code eval: [201, 201]
--- campos eval: ['id = 300', 'id = 301']


=== eight at once: one returns, or one voids
--- rol: negocio
--- request
GET /health
--- venta: 300
--- a_la_vez eval
my $id = 300;
[map { ["/v1/ventas/$id/devolver", '{"lineas":[{"linea":1,"cantidad":"2"}]}', "dev-$_"] } 1 .. 8]
--- salen: 201 409 409 409 409 409 409 409
--- quedan
SELECT cantidad FROM inv.existencia WHERE producto_id = 4
--- quedan_da
46.000


=== a void and returns at once: one kind wins
--- rol: negocio
--- request
GET /health
--- venta: 301
--- a_la_vez eval
my $id = 301;
[map { $_ % 2 ? ["/v1/ventas/$id/devolver", '{"lineas":[{"linea":1,"cantidad":"3"}]}', "x-$_"] : ["/v1/ventas/$id/anular", '{"motivo":"x"}', "x-$_"] } 1 .. 6]
--- salen: 201 409 409 409 409 409
--- quedan
SELECT cantidad FROM inv.existencia WHERE producto_id = 4
--- quedan_da
49.000


=== tills return and void by their own numbers, in the batch where the sale is too
--- antes
SELECT setval('inv.documento_id', 399);
--- rol: negocio
--- request eval
::hacer('[' . CORE::join(',',
 '{"caja_id":1,"numero":23,"tipo":"anulacion","origen_numero":21,"ocurrido_en":"2026-02-01T12:00:00Z","motivo":"x"}',
 '{"caja_id":1,"numero":22,"tipo":"devolucion","origen_numero":20,"ocurrido_en":"2026-02-01T11:00:00Z","lineas":[{"producto_id":1,"cantidad":"1"}],"pagos":[{"medio":"efectivo","importe":"100"}]}',
 ::t(21, '100', ::l(1, 1), '"ocurrido_en":"2026-02-01T10:00:00Z"'),
 ::t(20, '200', ::l(1, 2), '"ocurrido_en":"2026-02-01T09:00:00Z"'),
 '{"caja_id":1,"numero":24,"tipo":"devolucion","origen_numero":20,"ocurrido_en":"2026-02-01T12:00:00Z","lineas":[{"producto_id":1,"cantidad":"2"}],"pagos":[{"medio":"efectivo","importe":"200"}]}',
 '{"caja_id":1,"numero":25,"tipo":"anulacion"}',
 '{"caja_id":1,"numero":26,"tipo":"devolucion","origen_numero":20,"lineas":[{"producto_id":4,"cantidad":"1"}],"pagos":[{"medio":"efectivo","importe":"20"}]}',
 '{"caja_id":1,"numero":27,"tipo":"devolucion","origen_numero":20,"lineas":[{"producto_id":1,"cantidad":"1"}],"pagos":[{"medio":"cambio","importe":"100"}]}') . ']')
--- error_code: 200
--- campos
resultados.0.documento.tipo = anulacion
resultados.1.estado = 201
resultados.2.estado = 201
resultados.3.estado = 201
resultados.4.codigo = devolucion_mayor
resultados.5.codigo = campos_invalidos
resultados.6.codigo = devolucion_mayor
resultados.7.codigo = medio_no_encontrado
--- luego
SELECT (SELECT cantidad FROM inv.existencia WHERE producto_id = 1 AND ubicacion_id = 101), count(*) FROM inv.venta_clave WHERE numero BETWEEN 20 AND 29
--- luego_da
39.000|4


=== the same batch again is there already
--- rol: negocio
--- request eval
::hacer('[' . CORE::join(',', ::t(20, '200', ::l(1, 2), '"ocurrido_en":"2026-02-01T09:00:00Z"'),
 '{"caja_id":1,"numero":23,"tipo":"anulacion","origen_numero":21,"ocurrido_en":"2026-02-01T12:00:00Z","motivo":"x"}') . ']')
--- error_code: 200
--- campos
resultados.0.repetida = true
resultados.1.repetida = true
resultados.1.documento.tipo = anulacion


=== no more money comes back than was paid
--- rol: negocio
--- request eval
[::hacer(::t(60, '150', ::l(1, 2, '"precio":"75"'))),
 ::hacer('{"caja_id":1,"numero":61,"tipo":"devolucion","origen_numero":60,"lineas":[{"producto_id":1,"cantidad":"1","precio":"150.01"}],"pagos":[{"medio":"efectivo","importe":"150.01"}]}'),
 ::hacer('{"caja_id":1,"numero":62,"tipo":"devolucion","origen_numero":60,"lineas":[{"producto_id":1,"cantidad":"1","precio":"100"}],"pagos":[{"medio":"efectivo","importe":"100"}]}'),
 ::hacer('{"caja_id":1,"numero":63,"tipo":"devolucion","origen_numero":60,"lineas":[{"producto_id":1,"cantidad":"1","precio":"75"}],"pagos":[{"medio":"efectivo","importe":"75"}]}'),
 ::hacer('{"caja_id":1,"numero":63,"tipo":"devolucion","origen_numero":60,"lineas":[{"producto_id":1,"cantidad":"1","precio":"50"}],"pagos":[{"medio":"efectivo","importe":"50"}]}')]
--- error_code eval: [201, 409, 201, 409, 201]
--- campos eval
['total = 150.00', "codigo = devolucion_mayor\npedido = 150.01", 'total = 100.00', 'codigo = devolucion_mayor', 'total = 50.00']


=== a return that names no ticket comes in, a lot with its name
--- rol: negocio
--- request eval
[::hacer('{"caja_id":1,"numero":30,"tipo":"devolucion","lineas":[{"producto_id":1,"cantidad":"1"}],"pagos":[{"medio":"efectivo","importe":"100"}]}'),
 ::hacer('{"caja_id":1,"numero":31,"tipo":"devolucion","destino":"merma","lineas":[{"producto_id":1,"cantidad":"1"}],"pagos":[{"medio":"efectivo","importe":"100"}]}'),
 ::hacer('{"caja_id":1,"numero":32,"tipo":"devolucion","lineas":[{"producto_id":3,"cantidad":"1"}],"pagos":[{"medio":"efectivo","importe":"80"}]}'),
 ::hacer('{"caja_id":1,"numero":33,"tipo":"devolucion","lineas":[{"producto_id":3,"cantidad":"1","lote":"L2"}],"pagos":[{"medio":"efectivo","importe":"80"}]}')]
--- error_code eval: [201, 201, 422, 201]
--- campos eval: ['tipo = devolucion', 'tipo = devolucion', 'errores.0.codigo = lote_obligatorio', 'total = 80.00']
--- luego
SELECT cantidad FROM inv.existencia WHERE producto_id = 1 AND ubicacion_id = 101
--- luego_da eval: [('40.000') x 4]


=== exchanges: more, less, the same; only the difference is paid
--- antes
SELECT setval('inv.documento_id', 499);
--- rol: negocio
--- request eval
my $id = 400;
my $r = "POST /api/negocio/v1/ventas/$id/cambiar\n";
[::hacer(::t(40, '400', ::l(1, 4))),
 (map { my ($n, $q, $mas) = @$_; ($r . '{"lineas":[{"linea":1,"cantidad":"1"}],"venta":{"caja_id":1,"numero":' . $n . ',"lineas":[{"producto_id":4,"cantidad":"' . $q . '"}]}' . $mas . '}') }
  [41, 7, ',"pagos":[{"medio":"debito","importe":"39.99"}]'], [42, 99, ',"pagos":[{"medio":"debito","importe":"1880"}]'], [43, 7, ',"pagos":[{"medio":"debito","importe":"40"}]'])]
--- error_code eval: [201, 422, 409, 201]
--- campos eval
['total = 400.00', "codigo = pagos_no_cierran\ntotal = 40.00", 'codigo = stock_insuficiente', "diferencia = 40.00\ndevolucion.total = 100.00\nventa.total = 140.00\nventa.numero = 43"]
--- luego
SELECT (SELECT cantidad FROM inv.existencia WHERE producto_id = 4), count(*) FROM inv.venta_clave WHERE numero IN (41, 42, 43)
--- luego_da eval: ['49.000|0', '49.000|0', '49.000|0', '42.000|1']


=== exchange for less gives the rest back; its halves are not voided; no more than was sold
--- antes
SELECT setval('inv.documento_id', 599);
--- rol: negocio
--- request eval
my $id = 500;
my $r = "POST /api/negocio/v1/ventas/$id/cambiar\n";
[$r . '{"lineas":[{"linea":1,"cantidad":"1"}],"venta":{"caja_id":1,"numero":50,"lineas":[{"producto_id":4,"cantidad":"2"}]}}',
 $r . '{"lineas":[{"linea":1,"cantidad":"4"}],"venta":{"caja_id":1,"numero":51,"lineas":[{"producto_id":4,"cantidad":"2"}]}}',
 $r . '{"lineas":[{"linea":1,"cantidad":"1"}],"venta":{"caja_id":1,"numero":50,"lineas":[{"producto_id":4,"cantidad":"1"}]}}']
--- error_code eval: [201, 409, 409]
--- campos eval: ['diferencia = -60.00', 'codigo = devolucion_mayor', 'codigo = numero_reutilizado']
--- luego
SELECT string_agg(p.medio || p.importe, ' ' ORDER BY v.id, p.medio), (SELECT sum(v.signo * p.importe) FROM inv.venta v JOIN inv.venta_pago p ON p.venta_id = v.id WHERE medio = 'cambio') FROM inv.venta v JOIN inv.venta_pago p ON p.venta_id = v.id WHERE v.id >= (SELECT max(id) - 1 FROM inv.venta WHERE numero = 50)
--- luego_da eval: [('cambio40.00 efectivo60.00 cambio40.00|0.00') x 3]


=== a half of an exchange is not voided
--- rol: negocio
--- request eval
my $id = 601; "POST /api/negocio/v1/ventas/$id/anular\n{\"motivo\":\"x\"}"
--- error_code: 409
--- campos
codigo = venta_de_cambio


=== branch limits, roles
--- more_headers eval
[(Deposito::solo_sucursal('negocio', 2)) x 3, Inventario::bearer('consulta')]
--- request eval
["POST /api/negocio/v1/ventas/3/anular\n{\"motivo\":\"x\"}",
 "POST /api/negocio/v1/ventas/3/devolver\n{\"lineas\":[{\"linea\":1,\"cantidad\":\"1\"}],\"caja_id\":2}",
 ::hacer('{"caja_id":2,"numero":1,"tipo":"anulacion","origen_id":3}'),
 "POST /api/negocio/v1/ventas/3/anular\n{\"motivo\":\"x\"}"]
--- error_code eval: [404, 404, 404, 403]


=== with its key, a return is done once
--- rol: negocio
--- more_headers eval: ["Idempotency-Key: una\n", "Idempotency-Key: una\n"]
--- request eval
my $id = 500;
[("POST /api/negocio/v1/ventas/$id/devolver\n{\"lineas\":[{\"linea\":1,\"cantidad\":\"1\"}]}") x 2]
--- error_code eval: [201, 201]
--- luego
SELECT count(*) FROM inv.venta d JOIN inv.venta o ON o.id = d.origen_id WHERE o.numero = 40
--- luego_da eval: [2, 2]


=== the ledger still adds up
--- rol: deposito
--- request
GET /api/deposito/v1/reportes/integridad
--- error_code: 200
--- campos
integridad_ok = true
