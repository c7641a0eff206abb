-- Verify inventario:facturas_estados on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f, 'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.factura_conciliacion(jsonb,bigint)',
    'api.factura_tolerancia(jsonb)',
    'api.factura_tolerancia_poner(jsonb,jsonb)',
    'api.factura_propuestas(jsonb,bigint)',
    'api.factura_validar(jsonb,bigint)',
    'api.factura_contabilizar(jsonb,bigint,jsonb)',
    'api.factura_anular(jsonb,bigint,jsonb)']) AS f;

ROLLBACK;
