-- Verify inventario:facturas on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f, 'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.factura_crear(jsonb,jsonb)',
    'api.factura_reemplazar(jsonb,bigint,jsonb)',
    'api.factura_obtener(jsonb,bigint)',
    'api.facturas_listar(jsonb,bigint,text,bigint,text,bigint,date,date,bigint,'
        'text,boolean)',
    'api.factura_qr_leer(jsonb,jsonb)']) AS f;

ROLLBACK;
