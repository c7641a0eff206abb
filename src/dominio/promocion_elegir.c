
/*
 * Inventario: promotions, the two greedy answers.
 */


#include <string.h>
#include "decimal.h"
#include "promocion_interno.h"


typedef enum {
    POR_SU_DINERO = 0,
    POR_GANANCIA,
    MANERAS
} inv_promo_manera_e;


static inv_promo_error_e inv_promo_avaro(inv_promo_ticket_t *t,
    inv_promo_manera_e manera, const uint32_t *opciones, uint32_t n,
    inv_promo_uso_t **usos, int64_t *ganancia);
static void inv_promo_empezar(inv_promo_ticket_t *t,
    const uint32_t *opciones, uint32_t n);
static inv_promo_opcion_t *inv_promo_siguiente(inv_promo_ticket_t *t,
    inv_promo_manera_e manera, const uint32_t *opciones, uint32_t n);
static void inv_promo_armar(inv_promo_ticket_t *t, inv_promo_opcion_t *o);
static void inv_promo_armar_una(inv_promo_ticket_t *t,
    inv_promo_opcion_t *o);
static int inv_promo_cabe(const inv_promo_ticket_t *t,
    const inv_promo_opcion_t *o);
static int inv_promo_mejor(const inv_promo_opcion_t *a,
    const inv_promo_opcion_t *b, inv_promo_manera_e manera);
static int64_t inv_promo_veces(const inv_promo_ticket_t *t,
    const inv_promo_opcion_t *o);


inv_promo_error_e
inv_promo_elegir(inv_promo_ticket_t *t, const uint32_t *opciones, uint32_t n,
    const uint32_t *clases, uint32_t m)
{
    int64_t             ganancia[MANERAS];
    inv_promo_uso_t    *usos[MANERAS], **fin;
    inv_promo_error_e   rc;
    inv_promo_manera_e  i, mejor;

    mejor = POR_SU_DINERO;

    for (i = POR_SU_DINERO; i < MANERAS; i++) {
        rc = inv_promo_avaro(t, i, opciones, n, &usos[i], &ganancia[i]);
        if (rc != INV_PROMO_BIEN) {
            return rc;
        }

        if (ganancia[i] > ganancia[mejor]) {
            mejor = i;
        }
    }

    /* one promotion with one part: the dearest first is the best */

    if (n > 1 || t->promos[t->opciones[opciones[0]].promo].n_partes > 1) {
        rc = inv_promo_buscar(t, opciones, n, clases, m, ganancia[mejor],
                              &usos[mejor]);
        if (rc != INV_PROMO_BIEN) {
            return rc;
        }
    }

    for (fin = &usos[mejor]; *fin; fin = &(*fin)->sigue) { /* void */ }

    *fin = t->usos;
    t->usos = usos[mejor];

    return INV_PROMO_BIEN;
}


static inv_promo_error_e
inv_promo_avaro(inv_promo_ticket_t *t, inv_promo_manera_e manera,
    const uint32_t *opciones, uint32_t n, inv_promo_uso_t **usos,
    int64_t *ganancia)
{
    int64_t              veces;
    uint32_t             i;
    inv_promo_error_e    rc;
    inv_promo_opcion_t  *mejor;

    *usos = NULL;
    *ganancia = 0;

    inv_promo_empezar(t, opciones, n);

    for ( ;; ) {
        mejor = inv_promo_siguiente(t, manera, opciones, n);

        if (mejor == NULL) {
            return INV_PROMO_BIEN;
        }

        veces = inv_promo_veces(t, mejor);

        for (i = 0; i < mejor->n_tomas; i++) {
            t->quedan[mejor->tomas[i].clase] -= veces
                                                * mejor->tomas[i].unidades;
        }

        t->limites[mejor->promo] -= veces;
        *ganancia += veces * mejor->ganancia;

        rc = inv_promo_usar(t, usos, (uint32_t) (mejor - t->opciones),
                            mejor->tomas, mejor->n_tomas, veces,
                            mejor->ganancia);
        if (rc != INV_PROMO_BIEN) {
            return rc;
        }
    }
}


