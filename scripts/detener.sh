#!/bin/bash
# make stop: ends what make run started; the data stay in var/.

. "$(dirname "$0")/comun.sh"

[ -d "$var" ] || exit 0
[ ! -d "$var/nginx" ] || "$raiz/scripts/nginx.sh" detener "$var"
"$raiz/scripts/servidores.sh" detener "$var"
avisar "Detenido"
