-- Deploy inventario:movimientos_rapido to pg
-- requires: movimientos_pedidos
-- The common case of POST /v1/movimientos, as sets.
--
-- Nearly all that tills send is a receipt or a sale of products without lots,
-- to balances that exist and suffice.  When a whole batch is of that kind it
-- takes five statements, however many documents it has; otherwise nothing of
-- it has been done yet and inv.mov_pedidos decides it document by document.
-- Both give the same answers; t/sql/movimientos_rapido.sql holds one against
-- the other.
--
-- Functions in plpgsql although each is one statement: those in SQL would be
-- planned again at each call.  Rows of tables are looked up in a LATERAL with
-- OFFSET 0, which is always one lookup per line: a join might read the whole
-- table, where statistics say that it is small.

BEGIN;

ALTER FUNCTION api.movimientos_aplicar(jsonb) SET SCHEMA inv;
ALTER FUNCTION inv.movimientos_aplicar(jsonb) RENAME TO mov_pedidos;
REVOKE EXECUTE ON FUNCTION inv.mov_pedidos(jsonb) FROM inventario_app;

-- A document, with its request.
CREATE TYPE inv.mov_simple AS (
    d            integer,       -- its place in the batch, from 1
    n            integer,       -- the request, from 1
    k            integer,       -- its place in the request, from 1
    lote         boolean,       -- of a bulk request
    usuario_id   bigint,
    clave        text,
    huella       text,
    request_id   text,
    tipo         text,
    ubicacion_id bigint,
    motivo       text,
    referencia   text,
    ocurrido_en  timestamptz,
    lineas       jsonb
);

CREATE TYPE inv.mov_renglon AS (
    d            integer,       -- the document
    renglon      integer,
    producto_id  bigint,
    ubicacion_id bigint,
    delta        numeric,       -- what the balance changes by
    costo        numeric,
    precio       numeric
);

-- The documents of a batch, or null if one of them is not a simple one.
CREATE FUNCTION inv.mov_simples(p_pedidos jsonb)
RETURNS inv.mov_simple[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
    SELECT CASE WHEN bool_and(coalesce(
            x.tipo IN ('entrada', 'salida') AND NOT x.mas
            AND coalesce(x.ocurrido_en <= now() + interval '5 minutes', true)
            AND u.tipo IN ('estante', 'deposito') AND u.activa AND s.activa
            AND (x.ctx->'sucursales' = 'null'
                 OR inv.ve_sucursal(x.ctx, u.sucursal_id)), false))
        THEN array_agg(ROW(x.d, x.n, x.k, x.lote, coalesce(x.usuario_id, 0),
            x.clave, x.huella, x.request_id, x.tipo, x.ubicacion_id, x.motivo,
            x.referencia, coalesce(x.ocurrido_en, now()),
            x.lineas)::inv.mov_simple ORDER BY x.d) END
    FROM (SELECT row_number() OVER (ORDER BY q.n, e.k) AS d, q.n, e.k, q.ctx,
                 q.clave, q.huella, c.usuario_id, c.request_id, c.lote, d.*,
                 e.v ?| '{destino_id,sentido,_errores}'::text[] AS mas
          FROM ROWS FROM (jsonb_to_recordset(p_pedidos) AS (ctx jsonb,
                   clave text, huella text, cuerpo jsonb)) WITH ORDINALITY
                   AS q(ctx, clave, huella, cuerpo, n)
          CROSS JOIN LATERAL jsonb_to_record(q.ctx)
              AS c(usuario_id bigint, request_id text, lote boolean)
          CROSS JOIN LATERAL jsonb_array_elements(q.cuerpo)
              WITH ORDINALITY AS e(v, k)
          CROSS JOIN LATERAL jsonb_to_record(e.v)
              AS d(tipo text, ubicacion_id bigint, motivo text,
                   referencia text, ocurrido_en timestamptz, lineas jsonb)) x
    LEFT JOIN LATERAL (SELECT * FROM inv.ubicacion y
        WHERE y.id = x.ubicacion_id OFFSET 0) u ON true
    LEFT JOIN LATERAL (SELECT * FROM inv.sucursal y
        WHERE y.id = u.sucursal_id OFFSET 0) s ON true);
END $$;

