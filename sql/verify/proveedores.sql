-- Verify inventario:proveedores on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f, 'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.proveedor_crear(jsonb,jsonb)',
    'api.proveedor_modificar(jsonb,bigint,jsonb)',
    'api.proveedor_obtener(jsonb,bigint)',
    'api.proveedores_listar(jsonb,text,boolean,bigint,text,boolean)',
    'api.proveedor_asignar(jsonb,jsonb)']) AS f;

ROLLBACK;
