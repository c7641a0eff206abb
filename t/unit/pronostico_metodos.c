
/*
 * Methods of the forecasting library on series whose answer is known, and on
 * series that no method likes: whatever comes in, what goes out is finite.
 */


#include "prueba.h"
#include <math.h>
#include "pronostico/pronostico.h"
#include "pronostico/ingenuos.h"
#include "pronostico/theta.h"


#define MEMORIA  60000
#define H        20


static double          memoria[MEMORIA];
static inv_cuaderno_t  cuaderno = { memoria, MEMORIA, 0, NULL };


static void
cerca(double a, double b, double tolera)
{
    if (!(fabs(a - b) <= tolera * (1 + fabs(b)))) {
        fail_msg("%.15g en vez de %.15g", a, b);
    }
}


static void
ingenuos(void **estado)
{
    double       media[H], var[H];
    inv_serie_t  s;

    static const double  y[] = { 1, 5, 2, 7, 3, 9 };

    (void) estado;
    s.y = y;
    s.n = 6;
    s.m = 2;

    assert_int_equal(inv_ingenuo(&s, 3, media, var, NULL, &cuaderno),
                     INV_PRON_BIEN);
    cerca(media[2], 9, 0);
    cerca(var[0], (16 + 9 + 25 + 16 + 36) / 5.0, 1e-15);
    cerca(var[2], 3 * var[0], 1e-15);

    assert_int_equal(inv_ingenuo_estacional(&s, 3, media, var, NULL,
                                            &cuaderno),
                     INV_PRON_BIEN);
    cerca(media[0], 3, 0);
    cerca(media[1], 9, 0);
    cerca(media[2], 3, 0);
    cerca(var[1], (1 + 4 + 1 + 4) / 4.0, 1e-15);
    cerca(var[2], 2 * var[1], 1e-15);

    assert_int_equal(inv_deriva(&s, 3, media, var, NULL, &cuaderno),
                     INV_PRON_BIEN);
    cerca(media[2], 9 + 3 * 8 / 5.0, 1e-15);

    cerca(inv_serie_escala(&s), (1 + 2 + 1 + 2) / 4.0, 1e-15);
}


/* A season of which all is known: found, taken off and put back. */

static void
estaciones(void **estado)
{
    size_t       i;
    double       y[48], sin[48], indice[12], media[12], plana[48];
    inv_serie_t  s = { y, 48, 4 };

    static const double  de[] = { 0.5, 1.5, 0.75, 1.25 };

    (void) estado;

    for (i = 0; i < 48; i++) {
        y[i] = 100 * de[i % 4];
        plana[i] = (double) (i * i % 7);
    }

    assert_true(inv_serie_estacional(&s));
    assert_int_equal(inv_serie_desestacionalizar(&s, sin, indice, &cuaderno),
                     INV_ESTACION_PRODUCTO);

    for (i = 0; i < 48; i++) {
        cerca(sin[i], 100, 1e-12);
    }

    for (i = 0; i < 12; i++) {
        media[i] = 100;
    }

    s.n = 46;
    inv_serie_estacionalizar(&s, INV_ESTACION_PRODUCTO, indice, 12, media,
                             NULL);

    for (i = 0; i < 12; i++) {
        cerca(media[i], 100 * de[(46 + i) % 4], 1e-12);
    }

    /* with a zero it adds up instead */

    s.n = 48;
    y[3] = 0;
    assert_int_equal(inv_serie_desestacionalizar(&s, sin, indice, &cuaderno),
                     INV_ESTACION_SUMA);
    s.y = plana;
    assert_false(inv_serie_estacional(&s));
    s.y = y;
    s.n = 8;
    assert_false(inv_serie_estacional(&s));
}


/* The fit of DOTM against brute force over its three parameters. */

static void
dotm(void **estado)
{
    size_t      i, a, l, w;
    double      y[30], e[30], media[4], var[4], suma, menor, nuestra;
    uint64_t    semilla;
    inv_dotm_t  d, t;

    (void) estado;
    semilla = 7;

    for (i = 0; i < 30; i++) {
        y[i] = 50 + 2 * (double) i + (double) azar_hasta(&semilla, 20);
    }

    assert_int_equal(inv_dotm_ajustar(&d, y, 30, &cuaderno), INV_PRON_BIEN);
    assert_true(d.alfa >= 0.1 && d.alfa <= 0.99 && d.theta >= 1);
    inv_dotm_correr(&d, y, 30, e, 4, media, var);
    nuestra = 0;

    for (i = 3; i < 30; i++) {
        nuestra += e[i] * e[i];
    }

    cerca(d.sigma2, nuestra / 24, 1e-9);
    menor = HUGE_VAL;

    for (a = 0; a <= 30; a++) {
        for (l = 0; l <= 40; l++) {
            for (w = 0; w <= 40; w++) {
                t.alfa = 0.1 + 0.89 * (double) a / 30;
                t.inicio = 5 * (double) l;
                t.theta = 1 / (1 - 0.999 * (double) w / 40);
                t.sigma2 = 0;
                inv_dotm_correr(&t, y, 30, e, 1, media, NULL);
                suma = 0;

                for (i = 3; i < 30; i++) {
                    suma += e[i] * e[i];
                }

                menor = suma < menor ? suma : menor;
            }
        }
    }

    assert_true(nuestra <= menor);

    /* theta = 1 is simple exponential smoothing: flat, var grows by a^2 */

    t.alfa = 0.3;
    t.inicio = 50;
    t.theta = 1;
    t.sigma2 = 2;
    inv_dotm_correr(&t, y, 30, NULL, 4, media, var);
    cerca(media[3], media[0], 1e-13);
    cerca(var[3], 2 * (1 + 3 * 0.09), 1e-13);
}


