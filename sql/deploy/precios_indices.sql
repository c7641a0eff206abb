-- Deploy inventario:precios_indices to pg
-- requires: precios
-- Monthly indices, and what they accumulate between two days.

BEGIN;

-- ---- what accumulates ------------------------------------------------------

-- By how much prices were multiplied from a day to another: the product, over
-- the months touched, of (1 + i/100) ^ (days of the month in between / days of
-- the month); 12 decimals, halves up.  A whole month has no root: it counts as
-- it was published.  p_estimada: percent for a month without a figure; null:
-- such a month is refused.
CREATE FUNCTION inv.inflacion_factor(p_indice text, p_desde date,
                                     p_hasta date, p_estimada numeric)
RETURNS numeric LANGUAGE plpgsql STABLE AS $$
DECLARE
    r       record;
    v       numeric := 1;
    v_falta text[] := '{}';
BEGIN
    IF p_hasta < p_desde THEN
        PERFORM inv.fallar_campo('hasta', 'fechas_al_reves',
                                 'La fecha final es anterior a la inicial.');
    END IF;
    FOR r IN
        SELECT m.mes, least(p_hasta, m.mes + m.largo)
                      - greatest(p_desde, m.mes) AS dias, m.largo,
               1 + coalesce(i.porcentaje, p_estimada) / 100 AS factor
        FROM (SELECT g::date AS mes,
                     (g + interval '1 month')::date - g::date AS largo
              FROM generate_series(date_trunc('month', p_desde::timestamp),
                                   p_hasta::timestamp, '1 month') g) m
        LEFT JOIN inv.indice i ON i.indice = p_indice AND i.mes = m.mes
        ORDER BY m.mes
    LOOP
        CONTINUE WHEN r.dias = 0;
        IF r.factor IS NULL THEN
            v_falta := v_falta || to_char(r.mes, 'YYYY-MM');
        ELSIF r.dias = r.largo THEN
            v := round(v * r.factor, 30);
        ELSE
            v := round(v * power(r.factor::numeric(60,30),
                (r.dias::numeric / r.largo)::numeric(60,30)), 30);
        END IF;
    END LOOP;
    IF v_falta <> '{}' THEN
        PERFORM inv.fallar(409, 'indice_incompleto',
            'Faltan meses del índice: cargalos o dá una variación estimada.',
            jsonb_build_object('indice', p_indice, 'meses',
                               to_jsonb(v_falta[1:24])));
    END IF;
    RETURN round(v, 12);
END $$;

CREATE FUNCTION api.inflacion_acumulada(p_ctx jsonb, p_indice text,
    p_desde date, p_hasta date, p_importe numeric, p_estimada numeric)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v numeric := inv.inflacion_factor(p_indice, p_desde, p_hasta, p_estimada);
BEGIN
    RETURN inv.respuesta(200, json_build_object('indice', p_indice,
        'desde', p_desde, 'hasta', p_hasta, 'dias', p_hasta - p_desde,
        'factor', v::text, 'porcentaje', round((v - 1) * 100, 4)::text,
        'importe', p_importe::text,
        'importe_actualizado', round(p_importe * v, 2)::text));
END $$;


-- ---- the series ------------------------------------------------------------

CREATE FUNCTION inv.indice_json(i inv.indice) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('indice', i.indice,
        'mes', to_char(i.mes, 'YYYY-MM'), 'porcentaje', i.porcentaje::text,
        'fuente', i.fuente, 'version', i.version,
        'actualizado_en', i.actualizado_en)
$$;

-- First day of 'YYYY-MM'.
CREATE FUNCTION inv.mes_leer(p_mes text, p_campo text) RETURNS date
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_mes !~ '^[12][0-9]{3}-(0[1-9]|1[0-2])$' THEN
        PERFORM inv.fallar_campo(p_campo, 'mes_invalido',
                                 'Un mes se escribe AAAA-MM.');
    END IF;
    RETURN (p_mes || '-01')::date;
