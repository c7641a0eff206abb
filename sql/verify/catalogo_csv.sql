-- Verify inventario:catalogo_csv on pg

BEGIN;

SELECT 'inv.columna_normal'::regproc;
SELECT 'inv.columnas_conocidas'::regproc;
SELECT 'inv.columnas_leer'::regproc;
SELECT 'inv.csv_texto'::regproc;
SELECT 'inv.coma_indicio'::regproc;
SELECT 'inv.numero_leer'::regproc;
SELECT 'inv.booleano_leer'::regproc;
SELECT 'inv.unidad_leer'::regproc;
SELECT 'inv.importar_mensaje'::regproc;
SELECT 'inv.categoria_ruta'::regproc;
SELECT 'api.productos_exportar'::regproc;
SELECT 'inv.importacion_json'::regproc;
SELECT 'inv.importacion_error_json'::regproc;
SELECT 'inv.importacion_exigir'::regproc;
SELECT 'api.importacion_obtener'::regproc;
SELECT 'api.importacion_errores'::regproc;

-- the program may call them
SELECT 1 / has_function_privilege('inventario_app',
    'api.productos_exportar'::regproc, 'EXECUTE')::integer;
SELECT 1 / has_function_privilege('inventario_app',
    'api.importacion_obtener'::regproc, 'EXECUTE')::integer;
SELECT 1 / has_function_privilege('inventario_app',
    'api.importacion_errores'::regproc, 'EXECUTE')::integer;
SELECT clave, avisos, encabezado, columnas, coma, respuesta, actualizado_en
FROM inv.importacion WHERE false;
SELECT aviso FROM inv.importacion_error WHERE false;

ROLLBACK;
