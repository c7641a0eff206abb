
/*
 * Tokens that were verified: found by whoever has the same keys, as they were
 * put, and never half of one and half of another.
 */


#include "prueba.h"
#include "../../src/ngx_http_inventario_auth_vistos.h"
#include <pthread.h>
#include <sodium.h>


#define BYTES  (sizeof(inv_vistos_t) + 8 * sizeof(inv_visto_t))


static inv_vistos_t  *t;


static int
preparar(void **estado)
{
    (void) estado;

    t = malloc(BYTES);

    return t && sodium_init() >= 0 ? inv_vistos_iniciar(t, BYTES) : -1;
}


static int
soltar(void **estado)
{
    (void) estado;

    free(t);

    return 0;
}


/* n says everything about it. */

static void
hacer(int64_t n, inv_jwt_datos_t *d, unsigned char *suma)
{
    memset(d, 0, sizeof(inv_jwt_datos_t));
    d->usuario_id = n;
    d->emitido = n + 1;
    d->desde = n + 2;
    d->vence = n + 3;
    (void) snprintf(d->usuario, sizeof(d->usuario), "usuario-%d", (int) n);
    strcpy(d->rol, n % 2 ? "deposito" : "admin");
    (void) snprintf(d->sid, sizeof(d->sid), "%032d", (int) n);
    (void) snprintf(d->sucursales, sizeof(d->sucursales), "[%d]", (int) n);

    (void) crypto_generichash(suma, INV_VISTO_SUMA, (unsigned char *) &n,
                              sizeof(n), NULL, 0);
}


static void
guardados(void **estado)
{
    int64_t          n;
    inv_jwt_datos_t  d, leido;
    unsigned char    suma[INV_VISTO_SUMA];

    (void) estado;

    assert_int_equal(inv_vistos_iniciar(t, 64), -1);
    assert_int_equal(inv_vistos_iniciar(t, BYTES), 0);

    /* eight fit; of the ninth on, who ends first goes */

    for (n = 1; n <= 9; n++) {
        hacer(n, &d, suma);
        assert_false(inv_vistos_buscar(t, suma, &leido));
        inv_vistos_poner(t, suma, &d);
        inv_vistos_poner(t, suma, &d);
    }

    hacer(1, &d, suma);
    assert_false(inv_vistos_buscar(t, suma, &leido));

    for (n = 2; n <= 9; n++) {
        hacer(n, &d, suma);
        memset(&leido, 0, sizeof(leido));
        assert_true(inv_vistos_buscar(t, suma, &leido));
        assert_memory_equal(&leido, &d, sizeof(d));
    }
}


/* One for whose texts there is no room is verified each time. */

static void
largos(void **estado)
{
    inv_jwt_datos_t  d, leido;
    unsigned char    suma[INV_VISTO_SUMA];

    (void) estado;

    hacer(7, &d, suma);
    memset(d.sucursales, '1', INV_VISTO_TEXTO);
    inv_vistos_poner(t, suma, &d);
    assert_false(inv_vistos_buscar(t, suma, &leido));

    /* exactly the room there is */

    d.sucursales[INV_VISTO_TEXTO - strlen(d.usuario) - strlen(d.rol)
                 - strlen(d.sid) - 4] = '\0';
    inv_vistos_poner(t, suma, &d);
    assert_true(inv_vistos_buscar(t, suma, &leido));
    assert_string_equal(leido.sucursales, d.sucursales);
}


/* A process that died half way through. */

static void
a_medias(void **estado)
{
    size_t           i;
    inv_jwt_datos_t  d, leido;
    unsigned char    suma[INV_VISTO_SUMA];

    (void) estado;

    hacer(7, &d, suma);
    inv_vistos_poner(t, suma, &d);

    for (i = 0; i < 8; i++) {
        t->lugares[i].turno++;
    }

    assert_false(inv_vistos_buscar(t, suma, &leido));

    hacer(8, &d, suma);
    inv_vistos_poner(t, suma, &d);
    assert_false(inv_vistos_buscar(t, suma, &leido));
}


