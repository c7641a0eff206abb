-- What a session that is refreshed learns of its user.

BEGIN;

SELECT plan(5);

DELETE FROM inv.usuario;
INSERT INTO inv.usuario (id, usuario, nombre, clave_hash, rol, sucursales,
                         activo)
OVERRIDING SYSTEM VALUE VALUES
    (9001, 'jefa', 'Jefa', '$argon2id$x', 'admin', NULL, true),
    (9002, 'ana', 'Ana', '$argon2id$y', 'deposito', '{1,2}', true),
    (9003, 'ida', 'Ida', '$argon2id$z', 'deposito', NULL, false);

SELECT ok(has_function_privilege('inventario_app', f, 'EXECUTE')
          AND NOT has_function_privilege('inventario_lector', f, 'EXECUTE'),
          'only the program calls it')
FROM (VALUES ('api.usuario_para_sesion(jsonb,bigint)')) AS t(f);
SELECT results_eq(
    $$ SELECT usuario_id, usuario, nombre, clave_hash, rol, sucursales, activo
       FROM api.usuario_para_sesion('{}', 9002) $$,
    $$ VALUES (9002::bigint, 'ana', 'Ana', '$argon2id$y', 'deposito',
               '[1,2]', true) $$,
    'all that a token says');
SELECT is((SELECT sucursales FROM api.usuario_para_sesion('{}', 9001)),
          'null', 'all branches');
SELECT results_eq(
    format($$ SELECT usuario_id, usuario, clave_hash, activo
              FROM api.usuario_para_sesion('{}', %s) $$, id),
    $$ VALUES (NULL::bigint, NULL::text, NULL::text, false) $$,
    que || ' is one row too')
FROM (VALUES (9003, 'who is not active'), (9999, 'who is not there'))
    AS t(id, que);

SELECT finish();

ROLLBACK;
