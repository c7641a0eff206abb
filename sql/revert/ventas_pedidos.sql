-- Revert inventario:ventas_pedidos from pg

BEGIN;

DROP FUNCTION api.ventas_aplicar;
DROP FUNCTION inv.venta_respuestas;
DROP FUNCTION inv.venta_tanda_entera;
DROP FUNCTION inv.venta_mixtas;
DROP FUNCTION inv.venta_claves;
DROP FUNCTION inv.venta_trabar;
DROP FUNCTION inv.venta_tanda;
DROP FUNCTION inv.venta_arrastrada;
DROP FUNCTION inv.venta_mover;
DROP TYPE inv.venta_hecho;

COMMIT;
