
/*
 * The pre-scan of JSON.
 */


#include "prueba.h"
#include <jansson.h>
#include "dominio/json_previo.h"


#define M  "\"\\u0001"      /* how a number kept as text begins */


/* Scans with as little memory as may be; the result, to be freed, or NULL. */

static char *
previo(const char *s, size_t n, unsigned hondura, inv_json_error_e *rc,
    size_t *escrito)
{
    char    *entrada, *salida;
    size_t   cabe;

    cabe = inv_json_previo_largo(n);
    entrada = justo(s, n);
    salida = calloc(1, cabe + 1);
    assert_non_null(salida);

    *rc = inv_json_previo(entrada, n, hondura, salida, cabe, escrito);
    free(entrada);

    if (*rc != INV_JSON_BIEN) {
        free(salida);
        return NULL;
    }

    salida[*escrito] = '\0';

    return salida;
}


static void
da(const char *s, const char *espera)
{
    char              *salida;
    size_t             n;
    inv_json_error_e   rc;

    salida = previo(s, strlen(s), 16, &rc, &n);
    assert_int_equal(rc, INV_JSON_BIEN);
    assert_string_equal(salida, espera);
    free(salida);
}


static void
falla(const char *s, size_t n, inv_json_error_e error)
{
    char              *salida;
    size_t             escrito;
    inv_json_error_e   rc;

    salida = previo(s, n, 16, &rc, &escrito);

    if (rc != error) {
        fail_msg("%.*s: %d", (int) n, s, (int) rc);
    }

    free(salida);
}


static void
numeros(void **estado)
{
    (void) estado;

    da("[1.10]", "[" M "1.10\"]");
    da("[1,2.5 ,-3]", "[1," M "2.5\" ,-3]");
    da("{\"a\":1.5,\"b\":[0.1,-0.2]}",
       "{\"a\":" M "1.5\",\"b\":[" M "0.1\"," M "-0.2\"]}");
    da("[1e400]", "[" M "1e400\"]");
    da("[1E5,1e+5,-1.5e-7]", "[" M "1E5\"," M "1e+5\"," M "-1.5e-7\"]");
    da("[-0,0,0.0]", "[-0,0," M "0.0\"]");
    da(" 1.5 ", " " M "1.5\" ");

    /* 18 digits are a machine's integer, 19 are text */

    da("[999999999999999999,-999999999999999999]",
       "[999999999999999999,-999999999999999999]");
    da("[1000000000000000000,-1000000000000000000]",
       "[" M "1000000000000000000\"," M "-1000000000000000000\"]");
    da("[123456789012345678901234567890]",
       "[" M "123456789012345678901234567890\"]");
}


/* What is no number to the letter is left for jansson to refuse. */

static void
no_son_numeros(void **estado)
{
    char           s[64];
    size_t         i;
    json_error_t   error;

    static const char *const  casos[] = {
        "01", "01.5", "-01.5", "1.", ".5", "-.5", "+1.5", "1.5e", "1.5e+",
        "1e", "--1.5", "-", "1.5.5", "1.5a", "a1.5", "NaN", "Infinity",
        "-Infinity", "0x1.5", "1_0.5", "1.5e5.5", "1,5", "e5", "1.5 2.5",
        "1.5\"a\"", "truefalse", "tru"
    };

    (void) estado;

    for (i = 0; i < N_DE(casos); i++) {
        snprintf(s, sizeof(s), "{\"a\":%s}", casos[i]);

        if (strchr(casos[i], ' ') == NULL && strchr(casos[i], '"') == NULL) {
            da(s, s);
        }

        assert_null(json_loads(s, 0, &error));
    }

    da("[1.5 2.5]", "[" M "1.5\" 2.5]");
}


/* A number where a key goes must not turn into one. */

static void
no_en_las_claves(void **estado)
{
    (void) estado;

    da("{1.5:2}", "{1.5:2}");
    da("{\"a\":1,1.5:2}", "{\"a\":1,1.5:2}");
    da("[{\"a\":[1.5],2.5:2},3.5]",
       "[{\"a\":[" M "1.5\"],2.5:2}," M "3.5\"]");
    da("{\"a\":{\"b\":1.5},2.5:0}", "{\"a\":{\"b\":" M "1.5\"},2.5:0}");
    da("}1.5", "}1.5");
}


/* Strings, white space and rubbish come out as they were. */

