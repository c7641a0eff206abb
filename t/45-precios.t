# Prices: the till's question, the book, indices, rules, labels.

use Inventario 'no_plan';
use Deposito;

run_tests();

__DATA__

=== a price check: price, unit price, without taxes, stock
--- antes eval
Deposito::cargado()
. "UPDATE inv.producto SET contenido = 500, contenido_unidad = 'g' WHERE id = 1;"
--- rol: consulta
--- request
GET /api/negocio/v1/precios/consultar?codigo=7790001000019&sucursal_id=1
--- error_code: 200
--- campos
producto_id = 1
codigo = YERBA
codigo_leido = 7790001000019
tipo_codigo = gtin
precio = 100.00
precio_propio = false
precio_unitario = 200.00
unidad_precio = kg
precio_sin_impuestos = 82.64
cantidad = 1.000
importe = 100.00
stock.disponible = 140.000
promociones.# = 0
cambia_en = null


=== a pack, a label with its weight, a label with its price, an own code
--- rol: consulta
--- request eval
['GET /api/negocio/v1/precios/consultar?codigo=17790001000016',
 'GET /api/negocio/v1/precios/consultar?codigo=2000123007359',
 'GET /api/negocio/v1/precios/consultar?codigo=2200123015006',
 'GET /api/negocio/v1/precios/consultar?codigo=queso',
 'GET /api/negocio/v1/precios/consultar?codigo=7790001000018',
 'GET /api/negocio/v1/precios/consultar?codigo=YERBA&sucursal_id=99']
--- error_code eval: [200, 200, 200, 200, 404, 404]
--- campos eval
["factor = 12.000\ncantidad = 12.000\nimporte = 1200.00\nprecio = 100.00",
 "codigo = QUESO\ncantidad = 0.735\nimporte = 735.00\nprecio_unitario = 1000.00\nunidad_precio = kg",
 "cantidad = 0.015\nimporte = 15.00",
 "precio = 1000.00",
 "codigo = producto_no_encontrado",
 "codigo = sucursal_no_encontrada"]


=== what a product costs is one thing by any road
--- rol: deposito
--- request eval
['PATCH /api/deposito/v1/productos/1
{"precio_venta":"120"}',
 'GET /api/negocio/v1/precios/consultar?codigo=YERBA',
 'GET /api/negocio/v1/precios/historial?codigo=YERBA']
--- more_headers
If-Match: *
--- error_code eval: [200, 200, 200]
--- campos eval
["precio_venta = 120.00", "precio = 120.00",
 "datos.# = 2\ndatos.0.precio = 120.00\ndatos.0.origen = producto\ndatos.1.precio = 100.00"]


=== a price of its own for a branch, and back
--- rol: negocio
--- request eval
['POST /api/negocio/v1/precios
{"codigo":"YERBA","sucursal_id":2,"precio":"99.5"}',
 'GET /api/negocio/v1/precios/consultar?codigo=YERBA&sucursal_id=2',
 'GET /api/negocio/v1/precios/consultar?codigo=YERBA&sucursal_id=1',
 'POST /api/negocio/v1/precios
{"codigo":"YERBA","sucursal_id":2,"precio":null}',
 'GET /api/negocio/v1/precios/consultar?codigo=YERBA&sucursal_id=2']
--- error_code eval: [201, 200, 200, 201, 200]
--- campos eval
["precio = 99.50\nsucursal_id = 2", "precio = 99.50\nprecio_propio = true",
 "precio = 120.00\nprecio_propio = false", "precio = null",
 "precio = 120.00\nprecio_propio = false"]


