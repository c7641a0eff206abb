-- Revert inventario:ventas_cierres from pg

BEGIN;

DROP FUNCTION api.cierres_listar;
DROP FUNCTION api.cierre_obtener;
DROP FUNCTION api.cierre_crear;
DROP FUNCTION api.caja_parcial;
DROP FUNCTION inv.caja_abierto;
DROP FUNCTION inv.cierre_json;
DROP FUNCTION inv.caja_totales;

COMMIT;
