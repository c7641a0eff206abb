-- Revert inventario:documentos from pg

BEGIN;

DROP FUNCTION inv.reservas_vencer();
DROP FUNCTION api.reserva_confirmar(jsonb, bigint, jsonb);
DROP FUNCTION inv.reserva_tomas(bigint, jsonb);
DROP FUNCTION api.reserva_liberar(jsonb, bigint);
DROP FUNCTION inv.doc_liberar(integer);
DROP FUNCTION inv.reserva_lineas(integer, bigint[]);
DROP FUNCTION inv.reserva_activa(jsonb, bigint);
DROP FUNCTION api.reserva_obtener(jsonb, bigint);
DROP FUNCTION inv.reserva_exigir(jsonb, bigint, boolean);
DROP FUNCTION api.reservas_listar(jsonb, bigint, text, text, bigint, text,
    boolean);
DROP FUNCTION api.reserva_crear(jsonb, jsonb);
DROP FUNCTION inv.reserva_respuesta(bigint, integer, text);
DROP FUNCTION inv.reserva_json(inv.reserva);
DROP FUNCTION inv.doc_hecho(text);
DROP FUNCTION inv.doc_lineas(jsonb, bigint, bigint);
DROP FUNCTION inv.ubicacion_exigir(jsonb, bigint, text);

COMMIT;
