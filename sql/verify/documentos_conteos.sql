-- Verify inventario:documentos_conteos on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f, 'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.conteo_plan(jsonb,bigint,bigint)',
    'api.conteo_crear(jsonb,jsonb)',
    'api.conteo_obtener(jsonb,bigint)',
    'api.conteos_listar(jsonb,bigint,text,bigint,text,boolean)',
    'api.conteo_contar(jsonb,bigint,jsonb)',
    'api.conteo_recontar(jsonb,bigint)',
    'api.conteo_cerrar(jsonb,bigint)',
    'api.conteo_cancelar(jsonb,bigint)']) AS f;
SELECT 'inv.conteo_linea_producto'::regclass;

ROLLBACK;
