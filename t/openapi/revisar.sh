#!/bin/bash
# make lint-openapi: what a linter says of GET /api/openapi.json.
#
# The linter is of npm, with the versions of package-lock.json, and goes into
# build/openapi; nginx runs for a moment and needs no database to say what it
# offers.

. "$(dirname "$0")/../../scripts/comun.sh"

destino=$raiz/build/openapi
tmp=$(mktemp -d "${TMPDIR:-/tmp}/inventario-openapi.XXXXXX")
chmod 755 "$tmp"
terminar() {
    kill "$(cat "$tmp/nginx.pid" 2> /dev/null)" 2> /dev/null || true
    rm -rf "$tmp"
}
trap terminar EXIT

"$raiz/scripts/construir.sh"
command -v npm > /dev/null || fallar "falta npm"

mkdir -p "$destino"
if ! cmp -s "$raiz/t/openapi/package-lock.json" "$destino/hecho"; then
    avisar "Instalo el revisor"
    cp "$raiz"/t/openapi/package*.json "$destino"
    (cd "$destino" && npm ci --ignore-scripts --no-audit --no-fund --silent)
    cp "$destino/package-lock.json" "$destino/hecho"
fi

{
    for modulo in '' auth_ metricas_ deposito_; do
        echo "load_module $raiz/build/ngx_http_inventario_${modulo}module.so;"
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
    curl -fsS --unix-socket "$tmp/s" -o "$destino/openapi.json" \
        http://inventario/api/openapi.json
}
esperar 10 pedir || { cat "$tmp/error.log" >&2; fallar "nginx no contesta"; }

cp "$raiz/t/openapi/redocly.yaml" "$destino"
cd "$destino"
REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true \
    node_modules/.bin/redocly lint --config redocly.yaml openapi.json
