-- Deploy inventario:ventas_pedidos to pg
-- requires: ventas
-- POST /v1/ventas: tickets of several requests in one transaction.
--
-- A ticket is written once, whatever it is sent with: a request by its
-- Idempotency-Key, a ticket by its till and number.  One that is there
-- already is answered as it was written; the same number with another
-- content is refused.
--
-- Sales, and returns that name no ticket, are applied as sets.  Those that
-- void or return a ticket come after them, one by one, each undone alone if
-- it is refused.  A request that is atomic and has such ones runs in a
-- subtransaction.  All balances are locked before the first of them.

BEGIN;

-- What became of each ticket of a batch, by d.
CREATE TYPE inv.venta_hecho AS (
    ids       bigint[],         -- null: refused
    fallos    jsonb[],
    textos    text[],
    etiquetas text[]
);

-- The exact way of moving their stock: lots, what is refused, what is not
-- there yet.  Gives the numbers of those that were done, and the verdicts.
CREATE FUNCTION inv.venta_mover(p_docs inv.venta_doc[],
    p_renglones inv.venta_renglon[], p_cuantos integer,
    OUT ids bigint[], OUT fallos jsonb[])
LANGUAGE plpgsql AS $$
DECLARE
    v_ds     integer[];
    v_docs   inv.mov_doc[];
    v_lineas inv.mov_linea[];
    v_hecho  inv.mov_resultado;
BEGIN
    ids := array_fill(NULL::bigint, ARRAY[p_cuantos]);
    fallos := array_fill(NULL::jsonb, ARRAY[p_cuantos]);
    SELECT array_agg(q.d ORDER BY q.d),
           array_agg(ROW(q.unidad, 'mover', CASE WHEN q.signo < 0
               THEN 'devolucion' ELSE 'salida' END, q.ubicacion_id,
               CASE WHEN q.a_merma THEN 3 ELSE 2 END, q.motivo,
               q.caja || '-' || q.numero, NULL, 'venta', q.usuario_id,
               q.request_id, q.ocurrido_en, NULL)::inv.mov_doc ORDER BY q.d)
    INTO v_ds, v_docs FROM unnest(p_docs) AS q;
    SELECT array_agg(ROW(q.n, r.renglon, r.producto_id, o.id,
               CASE WHEN q.signo < 0 THEN 2 ELSE q.ubicacion_id END,
               CASE WHEN q.signo > 0 THEN 2 WHEN q.a_merma THEN 3
                    ELSE q.ubicacion_id END, r.cantidad, NULL, r.precio,
               NULL, false, r.lote, NULL)::inv.mov_linea
               ORDER BY q.n, r.renglon)
    INTO v_lineas
    FROM (SELECT x.d, x.signo, x.a_merma, x.ubicacion_id,
                 row_number() OVER (ORDER BY x.d) AS n
          FROM unnest(p_docs) AS x) q
    JOIN unnest(p_renglones) AS r ON r.d = q.d
    LEFT JOIN inv.lote o ON o.producto_id = r.producto_id
        AND o.codigo = r.lote;
    v_hecho := inv.mover(v_docs, v_lineas);
    FOR i IN 1 .. cardinality(v_ds) LOOP
        ids[v_ds[i]] := v_hecho.ids[i];
        fallos[v_ds[i]] := v_hecho.fallos[i];
    END LOOP;
END $$;

-- A ticket that is undone with the rest of its request.
CREATE FUNCTION inv.venta_arrastrada() RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT inv.mov_fallo(424, 'lote_rechazado',
        'No se hizo porque otro elemento del lote fue rechazado.')
$$;

