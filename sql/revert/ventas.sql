-- Revert inventario:ventas from pg

BEGIN;

DROP FUNCTION inv.venta_alertar;
DROP FUNCTION inv.venta_asentar_libro;
DROP FUNCTION inv.venta_asentar;
DROP FUNCTION inv.venta_texto_de;
DROP FUNCTION inv.venta_texto;
DROP FUNCTION inv.venta_linea_texto;
DROP FUNCTION inv.venta_fallos;
DROP FUNCTION inv.venta_pagos_fallo;
DROP FUNCTION inv.venta_renglones;
DROP FUNCTION inv.venta_renglon_error;
DROP FUNCTION inv.venta_codigo;
DROP FUNCTION inv.venta_precio;
DROP FUNCTION inv.venta_documentos;
DROP FUNCTION inv.venta_impedimento;
DROP TYPE inv.venta_renglon;
DROP TYPE inv.venta_doc;

COMMIT;
