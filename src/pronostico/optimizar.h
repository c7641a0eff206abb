
/*
 * Inventario, forecasting: the two minimisers that the fits need.
 *
 * Why not NLopt: a fit of ours has a gradient (the adjoint of the recursion)
 * and 1 to 30 unknowns, ends after some 40 evaluations of a microsecond each,
 * and thousands of fits run one after another: a call through function
 * pointers with a copy of vectors per evaluation, and memory allocated per
 * fit, would cost as much as the fit.
 */


#ifndef _INV_OPTIMIZAR_H_INCLUDED_
#define _INV_OPTIMIZAR_H_INCLUDED_


#include <stddef.h>


#define INV_OPT_MAX  32                 /* unknowns */


/*
 * The value at x, and the gradient there in g.  HUGE_VAL where there is
 * none: the search then keeps away.
 */

typedef double (*inv_opt_pt)(void *ctx, const double *x, double *g);


/*
 * Quasi-Newton (BFGS with a dense inverse Hessian, backtracking by quadratic
 * interpolation).  x comes in as the start, which must have a value, and goes
 * out as the best point; the return value is the one there.  Stops when two
 * steps together gain less than `gana', or after `vueltas' evaluations.
 */

double inv_opt_bfgs(inv_opt_pt f, void *ctx, double *x, size_t n,
    double gana, unsigned vueltas);


/* The least of f over [a, b]: a grid of n points, then golden sections. */

double inv_opt_recta(double (*f)(void *ctx, double x), void *ctx, double a,
    double b, unsigned n, double tolerancia, double *x);


#endif /* _INV_OPTIMIZAR_H_INCLUDED_ */
