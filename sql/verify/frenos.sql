-- Verify inventario:frenos on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f, 'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.usuario_desbloquear(jsonb,bigint)',
    'api.refresco_reusado(jsonb,bigint,text)']) AS f;
SELECT olvidadas FROM api.usuario_para_login('{}', 'nadie');
SELECT activo FROM api.usuario_para_sesion('{}', 0);

ROLLBACK;