-- Applies the tickets that come without a verdict.  p_ids: a number for each
-- place of the batch; those that inv.mover decides get another one.
CREATE FUNCTION inv.venta_tanda(p_docs inv.venta_doc[], p_ids bigint[])
RETURNS inv.venta_hecho LANGUAGE plpgsql AS $$
DECLARE
    v_libres    inv.venta_doc[];
    v_ligadas   inv.venta_doc[];
    v_renglones inv.venta_renglon[];
    v_movs      inv.mov_renglon[];
    v_saldos    numeric[];
    v_mal       boolean := false;
    v_ids       bigint[];
    v_fallos    jsonb[];
    v_mover     jsonb[];
    v_textos    text[];
    v_etiquetas text[];
    v_codigo    text;
    v_detalle   text;
    v_extra     text;
    q           inv.venta_doc;
    r           record;
BEGIN
    v_ids := array_fill(NULL::bigint, ARRAY[cardinality(p_ids)]);
    v_fallos := array_fill(NULL::jsonb, ARRAY[cardinality(p_ids)]);
    v_textos := array_fill(NULL::text, ARRAY[cardinality(p_ids)]);
    v_etiquetas := v_textos;
    SELECT array_agg(x ORDER BY x.d) FILTER (WHERE x.fallo IS NULL
               AND x.origen_id IS NULL AND x.origen_numero IS NULL),
           array_agg(x ORDER BY x.d) FILTER (WHERE x.fallo IS NULL
               AND (x.origen_id IS NOT NULL OR x.origen_numero IS NOT NULL))
    INTO v_libres, v_ligadas FROM unnest(p_docs) AS x;
    FOR r IN SELECT x.d, x.fallo FROM unnest(p_docs) AS x
             WHERE x.fallo IS NOT NULL
    LOOP
        v_fallos[r.d] := r.fallo;
        v_mal := true;
    END LOOP;

    IF v_libres IS NOT NULL THEN
        v_renglones := inv.venta_renglones(v_libres);
        FOR r IN SELECT * FROM inv.venta_fallos(v_libres, v_renglones) LOOP
            v_fallos[r.d] := r.fallo;
            v_mal := true;
        END LOOP;
    END IF;
    IF v_mal THEN
        -- an atomic request falls whole
        FOR r IN SELECT x.d FROM unnest(p_docs) AS x
                 WHERE x.unidad < 0 AND v_fallos[x.d] IS NULL
                   AND x.unidad IN (SELECT y.unidad FROM unnest(p_docs) AS y
                                    WHERE v_fallos[y.d] IS NOT NULL)
        LOOP
            v_fallos[r.d] := inv.venta_arrastrada();
        END LOOP;
        SELECT array_agg(x ORDER BY x.d) INTO v_libres
        FROM unnest(v_libres) AS x WHERE v_fallos[x.d] IS NULL;
        SELECT array_agg(x ORDER BY x.d, x.renglon) INTO v_renglones
        FROM unnest(v_renglones) AS x WHERE v_fallos[x.d] IS NULL;
    END IF;

    IF v_libres IS NOT NULL THEN
        SELECT CASE WHEN bool_and(coalesce(x.simple, false)) THEN
                   array_agg(ROW(x.d, x.renglon, x.producto_id,
                       x.ubicacion_id, x.delta, NULL, x.precio)
                       ::inv.mov_renglon ORDER BY x.d, x.renglon) END
        INTO v_movs FROM unnest(v_renglones) AS x;
        IF v_movs IS NOT NULL THEN
            v_saldos := inv.mov_simples_saldos(v_movs);
        END IF;
        IF v_saldos IS NOT NULL AND inv.mov_simples_siguen(v_movs) THEN
            FOR r IN SELECT x.d FROM unnest(v_libres) AS x LOOP
                v_ids[r.d] := p_ids[r.d];
            END LOOP;
            PERFORM inv.venta_asentar_libro(v_libres, v_movs, v_saldos,
                                            v_ids);
            IF 0 > ANY (v_saldos) THEN
                PERFORM inv.venta_alertar(v_ids);
            END IF;
        ELSE
            SELECT * INTO v_ids, v_mover
            FROM inv.venta_mover(v_libres, v_renglones, cardinality(p_ids));
            FOR i IN 1 .. cardinality(p_ids) LOOP
                IF v_mover[i] IS NOT NULL THEN
                    v_fallos[i] := v_mover[i];
                END IF;
            END LOOP;
            UPDATE inv.venta_clave c SET venta_id = v_ids[x.d]
            FROM unnest(v_libres) AS x
            WHERE v_ids[x.d] IS NOT NULL AND c.caja_id = x.caja_id
              AND c.numero = x.numero;
            PERFORM inv.venta_alertar(v_ids);
        END IF;
        FOR r IN SELECT * FROM inv.venta_asentar(v_libres, v_renglones,
                                                 v_ids)
        LOOP
            v_textos[r.d] := r.texto;
            v_etiquetas[r.d] := r.etiquetas;
        END LOOP;
    END IF;

    FOREACH q IN ARRAY coalesce(v_ligadas, '{}') LOOP
        CONTINUE WHEN v_fallos[q.d] IS NOT NULL;
        BEGIN
            SELECT * INTO r FROM inv.venta_ligar(q);
            v_ids[q.d] := r.id;
            v_textos[q.d] := r.texto;
            v_etiquetas[q.d] := r.etiquetas;
            UPDATE inv.venta_clave c SET venta_id = r.id
            WHERE c.caja_id = q.caja_id AND c.numero = q.numero;
        EXCEPTION WHEN OTHERS THEN
            IF SQLSTATE NOT LIKE 'IN%' THEN
                RAISE;
            END IF;
            GET STACKED DIAGNOSTICS v_codigo = MESSAGE_TEXT,
                v_detalle = PG_EXCEPTION_DETAIL, v_extra = PG_EXCEPTION_HINT;
            v_fallos[q.d] := inv.mov_fallo(substr(SQLSTATE, 3)::integer,
                v_codigo, v_detalle, coalesce(nullif(v_extra, ''), '{}')
                ::jsonb);
        END;
    END LOOP;
    RETURN ROW(v_ids, v_fallos, v_textos, v_etiquetas)::inv.venta_hecho;
