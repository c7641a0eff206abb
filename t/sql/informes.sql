-- Reading stock: balances, seasons, valuation, reports, integrity, upkeep.
-- The ledger is written here by hand: these tests need nobody's writer.

BEGIN;
SET search_path = public, pg_temp;
SELECT plan(107);

-- One ledger line and its balances.
CREATE FUNCTION pg_temp.mov(p_tipo text, p_producto bigint, p_origen bigint,
    p_destino bigint, p_cantidad numeric, p_costo numeric,
    p_cuando timestamptz, p_lote bigint DEFAULT 0, p_anula bigint DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_doc bigint := nextval('inv.documento_id');
    v_u   bigint;
    v_n   numeric;
    v_sal numeric;
BEGIN
    FOR v_u, v_n IN SELECT u.id, CASE WHEN u.id = p_origen THEN -p_cantidad
                                      ELSE p_cantidad END
                    FROM inv.ubicacion u
                    WHERE u.id IN (p_origen, p_destino) AND u.propia
                    ORDER BY u.id <> p_origen
    LOOP
        INSERT INTO inv.existencia AS e (producto_id, ubicacion_id, lote_id,
                                         cantidad, permite_negativo)
        VALUES (p_producto, v_u, p_lote, v_n, true)
        ON CONFLICT (producto_id, ubicacion_id, lote_id)
        DO UPDATE SET cantidad = e.cantidad + v_n
        RETURNING coalesce(v_sal, e.cantidad) INTO v_sal;
    END LOOP;
    INSERT INTO inv.movimiento (documento_id, linea, tipo, producto_id,
        lote_id, origen_id, destino_id, cantidad, saldo, costo, anula_id,
        ocurrido_en, request_id)
    VALUES (v_doc, 1, p_tipo, p_producto, p_lote, p_origen, p_destino,
        p_cantidad, v_sal, p_costo, p_anula, p_cuando, 'pedido-' || v_doc);
    RETURN v_doc;
END $$;

CREATE FUNCTION pg_temp.json(r api.respuesta) RETURNS jsonb
LANGUAGE sql AS $$ SELECT (r).cuerpo::jsonb $$;

CREATE FUNCTION pg_temp.valor(p_fecha date, p_metodo text,
    p_sucursal bigint DEFAULT NULL, p_ctx jsonb DEFAULT '{}')
RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.json(api.reporte_valuacion(p_ctx, p_fecha, p_metodo,
        p_sucursal, NULL, false, 50, NULL, false))->>'valor'
$$;

-- A product's row in the detail of a valuation.
CREATE FUNCTION pg_temp.detalle(p_fecha date, p_metodo text, p_codigo text)
RETURNS jsonb LANGUAGE sql AS $$
    SELECT d FROM jsonb_array_elements(pg_temp.json(api.reporte_valuacion('{}',
        p_fecha, p_metodo, NULL, NULL, true, 500, NULL, false))->'datos') d
    WHERE d->>'codigo' = p_codigo
$$;

INSERT INTO inv.sucursal (id, codigo, nombre) OVERRIDING SYSTEM VALUE
VALUES (901, 'CENTRO', 'Centro'), (902, 'NORTE', 'Norte');
INSERT INTO inv.ubicacion (id, sucursal_id, codigo, nombre, tipo)
OVERRIDING SYSTEM VALUE
VALUES (9101, 901, 'DEP', 'Depósito', 'deposito'),
       (9102, 902, 'GON', 'Góndola', 'estante');
INSERT INTO inv.categoria (id, nombre, padre_id) OVERRIDING SYSTEM VALUE
VALUES (9001, 'Almacén', NULL), (9002, 'Yerbas', 9001);
INSERT INTO inv.producto (id, codigo, nombre, categoria_id, precio_costo,
                          precio_venta, stock_minimo, stock_maximo)
OVERRIDING SYSTEM VALUE
VALUES (9001, 'A', 'Yerba', 9002, 350, 500, 10, 12),
       (9002, 'B', '=Azúcar', NULL, 50, 80, 0, NULL),
       (9003, 'C', 'Café', NULL, 7, 9, 10, NULL),
       (9004, 'D', 'Dulce', NULL, 0, 30, 100, NULL),
       (9005, 'E', 'Nada', NULL, 5, 6, 0, NULL),
       (9006, 'F', 'Fideos', NULL, 5, 6, 5, NULL);


-- ---- valuation: what the arithmetic by hand gives ---------------------------

SELECT pg_temp.mov('entrada', 9001, 1, 9101, 10, 100, '2025-03-01 12:00-03');
SELECT pg_temp.mov('entrada', 9001, 1, 9101, 10, 200, '2025-03-05 12:00-03');
SELECT pg_temp.mov('salida', 9001, 9101, 2, 5, NULL, '2025-03-10 12:00-03');
SELECT pg_temp.mov('entrada', 9001, 1, 9101, 5, 300, '2025-03-15 12:00-03');
SELECT pg_temp.mov('transferencia', 9001, 9101, 9102, 4, NULL,
                   '2025-03-20 12:00-03');
SELECT pg_temp.mov('devolucion', 9001, 2, 9101, 1, NULL, '2025-03-25 12:00-03');
SELECT pg_temp.mov('merma', 9001, 9102, 3, 2, NULL, '2025-03-28 12:00-03');
-- half past eleven at night of the 31st is the 1st of April in UTC
SELECT pg_temp.mov('salida', 9001, 9101, 2, 3, NULL, '2025-03-31 23:30-03');
SELECT pg_temp.mov('entrada', 9001, 1, 9101, 6, 400, '2025-04-02 12:00-03')
    AS doc \gset
SELECT pg_temp.mov('anulacion', 9001, 9101, 1, 6, NULL, '2025-04-04 12:00-03',
                   0, :doc);

SELECT is(pg_temp.valor('2025-02-28', 'fifo'), '0.00', 'nothing before');

-- 10*100 + 10*200 = 3000;  20 * (1000+2000)/20 = 3000;  20*200 = 4000
SELECT is(pg_temp.valor('2025-03-05', 'fifo'), '3000.00', 'fifo, two layers');
SELECT is(pg_temp.valor('2025-03-05', 'promedio'), '3000.00', 'average');
SELECT is(pg_temp.valor('2025-03-05', 'ultimo'), '4000.00', 'last cost');

-- 15 left: the last 15 received are 10*200 + 5*100 = 2500;  15*150 = 2250
SELECT is(pg_temp.valor('2025-03-10', 'fifo'), '2500.00', 'fifo after a sale');
SELECT is(pg_temp.valor('2025-03-10', 'promedio'), '2250.00',
          'a sale does not change the average');
SELECT is(pg_temp.valor('2025-03-10', 'ultimo'), '3000.00', '15 * 200');

-- 20: 5*300 + 10*200 + 5*100 = 4000;  (15*150 + 5*300)/20 = 187.5, * 20 = 3750
SELECT is(pg_temp.valor('2025-03-15', 'fifo'), '4000.00', 'fifo, three layers');
SELECT is(pg_temp.valor('2025-03-15', 'promedio'), '3750.00', 'moved average');
SELECT is(pg_temp.valor('2025-03-15', 'ultimo'), '6000.00', '20 * 300');

SELECT is(pg_temp.valor('2025-03-20', m), pg_temp.valor('2025-03-15', m),
          'a transfer is worth nothing: ' || m)
FROM unnest(ARRAY['fifo', 'promedio', 'ultimo', 'reposicion']) m;

-- 20 + 1 - 2 = 19: 1500 + 2000 + 4*100 = 3900;  19*187.5 = 3562.5;  19*300
SELECT is(pg_temp.valor('2025-03-30', 'fifo'), '3900.00',
          'a return undoes consumption');
SELECT is(pg_temp.valor('2025-03-30', 'promedio'), '3562.50',
          'a return comes in at the average');
SELECT is(pg_temp.valor('2025-03-30', 'ultimo'), '5700.00', '19 * 300');

-- 16: 1500 + 2000 + 1*100 = 3600;  16*187.5 = 3000;  16*300 = 4800
SELECT is(pg_temp.valor('2025-03-31', 'fifo'), '3600.00',
          'half past eleven at night counts on its day');
SELECT is(pg_temp.valor('2025-03-31', 'promedio'), '3000.00', 'so in average');
SELECT is(pg_temp.valor('2025-03-31', 'ultimo'), '4800.00', 'and in last cost');

-- Norte has 4 - 2 = 2 of those 16: 2 * 3600/16 = 450; Centro 14 * 225 = 3150
SELECT is(pg_temp.valor('2025-03-31', 'fifo', 902), '450.00', 'one branch');
SELECT is(pg_temp.valor('2025-03-31', 'fifo', 901), '3150.00', 'the other');
SELECT is(pg_temp.valor('2025-03-31', 'fifo', NULL, '{"sucursales":[902]}'),
          '450.00', 'a user of one branch sees that one');
SELECT throws_ok($$ SELECT pg_temp.valor('2025-03-31', 'fifo', 901,
                        '{"sucursales":[902]}') $$, 'IN403', NULL,
                 'and may not ask for another');
SELECT is((SELECT jsonb_object_agg(s->>'sucursal_id', s->>'valor')
           FROM jsonb_array_elements(pg_temp.json(api.reporte_valuacion('{}',
               '2025-03-31', 'fifo', NULL, NULL, false, 50, NULL, false))
               ->'por_sucursal') s),
          '{"901":"3150.00","902":"450.00"}', 'the sums by branch');

-- 22: 6*400 + 5*300 + 10*200 + 1*100 = 6000;  16*187.5 + 6*400 = 5400
SELECT is(pg_temp.valor('2025-04-03', 'fifo'), '6000.00',
          'before its reversal');
SELECT is(pg_temp.valor('2025-04-03', 'promedio'), '5400.00', 'average too');
SELECT is(pg_temp.valor('2025-04-03', 'ultimo'), '8800.00', '22 * 400');
SELECT is(pg_temp.valor('2025-04-04', m), pg_temp.valor('2025-03-31', m),
          'a reversed receipt leaves nothing behind: ' || m)
FROM unnest(ARRAY['fifo', 'promedio', 'ultimo']) m;

SELECT throws_ok(format('SELECT pg_temp.valor(%L, ''fifo'')',
                        inv.dia(now()) + 1), 'IN422', NULL,
                 'no value of tomorrow');

-- a late ticket changes the past: 2 of the 100s less on the 31st
SELECT pg_temp.mov('salida', 9001, 9101, 2, 1, NULL, '2025-03-02 12:00-03');
SELECT is(pg_temp.valor('2025-03-31', 'fifo'), '3500.00',
          'a late ticket counts on its day');
SELECT pg_temp.mov('devolucion', 9001, 2, 9101, 1, NULL, '2025-03-02 12:30-03');

-- what has no cost: 3 * 50; in C, 2*10 received and 2*7 found
SELECT pg_temp.mov('ajuste', 9002, 4, 9101, 3, NULL, '2025-05-01 12:00-03');
SELECT pg_temp.mov('entrada', 9003, 1, 9101, 2, 10, '2025-05-01 12:00-03');
SELECT pg_temp.mov('ajuste', 9003, 4, 9101, 2, NULL, '2025-05-02 12:00-03');
SELECT is(pg_temp.detalle('2025-05-02', m, 'B') - '{codigo,nombre,unidad,
              producto_id,categoria_id}'::text[],
          '{"cantidad":"3.000","costo_unitario":"50.0000","valor":"150.00",
            "cantidad_sin_costo":"3.000","sin_costo":true}',
          'no known cost: list cost, and said so: ' || m)
