
/*
 * Inventario, forecasting: what a method is.  Ensembles, the backtest and the
 * command line know methods only through this.
 */


#ifndef _INV_METODO_H_INCLUDED_
#define _INV_METODO_H_INCLUDED_


#include "serie.h"


#define INV_METODO_NOMBRE  48


/*
 * Forecasts h steps of s.  media gets h finite values; var, unless NULL, the
 * variances of their errors, by the method's own account (>= 0, finite).
 * nombre (INV_METODO_NOMBRE bytes, may be NULL) says what was fitted, e.g.
 * ETS(M,Ad,N).  Pure: no state, no random numbers but from fixed seeds.
 */

typedef inv_pron_error_e (*inv_metodo_pt)(const inv_serie_t *s, size_t h,
    double *media, double *var, char *nombre, inv_cuaderno_t *c);


typedef struct {
    const char                *nombre;      /* on the command line */
    const char                *que;         /* one line, for people */
    inv_metodo_pt              pronosticar;
    size_t                     minimo;      /* values that it needs */
} inv_metodo_t;


#endif /* _INV_METODO_H_INCLUDED_ */
