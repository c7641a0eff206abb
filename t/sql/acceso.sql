-- Login and users: what the program may see and do, and what the functions
-- refuse.

BEGIN;

SELECT plan(42);

CREATE FUNCTION pg_temp.ctx(p_usuario bigint, p_version text DEFAULT NULL)
RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object('usuario_id', p_usuario,
        'rol', 'admin', 'request_id', 'prueba-1', 'version', p_version))
$$;
CREATE FUNCTION pg_temp.olvidadas(p_usuario text) RETURNS bigint
LANGUAGE sql AS $$
    SELECT olvidadas FROM api.usuario_para_login('{}', p_usuario)
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
              olvidadas FROM api.usuario_para_login('{}', 'JEFA') $$,
    $$ VALUES (9001::bigint, 'jefa', '$argon2id$viejo', 'admin', 'null',
               true, 0::bigint) $$,
    'a user is found in any case');
SELECT results_eq(
    $$ SELECT usuario_id, usuario, clave_hash, activo, olvidadas
       FROM api.usuario_para_login('{}', 'Nadie') $$,
    $$ VALUES (NULL::bigint, 'nadie', NULL::text, false, 0::bigint) $$,
    'an unknown one is one row too');

SELECT is((api.usuario_desbloquear(pg_temp.ctx(9001), 9001)).estado, 204,
          'an administrator forgives an account');
SELECT ok(pg_temp.olvidadas('jefa')
              BETWEEN extract(epoch FROM now()) * 1000 - 1000
                  AND extract(epoch FROM clock_timestamp()) * 1000,
          'what failed until then is forgotten');
SELECT results_eq(
    $$ SELECT usuario_id, entidad_id, request_id FROM inv.evento
       WHERE tipo = 'desbloqueado' $$,
    $$ VALUES (9001::bigint, 9001::bigint, 'prueba-1') $$,
    'and it is written down');
SELECT throws_ok($$ SELECT api.usuario_desbloquear(pg_temp.ctx(9001), 9999) $$,
                 'IN404', 'usuario_no_encontrado', 'an account that exists');
UPDATE inv.usuario SET desbloqueado_en = NULL;
UPDATE inv.usuario SET nombre = 'Jefa', clave_hash = clave_hash;
SELECT is(pg_temp.olvidadas('jefa'), 0::bigint, 'another change forgives none');
UPDATE inv.usuario SET clave_hash = '$argon2id$nuevo';
SELECT ok(pg_temp.olvidadas('jefa') > 0, 'a new password does');
UPDATE inv.usuario SET clave_hash = '$argon2id$viejo';
SELECT api.login_anotar('{}', 'jefa', 9001, '10.0.0.1', true);
SELECT api.refresco_reusado('{"request_id":"prueba-2","direccion":"10.0.0.2"}',
                            9001, 'f00');
SELECT results_eq(
    $$ SELECT usuario_id, direccion, request_id, despues FROM inv.evento
       WHERE tipo = 'refresco_reusado' $$,
    $$ VALUES (9001::bigint, '10.0.0.2', 'prueba-2',
               '{"sesion":"f00"}'::jsonb) $$,
    'a refresh token that came again');
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
