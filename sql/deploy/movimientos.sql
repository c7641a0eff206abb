-- Deploy inventario:movimientos to pg
-- requires: catalogo_codigos
-- The way in which stock moves: inv.mover.  (Batches of simple sales and
-- receipts have a shorter one, see movimientos_rapido, with the same results.)
--
-- It takes documents and their lines, locks the balances that they touch in
-- key order, and decides one document after the other on the locked figures:
-- each is applied as a whole or refused as a whole, and the next one sees
-- what the last one left.  What was accepted is then written by one INSERT
-- into the ledger and one UPDATE of the balances, however many they are.
-- Movements, reservations, transfers and counts go through here.
--
-- What a product costs is read from the ledger's costs; a receipt does not
-- touch inv.producto, so that a delivery never waits for a price change.

-- The plans are those for the tables as they will be, by index and in nested
-- loops, whatever the statistics say on the day when a session makes them.

BEGIN;

CREATE TYPE inv.mov_doc AS (
    unidad       integer,       -- documents of one unit: all of them or none
    modo         text,          -- mover, reservar, liberar
    tipo         text,          -- of the ledger, when it moves
    ubicacion_id bigint,        -- as it was asked for
    destino_id   bigint,
    motivo       text,
    referencia   text,
    anula_id     bigint,
    origen_doc   text,
    usuario_id   bigint,
    request_id   text,
    ocurrido_en  timestamptz,
    fallo        jsonb          -- refused before it came here
);

CREATE TYPE inv.mov_linea AS (
    doc         integer,        -- its place in the array of documents, from 1
    renglon     integer,        -- the line of the document, from 1
    producto_id bigint,
    lote_id     bigint,         -- null: none was named
    origen_id   bigint,
    destino_id  bigint,
    cantidad    numeric,        -- base units, > 0
    costo       numeric,
    precio      numeric,
    esperada    numeric,        -- compare and swap
    soltar      boolean,        -- it takes what was reserved
    lote        text,           -- a lot that may have to be made
    vence       date
);

-- A row of the ledger to be.
CREATE TYPE inv.mov_asiento AS (
    documento_id bigint,
    linea        integer,
    tipo         text,
    producto_id  bigint,
    lote_id      bigint,
    origen_id    bigint,
    destino_id   bigint,
    cantidad     numeric,
    saldo        numeric,
    costo        numeric,
    precio       numeric,
    motivo       text,
    referencia   text,
    anula_id     bigint,
    origen_doc   text,
    usuario_id   bigint,
    request_id   text,
    ocurrido_en  timestamptz
);

CREATE TYPE inv.mov_resultado AS (
    ids       bigint[],         -- documento_id by document, null: refused
    fallos    jsonb[],          -- why it was refused, null: it was not
    lineas    text[],           -- JSON array of what was done
    productos text[]            -- cache tags
);

-- A verdict: {"estado":409,"codigo":"...","detalle":"...", more...}
CREATE FUNCTION inv.mov_fallo(p_estado integer, p_codigo text, p_detalle text,
                              p_extra jsonb DEFAULT '{}')
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('estado', p_estado, 'codigo', p_codigo,
                              'detalle', p_detalle) || p_extra
$$;

-- The verdict of fields: errores is [{campo,codigo,mensaje}].
CREATE FUNCTION inv.mov_campos(p_errores jsonb)
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT inv.mov_fallo(422, 'campos_invalidos', 'Hay campos inválidos.',
                         jsonb_build_object('errores', p_errores))
$$;

CREATE FUNCTION inv.mov_campo(p_campo text, p_codigo text, p_mensaje text)
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT inv.mov_campos(jsonb_build_array(jsonb_build_object(
        'campo', p_campo, 'codigo', p_codigo, 'mensaje', p_mensaje)))
$$;

-- Ends the transaction with a verdict.
CREATE FUNCTION inv.mov_lanzar(p_fallo jsonb)
RETURNS void LANGUAGE sql AS $$
    SELECT inv.fallar((p_fallo->>'estado')::integer, p_fallo->>'codigo',
        p_fallo->>'detalle', p_fallo - '{estado,codigo,detalle}'::text[])
$$;


-- Why a line cannot be done, whatever the balances are; null if it can.
CREATE FUNCTION inv.mov_impedimento(l inv.mov_linea)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_linea jsonb := jsonb_build_object('linea', l.renglon);
    v_campo text := 'lineas[' || l.renglon - 1 || '].';
    p       inv.producto;
    o       inv.lote;
    v_malas bigint[];
    v_fuera boolean;
