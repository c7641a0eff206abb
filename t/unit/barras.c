
/*
 * Bars of EAN-13 and EAN-8.
 */


#include "prueba.h"
#include "dominio/barras.h"


static void
conocidas(void **estado)
{
    inv_barras_t  b;

    (void) estado;

    /* the one of GS1's own figure, and a UPC-A, whose six are all of set A */

    assert_true(inv_barras(L("5901234123457"), &b));
    assert_int_equal(b.n, 95);
    assert_int_equal(b.antes, 11);
    assert_string_equal(b.digitos, "5901234123457");
    assert_string_equal(b.modulos,
        "101" "0001011" "0100111" "0110011" "0010011" "0111101" "0011101"
        "01010" "1100110" "1101100" "1000010" "1011100" "1001110" "1000100"
        "101");

    assert_true(inv_barras(L("036000291452"), &b));
    assert_string_equal(b.digitos, "0036000291452");
    assert_string_equal(b.modulos,
        "101" "0001101" "0111101" "0101111" "0001101" "0001101" "0001101"
        "01010" "1101100" "1110100" "1100110" "1011100" "1001110" "1101100"
        "101");

    assert_true(inv_barras(L("96385074"), &b));
    assert_int_equal(b.n, 67);
    assert_string_equal(b.digitos, "96385074");
    assert_string_equal(b.modulos,
        "101" "0001011" "0101111" "0111101" "0110111"
        "01010" "1001110" "1110010" "1000100" "1011100" "101");

    assert_true(inv_barras(L("00000096385074"), &b));
    assert_int_equal(b.n, 67);
    assert_true(inv_barras(L("07792180001665"), &b));
    assert_string_equal(b.digitos, "7792180001665");
}


static void
ninguna(void **estado)
{
    size_t        i;
    inv_barras_t  b;

    static const char *const  malas[] = {
        "5901234123458", "590123412345", "YERBA", "", "10614141000415",
        "0000000000000"
    };

    (void) estado;

    memset(&b, 7, sizeof(b));

    for (i = 0; i < N_DE(malas); i++) {
        assert_false(inv_barras(malas[i], strlen(malas[i]), &b));
        assert_int_equal(b.antes, 0x07070707);
    }
}


/* Any two codes that differ have bars that differ, of four bars a digit. */

static void
siempre_legibles(void **estado)
{
    char          codigo[INV_EAN13_LARGO + 1], otro[INV_BARRAS_MAX + 1];
    size_t        i, j, cambios;
    uint64_t      semilla;
    inv_barras_t  b;

    (void) estado;

    semilla = 4;
    otro[0] = '\0';

    for (i = 0; i < 3000; i++) {
        codigo[0] = (char) ('1' + azar_hasta(&semilla, 9));

        for (j = 1; j < 12; j++) {
            codigo[j] = (char) ('0' + azar_hasta(&semilla, 10));
        }

        codigo[12] = inv_gtin_digito(codigo, 12);
        codigo[13] = '\0';

        assert_true(inv_barras(codigo, INV_EAN13_LARGO, &b));
        assert_int_equal(strlen(b.modulos), 95);
        assert_string_equal(b.digitos, codigo);

        for (j = 1, cambios = 0; j < 95; j++) {
            cambios += b.modulos[j] != b.modulos[j - 1];
        }

        /* 30 bars and the 29 spaces between them */

        assert_int_equal(cambios, 58);
        assert_string_not_equal(b.modulos, otro);
        strcpy(otro, b.modulos);
    }
}


int
main(void)
{
    const struct CMUnitTest  pruebas[] = {
        cmocka_unit_test(conocidas),
        cmocka_unit_test(ninguna),
        cmocka_unit_test(siempre_legibles)
    };

    return PRUEBAS("barras", pruebas);
}
