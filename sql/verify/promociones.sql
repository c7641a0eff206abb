-- Verify inventario:promociones on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f::regproc, 'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.promocion_crear',
    'api.promocion_modificar',
    'api.promocion_eliminar',
    'api.promocion_obtener',
    'api.promociones_listar',
    'api.ticket_calcular',
    'api.promocion_probar']) AS f;

ROLLBACK;
