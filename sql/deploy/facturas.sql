-- Deploy inventario:facturas to pg
-- requires: facturas_tablas catalogo_codigos
-- A supplier invoice as it was printed: its sums checked to the cent, kept,
-- read, changed while it is not posted.
--
-- The sums.  A line is cantidad * precio less its descuento, rounded to
-- cents.  A and M tell the IVA apart: what the lines of a rate add up to,
-- less the invoice's descuento, is the rate's neto, and its IVA may differ
-- from neto * tasa by half a cent for each line, since suppliers round line by
-- line.  In the others prices carry the IVA, if any, and none may be said.
-- total is the sum of its parts, exactly.

BEGIN;

CREATE TYPE inv.factura_renglon AS (
    linea       integer,
    producto_id bigint,
    pedido      text,           -- how the product was named, null if not at all
    descripcion text,
    cantidad    numeric,
    factor      numeric,
    precio      numeric,
    descuento   numeric,
    importe     numeric,        -- as printed, or calculado
    calculado   numeric,
    condicion   text,
    tasa        numeric,
    internos    numeric
);

CREATE FUNCTION inv.factura_error(p_campo text, p_codigo text,
                                  p_mensaje text)
RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('campo', p_campo, 'codigo', p_codigo,
                              'mensaje', p_mensaje)
$$;

-- "X de más" or "X de menos": p_dicho against p_debe.
CREATE FUNCTION inv.factura_diferencia(p_dicho numeric, p_debe numeric)
RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT 'dice ' || round(p_dicho, 2) || ' y da ' || round(p_debe, 2) || ': '
        || abs(round(p_dicho - p_debe, 2)) || CASE WHEN p_dicho > p_debe
            THEN ' de más.' ELSE ' de menos.' END
$$;

-- A code of a pack counts in packs: its factor goes with the line's own.
CREATE FUNCTION inv.factura_renglones(p_cuerpo jsonb, p_discrimina boolean)
RETURNS inv.factura_renglon[] LANGUAGE sql STABLE AS $$
    SELECT array_agg(ROW(e.n, p.id,
        coalesce(e.l->>'producto_id', e.l->>'codigo'),
        coalesce(e.l->>'descripcion', p.nombre), x.cantidad,
        coalesce(x.factor, 1) * coalesce(c.factor, 1), x.precio,
        coalesce(x.descuento, 0), coalesce(x.importe, k.calculado),
        k.calculado, coalesce(x.condicion, 'gravado'),
        CASE WHEN coalesce(x.condicion, 'gravado') = 'gravado' THEN
            CASE WHEN p_discrimina THEN coalesce(x.tasa, p.iva)
                 ELSE x.tasa END END,
        coalesce(x.internos, 0))::inv.factura_renglon ORDER BY e.n)
    FROM jsonb_array_elements(p_cuerpo->'lineas') WITH ORDINALITY AS e(l, n)
    CROSS JOIN LATERAL jsonb_to_record(e.l) AS x(producto_id bigint,
        codigo text, cantidad numeric, factor numeric, precio numeric,
        descuento numeric, importe numeric, condicion text, tasa numeric,
        internos numeric)
    CROSS JOIN LATERAL (SELECT round(x.cantidad * x.precio
        * (1 - coalesce(x.descuento, 0) / 100), 2) AS calculado) k
    LEFT JOIN inv.producto_codigo c ON x.producto_id IS NULL
        AND c.codigo = inv.codigo_clave(x.codigo)
    LEFT JOIN inv.producto p ON p.id = coalesce(x.producto_id, c.producto_id)
$$;

-- What is wrong with the lines, each by itself.
CREATE FUNCTION inv.factura_errores_lineas(p_lineas inv.factura_renglon[],
                                           p_discrimina boolean)
