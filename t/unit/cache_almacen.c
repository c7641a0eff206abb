
/*
 * Inventario: the store of answers: what is kept, what is old, and what many
 * processes do to it at once, also when one dies in the middle.
 */


#define _GNU_SOURCE

#include "prueba.h"
#include "../../src/ngx_http_inventario_cache_almacen.h"
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>


#define BYTES  (3 * 1024 * 1024)


static inv_almacen_t *
almacen(void)
{
    inv_almacen_t  *a;

    a = mmap(NULL, BYTES, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS, -1,
             0);
    assert_true(a != MAP_FAILED);
    assert_int_equal(inv_almacen_iniciar(a, BYTES), 0);

    return a;
}


static void
clave(uint8_t *c, uint32_t n)
{
    uint32_t  i, h;

    h = n * 2654435761u + 1;

    for (i = 0; i < INV_ALMACEN_CLAVE; i++) {
        h = h * 1664525u + 1013904223u;
        c[i] = (uint8_t) (h >> 24);
    }
}


/* Entry n: largo times the byte of n. */

static int
poner(inv_almacen_t *a, uint32_t n, uint16_t ranura, size_t largo)
{
    char           *cuerpo;
    int             rc;
    inv_entrada_t   e;

    memset(&e, 0, sizeof(e));
    clave(e.clave, n);
    e.instante = inv_almacen_instante(a);
    e.vence = 1000;
    e.estado = 200;
    e.n = 1;
    e.ranuras[0] = ranura;
    e.etag = 3;
    e.cuerpo = (uint32_t) largo;

    cuerpo = malloc(largo + 1);
    assert_non_null(cuerpo);
    memset(cuerpo, (int) (n & 0xff), largo);
    rc = inv_almacen_poner(a, &e, "\"x\"", "", cuerpo);
    free(cuerpo);

    return rc;
}


/* 1: there and whole; 0: not there; -1: not what was put. */

static int
sacar(inv_almacen_t *a, uint32_t n, uint16_t *ranura, uint64_t *instante)
{
    int             rc;
    size_t          largo, i;
    uint8_t         c[INV_ALMACEN_CLAVE], *p;
    uint64_t        lugar;
    inv_entrada_t  *e;

    clave(c, n);

    largo = inv_almacen_buscar(a, c, &lugar);
    if (largo == 0) {
        return 0;
    }

    e = malloc(largo);
    assert_non_null(e);
    rc = inv_almacen_copiar(a, c, lugar, e, largo);

    if (rc) {
        p = (uint8_t *) (e + 1);
        rc = memcmp(p, "\"x\"", 3) == 0 ? 1 : -1;

        for (i = 0; i < e->cuerpo; i++) {
            if (p[3 + i] != (uint8_t) n) {
                rc = -1;
            }
        }

        *ranura = e->ranuras[0];
        *instante = e->instante;
    }

    free(e);

    return rc;
}


static void
test_guarda(void **estado)
{
    uint16_t        r;
    uint64_t        i;
    inv_almacen_t  *a;

    (void) estado;

    a = almacen();

    assert_true(inv_almacen_sirve(a));
    assert_int_equal(sacar(a, 1, &r, &i), 0);
    assert_int_equal(poner(a, 1, 7, 500), 0);
    assert_int_equal(poner(a, 2, 8, 0), 0);
    assert_int_equal(sacar(a, 1, &r, &i), 1);
    assert_int_equal(r, 7);
    assert_int_equal(sacar(a, 2, &r, &i), 1);

    /* the same key again: the last one */
    assert_int_equal(poner(a, 1, 9, 10), 0);
    assert_int_equal(sacar(a, 1, &r, &i), 1);
    assert_int_equal(r, 9);

    assert_int_equal(poner(a, 3, 1, BYTES), -1);
}


static void
test_da_vueltas(void **estado)
{
    uint16_t        r;
    uint32_t        n, quedan;
    uint64_t        i, entradas, bytes;
    inv_almacen_t  *a;

    (void) estado;

    a = almacen();

    for (n = 0; n < 40000; n++) {
        assert_int_equal(poner(a, n, 1, n % 3000), 0);
        assert_int_equal(sacar(a, n, &r, &i), 1);
    }

    quedan = 0;

    for (n = 0; n < 40000; n++) {
        quedan += sacar(a, n, &r, &i) == 1;
    }

    assert_true(quedan > 500);
    assert_int_equal(sacar(a, 0, &r, &i), 0);

    inv_almacen_contar(a, &entradas, &bytes);
    assert_true(entradas >= quedan);
    assert_true(bytes <= a->largo);
}