FROM unnest(ARRAY['fifo', 'promedio', 'ultimo']) m;
SELECT is(pg_temp.detalle('2025-05-02', 'fifo', 'C') - '{codigo,nombre,unidad,
              producto_id,categoria_id}'::text[],
          '{"cantidad":"4.000","costo_unitario":"8.5000","valor":"34.00",
            "cantidad_sin_costo":"2.000","sin_costo":true}',
          'some units without cost');
SELECT is(pg_temp.detalle('2025-05-02', 'promedio', 'C')->>'valor', '40.00',
          'what is found comes in at the average: 4 * 10');

-- sold before it came: -5, then 8 at 20 leave 3 at 20
SELECT pg_temp.mov('salida', 9004, 9101, 2, 5, NULL, '2025-05-01 12:00-03');
SELECT pg_temp.mov('entrada', 9004, 1, 9101, 8, 20, '2025-05-03 12:00-03');
SELECT is(pg_temp.detalle('2025-05-01', 'promedio', 'D')->>'cantidad', '-5.000',
          'a negative balance is shown');
SELECT is(pg_temp.detalle('2025-05-03', m, 'D')->>'valor', '60.00',
          'what was sold before it came does not spoil the cost: ' || m)
FROM unnest(ARRAY['fifo', 'promedio', 'ultimo']) m;

