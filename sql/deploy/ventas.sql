-- Deploy inventario:ventas to pg
-- requires: ventas_cajas movimientos_rapido
-- Tickets, from what a till sent to what is written.  All of it as sets: one
-- statement per step for all the tickets of a batch; a ticket that is refused
-- in one step is left out of the next ones.
--
-- Functions in plpgsql although each is one statement, and rows looked up in
-- a LATERAL with OFFSET 0: see movimientos_rapido.

BEGIN;

CREATE TYPE inv.venta_doc AS (
    d             integer,      -- its place in the batch, from 1, as decided
    n             integer,      -- the request
    k             integer,      -- its place there
    unidad        integer,      -- tickets of one unit: all of them or none
    caja_id       bigint,
    caja          text,
    sucursal_id   bigint,
    ubicacion_id  bigint,
    numero        bigint,
    tipo          text,
    signo         smallint,
    origen_id     bigint,       -- what it returns or voids, by its id
    origen_numero bigint,       -- or by the number that the till gave it
    a_merma       boolean,      -- what comes back is not sold again
    motivo        text,
    vuelto        numeric,
    cliente       jsonb,
    comprobante   jsonb,
    usuario_id    bigint,
    sucursales    jsonb,        -- of the user; null: all
    request_id    text,
    ocurrido_en   timestamptz,
    huella        bytea,
    lineas        jsonb,
    pagos         jsonb,
    fallo         jsonb
);

CREATE TYPE inv.venta_renglon AS (
    d            integer,
    renglon      integer,
    producto_id  bigint,
    ubicacion_id bigint,
    delta        numeric,       -- what the balance changes by
    cantidad     numeric,       -- base units
    precio       numeric,
    descuento    numeric,
    importe      numeric,
    iva          numeric,
    costo        numeric,
    promocion    text,
    lote         text,
    origen_linea integer,
    simple       boolean,       -- for inv.mov_simples_*
    error        jsonb          -- a verdict, or {campo,codigo,mensaje}
);


-- ---- what a till sent ------------------------------------------------------

-- What is wrong with a ticket before its lines are looked at.
CREATE FUNCTION inv.venta_impedimento(p_ctx jsonb, p_doc jsonb,
    p_ocurrido timestamptz, p_caja inv.caja)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_tipo text := p_doc->>'tipo';
BEGIN
    IF p_doc ? '_errores' THEN
        RETURN inv.mov_campos(p_doc->'_errores');
    ELSIF p_caja.id IS NULL THEN
        RETURN inv.mov_fallo(404, 'caja_no_encontrada',
            'No hay una caja con ese número.',
            jsonb_build_object('caja_id', p_doc->'caja_id'));
    ELSIF NOT inv.ve_sucursal(p_ctx, p_caja.sucursal_id) THEN
        RETURN inv.mov_fallo(403, 'sucursal_no_permitida',
                             'Tu usuario no trabaja en esa sucursal.');
    ELSIF NOT p_caja.activa THEN
        RETURN inv.mov_fallo(409, 'caja_inactiva',
                             'Esa caja está dada de baja.');
    ELSIF p_ocurrido > now() + interval '5 minutes' THEN
        RETURN inv.mov_campo('ocurrido_en', 'futuro',
                             'Todavía no puede haber ocurrido.');
    ELSIF v_tipo = 'venta' AND p_doc ?| '{origen_id,origen_numero,destino}'
    THEN
        RETURN inv.mov_campo('origen_id', 'de_mas',
            'Sólo una devolución o una anulación tiene origen y destino.');
    ELSIF p_doc ? 'origen_id' AND p_doc ? 'origen_numero' THEN
        RETURN inv.mov_campo('origen_numero', 'de_mas',
                             'Va origen_id u origen_numero, uno de los dos.');
    ELSIF v_tipo = 'anulacion' AND NOT p_doc ?| '{origen_id,origen_numero}'
    THEN
        RETURN inv.mov_campo('origen_numero', 'obligatorio',
                             'Decí qué ticket se anula.');
    ELSIF v_tipo = 'anulacion' AND p_doc ?| '{lineas,pagos,vuelto,destino}'
    THEN
        RETURN inv.mov_campo('lineas', 'de_mas',
            'Una anulación deshace todo el ticket: no lleva renglones.');
    ELSIF v_tipo <> 'anulacion' AND NOT p_doc ? 'lineas' THEN
        RETURN inv.mov_campo('lineas', 'obligatorio', 'Es obligatorio.');
    END IF;
    RETURN NULL;
