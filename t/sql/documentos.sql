-- Reservations, transfers and counts.

BEGIN;
SET client_min_messages = warning;
SELECT no_plan();

-- ---- a shop ----------------------------------------------------------------

INSERT INTO inv.sucursal (id, codigo, nombre) OVERRIDING SYSTEM VALUE
VALUES (901, 'T1', 'Una'), (902, 'T2', 'Otra');
INSERT INTO inv.ubicacion (id, sucursal_id, codigo, nombre, tipo)
OVERRIDING SYSTEM VALUE VALUES (9001, 901, 'D', 'Depósito', 'deposito'),
    (9002, 902, 'D', 'Depósito', 'deposito');
INSERT INTO inv.producto (id, codigo, nombre, usa_lotes, precio_costo,
                          precio_venta)
OVERRIDING SYSTEM VALUE VALUES (9101, 'T-UNO', 'Uno', false, 5, 10),
    (9102, 'T-DOS', 'Dos', false, 7, 10),
    (9104, 'T-LOTE', 'Leche', true, 2, 10);
INSERT INTO inv.producto_codigo (codigo, producto_id, tipo, factor)
VALUES ('T-UNO', 9101, 'propio', 1), ('T-CAJA', 9101, 'pack', 6);

CREATE FUNCTION pg_temp.ctx() RETURNS jsonb LANGUAGE sql AS $$
    SELECT '{"usuario_id":77,"sucursales":null,"request_id":"prueba"}'::jsonb
$$;

-- What a call answers or fails with, as jsonb with "estado".
CREATE FUNCTION pg_temp.llamar(p_funcion text, VARIADIC p jsonb[])
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v api.respuesta;
    e jsonb;
    d text;
    h text;
BEGIN
    EXECUTE format('SELECT * FROM api.%I(%s)', p_funcion, (
        SELECT string_agg(CASE WHEN jsonb_typeof(x) = 'number'
            THEN format('%s::bigint', x) ELSE format('%L::jsonb', x) END, ','
            ORDER BY n)
        FROM unnest(p) WITH ORDINALITY AS u(x, n))) INTO v;
    RETURN v.cuerpo::jsonb || jsonb_build_object('estado_http', v.estado,
        'etag', v.etag, 'en', v.ubicacion);
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS d = PG_EXCEPTION_DETAIL, h = PG_EXCEPTION_HINT;
    IF SQLSTATE NOT LIKE 'IN%' THEN
        RAISE;
    END IF;
    RETURN jsonb_build_object('estado_http', substr(SQLSTATE, 3)::integer,
        'codigo', SQLERRM) || coalesce(nullif(h, '')::jsonb, '{}');
END $$;

-- Its status, code and first field error.
CREATE FUNCTION pg_temp.dio(p_funcion text, VARIADIC p jsonb[])
RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', j->>'estado_http', j->>'codigo', j->>'estado',
                     j->'errores'->0->>'campo', j->'errores'->0->>'codigo')
    FROM (SELECT pg_temp.llamar(p_funcion, VARIADIC p) AS j) x
$$;

CREATE FUNCTION pg_temp.mover(p_tipo text, p_ubicacion bigint,
    p_producto bigint, p_cantidad numeric, p_lote text DEFAULT NULL,
    p_vence integer DEFAULT NULL)
RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', r.estado, r.cuerpo::jsonb->>'codigo')
    FROM api.movimientos_aplicar(jsonb_build_array(jsonb_build_object('ctx',
        pg_temp.ctx(), 'cuerpo', jsonb_build_array(jsonb_build_object(
            'tipo', p_tipo, 'ubicacion_id', p_ubicacion, 'motivo', 'prueba',
            'lineas', jsonb_build_array(jsonb_strip_nulls(jsonb_build_object(
                'producto_id', p_producto, 'cantidad', p_cantidad,
                'lote', p_lote, 'vence', inv.dia(now()) + p_vence)))))))) r
