# Search: what people type, with its accents, plurals and mistakes.

use Inventario 'no_plan';
use Deposito;

# Products with these names, from number 6 on.
our $surtido = join '', map { Deposito::como_admin('producto_crear', "[$_]") }
    '{"codigo":"ACE900","nombre":"Aceite de Girasol Cocinero 900 ml",'
        . '"marca":"Cocinero","codigos":[{"codigo":"7790001000033"}]}',
    '{"codigo":"ACE1500","nombre":"Aceite de Oliva Extra Virgen",'
        . '"marca":"Nucete"}',
    '{"codigo":"GASEOSA","nombre":"Gaseosa Cola 2.25 L","marca":"Pepsi"}',
    '{"codigo":"CAFE","nombre":"Café Molido Torrado","marca":"Bonafide",'
        . '"descripcion":"Tueste oscuro para cafetera"}',
    '{"codigo":"PAN","nombre":"Panes Árabes","marca":"Bimbo"}',
    '{"codigo":"NANDU","nombre":"Ñandú de Peluche"}',
    '{"codigo":"GALLE","nombre":"Galletitas Surtidas 50% más"}',
    '{"codigo":"RETIRADO","nombre":"Aceite Retirado","activo":false}';

run_tests();

__DATA__

=== one word: all that have it, of those for sale; the shorter name first
--- antes eval: Deposito::tienda() . $::surtido
--- rol: consulta
--- request
GET /api/deposito/v1/productos/buscar?q=aceite
--- error_code: 200
--- campos
datos.# = 2
datos.0.codigo = ACE1500
datos.1.codigo = ACE900
siguiente = null


=== the document is that of a list, with its stock
--- antes eval
Deposito::mueve('{"tipo":"entrada","ubicacion_id":103,"lineas":['
                . '{"producto_id":2,"cantidad":"3.5"}]}')
--- more_headers eval
[Deposito::solo_sucursal('deposito', 2), Deposito::solo_sucursal('deposito', 1)]
--- request eval
['GET /api/deposito/v1/productos/buscar?q=cremoso',
 'GET /api/deposito/v1/productos/buscar?q=cremoso']
--- error_code eval: [200, 200]
--- campos eval
["datos.# = 1\ndatos.0.id = 2\ndatos.0.categoria = Quesos\n"
 . "datos.0.precio_venta = 1000.00\ndatos.0.stock = 3.500",
 "datos.# = 1\ndatos.0.stock = 0.000"]


=== accents and capitals do not matter, on either side
--- rol: consulta
--- request eval
['GET /api/deposito/v1/productos/buscar?q=cafe',
 'GET /api/deposito/v1/productos/buscar?q=CAF%C3%89',
 'GET /api/deposito/v1/productos/buscar?q=arabe',
 'GET /api/deposito/v1/productos/buscar?q=nandu',
 'GET /api/deposito/v1/productos/buscar?q=%C3%91ANDU']
--- error_code eval: [(200) x 5]
--- campos eval
[("datos.# = 1\ndatos.0.codigo = CAFE") x 2,
 "datos.# = 1\ndatos.0.codigo = PAN", ("datos.# = 1\ndatos.0.codigo = NANDU") x 2]


=== plurals and singulars
--- rol: consulta
--- request eval
['GET /api/deposito/v1/productos/buscar?q=aceites',
 'GET /api/deposito/v1/productos/buscar?q=pan',
 'GET /api/deposito/v1/productos/buscar?q=galletita+surtida',
 'GET /api/deposito/v1/productos/buscar?q=fideo+guisero']
--- error_code eval: [(200) x 4]
--- campos eval
['datos.# = 2', 'datos.0.codigo = PAN', "datos.# = 1\ndatos.0.codigo = GALLE",
 "datos.# = 1\ndatos.0.codigo = FIDEOS"]


=== the beginning of a word, while it is typed
--- rol: consulta
--- request eval
['GET /api/deposito/v1/productos/buscar?q=gira',
 'GET /api/deposito/v1/productos/buscar?q=aceite+coc',
 'GET /api/deposito/v1/productos/buscar?q=yer']
--- error_code eval: [(200) x 3]
--- campos eval
[("datos.# = 1\ndatos.0.codigo = ACE900") x 2,
 "datos.# = 1\ndatos.0.codigo = YERBA"]


=== several words: all of them, in any order, brand and description too
--- rol: consulta
--- request eval
['GET /api/deposito/v1/productos/buscar?q=oliva+aceite',
 'GET /api/deposito/v1/productos/buscar?q=aceite+de+nucete',
 'GET /api/deposito/v1/productos/buscar?q=cola+pepsi',
 'GET /api/deposito/v1/productos/buscar?q=tueste']
--- error_code eval: [(200) x 4]
--- campos eval
["datos.# = 1\ndatos.0.codigo = ACE1500",
 "datos.# = 1\ndatos.0.codigo = ACE1500",
 "datos.# = 1\ndatos.0.codigo = GASEOSA", "datos.# = 1\ndatos.0.codigo = CAFE"]


