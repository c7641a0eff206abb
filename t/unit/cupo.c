
/*
 * What a client may still ask for, and the table in which it is kept.
 */


#include "prueba.h"
#include "../../src/dominio/casillas.h"
#include "../../src/dominio/cupo.h"
#include "../../src/dominio/freno.h"


#define AHORA  INT64_C(1000000000)


static const uint64_t  semilla[2] = { 1, 2 };


static void
rafaga(void **estado)
{
    int                i;
    int64_t            lleno;
    inv_cupo_estado_t  e;

    const inv_cupo_t  c = { 100000, 5 };        /* 10 a second */

    (void) estado;

    lleno = 0;

    for (i = 4; i >= 0; i--) {
        inv_cupo_gastar(&c, &lleno, AHORA, &e);
        assert_int_equal(e.espera, 0);
        assert_int_equal(e.restan, i);
        assert_int_equal(e.repone, (5 - i) * 100000);
    }

    /* a refusal says when, and costs nothing */

    for (i = 0; i < 3; i++) {
        inv_cupo_gastar(&c, &lleno, AHORA, &e);
        assert_int_equal(e.espera, 100000);
        assert_int_equal(e.restan, 0);
        assert_int_equal(e.repone, 500000);
    }

    inv_cupo_gastar(&c, &lleno, AHORA + 99999, &e);
    assert_int_equal(e.espera, 1);
    inv_cupo_gastar(&c, &lleno, AHORA + 100000, &e);
    assert_int_equal(e.espera, 0);
    inv_cupo_gastar(&c, &lleno, AHORA + 100000, &e);
    assert_int_equal(e.espera, 100000);

    /* after a long time all of it, and not more */

    inv_cupo_gastar(&c, &lleno, AHORA + 100000000, &e);
    assert_int_equal(e.restan, 4);
}


/* A reload with another limit, in whatever state the old one left it. */

static void
otro_limite(void **estado)
{
    int64_t            lleno;
    inv_cupo_estado_t  e;

    const inv_cupo_t  poco = { 1000, 2 };

    (void) estado;

    lleno = AHORA + INT64_C(3600000000);
    inv_cupo_gastar(&poco, &lleno, AHORA, &e);
    assert_int_equal(e.espera, 1000);
    assert_int_equal(e.repone, 2000);
}


static inv_casillas_t *
tabla(size_t lugares)
{
    size_t           bytes;
    inv_casillas_t  *t;

    bytes = sizeof(inv_casillas_t) + lugares * sizeof(inv_casilla_t);
    t = malloc(bytes);
    assert_non_null(t);
    assert_int_equal(inv_casillas_iniciar(t, bytes, semilla), 0);

    return t;
}


static void
casillas(void **estado)
{
    uint64_t         clave[2];
    inv_casilla_t   *l;
    inv_casillas_t  *t;

    (void) estado;

    assert_int_equal(inv_casillas_iniciar((inv_casillas_t *) clave, 16,
                                          semilla), -1);

    t = tabla(1024);
    assert_int_equal(t->grupos, 64);

    clave[0] = 1;

    for (clave[1] = 0; clave[1] < 200; clave[1]++) {
        assert_null(inv_casillas_buscar(t, clave));
        l = inv_casillas_poner(t, clave, AHORA);
        assert_int_equal(l->n, 0);
        assert_int_equal(l->vence, 0);
        l->n = clave[1];
        l->vence = AHORA + 10;
        assert_ptr_equal(inv_casillas_buscar(t, clave), l);
        assert_ptr_equal(inv_casillas_poner(t, clave, AHORA), l);
    }

    clave[1] = 42;
    assert_int_equal(inv_casillas_buscar(t, clave)->n, 42);

    /* both halves of a key count */

    clave[0] = 2;
    assert_null(inv_casillas_buscar(t, clave));

    free(t);
}


/* With all places taken the least important one goes, and one that ended
   before any other. */

static void
apretadas(void **estado)
{
    uint64_t         i, clave[2];
    inv_casilla_t   *l;
    inv_casillas_t  *t;

    (void) estado;

    t = tabla(16);
    assert_int_equal(t->grupos, 1);

    clave[0] = 7;

    for (i = 0; i < 16; i++) {
        clave[1] = i;
        l = inv_casillas_poner(t, clave, AHORA);
        l->n = i == 3 || i == 5 ? 1 : 9;
        l->vence = AHORA + 100 - i;
    }

    clave[1] = 100;
    l = inv_casillas_poner(t, clave, AHORA);
    l->n = 8;
    l->vence = AHORA + 500;
    clave[1] = 5;
    assert_null(inv_casillas_buscar(t, clave));

    clave[1] = 101;
    l = inv_casillas_poner(t, clave, AHORA);
    l->n = 8;
    l->vence = AHORA + 1;
    clave[1] = 3;
    assert_null(inv_casillas_buscar(t, clave));

    clave[1] = 102;
    (void) inv_casillas_poner(t, clave, AHORA + 1);
    clave[1] = 101;
    assert_null(inv_casillas_buscar(t, clave));

    free(t);
}