-- replacement cost as it was: 350 now, 320 until yesterday's change
SELECT is(pg_temp.detalle(NULL, 'reposicion', 'A')->>'valor', '5600.00',
          '16 * 350 today');
UPDATE inv.producto SET creado_en = '2025-01-01' WHERE id = 9001;
SELECT is(pg_temp.detalle('2025-03-31', 'reposicion', 'A')->>'valor',
          '5600.00', 'never changed: the same then');
SELECT inv.anotar('{}', 'productos', 'modificado', 'producto', 9001,
                  '{"precio_costo":320}', '{"precio_costo":350}');
SELECT is(pg_temp.detalle('2025-03-31', 'reposicion', 'A')->>'valor',
          '5120.00', 'before the change: 16 * 320');
SELECT is(pg_temp.detalle('2025-05-02', 'reposicion', 'C')->>'valor', '40.00',
          'no such product yet: the last cost');

SELECT is(pg_temp.json(api.reporte_stock('{}', '2025-03-31', NULL, 9001, 1,
              NULL, true)) - 'datos',
          '{"siguiente":null,"total":1,"fecha":"2025-03-31","totales":{
            "productos":1,"cantidad":"16.000","valor_costo":"3000.00",
            "valor_venta":"8000.00"}}', 'the stock report, by parent category');
