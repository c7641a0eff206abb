#!/bin/bash
# make lint: the compiler, clang-tidy, cppcheck and shellcheck; it fails if any of
# them has something to say.

. "$(dirname "$0")/comun.sh"

cd "$raiz"
estado=0

avisar "gcc -Wall -Wextra -Werror"
scripts/construir.sh

fuente=/usr/share/nginx/src
incluir=(-I"$raiz/src" -I"$raiz/build/obj")
for d in core event event/modules event/quic os/unix http http/modules \
         http/v2 http/v3; do
    [ ! -d "$fuente/src/$d" ] || incluir+=(-isystem "$fuente/src/$d")
done
for d in $(pkg-config --cflags-only-I libpq | sed 's/-I//g'); do
    incluir+=(-isystem "$d")
done
# nginx's queues and strings keep promises that the analyzer cannot see
tidy() {
    local checks=$1
    shift
    clang-tidy --quiet --checks="$checks" "$@" -- -std=gnu11 \
        "${incluir[@]}" 2>> build/tidy.log || estado=1
}

avisar "clang-tidy"
: > build/tidy.log
mapfile -t puras < <(find src/dominio src/pronostico scripts t/unit \
    -name '*.c' | sort)
tidy '' "${puras[@]}"
tidy -clang-analyzer-core.NullDereference,-clang-analyzer-core.NonNullParamChecker \
    src/*.c
grep 'error:' build/tidy.log || true

avisar "cppcheck"
cppcheck --quiet --std=c11 --enable=warning,performance,portability \
    --inline-suppr --error-exitcode=1 --suppress=missingIncludeSystem \
    -I src -D__GNUC__=12 src scripts || estado=1

avisar "shellcheck"
shellcheck scripts/*.sh t/lib/correr .ci/run || estado=1

[ $estado = 0 ] || fallar "hay observaciones"
avisar "Sin observaciones"
