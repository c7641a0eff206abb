-- Deploy inventario:catalogo_tandas to pg
-- requires: catalogo_importar
-- One batch of an import: match, judge, apply, count.

BEGIN;

-- Finds the products of the rows.  Codes of packs and scales are refused: a
-- pack's price is not the product's.
CREATE FUNCTION inv.importar_emparejar(p_id bigint,
                                       p_filas inv.fila_importada[])
RETURNS inv.fila_importada[] LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    f         inv.fila_importada;
    v_ids     bigint[];
    v_errores jsonb;
BEGIN
    SELECT array_agg(c.producto_id ORDER BY x.o),
        jsonb_agg(jsonb_build_object('fila', x.n, 'columna', 'codigo',
            'codigo', 'codigo_de_pack', 'valor', x.codigo))
            FILTER (WHERE c.tipo IN ('pack', 'balanza'))
    INTO v_ids, v_errores
    FROM (SELECT o, (u).n, (u).codigo, (u).clave
          FROM (SELECT p_filas[o] AS u, o
                FROM generate_subscripts(p_filas, 1) AS o) y) x
    LEFT JOIN LATERAL (
        SELECT k.producto_id, k.tipo FROM inv.producto_codigo k
        WHERE k.codigo IN (x.clave, x.codigo)
        ORDER BY k.codigo = x.clave DESC LIMIT 1) c ON true;
    FOR k IN 1..cardinality(p_filas) LOOP
        f := p_filas[k];
        f.producto_id := v_ids[k];
        p_filas[k] := f;
    END LOOP;
    RETURN inv.importar_separar(p_id, p_filas, v_errores);
END $$;

-- What cannot be said of a row without its product.
CREATE FUNCTION inv.importar_contrastar(p_id bigint,
    p_filas inv.fila_importada[], p_viejos inv.producto[],
    p_crear_categorias boolean)
RETURNS inv.fila_importada[] LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    RETURN inv.importar_separar(p_id, p_filas, (
        SELECT jsonb_agg(jsonb_build_object('fila', f.n, 'columna', e.columna,
            'codigo', e.codigo, 'valor', f.celdas->>e.columna))
        FROM unnest(p_filas) AS f
        LEFT JOIN unnest(p_viejos) AS p ON p.id = f.producto_id
        CROSS JOIN LATERAL (VALUES
            ('nombre', CASE WHEN p.id IS NULL AND f.nombre IS NULL
                THEN 'nombre_obligatorio' END),
            ('stock_maximo', CASE WHEN
                coalesce(f.stock_maximo::numeric, p.stock_maximo)
                < coalesce(f.stock_minimo::numeric, p.stock_minimo, 0)
                THEN 'stock_maximo_menor' END),
            ('categoria', CASE WHEN f.categoria_falta
                AND NOT p_crear_categorias
                THEN 'categoria_no_encontrada' END),
            (CASE WHEN f.activo = 'false' THEN 'activo' ELSE 'usa_lotes' END,
             CASE WHEN (p.activo AND f.activo = 'false'
                        OR p.usa_lotes <> f.usa_lotes::boolean)
                AND EXISTS (SELECT FROM inv.existencia x
                    WHERE x.producto_id = p.id
                      AND (x.cantidad <> 0 OR x.reservada <> 0))
                THEN 'producto_con_stock' END)) AS e(columna, codigo)
        WHERE e.codigo IS NOT NULL));
END $$;

-- Takes out the products that the file has said already: the same words
-- again are no change, others are refused.
CREATE FUNCTION inv.importar_repetidos(p_id bigint,
    INOUT p_filas inv.fila_importada[], OUT p_iguales bigint)
LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan
-- importacion_codigo grows faster than its statistics
SET enable_seqscan = off SET enable_hashjoin = off
SET enable_mergejoin = off AS $$
DECLARE
    v_iguales bigint[];
    v_errores jsonb;