END $$;

-- The tickets of the requests that have to be done (p_destinos: 0, see
-- inv.mov_claves), in the order in which they are decided: request by
-- request, and in each as they occurred, so that it does not matter in which
-- order a till uploads its day.
CREATE FUNCTION inv.venta_documentos(p_pedidos jsonb, p_destinos integer[])
RETURNS inv.venta_doc[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
    SELECT array_agg(ROW(x.d, x.n, x.k, CASE WHEN x.atomico THEN -x.n
            ELSE x.d END, x.caja_id, c.codigo, c.sucursal_id, c.ubicacion_id,
            x.numero, x.tipo, CASE x.tipo WHEN 'venta' THEN 1 ELSE -1 END,
            x.origen_id, x.origen_numero, x.destino = 'merma', x.motivo,
            coalesce(x.vuelto, 0), x.cliente, x.comprobante,
            coalesce(x.usuario_id, 0), nullif(x.ctx->'sucursales', 'null'),
            x.request_id, x.cuando, sha256(convert_to(x.v::text, 'UTF8')),
            x.lineas, x.pagos,
            CASE WHEN x.tipo = 'venta' AND c.activa AND x.lineas IS NOT NULL
                 AND x.origen_id IS NULL AND x.origen_numero IS NULL
                 AND x.destino IS NULL
                 AND x.cuando <= now() + interval '5 minutes'
                 AND (x.ctx->'sucursales' = 'null'
                      OR inv.ve_sucursal(x.ctx, c.sucursal_id)) THEN NULL
                ELSE inv.venta_impedimento(x.ctx, x.v, x.cuando, c) END
            )::inv.venta_doc ORDER BY x.d)
    FROM (SELECT row_number() OVER (ORDER BY q.n, t.ocurrido_en NULLS LAST,
                                    e.k) AS d, q.n, e.k, e.v, q.ctx,
                 o.usuario_id, o.request_id, o.atomico,
                 coalesce(t.ocurrido_en, now()) AS cuando, t.*
          FROM ROWS FROM (jsonb_to_recordset(p_pedidos)
              AS (ctx jsonb, cuerpo jsonb)) WITH ORDINALITY
              AS q(ctx, cuerpo, n)
          CROSS JOIN LATERAL jsonb_to_record(q.ctx)
              AS o(usuario_id bigint, request_id text, atomico boolean)
          CROSS JOIN LATERAL jsonb_array_elements(q.cuerpo)
              WITH ORDINALITY AS e(v, k)
          CROSS JOIN LATERAL jsonb_to_record(e.v)
              AS t(caja_id bigint, numero bigint, tipo text,
                   ocurrido_en timestamptz, origen_id bigint,
                   origen_numero bigint, destino text, motivo text,
                   vuelto numeric, cliente jsonb, comprobante jsonb,
                   lineas jsonb, pagos jsonb)
          WHERE p_destinos[q.n] = 0) x
    LEFT JOIN LATERAL (SELECT * FROM inv.caja y
        WHERE y.id = x.caja_id OFFSET 0) c ON true);
END $$;

-- What a till charges when its ticket does not say: the price in effect then;
-- today's for what was not in the book yet.
CREATE FUNCTION inv.venta_precio(p_producto bigint, p_sucursal bigint,
                                 p_instante timestamptz)
RETURNS numeric LANGUAGE sql STABLE AS $$
    SELECT coalesce(inv.precio_vigente(p_producto, p_sucursal, p_instante),
        (SELECT precio_venta FROM inv.producto WHERE id = p_producto))
$$;

