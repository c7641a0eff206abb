# POST /v1/ventas, tills and means of payment, and reading tickets.

use Inventario 'no_plan';
use Deposito;
use Ventas;

sub hacer { return Ventas::post(@_) }
sub t { return Ventas::ticket(@_) }
sub l { return Ventas::linea(@_) }

# --- a_la_vez: bodies of POST /v1/ventas at once, with the till held
# --- salen: their statuses; --- quedan, quedan_da: SQL after them
add_response_body_check(sub {
    my ($block) = @_;
    my $pedidos = $block->a_la_vez or return;
    Test::More::is(Ventas::a_la_vez('SELECT FROM inv.caja WHERE id = 1 FOR UPDATE',
        map { ['/v1/ventas', ref $_ ? @$_ : $_] } @$pedidos),
        $block->salen, $block->name . ': salen');
    Test::More::is(psql($block->quedan), $block->quedan_da =~ s/\s+\z//r,
                   $block->name . ': quedan');
});

run_tests();

__DATA__

=== tills: made, changed with If-Match, listed
--- antes eval: Ventas::tienda()
--- rol: negocio
--- more_headers eval: ['', "If-Match: \"1\"\n", "If-Match: \"1\"\n", '', '', '']
--- request eval
['POST /api/negocio/v1/cajas
{"sucursal_id":1,"ubicacion_id":102,"codigo":"may","nombre":"Mayorista"}',
 'PATCH /api/negocio/v1/cajas/4
{"punto_venta":9,"activa":false}',
 'PATCH /api/negocio/v1/cajas/4
{"nombre":"Otra"}',
 'POST /api/negocio/v1/cajas
{"sucursal_id":1,"ubicacion_id":103,"codigo":"x","nombre":"De otra sucursal"}',
 'POST /api/negocio/v1/cajas
{"sucursal_id":1,"ubicacion_id":101,"codigo":"MAY","nombre":"Repetida"}',
 'GET /api/negocio/v1/cajas?sucursal_id=1&activa=true&contar=true']
--- error_code eval: [201, 200, 412, 422, 409, 200]
--- campos eval
["id = 4\ncodigo = MAY\npunto_venta = null\nactiva = true",
 "punto_venta = 9\nactiva = false\nversion = 2",
 "codigo = version_anterior", "errores.0.codigo = ubicacion_ajena",
 "codigo = caja_codigo_duplicado", "total = 1\ndatos.0.codigo = C1"]


=== a ticket: by number and any code; the price in effect; stock, ledger, money
--- rol: negocio
--- request eval
::hacer(::t(1, '1970.00', '{"codigo":"yerba","cantidad":"2"},{"codigo":"17790001000016","cantidad":"1","precio":"90","descuento":"10.50"},{"codigo":"2000123006505","cantidad":"1"},{"producto_id":1,"cantidad":"1","precio":"50.50"}',
 '"vuelto":"0.00","ocurrido_en":"2026-01-02T10:00:00-03:00","cliente":{"tipo_doc":80,"numero":"30500000003","nombre":"Ana"},"comprobante":{"tipo":6,"punto_venta":1,"numero":77}') =~ s/1970.00/1970.00/r)
--- error_code: 201
--- response_headers
Location: /api/negocio/v1/ventas/3
--- campos
id = 3
numero = 1
tipo = venta
total = 1970.00
lineas.# = 4
lineas.0.importe = 200.00
lineas.1.cantidad = 12.000
lineas.1.importe = 1069.50
lineas.2.producto_id = 2
lineas.2.cantidad = 0.650
lineas.2.importe = 650.00
lineas.3.importe = 50.50
--- luego
SELECT (SELECT string_agg(cantidad::text, ' ' ORDER BY producto_id) FROM inv.existencia WHERE ubicacion_id = 101 AND lote_id = 0),
 (SELECT string_agg(concat_ws(':', linea, tipo, cantidad, precio, referencia, origen_doc), ' ' ORDER BY linea) FROM inv.movimiento WHERE documento_id = 3),
 (SELECT string_agg(medio || importe, ' ') FROM inv.venta_pago WHERE venta_id = 3),
 (SELECT string_agg(costo::text, ' ' ORDER BY linea) FROM inv.venta_linea WHERE venta_id = 3)
