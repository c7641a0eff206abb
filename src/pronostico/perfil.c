
/*
 * Inventario, forecasting: shapes that many products share.
 */


#include "perfil.h"
#include <math.h>
#include <stdio.h>
#include <string.h>


#define INV_PERFIL_VENTANA  28
#define INV_PERFIL_SEMANAS  8
#define INV_PERFIL_CRESTA   3.0         /* observations of "no season" */
#define INV_PERFIL_2PI      6.28318530717958647693


static void inv_perfil_onda(int dia, size_t pares, double *x);
static int inv_perfil_resolver(double a[INV_PERFIL_COEF][INV_PERFIL_COEF],
    double *b, size_t n);


void
inv_perfil_semana(const double *y, size_t n, int primero, size_t semanas,
    double *perfil)
{
    double  suma[7], total;
    size_t  i, desde, cuantos[7], d;

    desde = 0;

    if (semanas && n > semanas * 7) {
        desde = n - semanas * 7;
    }

    memset(suma, 0, sizeof(suma));
    memset(cuantos, 0, sizeof(cuantos));

    for (i = desde; i < n; i++) {
        d = ((size_t) primero + i) % 7;

        if (y[i] >= 0) {
            suma[d] += y[i];
            cuantos[d]++;
        }
    }

    total = 0;

    for (d = 0; d < 7; d++) {
        if (cuantos[d] < 2) {
            total = 0;
            break;
        }

        perfil[d] = suma[d] / (double) cuantos[d];
        total += perfil[d];
    }

    for (d = 0; d < 7; d++) {
        perfil[d] = total > 0 ? perfil[d] * 7 / total : 1;
    }
}


void
inv_perfil_encoger(const double *propio, double n, const double *grupo,
    double n0, double *perfil)
{
    double  total;
    size_t  d;

    total = 0;

    for (d = 0; d < 7; d++) {
        perfil[d] = n + n0 > 0 ? (n * propio[d] + n0 * grupo[d]) / (n + n0)
                               : 1;
        total += perfil[d];
    }

    for (d = 0; d < 7; d++) {
        perfil[d] = total > 0 ? perfil[d] * 7 / total : 1;
    }
}


static void
inv_perfil_onda(int dia, size_t pares, double *x)
{
    size_t  k;
    double  a;

    for (k = 0; k < pares; k++) {
        a = INV_PERFIL_2PI * (double) (k + 1) * dia / 365.25;
        x[2 * k] = sin(a);
        x[2 * k + 1] = cos(a);
    }
}


void
inv_perfil_anio(const double *razon, const int *dia, size_t n, size_t pares,
    double n0, double *coef)
{
    double  a[INV_PERFIL_COEF][INV_PERFIL_COEF], b[INV_PERFIL_COEF];
    double  x[INV_PERFIL_COEF], peso;
    size_t  i, j, k, m;

    m = 2 * pares;
    memset(a, 0, sizeof(a));
    memset(b, 0, sizeof(b));
    memset(coef, 0, m * sizeof(double));

    for (i = 0; i < n; i++) {
        inv_perfil_onda(dia[i], pares, x);

        for (j = 0; j < m; j++) {
            for (k = 0; k < m; k++) {
                a[j][k] += x[j] * x[k];
            }

            b[j] += x[j] * (razon[i] - 1);
        }
    }

    for (j = 0; j < m; j++) {
        a[j][j] += INV_PERFIL_CRESTA;
    }

    if (n == 0 || inv_perfil_resolver(a, b, m) != 0) {
        return;
    }

    peso = (double) n / ((double) n + n0);

    for (j = 0; j < m; j++) {
        coef[j] = peso * b[j];
    }
}


/* Gauss, with the largest pivot; the ridge keeps it regular. */

static int
inv_perfil_resolver(double a[INV_PERFIL_COEF][INV_PERFIL_COEF], double *b,
    size_t n)
{
    double  t;
    size_t  i, j, k, p;

    for (k = 0; k < n; k++) {
        p = k;

        for (i = k + 1; i < n; i++) {
            p = fabs(a[i][k]) > fabs(a[p][k]) ? i : p;
        }

        if (fabs(a[p][k]) < 1e-12) {
            return -1;
        }

        for (j = 0; j < n; j++) {
            t = a[k][j];
            a[k][j] = a[p][j];
            a[p][j] = t;
        }

        t = b[k];
        b[k] = b[p];
        b[p] = t;

        for (i = 0; i < n; i++) {
            if (i == k) {
                continue;
            }

            t = a[i][k] / a[k][k];

            for (j = k; j < n; j++) {
                a[i][j] -= t * a[k][j];
            }

            b[i] -= t * b[k];
        }
    }

    for (k = 0; k < n; k++) {
        b[k] /= a[k][k];
    }

    return 0;
}


double
inv_perfil_factor(const double *coef, size_t pares, int dia)
{
    double  x[INV_PERFIL_COEF], f;
    size_t  j;

    inv_perfil_onda(dia, pares, x);
    f = 1;

    for (j = 0; j < 2 * pares; j++) {
        f += coef[j] * x[j];
    }

    return fmin(fmax(f, 0.2), 5);
}


double
inv_perfil_efecto(double observado, double esperado, double n0)
{
    if (esperado + n0 <= 0) {
        return 1;
    }

    return fmin(fmax((observado + n0) / (esperado + n0), 0.1), 10);
}


double
inv_perfil_nivel(const double *y, const double *factores, size_t n,
    size_t ventana)
{
    double  suma, peso;
    size_t  i;

    suma = 0;
    peso = 0;

    for (i = n > ventana ? n - ventana : 0; i < n; i++) {
        if (y[i] >= 0) {
            suma += y[i];
            peso += factores ? factores[i] : 1;
        }
    }

    return peso > 0 ? suma / peso : 0;
}


void
inv_perfil_proyectar(double nivel, const double *factores, size_t h,
    double *media)
{
    size_t  i;

    for (i = 0; i < h; i++) {
        media[i] = nivel * (factores ? factores[i] : 1);
    }
}


inv_pron_error_e
inv_perfil_metodo(const inv_serie_t *s, size_t h, double *media, double *var,
    char *nombre, inv_cuaderno_t *c)
{
    double  perfil[7], nivel, suma, peso, e, ecm;
    size_t  i, desde;

    (void) c;

    if (s->m != 7) {
        return INV_PRON_NO_SIRVE;
    }

    if (s->n < 14) {
        return INV_PRON_CORTA;
    }

    /* weekdays are counted from the first value: which is Monday is all one */

    inv_perfil_semana(s->y, s->n, 0, INV_PERFIL_SEMANAS, perfil);

    desde = s->n > INV_PERFIL_VENTANA ? s->n - INV_PERFIL_VENTANA : 0;
    suma = 0;
    peso = 0;

    for (i = desde; i < s->n; i++) {
        suma += s->y[i];
        peso += perfil[i % 7];
    }

    nivel = peso > 0 ? suma / peso : 0;
    ecm = 0;

    for (i = desde; i < s->n; i++) {
        e = s->y[i] - nivel * perfil[i % 7];
        ecm += e * e;
    }

    ecm /= (double) (s->n - desde);

    for (i = 0; i < h; i++) {
        media[i] = nivel * perfil[(s->n + i) % 7];

        if (var) {
            var[i] = ecm;
        }
    }

    if (nombre) {
        snprintf(nombre, INV_METODO_NOMBRE, "MA28 x semana");
    }

    return INV_PRON_BIEN;
}
