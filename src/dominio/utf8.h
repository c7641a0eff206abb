
/*
 * Inventario: texts in UTF-8 (RFC 3629), of n bytes, without a NUL at the
 * end.
 */


#ifndef _INV_UTF8_H_INCLUDED_
#define _INV_UTF8_H_INCLUDED_


#include <stddef.h>


/*
 * The bytes, 1 to 4, of the character at s, of which n > 0 are there; 0 if it
 * is not a valid one: overlong, a surrogate, above U+10FFFF or cut off.
 */
size_t inv_utf8_paso(const char *s, size_t n);

/* 1 if all of it is valid, otherwise 0. */
int inv_utf8_valido(const char *s, size_t n);

/* Characters (code points) of a valid text. */
size_t inv_utf8_contar(const char *s, size_t n);

/* The bytes that the first max characters of a valid text take. */
size_t inv_utf8_truncar(const char *s, size_t n, size_t max);

/*
 * Moves *s and *n so that no white space (ASCII's six and U+00A0, which
 * spreadsheets and web pages leave behind) stands at either end.
 */
void inv_utf8_recortar(const char **s, size_t *n);


#endif /* _INV_UTF8_H_INCLUDED_ */
