-- Deploy inventario:informes to pg
-- requires: catalogo_codigos
-- Reading balances: by location and lot, what is short, what is too much,
-- the summary, the export.

BEGIN;

-- ---- seasons ---------------------------------------------------------------

-- How much the minimum stock counts in each season of the south.
CREATE TABLE inv.temporada_factor (
    temporada text PRIMARY KEY CHECK (temporada IN
                  ('verano', 'otoño', 'invierno', 'primavera')),
    factor    numeric(4,2) NOT NULL CHECK (factor > 0)
);
INSERT INTO inv.temporada_factor VALUES
    ('verano', 1.3), ('otoño', 1.0), ('invierno', 0.8), ('primavera', 1.1);
GRANT SELECT ON inv.temporada_factor TO inventario_app, inventario_lector;

CREATE FUNCTION inv.temporada(p_dia date) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN extract(month FROM p_dia) IN (12, 1, 2) THEN 'verano'
                WHEN extract(month FROM p_dia) BETWEEN 3 AND 5 THEN 'otoño'
                WHEN extract(month FROM p_dia) BETWEEN 6 AND 8 THEN 'invierno'
                ELSE 'primavera' END
$$;

-- From here on the factor of a day is what the table says.
CREATE OR REPLACE FUNCTION inv.factor_temporada(p_dia date) RETURNS numeric
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT factor FROM inv.temporada_factor
    WHERE temporada = inv.temporada(p_dia)
$$;


-- ---- which stock -----------------------------------------------------------

-- What the shops have of each product that ever had stock, all branches.
CREATE VIEW inv.producto_stock AS
    SELECT e.producto_id, sum(e.cantidad) AS fisica,
           sum(e.reservada) AS reservada
    FROM inv.existencia e
    JOIN inv.ubicacion u ON u.id = e.ubicacion_id
    WHERE u.tipo IN ('estante', 'deposito')
    GROUP BY e.producto_id;
GRANT SELECT ON inv.producto_stock TO inventario_lector;

-- The shelves and store rooms that a request is about: of the branch that it
-- names, else of all that its user works in.  403, 404.
CREATE FUNCTION inv.ubicaciones_pedidas(p_ctx jsonb, p_sucursal bigint)
RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_sucursal IS NULL THEN
        RETURN inv.ubicaciones_visibles(p_ctx);
    END IF;
    PERFORM inv.sucursal_pedida(p_ctx, p_sucursal);
    RETURN coalesce((SELECT array_agg(id) FROM inv.ubicacion
                     WHERE sucursal_id = p_sucursal), '{}');
END $$;

-- The same and, when the request is not about one branch, what is on its way
-- between them, which is nobody's yet.
CREATE FUNCTION inv.ubicaciones_con_transito(p_ctx jsonb, p_sucursal bigint)
RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT inv.ubicaciones_pedidas(p_ctx, p_sucursal) || coalesce((
        SELECT array_agg(id) FROM inv.ubicacion
        WHERE tipo = 'transito' AND p_sucursal IS NULL), '{}')
$$;

-- The categories that a filter means: one and those below it, or null.
CREATE FUNCTION inv.categorias_pedidas(p_categoria bigint) RETURNS bigint[]
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p_categoria IS NOT NULL
                THEN inv.categoria_ramas(p_categoria) END
$$;


-- ---- by location and lot ---------------------------------------------------

-- Balance rows under the filters of the list.  PostgreSQL inlines it.
CREATE FUNCTION inv.existencias_filtrar(p_ubicaciones bigint[],
    p_producto bigint, p_categorias bigint[], p_lote text, p_con_stock boolean,
    p_q text)
