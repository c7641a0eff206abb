#!/bin/bash
# make clean: stops everything and removes build/ and var/, data included.

. "$(dirname "$0")/comun.sh"

"$raiz/scripts/detener.sh"
if [ -L "$var" ]; then
    rm -rf "$(readlink "$var")"
fi
rm -rf "$var" "$raiz/build"
