
/*
 * Inventario, forecasting: distributions of demand and of its sums.
 */


#include "demanda.h"
#include <math.h>
#include <stdlib.h>


#define INV_2PI         6.28318530717958647693
#define INV_CONTEO_MAX  1e6             /* from there on, the normal */


static double inv_conteos_cero(const inv_conteos_t *c);
static double inv_conteos_sigue(const inv_conteos_t *c, double x);
static double inv_conteos_normal(const inv_conteos_t *c);
static uint64_t inv_azar(uint64_t *semilla);
static int inv_compara(const void *a, const void *b);


inv_conteos_t
inv_conteos(double media, double varianza)
{
    inv_conteos_t  c;

    c.media = media;
    c.k = varianza > media * (1 + 1e-9) ? media * media / (varianza - media)
                                        : 0;
    return c;
}


/* P(X = 0) */

static double
inv_conteos_cero(const inv_conteos_t *c)
{
    if (c->k == 0) {
        return exp(-c->media);
    }

    return exp(-c->k * log1p(c->media / c->k));
}


/* P(X = x) / P(X = x - 1) */

static double
inv_conteos_sigue(const inv_conteos_t *c, double x)
{
    if (c->k == 0) {
        return c->media / x;
    }

    return (c->k + x - 1) / x * c->media / (c->k + c->media);
}


static double
inv_conteos_normal(const inv_conteos_t *c)
{
    return sqrt(c->k == 0 ? c->media
                          : c->media + c->media * c->media / c->k);
}


double
inv_conteos_hasta(const inv_conteos_t *c, double x)
{
    double  p, suma, i;

    if (x < 0) {
        return 0;
    }

    p = inv_conteos_cero(c);

    if (p < 1e-300 || x > INV_CONTEO_MAX) {
        return inv_normal_hasta((x + 0.5 - c->media) / inv_conteos_normal(c));
    }

    suma = p;

    for (i = 1; i <= x; i++) {
        p *= inv_conteos_sigue(c, i);
        suma += p;
    }

    return suma < 1 ? suma : 1;
}


double
inv_conteos_cuantil(const inv_conteos_t *c, double p)
{
    double  q, suma, x, lo, hi, medio;

    q = inv_conteos_cero(c);

    if (q >= 1e-300) {
        suma = q;

        for (x = 0; suma < p && x < INV_CONTEO_MAX; /* void */ ) {
            x++;
            q *= inv_conteos_sigue(c, x);
            suma += q;

            /* past the mode, what is left is below the last digit */

            if (q < suma * 1e-17 && x > c->media) {
                break;
            }
        }

        return x;
    }

    lo = 0;
    hi = c->media + 40 * inv_conteos_normal(c);

    while (hi - lo > 1) {
        medio = floor((lo + hi) / 2);

        if (inv_conteos_hasta(c, medio) >= p) {
            hi = medio;

        } else {
            lo = medio;
        }
    }

    return ceil(hi);
}


double
inv_normal_densidad(double x)
{
    return exp(-x * x / 2) / sqrt(INV_2PI);
}


double
inv_normal_hasta(double x)
{
    return 0.5 * erfc(-x / sqrt(2));
}


double
inv_normal_falta(double k)
{
    return inv_normal_densidad(k) - k * 0.5 * erfc(k / sqrt(2));
}


/* xorshift64* (Vigna 2016) */

static uint64_t
inv_azar(uint64_t *semilla)
{
    *semilla ^= *semilla >> 12;
    *semilla ^= *semilla << 25;
    *semilla ^= *semilla >> 27;

    return *semilla * UINT64_C(2685821657736338717);
}


static int
inv_compara(const void *a, const void *b)
{
    double  x = *(const double *) a, y = *(const double *) b;

    return (x > y) - (x < y);
}


double
inv_plazo_cuantil(const double *media, size_t plazo, const double *residuos,
    size_t n, size_t bloque, double p, uint64_t semilla, double *sumas,
    size_t caminos)
{
    double  v, suma;
    size_t  i, j, k, desde;

    if (bloque == 0 || bloque > n) {
        bloque = n ? n : 1;
    }

    semilla |= 1;
    desde = 0;

    for (k = 0; k < caminos; k++) {
        suma = 0;

        for (i = 0; i < plazo; i++) {
            j = i % bloque;

            if (j == 0 && n) {
                desde = (size_t) ((inv_azar(&semilla) >> 11)
                                  % (n - bloque + 1));
            }

            v = media[i] + (n ? residuos[desde + j] : 0);
            suma += v > 0 ? v : 0;
        }

        sumas[k] = suma;
    }

    qsort(sumas, caminos, sizeof(double), inv_compara);

    k = (size_t) ceil(p * (double) caminos);

    return sumas[k == 0 ? 0 : k > caminos ? caminos - 1 : k - 1];
}
