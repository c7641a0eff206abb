# POST /v1/movimientos/{id}/anular: another document that gives every line
# back, once.

use Inventario 'no_plan';
use Deposito;

run_tests();

__DATA__

=== a sale goes back: balances, lots and the ledger
--- antes eval
Deposito::cargado()
. Deposito::mueve('{"tipo":"salida","ubicacion_id":101,"referencia":"T-9",'
    . '"lineas":[{"producto_id":1,"cantidad":"15","precio":"100"},'
    . '{"producto_id":3,"cantidad":"7"}]}')
--- rol: deposito
--- request
POST /api/deposito/v1/movimientos/3/anular
{"motivo":"se arrepintió"}
--- error_code: 201
--- response_headers
Location: /api/deposito/v1/movimientos/4
--- campos
documento_id = 4
tipo = anulacion
anula_id = 3
motivo = se arrepintió
referencia = T-9
usuario = deposito
lineas.# = 3
lineas.0.origen = CLIENTE
lineas.0.destino_id = 101
lineas.0.cantidad = 15.000
lineas.0.saldo = 40.000
lineas.0.precio = 100.00
lineas.1.lote = L1
lineas.1.saldo = 6.000
lineas.2.lote = L2
lineas.2.saldo = 4.000
--- luego
SELECT string_agg(cantidad::text, ' ' ORDER BY producto_id, lote_id),
       (SELECT anulado_por FROM inv.anulacion WHERE documento_id = 3)
FROM inv.existencia WHERE ubicacion_id = 101 AND cantidad <> 0
--- luego_da
40.000 2.500 6.000 4.000|4


=== both documents say so
--- rol: consulta
--- request eval
['GET /api/deposito/v1/movimientos/3', 'GET /api/deposito/v1/movimientos/4',
 'GET /api/deposito/v1/movimientos?tipo=anulacion&contar=true']
--- error_code eval: [200, 200, 200]
--- campos eval
["anulado_por = 4\ntipo = salida", "anula_id = 3\nanulado_por = null",
 "total = 3\ndatos.0.anula_id = 3"]


