# Branches, locations and lots, and the policy of selling what is not there.

use Inventario 'no_plan';
use Deposito;

run_tests();

__DATA__

=== branches: those that the caller works in
--- antes eval: Deposito::tienda()
--- more_headers eval
[Inventario::bearer('consulta'), Deposito::solo_sucursal('deposito', 2, 3),
 Deposito::solo_sucursal('deposito', 2), Deposito::solo_sucursal('deposito', 2)]
--- request eval
['GET /api/deposito/v1/sucursales?contar=true',
 'GET /api/deposito/v1/sucursales?contar=true',
 'GET /api/deposito/v1/sucursales/2', 'GET /api/deposito/v1/sucursales/1']
--- error_code eval: [200, 200, 200, 404]
--- campos eval
["total = 3\ndatos.0.codigo = CEN\ndatos.0.permite_negativo = false\n"
 . "datos.2.codigo = FER\ndatos.2.permite_negativo = true",
 "total = 2\ndatos.0.codigo = NOR", "codigo = NOR\nactiva = true",
 'codigo = sucursal_no_encontrada']


=== branches: pages
--- rol: consulta
--- request eval
['GET /api/deposito/v1/sucursales?limite=2',
 'GET /api/deposito/v1/sucursales?limite=2&cursor=WzJd']
--- error_code eval: [200, 200]
--- campos eval
["datos.# = 2\nsiguiente = WzJd",
 "datos.# = 1\ndatos.0.codigo = FER\nsiguiente = null"]


=== create a branch: it has a shelf and a store room
--- rol: admin
--- request
POST /api/deposito/v1/sucursales
{"codigo":"sur","nombre":"Sur","direccion":"Calle 1 \"bis\""}
--- error_code: 201
--- response_headers
Location: /api/deposito/v1/sucursales/4
ETag: "1"
--- campos
id = 4
codigo = SUR
direccion = Calle 1 "bis"
permite_negativo = false
activa = true
--- luego
SELECT string_agg(codigo || '/' || tipo, ' ' ORDER BY id) FROM inv.ubicacion
WHERE sucursal_id = 4
--- luego_da
SALON/estante DEPOSITO/deposito


