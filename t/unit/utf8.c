
/*
 * UTF-8: what is valid, how long, where to cut.
 */


#include "prueba.h"
#include "dominio/utf8.h"


/* Writes any number up to 0x1fffff in the shortest form; surrogates too. */

static size_t
escribir(unsigned u, char *p)
{
    if (u < 0x80) {
        p[0] = (char) u;
        return 1;
    }

    if (u < 0x800) {
        p[0] = (char) (0xc0 | u >> 6);
        p[1] = (char) (0x80 | (u & 0x3f));
        return 2;
    }

    if (u < 0x10000) {
        p[0] = (char) (0xe0 | u >> 12);
        p[1] = (char) (0x80 | (u >> 6 & 0x3f));
        p[2] = (char) (0x80 | (u & 0x3f));
        return 3;
    }

    p[0] = (char) (0xf0 | u >> 18);
    p[1] = (char) (0x80 | (u >> 12 & 0x3f));
    p[2] = (char) (0x80 | (u >> 6 & 0x3f));
    p[3] = (char) (0x80 | (u & 0x3f));
    return 4;
}


static int
valido(const char *s, size_t n)
{
    int    rc;
    char  *p;

    p = justo(s, n);
    rc = inv_utf8_valido(p, n);
    free(p);

    return rc;
}


/* All of them, and every way to cut one off. */

static void
todos_los_caracteres(void **estado)
{
    int       bien;
    char      p[4];
    size_t    n, corte;
    unsigned  u;

    (void) estado;

    for (u = 0; u < 0x1fffff; u++) {
        n = escribir(u, p);
        bien = u <= 0x10ffff && !(u >= 0xd800 && u <= 0xdfff);

        if (inv_utf8_valido(p, n) != bien
            || inv_utf8_paso(p, n) != (bien ? n : 0))
        {
            fail_msg("U+%04X", u);
        }

        for (corte = 1; corte < n; corte++) {
            if (inv_utf8_valido(p, corte)) {
                fail_msg("U+%04X cortado en %zu", u, corte);
            }
        }
    }
}


/* All texts of three bytes: only the shortest form of a character counts. */

static void
ninguno_de_mas(void **estado)
{
    char      p[3], q[4];
    size_t    i, n;
    unsigned  v;

    (void) estado;

    for (v = 0; v <= 0xffffff; v++) {
        p[0] = (char) (v >> 16);
        p[1] = (char) (v >> 8 & 0xff);
        p[2] = (char) (v & 0xff);

        n = inv_utf8_paso(p, 3);

        if (n == 3) {
            i = escribir((v >> 16 & 0xf) << 12 | (v >> 8 & 0x3f) << 6
                         | (v & 0x3f), q);

            if (i != 3 || memcmp(p, q, 3) != 0) {
                fail_msg("%06x", v);
            }

        } else if (n == 2) {
            i = escribir((v >> 16 & 0x1f) << 6 | (v >> 8 & 0x3f), q);

            if (i != 2 || memcmp(p, q, 2) != 0) {
                fail_msg("%06x", v);
            }
        }
    }
}


static void
valido_en_un_texto(void **estado)
{
    char    s[40];
    size_t  i;

    (void) estado;

    assert_true(valido("", 0));
    assert_true(valido(L("Yerba mate Cañuelas 1 kg, ¡ñandú! €\0 "
                         "\xf0\x9f\x98\x80")));

    /* one bad byte anywhere in a long ASCII text is seen */

    for (i = 0; i < sizeof(s); i++) {
        memset(s, 'a', sizeof(s));
        s[i] = '\xff';
        assert_false(valido(s, sizeof(s)));
        s[i] = '\xc3';
        assert_false(valido(s, sizeof(s)));
    }

    assert_false(valido(L("\xc0\x80")));
    assert_false(valido(L("\xe0\x80\xaf")));
    assert_false(valido(L("\xf0\x80\x80\xaf")));
    assert_false(valido(L("\xed\xa0\xbd\xed\xb8\x80")));
    assert_false(valido(L("\xf4\x90\x80\x80")));
    assert_false(valido(L("ni\xf1o")));
}


static void
cuenta_y_trunca(void **estado)
{
    size_t       i, n;

    static const char    s[] = "añ€\xf0\x9f\x98\x80z";
    static const size_t  cortes[] = { 0, 1, 3, 6, 10, 11, 11, 11 };

    (void) estado;

    n = sizeof(s) - 1;

    assert_int_equal(inv_utf8_contar(s, n), 5);
    assert_int_equal(inv_utf8_contar("", 0), 0);

    for (i = 0; i < N_DE(cortes); i++) {
        assert_int_equal(inv_utf8_truncar(s, n, i), cortes[i]);
        assert_int_equal(inv_utf8_contar(s, cortes[i]), i < 5 ? i : 5);
        assert_true(valido(s, cortes[i]));
    }
}


static void
recorta(void **estado)
{
    char        *s;
    size_t       i, n;
    const char  *p;

    static const char *const  casos[][2] = {
        { "", "" },
        { " ", "" },
        { " \t\r\n\v\f ", "" },
        { "\xc2\xa0", "" },
        { "\xc2\xa0 \xc2\xa0", "" },
        { "a", "a" },
        { "  a b\t", "a b" },
        { "\xc2\xa0" "a\xc2\xa0" "b\xc2\xa0", "a\xc2\xa0" "b" },
        { " ñ ", "ñ" },
        { "\xc3\xa0", "\xc3\xa0" },         /* à ends like U+00A0 */
        { " \xc3\xa0 ", "\xc3\xa0" },
        { "\x1c" "a", "\x1c" "a" }
    };

    (void) estado;

    for (i = 0; i < N_DE(casos); i++) {
        n = strlen(casos[i][0]);
        s = justo(casos[i][0], n);
        p = s;
        inv_utf8_recortar(&p, &n);

        assert_int_equal(n, strlen(casos[i][1]));
        assert_memory_equal(p, casos[i][1], n);
        free(s);
    }
}


int
main(void)
{
    const struct CMUnitTest  pruebas[] = {
        cmocka_unit_test(todos_los_caracteres),
        cmocka_unit_test(ninguno_de_mas),
        cmocka_unit_test(valido_en_un_texto),
        cmocka_unit_test(cuenta_y_trunca),
        cmocka_unit_test(recorta)
    };

    return PRUEBAS("utf8", pruebas);
}
