-- Revert inventario:proveedores_importar from pg

BEGIN;

DROP FUNCTION api.proveedor_lista_importar(jsonb, bigint, boolean, text,
    jsonb);
DROP FUNCTION inv.lista_fila(jsonb, jsonb, text);
DROP FUNCTION inv.lista_encabezado(jsonb);
DROP FUNCTION inv.lista_columnas();

COMMIT;
