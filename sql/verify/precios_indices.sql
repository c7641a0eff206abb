-- Verify inventario:precios_indices on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f::regproc, 'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.inflacion_acumulada',
    'api.indices_listar',
    'api.indice_obtener',
    'api.indice_crear',
    'api.indice_modificar',
    'api.indice_eliminar',
    'api.indices_importar']) AS f;

ROLLBACK;
