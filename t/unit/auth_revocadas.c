
/*
 * Tokens refused before their time: what is put is found until it expires,
 * and of two things about one user the stricter one holds.
 */


#include "prueba.h"
#include "../../src/ngx_http_inventario_auth_revocadas.h"


#define AHORA   INT64_C(1800000000)
#define UNA     "0123456789abcdef0123456789abcdef"
#define OTRA    "fedcba9876543210fedcba9876543210"


static inv_revocadas_t *
tabla(size_t bytes)
{
    inv_revocadas_t  *t;

    t = malloc(bytes);
    assert_non_null(t);
    assert_int_equal(inv_revocadas_iniciar(t, bytes), 0);

    return t;
}


static inv_revocada_fin_e
poner(inv_revocadas_t *t, int64_t usuario, const char *sid, int64_t hasta,
    int64_t vence)
{
    inv_revocada_t  e;

    memset(&e, 0, sizeof(e));
    e.usuario = usuario;
    e.hasta = hasta;
    e.vence = vence;
    e.cuando = usuario ? hasta * 1000 : 0;
    strcpy(e.sid, sid);

    return inv_revocadas_poner(t, &e, AHORA);
}


static void
sesiones(void **estado)
{
    inv_revocadas_t  *t;

    (void) estado;

    t = tabla(65536);

    assert_false(inv_revocadas_esta(t, 7, UNA, AHORA, AHORA));
    assert_int_equal(poner(t, 0, UNA, 0, AHORA + 10), INV_REVOCADA_NUEVA);
    assert_int_equal(poner(t, 0, UNA, 0, AHORA + 10), INV_REVOCADA_SABIDA);

    assert_true(inv_revocadas_esta(t, 7, UNA, AHORA, AHORA));
    assert_true(inv_revocadas_esta(t, 8, UNA, AHORA + 99, AHORA + 9));
    assert_false(inv_revocadas_esta(t, 7, UNA, AHORA, AHORA + 10));
    assert_false(inv_revocadas_esta(t, 7, OTRA, AHORA, AHORA));
    assert_false(inv_revocadas_esta(t, 7, "", AHORA, AHORA));

    /* again, for longer; and what is over is not put at all */

    assert_int_equal(poner(t, 0, UNA, 0, AHORA + 20), INV_REVOCADA_SABIDA);
    assert_true(inv_revocadas_esta(t, 7, UNA, AHORA, AHORA + 19));
    assert_int_equal(poner(t, 0, OTRA, 0, AHORA), INV_REVOCADA_SABIDA);
    assert_false(inv_revocadas_esta(t, 7, OTRA, AHORA, AHORA));

    free(t);
}


static void
usuarios(void **estado)
{
    int64_t           cuando;
    inv_revocada_t    e;
    inv_revocadas_t  *t;

    (void) estado;

    t = tabla(65536);

    assert_int_equal(inv_revocadas_hasta(t, 7, AHORA, &cuando), 0);
    assert_int_equal(poner(t, 7, UNA, AHORA, AHORA + 900),
                     INV_REVOCADA_NUEVA);
    assert_int_equal(inv_revocadas_hasta(t, 7, AHORA, &cuando), AHORA);
    assert_int_equal(cuando, AHORA * 1000);

    assert_true(inv_revocadas_esta(t, 7, OTRA, AHORA, AHORA));
    assert_true(inv_revocadas_esta(t, 7, "", AHORA - 5, AHORA));
    assert_false(inv_revocadas_esta(t, 7, OTRA, AHORA + 1, AHORA));
    assert_false(inv_revocadas_esta(t, 7, UNA, AHORA, AHORA));
    assert_false(inv_revocadas_esta(t, 8, OTRA, AHORA, AHORA));

    /* an older one changes nothing */

    assert_int_equal(poner(t, 7, "", AHORA - 1, AHORA + 900),
                     INV_REVOCADA_SABIDA);
    assert_false(inv_revocadas_esta(t, 7, UNA, AHORA - 2, AHORA));

    /* another one of the same second spares nobody */

    assert_int_equal(poner(t, 7, OTRA, AHORA, AHORA + 900),
                     INV_REVOCADA_NUEVA);
    assert_true(inv_revocadas_esta(t, 7, UNA, AHORA, AHORA));
    assert_true(inv_revocadas_esta(t, 7, OTRA, AHORA, AHORA));

    /* nor is that undone by hearing of the first again */

    assert_int_equal(poner(t, 7, UNA, AHORA, AHORA + 900),
                     INV_REVOCADA_SABIDA);
    assert_true(inv_revocadas_esta(t, 7, UNA, AHORA, AHORA));

    /* of two decisions about one second the last one is told */

    memset(&e, 0, sizeof(e));
    e.usuario = 7;
    e.hasta = AHORA;
    e.vence = AHORA + 900;
    e.cuando = AHORA * 1000 + 5;
    assert_int_equal(inv_revocadas_poner(t, &e, AHORA), INV_REVOCADA_NUEVA);
    e.cuando -= 2;
    assert_int_equal(inv_revocadas_poner(t, &e, AHORA), INV_REVOCADA_SABIDA);
    assert_int_equal(inv_revocadas_hasta(t, 7, AHORA, &cuando), AHORA);
    assert_int_equal(cuando, AHORA * 1000 + 5);

    /* a later one counts */

    assert_int_equal(poner(t, 7, UNA, AHORA + 5, AHORA + 900),
                     INV_REVOCADA_NUEVA);
    assert_true(inv_revocadas_esta(t, 7, OTRA, AHORA + 5, AHORA));
    assert_false(inv_revocadas_esta(t, 7, UNA, AHORA + 5, AHORA));

    free(t);
}


