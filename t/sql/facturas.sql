-- Supplier invoices and IVA: what their functions hold by themselves.

BEGIN;
SET client_min_messages = warning;
SELECT no_plan();

-- ---- CUIT ------------------------------------------------------------------

-- published ones (ARCA itself, Banco de la Nación, YPF), and made up
SELECT ok(inv.cuit_valido(c), c) FROM unnest('{33693450239,30500010912,
    30546689979,20123456786,27123456780,30123456781,30712345671,30500000003,
    20267565393,20055361682,27000000065,24000000031,23000000000}'::text[]) c;
-- the samples with a wrong digit that are seen everywhere; no digit at all
SELECT ok(NOT inv.cuit_valido(c), c) FROM unnest('{20123456789,27123456789,
    30123456789,30712345674,27876543210,27876543211,27876543219,21123456786,
    99999999999,00000000000,3369345023,336934502390,33-69345023-9,"",
    "33693450239 "}'::text[]) c;
SELECT is(inv.cuit_valido(NULL), NULL, 'null is null');

-- any wrong digit shows
SELECT is(count(*) FILTER (WHERE inv.cuit_valido(
        overlay('30500010912' PLACING d::text FROM p))), 0::bigint,
    'a digit changed is never a CUIT')
FROM generate_series(3, 11) p, generate_series(0, 9) d
WHERE d::text <> substr('30500010912', p, 1);


-- ---- kinds of document -----------------------------------------------------

SELECT is(string_agg(codigo::text, ' ' ORDER BY codigo), x.codigos, x.que)
FROM (VALUES ('credit notes', '3 8 13 21 53 203 208 213', -1, NULL),
             ('that tell IVA apart', '1 2 3 51 52 53 201 202 203', NULL, true)
     ) AS x(que, codigos, signo, discrimina)
JOIN inv.comprobante k ON coalesce(k.signo = x.signo, true)
    AND coalesce(k.discrimina = x.discrimina, true)
GROUP BY x.que, x.codigos;


-- ---- sums ------------------------------------------------------------------

-- The codes of the errors of a body, by field.
CREATE FUNCTION pg_temp.errores(p_cuerpo jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    h text;
BEGIN
    PERFORM inv.factura_revisar(p_cuerpo);
    RETURN '';
EXCEPTION WHEN SQLSTATE 'IN422' THEN
    GET STACKED DIAGNOSTICS h = PG_EXCEPTION_HINT;
    RETURN (SELECT string_agg(e->>'campo', ' ')
            FROM jsonb_array_elements(h::jsonb->'errores') e);
END $$;

CREATE FUNCTION pg_temp.cuerpo(p_mas jsonb) RETURNS jsonb
LANGUAGE sql AS $$
    SELECT '{"tipo":1,"punto_venta":1,"numero":1,"cuit":"30500010912",
             "fecha":"2026-01-02"}'::jsonb || p_mas
$$;

CREATE FUNCTION pg_temp.linea(p_importe numeric, p_tasa numeric)
RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('descripcion', 'x', 'cantidad', '1', 'precio',
        p_importe::text, 'tasa', p_tasa::text)
$$;

-- Whatever the lines: the total that their parts give is taken, and a cent
-- more or less is not.
SELECT unnest(ARRAY[is(count(*) FILTER (WHERE pg_temp.errores(c) <> ''),
          0::bigint, 'the right total is taken'),
       is(count(*) FILTER (WHERE pg_temp.errores(jsonb_set(c, '{total}',
          to_jsonb(((c->>'total')::numeric + 0.01)::text))) <> 'total'),
          0::bigint, 'a cent more is not'),
       is(count(*) FILTER (WHERE pg_temp.errores(jsonb_set(c, '{total}',
          to_jsonb(((c->>'total')::numeric - 0.01)::text))) <> 'total'),
          0::bigint, 'nor a cent less')])
