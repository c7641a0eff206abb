-- Tickets: the quick way gives what the exact one gives; what is written is
-- never changed; the program reaches it only through the api.

BEGIN;

SET client_min_messages = warning;
SELECT plan(22);

INSERT INTO inv.sucursal (codigo, nombre, permite_negativo)
VALUES ('A', 'Con tope', false), ('B', 'Sin tope', true);
INSERT INTO inv.ubicacion (sucursal_id, codigo, nombre, tipo)
SELECT id, 'S', 'Salón', 'estante' FROM inv.sucursal ORDER BY id;
INSERT INTO inv.caja (sucursal_id, ubicacion_id, codigo, nombre)
SELECT u.sucursal_id, u.id, 'C' || s.codigo, 'Caja'
FROM inv.ubicacion u JOIN inv.sucursal s ON s.id = u.sucursal_id;
INSERT INTO inv.producto (codigo, nombre, unidad, precio_venta, precio_costo,
                          iva)
SELECT 'VEN-' || n, 'Producto ' || n, CASE WHEN n = 3 THEN 'kg' ELSE 'un' END,
       n * 10.33, n, CASE WHEN n = 2 THEN 10.5 ELSE 21 END
FROM generate_series(1, 4) AS n;
INSERT INTO inv.producto_codigo (codigo, producto_id, tipo, factor)
SELECT codigo, id, 'propio', 1 FROM inv.producto WHERE codigo LIKE 'VEN-%'
UNION ALL SELECT 'CAJA-1', id, 'pack', 12 FROM inv.producto
WHERE codigo = 'VEN-1';
INSERT INTO inv.existencia (producto_id, ubicacion_id, cantidad,
                            permite_negativo)
SELECT p.id, u.id, 20, s.permite_negativo
FROM inv.producto p, inv.ubicacion u JOIN inv.sucursal s
    ON s.id = u.sucursal_id
WHERE p.codigo LIKE 'VEN-%';

CREATE TEMP TABLE caja AS SELECT id, codigo FROM inv.caja;

CREATE FUNCTION pg_temp.pedido(p_docs jsonb, p_clave text DEFAULT NULL,
    p_lote boolean DEFAULT false, p_atomico boolean DEFAULT false)
RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('ctx', jsonb_build_object('usuario_id', 1,
        'rol', 'admin', 'sucursales', NULL, 'request_id', 'r', 'lote', p_lote,
        'atomico', p_atomico), 'clave', p_clave, 'huella', md5(p_docs::text),
        'cuerpo', p_docs)
$$;

-- A ticket of one line or more: "codigo cantidad precio descuento" each.
CREATE FUNCTION pg_temp.doc(p_caja text, p_numero bigint, p_tipo text,
    p_total numeric, VARIADIC p text[])
RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('caja_id', c.id, 'numero', p_numero, 'tipo',
        p_tipo, 'ocurrido_en', '2026-01-01T10:00:00Z'::timestamptz
            + p_numero % 7 * interval '1 minute',
        'pagos', jsonb_build_array(jsonb_build_object('medio', 'efectivo',
            'importe', p_total::text)),
        'lineas', (SELECT jsonb_agg(jsonb_build_object(
                'codigo', split_part(x, ' ', 1),
                'cantidad', split_part(x, ' ', 2),
                'precio', split_part(x, ' ', 3),
                'descuento', split_part(x, ' ', 4))) FROM unnest(p) AS x))
    FROM caja c WHERE c.codigo = p_caja
$$;

-- Numbers of tickets as places, from the first that was made.
CREATE FUNCTION pg_temp.sin_ids(p text) RETURNS text LANGUAGE sql AS $$
    SELECT regexp_replace(regexp_replace(p, '"(id|registrado_en)":[^,]*', '',
        'g'), '/v1/ventas/[0-9]+', '', 'g')
$$;

-- Runs a batch and undoes it: answers, tickets, ledger, balances, alerts.
-- p_exacta: with the quick way out of use.
CREATE FUNCTION pg_temp.por(p_exacta boolean, p_pedidos jsonb)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v text;
    b bigint := nextval('inv.documento_id');
