-- The quick way of movements gives what the careful one gives: the same
-- batches go through both, and answers, ledger and balances are compared.

BEGIN;

SET client_min_messages = warning;
SELECT plan(10);

INSERT INTO inv.sucursal (codigo, nombre, permite_negativo)
VALUES ('A', 'Con tope', false), ('B', 'Sin tope', true);
INSERT INTO inv.ubicacion (sucursal_id, codigo, nombre, tipo)
SELECT id, 'S', 'Salón', 'estante' FROM inv.sucursal ORDER BY id;
INSERT INTO inv.producto (codigo, nombre, unidad)
SELECT 'RAP-' || n, 'Producto ' || n, CASE WHEN n = 3 THEN 'kg' ELSE 'un' END
FROM generate_series(1, 4) AS n;
INSERT INTO inv.producto_codigo (codigo, producto_id, tipo, factor)
SELECT codigo, id, 'propio', 1 FROM inv.producto WHERE codigo LIKE 'RAP-%';
INSERT INTO inv.producto_codigo (codigo, producto_id, tipo, factor)
SELECT 'CAJA-1', id, 'pack', 12 FROM inv.producto WHERE codigo = 'RAP-1';

CREATE TEMP TABLE lugar AS
SELECT u.id, s.codigo FROM inv.ubicacion u
JOIN inv.sucursal s ON s.id = u.sucursal_id WHERE s.codigo IN ('A', 'B');

-- One request: p_docs are its documents.
CREATE FUNCTION pg_temp.pedido(p_docs jsonb, p_clave text DEFAULT NULL,
    p_lote boolean DEFAULT false) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('ctx', jsonb_build_object('usuario_id', 1,
        'rol', 'admin', 'sucursales', NULL, 'request_id', 'r', 'lote', p_lote,
        'atomico', false), 'clave', p_clave, 'huella', md5(p_docs::text),
        'cuerpo', p_docs)
$$;

-- A document of one line or more: "codigo cantidad" each.
CREATE FUNCTION pg_temp.doc(p_tipo text, p_lugar text, VARIADIC p text[])
RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('tipo', p_tipo, 'ubicacion_id', l.id,
        'referencia', 'x"y', 'lineas', (
            SELECT jsonb_agg(jsonb_build_object(
                'codigo', split_part(c, ' ', 1),
                'cantidad', split_part(c, ' ', 2), 'precio', '9.50'))
            FROM unnest(p) AS c))
    FROM lugar l WHERE l.codigo = p_lugar
$$;

