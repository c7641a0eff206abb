-- Deploy inventario:pedidos to pg
-- requires: pedidos_tablas
-- Purchase orders: made, changed, sent, cancelled, read.

BEGIN;

-- ---- the document ----------------------------------------------------------

-- Net of a line, in pesos and cents.
CREATE FUNCTION inv.pedido_importe(l inv.pedido_linea) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$
    SELECT round(l.cantidad * l.costo * (1 - l.descuento / 100), 2)
$$;

CREATE FUNCTION inv.pedido_lineas_json(p_id bigint) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT coalesce(json_agg(json_build_object('linea', l.linea,
        'producto_id', l.producto_id, 'producto_codigo', p.codigo,
        'producto_nombre', p.nombre, 'unidad', p.unidad,
        'codigo_proveedor', l.codigo_proveedor, 'factor', l.factor::text,
        'bultos', trim_scale(round(l.cantidad / l.factor, 3))::text,
        'pedida', l.pedida::text, 'cantidad', l.cantidad::text,
        'costo', l.costo::text, 'descuento', trim_scale(l.descuento)::text,
        'costo_neto', inv.costo_neto(l.costo, l.descuento, 0)::text,
        'iva', l.iva::text, 'importe', inv.pedido_importe(l)::text,
        'recibida', l.recibida::text,
        'pendiente', greatest(l.cantidad - l.recibida, 0)::numeric(18,3)::text)
        ORDER BY l.linea), '[]')
    FROM inv.pedido_linea l JOIN inv.producto p ON p.id = l.producto_id
    WHERE l.pedido_id = p_id
$$;

-- IVA is that of the net of each rate, as the invoice will have it.
CREATE FUNCTION inv.pedido_totales_json(p_id bigint) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('lineas', coalesce(sum(t.n), 0),
        'neto', coalesce(sum(t.neto), 0.00)::text,
        'iva', coalesce(sum(round(t.neto * t.tasa / 100, 2)), 0.00)::text,
        'total', coalesce(sum(t.neto + round(t.neto * t.tasa / 100, 2)),
                          0.00)::text,
        'alicuotas', coalesce(json_agg(json_build_object(
            'tasa', t.tasa::text, 'neto', t.neto::text,
            'iva', round(t.neto * t.tasa / 100, 2)::text) ORDER BY t.tasa),
            '[]'))
    FROM (SELECT l.iva AS tasa, count(*) AS n,
                 sum(inv.pedido_importe(l)) AS neto
          FROM inv.pedido_linea l WHERE l.pedido_id = p_id GROUP BY 1) t
$$;

CREATE FUNCTION inv.recepcion_json(r inv.recepcion) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_build_object('id', r.id, 'pedido_id', r.pedido_id,
        'ubicacion_id', r.ubicacion_id, 'documento_id', r.documento_id,
        'remito', r.remito, 'usuario_id', r.usuario_id,
        'creado_en', r.creado_en,
        'lineas', (SELECT json_agg(json_build_object('renglon', l.renglon,
                'linea', l.linea, 'producto_id', l.producto_id,
                'lote_id', l.lote_id, 'lote', nullif(o.codigo, ''),
                'vence', o.vence, 'cantidad', l.cantidad::text,
                'costo', l.costo::text) ORDER BY l.renglon)
            FROM inv.recepcion_linea l JOIN inv.lote o ON o.id = l.lote_id
            WHERE l.recepcion_id = r.id))
$$;