$$;

-- "cantidad/reservada" of a product in a place.
CREATE FUNCTION pg_temp.hay(p_ubicacion bigint, p_producto bigint)
RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(sum(cantidad), 0)::bigint || '/'
        || coalesce(sum(reservada), 0)::bigint
    FROM inv.existencia
    WHERE ubicacion_id = p_ubicacion AND producto_id = p_producto
$$;

SELECT is(pg_temp.mover('entrada', 9001, 9101, 10), '201', 'hay diez');
SELECT is(pg_temp.mover('entrada', 9001, 9104, c, l, v), '201', 'lote ' || l)
FROM (VALUES (4, 'LEJOS', 60), (3, 'CERCA', 5), (2, 'VENCIDO', -1))
     AS x(c, l, v);


-- ---- reservations ----------------------------------------------------------

SELECT is(pg_temp.dio('reserva_crear', pg_temp.ctx(), '{"ubicacion_id":9001,
    "minutos":15,"lineas":[{"codigo":"t-caja","cantidad":"1"}]}'),
    '201 activa', 'reservar una caja de seis');
SELECT max(id) AS r FROM inv.reserva \gset
SELECT is(pg_temp.hay(9001, 9101), '10/6', '... no sale, se aparta');
SELECT is(pg_temp.mover('salida', 9001, 9101, 5), '409 stock_insuficiente',
          'lo reservado no se vende');
SELECT is(pg_temp.mover('salida', 9001, 9101, 1), '201', '... lo demás sí');
SELECT is(pg_temp.dio('reserva_crear', pg_temp.ctx(), '{"ubicacion_id":9001,
    "lineas":[{"producto_id":9101,"cantidad":"3"},
              {"producto_id":9102,"cantidad":"1"}]}'),
    '409 stock_insuficiente', 'todo o nada');
SELECT is(pg_temp.hay(9001, 9101), '9/6', '... nada');
SELECT is(pg_temp.dio('reserva_crear', pg_temp.ctx(), '{"ubicacion_id":9001,
    "lineas":[{"producto_id":99999,"cantidad":"3"}]}'),
    '404 producto_no_encontrado', 'un producto que no existe');
SELECT is(pg_temp.dio('reserva_crear', pg_temp.ctx(), '{"ubicacion_id":5,
    "lineas":[{"producto_id":9101,"cantidad":"3"}]}'),
    '422 campos_invalidos ubicacion_id ubicacion_ajena', 'un lugar ajeno');
SELECT is(pg_temp.dio('reserva_crear', pg_temp.ctx() || '{"sucursales":[902]}',
    '{"ubicacion_id":9001,"lineas":[{"producto_id":9101,"cantidad":"3"}]}'),
    '403 sucursal_no_permitida', 'otra sucursal');
SELECT is(pg_temp.dio('reserva_crear', pg_temp.ctx(), '{"ubicacion_id":9001,
    "lineas":[{"cantidad":"3"}]}'),
    '422 campos_invalidos lineas[0].producto_id obligatorio', 'sin producto');

SELECT is(pg_temp.dio('reserva_confirmar', pg_temp.ctx(), to_jsonb(:r),
    '{"lineas":[{"linea":1,"cantidad":"7"}]}'),
    '422 campos_invalidos lineas[0].cantidad rango', 'confirmar de más');
SELECT is(pg_temp.dio('reserva_confirmar', pg_temp.ctx(), to_jsonb(:r),
    '{"lineas":[{"linea":2,"cantidad":"1"}]}'),
    '422 campos_invalidos lineas[0].linea linea_no_encontrada',
    'confirmar lo que no está');
SELECT is(pg_temp.dio('reserva_confirmar', pg_temp.ctx(), to_jsonb(:r),
    '{"lineas":[{"linea":1,"cantidad":"4","precio":"9.50"}]}'),
    '200 confirmada', 'confirmar una parte');
