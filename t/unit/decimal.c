
/*
 * Exact decimals: reading, writing, comparing, adding, multiplying.
 */


#include "prueba.h"
#include "dominio/decimal.h"


typedef struct {
    const char       *texto;
    unsigned          decimales;
    inv_dec_error_e   error;
    const char       *canonico;
} caso_t;


static inv_decimal_t
leer(const char *s)
{
    inv_decimal_t  d;

    assert_int_equal(inv_dec_leer(s, strlen(s), INV_DEC_ESCALA, &d),
                     INV_DEC_BIEN);
    return d;
}


static void
igual(const inv_decimal_t *d, const char *texto)
{
    char    buf[INV_DEC_LARGO];
    size_t  n;

    memset(buf, 'x', sizeof(buf));
    n = inv_dec_escribir(d, buf);

    assert_int_equal(buf[n], '\0');
    assert_string_equal(buf, texto);
}


static void
lee_y_escribe(void **estado)
{
    char             *s;
    size_t            i;
    inv_decimal_t     d;
    inv_dec_error_e   rc;

    static const caso_t  casos[] = {
        { "0", 0, INV_DEC_BIEN, "0" },
        { "-0", 0, INV_DEC_BIEN, "0" },
        { "-0.000", 3, INV_DEC_BIEN, "0" },
        { "-12.50", 2, INV_DEC_BIEN, "-12.5" },
        { "12.50", 1, INV_DEC_BIEN, "12.5" },
        { "12.55", 1, INV_DEC_DECIMALES, NULL },
        { "12.500000000000", 1, INV_DEC_BIEN, "12.5" },
        { "007.10", 2, INV_DEC_BIEN, "7.1" },
        { "0.05", 2, INV_DEC_BIEN, "0.05" },
        { "100", 0, INV_DEC_BIEN, "100" },
        { "1.5", 0, INV_DEC_DECIMALES, NULL },
        { "0.000000001", 9, INV_DEC_BIEN, "0.000000001" },
        { "0.0000000001", 9, INV_DEC_DECIMALES, NULL },
        { "999999999999999999.999999999", 9, INV_DEC_BIEN,
          "999999999999999999.999999999" },
        { "-999999999999999999.999999999", 9, INV_DEC_BIEN,
          "-999999999999999999.999999999" },
        { "000999999999999999999", 0, INV_DEC_BIEN, "999999999999999999" },
        { "1000000000000000000", 0, INV_DEC_RANGO, NULL },
        { "1e400", 9, INV_DEC_FORMA, NULL },
        { "1E5", 9, INV_DEC_FORMA, NULL },
        { "NaN", 9, INV_DEC_FORMA, NULL },
        { "Infinity", 9, INV_DEC_FORMA, NULL },
        { "", 9, INV_DEC_FORMA, NULL },
        { "-", 9, INV_DEC_FORMA, NULL },
        { ".", 9, INV_DEC_FORMA, NULL },
        { "5.", 9, INV_DEC_FORMA, NULL },
        { ".5", 9, INV_DEC_FORMA, NULL },
        { "+5", 9, INV_DEC_FORMA, NULL },
        { "--5", 9, INV_DEC_FORMA, NULL },
        { " 5", 9, INV_DEC_FORMA, NULL },
        { "5 ", 9, INV_DEC_FORMA, NULL },
        { "1.2.3", 9, INV_DEC_FORMA, NULL },
        { "1,5", 9, INV_DEC_FORMA, NULL },
        { "0x10", 9, INV_DEC_FORMA, NULL },
        { "1_000", 9, INV_DEC_FORMA, NULL },
        { "\xd9\xa1", 9, INV_DEC_FORMA, NULL }
    };

    (void) estado;

    for (i = 0; i < N_DE(casos); i++) {
        s = justo(casos[i].texto, strlen(casos[i].texto));
        rc = inv_dec_leer(s, strlen(casos[i].texto), casos[i].decimales, &d);
        free(s);

        if (rc != casos[i].error) {
            fail_msg("\"%s\": %d", casos[i].texto, (int) rc);
        }

        if (rc == INV_DEC_BIEN) {
            igual(&d, casos[i].canonico);
        }
    }

    /* a NUL inside is no end */

    assert_int_equal(inv_dec_leer(L("1\0"), 9, &d), INV_DEC_FORMA);
}


