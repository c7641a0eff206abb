# Promotions, and the price of a ticket.

use Inventario 'no_plan';
use Deposito;

run_tests();

__DATA__

=== a ticket without promotions
--- antes eval: Deposito::cargado()
--- rol: consulta
--- request
POST /api/negocio/v1/precios/calcular
{"sucursal_id":1,"lineas":[{"codigo":"7790001000019","cantidad":"2"},{"codigo":"17790001000016"},{"codigo":"2000123007359"},{"producto_id":2,"cantidad":"0.255"}]}
--- error_code: 200
--- campos
lineas.# = 4
lineas.0.precio = 100.00
lineas.0.importe = 200.00
lineas.0.total = 200.00
lineas.0.sin_impuestos = 165.29
lineas.1.cantidad = 12.000
lineas.1.importe = 1200.00
lineas.2.cantidad = 0.735
lineas.2.importe = 735.00
lineas.3.importe = 255.00
lineas.3.partes = -
promociones = -
importe = 2390.00
descuento = 0.00
total = 2390.00
optimo = true


=== promotions that would give money or goods away are refused, and so is nonsense
--- rol: negocio
--- request eval
[map { "POST /api/negocio/v1/promociones\n{\"nombre\":\"x\",$_}" }
 '"tipo":"nxm","lleva":2,"paga":2', '"tipo":"nxm","lleva":2,"paga":3', '"tipo":"porcentaje","porcentaje":"100"',
 '"tipo":"porcentaje","porcentaje":"101"', '"tipo":"combo","precio":"-1"', '"tipo":"combo","precio":"10","porcentaje":"5"',
 '"tipo":"nxm","lleva":3', '"tipo":"unidad","lleva":2,"porcentaje":"50","acumulable":true',
 '"tipo":"porcentaje","porcentaje":"10","desde":"2030-01-01T00:00:00Z","hasta":"2029-01-01T00:00:00Z"',
 '"tipo":"porcentaje","porcentaje":"10","hora_desde":"25:00"',
 '"tipo":"porcentaje","porcentaje":"10","partes":[{"alcances":[{"producto_id":1,"marca":"X"}]}]']
--- error_code eval: [(422) x 11]
--- campos eval
["errores.0.codigo = promocion_devuelve", "errores.0.codigo = promocion_devuelve", "errores.0.codigo = promocion_regala",
 "errores.0.campo = porcentaje", "errores.0.campo = precio", "errores.0.codigo = promocion_beneficio",
 "errores.0.campo = paga", "errores.0.codigo = promocion_acumulable", "errores.0.codigo = promocion_fechas",
 "errores.0.codigo = hora_invalida", "errores.0.codigo = alcance_doble"]


=== 3x2 of a category, a combo, the second at 70 %: kept, and told by the price check
--- rol: negocio
--- request eval
['POST /api/negocio/v1/promociones
{"nombre":"3x2 almacén","tipo":"nxm","lleva":3,"paga":2,"partes":[{"alcances":[{"categoria_id":1}]}]}',
 'POST /api/negocio/v1/promociones
{"nombre":"Merienda","tipo":"combo","precio":"150","partes":[{"alcances":[{"producto_id":1}]},{"alcances":[{"producto_id":3}]}]}',
 'POST /api/negocio/v1/promociones
{"nombre":"Quesos","tipo":"porcentaje","porcentaje":"10","partes":[{"alcances":[{"categoria_id":2}]}],"hasta":"2099-01-01T00:00:00Z"}',
 'GET /api/negocio/v1/precios/consultar?codigo=QUESO', 'GET /api/negocio/v1/promociones?rige=true&contar=true']
--- error_code eval: [201, 201, 201, 200, 200]
--- campos eval
["texto = Llevás 3, pagás 2\npartes.0.cantidad = 3\nversion = 1", "partes.# = 2\npartes.1.alcances.0.producto_id = 3",
 "porcentaje = 10.00",
 "promociones.# = 1\npromociones.0.id = 4\npromociones.0.precio = 900.00\ncambia_en = 2099-01-01T00:00:00+00:00",
 "datos.# = 3\ntotal = 3"]


