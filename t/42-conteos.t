# Counts: what to count, blind counting, recount, the adjustment.

use Inventario 'no_plan';
use Deposito;

run_tests();

__DATA__

=== open a blind count of what there is, a line for each lot
--- antes eval: Deposito::cargado()
--- rol: deposito
--- request
POST /api/deposito/v1/conteos
{"ubicacion_id":101,"tolerancia":"5"}
--- error_code: 201
--- response_headers
Location: /api/deposito/v1/conteos/1
ETag: "1"
--- campos
id = 1
estado = abierto
ciego = true
tolerancia = 5.00
documento_id = null
productos = 4
contados = 0
recontar = 0
diferencia = null
lineas.# = 4
lineas.0.nombre = Leche Entera
lineas.0.lote = L1
lineas.0.contada = null
lineas.0.esperada = null
lineas.1.lote = L2
lineas.2.codigo = QUESO
lineas.2.unidad = kg
lineas.3.codigo = YERBA


=== the same goods are not in two counts at once; elsewhere they are
--- rol: deposito
--- request eval
['POST /api/deposito/v1/conteos
{"ubicacion_id":101,"productos":[2]}',
 'POST /api/deposito/v1/conteos
{"ubicacion_id":102}']
--- error_code eval: [409, 201]
--- campos eval
["codigo = producto_en_otro_conteo\nproducto_id = 2\nconteo_id = 1",
 "productos = 1\nlineas.0.codigo = YERBA"]


=== count: what is expected is not told, in any answer
--- rol: deposito
--- request eval
['POST /api/deposito/v1/conteos/1/lineas
{"lineas":[{"codigo":"YERBA","cantidad":"36"},{"producto_id":2,"cantidad":"2.45"},
 {"producto_id":3,"lote":"L1","cantidad":"6"},{"producto_id":3,"lote":"L2","cantidad":"0"}]}',
 'GET /api/deposito/v1/conteos/1']
--- error_code eval: [200, 200]
--- campos eval
[("contados = 4\ndiferencia = null\nlineas.0.contada = 6.000\n"
 . "lineas.0.esperada = null\nlineas.0.diferencia = null\n"
 . "lineas.1.contada = 0.000\nlineas.2.contada = 2.450\n"
 . "lineas.3.contada = 36.000\nlineas.3.esperada = null") x 2]
--- luego
SELECT string_agg(esperada::text, ' ' ORDER BY producto_id, lote_id),
       min(usuario_id), (SELECT count(*) FROM inv.movimiento)
FROM inv.conteo_linea WHERE conteo_id = 1
--- luego_da
40.000 2.500 6.000 4.000|2|5


=== recount: what is out of tolerance, and the count does not close without
--- rol: deposito
--- request eval
['POST /api/deposito/v1/conteos/1/recontar',
 'POST /api/deposito/v1/conteos/1/cerrar']
--- error_code eval: [200, 409]
--- campos eval
["estado = recuento\nrecontar = 2\nlineas.0.recontar = false\n"
 . "lineas.1.recontar = true\nlineas.2.recontar = false\n"
 . "lineas.3.recontar = true", "codigo = recuento_pendiente\nrecontar = 2"]


=== sold in between: not a difference
--- antes eval
Deposito::mueve('{"tipo":"salida","ubicacion_id":101,"lineas":['
                . '{"producto_id":1,"cantidad":"10"}]}')
--- rol: deposito
--- request
POST /api/deposito/v1/conteos/1/lineas
{"lineas":[{"codigo":"17790001000016","cantidad":"2"},{"codigo":"YERBA","cantidad":"5"},{"producto_id":3,"lote":"L2","cantidad":"4"}]}
--- error_code: 200
--- campos
recontar = 0
lineas.3.contada = 29.000


=== sold after it was counted: not a difference either; close
--- antes eval
Deposito::mueve('{"tipo":"salida","ubicacion_id":101,"lineas":['
                . '{"producto_id":1,"cantidad":"20"}]}')
--- rol: deposito
--- request
POST /api/deposito/v1/conteos/1/cerrar
--- error_code: 200
--- campos
estado = cerrado
documento_id = 5
diferencia.unidades = -1.050
diferencia.sobrante = 0.000
diferencia.faltante = 1.050
diferencia.valor = -85.00
lineas.3.esperada = 30.000
lineas.3.diferencia = -1.000
lineas.2.diferencia = -0.050
lineas.0.diferencia = 0.000
--- luego
SELECT (SELECT string_agg(cantidad::text, ' ' ORDER BY producto_id, lote_id)
        FROM inv.existencia WHERE ubicacion_id = 101 AND cantidad <> 0),
       string_agg(producto_id || ' ' || cantidad || ' ' || motivo, ', '
                  ORDER BY linea), min(origen_doc)
FROM inv.movimiento WHERE tipo = 'ajuste'
--- luego_da
9.000 2.450 6.000 4.000|1 1.000 Conteo 1, 2 0.050 Conteo 1|conteo:1


=== closed is closed
--- rol: deposito
--- request eval
['POST /api/deposito/v1/conteos/1/cerrar',
 'POST /api/deposito/v1/conteos/1/cancelar',
 'POST /api/deposito/v1/conteos/1/recontar',
 'POST /api/deposito/v1/conteos/1/lineas
{"lineas":[{"producto_id":1,"cantidad":"1"}]}']
--- error_code eval: [409, 409, 409, 409]
--- campos
codigo = conteo_estado
estado = cerrado
--- luego
SELECT count(*) FROM inv.movimiento WHERE tipo = 'ajuste'
--- luego_da
2


=== cancelled: nothing moves
--- rol: deposito
--- request eval
['POST /api/deposito/v1/conteos/2/lineas
{"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/deposito/v1/conteos/2/cancelar',
 'POST /api/deposito/v1/conteos/2/cerrar']
--- error_code eval: [200, 200, 409]
--- campos eval
['contados = 1', 'estado = cancelado', 'estado = cancelado']
--- luego
SELECT cantidad FROM inv.existencia WHERE producto_id = 1
AND ubicacion_id = 102
--- luego_da
100.000


=== an open count that is not blind tells; what nobody counted stays
--- rol: deposito
--- request eval
['POST /api/deposito/v1/conteos
{"ubicacion_id":102,"ciego":false,"productos":[1,4,4]}',
 'POST /api/deposito/v1/conteos/3/lineas
{"lineas":[{"producto_id":4,"cantidad":"7"}]}',
 'POST /api/deposito/v1/conteos/3/cerrar']
--- error_code eval: [201, 200, 200]
--- campos eval
["id = 3\nproductos = 2",
 "lineas.0.codigo = FIDEOS\nlineas.0.esperada = 0.000\n"
 . "lineas.0.diferencia = 7.000\nlineas.1.contada = null",
 "diferencia.sobrante = 7.000\ndiferencia.valor = 70.00\nlineas.1.contada = null"]
--- luego
SELECT string_agg(producto_id || ':' || cantidad, ' ' ORDER BY producto_id)
FROM inv.existencia WHERE ubicacion_id = 102
--- luego_da eval: ['1:100.000', '1:100.000', '1:100.000 4:7.000']


=== no difference, no adjustment
--- rol: deposito
--- request eval
['POST /api/deposito/v1/conteos
{"ubicacion_id":102,"categoria_id":1}',
 'POST /api/deposito/v1/conteos/4/lineas
{"lineas":[{"producto_id":4,"cantidad":"7"},{"producto_id":1,"cantidad":"100"}]}',
 'POST /api/deposito/v1/conteos/4/recontar',
 'POST /api/deposito/v1/conteos/4/cerrar']
--- error_code eval: [201, 200, 200, 200]
--- campos eval
['productos = 2', 'contados = 2', "estado = abierto\nrecontar = 0",
 "estado = cerrado\ndocumento_id = null\ndiferencia.unidades = 0.000"]


=== a count below what is reserved does not close
--- antes eval
Deposito::como_admin('reserva_crear', '{"ubicacion_id":102,"minutos":15,'
    . '"lineas":[{"producto_id":4,"cantidad":"6"}]}')
--- rol: deposito
--- request eval
['POST /api/deposito/v1/conteos
{"ubicacion_id":102,"productos":[4]}',
 'POST /api/deposito/v1/conteos/5/lineas
{"lineas":[{"producto_id":4,"cantidad":"5"}]}',
 'POST /api/deposito/v1/conteos/5/cerrar']
--- error_code eval: [201, 200, 409]
--- campos eval
['id = 5', 'contados = 1',
 "codigo = stock_insuficiente\nproducto_id = 4\ndisponible = 1.000"]
--- luego
SELECT cantidad, (SELECT estado FROM inv.conteo WHERE id = 5)
FROM inv.existencia WHERE producto_id = 4 AND ubicacion_id = 102
--- luego_da eval: [('7.000|abierto') x 3]


=== the plan: ABC by what was sold, and what was not counted for longest
--- rol: consulta
--- request eval
['GET /api/deposito/v1/conteos/plan?ubicacion_id=101',
 'GET /api/deposito/v1/conteos/plan?ubicacion_id=101&limite=1',
 'GET /api/deposito/v1/conteos/plan', 'GET /api/deposito/v1/conteos/plan?ubicacion_id=999']
--- error_code eval: [200, 200, 422, 404]
--- campos eval
["datos.# = 3\ndatos.0.codigo = YERBA\ndatos.0.clase = A\n"
 . "datos.0.valor_90_dias = 3000.00\ndatos.0.dias = 0\ndatos.0.atraso = 0.00\n"
 . "datos.1.clase = C\ndatos.2.clase = C", 'datos.# = 1',
 'errores.0.campo = ubicacion_id', 'codigo = ubicacion_no_encontrada']


=== open by class; nothing to count
--- rol: deposito
--- request eval
['POST /api/deposito/v1/conteos
{"ubicacion_id":101,"plan":"A"}',
 'POST /api/deposito/v1/conteos
{"ubicacion_id":101,"plan":"B"}',
 'POST /api/deposito/v1/conteos
{"ubicacion_id":106}']
--- error_code eval: [201, 409, 409]
--- campos eval
["productos = 1\nlineas.0.codigo = YERBA", 'codigo = conteo_vacio',
 'codigo = conteo_vacio']


=== list: filters and pages, the last one first, without lines
--- rol: consulta
--- request eval
['GET /api/deposito/v1/conteos?contar=true&limite=2',
 'GET /api/deposito/v1/conteos?limite=2&cursor=WzVd',
 'GET /api/deposito/v1/conteos?estado=cancelado',
 'GET /api/deposito/v1/conteos?ubicacion_id=101']
--- error_code eval: [(200) x 4]
--- campos eval
["total = 6\ndatos.0.id = 6\ndatos.0.lineas = null\ndatos.1.id = 5\n"
 . 'siguiente = WzVd', "datos.0.id = 4\ndatos.1.id = 3\nsiguiente = WzNd",
 "datos.# = 1\ndatos.0.id = 2", "datos.# = 2\ndatos.1.id = 1"]


=== only in the branches of the user
--- more_headers eval: Deposito::solo_sucursal('deposito', 2)
--- request eval
['POST /api/deposito/v1/conteos
{"ubicacion_id":101}',
 'GET /api/deposito/v1/conteos/6', 'GET /api/deposito/v1/conteos',
 'POST /api/deposito/v1/conteos/6/cancelar']
--- error_code eval: [403, 404, 200, 404]
--- campos eval
['codigo = sucursal_no_permitida', 'codigo = conteo_no_encontrado',
 'datos.# = 0', 'codigo = conteo_no_encontrado']


=== what is asked for is no good
--- rol: deposito
--- request eval
['POST /api/deposito/v1/conteos
{"ubicacion_id":101,"productos":[999]}',
 'POST /api/deposito/v1/conteos
{"ubicacion_id":2}',
 'POST /api/deposito/v1/conteos
{"ubicacion_id":101,"plan":"D","tolerancia":"101"}',
 'POST /api/deposito/v1/conteos/6/lineas
{"lineas":[{"producto_id":1,"cantidad":"-1"}]}',
 'POST /api/deposito/v1/conteos/6/lineas
{"lineas":[{"producto_id":1,"cantidad":"1.5"}]}',
 'POST /api/deposito/v1/conteos/6/lineas
{"lineas":[{"producto_id":3,"cantidad":"1"}]}',
 'POST /api/deposito/v1/conteos/6/lineas
{"lineas":[{"producto_id":999,"cantidad":"1"}]}',
 'GET /api/deposito/v1/conteos/999']
--- error_code eval: [404, 422, 422, 422, 422, 422, 404, 404]
--- campos eval
['codigo = producto_no_encontrado', 'errores.0.campo = ubicacion_id',
 'errores.# = 2', "errores.0.campo = lineas[0].cantidad\nerrores.0.codigo = rango",
 'errores.0.codigo = cantidad_no_entera', 'errores.0.codigo = lote_obligatorio',
 'codigo = producto_no_encontrado', 'codigo = conteo_no_encontrado']


=== no token; a role that only reads; and the ledger adds up
--- more_headers eval: ['', Inventario::bearer('consulta')]
--- request eval
['GET /api/deposito/v1/conteos', 'POST /api/deposito/v1/conteos/6/cerrar']
--- error_code eval: [401, 403]
--- luego
SELECT count(*) FROM inv.inconsistencias(NULL)
--- luego_da
0
