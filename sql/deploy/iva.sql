-- Deploy inventario:iva to pg
-- requires: facturas
-- IVA of a month: what the sales owe, what the purchases give back, and the
-- files of the Libro IVA Digital.  See docs/iva.md for the sources.
--
-- Sales come from inv.venta_iva, whose amounts are positive and whose signo
-- says what a document does.  plpgsql, so that sales may be installed after.

BEGIN;

-- First day of "2026-09", or 422.
CREATE FUNCTION inv.periodo_leer(p_periodo text) RETURNS date
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF p_periodo !~ '^[12][0-9]{3}-(0[1-9]|1[0-2])$' THEN
        PERFORM inv.fallar_campo('periodo', 'formato', 'Va como 2026-09.');
    END IF;
    RETURN (p_periodo || '-01')::date;
END $$;

-- The IVA is the company's: who works in some branches only may not see it.
CREATE FUNCTION inv.iva_exigir(p_ctx jsonb, p_periodo text) RETURNS date
LANGUAGE plpgsql STABLE AS $$
BEGIN
    PERFORM inv.exigir_todas(p_ctx,
        'El IVA es de toda la empresa: tu usuario ve algunas sucursales.');
    RETURN inv.periodo_leer(p_periodo);
END $$;

-- Both sides by rate, in pesos, with their sign.  A null rate is what has
-- none: exento, no_gravado, sin_discriminar (B and C).
CREATE FUNCTION inv.iva_renglones(p_mes date)
RETURNS TABLE (lado text, concepto text, tasa numeric, signo integer,
               neto numeric, iva numeric)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT 'debito', CASE WHEN v.tasa IS NULL THEN 'exento' ELSE 'gravado' END,
           v.tasa::numeric, v.signo::integer, sum(v.signo * v.neto),
           sum(v.signo * v.iva)
    FROM inv.venta_iva v
    WHERE v.dia >= p_mes AND v.dia < p_mes + interval '1 month'
    GROUP BY v.tasa, v.signo
    UNION ALL
    SELECT 'credito', e.concepto, e.tasa, k.signo::integer,
           sum(round(k.signo * e.neto * f.cotizacion, 2)),
           sum(round(k.signo * e.iva * f.cotizacion, 2))
    FROM inv.factura f
    JOIN inv.comprobante k ON k.codigo = f.tipo
    CROSS JOIN LATERAL (
        SELECT 'gravado', i.tasa, i.neto, i.importe FROM inv.factura_iva i
        WHERE i.factura_id = f.id
        UNION ALL
        SELECT * FROM (VALUES
            ('sin_discriminar', NULL::numeric,
             CASE WHEN NOT k.discrimina THEN f.neto + f.exento
                       + f.no_gravado END, 0),
            ('exento', NULL, CASE WHEN k.discrimina THEN f.exento END, 0),
            ('no_gravado', NULL,
             CASE WHEN k.discrimina THEN f.no_gravado END, 0)
            ) AS x(concepto, tasa, neto, iva) WHERE x.neto <> 0
    ) AS e(concepto, tasa, neto, iva)
    WHERE f.estado = 'contabilizada' AND f.periodo = p_mes
    GROUP BY e.concepto, e.tasa, k.signo;
END $$;

CREATE FUNCTION inv.iva_percepciones(p_mes date)
RETURNS TABLE (tipo text, jurisdiccion smallint, importe numeric)
LANGUAGE sql STABLE AS $$
    SELECT p.tipo, p.jurisdiccion,
           sum(round(k.signo * p.importe * f.cotizacion, 2))
    FROM inv.factura f
    JOIN inv.comprobante k ON k.codigo = f.tipo
    JOIN inv.factura_percepcion p ON p.factura_id = f.id
    WHERE f.estado = 'contabilizada' AND f.periodo = p_mes
    GROUP BY p.tipo, p.jurisdiccion
$$;

-- One side: its rates, what has none, and how much of it are credit notes.
CREATE FUNCTION inv.iva_lado(p_mes date, p_lado text) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    WITH r AS (SELECT * FROM inv.iva_renglones(p_mes) WHERE lado = p_lado),
    tasas AS (SELECT tasa, sum(neto) AS neto, sum(iva) AS iva FROM r
              WHERE tasa IS NOT NULL GROUP BY tasa),
    otros AS (SELECT concepto, sum(neto) AS neto FROM r
              WHERE tasa IS NULL GROUP BY concepto)
    SELECT jsonb_build_object(
        'por_tasa', (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'tasa', round(tasa, 2)::text, 'neto', round(neto, 2)::text,
            'iva', round(iva, 2)::text) ORDER BY tasa), '[]') FROM tasas),
        'neto', (SELECT coalesce(round(sum(neto), 2), 0.00)::text FROM tasas),
        'iva', (SELECT coalesce(round(sum(iva), 2), 0.00)::text FROM tasas),
        'notas_de_credito', (SELECT jsonb_build_object(
            'neto', coalesce(round(sum(neto), 2), 0.00)::text,
            'iva', coalesce(round(sum(iva), 2), 0.00)::text)
            FROM r WHERE signo < 0 AND tasa IS NOT NULL))
        || coalesce((SELECT jsonb_object_agg(concepto, round(neto, 2)::text)
                     FROM otros), '{}')
