-- Verify inventario:pedidos_recepciones on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f, 'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.pedido_recibir(jsonb,bigint,jsonb)']) AS f;

ROLLBACK;