-- Runs a batch one way and undoes it: answers, ledger and balances as text.
-- Numbers of documents count from the first, instants are left out.
CREATE FUNCTION pg_temp.por(p_funcion text, p_pedidos jsonb)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v text;
BEGIN
    PERFORM setval('inv.documento_id', 1000, false);
    BEGIN
        EXECUTE format('SELECT string_agg(concat_ws(''|'', estado, '
            'regexp_replace(cuerpo, ''"(ocurrido|registrado)_en":"[^"]*"'', '
            ''''', ''g''), etag, etiquetas, ubicacion, repetida), E''\n'') '
            'FROM %s($1)', p_funcion) INTO v USING p_pedidos;
        v := v || E'\n' || coalesce((SELECT string_agg((to_jsonb(m) - 'id'
            - 'tx' - 'registrado_en' - 'ocurrido_en')::text, E'\n'
            ORDER BY documento_id, linea) FROM inv.movimiento m
            WHERE documento_id >= 1000), '-') || E'\n'
            || (SELECT string_agg(concat_ws('|', producto_id, ubicacion_id,
                cantidad), E'\n' ORDER BY producto_id, ubicacion_id)
                FROM inv.existencia)
            || E'\n' || coalesce((SELECT string_agg(clave || '='
                || (respuesta).estado, ',' ORDER BY clave)
                FROM inv.idempotencia), '-');
        RAISE EXCEPTION USING MESSAGE = v, ERRCODE = 'ZZ001';
    EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
        RETURN SQLERRM;
    END;
END $$;

CREATE FUNCTION pg_temp.iguales(p_pedidos jsonb, p_que text)
RETURNS text LANGUAGE sql AS $$
    SELECT is(pg_temp.por('api.movimientos_aplicar', p_pedidos),
              pg_temp.por('inv.mov_pedidos', p_pedidos), p_que)
$$;

-- an opening, so that the balances are there
SELECT is((SELECT string_agg(estado::text, ',')
           FROM api.movimientos_aplicar(jsonb_build_array(
               pg_temp.pedido(jsonb_build_array(pg_temp.doc('entrada', 'A',
                   'RAP-1 10', 'RAP-2 10', 'RAP-3 10', 'RAP-4 10'))),
               pg_temp.pedido(jsonb_build_array(pg_temp.doc('entrada', 'B',
                   'RAP-1 5', 'RAP-2 5', 'RAP-3 5', 'RAP-4 5')))))),
          '201,201', 'the opening stock comes in');

SELECT ok(inv.mov_simples(jsonb_build_array(pg_temp.pedido(
        jsonb_build_array(pg_temp.doc('salida', 'A', 'RAP-1 1'))))) IS NOT NULL
    AND inv.mov_simples(jsonb_build_array(pg_temp.pedido(
        jsonb_build_array(pg_temp.doc('merma', 'A', 'RAP-1 1'))))) IS NULL,
    'a sale is simple, shrinkage is not');

SELECT pg_temp.iguales(jsonb_build_array(
    pg_temp.pedido(jsonb_build_array(pg_temp.doc('salida', 'A', 'RAP-1 2',
                                                 'RAP-3 1.250')), 'k1'),
    pg_temp.pedido(jsonb_build_array(pg_temp.doc('entrada', 'A', 'CAJA-1 2'))),
    pg_temp.pedido(jsonb_build_array(pg_temp.doc('salida', 'B', 'RAP-2 9')),
                   'k2')), 'sales, a pack, and a branch without a limit');
SELECT pg_temp.iguales(jsonb_build_array(
    pg_temp.pedido(jsonb_build_array(pg_temp.doc('salida', 'A', 'RAP-1 6')),
                   'k1'),
    pg_temp.pedido(jsonb_build_array(pg_temp.doc('salida', 'A', 'RAP-1 6')),
                   'k2'),
    pg_temp.pedido(jsonb_build_array(pg_temp.doc('salida', 'A', 'RAP-1 4')),
                   'k3')), 'the one that does not fit is refused');
SELECT pg_temp.iguales(jsonb_build_array(
    pg_temp.pedido(jsonb_build_array(pg_temp.doc('salida', 'A', 'RAP-1 6',
                                                 'RAP-1 6')))),
    'the same product twice in a document');
SELECT pg_temp.iguales(jsonb_build_array(
    pg_temp.pedido(jsonb_build_array(pg_temp.doc('salida', 'A', 'RAP-1 1'),
        pg_temp.doc('entrada', 'A', 'RAP-2 3'),
        pg_temp.doc('salida', 'A', 'RAP-2 13')), 'lote', true)),
    'a bulk request');
SELECT pg_temp.iguales(jsonb_build_array(
    pg_temp.pedido(jsonb_build_array(pg_temp.doc('salida', 'A', 'RAP-1 1')),
                   'k1'),
    pg_temp.pedido(jsonb_build_array(pg_temp.doc('salida', 'A', 'RAP-1 1')),
                   'k1')), 'one key twice');
SELECT pg_temp.iguales(jsonb_build_array(
    pg_temp.pedido(jsonb_build_array(pg_temp.doc('salida', 'A', 'RAP-1 0.5'))),
    pg_temp.pedido(jsonb_build_array(pg_temp.doc('salida', 'A', 'NADA 1'))),
    pg_temp.pedido(jsonb_build_array(pg_temp.doc('salida', 'A', 'RAP-4 1')))),
    'half a unit, an unknown code, and a good one');

-- a reservation is not sold
UPDATE inv.existencia SET reservada = 8
WHERE producto_id = (SELECT id FROM inv.producto WHERE codigo = 'RAP-4')
  AND ubicacion_id = (SELECT id FROM lugar WHERE codigo = 'A');
SELECT pg_temp.iguales(jsonb_build_array(
    pg_temp.pedido(jsonb_build_array(pg_temp.doc('salida', 'A', 'RAP-4 3')))),
    'what is reserved is not there to sell');
SELECT is((SELECT string_agg(estado::text, ',' ORDER BY estado)
           FROM api.movimientos_aplicar(jsonb_build_array(
               pg_temp.pedido(jsonb_build_array(
                   pg_temp.doc('salida', 'A', 'RAP-4 2'))),
               pg_temp.pedido(jsonb_build_array(
                   pg_temp.doc('salida', 'A', 'RAP-4 1')))))),
          '201,409', 'up to the reservation and not beyond');

SELECT * FROM finish();
ROLLBACK;
