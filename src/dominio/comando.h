
/*
 * Inventario: what is said in a shop, as an order to the program: "pedir coca
 * cola x 6", "ingresaron 12 cajones de cerveza", "faltan tres leches", "saqué
 * 2,5 kg de queso para el local".
 *
 * It knows verbs, numbers, units and places, not products: those are found by
 * who has the catalogue.  What it is not sure of becomes a doubt, never a
 * guess.
 */


#ifndef _INV_COMANDO_H_INCLUDED_
#define _INV_COMANDO_H_INCLUDED_


#include <stddef.h>
#include <stdint.h>


#define INV_COMANDO_LARGO     500   /* characters of a sentence */
#define INV_COMANDO_RENGLONES  20   /* products in it */
#define INV_COMANDO_TOPE      INT64_C(999999000)   /* thousandths */


typedef enum {
    INV_COMANDO_BIEN = 0,
    INV_COMANDO_VACIO,
    INV_COMANDO_MUY_LARGO,
    INV_COMANDO_TEXTO,          /* not UTF-8, or signs that nobody dictates */
    INV_COMANDO_NO_ENTENDIDO,   /* begins with no verb that it knows */
    INV_COMANDO_MUCHOS,         /* more products than RENGLONES */
    INV_COMANDO_MEMORIA
} inv_comando_error_e;


/* What is not sure about a line, or about all of it. */

typedef enum {
    INV_DUDA_NINGUNA = 0,
    INV_DUDA_SIN_PRODUCTO,      /* "pedir 6" */
    INV_DUDA_SIN_CANTIDAD,      /* "saqué leche": how much? */
    INV_DUDA_CANTIDAD,          /* zero, negative, too much, no number */
    INV_DUDA_AMBIGUA,           /* "1.500 kilos"; "fernet 750"; two of them */
    INV_DUDA_DOS_ORDENES        /* "pedir 3 leches y saqué 2 panes" */
} inv_comando_duda_e;


/* n bytes of the sentence as it was given. */

typedef struct {
    const char                *s;
    size_t                     n;
} inv_comando_texto_t;


typedef struct {
    inv_comando_texto_t        producto;
    int64_t                    cantidad;    /* thousandths of unidad */
    const char                *unidad;      /* un, kg, l, m, bulto; "" is what
                                               the product is counted in */
    inv_comando_texto_t        envase;      /* the unit's word, or none */
    const void                *medida;      /* of comando.c */
    inv_comando_duda_e         duda;
    unsigned                   asumida:1;   /* nobody said how many: one */
} inv_comando_renglon_t;


typedef struct {
    const char                *intencion;   /* pedido, entrada, salida, falta */
    size_t                     n;
    inv_comando_renglon_t      renglones[INV_COMANDO_RENGLONES];
    inv_comando_texto_t        origen;      /* as it was said, or none */
    inv_comando_texto_t        destino;
    inv_comando_duda_e         duda;
} inv_comando_t;


/*
 * Understands the n bytes of s.  *c is set if it is INV_COMANDO_BIEN, and
 * points into s.  Safe in any thread.  The time it takes is bounded by
 * INV_COMANDO_LARGO.
 */
inv_comando_error_e inv_comando_leer(const char *s, size_t n,
    inv_comando_t *c);

/* The stable word of an error and its sentence in Spanish. */
const char *inv_comando_codigo(inv_comando_error_e error);
const char *inv_comando_detalle(inv_comando_error_e error);

/* The same of a doubt: the question that it asks. */
const char *inv_comando_duda_codigo(inv_comando_duda_e duda);
const char *inv_comando_duda_pregunta(inv_comando_duda_e duda);


#endif /* _INV_COMANDO_H_INCLUDED_ */
