SELECT carrera.intentar('transferencia_crear', jsonb_build_object('origen_id',
    :lugar, 'destino_id', :lugar + 1, 'enviar', true, 'lineas', (
        SELECT jsonb_agg(jsonb_build_object('producto_id',
            :producto + (random() * 9)::integer, 'cantidad', '1'))
        FROM generate_series(1, 3))));
SELECT carrera.intentar(CASE WHEN random() < 0.5 THEN 'transferencia_recibir'
    ELSE 'transferencia_cancelar' END, '{}', t.id)
FROM (SELECT id FROM inv.transferencia WHERE estado = 'en_transito'
      ORDER BY random() LIMIT 1) t;
