-- Deploy inventario:promociones to pg
-- requires: precios
-- Promotions, and what src/dominio/promocion.c needs to price a ticket.

BEGIN;

-- ---- promotions ------------------------------------------------------------

CREATE FUNCTION inv.promocion_json(m inv.promocion) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', m.id, 'nombre', m.nombre, 'tipo', m.tipo,
        'texto', inv.promocion_texto(m), 'lleva', m.lleva, 'paga', m.paga,
        'porcentaje', m.porcentaje::text, 'precio', m.precio::text,
        'mismo_producto', m.mismo_producto, 'acumulable', m.acumulable,
        'limite', m.limite, 'partes', (
            SELECT json_agg(json_build_object('cantidad', p.cantidad,
                       'alcances', p.alcances) ORDER BY p.parte)
            FROM (SELECT x.parte, min(x.cantidad) AS cantidad,
                      json_agg(inv.clave_json(x.clave) ORDER BY x.clave)
                      AS alcances
                  FROM inv.promocion_parte x WHERE x.promocion_id = m.id
                  GROUP BY x.parte) p),
        'desde', m.desde, 'hasta', m.hasta, 'dias', m.dias,
        'hora_desde', to_char(m.hora_desde, 'HH24:MI'),
        'hora_hasta', to_char(m.hora_hasta, 'HH24:MI'),
        'sucursales', m.sucursales, 'activa', m.activa,
        'version', m.version, 'creado_en', m.creado_en,
        'actualizado_en', m.actualizado_en)
$$;

-- One that holds in no branch of the user's is not there for him.
CREATE FUNCTION inv.promocion_se_ve(p_ctx jsonb, m inv.promocion)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT m.sucursales IS NULL OR EXISTS (
        SELECT FROM unnest(m.sucursales) AS x
        WHERE inv.ve_sucursal(p_ctx, x))
$$;

CREATE FUNCTION inv.promocion_respuesta(p_id bigint, p_estado integer)
RETURNS api.respuesta LANGUAGE sql STABLE AS $$
    SELECT inv.respuesta(p_estado, inv.promocion_json(m), m.version::text,
        'promociones', CASE WHEN p_estado = 201
                       THEN '/v1/promociones/' || m.id END)
    FROM inv.promocion m WHERE m.id = p_id
$$;

-- What each kind needs, and nothing else; and no promotion gives goods away.
CREATE FUNCTION inv.promocion_revisar(m inv.promocion, p_partes integer)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v record;
BEGIN
    SELECT x.campo, x.codigo, x.mensaje INTO v
    FROM (VALUES
        (1, m.tipo IN ('nxm', 'unidad') AND m.lleva IS NULL, 'lleva', 'falta',
         'Cuántas unidades se lleva.'),
        (2, m.tipo = 'nxm' AND m.paga IS NULL, 'paga', 'falta',
         'Cuántas unidades paga.'),
        (3, m.tipo = 'nxm' AND m.paga >= m.lleva, 'paga', 'promocion_devuelve',
         'Se paga menos de lo que se lleva, y al menos una.'),
        (4, m.tipo IN ('unidad', 'porcentaje') AND m.porcentaje IS NULL,
         'porcentaje', 'falta', 'Cuánto se descuenta.'),
        (5, m.tipo IN ('porcentaje', 'combo') AND m.porcentaje >= 100,
         'porcentaje', 'promocion_regala',
         'Un descuento de 100 % regala la mercadería.'),
        (6, m.tipo = 'combo' AND num_nonnulls(m.porcentaje, m.precio) <> 1,
         'precio', 'promocion_beneficio',
         'Un combo lleva precio o porcentaje: uno de los dos.'),
        (7, m.tipo <> 'combo' AND m.precio IS NOT NULL, 'precio', 'sobra',
         'El precio es de un combo.'),
        (8, m.tipo NOT IN ('nxm', 'unidad') AND m.lleva IS NOT NULL, 'lleva',
         'sobra', 'Es de nxm y unidad.'),
        (9, m.tipo <> 'nxm' AND m.paga IS NOT NULL, 'paga', 'sobra',
         'Es de nxm.'),
        (10, m.tipo = 'nxm' AND m.porcentaje IS NOT NULL, 'porcentaje',
         'sobra', 'Lo que no se paga es todo el descuento.'),
        (11, m.tipo <> 'combo' AND p_partes > 1, 'partes', 'sobra',
         'Sólo un combo tiene varias partes.'),
        (12, m.acumulable AND (m.tipo <> 'porcentaje'
                               OR m.limite IS NOT NULL), 'acumulable',
         'promocion_acumulable',
         'Se acumula sólo un porcentaje sin límite.'),
        (13, m.mismo_producto AND (m.tipo = 'combo' OR m.acumulable),
         'mismo_producto', 'sobra', 'Es de lo que se lleva por cantidad.'),
        (14, m.hasta <= m.desde, 'hasta', 'promocion_fechas',
         'Termina antes de empezar.'),
        (15, m.hora_hasta <= m.hora_desde, 'hora_hasta', 'promocion_horas',
         'Termina antes de empezar; de noche a madrugada son dos.'))
        x (n, mal, campo, codigo, mensaje)
    WHERE x.mal ORDER BY x.n LIMIT 1;
    IF FOUND THEN
        PERFORM inv.fallar_campo(v.campo, v.codigo, v.mensaje);
    END IF;
    IF m.sucursales IS NOT NULL AND EXISTS (
        SELECT FROM unnest(m.sucursales) AS x(id)
        WHERE NOT EXISTS (SELECT FROM inv.sucursal s WHERE s.id = x.id))
    THEN
        PERFORM inv.fallar_campo('sucursales', 'sucursal_no_encontrada',
                                 'No hay una sucursal con ese número.');
    END IF;
