# POST /v1/movimientos and the ledger that it writes.

use Inventario 'no_plan';
use Deposito;

run_tests();

__DATA__

=== entrada: from a supplier, several lines, with costs and lots
--- antes eval: Deposito::tienda()
--- rol: deposito
--- request
POST /api/deposito/v1/movimientos
{"tipo":"entrada","ubicacion_id":101,"referencia":"R-1","lineas":[
 {"producto_id":1,"cantidad":"40","costo":"61.5"},
 {"producto_id":2,"cantidad":2.5},
 {"producto_id":3,"cantidad":"4","lote":"L2","vence":"2099-02-01"},
 {"producto_id":3,"cantidad":"6","lote":"L1","vence":"2099-01-01","costo":"50"}]}
--- error_code: 201
--- response_headers
Location: /api/deposito/v1/movimientos/1
--- campos
documento_id = 1
tipo = entrada
ubicacion_id = 101
destino_id = null
motivo = null
referencia = R-1
lineas.# = 4
lineas.0.linea = 1
lineas.0.producto_id = 1
lineas.0.lote_id = 0
lineas.0.cantidad = 40.000
lineas.0.saldo = 40.000
lineas.1.cantidad = 2.500
lineas.2.saldo = 4.000
lineas.3.saldo = 6.000
--- luego
SELECT linea, producto_id, origen_id, destino_id, cantidad, saldo, costo,
       usuario_id, referencia
FROM inv.movimiento WHERE documento_id = 1 ORDER BY linea
--- luego_da
1|1|1|101|40.000|40.000|61.5000|2|R-1
2|2|1|101|2.500|2.500||2|R-1
3|3|1|101|4.000|4.000||2|R-1
4|3|1|101|6.000|6.000|50.0000|2|R-1


=== entrada: the balances and the lots that it made
--- request
GET /health
--- luego
SELECT e.producto_id, coalesce(l.codigo, ''), l.vence, e.cantidad, e.reservada
FROM inv.existencia e JOIN inv.lote l ON l.id = e.lote_id
WHERE e.ubicacion_id = 101 ORDER BY 1, 2
--- luego_da
1|||40.000|0.000
2|||2.500|0.000
3|L1|2099-01-01|6.000|0.000
3|L2|2099-02-01|4.000|0.000


=== salida: by any code; a pack is twelve, a label of the scale its weight
--- rol: negocio
--- request
POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"referencia":"T-1","lineas":[
 {"codigo":"yerba","cantidad":"1","precio":"100"},
 {"codigo":"7790001000019","cantidad":"1"},
 {"codigo":"17790001000016","cantidad":"2"},
 {"codigo":"2000123012506","cantidad":"1"}]}
--- error_code: 201
--- campos
documento_id = 2
lineas.0.producto_id = 1
lineas.0.saldo = 39.000
lineas.1.saldo = 38.000
lineas.2.cantidad = 24.000
lineas.2.saldo = 14.000
lineas.3.producto_id = 2
lineas.3.cantidad = 1.250
lineas.3.saldo = 1.250
--- luego
SELECT sum(cantidad), max(precio), min(destino_id), min(usuario_id)
FROM inv.movimiento WHERE documento_id = 2 AND producto_id = 1
--- luego_da
26.000|100.00|2|3


=== salida: not enough, and then nothing of the document is done
--- rol: deposito
--- request
POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"lineas":[
 {"producto_id":1,"cantidad":"14"},{"producto_id":2,"cantidad":"1.251"}]}
--- error_code: 409
--- response_headers
Content-Type: application/problem+json
--- campos
codigo = stock_insuficiente
linea = 2
producto_id = 2
ubicacion_id = 101
disponible = 1.250
pedida = 1.251
--- luego
SELECT (SELECT string_agg(cantidad::text, ' ' ORDER BY producto_id)
        FROM inv.existencia WHERE ubicacion_id = 101 AND lote_id = 0),
       count(DISTINCT documento_id) FROM inv.movimiento
--- luego_da
14.000 1.250|2


=== salida of lots: the first to expire first, one line of the ledger for each
--- rol: deposito
--- request
POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":3,"cantidad":"7"}]}
--- error_code: 201
--- campos
lineas.# = 2
lineas.0.lote_id = 1
lineas.0.cantidad = 6.000
lineas.0.saldo = 0.000
lineas.1.linea = 2
lineas.1.lote_id = 2
lineas.1.cantidad = 1.000
lineas.1.saldo = 3.000
--- luego
SELECT l.codigo, m.cantidad FROM inv.movimiento m
JOIN inv.lote l ON l.id = m.lote_id WHERE m.tipo = 'salida'
AND m.producto_id = 3 ORDER BY m.linea
--- luego_da
L1|6.000
L2|1.000