static void
esperas(void **estado)
{
    const inv_freno_t  f = { 3, 1000, 60000, 3600000 };

    (void) estado;

    assert_int_equal(inv_freno_espera(&f, 0), 0);
    assert_int_equal(inv_freno_espera(&f, 2), 0);
    assert_int_equal(inv_freno_espera(&f, 3), 1000);
    assert_int_equal(inv_freno_espera(&f, 4), 2000);
    assert_int_equal(inv_freno_espera(&f, 8), 32000);
    assert_int_equal(inv_freno_espera(&f, 9), 60000);
    assert_int_equal(inv_freno_espera(&f, UINT64_MAX), 60000);
}


static void
fallas(void **estado)
{
    int            i;
    inv_casilla_t  l;

    const inv_freno_t  f = { 3, 1000, 60000, 3600000 };

    (void) estado;

    memset(&l, 0, sizeof(l));
    assert_int_equal(inv_freno_falta(&f, NULL, 0, AHORA), 0);

    /* what has no wait yet has none either by a clock that is behind */

    memset(&l, 0, sizeof(l));
    inv_freno_cargar(&f, &l, 0, AHORA);
    assert_int_equal(inv_freno_falta(&f, &l, 0, AHORA - 5), 0);
    memset(&l, 0, sizeof(l));


    /* many at once count as many */

    for (i = 0; i < 3; i++) {
        assert_int_equal(inv_freno_falta(&f, &l, 0, AHORA), 0);
        inv_freno_cargar(&f, &l, 0, AHORA);
    }

    assert_int_equal(inv_freno_falta(&f, &l, 0, AHORA), 1000);
    assert_int_equal(inv_freno_falta(&f, &l, 0, AHORA + 999), 1);
    assert_int_equal(inv_freno_falta(&f, &l, 0, AHORA + 1000), 0);

    /* forgiven until an instant: that one, not those after it */

    assert_int_equal(inv_freno_falta(&f, &l, AHORA, AHORA), 0);
    assert_int_equal(inv_freno_falta(&f, &l, AHORA - 1, AHORA), 1000);

    inv_freno_cargar(&f, &l, 0, AHORA + 1000);
    assert_int_equal(inv_freno_falta(&f, &l, 0, AHORA + 1000), 2000);

    inv_freno_cargar(&f, &l, AHORA + 1000, AHORA + 1001);
    assert_int_equal(l.n, 1);

    /* and after a long rest */

    inv_freno_cargar(&f, &l, 0, AHORA + 1001 + f.olvido);
    assert_int_equal(l.n, 1);
}


static void
devueltas(void **estado)
{
    int            i;
    inv_casilla_t  l;

    const inv_freno_t  f = { 3, 1000, 60000, 3600000 };

    (void) estado;

    memset(&l, 0, sizeof(l));

    for (i = 0; i < 4; i++) {
        inv_freno_cargar(&f, &l, 0, AHORA);
    }

    /* a good one after the wait leaves three, and no new wait */

    inv_freno_cargar(&f, &l, 0, AHORA + 5000);
    inv_freno_devolver(&f, &l, 1, AHORA + 5000);
    assert_int_equal(l.n, 4);
    assert_int_equal(inv_freno_falta(&f, &l, 0, AHORA + 5000), 0);

    /* unless somebody failed meanwhile */

    inv_freno_cargar(&f, &l, 0, AHORA + 6000);
    inv_freno_cargar(&f, &l, 0, AHORA + 6001);
    inv_freno_devolver(&f, &l, 1, AHORA + 6000);
    assert_int_equal(inv_freno_falta(&f, &l, 0, AHORA + 6001), 4000);

    /* more than there are */

    inv_freno_devolver(&f, &l, 99, AHORA + 6001);
    assert_int_equal(l.n, 0);
    assert_int_equal(l.vence, 0);
    inv_freno_devolver(&f, NULL, 1, AHORA);
}


int
main(void)
{
    const struct CMUnitTest  pruebas[] = {
        cmocka_unit_test(rafaga),
        cmocka_unit_test(otro_limite),
        cmocka_unit_test(casillas),
        cmocka_unit_test(apretadas),
        cmocka_unit_test(esperas),
        cmocka_unit_test(fallas),
        cmocka_unit_test(devueltas)
    };

    return cmocka_run_group_tests(pruebas, NULL, NULL);
}