BEGIN
    IF p_exacta THEN
        CREATE OR REPLACE FUNCTION inv.mov_simples_saldos(
            p_renglones inv.mov_renglon[]) RETURNS numeric[]
        LANGUAGE sql AS 'SELECT NULL::numeric[]';
    END IF;
    SELECT string_agg(concat_ws('|', estado, pg_temp.sin_ids(cuerpo), etag,
        etiquetas, pg_temp.sin_ids(ubicacion), repetida), E'\n') INTO v
    FROM api.ventas_aplicar(p_pedidos);
    v := concat_ws(E'\n', v,
        (SELECT string_agg((to_jsonb(x) - '{id,registrado_en}'::text[])::text,
            E'\n' ORDER BY x.caja_id, x.numero) FROM inv.venta x
         WHERE x.id > b),
        (SELECT string_agg((to_jsonb(l) - '{venta_id,registrado_en}'::text[])
            ::text, E'\n' ORDER BY x.caja_id, x.numero, l.linea)
         FROM inv.venta_linea l JOIN inv.venta x ON x.id = l.venta_id
         WHERE x.id > b),
        (SELECT string_agg(x.numero || p.medio || p.importe, E'\n'
            ORDER BY x.caja_id, x.numero, p.medio)
         FROM inv.venta_pago p JOIN inv.venta x ON x.id = p.venta_id
         WHERE x.id > b),
        (SELECT string_agg((to_jsonb(m)
            - '{id,documento_id,tx,registrado_en}'::text[])::text, E'\n'
            ORDER BY m.documento_id, m.linea)
         FROM inv.movimiento m WHERE m.documento_id > b),
        (SELECT string_agg(concat_ws('|', producto_id, ubicacion_id,
            cantidad), E'\n' ORDER BY producto_id, ubicacion_id)
         FROM inv.existencia),
        (SELECT string_agg((despues - 'venta_id')::text, E'\n' ORDER BY id)
         FROM inv.evento WHERE tipo = 'stock_negativo'),
        (SELECT string_agg(concat_ws('|', c.caja_id, c.numero,
            c.venta_id IN (SELECT id FROM inv.venta)), E'\n'
            ORDER BY c.caja_id, c.numero) FROM inv.venta_clave c),
        (SELECT string_agg(clave || '=' || (respuesta).estado, ','
            ORDER BY clave) FROM inv.idempotencia));
    RAISE EXCEPTION USING MESSAGE = v, ERRCODE = 'ZZ001';
EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
    RETURN SQLERRM;
END $$;

CREATE FUNCTION pg_temp.iguales(p_pedidos jsonb, p_que text)
RETURNS SETOF text LANGUAGE sql AS $$
    SELECT is(pg_temp.por(false, p_pedidos), pg_temp.por(true, p_pedidos),
              p_que)
$$;

SELECT pg_temp.iguales(jsonb_build_array(
    pg_temp.pedido(jsonb_build_array(pg_temp.doc('CA', 1, 'venta', 42.32,
        'VEN-1 2 10.33 0', 'VEN-2 1 20.66 0', 'VEN-3 0.125 8 0')), 'k1'),
    pg_temp.pedido(jsonb_build_array(pg_temp.doc('CA', 2, 'venta', 118.95,
        'CAJA-1 1 10.33 5.01')), 'k2')), 'sales, a pack, a discount');
SELECT pg_temp.iguales(jsonb_build_array(
    pg_temp.pedido(jsonb_build_array(
        pg_temp.doc('CA', 1, 'venta', 150, 'VEN-1 15 10 0'),
        pg_temp.doc('CA', 7, 'venta', 50, 'VEN-1 5 10 0'),
        pg_temp.doc('CA', 3, 'devolucion', 30, 'VEN-1 3 10 0'),
        pg_temp.doc('CA', 7, 'venta', 50, 'VEN-1 5 10 0')), 'k1', true)),
    'a batch with a return and a ticket twice');
SELECT pg_temp.iguales(jsonb_build_array(
    pg_temp.pedido(jsonb_build_array(
        pg_temp.doc('CA', 1, 'venta', 15, 'VEN-1 15 10 0'),
        pg_temp.doc('CA', 2, 'venta', 50, 'VEN-1 5 10 0')), 'k1', true),
    pg_temp.pedido(jsonb_build_array(
        pg_temp.doc('CA', 4, 'venta', 10, 'VEN-1 1 10 0'),
        pg_temp.doc('CA', 3, 'venta', 1, 'VEN-1 5 10 0')), 'k2', true, true),
    pg_temp.pedido(jsonb_build_array(
        pg_temp.doc('CA', 5, 'venta', 1, 'VEN-1 1 10 0')), 'k3')),
    'tickets that do not add up, alone and in an atomic request');
SELECT pg_temp.iguales(jsonb_build_array(
    pg_temp.pedido(jsonb_build_array(pg_temp.doc('CB', 1, 'venta', 250,
        'VEN-1 15 10 0', 'VEN-1 10 10 0'))),
    pg_temp.pedido(jsonb_build_array(pg_temp.doc('CB', 2, 'venta', 10,
        'VEN-1 1 10 0')))), 'a balance that goes below zero: one alert');
SELECT pg_temp.iguales(jsonb_build_array(
    pg_temp.pedido(jsonb_build_array(pg_temp.doc('CA', 1, 'venta', 250,
        'VEN-1 15 10 0', 'VEN-1 10 10 0'))),
    pg_temp.pedido(jsonb_build_array(pg_temp.doc('CA', 2, 'venta', 10,
        'VEN-1 1 10 0')))), 'more than there is, in two lines');
