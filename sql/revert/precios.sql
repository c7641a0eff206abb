-- Revert inventario:precios from pg

BEGIN;

DROP FUNCTION api.precio_retirar(jsonb, bigint);
DROP FUNCTION api.precio_poner(jsonb, jsonb);
DROP FUNCTION api.precios_historial(jsonb, bigint, text, bigint, timestamptz,
    timestamptz, bigint, text, boolean);
DROP FUNCTION inv.producto_leer(bigint, text);
DROP FUNCTION inv.precio_json(inv.precio);
DROP FUNCTION inv.exigir_precios(jsonb, bigint);
DROP FUNCTION api.precio_consultar(jsonb, text, bigint, timestamptz);
DROP FUNCTION inv.promociones_de(inv.producto, bigint, timestamptz, numeric);
DROP FUNCTION inv.precio_sin_impuestos(numeric, numeric);
DROP FUNCTION inv.precio_unitario(numeric, text, numeric, text);
DROP FUNCTION inv.promocion_texto(inv.promocion);
DROP FUNCTION inv.promocion_borde(inv.promocion, timestamptz);
DROP FUNCTION inv.hora_futura(time, timestamptz);
DROP FUNCTION inv.promocion_rige(inv.promocion, bigint, timestamptz);
DROP FUNCTION inv.precios_asentar(integer);
DROP TRIGGER precio_cambiado ON inv.producto;
DROP TRIGGER precio_nuevo ON inv.producto;
DROP FUNCTION inv.precio_anotar();
DROP FUNCTION inv.precio_vigente(bigint, bigint, timestamptz);
DROP FUNCTION inv.precio_en(bigint, bigint, timestamptz);

CREATE OR REPLACE FUNCTION inv.codigo_lento(p_codigo text)
RETURNS SETOF api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    c          record;
    f          inv.balanza_formato;
    v_articulo text;
    v_valor    numeric;
    v_cantidad numeric;
BEGIN
    SELECT p, x.tipo, x.factor INTO c
    FROM inv.producto_codigo x JOIN inv.producto p ON p.id = x.producto_id
    WHERE x.codigo = upper(p_codigo);
    IF FOUND THEN
        RETURN QUERY SELECT 200, inv.producto_leido(c.p, p_codigo, c.tipo,
            c.factor, c.factor, round(c.factor * (c.p).precio_venta, 2)),
            (c.p).version::text, 'producto:' || (c.p).id, NULL, NULL, false;
        RETURN;
    END IF;
    IF p_codigo ~ '^2[0-9]{12}$' AND inv.gtin_valido(p_codigo) THEN
        SELECT * INTO f FROM inv.balanza_formato
        WHERE prefijo = left(p_codigo, 2);
        v_articulo := substr(p_codigo, 3, f.largo_articulo);
        SELECT p, x.tipo INTO c
        FROM inv.producto_codigo x JOIN inv.producto p ON p.id = x.producto_id
        WHERE x.codigo IN (v_articulo, ltrim(v_articulo, '0'))
          AND x.tipo = 'balanza'
        ORDER BY x.codigo LIMIT 1;
        IF FOUND THEN
            v_valor := substr(p_codigo, 3 + f.largo_articulo,
                10 - f.largo_articulo)::numeric / 10 ^ f.decimales;
            v_cantidad := CASE f.valor WHEN 'peso' THEN round(v_valor, 3)
                ELSE round(v_valor / nullif((c.p).precio_venta, 0), 3) END;
            RETURN QUERY SELECT 200, inv.producto_leido(c.p, p_codigo,
                c.tipo, 1.000, v_cantidad, round(CASE f.valor
                    WHEN 'peso' THEN v_valor * (c.p).precio_venta
                    ELSE v_valor END, 2)),
                (c.p).version::text, 'producto:' || (c.p).id, NULL, NULL,
                false;
            RETURN;
        END IF;
    END IF;
    RETURN QUERY SELECT 404, json_build_object(
        'codigo', 'producto_no_encontrado', 'detalle', CASE
        WHEN inv.codigo_defecto(upper(p_codigo)) = 'codigo_invalido' THEN
            'Ningún producto tiene ese código, y su dígito verificador no '
            'corresponde: ¿se leyó bien?'
        ELSE 'Ningún producto tiene ese código.' END)::text,
        NULL, NULL, NULL, NULL, false;
END $$;

DROP FUNCTION inv.codigo_ausente(text);
DROP FUNCTION inv.codigo_leer(text);
DROP FUNCTION inv.codigo_leer_lento(text);
DROP FUNCTION inv.clave_json(text);
DROP FUNCTION inv.clave_pedida(jsonb, text);
DROP FUNCTION inv.claves_de(inv.producto, text[]);
DROP FUNCTION inv.categoria_claves(bigint);

COMMIT;
