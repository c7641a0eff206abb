
/*
 * Inventario, forecasting: exponential smoothing as methods.
 */


#ifndef _INV_ETS_METODO_H_INCLUDED_
#define _INV_ETS_METODO_H_INCLUDED_


#include "metodo.h"


/* The best of the eight forms, by AICc. */

inv_pron_error_e inv_ets_mejor(const inv_serie_t *s, size_t h, double *media,
    double *var, char *nombre, inv_cuaderno_t *c);

/* The best of R's fifteen. */

inv_pron_error_e inv_ets_mejor_quince(const inv_serie_t *s, size_t h,
    double *media, double *var, char *nombre, inv_cuaderno_t *c);

/*
 * All eight, weighted by exp(-AICc / 2) (Burnham & Anderson 2002): a form
 * that is as good as the best is not thrown away for a tenth of a point.
 */

inv_pron_error_e inv_ets_pesado(const inv_serie_t *s, size_t h, double *media,
    double *var, char *nombre, inv_cuaderno_t *c);


#endif /* _INV_ETS_METODO_H_INCLUDED_ */
