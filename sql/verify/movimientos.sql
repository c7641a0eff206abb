-- Verify inventario:movimientos on pg

BEGIN;

SELECT 'inv.mover(inv.mov_doc[],inv.mov_linea[])'::regprocedure;
SELECT 1 / (NOT has_function_privilege('inventario_app',
    'inv.mover(inv.mov_doc[],inv.mov_linea[])', 'EXECUTE'))::int;

ROLLBACK;
