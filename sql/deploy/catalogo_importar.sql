-- Deploy inventario:catalogo_importar to pg
-- requires: catalogo_csv
-- The import: batch by batch, each in its own transaction, set by set.

BEGIN;

-- A new import, or the answer of the one that had the same key.
CREATE FUNCTION inv.importacion_abrir(p_ctx jsonb, p_prueba boolean,
    p_columnas text, p_coma text, p_encabezado jsonb)
RETURNS inv.importacion LANGUAGE plpgsql AS $$
DECLARE
    i         inv.importacion;
    v_usuario bigint := coalesce(inv.usuario_id(p_ctx), 0);
BEGIN
    -- those whose client went away for good
    UPDATE inv.importacion SET estado = 'fallida'
    WHERE estado = 'en_curso'
      AND actualizado_en < now() - interval '2 minutes';
    DELETE FROM inv.importacion_codigo c USING inv.importacion x
    WHERE x.id = c.importacion_id AND x.estado = 'fallida';
    SELECT * INTO i FROM inv.importacion
    WHERE usuario_id = v_usuario AND clave = p_ctx->>'clave'
      AND estado <> 'fallida';
    IF i.estado = 'terminada' THEN
        RETURN i;
    ELSIF i.estado = 'en_curso' THEN
        PERFORM inv.fallar(409, 'importacion_en_curso',
            'La importación con esa Idempotency-Key todavía sigue.',
            jsonb_build_object('importacion_id', i.id));
    END IF;
    IF jsonb_array_length(p_encabezado) = 0 THEN
        PERFORM inv.fallar(422, 'archivo_vacio', 'El archivo está vacío.');
    END IF;
    INSERT INTO inv.importacion (usuario_id, prueba, clave, encabezado,
                                 columnas, coma)
    VALUES (v_usuario, p_prueba, p_ctx->>'clave', p_encabezado,
            inv.columnas_leer(p_encabezado, p_columnas),
            nullif(p_coma, 'auto'))
    RETURNING * INTO i;
    RETURN i;
END $$;

-- The rows of a batch by our names, read but not judged.
CREATE FUNCTION inv.importar_leer(p_filas jsonb, p_columnas jsonb,
                                  p_coma text)
RETURNS SETOF inv.fila_importada LANGUAGE sql STABLE AS $$
    SELECT f.n,
        upper(f.codigo), coalesce(inv.gtin_normal(f.codigo), upper(f.codigo)),
        f.t->>'nombre', f.t->>'descripcion', f.t->>'marca',
        ARRAY(SELECT btrim(e) FROM unnest(string_to_array(
                  f.t->>'categoria', ' > ')
                  || array_remove(ARRAY[f.t->>'subcategoria'], NULL)) AS e
              WHERE btrim(e) <> ''),
        f.t->>'proveedor', inv.unidad_leer(f.t->>'unidad'),
        inv.numero_leer(f.t->>'contenido', p_coma, 3),
        lower(f.t->>'contenido_unidad'),
        inv.numero_leer(f.t->>'precio_costo', p_coma, 4),
        inv.numero_leer(f.t->>'precio_venta', p_coma, 2),
        inv.numero_leer(f.t->>'precio_mayorista', p_coma, 2),
        inv.numero_leer(f.t->>'iva', p_coma, 2),
        inv.numero_leer(f.t->>'stock_minimo', p_coma, 3),
        inv.numero_leer(f.t->>'stock_maximo', p_coma, 3),
        inv.booleano_leer(f.t->>'usa_lotes'),
        inv.booleano_leer(f.t->>'activo'),
        md5(f.c::text), f.t, NULL::bigint, NULL::bigint, false, NULL::bigint,
        false
    FROM (SELECT (e->>'n')::bigint AS n, e->'c' AS c, x.t,
                 x.t->>'codigo' AS codigo
          FROM jsonb_array_elements(p_filas) AS e
          CROSS JOIN LATERAL (
              SELECT jsonb_object_agg(k.key,
                         inv.csv_texto(e->'c'->>k.value::integer)) AS t
              FROM jsonb_each_text(p_columnas) k) x) f
$$;

