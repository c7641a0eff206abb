-- Suppliers, orders and receipts.

BEGIN;
SET client_min_messages = warning;
SELECT no_plan();

-- ---- CUIT -------------------------------------------------------------------

SELECT is(inv.cuit_normal(c), replace(c, '-', ''), 'CUIT ' || c)
FROM unnest('{20-12345678-6,27-12345678-0,30-12345678-1,30-71234567-1,
    33-69345023-9,30-50000000-3,20-26756539-3,20-05536168-2,
    20123456786}'::text[]) AS c;
SELECT is(inv.cuit_normal(c), NULL, 'no es un CUIT: ' || c)
FROM unnest('{20-12345678-9,27-12345678-9,30-12345678-9,30-71234567-4,
    21-12345678-6,22-12345678-6,00000000000,2012345678,201234567866,
    20-123456786,2-012345678-6,"20 12345678 6","",x}'::text[]) AS c;
-- the remainder 1 has no digit: none of the ten is right
SELECT is(count(inv.cuit_normal('2787654321' || d)), 0::bigint,
          '27-87654321 no se asigna') FROM generate_series(0, 9) AS d;
SELECT is(inv.cuit_formato('30712345671'), '30-71234567-1', 'con guiones');
SELECT throws_ok($$INSERT INTO inv.proveedor (nombre, cuit)
    VALUES ('x', '30712345674')$$, '23514', NULL, 'la tabla tampoco lo toma');

-- ---- words ------------------------------------------------------------------

SELECT is(inv.tallos(a), inv.tallos(b), a || ' = ' || b)
FROM (VALUES ('Coca-Cola', 'coca_cola'), ('BANANAS', 'banana'),
    ('té', 'te'), ('Yogures', 'yogur'), ('panes', 'pan'),
    ('  cris--jor ', 'Cris Jor'), ('limón', 'LIMON')) AS x(a, b);
SELECT isnt(inv.tallos(a), inv.tallos(b), a || ' <> ' || b)
FROM (VALUES ('pan', 'pañal'), ('ron', 'camarones'), ('te', 'tomate'),
    ('ser', 'servilletas')) AS x(a, b);
SELECT is(inv.tallos(x), '', 'sin palabras') FROM unnest('{"",---}'::text[]) x;

-- ---- a shop -----------------------------------------------------------------

INSERT INTO inv.sucursal (id, codigo, nombre) OVERRIDING SYSTEM VALUE
VALUES (901, 'T1', 'Una');
INSERT INTO inv.ubicacion (id, sucursal_id, codigo, nombre, tipo)
OVERRIDING SYSTEM VALUE VALUES (9001, 901, 'D', 'Depósito', 'deposito');
INSERT INTO inv.proveedor (id, nombre, descuento, dias_entrega)
OVERRIDING SYSTEM VALUE VALUES (9201, 'Uno', 10, NULL),
    (9202, 'Dos', 0, '{1,4}');
INSERT INTO inv.producto (id, codigo, nombre, unidad, precio_costo)
OVERRIDING SYSTEM VALUE VALUES (9101, 'T-UNO', 'Uno', 'un', 5),
    (9102, 'T-DOS', 'Dos', 'kg', 7);
INSERT INTO inv.proveedor_producto (proveedor_id, producto_id, costo,
    descuento, factor, minimo, desde, hasta)
VALUES (9201, 9101, 100, 0, 1, 0, '2020-01-01', NULL),
    (9201, 9101, 200, 50, 6, 20, inv.dia(now()), inv.dia(now())),
    (9201, 9101, 300, 0, 1, 0, inv.dia(now()) + 1, NULL),
    (9202, 9101, 80, 0, 1, 0, '2020-01-01', '2020-12-31');

CREATE FUNCTION pg_temp.ctx() RETURNS jsonb LANGUAGE sql AS $$
    SELECT '{"usuario_id":77,"sucursales":null,"request_id":"x"}'::jsonb
