-- Deploy inventario:ventas_consultas to pg
-- requires: ventas_reversos
-- Reading tickets: one, lists, the export.

BEGIN;

-- The branches of a user who is limited to some; null: all.
CREATE FUNCTION inv.sucursales_visibles(p_ctx jsonb) RETURNS bigint[]
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN jsonb_typeof(p_ctx->'sucursales') = 'array' THEN ARRAY(
        SELECT x::bigint FROM jsonb_array_elements_text(p_ctx->'sucursales')
            AS x) END
$$;

CREATE FUNCTION inv.venta_estado(p_id bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN EXISTS (SELECT FROM inv.anulacion a WHERE a.documento_id = p_id)
            THEN 'anulada'
        WHEN EXISTS (SELECT FROM inv.venta d WHERE d.origen_id = p_id
                     AND d.tipo = 'devolucion' AND NOT EXISTS (
                         SELECT FROM inv.anulacion a
                         WHERE a.documento_id = d.id))
            THEN 'con_devoluciones'
        ELSE 'vigente' END
$$;

-- A ticket as lists show it.
CREATE FUNCTION inv.venta_resumen(v inv.venta) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', v.id, 'caja_id', v.caja_id,
        'sucursal_id', v.sucursal_id, 'numero', v.numero, 'tipo', v.tipo,
        'estado', inv.venta_estado(v.id), 'signo', v.signo,
        'origen_id', v.origen_id, 'total', v.total::text,
        'vuelto', v.vuelto::text, 'cliente', CASE
            WHEN v.cliente_doc IS NOT NULL OR v.cliente_nombre IS NOT NULL
            THEN json_build_object('tipo_doc', v.cliente_tipo_doc,
                'numero', v.cliente_doc, 'nombre', v.cliente_nombre) END,
        'comprobante', CASE WHEN v.tipo_comprobante IS NOT NULL
            THEN json_build_object('tipo', v.tipo_comprobante,
                'punto_venta', v.punto_venta,
                'numero', v.comprobante_numero) END,
        'motivo', v.motivo, 'usuario_id', v.usuario_id, 'pagos', coalesce((
            SELECT json_agg(json_build_object('medio', p.medio,
                'importe', p.importe::text) ORDER BY p.medio)
            FROM inv.venta_pago p WHERE p.venta_id = v.id
              AND p.registrado_en = v.registrado_en), '[]'),
        'ocurrido_en', v.ocurrido_en, 'registrado_en', v.registrado_en)
$$;

-- The same with its lines, and with what undid it.
CREATE FUNCTION inv.venta_json(v inv.venta) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT (left(inv.venta_resumen(v)::text, -1) || ',"reversos":'
        || coalesce((SELECT json_agg(json_build_object('id', r.id, 'tipo',
                r.tipo, 'total', r.total::text) ORDER BY r.id)
            FROM inv.venta r WHERE r.origen_id = v.id)::text, '[]')
        || ',"lineas":' || (SELECT json_agg(json_build_object(
                'linea', l.linea, 'producto_id', l.producto_id,
                'producto_codigo', p.codigo, 'producto_nombre', p.nombre,
                'cantidad', l.cantidad::text, 'precio', l.precio::text,
                'descuento', l.descuento::text, 'importe', l.importe::text,
                'iva', l.iva::text, 'costo', l.costo::text,
                'promocion', l.promocion, 'origen_linea', l.origen_linea)
                ORDER BY l.linea)
            FROM inv.venta_linea l
            JOIN inv.producto p ON p.id = l.producto_id
            WHERE l.venta_id = v.id
              AND l.registrado_en = v.registrado_en)::text || '}')::json
$$;

