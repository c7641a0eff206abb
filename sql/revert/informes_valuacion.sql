-- Revert inventario:informes_valuacion from pg

BEGIN;

DROP FUNCTION api.reporte_stock;
DROP FUNCTION api.valuacion_exportar;
DROP FUNCTION api.reporte_valuacion;
DROP FUNCTION inv.valuacion_resumen;
DROP FUNCTION inv.ubicaciones_valuadas;
DROP FUNCTION inv.fin_del_dia;
DROP FUNCTION inv.valuar_pagina;
DROP FUNCTION inv.valuar;
DROP FUNCTION inv.reposicion_al;
DROP FUNCTION inv.recepciones_al;
DROP FUNCTION inv.promedios_al;
DROP AGGREGATE inv.promedio_movil(numeric, numeric, numeric);
DROP FUNCTION inv.promedio_paso;
DROP FUNCTION inv.saldos_al;
DROP FUNCTION inv.propias;
DROP FUNCTION inv.lineas_desde;
DROP FUNCTION inv.sucios;
DROP FUNCTION inv.cierre_para;
DROP TABLE inv.cierre_estado;
DROP TABLE inv.cierre_costo;
DROP TABLE inv.cierre_saldo;
DROP TABLE inv.cierre;
DROP INDEX inv.movimiento_anula;
DROP INDEX inv.movimiento_recepcion;
DROP INDEX inv.movimiento_ocurrido;

COMMIT;
