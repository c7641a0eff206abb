
/*
 * Exponential smoothing against R's forecast 8.20 (pronostico_r.txt, made by
 * pronostico_r.R): with R's parameters everything to 1e-8, and fits that are
 * not worse than R's.
 */


#define _POSIX_C_SOURCE  200809L      /* strtok_r */

#include "prueba.h"
#include <math.h>
#include "pronostico/ets.h"
#include "pronostico/ets_metodo.h"
#include "pronostico/theta.h"


#define ARCHIVO   "t/unit/pronostico_r.txt"
#define LINEA     40000
#define NUMEROS   400
#define MEMORIA   20000


static double          memoria[MEMORIA];
static inv_cuaderno_t  cuaderno = { memoria, MEMORIA, 0, NULL };


/* A line of the file: its words, then its numbers. */

typedef struct {
    char           clase[16];
    char           nombre[32];
    double         v[NUMEROS];
    size_t         n;
    double         y[NUMEROS];          /* of the last `serie' */
    inv_serie_t    serie;
} linea_t;


typedef void (*por_linea_pt)(const linea_t *l);


static void
recorrer(const char *clase, por_linea_pt f)
{
    char     *texto, *p, *resto;
    FILE     *archivo;
    size_t    vistas;
    linea_t   l;

    archivo = fopen(ARCHIVO, "r");
    assert_non_null(archivo);
    texto = malloc(LINEA);
    assert_non_null(texto);
    vistas = 0;

    while (fgets(texto, LINEA, archivo)) {
        l.n = 0;
        l.nombre[0] = '\0';
        p = strtok_r(texto, " \n", &resto);
        snprintf(l.clase, sizeof(l.clase), "%s", p);

        if (strcmp(p, "theta") != 0) {
            snprintf(l.nombre, sizeof(l.nombre), "%s",
                     strtok_r(NULL, " \n", &resto));
        }

        while ((p = strtok_r(NULL, " \n", &resto)) && l.n < NUMEROS) {
            l.v[l.n++] = strtod(p, NULL);
        }

        if (strcmp(l.clase, "serie") == 0) {
            l.serie.m = (size_t) l.v[0];
            l.serie.n = (size_t) l.v[1];
            memcpy(l.y, l.v + 2, l.serie.n * sizeof(double));
        }

        l.serie.y = l.y;

        if (strcmp(l.clase, clase) == 0) {
            f(&l);
            vistas++;
        }
    }

    assert_true(vistas > 0);
    free(texto);
    assert_int_equal(fclose(archivo), 0);
}


static void
cerca(double nuestro, double de_r, double tolera, const char *que)
{
    if (!(fabs(nuestro - de_r) <= tolera * (1 + fabs(de_r)))) {
        fail_msg("%s: %.12g en vez de %.12g", que, nuestro, de_r);
    }
}


static const inv_ets_forma_t *
forma_de(const char *nombre)
{
    size_t  i;

    for (i = 0; i < INV_ETS_FORMAS; i++) {
        if (strcmp(inv_ets_formas[i].nombre, nombre) == 0) {
            return &inv_ets_formas[i];
        }
    }

    fail_msg("no hay forma %s", nombre);

    return NULL;
}


/* R's parameters into a model; returns what comes after them. */

static const double *
modelo_de(const linea_t *l, inv_ets_t *e)
{
    size_t         i;
    const double  *v;

    memset(e, 0, sizeof(*e));
    v = l->v;
    e->forma = forma_de(l->nombre);
    e->m = e->forma->estacion == 'N' ? 1 : l->serie.m;
    e->alfa = *v++;
    e->beta = *v++;
    e->gama = *v++;
    e->fi = *v++;
    e->inicio.l = *v++;
    e->inicio.b = *v++;

    /* R's first index is the most recent one */

    for (i = e->m; e->forma->estacion != 'N' && i > 0; i--) {
        e->inicio.s[i - 1] = *v++;
    }

    return v;
}


static void
con_parametros_de_r(const linea_t *l)
{
    size_t         i, h;
    double         media[64], var[64];
    inv_ets_t      e;
    const double  *v;

    v = modelo_de(l, &e);
    assert_int_equal(inv_ets_correr(&e, &l->serie, NULL), INV_PRON_BIEN);
    cerca(e.logver, v[0], 1e-8, "loglik");
    cerca(e.aicc, v[1], 1e-8, "aicc");
    cerca(e.sigma2, v[2], 1e-8, "sigma2");
    h = (size_t) v[3];
    v += 4;
    assert_int_equal(inv_ets_pronosticar(&e, h, media, var, &cuaderno),
                     INV_PRON_BIEN);

    for (i = 0; i < h; i++) {
        cerca(media[i], v[i], 1e-8, l->nombre);
        cerca(sqrt(var[i]), v[h + i], 1e-8, l->nombre);
    }

    assert_true(inv_ets_admisible(&e));
}


static void
ajuste_no_peor(const linea_t *l)
{
    inv_ets_t      r, e;
    const double  *v;

    v = modelo_de(l, &r);
    assert_int_equal(inv_ets_ajustar(&e, r.forma, &l->serie, NULL, &cuaderno),
                     INV_PRON_BIEN);

    if (e.logver < v[0] - 0.001 * fabs(v[0])) {
        fail_msg("%s: %.4f, y R llega a %.4f", l->nombre, e.logver, v[0]);
    }

    assert_true(inv_ets_admisible(&e));
    assert_true(e.alfa >= 1e-4 && e.alfa <= 0.9999);
    assert_true(e.beta <= e.alfa && e.gama <= 1 - e.alfa);
    assert_true(!e.forma->amortiguada || (e.fi >= 0.8 && e.fi <= 0.98));
    assert_int_equal(cuaderno.usado, 0);
}


