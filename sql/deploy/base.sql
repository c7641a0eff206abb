-- Deploy inventario:base to pg
-- Schemas, the answer type, errors, context, idempotency, events, users.
--
-- inv: tables and internal functions.  api: what the program may call.
-- The roles inventario_dueno (owner; runs this), inventario_app (the program)
-- and inventario_lector (reports, read only) exist before: scripts make them.

BEGIN;

CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;

CREATE SCHEMA inv;
CREATE SCHEMA api;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO PUBLIC;
GRANT USAGE ON SCHEMA inv, api TO inventario_app;
GRANT USAGE ON SCHEMA inv TO inventario_lector;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA api
    GRANT EXECUTE ON FUNCTIONS TO inventario_app;

-- What every function of api returns: the finished answer.
CREATE TYPE api.respuesta AS (
    estado     integer,     -- HTTP status
    cuerpo     text,        -- finished JSON document, null for none
    etag       text,        -- version without quotes; null: the engine hashes
    etiquetas  text,        -- cache tags that a write touched, by spaces
    ubicacion  text,        -- Location, relative to the agent: /v1/x/1
    siguiente  text,        -- cursor of the next page
    repetida   boolean      -- replay of an earlier answer
);

-- Ends the transaction with a problem document.  extra: members to add to it.
-- ERRCODE is 'IN' and the HTTP status; the engine reads the other fields.
CREATE FUNCTION inv.fallar(p_estado integer, p_codigo text, p_detalle text,
                           p_extra jsonb DEFAULT NULL)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'IN' || p_estado, MESSAGE = p_codigo,
        DETAIL = p_detalle, HINT = coalesce(p_extra::text, '');
END $$;

-- 422 with one field error.
CREATE FUNCTION inv.fallar_campo(p_campo text, p_codigo text, p_mensaje text)
RETURNS void LANGUAGE sql AS $$
    SELECT inv.fallar(422, 'campos_invalidos', 'Hay campos inválidos.',
        jsonb_build_object('errores', jsonb_build_array(jsonb_build_object(
            'campo', p_campo, 'codigo', p_codigo, 'mensaje', p_mensaje))));
$$;

