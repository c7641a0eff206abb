-- The catalogue: codes, products, search, categories, branches, locations,
-- lots, import and export.

BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap SCHEMA public;
SET search_path = public, pg_temp;
SET timezone = 'UTC';
SELECT no_plan();

CREATE FUNCTION pg_temp.doc(r api.respuesta) RETURNS jsonb
LANGUAGE sql AS $$ SELECT r.cuerpo::jsonb $$;
CREATE FUNCTION pg_temp.crear(p_doc jsonb) RETURNS jsonb
LANGUAGE sql AS $$
    SELECT cuerpo::jsonb FROM api.producto_crear('{"usuario_id":1}',
                                                 jsonb_build_array(p_doc))
$$;
CREATE FUNCTION pg_temp.listar(p_ctx jsonb DEFAULT '{}',
    categoria_id bigint DEFAULT NULL, categoria text DEFAULT NULL,
    activo text DEFAULT 'true', stock text DEFAULT NULL,
    precio_min numeric DEFAULT NULL, precio_max numeric DEFAULT NULL,
    codigo text DEFAULT NULL, limite bigint DEFAULT 50,
    cursor text DEFAULT NULL, contar boolean DEFAULT false)
RETURNS jsonb LANGUAGE sql AS $$
    SELECT cuerpo::jsonb FROM api.productos_listar(p_ctx, categoria_id,
        categoria, NULL, NULL, activo, stock, precio_min, precio_max, NULL,
        codigo, limite, cursor, contar)
$$;
CREATE FUNCTION pg_temp.codigos_de(p_lista jsonb) RETURNS text[]
LANGUAGE sql AS $$
    SELECT coalesce(array_agg(e->>'codigo'), '{}')
    FROM jsonb_array_elements(p_lista->'datos') AS e
$$;

-- ---- check digits ---------------------------------------------------------

SELECT ok(inv.gtin_valido(c), 'válido: ' || c)
FROM unnest(ARRAY['96385074', '036000291452', '7792180001665',
                  '17792180001662', '4006381333931']) AS c;
SELECT ok(NOT inv.gtin_valido(c), 'inválido: ' || c)
FROM unnest(ARRAY['96385075', '036000291453', '7792180001664',
    '7792180001656', '779218000166', '77921800016', '779218000166X', '',
    '7792180001665 ', '１２３４５６７８']) AS c;
SELECT is(inv.gtin_normal('96385074'), '00000096385074', 'a 14 dígitos');
SELECT is(inv.gtin_corto('00000096385074'), '96385074', 'GTIN-8 se muestra');
SELECT is(inv.gtin_corto('07792180001665'), '7792180001665', 'GTIN-13');
SELECT is(inv.gtin_corto('17792180001662'), '17792180001662', 'GTIN-14');
SELECT is(inv.codigo_clave('7792180001665'), '07792180001665',
          'un EAN leído se busca por sus 14 dígitos');
SELECT is(inv.codigo_clave('ab-1'), 'AB-1', 'otro, en mayúsculas');

-- ---- create ---------------------------------------------------------------

CREATE TEMP TABLE p1 AS SELECT pg_temp.crear('{"codigo":"7792180001665",
    "nombre":"Aceite de girasol \"Cañuelas\"\t1,5 L","precio_venta":"145.50",
    "marca":"Cañuelas","codigos":[
        {"codigo":"17792180001662","factor":"12"},{"codigo":"ac-01"}]}') AS d;
SELECT is(d->>'codigo', '7792180001665', 'queda su código') FROM p1;
SELECT is(d->>'precio_venta', '145.50', 'el precio es texto exacto') FROM p1;
SELECT is(d->>'nombre', E'Aceite de girasol "Cañuelas"\t1,5 L',
          'comillas y tabuladores salen como entraron') FROM p1;
SELECT is(d->'codigos', '[
    {"codigo":"AC-01","tipo":"alterno","factor":"1.000"},
    {"codigo":"7792180001665","tipo":"gtin","factor":"1.000"},
    {"codigo":"17792180001662","tipo":"pack","factor":"12.000"},
    {"codigo":"7792180001665","tipo":"propio","factor":"1.000"}]'::jsonb,
    'sus códigos, cada uno de su tipo') FROM p1;
SELECT is((SELECT tema || ' ' || tipo || ' ' || (despues->>'codigo')
           FROM inv.evento WHERE entidad = 'producto'
             AND entidad_id = (d->>'id')::bigint),
          'productos creado 7792180001665', 'queda el evento') FROM p1;
CREATE TEMP TABLE x1 AS SELECT * FROM api.producto_crear('{}',
    '[{"codigo":"X1","nombre":"Otro"}]');
SELECT is((estado, etag, ubicacion)::text,
    (SELECT format('(201,1,/v1/productos/%s)', id) FROM inv.producto
     WHERE codigo = 'X1'), '201, versión 1 y dónde está') FROM x1;

SELECT throws_ok($$SELECT pg_temp.crear(
    '{"codigo":"7792180001665","nombre":"b"}')$$, 'IN409',
    'codigo_duplicado', 'el mismo código');
SELECT throws_ok($$SELECT pg_temp.crear('{"codigo":"ac-01","nombre":"b"}')$$,
    'IN409', 'codigo_duplicado', 'el alterno de otro');
SELECT throws_ok($$SELECT pg_temp.crear(
    '{"codigo":"07792180001665","nombre":"b"}')$$, 'IN409',
    'codigo_duplicado', 'el mismo GTIN con otro largo');
SELECT throws_ok($$SELECT pg_temp.crear('{"codigo":"B1","nombre":"b",
    "codigos":[{"codigo":"17792180001662","factor":"6"}]}')$$, 'IN409',
    'codigo_duplicado', 'el pack de otro');
SELECT is((SELECT count(*) FROM inv.producto WHERE codigo = 'B1'), 0::bigint,
          'y no queda nada a medias');
