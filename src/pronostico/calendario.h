
/*
 * Inventario, forecasting: the days of Argentina: national holidays and the
 * dates on which shops sell more.
 *
 * Ley 27.399 (2017): holidays that do not move, and those that do: on a
 * Tuesday or Wednesday they are kept on the Monday before, on a Thursday or
 * Friday on the Monday after (art. 6 and 7).  Days without work for tourism
 * are decreed each year, and belong in the shop's own calendar.
 */


#ifndef _INV_CALENDARIO_H_INCLUDED_
#define _INV_CALENDARIO_H_INCLUDED_


#include <stddef.h>


#define INV_FECHAS_MAX  32              /* of a year */


typedef enum {
    INV_FECHA_FERIADO = 0,
    INV_FECHA_COMERCIAL         /* Día del Padre, de la Madre, del Niño... */
} inv_fecha_e;

typedef struct {
    int                        dia;         /* days since 1970-01-01 */
    inv_fecha_e                tipo;
    const char                *nombre;
} inv_fecha_especial_t;


/* Days since 1970-01-01 of a date of the Gregorian calendar, and back. */

int inv_dia_de(int anio, int mes, int dia);
void inv_fecha_de(int dia, int *anio, int *mes, int *dia_del_mes);

/* 0 Monday .. 6 Sunday */

int inv_dia_semana(int dia);

/* Easter Sunday (Meeus, Jones & Butcher). */

int inv_pascua(int anio);

/*
 * The special days of a year from 2017 on, in order; v has room for
 * INV_FECHAS_MAX.  Returns how many.
 */

size_t inv_calendario(int anio, inv_fecha_especial_t *v);


#endif /* _INV_CALENDARIO_H_INCLUDED_ */