static void
muchas(void **estado)
{
    char              sid[INV_SESION + 1];
    size_t            i, n;
    inv_revocadas_t  *t;

    (void) estado;

    t = tabla(786432);

    for (i = 0; i < 3000; i++) {
        (void) snprintf(sid, sizeof(sid), "%032zx", i);
        assert_int_equal(poner(t, 0, sid, 0, AHORA + 900),
                         INV_REVOCADA_NUEVA);
    }

    for (i = 0; i < 3000; i++) {
        (void) snprintf(sid, sizeof(sid), "%032zx", i);
        assert_true(inv_revocadas_esta(t, 7, sid, AHORA, AHORA));
    }

    free(t);

    /* of too many the one that ends first goes, and it is said */

    t = tabla(4096);

    for (i = 0, n = 0; i < 100; i++) {
        (void) snprintf(sid, sizeof(sid), "%032zx", i);
        n += poner(t, 0, sid, 0, AHORA + 100 + i) == INV_REVOCADA_APRETADA;
        assert_true(inv_revocadas_esta(t, 7, sid, AHORA, AHORA));
    }

    assert_true(n > 0);

    free(t);

    t = malloc(256);
    assert_int_equal(inv_revocadas_iniciar(t, 256), -1);
    free(t);
}


static void
vistas(void **estado)
{
    size_t                 i;
    inv_revocadas_t       *t;
    const inv_revocada_t  *e;

    (void) estado;

    t = tabla(65536);

    (void) poner(t, 0, UNA, 0, AHORA + 900);
    (void) poner(t, 7, "", AHORA, AHORA + 900);
    (void) poner(t, 0, OTRA, 0, AHORA + 10);

    i = 0;
    assert_null(inv_revocadas_no_vista(t, &i, AHORA));

    inv_revocadas_olvidar_vistas(t);
    (void) poner(t, 0, UNA, 0, AHORA + 900);
    (void) poner(t, 7, "", AHORA - 1, AHORA + 900);

    /* the older one about the user is not the one that we have */

    i = 0;
    e = inv_revocadas_no_vista(t, &i, AHORA + 10);
    assert_non_null(e);
    assert_int_equal(e->usuario, 7);
    assert_null(inv_revocadas_no_vista(t, &i, AHORA + 10));

    free(t);
}


static void
textos(void **estado)
{
    char            texto[INV_REVOCADA_TEXTO], *copia;
    size_t          i;
    inv_revocada_t  e;

    static const char  *buenos[] = { "s:" UNA, "u:7:1800000000:5:",
                                     "u:7:1800000000:1800000000123:" UNA,
                                     "u:9223372036854775807:9:9:" OTRA };
    static const char  *malos[] = { "", "s", "s:", "s:0", ("s:" UNA "0"),
        "s:0123456789ABCDEF0123456789abcdef", "u:", "u:7", "u:7:9", "u:7:9:",
        "u:7:9:5", "u:0:9:5:", "u:7:0:5:", "u:7:9:0:", "u:-7:9:5:",
        "u: 7:9:5:", "u:+7:9:5:", "u:07:9:5:", "u:7:9:5:0",
        ("u:7:9:5:" UNA "0"), "u::9:5:", "u:7::5:", ("x:" UNA),
        "u:99999999999999999999:9:5:", ("u:7:9:5:" UNA ":") };

    (void) estado;

    for (i = 0; i < N_DE(buenos); i++) {
        copia = justo(buenos[i], strlen(buenos[i]) + 1);
        assert_int_equal(inv_revocada_leer(&e, copia, strlen(copia)), 0);
        inv_revocada_texto(&e, texto);
        assert_string_equal(texto, copia);
        free(copia);
    }

    for (i = 0; i < N_DE(malos); i++) {
        copia = justo(malos[i], strlen(malos[i]) + 1);
        assert_int_equal(inv_revocada_leer(&e, copia, strlen(copia)), -1);
        free(copia);
    }

    assert_int_equal(inv_revocada_leer(&e, L("s:\0" UNA)), -1);
}


int
main(void)
{
    const struct CMUnitTest  pruebas[] = {
        cmocka_unit_test(sesiones),
        cmocka_unit_test(usuarios),
        cmocka_unit_test(muchas),
        cmocka_unit_test(vistas),
        cmocka_unit_test(textos)
    };

    return PRUEBAS("auth_revocadas", pruebas);
}