FROM (
    SELECT pg_temp.cuerpo(jsonb_build_object('lineas', l.lineas,
               'descuento', (n % 3 * 7.5)::text, 'total', (
               SELECT sum(t.neto + round(t.neto * t.tasa / 100, 2))::text
               FROM (SELECT (e->>'tasa')::numeric AS tasa,
                            round(sum((e->>'precio')::numeric)
                                  * (1 - n % 3 * 0.075), 2) AS neto
                     FROM jsonb_array_elements(l.lineas) e GROUP BY 1) t)))
           AS c
    FROM generate_series(1, 100) n
    CROSS JOIN LATERAL (
        SELECT jsonb_agg(pg_temp.linea(round(
            (('x' || substr(md5(n || ':' || i), 1, 6))::bit(24)::integer
             / 1000.0)::numeric, 2), (ARRAY[21, 10.5, 27, 0, 5, 2.5])
                [1 + (n + i) % 6]::numeric)) AS lineas
        FROM generate_series(1, 1 + n % 9) i) l) x;

SELECT is(inv.factura_diferencia(10.5, 10), 'dice 10.50 y da 10.00: 0.50 de '
          'más.', 'more');
SELECT is(inv.factura_diferencia(9.99, 10), 'dice 9.99 y da 10.00: 0.01 de '
          'menos.', 'less');


-- ---- what the tables themselves refuse -------------------------------------

INSERT INTO inv.proveedor (id, nombre, cuit) OVERRIDING SYSTEM VALUE
VALUES (901, 'Uno', '30500010912');

CREATE FUNCTION pg_temp.poner(p_cuit text, p_numero bigint, p_total numeric,
                              p_estado text DEFAULT 'borrador')
RETURNS void LANGUAGE sql AS $$
    INSERT INTO inv.factura (cuit, tipo, punto_venta, numero, fecha, periodo,
        neto, no_gravado, exento, iva, percepciones, internos, otros, total,
        estado)
    VALUES (p_cuit, 1, 1, p_numero, '2026-01-02', '2026-01-01', 100, 1, 2, 21,
        3, 4, 5, p_total, p_estado)
$$;
SELECT lives_ok($$SELECT pg_temp.poner('30500010912', 1, 136)$$, 'one');
SELECT throws_ok($$SELECT pg_temp.poner('30500010912', 1, 136)$$, '23505',
                 NULL, 'not twice');
SELECT throws_ok($$SELECT pg_temp.poner('30500010912', 2, 136.01)$$, '23514',
                 NULL, 'nor one that does not add up');
SELECT throws_ok($$SELECT pg_temp.poner('30500010913', 2, 136)$$, '23514',
                 NULL, 'nor of no CUIT');
SELECT lives_ok($$SELECT pg_temp.poner('30500010912', 1, 136, 'anulada')$$,
                'what was thrown away does not count');


-- ---- fixed width -----------------------------------------------------------

SELECT is(inv.libro_importe(x.n), x.da, coalesce(x.n::text, 'null'))
FROM (VALUES (0, '000000000000000'), (0.07, '000000000000007'),
             (1234.5, '000000000123450'), (-5, '-00000000000500'),
             (NULL, '000000000000000'),
             (9999999999999.99, '999999999999999')) AS x(n, da);
SELECT is(inv.libro_texto(x.t, 5), x.da, x.da)
FROM (VALUES ('ab', 'ab   '), ('abcdefg', 'abcde'), (NULL, '     '),
             (E'a\r\nb', 'a  b '), ('ñandú', 'ñandú')) AS x(t, da);
SELECT is(string_agg(inv.alicuota_codigo(t)::text, ' ' ORDER BY n),
          '3 9 8 4 5 6', 'numbers of the rates')
FROM unnest('{0,2.5,5,10.5,21,27}'::numeric[]) WITH ORDINALITY AS x(t, n);
SELECT throws_ok($$SELECT inv.periodo_leer('2026-00')$$, 'IN422', NULL,
                 'no month 0');
SELECT is(inv.periodo_leer('2026-12'), '2026-12-01', 'a month');

SELECT * FROM finish();
ROLLBACK;
