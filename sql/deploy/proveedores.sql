-- Deploy inventario:proveedores to pg
-- requires: proveedores_tablas
-- Suppliers: create, read, change, retire; which one sells what.

BEGIN;

-- ---- the document ----------------------------------------------------------

-- The lists of words of the document, and the kind of rule of each.
CREATE FUNCTION inv.regla_listas()
RETURNS TABLE (lista text, tipo text) LANGUAGE sql IMMUTABLE AS $$
    VALUES ('marcas_directas', 'marca_directa'),
           ('marcas_distribuidas', 'marca_distribuida'),
           ('categorias', 'categoria'), ('exclusiones', 'exclusion')
$$;

CREATE FUNCTION inv.proveedor_json(v inv.proveedor) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', v.id, 'codigo', v.codigo,
        'nombre', v.nombre, 'cuit', inv.cuit_formato(v.cuit),
        'condicion_iva', v.condicion_iva, 'contacto', v.contacto,
        'telefono', v.telefono, 'email', v.email, 'direccion', v.direccion,
        'dias_entrega', v.dias_entrega, 'plazo_dias', v.plazo_dias,
        'minimo_pedido', v.minimo_pedido::text,
        'descuento', v.descuento::text, 'predeterminado', v.predeterminado,
        'activo', v.activo, 'notas', v.notas,
        'marcas_directas', coalesce(r.marcas_directas, '[]'),
        'marcas_distribuidas', coalesce(r.marcas_distribuidas, '[]'),
        'categorias', coalesce(r.categorias, '[]'),
        'exclusiones', coalesce(r.exclusiones, '[]'),
        'productos', (SELECT count(DISTINCT l.producto_id)
                      FROM inv.proveedor_producto l
                      WHERE l.proveedor_id = v.id),
        'version', v.version, 'creado_en', v.creado_en,
        'actualizado_en', v.actualizado_en)
    FROM (SELECT
            json_agg(r.texto ORDER BY r.id) FILTER (
                WHERE r.tipo = 'marca_directa') AS marcas_directas,
            json_agg(r.texto ORDER BY r.id) FILTER (
                WHERE r.tipo = 'marca_distribuida') AS marcas_distribuidas,
            json_agg(r.texto ORDER BY r.id) FILTER (
                WHERE r.tipo = 'categoria') AS categorias,
            json_agg(r.texto ORDER BY r.id) FILTER (
                WHERE r.tipo = 'exclusion') AS exclusiones
          FROM inv.proveedor_regla r WHERE r.proveedor_id = v.id) r
$$;

CREATE FUNCTION inv.proveedor_respuesta(p_id bigint, p_estado integer)
RETURNS api.respuesta LANGUAGE sql STABLE AS $$
    SELECT inv.respuesta(p_estado, inv.proveedor_json(v), v.version::text,
        'catalogo proveedor:' || v.id,
        CASE WHEN p_estado = 201 THEN '/v1/proveedores/' || v.id END)
    FROM inv.proveedor v WHERE v.id = p_id
$$;

-- The supplier, locked if p_para_cambiar; 404.
CREATE FUNCTION inv.proveedor_exigir(p_id bigint, p_para_cambiar boolean)
RETURNS inv.proveedor LANGUAGE plpgsql AS $$
DECLARE
    v inv.proveedor;
BEGIN
    IF p_para_cambiar THEN
        SELECT * INTO v FROM inv.proveedor WHERE id = p_id FOR UPDATE;
    ELSE
        SELECT * INTO v FROM inv.proveedor WHERE id = p_id;
    END IF;
    IF v.id IS NULL THEN
        PERFORM inv.fallar(404, 'proveedor_no_encontrado',
                           'No hay un proveedor con ese número.');
    END IF;
    RETURN v;
END $$;


-- ---- create, change --------------------------------------------------------

