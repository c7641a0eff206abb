-- Revert inventario:catalogo_importar from pg

BEGIN;

DROP FUNCTION inv.importar_nombrar, inv.proveedor_de_nombre,
    inv.categoria_de_ruta, inv.importar_separar, inv.importar_defectos,
    inv.celda_defecto, inv.importar_anotar, inv.importar_leer,
    inv.importacion_abrir;

COMMIT;
