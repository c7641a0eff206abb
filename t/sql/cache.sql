-- What changed since a snapshot, as cache tags.  What others may see is only
-- what was committed, so this test commits; its database is its own.

SELECT plan(12);

CREATE FUNCTION pg_temp.foto() RETURNS text LANGUAGE sql AS $$
    SELECT foto FROM api.cambios(NULL)
$$;
-- each tag once, in order
CREATE FUNCTION pg_temp.desde(p_foto text) RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(string_agg(DISTINCT e, ' ' ORDER BY e), '')
    FROM api.cambios(p_foto) c,
        regexp_split_to_table(c.etiquetas, ' +') AS e WHERE e <> ''
$$;
CREATE FUNCTION pg_temp.evento(p_entidad text, p_id bigint) RETURNS void
LANGUAGE sql AS $$
    SELECT inv.anotar('{"usuario_id":1,"request_id":"r","direccion":"d"}',
                      'prueba', 'hecho', p_entidad, p_id, NULL, NULL)
$$;

SELECT is((SELECT etiquetas FROM api.cambios(NULL)), 'todo',
          'who knows no place knows nothing');
SELECT pg_temp.foto() AS f \gset
SELECT is(pg_temp.desde(:'f'), '', 'nothing new');

SELECT pg_temp.evento('producto', 7);
SELECT is(pg_temp.desde(:'f'), 'producto:7 productos', 'a product');
SELECT is(pg_temp.desde(:'f'), 'producto:7 productos', 'asked again');
SELECT pg_temp.foto() AS f \gset
SELECT is(pg_temp.desde(:'f'), '', 'from the next place on no more');

SELECT pg_temp.evento('categoria', 1), pg_temp.evento('usuario', NULL),
    pg_temp.evento('producto', NULL);
SELECT is(pg_temp.desde(:'f'), 'catalogo producto:* productos',
          'others, one that touches nothing, one without a number');
SELECT pg_temp.foto() AS f \gset
SELECT pg_temp.evento('cosa', 1);
SELECT is(pg_temp.desde(:'f'), 'todo', 'what nobody knows is everything');

SELECT pg_temp.foto() AS f \gset
INSERT INTO inv.movimiento (documento_id, linea, tipo, producto_id,
    origen_id, destino_id, cantidad, ocurrido_en)
VALUES (1, 1, 'ajuste', 5, 1, 101, 1, now()),
       (1, 2, 'ajuste', 6, 1, 101, 1, now()),
       (2, 1, 'ajuste', 5, 1, 101, 1, now());
SELECT is(pg_temp.desde(:'f'),
          'existencia:5 existencia:6 existencias movimientos', 'the ledger');

SELECT pg_temp.foto() AS f \gset
INSERT INTO inv.producto (codigo, nombre)
SELECT 'C' || n, 'Producto ' || n FROM generate_series(1, 201) AS n;
SELECT is(pg_temp.desde(:'f'), 'precios producto:* productos',
          'a statement of many rows by somebody else');
SELECT pg_temp.foto() AS f \gset
UPDATE inv.producto SET nombre = nombre WHERE false;
SELECT is(pg_temp.desde(:'f'), '', 'one of none');

-- as the program, which tells it in its own way
SELECT pg_temp.foto() AS f \gset
SET SESSION AUTHORIZATION inventario_app;
SELECT api.producto_crear('{"usuario_id":1,"request_id":"r"}',
                          '[{"codigo":"APP","nombre":"App"}]');
SELECT throws_ok('INSERT INTO inv.cambio (etiquetas) VALUES (''todo'')',
                 '42501', NULL, 'the program cannot write there itself');
RESET SESSION AUTHORIZATION;
SELECT is((SELECT count(*) FROM inv.cambio
           WHERE tx >= pg_snapshot_xmax(:'f'::pg_snapshot)), 0::bigint,
          'the triggers leave the program alone');

SELECT * FROM finish();
