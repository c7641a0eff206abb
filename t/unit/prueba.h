
/*
 * What every test program of src/dominio shares: cmocka, TAP, and random
 * numbers that are the same in every run.
 */


#ifndef _PRUEBA_H_INCLUDED_
#define _PRUEBA_H_INCLUDED_


#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>


#define PRUEBAS(grupo, lista)                                                 \
    (cmocka_set_message_output(CM_OUTPUT_TAP),                                \
     cmocka_run_group_tests_name(grupo, lista, NULL, NULL))

#define N_DE(v)  (sizeof(v) / sizeof((v)[0]))

/* a literal, as pointer and length; it may hold NUL */
#define L(z)  (z), sizeof(z) - 1


/* xorshift64* */

static inline uint64_t
azar(uint64_t *semilla)
{
    *semilla ^= *semilla >> 12;
    *semilla ^= *semilla << 25;
    *semilla ^= *semilla >> 27;

    return *semilla * UINT64_C(2685821657736338717);
}


/* a number below n */

static inline size_t
azar_hasta(uint64_t *semilla, size_t n)
{
    return (size_t) ((azar(semilla) >> 16) % n);
}


/*
 * A copy that ends where its memory ends, so that AddressSanitizer sees a
 * read past it; to be freed.
 */

static inline char *
justo(const char *s, size_t n)
{
    char  *p;

    p = calloc(1, n ? n : 1);

    if (p == NULL) {
        abort();
    }

    memcpy(p, s, n);

    return p;
}


#endif /* _PRUEBA_H_INCLUDED_ */
