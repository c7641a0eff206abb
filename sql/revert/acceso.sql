-- Revert inventario:acceso from pg

BEGIN;

DROP FUNCTION api.clave_cambiar(jsonb, text, text);
DROP FUNCTION api.yo(jsonb);
DROP FUNCTION api.usuarios_listar(jsonb, text, boolean, bigint, text, boolean);
DROP FUNCTION api.usuario_modificar(jsonb, bigint, jsonb);
DROP FUNCTION api.usuario_obtener(jsonb, bigint);
DROP FUNCTION inv.usuario_exigir(bigint);
DROP FUNCTION api.usuario_crear(jsonb, jsonb);
DROP FUNCTION inv.usuario_sucursales(jsonb);
DROP FUNCTION inv.usuario_json(inv.usuario);
DROP FUNCTION api.login_anotar(jsonb, text, bigint, text, boolean);
DROP FUNCTION api.usuario_para_login(jsonb, text);
DROP FUNCTION inv.login_frenado(text);
DROP INDEX inv.evento_login;

COMMIT;