static void
verbatim(void **estado)
{
    size_t  i;

    static const char *const  casos[] = {
        "", " \t\r\n ", "{}", "[]", "null", "[true,false,null]",
        "{\"1.5\":\"2.5\"}", "[\"\\\"1.5\\\"\"]", "[\"a\\\\\",\"1.5\"]",
        "[\"\\u00e1\\u0002\\ud83d\\ude00 ñ \xf0\x9f\x98\x80\"]",
        "[\"\\\\u0001 \\\\u0000\"]", "{\"a\":\"sin cerrar", "[\"\\", "[\"\\u",
        "[\"\\u00", "[1,2", "}}]]", "[1,,2]", "\xef\xbb\xbf{}", "{'a':1}",
        "[\"\x7f\"]", "[\"\\ \"]", "#", "[1]basura", "€1.5"
    };

    (void) estado;

    for (i = 0; i < N_DE(casos); i++) {
        da(casos[i], casos[i]);
    }
}


static void
hondura(void **estado)
{
    char              *s, *salida;
    size_t             i, n;
    unsigned           limite;
    inv_json_error_e   rc;

    static const unsigned  limites[] = { 0, 1, 16, 63, 64 };

    (void) estado;

    s = malloc(20002);
    assert_non_null(s);

    for (i = 0; i < N_DE(limites); i++) {
        limite = limites[i];

        memset(s, '[', limite + 1);
        memset(s + limite, ']', limite);
        free(previo(s, 2 * limite, limite, &rc, &n));
        assert_int_equal(rc, INV_JSON_BIEN);

        memset(s, '{', limite + 1);
        assert_null(previo(s, limite + 1, limite, &rc, &n));
        assert_int_equal(rc, INV_JSON_HONDO);
    }

    /* more than the machine has bits for is not more than the machine takes */

    memset(s, '[', 20000);
    assert_null(previo(s, 20000, 100000, &rc, &n));
    assert_int_equal(rc, INV_JSON_HONDO);

    memset(s, '[', INV_JSON_HONDURA_MAX);
    free(previo(s, INV_JSON_HONDURA_MAX, 100000, &rc, &n));
    assert_int_equal(rc, INV_JSON_BIEN);

    /* what was closed does not count, and brackets in strings are text */

    for (i = 0; i < 10000; i++) {
        memcpy(s + 2 * i, "[]", 2);
    }

    free(previo(s, 20000, 1, &rc, &n));
    assert_int_equal(rc, INV_JSON_BIEN);

    salida = previo(L("[\"[[[[{{{{\"]"), 1, &rc, &n);
    assert_non_null(salida);
    free(salida);

    free(s);
}


static void
utf8(void **estado)
{
    (void) estado;

    falla(L("[\"\xff\"]"), INV_JSON_UTF8);
    falla(L("[\"ni\xf1o\"]"), INV_JSON_UTF8);
    falla(L("[\"\xc0\x80\"]"), INV_JSON_UTF8);
    falla(L("[\"\xc0\xaf\"]"), INV_JSON_UTF8);
    falla(L("[\"\xe0\x80\xaf\"]"), INV_JSON_UTF8);
    falla(L("[\"\xed\xa0\x80\"]"), INV_JSON_UTF8);
    falla(L("[\"\xf4\x90\x80\x80\"]"), INV_JSON_UTF8);
    falla(L("[\"\xc3"), INV_JSON_UTF8);
    falla(L("[\"\xc3\"]"), INV_JSON_UTF8);
    falla(L("[\"\\\xff\"]"), INV_JSON_UTF8);
    falla(L("{\xf1:1}"), INV_JSON_UTF8);
    falla(L("[1]\xe2\x82"), INV_JSON_UTF8);
    falla(L("\xff\xfe[\0]\0"), INV_JSON_UTF8);
}


static void
control(void **estado)
{
    char  s[] = "[\"a?b\"]", t[] = "[\"a\\?b\"]";
    int   c;

    (void) estado;

    falla(L("[\"\\u0000\"]"), INV_JSON_CONTROL);
    falla(L("[\"\\u0001\"]"), INV_JSON_CONTROL);
    falla(L("[\"abc\\u00011.5\"]"), INV_JSON_CONTROL);
    falla(L("{\"\\u0001" "5\":1}"), INV_JSON_CONTROL);
    falla(L("[\"\\\\\\u0001\"]"), INV_JSON_CONTROL);
    falla(L("[\"\\u0001"), INV_JSON_CONTROL);
    falla(L("[1\0]"), INV_JSON_CONTROL);
    falla(L("{}\0"), INV_JSON_CONTROL);

    for (c = 0; c < 0x20; c++) {
        s[3] = (char) c;
        falla(L(s), INV_JSON_CONTROL);

        t[4] = (char) c;
        falla(L(t), INV_JSON_CONTROL);
    }
}


