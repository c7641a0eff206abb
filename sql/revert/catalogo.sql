-- Revert inventario:catalogo from pg

BEGIN;

ALTER TABLE inv.producto DROP COLUMN documento;
DROP FUNCTION api.producto_eliminar, api.producto_reemplazar,
    api.producto_modificar, inv.producto_cambiar, inv.producto_sin_stock,
    api.producto_crear, inv.producto_crear_uno, inv.producto_vacio,
    inv.producto_referencias, inv.producto_respuesta, inv.diferencia,
    inv.producto_evento, inv.producto_documento, inv.codigos_json,
    inv.producto_json, inv.codigos_poner, inv.codigos_de, inv.codigo_ocupado,
    inv.codigo_exigir, inv.codigo_mensaje, inv.codigo_defecto,
    inv.codigo_clave, inv.gtin_corto, inv.gtin_normal, inv.gtin_valido,
    inv.ubicaciones_visibles, inv.factor_temporada, inv.veredicto, inv.csv,
    inv.json_numero, inv.json_texto;
ALTER TABLE inv.producto_codigo
    ALTER COLUMN codigo TYPE text COLLATE "default";

COMMIT;
