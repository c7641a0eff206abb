-- Verify inventario:catalogo_tandas on pg

BEGIN;

SELECT 'inv.importar_emparejar'::regproc;
SELECT 'inv.importar_contrastar'::regproc;
SELECT 'inv.importar_repetidos'::regproc;
SELECT 'inv.importar_cambian'::regproc;
SELECT 'inv.importar_crear'::regproc;
SELECT 'inv.importar_actualizar'::regproc;
SELECT 'inv.importacion_cerrar'::regproc;
SELECT 'api.producto_importar'::regproc;

-- the program may call them
SELECT 1 / has_function_privilege('inventario_app',
    'api.producto_importar'::regproc, 'EXECUTE')::integer;

ROLLBACK;
