UPDATE inv.reserva SET vence_en = now() WHERE id = (
    SELECT id FROM inv.reserva WHERE estado = 'activa'
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED);
SELECT inv.reservas_vencer();