RETURNS SETOF jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT inv.factura_error('lineas[' || l.linea - 1 || '].' || e.campo,
                             e.codigo, e.mensaje)
    FROM unnest(p_lineas) l CROSS JOIN LATERAL (VALUES
        (l.pedido IS NOT NULL AND l.producto_id IS NULL, 'producto_id',
         'producto_no_encontrado', 'No hay un producto así.'),
        (l.descripcion IS NULL AND l.pedido IS NULL, 'descripcion',
         'obligatorio', 'Va el producto, o qué es.'),
        (abs(l.importe - l.calculado) > 0.01, 'importe', 'no_cierra',
         'Cantidad por precio: '
         || inv.factura_diferencia(l.importe, l.calculado)),
        (p_discrimina AND l.condicion = 'gravado' AND l.tasa IS NULL, 'tasa',
         'obligatorio', 'Va la alícuota de IVA de la línea.'),
        (NOT p_discrimina AND l.tasa IS NOT NULL, 'tasa', 'no_discrimina',
         'Ese comprobante no discrimina IVA.'),
        (l.tasa NOT IN (0, 2.5, 5, 10.5, 21, 27), 'tasa', 'alicuota',
         'La alícuota es 0, 2.5, 5, 10.5, 21 o 27.')
    ) AS e(mal, campo, codigo, mensaje)
    WHERE e.mal
$$;

-- IVA by rate: what the invoice says and what its lines add up to.
CREATE FUNCTION inv.factura_tasas(p_cuerpo jsonb,
                                  p_lineas inv.factura_renglon[])
RETURNS TABLE (n bigint, tasa numeric, dicho_neto numeric,
               dicho_importe numeric, neto numeric, importe numeric,
               lineas bigint)
LANGUAGE sql IMMUTABLE AS $$
    SELECT d.n - 1, coalesce(d.tasa, l.tasa), d.neto, d.importe,
           coalesce(l.neto, 0),
           round(coalesce(d.neto, l.neto) * coalesce(d.tasa, l.tasa) / 100,
                 2), coalesce(l.lineas, 1)
    FROM (SELECT e.n, x.* FROM jsonb_array_elements(p_cuerpo->'iva')
              WITH ORDINALITY AS e(i, n)
          CROSS JOIN LATERAL jsonb_to_record(e.i) AS x(tasa numeric,
              neto numeric, importe numeric)) d
    FULL JOIN (
        SELECT r.tasa, count(*) AS lineas, round(sum(r.importe)
            * (1 - coalesce((p_cuerpo->>'descuento')::numeric, 0) / 100), 2)
            AS neto
        FROM unnest(p_lineas) r
        WHERE r.condicion = 'gravado' AND r.tasa IS NOT NULL
        GROUP BY r.tasa) l ON l.tasa = d.tasa
$$;

CREATE FUNCTION inv.factura_errores_iva(p_cuerpo jsonb,
    p_lineas inv.factura_renglon[], p_discrimina boolean)
RETURNS SETOF jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT inv.factura_error('iva', 'no_discrimina',
                             'Ese comprobante no discrimina IVA.')
    WHERE NOT p_discrimina AND jsonb_array_length(p_cuerpo->'iva') > 0
    UNION ALL (
    SELECT inv.factura_error('iva' || coalesce('[' || t.n || '].'
               || e.campo, ''), e.codigo, e.mensaje)
    FROM (SELECT *, count(*) OVER (PARTITION BY tasa) AS veces
          FROM inv.factura_tasas(p_cuerpo, p_lineas)) t
    CROSS JOIN LATERAL (VALUES
        (t.n IS NULL, NULL, 'falta_alicuota', 'Falta la alícuota '
         || t.tasa || ', con neto ' || t.neto || '.'),
        (t.veces > 1, 'tasa', 'repetida', 'La alícuota está dos veces.'),
        (t.tasa NOT IN (0, 2.5, 5, 10.5, 21, 27), 'tasa', 'alicuota',
         'La alícuota es 0, 2.5, 5, 10.5, 21 o 27.'),
        (t.dicho_neto <> t.neto, 'neto', 'no_cierra',
         'El neto de las líneas al ' || t.tasa || ' %: '
         || inv.factura_diferencia(t.dicho_neto, t.neto)),
        (abs(t.dicho_importe - t.importe) > ceil(t.lineas / 2.0) / 100,
         'importe', 'no_cierra', 'El IVA del ' || t.tasa || ' %: '
         || inv.factura_diferencia(t.dicho_importe, t.importe))
    ) AS e(mal, campo, codigo, mensaje)
    WHERE p_discrimina AND p_cuerpo ? 'iva' AND e.mal
    ORDER BY t.n NULLS FIRST)