/* The state recursion: fit on all but the last values, then step over them. */

static void
pasos_como_correr(const linea_t *l)
{
    size_t       i;
    inv_ets_t    e, todo;
    inv_serie_t  corta;

    (void) modelo_de(l, &e);
    todo = e;
    assert_int_equal(inv_ets_correr(&todo, &l->serie, NULL), INV_PRON_BIEN);
    corta = l->serie;
    corta.n -= 5;
    assert_int_equal(inv_ets_correr(&e, &corta, NULL), INV_PRON_BIEN);

    for (i = corta.n; i < l->serie.n; i++) {
        inv_ets_paso(&e, l->y[i]);
    }

    cerca(e.fin.l, todo.fin.l, 1e-13, "l");
    cerca(e.fin.b, todo.fin.b, 1e-13, "b");

    for (i = 0; i < e.m; i++) {
        cerca(e.fin.s[i], todo.fin.s[i], 1e-13, "s");
    }
}


/* A warm start ends where a cold one does, or better. */

static void
tibio_como_frio(const linea_t *l)
{
    inv_ets_t    frio, previo, e;
    inv_serie_t  corta;

    corta = l->serie;
    corta.n -= 2;
    assert_int_equal(inv_ets_ajustar(&previo, forma_de(l->nombre), &corta,
                                     NULL, &cuaderno),
                     INV_PRON_BIEN);
    assert_int_equal(inv_ets_ajustar(&frio, previo.forma, &l->serie, NULL,
                                     &cuaderno),
                     INV_PRON_BIEN);
    assert_int_equal(inv_ets_ajustar(&e, previo.forma, &l->serie, &previo,
                                     &cuaderno),
                     INV_PRON_BIEN);
    assert_true(e.logver > frio.logver - 0.003 * fabs(frio.logver));
}


static void
theta_como_thetaf(const linea_t *l)
{
    size_t  i, h;
    double  media[64];

    h = (size_t) l->v[0];
    assert_int_equal(inv_theta(&l->serie, h, media, NULL, NULL, &cuaderno),
                     INV_PRON_BIEN);

    /* alpha is searched for by both: not to the last digit */

    for (i = 0; i < h; i++) {
        cerca(media[i], l->v[1 + i], 1e-3, "thetaf");
    }
}


static void
parametros(void **estado)
{
    (void) estado;
    recorrer("ets", con_parametros_de_r);
}


static void
ajustes(void **estado)
{
    (void) estado;
    recorrer("ets", ajuste_no_peor);
}


static void
pasos(void **estado)
{
    (void) estado;
    recorrer("ets", pasos_como_correr);
}


static void
tibios(void **estado)
{
    (void) estado;
    recorrer("ets", tibio_como_frio);
}


static void
thetas(void **estado)
{
    (void) estado;
    recorrer("theta", theta_como_thetaf);
}


/* Which forms suit: by sign, season and length. */

static void
formas(void **estado)
{
    size_t       i;
    double       y[40];
    inv_ets_t    e;
    inv_serie_t  s = { y, 40, 12 };

    (void) estado;

    for (i = 0; i < 40; i++) {
        y[i] = (double) (i % 12) - 3 + (double) (i * i % 7);
    }

    /* values that are not positive: no multiplicative errors */

    assert_int_equal(inv_ets_elegir(&e, INV_ETS_TODAS, &s, &cuaderno),
                     INV_PRON_BIEN);
    assert_int_equal(e.forma->error, 'A');
    assert_int_equal(inv_ets_ajustar(&e, forma_de("ETS(M,N,N)"), &s, NULL,
                                     &cuaderno),
                     INV_PRON_NO_SIRVE);

    /* seasons longer than 24 are for other methods */

    s.m = 25;
    assert_int_equal(inv_ets_ajustar(&e, forma_de("ETS(A,N,A)"), &s, NULL,
                                     &cuaderno),
                     INV_PRON_NO_SIRVE);
    s.n = 4;
    s.m = 1;
    assert_int_equal(inv_ets_ajustar(&e, forma_de("ETS(A,Ad,N)"), &s, NULL,
                                     &cuaderno),
                     INV_PRON_CORTA);

    /* a notebook that is too small is said, and left as it was */

    s.n = 40;
    cuaderno.cabe = 50;
    assert_int_equal(inv_ets_elegir(&e, INV_ETS_OCHO, &s, &cuaderno),
                     INV_PRON_MEMORIA);
    assert_int_equal(cuaderno.usado, 0);
    cuaderno.cabe = MEMORIA;
}


/* Schur and Cohn against the roots that R computes. */

static void
region_de_r(const linea_t *l)
{
    inv_ets_t  e;

    memset(&e, 0, sizeof(e));
    e.forma = forma_de(l->v[2] > 0 ? "ETS(A,Ad,A)" : "ETS(A,Ad,N)");
    e.alfa = l->v[0];
    e.beta = l->v[1];
    e.gama = l->v[2];
    e.fi = l->v[3];
    e.m = (size_t) l->v[4];

    if (inv_ets_admisible(&e) != (int) l->v[5]) {
        fail_msg("alfa %g beta %g gama %g fi %g m %zu", e.alfa, e.beta, e.gama,
                 e.fi, e.m);
    }
}


static void
region(void **estado)
{
    (void) estado;
    recorrer("admisible", region_de_r);
}


int
main(void)
{
    const struct CMUnitTest  lista[] = {
        cmocka_unit_test(parametros),
        cmocka_unit_test(ajustes),
        cmocka_unit_test(pasos),
        cmocka_unit_test(tibios),
        cmocka_unit_test(thetas),
        cmocka_unit_test(formas),
        cmocka_unit_test(region)
    };

    return PRUEBAS("pronostico: ets", lista);
}
