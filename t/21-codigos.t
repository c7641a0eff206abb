# Every code by which a product answers: own, GTIN, pack, scale, alternative.

use Inventario 'no_plan';
use Deposito;

run_tests();

__DATA__

=== own code, in any case
--- antes eval: Deposito::tienda()
--- rol: consulta
--- request
GET /api/deposito/v1/productos/codigo/yerba
--- error_code: 200
--- response_headers
ETag: "1"
--- campos
id = 1
codigo_leido = yerba
tipo_codigo = propio
factor = 1.000
cantidad = 1.000
importe = 100.00
precio_venta = 100.00


=== GTIN-13, and the same one with 14 digits
--- rol: consulta
--- request eval
['GET /api/deposito/v1/productos/codigo/7790001000019',
 'GET /api/deposito/v1/productos/codigo/07790001000019']
--- error_code eval: [200, 200]
--- campos eval
["id = 1\ncodigo_leido = 7790001000019\ntipo_codigo = gtin\nimporte = 100.00",
 "id = 1\ncodigo_leido = 07790001000019\ntipo_codigo = gtin"]


=== GTIN-8, GTIN-12 and GTIN-14 are kept and read
--- rol: deposito
--- request eval
['POST /api/deposito/v1/productos
{"codigo":"GTINES","nombre":"Con varios","codigos":[{"codigo":"77900012"},
 {"codigo":"012345678905"},{"codigo":"17790001000047"}]}',
 'GET /api/deposito/v1/productos/codigo/77900012',
 'GET /api/deposito/v1/productos/codigo/012345678905',
 'GET /api/deposito/v1/productos/codigo/0012345678905',
 'GET /api/deposito/v1/productos/codigo/17790001000047',
 'GET /api/deposito/v1/productos/codigo/00000077900012']
--- error_code eval: [201, 200, 200, 200, 200, 200]
--- campos eval
["codigos.# = 4\ncodigos.0.codigo = 77900012\ncodigos.1.codigo = 0012345678905\n"
 . "codigos.2.codigo = 17790001000047\ncodigos.2.tipo = gtin", ('id = 6') x 5]
--- luego
SELECT string_agg(codigo, ' ' ORDER BY codigo) FROM inv.producto_codigo
WHERE producto_id = 6
--- luego_da
00000077900012 00012345678905 17790001000047 GTINES


=== an own code that is a GTIN is read however it is written
--- rol: deposito
--- request eval
['POST /api/deposito/v1/productos
{"codigo":"7790001000057","nombre":"Por su GTIN"}',
 'GET /api/deposito/v1/productos/codigo/7790001000057',
 'GET /api/deposito/v1/productos/codigo/07790001000057']
--- error_code eval: [201, 200, 200]
--- campos eval
["codigo = 7790001000057\ncodigos.# = 2", ('id = 7') x 2]