-- Those lists of the body that it has replace the rules of their kind.
CREATE FUNCTION inv.reglas_poner(p_id bigint, p_doc jsonb)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    r record;
BEGIN
    FOR r IN SELECT l.lista, l.tipo, e.texto, e.n, inv.tallos(e.texto) AS t
             FROM inv.regla_listas() l, LATERAL jsonb_array_elements_text(
                 CASE WHEN p_doc ? l.lista THEN p_doc->l.lista ELSE '[]' END)
                 WITH ORDINALITY AS e(texto, n)
             WHERE inv.tallos(e.texto) = ''
    LOOP
        PERFORM inv.fallar_campo(r.lista || '[' || r.n - 1 || ']',
            'regla_vacia', 'Una regla lleva al menos una palabra.');
    END LOOP;
    DELETE FROM inv.proveedor_regla g USING inv.regla_listas() l
    WHERE g.proveedor_id = p_id AND g.tipo = l.tipo AND p_doc ? l.lista;
    -- two that are the same by their stems are one
    INSERT INTO inv.proveedor_regla (proveedor_id, tipo, texto)
    SELECT p_id, l.tipo, e.texto
    FROM inv.regla_listas() l, LATERAL jsonb_array_elements_text(
        CASE WHEN p_doc ? l.lista THEN p_doc->l.lista ELSE '[]' END)
        WITH ORDINALITY AS e(texto, n)
    ORDER BY l.tipo, e.n
    ON CONFLICT DO NOTHING;
END $$;

-- What a body makes of a supplier; 422.
CREATE FUNCTION inv.proveedor_leer(p_viejo inv.proveedor, p_doc jsonb)
RETURNS inv.proveedor LANGUAGE plpgsql STABLE AS $$
DECLARE
    v inv.proveedor := jsonb_populate_record(p_viejo, p_doc);
BEGIN
    v.codigo := upper(v.codigo);
    IF v.cuit IS NOT NULL THEN
        v.cuit := inv.cuit_normal(v.cuit);
        IF v.cuit IS NULL THEN
            PERFORM inv.fallar_campo('cuit', 'cuit_invalido',
                'El CUIT no existe: revisá sus dígitos.');
        END IF;
    END IF;
    IF v.email !~ '^[^@\s]+@[^@\s]+\.[^@\s]+$' THEN
        PERFORM inv.fallar_campo('email', 'email_invalido',
                                 'No es una dirección de correo.');
    END IF;
    RETURN v;
END $$;

