-- Deploy inventario:ventas_reversos to pg
-- requires: ventas_pedidos
-- Voids, returns and exchanges.
--
-- Whoever undoes a ticket holds its row, so that two returns of the same
-- goods, or a return and a void, come one after the other and the second sees
-- the first.

BEGIN;

-- Holds the tickets, and those that they undo themselves, in their order.
CREATE FUNCTION inv.venta_origenes_trabar(p_ids bigint[]) RETURNS void
LANGUAGE sql AS $$
    SELECT FROM inv.venta v
    WHERE v.id = ANY (p_ids || ARRAY(SELECT o.origen_id FROM inv.venta o
        WHERE o.id = ANY (p_ids) AND o.origen_id IS NOT NULL))
    ORDER BY v.id FOR UPDATE
$$;

-- The ticket that a document undoes, held.
CREATE FUNCTION inv.venta_origen(p_doc inv.venta_doc)
RETURNS inv.venta LANGUAGE plpgsql AS $$
DECLARE
    v_id  bigint := coalesce(p_doc.origen_id, (
        SELECT c.venta_id FROM inv.venta_clave c
        WHERE c.caja_id = p_doc.caja_id AND c.numero = p_doc.origen_numero));
    v_por bigint;
    o     inv.venta;
BEGIN
    PERFORM inv.venta_origenes_trabar(ARRAY[v_id]);
    SELECT * INTO o FROM inv.venta WHERE id = v_id;
    IF NOT FOUND OR NOT inv.ve_sucursal(jsonb_build_object('sucursales',
                            p_doc.sucursales), o.sucursal_id)
    THEN
        PERFORM inv.fallar(404, 'venta_no_encontrada',
                           'No hay un ticket con ese número.');
    ELSIF p_doc.ocurrido_en < o.ocurrido_en THEN
        PERFORM inv.fallar_campo('ocurrido_en', 'anterior',
            'No puede ser anterior al ticket que deshace.');
    ELSIF o.tipo = 'anulacion' THEN
        PERFORM inv.fallar(409, 'es_anulacion',
            'Una anulación no se anula ni se devuelve.');
    END IF;
    SELECT a.anulado_por INTO v_por FROM inv.anulacion a
    WHERE a.documento_id = v_id;
    IF FOUND THEN
        PERFORM inv.fallar(409, 'ya_anulado', 'Ese ticket ya se anuló.',
                           jsonb_build_object('anulado_por', v_por));
    END IF;
    RETURN o;
END $$;

-- What came back of a ticket, without the returns that were voided.
CREATE FUNCTION inv.venta_devuelto(p_id bigint)
RETURNS SETOF inv.venta_linea LANGUAGE sql STABLE AS $$
    SELECT l.* FROM inv.venta v
    JOIN inv.venta_linea l ON l.venta_id = v.id
        AND l.registrado_en = v.registrado_en
    WHERE v.origen_id = p_id AND v.tipo = 'devolucion'
      AND NOT EXISTS (SELECT FROM inv.anulacion a
                      WHERE a.documento_id = v.id)
$$;