SELECT is(pg_temp.hay(9001, 9101), '5/0', '... sale eso y se libera el resto');
SELECT is((SELECT (tipo, cantidad, precio, origen_doc)::text
    FROM inv.movimiento WHERE documento_id = (SELECT documento_id
        FROM inv.reserva WHERE id = :r)),
    '(salida,4.000,9.50,reserva:' || :r || ')', '... como una salida');
SELECT is(pg_temp.dio('reserva_confirmar', pg_temp.ctx(), to_jsonb(:r), '{}'),
    '409 reserva_no_activa confirmada', 'una sola vez');
SELECT is(pg_temp.dio('reserva_liberar', pg_temp.ctx(), to_jsonb(:r)),
    '409 reserva_no_activa confirmada', 'ni liberar después');

SELECT is((SELECT string_agg(concat(l->>'lote', '=', l->>'cantidad'), ' '
        ORDER BY (l->>'linea')::integer)
    FROM jsonb_array_elements(pg_temp.llamar('reserva_crear', pg_temp.ctx(),
        '{"ubicacion_id":9001,"lineas":[{"producto_id":9104,"cantidad":"5"}]}'
        )->'lineas') AS l), 'CERCA=3.000 LEJOS=2.000',
    'se reserva lo que vence primero, no lo vencido');
SELECT max(id) AS r FROM inv.reserva \gset
SELECT is(pg_temp.mover('salida', 9001, 9104, 3), '409 stock_insuficiente',
          'quedan dos para vender');
SELECT is(pg_temp.dio('reserva_liberar', pg_temp.ctx(), to_jsonb(:r)),
          '200 liberada', 'liberar');
SELECT is(pg_temp.hay(9001, 9104), '9/0', '... vuelve a estar');

