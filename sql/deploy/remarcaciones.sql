-- Deploy inventario:remarcaciones to pg
-- requires: precios_reglas
-- Repricings: dry run with its diff, approval by somebody else, undo.

BEGIN;

-- ---- the diff --------------------------------------------------------------

-- Fills a draft: each product in its reach, with the rule that acts on it (the
-- one of the body; else the active one with the most particular key, then the
-- highest prioridad, then the lowest id) and the price it gives.  What changes
-- nothing and has no warning is left out.  One statement.
CREATE FUNCTION inv.remarcacion_calcular(p_id bigint, p_cuerpo jsonb,
    p_sucursal bigint, p_instante timestamptz, p_regla inv.regla_precio)
RETURNS void LANGUAGE sql SET jit = off SET work_mem = '64MB' AS $$
    INSERT INTO inv.remarcacion_linea (remarcacion_id, producto_id, regla_id,
        precio_antes, propio_antes, precio_nuevo, costo, iva, avisos, aplica)
    WITH ramas AS MATERIALIZED (
        SELECT c.id, inv.categoria_claves(c.id) AS claves
        FROM inv.categoria c),
    alcance AS MATERIALIZED (
        SELECT p.id, p.precio_costo AS costo, p.iva, v.precio, v.propio,
               inv.dia(v.desde) AS dia, coalesce(r.id, 0) AS regla
        FROM inv.producto p
        LEFT JOIN ramas k ON k.id = p.categoria_id
        CROSS JOIN LATERAL inv.precio_en(p.id, p_sucursal, p_instante) v
        CROSS JOIN LATERAL (
            SELECT inv.claves_de(p, coalesce(k.claves, '{}')) AS todas) c
        LEFT JOIN LATERAL (
            SELECT x.id FROM inv.regla_precio x
            WHERE p_regla.tipo IS NULL AND x.activa
              AND x.clave = ANY (c.todas)
            ORDER BY array_position(c.todas, x.clave), x.prioridad DESC, x.id
            LIMIT 1) r ON true
        WHERE p.activo AND (r.id IS NOT NULL OR p_regla.tipo IS NOT NULL)
          AND (NOT p_cuerpo ? 'categoria_id'
               OR 'categoria:' || (p_cuerpo->>'categoria_id')
                  = ANY (c.todas))
          AND (NOT p_cuerpo ? 'proveedor_id'
               OR p.proveedor_id = (p_cuerpo->>'proveedor_id')::bigint)
          AND (NOT p_cuerpo ? 'marca'
               OR inv.normal(p.marca) = inv.normal(p_cuerpo->>'marca'))
          AND (NOT p_cuerpo ? 'productos'
               OR p.id = ANY (ARRAY(SELECT jsonb_array_elements_text(
                      p_cuerpo->'productos')::bigint)))),
    regla AS MATERIALIZED (
        SELECT x.id, x FROM inv.regla_precio x
        UNION ALL SELECT 0, p_regla WHERE p_regla.tipo IS NOT NULL),
    factor AS MATERIALIZED (
        SELECT f.indice, f.dia, inv.inflacion_factor(f.indice, f.dia,
                   coalesce((p_cuerpo->>'indice_hasta')::date,
                            inv.dia(p_instante)),
                   (p_cuerpo->>'estimada')::numeric) AS factor
        FROM (SELECT DISTINCT (g.x).indice, coalesce(
                  (p_cuerpo->>'indice_desde')::date, a.dia) AS dia
              FROM alcance a JOIN regla g ON g.id = a.regla
              WHERE (g.x).tipo = 'indice') f)
    SELECT p_id, a.id, nullif(a.regla, 0), a.precio,
        CASE WHEN a.propio OR p_sucursal IS NULL THEN a.precio END,
        n.precio, a.costo, a.iva, n.avisos, n.precio <> a.precio
    FROM alcance a
    JOIN regla g ON g.id = a.regla
    LEFT JOIN factor f ON f.indice = (g.x).indice
        AND f.dia = coalesce((p_cuerpo->>'indice_desde')::date, a.dia)
    CROSS JOIN LATERAL inv.regla_aplicar(g.x, a.precio, a.costo, a.iva,
                                         f.factor) n
    WHERE n.precio <> a.precio OR n.avisos <> '{}'
