-- Deploy inventario:ventas_cierres to pg
-- requires: ventas_consultas
-- Day-end totals of a till: Z (a closing) and X (what it would be now).
--
-- A closing covers the tickets of its till whose number is in a range.  It
-- holds the till's row, which every ticket shares until it is committed, and
-- numbers are taken after the row: so all tickets up to the last one that it
-- sees are in it, and all others come after it.  Nothing is written into the
-- tickets, and a closing can be added up again at any time.
--
-- A closing is never reopened.  A ticket of a closed day that a till uploads
-- later is in the next closing, which says how many such there are
-- (atrasados); the reports of sales count it on the day when it occurred.

BEGIN;

-- Sums of a till's tickets with p_desde < id <= p_hasta (null: all after).
-- total = ventas - devoluciones - anulaciones, and the sum of medios.
CREATE FUNCTION inv.caja_totales(p_caja bigint, p_desde bigint,
    p_hasta bigint, p_anterior timestamptz)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v jsonb;
BEGIN
    WITH v AS MATERIALIZED (
        SELECT x.* FROM inv.venta x
        WHERE x.caja_id = p_caja AND x.id > p_desde
          AND (p_hasta IS NULL OR x.id <= p_hasta)),
    m AS (
        SELECT p.medio, sum(v.signo * p.importe) AS importe
        FROM v JOIN inv.venta_pago p ON p.venta_id = v.id
            AND p.registrado_en = v.registrado_en
        GROUP BY p.medio),
    i AS (
        SELECT y.iva AS tasa, sum(y.signo * round(y.importe * 100
                   / (100 + y.iva), 2)) AS neto,
               sum(y.signo * y.importe) AS importe
        FROM (SELECT v.signo, l.iva, sum(l.importe) AS importe
              FROM v JOIN inv.venta_linea l ON l.venta_id = v.id
                  AND l.registrado_en = v.registrado_en
              GROUP BY v.id, v.signo, l.iva) y
        GROUP BY y.iva)
    SELECT jsonb_build_object('tickets', count(*),
        'cantidad_ventas', count(*) FILTER (WHERE v.tipo = 'venta'),
        'ventas', coalesce(sum(v.total) FILTER (WHERE v.tipo = 'venta'),
                           0.00)::text,
        'cantidad_devoluciones', count(*)
            FILTER (WHERE v.tipo = 'devolucion'),
        'devoluciones', coalesce(sum(v.total)
            FILTER (WHERE v.tipo = 'devolucion'), 0.00)::text,
        'cantidad_anulaciones', count(*) FILTER (WHERE v.tipo = 'anulacion'),
        'anulaciones', coalesce(sum(-v.signo * v.total)
            FILTER (WHERE v.tipo = 'anulacion'), 0.00)::text,
        'total', coalesce(sum(v.signo * v.total), 0.00)::text,
        'primer_numero', min(v.numero), 'ultimo_numero', max(v.numero),
        'primero_en', min(v.ocurrido_en), 'ultimo_en', max(v.ocurrido_en),
        'atrasados', jsonb_build_object(
            'tickets', count(*) FILTER (WHERE v.ocurrido_en < p_anterior),
            'total', coalesce(sum(v.signo * v.total)
                FILTER (WHERE v.ocurrido_en < p_anterior), 0.00)::text),
        'medios', coalesce((SELECT jsonb_agg(jsonb_build_object('medio',
                m.medio, 'importe', m.importe::text) ORDER BY m.medio)
            FROM m), '[]'),
        'iva', coalesce((SELECT jsonb_agg(jsonb_build_object('tasa',
                i.tasa::text, 'neto', i.neto::text,
                'iva', (i.importe - i.neto)::text) ORDER BY i.tasa)
            FROM i), '[]'))
    INTO v FROM v;
    RETURN v;
END $$;

CREATE FUNCTION inv.cierre_json(c inv.caja_cierre) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT (left(json_build_object('id', c.id, 'caja_id', c.caja_id,
        'numero', c.numero, 'abierto_en', c.abierto_en,
        'cerrado_en', c.cerrado_en, 'fondo', c.fondo::text,
        'observaciones', c.observaciones, 'usuario_id', c.usuario_id,
        'arqueo', (SELECT json_agg(json_build_object('medio', m.medio,
                'calculado', m.calculado::text,
                'declarado', m.declarado::text,
                'diferencia', (m.declarado - m.calculado)::text)
                ORDER BY m.medio)
            FROM inv.caja_cierre_medio m WHERE m.cierre_id = c.id))::text, -1)
        || ',' || right(c.totales::text, -1))::json
$$;

