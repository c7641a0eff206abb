-- Deploy inventario:informes_reportes to pg
-- requires: informes_valuacion
-- Top movers, expiries, the audit of a product, the proof of integrity.

BEGIN;

-- The products with most lines in the last days.  What goes from one location
-- to another of the same question is movement, but neither in nor out.
CREATE FUNCTION api.reporte_top_movimientos(p_ctx jsonb, p_dias bigint,
    p_sucursal_id bigint, p_limite bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off SET work_mem = '64MB'
AS $$
DECLARE
    v_ubicaciones bigint[] := inv.ubicaciones_pedidas(p_ctx, p_sucursal_id);
    v_desde       timestamptz := inv.comienzo(inv.dia(now())
                                              - (p_dias - 1)::integer);
    v_datos       json;
BEGIN
    SELECT json_agg(json_build_object('producto_id', p.id, 'codigo', p.codigo,
               'nombre', p.nombre, 'total_movimientos', t.n,
               'total_entradas', t.entra::text,
               'total_salidas', t.sale::text,
               'ultimo_movimiento', t.ultimo)
               ORDER BY t.n DESC, t.entra + t.sale DESC, p.id)
    INTO v_datos
    FROM (SELECT m.producto_id, count(*) AS n,
              coalesce(sum(m.cantidad) FILTER (WHERE
                  m.origen_id <> ALL (v_ubicaciones)), 0.000) AS entra,
              coalesce(sum(m.cantidad) FILTER (WHERE
                  m.destino_id <> ALL (v_ubicaciones)), 0.000) AS sale,
              max(m.ocurrido_en) AS ultimo
          FROM inv.movimiento m
          WHERE m.ocurrido_en >= v_desde
            AND (m.origen_id = ANY (v_ubicaciones)
                 OR m.destino_id = ANY (v_ubicaciones))
          GROUP BY m.producto_id
          ORDER BY n DESC, sum(m.cantidad) DESC, m.producto_id
          LIMIT p_limite) t
    JOIN inv.producto p ON p.id = t.producto_id;
    RETURN inv.respuesta(200, json_build_object(
        'datos', coalesce(v_datos, '[]'::json), 'periodo_dias', p_dias,
        'desde', inv.dia(v_desde), 'limite', p_limite));
END $$;

-- Lots with stock that expire within some days, or did already.
CREATE FUNCTION api.reporte_vencimientos(p_ctx jsonb, p_dias bigint,
    p_sucursal_id bigint, p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_cursor      jsonb := inv.cursor_leer(p_cursor, 3);
    v_ubicaciones bigint[] := inv.ubicaciones_pedidas(p_ctx, p_sucursal_id);
    v_hoy         date := inv.dia(now());
    v_datos       json;
    v_marca       jsonb;
    v_siguiente   text;
    v_n           bigint;
    v_valor       numeric;
    v_vencido     numeric;
BEGIN
    WITH riesgo AS MATERIALIZED (
        SELECT l.vence, l.id AS lote_id, l.codigo AS lote, l.bloqueado,
               e.producto_id, e.ubicacion_id, e.cantidad,
               e.cantidad * p.precio_costo AS valor, p.codigo, p.nombre,
               u.sucursal_id, u.codigo AS ubicacion
        FROM inv.lote l
        JOIN inv.existencia e ON e.producto_id = l.producto_id
                             AND e.lote_id = l.id AND e.cantidad > 0
                             AND e.ubicacion_id = ANY (v_ubicaciones)
        JOIN inv.producto p ON p.id = e.producto_id
        JOIN inv.ubicacion u ON u.id = e.ubicacion_id
        WHERE l.vence <= v_hoy + p_dias::integer),
    pagina AS (
        SELECT r.*, row_number() OVER
                   (ORDER BY r.vence, r.lote_id, r.ubicacion_id) AS n
        FROM riesgo r
        WHERE v_cursor IS NULL OR (r.vence, r.lote_id, r.ubicacion_id)
              > ((v_cursor->>0)::date, (v_cursor->>1)::bigint,
                 (v_cursor->>2)::bigint)
        ORDER BY r.vence, r.lote_id, r.ubicacion_id LIMIT p_limite + 1)
    SELECT json_agg(json_build_object('lote_id', g.lote_id, 'lote', g.lote,
               'producto_id', g.producto_id, 'codigo', g.codigo,
               'nombre', g.nombre, 'sucursal_id', g.sucursal_id,
               'ubicacion_id', g.ubicacion_id, 'ubicacion', g.ubicacion,
               'vence', g.vence, 'dias', g.vence - v_hoy,
               'vencido', g.vence < v_hoy, 'bloqueado', g.bloqueado,
               'cantidad', g.cantidad::text,
               'valor', round(g.valor, 2)::text) ORDER BY g.n)
               FILTER (WHERE g.n <= p_limite),
           CASE WHEN count(*) > p_limite THEN
               max(jsonb_build_array(g.vence, g.lote_id, g.ubicacion_id)::text)
               FILTER (WHERE g.n = p_limite) END,
           (SELECT count(*) FROM riesgo),
           (SELECT coalesce(sum(valor), 0) FROM riesgo),
           (SELECT coalesce(sum(valor), 0) FROM riesgo WHERE vence < v_hoy)
    INTO v_datos, v_marca, v_n, v_valor, v_vencido
    FROM pagina g;
    v_siguiente := inv.cursor_escribir(v_marca);
    RETURN (200, '{"datos":' || coalesce(v_datos::text, '[]')
        || ',"siguiente":' || coalesce(to_json(v_siguiente)::text, 'null')
        || CASE WHEN p_contar THEN ',"total":' || v_n ELSE '' END
        || ',"dias":' || p_dias
        || ',"valor_en_riesgo":"' || round(v_valor, 2)
        || '","valor_vencido":"' || round(v_vencido, 2) || '"}',
        NULL, NULL, NULL, v_siguiente, false)::api.respuesta;
END $$;


-- ---- audit -----------------------------------------------------------------

CREATE FUNCTION inv.auditoria_linea(m inv.movimiento, p_visibles bigint[])
RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object('clase', 'movimiento', 'id', m.id,
        'documento_id', m.documento_id, 'linea', m.linea, 'tipo', m.tipo,
        'lote_id', m.lote_id, 'lote', nullif(l.codigo, ''),
        'origen_id', m.origen_id, 'origen', o.codigo,
        'destino_id', m.destino_id, 'destino', d.codigo,
        'cantidad', m.cantidad::text,
        'saldo_anterior', (s.saldo + CASE WHEN o.propia THEN m.cantidad
                                          ELSE -m.cantidad END)::text,
        'saldo', s.saldo::text, 'costo', m.costo::text,
        'precio', m.precio::text, 'motivo', m.motivo,
        'referencia', m.referencia, 'anula_id', m.anula_id,
        'origen_doc', m.origen_doc, 'usuario_id', m.usuario_id,
        'usuario', u.usuario, 'request_id', m.request_id,
        'ocurrido_en', m.ocurrido_en, 'registrado_en', m.registrado_en)
    FROM inv.ubicacion o
    JOIN inv.ubicacion d ON d.id = m.destino_id
    LEFT JOIN inv.lote l ON l.id = m.lote_id
    LEFT JOIN inv.usuario u ON u.id = m.usuario_id
    LEFT JOIN LATERAL (SELECT m.saldo) AS s
        ON inv.saldo_visible(m, o, p_visibles)
    WHERE o.id = m.origen_id
$$;

CREATE FUNCTION inv.auditoria_cambio(e inv.evento) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('clase', 'cambio', 'id', e.id, 'tema', e.tema,
        'tipo', e.tipo, 'antes', e.antes, 'despues', e.despues,
        'usuario_id', e.usuario_id, 'usuario', u.usuario,
        'request_id', e.request_id, 'registrado_en', e.registrado_en)
    FROM (SELECT) AS siempre
    LEFT JOIN inv.usuario u ON u.id = e.usuario_id
$$;

-- All that ever happened to a product, newest first: ledger lines and changes
-- of its data, each by falling id, merged by when they were written down.  The
-- cursor says how far each of the two was read.
CREATE FUNCTION api.reporte_auditoria(p_ctx jsonb, p_producto_id bigint,
    p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_cursor      jsonb := inv.cursor_leer(p_cursor, 2);
    v_movimiento  bigint := coalesce((v_cursor->>0)::bigint,
                                     9223372036854775807);
    v_evento      bigint := coalesce((v_cursor->>1)::bigint,
                                     9223372036854775807);
    v_ubicaciones bigint[] := inv.ubicaciones_visibles(p_ctx);
    v_todas       boolean := jsonb_typeof(p_ctx->'sucursales')
                             IS DISTINCT FROM 'array';
    v_datos       json;
    v_cuantos     bigint;
    v_m           bigint;
    v_e           bigint;
    v_total       bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM inv.producto WHERE id = p_producto_id) THEN
        PERFORM inv.fallar(404, 'producto_no_encontrado',
                           'No hay un producto con ese número.');
    END IF;
    -- the running minimum keeps each source in the order of its ids
    WITH m AS (
        SELECT x.fila, x.id, min(x.registrado_en) OVER (ORDER BY x.id DESC)
                   AS cuando
        FROM (SELECT t AS fila, t.id, t.registrado_en FROM inv.movimiento t
              WHERE producto_id = p_producto_id AND id < v_movimiento
                AND (v_todas OR origen_id = ANY (v_ubicaciones)
                             OR destino_id = ANY (v_ubicaciones))
              ORDER BY id DESC LIMIT p_limite + 1) x),
    e AS (
        SELECT x.fila, x.id, min(x.registrado_en) OVER (ORDER BY x.id DESC)
                   AS cuando
        FROM (SELECT t AS fila, t.id, t.registrado_en FROM inv.evento t
              WHERE entidad = 'producto' AND entidad_id = p_producto_id
                AND id < v_evento AND inv.ve_sucursal(p_ctx, sucursal_id)
              ORDER BY id DESC LIMIT p_limite + 1) x),
    juntos AS (
        SELECT t.*, row_number() OVER
                   (ORDER BY t.cuando DESC, t.clase, t.id DESC) AS n
        FROM (SELECT 1 AS clase, m.id, m.cuando,
                     inv.auditoria_linea(m.fila, CASE WHEN NOT v_todas
                         THEN v_ubicaciones END) AS doc FROM m
              UNION ALL
              SELECT 2, e.id, e.cuando, inv.auditoria_cambio(e.fila)
              FROM e) t)
    SELECT json_agg(j.doc ORDER BY j.n) FILTER (WHERE j.n <= p_limite),
           count(*),
           min(j.id) FILTER (WHERE j.clase = 1 AND j.n <= p_limite),
           min(j.id) FILTER (WHERE j.clase = 2 AND j.n <= p_limite)
    INTO v_datos, v_cuantos, v_m, v_e
    FROM juntos j;
    IF p_contar THEN
        SELECT (SELECT count(*) FROM inv.movimiento
                WHERE producto_id = p_producto_id
                  AND (v_todas OR origen_id = ANY (v_ubicaciones)
                               OR destino_id = ANY (v_ubicaciones)))
               + (SELECT count(*) FROM inv.evento
                  WHERE entidad = 'producto' AND entidad_id = p_producto_id
                    AND inv.ve_sucursal(p_ctx, sucursal_id))
        INTO v_total;
    END IF;
    RETURN inv.lista(v_datos, CASE WHEN v_cuantos > p_limite
        THEN inv.cursor_escribir(to_jsonb(ARRAY[
            coalesce(v_m, v_movimiento), coalesce(v_e, v_evento)])) END,
        v_total);
END $$;


-- ---- integrity -------------------------------------------------------------

-- Every contradiction, in one snapshot.  p_ubicaciones: whose balances (null:
-- all of ours).
CREATE FUNCTION inv.inconsistencias(p_ubicaciones bigint[])
RETURNS TABLE (tipo text, producto_id bigint, ubicacion_id bigint,
               lote_id bigint, documento_id bigint, esperado numeric,
               encontrado numeric)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_custom_plan SET jit = off SET work_mem = '64MB'
AS $$
DECLARE
    v_propias bigint[] := coalesce(p_ubicaciones, inv.propias());
    v_fin     timestamptz := inv.cierre_para('infinity');
BEGIN
    -- the sum of the ledger is the balance
    RETURN QUERY
    SELECT 'saldo', k.p, k.u, k.l, NULL::bigint, k.libro, k.hay
    FROM (SELECT t.p, t.u, t.l, sum(t.n) AS libro, sum(t.hay) AS hay
          FROM (SELECT m.producto_id AS p, m.origen_id AS u, m.lote_id AS l,
                       -m.cantidad AS n, 0 AS hay
                FROM inv.movimiento m WHERE m.origen_id = ANY (v_propias)
                UNION ALL
                SELECT m.producto_id, m.destino_id, m.lote_id, m.cantidad, 0
                FROM inv.movimiento m WHERE m.destino_id = ANY (v_propias)
                UNION ALL
                SELECT e.producto_id, e.ubicacion_id, e.lote_id, 0, e.cantidad
                FROM inv.existencia e
                WHERE e.ubicacion_id = ANY (v_propias)) t
          GROUP BY t.p, t.u, t.l) k
    WHERE k.libro <> k.hay;

    -- what is reserved is what active reservations say
    RETURN QUERY
    SELECT 'reservada', t.p, t.u, t.l, NULL::bigint, sum(t.n), sum(t.hay)
    FROM (SELECT r.producto_id AS p, c.ubicacion_id AS u, r.lote_id AS l,
                 r.cantidad AS n, 0 AS hay
          FROM inv.reserva c
          JOIN inv.reserva_linea r ON r.reserva_id = c.id
          WHERE c.estado = 'activa' AND c.ubicacion_id = ANY (v_propias)
          UNION ALL
          SELECT e.producto_id, e.ubicacion_id, e.lote_id, 0, e.reservada
          FROM inv.existencia e
          WHERE e.reservada <> 0 AND e.ubicacion_id = ANY (v_propias)) t
    GROUP BY t.p, t.u, t.l HAVING sum(t.n) <> sum(t.hay);

    -- nothing below zero, or promised twice, where the branch forbids it
    RETURN QUERY
    SELECT 'negativo', e.producto_id, e.ubicacion_id, e.lote_id, NULL::bigint,
           e.reservada, e.cantidad
    FROM inv.existencia e
    JOIN inv.ubicacion u ON u.id = e.ubicacion_id
    LEFT JOIN inv.sucursal s ON s.id = u.sucursal_id
    WHERE e.ubicacion_id = ANY (v_propias) AND e.cantidad < e.reservada
      AND NOT coalesce(s.permite_negativo, false);

    IF p_ubicaciones IS NOT NULL THEN
        RETURN;
    END IF;

    -- the lines of a document are 1, 2, 3...
    RETURN QUERY
    SELECT 'numeracion', NULL::bigint, NULL::bigint, NULL::bigint,
           m.documento_id, count(*)::numeric, max(m.linea)::numeric
    FROM inv.movimiento m GROUP BY m.documento_id
    HAVING max(m.linea) > 1
           AND (count(*) <> max(m.linea) OR min(m.linea) <> 1
                OR count(DISTINCT m.linea) <> count(*))
        OR max(m.linea) <= 1 AND (count(*) <> 1 OR max(m.linea) <> 1);

    -- no month went without its partition
    RETURN QUERY
    SELECT 'particion', NULL::bigint, NULL::bigint, NULL::bigint,
           NULL::bigint, 0::numeric, count(*)::numeric
    FROM inv.movimiento_resto HAVING count(*) > 0;

    -- the last closing is what the ledger adds up to
    RETURN QUERY
    SELECT 'cierre', k.p, k.u, NULL::bigint, NULL::bigint, k.libro, k.hay
    FROM (SELECT t.p, t.u, sum(t.n) AS libro, sum(t.hay) AS hay
          FROM (SELECT s.producto_id AS p, s.ubicacion_id AS u,
                       s.cantidad AS n, 0 AS hay
                FROM inv.saldos_al(v_fin, '-infinity', 0,
                         CASE WHEN v_fin > '-infinity'
                              THEN 9223372036854775807 ELSE 0 END) s
                UNION ALL
                SELECT c.producto_id, c.ubicacion_id, 0, c.cantidad
                FROM inv.cierre_saldo c WHERE c.fin = v_fin) t
          WHERE t.p NOT IN (SELECT inv.sucios(v_fin))
          GROUP BY t.p, t.u) k
    WHERE k.libro <> k.hay;
END $$;

CREATE FUNCTION api.reporte_integridad(p_ctx jsonb)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_ubicaciones bigint[] := CASE
        WHEN jsonb_typeof(p_ctx->'sucursales') = 'array'
        THEN inv.ubicaciones_visibles(p_ctx) END;
BEGIN
    RETURN (
        WITH malas AS MATERIALIZED (
            SELECT i.*, row_number() OVER (ORDER BY i.tipo, i.producto_id,
                       i.ubicacion_id, i.lote_id, i.documento_id) AS n
            FROM inv.inconsistencias(v_ubicaciones) i)
        SELECT inv.respuesta(200, json_build_object(
            'integridad_ok', count(*) = 0,
            'instante', now(),
            'revisados', json_build_object(
                'existencias', (SELECT count(*) FROM inv.existencia e
                    WHERE v_ubicaciones IS NULL
                       OR e.ubicacion_id = ANY (v_ubicaciones)),
                'lineas', (SELECT count(*) FROM inv.movimiento m
                    WHERE v_ubicaciones IS NULL
                       OR m.origen_id = ANY (v_ubicaciones)
                       OR m.destino_id = ANY (v_ubicaciones)),
                'reservas_activas', (SELECT count(*) FROM inv.reserva r
                    WHERE r.estado = 'activa' AND (v_ubicaciones IS NULL
                       OR r.ubicacion_id = ANY (v_ubicaciones)))),
            'inconsistencias_encontradas', count(*),
            'por_tipo', (SELECT coalesce(json_object_agg(t.tipo, t.n),
                                         '{}'::json)
                FROM (SELECT x.tipo, count(*) AS n FROM malas x
                      GROUP BY x.tipo) t),
            'inconsistencias', coalesce(json_agg(json_build_object(
                'tipo', m.tipo, 'producto_id', m.producto_id,
                'codigo', p.codigo, 'ubicacion_id', m.ubicacion_id,
                'lote_id', m.lote_id, 'documento_id', m.documento_id,
                'esperado', m.esperado::text,
                'encontrado', m.encontrado::text,
                'diferencia', (m.encontrado - m.esperado)::text) ORDER BY m.n)
                FILTER (WHERE m.n <= 100), '[]'::json)))
        FROM malas m LEFT JOIN inv.producto p ON p.id = m.producto_id);
END $$;

COMMIT;
