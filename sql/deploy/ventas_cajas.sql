-- Deploy inventario:ventas_cajas to pg
-- requires: ventas_tablas
-- Tills and means of payment.

BEGIN;

CREATE FUNCTION inv.caja_json(c inv.caja) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', c.id, 'sucursal_id', c.sucursal_id,
        'ubicacion_id', c.ubicacion_id, 'codigo', c.codigo,
        'nombre', c.nombre, 'punto_venta', c.punto_venta,
        'activa', c.activa, 'version', c.version, 'creado_en', c.creado_en,
        'actualizado_en', c.actualizado_en)
$$;

CREATE FUNCTION inv.caja_respuesta(p_id bigint, p_estado integer)
RETURNS api.respuesta LANGUAGE sql STABLE AS $$
    SELECT inv.respuesta(p_estado, inv.caja_json(c), c.version::text,
        'cajas', CASE WHEN p_estado = 201 THEN '/v1/cajas/' || c.id END)
    FROM inv.caja c WHERE c.id = p_id
$$;

-- 404 also for one of a branch that the user does not see.
CREATE FUNCTION inv.caja_exigir(p_ctx jsonb, p_id bigint)
RETURNS inv.caja LANGUAGE plpgsql STABLE AS $$
DECLARE
    c inv.caja;
BEGIN
    SELECT * INTO c FROM inv.caja WHERE id = p_id;
    IF NOT FOUND OR NOT inv.ve_sucursal(p_ctx, c.sucursal_id) THEN
        PERFORM inv.fallar(404, 'caja_no_encontrada',
                           'No hay una caja con ese número.');
    END IF;
    RETURN c;
END $$;

-- It sells from a shelf or a store room of its own branch.
CREATE FUNCTION inv.caja_ubicacion_exigir(p_sucursal bigint,
                                          p_ubicacion bigint)
RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM inv.ubicacion
                   WHERE id = p_ubicacion AND sucursal_id = p_sucursal)
    THEN
        PERFORM inv.fallar_campo('ubicacion_id', 'ubicacion_ajena',
            'La ubicación no es de esa sucursal.');
    END IF;
END $$;