SELECT is(pg_temp.dio('reserva_crear', pg_temp.ctx(), '{"ubicacion_id":9001,
    "lineas":[{"producto_id":9101,"cantidad":"5"}]}'), '201 activa', 'otra');
SELECT max(id) AS r FROM inv.reserva \gset
UPDATE inv.reserva SET vence_en = now() - interval '1 second' WHERE id = :r;
SELECT is(pg_temp.dio('reserva_confirmar', pg_temp.ctx(), to_jsonb(:r), '{}'),
    '409 reserva_no_activa vencida',
    'la vencida no se confirma aunque nadie la haya liberado');
SELECT is(pg_temp.dio('reserva_obtener', pg_temp.ctx(), to_jsonb(:r)),
          '200 vencida', '... y se muestra vencida');
SELECT is((api.reservas_listar(pg_temp.ctx(), 9001, 'vencida', NULL, 50, NULL,
    true)).cuerpo::jsonb->>'total', '1', '... también en la lista');
SELECT is(inv.reservas_vencer(), 1::bigint, 'el trabajo la libera');
SELECT is(pg_temp.hay(9001, 9101), '5/0', '... y el stock vuelve');
SELECT is(inv.reservas_vencer(), 0::bigint, '... una vez');
SELECT is(pg_temp.dio('reserva_obtener', pg_temp.ctx(), '999999'),
          '404 reserva_no_encontrada', 'una que no hay');


-- ---- transfers -------------------------------------------------------------

SELECT is(pg_temp.dio('transferencia_crear', pg_temp.ctx(), '{"origen_id":9001,
    "destino_id":9001,"lineas":[{"producto_id":9101,"cantidad":"1"}]}'),
    '422 campos_invalidos destino_id mismo_lugar', 'al mismo lugar');
SELECT is(pg_temp.dio('transferencia_crear', pg_temp.ctx(), '{"origen_id":9001,
    "destino_id":9002,"lineas":[{"producto_id":9101,"cantidad":"1.5"}]}'),
    '422 campos_invalidos lineas[0].cantidad cantidad_no_entera',
    'media unidad');
SELECT is(pg_temp.dio('transferencia_crear', pg_temp.ctx()
    || '{"sucursales":[902]}', '{"origen_id":9001,"destino_id":9002,
    "lineas":[{"producto_id":9101,"cantidad":"1"}]}'),
    '403 sucursal_no_permitida', 'quien no es del origen no manda');
SELECT is(pg_temp.dio('transferencia_crear', pg_temp.ctx()
    || '{"sucursales":[901]}', '{"origen_id":9001,"destino_id":9002,
    "lineas":[{"producto_id":9101,"cantidad":"4"},
              {"producto_id":9104,"cantidad":"5"}]}'), '201 borrador',
    'un borrador');
SELECT max(id) AS t FROM inv.transferencia \gset
SELECT is(pg_temp.hay(9001, 9101), '5/0', '... no mueve nada');
SELECT is(pg_temp.dio('transferencia_recibir', pg_temp.ctx(), to_jsonb(:t),
    '{}'), '409 transferencia_estado borrador', '... ni se recibe');
SELECT is(pg_temp.dio('transferencia_enviar', pg_temp.ctx(), to_jsonb(:t)),
          '200 en_transito', 'enviar');
SELECT is(pg_temp.hay(9001, 9101) || ' ' || pg_temp.hay(5, 9101) || ' '
    || pg_temp.hay(9002, 9101), '1/0 4/0 0/0', '... está en camino');
SELECT is((SELECT string_agg(concat(l->>'linea', l->>'lote', '=',
        l->>'cantidad'), ' ' ORDER BY (l->>'linea')::integer)
    FROM jsonb_array_elements(pg_temp.llamar('transferencia_obtener',
        pg_temp.ctx(), to_jsonb(:t))->'lineas') AS l),
    '1=4.000 2CERCA=3.000 3LEJOS=2.000', '... con sus lotes');
SELECT is(pg_temp.dio('transferencia_enviar', pg_temp.ctx(), to_jsonb(:t)),
    '409 transferencia_estado en_transito', 'una vez');
SELECT is(pg_temp.dio('transferencia_recibir', pg_temp.ctx()
    || '{"sucursales":[901]}', to_jsonb(:t), '{}'),
    '403 sucursal_no_permitida', 'quien no es del destino no recibe');
SELECT is(pg_temp.dio('transferencia_recibir', pg_temp.ctx(), to_jsonb(:t),
    '{"lineas":[{"linea":1,"cantidad":"5"}]}'),
    '422 campos_invalidos lineas[0].cantidad rango', 'llegó más');
SELECT is(pg_temp.dio('transferencia_recibir', pg_temp.ctx(), to_jsonb(:t),
    '{"lineas":[{"linea":1,"cantidad":"3"},{"linea":2,"cantidad":"0"},
                {"linea":3,"cantidad":"2"}]}'), '200 con_diferencia',
    'llegó menos');
SELECT is(pg_temp.hay(5, 9101) || ' ' || pg_temp.hay(9002, 9101) || ' '
    || pg_temp.hay(5, 9104) || ' ' || pg_temp.hay(9002, 9104),
    '1/0 3/0 3/0 2/0', '... lo que falta sigue en camino');
SELECT is(pg_temp.dio('transferencia_cancelar', pg_temp.ctx(), to_jsonb(:t)),
    '409 transferencia_estado con_diferencia', '... y no se cancela');
SELECT is(pg_temp.dio('movimiento_anular', pg_temp.ctx(), (
    SELECT to_jsonb(max(documento_id)) FROM inv.movimiento),
    '{"motivo":"x"}'), '409 movimiento_de_transferencia',
    '... ni se anula por su lado');
SELECT is(pg_temp.dio('transferencia_recibir', pg_temp.ctx(), to_jsonb(:t),
    '{"lineas":[{"linea":2,"cantidad":"3"}]}'), '200 con_diferencia',
    'llegó otra parte');