$$;

-- The amounts of the invoice: suma is what its total must be.
CREATE FUNCTION inv.factura_importes(p_cuerpo jsonb,
    p_lineas inv.factura_renglon[], p_discrimina boolean, OUT neto numeric,
    OUT no_gravado numeric, OUT exento numeric, OUT iva numeric,
    OUT percepciones numeric, OUT internos numeric, OUT otros numeric,
    OUT suma numeric)
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    v_resta numeric := 1 - coalesce((p_cuerpo->>'descuento')::numeric, 0)
                           / 100;
BEGIN
    SELECT round(coalesce(sum(l.importe) FILTER (WHERE l.condicion
                     = 'no_gravado'), 0) * v_resta, 2),
           round(coalesce(sum(l.importe) FILTER (WHERE l.condicion
                     = 'exento'), 0) * v_resta, 2),
           round(coalesce(sum(l.importe) FILTER (WHERE l.condicion
                     = 'gravado'), 0) * v_resta, 2), sum(l.internos)
    INTO no_gravado, exento, neto, internos
    FROM unnest(p_lineas) l;
    iva := 0;
    IF p_discrimina THEN
        -- rate by rate, as each was rounded
        SELECT coalesce(sum(t.neto), 0),
               coalesce(sum(coalesce(t.dicho_importe, t.importe)), 0)
        INTO neto, iva FROM inv.factura_tasas(p_cuerpo, p_lineas) t;
    END IF;
    IF internos = 0 THEN
        internos := coalesce((p_cuerpo->>'internos')::numeric, 0);
    END IF;
    percepciones := (SELECT coalesce(sum((e->>'importe')::numeric), 0)
                     FROM jsonb_array_elements(p_cuerpo->'percepciones') e);
    otros := coalesce((p_cuerpo->>'otros')::numeric, 0);
    suma := neto + no_gravado + exento + iva + percepciones + internos
            + otros;
END $$;

-- What is wrong with the rest of it.
CREATE FUNCTION inv.factura_errores_datos(p_cuerpo jsonb)
RETURNS SETOF jsonb LANGUAGE sql STABLE AS $$
    SELECT inv.factura_error(e.campo, e.codigo, e.mensaje)
    FROM jsonb_to_record(p_cuerpo) AS x(tipo smallint, cuit text, fecha date,
        vence date, periodo text, cae text, cae_vence date, moneda text,
        cotizacion numeric, proveedor_id bigint)
    LEFT JOIN inv.proveedor v ON v.id = x.proveedor_id
    CROSS JOIN LATERAL (VALUES
        (NOT inv.cuit_valido(replace(x.cuit, '-', '')), 'cuit',
         'cuit_invalido', 'El CUIT no es válido: revisá sus dígitos.'),
        (NOT EXISTS (SELECT FROM inv.comprobante WHERE codigo = x.tipo),
         'tipo', 'tipo_desconocido', 'No es un tipo de comprobante de los que '
         'se reciben.'),
        (x.fecha > inv.dia(now()), 'fecha', 'fecha_futura',
         'Esa fecha todavía no llegó.'),
        (x.vence < x.fecha, 'vence', 'rango', 'Vence antes de su fecha.'),
        (x.periodo !~ '^[12][0-9]{3}-(0[1-9]|1[0-2])$', 'periodo',
         'formato', 'Va como 2026-09.'),
        (x.periodo < to_char(x.fecha, 'YYYY-MM'), 'periodo', 'rango',
         'El crédito no se toma antes de la fecha de la factura.'),
        (x.cae !~ '^[0-9]{14}$', 'cae', 'formato',
         'El CAE tiene 14 dígitos.'),
        ((x.cae IS NULL) <> (x.cae_vence IS NULL), 'cae_vence',
         'obligatorio', 'Van el CAE y su vencimiento, los dos.'),
        (x.cae_vence < x.fecha, 'cae_vence', 'cae_vencido',
         'El CAE venció antes de la fecha de la factura.'),
        (x.moneda !~ '^[A-Z]{3}$', 'moneda', 'formato',
         'El código de ARCA: PES, DOL.'),
        (coalesce(x.moneda, 'PES') = 'PES' AND x.cotizacion <> 1,
         'cotizacion', 'rango', 'En pesos la cotización es 1.'),
        (coalesce(x.moneda, 'PES') <> 'PES' AND x.cotizacion IS NULL,
         'cotizacion', 'obligatorio', 'Va la cotización de la moneda.'),
        (x.proveedor_id IS NOT NULL AND v.id IS NULL, 'proveedor_id',
         'proveedor_no_encontrado', 'No hay un proveedor con ese número.'),
        (v.cuit <> replace(x.cuit, '-', ''), 'cuit', 'cuit_de_otro',
         'Ese proveedor tiene otro CUIT.')
    ) AS e(mal, campo, codigo, mensaje)
    WHERE e.mal
    UNION ALL
    SELECT inv.factura_error('percepciones[' || y.n - 1 || '].jurisdiccion',
        'obligatorio', 'Va la jurisdicción, de 901 a 924.')
    FROM jsonb_array_elements(p_cuerpo->'percepciones')
        WITH ORDINALITY AS y(e, n)
    WHERE y.e->>'tipo' = 'iibb' AND NOT y.e ? 'jurisdiccion'
