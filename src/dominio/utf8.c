
/*
 * Inventario: UTF-8.
 */


#include "utf8.h"
#include <stdint.h>
#include <string.h>


#define INV_UTF8_ALTOS  UINT64_C(0x8080808080808080)


static size_t inv_utf8_ascii(const char *s, size_t n);
static size_t inv_utf8_blanco(const char *s, size_t n);


/* How many bytes at the start are surely ASCII, by eights. */

static size_t
inv_utf8_ascii(const char *s, size_t n)
{
    size_t    i;
    uint64_t  ocho;

    for (i = 0; n - i >= sizeof(ocho); i += sizeof(ocho)) {
        memcpy(&ocho, s + i, sizeof(ocho));

        if (ocho & INV_UTF8_ALTOS) {
            break;
        }
    }

    return i;
}


size_t
inv_utf8_paso(const char *s, size_t n)
{
    size_t         i, largo;
    unsigned char  c, desde, hasta;

    c = (unsigned char) s[0];

    /* what the second byte may be depends on the first (RFC 3629, 4) */

    desde = 0x80;
    hasta = 0xbf;

    if (c < 0x80) {
        return 1;

    } else if (c >= 0xc2 && c <= 0xdf) {
        largo = 2;

    } else if (c >= 0xe0 && c <= 0xef) {
        largo = 3;

        if (c == 0xe0) {
            desde = 0xa0;

        } else if (c == 0xed) {
            hasta = 0x9f;
        }

    } else if (c >= 0xf0 && c <= 0xf4) {
        largo = 4;

        if (c == 0xf0) {
            desde = 0x90;

        } else if (c == 0xf4) {
            hasta = 0x8f;
        }

    } else {
        return 0;
    }

    if (n < largo) {
        return 0;
    }

    for (i = 1; i < largo; i++) {
        c = (unsigned char) s[i];

        if (c < desde || c > hasta) {
            return 0;
        }

        desde = 0x80;
        hasta = 0xbf;
    }

    return largo;
}


int
inv_utf8_valido(const char *s, size_t n)
{
    size_t  i, paso;

    i = 0;

    while (i < n) {

        if ((unsigned char) s[i] < 0x80) {
            paso = inv_utf8_ascii(s + i, n - i);
            i += paso ? paso : 1;
            continue;
        }

        paso = inv_utf8_paso(s + i, n - i);
        if (paso == 0) {
            return 0;
        }

        i += paso;
    }

    return 1;
}


size_t
inv_utf8_contar(const char *s, size_t n)
{
    size_t  i, caracteres;

    for (i = 0, caracteres = 0; i < n; i++) {
        caracteres += ((unsigned char) s[i] & 0xc0) != 0x80;
    }

    return caracteres;
}


size_t
inv_utf8_truncar(const char *s, size_t n, size_t max)
{
    size_t  i, caracteres;

    for (i = 0, caracteres = 0; i < n; i++) {

        if (((unsigned char) s[i] & 0xc0) == 0x80) {
            continue;
        }

        if (caracteres == max) {
            break;
        }

        caracteres++;
    }

    return i;
}


/* The bytes of the white space at s, 0 if there is none. */

static size_t
inv_utf8_blanco(const char *s, size_t n)
{
    if (n >= 1 && (s[0] == ' ' || (s[0] >= '\t' && s[0] <= '\r'))) {
        return 1;
    }

    if (n >= 2 && (unsigned char) s[0] == 0xc2
        && (unsigned char) s[1] == 0xa0)
    {
        return 2;
    }

    return 0;
}


void
inv_utf8_recortar(const char **s, size_t *n)
{
    size_t       largo, blanco;
    const char  *p;

    p = *s;
    largo = *n;

    while ((blanco = inv_utf8_blanco(p, largo)) != 0) {
        p += blanco;
        largo -= blanco;
    }

    while (largo > 0) {

        if (inv_utf8_blanco(p + largo - 1, 1)) {
            largo -= 1;

        } else if (largo >= 2 && inv_utf8_blanco(p + largo - 2, 2) == 2) {
            largo -= 2;

        } else {
            break;
        }
    }

    *s = p;
    *n = largo;
}
