-- Revert inventario:proveedores_listas from pg

BEGIN;

DROP FUNCTION api.producto_proveedores(jsonb, bigint);
DROP FUNCTION api.proveedor_lista_quitar(jsonb, bigint, bigint);
DROP FUNCTION api.proveedor_lista(jsonb, bigint, boolean, bigint, text,
    boolean);
DROP FUNCTION api.proveedor_lista_poner(jsonb, bigint, boolean, jsonb);
DROP FUNCTION inv.lista_poner(jsonb, inv.proveedor, jsonb, boolean);
DROP FUNCTION inv.lista_producto(bigint, jsonb);
DROP FUNCTION inv.lista_json(inv.proveedor_producto);

COMMIT;
