#!/bin/bash
# make coverage: the tests with modules that count, then what they ran.

. "$(dirname "$0")/comun.sh"

cd "$raiz"
obj=(build/cobertura/obj build/unit/cobertura)
find "${obj[@]}" -name '*.gcda' -delete 2> /dev/null || true

estado=0
scripts/probar.sh cobertura || estado=$?

avisar "Cobertura de src/"
mkdir -p build/informe
gcovr --root . --filter src/ --exclude-unreachable-branches \
    --html-details build/informe/index.html --txt - "${obj[@]}"
echo "Detalle, línea por línea: build/informe/index.html"
exit $estado
