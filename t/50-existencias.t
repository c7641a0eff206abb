# Balances: by location and lot, what is short, what is too much, the summary.

use Inventario 'no_plan';
use Deposito;

run_tests();

__DATA__

=== by product, location and lot
--- antes eval: Deposito::cargado()
--- rol: consulta
--- request
GET /api/deposito/v1/existencias?contar=true
--- error_code: 200
--- campos
total = 5
datos.# = 5
datos.0.producto_id = 1
datos.0.codigo = YERBA
datos.0.nombre = Yerba Mate Suave
datos.0.sucursal_id = 1
datos.0.ubicacion_id = 101
datos.0.ubicacion = SALON
datos.0.ubicacion_tipo = estante
datos.0.lote_id = 0
datos.0.lote = null
datos.0.fisica = 40.000
datos.0.reservada = 0.000
datos.0.disponible = 40.000
datos.1.ubicacion_id = 102
datos.1.fisica = 100.000
datos.2.unidad = kg
datos.2.fisica = 2.500
datos.3.lote = L1
datos.3.vence = 2099-01-01
datos.3.bloqueado = false
datos.4.lote = L2
datos.4.fisica = 4.000


=== filters
--- rol: consulta
--- request eval
['GET /api/deposito/v1/existencias?ubicacion_id=102',
 'GET /api/deposito/v1/existencias?producto_id=3',
 'GET /api/deposito/v1/existencias?categoria_id=2',
 'GET /api/deposito/v1/existencias?lote=L2',
 'GET /api/deposito/v1/existencias?q=QUESO+crem',
 'GET /api/deposito/v1/existencias?q=17790001000016',
 'GET /api/deposito/v1/existencias?q=%25%25',
 'GET /api/deposito/v1/existencias?sucursal_id=2']
--- error_code eval: [(200) x 8]
--- campos eval
["datos.# = 1\ndatos.0.fisica = 100.000", 'datos.# = 2', 'datos.# = 3',
 "datos.# = 1\ndatos.0.lote = L2", "datos.# = 1\ndatos.0.codigo = QUESO",
 "datos.# = 2\ndatos.1.codigo = YERBA", 'datos.# = 0', 'datos.# = 0']


=== pages: each balance once
--- rol: consulta
--- request eval
['GET /api/deposito/v1/existencias?limite=2',
 'GET /api/deposito/v1/existencias?limite=2&cursor=WzEsIDEwMiwgMF0',
 'GET /api/deposito/v1/existencias?limite=2&cursor=WzMsIDEwMSwgMV0']
--- error_code eval: [(200) x 3]
--- campos eval
["datos.1.ubicacion_id = 102\nsiguiente = WzEsIDEwMiwgMF0",
 "datos.# = 2\ndatos.0.codigo = QUESO\ndatos.1.lote = L1\nsiguiente = WzMsIDEwMSwgMV0",
 "datos.# = 1\ndatos.0.lote = L2\nsiguiente = null"]


=== one product: its places and their sums, with what is promised and on its way
--- antes eval
Deposito::como_admin('reserva_crear', '{"ubicacion_id":102,"minutos":15,'
    . '"lineas":[{"producto_id":1,"cantidad":"7"}]}')
. Deposito::como_admin('transferencia_crear', '{"origen_id":101,'
    . '"destino_id":103,"enviar":true,"lineas":['
    . '{"producto_id":1,"cantidad":"3"}]}')
--- rol: consulta
--- request eval
['GET /api/deposito/v1/existencias/1', 'GET /api/deposito/v1/existencias/4',
 'GET /api/deposito/v1/existencias/999']
--- error_code eval: [200, 200, 404]
--- campos eval
["codigo = YERBA\nfisica = 137.000\nreservada = 7.000\ndisponible = 130.000\n"
 . "en_transito = 3.000\nubicaciones.# = 3\nubicaciones.1.ubicacion_id = 102\n"
 . "ubicaciones.1.disponible = 93.000\nubicaciones.2.ubicacion = TRANSITO",
 "fisica = 0.000\nen_transito = 0.000\nubicaciones.# = 0",
 'codigo = producto_no_encontrado']


=== what is left at zero, and what is not
--- antes eval
Deposito::mueve('{"tipo":"salida","ubicacion_id":101,"lineas":['
                . '{"producto_id":2,"cantidad":"2.5"}]}')
--- rol: consulta
--- request eval
['GET /api/deposito/v1/existencias?con_stock=false',
 'GET /api/deposito/v1/existencias?con_stock=true&producto_id=2']
--- error_code eval: [200, 200]
--- campos eval
["datos.# = 1\ndatos.0.codigo = QUESO\ndatos.0.fisica = 0.000", 'datos.# = 0']


=== critical: at the minimum of the season or below, the worst first
--- antes
UPDATE inv.producto SET stock_minimo = 200, stock_maximo = 400 WHERE id = 1;
UPDATE inv.producto SET stock_minimo = 10, stock_maximo = 10 WHERE id = 3;
UPDATE inv.producto SET stock_minimo = 1 WHERE id = 4;
--- rol: consulta
--- request eval
['GET /api/deposito/v1/existencias/criticas?fecha=2026-01-15&contar=true',
 'GET /api/deposito/v1/existencias/criticas?fecha=2026-07-15',
 'GET /api/deposito/v1/existencias/criticas?fecha=2026-04-15&limite=1&contar=true',
 'GET /api/deposito/v1/existencias/criticas?fecha=2026-04-15&sucursal_id=2&categoria_id=2']