-- Fails with the verdict of the first line that cannot be charged.
CREATE FUNCTION inv.venta_renglones_exigir(p_renglones inv.venta_renglon[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v jsonb := (SELECT jsonb_agg(r.error ORDER BY r.renglon)
                FROM unnest(p_renglones) AS r WHERE r.error IS NOT NULL);
BEGIN
    IF v IS NOT NULL THEN
        PERFORM inv.mov_lanzar(coalesce(
            jsonb_path_query_first(v, '$[*] ? (exists (@.estado))'),
            inv.mov_campos(v)));
    END IF;
END $$;

-- No more comes back than was sold: by product, and by line where the line
-- is known.
CREATE FUNCTION inv.venta_devolucion_exigir(p_id bigint,
                                            p_renglones inv.venta_renglon[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    r record;
BEGIN
    SELECT x.producto_id, x.linea, sum(x.vendida) AS vendida,
           sum(x.devuelta) AS devuelta, sum(x.pedida) AS pedida INTO r
    FROM (SELECT l.producto_id, g.linea, l.cantidad AS vendida,
                 0 AS devuelta, 0 AS pedida
          FROM inv.venta_linea l, LATERAL (VALUES (l.linea), (NULL)) g(linea)
          WHERE l.venta_id = p_id
          UNION ALL
          SELECT l.producto_id, g.linea, 0, l.cantidad, 0
          FROM inv.venta_devuelto(p_id) l,
              LATERAL (SELECT l.origen_linea WHERE l.origen_linea IS NOT NULL
                       UNION ALL SELECT NULL) g(linea)
          UNION ALL
          SELECT q.producto_id, g.linea, 0, 0, q.cantidad
          FROM unnest(p_renglones) AS q,
              LATERAL (SELECT q.origen_linea WHERE q.origen_linea IS NOT NULL
                       UNION ALL SELECT NULL) g(linea)) x
    GROUP BY x.producto_id, x.linea
    HAVING sum(x.pedida) > 0
       AND sum(x.pedida) > sum(x.vendida) - sum(x.devuelta)
    ORDER BY x.producto_id, x.linea LIMIT 1;
    IF FOUND THEN
        PERFORM inv.fallar(409, 'devolucion_mayor',
            'No puede volver más de lo que se vendió.', jsonb_build_object(
                'linea', r.linea, 'producto_id', r.producto_id,
                'vendida', r.vendida::numeric(18,3)::text,
                'devuelta', r.devuelta::numeric(18,3)::text,
                'pedida', r.pedida::numeric(18,3)::text));
    END IF;
END $$;

-- The movements of a return: of each product what was sold first, lot by
-- lot, after what came back already.
CREATE FUNCTION inv.venta_devolucion_lineas(p_doc inv.venta_doc, p_id bigint,
    p_renglones inv.venta_renglon[])
RETURNS inv.mov_linea[] LANGUAGE sql STABLE AS $$
    SELECT array_agg(ROW(1, r.renglon, s.producto_id, s.lote_id, 2,
               CASE WHEN p_doc.a_merma THEN 3 ELSE p_doc.ubicacion_id END,
               least(r.hasta, s.hasta) - greatest(r.desde, s.desde), NULL,
               r.precio, NULL, false, NULL, NULL)::inv.mov_linea
               ORDER BY r.renglon, s.desde)
    FROM (SELECT q.renglon, q.producto_id, q.precio, y.hasta - q.cantidad
                     AS desde, y.hasta
          FROM (SELECT q.*, coalesce(d.cantidad, 0) + sum(q.cantidad) OVER (
                    PARTITION BY q.producto_id ORDER BY q.renglon) AS hasta
                FROM unnest(p_renglones) AS q
                LEFT JOIN (SELECT l.producto_id, sum(l.cantidad) AS cantidad
                           FROM inv.venta_devuelto(p_id) l GROUP BY 1) d
                    ON d.producto_id = q.producto_id) y,
              LATERAL (SELECT y.renglon, y.producto_id, y.precio,
                              y.cantidad) q) r
    JOIN (SELECT m.producto_id, m.lote_id, sum(m.cantidad) OVER w AS hasta,
                 sum(m.cantidad) OVER w - m.cantidad AS desde
          FROM inv.movimiento m WHERE m.documento_id = p_id
          WINDOW w AS (PARTITION BY m.producto_id ORDER BY m.linea)) s
        ON s.producto_id = r.producto_id AND s.desde < r.hasta
       AND r.desde < s.hasta
$$;

-- Moves and writes one ticket whose lines and payments are complete.
CREATE FUNCTION inv.venta_asentar_una(p_doc inv.venta_doc, p_tipo text,
    p_anula bigint, p_lineas inv.mov_linea[], p_renglones inv.venta_renglon[],
    OUT id bigint, OUT texto text, OUT etiquetas text)
LANGUAGE plpgsql AS $$
BEGIN
    p_doc.d := 1;
    SELECT m.documento_id INTO id FROM inv.mover_uno(ROW(1, 'mover', p_tipo,
        NULL, NULL, p_doc.motivo, p_doc.caja || '-' || p_doc.numero, p_anula,
        'venta', p_doc.usuario_id, p_doc.request_id, p_doc.ocurrido_en,
        NULL)::inv.mov_doc, p_lineas) m;
    SELECT a.texto, a.etiquetas INTO texto, etiquetas
    FROM inv.venta_asentar(ARRAY[p_doc], p_renglones, ARRAY[id]) a;
    PERFORM inv.venta_alertar(ARRAY[id]);
END $$;

-- Goods that come back from a ticket, whose row is held.  Without payments
-- the money goes back in cash.  p_pagado: its payments were looked at.
CREATE FUNCTION inv.venta_devolver(p_doc inv.venta_doc, o inv.venta,
    p_renglones inv.venta_renglon[], p_pagado boolean,
    OUT id bigint, OUT texto text, OUT etiquetas text)
LANGUAGE plpgsql AS $$
DECLARE
    v_total numeric := (SELECT sum(r.importe) FROM unnest(p_renglones) AS r);
    v_fallo jsonb;
BEGIN
    IF o.tipo <> 'venta' THEN
        PERFORM inv.fallar(409, 'no_es_venta',
                           'Sólo se devuelve lo que se vendió.');
    END IF;
    PERFORM inv.venta_devolucion_exigir(o.id, p_renglones);
    IF v_total > o.total - (SELECT coalesce(sum(l.importe), 0)
                            FROM inv.venta_devuelto(o.id) l)
    THEN
        PERFORM inv.fallar(409, 'devolucion_mayor',
            'No puede volver más plata que la que se pagó.',
            jsonb_build_object('total', o.total::text,
                               'pedido', v_total::text));
    END IF;
    p_doc.origen_id := o.id;
    IF p_doc.pagos IS NULL THEN
        p_doc.pagos := jsonb_build_array(jsonb_build_object(
            'medio', 'efectivo', 'importe', v_total::text));
    ELSIF NOT p_pagado THEN
        v_fallo := inv.venta_pagos_fallo(p_doc.pagos, p_doc.vuelto, v_total);
        IF v_fallo IS NOT NULL THEN
            PERFORM inv.mov_lanzar(v_fallo);
        END IF;
    END IF;
    SELECT * INTO id, texto, etiquetas
    FROM inv.venta_asentar_una(p_doc, 'devolucion', NULL,
        inv.venta_devolucion_lineas(p_doc, o.id, p_renglones), p_renglones);
END $$;

-- The lines of a ticket, as those of another one.
CREATE FUNCTION inv.venta_renglones_de(o inv.venta)
RETURNS inv.venta_renglon[] LANGUAGE sql STABLE AS $$
    SELECT array_agg(ROW(1, l.linea, l.producto_id, NULL, NULL, l.cantidad,
        l.precio, l.descuento, l.importe, l.iva, l.costo, l.promocion, NULL,
        l.linea, true, NULL)::inv.venta_renglon ORDER BY l.linea)
    FROM inv.venta_linea l
    WHERE l.venta_id = o.id AND l.registrado_en = o.registrado_en
$$;

-- Undoes a whole ticket, whose row is held: goods and money go back to where
-- they came from.
CREATE FUNCTION inv.venta_anular(p_doc inv.venta_doc, o inv.venta,
    OUT id bigint, OUT texto text, OUT etiquetas text)
LANGUAGE plpgsql AS $$
DECLARE
    v_lineas inv.mov_linea[];
BEGIN
    IF EXISTS (SELECT FROM inv.venta_devuelto(o.id)) THEN
        PERFORM inv.fallar(409, 'con_devoluciones',
            'Ese ticket tiene devoluciones: anulalas primero.');
    ELSIF EXISTS (SELECT FROM inv.venta_pago p
                  WHERE p.venta_id = o.id AND p.medio = 'cambio')
    THEN
        PERFORM inv.fallar(409, 'venta_de_cambio',
            'Es parte de un cambio: devolvé lo que se llevó.');
    END IF;
    INSERT INTO inv.anulacion (documento_id, anulado_por) VALUES (o.id, 0);
    SELECT array_agg(ROW(1, m.linea, m.producto_id, m.lote_id, m.destino_id,
               m.origen_id, m.cantidad, m.costo, m.precio, NULL, false, NULL,
               NULL)::inv.mov_linea ORDER BY m.linea)
    INTO v_lineas FROM inv.movimiento m WHERE m.documento_id = o.id;
    p_doc.origen_id := o.id;
    p_doc.signo := -o.signo;
    p_doc.vuelto := 0;
    p_doc.pagos := (SELECT jsonb_agg(jsonb_build_object('medio', p.medio,
                        'importe', p.importe::text))
                    FROM inv.venta_pago p WHERE p.venta_id = o.id);
    SELECT * INTO id, texto, etiquetas
    FROM inv.venta_asentar_una(p_doc, 'anulacion', o.id, v_lineas,
                               inv.venta_renglones_de(o));
    UPDATE inv.anulacion SET anulado_por = venta_anular.id
    WHERE documento_id = o.id;
END $$;

-- A ticket of a till that voids or returns another one.  A return's lines
-- are charged as the till says; tax rate and cost are those of the sale.
CREATE FUNCTION inv.venta_ligar(p_doc inv.venta_doc,
    OUT id bigint, OUT texto text, OUT etiquetas text)
LANGUAGE plpgsql AS $$
DECLARE
    o           inv.venta := inv.venta_origen(p_doc);
    v_renglones inv.venta_renglon[];
BEGIN
    IF p_doc.tipo = 'anulacion' THEN
        SELECT * INTO id, texto, etiquetas FROM inv.venta_anular(p_doc, o);
        RETURN;
    END IF;
    p_doc.d := 1;
    v_renglones := inv.venta_renglones(ARRAY[p_doc]);
    PERFORM inv.venta_renglones_exigir(v_renglones);
    SELECT array_agg(ROW(1, r.renglon, r.producto_id, r.ubicacion_id, r.delta,
               r.cantidad, r.precio, r.descuento, r.importe,
               coalesce(l.iva, r.iva), coalesce(l.costo, r.costo),
               r.promocion, r.lote, NULL, r.simple, NULL)::inv.venta_renglon
               ORDER BY r.renglon)
    INTO v_renglones
    FROM unnest(v_renglones) AS r
    LEFT JOIN LATERAL (SELECT y.iva, y.costo FROM inv.venta_linea y
        WHERE y.venta_id = o.id AND y.producto_id = r.producto_id
        ORDER BY y.linea LIMIT 1) l ON true;
    SELECT * INTO id, texto, etiquetas
    FROM inv.venta_devolver(p_doc, o, v_renglones, false);
END $$;


-- ---- by the ticket's number -------------------------------------------------

-- The document that a request about ticket p_id is.  Holds the tills.
CREATE FUNCTION inv.venta_doc_de(p_ctx jsonb, p_id bigint, p_tipo text,
                                 p_cuerpo jsonb)
RETURNS inv.venta_doc LANGUAGE plpgsql AS $$
DECLARE
    q inv.venta_doc;
    c inv.caja;
BEGIN
    q.caja_id := coalesce((p_cuerpo->>'caja_id')::bigint, (
        SELECT v.caja_id FROM inv.venta v WHERE v.id = p_id
        AND inv.ve_sucursal(p_ctx, v.sucursal_id)));
    IF q.caja_id IS NULL THEN
        PERFORM inv.fallar(404, 'venta_no_encontrada',
                           'No hay un ticket con ese número.');
    END IF;
    PERFORM FROM inv.caja x
    WHERE x.id IN (q.caja_id, (p_cuerpo->'venta'->>'caja_id')::bigint)
    ORDER BY x.id FOR KEY SHARE;
    SELECT * INTO c FROM inv.caja WHERE id = q.caja_id;
    IF NOT FOUND THEN
        PERFORM inv.fallar(404, 'caja_no_encontrada',
                           'No hay una caja con ese número.');
    END IF;
    PERFORM inv.exigir_sucursal(p_ctx, c.sucursal_id);
    q.d := 1;
    q.unidad := 1;
    q.caja := c.codigo;
    q.sucursal_id := c.sucursal_id;
    q.ubicacion_id := c.ubicacion_id;
    q.tipo := p_tipo;
    q.signo := -1;
    q.origen_id := p_id;
    q.a_merma := coalesce(p_cuerpo->>'destino' = 'merma', false);
    q.motivo := p_cuerpo->>'motivo';
    q.vuelto := 0;
    q.comprobante := p_cuerpo->'comprobante';
    q.usuario_id := inv.usuario_id(p_ctx);
    q.sucursales := nullif(p_ctx->'sucursales', 'null');
    q.request_id := p_ctx->>'request_id';
    q.ocurrido_en := coalesce((p_cuerpo->>'ocurrido_en')::timestamptz, now());
    q.pagos := p_cuerpo->'pagos';
    q.lineas := p_cuerpo->'lineas';
    IF q.ocurrido_en > now() + interval '5 minutes' THEN
        PERFORM inv.fallar_campo('ocurrido_en', 'futuro',
                                 'Todavía no puede haber ocurrido.');
    END IF;
    RETURN q;
END $$;

CREATE FUNCTION api.venta_anular(p_ctx jsonb, p_id bigint, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    q inv.venta_doc := inv.venta_doc_de(p_ctx, p_id, 'anulacion', p_cuerpo);
    v record;
BEGIN
    q.pagos := NULL;
    SELECT * INTO v FROM inv.venta_anular(q, inv.venta_origen(q));
    RETURN (201, v.texto, NULL, 'ventas movimientos existencias venta:'
        || p_id || v.etiquetas, '/v1/ventas/' || v.id, NULL,
        false)::api.respuesta;
END $$;

-- Lines of the ticket: {linea, cantidad}.  Each costs its part of what was
-- paid for the line, so that all the parts together are what was paid.
CREATE FUNCTION inv.venta_renglones_devueltos(o inv.venta, p_lineas jsonb)
RETURNS inv.venta_renglon[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    r record;
BEGIN
    SELECT p.n, p.linea, l.venta_id,
           count(*) OVER (PARTITION BY p.linea) AS veces INTO r
    FROM ROWS FROM (jsonb_to_recordset(p_lineas) AS (linea integer,
        cantidad numeric)) WITH ORDINALITY AS p(linea, cantidad, n)
    LEFT JOIN inv.venta_linea l ON l.venta_id = o.id AND l.linea = p.linea
    ORDER BY l.venta_id IS NULL DESC, 4 DESC, p.n LIMIT 1;
    IF r.venta_id IS NULL THEN
        PERFORM inv.fallar_campo('lineas[' || r.n - 1 || '].linea',
            'linea_no_encontrada', 'El ticket no tiene ese renglón.');
    ELSIF r.veces > 1 THEN
        PERFORM inv.fallar_campo('lineas[' || r.n - 1 || '].linea',
            'repetida', 'El renglón está dos veces.');
    END IF;
    RETURN (
    SELECT array_agg(ROW(1, x.n, x.producto_id, NULL, NULL, x.cantidad,
               x.precio, round(x.cantidad * x.precio, 2) - x.importe,
               x.importe, x.iva, x.costo, x.promocion, NULL, x.linea, true,
               NULL)::inv.venta_renglon ORDER BY x.n)
    FROM (SELECT p.n, p.linea, p.cantidad, l.producto_id, l.precio, l.iva,
                 l.costo, l.promocion,
                 round(l.importe * (d.antes + p.cantidad) / l.cantidad, 2)
                 - round(l.importe * d.antes / l.cantidad, 2) AS importe
          FROM ROWS FROM (jsonb_to_recordset(p_lineas) AS (linea integer,
              cantidad numeric)) WITH ORDINALITY AS p(linea, cantidad, n)
          JOIN inv.venta_linea l ON l.venta_id = o.id AND l.linea = p.linea
          CROSS JOIN LATERAL (SELECT coalesce(sum(y.cantidad), 0) AS antes
              FROM inv.venta_devuelto(o.id) y
              WHERE y.origen_linea = p.linea) d) x);
END $$;

CREATE FUNCTION api.venta_devolver(p_ctx jsonb, p_id bigint, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    q inv.venta_doc := inv.venta_doc_de(p_ctx, p_id, 'devolucion', p_cuerpo);
    o inv.venta := inv.venta_origen(q);
    v record;
BEGIN
    SELECT * INTO v FROM inv.venta_devolver(q, o,
        inv.venta_renglones_devueltos(o, q.lineas), false);
    RETURN (201, v.texto, NULL, 'ventas movimientos existencias venta:'
        || p_id || v.etiquetas, '/v1/ventas/' || v.id, NULL,
        false)::api.respuesta;
END $$;

-- A return and a new ticket.  What comes back pays for what goes, and only
-- the difference is paid, or given back.
CREATE FUNCTION api.venta_cambiar(p_ctx jsonb, p_id bigint, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    q          inv.venta_doc := inv.venta_doc_de(p_ctx, p_id, 'devolucion',
                                                 p_cuerpo - 'pagos');
    o          inv.venta := inv.venta_origen(q);
    n          inv.venta_doc;
    v_vuelven  inv.venta_renglon[];
    v_van      inv.venta_renglon[];
    v_vuelve   numeric;
    v_va       numeric;
    v_pagos    jsonb := coalesce(p_cuerpo->'pagos', '[]');
    v_cambio   jsonb;
    v_fallo    jsonb;
    v          record;
    w          record;
    m          record;
BEGIN
    n := (inv.venta_documentos(jsonb_build_array(jsonb_build_object('ctx',
        p_ctx || '{"atomico":false}', 'cuerpo', jsonb_build_array(
            '{"tipo":"venta"}' || (p_cuerpo->'venta') || jsonb_build_object(
                'ocurrido_en', q.ocurrido_en)))), '{0}'))[1];
    IF n.fallo IS NOT NULL THEN
        PERFORM inv.mov_lanzar(n.fallo);
    END IF;
    n.vuelto := coalesce((p_cuerpo->>'vuelto')::numeric, 0);
    v_vuelven := inv.venta_renglones_devueltos(o, q.lineas);
    v_van := inv.venta_renglones(ARRAY[n]);
    PERFORM inv.venta_renglones_exigir(v_van);
    v_vuelve := (SELECT sum(r.importe) FROM unnest(v_vuelven) AS r);
    v_va := (SELECT sum(r.importe) FROM unnest(v_van) AS r);
    IF v_vuelve > v_va AND v_pagos = '[]' THEN
        v_pagos := jsonb_build_array(jsonb_build_object('medio', 'efectivo',
            'importe', (v_vuelve - v_va)::text));
    END IF;
    v_fallo := inv.venta_pagos_fallo(v_pagos, n.vuelto, abs(v_va - v_vuelve));
    IF v_fallo IS NOT NULL THEN
        PERFORM inv.mov_lanzar(v_fallo);
    END IF;
    v_cambio := jsonb_build_array(jsonb_build_object('medio', 'cambio',
                    'importe', least(v_va, v_vuelve)::text));
    q.pagos := v_cambio || CASE WHEN v_vuelve > v_va THEN v_pagos
                                ELSE '[]' END;
    n.pagos := v_cambio || CASE WHEN v_va > v_vuelve THEN v_pagos
                                ELSE '[]' END;

    INSERT INTO inv.venta_clave (caja_id, numero, venta_id, huella)
    VALUES (n.caja_id, n.numero, 0, n.huella) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        PERFORM inv.fallar(409, 'numero_reutilizado',
            'Esa caja ya tiene otro ticket con ese número.');
    END IF;
    PERFORM inv.venta_trabar(ARRAY[q, n], ARRAY[p_id]);
    SELECT * INTO v FROM inv.venta_devolver(q, o, v_vuelven, true);
    SELECT * INTO m FROM inv.venta_mover(ARRAY[n], v_van, 1);
    IF m.ids[1] IS NULL THEN
        PERFORM inv.mov_lanzar(m.fallos[1]);
    END IF;
    UPDATE inv.venta_clave c SET venta_id = m.ids[1]
    WHERE c.caja_id = n.caja_id AND c.numero = n.numero;
    SELECT * INTO w FROM inv.venta_asentar(ARRAY[n], v_van, m.ids);
    PERFORM inv.venta_alertar(m.ids);
    RETURN (201, '{"devolucion":' || v.texto || ',"venta":' || w.texto
        || ',"diferencia":"' || v_va - v_vuelve || '"}', NULL,
        'ventas movimientos existencias venta:' || p_id || v.etiquetas
        || w.etiquetas, '/v1/ventas/' || m.ids[1], NULL,
        false)::api.respuesta;
END $$;

COMMIT;
