-- Verify inventario:ventas_reversos on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f::regproc,
    'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.venta_anular',
    'api.venta_devolver',
    'api.venta_cambiar']) AS f;
SELECT 1 / (NOT has_function_privilege('inventario_app',
    'inv.venta_origenes_trabar'::regproc, 'EXECUTE'))::int;

ROLLBACK;
