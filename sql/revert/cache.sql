-- Revert inventario:cache from pg

BEGIN;

DROP FUNCTION inv.cambio_vigilar;
DROP FUNCTION inv.cambio_ajeno CASCADE;
DROP FUNCTION api.cache_invalidar, api.cambios, inv.cambio(text);
DROP TABLE inv.cambio_entidad, inv.cambio;

COMMIT;
