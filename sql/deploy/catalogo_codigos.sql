-- Deploy inventario:catalogo_codigos to pg
-- requires: catalogo
-- Reading products: one, by any code, lists, search.

BEGIN;

-- ---- one ------------------------------------------------------------------

-- Hot ones are inlined into the engine's statement, so they run as the
-- program's role.
CREATE FUNCTION api.producto_obtener(p_ctx jsonb, p_id bigint)
RETURNS SETOF api.respuesta LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT CASE WHEN p.id IS NULL THEN 404 ELSE 200 END,
        CASE WHEN p.id IS NULL THEN '{"codigo":"producto_no_encontrado",'
            '"detalle":"No hay un producto con ese número."}'
        ELSE inv.producto_json(p,
            (SELECT k.nombre FROM inv.categoria k WHERE k.id = p.categoria_id),
            (SELECT v.nombre FROM inv.proveedor v WHERE v.id = p.proveedor_id),
            (SELECT json_agg(json_build_object(
                 'codigo', inv.gtin_corto(c.codigo), 'tipo', c.tipo,
                 'factor', c.factor::text) ORDER BY c.tipo, c.codigo)
             FROM inv.producto_codigo c WHERE c.producto_id = p.id))::text
        END, p.version::text, CASE WHEN p.id IS NULL THEN 'productos' END,
        NULL, NULL, false
    FROM (SELECT p_id AS id) pedido
    LEFT JOIN inv.producto p ON p.id = pedido.id
$$;


-- ---- by any of its codes --------------------------------------------------

-- The product, and what reading that code of it means.
CREATE FUNCTION inv.producto_leido(p inv.producto, p_leido text, p_tipo text,
    p_factor numeric, p_cantidad numeric, p_importe numeric)
RETURNS text LANGUAGE sql STABLE AS $$
    SELECT '{"codigo_leido":' || to_json(p_leido) || ',"tipo_codigo":"'
        || p_tipo || '","factor":"' || p_factor || '","cantidad":'
        || coalesce('"' || p_cantidad || '"', 'null') || ',"importe":"'
        || p_importe || '",' || p.documento || '}'
$$;

-- What is not found at once: a code of digits that is nobody's GTIN but an
-- own or alternative code, and the label of a scale.  Else 404.
CREATE FUNCTION inv.codigo_lento(p_codigo text)
RETURNS SETOF api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    c          record;
    f          inv.balanza_formato;
    v_articulo text;
    v_valor    numeric;
    v_cantidad numeric;
    -- a new code of any product may be found before
    v_tags     text := 'productos catalogo producto:';
BEGIN
    SELECT p, x.tipo, x.factor INTO c
    FROM inv.producto_codigo x JOIN inv.producto p ON p.id = x.producto_id
    WHERE x.codigo = upper(p_codigo);
    IF FOUND THEN
        RETURN QUERY SELECT 200, inv.producto_leido(c.p, p_codigo, c.tipo,
            c.factor, c.factor, round(c.factor * (c.p).precio_venta, 2)),
            (c.p).version::text, v_tags || (c.p).id, NULL, NULL, false;
        RETURN;
    END IF;
    IF p_codigo ~ '^2[0-9]{12}$' AND inv.gtin_valido(p_codigo) THEN
        SELECT * INTO f FROM inv.balanza_formato
        WHERE prefijo = left(p_codigo, 2);
        v_articulo := substr(p_codigo, 3, f.largo_articulo);
        SELECT p, x.tipo INTO c
        FROM inv.producto_codigo x JOIN inv.producto p ON p.id = x.producto_id
        WHERE x.codigo IN (v_articulo, ltrim(v_articulo, '0'))
          AND x.tipo = 'balanza'
        ORDER BY x.codigo LIMIT 1;
        IF FOUND THEN
            v_valor := substr(p_codigo, 3 + f.largo_articulo,
                10 - f.largo_articulo)::numeric / 10 ^ f.decimales;
            v_cantidad := CASE f.valor WHEN 'peso' THEN round(v_valor, 3)
                ELSE round(v_valor / nullif((c.p).precio_venta, 0), 3) END;
            RETURN QUERY SELECT 200, inv.producto_leido(c.p, p_codigo,
                c.tipo, 1.000, v_cantidad, round(CASE f.valor
                    WHEN 'peso' THEN v_valor * (c.p).precio_venta
                    ELSE v_valor END, 2)),
                (c.p).version::text, v_tags || (c.p).id, NULL, NULL,
                false;
            RETURN;
        END IF;
    END IF;
    RETURN QUERY SELECT 404, json_build_object(
        'codigo', 'producto_no_encontrado', 'detalle', CASE
        WHEN inv.codigo_defecto(upper(p_codigo)) = 'codigo_invalido' THEN
            'Ningún producto tiene ese código, y su dígito verificador no '
            'corresponde: ¿se leyó bien?'
        ELSE 'Ningún producto tiene ese código.' END)::text,
        NULL, 'productos catalogo', NULL, NULL, false;
