-- Verify inventario:catalogo_busqueda on pg

BEGIN;

SELECT 'inv.palabras_agregar'::regproc;
SELECT 'inv.producto_palabras'::regproc;
SELECT 'inv.consulta_palabra'::regproc;
SELECT 'inv.consulta_parecidas'::regproc;
SELECT 'inv.consulta'::regproc;
SELECT 'inv.buscar_codigo'::regproc;
SELECT 'inv.buscar_palabras'::regproc;
SELECT 'api.producto_buscar'::regproc;

-- the program may call them
SELECT 1 / has_function_privilege('inventario_app',
    'api.producto_buscar'::regproc, 'EXECUTE')::integer;
SELECT palabra FROM inv.palabra WHERE false;

ROLLBACK;
