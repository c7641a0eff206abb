
/*
 * Inventario, forecasting: exponential smoothing, where the fit begins.
 */


#include "ets_interno.h"
#include <math.h>
#include <string.h>


#define INV_ETS_INDICE   0.01           /* least initial index, as R */
#define INV_ETS_PRIMEROS 10             /* values that give level and trend */


static void inv_ets_armonico(const double *y, size_t n, size_t m, int suma,
    double *estacion);
static void inv_ets_estacion_inicial(inv_ets_busca_t *k, double *sin,
    double *estacion, inv_cuaderno_t *c);


/* Trend and one harmonic by least squares: the season of a short series. */

static void
inv_ets_armonico(const double *y, size_t n, size_t m, int suma,
    double *estacion)
{
    size_t  i, j, c, l;
    double  f[5], a[4][5], k, w, t;

    memset(a, 0, sizeof(a));
    w = 2 * 3.14159265358979323846 / (double) m;
    l = m > 2 ? 4 : 3;

    for (i = 0; i < n; i++) {
        f[0] = 1;
        f[1] = (double) (i + 1);
        f[2] = cos(w * f[1]);
        f[3] = l == 4 ? sin(w * f[1]) : y[i];
        f[4] = y[i];

        for (j = 0; j < l; j++) {
            for (c = 0; c <= l; c++) {
                a[j][c] += f[j] * f[c];
            }
        }
    }

    for (j = 0; j < l; j++) {
        for (i = 0; i < l; i++) {
            if (i == j) {
                continue;
            }

            k = a[j][j] != 0 ? a[i][j] / a[j][j] : 0;

            for (c = j; c <= l; c++) {
                a[i][c] -= k * a[j][c];
            }
        }
    }

    for (i = 0; i < n; i++) {
        t = a[0][0] != 0 && a[1][1] != 0
            ? a[0][l] / a[0][0] + a[1][l] / a[1][1] * (double) (i + 1) : 0;
        estacion[i] = suma ? y[i] - t : (t > 0 ? y[i] / t : 1);
    }
}


/* The first indices into base, and the series without its season. */

static void
inv_ets_estacion_inicial(inv_ets_busca_t *k, double *sin, double *estacion,
    inv_cuaderno_t *c)
{
    int             por_suma;
    size_t          i, m;
    double          suma;
    inv_serie_t     s;
    inv_estacion_e  modo;

    m = k->e.m;
    por_suma = k->e.forma->estacion == 'A';
    modo = por_suma ? INV_ESTACION_SUMA : INV_ESTACION_PRODUCTO;
    s.y = k->y;
    s.n = k->n;
    s.m = m;

    if (k->n < 3 * m || inv_serie_indices(&s, modo, estacion, c)
                        != INV_PRON_BIEN)
    {
        inv_ets_armonico(k->y, k->n, m, por_suma, estacion);

    } else {
        for (i = m; i < k->n; i++) {
            estacion[i] = estacion[i - m];
        }
    }

    suma = 0;

    for (i = 0; i < m; i++) {
        estacion[i] = por_suma ? estacion[i]
                               : fmax(estacion[i], INV_ETS_INDICE);
        suma += estacion[i];
    }

    /* whatever they were, they begin normalised */

    for (i = 0; i < m; i++) {
        k->base[1 + i] = por_suma ? estacion[i] - suma / (double) m
                                  : estacion[i] * (double) m / suma;
    }

    for (i = 0; i < k->n; i++) {
        sin[i] = por_suma ? k->y[i] - estacion[i]
                          : k->y[i] / fmax(estacion[i], INV_ETS_INDICE);
    }
}


inv_pron_error_e
inv_ets_comienzo(inv_ets_busca_t *k, inv_cuaderno_t *c)
{
    size_t                  i, m, n;
    double                  a, b, d, r, *sin, *estacion;
    const inv_ets_forma_t  *f;

    f = k->e.forma;
    m = k->e.m;
    sin = inv_cuaderno_pedir(c, k->n);
    estacion = inv_cuaderno_pedir(c, k->n + m);

    if (sin == NULL || estacion == NULL) {
        return INV_PRON_MEMORIA;
    }

    memcpy(sin, k->y, k->n * sizeof(double));

    if (f->estacion != 'N') {
        inv_ets_estacion_inicial(k, sin, estacion, c);
    }

    n = 2 * m > INV_ETS_PRIMEROS ? 2 * m : INV_ETS_PRIMEROS;
    n = n < k->n ? n : k->n;

    if (f->tendencia) {
        inv_serie_recta(sin, n, &a, &b);
        a -= b;                         /* before the first value */

    } else {
        a = inv_serie_media(sin, n);
        b = 0;
    }

    /* steps: of the size of what a line leaves */

    r = 0;

    for (i = 0; i < n; i++) {
        d = sin[i] - a - b * (double) (i + 1);
        r += d * d;
    }

    r = sqrt(r / (double) n) + 1e-6;
    k->base[0] = a;
    k->paso[0] = r;

    for (i = 1; f->estacion != 'N' && i < m; i++) {
        k->paso[1 + i] = f->estacion == 'A' ? r : r / fmax(fabs(a), 0.1);
    }

    /* base[1] was index 0, which is not an unknown */

    k->base[1] = b;
    k->paso[1] = r / 4;

    return INV_PRON_BIEN;
}
