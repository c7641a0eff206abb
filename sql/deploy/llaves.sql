-- Deploy inventario:llaves to pg
-- requires: acceso
-- API keys: programs that ask by themselves.  The program makes the secret and
-- keeps it from the database, which has its SHA-256: the secret is 256 random
-- bits, so there is nothing to guess and no need of a slow hash.
--
-- In a context a key is the user -id, called clave:<prefijo>; 0 is one of the
-- environment.  Who made it is in creado_por.

BEGIN;

CREATE TABLE inv.llave (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    nombre         text NOT NULL,
    prefijo        text NOT NULL CHECK (prefijo ~ '^[0-9a-f]{10}$'),
    suma           bytea NOT NULL CHECK (length(suma) = 32),
    suma_anterior  bytea,
    anterior_vence timestamptz,
    rol            text NOT NULL CHECK (rol IN
                       ('deposito', 'negocio', 'ml_service', 'consulta')),
    sucursales     bigint[],                -- null: all
    agentes        text[],                  -- null: all
    solo_lectura   boolean NOT NULL DEFAULT false,
    vence          timestamptz,             -- null: never
    ultimo_uso     timestamptz,
    activa         boolean NOT NULL DEFAULT true,
    version        bigint NOT NULL DEFAULT 1,
    creado_por     bigint,
    creado_en      timestamptz NOT NULL DEFAULT now(),
    actualizado_en timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT llave_prefijo_duplicado UNIQUE (prefijo),
    CONSTRAINT llave_con_su_vencimiento
        CHECK ((suma_anterior IS NULL) = (anterior_vence IS NULL))
);

