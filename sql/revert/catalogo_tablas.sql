-- Revert inventario:catalogo_tablas from pg

BEGIN;

DROP TABLE inv.importacion_error, inv.importacion, inv.balanza_formato,
    inv.producto_codigo, inv.producto, inv.proveedor, inv.categoria;

COMMIT;