$$;

-- saldo_tecnico: debit less credit; saldo: less the perceptions of IVA too.
-- Above zero it is to be paid.
CREATE FUNCTION api.reporte_iva(p_ctx jsonb, p_periodo text)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_mes     date := inv.iva_exigir(p_ctx, p_periodo);
    v_debito  jsonb := inv.iva_lado(v_mes, 'debito');
    v_credito jsonb := inv.iva_lado(v_mes, 'credito');
    v_tecnico numeric := (v_debito->>'iva')::numeric
                         - (v_credito->>'iva')::numeric;
    v         record;
BEGIN
    SELECT coalesce(sum(importe) FILTER (WHERE tipo = 'iva'), 0.00) AS iva,
           coalesce(sum(importe) FILTER (WHERE tipo = 'municipal'), 0.00)
               AS municipal,
           coalesce(sum(importe) FILTER (WHERE tipo = 'nacional'), 0.00)
               AS nacional,
           coalesce(json_agg(json_build_object('jurisdiccion', jurisdiccion,
               'importe', importe::text) ORDER BY jurisdiccion)
               FILTER (WHERE tipo = 'iibb'), '[]') AS iibb
    INTO v FROM inv.iva_percepciones(v_mes);
    RETURN inv.respuesta(200, json_build_object('periodo', p_periodo,
        'moneda', 'ARS', 'debito', v_debito, 'credito', v_credito,
        'percepciones', json_build_object('iva', v.iva::text,
            'iibb', v.iibb, 'municipal', v.municipal::text,
            'nacional', v.nacional::text),
        'saldo_tecnico', v_tecnico::text,
        'saldo', (v_tecnico - v.iva)::text,
        'a_pagar', greatest(v_tecnico - v.iva, 0.00)::text,
        'a_favor', greatest(v.iva - v_tecnico, 0.00)::text));
END $$;

CREATE FUNCTION api.reporte_iva_exportar(p_ctx jsonb, p_periodo text,
                                         p_desde text)
