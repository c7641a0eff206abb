-- Verify inventario:movimientos_rapido on pg

BEGIN;

SELECT 1 / (coalesce(has_function_privilege('inventario_app',
    to_regprocedure('api.movimientos_aplicar(jsonb)')::oid, 'EXECUTE'),
    false))::int;
SELECT 1 / (to_regprocedure('inv.mov_pedidos(jsonb)') IS NOT NULL)::int;

ROLLBACK;
