
/*
 * Inventario, forecasting: Theta and the dynamic optimised Theta model.
 */


#include "theta.h"
#include "ets.h"
#include "optimizar.h"
#include <math.h>
#include <stdio.h>
#include <string.h>


#define INV_DOTM_ALFA_LO   0.1
#define INV_DOTM_ALFA_HI   0.99
#define INV_DOTM_REJILLA   12           /* points of alpha to begin with */
#define INV_DOTM_TOLERA    1e-4         /* of alpha */
#define INV_DOTM_DESDE     3            /* errors before this do not count */
#define INV_DOTM_THETA     1e6          /* stands for infinity */
#define INV_THETA_MINIMO   4


/*
 * With alpha given, the errors are linear in l0 and in w = 1 - 1 / theta:
 * e_t = r_t - l0 (1-alpha)^{t-1} - w g_t, so that only alpha is searched for.
 */

typedef struct {
    const double  *y;
    const double  *a;           /* A_t and B_t of the line through y_1..y_t */
    const double  *b;
    size_t         n;
    double         l0;          /* the best for the last alpha tried */
    double         w;
} inv_dotm_busca_t;


static void inv_dotm_lineas(const double *y, size_t n, double *a, double *b);
static double inv_dotm_suma(void *ctx, double alfa);


/* A_t and B_t, t = 1..n, at [t]; [0] is 0. */

static void
inv_dotm_lineas(const double *y, size_t n, double *a, double *b)
{
    size_t  i;
    double  t, media, previa;

    a[0] = b[0] = 0;
    media = 0;

    for (i = 1; i <= n; i++) {
        t = (double) i;
        previa = media;
        media = ((t - 1) * media + y[i - 1]) / t;
        b[i] = i > 1
               ? ((t - 2) * b[i - 1] + 6 * (y[i - 1] - previa) / t) / (t + 1)
               : 0;
        a[i] = media - (t + 1) * b[i] / 2;
    }
}


/* The least sum of squares for an alpha. */

static double
inv_dotm_suma(void *ctx, double alfa)
{
    size_t             i;
    double             p, l, g, r, w, l0;
    double             pp, pg, gg, pr, gr, rr, det;
    inv_dotm_busca_t  *k;

    k = ctx;
    pp = pg = gg = pr = gr = rr = 0;
    p = 1;                              /* (1 - alpha)^{t-1} */
    l = 0;                              /* SES from 0 */

    for (i = 0; i < k->n; i++) {

        if (i >= INV_DOTM_DESDE) {
            g = p * k->a[i] + (1 - p * (1 - alfa)) / alfa * k->b[i];
            r = k->y[i] - l;
            pp += p * p;
            pg += p * g;
            gg += g * g;
            pr += p * r;
            gr += g * r;
            rr += r * r;
        }

        l += alfa * (k->y[i] - l);
        p *= 1 - alfa;
    }

    det = pp * gg - pg * pg;
    w = det > 1e-12 * pp * gg ? (gr * pp - pr * pg) / det : 0;
    w = w < 0 ? 0 : (w > 1 - 1 / INV_DOTM_THETA ? 1 - 1 / INV_DOTM_THETA : w);
    l0 = pp > 1e-14 ? (pr - w * pg) / pp : k->y[0] / 2;
    k->l0 = l0;
    k->w = w;

    return rr - 2 * (l0 * pr + w * gr) + l0 * l0 * pp + 2 * l0 * w * pg
           + w * w * gg;
}


inv_pron_error_e
inv_dotm_ajustar(inv_dotm_t *d, const double *y, size_t n, inv_cuaderno_t *c)
{
    size_t             usado;
    double             suma, *a, *b;
    inv_dotm_busca_t   k;

    if (n < INV_THETA_MINIMO) {
        return INV_PRON_CORTA;
    }

    usado = c->usado;
    a = inv_cuaderno_pedir(c, n + 1);
    b = inv_cuaderno_pedir(c, n + 1);

    if (a == NULL || b == NULL) {
        c->usado = usado;
        return INV_PRON_MEMORIA;
    }

    inv_dotm_lineas(y, n, a, b);
    k.y = y;
    k.a = a;
    k.b = b;
    k.n = n;
    (void) inv_opt_recta(inv_dotm_suma, &k, INV_DOTM_ALFA_LO,
                         INV_DOTM_ALFA_HI, INV_DOTM_REJILLA, INV_DOTM_TOLERA,
                         &d->alfa);
    suma = inv_dotm_suma(&k, d->alfa);
    d->inicio = k.l0;
    d->theta = 1 / (1 - k.w);
    d->sigma2 = suma > 0 && n > INV_DOTM_DESDE + 3
                ? suma / (double) (n - INV_DOTM_DESDE - 3) : 0;
    c->usado = usado;

    return INV_PRON_BIEN;
}


