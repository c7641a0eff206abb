
/*
 * Inventario: promotions, the search of every choice.
 *
 * A state is how many units of each class are left (and how many bundles of
 * each promotion with a limit); its value, the most that can be gained from
 * there.  The dearest class that is left is either given up or goes into a
 * bundle with others; each state is solved once.
 */


#include <string.h>
#include "promocion_interno.h"


#define INV_PROMO_B_CLASES    24
#define INV_PROMO_B_UNIDADES  60
#define INV_PROMO_B_LIMITES   8
#define INV_PROMO_B_LARGO     (INV_PROMO_B_CLASES + INV_PROMO_B_LIMITES)
#define INV_PROMO_B_ESTADOS   16384
#define INV_PROMO_B_TABLA     (2 * INV_PROMO_B_ESTADOS)


typedef struct {
    inv_promo_ticket_t        *t;
    const uint32_t            *opciones;
    uint32_t                   n_opciones;
    const uint32_t            *clases;
    uint32_t                   n_clases;
    uint32_t                   promos[INV_PROMO_B_LIMITES];
    uint32_t                   n_promos;

    uint8_t                  (*estados)[INV_PROMO_B_LARGO];
    int64_t                   *valores;
    uint32_t                  *tabla;       /* number of a state + 1 */
    uint32_t                   n;
    int                        agotada;
    inv_promo_error_e          error;
} inv_promo_busqueda_t;


/* Bundles of an option out of a state, one after another. */

typedef struct {
    const inv_promo_opcion_t  *o;
    uint32_t                   opcion;
    const uint8_t             *estado;
    uint32_t                   primera;     /* class that it must have */
    uint8_t                    tomadas[INV_PROMO_B_CLASES];

    int64_t                    mejor;

    /* when the choice itself is wanted: the one that is worth mejor */
    inv_promo_uso_t          **usos;
    uint8_t                    hijo[INV_PROMO_B_LARGO];
    int                        hallado;
} inv_promo_armado_t;


static int inv_promo_b_iniciar(inv_promo_busqueda_t *b, uint8_t *estado);
static int64_t inv_promo_b_valor(inv_promo_busqueda_t *b,
    const uint8_t *estado);
static uint32_t inv_promo_b_celda(const inv_promo_busqueda_t *b,
    const uint8_t *estado);
static void inv_promo_b_opciones(inv_promo_busqueda_t *b,
    inv_promo_armado_t *a);
static void inv_promo_b_llenar(inv_promo_busqueda_t *b,
    inv_promo_armado_t *a, uint32_t parte, uint32_t desde, uint32_t faltan);
static void inv_promo_b_hecho(inv_promo_busqueda_t *b,
    inv_promo_armado_t *a);
static int inv_promo_b_limite(const inv_promo_busqueda_t *b, uint32_t promo);
static void inv_promo_b_contar(inv_promo_busqueda_t *b, uint8_t *estado,
    inv_promo_uso_t **usos);


inv_promo_error_e
inv_promo_buscar(inv_promo_ticket_t *t, const uint32_t *opciones, uint32_t n,
    const uint32_t *clases, uint32_t m, int64_t ganancia,
    inv_promo_uso_t **usos)
{
    int64_t               valor;
    uint8_t               estado[INV_PROMO_B_LARGO];
    inv_promo_busqueda_t  b;

    memset(&b, 0, sizeof(b));

    b.t = t;
    b.opciones = opciones;
    b.n_opciones = n;
    b.clases = clases;
    b.n_clases = m;

    if (!inv_promo_b_iniciar(&b, estado)) {
        t->r->exacta = 0;
        return INV_PROMO_BIEN;
    }

    b.estados = inv_promo_pedir(t->r, INV_PROMO_B_ESTADOS,
                                INV_PROMO_B_LARGO);
    b.valores = inv_promo_pedir(t->r, INV_PROMO_B_ESTADOS, sizeof(int64_t));
    b.tabla = inv_promo_pedir(t->r, INV_PROMO_B_TABLA, sizeof(uint32_t));

    if (b.estados == NULL || b.valores == NULL || b.tabla == NULL) {
        return INV_PROMO_MEMORIA;
    }

    valor = inv_promo_b_valor(&b, estado);

    if (b.agotada) {
        t->r->exacta = 0;
        return INV_PROMO_BIEN;
    }

    if (valor > ganancia) {
        *usos = NULL;
        inv_promo_b_contar(&b, estado, usos);
    }

    return b.error;
}


