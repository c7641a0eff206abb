
/*
 * Inventario: exact decimals.
 */


#include "decimal.h"
#include <string.h>


#define INV_DEC_ENTERO_MAX  INT64_C(999999999999999999)     /* 18 digits */


/* A text taken apart: sign, digits before and after the decimal mark. */

typedef struct {
    int                        negativo;
    const char                *entero;      /* may hold thousands marks */
    size_t                     enteros;
    const char                *decimal;
    size_t                     decimales;
} inv_dec_partes_t;


static inv_int128_t inv_dec_potencia(unsigned n);
static inv_dec_error_e inv_dec_armar(const inv_dec_partes_t *partes,
    unsigned decimales, inv_decimal_t *d);
static inv_dec_error_e inv_dec_marcas(inv_dec_partes_t *partes,
    inv_dec_coma_e coma);
static inv_dec_error_e inv_dec_marca_auto(const char *s, size_t n,
    char *decimal);
static int inv_dec_grupos(const char *s, size_t n, char miles);
static size_t inv_dec_blanco(const char *s, const char *fin);
static size_t inv_dec_positivo(inv_int128_t v, char *buf, size_t minimo);
static int inv_dec_cabe(inv_int128_t valor, unsigned escala);
static inv_int128_t inv_dec_redondear(inv_int128_t v, unsigned sobran);


/* 10^n; n is at most 2 * INV_DEC_ESCALA + INV_DEC_ENTEROS = 36. */

static inv_int128_t
inv_dec_potencia(unsigned n)
{
    inv_int128_t  p;

    for (p = 1; n > 0; n--) {
        p *= 10;
    }

    return p;
}


/* Digits only are left, but for thousands marks, which are skipped. */

static inv_dec_error_e
inv_dec_armar(const inv_dec_partes_t *partes, unsigned decimales,
    inv_decimal_t *d)
{
    size_t        i, n;
    unsigned      digitos;
    inv_int128_t  v;

    v = 0;
    digitos = 0;

    for (i = 0; i < partes->enteros; i++) {

        if (partes->entero[i] < '0' || partes->entero[i] > '9') {
            continue;
        }

        if (digitos == INV_DEC_ENTEROS) {
            return INV_DEC_RANGO;
        }

        v = v * 10 + (partes->entero[i] - '0');
        digitos += v != 0;
    }

    n = partes->decimales;

    while (n > 0 && partes->decimal[n - 1] == '0') {
        n--;
    }

    if (n > decimales || n > INV_DEC_ESCALA) {
        return INV_DEC_DECIMALES;
    }

    for (i = 0; i < n; i++) {
        v = v * 10 + (partes->decimal[i] - '0');
    }

    d->valor = partes->negativo ? -v : v;
    d->escala = (unsigned) n;

    return INV_DEC_BIEN;
}


inv_dec_error_e
inv_dec_leer(const char *s, size_t n, unsigned decimales, inv_decimal_t *d)
{
    const char        *p, *fin;
    inv_dec_partes_t   partes;

    p = s;
    fin = s + n;
    memset(&partes, 0, sizeof(partes));

    if (p < fin && *p == '-') {
        partes.negativo = 1;
        p++;
    }

    partes.entero = p;

    while (p < fin && *p >= '0' && *p <= '9') {
        p++;
    }

    partes.enteros = (size_t) (p - partes.entero);

    if (partes.enteros == 0) {
        return INV_DEC_FORMA;
    }

    if (p < fin && *p == '.') {
        partes.decimal = ++p;

        while (p < fin && *p >= '0' && *p <= '9') {
            p++;
        }

        partes.decimales = (size_t) (p - partes.decimal);

        if (partes.decimales == 0) {
            return INV_DEC_FORMA;
        }
    }

    if (p != fin) {
        return INV_DEC_FORMA;
    }

    return inv_dec_armar(&partes, decimales, d);
}


static size_t
inv_dec_blanco(const char *s, const char *fin)
{
    if (s < fin && (*s == ' ' || *s == '\t')) {
        return 1;
    }

    if (fin - s >= 2 && memcmp(s, "\xc2\xa0", 2) == 0) {
        return 2;
    }

    return 0;
}


