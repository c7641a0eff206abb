-- Revert inventario:facturas_estados from pg

BEGIN;

DROP FUNCTION api.factura_anular;
DROP FUNCTION api.factura_contabilizar;
DROP FUNCTION inv.factura_en_fila;
DROP FUNCTION inv.factura_costear;
DROP FUNCTION api.factura_validar;
DROP FUNCTION api.factura_propuestas;
DROP FUNCTION inv.factura_propuestas;
DROP FUNCTION inv.factura_cambios;
DROP FUNCTION inv.factura_costos;
DROP FUNCTION api.factura_tolerancia_poner;
DROP FUNCTION api.factura_tolerancia;
DROP FUNCTION inv.tolerancia_respuesta;
DROP FUNCTION api.factura_conciliacion;
DROP FUNCTION inv.factura_conciliar;
DROP FUNCTION inv.factura_comparar;
DROP FUNCTION inv.factura_tomada;
DROP VIEW inv.factura_mercaderia;
DROP FUNCTION inv.factura_recibida;
DROP FUNCTION inv.factura_pedida;

COMMIT;
