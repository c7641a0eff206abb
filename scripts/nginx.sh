#!/bin/bash
# The nginx of `make run`: nginx.sh arrancar DIR | detener DIR
#
# arrancar writes DIR/nginx/nginx.conf from conf/desarrollo.conf.in and leaves
# nginx running with it and with today's modules: started, or reloaded, or, if
# a module changed (a reload would go on with the old code), restarted.

. "$(dirname "$0")/comun.sh"

accion=${1:-}
dir=$(cd "${2:?uso: nginx.sh arrancar|detener DIR}" && pwd -P)
prefijo=$dir/nginx
conf=$prefijo/nginx.conf

puerto=${INVENTARIO_PUERTO:-8080}
puerto_deposito=${INVENTARIO_PUERTO_DEPOSITO:-8001}
puerto_negocio=${INVENTARIO_PUERTO_NEGOCIO:-8002}
direccion=${INVENTARIO_DIRECCION:-127.0.0.1}
puerto_tls=${INVENTARIO_PUERTO_TLS:-8443}


# Its process id, if it runs; a file left by a power cut may name another.
vivo() {
    pid=$(cat "$prefijo/nginx.pid" 2> /dev/null) && [ -n "$pid" ] \
        && tr '\0' ' ' < "/proc/$pid/cmdline" 2> /dev/null \
           | grep -qF -- "-p $prefijo/ "
}

terminado() {
    ! kill -0 "$pid" 2> /dev/null
}

detener() {
    vivo || return 0
    kill -QUIT "$pid"
    esperar 10 terminado || kill -TERM "$pid"
    esperar 10 terminado || fallar "nginx ($pid) no termina"
}

# The gateway: plain, or over TLS if there is a certificate.
puerta() {
    local sitio=${INVENTARIO_SITIO:-localhost} http2=' http2' http2_si=''

    if [ -z "${INVENTARIO_TLS_CERT:-}" ]; then
        cat "$raiz/conf/puerta.conf.in"
        return
    fi
    [ "$puerto_tls" = 443 ] || sitio+=:$puerto_tls
    # it is a directive of its own since 1.25.1
    if version_desde 1.25.1; then
        http2='' http2_si='http2  on;'
    fi
    mkdir -p "$prefijo/acme"
    sed -e "s|@SITIO@|$sitio|" -e "s|@ACME@|$prefijo/acme|" \
        -e "s|@PUERTO_TLS@|$puerto_tls|" \
        -e "s|@HTTP2@|$http2|" -e "s|@HTTP2_SI@|$http2_si|" \
        -e "s|@TLS_CERT@|$INVENTARIO_TLS_CERT|" \
        -e "s|@TLS_KEY@|$INVENTARIO_TLS_KEY|" "$raiz/conf/puerta_tls.conf.in"
}

version_desde() {
    local version
    version=$("$nginx" -v 2>&1)
    printf '%s\n' "$1" "${version##*/}" | sort -VC
}

configurar() {
    local usuario='' html=$raiz/html

    if [ "$(id -u)" = 0 ]; then
        usuario='user  www-data;'
        # the workers cannot enter every checkout of root
        if ! como www-data test -r "$html/index.html"; then
            html=$prefijo/html
            rm -rf "$html"
            cp -r "$raiz/html" "$html"
        fi
    fi
    puerta > "$prefijo/puerta"
    sed -e "/@PUERTA@/r $prefijo/puerta" -e '/@PUERTA@/d' \
        "$raiz/conf/desarrollo.conf.in" \
    | sed -e "s|@MODULOS@|$raiz/build|" -e "s|@CONF@|$raiz/conf|" \
        -e "s|@HTML@|$html|" -e "s|@USUARIO@|$usuario|" \
        -e "s|@PG@|$dir/pg/s|" -e "s|@REDIS@|$dir/redis/s|" \
        -e "s|@DIRECCION@|$direccion|" -e "s|@PUERTO@|$puerto|" \
        -e "s|@PUERTO_DEPOSITO@|$puerto_deposito|" \
        -e "s|@PUERTO_NEGOCIO@|$puerto_negocio|" > "$conf"
}

# What a reload cannot change, and what it can.
huella_modulos() {
    cat "$raiz"/build/*.so "$nginx" "$dir/secretos" | sha256sum
}

huella_conf() {
    local certificado=()
    [ -z "${INVENTARIO_TLS_CERT:-}" ] \
        || certificado=("$INVENTARIO_TLS_CERT" "$INVENTARIO_TLS_KEY")
    cat "$conf" "$raiz"/conf/*.conf "${certificado[@]}" | sha256sum
}

# The ports must be free, unless it is we who listen there.
revisar_puertos() {
    local p
    for p in "$puerto" "$puerto_deposito" "$puerto_negocio" \
             ${INVENTARIO_TLS_CERT:+"$puerto_tls"}; do
        ! puerto_ocupado "$p" || fallar "el puerto $p ya está en uso.
Elegí otro:  INVENTARIO_PUERTO=8180 INVENTARIO_PUERTO_DEPOSITO=8101 INVENTARIO_PUERTO_NEGOCIO=8102 make run"
    done
}

sano() {
    curl -fs -o /dev/null --noproxy '*' -m 5 "http://$direccion:$puerto/health"
}

arrancar() {
    local modulos

    cargar_secretos "$dir"
    mkdir -p "$prefijo/tmp"
    cp "$conf" "$conf.previa" 2> /dev/null || true
    configurar
    "$nginx" -t -q -p "$prefijo/" -c "$conf" 2> "$prefijo/prueba.log" \
        || { cat "$prefijo/prueba.log" >&2
             fallar "nginx no acepta $conf"; }
    modulos=$(huella_modulos)

    if vivo && [ "$modulos" = "$(cat "$prefijo/modulos" 2> /dev/null)" ] \
       && grep -F 'listen' "$conf.previa" | cmp -s - <(grep -F listen "$conf")
    then
        if [ "$(huella_conf)" != "$(cat "$prefijo/conf" 2> /dev/null)" ]; then
            avisar "Recargo la configuración"
            kill -HUP "$pid"
        fi
    else
        detener
        revisar_puertos
        "$nginx" -p "$prefijo/" -c "$conf" < /dev/null 2> "$prefijo/prueba.log" \
            || { cat "$prefijo/prueba.log" >&2; fallar "nginx no arrancó"; }
        echo "$modulos" > "$prefijo/modulos"
    fi
    huella_conf > "$prefijo/conf"

    esperar 20 sano || { tail -n 10 "$prefijo/error.log" >&2
        fallar "nginx anda, pero /health no; ver $prefijo/error.log"; }
}


case $accion in
arrancar) arrancar ;;
detener)  detener ;;
*)        fallar "no conozco «$accion»" ;;
esac
