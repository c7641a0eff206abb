-- Revert inventario:documentos_transferencias from pg

BEGIN;

DROP FUNCTION api.transferencias_listar(jsonb, bigint, text, bigint, text,
    boolean);
DROP FUNCTION api.transferencia_obtener(jsonb, bigint);
DROP FUNCTION api.transferencia_cancelar(jsonb, bigint);
DROP FUNCTION api.transferencia_cerrar(jsonb, bigint, jsonb);
DROP FUNCTION api.transferencia_recibir(jsonb, bigint, jsonb);
DROP FUNCTION api.transferencia_enviar(jsonb, bigint);
DROP FUNCTION api.transferencia_crear(jsonb, jsonb);
DROP FUNCTION inv.transferencia_mandar(jsonb, bigint);
DROP FUNCTION inv.transferencia_pendiente(bigint, bigint);
DROP FUNCTION inv.transferencia_mover(jsonb, inv.transferencia, text, text,
    inv.mov_linea[]);
DROP FUNCTION inv.transferencia_pasar(jsonb, bigint, text);
DROP FUNCTION inv.transferencia_exigir(jsonb, bigint, boolean, text, text[]);
DROP FUNCTION inv.transferencia_respuesta(bigint, integer, text);
DROP FUNCTION inv.transferencia_json(inv.transferencia);

COMMIT;
