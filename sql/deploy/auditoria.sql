-- Deploy inventario:auditoria to pg
-- requires: llaves
-- requires: stock_tablas
-- Who did what: reading inv.evento, refusals, and the seals.
--
-- A seal is the hash of the one before it and of the rows that some
-- transactions wrote.  A transaction below the oldest one that still runs has
-- ended, and nothing can appear in its name any more: a seal covers the
-- transactions from where the last one ended up to there.  So none is skipped
-- however late it commits, none is sealed twice, and writers never wait.

BEGIN;

ALTER TABLE inv.evento ADD COLUMN direccion text;
CREATE INDEX evento_tx ON inv.evento (tx);
CREATE INDEX evento_usuario ON inv.evento (usuario_id, id);
CREATE INDEX evento_request_id ON inv.evento (request_id);
CREATE INDEX evento_registrado_en ON inv.evento USING brin (registrado_en);
CREATE INDEX movimiento_tx ON inv.movimiento (tx);

CREATE OR REPLACE FUNCTION inv.anotar(p_ctx jsonb, p_tema text, p_tipo text,
    p_entidad text, p_id bigint, p_antes jsonb, p_despues jsonb,
    p_sucursal bigint DEFAULT NULL)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO inv.evento (tema, tipo, entidad, entidad_id, sucursal_id,
                            antes, despues, usuario_id, request_id, direccion)
    VALUES (p_tema, p_tipo, p_entidad, p_id, p_sucursal, p_antes, p_despues,
            (p_ctx->>'usuario_id')::bigint, p_ctx->>'request_id',
            p_ctx->>'direccion')
$$;


-- ---- reading ---------------------------------------------------------------