/* The first state; 0 if the group is too large for a search. */

static int
inv_promo_b_iniciar(inv_promo_busqueda_t *b, uint8_t *estado)
{
    int64_t             suma, unidades;
    uint32_t            i;
    const inv_promo_t  *p;

    memset(estado, 0, INV_PROMO_B_LARGO);

    if (b->n_clases > INV_PROMO_B_CLASES) {
        return 0;
    }

    suma = 0;

    for (i = 0; i < b->n_clases; i++) {
        unidades = b->t->clases[b->clases[i]].unidades;
        suma += unidades;

        if (unidades > INV_PROMO_B_UNIDADES || suma > INV_PROMO_B_UNIDADES) {
            return 0;
        }

        estado[i] = (uint8_t) unidades;
    }

    for (i = 0; i < b->n_opciones; i++) {
        p = &b->t->promos[b->t->opciones[b->opciones[i]].promo];

        /* more bundles than units: no limit at all */

        if (p->limite == 0 || p->limite >= INV_PROMO_B_UNIDADES
            || inv_promo_b_limite(b, b->t->opciones[b->opciones[i]].promo)
               >= 0)
        {
            continue;
        }

        if (b->n_promos == INV_PROMO_B_LIMITES) {
            return 0;
        }

        estado[INV_PROMO_B_CLASES + b->n_promos] = (uint8_t) p->limite;
        b->promos[b->n_promos++] = b->t->opciones[b->opciones[i]].promo;
    }

    return 1;
}


static int
inv_promo_b_limite(const inv_promo_busqueda_t *b, uint32_t promo)
{
    uint32_t  i;

    for (i = 0; i < b->n_promos; i++) {
        if (b->promos[i] == promo) {
            return (int) i;
        }
    }

    return -1;
}


static int64_t
inv_promo_b_valor(inv_promo_busqueda_t *b, const uint8_t *estado)
{
    uint32_t            i, n;
    inv_promo_armado_t  a;

    for (i = 0; i < b->n_clases && estado[i] == 0; i++) { /* void */ }

    if (i == b->n_clases || b->agotada) {
        return 0;
    }

    n = b->tabla[inv_promo_b_celda(b, estado)];
    if (n) {
        return b->valores[n - 1];
    }

    memset(&a, 0, sizeof(a));

    a.estado = estado;
    a.primera = i;

    /* given up: what is left of it stays out of everything */

    memcpy(a.hijo, estado, INV_PROMO_B_LARGO);
    a.hijo[i] = 0;
    a.mejor = inv_promo_b_valor(b, a.hijo);

    inv_promo_b_opciones(b, &a);

    if (b->agotada || b->n == INV_PROMO_B_ESTADOS) {
        b->agotada = 1;
        return 0;
    }

    memcpy(b->estados[b->n], estado, INV_PROMO_B_LARGO);
    b->valores[b->n++] = a.mejor;
    b->tabla[inv_promo_b_celda(b, estado)] = b->n;

    return a.mejor;
}


/* Where the state is, or would be. */

static uint32_t
inv_promo_b_celda(const inv_promo_busqueda_t *b, const uint8_t *estado)
{
    size_t    i;
    uint64_t  h;
    uint32_t  celda;

    h = UINT64_C(14695981039346656037);

    for (i = 0; i < INV_PROMO_B_LARGO; i++) {
        h = (h ^ estado[i]) * UINT64_C(1099511628211);
    }

    celda = (uint32_t) (h >> 32) % INV_PROMO_B_TABLA;

    while (b->tabla[celda]
           && memcmp(b->estados[b->tabla[celda] - 1], estado,
                     INV_PROMO_B_LARGO)
              != 0)
    {
        celda = (celda + 1) % INV_PROMO_B_TABLA;
    }

    return celda;
}