RETURNS TABLE (e inv.existencia, p inv.producto, u inv.ubicacion, l inv.lote)
LANGUAGE sql STABLE AS $$
    SELECT e, p, u, l
    FROM inv.existencia e
    JOIN inv.producto p ON p.id = e.producto_id
    JOIN inv.ubicacion u ON u.id = e.ubicacion_id
    JOIN inv.lote l ON l.id = e.lote_id
    WHERE e.ubicacion_id = ANY (p_ubicaciones)
      AND (p_producto IS NULL OR e.producto_id = p_producto)
      AND (p_categorias IS NULL OR p.categoria_id = ANY (p_categorias))
      AND (p_lote IS NULL OR l.codigo = p_lote)
      AND (p_con_stock IS NULL OR (e.cantidad <> 0) = p_con_stock)
      AND (p_q IS NULL OR e.producto_id IN (
          SELECT b.id FROM inv.producto b
          WHERE b.busqueda LIKE '%' || regexp_replace(inv.normal(p_q),
                                          '([\\%_])', '\\\1', 'g') || '%'
          UNION SELECT c.producto_id FROM inv.producto_codigo c
          WHERE c.codigo IN (upper(p_q), inv.codigo_clave(p_q))))
$$;

CREATE FUNCTION inv.existencia_json(e inv.existencia, p inv.producto,
                                    u inv.ubicacion, l inv.lote)
RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object('producto_id', p.id, 'codigo', p.codigo,
        'nombre', p.nombre, 'unidad', p.unidad, 'categoria_id', p.categoria_id,
        'sucursal_id', u.sucursal_id, 'ubicacion_id', u.id,
        'ubicacion', u.codigo, 'ubicacion_nombre', u.nombre,
        'ubicacion_tipo', u.tipo, 'lote_id', l.id, 'lote', nullif(l.codigo, ''),
        'vence', l.vence, 'bloqueado', l.bloqueado,
        'fisica', e.cantidad::text, 'reservada', e.reservada::text,
        'disponible', (e.cantidad - e.reservada)::text,
        'actualizado_en', e.actualizado_en)
$$;

CREATE FUNCTION inv.ubicaciones_de_existencias(p_ctx jsonb, p_sucursal bigint,
                                               p_ubicacion bigint)
RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p_ubicacion IS NULL THEN v.todas
           ELSE ARRAY(SELECT p_ubicacion WHERE p_ubicacion = ANY (v.todas)) END
    FROM (SELECT inv.ubicaciones_con_transito(p_ctx, p_sucursal) AS todas) v
$$;

