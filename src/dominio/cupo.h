
/*
 * Inventario: how much a client may still ask for: the generic cell rate
 * algorithm (ITU-T I.371, annex A), which needs one number for each client:
 * the instant at which all of its quota will be there again.
 */


#ifndef _INV_CUPO_H_INCLUDED_
#define _INV_CUPO_H_INCLUDED_


#include <stdint.h>


/* rafaga requests at once, and one more every intervalo. */

typedef struct {
    int64_t    intervalo;               /* us, over 0 */
    int64_t    rafaga;                  /* over 0 */
} inv_cupo_t;


typedef struct {
    int64_t    restan;                  /* requests that may follow at once */
    int64_t    repone;                  /* us until rafaga may */
    int64_t    espera;                  /* us until one may; 0: this one */
} inv_cupo_estado_t;


/*
 * Spends one of the quota whose instant is *lleno, unless it is used up; that
 * costs nothing.  ahora and *lleno are us of one clock; *lleno may be changed
 * by others meanwhile.
 */
void inv_cupo_gastar(const inv_cupo_t *c, int64_t *lleno, int64_t ahora,
    inv_cupo_estado_t *e);


#endif /* _INV_CUPO_H_INCLUDED_ */
