-- Revert inventario:base from pg

BEGIN;

DROP FUNCTION api.vivo, api.cerrar, api.abrir;
DROP FUNCTION inv.anotar;
DROP TABLE inv.evento, inv.idempotencia, inv.usuario, inv.sucursal;
DROP TYPE api.intento;
DROP FUNCTION inv.solo_agregar, inv.respuesta, inv.lista, inv.cursor_leer,
    inv.cursor_escribir, inv.normal, inv.comienzo, inv.dia,
    inv.exigir_todas, inv.exigir_sucursal, inv.ve_sucursal, inv.usuario_id,
    inv.exigir_version, inv.fallar_campo, inv.fallar;
DROP TYPE api.respuesta;
ALTER DEFAULT PRIVILEGES IN SCHEMA api
    REVOKE EXECUTE ON FUNCTIONS FROM inventario_app;
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC;
DROP SCHEMA api;
DROP SCHEMA inv;
DROP EXTENSION pg_trgm;
DROP EXTENSION unaccent;
GRANT USAGE, CREATE ON SCHEMA public TO PUBLIC;

COMMIT;
