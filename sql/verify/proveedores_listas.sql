-- Verify inventario:proveedores_listas on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f, 'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.proveedor_lista_poner(jsonb,bigint,boolean,jsonb)',
    'api.proveedor_lista(jsonb,bigint,boolean,bigint,text,boolean)',
    'api.proveedor_lista_quitar(jsonb,bigint,bigint)',
    'api.producto_proveedores(jsonb,bigint)']) AS f;

ROLLBACK;
