# Reports: stock and value at the end of a day, top movers, expiries, audit,
# the proof of integrity.

use Inventario 'no_plan';
use Deposito;

# FIDEOS, in 2020 (hours of Buenos Aires):
#
#   10-01  10 come in at 100 (101)         10
#   20-01  10 come in at 200 (102)         20   average 150
#   25-01   5 are sold (101)               15
#   05-02   5 come in at 300 (101)         20   average 187.5
#   10-02   4 go from 102 to 103
#   20-02   6 are sold (102)               14: 10 in 101, 4 in 103
#
# precio_costo was 180 until 15-02 and is 10 since.  Of YERBA 8 came in at a
# cost that nobody knows in the last half hour of January; 60 is on its card.
our $historia = Deposito::tienda() . Deposito::mueve(map {
    my ($dia, $tipo, $lugar, $linea, $mas) = @$_;
    '{"tipo":"' . $tipo . '","ubicacion_id":' . $lugar
    . ',"ocurrido_en":"2020-' . $dia . '-03:00"' . ($mas // '')
    . ',"lineas":[{' . $linea . '}]}'
} (
    ['01-10T12:00:00', 'entrada', 101, '"producto_id":4,"cantidad":"10","costo":"100"'],
    ['01-20T12:00:00', 'entrada', 102, '"producto_id":4,"cantidad":"10","costo":"200"'],
    ['01-25T12:00:00', 'salida', 101, '"producto_id":4,"cantidad":"5"'],
    ['01-31T23:30:00', 'entrada', 101, '"producto_id":1,"cantidad":"8"'],
    ['02-05T12:00:00', 'entrada', 101, '"producto_id":4,"cantidad":"5","costo":"300"'],
    ['02-10T12:00:00', 'transferencia', 102, '"producto_id":4,"cantidad":"4"', ',"destino_id":103'],
    ['02-20T12:00:00', 'salida', 102, '"producto_id":4,"cantidad":"6"'],
)) . q{
UPDATE inv.producto SET creado_en = '2020-01-01T00:00:00-03:00' WHERE id = 4;
INSERT INTO inv.evento (tema, tipo, entidad, entidad_id, antes, despues,
                        registrado_en)
VALUES ('productos', 'modificado', 'producto', 4, '{"precio_costo":180}',
        '{"precio_costo":10}', '2020-02-15T12:00:00-03:00');
};

sub valor {
    my ($fecha, @mas) = @_;
    return map { "GET /api/deposito/v1/reportes/valuacion?fecha=$fecha"
                 . join('', map { "&$_" } "metodo=$_", @mas) }
        qw(fifo promedio ultimo reposicion);
}

run_tests();

__DATA__

=== 31 January: 10 at 200 and 5 at 100; 15 at 150; 15 at 200; 15 at 180
--- antes eval: $::historia
--- rol: consulta
--- request eval: [::valor('2020-01-31', 'categoria_id=1')]
--- error_code eval: [(200) x 4]
--- campos eval
[map { "fecha = 2020-01-31\nmoneda = ARS\nproductos = 2\ncantidad = 23.000\n"
       . "valor = $_\nsin_costo.productos = 1\nsin_costo.cantidad = 8.000" }
 '2980.00', '2730.00', '3480.00', '3180.00']


=== the day before: YERBA had not come
--- rol: consulta
--- request eval: [::valor('2020-01-30')]
--- error_code eval: [(200) x 4]
--- campos eval
[map { "productos = 1\ncantidad = 15.000\nvalor = $_\nsin_costo.productos = 0" }
 '2500.00', '2250.00', '3000.00', '2700.00']


=== 29 February: 5 at 300 and 9 at 200; 14 at 187.50; 14 at 300; 14 at 10
--- rol: consulta
--- request eval: [::valor('2020-02-29')]
--- error_code eval: [(200) x 4]
--- campos eval
[map { "cantidad = 22.000\nvalor = $_\nsin_costo.cantidad = 8.000" }
 '3780.00', '3105.00', '4680.00', '620.00']


=== product by product
--- rol: consulta
--- request eval: [::valor('2020-02-29', 'detalle=true', 'contar=true')]
--- error_code eval: [(200) x 4]
--- campos eval
[map { "total = 2\ndatos.0.codigo = YERBA\ndatos.0.costo_unitario = 60.0000\n"
       . "datos.0.sin_costo = true\ndatos.0.cantidad_sin_costo = 8.000\n"
       . "datos.1.codigo = FIDEOS\ndatos.1.cantidad = 14.000\n"
       . "datos.1.sin_costo = false\ndatos.1.costo_unitario = $$_[0]\n"
       . "datos.1.valor = $$_[1]" }
 ['235.7143', '3300.00'], ['187.5000', '2625.00'], ['300.0000', '4200.00'],
 ['10.0000', '140.00']]


=== product by product, in pages
--- rol: consulta
--- request eval
['GET /api/deposito/v1/reportes/valuacion?fecha=2020-02-29&detalle=true&limite=1',
 'GET /api/deposito/v1/reportes/valuacion?fecha=2020-02-29&detalle=true&limite=1&cursor=WzFd']
--- error_code eval: [200, 200]
--- campos eval
["datos.# = 1\ndatos.0.producto_id = 1\nsiguiente = WzFd",
 "datos.# = 1\ndatos.0.producto_id = 4\nsiguiente = null"]


=== branch by branch: the parts are the whole, and each is asked for alone
--- more_headers eval
[(Inventario::bearer('consulta')) x 2, (Deposito::solo_sucursal('consulta', 2)) x 2]
--- request eval
['GET /api/deposito/v1/reportes/valuacion?fecha=2020-02-29&metodo=fifo',
 'GET /api/deposito/v1/reportes/valuacion?fecha=2020-02-29&metodo=fifo&sucursal_id=2',
 'GET /api/deposito/v1/reportes/valuacion?fecha=2020-02-29&metodo=fifo',
 'GET /api/deposito/v1/reportes/valuacion?fecha=2020-02-29&sucursal_id=1']
--- error_code eval: [200, 200, 200, 403]
--- campos eval
["por_sucursal.# = 2\npor_sucursal.0.nombre = Centro\n"
 . "por_sucursal.0.cantidad = 18.000\npor_sucursal.0.valor = 2837.14\n"
 . "por_sucursal.1.nombre = Norte\npor_sucursal.1.valor = 942.86\n"
 . "por_categoria.# = 1\npor_categoria.0.nombre = Almacén\n"
 . 'por_categoria.0.valor = 3780.00',
 ("cantidad = 4.000\nvalor = 942.86") x 2, 'codigo = sucursal_no_permitida']


=== a closed month says the same
--- antes
SELECT inv.cierre_horizonte();
SELECT inv.cierre_asentar();
UPDATE inv.cierre_estado SET buscar = true;
SELECT inv.cierre_hacer(0);
--- rol: consulta
--- request eval: [::valor('2020-01-31'), ::valor('2020-02-29')]
--- error_code eval: [(200) x 8]
--- campos eval
[map { "valor = $_" }
 '2980.00', '2730.00', '3480.00', '3180.00',
 '3780.00', '3105.00', '4680.00', '620.00']


=== a ticket that comes late changes the past
--- antes eval
Deposito::mueve('{"tipo":"salida","ubicacion_id":101,'
    . '"ocurrido_en":"2020-01-30T12:00:00-03:00","lineas":['
    . '{"producto_id":4,"cantidad":"1"}]}')
--- rol: consulta
--- request eval: [::valor('2020-01-30')]
--- error_code eval: [(200) x 4]
--- campos eval
[map { "cantidad = 14.000\nvalor = $_" }
 '2400.00', '2100.00', '2800.00', '2520.00']


=== stock: what there was, at its average cost and today's price
--- rol: consulta
--- request eval
['GET /api/deposito/v1/reportes/stock?fecha=2020-01-31&limite=1&contar=true',
 'GET /api/deposito/v1/reportes/stock?fecha=2020-01-31&limite=1&cursor=WzFd',
 'GET /api/deposito/v1/reportes/stock?fecha=2019-12-31']
--- error_code eval: [200, 200, 200]
--- campos eval
["fecha = 2020-01-31\ntotal = 2\ntotales.productos = 2\n"
 . "totales.cantidad = 22.000\ntotales.valor_costo = 2580.00\n"
 . "totales.valor_venta = 1080.00\ndatos.0.codigo = YERBA\n"
 . "datos.0.valor_venta = 800.00\nsiguiente = WzFd",
 "totales = -\ndatos.0.codigo = FIDEOS\ndatos.0.cantidad = 14.000\n"
 . "datos.0.costo_unitario = 150.0000\ndatos.0.valor_costo = 2100.00\n"
 . "datos.0.precio_venta = 20.00\ndatos.0.valor_venta = 280.00\nsiguiente = null",
 "datos.# = 0\ntotales.valor_costo = 0.00"]


=== a receipt that is reversed today is no receipt any more, but was one then
--- rol: deposito
--- request eval
["POST /api/deposito/v1/movimientos/5/anular\n{\"motivo\":\"x\"}",
 'GET /api/deposito/v1/reportes/valuacion?metodo=fifo&detalle=true',
 'GET /api/deposito/v1/reportes/valuacion?metodo=promedio&detalle=true',
 'GET /api/deposito/v1/reportes/valuacion?metodo=ultimo&detalle=true',
 'GET /api/deposito/v1/reportes/valuacion?metodo=fifo&fecha=2020-02-29&detalle=true']
--- error_code eval: [201, 200, 200, 200, 200]
--- campos eval
['tipo = anulacion', "datos.1.cantidad = 8.000\ndatos.1.valor = 1600.00",
 'datos.1.valor = 963.16', 'datos.1.valor = 1600.00',
 "datos.1.cantidad = 13.000\ndatos.1.valor = 3100.00"]


=== top movers: lines of the last days; between own places is neither in nor out
--- antes eval
Deposito::mueve('{"tipo":"entrada","ubicacion_id":101,"lineas":['
    . '{"producto_id":2,"cantidad":"5"}]}',
    '{"tipo":"salida","ubicacion_id":101,"lineas":['
    . '{"producto_id":2,"cantidad":"1.5"},{"producto_id":2,"cantidad":"0.5"}]}',
    '{"tipo":"transferencia","ubicacion_id":101,"destino_id":103,"lineas":['
    . '{"producto_id":1,"cantidad":"2"}]}')
--- rol: consulta
--- request eval
['GET /api/deposito/v1/reportes/top-movimientos?dias=2',
 'GET /api/deposito/v1/reportes/top-movimientos?dias=2&sucursal_id=2',
 'GET /api/deposito/v1/reportes/top-movimientos?dias=2&limite=1']
--- error_code eval: [200, 200, 200]
--- campos eval
["periodo_dias = 2\ndatos.# = 3\ndatos.0.codigo = QUESO\n"
 . "datos.0.total_movimientos = 3\ndatos.0.total_entradas = 5.000\n"
 . "datos.0.total_salidas = 2.000\ndatos.1.codigo = FIDEOS\n"
 . "datos.1.total_salidas = 5.000\ndatos.2.codigo = YERBA\n"
 . "datos.2.total_movimientos = 1\ndatos.2.total_entradas = 0.000\n"
 . 'datos.2.total_salidas = 0.000',
 "datos.# = 1\ndatos.0.codigo = YERBA\ndatos.0.total_entradas = 2.000",
 'datos.# = 1']


=== expiries: what expires within days and what has already, the first first
--- antes eval
Deposito::mueve('{"tipo":"entrada","ubicacion_id":101,"lineas":['
    . '{"producto_id":3,"cantidad":"4","lote":"AYER"},'
    . '{"producto_id":3,"cantidad":"3","lote":"HOY"},'
    . '{"producto_id":3,"cantidad":"2","lote":"DIEZ"},'
    . '{"producto_id":3,"cantidad":"1","lote":"ONCE"}]}') . q{
UPDATE inv.lote SET vence = inv.dia(now()) + CASE codigo WHEN 'AYER' THEN -1
    WHEN 'HOY' THEN 0 WHEN 'DIEZ' THEN 10 ELSE 11 END WHERE id > 0;
}
--- rol: consulta
--- request eval
['GET /api/deposito/v1/reportes/vencimientos?dias=10&contar=true',
 'GET /api/deposito/v1/reportes/vencimientos?dias=0',
 'GET /api/deposito/v1/reportes/vencimientos?sucursal_id=2',
 'GET /api/deposito/v1/reportes/vencimientos?dias=10&limite=2']
--- error_code eval: [(200) x 4]
--- campos eval
["total = 3\ndatos.0.lote = AYER\ndatos.0.dias = -1\ndatos.0.vencido = true\n"
 . "datos.0.cantidad = 4.000\ndatos.0.valor = 200.00\ndatos.1.lote = HOY\n"
 . "datos.1.dias = 0\ndatos.1.vencido = false\ndatos.2.lote = DIEZ\n"
 . "valor_en_riesgo = 450.00\nvalor_vencido = 200.00\nsiguiente = null",
 "datos.# = 2\nvalor_en_riesgo = 350.00", "datos.# = 0\nvalor_vencido = 0.00",
 "datos.# = 2\ndatos.1.lote = HOY\nvalor_en_riesgo = 450.00"]


=== audit: movements and changes of a product, the last first
--- rol: deposito
--- more_headers eval: ["If-Match: *\n", '', '']
--- request eval
['PATCH /api/deposito/v1/productos/2
{"precio_venta":"1100"}',
 'GET /api/deposito/v1/reportes/auditoria/2?contar=true',
 'GET /api/deposito/v1/reportes/auditoria/999']
--- error_code eval: [200, 200, 404]
--- campos eval
['precio_venta = 1100.00',
 "total = 5\ndatos.0.clase = cambio\ndatos.0.tipo = modificado\n"
 . "datos.0.antes.precio_venta = 1000.00\ndatos.0.despues.precio_venta = 1100.00\n"
 . "datos.0.usuario = deposito\ndatos.1.clase = movimiento\n"
 . "datos.1.tipo = salida\ndatos.1.cantidad = 0.500\ndatos.1.saldo = 3.000\n"
 . "datos.1.saldo_anterior = 3.500\ndatos.1.origen = SALON\n"
 . "datos.1.usuario = admin\ndatos.3.tipo = entrada\n"
 . "datos.3.saldo_anterior = 0.000\ndatos.4.clase = cambio\n"
 . 'datos.4.tipo = creado', 'codigo = producto_no_encontrado']


=== audit: pages, and only what the user of a branch may see
--- more_headers eval
[Inventario::bearer('consulta'), Deposito::solo_sucursal('consulta', 2)]
--- request eval
['GET /api/deposito/v1/reportes/auditoria/2?limite=4',
 'GET /api/deposito/v1/reportes/auditoria/2']
--- error_code eval: [200, 200]
--- campos eval
["datos.# = 4\ndatos.3.tipo = entrada",
 "datos.# = 2\ndatos.0.clase = cambio\ndatos.1.clase = cambio"]


=== integrity: all is well
--- rol: consulta
--- request
GET /api/deposito/v1/reportes/integridad
--- error_code: 200
--- campos
integridad_ok = true
inconsistencias_encontradas = 0
inconsistencias.# = 0
por_tipo.# = 0
revisados.reservas_activas = 0
revisados.lineas = 17


=== integrity: a balance that the ledger does not add up to
--- antes
UPDATE inv.existencia SET cantidad = cantidad + 1.5
WHERE producto_id = 2 AND ubicacion_id = 101;
--- rol: deposito
--- request
GET /api/deposito/v1/reportes/integridad
--- error_code: 200
--- campos
integridad_ok = false
inconsistencias_encontradas = 1
por_tipo.saldo = 1
inconsistencias.0.tipo = saldo
inconsistencias.0.producto_id = 2
inconsistencias.0.codigo = QUESO
inconsistencias.0.ubicacion_id = 101
inconsistencias.0.esperado = 3.000
inconsistencias.0.encontrado = 4.500
inconsistencias.0.diferencia = 1.500


=== integrity: promises that nobody made, a line too many, a balance below zero
--- antes
UPDATE inv.existencia SET cantidad = cantidad - 1.5, reservada = 1
WHERE producto_id = 2 AND ubicacion_id = 101;
UPDATE inv.existencia SET permite_negativo = true;
INSERT INTO inv.movimiento (documento_id, linea, tipo, producto_id, origen_id,
                            destino_id, cantidad, ocurrido_en)
VALUES (1, 3, 'salida', 4, 103, 2, 50, now());
UPDATE inv.existencia SET cantidad = cantidad - 50
WHERE producto_id = 4 AND ubicacion_id = 103;
--- rol: consulta
--- request
GET /api/deposito/v1/reportes/integridad
--- error_code: 200
--- campos
integridad_ok = false
por_tipo.reservada = 1
por_tipo.numeracion = 1
por_tipo.negativo = 1
por_tipo.saldo = -
inconsistencias.# = 3
inconsistencias.0.tipo = negativo
inconsistencias.1.tipo = numeracion
inconsistencias.1.documento_id = 1
inconsistencias.2.tipo = reservada
inconsistencias.2.encontrado = 1.000


=== integrity: a user of a branch is told of his own
--- more_headers eval
[Deposito::solo_sucursal('deposito', 3), Deposito::solo_sucursal('deposito', 2)]
--- request eval
[('GET /api/deposito/v1/reportes/integridad') x 2]
--- error_code eval: [200, 200]
--- campos eval
['integridad_ok = true', "integridad_ok = false\npor_tipo.negativo = 1"]


=== what is asked for is no good; a day to come; no such branch; no token; a role
--- more_headers eval
[(Inventario::bearer('consulta')) x 4, '', Inventario::bearer('negocio')]
--- request eval
['GET /api/deposito/v1/reportes/valuacion?metodo=lifo&fecha=2020-02-30',
 'GET /api/deposito/v1/reportes/valuacion?fecha=2999-01-01',
 'GET /api/deposito/v1/reportes/top-movimientos?dias=366',
 'GET /api/deposito/v1/reportes/stock?sucursal_id=99',
 'GET /api/deposito/v1/reportes/stock',
 'GET /api/deposito/v1/reportes/integridad']
--- error_code eval: [422, 422, 422, 404, 401, 403]
--- campos eval
["errores.# = 2\nerrores.0.campo = fecha\nerrores.1.campo = metodo",
 'errores.0.codigo = fecha_futura', 'errores.0.campo = dias',
 'codigo = sucursal_no_encontrada', 'codigo = no_autenticado',
 'codigo = rol_no_permitido']
