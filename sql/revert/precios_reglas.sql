-- Revert inventario:precios_reglas from pg

BEGIN;

DROP FUNCTION api.reglas_listar;
DROP FUNCTION api.regla_obtener;
DROP FUNCTION api.regla_eliminar;
DROP FUNCTION api.regla_modificar;
DROP FUNCTION inv.regla_exigir;
DROP FUNCTION api.regla_crear;
DROP FUNCTION inv.regla_leer;
DROP FUNCTION inv.regla_respuesta;
DROP FUNCTION inv.regla_json;
DROP FUNCTION inv.regla_aplicar;
DROP FUNCTION inv.margen_de;
DROP FUNCTION inv.precio_redondear;

COMMIT;
