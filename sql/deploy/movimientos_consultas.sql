-- Deploy inventario:movimientos_consultas to pg
-- requires: movimientos_pedidos
-- Reading the ledger, and reversing a document.

BEGIN;

-- Tickets are looked up by their number.
CREATE INDEX movimiento_referencia ON inv.movimiento (referencia, id)
    WHERE referencia IS NOT NULL;

-- What one document did, for a write that has only one.  Fails with its
-- verdict if it was refused.
CREATE FUNCTION inv.mover_uno(p_doc inv.mov_doc, p_lineas inv.mov_linea[],
    OUT documento_id bigint, OUT lineas text, OUT productos text)
LANGUAGE plpgsql AS $$
DECLARE
    v inv.mov_resultado;
BEGIN
    p_doc.unidad := 1;
    v := inv.mover(ARRAY[p_doc], p_lineas);
    IF v.fallos[1] IS NOT NULL THEN
        PERFORM inv.mov_lanzar(v.fallos[1]);
    END IF;
    documento_id := v.ids[1];
    lineas := v.lineas[1];
    productos := 'movimientos existencias' || v.productos[1];
END $$;

-- May a line say the balance that it left?  It is that of the end of ours, or of
-- the one that goods leave if both are; between branches the other one's is
-- nobody's business here.  p_visibles: as of mov_visibles.
CREATE FUNCTION inv.saldo_visible(m inv.movimiento, o inv.ubicacion,
                                  p_visibles bigint[])
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT p_visibles IS NULL OR NOT o.propia OR o.sucursal_id IS NULL
        OR m.origen_id = ANY (p_visibles)
$$;

-- A line of the ledger, with the names of what it is about.
CREATE FUNCTION inv.movimiento_json(m inv.movimiento, p_visibles bigint[])
RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', m.id, 'documento_id', m.documento_id,
        'linea', m.linea, 'tipo', m.tipo, 'producto_id', m.producto_id,
        'producto_codigo', p.codigo, 'producto_nombre', p.nombre,
        'lote_id', m.lote_id, 'lote', nullif(l.codigo, ''), 'vence', l.vence,
        'origen_id', m.origen_id, 'origen', o.codigo,
        'destino_id', m.destino_id, 'destino', d.codigo,
        'cantidad', m.cantidad::text,
        'saldo', CASE WHEN inv.saldo_visible(m, o, p_visibles)
                      THEN m.saldo::text END,
        'costo', m.costo::text, 'precio', m.precio::text,
        'motivo', m.motivo, 'referencia', m.referencia,
        'anula_id', m.anula_id, 'origen_doc', m.origen_doc,
        'usuario_id', m.usuario_id, 'usuario', u.usuario,
        'ocurrido_en', m.ocurrido_en, 'registrado_en', m.registrado_en)
    FROM inv.producto p
    JOIN inv.ubicacion o ON o.id = m.origen_id
    JOIN inv.ubicacion d ON d.id = m.destino_id
    LEFT JOIN inv.lote l ON l.id = m.lote_id
    LEFT JOIN inv.usuario u ON u.id = m.usuario_id
    WHERE p.id = m.producto_id
$$;

-- Lines under the filters of the list.  PostgreSQL inlines it.
CREATE FUNCTION inv.movimientos_filtrar(p_visibles bigint[], p_producto bigint,
    p_ubicacion bigint, p_tipo text, p_documento bigint, p_usuario bigint,
    p_referencia text, p_desde timestamptz, p_hasta timestamptz)
RETURNS SETOF inv.movimiento LANGUAGE sql STABLE AS $$
    SELECT m.* FROM inv.movimiento m
    WHERE (p_visibles IS NULL OR m.origen_id = ANY (p_visibles)
           OR m.destino_id = ANY (p_visibles))
      AND (p_producto IS NULL OR m.producto_id = p_producto)
      AND (p_ubicacion IS NULL OR m.origen_id = p_ubicacion
           OR m.destino_id = p_ubicacion)
      AND (p_tipo IS NULL OR m.tipo = p_tipo)
      AND (p_documento IS NULL OR m.documento_id = p_documento)
      AND (p_usuario IS NULL OR m.usuario_id = p_usuario)
      AND (p_referencia IS NULL OR m.referencia = p_referencia)
      AND (p_desde IS NULL OR m.ocurrido_en >= p_desde)
      AND (p_hasta IS NULL OR m.ocurrido_en < p_hasta)
