-- Revert inventario:catalogo_tandas from pg

BEGIN;

DROP FUNCTION api.producto_importar, inv.importacion_cerrar,
    inv.importar_actualizar, inv.importar_crear, inv.importar_cambian,
    inv.importar_repetidos, inv.importar_contrastar, inv.importar_emparejar;

COMMIT;
