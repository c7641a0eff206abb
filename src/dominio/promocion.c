
/*
 * Inventario: promotions over a ticket, from the outside in.
 */


#include <stdlib.h>
#include <string.h>
#include "decimal.h"
#include "promocion_interno.h"


typedef struct inv_promo_bloque_s  inv_promo_bloque_t;

struct inv_promo_bloque_s {
    inv_promo_bloque_t        *sigue;
    max_align_t                datos[];
};


typedef struct {
    int64_t                    resto;
    size_t                     numero;
} inv_promo_resto_t;


static void inv_promo_ordenar(inv_promo_orden_t *o,
    const inv_promo_linea_t *l, uint32_t numero);
static int inv_promo_todo_valido(const inv_promo_t *promos, size_t n_promos,
    const inv_promo_linea_t *lineas, size_t n_lineas);
static int inv_promo_valido(const inv_promo_t *p);
static int inv_promo_linea_valida(const inv_promo_linea_t *l,
    const inv_promo_t *promos, size_t n_promos);
static int inv_promo_es_pesada(const inv_promo_linea_t *l);
static int inv_promo_por_resto(const void *a, const void *b);


inv_promo_error_e
inv_promo_calcular(const inv_promo_t *promos, size_t n_promos,
    inv_promo_linea_t *lineas, size_t n_lineas, inv_promo_resultado_t *r)
{
    size_t               i;
    inv_promo_error_e    rc;
    inv_promo_orden_t   *orden;
    inv_promo_ticket_t   t;

    memset(r, 0, sizeof(inv_promo_resultado_t));
    memset(&t, 0, sizeof(t));

    r->exacta = 1;

    if (!inv_promo_todo_valido(promos, n_promos, lineas, n_lineas)) {
        return INV_PROMO_RANGO;
    }

    t.promos = promos;
    t.n_promos = n_promos;
    t.pasos = INV_PROMO_PASOS;
    t.r = r;

    t.limites = inv_promo_pedir(r, n_promos, sizeof(int64_t));
    r->veces = inv_promo_pedir(r, n_promos, sizeof(uint64_t));
    orden = inv_promo_pedir(r, n_lineas, sizeof(inv_promo_orden_t));

    if (t.limites == NULL || r->veces == NULL || orden == NULL) {
        return INV_PROMO_MEMORIA;
    }

    for (i = 0; i < n_lineas; i++) {
        lineas[i].descuento = 0;
        inv_promo_ordenar(&orden[i], &lineas[i], (uint32_t) i);
    }

    rc = inv_promo_armar_todo(&t, orden, (uint32_t) n_lineas);

    if (rc == INV_PROMO_BIEN) {
        rc = inv_promo_dar(&t, orden, (uint32_t) n_lineas, lineas);
    }

    return rc;
}


/* A line as units: what was weighed is one, at the price of the line. */

static void
inv_promo_ordenar(inv_promo_orden_t *o, const inv_promo_linea_t *l,
    uint32_t numero)
{
    o->linea = l;
    o->numero = numero;

    if (inv_promo_es_pesada(l)) {
        o->pesado = l->cantidad;
        o->precio = l->importe;
        o->quedan = 1;

    } else {
        o->precio = l->precio;
        o->quedan = l->cantidad / 1000;
    }
}


static int
inv_promo_todo_valido(const inv_promo_t *promos, size_t n_promos,
    const inv_promo_linea_t *lineas, size_t n_lineas)
{
    size_t  i;

    if (n_promos > INV_PROMO_MAX || n_lineas > INV_PROMO_LINEAS) {
        return 0;
    }

    for (i = 0; i < n_promos; i++) {
        if (!inv_promo_valido(&promos[i])
            || (i && promos[i].id <= promos[i - 1].id))
        {
            return 0;
        }
    }

    for (i = 0; i < n_lineas; i++) {
        if (!inv_promo_linea_valida(&lineas[i], promos, n_promos)) {
            return 0;
        }
    }

    return 1;
}