END $$;

-- Makes and locks, in key order, every balance that the tickets may need,
-- those of the tickets that they undo among them.
CREATE FUNCTION inv.venta_trabar(p_docs inv.venta_doc[], p_origenes bigint[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_lineas inv.mov_linea[];
BEGIN
    SELECT array_agg(ROW(1, 1, x.producto_id, x.lote_id, 2, x.ubicacion_id,
               1, NULL, NULL, NULL, false, NULL, NULL)::inv.mov_linea)
    INTO v_lineas
    FROM (SELECT r.producto_id, NULL::bigint AS lote_id, r.ubicacion_id
          FROM unnest(inv.venta_renglones(p_docs)) AS r
          UNION
          SELECT m.producto_id, m.lote_id, u.id
          FROM inv.movimiento m
          CROSS JOIN LATERAL (VALUES (m.origen_id), (m.destino_id)) y(id)
          JOIN inv.ubicacion u ON u.propia AND (u.id = y.id OR u.id IN (
              SELECT q.ubicacion_id FROM unnest(p_docs) AS q))
          WHERE m.documento_id = ANY (p_origenes)) x
    WHERE x.producto_id IS NOT NULL;
    PERFORM inv.mov_preparar(v_lineas);
    PERFORM FROM inv.existencia e
    WHERE (e.producto_id, e.ubicacion_id) IN (
        SELECT l.producto_id, l.destino_id FROM unnest(v_lineas) AS l)
    ORDER BY e.producto_id, e.ubicacion_id, e.lote_id FOR NO KEY UPDATE;
END $$;

-- Takes the numbers of the tickets.  What becomes of ticket d: its verdict,
-- the ticket that it is again, or the place in the batch that it repeats.
CREATE FUNCTION inv.venta_claves(p_docs inv.venta_doc[], p_ids bigint[])
RETURNS TABLE (d integer, hecha bigint, primera integer, fallo jsonb)
LANGUAGE plpgsql AS $$
DECLARE
    v_n bigint;
BEGIN
    INSERT INTO inv.venta_clave (caja_id, numero, venta_id, huella)
    SELECT DISTINCT ON (q.caja_id, q.numero) q.caja_id, q.numero, p_ids[q.d],
           q.huella
    FROM unnest(p_docs) AS q
    WHERE q.fallo IS NULL OR q.fallo->>'estado' = '409'
    ORDER BY q.caja_id, q.numero, q.d
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS v_n = ROW_COUNT;
    IF v_n = cardinality(p_docs) THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT x.d, CASE WHEN x.igual AND NOT x.nuestra THEN x.venta_id END,
           CASE WHEN x.igual AND x.nuestra THEN x.primera END,
           CASE WHEN NOT x.igual THEN inv.mov_fallo(409, 'numero_reutilizado',
               'Esa caja ya tiene otro ticket con ese número.',
               jsonb_build_object('venta_id', CASE WHEN NOT x.nuestra
                                                   THEN x.venta_id END)) END
    FROM (SELECT q.d, c.venta_id, c.huella = q.huella AS igual,
                 c.venta_id = p_ids[f.d] AS nuestra, f.d AS primera
          FROM unnest(p_docs) AS q
          JOIN inv.venta_clave c ON c.caja_id = q.caja_id
              AND c.numero = q.numero
          JOIN (SELECT y.caja_id, y.numero, min(y.d) AS d
                FROM unnest(p_docs) AS y
                WHERE y.fallo IS NULL OR y.fallo->>'estado' = '409'
                GROUP BY y.caja_id, y.numero) f
              ON f.caja_id = q.caja_id AND f.numero = q.numero
          WHERE q.fallo IS NULL OR q.fallo->>'estado' = '409') x
    WHERE NOT x.nuestra OR x.d <> x.primera;
END $$;

-- The requests that are atomic and have tickets that undo others.
CREATE FUNCTION inv.venta_mixtas(p_docs inv.venta_doc[])
RETURNS integer[] LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(array_agg(DISTINCT q.n), '{}') FROM unnest(p_docs) AS q
    WHERE q.unidad < 0
      AND (q.origen_id IS NOT NULL OR q.origen_numero IS NOT NULL)
$$;

-- All the tickets of a request, or none of them.
CREATE FUNCTION inv.venta_tanda_entera(p_docs inv.venta_doc[], p_ids bigint[])
RETURNS inv.venta_hecho LANGUAGE plpgsql AS $$
DECLARE
    v inv.venta_hecho;
BEGIN
    v := inv.venta_tanda(p_docs, p_ids);
    IF EXISTS (SELECT FROM unnest(v.fallos) AS f WHERE f IS NOT NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'ZZ424';
    END IF;
    RETURN v;
EXCEPTION WHEN SQLSTATE 'ZZ424' THEN
    v.ids := array_fill(NULL::bigint, ARRAY[cardinality(p_ids)]);
    v.fallos := (SELECT array_agg(coalesce(v.fallos[n], CASE WHEN EXISTS (
            SELECT FROM unnest(p_docs) AS q WHERE q.d = n)
        THEN inv.venta_arrastrada() END) ORDER BY n)
        FROM generate_series(1, cardinality(p_ids)) AS n);
    RETURN v;
END $$;

-- The answers of the requests, from what became of their tickets.
CREATE FUNCTION inv.venta_respuestas(p_docs inv.venta_doc[],
    p_lotes boolean[], p_atomicos boolean[], p_hecho inv.venta_hecho,
    p_repetidas boolean[])
RETURNS TABLE (n integer, respuesta api.respuesta) LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY
    SELECT y.n, CASE
        WHEN NOT p_lotes[y.n] AND y.malos THEN inv.mov_negada(y.fallo)
        WHEN NOT p_lotes[y.n] THEN ROW(CASE WHEN y.repetida THEN 200
                ELSE 201 END, y.texto, NULL, 'ventas movimientos existencias'
                || y.etiquetas, '/v1/ventas/' || y.id, NULL,
                y.repetida)::api.respuesta
        WHEN p_atomicos[y.n] AND y.malos THEN
            ROW(409, '{"codigo":"lote_rechazado","detalle":"No se hizo nada: '
                'hay elementos rechazados.","resultados":[' || y.veredictos
                || ']}', NULL, NULL, NULL, NULL, false)::api.respuesta
        ELSE ROW(200, '{"resultados":[' || y.veredictos || ']}', NULL,
                'ventas movimientos existencias' || y.etiquetas, NULL, NULL,
                false)::api.respuesta END
    FROM (SELECT x.n, bool_or(x.fallo IS NOT NULL) AS malos,
                 (array_agg(x.fallo))[1] AS fallo, min(x.texto) AS texto,
                 min(x.id) AS id, bool_or(x.repetida) AS repetida,
                 string_agg(x.etiquetas, '') AS etiquetas,
                 string_agg(CASE WHEN x.fallo IS NOT NULL THEN x.fallo::text
                     WHEN x.repetida THEN
                         '{"estado":200,"repetida":true,"documento":'
                         || x.texto || '}'
                     ELSE '{"estado":201,"documento":' || x.texto || '}' END,
                     ',' ORDER BY x.k) AS veredictos
          FROM (SELECT q.n, q.k, t.id, t.fallo, t.texto,
                       coalesce(t.etiquetas, '') AS etiquetas,
                       t.repetida
                FROM ROWS FROM (unnest(p_hecho.ids), unnest(p_hecho.fallos),
                    unnest(p_hecho.textos), unnest(p_hecho.etiquetas),
                    unnest(p_repetidas)) WITH ORDINALITY
                    AS t(id, fallo, texto, etiquetas, repetida, d)
                JOIN unnest(p_docs) AS q ON q.d = t.d) x
          GROUP BY x.n) y;
END $$;

CREATE FUNCTION api.ventas_aplicar(p_pedidos jsonb)
RETURNS SETOF api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off AS $$
DECLARE
    q_usuarios   bigint[];
    q_claves     text[];
    q_huellas    text[];
    q_lotes      boolean[];
    q_atomicos   boolean[];
    q_destinos   integer[];
    q_respuestas api.respuesta[];
    v_docs       inv.venta_doc[];
    v_ids        bigint[];
    v_hacer      inv.venta_doc[];
    v_origenes   bigint[];
    v_mixtas     integer[];
    v_hecho      inv.venta_hecho;
    v_parte      inv.venta_hecho;
    v_repetidas  boolean[];
    v_primeras   integer[];     -- 0: not of this batch; null: to be done
    v_otros      jsonb[];
    r            record;
BEGIN
    SELECT array_agg(coalesce((p->'ctx'->>'usuario_id')::bigint, 0)),
           array_agg(p->>'clave'), array_agg(p->>'huella'),
           array_agg(coalesce((p->'ctx'->>'lote')::boolean, false)),
           array_agg(coalesce((p->'ctx'->>'atomico')::boolean, false))
    INTO q_usuarios, q_claves, q_huellas, q_lotes, q_atomicos
    FROM jsonb_array_elements(p_pedidos) AS p;
    SELECT * INTO q_destinos, q_respuestas
    FROM inv.mov_claves(q_usuarios, q_claves, q_huellas);

    v_docs := inv.venta_documentos(p_pedidos, q_destinos);
    IF v_docs IS NULL THEN
        RETURN QUERY SELECT * FROM inv.mov_guardar(q_usuarios, q_claves,
            q_destinos, q_respuestas);
        RETURN;
    END IF;
    -- a closing waits for us, and a ticket after it gets a higher number
    PERFORM FROM inv.caja c
    WHERE c.id IN (SELECT q.caja_id FROM unnest(v_docs) AS q)
    ORDER BY c.id FOR KEY SHARE;
    v_ids := ARRAY(SELECT nextval('inv.documento_id')
                   FROM generate_series(1, cardinality(v_docs)));
    SELECT array_agg(coalesce(q.origen_id, c.venta_id)) INTO v_origenes
    FROM unnest(v_docs) AS q
    LEFT JOIN inv.venta_clave c ON c.caja_id = q.caja_id
        AND c.numero = q.origen_numero
    WHERE q.origen_id IS NOT NULL OR q.origen_numero IS NOT NULL;
    IF v_origenes IS NOT NULL THEN
        PERFORM inv.venta_origenes_trabar(v_origenes);
    END IF;

    v_repetidas := array_fill(false, ARRAY[cardinality(v_docs)]);
    v_primeras := array_fill(NULL::integer, ARRAY[cardinality(v_docs)]);
    v_otros := array_fill(NULL::jsonb, ARRAY[cardinality(v_docs)]);
    FOR r IN SELECT * FROM inv.venta_claves(v_docs, v_ids) LOOP
        v_primeras[r.d] := coalesce(r.primera, 0);
        v_otros[r.d] := r.fallo;
        IF r.hecha IS NOT NULL THEN
            v_repetidas[r.d] := true;
            v_ids[r.d] := r.hecha;
        END IF;
    END LOOP;
    SELECT array_agg(q ORDER BY q.d) INTO v_hacer FROM unnest(v_docs) AS q
    WHERE v_primeras[q.d] IS NULL;

    IF v_origenes IS NOT NULL THEN
        PERFORM inv.venta_trabar(v_hacer, v_origenes);
    END IF;
    v_mixtas := inv.venta_mixtas(v_hacer);
    v_hecho := inv.venta_tanda(ARRAY(SELECT q FROM unnest(v_hacer) AS q
        WHERE q.n <> ALL (v_mixtas) ORDER BY q.d), v_ids);
    FOR i IN 1 .. cardinality(v_mixtas) LOOP
        v_parte := inv.venta_tanda_entera(ARRAY(
            SELECT q FROM unnest(v_hacer) AS q WHERE q.n = v_mixtas[i]
            ORDER BY q.d), v_ids);
        FOR r IN SELECT q.d FROM unnest(v_hacer) AS q
                 WHERE q.n = v_mixtas[i]
        LOOP
            v_hecho.ids[r.d] := v_parte.ids[r.d];
            v_hecho.fallos[r.d] := v_parte.fallos[r.d];
            v_hecho.textos[r.d] := v_parte.textos[r.d];
            v_hecho.etiquetas[r.d] := v_parte.etiquetas[r.d];
        END LOOP;
    END LOOP;

    FOR r IN SELECT n::integer AS d, x AS de
             FROM unnest(v_primeras) WITH ORDINALITY AS y(x, n)
             WHERE x IS NOT NULL
    LOOP
        IF r.de > 0 THEN
            v_hecho.ids[r.d] := v_hecho.ids[r.de];
            v_hecho.fallos[r.d] := v_hecho.fallos[r.de];
            v_hecho.textos[r.d] := v_hecho.textos[r.de];
            v_repetidas[r.d] := v_hecho.ids[r.de] IS NOT NULL;
        ELSIF v_repetidas[r.d] THEN
            v_hecho.ids[r.d] := v_ids[r.d];
            v_hecho.textos[r.d] := inv.venta_texto_de(v_ids[r.d]);
        ELSE
            v_hecho.fallos[r.d] := v_otros[r.d];
        END IF;
    END LOOP;
    -- a number is only taken by what was done
    DELETE FROM inv.venta_clave c USING unnest(v_docs) AS q
    WHERE v_hecho.fallos[q.d] IS NOT NULL AND c.caja_id = q.caja_id
      AND c.numero = q.numero AND c.venta_id = v_ids[q.d];

    FOR r IN SELECT * FROM inv.venta_respuestas(v_docs, q_lotes, q_atomicos,
                                                v_hecho, v_repetidas)
    LOOP
        q_respuestas[r.n] := r.respuesta;
    END LOOP;
    RETURN QUERY SELECT * FROM inv.mov_guardar(q_usuarios, q_claves,
                                               q_destinos, q_respuestas);
END $$;

COMMIT;