BEGIN
    SELECT array_agg(x.id) FILTER (WHERE u.id IS NULL),
           bool_or(NOT u.activa OR NOT s.activa) INTO v_malas, v_fuera
    FROM unnest(ARRAY[l.origen_id, l.destino_id]) AS x(id)
    LEFT JOIN inv.ubicacion u ON u.id = x.id
    LEFT JOIN inv.sucursal s ON s.id = u.sucursal_id;
    SELECT * INTO p FROM inv.producto WHERE id = l.producto_id;
    SELECT * INTO o FROM inv.lote WHERE id = l.lote_id;
    IF v_malas IS NOT NULL THEN
        RETURN inv.mov_fallo(404, 'ubicacion_no_encontrada',
            'No hay una ubicación con ese número.',
            jsonb_build_object('ubicacion_id', v_malas[1]));
    ELSIF v_fuera THEN
        RETURN inv.mov_fallo(409, 'ubicacion_inactiva',
            'Esa ubicación o su sucursal está dada de baja.');
    ELSIF p.id IS NULL THEN
        RETURN inv.mov_fallo(404, 'producto_no_encontrado',
            'No hay un producto con ese código o número.', v_linea);
    ELSIF NOT p.activo THEN
        RETURN inv.mov_fallo(409, 'producto_inactivo',
            'El producto está dado de baja.',
            v_linea || jsonb_build_object('producto_id', p.id));
    ELSIF l.cantidad <= 0 OR l.cantidad >= 1e15 OR l.cantidad IS NULL THEN
        RETURN inv.mov_campo(v_campo || 'cantidad', 'rango',
                             'El valor está fuera de rango.');
    ELSIF p.unidad = 'un' AND l.cantidad % 1 <> 0 THEN
        RETURN inv.mov_campo(v_campo || 'cantidad', 'cantidad_no_entera',
                             'Este producto se cuenta por unidades enteras.');
    ELSIF NOT p.usa_lotes AND (l.lote_id <> 0 OR l.lote IS NOT NULL) THEN
        RETURN inv.mov_campo(v_campo || 'lote', 'producto_sin_lotes',
                             'Este producto no lleva lotes.');
    ELSIF l.lote IS NOT NULL AND l.lote_id IS NULL THEN
        RETURN inv.mov_fallo(404, 'lote_no_encontrado',
            'El producto no tiene ese lote.',
            v_linea || jsonb_build_object('lote', l.lote));
    ELSIF p.usa_lotes AND l.lote_id IS NULL AND l.origen_id <= 4 THEN
        RETURN inv.mov_campo(v_campo || 'lote', 'lote_obligatorio',
                             'Este producto entra con su lote.');
    ELSIF l.vence <> coalesce(o.vence, 'infinity') THEN
        RETURN inv.mov_fallo(409, 'lote_vence_distinto',
            'Ese lote ya está cargado con otro vencimiento.',
            v_linea || jsonb_build_object('lote_id', o.id, 'vence', o.vence));
    END IF;
    RETURN NULL;
END $$;

-- Not enough, or only of what cannot be sold.
CREATE FUNCTION inv.mov_sin_stock(l inv.mov_linea, p_disponible numeric,
                                  p_malo bigint)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v inv.lote;
    e jsonb := jsonb_build_object('linea', l.renglon,
                                  'producto_id', l.producto_id);
BEGIN
    IF p_malo IS NOT NULL AND l.lote_id IS NOT NULL THEN
        SELECT * INTO v FROM inv.lote WHERE id = p_malo;
        e := e || jsonb_build_object('lote_id', v.id, 'vence', v.vence);
        RETURN CASE WHEN v.bloqueado THEN inv.mov_fallo(409, 'lote_bloqueado',
                'Ese lote está bloqueado: no se vende.', e)
            ELSE inv.mov_fallo(409, 'lote_vencido',
                'Ese lote está vencido: no se vende.', e) END;
    END IF;
    RETURN inv.mov_fallo(409, 'stock_insuficiente', 'No hay stock suficiente.',
        e || jsonb_build_object('ubicacion_id', l.origen_id,
            'disponible', p_disponible::text, 'pedida', l.cantidad::text));
END $$;


