-- Revert inventario:movimientos from pg

BEGIN;

DROP FUNCTION inv.mover(inv.mov_doc[], inv.mov_linea[]);
DROP FUNCTION inv.mov_preparar(inv.mov_linea[]);
DROP FUNCTION inv.mov_sin_stock(inv.mov_linea, numeric, bigint);
DROP FUNCTION inv.mov_impedimento(inv.mov_linea);
DROP FUNCTION inv.mov_lanzar(jsonb);
DROP FUNCTION inv.mov_campo(text, text, text);
DROP FUNCTION inv.mov_campos(jsonb);
DROP FUNCTION inv.mov_fallo(integer, text, text, jsonb);
DROP TYPE inv.mov_resultado;
DROP TYPE inv.mov_asiento;
DROP TYPE inv.mov_linea;
DROP TYPE inv.mov_doc;

COMMIT;
