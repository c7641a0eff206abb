-- Verify inventario:catalogo_codigos on pg

BEGIN;

SELECT 'api.producto_obtener'::regproc;
SELECT 'inv.producto_leido'::regproc;
SELECT 'inv.codigo_lento'::regproc;
SELECT 'api.producto_por_codigo'::regproc;
SELECT 'inv.categoria_ramas'::regproc;
SELECT 'inv.productos_filtrar'::regproc;
SELECT 'api.productos_listar'::regproc;

-- the program may call them
SELECT 1 / has_function_privilege('inventario_app',
    'api.producto_obtener'::regproc, 'EXECUTE')::integer;
SELECT 1 / has_function_privilege('inventario_app',
    'api.producto_por_codigo'::regproc, 'EXECUTE')::integer;
SELECT 1 / has_function_privilege('inventario_app',
    'api.productos_listar'::regproc, 'EXECUTE')::integer;

ROLLBACK;
