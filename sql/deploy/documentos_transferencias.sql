-- Deploy inventario:documentos_transferencias to pg
-- requires: documentos
-- Transfers: what leaves one place is in transit until the other one says
-- what arrived.

BEGIN;

CREATE FUNCTION inv.transferencia_json(t inv.transferencia) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', t.id, 'origen_id', t.origen_id,
        'origen', o.codigo, 'destino_id', t.destino_id, 'destino', d.codigo,
        'estado', t.estado, 'referencia', t.referencia,
        'usuario_id', t.usuario_id, 'version', t.version,
        'creado_en', t.creado_en, 'actualizado_en', t.actualizado_en,
        'lineas', (SELECT json_agg(json_build_object('linea', l.linea,
                'producto_id', l.producto_id, 'producto_codigo', p.codigo,
                'producto_nombre', p.nombre, 'lote_id', l.lote_id,
                'lote', nullif(x.codigo, ''), 'vence', x.vence,
                'cantidad', l.cantidad::text, 'recibida', l.recibida::text,
                'falta', CASE WHEN t.estado IN ('en_transito',
                    'con_diferencia') THEN
                    (l.cantidad - coalesce(l.recibida, 0))::text END)
                ORDER BY l.linea)
            FROM inv.transferencia_linea l
            JOIN inv.producto p ON p.id = l.producto_id
            JOIN inv.lote x ON x.id = l.lote_id
            WHERE l.transferencia_id = t.id))
    FROM inv.ubicacion o, inv.ubicacion d
    WHERE o.id = t.origen_id AND d.id = t.destino_id
$$;

CREATE FUNCTION inv.transferencia_respuesta(p_id bigint, p_estado integer,
                                            p_productos text DEFAULT '')
RETURNS api.respuesta LANGUAGE sql STABLE AS $$
    SELECT inv.respuesta(p_estado, inv.transferencia_json(t), t.version::text,
        'transferencias transferencia:' || t.id || ' ' || p_productos,
        CASE WHEN p_estado = 201 THEN '/v1/transferencias/' || t.id END)
    FROM inv.transferencia t WHERE t.id = p_id
$$;

-- The transfer, locked if p_para_cambiar; its state must be one of p_estados.
-- Who works at neither end finds none; p_lado: the end (origen, destino) whose
-- doing this is, 403 for the other; null for either.
CREATE FUNCTION inv.transferencia_exigir(p_ctx jsonb, p_id bigint,
    p_para_cambiar boolean, p_lado text, p_estados text[])
RETURNS inv.transferencia LANGUAGE plpgsql AS $$
DECLARE
    t         inv.transferencia;
    v_origen  bigint;
    v_destino bigint;
BEGIN
    IF p_para_cambiar THEN
        SELECT * INTO t FROM inv.transferencia WHERE id = p_id FOR UPDATE;
    ELSE
        SELECT * INTO t FROM inv.transferencia WHERE id = p_id;
    END IF;
    v_origen := (SELECT sucursal_id FROM inv.ubicacion
                 WHERE id = t.origen_id);
    v_destino := (SELECT sucursal_id FROM inv.ubicacion
                  WHERE id = t.destino_id);
    IF t.id IS NULL OR NOT (inv.ve_sucursal(p_ctx, v_origen)
                            OR inv.ve_sucursal(p_ctx, v_destino))
    THEN
        PERFORM inv.fallar(404, 'transferencia_no_encontrada',
                           'No hay una transferencia con ese número.');
    END IF;
    PERFORM inv.exigir_sucursal(p_ctx, CASE p_lado
        WHEN 'origen' THEN v_origen WHEN 'destino' THEN v_destino END);
    IF t.estado <> ALL (p_estados) THEN
        PERFORM inv.fallar(409, 'transferencia_estado',
            'La transferencia no está para eso.',
            jsonb_build_object('estado', t.estado));
    END IF;
    RETURN t;
END $$;

