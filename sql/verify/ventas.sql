-- Verify inventario:ventas on pg

BEGIN;

SELECT 1 / (NOT has_function_privilege('inventario_app',
    'inv.venta_impedimento'::regproc, 'EXECUTE'))::int;

ROLLBACK;
