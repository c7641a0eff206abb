# Reports of sales and of margins.

use Inventario 'no_plan';
use Deposito;
use Ventas;

sub hacer { return Ventas::post(@_) }
sub t { return Ventas::ticket(@_) }
sub l { return Ventas::linea(@_) }

our $r = 'GET /api/negocio/v1/reportes';
our $cuando = 'desde=2026-03-01&hasta=2026-03-31';

run_tests();

__DATA__

=== two days, two branches; a late evening is still that day in Buenos Aires
--- antes eval
Ventas::tienda() . "SELECT setval('inv.documento_id', 99); UPDATE inv.producto SET iva = 10.5 WHERE id = 2;"
--- rol: negocio
--- request eval
[::hacer('[' . CORE::join(',',
  ::t(1, '290', ::l(1, 3, '"descuento":"10"'), '"ocurrido_en":"2026-03-01T09:15:00-03:00"'),
  ::t(2, '1100', ::l(1, 1) . ',' . ::l(2, 1), '"ocurrido_en":"2026-03-01T23:50:00-03:00"'),
  ::t(3, '100', ::l(1, 1), '"ocurrido_en":"2026-03-02T09:00:00-03:00"') =~ s/efectivo/debito/r,
  ::t(1, '500', ::l(1, 5), '"ocurrido_en":"2026-03-02T10:00:00-03:00"') =~ s/"caja_id":1/"caja_id":3/r) . ']'),
 "POST /api/negocio/v1/ventas/104/devolver\n{\"lineas\":[{\"linea\":1,\"cantidad\":\"1\"}],\"ocurrido_en\":\"2026-03-02T12:00:00-03:00\"}",
 "POST /api/negocio/v1/ventas/106/anular\n{\"motivo\":\"x\",\"ocurrido_en\":\"2026-03-02T12:00:00-03:00\"}"]
--- error_code eval: [200, 201, 201]
--- campos eval: ["resultados.3.estado = 201", 'total = 96.67', 'total = 100.00']


=== by everything
--- rol: consulta
--- request eval
[map { "$::r/ventas?por=$_&$::cuando" } qw(dia hora producto categoria sucursal caja medio)]
--- error_code eval: [(200) x 7]
--- campos eval
my $t = "totales.importe = 1793.33\ntotales.tickets = 4\ntotales.devoluciones = 1\ntotales.anulaciones = 1\n";
["${t}datos.0.clave = 2026-03-01\ndatos.0.importe = 1390.00\ndatos.0.tickets = 2\ndatos.0.descuento = 10.00\ndatos.1.clave = 2026-03-02\ndatos.1.importe = 403.33\ndatos.1.unidades = 4.000\ndatos.1.anulaciones = 1",
 "${t}datos.0.clave = 09\ndatos.0.importe = 390.00\ndatos.3.clave = 23\ndatos.3.importe = 1100.00",
 "${t}datos.0.clave = 2\ndatos.0.importe = 1000.00\ndatos.1.nombre = Yerba Mate Suave\ndatos.1.importe = 793.33\ndatos.1.unidades = 8.000",
 "${t}datos.0.nombre = Quesos\ndatos.1.nombre = Almacén\ndatos.1.importe = 793.33",
 "${t}datos.0.nombre = Centro\ndatos.0.importe = 1293.33\ndatos.1.nombre = Feria\ndatos.1.importe = 500.00",
 "${t}datos.0.clave = 1\ndatos.1.clave = 3",
 "${t}datos.0.clave = efectivo\ndatos.0.importe = 1793.33\ndatos.1.clave = debito\ndatos.1.importe = 0.00"]


=== filters, limits, what is no good
--- rol: consulta
--- request eval
["$::r/ventas?$::cuando&sucursal_id=3", "$::r/ventas?$::cuando&caja_id=1&por=producto&limite=1",
 "$::r/ventas?desde=2026-03-02&hasta=2026-03-01", "$::r/ventas?por=luna", "$::r/ventas?sucursal_id=99",
 "$::r/ventas?desde=2025-01-01&hasta=2025-01-31"]
