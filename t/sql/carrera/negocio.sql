-- A branch with three places, ten products, one with lots, and one unit of the
-- first: "place product product-with-lots".  The others follow by number.

WITH s AS (
    INSERT INTO inv.sucursal (codigo, nombre)
    VALUES ('CARRERA-' || clock_timestamp(), 'Carrera') RETURNING id)
INSERT INTO inv.ubicacion (sucursal_id, codigo, nombre, tipo)
SELECT s.id, 'L' || n, 'Lugar', 'deposito' FROM s, generate_series(1, 3) n;
INSERT INTO inv.producto (codigo, nombre, usa_lotes)
SELECT 'CARRERA-' || clock_timestamp() || n, 'Producto', n = 10
FROM generate_series(1, 10) AS n ORDER BY n;

SELECT max(id) - 2 AS lugar FROM inv.ubicacion \gset
SELECT max(id) - 9 AS producto FROM inv.producto \gset
SELECT count(*) AS hecho FROM api.movimientos_aplicar(jsonb_build_array(
    jsonb_build_object('ctx', '{"usuario_id":1}'::jsonb, 'cuerpo',
        jsonb_build_array(jsonb_build_object('tipo', 'entrada',
            'ubicacion_id', :lugar, 'lineas', jsonb_build_array(
                jsonb_build_object('producto_id', :producto,
                                   'cantidad', '1'))))))) \gset

-- Calls a function of api and takes a refusal for an answer; anything else
-- that fails (a deadlock) ends the client.
CREATE SCHEMA IF NOT EXISTS carrera;
CREATE OR REPLACE FUNCTION carrera.intentar(p_funcion text, p_cuerpo jsonb,
    p_id bigint DEFAULT NULL)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v api.respuesta;
BEGIN
    EXECUTE format('SELECT * FROM api.%I(%s)', p_funcion, concat_ws(',',
        quote_literal('{"usuario_id":1}') || '::jsonb', p_id,
        CASE WHEN p_funcion !~ '(liberar|cancelar)$'
             THEN quote_literal(p_cuerpo) || '::jsonb' END)) INTO v;
    RETURN v.estado;
EXCEPTION WHEN OTHERS THEN
    IF SQLSTATE NOT LIKE 'IN%' THEN
        RAISE;
    END IF;
    RETURN SQLERRM;
END $$;

SELECT :lugar, :producto, :producto + 9;