$$;
CREATE FUNCTION pg_temp.pedir(p_lineas jsonb, p_redondear boolean)
RETURNS bigint LANGUAGE sql AS $$
    SELECT inv.pedido_crear_uno(pg_temp.ctx(), jsonb_build_object(
        'proveedor_id', 9201, 'ubicacion_id', 9001, 'lineas', p_lineas,
        'redondear', p_redondear), 'manual')
$$;

-- ---- lists ------------------------------------------------------------------

SELECT is((SELECT string_agg(proveedor_id || ':' || costo, ' ')
           FROM inv.proveedor_vigente WHERE producto_id = 9101),
          '9201:200.0000', 'vigente: la última que empezó y no terminó');
SELECT is(inv.costo_neto(200, 50, 10), 90.0000, 'un descuento sobre otro');
SELECT is((SELECT proveedor_id || ' ' || tipo
           FROM inv.producto_proveedor(9101)), '9201 lista',
          'el que lo lista');
UPDATE inv.producto SET proveedor_id = 9202 WHERE id = 9101;
SELECT is((SELECT proveedor_id || ' ' || tipo
           FROM inv.producto_proveedor(9101)), '9202 producto',
          '... pero antes el del producto');

-- ---- packs ------------------------------------------------------------------

SELECT is((SELECT cantidad FROM inv.pedido_explotar(9201, jsonb_build_array(
        jsonb_build_object('producto_id', 9101, 'cantidad', c)), r)),
        e::numeric,
        format('%s redondeado (%s): %s', c, r, e))
FROM (VALUES (1, true, 24), (24, true, 24), (25, true, 30), (25, false, 25))
     AS x(c, r, e);