-- Their lines, or null if one of those is not simple or has no balance yet.
CREATE FUNCTION inv.mov_simples_renglones(p_docs inv.mov_simple[])
RETURNS inv.mov_renglon[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
    SELECT CASE WHEN bool_and(coalesce(
            (l.producto_id IS NULL) <> (l.codigo IS NULL)
            AND l.lote IS NULL AND l.vence IS NULL
            AND l.cantidad_esperada IS NULL
            AND p.activo AND NOT p.usa_lotes AND e.hay
            AND l.cantidad > 0
            AND l.cantidad * coalesce(c.factor, 1) < 1e14
            AND (p.unidad <> 'un'
                 OR l.cantidad * coalesce(c.factor, 1) % 1 = 0), false))
        THEN array_agg(ROW(q.d, l.renglon, p.id, q.ubicacion_id,
            CASE q.tipo WHEN 'entrada' THEN 1 ELSE -1 END
                * (l.cantidad * coalesce(c.factor, 1))::numeric(18,3),
            l.costo, l.precio)::inv.mov_renglon ORDER BY q.d, l.renglon) END
    FROM unnest(p_docs) AS q
    CROSS JOIN LATERAL ROWS FROM (jsonb_to_recordset(q.lineas)
        AS (producto_id bigint, codigo text, cantidad numeric, lote text,
            vence text, costo numeric, precio numeric,
            cantidad_esperada numeric)) WITH ORDINALITY
        AS l(producto_id, codigo, cantidad, lote, vence, costo, precio,
             cantidad_esperada, renglon)
    LEFT JOIN LATERAL (SELECT y.producto_id, y.factor
        FROM inv.producto_codigo y
        WHERE y.codigo = inv.codigo_clave(l.codigo) OFFSET 0) c ON true
    LEFT JOIN LATERAL (SELECT y.id, y.activo, y.usa_lotes, y.unidad
        FROM inv.producto y
        WHERE y.id = coalesce(l.producto_id, c.producto_id) OFFSET 0) p
        ON true
    LEFT JOIN LATERAL (SELECT true AS hay FROM inv.existencia y
        WHERE y.producto_id = p.id AND y.ubicacion_id = q.ubicacion_id
          AND y.lote_id = 0 OFFSET 0) e ON true);
END $$;

