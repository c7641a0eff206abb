-- Revert inventario:facturas_tablas from pg

BEGIN;

DROP TABLE inv.factura_tolerancia, inv.factura_propuesta,
    inv.factura_percepcion, inv.factura_iva, inv.factura_linea, inv.factura,
    inv.comprobante;
DROP FUNCTION inv.cuit_valido(text);

COMMIT;