static void
sin_lugar(void **estado)
{
    char    salida[64];
    size_t  n, cabe;

    static const char  s[] = "{\"a\":1.5}";

    (void) estado;

    for (cabe = 0; cabe < sizeof(s) - 1 + 8; cabe++) {
        memset(salida, '#', sizeof(salida));
        assert_int_equal(inv_json_previo(s, sizeof(s) - 1, 16, salida, cabe,
                                         &n), INV_JSON_LUGAR);
        assert_int_equal(salida[cabe], '#');
    }

    assert_int_equal(inv_json_previo(s, sizeof(s) - 1, 16, salida, cabe, &n),
                     INV_JSON_BIEN);
    assert_int_equal(n, cabe);
}


/* inv_json_previo_largo() is enough for what grows most. */

static void
lo_que_mas_crece(void **estado)
{
    char              *salida;
    char               s[4001];
    size_t             i, n, largo;
    inv_json_error_e   rc;

    (void) estado;

    s[0] = '[';

    for (i = 1; i + 4 <= sizeof(s); i += 4) {
        memcpy(s + i, i % 8 == 1 ? "1.5," : "1e5,", 4);
    }

    for (largo = 0; largo < sizeof(s); largo += largo < 20 ? 1 : 97) {
        salida = previo(s, largo, 16, &rc, &n);
        assert_int_equal(rc, INV_JSON_BIEN);
        free(salida);

        salida = previo(s + 1, largo, 16, &rc, &n);
        assert_int_equal(rc, INV_JSON_BIEN);
        free(salida);
    }
}


static json_t *
cargar(const char *s, size_t n, json_error_t *error)
{
    return json_loadb(s, n, JSON_REJECT_DUPLICATES, error);
}


/*
 * Random texts of JSON's pieces: jansson takes what comes out if, and only
 * if, it takes what went in (or would, if its numbers had no limits).
 */

static void
igual_que_jansson(void **estado)
{
    char              *salida;
    char               s[256];
    json_t            *antes, *despues;
    size_t             i, j, k, n, largo, buenos;
    uint64_t           semilla;
    json_error_t       error;
    inv_json_error_e   rc;

    static const char *const  piezas[] = {
        "[", "]", "{", "}", ",", ":", "\"a\"", "\"b\"", "1", "1.5", "-2e3",
        "true", "null", " ", "12345678901234567890", "01", "x", "\"\\n\"",
        "\"c\":", "\"d\":[", "{\"e\":1.25", "]", "}", ",", "1.0"
    };

    (void) estado;

    semilla = 17;
    buenos = 0;

    for (i = 0; i < 200000; i++) {
        n = 0;
        j = 1 + azar_hasta(&semilla, 8);
        n += (size_t) snprintf(s, sizeof(s), "%s", i % 2 ? "[" : "{\"k\":");

        while (j-- > 0) {
            k = azar_hasta(&semilla, N_DE(piezas));
            n += (size_t) snprintf(s + n, sizeof(s) - n, "%s", piezas[k]);
        }

        s[n++] = i % 2 ? ']' : '}';

        salida = previo(s, n, 16, &rc, &largo);
        assert_int_equal(rc, INV_JSON_BIEN);

        despues = cargar(salida, largo, &error);
        antes = cargar(s, n, &error);

        if ((antes != NULL) != (despues != NULL)
            && !(despues && json_error_code(&error)
                            == json_error_numeric_overflow))
        {
            fail_msg("%.*s", (int) n, s);
        }

        buenos += despues != NULL;

        json_decref(antes);
        json_decref(despues);
        free(salida);
    }

    assert_in_range(buenos, 1000, 200000);
}


int
main(void)
{
    const struct CMUnitTest  pruebas[] = {
        cmocka_unit_test(numeros),
        cmocka_unit_test(no_son_numeros),
        cmocka_unit_test(no_en_las_claves),
        cmocka_unit_test(verbatim),
        cmocka_unit_test(hondura),
        cmocka_unit_test(utf8),
        cmocka_unit_test(control),
        cmocka_unit_test(sin_lugar),
        cmocka_unit_test(lo_que_mas_crece),
        cmocka_unit_test(igual_que_jansson)
    };

    return PRUEBAS("json_previo", pruebas);
}
