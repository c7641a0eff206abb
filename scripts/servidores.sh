#!/bin/bash
# A private PostgreSQL and Redis that listen on Unix sockets only:
#
#   servidores.sh iniciar DIR [pg|redis]     makes them the first time
#   servidores.sh detener DIR [pg|redis]
#   servidores.sh matar   DIR [pg|redis]     as a power cut would
#
# DIR/secretos and DIR/pgpass (0600) hold the passwords, made here; DIR/pg/s
# and DIR/redis/s the sockets.  PostgreSQL refuses to run as root: then both
# run as Debian's users postgres and redis, which must be able to enter DIR.
# SIN_FSYNC=1 at creation: for tests, a power cut may lose everything.

. "$(dirname "$0")/comun.sh"

accion=${1:-}
dir=${2:-}
cual=${3:-todo}
[ -n "$dir" ] || fallar "uso: servidores.sh iniciar|detener|matar DIR [pg|redis]"


crear_secretos() {
    [ -f "$dir/secretos" ] && return
    (
        umask 077
        for nombre in PG_CLAVE PG_CLAVE_DUENO PG_CLAVE_LECTOR PG_CLAVE_JEFE \
                      REDIS_CLAVE
        do
            echo "INVENTARIO_$nombre=$(azar 32)"
        done > "$dir/secretos.nuevo"
        echo "JWT_SECRET_KEY=$(azar 64)" >> "$dir/secretos.nuevo"
        # shellcheck disable=SC1091
        . "$dir/secretos.nuevo"
        cat > "$dir/pgpass" <<END
*:*:*:inventario_app:$INVENTARIO_PG_CLAVE
*:*:*:inventario_dueno:$INVENTARIO_PG_CLAVE_DUENO
*:*:*:inventario_lector:$INVENTARIO_PG_CLAVE_LECTOR
*:*:*:postgres:$INVENTARIO_PG_CLAVE_JEFE
END
        mv "$dir/secretos.nuevo" "$dir/secretos"
    )
}


# --- PostgreSQL ---------------------------------------------------------------

# The programs of the version that made the data, or of the newest one.
pg_programas() {
    local v
    if [ -f "$datos/PG_VERSION" ]; then
        v=$(cat "$datos/PG_VERSION")
    else
        v=$(find /usr/lib/postgresql -maxdepth 1 -name '[0-9]*' \
            -printf '%f\n' 2> /dev/null | sort -n | tail -n 1)
    fi
    pgbin=/usr/lib/postgresql/$v/bin
    [ -x "$pgbin/initdb" ] \
        || fallar "no encuentro PostgreSQL ${v:+$v }en /usr/lib/postgresql"
}

pg_vivo() {
    como postgres "$pgbin/pg_ctl" -D "$datos" status > /dev/null 2>&1
}

# Sizes for a small machine: an eighth of the memory, at most 512 MB.
pg_configurar() {
    local mb
    mb=$(awk '/^MemTotal/ { m = int($2 / 8192); print (m > 512 ? 512 : m) }' \
        /proc/meminfo)
    cat > "$1" <<END
listen_addresses = ''
unix_socket_directories = '$dir/pg/s'
max_connections = 100
password_encryption = scram-sha-256
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C.UTF-8'
shared_buffers = ${mb}MB
effective_cache_size = $((mb * 4))MB
work_mem = 8MB
maintenance_work_mem = 64MB
random_page_cost = 1.1
max_wal_size = 2GB
checkpoint_timeout = 15min
wal_compression = on
jit = off
END
    if [ -n "${SIN_FSYNC:-}" ]; then
        printf '%s\n' 'fsync = off' 'synchronous_commit = off' \
            'full_page_writes = off' >> "$1"
    fi
}

pg_crear() {
    local tmp
    mkdir -p "$dir/pg/s"
    [ "$(id -u)" != 0 ] || chown -R postgres: "$dir/pg"
    tmp=$dir/pg/clave
    install -m 600 /dev/null "$tmp"
    echo "$INVENTARIO_PG_CLAVE_JEFE" > "$tmp"
    [ "$(id -u)" != 0 ] || chown postgres: "$tmp"
    rm -rf "$datos.nuevo"
    como postgres "$pgbin/initdb" -D "$datos.nuevo" -U postgres -E UTF8 \
        --locale=C.UTF-8 --auth=scram-sha-256 --pwfile="$tmp" \
        > /dev/null 2> "$dir/initdb.log" \
        || { cat "$dir/initdb.log" >&2; fallar "initdb no pudo"; }
    rm -f "$tmp" "$dir/initdb.log"
    pg_configurar "$dir/pg/inventario.conf"
    echo "include '$dir/pg/inventario.conf'" \
        >> "$datos.nuevo/postgresql.conf"
    mv "$datos.nuevo" "$datos"
}

