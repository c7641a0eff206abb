-- Deploy inventario:movimientos_pedidos to pg
-- requires: movimientos
-- POST /v1/movimientos: requests of several clients in one transaction.
--
-- Each request has its own answer, and none is hurt by another's.  Keys are
-- taken in (usuario, clave) order before anything else; one that is in flight
-- elsewhere is waited for on the unique index.  Only what was done is kept
-- for replay: a refused document may be sent again with its key.

BEGIN;

-- Each answer is written right after its key: on the same page, if it fits.
ALTER TABLE inv.idempotencia SET (fillfactor = 60);

-- The answer that a verdict is.
CREATE FUNCTION inv.mov_negada(p_fallo jsonb) RETURNS api.respuesta
LANGUAGE sql STABLE AS $$
    SELECT ((p_fallo->>'estado')::integer, (p_fallo - 'estado')::text, NULL,
            NULL, NULL, NULL, false)::api.respuesta
$$;

-- What is wrong with a document before its lines are looked at.
CREATE FUNCTION inv.mov_revisar(p_ctx jsonb, p_doc jsonb,
    p_ocurrido timestamptz, p_ubicacion inv.ubicacion, p_destino inv.ubicacion)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tipo text := p_doc->>'tipo';
BEGIN
    IF p_doc ? '_errores' THEN
        RETURN inv.mov_campos(p_doc->'_errores');
    ELSIF v_tipo IN ('merma', 'ajuste') AND NOT p_doc ? 'motivo' THEN
        RETURN inv.mov_campo('motivo', 'obligatorio', 'Decí por qué.');
    ELSIF v_tipo = 'transferencia' AND NOT p_doc ? 'destino_id' THEN
        RETURN inv.mov_campo('destino_id', 'obligatorio', 'Decí adónde va.');
    ELSIF v_tipo <> 'transferencia' AND p_doc ? 'destino_id' THEN
        RETURN inv.mov_campo('destino_id', 'de_mas',
                             'Sólo una transferencia tiene destino.');
    ELSIF v_tipo <> 'devolucion' AND p_doc ? 'sentido' THEN
        RETURN inv.mov_campo('sentido', 'de_mas',
                             'Sólo una devolución tiene sentido.');
    ELSIF p_doc->'destino_id' = p_doc->'ubicacion_id' THEN
        RETURN inv.mov_campo('destino_id', 'mismo_lugar',
                             'El destino es el mismo lugar.');
    ELSIF p_ocurrido > now() + interval '5 minutes' THEN
        RETURN inv.mov_campo('ocurrido_en', 'futuro',
                             'Todavía no puede haber ocurrido.');
    ELSIF p_ubicacion.tipo NOT IN ('estante', 'deposito') THEN
        RETURN inv.mov_campo('ubicacion_id', 'ubicacion_ajena',
                             'Va un estante o un depósito.');
    ELSIF p_destino.tipo NOT IN ('estante', 'deposito') THEN
        RETURN inv.mov_campo('destino_id', 'ubicacion_ajena',
                             'Va un estante o un depósito.');
    ELSIF jsonb_typeof(p_ctx->'sucursales') = 'array'
          AND NOT (inv.ve_sucursal(p_ctx, p_ubicacion.sucursal_id)
                   AND inv.ve_sucursal(p_ctx, p_destino.sucursal_id))
    THEN
        RETURN inv.mov_fallo(403, 'sucursal_no_permitida',
                             'Tu usuario no trabaja en esa sucursal.');
    END IF;
    RETURN NULL;
END $$;

-- What is wrong with a line by itself.
CREATE FUNCTION inv.mov_revisar_linea(p_tipo text, p_renglon bigint,
    p_producto bigint, p_codigo text, p_cantidad numeric, p_lote text,
    p_vence date)
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN (p_producto IS NULL) = (p_codigo IS NULL) THEN
            jsonb_build_object('campo', 'lineas[' || p_renglon - 1
                || '].producto_id', 'codigo', 'obligatorio', 'mensaje',
                'Va producto_id o codigo, uno de los dos.')
        WHEN p_cantidad < 0 AND p_tipo <> 'ajuste' THEN
            jsonb_build_object('campo', 'lineas[' || p_renglon - 1
                || '].cantidad', 'codigo', 'rango', 'mensaje',
                'El valor está fuera de rango.')
        WHEN p_vence IS NOT NULL AND p_lote IS NULL THEN
            jsonb_build_object('campo', 'lineas[' || p_renglon - 1
                || '].vence', 'codigo', 'de_mas', 'mensaje',
                'El vencimiento va con su lote.')
        END
