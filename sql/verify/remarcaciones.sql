-- Verify inventario:remarcaciones on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f::regproc, 'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.remarcacion_crear',
    'api.remarcacion_obtener',
    'api.remarcaciones_listar',
    'api.remarcacion_lineas',
    'api.remarcacion_exportar',
    'api.remarcacion_aprobar',
    'api.remarcacion_cancelar',
    'api.remarcacion_deshacer']) AS f;

ROLLBACK;