END $$;

-- The second half is run only when the first gives no row.
CREATE FUNCTION api.producto_por_codigo(p_ctx jsonb, p_codigo text)
RETURNS SETOF api.respuesta LANGUAGE sql STABLE ROWS 1 AS $$
    (SELECT 200, inv.producto_leido(p, p_codigo, c.tipo, c.factor, c.factor,
            round(c.factor * p.precio_venta, 2)),
        p.version::text, 'producto:' || p.id, NULL::text, NULL::text, false
    FROM inv.producto_codigo c JOIN inv.producto p ON p.id = c.producto_id
    WHERE c.codigo = inv.codigo_clave(p_codigo))
    UNION ALL
    (SELECT l.* FROM inv.codigo_lento(p_codigo) l)
    LIMIT 1
$$;


-- ---- lists ----------------------------------------------------------------

-- A category and all below it.
CREATE FUNCTION inv.categoria_ramas(p_id bigint) RETURNS bigint[]
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE rama(id) AS (
        SELECT p_id
        UNION SELECT c.id FROM inv.categoria c JOIN rama r ON c.padre_id = r.id)
    SELECT array_agg(id) FROM rama
$$;


CREATE FUNCTION inv.productos_filtrar(p_categorias bigint[],
    p_proveedores bigint[], p_activo boolean, p_stock text,
    p_ubicaciones bigint[], p_precio_min numeric, p_precio_max numeric,
    p_desde timestamptz, p_codigos bigint[], p_factor numeric)
RETURNS SETOF inv.producto LANGUAGE sql STABLE AS $$
    SELECT p.* FROM inv.producto p
    WHERE (p_categorias IS NULL OR p.categoria_id = ANY (p_categorias))
      AND (p_proveedores IS NULL OR p.proveedor_id = ANY (p_proveedores))
      AND (p_activo IS NULL OR p.activo = p_activo)
      AND (p_precio_min IS NULL OR p.precio_venta >= p_precio_min)
      AND (p_precio_max IS NULL OR p.precio_venta <= p_precio_max)
      AND (p_desde IS NULL OR p.actualizado_en >= p_desde)
      AND (p_codigos IS NULL OR p.id = ANY (p_codigos))
      AND (p_stock IS NULL OR (
        SELECT CASE p_stock
            WHEN 'sin' THEN s.total <= 0
            WHEN 'critico' THEN p.stock_minimo > 0
                AND s.total <= round(p.stock_minimo * p_factor, 3)
            WHEN 'exceso' THEN s.total >= p.stock_maximo
            ELSE s.total > round(p.stock_minimo * p_factor, 3)
                AND (p.stock_maximo IS NULL OR s.total < p.stock_maximo) END
        FROM (SELECT coalesce(sum(e.cantidad), 0) AS total
              FROM inv.existencia e WHERE e.producto_id = p.id
                AND e.ubicacion_id = ANY (p_ubicaciones)) s))
$$;

