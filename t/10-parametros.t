# Parameters of the path and the query string: what the engine refuses before
# it asks the database, and how it says so.

use Inventario 'no_plan';

# 60 products, 5 of them retired, and a branch
our $datos = <<'FIN';
INSERT INTO inv.producto (codigo, nombre, precio_venta, activo)
SELECT 'P' || n, 'Yerba ' || n, n, n <= 55 FROM generate_series(1, 60) n;
INSERT INTO inv.producto_codigo (codigo, producto_id, tipo)
SELECT codigo, id, 'propio' FROM inv.producto;
INSERT INTO inv.sucursal (codigo, nombre)
SELECT 'S' || n, 'Sucursal ' || n FROM generate_series(1, 3) n;
FIN

sub productos { 'GET /api/deposito/v1/productos' . $_[0] }

# What a refusal for one reason has.
sub campos {
    my ($campo, $codigo) = @_;
    return "codigo = campos_invalidos\nerrores.# = 1\n"
        . "errores.0.campo = $campo\nerrores.0.codigo = $codigo\n";
}

run_tests();

__DATA__

=== without parameters: 50 active ones, and no total
--- antes eval: $::datos
--- rol: consulta
--- request
GET /api/deposito/v1/productos
--- error_code: 200
--- campos
datos.# = 50
datos.49.nombre = Yerba 50
total = -


=== defaults can be said, and changed
--- rol: consulta
--- request eval
[::productos('?limite=50&activo=true&contar=false'),
 ::productos('?limite=1&contar=true'),
 ::productos('?activo=todos&limite=500&contar=true'),
 ::productos('?activo=false')]
--- error_code eval: [200, 200, 200, 200]
--- campos eval
["datos.# = 50\ntotal = -", "datos.# = 1\ntotal = 55",
 "datos.# = 60\ntotal = 60", "datos.# = 5"]


=== a parameter that the row does not have
--- rol: consulta
--- request
GET /api/deposito/v1/productos?color=rojo
--- error_code: 422
--- response_headers
Content-Type: application/problem+json
--- campos
type = /api/docs#campos_invalidos
status = 422
codigo = campos_invalidos
errores.# = 1
errores.0.campo = color
errores.0.codigo = desconocido


=== a parameter of the path is none of the query
--- rol: consulta
--- request
GET /api/deposito/v1/productos/1?id=2
--- error_code: 422
--- campos eval: ::campos('id', 'desconocido')


=== a parameter of another row, and one that looks like ours
--- rol: consulta
--- request eval
[::productos('?dias=3'), ::productos('?Limite=3'), ::productos('?limit=3'),
 ::productos('?limite%00=3'), ::productos('?=3')]
--- error_code eval: [(422) x 5]
--- campos eval
[("errores.0.codigo = desconocido\nerrores.# = 1") x 5]


=== the same parameter twice, also with the same value
--- rol: consulta
--- request eval
[::productos('?limite=5&limite=6'), ::productos('?limite=5&limite=5'),
 ::productos('?limite=5&lim%69te=5')]
--- error_code eval: [422, 422, 422]
--- campos eval: [(::campos('limite', 'repetido')) x 3]


=== everything that is wrong, at once and in order
--- rol: consulta
--- request
GET /api/deposito/v1/productos?limite=0&categoria_id=x&activo=quiza&precio_min=1.234&precio_max=-1&actualizado_desde=ayer&contar=si&nada=1&stock=
--- error_code: 422
--- campos
errores.# = 9
errores.0.campo = nada
errores.0.codigo = desconocido
errores.1.campo = categoria_id
errores.1.codigo = tipo
errores.2.campo = activo
errores.2.codigo = opcion
errores.3.campo = stock
errores.3.codigo = opcion
errores.4.campo = precio_min
errores.4.codigo = decimales
errores.5.campo = precio_max
errores.5.codigo = rango
errores.6.campo = actualizado_desde
errores.6.codigo = forma
errores.7.campo = limite
errores.7.codigo = rango
errores.8.campo = contar
errores.8.codigo = tipo


=== the database is not asked meanwhile: an error that it would have found
--- rol: consulta
--- request
GET /api/deposito/v1/productos?cursor=nada&nada=1
--- error_code: 422
--- campos eval: ::campos('nada', 'desconocido')


=== limits of limite
--- rol: consulta
--- request eval
[map { ::productos("?limite=$_") } 0, 501, -1, '99999999999999999999999']
--- error_code eval: [(422) x 4]
--- campos eval: [(::campos('limite', 'rango')) x 4]


