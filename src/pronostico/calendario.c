
/*
 * Inventario, forecasting: the days of Argentina.
 */


#include "calendario.h"


#define INV_LUNES    0
#define INV_DOMINGO  6


typedef struct {
    int                        mes;
    int                        dia;
    int                        movil;       /* moves to a Monday */
    const char                *nombre;
} inv_fijo_t;

/* The nth such day of a month. */

typedef struct {
    int                        mes;
    int                        semana;      /* from 1 */
    int                        dia;
    const char                *nombre;
} inv_nesimo_t;


static int inv_trasladar(int dia);
static size_t inv_meter(inv_fecha_especial_t *v, size_t n, int dia,
    inv_fecha_e tipo, const char *nombre);


static const inv_fijo_t  inv_feriados[] = {
    { 1, 1, 0, "Año Nuevo" },
    { 3, 24, 0, "Día de la Memoria por la Verdad y la Justicia" },
    { 4, 2, 0, "Día del Veterano y de los Caídos en Malvinas" },
    { 5, 1, 0, "Día del Trabajador" },
    { 5, 25, 0, "Día de la Revolución de Mayo" },
    { 6, 17, 1, "Paso a la Inmortalidad del General Güemes" },
    { 6, 20, 0, "Paso a la Inmortalidad del General Belgrano" },
    { 7, 9, 0, "Día de la Independencia" },
    { 8, 17, 1, "Paso a la Inmortalidad del General San Martín" },
    { 10, 12, 1, "Día del Respeto a la Diversidad Cultural" },
    { 11, 20, 1, "Día de la Soberanía Nacional" },
    { 12, 8, 0, "Inmaculada Concepción de María" },
    { 12, 25, 0, "Navidad" }
};


static const inv_fijo_t  inv_comerciales[] = {
    { 1, 6, 0, "Reyes" },
    { 2, 14, 0, "Día de los Enamorados" },
    { 7, 20, 0, "Día del Amigo" },
    { 9, 21, 0, "Día de la Primavera" },
    { 12, 24, 0, "Nochebuena" },
    { 12, 31, 0, "Fin de Año" }
};


static const inv_nesimo_t  inv_nesimos[] = {
    { 6, 3, INV_DOMINGO, "Día del Padre" },
    { 8, 3, INV_DOMINGO, "Día de las Infancias" },
    { 10, 3, INV_DOMINGO, "Día de la Madre" }
};


/* Howard Hinnant, chrono-compatible low-level date algorithms. */

int
inv_dia_de(int anio, int mes, int dia)
{
    int  era, a, d, y;

    y = mes <= 2 ? anio - 1 : anio;
    era = (y >= 0 ? y : y - 399) / 400;
    a = y - era * 400;
    d = (153 * (mes > 2 ? mes - 3 : mes + 9) + 2) / 5 + dia - 1;

    return era * 146097 + a * 365 + a / 4 - a / 100 + d - 719468;
}


void
inv_fecha_de(int dia, int *anio, int *mes, int *dia_del_mes)
{
    int  z, era, d, a, y, m;

    z = dia + 719468;
    era = (z >= 0 ? z : z - 146096) / 146097;
    d = z - era * 146097;
    a = (d - d / 1460 + d / 36524 - d / 146096) / 365;
    y = d - (365 * a + a / 4 - a / 100);
    m = (5 * y + 2) / 153;

    *dia_del_mes = y - (153 * m + 2) / 5 + 1;
    *mes = m < 10 ? m + 3 : m - 9;
    *anio = a + era * 400 + (*mes <= 2);
}


int
inv_dia_semana(int dia)
{
    int  s;

    s = (dia + 3) % 7;                  /* 1970-01-01 was a Thursday */

    return s < 0 ? s + 7 : s;
}


int
inv_pascua(int anio)
{
    int  a, b, c, d, e, f, g, h, i, k, l, m;

    a = anio % 19;
    b = anio / 100;
    c = anio % 100;
    d = b / 4;
    e = b % 4;
    f = (b + 8) / 25;
    g = (b - f + 1) / 3;
    h = (19 * a + b - d - g + 15) % 30;
    i = c / 4;
    k = c % 4;
    l = (32 + 2 * e + 2 * i - h - k) % 7;
    m = (a + 11 * h + 22 * l) / 451;

    return inv_dia_de(anio, (h + l - 7 * m + 114) / 31,
                      (h + l - 7 * m + 114) % 31 + 1);
}


static int
inv_trasladar(int dia)
{
    switch (inv_dia_semana(dia)) {

    case 1:
        return dia - 1;

    case 2:
        return dia - 2;

    case 3:
        return dia + 4;

    case 4:
        return dia + 3;

    default:
        return dia;
    }
}


/* In its place by day. */

static size_t
inv_meter(inv_fecha_especial_t *v, size_t n, int dia, inv_fecha_e tipo,
    const char *nombre)
{
    size_t  i;

    for (i = n; i > 0 && v[i - 1].dia > dia; i--) {
        v[i] = v[i - 1];
    }

    v[i].dia = dia;
    v[i].tipo = tipo;
    v[i].nombre = nombre;

    return n + 1;
}


size_t
inv_calendario(int anio, inv_fecha_especial_t *v)
{
    int     d, pascua;
    size_t  i, n;

    n = 0;
    pascua = inv_pascua(anio);

    for (i = 0; i < sizeof(inv_feriados) / sizeof(inv_feriados[0]); i++) {
        d = inv_dia_de(anio, inv_feriados[i].mes, inv_feriados[i].dia);

        if (inv_feriados[i].movil) {
            d = inv_trasladar(d);
        }

        n = inv_meter(v, n, d, INV_FECHA_FERIADO, inv_feriados[i].nombre);
    }

    n = inv_meter(v, n, pascua - 48, INV_FECHA_FERIADO, "Carnaval");
    n = inv_meter(v, n, pascua - 47, INV_FECHA_FERIADO, "Carnaval");
    n = inv_meter(v, n, pascua - 2, INV_FECHA_FERIADO, "Viernes Santo");
    n = inv_meter(v, n, pascua, INV_FECHA_COMERCIAL, "Pascua");

    for (i = 0; i < sizeof(inv_comerciales) / sizeof(inv_comerciales[0]);
         i++)
    {
        n = inv_meter(v, n, inv_dia_de(anio, inv_comerciales[i].mes,
                                       inv_comerciales[i].dia),
                      INV_FECHA_COMERCIAL, inv_comerciales[i].nombre);
    }

    for (i = 0; i < sizeof(inv_nesimos) / sizeof(inv_nesimos[0]); i++) {
        d = inv_dia_de(anio, inv_nesimos[i].mes, 1);
        d += (inv_nesimos[i].dia - inv_dia_semana(d) + 7) % 7
             + 7 * (inv_nesimos[i].semana - 1);
        n = inv_meter(v, n, d, INV_FECHA_COMERCIAL, inv_nesimos[i].nombre);
    }

    return n;
}
