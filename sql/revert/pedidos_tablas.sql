-- Revert inventario:pedidos_tablas from pg

BEGIN;

DROP VIEW inv.en_camino;
DROP TABLE inv.recepcion_linea, inv.recepcion, inv.pedido_linea, inv.pedido;

COMMIT;
