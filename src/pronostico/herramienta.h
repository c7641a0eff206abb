
/*
 * bin/pronostico: what its files share.
 */


#ifndef _INV_HERRAMIENTA_H_INCLUDED_
#define _INV_HERRAMIENTA_H_INCLUDED_


#include <stdio.h>
#include "pronostico.h"


#define INV_HT_LINEA   (1u << 20)       /* bytes of a line, at most */
#define INV_HT_ID      200              /* bytes of an id */
#define INV_HT_HILOS   64


typedef struct {
    size_t                     periodo;
    size_t                     horizonte;
    size_t                     niveles;
    double                     nivel[INV_NIVELES_MAX];
    char                       texto[INV_NIVELES_MAX][8];   /* as given */
    const inv_metodo_t        *metodo;
    size_t                     hilos;
    size_t                     origenes;
    int                        evaluar;
} inv_ht_opciones_t;


/* A line of the input; `error' says in Spanish why it is not a series. */

typedef struct {
    char                       id[INV_HT_ID + 1];
    unsigned long              linea;
    double                    *y;           /* of malloc() */
    size_t                     n;
    char                       error[160];
} inv_ht_serie_t;


/*
 * The next line that is not empty, gaps filled.  1 if there is one, 0 at the
 * end, -1 if memory or the input failed.  *linea counts lines.
 */

int inv_ht_leer(FILE *f, inv_ht_serie_t *s, size_t periodo,
    unsigned long *linea);


#endif /* _INV_HERRAMIENTA_H_INCLUDED_ */
