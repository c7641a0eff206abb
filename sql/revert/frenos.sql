-- Revert inventario:frenos from pg

BEGIN;

CREATE OR REPLACE FUNCTION api.llave_usada(p_id bigint, p_direccion text,
                                           p_request_id text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    UPDATE inv.llave SET ultimo_uso = now()
    WHERE id = p_id AND (ultimo_uso IS NULL
                         OR ultimo_uso < now() - interval '1 minute');
    PERFORM pg_advisory_xact_lock(hashtextextended('llave_usada', p_id));
    IF NOT EXISTS (SELECT FROM inv.evento
                   WHERE entidad = 'clave_api' AND entidad_id = p_id
                     AND tipo = 'clave_usada'
                     AND registrado_en >= inv.comienzo(inv.dia(now()))
                     AND despues->>'direccion' = p_direccion)
    THEN
        PERFORM inv.anotar(jsonb_build_object('usuario_id', -p_id,
                               'request_id', p_request_id),
            'acceso', 'clave_usada', 'clave_api', p_id, NULL,
            jsonb_build_object('direccion', p_direccion));
    END IF;
END $$;

DROP FUNCTION api.refresco_reusado(jsonb, bigint, text);
DROP FUNCTION api.usuario_desbloquear(jsonb, bigint);
DROP FUNCTION api.usuario_para_sesion(jsonb, bigint);
DROP FUNCTION api.usuario_para_login(jsonb, text);
DROP TRIGGER usuario_clave_nueva ON inv.usuario;
DROP FUNCTION inv.usuario_clave_nueva();
ALTER TABLE inv.usuario DROP COLUMN desbloqueado_en;

CREATE INDEX evento_login ON inv.evento ((despues->>'usuario'), id)
    WHERE tipo IN ('login', 'login_fallido');

CREATE FUNCTION inv.login_frenado(p_usuario text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT count(*) FILTER (
        WHERE tipo = 'login_fallido'
          AND registrado_en > now() - interval '15 minutes') = 10
    FROM (SELECT tipo, registrado_en FROM inv.evento
          WHERE tipo IN ('login', 'login_fallido')
            AND despues->>'usuario' = p_usuario
          ORDER BY id DESC LIMIT 10) AS ultimos
$$;

CREATE FUNCTION api.usuario_para_login(p_ctx jsonb, p_usuario text)
RETURNS TABLE (usuario_id bigint, usuario text, nombre text, clave_hash text,
               rol text, sucursales text, activo boolean, frenado boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
    SELECT u.id, d.dado, u.nombre, u.clave_hash, u.rol,
           coalesce(array_to_json(u.sucursales)::text, 'null'),
           coalesce(u.activo, false), inv.login_frenado(d.dado)
    FROM (SELECT lower(p_usuario) AS dado) AS d
    LEFT JOIN inv.usuario AS u ON u.usuario = d.dado
$$;

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
