#!/bin/bash
# make lint-openapi: what a linter says of GET /api/openapi.json.
#
# The linter is of npm, with the versions of package-lock.json, and goes into
# build/openapi.

. "$(dirname "$0")/../../scripts/comun.sh"

destino=$raiz/build/openapi

"$raiz/scripts/construir.sh"
command -v npm > /dev/null || fallar "falta npm"

mkdir -p "$destino"
if ! cmp -s "$raiz/t/openapi/package-lock.json" "$destino/hecho"; then
    avisar "Instalo el revisor"
    cp "$raiz"/t/openapi/package*.json "$destino"
    (cd "$destino" && npm ci --ignore-scripts --no-audit --no-fund --silent)
    cp "$destino/package-lock.json" "$destino/hecho"
fi

"$raiz/scripts/openapi.sh" "$destino/openapi.json"

cp "$raiz/t/openapi/redocly.yaml" "$destino"
cd "$destino"
REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true \
    node_modules/.bin/redocly lint --config redocly.yaml openapi.json
