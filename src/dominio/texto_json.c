
/*
 * Inventario: JSON strings.
 */


#include "texto_json.h"
#include <string.h>


static size_t inv_texto_json_uno(unsigned char c, char *p);


/* Writes one byte of the text as it goes inside quotes; at most 6 bytes. */

static size_t
inv_texto_json_uno(unsigned char c, char *p)
{
    static const char   hex[] = "0123456789abcdef";
    static const char   cortos[] = "btn\0fr";       /* 0x08 to 0x0d */

    p[0] = '\\';

    if (c == '"' || c == '\\') {
        p[1] = (char) c;
        return 2;
    }

    if (c >= 0x20) {
        p[0] = (char) c;
        return 1;
    }

    if (c >= 0x08 && c <= 0x0d && cortos[c - 0x08]) {
        p[1] = cortos[c - 0x08];
        return 2;
    }

    memcpy(p + 1, "u00", 3);
    p[4] = hex[c >> 4];
    p[5] = hex[c & 0xf];

    return 6;
}


size_t
inv_texto_json_largo(const char *s, size_t n)
{
    char    resto[6];
    size_t  i, largo;

    for (i = 0, largo = 2; i < n; i++) {
        largo += inv_texto_json_uno((unsigned char) s[i], resto);
    }

    return largo;
}


size_t
inv_texto_json(const char *s, size_t n, char *buf, size_t cabe)
{
    char    uno[6];
    size_t  i, largo, paso;

    if (inv_texto_json_largo(s, n) > cabe) {
        return 0;
    }

    largo = 0;
    buf[largo++] = '"';

    for (i = 0; i < n; i++) {
        paso = inv_texto_json_uno((unsigned char) s[i], uno);
        memcpy(buf + largo, uno, paso);
        largo += paso;
    }

    buf[largo++] = '"';

    return largo;
}
