
/*
 * UTF-8 as one byte a character.
 */


#include "prueba.h"
#include "dominio/latin1.h"


static void
casos(void **estado)
{
    char    *s, buf[64];
    size_t   i, n;

    static const struct {
        const char  *utf8;
        const char  *iso;
        const char  *win;
    } todos[] = {
        { "", "", "" },
        { "Ñandú", "\xd1" "and\xfa", "\xd1" "and\xfa" },
        { "€ 5 “a” – b", "? 5 ?a? ? b", "\x80 5 \x93" "a\x94 \x96 b" },
        { "日本 😀", "?? ?", "?? ?" },
        { "a\tb\r\n", "a\tb\r\n", "a b  " },
        { "\xc2\xa0½\xc2\x85", "\xa0\xbd\x85", "\xa0\xbd?" },
        { "\xff" "a\xc3", "?a?", "?a?" }
    };

    (void) estado;

    for (i = 0; i < N_DE(todos); i++) {
        n = strlen(todos[i].utf8);
        s = justo(todos[i].utf8, n);
        buf[inv_latin1(s, n, INV_LATIN1_WIN, buf)] = '\0';
        assert_string_equal(buf, todos[i].win);

        /* in its own place */

        n = inv_latin1(s, n, INV_LATIN1_ISO, s);
        assert_int_equal(n, strlen(todos[i].iso));
        assert_memory_equal(s, todos[i].iso, n);
        free(s);
    }
}


int
main(void)
{
    const struct CMUnitTest  pruebas[] = {
        cmocka_unit_test(casos)
    };

    return PRUEBAS("latin1", pruebas);
}
