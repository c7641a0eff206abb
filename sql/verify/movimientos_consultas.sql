-- Verify inventario:movimientos_consultas on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f, 'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.movimientos_listar(jsonb,bigint,bigint,text,bigint,text,date,'
        'date,text,bigint,text,boolean)',
    'api.movimiento_obtener(jsonb,bigint)',
    'api.movimiento_anular(jsonb,bigint,jsonb)']) AS f;
SELECT 'inv.movimiento_referencia'::regclass;

ROLLBACK;
