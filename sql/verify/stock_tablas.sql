-- Verify inventario:stock_tablas on pg

BEGIN;

SELECT id, sucursal_id, codigo, nombre, tipo, propia FROM inv.ubicacion
WHERE false;
SELECT id, producto_id, codigo, vence, bloqueado FROM inv.lote WHERE false;
SELECT id, documento_id, linea, tipo, producto_id, lote_id, origen_id,
    destino_id, cantidad, saldo FROM inv.movimiento WHERE false;
SELECT documento_id, anulado_por FROM inv.anulacion WHERE false;
SELECT producto_id, ubicacion_id, lote_id, cantidad, reservada
FROM inv.existencia WHERE false;
SELECT id, estado, vence_en FROM inv.reserva WHERE false;
SELECT reserva_id, linea, cantidad FROM inv.reserva_linea WHERE false;
SELECT id, estado FROM inv.transferencia WHERE false;
SELECT transferencia_id, linea, recibida FROM inv.transferencia_linea
WHERE false;
SELECT id, estado, ciego, tolerancia FROM inv.conteo WHERE false;
SELECT conteo_id, producto_id, contada, esperada FROM inv.conteo_linea
WHERE false;

-- the world outside is there, and the ledger is only added to
SELECT 1 / (count(*) = 5)::integer FROM inv.ubicacion WHERE id <= 5;
SELECT 1 / (count(*) > 0)::integer FROM pg_trigger
WHERE tgname = 'solo_agregar';
SELECT 1 / (NOT has_table_privilege('inventario_app', 'inv.movimiento',
    'UPDATE, DELETE, TRUNCATE'))::integer;

ROLLBACK;
