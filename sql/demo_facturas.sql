-- Invoices to look at, of the first three suppliers that have a CUIT: one
-- posted last month, one to be checked this month.  After the products and
-- the orders; it does nothing where there are invoices already.

BEGIN;

CREATE FUNCTION pg_temp.demo_factura(p_ctx jsonb, p_cuit text, p_numero bigint,
                                     p_fecha date, p_lineas jsonb)
RETURNS bigint LANGUAGE sql AS $$
    SELECT ((api.factura_crear(p_ctx, jsonb_build_object('tipo', 1,
        'punto_venta', 3, 'numero', p_numero, 'cuit', p_cuit,
        'fecha', p_fecha, 'cae', '7' || lpad(p_numero::text, 13, '0'),
        'cae_vence', p_fecha + 10, 'lineas', p_lineas, 'total', (
            SELECT sum(t.neto + round(t.neto * t.iva / 100, 2))::text
            FROM (SELECT p.iva, sum(round((l->>'cantidad')::numeric
                             * (l->>'precio')::numeric, 2)) AS neto
                  FROM jsonb_array_elements(p_lineas) l
                  JOIN inv.producto p ON p.id = (l->>'producto_id')::bigint
                  GROUP BY p.iva) t)))).cuerpo::jsonb->>'id')::bigint
$$;

CREATE FUNCTION pg_temp.demo() RETURNS void LANGUAGE plpgsql AS $demo$
DECLARE
    v_ctx    jsonb := '{"usuario":"demo","rol":"admin","sucursales":null,'
                      '"request_id":"demostracion"}';
    v_mes    date := date_trunc('month', inv.dia(now()));
    v_lineas jsonb;
    v_id     bigint;
    r        record;
BEGIN
    IF EXISTS (SELECT FROM inv.factura) THEN
        RETURN;
    END IF;
    FOR r IN SELECT id, cuit, row_number() OVER (ORDER BY id) AS n
             FROM inv.proveedor WHERE cuit IS NOT NULL ORDER BY id LIMIT 3
    LOOP
        SELECT jsonb_agg(jsonb_build_object('producto_id', p.id,
            'cantidad', '12', 'precio', round(p.precio_costo * 1.04, 2)::text)
            ORDER BY p.id)
        INTO v_lineas
        FROM (SELECT * FROM inv.producto
              WHERE activo AND precio_costo > 0 AND CASE WHEN EXISTS (
                  SELECT FROM inv.producto o WHERE o.proveedor_id = r.id)
                  THEN proveedor_id = r.id ELSE id % 3 = r.n - 1 END
              ORDER BY id LIMIT 8) p;
        CONTINUE WHEN v_lineas IS NULL;
        v_id := pg_temp.demo_factura(v_ctx, r.cuit, 1000 + r.n,
                                     v_mes - 10, v_lineas);
        PERFORM api.factura_validar(v_ctx, v_id);
        PERFORM api.factura_contabilizar(v_ctx, v_id,
            '{"acepta_diferencias":true,"motivo":"Compra sin pedido"}');
        PERFORM pg_temp.demo_factura(v_ctx, r.cuit, 1100 + r.n, v_mes,
                                     v_lineas);
    END LOOP;
END $demo$;

SELECT pg_temp.demo();

COMMIT;