void
inv_dotm_correr(const inv_dotm_t *d, const double *y, size_t n, double *e,
    size_t h, double *media, double *var)
{
    size_t  i;
    double  t, l, p, w, mu, yt, ybar, previa, a, b;
    double  u, ubar, uprevia, ua, ub, ul, suma, psi;

    l = d->inicio;
    w = 1 - 1 / d->theta;
    p = 1;
    ybar = a = b = 0;
    ul = ubar = ua = ub = 0;
    suma = 0;

    for (i = 0; i < n + h; i++) {
        t = (double) (i + 1);
        mu = l + w * (p * a + (1 - p * (1 - d->alfa)) / d->alfa * b);
        yt = i < n ? y[i] : mu;

        if (i < n && e) {
            e[i] = y[i] - mu;
        }

        if (i >= n) {
            media[i - n] = mu;

            /* the same recursion for an error of one at the first step: psi */

            if (var) {
                psi = ul + w * (p * ua
                                + (1 - p * (1 - d->alfa)) / d->alfa * ub);
                u = i == n ? 1 : psi;
                suma += u * u;
                var[i - n] = d->sigma2 * suma;
                uprevia = ubar;
                ubar = ((t - 1) * ubar + u) / t;
                ub = ((t - 2) * ub + 6 * (u - uprevia) / t) / (t + 1);
                ua = ubar - (t + 1) * ub / 2;
                ul += d->alfa * (u - ul);
            }
        }

        previa = ybar;
        ybar = ((t - 1) * ybar + yt) / t;
        b = i > 0 ? ((t - 2) * b + 6 * (yt - previa) / t) / (t + 1) : 0;
        a = ybar - (t + 1) * b / 2;
        l += d->alfa * (yt - l);
        p *= 1 - d->alfa;
    }
}


inv_pron_error_e
inv_dotm(const inv_serie_t *s, size_t h, double *media, double *var,
    char *nombre, inv_cuaderno_t *c)
{
    size_t             usado;
    double            *sin, *indice;
    inv_dotm_t         d;
    inv_estacion_e     modo;
    inv_pron_error_e   rc;

    usado = c->usado;
    sin = inv_cuaderno_pedir(c, s->n);
    indice = inv_cuaderno_pedir(c, s->m);

    if (sin == NULL || indice == NULL) {
        c->usado = usado;
        return INV_PRON_MEMORIA;
    }

    modo = inv_serie_desestacionalizar(s, sin, indice, c);
    rc = inv_dotm_ajustar(&d, sin, s->n, c);

    if (rc == INV_PRON_BIEN) {
        inv_dotm_correr(&d, sin, s->n, NULL, h, media, var);
        inv_serie_estacionalizar(s, modo, indice, h, media, var);

        if (nombre) {
            snprintf(nombre, INV_METODO_NOMBRE, "DOTM");
        }
    }

    c->usado = usado;

    return rc;
}


inv_pron_error_e
inv_theta(const inv_serie_t *s, size_t h, double *media, double *var,
    char *nombre, inv_cuaderno_t *c)
{
    size_t             i, usado;
    double             a, b, arranque, *sin, *indice;
    inv_ets_t          e;
    inv_serie_t        t;
    inv_estacion_e     modo;
    inv_pron_error_e   rc;

    usado = c->usado;
    sin = inv_cuaderno_pedir(c, s->n);
    indice = inv_cuaderno_pedir(c, s->m);

    if (sin == NULL || indice == NULL) {
        c->usado = usado;
        return INV_PRON_MEMORIA;
    }

    modo = inv_serie_desestacionalizar(s, sin, indice, c);
    t.y = sin;
    t.n = s->n;
    t.m = 1;
    rc = inv_ets_ajustar(&e, &inv_ets_formas[0], &t, NULL, c);

    if (rc == INV_PRON_BIEN) {
        inv_serie_recta(sin, s->n, &a, &b);
        arranque = (1 - pow(1 - e.alfa, (double) s->n)) / e.alfa;

        for (i = 0; i < h; i++) {
            media[i] = e.fin.l + b / 2 * ((double) i + arranque);

            if (var) {
                var[i] = e.sigma2 * ((double) i * e.alfa * e.alfa + 1);
            }
        }

        inv_serie_estacionalizar(s, modo, indice, h, media, var);

        if (nombre) {
            snprintf(nombre, INV_METODO_NOMBRE, "Theta");
        }
    }

    c->usado = usado;

    return rc;
}