$$;


-- ---- the document ----------------------------------------------------------

CREATE FUNCTION inv.factura_lineas_json(p_id bigint) RETURNS json
LANGUAGE sql STABLE AS $$
    SELECT json_agg(json_build_object('linea', l.linea,
        'producto_id', l.producto_id, 'producto_codigo', p.codigo,
        'descripcion', l.descripcion, 'cantidad', l.cantidad::text,
        'factor', l.factor::text, 'precio', l.precio::text,
        'descuento', l.descuento::text, 'importe', l.importe::text,
        'condicion', l.condicion, 'tasa', l.tasa::text,
        'internos', l.internos::text) ORDER BY l.linea)
    FROM inv.factura_linea l
    LEFT JOIN inv.producto p ON p.id = l.producto_id
    WHERE l.factura_id = p_id
$$;

-- p_todo: with what a list leaves out.
CREATE FUNCTION inv.factura_json(f inv.factura, p_todo boolean) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('id', f.id, 'tipo', f.tipo,
        'comprobante', k.nombre, 'letra', k.letra, 'signo', k.signo,
        'punto_venta', f.punto_venta, 'numero', f.numero, 'cuit', f.cuit,
        'proveedor_id', f.proveedor_id, 'proveedor', v.nombre,
        'fecha', f.fecha, 'vence', f.vence,
        'periodo', to_char(f.periodo, 'YYYY-MM'), 'total', f.total::text,
        'moneda', f.moneda, 'pedido_id', f.pedido_id,
        'recepcion_id', f.recepcion_id, 'estado', f.estado,
        'version', f.version, 'creado_en', f.creado_en,
        'actualizado_en', f.actualizado_en)
    || CASE WHEN p_todo THEN jsonb_build_object(
        'autorizacion', f.autorizacion, 'cae', f.cae,
        'cae_vence', f.cae_vence, 'cotizacion', f.cotizacion::text,
        'descuento', f.descuento::text, 'neto', f.neto::text,
        'no_gravado', f.no_gravado::text, 'exento', f.exento::text,
        'importe_iva', f.iva::text,
        'importe_percepciones', f.percepciones::text,
        'internos', f.internos::text, 'otros', f.otros::text,
        'asociada_id', f.asociada_id, 'notas', f.notas, 'motivo', f.motivo,
        'usuario_id', f.usuario_id,
        'contabilizada_en', f.contabilizada_en,
        'iva', (SELECT coalesce(json_agg(json_build_object(
                'tasa', i.tasa::text, 'neto', i.neto::text,
                'importe', i.importe::text) ORDER BY i.tasa), '[]')
            FROM inv.factura_iva i WHERE i.factura_id = f.id),
        'percepciones', (SELECT coalesce(json_agg(json_build_object(
                'tipo', p.tipo, 'jurisdiccion', p.jurisdiccion,
                'detalle', p.detalle, 'importe', p.importe::text)
                ORDER BY p.orden), '[]')
            FROM inv.factura_percepcion p WHERE p.factura_id = f.id),
        'lineas', inv.factura_lineas_json(f.id)) ELSE '{}' END
    FROM inv.comprobante k
    LEFT JOIN inv.proveedor v ON v.id = f.proveedor_id
    WHERE k.codigo = f.tipo
