-- Revert inventario:facturas from pg

BEGIN;

DROP FUNCTION api.factura_qr_leer;
DROP FUNCTION api.facturas_listar;
DROP FUNCTION api.factura_obtener;
DROP FUNCTION api.factura_reemplazar;
DROP FUNCTION api.factura_crear;
DROP FUNCTION inv.factura_ya_esta;
DROP FUNCTION inv.factura_asociada;
DROP FUNCTION inv.factura_partes;
DROP FUNCTION inv.factura_revisar;
DROP FUNCTION inv.factura_leer;
DROP FUNCTION inv.factura_pasar;
DROP FUNCTION inv.factura_exigir;
DROP FUNCTION inv.factura_respuesta;
DROP FUNCTION inv.factura_json;
DROP FUNCTION inv.factura_lineas_json;
DROP FUNCTION inv.factura_errores_datos;
DROP FUNCTION inv.factura_importes;
DROP FUNCTION inv.factura_errores_iva;
DROP FUNCTION inv.factura_tasas;
DROP FUNCTION inv.factura_errores_lineas;
DROP FUNCTION inv.factura_renglones;
DROP FUNCTION inv.factura_diferencia;
DROP FUNCTION inv.factura_error;
DROP TYPE inv.factura_renglon;

COMMIT;