/* A failed read leaves the value alone. */

static void
no_toca_si_falla(void **estado)
{
    inv_decimal_t  d;

    (void) estado;

    d = leer("3.25");

    assert_int_equal(inv_dec_leer(L("x"), 9, &d), INV_DEC_FORMA);
    assert_int_equal(inv_dec_leer(L("1.25"), 1, &d), INV_DEC_DECIMALES);
    assert_int_equal(inv_dec_leer_local(L("1.250"), 9, INV_DEC_AUTO, &d),
                     INV_DEC_AMBIGUO);
    igual(&d, "3.25");
}


static void
lee_lo_local(void **estado)
{
    char             *s;
    size_t            i;
    inv_decimal_t     d;
    inv_dec_error_e   rc;

    static const struct {
        const char       *texto;
        inv_dec_coma_e    coma;
        inv_dec_error_e   error;
        const char       *canonico;
    } casos[] = {
        { "1.234,56", INV_DEC_AUTO, INV_DEC_BIEN, "1234.56" },
        { "1234,5", INV_DEC_AUTO, INV_DEC_BIEN, "1234.5" },
        { "1234.56", INV_DEC_AUTO, INV_DEC_BIEN, "1234.56" },
        { "$ 1.234,56", INV_DEC_AUTO, INV_DEC_BIEN, "1234.56" },
        { "$\xc2\xa0" "1.234,56", INV_DEC_AUTO, INV_DEC_BIEN, "1234.56" },
        { "  -$1.234,56\xc2\xa0 ", INV_DEC_AUTO, INV_DEC_BIEN, "-1234.56" },
        { "$ -0,50", INV_DEC_AUTO, INV_DEC_BIEN, "-0.5" },
        { "+12", INV_DEC_AUTO, INV_DEC_BIEN, "12" },
        { "1,234.56", INV_DEC_AUTO, INV_DEC_BIEN, "1234.56" },
        { "1.234.567", INV_DEC_AUTO, INV_DEC_BIEN, "1234567" },
        { "1,234,567", INV_DEC_AUTO, INV_DEC_BIEN, "1234567" },
        { "1.234.567,8", INV_DEC_AUTO, INV_DEC_BIEN, "1234567.8" },
        { "1,234,567.8", INV_DEC_AUTO, INV_DEC_BIEN, "1234567.8" },
        { "1,234", INV_DEC_AUTO, INV_DEC_BIEN, "1.234" },
        { "145.0", INV_DEC_AUTO, INV_DEC_BIEN, "145" },
        { "0.250", INV_DEC_AUTO, INV_DEC_BIEN, "0.25" },
        { "1234.567", INV_DEC_AUTO, INV_DEC_BIEN, "1234.567" },
        { "1.2345", INV_DEC_AUTO, INV_DEC_BIEN, "1.2345" },
        { "1.234", INV_DEC_AUTO, INV_DEC_AMBIGUO, NULL },
        { "123.000", INV_DEC_AUTO, INV_DEC_AMBIGUO, NULL },
        { "-$ 12.500", INV_DEC_AUTO, INV_DEC_AMBIGUO, NULL },
        { "1.234", INV_DEC_COMA, INV_DEC_BIEN, "1234" },
        { "1.234", INV_DEC_PUNTO, INV_DEC_BIEN, "1.234" },
        { "1,234", INV_DEC_PUNTO, INV_DEC_BIEN, "1234" },
        { "1,234", INV_DEC_COMA, INV_DEC_BIEN, "1.234" },
        { "1.5", INV_DEC_COMA, INV_DEC_FORMA, NULL },
        { "1234.567", INV_DEC_COMA, INV_DEC_FORMA, NULL },
        { "1,5", INV_DEC_PUNTO, INV_DEC_FORMA, NULL },
        { "1.234,567.8", INV_DEC_AUTO, INV_DEC_FORMA, NULL },
        { "1.23,4", INV_DEC_AUTO, INV_DEC_FORMA, NULL },
        { "12.34.567", INV_DEC_AUTO, INV_DEC_FORMA, NULL },
        { "1234.567,8", INV_DEC_AUTO, INV_DEC_FORMA, NULL },
        { "1..234", INV_DEC_AUTO, INV_DEC_FORMA, NULL },
        { ".234.567", INV_DEC_AUTO, INV_DEC_FORMA, NULL },
        { "1.234.", INV_DEC_AUTO, INV_DEC_FORMA, NULL },
        { ",5", INV_DEC_AUTO, INV_DEC_FORMA, NULL },
        { "5,", INV_DEC_AUTO, INV_DEC_FORMA, NULL },
        { ",", INV_DEC_AUTO, INV_DEC_FORMA, NULL },
        { "", INV_DEC_AUTO, INV_DEC_FORMA, NULL },
        { "$", INV_DEC_AUTO, INV_DEC_FORMA, NULL },
        { "$$5", INV_DEC_AUTO, INV_DEC_FORMA, NULL },
        { "--5", INV_DEC_AUTO, INV_DEC_FORMA, NULL },
        { "5-", INV_DEC_AUTO, INV_DEC_FORMA, NULL },
        { "5 6", INV_DEC_AUTO, INV_DEC_FORMA, NULL },
        { "1,5e3", INV_DEC_AUTO, INV_DEC_FORMA, NULL },
        { "5\xc2", INV_DEC_AUTO, INV_DEC_FORMA, NULL },
        { "abc", INV_DEC_AUTO, INV_DEC_FORMA, NULL },
        { "0,12345", INV_DEC_AUTO, INV_DEC_DECIMALES, NULL },
        { "1.000.000.000.000.000.000", INV_DEC_AUTO, INV_DEC_RANGO, NULL }
    };

    (void) estado;

    for (i = 0; i < N_DE(casos); i++) {
        s = justo(casos[i].texto, strlen(casos[i].texto));
        rc = inv_dec_leer_local(s, strlen(casos[i].texto), 4, casos[i].coma,
                                &d);
        free(s);

        if (rc != casos[i].error) {
            fail_msg("\"%s\": %d", casos[i].texto, (int) rc);
        }

        if (rc == INV_DEC_BIEN) {
            igual(&d, casos[i].canonico);
        }
    }
}


