-- Verify inventario:ventas_informes on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f::regproc,
    'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.reporte_ventas',
    'api.reporte_margenes',
    'api.reporte_ventas_exportar',
    'api.reporte_margenes_exportar']) AS f;
SELECT 1 / (NOT has_function_privilege('inventario_app',
    'inv.ventas_del_informe'::regproc, 'EXECUTE'))::int;

ROLLBACK;