SELECT is(pg_temp.dio('transferencia_cerrar', pg_temp.ctx(), to_jsonb(:t),
    '{"motivo":"roto","destino":"merma"}'), '200 recibida', 'cerrarla');
SELECT is(pg_temp.hay(5, 9101) || ' ' || pg_temp.hay(5, 9104), '0/0 0/0',
          '... nada queda en camino');
SELECT is((SELECT (tipo, destino_id, cantidad, motivo)::text
    FROM inv.movimiento WHERE documento_id = (SELECT max(documento_id)
        FROM inv.movimiento)), '(merma,3,1.000,roto)',
    '... se dio por perdido');

SELECT is(pg_temp.dio('transferencia_crear', pg_temp.ctx(), '{"origen_id":9002,
    "destino_id":9001,"enviar":true,
    "lineas":[{"producto_id":9101,"cantidad":"4"}]}'),
    '409 stock_insuficiente', 'enviar ya más de lo que hay');
SELECT is(pg_temp.dio('transferencia_crear', pg_temp.ctx(), '{"origen_id":9002,
    "destino_id":9001,"enviar":true,
    "lineas":[{"producto_id":9101,"cantidad":"3"}]}'), '201 en_transito',
    'enviar ya');
SELECT max(id) AS t FROM inv.transferencia \gset
SELECT is(pg_temp.dio('transferencia_cancelar', pg_temp.ctx(), to_jsonb(:t)),
          '200 cancelada', 'cancelar en camino');
SELECT is(pg_temp.hay(9002, 9101) || ' ' || pg_temp.hay(5, 9101), '3/0 0/0',
          '... vuelve');
SELECT is(pg_temp.dio('transferencia_crear', pg_temp.ctx(), '{"origen_id":9002,
    "destino_id":9001,"enviar":true,
    "lineas":[{"producto_id":9101,"cantidad":"3"}]}'), '201 en_transito',
    'otra');
SELECT max(id) AS t FROM inv.transferencia \gset
SELECT is(pg_temp.dio('transferencia_recibir', pg_temp.ctx(), to_jsonb(:t),
    '{"lineas":[{"linea":1,"cantidad":"1"}]}'), '200 con_diferencia',
    'llega una');
SELECT is(pg_temp.dio('transferencia_cerrar', pg_temp.ctx(), to_jsonb(:t),
    '{"motivo":"no subió al camión","destino":"origen"}'), '200 recibida',
    'las otras habían quedado');
SELECT is(pg_temp.hay(9002, 9101) || ' ' || pg_temp.hay(9001, 9101),
          '2/0 2/0', '... en el origen');
SELECT is((api.transferencias_listar(pg_temp.ctx() || '{"sucursales":[902]}',
    9001, 'recibida', 1, NULL, true)).cuerpo::jsonb->>'total', '2',
    'la lista');


-- ---- counts ----------------------------------------------------------------

SELECT is(pg_temp.mover('entrada', 9001, 9102, 100), '201', 'hay cien');
SELECT is(pg_temp.mover('salida', 9001, 9102, 50), '201', 'se venden');
SELECT is((SELECT string_agg(concat(p->>'codigo', p->>'clase'), ' ')
    FROM jsonb_array_elements((api.conteo_plan(pg_temp.ctx(), 9001, 2)
        ).cuerpo::jsonb->'datos') AS p), 'T-DOSA T-UNOB',
    'el plan: primero lo que más vale');
SELECT is(pg_temp.dio('conteo_crear', pg_temp.ctx(), '{"ubicacion_id":9001,
    "productos":[99999],"ciego":true,"tolerancia":"0"}'),
    '404 producto_no_encontrado', 'contar lo que no existe');
SELECT is(pg_temp.dio('conteo_crear', pg_temp.ctx(), '{"ubicacion_id":9002,
    "plan":"A","ciego":true,"tolerancia":"0"}'), '409 conteo_vacio',
    'contar nada');
