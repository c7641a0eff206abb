
/*
 * Inventario, forecasting: the likelihood of exponential smoothing and its
 * gradient.
 *
 * What is minimised is L* = n log(sum e^2) + 2 sum log|mu| (the last only
 * with multiplicative errors).  Its gradient comes from the recursion run
 * backwards (the adjoint), for the cost of about two more runs whatever the
 * number of unknowns; R's Nelder-Mead needs hundreds of runs.
 */


#include "ets_interno.h"
#include <math.h>
#include <string.h>


#define INV_ETS_CERO          1e-24     /* sum of squares of a perfect fit */

/* sums of logarithms as logarithms of products: mu is near 1 in its unit */

#define INV_ETS_PRODUCTO_MIN  1e-120
#define INV_ETS_PRODUCTO_MAX  1e120


/* Adjoints: what L* changes by, per unit of each. */

typedef struct {
    double       alfa, beta, gama, fi;
    double       l, b, s[INV_ETS_M_MAX];
} inv_ets_adjunto_t;


static double inv_ets_caja(double u, double lo, double hi, double *dx);
static double inv_ets_ida(inv_ets_busca_t *k, double *suma);
static void inv_ets_vuelta(const inv_ets_busca_t *k, double suma,
    inv_ets_adjunto_t *a);
static void inv_ets_cadena(const inv_ets_busca_t *k, const double *x,
    const inv_ets_adjunto_t *a, double *g);


/* A logistic curve between lo and hi, and its slope. */

static double
inv_ets_caja(double u, double lo, double hi, double *dx)
{
    double  p;

    p = 1 / (1 + exp(-u));
    *dx = (hi - lo) * p * (1 - p);

    return lo + (hi - lo) * p;
}


double
inv_ets_descaja(double v, double lo, double hi)
{
    double  p;

    p = hi > lo ? (v - lo) / (hi - lo) : 0.5;
    p = p < 1e-3 ? 1e-3 : (p > 1 - 1e-3 ? 1 - 1e-3 : p);

    return log(p / (1 - p));
}


void
inv_ets_poner(inv_ets_busca_t *k, const double *x)
{
    size_t      j;
    double      dx, suma;
    inv_ets_t  *e;

    e = &k->e;
    e->alfa = inv_ets_caja(*x++, INV_ETS_LO, INV_ETS_HI, &dx);
    e->beta = 0;
    e->gama = 0;
    e->fi = 1;

    if (e->forma->tendencia) {
        e->beta = inv_ets_caja(*x++, INV_ETS_LO, e->alfa, &dx);
    }

    if (e->forma->estacion != 'N') {
        e->gama = inv_ets_caja(*x++, INV_ETS_LO, 1 - e->alfa, &dx);
    }

    if (e->forma->amortiguada) {
        e->fi = inv_ets_caja(*x++, INV_ETS_FI_LO, INV_ETS_FI_HI, &dx);
    }

    e->inicio.l = k->base[0] + k->paso[0] * *x++;
    e->inicio.b = 0;

    if (e->forma->tendencia) {
        e->inicio.b = k->base[1] + k->paso[1] * *x++;
    }

    e->inicio.s[0] = e->forma->estacion == 'M';

    if (e->forma->estacion == 'N') {
        return;
    }

    /* the indices add up to 0 or m: the first is what the others leave */

    suma = 0;

    for (j = 1; j < e->m; j++) {
        e->inicio.s[j] = k->base[1 + j] + k->paso[1 + j] * *x++;
        suma += e->inicio.s[j];
    }

    e->inicio.s[0] = (e->forma->estacion == 'M' ? (double) e->m : 0) - suma;
}


/*
 * The run, and what the way back needs of it.  HUGE_VAL where the model does
 * not hold: a mean or an index that is not positive.
 */

static inline double
inv_ets_ida_de(inv_ets_busca_t *k, char error, char estacion, double *suma)
{
    size_t             i, j;
    double             d, mu, cuadrados, producto, logs;
    inv_ets_estado_t  *x;

    k->e.fin = k->e.inicio;
    x = &k->e.fin;
    cuadrados = 0;
    producto = 1;
    logs = 0;
    j = 0;

    for (i = 0; i < k->n; i++) {
        k->b[i] = x->b;

        if (estacion == 'M') {
            k->q[i] = x->l + k->e.fi * x->b;
            k->s[i] = x->s[j];

            if (!(k->s[i] > 0) || !(k->q[i] > 0)) {
                return HUGE_VAL;
            }
        }

        d = inv_ets_un_paso(&k->e, estacion, &x->l, &x->b, &x->s[j], k->y[i],
                            &mu);
        k->d[i] = d;

        if (error == 'M') {

            if (!(mu > 0)) {
                return HUGE_VAL;
            }

            d /= mu;
            producto *= mu;

            if (producto < INV_ETS_PRODUCTO_MIN
                || producto > INV_ETS_PRODUCTO_MAX)
            {
                logs += log(producto);
                producto = 1;
            }
        }

        cuadrados += d * d;

        if (estacion != 'N' && ++j == k->e.m) {
            j = 0;
        }
    }

    if (!isfinite(cuadrados)) {
        return HUGE_VAL;
    }

    *suma = cuadrados + INV_ETS_CERO;

    return (double) k->n * log(*suma) + 2 * (logs + log(producto));
}


