-- Revert inventario:catalogo_codigos from pg

BEGIN;

DROP FUNCTION api.productos_listar, inv.productos_filtrar, inv.categoria_ramas,
    api.producto_por_codigo, inv.codigo_lento, inv.producto_leido,
    api.producto_obtener;

COMMIT;