END $$;

-- Writes a promotion over the one there was (m.id null: a new one).
CREATE FUNCTION inv.promocion_guardar(p_ctx jsonb, m inv.promocion,
                                      p_cuerpo jsonb)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_nueva boolean := m.id IS NULL;
    h       text;
BEGIN
    FOREACH h IN ARRAY ARRAY['hora_desde', 'hora_hasta'] LOOP
        IF p_cuerpo->>h !~ '^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$' THEN
            PERFORM inv.fallar_campo(h, 'hora_invalida',
                                     'Una hora se escribe HH:MM.');
        END IF;
    END LOOP;
    m := jsonb_populate_record(m, p_cuerpo - ARRAY['partes', 'id']);
    m.mismo_producto := coalesce(m.mismo_producto, false);
    m.acumulable := coalesce(m.acumulable, false);
    m.desde := coalesce(m.desde, now());
    m.activa := coalesce(m.activa, true);
    PERFORM inv.promocion_revisar(m, jsonb_array_length(p_cuerpo->'partes'));
    PERFORM inv.exigir_precios(p_ctx, x) FROM unnest(coalesce(m.sucursales,
        ARRAY[NULL::bigint])) AS x;
    IF v_nueva THEN
        INSERT INTO inv.promocion (nombre, tipo, lleva, paga, porcentaje,
            precio, mismo_producto, acumulable, limite, desde, hasta, dias,
            hora_desde, hora_hasta, sucursales, activa)
        VALUES (m.nombre, m.tipo, m.lleva, m.paga, m.porcentaje, m.precio,
            m.mismo_producto, m.acumulable, m.limite, m.desde, m.hasta, m.dias,
            m.hora_desde, m.hora_hasta, m.sucursales, m.activa)
        RETURNING id INTO m.id;
    ELSE
        UPDATE inv.promocion SET nombre = m.nombre, tipo = m.tipo,
            lleva = m.lleva, paga = m.paga, porcentaje = m.porcentaje,
            precio = m.precio, mismo_producto = m.mismo_producto,
            acumulable = m.acumulable, limite = m.limite, desde = m.desde,
            hasta = m.hasta, dias = m.dias, hora_desde = m.hora_desde,
            hora_hasta = m.hora_hasta, sucursales = m.sucursales,
            activa = m.activa, version = version + 1, actualizado_en = now()
        WHERE id = m.id;
    END IF;
    IF v_nueva OR p_cuerpo ? 'partes' THEN
        DELETE FROM inv.promocion_parte WHERE promocion_id = m.id;
        INSERT INTO inv.promocion_parte (promocion_id, parte, clave, cantidad)
        SELECT DISTINCT m.id, (p.n - 1)::integer, inv.clave_pedida(a.alcance,
                format('partes[%s].alcances', p.n - 1)),
            CASE WHEN m.tipo = 'combo'
                 THEN coalesce((p.parte->>'cantidad')::integer, 1)
                 WHEN m.tipo = 'porcentaje' THEN 1 ELSE m.lleva END
        FROM jsonb_array_elements(coalesce(p_cuerpo->'partes', '[{}]'))
             WITH ORDINALITY AS p(parte, n),
            jsonb_array_elements(coalesce(p.parte->'alcances', '[{}]'))
            AS a(alcance);
    ELSE
        UPDATE inv.promocion_parte SET cantidad = m.lleva
        WHERE promocion_id = m.id AND m.tipo IN ('nxm', 'unidad');
    END IF;
    RETURN m.id;
