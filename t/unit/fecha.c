
/*
 * Dates and instants as text.
 */


#include "prueba.h"
#include "dominio/fecha.h"


static int
fecha(const char *s)
{
    int    rc;
    char  *p;

    p = justo(s, strlen(s));
    rc = inv_fecha_valida(p, strlen(s));
    free(p);

    return rc;
}


static int
instante(const char *s)
{
    int    rc;
    char  *p;

    p = justo(s, strlen(s));
    rc = inv_instante_valido(p, strlen(s));
    free(p);

    return rc;
}


static void
fechas(void **estado)
{
    size_t  i;

    static const char *const  buenas[] = {
        "1900-01-01", "2999-12-31", "2026-01-31", "2024-02-29", "2000-02-29",
        "2400-02-29", "2026-04-30"
    };

    static const char *const  malas[] = {
        "", "2026-1-31", "2026-01-1", "26-01-31", "1899-12-31", "3000-01-01",
        "2026-00-10", "2026-13-10", "2026-01-00", "2026-01-32", "2026-04-31",
        "2026-02-29", "1900-02-29", "2100-02-29", "2026/01/31", "2026-01/31",
        "31-01-2026", "2026-01-31 ", " 2026-01-31", "2026-01-3x",
        "2026-01-+1", "2026-01--1", "20260131", "2026-W05-6", "hoy",
        "infinity", "2026-01-31T"
    };

    (void) estado;

    for (i = 0; i < N_DE(buenas); i++) {
        if (!fecha(buenas[i])) {
            fail_msg("\"%s\"", buenas[i]);
        }
    }

    for (i = 0; i < N_DE(malas); i++) {
        if (fecha(malas[i])) {
            fail_msg("\"%s\"", malas[i]);
        }
    }
}


/* 1,100 years of the Gregorian calendar: 400 of them have 146,097 days. */

static void
todos_los_dias(void **estado)
{
    char      s[11];
    unsigned  a, m, d, dias;

    (void) estado;

    dias = 0;

    for (a = 2000; a < 2800; a++) {
        for (m = 0; m < 100; m++) {
            for (d = 0; d < 100; d++) {
                s[0] = (char) ('0' + a / 1000);
                s[1] = (char) ('0' + a / 100 % 10);
                s[2] = (char) ('0' + a / 10 % 10);
                s[3] = (char) ('0' + a % 10);
                s[4] = s[7] = '-';
                s[5] = (char) ('0' + m / 10);
                s[6] = (char) ('0' + m % 10);
                s[8] = (char) ('0' + d / 10);
                s[9] = (char) ('0' + d % 10);
                dias += (unsigned) inv_fecha_valida(s, 10);
            }
        }
    }

    assert_int_equal(dias, 2 * 146097);
}


static void
instantes(void **estado)
{
    size_t  i;

    static const char *const  buenos[] = {
        "2026-01-31T15:04:05Z", "2026-01-31T15:04:05-03:00",
        "2026-01-31T00:00:00+14:00", "2026-01-31T23:59:59.999999Z",
        "2026-01-31T23:59:59.100-03:00", "2024-02-29T12:00:00-00:00",
        "2026-01-31t15:04:05z", "2026-01-31T15:04:05+15:59"
    };

    static const char *const  malos[] = {
        "", "2026-01-31", "2026-01-31T15:04:05", "2026-01-31T15:04Z",
        "2026-01-31 15:04:05Z", "2026-01-31T24:00:00Z",
        "2026-01-31T15:60:00Z", "2016-12-31T23:59:60Z",
        "2026-02-30T15:04:05Z", "2026-01-31T15:04:05.Z",
        "2026-01-31T15:04:05.1234567Z", "2026-01-31T15:04:05,5Z",
        "2026-01-31T15:04:05-0300", "2026-01-31T15:04:05-03",
        "2026-01-31T15:04:05-3:00", "2026-01-31T15:04:05+16:00",
        "2026-01-31T15:04:05+03:60", "2026-01-31T15:04:05 -03:00",
        "2026-01-31T15:04:05ZZ", "2026-01-31T15:04:05Z ",
        "2026-01-31T15:04:05.5", "2026-01-31T15:04:05.",
        "2026-01-31T1x:04:05Z", "2026-01-31T15-04:05Z",
        "2026-01-31T15:04-05Z", "2026-01-31T15:04:05*03:00",
        "2026-01-31T15:04:05-03.00", "2026-01-31T15:04:05A"
    };

    (void) estado;

    for (i = 0; i < N_DE(buenos); i++) {
        if (!instante(buenos[i])) {
            fail_msg("\"%s\"", buenos[i]);
        }
    }

    for (i = 0; i < N_DE(malos); i++) {
        if (instante(malos[i])) {
            fail_msg("\"%s\"", malos[i]);
        }
    }
}


int
main(void)
{
    const struct CMUnitTest  pruebas[] = {
        cmocka_unit_test(fechas),
        cmocka_unit_test(todos_los_dias),
        cmocka_unit_test(instantes)
    };

    return PRUEBAS("fecha", pruebas);
}
