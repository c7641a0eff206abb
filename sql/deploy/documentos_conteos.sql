-- Deploy inventario:documentos_conteos to pg
-- requires: documentos
-- Cycle counts: what to count, blind counting, recount, the adjustment.

BEGIN;

CREATE INDEX conteo_linea_producto ON inv.conteo_linea (producto_id);

-- ABC of a location by what went out of it in 90 days, at today's prices: A
-- is the first 80 % of that value, B up to 95 %, C the rest.  Who is due: A
-- is counted every 30 days, B every 60, C every 120; atraso is how many of
-- its periods have passed.
CREATE FUNCTION inv.conteo_abc(p_ubicacion bigint)
RETURNS TABLE (producto_id bigint, clase text, valor numeric,
               contado_en timestamptz, dias integer, atraso numeric)
LANGUAGE sql STABLE AS $$
    WITH salio AS (
        SELECT m.producto_id, sum(m.cantidad) AS cantidad
        FROM inv.movimiento m
        WHERE m.origen_id = p_ubicacion AND m.tipo = 'salida'
          AND m.ocurrido_en >= now() - interval '90 days'
        GROUP BY 1),
    contado AS (
        SELECT l.producto_id, max(l.contada_en) AS contado_en
        FROM inv.conteo_linea l JOIN inv.conteo c ON c.id = l.conteo_id
        WHERE c.ubicacion_id = p_ubicacion AND c.estado = 'cerrado'
          AND l.contada IS NOT NULL
        GROUP BY 1),
    valor AS (
        SELECT p.id, coalesce(s.cantidad, 0) * p.precio_venta AS valor,
               k.contado_en, coalesce(extract(day FROM now() - k.contado_en),
                                      365)::integer AS dias
        FROM inv.producto p
        JOIN (SELECT DISTINCT e.producto_id FROM inv.existencia e
              WHERE e.ubicacion_id = p_ubicacion) e ON e.producto_id = p.id
        LEFT JOIN salio s ON s.producto_id = p.id
        LEFT JOIN contado k ON k.producto_id = p.id
        WHERE p.activo),
    clase AS (
        SELECT v.*, CASE
            WHEN v.valor = 0 THEN 'C'
            WHEN sum(v.valor) OVER w - v.valor < 0.80 * sum(v.valor) OVER ()
                THEN 'A'
            WHEN sum(v.valor) OVER w - v.valor < 0.95 * sum(v.valor) OVER ()
                THEN 'B'
            ELSE 'C' END AS clase
        FROM valor v
        WINDOW w AS (ORDER BY v.valor DESC, v.id))
    SELECT c.id, c.clase, round(c.valor, 2), c.contado_en, c.dias,
           round(c.dias / CASE c.clase WHEN 'A' THEN 30.0 WHEN 'B' THEN 60
                          ELSE 120 END, 2)
    FROM clase c
$$;

