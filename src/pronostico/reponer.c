
/*
 * Inventario, forecasting: what to order of a product, and of many with one
 * purse.
 */


#include "politica.h"
#include <math.h>


#define INV_REPO_NADA  1e-9             /* less is rounding */


static double inv_packs_abajo(double x, double pack);
static double inv_packs_arriba(double x, double pack);
static void inv_ordenar(const inv_propuesta_t *p, size_t n, size_t *orden);


static double
inv_packs_abajo(double x, double pack)
{
    return pack > 0 ? floor(x / pack + INV_REPO_NADA) * pack : x;
}


static double
inv_packs_arriba(double x, double pack)
{
    return pack > 0 ? ceil(x / pack - INV_REPO_NADA) * pack : x;
}


void
inv_reponer(const inv_repo_t *r, inv_propuesta_t *p)
{
    double  hay, q, tope;

    hay = r->disponible + r->en_camino;

    p->porque = 0;
    p->cantidad = 0;
    p->falta = r->objetivo - hay;
    p->dias = r->diaria > 0 ? (r->disponible > 0 ? r->disponible / r->diaria
                                                 : 0)
                            : INFINITY;

    if (r->durante > hay + INV_REPO_NADA) {
        p->porque |= INV_REPO_QUIEBRE;
    }

    if (p->falta <= INV_REPO_NADA) {
        p->falta = 0;
        return;
    }

    q = inv_packs_arriba(p->falta, r->pack);

    if (q > p->falta + INV_REPO_NADA) {
        p->porque |= INV_REPO_PACK;
    }

    if (q < r->minimo) {
        q = inv_packs_arriba(r->minimo, r->pack);
        p->porque |= INV_REPO_MINIMO;
    }

    /* what would not be sold in its life, or does not fit, is not bought */

    if (r->vida > 0) {
        tope = inv_packs_abajo(fmax(r->diaria * r->vida - hay, 0), r->pack);

        if (q > tope) {
            q = tope;
            p->porque |= INV_REPO_VENCE;
        }
    }

    if (r->maximo > 0) {
        tope = inv_packs_abajo(fmax(r->maximo - hay, 0), r->pack);

        if (q > tope) {
            q = tope;
            p->porque |= INV_REPO_MAXIMO;
        }
    }

    p->cantidad = q >= r->minimo ? q : 0;
}


/* By days left, the fewest first; equal ones in their order.  Shell's sort,
 * so that nothing is allocated. */

static void
inv_ordenar(const inv_propuesta_t *p, size_t n, size_t *orden)
{
    size_t  i, j, paso, x;

    for (i = 0; i < n; i++) {
        orden[i] = i;
    }

    for (paso = n / 2; paso > 0; paso /= 2) {
        for (i = paso; i < n; i++) {
            x = orden[i];

            for (j = i; j >= paso
                        && (p[orden[j - paso]].dias > p[x].dias
                            || (p[orden[j - paso]].dias == p[x].dias
                                && orden[j - paso] > x));
                 j -= paso)
            {
                orden[j] = orden[j - paso];
            }

            orden[j] = x;
        }
    }
}


double
inv_presupuesto(const inv_repo_t *r, inv_propuesta_t *p, size_t n,
    double presupuesto, size_t *orden)
{
    int              vuelta;
    double           resta, quiere, puede;
    size_t           i, k;
    inv_propuesta_t  previa;

    resta = presupuesto;
    inv_ordenar(p, n, orden);

    for (i = 0; i < n; i++) {
        p[i].falta = p[i].cantidad;         /* what was wanted */
        p[i].cantidad = 0;
    }

    for (vuelta = 0; vuelta < 2; vuelta++) {
        for (k = 0; k < n; k++) {
            i = orden[k];
            previa = p[i];
            quiere = previa.falta - previa.cantidad;

            if (vuelta == 0) {
                if (!(previa.porque & INV_REPO_QUIEBRE)) {
                    continue;
                }

                quiere = fmin(quiere, inv_packs_arriba(
                    r[i].durante - r[i].disponible - r[i].en_camino,
                    r[i].pack));
            }

            if (quiere <= INV_REPO_NADA) {
                continue;
            }

            puede = r[i].costo > 0 ? inv_packs_abajo(resta / r[i].costo,
                                                     r[i].pack)
                                   : quiere;
            quiere = fmin(quiere, puede);

            if (previa.cantidad + quiere < r[i].minimo) {
                quiere = fmin(inv_packs_arriba(r[i].minimo, r[i].pack), puede);

                if (previa.cantidad + quiere < r[i].minimo) {
                    continue;
                }
            }

            p[i].cantidad += quiere;
            resta -= quiere * r[i].costo;
        }
    }

    for (i = 0; i < n; i++) {
        if (p[i].cantidad < p[i].falta - INV_REPO_NADA) {
            p[i].porque |= INV_REPO_PRESUPUESTO;
        }
    }

    return presupuesto - resta;
}