$$;

-- Makes the lots that come in for the first time; their ids.
CREATE FUNCTION inv.mov_lotes(p_docs inv.mov_doc[], p_lineas inv.mov_linea[])
RETURNS bigint[] LANGUAGE sql AS $$
    WITH nuevo AS (
        INSERT INTO inv.lote (producto_id, codigo, vence)
        SELECT l.producto_id, l.lote, min(l.vence)
        FROM unnest(p_lineas) l
        JOIN unnest(p_docs) WITH ORDINALITY d ON d.ordinality = l.doc
        JOIN inv.producto p ON p.id = l.producto_id
        WHERE l.lote IS NOT NULL AND l.lote_id IS NULL AND d.fallo IS NULL
          AND d.tipo IN ('entrada', 'ajuste') AND l.origen_id <= 4
          AND p.usa_lotes AND p.activo
        GROUP BY l.producto_id, l.lote
        ORDER BY l.producto_id, l.lote
        ON CONFLICT DO NOTHING
        RETURNING id)
    SELECT coalesce(array_agg(id), '{}') FROM nuevo
$$;

-- A code that is not found at once: see inv.codigo_lento.  Strict, so that it
-- is not run for the others.
CREATE FUNCTION inv.mov_codigo(p_codigo text)
RETURNS TABLE (producto_id bigint, factor numeric)
LANGUAGE sql STABLE STRICT ROWS 1 AS $$
    SELECT (y.cuerpo::jsonb->>'id')::bigint,
           coalesce((y.cuerpo::jsonb->>'cantidad')::numeric, 0)
    FROM inv.codigo_lento(p_codigo) y WHERE y.estado = 200
$$;

-- The lines of the documents, with their products found and their quantities
-- in base units; an empty one for a refused document.  nuevos: some name a lot
-- that is not there.
CREATE FUNCTION inv.mov_explotar(p_docs inv.mov_doc[], p_lineas jsonb[],
    OUT lineas inv.mov_linea[], OUT errores jsonb, OUT nuevos boolean)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    SELECT array_agg(ROW(x.doc, x.renglon, x.producto, o.id,
               CASE WHEN x.entra THEN x.otro ELSE x.ubicacion_id END,
               CASE WHEN x.entra THEN x.ubicacion_id ELSE x.otro END,
               x.base, x.costo, x.precio, x.esperada, false, x.lote,
               x.vence)::inv.mov_linea ORDER BY x.doc, x.renglon),
           jsonb_agg(x.error || jsonb_build_object('doc', x.doc)
                     ORDER BY x.doc, x.renglon)
               FILTER (WHERE x.error IS NOT NULL),
           bool_or(x.lote IS NOT NULL AND o.id IS NULL)
    INTO lineas, errores, nuevos
    FROM (
        SELECT d.ordinality AS doc, l.renglon, d.ubicacion_id, l.costo,
               l.precio, l.cantidad_esperada AS esperada, l.lote, l.vence,
               coalesce(l.producto_id, c.producto_id, s.producto_id)
                   AS producto,
               round(abs(l.cantidad) * coalesce(c.factor, s.factor, 1), 3)
                   AS base,
               CASE d.tipo WHEN 'salida' THEN false WHEN 'entrada' THEN true
                   WHEN 'ajuste' THEN l.cantidad > 0
                   WHEN 'devolucion' THEN d.destino_id = 2
                   ELSE false END AS entra,
               d.destino_id AS otro,
               CASE WHEN d.fallo IS NULL THEN inv.mov_revisar_linea(d.tipo,
                   l.renglon, l.producto_id, l.codigo, l.cantidad, l.lote,
                   l.vence) END AS error
        FROM unnest(p_docs) WITH ORDINALITY AS d
        LEFT JOIN LATERAL ROWS FROM (jsonb_to_recordset(
            p_lineas[d.ordinality]) AS (producto_id bigint, codigo text,
                cantidad numeric, lote text, vence date, costo numeric,
                precio numeric, cantidad_esperada numeric))
            WITH ORDINALITY AS l(producto_id, codigo, cantidad, lote, vence,
                costo, precio, cantidad_esperada, renglon) ON d.fallo IS NULL
        LEFT JOIN inv.producto_codigo c
            ON c.codigo = inv.codigo_clave(l.codigo)
        LEFT JOIN LATERAL inv.mov_codigo(
            CASE WHEN c.codigo IS NULL THEN l.codigo END) s ON true) x
    LEFT JOIN inv.lote o ON o.producto_id = x.producto AND o.codigo = x.lote;