=== a price of tomorrow: told before, asked for its time, taken back
--- rol: negocio
--- request eval
['POST /api/negocio/v1/precios
{"producto_id":1,"precio":"150","desde":"2099-01-01T03:00:00Z"}',
 'GET /api/negocio/v1/precios/consultar?codigo=YERBA',
 'GET /api/negocio/v1/precios/consultar?codigo=YERBA&fecha=2099-01-01T00:00:00-03:00',
 'GET /api/negocio/v1/precios/consultar?codigo=YERBA&fecha=2098-12-31T23:59:59-03:00',
 'DELETE /api/negocio/v1/precios/9',
 'DELETE /api/negocio/v1/precios/1',
 'GET /api/negocio/v1/precios/consultar?codigo=YERBA']
--- error_code eval: [201, 200, 200, 200, 204, 409, 200]
--- campos eval
["programado = true", "precio = 120.00\ncambia_en = 2099-01-01T03:00:00+00:00",
 "precio = 150.00\nstock = null", "precio = 120.00", undef,
 "codigo = precio_vigente", "cambia_en = null"]


=== the past is not written
--- rol: negocio
--- request eval
['POST /api/negocio/v1/precios
{"producto_id":1,"precio":"1","desde":"2020-01-01T00:00:00Z"}',
 'POST /api/negocio/v1/precios
{"producto_id":1,"precio":null}',
 'POST /api/negocio/v1/precios
{"codigo":"NADIE","precio":"1"}',
 'GET /api/negocio/v1/precios/consultar?codigo=YERBA&fecha=2001-01-01T00:00:00Z']
--- error_code eval: [422, 422, 404, 200]
--- campos eval
["errores.0.codigo = instante_pasado", "errores.0.campo = precio",
 "codigo = producto_no_encontrado",
 "precio = null\nimporte = null\nprecio_unitario = null"]


=== only who works in a branch asks there, only negocio writes
--- more_headers eval
[Deposito::solo_sucursal('negocio', 2), Deposito::solo_sucursal('negocio', 2),
 Inventario::bearer('consulta'), Deposito::solo_sucursal('negocio', 2), Deposito::solo_sucursal('negocio', 2)]