=== salida of a lot by its name; of one that is not there
--- rol: deposito
--- request eval
['POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":3,"cantidad":"1","lote":"L2"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":3,"cantidad":"1","lote":"L1"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":3,"cantidad":"1","lote":"L9"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"1","lote":"L9"}]}']
--- error_code eval: [201, 409, 404, 422]
--- campos eval
["lineas.0.lote_id = 2\nlineas.0.saldo = 2.000",
 "codigo = stock_insuficiente\ndisponible = 0.000",
 "codigo = lote_no_encontrado\nlote = L9",
 "errores.0.campo = lineas[0].lote\nerrores.0.codigo = producto_sin_lotes"]


=== an expired lot is passed over, and is not sold by name; it may be thrown away
--- antes eval
Deposito::mueve('{"tipo":"entrada","ubicacion_id":101,"lineas":['
                . '{"producto_id":3,"cantidad":"5","lote":"VIEJO",'
                . '"vence":"2020-01-01"}]}')
--- rol: deposito
--- request eval
['POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":3,"cantidad":"3"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":3,"cantidad":"1"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":3,"cantidad":"1","lote":"VIEJO"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"merma","motivo":"vencida","ubicacion_id":101,"lineas":[{"producto_id":3,"cantidad":"5","lote":"VIEJO"}]}']
--- error_code eval: [409, 201, 409, 201]
--- campos eval
["codigo = stock_insuficiente\ndisponible = 2.000\npedida = 3.000",
 'lineas.0.lote_id = 2', "codigo = lote_vencido\nvence = 2020-01-01",
 "lineas.0.saldo = 0.000\nmotivo = vencida"]
--- luego
SELECT count(*) FROM inv.movimiento WHERE tipo = 'merma' AND destino_id = 3
--- luego_da eval: [0, 0, 0, 1]


=== a blocked lot does not go out; and one lot has one date
--- antes
UPDATE inv.lote SET bloqueado = true WHERE codigo = 'L2';
--- rol: deposito
--- request eval
['POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":3,"cantidad":"1"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":3,"cantidad":"1","lote":"L2"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"entrada","ubicacion_id":101,"lineas":[{"producto_id":3,"cantidad":"1","lote":"L2","vence":"2098-01-01"}]}']
--- error_code eval: [409, 409, 409]
--- campos eval
['codigo = stock_insuficiente', 'codigo = lote_bloqueado',
 "codigo = lote_vence_distinto\nvence = 2099-02-01"]


=== merma and ajuste need a reason; an ajuste has a sign
--- rol: deposito
--- request eval
['POST /api/deposito/v1/movimientos
{"tipo":"merma","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"ajuste","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"-1"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"ajuste","motivo":"recuento","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"-4"},{"producto_id":2,"cantidad":"0.75"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"ajuste","motivo":"recuento","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"-11"}]}']
--- error_code eval: [422, 422, 201, 409]
--- campos eval
["errores.0.campo = motivo\nerrores.0.codigo = obligatorio",
 'errores.0.campo = motivo',
 "lineas.0.saldo = 10.000\nlineas.0.cantidad = 4.000\nlineas.1.saldo = 2.000",
 'codigo = stock_insuficiente']
--- luego
SELECT string_agg(producto_id || ':' || origen_id || '>' || destino_id, ' '
                  ORDER BY linea)
FROM inv.movimiento WHERE tipo = 'ajuste'
--- luego_da eval: ['', '', '1:101>4 2:4>101', '1:101>4 2:4>101']