CREATE FUNCTION api.proveedor_crear(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v inv.proveedor := inv.proveedor_leer(NULL, '{"descuento":"0",'
        '"predeterminado":false,"activo":true}'::jsonb || p_cuerpo);
BEGIN
    IF v.predeterminado THEN
        UPDATE inv.proveedor SET predeterminado = false, version = version + 1
        WHERE predeterminado;
    END IF;
    INSERT INTO inv.proveedor (codigo, nombre, cuit, condicion_iva, contacto,
        telefono, email, direccion, dias_entrega, plazo_dias, minimo_pedido,
        descuento, predeterminado, activo, notas)
    VALUES (v.codigo, v.nombre, v.cuit, v.condicion_iva, v.contacto,
        v.telefono, v.email, v.direccion, v.dias_entrega, v.plazo_dias,
        v.minimo_pedido, v.descuento, v.predeterminado, v.activo, v.notas)
    RETURNING id INTO v.id;
    PERFORM inv.reglas_poner(v.id, p_cuerpo);
    PERFORM inv.anotar(p_ctx, 'productos', 'creado', 'proveedor', v.id, NULL,
                       p_cuerpo);
    RETURN inv.proveedor_respuesta(v.id, 201);
END $$;

CREATE FUNCTION api.proveedor_modificar(p_ctx jsonb, p_id bigint,
                                        p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    viejo   inv.proveedor := inv.proveedor_exigir(p_id, true);
    v       inv.proveedor := inv.proveedor_leer(viejo, p_cuerpo);
    v_antes jsonb;
BEGIN
    PERFORM inv.exigir_version(p_ctx, viejo.version);
    v_antes := inv.proveedor_json(viejo)::jsonb;
    IF v.predeterminado AND NOT viejo.predeterminado THEN
        UPDATE inv.proveedor SET predeterminado = false, version = version + 1
        WHERE predeterminado;
    END IF;
    UPDATE inv.proveedor SET codigo = v.codigo, nombre = v.nombre,
        cuit = v.cuit, condicion_iva = v.condicion_iva, contacto = v.contacto,
        telefono = v.telefono, email = v.email, direccion = v.direccion,
        dias_entrega = v.dias_entrega, plazo_dias = v.plazo_dias,
        minimo_pedido = v.minimo_pedido, descuento = v.descuento,
        predeterminado = v.predeterminado, activo = v.activo, notas = v.notas,
        version = version + 1, actualizado_en = now()
    WHERE id = p_id RETURNING * INTO v;
    PERFORM inv.reglas_poner(p_id, p_cuerpo);
    PERFORM inv.anotar(p_ctx, 'productos', 'modificado', 'proveedor', p_id,
        inv.diferencia(v_antes, inv.proveedor_json(v)::jsonb),
        inv.diferencia(inv.proveedor_json(v)::jsonb, v_antes));
    RETURN inv.proveedor_respuesta(p_id, 200);
END $$;

CREATE FUNCTION api.proveedor_obtener(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    PERFORM inv.proveedor_exigir(p_id, false);
    RETURN inv.proveedor_respuesta(p_id, 200);
END $$;

-- By name.  p_q: part of the name, the code, or a CUIT.
CREATE FUNCTION api.proveedores_listar(p_ctx jsonb, p_q text,
    p_activo boolean, p_limite bigint, p_cursor text, p_contar boolean)
RETURNS api.respuesta LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
    WITH todos AS (
        SELECT v FROM inv.proveedor v
        WHERE (p_activo IS NULL OR v.activo = p_activo)
          AND (p_q IS NULL OR strpos(v.clave, inv.normal(p_q)) > 0
               OR v.codigo = upper(p_q) OR v.cuit = inv.cuit_normal(p_q))),
    pagina AS (
        SELECT v, row_number() OVER (ORDER BY (v).clave, (v).id) AS n
        FROM todos
        WHERE p_cursor IS NULL OR ((v).clave, (v).id) > (
            inv.cursor_leer(p_cursor, 2)->>0,
            (inv.cursor_leer(p_cursor, 2)->>1)::bigint)
        ORDER BY (v).clave, (v).id LIMIT p_limite + 1)
    SELECT inv.lista(json_agg(inv.proveedor_json(v) ORDER BY n)
                         FILTER (WHERE n <= p_limite),
        CASE WHEN count(*) > p_limite THEN inv.cursor_escribir((
            SELECT jsonb_build_array((v).clave, (v).id) FROM pagina
            WHERE n = p_limite)) END,
        CASE WHEN p_contar THEN (SELECT count(*) FROM todos) END)
    FROM pagina
$$;


-- ---- who sells it ----------------------------------------------------------

-- The price list of today: a row for each supplier and product.
CREATE VIEW inv.proveedor_vigente AS
    SELECT DISTINCT ON (l.proveedor_id, l.producto_id) l.*
    FROM inv.proveedor_producto l
    WHERE l.desde <= inv.dia(now())
      AND (l.hasta IS NULL OR l.hasta >= inv.dia(now()))
    ORDER BY l.proveedor_id, l.producto_id, l.desde DESC;
GRANT SELECT ON inv.proveedor_vigente TO inventario_lector;

-- What is left of a list price after both discounts, in percent.
CREATE FUNCTION inv.costo_neto(p_costo numeric, p_uno numeric, p_otro numeric)
RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT round(p_costo * (1 - coalesce(p_uno, 0) / 100)
                 * (1 - coalesce(p_otro, 0) / 100), 4)
$$;

-- Which supplier sells a thing of this name, by its rules: whole words, by
-- their stems.  A brand of its own says more than one that it distributes,
-- that more than what kind of thing it is; among equals the rule of more
-- words, then the one that stands first in the name (a thing is called what
-- it is before what it is made of).  An exclusion takes a supplier's
-- categories out, not its brands.  Nothing fits: the default supplier.
CREATE FUNCTION inv.asignar(p_producto text, p_categoria text)
RETURNS TABLE (proveedor_id bigint, codigo text, nombre text,
               confianza numeric, tipo text, regla text)
LANGUAGE sql STABLE ROWS 1 AS $$
    WITH t AS (SELECT inv.tallos(p_producto) AS p,
                      inv.tallos(coalesce(p_categoria, '')) AS c)
    SELECT x.id, x.codigo, x.nombre, x.confianza, x.tipo, x.texto
    FROM (
        SELECT v.id, v.codigo, v.nombre, r.texto, k.confianza, k.tipo,
               array_length(string_to_array(r.tallos, ' '), 1) AS palabras,
               coalesce(nullif(strpos(t.p, r.tallos), 0), 1000) AS lugar,
               r.id AS regla_id
        FROM t
        JOIN inv.proveedor_regla r ON strpos(t.p, r.tallos) > 0
            OR r.tipo = 'categoria' AND strpos(t.c, r.tallos) > 0
        JOIN inv.proveedor v ON v.id = r.proveedor_id AND v.activo
        JOIN (VALUES ('marca_directa', 0.95, 'directa'),
                     ('marca_distribuida', 0.90, 'distribuida'),
                     ('categoria', 0.80, 'categoria'))
             AS k(de, confianza, tipo) ON k.de = r.tipo
        WHERE r.tipo <> 'categoria' OR NOT EXISTS (
            SELECT FROM inv.proveedor_regla x
            WHERE x.proveedor_id = v.id AND x.tipo = 'exclusion'
              AND (strpos(t.p, x.tallos) > 0 OR strpos(t.c, x.tallos) > 0))
        UNION ALL
        SELECT v.id, v.codigo, v.nombre, NULL, 0.50, 'predeterminado', 0, 0, 0
        FROM inv.proveedor v WHERE v.predeterminado AND v.activo) x
    ORDER BY x.confianza DESC, x.palabras DESC, x.lugar, x.id, x.regla_id
    LIMIT 1
$$;

-- Why, in a sentence.
CREATE FUNCTION inv.asignar_porque(p_tipo text, p_regla text, p_nombre text)
RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT format(CASE p_tipo
        WHEN 'directa' THEN '«%1$s» es marca de %2$s.'
        WHEN 'distribuida' THEN '«%1$s» es una marca que distribuye %2$s.'
        WHEN 'categoria' THEN '«%1$s» es de los rubros de %2$s.'
        WHEN 'lista' THEN 'Está en la lista de precios de %2$s.'
        WHEN 'producto' THEN '%2$s es el proveedor del producto.'
        ELSE 'Ninguna regla lo alcanza: va a %2$s, el proveedor general.' END,
        p_regla, p_nombre)
$$;

CREATE FUNCTION api.proveedor_asignar(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v record;
BEGIN
    SELECT * INTO v FROM inv.asignar(p_cuerpo->>'producto',
                                     p_cuerpo->>'categoria');
    IF v.proveedor_id IS NULL THEN
        PERFORM inv.fallar(409, 'sin_proveedor', 'Ninguna regla lo alcanza y '
            'no hay un proveedor general: marcá uno como predeterminado.');
    END IF;
    RETURN inv.respuesta(200, json_build_object(
        'producto', p_cuerpo->>'producto',
        'categoria', p_cuerpo->>'categoria',
        'proveedor', json_build_object('id', v.proveedor_id,
            'codigo', v.codigo, 'nombre', v.nombre),
        'confianza', v.confianza::text, 'tipo', v.tipo, 'regla', v.regla,
        'porque', inv.asignar_porque(v.tipo, v.regla, v.nombre)));
END $$;

-- The supplier to buy a product from: its own; or the cheapest that lists it;
-- or what the rules say of its name, brand and category.
CREATE FUNCTION inv.producto_proveedor(p_producto bigint)
RETURNS TABLE (proveedor_id bigint, codigo text, nombre text,
               confianza numeric, tipo text, regla text)
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT x.* FROM inv.producto p
    LEFT JOIN inv.categoria k ON k.id = p.categoria_id
    CROSS JOIN LATERAL (
        (SELECT v.id, v.codigo, v.nombre, 1.00, 'producto', NULL::text
         FROM inv.proveedor v WHERE v.id = p.proveedor_id AND v.activo)
        UNION ALL
        (SELECT v.id, v.codigo, v.nombre, 0.98, 'lista', NULL
         FROM inv.proveedor_vigente l
         JOIN inv.proveedor v ON v.id = l.proveedor_id AND v.activo
         WHERE l.producto_id = p.id
         ORDER BY inv.costo_neto(l.costo, l.descuento, v.descuento), v.id
         LIMIT 1)
        UNION ALL
        SELECT * FROM inv.asignar(p.nombre || ' ' || coalesce(p.marca, ''),
                                  k.nombre)) AS x(proveedor_id, codigo, nombre,
                                                  confianza, tipo, regla)
    WHERE p.id = p_producto ORDER BY x.confianza DESC LIMIT 1
$$;

COMMIT;