=== create a branch: taken, bad, and by one who may not
--- more_headers eval
[(Inventario::bearer('admin')) x 2, Inventario::bearer('deposito')]
--- request eval
['POST /api/deposito/v1/sucursales
{"codigo":"sur","nombre":"Otra"}',
 'POST /api/deposito/v1/sucursales
{"codigo":"","nombre":"Otra","permite_negativo":1}',
 'POST /api/deposito/v1/sucursales
{"codigo":"OTRA","nombre":"Otra"}']
--- error_code eval: [409, 422, 403]
--- campos eval
['codigo = sucursal_codigo_duplicado',
 "errores.# = 2\nerrores.0.campo = codigo\nerrores.1.campo = permite_negativo",
 'codigo = rol_no_permitido']
--- luego
SELECT count(*) FROM inv.sucursal WHERE nombre = 'Otra'
--- luego_da
0


=== change a branch
--- rol: admin
--- more_headers eval: ["If-Match: \"1\"\n", "If-Match: \"1\"\n", '']
--- request eval
['PUT /api/deposito/v1/sucursales/4
{"codigo":"SUR","nombre":"Sur Nueva","permite_negativo":false,"activa":true}',
 ('PUT /api/deposito/v1/sucursales/4
{"codigo":"SUR","nombre":"Tarde","permite_negativo":false,"activa":true}') x 2]
--- error_code eval: [200, 412, 428]
--- campos eval
["nombre = Sur Nueva\ndireccion = null\nversion = 2", 'version_actual = 2',
 'codigo = version_requerida']
--- luego
SELECT nombre FROM inv.sucursal WHERE id = 4
--- luego_da
Sur Nueva


=== the policy: what is not there is sold where the branch says so
--- rol: deposito
--- request eval
['POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":103,"lineas":[{"producto_id":1,"cantidad":"2"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":105,"lineas":[{"producto_id":1,"cantidad":"2"}]}']
--- error_code eval: [409, 201]
--- campos eval
["codigo = stock_insuficiente\ndisponible = 0.000\npedida = 2.000",
 'lineas.0.saldo = -2.000']


=== the policy does not change while there are balances below zero
--- rol: admin
--- more_headers
If-Match: *
--- request
PUT /api/deposito/v1/sucursales/3
{"codigo":"FER","nombre":"Feria","permite_negativo":false,"activa":true}
--- error_code: 409
--- campos
codigo = sucursal_con_negativos
--- luego
SELECT permite_negativo, version FROM inv.sucursal WHERE id = 3
--- luego_da
t|1


=== the policy changes when there are none, for the balances that are there
--- antes eval
Deposito::mueve('{"tipo":"entrada","ubicacion_id":105,"lineas":['
                . '{"producto_id":1,"cantidad":"2"}]}')
--- rol: admin
--- more_headers
If-Match: *
--- request eval
['PUT /api/deposito/v1/sucursales/3
{"codigo":"FER","nombre":"Feria","permite_negativo":false,"activa":true}',
 'POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":105,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'PUT /api/deposito/v1/sucursales/2
{"codigo":"NOR","nombre":"Norte","permite_negativo":true,"activa":true}',
 'POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":103,"lineas":[{"producto_id":1,"cantidad":"1"}]}']
--- error_code eval: [200, 409, 200, 201]
--- campos eval
['permite_negativo = false', 'codigo = stock_insuficiente',
 'permite_negativo = true', 'lineas.0.saldo = -1.000']


=== a branch with stock does not close; without it does, and nothing moves in it
--- antes eval
Deposito::mueve('{"tipo":"entrada","ubicacion_id":101,"lineas":['
                . '{"producto_id":1,"cantidad":"3"}]}')
--- rol: admin
--- more_headers
If-Match: *
--- request eval
['PUT /api/deposito/v1/sucursales/1
{"codigo":"CEN","nombre":"Centro","permite_negativo":false,"activa":false}',
 'PUT /api/deposito/v1/sucursales/4
{"codigo":"SUR","nombre":"Sur","permite_negativo":false,"activa":false}',
 'GET /api/deposito/v1/sucursales?activa=false',
 'POST /api/deposito/v1/movimientos
{"tipo":"entrada","ubicacion_id":107,"lineas":[{"producto_id":1,"cantidad":"1"}]}']
--- error_code eval: [409, 200, 200, 409]
--- campos eval
['codigo = sucursal_con_stock', 'activa = false',
 "datos.# = 1\ndatos.0.codigo = SUR", 'codigo = ubicacion_inactiva']


=== locations: filters, and those of the branches that the caller sees
--- more_headers eval
[(Inventario::bearer('consulta')) x 3, Deposito::solo_sucursal('deposito', 2)]
--- request eval
['GET /api/deposito/v1/ubicaciones?sucursal_id=1',
 'GET /api/deposito/v1/ubicaciones?tipo=merma',
 'GET /api/deposito/v1/ubicaciones?contar=true&limite=6',
 'GET /api/deposito/v1/ubicaciones?contar=true']
--- error_code eval: [200, 200, 200, 200]
--- campos eval
["datos.# = 2\ndatos.0.id = 101\ndatos.0.codigo = SALON\n"
 . "datos.0.tipo = estante\ndatos.0.sucursal_id = 1\ndatos.1.codigo = DEPOSITO",
 "datos.# = 1\ndatos.0.id = 3\ndatos.0.sucursal_id = null",
 "total = 13\ndatos.# = 6\ndatos.5.id = 101",
 "total = 7\ndatos.5.id = 103\ndatos.6.id = 104"]


=== create a location
--- rol: deposito
--- request
POST /api/deposito/v1/ubicaciones
{"sucursal_id":1,"codigo":"camara","nombre":"Cámara fría","tipo":"deposito"}
--- error_code: 201
--- response_headers
Location: /api/deposito/v1/ubicaciones/109
ETag: "1"
--- campos
id = 109
codigo = CAMARA
nombre = Cámara fría
tipo = deposito
activa = true


=== create a location: taken, no branch, another's branch, not of this world
--- more_headers eval
[(Inventario::bearer('deposito')) x 2, Deposito::solo_sucursal('deposito', 2),
 Inventario::bearer('deposito')]
--- request eval
['POST /api/deposito/v1/ubicaciones
{"sucursal_id":1,"codigo":"camara","nombre":"No","tipo":"deposito"}',
 'POST /api/deposito/v1/ubicaciones
{"sucursal_id":99,"codigo":"X","nombre":"No","tipo":"deposito"}',
 'POST /api/deposito/v1/ubicaciones
{"sucursal_id":1,"codigo":"X","nombre":"No","tipo":"deposito"}',
 'POST /api/deposito/v1/ubicaciones
{"sucursal_id":1,"codigo":"X","nombre":"No","tipo":"merma"}']
--- error_code eval: [409, 422, 403, 422]
--- campos eval
['codigo = ubicacion_codigo_duplicado',
 "errores.0.campo = sucursal_id\nerrores.0.codigo = sucursal_no_encontrada",
 'codigo = sucursal_no_permitida',
 "errores.0.campo = tipo\nerrores.0.codigo = opcion"]
--- luego
SELECT count(*) FROM inv.ubicacion WHERE nombre = 'No'
--- luego_da
0


=== change a location; one of another's branch; one of the system
--- more_headers eval
["If-Match: \"1\"\n" . Inventario::bearer('deposito'),
 "If-Match: *\n" . Deposito::solo_sucursal('deposito', 2),
 "If-Match: *\n" . Inventario::bearer('deposito'),
 "If-Match: *\n" . Inventario::bearer('deposito')]
--- request eval
['PUT /api/deposito/v1/ubicaciones/109
{"codigo":"CAM-2","nombre":"Cámara","tipo":"estante","activa":true}',
 ('PUT /api/deposito/v1/ubicaciones/109
{"codigo":"MIA","nombre":"Mía","tipo":"estante","activa":true}'),
 'PUT /api/deposito/v1/ubicaciones/2
{"codigo":"CLIENTE","nombre":"Mía","tipo":"estante","activa":true}',
 'PUT /api/deposito/v1/ubicaciones/999
{"codigo":"CLIENTE","nombre":"Mía","tipo":"estante","activa":true}']
--- error_code eval: [200, 404, 409, 404]
--- campos eval
["codigo = CAM-2\ntipo = estante\nversion = 2",
 'codigo = ubicacion_no_encontrada',
 'codigo = ubicacion_del_sistema', 'codigo = ubicacion_no_encontrada']
--- luego
SELECT count(*) FROM inv.ubicacion WHERE nombre = 'Mía'
--- luego_da
0


=== a location with stock stays; an empty one closes
--- rol: deposito
--- more_headers
If-Match: *
--- request eval
['PUT /api/deposito/v1/ubicaciones/101
{"codigo":"SALON","nombre":"Salón","tipo":"estante","activa":false}',
 'PUT /api/deposito/v1/ubicaciones/109
{"codigo":"CAM-2","nombre":"Cámara","tipo":"estante","activa":false}',
 'POST /api/deposito/v1/movimientos
{"tipo":"entrada","ubicacion_id":109,"lineas":[{"producto_id":1,"cantidad":"1"}]}']
--- error_code eval: [409, 200, 409]
--- campos eval
['codigo = ubicacion_con_stock', 'activa = false', 'codigo = ubicacion_inactiva']


=== lots: in the order in which they expire, those without a date last
--- antes eval
Deposito::mueve('{"tipo":"entrada","ubicacion_id":101,"lineas":['
    . '{"producto_id":3,"cantidad":"5","lote":"SINFECHA"},'
    . '{"producto_id":3,"cantidad":"6","lote":"FEB","vence":"2099-02-01"},'
    . '{"producto_id":3,"cantidad":"7","lote":"ENE","vence":"2099-01-01"}]}',
    '{"tipo":"entrada","ubicacion_id":103,"lineas":['
    . '{"producto_id":3,"cantidad":"1","lote":"ENE"}]}',
    '{"tipo":"salida","ubicacion_id":101,"lineas":['
    . '{"producto_id":3,"cantidad":"6","lote":"FEB"}]}')
--- rol: consulta
--- request eval
['GET /api/deposito/v1/lotes?producto_id=3&contar=true',
 'GET /api/deposito/v1/lotes?vence_antes=2099-02-01',
 'GET /api/deposito/v1/lotes?con_stock=false',
 'GET /api/deposito/v1/lotes?producto_id=1']
--- error_code eval: [200, 200, 200, 200]
--- campos eval
["total = 3\ndatos.0.codigo = ENE\ndatos.0.vence = 2099-01-01\n"
 . "datos.0.producto_codigo = LECHE\ndatos.0.cantidad = 8.000\n"
 . "datos.1.codigo = FEB\ndatos.1.cantidad = 0.000\n"
 . "datos.2.codigo = SINFECHA\ndatos.2.vence = null\ndatos.2.cantidad = 5.000",
 "datos.# = 1\ndatos.0.codigo = ENE", "datos.# = 1\ndatos.0.codigo = FEB",
 'datos.# = 0']


=== lots: pages, and what is in the branches that the caller sees
--- more_headers eval
[(Inventario::bearer('consulta')) x 2, Deposito::solo_sucursal('deposito', 2)]
--- request eval
['GET /api/deposito/v1/lotes?limite=2',
 'GET /api/deposito/v1/lotes?limite=2&cursor=WyIyMDk5LTAyLTAxIiwgMl0',
 'GET /api/deposito/v1/lotes?con_stock=true']
--- error_code eval: [200, 200, 200]
--- campos eval
["datos.# = 2\ndatos.1.codigo = FEB\nsiguiente = WyIyMDk5LTAyLTAxIiwgMl0",
 "datos.# = 1\ndatos.0.codigo = SINFECHA\nsiguiente = null",
 "datos.# = 1\ndatos.0.codigo = ENE\ndatos.0.cantidad = 1.000"]


=== a lot: block it, and it does not go out; change its date
--- rol: deposito
--- more_headers eval: [("If-Match: \"1\"\n") x 2, ('') x 4]
--- request eval
['PUT /api/deposito/v1/lotes/1
{"vence":"2099-03-01","bloqueado":true}',
 'PUT /api/deposito/v1/lotes/1
{"vence":null,"bloqueado":false}',
 'POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":3,"cantidad":"1","lote":"ENE"}]}',
 'GET /api/deposito/v1/lotes/1', 'GET /api/deposito/v1/lotes/0',
 'GET /api/deposito/v1/lotes/999']
--- error_code eval: [200, 412, 409, 200, 422, 404]
--- campos eval
["vence = 2099-03-01\nbloqueado = true\nversion = 2\nproducto = Leche Entera",
 'version_actual = 2', 'codigo = lote_bloqueado', 'bloqueado = true',
 'errores.0.campo = id', 'codigo = lote_no_encontrado']
--- luego
SELECT l.vence, l.bloqueado, e.antes->>'vence', e.despues->>'bloqueado'
FROM inv.lote l JOIN inv.evento e
    ON e.entidad = 'lote' AND e.entidad_id = l.id WHERE l.id = 1
--- luego_da
2099-03-01|t|2099-01-01|true


=== a lot needs both; no token; a role that may not
--- more_headers eval
["If-Match: *\n" . Inventario::bearer('deposito'), '',
 "If-Match: *\n" . Inventario::bearer('negocio')]
--- request eval
['PUT /api/deposito/v1/lotes/1
{"vence":"2099-13-01"}',
 'GET /api/deposito/v1/lotes',
 'PUT /api/deposito/v1/lotes/1
{"vence":null,"bloqueado":false}']
--- error_code eval: [422, 401, 403]
--- campos eval
["errores.# = 2\nerrores.0.campo = vence\nerrores.1.campo = bloqueado",
 'codigo = no_autenticado', 'codigo = rol_no_permitido']
