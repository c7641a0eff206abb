-- Revert inventario:movimientos_pedidos from pg

BEGIN;

DROP FUNCTION api.movimientos_aplicar(jsonb);
DROP FUNCTION inv.mov_guardar(bigint[], text[], integer[], api.respuesta[]);
DROP FUNCTION inv.mov_claves(bigint[], text[], text[]);
DROP FUNCTION inv.mov_explotar(inv.mov_doc[], jsonb[]);
DROP FUNCTION inv.mov_codigo(text);
DROP FUNCTION inv.mov_lotes(inv.mov_doc[], inv.mov_linea[]);
DROP FUNCTION inv.mov_revisar_linea(text, bigint, bigint, text, numeric, text,
    date);
DROP FUNCTION inv.mov_revisar(jsonb, jsonb, timestamp with time zone,
    inv.ubicacion, inv.ubicacion);
DROP FUNCTION inv.mov_negada(jsonb);
ALTER TABLE inv.idempotencia RESET (fillfactor);

COMMIT;
