
/*
 * Inventario, forecasting: the rolling-origin backtest.
 */


#include "elegir.h"
#include "conjunto.h"
#include "ets.h"
#include <math.h>
#include <string.h>


#define INV_RETRO_MINIMO  5             /* values to forecast from */
#define INV_RETRO_Z       1.959963984540054


static inv_pron_error_e inv_retro_correr(const inv_serie_t *s,
    const inv_retro_plan_t *plan, const inv_metodo_t *const *metodos, size_t n,
    inv_retro_t *r, inv_cuaderno_t *c);
static void inv_retro_sumar(inv_retro_t *r, const double *y, size_t h,
    double escala, const double *media, const double *var);


inv_retro_plan_t
inv_retro_plan(size_t n, size_t m, size_t h, size_t origenes)
{
    size_t            minimo, sobra;
    inv_retro_plan_t  p;

    minimo = n / 4 > INV_RETRO_MINIMO ? n / 4 : INV_RETRO_MINIMO;

    if (m > 1 && n > 3 * m && minimo < 2 * m + 1) {
        minimo = 2 * m + 1;
    }

    memset(&p, 0, sizeof(p));

    if (n <= minimo || h == 0 || origenes == 0) {
        return p;
    }

    sobra = n - minimo;
    p.horizonte = h < (sobra + 1) / 2 ? h : (sobra + 1) / 2;
    sobra -= p.horizonte;
    p.paso = p.horizonte > 3 ? p.horizonte / 2 : 1;

    if (p.paso * (origenes - 1) > sobra && origenes > 1) {
        p.paso = sobra / (origenes - 1) > 0 ? sobra / (origenes - 1) : 1;
    }

    p.origenes = 1 + sobra / p.paso;
    p.origenes = p.origenes < origenes ? p.origenes : origenes;

    return p;
}


static void
inv_retro_sumar(inv_retro_t *r, const double *y, size_t h, double escala,
    const double *media, const double *var)
{
    size_t  i;
    double  e, tamano;

    for (i = 0; i < h; i++) {
        e = y[i] - media[i];
        tamano = fabs(y[i]) + fabs(media[i]);
        r->mase += fabs(e) / escala;
        r->rmsse += e * e / (escala * escala);
        r->sesgo += e / escala;
        r->smape += tamano > 0 ? 200 * fabs(e) / tamano : 0;
        r->cobertura += fabs(e) <= INV_RETRO_Z * sqrt(var[i]);
        r->n++;
    }
}


/*
 * The origins, oldest first: a warm fit may start from what an earlier origin
 * knew, never from what a later one does.
 */

static inv_pron_error_e
inv_retro_correr(const inv_serie_t *s, const inv_retro_plan_t *plan,
    const inv_metodo_t *const *metodos, size_t n, inv_retro_t *r,
    inv_cuaderno_t *c)
{
    size_t        i, j, h;
    double        escala, *media, *var;
    inv_serie_t   parte;

    h = plan->horizonte;
    media = inv_cuaderno_pedir(c, h);
    var = inv_cuaderno_pedir(c, h);

    if (media == NULL || var == NULL) {
        return INV_PRON_MEMORIA;
    }

    escala = inv_serie_escala(s);
    escala = escala > 0 ? escala : inv_serie_unidad(s->y, s->n);
    parte = *s;

    for (i = 0; i < plan->origenes; i++) {
        parte.n = s->n - h - (plan->origenes - 1 - i) * plan->paso;

        for (j = 0; j < n; j++) {

            /* a method that could not at some origin has no comparable score */

            if (r[j].n != i * h) {
                continue;
            }

            if (metodos[j]->pronosticar(&parte, h, media, var, NULL, c)
                == INV_PRON_BIEN)
            {
                inv_retro_sumar(&r[j], s->y + parte.n, h, escala, media, var);
            }
        }
    }

    return INV_PRON_BIEN;
}


inv_pron_error_e
inv_retro(const inv_serie_t *s, const inv_retro_plan_t *plan,
    const inv_metodo_t *const *metodos, size_t n, inv_retro_t *r,
    inv_cuaderno_t *c)
{
    size_t             j, usado;
    double             k;
    inv_ets_tibio_t    tibio, *previo;
    inv_pron_error_e   rc;

    memset(r, 0, n * sizeof(inv_retro_t));

    if (plan->origenes == 0) {
        return INV_PRON_CORTA;
    }

    usado = c->usado;
    tibio.hay = 0;

    previo = c->tibio;
    /* cppcheck-suppress autoVariables; taken off below */
    c->tibio = &tibio;
    rc = inv_retro_correr(s, plan, metodos, n, r, c);

    c->tibio = previo;

    if (rc != INV_PRON_BIEN) {
        c->usado = usado;
        return rc;
    }

    c->usado = usado;

    for (j = 0; j < n; j++) {

        if (r[j].n != plan->origenes * plan->horizonte) {
            memset(&r[j], 0, sizeof(inv_retro_t));
            continue;
        }

        k = (double) r[j].n;
        r[j].mase /= k;
        r[j].rmsse = sqrt(r[j].rmsse / k);
        r[j].sesgo /= k;
        r[j].smape /= k;
        r[j].cobertura /= k;
    }

    return INV_PRON_BIEN;
}


const inv_metodo_t *
inv_elegir(const inv_serie_t *s, size_t h, const inv_metodo_t *const *metodos,
    size_t n, inv_cuaderno_t *c)
{
    size_t            i, mejor;
    inv_retro_t       r[INV_CONJUNTO_MAX];
    inv_retro_plan_t  plan;

    plan = inv_retro_plan(s->n, s->m, h, INV_RETRO_ORIGENES);
    mejor = n;

    if (n <= INV_CONJUNTO_MAX
        && inv_retro(s, &plan, metodos, n, r, c) == INV_PRON_BIEN)
    {
        for (i = 0; i < n; i++) {
            if (r[i].n > 0 && (mejor == n || r[i].mase < r[mejor].mase)) {
                mejor = i;
            }
        }
    }

    for (i = 0; mejor == n && i < n; i++) {
        if (s->n >= metodos[i]->minimo) {
            mejor = i;
        }
    }

    return mejor < n ? metodos[mejor] : NULL;
}


void
inv_pesar(const inv_retro_t *r, size_t n, double *pesos)
{
    size_t  i, k;
    double  suma;

    suma = 0;
    k = 0;

    for (i = 0; i < n; i++) {
        pesos[i] = 0;

        if (r[i].n > 0) {
            pesos[i] = 1 / (r[i].rmsse * r[i].rmsse + 1e-9);
            suma += pesos[i];
            k++;
        }
    }

    for (i = 0; i < n; i++) {
        if (r[i].n > 0) {
            pesos[i] = (pesos[i] / suma + 1 / (double) k) / 2;
        }
    }
}
