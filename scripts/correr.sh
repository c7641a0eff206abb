#!/bin/bash
# make run: from a fresh checkout to a shop that answers.

. "$(dirname "$0")/comun.sh"

export INVENTARIO_PUERTO=${INVENTARIO_PUERTO:-8080}
export INVENTARIO_PUERTO_DEPOSITO=${INVENTARIO_PUERTO_DEPOSITO:-8001}
export INVENTARIO_PUERTO_NEGOCIO=${INVENTARIO_PUERTO_NEGOCIO:-8002}
hacer=$raiz/scripts
nuevo=


# The data live in var/.  As root PostgreSQL and nginx's workers run as other
# users; where these cannot enter, var/ points to a place where they can.
preparar_var() {
    local afuera
    if [ -e "$var" ]; then
        [ "$(stat -L -c %u "$var")" = "$(id -u)" ] \
            || fallar "var/ es de $(stat -L -c %U "$var"): corré como ese usuario"
        return
    fi
    if [ "$(id -u)" = 0 ] && ! como www-data test -x "$raiz/."; then
        afuera=/var/lib/inventario-$(sha256sum <<< "$raiz" | cut -c1-8)
        mkdir -p "$afuera"
        ln -s "$afuera" "$var"
    else
        mkdir "$var"
    fi
}

# The certificate that the environment names, or one that signs itself.
certificado() {
    local archivo sitio=${INVENTARIO_SITIO:-localhost}

    if [ "${INVENTARIO_TLS:-}" = prueba ]; then
        INVENTARIO_TLS_CERT=$var/tls/cert.pem
        INVENTARIO_TLS_KEY=$var/tls/clave.pem
        if ! openssl x509 -in "$INVENTARIO_TLS_CERT" -noout -checkend 86400 \
            -checkhost "$sitio" 2> /dev/null | grep -q 'does match'
        then
            mkdir -p "$var/tls"
            (umask 077 && openssl req -x509 -newkey ec -days 90 -nodes \
                -pkeyopt ec_paramgen_curve:P-256 -subj "/CN=$sitio" \
                -addext "subjectAltName=DNS:$sitio,DNS:localhost,IP:127.0.0.1" \
                -keyout "$INVENTARIO_TLS_KEY" -out "$INVENTARIO_TLS_CERT" \
                2> /dev/null) || fallar "openssl no pudo hacer el certificado"
        fi
    fi

    url=http://${INVENTARIO_DIRECCION:-127.0.0.1}:$INVENTARIO_PUERTO
    if [ -n "${INVENTARIO_TLS_CERT:-}" ]; then
        for archivo in "$INVENTARIO_TLS_CERT" "${INVENTARIO_TLS_KEY:-}"; do
            [ -r "$archivo" ] || fallar "no puedo leer el certificado o su clave:
INVENTARIO_TLS_CERT e INVENTARIO_TLS_KEY"
        done
        # nginx does not notice a key of another kind
        [ "$(openssl x509 -in "$INVENTARIO_TLS_CERT" -noout -pubkey)" \
          = "$(openssl pkey -in "$INVENTARIO_TLS_KEY" -pubout)" ] \
            || fallar "$INVENTARIO_TLS_KEY no es la clave de $INVENTARIO_TLS_CERT"
        INVENTARIO_TLS_CERT=$(realpath "$INVENTARIO_TLS_CERT")
        INVENTARIO_TLS_KEY=$(realpath "$INVENTARIO_TLS_KEY")
        export INVENTARIO_TLS_CERT INVENTARIO_TLS_KEY
        url=https://$sitio:${INVENTARIO_PUERTO_TLS:-8443}
    fi
    url=${url/\/0.0.0.0:/\/127.0.0.1:}
}

# The keys of the dashboard, made the first time.
claves_panel() {
    local nombre
    for nombre in DASHBOARD_API_KEY DASHBOARD_UI_API_KEY; do
        grep -q "^$nombre=" "$var/secretos" \
            || echo "$nombre=$(azar 48)" >> "$var/secretos"
    done
}

