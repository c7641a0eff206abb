-- The ledger: movements in company, their rules, reversal.

BEGIN;
SET client_min_messages = warning;
SELECT no_plan();

-- ---- a shop ----------------------------------------------------------------

INSERT INTO inv.sucursal (id, codigo, nombre, permite_negativo)
OVERRIDING SYSTEM VALUE VALUES (901, 'T1', 'Estricta', false),
    (902, 'T2', 'Permisiva', true);
INSERT INTO inv.ubicacion (id, sucursal_id, codigo, nombre, tipo, activa)
OVERRIDING SYSTEM VALUE VALUES
    (9001, 901, 'D', 'Depósito', 'deposito', true),
    (9002, 901, 'E', 'Estante', 'estante', true),
    (9003, 902, 'D', 'Depósito', 'deposito', true),
    (9004, 901, 'X', 'Cerrado', 'estante', false);
INSERT INTO inv.producto (id, codigo, nombre, unidad, usa_lotes, activo,
                          precio_venta)
OVERRIDING SYSTEM VALUE VALUES
    (9101, 'T-UNO', 'Uno', 'un', false, true, 10),
    (9102, 'T-DOS', 'Dos', 'un', false, true, 10),
    (9103, 'T-KG', 'Queso', 'kg', false, true, 100),
    (9104, 'T-LOTE', 'Leche', 'un', true, true, 10),
    (9105, 'T-BAJA', 'Viejo', 'un', false, false, 10);
INSERT INTO inv.producto_codigo (codigo, producto_id, tipo, factor) VALUES
    ('T-UNO', 9101, 'propio', 1), ('T-DOS', 9102, 'propio', 1),
    ('T-KG', 9103, 'propio', 1), ('T-LOTE', 9104, 'propio', 1),
    ('07791234567898', 9101, 'gtin', 1), ('17791234567895', 9101, 'pack', 12),
    ('12345678', 9102, 'alterno', 1), ('99123', 9103, 'balanza', 1);

-- One request: its answer, the cuerpo as jsonb.
CREATE FUNCTION pg_temp.pedir(p_cuerpo jsonb, p_clave text DEFAULT NULL,
    p_ctx jsonb DEFAULT '{}', OUT estado integer, OUT j jsonb,
    OUT repetida boolean)
LANGUAGE sql AS $$
    SELECT r.estado, r.cuerpo::jsonb, r.repetida
    FROM api.movimientos_aplicar(jsonb_build_array(jsonb_build_object(
        'ctx', '{"usuario_id":77,"rol":"deposito","sucursales":null,
                 "request_id":"prueba"}'::jsonb
            || jsonb_build_object('lote', jsonb_typeof(p_cuerpo) = 'array')
            || p_ctx,
        'clave', p_clave, 'huella', md5(p_cuerpo::text),
        'cuerpo', CASE jsonb_typeof(p_cuerpo) WHEN 'array' THEN p_cuerpo
                  ELSE jsonb_build_array(p_cuerpo) END))) r
$$;

-- A document of one line.
CREATE FUNCTION pg_temp.doc(p_tipo text, p_ubicacion bigint, p_producto bigint,
    p_cantidad numeric, p_linea jsonb DEFAULT '{}', p_mas jsonb DEFAULT '{}')
RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('tipo', p_tipo, 'ubicacion_id', p_ubicacion,
        'lineas', jsonb_build_array(jsonb_build_object('producto_id',
            p_producto, 'cantidad', p_cantidad::text) || p_linea)) || p_mas
$$;

CREATE FUNCTION pg_temp.hay(p_ubicacion bigint, p_producto bigint)
RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(sum(cantidad), 0)::text FROM inv.existencia
    WHERE ubicacion_id = p_ubicacion AND producto_id = p_producto
$$;

-- "estado codigo" of a request, which is what most tests look at.
CREATE FUNCTION pg_temp.dio(p_cuerpo jsonb, p_ctx jsonb DEFAULT '{}')
RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', estado, j->>'codigo',
                     j->'errores'->0->>'campo', j->'errores'->0->>'codigo')
    FROM pg_temp.pedir(p_cuerpo, NULL, p_ctx)
