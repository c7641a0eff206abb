-- Verify inventario:informes_valuacion on pg

BEGIN;

SELECT 1 / (coalesce(has_function_privilege(
    'inventario_app', to_regproc(f.nombre)::oid, 'EXECUTE'), false))::int
FROM unnest(ARRAY[
    'api.reporte_valuacion',
    'api.valuacion_exportar',
    'api.reporte_stock']) AS f (nombre);
SELECT FROM inv.cierre WHERE false;
SELECT FROM inv.cierre_saldo WHERE false;
SELECT FROM inv.cierre_costo WHERE false;
SELECT FROM inv.cierre_estado WHERE false;

ROLLBACK;
