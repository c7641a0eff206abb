# Reservations: stock that is promised for some minutes.

use Inventario 'no_plan';
use Deposito;

run_tests();

__DATA__

=== reserve: what is there stays, what can be sold is less
--- antes eval: Deposito::cargado()
--- rol: negocio
--- request eval
['POST /api/deposito/v1/reservas
{"ubicacion_id":101,"referencia":"WEB-1","lineas":[{"producto_id":1,"cantidad":"30"},{"codigo":"leche","cantidad":"7"}]}',
 'GET /api/deposito/v1/existencias/1']
--- error_code eval: [201, 200]
--- response_headers eval
["Location: /api/deposito/v1/reservas/1\nETag: \"1\"", 'Location:']
--- campos eval
["id = 1\nestado = activa\nubicacion_id = 101\nreferencia = WEB-1\n"
 . "documento_id = null\nusuario_id = 3\nversion = 1\nlineas.# = 3\n"
 . "lineas.0.producto_codigo = YERBA\nlineas.0.cantidad = 30.000\n"
 . "lineas.1.lote = L1\nlineas.1.cantidad = 6.000\n"
 . "lineas.2.lote = L2\nlineas.2.cantidad = 1.000",
 "fisica = 140.000\nreservada = 30.000\ndisponible = 110.000\n"
 . "ubicaciones.0.ubicacion_id = 101\nubicaciones.0.disponible = 10.000"]
--- luego
SELECT round(extract(epoch FROM vence_en - creado_en)),
       (SELECT count(*) FROM inv.movimiento WHERE tipo = 'salida'),
       (SELECT count(*) FROM inv.inconsistencias(NULL))
FROM inv.reserva WHERE id = 1
--- luego_da
900|0|0