SELECT is((SELECT array_agg(d->>'codigo') FROM (
              SELECT jsonb_array_elements(pg_temp.json(api.reporte_valuacion(
                  '{}', NULL, 'fifo', NULL, NULL, true, 2, NULL, false))
                  ->'datos') d) x), '{A,B}', 'a page of the detail');
SELECT is((SELECT array_agg(d->>'codigo') FROM (
              SELECT jsonb_array_elements(pg_temp.json(api.reporte_valuacion(
                  '{}', NULL, 'fifo', NULL, NULL, true, 2,
                  (api.reporte_valuacion('{}', NULL, 'fifo', NULL, NULL, true,
                       2, NULL, false)).siguiente, false))->'datos') d) x),
          '{C,D}', 'and the next one');
SELECT is((api.reporte_valuacion('{}', NULL, 'fifo', NULL, NULL, true, 4,
               NULL, false)).siguiente, NULL, 'which is the last');
SELECT is((SELECT datos FROM api.valuacion_exportar('{}', '2025-05-03', 'fifo',
               NULL, NULL, NULL)),
          E'codigo,nombre,unidad,cantidad,costo_unitario,valor,'
          'cantidad_sin_costo\r\nA,Yerba,un,16.000,225.0000,3600.00,0.000\r\n'
          'B,"''=Azúcar",un,3.000,50.0000,150.00,3.000\r\n'
          'C,Café,un,4.000,8.5000,34.00,2.000\r\n'
          'D,Dulce,un,3.000,20.0000,60.00,0.000\r\n', 'as CSV, formula-safe');


-- ---- closings ---------------------------------------------------------------

-- a month's worth of chance, the same every time
SELECT setseed(0.5);
SELECT count(pg_temp.mov(
    (ARRAY['entrada', 'salida', 'ajuste', 'transferencia'])[k],
    9001 + (random() * 5)::integer,
    (ARRAY[1, 9101, 4, 9101])[k], (ARRAY[9101, 2, 9102, 9102])[k],
    1 + (random() * 20)::integer,
    CASE WHEN k IN (1, 3) AND random() < 0.8
         THEN 10 + (random() * 90)::integer END,
    '2025-06-01 00:00-03'::timestamptz + random() * interval '120 days'))
FROM (SELECT 1 + (random() * 3)::integer AS k FROM generate_series(1, 400)) x;

-- the value of everything, on several days, in every way
CREATE FUNCTION pg_temp.todo() RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_object_agg(d.d || m, (
        SELECT jsonb_agg(to_jsonb(v) ORDER BY v.producto_id, v.sucursal_id)
        FROM inv.valuar(inv.propias(), inv.comienzo(d.d::date), m, 0, 99999) v))
    FROM unnest(ARRAY['2025-06-30', '2025-07-01', '2025-07-15', '2025-08-01',
                      '2025-09-01', '2025-10-15']) d (d),
         unnest(ARRAY['fifo', 'promedio', 'ultimo', 'reposicion']) m
