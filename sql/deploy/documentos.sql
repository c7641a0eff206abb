-- Deploy inventario:documentos to pg
-- requires: movimientos_consultas
-- Reservations: stock that is promised for some minutes.
--
-- Lock order of every document: its row, then products (the lines refer to
-- them, and nothing is locked after a balance), then balances in inv.mover.

BEGIN;

-- ---- what all documents share ----------------------------------------------

-- A shelf or a store room in which the user may work.
CREATE FUNCTION inv.ubicacion_exigir(p_ctx jsonb, p_id bigint, p_campo text)
RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    u inv.ubicacion;
BEGIN
    SELECT * INTO u FROM inv.ubicacion WHERE id = p_id;
    IF NOT FOUND THEN
        PERFORM inv.fallar(404, 'ubicacion_no_encontrada',
            'No hay una ubicación con ese número.',
            jsonb_build_object('ubicacion_id', p_id));
    ELSIF u.tipo NOT IN ('estante', 'deposito') THEN
        PERFORM inv.fallar_campo(p_campo, 'ubicacion_ajena',
                                 'Va un estante o un depósito.');
    END IF;
    PERFORM inv.exigir_sucursal(p_ctx, u.sucursal_id);
END $$;

-- The lines of a body that go from one place to another, with their products
-- found and held.  422 with all that is wrong.
CREATE FUNCTION inv.doc_lineas(p_lineas jsonb, p_origen bigint,
                               p_destino bigint)
RETURNS inv.mov_linea[] LANGUAGE plpgsql AS $$
DECLARE
    v record;
BEGIN
    SELECT * INTO v FROM inv.mov_explotar(ARRAY[ROW(1, 'mover',
        'transferencia', p_origen, p_destino, NULL, NULL, NULL, NULL, NULL,
        NULL, now(), NULL)::inv.mov_doc], ARRAY[p_lineas]);
    IF v.errores IS NOT NULL THEN
        PERFORM inv.mov_lanzar(inv.mov_campos(
            (SELECT jsonb_agg(e - 'doc') FROM jsonb_array_elements(v.errores)
             AS e)));
    END IF;
    PERFORM FROM inv.producto
    WHERE id IN (SELECT l.producto_id FROM unnest(v.lineas) l)
    ORDER BY id FOR KEY SHARE;
    RETURN v.lineas;
END $$;

-- What was done, as rows.
CREATE FUNCTION inv.doc_hecho(p_lineas text)
RETURNS TABLE (linea integer, producto_id bigint, lote_id bigint,
               cantidad numeric)
LANGUAGE sql IMMUTABLE AS $$
    SELECT * FROM json_to_recordset(p_lineas::json) AS x(linea integer,
        producto_id bigint, lote_id bigint, cantidad numeric)
$$;


-- ---- reservations ----------------------------------------------------------

CREATE FUNCTION inv.reserva_json(r inv.reserva) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', r.id, 'ubicacion_id', r.ubicacion_id,
        'estado', CASE WHEN r.estado = 'activa' AND r.vence_en <= now()
                       THEN 'vencida' ELSE r.estado END,
        'referencia', r.referencia, 'vence_en', r.vence_en,
        'documento_id', r.documento_id, 'usuario_id', r.usuario_id,
        'version', r.version, 'creado_en', r.creado_en,
        'actualizado_en', r.actualizado_en,
        'lineas', (SELECT json_agg(json_build_object('linea', l.linea,
                'producto_id', l.producto_id, 'producto_codigo', p.codigo,
                'producto_nombre', p.nombre, 'lote_id', l.lote_id,
                'lote', nullif(o.codigo, ''), 'vence', o.vence,
                'cantidad', l.cantidad::text) ORDER BY l.linea)
            FROM inv.reserva_linea l
            JOIN inv.producto p ON p.id = l.producto_id
            JOIN inv.lote o ON o.id = l.lote_id
            WHERE l.reserva_id = r.id))
$$;

CREATE FUNCTION inv.reserva_respuesta(p_id bigint, p_estado integer,
                                      p_productos text DEFAULT '')
