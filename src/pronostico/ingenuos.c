
/*
 * Inventario, forecasting: naive methods.  Variances as in Hyndman &
 * Athanasopoulos, Forecasting: principles and practice, 3rd ed., 5.5.
 */


#include "ingenuos.h"
#include <stdio.h>


static double inv_ingenuo_error(const double *y, size_t n, size_t m,
    double deriva);
static void inv_ingenuo_nombre(char *nombre, const char *s);


/* Mean square of y_t - y_{t-m} - deriva. */

static double
inv_ingenuo_error(const double *y, size_t n, size_t m, double deriva)
{
    size_t  i;
    double  d, suma;

    suma = 0;

    for (i = m; i < n; i++) {
        d = y[i] - y[i - m] - deriva;
        suma += d * d;
    }

    return n > m ? suma / (double) (n - m) : 0;
}


static void
inv_ingenuo_nombre(char *nombre, const char *s)
{
    if (nombre) {
        snprintf(nombre, INV_METODO_NOMBRE, "%s", s);
    }
}


inv_pron_error_e
inv_ingenuo_estacional(const inv_serie_t *s, size_t h, double *media,
    double *var, char *nombre, inv_cuaderno_t *c)
{
    size_t  i, m, vueltas;
    double  v;

    (void) c;

    if (s->n == 0) {
        return INV_PRON_CORTA;
    }

    m = s->n > s->m ? s->m : 1;
    v = inv_ingenuo_error(s->y, s->n, m, 0);

    for (i = 0; i < h; i++) {
        media[i] = s->y[s->n - m + i % m];
        vueltas = i / m + 1;

        if (var) {
            var[i] = v * (double) vueltas;
        }
    }

    inv_ingenuo_nombre(nombre, m > 1 ? "Ingenuo estacional" : "Ingenuo");

    return INV_PRON_BIEN;
}


inv_pron_error_e
inv_ingenuo(const inv_serie_t *s, size_t h, double *media, double *var,
    char *nombre, inv_cuaderno_t *c)
{
    inv_serie_t  t;

    t = *s;
    t.m = 1;

    return inv_ingenuo_estacional(&t, h, media, var, nombre, c);
}


inv_pron_error_e
inv_ingenuo2(const inv_serie_t *s, size_t h, double *media, double *var,
    char *nombre, inv_cuaderno_t *c)
{
    size_t             usado;
    double            *sin, *indice;
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
    rc = inv_ingenuo_estacional(&t, h, media, var, NULL, c);

    if (rc == INV_PRON_BIEN) {
        inv_serie_estacionalizar(s, modo, indice, h, media, var);
        inv_ingenuo_nombre(nombre, "Ingenuo 2");
    }

    c->usado = usado;

    return rc;
}


inv_pron_error_e
inv_deriva(const inv_serie_t *s, size_t h, double *media, double *var,
    char *nombre, inv_cuaderno_t *c)
{
    size_t  i;
    double  d, v, k;

    (void) c;

    if (s->n < 2) {
        return INV_PRON_CORTA;
    }

    d = (s->y[s->n - 1] - s->y[0]) / (double) (s->n - 1);
    v = inv_ingenuo_error(s->y, s->n, 1, d);

    for (i = 0; i < h; i++) {
        k = (double) (i + 1);
        media[i] = s->y[s->n - 1] + d * k;

        if (var) {
            var[i] = v * k * (1 + k / (double) (s->n - 1));
        }
    }

    inv_ingenuo_nombre(nombre, "Deriva");

    return INV_PRON_BIEN;
}


inv_pron_error_e
inv_promedio(const inv_serie_t *s, size_t h, double *media, double *var,
    char *nombre, inv_cuaderno_t *c)
{
    size_t  i;
    double  m, v;

    (void) c;

    if (s->n == 0) {
        return INV_PRON_CORTA;
    }

    m = inv_serie_media(s->y, s->n);
    v = 0;

    for (i = 0; i < s->n; i++) {
        v += (s->y[i] - m) * (s->y[i] - m);
    }

    v = s->n > 1 ? v / (double) (s->n - 1) * (1 + 1 / (double) s->n) : 0;

    for (i = 0; i < h; i++) {
        media[i] = m;

        if (var) {
            var[i] = v;
        }
    }

    inv_ingenuo_nombre(nombre, "Promedio");

    return INV_PRON_BIEN;
}
