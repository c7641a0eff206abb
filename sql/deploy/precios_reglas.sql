-- Deploy inventario:precios_reglas to pg
-- requires: precios_indices
-- How a price is made: rounding, limits, and the rules themselves.

BEGIN;

-- ---- rounding and limits ---------------------------------------------------

-- The price that ends as it should: paso * k + terminacion, k an integer; 100
-- and 99 give 99, 199, 299.  Up, down, or the nearest (half way goes up).  Never
-- 0 or less: null if it would be.
CREATE FUNCTION inv.precio_redondear(p_precio numeric, p_paso numeric,
                                     p_terminacion numeric, p_modo text)
RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT nullif(greatest(0, p_terminacion + p_paso * (x.k
        + CASE p_modo WHEN 'abajo' THEN 0
            WHEN 'arriba' THEN (x.resto > 0)::integer
            ELSE (2 * x.resto >= p_paso)::integer END)), 0)
    FROM (SELECT y.k, y.d - y.k * p_paso AS resto
          FROM (SELECT d, div(d, p_paso)
                       - (mod(d, p_paso) < 0)::integer AS k
                FROM (SELECT p_precio - p_terminacion AS d) z) y) x
$$;

-- Margin over cost in percent, of a price with IVA; null without a cost.
CREATE FUNCTION inv.margen_de(p_precio numeric, p_costo numeric, p_iva numeric)
RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT round((p_precio * 100 / (100 + p_iva) - p_costo) * 100
                 / nullif(p_costo, 0), 2)
$$;

-- The price that a rule gives.  The order is: what the rule says (6 decimals),
-- not under the least margin, rounded; then not over the greatest rise, which
-- wins; then not lower than it was, unless the rule may.
--   avisos: sin_costo, margen_minimo (the least margin decided),
--   suba_limitada, bajo_margen_minimo, bajo_costo, no_baja
CREATE FUNCTION inv.regla_aplicar(r inv.regla_precio, p_actual numeric,
    p_costo numeric, p_iva numeric, p_factor numeric,
    OUT precio numeric, OUT avisos text[])
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    v_base  numeric;
    v_con   numeric := p_costo * (100 + p_iva) / 100;   -- cost with IVA
    v_piso  numeric := CASE WHEN p_costo > 0
                       THEN v_con * (100 + r.margen_minimo) / 100 END;
    v_techo numeric := CASE WHEN p_actual > 0
                       THEN p_actual * (100 + r.suba_maxima) / 100 END;
BEGIN
    avisos := '{}';
    IF r.tipo = 'margen' AND p_costo = 0 THEN
        precio := p_actual;
        avisos := '{sin_costo}';
        RETURN;
    END IF;
    v_base := round(CASE r.tipo
        WHEN 'margen' THEN v_con * (100 + r.valor) / 100
        WHEN 'porcentaje' THEN p_actual * (100 + r.valor) / 100
        ELSE p_actual * (1 + (p_factor - 1) * r.valor / 100) END, 6);
    IF v_base <= 0 THEN
        precio := p_actual;             -- no price to start from
        RETURN;
    END IF;
    precio := coalesce(inv.precio_redondear(greatest(v_base, v_piso), r.paso,
        r.terminacion, r.redondeo), CASE WHEN r.terminacion > 0
        THEN r.terminacion ELSE r.paso END);
    IF precio < v_piso THEN
        precio := inv.precio_redondear(v_piso, r.paso, r.terminacion,
                                       'arriba');
    END IF;
    IF v_base < v_piso THEN
        avisos := avisos || 'margen_minimo'::text;
    END IF;
    IF precio > v_techo THEN
        precio := greatest(p_actual, inv.precio_redondear(v_techo, r.paso,
                                         r.terminacion, 'abajo'));
        avisos := avisos || 'suba_limitada'::text;
    END IF;
    IF precio < p_actual AND NOT r.puede_bajar THEN
        precio := p_actual;
        avisos := avisos || 'no_baja'::text;
    END IF;
    IF precio < v_con THEN
        avisos := avisos || 'bajo_costo'::text;
    ELSIF precio < v_piso THEN
        avisos := avisos || 'bajo_margen_minimo'::text;
    END IF;
    precio := round(precio, 2);