-- Planned for the filters that are there: a plan for all of them would fit
-- none.
CREATE FUNCTION api.productos_listar(p_ctx jsonb, p_categoria_id bigint,
    p_categoria text, p_proveedor_id bigint, p_proveedor text,
    p_activo text, p_stock text, p_precio_min numeric, p_precio_max numeric,
    p_actualizado_desde timestamptz, p_codigo text,
    p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    v_desde       bigint := (inv.cursor_leer(p_cursor, 1)->>0)::bigint;
    v_categorias  bigint[];
    v_proveedores bigint[];
    v_codigos     bigint[];
    v_activo      boolean := CASE p_activo WHEN 'true' THEN true
                                           WHEN 'false' THEN false END;
    v_ubicaciones bigint[] := inv.ubicaciones_visibles(p_ctx);
    v_factor      numeric := inv.factor_temporada(inv.dia(now()));
    v_total       bigint;
    v_datos       text;
    v_cuantos     bigint;
    v_ultimo      bigint;
BEGIN
    IF p_categoria_id IS NOT NULL THEN
        v_categorias := inv.categoria_ramas(p_categoria_id);
    ELSIF p_categoria IS NOT NULL THEN
        SELECT coalesce(array_agg(r), '{}') INTO v_categorias
        FROM inv.categoria c, unnest(inv.categoria_ramas(c.id)) AS r
        WHERE c.clave = inv.normal(p_categoria);
    END IF;
    IF p_proveedor_id IS NOT NULL OR p_proveedor IS NOT NULL THEN
        SELECT coalesce(array_agg(id), '{}') INTO v_proveedores
        FROM inv.proveedor
        WHERE id = p_proveedor_id
           OR p_proveedor_id IS NULL AND clave = inv.normal(p_proveedor);
    END IF;
    IF p_codigo IS NOT NULL THEN
        SELECT coalesce(array_agg(producto_id), '{}') INTO v_codigos
        FROM inv.producto_codigo
        WHERE codigo IN (upper(p_codigo), inv.codigo_clave(p_codigo));
    END IF;
    SELECT string_agg(left(d.doc, -1) || ',"stock":"' || d.stock || '"}', ','
                      ORDER BY d.id) FILTER (WHERE d.n <= p_limite),
           count(*), max(d.id) FILTER (WHERE d.n <= p_limite)
    INTO v_datos, v_cuantos, v_ultimo
    FROM (SELECT p.id, row_number() OVER (ORDER BY p.id) AS n,
              inv.producto_json(p, k.nombre, v.nombre, NULL)::text AS doc,
              (SELECT coalesce(sum(e.cantidad), 0.000) FROM inv.existencia e
               WHERE e.producto_id = p.id
                 AND e.ubicacion_id = ANY (v_ubicaciones)) AS stock
          FROM (SELECT * FROM inv.productos_filtrar(v_categorias,
                    v_proveedores, v_activo, p_stock, v_ubicaciones,
                    p_precio_min, p_precio_max, p_actualizado_desde,
                    v_codigos, v_factor) f
                WHERE v_desde IS NULL OR f.id > v_desde
                ORDER BY f.id LIMIT p_limite + 1) p
          LEFT JOIN inv.categoria k ON k.id = p.categoria_id
          LEFT JOIN inv.proveedor v ON v.id = p.proveedor_id) d;
    IF p_contar THEN
        SELECT count(*) INTO v_total
        FROM inv.productos_filtrar(v_categorias, v_proveedores, v_activo,
            p_stock, v_ubicaciones, p_precio_min, p_precio_max,
            p_actualizado_desde, v_codigos, v_factor);
    END IF;
    RETURN inv.lista(('[' || v_datos || ']')::json,
        CASE WHEN v_cuantos > p_limite
             THEN inv.cursor_escribir(to_jsonb(ARRAY[v_ultimo])) END,
        v_total);
END $$;

GRANT EXECUTE ON FUNCTION inv.producto_leido, inv.producto_json,
    inv.json_texto, inv.json_numero, inv.codigo_clave, inv.gtin_corto,
    inv.codigo_lento TO inventario_app;

COMMIT;