-- Whose key it is, if it is good now; vence in seconds, 0 for never.
CREATE FUNCTION api.llave_leer(p_prefijo text, p_suma text)
RETURNS TABLE (id bigint, rol text, sucursales text, agentes text,
               solo_lectura boolean, vence bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
    SELECT l.id, l.rol,
           coalesce(array_to_json(l.sucursales)::text, 'null'),
           array_to_string(l.agentes, ','), l.solo_lectura,
           coalesce(floor(extract(epoch FROM f.fin)), 0)::bigint
    FROM inv.llave AS l
    CROSS JOIN LATERAL (SELECT CASE l.suma WHEN decode(p_suma, 'hex')
        THEN l.vence ELSE least(l.vence, l.anterior_vence) END AS fin) AS f
    WHERE l.prefijo = p_prefijo AND l.activa
      AND decode(p_suma, 'hex') IN (l.suma, l.suma_anterior)
      AND (f.fin IS NULL OR f.fin > now())
$$;

-- Written behind the request.  The first use of a day from an address is an
-- event; p_id 0: a key of the environment.
CREATE FUNCTION api.llave_usada(p_id bigint, p_direccion text,
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

CREATE FUNCTION inv.llave_json(p_l inv.llave) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', p_l.id, 'nombre', p_l.nombre,
        'prefijo', p_l.prefijo, 'rol', p_l.rol, 'sucursales', p_l.sucursales,
        'agentes', p_l.agentes, 'solo_lectura', p_l.solo_lectura,
        'vence', p_l.vence, 'anterior_vence', p_l.anterior_vence,
        'ultimo_uso', p_l.ultimo_uso, 'activa', p_l.activa,
        'version', p_l.version, 'creado_por', p_l.creado_por,
        'creado_en', p_l.creado_en, 'actualizado_en', p_l.actualizado_en)
$$;

-- The row, locked if p_bloquear; 404.
CREATE FUNCTION inv.llave_exigir(p_id bigint, p_bloquear boolean)
RETURNS inv.llave LANGUAGE plpgsql AS $$
DECLARE
    v inv.llave;
BEGIN
    IF p_bloquear THEN
        SELECT * INTO v FROM inv.llave WHERE id = p_id FOR UPDATE;
    ELSE
        SELECT * INTO v FROM inv.llave WHERE id = p_id;
    END IF;
    IF NOT FOUND THEN
        PERFORM inv.fallar(404, 'clave_no_encontrada', 'No existe esa clave.');
    END IF;
    RETURN v;
END $$;

-- cuerpo: what the route takes, and prefijo and suma (hex) of the program.
CREATE FUNCTION api.llave_crear(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_fila inv.llave;
    v_json json;
BEGIN
    IF (p_cuerpo->>'vence')::timestamptz <= now() THEN
        PERFORM inv.fallar_campo('vence', 'fecha_pasada',
                                 'Ese momento ya pasó.');
    END IF;
    INSERT INTO inv.llave (nombre, prefijo, suma, rol, sucursales, agentes,
                           solo_lectura, vence, creado_por)
    VALUES (p_cuerpo->>'nombre', p_cuerpo->>'prefijo',
            decode(p_cuerpo->>'suma', 'hex'), p_cuerpo->>'rol',
            inv.usuario_sucursales(p_cuerpo),
            CASE jsonb_typeof(p_cuerpo->'agentes') WHEN 'array' THEN
                ARRAY(SELECT DISTINCT a
                      FROM jsonb_array_elements_text(p_cuerpo->'agentes') AS a
                      ORDER BY a) END,
            coalesce((p_cuerpo->>'solo_lectura')::boolean, false),
            (p_cuerpo->>'vence')::timestamptz, inv.usuario_id(p_ctx))
    RETURNING * INTO v_fila;
    v_json := inv.llave_json(v_fila);
    PERFORM inv.anotar(p_ctx, 'acceso', 'creado', 'clave_api', v_fila.id,
                       NULL, v_json::jsonb);
    RETURN inv.respuesta(201, v_json, v_fila.version::text, NULL,
                         '/v1/claves-api/' || v_fila.id);
END $$;

-- The prefix stays: it is the same key, with another secret.
CREATE FUNCTION api.llave_rotar(p_ctx jsonb, p_id bigint, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_antes inv.llave := inv.llave_exigir(p_id, true);
    v_fila  inv.llave;
    v_json  json;
BEGIN
    IF NOT v_antes.activa THEN
        PERFORM inv.fallar(409, 'clave_revocada',
                           'Esa clave fue revocada; creá otra.');
    END IF;
    UPDATE inv.llave SET suma = decode(p_cuerpo->>'suma', 'hex'),
        suma_anterior = suma,
        anterior_vence = now() + (p_cuerpo->>'gracia_minutos')::integer
                                 * interval '1 minute',
        version = version + 1, actualizado_en = now()
    WHERE id = p_id
    RETURNING * INTO v_fila;
    v_json := inv.llave_json(v_fila);
    PERFORM inv.anotar(p_ctx, 'acceso', 'clave_rotada', 'clave_api', p_id,
                       inv.llave_json(v_antes)::jsonb, v_json::jsonb);
    RETURN inv.respuesta(200, v_json, v_fila.version::text);
END $$;

-- The row stays, for those who read what the key did.
CREATE FUNCTION api.llave_revocar(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_antes inv.llave := inv.llave_exigir(p_id, true);
    v_fila  inv.llave;
BEGIN
    IF v_antes.activa THEN
        UPDATE inv.llave SET activa = false, version = version + 1,
            actualizado_en = now()
        WHERE id = p_id
        RETURNING * INTO v_fila;
        PERFORM inv.anotar(p_ctx, 'acceso', 'clave_revocada', 'clave_api',
            p_id, inv.llave_json(v_antes)::jsonb,
            inv.llave_json(v_fila)::jsonb);
    END IF;
    RETURN inv.respuesta(204, NULL);
END $$;

CREATE FUNCTION api.llave_obtener(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_fila inv.llave := inv.llave_exigir(p_id, false);
BEGIN
    RETURN inv.respuesta(200, inv.llave_json(v_fila), v_fila.version::text);
END $$;

CREATE FUNCTION api.llaves_listar(p_ctx jsonb, p_activa boolean,
    p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_desde  bigint := (inv.cursor_leer(p_cursor, 1)->>0)::bigint;
    v_filas  inv.llave[];
    v_datos  json;
    v_ultimo text;
    v_total  bigint;
BEGIN
    v_filas := ARRAY(
        SELECT l FROM inv.llave AS l
        WHERE (p_activa IS NULL OR l.activa = p_activa)
          AND (v_desde IS NULL OR l.id > v_desde)
        ORDER BY l.id LIMIT p_limite + 1);
    IF cardinality(v_filas) > p_limite THEN
        v_ultimo := inv.cursor_escribir(
            to_jsonb(ARRAY[(v_filas[p_limite]).id]));
    END IF;
    SELECT json_agg(inv.llave_json(f) ORDER BY f.id) INTO v_datos
    FROM unnest(v_filas[1:p_limite]) AS f;
    IF p_contar THEN
        SELECT count(*) INTO v_total FROM inv.llave AS l
        WHERE p_activa IS NULL OR l.activa = p_activa;
    END IF;
    RETURN inv.lista(v_datos, v_ultimo, v_total);
END $$;

-- The one who asks, a person or a key.
CREATE FUNCTION api.identidad(p_ctx jsonb) RETURNS api.respuesta
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    IF inv.usuario_id(p_ctx) > 0 THEN
        RETURN api.yo(p_ctx);
    END IF;
    RETURN inv.respuesta(200, json_build_object(
        'id', inv.usuario_id(p_ctx), 'usuario', p_ctx->>'usuario',
        'nombre', coalesce((SELECT nombre FROM inv.llave
                            WHERE id = -inv.usuario_id(p_ctx)), 'Panel'),
        'rol', p_ctx->>'rol', 'sucursales', p_ctx->'sucursales',
        'activo', true));
END $$;

COMMIT;