$$;

CREATE FUNCTION inv.factura_respuesta(p_id bigint, p_estado integer,
                                      p_mas jsonb DEFAULT '{}',
                                      p_etiquetas text DEFAULT '')
RETURNS api.respuesta LANGUAGE sql STABLE AS $$
    SELECT inv.respuesta(p_estado, (inv.factura_json(f, true) || p_mas)::json,
        f.version::text, 'facturas factura:' || f.id || p_etiquetas,
        CASE WHEN p_estado = 201 THEN '/v1/facturas/' || f.id END)
    FROM inv.factura f WHERE f.id = p_id
$$;

-- The invoice, locked if p_para_cambiar; its state must be one of p_estados.
CREATE FUNCTION inv.factura_exigir(p_id bigint, p_para_cambiar boolean,
                                   p_estados text[])
RETURNS inv.factura LANGUAGE plpgsql AS $$
DECLARE
    f inv.factura;
BEGIN
    IF p_para_cambiar THEN
        SELECT * INTO f FROM inv.factura WHERE id = p_id FOR UPDATE;
    ELSE
        SELECT * INTO f FROM inv.factura WHERE id = p_id;
    END IF;
    IF f.id IS NULL THEN
        PERFORM inv.fallar(404, 'factura_no_encontrada',
                           'No hay una factura con ese número.');
    ELSIF f.estado = 'contabilizada' AND f.estado <> ALL (p_estados) THEN
        PERFORM inv.fallar(409, 'factura_contabilizada', 'La factura ya está '
            'contabilizada: lo que falte va en una nota de crédito o débito.',
            jsonb_build_object('estado', f.estado));
    ELSIF f.estado <> ALL (p_estados) THEN
        PERFORM inv.fallar(409, 'factura_estado',
            'La factura no está para eso.',
            jsonb_build_object('estado', f.estado));
    END IF;
    RETURN f;
END $$;

CREATE FUNCTION inv.factura_pasar(p_ctx jsonb, f inv.factura, p_estado text,
                                  p_motivo text)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE inv.factura SET estado = p_estado, version = version + 1,
        motivo = coalesce(p_motivo, motivo), actualizado_en = now(),
        contabilizada_en = CASE WHEN p_estado = 'contabilizada' THEN now() END
    WHERE id = f.id;
    PERFORM inv.anotar(p_ctx, 'facturas', p_estado, 'factura', f.id,
        jsonb_build_object('estado', f.estado),
        jsonb_build_object('estado', p_estado, 'motivo', p_motivo));
END $$;


-- ---- keeping ---------------------------------------------------------------

-- The checked body as a row, with its amounts; id, and estado, are not set.
CREATE FUNCTION inv.factura_leer(p_cuerpo jsonb, p inv.factura_renglon[],
                                 p_discrimina boolean)
RETURNS inv.factura LANGUAGE plpgsql STABLE AS $$
DECLARE
    f inv.factura := jsonb_populate_record(NULL::inv.factura, p_cuerpo
        - '{periodo,cuit,iva,percepciones}'::text[]);
    v record;
BEGIN
    SELECT * INTO v FROM inv.factura_importes(p_cuerpo, p, p_discrimina);
    f.cuit := replace(p_cuerpo->>'cuit', '-', '');
    f.periodo := coalesce((p_cuerpo->>'periodo' || '-01')::date,
                          date_trunc('month', f.fecha)::date);
    f.proveedor_id := coalesce(f.proveedor_id,
        (SELECT id FROM inv.proveedor WHERE cuit = f.cuit));
    f.autorizacion := coalesce(f.autorizacion, 'E');
    f.moneda := coalesce(f.moneda, 'PES');
    f.cotizacion := coalesce(f.cotizacion, 1);
    f.descuento := coalesce(f.descuento, 0);
    f.neto := v.neto;
    f.no_gravado := v.no_gravado;
    f.exento := v.exento;
    f.iva := v.iva;
    f.percepciones := v.percepciones;
    f.internos := v.internos;
    f.otros := v.otros;
    f.total := v.suma;
    RETURN f;