$$;
CREATE FUNCTION pg_temp.hacer(p_cuerpo jsonb) RETURNS void
LANGUAGE sql AS $$ SELECT pg_temp.dio(p_cuerpo) $$;


-- ---- kinds -----------------------------------------------------------------

SELECT is(pg_temp.dio(pg_temp.doc('entrada', 9001, 9101, 100,
    '{"costo":"5.5"}')), '201', 'entrada');
SELECT is(pg_temp.hay(9001, 9101), '100.000', '... suma');
SELECT is((SELECT (origen_id, destino_id, saldo, costo, usuario_id,
                   request_id)::text FROM inv.movimiento
           WHERE producto_id = 9101),
    '(1,9001,100.000,5.5000,77,prueba)',
    '... del proveedor, con saldo, costo, quién y en qué pedido');
SELECT is(pg_temp.dio(pg_temp.doc('salida', 9001, 9101, 10)), '201', 'salida');
SELECT is(pg_temp.dio(pg_temp.doc('devolucion', 9001, 9101, 2)), '201',
          'devolución de un cliente');
SELECT is(pg_temp.dio(pg_temp.doc('devolucion', 9001, 9101, 5, '{}',
    '{"sentido":"proveedor"}')), '201', 'devolución a un proveedor');
SELECT is(pg_temp.hay(9001, 9101), '87.000', '... 100 - 10 + 2 - 5');
SELECT is(pg_temp.dio(pg_temp.doc('merma', 9001, 9101, 1)),
    '422 campos_invalidos motivo obligatorio', 'merma sin motivo');
SELECT is(pg_temp.dio(pg_temp.doc('merma', 9001, 9101, 1, '{}',
    '{"motivo":"roto"}')), '201', 'merma con motivo');
SELECT is(pg_temp.dio(pg_temp.doc('ajuste', 9001, 9101, -6, '{}',
    '{"motivo":"x"}')), '201', 'ajuste para abajo');
SELECT is(pg_temp.dio(pg_temp.doc('ajuste', 9001, 9101, 20, '{}',
    '{"motivo":"x"}')), '201', 'ajuste para arriba');
SELECT is(pg_temp.hay(9001, 9101), '100.000', '... 87 - 1 - 6 + 20');
SELECT is(pg_temp.dio(pg_temp.doc('transferencia', 9001, 9101, 30, '{}',
    '{"destino_id":9002}')), '201', 'transferencia');
SELECT is(pg_temp.hay(9001, 9101) || ' ' || pg_temp.hay(9002, 9101),
          '70.000 30.000', '... de un lugar al otro');
SELECT is(pg_temp.dio(pg_temp.doc('transferencia', 9001, 9101, 1)),
    '422 campos_invalidos destino_id obligatorio', 'transferencia sin destino');
SELECT is(pg_temp.dio(pg_temp.doc('transferencia', 9001, 9101, 1, '{}',
    '{"destino_id":9001}')), '422 campos_invalidos destino_id mismo_lugar',
    'transferencia al mismo lugar');
SELECT is(pg_temp.dio(pg_temp.doc('salida', 9001, 9101, 1, '{}',
    '{"destino_id":9002}')), '422 campos_invalidos destino_id de_mas',
    'una salida no tiene destino');
SELECT is(pg_temp.dio(pg_temp.doc('salida', 9001, 9101, 1, '{}',
    '{"sentido":"cliente"}')), '422 campos_invalidos sentido de_mas',
    'una salida no tiene sentido');


-- ---- what is refused -------------------------------------------------------

SELECT is(pg_temp.dio(pg_temp.doc('salida', 9001, 99999, 1)),
          '404 producto_no_encontrado', 'producto que no existe');
SELECT is(pg_temp.dio(pg_temp.doc('salida', 9001, 9105, 1)),
          '409 producto_inactivo', 'producto dado de baja');
SELECT is(pg_temp.dio(pg_temp.doc('entrada', 99999, 9101, 1)),
          '404 ubicacion_no_encontrada', 'ubicación que no existe');
SELECT is(pg_temp.dio(pg_temp.doc('entrada', 9004, 9101, 1)),
          '409 ubicacion_inactiva', 'ubicación dada de baja');
