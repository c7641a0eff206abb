
/*
 * Inventario: are these n bytes a date, or an instant?  Strict, so that what
 * passes means the same to PostgreSQL.
 */


#ifndef _INV_FECHA_H_INCLUDED_
#define _INV_FECHA_H_INCLUDED_


#include <stddef.h>


/* 1 for YYYY-MM-DD, a day of the Gregorian calendar in 1900..2999. */
int inv_fecha_valida(const char *s, size_t n);

/*
 * 1 for an instant of RFC 3339: date, T, hh:mm:ss, at most 6 digits of a
 * fraction, Z or +hh:mm or -hh:mm.  Refused: second 60 (PostgreSQL has none)
 * and offsets from 16:00 on, which it does not take.
 */
int inv_instante_valido(const char *s, size_t n);


#endif /* _INV_FECHA_H_INCLUDED_ */