=== a bad check digit does not come in
--- rol: deposito
--- request eval
['POST /api/deposito/v1/productos
{"codigo":"7790001000018","nombre":"Mal"}',
 'POST /api/deposito/v1/productos
{"codigo":"BIEN","nombre":"Mal","codigos":[{"codigo":"VALE"},{"codigo":"77900013"}]}',
 'POST /api/deposito/v1/productos
{"codigo":"BIEN","nombre":"Mal","codigos":[{"codigo":"17790001000010","factor":"6"}]}',
 'POST /api/deposito/v1/productos
{"codigo":"BIEN","nombre":"Mal","codigos":[{"codigo":"779","tipo":"gtin"}]}']
--- error_code eval: [422, 422, 422, 422]
--- campos eval
["errores.0.campo = codigo\nerrores.0.codigo = codigo_invalido",
 "errores.0.campo = codigos[1].codigo\nerrores.0.codigo = codigo_invalido",
 "errores.0.campo = codigos[0].codigo\nerrores.0.codigo = codigo_invalido",
 "errores.0.campo = codigos[0].codigo\nerrores.0.codigo = codigo_invalido"]
--- luego
SELECT count(*) FROM inv.producto WHERE nombre = 'Mal'
--- luego_da
0


=== a code of an old system with as many digits as a GTIN, said to be one
--- rol: deposito
--- request eval
['POST /api/deposito/v1/productos
{"codigo":"DEANTES","nombre":"De antes","codigos":[{"codigo":"12345678","tipo":"alterno"}]}',
 'GET /api/deposito/v1/productos/codigo/12345678']
--- error_code eval: [201, 200]
--- campos eval
['codigos.0.tipo = alterno', "codigo = DEANTES\ntipo_codigo = alterno"]


=== a code read badly is nobody's
--- rol: consulta
--- request eval
['GET /api/deposito/v1/productos/codigo/7790001000018',
 'GET /api/deposito/v1/productos/codigo/7790001000033',
 'GET /api/deposito/v1/productos/codigo/NADIE',
 'GET /api/deposito/v1/productos/codigo/x%27%20OR%201=1--']
--- error_code eval: [404, 404, 404, 404]
--- campos eval
['detail = Ningún producto tiene ese código, y su dígito verificador no corresponde: ¿se leyó bien?',
 'detail = Ningún producto tiene ese código.',
 'codigo = producto_no_encontrado', 'codigo = producto_no_encontrado']


=== a pack means its factor
--- rol: consulta
--- request
GET /api/deposito/v1/productos/codigo/17790001000016
--- error_code: 200
--- campos
id = 1
tipo_codigo = pack
factor = 12.000
cantidad = 12.000
importe = 1200.00


=== scale: a weight inside
--- rol: consulta
--- request eval
['GET /api/deposito/v1/productos/codigo/2000123012506',
 'GET /api/deposito/v1/productos/codigo/2000123000008']
--- error_code eval: [200, 200]
--- campos eval
["id = 2\ntipo_codigo = balanza\ncantidad = 1.250\nimporte = 1250.00\n"
 . "codigo_leido = 2000123012506", "cantidad = 0.000\nimporte = 0.00"]


=== scale: a price inside
--- antes
UPDATE inv.producto SET precio_venta = 1200 WHERE id = 2;
--- rol: consulta
--- request eval
['GET /api/deposito/v1/productos/codigo/2200123019998',
 'GET /api/deposito/v1/productos/codigo/2300123002508']
--- error_code eval: [200, 200]
--- campos eval
["id = 2\nimporte = 19.99\ncantidad = 0.017",
 "id = 2\nimporte = 2.50\ncantidad = 0.002"]


=== scale: nothing to divide by
--- antes
UPDATE inv.producto SET precio_venta = 0 WHERE id = 2;
--- rol: consulta
--- request
GET /api/deposito/v1/productos/codigo/2200123019998
--- error_code: 200
--- campos
id = 2
importe = 19.99
cantidad = null


=== scale: another article, another prefix, another check digit
--- rol: consulta
--- request eval
['GET /api/deposito/v1/productos/codigo/2099999001004',
 'GET /api/deposito/v1/productos/codigo/2400123012504',
 'GET /api/deposito/v1/productos/codigo/2000123012507']
--- error_code eval: [404, 404, 404]
--- campos
codigo = producto_no_encontrado


=== scale: an article without its zeros on the left
--- rol: deposito
--- more_headers
If-Match: *
--- request eval
['PATCH /api/deposito/v1/productos/2
{"precio_venta":"1000","codigos":[{"codigo":"123","tipo":"balanza"}]}',
 'GET /api/deposito/v1/productos/codigo/2100123005000']
--- error_code eval: [200, 200]
--- campos eval
["codigos.0.codigo = 123\ncodigos.0.tipo = balanza",
 "id = 2\ncantidad = 0.500\nimporte = 500.00"]


=== scale: what is not the number of an article
--- rol: deposito
--- request
POST /api/deposito/v1/productos
{"codigo":"NOPESA","nombre":"Mal","codigos":[{"codigo":"1234567","tipo":"balanza"}]}
--- error_code: 422
--- campos
errores.0.campo = codigos[0].codigo
errores.0.codigo = codigo_invalido


=== a code that is taken: who has it
--- rol: deposito
--- request eval
['POST /api/deposito/v1/productos
{"codigo":"NUEVO","nombre":"Nuevo","codigos":[{"codigo":"07790001000026"}]}',
 'POST /api/deposito/v1/productos
{"codigo":"NUEVO","nombre":"Nuevo","codigos":[{"codigo":"17790001000016","factor":"6"}]}',
 'POST /api/deposito/v1/productos
{"codigo":"NUEVO","nombre":"Nuevo","codigos":[{"codigo":"viejo"}]}',
 'POST /api/deposito/v1/productos
{"codigo":"7790001000019","nombre":"Nuevo"}']
--- error_code eval: [409, 409, 409, 409]
--- campos eval
["codigo = codigo_duplicado\ncodigo_repetido = 7790001000026\n"
 . "producto_id = 3\nproducto_codigo = LECHE\nproducto_nombre = Leche Entera",
 "codigo_repetido = 17790001000016\nproducto_id = 1",
 "codigo_repetido = VIEJO\nproducto_id = 5\nproducto_activo = false",
 "codigo_repetido = 7790001000019\nproducto_id = 1"]
--- luego
SELECT count(*) FROM inv.producto WHERE nombre = 'Nuevo'
--- luego_da
0


=== the same code twice in a list; a second own code
--- rol: deposito
--- request eval
['POST /api/deposito/v1/productos
{"codigo":"NUEVO","nombre":"Nuevo","codigos":[{"codigo":"R1"},{"codigo":"r1","factor":"6"}]}',
 'POST /api/deposito/v1/productos
{"codigo":"NUEVO","nombre":"Nuevo","codigos":[{"codigo":"R1","tipo":"propio"}]}']
--- error_code eval: [422, 422]
--- campos eval
['errores.0.codigo = codigo_repetido', 'errores.0.codigo = codigo_propio_unico']


=== the list of a product is replaced; a code that left may be another's
--- rol: deposito
--- more_headers
If-Match: *
--- request eval
['PATCH /api/deposito/v1/productos/1
{"codigos":[{"codigo":"17790001000016","factor":"10"}]}',
 'GET /api/deposito/v1/productos/codigo/7790001000019',
 'GET /api/deposito/v1/productos/codigo/17790001000016',
 'PATCH /api/deposito/v1/productos/4
{"codigos":[{"codigo":"7790001000019"}]}',
 'GET /api/deposito/v1/productos/codigo/7790001000019']
--- error_code eval: [200, 404, 200, 200, 200]
--- campos eval
["codigos.# = 2\nversion = 2", 'codigo = producto_no_encontrado',
 "id = 1\nfactor = 10.000\ncantidad = 10.000", 'codigos.# = 2', 'id = 4']


=== a retired product still answers, and says so
--- rol: consulta
--- request
GET /api/deposito/v1/productos/codigo/VIEJO
--- error_code: 200
--- campos
id = 5
activo = false


=== the reader of a till says which version it has
--- rol: negocio
--- more_headers
If-None-Match: "1"
--- request
GET /api/deposito/v1/productos/codigo/LECHE
--- error_code: 304


=== a code too long; none; no token
--- more_headers eval
[(Inventario::bearer('consulta')) x 2, '']
--- request eval
['GET /api/deposito/v1/productos/codigo/' . 'A' x 51,
 'GET /api/deposito/v1/productos/codigo/',
 'GET /api/deposito/v1/productos/codigo/YERBA']
--- error_code eval: [422, 404, 401]
