
/*
 * Inventario, forecasting: the rolling-origin backtest, and what follows from
 * it: which method to use, and what weight to give each.
 */


#ifndef _INV_ELEGIR_H_INCLUDED_
#define _INV_ELEGIR_H_INCLUDED_


#include "metodo.h"


#define INV_RETRO_ORIGENES  4           /* by default */


/*
 * From which ends a series is forecast again: `origenes' of them, the last
 * `horizonte' before its end, each `paso' before the next.
 */

typedef struct {
    size_t                     origenes;
    size_t                     horizonte;
    size_t                     paso;
} inv_retro_plan_t;


/*
 * What a method got wrong.  Errors are actual - forecast, in units of `escala'
 * (the in-sample error of the seasonal naive forecast of the whole series), so
 * that they can be added up over series.
 */

typedef struct {
    double                     mase;        /* mean |e| */
    double                     rmsse;       /* root of the mean e^2 */
    double                     sesgo;       /* mean e: > 0, it fell short */
    double                     smape;       /* per cent, 0 to 200 */
    double                     cobertura;   /* share inside its 95 % */
    size_t                     n;           /* errors; 0: it could not */
} inv_retro_t;


/*
 * A plan for a series of n values and a period m: at most `origenes' origins
 * and horizonte at most h, so that the shortest part still has values enough
 * (a quarter of the series, two seasons, 5).  origenes = 0: too short.
 */

inv_retro_plan_t inv_retro_plan(size_t n, size_t m, size_t h,
    size_t origenes);

/* Runs n methods; r[i] is of metodos[i]. */

inv_pron_error_e inv_retro(const inv_serie_t *s, const inv_retro_plan_t *plan,
    const inv_metodo_t *const *metodos, size_t n, inv_retro_t *r,
    inv_cuaderno_t *c);

/*
 * The method with the least MASE; the first of equal ones, and the first
 * that can where the series is too short for a backtest.
 */

const inv_metodo_t *inv_elegir(const inv_serie_t *s, size_t h,
    const inv_metodo_t *const *metodos, size_t n, inv_cuaderno_t *c);

/* Weights 1 / MSE over the origins, half way to equal ones. */

void inv_pesar(const inv_retro_t *r, size_t n, double *pesos);


#endif /* _INV_ELEGIR_H_INCLUDED_ */
