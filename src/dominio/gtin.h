
/*
 * Inventario: numbers that carry a check digit: GTIN, the codes that a scale
 * prints, CUIT.
 */


#ifndef _INV_GTIN_H_INCLUDED_
#define _INV_GTIN_H_INCLUDED_


#include "decimal.h"


#define INV_GTIN_LARGO     14       /* the form in which they are kept */
#define INV_EAN13_LARGO    13
#define INV_CUIT_LARGO     11       /* digits */
#define INV_CUIT_FORMATO   13       /* with its hyphens */

#define INV_BALANZA_PREFIJO   2
#define INV_BALANZA_ARTICULO  6     /* at most */


/*
 * The check digit, '0'..'9', of the n digits that go before it (GS1 General
 * Specifications, 7.9: weights 3 and 1 from the right, modulo 10).  All of s
 * must be digits; otherwise, or with n = 0, NUL.
 */
char inv_gtin_digito(const char *s, size_t n);

/*
 * 1 if s is a GTIN-8, 12, 13 or 14 with a right check digit, otherwise 0.
 * One of zeros only is none, though its sum is right: an empty cell turns
 * into it too easily.
 */
int inv_gtin_valido(const char *s, size_t n);

/*
 * Checks and writes the 14 digits, zeros in front, and a NUL into salida, of
 * INV_GTIN_LARGO + 1 bytes.  Returns 1, or 0 with salida not touched.
 */
int inv_gtin_normalizar(const char *s, size_t n, char *salida);


/*
 * What a shop's scale prints: an EAN-13 that begins with 2 (GS1: restricted
 * circulation), prefix of two digits, article of 4 to 6, value, check digit.
 * Formats with a second check digit for the value alone are not covered: no
 * scale sold in Argentina needs one.
 */
typedef struct {
    char                       prefijo[INV_BALANZA_PREFIJO + 1];
    unsigned                   largo_articulo;  /* 4..6 */
    unsigned                   decimales;       /* of the value, 0..3: grams
                                                   as kg 3, cents 2 */
} inv_balanza_formato_t;


typedef enum {
    INV_BALANZA_BIEN = 0,
    INV_BALANZA_FORMATO,    /* the format itself is impossible */
    INV_BALANZA_FORMA,      /* not 13 digits; or not an article's */
    INV_BALANZA_DIGITO,     /* wrong check digit */
    INV_BALANZA_OTRA,       /* another prefix */
    INV_BALANZA_RANGO       /* the value has no room in the code */
} inv_balanza_error_e;


typedef struct {
    char                       articulo[INV_BALANZA_ARTICULO + 1];
    inv_decimal_t              valor;
} inv_balanza_lectura_t;


/* Reads the n bytes of s by formato; *l is set if it is INV_BALANZA_BIEN. */
inv_balanza_error_e inv_balanza_leer(const inv_balanza_formato_t *formato,
    const char *s, size_t n, inv_balanza_lectura_t *l);

/*
 * The other way: writes the 13 digits and a NUL into salida, of
 * INV_EAN13_LARGO + 1 bytes.
 */
inv_balanza_error_e inv_balanza_armar(const inv_balanza_formato_t *formato,
    const inv_balanza_lectura_t *l, char *salida);


/*
 * 1 if s is a CUIT: 11 digits, or XX-XXXXXXXX-X; prefix 20, 23, 24, 25, 26,
 * 27, 30, 33 or 34; check digit of ARCA (ex AFIP): weights 5 4 3 2 7 6 5 4 3
 * 2, 11 minus the sum modulo 11, where 11 counts as 0 and 10 has no digit.
 */
int inv_cuit_valido(const char *s, size_t n);

/*
 * Checks and writes the 11 digits and a NUL into salida, of INV_CUIT_LARGO +
 * 1 bytes.  Returns 1, or 0 with salida not touched.
 */
int inv_cuit_normalizar(const char *s, size_t n, char *salida);

/* The same as XX-XXXXXXXX-X, in INV_CUIT_FORMATO + 1 bytes. */
int inv_cuit_formatear(const char *s, size_t n, char *salida);


#endif /* _INV_GTIN_H_INCLUDED_ */
