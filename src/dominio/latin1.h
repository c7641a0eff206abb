
/*
 * Inventario: UTF-8 as one byte a character, for what takes nothing else.
 */


#ifndef _INV_LATIN1_H_INCLUDED_
#define _INV_LATIN1_H_INCLUDED_


#include <stddef.h>


typedef enum {
    INV_LATIN1_ISO = 0,     /* ISO 8859-1 */
    INV_LATIN1_WIN          /* Windows-1252, PDF's WinAnsiEncoding */
} inv_latin1_e;


/*
 * Writes the n bytes of s into buf, which has room for n, one byte for each
 * character: '?' for one that has none there, and for each byte that is not
 * UTF-8.  In INV_LATIN1_WIN control characters become spaces.  Returns how
 * many bytes were written; no NUL is added.  buf may be s.
 */
size_t inv_latin1(const char *s, size_t n, inv_latin1_e cual, char *buf);


#endif /* _INV_LATIN1_H_INCLUDED_ */