BEGIN
    INSERT INTO inv.importacion_codigo (importacion_id, codigo, fila, huella)
    SELECT DISTINCT ON (l.llave) p_id, l.llave, f.n, f.huella
    FROM unnest(p_filas) AS f, LATERAL (VALUES (f.clave),
        ('#' || f.producto_id)) AS l(llave)
    WHERE l.llave IS NOT NULL
    ORDER BY l.llave, f.n
    ON CONFLICT DO NOTHING;
    SELECT array_agg(f.n) FILTER (WHERE c.huella = f.huella),
        jsonb_agg(jsonb_build_object('fila', f.n, 'columna', 'codigo',
            'codigo', 'codigo_repetido', 'valor', f.codigo, 'dato', c.fila))
            FILTER (WHERE c.huella <> f.huella)
    INTO v_iguales, v_errores
    FROM unnest(p_filas) AS f
    CROSS JOIN LATERAL (
        SELECT k.fila, k.huella FROM inv.importacion_codigo k
        WHERE k.importacion_id = p_id AND k.fila <> f.n
          AND k.codigo IN (f.clave, '#' || f.producto_id)
        ORDER BY k.fila LIMIT 1) c;
    p_iguales := coalesce(cardinality(v_iguales), 0);
    IF p_iguales > 0 THEN
        p_filas := ARRAY(SELECT f FROM unnest(p_filas) AS f
                         WHERE f.n <> ALL (v_iguales));
    END IF;
    p_filas := inv.importar_separar(p_id, p_filas, v_errores);
END $$;

-- The products that the rows would change.
CREATE FUNCTION inv.importar_cambian(p_filas inv.fila_importada[],
                                     p_viejos inv.producto[])
RETURNS bigint[] LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    RETURN (
    SELECT coalesce(array_agg(p.id), '{}')
    FROM unnest(p_filas) AS f JOIN unnest(p_viejos) AS p
        ON p.id = f.producto_id
    WHERE f.nombre <> p.nombre
       OR f.descripcion <> coalesce(p.descripcion, '')
       OR f.marca <> coalesce(p.marca, '')
       OR f.categoria_falta
       OR f.categoria_id <> coalesce(p.categoria_id, 0)
       OR f.proveedor_falta
       OR f.proveedor_id <> coalesce(p.proveedor_id, 0)
       OR f.unidad <> p.unidad
       OR f.contenido::numeric <> coalesce(p.contenido, -1)
       OR f.contenido_unidad <> coalesce(p.contenido_unidad, '')
       OR f.precio_costo::numeric <> p.precio_costo
       OR f.precio_venta::numeric <> p.precio_venta
       OR f.precio_mayorista::numeric <> coalesce(p.precio_mayorista, -1)
       OR f.iva::numeric <> p.iva
       OR f.stock_minimo::numeric <> p.stock_minimo
       OR f.stock_maximo::numeric <> coalesce(p.stock_maximo, -1)
       OR f.usa_lotes::boolean <> p.usa_lotes
       OR f.activo::boolean <> p.activo);
END $$;

CREATE FUNCTION inv.importar_crear(p_ctx jsonb, p_id bigint,
                                   p_filas inv.fila_importada[])
RETURNS bigint LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $$
DECLARE
    v_creados text[];
