-- Revert inventario:llaves from pg

BEGIN;

DROP FUNCTION api.identidad, api.llaves_listar, api.llave_obtener,
    api.llave_revocar, api.llave_rotar, api.llave_crear, inv.llave_exigir,
    inv.llave_json, api.llave_usada, api.llave_leer;
DROP TABLE inv.llave;

COMMIT;
