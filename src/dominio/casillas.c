
/*
 * Inventario: a table of small counters by key, in shared memory.
 */


#include "casillas.h"
#include <string.h>


#define INV_CASILLAS_GRUPO  16


static size_t inv_casillas_grupo(const inv_casillas_t *t,
    const uint64_t clave[2]);
static uint64_t inv_casillas_mezclar(uint64_t h);


int
inv_casillas_iniciar(inv_casillas_t *t, size_t bytes,
    const uint64_t semilla[2])
{
    size_t    grupo;
    uint32_t  grupos;

    grupo = INV_CASILLAS_GRUPO * sizeof(inv_casilla_t);

    if (bytes < sizeof(inv_casillas_t) + grupo) {
        return -1;
    }

    grupos = 1;

    while (grupos < UINT32_C(1) << 24
           && (size_t) grupos * 2 * grupo <= bytes - sizeof(inv_casillas_t))
    {
        grupos *= 2;
    }

    memset(t, 0, sizeof(inv_casillas_t) + grupos * grupo);

    t->grupos = grupos;
    t->semilla[0] = semilla[0];
    t->semilla[1] = semilla[1];

    return 0;
}


/* The finalizer of splitmix64 (Steele, Lea and Flood, 2014). */

static uint64_t
inv_casillas_mezclar(uint64_t h)
{
    h = (h ^ (h >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    h = (h ^ (h >> 27)) * UINT64_C(0x94d049bb133111eb);

    return h ^ (h >> 31);
}


static size_t
inv_casillas_grupo(const inv_casillas_t *t, const uint64_t clave[2])
{
    uint64_t  h;

    h = inv_casillas_mezclar(clave[0] ^ t->semilla[0]);
    h = inv_casillas_mezclar(clave[1] ^ h ^ t->semilla[1]);

    return (h & (t->grupos - 1)) * INV_CASILLAS_GRUPO;
}


inv_casilla_t *
inv_casillas_buscar(inv_casillas_t *t, const uint64_t clave[2])
{
    size_t          i;
    inv_casilla_t  *l;

    l = &t->lugares[inv_casillas_grupo(t, clave)];

    for (i = 0; i < INV_CASILLAS_GRUPO; i++, l++) {
        if (__atomic_load_n(&l->clave[0], __ATOMIC_RELAXED) == clave[0]
            && __atomic_load_n(&l->clave[1], __ATOMIC_RELAXED) == clave[1])
        {
            return l;
        }
    }

    return NULL;
}


inv_casilla_t *
inv_casillas_poner(inv_casillas_t *t, const uint64_t clave[2], int64_t ahora)
{
    size_t          i;
    inv_casilla_t  *l, *peor;

    l = inv_casillas_buscar(t, clave);

    if (l) {
        return l;
    }

    l = &t->lugares[inv_casillas_grupo(t, clave)];
    peor = l;

    for (i = 0; i < INV_CASILLAS_GRUPO; i++, l++) {

        if (l->vence <= ahora) {
            peor = l;
            break;
        }

        if (l->n < peor->n || (l->n == peor->n && l->vence < peor->vence)) {
            peor = l;
        }
    }

    __atomic_store_n(&peor->vence, 0, __ATOMIC_RELAXED);
    __atomic_store_n(&peor->clave[0], clave[0], __ATOMIC_RELAXED);
    __atomic_store_n(&peor->clave[1], clave[1], __ATOMIC_RELAXED);
    peor->n = 0;

    return peor;
}
