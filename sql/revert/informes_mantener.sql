-- Revert inventario:informes_mantener from pg

BEGIN;

DROP FUNCTION api.mantener;
DROP FUNCTION inv.tarea;
DROP FUNCTION api.metricas;
DROP FUNCTION inv.medir;
DROP TABLE inv.medida;
DROP FUNCTION inv.ultimo_movimiento;
DROP FUNCTION inv.cierre_horizonte;
DROP FUNCTION inv.cierre_hacer;
DROP FUNCTION inv.cierre_asentar;
DROP FUNCTION inv.cierre_calcular;

COMMIT;