# The roles with today's passwords, and the database.
pg_roles() {
    psql -qX -v ON_ERROR_STOP=1 -U postgres -d postgres <<END
SELECT format('CREATE ROLE %I LOGIN', r)
FROM unnest(ARRAY['inventario_dueno', 'inventario_app',
                  'inventario_lector']) r
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) \\gexec
ALTER ROLE inventario_dueno PASSWORD '$INVENTARIO_PG_CLAVE_DUENO';
ALTER ROLE inventario_app PASSWORD '$INVENTARIO_PG_CLAVE';
ALTER ROLE inventario_lector PASSWORD '$INVENTARIO_PG_CLAVE_LECTOR';
SELECT 'CREATE DATABASE inventario OWNER inventario_dueno'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'inventario') \\gexec
REVOKE ALL ON DATABASE inventario FROM PUBLIC;
GRANT CONNECT ON DATABASE inventario TO inventario_app, inventario_lector;
END
}

pg_iniciar() {
    local nuevo=
    pg_programas
    if [ ! -f "$datos/PG_VERSION" ]; then
        pg_crear
        nuevo=1
    fi
    if ! pg_vivo; then
        como postgres "$pgbin/pg_ctl" -D "$datos" -l "$dir/pg/log" -w -t 60 \
            start > /dev/null 2>&1 < /dev/null \
            || { tail -n 10 "$dir/pg/log" >&2
                 fallar "PostgreSQL no arrancó; ver $dir/pg/log"; }
    fi
    [ -z "$nuevo" ] || pg_roles
}

pg_detener() {
    [ -f "$datos/PG_VERSION" ] || return 0
    pg_programas
    ! pg_vivo || como postgres "$pgbin/pg_ctl" -D "$datos" -w -t 60 \
        -m "$1" stop > /dev/null
}


# --- Redis --------------------------------------------------------------------

redis_vivo() {
    [ "$(redis-cli -s "$dir/redis/s" ping 2> /dev/null)" = PONG ]
}

redis_iniciar() {
    command -v redis-server > /dev/null || fallar "falta redis-server"
    ! redis_vivo || return 0
    mkdir -p "$dir/redis"
    rm -f "$dir/redis/s"
    install -m 600 /dev/null "$dir/redis/conf"
    cat > "$dir/redis/conf" <<END
port 0
unixsocket $dir/redis/s
unixsocketperm 777
requirepass $INVENTARIO_REDIS_CLAVE
daemonize yes
dir $dir/redis
pidfile $dir/redis/pid
logfile $dir/redis/log
maxmemory 64mb
maxmemory-policy noeviction
save ""
appendonly no
END
    [ "$(id -u)" != 0 ] || chown -R redis: "$dir/redis"
    como redis redis-server "$dir/redis/conf" > /dev/null < /dev/null
    esperar 20 redis_vivo \
        || { tail -n 5 "$dir/redis/log" >&2
             fallar "Redis no arrancó; ver $dir/redis/log"; }
}

redis_detener() {
    local pid
    pid=$(cat "$dir/redis/pid" 2> /dev/null) || return 0
    if redis_vivo; then
        if [ "$1" = immediate ]; then
            kill -KILL "$pid"
        else
            redis-cli -s "$dir/redis/s" shutdown nosave > /dev/null
        fi
        esperar 20 eval "! kill -0 $pid 2> /dev/null" || true
    fi
    rm -f "$dir/redis/pid" "$dir/redis/s"
}


# --- what was asked -------------------------------------------------------------

case $accion in
iniciar)
    mkdir -p "$dir"
    dir=$(cd "$dir" && pwd -P)
    [ "${#dir}" -le 85 ] \
        || fallar "la ruta es muy larga para un socket de Unix: $dir"
    if [ "$(id -u)" = 0 ] && ! como postgres test -x "$dir/."; then
        fallar "el usuario postgres no puede entrar en $dir"
    fi
    crear_secretos ;;
detener | matar)
    [ -f "$dir/secretos" ] || exit 0
    dir=$(cd "$dir" && pwd -P) ;;
*)
    fallar "no conozco «$accion»" ;;
esac

datos=$dir/pg/datos
cargar_secretos "$dir"

case $accion in
iniciar) que=(iniciar) ;;
detener) que=(detener fast) ;;
matar)   que=(detener immediate) ;;
esac

case $cual in
pg | todo) "pg_${que[0]}" "${que[@]:1}" ;;
esac

case $cual in
redis | todo) "redis_${que[0]}" "${que[@]:1}" ;;
esac