SELECT is(pg_temp.llamar('conteo_crear', pg_temp.ctx(), '{"ubicacion_id":9001,
    "ciego":true,"tolerancia":"10"}')->>'productos', '4',
    'contar lo que hay: una línea por lote');
SELECT max(id) AS c FROM inv.conteo \gset
SELECT is(pg_temp.dio('conteo_crear', pg_temp.ctx(), '{"ubicacion_id":9001,
    "productos":[9102],"ciego":true,"tolerancia":"0"}'),
    '409 producto_en_otro_conteo', 'no dos a la vez');
SELECT is(pg_temp.dio('conteo_contar', pg_temp.ctx(), to_jsonb(:c),
    '{"lineas":[{"producto_id":9104,"cantidad":"1"}]}'),
    '422 campos_invalidos lineas[0].lote lote_obligatorio',
    'lo que lleva lotes se cuenta por lote');
SELECT is(pg_temp.dio('conteo_contar', pg_temp.ctx(), to_jsonb(:c),
    '{"lineas":[{"producto_id":9102,"cantidad":"0.5"}]}'),
    '422 campos_invalidos lineas[0].cantidad cantidad_no_entera',
    'y por unidades enteras');
SELECT is(pg_temp.dio('conteo_contar', pg_temp.ctx(), to_jsonb(:c),
    '{"lineas":[{"producto_id":9102,"cantidad":"20"},
                {"producto_id":9102,"cantidad":"21"},
                {"producto_id":9101,"cantidad":"2"},
                {"producto_id":9104,"cantidad":"0","lote":"VENCIDO"}]}'),
    '200 abierto', 'contar, en dos estantes');
CREATE FUNCTION pg_temp.linea(p_conteo bigint, p_producto bigint)
RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws('/', l->>'contada', coalesce(l->>'esperada', '?'),
                     l->>'recontar')
    FROM jsonb_array_elements(pg_temp.llamar('conteo_obtener', pg_temp.ctx(),
        to_jsonb(p_conteo))->'lineas') AS l
    WHERE (l->>'producto_id')::bigint = p_producto AND l->>'contada' <> ''
$$;
SELECT is(pg_temp.linea(:c, 9102), '41.000/?/false',
          'se suma, y quien cuenta no ve lo esperado');
SELECT is(pg_temp.dio('conteo_recontar', pg_temp.ctx(), to_jsonb(:c)),
          '200 recuento', 'faltan 9 de 50: más que el 10 %');
SELECT is(pg_temp.linea(:c, 9102) || ' ' || pg_temp.linea(:c, 9101),
    '41.000/?/true 2.000/?/false', '... eso se recuenta, lo demás no');
SELECT is(pg_temp.dio('conteo_cerrar', pg_temp.ctx(), to_jsonb(:c)),
    '409 recuento_pendiente', '... antes de cerrar');
SELECT is(pg_temp.dio('conteo_contar', pg_temp.ctx(), to_jsonb(:c),
    '{"lineas":[{"producto_id":9102,"cantidad":"47"},
                {"producto_id":9104,"cantidad":"0","lote":"VENCIDO"}]}'),
    '200 recuento', 'recontar');
SELECT is(pg_temp.mover('salida', 9001, 9102, 10), '201',
          'se vende después de contar');
SELECT is((SELECT concat_ws(' ', j->>'estado', j->'diferencia'->>'unidades',
        j->'diferencia'->>'valor', j->>'contados')
    FROM pg_temp.llamar('conteo_cerrar', pg_temp.ctx(), to_jsonb(:c)) AS j),
    'cerrado -5.000 -25.00 3', 'cerrar: -3 de 7 y -2 de 2 pesos');
SELECT is(pg_temp.hay(9001, 9102), '37/0',
          '... 50 - 3 - 10: lo vendido no fue diferencia');
