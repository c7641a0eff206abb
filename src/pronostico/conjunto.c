
/*
 * Inventario, forecasting: ensembles.
 */


#include "conjunto.h"


static double inv_conjunto_mediana(const double *v, size_t n, size_t salto);


/* The median of v[0], v[salto]...; n is small. */

static double
inv_conjunto_mediana(const double *v, size_t n, size_t salto)
{
    double  o[INV_CONJUNTO_MAX] = { 0 }, x;
    size_t  i, j;

    for (i = 0; i < n; i++) {
        x = v[i * salto];

        for (j = i; j > 0 && o[j - 1] > x; j--) {
            o[j] = o[j - 1];
        }

        o[j] = x;
    }

    return n % 2 ? o[n / 2] : (o[n / 2 - 1] + o[n / 2]) / 2;
}


void
inv_conjunto_unir(inv_conjunto_e modo, size_t n, size_t h,
    const double *pesos, const double *medias, const double *varianzas,
    double *media, double *var)
{
    size_t  i, j;
    double  d;

    for (i = 0; i < h; i++) {

        if (modo == INV_CONJUNTO_MEDIANA) {
            media[i] = inv_conjunto_mediana(medias + i, n, h);

        } else {
            media[i] = 0;

            for (j = 0; j < n; j++) {
                media[i] += pesos[j] * medias[j * h + i];
            }
        }

        if (var == NULL) {
            continue;
        }

        var[i] = 0;

        for (j = 0; j < n; j++) {
            d = medias[j * h + i] - media[i];
            var[i] += pesos[j] * (varianzas[j * h + i] + d * d);
        }
    }
}


inv_pron_error_e
inv_conjunto(inv_conjunto_e modo, const inv_metodo_t *const *metodos,
    const double *pesos, size_t n, const inv_serie_t *s, size_t h,
    double *media, double *var, inv_cuaderno_t *c)
{
    size_t             i, k, usado;
    double             suma, *medias, *varianzas, hechos[INV_CONJUNTO_MAX];
    inv_pron_error_e   rc;

    if (n == 0 || n > INV_CONJUNTO_MAX) {
        return INV_PRON_RANGO;
    }

    usado = c->usado;
    medias = inv_cuaderno_pedir(c, n * h);
    varianzas = inv_cuaderno_pedir(c, n * h);

    if (medias == NULL || varianzas == NULL) {
        c->usado = usado;
        return INV_PRON_MEMORIA;
    }

    suma = 0;
    rc = INV_PRON_BIEN;

    for (i = k = 0; i < n; i++) {

        if (pesos && pesos[i] <= 0) {
            continue;
        }

        rc = metodos[i]->pronosticar(s, h, medias + k * h,
                                     var ? varianzas + k * h : NULL, NULL, c);

        if (rc == INV_PRON_BIEN) {
            hechos[k] = pesos ? pesos[i] : 1;
            suma += hechos[k++];
        }
    }

    if (k > 0) {
        rc = INV_PRON_BIEN;

        for (i = 0; i < k; i++) {
            hechos[i] /= suma;
        }

        inv_conjunto_unir(modo, k, h, hechos, medias, varianzas, media, var);
    }

    c->usado = usado;

    return rc;
}
