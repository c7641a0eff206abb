
/*
 * Inventario: who fails again and again waits longer and longer.  An attempt
 * counts as a failure when it begins, so that many at once are not more than
 * many one after another; what it turned out to be is told after.
 */


#ifndef _INV_FRENO_H_INCLUDED_
#define _INV_FRENO_H_INCLUDED_


#include "casillas.h"


typedef struct {
    uint64_t    gratis;                 /* failures before the first wait */
    int64_t     primera;                /* ms, and twice as long each time */
    int64_t     tope;                   /* ms, of the longest wait */
    int64_t     olvido;                 /* ms after the last failure; over
                                           tope */
} inv_freno_t;


/* How long one waits after n failures, ms. */
int64_t inv_freno_espera(const inv_freno_t *f, uint64_t n);

/*
 * How long l (NULL: nobody) still waits, ms.  Failures until desde do not
 * count.
 */
int64_t inv_freno_falta(const inv_freno_t *f,
    const inv_casilla_t *l, int64_t desde, int64_t ahora);

/* An attempt begins at ahora. */
void inv_freno_cargar(const inv_freno_t *f, inv_casilla_t *l,
    int64_t desde, int64_t ahora);

/* n attempts, the last of them begun at entonces, were no failures. */
void inv_freno_devolver(const inv_freno_t *f, inv_casilla_t *l,
    uint64_t n, int64_t entonces);


#endif /* _INV_FRENO_H_INCLUDED_ */
