-- Deploy inventario:catalogo to pg
-- requires: stock_tablas
-- Codes and their check digits, the product document, create, modify, retire.

BEGIN;

-- Codes compare as bytes: quicker, and a prefix can use the index.
ALTER TABLE inv.producto_codigo ALTER COLUMN codigo TYPE text COLLATE "C";

-- JSON of a value, made of immutable parts only.  Control characters that
-- nobody can see do not come out.
CREATE FUNCTION inv.json_texto(p_texto text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce('"' || translate(replace(replace(replace(replace(replace(
        p_texto, '\', '\\'), '"', '\"'), E'\n', '\n'), E'\r', '\r'),
        E'\t', '\t'),
        E'\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13'
        '\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f', '')
        || '"', 'null')
$$;

CREATE FUNCTION inv.json_numero(p_numero numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce('"' || p_numero || '"', 'null')
$$;

-- The product's own members of its document, ready: a price check then costs
-- two index lookups, and not the making of 20 members each time.
ALTER TABLE inv.producto ADD COLUMN documento text GENERATED ALWAYS AS (
    '"id":' || id || ',"codigo":"' || codigo || '","nombre":'
    || inv.json_texto(nombre) || ',"descripcion":'
    || inv.json_texto(descripcion) || ',"marca":' || inv.json_texto(marca)
    || ',"categoria_id":' || coalesce(categoria_id::text, 'null')
    || ',"proveedor_id":' || coalesce(proveedor_id::text, 'null')
    || ',"unidad":"' || unidad || '","contenido":'
    || inv.json_numero(contenido) || ',"contenido_unidad":'
    || inv.json_texto(contenido_unidad) || ',"precio_costo":"'
    || precio_costo || '","precio_venta":"' || precio_venta
    || '","precio_mayorista":' || inv.json_numero(precio_mayorista)
    || ',"iva":"' || iva || '","stock_minimo":"' || stock_minimo
    || '","stock_maximo":' || inv.json_numero(stock_maximo)
    || ',"usa_lotes":' || usa_lotes || ',"activo":' || activo
    || ',"version":' || version) STORED;

-- A CSV cell that no spreadsheet takes for a formula.  A text that begins as
-- an escaped one is escaped too, so that inv.csv_texto gives it back.
CREATE FUNCTION inv.csv(p_texto text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN p_texto IS NULL THEN ''
        WHEN p_texto ~ '^''*[=+@\t\r-]' THEN
            '"''' || replace(p_texto, '"', '""') || '"'
        WHEN p_texto ~ '[",;|\t\r\n]|^\s|\s$' THEN
            '"' || replace(p_texto, '"', '""') || '"'
        ELSE p_texto END
$$;

-- Verdict of one element of a bulk write, from what its exception says; null
-- when the whole request must fail with it (deadlock, cancel, lost server).
CREATE FUNCTION inv.veredicto(p_sqlstate text, p_mensaje text, p_detalle text,
                              p_extra text, p_restriccion text)
RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN p_sqlstate LIKE 'IN%' THEN
            jsonb_build_object('estado', substr(p_sqlstate, 3)::integer,
                'codigo', p_mensaje, 'detalle', p_detalle)
            || coalesce(nullif(p_extra, '')::jsonb, '{}')
        WHEN p_sqlstate = '23514' THEN
            jsonb_build_object('estado', 422, 'codigo', p_restriccion,
                'detalle', 'Un valor no está permitido.')
        WHEN p_sqlstate IN ('23505', '23503') THEN
            jsonb_build_object('estado', 409, 'codigo', p_restriccion,
                'detalle', 'Se contradice con otro dato ya guardado.')
        END
$$;

-- How much the minimum stock counts in this season of the south.
CREATE FUNCTION inv.factor_temporada(p_dia date) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN extract(month FROM p_dia) IN (12, 1, 2) THEN 1.3
                WHEN extract(month FROM p_dia) BETWEEN 3 AND 5 THEN 1.0
                WHEN extract(month FROM p_dia) BETWEEN 6 AND 8 THEN 0.8
                ELSE 1.1 END
$$;

-- The shelves and store rooms that this context may see.
CREATE FUNCTION inv.ubicaciones_visibles(p_ctx jsonb) RETURNS bigint[]
LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(id), '{}') FROM inv.ubicacion
    WHERE tipo IN ('estante', 'deposito')
      AND inv.ve_sucursal(p_ctx, sucursal_id)
$$;


-- ---- codes ----------------------------------------------------------------

-- Check digit of a GTIN of 8, 12, 13 or 14 digits; false for anything else.
CREATE FUNCTION inv.gtin_valido(p_codigo text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    d integer[];
BEGIN
    IF p_codigo !~ '^([0-9]{8}|[0-9]{12,14})$' THEN
        RETURN false;
    END IF;
    d := string_to_array(lpad(p_codigo, 14, '0'), NULL)::integer[];
    RETURN (3 * (d[1] + d[3] + d[5] + d[7] + d[9] + d[11] + d[13]) + d[2]
            + d[4] + d[6] + d[8] + d[10] + d[12] + d[14]) % 10 = 0;
END $$;

-- The 14 digits under which a valid GTIN is kept, or null.
CREATE FUNCTION inv.gtin_normal(p_codigo text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN inv.gtin_valido(p_codigo)
        THEN lpad(p_codigo, 14, '0') END
$$;

-- As it is printed: 8, 13 or 14 digits.
CREATE FUNCTION inv.gtin_corto(p_gtin text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN length(p_gtin) <> 14 THEN p_gtin
                WHEN p_gtin LIKE '000000%' THEN substr(p_gtin, 7)
                WHEN p_gtin LIKE '0%' THEN substr(p_gtin, 2)
                ELSE p_gtin END
$$;

-- What a code that was read is looked up by first: as many digits as a GTIN
-- has, as 14 digits (every valid one is kept so); the rest in upper case.
CREATE FUNCTION inv.codigo_clave(p_codigo text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN length(p_codigo) IN (8, 12, 13)
                 AND translate(p_codigo, '0123456789', '') = ''
                THEN lpad(p_codigo, 14, '0') ELSE upper(p_codigo) END
$$;

-- Why a text cannot be a code, or null: codigo_caracteres, codigo_invalido.
CREATE FUNCTION inv.codigo_defecto(p_codigo text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN p_codigo !~ '^[A-Z0-9_./-]{1,50}$' THEN 'codigo_caracteres'
        WHEN p_codigo ~ '^([0-9]{8}|[0-9]{12,14})$'
             AND NOT inv.gtin_valido(p_codigo) THEN 'codigo_invalido'
        END
$$;

CREATE FUNCTION inv.codigo_mensaje(p_defecto text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE p_defecto WHEN 'codigo_caracteres' THEN
        'Un código lleva de 1 a 50 letras, números o - _ . /'
    ELSE 'El dígito verificador no corresponde: revisá el código.' END
$$;

CREATE FUNCTION inv.codigo_exigir(p_codigo text, p_campo text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_defecto text := inv.codigo_defecto(p_codigo);
BEGIN
    IF v_defecto IS NOT NULL THEN
        PERFORM inv.fallar_campo(p_campo, v_defecto,
                                 inv.codigo_mensaje(v_defecto));
    END IF;
END $$;

-- 409 with the product that has this code already.
CREATE FUNCTION inv.codigo_ocupado(p_codigo text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v record;
BEGIN
    SELECT p.id, p.codigo, p.nombre, p.activo INTO v
    FROM inv.producto_codigo c JOIN inv.producto p ON p.id = c.producto_id
    WHERE c.codigo = p_codigo;
    PERFORM inv.fallar(409, 'codigo_duplicado', format(
        'El código %s ya es de «%s».', inv.gtin_corto(p_codigo), v.nombre),
        jsonb_build_object('codigo_repetido', inv.gtin_corto(p_codigo),
            'producto_id', v.id, 'producto_codigo', v.codigo,
            'producto_nombre', v.nombre, 'producto_activo', v.activo));
END $$;

-- The rows of producto_codigo that a product must have: its own code, the
-- GTIN of it if it is one, and the list of the body.
CREATE FUNCTION inv.codigos_de(p_codigo text, p_lista jsonb)
RETURNS TABLE (codigo text, tipo text, factor numeric)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    e        jsonb;
    n        integer := -1;
    v_codigo text;
    v_tipo   text;
    v_campo  text;
BEGIN
    RETURN QUERY SELECT p_codigo, 'propio', 1::numeric;
    IF inv.gtin_normal(p_codigo) <> p_codigo THEN
        RETURN QUERY SELECT inv.gtin_normal(p_codigo), 'gtin', 1::numeric;
    END IF;
    FOR e IN SELECT jsonb_array_elements(coalesce(p_lista, '[]')) LOOP
        n := n + 1;
        v_campo := 'codigos[' || n || '].codigo';
        v_codigo := upper(e->>'codigo');
        v_tipo := coalesce(e->>'tipo', CASE
            WHEN (e->>'factor')::numeric <> 1 THEN 'pack'
            WHEN v_codigo ~ '^([0-9]{8}|[0-9]{12,14})$' THEN 'gtin'
            ELSE 'alterno' END);
        CONTINUE WHEN v_codigo = p_codigo
            OR v_tipo = 'gtin'
               AND inv.gtin_normal(v_codigo) = inv.gtin_normal(p_codigo);
        IF v_tipo = 'propio' THEN
            PERFORM inv.fallar_campo(v_campo, 'codigo_propio_unico',
                'El código propio es el del campo codigo.');
        ELSIF v_tipo = 'gtin' AND NOT inv.gtin_valido(v_codigo) THEN
            PERFORM inv.fallar_campo(v_campo, 'codigo_invalido',
                'No es un GTIN: 8, 12, 13 o 14 dígitos con su verificador.');
        ELSIF v_tipo = 'balanza' AND v_codigo !~ '^[0-9]{1,6}$' THEN
            PERFORM inv.fallar_campo(v_campo, 'codigo_invalido',
                'El artículo de balanza lleva de 1 a 6 dígitos.');
        ELSIF v_tipo = 'alterno' THEN
            IF inv.codigo_defecto(v_codigo) = 'codigo_caracteres' THEN
                PERFORM inv.codigo_exigir(v_codigo, v_campo);
            END IF;
        ELSE
            PERFORM inv.codigo_exigir(v_codigo, v_campo);
        END IF;
        RETURN QUERY SELECT
            CASE WHEN v_tipo IN ('gtin', 'pack')
                THEN coalesce(inv.gtin_normal(v_codigo), v_codigo)
                ELSE v_codigo END,
            v_tipo, CASE WHEN v_tipo = 'pack'
                THEN coalesce((e->>'factor')::numeric, 1) ELSE 1 END;
    END LOOP;
END $$;

-- Makes the codes of a product those of inv.codigos_de; true: some changed.
CREATE FUNCTION inv.codigos_poner(p_id bigint, p_codigo text, p_lista jsonb)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    c         record;
    v_cambios boolean;
BEGIN
    -- what changed its kind or factor goes out and comes in again
    WITH quitado AS (
        DELETE FROM inv.producto_codigo pc
        WHERE pc.producto_id = p_id AND NOT EXISTS (
            SELECT FROM inv.codigos_de(p_codigo, p_lista) d
            WHERE d.codigo = pc.codigo AND d.tipo = pc.tipo
              AND d.factor = pc.factor)
        RETURNING 1)
    SELECT count(*) > 0 INTO v_cambios FROM quitado;
    FOR c IN SELECT * FROM inv.codigos_de(p_codigo, p_lista)
             ORDER BY codigo COLLATE "C"
    LOOP
        INSERT INTO inv.producto_codigo (codigo, producto_id, tipo, factor)
        VALUES (c.codigo, p_id, c.tipo, c.factor)
        ON CONFLICT (codigo) DO NOTHING;
        IF FOUND THEN
            v_cambios := true;
        ELSIF NOT EXISTS (SELECT FROM inv.producto_codigo pc
                          WHERE pc.codigo = c.codigo AND pc.producto_id = p_id)
        THEN
            PERFORM inv.codigo_ocupado(c.codigo);
        ELSIF NOT EXISTS (SELECT FROM inv.producto_codigo pc
                          WHERE pc.codigo = c.codigo AND pc.tipo = c.tipo
                            AND pc.factor = c.factor)
        THEN
            PERFORM inv.fallar_campo('codigos', 'codigo_repetido', format(
                'El código %s está dos veces.', inv.gtin_corto(c.codigo)));
        END IF;
    END LOOP;
    RETURN v_cambios;
END $$;


-- ---- the document ---------------------------------------------------------

CREATE FUNCTION inv.producto_json(p inv.producto, p_categoria text,
                                  p_proveedor text, p_codigos json)
RETURNS json LANGUAGE sql STABLE AS $$
    SELECT ('{' || p.documento || ',"categoria":'
        || inv.json_texto(p_categoria) || ',"proveedor":'
        || inv.json_texto(p_proveedor)
        || coalesce(',"codigos":' || p_codigos, '') || ',"creado_en":'
        || to_json(p.creado_en) || ',"actualizado_en":'
        || to_json(p.actualizado_en) || '}')::json
$$;

CREATE FUNCTION inv.codigos_json(p_producto bigint) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_agg(json_build_object('codigo', inv.gtin_corto(c.codigo),
        'tipo', c.tipo, 'factor', c.factor::text) ORDER BY c.tipo, c.codigo)
    FROM inv.producto_codigo c WHERE c.producto_id = p_producto
$$;

CREATE FUNCTION inv.producto_documento(p_id bigint) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT inv.producto_json(p, k.nombre, v.nombre, inv.codigos_json(p.id))
    FROM inv.producto p
    LEFT JOIN inv.categoria k ON k.id = p.categoria_id
    LEFT JOIN inv.proveedor v ON v.id = p.proveedor_id
    WHERE p.id = p_id
$$;

-- What an event keeps of a product: what was set.
CREATE FUNCTION inv.producto_evento(p inv.producto) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_strip_nulls(to_jsonb(p)
        - ARRAY['busqueda', 'palabras', 'documento', 'creado_en',
                'actualizado_en']
        || jsonb_build_object('contenido', p.contenido::text,
            'precio_costo', p.precio_costo::text,
            'precio_venta', p.precio_venta::text,
            'precio_mayorista', p.precio_mayorista::text,
            'iva', p.iva::text, 'stock_minimo', p.stock_minimo::text,
            'stock_maximo', p.stock_maximo::text))
$$;

-- Those members of p_a that are not the same in p_b.
CREATE FUNCTION inv.diferencia(p_a jsonb, p_b jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(p_a)
    WHERE value IS DISTINCT FROM p_b->key
$$;

CREATE FUNCTION inv.producto_respuesta(p_id bigint, p_estado integer)
RETURNS api.respuesta LANGUAGE sql STABLE AS $$
    SELECT inv.respuesta(p_estado, inv.producto_documento(p.id),
        p.version::text, 'producto:' || p.id || ' productos',
        CASE WHEN p_estado = 201 THEN '/v1/productos/' || p.id END)
    FROM inv.producto p WHERE p.id = p_id
$$;


-- ---- create ---------------------------------------------------------------

-- 422 for a category or a supplier that does not exist.
CREATE FUNCTION inv.producto_referencias(p_doc jsonb)
RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_doc->>'categoria_id' IS NOT NULL AND NOT EXISTS (
        SELECT FROM inv.categoria
        WHERE id = (p_doc->>'categoria_id')::bigint)
    THEN
        PERFORM inv.fallar_campo('categoria_id', 'categoria_no_encontrada',
                                 'No hay una categoría con ese número.');
    END IF;
    IF p_doc->>'proveedor_id' IS NOT NULL AND NOT EXISTS (
        SELECT FROM inv.proveedor
        WHERE id = (p_doc->>'proveedor_id')::bigint)
    THEN
        PERFORM inv.fallar_campo('proveedor_id', 'proveedor_no_encontrado',
                                 'No hay un proveedor con ese número.');
    END IF;
    IF (p_doc->>'stock_maximo')::numeric
       < coalesce((p_doc->>'stock_minimo')::numeric, 0)
    THEN
        PERFORM inv.fallar_campo('stock_maximo', 'stock_maximo_menor',
                                 'El máximo no puede ser menor que el mínimo.');
    END IF;
END $$;

-- A product as its columns' defaults make it.
CREATE FUNCTION inv.producto_vacio() RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT '{"descripcion":null,"marca":null,"categoria_id":null,
        "proveedor_id":null,"unidad":"un","contenido":null,
        "contenido_unidad":null,"precio_costo":"0","precio_venta":"0",
        "precio_mayorista":null,"iva":"21","stock_minimo":"0",
        "stock_maximo":null,"usa_lotes":false,"activo":true}'::jsonb
$$;

CREATE FUNCTION inv.producto_crear_uno(p_ctx jsonb, p_doc jsonb)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v inv.producto;
BEGIN
    v := jsonb_populate_record(NULL::inv.producto,
                               inv.producto_vacio() || (p_doc - 'codigos'));
    v.codigo := upper(v.codigo);
    PERFORM inv.codigo_exigir(v.codigo, 'codigo');
    PERFORM inv.producto_referencias(p_doc);
    INSERT INTO inv.producto (codigo, nombre, descripcion, marca, categoria_id,
        proveedor_id, unidad, contenido, contenido_unidad, precio_costo,
        precio_venta, precio_mayorista, iva, stock_minimo, stock_maximo,
        usa_lotes, activo)
    VALUES (v.codigo, v.nombre, v.descripcion, v.marca, v.categoria_id,
        v.proveedor_id, v.unidad, v.contenido, v.contenido_unidad,
        v.precio_costo, v.precio_venta, v.precio_mayorista, v.iva,
        v.stock_minimo, v.stock_maximo, v.usa_lotes, v.activo)
    ON CONFLICT (codigo) DO NOTHING RETURNING * INTO v;
    IF NOT FOUND THEN
        PERFORM inv.codigo_ocupado(upper(p_doc->>'codigo'));
    END IF;
    PERFORM inv.codigos_poner(v.id, v.codigo, p_doc->'codigos');
    PERFORM inv.anotar(p_ctx, 'productos', 'creado', 'producto', v.id, NULL,
        inv.producto_evento(v) || jsonb_build_object('codigos',
            inv.codigos_json(v.id)));
    RETURN v.id;
END $$;

-- p_cuerpo is an array always; ctx.lote says whether the client's was.  They
-- are made in the order of their codes, so that two requests cannot deadlock.
CREATE FUNCTION api.producto_crear(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    e            record;
    v_id         bigint;
    v_resultados jsonb[] := array_fill(NULL::jsonb,
                                ARRAY[jsonb_array_length(p_cuerpo)]);
    v_r          jsonb;
    v_malos      boolean := false;
    s text; m text; d text; h text; c text;
BEGIN
    IF NOT coalesce((p_ctx->>'lote')::boolean, false) THEN
        v_id := inv.producto_crear_uno(p_ctx, p_cuerpo->0);
        RETURN inv.producto_respuesta(v_id, 201);
    END IF;
    FOR e IN SELECT value, ordinality AS n
             FROM jsonb_array_elements(p_cuerpo) WITH ORDINALITY
             ORDER BY upper(value->>'codigo') COLLATE "C", n
    LOOP
        IF e.value ? '_errores' THEN
            v_r := jsonb_build_object('estado', 422, 'codigo',
                'campos_invalidos', 'detalle', 'Hay campos inválidos.',
                'errores', e.value->'_errores');
        ELSE
            BEGIN
                v_id := inv.producto_crear_uno(p_ctx, e.value);
                v_r := jsonb_build_object('estado', 201,
                    'documento', inv.producto_documento(v_id));
            EXCEPTION WHEN OTHERS THEN
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
        v_resultados[e.n] := v_r;
    END LOOP;
    v_r := jsonb_build_object('resultados', to_jsonb(v_resultados));
    IF v_malos AND coalesce((p_ctx->>'atomico')::boolean, false) THEN
        PERFORM inv.fallar(409, 'lote_rechazado',
            'No se hizo nada: hay elementos rechazados.', v_r);
    END IF;
    RETURN inv.respuesta(200, v_r::json, NULL, 'productos' || coalesce((
        SELECT string_agg(' producto:' || (r->'documento'->>'id'), '')
        FROM unnest(v_resultados) AS r WHERE r ? 'documento'), ''));
END $$;


-- ---- modify, retire -------------------------------------------------------

-- 409 while there is stock of it anywhere, or some is promised.
CREATE FUNCTION inv.producto_sin_stock(p_id bigint)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v record;
BEGIN
    PERFORM FROM inv.existencia WHERE producto_id = p_id
    ORDER BY producto_id, ubicacion_id, lote_id FOR UPDATE;
    SELECT sum(cantidad) AS cantidad, sum(reservada) AS reservada INTO v
    FROM inv.existencia
    WHERE producto_id = p_id AND (cantidad <> 0 OR reservada <> 0);
    IF v.cantidad IS NOT NULL THEN
        PERFORM inv.fallar(409, 'producto_con_stock',
            'El producto tiene stock o reservas: primero dejalo en cero.',
            jsonb_build_object('cantidad', v.cantidad::text,
                               'reservada', v.reservada::text));
    END IF;
END $$;

-- Applies the members of p_doc to a product; answers its document.
CREATE FUNCTION inv.producto_cambiar(p_ctx jsonb, p_id bigint, p_doc jsonb)
RETURNS api.respuesta LANGUAGE plpgsql AS $$
DECLARE
    viejo     inv.producto;
    nuevo     inv.producto;
    v_lista   jsonb;
    v_antes   jsonb;
    v_despues jsonb;
    v_codigos boolean;
BEGIN
    SELECT * INTO viejo FROM inv.producto WHERE id = p_id FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM inv.fallar(404, 'producto_no_encontrado',
                           'No hay un producto con ese número.');
    END IF;
    PERFORM inv.exigir_version(p_ctx, viejo.version);
    nuevo := jsonb_populate_record(viejo, p_doc - 'codigos');
    nuevo.codigo := upper(nuevo.codigo);
    IF nuevo.codigo <> viejo.codigo THEN
        PERFORM inv.codigo_exigir(nuevo.codigo, 'codigo');
        IF EXISTS (SELECT FROM inv.producto WHERE codigo = nuevo.codigo) THEN
            PERFORM inv.codigo_ocupado(nuevo.codigo);
        END IF;
    END IF;
    IF (nuevo.precio_venta, nuevo.precio_mayorista)
       IS DISTINCT FROM (viejo.precio_venta, viejo.precio_mayorista)
    THEN
        PERFORM inv.exigir_todas(p_ctx,
            'Ese precio es de todas las sucursales: tu usuario trabaja en '
            'algunas.');
    END IF;
    PERFORM inv.producto_referencias(to_jsonb(nuevo));
    IF viejo.activo AND NOT nuevo.activo
       OR viejo.usa_lotes <> nuevo.usa_lotes
    THEN
        PERFORM inv.producto_sin_stock(p_id);
    END IF;
    -- without a list the others stay, but for the GTIN of the old own code
    v_lista := coalesce(p_doc->'codigos', (
        SELECT jsonb_agg(to_jsonb(c)) FROM inv.producto_codigo c
        WHERE c.producto_id = p_id AND c.tipo <> 'propio'
          AND NOT (c.tipo = 'gtin' AND c.codigo
                   IS NOT DISTINCT FROM inv.gtin_normal(viejo.codigo))));
    v_antes := inv.producto_evento(viejo) || jsonb_build_object(
        'codigos', inv.codigos_json(p_id));
    v_codigos := inv.codigos_poner(p_id, nuevo.codigo, v_lista);
    IF nuevo IS NOT DISTINCT FROM viejo AND NOT v_codigos THEN
        RETURN inv.producto_respuesta(p_id, 200);
    END IF;
    UPDATE inv.producto SET codigo = nuevo.codigo, nombre = nuevo.nombre,
        descripcion = nuevo.descripcion, marca = nuevo.marca,
        categoria_id = nuevo.categoria_id, proveedor_id = nuevo.proveedor_id,
        unidad = nuevo.unidad, contenido = nuevo.contenido,
        contenido_unidad = nuevo.contenido_unidad,
        precio_costo = nuevo.precio_costo, precio_venta = nuevo.precio_venta,
        precio_mayorista = nuevo.precio_mayorista, iva = nuevo.iva,
        stock_minimo = nuevo.stock_minimo, stock_maximo = nuevo.stock_maximo,
        usa_lotes = nuevo.usa_lotes, activo = nuevo.activo,
        version = version + 1, actualizado_en = now()
    WHERE id = p_id RETURNING * INTO nuevo;
    v_despues := inv.producto_evento(nuevo) || jsonb_build_object(
        'codigos', inv.codigos_json(p_id));
    PERFORM inv.anotar(p_ctx,
        CASE WHEN (nuevo.precio_venta, nuevo.precio_mayorista)
                  IS DISTINCT FROM (viejo.precio_venta, viejo.precio_mayorista)
             THEN 'precios' ELSE 'productos' END,
        CASE WHEN viejo.activo AND NOT nuevo.activo THEN 'dado_de_baja'
             WHEN nuevo.activo AND NOT viejo.activo THEN 'restaurado'
             ELSE 'modificado' END,
        'producto', p_id, inv.diferencia(v_antes, v_despues),
        inv.diferencia(v_despues, v_antes));
    RETURN inv.producto_respuesta(p_id, 200);
END $$;

CREATE FUNCTION api.producto_modificar(p_ctx jsonb, p_id bigint, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
    SELECT inv.producto_cambiar(p_ctx, p_id, p_cuerpo)
$$;

-- Everything that the body does not say takes its default.
CREATE FUNCTION api.producto_reemplazar(p_ctx jsonb, p_id bigint,
                                        p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
    SELECT inv.producto_cambiar(p_ctx, p_id,
        inv.producto_vacio() || '{"codigos":[]}' || p_cuerpo)
$$;

CREATE FUNCTION api.producto_eliminar(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    PERFORM inv.producto_cambiar(p_ctx, p_id, '{"activo":false}');
    RETURN inv.respuesta(204, NULL, NULL,
                         'producto:' || p_id || ' productos');
END $$;

COMMIT;
