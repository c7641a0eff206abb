-- A month of tickets for the demonstration shop: two tills in each branch,
-- what they sold, a return, a void, and their closings.  It does nothing
-- where there are tills already.

BEGIN;

CREATE FUNCTION pg_temp.demo_ventas() RETURNS void LANGUAGE plpgsql AS $demo$
DECLARE
    v_ctx  jsonb := '{"usuario":"demo","rol":"admin","sucursales":null,'
                    '"request_id":"demostracion"}';
    v_hoy  date := inv.dia(now());
    v_docs jsonb;
    c      inv.caja;
    r      record;
    a      api.respuesta;
BEGIN
    IF EXISTS (SELECT FROM inv.caja) OR NOT EXISTS (SELECT FROM inv.producto)
    THEN
        RETURN;
    END IF;
    FOR r IN SELECT u.id, u.sucursal_id FROM inv.ubicacion u
             WHERE u.tipo = 'estante' AND u.activa ORDER BY u.id
    LOOP
        PERFORM api.caja_crear(v_ctx, jsonb_build_object('sucursal_id',
            r.sucursal_id, 'ubicacion_id', r.id, 'codigo', 'CAJA' || n,
            'nombre', 'Caja ' || n, 'punto_venta', r.sucursal_id * 10 + n))
        FROM generate_series(1, 2) AS n;
        -- what the month will need, received before it
        SELECT jsonb_build_array(jsonb_build_object('ctx', v_ctx, 'clave',
            NULL, 'huella', NULL, 'cuerpo', jsonb_build_array(
                jsonb_build_object('tipo', 'entrada', 'ubicacion_id', r.id,
                    'referencia', 'Reposición', 'ocurrido_en',
                    inv.comienzo(v_hoy - 31), 'lineas', jsonb_agg(
                        jsonb_build_object('producto_id', p.id, 'cantidad',
                            '150', 'costo', p.precio_costo::text))))))
        INTO v_docs FROM inv.producto p WHERE p.activo AND NOT p.usa_lotes;
        PERFORM api.movimientos_aplicar(v_docs);
    END LOOP;

    FOR c IN SELECT * FROM inv.caja ORDER BY id LOOP
        WITH p AS (
            SELECT id, precio_venta, unidad, row_number() OVER (ORDER BY id)
                - 1 AS n, count(*) OVER () AS cuantos
            FROM inv.producto WHERE activo AND NOT usa_lotes),
        t AS (              -- more on Saturdays, at noon and in the evening
            SELECT dia, k, (dia * 12 + k + 1)::bigint AS numero,
                   abs(hashint8(c.id * 100000 + dia * 100 + k)) AS azar
            FROM generate_series(0, 29) AS dia, generate_series(0, 11) AS k
            WHERE k < 8 + 4 * (extract(isodow FROM v_hoy - 30 + dia) = 6)::int),
        l AS (
            SELECT t.*, p.id, p.precio_venta, CASE p.unidad
                       WHEN 'un' THEN 1 + (t.azar + i) % 2
                       ELSE 0.250 + (t.azar + i) % 5 * 0.125 END AS cantidad
            FROM t, generate_series(1, 4) AS i
            JOIN p ON true
            WHERE i <= 1 + t.azar % 4
              AND p.n = (t.azar / 7 + i * 13) % p.cuantos)
        SELECT jsonb_agg(jsonb_build_object('caja_id', c.id, 'numero',
                   x.numero, 'tipo', 'venta', 'ocurrido_en',
                   inv.comienzo((v_hoy - 30 + x.dia)::date)
                   + interval '9 hours' + x.k * interval '61 minutes',
                   'lineas', x.lineas, 'pagos', jsonb_build_array(
                       jsonb_build_object('medio', (ARRAY['efectivo',
                           'debito', 'qr', 'credito'])[1 + x.azar % 4],
                           'importe', x.total::text))))
        INTO v_docs
        FROM (SELECT l.dia, l.k, l.numero, l.azar,
                     sum(round(l.cantidad * l.precio_venta, 2)) AS total,
                     jsonb_agg(jsonb_build_object('producto_id', l.id,
                         'cantidad', l.cantidad::text,
                         'precio', l.precio_venta::text)) AS lineas
              FROM l GROUP BY l.dia, l.k, l.numero, l.azar) x;
        SELECT * INTO a FROM api.ventas_aplicar(jsonb_build_array(
            jsonb_build_object('ctx', v_ctx || '{"lote":true}', 'clave', NULL,
                               'huella', NULL, 'cuerpo', v_docs)));
        IF a.estado >= 400 THEN
            RAISE EXCEPTION 'ventas: %', a.cuerpo;
        END IF;
        PERFORM api.venta_devolver(v_ctx, min(v.id),
            '{"lineas":[{"linea":1,"cantidad":"1"}],"destino":"merma",
              "motivo":"Vino roto"}')
        FROM inv.venta v WHERE v.caja_id = c.id AND v.tipo = 'venta';
        PERFORM api.venta_anular(v_ctx, max(v.id),
                                 '{"motivo":"Se cobró dos veces"}')
        FROM inv.venta v WHERE v.caja_id = c.id AND v.tipo = 'venta';
        PERFORM api.cierre_crear(v_ctx, c.id, '{"fondo":"5000"}');
    END LOOP;
END $demo$;

SELECT pg_temp.demo_ventas();

COMMIT;