# Gives the user $1 with role $2 and name $3 a password, and prints it.
dar_clave() {
    local clave hash
    clave=$(azar 16)
    hash=$("$raiz/build/inventario-clave" <<< "$clave")
    psql -qX -v ON_ERROR_STOP=1 -U inventario_dueno -d inventario \
        -v usuario="$1" -v rol="$2" -v nombre="$3" -v hash="$hash" <<'END'
INSERT INTO inv.usuario (usuario, nombre, clave_hash, rol)
VALUES (:'usuario', :'nombre', :'hash', :'rol')
ON CONFLICT (usuario) DO UPDATE SET clave_hash = excluded.clave_hash;
END
    echo "$clave"
}

escribir() {
    (umask 077 && cat > "$1.nuevo")
    mv "$1.nuevo" "$1"
}

# The files say what is true: who has no file gets a new password.
usuarios() {
    local clave texto=

    if [ ! -f "$var/usuarios.env" ]; then
        while read -r usuario rol nombre; do
            clave=$(dar_clave "$usuario" "$rol" "$nombre")
            texto+=INVENTARIO_CLAVE_${usuario^^}=$clave$'\n'
        done <<'END'
deposito deposito Encargado de depósito
negocio negocio Compras y ventas
ml ml_service Pronósticos
consulta consulta Sólo lectura
END
        printf %s "$texto" | escribir "$var/usuarios.env"
        nuevo=1
    fi

    if ! clave=$(sed -n 's/^INVENTARIO_CLAVE=//p' "$var/acceso.env" \
                 2> /dev/null); then
        clave=$(dar_clave admin admin 'Administración')
        nuevo=1
    fi
    escribir "$var/acceso.env" <<END
INVENTARIO_URL=$url
INVENTARIO_ADMIN=admin
INVENTARIO_CLAVE=$clave
END
}

demo() {
    local parte
    [ -f "$raiz/sql/demo.sql" ] && [ ! -f "$var/demo" ] || return 0
    avisar "Cargo el negocio de muestra"
    # the one after needs what the one before made
    for parte in '' _proveedores _precios _ventas _pedidos _facturas; do
        psql -qX -v ON_ERROR_STOP=1 -U inventario_dueno -d inventario \
            -f "$raiz/sql/demo$parte.sql" > /dev/null
    done
    touch "$var/demo"
}

# The passwords, the one time that they are new.
claves_nuevas() {
    # shellcheck disable=SC1091
    . "$var/acceso.env"
    # shellcheck disable=SC1091
    . "$var/usuarios.env"
    cat <<END

    usuario    clave              rol
    admin      $INVENTARIO_CLAVE   todo
    deposito   $INVENTARIO_CLAVE_DEPOSITO   depósito
    negocio    $INVENTARIO_CLAVE_NEGOCIO   negocio
    ml         $INVENTARIO_CLAVE_ML   pronósticos
    consulta   $INVENTARIO_CLAVE_CONSULTA   sólo lectura

  No se muestran otra vez.
END
}

despedida() {
    local ca=
    [ "${INVENTARIO_TLS:-}" != prueba ] || ca=" --cacert $INVENTARIO_TLS_CERT"
    cat <<END

  Inventario anda en  $url  (documentación: $url/api/docs)
END
    [ -z "$nuevo" ] || claves_nuevas
    cat <<END

  Las claves están en var/acceso.env (administrador) y var/usuarios.env; las del panel
  (DASHBOARD_API_KEY, DASHBOARD_UI_API_KEY), en var/secretos.  Sólo los lee su dueño.

  Un primer pedido:

    . var/acceso.env
    token=\$(curl -s$ca \$INVENTARIO_URL/api/auth/v1/login -H 'Content-Type: application/json' \\
        -d "{\"usuario\":\"\$INVENTARIO_ADMIN\",\"clave\":\"\$INVENTARIO_CLAVE\"}" \\
        | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
    curl -s$ca -H "Authorization: Bearer \$token" "\$INVENTARIO_URL/api/deposito/v1/productos?limite=3"

  Para terminar: make stop

END
}


"$hacer/dependencias.sh"
avisar "Compilo los módulos"
"$hacer/construir.sh"

preparar_var
certificado
avisar "PostgreSQL y Redis"
"$hacer/servidores.sh" iniciar "$var"
avisar "Migraciones"
"$hacer/migrar.sh" "$var"

claves_panel
cargar_secretos "$(cd "$var" && pwd -P)"
usuarios
demo

avisar "nginx"
"$hacer/nginx.sh" arrancar "$var"
avisar "Listo"
despedida
