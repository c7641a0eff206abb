
/*
 * Inventario: promotions, from the bundles that were chosen to cents of lines.
 */


#include <string.h>
#include "promocion_interno.h"


/* what a promotion does to each line, in the order of orden */

typedef struct {
    int64_t                   *cantidad;    /* thousandths */
    int64_t                   *exacto;      /* gain, in 1/10000 cent */
    int64_t                   *pesos;
    int64_t                   *partes;
    uint32_t                  *lugar;       /* of a line in orden, by number */
} inv_promo_reparto_t;


static inv_promo_error_e inv_promo_dar_promo(inv_promo_ticket_t *t,
    uint32_t promo, inv_promo_orden_t *orden, uint32_t n,
    inv_promo_reparto_t *x, inv_promo_linea_t *lineas);
static inv_promo_error_e inv_promo_dar_uso(inv_promo_ticket_t *t,
    const inv_promo_uso_t *u, inv_promo_orden_t *orden, uint32_t n,
    inv_promo_reparto_t *x);
static void inv_promo_dar_toma(inv_promo_ticket_t *t,
    const inv_promo_toma_t *toma, int64_t veces, uint32_t rebajadas,
    int32_t porcentaje, inv_promo_orden_t *orden, inv_promo_reparto_t *x);
static inv_promo_error_e inv_promo_redondear(const inv_promo_t *p,
    const inv_promo_reparto_t *x, uint32_t n);
static void inv_promo_acumular(inv_promo_ticket_t *t, uint32_t promo,
    inv_promo_linea_t *lineas, uint32_t n);
static void inv_promo_anotar(inv_promo_resultado_t *r, uint32_t promo,
    uint32_t linea, int64_t cantidad, int64_t descuento);


inv_promo_error_e
inv_promo_dar(inv_promo_ticket_t *t, inv_promo_orden_t *orden, uint32_t n,
    inv_promo_linea_t *lineas)
{
    size_t                  total;
    uint32_t                i, p;
    inv_promo_error_e       rc;
    inv_promo_reparto_t     x;

    for (i = 0, total = 0; i < n; i++) {
        total += lineas[i].n_partes;
    }

    t->r->aplicadas = inv_promo_pedir(t->r, total,
                                      sizeof(inv_promo_aplicada_t));
    x.cantidad = inv_promo_pedir(t->r, n, sizeof(int64_t));
    x.exacto = inv_promo_pedir(t->r, n, sizeof(int64_t));
    x.pesos = inv_promo_pedir(t->r, n, sizeof(int64_t));
    x.partes = inv_promo_pedir(t->r, n, sizeof(int64_t));
    x.lugar = inv_promo_pedir(t->r, n, sizeof(uint32_t));

    if (t->r->aplicadas == NULL || x.cantidad == NULL || x.exacto == NULL
        || x.pesos == NULL || x.partes == NULL || x.lugar == NULL)
    {
        return INV_PROMO_MEMORIA;
    }

    for (i = 0; i < n; i++) {
        x.lugar[orden[i].numero] = i;
    }

    for (p = 0; p < t->n_promos; p++) {
        rc = inv_promo_dar_promo(t, p, orden, n, &x, lineas);
        if (rc != INV_PROMO_BIEN) {
            return rc;
        }
    }

    for (p = 0; p < t->n_promos; p++) {
        if (t->promos[p].acumulable) {
            inv_promo_acumular(t, p, lineas, n);
        }
    }

    return INV_PROMO_BIEN;
}


/* All that was chosen of one promotion, and the cents of it. */

static inv_promo_error_e
inv_promo_dar_promo(inv_promo_ticket_t *t, uint32_t promo,
    inv_promo_orden_t *orden, uint32_t n, inv_promo_reparto_t *x,
    inv_promo_linea_t *lineas)
{
    uint32_t            i, k;
    inv_promo_uso_t    *u;
    inv_promo_error_e   rc;

    memset(x->cantidad, 0, n * sizeof(int64_t));
    memset(x->exacto, 0, n * sizeof(int64_t));

    for (u = t->usos; u; u = u->sigue) {
        if (t->opciones[u->opcion].promo != promo) {
            continue;
        }

        rc = inv_promo_dar_uso(t, u, orden, n, x);
        if (rc != INV_PROMO_BIEN) {
            return rc;
        }
    }

    if (t->r->veces[promo] == 0) {
        return INV_PROMO_BIEN;
    }

    rc = inv_promo_redondear(&t->promos[promo], x, n);
    if (rc != INV_PROMO_BIEN) {
        return rc;
    }

    for (i = 0; i < n; i++) {
        k = x->lugar[i];

        if (x->cantidad[k]) {
            lineas[i].descuento += x->partes[k];
            inv_promo_anotar(t->r, promo, i, x->cantidad[k], x->partes[k]);
        }
    }

    return INV_PROMO_BIEN;
}


