
/*
 * Inventario, forecasting: exponential smoothing, with given parameters.
 */


#include "ets_interno.h"
#include <math.h>
#include <string.h>


#define INV_ETS_RAIZ      (1 + 1e-10)   /* R's tolerance on a root */
#define INV_ETS_CUADRADO  1e-300        /* of a perfect fit: a logarithm */


static int inv_ets_estable(const double *coef, size_t grado);
static double inv_ets_peso(const inv_ets_t *e, size_t j, double *fis,
    double *potencia);
static void inv_ets_camino(const inv_ets_t *e, size_t h, double *media);
static void inv_ets_productos(const inv_ets_t *e, size_t h, double *media,
    double *var, double *z);
static void inv_ets_usado(const inv_ets_t *e, double mu, double g2, double r1,
    double r2, double *p);


const inv_ets_forma_t  inv_ets_formas[INV_ETS_FORMAS] = {
    { 'A', 0, 0, 'N', "ETS(A,N,N)" },
    { 'A', 1, 0, 'N', "ETS(A,A,N)" },
    { 'A', 1, 1, 'N', "ETS(A,Ad,N)" },
    { 'A', 0, 0, 'A', "ETS(A,N,A)" },
    { 'A', 1, 0, 'A', "ETS(A,A,A)" },
    { 'A', 1, 1, 'A', "ETS(A,Ad,A)" },
    { 'M', 0, 0, 'N', "ETS(M,N,N)" },
    { 'M', 1, 0, 'N', "ETS(M,A,N)" },
    { 'M', 1, 1, 'N', "ETS(M,Ad,N)" },
    { 'M', 0, 0, 'A', "ETS(M,N,A)" },
    { 'M', 1, 0, 'A', "ETS(M,A,A)" },
    { 'M', 1, 1, 'A', "ETS(M,Ad,A)" },
    { 'M', 0, 0, 'M', "ETS(M,N,M)" },
    { 'M', 1, 0, 'M', "ETS(M,A,M)" },
    { 'M', 1, 1, 'M', "ETS(M,Ad,M)" }
};


size_t
inv_ets_memoria(size_t n, size_t h)
{
    return 6 * n + 2 * h + 8 * INV_ETS_M_MAX + 64;
}


inv_pron_error_e
inv_ets_correr(inv_ets_t *e, const inv_serie_t *s, double *residuos)
{
    double             d, mu, cuadrados, logs, n;
    size_t             i, j;
    inv_ets_estado_t  *x;

    e->fin = e->inicio;
    x = &e->fin;
    cuadrados = 0;
    logs = 0;
    j = 0;

    for (i = 0; i < s->n; i++) {
        d = inv_ets_un_paso(e, e->forma->estacion, &x->l, &x->b, &x->s[j],
                            s->y[i], &mu);

        if (e->forma->error == 'M') {

            if (!(mu > 0)) {
                return INV_PRON_NO_SIRVE;
            }

            d /= mu;
            logs += log(mu);
        }

        if (residuos) {
            residuos[i] = d;
        }

        cuadrados += d * d;
        j = j + 1 == e->m ? 0 : j + 1;
    }

    if (!isfinite(cuadrados) || !isfinite(x->l) || !isfinite(x->b)) {
        return INV_PRON_NO_SIRVE;
    }

    /* so that s[0] of fin is the next */

    if (j > 0) {
        double  vuelta[INV_ETS_M_MAX];

        memcpy(vuelta, x->s + j, (e->m - j) * sizeof(double));
        memcpy(vuelta + e->m - j, x->s, j * sizeof(double));
        memcpy(x->s, vuelta, e->m * sizeof(double));
    }

    n = (double) s->n;
    e->k = 3 + (e->forma->tendencia ? 2 : 0) + (e->forma->amortiguada ? 1 : 0);
    e->k += e->forma->estacion != 'N' ? (unsigned) e->m : 0;
    e->logver = -0.5 * n * log(cuadrados > INV_ETS_CUADRADO
                               ? cuadrados : INV_ETS_CUADRADO) - logs;
    e->aicc = n > e->k + 1
              ? -2 * e->logver + 2.0 * e->k
                + 2.0 * e->k * (e->k + 1) / (n - e->k - 1)
              : HUGE_VAL;
    e->sigma2 = n > e->k ? cuadrados / (n - e->k + 1) : cuadrados;

    return INV_PRON_BIEN;
}


