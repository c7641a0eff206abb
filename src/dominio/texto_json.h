
/*
 * Inventario: a text as a JSON string (RFC 8259, 7).
 */


#ifndef _INV_TEXTO_JSON_H_INCLUDED_
#define _INV_TEXTO_JSON_H_INCLUDED_


#include <stddef.h>


/* The bytes of the string that the n bytes of s make, with its quotes. */
size_t inv_texto_json_largo(const char *s, size_t n);

/*
 * Writes it into buf, of cabe bytes, without a NUL.  s is valid UTF-8, which
 * is not looked at.  Returns the length, or 0 if there is no room; then buf
 * is not touched.
 */
size_t inv_texto_json(const char *s, size_t n, char *buf, size_t cabe);


#endif /* _INV_TEXTO_JSON_H_INCLUDED_ */
