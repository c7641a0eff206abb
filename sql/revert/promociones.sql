-- Revert inventario:promociones from pg

BEGIN;

DROP FUNCTION api.promocion_probar;
DROP FUNCTION api.ticket_calcular;
DROP FUNCTION inv.ticket_leer;
DROP FUNCTION api.promociones_listar;
DROP FUNCTION api.promocion_obtener;
DROP FUNCTION api.promocion_eliminar;
DROP FUNCTION api.promocion_modificar;
DROP FUNCTION inv.promocion_exigir;
DROP FUNCTION api.promocion_crear;
DROP FUNCTION inv.promocion_guardar;
DROP FUNCTION inv.promocion_revisar;
DROP FUNCTION inv.promocion_respuesta;
DROP FUNCTION inv.promocion_se_ve;
DROP FUNCTION inv.promocion_json;

COMMIT;