=== what is not an integer
--- rol: consulta
--- request eval
[map { ::productos("?limite=$_") } 'x', '', '5.0', '5.', '05', '1e2', '%2B5',
 '+5', '5+', '0x5', '--5', 'NaN', '%D9%A5']
--- error_code eval: [(422) x 13]
--- campos eval: [(::campos('limite', 'tipo')) x 13]


=== the number in the path
--- rol: consulta
--- request eval
[map { ::productos("/$_") } '0', '-1', '9007199254740992',
 '18446744073709551617', 'x', '1.0', '01', '1e0']
--- error_code eval: [(422) x 8]
--- campos eval
[(::campos('id', 'rango')) x 4, (::campos('id', 'tipo')) x 4]


=== the largest number there can be is just not found
--- rol: consulta
--- request
GET /api/deposito/v1/productos/9007199254740991
--- error_code: 404
--- campos
codigo = producto_no_encontrado


=== a bad percent encoding
--- rol: consulta
--- request eval
[map { ::productos("?codigo=$_") } '%zz', '%', '%4', 'P1%']
--- error_code eval: [(422) x 4]
--- campos eval: [(::campos('consulta', 'forma')) x 4]


=== in the path nginx itself refuses it
--- rol: consulta
--- request
GET /api/deposito/v1/productos/codigo/%zz
--- error_code: 400
--- response_headers
Content-Type: application/problem+json
--- campos
codigo = pedido_invalido


=== a good one, in the name, in the value and in the path; a plus is a blank
--- rol: consulta
--- request eval
[::productos('?c%6fdigo=%50%37'), ::productos('?codigo=+P7+'),
 ::productos('/codigo/%50%37'), ::productos('/buscar?q=Yerba+7'),
 ::productos('?&&codigo=P7&')]
--- error_code eval: [(200) x 5]
--- campos eval
["datos.0.codigo = P7\ndatos.# = 1", "datos.0.codigo = P7\ndatos.# = 1",
 'codigo = P7', 'datos.0.codigo = P7', "datos.0.codigo = P7\ndatos.# = 1"]


=== bytes that are no text
--- rol: consulta
--- request eval
[::productos('?codigo=P%00'), ::productos('?codigo=%01'),
 ::productos('?codigo=%7f'), ::productos('?codigo=%ff'),
 ::productos('?codigo=%c0%af'), ::productos('?codigo=%ed%a0%80'),
 ::productos('/codigo/P%ff')]
--- error_code eval: [(422) x 7]
--- campos eval
[(::campos('codigo', 'forma')) x 3, (::campos('codigo', 'utf8_invalido')) x 4]


=== the length of a text counts characters, after trimming
--- rol: consulta
--- request eval
[::productos('?codigo=' . '%c3%b1' x 50),
 ::productos('?codigo=' . '%c3%b1' x 51),
 ::productos('?codigo=++' . 'n' x 50 . '++'),
 ::productos('?codigo='), ::productos('?codigo=++'),
 ::productos('/buscar?q=y'), ::productos('/buscar?q=' . 'y' x 101),
 ::productos('/codigo/' . 'P' x 51)]
--- error_code eval: [200, 422, 200, (422) x 5]
--- campos eval
['datos.# = 0', ::campos('codigo', 'largo'), 'datos.# = 0',
 ::campos('codigo', 'largo'), ::campos('codigo', 'largo'),
 ::campos('q', 'largo'), ::campos('q', 'largo'), ::campos('codigo', 'largo')]


=== a text of some thousand characters
--- rol: consulta
--- request eval: ::productos('?codigo=' . 'x' x 7000)
--- error_code: 422
--- campos eval: ::campos('codigo', 'largo')


=== what must be there is not
--- rol: consulta
--- request
GET /api/deposito/v1/productos/buscar
--- error_code: 422
--- campos eval: ::campos('q', 'obligatorio')


=== booleans are words of JSON
--- rol: consulta
--- request eval
[map { ::productos("?contar=$_") } 'TRUE', '1', '', 'tru', 'truee']
--- error_code eval: [(422) x 5]
--- campos eval: [(::campos('contar', 'tipo')) x 5]


=== a choice is one of its words, and not a part of one
--- rol: consulta
--- request eval
[map { ::productos("?activo=$_") } 'tod', 'true|false', 'TODOS', '|']
--- error_code eval: [(422) x 4]
--- campos eval: [(::campos('activo', 'opcion')) x 4]


=== decimals: exact, with their sign, digits and range
--- rol: consulta
--- request eval
[map { ::productos("?precio_min=$_") } '54.99', '0.00', '1000000000000',
 '0.001', '1,5', '1e1', '-0.01', '.5', '99999999999999999999999999999.99']
