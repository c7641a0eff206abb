
/*
 * Inventory policy: golden values of stockpyl 1.0 (Snyder & Shen's examples),
 * and what a proposal must keep to.
 */


#include "prueba.h"
#include "pronostico/demanda.h"
#include "pronostico/intermitente.h"
#include "pronostico/politica.h"
#include <math.h>


#define cerca(a, b, error)  assert_true(fabs((a) - (b)) <= (error))


static void
eoq(void **estado)
{
    double  costo;

    static const inv_tramo_t  tramos[] = {
        { 0, .75 }, { 400, .72 }, { 800, .68 }
    };

    (void) estado;

    cerca(inv_eoq(8, 1300, .225, &costo), 304.046780, 1e-6);
    cerca(costo, 68.410526, 1e-6);
    assert_true(isinf(inv_eoq(8, 1300, 0, NULL)));
    assert_true(isinf(inv_eoq(8, 1300, -.1, NULL)));

    cerca(inv_eoq_tramos(8, 1300, .3, tramos, 3, &costo), 800, 1e-9);
    cerca(costo, 978.60, 1e-6);

    /* without reaching a discount the first price stays */

    cerca(inv_eoq_tramos(8, 13, .3, tramos, 1, &costo),
          inv_eoq(8, 13, .3 * .75, NULL), 1e-9);
}


static void
vendedor(void **estado)
{
    double  costo;

    (void) estado;

    cerca(inv_vendedor(.18, .70, 50, 8, 0, &costo), 56.603956, 1e-6);
    cerca(costo, 1.997605, 1e-6);
    cerca(inv_vendedor(.18, .70, 50, 8, 4, NULL), 264.766890, 1e-5);
}


static void
ss(void **estado)
{
    long    s, S;
    double  c[256];

    (void) estado;

    cerca(inv_ss_poisson(1, 4, 5, 6, &s, &S, c, 256), 8.0341116, 1e-6);
    assert_int_equal(s, 4);
    assert_int_equal(S, 10);
    assert_true(isnan(inv_ss_poisson(1, 4, 5, 600, &s, &S, c, 256)));
}


static void
rq(void **estado)
{
    (void) estado;

    cerca(inv_rq_costo(.225, 7.5, 8, 1300, 150, 1 / 12.0, 126.8, 328.5),
          78.071163, 1e-6);
}


static void
wagner_whitin(void **estado)
{
    double  q[4], c[10];

    static const double  d[] = { 90, 120, 80, 70 };

    (void) estado;

    cerca(inv_wagner_whitin(2, 500, d, 4, q, c), 1380, 1e-9);
    cerca(q[0], 210, 1e-9);
    cerca(q[1], 0, 0);
    cerca(q[2], 150, 1e-9);
    cerca(q[3], 0, 0);
}


/* R: pnbinom, qnbinom, ppois, qpois, pnorm */

static void
conteos(void **estado)
{
    int            i, k;
    double         p, x;
    inv_conteos_t  c;

    (void) estado;

    c = inv_conteos(3, 3);                      /* Poisson(3) */
    cerca(inv_conteos_hasta(&c, 5), 0.9160820580, 1e-9);
    cerca(inv_conteos_cuantil(&c, .95), 6, 0);

    c = inv_conteos(2, 6);                      /* size = 1, mu = 2 */
    cerca(inv_conteos_hasta(&c, 3), 1 - pow(2 / 3.0, 4), 1e-12);
    cerca(inv_conteos_cuantil(&c, .9), 5, 0);

    /* a quantile is the least one, whatever the mean */

    for (i = 0, x = .1; i < 8; i++, x *= 7) {
        c = inv_conteos(x, x * 3);

        for (k = 5; k < 100; k += 9) {
            p = k / 100.0;
            assert_true(inv_conteos_hasta(&c, inv_conteos_cuantil(&c, p))
                        >= p - 1e-9);
            assert_true(inv_conteos_cuantil(&c, p) == 0
                        || inv_conteos_hasta(&c, inv_conteos_cuantil(&c, p)
                                                 - 1) < p);
        }
    }

    cerca(inv_normal_hasta(1.96), 0.9750021049, 1e-9);
    cerca(inv_normal_falta(0), 0.3989422804, 1e-9);
    cerca(inv_factor_de_tasa(.98, 100, 20), 0.902, 1e-3);
    cerca(inv_normal_falta(inv_factor_de_tasa(.98, 100, 20)) * 20 / 100, .02,
          1e-9);
}


