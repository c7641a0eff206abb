#!/bin/bash
# Leaves in FILE what GET /api/openapi.json answers: openapi.sh FILE
#
# nginx runs for a moment and needs no database to say what it serves.

. "$(dirname "$0")/comun.sh"

archivo=${1:?uso: openapi.sh ARCHIVO}
tmp=$(mktemp -d "${TMPDIR:-/tmp}/inventario-openapi.XXXXXX")
chmod 755 "$tmp"
terminar() {
    kill "$(cat "$tmp/nginx.pid" 2> /dev/null)" 2> /dev/null || true
    rm -rf "$tmp"
}
trap terminar EXIT

{
    echo "load_module $raiz/build/ngx_http_inventario_module.so;"
    for so in "$raiz"/build/ngx_http_inventario_?*_module.so; do
        echo "load_module $so;"
    done
    cat <<FIN
pid $tmp/nginx.pid;
error_log $tmp/error.log;
env JWT_SECRET_KEY;
thread_pool inventario threads=1;
events {
}
http {
    access_log off;
    client_body_temp_path $tmp/body;
    inventario_pg "host=$tmp dbname=inventario";
    inventario_zona 8m;
    server {
        listen unix:$tmp/s;
        location = /api/openapi.json {
            inventario_openapi;
        }
    }
}
FIN
} > "$tmp/nginx.conf"

JWT_SECRET_KEY=$(azar 64) "$nginx" -p "$tmp/" -c "$tmp/nginx.conf" \
    -e "$tmp/error.log"
pedir() {
    curl -fsS --unix-socket "$tmp/s" -o "$archivo" \
        http://inventario/api/openapi.json
}
esperar 10 pedir || { cat "$tmp/error.log" >&2; fallar "nginx no contesta"; }