END $$;


-- Takes the keys of the requests.  What becomes of request n: 0 it has to be
-- done, -1 its answer is respuestas[n] already, m > 0 it is request m again.
CREATE FUNCTION inv.mov_claves(p_usuarios bigint[], p_claves text[],
    p_huellas text[], OUT destinos integer[], OUT respuestas api.respuesta[])
LANGUAGE plpgsql AS $$
DECLARE
    r     record;
    v_con integer := cardinality(array_remove(p_claves, NULL));
    v_n   integer;
BEGIN
    destinos := array_fill(0, ARRAY[cardinality(p_claves)]);
    IF v_con = 0 THEN
        RETURN;
    END IF;
    INSERT INTO inv.idempotencia (usuario_id, clave, huella)
    SELECT DISTINCT ON (x.u, x.c COLLATE "C") x.u, x.c, x.h
    FROM unnest(p_usuarios, p_claves, p_huellas) WITH ORDINALITY
        AS x(u, c, h, n)
    WHERE x.c IS NOT NULL ORDER BY x.u, x.c COLLATE "C", x.n
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS v_n = ROW_COUNT;
    IF v_n = v_con THEN
        RETURN;
    END IF;
    -- some were there before, or twice here; ours have no answer yet
    FOR r IN
        SELECT x.n::integer, i.huella, i.respuesta, x.h,
               (min(x.n) OVER (PARTITION BY x.u, x.c))::integer AS primera
        FROM unnest(p_usuarios, p_claves, p_huellas) WITH ORDINALITY
            AS x(u, c, h, n)
        LEFT JOIN inv.idempotencia i ON i.usuario_id = x.u AND i.clave = x.c
        WHERE x.c IS NOT NULL
    LOOP
        IF r.huella IS NULL THEN
            PERFORM inv.fallar(503, 'base_ocupada',
                               'La base está ocupada; probá de nuevo.');
        ELSIF r.huella <> r.h THEN
            destinos[r.n] := -1;
            respuestas[r.n] := inv.mov_negada(inv.mov_fallo(422,
                'clave_reutilizada',
                'Esa Idempotency-Key ya se usó con otro pedido.'));
        ELSIF (r.respuesta).estado IS NOT NULL THEN
            destinos[r.n] := -1;
            respuestas[r.n] := r.respuesta;
            respuestas[r.n].repetida := true;
        ELSIF r.n <> r.primera THEN
            destinos[r.n] := r.primera;
        END IF;
    END LOOP;
END $$;

-- Keeps the answers of the requests under their keys, gives back the keys of
-- those that were refused, and answers all of them in order.
CREATE FUNCTION inv.mov_guardar(p_usuarios bigint[], p_claves text[],
    p_destinos integer[], p_respuestas api.respuesta[])
RETURNS SETOF api.respuesta LANGUAGE plpgsql AS $$
DECLARE
    v_respuesta api.respuesta;
BEGIN
    UPDATE inv.idempotencia k SET respuesta = p_respuestas[x.n]
    FROM unnest(p_usuarios, p_claves, p_destinos) WITH ORDINALITY
        AS x(u, c, destino, n)
    WHERE k.usuario_id = x.u AND k.clave = x.c AND x.destino = 0
      AND (p_respuestas[x.n]).estado < 400;
    IF EXISTS (SELECT FROM unnest(p_respuestas) AS r WHERE r.estado >= 400)
    THEN
        DELETE FROM inv.idempotencia k
        USING unnest(p_usuarios, p_claves, p_destinos) WITH ORDINALITY
            AS x(u, c, destino, n)
        WHERE k.usuario_id = x.u AND k.clave = x.c AND x.destino = 0
          AND (p_respuestas[x.n]).estado >= 400;
    END IF;
    FOR i IN 1 .. cardinality(p_destinos) LOOP
        IF p_destinos[i] > 0 THEN
            v_respuesta := p_respuestas[p_destinos[i]];
            v_respuesta.repetida := v_respuesta.estado < 400;
        ELSE
            v_respuesta := p_respuestas[i];
        END IF;
        RETURN NEXT v_respuesta;
    END LOOP;
