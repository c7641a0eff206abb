-- Revert inventario:informes_reportes from pg

BEGIN;

DROP FUNCTION api.reporte_integridad;
DROP FUNCTION inv.inconsistencias;
DROP FUNCTION api.reporte_auditoria;
DROP FUNCTION inv.auditoria_cambio;
DROP FUNCTION inv.auditoria_linea;
DROP FUNCTION api.reporte_vencimientos;
DROP FUNCTION api.reporte_top_movimientos;

COMMIT;