inv_dec_error_e
inv_dec_leer_local(const char *s, size_t n, unsigned decimales,
    inv_dec_coma_e coma, inv_decimal_t *d)
{
    int                signo, pesos;
    size_t             blanco;
    const char        *p, *fin, *numero;
    inv_dec_error_e    rc;
    inv_dec_partes_t   partes;

    fin = s + n;
    signo = 0;
    pesos = 0;
    memset(&partes, 0, sizeof(partes));

    for (p = s; p < fin; p += blanco) {
        blanco = inv_dec_blanco(p, fin);

        if (blanco > 0) {
            continue;
        }

        if (*p == '$' && !pesos) {
            pesos = 1;

        } else if ((*p == '-' || *p == '+') && !signo) {
            signo = 1;
            partes.negativo = *p == '-';

        } else {
            break;
        }

        blanco = 1;
    }

    numero = p;

    while (p < fin && ((*p >= '0' && *p <= '9') || *p == '.' || *p == ',')) {
        p++;
    }

    partes.entero = numero;
    partes.enteros = (size_t) (p - numero);

    while ((blanco = inv_dec_blanco(p, fin)) > 0) {
        p += blanco;
    }

    if (p != fin) {
        return INV_DEC_FORMA;
    }

    rc = inv_dec_marcas(&partes, coma);

    return rc == INV_DEC_BIEN ? inv_dec_armar(&partes, decimales, d) : rc;
}


/* Finds the decimal mark in partes->entero, checks the thousands. */

static inv_dec_error_e
inv_dec_marcas(inv_dec_partes_t *partes, inv_dec_coma_e coma)
{
    char              decimal;
    size_t            n;
    const char       *marca;
    inv_dec_error_e   rc;

    n = partes->enteros;
    decimal = coma == INV_DEC_COMA ? ',' : '.';

    if (coma == INV_DEC_AUTO) {
        rc = inv_dec_marca_auto(partes->entero, n, &decimal);

        if (rc != INV_DEC_BIEN) {
            return rc;
        }
    }

    marca = n > 0 ? memchr(partes->entero, decimal, n) : NULL;

    if (marca) {
        partes->enteros = (size_t) (marca - partes->entero);
        partes->decimal = marca + 1;
        partes->decimales = n - partes->enteros - 1;

        if (partes->decimales == 0
            || memchr(partes->decimal, '.', partes->decimales)
            || memchr(partes->decimal, ',', partes->decimales))
        {
            return INV_DEC_FORMA;
        }
    }

    return inv_dec_grupos(partes->entero, partes->enteros,
                          decimal == ',' ? '.' : ',')
           ? INV_DEC_BIEN : INV_DEC_FORMA;
}


/* Which of the two is the decimal mark of s (see the header). */

static inv_dec_error_e
inv_dec_marca_auto(const char *s, size_t n, char *decimal)
{
    size_t  i, puntos, comas, ultima;

    puntos = 0;
    comas = 0;
    ultima = 0;

    for (i = 0; i < n; i++) {

        if (s[i] == '.' || s[i] == ',') {
            puntos += s[i] == '.';
            comas += s[i] == ',';
            ultima = i;
        }
    }

    if (puntos > 0 && comas > 0) {
        *decimal = s[ultima];
        return INV_DEC_BIEN;
    }

    /* one kind of mark at most: repeated, it is not the decimal one */

    *decimal = puntos > 1 || comas == 1 ? ',' : '.';

    if (puntos == 1 && n - ultima - 1 == 3 && ultima >= 1 && ultima <= 3
        && s[0] != '0')
    {
        return INV_DEC_AMBIGUO;
    }

    return INV_DEC_BIEN;
}


/* Digits, either without marks or in groups 1-3, 3, 3... */

static int
inv_dec_grupos(const char *s, size_t n, char miles)
{
    size_t  i, grupo, marcas;

    for (i = 0, grupo = 0, marcas = 0; i < n; i++) {

        if (s[i] >= '0' && s[i] <= '9') {
            grupo++;
            continue;
        }

        if (s[i] != miles || grupo == 0 || grupo > 3
            || (marcas > 0 && grupo != 3))
        {
            return 0;
        }

        marcas++;
        grupo = 0;
    }

    return grupo > 0 && (marcas == 0 || grupo == 3);
}


/* Writes v >= 0 with at least so many digits; 39 are the most it can have. */

static size_t
inv_dec_positivo(inv_int128_t v, char *buf, size_t minimo)
{
    char    digitos[40];
    size_t  n;

    n = sizeof(digitos);

    do {
        digitos[--n] = (char) ('0' + (int) (v % 10));
        v /= 10;
    } while (n > 0 && (v > 0 || sizeof(digitos) - n < minimo));

    memcpy(buf, digitos + n, sizeof(digitos) - n);

    return sizeof(digitos) - n;
}


