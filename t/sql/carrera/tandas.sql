-- A batch of up to 12 requests of up to 5 lines, with keys that repeat.
SELECT r.estado FROM api.movimientos_aplicar((
    SELECT jsonb_agg(jsonb_build_object('ctx', jsonb_build_object(
            'usuario_id', 1, 'lote', q.lote, 'atomico', q.n % 3 = 0),
        'clave', 'carrera-' || (random() * 500)::integer, 'huella',
        (random() * 2)::integer::text, 'cuerpo', (
            SELECT jsonb_agg(jsonb_build_object('tipo', d.tipo,
                'ubicacion_id', :lugar + (random() * 2)::integer,
                'motivo', 'carrera', 'lineas', (
                    SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                        'producto_id', l.p, 'cantidad', 1 + l.n % 4,
                        'lote', CASE WHEN l.p = :lote AND d.tipo = 'entrada'
                            THEN 'L' || (random() * 30)::integer END)))
                    FROM (SELECT n + d.n AS n, :producto
                              + (random() * 9)::integer AS p
                          FROM generate_series(1, 1 + d.n % 5) AS n) l))
                || CASE d.tipo WHEN 'transferencia' THEN jsonb_build_object(
                    'destino_id', :lugar + (random() * 2)::integer)
                   ELSE '{}' END)
            FROM (SELECT n, ('{entrada,entrada,entrada,salida,salida,merma,'
                      'transferencia}'::text[])[1 + (random() * 6)::integer]
                      AS tipo
                  FROM generate_series(1, CASE WHEN q.lote THEN 6 ELSE 1
                                          END + q.n * 0) AS n) d)))
    FROM (SELECT n, random() < 0.3 AS lote
          FROM generate_series(1, 1 + (random() * 11)::integer) AS n) q)) r;