CREATE FUNCTION inv.usuario_nombre(p_id bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p_id > 0
                THEN (SELECT usuario FROM inv.usuario WHERE id = p_id)
                WHEN p_id = 0 THEN 'clave:panel'
                ELSE (SELECT 'clave:' || prefijo FROM inv.llave
                      WHERE id = -p_id) END
$$;

CREATE FUNCTION api.auditoria_listar(p_ctx jsonb, p_usuario_id bigint,
    p_tipo text, p_entidad text, p_entidad_id bigint, p_desde timestamptz,
    p_hasta timestamptz, p_request_id text, p_limite bigint, p_cursor text,
    p_contar boolean)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    v_antes  bigint := (inv.cursor_leer(p_cursor, 1)->>0)::bigint;
    v_filas  inv.evento[];
    v_datos  json;
    v_ultimo text;
    v_total  bigint;
BEGIN
    v_filas := ARRAY(
        SELECT e FROM inv.evento AS e
        WHERE (v_antes IS NULL OR e.id < v_antes)
          AND (p_usuario_id IS NULL OR e.usuario_id = p_usuario_id)
          AND (p_tipo IS NULL OR e.tipo = p_tipo)
          AND (p_entidad IS NULL OR e.entidad = p_entidad)
          AND (p_entidad_id IS NULL OR e.entidad_id = p_entidad_id)
          AND (p_desde IS NULL OR e.registrado_en >= p_desde)
          AND (p_hasta IS NULL OR e.registrado_en < p_hasta)
          AND (p_request_id IS NULL OR e.request_id = p_request_id)
        ORDER BY e.id DESC LIMIT p_limite + 1);
    IF cardinality(v_filas) > p_limite THEN
        v_ultimo := inv.cursor_escribir(
            to_jsonb(ARRAY[(v_filas[p_limite]).id]));
    END IF;
    SELECT json_agg(json_build_object('id', f.id, 'cuando', f.registrado_en,
               'tema', f.tema, 'tipo', f.tipo, 'entidad', f.entidad,
               'entidad_id', f.entidad_id, 'sucursal_id', f.sucursal_id,
               'usuario_id', f.usuario_id,
               'usuario', inv.usuario_nombre(f.usuario_id),
               'direccion', coalesce(f.direccion, f.despues->>'direccion'),
               'request_id', f.request_id,
               'antes', f.antes, 'despues', f.despues) ORDER BY f.id DESC)
    INTO v_datos
    FROM unnest(v_filas[1:p_limite]) AS f;
    IF p_contar THEN
        SELECT count(*) INTO v_total FROM inv.evento AS e
        WHERE (p_usuario_id IS NULL OR e.usuario_id = p_usuario_id)
          AND (p_tipo IS NULL OR e.tipo = p_tipo)
          AND (p_entidad IS NULL OR e.entidad = p_entidad)
          AND (p_entidad_id IS NULL OR e.entidad_id = p_entidad_id)
          AND (p_desde IS NULL OR e.registrado_en >= p_desde)
          AND (p_hasta IS NULL OR e.registrado_en < p_hasta)
          AND (p_request_id IS NULL OR e.request_id = p_request_id);
    END IF;
    RETURN inv.lista(v_datos, v_ultimo, v_total);
END $$;

-- Refusals as the program hands them over, some at a time:
-- [{"usuario_id":7|null,"request_id":"...","direccion":"...",
--   "documento":{"estado":403,...}}]
CREATE FUNCTION api.rechazos_anotar(p_rechazos jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
    SELECT inv.anotar(r - 'documento', 'acceso', 'rechazo', 'ruta', NULL,
                      NULL, r->'documento')
    FROM jsonb_array_elements(p_rechazos) AS r
$$;


-- ---- seals -----------------------------------------------------------------

-- The rows of a seal: those of the transactions from desde_tx and before
-- hasta_tx.  A dump restored into another cluster goes on with transactions
-- of lower numbers: these begin again from 0, with the rows above piso_*.
CREATE TABLE inv.sello (
    n                bigint PRIMARY KEY,
    desde_tx         xid8 NOT NULL,
    hasta_tx         xid8 NOT NULL,
    piso_evento      bigint NOT NULL,
    piso_movimiento  bigint NOT NULL,
    evento_desde     bigint,                -- ids, null: none
    evento_hasta     bigint,
    movimiento_desde bigint,
    movimiento_hasta bigint,
    cantidad         bigint NOT NULL,
    sellado_en       timestamptz NOT NULL,
    contenido        bytea NOT NULL,        -- SHA-256 of its rows' SHA-256
    suma             bytea NOT NULL,        -- of the seal before and this row
    CHECK (desde_tx < hasta_tx)
);
CREATE TRIGGER sello_solo_agregar BEFORE UPDATE OR DELETE ON inv.sello
    FOR EACH ROW EXECUTE FUNCTION inv.solo_agregar();
CREATE TRIGGER sello_sin_vaciar BEFORE TRUNCATE ON inv.sello
    FOR EACH STATEMENT EXECUTE FUNCTION inv.solo_agregar();
CREATE TRIGGER evento_sin_vaciar BEFORE TRUNCATE ON inv.evento
    FOR EACH STATEMENT EXECUTE FUNCTION inv.solo_agregar();
GRANT SELECT ON inv.sello TO inventario_lector;

-- A row as it is sealed; the session must be in UTC.  A column that a table gets later must stay out, or
-- old seals break: it needs another form for the rows from then on.
CREATE FUNCTION inv.sello_fila(e inv.evento) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(jsonb_build_array('evento', e.id, e.tx::text,
        e.tema, e.tipo, e.entidad, e.entidad_id, e.sucursal_id, e.antes,
        e.despues, e.usuario_id, e.request_id, e.registrado_en,
        e.direccion)::text, 'UTF8'))
$$;

CREATE FUNCTION inv.sello_fila(m inv.movimiento) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(jsonb_build_array('movimiento', m.id, m.tx::text,
        m.documento_id, m.linea, m.tipo, m.producto_id, m.lote_id,
        m.origen_id, m.destino_id, m.cantidad, m.saldo, m.costo, m.precio,
        m.motivo, m.referencia, m.anula_id, m.origen_doc, m.usuario_id,
        m.request_id, m.ocurrido_en, m.registrado_en)::text, 'UTF8'))
$$;

-- What the rows of p say now: its ids, cantidad and contenido.
CREATE FUNCTION inv.sello_leer(p inv.sello) RETURNS inv.sello
LANGUAGE plpgsql STABLE SET timezone = 'UTC'
SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    v_techo_e bigint := coalesce((SELECT min(piso_evento) FROM inv.sello
        WHERE piso_evento > p.piso_evento), 9223372036854775807);
    v_techo_m bigint := coalesce((SELECT min(piso_movimiento) FROM inv.sello
        WHERE piso_movimiento > p.piso_movimiento), 9223372036854775807);
    v_suma_e  bytea;
    v_suma_m  bytea;
    v_n       bigint;
