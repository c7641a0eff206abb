
/*
 * Inventario: the pre-scan of JSON.
 *
 * A lexer with four kinds of tokens: strings, words (numbers, true, and any
 * rubbish of letters, digits and signs), white space and single bytes.  A
 * word is replaced only where a value may stand, and only if it is a number
 * of RFC 8259 to the letter: otherwise the replacement would make JSON of
 * what is not.
 */


#include "json_previo.h"
#include "utf8.h"
#include <stdint.h>
#include <string.h>


#define INV_JSON_MARCA  "\"\\u0001"


typedef struct {
    const char            *p;           /* the next byte */
    const char            *fin;
    char                  *salida;
    size_t                 cabe;
    size_t                 escrito;
    unsigned               hondura;     /* most allowed */
    unsigned               abiertos;
    uint64_t               objetos;     /* bit n: level n + 1 is an object */
    char                   previo;      /* the last byte that means something;
                                           a value may come first, as after
                                           a colon */
} inv_json_t;


static inv_json_error_e inv_json_copiar(inv_json_t *j, const char *s,
    size_t n);
static inv_json_error_e inv_json_cadena(inv_json_t *j);
static inv_json_error_e inv_json_palabra(inv_json_t *j);
static inv_json_error_e inv_json_signo(inv_json_t *j);
static int inv_json_de_palabra(char c);
static int inv_json_toca_valor(const inv_json_t *j);
static int inv_json_numero(const char *s, size_t n, int *exacto);
static size_t inv_json_digitos(const char *s, size_t n);


size_t
inv_json_previo_largo(size_t largo)
{
    /*
     * The shortest number to be replaced has 3 bytes (1.5), one more keeps it
     * apart from the next, and 8 are added: 12 for every 4, and for the last.
     */

    return largo * 3 + 8;
}


inv_json_error_e
inv_json_previo(const char *datos, size_t largo, unsigned hondura,
    char *salida, size_t cabe, size_t *escrito)
{
    inv_json_t        j;
    inv_json_error_e  rc;

    j.p = datos;
    j.fin = datos + largo;
    j.salida = salida;
    j.cabe = cabe;
    j.escrito = 0;
    j.hondura = hondura < INV_JSON_HONDURA_MAX ? hondura
                                               : INV_JSON_HONDURA_MAX;
    j.abiertos = 0;
    j.objetos = 0;
    j.previo = ':';

    while (j.p < j.fin) {

        if (*j.p == '"') {
            rc = inv_json_cadena(&j);

        } else if (inv_json_de_palabra(*j.p)) {
            rc = inv_json_palabra(&j);

        } else {
            rc = inv_json_signo(&j);
        }

        if (rc != INV_JSON_BIEN) {
            return rc;
        }
    }

    *escrito = j.escrito;

    return INV_JSON_BIEN;
}


static inv_json_error_e
inv_json_copiar(inv_json_t *j, const char *s, size_t n)
{
    if (n > j->cabe - j->escrito) {
        return INV_JSON_LUGAR;
    }

    memcpy(j->salida + j->escrito, s, n);
    j->escrito += n;

    return INV_JSON_BIEN;
}


/* j->p is at the opening quote; one that is not closed is jansson's. */

static inv_json_error_e
inv_json_cadena(inv_json_t *j)
{
    size_t       paso;
    const char  *p;

    p = j->p + 1;

    while (p < j->fin && *p != '"') {

        if ((unsigned char) *p < 0x20) {
            return INV_JSON_CONTROL;
        }

        if (*p == '\\') {

            if (j->fin - p >= 6
                && (memcmp(p, "\\u0000", 6) == 0
                    || memcmp(p, "\\u0001", 6) == 0))
            {
                return INV_JSON_CONTROL;
            }

            /* the byte after it is not a closing quote */

            p++;

            if (p == j->fin) {
                break;
            }

            if ((unsigned char) *p < 0x20) {
                return INV_JSON_CONTROL;
            }
        }

        paso = inv_utf8_paso(p, (size_t) (j->fin - p));
        if (paso == 0) {
            return INV_JSON_UTF8;
        }

        p += paso;
    }

    if (p < j->fin) {
        p++;
    }

    paso = (size_t) (p - j->p);
    j->p = p;
    j->previo = '"';

    return inv_json_copiar(j, p - paso, paso);
}


