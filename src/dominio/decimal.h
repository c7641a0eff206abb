
/*
 * Inventario: exact decimals, for money and quantities.
 *
 * A value is an integer and a scale: 12.50 is 1250 with two decimals.  At
 * most 18 digits before the point and 9 after it, so that a sum or a product
 * of two of them fits in 128 bits before it is checked again.
 */


#ifndef _INV_DECIMAL_H_INCLUDED_
#define _INV_DECIMAL_H_INCLUDED_


#include <stddef.h>
#include <stdint.h>


#define INV_DEC_ENTEROS    18       /* digits before the point */
#define INV_DEC_ESCALA     9        /* digits after it */
#define INV_DEC_LARGO      32       /* room for any of them as text, and NUL */
#define INV_DEC_PESOS      40       /* the same with "$" and thousands */


__extension__ typedef __int128  inv_int128_t;


typedef struct {
    inv_int128_t               valor;       /* times 10^escala */
    unsigned                   escala;      /* 0..INV_DEC_ESCALA */
} inv_decimal_t;


typedef enum {
    INV_DEC_BIEN = 0,
    INV_DEC_FORMA,          /* not a number written in this way */
    INV_DEC_DECIMALES,      /* more decimals than the caller takes */
    INV_DEC_RANGO,          /* more than 18 digits before the point */
    INV_DEC_AMBIGUO         /* 1.234: a thousand, or one and a bit? */
} inv_dec_error_e;


/* Which mark separates the decimals in a text written by people. */

typedef enum {
    INV_DEC_AUTO = 0,       /* as each number shows; see inv_dec_leer_local */
    INV_DEC_COMA,           /* 1.234,56 */
    INV_DEC_PUNTO           /* 1,234.56 */
} inv_dec_coma_e;


/*
 * Reads "-12.50" (n bytes, no NUL needed): an optional minus, digits and, if
 * there is a point, digits on both sides of it.  No plus, spaces, exponent.
 * Leading zeros do not count, nor do zeros at the end of the decimals: with
 * decimales = 1 "12.50" is fine and "12.55" INV_DEC_DECIMALES.  decimales is
 * at most INV_DEC_ESCALA.  *d is set only if the result is INV_DEC_BIEN.
 */
inv_dec_error_e inv_dec_leer(const char *s, size_t n, unsigned decimales,
    inv_decimal_t *d);

/*
 * The same for what a spreadsheet or a person writes: spaces (also U+00A0)
 * and "$" around, a sign before or after the "$", groups of thousands (of
 * three digits, or INV_DEC_FORMA) and a decimal mark.  With INV_DEC_AUTO:
 *
 *   both marks       the last one is the decimal mark
 *   one, repeated    thousands: 1.234.567
 *   one comma        decimals, as Argentina writes: 1,5 and 1,234
 *   one point        decimals: 1234.5, 0.250, 1234.567; but before exactly
 *                    three digits, with one to three before and no leading
 *                    zero, INV_DEC_AMBIGUO: 1.234 is refused, not guessed,
 *                    since a wrong guess is wrong by a thousand times
 */
inv_dec_error_e inv_dec_leer_local(const char *s, size_t n,
    unsigned decimales, inv_dec_coma_e coma, inv_decimal_t *d);

/*
 * Writes the canonical text (no plus, no needless zero, never "-0") and a NUL
 * into buf, of INV_DEC_LARGO bytes.  Returns its length without the NUL.
 */
size_t inv_dec_escribir(const inv_decimal_t *d, char *buf);

/*
 * Writes an amount as es-AR does, rounded to cents: "$1.234,56", "-$0,50".
 * buf has INV_DEC_PESOS bytes.  Returns the length without the NUL.
 */
size_t inv_dec_escribir_pesos(const inv_decimal_t *d, char *buf);

/* -1, 0 or 1, as the value is below, equal to or above zero. */
int inv_dec_signo(const inv_decimal_t *d);

/* -1, 0 or 1, as a is less than, equal to or greater than b. */
int inv_dec_comparar(const inv_decimal_t *a, const inv_decimal_t *b);

/* The same against an integer, for bounds. */
int inv_dec_comparar_entero(const inv_decimal_t *a, int64_t b);

/* *r = a + b, exact.  INV_DEC_BIEN or INV_DEC_RANGO (r is not touched). */
inv_dec_error_e inv_dec_sumar(const inv_decimal_t *a, const inv_decimal_t *b,
    inv_decimal_t *r);

/*
 * *r = a * b with escala decimals (at most INV_DEC_ESCALA), halves away from
 * zero, as PostgreSQL's round(numeric) does.  INV_DEC_BIEN or INV_DEC_RANGO.
 */
inv_dec_error_e inv_dec_multiplicar(const inv_decimal_t *a,
    const inv_decimal_t *b, unsigned escala, inv_decimal_t *r);


#endif /* _INV_DECIMAL_H_INCLUDED_ */
