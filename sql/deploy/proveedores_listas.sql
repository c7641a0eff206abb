-- Deploy inventario:proveedores_listas to pg
-- requires: proveedores
-- Price lists of suppliers.

BEGIN;

CREATE FUNCTION inv.lista_json(l inv.proveedor_producto) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('proveedor_id', v.id, 'proveedor', v.nombre,
        'producto_id', p.id, 'producto_codigo', p.codigo,
        'producto_nombre', p.nombre, 'codigo_proveedor', l.codigo_proveedor,
        'costo', l.costo::text, 'descuento', l.descuento::text,
        'costo_neto', inv.costo_neto(l.costo, l.descuento,
                                     v.descuento)::text,
        'factor', l.factor::text,
        'costo_bulto', round(l.costo * l.factor, 4)::text,
        'minimo', l.minimo::text,
        'plazo_dias', coalesce(l.plazo_dias, v.plazo_dias),
        'desde', l.desde, 'hasta', l.hasta,
        'vigente', (l.desde, l.producto_id) = (
            SELECT x.desde, x.producto_id FROM inv.proveedor_vigente x
            WHERE x.proveedor_id = v.id AND x.producto_id = p.id),
        'actualizado_en', l.actualizado_en)
    FROM inv.proveedor v, inv.producto p
    WHERE v.id = l.proveedor_id AND p.id = l.producto_id
$$;

-- The product that an element means: by number, by any code of ours, or by
-- the supplier's own code if he has used it before.  factor: of a pack's code.
CREATE FUNCTION inv.lista_producto(p_proveedor bigint, p_doc jsonb,
    OUT producto_id bigint, OUT factor numeric)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_doc ? 'producto_id' THEN
        SELECT p.id INTO producto_id FROM inv.producto p
        WHERE p.id = (p_doc->>'producto_id')::bigint;
    ELSIF p_doc ? 'codigo' THEN
        SELECT c.producto_id, CASE WHEN c.tipo = 'pack' THEN c.factor END
        INTO producto_id, factor FROM inv.producto_codigo c
        WHERE c.codigo IN (upper(p_doc->>'codigo'),
                           inv.codigo_clave(p_doc->>'codigo')) LIMIT 1;
    ELSIF p_doc ? 'codigo_proveedor' THEN
        SELECT l.producto_id INTO producto_id FROM inv.proveedor_producto l
        WHERE l.proveedor_id = p_proveedor
          AND l.codigo_proveedor = p_doc->>'codigo_proveedor'
        ORDER BY l.desde DESC LIMIT 1;
    ELSE
        PERFORM inv.fallar_campo('producto_id', 'obligatorio',
            'Va producto_id, codigo o codigo_proveedor.');
    END IF;
    IF producto_id IS NULL THEN
        PERFORM inv.fallar(404, 'producto_no_encontrado',
            'No hay un producto con ese código o número.');
    END IF;
END $$;

-- One line of a list.  What it does not say is as in the line before it.
CREATE FUNCTION inv.lista_poner(p_ctx jsonb, p_proveedor inv.proveedor,
                                p_doc jsonb, p_costos boolean)
RETURNS inv.proveedor_producto LANGUAGE plpgsql AS $$
DECLARE
    v_quien record;
    v       inv.proveedor_producto;
    v_antes inv.proveedor_producto;
    v_desde date := coalesce((p_doc->>'desde')::date, inv.dia(now()));
