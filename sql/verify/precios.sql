-- Verify inventario:precios on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f, 'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.precio_consultar(jsonb,text,bigint,timestamptz)',
    'api.precios_historial(jsonb,bigint,text,bigint,timestamptz,timestamptz,'
        'bigint,text,boolean)',
    'api.precio_poner(jsonb,jsonb)',
    'api.precio_retirar(jsonb,bigint)',
    'inv.precio_en(bigint,bigint,timestamptz)']) AS f;
SELECT 'inv.precios_asentar(integer)'::regprocedure;

ROLLBACK;
