# Transfers: what leaves one place is in transit until the other one says
# what arrived.

use Inventario 'no_plan';
use Deposito;

run_tests();

__DATA__

=== a draft moves nothing
--- antes eval: Deposito::cargado()
--- rol: deposito
--- request
POST /api/deposito/v1/transferencias
{"origen_id":101,"destino_id":103,"referencia":"RT-1","lineas":[
 {"producto_id":1,"cantidad":"10"},{"producto_id":3,"cantidad":"7"},
 {"codigo":"17790001000016","cantidad":"1"}]}
--- error_code: 201
--- response_headers
Location: /api/deposito/v1/transferencias/1
ETag: "1"
--- campos
id = 1
estado = borrador
origen = SALON
destino_id = 103
referencia = RT-1
lineas.# = 3
lineas.0.cantidad = 10.000
lineas.0.recibida = null
lineas.0.falta = null
lineas.2.producto_id = 1
lineas.2.cantidad = 12.000
--- luego
SELECT cantidad FROM inv.existencia WHERE producto_id = 1
AND ubicacion_id = 101
--- luego_da
40.000


=== a draft is not received, nor closed
--- rol: deposito
--- request eval
["POST /api/deposito/v1/transferencias/1/recibir\n{}",
 "POST /api/deposito/v1/transferencias/1/cerrar\n{\"motivo\":\"x\"}"]
--- error_code eval: [409, 409]
--- campos
codigo = transferencia_estado
estado = borrador


=== send: it is in transit, by lot
--- rol: deposito
--- request eval
['POST /api/deposito/v1/transferencias/1/enviar',
 'POST /api/deposito/v1/transferencias/1/enviar',
 'GET /api/deposito/v1/existencias/1']
--- error_code eval: [200, 409, 200]
--- campos eval
["estado = en_transito\nversion = 2\nlineas.# = 4\nlineas.1.lote = L1\n"
 . "lineas.1.cantidad = 6.000\nlineas.1.falta = 6.000\nlineas.2.lote = L2\n"
 . "lineas.2.cantidad = 1.000\nlineas.3.cantidad = 12.000",
 "codigo = transferencia_estado\nestado = en_transito",
 "fisica = 118.000\nen_transito = 22.000"]
--- luego
SELECT string_agg(producto_id || ':' || ubicacion_id || ':' || cantidad, ' '
                  ORDER BY producto_id, ubicacion_id, lote_id),
       (SELECT count(*) FROM inv.inconsistencias(NULL))
FROM inv.existencia WHERE ubicacion_id IN (101, 103, 5) AND cantidad <> 0
--- luego_da
1:5:22.000 1:101:18.000 2:101:2.500 3:5:6.000 3:5:1.000 3:101:3.000|0


=== what is in transit is not reversed by its movement
--- rol: deposito
--- request
POST /api/deposito/v1/movimientos/3/anular
{"motivo":"x"}
--- error_code: 409
--- campos
codigo = movimiento_de_transferencia
origen_doc = transferencia:1


=== receive a part: the rest is still on its way
--- rol: deposito
--- request eval
['POST /api/deposito/v1/transferencias/1/recibir
{"lineas":[{"linea":1,"cantidad":"8"},{"linea":3,"cantidad":"1"},{"linea":2,"cantidad":"0"}]}',
 'POST /api/deposito/v1/transferencias/1/cancelar']
--- error_code eval: [200, 409]
--- campos eval
["estado = con_diferencia\nversion = 3\nlineas.0.recibida = 8.000\n"
 . "lineas.0.falta = 2.000\nlineas.1.recibida = 0.000\nlineas.1.falta = 6.000\n"
 . "lineas.2.falta = 0.000\nlineas.3.recibida = 0.000",
 "codigo = transferencia_estado\nestado = con_diferencia"]
--- luego
SELECT string_agg(producto_id || ':' || ubicacion_id || ':' || cantidad, ' '
                  ORDER BY producto_id, ubicacion_id, lote_id)
FROM inv.existencia WHERE ubicacion_id IN (103, 5) AND cantidad <> 0
--- luego_da
1:5:14.000 1:103:8.000 3:5:6.000 3:103:1.000


