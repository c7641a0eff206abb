#!/bin/bash
# make install: modules, includes, pages and migrations where Debian's nginx
# looks for them, under $DESTDIR.  It touches no running server.

. "$(dirname "$0")/comun.sh"

destino=${DESTDIR:-}
modulos=$($nginx -V 2>&1 | grep -o 'modules-path=[^ ]*' | head -n 1)
modulos=${modulos#*=}
modulos=${modulos:-/usr/lib/nginx/modules}
disponibles=/usr/share/nginx/modules-available
compartido=/usr/share/inventario

install -d "$destino$modulos" "$destino$disponibles" \
    "$destino/etc/nginx/inventario" "$destino$compartido/html" \
    "$destino$compartido/sql" "$destino$compartido/conf"
install -m 644 "$raiz"/build/*.so "$destino$modulos/"
install -m 644 "$raiz"/conf/*.conf "$destino/etc/nginx/inventario/"
install -m 644 "$raiz"/conf/{produccion,puerta,puerta_tls}.conf.in \
    "$destino$compartido/conf/"
cp -r "$raiz"/html/. "$destino$compartido/html/"
cp -r "$raiz"/sql/. "$destino$compartido/sql/"

# the core first: the others use its symbols
{
    echo "load_module modules/ngx_http_inventario_module.so;"
    for so in "$raiz"/build/ngx_http_inventario_?*_module.so; do
        echo "load_module modules/${so##*/};"
    done
} > "$destino$disponibles/mod-http-inventario.conf"

echo "Instalado.  Para cargarlo:
    ln -s $disponibles/mod-http-inventario.conf /etc/nginx/modules-enabled/60-mod-http-inventario.conf"
