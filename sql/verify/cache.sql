-- Verify inventario:cache on pg

BEGIN;

SELECT 1 / (coalesce(has_function_privilege(
    'inventario_app', to_regproc(f.nombre)::oid, 'EXECUTE'), false))::int
FROM unnest(ARRAY['api.cambios', 'api.cache_invalidar']) AS f (nombre);
SELECT 1 / (count(*) >= 45)::int FROM pg_trigger
WHERE tgname LIKE 'cambio_ajeno_%';

ROLLBACK;
