-- Deploy inventario:catalogo_lugares to pg
-- requires: catalogo_codigos
-- Categories, branches, locations, lots.

BEGIN;

CREATE INDEX categoria_padre ON inv.categoria (padre_id);
CREATE INDEX lote_orden ON inv.lote ((coalesce(vence, 'infinity'::date)), id);

-- ---- categories -----------------------------------------------------------

CREATE FUNCTION inv.categoria_json(p_id bigint) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', c.id, 'nombre', c.nombre,
        'padre_id', c.padre_id, 'version', c.version,
        'creado_en', c.creado_en, 'actualizado_en', c.actualizado_en)
    FROM inv.categoria c WHERE c.id = p_id
$$;

-- All of them, each followed by those below it.  productos: the active ones
-- of the category itself; productos_total: with those below.
CREATE FUNCTION api.categorias_listar(p_ctx jsonb)
RETURNS api.respuesta LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
    WITH RECURSIVE arbol AS (
        SELECT c.id, c.nombre, c.padre_id, c.version, 1 AS nivel,
               c.nombre AS ruta, ARRAY[c.clave] AS orden, ARRAY[c.id] AS linea
        FROM inv.categoria c WHERE c.padre_id IS NULL
        UNION ALL
        SELECT c.id, c.nombre, c.padre_id, c.version, a.nivel + 1,
               a.ruta || ' > ' || c.nombre, a.orden || c.clave,
               a.linea || c.id
        FROM inv.categoria c JOIN arbol a ON c.padre_id = a.id),
    propios AS (
        SELECT categoria_id AS id, count(*) AS n FROM inv.producto
        WHERE activo AND categoria_id IS NOT NULL GROUP BY 1),
    totales AS (
        SELECT l.id, sum(p.n) AS n
        FROM arbol a JOIN propios p ON p.id = a.id, unnest(a.linea) AS l(id)
        GROUP BY 1)
    SELECT inv.lista(json_agg(json_build_object('id', a.id,
        'nombre', a.nombre, 'padre_id', a.padre_id, 'nivel', a.nivel,
        'ruta', a.ruta, 'productos', coalesce(p.n, 0),
        'productos_total', coalesce(t.n, 0), 'version', a.version)
        ORDER BY a.orden), NULL)
    FROM arbol a LEFT JOIN propios p ON p.id = a.id
    LEFT JOIN totales t ON t.id = a.id
$$;

