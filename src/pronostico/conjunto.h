
/*
 * Inventario, forecasting: ensembles.  Any methods can be members.
 */


#ifndef _INV_CONJUNTO_H_INCLUDED_
#define _INV_CONJUNTO_H_INCLUDED_


#include "metodo.h"


#define INV_CONJUNTO_MAX  16            /* members */


typedef enum {
    INV_CONJUNTO_MEDIA,
    INV_CONJUNTO_MEDIANA
} inv_conjunto_e;


/*
 * n forecasts of h steps, one after another in medias and variances, made
 * one: their weighted mean (pesos add up to 1) or their median.  The variance
 * is that of the mixture: the mean variance, plus how much they disagree, for
 * that too is uncertainty.  variances and var may be NULL.
 */

void inv_conjunto_unir(inv_conjunto_e modo, size_t n, size_t h,
    const double *pesos, const double *medias, const double *varianzas,
    double *media, double *var);

/*
 * Forecasts with each method and joins those that could; pesos may be NULL.
 * Fails only if none could, with the last reason.
 */

inv_pron_error_e inv_conjunto(inv_conjunto_e modo,
    const inv_metodo_t *const *metodos, const double *pesos, size_t n,
    const inv_serie_t *s, size_t h, double *media, double *var,
    inv_cuaderno_t *c);


#endif /* _INV_CONJUNTO_H_INCLUDED_ */
