# Products: create, read, change, retire, list, one at a time and in bulk.

use Inventario 'no_plan';
use Deposito;

run_tests();

__DATA__

=== create: defaults, code in upper case, its place and version
--- antes eval: Deposito::tienda()
--- rol: deposito
--- request
POST /api/deposito/v1/productos
{"codigo":"arroz-1","nombre":"  Arroz Largo Fino  ","precio_venta":1234.5}
--- error_code: 201
--- response_headers
Location: /api/deposito/v1/productos/6
ETag: "1"
Content-Type: application/json
--- campos
id = 6
codigo = ARROZ-1
nombre = Arroz Largo Fino
descripcion = null
unidad = un
precio_venta = 1234.50
precio_costo = 0.0000
precio_mayorista = null
iva = 21.00
stock_minimo = 0.000
stock_maximo = null
usa_lotes = false
activo = true
version = 1
codigos.# = 1
codigos.0.codigo = ARROZ-1
codigos.0.tipo = propio
codigos.0.factor = 1.000
--- luego
SELECT p.codigo, p.precio_venta, e.tipo, e.usuario_id, e.despues->>'nombre'
FROM inv.producto p JOIN inv.evento e
    ON e.entidad = 'producto' AND e.entidad_id = p.id WHERE p.id = 6
--- luego_da
ARROZ-1|1234.50|creado|2|Arroz Largo Fino


=== create: more decimals than are kept
--- rol: deposito
--- request
POST /api/deposito/v1/productos
{"codigo":"MAL1","nombre":"Mal","precio_costo":"10.12345"}
--- error_code: 422
--- campos
codigo = campos_invalidos
errores.# = 1
errores.0.campo = precio_costo
errores.0.codigo = decimales


=== create: every field
--- rol: negocio
--- request
POST /api/deposito/v1/productos
{"codigo":"TODO/2.0","nombre":"Ñandú «\"grande\"» \\ 50%","descripcion":"línea 1\nlínea 2",
 "marca":"Ñ","categoria_id":3,"unidad":"l","contenido":"1.5","contenido_unidad":"l",
 "precio_costo":"10.1234","precio_venta":"0.10","precio_mayorista":"0.09",
 "iva":"10.5","stock_minimo":"1","stock_maximo":"20.125","usa_lotes":true,
 "activo":true,"codigos":[{"codigo":"viejo_9"}]}
--- error_code: 201
--- campos
nombre = Ñandú «"grande"» \ 50%
marca = Ñ
categoria = Quesos
unidad = l
contenido = 1.500
contenido_unidad = l
precio_costo = 10.1234
precio_venta = 0.10
precio_mayorista = 0.09
iva = 10.50
stock_minimo = 1.000
stock_maximo = 20.125
usa_lotes = true
codigos.0.codigo = VIEJO_9
codigos.0.tipo = alterno
--- luego
SELECT descripcion FROM inv.producto WHERE codigo = 'TODO/2.0'
--- luego_da
línea 1
línea 2


=== create: all that is wrong is said at once
--- rol: deposito
--- request
POST /api/deposito/v1/productos
{"nombre":"","precio_venta":"1.234","unidad":"docena","categoria_id":0,
 "usa_lotes":"sí","colorr":"rojo"}
--- error_code: 422
--- response_headers
Content-Type: application/problem+json
--- campos
codigo = campos_invalidos
errores.# = 7


