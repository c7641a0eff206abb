-- Revert inventario:precios_tablas from pg

BEGIN;

DROP TABLE inv.promocion_parte;
DROP TABLE inv.promocion;
DROP TABLE inv.remarcacion_linea;
DROP TABLE inv.remarcacion;
DROP TABLE inv.regla_precio;
DROP TABLE inv.indice;
DROP TABLE inv.precio;
DROP FUNCTION inv.precio_proteger();

COMMIT;
