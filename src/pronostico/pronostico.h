
/*
 * Inventario, forecasting: the front door.  A table of methods, one row each,
 * and forecasts with intervals.
 *
 * To add a method: a function as metodo.h says, and a row in pronostico.c.
 */


#ifndef _INV_PRONOSTICO_H_INCLUDED_
#define _INV_PRONOSTICO_H_INCLUDED_


#include "conjunto.h"
#include "elegir.h"
#include "metodo.h"


#define INV_NIVELES_MAX  8


/* All methods; the last row has no name. */

extern const inv_metodo_t  inv_metodos[];

/* The row of a name, or NULL. */

const inv_metodo_t *inv_metodo(const char *nombre);

/* Those that the backtest chooses among, and how many they are. */

const inv_metodo_t *const *inv_metodos_candidatos(size_t *n);


/*
 * Memory for anything here with series of at most n values, period m and h
 * steps, in doubles.
 */

size_t inv_pronostico_memoria(size_t n, size_t m, size_t h);


/*
 * Forecasts s with a method: media[h], and for each of the `niveles' (in per
 * cent, above 0 and below 100, n of them) inf[k * h + i] and sup[k * h + i].
 * If no value of s is negative nothing of the forecast is.  A constant series
 * is forecast as itself.  All that comes out is finite.
 */

inv_pron_error_e inv_pronosticar(const inv_metodo_t *metodo,
    const inv_serie_t *s, size_t h, const double *niveles, size_t n,
    double *media, double *inf, double *sup, char *nombre, inv_cuaderno_t *c);


/* z such that a standard normal is below it with probability p. */

double inv_normal_z(double p);

/* The same of Student's t with `grados' degrees of freedom (>= 1). */

double inv_student_t(double p, double grados);


#endif /* _INV_PRONOSTICO_H_INCLUDED_ */