=== more than was sent does not arrive, nor a line that there is not
--- rol: deposito
--- request eval
['POST /api/deposito/v1/transferencias/1/recibir
{"lineas":[{"linea":1,"cantidad":"2.001"}]}',
 'POST /api/deposito/v1/transferencias/1/recibir
{"lineas":[{"linea":9,"cantidad":"1"}]}',
 'POST /api/deposito/v1/transferencias/1/recibir
{"lineas":[{"linea":1,"cantidad":"1"},{"linea":1,"cantidad":"1"}]}']
--- error_code eval: [422, 422, 422]
--- campos eval
["errores.0.campo = lineas[0].cantidad\nerrores.0.codigo = rango",
 "errores.0.campo = lineas[0].linea\nerrores.0.codigo = linea_no_encontrada",
 'errores.0.codigo = linea_no_encontrada']
--- luego
SELECT cantidad FROM inv.existencia WHERE producto_id = 1
AND ubicacion_id = 103
--- luego_da
8.000


=== receive more of it, and close it with what is lost
--- rol: deposito
--- request eval
['POST /api/deposito/v1/transferencias/1/recibir
{"lineas":[{"linea":4,"cantidad":"12"}]}',
 'POST /api/deposito/v1/transferencias/1/cerrar
{}',
 'POST /api/deposito/v1/transferencias/1/cerrar
{"motivo":"se rompió"}',
 "POST /api/deposito/v1/transferencias/1/recibir\n{}"]
--- error_code eval: [200, 422, 200, 409]
--- campos eval
["estado = con_diferencia\nlineas.0.falta = 2.000\nlineas.3.falta = 0.000",
 'errores.0.campo = motivo', "estado = recibida\nlineas.0.falta = null",
 "codigo = transferencia_estado\nestado = recibida"]
--- luego
SELECT (SELECT coalesce(sum(cantidad), 0) FROM inv.existencia
        WHERE ubicacion_id = 5),
       (SELECT string_agg(tipo || ' ' || producto_id || ' ' || cantidad || ' '
            || motivo || ' ' || destino_id, ', ' ORDER BY linea)
        FROM inv.movimiento WHERE tipo = 'merma'),
       (SELECT cantidad FROM inv.existencia WHERE producto_id = 1
        AND ubicacion_id = 103),
       (SELECT count(*) FROM inv.inconsistencias(NULL))
--- luego_da eval
[('8.000||20.000|0') x 2,
 ('0.000|merma 1 2.000 se rompió 3, merma 3 6.000 se rompió 3|20.000|0') x 2]


=== sent at once, received whole
--- rol: negocio
--- request eval
['POST /api/deposito/v1/transferencias
{"origen_id":101,"destino_id":104,"enviar":true,"lineas":[{"producto_id":2,"cantidad":"1.25"}]}',
 "POST /api/deposito/v1/transferencias/2/recibir\n{}"]
--- error_code eval: [201, 200]
--- campos eval
["id = 2\nestado = en_transito\nlineas.0.falta = 1.250",
 "estado = recibida\nlineas.0.recibida = 1.250"]
--- luego
SELECT string_agg(ubicacion_id || ':' || cantidad, ' ' ORDER BY ubicacion_id)
FROM inv.existencia WHERE producto_id = 2 AND cantidad <> 0
--- luego_da eval: ['5:1.250 101:1.250', '101:1.250 104:1.250']


=== not enough to send: not even a draft of it
--- rol: deposito
--- request
POST /api/deposito/v1/transferencias
{"origen_id":101,"destino_id":104,"enviar":true,"lineas":[{"producto_id":2,"cantidad":"1.251"}]}
--- error_code: 409
--- campos
codigo = stock_insuficiente
disponible = 1.250
--- luego
SELECT count(*) FROM inv.transferencia
--- luego_da
2


=== what did not arrive went back
--- rol: deposito
--- request eval
['POST /api/deposito/v1/transferencias
{"origen_id":102,"destino_id":104,"enviar":true,"lineas":[{"producto_id":1,"cantidad":"10"}]}',
 'POST /api/deposito/v1/transferencias/4/recibir
{"lineas":[{"linea":1,"cantidad":"4"}]}',
 'POST /api/deposito/v1/transferencias/4/cerrar
{"motivo":"no entró en el camión","destino":"origen"}']
--- error_code eval: [201, 200, 200]
--- campos eval
['id = 4', 'estado = con_diferencia', 'estado = recibida']
--- luego
SELECT string_agg(ubicacion_id || ':' || cantidad, ' ' ORDER BY ubicacion_id)
FROM inv.existencia WHERE producto_id = 1 AND cantidad <> 0
AND ubicacion_id IN (5, 102, 104)
--- luego_da eval
['5:10.000 102:90.000', '5:6.000 102:90.000 104:4.000', '102:96.000 104:4.000']


=== cancel: a draft, and what nobody received yet
--- rol: deposito
--- request eval
['POST /api/deposito/v1/transferencias
{"origen_id":102,"destino_id":104,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/deposito/v1/transferencias/5/cancelar',
 'POST /api/deposito/v1/transferencias
{"origen_id":102,"destino_id":104,"enviar":true,"lineas":[{"producto_id":1,"cantidad":"96"}]}',
 'POST /api/deposito/v1/transferencias/6/cancelar',
 'POST /api/deposito/v1/transferencias/6/cancelar']
--- error_code eval: [201, 200, 201, 200, 409]
--- campos eval
['estado = borrador', 'estado = cancelada', 'estado = en_transito',
 'estado = cancelada', 'estado = cancelada']
--- luego
SELECT cantidad FROM inv.existencia WHERE producto_id = 1
AND ubicacion_id = 102
--- luego_da eval: [('96.000') x 2, '0.000', ('96.000') x 2]


=== the user of a branch sends from his own, and the other receives
--- more_headers eval
[(Deposito::solo_sucursal('deposito', 1)) x 4,
 (Deposito::solo_sucursal('deposito', 2)) x 2,
 (Deposito::solo_sucursal('deposito', 3)) x 2]
--- request eval
['POST /api/deposito/v1/transferencias
{"origen_id":104,"destino_id":101,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/deposito/v1/transferencias
{"origen_id":102,"destino_id":104,"enviar":true,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 "POST /api/deposito/v1/transferencias/7/recibir\n{}",
 'GET /api/deposito/v1/transferencias/7',
 'POST /api/deposito/v1/transferencias/7/cancelar',
 "POST /api/deposito/v1/transferencias/7/recibir\n{}",
 'GET /api/deposito/v1/transferencias/7', 'GET /api/deposito/v1/transferencias']
--- error_code eval: [403, 201, 403, 200, 403, 200, 404, 200]
--- campos eval
['codigo = sucursal_no_permitida', 'id = 7', 'codigo = sucursal_no_permitida',
 'estado = en_transito', 'codigo = sucursal_no_permitida',
 'estado = recibida', 'codigo = transferencia_no_encontrada', 'datos.# = 0']


=== list: filters and pages, the last one first
--- rol: consulta
--- request eval
['GET /api/deposito/v1/transferencias?contar=true&limite=2',
 'GET /api/deposito/v1/transferencias?limite=2&cursor=WzZd',
 'GET /api/deposito/v1/transferencias?estado=cancelada',
 'GET /api/deposito/v1/transferencias?ubicacion_id=103']
--- error_code eval: [(200) x 4]
--- campos eval
["total = 6\ndatos.0.id = 7\ndatos.1.id = 6\nsiguiente = WzZd",
 "datos.0.id = 5\ndatos.1.id = 4\nsiguiente = WzRd",
 "datos.# = 2\ndatos.0.id = 6\ndatos.1.id = 5", "datos.# = 1\ndatos.0.id = 1"]


=== what is asked for is no good
--- rol: deposito
--- request eval
['POST /api/deposito/v1/transferencias
{"origen_id":101,"destino_id":101,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/deposito/v1/transferencias
{"origen_id":101,"destino_id":5,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/deposito/v1/transferencias
{"origen_id":101,"destino_id":103,"lineas":[{"producto_id":1,"cantidad":"1.5"}]}',
 'POST /api/deposito/v1/transferencias
{"origen_id":101,"lineas":[]}',
 'POST /api/deposito/v1/transferencias
{"origen_id":101,"destino_id":103,"lineas":[{"producto_id":5,"cantidad":"1"}]}',
 'GET /api/deposito/v1/transferencias/999']
--- error_code eval: [422, 422, 422, 422, 409, 404]
--- campos eval
["errores.0.campo = destino_id\nerrores.0.codigo = mismo_lugar",
 "errores.0.campo = destino_id\nerrores.0.codigo = ubicacion_ajena",
 "errores.0.campo = lineas[0].cantidad\nerrores.0.codigo = cantidad_no_entera",
 'errores.# = 2', 'codigo = producto_inactivo',
 'codigo = transferencia_no_encontrada']


=== no token; a role that only reads; and the ledger adds up
--- more_headers eval: ['', Inventario::bearer('consulta')]
--- request eval
['GET /api/deposito/v1/transferencias',
 'POST /api/deposito/v1/transferencias/7/enviar']
--- error_code eval: [401, 403]
--- luego
SELECT count(*) FROM inv.inconsistencias(NULL)
--- luego_da
0
