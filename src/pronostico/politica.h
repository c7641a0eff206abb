
/*
 * Inventario, forecasting: inventory policy: how much to order, and when.
 *
 * Formulas of Snyder & Shen, Fundamentals of Supply Chain Theory, 2nd ed., and
 * of Silver, Pyke & Peterson, Inventory Management.  Money, demand and time
 * are in the caller's units, the same ones throughout.
 */


#ifndef _INV_POLITICA_H_INCLUDED_
#define _INV_POLITICA_H_INCLUDED_


#include <stddef.h>


/*
 * Economic order quantity sqrt(2 K D / h) for a fixed cost K of an order,
 * demand D and holding cost h of a unit in the same time.  *costo (or NULL)
 * gets orders and holding.  INFINITY where holding costs nothing or less: then
 * shelf life, cash and space must bound it.
 */

double inv_eoq(double k, double d, double h, double *costo);


/* From this quantity on, this price for all units; the first is from 0. */

typedef struct {
    double                     desde;
    double                     precio;
} inv_tramo_t;

/* The best quantity with discounts: holding is `tasa' of the price.  *costo
 * has the goods in it. */

double inv_eoq_tramos(double k, double d, double tasa,
    const inv_tramo_t *tramos, size_t n, double *costo);

/*
 * What holding a unit really costs: its price times (rate of money + storage
 * and shrinkage - how much dearer it will be).  All rates are for the same
 * time; may be negative in an inflation: then EOQ has no optimum.
 */

double inv_mantener(double precio, double dinero, double guarda,
    double encarece);

/*
 * Before an announced rise from p to p + k: what to buy at the old price,
 * stock deducted (Tersine).  q is the economic quantity at the new price, d
 * the demand and f the holding rate of a year.
 */

double inv_antes_del_aumento(double p, double k, double q, double d, double f,
    double stock);

/*
 * Newsvendor with normal demand: the quantile h, p give.  plazo: periods from
 * order to arrival, whose demand must be covered too.  *costo of the period.
 */

double inv_vendedor(double h, double p, double media, double sigma,
    double plazo, double *costo);

/*
 * The best (s, S) for Poisson demand, periodic review, no lead time, by
 * Zheng & Federgruen 1991.  Gives the cost of a period; `cuaderno' is room for
 * n values, and S stays below n.  NAN: there was too little room.
 */

double inv_ss_poisson(double h, double p, double k, double media, long *s,
    long *S, double *cuaderno, size_t n);

/*
 * What an (r, Q) policy costs in a unit of time, continuous review, normal
 * demand of mean d and deviation sigma in it, orders that take plazo: exact
 * (Snyder & Shen 5.2).
 */

double inv_rq_costo(double h, double p, double k, double d, double sigma,
    double plazo, double r, double q);

/*
 * The least cost of n periods with known demand, K for an order and h for a
 * unit kept over a period (Wagner & Whitin 1958); q[i] is what to order in
 * period i.  `cuaderno' is room for 2 (n + 1) values.
 */

double inv_wagner_whitin(double h, double k, const double *demanda, size_t n,
    double *q, double *cuaderno);


/*
 * Deviation of what is asked for between two arrivals: the error of the
 * forecast of a period, over plazo + revision periods, and that the plazo is
 * not certain.
 */

double inv_sigma_plazo(double sigma, double media, double plazo,
    double revision, double sigma_plazo);

/* The safety factor k of which the fill rate is `tasa' with orders of q:
 * G(k) = (1 - tasa) q / sigma. */

double inv_factor_de_tasa(double tasa, double q, double sigma);

/* How far below s the stock falls before it is seen: (sd^2 + d^2) / 2d. */

double inv_rebase(double media, double sigma);


/* --- one product's proposal ----------------------------------------------- */

#define INV_REPO_PACK         0x01      /* rounded up to whole packs */
#define INV_REPO_MINIMO       0x02      /* raised to the supplier's minimum */
#define INV_REPO_VENCE        0x04      /* lowered: it would not be sold */
#define INV_REPO_MAXIMO       0x08      /* lowered: no room */
#define INV_REPO_PRESUPUESTO  0x10      /* lowered: no money */
#define INV_REPO_QUIEBRE      0x20      /* runs out before it can arrive */

typedef struct {
    double                     disponible;  /* on hand less reserved */
    double                     en_camino;
    double                     durante;     /* mean demand until it arrives */
    double                     objetivo;    /* demand until the one after it
                                               could arrive, at the level of
                                               service */
    double                     diaria;      /* mean demand of a day */
    double                     pack;        /* units; 0: any quantity */
    double                     minimo;      /* of an order; 0: none */
    double                     maximo;      /* stock that fits; 0: no bound */
    double                     vida;        /* days it keeps; 0: for ever */
    double                     costo;       /* of a unit */
} inv_repo_t;

typedef struct {
    double                     cantidad;
    double                     falta;       /* before rounding and bounds */
    double                     dias;        /* that what there is lasts */
    unsigned                   porque;      /* INV_REPO_ bits */
} inv_propuesta_t;

void inv_reponer(const inv_repo_t *r, inv_propuesta_t *p);

/*
 * Cuts proposals to a budget: first what runs out before it can arrive, to
 * what is needed until then; then the rest; within each, what lasts the
 * fewest days first.  Whole packs.  `orden' is room for n.  Gives what is
 * spent.
 */

double inv_presupuesto(const inv_repo_t *r, inv_propuesta_t *p, size_t n,
    double presupuesto, size_t *orden);


#endif /* _INV_POLITICA_H_INCLUDED_ */