END $$;


-- ---- the rules -------------------------------------------------------------

CREATE FUNCTION inv.regla_json(r inv.regla_precio) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', r.id, 'nombre', r.nombre,
        'alcance', inv.clave_json(r.clave), 'tipo', r.tipo,
        'valor', r.valor::text, 'indice', r.indice, 'paso', r.paso::text,
        'terminacion', r.terminacion::text, 'redondeo', r.redondeo,
        'margen_minimo', r.margen_minimo::text,
        'suba_maxima', r.suba_maxima::text, 'puede_bajar', r.puede_bajar,
        'prioridad', r.prioridad, 'activa', r.activa, 'version', r.version,
        'creado_en', r.creado_en, 'actualizado_en', r.actualizado_en)
$$;

CREATE FUNCTION inv.regla_respuesta(p_id bigint, p_estado integer)
RETURNS api.respuesta LANGUAGE sql STABLE AS $$
    SELECT inv.respuesta(p_estado, inv.regla_json(r), r.version::text,
        'precios', CASE WHEN p_estado = 201
                   THEN '/v1/precios/reglas/' || r.id END)
    FROM inv.regla_precio r WHERE r.id = p_id
$$;

-- The rule that a body describes, over the one there was.
CREATE FUNCTION inv.regla_leer(r inv.regla_precio, p_cuerpo jsonb,
                               p_campo text)
RETURNS inv.regla_precio LANGUAGE plpgsql STABLE AS $$
BEGIN
    r := jsonb_populate_record(r, p_cuerpo - 'alcance');
    IF p_cuerpo ? 'alcance' OR r.clave IS NULL THEN
        r.clave := inv.clave_pedida(coalesce(p_cuerpo->'alcance', '{}'),
                                    p_campo || 'alcance');
    END IF;
    r.indice := CASE WHEN r.tipo = 'indice' THEN coalesce(r.indice, 'ipc') END;
    r.paso := coalesce(r.paso, 0.01);
    r.terminacion := coalesce(r.terminacion, 0);
    r.redondeo := coalesce(r.redondeo, 'cercano');
    r.puede_bajar := coalesce(r.puede_bajar, false);
    r.prioridad := coalesce(r.prioridad, 0);
    r.activa := coalesce(r.activa, true);
    IF r.terminacion >= r.paso THEN
        PERFORM inv.fallar_campo(p_campo || 'terminacion', 'terminacion_mayor',
            'La terminación es menor que el paso: 99 con paso 100.');
    ELSIF r.valor <= -100 THEN
        PERFORM inv.fallar_campo(p_campo || 'valor', 'regla_valor',
                                 'Más de -100.');
    ELSIF r.tipo = 'indice' AND NOT EXISTS (
        SELECT FROM inv.indice WHERE indice = r.indice)
    THEN
        PERFORM inv.fallar_campo(p_campo || 'indice', 'indice_no_encontrado',
                                 'Ese índice no tiene ningún mes cargado.');
    END IF;
    RETURN r;
END $$;

