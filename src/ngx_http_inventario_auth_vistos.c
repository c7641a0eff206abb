
/*
 * Inventario: tokens that were verified, without nginx.
 *
 * Eight places for each value of the digest, each with a sequence lock: a
 * reader copies and looks whether the turn is still the same.  A process that
 * dies while it writes leaves one place that nobody uses any more.
 */


#include "ngx_http_inventario_auth_vistos.h"
#include <sodium.h>
#include <string.h>


#define INV_VISTOS_GRUPO  8


static inv_visto_t *inv_vistos_grupo(const inv_vistos_t *t,
    const unsigned char *suma);
static inv_visto_t *inv_vistos_elegir(const inv_vistos_t *t,
    const unsigned char *suma);
static int inv_vistos_copiar(const inv_visto_t *l, const unsigned char *suma,
    inv_jwt_datos_t *datos);


int
inv_vistos_iniciar(inv_vistos_t *t, size_t bytes)
{
    size_t    grupo;
    uint32_t  grupos;

    grupo = INV_VISTOS_GRUPO * sizeof(inv_visto_t);

    if (bytes < sizeof(inv_vistos_t) + grupo) {
        return -1;
    }

    grupos = 1;

    while (grupos < UINT32_C(1) << 20
           && (size_t) grupos * 2 * grupo <= bytes - sizeof(inv_vistos_t))
    {
        grupos *= 2;
    }

    memset(t, 0, sizeof(inv_vistos_t) + grupos * grupo);

    t->grupos = grupos;
    randombytes_buf(t->sal, sizeof(t->sal));

    return 0;
}


/* A pair's kid is the digest of its public half. */

void
inv_vistos_clave(const inv_vistos_t *t, const inv_jwt_clave_t *claves,
    size_t n, unsigned char *clave)
{
    size_t                    i;
    crypto_generichash_state  s;

    (void) crypto_generichash_init(&s, t->sal, sizeof(t->sal),
                                   INV_VISTO_SUMA);

    for (i = 0; i < n; i++) {
        (void) crypto_generichash_update(&s, (unsigned char *) &claves[i].alg,
                                         sizeof(claves[i].alg));
        (void) crypto_generichash_update(&s,
                                         (unsigned char *) &claves[i].largo,
                                         sizeof(claves[i].largo));
        (void) crypto_generichash_update(&s, claves[i].secreto,
                                         claves[i].largo);
        (void) crypto_generichash_update(&s, (unsigned char *) claves[i].kid,
                                         sizeof(claves[i].kid));
    }

    (void) crypto_generichash_final(&s, clave, INV_VISTO_SUMA);
}


void
inv_vistos_sumar(const unsigned char *clave, const unsigned char *token,
    size_t largo, unsigned char *suma)
{
    (void) crypto_generichash(suma, INV_VISTO_SUMA, token, largo, clave,
                              INV_VISTO_SUMA);
}


static inv_visto_t *
inv_vistos_grupo(const inv_vistos_t *t, const unsigned char *suma)
{
    uint32_t  h;

    memcpy(&h, suma, sizeof(h));

    return (inv_visto_t *) &t->lugares[(size_t) (h & (t->grupos - 1))
                                       * INV_VISTOS_GRUPO];
}


int
inv_vistos_buscar(const inv_vistos_t *t, const unsigned char *suma,
    inv_jwt_datos_t *datos)
{
    size_t              i;
    const inv_visto_t  *l;

    l = inv_vistos_grupo(t, suma);

    for (i = 0; i < INV_VISTOS_GRUPO; i++, l++) {
        if (memcmp(l->suma, suma, INV_VISTO_SUMA) == 0) {
            return inv_vistos_copiar(l, suma, datos);
        }
    }

    return 0;
}


/* What is read while another writes is thrown away, but must be bounded. */

static int
inv_vistos_copiar(const inv_visto_t *l, const unsigned char *suma,
    inv_jwt_datos_t *datos)
{
    size_t       i, largo, desde;
    uint64_t     turno;

    const struct {
        char    *texto;
        size_t   cabe;
    } textos[] = {
        { datos->usuario, sizeof(datos->usuario) },
        { datos->rol, sizeof(datos->rol) },
        { datos->sid, sizeof(datos->sid) },
        { datos->sucursales, sizeof(datos->sucursales) }
    };

    turno = __atomic_load_n(&l->turno, __ATOMIC_ACQUIRE);

    if (turno & 1) {
        return 0;
    }

    datos->usuario_id = l->usuario_id;
    datos->emitido = l->emitido;
    datos->desde = l->desde;
    datos->vence = l->vence;

    for (i = 0, desde = 0; i < 4; i++) {
        largo = l->largos[i];

        if (largo == 0 || largo > textos[i].cabe
            || desde + largo > sizeof(l->texto))
        {
            return 0;
        }

        memcpy(textos[i].texto, l->texto + desde, largo);
        desde += largo;
    }

    if (memcmp(l->suma, suma, INV_VISTO_SUMA) != 0) {
        return 0;
    }

    __atomic_thread_fence(__ATOMIC_ACQUIRE);

    return __atomic_load_n(&l->turno, __ATOMIC_RELAXED) == turno;
}


void
inv_vistos_poner(inv_vistos_t *t, const unsigned char *suma,
    const inv_jwt_datos_t *datos)
{
    size_t        i, largos[4], todo;
    uint64_t      turno;
    inv_visto_t  *l;

    const char  *textos[] = { datos->usuario, datos->rol, datos->sid,
                              datos->sucursales };

    for (i = 0, todo = 0; i < 4; i++) {
        largos[i] = strlen(textos[i]) + 1;
        todo += largos[i];
    }

    l = inv_vistos_elegir(t, suma);

    if (l == NULL || todo > INV_VISTO_TEXTO) {
        return;
    }

    turno = __atomic_load_n(&l->turno, __ATOMIC_RELAXED);

    if ((turno & 1)
        || !__atomic_compare_exchange_n(&l->turno, &turno, turno + 1, 0,
                                        __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
    {
        return;
    }

    __atomic_thread_fence(__ATOMIC_RELEASE);

    memcpy(l->suma, suma, INV_VISTO_SUMA);
    l->usuario_id = datos->usuario_id;
    l->emitido = datos->emitido;
    l->desde = datos->desde;
    l->vence = datos->vence;

    for (i = 0, todo = 0; i < 4; i++) {
        memcpy(l->texto + todo, textos[i], largos[i]);
        l->largos[i] = (uint16_t) largos[i];
        todo += largos[i];
    }

    __atomic_store_n(&l->turno, turno + 2, __ATOMIC_RELEASE);
}


/* A place for it; NULL: it has one, or all are being written. */

static inv_visto_t *
inv_vistos_elegir(const inv_vistos_t *t, const unsigned char *suma)
{
    size_t        i;
    uint64_t      turno;
    inv_visto_t  *l, *peor;

    l = inv_vistos_grupo(t, suma);

    for (i = 0, peor = NULL; i < INV_VISTOS_GRUPO; i++, l++) {

        if (memcmp(l->suma, suma, INV_VISTO_SUMA) == 0) {
            return NULL;
        }

        turno = __atomic_load_n(&l->turno, __ATOMIC_RELAXED);

        if (!(turno & 1) && (peor == NULL || l->vence < peor->vence)) {
            peor = l;
        }
    }

    return peor;
}