static double
inv_ets_ida(inv_ets_busca_t *k, double *suma)
{
    char  error;

    error = k->e.forma->error;

    switch (k->e.forma->estacion) {

    case 'N':
        return error == 'A' ? inv_ets_ida_de(k, 'A', 'N', suma)
                            : inv_ets_ida_de(k, 'M', 'N', suma);

    case 'A':
        return error == 'A' ? inv_ets_ida_de(k, 'A', 'A', suma)
                            : inv_ets_ida_de(k, 'M', 'A', suma);

    default:
        return inv_ets_ida_de(k, 'M', 'M', suma);
    }
}


/* The way back: a->l, a->b and a->s end as the adjoints of the start. */

static inline void
inv_ets_vuelta_de(const inv_ets_busca_t *k, char error, char estacion,
    double suma, inv_ets_adjunto_t *a)
{
    size_t            i, j, m;
    double            d, g, mu, dl, dq, al, ab, as, aq, amu, w;
    const inv_ets_t  *e;

    e = &k->e;
    m = e->m;
    memset(a, 0, sizeof(*a));
    w = 2 * (double) k->n / suma;
    al = ab = as = 0;
    j = estacion == 'N' ? 0 : k->n % m;

    for (i = k->n; i-- > 0; /* void */ ) {
        d = k->d[i];
        mu = k->y[i] - d;

        if (error == 'A') {
            g = -w * d;

        } else {
            g = (2 - w * (d / mu) * (k->y[i] / mu)) / mu;
        }

        if (estacion != 'N') {
            j = (j == 0 ? m : j) - 1;
            as = a->s[j];
        }

        if (estacion == 'M') {
            dl = d / k->s[i];
            dq = d / k->q[i];
            a->alfa += al * dl;
            a->beta += ab * dl;
            a->gama += as * dq;
            aq = e->alfa * al + e->beta * ab;
            amu = g - aq / k->s[i] - e->gama * as / k->q[i];
            a->s[j] = as - aq * dl / k->s[i] + amu * k->q[i];
            aq = al - e->gama * as * dq / k->q[i] + amu * k->s[i];

        } else {
            a->alfa += al * d;
            a->beta += ab * d;
            amu = g - e->alfa * al - e->beta * ab;

            if (estacion == 'A') {
                a->gama += as * d;
                amu -= e->gama * as;
                a->s[j] = as + amu;
            }

            aq = al + amu;
        }

        /* q = l + phi b, b' = phi b + ... */

        al = aq;
        a->fi += (ab + aq) * k->b[i];
        ab = e->fi * (ab + aq);
    }

    a->l = al;
    a->b = ab;
}


static void
inv_ets_vuelta(const inv_ets_busca_t *k, double suma, inv_ets_adjunto_t *a)
{
    char  error;

    error = k->e.forma->error;

    switch (k->e.forma->estacion) {

    case 'N':
        if (error == 'A') {
            inv_ets_vuelta_de(k, 'A', 'N', suma, a);

        } else {
            inv_ets_vuelta_de(k, 'M', 'N', suma, a);
        }

        return;

    case 'A':
        if (error == 'A') {
            inv_ets_vuelta_de(k, 'A', 'A', suma, a);

        } else {
            inv_ets_vuelta_de(k, 'M', 'A', suma, a);
        }

        return;

    default:
        inv_ets_vuelta_de(k, 'M', 'M', suma, a);
    }
}


/* From the adjoints to the gradient in x. */

static void
inv_ets_cadena(const inv_ets_busca_t *k, const double *x,
    const inv_ets_adjunto_t *a, double *g)
{
    size_t            i, j;
    double            dx, da, p;
    const inv_ets_t  *e;

    e = &k->e;
    i = 1;
    da = a->alfa;

    if (e->forma->tendencia) {
        (void) inv_ets_caja(x[i], INV_ETS_LO, e->alfa, &dx);
        p = 1 / (1 + exp(-x[i]));
        g[i++] = a->beta * dx;
        da += a->beta * p;
    }

    if (e->forma->estacion != 'N') {
        (void) inv_ets_caja(x[i], INV_ETS_LO, 1 - e->alfa, &dx);
        p = 1 / (1 + exp(-x[i]));
        g[i++] = a->gama * dx;
        da -= a->gama * p;
    }

    if (e->forma->amortiguada) {
        (void) inv_ets_caja(x[i], INV_ETS_FI_LO, INV_ETS_FI_HI, &dx);
        g[i++] = a->fi * dx;
    }

    (void) inv_ets_caja(x[0], INV_ETS_LO, INV_ETS_HI, &dx);
    g[0] = da * dx;
    g[i++] = a->l * k->paso[0];

    if (e->forma->tendencia) {
        g[i++] = a->b * k->paso[1];
    }

    for (j = 1; e->forma->estacion != 'N' && j < e->m; j++) {
        g[i++] = (a->s[j] - a->s[0]) * k->paso[1 + j];
    }
}


double
inv_ets_valor(void *ctx, const double *x, double *g)
{
    double             v, suma;
    inv_ets_busca_t   *k;
    inv_ets_adjunto_t  a;

    k = ctx;
    inv_ets_poner(k, x);

    if (k->e.forma->estacion != 'N' && !inv_ets_admisible(&k->e)) {
        return HUGE_VAL;
    }

    suma = 0;
    v = inv_ets_ida(k, &suma);

    if (v < HUGE_VAL) {
        inv_ets_vuelta(k, suma, &a);
        inv_ets_cadena(k, x, &a, g);
    }

    return v;
}