RETURNS TABLE (datos text, siguiente text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_mes date := inv.iva_exigir(p_ctx, p_periodo);
BEGIN
    RETURN QUERY
    SELECT E'lado,concepto,tasa,comprobantes,neto,iva\r\n'
        || coalesce(string_agg(concat_ws(',', r.lado, r.concepto,
               coalesce(round(r.tasa, 2)::text, ''), r.comprobantes,
               round(r.neto, 2), round(r.iva, 2)) || E'\r\n', ''
               ORDER BY r.lado DESC, r.orden, r.concepto, r.tasa,
                        r.comprobantes DESC), ''), NULL::text
    FROM (SELECT i.lado, i.concepto, i.tasa, CASE WHEN i.signo < 0
                     THEN 'notas de crédito' ELSE 'facturas' END
                     AS comprobantes, i.neto, i.iva, 1 AS orden
          FROM inv.iva_renglones(v_mes) i
          UNION ALL
          SELECT 'credito', concat_ws(' ', 'percepcion', p.tipo,
                                      p.jurisdiccion), NULL, '', 0,
                 p.importe, 2
          FROM inv.iva_percepciones(v_mes) p) r;
END $$;


-- ---- Libro IVA Digital -----------------------------------------------------

-- 15 digits, the last two of them cents; a minus takes the first place.
CREATE FUNCTION inv.libro_importe(p numeric) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p < 0
        THEN '-' || lpad(round(-p * 100)::bigint::text, 14, '0')
        ELSE lpad(round(coalesce(p, 0) * 100)::bigint::text, 15, '0') END
$$;

CREATE FUNCTION inv.libro_entero(p numeric, p_ancho integer) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT lpad(p::bigint::text, p_ancho, '0') $$;

-- Spaces after it; what is no letter of a line becomes one too.
CREATE FUNCTION inv.libro_texto(p text, p_ancho integer) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT rpad(left(regexp_replace(coalesce(p, ''), '[[:cntrl:]]', ' ', 'g'),
                     p_ancho), p_ancho)
$$;

-- ARCA's number of a rate.
CREATE FUNCTION inv.alicuota_codigo(p numeric) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE p WHEN 0 THEN 3 WHEN 10.5 THEN 4 WHEN 21 THEN 5
                  WHEN 27 THEN 6 WHEN 5 THEN 8 WHEN 2.5 THEN 9 END
$$;

-- Rates of a document: one of 0 %, with nothing, if all of it is exempt.
CREATE FUNCTION inv.libro_ventas(p_mes date)
RETURNS TABLE (venta_id bigint, dia date, tipo integer, punto_venta integer,
               numero bigint, tasa numeric, neto numeric, iva numeric,
               exento numeric, total numeric, tasas bigint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT v.venta_id, v.dia, v.tipo_comprobante::integer,
           v.punto_venta::integer, v.numero::bigint,
           coalesce(v.tasa, 0)::numeric,
           CASE WHEN v.tasa > 0 THEN v.neto ELSE 0 END,
           CASE WHEN v.tasa > 0 THEN v.iva ELSE 0 END,
           v.exento, v.total, greatest(v.gravadas, 1)
    FROM (SELECT x.*,
              sum(x.neto) FILTER (WHERE coalesce(x.tasa, 0) = 0) OVER w
                  AS exento,
              sum(x.neto + x.iva) OVER w AS total,
              count(*) FILTER (WHERE x.tasa > 0) OVER w AS gravadas,
              row_number() OVER (PARTITION BY x.venta_id
                                 ORDER BY x.tasa DESC NULLS LAST) AS n
          FROM inv.venta_iva x
          WHERE x.dia >= p_mes AND x.dia < p_mes + interval '1 month'
            AND x.tipo_comprobante IS NOT NULL
          WINDOW w AS (PARTITION BY x.venta_id)) v
    WHERE v.tasa > 0 OR v.n = 1;
END $$;

-- 266 wide: to final consumers, in pesos.
CREATE FUNCTION inv.libro_ventas_cbte(p_mes date) RETURNS SETOF text
LANGUAGE sql STABLE AS $$
    SELECT to_char(v.dia, 'YYYYMMDD') || inv.libro_entero(v.tipo, 3)
        || inv.libro_entero(v.punto_venta, 5)
        || repeat(inv.libro_entero(v.numero, 20), 2)
        || '99' || inv.libro_entero(0, 20)
        || inv.libro_texto('CONSUMIDOR FINAL', 30)
        || inv.libro_importe(v.total)
        || repeat(inv.libro_importe(0), 2)      -- no gravado, no categorizados
        || inv.libro_importe(v.exento)
        || repeat(inv.libro_importe(0), 4)      -- percepciones, internos
        || 'PES0001000000' || v.tasas
        || CASE WHEN max(v.tasa) = 0 THEN 'E' ELSE '0' END
        || inv.libro_importe(0) || repeat('0', 8)
    FROM inv.libro_ventas(p_mes) v
    GROUP BY v.venta_id, v.dia, v.tipo, v.punto_venta, v.numero, v.total,
             v.exento, v.tasas
    ORDER BY v.dia, v.tipo, v.punto_venta, v.numero, v.venta_id
$$;

-- 62 wide.
CREATE FUNCTION inv.libro_ventas_alicuotas(p_mes date) RETURNS SETOF text
LANGUAGE sql STABLE AS $$
    SELECT inv.libro_entero(v.tipo, 3) || inv.libro_entero(v.punto_venta, 5)
        || inv.libro_entero(v.numero, 20) || inv.libro_importe(v.neto)
        || inv.libro_entero(inv.alicuota_codigo(v.tasa), 4)
        || inv.libro_importe(v.iva)
    FROM inv.libro_ventas(p_mes) v
    ORDER BY v.dia, v.tipo, v.punto_venta, v.numero, v.venta_id, v.tasa
$$;

-- The invoices of a month and their rates, none for a B or C; an A all exempt
-- has one of 0 %.
CREATE FUNCTION inv.libro_tasas(p_mes date)
RETURNS TABLE (factura inv.factura, tasa numeric, neto numeric, iva numeric)
LANGUAGE sql STABLE AS $$
    SELECT f, coalesce(i.tasa, 0), coalesce(i.neto, 0),
           coalesce(i.importe, 0)
    FROM inv.factura f
    JOIN inv.comprobante k ON k.codigo = f.tipo AND k.discrimina
    LEFT JOIN inv.factura_iva i ON i.factura_id = f.id
    WHERE f.estado = 'contabilizada' AND f.periodo = p_mes
$$;

-- 325 wide.
CREATE FUNCTION inv.libro_compras_cbte(p_mes date) RETURNS SETOF text
LANGUAGE sql STABLE AS $$
    SELECT to_char(f.fecha, 'YYYYMMDD') || inv.libro_entero(f.tipo, 3)
        || inv.libro_entero(f.punto_venta, 5)
        || inv.libro_entero(f.numero, 20)
        || repeat(' ', 16)                      -- despacho de importación
        || '80' || lpad(f.cuit, 20, '0') || inv.libro_texto(v.nombre, 30)
        || inv.libro_importe(f.total)
        || inv.libro_importe(CASE WHEN k.discrimina THEN f.no_gravado END)
        || inv.libro_importe(CASE WHEN k.discrimina THEN f.exento END)
        || inv.libro_importe(p.iva) || inv.libro_importe(p.nacional)
        || inv.libro_importe(p.iibb) || inv.libro_importe(p.municipal)
        || inv.libro_importe(f.internos) || f.moneda
        || inv.libro_entero(f.cotizacion * 1000000, 10)
        || t.tasas || CASE WHEN t.mayor > 0 OR NOT k.discrimina THEN '0'
                           WHEN f.exento > 0 OR f.no_gravado = 0 THEN 'E'
                           ELSE 'N' END
        || inv.libro_importe(f.iva) || inv.libro_importe(f.otros)
        || repeat('0', 11) || repeat(' ', 30)   -- corredor
        || inv.libro_importe(0)
    FROM inv.factura f
    JOIN inv.comprobante k ON k.codigo = f.tipo
    LEFT JOIN inv.proveedor v ON v.id = f.proveedor_id
    CROSS JOIN LATERAL (
        SELECT sum(x.importe) FILTER (WHERE x.tipo = 'iva') AS iva,
               sum(x.importe) FILTER (WHERE x.tipo = 'nacional') AS nacional,
               sum(x.importe) FILTER (WHERE x.tipo = 'iibb') AS iibb,
               sum(x.importe) FILTER (WHERE x.tipo = 'municipal') AS municipal
        FROM inv.factura_percepcion x WHERE x.factura_id = f.id) p
    CROSS JOIN LATERAL (
        SELECT CASE WHEN k.discrimina THEN greatest(count(*), 1) ELSE 0 END
                   AS tasas, max(i.tasa) AS mayor
        FROM inv.factura_iva i WHERE i.factura_id = f.id) t
    WHERE f.estado = 'contabilizada' AND f.periodo = p_mes
    ORDER BY f.fecha, f.id
$$;

-- 84 wide.
CREATE FUNCTION inv.libro_compras_alicuotas(p_mes date) RETURNS SETOF text
LANGUAGE sql STABLE AS $$
    SELECT inv.libro_entero((l.factura).tipo, 3)
        || inv.libro_entero((l.factura).punto_venta, 5)
        || inv.libro_entero((l.factura).numero, 20)
        || '80' || lpad((l.factura).cuit, 20, '0')
        || inv.libro_importe(l.neto)
        || inv.libro_entero(inv.alicuota_codigo(l.tasa), 4)
        || inv.libro_importe(l.iva)
    FROM inv.libro_tasas(p_mes) l
    ORDER BY (l.factura).fecha, (l.factura).id, l.tasa
$$;

-- The answer is the name of the file, a line feed, and the file; C turns it
-- into Latin-1.  At most 100,000 documents or 400,000 rates, some 30 MB.
CREATE FUNCTION api.libro_iva(p_ctx jsonb, p_periodo text, p_archivo text)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_mes  date := inv.iva_exigir(p_ctx, p_periodo);
    v_tope bigint := CASE WHEN p_archivo LIKE '%cbte' THEN 100000
                          ELSE 400000 END;
    v      record;
BEGIN
    SELECT count(*) AS n, string_agg(l.l || E'\r\n', '' ORDER BY l.n) AS texto
    INTO v
    FROM (SELECT x.* FROM inv.libro_ventas_cbte(v_mes)
              WITH ORDINALITY AS x(l, n) WHERE p_archivo = 'ventas_cbte'
          UNION ALL
          SELECT x.* FROM inv.libro_ventas_alicuotas(v_mes)
              WITH ORDINALITY AS x(l, n) WHERE p_archivo = 'ventas_alicuotas'
          UNION ALL
          SELECT x.* FROM inv.libro_compras_cbte(v_mes)
              WITH ORDINALITY AS x(l, n) WHERE p_archivo = 'compras_cbte'
          UNION ALL
          SELECT x.* FROM inv.libro_compras_alicuotas(v_mes)
              WITH ORDINALITY AS x(l, n)
          WHERE p_archivo = 'compras_alicuotas'
          LIMIT v_tope + 1) l;
    IF v.n > v_tope THEN
        PERFORM inv.fallar(409, 'libro_grande',
            'El mes tiene más de ' || v_tope || ' renglones.');
    END IF;
    RETURN (200, 'LIBRO_IVA_DIGITAL_' || upper(p_archivo) || '_'
        || replace(p_periodo, '-', '') || E'.txt\n' || coalesce(v.texto, ''),
        NULL, NULL, NULL, NULL, false)::api.respuesta;
END $$;

COMMIT;
