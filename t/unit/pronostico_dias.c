
/*
 * The calendar, shared shapes, intervals out of real errors, anomalies and
 * classes.
 */


#include "prueba.h"
#include "pronostico/abc.h"
#include "pronostico/anomalias.h"
#include "pronostico/calendario.h"
#include "pronostico/conforme.h"
#include "pronostico/perfil.h"
#include <math.h>


#define cerca(a, b, error)  assert_true(fabs((a) - (b)) <= (error))


static void
dias(void **estado)
{
    int  d, a, m, x;

    (void) estado;

    assert_int_equal(inv_dia_de(1970, 1, 1), 0);
    assert_int_equal(inv_dia_de(2026, 11, 24), 20781);
    assert_int_equal(inv_dia_semana(20781), 1);
    assert_int_equal(inv_dia_semana(-1), 2);

    for (d = -800000; d < 800000; d += 37) {
        inv_fecha_de(d, &a, &m, &x);
        assert_int_equal(inv_dia_de(a, m, x), d);
    }
}


/*
 * The holidays that were published for each year (argentina.gob.ar), without
 * the days for tourism and the elections that decrees added.
 */

static void
feriados(void **estado)
{
    char                  texto[256], uno[8];
    int                   a, m, d;
    size_t                i, k, n;
    inv_fecha_especial_t  v[INV_FECHAS_MAX];

    static const struct {
        int                    anio;
        const char            *dias;
    }  publicados[] = {
        { 2019, "0101 0304 0305 0324 0402 0419 0501 0525 0617 0620 0709 0817 "
                "1012 1118 1208 1225 " },
        { 2021, "0101 0215 0216 0324 0402 0402 0501 0525 0620 0621 0709 0816 "
                "1011 1120 1208 1225 " },
        { 2022, "0101 0228 0301 0324 0402 0415 0501 0525 0620 0620 0709 0815 "
                "1010 1120 1208 1225 " },
        { 2023, "0101 0220 0221 0324 0402 0407 0501 0525 0617 0620 0709 0821 "
                "1016 1120 1208 1225 " },
        { 2024, "0101 0212 0213 0324 0329 0402 0501 0525 0617 0620 0709 0817 "
                "1012 1118 1208 1225 " },
        { 2025, "0101 0303 0304 0324 0402 0418 0501 0525 0616 0620 0709 0817 "
                "1012 1124 1208 1225 " },
        { 2026, "0101 0216 0217 0324 0402 0403 0501 0525 0615 0620 0709 0817 "
                "1012 1123 1208 1225 " }
    };

    (void) estado;

    for (i = 0; i < N_DE(publicados); i++) {
        n = inv_calendario(publicados[i].anio, v);
        assert_true(n <= INV_FECHAS_MAX);
        texto[0] = '\0';

        for (k = 0; k < n; k++) {
            assert_true(k == 0 || v[k].dia >= v[k - 1].dia);
            inv_fecha_de(v[k].dia, &a, &m, &d);

            if (v[k].tipo == INV_FECHA_FERIADO) {
                (void) snprintf(uno, sizeof(uno), "%02d%02d ", m, d);
                (void) strcat(texto, uno);
            }
        }

        assert_string_equal(texto, publicados[i].dias);
    }
}


static void
comerciales(void **estado)
{
    size_t                k, n, bien;
    inv_fecha_especial_t  v[INV_FECHAS_MAX];

    (void) estado;

    n = inv_calendario(2026, v);
    bien = 0;

    for (k = 0; k < n; k++) {
        bien += strcmp(v[k].nombre, "Día de la Madre") == 0
                && v[k].dia == inv_dia_de(2026, 10, 18);
        bien += strcmp(v[k].nombre, "Día del Padre") == 0
                && v[k].dia == inv_dia_de(2026, 6, 21);
        bien += strcmp(v[k].nombre, "Pascua") == 0
                && v[k].dia == inv_dia_de(2026, 4, 5);
    }

    assert_int_equal(bien, 3);
}