-- Puts errors (or warnings) of an import on record.
CREATE FUNCTION inv.importar_anotar(p_id bigint, p_errores jsonb)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO inv.importacion_error (importacion_id, fila, numero, columna,
                                       codigo, mensaje, valor, aviso)
    SELECT p_id, e.fila,
        row_number() OVER (PARTITION BY e.fila) + coalesce((
            SELECT max(x.numero) FROM inv.importacion_error x
            WHERE x.importacion_id = p_id AND x.fila = e.fila), 0),
        e.columna, e.codigo,
        coalesce(e.mensaje, inv.importar_mensaje(e.codigo, e.dato), e.codigo),
        left(e.valor, 200), coalesce(e.aviso, false)
    FROM jsonb_to_recordset(p_errores) AS e(fila bigint, columna text,
        codigo text, mensaje text, valor text, dato text, aviso boolean)
$$;

-- The code of what is wrong with a cell that was read, or null.
CREATE FUNCTION inv.celda_defecto(p_leida text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_leida LIKE '!%' THEN substr(p_leida, 2) END
$$;

-- What is wrong in a row by itself; p_rechazar: a bad check digit is.
CREATE FUNCTION inv.importar_defectos(f inv.fila_importada,
                                      p_rechazar boolean)
RETURNS TABLE (columna text, codigo text, aviso boolean)
LANGUAGE sql IMMUTABLE AS $$
    SELECT d.columna, d.codigo, d.aviso
    FROM (VALUES
        ('codigo', CASE
            WHEN f.codigo IS NULL THEN 'codigo_obligatorio'
            WHEN f.codigo ~ '^[0-9]+([.,][0-9]+)?E[+][0-9]+$'
                THEN 'codigo_cientifico'
            WHEN p_rechazar OR inv.codigo_defecto(f.codigo)
                 = 'codigo_caracteres' THEN inv.codigo_defecto(f.codigo)
            END, false),
        ('codigo', CASE
            WHEN NOT p_rechazar AND inv.codigo_defecto(f.codigo)
                 = 'codigo_invalido' THEN 'codigo_invalido'
            WHEN length(f.codigo) = 11 AND inv.gtin_valido('0' || f.codigo)
                THEN 'codigo_sin_ceros' END, true),
        ('nombre', CASE WHEN length(f.nombre) > 200
            THEN 'texto_largo' END, false),
        ('descripcion', CASE WHEN length(f.descripcion) > 1000
            THEN 'texto_largo' END, false),
        ('marca', CASE WHEN length(f.marca) > 100
            THEN 'texto_largo' END, false),
        ('categoria', CASE
            WHEN cardinality(f.ruta) > 5 THEN 'categoria_muy_honda'
            WHEN (SELECT max(length(e)) FROM unnest(f.ruta) AS e) > 100
                THEN 'texto_largo' END, false),
        ('proveedor', CASE WHEN length(f.proveedor) > 200
            THEN 'texto_largo' END, false),
        ('unidad', inv.celda_defecto(f.unidad), false),
        ('contenido', inv.celda_defecto(f.contenido), false),
        ('contenido_unidad', CASE WHEN f.contenido_unidad
            NOT IN ('g', 'kg', 'ml', 'l', 'm', 'un')
            THEN 'contenido_unidad_invalida' END, false),
        ('precio_costo', inv.celda_defecto(f.precio_costo), false),
        ('precio_venta', inv.celda_defecto(f.precio_venta), false),
        ('precio_venta', CASE WHEN f.precio_venta = '0'
            THEN 'precio_cero' END, true),
        ('precio_mayorista', inv.celda_defecto(f.precio_mayorista), false),
        ('iva', CASE WHEN f.iva NOT IN ('0', '2.5', '5', '10.5', '21', '27')
            THEN 'iva_invalido' END, false),
        ('stock_minimo', inv.celda_defecto(f.stock_minimo), false),
        ('stock_maximo', inv.celda_defecto(f.stock_maximo), false),
        ('usa_lotes', inv.celda_defecto(f.usa_lotes), false),
        ('activo', inv.celda_defecto(f.activo), false))
        AS d(columna, codigo, aviso)
    WHERE d.codigo IS NOT NULL
$$;

-- Records the errors and gives the rows that have none (but warnings).
CREATE FUNCTION inv.importar_separar(p_id bigint, p_filas inv.fila_importada[],
                                     p_errores jsonb)
RETURNS inv.fila_importada[] LANGUAGE plpgsql AS $$
BEGIN
    IF p_errores IS NULL THEN
        RETURN p_filas;
    END IF;
    PERFORM inv.importar_anotar(p_id, p_errores);
    RETURN ARRAY(
        SELECT f FROM unnest(p_filas) AS f
        WHERE f.n NOT IN (
            SELECT (e->>'fila')::bigint FROM jsonb_array_elements(p_errores) e
            WHERE NOT coalesce((e->>'aviso')::boolean, false)));
END $$;

-- The category of a path; made, if it may be, or null.
CREATE FUNCTION inv.categoria_de_ruta(p_ctx jsonb, p_ruta text[],
                                      p_crear boolean)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_nombre text;
    v_padre  bigint;
    v_id     bigint;
BEGIN
    FOREACH v_nombre IN ARRAY p_ruta LOOP
        v_padre := v_id;
        SELECT id INTO v_id FROM inv.categoria
        WHERE clave = inv.normal(v_nombre)
          AND (padre_id = v_padre OR padre_id IS NULL AND v_padre IS NULL);
        CONTINUE WHEN FOUND;
        IF NOT p_crear THEN
            RETURN NULL;
        END IF;
        INSERT INTO inv.categoria (nombre, padre_id)
        VALUES (v_nombre, v_padre)
        ON CONFLICT ON CONSTRAINT categoria_duplicada DO UPDATE
            SET nombre = inv.categoria.nombre
        RETURNING id INTO v_id;
        PERFORM inv.anotar(p_ctx, 'productos', 'creada', 'categoria', v_id,
            NULL, jsonb_build_object('nombre', v_nombre,
                                     'padre_id', v_padre));
    END LOOP;
    RETURN v_id;
END $$;

CREATE FUNCTION inv.proveedor_de_nombre(p_ctx jsonb, p_nombre text,
                                        p_crear boolean)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_id bigint;
BEGIN
    SELECT id INTO v_id FROM inv.proveedor WHERE clave = inv.normal(p_nombre);
    IF NOT FOUND AND p_crear THEN
        INSERT INTO inv.proveedor (nombre) VALUES (p_nombre)
        ON CONFLICT ON CONSTRAINT proveedor_duplicado DO UPDATE
            SET nombre = inv.proveedor.nombre
        RETURNING id INTO v_id;
        PERFORM inv.anotar(p_ctx, 'proveedores', 'creado', 'proveedor', v_id,
            NULL, jsonb_build_object('nombre', p_nombre));
    END IF;
    RETURN v_id;
END $$;

-- Fills in the numbers of categories and suppliers.
CREATE FUNCTION inv.importar_nombrar(p_ctx jsonb,
    p_filas inv.fila_importada[], p_crear boolean)
RETURNS inv.fila_importada[] LANGUAGE plpgsql AS $$
DECLARE
    v_rutas       jsonb := '{}';
    v_proveedores jsonb := '{}';
    r             record;
    f             inv.fila_importada;
BEGIN
    -- in order, so that two imports do not wait for each other in a circle
    FOR r IN SELECT DISTINCT ruta FROM unnest(p_filas) WHERE ruta <> '{}'
             ORDER BY ruta
    LOOP
        v_rutas := v_rutas || jsonb_build_object(r.ruta::text,
            inv.categoria_de_ruta(p_ctx, r.ruta, p_crear));
    END LOOP;
    FOR r IN SELECT DISTINCT proveedor FROM unnest(p_filas)
             WHERE proveedor IS NOT NULL ORDER BY proveedor
    LOOP
        v_proveedores := v_proveedores || jsonb_build_object(r.proveedor,
            inv.proveedor_de_nombre(p_ctx, r.proveedor, p_crear));
    END LOOP;
    FOR k IN 1..cardinality(p_filas) LOOP
        f := p_filas[k];
        f.categoria_id := (v_rutas->>f.ruta::text)::bigint;
        f.categoria_falta := f.ruta <> '{}' AND f.categoria_id IS NULL;
        f.proveedor_id := (v_proveedores->>f.proveedor)::bigint;
        f.proveedor_falta := f.proveedor IS NOT NULL
                             AND f.proveedor_id IS NULL;
        p_filas[k] := f;
    END LOOP;
    RETURN p_filas;
END $$;

COMMIT;