END $$;

CREATE FUNCTION api.promocion_crear(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_id bigint := inv.promocion_guardar(p_ctx, NULL, p_cuerpo);
BEGIN
    PERFORM inv.anotar(p_ctx, 'precios', 'creado', 'promocion', v_id, NULL,
                       p_cuerpo);
    RETURN inv.promocion_respuesta(v_id, 201);
END $$;

CREATE FUNCTION inv.promocion_exigir(p_ctx jsonb, p_id bigint)
RETURNS inv.promocion LANGUAGE plpgsql AS $$
DECLARE
    m inv.promocion;
BEGIN
    SELECT * INTO m FROM inv.promocion WHERE id = p_id FOR UPDATE;
    IF NOT FOUND OR NOT inv.promocion_se_ve(p_ctx, m) THEN
        PERFORM inv.fallar(404, 'promocion_no_encontrada',
                           'No hay una promoción con ese número.');
    END IF;
    PERFORM inv.exigir_precios(p_ctx, x) FROM unnest(coalesce(m.sucursales,
        ARRAY[NULL::bigint])) AS x;
    PERFORM inv.exigir_version(p_ctx, m.version);
    RETURN m;
END $$;

CREATE FUNCTION api.promocion_modificar(p_ctx jsonb, p_id bigint,
                                        p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    m inv.promocion := inv.promocion_exigir(p_ctx, p_id);
BEGIN
    PERFORM inv.anotar(p_ctx, 'precios', 'modificado', 'promocion', p_id,
                       inv.promocion_json(m)::jsonb, p_cuerpo);
    PERFORM inv.promocion_guardar(p_ctx, m, p_cuerpo);
    RETURN inv.promocion_respuesta(p_id, 200);
END $$;

-- Tickets keep what a promotion was called: it is switched off, not removed.
CREATE FUNCTION api.promocion_eliminar(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    m inv.promocion := inv.promocion_exigir(p_ctx, p_id);
BEGIN
    UPDATE inv.promocion SET activa = false, version = version + 1,
        actualizado_en = now() WHERE id = p_id;
    PERFORM inv.anotar(p_ctx, 'precios', 'dado_de_baja', 'promocion', p_id,
                       inv.promocion_json(m)::jsonb, NULL);
    RETURN inv.respuesta(204, NULL, NULL, 'promociones');
END $$;

CREATE FUNCTION api.promocion_obtener(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM inv.promocion m WHERE m.id = p_id
                   AND inv.promocion_se_ve(p_ctx, m))
    THEN
        PERFORM inv.fallar(404, 'promocion_no_encontrada',
                           'No hay una promoción con ese número.');
    END IF;
    RETURN inv.promocion_respuesta(p_id, 200);
END $$;

CREATE FUNCTION api.promociones_listar(p_ctx jsonb, p_activa boolean,
    p_rige boolean, p_sucursal_id bigint, p_limite bigint, p_cursor text,
    p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_c bigint := (inv.cursor_leer(p_cursor, 1)->>0)::bigint;
    v   record;
BEGIN
    PERFORM inv.sucursal_pedida(p_ctx, p_sucursal_id);
    SELECT json_agg(inv.promocion_json(x.m) ORDER BY (x.m).id)
               FILTER (WHERE x.n <= p_limite AND x.despues) AS datos,
           count(*) FILTER (WHERE x.despues) AS n, count(*) AS total,
           max((x.m).id) FILTER (WHERE x.n <= p_limite AND x.despues)
               AS ultimo
    INTO v
    FROM (SELECT m, d.despues, row_number() OVER (PARTITION BY d.despues
                                                  ORDER BY m.id) AS n
          FROM inv.promocion m,
              LATERAL (SELECT v_c IS NULL OR m.id > v_c) d(despues)
          WHERE inv.promocion_se_ve(p_ctx, m)
            AND (p_activa IS NULL OR m.activa = p_activa)
            AND (p_rige IS NULL
                 OR inv.promocion_rige(m, p_sucursal_id, now()) = p_rige)
            AND (p_sucursal_id IS NULL OR m.sucursales IS NULL
                 OR p_sucursal_id = ANY (m.sucursales))) x;
    RETURN inv.lista(v.datos, CASE WHEN v.n > p_limite THEN
            inv.cursor_escribir(to_jsonb(ARRAY[v.ultimo])) END,
        CASE WHEN p_contar THEN v.total END);
END $$;


-- ---- the price of a ticket -------------------------------------------------

-- Lines and the promotions that reach them, in whole cents and thousandths,
-- for the C that chooses.  A pack's line counts the units in it; a label that
-- says its price keeps it.
CREATE FUNCTION inv.ticket_leer(p_ctx jsonb, p_cuerpo jsonb)
RETURNS json LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_sucursal bigint := (p_cuerpo->>'sucursal_id')::bigint;
    v_instante timestamptz := coalesce((p_cuerpo->>'fecha')::timestamptz,
                                       now());
    v          record;
BEGIN
    PERFORM inv.exigir_sucursal(p_ctx, v_sucursal);
    IF v_sucursal IS NOT NULL
       AND NOT EXISTS (SELECT FROM inv.sucursal WHERE id = v_sucursal)
    THEN
        PERFORM inv.fallar_campo('sucursal_id', 'sucursal_no_encontrada',
                                 'No hay una sucursal con ese número.');
    END IF;
    WITH pedida AS MATERIALIZED (
        SELECT x.n, x.j->>'codigo' AS codigo, p AS producto, w.precio,
               c.tipo, c.importe AS rotulo,
               coalesce(c.cantidad, round(c.importe / nullif(w.precio, 0), 3),
                        1) * coalesce((x.j->>'cantidad')::numeric, 1)
                   AS cantidad,
               coalesce((x.j->>'cantidad')::numeric, 1) AS veces
        FROM jsonb_array_elements(p_cuerpo->'lineas')
             WITH ORDINALITY AS x(j, n)
        LEFT JOIN LATERAL (
            SELECT (x.j->>'producto_id')::bigint, 'propio', 1::numeric,
                   1::numeric, NULL::numeric WHERE x.j ? 'producto_id'
            UNION ALL
            SELECT l.* FROM inv.codigo_leer(x.j->>'codigo') l
            WHERE NOT x.j ? 'producto_id')
            c(producto_id, tipo, factor, cantidad, importe) ON true
        LEFT JOIN inv.producto p ON p.id = c.producto_id
        LEFT JOIN LATERAL inv.precio_en(p.id, v_sucursal, v_instante) w
            ON true),
    linea AS MATERIALIZED (
        SELECT y.*, coalesce(round(y.rotulo * y.veces, 2),
                             round(y.cantidad * y.precio, 2)) AS importe,
               CASE WHEN (y.producto).id IS NOT NULL
                    THEN inv.claves_de(y.producto, inv.categoria_claves(
                             (y.producto).categoria_id)) END AS claves
        FROM pedida y),
    rige AS MATERIALIZED (
        SELECT z.m, row_number() OVER (ORDER BY (z.m).id) - 1 AS indice
        FROM (SELECT m FROM inv.promocion m
              WHERE inv.promocion_rige(m, v_sucursal, v_instante)
              ORDER BY m.id LIMIT 500) z(m)),
    parte AS MATERIALIZED (
        SELECT g.indice, a.parte, a.clave, a.cantidad
        FROM rige g JOIN inv.promocion_parte a ON a.promocion_id = (g.m).id)
    SELECT (SELECT min(n) FROM linea WHERE (producto).id IS NULL) AS ausente,
        (SELECT min(n) FROM linea WHERE precio IS NULL
            AND (producto).id IS NOT NULL) AS sin_precio,
        (SELECT min(n) FROM linea WHERE importe > 10000000000
            OR precio > 10000000000 OR cantidad > 999999999
            OR cantidad < 0.001 OR round(cantidad, 3) <> cantidad) AS mala,
        (SELECT json_agg(json_build_object('linea', l.n,
             'producto_id', (l.producto).id, 'codigo', (l.producto).codigo,
             'codigo_leido', l.codigo, 'nombre', (l.producto).nombre,
             'unidad', (l.producto).unidad, 'iva', (l.producto).iva::text,
             'cantidad', (l.cantidad * 1000)::bigint,
             'precio', (l.precio * 100)::bigint,
             'importe', (l.importe * 100)::bigint,
             'iva_centesimos', ((l.producto).iva * 100)::bigint,
             'pesada', (l.producto).unidad <> 'un',
             'partes', (SELECT coalesce(json_agg(DISTINCT
                            jsonb_build_array(a.indice, a.parte)), '[]')
                        FROM parte a WHERE a.clave = ANY (l.claves)))
             ORDER BY l.n) FROM linea l) AS lineas,
        (SELECT coalesce(json_agg(json_build_object('id', (g.m).id,
             'nombre', (g.m).nombre, 'tipo', (g.m).tipo,
             'texto', inv.promocion_texto(g.m),
             'porcentaje', CASE WHEN (g.m).tipo = 'nxm' THEN 10000
                 ELSE coalesce(((g.m).porcentaje * 100)::integer, -1) END,
             'precio', coalesce(((g.m).precio * 100)::bigint, 0),
             'rebajadas', CASE (g.m).tipo WHEN 'nxm'
                 THEN (g.m).lleva - (g.m).paga WHEN 'unidad' THEN 1
                 ELSE 0 END,
             'limite', coalesce((g.m).limite, 0),
             'acumulable', (g.m).acumulable,
             'mismo_producto', (g.m).mismo_producto,
             'cantidades', (SELECT json_agg(q.cantidad ORDER BY q.parte)
                 FROM (SELECT DISTINCT a.parte, a.cantidad FROM parte a
                       WHERE a.indice = g.indice) q))
             ORDER BY g.indice), '[]') FROM rige g) AS promociones
    INTO v;
    IF v.ausente IS NOT NULL THEN
        PERFORM inv.fallar_campo(format('lineas[%s].codigo', v.ausente - 1),
            'producto_no_encontrado', 'Ningún producto tiene ese código.');
    ELSIF v.sin_precio IS NOT NULL THEN
        PERFORM inv.fallar_campo(format('lineas[%s]', v.sin_precio - 1),
            'sin_precio', 'El producto no tenía precio en ese momento.');
    ELSIF v.mala IS NOT NULL THEN
        PERFORM inv.fallar_campo(format('lineas[%s].cantidad', v.mala - 1),
            'cantidad_excesiva', 'La cantidad no es de una venta.');
    END IF;
    RETURN json_build_object('sucursal_id', v_sucursal, 'fecha', v_instante,
        'lineas', v.lineas, 'promociones', v.promociones);
END $$;

CREATE FUNCTION api.ticket_calcular(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    RETURN inv.respuesta(200, inv.ticket_leer(p_ctx, p_cuerpo));
END $$;

-- The same with a promotion that is not there: written, looked at and undone,
-- so that it is checked and reads as it will.
CREATE FUNCTION api.promocion_probar(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v    json;
    v_id bigint;
BEGIN
    BEGIN
        v_id := inv.promocion_guardar(p_ctx, NULL,
                                      p_cuerpo->'promocion');
        IF (p_cuerpo->>'sola')::boolean THEN
            UPDATE inv.promocion SET activa = false WHERE id <> v_id
                AND activa;
        END IF;
        v := inv.ticket_leer(p_ctx, p_cuerpo);
        RAISE EXCEPTION USING ERRCODE = 'INV00';
    EXCEPTION WHEN SQLSTATE 'INV00' THEN
        NULL;
    END;
    RETURN inv.respuesta(200, v);
END $$;

COMMIT;