SELECT is(pg_temp.dio(pg_temp.doc('entrada', 5, 9101, 1)),
    '422 campos_invalidos ubicacion_id ubicacion_ajena', 'lo que está en '
    'tránsito no se mueve a mano');
SELECT is(pg_temp.dio(pg_temp.doc('transferencia', 9001, 9101, 1, '{}',
    '{"destino_id":3}')), '422 campos_invalidos destino_id ubicacion_ajena',
    'ni se transfiere a la merma');
SELECT is(pg_temp.dio(pg_temp.doc('salida', 9001, 9101, -1)),
    '422 campos_invalidos lineas[0].cantidad rango', 'salida negativa');
SELECT is(pg_temp.dio(pg_temp.doc('salida', 9001, 9101, 1.5)),
    '422 campos_invalidos lineas[0].cantidad cantidad_no_entera',
    'media unidad');
SELECT is(pg_temp.dio(pg_temp.doc('entrada', 9001, 9103, 1.525)), '201',
          'un kilo y medio sí');
SELECT is(pg_temp.dio(pg_temp.doc('salida', 9001, 9101, 1, '{"codigo":"x"}')),
    '422 campos_invalidos lineas[0].producto_id obligatorio',
    'producto_id y codigo a la vez');
SELECT is(pg_temp.dio(pg_temp.doc('salida', 9001, 9101, 1, '{}',
    jsonb_build_object('ocurrido_en', now() + interval '6 min'))),
    '422 campos_invalidos ocurrido_en futuro', 'en el futuro');
SELECT is(pg_temp.dio(pg_temp.doc('salida', 9001, 9101, 1, '{}',
    jsonb_build_object('ocurrido_en', now() + interval '4 min'))),
    '201', 'un reloj un poco adelantado');
SELECT is(pg_temp.dio(pg_temp.doc('entrada', 9001, 9103, 999999999999990)),
    '201', 'un saldo enorme');
SELECT is(pg_temp.dio(pg_temp.doc('entrada', 9001, 9103, 9)),
    '422 campos_invalidos lineas[0].cantidad rango',
    'que no puede pasar de lo que entra en la columna');
SELECT is(pg_temp.dio(pg_temp.doc('ajuste', 9001, 9103, -999999999999990, '{}',
    '{"motivo":"x"}')), '201', '... y se deshace');
SELECT is(pg_temp.dio('{"_errores":[{"campo":"tipo","codigo":"opcion"}]}'),
    '422 campos_invalidos tipo opcion', 'lo que C no aceptó');
SELECT is(pg_temp.dio(pg_temp.doc('salida', 9001, 9101, 1),
    '{"sucursales":[902]}'), '403 sucursal_no_permitida', 'otra sucursal');
SELECT is(pg_temp.dio(pg_temp.doc('transferencia', 9001, 9101, 1, '{}',
    '{"destino_id":9003}'), '{"sucursales":[901]}'),
    '403 sucursal_no_permitida', 'el destino también cuenta');
SELECT is(pg_temp.dio(pg_temp.doc('salida', 9001, 9101, 1),
    '{"sucursales":[901]}'), '201', 'la propia');
SELECT is(pg_temp.hay(9001, 9101), '68.000', 'y sólo lo aceptado movió stock');


-- ---- codes -----------------------------------------------------------------

CREATE FUNCTION pg_temp.por_codigo(p_tipo text, p_codigo text, p_n numeric)
RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', estado, j->>'codigo',
        j->'lineas'->0->>'producto_id', j->'lineas'->0->>'cantidad')
    FROM pg_temp.pedir(jsonb_build_object('tipo', p_tipo, 'ubicacion_id', 9001,
        'lineas', jsonb_build_array(jsonb_build_object('codigo', p_codigo,
            'cantidad', p_n::text))))
$$;
SELECT is(pg_temp.por_codigo('entrada', 't-uno', 1), '201 9101 1.000',
          'código propio, en minúsculas');
SELECT is(pg_temp.por_codigo('entrada', '7791234567898', 1), '201 9101 1.000',
          'GTIN-13');