$$;
CREATE TEMP TABLE antes AS SELECT pg_temp.todo() AS v;
UPDATE inv.cierre_estado SET hasta = inv.ultimo_movimiento(),
                             horizonte = inv.ultimo_movimiento();
SELECT is(inv.cierre_hacer(100000000), NULL, 'too little to close a month');
SELECT isnt(inv.cierre_hacer(50), NULL, 'a month is closed');
SELECT isnt(inv.cierre_hacer(50), NULL, 'another one');
SELECT isnt(inv.cierre_hacer(50), NULL, 'and a third');
SELECT is((SELECT count(*) FROM inv.sucios(inv.cierre_para('infinity'))),
          0::bigint,           'the closings hold for all');
SELECT is(pg_temp.todo(), v, 'from closings: the same values') FROM antes;

SELECT pg_temp.mov('entrada', 9001, 1, 9101, 7, 33, '2025-06-10 12:00-03');
SELECT pg_temp.mov('salida', 9003, 9101, 2, 2, NULL, '2025-07-10 12:00-03');
SELECT is((SELECT array_agg(s ORDER BY s)
           FROM inv.sucios(inv.cierre_para('infinity')) s),
          '{9001,9003}', 'what came late spoils the closings of its products');
CREATE TEMP TABLE tarde AS SELECT pg_temp.todo() AS v;
SELECT isnt(a.v, t.v, 'it changes the past') FROM antes a, tarde t;
DELETE FROM tarde;
DO $$ BEGIN
    -- the truth: without closings
    CREATE TEMP TABLE guarda AS SELECT * FROM inv.cierre_estado;
    INSERT INTO tarde SELECT pg_temp.todo();
END $$;
SELECT inv.cierre_horizonte();
SELECT is(horizonte, inv.ultimo_movimiento(), 'all ids are settled')
FROM inv.cierre_estado;
SELECT inv.cierre_asentar();
SELECT is((SELECT count(*) FROM inv.sucios(inv.cierre_para('infinity'))),
          0::bigint,           'settled into them');
SELECT is(pg_temp.todo(), v, 'from the corrected closings: the same')
FROM tarde;
DELETE FROM inv.cierre;
SELECT is(pg_temp.todo(), v, 'and without any closing') FROM tarde;


-- ---- balances ---------------------------------------------------------------

DELETE FROM inv.existencia WHERE producto_id = 9006;
ALTER TABLE inv.movimiento_resto DISABLE TRIGGER solo_agregar;
SELECT is(pg_temp.json(api.existencias_producto('{}', 9005))->>'en_transito',
          '0.000', 'nothing on its way');
SELECT pg_temp.mov('transferencia', 9005, 9102, 5, 3, NULL, now());
UPDATE inv.existencia SET cantidad = 20, reservada = 4
WHERE producto_id = 9005 AND ubicacion_id = 9101;
UPDATE inv.existencia SET cantidad = 5
WHERE producto_id = 9005 AND ubicacion_id = 9102;
SELECT is(pg_temp.json(api.existencias_producto('{}', 9005))
              - '{ubicaciones,codigo,nombre,unidad,activo,stock_minimo,
                  stock_maximo,producto_id}'::text[],
          '{"fisica":"25.000","reservada":"4.000","disponible":"21.000",
            "en_transito":"3.000"}', 'the sums of a product');
SELECT is(pg_temp.json(api.existencias_producto('{"sucursales":[902]}', 9005))
              ->>'fisica', '5.000', 'those of the branch of the user');
SELECT throws_ok($$ SELECT api.existencias_producto('{}', 1) $$, 'IN404',
                 'producto_no_encontrado', 'no such product');
SELECT is((SELECT array_agg((d->>'ubicacion_id')::int) FROM
              jsonb_array_elements(pg_temp.json(api.existencias_listar('{}',
              NULL, NULL, 9005, NULL, NULL, NULL, NULL, 50, NULL, false))
              ->'datos') d), '{5,9101,9102}', 'rows by location');