$$;

-- The locations of a user who is limited to some branches; null: all.
CREATE FUNCTION inv.mov_visibles(p_ctx jsonb) RETURNS bigint[]
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN jsonb_typeof(p_ctx->'sucursales') = 'array'
                THEN inv.ubicaciones_visibles(p_ctx) END
$$;

-- Newest first.  Days are those of the shops, both inclusive.
CREATE FUNCTION api.movimientos_listar(p_ctx jsonb, p_producto_id bigint,
    p_ubicacion_id bigint, p_tipo text, p_documento_id bigint,
    p_usuario text, p_desde date, p_hasta date, p_referencia text,
    p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_antes    bigint := (inv.cursor_leer(p_cursor, 1)->>0)::bigint;
    v_visibles bigint[] := inv.mov_visibles(p_ctx);
    v_desde    timestamptz := inv.comienzo(p_desde);
    v_hasta    timestamptz := inv.comienzo(p_hasta + 1);
    v_usuario  bigint;
    v_datos    json;
    v_n        bigint;
    v_ultimo   bigint;
    v_total    bigint;
BEGIN
    IF p_usuario IS NOT NULL THEN
        SELECT coalesce(max(id), 0) INTO v_usuario FROM inv.usuario
        WHERE usuario = lower(p_usuario);
    END IF;
    SELECT json_agg(inv.movimiento_json(f.m, v_visibles) ORDER BY f.n)
               FILTER (WHERE f.n <= p_limite),
           count(*), min((f.m).id) FILTER (WHERE f.n <= p_limite)
    INTO v_datos, v_n, v_ultimo
    FROM (SELECT x AS m, row_number() OVER (ORDER BY x.id DESC) AS n
          FROM inv.movimientos_filtrar(v_visibles, p_producto_id,
              p_ubicacion_id, p_tipo, p_documento_id, v_usuario,
              p_referencia, v_desde, v_hasta) x
          WHERE v_antes IS NULL OR x.id < v_antes
          ORDER BY x.id DESC LIMIT p_limite + 1) f;
    IF p_contar THEN
        SELECT count(*) INTO v_total
        FROM inv.movimientos_filtrar(v_visibles, p_producto_id,
            p_ubicacion_id, p_tipo, p_documento_id, v_usuario, p_referencia,
            v_desde, v_hasta);
    END IF;
    RETURN inv.lista(v_datos, CASE WHEN v_n > p_limite
        THEN inv.cursor_escribir(to_jsonb(ARRAY[v_ultimo])) END, v_total);
END $$;

-- 404 when there is no such document, or none of its lines is of a branch
-- that the user sees.
CREATE FUNCTION inv.movimiento_exigir(p_ctx jsonb, p_id bigint)
RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_visibles bigint[] := inv.mov_visibles(p_ctx);
BEGIN
    IF NOT EXISTS (SELECT FROM inv.movimiento m WHERE m.documento_id = p_id
                   AND (v_visibles IS NULL OR m.origen_id = ANY (v_visibles)
                        OR m.destino_id = ANY (v_visibles)))
    THEN
        PERFORM inv.fallar(404, 'movimiento_no_encontrado',
                           'No hay un movimiento con ese número.');
    END IF;
END $$;

CREATE FUNCTION inv.documento_json(p_id bigint, p_visibles bigint[])
RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object('documento_id', p_id, 'tipo', min(m.tipo),
        'motivo', min(m.motivo), 'referencia', min(m.referencia),
        'anula_id', min(m.anula_id),
        'anulado_por', (SELECT a.anulado_por FROM inv.anulacion a
                        WHERE a.documento_id = p_id),
        'origen_doc', min(m.origen_doc), 'usuario_id', min(m.usuario_id),
        'usuario', (SELECT u.usuario FROM inv.usuario u
                    WHERE u.id = min(m.usuario_id)),
        'ocurrido_en', min(m.ocurrido_en),
        'registrado_en', min(m.registrado_en),
        'lineas', json_agg(inv.movimiento_json(m, p_visibles)
                           ORDER BY m.linea))
    FROM inv.movimiento m WHERE m.documento_id = p_id
$$;

CREATE FUNCTION api.movimiento_obtener(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp SET jit = off AS $$
BEGIN
    PERFORM inv.movimiento_exigir(p_ctx, p_id);
    RETURN inv.respuesta(200,
        inv.documento_json(p_id, inv.mov_visibles(p_ctx)), NULL,
        'movimiento:' || p_id);
END $$;

-- Every line back to where it came from, in a document of its own.
CREATE FUNCTION api.movimiento_anular(p_ctx jsonb, p_id bigint,
                                      p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_malas  bigint[];
    v_tipo   text;
    v_doc    text;
    v_ref    text;
    v_lineas inv.mov_linea[];
    v        record;
BEGIN
    PERFORM inv.movimiento_exigir(p_ctx, p_id);
    SELECT array_agg(s.id), min(m.tipo), min(m.origen_doc), min(m.referencia),
           array_agg(ROW(1, m.linea, m.producto_id, m.lote_id, m.destino_id,
               m.origen_id, m.cantidad, m.costo, m.precio, NULL, false, NULL,
               NULL)::inv.mov_linea ORDER BY m.linea)
    INTO v_malas, v_tipo, v_doc, v_ref, v_lineas
    FROM inv.movimiento m
    LEFT JOIN inv.ubicacion o ON o.id = m.origen_id
    LEFT JOIN inv.ubicacion d ON d.id = m.destino_id
    LEFT JOIN inv.sucursal s ON s.id IN (o.sucursal_id, d.sucursal_id)
        AND NOT inv.ve_sucursal(p_ctx, s.id)
    WHERE m.documento_id = p_id;
    IF array_remove(v_malas, NULL) <> '{}' THEN
        PERFORM inv.exigir_sucursal(p_ctx, (array_remove(v_malas, NULL))[1]);
    ELSIF v_tipo = 'anulacion' THEN
        PERFORM inv.fallar(409, 'es_anulacion',
            'Una anulación no se anula: cargá el movimiento de nuevo.');
    ELSIF v_doc ~ '^(transferencia|recepcion):' THEN
        PERFORM inv.fallar(409, 'movimiento_de_' || split_part(v_doc, ':', 1),
            'Es parte de otro documento: corregilo ahí.',
            jsonb_build_object('origen_doc', v_doc));
    ELSIF v_doc = 'venta' THEN
        PERFORM inv.fallar(409, 'movimiento_de_venta',
            'Es un ticket: anulá la venta, que tiene también su plata.',
            jsonb_build_object('venta_id', p_id));
    END IF;
    INSERT INTO inv.anulacion (documento_id, anulado_por) VALUES (p_id, 0)
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        PERFORM inv.fallar(409, 'ya_anulado', 'Ese movimiento ya se anuló.',
            jsonb_build_object('anulado_por', (SELECT anulado_por
                FROM inv.anulacion WHERE documento_id = p_id)));
    END IF;
    SELECT * INTO v FROM inv.mover_uno(ROW(1, 'mover', 'anulacion', NULL,
        NULL, p_cuerpo->>'motivo', v_ref, p_id, v_doc, inv.usuario_id(p_ctx),
        p_ctx->>'request_id', now(), NULL)::inv.mov_doc, v_lineas);
    UPDATE inv.anulacion SET anulado_por = v.documento_id
    WHERE documento_id = p_id;
    RETURN inv.respuesta(201, inv.documento_json(v.documento_id, NULL), NULL,
        v.productos || ' movimiento:' || p_id,
        '/v1/movimientos/' || v.documento_id);
END $$;

COMMIT;
