-- Verify inventario:documentos on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f, 'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.reserva_crear(jsonb,jsonb)',
    'api.reservas_listar(jsonb,bigint,text,text,bigint,text,boolean)',
    'api.reserva_obtener(jsonb,bigint)',
    'api.reserva_liberar(jsonb,bigint)',
    'api.reserva_confirmar(jsonb,bigint,jsonb)']) AS f;
SELECT 'inv.reservas_vencer()'::regprocedure;
SELECT 1 / (NOT has_function_privilege('inventario_app',
    'inv.reservas_vencer()', 'EXECUTE'))::int;

ROLLBACK;
