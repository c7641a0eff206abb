# Purchase orders: drafts, sending, receipts, what is on its way.

use Inventario 'no_plan';
use Deposito;

our $tienda = Deposito::tienda()
    . Deposito::como_admin('proveedor_crear', '{"nombre":"Distribuidora",'
        . '"codigo":"DIS","cuit":"30712345671","descuento":"10",'
        . '"plazo_dias":2,"dias_entrega":[1,2,3,4,5,6,7],'
        . '"minimo_pedido":"5000"}')
    . Deposito::como_admin('proveedor_crear', '{"nombre":"Baja",'
        . '"activo":false}')
    . q(INSERT INTO inv.proveedor_producto (proveedor_id, producto_id,
            codigo_proveedor, costo, factor, minimo, descuento)
        VALUES (1, 1, 'Y-1', 60, 12, 24, 0), (1, 4, '=F', 10, 1, 0, 50););

run_tests();

__DATA__

=== a draft: packs are whole, and not under the least
--- antes eval: $main::tienda
--- rol: negocio
--- request
POST /api/negocio/v1/pedidos
{"proveedor_id":1,"ubicacion_id":102,"referencia":"OC-7","lineas":[{"producto_id":1,"cantidad":"30"},{"codigo":"FIDEOS","cantidad":"5"},{"producto_id":2,"cantidad":"2.5"},{"producto_id":3,"bultos":"2","factor":"6","costo":"40","descuento":"25"}]}
--- error_code: 201
--- response_headers
Location: /api/negocio/v1/pedidos/1
ETag: "1"
--- campos
estado = borrador
proveedor.cuit = 30-71234567-1
ubicacion.sucursal = Centro
lineas.# = 4
lineas.0.pedida = 30.000
lineas.0.cantidad = 36.000
lineas.0.bultos = 3
lineas.0.codigo_proveedor = Y-1
lineas.0.costo_neto = 54.0000
lineas.0.importe = 1944.00
lineas.1.descuento = 55
lineas.1.costo_neto = 4.5000
lineas.2.costo_neto = 500.0000
lineas.3.cantidad = 12.000
lineas.3.costo_neto = 30.0000
totales.neto = 3576.50
totales.iva = 751.07
totales.total = 4327.57
fecha_esperada = null
recepciones.# = 0
--- luego
SELECT count(*) FROM inv.en_camino
--- luego_da
0