void
inv_ets_paso(inv_ets_t *e, double y)
{
    double  mu, s;

    s = e->fin.s[0];
    (void) inv_ets_un_paso(e, e->forma->estacion, &e->fin.l, &e->fin.b, &s, y,
                           &mu);

    if (e->m > 1) {
        memmove(e->fin.s, e->fin.s + 1, (e->m - 1) * sizeof(double));
        e->fin.s[e->m - 1] = s;
    }
}


/*
 * Are all roots of sum coef[i] z^i inside the unit circle?  Schur and Cohn:
 * the polynomial of one degree less, while the first coefficient is smaller
 * than the last.
 */

static int
inv_ets_estable(const double *coef, size_t grado)
{
    double  a[INV_ETS_M_MAX + 2], b[INV_ETS_M_MAX + 2], k, r;
    size_t  i, n;

    r = 1;

    for (i = 0; i <= grado; i++) {
        a[i] = coef[i] * r;
        r *= INV_ETS_RAIZ;
    }

    for (n = grado; n > 0; n--) {

        if (fabs(a[0]) > fabs(a[n])) {
            return 0;
        }

        if (fabs(a[0]) == fabs(a[n])) {
            /* on the circle, or all of them at 0 */
            return a[0] != 0;
        }

        k = a[0] / a[n];

        for (i = 0; i < n; i++) {
            b[i] = a[i + 1] - k * a[n - 1 - i];
        }

        memcpy(a, b, n * sizeof(double));
    }

    return 1;
}


int
inv_ets_admisible(const inv_ets_t *e)
{
    double  p[INV_ETS_M_MAX + 2], fi, alfa, beta, gama, m;
    size_t  i;

    fi = e->fi;
    alfa = e->alfa;
    beta = e->beta;
    gama = e->gama;
    m = (double) e->m;

    if (e->forma->estacion == 'N') {
        return alfa >= 1 - 1 / fi && alfa <= 1 + 1 / fi
               && (!e->forma->tendencia
                   || (beta >= alfa * (fi - 1)
                       && beta <= (1 + fi) * (2 - alfa)));
    }

    if (gama < fmax(1 - 1 / fi - alfa, 0) || gama > 1 + 1 / fi - alfa
        || alfa < 1 - 1 / fi - gama * (1 - m + fi + fi * m) / (2 * fi * m)
        || beta < -(1 - fi) * (gama / m + alfa))
    {
        return 0;
    }

    p[0] = fi * (1 - alfa - gama);
    p[1] = alfa + beta - alfa * fi + gama - 1;

    for (i = 2; i < e->m; i++) {
        p[i] = alfa + beta - alfa * fi;
    }

    p[e->m] = alfa + beta - fi;
    p[e->m + 1] = 1;

    return inv_ets_estable(p, e->m + 1);
}


/*
 * What an error of one is worth j steps later, c_j; fis = phi + ... + phi^j
 * and potencia = phi^j are carried along by the caller, from 0 and 1.
 */

static double
inv_ets_peso(const inv_ets_t *e, size_t j, double *fis, double *potencia)
{
    *potencia *= e->fi;
    *fis += *potencia;

    return e->alfa + e->beta * *fis
           + (e->forma->estacion == 'A' && j % e->m == 0 ? e->gama : 0);
}


/* Means of a season that adds, or none. */

static void
inv_ets_camino(const inv_ets_t *e, size_t h, double *media)
{
    size_t  i;
    double  fis, potencia;

    fis = 0;
    potencia = 1;

    for (i = 0; i < h; i++) {
        potencia *= e->fi;
        fis += potencia;
        media[i] = e->fin.l + e->fin.b * fis
                   + (e->forma->estacion == 'A' ? e->fin.s[i % e->m] : 0);
    }
}


/*
 * With a multiplicative season: z = (l, b) s_j of each place j of the season
 * becomes (F + e G) z at every step, and (F + e G)(1 + gamma e) z when that
 * place is used.  e is independent of z, so its mean and its second moments
 * M = E[z z'] follow exactly, place by place; HKOS 2008, section 6.4.2 does
 * it for all places at once.  R's class3() has 1 where phi belongs; we do not
 * follow it there.
 *
 * z: m times l, b, and the moments ll, lb, bb.
 */

