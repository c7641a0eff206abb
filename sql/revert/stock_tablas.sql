-- Revert inventario:stock_tablas from pg

BEGIN;

DROP TABLE inv.conteo_linea, inv.conteo, inv.transferencia_linea,
    inv.transferencia, inv.reserva_linea, inv.reserva, inv.existencia,
    inv.anulacion, inv.movimiento, inv.lote, inv.ubicacion;
DROP FUNCTION inv.particion_crear;
DROP SEQUENCE inv.documento_id;

COMMIT;
