-- Revert inventario:etiquetas from pg

BEGIN;

DROP FUNCTION inv.sepa_texto;
DROP FUNCTION api.sepa_exportar;
DROP FUNCTION api.etiquetas_listar;
DROP FUNCTION inv.etiqueta;

COMMIT;
