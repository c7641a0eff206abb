-- Revert inventario:ventas_cajas from pg

BEGIN;

DROP FUNCTION api.medio_modificar;
DROP FUNCTION api.medio_crear;
DROP FUNCTION api.medios_listar;
DROP FUNCTION inv.medio_json;
DROP FUNCTION api.caja_modificar;
DROP FUNCTION api.caja_crear;
DROP FUNCTION api.caja_obtener;
DROP FUNCTION api.cajas_listar;
DROP FUNCTION inv.caja_ubicacion_exigir;
DROP FUNCTION inv.caja_exigir;
DROP FUNCTION inv.caja_respuesta;
DROP FUNCTION inv.caja_json;

COMMIT;