-- A code that is not found at once: see inv.codigo_lento.  importe: what a
-- scale's label says that it costs.  Strict, so that it is not run for the
-- others.
CREATE FUNCTION inv.venta_codigo(p_codigo text)
RETURNS TABLE (producto_id bigint, factor numeric, importe numeric)
LANGUAGE sql STABLE STRICT ROWS 1 AS $$
    SELECT (j.doc->>'id')::bigint,
           coalesce((j.doc->>'cantidad')::numeric, 0),
           CASE WHEN f.valor = 'precio' THEN (j.doc->>'importe')::numeric END
    FROM inv.codigo_lento(p_codigo) y
    CROSS JOIN LATERAL (SELECT y.cuerpo::jsonb AS doc) j
    LEFT JOIN inv.balanza_formato f ON f.prefijo = left(p_codigo, 2)
        AND length(p_codigo) = 13 AND j.doc->>'tipo_codigo' = 'balanza'
    WHERE y.estado = 200
$$;

-- Why a line cannot be charged, as a verdict or as a field's error.
CREATE FUNCTION inv.venta_renglon_error(p_renglon bigint, p_pedido bigint,
    p_codigo text, p_producto bigint, p_precio numeric, p_importe numeric)
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN (p_pedido IS NULL) = (p_codigo IS NULL) THEN
            jsonb_build_object('campo', c.campo || 'producto_id', 'codigo',
                'obligatorio', 'mensaje',
                'Va producto_id o codigo, uno de los dos.')
        WHEN p_producto IS NULL THEN
            inv.mov_fallo(404, 'producto_no_encontrado',
                'No hay un producto con ese código o número.',
                jsonb_build_object('linea', p_renglon))
        WHEN coalesce(p_precio, 0) = 0 THEN
            jsonb_build_object('campo', c.campo || 'precio', 'codigo',
                'sin_precio', 'mensaje',
                'El producto no tiene precio: decilo en el ticket.')
        WHEN p_importe >= 1e11 THEN
            jsonb_build_object('campo', c.campo || 'cantidad', 'codigo',
                'rango', 'mensaje', 'El importe está fuera de rango.')
        ELSE
            jsonb_build_object('campo', c.campo || 'descuento', 'codigo',
                'rango', 'mensaje', 'El descuento es mayor que el importe.')
        END
    FROM (SELECT 'lineas[' || p_renglon - 1 || '].' AS campo) c
$$;

-- The lines of the tickets, with their products, quantities in base units
-- and amounts.
CREATE FUNCTION inv.venta_renglones(p_docs inv.venta_doc[])
RETURNS inv.venta_renglon[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
    SELECT array_agg(ROW(x.d, x.renglon, x.id, x.ubicacion_id,
            x.signo * -x.cantidad, x.cantidad, x.precio, x.descuento,
            x.importe, x.iva, x.precio_costo, x.promocion, x.lote, NULL,
            x.activo AND NOT x.usa_lotes AND x.lote IS NULL AND x.hay
                AND NOT x.a_merma AND x.cantidad > 0 AND x.cantidad < 1e14
                AND (x.unidad <> 'un' OR x.cantidad % 1 = 0),
            CASE WHEN x.importe >= 0 AND x.importe < 1e11
                 AND x.precio IS NOT NULL
                 AND (x.pedido IS NULL) <> (x.codigo IS NULL) THEN NULL
                ELSE inv.venta_renglon_error(x.renglon, x.pedido, x.codigo,
                                             x.id, x.precio, x.importe) END
            )::inv.venta_renglon ORDER BY x.d, x.renglon)
    FROM (
        SELECT q.d, q.signo, q.ubicacion_id, coalesce(q.a_merma, false)
                   AS a_merma, l.renglon, l.producto_id AS pedido, l.codigo,
               l.promocion, l.lote, p.*, m.precio, h.hay,
               coalesce(l.descuento, 0) AS descuento, n.cantidad,
               round(coalesce(y.importe * l.cantidad, n.cantidad * m.precio)
                     - coalesce(l.descuento, 0), 2) AS importe
        FROM unnest(p_docs) AS q
        CROSS JOIN LATERAL ROWS FROM (jsonb_to_recordset(q.lineas)
            AS (producto_id bigint, codigo text, cantidad numeric,
                precio numeric, descuento numeric, promocion text,
                lote text)) WITH ORDINALITY
            AS l(producto_id, codigo, cantidad, precio, descuento, promocion,
                 lote, renglon)
        LEFT JOIN LATERAL (SELECT z.producto_id, z.factor
            FROM inv.producto_codigo z
            WHERE z.codigo = inv.codigo_clave(l.codigo) OFFSET 0) c ON true
        LEFT JOIN LATERAL inv.venta_codigo(
            CASE WHEN c.producto_id IS NULL THEN l.codigo END) y ON true
        LEFT JOIN LATERAL (SELECT z.id, z.activo, z.usa_lotes, z.unidad,
                                  z.iva, z.precio_costo
            FROM inv.producto z WHERE z.id = coalesce(l.producto_id,
                c.producto_id, y.producto_id) OFFSET 0) p ON true
        LEFT JOIN LATERAL (SELECT true AS hay FROM inv.existencia z
            WHERE z.producto_id = p.id AND z.ubicacion_id = q.ubicacion_id
              AND z.lote_id = 0 OFFSET 0) h ON true
        CROSS JOIN LATERAL (SELECT coalesce(l.precio,
            nullif(inv.venta_precio(p.id, q.sucursal_id, q.ocurrido_en), 0))
            AS precio) m
        CROSS JOIN LATERAL (SELECT round(CASE WHEN y.importe IS NULL
            THEN l.cantidad * coalesce(c.factor, y.factor, 1)
            ELSE y.importe * l.cantidad / nullif(m.precio, 0) END, 3)
            AS cantidad) n
        WHERE q.fallo IS NULL) x);