SELECT is(pg_temp.por_codigo('entrada', '17791234567895', 2),
          '201 9101 24.000', 'un bulto multiplica');
SELECT is(pg_temp.por_codigo('entrada', '12345678', 1), '201 9102 1.000',
          'ocho dígitos que son un código alterno');
SELECT is(pg_temp.por_codigo('salida', '2099123012500', 1), '201 9103 1.250',
          'balanza: 1,250 kg');
SELECT is(pg_temp.por_codigo('salida', 'NADA', 1),
          '404 producto_no_encontrado', 'código de nadie');


-- ---- no oversell -----------------------------------------------------------

SELECT pg_temp.hacer(pg_temp.doc('entrada', 9002, 9102, 5));
SELECT is((SELECT concat_ws(' ', estado, j->>'codigo', j->>'producto_id',
                            j->>'disponible', j->>'pedida', j->>'linea')
    FROM pg_temp.pedir(pg_temp.doc('salida', 9002, 9102, 6))),
    '409 stock_insuficiente 9102 5.000 6.000 1', 'más de lo que hay');
SELECT is(pg_temp.dio('{"tipo":"salida","ubicacion_id":9002,"lineas":[
    {"producto_id":9102,"cantidad":"3"},{"producto_id":9102,"cantidad":"3"}]}'),
    '409 stock_insuficiente', 'dos renglones que juntos no alcanzan');
SELECT is(pg_temp.hay(9002, 9102), '5.000', '... y no sale ninguno');
SELECT is(pg_temp.dio('{"tipo":"salida","ubicacion_id":9002,"lineas":[
    {"producto_id":9102,"cantidad":"3"},{"producto_id":9102,"cantidad":"2"}]}'),
    '201', 'dos que alcanzan justo');
SELECT is((SELECT array_agg(saldo ORDER BY linea)::text FROM inv.movimiento
    WHERE documento_id = (SELECT max(documento_id) FROM inv.movimiento)),
    '{2.000,0.000}', '... cada uno con su saldo');

SELECT pg_temp.hacer(pg_temp.doc('entrada', 9002, 9102, 5));
SELECT is((SELECT jsonb_path_query_array(j, '$.resultados[*].estado')::text
    FROM pg_temp.pedir(jsonb_build_array(pg_temp.doc('salida', 9002, 9102, 3),
        pg_temp.doc('salida', 9002, 9102, 3),
        pg_temp.doc('salida', 9002, 9102, 2),
        '{"_errores":[]}'::jsonb, pg_temp.doc('entrada', 9002, 9102, 1),
        pg_temp.doc('salida', 9002, 9102, 1)))),
    '[201, 409, 201, 422, 201, 201]',
    'un lote: cada documento ve lo que dejó el anterior');
SELECT is(pg_temp.hay(9002, 9102), '0.000', '... y queda la cuenta');
SELECT is((SELECT j->'resultados'->1->>'disponible' FROM pg_temp.pedir(
    jsonb_build_array(pg_temp.doc('entrada', 9002, 9102, 4),
                      pg_temp.doc('salida', 9002, 9102, 9)))),
    '4.000', 'el que no alcanza dice cuánto había');
SELECT is((SELECT concat_ws(' ', estado, j->>'codigo',
               jsonb_path_query_array(j, '$.resultados[*].estado'))
    FROM pg_temp.pedir(jsonb_build_array(pg_temp.doc('salida', 9002, 9102, 3),
        pg_temp.doc('salida', 9002, 9102, 3)), NULL, '{"atomico":true}')),
    '409 lote_rechazado [424, 409]', 'atómico con uno malo');
SELECT is(pg_temp.hay(9002, 9102), '4.000', '... no hace nada');
SELECT is((SELECT estado FROM pg_temp.pedir(jsonb_build_array(
    pg_temp.doc('salida', 9002, 9102, 3), pg_temp.doc('salida', 9002, 9102,
    1)), NULL, '{"atomico":true}')), 200, 'atómico con todos buenos');
