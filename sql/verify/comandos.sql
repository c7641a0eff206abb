-- Verify inventario:comandos on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f, 'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.comando(jsonb,jsonb)']) AS f;

ROLLBACK;
