
/*
 * Inventario: promotions over a ticket.
 *
 * A promotion is a bundle and what the customer gains with it.  The bundle is
 * so many units of each part (3 of dairy; a cheese and a wine); the gain is a
 * percentage off its cheapest so many units (3x2: 100 % off one; the second at
 * half price: 50 % off one of two), off all of them, or a price for all.
 *
 * A unit belongs to one bundle at most.  A line that was weighed, or whose
 * quantity is not whole, is one unit that only bundles of one unit take.
 * Promotions that add up (acumulable) come afterwards, in the order of their
 * ids: a percentage off what is left of each of their lines.
 *
 * What is chosen is the best for the customer.  Units that no promotion joins
 * are looked at apart; where only one promotion is at play, taking the dearest
 * units first is the best (a bundle's gain never falls when a unit is changed
 * for a dearer one).  Where several compete, two greedy answers (best gain for
 * its money first; best gain first) are compared with a search of all of them
 * that remembers what it solved, and that is given up after INV_PROMO_PASOS
 * steps of the whole ticket; the result says whether everything was searched.
 * The greedy answers take time in proportion to units of different price times
 * promotions, never to quantities.
 *
 * The answer does not depend on the order of the lines or promotions, is never
 * negative, and takes no more off a line than the line.  Gains are added up in
 * 1/10000 cent and rounded once, halves up: line by line for bundles of one
 * unit, for the others over the whole promotion, whose cents are then given to
 * its lines by largest remainder.
 */


#ifndef _INV_PROMOCION_H_INCLUDED_
#define _INV_PROMOCION_H_INCLUDED_


#include <stddef.h>
#include <stdint.h>


#define INV_PROMO_LINEAS   500              /* of a ticket */
#define INV_PROMO_MAX      500              /* promotions at once */
#define INV_PROMO_PARTES   8                /* of a promotion */
#define INV_PROMO_IMPORTE  1000000000000LL  /* cents of a line */
#define INV_PROMO_PASOS    200000

typedef enum {
    INV_PROMO_BIEN = 0,
    INV_PROMO_RANGO,        /* a number out of what is promised below */
    INV_PROMO_MEMORIA
} inv_promo_error_e;


typedef struct {
    int64_t                    id;          /* ties go to the lower one */
    int64_t                    precio;      /* cents of a bundle, 0..IMPORTE,
                                               if porcentaje is -1 */
    int32_t                    porcentaje;  /* in 1/100 of a percent, 1..10000;
                                               or -1 */
    uint32_t                   rebajadas;   /* units of a bundle that get the
                                               percentage, the cheapest; 0: all
                                               of them */
    uint32_t                   limite;      /* bundles in a ticket; 0: any */
    uint32_t                   n_partes;    /* 1..INV_PROMO_PARTES */
    uint32_t                   cantidad[INV_PROMO_PARTES];  /* 1..1000 */
    unsigned                   acumulable:1;     /* one part of one unit, a
                                                    percentage, no limit */
    unsigned                   mismo_producto:1; /* all units of a bundle; one
                                                    part */
} inv_promo_t;


/* a line serves as this part of this promotion (index in the array) */

typedef struct {
    uint32_t                   promo;
    uint32_t                   parte;
} inv_promo_parte_t;


typedef struct {
    int64_t                    producto;
    int64_t                    precio;      /* cents of a unit, or of a kilo */
    int64_t                    importe;     /* cents of the line, 0..IMPORTE */
    int64_t                    cantidad;    /* thousandths, > 0 */
    unsigned                   pesada:1;
    const inv_promo_parte_t   *partes;
    uint32_t                   n_partes;

    int64_t                    descuento;   /* set: cents, 0..importe */
} inv_promo_linea_t;


/* Why a line costs less: so much of it, for this promotion. */

typedef struct {
    uint32_t                   promo;
    uint32_t                   linea;
    int64_t                    cantidad;    /* thousandths in its bundles */
    int64_t                    descuento;   /* cents */
} inv_promo_aplicada_t;


typedef struct {
    inv_promo_aplicada_t      *aplicadas;   /* bundles, by promotion and line;
                                               then what adds up, the same */
    size_t                     n;
    uint64_t                  *veces;       /* bundles, by promotion */
    unsigned                   exacta:1;    /* nothing better exists */
    void                      *memoria;
} inv_promo_resultado_t;


/*
 * Prices n_lineas lines with promotions ascending by id, each id once; *r holds
 * memory until inv_promo_liberar(r), whatever is returned.
 */
inv_promo_error_e inv_promo_calcular(const inv_promo_t *promos,
    size_t n_promos, inv_promo_linea_t *lineas, size_t n_lineas,
    inv_promo_resultado_t *r);

void inv_promo_liberar(inv_promo_resultado_t *r);

/*
 * Shares total among n by their weights, so that the parts add up to it:
 * each gets its share rounded down, and what is left goes one by one to the
 * largest remainders, the first ones if equal.  0 <= total <= sum of weights
 * and 0 < sum < 2^63; n <= 65536.  Returns INV_PROMO_BIEN or _MEMORIA.
 */
inv_promo_error_e inv_promo_repartir(int64_t total,
    const int64_t *pesos, size_t n, int64_t *partes);


#endif /* _INV_PROMOCION_H_INCLUDED_ */
