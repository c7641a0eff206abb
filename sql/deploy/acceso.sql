-- Deploy inventario:acceso to pg
-- requires: base
-- Login and users.  Passwords are hashed and checked by the program; what
-- comes here is Argon2id.  No function of a route returns a hash.

BEGIN;

-- A login, good or bad, is an event of the name that was given, whether or
-- not there is such a user.
CREATE INDEX evento_login ON inv.evento ((despues->>'usuario'), id)
    WHERE tipo IN ('login', 'login_fallido');

-- A name whose last ten logins all failed within 15 minutes is stopped.
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

-- What a login needs: always one row, without an id if nobody has that name.
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

CREATE FUNCTION api.login_anotar(p_ctx jsonb, p_usuario text,
    p_usuario_id bigint, p_direccion text, p_ok boolean)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    PERFORM inv.anotar(
        p_ctx || jsonb_build_object('usuario_id', p_usuario_id), 'acceso',
        CASE WHEN p_ok THEN 'login' ELSE 'login_fallido' END, 'usuario',
        p_usuario_id, NULL, jsonb_build_object('usuario', lower(p_usuario),
            'direccion', p_direccion, 'ok', p_ok));
END $$;

CREATE FUNCTION inv.usuario_json(p_u inv.usuario) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', p_u.id, 'usuario', p_u.usuario,
        'nombre', p_u.nombre, 'rol', p_u.rol, 'sucursales', p_u.sucursales,
        'activo', p_u.activo, 'version', p_u.version,
        'creado_en', p_u.creado_en, 'actualizado_en', p_u.actualizado_en)
$$;

-- The branches of a body: null for all of them; 422 for one that is not there.
CREATE FUNCTION inv.usuario_sucursales(p_cuerpo jsonb) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v bigint[];
BEGIN
    IF jsonb_typeof(p_cuerpo->'sucursales') IS DISTINCT FROM 'array' THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(array_agg(DISTINCT s.id ORDER BY s.id), '{}') INTO v
    FROM jsonb_array_elements_text(p_cuerpo->'sucursales') AS e(texto)
    LEFT JOIN inv.sucursal AS s ON s.id::text = e.texto;
    IF v = '{}' OR array_position(v, NULL) IS NOT NULL THEN
        PERFORM inv.fallar_campo('sucursales', 'sucursal_no_encontrada',
            'Alguna de esas sucursales no existe.');
    END IF;
    RETURN v;
END $$;

