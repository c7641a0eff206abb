-- Deploy inventario:ventas_informes to pg
-- requires: ventas_cierres
-- Reports of sales and of margins: sums of the tickets that occurred in some
-- days, in the branches that the user sees.  A void or a return counts
-- against the day when it happened, not against that of the sale.

BEGIN;

-- The tickets of a report, after its branch was checked.  403, 404, 422.
CREATE FUNCTION inv.ventas_del_informe(p_ctx jsonb, p_desde date,
    p_hasta date, p_sucursal bigint, p_caja bigint)
RETURNS SETOF inv.venta LANGUAGE plpgsql STABLE ROWS 10000 AS $$
BEGIN
    IF p_hasta < p_desde THEN
        PERFORM inv.fallar_campo('hasta', 'rango', 'Es anterior a desde.');
    END IF;
    IF p_sucursal IS NOT NULL THEN
        PERFORM inv.ubicaciones_pedidas(p_ctx, p_sucursal);
    END IF;
    RETURN QUERY SELECT * FROM inv.ventas_filtrar(
        inv.sucursales_visibles(p_ctx), p_caja, p_sucursal,
        coalesce(p_desde, coalesce(p_hasta, inv.dia(now())) - 30),
        coalesce(p_hasta, inv.dia(now())), NULL, NULL, NULL, NULL);
END $$;

-- One row per thing that p_por groups by.
CREATE FUNCTION inv.ventas_agrupar(p_ctx jsonb, p_por text, p_desde date,
    p_hasta date, p_sucursal bigint, p_caja bigint)
RETURNS TABLE (clave text, nombre text, tickets bigint, devoluciones bigint,
    anulaciones bigint, unidades numeric, descuento numeric, importe numeric)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    WITH v AS MATERIALIZED (
        SELECT x.* FROM inv.ventas_del_informe(p_ctx, p_desde, p_hasta,
                                               p_sucursal, p_caja) x),
    -- what each ticket has of each group
    g AS (
        SELECT v.id, v.tipo, CASE p_por WHEN 'medio' THEN p.medio
                   WHEN 'producto' THEN l.producto_id::text
                   WHEN 'categoria' THEN coalesce(l.categoria_id::text, '')
                   WHEN 'sucursal' THEN v.sucursal_id::text
                   WHEN 'caja' THEN v.caja_id::text
                   WHEN 'dia' THEN inv.dia(v.ocurrido_en)::text
                   ELSE to_char(v.ocurrido_en AT TIME ZONE
                       'America/Argentina/Buenos_Aires', 'HH24') END AS clave,
               sum(v.signo * l.cantidad) AS unidades,
               sum(v.signo * l.descuento) AS descuento,
               sum(v.signo * coalesce(p.importe, l.importe)) AS importe
        FROM v
        LEFT JOIN LATERAL (
            SELECT y.producto_id, r.categoria_id, y.cantidad, y.descuento,
                   y.importe
            FROM inv.venta_linea y
            LEFT JOIN inv.producto r ON r.id = y.producto_id
                AND p_por = 'categoria'
            WHERE y.venta_id = v.id AND y.registrado_en = v.registrado_en
              AND p_por <> 'medio') l ON true
        LEFT JOIN LATERAL (
            SELECT y.medio, y.importe FROM inv.venta_pago y
            WHERE y.venta_id = v.id AND y.registrado_en = v.registrado_en
              AND p_por = 'medio') p ON true
        WHERE p_por <> 'medio' OR p.medio IS NOT NULL
        GROUP BY 1, 2, 3),
    s AS (
        SELECT g.clave, count(*) FILTER (WHERE g.tipo = 'venta') AS tickets,
               count(*) FILTER (WHERE g.tipo = 'devolucion') AS devoluciones,
               count(*) FILTER (WHERE g.tipo = 'anulacion') AS anulaciones,
               sum(g.unidades) AS unidades, sum(g.descuento) AS descuento,
               sum(g.importe) AS importe
        FROM g GROUP BY g.clave)
    SELECT s.clave, CASE p_por
               WHEN 'producto' THEN (SELECT x.nombre FROM inv.producto x
                                     WHERE x.id = s.clave::bigint)
               WHEN 'categoria' THEN (SELECT x.nombre FROM inv.categoria x
                   WHERE x.id = nullif(s.clave, '')::bigint)
               WHEN 'sucursal' THEN (SELECT x.nombre FROM inv.sucursal x
                                     WHERE x.id = s.clave::bigint)
               WHEN 'caja' THEN (SELECT x.nombre FROM inv.caja x
                                 WHERE x.id = s.clave::bigint)
               WHEN 'medio' THEN (SELECT x.nombre FROM inv.medio_pago x
                                  WHERE x.codigo = s.clave) END,
           s.tickets, s.devoluciones, s.anulaciones, s.unidades, s.descuento,
           s.importe
    FROM s;