-- The version that If-Match asked for, against the current one (412).
CREATE FUNCTION inv.exigir_version(p_ctx jsonb, p_version bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF p_ctx->>'version' IS DISTINCT FROM p_version::text
       AND p_ctx->>'version' IS DISTINCT FROM '*'
    THEN
        PERFORM inv.fallar(412, 'version_anterior',
            'Otra persona lo modificó; volvé a leerlo antes de guardar.',
            jsonb_build_object('version_actual', p_version::text));
    END IF;
END $$;

CREATE FUNCTION inv.usuario_id(p_ctx jsonb) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT (p_ctx->>'usuario_id')::bigint $$;

-- May this context see this branch?  A null branch is nobody's: all may.
-- STABLE, as to_jsonb is: else it would not be inlined.
CREATE FUNCTION inv.ve_sucursal(p_ctx jsonb, p_sucursal bigint)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT p_sucursal IS NULL
        OR coalesce(jsonb_typeof(p_ctx->'sucursales'), 'null') <> 'array'
        OR p_ctx->'sucursales' @> to_jsonb(p_sucursal)
$$;

CREATE FUNCTION inv.exigir_sucursal(p_ctx jsonb, p_sucursal bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT inv.ve_sucursal(p_ctx, p_sucursal) THEN
        PERFORM inv.fallar(403, 'sucursal_no_permitida',
            'Tu usuario no trabaja en esa sucursal.');
    END IF;
END $$;

-- What holds in every branch is for who works in all of them.
CREATE FUNCTION inv.exigir_todas(p_ctx jsonb, p_detalle text)
RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF jsonb_typeof(p_ctx->'sucursales') = 'array' THEN
        PERFORM inv.fallar(403, 'sucursal_no_permitida', p_detalle);
    END IF;
END $$;

-- Day of an instant as the shops live it.
CREATE FUNCTION inv.dia(p_instante timestamptz) RETURNS date
LANGUAGE sql STABLE AS $$
    SELECT (p_instante AT TIME ZONE 'America/Argentina/Buenos_Aires')::date
$$;

-- First instant of a day as the shops live it.
CREATE FUNCTION inv.comienzo(p_dia date) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT p_dia::timestamp AT TIME ZONE 'America/Argentina/Buenos_Aires'
$$;

-- Without accents and in lower case, for search and comparison.
CREATE FUNCTION inv.normal(p_texto text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT lower(public.unaccent('public.unaccent'::regdictionary, p_texto))
$$;

-- Cursors: the sort key of the last row, as a JSON array, in base64url.
CREATE FUNCTION inv.cursor_escribir(p_clave jsonb) RETURNS text
LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT rtrim(translate(encode(convert_to(p_clave::text, 'UTF8'),
                                  'base64'), E'+/\n', '-_'), '=')
$$;

-- Null for null; 422 when it is not one of ours with p_largo members.
CREATE FUNCTION inv.cursor_leer(p_cursor text, p_largo integer) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    v jsonb;
BEGIN
    IF p_cursor IS NULL THEN
        RETURN NULL;
    END IF;
    BEGIN
        v := convert_from(decode(translate(p_cursor, '-_', '+/')
                 || repeat('=', (4 - length(p_cursor) % 4) % 4), 'base64'),
                 'UTF8')::jsonb;
    EXCEPTION WHEN OTHERS THEN
        v := NULL;
    END;
    IF v IS NULL OR jsonb_typeof(v) <> 'array'
       OR jsonb_array_length(v) <> p_largo
    THEN
        PERFORM inv.fallar_campo('cursor', 'cursor_invalido',
            'El cursor no es de esta lista.');
    END IF;
    RETURN v;
END $$;

-- The answer of a list.  p_datos: JSON array; p_total: null if not asked.
CREATE FUNCTION inv.lista(p_datos json, p_siguiente text,
                          p_total bigint DEFAULT NULL)
RETURNS api.respuesta LANGUAGE sql STABLE AS $$
    SELECT (200, '{"datos":' || coalesce(p_datos::text, '[]')
        || ',"siguiente":' || coalesce(to_json(p_siguiente)::text, 'null')
        || coalesce(',"total":' || p_total, '') || '}',
        NULL, NULL, NULL, p_siguiente, false)::api.respuesta
$$;

CREATE FUNCTION inv.respuesta(p_estado integer, p_cuerpo json,
    p_etag text DEFAULT NULL, p_etiquetas text DEFAULT NULL,
    p_ubicacion text DEFAULT NULL)
RETURNS api.respuesta LANGUAGE sql IMMUTABLE AS $$
    SELECT (p_estado, p_cuerpo::text, p_etag, p_etiquetas, p_ubicacion, NULL,
            false)::api.respuesta
$$;

-- Branches.
CREATE TABLE inv.sucursal (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    codigo           text NOT NULL,
    nombre           text NOT NULL,
    direccion        text,
    permite_negativo boolean NOT NULL DEFAULT false,
    activa           boolean NOT NULL DEFAULT true,
    version          bigint NOT NULL DEFAULT 1,
    creado_en        timestamptz NOT NULL DEFAULT now(),
    actualizado_en   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT sucursal_codigo_duplicado UNIQUE (codigo)
);

-- Users.
CREATE TABLE inv.usuario (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    usuario        text NOT NULL,
    nombre         text NOT NULL DEFAULT '',
    clave_hash     text NOT NULL,           -- Argon2id, PHC string
    rol            text NOT NULL CHECK (rol IN
                       ('admin', 'deposito', 'negocio', 'ml_service',
                        'consulta')),
    sucursales     bigint[],                -- null: all
    activo         boolean NOT NULL DEFAULT true,
    version        bigint NOT NULL DEFAULT 1,
    creado_en      timestamptz NOT NULL DEFAULT now(),
    actualizado_en timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT usuario_duplicado UNIQUE (usuario),
    -- who makes users could give himself the others
    CONSTRAINT admin_sin_limite CHECK (rol <> 'admin' OR sucursales IS NULL),
    CONSTRAINT usuario_en_minuscula CHECK (usuario = lower(usuario))
);

-- Exactly once: key, fingerprint and answer, in the effect's transaction.
CREATE TABLE inv.idempotencia (
    usuario_id bigint NOT NULL,
    clave      text NOT NULL,
    huella     text NOT NULL,           -- SHA-256 of method, path and body
    respuesta  api.respuesta,
    creado_en  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (usuario_id, clave)
);
CREATE INDEX idempotencia_creado_en ON inv.idempotencia USING brin (creado_en);

CREATE TYPE api.intento AS (
    nueva      boolean,
    usuario_id bigint,
    clave      text,
    previa     api.respuesta
);

-- Opens a write.  Whoever inserts the key first does the work; the others
-- wait for that transaction here and get its answer.
CREATE FUNCTION api.abrir(p_ctx jsonb, p_clave text, p_huella text)
RETURNS api.intento LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_usuario bigint := coalesce((p_ctx->>'usuario_id')::bigint, 0);
    v_fila    inv.idempotencia;
BEGIN
    IF p_clave IS NULL THEN
        RETURN (true, v_usuario, NULL, NULL)::api.intento;
    END IF;
    INSERT INTO inv.idempotencia (usuario_id, clave, huella)
    VALUES (v_usuario, p_clave, p_huella)
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
        RETURN (true, v_usuario, p_clave, NULL)::api.intento;
    END IF;
    SELECT * INTO v_fila FROM inv.idempotencia
    WHERE usuario_id = v_usuario AND clave = p_clave;
    IF v_fila.huella <> p_huella THEN
        PERFORM inv.fallar(422, 'clave_reutilizada',
            'Esa Idempotency-Key ya se usó con otro pedido.');
    END IF;
    v_fila.respuesta.repetida := true;
    RETURN (false, v_usuario, p_clave, v_fila.respuesta)::api.intento;
END $$;

CREATE FUNCTION api.cerrar(p_intento api.intento, p_respuesta api.respuesta)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT p_intento.nueva THEN
        RETURN p_intento.previa;
    END IF;
    IF p_intento.clave IS NOT NULL THEN
        UPDATE inv.idempotencia SET respuesta = p_respuesta
        WHERE usuario_id = p_intento.usuario_id AND clave = p_intento.clave;
    END IF;
    RETURN p_respuesta;
END $$;

-- Every change that is not a stock movement (those are their own event).
CREATE TABLE inv.evento (
    id            bigint GENERATED ALWAYS AS IDENTITY,
    tx            xid8 NOT NULL DEFAULT pg_current_xact_id(),
    tema          text NOT NULL,
    tipo          text NOT NULL,
    entidad       text NOT NULL,
    entidad_id    bigint,
    sucursal_id   bigint,
    antes         jsonb,
    despues       jsonb,
    usuario_id    bigint,
    request_id    text,
    registrado_en timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id)
);
CREATE INDEX evento_entidad ON inv.evento (entidad, entidad_id, id);

CREATE FUNCTION inv.anotar(p_ctx jsonb, p_tema text, p_tipo text,
    p_entidad text, p_id bigint, p_antes jsonb, p_despues jsonb,
    p_sucursal bigint DEFAULT NULL)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO inv.evento (tema, tipo, entidad, entidad_id, sucursal_id,
                            antes, despues, usuario_id, request_id)
    VALUES (p_tema, p_tipo, p_entidad, p_id, p_sucursal, p_antes, p_despues,
            (p_ctx->>'usuario_id')::bigint, p_ctx->>'request_id')
$$;

-- The table is its own role's business: nobody rewrites what happened.
CREATE FUNCTION inv.solo_agregar() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'la tabla % sólo admite agregar', TG_TABLE_NAME;
END $$;
CREATE TRIGGER evento_solo_agregar BEFORE UPDATE OR DELETE ON inv.evento
    FOR EACH ROW EXECUTE FUNCTION inv.solo_agregar();

-- A probe that needs no table.
CREATE FUNCTION api.vivo() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$;

COMMIT;
