-- Revert inventario:ventas_informes from pg

BEGIN;

DROP FUNCTION api.reporte_margenes_exportar;
DROP FUNCTION api.reporte_ventas_exportar;
DROP FUNCTION api.reporte_margenes;
DROP FUNCTION inv.margenes_agrupar;
DROP FUNCTION api.reporte_ventas;
DROP FUNCTION inv.ventas_agrupar;
DROP FUNCTION inv.ventas_del_informe;

COMMIT;
