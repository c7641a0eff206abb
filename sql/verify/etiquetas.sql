-- Verify inventario:etiquetas on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f::regproc, 'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.etiquetas_listar',
    'api.sepa_exportar']) AS f;

ROLLBACK;