SELECT isnt(pg_temp.por(false, jsonb_build_array(pg_temp.pedido(
        jsonb_build_array(pg_temp.doc('CA', 1, 'venta', 10,
                                      'VEN-1 1 10 0'))))),
    pg_temp.por(false, jsonb_build_array(pg_temp.pedido(
        jsonb_build_array(pg_temp.doc('CA', 1, 'venta', 20,
                                      'VEN-1 1 20 0'))))),
    'the comparison sees a price');

-- it does not matter in which order a day is uploaded
CREATE FUNCTION pg_temp.sale(p_docs jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    v text;
BEGIN
    PERFORM api.ventas_aplicar(jsonb_build_array(pg_temp.pedido(p_docs, NULL,
                                                                true)));
    SELECT string_agg(numero::text, ',' ORDER BY numero) INTO v
    FROM inv.venta;
    RAISE EXCEPTION USING MESSAGE = v, ERRCODE = 'ZZ001';
EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
    RETURN SQLERRM;
END $$;
SELECT is(pg_temp.sale(jsonb_agg(pg_temp.doc('CA', n, 'venta', 80,
              'VEN-1 8 10 0') ORDER BY n)), '1,2', 'as they occurred')
FROM generate_series(1, 4) AS n;
SELECT is(pg_temp.sale(jsonb_agg(pg_temp.doc('CA', n, 'venta', 80,
              'VEN-1 8 10 0') ORDER BY n DESC)), '1,2', 'or backwards')
FROM generate_series(1, 4) AS n;

-- amounts
SELECT is((SELECT (inv.venta_renglones(ARRAY[q]))[1].importe
           FROM unnest(inv.venta_documentos(jsonb_build_array(pg_temp.pedido(
               jsonb_build_array(pg_temp.doc('CA', 1, 'venta', 1, x)))),
               '{0}')) AS q), y, 'round half up: ' || x)
FROM (VALUES ('VEN-3 0.125 0.20 0', 0.03), ('VEN-3 0.125 0.12 0', 0.02),
             ('VEN-3 0.5 1.01 0', 0.51), ('VEN-3 0.5 1.01 0.01', 0.50),
             ('CAJA-1 1 10.33 0', 123.96)) AS v(x, y);

-- some tickets that stay
SELECT is((SELECT string_agg(estado::text, ',') FROM api.ventas_aplicar(
    jsonb_build_array(pg_temp.pedido(jsonb_build_array(pg_temp.doc('CA', 100,
        'venta', 41.32, 'VEN-1 2 10.33 0', 'VEN-2 1 20.66 0')))))), '201',
    'a ticket');
SELECT is((SELECT string_agg(concat_ws(' ', tasa, neto, iva), ', '
                             ORDER BY tasa)
           FROM inv.venta_iva), '10.50 18.70 1.96, 21.00 17.07 3.59',
    'its IVA, by rate, adds up to the total');
SELECT throws_like('UPDATE inv.venta SET total = 0', '%sólo admite agregar%',
                   'a ticket is not changed');
SELECT throws_like('DELETE FROM inv.venta_linea', '%sólo admite agregar%',
                   'nor a line taken off');
SELECT throws_like('UPDATE inv.venta_pago SET importe = 1',
                   '%sólo admite agregar%', 'nor a payment changed');
SELECT is((SELECT count(DISTINCT tableoid) FROM (
        SELECT tableoid FROM inv.venta UNION ALL
        SELECT tableoid FROM inv.venta_linea) x
    WHERE tableoid::regclass::text LIKE '%' || to_char(now(), 'YYYY_MM')),
    2::bigint, 'they are in the partitions of their month');
SELECT is((SELECT string_agg(t, ',') FROM unnest('{venta,venta_linea,
        venta_pago,venta_clave,caja,caja_cierre,medio_pago}'::text[]) AS t
    WHERE has_table_privilege('inventario_app', 'inv.' || trim(t),
                              'INSERT, UPDATE, DELETE')), NULL,
    'the program writes none of the tables itself');
SELECT is((SELECT count(*) FROM pg_proc
    WHERE pronamespace = 'inv'::regnamespace
      AND proname ~ '^(venta|caja|cierre)_'
      AND has_function_privilege('inventario_app', oid, 'EXECUTE')),
    0::bigint, 'nor calls what is behind the api');
SELECT is((SELECT count(*) FROM inv.venta_clave c
           LEFT JOIN inv.venta v ON v.id = c.venta_id
           WHERE v.numero IS DISTINCT FROM c.numero), 0::bigint,
    'each number that is taken is that of its ticket');

SELECT * FROM finish();
ROLLBACK;
