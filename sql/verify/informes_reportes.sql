-- Verify inventario:informes_reportes on pg

BEGIN;

SELECT 1 / (coalesce(has_function_privilege(
    'inventario_app', to_regproc(f.nombre)::oid, 'EXECUTE'), false))::int
FROM unnest(ARRAY[
    'api.reporte_top_movimientos',
    'api.reporte_vencimientos',
    'api.reporte_auditoria',
    'api.reporte_integridad']) AS f (nombre);

ROLLBACK;
