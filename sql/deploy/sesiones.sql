-- Deploy inventario:sesiones to pg
-- requires: acceso
-- What a session that is refreshed needs to know of its user.

BEGIN;

-- As api.usuario_para_login: always one row; of somebody who is gone or not
-- active, without a hash.
CREATE FUNCTION api.usuario_para_sesion(p_ctx jsonb, p_id bigint)
RETURNS TABLE (usuario_id bigint, usuario text, nombre text, clave_hash text,
               rol text, sucursales text, activo boolean, frenado boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
    SELECT u.id, u.usuario, u.nombre, u.clave_hash, u.rol,
           coalesce(array_to_json(u.sucursales)::text, 'null'),
           u.id IS NOT NULL, false
    FROM (SELECT p_id AS id) AS d
    LEFT JOIN inv.usuario AS u ON u.id = d.id AND u.activo
$$;

COMMIT;
