#!/bin/bash
# Many at once against one database, by hand:
#
#   PGHOST=... PGDATABASE=inventario t/sql/carrera/correr.sh [SECONDS]
#
# as a superuser, in a database that may keep what this leaves (a branch of
# its own).  64 clients for the last unit, then documents of all kinds at
# random from 24 clients; fails on a deadlock, or if something does not add up.

set -euo pipefail
cd "$(dirname "$0")"
segundos=${1:-20}
export PGUSER=${PGUSER:-postgres}
# what makes the random documents is not worth compiling
export PGOPTIONS='-c jit=off -c client_min_messages=warning'
mal=0

sql() {
    psql -qXAt -v ON_ERROR_STOP=1 "$@"
}

bien() {
    if [ "$2" = "$3" ]; then
        echo "ok - $1"
    else
        echo "not ok - $1: dio $2, esperaba $3"
        mal=1
    fi
}

read -r lugar producto lote <<< "$(sql -F ' ' -f negocio.sql)"
datos=(-n -D "lugar=$lugar" -D "producto=$producto" -D "lote=$lote")

# the last unit: $lugar has one of $producto
antes=$(sql -c 'SELECT last_value FROM inv.documento_id')
pgbench "${datos[@]}" -c 64 -j 2 -t 1 -f ultima.sql > /dev/null
bien '64 clientes por la última unidad: la lleva uno' "$(sql -c "
    SELECT count(*) FROM inv.movimiento
    WHERE documento_id > $antes AND producto_id = $producto")" 1

# everything: whoever dies of a deadlock ends its client
salida=$(pgbench "${datos[@]}" -c 24 -j 2 -T "$segundos" -f tandas.sql@8 \
    -f reservas.sql@3 -f transferencias.sql@2 -f anular.sql@2 -f vencer.sql@1 \
    2>&1) || true
echo "$salida" | grep -E '^(tps|number of transactions actually)|ERROR' || true
bien 'nadie quedó trabado' "$(grep -c ERROR <<< "$salida" || true)" 0
bien 'y mucho se hizo' "$(sql -c "SELECT count(*) > 100 FROM inv.movimiento
    WHERE documento_id > $antes")" t
bien 'lo que no se puede vender de más no se vendió' "$(sql -c "
    SELECT count(*) FROM inv.existencia
    WHERE cantidad < reservada AND NOT permite_negativo")" 0
bien 'cada saldo es la suma del libro' "$(sql -c "
    SELECT count(*) FROM inv.existencia e
    FULL JOIN (SELECT producto_id, u AS ubicacion_id, lote_id, sum(n) AS n
        FROM (SELECT producto_id, origen_id AS u, lote_id, -cantidad AS n
              FROM inv.movimiento UNION ALL
              SELECT producto_id, destino_id, lote_id, cantidad
              FROM inv.movimiento) x
        WHERE u > 4 GROUP BY 1, 2, 3) m
        USING (producto_id, ubicacion_id, lote_id)
    WHERE coalesce(e.cantidad, 0) <> coalesce(m.n, 0)")" 0
bien 'lo reservado es la suma de las reservas' "$(sql -c "
    SELECT count(*) FROM inv.existencia e
    LEFT JOIN (SELECT r.ubicacion_id, l.producto_id, l.lote_id,
                      sum(l.cantidad) AS n
               FROM inv.reserva r JOIN inv.reserva_linea l
                   ON l.reserva_id = r.id
               WHERE r.estado = 'activa' GROUP BY 1, 2, 3) r
        USING (producto_id, ubicacion_id, lote_id)
    WHERE e.reservada <> coalesce(r.n, 0)")" 0
bien 'lo que está en camino es la suma de las transferencias' "$(sql -c "
    SELECT count(*) FROM (SELECT producto_id, lote_id, cantidad
                          FROM inv.existencia WHERE ubicacion_id = 5) e
    FULL JOIN (SELECT l.producto_id, l.lote_id,
                      sum(l.cantidad - coalesce(l.recibida, 0)) AS n
               FROM inv.transferencia t JOIN inv.transferencia_linea l
                   ON l.transferencia_id = t.id
               WHERE t.estado IN ('en_transito', 'con_diferencia')
               GROUP BY 1, 2) t USING (producto_id, lote_id)
    WHERE coalesce(e.cantidad, 0) <> coalesce(t.n, 0)")" 0
bien 'ningún saldo anotado se saltea otro' "$(sql -c "
    SELECT count(*) FROM (SELECT m.*, d.u, sum(d.n) OVER (PARTITION BY
            m.producto_id, d.u, m.lote_id ORDER BY m.id) AS suma
        FROM inv.movimiento m, LATERAL (VALUES (origen_id, -cantidad),
            (destino_id, cantidad)) AS d(u, n)) m
    WHERE m.u = CASE WHEN origen_id > 4 THEN origen_id ELSE destino_id END
      AND m.suma <> m.saldo")" 0
bien 'nada se anuló dos veces' "$(sql -c "
    SELECT count(*) FROM (SELECT anula_id FROM inv.movimiento
        WHERE anula_id IS NOT NULL GROUP BY 1
        HAVING count(DISTINCT documento_id) > 1) x")" 0
exit $mal
