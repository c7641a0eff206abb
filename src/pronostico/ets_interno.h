
/*
 * Inventario, forecasting: what the files of ets share.
 */


#ifndef _INV_ETS_INTERNO_H_INCLUDED_
#define _INV_ETS_INTERNO_H_INCLUDED_


#include "ets.h"


#define INV_ETS_LO         1e-4         /* R's bounds */
#define INV_ETS_HI         0.9999
#define INV_ETS_FI_LO      0.8
#define INV_ETS_FI_HI      0.98


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


/* A fit in progress. */

typedef struct {
    inv_ets_t    e;             /* the point under test, in units of y */
    const double *y;            /* divided by the unit */
    size_t       n;
    double      *d, *b, *s, *q; /* of the run: what the way back needs */
    double       base[2 + INV_ETS_M_MAX];   /* l, b, s[1..m-1] at x = 0 */
    double       paso[2 + INV_ETS_M_MAX];   /* and what a step of 1 means */
    size_t       x;             /* unknowns */
} inv_ets_busca_t;


/*
 * L* at x for inv_opt_bfgs(), and its gradient.  x: alpha, beta within it,
 * gamma within 1 - alpha, phi, each on a logistic curve between its bounds;
 * then l, b and all indices but the first, in steps from `base'.
 */

double inv_ets_valor(void *ctx, const double *x, double *g);

/* x into k->e. */

void inv_ets_poner(inv_ets_busca_t *k, const double *x);

/* The x whose logistic curve between lo and hi is at v, not too near them. */

double inv_ets_descaja(double v, double lo, double hi);

/* The initial states as R's initstate(): into base and paso. */

inv_pron_error_e inv_ets_comienzo(inv_ets_busca_t *k, inv_cuaderno_t *c);


#endif /* _INV_ETS_INTERNO_H_INCLUDED_ */