CREATE FUNCTION api.regla_crear(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    r inv.regla_precio := inv.regla_leer(NULL, p_cuerpo, '');
BEGIN
    PERFORM inv.exigir_precios(p_ctx, NULL);
    INSERT INTO inv.regla_precio (nombre, clave, tipo, valor, indice, paso,
        terminacion, redondeo, margen_minimo, suba_maxima, puede_bajar,
        prioridad, activa)
    VALUES (r.nombre, r.clave, r.tipo, r.valor, r.indice, r.paso,
        r.terminacion, r.redondeo, r.margen_minimo, r.suba_maxima,
        r.puede_bajar, r.prioridad, r.activa) RETURNING * INTO r;
    PERFORM inv.anotar(p_ctx, 'precios', 'creado', 'regla_precio', r.id, NULL,
                       inv.regla_json(r)::jsonb);
    RETURN inv.regla_respuesta(r.id, 201);
END $$;

CREATE FUNCTION inv.regla_exigir(p_ctx jsonb, p_id bigint)
RETURNS inv.regla_precio LANGUAGE plpgsql AS $$
DECLARE
    r inv.regla_precio;
BEGIN
    SELECT * INTO r FROM inv.regla_precio WHERE id = p_id FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM inv.fallar(404, 'regla_no_encontrada',
                           'No hay una regla con ese número.');
    END IF;
    PERFORM inv.exigir_precios(p_ctx, NULL);
    PERFORM inv.exigir_version(p_ctx, r.version);
    RETURN r;
END $$;

CREATE FUNCTION api.regla_modificar(p_ctx jsonb, p_id bigint, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v inv.regla_precio := inv.regla_exigir(p_ctx, p_id);
    r inv.regla_precio := inv.regla_leer(v, p_cuerpo, '');
BEGIN
    UPDATE inv.regla_precio SET nombre = r.nombre, clave = r.clave,
        tipo = r.tipo, valor = r.valor, indice = r.indice, paso = r.paso,
        terminacion = r.terminacion, redondeo = r.redondeo,
        margen_minimo = r.margen_minimo, suba_maxima = r.suba_maxima,
        puede_bajar = r.puede_bajar, prioridad = r.prioridad,
        activa = r.activa, version = version + 1, actualizado_en = now()
    WHERE id = p_id;
    PERFORM inv.anotar(p_ctx, 'precios', 'modificado', 'regla_precio', p_id,
        inv.regla_json(v)::jsonb, inv.regla_json(r)::jsonb);
    RETURN inv.regla_respuesta(p_id, 200);
END $$;

CREATE FUNCTION api.regla_eliminar(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    r inv.regla_precio := inv.regla_exigir(p_ctx, p_id);
BEGIN
    DELETE FROM inv.regla_precio WHERE id = p_id;
    PERFORM inv.anotar(p_ctx, 'precios', 'eliminado', 'regla_precio', p_id,
                       inv.regla_json(r)::jsonb, NULL);
    RETURN inv.respuesta(204, NULL, NULL, 'precios');
END $$;

CREATE FUNCTION api.regla_obtener(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM inv.regla_precio WHERE id = p_id) THEN
        PERFORM inv.fallar(404, 'regla_no_encontrada',
                           'No hay una regla con ese número.');
    END IF;
    RETURN inv.regla_respuesta(p_id, 200);
END $$;

CREATE FUNCTION api.reglas_listar(p_ctx jsonb, p_activa boolean,
    p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_c bigint := (inv.cursor_leer(p_cursor, 1)->>0)::bigint;
    v   record;
BEGIN
    SELECT json_agg(inv.regla_json(x.r) ORDER BY x.n)
               FILTER (WHERE x.n <= p_limite) AS datos, count(*) AS n,
           max((x.r).id) FILTER (WHERE x.n <= p_limite) AS ultimo INTO v
    FROM (SELECT r, row_number() OVER (ORDER BY r.id) AS n
          FROM inv.regla_precio r
          WHERE (p_activa IS NULL OR r.activa = p_activa)
            AND (v_c IS NULL OR r.id > v_c)
          ORDER BY r.id LIMIT p_limite + 1) x;
    RETURN inv.lista(v.datos, CASE WHEN v.n > p_limite THEN
            inv.cursor_escribir(to_jsonb(ARRAY[v.ultimo])) END,
        CASE WHEN p_contar THEN (SELECT count(*) FROM inv.regla_precio r
            WHERE p_activa IS NULL OR r.activa = p_activa) END);
END $$;

COMMIT;
