
/*
 * bin/pronostico: its command line.
 */


#define _POSIX_C_SOURCE  200809L        /* sysconf */

#include "herramienta_opciones.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>


static void inv_ht_ayuda(void);
static int inv_ht_entero(const char *nombre, const char *texto, size_t menor,
    size_t mayor, size_t *v);
static int inv_ht_niveles(inv_ht_opciones_t *o, const char *texto);


static void
inv_ht_ayuda(void)
{
    const inv_metodo_t  *m;

    fputs("pronostico [opciones] < series.csv\n\n"
          "  --periodo N      valores por estación: 12 si son meses, 7 días,"
          " 1 ninguna (1)\n"
          "  --horizonte N    cuántos pasos (12)\n"
          "  --nivel A,B      intervalos, en por ciento (80,95)\n"
          "  --modelo NOMBRE  ver abajo (conjunto)\n"
          "  --evaluar        en vez de pronosticar, la prueba hacia atrás de"
          " cada modelo\n"
          "  --origenes N     de esa prueba (4)\n"
          "  --hilos N        (los procesadores que haya)\n\n"
          "Entra una serie por renglón, sin encabezado: id,valor,valor...  Un"
          " campo vacío es\nun valor que falta: los del comienzo y los del"
          " final se cortan, los demás se\nestiman.  Sale CSV con"
          " encabezado:\n"
          "id,h,media,inf80,sup80,inf95,sup95,modelo.\n\n"
          "Termina con 0; con 1 si alguna serie no se pudo (se dice cuál y por"
          " qué, y las\ndemás salen igual); con 2 si las opciones están mal;"
          " con 3 si no pudo leer o\nescribir.\n\nModelos:\n", stdout);

    for (m = inv_metodos; m->nombre; m++) {
        printf("  %-11s %s\n", m->nombre, m->que);
    }
}


static int
inv_ht_entero(const char *nombre, const char *texto, size_t menor,
    size_t mayor, size_t *v)
{
    size_t         cifras;
    unsigned long  n;

    cifras = strspn(texto, "0123456789");
    n = cifras > 0 && cifras <= 9 ? strtoul(texto, NULL, 10) : 0;

    if (n < menor || n > mayor || texto[cifras] != '\0')
    {
        fprintf(stderr, "pronostico: %s tiene que ser un entero de %zu a %zu,"
                " no «%s»\n", nombre, menor, mayor, texto);
        return -1;
    }

    *v = n;

    return 0;
}


/* Whole or with decimals, growing: they are names of columns too. */

static int
inv_ht_niveles(inv_ht_opciones_t *o, const char *texto)
{
    char        *fin;
    size_t       n;
    const char  *p;

    o->niveles = 0;

    for (p = texto; /* void */ ; p += n + 1) {
        n = strcspn(p, ",");

        if (n == 0 || n >= sizeof(o->texto[0]) || strspn(p, "0123456789.") != n
            || o->niveles == INV_NIVELES_MAX)
        {
            break;
        }

        memcpy(o->texto[o->niveles], p, n);
        o->texto[o->niveles][n] = '\0';
        o->nivel[o->niveles] = strtod(o->texto[o->niveles], &fin);

        if (*fin != '\0' || !(o->nivel[o->niveles] >= 1)
            || !(o->nivel[o->niveles] <= 99.9)
            || (o->niveles > 0
                && o->nivel[o->niveles] <= o->nivel[o->niveles - 1]))
        {
            break;
        }

        o->niveles++;

        if (p[n] == '\0') {
            return 0;
        }
    }

    fprintf(stderr, "pronostico: --nivel tiene que ser una lista creciente de"
            " 1 a 99.9, como 80,95 (hasta %d), no «%s»\n", INV_NIVELES_MAX,
            texto);

    return -1;
}


int
inv_ht_opciones(inv_ht_opciones_t *o, int argc, char *const *argv)
{
    int          i, rc;
    long         nucleos;
    const char  *nombre, *valor;

    memset(o, 0, sizeof(*o));
    o->periodo = 1;
    o->horizonte = 12;
    o->origenes = INV_RETRO_ORIGENES;
    o->metodo = &inv_metodos[0];
    nucleos = sysconf(_SC_NPROCESSORS_ONLN);
    o->hilos = nucleos < 1 ? 1 : (nucleos > INV_HT_HILOS ? INV_HT_HILOS
                                                         : (size_t) nucleos);
    (void) inv_ht_niveles(o, "80,95");

    for (i = 1; i < argc; i++) {
        nombre = argv[i];

        if (strcmp(nombre, "--ayuda") == 0 || strcmp(nombre, "--help") == 0) {
            inv_ht_ayuda();
            return 1;
        }

        if (strcmp(nombre, "--evaluar") == 0) {
            o->evaluar = 1;
            continue;
        }

        valor = i + 1 < argc ? argv[++i] : "";

        if (strcmp(nombre, "--periodo") == 0) {
            rc = inv_ht_entero(nombre, valor, 1, INV_SERIE_M_MAX, &o->periodo);

        } else if (strcmp(nombre, "--horizonte") == 0) {
            rc = inv_ht_entero(nombre, valor, 1, INV_SERIE_H_MAX,
                               &o->horizonte);

        } else if (strcmp(nombre, "--origenes") == 0) {
            rc = inv_ht_entero(nombre, valor, 1, 100, &o->origenes);

        } else if (strcmp(nombre, "--hilos") == 0) {
            rc = inv_ht_entero(nombre, valor, 1, INV_HT_HILOS, &o->hilos);

        } else if (strcmp(nombre, "--nivel") == 0) {
            rc = inv_ht_niveles(o, valor);

        } else if (strcmp(nombre, "--modelo") == 0) {
            o->metodo = inv_metodo(valor);
            rc = o->metodo ? 0 : -1;

            if (rc) {
                fprintf(stderr, "pronostico: no conozco el modelo «%s» (ver"
                        " --ayuda)\n", valor);
            }

        } else {
            fprintf(stderr, "pronostico: no conozco la opción «%s» (ver"
                    " --ayuda)\n", nombre);
            rc = -1;
        }

        if (rc) {
            return -1;
        }
    }

    return 0;
}