static void
test_etiquetas(void **estado)
{
    uint16_t        una, otra, dos[2];
    uint64_t        antes;
    inv_almacen_t  *a;

    (void) estado;

    a = almacen();
    una = inv_almacen_ranura("producto:1", 10);
    otra = inv_almacen_ranura("producto:2", 10);
    assert_true(una != otra);

    antes = inv_almacen_instante(a);
    assert_true(inv_almacen_vigente(a, &una, 1, antes));

    inv_almacen_tocar(a, &una, 1);
    assert_false(inv_almacen_vigente(a, &una, 1, antes));
    assert_true(inv_almacen_vigente(a, &otra, 1, antes));
    assert_true(inv_almacen_vigente(a, &una, 1, inv_almacen_instante(a)));

    dos[0] = otra;
    dos[1] = una;
    assert_false(inv_almacen_vigente(a, dos, 2, antes));

    /* nothing touched is no instant */
    antes = inv_almacen_instante(a);
    inv_almacen_tocar(a, dos, 0);
    assert_int_equal(inv_almacen_instante(a), antes);
}


static void
test_vuelos(void **estado)
{
    uint8_t         c[INV_ALMACEN_CLAVE], d[INV_ALMACEN_CLAVE];
    uint64_t        v, w;
    inv_almacen_t  *a;

    (void) estado;

    a = almacen();
    clave(c, 1);
    clave(d, 2);

    assert_int_equal(inv_almacen_volar(a, c, 1000, 100, &v), 1);
    assert_int_equal(inv_almacen_volar(a, d, 1000, 100, &w), 1);
    assert_int_equal(inv_almacen_volar(a, c, 1050, 100, &w), 0);
    assert_true(inv_almacen_vuela(a, c, 1050, w));
    assert_false(inv_almacen_vuela(a, c, 1100, w));

    inv_almacen_soltar(a, c, v);
    assert_false(inv_almacen_vuela(a, c, 1050, w));

    /* who died holds nobody up for longer than his time */
    assert_int_equal(inv_almacen_volar(a, c, 1060, 100, &v), 1);
    assert_int_equal(inv_almacen_volar(a, c, 1161, 100, &w), 1);

    /* and what is another's by now is left alone */
    inv_almacen_soltar(a, c, v);
    assert_true(inv_almacen_vuela(a, c, 1162, w));
}


/* An entry that something was written into is not believed. */

static void
test_rota(void **estado)
{
    uint8_t         c[INV_ALMACEN_CLAVE];
    uint16_t        r;
    uint64_t        i, lugar;
    inv_almacen_t  *a;

    (void) estado;

    a = almacen();
    assert_int_equal(poner(a, 5, 1, 100), 0);

    clave(c, 5);
    assert_true(inv_almacen_buscar(a, c, &lugar) > 0);

    ((uint8_t *) (a + 1))[a->cubetas * 64 + lugar % a->largo
                          + sizeof(inv_entrada_t) + 50] ^= 1;
    assert_int_equal(sacar(a, 5, &r, &i), 0);
}


/*
 * Four processes put, touch and get; some are killed anywhere.  What is got
 * is whole, and the store works on.
 */

static void
test_procesos(void **estado)
{
    int             i, fin, malas;
    pid_t           pids[4];
    uint16_t        r;
    uint32_t        n;
    uint64_t        x;
    inv_almacen_t  *a;

    (void) estado;

    a = almacen();
    malas = 0;

    for (i = 0; i < 4; i++) {
        pids[i] = fork();
        assert_true(pids[i] >= 0);

        if (pids[i]) {
            continue;
        }

        srand(i + 1);

        for (n = 0; n < 60000; n++) {
            r = (uint16_t) (rand() % 300);

            if (poner(a, r, r, rand() % 4000) != 0) {
                _exit(2);
            }

            inv_almacen_tocar(a, &r, 1);

            if (sacar(a, rand() % 300, &r, &x) == -1) {
                _exit(1);
            }
        }

        _exit(0);
    }

    for (i = 2; i < 4; i++) {
        while (__atomic_load_n(&a->puestas, __ATOMIC_ACQUIRE)
               < 5000 * (uint64_t) i)
        {
            (void) sched_yield();
        }

        kill(pids[i], SIGKILL);
    }

    for (i = 0; i < 4; i++) {
        assert_int_equal(waitpid(pids[i], &fin, 0), pids[i]);
        malas += i < 2 ? fin != 0 : (WIFEXITED(fin) && WEXITSTATUS(fin) != 0);
    }

    assert_int_equal(malas, 0);
    assert_int_equal(poner(a, 1, 1, 100), 0);
    assert_int_equal(sacar(a, 1, &r, &x), 1);
}


int
main(void)
{
    const struct CMUnitTest  pruebas[] = {
        cmocka_unit_test(test_guarda),
        cmocka_unit_test(test_da_vueltas),
        cmocka_unit_test(test_etiquetas),
        cmocka_unit_test(test_vuelos),
        cmocka_unit_test(test_rota),
        cmocka_unit_test(test_procesos)
    };

    return PRUEBAS("cache_almacen", pruebas);
}