BEGIN
    v_quien := inv.lista_producto(p_proveedor.id, p_doc);
    SELECT * INTO v_antes FROM inv.proveedor_producto
    WHERE proveedor_id = p_proveedor.id AND producto_id = v_quien.producto_id
      AND desde <= v_desde
    ORDER BY desde DESC LIMIT 1;
    v := v_antes;
    v.hasta := NULL;
    v := jsonb_populate_record(v, p_doc - '{producto_id,codigo}'::text[]);
    v.factor := coalesce((p_doc->>'factor')::numeric, v_quien.factor,
                         v.factor, 1);
    IF (p_doc ? 'costo') AND (p_doc ? 'costo_bulto') THEN
        PERFORM inv.fallar_campo('costo_bulto', 'de_mas',
                                 'Va costo o costo_bulto, uno de los dos.');
    ELSIF p_doc ? 'costo_bulto' THEN
        v.costo := round((p_doc->>'costo_bulto')::numeric / v.factor, 4);
    ELSIF v.costo IS NULL THEN
        PERFORM inv.fallar_campo('costo', 'obligatorio',
                                 'Decí cuánto cuesta.');
    END IF;
    IF v.hasta < v_desde THEN
        PERFORM inv.fallar_campo('hasta', 'vigencia_al_reves',
                                 'Termina antes de empezar.');
    END IF;
    INSERT INTO inv.proveedor_producto (proveedor_id, producto_id,
        codigo_proveedor, costo, descuento, factor, minimo, plazo_dias, desde,
        hasta)
    VALUES (p_proveedor.id, v_quien.producto_id, v.codigo_proveedor, v.costo,
        coalesce(v.descuento, 0), v.factor, coalesce(v.minimo, 0),
        v.plazo_dias, v_desde, v.hasta)
    ON CONFLICT (proveedor_id, producto_id, desde) DO UPDATE
    SET codigo_proveedor = excluded.codigo_proveedor, costo = excluded.costo,
        descuento = excluded.descuento, factor = excluded.factor,
        minimo = excluded.minimo, plazo_dias = excluded.plazo_dias,
        hasta = excluded.hasta, actualizado_en = now()
    RETURNING * INTO v;
    IF p_costos AND v_desde <= inv.dia(now())
       AND (v.hasta IS NULL OR v.hasta >= inv.dia(now()))
    THEN
        PERFORM inv.costo_registrar(p_ctx, v.producto_id,
            inv.costo_neto(v.costo, v.descuento, p_proveedor.descuento),
            'lista:' || p_proveedor.id);
    END IF;
    RETURN v;
END $$;

