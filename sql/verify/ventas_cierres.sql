-- Verify inventario:ventas_cierres on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f::regproc,
    'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.caja_parcial',
    'api.cierre_crear',
    'api.cierre_obtener',
    'api.cierres_listar']) AS f;
SELECT 1 / (NOT has_function_privilege('inventario_app',
    'inv.caja_totales'::regproc, 'EXECUTE'))::int;

ROLLBACK;
