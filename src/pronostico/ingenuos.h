
/*
 * Inventario, forecasting: the methods that every other has to beat.
 */


#ifndef _INV_INGENUOS_H_INCLUDED_
#define _INV_INGENUOS_H_INCLUDED_


#include "metodo.h"


/* The last value. */

inv_pron_error_e inv_ingenuo(const inv_serie_t *s, size_t h, double *media,
    double *var, char *nombre, inv_cuaderno_t *c);

/* The value of one season before; the last value if m = 1 or n <= m. */

inv_pron_error_e inv_ingenuo_estacional(const inv_serie_t *s, size_t h,
    double *media, double *var, char *nombre, inv_cuaderno_t *c);

/* The last value of the series without its season, times the season: the
 * Naive2 of the M competitions. */

inv_pron_error_e inv_ingenuo2(const inv_serie_t *s, size_t h, double *media,
    double *var, char *nombre, inv_cuaderno_t *c);

/* The line from the first to the last value, on. */

inv_pron_error_e inv_deriva(const inv_serie_t *s, size_t h, double *media,
    double *var, char *nombre, inv_cuaderno_t *c);

/* The mean of all values. */

inv_pron_error_e inv_promedio(const inv_serie_t *s, size_t h, double *media,
    double *var, char *nombre, inv_cuaderno_t *c);


#endif /* _INV_INGENUOS_H_INCLUDED_ */