=== typing mistakes: a letter too many, one missing, another, two swapped
--- rol: consulta
--- request eval
['GET /api/deposito/v1/productos/buscar?q=aceitte+girasol',
 'GET /api/deposito/v1/productos/buscar?q=gaseos+pepi',
 'GET /api/deposito/v1/productos/buscar?q=yerva',
 'GET /api/deposito/v1/productos/buscar?q=yreba',
 'GET /api/deposito/v1/productos/buscar?q=galetita']
--- error_code eval: [(200) x 5]
--- campos eval
["datos.# = 1\ndatos.0.codigo = ACE900",
 "datos.# = 1\ndatos.0.codigo = GASEOSA",
 ("datos.# = 1\ndatos.0.codigo = YERBA") x 2,
 "datos.# = 1\ndatos.0.codigo = GALLE"]


=== a word that nothing has, among others that something has
--- rol: consulta
--- request
GET /api/deposito/v1/productos/buscar?q=aceite+zzzzqqqq
--- error_code: 200
--- campos
datos.# = 2


=== the beginning of a code; the exact one comes first
--- rol: consulta
--- request eval
['GET /api/deposito/v1/productos/buscar?q=ACE9',
 'GET /api/deposito/v1/productos/buscar?q=ace1500',
 'GET /api/deposito/v1/productos/buscar?q=7790001',
 'GET /api/deposito/v1/productos/buscar?q=7790001000033',
 'GET /api/deposito/v1/productos/buscar?q=17790001000016']
--- error_code eval: [(200) x 5]
--- campos eval
["datos.# = 1\ndatos.0.codigo = ACE900",
 "datos.# = 1\ndatos.0.codigo = ACE1500",
 "datos.# = 3\ndatos.0.codigo = YERBA\ndatos.1.codigo = LECHE\ndatos.2.codigo = ACE900",
 "datos.# = 1\ndatos.0.codigo = ACE900",
 "datos.# = 1\ndatos.0.codigo = YERBA"]


=== no more than asked for
--- rol: consulta
--- request eval
['GET /api/deposito/v1/productos/buscar?q=7790001&limite=1',
 'GET /api/deposito/v1/productos/buscar?q=aceite&limite=1']
--- error_code eval: [200, 200]
--- campos eval
["datos.# = 1\ndatos.0.codigo = YERBA", 'datos.# = 1']


=== nothing like it
--- rol: consulta
--- request eval
['GET /api/deposito/v1/productos/buscar?q=xilofono',
 'GET /api/deposito/v1/productos/buscar?q=de+la',
 'GET /api/deposito/v1/productos/buscar?q=%C2%BF%3F',
 'GET /api/deposito/v1/productos/buscar?q=999999']
--- error_code eval: [(200) x 4]
--- campos
datos.# = 0
siguiente = null


=== what looks like SQL, a pattern or an operator is only text
--- rol: consulta
--- request eval
["GET /api/deposito/v1/productos/buscar?q=x'%3B+DROP+TABLE+inv.producto%3B+--",
 "GET /api/deposito/v1/productos/buscar?q=%25%25",
 "GET /api/deposito/v1/productos/buscar?q=__",
 "GET /api/deposito/v1/productos/buscar?q=%5C%5C",
 "GET /api/deposito/v1/productos/buscar?q=a%26%7C%21%28%29%3A*%27",
 "GET /api/deposito/v1/productos/buscar?q=aceite+%7C+!yerba:*A",
 "GET /api/deposito/v1/productos/buscar?q=50%25"]
--- error_code eval: [(200) x 7]
--- campos eval
[('datos.# = 0') x 5, "datos.# = 3\ndatos.0.codigo = YERBA", "datos.# = 1\ndatos.0.codigo = GALLE"]
--- luego
SELECT count(*) FROM inv.producto
--- luego_da
13


=== a new name is found, and the old one no more
--- rol: deposito
--- more_headers
If-Match: *
--- request eval
['PATCH /api/deposito/v1/productos/4
{"nombre":"Mostacholes"}',
 'GET /api/deposito/v1/productos/buscar?q=mostacoles',
 'GET /api/deposito/v1/productos/buscar?q=guiseros']
--- error_code eval: [(200) x 3]
--- campos eval
['id = 4', "datos.# = 1\ndatos.0.id = 4", 'datos.# = 0']


=== what is asked for is no good
--- rol: consulta
--- request eval
['GET /api/deposito/v1/productos/buscar',
 'GET /api/deposito/v1/productos/buscar?q=a',
 'GET /api/deposito/v1/productos/buscar?q=' . 'a' x 101,
 'GET /api/deposito/v1/productos/buscar?q=aceite&limite=101',
 'GET /api/deposito/v1/productos/buscar?q=%FF%FE']
--- error_code eval: [(422) x 5]
--- campos eval
["errores.0.campo = q\nerrores.0.codigo = obligatorio",
 "errores.0.campo = q\nerrores.0.codigo = largo",
 "errores.0.campo = q\nerrores.0.codigo = largo",
 "errores.0.campo = limite\nerrores.0.codigo = rango", 'errores.0.campo = q']


=== without a token
--- request
GET /api/deposito/v1/productos/buscar?q=aceite
--- error_code: 401
