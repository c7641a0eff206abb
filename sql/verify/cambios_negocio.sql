-- Verify inventario:cambios_negocio on pg

BEGIN;

SELECT 1 / (count(*) = 9)::int FROM inv.cambio_entidad
WHERE entidad IN ('pedido', 'caja', 'medio_pago', 'factura',
    'factura_tolerancia', 'remarcacion', 'regla_precio', 'indice',
    'promocion');
SELECT 1 / (count(*) = 15)::int FROM pg_trigger
WHERE tgname LIKE 'cambio_ajeno_%'
  AND tgrelid IN ('inv.precio'::regclass, 'inv.promocion'::regclass,
                  'inv.promocion_parte'::regclass);

ROLLBACK;