=== not twice, and a reversal is not reversed
--- rol: deposito
--- request eval
['POST /api/deposito/v1/movimientos/3/anular
{"motivo":"otra vez"}',
 'POST /api/deposito/v1/movimientos/4/anular
{"motivo":"otra vez"}']
--- error_code eval: [409, 409]
--- campos eval
["codigo = ya_anulado\nanulado_por = 4", 'codigo = es_anulacion']
--- luego
SELECT count(*) FROM inv.movimiento WHERE tipo = 'anulacion'
--- luego_da
3


=== what came in and was sold since does not go back, and nothing of it
--- antes eval
Deposito::mueve('{"tipo":"entrada","ubicacion_id":101,"lineas":['
    . '{"producto_id":4,"cantidad":"10"},{"producto_id":1,"cantidad":"5"}]}',
    '{"tipo":"salida","ubicacion_id":101,"lineas":['
    . '{"producto_id":4,"cantidad":"1"}]}')
--- rol: deposito
--- request
POST /api/deposito/v1/movimientos/5/anular
{"motivo":"remito equivocado"}
--- error_code: 409
--- campos
codigo = stock_insuficiente
producto_id = 4
disponible = 9.000
pedida = 10.000
--- luego
SELECT (SELECT cantidad FROM inv.existencia
        WHERE producto_id = 1 AND ubicacion_id = 101),
       (SELECT count(*) FROM inv.anulacion)
--- luego_da
45.000|1


=== when what was sold comes back, the receipt can go
--- rol: deposito
--- request eval
['POST /api/deposito/v1/movimientos/6/anular
{"motivo":"vuelve"}',
 'POST /api/deposito/v1/movimientos/5/anular
{"motivo":"remito equivocado"}']
--- error_code eval: [201, 201]
--- campos eval
['lineas.0.saldo = 10.000',
 "lineas.0.destino = PROVEEDOR\nlineas.0.saldo = 0.000\nlineas.1.saldo = 40.000"]


=== a transfer at once, an adjustment and a loss go back too
--- antes eval
Deposito::mueve('{"tipo":"transferencia","ubicacion_id":101,"destino_id":103,'
    . '"lineas":[{"producto_id":1,"cantidad":"3"}]}',
    '{"tipo":"ajuste","motivo":"x","ubicacion_id":101,'
    . '"lineas":[{"producto_id":1,"cantidad":"-2"}]}',
    '{"tipo":"merma","motivo":"x","ubicacion_id":101,'
    . '"lineas":[{"producto_id":1,"cantidad":"1"}]}')
--- rol: deposito
--- request eval
[map { "POST /api/deposito/v1/movimientos/$_/anular\n{\"motivo\":\"x\"}" }
 10 .. 12]
--- error_code eval: [201, 201, 201]
--- campos eval
["lineas.0.origen_id = 103\nlineas.0.destino_id = 101\nlineas.0.saldo = 0.000",
 "lineas.0.origen = AJUSTE\nlineas.0.saldo = 39.000", 'lineas.0.saldo = 40.000']


=== once by key
--- antes eval
Deposito::mueve('{"tipo":"entrada","ubicacion_id":101,"lineas":['
    . '{"producto_id":4,"cantidad":"10"}]}')
--- rol: deposito
--- more_headers
Idempotency-Key: anula-16
--- request eval
[("POST /api/deposito/v1/movimientos/16/anular\n{\"motivo\":\"x\"}") x 2]
--- error_code eval: [201, 201]
--- response_headers eval
['Idempotency-Replayed:', 'Idempotency-Replayed: true']
--- campos
documento_id = 17
lineas.0.saldo = 0.000


=== in a branch that sells what it has not, also below zero
--- antes eval
Deposito::mueve('{"tipo":"entrada","ubicacion_id":105,"lineas":['
    . '{"producto_id":1,"cantidad":"5"}]}',
    '{"tipo":"salida","ubicacion_id":105,"lineas":['
    . '{"producto_id":1,"cantidad":"5"}]}')
--- rol: deposito
--- request
POST /api/deposito/v1/movimientos/18/anular
{"motivo":"x"}
--- error_code: 201
--- campos
lineas.0.saldo = -5.000


=== what is asked for is no good
--- rol: deposito
--- request eval
['POST /api/deposito/v1/movimientos/1/anular
{}',
 'POST /api/deposito/v1/movimientos/1/anular
{"motivo":"x","linea":1}',
 'POST /api/deposito/v1/movimientos/9999/anular
{"motivo":"x"}',
 'POST /api/deposito/v1/movimientos/uno/anular
{"motivo":"x"}']
--- error_code eval: [422, 422, 404, 422]
--- campos eval
["errores.0.campo = motivo\nerrores.0.codigo = obligatorio",
 'errores.0.campo = linea', 'codigo = movimiento_no_encontrado',
 'errores.0.campo = id']


=== the user of a branch: not what he does not see, nor half of it
--- antes eval
Deposito::mueve('{"tipo":"transferencia","ubicacion_id":101,"destino_id":103,'
    . '"lineas":[{"producto_id":1,"cantidad":"3"}]}')
--- more_headers eval
[(Deposito::solo_sucursal('deposito', 2)) x 2, Deposito::solo_sucursal('deposito', 1, 2)]
--- request eval
['POST /api/deposito/v1/movimientos/1/anular
{"motivo":"x"}',
 'POST /api/deposito/v1/movimientos/21/anular
{"motivo":"x"}',
 'POST /api/deposito/v1/movimientos/21/anular
{"motivo":"x"}']
--- error_code eval: [404, 403, 201]
--- campos eval
['codigo = movimiento_no_encontrado', 'codigo = sucursal_no_permitida',
 'anula_id = 21']


=== no token; a role that only reads; and the ledger adds up
--- more_headers eval: ['', Inventario::bearer('consulta')]
--- request eval
[("POST /api/deposito/v1/movimientos/1/anular\n{\"motivo\":\"x\"}") x 2]
--- error_code eval: [401, 403]
--- luego
SELECT count(*) FROM inv.inconsistencias(NULL)
--- luego_da
0