--- luego_da
25.000 1.850|1:salida:2.000:100.00:C1-1:venta 2:salida:12.000:90.00:C1-1:venta 3:salida:0.650:1000.00:C1-1:venta 4:salida:1.000:50.50:C1-1:venta|efectivo1970.00|60.0000 60.0000 500.0000 60.0000


=== a scale's label with the price: it costs what it says, and weighs what that buys
--- rol: negocio
--- request eval
::hacer(::t(2, '333.33', '{"codigo":"2200123333339","cantidad":"1"}'))
--- error_code: 201
--- campos
total = 333.33
lineas.0.cantidad = 0.333
lineas.0.importe = 333.33


=== amounts round half up; change is given back in cash
--- rol: negocio
--- request eval
::hacer('{"caja_id":1,"numero":3,"tipo":"venta","lineas":[{"producto_id":2,"cantidad":"0.005","precio":"1001"}],"pagos":[{"medio":"efectivo","importe":"10"},{"medio":"debito","importe":"1.01"}],"vuelto":"6.00"}')
--- error_code: 201
--- campos
total = 5.01
vuelto = 6.00
--- luego
SELECT string_agg(medio || importe, ' ' ORDER BY medio), sum(importe) FROM inv.venta_pago p JOIN inv.venta v ON v.id = p.venta_id WHERE v.numero = 3
--- luego_da
debito1.01 efectivo4.00|5.01


=== what does not add up, or is not there
--- rol: negocio
--- request eval
[::hacer(::t(9, '99.99', ::l(1, 1))),
 ::hacer('{"caja_id":1,"numero":9,"tipo":"venta","lineas":[{"producto_id":1,"cantidad":"1"}]}'),
 ::hacer('{"caja_id":1,"numero":9,"tipo":"venta","lineas":[{"producto_id":1,"cantidad":"1"}],"pagos":[{"medio":"debito","importe":"150"}],"vuelto":"50"}'),
 ::hacer('{"caja_id":1,"numero":9,"tipo":"venta","lineas":[{"producto_id":1,"cantidad":"1"}],"pagos":[{"medio":"cambio","importe":"100"}]}'),
 ::hacer(::t(9, '100', '{"codigo":"NADIE","cantidad":"1"}')),
 ::hacer(::t(9, '100', '{"cantidad":"1"},{"producto_id":1,"cantidad":"1","descuento":"101"}')),
 ::hacer(::t(9, '20', ::l(4, 1))),
 ::hacer(::t(9, '100', ::l(5, 1, '"precio":"100"'))),
 ::hacer(::t(9, '100', ::l(5, 1))),
 ::hacer(::t(9, '50', ::l(1, '0.5'))),
 ::hacer(::t(9, '100', ::l(1, 1)) =~ s/"caja_id":1/"caja_id":4/r),
 ::hacer(::t(9, '100', ::l(1, 1)) =~ s/"caja_id":1/"caja_id":99/r),
 ::hacer(::t(9, '100', ::l(1, 1), '"ocurrido_en":"2099-01-01T00:00:00Z"')),
 ::hacer(::t(9, '100', ::l(1, 1), '"total":"100"'))]
--- error_code eval: [422, 422, 422, 422, 404, 422, 409, 409, 422, 422, 409, 404, 422, 422]
--- campos eval
["codigo = pagos_no_cierran\ntotal = 100.00\npagado = 99.99",
 'codigo = pagos_no_cierran', 'codigo = vuelto_sin_efectivo',
 "codigo = medio_no_encontrado\nmedio = cambio",
 "codigo = producto_no_encontrado\nlinea = 1",
 "errores.0.campo = lineas[0].producto_id\nerrores.1.campo = lineas[1].descuento",
 "codigo = stock_insuficiente\nproducto_id = 4\ndisponible = 0.000",
 'codigo = producto_inactivo', 'errores.0.codigo = sin_precio',
 'errores.0.codigo = cantidad_no_entera', 'codigo = caja_inactiva',
 'codigo = caja_no_encontrada', 'errores.0.codigo = futuro',
 'errores.0.campo = total']
--- luego
SELECT count(*), (SELECT count(*) FROM inv.venta_clave WHERE numero = 9) FROM inv.venta
--- luego_da eval: [('3|0') x 14]