static void
escribe_pesos(void **estado)
{
    char           buf[INV_DEC_PESOS];
    size_t         i, n;
    inv_decimal_t  d;

    static const char *const  casos[][2] = {
        { "0", "$0,00" },
        { "-0.004", "$0,00" },
        { "0.005", "$0,01" },
        { "-0.005", "-$0,01" },
        { "1234.56", "$1.234,56" },
        { "-123", "-$123,00" },
        { "999", "$999,00" },
        { "1000", "$1.000,00" },
        { "999999.995", "$1.000.000,00" },
        { "1234567.8", "$1.234.567,80" },
        { "-999999999999999999.999999999", "-$1.000.000.000.000.000.000,00" }
    };

    (void) estado;

    for (i = 0; i < N_DE(casos); i++) {
        d = leer(casos[i][0]);
        n = inv_dec_escribir_pesos(&d, buf);

        assert_string_equal(buf, casos[i][1]);
        assert_int_equal(n, strlen(casos[i][1]));
    }
}


static void
compara(void **estado)
{
    size_t         i, j;
    inv_decimal_t  a, b;

    static const char *const  orden[] = {
        "-999999999999999999.999999999", "-1", "-0.5", "-0.000000001", "0",
        "0.000000001", "0.05", "0.5", "1", "1.000000001", "2", "10",
        "999999999999999999", "999999999999999999.999999999"
    };

    (void) estado;

    for (i = 0; i < N_DE(orden); i++) {
        a = leer(orden[i]);

        assert_int_equal(inv_dec_signo(&a), (i > 4) - (i < 4));

        for (j = 0; j < N_DE(orden); j++) {
            b = leer(orden[j]);
            assert_int_equal(inv_dec_comparar(&a, &b), (i > j) - (i < j));
        }
    }

    a = leer("-0.5");
    assert_int_equal(inv_dec_comparar_entero(&a, 0), -1);
    assert_int_equal(inv_dec_comparar_entero(&a, -1), 1);

    a = leer("100");
    assert_int_equal(inv_dec_comparar_entero(&a, 100), 0);

    a = leer("100.001");
    assert_int_equal(inv_dec_comparar_entero(&a, 100), 1);

    a = leer("999999999999999999.9");
    assert_int_equal(inv_dec_comparar_entero(&a, INT64_MAX), -1);
    assert_int_equal(inv_dec_comparar_entero(&a, INT64_MIN), 1);
}