/* A straight line goes on straight, whoever forecasts it (but for damping). */

static void
rectas(void **estado)
{
    size_t       i;
    double       y[40], media[H], var[H];
    inv_serie_t  s = { y, 40, 1 };

    (void) estado;

    for (i = 0; i < 40; i++) {
        y[i] = 10 + 3 * (double) i;
    }

    assert_int_equal(inv_metodo("ets15")->pronosticar(&s, H, media, var, NULL,
                                                      &cuaderno),
                     INV_PRON_BIEN);
    cerca(media[H - 1], 10 + 3 * (39.0 + H), 1e-3);
    assert_int_equal(inv_dotm(&s, H, media, var, NULL, &cuaderno),
                     INV_PRON_BIEN);
    cerca(media[H - 1], 10 + 3 * (39.0 + H), 1e-3);
}


static void
conjuntos(void **estado)
{
    double  media[2], var[2];

    static const double  medias[] = { 1, 10, 2, 20, 6, 90 };
    static const double  varianzas[] = { 1, 0, 1, 0, 1, 0 };
    static const double  pesos[] = { 0.5, 0.25, 0.25 };

    (void) estado;
    inv_conjunto_unir(INV_CONJUNTO_MEDIA, 3, 2, pesos, medias, varianzas,
                      media, var);
    cerca(media[0], 2.5, 1e-15);
    cerca(var[0], 1 + 0.5 * 2.25 + 0.25 * 0.25 + 0.25 * 12.25, 1e-15);
    inv_conjunto_unir(INV_CONJUNTO_MEDIANA, 3, 2, pesos, medias, NULL, media,
                      NULL);
    cerca(media[0], 2, 0);
    cerca(media[1], 20, 0);
}


/* The backtest's plan, its scores, and what is chosen by them. */

static void
hacia_atras(void **estado)
{
    size_t                n, i;
    double                y[60], pesos[2];
    inv_serie_t           s = { y, 60, 4 };
    inv_retro_t           r[2];
    inv_retro_plan_t      p;
    const inv_metodo_t   *dos[2];

    (void) estado;

    for (n = 0; n < 200; n++) {
        for (i = 1; i < 40; i++) {
            p = inv_retro_plan(n, 1 + i % 13, i, 4);

            if (p.origenes) {
                assert_true(p.horizonte >= 1 && p.horizonte <= i);
                assert_true(p.horizonte + (p.origenes - 1) * p.paso + 5 <= n);
            }
        }
    }

    for (i = 0; i < 60; i++) {
        y[i] = (double) (i % 4) * 10;
    }

    dos[0] = inv_metodo("ingenuo");
    dos[1] = inv_metodo("estacional");
    p = inv_retro_plan(60, 4, 8, 4);
    assert_int_equal(p.origenes, 4);
    assert_int_equal(inv_retro(&s, &p, dos, 2, r, &cuaderno), INV_PRON_BIEN);
    assert_int_equal(r[0].n, 4 * 8);
    cerca(r[1].mase, 0, 0);
    cerca(r[1].cobertura, 1, 0);
    assert_true(r[0].mase > 0 && r[0].rmsse >= r[0].mase);
    assert_ptr_equal(inv_elegir(&s, 8, dos, 2, &cuaderno), dos[1]);
    inv_pesar(r, 2, pesos);
    cerca(pesos[0] + pesos[1], 1, 1e-12);
    assert_true(pesos[1] > 0.74 && pesos[0] >= 0.25);
    assert_null(cuaderno.tibio);
    assert_int_equal(cuaderno.usado, 0);
}


static void
huecos(void **estado)
{
    double  y[9] = { 1, NAN, 3, NAN, NAN, 9, 7, NAN, 10 };
    double  z[9] = { 1, 10, 2, NAN, 3, 30, NAN, 40, 5 };

    (void) estado;
    inv_serie_rellenar(y, 9, 1);
    cerca(y[1], 2, 1e-15);
    cerca(y[3], 5, 1e-15);
    cerca(y[4], 7, 1e-15);
    cerca(y[7], 8.5, 1e-15);

    /* with a season, from the same place before and after */

    inv_serie_rellenar(z, 9, 2);
    cerca(z[3], 20, 1e-15);
    cerca(z[6], 4, 1e-15);
}