static void
claves(void **estado)
{
    inv_jwt_clave_t  k[2];
    unsigned char    a[INV_VISTO_SUMA], b[INV_VISTO_SUMA];
    unsigned char    suma[2][INV_VISTO_SUMA];

    const unsigned char  uno[] = "un secreto de treinta y dos letras";
    const unsigned char  dos[] = "otro secreto de treinta y dos letras";

    (void) estado;

    assert_int_equal(inv_jwt_clave(&k[0], uno, sizeof(uno) - 1), 0);
    assert_int_equal(inv_jwt_clave(&k[1], dos, sizeof(dos) - 1), 0);

    inv_vistos_clave(t, k, 1, a);
    inv_vistos_clave(t, k, 1, b);
    assert_memory_equal(a, b, INV_VISTO_SUMA);

    /* one more, another one, another algorithm, another table */

    inv_vistos_clave(t, k, 2, b);
    assert_memory_not_equal(a, b, INV_VISTO_SUMA);
    inv_vistos_clave(t, k + 1, 1, b);
    assert_memory_not_equal(a, b, INV_VISTO_SUMA);
    k[0].alg = INV_JWT_EDDSA;
    inv_vistos_clave(t, k, 1, b);
    assert_memory_not_equal(a, b, INV_VISTO_SUMA);
    k[0].alg = INV_JWT_HS256;
    assert_int_equal(inv_vistos_iniciar(t, BYTES), 0);
    inv_vistos_clave(t, k, 1, b);
    assert_memory_not_equal(a, b, INV_VISTO_SUMA);

    inv_vistos_sumar(a, uno, sizeof(uno), suma[0]);
    inv_vistos_sumar(b, uno, sizeof(uno), suma[1]);
    assert_memory_not_equal(suma[0], suma[1], INV_VISTO_SUMA);
}


/* Those that a writer and a reader fight over: more than there are places. */

#define MUCHOS  24

static struct {
    inv_jwt_datos_t  datos;
    unsigned char    suma[INV_VISTO_SUMA];
} muchos[MUCHOS];

static int  basta;


static void *
escribir(void *datos)
{
    size_t  i;

    (void) datos;

    for (i = 0; !__atomic_load_n(&basta, __ATOMIC_RELAXED); i++) {
        inv_vistos_poner(t, muchos[i % MUCHOS].suma,
                         &muchos[i % MUCHOS].datos);
    }

    return NULL;
}


static void
a_la_vez(void **estado)
{
    size_t           i, hallados;
    pthread_t        hilo;
    inv_jwt_datos_t  leido;

    (void) estado;

    for (i = 0; i < MUCHOS; i++) {
        hacer((int64_t) i, &muchos[i].datos, muchos[i].suma);
        memset(muchos[i].datos.sucursales, 'a' + (int) i, 500);
        muchos[i].datos.vence = 0;
    }

    assert_int_equal(pthread_create(&hilo, NULL, escribir, NULL), 0);

    for (i = 0, hallados = 0; hallados < 300000; i++) {
        memset(&leido, 0, sizeof(leido));

        if (inv_vistos_buscar(t, muchos[i % MUCHOS].suma, &leido)) {
            hallados++;
            assert_memory_equal(&leido, &muchos[i % MUCHOS].datos,
                                sizeof(leido));
        }
    }

    __atomic_store_n(&basta, 1, __ATOMIC_RELAXED);
    (void) pthread_join(hilo, NULL);
}


int
main(void)
{
    const struct CMUnitTest  pruebas[] = {
        cmocka_unit_test_setup_teardown(guardados, preparar, soltar),
        cmocka_unit_test_setup_teardown(largos, preparar, soltar),
        cmocka_unit_test_setup_teardown(a_medias, preparar, soltar),
        cmocka_unit_test_setup_teardown(claves, preparar, soltar),
        cmocka_unit_test_setup_teardown(a_la_vez, preparar, soltar)
    };

    return cmocka_run_group_tests(pruebas, NULL, NULL);
}
