-- Prices for the shop of demo.sql: a year of an invented index, rules, a dry
-- run to look at, promotions, a price of its own for a branch.  It does
-- nothing where there is a rule already.

BEGIN;

CREATE FUNCTION pg_temp.demo_precios() RETURNS void LANGUAGE plpgsql AS $demo$
DECLARE
    v_ctx jsonb := '{"usuario":"demo","rol":"admin","sucursales":null,'
                   '"request_id":"demostracion"}';
    v_cat jsonb := (SELECT jsonb_object_agg(nombre, id) FROM inv.categoria);
    v_mes date := date_trunc('month', inv.dia(now()));
BEGIN
    IF EXISTS (SELECT FROM inv.regla_precio)
       OR NOT v_cat ?& ARRAY['Bebidas', 'Almacén', 'Lácteos', 'Limpieza']
    THEN
        RETURN;
    END IF;
    PERFORM api.indice_crear(v_ctx || '{"lote":true,"atomico":true}',
        jsonb_agg(jsonb_build_object('indice', 'ipc', 'mes',
            to_char(v_mes - n * interval '1 month', 'YYYY-MM'),
            'porcentaje', (2 + n % 5 * 0.3)::text,
            'fuente', 'Inventada, para la demostración')))
    FROM generate_series(1, 13) AS n;

    PERFORM api.regla_crear(v_ctx, '{"nombre":"General: 40 % sobre el costo",
        "tipo":"margen","valor":"40","paso":"10","redondeo":"arriba",
        "suba_maxima":"15"}');
    PERFORM api.regla_crear(v_ctx, jsonb_build_object('nombre',
        'Lácteos: 25 %, terminan en 90', 'tipo', 'margen', 'valor', '25',
        'paso', '100', 'terminacion', '90', 'redondeo', 'cercano',
        'margen_minimo', '15',
        'alcance', jsonb_build_object('categoria_id', v_cat->'Lácteos')));
    PERFORM api.remarcacion_crear(v_ctx, '{"nombre":"Lista nueva"}');

    PERFORM api.promocion_crear(v_ctx, jsonb_build_object('nombre',
        '3x2 en limpieza', 'tipo', 'nxm', 'lleva', 3, 'paga', 2,
        'partes', jsonb_build_array(jsonb_build_object('alcances',
            jsonb_build_array(jsonb_build_object('categoria_id',
                v_cat->'Limpieza'))))));
    PERFORM api.promocion_crear(v_ctx, jsonb_build_object('nombre',
        'Segunda unidad al 50 % en bebidas', 'tipo', 'unidad', 'lleva', 2,
        'porcentaje', '50', 'mismo_producto', true,
        'partes', jsonb_build_array(jsonb_build_object('alcances',
            jsonb_build_array(jsonb_build_object('categoria_id',
                v_cat->'Bebidas'))))));
    PERFORM api.promocion_crear(v_ctx, jsonb_build_object('nombre',
        'Yerba y azúcar', 'tipo', 'combo', 'porcentaje', '12',
        'limite', 2, 'partes', jsonb_build_array(
            jsonb_build_object('alcances', (
                SELECT jsonb_agg(jsonb_build_object('producto_id', id))
                FROM inv.producto WHERE nombre LIKE 'Yerba%')),
            jsonb_build_object('alcances', (
                SELECT jsonb_agg(jsonb_build_object('producto_id', id))
                FROM inv.producto WHERE nombre LIKE 'Azúcar%')))))
    WHERE EXISTS (SELECT FROM inv.producto WHERE nombre LIKE 'Yerba%')
      AND EXISTS (SELECT FROM inv.producto WHERE nombre LIKE 'Azúcar%');
    PERFORM api.precio_poner(v_ctx, jsonb_build_object('producto_id', p.id,
        'sucursal_id', s.id, 'precio', (p.precio_venta + 50)::text))
    FROM inv.producto p, inv.sucursal s
    WHERE p.nombre LIKE 'Agua mineral%' AND s.codigo = 'NORTE';
END $demo$;

SELECT pg_temp.demo_precios();

COMMIT;
