-- Revert inventario:iva from pg

BEGIN;

DROP FUNCTION api.libro_iva;
DROP FUNCTION inv.libro_compras_alicuotas;
DROP FUNCTION inv.libro_compras_cbte;
DROP FUNCTION inv.libro_tasas;
DROP FUNCTION inv.libro_ventas_alicuotas;
DROP FUNCTION inv.libro_ventas_cbte;
DROP FUNCTION inv.libro_ventas;
DROP FUNCTION inv.alicuota_codigo;
DROP FUNCTION inv.libro_texto;
DROP FUNCTION inv.libro_entero;
DROP FUNCTION inv.libro_importe;
DROP FUNCTION api.reporte_iva_exportar;
DROP FUNCTION api.reporte_iva;
DROP FUNCTION inv.iva_lado;
DROP FUNCTION inv.iva_percepciones;
DROP FUNCTION inv.iva_renglones;
DROP FUNCTION inv.iva_exigir;
DROP FUNCTION inv.periodo_leer;

COMMIT;