CREATE FUNCTION inv.venta_respuesta(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE AS $$
DECLARE
    v inv.venta;
BEGIN
    SELECT * INTO v FROM inv.venta WHERE id = p_id;
    IF NOT FOUND OR NOT inv.ve_sucursal(p_ctx, v.sucursal_id) THEN
        PERFORM inv.fallar(404, 'venta_no_encontrada',
                           'No hay un ticket con ese número.');
    END IF;
    RETURN inv.respuesta(200, inv.venta_json(v), NULL, 'venta:' || p_id);
END $$;

CREATE FUNCTION api.venta_obtener(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp SET jit = off AS $$
BEGIN
    RETURN inv.venta_respuesta(p_ctx, p_id);
END $$;

CREATE FUNCTION api.venta_por_numero(p_ctx jsonb, p_id bigint,
                                     p_numero bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp SET jit = off AS $$
BEGIN
    RETURN inv.venta_respuesta(p_ctx, (SELECT c.venta_id
        FROM inv.venta_clave c WHERE c.caja_id = p_id
          AND c.numero = p_numero));
END $$;

-- Tickets under the filters of the list.  What happened after p_desde was
-- also written down after it, give or take a clock: older partitions are not
-- looked at.
CREATE FUNCTION inv.ventas_filtrar(p_visibles bigint[], p_caja bigint,
    p_sucursal bigint, p_desde date, p_hasta date, p_estado text,
    p_tipo text, p_producto bigint, p_medio text)
RETURNS SETOF inv.venta LANGUAGE sql STABLE AS $$
    SELECT v.* FROM inv.venta v
    WHERE (p_visibles IS NULL OR v.sucursal_id = ANY (p_visibles))
      AND (p_caja IS NULL OR v.caja_id = p_caja)
      AND (p_sucursal IS NULL OR v.sucursal_id = p_sucursal)
      AND (p_desde IS NULL OR v.ocurrido_en >= inv.comienzo(p_desde)
           AND v.registrado_en >= inv.comienzo(p_desde) - interval '1 hour')
      AND (p_hasta IS NULL OR v.ocurrido_en < inv.comienzo(p_hasta + 1))
      AND (p_tipo IS NULL OR v.tipo = p_tipo)
      AND (p_estado IS NULL OR inv.venta_estado(v.id) = p_estado)
      AND (p_producto IS NULL OR EXISTS (
          SELECT FROM inv.venta_linea l WHERE l.venta_id = v.id
            AND l.registrado_en = v.registrado_en
            AND l.producto_id = p_producto))
      AND (p_medio IS NULL OR EXISTS (
          SELECT FROM inv.venta_pago p WHERE p.venta_id = v.id
            AND p.registrado_en = v.registrado_en AND p.medio = p_medio))
$$;

-- Newest first.  Days are those of the shops, both inclusive.
CREATE FUNCTION api.ventas_listar(p_ctx jsonb, p_caja_id bigint,
    p_sucursal_id bigint, p_desde date, p_hasta date, p_estado text,
    p_tipo text, p_producto_id bigint, p_medio text,
    p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_antes    bigint := (inv.cursor_leer(p_cursor, 1)->>0)::bigint;
    v_visibles bigint[] := inv.sucursales_visibles(p_ctx);
    v_datos    json;
    v_n        bigint;
    v_ultimo   bigint;
    v_total    bigint;
BEGIN
    PERFORM inv.sucursal_pedida(p_ctx, p_sucursal_id);
    SELECT json_agg(inv.venta_resumen(f.v) ORDER BY f.n)
               FILTER (WHERE f.n <= p_limite),
           count(*), min((f.v).id) FILTER (WHERE f.n <= p_limite)
    INTO v_datos, v_n, v_ultimo
    FROM (SELECT x AS v, row_number() OVER (ORDER BY x.id DESC) AS n
          FROM inv.ventas_filtrar(v_visibles, p_caja_id, p_sucursal_id,
              p_desde, p_hasta, p_estado, p_tipo, p_producto_id, p_medio) x
          WHERE v_antes IS NULL OR x.id < v_antes
          ORDER BY x.id DESC LIMIT p_limite + 1) f;
    IF p_contar THEN
        SELECT count(*) INTO v_total
        FROM inv.ventas_filtrar(v_visibles, p_caja_id, p_sucursal_id,
            p_desde, p_hasta, p_estado, p_tipo, p_producto_id, p_medio);
    END IF;
    RETURN inv.lista(v_datos, CASE WHEN v_n > p_limite
        THEN inv.cursor_escribir(to_jsonb(ARRAY[v_ultimo])) END, v_total);
END $$;

-- A row per line, oldest ticket first; amounts with the sign of the ticket.
CREATE FUNCTION api.ventas_exportar(p_ctx jsonb, p_caja_id bigint,
    p_sucursal_id bigint, p_desde date, p_hasta date, p_estado text,
    p_tipo text, p_producto_id bigint, p_medio text, p_siguiente text)
RETURNS TABLE (datos text, siguiente text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_desde bigint := (inv.cursor_leer(p_siguiente, 1)->>0)::bigint;
BEGIN
    PERFORM inv.sucursal_pedida(p_ctx, p_sucursal_id);
    RETURN QUERY
    SELECT CASE WHEN p_siguiente IS NULL THEN
               'id,caja,numero,tipo,ocurrido_en,linea,codigo,nombre,'
               || E'cantidad,precio,descuento,importe,iva,costo,promocion\r\n'
               ELSE '' END
           || coalesce(string_agg(concat_ws(',', f.id, inv.csv(c.codigo),
                  coalesce(f.numero::text, ''), f.tipo,
                  to_char(f.ocurrido_en, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                  l.linea, inv.csv(p.codigo), inv.csv(p.nombre),
                  f.signo * l.cantidad, l.precio, f.signo * l.descuento,
                  f.signo * l.importe, l.iva, l.costo,
                  inv.csv(coalesce(l.promocion, ''))) || E'\r\n', ''
                  ORDER BY f.id, l.linea), ''),
           CASE WHEN max(f.n) = 300
                THEN inv.cursor_escribir(to_jsonb(ARRAY[max(f.id)])) END
    FROM (SELECT x.*, row_number() OVER (ORDER BY x.id) AS n
          FROM inv.ventas_filtrar(inv.sucursales_visibles(p_ctx), p_caja_id,
              p_sucursal_id, p_desde, p_hasta, p_estado, p_tipo,
              p_producto_id, p_medio) x
          WHERE v_desde IS NULL OR x.id > v_desde
          ORDER BY x.id LIMIT 300) f
    JOIN inv.caja c ON c.id = f.caja_id
    JOIN inv.venta_linea l ON l.venta_id = f.id
        AND l.registrado_en = f.registrado_en
    JOIN inv.producto p ON p.id = l.producto_id;
END $$;

COMMIT;
