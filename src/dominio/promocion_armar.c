
/*
 * Inventario: promotions, from lines to classes, options and groups.
 */


#include <stdlib.h>
#include <string.h>
#include "promocion_interno.h"


static inv_promo_error_e inv_promo_opciones(inv_promo_ticket_t *t,
    inv_promo_orden_t *orden, uint32_t n);
static inv_promo_lugar_t *inv_promo_lugares_de(inv_promo_ticket_t *t,
    inv_promo_orden_t *orden, inv_promo_lugar_t *lugar);
static inv_promo_opcion_t *inv_promo_opcion(inv_promo_ticket_t *t,
    const inv_promo_linea_t *l, uint32_t promo);
static inv_promo_error_e inv_promo_clases(inv_promo_ticket_t *t,
    inv_promo_orden_t *orden, uint32_t n);
static inv_promo_error_e inv_promo_lugares(inv_promo_ticket_t *t,
    const inv_promo_orden_t *orden);
static inv_promo_error_e inv_promo_grupos(inv_promo_ticket_t *t);
static void inv_promo_juntar(inv_promo_ticket_t *t, uint32_t *primera);
static uint32_t inv_promo_raiz(inv_promo_ticket_t *t, uint32_t clase);
static void inv_promo_unir(inv_promo_ticket_t *t, uint32_t a, uint32_t b);
static int inv_promo_sirve(const inv_promo_ticket_t *t,
    const inv_promo_orden_t *orden, uint32_t i);
static int inv_promo_igual(const inv_promo_orden_t *a,
    const inv_promo_orden_t *b);
static int inv_promo_por_opcion(const void *a, const void *b);
static int inv_promo_por_lugar(const void *a, const void *b);
static int inv_promo_por_clase(const void *a, const void *b);


inv_promo_error_e
inv_promo_armar_todo(inv_promo_ticket_t *t, inv_promo_orden_t *orden,
    uint32_t n)
{
    inv_promo_error_e  rc;

    rc = inv_promo_opciones(t, orden, n);
    if (rc != INV_PROMO_BIEN) {
        return rc;
    }

    rc = inv_promo_clases(t, orden, n);
    if (rc != INV_PROMO_BIEN) {
        return rc;
    }

    return inv_promo_grupos(t);
}


/* The options there are, and which of them each line may be part of. */

static inv_promo_error_e
inv_promo_opciones(inv_promo_ticket_t *t, inv_promo_orden_t *orden, uint32_t n)
{
    size_t               total;
    uint32_t             i, k;
    inv_promo_lugar_t   *lugar;
    inv_promo_opcion_t  *o;

    for (i = 0, total = 0; i < n; i++) {
        total += orden[i].linea->n_partes;
    }

    if (total > UINT32_MAX / 2) {
        return INV_PROMO_RANGO;
    }

    t->opciones = inv_promo_pedir(t->r, total, sizeof(inv_promo_opcion_t));
    lugar = inv_promo_pedir(t->r, total, sizeof(inv_promo_lugar_t));

    if (t->opciones == NULL || lugar == NULL) {
        return INV_PROMO_MEMORIA;
    }

    o = t->opciones;

    for (i = 0; i < n; i++) {
        for (k = 0; k < orden[i].linea->n_partes; k++) {
            if (inv_promo_sirve(t, &orden[i], k)) {
                o->promo = orden[i].linea->partes[k].promo;
                o->producto = t->promos[o->promo].mismo_producto
                              ? orden[i].linea->producto : 0;
                o++;
            }
        }
    }

    total = o - t->opciones;

    if (total) {
        qsort(t->opciones, total, sizeof(inv_promo_opcion_t),
              inv_promo_por_opcion);
    }

    for (i = 0; i < total; i++) {
        if (t->n_opciones == 0
            || inv_promo_por_opcion(&t->opciones[t->n_opciones - 1],
                                    &t->opciones[i]))
        {
            t->opciones[t->n_opciones++] = t->opciones[i];
        }
    }

    for (i = 0; i < n; i++) {
        lugar = inv_promo_lugares_de(t, &orden[i], lugar);
    }

    return INV_PROMO_BIEN;
}


/* Where a line may serve, written from lugar on; what is behind it. */

static inv_promo_lugar_t *
inv_promo_lugares_de(inv_promo_ticket_t *t, inv_promo_orden_t *orden,
    inv_promo_lugar_t *lugar)
{
    uint32_t                  k;
    inv_promo_opcion_t       *o;
    const inv_promo_parte_t  *partes = orden->linea->partes;

    orden->lugares = lugar;

    for (k = 0; k < orden->linea->n_partes; k++) {
        if (inv_promo_sirve(t, orden, k)) {
            o = inv_promo_opcion(t, orden->linea, partes[k].promo);
            lugar->opcion = (uint32_t) (o - t->opciones);
            lugar->parte = partes[k].parte;
            lugar++;
        }
    }

    orden->n_lugares = (uint32_t) (lugar - orden->lugares);

    if (orden->n_lugares) {
        qsort(orden->lugares, orden->n_lugares, sizeof(inv_promo_lugar_t),
              inv_promo_por_lugar);
    }

    return lugar;
}


