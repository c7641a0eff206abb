#!/bin/bash
# make run: from a fresh checkout to a shop that answers.

. "$(dirname "$0")/comun.sh"

export INVENTARIO_PUERTO=${INVENTARIO_PUERTO:-8080}
export INVENTARIO_PUERTO_DEPOSITO=${INVENTARIO_PUERTO_DEPOSITO:-8001}
export INVENTARIO_PUERTO_NEGOCIO=${INVENTARIO_PUERTO_NEGOCIO:-8002}
url=http://${INVENTARIO_DIRECCION:-127.0.0.1}:$INVENTARIO_PUERTO
url=${url/\/0.0.0.0:/\/127.0.0.1:}
hacer=$raiz/scripts


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
    fi

    clave=$(sed -n 's/^INVENTARIO_CLAVE=//p' "$var/acceso.env" 2> /dev/null) \
        || clave=$(dar_clave admin admin 'Administración')
    escribir "$var/acceso.env" <<END
INVENTARIO_URL=$url
INVENTARIO_ADMIN=admin
INVENTARIO_CLAVE=$clave
END
}

demo() {
    [ -f "$raiz/sql/demo.sql" ] && [ ! -f "$var/demo" ] || return 0
    avisar "Cargo el negocio de muestra"
    psql -qX -v ON_ERROR_STOP=1 -U inventario_dueno -d inventario \
        -f "$raiz/sql/demo.sql" > /dev/null
    touch "$var/demo"
}

despedida() {
    # shellcheck disable=SC1091
    . "$var/acceso.env"
    # shellcheck disable=SC1091
    . "$var/usuarios.env"
    cat <<END

  Inventario anda en  $INVENTARIO_URL  (documentación: $INVENTARIO_URL/api/docs)

    usuario    clave              rol
    admin      $INVENTARIO_CLAVE   todo
    deposito   $INVENTARIO_CLAVE_DEPOSITO   depósito
    negocio    $INVENTARIO_CLAVE_NEGOCIO   negocio
    ml         $INVENTARIO_CLAVE_ML   pronósticos
    consulta   $INVENTARIO_CLAVE_CONSULTA   sólo lectura

  Un primer pedido:

    . var/acceso.env
    token=\$(curl -s \$INVENTARIO_URL/api/auth/v1/login -H 'Content-Type: application/json' \\
        -d "{\"usuario\":\"\$INVENTARIO_ADMIN\",\"clave\":\"\$INVENTARIO_CLAVE\"}" \\
        | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
    curl -s -H "Authorization: Bearer \$token" "\$INVENTARIO_URL/api/deposito/v1/productos?limite=3"

  Las claves quedan en var/acceso.env y var/usuarios.env.  Para terminar: make stop

END
}


"$hacer/dependencias.sh"
avisar "Compilo los módulos"
"$hacer/construir.sh"

preparar_var
avisar "PostgreSQL y Redis"
"$hacer/servidores.sh" iniciar "$var"
avisar "Migraciones"
"$hacer/migrar.sh" "$var"

cargar_secretos "$(cd "$var" && pwd -P)"
usuarios
demo

avisar "nginx"
"$hacer/nginx.sh" arrancar "$var"
avisar "Listo"
despedida
