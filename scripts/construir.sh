#!/bin/bash
# Builds the modules against Debian's nginx-dev: construir.sh [VARIANT]
#
#   normal     into build/
#   cobertura  into build/cobertura/: counts the lines that run
#   asan       into build/asan/: with AddressSanitizer and UBSan

. "$(dirname "$0")/comun.sh"

variante=${1:-normal}
fuente=/usr/share/nginx/src

case $raiz in
*[!A-Za-z0-9/._+-]*)
    fallar "la compilación de nginx no admite espacios ni signos en la ruta:
$raiz" ;;
esac
[ -f $fuente/conf_flags ] || fallar "falta el paquete nginx-dev (make deps)"

duro="-fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"
compilador="-g -fPIC -Wall -Wextra -Werror -Wformat -Werror=format-security"
enlace="-fPIC -Wl,-z,relro -Wl,-z,now -Wl,--as-needed"

case $variante in
normal)
    destino=$raiz/build
    compilador+=" -O2 $duro" ;;
cobertura)
    destino=$raiz/build/cobertura
    compilador+=" -O0 --coverage"
    enlace+=" --coverage" ;;
asan)
    destino=$raiz/build/asan
    compilador+=" -O1 -fno-omit-frame-pointer -fsanitize=address,undefined
        -fno-sanitize=nonnull-attribute,alignment
        -fno-sanitize-recover=undefined"
    enlace+=" -fsanitize=address,undefined" ;;
*)
    fallar "no conozco la variante «$variante»" ;;
esac

# nginx's configure keeps these in a C string: no quotes, one line
# shellcheck disable=SC2086,SC2116
compilador=$(echo $compilador)

obj=$destino/obj
mkdir -p "$obj"

# configure only when something that it reads has changed
firma=$({ $nginx -V 2>&1; echo "$raiz $compilador $enlace"
          cd "$raiz"; cat config config.make; find src -name '*.[ch]' | sort
        } | sha256sum)

if [ "$firma" != "$(cat "$obj/firma" 2> /dev/null)" ]; then
    avisar "Configuro ($($nginx -v 2>&1 | sed 's/.*: //'), $variante)"
    rm -rf "$obj"
    mkdir -p "$obj"
    cd $fuente
    # shellcheck disable=SC1091
    . ./conf_flags
    ./configure --with-cc-opt="$compilador" --with-ld-opt="$enlace" \
        "${NGX_CONF_FLAGS[@]}" --add-dynamic-module="$raiz" \
        --builddir="$obj" > "$obj/configure.log" 2>&1 \
        || { tail -n 15 "$obj/configure.log" >&2
             fallar "configure no pudo; ver $obj/configure.log"; }
    echo "$firma" > "$obj/firma"
fi

# of the compiler's long lines only the name of the source is shown
cd $fuente
make --no-print-directory -f "$obj/Makefile" modules 2>&1 \
    | awk -v raiz="$raiz/" '
        /^\t.*\.c$/ { sub(/^\t/, ""); sub(raiz, ""); print "    " $0
                      fflush(); next }
        /^(cc|gcc|clang) / || / \\$/ || /^-shared$/ || /^$/ { next }
        /^make.*Nothing to be done/ { next }
        { print; fflush() }'

# a running nginx has the old file mapped: put a new one in its place
for so in "$obj"/*.so; do
    fin=$destino/${so##*/}
    if ! cmp -s "$so" "$fin"; then
        cp "$so" "$fin.nuevo"
        mv "$fin.nuevo" "$fin"
        avisar "${fin#"$raiz"/}"
    fi
done

herramienta=$raiz/build/inventario-clave
if [ "$raiz/scripts/clave.c" -nt "$herramienta" ]; then
    # shellcheck disable=SC2086
    cc -O2 $duro -Wall -Wextra -Werror -o "$herramienta" \
        "$raiz/scripts/clave.c" -lsodium -Wl,-z,relro -Wl,-z,now
fi
avisar "Módulos listos en ${destino#"$raiz"/}/"
