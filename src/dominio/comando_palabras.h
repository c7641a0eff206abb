
/*
 * Inventario: the numbers and units of a spoken order.  For comando.c only.
 */


#ifndef _INV_COMANDO_PALABRAS_H_INCLUDED_
#define _INV_COMANDO_PALABRAS_H_INCLUDED_


#include <stddef.h>
#include <stdint.h>


typedef struct {
    const char  *formas;        /* "kilo|kilos|kg" */
    const char  *unidad;        /* un, kg, l, m, bulto */
    int64_t      por;           /* so many of it, */
    int64_t      entre;         /* divided by this */
} inv_unidad_t;


typedef enum {
    INV_NUMERO_BIEN = 0,
    INV_NUMERO_MALO,            /* negative, too big, too fine, or none */
    INV_NUMERO_AMBIGUO          /* 1.500 */
} inv_numero_e;


/*
 * The character of n bytes at s in lower case and without its accent; a space
 * for white space and the signs that only decorate, '"' for any quotation
 * mark, 0 for what does not belong in an order.
 */
int inv_palabras_letra(const char *s, size_t n);

/* Adds the words as alternatives to a pattern; 0 if cabe is too little. */
int inv_palabras_alternar(char *buf, size_t *n, size_t cabe);
int inv_unidades_alternar(char *buf, size_t *n, size_t cabe);

/*
 * Thousandths of what n bytes say: 12, 2,5, 1/2, treinta y cinco, tres
 * cuartos, dos y medio.
 */
inv_numero_e inv_palabras_numero(const char *s, size_t n, int64_t *milesimos);

/* NULL: none of them. */
const inv_unidad_t *inv_unidades_buscar(const char *s, size_t n);


#endif /* _INV_COMANDO_PALABRAS_H_INCLUDED_ */
