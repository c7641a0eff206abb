-- Verify inventario:proveedores_importar on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f, 'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.proveedor_lista_importar(jsonb,bigint,boolean,text,jsonb)']) AS f;

ROLLBACK;
