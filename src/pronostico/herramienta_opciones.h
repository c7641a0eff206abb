
/*
 * bin/pronostico: its command line.
 */


#ifndef _INV_HERRAMIENTA_OPCIONES_H_INCLUDED_
#define _INV_HERRAMIENTA_OPCIONES_H_INCLUDED_


#include "herramienta.h"


/*
 * 0: go on.  1: --ayuda was printed.  -1: an error, said on stderr.
 */

int inv_ht_opciones(inv_ht_opciones_t *o, int argc, char *const *argv);


#endif /* _INV_HERRAMIENTA_OPCIONES_H_INCLUDED_ */
