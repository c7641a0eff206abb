-- Login and users: what the program may see and do, and what the functions
-- refuse.

BEGIN;

SELECT plan(41);

CREATE FUNCTION pg_temp.ctx(p_usuario bigint, p_version text DEFAULT NULL)
RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object('usuario_id', p_usuario,
        'rol', 'admin', 'request_id', 'prueba-1', 'version', p_version))
$$;
CREATE FUNCTION pg_temp.fallidos(p_usuario text, p_veces integer)
RETURNS void LANGUAGE sql AS $$
    SELECT api.login_anotar('{}', p_usuario, NULL, '10.0.0.1', false)
    FROM generate_series(1, p_veces)
$$;
CREATE FUNCTION pg_temp.frenado(p_usuario text) RETURNS boolean
LANGUAGE sql AS $$
    SELECT frenado FROM api.usuario_para_login('{}', p_usuario)
$$;

DELETE FROM inv.usuario;
INSERT INTO inv.sucursal (codigo, nombre) VALUES ('T1', 'Una'), ('T2', 'Otra');
INSERT INTO inv.usuario (id, usuario, clave_hash, rol)
OVERRIDING SYSTEM VALUE VALUES (9001, 'jefa', '$argon2id$viejo', 'admin');

-- privileges
SELECT ok(NOT has_table_privilege('inventario_app', 'inv.usuario', p),
          'the program has no ' || p || ' on users')
FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p;
SELECT ok(NOT has_table_privilege('inventario_lector', 'inv.usuario',
                                  'SELECT'),
          'nor have the reports');
SELECT ok(has_function_privilege('inventario_app', f, 'EXECUTE')
          AND NOT has_function_privilege('inventario_lector', f, 'EXECUTE'),
          'only the program calls ' || f)
FROM unnest(ARRAY['api.usuario_para_login(jsonb,text)',
                  'api.clave_cambiar(jsonb,text,text)']) AS f;

-- login
SELECT results_eq(
    $$ SELECT usuario_id, usuario, clave_hash, rol, sucursales, activo,
              frenado FROM api.usuario_para_login('{}', 'JEFA') $$,
    $$ VALUES (9001::bigint, 'jefa', '$argon2id$viejo', 'admin', 'null',
               true, false) $$,
    'a user is found in any case');
SELECT results_eq(
    $$ SELECT usuario_id, usuario, clave_hash, activo, frenado
       FROM api.usuario_para_login('{}', 'Nadie') $$,
    $$ VALUES (NULL::bigint, 'nadie', NULL::text, false, false) $$,
    'an unknown one is one row too');

SELECT pg_temp.fallidos('Jefa', 9);
SELECT ok(NOT pg_temp.frenado('jefa'), 'nine failures are let go');
SELECT pg_temp.fallidos('jefa', 1);
SELECT ok(pg_temp.frenado('jefa'), 'ten are not');
SELECT ok(NOT pg_temp.frenado('otra'), 'they are of one name');
SELECT api.login_anotar('{}', 'jefa', 9001, '10.0.0.1', true);
SELECT ok(NOT pg_temp.frenado('jefa'), 'a good login starts anew');
SELECT pg_temp.fallidos('fantasma', 10);
SELECT ok(pg_temp.frenado('fantasma'),
          'a name that nobody has is counted alike');
INSERT INTO inv.evento (tema, tipo, entidad, despues, registrado_en)
SELECT 'acceso', 'login_fallido', 'usuario', '{"usuario":"antigua"}',
       now() - interval '16 minutes' FROM generate_series(1, 10);
SELECT ok(NOT pg_temp.frenado('antigua'), 'old failures are forgotten');
SELECT results_eq(
    $$ SELECT tema, usuario_id, despues FROM inv.evento
       WHERE tipo = 'login' AND entidad_id = 9001 $$,
    $$ VALUES ('acceso', 9001::bigint, '{"usuario":"jefa",
        "direccion":"10.0.0.1","ok":true}'::jsonb) $$,
    'a login is an event of who logged in');

-- create
CREATE TEMP TABLE alta AS
SELECT r.*, (r.cuerpo::json->>'id')::bigint AS id
FROM api.usuario_crear(pg_temp.ctx(9001), jsonb_build_object(
    'usuario', 'Ana.Paz', 'nombre', 'Ana', 'rol', 'deposito',
    'clave_hash', '$argon2id$uno', 'sucursales',
    (SELECT jsonb_agg(id) FROM inv.sucursal WHERE codigo = 'T1'))) AS r;