-- p_entero: with its lines and receipts, all that a printed order needs.
CREATE FUNCTION inv.pedido_json(p inv.pedido, p_entero boolean) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT (left(json_build_object('id', p.id, 'estado', p.estado,
        'origen', p.origen, 'referencia', p.referencia, 'notas', p.notas,
        'proveedor', json_build_object('id', v.id, 'codigo', v.codigo,
            'nombre', v.nombre, 'cuit', inv.cuit_formato(v.cuit),
            'condicion_iva', v.condicion_iva, 'contacto', v.contacto,
            'telefono', v.telefono, 'email', v.email,
            'direccion', v.direccion),
        'ubicacion', json_build_object('id', u.id, 'codigo', u.codigo,
            'nombre', u.nombre, 'sucursal_id', s.id, 'sucursal', s.nombre,
            'direccion', s.direccion),
        'fecha', inv.dia(p.creado_en),
        'fecha_esperada', p.fecha_esperada, 'motivo', p.motivo,
        'totales', inv.pedido_totales_json(p.id),
        'minimo_pedido', v.minimo_pedido::text,
        'usuario_id', p.usuario_id, 'usuario', w.usuario,
        'enviado_en', p.enviado_en, 'cerrado_en', p.cerrado_en,
        'version', p.version, 'creado_en', p.creado_en,
        'actualizado_en', p.actualizado_en)::text, -1)
        || CASE WHEN p_entero THEN ',"lineas":'
            || inv.pedido_lineas_json(p.id) || ',"recepciones":' || (
            SELECT coalesce(json_agg(inv.recepcion_json(r) ORDER BY r.id),
                            '[]')
            FROM inv.recepcion r WHERE r.pedido_id = p.id) ELSE '' END
        || '}')::json
    FROM inv.proveedor v
    JOIN inv.ubicacion u ON u.id = p.ubicacion_id
    JOIN inv.sucursal s ON s.id = u.sucursal_id
    LEFT JOIN inv.usuario w ON w.id = p.usuario_id
    WHERE v.id = p.proveedor_id
$$;

CREATE FUNCTION inv.pedido_respuesta(p_id bigint, p_estado integer,
                                     p_etiquetas text DEFAULT '')
RETURNS api.respuesta LANGUAGE sql STABLE AS $$
    SELECT inv.respuesta(p_estado, inv.pedido_json(p, true), p.version::text,
        'pedidos pedido:' || p.id || ' ' || p_etiquetas,
        CASE WHEN p_estado = 201 THEN '/v1/pedidos/' || p.id END)
    FROM inv.pedido p WHERE p.id = p_id
$$;

-- The order, locked if p_para_cambiar, in one of p_estados (null: any).  404
-- also for one that goes to a branch that the user does not see; 409.
CREATE FUNCTION inv.pedido_exigir(p_ctx jsonb, p_id bigint,
    p_para_cambiar boolean, p_estados text[] DEFAULT NULL)
RETURNS inv.pedido LANGUAGE plpgsql AS $$
DECLARE
    p inv.pedido;
BEGIN
    IF p_para_cambiar THEN
        SELECT * INTO p FROM inv.pedido WHERE id = p_id FOR UPDATE;
    ELSE
        SELECT * INTO p FROM inv.pedido WHERE id = p_id;
    END IF;
    IF p.id IS NULL
       OR NOT inv.ve_sucursal(p_ctx, (SELECT sucursal_id FROM inv.ubicacion
                                      WHERE id = p.ubicacion_id))
    THEN
        PERFORM inv.fallar(404, 'pedido_no_encontrado',
                           'No hay un pedido con ese número.');
    END IF;
    IF p.estado <> ALL (p_estados) THEN
        PERFORM inv.fallar(409, 'pedido_estado', format(
            'El pedido está %s: no se puede.', p.estado),
            jsonb_build_object('estado', p.estado));
    END IF;
    RETURN p;
END $$;


-- ---- lines -----------------------------------------------------------------

-- What the lines of a body mean for a supplier: which products, how many base
-- units (in whole packs, and not under its least, if p_redondear), at what
-- cost.  error: {campo,codigo,mensaje}.
CREATE FUNCTION inv.pedido_explotar(p_proveedor bigint, p_lineas jsonb,
                                    p_redondear boolean)
RETURNS TABLE (linea integer, producto_id bigint, codigo_proveedor text,
    factor numeric, pedida numeric, cantidad numeric, costo numeric,
    descuento numeric, iva numeric, error jsonb)