static void
cuantiles(void **estado)
{
    (void) estado;
    cerca(inv_normal_z(0.975), 1.959963984540054, 1e-14);
    cerca(inv_normal_z(0.9), 1.281551565544600, 1e-14);
    cerca(inv_normal_z(0.001), -3.090232306167813, 1e-13);
    cerca(inv_student_t(0.975, 1), 12.706204736175, 1e-9);
    cerca(inv_student_t(0.975, 2), 4.302652729911, 1e-9);
    cerca(inv_student_t(0.975, 5), 2.570581835636, 1e-4);
    cerca(inv_student_t(0.975, 10), 2.228138851965, 1e-5);
    cerca(inv_student_t(0.9, 100), 1.290074761347, 1e-6);
    cerca(inv_student_t(0.025, 10), -2.228138851965, 1e-5);
}


/* One of many kinds of awkward series. */

static void
rara(uint64_t *semilla, size_t clase, double *y, size_t n)
{
    size_t  i;
    double  r;

    for (i = 0; i < n; i++) {
        r = (double) azar_hasta(semilla, 1000);

        switch (clase) {
        case 0:  y[i] = r; break;
        case 1:  y[i] = 0; break;
        case 2:  y[i] = i + 1 == n; break;
        case 3:  y[i] = i == 0 ? 1e15 : 0; break;
        case 4:  y[i] = r * 1e12; break;
        case 5:  y[i] = r * 1e-300; break;
        case 6:  y[i] = -r; break;
        case 7:  y[i] = i % 2 ? 1e15 : -1e15; break;
        case 8:  y[i] = r > 900 ? r : 0; break;
        case 9:  y[i] = 1e15 - r; break;
        case 10: y[i] = pow(10, r / 70); break;
        case 11: y[i] = 5 + (i == n / 2); break;
        case 12: y[i] = (double) (i % 7); break;
        case 13: y[i] = exp((double) i / 2 > 30 ? 30 : (double) i / 2); break;
        default: y[i] = i < n / 2 ? 1e-10 : 1e10 + r;
        }
    }
}


static void
raras(void **estado)
{
    size_t                i, j, k, h, clase, n, buenas;
    double                y[60], media[H], inf[2 * H], sup[2 * H];
    char                  nombre[INV_METODO_NOMBRE];
    uint64_t              semilla;
    inv_serie_t           s;
    inv_cuaderno_t        justa;
    const inv_metodo_t   *m;

    static const double  niveles[] = { 80, 95 };
    static const size_t  periodos[] = { 1, 2, 4, 7, 12, 24, 52 };

    (void) estado;
    semilla = 99;
    buenas = 0;

    for (i = 0; i < 700; i++) {
        clase = i % 15;
        n = 1 + azar_hasta(&semilla, N_DE(y));
        rara(&semilla, clase, y, n);
        s.y = y;
        s.n = n;
        s.m = periodos[azar_hasta(&semilla, N_DE(periodos))];
        h = 1 + azar_hasta(&semilla, H);

        /* exactly the memory that it is said to need */

        justa.cabe = inv_pronostico_memoria(n, s.m, h);
        justa.base = calloc(justa.cabe, sizeof(double));
        justa.usado = 0;
        justa.tibio = NULL;
        assert_non_null(justa.base);

        for (m = inv_metodos; m->nombre; m++) {
            k = inv_pronosticar(m, &s, h, niveles, 2, media, inf, sup, nombre,
                                &justa);
            assert_int_equal(justa.usado, 0);
            assert_int_not_equal(k, INV_PRON_MEMORIA);

            if (k != INV_PRON_BIEN) {
                continue;
            }

            buenas++;

            for (j = 0; j < h; j++) {
                if (!isfinite(media[j]) || !(inf[j] <= sup[j])
                    || !(inf[h + j] <= inf[j]) || !(sup[j] <= sup[h + j])
                    || !(inf[j] <= media[j]) || !(media[j] <= sup[j]))
                {
                    fail_msg("%s, clase %zu, n %zu, m %zu, h %zu: %g %g %g",
                             m->nombre, clase, n, s.m, j + 1, inf[j],
                             media[j], sup[j]);
                }

                assert_true(clase == 6 || clase == 7 || inf[h + j] >= 0);
            }
        }

        /* the ensemble can do any two values */

        assert_true(n < 2
                    || inv_pronosticar(inv_metodo("conjunto"), &s, h, niveles,
                                       2, media, inf, sup, nombre, &justa)
                       == INV_PRON_BIEN);
        free(justa.base);
    }

    assert_true(buenas > 6000);
}


int
main(void)
{
    const struct CMUnitTest  lista[] = {
        cmocka_unit_test(ingenuos),
        cmocka_unit_test(estaciones),
        cmocka_unit_test(dotm),
        cmocka_unit_test(rectas),
        cmocka_unit_test(conjuntos),
        cmocka_unit_test(hacia_atras),
        cmocka_unit_test(huecos),
        cmocka_unit_test(cuantiles),
        cmocka_unit_test(raras)
    };

    return PRUEBAS("pronostico: metodos", lista);
}
