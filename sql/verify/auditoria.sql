-- Verify inventario:auditoria on pg

BEGIN;

SELECT 1 / (coalesce(has_function_privilege(
    'inventario_app', to_regproc(f.nombre)::oid, 'EXECUTE'), false))::int
FROM unnest(ARRAY[
    'api.auditoria_listar', 'api.rechazos_anotar', 'api.sellar',
    'api.sellos_verificar', 'api.auditoria_verificar']) AS f (nombre);
SELECT 1 / (NOT has_table_privilege('inventario_app', 'inv.sello',
                                    'SELECT'))::int;
SELECT direccion FROM inv.evento WHERE false;

ROLLBACK;