=== what is no good, all at once
--- rol: negocio
--- request eval
['POST /api/negocio/v1/pedidos
{"proveedor_id":1,"ubicacion_id":102,"lineas":[{"producto_id":1,"cantidad":"1"},{"codigo":"yerba","cantidad":"2"},{"producto_id":99,"cantidad":"1"},{"producto_id":5,"cantidad":"1"},{"producto_id":4,"cantidad":"1.5"},{"cantidad":"1"},{"producto_id":2}]}',
 'POST /api/negocio/v1/pedidos
{"proveedor_id":9,"ubicacion_id":102,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/negocio/v1/pedidos
{"proveedor_id":2,"ubicacion_id":102,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/negocio/v1/pedidos
{"proveedor_id":1,"ubicacion_id":5,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/negocio/v1/pedidos
{"proveedor_id":1,"ubicacion_id":102,"lineas":[]}',
 'POST /api/negocio/v1/pedidos
{"proveedor_id":1,"ubicacion_id":102,"lineas":[{"producto_id":1,"cantidad":"-3"}]}']
--- error_code eval: [422, 422, 409, 422, 422, 422]
--- campos eval
["errores.# = 7\nerrores.0.codigo = producto_repetido\nerrores.2.codigo = producto_no_encontrado\nerrores.3.codigo = producto_inactivo\nerrores.4.codigo = cantidad_no_entera\nerrores.5.campo = lineas[5].producto_id\nerrores.6.campo = lineas[6].cantidad",
 'errores.0.codigo = proveedor_no_encontrado', 'codigo = proveedor_inactivo',
 'errores.0.codigo = ubicacion_ajena', 'errores.0.campo = lineas',
 'errores.0.campo = lineas[0].cantidad']


=== only a draft is changed, by the version that was read
--- rol: negocio
--- more_headers eval: ['', 'If-Match: "7"', 'If-Match: "1"']
--- request eval
[('PATCH /api/negocio/v1/pedidos/1
{"notas":"por la tarde"}') x 3]
--- error_code eval: [428, 412, 200]
--- campos eval
['codigo = version_requerida', 'codigo = version_anterior',
 "notas = por la tarde\nreferencia = OC-7\nlineas.# = 4\nversion = 2"]


=== other lines, as they are
--- rol: negocio
--- more_headers: If-Match: "2"
--- request
PATCH /api/negocio/v1/pedidos/1
{"redondear":false,"lineas":[{"producto_id":1,"cantidad":"30"},{"producto_id":3,"cantidad":"10"},{"producto_id":4,"cantidad":"8"}]}
--- error_code: 200
--- campos
lineas.# = 3
lineas.0.cantidad = 30.000
lineas.0.bultos = 2.5


=== what was not sent does not arrive, nor is it closed
--- rol: negocio
--- request eval
["POST /api/negocio/v1/pedidos/1/recibir\n{}",
 "POST /api/negocio/v1/pedidos/1/cerrar\n{\"motivo\":\"x\"}",
 'POST /api/negocio/v1/pedidos/9/enviar']
--- error_code eval: [409, 409, 404]
--- campos eval
["codigo = pedido_estado\nestado = borrador", 'codigo = pedido_estado',
 'codigo = pedido_no_encontrado']


=== sent: it is on its way; once
--- rol: negocio
--- request eval
['POST /api/negocio/v1/pedidos/1/enviar', 'POST /api/negocio/v1/pedidos/1/enviar']
--- error_code eval: [200, 409]
--- campos eval: ["estado = enviado\nversion = 4", 'estado = enviado']
--- luego
SELECT string_agg(producto_id || ':' || ubicacion_id || ':' || cantidad, ' '
    ORDER BY producto_id), min(llega) = inv.dia(now()) + 2 FROM inv.en_camino
--- luego_da
1:102:30.000 3:102:10.000 4:102:8.000|t


=== a receipt that is wrong does nothing
--- rol: deposito
--- request eval
['POST /api/negocio/v1/pedidos/1/recibir
{"lineas":[{"linea":1,"cantidad":"31"}]}',
 'POST /api/negocio/v1/pedidos/1/recibir
{"lineas":[{"linea":9,"cantidad":"1"},{"producto_id":2,"cantidad":"1"},{"linea":1,"producto_id":1,"cantidad":"1"}]}',
 'POST /api/negocio/v1/pedidos/1/recibir
{"lineas":[{"linea":1,"cantidad":"10"},{"linea":2,"cantidad":"1"}]}',
 'POST /api/negocio/v1/pedidos/1/recibir
{"lineas":[{"linea":1,"cantidad":"1.5"}]}',
 'POST /api/negocio/v1/pedidos/1/recibir
{"lineas":[{"linea":1,"cantidad":"0"}]}']
--- error_code eval: [409, 422, 422, 422, 422]
--- campos eval
["codigo = recepcion_excede\nexcesos.0.ahora = 31.000\nexcesos.0.pedida = 30.000",
 "errores.# = 3\nerrores.0.codigo = linea_no_encontrada",
 'errores.0.codigo = lote_obligatorio', 'errores.0.codigo = cantidad_no_entera',
 'errores.0.campo = lineas[0].cantidad']
--- luego
SELECT (SELECT count(*) FROM inv.movimiento), (SELECT count(*) FROM
    inv.recepcion), (SELECT sum(recibida) FROM inv.pedido_linea),
    (SELECT count(*) FROM inv.lote WHERE id > 0)
--- luego_da
0|0|0.000|0


=== a part, in packs and in two lots, at another cost
--- rol: deposito
--- request
POST /api/negocio/v1/pedidos/1/recibir
{"remito":"R-0001","lineas":[{"codigo":"17790001000016","cantidad":"1"},{"linea":2,"cantidad":"4","lote":"A","vence":"2099-01-01","costo":"44","descuento":"50"},{"linea":2,"cantidad":"3","lote":"B","vence":"2099-02-01","costo":"46","descuento":"50"}]}
--- error_code: 200
--- campos
estado = parcial
lineas.0.recibida = 12.000
lineas.0.pendiente = 18.000
lineas.1.recibida = 7.000
recepcion_id = 5
recepciones.0.remito = R-0001
recepciones.0.lineas.# = 3
recepciones.0.lineas.1.lote = A
recepciones.0.lineas.2.costo = 23.0000
diferencias.# = 3
diferencias.1.falta = 3.000
diferencias.1.costo_pedido = 50.0000
diferencias.1.costo_recibido = 23.0000
--- luego
SELECT (SELECT string_agg(producto_id || ':' || cantidad, ' ' ORDER BY
           producto_id, lote_id) FROM inv.existencia WHERE ubicacion_id = 102
        AND cantidad > 0),
       (SELECT string_agg(precio_costo::text, ' ' ORDER BY id)
        FROM inv.producto WHERE id IN (1, 3, 4)),
       (SELECT string_agg(producto_id || ':' || cantidad, ' ' ORDER BY
           producto_id) FROM inv.en_camino),
       (SELECT string_agg(DISTINCT origen_doc || ' ' || referencia, ',')
        FROM inv.movimiento), (SELECT count(*) FROM inv.inconsistencias(NULL))
--- luego_da
1:12.000 3:4.000 3:3.000|54.0000 23.0000 10.0000|1:18.000 3:3.000 4:8.000|recepcion:5 R-0001|0


=== its movement is not reversed alone
--- rol: deposito
--- request
POST /api/deposito/v1/movimientos/3/anular
{"motivo":"x"}
--- error_code: 409
--- campos
codigo = movimiento_de_recepcion


=== once for one key
--- rol: deposito
--- more_headers eval
[('Idempotency-Key: recibo-1') x 2]
--- request eval
[('POST /api/negocio/v1/pedidos/1/recibir
{"lineas":[{"producto_id":4,"cantidad":"3"}]}') x 2]
--- error_code eval: [200, 200]
--- campos eval: [('lineas.2.recibida = 3.000') x 2]
--- luego
SELECT recibida FROM inv.pedido_linea WHERE linea = 3
--- luego_da
3.000


=== more than was ordered, if that is accepted; what was free changes no cost
--- rol: negocio
--- request
POST /api/negocio/v1/pedidos/1/recibir
{"acepta_exceso":true,"lineas":[{"producto_id":4,"cantidad":"7","costo":"0"}]}
--- error_code: 200
--- campos
estado = parcial
lineas.2.recibida = 10.000
lineas.2.pendiente = 0.000
diferencias.2.sobra = 2.000
--- luego
SELECT precio_costo FROM inv.producto WHERE id = 4
--- luego_da
4.5000


=== closed short: the rest is not on its way any more
--- rol: negocio
--- request eval
["POST /api/negocio/v1/pedidos/1/cerrar\n{}",
 "POST /api/negocio/v1/pedidos/1/cerrar\n{\"motivo\":\"no hay más\"}",
 "POST /api/negocio/v1/pedidos/1/recibir\n{}",
 "POST /api/negocio/v1/pedidos/1/cancelar\n{}"]
--- error_code eval: [422, 200, 409, 409]
--- campos eval
['errores.0.campo = motivo', "estado = recibido\nmotivo = no hay más",
 'estado = recibido', 'codigo = pedido_estado']
--- luego
SELECT count(*) FROM inv.en_camino
--- luego_da eval: ['2', '0', '0', '0']


=== all that is pending, at once; cancel what did not come
--- rol: negocio
--- request eval
['POST /api/negocio/v1/pedidos
{"proveedor_id":1,"ubicacion_id":101,"fecha_esperada":"2030-01-02","lineas":[{"producto_id":4,"cantidad":"4"}]}',
 'POST /api/negocio/v1/pedidos/3/enviar',
 'POST /api/negocio/v1/pedidos/3/recibir
{"lineas":[{"linea":1,"cantidad":"1"}]}',
 "POST /api/negocio/v1/pedidos/3/cancelar\n{\"motivo\":\"tarde\"}",
 'POST /api/negocio/v1/pedidos
{"proveedor_id":1,"ubicacion_id":101,"lineas":[{"producto_id":4,"cantidad":"4"}]}',
 'POST /api/negocio/v1/pedidos/4/enviar',
 "POST /api/negocio/v1/pedidos/4/recibir\n{}"]
--- error_code eval: [201, 200, 200, 200, 201, 200, 200]
--- campos eval
['id = 3', 'fecha_esperada = 2030-01-02', 'estado = parcial',
 "estado = cancelado\nlineas.0.recibida = 1.000", 'id = 4', 'estado = enviado',
 "estado = recibido\ndiferencias.# = 0"]
--- luego
SELECT coalesce(sum(cantidad), 0) FROM inv.existencia WHERE ubicacion_id = 101
--- luego_da eval: ['0', '0', '1.000', '1.000', '1.000', '1.000', '5.000']


=== one for the others to look at
--- antes eval
Deposito::como_admin('pedido_crear', '{"proveedor_id":1,"ubicacion_id":104,"lineas":[{"producto_id":4,"cantidad":"10"}]}')
--- rol: negocio
--- request
POST /api/negocio/v1/pedidos/5/enviar
--- error_code: 200
--- campos
estado = enviado


=== a user of another branch
--- more_headers eval: [(Deposito::solo_sucursal('negocio', 1)) x 5]
--- request eval
['GET /api/negocio/v1/pedidos/5', "POST /api/negocio/v1/pedidos/5/recibir\n{}",
 'POST /api/negocio/v1/pedidos
{"proveedor_id":1,"ubicacion_id":104,"lineas":[{"producto_id":4,"cantidad":"4"}]}',
 'GET /api/negocio/v1/pedidos', 'GET /api/negocio/v1/pedidos/5/csv']
--- error_code eval: [404, 404, 403, 200, 404]
--- campos eval
[('codigo = pedido_no_encontrado') x 2, 'codigo = sucursal_no_permitida',
 'datos.# = 3', 'codigo = pedido_no_encontrado']


=== who may not
--- more_headers eval
['', Inventario::bearer('consulta'), Inventario::bearer('deposito')]
--- request eval
['GET /api/negocio/v1/pedidos',
 "POST /api/negocio/v1/pedidos/5/recibir\n{}",
 'POST /api/negocio/v1/pedidos/5/cancelar
{}']
--- error_code eval: [401, 403, 403]


=== the list: filters and pages
--- rol: consulta
--- request eval
['GET /api/negocio/v1/pedidos?contar=true&limite=2',
 'GET /api/negocio/v1/pedidos?estado=recibido',
 'GET /api/negocio/v1/pedidos?proveedor_id=2',
 'GET /api/negocio/v1/pedidos?producto_id=3',
 'GET /api/negocio/v1/pedidos?estado=perdido']
--- error_code eval: [200, 200, 200, 200, 422]
--- campos eval
["total = 4\ndatos.0.id = 5\ndatos.0.lineas = -\ndatos.0.totales.lineas = 1",
 'datos.# = 2', 'datos.# = 0', "datos.# = 1\ndatos.0.id = 1",
 'errores.0.campo = estado']


=== as CSV: what looks like a formula is none
--- rol: consulta
--- request
GET /api/negocio/v1/pedidos/1/csv
--- error_code: 200
--- response_body_like eval
qr/\Alinea,codigo_proveedor,codigo,.*\r\n1,Y-1,YERBA,.*\r\n2,,LECHE,.*\r\n3,"'=F",FIDEOS,/
