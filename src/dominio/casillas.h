
/*
 * Inventario: a table of small counters by key in one block of memory that
 * processes share.  It never grows: sixteen places for each value of the hash,
 * and when they are taken the one that matters least makes room, so a flood
 * of keys costs nobody more than that.
 */


#ifndef _INV_CASILLAS_H_INCLUDED_
#define _INV_CASILLAS_H_INCLUDED_


#include <stddef.h>
#include <stdint.h>


typedef struct {
    uint64_t         clave[2];          /* 0, 0: never used */
    int64_t          vence;             /* free from then on */
    uint64_t         n;                 /* how much it matters */
} inv_casilla_t;


typedef struct {
    uint32_t         grupos;            /* a power of two */
    uint64_t         semilla[2];
    inv_casilla_t    lugares[];
} inv_casillas_t;


/*
 * Makes an empty table of bytes bytes; -1: that is too small.  semilla is
 * random, so that whoever chooses keys does not choose their places.
 */
int inv_casillas_iniciar(inv_casillas_t *t, size_t bytes,
    const uint64_t semilla[2]);

/*
 * The place of clave, or NULL.  It needs no lock: the caller changes vence by
 * compare-and-swap, and at worst changes that of a key which has just taken
 * the place.
 */
inv_casilla_t *inv_casillas_buscar(inv_casillas_t *t,
    const uint64_t clave[2]);

/*
 * The place of clave, or one made free for it with vence and n zero: one that
 * ended by ahora, or else that of least n and, of those, the one that ends
 * first.  The caller holds the table's lock.
 */
inv_casilla_t *inv_casillas_poner(inv_casillas_t *t,
    const uint64_t clave[2], int64_t ahora);


#endif /* _INV_CASILLAS_H_INCLUDED_ */
