
/*
 * Inventario: how much a client may still ask for.
 */


#include "cupo.h"


void
inv_cupo_gastar(const inv_cupo_t *c, int64_t *lleno, int64_t ahora,
    inv_cupo_estado_t *e)
{
    int64_t  todo, antes, nuevo;

    todo = c->intervalo * c->rafaga;
    antes = __atomic_load_n(lleno, __ATOMIC_RELAXED);

    do {
        nuevo = antes > ahora ? antes : ahora;

        /* never further away than all of it: the quota was made smaller */

        if (nuevo > ahora + todo) {
            nuevo = ahora + todo;
        }

        if (nuevo + c->intervalo > ahora + todo) {
            e->restan = 0;
            e->repone = nuevo - ahora;
            e->espera = nuevo + c->intervalo - todo - ahora;
            return;
        }

        nuevo += c->intervalo;

    } while (!__atomic_compare_exchange_n(lleno, &antes, nuevo, 0,
                                          __ATOMIC_RELAXED,
                                          __ATOMIC_RELAXED));

    e->restan = (ahora + todo - nuevo) / c->intervalo;
    e->repone = nuevo - ahora;
    e->espera = 0;
}