SELECT is((SELECT string_agg(estado::text, ' ' ORDER BY n) FROM (
    SELECT r.estado, row_number() OVER () AS n
    FROM api.movimientos_aplicar((SELECT jsonb_agg(jsonb_build_object('ctx',
        jsonb_build_object('usuario_id', u), 'cuerpo', jsonb_build_array(
            pg_temp.doc(t, 9002, 9102, c)))) FROM (VALUES
        (1, 'entrada', 2), (2, 'salida', 1), (3, 'salida', 2),
        (4, 'salida', 1)) AS x(u, t, c))) r) y),
    '201 201 409 201', 'pedidos de varios en una tanda, en orden');

SELECT is(pg_temp.dio(pg_temp.doc('salida', 9001, 9102, 1,
    '{"cantidad_esperada":"7"}')), '409 stock_cambiado', 'saldo no esperado');
SELECT is((SELECT j->>'cantidad_actual' FROM pg_temp.pedir(pg_temp.doc(
    'entrada', 9001, 9102, 1, '{"cantidad_esperada":"7"}'))), '1.000',
    '... dice cuál es');
SELECT is(pg_temp.dio(pg_temp.doc('salida', 9001, 9102, 1,
    '{"cantidad_esperada":"1"}')), '201', 'saldo esperado');

SELECT is(pg_temp.dio(pg_temp.doc('salida', 9003, 9101, 4)), '201',
          'donde se permite, queda negativo');
SELECT is(pg_temp.hay(9003, 9101), '-4.000', '... por lo que salió');
SELECT throws_ok($$ UPDATE inv.existencia SET cantidad = -1
    WHERE ubicacion_id = 9001 AND producto_id = 9101 $$, '23514', NULL,
    'donde no, ni la tabla lo deja');


-- ---- exactly once ----------------------------------------------------------

SELECT is((SELECT (estado, repetida)::text FROM pg_temp.pedir(
    pg_temp.doc('entrada', 9001, 9102, 10), 'k1')), '(201,f)', 'con clave');
SELECT is((SELECT (estado, repetida)::text FROM pg_temp.pedir(
    pg_temp.doc('entrada', 9001, 9102, 10), 'k1')), '(201,t)', 'otra vez');
SELECT is(pg_temp.hay(9001, 9102), '10.000', '... un solo efecto');
SELECT is((SELECT (estado, j->>'codigo')::text FROM pg_temp.pedir(
    pg_temp.doc('entrada', 9001, 9102, 11), 'k1')),
    '(422,clave_reutilizada)', 'la misma clave con otro pedido');
SELECT is((SELECT estado FROM pg_temp.pedir(
    pg_temp.doc('salida', 9001, 9102, 99), 'k2')), 409, 'un rechazo');
SELECT pg_temp.hacer(pg_temp.doc('entrada', 9001, 9102, 90));
SELECT is((SELECT (estado, repetida)::text FROM pg_temp.pedir(
    pg_temp.doc('salida', 9001, 9102, 99), 'k2')), '(201,f)',
    '... no se guarda: se puede volver a probar');
SELECT is((SELECT (estado, repetida)::text FROM pg_temp.pedir(
    jsonb_build_array(pg_temp.doc('salida', 9001, 9102, 1),
        pg_temp.doc('salida', 9001, 9102, 1)), 'k3')), '(200,f)', 'un lote');
SELECT is((SELECT (estado, repetida, jsonb_path_query_array(j,
    '$.resultados[*].estado'))::text FROM pg_temp.pedir(
    jsonb_build_array(pg_temp.doc('salida', 9001, 9102, 1),
        pg_temp.doc('salida', 9001, 9102, 1)), 'k3')),
    '(200,t,"[201, 409]")', '... se repite con sus veredictos');
SELECT is((SELECT string_agg(concat_ws(',', r.estado, r.repetida,
        r.cuerpo::jsonb->>'codigo'), ' ' ORDER BY n)
    FROM (SELECT x.*, row_number() OVER () AS n
          FROM api.movimientos_aplicar((SELECT jsonb_agg(jsonb_build_object(
              'ctx', jsonb_build_object('usuario_id', u), 'clave', k,
              'huella', h, 'cuerpo', jsonb_build_array(pg_temp.doc('entrada',
                  9002, 9102, 1)))) FROM (VALUES
              (1, 'z', 'a'), (2, 'z', 'b'), (1, 'z', 'a'), (1, 'z', 'c'),
              (1, 'y', 'a')) AS v(u, k, h))) x) r),
    '201,f 201,f 201,t 422,f,clave_reutilizada 201,f',
    'la misma clave varias veces en una tanda');