-- p_cuerpo is an array always; see inv.veredicto.  p_costos: what is in force
-- now becomes the replacement cost of its product.
CREATE FUNCTION api.proveedor_lista_poner(p_ctx jsonb, p_id bigint,
    p_costos boolean, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v            inv.proveedor := inv.proveedor_exigir(p_id, true);
    l            inv.proveedor_producto;
    e            record;
    v_resultados jsonb[] := array_fill(NULL::jsonb,
                                ARRAY[jsonb_array_length(p_cuerpo)]);
    v_r          jsonb;
    v_bien       integer := 0;
    v_tags       text := 'catalogo proveedor:' || p_id;
    s text; m text; d text; h text; c text;
BEGIN
    IF NOT coalesce((p_ctx->>'lote')::boolean, false) THEN
        l := inv.lista_poner(p_ctx, v, p_cuerpo->0, p_costos);
        PERFORM inv.anotar(p_ctx, 'productos', 'lista', 'proveedor', p_id,
                           NULL, p_cuerpo->0);
        RETURN inv.respuesta(201, inv.lista_json(l), NULL,
            v_tags || ' producto:' || l.producto_id);
    END IF;
    -- by product, so that two lists cannot wait for each other's costs
    FOR e IN
        SELECT x.value, x.ordinality AS n
        FROM jsonb_array_elements(p_cuerpo) WITH ORDINALITY x
        LEFT JOIN inv.producto_codigo k
            ON k.codigo = inv.codigo_clave(x.value->>'codigo')
        LEFT JOIN LATERAL (
            SELECT max(producto_id) AS id FROM inv.proveedor_producto
            WHERE proveedor_id = p_id
              AND codigo_proveedor = x.value->>'codigo_proveedor') z ON true
        ORDER BY coalesce((x.value->>'producto_id')::bigint, k.producto_id,
                          z.id), n
    LOOP
        BEGIN
            IF e.value ? '_errores' THEN
                PERFORM inv.fallar(422, 'campos_invalidos',
                    'Hay campos inválidos.',
                    jsonb_build_object('errores', e.value->'_errores'));
            END IF;
            l := inv.lista_poner(p_ctx, v, e.value, p_costos);
            v_r := jsonb_build_object('estado', 201,
                                      'documento', inv.lista_json(l));
            v_bien := v_bien + 1;
            IF p_costos THEN
                v_tags := v_tags || ' producto:' || l.producto_id;
            END IF;
        EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS s = RETURNED_SQLSTATE, m = MESSAGE_TEXT,
                d = PG_EXCEPTION_DETAIL, h = PG_EXCEPTION_HINT,
                c = CONSTRAINT_NAME;
            v_r := inv.veredicto(s, m, d, h, c);
            IF v_r IS NULL THEN
                RAISE;
            END IF;
        END;
        v_resultados[e.n] := v_r;
    END LOOP;
    v_r := jsonb_build_object('resultados', to_jsonb(v_resultados));
    IF v_bien < cardinality(v_resultados)
       AND coalesce((p_ctx->>'atomico')::boolean, false)
    THEN
        PERFORM inv.fallar(409, 'lote_rechazado',
            'No se hizo nada: hay elementos rechazados.', v_r);
    END IF;
    PERFORM inv.anotar(p_ctx, 'productos', 'lista', 'proveedor', p_id, NULL,
                       jsonb_build_object('lineas', v_bien));
    RETURN inv.respuesta(200, v_r::json, NULL, v_tags);
END $$;

-- By product; all the rows of one, the last to begin first.
CREATE FUNCTION api.proveedor_lista(p_ctx jsonb, p_id bigint,
    p_vigentes boolean, p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    k jsonb := inv.cursor_leer(p_cursor, 2);
    v record;
BEGIN
    PERFORM inv.proveedor_exigir(p_id, false);
    WITH todas AS (
        SELECT l.* FROM inv.proveedor_producto l
        WHERE l.proveedor_id = p_id AND (NOT p_vigentes OR EXISTS (
            SELECT FROM inv.proveedor_vigente x
            WHERE x.proveedor_id = p_id AND x.producto_id = l.producto_id
              AND x.desde = l.desde))),
    pagina AS (
        SELECT l::inv.proveedor_producto AS l, row_number() OVER (
            ORDER BY l.producto_id, l.desde DESC) AS n
        FROM todas l
        WHERE k IS NULL OR l.producto_id > (k->>0)::bigint
           OR l.producto_id = (k->>0)::bigint AND l.desde < (k->>1)::date
        ORDER BY l.producto_id, l.desde DESC LIMIT p_limite + 1)
    SELECT json_agg(inv.lista_json(l) ORDER BY n)
               FILTER (WHERE n <= p_limite) AS datos, count(*) AS n,
           (SELECT jsonb_build_array((l).producto_id, (l).desde) FROM pagina
            WHERE n = p_limite) AS ultima,
           CASE WHEN p_contar THEN (SELECT count(*) FROM todas) END AS total
    INTO v FROM pagina;
    RETURN inv.lista(v.datos, CASE WHEN v.n > p_limite
        THEN inv.cursor_escribir(v.ultima) END, v.total);
END $$;

CREATE FUNCTION api.proveedor_lista_quitar(p_ctx jsonb, p_id bigint,
                                           p_producto bigint)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    PERFORM inv.proveedor_exigir(p_id, true);
    DELETE FROM inv.proveedor_producto
    WHERE proveedor_id = p_id AND producto_id = p_producto;
    IF NOT FOUND THEN
        PERFORM inv.fallar(404, 'producto_no_encontrado',
                           'Ese proveedor no lista ese producto.');
    END IF;
    PERFORM inv.anotar(p_ctx, 'productos', 'quitado', 'proveedor', p_id,
        jsonb_build_object('producto_id', p_producto), NULL);
    RETURN inv.respuesta(204, NULL, NULL, 'catalogo proveedor:' || p_id);
END $$;

-- Who sells a product, the cheapest first.
CREATE FUNCTION api.producto_proveedores(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM inv.producto WHERE id = p_id) THEN
        PERFORM inv.fallar(404, 'producto_no_encontrado',
                           'No hay un producto con ese número.');
    END IF;
    RETURN inv.lista((
        SELECT json_agg(inv.lista_json(l) ORDER BY
            inv.costo_neto(l.costo, l.descuento, v.descuento), v.id)
        FROM inv.proveedor_producto l
        JOIN inv.proveedor_vigente x USING (proveedor_id, producto_id, desde)
        JOIN inv.proveedor v ON v.id = l.proveedor_id AND v.activo
        WHERE l.producto_id = p_id), NULL);
END $$;

COMMIT;
