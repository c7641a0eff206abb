
/*
 * Inventario: what the files about promotions share.
 *
 * clase: units that are the same to all promotions: price, and what they may
 * be part of.  Numbered from the dearest.  opcion: a promotion over all it can
 * take, or over one product.  grupo: options that compete for some class.
 */


#ifndef _INV_PROMOCION_INTERNO_H_INCLUDED_
#define _INV_PROMOCION_INTERNO_H_INCLUDED_


#include "promocion.h"


#define INV_PROMO_ESCALA  10000     /* gains are in cents divided by this */


typedef struct {
    uint32_t                   opcion;
    uint32_t                   parte;
} inv_promo_lugar_t;


typedef struct {
    int64_t                    precio;      /* cents of one unit */
    int64_t                    unidades;
    int64_t                    pesado;      /* thousandths of what is one unit,
                                               or 0 */
    uint32_t                   linea;       /* in orden, its first one */
    uint32_t                   n_lineas;
    uint32_t                   grupo;
} inv_promo_clase_t;


/* so many units of a class */

typedef struct {
    uint32_t                   clase;
    uint32_t                   unidades;
} inv_promo_toma_t;


typedef struct {
    uint32_t                   promo;
    uint32_t                   grupo;
    int64_t                    producto;    /* 0: any */
    const uint32_t            *clases[INV_PROMO_PARTES];
    uint32_t                   n_clases[INV_PROMO_PARTES];

    /* the bundle of the dearest units that are left */
    inv_promo_toma_t          *tomas;
    uint32_t                   n_tomas;
    int64_t                    ganancia;
    int64_t                    valor;       /* what it would cost */
    enum { NUEVO = 0, LISTO, AGOTADO }  estado;
} inv_promo_opcion_t;


/* a bundle that was chosen, so many times */

typedef struct inv_promo_uso_s  inv_promo_uso_t;

struct inv_promo_uso_s {
    inv_promo_uso_t           *sigue;
    uint32_t                   opcion;
    uint32_t                   n_tomas;
    int64_t                    veces;
    int64_t                    ganancia;    /* of one */
    inv_promo_toma_t           tomas[];
};


typedef struct {
    const inv_promo_t         *promos;
    size_t                     n_promos;
    inv_promo_clase_t         *clases;
    uint32_t                   n_clases;
    inv_promo_opcion_t        *opciones;
    uint32_t                   n_opciones;
    int64_t                   *quedan;      /* units, by class */
    int64_t                   *limites;     /* bundles, by promotion */
    uint32_t                   pasos;       /* left for searching */
    inv_promo_uso_t           *usos;
    inv_promo_resultado_t     *r;
} inv_promo_ticket_t;


/*
 * One more to the falta (at most n) parts with the largest remainders, the
 * first ones if equal.
 */
inv_promo_error_e inv_promo_completar(int64_t falta, const int64_t *restos,
    size_t n, int64_t *partes);

/* Zeroed memory that r frees, or NULL. */
void *inv_promo_pedir(inv_promo_resultado_t *r, size_t n, size_t largo);

/* What a bundle gains; tomas ordered by class. */
int64_t inv_promo_ganancia(const inv_promo_ticket_t *t, const inv_promo_t *p,
    const inv_promo_toma_t *tomas, uint32_t n);

/*
 * Of the first units, in the order of tomas from its end, that the bundle has
 * at a discount: how many of *toma, when faltan units are still to get it.
 */
uint32_t inv_promo_rebajadas(const inv_promo_toma_t *toma, uint32_t *faltan);

/*
 * Makes classes, options and groups of the lines, chooses, and gives what was
 * chosen to the lines: promocion_armar.c, promocion_elegir.c, promocion_dar.c.
 *
 * orden: the lines in an order that does not depend on how they came.
 */

typedef struct {
    const inv_promo_linea_t   *linea;
    uint32_t                   numero;      /* of the line, in the ticket */
    inv_promo_lugar_t         *lugares;     /* what it may be part of */
    uint32_t                   n_lugares;
    int64_t                    precio;      /* of a unit, as clase */
    int64_t                    pesado;
    int64_t                    quedan;      /* units not given yet */
} inv_promo_orden_t;

inv_promo_error_e inv_promo_armar_todo(inv_promo_ticket_t *t,
    inv_promo_orden_t *orden, uint32_t n);

inv_promo_error_e inv_promo_dar(inv_promo_ticket_t *t,
    inv_promo_orden_t *orden, uint32_t n, inv_promo_linea_t *lineas);

/*
 * Chooses the bundles of a group: opciones are n numbers of options, clases
 * m numbers of classes, both ascending.  Adds them to t->usos.
 */
inv_promo_error_e inv_promo_elegir(inv_promo_ticket_t *t,
    const uint32_t *opciones, uint32_t n, const uint32_t *clases, uint32_t m);

/* A new use at the head of a list. */
inv_promo_error_e inv_promo_usar(inv_promo_ticket_t *t,
    inv_promo_uso_t **lista, uint32_t opcion, const inv_promo_toma_t *tomas,
    uint32_t n, int64_t veces, int64_t ganancia);

/*
 * The search of everything.  *usos is the best known with its gain; replaced
 * if there is a better one.  t->r->exacta is cleared if it was given up.
 */
inv_promo_error_e inv_promo_buscar(inv_promo_ticket_t *t,
    const uint32_t *opciones, uint32_t n, const uint32_t *clases, uint32_t m,
    int64_t ganancia, inv_promo_uso_t **usos);


#endif /* _INV_PROMOCION_INTERNO_H_INCLUDED_ */