=== create: a category that is not there, a maximum below the minimum, an IVA
--- rol: deposito
--- request eval
['POST /api/deposito/v1/productos
{"codigo":"MAL1","nombre":"Mal","categoria_id":999}',
 'POST /api/deposito/v1/productos
{"codigo":"MAL1","nombre":"Mal","stock_minimo":"5","stock_maximo":"4.999"}',
 'POST /api/deposito/v1/productos
{"codigo":"MAL1","nombre":"Mal","iva":"22"}',
 'POST /api/deposito/v1/productos
{"codigo":"CON ESPACIO","nombre":"Mal"}']
--- error_code eval: [422, 422, 422, 422]
--- campos eval
["errores.0.campo = categoria_id\nerrores.0.codigo = categoria_no_encontrada",
 "errores.0.campo = stock_maximo\nerrores.0.codigo = stock_maximo_menor",
 "codigo = producto_iva_check",
 "errores.0.campo = codigo\nerrores.0.codigo = codigo_caracteres"]
--- luego
SELECT count(*) FROM inv.producto WHERE codigo = 'MAL1'
--- luego_da
0


=== create: the body itself is no good
--- rol: deposito
--- request eval
["POST /api/deposito/v1/productos\n{\"codigo\":",
 "POST /api/deposito/v1/productos\n\"YERBA\"",
 "POST /api/deposito/v1/productos\n[]",
 "POST /api/deposito/v1/productos\n{\"codigo\":\"A\",\"codigo\":\"B\",\"nombre\":\"C\"}"]
--- error_code eval: [400, 400, 422, 400]
--- campos eval
["codigo = json_invalido", "codigo = json_invalido", "status = 422",
 "codigo = json_invalido"]


=== create: the code is taken, in any case
--- rol: deposito
--- request
POST /api/deposito/v1/productos
{"codigo":"yerba","nombre":"Otra yerba"}
--- error_code: 409
--- campos
codigo = codigo_duplicado
codigo_repetido = YERBA
producto_id = 1
producto_codigo = YERBA
producto_nombre = Yerba Mate Suave
producto_activo = true


=== create: once by key, and the second time the same answer
--- rol: deposito
--- more_headers
Idempotency-Key: alta-1
--- request eval
['POST /api/deposito/v1/productos
{"codigo":"UNAVEZ","nombre":"Una vez"}',
 'POST /api/deposito/v1/productos
{"codigo":"UNAVEZ","nombre":"Una vez"}',
 'POST /api/deposito/v1/productos
{"codigo":"UNAVEZ","nombre":"Otra cosa"}']
--- error_code eval: [201, 201, 422]
--- response_headers eval
['Idempotency-Replayed:', 'Idempotency-Replayed: true',
 'Idempotency-Replayed:']
--- campos eval
['codigo = UNAVEZ', 'codigo = UNAVEZ', 'codigo = clave_reutilizada']
--- luego
SELECT count(*) FROM inv.evento
WHERE despues->>'codigo' = 'UNAVEZ'
--- luego_da
1


=== create in bulk: a verdict for each, in order
--- rol: deposito
--- request
POST /api/deposito/v1/productos
[{"codigo":"ZZ","nombre":"Última"},{"codigo":"YERBA","nombre":"Repetida"},
 {"nombre":"Sin código"},{"codigo":"AA","nombre":"Primera"},
 {"codigo":"aa","nombre":"Otra vez"}]
--- error_code: 200
--- campos
resultados.# = 5
resultados.0.estado = 201
resultados.0.documento.codigo = ZZ
resultados.1.estado = 409
resultados.1.codigo = codigo_duplicado
resultados.1.producto_id = 1
resultados.2.estado = 422
resultados.2.errores.0.campo = codigo
resultados.2.errores.0.codigo = obligatorio
resultados.3.estado = 201
resultados.3.documento.codigo = AA
resultados.4.estado = 409
resultados.4.codigo_repetido = AA
--- luego
SELECT string_agg(codigo, ' ' ORDER BY codigo), count(*) FROM inv.producto
WHERE codigo IN ('AA', 'ZZ')
--- luego_da
AA ZZ|2


=== create in bulk: all or nothing
--- rol: deposito
--- request
POST /api/deposito/v1/productos?atomico=true
[{"codigo":"ATOM1","nombre":"Uno"},{"codigo":"YERBA","nombre":"Repetida"}]
--- error_code: 409
--- campos
codigo = lote_rechazado
resultados.0.estado = 201
resultados.1.estado = 409
--- luego
SELECT count(*) FROM inv.producto WHERE codigo = 'ATOM1'
--- luego_da
0


=== create in bulk: up to a thousand
--- rol: deposito
--- request eval
["POST /api/deposito/v1/productos\n[" . CORE::join(',', map {
    qq({"codigo":"MIL$_","nombre":"Mil"}) } 0 .. 1000) . ']',
 "POST /api/deposito/v1/productos\n[" . CORE::join(',', map {
    qq({"codigo":"MIL$_","nombre":"Mil"}) } 1 .. 1000) . ']']
--- error_code eval: [422, 200]
--- campos eval
['codigo = lote_largo', "resultados.# = 1000\nresultados.999.estado = 201"]
--- luego
SELECT count(*) FROM inv.producto WHERE codigo LIKE 'MIL%'
--- luego_da eval: [0, 1000]


=== read one
--- rol: consulta
--- request
GET /api/deposito/v1/productos/1
--- error_code: 200
--- response_headers
ETag: "1"
--- campos
codigo = YERBA
categoria = Almacén
codigos.# = 3
codigos.0.codigo = 7790001000019
codigos.0.tipo = gtin
codigos.1.codigo = 17790001000016
codigos.1.tipo = pack
codigos.1.factor = 12.000
codigos.2.codigo = YERBA


=== read one that the caller has already
--- rol: consulta
--- more_headers
If-None-Match: "1"
--- request
GET /api/deposito/v1/productos/1
--- error_code: 304
--- response_body:


=== read one, if it is that version still
--- rol: consulta
--- more_headers eval
["If-Match: \"1\"\n", "If-Match: \"2\"\n",
 "If-Unmodified-Since: Sat, 01 Jan 2000 00:00:00 GMT\n"]
--- request eval
[('GET /api/deposito/v1/productos/1') x 3]
--- error_code eval: [200, 412, 200]
--- campos eval: ['codigo = YERBA', 'codigo = version_anterior', 'codigo = YERBA']


=== read one that is not there, and one with a number that is none
--- rol: consulta
--- request eval
['GET /api/deposito/v1/productos/999999',
 'GET /api/deposito/v1/productos/uno']
--- error_code eval: [404, 422]
--- campos eval
['codigo = producto_no_encontrado', 'errores.0.campo = id']


=== patch: what is said changes, the rest stays
--- rol: deposito
--- more_headers
If-Match: "1"
--- request
PATCH /api/deposito/v1/productos/1
{"precio_venta":"110","marca":"Playa"}
--- error_code: 200
--- response_headers
ETag: "2"
--- campos
precio_venta = 110.00
precio_costo = 60.0000
marca = Playa
version = 2
codigos.# = 3
--- luego
SELECT tema, tipo, antes->>'precio_venta', despues->>'precio_venta',
       despues->>'marca', despues ? 'nombre'
FROM inv.evento WHERE entidad = 'producto' AND entidad_id = 1
ORDER BY id DESC LIMIT 1
--- luego_da
precios|modificado|100.00|110.00|Playa|f


=== patch: another has changed it meanwhile
--- rol: deposito
--- more_headers
If-Match: "1"
--- request
PATCH /api/deposito/v1/productos/1
{"precio_venta":"111"}
--- error_code: 412
--- campos
codigo = version_anterior
version_actual = 2
--- luego
SELECT precio_venta FROM inv.producto WHERE id = 1
--- luego_da
110.00


=== patch: without saying which version
--- rol: deposito
--- request
PATCH /api/deposito/v1/productos/1
{"precio_venta":"111"}
--- error_code: 428
--- campos
codigo = version_requerida


=== patch: the same again is not a change; null clears
--- rol: deposito
--- more_headers
If-Match: *
--- request eval
['PATCH /api/deposito/v1/productos/1
{"precio_venta":"110.00"}',
 'PATCH /api/deposito/v1/productos/1
{"marca":null}',
 'PATCH /api/deposito/v1/productos/1
{"nombre":null}']
--- error_code eval: [200, 200, 422]
--- campos eval
['version = 2', "version = 3\nmarca = null", 'errores.0.campo = nombre']


=== patch: a code of another product
--- rol: deposito
--- more_headers
If-Match: *
--- request
PATCH /api/deposito/v1/productos/4
{"codigo":"queso"}
--- error_code: 409
--- campos
codigo = codigo_duplicado
producto_id = 2


=== patch: a new own code answers, and the old one no more
--- rol: deposito
--- more_headers
If-Match: *
--- request eval
['PATCH /api/deposito/v1/productos/4
{"codigo":"fideos-2"}',
 'GET /api/deposito/v1/productos/codigo/FIDEOS-2',
 'GET /api/deposito/v1/productos/codigo/FIDEOS']
--- error_code eval: [200, 200, 404]
--- campos eval
['codigo = FIDEOS-2', 'id = 4', 'codigo = producto_no_encontrado']


=== put: what is not said is as in a new one
--- rol: deposito
--- more_headers
If-Match: "3"
--- request
PUT /api/deposito/v1/productos/1
{"codigo":"YERBA","nombre":"Yerba Mate","precio_venta":"120"}
--- error_code: 200
--- campos
nombre = Yerba Mate
precio_venta = 120.00
precio_costo = 0.0000
categoria_id = null
version = 4
codigos.# = 1
--- luego
SELECT count(*) FROM inv.producto_codigo WHERE producto_id = 1
--- luego_da
1


=== put: what a new one needs
--- rol: deposito
--- more_headers
If-Match: *
--- request
PUT /api/deposito/v1/productos/1
{"nombre":"Yerba Mate"}
--- error_code: 422
--- campos
errores.0.campo = codigo
errores.0.codigo = obligatorio


=== retire one with stock
--- antes eval
Deposito::mueve('{"tipo":"entrada","ubicacion_id":101,"lineas":['
                . '{"producto_id":2,"cantidad":"1.250"}]}')
--- rol: deposito
--- more_headers
If-Match: *
--- request eval
['DELETE /api/deposito/v1/productos/2',
 'PATCH /api/deposito/v1/productos/2
{"activo":false}',
 'PATCH /api/deposito/v1/productos/2
{"usa_lotes":true}']
--- error_code eval: [409, 409, 409]
--- campos
codigo = producto_con_stock
cantidad = 1.250
reservada = 0.000
--- luego
SELECT activo, usa_lotes FROM inv.producto WHERE id = 2
--- luego_da
t|f


=== retire one, and again
--- rol: deposito
--- more_headers
If-Match: *
--- request eval
['DELETE /api/deposito/v1/productos/4',
 'DELETE /api/deposito/v1/productos/4',
 'DELETE /api/deposito/v1/productos/999999']
--- error_code eval: [204, 204, 404]
--- luego
SELECT activo, version, (SELECT count(*) FROM inv.evento e
    WHERE e.entidad_id = 4 AND e.tipo = 'dado_de_baja')
FROM inv.producto WHERE id = 4
--- luego_da
f|3|1


=== a retired one is read and comes back, but is not in the list
--- rol: deposito
--- more_headers
If-Match: *
--- request eval
['GET /api/deposito/v1/productos?codigo=FIDEOS-2',
 'GET /api/deposito/v1/productos?codigo=FIDEOS-2&activo=false',
 'GET /api/deposito/v1/productos/4',
 'PATCH /api/deposito/v1/productos/4
{"activo":true}']
--- error_code eval: [200, 200, 200, 200]
--- campos eval
['datos.# = 0', "datos.# = 1\ndatos.0.activo = false", 'activo = false',
 'activo = true']


=== list: filters
--- antes
UPDATE inv.producto SET stock_minimo = 1.25, stock_maximo = 1.25
WHERE id = 2;
--- rol: consulta
--- request eval
['GET /api/deposito/v1/productos?categoria_id=2',
 'GET /api/deposito/v1/productos?categoria=frescos',
 'GET /api/deposito/v1/productos?categoria=nada',
 'GET /api/deposito/v1/productos?precio_min=999.99&precio_max=1000',
 'GET /api/deposito/v1/productos?activo=false',
 'GET /api/deposito/v1/productos?codigo=00123',
 'GET /api/deposito/v1/productos?codigo=7790001000026',
 'GET /api/deposito/v1/productos?stock=exceso',
 'GET /api/deposito/v1/productos?actualizado_desde=2999-01-01T00:00:00Z']
--- error_code eval: [(200) x 9]
--- campos eval
["datos.# = 3\ndatos.0.id = 2\ndatos.0.stock = 1.250\ndatos.1.id = 3",
 "datos.# = 3\ndatos.0.categoria = Quesos",
 'datos.# = 0', "datos.# = 1\ndatos.0.codigo = QUESO",
 "datos.# = 1\ndatos.0.codigo = VIEJO",
 "datos.# = 1\ndatos.0.codigo = QUESO", "datos.# = 1\ndatos.0.codigo = LECHE",
 "datos.# = 1\ndatos.0.codigo = QUESO", 'datos.# = 0']


=== list: what is critical in the season, and what there is none of
--- antes
UPDATE inv.temporada_factor SET factor = 2;
UPDATE inv.producto SET stock_minimo = 0.625, stock_maximo = NULL
WHERE id = 2;
UPDATE inv.producto SET activo = false WHERE id NOT IN (2, 3, 5);
--- rol: consulta
--- request eval
['GET /api/deposito/v1/productos?stock=critico&categoria_id=3',
 'GET /api/deposito/v1/productos?stock=normal',
 'GET /api/deposito/v1/productos?stock=sin&contar=true']
--- error_code eval: [200, 200, 200]
--- campos eval
["datos.# = 1\ndatos.0.codigo = QUESO", 'datos.# = 0',
 "total = 1\ndatos.0.codigo = LECHE"]


=== list: the stock of the branches that the caller sees
--- more_headers eval
[Deposito::solo_sucursal('deposito', 1), Deposito::solo_sucursal('deposito', 2)]
--- request eval
['GET /api/deposito/v1/productos?codigo=QUESO',
 'GET /api/deposito/v1/productos?codigo=QUESO']
--- error_code eval: [200, 200]
--- campos eval
['datos.0.stock = 1.250', 'datos.0.stock = 0.000']


=== list: pages by key, all of them once
--- antes
UPDATE inv.producto SET activo = id <= 5;
--- rol: consulta
--- request eval
['GET /api/deposito/v1/productos?limite=2&contar=true',
 'GET /api/deposito/v1/productos?limite=2&cursor=WzJd',
 'GET /api/deposito/v1/productos?limite=2&cursor=WzRd']
--- error_code eval: [200, 200, 200]
--- response_headers_like eval
['Link: </api/deposito/v1/productos\?limite=2&contar=true&cursor=WzJd>; rel="next"',
 'Link: .*cursor=WzRd>; rel="next"', 'Content-Type: application/json']
--- campos eval
["total = 5\nsiguiente = WzJd\ndatos.# = 2\ndatos.1.id = 2",
 "total = -\nsiguiente = WzRd\ndatos.0.id = 3\ndatos.1.id = 4",
 "siguiente = null\ndatos.# = 1\ndatos.0.id = 5"]


=== list: parameters that are no good
--- rol: consulta
--- request eval
['GET /api/deposito/v1/productos?limite=501',
 'GET /api/deposito/v1/productos?cursor=cualquiera',
 'GET /api/deposito/v1/productos?categorias=1',
 'GET /api/deposito/v1/productos?activo=quizas&precio_min=-1']
--- error_code eval: [422, 422, 422, 422]
--- campos eval
["errores.0.campo = limite\nerrores.0.codigo = rango",
 "errores.0.campo = cursor\nerrores.0.codigo = cursor_invalido",
 "errores.0.campo = categorias\nerrores.0.codigo = desconocido",
 "errores.# = 2\nerrores.0.campo = activo\nerrores.1.campo = precio_min"]


=== without a token; with one that only reads
--- more_headers eval: ['', Inventario::bearer('consulta')]
--- request eval
['GET /api/deposito/v1/productos',
 'POST /api/deposito/v1/productos
{"codigo":"NO","nombre":"No"}']
--- error_code eval: [401, 403]
--- campos eval
['codigo = no_autenticado', 'codigo = rol_no_permitido']
--- luego
SELECT count(*) FROM inv.producto WHERE codigo = 'NO'
--- luego_da
0
