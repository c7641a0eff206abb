-- The roles of the database: what each may do, over all that there is, so that a
-- new table or function is covered by itself.

BEGIN;

SELECT plan(19);

-- nothing is theirs
SELECT is_empty($$
    SELECT r.rolname, c.oid::regclass FROM pg_class c
    JOIN pg_roles r ON r.oid = c.relowner
    WHERE r.rolname IN ('inventario_app', 'inventario_lector')
    UNION ALL
    SELECT r.rolname, p.oid::regclass FROM pg_proc p
    JOIN pg_roles r ON r.oid = p.proowner
    WHERE r.rolname IN ('inventario_app', 'inventario_lector')
    UNION ALL
    SELECT r.rolname, n.oid FROM pg_namespace n
    JOIN pg_roles r ON r.oid = n.nspowner
    WHERE r.rolname IN ('inventario_app', 'inventario_lector') $$,
    'the program and the reports own nothing');
SELECT is_empty($$
    SELECT rolname FROM pg_roles
    WHERE rolname LIKE 'inventario\_%'
      AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication
           OR rolbypassrls) $$, 'nor are they, or the owner, more than that');
SELECT is_empty($$
    SELECT m.roleid::regrole, m.member::regrole FROM pg_auth_members m
    WHERE m.member::regrole::text LIKE 'inventario\_%' $$,
    'none is a member of another role');
SELECT is_empty($$
    SELECT r, n.nspname FROM pg_namespace n,
        unnest(ARRAY['inventario_app', 'inventario_lector']) r
    WHERE has_schema_privilege(r, n.oid, 'CREATE')
      AND n.nspname !~ '^pg_(toast_)?temp_' $$, 'they create in no schema');
SELECT ok(NOT has_database_privilege(r, current_database(), 'CREATE'),
          r || ' creates no schema')
FROM unnest(ARRAY['inventario_app', 'inventario_lector']) r;

-- tables
SELECT is_empty($$
    SELECT r, c.oid::regclass, p FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname IN ('inv', 'api'),
        unnest(ARRAY['inventario_app', 'inventario_lector']) r,
        unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES',
                     'TRIGGER']) p
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND has_table_privilege(r, c.oid, p) $$,
    'no table is written but by functions');
SELECT is_empty($$
    SELECT r, c.oid::regclass FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname IN ('inv', 'api'),
        unnest(ARRAY['inventario_app', 'inventario_lector']) r
    WHERE c.relkind = 'S' AND (has_sequence_privilege(r, c.oid, 'UPDATE')
                               OR has_sequence_privilege(r, c.oid, 'USAGE')) $$,
    'no number is taken but by functions');
SELECT is_empty($$
    SELECT r, a.attrelid::regclass, a.attname FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'inv',
        unnest(ARRAY['inventario_app', 'inventario_lector']) r
    WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm')
      AND a.attname ~ '^(clave_hash|suma|suma_anterior)$'
      AND c.relname <> 'sello'
      AND has_column_privilege(r, c.oid, a.attnum, 'SELECT') $$,
    'hashes and digests of keys are read by neither');
SELECT set_eq($$
    SELECT c.relname::text FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'inv'
    WHERE c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition
      AND has_table_privilege('inventario_app', c.oid, 'SELECT') $$,
    $$ SELECT unnest(ARRAY['balanza_formato', 'categoria', 'existencia', 'lote',
        'movimiento', 'precio', 'producto', 'producto_codigo', 'promocion',
        'promocion_parte', 'proveedor', 'reserva', 'reserva_linea', 'sucursal', 'temporada_factor', 'ubicacion']) $$,
    'what the program reads by itself, for inlined reads: no more');
SELECT ok(NOT has_table_privilege('inventario_lector', t, 'SELECT'),
          'the reports do not read ' || t)
FROM unnest(ARRAY['inv.usuario', 'inv.idempotencia', 'inv.llave']) t;

-- functions
SELECT is_empty($$
    SELECT p.oid::regprocedure FROM pg_proc p
    JOIN pg_namespace n ON n.oid = p.pronamespace AND n.nspname IN ('inv', 'api')
    WHERE has_function_privilege('inventario_lector', p.oid, 'EXECUTE')
      AND p.prosecdef $$, 'the reports call nothing that acts as the owner');
SELECT is_empty($$
    SELECT p.oid::regprocedure FROM pg_proc p
    JOIN pg_namespace n ON n.oid = p.pronamespace AND n.nspname = 'inv'
    WHERE has_function_privilege('inventario_app', p.oid, 'EXECUTE')
      AND (p.prosecdef OR p.provolatile = 'v')
      AND p.oid NOT IN ('inv.codigo_lento(text)'::regprocedure,
                        'inv.codigo_leer_lento(text)'::regprocedure) $$,
    'of inv the program calls only what reads, as itself; and the search of a '
    || 'code of another kind, which acts as the owner');
SELECT is_empty($$
    SELECT p.oid::regprocedure FROM pg_proc p
    JOIN pg_namespace n ON n.oid = p.pronamespace AND n.nspname IN ('inv', 'api')
    WHERE p.prosecdef AND NOT EXISTS (
        SELECT FROM unnest(p.proconfig) c
        WHERE c LIKE 'search\_path=pg\_catalog,%pg\_temp') $$,
    'who acts as the owner looks for names nowhere else');
SELECT is_empty($$
    SELECT p.oid::regprocedure FROM pg_proc p
    JOIN pg_namespace n ON n.oid = p.pronamespace AND n.nspname IN ('inv', 'api')
    WHERE EXISTS (SELECT FROM aclexplode(coalesce(p.proacl,
                      acldefault('f', p.proowner))) a
                  WHERE a.grantee = 0) $$, 'nothing is for everybody');

-- how they come in
SELECT ok((SELECT rolpassword LIKE 'SCRAM-SHA-256$%' FROM pg_authid
           WHERE rolname = 'inventario_app'), 'passwords are kept as SCRAM');
SELECT is_empty($$
    SELECT type, auth_method FROM pg_hba_file_rules
    WHERE auth_method <> 'scram-sha-256' $$, 'everybody is asked for one');

SELECT * FROM finish();
ROLLBACK;