LANGUAGE sql STABLE AS $$
    SELECT x.n::integer, x.producto_id, x.codigo_proveedor, x.factor, x.base,
        CASE WHEN NOT p_redondear THEN x.base
             -- what is weighed has no packs unless the list says so
             WHEN x.factor = 1 AND x.unidad <> 'un' THEN
                 greatest(x.base, x.minimo)
             ELSE round(ceil(greatest(x.base, x.minimo) / x.factor)
                        * x.factor, 3) END,
        x.costo, x.descuento, x.iva,
        CASE WHEN x.problema IS NOT NULL THEN jsonb_build_object('campo',
            'lineas[' || x.n - 1 || '].' || split_part(x.problema, '|', 1),
            'codigo', split_part(x.problema, '|', 2),
            'mensaje', split_part(x.problema, '|', 3)) END
    FROM (
        SELECT e.n, p.id AS producto_id, l.codigo_proveedor,
            coalesce(e.factor, l.factor, 1) AS factor,
            coalesce(l.minimo, 0) AS minimo, p.iva, p.unidad,
            round(coalesce(e.cantidad * coalesce(c.factor, 1),
                e.bultos * coalesce(e.factor, l.factor, 1)), 3) AS base,
            coalesce(e.costo, l.costo, p.precio_costo) AS costo,
            coalesce(e.descuento, CASE
                WHEN e.costo IS NULL AND l.costo IS NOT NULL THEN
                    round(100 - (100 - l.descuento) * (100 - v.descuento)
                          / 100, 4) END, 0) AS descuento,
            CASE
                WHEN (e.producto_id IS NULL) = (e.codigo IS NULL) THEN
                    'producto_id|obligatorio|Va producto_id o codigo, uno '
                    'de los dos.'
                WHEN (e.cantidad IS NULL) = (e.bultos IS NULL) THEN
                    'cantidad|obligatorio|Va cantidad o bultos, uno de los '
                    'dos.'
                WHEN p.id IS NULL THEN
                    'producto_id|producto_no_encontrado|No hay un producto '
                    'con ese código o número.'
                WHEN NOT p.activo THEN
                    'producto_id|producto_inactivo|El producto está dado de '
                    'baja.'
                WHEN count(*) OVER (PARTITION BY p.id) > 1 THEN
                    'producto_id|producto_repetido|El producto está en otra '
                    'línea.'
                WHEN p.unidad = 'un' AND round(coalesce(
                    e.cantidad * coalesce(c.factor, 1), e.bultos
                    * coalesce(e.factor, l.factor, 1)), 3) % 1 <> 0 THEN
                    'cantidad|cantidad_no_entera|Este producto se cuenta por '
                    'unidades enteras.'
            END AS problema
        FROM ROWS FROM (jsonb_to_recordset(p_lineas) AS (producto_id bigint,
            codigo text, cantidad numeric, bultos numeric, factor numeric,
            costo numeric, descuento numeric)) WITH ORDINALITY AS e(
            producto_id, codigo, cantidad, bultos, factor, costo, descuento, n)
        LEFT JOIN inv.producto_codigo c
            ON c.codigo = inv.codigo_clave(e.codigo)
        LEFT JOIN inv.producto p ON p.id = coalesce(e.producto_id,
                                                    c.producto_id)
        LEFT JOIN inv.proveedor_vigente l ON l.proveedor_id = p_proveedor
            AND l.producto_id = p.id
        LEFT JOIN inv.proveedor v ON v.id = p_proveedor) x
$$;

-- The lines of an order become those of the body.
CREATE FUNCTION inv.pedido_lineas_poner(p inv.pedido, p_lineas jsonb,
                                        p_redondear boolean)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_errores jsonb;
BEGIN
    SELECT jsonb_agg(e.error ORDER BY e.linea) INTO v_errores
    FROM inv.pedido_explotar(p.proveedor_id, p_lineas, p_redondear) e
    WHERE e.error IS NOT NULL;
    IF v_errores IS NOT NULL THEN
        PERFORM inv.mov_lanzar(inv.mov_campos(v_errores));
    END IF;
    DELETE FROM inv.pedido_linea WHERE pedido_id = p.id;
    INSERT INTO inv.pedido_linea (pedido_id, linea, producto_id,
        codigo_proveedor, factor, pedida, cantidad, costo, descuento, iva)
    SELECT p.id, e.linea, e.producto_id, e.codigo_proveedor, e.factor,
           e.pedida, e.cantidad, e.costo, e.descuento, e.iva
    FROM inv.pedido_explotar(p.proveedor_id, p_lineas, p_redondear) e
    ORDER BY e.producto_id;
END $$;


-- ---- made, changed ---------------------------------------------------------

-- The body of POST /v1/pedidos; the order's number.  Others make orders of
-- their own by it, with their name as p_origen.
CREATE FUNCTION inv.pedido_crear_uno(p_ctx jsonb, p_cuerpo jsonb,
                                     p_origen text)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v inv.proveedor;
    p inv.pedido;
