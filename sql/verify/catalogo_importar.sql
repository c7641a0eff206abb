-- Verify inventario:catalogo_importar on pg

BEGIN;

SELECT 'inv.importacion_abrir'::regproc;
SELECT 'inv.importar_leer'::regproc;
SELECT 'inv.importar_anotar'::regproc;
SELECT 'inv.celda_defecto'::regproc;
SELECT 'inv.importar_defectos'::regproc;
SELECT 'inv.importar_separar'::regproc;
SELECT 'inv.categoria_de_ruta'::regproc;
SELECT 'inv.proveedor_de_nombre'::regproc;
SELECT 'inv.importar_nombrar'::regproc;

ROLLBACK;
