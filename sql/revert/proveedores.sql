-- Revert inventario:proveedores from pg

BEGIN;

DROP FUNCTION inv.producto_proveedor(bigint);
DROP FUNCTION api.proveedor_asignar(jsonb, jsonb);
DROP FUNCTION inv.asignar_porque(text, text, text);
DROP FUNCTION inv.asignar(text, text);
DROP FUNCTION inv.costo_neto(numeric, numeric, numeric);
DROP FUNCTION api.proveedores_listar(jsonb, text, boolean, bigint, text,
    boolean);
DROP FUNCTION api.proveedor_obtener(jsonb, bigint);
DROP FUNCTION api.proveedor_modificar(jsonb, bigint, jsonb);
DROP FUNCTION api.proveedor_crear(jsonb, jsonb);
DROP FUNCTION inv.proveedor_leer(inv.proveedor, jsonb);
DROP FUNCTION inv.reglas_poner(bigint, jsonb);
DROP FUNCTION inv.proveedor_exigir(bigint, boolean);
DROP FUNCTION inv.proveedor_respuesta(bigint, integer);
DROP FUNCTION inv.proveedor_json(inv.proveedor);
DROP FUNCTION inv.regla_listas();
DROP VIEW inv.proveedor_vigente;

COMMIT;