SELECT is(estado, 201, 'created') FROM alta;
SELECT is(ubicacion, '/v1/usuarios/' || id, 'and where') FROM alta;
SELECT is(cuerpo::json->>'usuario', 'ana.paz', 'in lower case') FROM alta;
SELECT is(sucursales, (SELECT array_agg(s.id) FROM inv.sucursal AS s
                       WHERE codigo = 'T1'), 'in one branch')
FROM inv.usuario WHERE usuario = 'ana.paz';
SELECT unalike(cuerpo, '%argon2%', 'no hash in the answer') FROM alta;
SELECT ok(NOT EXISTS (SELECT FROM inv.evento
                      WHERE concat(antes, despues) LIKE '%argon2%'),
          'nor in an event');
SELECT throws_ok(
    $$ SELECT api.usuario_crear(pg_temp.ctx(9001), '{"usuario":"ANA.PAZ",
        "rol":"consulta","clave_hash":"x"}') $$,
    '23505', NULL, 'a name is one user''s');
SELECT throws_ok(
    format($$ SELECT api.usuario_crear(pg_temp.ctx(9001), %L) $$,
           jsonb_build_object('usuario', u, 'rol', 'consulta',
                              'clave_hash', 'x')),
    'IN422', 'campos_invalidos', 'no user is called "' || u || '"')
FROM unnest(ARRAY['a', 'año', 'a b', '.a', E'a\tb']) AS u;
SELECT throws_ok(
    $$ SELECT api.usuario_crear(pg_temp.ctx(9001), '{"usuario":"beto",
        "rol":"consulta","clave_hash":"x","sucursales":[99999999]}') $$,
    'IN422', 'campos_invalidos', 'a branch must exist');

-- modify
SELECT throws_ok(
    format($$ SELECT api.usuario_modificar(pg_temp.ctx(9001, '7'), %s,
                                           '{"rol":"negocio"}') $$, id),
    'IN412', 'version_anterior', 'another version')
FROM alta;
SELECT throws_ok(
    $$ SELECT api.usuario_modificar(pg_temp.ctx(9001, '1'), 123456789,
                                    '{}') $$,
    'IN404', 'usuario_no_encontrado', 'nobody');
SELECT is((api.usuario_modificar(pg_temp.ctx(9001, '1'), id,
              '{"rol":"negocio","sucursales":null}')).etag, '2',
          'a change makes a version')
FROM alta;
SELECT results_eq(
    $$ SELECT rol, nombre, sucursales, clave_hash, version FROM inv.usuario
       WHERE usuario = 'ana.paz' $$,
    $$ VALUES ('negocio', 'Ana', NULL::bigint[], '$argon2id$uno',
               2::bigint) $$,
    'only what came has changed');
SELECT throws_ok(
    format($$ SELECT api.usuario_modificar(pg_temp.ctx(9001, '1'), 9001, %L)
        $$, c), 'IN409', 'ultimo_admin', 'the last administrator: ' || c)
FROM unnest(ARRAY['{"rol":"consulta"}', '{"activo":false}']) AS c;

-- list
SELECT is((SELECT string_agg(d->>'usuario', ' ') FROM json_array_elements(
              (api.usuarios_listar('{}', NULL, NULL, 1, NULL, true)).cuerpo
                  ::json->'datos') AS d), 'ana.paz', 'the first page');
SELECT is((api.usuarios_listar('{}', NULL, NULL, 1, c.siguiente, true))
              .cuerpo::json->'datos'->0->>'usuario', 'jefa', 'the second')
FROM api.usuarios_listar('{}', NULL, NULL, 1, NULL, false) AS c;

-- one's own password
SELECT throws_ok(
    $$ SELECT api.clave_cambiar(pg_temp.ctx(9001), '$argon2id$otro',
                                '$argon2id$nuevo') $$,
    'IN409', 'clave_cambiada', 'only from the hash that was checked');
SELECT is((api.clave_cambiar(pg_temp.ctx(9001), '$argon2id$viejo',
                             '$argon2id$nuevo')).estado, 204, 'changed');
SELECT is(clave_hash, '$argon2id$nuevo', 'and kept')
FROM inv.usuario WHERE id = 9001;

UPDATE inv.usuario SET activo = false WHERE id = 9001;
SELECT throws_ok($$ SELECT api.yo(pg_temp.ctx(9001)) $$, 'IN403',
                 'usuario_inactivo', 'who is inactive is nobody');

SELECT finish();

ROLLBACK;