$$;

CREATE FUNCTION inv.remarcacion_resumir(p_id bigint) RETURNS void
LANGUAGE sql AS $$
    UPDATE inv.remarcacion SET resumen = (
        SELECT jsonb_build_object('productos', count(*),
            'cambian', count(*) FILTER (WHERE l.aplica),
            'suben', count(*) FILTER (WHERE l.aplica
                AND l.precio_nuevo > l.precio_antes),
            'bajan', count(*) FILTER (WHERE l.aplica
                AND l.precio_nuevo < l.precio_antes),
            'suma_antes', coalesce(sum(l.precio_antes)
                FILTER (WHERE l.aplica), 0)::text,
            'suma_despues', coalesce(sum(l.precio_nuevo)
                FILTER (WHERE l.aplica), 0)::text,
            'variacion_promedio', round(avg((l.precio_nuevo - l.precio_antes)
                * 100 / nullif(l.precio_antes, 0)) FILTER (WHERE l.aplica),
                2)::text,
            'margen_antes', round(avg(inv.margen_de(l.precio_antes, l.costo,
                l.iva)), 2)::text,
            'margen_despues', round(avg(inv.margen_de(l.precio_nuevo, l.costo,
                l.iva)), 2)::text,
            'avisos', (SELECT coalesce(jsonb_object_agg(x.aviso, x.n), '{}')
                FROM (SELECT a.aviso, count(*) AS n
                      FROM inv.remarcacion_linea y, unnest(y.avisos) a(aviso)
                      WHERE y.remarcacion_id = p_id GROUP BY 1) x))
        FROM inv.remarcacion_linea l WHERE l.remarcacion_id = p_id)
    WHERE id = p_id
$$;


-- ---- the document ----------------------------------------------------------

-- situacion: what the state means now.
CREATE FUNCTION inv.remarcacion_json(r inv.remarcacion) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', r.id, 'nombre', r.nombre,
        'estado', r.estado, 'situacion', CASE
            WHEN r.estado <> 'aprobada' THEN r.estado
            WHEN r.vigente_desde > now() THEN 'programada'
            WHEN EXISTS (SELECT FROM inv.remarcacion x
                         WHERE x.deshace_id = r.id AND x.estado = 'aprobada'
                           AND x.vigente_desde <= now()) THEN 'deshecha'
            ELSE 'vigente' END,
        'sucursal_id', r.sucursal_id, 'vigente_desde', r.vigente_desde,
        'deshace_id', r.deshace_id, 'resumen', r.resumen,
        'pedido', r.pedido, 'autor_id', r.autor_id,
        'aprobador_id', r.aprobador_id, 'aprobada_en', r.aprobada_en,
        'version', r.version, 'creado_en', r.creado_en,
        'actualizado_en', r.actualizado_en)
$$;

CREATE FUNCTION inv.remarcacion_respuesta(p_id bigint, p_estado integer)
RETURNS api.respuesta LANGUAGE sql STABLE AS $$
    SELECT inv.respuesta(p_estado, inv.remarcacion_json(r), r.version::text,
        'precios productos', CASE WHEN p_estado = 201
                             THEN '/v1/remarcaciones/' || r.id END)
    FROM inv.remarcacion r WHERE r.id = p_id
$$;

-- Locked if it must be in a state: then the state is looked at before the
-- version, so that who comes second learns what happened.
CREATE FUNCTION inv.remarcacion_exigir(p_ctx jsonb, p_id bigint,
                                       p_estados text[])
RETURNS inv.remarcacion LANGUAGE plpgsql AS $$
DECLARE
    r inv.remarcacion;
BEGIN
    IF p_estados IS NULL THEN
        SELECT * INTO r FROM inv.remarcacion WHERE id = p_id;
    ELSE
        SELECT * INTO r FROM inv.remarcacion WHERE id = p_id FOR UPDATE;
    END IF;
    IF r.id IS NULL OR NOT inv.ve_sucursal(p_ctx, r.sucursal_id) THEN
        PERFORM inv.fallar(404, 'remarcacion_no_encontrada',
                           'No hay una remarcación con ese número.');
    END IF;
    IF p_estados IS NOT NULL THEN
        PERFORM inv.exigir_precios(p_ctx, r.sucursal_id);
    END IF;
    IF r.estado <> ALL (p_estados) THEN
        PERFORM inv.fallar(409, 'remarcacion_estado', format(
            'La remarcación ya está %s.', r.estado), jsonb_build_object(
            'estado', r.estado, 'vigente_desde', r.vigente_desde));
    END IF;
    RETURN r;
