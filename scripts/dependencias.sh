#!/bin/bash
# Installs the Debian packages that a job needs: dependencias.sh [WORK...]
#
#   (nothing)  build and run          pruebas    make test
#   lint       make lint              cobertura  make coverage
#   medir      make bench, make trial
#
# As root it installs what is missing; otherwise it says what that is.

. "$(dirname "$0")/comun.sh"

paquetes="gcc make libc6-dev pkg-config curl ca-certificates
    nginx nginx-dev openssl libpq-dev libhiredis-dev libjansson-dev libjwt-dev
    libsodium-dev libzxcvbn-dev libpcre2-dev libssl-dev libhpdf-dev
    libqrencode-dev
    postgresql redis-server sqitch libdbd-pg-perl"

for trabajo in "$@"; do
    case $trabajo in
    pruebas)   paquetes+=" perl libcmocka-dev python3 poppler-utils zbar-tools" ;;
    lint)      paquetes+=" clang-tidy cppcheck shellcheck" ;;
    cobertura) paquetes+=" gcovr" ;;
    medir)     paquetes+=" wrk python3" ;;
    capturas)  paquetes+=" chromium" ;;
    *)         fallar "no conozco el trabajo «$trabajo»" ;;
    esac
done

instalado() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null)" \
        = installed ]
}

# Missing ones among the arguments; a name provided by another counts.
faltantes() {
    local p
    for p in "$@"; do
        instalado "$p" || printf '%s ' "$p"
    done
}

instalar() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q \
        --no-install-recommends -o Dpkg::Use-Pty=0 "$@" \
        > "$registro" 2>&1 \
        || { tail -n 20 "$registro" >&2; fallar "apt-get install no pudo"; }
}

# The version of PostgreSQL that the release brings decides pgTAP's name.
pgtap() {
    local v
    v=$(find /usr/lib/postgresql -maxdepth 1 -name '[0-9]*' -printf '%f\n' \
        2> /dev/null | sort -n | tail -n 1)
    [ -n "$v" ] || v=$(apt-cache show postgresql 2> /dev/null \
        | sed -n '/^Depends: /s/.*postgresql-\([0-9]*\).*/\1/p')
    echo "postgresql-${v:-VERSIÓN}-pgtap"
}

# libtest-nginx-perl is not in every release: take that one file from a newer
# suite of the mirror in use, through a package list of its own, so that apt
# knows nothing of that suite and nothing else can come from there.
instalar_test_nginx() {
    local suite espejo aparte apt

    if apt-cache show libtest-nginx-perl > /dev/null 2>&1; then
        instalar libtest-nginx-perl
        return
    fi

    espejo=$(apt-get indextargets --format '$(REPO_URI)' \
        'Created-By: Packages' 'Origin: Debian' 'Label: Debian' \
        'Component: main' | head -n 1)
    [ -n "$espejo" ] || fallar "apt no tiene ningún archivo de Debian"

    aparte=$(mktemp -d)
    chmod 755 "$aparte"
    mkdir -p "$aparte/listas/partial" "$aparte/cache/archives/partial"
    apt=(-q -o "Dir::Etc::SourceList=$aparte/lista"
         -o Dir::Etc::SourceParts=/dev/null
         -o "Dir::State::Lists=$aparte/listas" -o "Dir::Cache=$aparte/cache")

    for suite in testing sid; do
        printf 'deb [signed-by=%s] %s %s main\n' \
            /usr/share/keyrings/debian-archive-keyring.gpg \
            "$espejo" "$suite" > "$aparte/lista"
        apt-get "${apt[@]}" update > "$registro" 2>&1 || continue
        (cd "$aparte" && apt-get "${apt[@]}" download libtest-nginx-perl) \
            >> "$registro" 2>&1 && break
    done

    set -- "$aparte"/*.deb
    [ -f "$1" ] || { tail -n 5 "$registro" >&2
                     fallar "no encontré libtest-nginx-perl en $espejo"; }
    instalar "$1"
    rm -rf "$aparte"
}

# shellcheck disable=SC2086
faltan=$(faltantes $paquetes)
pruebas=
case " $* " in
*" pruebas "*)
    pruebas=$(faltantes "$(pgtap)" libtest-nginx-perl)
    ;;
esac

[ -n "$faltan$pruebas" ] || exit 0

if [ "$(id -u)" != 0 ]; then
    fallar "faltan paquetes de Debian: $faltan$pruebas
Instalalos como root, con:  make deps"
fi

registro=$(mktemp)
trap 'rm -f "$registro"' EXIT
avisar "Instalo: $faltan$pruebas"
apt-get update -q > "$registro" 2>&1 \
    || { tail -n 5 "$registro" >&2; fallar "apt-get update no pudo"; }

# shellcheck disable=SC2086
[ -z "$faltan" ] || instalar $faltan

if [ -n "$pruebas" ]; then
    # shellcheck disable=SC2046
    instalar $(faltantes "$(pgtap)") perl
    instalado libtest-nginx-perl || instalar_test_nginx
fi
avisar "Paquetes listos"