-- What is open in a till: after its last closing, up to now.
CREATE FUNCTION inv.caja_abierto(p_caja inv.caja, OUT numero bigint,
    OUT desde bigint, OUT abierto_en timestamptz, OUT anterior timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT coalesce(c.numero, 0) + 1, coalesce(c.hasta_id, 0),
           coalesce(c.cerrado_en, p_caja.creado_en), c.cerrado_en
    FROM (SELECT) nada
    LEFT JOIN LATERAL (SELECT * FROM inv.caja_cierre x
        WHERE x.caja_id = p_caja.id ORDER BY x.numero DESC LIMIT 1) c ON true
$$;

CREATE FUNCTION api.caja_parcial(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp SET jit = off AS $$
DECLARE
    c inv.caja := inv.caja_exigir(p_ctx, p_id);
    a record;
BEGIN
    SELECT * INTO a FROM inv.caja_abierto(c);
    RETURN inv.respuesta(200, (jsonb_build_object('caja_id', c.id, 'numero',
        a.numero, 'abierto_en', a.abierto_en)
        || inv.caja_totales(p_id, a.desde, NULL, a.anterior))::json);
END $$;

CREATE FUNCTION api.cierre_crear(p_ctx jsonb, p_id bigint, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp SET jit = off AS $$
DECLARE
    c         inv.caja := inv.caja_exigir(p_ctx, p_id);
    z         inv.caja_cierre;
    a         record;
    v_hasta   bigint;
    v_totales jsonb;
    v_malo    text;
    v_fondo   numeric := coalesce((p_cuerpo->>'fondo')::numeric, 0);
BEGIN
    PERFORM FROM inv.caja WHERE id = p_id FOR UPDATE;
    SELECT * INTO a FROM inv.caja_abierto(c);
    SELECT max(v.id) INTO v_hasta FROM inv.venta v
    WHERE v.caja_id = p_id AND v.id > a.desde;
    IF v_hasta IS NULL THEN
        PERFORM inv.fallar(409, 'nada_que_cerrar',
            'La caja no tiene tickets desde el último cierre.');
    END IF;
    SELECT min(x.medio) INTO v_malo
    FROM jsonb_to_recordset(p_cuerpo->'declarado') AS x(medio text)
    WHERE NOT EXISTS (SELECT FROM inv.medio_pago m
                      WHERE m.codigo = x.medio AND NOT m.interno);
    IF v_malo IS NOT NULL THEN
        PERFORM inv.fallar(422, 'medio_no_encontrado',
            'No hay un medio de pago con ese código.',
            jsonb_build_object('medio', v_malo));
    END IF;
    v_totales := inv.caja_totales(p_id, a.desde, v_hasta, a.anterior);
    INSERT INTO inv.caja_cierre (caja_id, numero, desde_id, hasta_id,
        totales, fondo, observaciones, usuario_id, abierto_en, cerrado_en)
    VALUES (p_id, a.numero, a.desde, v_hasta, v_totales, v_fondo,
        p_cuerpo->>'observaciones', inv.usuario_id(p_ctx), a.abierto_en,
        clock_timestamp())
    RETURNING * INTO z;
    INSERT INTO inv.caja_cierre_medio (cierre_id, medio, calculado, declarado)
    SELECT z.id, medio, coalesce(m.importe, 0)
               + CASE medio WHEN 'efectivo' THEN v_fondo ELSE 0 END, d.importe
    FROM (SELECT x.medio, x.importe FROM jsonb_to_recordset(
              v_totales->'medios') AS x(medio text, importe numeric)) m
    FULL JOIN (SELECT x.medio, sum(x.importe) AS importe
               FROM jsonb_to_recordset(p_cuerpo->'declarado')
                   AS x(medio text, importe numeric) GROUP BY x.medio) d
        USING (medio);
    PERFORM inv.anotar(p_ctx, 'cajas', 'cerrada', 'caja', p_id, NULL,
        jsonb_build_object('cierre', z.numero, 'total', v_totales->'total'),
        c.sucursal_id);
    RETURN inv.respuesta(201, inv.cierre_json(z), NULL, 'cajas',
        '/v1/cajas/' || p_id || '/cierres/' || z.numero);
END $$;

CREATE FUNCTION api.cierre_obtener(p_ctx jsonb, p_id bigint, p_numero bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp SET jit = off AS $$
DECLARE
    z inv.caja_cierre;
BEGIN
    PERFORM inv.caja_exigir(p_ctx, p_id);
    SELECT * INTO z FROM inv.caja_cierre
    WHERE caja_id = p_id AND numero = p_numero;
    IF NOT FOUND THEN
        PERFORM inv.fallar(404, 'cierre_no_encontrado',
                           'La caja no tiene un cierre con ese número.');
    END IF;
    RETURN inv.respuesta(200, inv.cierre_json(z));
END $$;

CREATE FUNCTION api.cierres_listar(p_ctx jsonb, p_id bigint,
    p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp SET jit = off AS $$
DECLARE
    v_antes  bigint := (inv.cursor_leer(p_cursor, 1)->>0)::bigint;
    v_datos  json;
    v_n      bigint;
    v_ultimo bigint;
    v_total  bigint;
BEGIN
    PERFORM inv.caja_exigir(p_ctx, p_id);
    SELECT json_agg(inv.cierre_json(f.z) ORDER BY f.n)
               FILTER (WHERE f.n <= p_limite),
           count(*), min((f.z).numero) FILTER (WHERE f.n <= p_limite)
    INTO v_datos, v_n, v_ultimo
    FROM (SELECT x AS z, row_number() OVER (ORDER BY x.numero DESC) AS n
          FROM inv.caja_cierre x
          WHERE x.caja_id = p_id AND (v_antes IS NULL OR x.numero < v_antes)
          ORDER BY x.numero DESC LIMIT p_limite + 1) f;
    IF p_contar THEN
        SELECT count(*) INTO v_total FROM inv.caja_cierre
        WHERE caja_id = p_id;
    END IF;
    RETURN inv.lista(v_datos, CASE WHEN v_n > p_limite
        THEN inv.cursor_escribir(to_jsonb(ARRAY[v_ultimo])) END, v_total);
END $$;

COMMIT;
