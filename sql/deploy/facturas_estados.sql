-- Deploy inventario:facturas_estados to pg
-- requires: facturas
-- An invoice against its order and what was received; validated, posted,
-- thrown away; the costs that it brings and the prices that they call for.

BEGIN;

-- ---- order and receipt, as an invoice sees them ----------------------------

-- What was ordered, in base units, and the cost of one without IVA.
CREATE FUNCTION inv.factura_pedida(p_pedido bigint)
RETURNS TABLE (producto_id bigint, cantidad numeric, costo numeric)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_pedido IS NOT NULL THEN
        RETURN QUERY
        SELECT l.producto_id, sum(l.cantidad),
               round(sum(l.cantidad * l.costo * (1 - l.descuento / 100))
                     / sum(l.cantidad), 4)
        FROM inv.pedido_linea l WHERE l.pedido_id = p_pedido
        GROUP BY l.producto_id;
    END IF;
END $$;

-- What was received, in base units: of a receipt if the invoice names one, of
-- all of the order's otherwise.
CREATE FUNCTION inv.factura_recibida(p_pedido bigint, p_recepcion bigint)
RETURNS TABLE (producto_id bigint, cantidad numeric)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_pedido IS NOT NULL OR p_recepcion IS NOT NULL THEN
        RETURN QUERY
        SELECT l.producto_id, sum(l.cantidad)
        FROM inv.recepcion r
        JOIN inv.recepcion_linea l ON l.recepcion_id = r.id
        WHERE CASE WHEN p_recepcion IS NULL THEN r.pedido_id = p_pedido
                   ELSE r.id = p_recepcion END
        GROUP BY l.producto_id;
    END IF;
END $$;

-- The lines that are goods: base units, and what all of them cost in pesos,
-- without IVA, with every discount.  Internal taxes are cost: no credit gives
-- them back.  The price of a B carries IVA at the product's rate; that of a C
-- carries none.
CREATE VIEW inv.factura_mercaderia AS
SELECT l.factura_id, l.linea, l.producto_id, l.cantidad * l.factor AS unidades,
       l.importe * (1 - f.descuento / 100) * f.cotizacion
           / CASE WHEN k.letra = 'B' AND l.condicion = 'gravado'
                  THEN 1 + p.iva / 100 ELSE 1 END AS neto,
       l.internos * f.cotizacion AS internos
FROM inv.factura_linea l
JOIN inv.factura f ON f.id = l.factura_id
JOIN inv.comprobante k ON k.codigo = f.tipo
JOIN inv.producto p ON p.id = l.producto_id;


-- ---- three-way match -------------------------------------------------------

-- What the other posted invoices of the order, or of the receipt, took.
CREATE FUNCTION inv.factura_tomada(f inv.factura)
RETURNS TABLE (producto_id bigint, cantidad numeric)
LANGUAGE sql STABLE AS $$
    SELECT m.producto_id, sum(m.unidades * k.signo)
    FROM inv.factura o
    JOIN inv.comprobante k ON k.codigo = o.tipo AND k.clase <> 'debito'
    JOIN inv.factura_mercaderia m ON m.factura_id = o.id
    WHERE o.estado = 'contabilizada' AND o.id <> f.id
      AND CASE WHEN f.recepcion_id IS NULL THEN o.pedido_id = f.pedido_id
               ELSE o.recepcion_id = f.recepcion_id END
    GROUP BY m.producto_id
$$;

-- Line by line.  diferencias holds all that is wrong, resultado the worst:
-- no_pedida, falta_recibir, precio_distinto, or coincide.
CREATE FUNCTION inv.factura_comparar(f inv.factura)
RETURNS TABLE (linea integer, producto_id bigint, descripcion text,
               cantidad numeric, pedida numeric, recibida numeric,
               facturada numeric, costo numeric, costo_pedido numeric,
               diferencias text[])
