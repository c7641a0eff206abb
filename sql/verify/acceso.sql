-- Verify inventario:acceso on pg

BEGIN;

SELECT 1 / (has_function_privilege('inventario_app', f, 'EXECUTE'))::int
FROM unnest(ARRAY[
    'api.usuario_para_login(jsonb,text)',
    'api.login_anotar(jsonb,text,bigint,text,boolean)',
    'api.usuario_crear(jsonb,jsonb)',
    'api.usuario_obtener(jsonb,bigint)',
    'api.usuario_modificar(jsonb,bigint,jsonb)',
    'api.usuarios_listar(jsonb,text,boolean,bigint,text,boolean)',
    'api.yo(jsonb)',
    'api.clave_cambiar(jsonb,text,text)']) AS f;
SELECT 1 / (NOT has_table_privilege('inventario_app', 'inv.usuario',
                                    'SELECT'))::int;

ROLLBACK;
