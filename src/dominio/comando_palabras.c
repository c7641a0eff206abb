
/*
 * Inventario: numbers and units, as they are said.
 */


#include "comando_palabras.h"
#include "decimal.h"
#include <string.h>


#define INV_MIL        1000         /* one, in thousandths */
#define INV_SIN_TOPE   (INT64_C(1) << 40)


typedef struct {
    const char  *palabra;
    int64_t      milesimos;
} inv_numero_t;


static const inv_numero_t  inv_numeros[] = {
    { "un", 1000 }, { "uno", 1000 }, { "una", 1000 }, { "dos", 2000 },
    { "tres", 3000 }, { "cuatro", 4000 }, { "cinco", 5000 },
    { "seis", 6000 }, { "siete", 7000 }, { "ocho", 8000 },
    { "nueve", 9000 }, { "diez", 10000 }, { "once", 11000 },
    { "doce", 12000 }, { "trece", 13000 }, { "catorce", 14000 },
    { "quince", 15000 }, { "dieciseis", 16000 }, { "diecisiete", 17000 },
    { "dieciocho", 18000 }, { "diecinueve", 19000 }, { "veinte", 20000 },
    { "veintiun", 21000 }, { "veintiuno", 21000 }, { "veintiuna", 21000 },
    { "veintidos", 22000 }, { "veintitres", 23000 },
    { "veinticuatro", 24000 }, { "veinticinco", 25000 },
    { "veintiseis", 26000 }, { "veintisiete", 27000 },
    { "veintiocho", 28000 }, { "veintinueve", 29000 },
    { "treinta", 30000 }, { "cuarenta", 40000 }, { "cincuenta", 50000 },
    { "sesenta", 60000 }, { "setenta", 70000 }, { "ochenta", 80000 },
    { "noventa", 90000 }, { "cien", 100000 }, { "ciento", 100000 },
    { "doscientos", 200000 }, { "doscientas", 200000 },
    { "trescientos", 300000 }, { "trescientas", 300000 },
    { "cuatrocientos", 400000 }, { "cuatrocientas", 400000 },
    { "quinientos", 500000 }, { "quinientas", 500000 },
    { "seiscientos", 600000 }, { "seiscientas", 600000 },
    { "setecientos", 700000 }, { "setecientas", 700000 },
    { "ochocientos", 800000 }, { "ochocientas", 800000 },
    { "novecientos", 900000 }, { "novecientas", 900000 },
    { "mil", 1000000 }, { "cero", 0 }, { "medio", 500 }, { "media", 500 },
    { "cuarto", 250 }, { "cuartos", 250 }
};


/* what comes in a pack is known by its product */

static const inv_unidad_t  inv_unidades[] = {
    { "kilogramos?|kilos?|kgs?", "kg", 1, 1 },
    { "gramos?|grs?|g", "kg", 1, 1000 },
    { "litros?|lts?|l", "l", 1, 1 },
    { "mililitros?|ml|cc", "l", 1, 1000 },
    { "metros?|mts?", "m", 1, 1 },
    { "docenas?|docs?", "un", 12, 1 },
    { "pares|par", "un", 2, 1 },
    { "maples?", "un", 30, 1 },
    { "unidades|unidad|unids?|uds?|u", "un", 1, 1 },
    { "paquetes?|paq|botellas?|latas?|sachets?|sobres?|frascos?|potes?"
      "|bolsas?|atados?|tarros?|barras?|rollos?", "un", 1, 1 },
    { "cajones|cajon|cajas?|bultos?|packs?|fardos?|bolsones|bolson|pallets?"
      "|displays?", "bulto", 1, 1 }
};


#define INV_NUMEROS   (sizeof(inv_numeros) / sizeof(inv_numeros[0]))
#define INV_UNIDADES  (sizeof(inv_unidades) / sizeof(inv_unidades[0]))