size_t
inv_dec_escribir(const inv_decimal_t *d, char *buf)
{
    char          *p;
    unsigned       escala;
    inv_int128_t   v, uno;

    p = buf;
    v = d->valor;
    escala = d->escala;

    while (escala > 0 && v % 10 == 0) {
        v /= 10;
        escala--;
    }

    if (v < 0) {
        *p++ = '-';
        v = -v;
    }

    uno = inv_dec_potencia(escala);
    p += inv_dec_positivo(v / uno, p, 1);

    if (escala > 0) {
        *p++ = '.';
        p += inv_dec_positivo(v % uno, p, escala);
    }

    *p = '\0';

    return (size_t) (p - buf);
}


size_t
inv_dec_escribir_pesos(const inv_decimal_t *d, char *buf)
{
    char           entero[40], *p;
    size_t         i, n;
    inv_int128_t   v;

    v = d->escala > 2 ? inv_dec_redondear(d->valor, d->escala - 2)
                      : d->valor * inv_dec_potencia(2 - d->escala);
    p = buf;

    if (v < 0) {
        *p++ = '-';
        v = -v;
    }

    *p++ = '$';

    n = inv_dec_positivo(v / 100, entero, 1);

    for (i = 0; i < n; i++) {

        if (i > 0 && (n - i) % 3 == 0) {
            *p++ = '.';
        }

        *p++ = entero[i];
    }

    *p++ = ',';
    p += inv_dec_positivo(v % 100, p, 2);
    *p = '\0';

    return (size_t) (p - buf);
}


int
inv_dec_signo(const inv_decimal_t *d)
{
    return (d->valor > 0) - (d->valor < 0);
}


int
inv_dec_comparar(const inv_decimal_t *a, const inv_decimal_t *b)
{
    inv_int128_t  x, y;

    x = a->valor * inv_dec_potencia(INV_DEC_ESCALA - a->escala);
    y = b->valor * inv_dec_potencia(INV_DEC_ESCALA - b->escala);

    return (x > y) - (x < y);
}


int
inv_dec_comparar_entero(const inv_decimal_t *a, int64_t b)
{
    inv_decimal_t  d;

    d.valor = b;
    d.escala = 0;

    return inv_dec_comparar(a, &d);
}


static int
inv_dec_cabe(inv_int128_t valor, unsigned escala)
{
    inv_int128_t  entero;

    entero = valor / inv_dec_potencia(escala);

    return entero <= INV_DEC_ENTERO_MAX && entero >= -INV_DEC_ENTERO_MAX;
}


inv_dec_error_e
inv_dec_sumar(const inv_decimal_t *a, const inv_decimal_t *b,
    inv_decimal_t *r)
{
    unsigned      escala;
    inv_int128_t  suma;

    escala = a->escala > b->escala ? a->escala : b->escala;

    suma = a->valor * inv_dec_potencia(escala - a->escala)
           + b->valor * inv_dec_potencia(escala - b->escala);

    if (!inv_dec_cabe(suma, escala)) {
        return INV_DEC_RANGO;
    }

    r->valor = suma;
    r->escala = escala;

    return INV_DEC_BIEN;
}


/* v / 10^sobran, halves away from zero. */

static inv_int128_t
inv_dec_redondear(inv_int128_t v, unsigned sobran)
{
    inv_int128_t  divisor, resto, cociente;

    divisor = inv_dec_potencia(sobran);
    cociente = v / divisor;
    resto = v % divisor;

    /* resto has the sign of v; doubled it is still less than 2 * 10^18 */

    if (resto * 2 >= divisor) {
        cociente++;

    } else if (-resto * 2 >= divisor) {
        cociente--;
    }

    return cociente;
}


inv_dec_error_e
inv_dec_multiplicar(const inv_decimal_t *a, const inv_decimal_t *b,
    unsigned escala, inv_decimal_t *r)
{
    unsigned      tiene;
    inv_int128_t  v;

    /* what is in range after the rounding has at most 36 digits before it */

    if (__builtin_mul_overflow(a->valor, b->valor, &v)) {
        return INV_DEC_RANGO;
    }

    tiene = a->escala + b->escala;

    if (!inv_dec_cabe(v, tiene)) {
        return INV_DEC_RANGO;
    }

    if (tiene > escala) {
        v = inv_dec_redondear(v, tiene - escala);
        tiene = escala;

        if (!inv_dec_cabe(v, tiene)) {
            return INV_DEC_RANGO;
        }
    }

    r->valor = v * inv_dec_potencia(escala - tiene);
    r->escala = escala;

    return INV_DEC_BIEN;
}