--- error_code eval: [(200) x 4]
--- campos eval
["total = 3\ndatos.0.codigo = YERBA\ndatos.0.categoria = Almacén\n"
 . "datos.0.stock_actual = 137.000\ndatos.0.stock_minimo = 200.000\n"
 . "datos.0.stock_minimo_ajustado = 260.000\ndatos.0.factor_temporada = 1.30\n"
 . "datos.0.temporada = verano\ndatos.0.deficit = 123.000\n"
 . "datos.1.codigo = LECHE\ndatos.1.deficit = 3.000\n"
 . "datos.2.codigo = FIDEOS\ndatos.2.deficit = 1.300",
 "datos.# = 2\ndatos.0.stock_minimo_ajustado = 160.000\n"
 . "datos.0.deficit = 23.000\ndatos.1.codigo = FIDEOS\ndatos.1.deficit = 0.800",
 "total = 3\ndatos.# = 1\ndatos.0.temporada = otoño\ndatos.0.deficit = 63.000",
 "datos.# = 1\ndatos.0.codigo = LECHE\ndatos.0.stock_actual = 0.000\n"
 . 'datos.0.deficit = 10.000']


=== too much, and none
--- rol: consulta
--- request eval
['GET /api/deposito/v1/existencias/excesos?contar=true',
 'GET /api/deposito/v1/existencias/excesos?sucursal_id=2',
 'GET /api/deposito/v1/existencias/sin-stock?contar=true',
 'GET /api/deposito/v1/existencias/sin-stock?limite=1',
 'GET /api/deposito/v1/existencias/sin-stock?limite=1&cursor=WzJd']
--- error_code eval: [(200) x 5]
--- campos eval
["total = 1\ndatos.0.codigo = LECHE\ndatos.0.exceso = 0.000\n"
 . "datos.0.stock_maximo = 10.000\ndatos.0.valor_exceso = 0.00", 'datos.# = 0',
 "total = 2\ndatos.0.codigo = QUESO\ndatos.1.codigo = FIDEOS",
 "datos.0.codigo = QUESO\nsiguiente = WzJd",
 "datos.0.codigo = FIDEOS\nsiguiente = null"]


=== too much, in money
--- antes eval
Deposito::mueve('{"tipo":"entrada","ubicacion_id":101,"lineas":['
                . '{"producto_id":3,"cantidad":"5","lote":"L1"}]}')
--- rol: consulta
--- request
GET /api/deposito/v1/existencias/excesos
--- error_code: 200
--- campos
datos.0.stock_actual = 15.000
datos.0.exceso = 5.000
datos.0.valor_exceso = 250.00


=== the summary: 137 at 60 and 15 at 50; sold at 100 and 80
--- antes
UPDATE inv.temporada_factor SET factor = 1;
--- rol: consulta
--- request
GET /api/deposito/v1/existencias/resumen
--- error_code: 200
--- campos
total_productos = 5
activos = 4
criticos = 2
exceso = 1
sin_stock = 2
valor_costo = 8970.00
valor_venta = 14900.00
movimientos_ultimos_7_dias = 5
por_categoria.# = 3
por_categoria.0.nombre = Almacén
por_categoria.0.valor_costo = 8220.00
por_categoria.0.criticos = 2
por_categoria.1.nombre = Frescos
por_categoria.1.valor_venta = 1200.00
por_categoria.2.sin_stock = 1
por_sucursal.# = 3
por_sucursal.0.nombre = Centro
por_sucursal.0.productos = 2
por_sucursal.0.valor_costo = 8970.00
por_sucursal.1.valor_costo = 0.00


=== the user of a branch: his shelves, and what is on its way
--- more_headers eval: [(Deposito::solo_sucursal('consulta', 2)) x 4]
--- request eval
['GET /api/deposito/v1/existencias', 'GET /api/deposito/v1/existencias/1',
 'GET /api/deposito/v1/existencias?sucursal_id=1',
 'GET /api/deposito/v1/existencias/resumen']
--- error_code eval: [200, 200, 403, 200]
--- campos eval
["datos.# = 1\ndatos.0.ubicacion = TRANSITO",
 "fisica = 0.000\nen_transito = 3.000",
 'codigo = sucursal_no_permitida',
 "valor_costo = 0.00\npor_sucursal.# = 1\npor_sucursal.0.nombre = Norte"]


=== what is asked for is no good; no such branch; no token
--- more_headers eval: [(Inventario::bearer('consulta')) x 3, '']
--- request eval
['GET /api/deposito/v1/existencias?cursor=WzJd',
 'GET /api/deposito/v1/existencias?q=a&limite=0',
 'GET /api/deposito/v1/existencias/criticas?sucursal_id=99',
 'GET /api/deposito/v1/existencias']
--- error_code eval: [422, 422, 404, 401]
--- campos eval
['errores.0.codigo = cursor_invalido', 'errores.# = 2',
 'codigo = sucursal_no_encontrada', 'codigo = no_autenticado']
