-- The seals.  Only what was committed is sealed, so this test commits; its
-- database is its own.

SELECT plan(34);

CREATE FUNCTION pg_temp.evento(p_que text) RETURNS void LANGUAGE sql AS $$
    SELECT inv.anotar('{"usuario_id":1,"request_id":"r","direccion":"d"}',
                      'prueba', p_que, 'cosa', 1, NULL, '{"a":"1"}')
$$;
CREATE FUNCTION pg_temp.movimiento(p_motivo text) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO inv.movimiento (documento_id, linea, tipo, producto_id,
        origen_id, destino_id, cantidad, ocurrido_en, motivo)
    VALUES (1, 1, 'ajuste', 1, 1, 101, 1, now(), p_motivo)
$$;
-- everything: how many hold, and the first that does not
CREATE FUNCTION pg_temp.prueba() RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', verificados, roto, motivo)
    FROM api.sellos_verificar(1, 1000000)
$$;
-- does something behind the triggers' backs, proves, and undoes it
CREATE FUNCTION pg_temp.con(p_orden text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v text;
BEGIN
    BEGIN
        PERFORM set_config('session_replication_role', 'replica', true);
        EXECUTE p_orden;
        v := pg_temp.prueba();
        RAISE EXCEPTION 'atrás' USING ERRCODE = 'ZZ001';
    EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
        RETURN v;
    END;
END $$;

-- privileges
SELECT ok(NOT has_table_privilege('inventario_app', 'inv.sello', p),
          'the program has no ' || p || ' on seals')
FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS p;

-- what was there before, then three seals
SELECT api.sellar() >= 0 AS antes \gset
SELECT count(*) AS base FROM inv.sello \gset
SELECT is(api.sellar(), 0, 'nothing new, no seal');
SELECT is(pg_temp.prueba(), :'base', 'no seal is no lie');
SELECT pg_temp.evento('uno'), pg_temp.evento('dos');
SELECT pg_temp.movimiento('tres');
SELECT is(api.sellar(), 1, 'a seal for what was committed');
SELECT results_eq(
    $$ SELECT s.cantidad, e.id, s.evento_hasta, s.movimiento_hasta
       FROM inv.sello AS s, inv.evento AS e
       WHERE e.tipo = 'uno' ORDER BY s.n DESC LIMIT 1 $$,
    $$ SELECT 3::bigint, s.evento_desde, e.id, m.id FROM inv.sello AS s,
       inv.evento AS e, inv.movimiento AS m
       WHERE e.tipo = 'dos' AND m.motivo = 'tres'
       ORDER BY s.n DESC LIMIT 1 $$, 'of these three rows');
SELECT is(api.sellar(), 0, 'nothing is sealed twice');
BEGIN;
SELECT pg_temp.evento('sin terminar');
SELECT is(api.sellar(), 0, 'nor before it is committed');
ROLLBACK;
SELECT is(api.sellar(), 0, 'nor if it never is');
SELECT pg_temp.evento('cuatro');
SELECT is(api.sellar(), 1, 'the next');
SELECT pg_temp.movimiento('cinco');
SELECT is(api.sellar(), 1, 'and one more');
SELECT is(pg_temp.prueba(), (:base + 3)::text, 'all of them hold');
SELECT is((SELECT sum(cantidad) FROM inv.sello)::bigint,
          (SELECT count(*) FROM inv.evento)
          + (SELECT count(*) FROM inv.movimiento), 'every row, once');

-- one transaction is one seal, however large; others are cut
SELECT count(pg_temp.evento('muchos')) FROM generate_series(1, 2500);
SELECT is(api.sellar(), 1, 'a large transaction');
SELECT is(cantidad, 2500::bigint, 'whole') FROM inv.sello
ORDER BY n DESC LIMIT 1;
SELECT pg_temp.evento('seis');
SELECT pg_temp.evento('siete');
SELECT count(pg_temp.evento('ocho')) FROM generate_series(1, 1999);
SELECT is(api.sellar(), 2, 'small ones up to a limit');
SELECT is((SELECT array_agg(cantidad ORDER BY n) FROM (SELECT n, cantidad
              FROM inv.sello ORDER BY n DESC LIMIT 2) AS s),
          '{2,1999}'::bigint[], 'between transactions');
SELECT is(pg_temp.prueba(), (:base + 6)::text, 'all of them hold still');

-- nobody rewrites
SELECT throws_like($$ UPDATE inv.sello SET cantidad = 0 $$, '%sólo admite%',
                   'no seal changes');
SELECT throws_like($$ DELETE FROM inv.sello $$, '%sólo admite%', 'or goes');
SELECT throws_like($$ TRUNCATE inv.sello $$, '%sólo admite%', 'or all do');

-- and who does it with the triggers away is found, at the first of it
SELECT is(pg_temp.con(x.orden), format('%s %s %s', :base + x.sello - 1,
                                       :base + x.sello, x.motivo), x.orden)
FROM (VALUES
    ($$ UPDATE inv.evento SET despues = '{"a":"2"}' WHERE tipo = 'uno' $$,
     1, 'filas_cambiadas'),
    ($$ UPDATE inv.evento SET usuario_id = 2 WHERE tipo IN ('dos', 'cuatro')
     $$, 1, 'filas_cambiadas'),
    ($$ UPDATE inv.movimiento SET cantidad = 2 WHERE motivo = 'cinco' $$,
     3, 'filas_cambiadas'),
    ($$ DELETE FROM inv.evento WHERE tipo = 'cuatro' $$, 2, 'faltan_filas'),
    ($$ INSERT INTO inv.evento (tx, tema, tipo, entidad) SELECT tx, 'x', 'x',
        'x' FROM inv.evento WHERE tipo = 'cuatro' $$, 2, 'sobran_filas'),
    ($$ UPDATE inv.sello SET sellado_en = now() WHERE n = (
        SELECT max(n) - 4 FROM inv.sello) $$, 2, 'sello_cambiado'),
    ($$ DELETE FROM inv.sello WHERE n = (SELECT max(n) - 3 FROM inv.sello) $$,
     3, 'falta_el_sello')) AS x (orden, sello, motivo);

-- a forger who seals again what he changed still has the next one against him
SELECT is(pg_temp.con($$
    UPDATE inv.evento SET usuario_id = 2 WHERE tipo = 'cuatro';
    UPDATE inv.sello AS s SET contenido = (inv.sello_leer(s)).contenido
    WHERE evento_desde = (SELECT id FROM inv.evento WHERE tipo = 'cuatro');
    UPDATE inv.sello AS s SET suma = inv.sello_suma(s, (SELECT suma
        FROM inv.sello AS a WHERE a.n = s.n - 1))
    WHERE evento_desde = (SELECT id FROM inv.evento WHERE tipo = 'cuatro');
    $$), format('%s %s sello_cambiado', :base + 2, :base + 3),
    'a seal made again');

-- a dump restored where transactions have lower numbers
SET session_replication_role = replica;
UPDATE inv.sello AS s SET hasta_tx = '9000000000000'
WHERE n = (SELECT max(n) FROM inv.sello);
UPDATE inv.sello AS s SET suma = inv.sello_suma(s, (SELECT suma
    FROM inv.sello AS a WHERE a.n = s.n - 1))
WHERE n = (SELECT max(n) FROM inv.sello);
INSERT INTO inv.evento (tx, tema, tipo, entidad)
VALUES ('9000000000005', 'prueba', 'sin sellar', 'cosa');
RESET session_replication_role;
SELECT pg_temp.evento('restaurado');
SELECT is(api.sellar(), 2, 'what was not sealed, and what came since');
SELECT is(pg_temp.prueba(), (:base + 8)::text, 'and the chain holds');

SELECT finish();
