-- Verify inventario:ventas_consultas on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f::regproc,
    'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.venta_obtener',
    'api.venta_por_numero',
    'api.ventas_listar',
    'api.ventas_exportar']) AS f;
SELECT 1 / (NOT has_function_privilege('inventario_app',
    'inv.sucursales_visibles'::regproc, 'EXECUTE'))::int;

ROLLBACK;
