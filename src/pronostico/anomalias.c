
/*
 * Inventario, forecasting: days that were not as expected.
 */


#include "anomalias.h"
#include <math.h>
#include <stdlib.h>


#define INV_CUSUM_HOLGURA  0.5
#define INV_CUSUM_TOPE     5
#define INV_CUSUM_CORTE    3


typedef struct {
    inv_anomalia_t            *v;
    size_t                     cabe;
    size_t                     n;
} inv_lista_t;


static int inv_anomalias_compara(const void *a, const void *b);
static int inv_anomalias_orden(const void *a, const void *b);
static double inv_anomalias_mediana(double *x, size_t n);
static double inv_anomalias_desvio(const double *y, const double *esperado,
    size_t n, double *cuaderno);
static double inv_anomalias_z(double y, double esperado, double desvio);
static void inv_anomalias_agregar(inv_lista_t *l, size_t desde, size_t hasta,
    inv_anomalia_e tipo, double puntaje);
static void inv_anomalias_saltos(const double *y, const double *esperado,
    size_t n, double desvio, double signo, inv_lista_t *l);
static void inv_anomalias_quiebres(const double *y, size_t n, double umbral,
    inv_lista_t *l);


static int
inv_anomalias_compara(const void *a, const void *b)
{
    double  x = *(const double *) a, y = *(const double *) b;

    return (x > y) - (x < y);
}


static int
inv_anomalias_orden(const void *a, const void *b)
{
    const inv_anomalia_t  *x = a, *y = b;

    if (x->desde != y->desde) {
        return x->desde < y->desde ? -1 : 1;
    }

    return (x->tipo > y->tipo) - (x->tipo < y->tipo);
}


static double
inv_anomalias_mediana(double *x, size_t n)
{
    qsort(x, n, sizeof(double), inv_anomalias_compara);

    return n % 2 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}


/* 1.4826 MAD: the deviation of normal errors, whatever the outliers. */

static double
inv_anomalias_desvio(const double *y, const double *esperado, size_t n,
    double *cuaderno)
{
    double  centro;
    size_t  i;

    for (i = 0; i < n; i++) {
        cuaderno[i] = y[i] - esperado[i];
    }

    centro = inv_anomalias_mediana(cuaderno, n);

    for (i = 0; i < n; i++) {
        cuaderno[i] = fabs(y[i] - esperado[i] - centro);
    }

    return 1.4826 * inv_anomalias_mediana(cuaderno, n);
}


/* A count of that mean varies by its root even where nothing was seen to. */

static double
inv_anomalias_z(double y, double esperado, double desvio)
{
    double  s;

    s = fmax(desvio, sqrt(fmax(esperado, 0.25)));

    return (y - esperado) / s;
}


static void
inv_anomalias_agregar(inv_lista_t *l, size_t desde, size_t hasta,
    inv_anomalia_e tipo, double puntaje)
{
    if (l->n < l->cabe) {
        l->v[l->n].desde = desde;
        l->v[l->n].hasta = hasta;
        l->v[l->n].tipo = tipo;
        l->v[l->n].puntaje = puntaje;
    }

    l->n++;
}


/* One peak moves the sum by 2.5 at most, so a shift needs several days. */

static void
inv_anomalias_saltos(const double *y, const double *esperado, size_t n,
    double desvio, double signo, inv_lista_t *l)
{
    double  s, z;
    size_t  i, desde;

    s = 0;
    desde = 0;

    for (i = 0; i < n; i++) {
        z = signo * inv_anomalias_z(y[i], esperado[i], desvio);
        z = fmin(z, INV_CUSUM_CORTE);

        if (s <= 0) {
            desde = i;
        }

        s = fmax(0, s + z - INV_CUSUM_HOLGURA);

        if (s > INV_CUSUM_TOPE) {
            inv_anomalias_agregar(l, desde, i, INV_ANOMALIA_SALTO, signo * s);
            return;                     /* from here on it is the new level */
        }
    }
}


/* p = (1 - d)^run, where d is the share of days with a sale. */

static void
inv_anomalias_quiebres(const double *y, size_t n, double umbral,
    inv_lista_t *l)
{
    double  d, p;
    size_t  i, run, con, primera;

    con = 0;
    primera = n;

    for (i = 0; i < n; i++) {
        if (y[i] > 0) {
            con++;
            primera = primera == n ? i : primera;
        }
    }

    if (con < 4) {
        return;
    }

    /* without the longest run, which may be the one in question */

    run = 0;

    for (i = primera, d = 0; i < n; i++) {
        run = y[i] > 0 ? 0 : run + 1;
        d = fmax(d, (double) run);
    }

    d = (double) con / fmax((double) (n - primera) - d, (double) con);

    if (d >= 1) {
        d = 1 - 1 / ((double) con + 2);
    }

    for (i = primera, run = 0; i <= n; i++) {

        if (i < n && y[i] <= 0) {
            run++;
            continue;
        }

        p = -(double) run * log10(1 - d);

        if (run && p > umbral) {
            inv_anomalias_agregar(l, i - run, i - 1, INV_ANOMALIA_QUIEBRE, p);
        }

        run = 0;
    }
}


size_t
inv_anomalias(const double *y, const double *esperado, size_t n,
    double umbral, inv_anomalia_t *v, size_t cabe, double *cuaderno)
{
    double       desvio, z;
    size_t       i;
    inv_lista_t  l;

    if (n == 0) {
        return 0;
    }

    l.v = v;
    l.cabe = cabe;
    l.n = 0;

    desvio = inv_anomalias_desvio(y, esperado, n, cuaderno);

    for (i = 0; i < n; i++) {
        z = inv_anomalias_z(y[i], esperado[i], desvio);

        if (fabs(z) > umbral) {
            inv_anomalias_agregar(&l, i, i, z > 0 ? INV_ANOMALIA_PICO
                                                  : INV_ANOMALIA_CAIDA, z);
        }
    }

    inv_anomalias_saltos(y, esperado, n, desvio, 1, &l);
    inv_anomalias_saltos(y, esperado, n, desvio, -1, &l);
    inv_anomalias_quiebres(y, n, umbral, &l);

    qsort(v, l.n < cabe ? l.n : cabe, sizeof(inv_anomalia_t),
          inv_anomalias_orden);

    return l.n;
}


size_t
inv_descubiertas(double *p, size_t n, double q, double *limite)
{
    size_t  i;

    qsort(p, n, sizeof(double), inv_anomalias_compara);

    for (i = n; i > 0; i--) {
        if (p[i - 1] <= q * (double) i / (double) n) {
            *limite = p[i - 1];
            return i;
        }
    }

    *limite = 0;

    return 0;
}
