-- Revert inventario:ventas_tablas from pg

BEGIN;

DROP VIEW inv.venta_iva;
DROP TABLE inv.caja_cierre_medio, inv.caja_cierre, inv.venta_clave,
    inv.venta_pago, inv.venta_linea, inv.venta, inv.caja, inv.medio_pago;

CREATE OR REPLACE FUNCTION inv.particion_crear(p_mes date) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_desde date := date_trunc('month', p_mes);
    v_tabla text := 'movimiento_' || to_char(v_desde, 'YYYY_MM');
BEGIN
    IF to_regclass('inv.' || v_tabla) IS NULL THEN
        EXECUTE format('CREATE TABLE inv.%I PARTITION OF inv.movimiento '
            'FOR VALUES FROM (%L) TO (%L)', v_tabla,
            v_desde::timestamp AT TIME ZONE 'UTC',
            (v_desde + interval '1 month')::timestamp AT TIME ZONE 'UTC');
        EXECUTE format('CREATE TRIGGER solo_agregar BEFORE UPDATE OR DELETE '
            'ON inv.%I FOR EACH ROW EXECUTE FUNCTION inv.solo_agregar()',
            v_tabla);
    END IF;
END $$;

COMMIT;