=== the same ticket again, with any key: it is there; another with its number: no
--- rol: negocio
--- more_headers eval: ["Idempotency-Key: a\n", "Idempotency-Key: a\n", "Idempotency-Key: b\n", '', '']
--- request eval
[(::hacer(::t(10, '100', ::l(1, 1)))) x 4, ::hacer(::t(10, '200', ::l(1, 2)))]
--- error_code eval: [201, 201, 200, 200, 409]
--- response_headers eval
['', 'Idempotency-Replayed: true', 'Idempotency-Replayed: true', 'Idempotency-Replayed: true', '']
--- campos eval
[('numero = 10') x 4, 'codigo = numero_reutilizado']
--- luego
SELECT count(*) FROM inv.venta WHERE numero = 10
--- luego_da eval: [('1') x 5]


=== lots: what expires first goes first; one that is named
--- rol: negocio
--- request eval
[::hacer(::t(11, '560', ::l(3, 7))), ::hacer(::t(12, '80', ::l(3, 1, '"lote":"L2"'))),
 ::hacer(::t(13, '240', ::l(3, 3)))]
--- error_code eval: [201, 201, 409]
--- luego
SELECT string_agg(m.referencia || ':' || o.codigo || ':' || m.cantidad, ' ' ORDER BY m.id), (SELECT count(*) FROM inv.venta_linea WHERE producto_id = 3) FROM inv.movimiento m JOIN inv.lote o ON o.id = m.lote_id WHERE m.origen_doc = 'venta' AND o.id > 0
--- luego_da eval
['C1-11:L1:6.000 C1-11:L2:1.000|1', ('C1-11:L1:6.000 C1-11:L2:1.000 C1-12:L2:1.000|2') x 2]


=== a batch in any order: a verdict each, nobody is hurt, and it is decided by time
--- rol: negocio
--- request eval
::hacer('[' . CORE::join(',',
 ::t(23, '300', ::l(1, 3), '"ocurrido_en":"2026-01-03T12:00:00Z"'),
 ::t(21, '2300', ::l(1, 23), '"ocurrido_en":"2026-01-03T11:00:00Z"'),
 ::t(22, '5', ::l(1, 1), '"ocurrido_en":"2026-01-03T10:00:00Z"'),
 ::t(21, '2300', ::l(1, 23), '"ocurrido_en":"2026-01-03T11:00:00Z"'),
 ::t(21, '100', ::l(1, 1)),
 '{"caja_id":1,"numero":"x"}', ::t(10, '100', ::l(1, 1))) . ']')
--- error_code: 200
--- campos
resultados.# = 7
resultados.0.estado = 409
resultados.0.codigo = stock_insuficiente
resultados.1.estado = 201
resultados.2.codigo = pagos_no_cierran
resultados.3.estado = 200
resultados.3.repetida = true
resultados.4.codigo = numero_reutilizado
resultados.5.codigo = campos_invalidos
resultados.6.estado = 200
--- luego
SELECT cantidad FROM inv.existencia WHERE producto_id = 1 AND ubicacion_id = 101
--- luego_da
1.000


=== atomico: all or nothing
--- rol: negocio
--- request eval
[CORE::join("\n", 'POST /api/negocio/v1/ventas?atomico=true', '[' . ::t(31, '100', ::l(1, 1)) . ',' . ::t(32, '100', ::l(1, 1)) . ']'),
 CORE::join("\n", 'POST /api/negocio/v1/ventas?atomico=true', '[' . ::t(33, '100', ::l(1, 1)) . ',' . ::t(34, '7', ::l(1, 1)) . ']'),
 CORE::join("\n", 'POST /api/negocio/v1/ventas?atomico=true', '[' . ::t(35, '100', ::l(1, 1)) . ',{"caja_id":1,"numero":36,"tipo":"anulacion","origen_numero":999}]'),
 CORE::join("\n", 'POST /api/negocio/v1/ventas?atomico=true', '[' . ::t(37, '100', ::l(1, 1)) . ',{"caja_id":1,"numero":38,"tipo":"anulacion","origen_numero":37}]')]
