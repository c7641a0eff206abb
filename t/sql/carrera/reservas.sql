-- Promises some; now and then releases or confirms what somebody promised.
SELECT (carrera.intentar('reserva_crear', jsonb_build_object('ubicacion_id',
    :lugar + (random() * 2)::integer, 'minutos', 15, 'lineas', (
        SELECT jsonb_agg(jsonb_build_object('producto_id',
            :producto + (random() * 9)::integer, 'cantidad', '1'))
        FROM generate_series(1, 3)))));
SELECT carrera.intentar(CASE WHEN random() < 0.5 THEN 'reserva_liberar'
    ELSE 'reserva_confirmar' END, '{}', r.id)
FROM (SELECT id FROM inv.reserva WHERE estado = 'activa'
      ORDER BY random() LIMIT 1) r;
