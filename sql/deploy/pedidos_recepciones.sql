-- Deploy inventario:pedidos_recepciones to pg
-- requires: pedidos
-- What arrives of an order: stock, cost and the order in one transaction.

BEGIN;

-- What arrived, by line of the order: all that is pending, or what the body
-- says (several of one line are several lots).  404, 422.
CREATE FUNCTION inv.recepcion_lineas(p_pedido bigint, p_lineas jsonb)
RETURNS TABLE (renglon integer, linea integer, producto_id bigint,
    cantidad numeric, lote text, vence date, costo numeric)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_errores jsonb;
BEGIN
    IF p_lineas IS NULL THEN
        RETURN QUERY
        SELECT (row_number() OVER (ORDER BY l.linea))::integer, l.linea,
               l.producto_id, l.cantidad - l.recibida, NULL::text, NULL::date,
               inv.costo_neto(l.costo, l.descuento, 0)
        FROM inv.pedido_linea l
        WHERE l.pedido_id = p_pedido AND l.cantidad > l.recibida;
        RETURN;
    END IF;
    SELECT jsonb_agg(jsonb_build_object('campo', 'lineas[' || e.n - 1
        || '].linea', 'codigo', 'linea_no_encontrada', 'mensaje',
        'Va la línea, el producto o un código que esté en el pedido.')
        ORDER BY e.n)
    INTO v_errores
    FROM jsonb_array_elements(p_lineas) WITH ORDINALITY AS e(v, n)
    WHERE NOT EXISTS (SELECT FROM inv.recepcion_linea_de(p_pedido, e.v));
    IF v_errores IS NOT NULL THEN
        PERFORM inv.mov_lanzar(inv.mov_campos(v_errores));
    END IF;
    RETURN QUERY
    SELECT e.n::integer, l.linea, l.producto_id,
           round((e.v->>'cantidad')::numeric * d.factor, 3), e.v->>'lote',
           (e.v->>'vence')::date,
           inv.costo_neto(coalesce((e.v->>'costo')::numeric, l.costo),
               coalesce((e.v->>'descuento')::numeric,
                        CASE WHEN e.v ? 'costo' THEN 0 ELSE l.descuento END),
               0)
    FROM jsonb_array_elements(p_lineas) WITH ORDINALITY AS e(v, n)
    CROSS JOIN LATERAL inv.recepcion_linea_de(p_pedido, e.v) d
    JOIN inv.pedido_linea l ON l.pedido_id = p_pedido AND l.linea = d.linea;
END $$;

-- The line of the order that an element means, by one of linea, producto_id
-- and codigo; the factor of its code.
CREATE FUNCTION inv.recepcion_linea_de(p_pedido bigint, p_doc jsonb)
RETURNS TABLE (linea integer, factor numeric) LANGUAGE sql STABLE AS $$
    SELECT l.linea, coalesce(c.factor, 1)
    FROM inv.pedido_linea l
    LEFT JOIN inv.producto_codigo c ON p_doc ? 'codigo'
        AND c.codigo = inv.codigo_clave(p_doc->>'codigo')
        AND c.producto_id = l.producto_id
    WHERE l.pedido_id = p_pedido
      AND (p_doc ? 'linea')::integer + (p_doc ? 'producto_id')::integer
          + (p_doc ? 'codigo')::integer = 1
      AND (l.linea = (p_doc->>'linea')::integer
           OR l.producto_id = (p_doc->>'producto_id')::bigint
           OR c.codigo IS NOT NULL)
$$;

-- 409 when more came than is pending.
CREATE FUNCTION inv.recepcion_sin_exceso(p_pedido bigint, p_lineas jsonb)
RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_excesos jsonb;
BEGIN
    SELECT jsonb_agg(jsonb_build_object('linea', l.linea,
        'producto_id', l.producto_id, 'pedida', l.cantidad::text,
        'recibida', l.recibida::text, 'ahora', x.cantidad::text)
        ORDER BY l.linea)
    INTO v_excesos
    FROM (SELECT r.linea, sum(r.cantidad) AS cantidad
          FROM inv.recepcion_lineas(p_pedido, p_lineas) r GROUP BY 1) x
    JOIN inv.pedido_linea l ON l.pedido_id = p_pedido AND l.linea = x.linea
    WHERE l.recibida + x.cantidad > l.cantidad;
    IF v_excesos IS NOT NULL THEN
        PERFORM inv.fallar(409, 'recepcion_excede', 'Llegó más de lo que '
            'falta: si está bien, mandá acepta_exceso.',
            jsonb_build_object('excesos', v_excesos));
    END IF;
END $$;

-- The replacement cost becomes what was paid; not for what came for nothing.
-- The cache tags of what may have changed.
CREATE FUNCTION inv.recepcion_costos(p_ctx jsonb, p_recepcion bigint,
                                     p_lineas jsonb)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    r      record;
    v_tags text := '';
BEGIN
    FOR r IN SELECT DISTINCT ON (l.producto_id) l.producto_id, l.costo
             FROM jsonb_to_recordset(p_lineas) AS l(renglon integer,
                 producto_id bigint, costo numeric)
             WHERE l.costo > 0 ORDER BY l.producto_id, l.renglon DESC
    LOOP
        PERFORM inv.costo_registrar(p_ctx, r.producto_id, r.costo,
                                    'recepcion:' || p_recepcion);
        v_tags := v_tags || ' producto:' || r.producto_id;
    END LOOP;
    RETURN v_tags;
END $$;