SELECT throws_ok(format('SELECT pg_temp.crear(%L)', json_build_object(
        'codigo', c, 'nombre', 'b')), 'IN422', 'campos_invalidos',
    'código rechazado: ' || c)
FROM unnest(ARRAY['A B', 'Ñ1', '7792180001664', '12345678', '']) AS c;
SELECT throws_ok($$SELECT pg_temp.crear('{"codigo":"B2","nombre":"b",
    "codigos":[{"codigo":"7790001","tipo":"gtin"}]}')$$, 'IN422',
    'campos_invalidos', 'un gtin que no lo es');
SELECT throws_ok($$SELECT pg_temp.crear('{"codigo":"B2","nombre":"b",
    "codigos":[{"codigo":"Z9","tipo":"propio"}]}')$$, 'IN422',
    'campos_invalidos', 'dos códigos propios');
SELECT throws_ok($$SELECT pg_temp.crear('{"codigo":"B2","nombre":"b",
    "codigos":[{"codigo":"Z9"},{"codigo":"z9","tipo":"pack","factor":"2"}]}')
    $$, 'IN422', 'campos_invalidos', 'el mismo código dos veces');
SELECT throws_ok($$SELECT pg_temp.crear('{"codigo":"B2","nombre":"b",
    "categoria_id":999999}')$$, 'IN422', 'campos_invalidos',
    'una categoría que no existe');
SELECT throws_ok($$SELECT pg_temp.crear('{"codigo":"B2","nombre":"b",
    "proveedor_id":999999}')$$, 'IN422', 'campos_invalidos',
    'un proveedor que no existe');
SELECT throws_ok($$SELECT pg_temp.crear('{"codigo":"B2","nombre":"b",
    "stock_minimo":"5","stock_maximo":"4"}')$$, 'IN422', 'campos_invalidos',
    'un máximo menor que el mínimo');