BEGIN
    SELECT count(*), min(e.id), max(e.id),
           string_agg(inv.sello_fila(e), '' ORDER BY e.tx, e.id)
    INTO p.cantidad, p.evento_desde, p.evento_hasta, v_suma_e
    FROM inv.evento AS e
    WHERE e.tx >= p.desde_tx AND e.tx < p.hasta_tx
      AND e.id > p.piso_evento AND e.id <= v_techo_e;
    SELECT count(*), min(m.id), max(m.id),
           string_agg(inv.sello_fila(m), '' ORDER BY m.tx, m.id)
    INTO v_n, p.movimiento_desde, p.movimiento_hasta, v_suma_m
    FROM inv.movimiento AS m
    WHERE m.tx >= p.desde_tx AND m.tx < p.hasta_tx
      AND m.id > p.piso_movimiento AND m.id <= v_techo_m;
    p.cantidad := p.cantidad + v_n;
    p.contenido := sha256(coalesce(v_suma_e, '') || coalesce(v_suma_m, ''));
    RETURN p;
END $$;

CREATE FUNCTION inv.sello_suma(p inv.sello, p_anterior bytea) RETURNS bytea
LANGUAGE sql STABLE SET timezone = 'UTC' AS $$
    SELECT sha256(coalesce(p_anterior, '') || convert_to(jsonb_build_array(
        p.n, p.desde_tx::text, p.hasta_tx::text, p.piso_evento,
        p.piso_movimiento, p.evento_desde, p.evento_hasta, p.movimiento_desde,
        p.movimiento_hasta, p.cantidad, p.sellado_en,
        encode(p.contenido, 'hex'))::text, 'UTF8'))
$$;

-- Where a seal from p_desde ends, so that it has no more than p_limite rows
-- unless one transaction has.
CREATE FUNCTION inv.sello_corte(p inv.sello, p_fin xid8, p_limite integer)
RETURNS xid8 LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    v_primera xid8;
    v_corte   xid8;
BEGIN
    SELECT min(t.tx), max(t.tx) FILTER (WHERE t.n = p_limite + 1)
    INTO v_primera, v_corte
    FROM (SELECT x.tx, row_number() OVER (ORDER BY x.tx) AS n
          FROM (SELECT * FROM (
                    SELECT e.tx FROM inv.evento AS e
                    WHERE e.tx >= p.desde_tx AND e.tx < p_fin
                      AND e.id > p.piso_evento
                    ORDER BY e.tx LIMIT p_limite + 1) AS e
                UNION ALL
                SELECT * FROM (
                    SELECT m.tx FROM inv.movimiento AS m
                    WHERE m.tx >= p.desde_tx AND m.tx < p_fin
                      AND m.id > p.piso_movimiento
                    ORDER BY m.tx LIMIT p_limite + 1) AS m) AS x) AS t;
    RETURN CASE WHEN v_corte IS NULL THEN p_fin
                WHEN v_corte > v_primera THEN v_corte
                ELSE (v_corte::text::numeric + 1)::text::xid8 END;
END $$;

-- The next seal, up to p_limite rows; false: there was nothing to seal.
CREATE FUNCTION inv.sello_poner(p_limite integer) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    v_xmin   xid8 := pg_snapshot_xmin(pg_current_snapshot());
    v_ultimo inv.sello;
    v        inv.sello;
BEGIN
    SELECT * INTO v_ultimo FROM inv.sello ORDER BY n DESC LIMIT 1;
    v.n := coalesce(v_ultimo.n, 0) + 1;
    v.desde_tx := coalesce(v_ultimo.hasta_tx, '0');
    v.piso_evento := coalesce(v_ultimo.piso_evento, 0);
    v.piso_movimiento := coalesce(v_ultimo.piso_movimiento, 0);
    v.hasta_tx := v_xmin;
    IF v.desde_tx > v_xmin THEN
        -- restored: first what the dump had not sealed, then begin again
        v.hasta_tx := '18446744073709551615';
        IF v.desde_tx = v.hasta_tx
           OR (inv.sello_leer(v)).cantidad = 0
        THEN
            v.desde_tx := '0';
            v.hasta_tx := v_xmin;
            SELECT coalesce(max(evento_hasta), 0),
                   coalesce(max(movimiento_hasta), 0)
            INTO v.piso_evento, v.piso_movimiento FROM inv.sello;
        END IF;
    END IF;
    v.hasta_tx := inv.sello_corte(v, v.hasta_tx, p_limite);
    v := inv.sello_leer(v);
    IF v.cantidad = 0 THEN
        RETURN false;
    END IF;
    v.sellado_en := clock_timestamp();
    v.suma := inv.sello_suma(v, v_ultimo.suma);
    INSERT INTO inv.sello SELECT v.*;
    RETURN true;