static void
suma(void **estado)
{
    inv_decimal_t  a, b, r;

    (void) estado;

    a = leer("0.1");
    b = leer("0.2");
    assert_int_equal(inv_dec_sumar(&a, &b, &r), INV_DEC_BIEN);
    igual(&r, "0.3");

    a = leer("12.345");
    b = leer("-12.345");
    assert_int_equal(inv_dec_sumar(&a, &b, &r), INV_DEC_BIEN);
    igual(&r, "0");

    a = leer("999999999999999999.5");
    b = leer("0.5");
    r = a;
    assert_int_equal(inv_dec_sumar(&a, &b, &r), INV_DEC_RANGO);
    igual(&r, "999999999999999999.5");

    b = leer("0.499999999");
    assert_int_equal(inv_dec_sumar(&a, &b, &r), INV_DEC_BIEN);
    igual(&r, "999999999999999999.999999999");

    a.valor = -a.valor;
    b = leer("-0.5");
    assert_int_equal(inv_dec_sumar(&a, &b, &r), INV_DEC_RANGO);
}


static void
multiplica(void **estado)
{
    size_t         i;
    inv_decimal_t  a, b, r;

    static const struct {
        const char       *a;
        const char       *b;
        unsigned          escala;
        const char       *r;            /* NULL: out of range */
    } casos[] = {
        { "2.5", "2", 0, "5" },
        { "0.5", "1", 0, "1" },         /* halves go up... */
        { "1.5", "1", 0, "2" },         /* ...not to the even one */
        { "2.5", "1", 0, "3" },
        { "-0.5", "1", 0, "-1" },       /* away from zero */
        { "0.49", "1", 0, "0" },
        { "-0.49", "1", 0, "0" },
        { "1.005", "1", 2, "1.01" },    /* a double would say 1.00 */
        { "1.250", "19.99", 2, "24.99" },
        { "0.333", "3", 2, "1" },
        { "100", "0.21", 4, "21" },
        { "3", "7", 9, "21" },
        { "0.000000001", "0.000000001", 9, "0" },
        { "0.000000001", "0.5", 9, "0.000000001" },
        { "999999999999999999.999999999", "1", 9,
          "999999999999999999.999999999" },
        { "999999999999999999.999999999", "1", 8, NULL },
        { "999999999999999999", "999999999999999999.999999999", 9, NULL },
        { "999999999999999999.999999999", "-999999999999999999.999999999", 0,
          NULL },
        { "1000000000", "1000000000", 0, NULL },
        { "1000000000", "999999999.999999999", 0, "999999999999999999" }
    };

    (void) estado;

    for (i = 0; i < N_DE(casos); i++) {
        a = leer(casos[i].a);
        b = leer(casos[i].b);

        if (casos[i].r == NULL) {
            assert_int_equal(inv_dec_multiplicar(&a, &b, casos[i].escala, &r),
                             INV_DEC_RANGO);
            continue;
        }

        assert_int_equal(inv_dec_multiplicar(&a, &b, casos[i].escala, &r),
                         INV_DEC_BIEN);
        igual(&r, casos[i].r);

        assert_int_equal(inv_dec_multiplicar(&b, &a, casos[i].escala, &r),
                         INV_DEC_BIEN);
        igual(&r, casos[i].r);
    }
}


