-- Revert inventario:proveedores_tablas from pg

BEGIN;

DROP FUNCTION inv.costo_registrar(jsonb, bigint, numeric, text);
DROP TRIGGER producto_costo_cambio ON inv.producto;
DROP TRIGGER producto_costo_alta ON inv.producto;
DROP FUNCTION inv.costo_anotar();
DROP TABLE inv.costo_historial, inv.proveedor_producto, inv.proveedor_regla;
DROP INDEX inv.proveedor_predeterminado_duplicado;
ALTER TABLE inv.proveedor
    DROP COLUMN codigo, DROP COLUMN condicion_iva, DROP COLUMN contacto,
    DROP COLUMN telefono, DROP COLUMN email, DROP COLUMN direccion,
    DROP COLUMN dias_entrega, DROP COLUMN plazo_dias,
    DROP COLUMN minimo_pedido, DROP COLUMN descuento,
    DROP COLUMN predeterminado, DROP COLUMN activo, DROP COLUMN notas,
    DROP CONSTRAINT cuit_invalido;
DROP FUNCTION inv.tallos(text);
DROP FUNCTION inv.cuit_formato(text);
DROP FUNCTION inv.cuit_normal(text);

COMMIT;
