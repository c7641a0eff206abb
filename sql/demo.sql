-- A small shop to look at: two branches, a catalogue, opening stock.  It does
-- nothing where there are products already.  Everything goes through the
-- program's own functions.

BEGIN;

CREATE FUNCTION pg_temp.demo() RETURNS void LANGUAGE plpgsql AS $demo$
DECLARE
    v_ctx        jsonb := '{"usuario":"demo","rol":"admin","sucursales":null,'
                          '"request_id":"demostracion"}';
    v_lote       jsonb := v_ctx || '{"lote":true,"atomico":true}';
    v_categorias jsonb := '{}';
    v_lineas     jsonb;
    v_pedidos    jsonb := '[]';
    r            record;
    a            api.respuesta;
BEGIN
    IF EXISTS (SELECT FROM inv.producto) THEN
        RETURN;
    END IF;
    PERFORM api.sucursal_crear(v_ctx, x) FROM jsonb_array_elements('[
        {"codigo":"CENTRO","nombre":"Sucursal Centro",
         "direccion":"San Martín 845"},
        {"codigo":"NORTE","nombre":"Sucursal Norte",
         "direccion":"Av. Belgrano 2310"}]') AS x;

    CREATE TEMP TABLE demo_producto (
        codigo text, nombre text, marca text, categoria text, unidad text,
        costo numeric, venta numeric, minimo numeric, maximo numeric,
        lotes boolean, codigos jsonb) ON COMMIT DROP;
    INSERT INTO demo_producto
    SELECT codigo, nombre, marca, categoria, unidad, costo, venta, minimo,
        maximo, categoria IN ('Lácteos', 'Fiambres y quesos', 'Panadería'),
        codigos::jsonb
    FROM (VALUES
    ('7799900041000', 'Gaseosa cola 2,25 L', 'Río Azul',
     'Bebidas', 'un', 1180, 1790, 24, 96,
     '[{"codigo":"17799900041007","tipo":"pack","factor":"6"}]'),
    ('7799900041376', 'Gaseosa lima limón 2,25 L', 'Río Azul',
     'Bebidas', 'un', 1090, 1650, 18, 72, NULL),
    ('7799900041741', 'Agua mineral sin gas 2 L', 'Vertiente',
     'Bebidas', 'un', 520, 850, 24, 120, NULL),
    ('7799900042113', 'Agua saborizada pomelo 1,5 L', 'Vertiente',
     'Bebidas', 'un', 640, 1050, 12, 60, NULL),
    ('7799900042489', 'Cerveza rubia 1 L retornable', 'La Criolla',
     'Bebidas', 'un', 1350, 2100, 24, 120, NULL),
    ('7799900042854', 'Vino tinto malbec 750 ml', 'Finca del Oeste',
     'Bebidas', 'un', 2400, 3900, 6, 36, NULL),
    ('7799900043226', 'Jugo en polvo naranja 15 g', 'Sol de Mayo',
     'Bebidas', 'un', 160, 290, 30, 200, NULL),
    ('7799900043592', 'Yerba mate con palo 1 kg', 'Monte Rojo',
     'Almacén', 'un', 2650, 3990, 12, 60, NULL),
    ('7799900043967', 'Yerba mate suave 500 g', 'Monte Rojo',
     'Almacén', 'un', 1480, 2250, 12, 60, NULL),
    ('7799900044339', 'Azúcar común tipo A 1 kg', 'El Ingenio',
     'Almacén', 'un', 780, 1150, 20, 100, NULL),
    ('7799900044704', 'Harina de trigo 000 1 kg', 'Molino Pampa',
     'Almacén', 'un', 540, 850, 20, 100, NULL),
    ('7799900045077', 'Harina leudante 1 kg', 'Molino Pampa',
     'Almacén', 'un', 690, 1080, 10, 60, NULL),
    ('7799900045442', 'Fideos tallarines 500 g', 'Don Nicola',
     'Almacén', 'un', 710, 1120, 20, 100, NULL),
    ('7799900045817', 'Fideos tirabuzón 500 g', 'Don Nicola',
     'Almacén', 'un', 710, 1120, 20, 100, NULL),
    ('7799900046180', 'Arroz largo fino 1 kg', 'Tres Ríos',
     'Almacén', 'un', 1050, 1590, 15, 80, NULL),
    ('7799900046555', 'Lentejas 400 g', 'Tres Ríos',
     'Almacén', 'un', 880, 1390, 8, 40, NULL),
    ('7799900046920', 'Puré de tomate 520 g', 'La Quinta',
     'Almacén', 'un', 510, 830, 24, 120, NULL),
    ('7799900047293', 'Aceite de girasol 900 ml', 'Girasoles',
     'Almacén', 'un', 1620, 2390, 12, 72, NULL),
    ('7799900047668', 'Aceite de girasol 1,5 L', 'Girasoles',
     'Almacén', 'un', 2580, 3790, 8, 48, NULL),
    ('7799900048030', 'Sal fina 500 g', 'Salinas',
     'Almacén', 'un', 390, 640, 8, 40, NULL),
    ('7799900048405', 'Mayonesa 475 g', 'La Quinta',
     'Almacén', 'un', 1250, 1950, 8, 40, NULL),
    ('7799900048771', 'Dulce de leche clásico 400 g', 'Tambo Viejo',
     'Almacén', 'un', 1390, 2150, 10, 50, NULL),
    ('7799900049143', 'Mermelada de durazno 454 g', 'La Quinta',
     'Almacén', 'un', 1290, 1990, 6, 30, NULL),
    ('7799900049518', 'Galletitas de agua 3 x 101 g', 'Trigal',
     'Galletitas y golosinas', 'un', 820, 1290, 15, 80, NULL),
    ('7799900049884', 'Galletitas dulces surtidas 400 g', 'Trigal',
     'Galletitas y golosinas', 'un', 1240, 1890, 12, 60, NULL),
    ('7799900050255', 'Alfajor triple de chocolate 70 g', 'Serrano',
     'Galletitas y golosinas', 'un', 480, 790, 40, 200,
     '[{"codigo":"ALF-TRI"}]'),
    ('7799900050620', 'Chocolate con leche 100 g', 'Serrano',
     'Galletitas y golosinas', 'un', 1450, 2290, 10, 60, NULL),
    ('7799900050996', 'Leche entera larga vida 1 L', 'Tambo Viejo',
     'Lácteos', 'un', 980, 1480, 36, 160, NULL),
    ('7799900051368', 'Leche descremada larga vida 1 L', 'Tambo Viejo',
     'Lácteos', 'un', 980, 1480, 24, 120, NULL),
    ('7799900051733', 'Yogur bebible frutilla 900 g', 'Tambo Viejo',
     'Lácteos', 'un', 1190, 1850, 10, 40, NULL),
    ('7799900052105', 'Manteca 200 g', 'Tambo Viejo',
     'Lácteos', 'un', 1390, 2150, 10, 40, NULL),
    ('7799900052471', 'Queso crema 290 g', 'Tambo Viejo',
     'Lácteos', 'un', 1650, 2590, 8, 30, NULL),
    ('7799900052846', 'Pan lactal blanco 500 g', 'Trigal',
     'Panadería', 'un', 1490, 2290, 8, 24, NULL),
    ('7799900053218', 'Tapas para empanadas x 12', 'Trigal',
     'Panadería', 'un', 790, 1250, 10, 40, NULL),
    ('7799900053584', 'Lavandina 1 L', 'Albo',
     'Limpieza', 'un', 590, 950, 12, 60, NULL),
    ('7799900053959', 'Detergente limón 750 ml', 'Albo',
     'Limpieza', 'un', 1150, 1790, 10, 50, NULL),
    ('7799900054321', 'Jabón en polvo 800 g', 'Albo',
     'Limpieza', 'un', 1890, 2950, 8, 40, NULL),
    ('7799900054697', 'Papel higiénico hoja simple x 4', 'Nube',
     'Limpieza', 'un', 1390, 2190, 15, 80, NULL),
    ('7799900055069', 'Shampoo 400 ml', 'Nube',
     'Perfumería', 'un', 1950, 3150, 6, 30, NULL),
    ('7799900055434', 'Jabón de tocador 3 x 125 g', 'Nube',
     'Perfumería', 'un', 1290, 2050, 8, 40, NULL),
    ('7799900055809', 'Crema dental 90 g', 'Nube',
     'Perfumería', 'un', 1180, 1890, 10, 50, NULL),
    ('QUESO-CREMOSO', 'Queso cremoso por kilo', 'Tambo Viejo',
     'Fiambres y quesos', 'kg', 6900, 10490, 3, 15,
     '[{"codigo":"00101","tipo":"balanza"}]')
    ) AS p(codigo, nombre, marca, categoria, unidad, costo, venta, minimo,
           maximo, codigos);

    FOR r IN SELECT DISTINCT categoria FROM demo_producto ORDER BY 1 LOOP
        a := api.categoria_crear(v_ctx,
            jsonb_build_object('nombre', r.categoria));
        v_categorias := v_categorias
            || jsonb_build_object(r.categoria, a.cuerpo::jsonb->'id');
    END LOOP;
    PERFORM api.producto_crear(v_lote, jsonb_agg(jsonb_strip_nulls(
        jsonb_build_object('codigo', codigo, 'nombre', nombre, 'marca', marca,
            'categoria_id', v_categorias->categoria, 'unidad', unidad,
            'precio_costo', costo, 'precio_venta', venta,
            'stock_minimo', minimo, 'stock_maximo', maximo,
            'usa_lotes', lotes, 'codigos', codigos))))
    FROM demo_producto;

    -- opening stock: most of it in the store room, some on the shelf; what
    -- expires comes in two lots
    FOR r IN SELECT u.id, u.tipo, s.codigo AS sucursal FROM inv.ubicacion u
             JOIN inv.sucursal s ON s.id = u.sucursal_id ORDER BY u.id
    LOOP
        SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
            'codigo', d.codigo, 'cantidad', (CASE
                WHEN d.unidad = 'kg' THEN 4.500
                WHEN r.tipo = 'deposito' THEN greatest(d.minimo, 6)
                ELSE ceil(greatest(d.minimo, 4) / 2) END)::text,
            'costo', d.costo::text,
            'lote', CASE WHEN d.lotes
                THEN to_char(inv.dia(now()), 'YYMMDD-') || l.n END,
            'vence', CASE WHEN d.lotes
                THEN (inv.dia(now()) + l.n * 21 - 14)::text END))
            ORDER BY d.codigo, l.n)
        INTO v_lineas
        FROM demo_producto d
        JOIN generate_series(1, 2) AS l(n) ON l.n = 1 OR d.lotes
        WHERE r.sucursal = 'CENTRO' OR d.minimo >= 10 OR r.tipo = 'estante';
        v_pedidos := v_pedidos || jsonb_build_object('ctx', v_ctx,
            'clave', NULL, 'huella', NULL,
            'cuerpo', jsonb_build_array(jsonb_build_object('tipo', 'entrada',
                'ubicacion_id', r.id, 'referencia', 'Stock inicial',
                'lineas', v_lineas)));
    END LOOP;
    FOR a IN SELECT * FROM api.movimientos_aplicar(v_pedidos) LOOP
        IF a.estado >= 400 THEN
            RAISE EXCEPTION 'stock inicial: %', a.cuerpo;
        END IF;
    END LOOP;
END $demo$;

SELECT pg_temp.demo();

COMMIT;
