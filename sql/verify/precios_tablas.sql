-- Verify inventario:precios_tablas on pg

BEGIN;

SELECT id, producto_id, sucursal_id, desde, precio, origen FROM inv.precio
WHERE false;
SELECT indice, mes, porcentaje FROM inv.indice WHERE false;
SELECT clave, tipo, valor FROM inv.regla_precio WHERE false;
SELECT estado, vigente_desde, resumen FROM inv.remarcacion WHERE false;
SELECT precio_antes, precio_nuevo FROM inv.remarcacion_linea WHERE false;
SELECT tipo, lleva, paga FROM inv.promocion WHERE false;
SELECT clave, cantidad FROM inv.promocion_parte WHERE false;

ROLLBACK;