SELECT is((SELECT array_agg((d->>'ubicacion_id')::int) FROM
              jsonb_array_elements(pg_temp.json(api.existencias_listar(
              '{"sucursales":[901]}', NULL, 9102, 9005, NULL, NULL, NULL, NULL,
              50, NULL, false))->'datos') d), NULL,
          'not those of other branches, even if named');
SELECT is(pg_temp.json(api.existencias_listar('{}', NULL, NULL, NULL, NULL,
              NULL, true, 'AZUCAR', 50, NULL, true))->>'total', '2',
          'found without accents, counted');

-- two at a time, every row once
WITH RECURSIVE paginas AS (
    SELECT r FROM (SELECT api.existencias_listar('{}', NULL, NULL, NULL, NULL,
        NULL, NULL, NULL, 2, NULL, false) AS r) x
    UNION ALL
    SELECT api.existencias_listar('{}', NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, 2, (p.r).siguiente, false)
    FROM paginas p WHERE (p.r).siguiente IS NOT NULL)
SELECT is((SELECT count(*) || '/' || count(DISTINCT (d->'producto_id',
                      d->'ubicacion_id', d->'lote_id'))
           FROM paginas p, jsonb_array_elements(pg_temp.json(p.r)->'datos') d),
          (SELECT count(*) || '/' || count(*) FROM inv.existencia),
          'page by page');
SELECT is((SELECT cardinality(string_to_array(datos, E'\r\n'))
           FROM api.existencias_exportar('{}', NULL, NULL, NULL, NULL, NULL,
                                         NULL, NULL, NULL)),
          (SELECT count(*)::integer + 2 FROM inv.existencia),
          'the export has them all, and a header');

SELECT is(inv.temporada(d::date) || ' ' || inv.factor_temporada(d::date), f,
          'season of ' || d)
FROM (VALUES ('2026-12-01', 'verano 1.30'), ('2026-02-28', 'verano 1.30'),
             ('2026-03-01', 'otoño 1.00'), ('2026-05-31', 'otoño 1.00'),
             ('2026-06-01', 'invierno 0.80'), ('2026-09-01', 'primavera 1.10'),
             ('2026-11-30', 'primavera 1.10')) x (d, f);

-- C has 11 of a minimum of 10: short only when the season asks for 13
DELETE FROM inv.existencia WHERE producto_id IN (9003, 9004);
INSERT INTO inv.existencia VALUES (9003, 9101, 0, 11), (9004, 9102, 0, 1);
CREATE FUNCTION pg_temp.criticos(p_fecha date, p_sucursal bigint DEFAULT NULL)
RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(d->>'codigo' || ' ' || (d->>'deficit'), ', ')
    FROM jsonb_array_elements(pg_temp.json(api.existencias_criticas('{}',
        p_sucursal, NULL, p_fecha, 50, NULL, false))->'datos') d
    WHERE d->>'codigo' <> 'A'
$$;
SELECT is(pg_temp.criticos('2026-01-15'), 'D 129.000, F 6.500, C 2.000',
          'summer: worst first, none at all included, minimum 0 not');
SELECT is(pg_temp.criticos('2026-07-15'), 'D 79.000, F 4.000', 'winter');
SELECT is(pg_temp.criticos('2026-07-15', 901), 'D 80.000, F 4.000',
          'in one branch');
SELECT ok((SELECT bool_or(d->>'codigo' = 'F')
                  AND NOT bool_or(d->>'codigo' = 'E')
           FROM jsonb_array_elements(pg_temp.json(api.existencias_sin_stock(
               '{}', NULL, NULL, 50, NULL, false))->'datos') d),
          'out of stock');
UPDATE inv.producto SET stock_maximo = 11 WHERE id = 9003;
SELECT is((SELECT d->>'exceso' FROM jsonb_array_elements(pg_temp.json(
              api.existencias_excesos('{}', NULL, NULL, 50, NULL, false))
              ->'datos') d WHERE d->>'codigo' = 'C'), '0.000',
          'at the maximum is too much');
SELECT is((SELECT jsonb_build_array(r->'total_productos', r->'activos')
           FROM pg_temp.json(api.existencias_resumen('{}', NULL)) r),
          (SELECT jsonb_build_array(count(*), count(*)) FROM inv.producto),
          'the summary counts');


