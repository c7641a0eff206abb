-- Deploy inventario:etiquetas to pg
-- requires: remarcaciones
-- Shelf labels, and the prices file of the SEPA.

BEGIN;

-- What a shelf label must say: name, price, price of a unit of measure (Res.
-- 55/2002 SCDDC), price without national taxes (Ley 27.743, Res. SIC 4/2025).
-- codigo_barras: the product's GTIN, if it has one.  p_precio null: today's.
CREATE FUNCTION inv.etiqueta(p inv.producto, p_precio numeric) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('producto_id', p.id, 'nombre', p.nombre,
        'marca', p.marca, 'precio', p_precio::text,
        'precio_unitario', u.j->>'precio_unitario',
        'unidad_precio', u.j->>'unidad_precio',
        'precio_sin_impuestos', inv.precio_sin_impuestos(p_precio,
                                                         p.iva)::text,
        'codigo', p.codigo, 'codigo_barras', (
            SELECT inv.gtin_corto(c.codigo) FROM inv.producto_codigo c
            WHERE c.producto_id = p.id AND c.tipo IN ('gtin', 'propio')
              AND (c.tipo = 'gtin' OR inv.gtin_valido(c.codigo))
            ORDER BY c.tipo, c.codigo LIMIT 1))
    FROM (SELECT ('{' || inv.precio_unitario(p_precio, p.unidad, p.contenido,
                     p.contenido_unidad) || '}')::json AS j) u
$$;

-- Of the products named ("1,2,3"), of a category with those below it, or of
-- what a repricing changes, at its prices; up to 2,000.
CREATE FUNCTION api.etiquetas_listar(p_ctx jsonb, p_productos text,
    p_categoria_id bigint, p_remarcacion_id bigint, p_sucursal_id bigint,
    p_columnas bigint, p_filas bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    v_ramas    bigint[];
    v_ids      bigint[];
    v_sucursal bigint := p_sucursal_id;
    v_datos    json;
    v_n        bigint;
BEGIN
    IF num_nonnulls(p_productos, p_categoria_id, p_remarcacion_id) <> 1 THEN
        PERFORM inv.fallar_campo('productos', 'falta',
            'Decí productos, categoria_id o remarcacion_id: uno de los tres.');
    ELSIF p_productos !~ '^[0-9]{1,15}(,[0-9]{1,15})*$' THEN
        PERFORM inv.fallar_campo('productos', 'lista_invalida',
                                 'Números de producto separados por comas.');
    END IF;
    PERFORM inv.sucursal_pedida(p_ctx, p_sucursal_id);
    v_ids := string_to_array(p_productos, ',')::bigint[];
    v_ramas := CASE WHEN p_categoria_id IS NOT NULL
                    THEN inv.categoria_ramas(p_categoria_id) END;
    IF p_remarcacion_id IS NOT NULL THEN
        v_sucursal := (inv.remarcacion_exigir(p_ctx, p_remarcacion_id, NULL))
                      .sucursal_id;
    END IF;
    SELECT json_agg(inv.etiqueta(x.p, x.precio) ORDER BY x.n), max(x.n)
    INTO v_datos, v_n
    FROM (SELECT p, coalesce(l.precio_nuevo, inv.precio_vigente(p.id,
                     v_sucursal, now())) AS precio,
                 row_number() OVER (ORDER BY array_position(v_ids, p.id),
                     p.categoria_id, p.nombre, p.id) AS n
          FROM inv.producto p
          LEFT JOIN inv.remarcacion_linea l
              ON l.remarcacion_id = p_remarcacion_id AND l.producto_id = p.id
          WHERE p.activo AND (p_remarcacion_id IS NULL OR l.aplica)
            AND (v_ids IS NULL OR p.id = ANY (v_ids))
            AND (v_ramas IS NULL OR p.categoria_id = ANY (v_ramas))
          LIMIT 2001) x;
    IF v_n > 2000 THEN
        PERFORM inv.fallar(422, 'demasiadas_etiquetas',
                           'Hasta 2.000 etiquetas por vez.');
    END IF;
    RETURN inv.respuesta(200, json_build_object(
        'formato', json_build_object('columnas', p_columnas,
                                     'filas', p_filas),
        'etiquetas', coalesce(v_datos, '[]')));
END $$;

-- productos.csv of the Sistema Electrónico de Publicidad de Precios Argentinos
-- (Res. 12/2016 SC), with the columns that the open data set "Precios Claros -
-- Base SEPA" publishes; between bars.  comercio and bandera are the numbers
-- that the authority gave.
CREATE FUNCTION api.sepa_exportar(p_ctx jsonb, p_sucursal_id bigint,
    p_comercio bigint, p_bandera bigint, p_desde text)
RETURNS TABLE (datos text, siguiente text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_c bigint := (inv.cursor_leer(p_desde, 1)->>0)::bigint;
BEGIN
    PERFORM inv.sucursal_pedida(p_ctx, p_sucursal_id);
    RETURN QUERY
    SELECT CASE WHEN p_desde IS NULL THEN
            'id_comercio|id_bandera|id_sucursal|id_producto|productos_ean|'
            'productos_descripcion|productos_cantidad_presentacion|'
            'productos_unidad_medida_presentacion|productos_marca|'
            'productos_precio_lista|productos_precio_referencia|'
            'productos_cantidad_referencia|'
            'productos_unidad_medida_referencia|'
            'productos_precio_unitario_promo1|productos_leyenda_promo1|'
            'productos_precio_unitario_promo2|productos_leyenda_promo2'
            || E'\r\n' ELSE '' END
        || coalesce(string_agg(concat_ws('|', p_comercio, p_bandera,
            p_sucursal_id, coalesce(x.e->>'codigo_barras', (x.p).codigo),
            (x.e->>'codigo_barras' IS NOT NULL)::integer,
            inv.sepa_texto((x.p).nombre), coalesce((x.p).contenido, 1),
            coalesce((x.p).contenido_unidad, (x.p).unidad),
            inv.sepa_texto(coalesce((x.p).marca, 'S/M')), x.precio,
            coalesce(x.e->>'precio_unitario', x.precio::text), 1,
            coalesce(x.e->>'unidad_precio', (x.p).unidad), '', '', '', '')
            || E'\r\n', '' ORDER BY x.n), ''),
        CASE WHEN max(x.n) = 1000 THEN inv.cursor_escribir(
            to_jsonb(ARRAY[max((x.p).id)])) END
    FROM (SELECT y.*, inv.etiqueta(y.p, y.precio) AS e,
                 row_number() OVER (ORDER BY (y.p).id) AS n
          FROM (SELECT p, v.precio FROM inv.producto p
                CROSS JOIN LATERAL inv.precio_en(p.id, p_sucursal_id,
                                                 now()) v
                WHERE p.activo AND v.precio > 0
                  AND (v_c IS NULL OR p.id > v_c)
                ORDER BY p.id LIMIT 1000) y) x;
END $$;

-- A cell of it: no bar, no line end, nothing that a spreadsheet would run.
CREATE FUNCTION inv.sepa_texto(p_texto text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT ltrim(translate(p_texto, E'|\r\n\t', '    '), ' =+-@')
$$;

COMMIT;
