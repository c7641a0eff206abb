-- Deploy inventario:catalogo_csv to pg
-- requires: catalogo_lugares
-- What a CSV means: its columns, its numbers, its words; the export; what is
-- kept of an import.

BEGIN;

ALTER TABLE inv.importacion
    ADD COLUMN clave text,                  -- its Idempotency-Key
    ADD COLUMN avisos bigint NOT NULL DEFAULT 0,
    ADD COLUMN encabezado jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN columnas jsonb NOT NULL DEFAULT '{}',    -- field: its place
    ADD COLUMN coma text,                   -- si, no, mixto; null: not known
    ADD COLUMN respuesta text,              -- the final answer
    ADD COLUMN actualizado_en timestamptz NOT NULL DEFAULT now();
CREATE UNIQUE INDEX importacion_clave_duplicada
    ON inv.importacion (usuario_id, clave) WHERE estado <> 'fallida';
ALTER TABLE inv.importacion_error
    ADD COLUMN aviso boolean NOT NULL DEFAULT false;

-- The codes that a running import has met, and '#id' of their products.  It
-- is empty when none runs; a crash of the server may lose it.
CREATE UNLOGGED TABLE inv.importacion_codigo (
    importacion_id bigint NOT NULL,
    codigo         text COLLATE "C" NOT NULL,
    fila           bigint NOT NULL,
    huella         text NOT NULL,
    PRIMARY KEY (importacion_id, codigo)
);

-- A row of a file, by our names.  Null: the file has no such column, or the
-- cell is empty; either way the product keeps what it has.
CREATE TYPE inv.fila_importada AS (
    n                bigint,
    codigo           text,
    clave            text,          -- by what it is looked up
    nombre           text,
    descripcion      text,
    marca            text,
    ruta             text[],        -- category, from the top
    proveedor        text,
    unidad           text,
    contenido        text,          -- numbers: canonical, or '!' and why not
    contenido_unidad text,
    precio_costo     text,
    precio_venta     text,
    precio_mayorista text,
    iva              text,
    stock_minimo     text,
    stock_maximo     text,
    usa_lotes        text,
    activo           text,
    huella           text,          -- of the cells as they came
    celdas           jsonb,
    producto_id      bigint,
    categoria_id     bigint,
    categoria_falta  boolean,       -- it would be created
    proveedor_id     bigint,
    proveedor_falta  boolean
);


-- ---- columns --------------------------------------------------------------