END $$;

-- Why the payments of a ticket do not do; null if they do.  Change is given
-- back in cash.
CREATE FUNCTION inv.venta_pagos_fallo(p_pagos jsonb, p_vuelto numeric,
                                      p_total numeric)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v record;
BEGIN
    SELECT coalesce(sum(x.importe), 0) AS suma,
           coalesce(sum(x.importe) FILTER (WHERE x.medio = 'efectivo'), 0)
               AS efectivo,
           min(x.medio) FILTER (WHERE m.codigo IS NULL) AS malo INTO v
    FROM jsonb_to_recordset(p_pagos) AS x(medio text, importe numeric)
    LEFT JOIN inv.medio_pago m ON m.codigo = x.medio AND m.activo
        AND NOT m.interno;
    IF v.malo IS NOT NULL THEN
        RETURN inv.mov_fallo(422, 'medio_no_encontrado',
            'No hay un medio de pago en uso con ese código.',
            jsonb_build_object('medio', v.malo));
    ELSIF v.suma - p_vuelto <> p_total THEN
        RETURN inv.mov_fallo(422, 'pagos_no_cierran',
            'Los pagos, menos el vuelto, no son el total.',
            jsonb_build_object('total', p_total::text, 'pagado',
                v.suma::text, 'vuelto', p_vuelto::text));
    ELSIF p_vuelto > v.efectivo THEN
        RETURN inv.mov_fallo(422, 'vuelto_sin_efectivo',
            'El vuelto es mayor que lo que se pagó en efectivo.',
            jsonb_build_object('efectivo', v.efectivo::text, 'vuelto',
                               p_vuelto::text));
    END IF;
    RETURN NULL;
END $$;

-- What is wrong with the lines and payments of the tickets: (d, verdict).
CREATE FUNCTION inv.venta_fallos(p_docs inv.venta_doc[],
                                 p_renglones inv.venta_renglon[])
RETURNS TABLE (d integer, fallo jsonb) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT x.d, CASE
        WHEN x.errores IS NULL THEN
            inv.venta_pagos_fallo(x.pagos, x.vuelto, x.total)
        WHEN jsonb_path_exists(x.errores, '$[*].estado') THEN
            jsonb_path_query_first(x.errores, '$[*] ? (exists (@.estado))')
        ELSE inv.mov_campos(x.errores) END
    FROM (SELECT q.d, q.pagos, q.vuelto, l.total, l.errores, g.bien
          FROM unnest(p_docs) AS q
          JOIN (SELECT r.d, sum(r.importe) AS total, jsonb_agg(r.error
                    ORDER BY r.renglon) FILTER (WHERE r.error IS NOT NULL)
                    AS errores
                FROM unnest(p_renglones) AS r GROUP BY r.d) l ON l.d = q.d
          CROSS JOIN LATERAL (
              SELECT l.errores IS NULL
                     AND coalesce(sum(y.importe), 0) - q.vuelto = l.total
                     AND coalesce(sum(y.importe)
                         FILTER (WHERE y.medio = 'efectivo'), 0) >= q.vuelto
                     AND coalesce(bool_and(EXISTS (
                         SELECT FROM inv.medio_pago m
                         WHERE m.codigo = y.medio AND m.activo
                           AND NOT m.interno)), true) AS bien
              FROM jsonb_to_recordset(q.pagos)
                  AS y(medio text, importe numeric)) g) x
    WHERE NOT x.bien;
