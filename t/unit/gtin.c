
/*
 * Check digits: GTIN, scale codes, CUIT.
 */


#include "prueba.h"
#include "dominio/gtin.h"


static void
gtin_conocidos(void **estado)
{
    char    *s, salida[INV_GTIN_LARGO + 1];
    size_t   i, n;

    /* of GS1's and the manufacturers' own documents, and two of a shelf */

    static const char *const  buenos[][2] = {
        { "4006381333931", "04006381333931" },
        { "96385074", "00000096385074" },
        { "036000291452", "00036000291452" },
        { "0036000291452", "00036000291452" },
        { "7792180001665", "07792180001665" },
        { "7790060023684", "07790060023684" },
        { "10614141000415", "10614141000415" },
        { "9780306406157", "09780306406157" },
        { "2012345012349", "02012345012349" }
    };

    static const char *const  malos[] = {
        "4006381333932", "96385073", "036000291453", "7792180001666",
        "4006381333913",                /* two digits swapped */
        "400638133393", "40063813339310", "123456789", "1", "", "00000000",
        "000000000000", "0000000000000", "00000000000000", "400638133393X",
        "-006381333931", "4006381333931 ", " 4006381333931", "96385O74",
        "123456789012345678"
    };

    (void) estado;

    for (i = 0; i < N_DE(buenos); i++) {
        n = strlen(buenos[i][0]);
        s = justo(buenos[i][0], n);
        assert_true(inv_gtin_valido(s, n));
        assert_true(inv_gtin_normalizar(s, n, salida));
        assert_string_equal(salida, buenos[i][1]);
        assert_int_equal(inv_gtin_digito(s, n - 1), s[n - 1]);
        free(s);
    }

    for (i = 0; i < N_DE(malos); i++) {
        n = strlen(malos[i]);
        s = justo(malos[i], n);
        strcpy(salida, "como estaba");

        if (inv_gtin_valido(s, n) || inv_gtin_normalizar(s, n, salida)) {
            fail_msg("\"%s\"", malos[i]);
        }

        assert_string_equal(salida, "como estaba");
        free(s);
    }

    /* a NUL is no check digit, though it is what inv_gtin_digito() says */

    assert_false(inv_gtin_valido(L("96385x7\0")));

    assert_int_equal(inv_gtin_digito("", 0), '\0');
    assert_int_equal(inv_gtin_digito("12a", 3), '\0');
}


/* The check digit catches every single wrong digit. */

static void
gtin_un_digito_mal(void **estado)
{
    char      codigo[INV_GTIN_LARGO + 1], normal[INV_GTIN_LARGO + 1], c;
    size_t    i, j, n;
    uint64_t  semilla;

    static const size_t  largos[] = { 8, 12, 13, 14 };

    (void) estado;

    semilla = 99;

    for (i = 0; i < 2000; i++) {
        n = largos[azar_hasta(&semilla, N_DE(largos))];

        for (j = 0; j < n - 1; j++) {
            codigo[j] = (char) ('0' + azar_hasta(&semilla, 10));
        }

        codigo[0] = '9';
        codigo[n - 1] = inv_gtin_digito(codigo, n - 1);

        assert_true(inv_gtin_normalizar(codigo, n, normal));
        assert_true(inv_gtin_valido(normal, INV_GTIN_LARGO));
        assert_memory_equal(normal + INV_GTIN_LARGO - n, codigo, n);

        j = azar_hasta(&semilla, n);
        c = codigo[j];
        codigo[j] = (char) ('0' + (c - '0' + 1
                                   + (int) azar_hasta(&semilla, 9)) % 10);
        assert_false(inv_gtin_valido(codigo, n));
    }
}


static void
balanza_conocidos(void **estado)
{
    inv_decimal_t          espera;
    inv_balanza_lectura_t  l;

    static const inv_balanza_formato_t  peso = { "20", 5, 3 };
    static const inv_balanza_formato_t  precio = { "22", 5, 2 };
    static const inv_balanza_formato_t  corto = { "21", 4, 3 };
    static const inv_balanza_formato_t  largo = { "29", 6, 0 };

    (void) estado;

    /* 20 12345 01234 and 9: 1.234 kg of 12345 */

    assert_int_equal(inv_balanza_leer(&peso, L("2012345012349"), &l),
                     INV_BALANZA_BIEN);
    assert_string_equal(l.articulo, "12345");
    inv_dec_leer(L("1.234"), 3, &espera);
    assert_int_equal(inv_dec_comparar(&l.valor, &espera), 0);

    assert_int_equal(inv_balanza_leer(&precio, L("2200042123455"), &l),
                     INV_BALANZA_BIEN);
    assert_string_equal(l.articulo, "00042");
    inv_dec_leer(L("123.45"), 2, &espera);
    assert_int_equal(inv_dec_comparar(&l.valor, &espera), 0);

    assert_int_equal(inv_balanza_leer(&corto, L("2143211234562"), &l),
                     INV_BALANZA_BIEN);
    assert_string_equal(l.articulo, "4321");
    inv_dec_leer(L("123.456"), 3, &espera);
    assert_int_equal(inv_dec_comparar(&l.valor, &espera), 0);

    assert_int_equal(inv_balanza_leer(&largo, L("2900000100077"), &l),
                     INV_BALANZA_BIEN);
    assert_string_equal(l.articulo, "000001");
    assert_int_equal(inv_dec_comparar_entero(&l.valor, 7), 0);
}


