-- Revert inventario:ventas_reversos from pg

BEGIN;

DROP FUNCTION api.venta_cambiar;
DROP FUNCTION api.venta_devolver;
DROP FUNCTION inv.venta_renglones_devueltos;
DROP FUNCTION api.venta_anular;
DROP FUNCTION inv.venta_doc_de;
DROP FUNCTION inv.venta_ligar;
DROP FUNCTION inv.venta_anular;
DROP FUNCTION inv.venta_renglones_de;
DROP FUNCTION inv.venta_devolver;
DROP FUNCTION inv.venta_asentar_una;
DROP FUNCTION inv.venta_devolucion_lineas;
DROP FUNCTION inv.venta_devolucion_exigir;
DROP FUNCTION inv.venta_renglones_exigir;
DROP FUNCTION inv.venta_devuelto;
DROP FUNCTION inv.venta_origen;
DROP FUNCTION inv.venta_origenes_trabar;

COMMIT;
