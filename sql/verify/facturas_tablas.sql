-- Verify inventario:facturas_tablas on pg

BEGIN;

SELECT 1 / (count(*) = 24)::int FROM inv.comprobante;
SELECT id, periodo FROM inv.factura WHERE false;
SELECT tasa FROM inv.factura_linea WHERE false;
SELECT neto FROM inv.factura_iva WHERE false;
SELECT jurisdiccion FROM inv.factura_percepcion WHERE false;
SELECT costo_nuevo FROM inv.factura_propuesta WHERE false;
SELECT 1 / inv.cuit_valido('33693450239')::int;

ROLLBACK;