CREATE FUNCTION api.conteo_plan(p_ctx jsonb, p_ubicacion_id bigint,
                                p_limite bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp SET jit = off AS $$
DECLARE
    v json;
BEGIN
    PERFORM inv.ubicacion_exigir(p_ctx, p_ubicacion_id, 'ubicacion_id');
    SELECT json_agg(json_build_object('producto_id', a.producto_id,
               'codigo', p.codigo, 'nombre', p.nombre, 'clase', a.clase,
               'valor_90_dias', a.valor::text, 'contado_en', a.contado_en,
               'dias', a.dias, 'atraso', a.atraso::text) ORDER BY a.n)
    INTO v
    FROM (SELECT x.*, row_number() OVER (ORDER BY x.atraso DESC,
                     x.valor DESC, x.producto_id) AS n
          FROM inv.conteo_abc(p_ubicacion_id) x) a
    JOIN inv.producto p ON p.id = a.producto_id
    WHERE a.n <= p_limite;
    RETURN inv.lista(v, NULL);
END $$;


-- ---- the document ----------------------------------------------------------

-- A blind count does not tell what is expected until it is closed.
CREATE FUNCTION inv.conteo_json(c inv.conteo, p_con_lineas boolean)
RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', c.id, 'ubicacion_id', c.ubicacion_id,
        'estado', c.estado, 'ciego', c.ciego,
        'tolerancia', c.tolerancia::text, 'documento_id', c.documento_id,
        'usuario_id', c.usuario_id, 'version', c.version,
        'creado_en', c.creado_en, 'actualizado_en', c.actualizado_en,
        'productos', count(l.*), 'contados', count(l.contada),
        'recontar', count(*) FILTER (WHERE l.recontar),
        'diferencia', CASE WHEN c.estado = 'cerrado' THEN json_build_object(
            'unidades', coalesce(sum(l.contada - l.esperada), 0)::text,
            'sobrante', coalesce(sum(greatest(l.contada - l.esperada, 0)),
                                 0)::text,
            'faltante', coalesce(sum(greatest(l.esperada - l.contada, 0)),
                                 0)::text,
            'valor', coalesce(round(sum((l.contada - l.esperada)
                                        * p.precio_costo), 2), 0)::text) END,
        'lineas', CASE WHEN p_con_lineas THEN coalesce(json_agg(
            json_build_object('producto_id', l.producto_id,
                'codigo', p.codigo, 'nombre', p.nombre, 'unidad', p.unidad,
                'lote_id', l.lote_id, 'lote', nullif(o.codigo, ''),
                'contada', l.contada::text, 'esperada', CASE
                    WHEN NOT c.ciego OR c.estado = 'cerrado'
                    THEN l.esperada::text END,
                'diferencia', CASE WHEN NOT c.ciego OR c.estado = 'cerrado'
                    THEN (l.contada - l.esperada)::text END,
                'recontar', l.recontar, 'contada_en', l.contada_en)
            ORDER BY p.nombre, p.id, o.vence, o.id)
            FILTER (WHERE l.producto_id IS NOT NULL), '[]') END)
    FROM (SELECT) x
    LEFT JOIN inv.conteo_linea l ON l.conteo_id = c.id
    LEFT JOIN inv.producto p ON p.id = l.producto_id
    LEFT JOIN inv.lote o ON o.id = l.lote_id
$$;

CREATE FUNCTION inv.conteo_respuesta(p_id bigint, p_estado integer,
                                     p_productos text DEFAULT '')
RETURNS api.respuesta LANGUAGE sql STABLE AS $$
    SELECT inv.respuesta(p_estado, inv.conteo_json(c, true), c.version::text,
        'conteos conteo:' || c.id || ' ' || p_productos,
        CASE WHEN p_estado = 201 THEN '/v1/conteos/' || c.id END)
    FROM inv.conteo c WHERE c.id = p_id
$$;

-- The count, locked if p_estados is not null: then it must be in one of them.
CREATE FUNCTION inv.conteo_exigir(p_ctx jsonb, p_id bigint, p_estados text[])
RETURNS inv.conteo LANGUAGE plpgsql AS $$
DECLARE
    c inv.conteo;
BEGIN
    IF p_estados IS NULL THEN
        SELECT * INTO c FROM inv.conteo WHERE id = p_id;
    ELSE
        SELECT * INTO c FROM inv.conteo WHERE id = p_id FOR UPDATE;
    END IF;
    IF c.id IS NULL OR NOT inv.ve_sucursal(p_ctx, (
           SELECT sucursal_id FROM inv.ubicacion WHERE id = c.ubicacion_id))
    THEN
        PERFORM inv.fallar(404, 'conteo_no_encontrado',
                           'No hay un conteo con ese número.');
    END IF;
    IF c.estado <> ALL (p_estados) THEN
        PERFORM inv.fallar(409, 'conteo_estado', 'El conteo ya terminó.',
                           jsonb_build_object('estado', c.estado));
    END IF;
    RETURN c;
