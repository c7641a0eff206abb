# Repricings: dry run, approval by somebody else, undo.

use Inventario 'no_plan';
use Deposito;

# Who makes one is not who approves it.
sub otra { Inventario::bearer('admin') . ($_[0] // '') }
sub una  { Inventario::bearer('negocio') . ($_[0] // '') }

run_tests();

__DATA__

=== a dry run by the rules that are kept: the most particular one acts
--- antes eval
Deposito::cargado()
. Deposito::como_admin('regla_crear', '{"nombre":"Todo","tipo":"porcentaje","valor":"10"}')
. Deposito::como_admin('regla_crear', '{"nombre":"Frescos","tipo":"margen","valor":"50","alcance":{"categoria_id":2},"paso":"10","redondeo":"arriba"}')
. Deposito::como_admin('regla_crear', '{"nombre":"Quesos","tipo":"margen","valor":"60","alcance":{"categoria_id":3},"paso":"100","terminacion":"90","suba_maxima":"5","puede_bajar":true}')
. Deposito::como_admin('regla_crear', '{"nombre":"Fideos","tipo":"porcentaje","valor":"100","alcance":{"producto_id":4},"margen_minimo":"300"}')
. "UPDATE inv.producto SET proveedor_id = NULL"
--- rol: negocio
--- request eval
['POST /api/negocio/v1/remarcaciones
{"nombre":"Prueba"}',
 'GET /api/negocio/v1/remarcaciones/1/lineas',
 'GET /api/negocio/v1/remarcaciones/1/lineas?aviso=no_baja&contar=true',
 'GET /api/negocio/v1/precios/consultar?codigo=YERBA']
--- error_code eval: [201, 200, 200, 200]
--- campos eval
["estado = borrador\nsituacion = borrador\nresumen.productos = 4\nresumen.cambian = 4\nresumen.bajan = 1\n"
 . "resumen.suma_antes = 1200.00\nresumen.suma_despues = 1248.40\nversion = 1",
 # 100 * 1.10; 500 * 1.60 * 1.21 = 968: 990 (nearest of ...90), a fall that the rule may;
 # 50 * 1.5 * 1.21 = 90.75 up to 100; 20 * 2 = 40 under 10 * 4 * 1.21 = 48.4
 "datos.# = 4\ndatos.0.codigo = YERBA\ndatos.0.precio_nuevo = 110.00\ndatos.0.variacion = 10.00\ndatos.0.regla = Todo\n"
 . "datos.0.margen_antes = 37.74\ndatos.0.margen_despues = 51.52\n"
 . "datos.1.precio_nuevo = 990.00\ndatos.1.regla = Quesos\ndatos.2.precio_nuevo = 100.00\ndatos.2.regla = Frescos\n"
 . "datos.3.precio_nuevo = 48.40\ndatos.3.avisos.0 = margen_minimo\ndatos.3.regla = Fideos",
 "datos.# = 0\ntotal = 0", "precio = 100.00"]


=== who made it does not approve it, nor who has seen another version
--- request eval
['POST /api/negocio/v1/remarcaciones/1/aprobar
{}', 'POST /api/negocio/v1/remarcaciones/1/aprobar
{}', 'POST /api/negocio/v1/remarcaciones/1/aprobar
{}', 'POST /api/negocio/v1/remarcaciones/1/aprobar
{}', 'POST /api/negocio/v1/remarcaciones/1/aprobar
{}']
--- more_headers eval
[main::una("If-Match: \"1\"\n"), main::otra("If-Match: \"7\"\n"), main::otra(),
 Inventario::bearer('deposito') . "If-Match: \"1\"\n",
 Deposito::solo_sucursal('negocio', 2) . "If-Match: \"1\"\n"]
--- error_code eval: [403, 412, 428, 403, 403]
--- campos eval
["codigo = aprobar_propio", "codigo = version_anterior", "status = 428", "status = 403", "codigo = sucursal_no_permitida"]


=== approved, in effect; not twice
--- request eval
['POST /api/negocio/v1/remarcaciones/1/aprobar
{}', 'GET /api/negocio/v1/precios/consultar?codigo=QUESO',
 'GET /api/deposito/v1/productos/4', 'POST /api/negocio/v1/remarcaciones/1/aprobar
{}', 'POST /api/negocio/v1/remarcaciones/1/cancelar']
--- more_headers eval
[main::otra("If-Match: \"1\"\n"), main::una(), main::una(), main::otra("If-Match: \"1\"\n"),
 main::otra("If-Match: \"2\"\n")]
--- error_code eval: [200, 200, 200, 409, 409]
--- campos eval
["estado = aprobada\nsituacion = vigente\naprobador_id = 1\nautor_id = 3", "precio = 990.00", "precio_venta = 48.40",
 "codigo = remarcacion_estado\nestado = aprobada", "codigo = remarcacion_vigente"]
--- luego: SELECT count(*), count(DISTINCT desde) FROM inv.precio WHERE origen = 'remarcacion:1'
--- luego_da: 4|1


=== undone, but for what somebody changed since
--- request eval
['PATCH /api/deposito/v1/productos/1
{"precio_venta":"115"}',
 'POST /api/negocio/v1/remarcaciones/1/deshacer', 'GET /api/negocio/v1/remarcaciones/2/lineas?aplica=false',
 'POST /api/negocio/v1/remarcaciones/1/deshacer',
 'POST /api/negocio/v1/remarcaciones/2/aprobar
{}', 'GET /api/negocio/v1/precios/consultar?codigo=YERBA', 'GET /api/negocio/v1/precios/consultar?codigo=QUESO',
 'GET /api/negocio/v1/remarcaciones/1']
--- more_headers eval
[main::otra("If-Match: *\n"), main::una(), main::una(), main::una(), main::otra("If-Match: \"1\"\n"), main::una(), main::una(), main::una()]
--- error_code eval: [200, 201, 200, 409, 200, 200, 200, 200]
--- campos eval
["precio_venta = 115.00", "deshace_id = 1\nresumen.cambian = 3\nresumen.avisos.cambiado_despues = 1",
 "datos.# = 1\ndatos.0.codigo = YERBA\ndatos.0.avisos.0 = cambiado_despues",
 "codigo = remarcacion_ya_deshecha\nremarcacion_id = 2", "situacion = vigente", "precio = 115.00",
 "precio = 1000.00", "situacion = deshecha"]


=== an instant of tomorrow: all at once, and cancelled before it
--- request eval
['POST /api/negocio/v1/remarcaciones
{"nombre":"Año nuevo","vigente_desde":"2099-01-01T03:00:00Z","productos":[1,4],"regla":{"tipo":"porcentaje","valor":"50"}}',
 'POST /api/negocio/v1/remarcaciones/3/aprobar
{}', 'GET /api/negocio/v1/precios/consultar?codigo=YERBA',
 'GET /api/negocio/v1/precios/consultar?codigo=YERBA&fecha=2099-01-01T03:00:00Z',
 'GET /api/negocio/v1/precios/consultar?codigo=FIDEOS&fecha=2099-01-01T03:00:00Z',
 'POST /api/negocio/v1/remarcaciones/3/deshacer',
 'POST /api/negocio/v1/remarcaciones/3/cancelar',
 'GET /api/negocio/v1/precios/consultar?codigo=YERBA&fecha=2099-01-01T03:00:00Z']
--- more_headers eval
[main::una(), main::otra("If-Match: \"1\"\n"), (main::una()) x 4, main::una("If-Match: \"2\"\n"), main::una()]
--- error_code eval: [201, 200, 200, 200, 200, 409, 200, 200]
--- campos eval
["resumen.cambian = 2", "situacion = programada", "precio = 115.00\ncambia_en = 2099-01-01T03:00:00+00:00", "precio = 172.50",
 "precio = 30.00", "codigo = remarcacion_programada", "estado = cancelada", "precio = 115.00"]


=== a price that changed since the dry run is refused, or left out
--- request eval
['POST /api/negocio/v1/remarcaciones
{"nombre":"Otra","regla":{"tipo":"porcentaje","valor":"10"},"categoria_id":1}',
 'PATCH /api/deposito/v1/productos/4
{"precio_venta":"25"}',
 'POST /api/negocio/v1/remarcaciones/4/aprobar
{}', 'POST /api/negocio/v1/remarcaciones/4/aprobar
{"omitir_cambiados":true}', 'GET /api/negocio/v1/precios/consultar?codigo=FIDEOS',
 'GET /api/negocio/v1/precios/consultar?codigo=YERBA']
--- more_headers eval
[main::una(), main::una("If-Match: *\n"), (main::otra("If-Match: \"1\"\n")) x 2, main::una(), main::una()]
--- error_code eval: [201, 200, 409, 200, 200, 200]
--- campos eval
["resumen.cambian = 2", "precio_venta = 25.00", "codigo = precios_cambiaron\nproductos.0 = 4", "resumen.cambian = 1\nresumen.avisos.omitido = 1",
 "precio = 25.00", "precio = 126.50"]


=== a branch of its own; an index; what cannot be
--- antes
INSERT INTO inv.indice (mes, porcentaje) VALUES ('2020-03-01', 3.3415), ('2020-04-01', 1.4955);
--- request eval
['POST /api/negocio/v1/remarcaciones
{"nombre":"Norte","sucursal_id":2,"productos":[1],"regla":{"tipo":"indice","valor":"100","paso":"0.50"},"indice_desde":"2020-03-01","indice_hasta":"2020-05-01"}',
 'POST /api/negocio/v1/remarcaciones/5/aprobar
{}', 'GET /api/negocio/v1/precios/consultar?codigo=YERBA&sucursal_id=2',
 'GET /api/negocio/v1/precios/consultar?codigo=YERBA&sucursal_id=1',
 'POST /api/negocio/v1/remarcaciones/5/deshacer', 'POST /api/negocio/v1/remarcaciones/6/aprobar
{}', 'GET /api/negocio/v1/precios/consultar?codigo=YERBA&sucursal_id=2',
 'POST /api/negocio/v1/remarcaciones
{"nombre":"Índice","regla":{"tipo":"indice","valor":"100"},"indice_desde":"2020-03-01"}',
 'POST /api/negocio/v1/remarcaciones
{"nombre":"Nada","regla":{"tipo":"porcentaje","valor":"0"}}',
 'POST /api/negocio/v1/remarcaciones
{"nombre":"Norte","regla":{"tipo":"porcentaje","valor":"1"}}']
--- more_headers eval
[main::una(), main::otra("If-Match: \"1\"\n"), main::una(), main::una(), main::una(), main::otra("If-Match: \"1\"\n"), main::una(),
 main::una(), main::una(), Deposito::solo_sucursal('negocio', 2)]
--- error_code eval: [201, 200, 200, 200, 201, 200, 200, 409, 409, 403]
--- campos eval
["resumen.cambian = 1", "situacion = vigente",
 # 126.50 * 1.0488697 = 132.68
 "precio = 132.50\nprecio_propio = true", "precio = 126.50", "resumen.cambian = 1", "situacion = vigente",
 "precio = 126.50\nprecio_propio = false", "codigo = indice_incompleto", "codigo = remarcacion_vacia", "codigo = sucursal_no_permitida"]


=== the diff as a file
--- rol: negocio
--- request
GET /api/negocio/v1/remarcaciones/1/exportar?aplica=true
--- response_body_like eval
qr/\Acodigo,nombre,precio_antes,.*\r
YERBA,Yerba Mate Suave,100.00,110.00,10.00,60.0000,37.74,51.52,Todo,,si\r\n/
