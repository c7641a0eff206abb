
/*
 * Inventario, forecasting: exponential smoothing, the fit.
 *
 * What is minimised is L* = n log(sum e^2) + 2 sum log|mu| (the last only
 * with multiplicative errors).  Its gradient comes from the recursion run
 * backwards (the adjoint), for the cost of about two more runs whatever the
 * number of unknowns; R's Nelder-Mead needs hundreds of runs.
 */


#include "ets_interno.h"
#include "optimizar.h"
#include <math.h>
#include <string.h>


#define INV_ETS_LO         1e-4         /* R's bounds */
#define INV_ETS_HI         0.9999
#define INV_ETS_FI_LO      0.8
#define INV_ETS_FI_HI      0.98
#define INV_ETS_GANA       2e-3         /* of L*; AICc differs by less */
#define INV_ETS_VUELTAS    150
#define INV_ETS_GANA_TIBIA      0.05    /* the same, of a warm start */
#define INV_ETS_VUELTAS_TIBIAS  16
#define INV_ETS_ARRANQUES  2
#define INV_ETS_CERO       1e-24        /* sum of squares of a perfect fit */
#define INV_ETS_INDICE     0.01         /* least initial index, as R */


typedef struct {
    inv_ets_t    e;             /* the point under test, in units of y */
    const double *y;            /* divided by the unit */
    size_t       n;
    double      *d, *b, *s, *q; /* of the run: what the way back needs */
    double       base[2 + INV_ETS_M_MAX];   /* l, b, s[1..m-1] at x = 0 */
    double       paso[2 + INV_ETS_M_MAX];   /* and what a step of 1 means */
    size_t       suaves;        /* smoothing parameters among x */
    size_t       x;             /* unknowns */
} inv_ets_busca_t;


/* Adjoints: what L* changes by, per unit of each. */

typedef struct {
    double       alfa, beta, gama, fi;
    double       l, b, s[INV_ETS_M_MAX];
} inv_ets_adjunto_t;


static double inv_ets_valor(void *ctx, const double *x, double *g);
static void inv_ets_poner(inv_ets_busca_t *k, const double *x);
static double inv_ets_ida(inv_ets_busca_t *k, double *suma);
static void inv_ets_vuelta(const inv_ets_busca_t *k, double suma,
    inv_ets_adjunto_t *a);
static void inv_ets_cadena(const inv_ets_busca_t *k, const double *x,
    const inv_ets_adjunto_t *a, double *g);
static inv_pron_error_e inv_ets_comienzo(inv_ets_busca_t *k,
    inv_cuaderno_t *c);
static void inv_ets_armonico(const double *y, size_t n, size_t m, int suma,
    double *estacion);
static void inv_ets_de_previo(inv_ets_busca_t *k, const inv_ets_t *previo,
    double unidad, double *x);
static double inv_ets_arranque(inv_ets_busca_t *k, const double *suaves,
    double *x);
static double inv_ets_caja(double u, double lo, double hi, double *dx);
static double inv_ets_descaja(double v, double lo, double hi);


/* A logistic curve between lo and hi, and its slope. */

static double
inv_ets_caja(double u, double lo, double hi, double *dx)
{
    double  p;

    p = 1 / (1 + exp(-u));
    *dx = (hi - lo) * p * (1 - p);

    return lo + (hi - lo) * p;
}


static double
inv_ets_descaja(double v, double lo, double hi)
{
    double  p;

    p = hi > lo ? (v - lo) / (hi - lo) : 0.5;
    p = p < 1e-3 ? 1e-3 : (p > 1 - 1e-3 ? 1 - 1e-3 : p);

    return log(p / (1 - p));
}


/* x: alpha, beta within it, gamma within 1 - alpha, phi, then the states. */

static void
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


static double
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

    v = inv_ets_ida(k, &suma);

    if (v < HUGE_VAL) {
        inv_ets_vuelta(k, suma, &a);
        inv_ets_cadena(k, x, &a, g);
    }

    return v;
}


/* Trend and one harmonic by least squares: the season of a short series. */