RETURNS api.respuesta LANGUAGE sql STABLE AS $$
    SELECT inv.respuesta(p_estado, inv.reserva_json(r), r.version::text,
        'reservas reserva:' || r.id || ' ' || p_productos,
        CASE WHEN p_estado = 201 THEN '/v1/reservas/' || r.id END)
    FROM inv.reserva r WHERE r.id = p_id
$$;

-- All of it or nothing, of lots that can be sold, the first to expire first.
CREATE FUNCTION api.reserva_crear(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_lugar  bigint := (p_cuerpo->>'ubicacion_id')::bigint;
    v_lineas inv.mov_linea[];
    v_id     bigint;
    v        record;
BEGIN
    PERFORM inv.ubicacion_exigir(p_ctx, v_lugar, 'ubicacion_id');
    v_lineas := inv.doc_lineas(p_cuerpo->'lineas', v_lugar, 2);
    INSERT INTO inv.reserva (ubicacion_id, referencia, vence_en, usuario_id)
    VALUES (v_lugar, p_cuerpo->>'referencia', now() + make_interval(
            mins => coalesce((p_cuerpo->>'minutos')::integer, 15)),
        inv.usuario_id(p_ctx))
    RETURNING id INTO v_id;
    SELECT * INTO v FROM inv.mover_uno(ROW(1, 'reservar', NULL, v_lugar, 2,
        NULL, NULL, NULL, NULL, NULL, NULL, now(), NULL)::inv.mov_doc,
        v_lineas);
    INSERT INTO inv.reserva_linea (reserva_id, linea, producto_id, lote_id,
                                   cantidad)
    SELECT v_id, h.linea, h.producto_id, h.lote_id, h.cantidad
    FROM inv.doc_hecho(v.lineas) h;
    PERFORM inv.anotar(p_ctx, 'reservas', 'creada', 'reserva', v_id, NULL,
        p_cuerpo, (SELECT sucursal_id FROM inv.ubicacion WHERE id = v_lugar));
    RETURN inv.reserva_respuesta(v_id, 201, v.productos);
END $$;

CREATE FUNCTION api.reservas_listar(p_ctx jsonb, p_ubicacion_id bigint,
    p_estado text, p_referencia text,
    p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_antes    bigint := (inv.cursor_leer(p_cursor, 1)->>0)::bigint;
    v_visibles bigint[] := inv.mov_visibles(p_ctx);
    v          record;
BEGIN
    WITH todas AS (
        SELECT r FROM inv.reserva r
        WHERE (v_visibles IS NULL OR r.ubicacion_id = ANY (v_visibles))
          AND (p_ubicacion_id IS NULL OR r.ubicacion_id = p_ubicacion_id)
          AND (p_referencia IS NULL OR r.referencia = p_referencia)
          AND (p_estado IS NULL OR p_estado = CASE WHEN r.estado = 'activa'
               AND r.vence_en <= now() THEN 'vencida' ELSE r.estado END)),
    pagina AS (
        SELECT r, row_number() OVER (ORDER BY (r).id DESC) AS n FROM todas
        WHERE v_antes IS NULL OR (r).id < v_antes
        ORDER BY (r).id DESC LIMIT p_limite + 1)
    SELECT json_agg(inv.reserva_json(r) ORDER BY n)
               FILTER (WHERE n <= p_limite) AS datos, count(*) AS n,
           min((r).id) FILTER (WHERE n <= p_limite) AS ultimo,
           CASE WHEN p_contar THEN (SELECT count(*) FROM todas) END AS total
    INTO v FROM pagina;
    RETURN inv.lista(v.datos, CASE WHEN v.n > p_limite
        THEN inv.cursor_escribir(to_jsonb(ARRAY[v.ultimo])) END, v.total);
END $$;

-- The reservation, locked if p_para_cambiar; 404, also for another branch's.
CREATE FUNCTION inv.reserva_exigir(p_ctx jsonb, p_id bigint,
                                   p_para_cambiar boolean)
RETURNS inv.reserva LANGUAGE plpgsql AS $$
DECLARE
    r inv.reserva;
BEGIN
    IF p_para_cambiar THEN
        SELECT * INTO r FROM inv.reserva WHERE id = p_id FOR UPDATE;
    ELSE
        SELECT * INTO r FROM inv.reserva WHERE id = p_id;
    END IF;
    IF r.id IS NULL OR NOT inv.ve_sucursal(p_ctx, (
           SELECT sucursal_id FROM inv.ubicacion WHERE id = r.ubicacion_id))
    THEN
        PERFORM inv.fallar(404, 'reserva_no_encontrada',
                           'No hay una reserva con ese número.');
    END IF;
    RETURN r;
END $$;

CREATE FUNCTION api.reserva_obtener(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    PERFORM inv.reserva_exigir(p_ctx, p_id, false);
    RETURN inv.reserva_respuesta(p_id, 200);
END $$;

-- The reservation, to be confirmed or released: it must still hold its stock.
CREATE FUNCTION inv.reserva_activa(p_ctx jsonb, p_id bigint)
RETURNS inv.reserva LANGUAGE plpgsql AS $$
DECLARE
    r inv.reserva := inv.reserva_exigir(p_ctx, p_id, true);
BEGIN
    IF r.estado <> 'activa' OR r.vence_en <= clock_timestamp() THEN
        PERFORM inv.fallar(409, 'reserva_no_activa',
            'La reserva ya no está activa.', jsonb_build_object('estado',
                CASE r.estado WHEN 'activa' THEN 'vencida' ELSE r.estado END));
    END IF;
    RETURN r;
END $$;

-- What is reserved, as lines of document p_doc of inv.mover.
CREATE FUNCTION inv.reserva_lineas(p_doc integer, p_reservas bigint[])
RETURNS inv.mov_linea[] LANGUAGE sql STABLE AS $$
    SELECT array_agg(ROW(p_doc, l.linea, l.producto_id, l.lote_id,
               r.ubicacion_id, 2, l.cantidad, NULL, NULL, NULL, true, NULL,
               NULL)::inv.mov_linea ORDER BY l.reserva_id, l.linea)
    FROM inv.reserva_linea l JOIN inv.reserva r ON r.id = l.reserva_id
    WHERE l.reserva_id = ANY (p_reservas)
$$;

CREATE FUNCTION inv.doc_liberar(p_unidad integer) RETURNS inv.mov_doc
LANGUAGE sql STABLE AS $$
    SELECT ROW(p_unidad, 'liberar', NULL, NULL, 2, NULL, NULL, NULL, NULL,
               NULL, NULL, now(), NULL)::inv.mov_doc
$$;

CREATE FUNCTION api.reserva_liberar(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    r inv.reserva := inv.reserva_activa(p_ctx, p_id);
    v record;
BEGIN
    UPDATE inv.reserva SET estado = 'liberada', version = version + 1,
        actualizado_en = now() WHERE id = p_id;
    SELECT * INTO v FROM inv.mover_uno(inv.doc_liberar(1),
                                       inv.reserva_lineas(1, ARRAY[p_id]));
    PERFORM inv.anotar(p_ctx, 'reservas', 'liberada', 'reserva', p_id, NULL,
        NULL, (SELECT sucursal_id FROM inv.ubicacion
               WHERE id = r.ubicacion_id));
    RETURN inv.reserva_respuesta(p_id, 200, v.productos);
END $$;

-- How much of each reserved line is taken: all of it, or what the body says.
-- p_cuerpo.lineas: [{"linea":1,"cantidad":"2","precio":"10.00"}]
CREATE FUNCTION inv.reserva_tomas(p_id bigint, p_lineas jsonb)
RETURNS TABLE (linea integer, producto_id bigint, lote_id bigint,
               reservada numeric, toma numeric, precio numeric)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    e record;
BEGIN
    FOR e IN
        SELECT x.n - 1 AS n, x.linea, x.cantidad, l.cantidad AS tope,
               count(*) OVER (PARTITION BY x.linea) AS veces
        FROM ROWS FROM (jsonb_to_recordset(coalesce(p_lineas, '[]')) AS
            (linea integer, cantidad numeric)) WITH ORDINALITY
            AS x(linea, cantidad, n)
        LEFT JOIN inv.reserva_linea l ON l.reserva_id = p_id
            AND l.linea = x.linea
    LOOP
        IF e.tope IS NULL OR e.veces > 1 THEN
            PERFORM inv.fallar_campo('lineas[' || e.n || '].linea',
                'linea_no_encontrada', 'Va el número de una línea de la '
                'reserva, una sola vez.');
        ELSIF e.cantidad > e.tope THEN
            PERFORM inv.fallar_campo('lineas[' || e.n || '].cantidad',
                'rango', 'Es más de lo que está reservado.');
        END IF;
    END LOOP;
    RETURN QUERY
    SELECT l.linea, l.producto_id, l.lote_id, l.cantidad,
           CASE WHEN p_lineas IS NULL THEN l.cantidad
                ELSE coalesce(round(x.cantidad, 3), 0) END, x.precio
    FROM inv.reserva_linea l
    LEFT JOIN jsonb_to_recordset(coalesce(p_lineas, '[]')) AS
        x(linea integer, cantidad numeric, precio numeric)
        ON x.linea = l.linea
    WHERE l.reserva_id = p_id ORDER BY l.linea;
END $$;

-- Turns it into a sale; what is not taken is released.
CREATE FUNCTION api.reserva_confirmar(p_ctx jsonb, p_id bigint, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    r        inv.reserva := inv.reserva_activa(p_ctx, p_id);
    v_lineas inv.mov_linea[];
    v        inv.mov_resultado;
BEGIN
    SELECT array_agg(ROW(x.doc, t.linea, t.producto_id, t.lote_id,
               r.ubicacion_id, 2, CASE x.doc WHEN 1 THEN t.toma
                   ELSE t.reservada - t.toma END,
               NULL, t.precio, NULL, true, NULL, NULL)::inv.mov_linea
               ORDER BY x.doc, t.linea)
    INTO v_lineas
    FROM inv.reserva_tomas(p_id, p_cuerpo->'lineas') t,
         generate_series(1, 2) AS x(doc)
    WHERE CASE x.doc WHEN 1 THEN t.toma ELSE t.reservada - t.toma END > 0;
    v := inv.mover(ARRAY[ROW(1, 'mover', 'salida', r.ubicacion_id, 2, NULL,
        coalesce(p_cuerpo->>'referencia', r.referencia), NULL,
        'reserva:' || p_id, inv.usuario_id(p_ctx), p_ctx->>'request_id',
        now(), NULL)::inv.mov_doc, inv.doc_liberar(1)], v_lineas);
    IF v.fallos[1] IS NOT NULL THEN
        PERFORM inv.mov_lanzar(v.fallos[1]);
    END IF;
    UPDATE inv.reserva SET estado = 'confirmada', documento_id = v.ids[1],
        version = version + 1, actualizado_en = now() WHERE id = p_id;
    PERFORM inv.anotar(p_ctx, 'reservas', 'confirmada', 'reserva', p_id, NULL,
        jsonb_build_object('documento_id', v.ids[1]),
        (SELECT sucursal_id FROM inv.ubicacion WHERE id = r.ubicacion_id));
    RETURN inv.reserva_respuesta(p_id, 200, 'movimientos existencias'
        || v.productos[1] || coalesce(v.productos[2], ''));
END $$;

-- Releases what expired; a job calls it.  One that somebody is working on is
-- left to him.
CREATE FUNCTION inv.reservas_vencer() RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_ids bigint[];
    v     record;
BEGIN
    SELECT array_agg(id ORDER BY id) INTO v_ids
    FROM (SELECT id FROM inv.reserva
          WHERE estado = 'activa' AND vence_en <= now()
          ORDER BY id LIMIT 1000 FOR UPDATE SKIP LOCKED) r;
    IF v_ids IS NULL THEN
        RETURN 0;
    END IF;
    SELECT * INTO v FROM inv.mover_uno(inv.doc_liberar(1),
                                       inv.reserva_lineas(1, v_ids));
    PERFORM inv.cambio(v.productos);
    UPDATE inv.reserva SET estado = 'vencida', version = version + 1,
        actualizado_en = now() WHERE id = ANY (v_ids);
    RETURN cardinality(v_ids);
END $$;

COMMIT;
