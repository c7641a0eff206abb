# The tree of categories.

use Inventario 'no_plan';
use Deposito;

run_tests();

__DATA__

=== the tree: each followed by those below it, with how many products
--- antes eval: Deposito::tienda()
--- rol: consulta
--- request
GET /api/deposito/v1/categorias
--- error_code: 200
--- campos
datos.# = 3
datos.0.nombre = Almacén
datos.0.nivel = 1
datos.0.productos = 2
datos.0.productos_total = 2
datos.1.nombre = Frescos
datos.1.padre_id = null
datos.1.productos = 1
datos.1.productos_total = 2
datos.2.nombre = Quesos
datos.2.padre_id = 2
datos.2.nivel = 2
datos.2.ruta = Frescos > Quesos
datos.2.productos = 1
siguiente = null


=== create one inside another
--- rol: negocio
--- request
POST /api/deposito/v1/categorias
{"nombre":" Duros ","padre_id":3}
--- error_code: 201
--- response_headers
Location: /api/deposito/v1/categorias/4
ETag: "1"
--- campos
id = 4
nombre = Duros
padre_id = 3
version = 1
--- luego
SELECT tipo, usuario_id, despues->>'nombre' FROM inv.evento
WHERE entidad = 'categoria' AND entidad_id = 4
--- luego_da
creada|3|Duros


=== the same name in the same place, whatever its accents
--- rol: deposito
--- request eval
['POST /api/deposito/v1/categorias
{"nombre":"ALMACEN"}',
 'POST /api/deposito/v1/categorias
{"nombre":"Almacén","padre_id":2}']
--- error_code eval: [409, 201]
--- campos eval
['codigo = categoria_duplicada', 'padre_id = 2']
--- luego
SELECT count(*) FROM inv.categoria WHERE clave = 'almacen'
--- luego_da eval: [1, 2]


=== what is said is no good
--- rol: deposito
--- request eval
['POST /api/deposito/v1/categorias
{"nombre":"   "}',
 'POST /api/deposito/v1/categorias
{"nombre":"X","padre_id":999}',
 'POST /api/deposito/v1/categorias
{"nombre":"X","padre":1}']
--- error_code eval: [422, 422, 422]
--- campos eval
["errores.0.campo = nombre\nerrores.0.codigo = largo",
 "errores.0.campo = padre_id\nerrores.0.codigo = categoria_no_encontrada",
 "errores.0.campo = padre\nerrores.0.codigo = desconocido"]


=== five levels, not six
--- rol: deposito
--- request eval
['POST /api/deposito/v1/categorias
{"nombre":"Cuarta","padre_id":4}',
 'POST /api/deposito/v1/categorias
{"nombre":"Quinta","padre_id":7}',
 'POST /api/deposito/v1/categorias
{"nombre":"Sexta","padre_id":8}']
--- error_code eval: [201, 201, 422]
--- campos eval
["id = 7\npadre_id = 4", 'id = 8',
 "errores.0.campo = padre_id\nerrores.0.codigo = categoria_muy_honda"]


=== a branch of the tree does not go where it would be too deep
--- rol: deposito
--- more_headers
If-Match: *
--- request
PUT /api/deposito/v1/categorias/2
{"nombre":"Frescos","padre_id":1}
--- error_code: 422
--- campos
errores.0.codigo = categoria_muy_honda
--- luego
SELECT padre_id IS NULL FROM inv.categoria WHERE id = 2
--- luego_da
t


=== read one; that the caller has; that is not there
--- more_headers eval
[Inventario::bearer('consulta'),
 Inventario::bearer('consulta') . "If-None-Match: \"1\"\n",
 Inventario::bearer('consulta')]
--- request eval
['GET /api/deposito/v1/categorias/3', 'GET /api/deposito/v1/categorias/3',
 'GET /api/deposito/v1/categorias/999']
--- error_code eval: [200, 304, 404]


=== change the name
--- rol: negocio
--- more_headers
If-Match: "1"
--- request
PUT /api/deposito/v1/categorias/3
{"nombre":"Quesos y fiambres","padre_id":2}
--- error_code: 200
--- response_headers
ETag: "2"
--- campos
nombre = Quesos y fiambres
padre_id = 2
version = 2
--- luego
SELECT antes->>'nombre', despues->>'nombre' FROM inv.evento
WHERE entidad = 'categoria' AND entidad_id = 3 AND tipo = 'modificada'
--- luego_da
Quesos|Quesos y fiambres


=== move it to the root: its products go with it
--- rol: negocio
--- more_headers eval: ["If-Match: \"2\"\n", '', '']
--- request eval
['PUT /api/deposito/v1/categorias/3
{"nombre":"Quesos","padre_id":null}',
 'GET /api/deposito/v1/categorias',
 'GET /api/deposito/v1/productos?categoria_id=2']
--- error_code eval: [200, 200, 200]
--- campos eval
["padre_id = null\nversion = 3",
 "datos.1.nombre = Frescos\ndatos.1.productos_total = 1\n"
 . "datos.3.nombre = Quesos\ndatos.3.nivel = 1\ndatos.3.productos_total = 1",
 "datos.# = 1\ndatos.0.codigo = LECHE"]


=== not inside itself, nor inside one that it holds
--- rol: deposito
--- more_headers
If-Match: *
--- request eval
['PUT /api/deposito/v1/categorias/3
{"nombre":"Quesos","padre_id":3}',
 'PUT /api/deposito/v1/categorias/3
{"nombre":"Quesos","padre_id":8}']
--- error_code eval: [422, 422]
--- campos
errores.0.campo = padre_id
errores.0.codigo = categoria_circular


=== changed by another meanwhile; without a version; that is not there; taken
--- rol: deposito
--- more_headers eval
["If-Match: \"1\"\n", '', "If-Match: *\n", "If-Match: *\n"]
--- request eval
['PUT /api/deposito/v1/categorias/3
{"nombre":"Otra"}',
 'PUT /api/deposito/v1/categorias/3
{"nombre":"Otra"}',
 'PUT /api/deposito/v1/categorias/999
{"nombre":"Otra"}',
 'PUT /api/deposito/v1/categorias/3
{"nombre":"frescos"}']
--- error_code eval: [412, 428, 404, 409]
--- campos eval
['version_actual = 3', 'codigo = version_requerida',
 'codigo = categoria_no_encontrada', 'codigo = categoria_duplicada']


=== delete: with products, with others inside, empty, again
--- rol: deposito
--- more_headers
If-Match: *
--- request eval
['DELETE /api/deposito/v1/categorias/1', 'DELETE /api/deposito/v1/categorias/4',
 'DELETE /api/deposito/v1/categorias/8', 'DELETE /api/deposito/v1/categorias/8']
--- error_code eval: [409, 409, 204, 404]
--- luego
SELECT string_agg(id::text, ' ' ORDER BY id) FROM inv.categoria
WHERE id IN (1, 4, 8)
--- luego_da eval: ['1 4 8', '1 4 8', '1 4', '1 4']
--- campos eval
["codigo = categoria_con_productos\nproductos = 2",
 'codigo = categoria_con_hijas', undef,
 'codigo = categoria_no_encontrada']


=== without a token; one that only reads
--- more_headers eval: ['', Inventario::bearer('consulta')]
--- request eval
['GET /api/deposito/v1/categorias',
 'POST /api/deposito/v1/categorias
{"nombre":"No"}']
--- error_code eval: [401, 403]