SELECT is((SELECT cantidad FROM inv.pedido_explotar(9201, '[{"producto_id":
    9102,"cantidad":"2.5"}]', true)), 2.5, 'lo que se pesa no se redondea');
SELECT is((SELECT costo || ' ' || descuento FROM inv.pedido_explotar(9201,
    '[{"producto_id":9101,"cantidad":"1"}]', true)), '200.0000 55.0000',
    'con los descuentos de la lista y del proveedor');

-- ---- dates ------------------------------------------------------------------

SELECT is(inv.proveedor_entrega(d, '2026-11-24', p), e::date,
          format('%s + %s = %s', d, p, e))
FROM (VALUES (NULL::integer[], 2, '2026-11-26'), ('{1,4}', 0, '2026-11-26'),
    ('{1,4}', 3, '2026-11-30'), ('{2}', 1, '2026-12-01'),
    ('{2}', 0, '2026-11-24'), ('{}', 0, '2026-11-24')) AS x(d, p, e);

-- ---- from a draft to the shelf ----------------------------------------------

SELECT pg_temp.pedir('[{"producto_id":9101,"cantidad":"12"},
    {"producto_id":9102,"cantidad":"2"}]', false) AS p \gset
SELECT is(count(*), 0::bigint, 'un borrador no está en camino')
FROM inv.en_camino WHERE pedido_id = :p;
SELECT is((api.pedido_enviar(pg_temp.ctx(), :p)).estado, 200, 'enviado');
SELECT is(sum(cantidad), 14.000, 'todo en camino')
FROM inv.en_camino WHERE pedido_id = :p;
SELECT is((api.pedido_recibir(pg_temp.ctx(), :p, '{"lineas":[
    {"linea":1,"cantidad":"5"},{"linea":1,"cantidad":"1"}]}')).estado, 200,
    'llega una parte, en dos renglones');
SELECT is((SELECT estado FROM inv.pedido WHERE id = :p), 'parcial', 'parcial');
SELECT is((SELECT string_agg(producto_id || ':' || cantidad, ' '
           ORDER BY producto_id) FROM inv.en_camino WHERE pedido_id = :p),
          '9101:6.000 9102:2.000', 'lo que falta');
SELECT is((SELECT precio_costo FROM inv.producto WHERE id = 9101), 90.0000,
          'el costo con sus descuentos');
SELECT is((SELECT string_agg(costo || ' ' || split_part(origen, ':', 1) || ' '
              || coalesce(usuario_id::text, '-'), ', ' ORDER BY id)
           FROM inv.costo_historial WHERE producto_id = 9101),
          '5.0000 catalogo -, 90.0000 recepcion 77', 'y su historia');
SELECT throws_ok(format($$SELECT api.pedido_recibir(pg_temp.ctx(), %s,
    '{"lineas":[{"linea":1,"cantidad":"4"},{"linea":1,"cantidad":"3"}]}')$$,
    :p), 'IN409', 'recepcion_excede', 'dos renglones que juntos son de más');
SELECT is((api.pedido_recibir(pg_temp.ctx(), :p, '{}')).estado, 200,
          'el resto, sin decir cuánto');
SELECT is((SELECT estado FROM inv.pedido WHERE id = :p), 'recibido',
          'recibido');
SELECT is((SELECT string_agg(producto_id || ':' || cantidad, ' '
           ORDER BY producto_id) FROM inv.existencia
           WHERE ubicacion_id = 9001), '9101:12.000 9102:2.000', 'en stock');
SELECT throws_ok(format('SELECT api.pedido_recibir(pg_temp.ctx(), %s, ''{}'')',
    :p), 'IN409', 'pedido_estado', 'no llega dos veces');
SELECT is((SELECT count(*) FROM inv.inconsistencias(NULL)), 0::bigint,
          'el libro cierra');

-- ---- the cost of the same is no news ----------------------------------------

SELECT inv.costo_registrar(pg_temp.ctx(), 9101, 90, 'prueba');
SELECT is((SELECT count(*) FROM inv.costo_historial WHERE producto_id = 9101),
          2::bigint, 'el mismo costo no se anota');
UPDATE inv.producto SET precio_costo = 91 WHERE id = 9101;
SELECT is((SELECT origen FROM inv.costo_historial WHERE producto_id = 9101
           ORDER BY id DESC LIMIT 1), 'catalogo', 'uno cambiado a mano sí');
SELECT throws_ok('UPDATE inv.costo_historial SET costo = 0', 'P0001', NULL,
                 'la historia no se cambia');

-- ---- cancel, close ----------------------------------------------------------

SELECT pg_temp.pedir('[{"producto_id":9102,"cantidad":"3"}]', false) AS p \gset
SELECT throws_ok(format($$SELECT api.pedido_cerrar(pg_temp.ctx(), %s,
    '{"motivo":"x"}')$$, :p), 'IN409', 'pedido_estado',
    'un borrador no se cierra');
SELECT is((api.pedido_cancelar(pg_temp.ctx(), :p, '{}')).estado, 200,
          'se cancela');
SELECT throws_ok(format('SELECT api.pedido_enviar(pg_temp.ctx(), %s)', :p),
    'IN409', 'pedido_estado', '... y no se envía');

-- ---- what is added to a draft -----------------------------------------------

SELECT inv.pedido_sumar(pg_temp.ctx(), 9201, 9001,
    '[{"producto_id":9101,"cantidad":"2"}]', 'comando') AS p \gset
SELECT is(inv.pedido_sumar(pg_temp.ctx(), 9201, 9001, '[{"producto_id":9101,
    "cantidad":"23"},{"producto_id":9102,"cantidad":"1"}]', 'comando'),
    :p::bigint, 'va al mismo borrador');
SELECT is((SELECT string_agg(producto_id || ':' || pedida || ':' || cantidad,
           ' ' ORDER BY linea) FROM inv.pedido_linea WHERE pedido_id = :p),
          '9101:25.000:30.000 9102:1.000:1.000',
          'se suma lo pedido, y después se redondea');

SELECT * FROM finish();
ROLLBACK;