BEGIN
    WITH nuevos AS (
        INSERT INTO inv.producto (codigo, nombre, descripcion, marca,
            categoria_id, proveedor_id, unidad, contenido, contenido_unidad,
            precio_costo, precio_venta, precio_mayorista, iva, stock_minimo,
            stock_maximo, usa_lotes, activo)
        SELECT f.codigo, f.nombre, f.descripcion, f.marca, f.categoria_id,
            f.proveedor_id, coalesce(f.unidad, 'un'), f.contenido::numeric,
            f.contenido_unidad, coalesce(f.precio_costo::numeric, 0),
            coalesce(f.precio_venta::numeric, 0), f.precio_mayorista::numeric,
            coalesce(f.iva::numeric, 21), coalesce(f.stock_minimo::numeric, 0),
            f.stock_maximo::numeric, coalesce(f.usa_lotes::boolean, false),
            coalesce(f.activo::boolean, true)
        FROM unnest(p_filas) AS f WHERE f.producto_id IS NULL
        ORDER BY f.codigo COLLATE "C"
        ON CONFLICT (codigo) DO NOTHING
        RETURNING id, codigo, nombre, precio_venta),
    codigos AS (
        INSERT INTO inv.producto_codigo (codigo, producto_id, tipo)
        SELECT codigo, id, 'propio' FROM nuevos
        UNION ALL
        SELECT inv.gtin_normal(codigo), id, 'gtin' FROM nuevos
        WHERE inv.gtin_normal(codigo) <> codigo),
    vistos AS (
        INSERT INTO inv.importacion_codigo (importacion_id, codigo, fila,
                                            huella)
        SELECT p_id, '#' || n.id, k.fila, k.huella
        FROM nuevos n JOIN inv.importacion_codigo k
            ON k.importacion_id = p_id
            AND k.codigo = coalesce(inv.gtin_normal(n.codigo), n.codigo)),
    eventos AS (
        INSERT INTO inv.evento (tema, tipo, entidad, entidad_id, despues,
                                usuario_id, request_id)
        SELECT 'productos', 'creado', 'producto', id, jsonb_build_object(
                'codigo', codigo, 'nombre', nombre,
                'precio_venta', precio_venta, 'importacion_id', p_id),
            inv.usuario_id(p_ctx), p_ctx->>'request_id'
        FROM nuevos)
    SELECT coalesce(array_agg(codigo), '{}') INTO v_creados FROM nuevos;
    PERFORM inv.importar_anotar(p_id, jsonb_agg(jsonb_build_object(
        'fila', f.n, 'columna', 'codigo', 'codigo', 'codigo_ocupado',
        'valor', f.codigo)))
    FROM unnest(p_filas) AS f
    WHERE f.producto_id IS NULL
      AND f.codigo NOT IN (SELECT unnest(v_creados))
    HAVING count(*) > 0;
    RETURN cardinality(v_creados);
END $$;

CREATE FUNCTION inv.importar_actualizar(p_ctx jsonb, p_id bigint,
    p_filas inv.fila_importada[], p_viejos inv.producto[], p_ids bigint[])
RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    WITH cambiados AS (
        UPDATE inv.producto p SET
            nombre = coalesce(f.nombre, p.nombre),
            descripcion = coalesce(f.descripcion, p.descripcion),
            marca = coalesce(f.marca, p.marca),
            categoria_id = coalesce(f.categoria_id, p.categoria_id),
            proveedor_id = coalesce(f.proveedor_id, p.proveedor_id),
            unidad = coalesce(f.unidad, p.unidad),
            contenido = coalesce(f.contenido::numeric, p.contenido),
            contenido_unidad = coalesce(f.contenido_unidad,
                                        p.contenido_unidad),
            precio_costo = coalesce(f.precio_costo::numeric, p.precio_costo),
            precio_venta = coalesce(f.precio_venta::numeric, p.precio_venta),
            precio_mayorista = coalesce(f.precio_mayorista::numeric,
                                        p.precio_mayorista),
            iva = coalesce(f.iva::numeric, p.iva),
            stock_minimo = coalesce(f.stock_minimo::numeric, p.stock_minimo),
            stock_maximo = coalesce(f.stock_maximo::numeric, p.stock_maximo),
            usa_lotes = coalesce(f.usa_lotes::boolean, p.usa_lotes),
            activo = coalesce(f.activo::boolean, p.activo),
            version = p.version + 1, actualizado_en = now()
        FROM unnest(p_filas) AS f
        WHERE p.id = f.producto_id AND p.id = ANY (p_ids)
        RETURNING p),
    pares AS (
        SELECT (c.p).id, v.precio_venta <> (c.p).precio_venta AS precio,
            inv.producto_evento(v) AS antes,
            inv.producto_evento(c.p) AS despues
        FROM cambiados c JOIN unnest(p_viejos) AS v ON v.id = (c.p).id)
    INSERT INTO inv.evento (tema, tipo, entidad, entidad_id, antes, despues,
                            usuario_id, request_id)
    SELECT CASE WHEN precio THEN 'precios' ELSE 'productos' END, 'modificado',
        'producto', id, inv.diferencia(antes, despues),
        inv.diferencia(despues, antes)
            || jsonb_build_object('importacion_id', p_id),
        inv.usuario_id(p_ctx), p_ctx->>'request_id'
    FROM pares;
