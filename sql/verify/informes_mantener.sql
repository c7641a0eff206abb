-- Verify inventario:informes_mantener on pg

BEGIN;

SELECT 1 / (coalesce(has_function_privilege(
    'inventario_app', to_regproc(f.nombre)::oid, 'EXECUTE'), false))::int
FROM unnest(ARRAY[
    'api.metricas',
    'api.mantener']) AS f (nombre);
SELECT FROM inv.medida WHERE false;

ROLLBACK;
