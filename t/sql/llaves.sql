-- API keys: what the program may see and do, and what the functions refuse.

BEGIN;

SELECT plan(30);

CREATE FUNCTION pg_temp.ctx() RETURNS jsonb LANGUAGE sql AS $$
    SELECT '{"usuario_id":9001,"rol":"admin","request_id":"prueba-1"}'::jsonb
$$;
-- a digest as the program makes it
CREATE FUNCTION pg_temp.suma(p text) RETURNS text LANGUAGE sql AS $$
    SELECT encode(sha256(convert_to(p, 'UTF8')), 'hex')
$$;
-- the ids that a secret opens
CREATE FUNCTION pg_temp.abre(p_prefijo text, p_secreto text) RETURNS bigint
LANGUAGE sql AS $$
    SELECT max(id) FROM api.llave_leer(p_prefijo, pg_temp.suma(p_secreto))
$$;

-- privileges
SELECT ok(NOT has_table_privilege(r, 'inv.llave', p),
          r || ' has no ' || p || ' on keys')
FROM unnest(ARRAY['inventario_app', 'inventario_lector']) AS r,
     unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p;
SELECT ok(has_function_privilege('inventario_app', f, 'EXECUTE')
          AND NOT has_function_privilege('inventario_lector', f, 'EXECUTE'),
          'only the program calls ' || f)
FROM unnest(ARRAY['api.llave_leer(text,text)',
                  'api.llave_crear(jsonb,jsonb)']) AS f;

-- create
INSERT INTO inv.sucursal (codigo, nombre) VALUES ('T1', 'Una');
CREATE TEMP TABLE alta AS
SELECT r.*, (r.cuerpo::json->>'id')::bigint AS id
FROM api.llave_crear(pg_temp.ctx(), jsonb_build_object(
    'nombre', 'Caja', 'rol', 'negocio', 'prefijo', 'aaaaaaaaaa',
    'suma', pg_temp.suma('uno'), 'agentes', '["panel","auth","panel"]'::jsonb,
    'sucursales', (SELECT jsonb_agg(id) FROM inv.sucursal
                   WHERE codigo = 'T1'))) AS r;
SELECT is(estado, 201, 'created') FROM alta;
SELECT is(ubicacion, '/v1/claves-api/' || id, 'and where') FROM alta;
SELECT unalike(cuerpo, '%' || pg_temp.suma('uno') || '%',
               'no digest in the answer') FROM alta;
SELECT ok(NOT EXISTS (SELECT FROM inv.evento WHERE position(
              pg_temp.suma('uno') IN concat(antes, despues)) > 0),
          'nor in an event');
SELECT results_eq(
    $$ SELECT l.rol, l.sucursales, l.agentes, l.solo_lectura, l.vence
       FROM api.llave_leer('aaaaaaaaaa', pg_temp.suma('uno')) AS l $$,
    $$ SELECT 'negocio', format('[%s]', id), 'auth,panel', false, 0::bigint
       FROM inv.sucursal WHERE codigo = 'T1' $$,
    'what the program is told of it');
SELECT is(pg_temp.abre('aaaaaaaaaa', 'dos'), NULL, 'another secret');
SELECT is(pg_temp.abre('bbbbbbbbbb', 'uno'), NULL, 'another prefix');
SELECT throws_ok(
    $$ SELECT api.llave_crear(pg_temp.ctx(), jsonb_build_object('nombre', 'x',
        'rol', 'admin', 'prefijo', 'cccccccccc',
        'suma', pg_temp.suma('x'))) $$,
    '23514', NULL, 'no key administers');
SELECT throws_ok(
    $$ SELECT api.llave_crear(pg_temp.ctx(), jsonb_build_object('nombre', 'x',
        'rol', 'consulta', 'prefijo', 'cccccccccc', 'vence', now(),
        'suma', pg_temp.suma('x'))) $$,
    'IN422', 'campos_invalidos', 'nor is born dead');

-- rotation
SELECT is((api.llave_rotar(pg_temp.ctx(), id, jsonb_build_object('suma',
              pg_temp.suma('dos'), 'gracia_minutos', 5))).etag, '2',
          'rotated') FROM alta;
SELECT is(pg_temp.abre('aaaaaaaaaa', s), id, 'good within the grace: ' || s)
FROM alta, unnest(ARRAY['uno', 'dos']) AS s;
SELECT ok((SELECT vence FROM api.llave_leer('aaaaaaaaaa',
               pg_temp.suma('uno'))) BETWEEN extract(epoch FROM now()) + 299
               AND extract(epoch FROM now()) + 300,
          'the old one knows its end');
UPDATE inv.llave SET anterior_vence = now() FROM alta WHERE llave.id = alta.id;
SELECT is(pg_temp.abre('aaaaaaaaaa', 'uno'), NULL, 'which comes');
UPDATE inv.llave SET vence = now() FROM alta WHERE llave.id = alta.id;
SELECT is(pg_temp.abre('aaaaaaaaaa', 'dos'), NULL, 'as that of the key does');
UPDATE inv.llave SET vence = NULL FROM alta WHERE llave.id = alta.id;

-- use
SELECT api.llave_usada(id, d, 'prueba-2')
FROM alta, unnest(ARRAY['10.0.0.1', '10.0.0.1', '10.0.0.2']) AS d;
SELECT results_eq(
    $$ SELECT despues->>'direccion', usuario_id + entidad_id, request_id
       FROM inv.evento WHERE tipo = 'clave_usada' ORDER BY id $$,
    $$ VALUES ('10.0.0.1', 0::bigint, 'prueba-2'),
              ('10.0.0.2', 0::bigint, 'prueba-2') $$,
    'one event for each address');
SELECT is(ultimo_uso, now(), 'and the last use') FROM inv.llave
WHERE prefijo = 'aaaaaaaaaa';

-- revoke
SELECT is((api.llave_revocar(pg_temp.ctx(), id)).estado, 204, 'revoked')
FROM alta;
SELECT is(pg_temp.abre('aaaaaaaaaa', 'dos'), NULL, 'it opens nothing');
SELECT throws_ok(
    format($$ SELECT api.llave_rotar(pg_temp.ctx(), %s, '{}') $$, id),
    'IN409', 'clave_revocada', 'and comes not back') FROM alta;

SELECT finish();

ROLLBACK;