LANGUAGE sql STABLE AS $$
    SELECT l.linea, l.producto_id, l.descripcion,
           l.cantidad * l.factor, p.cantidad, r.cantidad, t.cantidad,
           round(m.neto / m.unidades, 4), p.costo, array_remove(ARRAY[
               CASE WHEN p.producto_id IS NULL AND (f.pedido_id IS NOT NULL
                         OR f.recepcion_id IS NULL) THEN 'no_pedida' END,
               CASE WHEN coalesce(r.cantidad, 0)
                         * (1 + x.cantidad / 100) < coalesce(t.cantidad, 0)
                         + sum(l.cantidad * l.factor) OVER (
                             PARTITION BY l.producto_id ORDER BY l.linea)
                    THEN 'falta_recibir' END,
               CASE WHEN abs(m.neto / m.unidades - p.costo)
                         > p.costo * x.precio / 100
                    THEN 'precio_distinto' END], NULL)
    FROM inv.factura_linea l
    CROSS JOIN inv.factura_tolerancia x
    LEFT JOIN inv.factura_mercaderia m ON m.factura_id = l.factura_id
        AND m.linea = l.linea
    LEFT JOIN inv.factura_pedida(f.pedido_id) p
        ON p.producto_id = l.producto_id
    LEFT JOIN inv.factura_recibida(f.pedido_id, f.recepcion_id) r
        ON r.producto_id = l.producto_id
    LEFT JOIN inv.factura_tomada(f) t ON t.producto_id = l.producto_id
    WHERE l.factura_id = f.id
$$;

-- Notes of credit and debit are about money: there is nothing to match.
CREATE FUNCTION inv.factura_conciliar(f inv.factura) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('factura_id', f.id, 'pedido_id', f.pedido_id,
        'recepcion_id', f.recepcion_id, 'aplica', k.clase = 'factura',
        'coincide', coalesce(bool_and(c.diferencias = '{}'), true),
        'lineas', coalesce(jsonb_agg(jsonb_build_object('linea', c.linea,
            'producto_id', c.producto_id, 'descripcion', c.descripcion,
            'cantidad', round(c.cantidad, 3)::text,
            'pedida', round(c.pedida, 3)::text,
            'recibida', round(c.recibida, 3)::text,
            'facturada', round(c.facturada, 3)::text,
            'costo', c.costo::text,
            'costo_pedido', round(c.costo_pedido, 4)::text,
            'diferencia_precio', round(100 * (c.costo - c.costo_pedido)
                / nullif(c.costo_pedido, 0), 2)::text,
            'resultado', coalesce(c.diferencias[1], 'coincide'),
            'diferencias', c.diferencias) ORDER BY c.linea)
            FILTER (WHERE c.linea IS NOT NULL), '[]'))
    FROM inv.comprobante k
    LEFT JOIN inv.factura_comparar(f) c ON k.clase = 'factura'
    WHERE k.codigo = f.tipo
    GROUP BY k.clase
$$;