static void
inv_ets_armonico(const double *y, size_t n, size_t m, int suma,
    double *estacion)
{
    size_t  i, j, l;
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
            size_t  c;

            for (c = 0; c <= l; c++) {
                a[j][c] += f[j] * f[c];
            }
        }
    }

    for (j = 0; j < l; j++) {
        for (i = 0; i < l; i++) {
            size_t  c;

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


/* The initial states as R's initstate(): into base[], and their steps. */

static inv_pron_error_e
inv_ets_comienzo(inv_ets_busca_t *k, inv_cuaderno_t *c)
{
    size_t                  i, m, n;
    double                  a, b, suma, r, *sin, *estacion;
    inv_serie_t             s;
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
        s.y = k->y;
        s.n = k->n;
        s.m = m;

        if (k->n < 3 * m
            || inv_serie_indices(&s, f->estacion == 'A' ? INV_ESTACION_SUMA
                                                        : INV_ESTACION_PRODUCTO,
                                 estacion, c)
               != INV_PRON_BIEN)
        {
            inv_ets_armonico(k->y, k->n, m, f->estacion == 'A', estacion);

        } else {
            for (i = m; i < k->n; i++) {
                estacion[i] = estacion[i - m];
            }
        }

        suma = 0;

        for (i = 0; i < m; i++) {

            if (f->estacion == 'M') {
                estacion[i] = fmax(estacion[i], INV_ETS_INDICE);
            }

            suma += estacion[i];
        }

        /* whatever they were, they begin normalised */

        for (i = 0; i < m; i++) {
            k->base[1 + i] = f->estacion == 'M'
                             ? estacion[i] * (double) m / suma
                             : estacion[i] - suma / (double) m;
        }

        for (i = 0; i < k->n; i++) {
            sin[i] = f->estacion == 'A' ? k->y[i] - estacion[i]
                                      : k->y[i] / fmax(estacion[i],
                                                       INV_ETS_INDICE);
        }
    }

    n = 2 * m > 10 ? 2 * m : 10;
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
        suma = sin[i] - a - b * (double) (i + 1);
        r += suma * suma;
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


static void
inv_ets_de_previo(inv_ets_busca_t *k, const inv_ets_t *previo, double unidad,
    double *x)
{
    size_t                  j;
    const inv_ets_forma_t  *f;

    f = k->e.forma;
    *x++ = inv_ets_descaja(previo->alfa, INV_ETS_LO, INV_ETS_HI);

    if (f->tendencia) {
        *x++ = inv_ets_descaja(previo->beta, INV_ETS_LO, previo->alfa);
    }

    if (f->estacion != 'N') {
        *x++ = inv_ets_descaja(previo->gama, INV_ETS_LO, 1 - previo->alfa);
    }

    if (f->amortiguada) {
        *x++ = inv_ets_descaja(previo->fi, INV_ETS_FI_LO, INV_ETS_FI_HI);
    }

    *x++ = (previo->inicio.l / unidad - k->base[0]) / k->paso[0];

    if (f->tendencia) {
        *x++ = (previo->inicio.b / unidad - k->base[1]) / k->paso[1];
    }

    for (j = 1; f->estacion != 'N' && j < k->e.m; j++) {
        *x++ = (previo->inicio.s[j] / (f->estacion == 'M' ? 1 : unidad)
                - k->base[1 + j]) / k->paso[1 + j];
    }
}


/* Smoothing parameters to begin with, the states as estimated. */

static double
inv_ets_arranque(inv_ets_busca_t *k, const double *suaves, double *x)
{
    size_t  i;
    double  g[INV_OPT_MAX];

    i = 0;
    x[i++] = inv_ets_descaja(suaves[0], 0, 1);

    if (k->e.forma->tendencia) {
        x[i++] = inv_ets_descaja(suaves[1], 0, 1);
    }

    if (k->e.forma->estacion != 'N') {
        x[i++] = inv_ets_descaja(suaves[2], 0, 1);
    }

    if (k->e.forma->amortiguada) {
        x[i++] = inv_ets_descaja(suaves[3], 0, 1);
    }

    k->suaves = i;

    while (i < k->x) {
        x[i++] = 0;
    }

    return inv_ets_valor(k, x, g);
}


inv_pron_error_e
inv_ets_ajustar(inv_ets_t *e, const inv_ets_forma_t *forma,
    const inv_serie_t *s, const inv_ets_t *previo, inv_cuaderno_t *c)
{
    size_t            i, j, usado;
    double            x[INV_OPT_MAX], mejor[INV_OPT_MAX], g[INV_OPT_MAX];
    double            v, v2, unidad, *y;
    inv_ets_busca_t   k;
    inv_pron_error_e  rc;

    /* the likelihood has more than one hill: alpha, beta, gamma, phi */

    static const double  suaves[INV_ETS_ARRANQUES][4] = {
        { 0.1, 0.1, 0.05, 0.9 },
        { 0.9, 0.8, 0.6, 0.9 }
    };

    memset(&k, 0, sizeof(k));
    k.e.forma = forma;
    k.e.m = forma->estacion == 'N' ? 1 : s->m;
    k.n = s->n;
    k.x = 2 + (forma->tendencia ? 2 : 0) + (forma->amortiguada ? 1 : 0)
          + (forma->estacion != 'N' ? k.e.m : 0);

    if (forma->estacion != 'N' && (s->m < 2 || s->m > INV_ETS_M_MAX)) {
        return INV_PRON_NO_SIRVE;
    }

    if (k.x + 1 >= s->n || s->n < 4 || (forma->estacion != 'N' && s->n <= s->m))
    {
        return INV_PRON_CORTA;
    }

    usado = c->usado;
    y = inv_cuaderno_pedir(c, s->n);
    k.d = inv_cuaderno_pedir(c, s->n);
    k.b = inv_cuaderno_pedir(c, s->n);
    k.s = inv_cuaderno_pedir(c, s->n);
    k.q = inv_cuaderno_pedir(c, s->n);

    if (y == NULL || k.d == NULL || k.b == NULL || k.s == NULL || k.q == NULL)
    {
        c->usado = usado;
        return INV_PRON_MEMORIA;
    }

    unidad = inv_serie_unidad(s->y, s->n);

    for (i = 0; i < s->n; i++) {
        y[i] = s->y[i] / unidad;

        if (forma->error == 'M' && !(y[i] > 0)) {
            c->usado = usado;
            return INV_PRON_NO_SIRVE;
        }
    }

    k.y = y;
    j = c->usado;
    c->usado = (size_t) (k.d - c->base);    /* the start needs them first */
    rc = inv_ets_comienzo(&k, c);
    c->usado = j;
    v = HUGE_VAL;

    if (rc == INV_PRON_BIEN && previo) {
        inv_ets_de_previo(&k, previo, unidad, mejor);
        v = inv_ets_valor(&k, mejor, g);

        if (v < HUGE_VAL) {
            v = inv_opt_bfgs(inv_ets_valor, &k, mejor, k.x,
                             INV_ETS_GANA_TIBIA, INV_ETS_VUELTAS_TIBIAS);
        }
    }

    for (i = 0; rc == INV_PRON_BIEN && (v == HUGE_VAL || !previo)
         && i < INV_ETS_ARRANQUES; i++)
    {
        if (inv_ets_arranque(&k, suaves[i], x) == HUGE_VAL) {
            continue;
        }

        v2 = inv_opt_bfgs(inv_ets_valor, &k, x, k.x, INV_ETS_GANA,
                          INV_ETS_VUELTAS);

        if (v2 < v) {
            v = v2;
            memcpy(mejor, x, k.x * sizeof(double));
        }
    }

    c->usado = usado;

    if (rc != INV_PRON_BIEN || v == HUGE_VAL) {
        return rc != INV_PRON_BIEN ? rc : INV_PRON_NO_SIRVE;
    }

    inv_ets_poner(&k, mejor);
    *e = k.e;
    e->inicio.l *= unidad;
    e->inicio.b *= unidad;

    for (i = 0; forma->estacion == 'A' && i < e->m; i++) {
        e->inicio.s[i] *= unidad;
    }

    return inv_ets_correr(e, s, NULL);
}


inv_pron_error_e
inv_ets_ajustar_tibio(inv_ets_t *e, unsigned i, const inv_serie_t *s,
    inv_cuaderno_t *c)
{
    inv_ets_tibio_t   *t;
    inv_pron_error_e   rc;

    t = c->tibio;
    rc = inv_ets_ajustar(e, &inv_ets_formas[i], s,
                         t && (t->hay & 1u << i) ? &t->e[i] : NULL, c);

    if (t && rc == INV_PRON_BIEN) {
        t->e[i] = *e;
        t->hay |= 1u << i;
    }

    return rc;
}


inv_pron_error_e
inv_ets_elegir(inv_ets_t *e, uint32_t formas, const inv_serie_t *s,
    inv_cuaderno_t *c)
{
    unsigned          i;
    inv_ets_t         otro;
    inv_pron_error_e  rc, fin;

    fin = INV_PRON_CORTA;

    for (i = 0; i < INV_ETS_FORMAS; i++) {

        if (!(formas & 1u << i)) {
            continue;
        }

        rc = inv_ets_ajustar_tibio(&otro, i, s, c);

        if (rc == INV_PRON_MEMORIA) {
            return rc;
        }

        if (rc != INV_PRON_BIEN || !isfinite(otro.aicc)) {
            continue;
        }

        if (fin != INV_PRON_BIEN || otro.aicc < e->aicc) {
            *e = otro;
            fin = INV_PRON_BIEN;
        }
    }

    return fin;
}
