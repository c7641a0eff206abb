
/*
 * Inventario: the bars of EAN-13 and EAN-8 (GS1 General Specifications, 5.2).
 */


#ifndef _INV_BARRAS_H_INCLUDED_
#define _INV_BARRAS_H_INCLUDED_


#include "gtin.h"


#define INV_BARRAS_MAX  95      /* modules of an EAN-13; an EAN-8 has 67 */


typedef struct {
    unsigned                   n;               /* modules, 95 or 67 */
    unsigned                   antes;           /* quiet modules before it */
    unsigned                   despues;         /* and after it */
    char                       modulos[INV_BARRAS_MAX + 1];     /* '1' dark */
    char                       digitos[INV_EAN13_LARGO + 1];    /* under it */
} inv_barras_t;


/*
 * The bars of a GTIN of 8, 12, 13 or 14 digits: EAN-8 if it has 8 or begins
 * with as many zeros as that takes, EAN-13 otherwise.  1, or 0 with *b not
 * touched if it is no valid GTIN, or one of a pack (14 digits, the first not
 * 0), which those symbols have no room for.
 */
int inv_barras(const char *s, size_t n, inv_barras_t *b);


#endif /* _INV_BARRAS_H_INCLUDED_ */
