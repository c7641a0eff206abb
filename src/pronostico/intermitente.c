
/*
 * Inventario, forecasting: demand that comes now and then.
 */


#include "intermitente.h"
#include <math.h>
#include <stdio.h>


#define INV_INTER_PASOS  6              /* .05, .10 ... .30 */


/* What all the methods need to know of a series. */

typedef struct {
    const double              *y;           /* from the first demand on */
    size_t                     n;
    double                     tamano;      /* mean size of a demand */
    double                     intervalo;   /* mean gap */
} inv_inter_t;


/* One pass with given constants: the rate at the end, and the mean square of
 * the errors one step ahead. */

typedef double (*inv_inter_pt)(const inv_inter_t *i, double a, double b,
    double *ecm);


static inv_pron_error_e inv_inter(const inv_serie_t *s, inv_inter_t *i);
static inv_pron_error_e inv_inter_por(const inv_serie_t *s,
    inv_inter_pt pasar, const char *cual, size_t h, double *media, double *var,
    char *nombre);
static double inv_inter_buscar(const inv_inter_t *i, inv_inter_pt pasar,
    double *ecm);
static double inv_inter_croston(const inv_inter_t *i, double a, double b,
    double *ecm);
static double inv_inter_sba(const inv_inter_t *i, double a, double b,
    double *ecm);
static double inv_inter_tsb(const inv_inter_t *i, double a, double b,
    double *ecm);
static double inv_inter_gaps(const inv_inter_t *i, double a, double b,
    double factor, double *ecm);
static double inv_inter_bloques(const inv_inter_t *i, size_t k);
static double inv_inter_bloques_con(const inv_inter_t *i, size_t k, double a,
    double *ecm);
static inv_pron_error_e inv_inter_dar(const char *cual, double tasa,
    double ecm, size_t h, double *media, double *var, char *nombre);
static double inv_inter_ecm(const inv_inter_t *i, double tasa);


inv_pron_error_e
inv_croston(const inv_serie_t *s, size_t h, double *media, double *var,
    char *nombre, inv_cuaderno_t *c)
{
    (void) c;

    return inv_inter_por(s, inv_inter_croston, "Croston", h, media, var,
                         nombre);
}


inv_pron_error_e
inv_sba(const inv_serie_t *s, size_t h, double *media, double *var,
    char *nombre, inv_cuaderno_t *c)
{
    (void) c;

    return inv_inter_por(s, inv_inter_sba, "SBA", h, media, var, nombre);
}


inv_pron_error_e
inv_tsb(const inv_serie_t *s, size_t h, double *media, double *var,
    char *nombre, inv_cuaderno_t *c)
{
    (void) c;

    return inv_inter_por(s, inv_inter_tsb, "TSB", h, media, var, nombre);
}


/* The rate of the best constants for a way of going through a series. */

static inv_pron_error_e
inv_inter_por(const inv_serie_t *s, inv_inter_pt pasar, const char *cual,
    size_t h, double *media, double *var, char *nombre)
{
    double            tasa, ecm;
    inv_inter_t       i;
    inv_pron_error_e  rc;

    rc = inv_inter(s, &i);
    if (rc != INV_PRON_BIEN) {
        return rc;
    }

    tasa = inv_inter_buscar(&i, pasar, &ecm);

    return inv_inter_dar(cual, tasa, ecm, h, media, var, nombre);
}


inv_pron_error_e
inv_adida(const inv_serie_t *s, size_t h, double *media, double *var,
    char *nombre, inv_cuaderno_t *c)
{
    double            tasa;
    size_t            k;
    inv_inter_t       i;
    inv_pron_error_e  rc;

    (void) c;

    rc = inv_inter(s, &i);
    if (rc != INV_PRON_BIEN) {
        return rc;
    }

    k = (size_t) lround(i.intervalo);
    tasa = inv_inter_bloques(&i, k);

    return inv_inter_dar("ADIDA", tasa, inv_inter_ecm(&i, tasa), h, media,
                         var, nombre);
}


inv_pron_error_e
inv_imapa(const inv_serie_t *s, size_t h, double *media, double *var,
    char *nombre, inv_cuaderno_t *c)
{
    double            tasa;
    size_t            k, hasta;
    inv_inter_t       i;
    inv_pron_error_e  rc;

    (void) c;

    rc = inv_inter(s, &i);
    if (rc != INV_PRON_BIEN) {
        return rc;
    }

    hasta = (size_t) lround(i.intervalo);
    tasa = 0;

    for (k = 1; k <= hasta; k++) {
        tasa += inv_inter_bloques(&i, k);
    }

    tasa /= (double) hasta;

    return inv_inter_dar("iMAPA", tasa, inv_inter_ecm(&i, tasa), h, media,
                         var, nombre);
}


/* Series with negative values are not for these methods. */

static inv_pron_error_e
inv_inter(const inv_serie_t *s, inv_inter_t *i)
{
    double         suma;
    size_t         t, desde;
    inv_demanda_t  d;

    suma = 0;
    desde = s->n;

    for (t = 0; t < s->n; t++) {
        if (s->y[t] < 0) {
            return INV_PRON_NO_SIRVE;
        }

        if (s->y[t] > 0 && desde == s->n) {
            desde = t;
        }

        suma += s->y[t];
    }

    inv_demanda_clase(s->y, s->n, &d);

    if (d.demandas < 2) {
        return INV_PRON_CORTA;
    }

    i->y = s->y + desde;
    i->n = s->n - desde;
    i->tamano = suma / (double) d.demandas;
    i->intervalo = (double) (i->n - 1 - d.desde_ultima)
                   / (double) (d.demandas - 1);

    return INV_PRON_BIEN;
}