static void
plazo(void **estado)
{
    size_t  i;
    double  media[7], e[60], sumas[2000], a, b;

    (void) estado;

    for (i = 0; i < 7; i++) {
        media[i] = 10;
    }

    for (i = 0; i < 60; i++) {
        e[i] = (double) (i % 7) - 3;
    }

    a = inv_plazo_cuantil(media, 7, e, 60, 1, .95, 7, sumas, 2000);
    b = inv_plazo_cuantil(media, 7, e, 60, 1, .95, 7, sumas, 2000);
    assert_true(a == b);

    /* independent errors of variance 4: 70 + 1.645 * sqrt(28), about */

    cerca(a, 70 + 1.645 * sqrt(28), 1.5);

    /* in blocks of a week the errors cancel */

    cerca(inv_plazo_cuantil(media, 7, e, 60, 7, .95, 7, sumas, 2000), 70, 3.1);
    cerca(inv_plazo_cuantil(media, 7, NULL, 0, 1, .95, 7, sumas, 100), 70, 0);
}


static void
inflacion(void **estado)
{
    (void) estado;

    /* 4 % a month of interest, .5 of storage, 6 % dearer: buying is saving */

    assert_true(inv_mantener(100, .04, .005, .06) < 0);
    cerca(inv_antes_del_aumento(10, 1, 100, 1000, .25, 30), 480, 1e-9);
    cerca(inv_antes_del_aumento(10, 1, 100, 1000, .25, 3000), 0, 0);
}


static void
reponer(void **estado)
{
    inv_repo_t       r;
    inv_propuesta_t  p;

    (void) estado;

    memset(&r, 0, sizeof(r));
    r.disponible = 10;
    r.en_camino = 5;
    r.durante = 20;
    r.objetivo = 40;
    r.diaria = 2;
    r.pack = 6;

    inv_reponer(&r, &p);
    cerca(p.falta, 25, 0);
    cerca(p.cantidad, 30, 0);
    cerca(p.dias, 5, 0);
    assert_int_equal(p.porque, INV_REPO_PACK|INV_REPO_QUIEBRE);

    r.minimo = 36;
    inv_reponer(&r, &p);
    cerca(p.cantidad, 36, 0);
    assert_true(p.porque & INV_REPO_MINIMO);

    r.minimo = 0;
    r.vida = 15;                        /* 30 units, 15 are there: 12 */
    inv_reponer(&r, &p);
    cerca(p.cantidad, 12, 0);
    assert_true(p.porque & INV_REPO_VENCE);

    r.minimo = 18;                      /* what is not worth an order */
    inv_reponer(&r, &p);
    cerca(p.cantidad, 0, 0);

    r.minimo = 0;
    r.vida = 0;
    r.maximo = 35;
    inv_reponer(&r, &p);
    cerca(p.cantidad, 18, 0);
    assert_true(p.porque & INV_REPO_MAXIMO);

    r.en_camino = 100;
    inv_reponer(&r, &p);
    cerca(p.cantidad, 0, 0);
    assert_int_equal(p.porque, 0);
}


static void
presupuesto(void **estado)
{
    size_t           i, orden[3];
    double           gasto;
    inv_repo_t       r[3];
    inv_propuesta_t  p[3];

    (void) estado;

    memset(r, 0, sizeof(r));

    for (i = 0; i < 3; i++) {
        r[i].disponible = 10 * (double) i;
        r[i].durante = 14;
        r[i].objetivo = 60;
        r[i].diaria = 2;
        r[i].pack = 2;
        r[i].costo = 10;
        inv_reponer(&r[i], &p[i]);
    }

    /* 60 + 50 + 40 units were wanted; 300 buys 30: first what runs out */

    gasto = inv_presupuesto(r, p, 3, 300, orden);

    cerca(gasto, 300, 0);
    cerca(p[0].cantidad, 26, 0);
    cerca(p[1].cantidad, 4, 0);
    cerca(p[2].cantidad, 0, 0);
    assert_true(p[2].porque & INV_REPO_PRESUPUESTO);

    for (i = 0; i < 3; i++) {
        inv_reponer(&r[i], &p[i]);
    }

    gasto = inv_presupuesto(r, p, 3, 1e9, orden);
    cerca(gasto, 1500, 0);
    assert_false((p[0].porque | p[1].porque | p[2].porque)
                 & INV_REPO_PRESUPUESTO);
}


