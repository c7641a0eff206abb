
/*
 * Inventario, forecasting: minimisers.
 */


#include "optimizar.h"
#include <math.h>
#include <string.h>


#define INV_OPT_PASO      1.0           /* longest first step, any unknown */
#define INV_OPT_INICIAL   0.5           /* inverse Hessian to begin with */
#define INV_OPT_ARMIJO    1e-4
#define INV_OPT_RECORTES  12
#define INV_OPT_AUREO     0.6180339887498949


typedef struct {
    size_t    n;
    double    x[INV_OPT_MAX];
    double    g[INV_OPT_MAX];
    double    d[INV_OPT_MAX];           /* direction */
    double    xn[INV_OPT_MAX];
    double    gn[INV_OPT_MAX];
    double    h[INV_OPT_MAX][INV_OPT_MAX];
} inv_opt_t;


static double inv_opt_direccion(inv_opt_t *o, int nueva);
static void inv_opt_actualizar(inv_opt_t *o, int primera);
static double inv_opt_punto(const double *a, const double *b, size_t n);
static void inv_opt_unidad(inv_opt_t *o, double v);
static double inv_opt_buscar(inv_opt_t *o, inv_opt_pt f, void *ctx, double v,
    double pendiente, unsigned *k);


static double
inv_opt_punto(const double *a, const double *b, size_t n)
{
    size_t  i;
    double  suma;

    suma = 0;

    for (i = 0; i < n; i++) {
        suma += a[i] * b[i];
    }

    return suma;
}


static void
inv_opt_unidad(inv_opt_t *o, double v)
{
    size_t  i, j;

    for (i = 0; i < o->n; i++) {
        for (j = 0; j < o->n; j++) {
            o->h[i][j] = i == j ? v : 0;
        }
    }
}


/* d = -H g, at most one unit long at first; returns the slope. */

static double
inv_opt_direccion(inv_opt_t *o, int nueva)
{
    size_t  i;
    double  mayor, tope;

    mayor = 0;

    for (i = 0; i < o->n; i++) {
        o->d[i] = -inv_opt_punto(o->h[i], o->g, o->n);
        mayor = fabs(o->d[i]) > mayor ? fabs(o->d[i]) : mayor;
    }

    tope = nueva ? INV_OPT_PASO : 4 * INV_OPT_PASO;

    for (i = 0; mayor > tope && i < o->n; i++) {
        o->d[i] *= tope / mayor;
    }

    return inv_opt_punto(o->d, o->g, o->n);
}


/* BFGS's formula, from the step to xn, gn; skipped where it bends down. */

static void
inv_opt_actualizar(inv_opt_t *o, int primera)
{
    size_t  i, j;
    double  s[INV_OPT_MAX] = { 0 }, y[INV_OPT_MAX] = { 0 };
    double  hy[INV_OPT_MAX] = { 0 };
    double  sy, yy, yhy, k;

    for (i = 0; i < o->n; i++) {
        s[i] = o->xn[i] - o->x[i];
        y[i] = o->gn[i] - o->g[i];
    }

    sy = inv_opt_punto(s, y, o->n);
    yy = inv_opt_punto(y, y, o->n);

    if (!(sy > 1e-10 * yy) || !isfinite(yy)) {
        return;
    }

    if (primera) {
        inv_opt_unidad(o, sy / yy);
    }

    for (i = 0; i < o->n; i++) {
        hy[i] = inv_opt_punto(o->h[i], y, o->n);
    }

    yhy = inv_opt_punto(y, hy, o->n);
    k = (1 + yhy / sy) / sy;

    for (i = 0; i < o->n; i++) {
        for (j = 0; j < o->n; j++) {
            o->h[i][j] += k * s[i] * s[j]
                          - (hy[i] * s[j] + s[i] * hy[j]) / sy;
        }
    }
}


/*
 * Along d from x, whose value is v, until it falls enough: the value at xn,
 * or HUGE_VAL if it never does.  *k counts evaluations.
 */

static double
inv_opt_buscar(inv_opt_t *o, inv_opt_pt f, void *ctx, double v,
    double pendiente, unsigned *k)
{
    double    vn, paso, q;
    size_t    i;
    unsigned  recorte;

    paso = 1;

    for (recorte = 0; recorte < INV_OPT_RECORTES; recorte++) {
        for (i = 0; i < o->n; i++) {
            o->xn[i] = o->x[i] + paso * o->d[i];
        }

        vn = f(ctx, o->xn, o->gn);
        (*k)++;

        if (vn <= v + INV_OPT_ARMIJO * paso * pendiente) {
            return vn;
        }

        q = vn < HUGE_VAL
            ? -pendiente * paso / (2 * (vn - v - pendiente * paso)) : 0.2;
        paso *= q > 0.1 ? (q < 0.5 ? q : 0.5) : 0.1;
    }

    return HUGE_VAL;
}


double
inv_opt_bfgs(inv_opt_pt f, void *ctx, double *x, size_t n, double gana,
    unsigned vueltas)
{
    int        nueva, pocas;
    double     v, vn, pendiente;
    unsigned   k;
    inv_opt_t  o;

    memset(&o, 0, sizeof(o));
    o.n = n;
    memcpy(o.x, x, n * sizeof(double));
    v = f(ctx, o.x, o.g);
    inv_opt_unidad(&o, INV_OPT_INICIAL);
    nueva = 1;
    pocas = 0;
    k = 1;

    while (k < vueltas && pocas < 2) {
        pendiente = inv_opt_direccion(&o, nueva);
        vn = pendiente < 0 ? inv_opt_buscar(&o, f, ctx, v, pendiente, &k)
                           : HUGE_VAL;

        if (vn == HUGE_VAL) {

            /* what was learnt of the curvature is wrong: once more without */

            if (nueva) {
                break;
            }

            inv_opt_unidad(&o, INV_OPT_INICIAL);
            nueva = 1;
            continue;
        }

        inv_opt_actualizar(&o, nueva);
        nueva = 0;
        pocas = v - vn < gana / 2 ? pocas + 1 : 0;
        v = vn;
        memcpy(o.x, o.xn, n * sizeof(double));
        memcpy(o.g, o.gn, n * sizeof(double));
    }

    memcpy(x, o.x, n * sizeof(double));

    return v;
}


double
inv_opt_recta(double (*f)(void *ctx, double x), void *ctx, double a, double b,
    unsigned n, double tolerancia, double *x)
{
    double    v, mejor, p, q, fp, fq, ancho;
    unsigned  i;

    ancho = (b - a) / (n - 1);
    mejor = HUGE_VAL;
    *x = a;

    for (i = 0; i < n; i++) {
        v = f(ctx, a + i * ancho);

        if (v < mejor) {
            mejor = v;
            *x = a + i * ancho;
        }
    }

    p = *x - ancho > a ? *x - ancho : a;
    b = *x + ancho < b ? *x + ancho : b;
    a = p;
    p = b - INV_OPT_AUREO * (b - a);
    q = a + INV_OPT_AUREO * (b - a);
    fp = f(ctx, p);
    fq = f(ctx, q);

    while (b - a > tolerancia) {

        if (fp < fq) {
            b = q;
            q = p;
            fq = fp;
            p = b - INV_OPT_AUREO * (b - a);
            fp = f(ctx, p);

        } else {
            a = p;
            p = q;
            fp = fq;
            q = a + INV_OPT_AUREO * (b - a);
            fq = f(ctx, q);
        }
    }

    if (fp < mejor) {
        mejor = fp;
        *x = p;
    }

    if (fq < mejor) {
        mejor = fq;
        *x = q;
    }

    return mejor;
}
