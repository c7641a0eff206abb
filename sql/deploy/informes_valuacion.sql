-- Deploy inventario:informes_valuacion to pg
-- requires: informes
-- Quantity and value at the end of any day, by four methods.
--
-- A line counts on the day when it happened (ocurrido_en), not when it was
-- written down: a ticket that comes late changes the past.  Costs are the
-- company's, by product: what moves between its own locations is not worth
-- more or less, and the parts of the branches add up to the whole.
--
-- fifo        what is left are the last units received; a return or a reversal
--             undoes consumption, it is not a receipt
-- promedio    moving weighted average, see inv.promedio_paso
-- ultimo      the cost of the last receipt
-- reposicion  precio_costo as it was that day
--
-- A receipt is a line from outside with tipo entrada, or ajuste with a cost,
-- that was not reversed by then.  Units of no known cost are valued at today's
-- precio_costo, and counted apart (sin_costo).
--
-- Time is bounded by closings: the state at the end of some months, so that a
-- question reads one of them and the lines since.  A closing holds for a
-- product unless a line with an id above cierre_estado.hasta happened before
-- it; such a product is "sucio" and is added up from its first line.  That is
-- exact because no transaction in flight can hold an id up to hasta (see
-- inv.cierre_horizonte).

BEGIN;

-- Where the lines of a period are, in the order in which they came.
CREATE INDEX movimiento_ocurrido ON inv.movimiento USING brin
    (ocurrido_en timestamptz_minmax_multi_ops)
    WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX movimiento_recepcion ON inv.movimiento (producto_id, ocurrido_en)
    WHERE tipo = 'entrada' OR costo IS NOT NULL;
CREATE INDEX movimiento_anula ON inv.movimiento (anula_id)
    WHERE anula_id IS NOT NULL;

