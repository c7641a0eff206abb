-- Verify inventario:catalogo_lugares on pg

BEGIN;

SELECT 'inv.categoria_json'::regproc;
SELECT 'api.categorias_listar'::regproc;
SELECT 'api.categoria_obtener'::regproc;
SELECT 'inv.categoria_padre_exigir'::regproc;
SELECT 'api.categoria_crear'::regproc;
SELECT 'api.categoria_modificar'::regproc;
SELECT 'api.categoria_eliminar'::regproc;
SELECT 'inv.sucursal_json'::regproc;
SELECT 'api.sucursales_listar'::regproc;
SELECT 'inv.sucursal_exigir'::regproc;
SELECT 'inv.sucursal_pedida'::regproc;
SELECT 'inv.sucursal_respuesta'::regproc;
SELECT 'api.sucursal_obtener'::regproc;
SELECT 'api.sucursal_crear'::regproc;
SELECT 'api.sucursal_modificar'::regproc;
SELECT 'inv.ubicacion_json'::regproc;
SELECT 'api.ubicaciones_listar'::regproc;
SELECT 'inv.ubicacion_respuesta'::regproc;
SELECT 'api.ubicacion_obtener'::regproc;
SELECT 'api.ubicacion_crear'::regproc;
SELECT 'api.ubicacion_modificar'::regproc;
SELECT 'inv.lote_json'::regproc;
SELECT 'api.lotes_listar'::regproc;
SELECT 'inv.lote_respuesta'::regproc;
SELECT 'api.lote_obtener'::regproc;
SELECT 'api.lote_modificar'::regproc;

-- the program may call them
SELECT 1 / has_function_privilege('inventario_app',
    'api.categorias_listar'::regproc, 'EXECUTE')::integer;
SELECT 1 / has_function_privilege('inventario_app',
    'api.categoria_obtener'::regproc, 'EXECUTE')::integer;
SELECT 1 / has_function_privilege('inventario_app',
    'api.categoria_crear'::regproc, 'EXECUTE')::integer;
SELECT 1 / has_function_privilege('inventario_app',
    'api.categoria_modificar'::regproc, 'EXECUTE')::integer;
SELECT 1 / has_function_privilege('inventario_app',
    'api.categoria_eliminar'::regproc, 'EXECUTE')::integer;
SELECT 1 / has_function_privilege('inventario_app',
    'api.sucursales_listar'::regproc, 'EXECUTE')::integer;
SELECT 1 / has_function_privilege('inventario_app',
    'api.sucursal_obtener'::regproc, 'EXECUTE')::integer;
SELECT 1 / has_function_privilege('inventario_app',
    'api.sucursal_crear'::regproc, 'EXECUTE')::integer;
SELECT 1 / has_function_privilege('inventario_app',
    'api.sucursal_modificar'::regproc, 'EXECUTE')::integer;
SELECT 1 / has_function_privilege('inventario_app',
    'api.ubicaciones_listar'::regproc, 'EXECUTE')::integer;
SELECT 1 / has_function_privilege('inventario_app',
    'api.ubicacion_obtener'::regproc, 'EXECUTE')::integer;
SELECT 1 / has_function_privilege('inventario_app',
    'api.ubicacion_crear'::regproc, 'EXECUTE')::integer;
SELECT 1 / has_function_privilege('inventario_app',
    'api.ubicacion_modificar'::regproc, 'EXECUTE')::integer;
SELECT 1 / has_function_privilege('inventario_app',
    'api.lotes_listar'::regproc, 'EXECUTE')::integer;
SELECT 1 / has_function_privilege('inventario_app',
    'api.lote_obtener'::regproc, 'EXECUTE')::integer;
SELECT 1 / has_function_privilege('inventario_app',
    'api.lote_modificar'::regproc, 'EXECUTE')::integer;

ROLLBACK;