END $$;

CREATE FUNCTION api.indices_listar(p_ctx jsonb, p_indice text, p_desde text,
    p_hasta text, p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_c     date := (inv.cursor_leer(p_cursor, 1)->>0)::date;
    v_desde date := coalesce(inv.mes_leer(p_desde, 'desde'), '-infinity');
    v_hasta date := coalesce(inv.mes_leer(p_hasta, 'hasta'), 'infinity');
    v       record;
BEGIN
    SELECT json_agg(inv.indice_json(x.i) ORDER BY x.n)
               FILTER (WHERE x.n <= p_limite) AS datos, count(*) AS n,
           max((x.i).mes) FILTER (WHERE x.n <= p_limite) AS ultimo INTO v
    FROM (SELECT i, row_number() OVER (ORDER BY i.mes) AS n
          FROM inv.indice i
          WHERE i.indice = p_indice AND i.mes BETWEEN v_desde AND v_hasta
            AND (v_c IS NULL OR i.mes > v_c)
          ORDER BY i.mes LIMIT p_limite + 1) x;
    RETURN inv.lista(v.datos, CASE WHEN v.n > p_limite THEN
            inv.cursor_escribir(to_jsonb(ARRAY[v.ultimo])) END,
        CASE WHEN p_contar THEN (SELECT count(*) FROM inv.indice i
            WHERE i.indice = p_indice
              AND i.mes BETWEEN v_desde AND v_hasta) END);
END $$;

CREATE FUNCTION api.indice_obtener(p_ctx jsonb, p_mes text, p_indice text)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    i inv.indice;
BEGIN
    SELECT * INTO i FROM inv.indice
    WHERE indice = p_indice AND mes = inv.mes_leer(p_mes, 'mes');
    IF NOT FOUND THEN
        PERFORM inv.fallar(404, 'mes_no_encontrado',
                           'Ese mes no está cargado.');
    END IF;
    RETURN inv.respuesta(200, inv.indice_json(i), i.version::text);
END $$;

-- Loads a month, or corrects it.  201 when it was not there.
CREATE FUNCTION inv.indice_cargar(p_ctx jsonb, p_indice text, p_mes date,
    p_porcentaje numeric, p_fuente text, OUT i inv.indice, OUT nuevo boolean)
LANGUAGE plpgsql AS $$
BEGIN
    SELECT * INTO i FROM inv.indice
    WHERE indice = p_indice AND mes = p_mes FOR UPDATE;
    nuevo := NOT FOUND;
    IF NOT nuevo AND i.porcentaje = p_porcentaje
       AND coalesce(p_fuente, i.fuente) IS NOT DISTINCT FROM i.fuente
    THEN
        RETURN;
    END IF;
    IF NOT nuevo THEN
        PERFORM inv.anotar(p_ctx, 'precios', 'modificado', 'indice',
            NULL, inv.indice_json(i)::jsonb, jsonb_build_object('porcentaje',
            p_porcentaje::text));
    END IF;
    INSERT INTO inv.indice AS x (indice, mes, porcentaje, fuente)
    VALUES (p_indice, p_mes, p_porcentaje, p_fuente)
    ON CONFLICT (indice, mes) DO UPDATE SET
        porcentaje = EXCLUDED.porcentaje,
        fuente = coalesce(EXCLUDED.fuente, x.fuente), version = x.version + 1,
        actualizado_en = now()
    RETURNING * INTO i;
END $$;

-- p_cuerpo is an array always; ctx.lote says whether the client's was.
CREATE FUNCTION api.indice_crear(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    e            jsonb;
    v            record;
    v_r          jsonb;
    v_malos      boolean := false;
    v_resultados jsonb[] := '{}';
    s text; m text; d text; h text; c text;
BEGIN
    PERFORM inv.exigir_precios(p_ctx, NULL);
    FOR e IN SELECT jsonb_array_elements(p_cuerpo) LOOP
        IF e ? '_errores' THEN
            v_r := jsonb_build_object('estado', 422, 'codigo',
                'campos_invalidos', 'detalle', 'Hay campos inválidos.',
                'errores', e->'_errores');
        ELSE
            BEGIN
                v := inv.indice_cargar(p_ctx, e->>'indice',
                    inv.mes_leer(e->>'mes', 'mes'),
                    (e->>'porcentaje')::numeric, e->>'fuente');
                v_r := jsonb_build_object('estado',
                    CASE WHEN v.nuevo THEN 201 ELSE 200 END,
                    'documento', inv.indice_json(v.i));
            EXCEPTION WHEN OTHERS THEN
                IF NOT coalesce((p_ctx->>'lote')::boolean, false) THEN
                    RAISE;
                END IF;
                GET STACKED DIAGNOSTICS s = RETURNED_SQLSTATE,
                    m = MESSAGE_TEXT, d = PG_EXCEPTION_DETAIL,
                    h = PG_EXCEPTION_HINT, c = CONSTRAINT_NAME;
                v_r := inv.veredicto(s, m, d, h, c);
                IF v_r IS NULL THEN
                    RAISE;
                END IF;
            END;
        END IF;
        v_malos := v_malos OR (v_r->>'estado')::integer >= 400;
        v_resultados := v_resultados || v_r;
    END LOOP;
    IF NOT coalesce((p_ctx->>'lote')::boolean, false) THEN
        RETURN inv.respuesta((v_r->>'estado')::integer,
            (v_r->'documento')::json, v_r->'documento'->>'version',
            'precios', '/v1/inflacion/' || (v_r->'documento'->>'mes'));
    END IF;
    v_r := jsonb_build_object('resultados', to_jsonb(v_resultados));
    IF v_malos AND coalesce((p_ctx->>'atomico')::boolean, false) THEN
        PERFORM inv.fallar(409, 'lote_rechazado',
            'No se hizo nada: hay elementos rechazados.', v_r);
    END IF;
    RETURN inv.respuesta(200, v_r::json, NULL, 'precios');
END $$;

CREATE FUNCTION inv.indice_exigir(p_ctx jsonb, p_mes text, p_indice text)
RETURNS inv.indice LANGUAGE plpgsql AS $$
DECLARE
    i inv.indice;
BEGIN
    SELECT * INTO i FROM inv.indice WHERE indice = p_indice
        AND mes = inv.mes_leer(p_mes, 'mes') FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM inv.fallar(404, 'mes_no_encontrado',
                           'Ese mes no está cargado.');
    END IF;
    PERFORM inv.exigir_precios(p_ctx, NULL);
    PERFORM inv.exigir_version(p_ctx, i.version);
    RETURN i;
END $$;

CREATE FUNCTION api.indice_modificar(p_ctx jsonb, p_mes text, p_indice text,
                                     p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    i inv.indice := inv.indice_exigir(p_ctx, p_mes, p_indice);
BEGIN
    i := (inv.indice_cargar(p_ctx, p_indice, i.mes,
        coalesce((p_cuerpo->>'porcentaje')::numeric, i.porcentaje),
        coalesce(p_cuerpo->>'fuente', i.fuente))).i;
    RETURN inv.respuesta(200, inv.indice_json(i), i.version::text, 'precios');
END $$;

CREATE FUNCTION api.indice_eliminar(p_ctx jsonb, p_mes text, p_indice text)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    i inv.indice := inv.indice_exigir(p_ctx, p_mes, p_indice);
BEGIN
    DELETE FROM inv.indice WHERE indice = i.indice AND mes = i.mes;
    PERFORM inv.anotar(p_ctx, 'precios', 'eliminado', 'indice', NULL,
                       inv.indice_json(i)::jsonb, NULL);
    RETURN inv.respuesta(204, NULL, NULL, 'precios');
END $$;


-- ---- CSV -------------------------------------------------------------------

-- Columns mes (AAAA-MM) and porcentaje (also as INDEC's tables call them).  A
-- series is small: one wrong row refuses the file, and says which.
CREATE FUNCTION api.indices_importar(p_ctx jsonb, p_indice text,
    p_fuente text, p_tanda jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_mes integer; v_pct integer;
    v_id  bigint := (p_tanda->>'importacion_id')::bigint;
    v_n   bigint; v_nuevos bigint;
    f     record;
BEGIN
    PERFORM inv.exigir_precios(p_ctx, NULL);
    SELECT min(n) FILTER (WHERE c IN ('mes', 'periodo', 'fecha')) - 1,
           min(n) FILTER (WHERE c IN ('porcentaje', 'variacion', 'valor',
               'inflacion', 'inflacion_mensual_pct')) - 1
    INTO v_mes, v_pct
    FROM jsonb_array_elements_text(p_tanda->'encabezado')
         WITH ORDINALITY AS x(t, n), LATERAL (SELECT lower(trim(t))) y(c);
    IF v_mes IS NULL OR v_pct IS NULL THEN
        PERFORM inv.fallar(422, 'columnas_faltantes',
            'Hacen falta las columnas mes y porcentaje.');
    END IF;
    IF v_id IS NULL THEN
        INSERT INTO inv.importacion (usuario_id, prueba)
        VALUES (inv.usuario_id(p_ctx), false) RETURNING id INTO v_id;
    END IF;
    FOR f IN SELECT (x->>'n')::bigint AS n, trim(x->'c'->>v_mes) AS mes,
                 replace(trim(x->'c'->>v_pct), ',', '.') AS pct
             FROM jsonb_array_elements(p_tanda->'filas') AS x
    LOOP
        IF coalesce(f.mes, '') !~ '^[12][0-9]{3}-(0[1-9]|1[0-2])(-01)?$'
           OR coalesce(f.pct, '') !~ '^-?[0-9]{1,5}([.][0-9]{1,4})?$'
           OR f.pct::numeric <= -100
        THEN
            PERFORM inv.fallar(422, 'fila_invalida', format(
                'Fila %s: el mes es AAAA-MM y el porcentaje un número con '
                'hasta 4 decimales.', f.n), jsonb_build_object('fila', f.n));
        END IF;
    END LOOP;
    IF p_tanda->'malas'->0 IS NOT NULL THEN
        PERFORM inv.fallar(422, 'fila_invalida',
            p_tanda->'malas'->0->>'mensaje', jsonb_build_object('fila',
            p_tanda->'malas'->0->'n'));
    END IF;
    SELECT count(*), count(*) FILTER (WHERE c.nuevo) INTO v_n, v_nuevos
    FROM jsonb_array_elements(p_tanda->'filas') AS x, LATERAL
         inv.indice_cargar(p_ctx, p_indice,
             (left(trim(x->'c'->>v_mes), 7) || '-01')::date,
             replace(trim(x->'c'->>v_pct), ',', '.')::numeric, p_fuente) c;
    UPDATE inv.importacion SET filas = filas + v_n, creados = creados
        + v_nuevos, actualizados = actualizados + v_n - v_nuevos,
        estado = CASE WHEN (p_tanda->>'fin')::boolean THEN 'terminada'
                      ELSE estado END,
        terminado_en = CASE WHEN (p_tanda->>'fin')::boolean THEN now() END
    WHERE id = v_id RETURNING filas, creados INTO v_n, v_nuevos;
    IF NOT (p_tanda->>'fin')::boolean THEN
        RETURN inv.respuesta(100, to_json(v_id));
    END IF;
    RETURN inv.respuesta(200, json_build_object('importacion_id', v_id,
        'indice', p_indice, 'filas', v_n, 'creados', v_nuevos,
        'actualizados', v_n - v_nuevos), NULL, 'precios');
END $$;

COMMIT;
