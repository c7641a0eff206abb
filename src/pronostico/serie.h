
/*
 * Inventario, forecasting: a series, the memory that methods work in, and
 * what every method needs to know of a series.
 *
 * Plain arrays in and out.  Nothing here allocates, keeps state between calls
 * or depends on the thread: the same input gives the same bytes.
 */


#ifndef _INV_SERIE_H_INCLUDED_
#define _INV_SERIE_H_INCLUDED_


#include <stddef.h>


#define INV_SERIE_N_MAX    20000        /* values of a series */
#define INV_SERIE_M_MAX    400          /* the seasonal period */
#define INV_SERIE_H_MAX    1000         /* steps ahead */
#define INV_SERIE_ABS_MAX  1e15         /* largest absolute value */


typedef enum {
    INV_PRON_BIEN = 0,
    INV_PRON_CORTA,         /* too few values for this method */
    INV_PRON_NO_SIRVE,      /* the method is not for such values */
    INV_PRON_MEMORIA,       /* the notebook is too small */
    INV_PRON_RANGO          /* an argument out of its range */
} inv_pron_error_e;


/* n finite values at equal distances, oldest first; m = 1: no season. */

typedef struct {
    const double              *y;
    size_t                     n;
    size_t                     m;
} inv_serie_t;


/*
 * Scratch memory of one thread.  Methods take what they need from the front
 * and the caller puts `usado' back to what it was.
 */

typedef struct {
    double                    *base;
    size_t                     cabe;        /* in doubles */
    size_t                     usado;
    struct inv_ets_tibio_s    *tibio;       /* see ets.h; NULL: none */
} inv_cuaderno_t;


/* n doubles, not cleared, or NULL if they do not fit. */

double *inv_cuaderno_pedir(inv_cuaderno_t *c, size_t n);


/* How a season was taken off a series. */

typedef enum {
    INV_ESTACION_NADA = 0,
    INV_ESTACION_SUMA,
    INV_ESTACION_PRODUCTO
} inv_estacion_e;


double inv_serie_media(const double *y, size_t n);

/* Mean absolute value: the unit in which optimisers see the series; > 0. */

double inv_serie_unidad(const double *y, size_t n);

int inv_serie_constante(const double *y, size_t n);

/*
 * The mean absolute error of the seasonal naive forecast within the series,
 * the denominator of MASE (Hyndman & Koehler 2006); 0 if there is none.
 */

double inv_serie_escala(const inv_serie_t *s);

/*
 * Does it have a season?  |r_m| > z sqrt((1 + 2 sum_{i<m} r_i^2) / n), with
 * z = 1.645 (Assimakopoulos & Nikolopoulos 2000; R's thetaf).  Never with
 * n <= 2m.
 */

int inv_serie_estacional(const inv_serie_t *s);

/*
 * Classical decomposition (centred moving average of m values): one index
 * per place of the season, indice[i] that of y[i], y[i + m]...  They add up
 * to 0 (INV_ESTACION_SUMA) or to m (INV_ESTACION_PRODUCTO).  n >= 2m.
 */

inv_pron_error_e inv_serie_indices(const inv_serie_t *s, inv_estacion_e modo,
    double *indice, inv_cuaderno_t *c);

/*
 * Tests, decomposes and takes the season off: sin[] gets n values, indice[]
 * m.  By product if all values and indices are positive, else by sum.
 */

inv_estacion_e inv_serie_desestacionalizar(const inv_serie_t *s, double *sin,
    double *indice, inv_cuaderno_t *c);

/* Puts it back on steps 1..h after the end; variances may be NULL. */

void inv_serie_estacionalizar(const inv_serie_t *s, inv_estacion_e modo,
    const double *indice, size_t h, double *media, double *var);

/* a + b x, x = 0..n-1, by least squares; n >= 1. */

void inv_serie_recta(const double *y, size_t n, double *a, double *b);

/*
 * Fills what is missing (NaN) between known values: the straight line
 * between its neighbours, plus what the season does there when there are two
 * values of each place.  The first and the last value must be known.
 */

void inv_serie_rellenar(double *y, size_t n, size_t m);


#endif /* _INV_SERIE_H_INCLUDED_ */
