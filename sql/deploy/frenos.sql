-- Deploy inventario:frenos to pg
-- requires: sesiones
-- requires: auditoria
-- Attempts at a password: they are counted by the program, in memory; here is
-- until when an administrator has forgiven an account.  And what the audit did
-- not say yet: refresh tokens that came again, where a key was used from.

BEGIN;

ALTER TABLE inv.usuario ADD COLUMN desbloqueado_en timestamptz;

-- Who gets a new password may use it.
CREATE FUNCTION inv.usuario_clave_nueva() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.desbloqueado_en := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER usuario_clave_nueva BEFORE UPDATE OF clave_hash
    ON inv.usuario FOR EACH ROW
    WHEN (NEW.clave_hash IS DISTINCT FROM OLD.clave_hash)
    EXECUTE FUNCTION inv.usuario_clave_nueva();

DROP FUNCTION api.usuario_para_login(jsonb, text);
DROP FUNCTION api.usuario_para_sesion(jsonb, bigint);
DROP FUNCTION inv.login_frenado(text);
DROP INDEX inv.evento_login;

-- What a login needs: always one row, without an id if nobody has that name.
-- olvidadas: failures until then, in ms since 1970, do not count.
CREATE FUNCTION api.usuario_para_login(p_ctx jsonb, p_usuario text)
RETURNS TABLE (usuario_id bigint, usuario text, nombre text, clave_hash text,
               rol text, sucursales text, activo boolean, olvidadas bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
    SELECT u.id, d.dado, u.nombre, u.clave_hash, u.rol,
           coalesce(array_to_json(u.sucursales)::text, 'null'),
           coalesce(u.activo, false),
           coalesce(floor(extract(epoch FROM u.desbloqueado_en) * 1000), 0)
               ::bigint
    FROM (SELECT lower(p_usuario) AS dado) AS d
    LEFT JOIN inv.usuario AS u ON u.usuario = d.dado
$$;

-- The same of one who has a session: of somebody who is gone or not active,
-- without a hash.
CREATE FUNCTION api.usuario_para_sesion(p_ctx jsonb, p_id bigint)
RETURNS TABLE (usuario_id bigint, usuario text, nombre text, clave_hash text,
               rol text, sucursales text, activo boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
    SELECT u.id, u.usuario, u.nombre, u.clave_hash, u.rol,
           coalesce(array_to_json(u.sucursales)::text, 'null'),
           u.id IS NOT NULL
    FROM (SELECT p_id AS id) AS d
    LEFT JOIN inv.usuario AS u ON u.id = d.id AND u.activo
$$;

-- The version stays: nothing that a client reads has changed.
CREATE FUNCTION api.usuario_desbloquear(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    PERFORM inv.usuario_exigir(p_id);
    UPDATE inv.usuario SET desbloqueado_en = clock_timestamp()
    WHERE id = p_id;
    PERFORM inv.anotar(p_ctx, 'acceso', 'desbloqueado', 'usuario', p_id, NULL,
                       NULL);
    RETURN inv.respuesta(204, NULL);
END $$;

-- Two have the same refresh token: the session p_sid of that user is over.
CREATE FUNCTION api.refresco_reusado(p_ctx jsonb, p_id bigint, p_sid text)
RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
    SELECT inv.anotar(p_ctx || jsonb_build_object('usuario_id', p_id),
        'acceso', 'refresco_reusado', 'usuario', p_id, NULL,
        jsonb_build_object('sesion', p_sid))
$$;

-- As before, with the address in its column.
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
                'request_id', p_request_id, 'direccion', p_direccion),
            'acceso', 'clave_usada', 'clave_api', p_id, NULL,
            jsonb_build_object('direccion', p_direccion));
    END IF;
END $$;

COMMIT;