int
inv_palabras_letra(const char *s, size_t n)
{
    size_t  i;

    static const struct {
        const char  *largas;
        char         corta;
    } otras[] = {
        { "áàâäÁÀÂÄ", 'a' }, { "éèêëÉÈÊË", 'e' }, { "íìîïÍÌÎÏ", 'i' },
        { "óòôöÓÒÔÖ", 'o' }, { "úùûüÚÙÛÜ", 'u' }, { "ñÑ", 'n' },
        { "çÇ", 'c' }, { "“”«»„", '"' }, { "¿¡º°ª\302\240…", ' ' },
        { "’‘´", '\'' }, { "–—−", '-' }
    };

    if (n == 1) {
        if (*s >= 'A' && *s <= 'Z') {
            return *s - 'A' + 'a';
        }

        if ((*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9')) {
            return *s;
        }

        if (*s == '?' || (*s >= '\t' && *s <= '\r')) {
            return ' ';
        }

        return *s && strchr(" .,:%/+-&'()\"!", *s) ? *s : 0;
    }

    for (i = 0; i < sizeof(otras) / sizeof(otras[0]); i++) {
        const char  *p;

        for (p = otras[i].largas; *p; p += (unsigned char) *p < 0xe0 ? 2 : 3) {
            if (strncmp(p, s, n) == 0) {
                return otras[i].corta;
            }
        }
    }

    return 0;
}


static int
inv_alternar(char *buf, size_t *n, size_t cabe, const char *z, int primera)
{
    size_t  largo;

    largo = strlen(z);

    if (*n + largo + 2 > cabe) {
        return 0;
    }

    if (!primera) {
        buf[(*n)++] = '|';
    }

    memcpy(buf + *n, z, largo + 1);
    *n += largo;

    return 1;
}


int
inv_palabras_alternar(char *buf, size_t *n, size_t cabe)
{
    size_t  i;

    /* each ends where a word does, so that "un" is not the half of "uno" */

    for (i = 0; i < INV_NUMEROS; i++) {
        if (!inv_alternar(buf, n, cabe, inv_numeros[i].palabra, i == 0)
            || *n + 3 > cabe)
        {
            return 0;
        }

        memcpy(buf + *n, "\\b", 3);
        *n += 2;
    }

    return 1;
}


int
inv_unidades_alternar(char *buf, size_t *n, size_t cabe)
{
    size_t  i;

    for (i = 0; i < INV_UNIDADES; i++) {
        if (!inv_alternar(buf, n, cabe, inv_unidades[i].formas, i == 0)) {
            return 0;
        }
    }

    return 1;
}


static int64_t
inv_palabra_valor(const char *s, size_t n)
{
    size_t  i;

    for (i = 0; i < INV_NUMEROS; i++) {
        if (strlen(inv_numeros[i].palabra) == n
            && memcmp(inv_numeros[i].palabra, s, n) == 0)
        {
            return inv_numeros[i].milesimos;
        }
    }

    return -1;
}


/*
 * Adds the words up.  Each must be smaller than the one before it, as in
 * doscientos treinta y cinco; a quarter after a number without an "y" is so
 * many of them.
 */

static inv_numero_e
inv_numero_en_palabras(const char *s, size_t n, int64_t base,
    int64_t *milesimos)
{
    int      y;
    size_t   i, j;
    int64_t  total, parcial, tope, v;

    total = 0;
    parcial = base;
    tope = base ? INV_MIL : INV_SIN_TOPE;
    y = 0;

    for (i = 0; i < n; i = j + 1) {
        for (j = i; j < n && s[j] != ' '; j++) { /* void */ }

        if (j - i == 1 && s[i] == 'y') {
            y = 1;
            continue;
        }

        v = inv_palabra_valor(s + i, j - i);

        if (v == 250 && parcial > 0 && parcial < 4 * INV_MIL
            && (!y || parcial == INV_MIL) && total == 0 && !base)
        {
            parcial = parcial / 4;
            tope = 0;

        } else if (v == 250 && y && parcial % INV_MIL == 0) {
            parcial += 250;
            tope = 0;

        } else if (v == 1000 * INV_MIL && total == 0 && tope) {
            total = (parcial ? parcial : INV_MIL) * 1000;
            parcial = 0;
            tope = 1000 * INV_MIL;

        } else if (v < 0 || v >= tope || (v == 0 && parcial)) {

            /* dos y un cuarto: the "un" is the quarter's */

            if (v == INV_MIL && y && n - j > 1
                && memcmp(s + j + 1, "cuarto", 6) == 0)
            {
                continue;
            }

            return INV_NUMERO_MALO;

        } else {
            parcial += v;
            tope = v >= 100 * INV_MIL ? 100 * INV_MIL
                   : v >= 30 * INV_MIL ? 10 * INV_MIL
                   : v >= INV_MIL ? INV_MIL : 0;
        }
    }

    *milesimos = total + parcial;

    return INV_NUMERO_BIEN;
}


/* n digits, a slash, more digits */

static inv_numero_e
inv_numero_quebrado(const char *s, size_t n, size_t barra, int64_t *milesimos)
{
    size_t   i;
    int64_t  a, b;

    a = 0;
    b = 0;

    for (i = 0; i < n; i++) {
        if (i == barra) {
            continue;
        }

        if (n > 9 || s[i] < '0' || s[i] > '9') {
            return INV_NUMERO_MALO;
        }

        if (i < barra) {
            a = a * 10 + (s[i] - '0');

        } else {
            b = b * 10 + (s[i] - '0');
        }
    }

    if (b == 0 || a * INV_MIL % b != 0) {
        return INV_NUMERO_MALO;
    }

    *milesimos = a * INV_MIL / b;

    return INV_NUMERO_BIEN;
}


inv_numero_e
inv_palabras_numero(const char *s, size_t n, int64_t *milesimos)
{
    size_t           i;
    const char      *barra;
    inv_decimal_t    d;
    inv_dec_error_e  error;

    if (n == 0 || *s == '-' || (n > 6 && memcmp(s, "menos ", 6) == 0)) {
        return INV_NUMERO_MALO;
    }

    if (*s < '0' || *s > '9') {
        return inv_numero_en_palabras(s, n, 0, milesimos);
    }

    for (i = 0; i < n && s[i] != ' '; i++) { /* void */ }

    barra = memchr(s, '/', i);

    if (barra) {
        if (inv_numero_quebrado(s, i, (size_t) (barra - s), milesimos)
            != INV_NUMERO_BIEN)
        {
            return INV_NUMERO_MALO;
        }

    } else {
        error = inv_dec_leer_local(s, i, 3, INV_DEC_AUTO, &d);

        if (error == INV_DEC_AMBIGUO) {
            return INV_NUMERO_AMBIGUO;
        }

        if (error != INV_DEC_BIEN || inv_dec_comparar_entero(&d, 999999) > 0) {
            return INV_NUMERO_MALO;
        }

        for ( /* void */ ; d.escala < 3; d.escala++) {
            d.valor *= 10;
        }

        *milesimos = (int64_t) d.valor;
    }

    /* "2 y medio" */

    if (i < n) {
        *milesimos += memchr(s + i, 'd', n - i) ? 500 : 250;
    }

    return INV_NUMERO_BIEN;
}


const inv_unidad_t *
inv_unidades_buscar(const char *s, size_t n)
{
    size_t       i, largo;
    const char  *p, *fin;

    for (i = 0; i < INV_UNIDADES; i++) {

        for (p = inv_unidades[i].formas; *p; p = *fin ? fin + 1 : fin) {
            fin = strchr(p, '|');
            fin = fin ? fin : p + strlen(p);
            largo = (size_t) (fin - p);

            /* "kilos?": with its last letter, or without */

            if (p[largo - 1] == '?') {
                if ((largo - 1 == n && memcmp(p, s, n) == 0)
                    || (largo - 2 == n && memcmp(p, s, n) == 0))
                {
                    return &inv_unidades[i];
                }

            } else if (largo == n && memcmp(p, s, n) == 0) {
                return &inv_unidades[i];
            }
        }
    }

    return NULL;
}