static int
inv_json_de_palabra(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')
           || (c >= 'A' && c <= 'Z') || c == '-' || c == '+' || c == '.'
           || c == '_';
}


static inv_json_error_e
inv_json_palabra(inv_json_t *j)
{
    int                exacto, valor;
    size_t             n;
    const char        *s;
    inv_json_error_e   rc;

    s = j->p;

    while (j->p < j->fin && inv_json_de_palabra(*j->p)) {
        j->p++;
    }

    n = (size_t) (j->p - s);
    valor = inv_json_toca_valor(j);
    j->previo = '1';

    if (!valor || !inv_json_numero(s, n, &exacto) || exacto) {
        return inv_json_copiar(j, s, n);
    }

    rc = inv_json_copiar(j, INV_JSON_MARCA, sizeof(INV_JSON_MARCA) - 1);

    if (rc == INV_JSON_BIEN) {
        rc = inv_json_copiar(j, s, n);
    }

    if (rc == INV_JSON_BIEN) {
        rc = inv_json_copiar(j, "\"", 1);
    }

    return rc;
}


/* Any other character: brackets count, white space means nothing. */

static inv_json_error_e
inv_json_signo(inv_json_t *j)
{
    char         c;
    size_t       paso;
    const char  *s;

    s = j->p;
    c = *s;

    switch (c) {

    case '\0':

        /* jansson forgives one after a number */

        return INV_JSON_CONTROL;

    case '[':
    case '{':
        if (j->abiertos == j->hondura) {
            return INV_JSON_HONDO;
        }

        if (c == '{') {
            j->objetos |= UINT64_C(1) << j->abiertos;

        } else {
            j->objetos &= ~(UINT64_C(1) << j->abiertos);
        }

        j->abiertos++;
        break;

    case ']':
    case '}':
        if (j->abiertos > 0) {
            j->abiertos--;
        }

        break;

    default:
        break;
    }

    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
        j->previo = c;
    }

    paso = inv_utf8_paso(s, (size_t) (j->fin - s));
    if (paso == 0) {
        return INV_JSON_UTF8;
    }

    j->p += paso;

    return inv_json_copiar(j, s, paso);
}


/* Not where a key goes: {1.5:0} must not become {"...":0}. */

static int
inv_json_toca_valor(const inv_json_t *j)
{
    if (j->previo == ':' || j->previo == '[') {
        return 1;
    }

    return j->previo == ',' && j->abiertos > 0
           && !(j->objetos >> (j->abiertos - 1) & 1);
}


static size_t
inv_json_digitos(const char *s, size_t n)
{
    size_t  i;

    for (i = 0; i < n && s[i] >= '0' && s[i] <= '9'; i++) { /* void */ }

    return i;
}


/* A number of RFC 8259, 6; exacto: an integer that a machine word takes. */

static int
inv_json_numero(const char *s, size_t n, int *exacto)
{
    size_t  i, digitos;

    i = s[0] == '-';

    digitos = inv_json_digitos(s + i, n - i);

    if (digitos == 0 || (digitos > 1 && s[i] == '0')) {
        return 0;
    }

    i += digitos;
    *exacto = i == n && digitos <= INV_JSON_DIGITOS;

    if (i < n && s[i] == '.') {
        digitos = inv_json_digitos(s + i + 1, n - i - 1);

        if (digitos == 0) {
            return 0;
        }

        i += 1 + digitos;
    }

    if (i < n && (s[i] == 'e' || s[i] == 'E')) {
        i++;

        if (i < n && (s[i] == '+' || s[i] == '-')) {
            i++;
        }

        digitos = inv_json_digitos(s + i, n - i);

        if (digitos == 0) {
            return 0;
        }

        i += digitos;
    }

    return i == n;
}
