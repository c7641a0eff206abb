-- Verify inventario:catalogo on pg

BEGIN;

SELECT 'inv.json_texto'::regproc;
SELECT 'inv.json_numero'::regproc;
SELECT 'inv.csv'::regproc;
SELECT 'inv.veredicto'::regproc;
SELECT 'inv.factor_temporada'::regproc;
SELECT 'inv.ubicaciones_visibles'::regproc;
SELECT 'inv.gtin_valido'::regproc;
SELECT 'inv.gtin_normal'::regproc;
SELECT 'inv.gtin_corto'::regproc;
SELECT 'inv.codigo_clave'::regproc;
SELECT 'inv.codigo_defecto'::regproc;
SELECT 'inv.codigo_mensaje'::regproc;
SELECT 'inv.codigo_exigir'::regproc;
SELECT 'inv.codigo_ocupado'::regproc;
SELECT 'inv.codigos_de'::regproc;
SELECT 'inv.codigos_poner'::regproc;
SELECT 'inv.producto_json'::regproc;
SELECT 'inv.codigos_json'::regproc;
SELECT 'inv.producto_documento'::regproc;
SELECT 'inv.producto_evento'::regproc;
SELECT 'inv.diferencia'::regproc;
SELECT 'inv.producto_respuesta'::regproc;
SELECT 'inv.producto_referencias'::regproc;
SELECT 'inv.producto_vacio'::regproc;
SELECT 'inv.producto_crear_uno'::regproc;
SELECT 'api.producto_crear'::regproc;
SELECT 'inv.producto_sin_stock'::regproc;
SELECT 'inv.producto_cambiar'::regproc;
SELECT 'api.producto_modificar'::regproc;
SELECT 'api.producto_reemplazar'::regproc;
SELECT 'api.producto_eliminar'::regproc;

-- the program may call them
SELECT 1 / has_function_privilege('inventario_app',
    'api.producto_crear'::regproc, 'EXECUTE')::integer;
SELECT 1 / has_function_privilege('inventario_app',
    'api.producto_modificar'::regproc, 'EXECUTE')::integer;
SELECT 1 / has_function_privilege('inventario_app',
    'api.producto_reemplazar'::regproc, 'EXECUTE')::integer;
SELECT 1 / has_function_privilege('inventario_app',
    'api.producto_eliminar'::regproc, 'EXECUTE')::integer;
SELECT documento FROM inv.producto WHERE false;

ROLLBACK;
