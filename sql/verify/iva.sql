-- Verify inventario:iva on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f, 'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.reporte_iva(jsonb,text)',
    'api.reporte_iva_exportar(jsonb,text,text)',
    'api.libro_iva(jsonb,text,text)']) AS f;

ROLLBACK;
