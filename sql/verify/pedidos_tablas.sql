-- Verify inventario:pedidos_tablas on pg

BEGIN;

SELECT id, proveedor_id, ubicacion_id, estado, fecha_esperada FROM inv.pedido
WHERE false;
SELECT pedido_id, linea, producto_id, factor, pedida, cantidad, costo,
    descuento, recibida FROM inv.pedido_linea WHERE false;
SELECT id, pedido_id, documento_id FROM inv.recepcion WHERE false;
SELECT recepcion_id, renglon, linea, lote_id, cantidad, costo
FROM inv.recepcion_linea WHERE false;
SELECT producto_id, ubicacion_id, cantidad, llega FROM inv.en_camino
WHERE false;

ROLLBACK;
