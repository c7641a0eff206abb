-- Revert inventario:movimientos_rapido from pg

BEGIN;

DROP FUNCTION api.movimientos_aplicar;
DROP FUNCTION inv.mov_simples_asentar;
DROP FUNCTION inv.mov_simples_siguen;
DROP FUNCTION inv.mov_simples_saldos;
DROP FUNCTION inv.mov_simples_renglones;
DROP FUNCTION inv.mov_simples;
DROP TYPE inv.mov_renglon;
DROP TYPE inv.mov_simple;
ALTER FUNCTION inv.mov_pedidos(jsonb) RENAME TO movimientos_aplicar;
ALTER FUNCTION inv.movimientos_aplicar(jsonb) SET SCHEMA api;
GRANT EXECUTE ON FUNCTION api.movimientos_aplicar(jsonb) TO inventario_app;

COMMIT;
