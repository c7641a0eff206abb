
/*
 * Inventario, forecasting: one step of exponential smoothing, for the files
 * of ets.
 */


#ifndef _INV_ETS_INTERNO_H_INCLUDED_
#define _INV_ETS_INTERNO_H_INCLUDED_


#include "ets.h"


/* sums of logarithms as logarithms of products: mu is near 1 in its unit */

#define INV_ETS_PRODUCTO_MIN  1e-120
#define INV_ETS_PRODUCTO_MAX  1e120


/*
 * From l, b and the season's index *s to the next; returns d = y - mu.
 * `estacion' is a constant where it matters for speed.
 */

static inline double
inv_ets_un_paso(const inv_ets_t *e, char estacion, double *l, double *b,
    double *s, double y, double *mu)
{
    double  d, dl, q, pb;

    pb = e->fi * *b;
    q = *l + pb;

    switch (estacion) {

    case 'N':
        *mu = q;
        d = dl = y - q;
        break;

    case 'A':
        *mu = q + *s;
        d = dl = y - *mu;
        *s += e->gama * d;
        break;

    default:
        *mu = q * *s;
        d = y - *mu;
        dl = d / *s;
        *s += e->gama * (d / q);
    }

    *l = q + e->alfa * dl;
    *b = pb + e->beta * dl;

    return d;
}


#endif /* _INV_ETS_INTERNO_H_INCLUDED_ */
