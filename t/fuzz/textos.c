
/*
 * UTF-8, dates, JSON strings.
 */


#include "fuzz.h"
#include <jansson.h>
#include "dominio/fecha.h"
#include "dominio/texto_json.h"
#include "dominio/utf8.h"


static void
json(const char *s, size_t n)
{
    char    *buf;
    json_t  *v;
    size_t   largo;

    largo = inv_texto_json_largo(s, n);
    buf = malloc(largo);
    EXIGIR(buf);

    EXIGIR(inv_texto_json(s, n, buf, largo - 1) == 0);
    EXIGIR(inv_texto_json(s, n, buf, largo) == largo);

    /* jansson and we agree on what is UTF-8 */

    v = json_loadb(buf, largo, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    EXIGIR((v != NULL) == inv_utf8_valido(s, n));

    if (v) {
        EXIGIR(json_string_length(v) == n);
        EXIGIR(memcmp(json_string_value(v), s, n) == 0);
        json_decref(v);
    }

    free(buf);
}


int
LLVMFuzzerTestOneInput(const uint8_t *datos, size_t n)
{
    size_t       i, corte, largo;
    const char  *s, *p;

    s = (const char *) datos;

    json(s, n);

    if (inv_instante_valido(s, n)) {
        EXIGIR(n >= 20 && n <= 32 && inv_fecha_valida(s, 10));
    }

    EXIGIR(!inv_fecha_valida(s, n) || n == 10);

    if (!inv_utf8_valido(s, n)) {
        return 0;
    }

    for (i = 0; i <= n && i < 32; i++) {
        corte = inv_utf8_truncar(s, n, i);
        EXIGIR(corte <= n && inv_utf8_valido(s, corte));
        EXIGIR(inv_utf8_contar(s, corte) == i || corte == n);
    }

    p = s;
    largo = n;
    inv_utf8_recortar(&p, &largo);
    EXIGIR(p >= s && p + largo <= s + n && inv_utf8_valido(p, largo));

    return 0;
}