END $$;

-- Everything that is wrong with a body, at once (422); what it says if nothing
-- is.
CREATE FUNCTION inv.factura_revisar(p_cuerpo jsonb, OUT f inv.factura,
                                    OUT lineas inv.factura_renglon[])
LANGUAGE plpgsql AS $$
DECLARE
    v_discrimina boolean := (SELECT discrimina FROM inv.comprobante
                             WHERE codigo = (p_cuerpo->>'tipo')::integer);
    v_errores    jsonb := (SELECT jsonb_agg(e) FROM
                           inv.factura_errores_datos(p_cuerpo) e);
    v            record;
BEGIN
    lineas := inv.factura_renglones(p_cuerpo, v_discrimina);
    IF v_discrimina IS NOT NULL THEN
        SELECT * INTO v
        FROM inv.factura_importes(p_cuerpo, lineas, v_discrimina);
        v_errores := nullif(coalesce(v_errores, '[]') || (
            SELECT coalesce(jsonb_agg(e), '[]') FROM (
                SELECT inv.factura_errores_lineas(lineas, v_discrimina)
                UNION ALL
                SELECT inv.factura_errores_iva(p_cuerpo, lineas, v_discrimina)
                UNION ALL
                SELECT inv.factura_error(x.campo, 'no_cierra', x.que
                    || inv.factura_diferencia((p_cuerpo->>x.campo)::numeric,
                                              x.debe))
                FROM (VALUES
                    ('no_gravado', 'Lo no gravado: ', v.no_gravado),
                    ('exento', 'Lo exento: ', v.exento),
                    ('internos', 'Los impuestos internos: ', v.internos),
                    ('total', 'La suma de las partes: ', v.suma)
                    ) AS x(campo, que, debe)
                WHERE (p_cuerpo->>x.campo)::numeric <> x.debe) AS u(e)),
            '[]');
    END IF;
    IF v_errores IS NOT NULL THEN
        PERFORM inv.fallar(422, 'campos_invalidos', 'Hay campos inválidos.',
                           jsonb_build_object('errores', v_errores));
    END IF;
    f := inv.factura_leer(p_cuerpo, lineas, v_discrimina);
END $$;

