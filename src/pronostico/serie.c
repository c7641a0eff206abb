
/*
 * Inventario, forecasting: what every method needs to know of a series.
 */


#include "serie.h"
#include <math.h>


#define INV_SERIE_Z  1.6448536269514722         /* 95 % of the normal */
#define INV_SERIE_INDICE_MIN  1e-4              /* R's thetaf */


static double inv_serie_tendencia(const inv_serie_t *s, size_t i);
static void inv_serie_alisar(double *y, size_t n, size_t m);


double *
inv_cuaderno_pedir(inv_cuaderno_t *c, size_t n)
{
    double  *p;

    if (n > c->cabe - c->usado) {
        return NULL;
    }

    p = c->base + c->usado;
    c->usado += n;

    return p;
}


double
inv_serie_media(const double *y, size_t n)
{
    size_t  i;
    double  suma;

    suma = 0;

    for (i = 0; i < n; i++) {
        suma += y[i];
    }

    return n ? suma / (double) n : 0;
}


double
inv_serie_unidad(const double *y, size_t n)
{
    size_t  i;
    double  suma;

    suma = 0;

    for (i = 0; i < n; i++) {
        suma += fabs(y[i]);
    }

    return suma > 0 ? suma / (double) n : 1;
}


int
inv_serie_constante(const double *y, size_t n)
{
    size_t  i;

    for (i = 1; i < n; i++) {
        if (y[i] != y[0]) {
            return 0;
        }
    }

    return 1;
}


double
inv_serie_escala(const inv_serie_t *s)
{
    size_t  i, m;
    double  suma;

    m = s->n > s->m ? s->m : 1;
    suma = 0;

    for (i = m; i < s->n; i++) {
        suma += fabs(s->y[i] - s->y[i - m]);
    }

    return s->n > m ? suma / (double) (s->n - m) : 0;
}


int
inv_serie_estacional(const inv_serie_t *s)
{
    size_t  i, k;
    double  media, c0, r, cuadrados;

    if (s->m < 2 || s->n <= 2 * s->m || inv_serie_constante(s->y, s->n)) {
        return 0;
    }

    media = inv_serie_media(s->y, s->n);
    c0 = 0;

    for (i = 0; i < s->n; i++) {
        c0 += (s->y[i] - media) * (s->y[i] - media);
    }

    cuadrados = 0;

    for (k = 1; /* void */ ; k++) {
        r = 0;

        for (i = k; i < s->n; i++) {
            r += (s->y[i] - media) * (s->y[i - k] - media);
        }

        r /= c0;

        if (k == s->m) {
            break;
        }

        cuadrados += r * r;
    }

    return fabs(r) > INV_SERIE_Z * sqrt((1 + 2 * cuadrados) / (double) s->n);
}


/* The centred moving average at i, m/2 values from both ends. */

static double
inv_serie_tendencia(const inv_serie_t *s, size_t i)
{
    size_t         j, medio;
    double         suma;
    const double  *y;

    medio = s->m / 2;
    y = s->y + i - medio;
    suma = 0;

    for (j = 0; j < s->m; j++) {
        suma += y[j];
    }

    if (s->m % 2 == 0) {
        suma += (y[s->m] - y[0]) / 2;
    }

    return suma / (double) s->m;
}


inv_pron_error_e
inv_serie_indices(const inv_serie_t *s, inv_estacion_e modo, double *indice,
    inv_cuaderno_t *c)
{
    size_t   i, usado;
    double   t, media, *veces;

    if (s->m < 2 || s->n < 2 * s->m) {
        return INV_PRON_CORTA;
    }

    usado = c->usado;
    veces = inv_cuaderno_pedir(c, s->m);

    if (veces == NULL) {
        return INV_PRON_MEMORIA;
    }

    for (i = 0; i < s->m; i++) {
        indice[i] = 0;
        veces[i] = 0;
    }

    for (i = s->m / 2; i + s->m / 2 < s->n; i++) {
        t = inv_serie_tendencia(s, i);

        if (modo == INV_ESTACION_PRODUCTO && t == 0) {
            continue;
        }

        indice[i % s->m] += modo == INV_ESTACION_PRODUCTO ? s->y[i] / t
                                                          : s->y[i] - t;
        veces[i % s->m] += 1;
    }

    c->usado = usado;

    for (i = 0; i < s->m; i++) {
        if (veces[i] == 0) {
            return INV_PRON_NO_SIRVE;
        }

        indice[i] /= veces[i];
    }

    media = inv_serie_media(indice, s->m);

    for (i = 0; i < s->m; i++) {
        if (modo == INV_ESTACION_SUMA) {
            indice[i] -= media;

        } else if (media > 0) {
            indice[i] /= media;

        } else {
            return INV_PRON_NO_SIRVE;
        }
    }

    return INV_PRON_BIEN;
}