-- Into the ledger, with the lots that come for the first time.
CREATE FUNCTION inv.recepcion_mover(p_ctx jsonb, p_recepcion bigint,
    p_ubicacion bigint, p_remito text, p_lineas jsonb,
    OUT documento_id bigint, OUT lineas text, OUT productos text)
LANGUAGE plpgsql AS $$
DECLARE
    v_doc inv.mov_doc := ROW(1, 'mover', 'entrada', p_ubicacion, 1, NULL,
              p_remito, NULL, 'recepcion:' || p_recepcion,
              inv.usuario_id(p_ctx), p_ctx->>'request_id', now(), NULL);
    v     record;
BEGIN
    SELECT * INTO v FROM inv.mov_explotar(ARRAY[v_doc], ARRAY[p_lineas]);
    IF v.errores IS NOT NULL THEN
        PERFORM inv.mov_lanzar(inv.mov_campos((SELECT jsonb_agg(e - 'doc')
            FROM jsonb_array_elements(v.errores) AS e)));
    ELSIF v.nuevos THEN
        PERFORM inv.mov_lotes(ARRAY[v_doc], v.lineas);
        SELECT * INTO v FROM inv.mov_explotar(ARRAY[v_doc], ARRAY[p_lineas]);
    END IF;
    SELECT * INTO documento_id, lineas, productos
    FROM inv.mover_uno(v_doc, v.lineas);
END $$;

-- What is not as it was ordered, by line.
CREATE FUNCTION inv.recepcion_diferencias(p_pedido bigint, p_recepcion bigint)
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('linea', l.linea,
        'producto_id', l.producto_id, 'pedida', l.cantidad::text,
        'recibida', l.recibida::text,
        'falta', greatest(l.cantidad - l.recibida, 0)::numeric(18,3)::text,
        'sobra', greatest(l.recibida - l.cantidad, 0)::numeric(18,3)::text,
        'costo_pedido', inv.costo_neto(l.costo, l.descuento, 0)::text,
        'costo_recibido', r.costo::text) ORDER BY l.linea), '[]')
    FROM inv.pedido_linea l
    LEFT JOIN (SELECT linea, (array_agg(costo ORDER BY renglon DESC))[1]
                   AS costo
               FROM inv.recepcion_linea WHERE recepcion_id = p_recepcion
               GROUP BY linea) r ON r.linea = l.linea
    WHERE l.pedido_id = p_pedido
      AND (l.recibida <> l.cantidad
           OR r.costo <> inv.costo_neto(l.costo, l.descuento, 0))
$$;

-- Two receipts of one order wait for each other at its row: the second one
-- sees what the first has received.
CREATE FUNCTION api.pedido_recibir(p_ctx jsonb, p_id bigint, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    p        inv.pedido := inv.pedido_exigir(p_ctx, p_id, true,
                 '{enviado,parcial}');
    v_lugar  bigint := coalesce((p_cuerpo->>'ubicacion_id')::bigint,
                 p.ubicacion_id);
    v_lineas jsonb;
    v_id     bigint := nextval(pg_get_serial_sequence('inv.recepcion', 'id'));
    v_tags   text;
    v        record;
    r        api.respuesta;
BEGIN
    PERFORM inv.ubicacion_exigir(p_ctx, v_lugar, 'ubicacion_id');
    SELECT jsonb_agg(jsonb_strip_nulls(to_jsonb(l)) ORDER BY l.renglon)
    INTO v_lineas
    FROM inv.recepcion_lineas(p_id, p_cuerpo->'lineas') l;
    IF NOT coalesce((p_cuerpo->>'acepta_exceso')::boolean, false) THEN
        PERFORM inv.recepcion_sin_exceso(p_id, p_cuerpo->'lineas');
    END IF;
    v_tags := inv.recepcion_costos(p_ctx, v_id, v_lineas);
    SELECT * INTO v FROM inv.recepcion_mover(p_ctx, v_id, v_lugar,
        p_cuerpo->>'remito', v_lineas);
    INSERT INTO inv.recepcion (id, pedido_id, ubicacion_id, documento_id,
                               remito, usuario_id) OVERRIDING SYSTEM VALUE
    VALUES (v_id, p_id, v_lugar, v.documento_id, p_cuerpo->>'remito',
            inv.usuario_id(p_ctx));
    INSERT INTO inv.recepcion_linea (recepcion_id, renglon, linea,
        producto_id, lote_id, cantidad, costo)
    SELECT v_id, h.linea, l.linea, h.producto_id, h.lote_id, h.cantidad,
           l.costo
    FROM inv.doc_hecho(v.lineas) h
    JOIN jsonb_to_recordset(v_lineas) AS l(renglon integer, linea integer,
        costo numeric) ON l.renglon = h.linea;
    UPDATE inv.pedido_linea l SET recibida = l.recibida + x.cantidad
    FROM (SELECT linea, sum(cantidad) AS cantidad FROM inv.recepcion_linea
          WHERE recepcion_id = v_id GROUP BY 1) x
    WHERE l.pedido_id = p_id AND l.linea = x.linea;
    PERFORM inv.pedido_pasar(p_ctx, p_id, CASE WHEN EXISTS (
        SELECT FROM inv.pedido_linea WHERE pedido_id = p_id
          AND recibida < cantidad) THEN 'parcial' ELSE 'recibido' END);
    r := inv.pedido_respuesta(p_id, 200, v.productos || v_tags);
    r.cuerpo := left(r.cuerpo, -1) || ',"recepcion_id":' || v_id
        || ',"documento_id":' || v.documento_id || ',"diferencias":'
        || inv.recepcion_diferencias(p_id, v_id) || '}';
    RETURN r;
END $$;

COMMIT;