/* What adds up comes later; what was weighed is one unit. */

static int
inv_promo_sirve(const inv_promo_ticket_t *t, const inv_promo_orden_t *orden,
    uint32_t i)
{
    uint32_t            k;
    const inv_promo_t  *p = &t->promos[orden->linea->partes[i].promo];

    if (p->acumulable || orden->precio == 0
        || (orden->pesado && (p->n_partes > 1 || p->cantidad[0] > 1)))
    {
        return 0;
    }

    /* the same place said twice is one */

    for (k = 0; k < i; k++) {
        if (orden->linea->partes[k].promo == orden->linea->partes[i].promo
            && orden->linea->partes[k].parte == orden->linea->partes[i].parte)
        {
            return 0;
        }
    }

    return 1;
}


static inv_promo_opcion_t *
inv_promo_opcion(inv_promo_ticket_t *t, const inv_promo_linea_t *l,
    uint32_t promo)
{
    inv_promo_opcion_t  o;

    memset(&o, 0, sizeof(o));

    o.promo = promo;
    o.producto = t->promos[promo].mismo_producto ? l->producto : 0;

    return bsearch(&o, t->opciones, t->n_opciones, sizeof(o),
                   inv_promo_por_opcion);
}


/* Sorts the lines; those of a class are neighbours. */

static inv_promo_error_e
inv_promo_clases(inv_promo_ticket_t *t, inv_promo_orden_t *orden, uint32_t n)
{
    uint32_t            i;
    inv_promo_clase_t  *c;

    if (n) {
        qsort(orden, n, sizeof(inv_promo_orden_t), inv_promo_por_clase);
    }

    t->clases = inv_promo_pedir(t->r, n, sizeof(inv_promo_clase_t));
    t->quedan = inv_promo_pedir(t->r, n, sizeof(int64_t));

    if (t->clases == NULL || t->quedan == NULL) {
        return INV_PROMO_MEMORIA;
    }

    c = NULL;

    for (i = 0; i < n; i++) {
        if (c == NULL || !inv_promo_igual(&orden[i - 1], &orden[i])) {
            c = &t->clases[t->n_clases];
            c->precio = orden[i].precio;
            c->pesado = orden[i].pesado;
            c->linea = i;
            c->grupo = t->n_clases++;
        }

        c->unidades += orden[i].quedan;
        c->n_lineas++;
    }

    return inv_promo_lugares(t, orden);
}


/* The classes of each part of each option, the dearest first. */

static inv_promo_error_e
inv_promo_lugares(inv_promo_ticket_t *t, const inv_promo_orden_t *orden)
{
    size_t                    total;
    uint32_t                  i, k, cabe, clases, *lista;
    inv_promo_opcion_t       *o;
    const inv_promo_t        *p;
    const inv_promo_orden_t  *l;

    for (i = 0, total = 0; i < t->n_clases; i++) {
        l = &orden[t->clases[i].linea];
        total += l->n_lugares;

        for (k = 0; k < l->n_lugares; k++) {
            o = &t->opciones[l->lugares[k].opcion];
            o->n_clases[l->lugares[k].parte]++;
        }
    }

    lista = inv_promo_pedir(t->r, total, sizeof(uint32_t));
    if (lista == NULL) {
        return INV_PROMO_MEMORIA;
    }

    for (i = 0; i < t->n_opciones; i++) {
        o = &t->opciones[i];
        p = &t->promos[o->promo];
        cabe = 0;
        clases = 0;

        for (k = 0; k < p->n_partes; k++) {
            o->clases[k] = lista;
            lista += o->n_clases[k];
            clases += o->n_clases[k];
            cabe += p->cantidad[k];
            o->n_clases[k] = 0;
        }

        o->tomas = inv_promo_pedir(t->r, 1 + (cabe < clases ? cabe : clases),
                                   sizeof(inv_promo_toma_t));
        if (o->tomas == NULL) {
            return INV_PROMO_MEMORIA;
        }
    }

    for (i = 0; i < t->n_clases; i++) {
        l = &orden[t->clases[i].linea];

        for (k = 0; k < l->n_lugares; k++) {
            o = &t->opciones[l->lugares[k].opcion];
            lista = (uint32_t *) o->clases[l->lugares[k].parte];
            lista[o->n_clases[l->lugares[k].parte]++] = i;
        }
    }

    return INV_PROMO_BIEN;
}


/*
 * Options that may take of one class are of one group, and so are those that
 * share a limit.  Groups are chosen for in the order of their dearest class.
 */

