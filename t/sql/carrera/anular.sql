SELECT carrera.intentar('movimiento_anular', '{"motivo":"carrera"}', m.id)
FROM (SELECT documento_id AS id FROM inv.movimiento
      ORDER BY id DESC OFFSET (random() * 20)::integer LIMIT 1) m;