END $$;

-- By day and hour in their order, the others by what they brought.
CREATE FUNCTION api.reporte_ventas(p_ctx jsonb, p_por text, p_desde date,
    p_hasta date, p_sucursal_id bigint, p_caja_id bigint, p_limite bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_datos json;
    v       record;
BEGIN
    SELECT json_agg(json_build_object('clave', nullif(g.clave, ''),
               'nombre', g.nombre, 'tickets', g.tickets,
               'devoluciones', g.devoluciones, 'anulaciones', g.anulaciones,
               'unidades', g.unidades::text, 'descuento', g.descuento::text,
               'importe', g.importe::text) ORDER BY g.n)
               FILTER (WHERE g.n <= p_limite)
    INTO v_datos
    FROM (SELECT x.*, row_number() OVER (ORDER BY CASE
              WHEN p_por IN ('dia', 'hora') THEN 0 ELSE -x.importe END,
              x.clave) AS n
          FROM inv.ventas_agrupar(p_ctx, p_por, p_desde, p_hasta,
                                  p_sucursal_id, p_caja_id) x) g;
    SELECT count(*) FILTER (WHERE x.tipo = 'venta') AS tickets,
           count(*) FILTER (WHERE x.tipo = 'devolucion') AS devoluciones,
           count(*) FILTER (WHERE x.tipo = 'anulacion') AS anulaciones,
           coalesce(sum(x.signo * x.total), 0.00) AS importe INTO v
    FROM inv.ventas_del_informe(p_ctx, p_desde, p_hasta, p_sucursal_id,
                                p_caja_id) x;
    RETURN inv.respuesta(200, json_build_object('por', p_por, 'datos',
        coalesce(v_datos, '[]'), 'totales', json_build_object(
            'tickets', v.tickets, 'devoluciones', v.devoluciones,
            'anulaciones', v.anulaciones, 'importe', v.importe::text)));
END $$;

-- Net of IVA, at the cost of the moment of each sale.
CREATE FUNCTION inv.margenes_agrupar(p_ctx jsonb, p_por text, p_desde date,
    p_hasta date, p_sucursal bigint)
RETURNS TABLE (clave text, nombre text, unidades numeric, importe numeric,
    neto numeric, costo numeric, margen numeric, margen_pct numeric)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT s.clave, CASE p_por
               WHEN 'producto' THEN (SELECT x.nombre FROM inv.producto x
                                     WHERE x.id = s.clave::bigint)
               ELSE (SELECT x.nombre FROM inv.categoria x
                     WHERE x.id = nullif(s.clave, '')::bigint) END,
           s.unidades, s.importe, s.neto, s.costo, s.neto - s.costo,
           round((s.neto - s.costo) * 100 / nullif(s.neto, 0), 2)
    FROM (SELECT g.clave, sum(g.unidades) AS unidades,
                 sum(g.importe) AS importe,
                 sum(round(g.importe * 100 / (100 + g.iva), 2)) AS neto,
                 round(sum(g.costo), 2) AS costo
          FROM (SELECT CASE p_por WHEN 'producto' THEN l.producto_id::text
                           ELSE coalesce(r.categoria_id::text, '') END
                           AS clave, l.iva,
                       sum(v.signo * l.cantidad) AS unidades,
                       sum(v.signo * l.importe) AS importe,
                       sum(v.signo * l.cantidad * l.costo) AS costo
                FROM inv.ventas_del_informe(p_ctx, p_desde, p_hasta,
                                            p_sucursal, NULL) v
                JOIN inv.venta_linea l ON l.venta_id = v.id
                    AND l.registrado_en = v.registrado_en
                LEFT JOIN inv.producto r ON r.id = l.producto_id
                GROUP BY 1, 2) g
          GROUP BY g.clave) s;
END $$;

CREATE FUNCTION api.reporte_margenes(p_ctx jsonb, p_por text, p_desde date,
    p_hasta date, p_sucursal_id bigint, p_limite bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_datos   json;
    v_totales json;
BEGIN
    SELECT json_agg(json_build_object('clave', nullif(g.clave, ''),
               'nombre', g.nombre, 'unidades', g.unidades::text,
               'importe', g.importe::text, 'neto', g.neto::text,
               'costo', g.costo::text, 'margen', g.margen::text,
               'margen_pct', g.margen_pct::text) ORDER BY g.n)
               FILTER (WHERE g.n <= p_limite),
           json_build_object('importe', coalesce(sum(g.importe), 0.00)::text,
               'neto', coalesce(sum(g.neto), 0.00)::text,
               'costo', coalesce(sum(g.costo), 0.00)::text,
               'margen', coalesce(sum(g.margen), 0.00)::text)
    INTO v_datos, v_totales
    FROM (SELECT x.*, row_number() OVER (ORDER BY x.margen DESC, x.clave)
              AS n
          FROM inv.margenes_agrupar(p_ctx, p_por, p_desde, p_hasta,
                                    p_sucursal_id) x) g;
    RETURN inv.respuesta(200, json_build_object('por', p_por, 'datos',
        coalesce(v_datos, '[]'), 'totales', v_totales));
END $$;


-- ---- CSV, in the order of their keys ----------------------------------------

CREATE FUNCTION api.reporte_ventas_exportar(p_ctx jsonb, p_por text,
    p_desde date, p_hasta date, p_sucursal_id bigint, p_caja_id bigint,
    p_siguiente text)
RETURNS TABLE (datos text, siguiente text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_desde text := inv.cursor_leer(p_siguiente, 1)->>0;
BEGIN
    RETURN QUERY
    SELECT CASE WHEN p_siguiente IS NULL THEN p_por
               || ',nombre,tickets,devoluciones,anulaciones,unidades,'
               || E'descuento,importe\r\n' ELSE '' END
           || coalesce(string_agg(concat_ws(',', inv.csv(f.clave),
                  inv.csv(coalesce(f.nombre, '')), f.tickets, f.devoluciones,
                  f.anulaciones, coalesce(f.unidades::text, ''),
                  coalesce(f.descuento::text, ''), f.importe) || E'\r\n', ''
                  ORDER BY f.n), ''),
           CASE WHEN count(*) = 1000 THEN inv.cursor_escribir(to_jsonb(
               ARRAY[max(f.clave) FILTER (WHERE f.n = 1000)])) END
    FROM (SELECT x.*, row_number() OVER (ORDER BY x.clave COLLATE "C") AS n
          FROM inv.ventas_agrupar(p_ctx, p_por, p_desde, p_hasta,
                                  p_sucursal_id, p_caja_id) x
          WHERE v_desde IS NULL OR x.clave COLLATE "C" > v_desde
          ORDER BY x.clave COLLATE "C" LIMIT 1000) f;
END $$;

CREATE FUNCTION api.reporte_margenes_exportar(p_ctx jsonb, p_por text,
    p_desde date, p_hasta date, p_sucursal_id bigint, p_siguiente text)
RETURNS TABLE (datos text, siguiente text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_desde text := inv.cursor_leer(p_siguiente, 1)->>0;
BEGIN
    RETURN QUERY
    SELECT CASE WHEN p_siguiente IS NULL THEN p_por
               || E',nombre,unidades,importe,neto,costo,margen,margen_pct\r\n'
               ELSE '' END
           || coalesce(string_agg(concat_ws(',', inv.csv(f.clave),
                  inv.csv(coalesce(f.nombre, '')), f.unidades, f.importe,
                  f.neto, f.costo, f.margen,
                  coalesce(f.margen_pct::text, '')) || E'\r\n', ''
                  ORDER BY f.n), ''),
           CASE WHEN count(*) = 1000 THEN inv.cursor_escribir(to_jsonb(
               ARRAY[max(f.clave) FILTER (WHERE f.n = 1000)])) END
    FROM (SELECT x.*, row_number() OVER (ORDER BY x.clave COLLATE "C") AS n
          FROM inv.margenes_agrupar(p_ctx, p_por, p_desde, p_hasta,
                                    p_sucursal_id) x
          WHERE v_desde IS NULL OR x.clave COLLATE "C" > v_desde
          ORDER BY x.clave COLLATE "C" LIMIT 1000) f;
END $$;

COMMIT;