--- error_code eval: [200, 200, 422, 422, 404, 200]
--- campos eval
['totales.importe = 500.00', "totales.importe = 1293.33\ndatos.# = 1", 'errores.0.campo = hasta', 'errores.0.campo = por', 'codigo = sucursal_no_encontrada', "totales.importe = 0.00\ndatos.# = 0"]


=== margins: without IVA, at the cost of the moment
--- antes
UPDATE inv.producto SET precio_costo = 9999;
--- rol: consulta
--- request eval
["$::r/margenes?$::cuando", "$::r/margenes?por=categoria&$::cuando&sucursal_id=3"]
--- error_code eval: [200, 200]
--- campos eval
["datos.0.clave = 2\ndatos.0.importe = 1000.00\ndatos.0.neto = 904.98\ndatos.0.costo = 500.00\ndatos.0.margen = 404.98\ndatos.0.margen_pct = 44.75\ndatos.1.unidades = 8.000\ndatos.1.neto = 655.64\ndatos.1.costo = 480.00\ndatos.1.margen = 175.64\ntotales.margen = 580.62",
 "datos.0.nombre = Almacén\ndatos.0.neto = 413.22\ndatos.0.costo = 300.00"]


=== CSV of both
--- rol: consulta
--- request eval
["$::r/ventas/exportar?$::cuando&por=caja", "$::r/margenes/exportar?$::cuando"]
--- error_code eval: [200, 200]
--- response_body eval
["caja,nombre,tickets,devoluciones,anulaciones,unidades,descuento,importe\r\n1,Caja 1,3,1,1,4.000,6.67,1293.33\r\n3,Caja 3,1,0,0,5.000,0.00,500.00\r\n",
 "producto,nombre,unidades,importe,neto,costo,margen,margen_pct\r\n1,Yerba Mate Suave,8.000,793.33,655.64,480.00,175.64,26.79\r\n2,Queso Cremoso,1.000,1000.00,904.98,500.00,404.98,44.75\r\n"]


=== CSV: more than a page, each once
--- antes
INSERT INTO inv.producto (codigo, nombre, precio_venta) SELECT 'M' || n, 'Uno de muchos', 1 FROM generate_series(1, 2100) AS n;
INSERT INTO inv.venta (id, caja_id, sucursal_id, tipo, signo, total, ocurrido_en) VALUES (9000, 2, 2, 'venta', 1, 2100, '2026-04-10');
INSERT INTO inv.venta_linea (venta_id, linea, producto_id, cantidad, precio, importe, iva, costo) SELECT 9000, id, id, 1, 1, 1, 21, 0 FROM inv.producto WHERE nombre = 'Uno de muchos';
--- rol: consulta
--- request eval
"$::r/ventas/exportar?por=producto&desde=2026-04-01&hasta=2026-04-30"
--- error_code: 200
--- response_body_like eval: qr/\A(?:[^\r\n]*\r\n){2101}\z/


=== the user of a branch sees his own; roles
--- more_headers eval
[(Deposito::solo_sucursal('negocio', 3)) x 4, '']
--- request eval
["$::r/ventas?$::cuando", "$::r/margenes?$::cuando", "$::r/ventas?$::cuando&sucursal_id=1", "$::r/ventas/exportar?$::cuando&por=caja", "$::r/ventas"]
--- error_code eval: [200, 200, 403, 200, 401]
--- response_body_like eval
['"importe" : "500\.00"}}', '"neto" : "413\.22"', 'sucursal_no_permitida', "\\A[^\r\n]*\r\n3,Caja 3,[^\r\n]*\r\n\\z", 'no_autenticado']


=== for the IVA report: a row per ticket and rate, and it adds up to what was paid
--- request
GET /health
--- luego
SELECT string_agg(concat_ws(':', dia, signo, tasa, neto, iva), ' ' ORDER BY venta_id, tasa), sum(signo * (neto + iva)) FROM inv.venta_iva WHERE venta_id < 9000
--- luego_da
2026-03-01:1:21.00:239.67:50.33 2026-03-01:1:10.50:904.98:95.02 2026-03-01:1:21.00:82.64:17.36 2026-03-02:1:21.00:82.64:17.36 2026-03-02:1:21.00:413.22:86.78 2026-03-02:-1:21.00:79.89:16.78 2026-03-02:-1:21.00:82.64:17.36|1793.33