SELECT throws_ok($$SELECT pg_temp.crear('{"codigo":"B2","nombre":"b",
    "iva":"13"}')$$, '23514', NULL, 'un IVA que no existe');

-- many at once: each its own verdict, in order
CREATE TEMP TABLE lote AS SELECT pg_temp.doc(api.producto_crear(
    '{"lote":true}', '[{"codigo":"L2","nombre":"dos"},
    {"codigo":"L1","nombre":"uno"},{"codigo":"l1","nombre":"repetido"},
    {"_errores":[{"campo":"nombre","codigo":"obligatorio","mensaje":"x"}]},
    {"codigo":"L3","nombre":"tres","iva":"13"}]'))->'resultados' AS r;
SELECT is((SELECT array_agg(e->>'estado') FROM lote,
           jsonb_array_elements(r) AS e),
          ARRAY['201', '201', '409', '422', '422'], 'cada uno su veredicto');
SELECT is(r->0->'documento'->>'codigo', 'L2', 'en el orden del pedido')
FROM lote;
SELECT is(r->2->>'producto_codigo', 'L1', 'el duplicado dice de quién')
FROM lote;
SELECT is(r->3->'errores'->0->>'campo', 'nombre', 'el error de C sigue')
FROM lote;
SELECT throws_ok($$SELECT api.producto_crear('{"lote":true,"atomico":true}',
    '[{"codigo":"L8","nombre":"a"},{"codigo":"L1","nombre":"b"}]')$$,
    'IN409', 'lote_rechazado', 'atómico: todo o nada');
SELECT is((SELECT count(*) FROM inv.producto WHERE codigo = 'L8'), 0::bigint,
          'y no quedó ninguno');

-- ---- read -----------------------------------------------------------------

CREATE FUNCTION pg_temp.por_codigo(p_codigo text) RETURNS jsonb
LANGUAGE sql AS $$
    SELECT cuerpo::jsonb || jsonb_build_object('estado', estado)
    FROM api.producto_por_codigo('{}', p_codigo)
$$;
SET ROLE inventario_app;
SELECT is((SELECT estado FROM api.producto_obtener('{}', 0)), 404,
          'no hay producto 0');
SELECT is((SELECT cuerpo::jsonb->>'codigo' FROM api.producto_obtener('{}', 0)),
          'producto_no_encontrado', 'con su código');
SELECT is((SELECT count(*) FROM api.producto_por_codigo('{}',
           '7792180001665')), 1::bigint, 'el programa lee por código');
RESET ROLE;
SELECT is((SELECT etag FROM api.producto_obtener('{}', (d->>'id')::bigint)),
          '1', 'etag es la versión') FROM p1;
SELECT is((SELECT cuerpo::jsonb FROM api.producto_obtener('{}',
           (d->>'id')::bigint)), d, 'se lee lo que se creó') FROM p1;
SELECT is(pg_temp.por_codigo(c)->>'id', d->>'id', 'por ' || c)
FROM p1, unnest(ARRAY['7792180001665', '07792180001665', 'AC-01', 'ac-01',
                      '17792180001662']) AS c;
SELECT is((SELECT ARRAY[x->>'tipo_codigo', x->>'factor', x->>'cantidad',
                        x->>'importe', x->>'codigo_leido']
           FROM pg_temp.por_codigo('17792180001662') AS x),
    ARRAY['pack', '12.000', '12.000', '1746.00', '17792180001662'],
    'un pack son doce');
SELECT is(pg_temp.por_codigo('nada')->>'estado', '404', 'ninguno lo tiene');
SELECT matches(pg_temp.por_codigo('7792180001664')->>'detalle',
    'verificador', 'y dice si el dígito está mal');
SELECT pg_temp.crear('{"codigo":"QUESO","nombre":"Queso","unidad":"kg",
    "precio_venta":"8000","codigos":[{"codigo":"00123","tipo":"balanza"}]}');
SELECT pg_temp.crear('{"codigo":"GRATIS","nombre":"Muestra",
    "codigos":[{"codigo":"77","tipo":"balanza"}]}');
CREATE FUNCTION pg_temp.etiqueta(p_doce text) RETURNS text
LANGUAGE sql AS $$
    SELECT p_doce || n FROM generate_series(0, 9) AS n
    WHERE inv.gtin_valido(p_doce || n)
$$;
SELECT is((SELECT ARRAY[x->>'codigo', x->>'tipo_codigo', x->>'cantidad',
                        x->>'importe']
           FROM pg_temp.por_codigo(pg_temp.etiqueta('200012301250')) AS x),
    ARRAY['QUESO', 'balanza', '1.250', '10000.00'],
    'balanza por peso: 1,250 kg');
SELECT is((SELECT ARRAY[x->>'cantidad', x->>'importe']
           FROM pg_temp.por_codigo(pg_temp.etiqueta('220012300999')) AS x),
    ARRAY['0.001', '9.99'], 'balanza por precio: $ 9,99');
SELECT is((SELECT ARRAY[x->>'codigo', x->>'cantidad', x->>'importe']
           FROM pg_temp.por_codigo(pg_temp.etiqueta('220007700999')) AS x),
    ARRAY['GRATIS', NULL, '9.99'], 'sin precio no se sabe cuánto hay');
SELECT is(pg_temp.por_codigo('2000123012500')->>'estado',
    CASE WHEN inv.gtin_valido('2000123012500') THEN '200' ELSE '404' END,
    'la etiqueta mal leída no es de nadie');
SELECT is(pg_temp.por_codigo(pg_temp.etiqueta('290012301250'))->>'estado',
    '404', 'un prefijo sin formato no es de balanza');

-- ---- modify ---------------------------------------------------------------

SELECT throws_ok(format($$SELECT api.producto_modificar('{"version":"9"}',
    %s, '{"nombre":"x"}')$$, d->>'id'), 'IN412', 'version_anterior',
    'otra versión') FROM p1;
SELECT throws_ok($$SELECT api.producto_modificar('{"version":"1"}', 999999,
    '{"nombre":"x"}')$$, 'IN404', 'producto_no_encontrado', 'no existe');
SELECT is((SELECT etag FROM api.producto_modificar('{"version":"1"}',
        (d->>'id')::bigint, '{"precio_venta":"150"}')), '2', 'versión nueva')
FROM p1;
SELECT is((SELECT tema || ' ' || (antes->>'precio_venta') || ' '
               || (despues->>'precio_venta') FROM inv.evento
           WHERE entidad_id = (d->>'id')::bigint ORDER BY id DESC LIMIT 1),
          'precios 145.50 150.00', 'el evento dice antes y después') FROM p1;
SELECT is((SELECT etag FROM api.producto_modificar('{"version":"2"}',
        (d->>'id')::bigint, '{"precio_venta":"150.00"}')), '2',
    'lo mismo no es un cambio') FROM p1;
SELECT is((SELECT jsonb_array_length(cuerpo::jsonb->'codigos')
           FROM api.producto_modificar('{"version":"2"}', (d->>'id')::bigint,
               '{"codigo":"ACEITE"}')), 3,
    'cambiar el código propio deja los otros') FROM p1;
SELECT is(pg_temp.por_codigo('7792180001665')->>'estado', '404',
          'y el viejo ya no está');
SELECT is((SELECT cuerpo::jsonb->'codigos' FROM api.producto_reemplazar(
        '{"version":"3"}', (d->>'id')::bigint,
        '{"codigo":"7792180001665","nombre":"Aceite"}')), '[
    {"codigo":"7792180001665","tipo":"gtin","factor":"1.000"},
    {"codigo":"7792180001665","tipo":"propio","factor":"1.000"}]'::jsonb,
    'reemplazar sin lista quita los otros códigos') FROM p1;
SELECT is((SELECT ARRAY[marca, precio_venta::text] FROM inv.producto
           WHERE id = (d->>'id')::bigint), ARRAY[NULL, '0.00'],
    'y lo que no se dice queda como nuevo') FROM p1;
SELECT throws_ok(format($$SELECT api.producto_modificar('{"version":"*"}',
    %s, '{"codigo":"X1"}')$$, d->>'id'), 'IN409', 'codigo_duplicado',
    'un código que es de otro') FROM p1;

-- ---- branches, locations --------------------------------------------------

CREATE TEMP TABLE s AS SELECT pg_temp.doc(api.sucursal_crear('{}',
    '{"codigo":"t-1","nombre":"Prueba"}')) AS d;
CREATE TEMP TABLE u AS SELECT id, codigo, tipo FROM inv.ubicacion
WHERE sucursal_id = (SELECT (d->>'id')::bigint FROM s);
SELECT is((SELECT array_agg(codigo || ' ' || tipo ORDER BY codigo) FROM u),
    ARRAY['DEPOSITO deposito', 'SALON estante'],
    'una sucursal nace con salón y depósito');
SELECT throws_ok($$SELECT api.sucursal_crear('{}',
    '{"codigo":"T-1","nombre":"Otra"}')$$, '23505', NULL,
    'el código de sucursal no se repite');
SELECT is((SELECT count(*) FROM jsonb_array_elements(pg_temp.doc(
    api.sucursales_listar('{"sucursales":[]}', NULL, 50, NULL, true))
    ->'datos')), 0::bigint, 'quien no tiene sucursales no ve ninguna');
SELECT throws_ok(format($$SELECT api.sucursal_obtener('{"sucursales":[]}',
    %s)$$, d->>'id'), 'IN404', 'sucursal_no_encontrada',
    'ni sabe que existe') FROM s;
SELECT throws_ok(format($$SELECT api.ubicacion_crear('{"sucursales":[]}',
    '{"sucursal_id":%s,"codigo":"G","nombre":"G","tipo":"estante"}')$$,
    d->>'id'), 'IN403', 'sucursal_no_permitida', 'ni crea lugares') FROM s;
SELECT throws_ok($$SELECT api.ubicacion_modificar('{"version":"1"}', 2,
    '{"codigo":"C","nombre":"C","tipo":"estante","activa":true}')$$, 'IN409',
    'ubicacion_del_sistema', 'lo del sistema no se toca');
SELECT is((SELECT count(*) FROM jsonb_array_elements(pg_temp.doc(
    api.ubicaciones_listar('{"sucursales":[]}', NULL, NULL, NULL, 500, NULL,
    false))->'datos') AS e WHERE e->>'sucursal_id' IS NOT NULL), 0::bigint,
    'ni ve las de otros');

-- ---- stock and what depends on it -----------------------------------------

INSERT INTO inv.existencia (producto_id, ubicacion_id, cantidad)
SELECT p.id, u.id, c.n FROM u, inv.producto p
JOIN (VALUES ('X1', 5), ('L1', 0), ('L2', 100)) AS c(codigo, n)
    ON c.codigo = p.codigo
WHERE u.codigo = 'SALON';
UPDATE inv.producto SET stock_minimo = 10, stock_maximo = 90
WHERE codigo IN ('X1', 'L2');
SELECT throws_ok($$SELECT api.producto_eliminar('{"version":"1"}', id)
    FROM inv.producto WHERE codigo = 'X1'$$, 'IN409', 'producto_con_stock',
    'con stock no se da de baja');
SELECT throws_ok($$SELECT api.producto_modificar('{"version":"1"}', id,
    '{"usa_lotes":true}') FROM inv.producto WHERE codigo = 'X1'$$, 'IN409',
    'producto_con_stock', 'ni empieza a llevar lotes');
SELECT is((SELECT (estado, cuerpo IS NULL)::text FROM api.producto_eliminar(
    '{"version":"1"}', (SELECT id FROM inv.producto WHERE codigo = 'L1'))),
    '(204,t)', 'sin stock, sí');
SELECT is((SELECT activo FROM inv.producto WHERE codigo = 'L1'), false,
          'y queda inactivo');
SELECT is((SELECT pg_temp.doc(api.producto_modificar('{"version":"2"}', id,
    '{"activo":true}'))->>'activo' FROM inv.producto WHERE codigo = 'L1'),
    'true', 'y vuelve');
SELECT ok('L2' = ANY (pg_temp.codigos_de(pg_temp.listar(stock => 'exceso')))
    AND 'X1' <> ALL (pg_temp.codigos_de(pg_temp.listar(stock => 'exceso'))),
    'exceso');
SELECT ok('X1' = ANY (pg_temp.codigos_de(pg_temp.listar(stock => 'critico'))),
          'crítico');
SELECT ok('X1' <> ALL (pg_temp.codigos_de(pg_temp.listar(stock => 'sin')))
    AND 'L1' = ANY (pg_temp.codigos_de(pg_temp.listar(stock => 'sin'))),
    'sin stock');
SELECT ok('X1' = ANY (pg_temp.codigos_de(pg_temp.listar('{"sucursales":[]}',
    stock => 'sin'))), 'el stock es el de las sucursales que se ven');
SELECT is((SELECT e->>'stock' FROM jsonb_array_elements(
    pg_temp.listar(codigo => 'L2')->'datos') AS e), '100.000',
    'la lista trae el stock');

SELECT throws_ok(format($$SELECT api.sucursal_modificar('{"version":"1"}', %s,
    '{"codigo":"T-1","nombre":"P","permite_negativo":false,"activa":false}')$$,
    d->>'id'), 'IN409', 'sucursal_con_stock', 'con stock no se cierra') FROM s;
SELECT is((SELECT etag FROM api.sucursal_modificar('{"version":"1"}',
    (d->>'id')::bigint,
    '{"codigo":"T-1","nombre":"P","permite_negativo":true,"activa":true}')),
    '2', 'pasa a permitir negativos') FROM s;
SELECT ok((SELECT bool_and(permite_negativo) FROM inv.existencia
           WHERE ubicacion_id IN (SELECT id FROM u)),
          'y lo saben sus saldos');
UPDATE inv.existencia SET cantidad = -1 WHERE ubicacion_id IN (
    SELECT id FROM u) AND producto_id = (
    SELECT id FROM inv.producto WHERE codigo = 'X1');
SELECT throws_ok(format($$SELECT api.sucursal_modificar('{"version":"2"}', %s,
    '{"codigo":"T-1","nombre":"P","permite_negativo":false,"activa":true}')$$,
    d->>'id'), 'IN409', 'sucursal_con_negativos',
    'con saldos negativos no vuelve atrás') FROM s;
SELECT throws_ok($$SELECT api.ubicacion_modificar('{"version":"1"}', id,
    '{"codigo":"S","nombre":"S","tipo":"estante","activa":false}')
    FROM u WHERE codigo = 'SALON'$$, 'IN409', 'ubicacion_con_stock',
    'un lugar con stock no se desactiva');
SELECT is((SELECT pg_temp.doc(api.ubicacion_modificar('{"version":"1"}', id,
    '{"codigo":"s2","nombre":"S","tipo":"deposito","activa":false}'))
    ->>'codigo' FROM u WHERE codigo = 'DEPOSITO'), 'S2', 'uno vacío, sí');

-- ---- lists ----------------------------------------------------------------

SELECT is(jsonb_array_length(pg_temp.listar(limite => 2)->'datos'), 2,
          'de a dos');
SELECT is((WITH RECURSIVE paginas AS (
        SELECT pg_temp.listar(limite => 2) AS x
        UNION ALL
        SELECT pg_temp.listar(limite => 2, cursor => x->>'siguiente')
        FROM paginas WHERE x->>'siguiente' IS NOT NULL)
    SELECT array_agg((e->>'id')::bigint) FROM paginas,
        jsonb_array_elements(x->'datos') AS e),
    (SELECT array_agg(id ORDER BY id) FROM inv.producto WHERE activo),
    'todas las páginas son todos los productos, una vez cada uno');
SELECT is((pg_temp.listar(limite => 2, contar => true)->>'total')::bigint,
    (SELECT count(*) FROM inv.producto WHERE activo), 'el total, si se pide');
SELECT ok(NOT pg_temp.listar() ? 'total', 'y si no, no');
SELECT throws_ok($$SELECT pg_temp.listar(cursor => 'basura')$$, 'IN422',
    'campos_invalidos', 'un cursor inventado');
SELECT is(pg_temp.codigos_de(pg_temp.listar(precio_min => 7999,
    precio_max => 8000)), ARRAY['QUESO'], 'por precio');
SELECT is(pg_temp.codigos_de(pg_temp.listar(codigo => '07792180001665')),
    ARRAY['7792180001665'], 'por cualquier código');
SELECT is(pg_temp.codigos_de(pg_temp.listar(codigo => $$' OR 1=1 --$$)),
    '{}', 'el texto es texto');

-- ---- categories -----------------------------------------------------------

CREATE TEMP TABLE c AS
SELECT pg_temp.doc(api.categoria_crear('{}', '{"nombre":"Zzz Lácteos"}')) AS a;
ALTER TABLE c ADD b jsonb;
UPDATE c SET b = pg_temp.doc(api.categoria_crear('{}', jsonb_build_object(
    'nombre', 'Quesos', 'padre_id', a->'id')));
SELECT throws_ok($$SELECT api.categoria_crear('{}',
    '{"nombre":"zzz lacteos"}')$$, '23505', NULL,
    'ni con otros acentos se repite');
SELECT throws_ok(format($$SELECT api.categoria_modificar('{"version":"1"}',
    %s, '{"nombre":"L","padre_id":%s}')$$, a->>'id', b->>'id'), 'IN422',
    'campos_invalidos', 'no hay círculos') FROM c;
SELECT throws_ok($$SELECT api.categoria_crear('{}',
    '{"nombre":"x","padre_id":999999}')$$, 'IN422', 'campos_invalidos',
    'el padre existe');
SELECT pg_temp.doc(api.producto_modificar('{"version":"*"}', p.id,
    jsonb_build_object('categoria_id', c.b->'id')))
FROM c, inv.producto p WHERE p.codigo = 'QUESO';
SELECT is(pg_temp.codigos_de(pg_temp.listar(
    categoria => 'ZZZ lacteos')), ARRAY['QUESO'],
    'una categoría es también lo que tiene adentro, por su nombre');
SELECT is(pg_temp.codigos_de(pg_temp.listar(
    categoria_id => (b->>'id')::bigint)), ARRAY['QUESO'], 'y por su número')
FROM c;
SELECT is(pg_temp.codigos_de(pg_temp.listar(categoria => 'no hay')), '{}',
          'una que no hay no tiene productos');
SELECT is((SELECT ARRAY[e->>'ruta', e->>'productos', e->>'productos_total']
    FROM jsonb_array_elements(pg_temp.doc(api.categorias_listar('{}'))
    ->'datos') AS e WHERE e->'id' = c.a->'id'),
    ARRAY['Zzz Lácteos', '0', '1'], 'el árbol cuenta') FROM c;
SELECT throws_ok(format($$SELECT api.categoria_eliminar('{"version":"1"}',
    %s)$$, a->>'id'), 'IN409', 'categoria_con_hijas', 'con hijas, no')
FROM c;
SELECT throws_ok(format($$SELECT api.categoria_eliminar('{"version":"1"}',
    %s)$$, b->>'id'), 'IN409', 'categoria_con_productos',
    'con productos, no') FROM c;
SELECT throws_ok(format($$SELECT api.categoria_eliminar('{"version":"4"}',
    %s)$$, b->>'id'), 'IN412', 'version_anterior', 'de otra versión, no')
FROM c;

-- ---- lots -----------------------------------------------------------------

INSERT INTO inv.lote (producto_id, codigo, vence)
SELECT p.id, x.codigo, x.vence::date FROM inv.producto p,
    (VALUES ('B', '2027-02-01'), ('A', '2027-01-01'), ('N', NULL))
    AS x(codigo, vence) WHERE p.codigo = 'QUESO';
INSERT INTO inv.existencia (producto_id, ubicacion_id, lote_id, cantidad,
                            permite_negativo)
SELECT l.producto_id, u.id, l.id, 3, true FROM inv.lote l, u
WHERE l.codigo = 'A' AND u.codigo = 'SALON';
CREATE FUNCTION pg_temp.lotes(antes date, con_stock boolean, limite bigint,
                              cursor text)
RETURNS jsonb LANGUAGE sql AS $$
    SELECT pg_temp.doc(api.lotes_listar('{}', (SELECT id FROM inv.producto
        WHERE codigo = 'QUESO'), antes, con_stock, limite, cursor, true))
$$;
SELECT is(pg_temp.codigos_de(pg_temp.lotes(NULL, NULL, 9, NULL)),
    ARRAY['A', 'B', 'N'], 'los que vencen antes primero');
SELECT is(pg_temp.codigos_de(pg_temp.lotes(NULL, NULL, 2,
    pg_temp.lotes(NULL, NULL, 1, NULL)->>'siguiente')), ARRAY['B', 'N'],
    'y siguen en la otra página');
SELECT is(pg_temp.codigos_de(pg_temp.lotes('2027-02-01', NULL, 9, NULL)),
    ARRAY['A'], 'vence_antes es antes');
SELECT is(pg_temp.codigos_de(pg_temp.lotes(NULL, true, 9, NULL)),
    ARRAY['A'], 'con stock');
SELECT is(pg_temp.lotes(NULL, false, 9, NULL)->>'total', '2', 'sin stock');
SELECT is((SELECT (etag, pg_temp.doc(r)->>'bloqueado',
                   pg_temp.doc(r)->>'vence')::text
    FROM inv.lote l, api.lote_modificar('{"version":"1"}', l.id,
        '{"vence":null,"bloqueado":true}') AS r WHERE l.codigo = 'A'),
    '(2,true,)', 'se bloquea, y puede no vencer');
SELECT throws_ok($$SELECT api.lote_obtener('{}', 0)$$, 'IN404',
    'lote_no_encontrado', 'el lote 0 no es un lote');

-- ---- search ---------------------------------------------------------------

SELECT pg_temp.crear(jsonb_build_object('codigo', codigo, 'nombre', nombre,
                                        'marca', marca))
FROM (VALUES
    ('7790895000997', 'Gaseosa cola 2,25 L', 'Coca-Cola'),
    ('7790040872202', 'Galletitas dulces surtidas', 'Bagley'),
    ('7790040872103', 'Galletita de agua', 'Criollitas'),
    ('GAL-77', 'Alfajor triple', 'Ñandú'))
    AS t(codigo, nombre, marca);
CREATE FUNCTION pg_temp.buscar(q text) RETURNS text[] LANGUAGE sql AS $$
    SELECT pg_temp.codigos_de(pg_temp.doc(api.producto_buscar('{}', q, 20)))
$$;
SELECT ok('7790040872202' = ANY (pg_temp.buscar(q)), 'se encuentra con: ' || q)
FROM unnest(ARRAY['galletitas', 'GALLETITA surtida', 'galetitas surtidas',
    'galletiats', 'bagley dulce', 'gallet', '7790040872202', '77900408722'])
    AS q;
SELECT ok('GAL-77' = ANY (pg_temp.buscar(q)), 'se encuentra con: ' || q)
FROM unnest(ARRAY['nandu', 'alfajores', 'alfajro', 'gal-7', 'GAL-77'])
    AS q;
SELECT is((pg_temp.buscar('7790040872103'))[1], '7790040872103',
          'el código exacto va primero');
SELECT ok('7790040872202' <> ALL (pg_temp.buscar('galletita agua')),
          'si todas las palabras están, se piden todas');
SELECT is(pg_temp.buscar(q), '{}', 'no rompe: ' || q)
FROM unnest(ARRAY['de la', $$'; DROP TABLE inv.producto; --$$, '\', '& | !',
                  '%%', ':*', '(((', 'zzxxqq']) AS q;
SELECT pg_temp.doc(api.producto_eliminar('{"version":"*"}', id))
FROM inv.producto WHERE codigo = 'GAL-77';
SELECT ok('GAL-77' <> ALL (pg_temp.buscar('alfajor')),
          'los dados de baja no salen');

-- ---- CSV cells ------------------------------------------------------------

SELECT is(inv.csv(t), e, 'CSV de ' || t)
FROM (VALUES ('a', 'a'), ('a,b', '"a,b"'), ('a"b', '"a""b"'),
    ('=1+1', '"''=1+1"'), ('+1', '"''+1"'), ('-1', '"''-1"'),
    ('@x', '"''@x"'), ('''=x', '"''''=x"')) AS v(t, e);
SELECT is(inv.csv_texto(t), e, 'y vuelta de ' || t)
FROM (VALUES ('''=1+1', '=1+1'), ('''''=x', '''=x'), ('''a', '''a'),
    (' a ', 'a'), ('  ', NULL)) AS v(t, e);
SELECT is(inv.numero_leer(t, c, 2), e, format('%s con coma %s', t, c))
FROM (VALUES ('1.234,50', 'si', '1234.5'), ('1,234.50', 'no', '1234.5'),
    ('12.50', 'si', '!numero_invalido'), ('12,5', 'no', '!numero_invalido'),
    ('1.500', NULL, '!numero_ambiguo'), ('1.500', 'si', '1500'),
    ('1.500', 'no', '1.5'), ('0,500', NULL, '0.5'),
    ('$ 1.234,50', NULL, '1234.5'), ('145.0', 'mixto', '145'),
    ('-1', 'no', '!numero_negativo'), ('1e400', 'no', '!numero_invalido'),
    ('NaN', 'no', '!numero_invalido'), ('Infinity', 'no',
     '!numero_invalido'), ('1.239', 'no', '!numero_decimales'),
    ('1000000000000', 'no', '!numero_grande'),
    ('0.00000000000000000000000000001', 'no', '!numero_invalido'),
    ('=1+1', 'no', '!numero_invalido')) AS v(t, c, e);

-- ---- import ---------------------------------------------------------------

CREATE FUNCTION pg_temp.tanda(p_id bigint, p_encabezado text, p_filas text[],
                              p_fin boolean)
RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('importacion_id', p_id,
        'encabezado', to_jsonb(string_to_array(p_encabezado, ';')),
        'filas', coalesce((SELECT jsonb_agg(jsonb_build_object(
            'n', n + CASE WHEN p_id IS NULL THEN 1 ELSE 100 END,
            'c', to_jsonb(string_to_array(f, ';'))))
            FROM unnest(p_filas) WITH ORDINALITY AS u(f, n)), '[]'),
        'malas', '[]'::jsonb, 'fin', p_fin)
$$;
CREATE FUNCTION pg_temp.importar(p_encabezado text, p_filas text[],
    p_prueba boolean DEFAULT false, p_columnas text DEFAULT NULL,
    p_coma text DEFAULT 'auto', p_crear boolean DEFAULT true,
    p_invalidos text DEFAULT 'rechazar', p_clave text DEFAULT NULL)
RETURNS jsonb LANGUAGE sql AS $$
    SELECT r.cuerpo::jsonb || jsonb_build_object('repetida', r.repetida)
    FROM api.producto_importar(jsonb_build_object('usuario_id', 1, 'clave',
            p_clave), p_prueba, p_columnas, p_coma, p_crear, p_invalidos,
        pg_temp.tanda(NULL, p_encabezado, p_filas, true)) AS r
$$;
CREATE FUNCTION pg_temp.cuentas(p jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', p->>'filas', p->>'creados', p->>'actualizados',
                     p->>'sin_cambios', p->>'rechazados', p->>'avisos')
$$;
CREATE FUNCTION pg_temp.errores(p jsonb) RETURNS text[] LANGUAGE sql AS $$
    SELECT coalesce(array_agg(concat_ws(' ', e->>'fila', e->>'columna',
                                        e->>'codigo')), '{}')
    FROM jsonb_array_elements(p->'errores') AS e
$$;
SELECT throws_ok($$SELECT pg_temp.importar('a;b', ARRAY['1;2'])$$, 'IN422',
    'columnas_faltantes', 'columnas que no dicen nada');
SELECT throws_ok($$SELECT pg_temp.importar('nombre;precio', '{}')$$, 'IN422',
    'columnas_faltantes', 'sin código no hay importación');
SELECT throws_ok($$SELECT pg_temp.importar('codigo;nombre', '{}',
    p_columnas => 'nombre=Producto')$$, 'IN422', 'columnas_faltantes',
    'una columna pedida que el archivo no tiene');
SELECT throws_ok($$SELECT pg_temp.importar('codigo;nombre', '{}',
    p_columnas => 'color=nombre')$$, 'IN422', 'campos_invalidos',
    'un campo que los productos no tienen');
SELECT throws_ok($$SELECT pg_temp.importar('', '{}')$$, 'IN422', NULL,
    'un archivo vacío');

CREATE TEMP TABLE i AS SELECT ARRAY[
    'I-1;Uno;1.234,50;Almacén;Fideos',
    'I-2;Dos;10,00;Almacén;Arroz',
    'I-1;Uno;1.234,50;Almacén;Fideos',
    'I-2;Dos bis;11,00;Almacén;Arroz',
    '7790895000990;Mal dígito;5,00;;',
    ';Sin código;5,00;;',
    'I-3;;5,00;;',
    'I-4;Cuatro;-5,00;;',
    'I-5;Cinco;abc;;',
    'I 6;Seis;5,00;;',
    '7,79E+12;Siete;5,00;;',
    'I-8;Ocho;0;;',
    ';;;;',
    'I-9;=CMD()|x;9,00;;',
    'I-10;de menos',
    '70330717527;Once;1,00;;'] AS filas, NULL::jsonb AS r;
UPDATE i SET r = pg_temp.importar('Código;Producto;Precio;Rubro;Subrubro',
    filas, true);
SELECT is(pg_temp.cuentas(r), '15 5 0 1 9 2', 'la prueba cuenta') FROM i;
SELECT is((SELECT count(*) FROM inv.producto WHERE codigo LIKE 'I-%'),
          0::bigint, 'y no hace nada');
SELECT is((SELECT count(*) FROM inv.categoria WHERE nombre = 'Fideos'),
          0::bigint, 'ni categorías');
UPDATE i SET r = pg_temp.importar('Código;Producto;Precio;Rubro;Subrubro',
    filas, p_clave => 'k1');
SELECT is(pg_temp.cuentas(r), '15 5 0 1 9 2', 'y la verdadera, igual') FROM i;
SELECT is(pg_temp.errores(r), ARRAY['5 codigo codigo_repetido',
    '6 codigo codigo_invalido', '7 codigo codigo_obligatorio',
    '8 nombre nombre_obligatorio', '9 precio_venta numero_negativo',
    '10 precio_venta numero_invalido', '11 codigo codigo_caracteres',
    '12 codigo codigo_cientifico', '13 precio_venta precio_cero',
    '16 columnas_distintas', '17 codigo codigo_sin_ceros'],
    'cada fila mala, con su línea y su porqué') FROM i;
SELECT is(r->>'coma_decimal', 'si', 'la coma se deduce') FROM i;
SELECT is((SELECT precio_venta FROM inv.producto WHERE codigo = 'I-1'),
          1234.50, 'y los precios son esos');
SELECT is((SELECT inv.categoria_ruta(categoria_id) FROM inv.producto
           WHERE codigo = 'I-1'), 'Almacén > Fideos',
          'la subcategoría queda dentro de la categoría');
SELECT is((SELECT nombre FROM inv.producto WHERE codigo = 'I-9'),
          '=CMD()|x', 'una fórmula es texto');
SELECT is((SELECT count(*) FROM inv.importacion_codigo), 0::bigint,
          'no queda memoria de trabajo');
SELECT is((SELECT pg_temp.importar('x', '{}', p_clave => 'k1') - 'repetida'),
    r - 'repetida', 'la misma clave, la misma respuesta') FROM i;
SELECT is((SELECT pg_temp.importar('x', '{}', p_clave => 'k1')->>'repetida'),
    'true', 'marcada como repetida');
UPDATE i SET r = pg_temp.importar('Código;Producto;Precio;Rubro;Subrubro',
    filas);
SELECT is(pg_temp.cuentas(r), '15 0 0 6 9 2', 'otra vez: nada cambia') FROM i;
SELECT is((SELECT version FROM inv.producto WHERE codigo = 'I-1'), 1::bigint,
          'ni la versión');
SELECT is(pg_temp.cuentas(pg_temp.importar('ean;pvp', ARRAY['I-1;99.90',
    'I-2;'])), '2 0 1 1 0 0', 'una lista de precios; vacío no borra');
SELECT is((SELECT ARRAY[nombre, precio_venta::text, version::text]
           FROM inv.producto WHERE codigo = 'I-1'),
          ARRAY['Uno', '99.90', '2'], 'cambia sólo lo que dice');
SELECT is((SELECT ARRAY[tema, antes->>'precio_venta', despues->>'precio_venta']
           FROM inv.evento WHERE entidad = 'producto' AND entidad_id = (
               SELECT id FROM inv.producto WHERE codigo = 'I-1')
           ORDER BY id DESC LIMIT 1), ARRAY['precios', '1234.50', '99.90'],
          'con su evento');
SELECT is(pg_temp.errores(pg_temp.importar('codigo;nombre;precio',
    ARRAY['I-20;a;1.500'])), ARRAY['2 precio_venta numero_ambiguo'],
    'lo ambiguo no se adivina');
SELECT is(pg_temp.cuentas(pg_temp.importar('codigo;nombre;precio',
    ARRAY['I-20;a;1.500'], p_coma => 'si')), '1 1 0 0 0 0',
    'si se dice, sí');
SELECT is(pg_temp.cuentas(pg_temp.importar('codigo;nombre',
    ARRAY['7790895000990;Mal dígito'], p_invalidos => 'aceptar')),
    '1 1 0 0 0 1', 'aceptar un dígito malo es con aviso');
SELECT is((SELECT array_agg(tipo) FROM inv.producto_codigo
           WHERE codigo LIKE '%7790895000990'), ARRAY['propio'],
          'y no lo hace GTIN');
SELECT is(pg_temp.errores(pg_temp.importar('codigo;nombre;categoria',
    ARRAY['I-30;a;Nueva'], p_crear => false)),
    ARRAY['2 categoria categoria_no_encontrada'], 'sin crear categorías');
SELECT pg_temp.doc(api.producto_modificar('{"version":"*"}', id,
    '{"codigos":[{"codigo":"PK-1","factor":"6"},{"codigo":"ALT-1"}]}'))
FROM inv.producto WHERE codigo = 'I-2';
SELECT is(pg_temp.errores(pg_temp.importar('codigo;nombre;precio',
    ARRAY['PK-1;a;60.00'])), ARRAY['2 codigo codigo_de_pack'],
    'el precio de un pack no es el del producto');
SELECT is(pg_temp.errores(pg_temp.importar('codigo;precio',
    ARRAY['ALT-1;12.00', 'I-2;13.00'])), ARRAY['3 codigo codigo_repetido'],
    'dos códigos de un producto son el mismo producto');
SELECT is((SELECT precio_venta FROM inv.producto WHERE codigo = 'I-2'),
          12.00, 'y queda el primero');
SELECT is(pg_temp.errores(pg_temp.importar('codigo;activo',
    ARRAY['L2;no'])), ARRAY['2 activo producto_con_stock'],
    'con stock no se da de baja tampoco así');
SELECT is(pg_temp.errores(pg_temp.importar(
    'codigo;nombre;iva;unidad;minimo;maximo;lotes',
    ARRAY['I-40;a;13;un;1;2;no', 'I-41;a;21;docena;1;2;no',
          'I-42;a;21;un;3;2;no', 'I-43;a;21;un;1;2;tal vez'])),
    ARRAY['2 iva iva_invalido', '3 unidad unidad_invalida',
          '4 stock_maximo stock_maximo_menor',
          '5 usa_lotes booleano_invalido'], 'los otros campos también');

-- several batches of one file
CREATE TEMP TABLE j AS SELECT * FROM api.producto_importar('{"usuario_id":1,
    "clave":"k2"}', false, NULL, 'auto', true, 'rechazar', pg_temp.tanda(NULL,
    'codigo;nombre', ARRAY['J-1;uno', 'J-2;dos'], false));
SELECT is(estado, 100, 'a la mitad sigue') FROM j;
SELECT throws_ok($$SELECT pg_temp.importar('codigo;nombre', '{}',
    p_clave => 'k2')$$, 'IN409', 'importacion_en_curso',
    'otra con la misma clave espera');
SELECT is(pg_temp.cuentas(x) || ' ' || (pg_temp.errores(x))::text,
    '4 3 0 0 1 0 {"101 codigo codigo_repetido"}',
    'la repetida en otra tanda también se ve')
FROM j, LATERAL (SELECT pg_temp.doc(api.producto_importar('{"usuario_id":1}',
    false, NULL, 'auto', true, 'rechazar', pg_temp.tanda(j.cuerpo::bigint,
    'codigo;nombre', ARRAY['J-1;otro', 'J-3;tres'], true))) AS x) y;
SELECT throws_ok(format($$SELECT api.producto_importar('{}', false, NULL,
    'auto', true, 'rechazar', pg_temp.tanda(%s, 'codigo;nombre', '{}', true))
    $$, cuerpo), 'IN409', 'importacion_cerrada', 'terminada no sigue') FROM j;
SELECT is((SELECT pg_temp.doc(api.importacion_obtener('{}', cuerpo::bigint))
           ->>'creados'), '3', 'se puede consultar') FROM j;
SELECT throws_ok($$SELECT api.importacion_obtener('{}', 0)$$, 'IN404',
    'importacion_no_encontrada', 'la que no hay, no');
SELECT is((SELECT jsonb_agg(e->'fila') FROM jsonb_array_elements(pg_temp.doc(
    api.importacion_errores('{}', (i.r->>'importacion_id')::bigint, 3,
        pg_temp.doc(api.importacion_errores('{}',
            (i.r->>'importacion_id')::bigint, 3, NULL, true))->>'siguiente',
        true))->'datos') AS e), '[8, 9, 10]', 'los errores, por páginas')
FROM i;

-- ---- export ---------------------------------------------------------------

CREATE TEMP TABLE x AS
SELECT * FROM api.productos_exportar('{}', NULL, 'todos', NULL);
SELECT ok(datos LIKE E'codigo,nombre,%otros_codigos\r\n%',
          'empieza con el encabezado') FROM x;
SELECT ok(datos LIKE E'%\r\nI-9,"''=CMD()|x",%', 'una fórmula sale inerte')
FROM x;
SELECT is(siguiente, NULL, 'y es la última página') FROM x;
SELECT is((SELECT count(*) FROM regexp_split_to_table(rtrim(datos, E'\r\n'),
    E'\r\n')), (SELECT count(*) + 1 FROM inv.producto),
    'una línea por producto') FROM x;
SELECT is((SELECT count(*) FROM regexp_split_to_table((
    SELECT datos FROM api.productos_exportar('{}', (SELECT id
        FROM inv.categoria WHERE nombre = 'Almacén'), 'true', NULL)),
    E'\r\n') AS l WHERE l LIKE '%,Almacén > %'), 2::bigint,
    'de una categoría y las de adentro');

SELECT * FROM finish();
ROLLBACK;