--- error_code eval: [200, 200, (422) x 7]
--- campos eval
["datos.# = 1\ndatos.0.codigo = P55", 'datos.# = 50',
 ::campos('precio_min', 'rango'), ::campos('precio_min', 'decimales'),
 ::campos('precio_min', 'tipo'), ::campos('precio_min', 'tipo'),
 ::campos('precio_min', 'rango'), ::campos('precio_min', 'tipo'),
 ::campos('precio_min', 'rango')]


=== dates that are in the calendar
--- rol: consulta
--- request eval
[map { "GET /api/deposito/v1/lotes?vence_antes=$_" } '2028-02-29',
 '2027-02-29', '2027-2-1', '20270201', '2027-13-01', '2027-01-01T00:00:00Z']
--- error_code eval: [200, (422) x 5]
--- campos eval
['datos.# = 0', (::campos('vence_antes', 'forma')) x 5]


=== instants with their offset; a plus must be encoded
--- rol: consulta
--- request eval
[map { ::productos("?actualizado_desde=$_") } '2020-01-01T00:00:00Z',
 '2020-01-01T00:00:00.123456-03:00', '2099-01-01T00:00:00%2B03:00',
 '2020-01-01T00:00:00+03:00', '2020-01-01T00:00:00', '2020-01-01',
 '2020-01-01T24:00:00Z', 'infinity', 'now']
--- error_code eval: [200, 200, 200, (422) x 6]
--- campos eval
['datos.# = 50', 'datos.# = 50', 'datos.# = 0',
 (::campos('actualizado_desde', 'forma')) x 6]


=== the query of a write is checked as well
--- rol: deposito
--- request eval
['POST /api/deposito/v1/productos?atomico=quiza
{"codigo":"X1","nombre":"X"}',
'POST /api/deposito/v1/productos?forzar=true
{"codigo":"X1","nombre":"X"}',
'POST /api/deposito/v1/categorias?atomico=true
{"nombre":"X"}']
--- error_code eval: [422, 422, 422]
--- campos eval
[::campos('atomico', 'tipo'), ::campos('forzar', 'desconocido'),
 ::campos('atomico', 'desconocido')]
--- luego
SELECT count(*) FROM inv.producto WHERE codigo = 'X1'
--- luego_da
0


=== errors of the query and of the body come together
--- rol: deposito
--- request
POST /api/deposito/v1/categorias?nada=1
{"nombre":""}
--- error_code: 422
--- campos
errores.# = 2
errores.0.campo = nada
errores.0.codigo = desconocido
errores.1.campo = nombre
errores.1.codigo = largo


=== HEAD is checked like GET
--- rol: consulta
--- request
HEAD /api/deposito/v1/productos?limite=0
--- error_code: 422


=== the number of errors told is bounded
--- rol: consulta
--- request eval: ::productos('?' . CORE::join('&', map { "x$_=1" } 1 .. 200))
--- error_code: 422
--- campos
errores.# = 50
errores.49.campo = x50


=== a cursor that is no cursor
--- rol: consulta
--- request eval
[map { ::productos("?cursor=$_") } 'nada', '%7B%7D', 'W10', 'WzEsMl0',
 'eyJhIjoxfQ', 'bnVsbA', 'MQ', '____']
--- error_code eval: [(422) x 8]
--- campos eval: [(::campos('cursor', 'cursor_invalido')) x 8]


=== an empty one, and one that is too long
--- rol: consulta
--- request eval
[::productos('?cursor='), ::productos('?cursor=' . 'A' x 513)]
--- error_code eval: [422, 422]
--- campos eval: [(::campos('cursor', 'largo')) x 2]


=== a cursor of a list with another order
--- rol: consulta
--- request eval
# [2], [1,2] and ["2027-01-01",1]
["GET /api/deposito/v1/lotes?cursor=WzJd",
 ::productos('?cursor=WzEsMl0'), ::productos('?cursor=WyIyMDI3LTAxLTAxIiwxXQ')]
--- error_code eval: [422, 422, 422]
--- campos eval: [(::campos('cursor', 'cursor_invalido')) x 3]


=== a cursor of the right size with something else in it
--- rol: consulta
--- request eval
# ["x"], [1e300], [{}]
[map { ::productos("?cursor=$_") } 'WyJ4Il0', 'WzFlMzAwXQ', 'W3t9XQ']
--- error_code eval: [422, 422, 422]


=== one that is ours goes on behind its row
--- rol: consulta
--- request
GET /api/deposito/v1/productos?cursor=WzUwXQ&contar=true
--- error_code: 200
--- campos
datos.# = 5
datos.0.id = 51
siguiente = null
total = 55
