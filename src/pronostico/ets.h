
/*
 * Inventario, forecasting: exponential smoothing in state space form (Hyndman,
 * Koehler, Snyder & Grose 2002; Hyndman, Koehler, Ord & Snyder 2008), with
 * the conventions of R's forecast::ets, against which it is tested.
 *
 *     mu = l + phi b  [+ s | * s],  d = y - mu,  e = d  or  d / mu
 *     l' = l + phi b + alpha d,  b' = phi b + beta d,  s' = s + gamma d
 *
 * with d / s in l' and b' and d / (l + phi b) in s' when the season is a
 * product.  The error's type changes only the likelihood and the variance.
 */


#ifndef _INV_ETS_H_INCLUDED_
#define _INV_ETS_H_INCLUDED_


#include <stdint.h>
#include "serie.h"


#define INV_ETS_M_MAX   24              /* longer seasons are dropped */
#define INV_ETS_FORMAS  15


/* Letters as in ETS(M,Ad,A): error A M, season N A M, trend N A, damped. */

typedef struct {
    char                       error;
    char                       tendencia;
    char                       amortiguada;
    char                       estacion;
    const char                *nombre;
} inv_ets_forma_t;


/* All that R's ets may choose from; the eight of inv_ets_ocho() among them. */

extern const inv_ets_forma_t  inv_ets_formas[INV_ETS_FORMAS];


/* What forms to try: bit i is inv_ets_formas[i]. */

#define INV_ETS_TODAS  ((1u << INV_ETS_FORMAS) - 1)

/* {A,M} x {N,Ad} x {no season, season of the error's type} */

#define INV_ETS_OCHO   0x516du


typedef struct {
    double                     l;
    double                     b;
    double                     s[INV_ETS_M_MAX];    /* s[0] is used first */
} inv_ets_estado_t;


/* A fitted model.  b = 0 and fi = 1 without trend, gama = 0 without season. */

typedef struct {
    const inv_ets_forma_t     *forma;
    size_t                     m;           /* 1 without season */
    double                     alfa;
    double                     beta;
    double                     gama;
    double                     fi;
    inv_ets_estado_t           inicio;      /* before the first value */
    inv_ets_estado_t           fin;         /* after the last */
    double                     logver;      /* -L* / 2, as R's loglik */
    double                     aicc;
    double                     sigma2;      /* of e, over n - k + 1, as R */
    unsigned                   k;           /* parameters, the variance too */
} inv_ets_t;


/*
 * Runs the model over s from `inicio': sets fin, logver, aicc and sigma2.
 * residuos (n values of e) may be NULL.
 */

inv_pron_error_e inv_ets_correr(inv_ets_t *e, const inv_serie_t *s,
    double *residuos);

/*
 * One more value: the daily update of a stored state, without a fit.  Only
 * `fin' changes.
 */

void inv_ets_paso(inv_ets_t *e, double y);

/*
 * Fits one form by maximum likelihood within R's bounds ("both").  With
 * previo (a model of the same form, for a shorter or longer part of the same
 * series) the search starts there and is short.
 */

inv_pron_error_e inv_ets_ajustar(inv_ets_t *e, const inv_ets_forma_t *forma,
    const inv_serie_t *s, const inv_ets_t *previo, inv_cuaderno_t *c);

/*
 * Fits of one series, form by form, kept from one origin of a backtest to the
 * next: whoever runs the backtest hangs a cleared one on the notebook and
 * takes it off when the series is done.  A fit that starts from the last one
 * costs a few evaluations instead of some dozens.
 */

typedef struct inv_ets_tibio_s {
    uint32_t                   hay;         /* bit i: e[i] is a fit */
    inv_ets_t                  e[INV_ETS_FORMAS];
} inv_ets_tibio_t;


/* inv_ets_ajustar() of form i, from and into c->tibio if there is one. */

inv_pron_error_e inv_ets_ajustar_tibio(inv_ets_t *e, unsigned i,
    const inv_serie_t *s, inv_cuaderno_t *c);

/*
 * Fits the forms of `formas' that suit the series and keeps the one with the
 * least AICc.
 */

inv_pron_error_e inv_ets_elegir(inv_ets_t *e, uint32_t formas,
    const inv_serie_t *s, inv_cuaderno_t *c);

/*
 * Means of steps 1..h and, if var is not NULL, their variances.  All exact,
 * so nothing is simulated: additive errors (HKOS 2008, class 1), multiplicative
 * errors with additive parts (class 2) and with a multiplicative season (class
 * 3), whose mean is the expectation, as in R, not the path without errors.
 */

inv_pron_error_e inv_ets_pronosticar(const inv_ets_t *e, size_t h,
    double *media, double *var, inv_cuaderno_t *c);

/* Inside R's admissible region?  (HKOS 2008, chapter 10) */

int inv_ets_admisible(const inv_ets_t *e);

/* Memory for any of the above, in doubles. */

size_t inv_ets_memoria(size_t n, size_t h);


#endif /* _INV_ETS_H_INCLUDED_ */
