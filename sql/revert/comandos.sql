-- Revert inventario:comandos from pg

BEGIN;

DROP FUNCTION api.comando(jsonb, jsonb);
DROP FUNCTION inv.comando_mover(jsonb, jsonb, bigint, jsonb);
DROP FUNCTION inv.comando_pedir(jsonb, bigint, jsonb);
DROP FUNCTION inv.comando_frase(text, jsonb, text, text);
DROP FUNCTION inv.comando_donde(jsonb, jsonb);
DROP FUNCTION inv.comando_lugar(jsonb, text);
DROP FUNCTION inv.comando_renglon(text, bigint, jsonb);
DROP FUNCTION inv.comando_base(inv.producto, bigint, jsonb);
DROP FUNCTION inv.comando_productos(text);
DROP FUNCTION inv.duda(text, text, jsonb);

COMMIT;