SELECT is(pg_temp.hay(9002, 9102), '3.000', '... tres efectos');
SELECT is((SELECT count(*)::integer FROM inv.idempotencia
    WHERE (respuesta).estado IS NULL OR (respuesta).estado >= 400), 0,
    'sólo quedan claves de lo que se hizo');


-- ---- lots ------------------------------------------------------------------

SELECT is(pg_temp.dio(pg_temp.doc('entrada', 9001, 9104, 5)),
    '422 campos_invalidos lineas[0].lote lote_obligatorio',
    'lo que lleva lotes entra con lote');
SELECT is(pg_temp.dio(pg_temp.doc('entrada', 9001, 9101, 5, '{"lote":"A"}')),
    '422 campos_invalidos lineas[0].lote producto_sin_lotes',
    'y lo que no, sin lote');
SELECT is(pg_temp.dio(pg_temp.doc('entrada', 9001, 9104, 5,
    '{"vence":"2099-01-01"}')),
    '422 campos_invalidos lineas[0].vence de_mas', 'vencimiento sin lote');
SELECT is(pg_temp.dio('{"tipo":"entrada","ubicacion_id":9001,"lineas":[
    {"producto_id":9104,"cantidad":"5","lote":"HUERFANO"},
    {"producto_id":99999,"cantidad":"5"}]}'), '404 producto_no_encontrado',
    'un lote nuevo en un documento que no va');
SELECT is((SELECT count(*)::integer FROM inv.lote WHERE codigo = 'HUERFANO'),
    0, '... no queda');
SELECT is(pg_temp.dio(jsonb_build_object('tipo', 'entrada', 'ubicacion_id',
    9001, 'lineas', (SELECT jsonb_agg(jsonb_build_object('producto_id', 9104,
        'cantidad', c, 'lote', l) || CASE WHEN v IS NULL THEN '{}' ELSE
        jsonb_build_object('vence', inv.dia(now()) + v) END)
    FROM (VALUES ('SINVENCE', NULL, '5'), ('LEJOS', 60, '5'),
        ('CERCA', 0, '3'), ('VENCIDO', -1, '4'), ('MALO', 10, '4'))
        AS x(l, v, c)))), '201', 'cinco lotes');
UPDATE inv.lote SET bloqueado = true WHERE codigo = 'MALO';
SELECT is(pg_temp.dio(pg_temp.doc('entrada', 9001, 9104, 1,
    '{"lote":"LEJOS","vence":"2099-01-01"}')), '409 lote_vence_distinto',
    'el mismo lote con otro vencimiento');

