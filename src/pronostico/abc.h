
/*
 * Inventario, forecasting: what matters most (ABC) and what is hardest to
 * foresee (XYZ).
 */


#ifndef _INV_ABC_H_INCLUDED_
#define _INV_ABC_H_INCLUDED_


#include <stddef.h>


/*
 * clase[i] = 'A' for those that make up the first 80 % of the value, 'B' to
 * 95 %, 'C' the rest; negative values and 0 are C.  Values are deflated
 * margins: a factor common to all of them changes nothing.  Equal values keep
 * their order.  `orden' is room for n.
 */

void inv_abc(const double *valor, size_t n, char *clase, size_t *orden);

/*
 * 'X' for a coefficient of variation of the forecast's error up to .5, 'Y' to
 * 1, 'Z' beyond, or if there is no demand.
 */

char inv_xyz(double media, double desvio);


#endif /* _INV_ABC_H_INCLUDED_ */