--- error_code eval: [409, 409, 409, 200]
--- campos eval
["codigo = lote_rechazado\nresultados.0.estado = 424\nresultados.1.codigo = stock_insuficiente",
 "resultados.0.estado = 424\nresultados.1.codigo = pagos_no_cierran",
 "resultados.0.estado = 424\nresultados.1.codigo = venta_no_encontrada",
 "resultados.0.estado = 201\nresultados.1.documento.tipo = anulacion"]
--- luego
SELECT count(*) FILTER (WHERE numero > 30), (SELECT count(*) FROM inv.venta_clave WHERE numero > 30), (SELECT cantidad FROM inv.existencia WHERE producto_id = 1 AND ubicacion_id = 101) FROM inv.venta
--- luego_da eval: ['0|0|1.000', '0|0|1.000', '0|0|1.000', '2|2|1.000']


=== a branch that sells what it has not: it does, and says so once
--- rol: negocio
--- request eval
[::hacer(::t(1, '200', ::l(1, 2)) =~ s/"caja_id":1/"caja_id":3/r), ::hacer(::t(2, '200', ::l(1, 2)) =~ s/"caja_id":1/"caja_id":3/r)]
--- error_code eval: [201, 201]
--- luego
SELECT tema, entidad, entidad_id, sucursal_id, despues->>'saldo', despues->>'ubicacion_id' FROM inv.evento WHERE tipo = 'stock_negativo'
--- luego_da eval: [('alertas|producto|1|3|-2.000|105') x 2]


=== the last one: one takes it, whoever comes at once
--- rol: negocio
--- request
GET /health
--- a_la_vez eval
[map { [::t(100 + $_, '100', ::l(1, 1))] } 1 .. 8]
--- salen: 201 409 409 409 409 409 409 409
--- quedan
SELECT cantidad FROM inv.existencia WHERE producto_id = 1 AND ubicacion_id = 101
--- quedan_da
0.000


=== the same ticket at once, with a key each: one is made
--- antes eval
Deposito::mueve('{"tipo":"entrada","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"20"}]}')
--- rol: negocio
--- request
GET /health
--- a_la_vez eval
[map { [::t(200, '100', ::l(1, 1)), "mismo-$_"] } 1 .. 8]
--- salen: 200 200 200 200 200 200 200 201
--- quedan
SELECT cantidad, (SELECT count(*) FROM inv.venta WHERE numero = 200) FROM inv.existencia WHERE producto_id = 1 AND ubicacion_id = 101
--- quedan_da
19.000|1


=== reading: by id, by till and number, nobody's
--- rol: consulta
--- request eval
['GET /api/negocio/v1/ventas/3', 'GET /api/negocio/v1/cajas/1/ventas/10',
 'GET /api/negocio/v1/cajas/1/ventas/999', 'GET /api/negocio/v1/ventas/999999']
--- error_code eval: [200, 200, 404, 404]
--- campos eval
["numero = 1\nestado = vigente\ntotal = 1970.00\ncliente.nombre = Ana\ncomprobante.numero = 77\npagos.0.medio = efectivo\nlineas.1.descuento = 10.50\nlineas.2.producto_codigo = QUESO\nlineas.0.costo = 60.0000",
 "numero = 10\ntotal = 100.00", 'codigo = venta_no_encontrada', 'codigo = venta_no_encontrada']


=== lists: filters, pages
--- rol: consulta
--- request eval
['GET /api/negocio/v1/ventas?caja_id=1&limite=2&contar=true',
 'GET /api/negocio/v1/ventas?medio=debito', 'GET /api/negocio/v1/ventas?producto_id=3&contar=true',
 'GET /api/negocio/v1/ventas?estado=anulada', 'GET /api/negocio/v1/ventas?sucursal_id=3&contar=true',
 'GET /api/negocio/v1/ventas?desde=2026-01-02&hasta=2026-01-02', 'GET /api/negocio/v1/ventas?tipo=anulacion']
--- error_code eval: [(200) x 7]
--- campos eval
["total = 11\ndatos.# = 2\ndatos.0.numero = 200", "datos.# = 1\ndatos.0.numero = 3", 'total = 2',
 "datos.# = 1\ndatos.0.numero = 37", 'total = 2', "datos.# = 1\ndatos.0.numero = 1", "datos.# = 1\ndatos.0.signo = -1"]


