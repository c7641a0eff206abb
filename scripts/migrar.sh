#!/bin/bash
# Brings a database of DIR up to date: migrar.sh DIR [DATABASE]

. "$(dirname "$0")/comun.sh"

dir=$(cd "${1:?uso: migrar.sh DIR [BASE]}" && pwd -P)
base=${2:-inventario}
cargar_secretos "$dir"
export PGUSER=inventario_dueno
export SQITCH_FULLNAME=Inventario SQITCH_EMAIL=inventario@localhost
cd "$raiz/sql"

# sqitch takes a second to find that there is nothing to do: look first
plan=$(sed -n '/^[^%#[:space:]]/s/ .*//p' sqitch.plan | while read -r cambio
       do echo "$cambio $(sha1sum < "deploy/$cambio.sql" | cut -d' ' -f1)"
       done | sort)
hecho=$(psql -qXAt -F ' ' -d "$base" -c '
            SELECT change, script_hash FROM sqitch.changes' 2> /dev/null \
        | sort) || true
[ "$plan" != "$hecho" ] || exit 0

otros=$(comm -13 <(echo "$plan") <(echo "$hecho"))
if [ -n "$otros" ]; then
    avisar "Atención: la base tiene cambios que ya no son los de sql/deploy:"
    sed 's/ .*//; s/^/    /' <<< "$otros"
fi

# what the scripts themselves print is of no interest
avisar "Aplico $(comm -23 <(echo "$plan") <(echo "$hecho") | wc -l) cambios"
sqitch --quiet deploy "db:pg:$base" > /dev/null

# answers that the old functions gave are not the new ones'
psql -qX -d "$base" -o /dev/null -c "SELECT inv.cambio('todo')"