/*
 * Takes the units from their lines.  A percentage is of the units that got it;
 * what a price for all of them saves belongs to each in proportion to what it
 * would have cost.
 */

static inv_promo_error_e
inv_promo_dar_uso(inv_promo_ticket_t *t, const inv_promo_uso_t *u,
    inv_promo_orden_t *orden, uint32_t n, inv_promo_reparto_t *x)
{
    uint32_t            i, faltan;
    inv_promo_error_e   rc;
    const inv_promo_t  *p = &t->promos[t->opciones[u->opcion].promo];

    t->r->veces[p - t->promos] += (uint64_t) u->veces;

    memset(x->pesos, 0, n * sizeof(int64_t));
    faltan = p->rebajadas ? p->rebajadas : UINT32_MAX;

    for (i = u->n_tomas; i > 0; i--) {
        inv_promo_dar_toma(t, &u->tomas[i - 1], u->veces,
                           inv_promo_rebajadas(&u->tomas[i - 1], &faltan),
                           p->porcentaje, orden, x);
    }

    if (p->porcentaje >= 0) {
        return INV_PROMO_BIEN;
    }

    rc = inv_promo_repartir(u->veces * u->ganancia, x->pesos, n, x->partes);
    if (rc != INV_PROMO_BIEN) {
        return rc;
    }

    for (i = 0; i < n; i++) {
        x->exacto[i] += x->partes[i];
    }

    return INV_PROMO_BIEN;
}


static void
inv_promo_dar_toma(inv_promo_ticket_t *t, const inv_promo_toma_t *toma,
    int64_t veces, uint32_t rebajadas, int32_t porcentaje,
    inv_promo_orden_t *orden, inv_promo_reparto_t *x)
{
    int64_t             faltan, con, tomo, baja;
    uint32_t            i;
    inv_promo_clase_t  *c = &t->clases[toma->clase];

    faltan = veces * toma->unidades;
    con = veces * rebajadas;

    for (i = c->linea; faltan > 0 && i < c->linea + c->n_lineas; i++) {
        tomo = orden[i].quedan < faltan ? orden[i].quedan : faltan;
        baja = tomo < con ? tomo : con;

        orden[i].quedan -= tomo;
        faltan -= tomo;
        con -= baja;

        x->cantidad[i] += tomo * (c->pesado ? c->pesado : 1000);

        /* of the same scale as a gain, which it is never less than */

        x->pesos[i] += tomo * c->precio * INV_PROMO_ESCALA;

        if (porcentaje >= 0) {
            x->exacto[i] += baja * c->precio * porcentaje;
        }
    }
}


/* x->partes: cents, of x->exacto; never more than its next whole cent. */

static inv_promo_error_e
inv_promo_redondear(const inv_promo_t *p, const inv_promo_reparto_t *x,
    uint32_t n)
{
    int64_t   suma, falta;
    uint32_t  i;

    if (p->n_partes == 1 && p->cantidad[0] == 1) {
        for (i = 0; i < n; i++) {
            x->partes[i] = (x->exacto[i] + INV_PROMO_ESCALA / 2)
                           / INV_PROMO_ESCALA;
        }

        return INV_PROMO_BIEN;
    }

    suma = 0;
    falta = 0;

    for (i = 0; i < n; i++) {
        suma += x->exacto[i];
        x->pesos[i] = x->exacto[i] % INV_PROMO_ESCALA;
        x->partes[i] = x->exacto[i] / INV_PROMO_ESCALA;
        falta -= x->partes[i];
    }

    falta += (suma + INV_PROMO_ESCALA / 2) / INV_PROMO_ESCALA;

    return inv_promo_completar(falta, x->pesos, n, x->partes);
}


static void
inv_promo_acumular(inv_promo_ticket_t *t, uint32_t promo,
    inv_promo_linea_t *lineas, uint32_t n)
{
    int64_t             descuento;
    uint32_t            i, k;
    inv_promo_linea_t  *l;

    for (i = 0; i < n; i++) {
        l = &lineas[i];

        for (k = 0; k < l->n_partes && l->partes[k].promo != promo; k++) {
            /* void */
        }

        if (k == l->n_partes || l->importe == l->descuento) {
            continue;
        }

        descuento = ((l->importe - l->descuento) * t->promos[promo].porcentaje
                     + INV_PROMO_ESCALA / 2) / INV_PROMO_ESCALA;

        l->descuento += descuento;
        t->r->veces[promo]++;

        inv_promo_anotar(t->r, promo, i, l->cantidad, descuento);
    }
}


static void
inv_promo_anotar(inv_promo_resultado_t *r, uint32_t promo, uint32_t linea,
    int64_t cantidad, int64_t descuento)
{
    inv_promo_aplicada_t  *a;

    a = &r->aplicadas[r->n++];

    a->promo = promo;
    a->linea = linea;
    a->cantidad = cantidad;
    a->descuento = descuento;
}
