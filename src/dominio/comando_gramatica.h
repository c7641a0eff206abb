
/*
 * Inventario: the grammar of spoken orders, for comando.c only.
 */


#ifndef _INV_COMANDO_GRAMATICA_H_INCLUDED_
#define _INV_COMANDO_GRAMATICA_H_INCLUDED_


#define PCRE2_CODE_UNIT_WIDTH  8

#include "comando.h"
#include <pcre2.h>


#define INV_INTENCIONES  4
#define INV_LUGARES      7
#define INV_FORMAS       10


/* The sentence in lower case without accents, a byte for a character, and the
 * place of each in the original. */

typedef struct {
    char                       t[INV_COMANDO_LARGO + 1];
    uint16_t                   en[INV_COMANDO_LARGO + 2];
    size_t                     n;
    const char                *s;           /* the original */
} inv_frase_t;


/* a stretch of the sentence */

typedef struct {
    size_t                     desde;
    size_t                     hasta;
} inv_tramo_t;


typedef enum {
    INV_G_PRODUCTO = 0,         /* p */
    INV_G_CANTIDAD,             /* n */
    INV_G_UNIDAD,               /* u */
    INV_G_Y,                    /* y: " y medio" */
    INV_G_RESTO,                /* r */
    INV_G_LUGAR,                /* l */
    INV_G_N
} inv_grupo_e;


typedef struct {
    pcre2_code                *re;
    int                        grupos[INV_G_N];
} inv_patron_t;


/* what is asked for, by its verbs */

typedef struct {
    const char                *nombre;
    const char                *verbos;
    unsigned                   supone_uno:1;    /* nobody said how many: one */
    inv_patron_t               empieza;
} inv_intencion_t;


/* Where a place stands at the end of the sentence. */

typedef struct {
    const char                *intencion;
    const char                *patron;
    unsigned                   destino:1;       /* else: origen */
    inv_patron_t               es;
} inv_lugar_t;


/* The shapes of a line, the surest first. */

typedef struct {
    const char                *patron;
    inv_comando_duda_e         duda;
    unsigned                   hereda:1;    /* the unit of the line before */
    inv_patron_t               es;
} inv_forma_t;


/* patterns that are looked for by themselves */

typedef enum {
    INV_S_OTRO_VERBO = 0,       /* a verb within the sentence: group p */
    INV_S_VERBO,                /* at the beginning */
    INV_S_SOLO_CANTIDAD,        /* nothing but a number and a unit */
    INV_S_CON_CANTIDAD,         /* begins or ends with a quantity */
    INV_S_MITAD_SOLA,           /* "medio" and no more */
    INV_S_COLA,                 /* what is polite at the end */
    INV_S_ARTICULO,
    INV_S_NADA,                 /* no name of a product */
    INV_S_N
} inv_suelto_e;


extern inv_intencion_t  inv_intenciones[INV_INTENCIONES];
extern inv_lugar_t      inv_lugares[INV_LUGARES];
extern inv_forma_t      inv_formas[INV_FORMAS];


/* Makes the patterns, once in a process; 0: no memory. */
int inv_gramatica_lista(void);

/*
 * 1 if the pattern fits the stretch t, whose groups (those that it has and
 * that fitted; otherwise desde == hasta) go to g, of INV_G_N + 1: the last is
 * all of it.
 */
int inv_gramatica_encaja(const inv_frase_t *f, const inv_patron_t *p,
    inv_tramo_t t, inv_tramo_t *g);

int inv_gramatica_suelto(const inv_frase_t *f, inv_suelto_e cual,
    inv_tramo_t t, inv_tramo_t *g);


#endif /* _INV_COMANDO_GRAMATICA_H_INCLUDED_ */
