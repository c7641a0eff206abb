#!/bin/bash
# make test: probar.sh VARIANT [FILE...]
#
# Builds, starts a PostgreSQL and a Redis of its own in a temporary folder,
# migrates, and runs everything through one prove.

. "$(dirname "$0")/comun.sh"

variante=${1:-normal}
shift || true
cd "$raiz"

"$raiz/scripts/construir.sh" "$variante"
modulos=$raiz/build
unidad=build/unit
if [ "$variante" != normal ]; then
    modulos+=/$variante
    unidad+=/$variante
fi

tmp=$(mktemp -d "${TMPDIR:-/tmp}/inventario-prueba.XXXXXX")
chmod 755 "$tmp"
terminar() {
    "$raiz/scripts/servidores.sh" detener "$tmp" || true
    rm -rf "$tmp"
}
trap terminar EXIT

if [ $# = 0 ]; then
    avisar "Pruebas de unidad: compilo"
    make --no-print-directory -s -f t/unit/unit.mk VARIANTE="$variante"
    mapfile -t archivos < <(find "$unidad" -maxdepth 1 -type f -executable | sort
                            find t -maxdepth 1 -name '*.t' | sort)
    # SQL does not run in the modules
    [ "$variante" = asan ] || archivos+=(t/sql/*.sql)
    set -- "${archivos[@]}"
fi

avisar "PostgreSQL y Redis en $tmp"
SIN_FSYNC=1 "$raiz/scripts/servidores.sh" iniciar "$tmp"
avisar "Migraciones"
"$raiz/scripts/migrar.sh" "$tmp" > "$tmp/migrar.log" 2>&1 \
    || { cat "$tmp/migrar.log"; fallar "las migraciones no pasan"; }

cargar_secretos "$tmp"
psql -qX -v ON_ERROR_STOP=1 -U postgres -d postgres \
    -c 'CREATE DATABASE inventario_pgtap OWNER inventario_dueno
            TEMPLATE inventario'
psql -qX -v ON_ERROR_STOP=1 -U postgres -d inventario_pgtap \
    -c 'CREATE EXTENSION pgtap SCHEMA public'

# Test::Nginx: the modules in the order in which they need each other, and a
# port that nobody has
puerto=$((20000 + RANDOM % 10000))
while puerto_ocupado $puerto; do
    puerto=$((puerto + 1))
done

export INVENTARIO_PRUEBA=$tmp INVENTARIO_MODULOS=$modulos
export TEST_NGINX_BINARY=$nginx TEST_NGINX_PORT=$puerto
export TEST_NGINX_SERVROOT=$tmp/servroot
TEST_NGINX_LOAD_MODULES=$modulos/ngx_http_inventario_module.so
for so in "$modulos"/ngx_http_inventario_?*_module.so; do
    TEST_NGINX_LOAD_MODULES+=" $so"
done
export TEST_NGINX_LOAD_MODULES

if [ "$variante" = asan ]; then
    TEST_NGINX_LD_PRELOAD=$(gcc -print-file-name=libasan.so)
    export TEST_NGINX_LD_PRELOAD TEST_NGINX_TIMEOUT=15
    # every module has its own ngx_modules: not a violation
    export ASAN_OPTIONS=detect_leaks=0:detect_odr_violation=0
    ASAN_OPTIONS+=:abort_on_error=1:log_path=$tmp/asan
    export UBSAN_OPTIONS=print_stacktrace=1:log_path=$tmp/asan
fi

avisar "Pruebas"
estado=0
prove --exec t/lib/correr "$@" || estado=$?

# a worker that dies of a report may do so silently
for informe in "$tmp"/asan*; do
    [ -f "$informe" ] || continue
    head -n 40 "$informe"
    estado=1
done

exit $estado
