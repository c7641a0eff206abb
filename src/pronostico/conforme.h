
/*
 * Inventario, forecasting: intervals from errors that were really made, and
 * how good intervals are.
 */


#ifndef _INV_CONFORME_H_INCLUDED_
#define _INV_CONFORME_H_INCLUDED_


#include <stddef.h>


/*
 * Split conformal: the ceil((n + 1) nivel)-th smallest of n scores |e| / sigma
 * of past forecasts, 0 < nivel < 1.  The next score is below it with at least
 * that probability, whatever its distribution.  With too few scores for the
 * level the largest one, widened by (n + 1) / n.  Sorts `puntajes'.  0 for
 * none.
 */

double inv_conforme(double *puntajes, size_t n, double nivel);

/*
 * The level for the next interval after one that missed or did not (Gibbs &
 * Candes 2021), within [.5, .999]: what misses too often gets wider.
 */

double inv_conforme_adaptar(double nivel, double meta, double gama,
    int fallo);

/* The pinball loss of a forecast q of quantile p. */

double inv_pinball(double y, double q, double p);

/* The interval score of [inf, sup] at level 1 - alfa: MSIS before scaling. */

double inv_puntaje_intervalo(double y, double inf, double sup, double alfa);


#endif /* _INV_CONFORME_H_INCLUDED_ */