END $$;

CREATE FUNCTION api.movimientos_aplicar(p_pedidos jsonb)
RETURNS SETOF api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_hashjoin = off
SET enable_mergejoin = off AS $$
DECLARE
    -- by request
    q_usuarios   bigint[];
    q_claves     text[];
    q_lotes      boolean[];
    q_atomicos   boolean[];
    q_destinos   integer[];
    q_respuestas api.respuesta[];
    q_n          integer := jsonb_array_length(p_pedidos);
    q_textos     text[] := '{}';
    q_tags       text[] := '{}';
    q_malos      boolean[] := '{}';
    -- by document
    d_docs       inv.mov_doc[];
    d_lineas     jsonb[];
    d_pedidos    integer[];
    d_n          integer;
    v_huellas    text[];
    v_lineas     inv.mov_linea[];
    v_lotes      bigint[] := '{}';
    v            record;
    r            record;
    d            inv.mov_doc;
    v_hecho      inv.mov_resultado;
    v_texto      text;
    k            integer;
BEGIN
    SELECT array_agg(coalesce((p->'ctx'->>'usuario_id')::bigint, 0)),
           array_agg(p->>'clave'), array_agg(p->>'huella'),
           array_agg(coalesce((p->'ctx'->>'lote')::boolean, false)),
           array_agg(coalesce((p->'ctx'->>'atomico')::boolean, false))
    INTO q_usuarios, q_claves, v_huellas, q_lotes, q_atomicos
    FROM jsonb_array_elements(p_pedidos) AS p;
    SELECT * INTO q_destinos, q_respuestas
    FROM inv.mov_claves(q_usuarios, q_claves, v_huellas);

    SELECT array_agg(ROW(CASE WHEN q_atomicos[x.q] THEN -x.q ELSE x.n END,
               'mover', x.tipo, x.ubicacion_id, CASE x.tipo
                   WHEN 'salida' THEN 2 WHEN 'entrada' THEN 1
                   WHEN 'merma' THEN 3 WHEN 'ajuste' THEN 4
                   WHEN 'transferencia' THEN x.destino_id
                   ELSE CASE WHEN x.doc->>'sentido' = 'proveedor'
                             THEN 1 ELSE 2 END END,
               x.doc->>'motivo', x.doc->>'referencia', NULL, NULL,
               q_usuarios[x.q], x.ctx->>'request_id', x.ocurrido_en,
               inv.mov_revisar(x.ctx, x.doc, x.ocurrido_en, u, t)
               )::inv.mov_doc ORDER BY x.n),
           array_agg(x.doc->'lineas' ORDER BY x.n),
           array_agg(x.q::integer ORDER BY x.n), count(*)
    INTO d_docs, d_lineas, d_pedidos, d_n
    FROM (
        SELECT q.n AS q, row_number() OVER (ORDER BY q.n, e.n) AS n,
               q.ctx AS ctx, e.v AS doc, e.v->>'tipo' AS tipo,
               (e.v->>'ubicacion_id')::bigint AS ubicacion_id,
               (e.v->>'destino_id')::bigint AS destino_id,
               coalesce((e.v->>'ocurrido_en')::timestamptz, now())
                   AS ocurrido_en
        -- not the whole request: each of its rows would carry it
        FROM ROWS FROM (jsonb_to_recordset(p_pedidos)
            AS (ctx jsonb, cuerpo jsonb)) WITH ORDINALITY AS q(ctx, cuerpo, n)
        CROSS JOIN LATERAL jsonb_array_elements(q.cuerpo)
            WITH ORDINALITY AS e(v, n)
        WHERE q_destinos[q.n] = 0) x
    LEFT JOIN inv.ubicacion u ON u.id = x.ubicacion_id
    LEFT JOIN inv.ubicacion t ON t.id = x.destino_id;

    IF d_n > 0 THEN
        SELECT * INTO v FROM inv.mov_explotar(d_docs, d_lineas);
        FOR r IN SELECT (e->>'doc')::integer AS doc,
                        jsonb_agg(e - 'doc') AS errores
                 FROM jsonb_array_elements(v.errores) AS e GROUP BY 1
        LOOP
            d_docs[r.doc].fallo := inv.mov_campos(r.errores);
        END LOOP;
        IF v.nuevos THEN
            v_lotes := inv.mov_lotes(d_docs, v.lineas);
            SELECT * INTO v FROM inv.mov_explotar(d_docs, d_lineas);
        END IF;
        v_lineas := v.lineas;
        v_hecho := inv.mover(d_docs, v_lineas);
    END IF;

    IF v_lotes <> '{}' THEN
        -- a lot that only a refused document brought was never here
        v_lotes := ARRAY(
            SELECT unnest(v_lotes) EXCEPT
            SELECT l.lote_id FROM unnest(v_lineas) l
            WHERE v_hecho.ids[l.doc] IS NOT NULL);
        DELETE FROM inv.existencia e USING unnest(v_lineas) l
        WHERE l.lote_id = ANY (v_lotes) AND e.producto_id = l.producto_id
          AND e.ubicacion_id = l.destino_id AND e.lote_id = l.lote_id;
        DELETE FROM inv.lote WHERE id = ANY (v_lotes);
    END IF;

    FOR i IN 1 .. d_n LOOP
        k := d_pedidos[i];
        IF v_hecho.ids[i] IS NULL THEN
            q_malos[k] := true;
            IF NOT q_lotes[k] THEN
                q_respuestas[k] := inv.mov_negada(v_hecho.fallos[i]);
                CONTINUE;
            END IF;
            v_texto := v_hecho.fallos[i]::text;
        ELSE
            d := d_docs[i];
            v_texto := '{"documento_id":' || v_hecho.ids[i] || ',"tipo":"'
                || d.tipo || '","ubicacion_id":' || d.ubicacion_id
                || ',"destino_id":' || CASE WHEN d.tipo = 'transferencia'
                    THEN d.destino_id::text ELSE 'null' END
                || ',"motivo":' || coalesce(to_json(d.motivo)::text, 'null')
                || ',"referencia":'
                || coalesce(to_json(d.referencia)::text, 'null')
                || ',"ocurrido_en":' || to_json(d.ocurrido_en)
                || ',"registrado_en":' || to_json(now())
                || ',"lineas":' || v_hecho.lineas[i] || '}';
            IF NOT q_lotes[k] THEN
                q_respuestas[k] := (201, v_texto, NULL,
                    'movimientos existencias' || v_hecho.productos[i],
                    '/v1/movimientos/' || v_hecho.ids[i], NULL,
                    false)::api.respuesta;
                CONTINUE;
            END IF;
            v_texto := '{"estado":201,"documento":' || v_texto || '}';
        END IF;
        q_textos[k] := coalesce(q_textos[k] || ',', '') || v_texto;
        q_tags[k] := coalesce(q_tags[k], '')
            || coalesce(v_hecho.productos[i], '');
    END LOOP;

    FOR i IN 1 .. q_n LOOP
        IF q_lotes[i] AND q_destinos[i] = 0 THEN
            q_respuestas[i] := CASE WHEN q_atomicos[i] AND q_malos[i]
                THEN ROW(409, '{"codigo":"lote_rechazado","detalle":"No se '
                    'hizo nada: hay elementos rechazados.","resultados":['
                    || q_textos[i] || ']}', NULL, NULL, NULL, NULL,
                    false)::api.respuesta
                ELSE ROW(200, '{"resultados":[' || q_textos[i] || ']}', NULL,
                    'movimientos existencias' || q_tags[i], NULL, NULL,
                    false)::api.respuesta END;
        END IF;
    END LOOP;

    RETURN QUERY SELECT * FROM inv.mov_guardar(q_usuarios, q_claves,
                                               q_destinos, q_respuestas);
END $$;

COMMIT;