static void
inv_promo_b_opciones(inv_promo_busqueda_t *b, inv_promo_armado_t *a)
{
    int                  limite;
    uint32_t             i;
    inv_promo_opcion_t  *o;

    for (i = 0; i < b->n_opciones && !b->agotada && !a->hallado; i++) {
        o = &b->t->opciones[b->opciones[i]];
        limite = inv_promo_b_limite(b, o->promo);

        if (limite >= 0 && a->estado[INV_PROMO_B_CLASES + limite] == 0) {
            continue;
        }

        a->o = o;
        a->opcion = b->opciones[i];
        memset(a->tomadas, 0, sizeof(a->tomadas));

        inv_promo_b_llenar(b, a, 0, 0,
                           b->t->promos[o->promo].cantidad[0]);
    }
}


/*
 * Units for a part: of its classes from number desde on, in order, so that the
 * same ones come once.
 */

static void
inv_promo_b_llenar(inv_promo_busqueda_t *b, inv_promo_armado_t *a,
    uint32_t parte, uint32_t desde, uint32_t faltan)
{
    uint32_t            i, c, hay, n;
    const inv_promo_t  *p = &b->t->promos[a->o->promo];

    if (b->t->pasos == 0) {
        b->agotada = 1;
        return;
    }

    b->t->pasos--;

    if (faltan == 0) {
        if (parte + 1 == p->n_partes) {
            inv_promo_b_hecho(b, a);
        } else {
            inv_promo_b_llenar(b, a, parte + 1, 0, p->cantidad[parte + 1]);
        }

        return;
    }

    for (i = desde; i < a->o->n_clases[parte]; i++) {
        for (c = 0; b->clases[c] != a->o->clases[parte][i]; c++) {
            /* void */
        }

        hay = a->estado[c] - a->tomadas[c];

        if (hay > faltan) {
            hay = faltan;
        }

        for (n = hay; n > 0 && !b->agotada && !a->hallado; n--) {
            a->tomadas[c] += n;
            inv_promo_b_llenar(b, a, parte, i + 1, faltan - n);
            a->tomadas[c] -= n;
        }
    }
}


static void
inv_promo_b_hecho(inv_promo_busqueda_t *b, inv_promo_armado_t *a)
{
    int                limite;
    int64_t            ganancia, valor;
    uint8_t            hijo[INV_PROMO_B_LARGO];
    uint32_t           i, n;
    inv_promo_toma_t   tomas[INV_PROMO_B_CLASES];

    if (a->tomadas[a->primera] == 0) {
        return;
    }

    memcpy(hijo, a->estado, INV_PROMO_B_LARGO);

    for (i = 0, n = 0; i < b->n_clases; i++) {
        if (a->tomadas[i]) {
            hijo[i] -= a->tomadas[i];
            tomas[n].clase = b->clases[i];
            tomas[n++].unidades = a->tomadas[i];
        }
    }

    limite = inv_promo_b_limite(b, a->o->promo);
    if (limite >= 0) {
        hijo[INV_PROMO_B_CLASES + limite]--;
    }

    ganancia = inv_promo_ganancia(b->t, &b->t->promos[a->o->promo], tomas, n);
    if (ganancia <= 0) {
        return;
    }

    valor = ganancia + inv_promo_b_valor(b, hijo);

    if (a->usos == NULL) {
        if (valor > a->mejor) {
            a->mejor = valor;
        }

    } else if (valor == a->mejor) {
        a->hallado = 1;
        memcpy(a->hijo, hijo, INV_PROMO_B_LARGO);
        b->error = inv_promo_usar(b->t, a->usos, a->opcion, tomas, n, 1,
                                  ganancia);
    }
}


/*
 * The choices that are worth what was found, from a state on; everything is
 * remembered, so nothing is solved again.
 */

static void
inv_promo_b_contar(inv_promo_busqueda_t *b, uint8_t *estado,
    inv_promo_uso_t **usos)
{
    uint32_t            i, pasos;
    inv_promo_armado_t  a;

    pasos = b->t->pasos;
    b->t->pasos = UINT32_MAX;

    for (i = 0; i < b->n_clases && b->error == INV_PROMO_BIEN; /* void */ ) {
        if (estado[i] == 0) {
            i++;
            continue;
        }

        memset(&a, 0, sizeof(a));

        a.estado = estado;
        a.primera = i;
        a.usos = usos;
        a.mejor = inv_promo_b_valor(b, estado);

        inv_promo_b_opciones(b, &a);

        if (a.hallado) {
            memcpy(estado, a.hijo, INV_PROMO_B_LARGO);
        } else {
            estado[i] = 0;
        }
    }

    b->t->pasos = pasos;
}
