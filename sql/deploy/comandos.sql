-- Deploy inventario:comandos to pg
-- requires: pedidos_recepciones
-- Spoken orders: the products that are meant, and the work.  The sentence was
-- understood before (src/dominio/comando.c); the body brings
--
--   texto, ejecutar, ubicacion_id?, intencion, origen, destino, duda,
--   renglones: [{texto, cantidad, unidad, envase, asumida, duda}]
--
-- with duda null or {codigo, pregunta}.

BEGIN;

CREATE FUNCTION inv.duda(p_codigo text, p_pregunta text,
                         p_extra jsonb DEFAULT '{}')
RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('codigo', p_codigo, 'pregunta', p_pregunta)
        || p_extra
$$;

-- The products that words may mean, the likeliest first, six at most.  Only
-- one: a code of it, its whole name, or the only one with all the words.
CREATE FUNCTION inv.comando_productos(p_texto text) RETURNS bigint[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, inv, public, pg_temp
SET client_min_messages = warning AS $$
DECLARE
    v_texto    text := btrim(regexp_replace(inv.normal(p_texto),
                           '[^a-z0-9.,%/-]+', ' ', 'g'));
    v_palabras text[];
    v_ids      bigint[];
BEGIN
    SELECT array_agg(DISTINCT p.id) INTO v_ids
    FROM inv.producto_codigo c JOIN inv.producto p ON p.id = c.producto_id
    WHERE c.codigo IN (upper(p_texto), inv.codigo_clave(p_texto)) AND p.activo;
    IF v_ids IS NOT NULL THEN
        RETURN v_ids;
    END IF;
    v_palabras := (SELECT array_agg(w ORDER BY n) FROM (
        SELECT w, n FROM regexp_split_to_table(v_texto, '\s+')
            WITH ORDINALITY AS s(w, n)
        WHERE w ~ '[a-z0-9]' ORDER BY n LIMIT 8) x);
    IF v_palabras IS NULL THEN
        RETURN '{}';
    END IF;
    FOR modo IN 0..1 LOOP
        v_ids := inv.buscar_palabras(inv.consulta(v_palabras, modo), v_texto,
                                     6);
        EXIT WHEN v_ids IS NOT NULL;
    END LOOP;
    RETURN coalesce((
        SELECT array_agg(p.id) FROM inv.producto p
        WHERE p.id = ANY (v_ids) AND inv.tallos(p.nombre)
              = inv.tallos(p_texto) HAVING count(*) = 1), v_ids, '{}');
END $$;

-- Base units that a quantity is of a product; or the doubt about it.
-- p_proveedor: whose packs count first.
CREATE FUNCTION inv.comando_base(p inv.producto, p_proveedor bigint,
    p_renglon jsonb, OUT base numeric, OUT duda jsonb)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_unidad text := p_renglon->>'unidad';
    v_factor numeric;
BEGIN
    base := (p_renglon->>'cantidad')::numeric;
    IF v_unidad = 'bulto' THEN
        SELECT l.factor INTO v_factor FROM inv.proveedor_vigente l
        WHERE l.producto_id = p.id AND l.factor > 1
          AND l.proveedor_id = p_proveedor;
        IF v_factor IS NULL THEN
            SELECT max(c.factor) INTO v_factor FROM inv.producto_codigo c
            WHERE c.producto_id = p.id AND c.tipo = 'pack'
            HAVING count(DISTINCT c.factor) = 1;
        END IF;
        IF v_factor IS NULL THEN
            duda := inv.duda('bulto_desconocido', format(
                '¿Cuántas unidades trae un bulto (%s) de «%s»?',
                p_renglon->>'envase', p.nombre));
        END IF;
        base := base * v_factor;
    ELSIF v_unidad <> p.unidad AND (v_unidad <> '' OR p.unidad <> 'un') THEN
        IF v_unidad <> '' OR (p_renglon->>'asumida')::boolean THEN
            duda := inv.duda('unidad_dudosa', format(
                '«%s» se cuenta por %s: ¿cuánto es?', p.nombre,
                CASE p.unidad WHEN 'un' THEN 'unidad' WHEN 'kg' THEN 'kilo'
                    WHEN 'l' THEN 'litro' ELSE 'metro' END));
        END IF;
    END IF;
    IF duda IS NULL AND p.unidad = 'un' AND base % 1 <> 0 THEN
        duda := inv.duda('cantidad_no_entera', format(
            '«%s» se cuenta por unidades enteras: ¿cuántas son?', p.nombre));
    END IF;
END $$;

-- A line of the sentence with what it means: product, base units, supplier,
-- or a doubt.
CREATE FUNCTION inv.comando_renglon(p_intencion text, p_proveedor bigint,
                                    p_renglon jsonb)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_ids  bigint[] := '{}';
    p      inv.producto;
    v      record;
    v_base record;
    v_r    jsonb := p_renglon;
    v_duda jsonb := nullif(p_renglon->'duda', 'null');
BEGIN
    IF p_renglon->>'texto' IS NOT NULL THEN
        v_ids := inv.comando_productos(p_renglon->>'texto');
    END IF;
    IF cardinality(v_ids) = 1 THEN
        SELECT * INTO p FROM inv.producto WHERE id = v_ids[1];
        v_r := v_r || jsonb_build_object('producto', jsonb_build_object(
            'id', p.id, 'codigo', p.codigo, 'nombre', p.nombre,
            'unidad', p.unidad));
        SELECT * INTO v FROM inv.producto_proveedor(p.id);
    ELSE
        SELECT * INTO v FROM inv.asignar(p_renglon->>'texto', NULL);
        v_duda := coalesce(v_duda, CASE WHEN v_ids = '{}' THEN
            inv.duda('producto_no_encontrado', format(
                'No conozco «%s»: ¿qué producto es?', p_renglon->>'texto'))
            ELSE inv.duda('producto_ambiguo', format(
                '¿Cuál «%s»?', p_renglon->>'texto'),
                jsonb_build_object('candidatos', (
                    SELECT jsonb_agg(jsonb_build_object('id', c.id,
                        'codigo', c.codigo, 'nombre', c.nombre)
                        ORDER BY array_position(v_ids, c.id))
                    FROM inv.producto c WHERE c.id = ANY (v_ids)))) END);
    END IF;
    IF p_intencion IN ('pedido', 'falta') THEN
        IF p_proveedor IS NOT NULL THEN
            SELECT id AS proveedor_id, codigo, nombre, 1.00 AS confianza,
                   'dicho' AS tipo, NULL AS regla
            INTO v FROM inv.proveedor WHERE id = p_proveedor;
        END IF;
        v_r := v_r || jsonb_build_object('proveedor', CASE
            WHEN v.proveedor_id IS NOT NULL THEN jsonb_build_object(
                'id', v.proveedor_id, 'codigo', v.codigo, 'nombre', v.nombre,
                'confianza', v.confianza::text, 'porque', CASE v.tipo
                    WHEN 'dicho' THEN 'Es a quien se le pide.'
                    ELSE inv.asignar_porque(v.tipo, v.regla, v.nombre) END)
            END);
        IF v.proveedor_id IS NULL THEN
            v_duda := coalesce(v_duda, inv.duda('sin_proveedor', format(
                '¿A quién se le pide «%s»?', p_renglon->>'texto')));
        END IF;
    ELSIF p_intencion = 'entrada' AND p.usa_lotes THEN
        v_duda := coalesce(v_duda, inv.duda('lote_faltante', format(
            '«%s» entra con su lote y vencimiento: cargalo como movimiento.',
            p.nombre)));
    END IF;
    IF p.id IS NOT NULL AND v_duda IS NULL THEN
        SELECT * INTO v_base FROM inv.comando_base(p, v.proveedor_id,
                                                   p_renglon);
        v_duda := v_base.duda;
        v_r := v_r || jsonb_build_object('base',
                                         trim_scale(v_base.base)::text);
    END IF;
    RETURN v_r || jsonb_build_object('duda', v_duda);
END $$;

-- The shelf or store room of ours of that name or code, among those that the
-- user sees; null: none, or several.
CREATE FUNCTION inv.comando_lugar(p_ctx jsonb, p_nombre text) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT max(u.id) FROM inv.ubicacion u
    WHERE u.tipo IN ('estante', 'deposito') AND u.activa
      AND inv.ve_sucursal(p_ctx, u.sucursal_id)
      AND (inv.tallos(u.codigo) = inv.tallos(p_nombre)
           OR strpos(inv.tallos(u.nombre), inv.tallos(p_nombre)) = 1
              AND inv.tallos(p_nombre) <> '')
    HAVING count(*) = 1
$$;

-- Where it is done: what the body says, what the sentence says, or the only
-- store room that the user sees, or the only place.
CREATE FUNCTION inv.comando_donde(p_ctx jsonb, p_cuerpo jsonb) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce((p_cuerpo->>'ubicacion_id')::bigint,
        inv.comando_lugar(p_ctx, CASE p_cuerpo->>'intencion'
            WHEN 'entrada' THEN p_cuerpo->>'destino'
            WHEN 'salida' THEN p_cuerpo->>'origen' END), (
        SELECT CASE WHEN count(*) FILTER (WHERE u.tipo = 'deposito') = 1
                    THEN max(u.id) FILTER (WHERE u.tipo = 'deposito')
                    WHEN count(*) = 1 THEN max(u.id) END
        FROM inv.ubicacion u
        WHERE u.tipo IN ('estante', 'deposito') AND u.activa
          AND inv.ve_sucursal(p_ctx, u.sucursal_id)))
$$;

-- What was understood, in a sentence.
CREATE FUNCTION inv.comando_frase(p_intencion text, p_renglones jsonb,
                                  p_lugar text, p_hacia text)
RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN count(*) > 0 THEN format('%s %s%s%s.',
        CASE p_intencion WHEN 'pedido' THEN 'Pedir'
            WHEN 'falta' THEN 'Falta: pedir' WHEN 'entrada' THEN 'Entran'
            ELSE 'Salen' END,
        string_agg(format('%s de «%s»%s', coalesce(e->>'base' || ' '
                || (e->'producto'->>'unidad'),
                replace(e->>'cantidad', '.', ',')),
            coalesce(e->'producto'->>'nombre', e->>'texto', '?'),
            coalesce(' a ' || (e->'proveedor'->>'nombre'), '')), ', '
            ORDER BY n),
        CASE WHEN p_intencion IN ('entrada', 'salida') THEN
            coalesce(CASE p_intencion WHEN 'entrada' THEN ' en ' ELSE ' de '
                END || p_lugar, '')
            ELSE coalesce(', para ' || p_lugar, '') END,
        CASE WHEN p_intencion IN ('entrada', 'salida')
            THEN coalesce(CASE p_intencion WHEN 'entrada' THEN ', de '
                ELSE ', para ' END || p_hacia, '') ELSE '' END) END
    FROM jsonb_array_elements(p_renglones) WITH ORDINALITY AS s(e, n)
$$;

-- The drafts, one for each supplier; their documents.
CREATE FUNCTION inv.comando_pedir(p_ctx jsonb, p_lugar bigint,
                                  p_renglones jsonb)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    r     record;
    v_ids bigint[] := '{}';
BEGIN
    FOR r IN SELECT x.proveedor, jsonb_agg(jsonb_build_object(
                 'producto_id', x.producto, 'cantidad', x.base::text)
                 ORDER BY x.n) AS lineas
             FROM (SELECT (e->'proveedor'->>'id')::bigint AS proveedor,
                          (e->'producto'->>'id')::bigint AS producto,
                          sum((e->>'base')::numeric) AS base, min(n) AS n
                   FROM jsonb_array_elements(p_renglones)
                        WITH ORDINALITY AS s(e, n) GROUP BY 1, 2) x
             GROUP BY x.proveedor ORDER BY x.proveedor
    LOOP
        v_ids := v_ids || inv.pedido_sumar(p_ctx, r.proveedor, p_lugar,
                                           r.lineas, 'comando');
    END LOOP;
    RETURN jsonb_build_object('pedidos', (
        SELECT jsonb_agg(inv.pedido_json(p, false)::jsonb ORDER BY p.id)
        FROM inv.pedido p WHERE p.id = ANY (v_ids)));
END $$;

-- The movement: to a place of ours if that is where it goes, else out.
CREATE FUNCTION inv.comando_mover(p_ctx jsonb, p_cuerpo jsonb, p_lugar bigint,
                                  p_renglones jsonb)
RETURNS api.respuesta LANGUAGE plpgsql AS $$
DECLARE
    v_hacia bigint := CASE WHEN p_cuerpo->>'intencion' = 'salida' THEN
                inv.comando_lugar(p_ctx, p_cuerpo->>'destino') END;
    r       api.respuesta;
BEGIN
    SELECT * INTO r FROM api.movimientos_aplicar(jsonb_build_array(
        jsonb_build_object('ctx', p_ctx - '{lote,atomico}'::text[],
        'clave', NULL, 'huella', NULL, 'cuerpo', jsonb_build_array(
        jsonb_strip_nulls(jsonb_build_object(
            'tipo', CASE WHEN v_hacia IS NOT NULL THEN 'transferencia'
                         ELSE p_cuerpo->>'intencion' END,
            'ubicacion_id', p_lugar, 'destino_id', v_hacia,
            'motivo', left(p_cuerpo->>'texto', 200),
            'lineas', (SELECT jsonb_agg(jsonb_build_object(
                    'producto_id', e->'producto'->'id', 'cantidad', e->>'base')
                    ORDER BY n)
                FROM jsonb_array_elements(p_renglones)
                     WITH ORDINALITY AS s(e, n))))))));
    IF r.estado >= 400 THEN
        PERFORM inv.mov_lanzar(r.cuerpo::jsonb
                               || jsonb_build_object('estado', r.estado));
    END IF;
    RETURN r;
END $$;

CREATE FUNCTION api.comando(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_que       text := p_cuerpo->>'intencion';
    v_lugar     bigint := inv.comando_donde(p_ctx, p_cuerpo);
    v_a_quien   text := CASE v_que WHEN 'pedido' THEN p_cuerpo->>'origen' END;
    v_proveedor bigint;
    v_renglones jsonb := '[]';
    v_dudas     jsonb := '[]';
    v_doc       jsonb;
    v_tags      text := '';
    r           api.respuesta;
BEGIN
    IF p_cuerpo ? 'ubicacion_id' THEN
        PERFORM inv.ubicacion_exigir(p_ctx, v_lugar, 'ubicacion_id');
    END IF;
    IF p_cuerpo->>'duda' IS NOT NULL THEN
        v_dudas := jsonb_build_array(p_cuerpo->'duda');
    ELSIF v_lugar IS NULL THEN
        v_dudas := v_dudas || inv.duda('ubicacion_faltante',
            '¿En qué depósito o estante?');
    END IF;
    IF v_a_quien IS NOT NULL THEN
        SELECT max(id) INTO v_proveedor FROM inv.proveedor
        WHERE activo AND (codigo = upper(v_a_quien)
            OR strpos(inv.tallos(nombre), inv.tallos(v_a_quien)) > 0)
        HAVING count(*) = 1;
        IF v_proveedor IS NULL THEN
            v_dudas := v_dudas || inv.duda('proveedor_desconocido',
                format('¿Qué proveedor es «%s»?', v_a_quien));
        END IF;
    END IF;
    SELECT coalesce(jsonb_agg(inv.comando_renglon(v_que, v_proveedor, e)
                              ORDER BY n), '[]')
    INTO v_renglones
    FROM jsonb_array_elements(p_cuerpo->'renglones')
         WITH ORDINALITY AS s(e, n);
    SELECT v_dudas || coalesce(jsonb_agg(e->'duda'
            || jsonb_build_object('renglon', n - 1) ORDER BY n), '[]')
    INTO v_dudas
    FROM jsonb_array_elements(v_renglones) WITH ORDINALITY AS s(e, n)
    WHERE e->>'duda' IS NOT NULL;
    v_doc := jsonb_build_object('texto', p_cuerpo->>'texto',
        'intencion', v_que, 'entendido', inv.comando_frase(v_que, v_renglones,
            (SELECT nombre FROM inv.ubicacion WHERE id = v_lugar),
            CASE v_que WHEN 'entrada' THEN p_cuerpo->>'origen'
                       ELSE p_cuerpo->>'destino' END),
        'ubicacion_id', v_lugar, 'origen', p_cuerpo->>'origen',
        'destino', p_cuerpo->>'destino', 'renglones', v_renglones,
        'dudas', v_dudas, 'ejecutado', false);
    IF NOT (p_cuerpo->>'ejecutar')::boolean THEN
        RETURN inv.respuesta(200, v_doc::json);
    ELSIF v_dudas <> '[]' THEN
        PERFORM inv.fallar(409, 'comando_dudoso', v_dudas->0->>'pregunta',
                           v_doc);
    END IF;
    IF v_que IN ('pedido', 'falta') THEN
        v_doc := v_doc || inv.comando_pedir(p_ctx, v_lugar, v_renglones);
        v_tags := 'pedidos';
    ELSE
        r := inv.comando_mover(p_ctx, p_cuerpo, v_lugar, v_renglones);
        v_doc := v_doc || jsonb_build_object('movimiento', r.cuerpo::jsonb);
        v_tags := r.etiquetas;
    END IF;
    RETURN inv.respuesta(200, (v_doc || '{"ejecutado":true}')::json, NULL,
                         v_tags);
END $$;

COMMIT;
