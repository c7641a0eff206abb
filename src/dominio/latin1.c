
/*
 * Inventario: UTF-8 as one byte a character.
 */


#include "latin1.h"
#include "utf8.h"


static unsigned long inv_latin1_punto(const unsigned char *s, size_t n);
static unsigned char inv_latin1_byte(unsigned long c, inv_latin1_e cual);


/* what Windows-1252 has from 0x80 to 0x9f; 0: nothing */

static const unsigned short  inv_latin1_win[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
    0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
    0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178
};


size_t
inv_latin1(const char *s, size_t n, inv_latin1_e cual, char *buf)
{
    size_t  paso, k;

    for (k = 0; n; s += paso, n -= paso) {
        paso = inv_utf8_paso(s, n);

        if (paso == 0) {
            paso = 1;
            buf[k++] = '?';
            continue;
        }

        buf[k++] = (char) inv_latin1_byte(
                       inv_latin1_punto((const unsigned char *) s, paso),
                       cual);
    }

    return k;
}


/* The code point of a valid character of n bytes. */

static unsigned long
inv_latin1_punto(const unsigned char *s, size_t n)
{
    size_t         i;
    unsigned long  c;

    static const unsigned char  mascara[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };

    c = s[0] & mascara[n];

    for (i = 1; i < n; i++) {
        c = c << 6 | (s[i] & 0x3f);
    }

    return c;
}


static unsigned char
inv_latin1_byte(unsigned long c, inv_latin1_e cual)
{
    unsigned  i;

    if (cual == INV_LATIN1_ISO) {
        return c < 0x100 ? (unsigned char) c : '?';
    }

    if (c < 0x20 || c == 0x7f) {
        return ' ';
    }

    if (c < 0x7f || (c >= 0xa0 && c < 0x100)) {
        return (unsigned char) c;
    }

    for (i = 0; i < sizeof(inv_latin1_win) / sizeof(inv_latin1_win[0]); i++) {
        if (inv_latin1_win[i] == c) {
            return (unsigned char) (0x80 + i);
        }
    }

    return '?';
}
