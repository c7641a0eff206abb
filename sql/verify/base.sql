-- Verify inventario:base on pg

BEGIN;

SELECT id, codigo, nombre, permite_negativo, activa, version
FROM inv.sucursal WHERE false;
SELECT id, usuario, clave_hash, rol, sucursales, activo FROM inv.usuario
WHERE false;
SELECT usuario_id, clave, huella, respuesta FROM inv.idempotencia WHERE false;
SELECT id, tema, tipo, entidad, entidad_id, antes, despues FROM inv.evento
WHERE false;
SELECT 1 / (api.vivo() = 1)::integer;
SELECT 1 / (inv.normal('ÑandÚ') = 'nandu')::integer;
SELECT 1 / (inv.cursor_leer(inv.cursor_escribir('[1, "a"]'), 2)
            = '[1, "a"]')::integer;

-- the program calls functions and owns nothing
SELECT 1 / has_function_privilege('inventario_app', 'api.vivo()',
                                  'EXECUTE')::integer;
SELECT 1 / (NOT has_table_privilege('inventario_app', 'inv.usuario',
                                    'SELECT'))::integer;
SELECT 1 / (NOT has_table_privilege('inventario_app', 'inv.evento',
    'INSERT, UPDATE, DELETE, TRUNCATE'))::integer;

ROLLBACK;