/* Everything is left again. */

static void
inv_promo_empezar(inv_promo_ticket_t *t, const uint32_t *opciones, uint32_t n)
{
    uint32_t             i, j, k;
    inv_promo_opcion_t  *o;

    for (i = 0; i < n; i++) {
        o = &t->opciones[opciones[i]];
        o->estado = NUEVO;
        t->limites[o->promo] = t->promos[o->promo].limite
                               ? t->promos[o->promo].limite : INT64_MAX;

        for (k = 0; k < t->promos[o->promo].n_partes; k++) {
            for (j = 0; j < o->n_clases[k]; j++) {
                t->quedan[o->clases[k][j]] =
                    t->clases[o->clases[k][j]].unidades;
            }
        }
    }
}


/* The option whose next bundle is the best, or NULL. */

static inv_promo_opcion_t *
inv_promo_siguiente(inv_promo_ticket_t *t, inv_promo_manera_e manera,
    const uint32_t *opciones, uint32_t n)
{
    uint32_t             i;
    inv_promo_opcion_t  *o, *mejor;

    mejor = NULL;

    for (i = 0; i < n; i++) {
        o = &t->opciones[opciones[i]];

        if (o->estado == NUEVO
            || (o->estado == LISTO && !inv_promo_cabe(t, o)))
        {
            inv_promo_armar(t, o);
        }

        if (o->estado == LISTO && t->limites[o->promo] > 0
            && (mejor == NULL || inv_promo_mejor(o, mejor, manera)))
        {
            mejor = o;
        }
    }

    return mejor;
}


/*
 * The bundle of the dearest units that are left.  A part takes after those
 * before it, from what they leave.  If it gains nothing no later one does,
 * which are all cheaper.
 */

static void
inv_promo_armar(inv_promo_ticket_t *t, inv_promo_opcion_t *o)
{
    uint32_t            i, j, k, clase, faltan, hay;
    const inv_promo_t  *p = &t->promos[o->promo];

    o->estado = AGOTADO;
    o->n_tomas = 0;
    o->valor = 0;

    if (p->n_partes == 1 && p->cantidad[0] == 1) {
        inv_promo_armar_una(t, o);
        return;
    }

    for (k = 0; k < p->n_partes; k++) {
        faltan = p->cantidad[k];

        for (i = 0; i < o->n_clases[k] && faltan > 0; i++) {
            clase = o->clases[k][i];

            for (j = 0; j < o->n_tomas && o->tomas[j].clase < clase; j++) {
                /* void */
            }

            if (j == o->n_tomas || o->tomas[j].clase != clase) {
                if (t->quedan[clase] == 0) {
                    continue;
                }

                memmove(&o->tomas[j + 1], &o->tomas[j],
                        (o->n_tomas - j) * sizeof(inv_promo_toma_t));
                o->tomas[j].clase = clase;
                o->tomas[j].unidades = 0;
                o->n_tomas++;
            }

            hay = faltan;
            if (t->quedan[clase] - o->tomas[j].unidades < hay) {
                hay = (uint32_t) (t->quedan[clase] - o->tomas[j].unidades);
            }

            o->tomas[j].unidades += hay;
            o->valor += hay * t->clases[clase].precio;
            faltan -= hay;
        }

        if (faltan) {
            return;
        }
    }

    o->ganancia = inv_promo_ganancia(t, p, o->tomas, o->n_tomas);

    if (o->ganancia > 0) {
        o->estado = LISTO;
    }
}


/*
 * Of one unit: the one that gains most, which may not be the dearest, since a
 * price for a kilo makes each weighed one another price.
 */