CREATE FUNCTION api.existencias_listar(p_ctx jsonb, p_sucursal_id bigint,
    p_ubicacion_id bigint, p_producto_id bigint, p_categoria_id bigint,
    p_lote text, p_con_stock boolean, p_q text,
    p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_cursor      jsonb := inv.cursor_leer(p_cursor, 3);
    v_ubicaciones bigint[] := inv.ubicaciones_de_existencias(p_ctx,
                                  p_sucursal_id, p_ubicacion_id);
    v_categorias  bigint[] := inv.categorias_pedidas(p_categoria_id);
    v_datos       json;
    v_siguiente   jsonb;
    v_total       bigint;
BEGIN
    SELECT json_agg(inv.existencia_json(f.e, f.p, f.u, f.l) ORDER BY f.n)
               FILTER (WHERE f.n <= p_limite),
           max(to_jsonb(ARRAY[(f.e).producto_id, (f.e).ubicacion_id,
                              (f.e).lote_id])::text)
               FILTER (WHERE f.n = p_limite AND f.hay > p_limite)
    INTO v_datos, v_siguiente
    FROM (SELECT x.*, row_number() OVER w AS n, count(*) OVER () AS hay
          FROM (SELECT * FROM inv.existencias_filtrar(v_ubicaciones,
                    p_producto_id, v_categorias, p_lote, p_con_stock, p_q) y
                WHERE v_cursor IS NULL
                   OR ((y.e).producto_id, (y.e).ubicacion_id, (y.e).lote_id)
                      > ((v_cursor->>0)::bigint, (v_cursor->>1)::bigint,
                         (v_cursor->>2)::bigint)
                ORDER BY (y.e).producto_id, (y.e).ubicacion_id, (y.e).lote_id
                LIMIT p_limite + 1) x
          WINDOW w AS (ORDER BY (x.e).producto_id, (x.e).ubicacion_id,
                                (x.e).lote_id)) f;
    IF p_contar THEN
        SELECT count(*) INTO v_total
        FROM inv.existencias_filtrar(v_ubicaciones, p_producto_id,
                 v_categorias, p_lote, p_con_stock, p_q);
    END IF;
    RETURN inv.lista(v_datos, inv.cursor_escribir(v_siguiente), v_total);
END $$;

CREATE FUNCTION api.existencias_exportar(p_ctx jsonb, p_sucursal_id bigint,
    p_ubicacion_id bigint, p_producto_id bigint, p_categoria_id bigint,
    p_lote text, p_con_stock boolean, p_q text, p_desde text)
RETURNS TABLE (datos text, siguiente text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_cursor      jsonb := inv.cursor_leer(p_desde, 3);
    v_ubicaciones bigint[] := inv.ubicaciones_de_existencias(p_ctx,
                                  p_sucursal_id, p_ubicacion_id);
    v_categorias  bigint[] := inv.categorias_pedidas(p_categoria_id);
BEGIN
    RETURN QUERY
    SELECT CASE WHEN p_desde IS NULL THEN
               'codigo,nombre,unidad,sucursal_id,ubicacion,lote,vence,'
               || E'fisica,reservada,disponible\r\n' ELSE '' END
           || coalesce(string_agg(concat_ws(',', inv.csv((f.p).codigo),
                  inv.csv((f.p).nombre), (f.p).unidad,
                  coalesce((f.u).sucursal_id::text, ''),
                  inv.csv((f.u).codigo), inv.csv((f.l).codigo),
                  coalesce((f.l).vence::text, ''), (f.e).cantidad,
                  (f.e).reservada, (f.e).cantidad - (f.e).reservada)
                  || E'\r\n', '' ORDER BY f.n), ''),
           inv.cursor_escribir(max(to_jsonb(ARRAY[(f.e).producto_id,
               (f.e).ubicacion_id, (f.e).lote_id])::text)
               FILTER (WHERE f.n = 1000)::jsonb)
    FROM (SELECT x.*, row_number() OVER w AS n
          FROM (SELECT * FROM inv.existencias_filtrar(v_ubicaciones,
                    p_producto_id, v_categorias, p_lote, p_con_stock, p_q) y
                WHERE v_cursor IS NULL
                   OR ((y.e).producto_id, (y.e).ubicacion_id, (y.e).lote_id)
                      > ((v_cursor->>0)::bigint, (v_cursor->>1)::bigint,
                         (v_cursor->>2)::bigint)
                ORDER BY (y.e).producto_id, (y.e).ubicacion_id, (y.e).lote_id
                LIMIT 1000) x
          WINDOW w AS (ORDER BY (x.e).producto_id, (x.e).ubicacion_id,
                                (x.e).lote_id)) f;
END $$;

-- One product: its balances and their sums.
CREATE FUNCTION api.existencias_producto(p_ctx jsonb, p_producto_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    p             inv.producto;
    v_ubicaciones bigint[] := inv.ubicaciones_con_transito(p_ctx, NULL);
BEGIN
    SELECT * INTO p FROM inv.producto WHERE id = p_producto_id;
    IF NOT FOUND THEN
        PERFORM inv.fallar(404, 'producto_no_encontrado',
                           'No hay un producto con ese número.');
    END IF;
    RETURN (SELECT inv.respuesta(200, json_build_object(
            'producto_id', p.id, 'codigo', p.codigo, 'nombre', p.nombre,
            'unidad', p.unidad, 'activo', p.activo,
            'stock_minimo', p.stock_minimo::text,
            'stock_maximo', p.stock_maximo::text,
            'fisica', coalesce(sum(e.cantidad) FILTER
                (WHERE u.tipo <> 'transito'), 0.000)::text,
            'reservada', coalesce(sum(e.reservada) FILTER
                (WHERE u.tipo <> 'transito'), 0.000)::text,
            'disponible', coalesce(sum(e.cantidad - e.reservada) FILTER
                (WHERE u.tipo <> 'transito'), 0.000)::text,
            'en_transito', coalesce(sum(e.cantidad) FILTER
                (WHERE u.tipo = 'transito'), 0.000)::text,
            'ubicaciones', coalesce(json_agg(inv.existencia_json(e, p, u, l)
                ORDER BY u.sucursal_id NULLS LAST, u.id, l.vence, l.id),
                '[]'::json)))
        FROM inv.existencia e
        JOIN inv.ubicacion u ON u.id = e.ubicacion_id
        JOIN inv.lote l ON l.id = e.lote_id
        WHERE e.producto_id = p.id AND e.ubicacion_id = ANY (v_ubicaciones));
END $$;


-- ---- by product ------------------------------------------------------------

-- Every active product with what those locations have of it, none included.
-- critico: at or below the minimum as the season weighs it; a product with
-- minimum 0 is never critical, it can only be out of stock.
CREATE FUNCTION inv.stock_estado(p_ubicaciones bigint[],
                                 p_categorias bigint[], p_factor numeric)
RETURNS TABLE (p inv.producto, actual numeric, reservada numeric,
               ajustado numeric, critico boolean, exceso boolean, sin boolean)
LANGUAGE sql STABLE AS $$
    SELECT p, coalesce(s.fisica, 0.000), coalesce(s.reservada, 0.000),
           round(p.stock_minimo * p_factor, 3),
           p.stock_minimo > 0 AND coalesce(s.fisica, 0)
                                  <= round(p.stock_minimo * p_factor, 3),
           coalesce(coalesce(s.fisica, 0) >= p.stock_maximo, false),
           coalesce(s.fisica, 0) <= 0
    FROM inv.producto p
    LEFT JOIN (SELECT e.producto_id, sum(e.cantidad) AS fisica,
                      sum(e.reservada) AS reservada
               FROM inv.existencia e
               WHERE e.ubicacion_id = ANY (p_ubicaciones)
               GROUP BY e.producto_id) s ON s.producto_id = p.id
    WHERE p.activo
      AND (p_categorias IS NULL OR p.categoria_id = ANY (p_categorias))
$$;

-- What is short, the worst first.
CREATE FUNCTION api.existencias_criticas(p_ctx jsonb, p_sucursal_id bigint,
    p_categoria_id bigint, p_fecha date,
    p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off SET work_mem = '32MB'
AS $$
DECLARE
    v_cursor      jsonb := inv.cursor_leer(p_cursor, 2);
    v_deficit     numeric := (v_cursor->>0)::numeric;
    v_id          bigint := (v_cursor->>1)::bigint;
    v_dia         date := coalesce(p_fecha, inv.dia(now()));
    v_factor      numeric := inv.factor_temporada(v_dia);
    v_ubicaciones bigint[] := inv.ubicaciones_pedidas(p_ctx, p_sucursal_id);
    v_categorias  bigint[] := inv.categorias_pedidas(p_categoria_id);
    v_datos       json;
    v_siguiente   jsonb;
    v_total       bigint;
BEGIN
    WITH criticos AS MATERIALIZED (
        SELECT (s.p).id, (s.p).codigo, (s.p).nombre, (s.p).categoria_id,
               (s.p).stock_minimo, s.actual, s.ajustado,
               s.ajustado - s.actual AS deficit
        FROM inv.stock_estado(v_ubicaciones, v_categorias, v_factor) s
        WHERE s.critico),
    pagina AS (
        SELECT c.*, row_number() OVER (ORDER BY c.deficit DESC, c.id) AS n
        FROM criticos c
        WHERE v_id IS NULL OR c.deficit < v_deficit
           OR c.deficit = v_deficit AND c.id > v_id
        ORDER BY c.deficit DESC, c.id LIMIT p_limite + 1)
    SELECT json_agg(json_build_object('producto_id', g.id, 'codigo', g.codigo,
               'nombre', g.nombre, 'categoria', k.nombre,
               'stock_actual', g.actual::text,
               'stock_minimo', g.stock_minimo::text,
               'stock_minimo_ajustado', g.ajustado::text,
               'factor_temporada', v_factor::text,
               'temporada', inv.temporada(v_dia),
               'deficit', g.deficit::text) ORDER BY g.n)
               FILTER (WHERE g.n <= p_limite),
           CASE WHEN count(*) > p_limite THEN
               max(jsonb_build_array(g.deficit::text, g.id)::text)
               FILTER (WHERE g.n = p_limite) END,
           CASE WHEN p_contar THEN (SELECT count(*) FROM criticos) END
    INTO v_datos, v_siguiente, v_total
    FROM pagina g LEFT JOIN inv.categoria k ON k.id = g.categoria_id;
    RETURN inv.lista(v_datos, inv.cursor_escribir(v_siguiente), v_total);
END $$;

-- What is at or above its maximum, the most excessive first.
CREATE FUNCTION api.existencias_excesos(p_ctx jsonb, p_sucursal_id bigint,
    p_categoria_id bigint, p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off SET work_mem = '32MB'
AS $$
DECLARE
    v_cursor      jsonb := inv.cursor_leer(p_cursor, 2);
    v_exceso      numeric := (v_cursor->>0)::numeric;
    v_id          bigint := (v_cursor->>1)::bigint;
    v_ubicaciones bigint[] := inv.ubicaciones_pedidas(p_ctx, p_sucursal_id);
    v_categorias  bigint[] := inv.categorias_pedidas(p_categoria_id);
    v_datos       json;
    v_siguiente   jsonb;
    v_total       bigint;
BEGIN
    WITH excesos AS MATERIALIZED (
        SELECT (s.p).id, (s.p).codigo, (s.p).nombre, (s.p).categoria_id,
               (s.p).stock_maximo, (s.p).precio_costo, s.actual,
               s.actual - (s.p).stock_maximo AS exceso
        FROM inv.stock_estado(v_ubicaciones, v_categorias, 1) s
        WHERE s.exceso),
    pagina AS (
        SELECT x.*, row_number() OVER (ORDER BY x.exceso DESC, x.id) AS n
        FROM excesos x
        WHERE v_id IS NULL OR x.exceso < v_exceso
           OR x.exceso = v_exceso AND x.id > v_id
        ORDER BY x.exceso DESC, x.id LIMIT p_limite + 1)
    SELECT json_agg(json_build_object('producto_id', g.id, 'codigo', g.codigo,
               'nombre', g.nombre, 'categoria', k.nombre,
               'stock_actual', g.actual::text,
               'stock_maximo', g.stock_maximo::text,
               'exceso', g.exceso::text,
               'valor_exceso', round(g.exceso * g.precio_costo, 2)::text)
               ORDER BY g.n) FILTER (WHERE g.n <= p_limite),
           CASE WHEN count(*) > p_limite THEN
               max(jsonb_build_array(g.exceso::text, g.id)::text)
               FILTER (WHERE g.n = p_limite) END,
           CASE WHEN p_contar THEN (SELECT count(*) FROM excesos) END
    INTO v_datos, v_siguiente, v_total
    FROM pagina g LEFT JOIN inv.categoria k ON k.id = g.categoria_id;
    RETURN inv.lista(v_datos, inv.cursor_escribir(v_siguiente), v_total);
END $$;

-- What there is nothing of (or less), by product.
CREATE FUNCTION api.existencias_sin_stock(p_ctx jsonb, p_sucursal_id bigint,
    p_categoria_id bigint, p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off SET work_mem = '32MB'
AS $$
DECLARE
    v_id          bigint := (inv.cursor_leer(p_cursor, 1)->>0)::bigint;
    v_ubicaciones bigint[] := inv.ubicaciones_pedidas(p_ctx, p_sucursal_id);
    v_categorias  bigint[] := inv.categorias_pedidas(p_categoria_id);
    v_datos       json;
    v_siguiente   jsonb;
    v_total       bigint;
BEGIN
    WITH vacios AS MATERIALIZED (
        SELECT (s.p).id, (s.p).codigo, (s.p).nombre, (s.p).categoria_id,
               (s.p).stock_minimo, s.actual
        FROM inv.stock_estado(v_ubicaciones, v_categorias, 1) s WHERE s.sin),
    pagina AS (
        SELECT x.*, row_number() OVER (ORDER BY x.id) AS n
        FROM vacios x WHERE v_id IS NULL OR x.id > v_id
        ORDER BY x.id LIMIT p_limite + 1)
    SELECT json_agg(json_build_object('producto_id', g.id, 'codigo', g.codigo,
               'nombre', g.nombre, 'categoria', k.nombre,
               'stock_actual', g.actual::text,
               'stock_minimo', g.stock_minimo::text) ORDER BY g.n)
               FILTER (WHERE g.n <= p_limite),
           CASE WHEN count(*) > p_limite THEN
               to_jsonb(ARRAY[max(g.id) FILTER (WHERE g.n = p_limite)]) END,
           CASE WHEN p_contar THEN (SELECT count(*) FROM vacios) END
    INTO v_datos, v_siguiente, v_total
    FROM pagina g LEFT JOIN inv.categoria k ON k.id = g.categoria_id;
    RETURN inv.lista(v_datos, inv.cursor_escribir(v_siguiente), v_total);
END $$;

-- The whole at a glance, at today's cost and price.
CREATE FUNCTION api.existencias_resumen(p_ctx jsonb, p_sucursal_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off SET work_mem = '32MB'
AS $$
DECLARE
    v_ubicaciones bigint[] := inv.ubicaciones_pedidas(p_ctx, p_sucursal_id);
    v_dia         date := inv.dia(now());
    v_factor      numeric := inv.factor_temporada(v_dia);
    v_categorias  json;
    v_sucursales  json;
BEGIN
    SELECT json_agg(json_build_object('sucursal_id', t.id, 'nombre', t.nombre,
               'productos', t.productos, 'valor_costo', t.costo::text,
               'valor_venta', t.venta::text) ORDER BY t.id)
    INTO v_sucursales
    FROM (SELECT s.id, s.nombre,
                 count(*) FILTER (WHERE x.cantidad > 0) AS productos,
                 round(coalesce(sum(x.cantidad * p.precio_costo), 0), 2)
                     AS costo,
                 round(coalesce(sum(x.cantidad * p.precio_venta), 0), 2)
                     AS venta
          FROM inv.sucursal s
          LEFT JOIN (SELECT u.sucursal_id, e.producto_id,
                            sum(e.cantidad) AS cantidad
                     FROM inv.existencia e
                     JOIN inv.ubicacion u ON u.id = e.ubicacion_id
                     WHERE e.ubicacion_id = ANY (v_ubicaciones)
                     GROUP BY u.sucursal_id, e.producto_id) x
              ON x.sucursal_id = s.id
          LEFT JOIN inv.producto p ON p.id = x.producto_id
          WHERE s.id IN (SELECT u.sucursal_id FROM inv.ubicacion u
                         WHERE u.id = ANY (v_ubicaciones))
          GROUP BY s.id) t;
    RETURN (
        WITH estado AS MATERIALIZED (
            SELECT (s.p).categoria_id, count(*) AS n,
                   count(*) FILTER (WHERE s.critico) AS criticos,
                   count(*) FILTER (WHERE s.exceso) AS exceso,
                   count(*) FILTER (WHERE s.sin) AS sin,
                   sum(s.actual * (s.p).precio_costo) AS costo,
                   sum(s.actual * (s.p).precio_venta) AS venta
            FROM inv.stock_estado(v_ubicaciones, NULL, v_factor) s
            GROUP BY 1)
        SELECT inv.respuesta(200, json_build_object(
            'fecha', v_dia, 'temporada', inv.temporada(v_dia),
            'factor_temporada', v_factor::text,
            'total_productos', (SELECT count(*) FROM inv.producto),
            'activos', coalesce(sum(t.n), 0),
            'criticos', coalesce(sum(t.criticos), 0),
            'exceso', coalesce(sum(t.exceso), 0),
            'sin_stock', coalesce(sum(t.sin), 0),
            'valor_costo', round(coalesce(sum(t.costo), 0), 2)::text,
            'valor_venta', round(coalesce(sum(t.venta), 0), 2)::text,
            'movimientos_ultimos_7_dias', (
                SELECT count(DISTINCT m.documento_id) FROM inv.movimiento m
                WHERE m.ocurrido_en >= now() - interval '7 days'
                  AND m.ocurrido_en <= now()
                  AND (m.origen_id = ANY (v_ubicaciones)
                       OR m.destino_id = ANY (v_ubicaciones))),
            'por_categoria', coalesce(json_agg(json_build_object(
                'categoria_id', t.categoria_id, 'nombre', k.nombre,
                'productos', t.n, 'criticos', t.criticos, 'sin_stock', t.sin,
                'valor_costo', round(t.costo, 2)::text,
                'valor_venta', round(t.venta, 2)::text)
                ORDER BY t.costo DESC, t.categoria_id), '[]'::json),
            'por_sucursal', coalesce(v_sucursales, '[]'::json)))
        FROM estado t LEFT JOIN inv.categoria k ON k.id = t.categoria_id);
END $$;

COMMIT;