inv_estacion_e
inv_serie_desestacionalizar(const inv_serie_t *s, double *sin, double *indice,
    inv_cuaderno_t *c)
{
    size_t          i;
    double          menor;
    inv_estacion_e  modo;

    modo = INV_ESTACION_NADA;

    if (inv_serie_estacional(s)) {
        menor = s->y[0];

        for (i = 1; i < s->n; i++) {
            menor = s->y[i] < menor ? s->y[i] : menor;
        }

        modo = menor > 0 ? INV_ESTACION_PRODUCTO : INV_ESTACION_SUMA;

        if (inv_serie_indices(s, modo, indice, c) != INV_PRON_BIEN) {
            modo = INV_ESTACION_NADA;
        }

        for (i = 0; modo == INV_ESTACION_PRODUCTO && i < s->m; i++) {
            if (indice[i] < INV_SERIE_INDICE_MIN) {
                modo = INV_ESTACION_NADA;
            }
        }
    }

    for (i = 0; i < s->n; i++) {
        switch (modo) {

        case INV_ESTACION_PRODUCTO:
            /* none is below INV_SERIE_INDICE_MIN */
            sin[i] = s->y[i] / indice[i % s->m];            /* NOLINT */
            break;

        case INV_ESTACION_SUMA:
            sin[i] = s->y[i] - indice[i % s->m];
            break;

        default:
            sin[i] = s->y[i];
        }
    }

    return modo;
}


void
inv_serie_estacionalizar(const inv_serie_t *s, inv_estacion_e modo,
    const double *indice, size_t h, double *media, double *var)
{
    size_t  i;
    double  k;

    if (modo == INV_ESTACION_NADA) {
        return;
    }

    for (i = 0; i < h; i++) {
        k = indice[(s->n + i) % s->m];

        if (modo == INV_ESTACION_SUMA) {
            media[i] += k;
            continue;
        }

        media[i] *= k;

        if (var) {
            var[i] *= k * k;
        }
    }
}


void
inv_serie_recta(const double *y, size_t n, double *a, double *b)
{
    size_t  i;
    double  x, sxy, media, medio;

    media = inv_serie_media(y, n);
    medio = ((double) n - 1) / 2;
    sxy = 0;

    for (i = 0; i < n; i++) {
        x = (double) i - medio;
        sxy += x * (y[i] - media);
    }

    /* sum (x - mean)^2 = n (n^2 - 1) / 12 */

    x = (double) n;
    *b = n > 1 ? sxy * 12 / (x * (x * x - 1)) : 0;
    *a = media - *b * medio;
}


/* Straight lines over the gaps, in y[0], y[m], y[2m]... */

static void
inv_serie_alisar(double *y, size_t n, size_t m)
{
    size_t  i, j, k, previo;

    previo = n;

    for (i = 0; i < n; i += m) {

        if (isnan(y[i])) {
            continue;
        }

        if (previo == n) {
            for (j = 0; j < i; j += m) {
                y[j] = y[i];
            }

        } else {
            for (j = previo + m; j < i; j += m) {
                k = i - previo;
                y[j] = y[previo] + (y[i] - y[previo])
                                   * (double) (j - previo) / (double) k;
            }
        }

        previo = i;
    }

    if (previo == n) {
        return;
    }

    for (j = previo + m; j < n; j += m) {
        y[j] = y[previo];
    }
}


void
inv_serie_rellenar(double *y, size_t n, size_t m)
{
    size_t  i, j, conocidos;

    /*
     * With a season, a gap is filled from the same place of the seasons
     * before and after it, if every place is known twice.
     */

    for (i = 0; m > 1 && i < m; i++) {
        conocidos = 0;

        for (j = i; j < n; j += m) {
            conocidos += !isnan(y[j]);
        }

        if (conocidos < 2) {
            m = 1;
        }
    }

    for (i = 0; i < m && i < n; i++) {
        inv_serie_alisar(y + i, n - i, m);
    }
}
