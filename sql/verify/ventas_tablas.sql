-- Verify inventario:ventas_tablas on pg

BEGIN;

SELECT venta_id, dia, sucursal_id, tipo_comprobante, punto_venta, numero,
       signo, tasa, neto, iva
FROM inv.venta_iva WHERE false;
SELECT 1 / (count(*) = 3)::int FROM pg_class
WHERE oid IN (to_regclass('inv.venta_' || to_char(now(), 'YYYY_MM')),
              to_regclass('inv.venta_linea_' || to_char(now(), 'YYYY_MM')),
              to_regclass('inv.venta_pago_' || to_char(now(), 'YYYY_MM')));

ROLLBACK;