static double
inv_inter_buscar(const inv_inter_t *i, inv_inter_pt pasar, double *ecm)
{
    double    tasa, mejor, este;
    unsigned  a, b;

    mejor = 0;
    *ecm = INFINITY;

    for (a = 1; a <= INV_INTER_PASOS; a++) {
        for (b = 1; b <= INV_INTER_PASOS; b++) {
            tasa = pasar(i, a * 0.05, b * 0.05, &este);

            if (este < *ecm) {
                *ecm = este;
                mejor = tasa;
            }
        }
    }

    return mejor;
}


static double
inv_inter_croston(const inv_inter_t *i, double a, double b, double *ecm)
{
    return inv_inter_gaps(i, a, b, 1, ecm);
}


static double
inv_inter_sba(const inv_inter_t *i, double a, double b, double *ecm)
{
    return inv_inter_gaps(i, a, b, 1 - b / 2, ecm);
}


static double
inv_inter_gaps(const inv_inter_t *i, double a, double b, double factor,
    double *ecm)
{
    double  z, p, q, e;
    size_t  t;

    z = i->tamano;
    p = i->intervalo;
    q = 0;
    *ecm = 0;

    for (t = 0; t < i->n; t++, q++) {
        e = i->y[t] - factor * z / p;
        *ecm += e * e;

        if (i->y[t] > 0) {
            z += a * (i->y[t] - z);

            if (t) {                    /* no gap is known of the first */
                p += b * (q - p);
            }

            q = 0;
        }
    }

    *ecm /= (double) i->n;

    return factor * z / p;
}


static double
inv_inter_tsb(const inv_inter_t *i, double a, double b, double *ecm)
{
    double  z, d, e;
    size_t  t;

    z = i->tamano;
    d = 1 / i->intervalo;
    *ecm = 0;

    for (t = 0; t < i->n; t++) {
        e = i->y[t] - d * z;
        *ecm += e * e;

        if (i->y[t] > 0) {
            z += a * (i->y[t] - z);
            d += b * (1 - d);

        } else {
            d -= b * d;
        }
    }

    *ecm /= (double) i->n;

    return d * z;
}


/* The rate of exponential smoothing over blocks of k. */

static double
inv_inter_bloques(const inv_inter_t *i, size_t k)
{
    double    tasa, mejor, este, ecm;
    unsigned  a;

    mejor = 0;
    ecm = INFINITY;

    for (a = 1; a <= INV_INTER_PASOS; a++) {
        tasa = inv_inter_bloques_con(i, k, a * 0.05, &este);

        if (este < ecm) {
            ecm = este;
            mejor = tasa;
        }
    }

    return mejor;
}


static double
inv_inter_bloques_con(const inv_inter_t *i, size_t k, double a, double *ecm)
{
    double  l, suma, e;
    size_t  t, j, n;

    n = i->n / k;
    t = i->n - n * k;                   /* the oldest remainder is dropped */

    l = i->tamano / i->intervalo * (double) k;
    *ecm = 0;

    while (t < i->n) {
        suma = 0;

        for (j = 0; j < k; j++) {
            suma += i->y[t++];
        }

        e = suma - l;
        *ecm += e * e;
        l += a * e;
    }

    return l / (double) k;
}


/* Mean square around a rate. */

static double
inv_inter_ecm(const inv_inter_t *i, double tasa)
{
    double  e, ecm;
    size_t  t;

    ecm = 0;

    for (t = 0; t < i->n; t++) {
        e = i->y[t] - tasa;
        ecm += e * e;
    }

    return ecm / (double) i->n;
}


static inv_pron_error_e
inv_inter_dar(const char *cual, double tasa, double ecm, size_t h,
    double *media, double *var, char *nombre)
{
    size_t  i;

    for (i = 0; i < h; i++) {
        media[i] = tasa;

        if (var) {
            var[i] = ecm;
        }
    }

    if (nombre) {
        snprintf(nombre, INV_METODO_NOMBRE, "%s", cual);
    }

    return INV_PRON_BIEN;
}


void
inv_demanda_clase(const double *y, size_t n, inv_demanda_t *d)
{
    double  suma, cuadrados, media;
    size_t  t, primera;

    suma = 0;
    cuadrados = 0;
    primera = n;

    d->demandas = 0;
    d->desde_ultima = n;

    for (t = 0; t < n; t++) {
        if (y[t] > 0) {
            if (primera == n) {
                primera = t;
            }

            suma += y[t];
            d->demandas++;
            d->desde_ultima = n - 1 - t;
        }
    }

    if (d->demandas == 0) {
        d->intervalo = 0;
        d->cv2 = 0;
        d->clase = INV_DEMANDA_NULA;
        return;
    }

    media = suma / (double) d->demandas;

    for (t = primera; t < n; t++) {
        if (y[t] > 0) {
            cuadrados += (y[t] - media) * (y[t] - media);
        }
    }

    d->intervalo = (double) (n - primera) / (double) d->demandas;
    d->cv2 = cuadrados / (double) d->demandas / (media * media);

    if (d->intervalo < 1.32) {
        d->clase = d->cv2 < 0.49 ? INV_DEMANDA_SUAVE : INV_DEMANDA_ERRATICA;

    } else {
        d->clase = d->cv2 < 0.49 ? INV_DEMANDA_INTERMITENTE
                                 : INV_DEMANDA_GRUMOSA;
    }
}


int
inv_demanda_obsoleta(const inv_demanda_t *d, size_t minimo)
{
    return d->demandas == 0
           || ((double) d->desde_ultima > 4 * d->intervalo
               && d->desde_ultima > minimo);
}