static void
semana(void **estado)
{
    size_t       i;
    double       y[56], p[7], media[14], var[14];
    inv_serie_t  s = { y, 56, 7 };

    static const double  uno[7] = { 1, 1, 1, 1, 1, 1, 1 };

    (void) estado;

    /* Saturdays sell three times a weekday; the first day is a Wednesday */

    for (i = 0; i < 56; i++) {
        y[i] = (i + 2) % 7 == 5 ? 9 : 3;
    }

    inv_perfil_semana(y, 56, 2, 8, p);
    cerca(p[5], 9 * 7 / 27.0, 1e-12);
    cerca(p[0], 3 * 7 / 27.0, 1e-12);

    y[3] = -1;                              /* nothing is known of that day */
    inv_perfil_semana(y, 56, 2, 8, p);
    cerca(p[5], 9 * 7 / 27.0, 1e-12);
    y[3] = 9;

    inv_perfil_encoger(p, 10, uno, 10, p);
    cerca(p[5], (9 * 7 / 27.0 + 1) / 2, 1e-12);

    assert_int_equal(inv_perfil_metodo(&s, 14, media, var, NULL, NULL),
                     INV_PRON_BIEN);
    cerca(media[3], 9, 1e-9);
    cerca(media[4], 3, 1e-9);
    cerca(media[10], 9, 1e-9);
    cerca(var[0], 0, 1e-12);

    inv_perfil_semana(y, 10, 0, 8, p);      /* too little: no shape */
    cerca(p[5], 1, 0);

    s.m = 12;
    assert_int_equal(inv_perfil_metodo(&s, 1, media, NULL, NULL, NULL),
                     INV_PRON_NO_SIRVE);
}


static void
anio(void **estado)
{
    int     dia[730];
    double  r[730], coef[INV_PERFIL_COEF];
    size_t  i;

    (void) estado;

    for (i = 0; i < 730; i++) {
        dia[i] = (int) (i % 365);
        r[i] = 1 + .5 * cos(6.283185307179586 * dia[i] / 365.25);
    }

    inv_perfil_anio(r, dia, 730, 2, 0, coef);
    cerca(inv_perfil_factor(coef, 2, 0), 1.5, .01);
    cerca(inv_perfil_factor(coef, 2, 182), .5, .01);

    /* half the weight, half the shape */

    inv_perfil_anio(r, dia, 730, 2, 730, coef);
    cerca(inv_perfil_factor(coef, 2, 0), 1.25, .01);

    inv_perfil_anio(r, dia, 0, 3, 0, coef);
    cerca(inv_perfil_factor(coef, 3, 100), 1, 0);

    cerca(inv_perfil_efecto(30, 10, 10), 2, 1e-12);
    cerca(inv_perfil_efecto(0, 0, 0), 1, 0);
}


static void
conforme(void **estado)
{
    size_t    i, dentro;
    double    e[9], q, v[200], nivel;
    uint64_t  semilla = 42;

    (void) estado;

    for (i = 0; i < 9; i++) {
        e[i] = (double) (9 - i);
    }

    cerca(inv_conforme(e, 9, .9), 9, 0);
    cerca(inv_conforme(e, 9, .5), 5, 0);
    cerca(inv_conforme(e, 9, .95), 10, 1e-12);
    cerca(inv_conforme(e, 0, .9), 0, 0);

    /* whatever the distribution, about nine of ten are inside */

    dentro = 0;

    for (i = 0; i < 4000; i++) {
        if (i % 20 == 0) {
            size_t  k;

            for (k = 0; k < 200; k++) {
                q = (double) (azar(&semilla) >> 11) / 9007199254740992.0;
                v[k] = 1 / (1 - q);
            }

            (void) inv_conforme(v, 199, .9);
        }

        q = (double) (azar(&semilla) >> 11) / 9007199254740992.0;
        dentro += 1 / (1 - q) <= v[179];
    }

    cerca((double) dentro / 4000, .9, .02);

    nivel = inv_conforme_adaptar(.9, .9, .05, 1);
    cerca(nivel, .945, 1e-12);
    nivel = inv_conforme_adaptar(.9, .9, .05, 0);
    cerca(nivel, .895, 1e-12);

    cerca(inv_pinball(10, 8, .9), 1.8, 1e-12);
    cerca(inv_pinball(6, 8, .9), .2, 1e-12);
    cerca(inv_puntaje_intervalo(12, 0, 10, .05), 90, 1e-9);
    cerca(inv_puntaje_intervalo(5, 0, 10, .05), 10, 1e-12);
}


