# Inventario.  Every habit has a word; the work itself is in scripts/.

SHELL = /bin/bash

.PHONY: help deps build run stop clean install lint test test-asan bench \
	trial coverage capturas lint-openapi roles pronostico bench-pronostico trial-ventas trial-precios

help:
	@echo "make run        todo andando: paquetes, compilación, bases, demo, nginx"
	@echo "make stop       detiene lo que arrancó make run"
	@echo "make clean      además borra build/ y var/, con sus datos"
	@echo "make deps       instala los paquetes de Debian (como root)"
	@echo "make build      compila los módulos en build/"
	@echo "make install    los instala para el nginx de Debian (DESTDIR=)"
	@echo "make test       todas las pruebas  (T='t/x.t ...': sólo esas)"
	@echo "make test-asan  las de C, con AddressSanitizer y UBSan"
	@echo "make coverage   las pruebas, y qué líneas de src/ recorren"
	@echo "make lint       gcc, clang-tidy, cppcheck, shellcheck"
	@echo "make lint-openapi  redocly (de npm) sobre /api/openapi.json"
	@echo "make roles      docs/roles.md, quién puede qué, de las tablas de rutas"
	@echo "make trial      un mes de ventas reales contra el servidor"
	@echo "make trial-ventas  meses de tickets reales desde ocho cajas"
	@echo "make trial-precios  años de inflación sobre un catálogo real"
	@echo "make bench      mediciones"
	@echo "make pronostico  el pronosticador de línea de comandos, en bin/"
	@echo "make bench-pronostico  M3 y otras series, al lado de R (DATOS=)"
	@echo "make capturas   las imágenes de docs/, de lo que anda"

deps:
	@scripts/dependencias.sh pruebas lint cobertura medir

build:
	@scripts/construir.sh

run:
	@scripts/correr.sh

stop:
	@scripts/detener.sh

clean:
	@scripts/limpiar.sh

install: build
	@scripts/instalar.sh

lint:
	@scripts/dependencias.sh lint
	@scripts/revisar.sh

test:
	@scripts/dependencias.sh pruebas
	@scripts/probar.sh normal $(T)

test-asan:
	@scripts/dependencias.sh pruebas
	@scripts/probar.sh asan $(T)

coverage:
	@scripts/dependencias.sh pruebas cobertura
	@scripts/cobertura.sh

trial: build
	@scripts/dependencias.sh medir
	@/usr/bin/python3 scripts/ensayo.py

trial-ventas: build
	@scripts/dependencias.sh medir
	@/usr/bin/python3 scripts/ensayo_ventas.py

trial-precios: build
	@scripts/dependencias.sh medir
	@/usr/bin/python3 scripts/ensayo_precios.py

bench: build
	@scripts/dependencias.sh medir
	@/usr/bin/python3 bench/correr.py

capturas:
	@scripts/dependencias.sh capturas
	@scripts/capturas.sh

lint-openapi: build
	@t/openapi/revisar.sh

roles: build
	@scripts/openapi.sh build/openapi.json
	@/usr/bin/python3 scripts/roles.py build/openapi.json > docs/roles.md

pronostico:
	@$(MAKE) --no-print-directory -s -f src/pronostico/pronostico.mk

bench-pronostico: pronostico
	@$(MAKE) --no-print-directory -s -f src/pronostico/pronostico.mk \
	    build/pronostico-paridad
	@/usr/bin/python3 bench/pronostico.py $(DATOS)