static void
inv_ets_productos(const inv_ets_t *e, size_t h, double *media, double *var,
    double *z)
{
    size_t   i, j;
    double  *p, s, mu, g2, r1, r2, v;

    for (j = 0; j < e->m; j++) {
        p = z + 5 * j;
        s = e->fin.s[j];
        p[0] = e->fin.l * s;
        p[1] = e->fin.b * s;
        p[2] = p[0] * p[0];
        p[3] = p[0] * p[1];
        p[4] = p[1] * p[1];
    }

    v = e->sigma2;

    for (i = 0; i < h; i++) {
        for (j = 0; j < e->m; j++) {
            p = z + 5 * j;
            mu = p[0] + e->fi * p[1];

            /* H M H', H = (1, phi); r = H M F' */

            g2 = p[2] + 2 * e->fi * p[3] + e->fi * e->fi * p[4];
            r1 = g2;
            r2 = e->fi * (p[3] + e->fi * p[4]);
            p[0] = mu;
            p[1] *= e->fi;
            p[2] = g2;
            p[3] = r2;
            p[4] *= e->fi * e->fi;

            if (j != i % e->m) {
                p[2] += v * e->alfa * e->alfa * g2;
                p[3] += v * e->alfa * e->beta * g2;
                p[4] += v * e->beta * e->beta * g2;
                continue;
            }

            media[i] = mu;

            if (var) {
                var[i] = fmax((1 + v) * g2 - mu * mu, 0);
            }

            inv_ets_usado(e, mu, g2, r1, r2, p);
        }
    }
}


/* The rest of a step for the place of the season that is used. */

static void
inv_ets_usado(const inv_ets_t *e, double mu, double g2, double r1, double r2,
    double *p)
{
    double  v, k, ll, lb, bb, a, b;

    /*
     * F M F' is in p: s2 [(G + gF) M (G + gF)' + g (F M G' + G M F')]
     * + 3 s4 g^2 G M G', with G = (alpha, beta)' H and M as before
     */

    v = e->sigma2;
    k = e->gama;
    a = e->alfa;
    b = e->beta;
    ll = p[2];
    lb = p[3];
    bb = p[4];
    p[0] += v * k * a * mu;
    p[1] += v * k * b * mu;
    p[2] += v * ((1 + 3 * v * k * k) * a * a * g2 + 4 * k * a * r1
                 + k * k * ll);
    p[3] += v * ((1 + 3 * v * k * k) * a * b * g2 + 2 * k * (a * r2 + b * r1)
                 + k * k * lb);
    p[4] += v * ((1 + 3 * v * k * k) * b * b * g2 + 4 * k * b * r2
                 + k * k * bb);
}


inv_pron_error_e
inv_ets_pronosticar(const inv_ets_t *e, size_t h, double *media, double *var,
    inv_cuaderno_t *c)
{
    size_t   i, j, usado;
    double   fis, potencia, suma, *peso, *theta;

    usado = c->usado;
    peso = inv_cuaderno_pedir(c, h + 5 * INV_ETS_M_MAX);
    theta = inv_cuaderno_pedir(c, h);

    if (peso == NULL || theta == NULL) {
        c->usado = usado;
        return INV_PRON_MEMORIA;
    }

    c->usado = usado;

    if (e->forma->estacion == 'M') {
        inv_ets_productos(e, h, media, var, peso);
        return INV_PRON_BIEN;
    }

    inv_ets_camino(e, h, media);

    if (var == NULL) {
        return INV_PRON_BIEN;
    }

    fis = 0;
    potencia = 1;
    suma = 1;

    for (j = 1; j < h; j++) {
        peso[j] = inv_ets_peso(e, j, &fis, &potencia);
    }

    for (i = 0; i < h; i++) {

        if (e->forma->error == 'A') {
            var[i] = e->sigma2 * suma;
            suma += i + 1 < h ? peso[i + 1] * peso[i + 1] : 0;
            continue;
        }

        theta[i] = media[i] * media[i];

        for (j = 1; j <= i; j++) {
            theta[i] += e->sigma2 * peso[j] * peso[j] * theta[i - j];
        }

        var[i] = fmax((1 + e->sigma2) * theta[i] - media[i] * media[i], 0);
    }

    return INV_PRON_BIEN;
}