CREATE FUNCTION api.categoria_obtener(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_version bigint;
BEGIN
    SELECT version INTO v_version FROM inv.categoria WHERE id = p_id;
    IF NOT FOUND THEN
        PERFORM inv.fallar(404, 'categoria_no_encontrada',
                           'No hay una categoría con ese número.');
    END IF;
    RETURN inv.respuesta(200, inv.categoria_json(p_id), v_version::text,
                         'catalogo');
END $$;

-- A parent must exist, not be the category or below it, and leave room for
-- five levels.
CREATE FUNCTION inv.categoria_padre_exigir(p_id bigint, p_padre bigint)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_arriba bigint[];
    v_abajo  integer;
BEGIN
    IF p_padre IS NULL THEN
        RETURN;
    END IF;
    -- nobody moves another one into a circle meanwhile
    LOCK TABLE inv.categoria IN SHARE ROW EXCLUSIVE MODE;
    WITH RECURSIVE arriba AS (
        SELECT id, padre_id FROM inv.categoria WHERE id = p_padre
        UNION SELECT c.id, c.padre_id
        FROM inv.categoria c JOIN arriba a ON c.id = a.padre_id)
    SELECT array_agg(id) INTO v_arriba FROM arriba;
    IF v_arriba IS NULL THEN
        PERFORM inv.fallar_campo('padre_id', 'categoria_no_encontrada',
                                 'No hay una categoría con ese número.');
    ELSIF p_id = ANY (v_arriba) THEN
        PERFORM inv.fallar_campo('padre_id', 'categoria_circular',
            'Una categoría no puede estar dentro de sí misma.');
    END IF;
    WITH RECURSIVE abajo AS (
        SELECT p_id AS id, 1 AS n
        UNION ALL SELECT c.id, a.n + 1
        FROM inv.categoria c JOIN abajo a ON c.padre_id = a.id)
    SELECT max(n) INTO v_abajo FROM abajo;
    IF cardinality(v_arriba) + v_abajo > 5 THEN
        PERFORM inv.fallar_campo('padre_id', 'categoria_muy_honda',
                                 'Hay hasta cinco niveles de categorías.');
    END IF;
END $$;

CREATE FUNCTION api.categoria_crear(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_id bigint;
BEGIN
    PERFORM inv.categoria_padre_exigir(NULL, (p_cuerpo->>'padre_id')::bigint);
    INSERT INTO inv.categoria (nombre, padre_id)
    VALUES (p_cuerpo->>'nombre', (p_cuerpo->>'padre_id')::bigint)
    RETURNING id INTO v_id;
    PERFORM inv.anotar(p_ctx, 'productos', 'creada', 'categoria', v_id, NULL,
                       p_cuerpo);
    RETURN inv.respuesta(201, inv.categoria_json(v_id), '1',
                         'catalogo', '/v1/categorias/' || v_id);
END $$;

CREATE FUNCTION api.categoria_modificar(p_ctx jsonb, p_id bigint,
                                        p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    viejo   inv.categoria;
    v_padre bigint := (p_cuerpo->>'padre_id')::bigint;
BEGIN
    IF v_padre IS NOT NULL THEN
        PERFORM inv.categoria_padre_exigir(p_id, v_padre);
    END IF;
    SELECT * INTO viejo FROM inv.categoria WHERE id = p_id FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM inv.fallar(404, 'categoria_no_encontrada',
                           'No hay una categoría con ese número.');
    END IF;
    PERFORM inv.exigir_version(p_ctx, viejo.version);
    UPDATE inv.categoria SET nombre = p_cuerpo->>'nombre', padre_id = v_padre,
        version = version + 1, actualizado_en = now() WHERE id = p_id;
    PERFORM inv.anotar(p_ctx, 'productos', 'modificada', 'categoria', p_id,
        jsonb_build_object('nombre', viejo.nombre, 'padre_id', viejo.padre_id),
        p_cuerpo);
    RETURN inv.respuesta(200, inv.categoria_json(p_id),
        (viejo.version + 1)::text, 'catalogo');
END $$;

CREATE FUNCTION api.categoria_eliminar(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    viejo inv.categoria;
    v_n   bigint;
BEGIN
    SELECT * INTO viejo FROM inv.categoria WHERE id = p_id FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM inv.fallar(404, 'categoria_no_encontrada',
                           'No hay una categoría con ese número.');
    END IF;
    PERFORM inv.exigir_version(p_ctx, viejo.version);
    SELECT count(*) INTO v_n FROM inv.producto WHERE categoria_id = p_id;
    IF v_n > 0 THEN
        PERFORM inv.fallar(409, 'categoria_con_productos',
            'La categoría tiene productos: primero pasalos a otra.',
            jsonb_build_object('productos', v_n));
    END IF;
    SELECT count(*) INTO v_n FROM inv.categoria WHERE padre_id = p_id;
    IF v_n > 0 THEN
        PERFORM inv.fallar(409, 'categoria_con_hijas',
            'La categoría tiene otras adentro: primero movelas.',
            jsonb_build_object('hijas', v_n));
    END IF;
    DELETE FROM inv.categoria WHERE id = p_id;
    PERFORM inv.anotar(p_ctx, 'productos', 'eliminada', 'categoria', p_id,
        jsonb_build_object('nombre', viejo.nombre, 'padre_id', viejo.padre_id),
        NULL);
    RETURN inv.respuesta(204, NULL, NULL, 'catalogo');
END $$;


-- ---- branches -------------------------------------------------------------

CREATE FUNCTION inv.sucursal_json(s inv.sucursal) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', s.id, 'codigo', s.codigo,
        'nombre', s.nombre, 'direccion', s.direccion,
        'permite_negativo', s.permite_negativo, 'activa', s.activa,
        'version', s.version, 'creado_en', s.creado_en,
        'actualizado_en', s.actualizado_en)
$$;

CREATE FUNCTION api.sucursales_listar(p_ctx jsonb, p_activa boolean,
    p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
    WITH todas AS (
        SELECT s FROM inv.sucursal s
        WHERE inv.ve_sucursal(p_ctx, s.id)
          AND (p_activa IS NULL OR s.activa = p_activa)),
    pagina AS (
        SELECT s, row_number() OVER (ORDER BY (s).id) AS n FROM todas
        WHERE p_cursor IS NULL
           OR (s).id > (inv.cursor_leer(p_cursor, 1)->>0)::bigint
        ORDER BY (s).id LIMIT p_limite + 1)
    SELECT inv.lista(json_agg(inv.sucursal_json(s) ORDER BY n)
                         FILTER (WHERE n <= p_limite),
        CASE WHEN count(*) > p_limite THEN inv.cursor_escribir(to_jsonb(ARRAY[
            max((s).id) FILTER (WHERE n <= p_limite)])) END,
        CASE WHEN p_contar THEN (SELECT count(*) FROM todas) END)
    FROM pagina
$$;

CREATE FUNCTION inv.sucursal_exigir(p_ctx jsonb, p_id bigint)
RETURNS inv.sucursal LANGUAGE plpgsql AS $$
DECLARE
    s inv.sucursal;
BEGIN
    SELECT * INTO s FROM inv.sucursal WHERE id = p_id;
    IF NOT FOUND OR NOT inv.ve_sucursal(p_ctx, p_id) THEN
        PERFORM inv.fallar(404, 'sucursal_no_encontrada',
                           'No hay una sucursal con ese número.');
    END IF;
    RETURN s;
END $$;

-- A branch that a request is about, if it is about one: 404, and 403 for one
-- in which the user does not work (an empty answer would say that it is empty).
CREATE FUNCTION inv.sucursal_pedida(p_ctx jsonb, p_id bigint)
RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_id IS NOT NULL AND NOT EXISTS (SELECT FROM inv.sucursal
                                        WHERE id = p_id)
    THEN
        PERFORM inv.fallar(404, 'sucursal_no_encontrada',
                           'No hay una sucursal con ese número.');
    END IF;
    PERFORM inv.exigir_sucursal(p_ctx, p_id);
END $$;

CREATE FUNCTION inv.sucursal_respuesta(p_id bigint, p_estado integer)
RETURNS api.respuesta LANGUAGE sql STABLE AS $$
    SELECT inv.respuesta(p_estado, inv.sucursal_json(s), s.version::text,
        'catalogo',
        CASE WHEN p_estado = 201 THEN '/v1/sucursales/' || s.id END)
    FROM inv.sucursal s WHERE s.id = p_id
$$;

CREATE FUNCTION api.sucursal_obtener(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    PERFORM inv.sucursal_exigir(p_ctx, p_id);
    RETURN inv.sucursal_respuesta(p_id, 200);
END $$;

-- A branch is born with a shelf and a store room.
CREATE FUNCTION api.sucursal_crear(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_id bigint;
BEGIN
    INSERT INTO inv.sucursal (codigo, nombre, direccion, permite_negativo,
                              activa)
    VALUES (upper(p_cuerpo->>'codigo'), p_cuerpo->>'nombre',
        p_cuerpo->>'direccion',
        coalesce((p_cuerpo->>'permite_negativo')::boolean, false),
        coalesce((p_cuerpo->>'activa')::boolean, true))
    RETURNING id INTO v_id;
    INSERT INTO inv.ubicacion (sucursal_id, codigo, nombre, tipo)
    VALUES (v_id, 'SALON', 'Salón de ventas', 'estante'),
           (v_id, 'DEPOSITO', 'Depósito', 'deposito');
    PERFORM inv.anotar(p_ctx, 'sucursales', 'creada', 'sucursal', v_id, NULL,
                       p_cuerpo, v_id);
    RETURN inv.sucursal_respuesta(v_id, 201);
END $$;

CREATE FUNCTION api.sucursal_modificar(p_ctx jsonb, p_id bigint,
                                       p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    viejo inv.sucursal;
    nuevo inv.sucursal;
BEGIN
    PERFORM inv.sucursal_exigir(p_ctx, p_id);
    SELECT * INTO viejo FROM inv.sucursal WHERE id = p_id FOR UPDATE;
    PERFORM inv.exigir_version(p_ctx, viejo.version);
    nuevo := jsonb_populate_record(viejo, '{"direccion":null}' || p_cuerpo);
    nuevo.codigo := upper(nuevo.codigo);
    UPDATE inv.sucursal SET codigo = nuevo.codigo, nombre = nuevo.nombre,
        direccion = nuevo.direccion, activa = nuevo.activa,
        permite_negativo = nuevo.permite_negativo, version = version + 1,
        actualizado_en = now()
    WHERE id = p_id;
    -- its balances, in the order in which everybody locks them
    IF viejo.permite_negativo <> nuevo.permite_negativo
       OR viejo.activa AND NOT nuevo.activa
    THEN
        PERFORM FROM inv.existencia e JOIN inv.ubicacion u
            ON u.id = e.ubicacion_id
        WHERE u.sucursal_id = p_id
        ORDER BY e.producto_id, e.ubicacion_id, e.lote_id FOR UPDATE OF e;
    END IF;
    IF viejo.activa AND NOT nuevo.activa AND EXISTS (
        SELECT FROM inv.existencia e JOIN inv.ubicacion u
            ON u.id = e.ubicacion_id
        WHERE u.sucursal_id = p_id AND e.cantidad <> 0)
    THEN
        PERFORM inv.fallar(409, 'sucursal_con_stock',
            'La sucursal tiene stock: primero dejala en cero.');
    END IF;
    IF viejo.permite_negativo AND NOT nuevo.permite_negativo AND EXISTS (
        SELECT FROM inv.existencia e JOIN inv.ubicacion u
            ON u.id = e.ubicacion_id
        WHERE u.sucursal_id = p_id AND e.cantidad < e.reservada)
    THEN
        PERFORM inv.fallar(409, 'sucursal_con_negativos',
            'Hay saldos negativos: primero corregilos con un conteo.');
    END IF;
    UPDATE inv.existencia e SET permite_negativo = nuevo.permite_negativo
    FROM inv.ubicacion u
    WHERE u.id = e.ubicacion_id AND u.sucursal_id = p_id
      AND e.permite_negativo <> nuevo.permite_negativo;
    PERFORM inv.anotar(p_ctx, 'sucursales', 'modificada', 'sucursal', p_id,
        inv.diferencia(to_jsonb(viejo), to_jsonb(nuevo)),
        inv.diferencia(to_jsonb(nuevo), to_jsonb(viejo)), p_id);
    RETURN inv.sucursal_respuesta(p_id, 200);
END $$;


-- ---- locations ------------------------------------------------------------

CREATE FUNCTION inv.ubicacion_json(u inv.ubicacion) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', u.id, 'sucursal_id', u.sucursal_id,
        'codigo', u.codigo, 'nombre', u.nombre, 'tipo', u.tipo,
        'activa', u.activa, 'version', u.version, 'creado_en', u.creado_en,
        'actualizado_en', u.actualizado_en)
$$;

CREATE FUNCTION api.ubicaciones_listar(p_ctx jsonb, p_sucursal_id bigint,
    p_tipo text, p_activa boolean, p_limite bigint, p_cursor text,
    p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    PERFORM inv.sucursal_pedida(p_ctx, p_sucursal_id);
    RETURN (WITH todas AS (
        SELECT u FROM inv.ubicacion u
        WHERE inv.ve_sucursal(p_ctx, u.sucursal_id)
          AND (p_sucursal_id IS NULL OR u.sucursal_id = p_sucursal_id)
          AND (p_tipo IS NULL OR u.tipo = p_tipo)
          AND (p_activa IS NULL OR u.activa = p_activa)),
    pagina AS (
        SELECT u, row_number() OVER (ORDER BY (u).id) AS n FROM todas
        WHERE p_cursor IS NULL
           OR (u).id > (inv.cursor_leer(p_cursor, 1)->>0)::bigint
        ORDER BY (u).id LIMIT p_limite + 1)
    SELECT inv.lista(json_agg(inv.ubicacion_json(u) ORDER BY n)
                         FILTER (WHERE n <= p_limite),
        CASE WHEN count(*) > p_limite THEN inv.cursor_escribir(to_jsonb(ARRAY[
            max((u).id) FILTER (WHERE n <= p_limite)])) END,
        CASE WHEN p_contar THEN (SELECT count(*) FROM todas) END)
    FROM pagina);
END $$;

CREATE FUNCTION inv.ubicacion_respuesta(p_id bigint, p_estado integer)
RETURNS api.respuesta LANGUAGE sql STABLE AS $$
    SELECT inv.respuesta(p_estado, inv.ubicacion_json(u), u.version::text,
        'catalogo',
        CASE WHEN p_estado = 201 THEN '/v1/ubicaciones/' || u.id END)
    FROM inv.ubicacion u WHERE u.id = p_id
$$;

CREATE FUNCTION api.ubicacion_obtener(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM inv.ubicacion WHERE id = p_id
                   AND inv.ve_sucursal(p_ctx, sucursal_id))
    THEN
        PERFORM inv.fallar(404, 'ubicacion_no_encontrada',
                           'No hay una ubicación con ese número.');
    END IF;
    RETURN inv.ubicacion_respuesta(p_id, 200);
END $$;

CREATE FUNCTION api.ubicacion_crear(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_sucursal bigint := (p_cuerpo->>'sucursal_id')::bigint;
    v_id       bigint;
BEGIN
    PERFORM inv.exigir_sucursal(p_ctx, v_sucursal);
    IF NOT EXISTS (SELECT FROM inv.sucursal WHERE id = v_sucursal) THEN
        PERFORM inv.fallar_campo('sucursal_id', 'sucursal_no_encontrada',
                                 'No hay una sucursal con ese número.');
    END IF;
    INSERT INTO inv.ubicacion (sucursal_id, codigo, nombre, tipo)
    VALUES (v_sucursal, upper(p_cuerpo->>'codigo'), p_cuerpo->>'nombre',
            p_cuerpo->>'tipo')
    RETURNING id INTO v_id;
    PERFORM inv.anotar(p_ctx, 'sucursales', 'creada', 'ubicacion', v_id, NULL,
                       p_cuerpo, v_sucursal);
    RETURN inv.ubicacion_respuesta(v_id, 201);
END $$;

CREATE FUNCTION api.ubicacion_modificar(p_ctx jsonb, p_id bigint,
                                        p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    viejo inv.ubicacion;
    nuevo inv.ubicacion;
BEGIN
    SELECT * INTO viejo FROM inv.ubicacion WHERE id = p_id FOR UPDATE;
    IF NOT FOUND OR NOT inv.ve_sucursal(p_ctx, viejo.sucursal_id) THEN
        PERFORM inv.fallar(404, 'ubicacion_no_encontrada',
                           'No hay una ubicación con ese número.');
    END IF;
    IF viejo.sucursal_id IS NULL THEN
        PERFORM inv.fallar(409, 'ubicacion_del_sistema',
                           'Esa ubicación es del sistema y no se modifica.');
    END IF;
    PERFORM inv.exigir_version(p_ctx, viejo.version);
    nuevo := jsonb_populate_record(viejo, p_cuerpo);
    IF viejo.activa AND NOT nuevo.activa THEN
        PERFORM FROM inv.existencia WHERE ubicacion_id = p_id
        ORDER BY producto_id, ubicacion_id, lote_id FOR UPDATE;
        IF EXISTS (SELECT FROM inv.existencia
                   WHERE ubicacion_id = p_id AND cantidad <> 0)
        THEN
            PERFORM inv.fallar(409, 'ubicacion_con_stock',
                'La ubicación tiene stock: primero dejala en cero.');
        END IF;
    END IF;
    UPDATE inv.ubicacion SET codigo = upper(nuevo.codigo),
        nombre = nuevo.nombre, tipo = nuevo.tipo, activa = nuevo.activa,
        version = version + 1, actualizado_en = now()
    WHERE id = p_id;
    PERFORM inv.anotar(p_ctx, 'sucursales', 'modificada', 'ubicacion', p_id,
        inv.diferencia(to_jsonb(viejo), to_jsonb(nuevo)),
        inv.diferencia(to_jsonb(nuevo), to_jsonb(viejo)), viejo.sucursal_id);
    RETURN inv.ubicacion_respuesta(p_id, 200);
END $$;


-- ---- lots -----------------------------------------------------------------

CREATE FUNCTION inv.lote_json(l inv.lote, p inv.producto) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('id', l.id, 'producto_id', l.producto_id,
        'producto_codigo', p.codigo, 'producto', p.nombre,
        'codigo', l.codigo, 'vence', l.vence, 'bloqueado', l.bloqueado,
        'version', l.version, 'creado_en', l.creado_en,
        'actualizado_en', l.actualizado_en)
$$;

-- In the order in which they expire; cantidad: in the places that the caller
-- may see.
CREATE FUNCTION api.lotes_listar(p_ctx jsonb, p_producto_id bigint,
    p_vence_antes date, p_con_stock boolean, p_limite bigint, p_cursor text,
    p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    v_desde       jsonb := inv.cursor_leer(p_cursor, 2);
    v_ubicaciones bigint[] := inv.ubicaciones_visibles(p_ctx);
    v_datos       json;
    v_n           bigint;
    v_ultimo      jsonb;
    v_total       bigint;
BEGIN
    SELECT json_agg(doc ORDER BY n) FILTER (WHERE n <= p_limite), count(*),
        jsonb_agg(jsonb_build_array(d.orden, d.id))
            FILTER (WHERE n = p_limite)->0
    INTO v_datos, v_n, v_ultimo
    FROM (SELECT x.id, x.orden, row_number() OVER (ORDER BY x.orden, x.id) AS n,
              inv.lote_json(x.l, p) || jsonb_build_object(
                  'cantidad', x.cantidad::text) AS doc
          FROM (SELECT l, l.id, l.producto_id, s.cantidad,
                       coalesce(l.vence, 'infinity'::date) AS orden
                FROM inv.lote l CROSS JOIN LATERAL (
                    SELECT coalesce(sum(e.cantidad), 0.000) AS cantidad
                    FROM inv.existencia e
                    WHERE e.producto_id = l.producto_id AND e.lote_id = l.id
                      AND e.ubicacion_id = ANY (v_ubicaciones)) s
                WHERE l.id > 0
                  AND (p_producto_id IS NULL OR l.producto_id = p_producto_id)
                  AND (p_vence_antes IS NULL OR l.vence < p_vence_antes)
                  AND (p_con_stock IS NULL
                       OR (s.cantidad <> 0) = p_con_stock)
                  AND (v_desde IS NULL
                       OR (coalesce(l.vence, 'infinity'::date), l.id)
                          > ((v_desde->>0)::date, (v_desde->>1)::bigint))
                ORDER BY coalesce(l.vence, 'infinity'::date), l.id
                LIMIT p_limite + 1) x
          JOIN inv.producto p ON p.id = x.producto_id) d;
    IF p_contar THEN
        SELECT count(*) INTO v_total
        FROM inv.lote l CROSS JOIN LATERAL (
            SELECT coalesce(sum(e.cantidad), 0) AS cantidad
            FROM inv.existencia e
            WHERE e.producto_id = l.producto_id AND e.lote_id = l.id
              AND e.ubicacion_id = ANY (v_ubicaciones)) s
        WHERE l.id > 0
          AND (p_producto_id IS NULL OR l.producto_id = p_producto_id)
          AND (p_vence_antes IS NULL OR l.vence < p_vence_antes)
          AND (p_con_stock IS NULL OR (s.cantidad <> 0) = p_con_stock);
    END IF;
    RETURN inv.lista(v_datos,
        CASE WHEN v_n > p_limite THEN inv.cursor_escribir(v_ultimo) END,
        v_total);
END $$;

CREATE FUNCTION inv.lote_respuesta(p_id bigint) RETURNS api.respuesta
LANGUAGE plpgsql STABLE AS $$
DECLARE
    l inv.lote;
BEGIN
    SELECT * INTO l FROM inv.lote WHERE id = p_id AND id > 0;
    IF NOT FOUND THEN
        PERFORM inv.fallar(404, 'lote_no_encontrado',
                           'No hay un lote con ese número.');
    END IF;
    RETURN inv.respuesta(200,
        (SELECT inv.lote_json(l, p)::json FROM inv.producto p
         WHERE p.id = l.producto_id),
        l.version::text, 'catalogo');
END $$;

CREATE FUNCTION api.lote_obtener(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
    SELECT inv.lote_respuesta(p_id)
$$;

CREATE FUNCTION api.lote_modificar(p_ctx jsonb, p_id bigint, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    viejo inv.lote;
BEGIN
    PERFORM inv.lote_respuesta(p_id);
    SELECT * INTO viejo FROM inv.lote WHERE id = p_id FOR UPDATE;
    PERFORM inv.exigir_version(p_ctx, viejo.version);
    UPDATE inv.lote SET vence = (p_cuerpo->>'vence')::date,
        bloqueado = (p_cuerpo->>'bloqueado')::boolean,
        version = version + 1, actualizado_en = now()
    WHERE id = p_id;
    PERFORM inv.anotar(p_ctx, 'existencias', 'modificado', 'lote', p_id,
        jsonb_build_object('vence', viejo.vence, 'bloqueado', viejo.bloqueado),
        p_cuerpo);
    RETURN inv.lote_respuesta(p_id);
END $$;

COMMIT;
