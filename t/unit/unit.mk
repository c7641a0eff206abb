# The tests of src/dominio: make -f t/unit/unit.mk [target], from the root.
#
#   (none)        the programs, in build/unit (VARIANTE=asan|cobertura: in a
#                 folder of that name under it)
#   unit          and runs them
#   unit-asan     the same under AddressSanitizer and UBSan
#   fuzz-minuto   each fuzzer of t/fuzz for SEGUNDOS (20)

VARIANTE = normal
SEGUNDOS = 20

unit_flags_normal = -O2 -D_FORTIFY_SOURCE=2
unit_flags_asan = -O1 -fsanitize=address,undefined -fno-sanitize-recover=all
unit_flags_cobertura = -O0 --coverage
unit_dir_normal = build/unit
unit_dir_asan = build/unit/asan
unit_dir_cobertura = build/unit/cobertura

unit_dir = $(unit_dir_$(VARIANTE))
unit_obj = $(unit_dir)/obj
unit_cflags = -std=c11 -g -Wall -Wextra -Werror -Isrc \
	$(unit_flags_$(VARIANTE))

unit_dominio = $(patsubst src/dominio/%.c,$(unit_obj)/%.o, \
	$(wildcard src/dominio/*.c))
unit_pruebas = $(patsubst t/unit/%.c,$(unit_dir)/%,$(wildcard t/unit/*.c))

fuzz_cflags = -std=c11 -g -O1 -Wall -Wextra -Werror -Isrc \
	-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
fuzz_todos = $(patsubst t/fuzz/%.c,build/fuzz/%,$(wildcard t/fuzz/*.c))

.PHONY: unit-binarios unit unit-asan fuzz-minuto

unit-binarios: $(unit_pruebas)

unit: unit-binarios
	@prove --exec '' $(unit_pruebas)

unit-asan:
	@$(MAKE) --no-print-directory -f t/unit/unit.mk unit VARIANTE=asan

$(unit_obj)/%.o: src/dominio/%.c $(wildcard src/dominio/*.h)
	@mkdir -p $(unit_obj)
	@$(CC) $(unit_cflags) -c -o $@ $<

$(unit_dir)/%: t/unit/%.c t/unit/prueba.h $(unit_dominio)
	@$(CC) $(unit_cflags) -o $@ $< $(unit_dominio) \
	    $(unit_libs_$*) -lcmocka -ljansson -lpcre2-8

# those of the forecasting library, which needs nothing else
unit_pronostico = $(patsubst src/pronostico/%.c,$(unit_obj)/pronostico/%.o, \
	$(filter-out src/pronostico/herramienta%, \
	    $(wildcard src/pronostico/*.c)))

$(unit_obj)/pronostico/%.o: src/pronostico/%.c $(wildcard src/pronostico/*.h)
	@mkdir -p $(unit_obj)/pronostico
	@$(CC) $(unit_cflags) -c -o $@ $<

$(patsubst t/unit/%.c,$(unit_dir)/%,$(wildcard t/unit/pronostico*.c)): \
		$(unit_dir)/%: t/unit/%.c t/unit/prueba.h $(unit_pronostico)
	@$(CC) $(unit_cflags) -o $@ $< $(unit_pronostico) -lcmocka -lm

# what a test has of its own
unit_auth = src/ngx_http_inventario_auth_jwt.c -ljwt -lsodium -lcrypto
unit_libs_auth_jwt = src/ngx_http_inventario_auth_firma.c $(unit_auth)
unit_libs_auth_firma = $(unit_auth)
unit_libs_auth_revocadas = src/ngx_http_inventario_auth_revocadas.c
unit_libs_pdf = $(wildcard src/ngx_http_inventario_negocio_pdf*.c) -lhpdf
$(unit_dir)/pdf: $(wildcard src/ngx_http_inventario_negocio_pdf*.[ch])
unit_libs_cache_almacen = src/ngx_http_inventario_cache_almacen.c
$(unit_dir)/cache_almacen: $(wildcard src/ngx_http_inventario_cache_almacen.*)
unit_libs_auth_vistos = src/ngx_http_inventario_auth_vistos.c \
	src/ngx_http_inventario_auth_firma.c $(unit_auth) -lpthread
$(unit_dir)/auth_jwt $(unit_dir)/auth_firma $(unit_dir)/auth_revocadas \
$(unit_dir)/auth_vistos: \
	$(wildcard src/ngx_http_inventario_auth_*.[ch])

build/fuzz/%: t/fuzz/%.c t/fuzz/fuzz.h $(wildcard src/dominio/*)
	@mkdir -p build/fuzz
	@clang $(fuzz_cflags) -o $@ $< $(wildcard src/dominio/*.c) -ljansson -lpcre2-8

# New inputs go to build/fuzz, what was found stays as build/fuzz/crash-*.
fuzz-minuto: $(fuzz_todos)
	@for f in $(notdir $(fuzz_todos)); do \
	    mkdir -p build/fuzz/corpus-$$f && echo "fuzz $$f" && \
	    build/fuzz/$$f -max_total_time=$(SEGUNDOS) -verbosity=0 -timeout=5 \
	        -artifact_prefix=build/fuzz/ \
	        build/fuzz/corpus-$$f t/fuzz/corpus/$$f || exit 1; \
	done
