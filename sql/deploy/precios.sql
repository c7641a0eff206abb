-- Deploy inventario:precios to pg
-- requires: precios_tablas
-- What a product costs, now and at any time: the book, the till's question.

BEGIN;

-- ---- what products a rule or a promotion is of -----------------------------

-- A category and those above it, the nearest first, as keys.  In plpgsql, which
-- keeps its plans: a price check asks this.
CREATE FUNCTION inv.categoria_claves(p_id bigint) RETURNS text[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_id bigint := p_id;
    v    text[] := '{}';
BEGIN
    WHILE v_id IS NOT NULL AND cardinality(v) < 100 LOOP
        v := v || ('categoria:' || v_id);
        SELECT padre_id INTO v_id FROM inv.categoria WHERE id = v_id;
    END LOOP;
    RETURN v;
END $$;

-- Every key by which a product can be meant, the most particular first.
-- p_ramas: inv.categoria_claves of its category.  inv.normal is written out:
-- it cannot be inlined.
CREATE FUNCTION inv.claves_de(p inv.producto, p_ramas text[]) RETURNS text[]
LANGUAGE sql STABLE AS $$
    SELECT ARRAY['producto:' || p.id,
                 coalesce('marca:' || lower(public.unaccent(
                     'public.unaccent'::regdictionary, p.marca)), '')]
        || p_ramas || ARRAY[coalesce('proveedor:' || p.proveedor_id, ''),
                            'todo']
$$;

-- The key that the members of an object ask for: one of producto_id, marca,
-- categoria_id, proveedor_id, or everything.
CREATE FUNCTION inv.clave_pedida(p jsonb, p_campo text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v text[];
BEGIN
    v := array_remove(ARRAY['producto:' || (p->>'producto_id'),
        'marca:' || inv.normal(nullif(p->>'marca', '')),
        'categoria:' || (p->>'categoria_id'),
        'proveedor:' || (p->>'proveedor_id')], NULL);
    IF cardinality(v) > 1 THEN
        PERFORM inv.fallar_campo(p_campo, 'alcance_doble',
            'Elegí uno: producto, marca, categoría o proveedor.');
    END IF;
    IF p->>'producto_id' IS NOT NULL AND NOT EXISTS (SELECT FROM inv.producto
           WHERE id = (p->>'producto_id')::bigint)
       OR p->>'categoria_id' IS NOT NULL AND NOT EXISTS (
           SELECT FROM inv.categoria WHERE id = (p->>'categoria_id')::bigint)
       OR p->>'proveedor_id' IS NOT NULL AND NOT EXISTS (
           SELECT FROM inv.proveedor WHERE id = (p->>'proveedor_id')::bigint)
    THEN
        PERFORM inv.fallar_campo(p_campo, 'alcance_no_encontrado',
            'No existe el producto, la categoría o el proveedor.');
    END IF;
    RETURN coalesce(v[1], 'todo');
END $$;

-- The members of the key, for a document: "categoria_id":3.
CREATE FUNCTION inv.clave_json(p_clave text) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE split_part(p_clave, ':', 1)
        WHEN 'todo' THEN '{}'
        WHEN 'marca' THEN jsonb_build_object('marca', substr(p_clave, 7))
        ELSE jsonb_build_object(split_part(p_clave, ':', 1) || '_id',
                                split_part(p_clave, ':', 2)::bigint) END
$$;


-- ---- reading a code --------------------------------------------------------

-- What is not found at once: a code of digits that is nobody's GTIN but an
-- own or alternative one, and the label of a scale.  cantidad is null on a
-- label that says its price, importe on any other code.
CREATE FUNCTION inv.codigo_leer_lento(p_codigo text)
RETURNS TABLE (producto_id bigint, tipo text, factor numeric,
               cantidad numeric, importe numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    f          inv.balanza_formato;
    v_articulo text;
    v_valor    numeric;
BEGIN
    RETURN QUERY SELECT x.producto_id, x.tipo, x.factor, x.factor,
        NULL::numeric FROM inv.producto_codigo x
        WHERE x.codigo = upper(p_codigo);
    IF FOUND OR p_codigo !~ '^2[0-9]{12}$' OR NOT inv.gtin_valido(p_codigo)
    THEN
        RETURN;
    END IF;
    SELECT * INTO f FROM inv.balanza_formato WHERE prefijo = left(p_codigo, 2);
    v_articulo := substr(p_codigo, 3, f.largo_articulo);
    v_valor := substr(p_codigo, 3 + f.largo_articulo,
                      10 - f.largo_articulo)::numeric / 10 ^ f.decimales;
    RETURN QUERY SELECT x.producto_id, x.tipo, 1.000,
        CASE f.valor WHEN 'peso' THEN round(v_valor, 3) END,
        CASE f.valor WHEN 'precio' THEN round(v_valor, 2) END
    FROM inv.producto_codigo x
    WHERE x.codigo IN (v_articulo, ltrim(v_articulo, '0'))
      AND x.tipo = 'balanza'
    ORDER BY x.codigo LIMIT 1;
END $$;

-- Inlined; the second half is run only when the first gives no row.
CREATE FUNCTION inv.codigo_leer(p_codigo text)
RETURNS TABLE (producto_id bigint, tipo text, factor numeric,
               cantidad numeric, importe numeric)
LANGUAGE sql STABLE ROWS 1 AS $$
    (SELECT c.producto_id, c.tipo, c.factor, c.factor, NULL::numeric
     FROM inv.producto_codigo c WHERE c.codigo = inv.codigo_clave(p_codigo))
    UNION ALL
    (SELECT l.* FROM inv.codigo_leer_lento(p_codigo) l)
    LIMIT 1
$$;

CREATE FUNCTION inv.codigo_ausente(p_codigo text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT json_build_object(
        'codigo', 'producto_no_encontrado', 'detalle', CASE
        WHEN inv.codigo_defecto(upper(p_codigo)) = 'codigo_invalido' THEN
            'Ningún producto tiene ese código, y su dígito verificador no '
            'corresponde: ¿se leyó bien?'
        ELSE 'Ningún producto tiene ese código.' END)::text
$$;

-- The product's own answer reads codes in the same way.
CREATE OR REPLACE FUNCTION inv.codigo_lento(p_codigo text)
RETURNS SETOF api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT 200, inv.producto_leido(p, p_codigo, c.tipo, c.factor,
            coalesce(c.cantidad,
                     round(c.importe / nullif(p.precio_venta, 0), 3)),
            coalesce(c.importe, round(c.cantidad * p.precio_venta, 2))),
        p.version::text, 'productos catalogo producto:' || p.id, NULL, NULL,
        false
    FROM inv.codigo_leer_lento(p_codigo) c
    JOIN inv.producto p ON p.id = c.producto_id;
    -- a new code of any product may be found before
    IF NOT FOUND THEN
        RETURN QUERY SELECT 404, inv.codigo_ausente(p_codigo), NULL,
                            'productos catalogo', NULL, NULL, false;
    END IF;
END $$;


-- ---- the book --------------------------------------------------------------

-- The entry in effect; a branch without a price of its own has that of all.
CREATE FUNCTION inv.precio_en(p_producto bigint, p_sucursal bigint,
                              p_instante timestamptz)
RETURNS TABLE (id bigint, precio numeric, desde timestamptz, propio boolean,
               origen text)
LANGUAGE sql STABLE ROWS 1 AS $$
    (SELECT * FROM (
        SELECT e.id, e.precio, e.desde, true, e.origen FROM inv.precio e
        WHERE e.producto_id = p_producto AND e.sucursal_id = p_sucursal
          AND e.desde <= p_instante
        ORDER BY e.desde DESC, e.id DESC LIMIT 1) s
     WHERE s.precio IS NOT NULL)
    UNION ALL
    (SELECT e.id, e.precio, e.desde, false, e.origen FROM inv.precio e
     WHERE e.producto_id = p_producto AND e.sucursal_id IS NULL
       AND e.desde <= p_instante
     ORDER BY e.desde DESC, e.id DESC LIMIT 1)
    LIMIT 1
$$;

-- Null before the first entry.
CREATE FUNCTION inv.precio_vigente(p_producto bigint, p_sucursal bigint,
                                   p_instante timestamptz)
RETURNS numeric LANGUAGE sql STABLE AS $$
    SELECT v.precio FROM inv.precio_en(p_producto, p_sucursal, p_instante) v
$$;

-- producto.precio_venta is written by many: each change goes to the book.
-- Not before what is there already: of two that wait for each other's row the
-- last to write it may be the first that began.
CREATE FUNCTION inv.precio_anotar() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO inv.precio (producto_id, desde, precio, origen, asentado)
        SELECT n.id, now(), n.precio_venta, 'producto', true FROM nuevas n;
        RETURN NULL;
    END IF;
    INSERT INTO inv.precio (producto_id, desde, precio, origen, asentado)
    SELECT n.id, greatest(now(), v.desde), n.precio_venta, 'producto', true
    FROM nuevas n JOIN viejas o ON o.id = n.id
    LEFT JOIN LATERAL inv.precio_en(n.id, NULL, clock_timestamp()) v ON true
    WHERE n.precio_venta <> o.precio_venta
      AND n.precio_venta IS DISTINCT FROM v.precio;
    RETURN NULL;
END $$;
CREATE TRIGGER precio_nuevo AFTER INSERT ON inv.producto
    REFERENCING NEW TABLE AS nuevas
    FOR EACH STATEMENT EXECUTE FUNCTION inv.precio_anotar();
CREATE TRIGGER precio_cambiado AFTER UPDATE ON inv.producto
    REFERENCING NEW TABLE AS nuevas OLD TABLE AS viejas
    FOR EACH STATEMENT EXECUTE FUNCTION inv.precio_anotar();

-- Puts what has come into effect into producto.precio_venta, which lists and
-- reports read; up to so many entries, the oldest first.  The book is right
-- without it.
CREATE FUNCTION inv.precios_asentar(p_cuantos integer DEFAULT 10000)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_ids       bigint[];
    v_productos bigint[];
    v_n         bigint;
BEGIN
    SELECT array_agg(id), array_agg(DISTINCT producto_id)
    INTO v_ids, v_productos
    FROM (SELECT id, producto_id FROM inv.precio
          WHERE NOT asentado AND desde <= now()
          ORDER BY desde, id LIMIT p_cuantos) d;
    IF v_ids IS NULL THEN
        RETURN 0;
    END IF;
    PERFORM FROM inv.producto WHERE id = ANY (v_productos)
    ORDER BY id FOR NO KEY UPDATE;
    UPDATE inv.producto p SET precio_venta = v.precio, version = p.version + 1,
        actualizado_en = now()
    FROM unnest(v_productos) AS x(id),
        LATERAL inv.precio_en(x.id, NULL, now()) v
    WHERE p.id = x.id AND p.precio_venta <> v.precio;
    GET DIAGNOSTICS v_n = ROW_COUNT;
    UPDATE inv.precio SET asentado = true WHERE id = ANY (v_ids);
    IF v_n > 0 THEN
        PERFORM inv.cambio('producto:* productos');
    END IF;
    RETURN v_n;
END $$;


-- ---- promotions in effect --------------------------------------------------

CREATE FUNCTION inv.promocion_rige(m inv.promocion, p_sucursal bigint,
                                   p_instante timestamptz)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT m.activa AND m.desde <= p_instante
        AND (m.hasta IS NULL OR p_instante < m.hasta)
        AND (m.sucursales IS NULL
             OR coalesce(p_sucursal = ANY (m.sucursales), false))
        AND (m.dias IS NULL OR extract(isodow FROM inv.dia(p_instante))::integer
                               = ANY (m.dias))
        AND (m.hora_desde IS NULL OR p_instante
             >= (inv.dia(p_instante) + m.hora_desde)
                AT TIME ZONE 'America/Argentina/Buenos_Aires')
        AND (m.hora_hasta IS NULL OR p_instante
             < (inv.dia(p_instante) + m.hora_hasta)
               AT TIME ZONE 'America/Argentina/Buenos_Aires')
$$;

-- A time of the day of an instant, if it is still to come.
CREATE FUNCTION inv.hora_futura(p_hora time, p_instante timestamptz)
RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN (inv.dia(p_instante) + p_hora)
                     AT TIME ZONE 'America/Argentina/Buenos_Aires'
                     > p_instante
                THEN (inv.dia(p_instante) + p_hora)
                     AT TIME ZONE 'America/Argentina/Buenos_Aires' END
$$;

-- The next instant at which it may begin or end; null: never.
CREATE FUNCTION inv.promocion_borde(m inv.promocion, p_instante timestamptz)
RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN NOT m.activa OR m.hasta <= p_instante THEN NULL
        WHEN m.desde > p_instante THEN m.desde
        ELSE least(m.hasta,
            CASE WHEN m.dias IS NOT NULL OR m.hora_desde IS NOT NULL
                      OR m.hora_hasta IS NOT NULL
                 THEN inv.comienzo(inv.dia(p_instante) + 1) END,
            inv.hora_futura(m.hora_desde, p_instante),
            inv.hora_futura(m.hora_hasta, p_instante)) END
$$;

-- As a shelf says it.
CREATE FUNCTION inv.promocion_texto(m inv.promocion) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE m.tipo
        WHEN 'nxm' THEN 'Llevás ' || m.lleva || ', pagás ' || m.paga
        WHEN 'unidad' THEN trim_scale(m.porcentaje) || ' % en una de cada '
            || m.lleva
        WHEN 'porcentaje' THEN trim_scale(m.porcentaje) || ' % de descuento'
        ELSE 'Juntos' || coalesce(' a $' || m.precio,
            ' con ' || trim_scale(m.porcentaje) || ' % de descuento') END
        || CASE WHEN m.mismo_producto THEN ' (del mismo producto)' ELSE '' END
$$;


-- ---- what the law asks of a price ------------------------------------------

-- Price of a kilo, litre, metre or unit (Res. 55/2002 SCDDC and its changes:
-- next to the price of what is sold by content); null without a content.  Casts to
-- text are written out, here and below: without them || is only STABLE, and what
-- calls itself IMMUTABLE would not be inlined.
CREATE FUNCTION inv.precio_unitario(p_precio numeric, p_unidad text,
    p_contenido numeric, p_contenido_unidad text)
RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN p_unidad <> 'un' THEN '"precio_unitario":"'
            || round(p_precio, 2)::text || '","unidad_precio":"' || p_unidad || '"'
        WHEN p_contenido > 0 AND p_contenido_unidad IS NOT NULL THEN
            '"precio_unitario":"' || round(p_precio / p_contenido
                * CASE WHEN p_contenido_unidad IN ('g', 'ml') THEN 1000
                       ELSE 1 END, 2)::text
            || '","unidad_precio":"' || CASE p_contenido_unidad
                WHEN 'g' THEN 'kg' WHEN 'ml' THEN 'l'
                ELSE p_contenido_unidad END || '"'
        ELSE '"precio_unitario":null,"unidad_precio":null' END
$$;

-- Ley 27.743 (Régimen de Transparencia Fiscal al Consumidor): what it would
-- cost without IVA.  Internal taxes are not in the catalogue.
CREATE FUNCTION inv.precio_sin_impuestos(p_precio numeric, p_iva numeric)
RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT round(p_precio * 100 / (100 + p_iva), 2)
$$;


-- ---- the till's question ---------------------------------------------------

-- Promotions of a product at an instant, as JSON, and when that may change.
-- Where there is none at all, keys are not even made.
CREATE FUNCTION inv.promociones_de(p inv.producto, p_sucursal bigint,
    p_instante timestamptz, p_precio numeric)
RETURNS TABLE (documentos text, borde timestamptz)
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT string_agg('{"id":' || m.id || ',"nombre":'
               || inv.json_texto(m.nombre) || ',"tipo":"' || m.tipo
               || '","texto":' || inv.json_texto(inv.promocion_texto(m))
               || CASE WHEN m.tipo = 'porcentaje' THEN ',"precio":"'
                    || round(p_precio * (100 - m.porcentaje) / 100, 2) || '"'
                  ELSE '' END
               || ',"hasta":' || coalesce(to_json(m.hasta)::text, 'null')
               || '}', ',' ORDER BY m.id)
               FILTER (WHERE inv.promocion_rige(m, p_sucursal, p_instante)),
           min(inv.promocion_borde(m, p_instante))
    FROM inv.promocion m
    WHERE m.activa
      AND (SELECT true FROM inv.promocion x WHERE x.activa LIMIT 1)
      AND m.id IN (
        SELECT a.promocion_id FROM inv.promocion_parte a
        WHERE a.clave = ANY (inv.claves_de(p,
            inv.categoria_claves(p.categoria_id))))
$$;

-- Inlined into the engine's statement: runs as the program's role.
CREATE FUNCTION api.precio_consultar(p_ctx jsonb, p_codigo text,
    p_sucursal_id bigint, p_fecha timestamptz)
RETURNS SETOF api.respuesta LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT CASE WHEN p_sucursal_id IS NOT NULL AND s.id IS NULL THEN 404
                WHEN NOT inv.ve_sucursal(p_ctx, p_sucursal_id) THEN 403
                WHEN p.id IS NULL THEN 404 ELSE 200 END,
        CASE
        WHEN p_sucursal_id IS NOT NULL AND s.id IS NULL THEN
            '{"codigo":"sucursal_no_encontrada","detalle":"No hay una '
            'sucursal con ese número."}'
        WHEN NOT inv.ve_sucursal(p_ctx, p_sucursal_id) THEN
            '{"codigo":"sucursal_no_permitida","detalle":"Tu usuario no '
            'trabaja en esa sucursal."}'
        WHEN p.id IS NULL THEN inv.codigo_ausente(p_codigo)
        ELSE '{"codigo_leido":' || to_json(p_codigo) || ',"tipo_codigo":"'
            || c.tipo || '","factor":"' || c.factor || '","producto_id":'
            || p.id || ',"codigo":' || inv.json_texto(p.codigo)
            || ',"nombre":' || inv.json_texto(p.nombre) || ',"marca":'
            || inv.json_texto(p.marca) || ',"unidad":"' || p.unidad
            || '","activo":' || p.activo || ',"iva":"' || p.iva
            || '","sucursal_id":' || coalesce(p_sucursal_id::text, 'null')
            || ',"precio":' || coalesce('"' || v.precio::text || '"', 'null')
            || ',"precio_desde":' || coalesce(to_json(v.desde)::text, 'null')
            || ',"precio_propio":' || coalesce(v.propio, false)
            || ',' || coalesce(inv.precio_unitario(v.precio, p.unidad,
                p.contenido, p.contenido_unidad),
                '"precio_unitario":null,"unidad_precio":null')
            || ',"precio_sin_impuestos":' || coalesce('"'
                || inv.precio_sin_impuestos(v.precio, p.iva)::text || '"',
                'null')
            || ',"cantidad":' || coalesce('"' || coalesce(c.cantidad,
                round(c.importe / nullif(v.precio, 0), 3))::text || '"',
                'null')
            || ',"importe":' || coalesce('"' || coalesce(c.importe,
                round(c.cantidad * v.precio, 2))::text || '"', 'null')
            || ',"promociones":[' || coalesce(o.documentos, '')
            || '],"stock":' || CASE WHEN p_fecha IS NOT NULL THEN 'null'
                ELSE '{"fisica":"' || e.fisica || '","disponible":"'
                     || e.disponible || '"}' END
            || ',"cambia_en":' || coalesce(to_json(h.borde)::text, 'null')
            || '}' END,
        NULL::text,
        -- what is not found at once may be found before when a code is new
        'precios promociones catalogo'
            || coalesce(' producto:' || p.id || ' existencia:' || p.id, '')
            || CASE WHEN p.id IS NULL OR c.tipo = 'balanza'
                    OR c.tipo <> 'gtin'
                       AND inv.codigo_clave(p_codigo) <> upper(p_codigo)
                   THEN ' productos' ELSE '' END
            || coalesce(' hasta:' || floor(extract(epoch FROM h.borde)), ''),
        NULL::text, NULL::text, false
    FROM (SELECT coalesce(p_fecha, now()) AS instante) i
    LEFT JOIN inv.sucursal s ON s.id = p_sucursal_id
    LEFT JOIN LATERAL inv.codigo_leer(p_codigo) c ON true
    LEFT JOIN inv.producto p ON p.id = c.producto_id
    LEFT JOIN LATERAL inv.precio_en(p.id, p_sucursal_id, i.instante) v ON true
    LEFT JOIN LATERAL inv.promociones_de(p, p_sucursal_id, i.instante,
                                         v.precio) o ON true
    LEFT JOIN LATERAL (
        SELECT coalesce(sum(x.cantidad), 0.000) AS fisica,
               coalesce(sum(x.cantidad - x.reservada), 0.000) AS disponible
        FROM inv.existencia x JOIN inv.ubicacion u ON u.id = x.ubicacion_id
        WHERE p_fecha IS NULL AND x.producto_id = p.id
          AND u.tipo IN ('estante', 'deposito')
          AND (u.sucursal_id = p_sucursal_id OR p_sucursal_id IS NULL
               AND inv.ve_sucursal(p_ctx, u.sucursal_id))) e ON true
    LEFT JOIN LATERAL (
        SELECT least(o.borde, (SELECT min(x.desde) FROM inv.precio x
            WHERE x.producto_id = p.id AND x.desde > i.instante
              AND (x.sucursal_id IS NULL OR x.sucursal_id = p_sucursal_id)))
        AS borde) h ON true
$$;


-- ---- reading and writing the book ------------------------------------------

-- Who writes prices of all (p_sucursal null) works in all.
CREATE FUNCTION inv.exigir_precios(p_ctx jsonb, p_sucursal bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF p_sucursal IS NULL THEN
        PERFORM inv.exigir_todas(p_ctx,
            'Sólo podés cambiar precios de tus sucursales.');
    END IF;
    PERFORM inv.exigir_sucursal(p_ctx, p_sucursal);
END $$;

CREATE FUNCTION inv.precio_json(e inv.precio) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', e.id, 'producto_id', e.producto_id,
        'sucursal_id', e.sucursal_id, 'desde', e.desde,
        'precio', e.precio::text, 'origen', e.origen,
        'programado', e.desde > now(), 'usuario_id', e.usuario_id,
        'registrado_en', e.registrado_en)
$$;

CREATE FUNCTION inv.producto_leer(p_id bigint, p_codigo text)
RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    v bigint;
BEGIN
    IF p_id IS NOT NULL THEN
        SELECT id INTO v FROM inv.producto WHERE id = p_id;
    ELSIF p_codigo IS NOT NULL THEN
        SELECT producto_id INTO v FROM inv.codigo_leer(p_codigo);
    ELSE
        PERFORM inv.fallar_campo('codigo', 'falta',
                                 'Hace falta el código o el producto_id.');
    END IF;
    IF v IS NULL THEN
        PERFORM inv.fallar(404, 'producto_no_encontrado',
            'No hay un producto con ese código o número.');
    END IF;
    RETURN v;
END $$;

-- The newest first; without a branch, the entries for all.
CREATE FUNCTION api.precios_historial(p_ctx jsonb, p_producto_id bigint,
    p_codigo text, p_sucursal_id bigint, p_desde timestamptz,
    p_hasta timestamptz, p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_c        jsonb := inv.cursor_leer(p_cursor, 2);
    v_producto bigint := inv.producto_leer(p_producto_id, p_codigo);
    v          record;
BEGIN
    PERFORM inv.sucursal_pedida(p_ctx, p_sucursal_id);
    SELECT json_agg(inv.precio_json(x.e) ORDER BY x.n)
               FILTER (WHERE x.n <= p_limite) AS datos, count(*) AS n,
           (array_agg(ARRAY[(x.e).desde::text, (x.e).id::text] ORDER BY x.n))
               [p_limite:p_limite] AS ultimo
    INTO v
    FROM (SELECT e, row_number() OVER (ORDER BY e.desde DESC, e.id DESC) AS n
          FROM inv.precio e
          WHERE e.producto_id = v_producto
            AND (e.sucursal_id IS NULL OR e.sucursal_id = p_sucursal_id)
            AND (p_desde IS NULL OR e.desde >= p_desde)
            AND (p_hasta IS NULL OR e.desde < p_hasta)
            AND (v_c IS NULL OR (e.desde, e.id)
                 < ((v_c->>0)::timestamptz, (v_c->>1)::bigint))
          ORDER BY e.desde DESC, e.id DESC LIMIT p_limite + 1) x;
    RETURN inv.lista(v.datos, CASE WHEN v.n > p_limite THEN
            inv.cursor_escribir(to_jsonb(ARRAY[v.ultimo[1][1],
                                               v.ultimo[1][2]])) END,
        CASE WHEN p_contar THEN (SELECT count(*) FROM inv.precio e
            WHERE e.producto_id = v_producto
              AND (e.sucursal_id IS NULL OR e.sucursal_id = p_sucursal_id)
              AND (p_desde IS NULL OR e.desde >= p_desde)
              AND (p_hasta IS NULL OR e.desde < p_hasta)) END);
END $$;

-- A price by hand: for all or for a branch, now or from an instant on.  For a
-- branch precio null goes back to the price for all.
CREATE FUNCTION api.precio_poner(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_producto bigint := inv.producto_leer(
                             (p_cuerpo->>'producto_id')::bigint,
                             p_cuerpo->>'codigo');
    v_sucursal bigint := (p_cuerpo->>'sucursal_id')::bigint;
    v_desde    timestamptz := coalesce((p_cuerpo->>'desde')::timestamptz,
                                       now());
    e          inv.precio;
BEGIN
    PERFORM inv.exigir_precios(p_ctx, v_sucursal);
    IF v_sucursal IS NOT NULL
       AND NOT EXISTS (SELECT FROM inv.sucursal WHERE id = v_sucursal)
    THEN
        PERFORM inv.fallar(404, 'sucursal_no_encontrada',
                           'No hay una sucursal con ese número.');
    ELSIF v_sucursal IS NULL AND p_cuerpo->>'precio' IS NULL THEN
        PERFORM inv.fallar_campo('precio', 'falta',
            'Sólo una sucursal puede quedar sin precio propio.');
    ELSIF v_desde < now() THEN
        PERFORM inv.fallar_campo('desde', 'instante_pasado',
                                 'Lo que pasó no se cambia.');
    END IF;
    PERFORM FROM inv.producto WHERE id = v_producto FOR NO KEY UPDATE;
    INSERT INTO inv.precio (producto_id, sucursal_id, desde, precio, origen,
                            asentado, usuario_id)
    VALUES (v_producto, v_sucursal, CASE WHEN v_desde > now() THEN v_desde
            ELSE greatest(v_desde, (SELECT max(x.desde) FROM inv.precio x
                WHERE x.producto_id = v_producto
                  AND x.sucursal_id IS NOT DISTINCT FROM v_sucursal
                  AND x.desde <= clock_timestamp())) END,
        (p_cuerpo->>'precio')::numeric, 'manual', v_sucursal IS NOT NULL,
        inv.usuario_id(p_ctx))
    RETURNING * INTO e;
    IF v_desde = now() AND v_sucursal IS NULL THEN
        UPDATE inv.producto SET precio_venta = e.precio,
            version = version + 1, actualizado_en = now()
        WHERE id = v_producto AND precio_venta <> e.precio;
        UPDATE inv.precio SET asentado = true WHERE id = e.id;
    END IF;
    PERFORM inv.anotar(p_ctx, 'precios', 'precio', 'producto', v_producto,
        NULL, jsonb_build_object('precio', e.precio::text, 'desde', e.desde),
        v_sucursal);
    RETURN inv.respuesta(201, inv.precio_json(e), NULL,
                         'producto:' || v_producto || ' productos');
END $$;

-- Takes back a price that is not in effect yet.
CREATE FUNCTION api.precio_retirar(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    e inv.precio;
BEGIN
    SELECT * INTO e FROM inv.precio WHERE id = p_id FOR UPDATE;
    IF NOT FOUND OR NOT inv.ve_sucursal(p_ctx, e.sucursal_id) THEN
        PERFORM inv.fallar(404, 'precio_no_encontrado',
                           'No hay un precio con ese número.');
    END IF;
    PERFORM inv.exigir_precios(p_ctx, e.sucursal_id);
    IF e.desde <= clock_timestamp() THEN
        PERFORM inv.fallar(409, 'precio_vigente',
            'Ese precio ya rige o rigió: poné otro.');
    ELSIF e.origen <> 'manual' THEN
        PERFORM inv.fallar(409, 'precio_de_remarcacion',
            'Lo puso una remarcación: cancelala.',
            jsonb_build_object('origen', e.origen));
    END IF;
    DELETE FROM inv.precio WHERE id = p_id;
    PERFORM inv.anotar(p_ctx, 'precios', 'retirado', 'producto',
        e.producto_id, inv.precio_json(e)::jsonb, NULL, e.sucursal_id);
    RETURN inv.respuesta(204, NULL, NULL, 'producto:' || e.producto_id);
END $$;

GRANT EXECUTE ON FUNCTION inv.categoria_claves, inv.claves_de, inv.codigo_leer,
    inv.codigo_leer_lento, inv.codigo_ausente, inv.precio_en,
    inv.promocion_rige, inv.hora_futura, inv.promocion_borde,
    inv.promocion_texto,
    inv.promociones_de, inv.precio_unitario, inv.precio_sin_impuestos,
    inv.ve_sucursal, inv.normal, inv.dia, inv.comienzo, inv.codigo_defecto,
    inv.gtin_valido
    TO inventario_app;

COMMIT;
