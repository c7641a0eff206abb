-- Verify inventario:ventas_pedidos on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f::regproc,
    'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.ventas_aplicar']) AS f;
SELECT 1 / (NOT has_function_privilege('inventario_app',
    'inv.venta_mover'::regproc, 'EXECUTE'))::int;

ROLLBACK;