CREATE FUNCTION inv.transferencia_pasar(p_ctx jsonb, p_id bigint,
                                        p_estado text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t inv.transferencia;
BEGIN
    UPDATE inv.transferencia SET estado = p_estado, version = version + 1,
        actualizado_en = now() WHERE id = p_id RETURNING * INTO t;
    PERFORM inv.anotar(p_ctx, 'transferencias', p_estado, 'transferencia',
        p_id, NULL, NULL, (SELECT sucursal_id FROM inv.ubicacion
                           WHERE id = t.origen_id));
END $$;

-- Moves lines of a transfer; the cache tags of what they touched.
CREATE FUNCTION inv.transferencia_mover(p_ctx jsonb, t inv.transferencia,
    p_tipo text, p_motivo text, p_lineas inv.mov_linea[], OUT lineas text,
    OUT productos text)
LANGUAGE plpgsql AS $$
DECLARE
    v record;
BEGIN
    PERFORM FROM inv.producto
    WHERE id IN (SELECT l.producto_id FROM unnest(p_lineas) l)
    ORDER BY id FOR KEY SHARE;
    SELECT * INTO v FROM inv.mover_uno(ROW(1, 'mover', p_tipo, NULL, NULL,
        p_motivo, t.referencia, NULL, 'transferencia:' || t.id,
        inv.usuario_id(p_ctx), p_ctx->>'request_id', now(), NULL
        )::inv.mov_doc, p_lineas);
    lineas := v.lineas;
    productos := v.productos;
END $$;

-- What is on its way, as lines to p_hacia.
CREATE FUNCTION inv.transferencia_pendiente(p_id bigint, p_hacia bigint)
RETURNS inv.mov_linea[] LANGUAGE sql STABLE AS $$
    SELECT array_agg(ROW(1, l.linea, l.producto_id, l.lote_id, 5, p_hacia,
               l.cantidad - coalesce(l.recibida, 0), NULL, NULL, NULL, false,
               NULL, NULL)::inv.mov_linea ORDER BY l.linea)
    FROM inv.transferencia_linea l
    WHERE l.transferencia_id = p_id AND l.cantidad > coalesce(l.recibida, 0)
$$;

-- The lines become what was taken: one for each lot.
CREATE FUNCTION inv.transferencia_mandar(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql AS $$
DECLARE
    t        inv.transferencia;
    v_lineas inv.mov_linea[];
    v        record;
BEGIN
    SELECT * INTO t FROM inv.transferencia WHERE id = p_id;
    SELECT array_agg(ROW(1, l.linea, l.producto_id, nullif(l.lote_id, 0),
               t.origen_id, 5, l.cantidad, NULL, NULL, NULL, false, NULL,
               NULL)::inv.mov_linea ORDER BY l.linea)
    INTO v_lineas
    FROM inv.transferencia_linea l WHERE l.transferencia_id = p_id;
    SELECT * INTO v FROM inv.transferencia_mover(p_ctx, t, 'transferencia',
        NULL, v_lineas);
    DELETE FROM inv.transferencia_linea WHERE transferencia_id = p_id;
    INSERT INTO inv.transferencia_linea (transferencia_id, linea, producto_id,
                                         lote_id, cantidad)
    SELECT p_id, h.linea, h.producto_id, h.lote_id, h.cantidad
    FROM inv.doc_hecho(v.lineas) h;
    PERFORM inv.transferencia_pasar(p_ctx, p_id, 'en_transito');
    RETURN inv.transferencia_respuesta(p_id, 200, v.productos);
END $$;

CREATE FUNCTION api.transferencia_crear(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_origen  bigint := (p_cuerpo->>'origen_id')::bigint;
    v_destino bigint := (p_cuerpo->>'destino_id')::bigint;
    v_lineas  inv.mov_linea[];
    v_id      bigint;
    v_fallo   jsonb;
    v         api.respuesta;
BEGIN
    IF v_origen = v_destino THEN
        PERFORM inv.fallar_campo('destino_id', 'mismo_lugar',
                                 'El destino es el mismo lugar.');
    END IF;
    PERFORM inv.ubicacion_exigir(p_ctx, v_origen, 'origen_id');
    -- one may send to where one does not work
    PERFORM inv.ubicacion_exigir(NULL, v_destino, 'destino_id');
    v_lineas := inv.doc_lineas(p_cuerpo->'lineas', v_origen, 5);
    SELECT inv.mov_impedimento(l) INTO v_fallo FROM unnest(v_lineas) l
    WHERE inv.mov_impedimento(l) IS NOT NULL LIMIT 1;
    IF v_fallo IS NOT NULL THEN
        PERFORM inv.mov_lanzar(v_fallo);
    END IF;
    INSERT INTO inv.transferencia (origen_id, destino_id, referencia,
                                   usuario_id)
    VALUES (v_origen, v_destino, p_cuerpo->>'referencia',
            inv.usuario_id(p_ctx))
    RETURNING id INTO v_id;
    INSERT INTO inv.transferencia_linea (transferencia_id, linea, producto_id,
                                         lote_id, cantidad)
    SELECT v_id, l.renglon, l.producto_id, coalesce(l.lote_id, 0), l.cantidad
    FROM unnest(v_lineas) l;
    PERFORM inv.anotar(p_ctx, 'transferencias', 'creada', 'transferencia',
        v_id, NULL, p_cuerpo, (SELECT sucursal_id FROM inv.ubicacion
                               WHERE id = v_origen));
    IF (p_cuerpo->>'enviar')::boolean THEN
        v := inv.transferencia_mandar(p_ctx, v_id);
        v.estado := 201;
        v.ubicacion := '/v1/transferencias/' || v_id;
        RETURN v;
    END IF;
    RETURN inv.transferencia_respuesta(v_id, 201);
END $$;

CREATE FUNCTION api.transferencia_enviar(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    PERFORM inv.transferencia_exigir(p_ctx, p_id, true, 'origen',
                                     '{borrador}');
    RETURN inv.transferencia_mandar(p_ctx, p_id);
END $$;

-- What arrived: everything that is on its way, or what the body says of each
-- line; a line that it does not name did not arrive.
CREATE FUNCTION api.transferencia_recibir(p_ctx jsonb, p_id bigint,
                                          p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    t        inv.transferencia := inv.transferencia_exigir(p_ctx, p_id, true,
                 'destino', '{en_transito,con_diferencia}');
    v_lineas inv.mov_linea[] := inv.transferencia_pendiente(p_id,
                                                            t.destino_id);
    e        record;
    v        record;
    v_tags   text := '';
BEGIN
    IF p_cuerpo ? 'lineas' THEN
        FOR e IN
            SELECT x.n - 1 AS n, x.cantidad, l.linea,
                   l.cantidad - coalesce(l.recibida, 0) AS falta,
                   count(*) OVER (PARTITION BY x.linea) AS veces
            FROM ROWS FROM (jsonb_to_recordset(p_cuerpo->'lineas') AS
                (linea integer, cantidad numeric)) WITH ORDINALITY
                AS x(linea, cantidad, n)
            LEFT JOIN inv.transferencia_linea l ON l.transferencia_id = p_id
                AND l.linea = x.linea
        LOOP
            IF e.linea IS NULL OR e.veces > 1 THEN
                PERFORM inv.fallar_campo('lineas[' || e.n || '].linea',
                    'linea_no_encontrada', 'Va el número de una línea de la '
                    'transferencia, una sola vez.');
            ELSIF e.cantidad > e.falta THEN
                PERFORM inv.fallar_campo('lineas[' || e.n || '].cantidad',
                    'rango', 'Es más de lo que está en camino.');
            END IF;
        END LOOP;
        SELECT array_agg(ROW(1, l.renglon, l.producto_id, l.lote_id, 5,
                   t.destino_id, round(x.cantidad, 3), NULL, NULL, NULL,
                   false, NULL, NULL)::inv.mov_linea ORDER BY l.renglon)
        INTO v_lineas
        FROM unnest(v_lineas) l
        JOIN jsonb_to_recordset(p_cuerpo->'lineas') AS
            x(linea integer, cantidad numeric) ON x.linea = l.renglon
        WHERE x.cantidad > 0;
    END IF;
    IF v_lineas IS NOT NULL THEN
        SELECT * INTO v FROM inv.transferencia_mover(p_ctx, t,
            'transferencia', NULL, v_lineas);
        v_tags := v.productos;
    END IF;
    UPDATE inv.transferencia_linea l
    SET recibida = coalesce(l.recibida, 0) + coalesce((
        SELECT x.cantidad FROM unnest(v_lineas) x WHERE x.renglon = l.linea),
        0)
    WHERE l.transferencia_id = p_id;
    PERFORM inv.transferencia_pasar(p_ctx, p_id, CASE WHEN EXISTS (
        SELECT FROM inv.transferencia_linea
        WHERE transferencia_id = p_id AND recibida < cantidad)
        THEN 'con_diferencia' ELSE 'recibida' END);
    RETURN inv.transferencia_respuesta(p_id, 200, v_tags);
END $$;

-- What did not arrive is lost, or went back.
CREATE FUNCTION api.transferencia_cerrar(p_ctx jsonb, p_id bigint,
                                         p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    t       inv.transferencia := inv.transferencia_exigir(p_ctx, p_id, true,
                NULL, '{con_diferencia}');
    v_merma boolean := p_cuerpo->>'destino' <> 'origen';
    v       record;
BEGIN
    SELECT * INTO v FROM inv.transferencia_mover(p_ctx, t,
        CASE WHEN v_merma THEN 'merma' ELSE 'transferencia' END,
        p_cuerpo->>'motivo', inv.transferencia_pendiente(p_id,
            CASE WHEN v_merma THEN 3 ELSE t.origen_id END));
    PERFORM inv.transferencia_pasar(p_ctx, p_id, 'recibida');
    RETURN inv.transferencia_respuesta(p_id, 200, v.productos);
END $$;

-- A draft is forgotten; what nobody received yet goes back.
CREATE FUNCTION api.transferencia_cancelar(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    t      inv.transferencia := inv.transferencia_exigir(p_ctx, p_id, true,
               'origen', '{borrador,en_transito}');
    v      record;
    v_tags text := '';
BEGIN
    IF t.estado = 'en_transito' THEN
        SELECT * INTO v FROM inv.transferencia_mover(p_ctx, t,
            'transferencia', 'Transferencia cancelada',
            inv.transferencia_pendiente(p_id, t.origen_id));
        v_tags := v.productos;
    END IF;
    PERFORM inv.transferencia_pasar(p_ctx, p_id, 'cancelada');
    RETURN inv.transferencia_respuesta(p_id, 200, v_tags);
END $$;

CREATE FUNCTION api.transferencia_obtener(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    PERFORM inv.transferencia_exigir(p_ctx, p_id, false, NULL,
        '{borrador,en_transito,recibida,con_diferencia,cancelada}');
    RETURN inv.transferencia_respuesta(p_id, 200);
END $$;

CREATE FUNCTION api.transferencias_listar(p_ctx jsonb, p_ubicacion_id bigint,
    p_estado text, p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_antes    bigint := (inv.cursor_leer(p_cursor, 1)->>0)::bigint;
    v_visibles bigint[] := inv.mov_visibles(p_ctx);
    v          record;
BEGIN
    WITH todas AS (
        SELECT t FROM inv.transferencia t
        WHERE (v_visibles IS NULL OR t.origen_id = ANY (v_visibles)
               OR t.destino_id = ANY (v_visibles))
          AND (p_ubicacion_id IS NULL OR t.origen_id = p_ubicacion_id
               OR t.destino_id = p_ubicacion_id)
          AND (p_estado IS NULL OR t.estado = p_estado)),
    pagina AS (
        SELECT t, row_number() OVER (ORDER BY (t).id DESC) AS n FROM todas
        WHERE v_antes IS NULL OR (t).id < v_antes
        ORDER BY (t).id DESC LIMIT p_limite + 1)
    SELECT json_agg(inv.transferencia_json(t) ORDER BY n)
               FILTER (WHERE n <= p_limite) AS datos, count(*) AS n,
           min((t).id) FILTER (WHERE n <= p_limite) AS ultimo,
           CASE WHEN p_contar THEN (SELECT count(*) FROM todas) END AS total
    INTO v FROM pagina;
    RETURN inv.lista(v.datos, CASE WHEN v.n > p_limite
        THEN inv.cursor_escribir(to_jsonb(ARRAY[v.ultimo])) END, v.total);
END $$;

COMMIT;
