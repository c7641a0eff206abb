-- Verify inventario:proveedores_tablas on pg

BEGIN;

SELECT codigo, condicion_iva, contacto, telefono, email, direccion,
    dias_entrega, plazo_dias, minimo_pedido, descuento, predeterminado, activo,
    notas FROM inv.proveedor WHERE false;
SELECT proveedor_id, tipo, texto, tallos FROM inv.proveedor_regla WHERE false;
SELECT proveedor_id, producto_id, codigo_proveedor, costo, descuento, factor,
    minimo, plazo_dias, desde, hasta FROM inv.proveedor_producto WHERE false;
SELECT producto_id, desde, costo, origen, usuario_id FROM inv.costo_historial
WHERE false;
SELECT 1 / (inv.cuit_normal('33-69345023-9') = '33693450239')::int;

ROLLBACK;