END $$;

CREATE FUNCTION api.remarcacion_crear(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_id       bigint;
    v_sucursal bigint := (p_cuerpo->>'sucursal_id')::bigint;
    v_desde    timestamptz := (p_cuerpo->>'vigente_desde')::timestamptz;
    v_regla    inv.regla_precio;
BEGIN
    PERFORM inv.exigir_precios(p_ctx, v_sucursal);
    IF v_sucursal IS NOT NULL
       AND NOT EXISTS (SELECT FROM inv.sucursal WHERE id = v_sucursal)
    THEN
        PERFORM inv.fallar_campo('sucursal_id', 'sucursal_no_encontrada',
                                 'No hay una sucursal con ese número.');
    ELSIF v_desde < now() THEN
        PERFORM inv.fallar_campo('vigente_desde', 'instante_pasado',
                                 'Lo que pasó no se cambia.');
    END IF;
    IF p_cuerpo ? 'regla' THEN
        v_regla := inv.regla_leer(NULL, p_cuerpo->'regla', 'regla.');
    END IF;
    INSERT INTO inv.remarcacion (nombre, sucursal_id, pedido, vigente_desde,
                                 autor_id)
    VALUES (p_cuerpo->>'nombre', v_sucursal, p_cuerpo, v_desde,
            inv.usuario_id(p_ctx)) RETURNING id INTO v_id;
    PERFORM inv.remarcacion_calcular(v_id, p_cuerpo, v_sucursal,
                                     coalesce(v_desde, now()), v_regla);
    IF NOT EXISTS (SELECT FROM inv.remarcacion_linea
                   WHERE remarcacion_id = v_id)
    THEN
        PERFORM inv.fallar(409, 'remarcacion_vacia',
            'Ningún precio cambiaría: ¿hay reglas activas para esos '
            'productos?');
    END IF;
    PERFORM inv.remarcacion_resumir(v_id);
    PERFORM inv.anotar(p_ctx, 'precios', 'creado', 'remarcacion', v_id, NULL,
                       p_cuerpo, v_sucursal);
    RETURN inv.remarcacion_respuesta(v_id, 201);
END $$;

CREATE FUNCTION api.remarcacion_obtener(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    PERFORM inv.remarcacion_exigir(p_ctx, p_id, NULL);
    RETURN inv.remarcacion_respuesta(p_id, 200);
END $$;

CREATE FUNCTION api.remarcaciones_listar(p_ctx jsonb, p_estado text,
    p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_c bigint := (inv.cursor_leer(p_cursor, 1)->>0)::bigint;
    v   record;
BEGIN
    SELECT json_agg(inv.remarcacion_json(x.r) ORDER BY x.n)
               FILTER (WHERE x.n <= p_limite) AS datos, count(*) AS n,
           min((x.r).id) FILTER (WHERE x.n <= p_limite) AS ultimo INTO v
    FROM (SELECT r, row_number() OVER (ORDER BY r.id DESC) AS n
          FROM inv.remarcacion r
          WHERE (p_estado IS NULL OR r.estado = p_estado)
            AND inv.ve_sucursal(p_ctx, r.sucursal_id)
            AND (v_c IS NULL OR r.id < v_c)
          ORDER BY r.id DESC LIMIT p_limite + 1) x;
    RETURN inv.lista(v.datos, CASE WHEN v.n > p_limite THEN
            inv.cursor_escribir(to_jsonb(ARRAY[v.ultimo])) END,
        CASE WHEN p_contar THEN (SELECT count(*) FROM inv.remarcacion r
            WHERE (p_estado IS NULL OR r.estado = p_estado)
              AND inv.ve_sucursal(p_ctx, r.sucursal_id)) END);
END $$;

-- Lines by product, of those with a warning, or those that change or not.
CREATE FUNCTION inv.remarcacion_filas(p_id bigint, p_aplica boolean,
    p_aviso text, p_despues bigint, p_cuantas bigint)
RETURNS TABLE (l inv.remarcacion_linea, codigo text, nombre text, regla text)
LANGUAGE sql STABLE AS $$
    SELECT l, p.codigo, p.nombre, r.nombre
    FROM inv.remarcacion_linea l
    JOIN inv.producto p ON p.id = l.producto_id
    LEFT JOIN inv.regla_precio r ON r.id = l.regla_id
    WHERE l.remarcacion_id = p_id
      AND (p_aplica IS NULL OR l.aplica = p_aplica)
      AND (p_aviso IS NULL OR p_aviso = ANY (l.avisos))
      AND (p_despues IS NULL OR l.producto_id > p_despues)
    ORDER BY l.producto_id LIMIT p_cuantas
$$;

CREATE FUNCTION api.remarcacion_lineas(p_ctx jsonb, p_id bigint,
    p_aplica boolean, p_aviso text, p_limite bigint, p_cursor text,
    p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    v_c bigint := (inv.cursor_leer(p_cursor, 1)->>0)::bigint;
    v   record;
BEGIN
    PERFORM inv.remarcacion_exigir(p_ctx, p_id, NULL);
    SELECT json_agg(json_build_object('producto_id', (x.l).producto_id,
            'codigo', x.codigo, 'nombre', x.nombre,
            'precio_antes', (x.l).precio_antes::text,
            'precio_nuevo', (x.l).precio_nuevo::text,
            'variacion', round(((x.l).precio_nuevo - (x.l).precio_antes) * 100
                / nullif((x.l).precio_antes, 0), 2)::text,
            'costo', (x.l).costo::text,
            'margen_antes', inv.margen_de((x.l).precio_antes, (x.l).costo,
                                          (x.l).iva)::text,
            'margen_despues', inv.margen_de((x.l).precio_nuevo, (x.l).costo,
                                            (x.l).iva)::text,
            'regla_id', (x.l).regla_id, 'regla', x.regla,
            'avisos', (x.l).avisos, 'aplica', (x.l).aplica) ORDER BY x.n)
            FILTER (WHERE x.n <= p_limite) AS datos, count(*) AS n,
        max((x.l).producto_id) FILTER (WHERE x.n <= p_limite) AS ultimo
    INTO v
    FROM (SELECT f.*, row_number() OVER (ORDER BY (f.l).producto_id) AS n
          FROM inv.remarcacion_filas(p_id, p_aplica, p_aviso, v_c,
                                     p_limite + 1) f) x;
    RETURN inv.lista(v.datos, CASE WHEN v.n > p_limite THEN
            inv.cursor_escribir(to_jsonb(ARRAY[v.ultimo])) END,
        CASE WHEN p_contar THEN (SELECT count(*)
            FROM inv.remarcacion_linea l WHERE l.remarcacion_id = p_id
              AND (p_aplica IS NULL OR l.aplica = p_aplica)
              AND (p_aviso IS NULL OR p_aviso = ANY (l.avisos))) END);
END $$;

CREATE FUNCTION api.remarcacion_exportar(p_ctx jsonb, p_id bigint,
    p_aplica boolean, p_aviso text, p_desde text)
RETURNS TABLE (datos text, siguiente text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    v_c bigint := (inv.cursor_leer(p_desde, 1)->>0)::bigint;
BEGIN
    PERFORM inv.remarcacion_exigir(p_ctx, p_id, NULL);
    RETURN QUERY
    SELECT CASE WHEN p_desde IS NULL THEN
               'codigo,nombre,precio_antes,precio_nuevo,variacion,costo,'
               || E'margen_antes,margen_despues,regla,avisos,aplica\r\n'
               ELSE '' END
           || coalesce(string_agg(concat_ws(',', inv.csv(x.codigo),
               inv.csv(x.nombre), (x.l).precio_antes,
               coalesce((x.l).precio_nuevo::text, ''),
               coalesce(round(((x.l).precio_nuevo - (x.l).precio_antes) * 100
                   / nullif((x.l).precio_antes, 0), 2)::text, ''),
               (x.l).costo,
               coalesce(inv.margen_de((x.l).precio_antes, (x.l).costo,
                                      (x.l).iva)::text, ''),
               coalesce(inv.margen_de((x.l).precio_nuevo, (x.l).costo,
                                      (x.l).iva)::text, ''),
               inv.csv(x.regla), array_to_string((x.l).avisos, ' '),
               CASE WHEN (x.l).aplica THEN 'si' ELSE 'no' END) || E'\r\n', ''
               ORDER BY x.n), ''),
           CASE WHEN max(x.n) = 1000 THEN inv.cursor_escribir(
               to_jsonb(ARRAY[max((x.l).producto_id)])) END
    FROM (SELECT f.*, row_number() OVER (ORDER BY (f.l).producto_id) AS n
          FROM inv.remarcacion_filas(p_id, p_aplica, p_aviso, v_c, 1000) f) x;
END $$;


-- ---- approval --------------------------------------------------------------

-- Into the book, all at one instant: the body's, the draft's, or now.  Not by
-- its author.  Prices that are no longer what the diff saw are refused, or
-- left out with omitir_cambiados.
CREATE FUNCTION api.remarcacion_aprobar(p_ctx jsonb, p_id bigint,
                                        p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp SET jit = off AS $$
DECLARE
    r           inv.remarcacion := inv.remarcacion_exigir(p_ctx, p_id,
                                                          '{borrador}');
    v_pedido    timestamptz := (p_cuerpo->>'vigente_desde')::timestamptz;
    v_desde     timestamptz;
    v_cambiados bigint[];
    v_n         bigint;
BEGIN
    PERFORM inv.exigir_version(p_ctx, r.version);
    IF r.autor_id IS NOT DISTINCT FROM inv.usuario_id(p_ctx) THEN
        PERFORM inv.fallar(403, 'aprobar_propio',
            'Una remarcación la aprueba otra persona.');
    ELSIF v_pedido < now() THEN
        PERFORM inv.fallar_campo('vigente_desde', 'instante_pasado',
                                 'Lo que pasó no se cambia.');
    END IF;
    v_desde := greatest(coalesce(v_pedido, r.vigente_desde), now());
    -- now() of two that meet in the same product: see inv.precio_anotar
    SELECT array_agg(l.producto_id) INTO v_cambiados
    FROM inv.remarcacion_linea l
    LEFT JOIN LATERAL inv.precio_en(l.producto_id, r.sucursal_id,
        greatest(v_desde, clock_timestamp())) v ON true
    WHERE l.remarcacion_id = p_id AND l.aplica
      AND v.precio IS DISTINCT FROM l.precio_antes;
    IF v_cambiados IS NOT NULL THEN
        IF NOT coalesce((p_cuerpo->>'omitir_cambiados')::boolean, false) THEN
            PERFORM inv.fallar(409, 'precios_cambiaron',
                'Hay precios que cambiaron desde la simulación: hacé otra, u '
                'omitilos.', jsonb_build_object('cantidad',
                cardinality(v_cambiados), 'productos',
                to_jsonb(v_cambiados[1:50])));
        END IF;
        UPDATE inv.remarcacion_linea SET aplica = false,
            avisos = avisos || 'omitido'::text
        WHERE remarcacion_id = p_id AND producto_id = ANY (v_cambiados);
    END IF;
    INSERT INTO inv.precio (producto_id, sucursal_id, desde, precio, origen,
                            asentado, usuario_id)
    SELECT producto_id, r.sucursal_id, v_desde, precio_nuevo,
        'remarcacion:' || p_id, r.sucursal_id IS NOT NULL,
        inv.usuario_id(p_ctx)
    FROM inv.remarcacion_linea
    WHERE remarcacion_id = p_id AND aplica ORDER BY producto_id;
    GET DIAGNOSTICS v_n = ROW_COUNT;
    UPDATE inv.remarcacion SET estado = 'aprobada', vigente_desde = v_desde,
        aprobador_id = inv.usuario_id(p_ctx), aprobada_en = now(),
        version = version + 1, actualizado_en = now()
    WHERE id = p_id;
    PERFORM inv.remarcacion_resumir(p_id);
    PERFORM inv.anotar(p_ctx, 'precios', 'aprobada', 'remarcacion', p_id, NULL,
        jsonb_build_object('vigente_desde', v_desde, 'precios', v_n),
        r.sucursal_id);
    -- a large one is left to the upkeep; the book has it already
    IF v_desde = now() AND v_n <= 1000 THEN
        PERFORM inv.precios_asentar();
    END IF;
    RETURN inv.remarcacion_respuesta(p_id, 200);
END $$;

-- A draft, or an approved one before its instant.
CREATE FUNCTION api.remarcacion_cancelar(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    r inv.remarcacion := inv.remarcacion_exigir(p_ctx, p_id,
                                                '{borrador,aprobada}');
BEGIN
    IF r.estado = 'aprobada' AND r.vigente_desde <= clock_timestamp() THEN
        PERFORM inv.fallar(409, 'remarcacion_vigente',
            'Ya rige: para volver atrás, deshacela.', jsonb_build_object(
            'estado', r.estado, 'vigente_desde', r.vigente_desde));
    END IF;
    PERFORM inv.exigir_version(p_ctx, r.version);
    DELETE FROM inv.precio WHERE origen = 'remarcacion:' || p_id;
    UPDATE inv.remarcacion SET estado = 'cancelada', version = version + 1,
        actualizado_en = now() WHERE id = p_id;
    PERFORM inv.anotar(p_ctx, 'precios', 'cancelada', 'remarcacion', p_id,
                       NULL, NULL, r.sucursal_id);
    RETURN inv.remarcacion_respuesta(p_id, 200);
END $$;

-- A draft that gives back the prices of before, where the one in effect is
-- still that of the repricing; the others are lines with a warning.
CREATE FUNCTION api.remarcacion_deshacer(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp SET jit = off AS $$
DECLARE
    r     inv.remarcacion := inv.remarcacion_exigir(p_ctx, p_id,
                                                    '{aprobada}');
    v_id  bigint;
    v_otra bigint;
BEGIN
    IF r.vigente_desde > now() THEN
        PERFORM inv.fallar(409, 'remarcacion_programada',
            'Todavía no rige: cancelala.', jsonb_build_object(
            'estado', r.estado, 'vigente_desde', r.vigente_desde));
    END IF;
    SELECT id INTO v_otra FROM inv.remarcacion
    WHERE deshace_id = p_id AND estado <> 'cancelada';
    IF FOUND THEN
        PERFORM inv.fallar(409, 'remarcacion_ya_deshecha',
            'Ya hay una que la deshace.',
            jsonb_build_object('remarcacion_id', v_otra));
    END IF;
    INSERT INTO inv.remarcacion (nombre, sucursal_id, pedido, deshace_id,
                                 autor_id)
    VALUES ('Deshacer: ' || r.nombre, r.sucursal_id,
            jsonb_build_object('deshace_id', p_id), p_id,
            inv.usuario_id(p_ctx)) RETURNING id INTO v_id;
    INSERT INTO inv.remarcacion_linea (remarcacion_id, producto_id,
        precio_antes, propio_antes, precio_nuevo, costo, iva, avisos, aplica)
    SELECT v_id, l.producto_id, v.precio,
        CASE WHEN v.propio OR r.sucursal_id IS NULL THEN v.precio END,
        l.propio_antes, p.precio_costo, p.iva,
        CASE WHEN x.igual THEN '{}'::text[] ELSE '{cambiado_despues}' END,
        x.igual
    FROM inv.remarcacion_linea l
    JOIN inv.producto p ON p.id = l.producto_id
    CROSS JOIN LATERAL inv.precio_en(l.producto_id, r.sucursal_id, now()) v
    CROSS JOIN LATERAL (SELECT v.origen = 'remarcacion:' || p_id AS igual) x
    WHERE l.remarcacion_id = p_id AND l.aplica;
    PERFORM inv.remarcacion_resumir(v_id);
    PERFORM inv.anotar(p_ctx, 'precios', 'creado', 'remarcacion', v_id, NULL,
        jsonb_build_object('deshace_id', p_id), r.sucursal_id);
    RETURN inv.remarcacion_respuesta(v_id, 201);
END $$;

COMMIT;
