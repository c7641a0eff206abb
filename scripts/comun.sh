# Shared by the scripts: where things are, how they speak, random secrets.

set -euo pipefail
umask 022

raiz=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
var=$raiz/var
nginx=/usr/sbin/nginx
export PATH=$PATH:/usr/sbin:/sbin
export LC_ALL=C.UTF-8

# One line of progress, with the seconds since the first command began.
export INVENTARIO_INICIO=${INVENTARIO_INICIO:-$EPOCHSECONDS}
avisar() {
    printf '[%3d s] %s\n' "$((EPOCHSECONDS - INVENTARIO_INICIO))" "$*"
}

fallar() {
    printf '\nError: %s\n' "$*" >&2
    exit 1
}

# Runs a command as another user when we are root, as ourselves otherwise.
como() {
    local usuario=$1
    shift
    if [ "$(id -u)" = 0 ]; then
        (cd / && exec runuser -u "$usuario" -- "$@")
    else
        "$@"
    fi
}

# Letters and digits that nobody confuses, $1 of them.
azar() {
    local s=
    while [ "${#s}" -lt "$1" ]; do
        s+=$(head -c 256 /dev/urandom | tr -dc 'a-hjkmnp-z2-9')
    done
    printf %s "${s:0:$1}"
}

# Waits until a command succeeds, at most $1 seconds.
esperar() {
    local hasta=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$hasta" ] || return 1
        sleep 0.05
    done
}

# Is somebody listening on 127.0.0.1:$1?
puerto_ocupado() {
    (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null
}

# The secrets of a directory, and how to reach its servers, as environment.
cargar_secretos() {
    set -a
    # shellcheck disable=SC1091
    . "$1/secretos"
    set +a
    export PGHOST=$1/pg/s PGPORT=5432 PGPASSFILE=$1/pgpass
    export REDISCLI_AUTH=$INVENTARIO_REDIS_CLAVE
}