BEGIN
    SELECT * INTO v FROM inv.proveedor
    WHERE id = (p_cuerpo->>'proveedor_id')::bigint;
    IF NOT FOUND THEN
        PERFORM inv.fallar_campo('proveedor_id', 'proveedor_no_encontrado',
                                 'No hay un proveedor con ese número.');
    ELSIF NOT v.activo THEN
        PERFORM inv.fallar(409, 'proveedor_inactivo',
                           'El proveedor está dado de baja.');
    END IF;
    PERFORM inv.ubicacion_exigir(p_ctx, (p_cuerpo->>'ubicacion_id')::bigint,
                                 'ubicacion_id');
    INSERT INTO inv.pedido (proveedor_id, ubicacion_id, origen, referencia,
                            notas, fecha_esperada, usuario_id)
    VALUES (v.id, (p_cuerpo->>'ubicacion_id')::bigint, p_origen,
            p_cuerpo->>'referencia', p_cuerpo->>'notas',
            (p_cuerpo->>'fecha_esperada')::date, inv.usuario_id(p_ctx))
    RETURNING * INTO p;
    PERFORM inv.pedido_lineas_poner(p, p_cuerpo->'lineas',
        coalesce((p_cuerpo->>'redondear')::boolean, true));
    PERFORM inv.anotar(p_ctx, 'pedidos', 'creado', 'pedido', p.id, NULL,
        p_cuerpo, (SELECT sucursal_id FROM inv.ubicacion
                   WHERE id = p.ubicacion_id));
    RETURN p.id;
END $$;

