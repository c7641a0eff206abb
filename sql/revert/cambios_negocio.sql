-- Revert inventario:cambios_negocio from pg

BEGIN;

DO $$
DECLARE
    t record;
BEGIN
    FOR t IN SELECT tgname, tgrelid::regclass AS tabla FROM pg_trigger
             WHERE tgname LIKE 'cambio_ajeno_%'
               AND tgrelid IN ('inv.precio'::regclass,
                   'inv.promocion'::regclass, 'inv.promocion_parte'::regclass)
    LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', t.tgname, t.tabla);
    END LOOP;
END $$;
DELETE FROM inv.cambio_entidad WHERE entidad IN ('pedido', 'caja',
    'medio_pago', 'factura', 'factura_tolerancia', 'remarcacion',
    'regla_precio', 'indice', 'promocion');

COMMIT;
