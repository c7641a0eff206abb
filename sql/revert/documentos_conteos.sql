-- Revert inventario:documentos_conteos from pg

BEGIN;

DROP FUNCTION api.conteo_cancelar(jsonb, bigint);
DROP FUNCTION api.conteo_cerrar(jsonb, bigint);
DROP FUNCTION api.conteo_recontar(jsonb, bigint);
DROP FUNCTION api.conteo_contar(jsonb, bigint, jsonb);
DROP FUNCTION api.conteos_listar(jsonb, bigint, text, bigint, text, boolean);
DROP FUNCTION api.conteo_obtener(jsonb, bigint);
DROP FUNCTION api.conteo_crear(jsonb, jsonb);
DROP FUNCTION inv.conteo_solo(bigint, bigint, bigint[]);
DROP FUNCTION inv.conteo_pasar(jsonb, bigint, text);
DROP FUNCTION inv.conteo_exigir(jsonb, bigint, text[]);
DROP FUNCTION inv.conteo_respuesta(bigint, integer, text);
DROP FUNCTION inv.conteo_json(inv.conteo, boolean);
DROP FUNCTION api.conteo_plan(jsonb, bigint, bigint);
DROP FUNCTION inv.conteo_abc(bigint);
DROP INDEX inv.conteo_linea_producto;

COMMIT;
