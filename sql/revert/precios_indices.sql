-- Revert inventario:precios_indices from pg

BEGIN;

DROP FUNCTION api.indices_importar;
DROP FUNCTION api.indice_eliminar;
DROP FUNCTION api.indice_modificar;
DROP FUNCTION inv.indice_exigir;
DROP FUNCTION api.indice_crear;
DROP FUNCTION inv.indice_cargar;
DROP FUNCTION api.indice_obtener;
DROP FUNCTION api.indices_listar;
DROP FUNCTION inv.mes_leer;
DROP FUNCTION inv.indice_json;
DROP FUNCTION api.inflacion_acumulada;
DROP FUNCTION inv.inflacion_factor;

COMMIT;
