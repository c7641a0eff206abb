-- Verify inventario:precios_reglas on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f::regproc, 'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.regla_crear',
    'api.regla_modificar',
    'api.regla_eliminar',
    'api.regla_obtener',
    'api.reglas_listar']) AS f;

ROLLBACK;
