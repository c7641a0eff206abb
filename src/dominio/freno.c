
/*
 * Inventario: who fails again and again waits longer and longer.
 *
 * The instant of the last failure is not kept: it is vence less olvido.
 */


#include "freno.h"


static uint64_t inv_freno_fallas(const inv_freno_t *f, const inv_casilla_t *l,
    int64_t desde, int64_t ahora);


int64_t
inv_freno_espera(const inv_freno_t *f, uint64_t n)
{
    int64_t  espera;

    if (n < f->gratis) {
        return 0;
    }

    for (espera = f->primera; n > f->gratis && espera < f->tope; n--) {
        espera *= 2;
    }

    return espera < f->tope ? espera : f->tope;
}


static uint64_t
inv_freno_fallas(const inv_freno_t *f, const inv_casilla_t *l, int64_t desde,
    int64_t ahora)
{
    return l && l->vence > ahora && l->vence - f->olvido > desde ? l->n : 0;
}


int64_t
inv_freno_falta(const inv_freno_t *f, const inv_casilla_t *l, int64_t desde,
    int64_t ahora)
{
    int64_t  espera, falta;

    espera = inv_freno_espera(f, inv_freno_fallas(f, l, desde, ahora));

    /* or an attempt of another process, whose clock is a little ahead, would
     * be waited for */

    if (espera == 0) {
        return 0;
    }

    falta = l->vence - f->olvido + espera - ahora;

    return falta > 0 ? falta : 0;
}


void
inv_freno_cargar(const inv_freno_t *f, inv_casilla_t *l, int64_t desde,
    int64_t ahora)
{
    l->n = inv_freno_fallas(f, l, desde, ahora) + 1;
    l->vence = ahora + f->olvido;
}


/*
 * The wait of the failures before it has passed, or it would not have begun,
 * and need not begin anew because of it; unless others failed meanwhile.
 */

void
inv_freno_devolver(const inv_freno_t *f, inv_casilla_t *l, uint64_t n,
    int64_t entonces)
{
    if (l == NULL) {
        return;
    }

    l->n -= n < l->n ? n : l->n;

    if (l->n == 0) {
        l->vence = 0;

    } else if (l->vence == entonces + f->olvido) {
        l->vence -= inv_freno_espera(f, l->n);
    }
}
