-- Revert inventario:catalogo_csv from pg

BEGIN;

DROP FUNCTION api.importacion_errores, api.importacion_obtener,
    inv.importacion_exigir, inv.importacion_error_json, inv.importacion_json,
    api.productos_exportar, inv.categoria_ruta, inv.importar_mensaje,
    inv.unidad_leer, inv.booleano_leer, inv.numero_leer, inv.coma_indicio,
    inv.csv_texto, inv.columnas_leer, inv.columnas_conocidas,
    inv.columna_normal;
DROP TYPE inv.fila_importada;
DROP TABLE inv.importacion_codigo;
ALTER TABLE inv.importacion_error DROP COLUMN aviso;
DROP INDEX inv.importacion_clave_duplicada;
ALTER TABLE inv.importacion DROP COLUMN actualizado_en,
    DROP COLUMN respuesta, DROP COLUMN coma, DROP COLUMN columnas,
    DROP COLUMN encabezado, DROP COLUMN avisos, DROP COLUMN clave;

COMMIT;
