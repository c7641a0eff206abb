-- Deploy inventario:proveedores_importar to pg
-- requires: proveedores_listas
-- A supplier's price list as the CSV that he sends.

BEGIN;

-- The fields of a line, and the names under which files bring them, the best
-- first.  decimales: those that are numbers.
CREATE FUNCTION inv.lista_columnas()
RETURNS TABLE (campo text, nombres text, decimales integer)
LANGUAGE sql IMMUTABLE AS $$
    VALUES
    ('codigo', 'ean gtin codigo_de_barras codigo_barras cod_barras codigo '
        'sku', NULL),
    ('codigo_proveedor', 'codigo_proveedor codigo_articulo articulo cod '
        'cod_articulo', NULL),
    ('costo', 'costo precio precio_de_lista precio_lista costo_unitario '
        'precio_unitario', 4),
    ('costo_bulto', 'costo_bulto precio_bulto precio_caja precio_pack', 4),
    ('descuento', 'descuento dto bonificacion', 2),
    ('factor', 'factor unidades_por_bulto unidades_bulto uxb bulto', 3),
    ('minimo', 'minimo pedido_minimo cantidad_minima', 3)
$$;

-- Which column of the file each field is; 422 without a code or a cost.
CREATE FUNCTION inv.lista_encabezado(p_encabezado jsonb)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v jsonb;
BEGIN
    SELECT coalesce(jsonb_object_agg(x.campo, x.lugar), '{}') INTO v
    FROM (SELECT DISTINCT ON (c.campo) c.campo, e.n - 1 AS lugar
          FROM inv.lista_columnas() c,
              regexp_split_to_table(c.nombres, ' ') WITH ORDINALITY AS s(w, k)
          JOIN jsonb_array_elements_text(p_encabezado)
              WITH ORDINALITY AS e(h, n) ON inv.columna_normal(e.h) = s.w
          ORDER BY c.campo, s.k, e.n) x;
    IF NOT v ?| '{codigo,codigo_proveedor}' OR NOT v ?| '{costo,costo_bulto}'
    THEN
        PERFORM inv.fallar(422, 'columnas_faltantes',
            'Hacen falta una columna con el código y una con el costo.');
    END IF;
    RETURN v;
END $$;

-- A row as a body of inv.lista_poner; fails with the first cell that is wrong.
CREATE FUNCTION inv.lista_fila(p_celdas jsonb, p_columnas jsonb, p_coma text)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    r       record;
    v_leida text;
    v_doc   jsonb := '{}';
BEGIN
    FOR r IN SELECT c.campo, c.decimales,
                    inv.csv_texto(p_celdas->>(k.value::integer)) AS celda
             FROM jsonb_each_text(p_columnas) AS k
             JOIN inv.lista_columnas() c ON c.campo = k.key
    LOOP
        CONTINUE WHEN r.celda IS NULL;
        v_leida := CASE WHEN r.decimales IS NULL THEN r.celda
            ELSE inv.numero_leer(r.celda, p_coma, r.decimales) END;
        IF r.decimales IS NOT NULL AND v_leida LIKE '!%' THEN
            PERFORM inv.fallar(422, substr(v_leida, 2),
                r.campo || ': ' || inv.importar_mensaje(substr(v_leida, 2)));
        END IF;
        v_doc := v_doc || jsonb_build_object(r.campo, v_leida);
    END LOOP;
    RETURN v_doc;
END $$;

CREATE FUNCTION api.proveedor_lista_importar(p_ctx jsonb, p_id bigint,
    p_costos boolean, p_coma text, p_tanda jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp SET jit = off AS $$
DECLARE
    v          inv.proveedor := inv.proveedor_exigir(p_id, true);
    i          inv.importacion;
    e          jsonb;
    l          inv.proveedor_producto;
    v_antes    bigint := (SELECT count(*) FROM inv.proveedor_producto
                          WHERE proveedor_id = p_id);
    v_bien     bigint := 0;
    v_nuevos   bigint;
    v_total    bigint := jsonb_array_length(p_tanda->'filas')
                         + jsonb_array_length(p_tanda->'malas');
    v_errores  jsonb := '[]';
    s text; m text; d text; h text; c text;
BEGIN
    IF p_tanda->>'importacion_id' IS NULL THEN
        INSERT INTO inv.importacion (usuario_id, prueba, encabezado, columnas,
                                     coma)
        VALUES (coalesce(inv.usuario_id(p_ctx), 0), false,
            p_tanda->'encabezado',
            inv.lista_encabezado(p_tanda->'encabezado'),
            nullif(p_coma, 'auto'))
        RETURNING * INTO i;
    ELSE
        i := inv.importacion_exigir((p_tanda->>'importacion_id')::bigint);
    END IF;
    SELECT coalesce(jsonb_agg(jsonb_build_object('fila', x->'n',
        'codigo', x->'codigo', 'mensaje', x->'mensaje')), '[]')
    INTO v_errores FROM jsonb_array_elements(p_tanda->'malas') AS x;
    IF p_costos THEN
        -- in their order, before the first of them is changed
        PERFORM FROM inv.producto WHERE id IN (
            SELECT k.producto_id
            FROM jsonb_array_elements(p_tanda->'filas') AS x
            JOIN inv.producto_codigo k ON k.codigo = inv.codigo_clave(
                x->'c'->>((i.columnas->>'codigo')::integer))
            UNION
            SELECT k.producto_id
            FROM jsonb_array_elements(p_tanda->'filas') AS x
            JOIN inv.proveedor_producto k ON k.proveedor_id = p_id
                AND k.codigo_proveedor = x->'c'->>(
                    (i.columnas->>'codigo_proveedor')::integer))
        ORDER BY id FOR NO KEY UPDATE;
    END IF;
    FOR e IN SELECT x FROM jsonb_array_elements(p_tanda->'filas') AS x LOOP
        BEGIN
            l := inv.lista_poner(p_ctx, v,
                inv.lista_fila(e->'c', i.columnas, i.coma), p_costos);
            v_bien := v_bien + 1;
        EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS s = RETURNED_SQLSTATE, m = MESSAGE_TEXT,
                d = PG_EXCEPTION_DETAIL, h = PG_EXCEPTION_HINT,
                c = CONSTRAINT_NAME;
            IF inv.veredicto(s, m, d, h, c) IS NULL THEN
                RAISE;
            END IF;
            v_errores := v_errores || jsonb_build_object('fila', e->'n',
                'codigo', coalesce(inv.veredicto(s, m, d, h, c)
                    #>> '{errores,0,codigo}', m),
                'mensaje', coalesce(inv.veredicto(s, m, d, h, c)
                    #>> '{errores,0,mensaje}', d));
        END;
    END LOOP;
    PERFORM inv.importar_anotar(i.id, v_errores);
    v_nuevos := (SELECT count(*) FROM inv.proveedor_producto
                 WHERE proveedor_id = p_id) - v_antes;
    UPDATE inv.importacion SET filas = filas + v_total,
        creados = creados + v_nuevos,
        actualizados = actualizados + v_bien - v_nuevos,
        rechazados = rechazados + v_total - v_bien, actualizado_en = now()
    WHERE id = i.id;
    IF (p_tanda->>'fin')::boolean THEN
        PERFORM inv.anotar(p_ctx, 'productos', 'lista', 'proveedor', p_id,
            NULL, jsonb_build_object('importacion_id', i.id));
        RETURN inv.importacion_cerrar(i.id);
    END IF;
    RETURN (100, i.id::text, NULL, 'catalogo productos', NULL, NULL,
            false)::api.respuesta;
END $$;

COMMIT;