-- Locks the balances of the lines in key order (k's, which the LATERAL keeps)
-- and gives the balance after each line, in their order; null if one would not
-- do.
CREATE FUNCTION inv.mov_simples_saldos(p_renglones inv.mov_renglon[])
RETURNS numeric[] LANGUAGE plpgsql AS $$
BEGIN
    RETURN (
    WITH b AS MATERIALIZED (
        SELECT e.producto_id, e.ubicacion_id, e.cantidad, e.reservada,
               e.permite_negativo
        FROM (SELECT DISTINCT producto_id, ubicacion_id
              FROM unnest(p_renglones) ORDER BY 1, 2) k
        CROSS JOIN LATERAL (SELECT y.* FROM inv.existencia y
            WHERE y.producto_id = k.producto_id
              AND y.ubicacion_id = k.ubicacion_id AND y.lote_id = 0
            FOR NO KEY UPDATE) e),
    m AS (
        SELECT l.d, l.renglon, l.delta, b.reservada, b.permite_negativo,
               b.cantidad + sum(l.delta) OVER (
                   PARTITION BY l.producto_id, l.ubicacion_id
                   ORDER BY l.d, l.renglon) AS saldo
        FROM unnest(p_renglones) AS l
        LEFT JOIN b USING (producto_id, ubicacion_id))
    SELECT CASE WHEN bool_and(coalesce(abs(saldo) < 1e15
            AND (delta > 0 OR permite_negativo OR saldo >= reservada), false))
        THEN array_agg(saldo ORDER BY d, renglon) END
    FROM m);
END $$;

-- Are the products and places of the lines, now that their balances are
-- locked, still what mov_simples and mov_simples_renglones saw?
CREATE FUNCTION inv.mov_simples_siguen(p_renglones inv.mov_renglon[])
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN NOT EXISTS (
        SELECT FROM (SELECT DISTINCT producto_id FROM unnest(p_renglones)) l,
            LATERAL (SELECT FROM inv.producto p WHERE p.id = l.producto_id
                     AND (NOT p.activo OR p.usa_lotes) OFFSET 0) p)
      AND NOT EXISTS (
        SELECT FROM (SELECT DISTINCT ubicacion_id FROM unnest(p_renglones)) l,
            LATERAL (SELECT FROM inv.ubicacion u
                     JOIN inv.sucursal s ON s.id = u.sucursal_id
                     WHERE u.id = l.ubicacion_id
                       AND NOT (u.activa AND s.activa) OFFSET 0) u);
END $$;

-- Writes it all down, and gives the answers in order.
CREATE FUNCTION inv.mov_simples_asentar(p_docs inv.mov_simple[],
    p_renglones inv.mov_renglon[], p_saldos numeric[])
RETURNS SETOF api.respuesta LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY
    WITH q AS MATERIALIZED (
        SELECT q.*, nextval('inv.documento_id') AS documento_id
        FROM unnest(p_docs) AS q),
    m AS MATERIALIZED (
        SELECT l.*, q.documento_id, q.tipo, q.motivo, q.referencia,
               q.usuario_id, q.request_id, q.ocurrido_en
        FROM ROWS FROM (unnest(p_renglones), unnest(p_saldos)) AS
            l(d, renglon, producto_id, ubicacion_id, delta, costo, precio,
              saldo)
        JOIN q ON q.d = l.d),
    libro AS (
        INSERT INTO inv.movimiento (documento_id, linea, tipo, producto_id,
            lote_id, origen_id, destino_id, cantidad, saldo, costo, precio,
            motivo, referencia, usuario_id, request_id, ocurrido_en)
        SELECT m.documento_id, m.renglon, m.tipo, m.producto_id, 0,
               CASE WHEN m.delta > 0 THEN 1 ELSE m.ubicacion_id END,
               CASE WHEN m.delta > 0 THEN m.ubicacion_id ELSE 2 END,
               abs(m.delta), m.saldo, m.costo, m.precio, m.motivo,
               m.referencia, m.usuario_id, m.request_id, m.ocurrido_en
        FROM m ORDER BY m.d, m.renglon),
    saldo AS (
        UPDATE inv.existencia e
        SET cantidad = e.cantidad + k.delta, actualizado_en = now()
        FROM (SELECT m.producto_id, m.ubicacion_id, sum(m.delta) AS delta
              FROM m GROUP BY m.producto_id, m.ubicacion_id) k
        WHERE e.producto_id = k.producto_id
          AND e.ubicacion_id = k.ubicacion_id AND e.lote_id = 0),
    a AS MATERIALIZED (
        SELECT q.n, q.k, q.lote, q.usuario_id, q.clave, q.documento_id,
               l.tags, '{"documento_id":' || q.documento_id || ',"tipo":"'
               || q.tipo || '","ubicacion_id":' || q.ubicacion_id
               || ',"destino_id":null,"motivo":'
               || coalesce(to_json(q.motivo)::text, 'null')
               || ',"referencia":'
               || coalesce(to_json(q.referencia)::text, 'null')
               || ',"ocurrido_en":' || to_json(q.ocurrido_en)
               || ',"registrado_en":' || to_json(now()) || ',"lineas":['
               || l.texto || ']}' AS doc
        FROM q
        JOIN (SELECT m.d, string_agg('{"linea":' || m.renglon
                  || ',"producto_id":' || m.producto_id
                  || ',"lote_id":0,"cantidad":"' || abs(m.delta)
                  || '","saldo":"' || m.saldo || '"}', ','
                  ORDER BY m.renglon) AS texto,
                  string_agg(' existencia:' || m.producto_id, ''
                  ORDER BY m.renglon) AS tags
              FROM m GROUP BY m.d) l ON l.d = q.d),
    r AS MATERIALIZED (
        SELECT a.n, a.usuario_id, a.clave, CASE WHEN a.lote
            THEN (200, '{"resultados":[' || string_agg(
                '{"estado":201,"documento":' || a.doc || '}', ','
                ORDER BY a.k) || ']}', NULL,
                'movimientos existencias' || string_agg(a.tags, ''
                ORDER BY a.k), NULL, NULL, false)::api.respuesta
            ELSE (201, max(a.doc), NULL,
                'movimientos existencias' || max(a.tags),
                '/v1/movimientos/' || max(a.documento_id), NULL,
                false)::api.respuesta END AS r
        FROM a GROUP BY a.n, a.usuario_id, a.clave, a.lote),
    guardada AS (
        UPDATE inv.idempotencia i SET respuesta = r.r
        FROM r WHERE i.usuario_id = r.usuario_id AND i.clave = r.clave)
    SELECT (r.r).* FROM r ORDER BY r.n;
END $$;

CREATE FUNCTION api.movimientos_aplicar(p_pedidos jsonb)
RETURNS SETOF api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off AS $$
DECLARE
    v_docs      inv.mov_simple[] := inv.mov_simples(p_pedidos);
    v_renglones inv.mov_renglon[];
    v_saldos    numeric[];
    v_claves    bigint;
    v_nuevas    bigint := 0;
BEGIN
    IF v_docs IS NOT NULL THEN
        v_renglones := inv.mov_simples_renglones(v_docs);
    END IF;
    IF v_renglones IS NOT NULL THEN
        SELECT count(clave) INTO v_claves FROM unnest(v_docs) WHERE k = 1;
        IF v_claves > 0 THEN
            INSERT INTO inv.idempotencia (usuario_id, clave, huella)
            SELECT usuario_id, clave, huella FROM unnest(v_docs)
            WHERE k = 1 AND clave IS NOT NULL
            ORDER BY usuario_id, clave COLLATE "C"
            ON CONFLICT DO NOTHING;
            GET DIAGNOSTICS v_nuevas = ROW_COUNT;
        END IF;
        IF v_nuevas = v_claves THEN
            v_saldos := inv.mov_simples_saldos(v_renglones);
        END IF;
        IF v_saldos IS NOT NULL AND inv.mov_simples_siguen(v_renglones) THEN
            RETURN QUERY SELECT * FROM inv.mov_simples_asentar(v_docs,
                v_renglones, v_saldos);
            RETURN;
        END IF;
        IF v_nuevas > 0 THEN
            -- only ours: another's has its answer already
            DELETE FROM inv.idempotencia i USING unnest(v_docs) q
            WHERE q.k = 1 AND i.usuario_id = q.usuario_id
              AND i.clave = q.clave AND i.respuesta IS NULL;
        END IF;
    END IF;
    RETURN QUERY SELECT * FROM inv.mov_pedidos(p_pedidos);
END $$;

COMMIT;
