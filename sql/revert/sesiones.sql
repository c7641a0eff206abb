-- Revert inventario:sesiones from pg

BEGIN;

DROP FUNCTION api.usuario_para_sesion(jsonb, bigint);

COMMIT;