CREATE FUNCTION inv.columna_normal(p_texto text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT btrim(regexp_replace(inv.normal(p_texto), '[^a-z0-9]+', '_', 'g'),
                 '_')
$$;

-- Our fields, and the names under which files bring them, the best first.
CREATE FUNCTION inv.columnas_conocidas()
RETURNS TABLE (orden integer, campo text, nombres text)
LANGUAGE sql IMMUTABLE AS $$
    VALUES
    (1, 'codigo', 'codigo ean id_producto sku codigo_de_barras codigo_barras '
        'gtin barcode cod_barras cod codigo_producto codigo_articulo'),
    (2, 'nombre', 'nombre producto articulo detalle descripcion name'),
    (3, 'descripcion', 'descripcion descripcion_larga observaciones'),
    (4, 'marca', 'marca brand'),
    (5, 'categoria', 'categoria rubro familia departamento'),
    (6, 'subcategoria', 'subcategoria sub_categoria subrubro sub_rubro'),
    (7, 'proveedor', 'proveedor proveedor_nombre'),
    (8, 'unidad', 'unidad unidad_de_medida unidad_medida um'),
    (9, 'contenido', 'contenido'),
    (10, 'contenido_unidad', 'contenido_unidad unidad_contenido'),
    (11, 'precio_costo', 'precio_costo costo precio_de_costo precio_compra'),
    (12, 'precio_venta', 'precio_venta precio precio_sugerido pvp '
        'precio_de_venta precio_publico'),
    (13, 'precio_mayorista', 'precio_mayorista mayorista'),
    (14, 'iva', 'iva alicuota alicuota_iva iva_porcentaje'),
    (15, 'stock_minimo', 'stock_minimo minimo'),
    (16, 'stock_maximo', 'stock_maximo maximo'),
    (17, 'usa_lotes', 'usa_lotes lotes'),
    (18, 'activo', 'activo')
$$;

-- Which column of the file each field is: {"codigo":0,"nombre":3}.
-- p_pedido: what the client says, "codigo=id_producto,nombre=Producto".
CREATE FUNCTION inv.columnas_leer(p_encabezado jsonb, p_pedido text)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_nombres   text[] := ARRAY(SELECT inv.columna_normal(e)
                    FROM jsonb_array_elements_text(p_encabezado) AS e);
    v_columnas  jsonb := '{}';
    v_faltantes text[] := '{}';
    v_lugar     integer;
    v_usadas    integer[] := '{}';
    r           record;
BEGIN
    FOR r IN SELECT btrim(split_part(e, '=', 1)) AS campo,
                 btrim(substr(e, strpos(e, '=') + 1)) AS columna
             FROM unnest(string_to_array(p_pedido, ',')) AS e
    LOOP
        IF r.columna = '' OR NOT EXISTS (
            SELECT FROM inv.columnas_conocidas() c WHERE c.campo = r.campo)
        THEN
            PERFORM inv.fallar_campo('columnas', 'columna_desconocida', format(
                '«%s» no es campo=columna de un producto.', r.campo));
        END IF;
        v_lugar := array_position(v_nombres, inv.columna_normal(r.columna));
        IF v_lugar IS NULL THEN
            v_faltantes := v_faltantes || r.columna;
        ELSE
            v_columnas := v_columnas
                || jsonb_build_object(r.campo, v_lugar - 1);
            v_usadas := v_usadas || v_lugar;
        END IF;
    END LOOP;
    FOR r IN SELECT c.campo, c.nombres FROM inv.columnas_conocidas() c
             WHERE NOT v_columnas ? c.campo ORDER BY c.orden
    LOOP
        SELECT array_position(v_nombres, n) INTO v_lugar
        FROM unnest(string_to_array(r.nombres, ' ')) WITH ORDINALITY AS u(n, i)
        WHERE n = ANY (v_nombres)
          AND array_position(v_nombres, n) <> ALL (v_usadas)
        ORDER BY i LIMIT 1;
        IF FOUND THEN
            v_columnas := v_columnas
                || jsonb_build_object(r.campo, v_lugar - 1);
            v_usadas := v_usadas || v_lugar;
        END IF;
    END LOOP;
    IF NOT v_columnas ? 'codigo' THEN
        v_faltantes := v_faltantes || 'codigo'::text;
    END IF;
    -- a list of prices needs no names; a file with nothing to say does
    IF v_columnas - 'codigo' = '{}' THEN
        v_faltantes := v_faltantes || 'nombre'::text;
    END IF;
    IF v_faltantes <> '{}' THEN
        PERFORM inv.fallar(422, 'columnas_faltantes',
            'Al archivo le faltan columnas: '
            || array_to_string(v_faltantes, ', ') || '.',
            jsonb_build_object('faltantes', v_faltantes,
                               'encabezado', p_encabezado));
    END IF;
    RETURN v_columnas;
END $$;


-- ---- cells ----------------------------------------------------------------

-- The text of a cell: what inv.csv put before a formula is taken off.
CREATE FUNCTION inv.csv_texto(p_celda text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT nullif(btrim(CASE WHEN p_celda ~ '^''+[=+@\t\r-]'
        THEN substr(p_celda, 2) ELSE p_celda END, E' \t\r\n\u00a0'), '')
$$;

-- Does this number tell how the file writes decimals?  si: with a comma; no:
-- with a point; null: either.
CREATE FUNCTION inv.coma_indicio(p_texto text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN p_texto ~ ',[0-9]{1,2}\s*%?$|,[0-9]{4,}$|[.][0-9]{3},[0-9]+$'
            THEN 'si'
        WHEN p_texto ~ '[.][0-9]{1,2}\s*%?$|[.][0-9]{4,}$|,[0-9]{3}[.][0-9]+$'
            THEN 'no' END
$$;

-- A cell as a number, with a point and no thousands; or '!' and the code of
-- what is wrong.  p_coma as in importacion.  A number that can be read in two
-- ways, in a file that does not tell, is never guessed.
CREATE FUNCTION inv.numero_leer(p_texto text, p_coma text,
                                p_decimales integer)
RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    s text := regexp_replace(p_texto, '[\s$%\u00a0]', '', 'g');
BEGIN
    IF s IS NULL OR s = '' THEN
        RETURN CASE WHEN p_texto IS NOT NULL THEN '!numero_invalido' END;
    ELSIF length(s) > 30 THEN
        RETURN '!numero_invalido';
    ELSIF s ~ '^[+-]?[0-9]+$' THEN
        NULL;
    ELSIF p_coma = 'si' THEN
        IF s !~ '^[+-]?([0-9]{1,3}([.][0-9]{3})+|[0-9]+)(,[0-9]+)?$' THEN
            RETURN '!numero_invalido';
        END IF;
        s := replace(replace(s, '.', ''), ',', '.');
    ELSIF p_coma = 'no' THEN
        IF s !~ '^[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)([.][0-9]+)?$' THEN
            RETURN '!numero_invalido';
        END IF;
        s := replace(s, ',', '');
    ELSIF s ~ '^[+-]?[0-9]{1,3}([.][0-9]{3})+,[0-9]+$'
       OR s ~ '^[+-]?[0-9]{1,3}([.][0-9]{3}){2,}$'
       OR s ~ '^[+-]?[0-9]+,([0-9]{1,2}|[0-9]{4,})$'
       OR s ~ '^[+-]?(0|[0-9]{4,}),[0-9]{3}$'
    THEN
        s := replace(replace(s, '.', ''), ',', '.');
    ELSIF s ~ '^[+-]?[0-9]{1,3}(,[0-9]{3})+[.][0-9]+$'
       OR s ~ '^[+-]?[0-9]{1,3}(,[0-9]{3}){2,}$'
       OR s ~ '^[+-]?[0-9]+[.]([0-9]{1,2}|[0-9]{4,})$'
       OR s ~ '^[+-]?(0|[0-9]{4,})[.][0-9]{3}$'
    THEN
        s := replace(s, ',', '');
    ELSIF s ~ '^[+-]?[0-9]{1,3}[.,][0-9]{3}$' THEN
        RETURN '!numero_ambiguo';
    ELSE
        RETURN '!numero_invalido';
    END IF;
    RETURN CASE
        WHEN s::numeric < 0 THEN '!numero_negativo'
        WHEN s::numeric >= 1000000000000 THEN '!numero_grande'
        WHEN scale(trim_scale(s::numeric)) > p_decimales
            THEN '!numero_decimales'
        ELSE trim_scale(s::numeric)::text END;
END $$;

CREATE FUNCTION inv.booleano_leer(p_texto text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN inv.normal(p_texto) IN ('si', 's', 'true', 't', '1', 'x',
            'verdadero') THEN 'true'
        WHEN inv.normal(p_texto) IN ('no', 'n', 'false', 'f', '0', 'falso')
            THEN 'false'
        WHEN p_texto IS NOT NULL THEN '!booleano_invalido' END
$$;

CREATE FUNCTION inv.unidad_leer(p_texto text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN inv.normal(p_texto) IN ('un', 'u', 'unidad', 'unidades', 'uni')
            THEN 'un'
        WHEN inv.normal(p_texto) IN ('kg', 'kgs', 'kilo', 'kilos',
            'kilogramo') THEN 'kg'
        WHEN inv.normal(p_texto) IN ('l', 'lt', 'lts', 'litro', 'litros')
            THEN 'l'
        WHEN inv.normal(p_texto) IN ('m', 'mt', 'mts', 'metro', 'metros')
            THEN 'm'
        WHEN p_texto IS NOT NULL THEN '!unidad_invalida' END
$$;

CREATE FUNCTION inv.importar_mensaje(p_codigo text, p_dato text DEFAULT NULL)
RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE p_codigo
        WHEN 'codigo_obligatorio' THEN 'Falta el código.'
        WHEN 'codigo_caracteres' THEN inv.codigo_mensaje(p_codigo)
        WHEN 'codigo_invalido' THEN inv.codigo_mensaje(p_codigo)
        WHEN 'codigo_cientifico' THEN 'La planilla guardó el código en '
            'notación científica y le borró dígitos: dale formato de texto.'
        WHEN 'codigo_sin_ceros' THEN
            'Parece un código de barras sin el cero inicial; quedó como '
            'código propio.'
        WHEN 'codigo_repetido' THEN
            'El mismo producto ya está en la línea ' || p_dato
            || ' con otros datos.'
        WHEN 'codigo_de_pack' THEN
            'Es el código de un pack o de balanza de otro producto.'
        WHEN 'codigo_ocupado' THEN
            'Otra persona creó ese código mientras se importaba.'
        WHEN 'nombre_obligatorio' THEN 'Un producto nuevo necesita nombre.'
        WHEN 'texto_largo' THEN 'El texto es demasiado largo.'
        WHEN 'categoria_no_encontrada' THEN 'No existe esa categoría.'
        WHEN 'categoria_muy_honda' THEN
            'Hay hasta cinco niveles de categorías.'
        WHEN 'numero_invalido' THEN 'No es un número.'
        WHEN 'numero_ambiguo' THEN
            'No se sabe si el punto o la coma son decimales: indicá '
            'coma_decimal=si o no.'
        WHEN 'numero_negativo' THEN 'No puede ser negativo.'
        WHEN 'numero_grande' THEN 'El número es demasiado grande.'
        WHEN 'numero_decimales' THEN 'Tiene demasiados decimales.'
        WHEN 'iva_invalido' THEN 'El IVA es 0, 2,5, 5, 10,5, 21 o 27.'
        WHEN 'unidad_invalida' THEN 'La unidad es un, kg, l o m.'
        WHEN 'contenido_unidad_invalida' THEN
            'La unidad del contenido es g, kg, ml, l, m o un.'
        WHEN 'booleano_invalido' THEN 'Va sí o no.'
        WHEN 'stock_maximo_menor' THEN
            'El máximo no puede ser menor que el mínimo.'
        WHEN 'producto_con_stock' THEN
            'Tiene stock: no se puede dar de baja ni cambiar sus lotes.'
        WHEN 'columnas_distintas' THEN 'La fila tiene ' || p_dato
            || ' celdas, y el encabezado otra cantidad.'
        WHEN 'sucursal_no_permitida' THEN
            'Ese precio es de todas las sucursales: tu usuario trabaja en '
            'algunas.'
        WHEN 'precio_cero' THEN 'El precio de venta es cero.'
        END
$$;


-- ---- export ---------------------------------------------------------------

CREATE FUNCTION inv.categoria_ruta(p_id bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    WITH RECURSIVE arriba AS (
        SELECT nombre, padre_id, 1 AS n FROM inv.categoria WHERE id = p_id
        UNION ALL
        SELECT c.nombre, c.padre_id, a.n + 1
        FROM inv.categoria c JOIN arriba a ON c.id = a.padre_id)
    SELECT string_agg(nombre, ' > ' ORDER BY n DESC) FROM arriba
$$;

-- A page of the catalogue as CSV, in the columns that the import knows;
-- p_desde: the last product of the page before.
CREATE FUNCTION api.productos_exportar(p_ctx jsonb, p_categoria_id bigint,
                                       p_activo text, p_desde text)
RETURNS TABLE (datos text, siguiente text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    v_ramas bigint[];
BEGIN
    IF p_categoria_id IS NOT NULL THEN
        v_ramas := inv.categoria_ramas(p_categoria_id);
    END IF;
    RETURN QUERY
    WITH rutas AS MATERIALIZED (
        SELECT id, inv.categoria_ruta(id) AS ruta FROM inv.categoria),
    pagina AS (
        SELECT p FROM inv.producto p
        WHERE (p_desde IS NULL OR p.id > p_desde::bigint)
          AND (v_ramas IS NULL OR p.categoria_id = ANY (v_ramas))
          AND (p_activo = 'todos' OR p.activo = p_activo::boolean)
        ORDER BY p.id LIMIT 1000)
    SELECT CASE WHEN p_desde IS NULL THEN
            E'codigo,nombre,descripcion,marca,categoria,proveedor,unidad,'
            'contenido,contenido_unidad,precio_costo,precio_venta,'
            'precio_mayorista,iva,stock_minimo,stock_maximo,usa_lotes,'
            'activo,otros_codigos\r\n' ELSE '' END
        || coalesce(string_agg(concat_ws(',', inv.csv((p).codigo),
            inv.csv((p).nombre), inv.csv((p).descripcion), inv.csv((p).marca),
            inv.csv(r.ruta), inv.csv(v.nombre), (p).unidad,
            coalesce((p).contenido::text, ''),
            coalesce((p).contenido_unidad, ''), (p).precio_costo,
            (p).precio_venta, coalesce((p).precio_mayorista::text, ''),
            (p).iva, (p).stock_minimo, coalesce((p).stock_maximo::text, ''),
            CASE WHEN (p).usa_lotes THEN 'si' ELSE 'no' END,
            CASE WHEN (p).activo THEN 'si' ELSE 'no' END,
            inv.csv(c.codigos)), E'\r\n' ORDER BY (p).id) || E'\r\n', ''),
        CASE WHEN count(*) = 1000 THEN max((p).id)::text END
    FROM pagina
    LEFT JOIN rutas r ON r.id = (p).categoria_id
    LEFT JOIN inv.proveedor v ON v.id = (p).proveedor_id
    LEFT JOIN LATERAL (
        SELECT string_agg(k.tipo || ':' || inv.gtin_corto(k.codigo)
            || CASE WHEN k.tipo = 'pack' THEN ':' || trim_scale(k.factor)
                    ELSE '' END, ' ' ORDER BY k.tipo, k.codigo) AS codigos
        FROM inv.producto_codigo k
        WHERE k.producto_id = (p).id AND k.tipo <> 'propio'
          AND k.codigo <> lpad((p).codigo, 14, '0')) c ON true;
END $$;


-- ---- what is kept of an import --------------------------------------------

CREATE FUNCTION inv.importacion_json(i inv.importacion) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('importacion_id', i.id, 'prueba', i.prueba,
        'estado', i.estado, 'filas', i.filas, 'creados', i.creados,
        'actualizados', i.actualizados, 'sin_cambios', i.sin_cambios,
        'rechazados', i.rechazados, 'avisos', i.avisos,
        'coma_decimal', i.coma,
        'columnas', (SELECT jsonb_object_agg(key, i.encabezado->value::integer)
                     FROM jsonb_each_text(i.columnas)),
        'columnas_ignoradas', (
            SELECT coalesce(jsonb_agg(e ORDER BY n), '[]')
            FROM jsonb_array_elements_text(i.encabezado)
                     WITH ORDINALITY AS h(e, n)
            WHERE NOT EXISTS (SELECT FROM jsonb_each_text(i.columnas)
                              WHERE value::bigint = n - 1)),
        'creado_en', i.creado_en, 'terminado_en', i.terminado_en,
        'errores_url', '/v1/importaciones/' || i.id || '/errores')
$$;

CREATE FUNCTION inv.importacion_error_json(e inv.importacion_error)
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('fila', e.fila, 'columna', e.columna,
        'codigo', e.codigo, 'mensaje', e.mensaje, 'valor', e.valor,
        'aviso', e.aviso)
$$;

CREATE FUNCTION inv.importacion_exigir(p_id bigint) RETURNS inv.importacion
LANGUAGE plpgsql STABLE AS $$
DECLARE
    i inv.importacion;
BEGIN
    SELECT * INTO i FROM inv.importacion WHERE id = p_id;
    IF NOT FOUND THEN
        PERFORM inv.fallar(404, 'importacion_no_encontrada',
                           'No hay una importación con ese número.');
    END IF;
    RETURN i;
END $$;

CREATE FUNCTION api.importacion_obtener(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
    SELECT inv.respuesta(200,
        inv.importacion_json(inv.importacion_exigir(p_id))::json)
$$;

CREATE FUNCTION api.importacion_errores(p_ctx jsonb, p_id bigint,
    p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_desde   jsonb := inv.cursor_leer(p_cursor, 2);
    v_errores inv.importacion_error[];
    v_hay     boolean;
BEGIN
    PERFORM inv.importacion_exigir(p_id);
    v_errores := ARRAY(
        SELECT e FROM inv.importacion_error e
        WHERE e.importacion_id = p_id
          AND (e.fila, e.numero) > (coalesce((v_desde->>0)::bigint, -1),
                                    coalesce((v_desde->>1)::integer, 0))
        ORDER BY e.fila, e.numero LIMIT p_limite + 1);
    v_hay := cardinality(v_errores) > p_limite;
    v_errores := v_errores[1:p_limite];
    RETURN inv.lista(
        (SELECT json_agg(inv.importacion_error_json(e) ORDER BY e.fila,
                         e.numero) FROM unnest(v_errores) AS e),
        CASE WHEN v_hay THEN inv.cursor_escribir(jsonb_build_array(
            v_errores[p_limite].fila, v_errores[p_limite].numero)) END,
        CASE WHEN p_contar THEN (SELECT count(*) FROM inv.importacion_error
            WHERE importacion_id = p_id) END);
END $$;

COMMIT;