CREATE FUNCTION api.cajas_listar(p_ctx jsonb, p_sucursal_id bigint,
    p_activa boolean, p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    PERFORM inv.sucursal_pedida(p_ctx, p_sucursal_id);
    RETURN (WITH todas AS (
        SELECT c FROM inv.caja c
        WHERE inv.ve_sucursal(p_ctx, c.sucursal_id)
          AND (p_sucursal_id IS NULL OR c.sucursal_id = p_sucursal_id)
          AND (p_activa IS NULL OR c.activa = p_activa)),
    pagina AS (
        SELECT c, row_number() OVER (ORDER BY (c).id) AS n FROM todas
        WHERE p_cursor IS NULL
           OR (c).id > (inv.cursor_leer(p_cursor, 1)->>0)::bigint
        ORDER BY (c).id LIMIT p_limite + 1)
    SELECT inv.lista(json_agg(inv.caja_json(c) ORDER BY n)
                         FILTER (WHERE n <= p_limite),
        CASE WHEN count(*) > p_limite THEN inv.cursor_escribir(to_jsonb(ARRAY[
            max((c).id) FILTER (WHERE n <= p_limite)])) END,
        CASE WHEN p_contar THEN (SELECT count(*) FROM todas) END)
    FROM pagina);
END $$;

CREATE FUNCTION api.caja_obtener(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    PERFORM inv.caja_exigir(p_ctx, p_id);
    RETURN inv.caja_respuesta(p_id, 200);
END $$;

CREATE FUNCTION api.caja_crear(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    nueva inv.caja := jsonb_populate_record(NULL::inv.caja, p_cuerpo);
    v_id  bigint;
BEGIN
    PERFORM inv.exigir_sucursal(p_ctx, nueva.sucursal_id);
    IF NOT EXISTS (SELECT FROM inv.sucursal WHERE id = nueva.sucursal_id) THEN
        PERFORM inv.fallar_campo('sucursal_id', 'sucursal_no_encontrada',
                                 'No hay una sucursal con ese número.');
    END IF;
    PERFORM inv.caja_ubicacion_exigir(nueva.sucursal_id, nueva.ubicacion_id);
    INSERT INTO inv.caja (sucursal_id, ubicacion_id, codigo, nombre,
                          punto_venta, activa)
    VALUES (nueva.sucursal_id, nueva.ubicacion_id, upper(nueva.codigo),
            nueva.nombre, nueva.punto_venta, coalesce(nueva.activa, true))
    RETURNING id INTO v_id;
    PERFORM inv.anotar(p_ctx, 'cajas', 'creada', 'caja', v_id, NULL, p_cuerpo,
                       nueva.sucursal_id);
    RETURN inv.caja_respuesta(v_id, 201);
END $$;

-- Its branch stays: the tickets are of it.
CREATE FUNCTION api.caja_modificar(p_ctx jsonb, p_id bigint, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    vieja inv.caja;
    nueva inv.caja;
BEGIN
    PERFORM inv.caja_exigir(p_ctx, p_id);
    SELECT * INTO vieja FROM inv.caja WHERE id = p_id FOR NO KEY UPDATE;
    PERFORM inv.exigir_version(p_ctx, vieja.version);
    nueva := jsonb_populate_record(vieja, p_cuerpo);
    PERFORM inv.caja_ubicacion_exigir(vieja.sucursal_id, nueva.ubicacion_id);
    UPDATE inv.caja SET ubicacion_id = nueva.ubicacion_id,
        codigo = upper(nueva.codigo), nombre = nueva.nombre,
        punto_venta = nueva.punto_venta, activa = nueva.activa,
        version = version + 1, actualizado_en = now()
    WHERE id = p_id;
    PERFORM inv.anotar(p_ctx, 'cajas', 'modificada', 'caja', p_id,
        inv.diferencia(to_jsonb(vieja), to_jsonb(nueva)),
        inv.diferencia(to_jsonb(nueva), to_jsonb(vieja)), vieja.sucursal_id);
    RETURN inv.caja_respuesta(p_id, 200);
END $$;


-- ---- means of payment ------------------------------------------------------

CREATE FUNCTION inv.medio_json(m inv.medio_pago) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('codigo', m.codigo, 'nombre', m.nombre,
        'activo', m.activo, 'interno', m.interno, 'version', m.version)
$$;

CREATE FUNCTION api.medios_listar(p_ctx jsonb)
RETURNS api.respuesta LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
    SELECT inv.lista(json_agg(inv.medio_json(m) ORDER BY m.codigo), NULL)
    FROM inv.medio_pago m
$$;

CREATE FUNCTION api.medio_crear(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    m inv.medio_pago;
BEGIN
    INSERT INTO inv.medio_pago (codigo, nombre)
    VALUES (lower(p_cuerpo->>'codigo'), p_cuerpo->>'nombre')
    ON CONFLICT DO NOTHING RETURNING * INTO m;
    IF m.codigo IS NULL THEN
        PERFORM inv.fallar(409, 'medio_duplicado',
                           'Ya hay un medio de pago con ese código.');
    END IF;
    PERFORM inv.anotar(p_ctx, 'cajas', 'creado', 'medio_pago', NULL, NULL,
                       p_cuerpo);
    RETURN inv.respuesta(201, inv.medio_json(m), m.version::text, 'cajas');
END $$;

CREATE FUNCTION api.medio_modificar(p_ctx jsonb, p_codigo text,
                                    p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    viejo inv.medio_pago;
    nuevo inv.medio_pago;
BEGIN
    SELECT * INTO viejo FROM inv.medio_pago WHERE codigo = p_codigo
    FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM inv.fallar(404, 'medio_no_encontrado',
                           'No hay un medio de pago con ese código.');
    ELSIF viejo.interno THEN
        PERFORM inv.fallar(409, 'medio_interno',
                           'Ese medio es del programa y no se modifica.');
    END IF;
    PERFORM inv.exigir_version(p_ctx, viejo.version);
    nuevo := jsonb_populate_record(viejo, p_cuerpo);
    UPDATE inv.medio_pago SET nombre = nuevo.nombre, activo = nuevo.activo,
        version = version + 1, actualizado_en = now()
    WHERE codigo = p_codigo RETURNING * INTO nuevo;
    PERFORM inv.anotar(p_ctx, 'cajas', 'modificado', 'medio_pago', NULL,
        inv.diferencia(to_jsonb(viejo), to_jsonb(nuevo)),
        inv.diferencia(to_jsonb(nuevo), to_jsonb(viejo)));
    RETURN inv.respuesta(200, inv.medio_json(nuevo), nuevo.version::text,
                         'cajas');
END $$;

COMMIT;
