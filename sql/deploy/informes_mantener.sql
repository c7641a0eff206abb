-- Deploy inventario:informes_mantener to pg
-- requires: informes_reportes
-- Upkeep, once a minute: closings, business gauges, partitions, old keys.

BEGIN;

-- ---- closings --------------------------------------------------------------

-- Makes (again) the closing at p_fin, of all products or of some.
CREATE FUNCTION inv.cierre_calcular(p_fin timestamptz, p_productos bigint[])
RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_base timestamptz := (SELECT coalesce(max(fin), '-infinity')
                           FROM inv.cierre WHERE fin < p_fin);
BEGIN
    IF p_productos IS NOT NULL THEN
        DELETE FROM inv.cierre_saldo
        WHERE fin = p_fin AND producto_id = ANY (p_productos);
        DELETE FROM inv.cierre_costo
        WHERE fin = p_fin AND producto_id = ANY (p_productos);
    END IF;
    INSERT INTO inv.cierre_saldo
    SELECT p_fin, s.producto_id, s.ubicacion_id, s.cantidad
    FROM inv.saldos_al(p_fin, v_base, 0, 9223372036854775807, p_productos) s;
    INSERT INTO inv.cierre_costo
    SELECT p_fin, m.producto_id, m.promedio
    FROM inv.promedios_al(p_fin, v_base, 0, 9223372036854775807,
                          p_productos) m;
END $$;

-- Puts what came late, and is settled now, into the closings it belongs to.
CREATE FUNCTION inv.cierre_asentar() RETURNS void LANGUAGE plpgsql
SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    v_estado    inv.cierre_estado := (SELECT e FROM inv.cierre_estado e);
    v_ultimo    timestamptz := inv.cierre_para('infinity');
    v_primera   timestamptz;
    v_productos bigint[];
    v_fin       timestamptz;
BEGIN
    SELECT min(m.ocurrido_en), array_agg(DISTINCT m.producto_id)
    INTO v_primera, v_productos
    FROM inv.movimiento m
    WHERE m.id > v_estado.hasta AND m.id <= v_estado.horizonte
      AND m.ocurrido_en < v_ultimo;
    IF cardinality(v_productos) > 1000 THEN
        DELETE FROM inv.cierre WHERE fin > v_primera;   -- made again, in turn
    ELSIF v_productos IS NOT NULL THEN
        FOR v_fin IN SELECT fin FROM inv.cierre WHERE fin > v_primera
                     ORDER BY fin
        LOOP
            PERFORM inv.cierre_calcular(v_fin, v_productos);
        END LOOP;
    END IF;
    UPDATE inv.cierre_estado SET hasta = horizonte, buscar = true;
END $$;

-- Closes the next month by whose end p_minimo lines have come together since
-- the last closing; so closings never take more room than the ledger.
CREATE FUNCTION inv.cierre_hacer(p_minimo bigint) RETURNS date
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    v_base timestamptz := inv.cierre_para('infinity');
    v_mes  date;
    v_fin  timestamptz;
BEGIN
    SELECT t.mes INTO v_mes
    FROM (SELECT x.mes, sum(x.n) OVER (ORDER BY x.mes) AS junto
          FROM (SELECT date_trunc('month', inv.dia(m.ocurrido_en))::date AS mes,
                       count(*) AS n
                FROM inv.movimiento m
                WHERE m.ocurrido_en >= v_base
                  AND m.ocurrido_en < inv.comienzo(
                      date_trunc('month', inv.dia(now()))::date)
                GROUP BY 1) x) t
    WHERE t.junto >= p_minimo ORDER BY t.mes LIMIT 1;
    IF v_mes IS NULL THEN
        UPDATE inv.cierre_estado SET buscar = false;
        RETURN NULL;
    END IF;
    v_fin := inv.comienzo((v_mes + interval '1 month')::date);
    INSERT INTO inv.cierre (fin) VALUES (v_fin);
    PERFORM inv.cierre_calcular(v_fin, NULL);
    RETURN v_mes;
END $$;

-- The last id that was given out, when no transaction can be about to write
-- one that is not higher: ids come from the column's default, so every writer
-- holds a lock on the table from before it takes one until its end, and for
-- this instant there is no writer.  Must be the last thing of its transaction:
-- until its end, writers wait.
CREATE FUNCTION inv.cierre_horizonte() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('lock_timeout', '50ms', true);
    LOCK TABLE ONLY inv.movimiento IN SHARE MODE;
    UPDATE inv.cierre_estado
    SET horizonte = inv.ultimo_movimiento(), horizonte_en = now();
EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
    RETURN;                     -- the shop is busy: in the next minute, then
END $$;

CREATE FUNCTION inv.ultimo_movimiento() RETURNS bigint LANGUAGE sql AS $$
    SELECT CASE WHEN is_called THEN last_value ELSE 0 END
    FROM inv.movimiento_id_seq
$$;


-- ---- gauges ----------------------------------------------------------------

