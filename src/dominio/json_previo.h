
/*
 * Inventario: what is done to a JSON text before jansson parses it.
 *
 * jansson turns 1.10 into a double and fails on integers of 20 digits; here
 * every number that is not an integer of at most 18 digits becomes a string
 * that begins with U+0001 and goes on with the number as it was written:
 * 1.10 becomes "\u00011.10".  No other string can begin like that, because
 * one with a NUL or U+0001 in it is refused.  What is not JSON (RFC 8259) is
 * copied as it is, for jansson to refuse.
 */


#ifndef _INV_JSON_PREVIO_H_INCLUDED_
#define _INV_JSON_PREVIO_H_INCLUDED_


#include <stddef.h>


#define INV_JSON_HONDURA_MAX  64
#define INV_JSON_DIGITOS      18


typedef enum {
    INV_JSON_BIEN = 0,
    INV_JSON_HONDO,         /* nested deeper than asked */
    INV_JSON_UTF8,          /* not UTF-8 (overlong, surrogate, cut) */
    INV_JSON_CONTROL,       /* a string with a raw control byte, or with the
                               escape \u0000 or \u0001; or a NUL anywhere */
    INV_JSON_LUGAR          /* cabe is too little */
} inv_json_error_e;


/* Room, in bytes, that the result of a text of so many bytes never passes. */
size_t inv_json_previo_largo(size_t largo);

/*
 * Copies largo bytes of datos into salida, of cabe bytes, as said above; sets
 * *escrito.  No NUL is added.  hondura: how many [ and { may be open at once,
 * at most INV_JSON_HONDURA_MAX.  One pass, no recursion, no allocation; on an
 * error salida holds rubbish.
 */
inv_json_error_e inv_json_previo(const char *datos, size_t largo,
    unsigned hondura, char *salida, size_t cabe, size_t *escrito);


#endif /* _INV_JSON_PREVIO_H_INCLUDED_ */
