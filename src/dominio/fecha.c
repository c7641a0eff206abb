
/*
 * Inventario: dates and instants as text.
 */


#include "fecha.h"


#define INV_FECHA_LARGO  10     /* YYYY-MM-DD */
#define INV_HORA_LARGO   8      /* hh:mm:ss */
#define INV_HUSO_LARGO   6      /* +hh:mm */


static int inv_fecha_numero(const char *s, size_t n, int *numero);
static int inv_fecha_bisiesto(int anio);
static int inv_fecha_hora(const char *s);
static int inv_fecha_huso(const char *s, size_t n);


/* n digits and nothing else. */

static int
inv_fecha_numero(const char *s, size_t n, int *numero)
{
    size_t  i;

    for (i = 0, *numero = 0; i < n; i++) {

        if (s[i] < '0' || s[i] > '9') {
            return 0;
        }

        *numero = *numero * 10 + (s[i] - '0');
    }

    return 1;
}


static int
inv_fecha_bisiesto(int anio)
{
    return anio % 4 == 0 && (anio % 100 != 0 || anio % 400 == 0);
}


int
inv_fecha_valida(const char *s, size_t n)
{
    int               anio, mes, dia, ultimo;

    static const int  dias[] = { 31, 28, 31, 30, 31, 30,
                                 31, 31, 30, 31, 30, 31 };

    if (n != INV_FECHA_LARGO || s[4] != '-' || s[7] != '-') {
        return 0;
    }

    if (!inv_fecha_numero(s, 4, &anio)
        || !inv_fecha_numero(s + 5, 2, &mes)
        || !inv_fecha_numero(s + 8, 2, &dia))
    {
        return 0;
    }

    if (anio < 1900 || anio > 2999 || mes < 1 || mes > 12 || dia < 1) {
        return 0;
    }

    ultimo = dias[mes - 1] + (mes == 2 && inv_fecha_bisiesto(anio));

    return dia <= ultimo;
}


static int
inv_fecha_hora(const char *s)
{
    int  hora, minuto, segundo;

    return s[2] == ':' && s[5] == ':'
           && inv_fecha_numero(s, 2, &hora) && hora <= 23
           && inv_fecha_numero(s + 3, 2, &minuto) && minuto <= 59
           && inv_fecha_numero(s + 6, 2, &segundo) && segundo <= 59;
}


static int
inv_fecha_huso(const char *s, size_t n)
{
    int  hora, minuto;

    if (n == 1) {
        return s[0] == 'Z' || s[0] == 'z';
    }

    return n == INV_HUSO_LARGO && (s[0] == '+' || s[0] == '-') && s[3] == ':'
           && inv_fecha_numero(s + 1, 2, &hora) && hora <= 15
           && inv_fecha_numero(s + 4, 2, &minuto) && minuto <= 59;
}


int
inv_instante_valido(const char *s, size_t n)
{
    size_t  i, fraccion;

    i = INV_FECHA_LARGO + 1 + INV_HORA_LARGO;

    if (n <= i || !inv_fecha_valida(s, INV_FECHA_LARGO)
        || (s[INV_FECHA_LARGO] != 'T' && s[INV_FECHA_LARGO] != 't')
        || !inv_fecha_hora(s + INV_FECHA_LARGO + 1))
    {
        return 0;
    }

    if (s[i] == '.') {
        fraccion = ++i;

        while (i < n && s[i] >= '0' && s[i] <= '9') {
            i++;
        }

        if (i == fraccion || i - fraccion > 6) {
            return 0;
        }
    }

    return inv_fecha_huso(s + i, n - i);
}
