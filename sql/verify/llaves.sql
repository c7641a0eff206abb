-- Verify inventario:llaves on pg

BEGIN;

SELECT 1 / (coalesce(has_function_privilege(
    'inventario_app', to_regproc(f.nombre)::oid, 'EXECUTE'), false))::int
FROM unnest(ARRAY[
    'api.llave_leer', 'api.llave_usada', 'api.llave_crear',
    'api.llave_rotar', 'api.llave_revocar', 'api.llave_obtener',
    'api.llaves_listar', 'api.identidad']) AS f (nombre);
SELECT 1 / (NOT has_table_privilege('inventario_app', 'inv.llave',
                                    'SELECT'))::int;

ROLLBACK;
