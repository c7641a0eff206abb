-- Verify inventario:documentos_transferencias on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f, 'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.transferencia_crear(jsonb,jsonb)',
    'api.transferencia_enviar(jsonb,bigint)',
    'api.transferencia_recibir(jsonb,bigint,jsonb)',
    'api.transferencia_cerrar(jsonb,bigint,jsonb)',
    'api.transferencia_cancelar(jsonb,bigint)',
    'api.transferencia_obtener(jsonb,bigint)',
    'api.transferencias_listar(jsonb,bigint,text,bigint,text,boolean)']) AS f;

ROLLBACK;