END $$;

-- The final answer, kept for who asks again with the same key.
CREATE FUNCTION inv.importacion_cerrar(p_id bigint) RETURNS api.respuesta
LANGUAGE plpgsql AS $$
DECLARE
    i inv.importacion;
    v text;
BEGIN
    DELETE FROM inv.importacion_codigo WHERE importacion_id = p_id;
    UPDATE inv.importacion SET estado = 'terminada', terminado_en = now()
    WHERE id = p_id RETURNING * INTO i;
    v := (inv.importacion_json(i) || jsonb_build_object('errores', (
        SELECT coalesce(jsonb_agg(inv.importacion_error_json(e)
                        ORDER BY e.fila, e.numero), '[]')
        FROM (SELECT * FROM inv.importacion_error
              WHERE importacion_id = p_id
              ORDER BY fila, numero LIMIT 100) e)))::text;
    UPDATE inv.importacion SET respuesta = v WHERE id = p_id;
    RETURN inv.respuesta(200, v::json, NULL, CASE WHEN NOT i.prueba
        THEN 'productos catalogo' END);
END $$;

-- A batch.  p_codigos_invalidos: rechazar, or aceptar as own codes.
CREATE FUNCTION api.producto_importar(p_ctx jsonb, p_prueba boolean,
    p_columnas text, p_coma_decimal text, p_crear_categorias boolean,
    p_codigos_invalidos text, p_tanda jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET jit = off AS $$
DECLARE
    i              inv.importacion;
    f              inv.fila_importada[];
    v_viejos       inv.producto[];
    v_filas        jsonb;
    v_total        bigint;
    v_iguales      bigint;
    v_creados      bigint;
    v_cambian      bigint[];
    v_actualizados bigint;
BEGIN
    IF p_tanda->>'importacion_id' IS NULL THEN
        i := inv.importacion_abrir(p_ctx, p_prueba, p_columnas,
                                   p_coma_decimal, p_tanda->'encabezado');
        IF i.estado = 'terminada' THEN
            RETURN (200, i.respuesta, NULL, NULL, NULL, NULL,
                    true)::api.respuesta;
        END IF;
    ELSE
        i := inv.importacion_exigir((p_tanda->>'importacion_id')::bigint);
        IF i.estado <> 'en_curso' THEN
            PERFORM inv.fallar(409, 'importacion_cerrada',
                               'Esa importación ya terminó.');
        END IF;
    END IF;

    -- lines without a word are not rows; lines of another length are bad ones
    SELECT jsonb_agg(e ORDER BY e->'n') INTO v_filas
    FROM jsonb_array_elements(p_tanda->'filas') AS e
    WHERE EXISTS (SELECT FROM jsonb_array_elements_text(e->'c') AS c
                  WHERE inv.csv_texto(c) IS NOT NULL);
    v_filas := coalesce(v_filas, '[]');
    v_total := jsonb_array_length(v_filas)
               + jsonb_array_length(p_tanda->'malas');
    PERFORM inv.importar_anotar(i.id, jsonb_agg(jsonb_build_object(
        'fila', e->'n', 'codigo', e->'codigo', 'mensaje', e->'mensaje')))
    FROM jsonb_array_elements(p_tanda->'malas') AS e HAVING count(*) > 0;
    IF i.coma IS NULL THEN
        i.coma := (
            SELECT CASE count(DISTINCT s) WHEN 1 THEN min(s)
                                          WHEN 2 THEN 'mixto' END
            FROM jsonb_array_elements(v_filas) AS e,
                jsonb_each_text(i.columnas) AS k,
                inv.coma_indicio(inv.csv_texto(e->'c'->>k.value::integer)) AS s
            WHERE k.key IN ('precio_costo', 'precio_venta',
                'precio_mayorista', 'iva', 'stock_minimo', 'stock_maximo',
                'contenido') AND s IS NOT NULL);
    END IF;
    f := ARRAY(SELECT x FROM inv.importar_leer(v_filas, i.columnas, i.coma)
               AS x);
    f := inv.importar_separar(i.id, f, (
        SELECT jsonb_agg(jsonb_build_object('fila', e->'n',
            'codigo', 'columnas_distintas',
            'dato', jsonb_array_length(e->'c')))
        FROM jsonb_array_elements(v_filas) AS e
        WHERE jsonb_array_length(e->'c')
              <> jsonb_array_length(i.encabezado)));
    f := inv.importar_separar(i.id, f, (
        SELECT jsonb_agg(jsonb_build_object('fila', x.n, 'columna', d.columna,
            'codigo', d.codigo, 'aviso', d.aviso,
            'valor', x.celdas->>d.columna))
        FROM unnest(f) AS x,
            inv.importar_defectos(x, p_codigos_invalidos = 'rechazar') AS d));

    f := inv.importar_emparejar(i.id, f);
    IF NOT p_prueba THEN
        PERFORM FROM inv.producto WHERE id IN (
            SELECT x.producto_id FROM unnest(f) AS x)
        ORDER BY id FOR UPDATE;
    END IF;
    v_viejos := ARRAY(SELECT p FROM inv.producto p WHERE p.id IN (
        SELECT x.producto_id FROM unnest(f) AS x));
    f := inv.importar_separar(i.id, f, (
        SELECT jsonb_agg(jsonb_build_object('fila', x.n,
            'columna', 'precio_venta', 'codigo', 'sucursal_no_permitida',
            'valor', x.precio_venta))
        FROM unnest(f) AS x JOIN unnest(v_viejos) AS p ON p.id = x.producto_id
        WHERE jsonb_typeof(p_ctx->'sucursales') = 'array'
          AND (x.precio_venta::numeric <> p.precio_venta
               OR x.precio_mayorista::numeric
                  <> coalesce(p.precio_mayorista, -1))));
    f := inv.importar_nombrar(p_ctx, f, false);
    f := inv.importar_contrastar(i.id, f, v_viejos, p_crear_categorias);
    SELECT r.p_filas, r.p_iguales INTO f, v_iguales
    FROM inv.importar_repetidos(i.id, f) r;
    v_cambian := inv.importar_cambian(f, v_viejos);
    v_actualizados := cardinality(v_cambian);
    v_creados := (SELECT count(*) FROM unnest(f) AS x
                  WHERE x.producto_id IS NULL);
    v_iguales := v_iguales + cardinality(f) - v_creados - v_actualizados;
    IF NOT p_prueba THEN
        f := inv.importar_nombrar(p_ctx, f, true);
        v_creados := inv.importar_crear(p_ctx, i.id, f);
        IF v_actualizados > 0 THEN
            PERFORM inv.importar_actualizar(p_ctx, i.id, f, v_viejos,
                                            v_cambian);
        END IF;
    END IF;

    UPDATE inv.importacion SET coma = i.coma, filas = filas + v_total,
        creados = creados + v_creados,
        actualizados = actualizados + v_actualizados,
        sin_cambios = sin_cambios + v_iguales,
        rechazados = rechazados + v_total - v_creados - v_actualizados
                     - v_iguales,
        avisos = (SELECT count(*) FROM inv.importacion_error
                  WHERE importacion_id = i.id AND aviso),
        actualizado_en = now()
    WHERE id = i.id;
    IF (p_tanda->>'fin')::boolean THEN
        RETURN inv.importacion_cerrar(i.id);
    END IF;
    RETURN (100, i.id::text, NULL, (
        SELECT 'productos catalogo '
            || coalesce(string_agg('producto:' || id, ' '), '')
        FROM unnest(v_cambian) AS id WHERE NOT p_prueba),
        NULL, NULL, false)::api.respuesta;
END $$;

COMMIT;
