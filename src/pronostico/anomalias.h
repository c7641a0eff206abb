
/*
 * Inventario, forecasting: days that were not as expected.
 */


#ifndef _INV_ANOMALIAS_H_INCLUDED_
#define _INV_ANOMALIAS_H_INCLUDED_


#include <stddef.h>


typedef enum {
    INV_ANOMALIA_PICO = 0,      /* far more than expected */
    INV_ANOMALIA_CAIDA,         /* far less */
    INV_ANOMALIA_SALTO,         /* the level moved, and stayed */
    INV_ANOMALIA_QUIEBRE        /* nothing for so long: was there stock? */
} inv_anomalia_e;

typedef struct {
    size_t                     desde;       /* index of the first value */
    size_t                     hasta;       /* and of the last */
    inv_anomalia_e             tipo;
    double                     puntaje;     /* deviations, or -log10 of the
                                               probability of a run of zeros */
} inv_anomalia_t;


/*
 * Finds them in y, given what was expected (esperado, e.g. forecasts one step
 * ahead, or level times profile).
 *
 *   peaks and falls   |e| > `umbral' (4 is usual) robust deviations, where one
 *                     is 1.4826 MAD of e, or what a count of that mean has
 *   shifts            CUSUM max(0, S + z - .5) > 5, of errors cut at 3, both
 *                     ways; not where a peak explains it
 *   stock-outs        runs of zeros that a product with such demand has with
 *                     a probability of less than 10^-umbral
 *
 * At most `cabe' are given, in order of `desde'; returns how many there were.
 * `cuaderno' is room for n values.
 */

size_t inv_anomalias(const double *y, const double *esperado, size_t n,
    double umbral, inv_anomalia_t *v, size_t cabe, double *cuaderno);

/*
 * Benjamini & Hochberg 1995: of n probabilities p, which are small enough that
 * of those called false at most the share q is not.  *limite gets the largest
 * one of them (or 0); returns how many.  Sorts p.
 */

size_t inv_descubiertas(double *p, size_t n, double q, double *limite);


#endif /* _INV_ANOMALIAS_H_INCLUDED_ */
