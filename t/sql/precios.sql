-- The price book, rounding, limits, indices, when promotions are in effect.

BEGIN;
SET client_min_messages = warning;
SELECT no_plan();

INSERT INTO inv.sucursal (id, codigo, nombre) OVERRIDING SYSTEM VALUE
VALUES (901, 'T1', 'Una'), (902, 'T2', 'Otra');
INSERT INTO inv.categoria (id, nombre, padre_id) OVERRIDING SYSTEM VALUE
VALUES (9001, 'Frescos', NULL), (9002, 'Quesos', 9001);
INSERT INTO inv.producto (id, codigo, nombre, marca, categoria_id, precio_costo,
                          precio_venta)
OVERRIDING SYSTEM VALUE VALUES (9101, 'T-UNO', 'Uno', 'Ñandú', 9002, 100, 200),
    (9102, 'T-DOS', 'Dos', NULL, NULL, 0, 50);

-- ---- rounding ---------------------------------------------------------------

SELECT is(inv.precio_redondear(x, p, t, m), r,
          format('%s a %s%s de a %s: %s', x, m, t, p, r))
FROM (VALUES
    (101.00, 10.00, 0.00, 'arriba', 110.00), (100.00, 10, 0, 'arriba', 100),
    (101.00, 10, 0, 'abajo', 100), (104.99, 10, 0, 'cercano', 100),
    (105.00, 10, 0, 'cercano', 110), (101.00, 100, 99, 'arriba', 199),
    (99.00, 100, 99, 'arriba', 99), (99.01, 100, 99, 'arriba', 199),
    (149.00, 100, 99, 'cercano', 199), (148.99, 100, 99, 'cercano', 99),
    (50.00, 100, 99, 'arriba', 99), (50.00, 100, 99, 'abajo', NULL),
    (4.00, 10, 0, 'cercano', NULL), (4.00, 10, 0, 'arriba', 10),
    (1.005, 0.01, 0, 'cercano', 1.01), (1.004999, 0.01, 0, 'cercano', 1.00),
    (0.000001, 0.01, 0, 'arriba', 0.01),
    (999999999999.991, 0.01, 0, 'arriba', 1000000000000.00),
    (12.30, 0.05, 0.02, 'cercano', 12.32)) v(x, p, t, m, r);

-- ---- limits -----------------------------------------------------------------

CREATE FUNCTION pg_temp.da(p_regla jsonb, p_actual numeric, p_costo numeric,
    p_factor numeric DEFAULT NULL)
RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', n.precio, nullif(array_to_string(n.avisos, ','), ''))
    FROM inv.regla_aplicar(inv.regla_leer(NULL, p_regla, ''), p_actual,
                           p_costo, 21, p_factor) n
$$;
SELECT is(pg_temp.da('{"tipo":"margen","valor":40}', 100, 100), '169.40',
          'cost, 40 % over it, and IVA');
SELECT is(pg_temp.da('{"tipo":"margen","valor":40}', 200, 100),
          '200.00 no_baja', 'a price does not fall');
SELECT is(pg_temp.da('{"tipo":"margen","valor":40,"puede_bajar":true}', 200,
          100), '169.40', 'unless it may');
SELECT is(pg_temp.da('{"tipo":"margen","valor":40}', 200, 0),
          '200 sin_costo', 'without a cost nothing changes');
SELECT is(pg_temp.da('{"tipo":"porcentaje","valor":10,"suba_maxima":5,
          "paso":10}', 103, 50), '103.00 suba_limitada',
          'the greatest rise, rounded down, never under what it was');
