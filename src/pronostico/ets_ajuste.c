
/*
 * Inventario, forecasting: exponential smoothing, the fit.
 */


#include "ets_interno.h"
#include "optimizar.h"
#include <math.h>
#include <string.h>


#define INV_ETS_ARRANQUES        2
#define INV_ETS_GANA             2e-3   /* of L*; AICc differs by less */
#define INV_ETS_VUELTAS          150
#define INV_ETS_GANA_TIBIA       0.05   /* the same, of a warm start */
#define INV_ETS_VUELTAS_TIBIAS   16


static void inv_ets_de_previo(const inv_ets_busca_t *k,
    const inv_ets_t *previo, double unidad, double *x);
static double inv_ets_arranque(inv_ets_busca_t *k, const double *suaves,
    double *x);
static inv_pron_error_e inv_ets_preparar(inv_ets_busca_t *k,
    const inv_serie_t *s, double unidad, inv_cuaderno_t *c);
static double inv_ets_buscar(inv_ets_busca_t *k, const inv_ets_t *previo,
    double unidad, double *mejor);


/* A fit of before as the start. */

static void
inv_ets_de_previo(const inv_ets_busca_t *k, const inv_ets_t *previo,
    double unidad, double *x)
{
    size_t                  j;
    const inv_ets_forma_t  *f;

    f = k->e.forma;
    *x++ = inv_ets_descaja(previo->alfa, INV_ETS_LO, INV_ETS_HI);

    if (f->tendencia) {
        *x++ = inv_ets_descaja(previo->beta, INV_ETS_LO, previo->alfa);
    }

    if (f->estacion != 'N') {
        *x++ = inv_ets_descaja(previo->gama, INV_ETS_LO, 1 - previo->alfa);
    }

    if (f->amortiguada) {
        *x++ = inv_ets_descaja(previo->fi, INV_ETS_FI_LO, INV_ETS_FI_HI);
    }

    *x++ = (previo->inicio.l / unidad - k->base[0]) / k->paso[0];

    if (f->tendencia) {
        *x++ = (previo->inicio.b / unidad - k->base[1]) / k->paso[1];
    }

    for (j = 1; f->estacion != 'N' && j < k->e.m; j++) {
        *x++ = (previo->inicio.s[j] / (f->estacion == 'M' ? 1 : unidad)
                - k->base[1 + j]) / k->paso[1 + j];
    }
}


/* Smoothing parameters to begin with, the states as estimated. */

static double
inv_ets_arranque(inv_ets_busca_t *k, const double *suaves, double *x)
{
    size_t  i;
    double  g[INV_OPT_MAX];

    i = 0;
    x[i++] = inv_ets_descaja(suaves[0], 0, 1);

    if (k->e.forma->tendencia) {
        x[i++] = inv_ets_descaja(suaves[1], 0, 1);
    }

    if (k->e.forma->estacion != 'N') {
        x[i++] = inv_ets_descaja(suaves[2], 0, 1);
    }

    if (k->e.forma->amortiguada) {
        x[i++] = inv_ets_descaja(suaves[3], 0, 1);
    }

    while (i < k->x) {
        x[i++] = 0;
    }

    return inv_ets_valor(k, x, g);
}


/* Memory, the series in its unit, and the initial states. */

static inv_pron_error_e
inv_ets_preparar(inv_ets_busca_t *k, const inv_serie_t *s, double unidad,
    inv_cuaderno_t *c)
{
    size_t             i, usado;
    double            *y;
    inv_pron_error_e   rc;

    y = inv_cuaderno_pedir(c, s->n);
    usado = c->usado;
    k->y = y;
    k->n = s->n;

    if (y == NULL) {
        return INV_PRON_MEMORIA;
    }

    for (i = 0; i < s->n; i++) {
        y[i] = s->y[i] / unidad;

        if (k->e.forma->error == 'M' && !(y[i] > 0)) {
            return INV_PRON_NO_SIRVE;
        }
    }

    rc = inv_ets_comienzo(k, c);
    c->usado = usado;                   /* only base and paso are kept */

    if (rc != INV_PRON_BIEN) {
        return rc;
    }

    k->d = inv_cuaderno_pedir(c, s->n);
    k->b = inv_cuaderno_pedir(c, s->n);
    k->s = inv_cuaderno_pedir(c, s->n);
    k->q = inv_cuaderno_pedir(c, s->n);

    return k->d && k->b && k->s && k->q ? INV_PRON_BIEN : INV_PRON_MEMORIA;
}


/* The least L*, at `mejor', or HUGE_VAL if no start holds. */

