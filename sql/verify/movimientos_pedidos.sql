-- Verify inventario:movimientos_pedidos on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f, 'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.movimientos_aplicar(jsonb)']) AS f;

ROLLBACK;
