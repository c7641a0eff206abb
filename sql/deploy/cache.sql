-- Deploy inventario:cache to pg
-- requires: auditoria
-- requires: documentos_conteos
-- requires: documentos_transferencias
-- What changed since a snapshot, as cache tags.
--
-- The ledger and the events say it already, in the transaction of the change.
-- inv.cambio has what they do not: what a job of ours did, what somebody did
-- by SQL, and what an administrator orders to be forgotten.

BEGIN;

CREATE TABLE inv.cambio (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tx        xid8 NOT NULL DEFAULT pg_current_xact_id(),
    etiquetas text NOT NULL,
    en        timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX cambio_tx ON inv.cambio (tx);
CREATE INDEX cambio_en ON inv.cambio (en);

-- Nobody looks back more than ten minutes.
CREATE FUNCTION inv.cambio(p_etiquetas text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
BEGIN
    DELETE FROM inv.cambio WHERE id IN (
        SELECT id FROM inv.cambio WHERE en < now() - interval '1 hour'
        ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED);
    INSERT INTO inv.cambio (etiquetas) VALUES (p_etiquetas);
END $$;

-- What an event touches, by its entity; {id} is the entity's.  An entity that
-- is not here touches everything.
CREATE TABLE inv.cambio_entidad (
    entidad   text PRIMARY KEY,
    etiquetas text NOT NULL
);
INSERT INTO inv.cambio_entidad VALUES
    ('producto', 'producto:{id} productos'),
    ('categoria', 'catalogo'), ('proveedor', 'catalogo'),
    ('sucursal', 'catalogo'), ('ubicacion', 'catalogo'), ('lote', 'catalogo'),
    ('reserva', 'existencias'),     -- and its lines: see api.cambios
    ('transferencia', ''), ('conteo', ''),      -- their movements say it
    ('usuario', ''), ('clave_api', ''), ('ruta', '');

-- What was committed between p_foto, a snapshot as text, and now: the next
-- snapshot, and the tags.  A null p_foto: everything.
CREATE FUNCTION api.cambios(p_foto text)
RETURNS TABLE (foto text, etiquetas text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1
SET search_path = pg_catalog, inv, api, public, pg_temp
SET plan_cache_mode = force_generic_plan SET jit = off AS $$
DECLARE
    v_xmax xid8 := pg_snapshot_xmax(p_foto::pg_snapshot);
    v_xip  xid8[] := ARRAY(SELECT pg_snapshot_xip(p_foto::pg_snapshot));
BEGIN
    foto := pg_current_snapshot()::text;
    IF p_foto IS NULL THEN
        etiquetas := 'todo';
        RETURN NEXT;
        RETURN;
    END IF;
    WITH lineas AS (
        SELECT m.producto_id FROM inv.movimiento m
        WHERE m.tx >= v_xmax AND m.registrado_en > now() - interval '1 hour'
        UNION
        SELECT m.producto_id FROM inv.movimiento m
        WHERE m.tx = ANY (v_xip)
          AND m.registrado_en > now() - interval '1 hour'),
    eventos AS (
        SELECT e.entidad, e.entidad_id FROM inv.evento e
        WHERE e.tx >= v_xmax
        UNION
        SELECT e.entidad, e.entidad_id FROM inv.evento e
        WHERE e.tx = ANY (v_xip)),
    todas AS (
        SELECT 'existencia:' || producto_id AS e FROM lineas
        UNION
        SELECT 'movimientos existencias' FROM lineas
        UNION
        SELECT coalesce(replace(t.etiquetas, '{id}', v.entidad_id::text),
                        CASE WHEN t.entidad IS NULL THEN 'todo'
                             ELSE replace(t.etiquetas, '{id}', '*') END)
        FROM eventos v LEFT JOIN inv.cambio_entidad t USING (entidad)
        UNION
        SELECT 'existencia:' || l.producto_id
        FROM eventos v JOIN inv.reserva_linea l ON l.reserva_id = v.entidad_id
        WHERE v.entidad = 'reserva'
        UNION
        SELECT c.etiquetas FROM inv.cambio c
        WHERE c.tx >= v_xmax OR c.tx = ANY (v_xip))
    SELECT coalesce(string_agg(e, ' '), '') INTO etiquetas FROM todas;
    RETURN NEXT;
END $$;

-- POST /v1/cache/invalidar: this node hears it by the answer, the others by
-- api.cambios.
CREATE FUNCTION api.cache_invalidar(p_ctx jsonb, p_cuerpo jsonb)
RETURNS api.respuesta LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v text := (SELECT string_agg(e, ' ')
               FROM jsonb_array_elements_text(p_cuerpo->'etiquetas') AS e);
BEGIN
    PERFORM inv.cambio(v);
    RETURN inv.respuesta(200, json_build_object('etiquetas',
        p_cuerpo->'etiquetas'), NULL, v);
END $$;


-- ---- who writes past the program ---------------------------------------------

-- A statement by another role than the program's.  TG_ARGV: the tag of one
-- row, the column that it is made of, and the tags of any of them.
CREATE FUNCTION inv.cambio_ajeno() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_ids text[];
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        PERFORM inv.cambio('todo');
        RETURN NULL;
    END IF;
    IF TG_ARGV[0] = '' THEN
        EXECUTE 'SELECT ARRAY(SELECT '''' FROM filas LIMIT 1)' INTO v_ids;
    ELSE
        EXECUTE format('SELECT ARRAY(SELECT DISTINCT %I::text FROM filas '
                       'LIMIT 201)', TG_ARGV[1]) INTO v_ids;
    END IF;
    IF v_ids = '{}' THEN
        RETURN NULL;
    ELSIF cardinality(v_ids) > 200 THEN
        v_ids := '{*}';
    END IF;
    PERFORM inv.cambio(concat_ws(' ', TG_ARGV[2], CASE WHEN TG_ARGV[0] <> ''
        THEN (SELECT string_agg(TG_ARGV[0] || i, ' ')
              FROM unnest(v_ids) AS i) END));
    RETURN NULL;
END $$;

-- Watches a table whose rows cacheable answers show.
CREATE FUNCTION inv.cambio_vigilar(p_tabla regclass, p_etiqueta text,
    p_columna text, p_etiquetas text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v record;
BEGIN
    FOR v IN VALUES ('INSERT', 'NEW', ''), ('UPDATE', 'OLD', '_antes'),
                    ('UPDATE', 'NEW', ''), ('DELETE', 'OLD', ''),
                    ('TRUNCATE', NULL, '')
    LOOP
        EXECUTE format('CREATE TRIGGER cambio_ajeno_%s%s AFTER %s ON %s %s '
            'FOR EACH STATEMENT WHEN (session_user <> ''inventario_app'') '
            'EXECUTE FUNCTION inv.cambio_ajeno(%L, %L, %L)',
            lower(v.column1), v.column3, v.column1, p_tabla,
            CASE WHEN v.column2 IS NOT NULL
                THEN 'REFERENCING ' || v.column2 || ' TABLE AS filas' END,
            p_etiqueta, p_columna, p_etiquetas);
    END LOOP;
END $$;

SELECT inv.cambio_vigilar('inv.producto', 'producto:', 'id', 'productos'),
    inv.cambio_vigilar('inv.producto_codigo', 'producto:', 'producto_id',
                       'productos'),
    inv.cambio_vigilar('inv.existencia', 'existencia:', 'producto_id',
                       'existencias'),
    inv.cambio_vigilar('inv.categoria', '', '', 'catalogo'),
    inv.cambio_vigilar('inv.proveedor', '', '', 'catalogo'),
    inv.cambio_vigilar('inv.sucursal', '', '', 'catalogo'),
    inv.cambio_vigilar('inv.ubicacion', '', '', 'catalogo'),
    inv.cambio_vigilar('inv.lote', '', '', 'catalogo'),
    inv.cambio_vigilar('inv.balanza_formato', '', '', 'catalogo');

COMMIT;
