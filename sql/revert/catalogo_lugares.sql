-- Revert inventario:catalogo_lugares from pg

BEGIN;

DROP FUNCTION api.lote_modificar, api.lote_obtener, inv.lote_respuesta,
    api.lotes_listar, inv.lote_json, api.ubicacion_modificar,
    api.ubicacion_crear, api.ubicacion_obtener, inv.ubicacion_respuesta,
    api.ubicaciones_listar, inv.ubicacion_json, api.sucursal_modificar,
    api.sucursal_crear, api.sucursal_obtener, inv.sucursal_respuesta,
    inv.sucursal_exigir, inv.sucursal_pedida, api.sucursales_listar, inv.sucursal_json,
    api.categoria_eliminar, api.categoria_modificar, api.categoria_crear,
    inv.categoria_padre_exigir, api.categoria_obtener, api.categorias_listar,
    inv.categoria_json;
DROP INDEX inv.lote_orden;
DROP INDEX inv.categoria_padre;

COMMIT;
