
/*
 * make bench-pronostico: what R's ets() is held against, and a watch.
 *
 *   paridad ver < m form value...    log-likelihood of our fit of that form
 *   paridad reloj N < m h value...   of each series, nanoseconds of one cold
 *                                    forecast (the least of N), of one step of
 *                                    a stored state, of a forecast from it
 *
 * One series a line.
 */


#define _POSIX_C_SOURCE  200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "../src/pronostico/ets.h"
#include "../src/pronostico/pronostico.h"


#define VALORES  INV_SERIE_N_MAX
#define MEMORIA  2000000
#define PASOS    1000       /* timed together */


static double          y[VALORES], memoria[MEMORIA], media[INV_SERIE_H_MAX];
static double          inf[2 * INV_SERIE_H_MAX], sup[2 * INV_SERIE_H_MAX];
static inv_cuaderno_t  cuaderno = { memoria, MEMORIA, 0, NULL };


static double
ahora(void)
{
    struct timespec  t;

    (void) clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);

    return (double) t.tv_sec * 1e9 + (double) t.tv_nsec;
}


static void
reloj(const inv_serie_t *s, size_t h, int veces)
{
    int        i;
    size_t     j;
    double     t, frio, paso, guardado;
    inv_ets_t  e;

    static const double  niveles[] = { 80, 95 };

    frio = paso = guardado = 1e18;

    if (inv_ets_elegir(&e, INV_ETS_OCHO, s, &cuaderno) != INV_PRON_BIEN) {
        return;
    }

    for (i = 0; i < veces; i++) {
        t = ahora();
        (void) inv_pronosticar(inv_metodo("conjunto"), s, h, niveles, 2,
                               media, inf, sup, NULL, &cuaderno);
        t = ahora() - t;
        frio = t < frio ? t : frio;

        t = ahora();

        for (j = 0; j < PASOS; j++) {
            inv_ets_paso(&e, s->y[j % s->n]);
        }

        t = (ahora() - t) / PASOS;
        paso = t < paso ? t : paso;

        t = ahora();
        (void) inv_ets_pronosticar(&e, h, media, inf, &cuaderno);
        t = ahora() - t;
        guardado = t < guardado ? t : guardado;
    }

    printf("%.0f %.2f %.0f\n", frio, paso, guardado);
}


static void
verosimilitud(const inv_serie_t *s, const char *forma)
{
    size_t     i;
    inv_ets_t  e;

    for (i = 0; i < INV_ETS_FORMAS; i++) {
        if (strcmp(inv_ets_formas[i].nombre, forma) == 0
            && inv_ets_ajustar(&e, &inv_ets_formas[i], s, NULL, &cuaderno)
               == INV_PRON_BIEN)
        {
            printf("%.9g\n", e.logver);
            return;
        }
    }

    puts("-1e300");
}


int
main(int argc, char **argv)
{
    char         *linea, *p, *q, *forma;
    size_t        cabe, h;
    inv_serie_t   s;

    linea = NULL;
    cabe = 0;
    s.y = y;

    while (argc > 1 && getline(&linea, &cabe, stdin) > 0) {
        s.m = strtoul(linea, &p, 10);
        forma = strtok_r(p, " \n", &q);
        h = forma ? strtoul(forma, NULL, 10) : 0;

        for (s.n = 0; s.n < VALORES; s.n++) {
            p = strtok_r(NULL, " \n", &q);

            if (p == NULL) {
                break;
            }

            y[s.n] = strtod(p, NULL);
        }

        if (argc > 2) {
            reloj(&s, h, atoi(argv[2]));

        } else {
            verosimilitud(&s, forma ? forma : "");
        }
    }

    free(linea);

    return 0;
}