CREATE FUNCTION pg_temp.de(j jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(o.codigo || '=' || (l->>'cantidad'), ' '
                      ORDER BY (l->>'linea')::integer)
    FROM jsonb_array_elements(j->'lineas') AS l
    JOIN inv.lote o ON o.id = (l->>'lote_id')::bigint
$$;
SELECT is((SELECT pg_temp.de(j) FROM pg_temp.pedir(
    pg_temp.doc('salida', 9001, 9104, 10))),
    'CERCA=3.000 LEJOS=5.000 SINVENCE=2.000',
    'sale primero lo que vence primero, y lo que vence hoy todavía sale');
SELECT is((SELECT concat_ws(' ', estado, j->>'codigo', j->>'disponible')
    FROM pg_temp.pedir(pg_temp.doc('salida', 9001, 9104, 4))),
    '409 stock_insuficiente 3.000', 'lo vencido y lo bloqueado no se vende');
SELECT is(pg_temp.dio(pg_temp.doc('salida', 9001, 9104, 1,
    '{"lote":"VENCIDO"}')), '409 lote_vencido', 'ni nombrándolo');
SELECT is(pg_temp.dio(pg_temp.doc('salida', 9001, 9104, 1,
    '{"lote":"MALO"}')), '409 lote_bloqueado', 'ni lo bloqueado');
SELECT is(pg_temp.dio(pg_temp.doc('salida', 9001, 9104, 1,
    '{"lote":"OTRO"}')), '404 lote_no_encontrado', 'un lote que no hay');
SELECT is(pg_temp.dio(pg_temp.doc('devolucion', 9001, 9104, 1,
    '{"lote":"MALO"}', '{"sentido":"proveedor"}')), '201',
    'lo bloqueado se devuelve');
SELECT is((SELECT pg_temp.de(j) FROM pg_temp.pedir(
    pg_temp.doc('merma', 9001, 9104, 5, '{}', '{"motivo":"vencido"}'))),
    'VENCIDO=4.000 MALO=1.000', 'y lo vencido se tira, primero');
SELECT is((SELECT pg_temp.de(j) FROM pg_temp.pedir(
    pg_temp.doc('salida', 9001, 9104, 2, '{"lote":"SINVENCE"}'))),
    'SINVENCE=2.000', 'un lote nombrado');
SELECT is((SELECT pg_temp.de(j) FROM pg_temp.pedir(
    pg_temp.doc('transferencia', 9001, 9104, 1, '{}',
                '{"destino_id":9002}'))), 'SINVENCE=1.000',
    'una transferencia lleva el lote');
SELECT is((SELECT sum(cantidad)::text FROM inv.existencia e
    JOIN inv.lote o ON o.id = e.lote_id WHERE o.codigo = 'SINVENCE'
    AND e.ubicacion_id = 9002), '1.000', '... hasta el destino');
SELECT is((SELECT pg_temp.de(j) FROM pg_temp.pedir(
    pg_temp.doc('salida', 9003, 9104, 2))), '=2.000',
    'donde se permite, lo que falta sale sin lote');


-- ---- reversal --------------------------------------------------------------

CREATE FUNCTION pg_temp.ultimo() RETURNS bigint LANGUAGE sql AS $$
    SELECT max(documento_id) FROM inv.movimiento
$$;
CREATE FUNCTION pg_temp.anular(p_id bigint, p_ctx jsonb DEFAULT '{}')
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v api.respuesta;
BEGIN
    v := api.movimiento_anular('{"usuario_id":77}' || p_ctx, p_id,
                               '{"motivo":"error"}');
    RETURN v.estado || ' ' || (v.cuerpo::json->>'tipo');
EXCEPTION WHEN OTHERS THEN
    RETURN substr(SQLSTATE, 3) || ' ' || SQLERRM;
END $$;

SELECT pg_temp.hacer(pg_temp.doc('entrada', 9001, 9102, 7, '{"costo":"3"}'));
SELECT pg_temp.ultimo() AS entrada \gset
SELECT is(pg_temp.anular(:entrada, '{"sucursales":[902]}'),
    '404 movimiento_no_encontrado', 'el de otra sucursal no se ve');
SELECT is(pg_temp.anular(:entrada), '201 anulacion', 'anular una entrada');
SELECT is((SELECT (origen_id, destino_id, cantidad, costo, anula_id,
    motivo)::text FROM inv.movimiento WHERE documento_id = pg_temp.ultimo()),
    '(9001,1,7.000,3.0000,' || :entrada || ',error)',
    '... al revés, con su costo');
SELECT is((api.movimiento_obtener('{}', :entrada)).cuerpo::json
    ->>'anulado_por', pg_temp.ultimo()::text, '... y el otro lo dice');
SELECT is(pg_temp.anular(:entrada), '409 ya_anulado', 'una sola vez');
SELECT is(pg_temp.anular(pg_temp.ultimo()), '409 es_anulacion',
          'una anulación no se anula');
SELECT is(pg_temp.anular(999999999), '404 movimiento_no_encontrado',
          'lo que no existe');
SELECT pg_temp.hacer(pg_temp.doc('entrada', 9002, 9103, 7));
SELECT pg_temp.ultimo() AS entrada \gset
SELECT pg_temp.hacer(pg_temp.doc('salida', 9002, 9103, 1));
SELECT is(pg_temp.anular(:entrada), '409 stock_insuficiente',
          'lo que ya salió no se puede devolver');
SELECT is((SELECT count(*)::integer FROM inv.anulacion
    WHERE documento_id = :entrada), 0, '... y sigue sin anular');


-- ---- reading ---------------------------------------------------------------

CREATE FUNCTION pg_temp.listar(p_filtro jsonb) RETURNS jsonb
LANGUAGE sql AS $$
    SELECT (api.movimientos_listar(coalesce(f->'ctx', '{}'),
        (f->>'producto_id')::bigint, (f->>'ubicacion_id')::bigint,
        f->>'tipo', (f->>'documento_id')::bigint, f->>'usuario',
        (f->>'desde')::date, (f->>'hasta')::date, f->>'referencia',
        coalesce((f->>'limite')::bigint, 50), f->>'cursor', true)).cuerpo::jsonb
    FROM (SELECT p_filtro AS f) x
$$;
SELECT is(pg_temp.listar('{"producto_id":9103,"ubicacion_id":9002}')
    ->>'total', '2', 'por producto y ubicación');
SELECT is(jsonb_path_query_array(pg_temp.listar(
    '{"producto_id":9103,"ubicacion_id":9002}'), '$.datos[*].tipo')::text,
    '["salida", "entrada"]', 'lo último primero');
WITH a AS (SELECT pg_temp.listar('{"producto_id":9101,"limite":3}') AS j),
b AS (SELECT pg_temp.listar(jsonb_build_object('producto_id', 9101,
          'limite', 500, 'cursor', j->>'siguiente')) AS j FROM a)
SELECT is(jsonb_array_length(a.j->'datos') + jsonb_array_length(b.j->'datos'),
    (a.j->>'total')::integer, 'dos páginas: todo, una vez') FROM a, b;
SELECT is(pg_temp.listar('{"ctx":{"sucursales":[902]},"producto_id":9101}')
    ->>'total', '1', 'sólo lo de las sucursales de uno');
SELECT is(pg_temp.listar(jsonb_build_object('producto_id', 9101, 'hasta',
    inv.dia(now()) - 1))->>'total', '0', 'antes de hoy, nada');
SELECT is(pg_temp.listar('{"tipo":"anulacion"}')->>'total', '1', 'por tipo');
SELECT is(pg_temp.listar('{"usuario":"nadie"}')->>'total', '0', 'por usuario');
SELECT pg_temp.hacer(pg_temp.doc('salida', 9001, 9101, 1, '{}',
                               '{"referencia":"B-1"}'));
SELECT is(pg_temp.listar('{"referencia":"B-1"}')->>'total', '1',
          'por referencia');


-- ---- the ledger proves itself ----------------------------------------------

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
    'saldo = suma del libro, en cada lugar y lote');