-- ---- reports ----------------------------------------------------------------

SELECT is((SELECT d - '{nombre,producto_id,ultimo_movimiento}'::text[]
           FROM jsonb_array_elements(pg_temp.json(api.reporte_top_movimientos(
               '{}', 7, NULL, 5))->'datos') d),
          '{"codigo":"E","total_movimientos":1,"total_entradas":"0.000",
            "total_salidas":"3.000"}', 'what moved this week');

INSERT INTO inv.lote (id, producto_id, codigo, vence) OVERRIDING SYSTEM VALUE
VALUES (9001, 9006, 'L1', inv.dia(now()) - 1),
       (9002, 9006, 'L2', inv.dia(now()) + 10),
       (9003, 9006, 'L3', inv.dia(now()) + 11);
SELECT pg_temp.mov('entrada', 9006, 1, 9101, 2, 3, now(), l)
FROM generate_series(9001, 9003) l;
SELECT is((SELECT jsonb_build_array(r->'valor_en_riesgo', r->'valor_vencido',
               jsonb_array_length(r->'datos'), r->'datos'->0->'vencido')
           FROM pg_temp.json(api.reporte_vencimientos('{}', 10, NULL, 50, NULL,
                                                      false)) r),
          '["20.00","10.00",2,true]', 'two lots of 2 units at 5');

SELECT is((SELECT array_agg(concat_ws(' ', d->>'clase', d->>'tipo',
               d->>'saldo_anterior', d->>'saldo'))
           FROM jsonb_array_elements(pg_temp.json(api.reporte_auditoria('{}',
               9006, 2, NULL, false))->'datos') d),
          ARRAY['movimiento entrada 0.000 2.000',
                'movimiento entrada 0.000 2.000'], 'the audit, a page');
INSERT INTO inv.evento (tema, tipo, entidad, entidad_id, registrado_en)
VALUES ('productos', 'modificado', 'producto', 9001, now() + interval '1 s');
WITH RECURSIVE paginas AS (
    SELECT api.reporte_auditoria('{}', 9001, 3, NULL, false) AS r
    UNION ALL
    SELECT api.reporte_auditoria('{}', 9001, 3, (p.r).siguiente, false)
    FROM paginas p WHERE (p.r).siguiente IS NOT NULL)
SELECT is((SELECT count(*) || '/' || count(DISTINCT (d->'clase', d->'id'))
           FROM paginas p, jsonb_array_elements(pg_temp.json(p.r)->'datos') d),
          (SELECT (count(*) + 2) || '/' || (count(*) + 2) FROM inv.movimiento
           WHERE producto_id = 9001), 'all of it once, the changes among it');


-- ---- integrity --------------------------------------------------------------

-- what the fixtures above put into balances by hand is set right first
DELETE FROM inv.existencia;
INSERT INTO inv.existencia (producto_id, ubicacion_id, lote_id, cantidad,
                            permite_negativo)
SELECT m.producto_id, v.u, m.lote_id, sum(v.n), true
FROM inv.movimiento m CROSS JOIN LATERAL
    (VALUES (m.origen_id, -m.cantidad), (m.destino_id, m.cantidad)) v (u, n)
WHERE v.u = ANY (inv.propias()) GROUP BY 1, 2, 3;
UPDATE inv.sucursal SET permite_negativo = true;
SELECT is(pg_temp.json(api.reporte_integridad('{}'))->'por_tipo', '{}',
          'nothing wrong');

UPDATE inv.existencia SET cantidad = cantidad + 1
WHERE producto_id = 9006 AND lote_id = 9001;
SELECT is(pg_temp.json(api.reporte_integridad('{}'))->'inconsistencias',
          '[{"tipo":"saldo","producto_id":9006,"codigo":"F",
             "ubicacion_id":9101,"lote_id":9001,"documento_id":null,
             "esperado":"2.000","encontrado":"3.000","diferencia":"1.000"}]',
          'a balance that the ledger does not explain');
SELECT is(pg_temp.json(api.reporte_integridad('{"sucursales":[902]}'))
              ->'integridad_ok', 'true', 'it is not in the other branch');
DELETE FROM inv.existencia WHERE producto_id = 9006 AND lote_id = 9001;
SELECT is(pg_temp.json(api.reporte_integridad('{}'))->'por_tipo',
          '{"saldo":1}', 'a balance that is missing');
