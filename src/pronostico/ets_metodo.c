
/*
 * Inventario, forecasting: exponential smoothing as methods.
 */


#include "ets_metodo.h"
#include "conjunto.h"
#include "ets.h"
#include <math.h>
#include <stdio.h>


#define INV_ETS_PESO_MIN  1e-3          /* lighter forms are left out */


static inv_pron_error_e inv_ets_uno(uint32_t formas, const inv_serie_t *s,
    size_t h, double *media, double *var, char *nombre, inv_cuaderno_t *c);


static inv_pron_error_e
inv_ets_uno(uint32_t formas, const inv_serie_t *s, size_t h, double *media,
    double *var, char *nombre, inv_cuaderno_t *c)
{
    inv_ets_t         e;
    inv_pron_error_e  rc;

    rc = inv_ets_elegir(&e, formas, s, c);

    if (rc != INV_PRON_BIEN) {
        return rc;
    }

    if (nombre) {
        snprintf(nombre, INV_METODO_NOMBRE, "%s", e.forma->nombre);
    }

    return inv_ets_pronosticar(&e, h, media, var, c);
}


inv_pron_error_e
inv_ets_mejor(const inv_serie_t *s, size_t h, double *media, double *var,
    char *nombre, inv_cuaderno_t *c)
{
    return inv_ets_uno(INV_ETS_OCHO, s, h, media, var, nombre, c);
}


inv_pron_error_e
inv_ets_mejor_quince(const inv_serie_t *s, size_t h, double *media,
    double *var, char *nombre, inv_cuaderno_t *c)
{
    return inv_ets_uno(INV_ETS_TODAS, s, h, media, var, nombre, c);
}


inv_pron_error_e
inv_ets_pesado(const inv_serie_t *s, size_t h, double *media, double *var,
    char *nombre, inv_cuaderno_t *c)
{
    size_t             n, k, usado, mejor;
    unsigned           i;
    double             suma, *medias, *varianzas, pesos[INV_ETS_FORMAS];
    inv_ets_t          e[INV_ETS_FORMAS];
    inv_pron_error_e   rc;

    n = 0;
    mejor = 0;
    rc = INV_PRON_CORTA;

    for (i = 0; i < INV_ETS_FORMAS; i++) {

        if (!(INV_ETS_OCHO & 1u << i)) {
            continue;
        }

        rc = inv_ets_ajustar_tibio(&e[n], i, s, c);

        if (rc == INV_PRON_MEMORIA) {
            return rc;
        }

        if (rc == INV_PRON_BIEN && isfinite(e[n].aicc)) {
            mejor = e[n].aicc < e[mejor].aicc ? n : mejor;
            n++;
        }
    }

    if (n == 0) {
        return rc == INV_PRON_BIEN ? INV_PRON_CORTA : rc;
    }

    usado = c->usado;
    medias = inv_cuaderno_pedir(c, n * h);
    varianzas = inv_cuaderno_pedir(c, n * h);

    if (medias == NULL || varianzas == NULL) {
        c->usado = usado;
        return INV_PRON_MEMORIA;
    }

    suma = 0;

    for (i = k = 0; i < n; i++) {
        pesos[k] = exp((e[mejor].aicc - e[i].aicc) / 2);

        if (pesos[k] < INV_ETS_PESO_MIN
            || inv_ets_pronosticar(&e[i], h, medias + k * h,
                                   var ? varianzas + k * h : NULL, c)
               != INV_PRON_BIEN)
        {
            continue;
        }

        suma += pesos[k++];
    }

    for (i = 0; i < k; i++) {
        pesos[i] /= suma;
    }

    if (k > 0) {
        inv_conjunto_unir(INV_CONJUNTO_MEDIA, k, h, pesos, medias, varianzas,
                          media, var);
    }

    if (nombre) {
        snprintf(nombre, INV_METODO_NOMBRE, "%s%s", e[mejor].forma->nombre,
                 k > 1 ? "+" : "");
    }

    c->usado = usado;

    return k > 0 ? INV_PRON_BIEN : INV_PRON_MEMORIA;
}