=== the best for the customer, line by line and why; in any order
--- rol: consulta
--- request eval
['POST /api/negocio/v1/precios/calcular
{"lineas":[{"producto_id":1,"cantidad":"3"},{"producto_id":3,"cantidad":"1"},{"codigo":"2000123007359"}]}',
 'POST /api/negocio/v1/precios/calcular
{"lineas":[{"codigo":"2000123007359"},{"producto_id":3,"cantidad":"1"},{"producto_id":1,"cantidad":"3"}]}']
--- error_code eval: [200, 200]
--- campos eval
# 3x2 of yerba 100, and 10 % of milk 8 and of cheese 73.50; the combo would give 30
["lineas.0.descuento = 100.00\nlineas.0.promociones.0.nombre = 3x2 almacén\nlineas.0.promociones.0.cantidad = 3.000\n"
 . "lineas.1.total = 72.00\nlineas.2.descuento = 73.50\ndescuento = 181.50\ntotal = 933.50\noptimo = true",
 "lineas.2.descuento = 100.00\nlineas.0.descuento = 73.50\ndescuento = 181.50"]


=== a combo costs what it says, its cents shared
--- rol: consulta
--- request
POST /api/negocio/v1/precios/calcular
{"lineas":[{"producto_id":1},{"producto_id":3}]}
--- campos
total = 150.00
lineas.0.descuento = 16.67
lineas.1.descuento = 13.33
lineas.0.promociones.0.promocion_id = 3


=== days, hours, branches, dates; and a ticket of another time
--- rol: negocio
--- request eval
['POST /api/negocio/v1/promociones
{"nombre":"Martes","tipo":"porcentaje","porcentaje":"50","partes":[{"alcances":[{"producto_id":4}]}],"dias":[2],"hora_desde":"18:00","hora_hasta":"24:00","sucursales":[2],"desde":"2026-01-01T00:00:00Z"}',
 map({ qq{POST /api/negocio/v1/precios/calcular\n{"sucursal_id":$_->[0],"fecha":"$_->[1]","lineas":[{"producto_id":4}]}} }
 [2, '2099-11-24T18:00:00-03:00'], [2, '2099-11-24T17:59:59-03:00'], [2, '2099-11-24T23:59:59-03:00'],
 [2, '2099-11-25T18:00:00-03:00'], [1, '2099-11-24T18:00:00-03:00'])]
--- error_code eval: [201, (200) x 5]
--- campos eval
["hora_desde = 18:00\nhora_hasta = 24:00\ndias.0 = 2\nsucursales.0 = 2", "total = 10.00", "total = 20.00", "total = 10.00",
 "total = 20.00", "total = 20.00"]


=== a promotion that is not kept is tried on a ticket
--- rol: negocio
--- request eval
['POST /api/negocio/v1/promociones/probar
{"promocion":{"nombre":"Prueba","tipo":"nxm","lleva":2,"paga":1,"partes":[{"alcances":[{"producto_id":3}]}]},"lineas":[{"producto_id":3,"cantidad":"2"}]}',
 'POST /api/negocio/v1/promociones/probar
{"promocion":{"nombre":"Prueba","tipo":"porcentaje","porcentaje":"5"},"sola":true,"lineas":[{"producto_id":1,"cantidad":"3"}]}',
 'POST /api/negocio/v1/promociones/probar
{"promocion":{"nombre":"Prueba","tipo":"nxm","lleva":2,"paga":2},"lineas":[{"producto_id":3}]}',
 'GET /api/negocio/v1/promociones?contar=true']
--- error_code eval: [200, 200, 422, 200]
--- campos eval
["descuento = 80.00\nlineas.0.promociones.0.nombre = Prueba", "descuento = 15.00",
 "errores.0.codigo = promocion_devuelve", "total = 4"]


=== switched off by who saw it; then it is not applied
--- rol: negocio
--- request eval
['PATCH /api/negocio/v1/promociones/2
{"lleva":4}', 'PATCH /api/negocio/v1/promociones/2
{"nombre":"x"}', 'DELETE /api/negocio/v1/promociones/2',
 'POST /api/negocio/v1/precios/calcular
{"lineas":[{"producto_id":1,"cantidad":"4"}]}']
--- more_headers eval
["If-Match: \"1\"", "If-Match: \"1\"", "If-Match: \"2\"", ""]
--- error_code eval: [200, 412, 204, 200]
--- campos eval
["lleva = 4\npartes.0.cantidad = 4", undef, undef, "descuento = 0.00"]


=== lines that cannot be
--- rol: consulta
--- request eval
['POST /api/negocio/v1/precios/calcular
{"lineas":[{"producto_id":1},{"codigo":"NADIE"}]}',
 'POST /api/negocio/v1/precios/calcular
{"lineas":[{"producto_id":1,"cantidad":"999999999999"}]}',
 'POST /api/negocio/v1/precios/calcular
{"fecha":"2000-01-01T00:00:00Z","lineas":[{"producto_id":1}]}',
 'POST /api/negocio/v1/precios/calcular
{"lineas":[]}']
--- error_code eval: [422, 422, 422, 422]
--- campos eval
["errores.0.campo = lineas[1].codigo\nerrores.0.codigo = producto_no_encontrado",
 "errores.0.codigo = cantidad_excesiva", "errores.0.codigo = sin_precio", "errores.0.campo = lineas"]