=== devolucion: from a customer, and to a supplier
--- rol: deposito
--- request eval
['POST /api/deposito/v1/movimientos
{"tipo":"devolucion","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"devolucion","sentido":"proveedor","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"3"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"devolucion","sentido":"proveedor","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"30"}]}']
--- error_code eval: [201, 201, 409]
--- campos eval
['lineas.0.saldo = 11.000', 'lineas.0.saldo = 8.000', 'disponible = 8.000']
--- luego
SELECT string_agg(origen_id || '>' || destino_id, ' ' ORDER BY id)
FROM inv.movimiento WHERE tipo = 'devolucion'
--- luego_da eval: ['2>101', '2>101 101>1', '2>101 101>1']


=== transferencia: at once, and its lots with it
--- antes
UPDATE inv.lote SET bloqueado = false WHERE codigo = 'L2';
--- rol: deposito
--- request
POST /api/deposito/v1/movimientos
{"tipo":"transferencia","ubicacion_id":101,"destino_id":103,"lineas":[
 {"producto_id":1,"cantidad":"3"},{"producto_id":3,"cantidad":"1"}]}
--- error_code: 201
--- campos
destino_id = 103
lineas.0.saldo = 5.000
lineas.1.lote_id = 2
lineas.1.saldo = 0.000
--- luego
SELECT producto_id, lote_id, cantidad FROM inv.existencia
WHERE ubicacion_id = 103 AND cantidad <> 0 ORDER BY 1
--- luego_da
1|0|3.000
3|2|1.000


=== transferencia: without where to, to the same place, to what is no shelf
--- rol: deposito
--- request eval
['POST /api/deposito/v1/movimientos
{"tipo":"transferencia","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"transferencia","ubicacion_id":101,"destino_id":101,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"transferencia","ubicacion_id":101,"destino_id":2,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"destino_id":103,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":1,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"salida","sentido":"cliente","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"1"}]}']
--- error_code eval: [(422) x 6]
--- campos eval
["errores.0.campo = destino_id\nerrores.0.codigo = obligatorio",
 "errores.0.campo = destino_id\nerrores.0.codigo = mismo_lugar",
 "errores.0.campo = destino_id\nerrores.0.codigo = ubicacion_ajena",
 "errores.0.campo = destino_id\nerrores.0.codigo = de_mas",
 "errores.0.campo = ubicacion_id\nerrores.0.codigo = ubicacion_ajena",
 "errores.0.campo = sentido\nerrores.0.codigo = de_mas"]


=== cantidad_esperada: compare and swap
--- rol: deposito
--- request eval
['POST /api/deposito/v1/movimientos
{"tipo":"ajuste","motivo":"x","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"1","cantidad_esperada":"4"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"ajuste","motivo":"x","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"1","cantidad_esperada":"5"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"1","cantidad_esperada":"5"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"1","cantidad_esperada":"6.000"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"entrada","ubicacion_id":104,"lineas":[{"producto_id":1,"cantidad":"1","cantidad_esperada":"0"}]}']
--- error_code eval: [409, 201, 409, 201, 201]
--- campos eval
["codigo = stock_cambiado\nlinea = 1\nproducto_id = 1\ncantidad_actual = 5.000",
 'lineas.0.saldo = 6.000', "codigo = stock_cambiado\ncantidad_actual = 6.000",
 'lineas.0.saldo = 5.000', 'lineas.0.saldo = 1.000']


=== below zero only in the branch that allows it
--- rol: deposito
--- request eval
['POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":105,"lineas":[{"producto_id":4,"cantidad":"2"},{"producto_id":4,"cantidad":"3"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":102,"lineas":[{"producto_id":4,"cantidad":"2"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":105,"lineas":[{"producto_id":3,"cantidad":"1"}]}']
--- error_code eval: [201, 409, 201]
--- campos eval
["lineas.0.saldo = -2.000\nlineas.1.saldo = -5.000",
 "codigo = stock_insuficiente\ndisponible = 0.000",
 "lineas.0.lote_id = 0\nlineas.0.saldo = -1.000"]


=== whole units only, where that is how it is counted
--- rol: deposito
--- request
POST /api/deposito/v1/movimientos
{"tipo":"entrada","ubicacion_id":101,"lineas":[{"producto_id":2,"cantidad":"0.001"},{"producto_id":1,"cantidad":"0.5"}]}
--- error_code: 422
--- campos
errores.0.campo = lineas[1].cantidad
errores.0.codigo = cantidad_no_entera


=== what comes in of a product with lots says which
--- rol: deposito
--- request eval
['POST /api/deposito/v1/movimientos
{"tipo":"entrada","ubicacion_id":101,"lineas":[{"producto_id":3,"cantidad":"1"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"entrada","ubicacion_id":101,"lineas":[{"producto_id":3,"cantidad":"1","vence":"2099-01-01"}]}']
--- error_code eval: [422, 422]
--- campos eval
["errores.0.campo = lineas[0].lote\nerrores.0.codigo = lote_obligatorio",
 "errores.0.campo = lineas[0].vence\nerrores.0.codigo = de_mas"]


=== a lot that only a refused document brought was never here
--- rol: deposito
--- request
POST /api/deposito/v1/movimientos
{"tipo":"entrada","ubicacion_id":101,"lineas":[{"producto_id":3,"cantidad":"1","lote":"FANTASMA"},{"producto_id":99,"cantidad":"1"}]}
--- error_code: 404
--- campos
codigo = producto_no_encontrado
linea = 2
--- luego
SELECT count(*) FROM inv.lote WHERE codigo = 'FANTASMA'
--- luego_da
0


=== no such product, location or code; a retired product
--- rol: deposito
--- request eval
['POST /api/deposito/v1/movimientos
{"tipo":"entrada","ubicacion_id":999,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"entrada","ubicacion_id":101,"lineas":[{"codigo":"NADIE","cantidad":"1"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"entrada","ubicacion_id":101,"lineas":[{"codigo":"viejo","cantidad":"1"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"entrada","ubicacion_id":101,"lineas":[{"codigo":"YERBA","producto_id":1,"cantidad":"1"}]}']
--- error_code eval: [404, 404, 409, 422]
--- campos eval
["codigo = ubicacion_no_encontrada\nubicacion_id = 999",
 "codigo = producto_no_encontrado\nlinea = 1",
 "codigo = producto_inactivo\nproducto_id = 5",
 'errores.0.campo = lineas[0].producto_id']


=== all that is wrong with the body is said at once
--- rol: deposito
--- request
POST /api/deposito/v1/movimientos
{"tipo":"robo","lineas":[{"producto_id":1,"cantidad":"0"},{"producto_id":-1,"cantidad":"1.2345"}],"nota":"x"}
--- error_code: 422
--- campos
errores.# = 6
--- luego
SELECT count(*) FROM inv.movimiento WHERE tipo NOT IN ('entrada', 'salida',
    'ajuste', 'merma', 'devolucion', 'transferencia')
--- luego_da
0


=== a ticket that comes late; one that has not happened yet
--- rol: deposito
--- request eval
['POST /api/deposito/v1/movimientos
{"tipo":"salida","ocurrido_en":"2020-02-03T23:30:00-03:00","referencia":"TARDE","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"salida","ocurrido_en":"2999-01-01T00:00:00Z","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"salida","ocurrido_en":"ayer","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"1"}]}']
--- error_code eval: [201, 422, 422]
--- campos eval
["ocurrido_en = 2020-02-04T02:30:00+00:00\nlineas.0.saldo = 4.000",
 "errores.0.campo = ocurrido_en\nerrores.0.codigo = futuro",
 'errores.0.campo = ocurrido_en']


=== in bulk: each its verdict, and a bad one undoes only itself
--- rol: deposito
--- request
POST /api/deposito/v1/movimientos
[{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"3"}]},
 {"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"2"}]},
 {"tipo":"salida","lineas":[]},
 {"tipo":"entrada","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"6"}]},
 {"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"7"}]}]
--- error_code: 200
--- campos
resultados.# = 5
resultados.0.estado = 201
resultados.0.documento.lineas.0.saldo = 1.000
resultados.1.estado = 409
resultados.1.codigo = stock_insuficiente
resultados.1.disponible = 1.000
resultados.2.estado = 422
resultados.2.errores.# = 2
resultados.3.estado = 201
resultados.3.documento.lineas.0.saldo = 7.000
resultados.4.documento.lineas.0.saldo = 0.000
--- luego
SELECT cantidad FROM inv.existencia WHERE producto_id = 1
AND ubicacion_id = 101
--- luego_da
0.000


=== in bulk: all or nothing
--- rol: deposito
--- request eval
['POST /api/deposito/v1/movimientos?atomico=true
[{"tipo":"entrada","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"5"}]},
 {"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"6"}]}]',
 'POST /api/deposito/v1/movimientos?atomico=true
[{"tipo":"entrada","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"5"}]},
 {"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"4"}]}]']
--- error_code eval: [409, 200]
--- campos eval
["codigo = lote_rechazado\nresultados.0.estado = 424\n"
 . "resultados.1.estado = 409\nresultados.1.codigo = stock_insuficiente",
 "resultados.0.estado = 201\nresultados.1.documento.lineas.0.saldo = 1.000"]
--- luego
SELECT cantidad FROM inv.existencia WHERE producto_id = 1
AND ubicacion_id = 101
--- luego_da eval: ['0.000', '1.000']


=== once by key: the same answer; a refused one may be sent again
--- rol: deposito
--- more_headers
Idempotency-Key: caja-1
--- request eval
['POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"2"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"entrada","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"1"}]}']
--- error_code eval: [409, 201, 201, 422]
--- response_headers eval
[('Idempotency-Replayed:') x 2, 'Idempotency-Replayed: true',
 'Idempotency-Replayed:']
--- campos eval
['codigo = stock_insuficiente', ('lineas.0.saldo = 0.000') x 2,
 'codigo = clave_reutilizada']
--- luego
SELECT cantidad FROM inv.existencia WHERE producto_id = 1
AND ubicacion_id = 101
--- luego_da eval: ['1.000', '0.000', '0.000', '0.000']


=== the user of a branch moves there, and nowhere else
--- more_headers eval: Deposito::solo_sucursal('deposito', 2)
--- request eval
['POST /api/deposito/v1/movimientos
{"tipo":"entrada","ubicacion_id":103,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"entrada","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"transferencia","ubicacion_id":103,"destino_id":101,"lineas":[{"producto_id":1,"cantidad":"1"}]}']
--- error_code eval: [201, 403, 403]
--- campos eval
['lineas.0.saldo = 4.000', 'codigo = sucursal_no_permitida',
 'codigo = sucursal_no_permitida']


=== read a document; one that is not there; one of another's branch
--- more_headers eval
[(Inventario::bearer('consulta')) x 2, Deposito::solo_sucursal('deposito', 2)]
--- request eval
['GET /api/deposito/v1/movimientos/1', 'GET /api/deposito/v1/movimientos/99999',
 'GET /api/deposito/v1/movimientos/1']
--- error_code eval: [200, 404, 404]
--- campos eval
["documento_id = 1\ntipo = entrada\nreferencia = R-1\nanulado_por = null\n"
 . "usuario = deposito\nlineas.# = 4\nlineas.0.producto_codigo = YERBA\n"
 . "lineas.0.origen = PROVEEDOR\nlineas.0.destino = SALON\n"
 . "lineas.0.cantidad = 40.000\nlineas.0.costo = 61.5000\n"
 . "lineas.3.lote = L1\nlineas.3.vence = 2099-01-01",
 'codigo = movimiento_no_encontrado', 'codigo = movimiento_no_encontrado']


=== the ledger: filters
--- rol: consulta
--- request eval
['GET /api/deposito/v1/movimientos?documento_id=2&contar=true',
 'GET /api/deposito/v1/movimientos?referencia=TARDE',
 'GET /api/deposito/v1/movimientos?desde=2020-02-03&hasta=2020-02-03',
 'GET /api/deposito/v1/movimientos?hasta=2020-02-02',
 'GET /api/deposito/v1/movimientos?tipo=merma&producto_id=3',
 'GET /api/deposito/v1/movimientos?usuario=NEGOCIO&contar=true',
 'GET /api/deposito/v1/movimientos?usuario=nadie',
 'GET /api/deposito/v1/movimientos?ubicacion_id=104']
--- error_code eval: [(200) x 8]
--- campos eval
["total = 4\ndatos.0.linea = 4\ndatos.3.linea = 1\ndatos.3.precio = 100.00",
 "datos.# = 1\ndatos.0.ocurrido_en = 2020-02-04T02:30:00+00:00",
 "datos.# = 1\ndatos.0.referencia = TARDE", 'datos.# = 0',
 "datos.# = 1\ndatos.0.motivo = vencida\ndatos.0.destino = MERMA",
 'total = 4', 'datos.# = 0',
 "datos.# = 1\ndatos.0.tipo = entrada\ndatos.0.saldo = 1.000"]


=== the ledger: newest first, in pages, each line once
--- rol: consulta
--- request eval
['GET /api/deposito/v1/movimientos?documento_id=1&limite=3',
 'GET /api/deposito/v1/movimientos?documento_id=1&limite=3&cursor=WzJd']
--- error_code eval: [200, 200]
--- campos eval
["datos.# = 3\ndatos.0.id = 4\ndatos.2.id = 2\nsiguiente = WzJd",
 "datos.# = 1\ndatos.0.id = 1\nsiguiente = null"]


=== the ledger: only what the user of a branch may see
--- more_headers eval: Deposito::solo_sucursal('consulta', 2)
--- request
GET /api/deposito/v1/movimientos?contar=true
--- error_code: 200
--- campos
total = 4
datos.0.destino_id = 103
datos.1.destino_id = 104
datos.2.tipo = transferencia
datos.3.tipo = transferencia


=== the ledger adds up to the balances
--- request
GET /health
--- luego
SELECT count(*) FROM inv.inconsistencias(NULL)
--- luego_da
0


=== no token; a role that only reads
--- more_headers eval: ['', Inventario::bearer('consulta')]
--- request eval
['GET /api/deposito/v1/movimientos',
 'POST /api/deposito/v1/movimientos
{"tipo":"entrada","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"1"}]}']
--- error_code eval: [401, 403]