CREATE FUNCTION api.factura_conciliacion(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    RETURN inv.respuesta(200, inv.factura_conciliar(inv.factura_exigir(p_id,
        false, '{borrador,validada,contabilizada,anulada}'))::json);
END $$;

CREATE FUNCTION inv.tolerancia_respuesta() RETURNS api.respuesta
LANGUAGE sql STABLE AS $$
    SELECT inv.respuesta(200, json_build_object('precio', precio::text,
        'cantidad', cantidad::text, 'version', version), version::text,
        'facturas') FROM inv.factura_tolerancia
$$;

CREATE FUNCTION api.factura_tolerancia(p_ctx jsonb) RETURNS api.respuesta
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
AS $$ SELECT inv.tolerancia_respuesta() $$;

CREATE FUNCTION api.factura_tolerancia_poner(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    t inv.factura_tolerancia;
BEGIN
    SELECT * INTO t FROM inv.factura_tolerancia FOR UPDATE;
    PERFORM inv.exigir_version(p_ctx, t.version);
    UPDATE inv.factura_tolerancia SET version = version + 1,
        precio = (p_cuerpo->>'precio')::numeric,
        cantidad = (p_cuerpo->>'cantidad')::numeric;
    PERFORM inv.anotar(p_ctx, 'facturas', 'tolerancia', 'factura_tolerancia',
                       NULL, to_jsonb(t), p_cuerpo);
    RETURN inv.tolerancia_respuesta();
END $$;


-- ---- costs and prices ------------------------------------------------------

-- What one base unit of each product costs by this invoice, where that is
-- news: an invoice that comes late does not undo a later one's cost.
CREATE FUNCTION inv.factura_costos(f inv.factura)
RETURNS TABLE (producto_id bigint, costo numeric)
LANGUAGE sql STABLE AS $$
    SELECT m.producto_id,
           round(sum(m.neto + m.internos) / sum(m.unidades), 4) AS costo
    FROM inv.factura_mercaderia m
    JOIN inv.comprobante k ON k.codigo = f.tipo AND k.clase = 'factura'
    WHERE m.factura_id = f.id
      AND NOT EXISTS (
        SELECT FROM inv.factura_linea l
        JOIN inv.factura o ON o.id = l.factura_id
        JOIN inv.comprobante ko ON ko.codigo = o.tipo
        WHERE l.producto_id = m.producto_id AND o.estado = 'contabilizada'
          AND ko.clase = 'factura' AND o.fecha > f.fecha)
    GROUP BY m.producto_id
    HAVING sum(m.neto + m.internos) > 0
$$;

-- What its posting changed; or, before it, would change now.
CREATE FUNCTION inv.factura_cambios(f inv.factura)
RETURNS SETOF inv.factura_propuesta LANGUAGE sql STABLE AS $$
    SELECT * FROM inv.factura_propuesta x WHERE x.factura_id = f.id
    UNION ALL
    SELECT f.id, p.id, p.precio_costo, c.costo, p.precio_venta, p.iva
    FROM inv.factura_costos(f) c JOIN inv.producto p ON p.id = c.producto_id
    WHERE f.estado IN ('borrador', 'validada') AND c.costo <> p.precio_costo
$$;

-- Margins are per cent over cost, without IVA; the price that is suggested
-- keeps the one that the product had.
CREATE FUNCTION inv.factura_propuestas(f inv.factura) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT coalesce(json_agg(json_build_object('producto_id', c.producto_id,
        'codigo', p.codigo, 'nombre', p.nombre,
        'costo_anterior', c.costo_anterior::text,
        'costo_nuevo', c.costo_nuevo::text,
        'variacion', round(100 * (c.costo_nuevo - c.costo_anterior)
            / nullif(c.costo_anterior, 0), 2)::text,
        'precio', c.precio::text,
        'margen_anterior', round(100 * (c.precio / (1 + c.iva / 100)
            / nullif(c.costo_anterior, 0) - 1), 2)::text,
        'margen', round(100 * (c.precio / (1 + c.iva / 100)
            / c.costo_nuevo - 1), 2)::text,
        'precio_sugerido', CASE WHEN c.precio > 0 THEN
            round(c.precio * c.costo_nuevo / nullif(c.costo_anterior, 0),
                  2)::text END) ORDER BY c.producto_id), '[]')
    FROM inv.factura_cambios(f) c JOIN inv.producto p ON p.id = c.producto_id
$$;

CREATE FUNCTION api.factura_propuestas(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    f inv.factura := inv.factura_exigir(p_id, false,
                         '{borrador,validada,contabilizada,anulada}');
BEGIN
    RETURN inv.respuesta(200, json_build_object('factura_id', f.id,
        'estado', f.estado, 'propuestas', inv.factura_propuestas(f)));
END $$;


-- ---- states ----------------------------------------------------------------

-- Complete, and its differences seen.
CREATE FUNCTION api.factura_validar(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    f        inv.factura := inv.factura_exigir(p_id, true, '{borrador}');
    v_faltan jsonb;
BEGIN
    IF f.proveedor_id IS NULL THEN
        f.proveedor_id := (SELECT id FROM inv.proveedor WHERE cuit = f.cuit);
        UPDATE inv.factura SET proveedor_id = f.proveedor_id WHERE id = p_id;
    END IF;
    SELECT jsonb_agg(inv.factura_error(e.campo, 'obligatorio', e.mensaje))
    INTO v_faltan
    FROM (VALUES (f.cae IS NULL, 'cae', 'Falta el CAE.'),
                 (f.proveedor_id IS NULL, 'proveedor_id',
                  'No hay un proveedor con ese CUIT.')
         ) AS e(falta, campo, mensaje)
    WHERE e.falta;
    IF v_faltan IS NOT NULL THEN
        PERFORM inv.fallar(422, 'campos_invalidos', 'Faltan datos.',
                           jsonb_build_object('errores', v_faltan));
    END IF;
    PERFORM inv.factura_pasar(p_ctx, f, 'validada', NULL);
    RETURN inv.factura_respuesta(p_id, 200, jsonb_build_object(
        'conciliacion', inv.factura_conciliar(f)));
END $$;

-- Its costs, kept and in force; the cache tags of what they touched.
CREATE FUNCTION inv.factura_costear(p_ctx jsonb, f inv.factura)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    c      record;
    v_tags text := '';
BEGIN
    PERFORM FROM inv.producto
    WHERE id IN (SELECT x.producto_id FROM inv.factura_costos(f) x)
    ORDER BY id FOR NO KEY UPDATE;
    INSERT INTO inv.factura_propuesta SELECT * FROM inv.factura_cambios(f);
    FOR c IN SELECT * FROM inv.factura_propuesta
             WHERE factura_id = f.id ORDER BY producto_id
    LOOP
        PERFORM inv.costo_registrar(p_ctx, c.producto_id, c.costo_nuevo,
                                    'factura:' || f.id);
        v_tags := v_tags || ' producto:' || c.producto_id;
    END LOOP;
    RETURN v_tags || CASE WHEN v_tags <> '' THEN ' precios productos'
                     ELSE '' END;
END $$;

-- The invoices of one order are posted one after another, so that none takes
-- what another one took.
CREATE FUNCTION inv.factura_en_fila(p_id bigint) RETURNS void
LANGUAGE sql AS $$
    SELECT FROM inv.factura o
    WHERE o.id = p_id OR EXISTS (
        SELECT FROM inv.factura f WHERE f.id = p_id
        AND (f.pedido_id = o.pedido_id OR f.recepcion_id = o.recepcion_id))
    ORDER BY o.id FOR UPDATE
$$;

CREATE FUNCTION api.factura_contabilizar(p_ctx jsonb, p_id bigint,
                                         p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    f        inv.factura;
    v_motivo text := p_cuerpo->>'motivo';
    v_cotejo jsonb;
    v_tags   text;
BEGIN
    PERFORM inv.factura_en_fila(p_id);
    f := inv.factura_exigir(p_id, true, '{validada}');
    v_cotejo := inv.factura_conciliar(f);
    IF NOT (v_cotejo->>'coincide')::boolean THEN
        IF NOT coalesce((p_cuerpo->>'acepta_diferencias')::boolean, false)
        THEN
            PERFORM inv.fallar(409, 'factura_con_diferencias',
                'La factura no coincide con el pedido y lo recibido: revisala, '
                'o aceptá las diferencias y decí por qué.',
                jsonb_build_object('conciliacion', v_cotejo));
        ELSIF v_motivo IS NULL THEN
            PERFORM inv.fallar_campo('motivo', 'obligatorio',
                'Va por qué se aceptan las diferencias.');
        END IF;
    END IF;
    v_tags := inv.factura_costear(p_ctx, f);
    PERFORM inv.factura_pasar(p_ctx, f, 'contabilizada', v_motivo);
    SELECT * INTO f FROM inv.factura WHERE id = p_id;
    RETURN inv.factura_respuesta(p_id, 200, jsonb_build_object(
        'conciliacion', v_cotejo, 'propuestas', inv.factura_propuestas(f)),
        v_tags);
END $$;

CREATE FUNCTION api.factura_anular(p_ctx jsonb, p_id bigint, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    PERFORM inv.factura_pasar(p_ctx, inv.factura_exigir(p_id, true,
        '{borrador,validada}'), 'anulada', p_cuerpo->>'motivo');
    RETURN inv.factura_respuesta(p_id, 200);
END $$;

COMMIT;