static void
inv_promo_armar_una(inv_promo_ticket_t *t, inv_promo_opcion_t *o)
{
    int64_t             ganancia;
    uint32_t            i;
    inv_promo_toma_t    toma;

    o->ganancia = 0;
    toma.unidades = 1;

    for (i = 0; i < o->n_clases[0]; i++) {
        toma.clase = o->clases[0][i];

        if (t->quedan[toma.clase] == 0) {
            continue;
        }

        ganancia = inv_promo_ganancia(t, &t->promos[o->promo], &toma, 1);

        if (ganancia > o->ganancia) {
            o->ganancia = ganancia;
            o->valor = t->clases[toma.clase].precio;
            o->tomas[0] = toma;
            o->n_tomas = 1;
            o->estado = LISTO;
        }
    }
}


/* The bundle that was made is still the dearest, if there is enough for it. */

static int
inv_promo_cabe(const inv_promo_ticket_t *t, const inv_promo_opcion_t *o)
{
    uint32_t  i;

    for (i = 0; i < o->n_tomas; i++) {
        if (t->quedan[o->tomas[i].clase] < o->tomas[i].unidades) {
            return 0;
        }
    }

    return 1;
}


static int
inv_promo_mejor(const inv_promo_opcion_t *a, const inv_promo_opcion_t *b,
    inv_promo_manera_e manera)
{
    if (manera == POR_GANANCIA) {
        return a->ganancia > b->ganancia;
    }

    return (inv_int128_t) a->ganancia * b->valor
           > (inv_int128_t) b->ganancia * a->valor;
}


static int64_t
inv_promo_veces(const inv_promo_ticket_t *t, const inv_promo_opcion_t *o)
{
    int64_t   n, veces;
    uint32_t  i;

    veces = t->limites[o->promo];

    for (i = 0; i < o->n_tomas; i++) {
        n = t->quedan[o->tomas[i].clase] / o->tomas[i].unidades;
        if (n < veces) {
            veces = n;
        }
    }

    return veces;
}


inv_promo_error_e
inv_promo_usar(inv_promo_ticket_t *t, inv_promo_uso_t **lista,
    uint32_t opcion, const inv_promo_toma_t *tomas, uint32_t n, int64_t veces,
    int64_t ganancia)
{
    inv_promo_uso_t  *u;

    u = inv_promo_pedir(t->r, 1, sizeof(inv_promo_uso_t)
                                 + n * sizeof(inv_promo_toma_t));
    if (u == NULL) {
        return INV_PROMO_MEMORIA;
    }

    u->sigue = *lista;
    u->opcion = opcion;
    u->n_tomas = n;
    u->veces = veces;
    u->ganancia = ganancia;
    memcpy(u->tomas, tomas, n * sizeof(inv_promo_toma_t));

    *lista = u;

    return INV_PROMO_BIEN;
}


int64_t
inv_promo_ganancia(const inv_promo_ticket_t *t, const inv_promo_t *p,
    const inv_promo_toma_t *tomas, uint32_t n)
{
    int64_t                   suma, precio;
    uint32_t                  i, faltan;
    const inv_promo_clase_t  *c;

    suma = 0;
    faltan = p->rebajadas ? p->rebajadas : UINT32_MAX;

    if (p->porcentaje < 0) {
        for (i = 0; i < n; i++) {
            suma += tomas[i].unidades * t->clases[tomas[i].clase].precio;
        }

        c = &t->clases[tomas[0].clase];
        precio = p->precio;

        if (c->pesado) {
            /* the price was for a kilo */
            precio = (int64_t) (((inv_int128_t) precio * c->pesado + 500)
                                / 1000);
        }

        return (suma - precio) * INV_PROMO_ESCALA;
    }

    for (i = n; i > 0; i--) {
        suma += inv_promo_rebajadas(&tomas[i - 1], &faltan)
                * t->clases[tomas[i - 1].clase].precio;
    }

    return suma * p->porcentaje;
}


uint32_t
inv_promo_rebajadas(const inv_promo_toma_t *toma, uint32_t *faltan)
{
    uint32_t  n;

    n = toma->unidades < *faltan ? toma->unidades : *faltan;
    *faltan -= n;

    return n;
}