/* What is written is read as the same value; in es-AR too. */

static void
ida_y_vuelta(void **estado)
{
    char             buf[INV_DEC_LARGO], pesos[INV_DEC_PESOS];
    size_t           i, n;
    uint64_t         semilla;
    inv_decimal_t    d, e, cien, uno;

    (void) estado;

    semilla = 20260131;
    cien = leer("0.01");
    uno = leer("1");

    for (i = 0; i < 20000; i++) {
        d.escala = (unsigned) azar_hasta(&semilla, INV_DEC_ESCALA + 1);
        d.valor = (inv_int128_t) (int64_t) azar(&semilla);
        d.valor >>= azar_hasta(&semilla, 64);

        if (inv_dec_multiplicar(&d, &uno, d.escala, &d) != INV_DEC_BIEN) {
            continue;
        }

        n = inv_dec_escribir(&d, buf);
        assert_in_range(n, 1, INV_DEC_LARGO - 1);
        assert_int_equal(inv_dec_leer(buf, n, INV_DEC_ESCALA, &e),
                         INV_DEC_BIEN);
        assert_int_equal(inv_dec_comparar(&d, &e), 0);

        assert_int_equal(inv_dec_multiplicar(&d, &cien, 2, &d),
                         INV_DEC_BIEN);
        n = inv_dec_escribir_pesos(&d, pesos);
        assert_in_range(n, 1, INV_DEC_PESOS - 1);
        assert_int_equal(inv_dec_leer_local(pesos, n, 2, INV_DEC_AUTO, &e),
                         INV_DEC_BIEN);
        assert_int_equal(inv_dec_comparar(&d, &e), 0);
    }
}


/* Against the machine's own integers, where they are exact. */

static void
como_enteros(void **estado)
{
    size_t         i;
    int64_t        x, y;
    uint64_t       semilla;
    inv_decimal_t  a, b, r;

    (void) estado;

    semilla = 7;

    for (i = 0; i < 20000; i++) {
        x = (int64_t) azar(&semilla) >> 36;
        y = (int64_t) azar(&semilla) >> 36;

        a.valor = x;
        a.escala = 2;
        b.valor = y;
        b.escala = 3;

        assert_int_equal(inv_dec_sumar(&a, &b, &r), INV_DEC_BIEN);
        assert_true(r.escala == 3 && r.valor == x * 10 + y);

        assert_int_equal(inv_dec_multiplicar(&a, &b, 5, &r), INV_DEC_BIEN);
        assert_true(r.valor == (inv_int128_t) x * y);

        assert_int_equal(inv_dec_comparar(&a, &b),
                         (x * 10 > y) - (x * 10 < y));
    }
}


int
main(void)
{
    const struct CMUnitTest  pruebas[] = {
        cmocka_unit_test(lee_y_escribe),
        cmocka_unit_test(no_toca_si_falla),
        cmocka_unit_test(lee_lo_local),
        cmocka_unit_test(escribe_pesos),
        cmocka_unit_test(compara),
        cmocka_unit_test(suma),
        cmocka_unit_test(multiplica),
        cmocka_unit_test(ida_y_vuelta),
        cmocka_unit_test(como_enteros)
    };

    return PRUEBAS("decimal", pruebas);
}
