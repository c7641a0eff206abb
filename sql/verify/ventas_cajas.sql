-- Verify inventario:ventas_cajas on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f::regproc,
    'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.cajas_listar',
    'api.caja_obtener',
    'api.caja_crear',
    'api.caja_modificar',
    'api.medios_listar',
    'api.medio_crear',
    'api.medio_modificar']) AS f;
SELECT 1 / (NOT has_function_privilege('inventario_app',
    'inv.caja_json'::regproc, 'EXECUTE'))::int;

ROLLBACK;