static void
balanza_errores(void **estado)
{
    char                   salida[INV_EAN13_LARGO + 1];
    size_t                 i;
    inv_balanza_lectura_t  l;

    static const inv_balanza_formato_t  peso = { "20", 5, 3 };
    static const inv_balanza_formato_t  malos[] = {
        { "20", 3, 3 }, { "20", 7, 3 }, { "20", 5, 4 }, { "30", 5, 3 },
        { "2x", 5, 3 }, { "2", 5, 3 }
    };

    (void) estado;

    strcpy(l.articulo, "12345");
    l.valor.valor = 1;
    l.valor.escala = 0;

    for (i = 0; i < N_DE(malos); i++) {
        assert_int_equal(inv_balanza_leer(&malos[i], L("2012345012349"), &l),
                         INV_BALANZA_FORMATO);
        assert_int_equal(inv_balanza_armar(&malos[i], &l, salida),
                         INV_BALANZA_FORMATO);
    }

    assert_int_equal(inv_balanza_leer(&peso, L("201234501234"), &l),
                     INV_BALANZA_FORMA);
    assert_int_equal(inv_balanza_leer(&peso, L("20123450123490"), &l),
                     INV_BALANZA_FORMA);
    assert_int_equal(inv_balanza_leer(&peso, L("20123450x2341"), &l),
                     INV_BALANZA_FORMA);
    assert_int_equal(inv_balanza_leer(&peso, L("2012345012342"), &l),
                     INV_BALANZA_DIGITO);
    assert_int_equal(inv_balanza_leer(&peso, L("2200042123455"), &l),
                     INV_BALANZA_OTRA);
    assert_int_equal(inv_balanza_leer(&peso, L("4006381333931"), &l),
                     INV_BALANZA_OTRA);

    /* what does not fit: 5 digits with 3 decimals are 99.999 at most */

    strcpy(l.articulo, "12345");
    strcpy(salida, "como estaba");

    inv_dec_leer(L("100"), 3, &l.valor);
    assert_int_equal(inv_balanza_armar(&peso, &l, salida), INV_BALANZA_RANGO);
    inv_dec_leer(L("-1"), 3, &l.valor);
    assert_int_equal(inv_balanza_armar(&peso, &l, salida), INV_BALANZA_RANGO);
    inv_dec_leer(L("1.2345"), 4, &l.valor);
    assert_int_equal(inv_balanza_armar(&peso, &l, salida), INV_BALANZA_RANGO);
    inv_dec_leer(L("999999999999999999.999999999"), 9, &l.valor);
    assert_int_equal(inv_balanza_armar(&peso, &l, salida), INV_BALANZA_RANGO);
    inv_dec_leer(L("999999999999999999"), 9, &l.valor);
    assert_int_equal(inv_balanza_armar(&peso, &l, salida), INV_BALANZA_RANGO);
    assert_string_equal(salida, "como estaba");

    inv_dec_leer(L("99.999"), 3, &l.valor);
    assert_int_equal(inv_balanza_armar(&peso, &l, salida), INV_BALANZA_BIEN);
    assert_memory_equal(salida, "201234599999", 12);

    strcpy(l.articulo, "1234");
    assert_int_equal(inv_balanza_armar(&peso, &l, salida), INV_BALANZA_FORMA);
    strcpy(l.articulo, "123456");
    assert_int_equal(inv_balanza_armar(&peso, &l, salida), INV_BALANZA_FORMA);
    strcpy(l.articulo, "12a45");
    assert_int_equal(inv_balanza_armar(&peso, &l, salida), INV_BALANZA_FORMA);
}


static void
balanza_ida_y_vuelta(void **estado)
{
    char                   salida[INV_EAN13_LARGO + 1];
    size_t                 i, j, caben;
    uint64_t               semilla;
    inv_balanza_lectura_t  l, m;
    inv_balanza_formato_t  f;

    (void) estado;

    semilla = 5;
    memset(&l, 0, sizeof(l));

    for (i = 0; i < 5000; i++) {
        f.prefijo[0] = '2';
        f.prefijo[1] = (char) ('0' + azar_hasta(&semilla, 10));
        f.prefijo[2] = '\0';
        f.largo_articulo = (unsigned) (4 + azar_hasta(&semilla, 3));
        f.decimales = (unsigned) azar_hasta(&semilla, 4);

        for (j = 0; j < f.largo_articulo; j++) {
            l.articulo[j] = (char) ('0' + azar_hasta(&semilla, 10));
        }

        l.articulo[j] = '\0';

        for (caben = 1; j < 10; j++) {
            caben *= 10;
        }

        l.valor.valor = (inv_int128_t) azar_hasta(&semilla, caben);
        l.valor.escala = f.decimales;

        assert_int_equal(inv_balanza_armar(&f, &l, salida), INV_BALANZA_BIEN);
        assert_true(inv_gtin_valido(salida, INV_EAN13_LARGO));
        assert_int_equal(inv_balanza_leer(&f, salida, INV_EAN13_LARGO, &m),
                         INV_BALANZA_BIEN);
        assert_string_equal(m.articulo, l.articulo);
        assert_int_equal(inv_dec_comparar(&m.valor, &l.valor), 0);

        /* the same value written with other decimals makes the same code */

        l.valor.valor *= 1000;
        l.valor.escala += 3;
        strcpy(m.articulo, salida + 7);
        assert_int_equal(inv_balanza_armar(&f, &l, salida), INV_BALANZA_BIEN);
        assert_string_equal(salida + 7, m.articulo);
    }
}