--- request eval
['GET /api/negocio/v1/precios/consultar?codigo=YERBA&sucursal_id=1',
 'POST /api/negocio/v1/precios
{"codigo":"YERBA","sucursal_id":1,"precio":"1"}',
 'POST /api/negocio/v1/precios
{"codigo":"YERBA","precio":"1"}', 'POST /api/negocio/v1/precios
{"codigo":"YERBA","precio":"1"}', 'POST /api/negocio/v1/promociones
{"nombre":"x","tipo":"porcentaje","porcentaje":"1"}']
--- error_code eval: [(403) x 5]


=== the price of all is for who works in all, whichever way it is written
--- more_headers eval
["Content-Type: application/json\nIf-Match: *\n"
    . Deposito::solo_sucursal('deposito', 2),
 "Content-Type: application/json\nIf-Match: *\n"
    . Deposito::solo_sucursal('deposito', 2),
 "Content-Type: text/csv\n" . Deposito::solo_sucursal('deposito', 2)]
--- request eval
['PATCH /api/deposito/v1/productos/4
{"precio_venta":"1"}', 'PATCH /api/deposito/v1/productos/4
{"precio_venta":"20","marca":"Nuestra"}',
 "POST /api/deposito/v1/productos/importar\ncodigo,nombre,precio_venta\n"
    . "FIDEOS,Fideos,1\nVIEJO,Muy Viejo,\nNUEVO,Nuevo,5\n"]
--- error_code eval: [403, 200, 200]
--- campos eval
['codigo = sucursal_no_permitida', 'marca = Nuestra',
 "creados = 1\nactualizados = 1\nrechazados = 1\n"
 . "errores.0.codigo = sucursal_no_permitida"]
--- luego: SELECT precio_venta FROM inv.producto WHERE id = 4
--- luego_da
20.00


=== a price comes into effect by itself, and lists follow
--- antes
INSERT INTO inv.precio (producto_id, desde, precio, origen)
VALUES (4, now(), 21.50, 'manual');
--- rol: consulta
--- request
GET /api/negocio/v1/precios/consultar?codigo=FIDEOS
--- campos
precio = 21.50
--- luego: SELECT inv.precios_asentar(), precio_venta FROM inv.producto WHERE id = 4; SELECT precio_venta FROM inv.producto WHERE id = 4; SELECT count(*) FROM inv.precio WHERE producto_id = 4
--- luego_da
1|20.00
21.50
2


=== the series of an index, in bulk, twice
--- rol: negocio
--- request eval
['POST /api/negocio/v1/inflacion
[{"mes":"2020-01","porcentaje":"2.0"},{"mes":"2020-02","porcentaje":"-1.5"},{"mes":"2020-13","porcentaje":"1"},
 {"mes":"2020-03","porcentaje":"3.3415"},{"mes":"2020-04","porcentaje":"1.4955"}]',
 'POST /api/negocio/v1/inflacion
{"mes":"2020-01","porcentaje":"2.2"}',
 'GET /api/negocio/v1/inflacion?desde=2020-02&limite=2',
 'GET /api/negocio/v1/inflacion/2020-01']
--- error_code eval: [200, 200, 200, 200]
--- campos eval
["resultados.0.estado = 201\nresultados.1.documento.porcentaje = -1.5000\nresultados.2.estado = 422\nresultados.3.estado = 201",
 "porcentaje = 2.2000\nversion = 2",
 "datos.# = 2\ndatos.0.mes = 2020-02\ndatos.1.mes = 2020-03",
 "porcentaje = 2.2000\nindice = ipc"]


=== what accumulates: whole months as published, parts of them by their days
--- rol: consulta
--- request eval
['GET /api/negocio/v1/inflacion/acumulada?desde=2020-03-01&hasta=2020-05-01&importe=100',
 'GET /api/negocio/v1/inflacion/acumulada?desde=2020-03-16&hasta=2020-03-16&importe=7',
 'GET /api/negocio/v1/inflacion/acumulada?desde=2020-04-01&hasta=2020-04-16',
 'GET /api/negocio/v1/inflacion/acumulada?desde=2020-04-01&hasta=2020-06-01',
 'GET /api/negocio/v1/inflacion/acumulada?desde=2020-05-01&hasta=2020-06-01&estimada=4.5&importe=100',
 'GET /api/negocio/v1/inflacion/acumulada?desde=2020-05-01&hasta=2020-04-01']
--- error_code eval: [200, 200, 200, 409, 200, 422]
--- campos eval
["factor = 1.048869721325\nporcentaje = 4.8870\nimporte_actualizado = 104.89",
 "factor = 1.000000000000\nimporte_actualizado = 7.00",
 "factor = 1.007449750608",
 "codigo = indice_incompleto\nmeses.0 = 2020-05",
 "importe_actualizado = 104.50", "errores.0.campo = hasta"]


=== a month is corrected and removed by who saw it
--- rol: negocio
--- request eval
['PATCH /api/negocio/v1/inflacion/2020-04
{"porcentaje":"1.5"}',
 'PATCH /api/negocio/v1/inflacion/2020-04
{"porcentaje":"1.6"}',
 'DELETE /api/negocio/v1/inflacion/2020-04', 'GET /api/negocio/v1/inflacion/2020-04']
--- more_headers eval
["If-Match: \"1\"", "If-Match: \"1\"", "If-Match: \"2\"", ""]
--- error_code eval: [200, 412, 204, 404]


=== a CSV loads a series; one bad row loads nothing
--- rol: negocio
--- request eval
["POST /api/negocio/v1/inflacion/importar?indice=otro&fuente=prueba
mes;inflacion_mensual_pct\r\n2021-01;4,05\r\n2021-02;-0,5283\r\n",
"POST /api/negocio/v1/inflacion/importar?indice=malo
mes,porcentaje
2021-01,4
2021-02,mucho
",
 'GET /api/negocio/v1/inflacion?indice=otro', 'GET /api/negocio/v1/inflacion?indice=malo']
--- more_headers eval
["Content-Type: text/csv", "Content-Type: text/csv", "", ""]
--- error_code eval: [200, 422, 200, 200]
--- campos eval
["filas = 2\ncreados = 2", "codigo = fila_invalida\nfila = 3",
 "datos.# = 2\ndatos.1.porcentaje = -0.5283\ndatos.1.fuente = prueba",
 "datos.# = 0"]


=== rules are kept, checked, and changed by who saw them
--- rol: negocio
--- request eval
['POST /api/negocio/v1/precios/reglas
{"nombre":"Almacén","alcance":{"categoria_id":1},"tipo":"margen","valor":"40","paso":"100","terminacion":"99","redondeo":"arriba"}',
 'POST /api/negocio/v1/precios/reglas
{"nombre":"Mal","tipo":"margen","valor":"40","paso":"10","terminacion":"10"}',
 'POST /api/negocio/v1/precios/reglas
{"nombre":"Mal","alcance":{"categoria_id":1,"marca":"X"},"tipo":"margen","valor":"40"}',
 'POST /api/negocio/v1/precios/reglas
{"nombre":"Mal","alcance":{"categoria_id":99},"tipo":"margen","valor":"40"}',
 'POST /api/negocio/v1/precios/reglas
{"nombre":"Mal","tipo":"indice","valor":"100","indice":"nadie"}',
 'PATCH /api/negocio/v1/precios/reglas/1
{"valor":"50"}',
 'GET /api/negocio/v1/precios/reglas',
 'DELETE /api/negocio/v1/precios/reglas/1']
--- more_headers eval
["", "", "", "", "", "If-Match: \"1\"", "", "If-Match: \"2\""]
--- error_code eval: [201, 422, 422, 422, 422, 200, 200, 204]
--- campos eval
["alcance.categoria_id = 1\nversion = 1",
 "errores.0.codigo = terminacion_mayor", "errores.0.codigo = alcance_doble",
 "errores.0.codigo = alcance_no_encontrado",
 "errores.0.codigo = indice_no_encontrado",
 "valor = 50.0000\npaso = 100.00\nversion = 2", "datos.# = 1", undef]


=== labels, with what the law asks
--- rol: consulta
--- request eval
['GET /api/negocio/v1/etiquetas?productos=2,1&columnas=4',
 'GET /api/negocio/v1/etiquetas?categoria_id=2',
 'GET /api/negocio/v1/etiquetas?productos=1&categoria_id=2',
 'GET /api/negocio/v1/etiquetas?productos=x']
--- error_code eval: [200, 200, 422, 422]
--- campos eval
["formato.columnas = 4\nformato.filas = 8\netiquetas.# = 2\netiquetas.0.codigo = QUESO\netiquetas.0.codigo_barras = null\n"
 . "etiquetas.1.nombre = Yerba Mate Suave\netiquetas.1.precio = 120.00\netiquetas.1.precio_unitario = 240.00\n"
 . "etiquetas.1.unidad_precio = kg\netiquetas.1.precio_sin_impuestos = 99.17\netiquetas.1.codigo_barras = 7790001000019",
 "etiquetas.# = 2", "errores.0.codigo = falta",
 "errores.0.codigo = lista_invalida"]


=== the file of the SEPA
--- rol: negocio
--- request
GET /api/negocio/v1/precios/sepa?sucursal_id=1&comercio=77&bandera=2
--- response_body_like eval
qr/\Aid_comercio\|id_bandera\|.*\|productos_leyenda_promo2\r
77\|2\|1\|7790001000019\|1\|Yerba Mate Suave\|500.000\|g\|S\/M\|120.00\|240.00\|1\|kg\|\|\|\|\r
77\|2\|1\|QUESO\|0\|/