SELECT is(pg_temp.da('{"tipo":"porcentaje","valor":50,"suba_maxima":20,
          "paso":10}', 103, 50), '120.00 suba_limitada', 'the same');
SELECT is(pg_temp.da('{"tipo":"porcentaje","valor":1,"margen_minimo":30,
          "paso":100,"terminacion":99}', 110, 100), '199.00 margen_minimo',
          'the least margin, rounded up: 157.30 is 199');
SELECT is(pg_temp.da('{"tipo":"porcentaje","valor":1,"margen_minimo":30,
          "suba_maxima":10}', 110, 100), '121.00 margen_minimo,'
          'suba_limitada,bajo_margen_minimo', 'the greatest rise wins');
SELECT is(pg_temp.da('{"tipo":"porcentaje","valor":5}', 100, 100),
          '105.00 bajo_costo', 'under cost with IVA it warns');
SELECT is(pg_temp.da('{"tipo":"porcentaje","valor":5}', 0, 10), '0',
          'nothing to start from');

-- ---- the book ---------------------------------------------------------------

SELECT is((SELECT string_agg(precio || ' ' || origen || ' ' || asentado, ',')
           FROM inv.precio WHERE producto_id = 9101), '200.00 producto true',
          'a new product is in the book');
UPDATE inv.producto SET nombre = 'Otro' WHERE id = 9101;
SELECT is((SELECT count(*) FROM inv.precio WHERE producto_id = 9101), 1::bigint,
          'a change of anything else is not');
UPDATE inv.producto SET precio_venta = 210 WHERE id IN (9101, 9102);
SELECT is(inv.precio_vigente(9101, NULL, now()), 210.00,
          'of two at one instant the last');
INSERT INTO inv.precio (producto_id, sucursal_id, desde, precio, origen,
                        asentado)
VALUES (9101, 901, now() - interval '2 days', 190, 'manual', true),
       (9101, 901, now() - interval '1 day', NULL, 'manual', true),
       (9101, NULL, now() + interval '1 day', 300, 'manual', false);
SELECT is(inv.precio_vigente(9101, 901, now() - interval '36 hours'), 190.00,
          'a branch had its own');
SELECT is(inv.precio_vigente(9101, 901, now()), 210.00,
          'and went back to that of all');
SELECT is(inv.precio_vigente(9101, 902, now() + interval '1 day'), 300.00,
          'tomorrow');
SELECT is(inv.precio_vigente(9101, 902, now() + interval '1 day'
          - interval '1 microsecond'), 210.00, 'not a microsecond before');
SELECT is(inv.precio_vigente(9101, NULL, '2001-01-01'), NULL,
          'before the first there is none');
SELECT is(inv.precios_asentar(), 0::bigint, 'tomorrow is not settled today');
SELECT throws_ok($$UPDATE inv.precio SET precio = 1 WHERE producto_id = 9101$$,
    'P0001', NULL, 'the book is not rewritten');
SELECT throws_ok($$DELETE FROM inv.precio WHERE producto_id = 9101$$, 'P0001',
    NULL, 'what was in effect is not removed');
SELECT lives_ok($$DELETE FROM inv.precio WHERE producto_id = 9101
    AND desde > now()$$, 'the future may be');

-- ---- keys -------------------------------------------------------------------

SELECT is((SELECT inv.claves_de(p, inv.categoria_claves(p.categoria_id))
           FROM inv.producto p WHERE id = 9101),
    '{producto:9101,marca:nandu,categoria:9002,categoria:9001,"",todo}'::text[],
    'the most particular key first');

-- ---- indices ----------------------------------------------------------------

INSERT INTO inv.indice (indice, mes, porcentaje)
SELECT 'prueba', '2020-01-01'::date + n * interval '1 month', 3
FROM generate_series(0, 11) AS n;
SELECT is(inv.inflacion_factor('prueba', '2020-01-01', '2021-01-01', NULL),
          round(1.03 ^ 12, 12), 'a year of 3 % a month: 42.58 %');
SELECT is(inv.inflacion_factor('prueba', '2020-02-10', '2020-02-10', NULL),
          1.000000000000, 'no days, no change');
-- 29 days of February 2020: half of one and half of the other are one
SELECT ok(abs(inv.inflacion_factor('prueba', '2020-02-01', '2020-02-15', NULL)
    * inv.inflacion_factor('prueba', '2020-02-15', '2020-03-01', NULL) - 1.03)
    < 1e-11, 'the parts of a month are the month');
SELECT throws_ok($$SELECT inv.inflacion_factor('prueba', '2019-12-31',
    '2020-01-02', NULL)$$, 'IN409', 'indice_incompleto', 'a month is missing');
SELECT is(inv.inflacion_factor('prueba', '2019-12-01', '2020-02-01', 10),
          1.133000000000, 'unless one is estimated');

-- ---- promotions in time -----------------------------------------------------

CREATE FUNCTION pg_temp.rige(p_promo text, p_instante timestamptz,
                             p_sucursal bigint DEFAULT NULL)
RETURNS boolean LANGUAGE sql AS $$
    SELECT inv.promocion_rige(jsonb_populate_record(NULL::inv.promocion,
        '{"activa":true,"desde":"2026-01-01T00:00:00-03:00"}'::jsonb
        || p_promo::jsonb), p_sucursal, p_instante)
$$;
SELECT ok(pg_temp.rige('{}', '2026-01-01T00:00:00-03'), 'from its instant');
SELECT ok(NOT pg_temp.rige('{}', '2025-12-31T23:59:59-03'), 'not before');
SELECT ok(NOT pg_temp.rige('{"hasta":"2026-02-01T00:00:00-03:00"}',
    '2026-02-01T00:00:00-03'), 'not at its end');
SELECT ok(pg_temp.rige('{"dias":[1]}', '2026-11-23T23:59:00-03'),
    'a Monday night is Monday, whatever UTC says');
SELECT ok(NOT pg_temp.rige('{"dias":[1]}', '2026-11-24T00:00:00-03'), 'Tuesday');
SELECT ok(pg_temp.rige('{"hora_desde":"18:00","hora_hasta":"24:00"}',
    '2026-11-24T23:59:59-03'), 'to the end of the day');
SELECT ok(NOT pg_temp.rige('{"sucursales":[901]}', '2026-11-24T12:00:00-03'),
    'of a branch: not without one');
SELECT ok(pg_temp.rige('{"sucursales":[901]}', '2026-11-24T12:00:00-03', 901),
    'there it is');
SELECT is(inv.promocion_borde(jsonb_populate_record(NULL::inv.promocion, x.j),
    '2026-11-24T12:00:00-03'), x.borde::timestamptz, x.j::text)
FROM (VALUES
    ('{"activa":true,"desde":"2026-12-01T00:00:00-03:00"}'::jsonb,
     '2026-12-01T00:00:00-03'),
    ('{"activa":true,"desde":"2026-01-01T00:00:00-03:00"}', NULL),
    ('{"activa":false,"desde":"2026-12-01T00:00:00-03:00"}', NULL),
    ('{"activa":true,"desde":"2026-01-01T00:00:00-03:00","dias":[2]}',
     '2026-11-25T00:00:00-03'),
    ('{"activa":true,"desde":"2026-01-01T00:00:00-03:00",
       "hora_desde":"18:00","hora_hasta":"20:00"}', '2026-11-24T18:00:00-03'),
    ('{"activa":true,"desde":"2026-01-01T00:00:00-03:00",
       "hasta":"2026-11-24T12:00:01-03:00","hora_desde":"18:00"}',
     '2026-11-24T12:00:01-03')) x(j, borde);

-- ---- the law ----------------------------------------------------------------

SELECT is(inv.precio_sin_impuestos(121, 21), 100.00, 'IVA of 21 %');
SELECT is(inv.precio_sin_impuestos(110.5, 10.5), 100.00, 'of 10.5 %');
SELECT is(inv.precio_sin_impuestos(99.99, 0), 99.99, 'none');
SELECT is(inv.precio_unitario(850, 'un', 900, 'ml'),
    '"precio_unitario":"944.44","unidad_precio":"l"', 'a litre');
SELECT is(inv.precio_unitario(1000, 'kg', NULL, NULL),
    '"precio_unitario":"1000.00","unidad_precio":"kg"', 'what is weighed');
SELECT is(inv.precio_unitario(600, 'un', 4, 'un'),
    '"precio_unitario":"150.00","unidad_precio":"un"', 'a unit of four');
SELECT is(inv.sepa_texto('=1+1|x'), '1+1 x', 'nothing runs in a file');

SELECT * FROM finish();
ROLLBACK;