static void
clases(void **estado)
{
    inv_demanda_t  d;

    static const double  suave[] = { 0, 0, 5, 6, 5, 4, 5 };
    static const double  rara[] = { 0, 5, 0, 0, 5, 0, 0, 5, 0 };
    static const double  grumo[] = { 1, 0, 0, 50, 0, 0, 2, 0 };
    static const double  errante[] = { 1, 30, 2, 50, 1, 2 };
    static const double  nada[] = { 0, 0 };

    (void) estado;

    inv_demanda_clase(suave, 7, &d);
    assert_int_equal(d.clase, INV_DEMANDA_SUAVE);
    assert_int_equal(d.desde_ultima, 0);
    inv_demanda_clase(rara, 9, &d);
    assert_int_equal(d.clase, INV_DEMANDA_INTERMITENTE);
    assert_int_equal(d.desde_ultima, 1);
    inv_demanda_clase(grumo, 8, &d);
    assert_int_equal(d.clase, INV_DEMANDA_GRUMOSA);
    inv_demanda_clase(errante, 6, &d);
    assert_int_equal(d.clase, INV_DEMANDA_ERRATICA);
    inv_demanda_clase(nada, 2, &d);
    assert_int_equal(d.clase, INV_DEMANDA_NULA);
    assert_true(inv_demanda_obsoleta(&d, 26));

    d.demandas = 3;
    d.intervalo = 2;
    d.desde_ultima = 27;
    assert_true(inv_demanda_obsoleta(&d, 26));
    d.intervalo = 7;
    assert_false(inv_demanda_obsoleta(&d, 26));
}


static void
intermitentes(void **estado)
{
    size_t        i;
    double        y[60], media[5], var[5];
    inv_serie_t   s = { y, 60, 1 };
    static const inv_metodo_pt  todos[] = {
        inv_croston, inv_sba, inv_tsb, inv_adida, inv_imapa
    };

    (void) estado;

    /* 6 every third period: every method finds 2 a period */

    for (i = 0; i < 60; i++) {
        y[i] = i % 3 == 2 ? 6 : 0;
    }

    for (i = 0; i < N_DE(todos); i++) {
        assert_int_equal(todos[i](&s, 5, media, var, NULL, NULL),
                         INV_PRON_BIEN);
        cerca(media[0], 2, .35);
        assert_true(media[4] == media[0] && var[4] >= 0);
    }

    assert_int_equal(inv_croston(&s, 1, media, NULL, NULL, NULL),
                     INV_PRON_BIEN);
    cerca(media[0], 2, 1e-9);
    assert_int_equal(inv_adida(&s, 1, media, NULL, NULL, NULL),
                     INV_PRON_BIEN);
    cerca(media[0], 2, 1e-9);

    /* it dies: TSB forgets, Croston does not */

    for (i = 20; i < 60; i++) {
        y[i] = 0;
    }

    (void) inv_tsb(&s, 1, &media[0], NULL, NULL, NULL);
    (void) inv_croston(&s, 1, &media[1], NULL, NULL, NULL);
    assert_true(media[0] < media[1] / 3);

    y[3] = -1;
    assert_int_equal(inv_tsb(&s, 1, media, NULL, NULL, NULL),
                     INV_PRON_NO_SIRVE);
    memset(y, 0, sizeof(y));
    y[7] = 1;
    assert_int_equal(inv_sba(&s, 1, media, NULL, NULL, NULL), INV_PRON_CORTA);
}


int
main(void)
{
    const struct CMUnitTest  pruebas[] = {
        cmocka_unit_test(eoq),
        cmocka_unit_test(vendedor),
        cmocka_unit_test(ss),
        cmocka_unit_test(rq),
        cmocka_unit_test(wagner_whitin),
        cmocka_unit_test(conteos),
        cmocka_unit_test(plazo),
        cmocka_unit_test(inflacion),
        cmocka_unit_test(reponer),
        cmocka_unit_test(presupuesto),
        cmocka_unit_test(clases),
        cmocka_unit_test(intermitentes)
    };

    return PRUEBAS("politica", pruebas);
}
