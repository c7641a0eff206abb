
/*
 * Texts as JSON strings; jansson, which is not ours, reads them back.
 */


#include "prueba.h"
#include <jansson.h>
#include "dominio/texto_json.h"


static void
conocidos(void **estado)
{
    char    buf[64];
    size_t  i, n;

    static const char *const  casos[][2] = {
        { "", "\"\"" },
        { "Yerba", "\"Yerba\"" },
        { "ñandú €", "\"ñandú €\"" },
        { "a\"b\\c/d", "\"a\\\"b\\\\c/d\"" },
        { "\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"" },
        { "\x01\x0b\x1f\x7f", "\"\\u0001\\u000b\\u001f\x7f\"" }
    };

    (void) estado;

    for (i = 0; i < N_DE(casos); i++) {
        n = strlen(casos[i][1]);
        memset(buf, '#', sizeof(buf));

        assert_int_equal(inv_texto_json_largo(casos[i][0],
                                              strlen(casos[i][0])), n);
        assert_int_equal(inv_texto_json(casos[i][0], strlen(casos[i][0]),
                                        buf, n), n);
        assert_memory_equal(buf, casos[i][1], n);
        assert_int_equal(buf[n], '#');

        buf[0] = '#';
        assert_int_equal(inv_texto_json(casos[i][0], strlen(casos[i][0]),
                                        buf, n - 1), 0);
        assert_int_equal(buf[0], '#');
    }

    assert_int_equal(inv_texto_json(L("\0"), buf, sizeof(buf)), 8);
    assert_memory_equal(buf, "\"\\u0000\"", 8);
}


static void
jansson_lo_lee(void **estado)
{
    char      s[64], buf[64 * 6 + 2];
    json_t   *json;
    size_t    i, j, n, largo;
    uint64_t  semilla;

    (void) estado;

    semilla = 11;

    for (i = 0; i < 5000; i++) {
        n = azar_hasta(&semilla, sizeof(s));

        for (j = 0; j < n; j++) {
            s[j] = (char) azar_hasta(&semilla, 0x80);
        }

        largo = inv_texto_json(s, n, buf, sizeof(buf));
        assert_int_equal(largo, inv_texto_json_largo(s, n));

        json = json_loadb(buf, largo, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
        assert_non_null(json);
        assert_int_equal(json_string_length(json), n);
        assert_memory_equal(json_string_value(json), s, n);
        json_decref(json);
    }
}


int
main(void)
{
    const struct CMUnitTest  pruebas[] = {
        cmocka_unit_test(conocidos),
        cmocka_unit_test(jansson_lo_lee)
    };

    return PRUEBAS("texto_json", pruebas);
}