SELECT is_empty($$
    SELECT m.id FROM (SELECT m.*, sum(d.n) OVER (PARTITION BY m.producto_id,
            d.u, m.lote_id ORDER BY m.id) AS suma, d.u
        FROM inv.movimiento m, LATERAL (VALUES (origen_id, -cantidad),
            (destino_id, cantidad)) AS d(u, n)) m
    WHERE m.u = CASE WHEN origen_id >= 5 THEN origen_id ELSE destino_id END
      AND m.suma <> m.saldo $$, 'y cada saldo anotado es el de ese momento');
SELECT throws_ok('UPDATE inv.movimiento SET cantidad = 1', NULL, NULL,
                 'ni el dueño corrige el libro');
SELECT throws_ok('DELETE FROM inv.movimiento', NULL, NULL,
                 'ni lo borra');
SELECT ok(NOT has_table_privilege('inventario_app', 'inv.' || t, p),
          format('el programa no tiene %s sobre %s', p, t))
FROM unnest('{movimiento,existencia,anulacion,idempotencia}'::text[]) AS t,
     unnest('{INSERT,UPDATE,DELETE,TRUNCATE}'::text[]) AS p;
SET ROLE inventario_app;
SELECT is(pg_temp.dio(pg_temp.doc('entrada', 9001, 9101, 1)), '201',
          'pero mueve stock');
RESET ROLE;

SELECT finish();
ROLLBACK;
