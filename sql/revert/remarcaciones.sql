-- Revert inventario:remarcaciones from pg

BEGIN;

DROP FUNCTION api.remarcacion_deshacer;
DROP FUNCTION api.remarcacion_cancelar;
DROP FUNCTION api.remarcacion_aprobar;
DROP FUNCTION api.remarcacion_exportar;
DROP FUNCTION api.remarcacion_lineas;
DROP FUNCTION inv.remarcacion_filas;
DROP FUNCTION api.remarcaciones_listar;
DROP FUNCTION api.remarcacion_obtener;
DROP FUNCTION api.remarcacion_crear;
DROP FUNCTION inv.remarcacion_exigir;
DROP FUNCTION inv.remarcacion_respuesta;
DROP FUNCTION inv.remarcacion_json;
DROP FUNCTION inv.remarcacion_resumir;
DROP FUNCTION inv.remarcacion_calcular;

COMMIT;