static void
cuit_conocidos(void **estado)
{
    char    *s, digitos[INV_CUIT_LARGO + 1], formato[INV_CUIT_FORMATO + 1];
    size_t   i, n;

    /* published ones: ARCA itself, Banco de la Nación, YPF; then made up */

    static const char *const  buenos[][2] = {
        { "33693450239", "33-69345023-9" },
        { "30500010912", "30-50001091-2" },
        { "30546689979", "30-54668997-9" },
        { "20-12345678-6", "20-12345678-6" },
        { "30-12345678-1", "30-12345678-1" },
        { "27-00000006-5", "27-00000006-5" },
        { "24-00000003-1", "24-00000003-1" },
        { "23-00000000-0", "23-00000000-0" }
    };

    static const char *const  malos[] = {
        "30-12345678-9", "20-12345678-5", "33693450238", "3369345023",
        "336934502390", "33-693450239", "3369345023-9", "33 69345023 9",
        "33-69345023-", "33-6934502x-9", "-3693450239", "21-12345678-6",
        "00000000000", "99-99999999-9", "", "33/69345023/9",
        "33-69345023-9 "
    };

    (void) estado;

    for (i = 0; i < N_DE(buenos); i++) {
        n = strlen(buenos[i][0]);
        s = justo(buenos[i][0], n);

        if (!inv_cuit_valido(s, n)) {
            fail_msg("\"%s\"", buenos[i][0]);
        }

        assert_true(inv_cuit_formatear(s, n, formato));
        assert_string_equal(formato, buenos[i][1]);
        free(s);

        assert_true(inv_cuit_normalizar(formato, strlen(formato), digitos));
        assert_int_equal(strlen(digitos), INV_CUIT_LARGO);
        assert_true(inv_cuit_formatear(digitos, INV_CUIT_LARGO, formato));
        assert_string_equal(formato, buenos[i][1]);
    }

    for (i = 0; i < N_DE(malos); i++) {
        n = strlen(malos[i]);
        s = justo(malos[i], n);
        strcpy(digitos, "intacto");

        if (inv_cuit_valido(s, n) || inv_cuit_normalizar(s, n, digitos)
            || inv_cuit_formatear(s, n, digitos))
        {
            fail_msg("\"%s\"", malos[i]);
        }

        assert_string_equal(digitos, "intacto");
        free(s);
    }
}


/* For each number one digit at most is right; for one in eleven none is. */

static void
cuit_un_solo_digito(void **estado)
{
    int       suma, buenos, d;
    char      s[INV_CUIT_LARGO + 1];
    size_t    i, j, p, sin_digito;
    uint64_t  semilla;

    static const int          pesos[] = { 5, 4, 3, 2, 7, 6, 5, 4, 3, 2 };
    static const char *const  prefijos[] = { "20", "23", "24", "25", "26",
                                             "27", "30", "33", "34" };

    (void) estado;

    semilla = 3;
    sin_digito = 0;

    for (i = 0; i < 2000; i++) {
        p = azar_hasta(&semilla, N_DE(prefijos));
        memcpy(s, prefijos[p], 2);

        for (j = 2; j < 10; j++) {
            s[j] = (char) ('0' + azar_hasta(&semilla, 10));
        }

        for (j = 0, suma = 0; j < 10; j++) {
            suma += (s[j] - '0') * pesos[j];
        }

        for (d = 0, buenos = 0; d < 10; d++) {
            s[10] = (char) ('0' + d);

            if (inv_cuit_valido(s, INV_CUIT_LARGO)) {
                buenos++;
                assert_int_equal((suma + d) % 11, 0);
            }
        }

        assert_int_equal(buenos, suma % 11 != 1);
        sin_digito += buenos == 0;
    }

    assert_in_range(sin_digito, 100, 300);
}


int
main(void)
{
    const struct CMUnitTest  pruebas[] = {
        cmocka_unit_test(gtin_conocidos),
        cmocka_unit_test(gtin_un_digito_mal),
        cmocka_unit_test(balanza_conocidos),
        cmocka_unit_test(balanza_errores),
        cmocka_unit_test(balanza_ida_y_vuelta),
        cmocka_unit_test(cuit_conocidos),
        cmocka_unit_test(cuit_un_solo_digito)
    };

    return PRUEBAS("gtin", pruebas);
}