-- Makes the balance rows that the lines need and are not there yet, in key
-- order, before anything is locked.  The branch's row is held so that its
-- policy cannot change meanwhile.
CREATE FUNCTION inv.mov_preparar(p_lineas inv.mov_linea[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM inv.sucursal s
    WHERE s.id IN (SELECT u.sucursal_id FROM unnest(p_lineas) l
                   JOIN inv.ubicacion u ON u.id IN (l.origen_id, l.destino_id))
    ORDER BY s.id FOR KEY SHARE;
    INSERT INTO inv.existencia (producto_id, ubicacion_id, lote_id,
                                permite_negativo)
    SELECT DISTINCT k.producto_id, k.ubicacion_id, k.lote_id,
           coalesce(s.permite_negativo, false)
    FROM (SELECT l.producto_id, l.origen_id AS ubicacion_id,
                 coalesce(l.lote_id, 0) AS lote_id
          FROM unnest(p_lineas) l
          UNION ALL
          SELECT l.producto_id, l.destino_id, coalesce(l.lote_id, 0)
          FROM unnest(p_lineas) l
          UNION ALL
          -- whichever lots will be taken, where they go to
          SELECT l.producto_id, l.destino_id, e.lote_id
          FROM unnest(p_lineas) l
          JOIN inv.existencia e ON e.producto_id = l.producto_id
              AND e.ubicacion_id = l.origen_id AND e.cantidad > 0
          WHERE l.lote_id IS NULL) k
    JOIN inv.producto p ON p.id = k.producto_id AND p.activo
    JOIN inv.lote o ON o.id = k.lote_id
        AND (o.id = 0 OR o.producto_id = p.id AND p.usa_lotes)
    JOIN inv.ubicacion u ON u.id = k.ubicacion_id AND u.propia
    LEFT JOIN inv.sucursal s ON s.id = u.sucursal_id
    WHERE NOT EXISTS (SELECT FROM inv.existencia e
                      WHERE e.producto_id = k.producto_id
                        AND e.ubicacion_id = k.ubicacion_id
                        AND e.lote_id = k.lote_id)
    ORDER BY 1, 2, 3
    ON CONFLICT DO NOTHING;
END $$;


-- Applies the lines, which come document by document; one that is refused
-- already has at least one line too, an empty one if need be.
CREATE FUNCTION inv.mover(p_docs inv.mov_doc[], p_lineas inv.mov_linea[])
RETURNS inv.mov_resultado LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET jit = off
SET enable_seqscan = off SET enable_hashjoin = off
SET enable_mergejoin = off AS $$
DECLARE
    -- balances, one element per row, sorted by product, location, expiry, lot
    b_producto  bigint[];
    b_ubicacion bigint[];
    b_lote      bigint[];
    b_antes     numeric[];
    b_cantidad  numeric[];
    b_resantes  numeric[];
    b_reservada numeric[];
    b_negativo  boolean[];
    b_vence     date[];
    b_bloqueado boolean[];
    -- what was done, one element per row of the ledger
    h_n         integer := 0;
    h_origen    integer[] := '{}';      -- places in the balances
    h_destino   integer[] := '{}';
    h_cantidad  numeric[] := '{}';
    h_reserva   numeric[] := '{}';
    h_libro     inv.mov_asiento[] := '{}';
    -- the document in hand
    v_pares     jsonb;                  -- "producto:ubicacion": [from, to]
    r           record;
    d           inv.mov_doc;
    v_fallo     jsonb;
    v_id        bigint;
    v_linea     integer;
    v_textos    text[];
    v_tags      text;
    v_desde     integer;                -- h_n when it began
    v_u_docs    integer[] := '{}';      -- its unit
    v_u_desde   integer := 0;
    v_u_mal     boolean := false;
    v_fin       boolean;                -- the last document of its unit
    v_vuelta    integer;
    -- the line in hand
    o_desde     integer;                -- its balances: of where it comes from
    o_hasta     integer;
    d_desde     integer;                -- and of where it goes to
    d_hasta     integer;
    v_lote      bigint;
    v_resto     numeric;
    v_toma      numeric;
    v_actual    numeric;
    v_malo      bigint;                 -- a lot that cannot be sold
    v_resto_en  integer;                -- where a negative remainder goes
    v_tomas     numeric[];
    v_de        integer[];
    k           integer;
    j           integer;
    -- the result; a record's arrays would be copied at each assignment
    v_ids       bigint[];
    v_fallos    jsonb[];
    v_lineas    text[];
    v_productos text[];
BEGIN
    v_ids := array_fill(NULL::bigint, ARRAY[cardinality(p_docs)]);
    v_lineas := array_fill(NULL::text, ARRAY[cardinality(p_docs)]);
    v_productos := v_lineas;
    v_fallos := array_fill(NULL::jsonb, ARRAY[cardinality(p_docs)]);

    IF EXISTS (
        SELECT FROM unnest(p_lineas) l,
            LATERAL (VALUES (l.origen_id), (l.destino_id)) AS u(id)
        WHERE u.id > 4
          AND (NOT EXISTS (SELECT FROM inv.existencia e
                           WHERE e.producto_id = l.producto_id
                             AND e.ubicacion_id = u.id
                             AND e.lote_id = coalesce(l.lote_id, 0))
               OR l.origen_id > 4 AND l.destino_id > 4 AND l.lote_id IS NULL))
    THEN
        PERFORM inv.mov_preparar(p_lineas);
    END IF;

    SELECT array_agg(f.producto_id), array_agg(f.ubicacion_id),
           array_agg(f.lote_id), array_agg(f.cantidad),
           array_agg(f.reservada), array_agg(f.permite_negativo),
           array_agg(f.vence), array_agg(f.bloqueado)
    INTO b_producto, b_ubicacion, b_lote, b_antes, b_resantes, b_negativo,
         b_vence, b_bloqueado
    FROM (SELECT e.*, o.vence, o.bloqueado
          FROM (SELECT e.producto_id, e.ubicacion_id, e.lote_id, e.cantidad,
                       e.reservada, e.permite_negativo
                FROM (SELECT DISTINCT l.producto_id, u.id AS ubicacion_id
                      FROM unnest(p_lineas) l, LATERAL (VALUES
                          (l.origen_id), (l.destino_id)) AS u(id)
                      WHERE u.id > 4) q
                JOIN inv.existencia e USING (producto_id, ubicacion_id)
                ORDER BY e.producto_id, e.ubicacion_id, e.lote_id
                FOR NO KEY UPDATE OF e) e
          JOIN inv.lote o ON o.id = e.lote_id
          ORDER BY e.producto_id, e.ubicacion_id, o.vence, e.lote_id) f;
    b_cantidad := b_antes;
    b_reservada := b_resantes;

    -- a new snapshot: products, locations and lots as they are now that the
    -- balances are held
    SELECT jsonb_object_agg(b.p || ':' || b.u, ARRAY[b.desde, b.hasta])
    INTO v_pares
    FROM (SELECT p, u, min(n) AS desde, max(n) AS hasta
          FROM unnest(b_producto, b_ubicacion) WITH ORDINALITY AS x(p, u, n)
          GROUP BY p, u) b;

    FOR r IN
        SELECT l.*, p.usa_lotes, lag(l.doc) OVER w AS anterior,
               lead(l.doc) OVER w AS siguiente,
               v_pares->(l.producto_id || ':' || l.origen_id) AS o_par,
               v_pares->(l.producto_id || ':' || l.destino_id) AS d_par,
               uo.activa AND ud.activa AND so.activa IS NOT FALSE
                   AND sd.activa IS NOT FALSE AND p.activo
                   AND l.cantidad > 0 AND l.cantidad < 1e15
                   AND (p.unidad <> 'un' OR l.cantidad % 1 = 0)
                   AND l.lote IS NULL
                   AND CASE WHEN p.usa_lotes
                       THEN l.lote_id IS NOT NULL OR l.origen_id > 4
                       ELSE coalesce(l.lote_id, 0) = 0 END AS bien
        FROM unnest(p_lineas) WITH ORDINALITY AS l(doc, renglon, producto_id,
            lote_id, origen_id, destino_id, cantidad, costo, precio, esperada,
            soltar, lote, vence, n)
        LEFT JOIN inv.producto p ON p.id = l.producto_id
        LEFT JOIN inv.ubicacion uo ON uo.id = l.origen_id
        LEFT JOIN inv.ubicacion ud ON ud.id = l.destino_id
        LEFT JOIN inv.sucursal so ON so.id = uo.sucursal_id
        LEFT JOIN inv.sucursal sd ON sd.id = ud.sucursal_id
        WINDOW w AS (ORDER BY l.n)
        ORDER BY l.n
    LOOP
        IF r.anterior IS DISTINCT FROM r.doc THEN
            d := p_docs[r.doc];
            v_fallo := d.fallo;
            v_u_docs := v_u_docs || r.doc;
            v_desde := h_n;
            v_linea := 0;
            v_textos := '{}';
            v_tags := '';
            v_id := NULL;
            IF v_fallo IS NULL AND d.modo = 'mover' THEN
                v_id := nextval('inv.documento_id');
            END IF;
        END IF;

        IF v_fallo IS NULL AND r.bien IS NOT TRUE AND d.modo <> 'liberar' THEN
            v_fallo := inv.mov_impedimento(p_lineas[r.n]);
        END IF;

        IF v_fallo IS NULL THEN
            -- which balances it takes from, and how much of each
            o_desde := coalesce((r.o_par->0)::integer, 1);
            o_hasta := coalesce((r.o_par->1)::integer, 0);
            d_desde := (r.d_par->0)::integer;
            d_hasta := (r.d_par->1)::integer;
            v_lote := CASE WHEN r.usa_lotes THEN r.lote_id ELSE 0 END;
            v_resto := r.cantidad;
            v_actual := 0;
            v_malo := NULL;
            v_resto_en := NULL;
            v_tomas := '{}';
            v_de := '{}';
            FOR k IN o_desde .. o_hasta LOOP
                CONTINUE WHEN b_lote[k] <> v_lote;
                v_actual := v_actual + b_cantidad[k];
                IF b_lote[k] = coalesce(v_lote, 0) THEN
                    v_resto_en := k;
                END IF;
                IF (b_bloqueado[k] OR b_vence[k] < inv.dia(d.ocurrido_en))
                   AND (d.modo = 'reservar' OR d.tipo = 'salida'
                        OR d.tipo = 'transferencia' AND v_lote IS NULL)
                THEN
                    v_malo := b_lote[k];
                    CONTINUE;
                END IF;
                v_toma := CASE
                    WHEN r.soltar OR d.modo = 'liberar'
                         OR b_negativo[k] AND v_lote IS NOT NULL
                            AND d.modo = 'mover' THEN v_resto
                    ELSE least(v_resto, b_cantidad[k] - b_reservada[k]) END;
                IF v_toma > 0 THEN
                    v_tomas := v_tomas || v_toma;
                    v_de := v_de || k;
                    v_resto := v_resto - v_toma;
                END IF;
            END LOOP;
            IF r.origen_id <= 4 THEN
                -- it comes from outside
                v_tomas := ARRAY[v_resto];
                v_de := ARRAY[NULL::integer];
                v_resto := 0;
                IF r.esperada IS NOT NULL THEN
                    FOR k IN coalesce(d_desde, 1) .. coalesce(d_hasta, 0) LOOP
                        IF r.lote_id IS NULL OR b_lote[k] = v_lote THEN
                            v_actual := v_actual + b_cantidad[k];
                        END IF;
                    END LOOP;
                END IF;
            END IF;
            IF r.esperada <> v_actual THEN
                v_fallo := inv.mov_fallo(409, 'stock_cambiado',
                    'El stock no es el que esperabas.', jsonb_build_object(
                    'linea', r.renglon, 'producto_id', r.producto_id,
                    'cantidad_actual', v_actual::numeric(18,3)::text));
            ELSIF v_resto > 0 AND v_malo IS NULL AND d.modo = 'mover'
                  AND b_negativo[v_resto_en]
            THEN
                v_tomas := v_tomas || v_resto;
                v_de := v_de || v_resto_en;
            ELSIF v_resto > 0 THEN
                v_fallo := inv.mov_sin_stock(p_lineas[r.n],
                                             r.cantidad - v_resto, v_malo);
            END IF;
        END IF;

        IF v_fallo IS NULL THEN
            FOR i IN 1 .. cardinality(v_de) LOOP
                k := v_de[i];
                v_toma := v_tomas[i];
                IF k IS NOT NULL THEN
                    v_lote := b_lote[k];
                END IF;
                j := d_desde;
                WHILE j <= d_hasta AND b_lote[j] <> v_lote LOOP
                    j := j + 1;
                END LOOP;
                IF j > d_hasta OR j IS NULL AND r.destino_id > 4 THEN
                    -- a lot came in between mov_preparar and the lock
                    v_fallo := inv.mov_fallo(409, 'stock_cambiado',
                        'El stock cambió mientras tanto; probá de nuevo.');
                    EXIT;
                ELSIF abs(b_cantidad[k] - v_toma) >= 1e15
                      OR b_cantidad[j] + v_toma >= 1e15
                THEN
                    v_fallo := inv.mov_campo('lineas[' || r.renglon - 1
                        || '].cantidad', 'rango',
                        'El saldo quedaría fuera de rango.');
                    EXIT;
                END IF;
                h_n := h_n + 1;
                h_origen[h_n] := k;
                h_destino[h_n] := j;
                h_cantidad[h_n] := 0;
                h_reserva[h_n] := 0;
                IF d.modo = 'mover' THEN
                    h_cantidad[h_n] := v_toma;
                    IF r.soltar THEN
                        h_reserva[h_n] := -v_toma;
                    END IF;
                ELSIF d.modo = 'reservar' THEN
                    h_reserva[h_n] := v_toma;
                ELSE
                    h_reserva[h_n] := -v_toma;
                END IF;
                IF k IS NOT NULL THEN
                    b_cantidad[k] := b_cantidad[k] - h_cantidad[h_n];
                    b_reservada[k] := b_reservada[k] + h_reserva[h_n];
                END IF;
                IF j IS NOT NULL THEN
                    b_cantidad[j] := b_cantidad[j] + h_cantidad[h_n];
                END IF;
                v_linea := v_linea + 1;
                v_textos[v_linea] := '{"linea":' || v_linea
                    || ',"producto_id":' || r.producto_id
                    || ',"lote_id":' || v_lote || ',"cantidad":"' || v_toma
                    || '","saldo":"' || b_cantidad[coalesce(k, j)] || '"}';
                h_libro[h_n] := ROW(v_id, v_linea, d.tipo, r.producto_id,
                    v_lote, r.origen_id, r.destino_id, v_toma,
                    b_cantidad[coalesce(k, j)], r.costo, r.precio, d.motivo,
                    d.referencia, d.anula_id, d.origen_doc, d.usuario_id,
                    d.request_id, d.ocurrido_en)::inv.mov_asiento;
            END LOOP;
            v_tags := v_tags || ' existencia:' || r.producto_id;
        END IF;

        IF r.siguiente IS DISTINCT FROM r.doc THEN
            v_fin := (p_docs[r.siguiente]).unidad IS DISTINCT FROM d.unidad;
            v_vuelta := h_n;
            IF v_fallo IS NULL THEN
                v_ids[r.doc] := v_id;
                v_lineas[r.doc] := '[' || array_to_string(v_textos, ',') || ']';
                v_productos[r.doc] := v_tags;
            ELSE
                v_fallos[r.doc] := v_fallo;
                v_u_mal := true;
                v_vuelta := v_desde;
            END IF;
            IF v_fin AND v_u_mal THEN
                -- what the rest of its unit did is undone too
                v_vuelta := v_u_desde;
                FOREACH k IN ARRAY v_u_docs LOOP
                    v_ids[k] := NULL;
                    v_fallos[k] := coalesce(v_fallos[k], inv.mov_fallo(424,
                        'lote_rechazado', 'No se hizo porque otro elemento '
                        'del lote fue rechazado.'));
                END LOOP;
            END IF;
            WHILE h_n > v_vuelta LOOP
                k := h_origen[h_n];
                j := h_destino[h_n];
                IF k IS NOT NULL THEN
                    b_cantidad[k] := b_cantidad[k] + h_cantidad[h_n];
                    b_reservada[k] := b_reservada[k] - h_reserva[h_n];
                END IF;
                IF j IS NOT NULL THEN
                    b_cantidad[j] := b_cantidad[j] - h_cantidad[h_n];
                END IF;
                h_n := h_n - 1;
            END LOOP;
            IF v_fin THEN
                v_u_docs := '{}';
                v_u_desde := h_n;
                v_u_mal := false;
            END IF;
        END IF;
    END LOOP;

    IF h_n > 0 THEN
        INSERT INTO inv.movimiento (documento_id, linea, tipo, producto_id,
            lote_id, origen_id, destino_id, cantidad, saldo, costo, precio,
            motivo, referencia, anula_id, origen_doc, usuario_id, request_id,
            ocurrido_en)
        SELECT m.* FROM unnest(h_libro[1:h_n]) AS m
        WHERE m.documento_id IS NOT NULL;
        UPDATE inv.existencia e
        SET cantidad = b.cantidad, reservada = b.reservada,
            actualizado_en = now()
        FROM unnest(b_producto, b_ubicacion, b_lote, b_cantidad, b_reservada,
                    b_antes, b_resantes)
             AS b(p, u, l, cantidad, reservada, antes, resantes)
        WHERE e.producto_id = b.p AND e.ubicacion_id = b.u AND e.lote_id = b.l
          AND (b.cantidad <> b.antes OR b.reservada <> b.resantes);
    END IF;
    RETURN ROW(v_ids, v_fallos, v_lineas, v_productos)::inv.mov_resultado;
END $$;

COMMIT;