END $$;

CREATE FUNCTION inv.conteo_pasar(p_ctx jsonb, p_id bigint, p_estado text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    c inv.conteo;
BEGIN
    UPDATE inv.conteo SET estado = p_estado, version = version + 1,
        actualizado_en = now() WHERE id = p_id RETURNING * INTO c;
    PERFORM inv.anotar(p_ctx, 'conteos', p_estado, 'conteo', p_id, NULL,
        jsonb_build_object('documento_id', c.documento_id),
        (SELECT sucursal_id FROM inv.ubicacion WHERE id = c.ubicacion_id));
END $$;

-- A product is counted in one place by one count at a time: two would adjust
-- the same difference twice.  Those who ask for the same place queue here.
CREATE FUNCTION inv.conteo_solo(p_lugar bigint, p_conteo bigint,
                                p_productos bigint[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v record;
BEGIN
    PERFORM FROM inv.ubicacion WHERE id = p_lugar FOR NO KEY UPDATE;
    SELECT l.producto_id, c.id INTO v
    FROM inv.conteo_linea l JOIN inv.conteo c ON c.id = l.conteo_id
    WHERE c.ubicacion_id = p_lugar AND c.id <> p_conteo
      AND c.estado IN ('abierto', 'recuento')
      AND l.producto_id = ANY (p_productos)
    ORDER BY l.producto_id LIMIT 1;
    IF FOUND THEN
        PERFORM inv.fallar(409, 'producto_en_otro_conteo',
            'Otro conteo abierto ya tiene ese producto.', jsonb_build_object(
            'producto_id', v.producto_id, 'conteo_id', v.id));
    END IF;
END $$;

-- Of the products named, those of a class, those of a category, or all that
-- have stock there: one line for each lot.
CREATE FUNCTION api.conteo_crear(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_lugar     bigint := (p_cuerpo->>'ubicacion_id')::bigint;
    v_productos bigint[];
    v_id        bigint;
    v_malo      record;
BEGIN
    PERFORM inv.ubicacion_exigir(p_ctx, v_lugar, 'ubicacion_id');
    IF p_cuerpo ? 'productos' THEN
        v_productos := ARRAY(SELECT DISTINCT x::bigint FROM
            jsonb_array_elements_text(p_cuerpo->'productos') AS x);
        SELECT x AS id INTO v_malo FROM unnest(v_productos) AS x
        WHERE NOT EXISTS (SELECT FROM inv.producto WHERE id = x) LIMIT 1;
        IF FOUND THEN
            PERFORM inv.fallar(404, 'producto_no_encontrado',
                'No hay un producto con ese número.',
                jsonb_build_object('producto_id', v_malo.id));
        END IF;
    ELSIF p_cuerpo ? 'plan' THEN
        v_productos := ARRAY(SELECT producto_id FROM inv.conteo_abc(v_lugar)
                             WHERE clase = p_cuerpo->>'plan');
    ELSE
        v_productos := ARRAY(SELECT DISTINCT e.producto_id
            FROM inv.existencia e JOIN inv.producto p ON p.id = e.producto_id
            WHERE e.ubicacion_id = v_lugar AND e.cantidad <> 0
              AND (NOT p_cuerpo ? 'categoria_id' OR p.categoria_id = ANY (
                  inv.categoria_ramas((p_cuerpo->>'categoria_id')::bigint))));
    END IF;
    IF v_productos = '{}' THEN
        PERFORM inv.fallar(409, 'conteo_vacio', 'No hay nada para contar.');
    END IF;
    PERFORM inv.conteo_solo(v_lugar, 0, v_productos);
    INSERT INTO inv.conteo (ubicacion_id, ciego, tolerancia, usuario_id)
    VALUES (v_lugar, (p_cuerpo->>'ciego')::boolean,
            (p_cuerpo->>'tolerancia')::numeric, inv.usuario_id(p_ctx))
    RETURNING id INTO v_id;
    INSERT INTO inv.conteo_linea (conteo_id, producto_id, lote_id)
    SELECT v_id, x.id, coalesce(e.lote_id, 0)
    FROM (SELECT unnest(v_productos) AS id ORDER BY 1) x
    LEFT JOIN inv.existencia e ON e.producto_id = x.id
        AND e.ubicacion_id = v_lugar AND e.cantidad <> 0;
    PERFORM inv.anotar(p_ctx, 'conteos', 'creado', 'conteo', v_id, NULL,
        p_cuerpo, (SELECT sucursal_id FROM inv.ubicacion WHERE id = v_lugar));
    RETURN inv.conteo_respuesta(v_id, 201);
END $$;

CREATE FUNCTION api.conteo_obtener(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    PERFORM inv.conteo_exigir(p_ctx, p_id, NULL);
    RETURN inv.conteo_respuesta(p_id, 200);
END $$;

CREATE FUNCTION api.conteos_listar(p_ctx jsonb, p_ubicacion_id bigint,
    p_estado text, p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_antes    bigint := (inv.cursor_leer(p_cursor, 1)->>0)::bigint;
    v_visibles bigint[] := inv.mov_visibles(p_ctx);
    v          record;
BEGIN
    WITH todos AS (
        SELECT c FROM inv.conteo c
        WHERE (v_visibles IS NULL OR c.ubicacion_id = ANY (v_visibles))
          AND (p_ubicacion_id IS NULL OR c.ubicacion_id = p_ubicacion_id)
          AND (p_estado IS NULL OR c.estado = p_estado)),
    pagina AS (
        SELECT c, row_number() OVER (ORDER BY (c).id DESC) AS n FROM todos
        WHERE v_antes IS NULL OR (c).id < v_antes
        ORDER BY (c).id DESC LIMIT p_limite + 1)
    SELECT json_agg(inv.conteo_json(c, false) ORDER BY n)
               FILTER (WHERE n <= p_limite) AS datos, count(*) AS n,
           min((c).id) FILTER (WHERE n <= p_limite) AS ultimo,
           CASE WHEN p_contar THEN (SELECT count(*) FROM todos) END AS total
    INTO v FROM pagina;
    RETURN inv.lista(v.datos, CASE WHEN v.n > p_limite
        THEN inv.cursor_escribir(to_jsonb(ARRAY[v.ultimo])) END, v.total);
END $$;

-- What was counted, and what should have been there at that moment.  The same
-- product twice in one request adds up; a later request replaces.
CREATE FUNCTION api.conteo_contar(p_ctx jsonb, p_id bigint, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    c        inv.conteo := inv.conteo_exigir(p_ctx, p_id,
                                             '{abierto,recuento}');
    v_lineas inv.mov_linea[];
    l        inv.mov_linea;
    v_fallo  jsonb;
BEGIN
    v_lineas := inv.doc_lineas(p_cuerpo->'lineas', 4, c.ubicacion_id);
    FOREACH l IN ARRAY v_lineas LOOP
        -- zero can be counted, though it cannot be moved
        l.cantidad := coalesce(nullif(l.cantidad, 0), 1);
        v_fallo := inv.mov_impedimento(l);
        IF v_fallo IS NOT NULL THEN
            PERFORM inv.mov_lanzar(v_fallo);
        END IF;
    END LOOP;
    PERFORM inv.conteo_solo(c.ubicacion_id, p_id, ARRAY(
        SELECT x.producto_id FROM unnest(v_lineas) x));
    INSERT INTO inv.conteo_linea AS k (conteo_id, producto_id, lote_id,
        contada, esperada, contada_en, usuario_id)
    SELECT p_id, x.producto_id, x.lote, x.contada, coalesce(e.cantidad, 0),
           now(), inv.usuario_id(p_ctx)
    FROM (SELECT y.producto_id, coalesce(y.lote_id, 0) AS lote,
                 sum(y.cantidad) AS contada
          FROM unnest(v_lineas) y GROUP BY 1, 2) x
    LEFT JOIN inv.existencia e ON e.producto_id = x.producto_id
        AND e.ubicacion_id = c.ubicacion_id AND e.lote_id = x.lote
    ON CONFLICT (conteo_id, producto_id, lote_id) DO UPDATE
    SET contada = excluded.contada, esperada = excluded.esperada,
        contada_en = excluded.contada_en, usuario_id = excluded.usuario_id,
        recontar = false;
    UPDATE inv.conteo SET version = version + 1, actualizado_en = now()
    WHERE id = p_id;
    RETURN inv.conteo_respuesta(p_id, 200);
END $$;

-- Marks what is out of tolerance.
CREATE FUNCTION api.conteo_recontar(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    c inv.conteo := inv.conteo_exigir(p_ctx, p_id, '{abierto,recuento}');
BEGIN
    UPDATE inv.conteo_linea SET recontar = true
    WHERE conteo_id = p_id AND NOT recontar
      AND abs(contada - esperada) > abs(esperada) * c.tolerancia / 100;
    IF FOUND THEN
        PERFORM inv.conteo_pasar(p_ctx, p_id, 'recuento');
    END IF;
    RETURN inv.conteo_respuesta(p_id, 200);
END $$;

-- One adjustment of what was counted less what was there then, applied to
-- what is there now: what moved in between is no difference.
CREATE FUNCTION api.conteo_cerrar(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    c        inv.conteo := inv.conteo_exigir(p_ctx, p_id,
                                             '{abierto,recuento}');
    v_faltan bigint;
    v_lineas inv.mov_linea[];
    v        record;
    v_tags   text := '';
BEGIN
    SELECT count(*) INTO v_faltan FROM inv.conteo_linea
    WHERE conteo_id = p_id AND recontar;
    IF v_faltan > 0 THEN
        PERFORM inv.fallar(409, 'recuento_pendiente',
            'Hay productos para volver a contar.',
            jsonb_build_object('recontar', v_faltan));
    END IF;
    SELECT array_agg(ROW(1, x.n, x.producto_id, x.lote_id,
               CASE WHEN x.delta > 0 THEN 4 ELSE c.ubicacion_id END,
               CASE WHEN x.delta > 0 THEN c.ubicacion_id ELSE 4 END,
               abs(x.delta), NULL, NULL, NULL, false, NULL,
               NULL)::inv.mov_linea ORDER BY x.n)
    INTO v_lineas
    FROM (SELECT l.producto_id, l.lote_id, l.contada - l.esperada AS delta,
                 row_number() OVER (ORDER BY l.producto_id, l.lote_id) AS n
          FROM inv.conteo_linea l
          WHERE l.conteo_id = p_id AND l.contada <> l.esperada) x;
    IF v_lineas IS NOT NULL THEN
        SELECT * INTO v FROM inv.mover_uno(ROW(1, 'mover', 'ajuste',
            c.ubicacion_id, 4, 'Conteo ' || p_id, NULL, NULL,
            'conteo:' || p_id, inv.usuario_id(p_ctx), p_ctx->>'request_id',
            now(), NULL)::inv.mov_doc, v_lineas);
        UPDATE inv.conteo SET documento_id = v.documento_id WHERE id = p_id;
        v_tags := v.productos;
    END IF;
    PERFORM inv.conteo_pasar(p_ctx, p_id, 'cerrado');
    RETURN inv.conteo_respuesta(p_id, 200, v_tags);
END $$;

CREATE FUNCTION api.conteo_cancelar(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    PERFORM inv.conteo_exigir(p_ctx, p_id, '{abierto,recuento}');
    PERFORM inv.conteo_pasar(p_ctx, p_id, 'cancelado');
    RETURN inv.conteo_respuesta(p_id, 200);
END $$;

COMMIT;