END $$;


-- ---- what is written -------------------------------------------------------

CREATE FUNCTION inv.venta_linea_texto(l inv.venta_linea) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT '{"linea":' || l.linea || ',"producto_id":' || l.producto_id
        || ',"cantidad":"' || l.cantidad || '","precio":"' || l.precio
        || '","descuento":"' || l.descuento || '","importe":"' || l.importe
        || '","iva":"' || l.iva || '","promocion":'
        || coalesce(to_json(l.promocion)::text, 'null') || '}'
$$;

-- The ticket as the one who sends it gets it back.
CREATE FUNCTION inv.venta_texto(v inv.venta, p_lineas text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT '{"id":' || v.id || ',"caja_id":' || v.caja_id
        || ',"sucursal_id":' || v.sucursal_id || ',"numero":'
        || coalesce(v.numero::text, 'null') || ',"tipo":"' || v.tipo
        || '","origen_id":' || coalesce(v.origen_id::text, 'null')
        || ',"total":"' || v.total || '","vuelto":"' || v.vuelto
        || '","ocurrido_en":' || to_json(v.ocurrido_en)
        || ',"registrado_en":' || to_json(v.registrado_en)
        || ',"lineas":[' || p_lineas || ']}'
$$;

-- The same, of one that was written before.
CREATE FUNCTION inv.venta_texto_de(p_id bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT inv.venta_texto(v, (SELECT string_agg(inv.venta_linea_texto(l),
               ',' ORDER BY l.linea)
           FROM inv.venta_linea l WHERE l.venta_id = v.id
             AND l.registrado_en = v.registrado_en))
    FROM inv.venta v WHERE v.id = p_id
$$;

-- Writes the tickets that have a number in p_ids (by d): all but the stock.
-- Gives their texts and the cache tags of their products.
CREATE FUNCTION inv.venta_asentar(p_docs inv.venta_doc[],
    p_renglones inv.venta_renglon[], p_ids bigint[])
RETURNS TABLE (d integer, texto text, etiquetas text)
LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY
    WITH q AS MATERIALIZED (
        SELECT q.*, p_ids[q.d] AS id FROM unnest(p_docs) AS q
        WHERE p_ids[q.d] IS NOT NULL),
    r AS MATERIALIZED (
        SELECT q.id, r.* FROM unnest(p_renglones) AS r JOIN q ON q.d = r.d),
    l AS (
        INSERT INTO inv.venta_linea AS l (venta_id, linea, producto_id,
            cantidad, precio, descuento, importe, iva, costo, promocion,
            origen_linea)
        SELECT r.id, r.renglon, r.producto_id, r.cantidad, r.precio,
               r.descuento, r.importe, r.iva, r.costo, r.promocion,
               r.origen_linea
        FROM r ORDER BY r.d, r.renglon
        RETURNING l AS fila),
    p AS (
        INSERT INTO inv.venta_pago (venta_id, medio, importe)
        SELECT q.id, y.medio, sum(y.importe)
               - CASE y.medio WHEN 'efectivo' THEN q.vuelto ELSE 0 END
        FROM q CROSS JOIN LATERAL jsonb_to_recordset(q.pagos)
            AS y(medio text, importe numeric)
        GROUP BY q.id, y.medio, q.vuelto
        HAVING sum(y.importe)
               > CASE y.medio WHEN 'efectivo' THEN q.vuelto ELSE 0 END
        ORDER BY 1, 2),
    v AS (
        INSERT INTO inv.venta AS v (id, caja_id, sucursal_id, numero, tipo,
            signo, origen_id, total, vuelto, cliente_tipo_doc, cliente_doc,
            cliente_nombre, tipo_comprobante, punto_venta,
            comprobante_numero, motivo, usuario_id, request_id, ocurrido_en)
        SELECT q.id, q.caja_id, q.sucursal_id, q.numero, q.tipo, q.signo,
               q.origen_id, t.total, q.vuelto, c.tipo_doc, c.numero, c.nombre,
               f.tipo, f.punto_venta, f.numero, q.motivo, q.usuario_id,
               q.request_id, q.ocurrido_en
        FROM q
        JOIN (SELECT r.d, sum(r.importe) AS total FROM r GROUP BY r.d) t
            ON t.d = q.d
        LEFT JOIN LATERAL jsonb_to_record(q.cliente)
            AS c(tipo_doc integer, numero text, nombre text) ON true
        LEFT JOIN LATERAL jsonb_to_record(q.comprobante)
            AS f(tipo integer, punto_venta integer, numero bigint) ON true
        ORDER BY q.d
        RETURNING v AS fila)
    SELECT q.d, inv.venta_texto(v.fila, x.lineas), x.tags
    FROM v
    JOIN q ON q.id = (v.fila).id
    JOIN (SELECT (l.fila).venta_id, string_agg(inv.venta_linea_texto(l.fila),
                 ',' ORDER BY (l.fila).linea) AS lineas,
                 string_agg(' existencia:' || (l.fila).producto_id, '') AS tags
          FROM l GROUP BY (l.fila).venta_id) x ON x.venta_id = q.id;
END $$;

-- The ledger and the balances of tickets whose stock inv.mov_simples_saldos
-- found and locked.
CREATE FUNCTION inv.venta_asentar_libro(p_docs inv.venta_doc[],
    p_renglones inv.mov_renglon[], p_saldos numeric[], p_ids bigint[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    WITH m AS MATERIALIZED (
        SELECT p_ids[q.d] AS id, q.tipo, q.motivo, q.caja || '-' || q.numero
                   AS referencia, q.usuario_id, q.request_id, q.ocurrido_en,
               l.*
        FROM ROWS FROM (unnest(p_renglones), unnest(p_saldos)) AS
            l(d, renglon, producto_id, ubicacion_id, delta, costo, precio,
              saldo)
        JOIN unnest(p_docs) AS q ON q.d = l.d),
    libro AS (
        INSERT INTO inv.movimiento (documento_id, linea, tipo, producto_id,
            origen_id, destino_id, cantidad, saldo, precio, motivo,
            referencia, origen_doc, usuario_id, request_id, ocurrido_en)
        SELECT m.id, m.renglon, CASE WHEN m.delta > 0 THEN 'devolucion'
                   ELSE 'salida' END, m.producto_id,
               CASE WHEN m.delta > 0 THEN 2 ELSE m.ubicacion_id END,
               CASE WHEN m.delta > 0 THEN m.ubicacion_id ELSE 2 END,
               abs(m.delta), m.saldo, m.precio, m.motivo, m.referencia,
               'venta', m.usuario_id, m.request_id, m.ocurrido_en
        FROM m ORDER BY m.d, m.renglon)
    UPDATE inv.existencia e
    SET cantidad = e.cantidad + k.delta, actualizado_en = now()
    FROM (SELECT m.producto_id, m.ubicacion_id, sum(m.delta) AS delta
          FROM m GROUP BY m.producto_id, m.ubicacion_id) k
    WHERE e.producto_id = k.producto_id
      AND e.ubicacion_id = k.ubicacion_id AND e.lote_id = 0;
END $$;

-- An alert for each balance that these tickets took below zero.
CREATE FUNCTION inv.venta_alertar(p_ids bigint[]) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO inv.evento (tema, tipo, entidad, entidad_id, sucursal_id,
                            despues, usuario_id, request_id)
    SELECT 'alertas', 'stock_negativo', 'producto', m.producto_id,
           u.sucursal_id, jsonb_build_object('ubicacion_id', u.id,
               'lote_id', m.lote_id, 'saldo', m.saldo::text,
               'venta_id', m.documento_id),
           m.usuario_id, m.request_id
    FROM inv.movimiento m
    JOIN inv.ubicacion u ON u.id = m.origen_id AND u.propia
    WHERE m.documento_id = ANY (p_ids) AND m.registrado_en = now()
      AND m.saldo < 0 AND m.saldo + m.cantidad >= 0
    ORDER BY m.documento_id, m.linea
$$;

COMMIT;
