-- Each event of the program says what it touches: an entity that
-- inv.cambio_entidad does not know would empty the caches of all nodes.

SELECT plan(9);

-- The arguments at the beginning of a text, up to the parenthesis that closes
-- them; commas in parentheses and in quotes separate nothing.
CREATE FUNCTION pg_temp.argumentos(p_texto text) RETURNS text[]
LANGUAGE plpgsql AS $$
DECLARE
    v      text[] := '{}';
    v_uno  text := '';
    v_hay  integer := 0;
    v_dice boolean := false;
    c      text;
BEGIN
    FOREACH c IN ARRAY regexp_split_to_array(p_texto, '') LOOP
        IF c = '''' THEN
            v_dice := NOT v_dice;
        ELSIF NOT v_dice AND c = '(' THEN
            v_hay := v_hay + 1;
        ELSIF NOT v_dice AND c = ')' THEN
            v_hay := v_hay - 1;
            EXIT WHEN v_hay < 0;
        ELSIF NOT v_dice AND v_hay = 0 AND c = ',' THEN
            v := v || btrim(v_uno, E' \n');
            v_uno := '';
            CONTINUE;
        END IF;
        v_uno := v_uno || c;
    END LOOP;
    RETURN v || btrim(v_uno, E' \n');
END $$;

SELECT is(pg_temp.argumentos(E'f(a, '','', b), ''x,)''\n, g)y'),
          ARRAY['f(a, '','', b)', '''x,)''', 'g'], 'arguments');

CREATE TEMP VIEW fuente AS
SELECT p.oid::regproc::text AS funcion,
       regexp_replace(p.prosrc, '--[^\n]*', '', 'g') AS texto
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname IN ('inv', 'api') AND p.proname <> 'anotar';

-- The entity is the fourth argument of inv.anotar, and the third column of
-- those that write many events at once.
CREATE TEMP VIEW entidad AS
SELECT f.funcion, (pg_temp.argumentos(x))[4] AS dicha
FROM fuente f, LATERAL unnest((regexp_split_to_array(f.texto,
    'inv\.anotar\('))[2:]) AS x
UNION ALL
SELECT f.funcion, (pg_temp.argumentos(regexp_replace(x,
    '^[^)]*\)\s*SELECT\s', '')))[3]
FROM fuente f, LATERAL unnest((regexp_split_to_array(f.texto,
    'INSERT INTO inv\.evento '))[2:]) AS x;

SELECT cmp_ok((SELECT count(*) FROM entidad), '>', 50::bigint,
              'events are found');
SELECT is_empty($$ SELECT * FROM entidad WHERE dicha IS NULL
                   OR dicha !~ '^''[a-z_]+''$' $$, 'each says its entity');
SELECT is_empty($$ SELECT * FROM entidad WHERE btrim(dicha, '''') NOT IN (
                   SELECT e.entidad FROM inv.cambio_entidad e) $$,
                'and the caches know it');

-- SQL by hand
CREATE FUNCTION pg_temp.foto() RETURNS text LANGUAGE sql AS $$
    SELECT foto FROM api.cambios(NULL)
$$;
CREATE FUNCTION pg_temp.desde(p_foto text) RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(string_agg(DISTINCT e, ' ' ORDER BY e), '')
    FROM api.cambios(p_foto) c,
        regexp_split_to_table(c.etiquetas, ' +') AS e WHERE e <> ''
$$;
INSERT INTO inv.producto (id, codigo, nombre) OVERRIDING SYSTEM VALUE
VALUES (7, 'SIETE', 'Siete');
SELECT pg_temp.foto() AS f \gset
INSERT INTO inv.precio (producto_id, desde, precio, origen)
VALUES (7, now() + interval '1 day', 10, 'a mano');
SELECT is(pg_temp.desde(:'f'), 'precios producto:7', 'a price');
SELECT pg_temp.foto() AS f \gset
INSERT INTO inv.promocion (id, nombre, tipo, porcentaje)
OVERRIDING SYSTEM VALUE VALUES (7, 'Siete', 'porcentaje', 10);
SELECT is(pg_temp.desde(:'f'), 'promociones', 'a promotion');
SELECT pg_temp.foto() AS f \gset
INSERT INTO inv.promocion_parte VALUES (7, 0, 'todo', 1);
SELECT is(pg_temp.desde(:'f'), 'promociones', 'what it reaches');

-- the program
SELECT pg_temp.foto() AS f \gset
SELECT inv.anotar('{}', 'pedidos', 'creado', 'pedido', 9, NULL, NULL),
    inv.anotar('{}', 'cajas', 'creado', 'medio_pago', NULL, NULL, NULL);
SELECT is(pg_temp.desde(:'f'), 'cajas pedido:9 pedidos',
          'an order, a means of payment');
SELECT pg_temp.foto() AS f \gset
SELECT inv.anotar('{}', 'precios', 'cancelada', 'remarcacion', 9, NULL, NULL),
    inv.anotar('{}', 'precios', 'eliminado', 'promocion', 9, NULL, NULL),
    inv.anotar('{}', 'precios', 'modificado', 'indice', NULL, NULL, NULL);
SELECT is(pg_temp.desde(:'f'), 'precios promociones',
          'a repricing, a promotion, an index');
SELECT * FROM finish();
