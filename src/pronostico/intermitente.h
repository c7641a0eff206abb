
/*
 * Inventario, forecasting: demand that comes now and then (Croston 1972;
 * Syntetos & Boylan 2005; Teunter, Syntetos & Babai 2011; Nikolopoulos and
 * others 2011; Petropoulos & Kourentzes 2015).
 *
 * All give one rate for every step ahead.  Smoothing constants are those of
 * .05, .10 ... .30 with the least mean square error one step ahead.  What is
 * started at the first gap would be biased in short series, so sizes and gaps
 * start at their means.
 */


#ifndef _INV_INTERMITENTE_H_INCLUDED_
#define _INV_INTERMITENTE_H_INCLUDED_


#include "metodo.h"


/* Size over gap, both smoothed when a demand comes. */

inv_pron_error_e inv_croston(const inv_serie_t *s, size_t h, double *media,
    double *var, char *nombre, inv_cuaderno_t *c);

/* The same times 1 - b/2, which takes most of Croston's bias away. */

inv_pron_error_e inv_sba(const inv_serie_t *s, size_t h, double *media,
    double *var, char *nombre, inv_cuaderno_t *c);

/* Size times probability, the latter smoothed every period: it falls when a
 * product dies. */

inv_pron_error_e inv_tsb(const inv_serie_t *s, size_t h, double *media,
    double *var, char *nombre, inv_cuaderno_t *c);

/* Exponential smoothing of sums over blocks as long as the mean gap. */

inv_pron_error_e inv_adida(const inv_serie_t *s, size_t h, double *media,
    double *var, char *nombre, inv_cuaderno_t *c);

/* The mean of that over blocks of 1 to the mean gap. */

inv_pron_error_e inv_imapa(const inv_serie_t *s, size_t h, double *media,
    double *var, char *nombre, inv_cuaderno_t *c);


/* Syntetos, Boylan & Croston 2005: which kind of demand a product has. */

typedef enum {
    INV_DEMANDA_NULA = 0,       /* never sold */
    INV_DEMANDA_SUAVE,          /* smooth */
    INV_DEMANDA_ERRATICA,       /* erratic */
    INV_DEMANDA_INTERMITENTE,   /* intermittent */
    INV_DEMANDA_GRUMOSA         /* lumpy */
} inv_demanda_e;

typedef struct {
    double                     intervalo;   /* ADI: periods per demand */
    double                     cv2;         /* of the sizes, squared */
    size_t                     demandas;
    size_t                     desde_ultima;    /* periods since the last */
    inv_demanda_e              clase;       /* at 1.32 and .49 */
} inv_demanda_t;

/* Of y from its first value that is not 0 on. */

void inv_demanda_clase(const double *y, size_t n, inv_demanda_t *d);

/*
 * Obsolete: no sale for longer than four mean gaps and than `minimo' periods
 * (26 weeks is usual).  Its forecast is 0.
 */

int inv_demanda_obsoleta(const inv_demanda_t *d, size_t minimo);


#endif /* _INV_INTERMITENTE_H_INCLUDED_ */