-- What /metrics tells about the business; measured by the upkeep, so that
-- reading it costs nothing.
CREATE TABLE inv.medida (
    nombre    text PRIMARY KEY,
    valor     numeric NOT NULL,
    medido_en timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION inv.medir() RETURNS void LANGUAGE sql
SET jit = off SET work_mem = '32MB' AS $$
    INSERT INTO inv.medida (nombre, valor)
    SELECT m.nombre, m.valor
    FROM (SELECT count(*) AS activos,
                 count(*) FILTER (WHERE s.critico) AS criticos,
                 count(*) FILTER (WHERE s.exceso) AS exceso,
                 count(*) FILTER (WHERE s.sin) AS sin,
                 coalesce(sum(s.actual * (s.p).precio_costo), 0) AS costo,
                 coalesce(sum(s.actual * (s.p).precio_venta), 0) AS venta
          FROM inv.stock_estado(
                   (SELECT array_agg(u.id) FROM inv.ubicacion u
                    WHERE u.tipo IN ('estante', 'deposito')), NULL,
                   inv.factor_temporada(inv.dia(now()))) s) t
    CROSS JOIN LATERAL (VALUES
        ('productos_total', (SELECT count(*)::numeric FROM inv.producto)),
        ('productos_activos', t.activos), ('productos_criticos', t.criticos),
        ('productos_exceso', t.exceso), ('productos_sin_stock', t.sin),
        ('existencia_valor_costo', round(t.costo, 2)),
        ('existencia_valor_venta', round(t.venta, 2)),
        ('reservas_activas', (SELECT count(*) FROM inv.reserva
                              WHERE estado = 'activa'))) m (nombre, valor)
    ON CONFLICT (nombre) DO UPDATE SET valor = EXCLUDED.valor,
                                       medido_en = now()
$$;

-- Prometheus text.
CREATE FUNCTION api.metricas() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
    SELECT string_agg(format(E'# HELP inventario_%1$s %2$s\n'
               '# TYPE inventario_%1$s %3$s\ninventario_%1$s %4$s\n',
               d.nombre, d.ayuda, d.tipo, d.valor), '' ORDER BY d.n)
    FROM (SELECT x.n, x.nombre, 'gauge' AS tipo, x.ayuda, m.valor
          FROM (VALUES
              (1, 'productos_total', 'Productos, con los dados de baja.'),
              (2, 'productos_activos', 'Productos activos.'),
              (3, 'productos_criticos', 'Productos activos en su mínimo de '
                  'temporada o por debajo.'),
              (4, 'productos_exceso', 'Productos activos en su máximo o por '
                  'encima.'),
              (5, 'productos_sin_stock', 'Productos activos sin stock.'),
              (6, 'existencia_valor_costo', 'Stock a precio de costo, ARS.'),
              (7, 'existencia_valor_venta', 'Stock a precio de venta, ARS.'),
              (8, 'reservas_activas', 'Reservas activas.'))
              x (n, nombre, ayuda)
          JOIN inv.medida m USING (nombre)
          UNION ALL
          SELECT 9, 'movimientos_total', 'counter',
                 'Líneas del libro numeradas hasta ahora, incluidas las de '
                 'pedidos rechazados.', inv.ultimo_movimiento()) d
$$;


-- ---- the job ---------------------------------------------------------------

-- One chore must not keep the others from being done.
CREATE FUNCTION inv.tarea(p_nombre text, p_orden text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE p_orden;
    RETURN p_nombre;
EXCEPTION WHEN OTHERS THEN
    RAISE WARNING 'mantener: % failed: %', p_nombre, SQLERRM;
    RETURN p_nombre || ' (' || SQLSTATE || ')';
END $$;

-- Says what it did, by commas; empty when another node is at it.
CREATE FUNCTION api.mantener() RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp AS $$
DECLARE
    v_hecho  text[] := '{}';
    v_estado inv.cierre_estado;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('inventario.mantener')) THEN
        RETURN '';
    END IF;
    PERFORM set_config('lock_timeout', '1s', true);

    IF to_regclass('inv.movimiento_'
           || to_char(now() + interval '12 months', 'YYYY_MM')) IS NULL
    THEN
        v_hecho := v_hecho || inv.tarea('particiones',
            'SELECT inv.particion_crear((date_trunc(''month'', now())
                 + n * interval ''1 month'')::date)
             FROM generate_series(0, 12) AS n');
    END IF;

    IF EXISTS (SELECT FROM inv.idempotencia
               WHERE creado_en < now() - interval '7 days')
    THEN
        v_hecho := v_hecho || inv.tarea('claves',
            'DELETE FROM inv.idempotencia WHERE ctid = ANY (ARRAY(
                 SELECT ctid FROM inv.idempotencia
                 WHERE creado_en < now() - interval ''7 days'' LIMIT 5000))');
    END IF;

    v_hecho := v_hecho || inv.tarea('medidas', 'SELECT inv.medir()');

    SELECT * INTO v_estado FROM inv.cierre_estado;
    IF v_estado.horizonte > v_estado.hasta THEN
        v_hecho := v_hecho || inv.tarea('asientos',
                                        'SELECT inv.cierre_asentar()');
    ELSIF v_estado.buscar THEN
        v_hecho := v_hecho || inv.tarea('cierre',
            'SELECT inv.cierre_hacer(greatest(50000,
                 (SELECT count(*) FROM inv.existencia)))');
    END IF;

    -- prices of this minute
    IF to_regprocedure('inv.precios_asentar(integer)') IS NOT NULL THEN
        IF EXISTS (SELECT FROM inv.precio WHERE NOT asentado
                   AND desde <= now())
        THEN
            v_hecho := v_hecho || inv.tarea('precios',
                                            'SELECT inv.precios_asentar()');
        END IF;
    END IF;

    -- balance rows are locked last
    IF to_regprocedure('inv.reservas_vencer()') IS NOT NULL
       AND EXISTS (SELECT FROM inv.reserva
                   WHERE estado = 'activa' AND vence_en <= now())
    THEN
        v_hecho := v_hecho || inv.tarea('reservas',
                                        'SELECT inv.reservas_vencer()');
    ELSIF inv.ultimo_movimiento() - v_estado.horizonte >= 10000
       OR inv.ultimo_movimiento() > v_estado.horizonte
          AND inv.dia(v_estado.horizonte_en) < inv.dia(now())
    THEN
        v_hecho := v_hecho || inv.tarea('horizonte',
                                        'SELECT inv.cierre_horizonte()');
    END IF;
    RETURN array_to_string(v_hecho, ',');
END $$;

COMMIT;
