#!/bin/bash
# make capturas: the pictures of docs/imagenes, of a running `make run`.

. "$(dirname "$0")/comun.sh"

[ -f "$var/acceso.env" ] || fallar "primero: make run"
# shellcheck disable=SC1091
. "$var/acceso.env"

perfil=$(mktemp -d)
trap 'rm -rf "$perfil"' EXIT
mkdir -p "$raiz/docs/imagenes"

# NAME PATH WIDTH,HEIGHT
while read -r nombre camino medida; do
    chromium --headless --no-sandbox --disable-gpu --disable-quic \
        --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync \
        --user-data-dir="$perfil" --window-size="$medida" \
        --virtual-time-budget=4000 --hide-scrollbars \
        --screenshot="$raiz/docs/imagenes/$nombre.png" \
        "$INVENTARIO_URL$camino" > /dev/null 2>&1 \
        || fallar "chromium no pudo con $camino"
    avisar "docs/imagenes/$nombre.png"
done << 'END'
inicio /  390,820
documentacion /api/docs  1100,900
END