=== what is reserved is not sold, nor reserved again
--- rol: deposito
--- request eval
['POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"11"}]}',
 'POST /api/deposito/v1/reservas
{"ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"11"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"10"}]}']
--- error_code eval: [409, 409, 201]
--- campos eval
["codigo = stock_insuficiente\ndisponible = 10.000\npedida = 11.000",
 "codigo = stock_insuficiente\ndisponible = 10.000", 'lineas.0.saldo = 30.000']


=== all of it or nothing
--- rol: deposito
--- request
POST /api/deposito/v1/reservas
{"ubicacion_id":101,"lineas":[{"producto_id":2,"cantidad":"1"},{"producto_id":1,"cantidad":"1"}]}
--- error_code: 409
--- campos
codigo = stock_insuficiente
linea = 2
producto_id = 1
--- luego
SELECT count(*), (SELECT reservada FROM inv.existencia
                  WHERE producto_id = 2 AND ubicacion_id = 101)
FROM inv.reserva
--- luego_da
1|0.000


=== not even in the branch that sells what it has not
--- rol: deposito
--- request
POST /api/deposito/v1/reservas
{"ubicacion_id":105,"lineas":[{"producto_id":1,"cantidad":"1"}]}
--- error_code: 409
--- campos
codigo = stock_insuficiente
disponible = 0.000


=== confirm: it is sold, of the lots that were reserved
--- rol: negocio
--- request
POST /api/deposito/v1/reservas/1/confirmar
{}
--- error_code: 200
--- response_headers
ETag: "2"
--- campos
estado = confirmada
version = 2
documento_id = 5
--- luego
SELECT string_agg(m.tipo || ' ' || m.producto_id || ' ' || m.lote_id || ' '
                  || m.cantidad, ', ' ORDER BY m.linea),
       min(m.referencia), min(m.origen_doc),
       (SELECT sum(reservada) FROM inv.existencia),
       (SELECT count(*) FROM inv.inconsistencias(NULL))
FROM inv.movimiento m WHERE m.documento_id = 5
--- luego_da
salida 1 0 30.000, salida 3 1 6.000, salida 3 2 1.000|WEB-1|reserva:1|0.000|0


=== confirmed is confirmed
--- rol: negocio
--- request eval
["POST /api/deposito/v1/reservas/1/confirmar\n{}",
 'POST /api/deposito/v1/reservas/1/liberar']
--- error_code eval: [409, 409]
--- campos
codigo = reserva_no_activa
estado = confirmada
--- luego
SELECT count(*) FROM inv.movimiento WHERE origen_doc = 'reserva:1'
--- luego_da
3


=== confirm a part: the rest is free again
--- rol: negocio
--- request eval
['POST /api/deposito/v1/reservas
{"ubicacion_id":102,"minutos":60,"lineas":[{"producto_id":1,"cantidad":"20"},{"producto_id":1,"cantidad":"5"}]}',
 'POST /api/deposito/v1/reservas/5/confirmar
{"lineas":[{"linea":1,"cantidad":"21"}]}',
 'POST /api/deposito/v1/reservas/5/confirmar
{"lineas":[{"linea":3,"cantidad":"1"}]}',
 'POST /api/deposito/v1/reservas/5/confirmar
{"referencia":"T-5","lineas":[{"linea":1,"cantidad":"12","precio":"99.9"}]}']
--- error_code eval: [201, 422, 422, 200]
--- campos eval
['id = 5', "errores.0.campo = lineas[0].cantidad\nerrores.0.codigo = rango",
 "errores.0.campo = lineas[0].linea\nerrores.0.codigo = linea_no_encontrada",
 'estado = confirmada']
--- luego
SELECT e.cantidad, e.reservada, (SELECT string_agg(m.cantidad || ' '
    || m.precio || ' ' || m.referencia, ',') FROM inv.movimiento m
    WHERE m.origen_doc = 'reserva:5')
FROM inv.existencia e WHERE e.producto_id = 1 AND e.ubicacion_id = 102
--- luego_da eval
[('100.000|25.000|') x 3, '88.000|0.000|12.000 99.90 T-5']


=== release
--- rol: deposito
--- request eval
['POST /api/deposito/v1/reservas
{"ubicacion_id":102,"lineas":[{"producto_id":1,"cantidad":"8"}]}',
 'POST /api/deposito/v1/reservas/6/liberar',
 'POST /api/deposito/v1/reservas/6/liberar']
--- error_code eval: [201, 200, 409]
--- campos eval
['estado = activa', "estado = liberada\nversion = 2",
 "codigo = reserva_no_activa\nestado = liberada"]
--- luego
SELECT cantidad, reservada FROM inv.existencia
WHERE producto_id = 1 AND ubicacion_id = 102
--- luego_da eval: ['88.000|8.000', ('88.000|0.000') x 2]


=== expired: it cannot be confirmed, and the upkeep frees its stock
--- antes eval
Deposito::como_admin('reserva_crear', '{"ubicacion_id":102,"minutos":15,'
    . '"lineas":[{"producto_id":1,"cantidad":"8"}]}')
. "UPDATE inv.reserva SET vence_en = now() - interval '1 second' WHERE id = 7"
--- rol: deposito
--- request eval
['GET /api/deposito/v1/reservas/7',
 "POST /api/deposito/v1/reservas/7/confirmar\n{}",
 'GET /api/deposito/v1/reservas?estado=activa']
--- error_code eval: [200, 409, 200]
--- campos eval
['estado = vencida', "codigo = reserva_no_activa\nestado = vencida",
 'datos.# = 0']
--- luego
SELECT reservada FROM inv.existencia
WHERE producto_id = 1 AND ubicacion_id = 102
--- luego_da
8.000


=== the upkeep: only what expired, once
--- antes eval
Deposito::como_admin('reserva_crear', '{"ubicacion_id":102,"minutos":15,'
    . '"lineas":[{"producto_id":1,"cantidad":"3"}]}')
. 'CREATE TABLE public.vencidas AS SELECT inv.reservas_vencer() AS una;
   ALTER TABLE public.vencidas ADD otra bigint;
   UPDATE public.vencidas SET otra = inv.reservas_vencer();'
--- rol: deposito
--- request
GET /api/deposito/v1/reservas/7
--- error_code: 200
--- campos
estado = vencida
version = 2
--- luego
SELECT v.una, v.otra, e.reservada, (SELECT count(*)
    FROM inv.inconsistencias(NULL))
FROM public.vencidas v, inv.existencia e
WHERE e.producto_id = 1 AND e.ubicacion_id = 102
--- luego_da
1|0|3.000|0


=== list: filters and pages, the last one first
--- rol: consulta
--- request eval
['GET /api/deposito/v1/reservas?contar=true&limite=2',
 'GET /api/deposito/v1/reservas?limite=2&cursor=Wzdd',
 'GET /api/deposito/v1/reservas?estado=vencida',
 'GET /api/deposito/v1/reservas?referencia=WEB-1',
 'GET /api/deposito/v1/reservas?ubicacion_id=101']
--- error_code eval: [(200) x 5]
--- campos eval
["total = 5\ndatos.0.id = 8\ndatos.1.id = 7\nsiguiente = Wzdd",
 "datos.0.id = 6\ndatos.1.id = 5\nsiguiente = WzVd",
 "datos.# = 1\ndatos.0.id = 7", "datos.# = 1\ndatos.0.estado = confirmada",
 'datos.# = 1']


=== only in the branches of the user
--- more_headers eval: Deposito::solo_sucursal('deposito', 2)
--- request eval
['POST /api/deposito/v1/reservas
{"ubicacion_id":102,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'GET /api/deposito/v1/reservas/8', 'GET /api/deposito/v1/reservas',
 'POST /api/deposito/v1/reservas/8/liberar']
--- error_code eval: [403, 404, 200, 404]
--- campos eval
['codigo = sucursal_no_permitida', 'codigo = reserva_no_encontrada',
 'datos.# = 0', 'codigo = reserva_no_encontrada']


=== once by key
--- rol: deposito
--- more_headers
Idempotency-Key: reserva-unica
--- request eval
[('POST /api/deposito/v1/reservas
{"ubicacion_id":102,"lineas":[{"producto_id":1,"cantidad":"1"}]}') x 2]
--- error_code eval: [201, 201]
--- campos
id = 9
--- luego
SELECT reservada FROM inv.existencia
WHERE producto_id = 1 AND ubicacion_id = 102
--- luego_da
4.000


=== what is asked for is no good
--- rol: deposito
--- request eval
['POST /api/deposito/v1/reservas
{"ubicacion_id":102,"minutos":0,"lineas":[]}',
 'POST /api/deposito/v1/reservas
{"ubicacion_id":2,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/deposito/v1/reservas
{"ubicacion_id":999,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 'POST /api/deposito/v1/reservas
{"ubicacion_id":102,"lineas":[{"cantidad":"1"}]}',
 'POST /api/deposito/v1/reservas
{"ubicacion_id":102,"lineas":[{"producto_id":99,"cantidad":"1"}]}',
 'POST /api/deposito/v1/reservas
{"ubicacion_id":102,"lineas":[{"producto_id":5,"cantidad":"1"}]}',
 'GET /api/deposito/v1/reservas/999']
--- error_code eval: [422, 422, 404, 422, 404, 409, 404]
--- campos eval
["errores.# = 2\nerrores.0.campo = minutos\nerrores.1.campo = lineas",
 "errores.0.campo = ubicacion_id\nerrores.0.codigo = ubicacion_ajena",
 'codigo = ubicacion_no_encontrada', 'errores.0.campo = lineas[0].producto_id',
 'codigo = producto_no_encontrado', 'codigo = producto_inactivo',
 'codigo = reserva_no_encontrada']


=== no token; a role that only reads
--- more_headers eval: ['', Inventario::bearer('consulta')]
--- request eval
['GET /api/deposito/v1/reservas', 'POST /api/deposito/v1/reservas/8/liberar']
--- error_code eval: [401, 403]