-- Its lines, rates and perceptions, anew.
CREATE FUNCTION inv.factura_partes(p_id bigint, p_cuerpo jsonb,
                                   p_lineas inv.factura_renglon[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM inv.producto
    WHERE id IN (SELECT l.producto_id FROM unnest(p_lineas) l)
    ORDER BY id FOR KEY SHARE;
    DELETE FROM inv.factura_linea WHERE factura_id = p_id;
    DELETE FROM inv.factura_iva WHERE factura_id = p_id;
    DELETE FROM inv.factura_percepcion WHERE factura_id = p_id;
    INSERT INTO inv.factura_linea (factura_id, linea, producto_id,
        descripcion, cantidad, factor, precio, descuento, importe, condicion,
        tasa, internos)
    SELECT p_id, l.linea, l.producto_id, l.descripcion, l.cantidad, l.factor,
        l.precio, l.descuento, l.importe, l.condicion, l.tasa, l.internos
    FROM unnest(p_lineas) l;
    INSERT INTO inv.factura_iva (factura_id, tasa, neto, importe)
    SELECT p_id, t.tasa, t.neto, coalesce(t.dicho_importe, t.importe)
    FROM inv.factura_tasas(p_cuerpo, p_lineas) t;
    INSERT INTO inv.factura_percepcion (factura_id, orden, tipo,
        jurisdiccion, detalle, importe)
    SELECT p_id, e.n, x.tipo, x.jurisdiccion, x.detalle, x.importe
    FROM jsonb_array_elements(p_cuerpo->'percepciones')
        WITH ORDINALITY AS e(p, n)
    CROSS JOIN LATERAL jsonb_to_record(e.p) AS x(tipo text,
        jurisdiccion smallint, detalle text, importe numeric);
END $$;

-- Credit and debit notes name an invoice of the same supplier.
CREATE FUNCTION inv.factura_asociada(f inv.factura) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF f.asociada_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM inv.factura a JOIN inv.comprobante k ON k.codigo = a.tipo
        WHERE a.id = f.asociada_id AND a.cuit = f.cuit
          AND a.estado <> 'anulada' AND k.clase = 'factura')
    THEN
        PERFORM inv.fallar_campo('asociada_id', 'factura_no_encontrada',
            'No hay una factura de ese proveedor con ese número.');
    END IF;
END $$;

CREATE FUNCTION inv.factura_ya_esta(f inv.factura, p_id bigint)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v record;
BEGIN
    SELECT o.id, o.estado INTO v FROM inv.factura o
    WHERE o.cuit = f.cuit AND o.tipo = f.tipo AND o.estado <> 'anulada'
      AND o.punto_venta = f.punto_venta AND o.numero = f.numero
      AND o.id IS DISTINCT FROM p_id;
    IF FOUND THEN
        PERFORM inv.fallar(409, 'factura_duplicada',
            'Esa factura ya está cargada.', jsonb_build_object(
                'factura_id', v.id, 'estado', v.estado));
    END IF;
END $$;

CREATE FUNCTION api.factura_crear(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v    record;
    f    inv.factura;
    v_id bigint;
BEGIN
    SELECT * INTO v FROM inv.factura_revisar(p_cuerpo);
    f := v.f;
    PERFORM inv.factura_asociada(f);
    PERFORM inv.factura_ya_esta(f, NULL);
    INSERT INTO inv.factura (cuit, tipo, punto_venta, numero, proveedor_id,
        fecha, vence, periodo, autorizacion, cae, cae_vence, moneda,
        cotizacion, descuento, neto, no_gravado, exento, iva, percepciones,
        internos, otros, total, pedido_id, recepcion_id, asociada_id, notas,
        usuario_id)
    VALUES (f.cuit, f.tipo, f.punto_venta, f.numero, f.proveedor_id, f.fecha,
        f.vence, f.periodo, f.autorizacion, f.cae, f.cae_vence, f.moneda,
        f.cotizacion, f.descuento, f.neto, f.no_gravado, f.exento, f.iva,
        f.percepciones, f.internos, f.otros, f.total, f.pedido_id,
        f.recepcion_id, f.asociada_id, f.notas, inv.usuario_id(p_ctx))
    ON CONFLICT (cuit, tipo, punto_venta, numero)
        WHERE estado <> 'anulada' DO NOTHING
    RETURNING id INTO v_id;
    IF v_id IS NULL THEN
        -- somebody was faster
        PERFORM inv.factura_ya_esta(f, NULL);
        -- and threw it away in between
        PERFORM inv.fallar(409, 'factura_duplicada',
                           'Esa factura se estaba cargando; probá de nuevo.');
    END IF;
    PERFORM inv.factura_partes(v_id, p_cuerpo, v.lineas);
    PERFORM inv.anotar(p_ctx, 'facturas', 'creada', 'factura', v_id, NULL,
                       p_cuerpo);
    RETURN inv.factura_respuesta(v_id, 201);
END $$;

-- All of it again, as long as it is not posted; it is a draft once more.
CREATE FUNCTION api.factura_reemplazar(p_ctx jsonb, p_id bigint,
                                       p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    f inv.factura := inv.factura_exigir(p_id, true, '{borrador,validada}');
    n inv.factura;
    v record;
BEGIN
    PERFORM inv.exigir_version(p_ctx, f.version);
    SELECT * INTO v FROM inv.factura_revisar(p_cuerpo);
    n := v.f;
    PERFORM inv.factura_asociada(n);
    PERFORM inv.factura_ya_esta(n, p_id);
    UPDATE inv.factura SET cuit = n.cuit, tipo = n.tipo,
        punto_venta = n.punto_venta, numero = n.numero,
        proveedor_id = n.proveedor_id, fecha = n.fecha, vence = n.vence,
        periodo = n.periodo, autorizacion = n.autorizacion, cae = n.cae,
        cae_vence = n.cae_vence, moneda = n.moneda,
        cotizacion = n.cotizacion, descuento = n.descuento, neto = n.neto,
        no_gravado = n.no_gravado, exento = n.exento, iva = n.iva,
        percepciones = n.percepciones, internos = n.internos,
        otros = n.otros, total = n.total, pedido_id = n.pedido_id,
        recepcion_id = n.recepcion_id, asociada_id = n.asociada_id,
        notas = n.notas, estado = 'borrador', version = f.version + 1,
        actualizado_en = now()
    WHERE id = p_id;
    PERFORM inv.factura_partes(p_id, p_cuerpo, v.lineas);
    PERFORM inv.anotar(p_ctx, 'facturas', 'modificada', 'factura', p_id,
                       inv.factura_json(f, false), p_cuerpo);
    RETURN inv.factura_respuesta(p_id, 200);
END $$;


-- ---- reading ---------------------------------------------------------------

CREATE FUNCTION api.factura_obtener(p_ctx jsonb, p_id bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    PERFORM inv.factura_exigir(p_id, false,
        '{borrador,validada,contabilizada,anulada}');
    RETURN inv.factura_respuesta(p_id, 200);
END $$;

CREATE FUNCTION api.facturas_listar(p_ctx jsonb, p_proveedor_id bigint,
    p_cuit text, p_tipo bigint, p_estado text, p_pedido_id bigint,
    p_desde date, p_hasta date, p_limite bigint, p_cursor text,
    p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_antes bigint := (inv.cursor_leer(p_cursor, 1)->>0)::bigint;
    v       record;
BEGIN
    WITH todas AS (
        SELECT f FROM inv.factura f
        WHERE (p_proveedor_id IS NULL OR f.proveedor_id = p_proveedor_id)
          AND (p_cuit IS NULL OR f.cuit = replace(p_cuit, '-', ''))
          AND (p_tipo IS NULL OR f.tipo = p_tipo)
          AND (p_estado IS NULL OR f.estado = p_estado)
          AND (p_pedido_id IS NULL OR f.pedido_id = p_pedido_id)
          AND (p_desde IS NULL OR f.fecha >= p_desde)
          AND (p_hasta IS NULL OR f.fecha <= p_hasta)),
    pagina AS (
        SELECT f, row_number() OVER (ORDER BY (f).id DESC) AS n FROM todas
        WHERE v_antes IS NULL OR (f).id < v_antes
        ORDER BY (f).id DESC LIMIT p_limite + 1)
    SELECT json_agg(inv.factura_json(f, false) ORDER BY n)
               FILTER (WHERE n <= p_limite) AS datos, count(*) AS n,
           min((f).id) FILTER (WHERE n <= p_limite) AS ultimo,
           CASE WHEN p_contar THEN (SELECT count(*) FROM todas) END AS total
    INTO v FROM pagina;
    RETURN inv.lista(v.datos, CASE WHEN v.n > p_limite
        THEN inv.cursor_escribir(to_jsonb(ARRAY[v.ultimo])) END, v.total);
END $$;


-- ---- QR --------------------------------------------------------------------

-- What the QR of an invoice says, as the beginning of one: its supplier, and
-- whether it is here already.
CREATE FUNCTION api.factura_qr_leer(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    f inv.factura := jsonb_populate_record(NULL::inv.factura, p_cuerpo);
    k inv.comprobante;
    v jsonb;
BEGIN
    SELECT * INTO k FROM inv.comprobante WHERE codigo = f.tipo;
    SELECT jsonb_build_object('proveedor_id', id, 'proveedor', nombre) INTO v
    FROM inv.proveedor WHERE cuit = f.cuit;
    RETURN inv.respuesta(200, json_build_object(
        'factura', p_cuerpo || coalesce(v, '{}'),
        'comprobante', k.nombre, 'discrimina', k.discrimina,
        'proveedor_conocido', v IS NOT NULL,
        'factura_id', (SELECT o.id FROM inv.factura o
            WHERE o.cuit = f.cuit AND o.tipo = f.tipo
              AND o.punto_venta = f.punto_venta AND o.numero = f.numero
              AND o.estado <> 'anulada'),
        'avisos', array_remove(ARRAY[
            CASE WHEN k.codigo IS NULL THEN 'tipo_desconocido' END,
            CASE WHEN v IS NULL THEN 'proveedor_desconocido' END,
            CASE WHEN f.fecha > inv.dia(now()) THEN 'fecha_futura' END],
            NULL)));
END $$;

COMMIT;
