-- Verify inventario:catalogo_tablas on pg

BEGIN;

SELECT id, nombre, clave, padre_id FROM inv.categoria WHERE false;
SELECT id, nombre, clave, cuit FROM inv.proveedor WHERE false;
SELECT id, codigo, nombre, precio_costo, precio_venta, stock_minimo, busqueda,
    palabras, version FROM inv.producto WHERE false;
SELECT codigo, producto_id, tipo, factor FROM inv.producto_codigo WHERE false;
SELECT prefijo, largo_articulo, valor, decimales FROM inv.balanza_formato
WHERE false;
SELECT id, prueba, estado, filas, creados, actualizados, sin_cambios,
    rechazados FROM inv.importacion WHERE false;
SELECT importacion_id, fila, columna, codigo, mensaje, valor
FROM inv.importacion_error WHERE false;

ROLLBACK;
