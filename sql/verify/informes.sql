-- Verify inventario:informes on pg

BEGIN;

SELECT 1 / (coalesce(has_function_privilege(
    'inventario_app', to_regproc(f.nombre)::oid, 'EXECUTE'), false))::int
FROM unnest(ARRAY[
    'api.existencias_listar',
    'api.existencias_exportar',
    'api.existencias_producto',
    'api.existencias_criticas',
    'api.existencias_excesos',
    'api.existencias_sin_stock',
    'api.existencias_resumen']) AS f (nombre);
SELECT FROM inv.temporada_factor WHERE false;
SELECT FROM inv.producto_stock WHERE false;

ROLLBACK;
