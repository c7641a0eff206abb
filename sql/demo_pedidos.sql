-- Orders to look at, for each store room: one that came in part, one on its
-- way, a draft.  Of a supplier made for this, whose CUIT is nobody's.  After
-- the products; it does nothing where there are orders already.

BEGIN;

CREATE FUNCTION pg_temp.demo_pedido(p_ctx jsonb, p_proveedor bigint,
                                    p_ubicacion bigint, p_parte integer)
RETURNS bigint LANGUAGE sql AS $$
    SELECT ((api.pedido_crear(p_ctx, jsonb_build_object(
        'proveedor_id', p_proveedor, 'ubicacion_id', p_ubicacion,
        'lineas', jsonb_agg(jsonb_build_object('producto_id', p.id,
            'cantidad', '12', 'costo', p.precio_costo::text)
            ORDER BY p.id)))).cuerpo::jsonb->>'id')::bigint
    FROM (SELECT * FROM inv.producto WHERE activo AND NOT usa_lotes
          AND precio_costo > 0 AND id % 3 = p_parte ORDER BY id LIMIT 6) p
$$;

CREATE FUNCTION pg_temp.demo() RETURNS void LANGUAGE plpgsql AS $demo$
DECLARE
    v_ctx jsonb := '{"usuario":"demo","rol":"admin","sucursales":null,'
                   '"request_id":"demostracion"}';
    v     bigint;
    v_id  bigint;
    u     record;
BEGIN
    IF EXISTS (SELECT FROM inv.pedido) OR NOT EXISTS (SELECT FROM inv.producto)
    THEN
        RETURN;
    END IF;
    v := ((api.proveedor_crear(v_ctx, '{"codigo":"EJ",
        "nombre":"Distribuidora de ejemplo","cuit":"30-00000000-7",
        "plazo_dias":2}')).cuerpo::jsonb->>'id')::bigint;
    FOR u IN SELECT id FROM inv.ubicacion
             WHERE tipo = 'deposito' AND activa ORDER BY id
    LOOP
        v_id := pg_temp.demo_pedido(v_ctx, v, u.id, 0);
        PERFORM api.pedido_enviar(v_ctx, v_id);
        PERFORM api.pedido_recibir(v_ctx, v_id,
            '{"remito":"R-0001-00000123","lineas":[{"linea":1,"cantidad":"12"},
              {"linea":2,"cantidad":"8"}]}');
        PERFORM api.pedido_enviar(v_ctx,
                                  pg_temp.demo_pedido(v_ctx, v, u.id, 1));
        PERFORM pg_temp.demo_pedido(v_ctx, v, u.id, 2);
    END LOOP;
END $demo$;

SELECT pg_temp.demo();

COMMIT;