CREATE TABLE inv.cierre (
    fin       timestamptz PRIMARY KEY,      -- first instant after the month
    creado_en timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE inv.cierre_saldo (
    fin          timestamptz NOT NULL REFERENCES inv.cierre ON DELETE CASCADE,
    producto_id  bigint NOT NULL,
    ubicacion_id bigint NOT NULL,
    cantidad     numeric(18,3) NOT NULL,
    PRIMARY KEY (fin, producto_id, ubicacion_id)
);
CREATE TABLE inv.cierre_costo (
    fin         timestamptz NOT NULL REFERENCES inv.cierre ON DELETE CASCADE,
    producto_id bigint NOT NULL,
    promedio    numeric NOT NULL,
    PRIMARY KEY (fin, producto_id)
);
CREATE TABLE inv.cierre_estado (
    unico        boolean PRIMARY KEY DEFAULT true CHECK (unico),
    hasta        bigint NOT NULL DEFAULT 0,     -- ids that the closings hold
    horizonte    bigint NOT NULL DEFAULT 0,     -- ids that nobody still writes
    horizonte_en timestamptz NOT NULL DEFAULT now(),
    buscar       boolean NOT NULL DEFAULT false -- another month to close?
);
INSERT INTO inv.cierre_estado DEFAULT VALUES;


-- ---- the state at an instant -----------------------------------------------

-- The last closing that serves an instant; -infinity: none.
CREATE FUNCTION inv.cierre_para(p_hasta timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT coalesce(max(fin), '-infinity') FROM inv.cierre WHERE fin <= p_hasta
$$;

-- Products for which a closing does not hold.
CREATE FUNCTION inv.sucios(p_base timestamptz) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 100 SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    v_hasta bigint;
BEGIN
    IF p_base > '-infinity' THEN
        SELECT hasta INTO v_hasta FROM inv.cierre_estado;
        RETURN QUERY SELECT DISTINCT m.producto_id FROM inv.movimiento m
            WHERE m.id > v_hasta AND m.ocurrido_en < p_base;
    END IF;
END $$;

-- The lines to add to a closing, of the products in (desde, tope]; of these
-- only p_solo, if it is not null.
CREATE FUNCTION inv.lineas_desde(p_base timestamptz, p_hasta timestamptz,
    p_sucios bigint[], p_desde bigint, p_tope bigint, p_solo bigint[])
RETURNS SETOF inv.movimiento LANGUAGE sql STABLE AS $$
    SELECT m.* FROM inv.movimiento m
    WHERE m.ocurrido_en >= p_base AND m.ocurrido_en < p_hasta
      AND m.producto_id > p_desde AND m.producto_id <= p_tope
      AND (p_solo IS NULL OR m.producto_id = ANY (p_solo))
    UNION ALL
    SELECT m.* FROM inv.movimiento m
    WHERE m.ocurrido_en < least(p_base, p_hasta)
      AND m.producto_id = ANY (p_sucios)
      AND m.producto_id > p_desde AND m.producto_id <= p_tope
      AND (p_solo IS NULL OR m.producto_id = ANY (p_solo))
$$;

CREATE FUNCTION inv.propias() RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(id), '{}') FROM inv.ubicacion WHERE propia
$$;

-- Balances by product and location of ours, zero ones left out.
CREATE FUNCTION inv.saldos_al(p_hasta timestamptz, p_base timestamptz,
    p_desde bigint, p_tope bigint, p_solo bigint[] DEFAULT NULL)
RETURNS TABLE (producto_id bigint, ubicacion_id bigint, cantidad numeric)
LANGUAGE plpgsql STABLE ROWS 100000
SET plan_cache_mode = force_custom_plan SET jit = off
SET work_mem = '64MB' AS $$
DECLARE
    v_sucios  bigint[] := ARRAY(SELECT inv.sucios(p_base));
    v_propias bigint[] := inv.propias();
BEGIN
    RETURN QUERY
    SELECT t.p, t.u, sum(t.n) FROM (
        SELECT c.producto_id AS p, c.ubicacion_id AS u, c.cantidad AS n
        FROM inv.cierre_saldo c
        WHERE c.fin = p_base AND c.producto_id > p_desde
          AND c.producto_id <= p_tope AND c.producto_id <> ALL (v_sucios)
          AND (p_solo IS NULL OR c.producto_id = ANY (p_solo))
        UNION ALL
        SELECT m.producto_id, m.origen_id, -m.cantidad
        FROM inv.lineas_desde(p_base, p_hasta, v_sucios, p_desde, p_tope,
                              p_solo) m
        WHERE m.origen_id = ANY (v_propias)
        UNION ALL
        SELECT m.producto_id, m.destino_id, m.cantidad
        FROM inv.lineas_desde(p_base, p_hasta, v_sucios, p_desde, p_tope,
                              p_solo) m
        WHERE m.destino_id = ANY (v_propias)) t
    GROUP BY t.p, t.u HAVING sum(t.n) <> 0;
END $$;

-- One step of the moving average: q units before, n come in at cost c (or,
-- n < 0, a receipt at cost c is undone).  q null: c is where it begins.
-- Without stock to average with, the cost of what comes in is the new one.
--   10 at 100, then 10 at 200:  (10*100 + 10*200) / 20        = 150
--   5 sold, then 5 at 300:      (15*150 + 5*300) / 20         = 187.5
--   those 5 at 300 reversed:    (20*187.5 - 5*300) / 15       = 150
CREATE FUNCTION inv.promedio_paso(p_promedio numeric, q numeric, n numeric,
                                  c numeric)
RETURNS numeric LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF c IS NULL THEN
        RETURN p_promedio;
    ELSIF p_promedio IS NULL OR q IS NULL OR q <= 0 THEN
        RETURN CASE WHEN n > 0 OR q IS NULL THEN c ELSE p_promedio END;
    ELSIF q + n <= 0 OR q * p_promedio + n * c < 0 THEN
        RETURN p_promedio;
    END IF;
    RETURN round((q * p_promedio + n * c) / (q + n), 10);
END $$;
CREATE AGGREGATE inv.promedio_movil(numeric, numeric, numeric) (
    sfunc = inv.promedio_paso, stype = numeric);

-- Moving average cost by product; none for one that never had a cost.
CREATE FUNCTION inv.promedios_al(p_hasta timestamptz, p_base timestamptz,
    p_desde bigint, p_tope bigint, p_solo bigint[] DEFAULT NULL)
RETURNS TABLE (producto_id bigint, promedio numeric)
LANGUAGE plpgsql STABLE ROWS 100000
SET plan_cache_mode = force_custom_plan SET jit = off
SET work_mem = '64MB' AS $$
DECLARE
    v_sucios  bigint[] := ARRAY(SELECT inv.sucios(p_base));
    v_propias bigint[] := inv.propias();
BEGIN
    RETURN QUERY
    WITH lineas AS (
        SELECT m.producto_id AS p, m.ocurrido_en AS cuando, m.id, m.tipo,
               m.costo, m.anula_id, m.linea,
               CASE WHEN m.destino_id = ANY (v_propias)
                    THEN m.cantidad ELSE 0 END
               - CASE WHEN m.origen_id = ANY (v_propias)
                      THEN m.cantidad ELSE 0 END AS n
        FROM inv.lineas_desde(p_base, p_hasta, v_sucios, p_desde, p_tope,
                              p_solo) m),
    pasos AS (
        SELECT c.producto_id AS p, NULL::timestamptz AS cuando, 0 AS id,
               sum(c.cantidad) AS n, NULL::numeric AS costo
        FROM inv.cierre_saldo c
        WHERE c.fin = p_base AND c.producto_id > p_desde
          AND c.producto_id <= p_tope AND c.producto_id <> ALL (v_sucios)
          AND (p_solo IS NULL OR c.producto_id = ANY (p_solo))
        GROUP BY c.producto_id
        UNION ALL
        SELECT l.p, l.cuando, l.id, l.n,
               CASE WHEN l.n > 0 AND l.tipo IN ('entrada', 'ajuste')
                    THEN l.costo
                    WHEN l.n < 0 AND l.tipo = 'anulacion' THEN (
                        SELECT o.costo FROM inv.movimiento o
                        WHERE o.documento_id = l.anula_id
                          AND o.producto_id = l.p AND o.cantidad = -l.n
                          AND o.tipo IN ('entrada', 'ajuste')
                        ORDER BY o.linea <> l.linea, o.linea LIMIT 1) END
        FROM lineas l WHERE l.n <> 0),
    corrida AS (
        SELECT s.p, s.cuando, s.id, s.n, s.costo,
               sum(s.n) OVER (PARTITION BY s.p
                   ORDER BY s.cuando NULLS FIRST, s.id
                   ROWS UNBOUNDED PRECEDING) - s.n AS q
        FROM pasos s),
    costeadas AS (
        SELECT c.producto_id AS p, NULL::timestamptz AS cuando, 0 AS id,
               NULL::numeric AS q, 1::numeric AS n, c.promedio AS costo
        FROM inv.cierre_costo c
        WHERE c.fin = p_base AND c.producto_id > p_desde
          AND c.producto_id <= p_tope AND c.producto_id <> ALL (v_sucios)
          AND (p_solo IS NULL OR c.producto_id = ANY (p_solo))
        UNION ALL
        SELECT r.p, r.cuando, r.id, r.q, r.n, r.costo
        FROM corrida r WHERE r.costo IS NOT NULL)
    SELECT k.p, inv.promedio_movil(k.q, k.n, k.costo
                                   ORDER BY k.cuando NULLS FIRST, k.id)
    FROM costeadas k GROUP BY k.p;
END $$;

-- Receipts until an instant that were not reversed by then.
CREATE FUNCTION inv.recepciones_al(p_hasta timestamptz, p_desde bigint,
                                   p_tope bigint, p_propias bigint[])
RETURNS TABLE (producto_id bigint, ocurrido_en timestamptz, id bigint,
               cantidad numeric, costo numeric)
LANGUAGE sql STABLE AS $$
    SELECT m.producto_id, m.ocurrido_en, m.id, m.cantidad, m.costo
    FROM inv.movimiento m
    WHERE (m.tipo = 'entrada' OR m.costo IS NOT NULL)
      AND (m.tipo = 'entrada' OR m.tipo = 'ajuste')
      AND m.ocurrido_en < p_hasta
      AND m.producto_id > p_desde AND m.producto_id <= p_tope
      AND m.destino_id = ANY (p_propias) AND m.origen_id <> ALL (p_propias)
      AND NOT EXISTS (SELECT FROM inv.movimiento a
                      WHERE a.anula_id = m.documento_id
                        AND a.anula_id IS NOT NULL
                        AND a.ocurrido_en < p_hasta)
$$;

-- precio_costo as it was at an instant: what the first later change of it says
-- that it was before, or today's; null if there was no such product yet.
CREATE FUNCTION inv.reposicion_al(p_hasta timestamptz, p_desde bigint,
                                  p_tope bigint)
RETURNS TABLE (producto_id bigint, costo numeric)
LANGUAGE sql STABLE AS $$
    SELECT p.id, CASE WHEN p.creado_en < p_hasta
                      THEN coalesce(v.costo, p.precio_costo) END
    FROM inv.producto p
    LEFT JOIN (SELECT DISTINCT ON (e.entidad_id) e.entidad_id,
                      (e.antes->>'precio_costo')::numeric AS costo
               FROM inv.evento e
               WHERE e.entidad = 'producto' AND e.registrado_en >= p_hasta
                 AND e.antes ? 'precio_costo'
               ORDER BY e.entidad_id, e.id) v ON v.entidad_id = p.id
    WHERE p.id > p_desde AND p.id <= p_tope
$$;


-- ---- value -----------------------------------------------------------------

-- Value at an instant of what is in p_ubicaciones, by product and branch.
-- costo is exact enough that costo * cantidad is right to the cent; round only
-- what is shown.  sin_costo: how many of those units have no known cost.
CREATE FUNCTION inv.valuar(p_ubicaciones bigint[], p_hasta timestamptz,
    p_metodo text, p_desde bigint, p_tope bigint)
RETURNS TABLE (producto_id bigint, sucursal_id bigint, cantidad numeric,
               costo numeric, sin_costo numeric)
LANGUAGE plpgsql STABLE ROWS 100000
SET plan_cache_mode = force_custom_plan SET jit = off
SET work_mem = '64MB' AS $$
DECLARE
    v_base    timestamptz := inv.cierre_para(p_hasta);
    v_propias bigint[] := inv.propias();
BEGIN
    RETURN QUERY
    WITH saldo AS MATERIALIZED (
        SELECT s.producto_id AS p, s.ubicacion_id AS u, s.cantidad AS n
        FROM inv.saldos_al(p_hasta, v_base, p_desde, p_tope) s),
    total AS MATERIALIZED (
        SELECT s.p, sum(s.n) AS q FROM saldo s GROUP BY s.p),
    recepcion AS MATERIALIZED (
        SELECT x.producto_id AS p, x.cantidad AS n, x.costo AS c,
               sum(x.cantidad) OVER w - x.cantidad AS antes,
               count(x.costo) OVER w AS con
        FROM inv.recepciones_al(p_hasta, p_desde, CASE WHEN p_metodo <>
                 'promedio' THEN p_tope ELSE p_desde END, v_propias) x
        WINDOW w AS (PARTITION BY x.producto_id
                     ORDER BY x.ocurrido_en DESC, x.id DESC
                     ROWS UNBOUNDED PRECEDING)),
    -- how many of the q units have a known cost, and what those cost
    fifo AS (
        SELECT t.p, sum(least(r.n, t.q - r.antes)) AS con,
               sum(least(r.n, t.q - r.antes) * r.c) AS valor
        FROM total t
        JOIN recepcion r ON r.p = t.p AND r.antes < t.q
        WHERE p_metodo = 'fifo' AND r.c IS NOT NULL
        GROUP BY t.p),
    ultimo AS (
        SELECT r.p, r.c FROM recepcion r WHERE r.c IS NOT NULL AND r.con = 1),
    promedio AS (
        SELECT x.producto_id AS p, x.promedio AS c
        FROM inv.promedios_al(p_hasta, v_base, p_desde,
                 CASE WHEN p_metodo = 'promedio' THEN p_tope ELSE p_desde END)
             x),
    reposicion AS (
        SELECT x.producto_id AS p, nullif(x.costo, 0) AS c
        FROM inv.reposicion_al(p_hasta, p_desde,
                 CASE WHEN p_metodo = 'reposicion' THEN p_tope ELSE p_desde END)
             x),
    costos AS (
        SELECT t.p, t.q, pr.precio_costo AS lista,
               coalesce(m.c, o.c, l.c) AS c, f.con, f.valor
        FROM total t
        JOIN inv.producto pr ON pr.id = t.p
        LEFT JOIN fifo f ON f.p = t.p AND t.q > 0
        LEFT JOIN promedio m ON m.p = t.p
        LEFT JOIN reposicion o ON o.p = t.p
        LEFT JOIN ultimo l ON l.p = t.p),
    unidad AS MATERIALIZED (
        SELECT k.p, CASE WHEN p_metodo = 'fifo' AND k.q > 0 THEN
                   (coalesce(k.valor, 0)
                    + (k.q - coalesce(k.con, 0)) * k.lista) / k.q
               ELSE coalesce(k.c, k.lista) END AS c,
               CASE WHEN p_metodo = 'fifo' AND k.q > 0
                    THEN 1 - coalesce(k.con, 0) / k.q
                    WHEN k.c IS NULL THEN 1 ELSE 0 END AS parte
        FROM costos k)
    SELECT s.p, u.sucursal_id, sum(s.n), min(k.c),
           round(sum(s.n) * min(k.parte), 3)
    FROM saldo s
    JOIN unidad k ON k.p = s.p
    JOIN inv.ubicacion u ON u.id = s.u
    WHERE s.u = ANY (p_ubicaciones)
    GROUP BY s.p, u.sucursal_id;
END $$;

-- The next p_limite products with stock after p_desde, valued.  Walks the
-- catalogue a stretch at a time, so that a page costs what it shows.
CREATE FUNCTION inv.valuar_pagina(p_ubicaciones bigint[], p_hasta timestamptz,
    p_metodo text, p_categorias bigint[], p_desde bigint, p_limite bigint)
RETURNS TABLE (producto_id bigint, cantidad numeric, valor numeric,
               sin_costo numeric)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_desde bigint := p_desde;
    v_tope  bigint;
    v_falta bigint := p_limite;
    v_n     bigint;
BEGIN
    WHILE v_falta > 0 LOOP
        SELECT max(t.id) INTO v_tope
        FROM (SELECT p.id FROM inv.producto p WHERE p.id > v_desde
              ORDER BY p.id LIMIT greatest(p_limite, 500)) t;
        EXIT WHEN v_tope IS NULL;
        RETURN QUERY
            SELECT v.producto_id, sum(v.cantidad), sum(v.cantidad * v.costo),
                   sum(v.sin_costo)
            FROM inv.valuar(p_ubicaciones, p_hasta, p_metodo, v_desde, v_tope) v
            JOIN inv.producto p ON p.id = v.producto_id
            WHERE p_categorias IS NULL OR p.categoria_id = ANY (p_categorias)
            GROUP BY v.producto_id HAVING sum(v.cantidad) <> 0
            ORDER BY v.producto_id LIMIT v_falta;
        GET DIAGNOSTICS v_n = ROW_COUNT;
        v_falta := v_falta - v_n;
        v_desde := v_tope;
    END LOOP;
END $$;

-- The instant at which a day ends; 422 for a day that has not begun.
CREATE FUNCTION inv.fin_del_dia(p_fecha date) RETURNS timestamptz
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_fecha > inv.dia(now()) THEN
        PERFORM inv.fallar_campo('fecha', 'fecha_futura',
                                 'Ese día todavía no llegó.');
    END IF;
    RETURN inv.comienzo(coalesce(p_fecha, inv.dia(now())) + 1);
END $$;

-- Which locations a valuation is about: with the goods in transit when it is
-- about the whole company.
CREATE FUNCTION inv.ubicaciones_valuadas(p_ctx jsonb, p_sucursal bigint)
RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN jsonb_typeof(p_ctx->'sucursales') = 'array'
                THEN inv.ubicaciones_pedidas(p_ctx, p_sucursal)
                ELSE inv.ubicaciones_con_transito(p_ctx, p_sucursal) END
$$;

CREATE FUNCTION inv.valuacion_resumen(p_ubicaciones bigint[],
    p_sucursal bigint, p_fecha date, p_metodo text, p_categorias bigint[])
RETURNS json LANGUAGE sql STABLE AS $$
    WITH v AS MATERIALIZED (
        SELECT x.*, p.categoria_id, x.cantidad * x.costo AS valor
        FROM inv.valuar(p_ubicaciones, inv.fin_del_dia(p_fecha), p_metodo, 0,
                        9223372036854775807) x
        JOIN inv.producto p ON p.id = x.producto_id
        WHERE p_categorias IS NULL OR p.categoria_id = ANY (p_categorias))
    SELECT json_build_object(
        'fecha', coalesce(p_fecha, inv.dia(now())), 'metodo', p_metodo,
        'moneda', 'ARS', 'sucursal_id', p_sucursal,
        'productos', count(DISTINCT v.producto_id),
        'cantidad', coalesce(sum(v.cantidad), 0.000)::text,
        'valor', round(coalesce(sum(v.valor), 0), 2)::text,
        'sin_costo', json_build_object(
            'productos', count(DISTINCT v.producto_id)
                             FILTER (WHERE v.sin_costo <> 0),
            'cantidad', coalesce(sum(v.sin_costo), 0.000)::text),
        'por_categoria', (
            SELECT coalesce(json_agg(json_build_object(
                'categoria_id', t.categoria_id, 'nombre', k.nombre,
                'cantidad', t.cantidad::text,
                'valor', round(t.valor, 2)::text)
                ORDER BY t.valor DESC, t.categoria_id), '[]'::json)
            FROM (SELECT w.categoria_id, sum(w.cantidad) AS cantidad,
                         sum(w.valor) AS valor
                  FROM v w GROUP BY w.categoria_id) t
            LEFT JOIN inv.categoria k ON k.id = t.categoria_id),
        'por_sucursal', (
            SELECT coalesce(json_agg(json_build_object(
                'sucursal_id', t.sucursal_id,
                'nombre', coalesce(s.nombre, 'En tránsito'),
                'cantidad', t.cantidad::text,
                'valor', round(t.valor, 2)::text)
                ORDER BY t.sucursal_id), '[]'::json)
            FROM (SELECT w.sucursal_id, sum(w.cantidad) AS cantidad,
                         sum(w.valor) AS valor
                  FROM v w GROUP BY w.sucursal_id) t
            LEFT JOIN inv.sucursal s ON s.id = t.sucursal_id))
    FROM v
$$;

-- Without detalle: the sums.  With it: a list by product.
CREATE FUNCTION api.reporte_valuacion(p_ctx jsonb, p_fecha date,
    p_metodo text, p_sucursal_id bigint, p_categoria_id bigint,
    p_detalle boolean, p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_desde       bigint := coalesce((inv.cursor_leer(p_cursor, 1)->>0)::bigint,
                                     0);
    v_hasta       timestamptz := inv.fin_del_dia(p_fecha);
    v_ubicaciones bigint[] := inv.ubicaciones_valuadas(p_ctx, p_sucursal_id);
    v_categorias  bigint[] := inv.categorias_pedidas(p_categoria_id);
    v_datos       json;
    v_cuantos     bigint;
    v_ultimo      bigint;
    v_total       bigint;
BEGIN
    IF NOT p_detalle THEN
        RETURN inv.respuesta(200, inv.valuacion_resumen(v_ubicaciones,
            p_sucursal_id, p_fecha, p_metodo, v_categorias));
    END IF;
    SELECT json_agg(json_build_object('producto_id', p.id, 'codigo', p.codigo,
               'nombre', p.nombre, 'categoria_id', p.categoria_id,
               'unidad', p.unidad, 'cantidad', v.cantidad::text,
               'costo_unitario', round(v.valor / v.cantidad, 4)::text,
               'valor', round(v.valor, 2)::text,
               'cantidad_sin_costo', v.sin_costo::text,
               'sin_costo', v.sin_costo <> 0) ORDER BY p.id)
               FILTER (WHERE v.n <= p_limite),
           count(*), max(p.id) FILTER (WHERE v.n <= p_limite)
    INTO v_datos, v_cuantos, v_ultimo
    FROM (SELECT x.*, row_number() OVER (ORDER BY x.producto_id) AS n
          FROM inv.valuar_pagina(v_ubicaciones, v_hasta, p_metodo,
                   v_categorias, v_desde, p_limite + 1) x) v
    JOIN inv.producto p ON p.id = v.producto_id;
    IF p_contar THEN
        SELECT count(*) INTO v_total
        FROM (SELECT FROM inv.saldos_al(v_hasta, inv.cierre_para(v_hasta), 0,
                                        9223372036854775807) s
              JOIN inv.producto p ON p.id = s.producto_id
              WHERE s.ubicacion_id = ANY (v_ubicaciones)
                AND (v_categorias IS NULL
                     OR p.categoria_id = ANY (v_categorias))
              GROUP BY p.id HAVING sum(s.cantidad) <> 0) t;
    END IF;
    RETURN inv.lista(v_datos, CASE WHEN v_cuantos > p_limite
        THEN inv.cursor_escribir(to_jsonb(ARRAY[v_ultimo])) END, v_total);
END $$;

CREATE FUNCTION api.valuacion_exportar(p_ctx jsonb, p_fecha date,
    p_metodo text, p_sucursal_id bigint, p_categoria_id bigint, p_desde text)
RETURNS TABLE (datos text, siguiente text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_desde       bigint := coalesce((inv.cursor_leer(p_desde, 1)->>0)::bigint,
                                     0);
    v_ubicaciones bigint[] := inv.ubicaciones_valuadas(p_ctx, p_sucursal_id);
BEGIN
    RETURN QUERY
    SELECT CASE WHEN p_desde IS NULL THEN 'codigo,nombre,unidad,cantidad,'
               || E'costo_unitario,valor,cantidad_sin_costo\r\n' ELSE '' END
           || coalesce(string_agg(concat_ws(',', inv.csv(p.codigo),
                  inv.csv(p.nombre), p.unidad, v.cantidad,
                  round(v.valor / v.cantidad, 4), round(v.valor, 2),
                  v.sin_costo) || E'\r\n', '' ORDER BY p.id), ''),
           CASE WHEN count(*) = 1000
                THEN inv.cursor_escribir(to_jsonb(ARRAY[max(p.id)])) END
    FROM inv.valuar_pagina(v_ubicaciones, inv.fin_del_dia(p_fecha), p_metodo,
             inv.categorias_pedidas(p_categoria_id), v_desde, 1000) v
    JOIN inv.producto p ON p.id = v.producto_id;
END $$;

-- Stock at the end of a day, at average cost and at today's sale price.  The
-- sums come with the first page.
CREATE FUNCTION api.reporte_stock(p_ctx jsonb, p_fecha date,
    p_sucursal_id bigint, p_categoria_id bigint,
    p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_desde       bigint := coalesce((inv.cursor_leer(p_cursor, 1)->>0)::bigint,
                                     0);
    v_hasta       timestamptz := inv.fin_del_dia(p_fecha);
    v_ubicaciones bigint[] := inv.ubicaciones_valuadas(p_ctx, p_sucursal_id);
    v_categorias  bigint[] := inv.categorias_pedidas(p_categoria_id);
    v_datos       json;
    v_cuantos     bigint;
    v_ultimo      bigint;
    v_productos   bigint;
    v_totales     json;
    v_siguiente   text;
BEGIN
    SELECT json_agg(json_build_object('producto_id', p.id, 'codigo', p.codigo,
               'nombre', p.nombre, 'categoria_id', p.categoria_id,
               'unidad', p.unidad, 'activo', p.activo,
               'cantidad', v.cantidad::text,
               'costo_unitario', round(v.valor / v.cantidad, 4)::text,
               'valor_costo', round(v.valor, 2)::text,
               'precio_venta', p.precio_venta::text,
               'valor_venta', round(v.cantidad * p.precio_venta, 2)::text,
               'sin_costo', v.sin_costo <> 0) ORDER BY p.id)
               FILTER (WHERE v.n <= p_limite),
           count(*), max(p.id) FILTER (WHERE v.n <= p_limite)
    INTO v_datos, v_cuantos, v_ultimo
    FROM (SELECT x.*, row_number() OVER (ORDER BY x.producto_id) AS n
          FROM inv.valuar_pagina(v_ubicaciones, v_hasta, 'promedio',
                   v_categorias, v_desde, p_limite + 1) x) v
    JOIN inv.producto p ON p.id = v.producto_id;
    IF p_cursor IS NULL OR p_contar THEN
        SELECT count(*), json_build_object('productos', count(*),
                   'cantidad', coalesce(sum(t.cantidad), 0.000)::text,
                   'valor_costo', round(coalesce(sum(t.costo), 0), 2)::text,
                   'valor_venta', round(coalesce(sum(t.venta), 0), 2)::text)
        INTO v_productos, v_totales
        FROM (SELECT sum(v.cantidad) AS cantidad,
                     sum(v.cantidad * v.costo) AS costo,
                     sum(v.cantidad) * p.precio_venta AS venta
              FROM inv.valuar(v_ubicaciones, v_hasta, 'promedio', 0,
                              9223372036854775807) v
              JOIN inv.producto p ON p.id = v.producto_id
              WHERE v_categorias IS NULL OR p.categoria_id = ANY (v_categorias)
              GROUP BY p.id HAVING sum(v.cantidad) <> 0) t;
    END IF;
    IF v_cuantos > p_limite THEN
        v_siguiente := inv.cursor_escribir(to_jsonb(ARRAY[v_ultimo]));
    END IF;
    RETURN (200, '{"datos":' || coalesce(v_datos::text, '[]')
        || ',"siguiente":' || coalesce(to_json(v_siguiente)::text, 'null')
        || CASE WHEN p_contar THEN ',"total":' || v_productos ELSE '' END
        || ',"fecha":' || to_json(coalesce(p_fecha, inv.dia(now())))
        || CASE WHEN p_cursor IS NULL
                THEN ',"totales":' || v_totales ELSE '' END || '}',
        NULL, NULL, NULL, v_siguiente, false)::api.respuesta;
END $$;

COMMIT;
