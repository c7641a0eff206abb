
/*
 * Inventario, forecasting: shapes that many products share: the week, the
 * year, and what special days and promotions do.
 *
 * One product's few sales say little about its Saturdays; those of its branch
 * and category say a lot.  So shapes are learnt from sums over a group, and a
 * product's own is drawn towards them.
 */


#ifndef _INV_PERFIL_H_INCLUDED_
#define _INV_PERFIL_H_INCLUDED_


#include "metodo.h"


#define INV_PERFIL_PARES  3             /* of Fourier, at most */
#define INV_PERFIL_COEF   (2 * INV_PERFIL_PARES)


/*
 * perfil[0..6], Monday first, of mean 1: how much of the last `semanas' whole
 * weeks of y (all, if 0) fell on each weekday.  `primero' is the weekday of
 * y[0].  Negative values (censored days, of which nothing is known) are left
 * out.  All 1 where there is less than two weeks or nothing.
 */

void inv_perfil_semana(const double *y, size_t n, int primero, size_t semanas,
    double *perfil);

/* (n propio + n0 grupo) / (n + n0), of mean 1 again; n units behind propio. */

void inv_perfil_encoger(const double *propio, double n, const double *grupo,
    double n0, double *perfil);

/*
 * The shape of the year, by least squares of razon - 1 on `pares' (1..3)
 * pairs of sine and cosine of the day of the year (0..365), where razon is
 * what was sold over what the level and the week said.  Shrunk by n / (n + n0)
 * and ridged, so that half a year does not invent the other half.
 */

void inv_perfil_anio(const double *razon, const int *dia, size_t n,
    size_t pares, double n0, double *coef);

/* Its factor on a day, between .2 and 5. */

double inv_perfil_factor(const double *coef, size_t pares, int dia);

/*
 * What a kind of day or a promotion does: (observed + n0) / (expected + n0),
 * between .1 and 10: units sold on such days against what was expected
 * without it, n0 units of doubt.
 */

double inv_perfil_efecto(double observado, double esperado, double n0);


/*
 * The mean of the last 28 values taken off their factors: the level.  Factors
 * of a censored (negative) value are left out with it.  28 is usual for
 * `ventana'.
 */

double inv_perfil_nivel(const double *y, const double *factores, size_t n,
    size_t ventana);

/* media[i] = nivel * factores[i] */

void inv_perfil_proyectar(double nivel, const double *factores, size_t h,
    double *media);

/*
 * A method: the level times the series' own weekday shape over 8 weeks (its
 * period must be 7).
 */

inv_pron_error_e inv_perfil_metodo(const inv_serie_t *s, size_t h,
    double *media, double *var, char *nombre, inv_cuaderno_t *c);


#endif /* _INV_PERFIL_H_INCLUDED_ */
