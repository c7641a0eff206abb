
/*
 * Inventario: the bars of EAN-13 and EAN-8.
 */


#include "barras.h"
#include <string.h>


static void inv_barras_poner(inv_barras_t *b, const char *modulos);
static void inv_barras_ean13(inv_barras_t *b, const char *d);
static void inv_barras_ean8(inv_barras_t *b, const char *d);


/* number sets A, B and C: left with odd parity, left with even, right */

static const char *const  inv_barras_juego[3][10] = {
    { "0001101", "0011001", "0010011", "0111101", "0100011",
      "0110001", "0101111", "0111011", "0110111", "0001011" },
    { "0100111", "0110011", "0011011", "0100001", "0011101",
      "0111001", "0000101", "0010001", "0001001", "0010111" },
    { "1110010", "1100110", "1101100", "1000010", "1011100",
      "1001110", "1010000", "1000100", "1001000", "1110100" }
};

/* the first digit of an EAN-13 has no bars: it says the sets of the six
   after it */

static const char  inv_barras_primero[10][7] = {
    "AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB",
    "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA"
};


int
inv_barras(const char *s, size_t n, inv_barras_t *b)
{
    char  gtin[INV_GTIN_LARGO + 1];

    if (!inv_gtin_normalizar(s, n, gtin) || gtin[0] != '0') {
        return 0;
    }

    memset(b, 0, sizeof(inv_barras_t));

    if (memcmp(gtin, "000000", 6) == 0) {
        inv_barras_ean8(b, gtin + 6);

    } else {
        inv_barras_ean13(b, gtin + 1);
    }

    return 1;
}


static void
inv_barras_poner(inv_barras_t *b, const char *modulos)
{
    size_t  n;

    n = strlen(modulos);
    memcpy(b->modulos + b->n, modulos, n);
    b->n += (unsigned) n;
}


static void
inv_barras_ean13(inv_barras_t *b, const char *d)
{
    unsigned  i;

    b->antes = 11;
    b->despues = 7;
    memcpy(b->digitos, d, INV_EAN13_LARGO);

    inv_barras_poner(b, "101");

    for (i = 0; i < 6; i++) {
        inv_barras_poner(b, inv_barras_juego
                                [inv_barras_primero[d[0] - '0'][i] - 'A']
                                [d[i + 1] - '0']);
    }

    inv_barras_poner(b, "01010");

    for (i = 7; i < 13; i++) {
        inv_barras_poner(b, inv_barras_juego[2][d[i] - '0']);
    }

    inv_barras_poner(b, "101");
}


static void
inv_barras_ean8(inv_barras_t *b, const char *d)
{
    unsigned  i;

    b->antes = 7;
    b->despues = 7;
    memcpy(b->digitos, d, 8);

    inv_barras_poner(b, "101");

    for (i = 0; i < 4; i++) {
        inv_barras_poner(b, inv_barras_juego[0][d[i] - '0']);
    }

    inv_barras_poner(b, "01010");

    for (i = 4; i < 8; i++) {
        inv_barras_poner(b, inv_barras_juego[2][d[i] - '0']);
    }

    inv_barras_poner(b, "101");
}
