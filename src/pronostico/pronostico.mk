# bin/pronostico: make -f src/pronostico/pronostico.mk, from the root.

CFLAGS = -O2 -g
pron_cflags = -std=c11 -Wall -Wextra -Werror -Wformat -Wformat-security \
	-fstack-protector-strong -D_FORTIFY_SOURCE=2 -pthread $(CFLAGS)
pron_ldflags = -pthread -Wl,-z,relro -Wl,-z,now
pron_obj = $(patsubst src/pronostico/%.c,build/pronostico/%.o, \
	$(wildcard src/pronostico/*.c))

bin/pronostico: $(pron_obj)
	@mkdir -p bin
	@$(CC) $(pron_ldflags) $(CFLAGS) -o $@ $(pron_obj) -lm

build/pronostico/%.o: src/pronostico/%.c $(wildcard src/pronostico/*.h)
	@mkdir -p build/pronostico
	@$(CC) $(pron_cflags) -c -o $@ $<

# what the benchmark asks of the library itself
build/pronostico-paridad: bench/pronostico_paridad.c $(pron_obj)
	@$(CC) $(pron_cflags) $(pron_ldflags) -o $@ $< \
	    $(filter-out %/herramienta.o %/herramienta_leer.o \
	        %/herramienta_opciones.o,$(pron_obj)) -lm