END $$;

-- The upkeep's: at most 50 seals; how many it put.
CREATE FUNCTION api.sellar() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_n integer := 0;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('inventario.sellar')) THEN
        RETURN 0;
    END IF;
    WHILE v_n < 50 AND inv.sello_poner(2000) LOOP
        v_n := v_n + 1;
    END LOOP;
    RETURN v_n;
END $$;

-- Proves p_cuantos seals from p_desde on.  roto: the first one that does not
-- hold, and why; null if all of them do.
CREATE FUNCTION api.sellos_verificar(p_desde bigint, p_cuantos bigint)
RETURNS TABLE (verificados bigint, ultimo bigint, suma text, roto bigint,
               motivo text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_previo inv.sello;
    v_sello  inv.sello;
    v_ahora  inv.sello;
BEGIN
    verificados := 0;
    SELECT * INTO v_previo FROM inv.sello WHERE n = p_desde - 1;
    IF NOT FOUND AND p_desde > 1 AND EXISTS (SELECT FROM inv.sello
                                             WHERE n >= p_desde)
    THEN
        roto := p_desde - 1;
        motivo := 'falta_el_sello';
    END IF;
    ultimo := v_previo.n;
    suma := encode(v_previo.suma, 'hex');
    FOR v_sello IN SELECT * FROM inv.sello
                   WHERE n >= p_desde ORDER BY n LIMIT p_cuantos
    LOOP
        EXIT WHEN roto IS NOT NULL;
        v_ahora := inv.sello_leer(v_sello);
        motivo := CASE
            WHEN v_sello.n <> coalesce(v_previo.n, 0) + 1
                THEN 'falta_el_sello'
            WHEN v_sello.suma <> inv.sello_suma(v_sello, v_previo.suma)
                THEN 'sello_cambiado'
            WHEN v_sello.desde_tx <> coalesce(v_previo.hasta_tx, '0')
                 AND (v_sello.desde_tx <> '0'
                      OR v_sello.piso_evento <= v_previo.piso_evento
                      AND v_sello.piso_movimiento <= v_previo.piso_movimiento)
                THEN 'sello_cambiado'
            WHEN v_ahora.cantidad < v_sello.cantidad THEN 'faltan_filas'
            WHEN v_ahora.cantidad > v_sello.cantidad THEN 'sobran_filas'
            WHEN v_ahora.contenido <> v_sello.contenido
                THEN 'filas_cambiadas' END;
        IF motivo IS NOT NULL THEN
            roto := CASE motivo WHEN 'falta_el_sello'
                    THEN coalesce(v_previo.n, 0) + 1 ELSE v_sello.n END;
            EXIT;
        END IF;
        verificados := verificados + 1;
        ultimo := v_sello.n;
        suma := encode(v_sello.suma, 'hex');
        v_previo := v_sello;
    END LOOP;
    RETURN NEXT;
END $$;

CREATE FUNCTION api.auditoria_verificar(p_ctx jsonb, p_desde bigint,
                                        p_sellos bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v record;
BEGIN
    SELECT * INTO v FROM api.sellos_verificar(p_desde, p_sellos);
    RETURN inv.respuesta(200, json_build_object(
        'integra', v.roto IS NULL, 'verificados', v.verificados,
        'ultimo', v.ultimo, 'suma', v.suma,
        'roto', CASE WHEN v.roto IS NOT NULL THEN json_build_object(
            'sello', v.roto, 'motivo', v.motivo,
            'sellado_en', (SELECT sellado_en FROM inv.sello
                           WHERE n = v.roto)) END,
        'desde_siguiente', CASE WHEN v.roto IS NULL AND EXISTS (
            SELECT FROM inv.sello WHERE n > coalesce(v.ultimo, 0))
            THEN v.ultimo + 1 END));
END $$;

COMMIT;