INSERT INTO inv.existencia VALUES (9006, 9101, 9001, 2);

UPDATE inv.existencia SET reservada = 1
WHERE producto_id = 9006 AND lote_id = 9002;
SELECT is(pg_temp.json(api.reporte_integridad('{}'))->'por_tipo',
          '{"reservada":1}', 'reserved by nobody');
INSERT INTO inv.reserva (id, ubicacion_id, vence_en) OVERRIDING SYSTEM VALUE
VALUES (9001, 9101, now() + interval '1 hour');
INSERT INTO inv.reserva_linea VALUES (9001, 1, 9006, 9002, 1);
SELECT is(pg_temp.json(api.reporte_integridad('{}'))->'por_tipo', '{}',
          'reserved by somebody');
UPDATE inv.reserva SET estado = 'liberada' WHERE id = 9001;
SELECT is(pg_temp.json(api.reporte_integridad('{}'))->'por_tipo',
          '{"reservada":1}', 'a released reservation holds nothing');
UPDATE inv.reserva SET estado = 'activa' WHERE id = 9001;
UPDATE inv.sucursal SET permite_negativo = false;
SELECT ok(pg_temp.json(api.reporte_integridad('{}'))->'por_tipo' ? 'negativo',
          'below zero where that is forbidden');
UPDATE inv.sucursal SET permite_negativo = true;
INSERT INTO inv.movimiento (documento_id, linea, tipo, producto_id, origen_id,
                            destino_id, cantidad, ocurrido_en)
VALUES (nextval('inv.documento_id'), 2, 'salida', 9001, 1, 2, 1, now());
SELECT is(pg_temp.json(api.reporte_integridad('{}'))->'por_tipo',
          '{"numeracion":1}', 'a document without its first line');
INSERT INTO inv.movimiento (documento_id, linea, tipo, producto_id, origen_id,
                            destino_id, cantidad, ocurrido_en, registrado_en)
VALUES (nextval('inv.documento_id'), 1, 'salida', 9001, 1, 2, 1, now(),
        now() + interval '5 years');
SELECT is(pg_temp.json(api.reporte_integridad('{}'))->'por_tipo',
          '{"numeracion":1,"particion":1}', 'a line without its partition');
DELETE FROM inv.movimiento_resto;
UPDATE inv.cierre_estado SET hasta = inv.ultimo_movimiento();
SELECT inv.cierre_hacer(50);
UPDATE inv.cierre_saldo SET cantidad = cantidad + 1
WHERE producto_id = 9001 AND ubicacion_id = 9101;
SELECT is(pg_temp.json(api.reporte_integridad('{}'))->'por_tipo',
          '{"numeracion":1,"cierre":1}', 'a closing that was spoilt');
DELETE FROM inv.cierre;


-- ---- upkeep -----------------------------------------------------------------

INSERT INTO inv.idempotencia (usuario_id, clave, huella, creado_en)
VALUES (1, 'vieja', '', now() - interval '8 days'),
       (1, 'nueva', '', now() - interval '6 days');
UPDATE inv.cierre_estado SET hasta = 0, horizonte = 0, buscar = false,
                             horizonte_en = now() - interval '1 day';
SELECT is(api.mantener(), 'claves,medidas,horizonte', 'the chores');
SELECT is((SELECT string_agg(clave, ',') FROM inv.idempotencia), 'nueva',
          'old keys go, the others stay');
SELECT is(api.mantener(), 'medidas,asientos', 'what is settled is settled in');
SELECT is(api.mantener(), 'medidas,cierre', 'then it looks for a month');
SELECT is(api.mantener(), 'medidas', 'and rests');
SELECT matches(api.metricas(), E'# TYPE inventario_productos_total gauge\n'
    || 'inventario_productos_total ' || (SELECT count(*) FROM inv.producto)
    || E'\n', 'gauges for Prometheus');
SELECT is(valor, (SELECT count(*) FROM inv.producto p WHERE p.activo
                  AND coalesce((SELECT s.fisica FROM inv.producto_stock s
                                WHERE s.producto_id = p.id), 0) <= 0)::numeric,
          'products without stock')
FROM inv.medida WHERE nombre = 'productos_sin_stock';

SELECT * FROM finish();
ROLLBACK;
