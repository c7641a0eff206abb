-- Revert inventario:ventas_consultas from pg

BEGIN;

DROP FUNCTION api.ventas_exportar;
DROP FUNCTION api.ventas_listar;
DROP FUNCTION inv.ventas_filtrar;
DROP FUNCTION api.venta_por_numero;
DROP FUNCTION api.venta_obtener;
DROP FUNCTION inv.venta_respuesta;
DROP FUNCTION inv.venta_json;
DROP FUNCTION inv.venta_resumen;
DROP FUNCTION inv.venta_estado;
DROP FUNCTION inv.sucursales_visibles;

COMMIT;
