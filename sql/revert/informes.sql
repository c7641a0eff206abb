-- Revert inventario:informes from pg

BEGIN;

DROP FUNCTION api.existencias_resumen;
DROP FUNCTION api.existencias_sin_stock;
DROP FUNCTION api.existencias_excesos;
DROP FUNCTION api.existencias_criticas;
DROP FUNCTION inv.stock_estado;
DROP FUNCTION api.existencias_producto;
DROP FUNCTION api.existencias_exportar;
DROP FUNCTION api.existencias_listar;
DROP FUNCTION inv.ubicaciones_de_existencias;
DROP FUNCTION inv.existencia_json;
DROP FUNCTION inv.existencias_filtrar;
DROP FUNCTION inv.categorias_pedidas;
DROP FUNCTION inv.ubicaciones_con_transito;
DROP FUNCTION inv.ubicaciones_pedidas;
DROP VIEW inv.producto_stock;
-- as catalogo made it
CREATE OR REPLACE FUNCTION inv.factor_temporada(p_dia date) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN extract(month FROM p_dia) IN (12, 1, 2) THEN 1.3
                WHEN extract(month FROM p_dia) BETWEEN 3 AND 5 THEN 1.0
                WHEN extract(month FROM p_dia) BETWEEN 6 AND 8 THEN 0.8
                ELSE 1.1 END
$$;
DROP FUNCTION inv.temporada;
DROP TABLE inv.temporada_factor;

COMMIT;