static void
anomalias(void **estado)
{
    size_t          i, n;
    double          y[120], m[120], c[120], p[6], limite;
    inv_anomalia_t  v[16];

    (void) estado;

    for (i = 0; i < 120; i++) {
        y[i] = 20 + (double) (i * 7 % 5) - 2;
        m[i] = 20;
    }

    assert_int_equal(inv_anomalias(y, m, 120, 4, v, 16, c), 0);

    y[50] = 100;
    n = inv_anomalias(y, m, 120, 4, v, 16, c);
    assert_int_equal(n, 1);
    assert_int_equal(v[0].tipo, INV_ANOMALIA_PICO);
    assert_int_equal(v[0].desde, 50);
    y[50] = 20;

    for (i = 80; i < 120; i++) {
        y[i] += 12;
    }

    n = inv_anomalias(y, m, 120, 4, v, 16, c);
    assert_int_equal(n, 1);
    assert_int_equal(v[0].tipo, INV_ANOMALIA_SALTO);
    assert_true(v[0].desde >= 78 && v[0].desde <= 80 && v[0].puntaje > 0);

    /* it sold nearly every day, and then for a week not */

    for (i = 0; i < 120; i++) {
        y[i] = i % 4 ? 2 : 0;
        m[i] = 1.5;
    }

    for (i = 60; i < 70; i++) {
        y[i] = 0;
    }

    n = inv_anomalias(y, m, 120, 4, v, 16, c);
    assert_true(n >= 1 && n <= 2);

    for (i = 0; i < n && v[i].tipo != INV_ANOMALIA_QUIEBRE; i++) { /* void */ }

    assert_true(i < n && v[i].desde == 60 && v[i].hasta == 69 - 1 + 1);
    assert_int_equal(inv_anomalias(y, m, 0, 4, v, 16, c), 0);

    p[0] = .001; p[1] = .5; p[2] = .02; p[3] = .9; p[4] = .03; p[5] = .7;
    assert_int_equal(inv_descubiertas(p, 6, .1, &limite), 3);
    cerca(limite, .03, 0);
}


static void
clases(void **estado)
{
    char    c[6], otra[6];
    size_t  i, orden[6];
    double  v[6] = { 5, 60, -3, 20, 10, 5 };

    (void) estado;

    inv_abc(v, 6, c, orden);
    assert_memory_equal(c, "BACABC", 6);

    /* a common price factor changes nothing */

    for (i = 0; i < 6; i++) {
        v[i] *= 211.4;
    }

    inv_abc(v, 6, otra, orden);
    assert_memory_equal(c, otra, 6);

    assert_int_equal(inv_xyz(10, 5), 'X');
    assert_int_equal(inv_xyz(10, 9), 'Y');
    assert_int_equal(inv_xyz(10, 11), 'Z');
    assert_int_equal(inv_xyz(0, 0), 'Z');
}


int
main(void)
{
    const struct CMUnitTest  pruebas[] = {
        cmocka_unit_test(dias),
        cmocka_unit_test(feriados),
        cmocka_unit_test(comerciales),
        cmocka_unit_test(semana),
        cmocka_unit_test(anio),
        cmocka_unit_test(conforme),
        cmocka_unit_test(anomalias),
        cmocka_unit_test(clases)
    };

    return PRUEBAS("dias", pruebas);
}