static double
inv_ets_buscar(inv_ets_busca_t *k, const inv_ets_t *previo, double unidad,
    double *mejor)
{
    size_t  i;
    double  v, v2, x[INV_OPT_MAX], g[INV_OPT_MAX];

    /* the likelihood has more than one hill: alpha, beta, gamma, phi */

    static const double  suaves[INV_ETS_ARRANQUES][4] = {
        { 0.1, 0.1, 0.05, 0.9 },
        { 0.9, 0.8, 0.6, 0.9 }
    };

    if (previo) {
        inv_ets_de_previo(k, previo, unidad, mejor);

        if (inv_ets_valor(k, mejor, g) < HUGE_VAL) {
            return inv_opt_bfgs(inv_ets_valor, k, mejor, k->x,
                                INV_ETS_GANA_TIBIA, INV_ETS_VUELTAS_TIBIAS);
        }
    }

    v = HUGE_VAL;

    for (i = 0; i < INV_ETS_ARRANQUES; i++) {

        if (inv_ets_arranque(k, suaves[i], x) == HUGE_VAL) {
            continue;
        }

        v2 = inv_opt_bfgs(inv_ets_valor, k, x, k->x, INV_ETS_GANA,
                          INV_ETS_VUELTAS);

        if (v2 < v) {
            v = v2;
            memcpy(mejor, x, k->x * sizeof(double));
        }
    }

    return v;
}


inv_pron_error_e
inv_ets_ajustar(inv_ets_t *e, const inv_ets_forma_t *forma,
    const inv_serie_t *s, const inv_ets_t *previo, inv_cuaderno_t *c)
{
    size_t            i, usado;
    double            mejor[INV_OPT_MAX], unidad;
    inv_ets_busca_t   k;
    inv_pron_error_e  rc;

    if (forma->estacion != 'N' && (s->m < 2 || s->m > INV_ETS_M_MAX)) {
        return INV_PRON_NO_SIRVE;
    }

    memset(&k, 0, sizeof(k));
    k.e.forma = forma;
    k.e.m = forma->estacion == 'N' ? 1 : s->m;
    k.x = 2 + (forma->tendencia ? 2 : 0) + (forma->amortiguada ? 1 : 0)
          + (forma->estacion != 'N' ? k.e.m : 0);

    if (k.x + 1 >= s->n || s->n < 4 || (k.e.m > 1 && s->n <= s->m)) {
        return INV_PRON_CORTA;
    }

    usado = c->usado;
    unidad = inv_serie_unidad(s->y, s->n);
    rc = inv_ets_preparar(&k, s, unidad, c);

    if (rc == INV_PRON_BIEN
        && inv_ets_buscar(&k, previo, unidad, mejor) == HUGE_VAL)
    {
        rc = INV_PRON_NO_SIRVE;
    }

    c->usado = usado;

    if (rc != INV_PRON_BIEN) {
        return rc;
    }

    inv_ets_poner(&k, mejor);
    *e = k.e;
    e->inicio.l *= unidad;
    e->inicio.b *= unidad;

    for (i = 0; forma->estacion == 'A' && i < e->m; i++) {
        e->inicio.s[i] *= unidad;
    }

    return inv_ets_correr(e, s, NULL);
}


inv_pron_error_e
inv_ets_ajustar_tibio(inv_ets_t *e, unsigned i, const inv_serie_t *s,
    inv_cuaderno_t *c)
{
    inv_ets_tibio_t   *t;
    inv_pron_error_e   rc;

    t = c->tibio;
    rc = inv_ets_ajustar(e, &inv_ets_formas[i], s,
                         t && (t->hay & 1u << i) ? &t->e[i] : NULL, c);

    if (t && rc == INV_PRON_BIEN) {
        t->e[i] = *e;
        t->hay |= 1u << i;
    }

    return rc;
}


inv_pron_error_e
inv_ets_elegir(inv_ets_t *e, uint32_t formas, const inv_serie_t *s,
    inv_cuaderno_t *c)
{
    unsigned          i;
    inv_ets_t         otro;
    inv_pron_error_e  rc, fin;

    fin = INV_PRON_CORTA;

    for (i = 0; i < INV_ETS_FORMAS; i++) {

        if (!(formas & 1u << i)) {
            continue;
        }

        rc = inv_ets_ajustar_tibio(&otro, i, s, c);

        if (rc == INV_PRON_MEMORIA) {
            return rc;
        }

        if (rc != INV_PRON_BIEN || !isfinite(otro.aicc)) {
            continue;
        }

        if (fin != INV_PRON_BIEN || otro.aicc < e->aicc) {
            *e = otro;
            fin = INV_PRON_BIEN;
        }
    }

    return fin;
}