CREATE FUNCTION api.pedido_crear(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_id bigint := inv.pedido_crear_uno(p_ctx, p_cuerpo, 'manual');
BEGIN
    RETURN inv.pedido_respuesta(v_id, 201);
END $$;

-- Only while it is a draft.
CREATE FUNCTION api.pedido_modificar(p_ctx jsonb, p_id bigint, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    p       inv.pedido := inv.pedido_exigir(p_ctx, p_id, true, '{borrador}');
    v_antes jsonb := inv.pedido_json(p, true)::jsonb;
BEGIN
    PERFORM inv.exigir_version(p_ctx, p.version);
    p := jsonb_populate_record(p, p_cuerpo - '{lineas,redondear}'::text[]);
    PERFORM inv.ubicacion_exigir(p_ctx, p.ubicacion_id, 'ubicacion_id');
    UPDATE inv.pedido SET ubicacion_id = p.ubicacion_id,
        referencia = p.referencia, notas = p.notas,
        fecha_esperada = p.fecha_esperada, version = version + 1,
        actualizado_en = now()
    WHERE id = p_id RETURNING * INTO p;
    IF p_cuerpo ? 'lineas' THEN
        PERFORM inv.pedido_lineas_poner(p, p_cuerpo->'lineas',
            coalesce((p_cuerpo->>'redondear')::boolean, true));
    END IF;
    PERFORM inv.anotar(p_ctx, 'pedidos', 'modificado', 'pedido', p_id,
        inv.diferencia(v_antes, inv.pedido_json(p, true)::jsonb),
        inv.diferencia(inv.pedido_json(p, true)::jsonb, v_antes),
        (SELECT sucursal_id FROM inv.ubicacion WHERE id = p.ubicacion_id));
    RETURN inv.pedido_respuesta(p_id, 200);
END $$;

-- Adds lines ({producto_id, cantidad}) to the draft that a way of ordering
-- keeps for a supplier and a place, or to a new one; the order's number.
-- Whoever does the same at the same time waits at the supplier's row.
CREATE FUNCTION inv.pedido_sumar(p_ctx jsonb, p_proveedor bigint,
    p_ubicacion bigint, p_lineas jsonb, p_origen text)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    p       inv.pedido;
    v_todas jsonb;
BEGIN
    PERFORM FROM inv.proveedor WHERE id = p_proveedor FOR NO KEY UPDATE;
    SELECT * INTO p FROM inv.pedido
    WHERE estado = 'borrador' AND proveedor_id = p_proveedor
      AND ubicacion_id = p_ubicacion AND origen = p_origen
    ORDER BY id LIMIT 1 FOR UPDATE;
    IF NOT FOUND THEN
        RETURN inv.pedido_crear_uno(p_ctx, jsonb_build_object(
            'proveedor_id', p_proveedor, 'ubicacion_id', p_ubicacion,
            'lineas', p_lineas), p_origen);
    END IF;
    SELECT jsonb_agg(jsonb_build_object('producto_id', x.id,
               'cantidad', x.cantidad::text) ORDER BY x.orden)
    INTO v_todas
    FROM (SELECT id, sum(cantidad) AS cantidad, min(orden) AS orden
          FROM (SELECT producto_id AS id, pedida AS cantidad, linea AS orden
                FROM inv.pedido_linea WHERE pedido_id = p.id
                UNION ALL
                SELECT (e->>'producto_id')::bigint, (e->>'cantidad')::numeric,
                       1000 + n
                FROM jsonb_array_elements(p_lineas)
                     WITH ORDINALITY AS s(e, n)) y GROUP BY id) x;
    PERFORM inv.pedido_lineas_poner(p, v_todas, true);
    UPDATE inv.pedido SET version = version + 1, actualizado_en = now()
    WHERE id = p.id;
    PERFORM inv.anotar(p_ctx, 'pedidos', 'modificado', 'pedido', p.id, NULL,
        jsonb_build_object('lineas', p_lineas),
        (SELECT sucursal_id FROM inv.ubicacion WHERE id = p_ubicacion));
    RETURN p.id;
END $$;


-- ---- sent, cancelled, closed -----------------------------------------------

-- The first day on which a supplier delivers, p_plazo days after p_dia.
CREATE FUNCTION inv.proveedor_entrega(p_dias integer[], p_dia date,
                                      p_plazo integer)
RETURNS date LANGUAGE sql STABLE AS $$
    SELECT min(d::date)
    FROM generate_series(p_dia + p_plazo, p_dia + p_plazo + 6,
                         interval '1 day') AS d
    WHERE coalesce(cardinality(p_dias), 0) = 0
       OR extract(isodow FROM d)::integer = ANY (p_dias)
$$;

CREATE FUNCTION inv.pedido_pasar(p_ctx jsonb, p_id bigint, p_estado text,
                                 p_motivo text DEFAULT NULL)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_antes text;
    p       inv.pedido;
BEGIN
    SELECT estado INTO v_antes FROM inv.pedido WHERE id = p_id;
    UPDATE inv.pedido SET estado = p_estado,
        motivo = coalesce(p_motivo, motivo),
        enviado_en = CASE WHEN p_estado = 'enviado' THEN now()
                          ELSE enviado_en END,
        cerrado_en = CASE WHEN p_estado IN ('recibido', 'cancelado')
                          THEN now() END,
        version = version + 1, actualizado_en = now()
    WHERE id = p_id RETURNING * INTO p;
    PERFORM inv.anotar(p_ctx, 'pedidos', p_estado, 'pedido', p_id,
        jsonb_build_object('estado', v_antes),
        jsonb_strip_nulls(jsonb_build_object('estado', p_estado,
                                             'motivo', p_motivo)),
        (SELECT sucursal_id FROM inv.ubicacion WHERE id = p.ubicacion_id));
END $$;

CREATE FUNCTION api.pedido_enviar(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    p inv.pedido := inv.pedido_exigir(p_ctx, p_id, true, '{borrador}');
BEGIN
    IF NOT EXISTS (SELECT FROM inv.pedido_linea WHERE pedido_id = p_id) THEN
        PERFORM inv.fallar(409, 'pedido_vacio', 'El pedido no tiene líneas.');
    END IF;
    UPDATE inv.pedido SET fecha_esperada = (
        SELECT inv.proveedor_entrega(v.dias_entrega, inv.dia(now()), coalesce((
            SELECT max(coalesce(x.plazo_dias, v.plazo_dias))
            FROM inv.pedido_linea l
            JOIN inv.proveedor_vigente x ON x.proveedor_id = v.id
                AND x.producto_id = l.producto_id
            WHERE l.pedido_id = p_id), v.plazo_dias, 1))
        FROM inv.proveedor v WHERE v.id = p.proveedor_id)
    WHERE id = p_id AND fecha_esperada IS NULL;
    PERFORM inv.pedido_pasar(p_ctx, p_id, 'enviado');
    RETURN inv.pedido_respuesta(p_id, 200);
END $$;

-- What was received stays; the rest does not come.
CREATE FUNCTION api.pedido_cancelar(p_ctx jsonb, p_id bigint, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    PERFORM inv.pedido_exigir(p_ctx, p_id, true,
                              '{borrador,enviado,parcial}');
    PERFORM inv.pedido_pasar(p_ctx, p_id, 'cancelado', p_cuerpo->>'motivo');
    RETURN inv.pedido_respuesta(p_id, 200);
END $$;

-- It counts as received although not all of it came.
CREATE FUNCTION api.pedido_cerrar(p_ctx jsonb, p_id bigint, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    PERFORM inv.pedido_exigir(p_ctx, p_id, true, '{parcial}');
    PERFORM inv.pedido_pasar(p_ctx, p_id, 'recibido', p_cuerpo->>'motivo');
    RETURN inv.pedido_respuesta(p_id, 200);
END $$;


-- ---- read ------------------------------------------------------------------

CREATE FUNCTION api.pedido_obtener(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    PERFORM inv.pedido_exigir(p_ctx, p_id, false);
    RETURN inv.pedido_respuesta(p_id, 200);
END $$;

-- The last one first; days are those of the shops, both inclusive.
CREATE FUNCTION api.pedidos_listar(p_ctx jsonb, p_proveedor_id bigint,
    p_ubicacion_id bigint, p_producto_id bigint, p_estado text,
    p_desde date, p_hasta date, p_limite bigint, p_cursor text,
    p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_antes    bigint := (inv.cursor_leer(p_cursor, 1)->>0)::bigint;
    v_visibles bigint[] := inv.mov_visibles(p_ctx);
    v          record;
BEGIN
    WITH todos AS (
        SELECT p FROM inv.pedido p
        WHERE (v_visibles IS NULL OR p.ubicacion_id = ANY (v_visibles))
          AND (p_proveedor_id IS NULL OR p.proveedor_id = p_proveedor_id)
          AND (p_ubicacion_id IS NULL OR p.ubicacion_id = p_ubicacion_id)
          AND (p_producto_id IS NULL OR EXISTS (
              SELECT FROM inv.pedido_linea l WHERE l.pedido_id = p.id
                AND l.producto_id = p_producto_id))
          AND (p_estado IS NULL OR p.estado = p_estado)
          AND (p_desde IS NULL OR p.creado_en >= inv.comienzo(p_desde))
          AND (p_hasta IS NULL OR p.creado_en < inv.comienzo(p_hasta + 1))),
    pagina AS (
        SELECT p, row_number() OVER (ORDER BY (p).id DESC) AS n FROM todos
        WHERE v_antes IS NULL OR (p).id < v_antes
        ORDER BY (p).id DESC LIMIT p_limite + 1)
    SELECT json_agg(inv.pedido_json(p, false) ORDER BY n)
               FILTER (WHERE n <= p_limite) AS datos, count(*) AS n,
           min((p).id) FILTER (WHERE n <= p_limite) AS ultimo,
           CASE WHEN p_contar THEN (SELECT count(*) FROM todos) END AS total
    INTO v FROM pagina;
    RETURN inv.lista(v.datos, CASE WHEN v.n > p_limite
        THEN inv.cursor_escribir(to_jsonb(ARRAY[v.ultimo])) END, v.total);
END $$;

-- The order as the supplier takes it, in one page.
CREATE FUNCTION api.pedido_csv(p_ctx jsonb, p_id bigint, p_desde text)
RETURNS TABLE (datos text, siguiente text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    PERFORM inv.pedido_exigir(p_ctx, p_id, false);
    RETURN QUERY
    SELECT E'linea,codigo_proveedor,codigo,producto,bultos,factor,cantidad,'
        'unidad,costo,descuento,importe,recibida\r\n'
        || coalesce(string_agg(concat_ws(',', l.linea,
            inv.csv(coalesce(l.codigo_proveedor, '')), inv.csv(p.codigo),
            inv.csv(p.nombre), trim_scale(round(l.cantidad / l.factor, 3)),
            l.factor, l.cantidad, p.unidad, l.costo, l.descuento,
            inv.pedido_importe(l), l.recibida) || E'\r\n', '' ORDER BY l.linea),
            ''), NULL::text
    FROM inv.pedido_linea l JOIN inv.producto p ON p.id = l.producto_id
    WHERE l.pedido_id = p_id;
END $$;

COMMIT;
