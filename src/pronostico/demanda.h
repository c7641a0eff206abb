
/*
 * Inventario, forecasting: how much will be asked for while an order is on its
 * way: distributions of demand and of its sums.
 */


#ifndef _INV_DEMANDA_H_INCLUDED_
#define _INV_DEMANDA_H_INCLUDED_


#include <stddef.h>
#include <stdint.h>


/*
 * Counts with a mean and a variance: negative binomial with
 * k = mean^2 / (variance - mean) if the variance is above the mean, else
 * Poisson.
 */

typedef struct {
    double                     media;       /* > 0 */
    double                     k;           /* 0: Poisson */
} inv_conteos_t;

inv_conteos_t inv_conteos(double media, double varianza);

/* P(X <= x), x = 0, 1, 2... */

double inv_conteos_hasta(const inv_conteos_t *c, double x);

/* The least x with P(X <= x) >= p, 0 < p < 1. */

double inv_conteos_cuantil(const inv_conteos_t *c, double p);


/* Densities and tails of the standard normal. */

double inv_normal_densidad(double x);
double inv_normal_hasta(double x);

/* G(k) = phi(k) - k (1 - Phi(k)): what is short per unit of sigma. */

double inv_normal_falta(double k);


/*
 * Quantile p of the sum of the next `plazo' values, by the bootstrap: paths
 * of mean media[i] and errors that are drawn in blocks of `bloque' from the n
 * residuals, so that what goes together stays together; a path's value is not
 * below 0.  `sumas' is room for `caminos' values.  The same seed gives the
 * same answer.
 */

double inv_plazo_cuantil(const double *media, size_t plazo,
    const double *residuos, size_t n, size_t bloque, double p,
    uint64_t semilla, double *sumas, size_t caminos);


#endif /* _INV_DEMANDA_H_INCLUDED_ */