CREATE FUNCTION api.usuario_crear(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_nombre text := lower(p_cuerpo->>'usuario');
    v_fila   inv.usuario;
    v_json   json;
BEGIN
    IF v_nombre !~ '^[a-z0-9][a-z0-9._@-]{1,63}$' THEN
        PERFORM inv.fallar_campo('usuario', 'formato_invalido',
            'Va de 2 a 64 letras sin acento, números, punto, guión o arroba.');
    END IF;
    INSERT INTO inv.usuario (usuario, nombre, clave_hash, rol, sucursales)
    VALUES (v_nombre, coalesce(p_cuerpo->>'nombre', ''),
            p_cuerpo->>'clave_hash', p_cuerpo->>'rol',
            inv.usuario_sucursales(p_cuerpo))
    RETURNING * INTO v_fila;
    v_json := inv.usuario_json(v_fila);
    PERFORM inv.anotar(p_ctx, 'acceso', 'creado', 'usuario', v_fila.id, NULL,
                       v_json::jsonb);
    RETURN inv.respuesta(201, v_json, v_fila.version::text, NULL,
                         '/v1/usuarios/' || v_fila.id);
END $$;

CREATE FUNCTION inv.usuario_exigir(p_id bigint) RETURNS inv.usuario
LANGUAGE plpgsql AS $$
DECLARE
    v inv.usuario;
BEGIN
    SELECT * INTO v FROM inv.usuario WHERE id = p_id;
    IF NOT FOUND THEN
        PERFORM inv.fallar(404, 'usuario_no_encontrado',
                           'No existe ese usuario.');
    END IF;
    RETURN v;
END $$;

CREATE FUNCTION api.usuario_obtener(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_fila inv.usuario := inv.usuario_exigir(p_id);
BEGIN
    RETURN inv.respuesta(200, inv.usuario_json(v_fila),
                         v_fila.version::text);
END $$;

-- Absent fields stay as they are.  Somebody must remain who can administer.
CREATE FUNCTION api.usuario_modificar(p_ctx jsonb, p_id bigint,
                                      p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_antes inv.usuario;
    v_fila  inv.usuario;
    v_json  json;
BEGIN
    -- every administrator's row, so that two do not remove each other
    PERFORM FROM inv.usuario WHERE id = p_id OR (rol = 'admin' AND activo)
    ORDER BY id FOR UPDATE;
    v_antes := inv.usuario_exigir(p_id);
    PERFORM inv.exigir_version(p_ctx, v_antes.version);
    UPDATE inv.usuario SET
        nombre = coalesce(p_cuerpo->>'nombre', nombre),
        rol = coalesce(p_cuerpo->>'rol', rol),
        sucursales = CASE WHEN p_cuerpo ? 'sucursales'
            THEN inv.usuario_sucursales(p_cuerpo) ELSE sucursales END,
        activo = coalesce((p_cuerpo->>'activo')::boolean, activo),
        clave_hash = coalesce(p_cuerpo->>'clave_hash', clave_hash),
        version = version + 1, actualizado_en = now()
    WHERE id = p_id
    RETURNING * INTO v_fila;
    IF NOT EXISTS (SELECT FROM inv.usuario WHERE rol = 'admin' AND activo)
    THEN
        PERFORM inv.fallar(409, 'ultimo_admin',
            'Es el único administrador activo; nombrá otro antes.');
    END IF;
    v_json := inv.usuario_json(v_fila);
    PERFORM inv.anotar(p_ctx, 'acceso', 'modificado', 'usuario', p_id,
        inv.usuario_json(v_antes)::jsonb,
        v_json::jsonb || jsonb_build_object('clave_nueva',
            p_cuerpo ? 'clave_hash'));
    RETURN inv.respuesta(200, v_json, v_fila.version::text);
END $$;

CREATE FUNCTION api.usuarios_listar(p_ctx jsonb, p_rol text,
    p_activo boolean, p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_desde text := inv.cursor_leer(p_cursor, 1)->>0;
    v_filas inv.usuario[];
    v_datos json;
    v_ultimo text;
    v_total bigint;
BEGIN
    v_filas := ARRAY(
        SELECT u FROM inv.usuario AS u
        WHERE (p_rol IS NULL OR u.rol = p_rol)
          AND (p_activo IS NULL OR u.activo = p_activo)
          AND (v_desde IS NULL OR u.usuario > v_desde)
        ORDER BY u.usuario LIMIT p_limite + 1);
    IF cardinality(v_filas) > p_limite THEN
        v_ultimo := inv.cursor_escribir(
            to_jsonb(ARRAY[(v_filas[p_limite]).usuario]));
    END IF;
    SELECT json_agg(inv.usuario_json(f) ORDER BY f.usuario) INTO v_datos
    FROM unnest(v_filas[1:p_limite]) AS f;
    IF p_contar THEN
        SELECT count(*) INTO v_total FROM inv.usuario AS u
        WHERE (p_rol IS NULL OR u.rol = p_rol)
          AND (p_activo IS NULL OR u.activo = p_activo);
    END IF;
    RETURN inv.lista(v_datos, v_ultimo, v_total);
END $$;

-- The one who asks.
CREATE FUNCTION api.yo(p_ctx jsonb) RETURNS api.respuesta
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_fila inv.usuario;
BEGIN
    SELECT * INTO v_fila FROM inv.usuario
    WHERE id = inv.usuario_id(p_ctx) AND activo;
    IF NOT FOUND THEN
        PERFORM inv.fallar(403, 'usuario_inactivo',
                           'Tu usuario ya no está activo.');
    END IF;
    RETURN inv.respuesta(200, inv.usuario_json(v_fila),
                         v_fila.version::text);
END $$;

-- One's own password.  The program has checked the one that p_anterior is the
-- hash of; it must still be that one.
CREATE FUNCTION api.clave_cambiar(p_ctx jsonb, p_anterior text, p_nueva text)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_id bigint := inv.usuario_id(p_ctx);
BEGIN
    UPDATE inv.usuario SET clave_hash = p_nueva, version = version + 1,
        actualizado_en = now()
    WHERE id = v_id AND activo AND clave_hash = p_anterior;
    IF NOT FOUND THEN
        PERFORM inv.fallar(409, 'clave_cambiada',
            'La clave cambió recién; iniciá sesión de nuevo.');
    END IF;
    PERFORM inv.anotar(p_ctx, 'acceso', 'clave_cambiada', 'usuario', v_id,
                       NULL, NULL);
    RETURN inv.respuesta(204, NULL);
END $$;

COMMIT;