static inv_promo_error_e
inv_promo_grupos(inv_promo_ticket_t *t)
{
    uint32_t             i, j, n, m, *opciones, *clases, *primera;
    inv_promo_error_e    rc;

    opciones = inv_promo_pedir(t->r, t->n_opciones, sizeof(uint32_t));
    clases = inv_promo_pedir(t->r, t->n_clases, sizeof(uint32_t));
    primera = inv_promo_pedir(t->r, t->n_promos, sizeof(uint32_t));

    if (opciones == NULL || clases == NULL || primera == NULL) {
        return INV_PROMO_MEMORIA;
    }

    inv_promo_juntar(t, primera);

    for (i = 0; i < t->n_clases; i++) {
        if (inv_promo_raiz(t, i) != i) {
            continue;
        }

        for (j = 0, n = 0; j < t->n_opciones; j++) {
            if (inv_promo_raiz(t, t->opciones[j].grupo) == i) {
                opciones[n++] = j;
            }
        }

        for (j = 0, m = 0; j < t->n_clases; j++) {
            if (inv_promo_raiz(t, j) == i) {
                clases[m++] = j;
            }
        }

        rc = n ? inv_promo_elegir(t, opciones, n, clases, m) : INV_PROMO_BIEN;
        if (rc != INV_PROMO_BIEN) {
            return rc;
        }
    }

    return INV_PROMO_BIEN;
}


/* primera: by promotion with a limit, a class of it and one more; zeroed */

static void
inv_promo_juntar(inv_promo_ticket_t *t, uint32_t *primera)
{
    uint32_t             i, j, k, n;
    inv_promo_opcion_t  *o;

    for (i = 0; i < t->n_opciones; i++) {
        o = &t->opciones[i];
        n = UINT32_MAX;

        for (k = 0; k < t->promos[o->promo].n_partes; k++) {
            for (j = 0; j < o->n_clases[k]; j++) {
                n = n == UINT32_MAX ? o->clases[k][j] : n;
                inv_promo_unir(t, n, o->clases[k][j]);
            }
        }

        o->grupo = n;

        if (t->promos[o->promo].limite) {
            if (primera[o->promo]) {
                inv_promo_unir(t, primera[o->promo] - 1, n);
            }

            primera[o->promo] = n + 1;
        }
    }
}


static uint32_t
inv_promo_raiz(inv_promo_ticket_t *t, uint32_t clase)
{
    while (t->clases[clase].grupo != clase) {
        t->clases[clase].grupo = t->clases[t->clases[clase].grupo].grupo;
        clase = t->clases[clase].grupo;
    }

    return clase;
}


static void
inv_promo_unir(inv_promo_ticket_t *t, uint32_t a, uint32_t b)
{
    a = inv_promo_raiz(t, a);
    b = inv_promo_raiz(t, b);

    if (a < b) {
        t->clases[b].grupo = a;
    } else {
        t->clases[a].grupo = b;
    }
}


static int
inv_promo_igual(const inv_promo_orden_t *a, const inv_promo_orden_t *b)
{
    return a->precio == b->precio && a->pesado == b->pesado
           && a->n_lugares == b->n_lugares
           && (a->n_lugares == 0
               || memcmp(a->lugares, b->lugares,
                         a->n_lugares * sizeof(inv_promo_lugar_t)) == 0);
}


#define inv_promo_antes(a, b)                                                 \
    if ((a) != (b)) {                                                         \
        return (a) < (b) ? -1 : 1;                                            \
    }


/* promotions come by id: see inv_promo_calcular */

static int
inv_promo_por_opcion(const void *a, const void *b)
{
    const inv_promo_opcion_t *x = a, *y = b;

    inv_promo_antes(x->promo, y->promo);
    inv_promo_antes(x->producto, y->producto);

    return 0;
}


static int
inv_promo_por_lugar(const void *a, const void *b)
{
    const inv_promo_lugar_t *x = a, *y = b;

    inv_promo_antes(x->opcion, y->opcion);
    inv_promo_antes(x->parte, y->parte);

    return 0;
}


/* The dearest first; in a class, lines that differ by what they are. */

static int
inv_promo_por_clase(const void *a, const void *b)
{
    int                       n;
    const inv_promo_orden_t  *x = a, *y = b;

    inv_promo_antes(y->precio, x->precio);
    inv_promo_antes(x->pesado, y->pesado);
    inv_promo_antes(x->n_lugares, y->n_lugares);

    n = x->n_lugares ? memcmp(x->lugares, y->lugares,
                              x->n_lugares * sizeof(inv_promo_lugar_t)) : 0;
    if (n) {
        return n;
    }

    inv_promo_antes(x->linea->producto, y->linea->producto);
    inv_promo_antes(y->linea->cantidad, x->linea->cantidad);
    inv_promo_antes(x->numero, y->numero);

    return 0;
}
