
/*
 * Inventario, forecasting: Theta (Assimakopoulos & Nikolopoulos 2000, in the
 * closed form of Hyndman & Billah 2003) and the dynamic optimised Theta model
 * (Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler 2016).  Both take a
 * significant season off first and put it back on.
 */


#ifndef _INV_THETA_H_INCLUDED_
#define _INV_THETA_H_INCLUDED_


#include "metodo.h"


/* f_{n+h} = l_n + (B/2) (h - 1 + (1 - (1-alpha)^n) / alpha) */

inv_pron_error_e inv_theta(const inv_serie_t *s, size_t h, double *media,
    double *var, char *nombre, inv_cuaderno_t *c);


/* l0, alpha in [.1, .99] and theta >= 1 by least squares from t = 4. */

inv_pron_error_e inv_dotm(const inv_serie_t *s, size_t h, double *media,
    double *var, char *nombre, inv_cuaderno_t *c);


/* The model itself, on a series without season: for tests and states. */

typedef struct {
    double                     alfa;
    double                     inicio;      /* l0 */
    double                     theta;
    double                     sigma2;
} inv_dotm_t;


inv_pron_error_e inv_dotm_ajustar(inv_dotm_t *d, const double *y, size_t n,
    inv_cuaderno_t *c);

/* Forecasts by feeding the means back; e (n values) gets y - mu, or NULL. */

void inv_dotm_correr(const inv_dotm_t *d, const double *y, size_t n,
    double *e, size_t h, double *media, double *var);


#endif /* _INV_THETA_H_INCLUDED_ */
