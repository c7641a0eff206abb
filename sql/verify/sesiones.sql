-- Verify inventario:sesiones on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app',
    'api.usuario_para_sesion(jsonb,bigint)', 'EXECUTE'))::int;

ROLLBACK;