static int
inv_promo_valido(const inv_promo_t *p)
{
    uint32_t  i, suma;

    if (p->n_partes < 1 || p->n_partes > INV_PROMO_PARTES) {
        return 0;
    }

    for (i = 0, suma = 0; i < p->n_partes; i++) {
        if (p->cantidad[i] < 1 || p->cantidad[i] > 1000) {
            return 0;
        }

        suma += p->cantidad[i];
    }

    if (p->porcentaje == -1
        ? p->precio < 0 || p->precio > INV_PROMO_IMPORTE
        : p->porcentaje < 1 || p->porcentaje > INV_PROMO_ESCALA)
    {
        return 0;
    }

    if (p->acumulable
        && (suma != 1 || p->porcentaje == -1 || p->limite != 0))
    {
        return 0;
    }

    return p->rebajadas <= suma && (!p->mismo_producto || p->n_partes == 1);
}


static int
inv_promo_linea_valida(const inv_promo_linea_t *l, const inv_promo_t *promos,
    size_t n_promos)
{
    uint32_t  i;

    if (l->cantidad < 1 || l->importe < 0 || l->importe > INV_PROMO_IMPORTE
        || l->precio < 0 || l->precio > INV_PROMO_IMPORTE)
    {
        return 0;
    }

    for (i = 0; i < l->n_partes; i++) {
        if (l->partes[i].promo >= n_promos
            || l->partes[i].parte >= promos[l->partes[i].promo].n_partes)
        {
            return 0;
        }
    }

    return 1;
}


/* also a line whose price is not that of its units */

static int
inv_promo_es_pesada(const inv_promo_linea_t *l)
{
    return l->pesada || l->cantidad % 1000
           || (inv_int128_t) l->precio * (l->cantidad / 1000) != l->importe;
}


inv_promo_error_e
inv_promo_repartir(int64_t total, const int64_t *pesos, size_t n,
    int64_t *partes)
{
    size_t              i;
    int64_t             suma, falta, *restos;
    inv_int128_t        exacta;
    inv_promo_error_e   rc;

    restos = malloc((n ? n : 1) * sizeof(int64_t));
    if (restos == NULL) {
        return INV_PROMO_MEMORIA;
    }

    for (i = 0, suma = 0; i < n; i++) {
        suma += pesos[i];
    }

    falta = total;

    for (i = 0; i < n; i++) {
        exacta = (inv_int128_t) total * pesos[i];

        partes[i] = suma ? (int64_t) (exacta / suma) : 0;
        restos[i] = suma ? (int64_t) (exacta % suma) : 0;
        falta -= partes[i];
    }

    rc = inv_promo_completar(falta, restos, n, partes);

    free(restos);

    return rc;
}


inv_promo_error_e
inv_promo_completar(int64_t falta, const int64_t *restos, size_t n,
    int64_t *partes)
{
    size_t              i;
    inv_promo_resto_t  *orden;

    orden = malloc((n ? n : 1) * sizeof(inv_promo_resto_t));
    if (orden == NULL) {
        return INV_PROMO_MEMORIA;
    }

    for (i = 0; i < n; i++) {
        orden[i].resto = restos[i];
        orden[i].numero = i;
    }

    qsort(orden, n, sizeof(inv_promo_resto_t), inv_promo_por_resto);

    for (i = 0; i < n && falta > 0; i++, falta--) {
        partes[orden[i].numero]++;
    }

    free(orden);

    return INV_PROMO_BIEN;
}


static int
inv_promo_por_resto(const void *a, const void *b)
{
    const inv_promo_resto_t *x = a, *y = b;

    if (x->resto != y->resto) {
        return x->resto > y->resto ? -1 : 1;
    }

    return x->numero < y->numero ? -1 : 1;
}


void *
inv_promo_pedir(inv_promo_resultado_t *r, size_t n, size_t largo)
{
    inv_promo_bloque_t  *b;

    if (largo && n > SIZE_MAX / 2 / largo) {
        return NULL;
    }

    b = calloc(1, sizeof(inv_promo_bloque_t) + n * largo);
    if (b == NULL) {
        return NULL;
    }

    b->sigue = r->memoria;
    r->memoria = b;

    return b->datos;
}


void
inv_promo_liberar(inv_promo_resultado_t *r)
{
    inv_promo_bloque_t  *b, *sigue;

    for (b = r->memoria; b; b = sigue) {
        sigue = b->sigue;
        free(b);
    }

    memset(r, 0, sizeof(inv_promo_resultado_t));
}
