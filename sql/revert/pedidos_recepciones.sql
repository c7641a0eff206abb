-- Revert inventario:pedidos_recepciones from pg

BEGIN;

DROP FUNCTION api.pedido_recibir(jsonb, bigint, jsonb);
DROP FUNCTION inv.recepcion_diferencias(bigint, bigint);
DROP FUNCTION inv.recepcion_mover(jsonb, bigint, bigint, text, jsonb);
DROP FUNCTION inv.recepcion_costos(jsonb, bigint, jsonb);
DROP FUNCTION inv.recepcion_sin_exceso(bigint, jsonb);
DROP FUNCTION inv.recepcion_linea_de(bigint, jsonb);
DROP FUNCTION inv.recepcion_lineas(bigint, jsonb);

COMMIT;