=== CSV
--- rol: consulta
--- request
GET /api/negocio/v1/ventas/exportar?desde=2026-01-02&hasta=2026-01-02
--- error_code: 200
--- response_headers
Content-Type: text/csv; charset=utf-8
--- response_body_like eval
"\\Aid,caja,numero,tipo,ocurrido_en,linea,codigo,nombre,cantidad,precio,descuento,importe,iva,costo,promocion\r\n3,C1,1,venta,2026-01-02T13:00:00Z,1,YERBA,Yerba Mate Suave,2.000,100.00,0.00,200.00,21.00,60.0000,\r\n3,C1,1,venta,2026-01-02T13:00:00Z,2,.*\r\n\\z"


=== nothing, and things that are not tickets
--- rol: negocio
--- request eval
[::hacer('[]'), ::hacer('[1,"x",null]'), ::hacer('[{}]'), ::hacer('{"caja_id":1,"numero":0,"tipo":"venta","lineas":[]}')]
--- error_code eval: [422, 200, 200, 422]
--- campos eval
['codigo = lote_largo', "resultados.# = 3\nresultados.2.codigo = campos_invalidos", 'resultados.0.codigo = campos_invalidos', 'errores.0.campo = numero']


=== amounts beyond any till hurt nobody else
--- antes eval
Deposito::mueve('{"tipo":"entrada","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"5"}]}')
--- rol: negocio
--- request eval
::hacer('[' . CORE::join(',', ::t(90, '1', ::l(1, '999999999999', '"precio":"999999999999.99"')),
 ::t(91, '1', ::l(2, '999999999999.999', '"precio":"0.01"')), ::t(92, '100', ::l(1, 1)),
 ::t(93, '1', '{"codigo":"17790001000016","cantidad":"999999999999","precio":"0"}') =~ s/"importe":"1"/"importe":"1"/r) . ']')
--- error_code: 200
--- campos
resultados.0.errores.0.codigo = rango
resultados.1.estado = 422
resultados.2.estado = 201
resultados.3.estado = 422


=== branch limits
--- more_headers eval: [(Deposito::solo_sucursal('negocio', 2)) x 5]
--- request eval
[::hacer(::t(300, '100', ::l(1, 1))), 'GET /api/negocio/v1/ventas/3',
 'GET /api/negocio/v1/ventas?contar=true', 'GET /api/negocio/v1/cajas/1', 'GET /api/negocio/v1/cajas?contar=true']
--- error_code eval: [403, 404, 200, 404, 200]
--- campos eval
['codigo = sucursal_no_permitida', 'codigo = venta_no_encontrada', 'total = 0', 'codigo = caja_no_encontrada', 'total = 1']


=== roles
--- rol eval: ['consulta', 'deposito', 'ml_service']
--- request eval
[(::hacer(::t(300, '100', ::l(1, 1)))) x 3]
--- error_code eval: [403, 403, 403]


=== means of payment: one more, out of use, the program's own
--- rol: negocio
--- more_headers eval: ['', "If-Match: \"1\"\n", '', "If-Match: \"1\"\n", '', '']
--- request eval
['POST /api/negocio/v1/medios-pago
{"codigo":"cheque","nombre":"Cheque"}',
 'PATCH /api/negocio/v1/medios-pago/cheque
{"activo":false}',
 ::hacer(::t(301, '100', ::l(1, 1)) =~ s/efectivo/cheque/r),
 'PATCH /api/negocio/v1/medios-pago/cambio
{"activo":false}',
 'POST /api/negocio/v1/medios-pago
{"codigo":"Che que","nombre":"Mal"}', 'GET /api/negocio/v1/medios-pago']
--- error_code eval: [201, 200, 422, 409, 422, 200]
--- campos eval
['version = 1', 'activo = false', 'codigo = medio_no_encontrado', 'codigo = medio_interno',
 'codigo = medio_codigo_invalido', 'datos.# = 8']


=== the ledger's own void does not undo a ticket; and all adds up
--- rol: deposito
--- request eval
['POST /api/deposito/v1/movimientos/3/anular
{"motivo":"x"}', 'GET /api/deposito/v1/reportes/integridad']
--- error_code eval: [409, 200]
--- campos eval
["codigo = movimiento_de_venta\nventa_id = 3", 'integridad_ok = true']