SELECT is(pg_temp.linea(:c, 9102), '47.000/50.000/false',
          '... y ahora se ve lo esperado');
SELECT is((SELECT string_agg(concat(tipo, origen_id, '>', destino_id, '=',
        cantidad), ' ' ORDER BY linea) FROM inv.movimiento
    WHERE origen_doc = 'conteo:' || :c), 'ajuste9001>4=3.000 '
    'ajuste9001>4=2.000', '... en un solo ajuste');
SELECT is(pg_temp.dio('conteo_contar', pg_temp.ctx(), to_jsonb(:c),
    '{"lineas":[{"producto_id":9102,"cantidad":"1"}]}'),
    '409 conteo_estado cerrado', 'cerrado no se cuenta más');
SELECT is(pg_temp.dio('conteo_crear', pg_temp.ctx(), '{"ubicacion_id":9002,
    "productos":[9102],"ciego":false,"tolerancia":"0"}'), '201 abierto',
    'un conteo a la vista');
SELECT max(id) AS c FROM inv.conteo \gset
SELECT is(pg_temp.dio('conteo_contar', pg_temp.ctx(), to_jsonb(:c),
    '{"lineas":[{"producto_id":9102,"cantidad":"3"}]}'), '200 abierto',
    'aparece lo que no estaba');
SELECT is(pg_temp.linea(:c, 9102), '3.000/0.000/false', '... a la vista');
SELECT is(pg_temp.dio('conteo_cerrar', pg_temp.ctx(), to_jsonb(:c)),
          '200 cerrado', '... se cierra');
SELECT is(pg_temp.hay(9002, 9102), '3/0', '... y está');
SELECT is(pg_temp.dio('conteo_crear', pg_temp.ctx(), '{"ubicacion_id":9002,
    "ciego":true,"tolerancia":"0"}'), '201 abierto', 'otro');
SELECT max(id) AS c FROM inv.conteo \gset
SELECT is(pg_temp.dio('conteo_cancelar', pg_temp.ctx() ||
    '{"sucursales":[901]}', to_jsonb(:c)), '404 conteo_no_encontrado',
    'no el de otra sucursal');
SELECT is(pg_temp.dio('conteo_cancelar', pg_temp.ctx(), to_jsonb(:c)),
          '200 cancelado', '... cancelado');
SELECT is((api.conteos_listar(pg_temp.ctx(), 9002, NULL, 50, NULL, true)
    ).cuerpo::jsonb->>'total', '2', 'la lista');


-- ---- and it all adds up ----------------------------------------------------

SELECT is_empty($$
    SELECT e.producto_id, e.ubicacion_id, e.lote_id FROM inv.existencia e
    FULL JOIN (SELECT producto_id, u AS ubicacion_id, lote_id, sum(n) AS n
        FROM (SELECT producto_id, origen_id AS u, lote_id, -cantidad AS n
              FROM inv.movimiento UNION ALL
              SELECT producto_id, destino_id, lote_id, cantidad
              FROM inv.movimiento) x
        WHERE u >= 5 GROUP BY 1, 2, 3) m
        USING (producto_id, ubicacion_id, lote_id)
    WHERE coalesce(e.cantidad, 0) <> coalesce(m.n, 0) $$,
    'saldo = suma del libro');
SELECT is_empty($$
    SELECT e.* FROM inv.existencia e
    LEFT JOIN (SELECT r.ubicacion_id, l.producto_id, l.lote_id,
                      sum(l.cantidad) AS n
               FROM inv.reserva r JOIN inv.reserva_linea l
                   ON l.reserva_id = r.id
               WHERE r.estado = 'activa' GROUP BY 1, 2, 3) r
        USING (producto_id, ubicacion_id, lote_id)
    WHERE e.reservada <> coalesce(r.n, 0) $$,
    'reservado = suma de las reservas activas');

SELECT finish();
ROLLBACK;
