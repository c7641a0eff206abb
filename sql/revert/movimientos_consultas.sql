-- Revert inventario:movimientos_consultas from pg

BEGIN;

DROP FUNCTION api.movimiento_anular(jsonb, bigint, jsonb);
DROP FUNCTION api.movimiento_obtener(jsonb, bigint);
DROP FUNCTION inv.documento_json(bigint, bigint[]);
DROP FUNCTION inv.movimiento_exigir(jsonb, bigint);
DROP FUNCTION api.movimientos_listar(jsonb, bigint, bigint, text, bigint, text,
    date, date, text, bigint, text, boolean);
DROP FUNCTION inv.mov_visibles(jsonb);
DROP FUNCTION inv.movimientos_filtrar(bigint[], bigint, bigint, text, bigint,
    bigint, text, timestamp with time zone, timestamp with time zone);
DROP FUNCTION inv.movimiento_json(inv.movimiento, bigint[]);
DROP FUNCTION inv.saldo_visible(inv.movimiento, inv.ubicacion, bigint[]);
DROP FUNCTION inv.mover_uno(inv.mov_doc, inv.mov_linea[]);
DROP INDEX inv.movimiento_referencia;

COMMIT;
