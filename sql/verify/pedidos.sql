-- Verify inventario:pedidos on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f, 'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.pedido_crear(jsonb,jsonb)',
    'api.pedido_modificar(jsonb,bigint,jsonb)',
    'api.pedido_enviar(jsonb,bigint)',
    'api.pedido_cancelar(jsonb,bigint,jsonb)',
    'api.pedido_cerrar(jsonb,bigint,jsonb)',
    'api.pedido_obtener(jsonb,bigint)',
    'api.pedidos_listar(jsonb,bigint,bigint,bigint,text,date,date,bigint,text,boolean)',
    'api.pedido_csv(jsonb,bigint,text)']) AS f;

ROLLBACK;
