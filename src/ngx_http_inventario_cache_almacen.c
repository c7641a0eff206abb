
/*
 * Inventario: the answers that the processes of a node share, without nginx.
 *
 * A bucket has eight words, each 12 bits of the key's digest over 52 of a
 * place (in units of 64 bytes); a word is written at once or not at all.
 */


#include "ngx_http_inventario_cache_almacen.h"
#include <string.h>


#define INV_ALMACEN_FORMATO  UINT64_C(0x696e762d63000003)
#define INV_ALMACEN_LINEA    64
#define INV_ALMACEN_CUBETA   8
#define INV_ALMACEN_MEDIA    512            /* bytes of an entry, at least */
#define INV_ALMACEN_LUGAR    ((UINT64_C(1) << 52) - 1)

#define inv_leer(p)          __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define inv_escribir(p, v)   __atomic_store_n(p, v, __ATOMIC_RELEASE)
#define inv_sumar(p, n)      __atomic_fetch_add(p, n, __ATOMIC_SEQ_CST)


static uint64_t *inv_almacen_cubeta(const inv_almacen_t *a,
    const uint8_t *clave);
static uint64_t inv_almacen_marca(const uint8_t *clave);
static uint8_t *inv_almacen_anillo(const inv_almacen_t *a, uint64_t lugar);
static int inv_almacen_entera(const inv_almacen_t *a, uint64_t lugar);
static uint64_t inv_almacen_tomar(inv_almacen_t *a, uint64_t largo);
static void inv_almacen_indizar(inv_almacen_t *a, const uint8_t *clave,
    uint64_t lugar);
static uint64_t inv_almacen_sumar(const inv_entrada_t *e, size_t largo);
static uint64_t inv_almacen_mezclar(uint64_t h, uint64_t v);
static void inv_almacen_subir(uint64_t *lugar, uint64_t v);


int
inv_almacen_iniciar(inv_almacen_t *a, size_t bytes)
{
    uint64_t  cubetas;

    if (bytes < 2 * 1024 * 1024) {
        return -1;
    }

    bytes -= sizeof(inv_almacen_t) + INV_ALMACEN_LINEA;
    cubetas = 1;

    while (cubetas * 2 * INV_ALMACEN_CUBETA * INV_ALMACEN_MEDIA <= bytes) {
        cubetas *= 2;
    }

    memset(a, 0, sizeof(inv_almacen_t)
                 + cubetas * INV_ALMACEN_CUBETA * sizeof(uint64_t));

    a->cubetas = cubetas;
    a->largo = (bytes - cubetas * INV_ALMACEN_CUBETA * sizeof(uint64_t))
               / INV_ALMACEN_LINEA * INV_ALMACEN_LINEA;

    /* an empty word means place 0, which must be of a turn long ago */

    a->cabeza = 2 * a->largo;
    a->instante = 1;
    a->formato = INV_ALMACEN_FORMATO;

    return 0;
}


int
inv_almacen_sirve(const inv_almacen_t *a)
{
    return a->formato == INV_ALMACEN_FORMATO;
}


/* --- tags ----------------------------------------------------------------- */

uint64_t
inv_almacen_instante(const inv_almacen_t *a)
{
    return __atomic_load_n(&a->instante, __ATOMIC_SEQ_CST);
}


/* FNV-1a */

uint16_t
inv_almacen_ranura(const void *etiqueta, size_t largo)
{
    uint64_t        h;
    const uint8_t  *p, *fin;

    p = etiqueta;
    fin = p + largo;

    for (h = UINT64_C(14695981039346656037); p < fin; p++) {
        h = (h ^ *p) * UINT64_C(1099511628211);
    }

    return (uint16_t) (h ^ (h >> 16) ^ (h >> 32) ^ (h >> 48));
}


/* A place never goes back: of two at once the later one counts. */

static void
inv_almacen_subir(uint64_t *lugar, uint64_t v)
{
    uint64_t  viejo;

    viejo = inv_leer(lugar);

    while (viejo < v
           && !__atomic_compare_exchange_n(lugar, &viejo, v, 0,
                                           __ATOMIC_SEQ_CST,
                                           __ATOMIC_SEQ_CST))
    {
        /* void */
    }
}


void
inv_almacen_tocar(inv_almacen_t *a, const uint16_t *ranuras, size_t n)
{
    size_t    i;
    uint64_t  instante;

    if (n == 0) {
        return;
    }

    instante = inv_sumar(&a->instante, 1) + 1;

    for (i = 0; i < n; i++) {
        inv_almacen_subir(&a->ranuras[ranuras[i]], instante);
    }
}


int
inv_almacen_vigente(const inv_almacen_t *a, const uint16_t *ranuras,
    size_t n, uint64_t instante)
{
    size_t  i;

    for (i = 0; i < n; i++) {
        if (inv_leer(&a->ranuras[ranuras[i]]) > instante) {
            return 0;
        }
    }

    return 1;
}


void
inv_almacen_latir(inv_almacen_t *a, uint64_t ms)
{
    inv_almacen_subir(&a->latido, ms);
}


uint64_t
inv_almacen_latido(const inv_almacen_t *a)
{
    return inv_leer(&a->latido);
}


/* --- entries -------------------------------------------------------------- */

static uint64_t *
inv_almacen_cubeta(const inv_almacen_t *a, const uint8_t *clave)
{
    uint64_t  h;

    memcpy(&h, clave, sizeof(h));

    return (uint64_t *) (a + 1)
           + (h & (a->cubetas - 1)) * INV_ALMACEN_CUBETA;
}


static uint64_t
inv_almacen_marca(const uint8_t *clave)
{
    uint64_t  h;

    memcpy(&h, clave + sizeof(h), sizeof(h));

    return h & ~INV_ALMACEN_LUGAR;
}


static uint8_t *
inv_almacen_anillo(const inv_almacen_t *a, uint64_t lugar)
{
    return (uint8_t *) (a + 1)
           + a->cubetas * INV_ALMACEN_CUBETA * sizeof(uint64_t)
           + lugar % a->largo;
}


/* Was nothing written over it? */

static int
inv_almacen_entera(const inv_almacen_t *a, uint64_t lugar)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);

    return inv_leer(&a->cabeza) <= lugar + a->largo;
}


/* A place for so many bytes, all on this side of the ring's end. */

static uint64_t
inv_almacen_tomar(inv_almacen_t *a, uint64_t largo)
{
    uint64_t  cabeza, lugar;

    cabeza = inv_leer(&a->cabeza);

    do {
        lugar = cabeza;

        if (lugar % a->largo + largo > a->largo) {
            lugar += a->largo - lugar % a->largo;
        }

    } while (!__atomic_compare_exchange_n(&a->cabeza, &cabeza, lugar + largo,
                                          0, __ATOMIC_SEQ_CST,
                                          __ATOMIC_SEQ_CST));

    return lugar;
}


/* In the place of the same key, of one that is gone, or of the oldest. */

static void
inv_almacen_indizar(inv_almacen_t *a, const uint8_t *clave, uint64_t lugar)
{
    int        i, mejor;
    uint64_t  *cubeta, palabra, menor, marca;

    cubeta = inv_almacen_cubeta(a, clave);
    marca = inv_almacen_marca(clave);

    mejor = 0;
    menor = UINT64_MAX;

    for (i = 0; i < INV_ALMACEN_CUBETA; i++) {
        palabra = inv_leer(&cubeta[i]);

        if ((palabra & ~INV_ALMACEN_LUGAR) == marca) {
            mejor = i;
            menor = 0;
            break;
        }

        if ((palabra & INV_ALMACEN_LUGAR) < menor) {
            menor = palabra & INV_ALMACEN_LUGAR;
            mejor = i;
        }
    }

    if (inv_almacen_entera(a, menor * INV_ALMACEN_LINEA)) {
        (void) inv_sumar(&a->desplazadas, 1);
    }

    inv_escribir(&cubeta[mejor], marca | (lugar / INV_ALMACEN_LINEA));
}


int
inv_almacen_poner(inv_almacen_t *a, inv_entrada_t *e, const void *etag,
    const void *siguiente, const void *cuerpo)
{
    uint8_t        *p;
    uint64_t        lugar, largo;
    inv_entrada_t  *copia;

    largo = sizeof(inv_entrada_t) + (uint64_t) e->etag + e->siguiente
            + e->cuerpo;
    e->largo = (largo + 7) & ~UINT64_C(7);

    largo = (e->largo + INV_ALMACEN_LINEA - 1)
            & ~(uint64_t) (INV_ALMACEN_LINEA - 1);

    if (largo > a->largo / 8) {
        return -1;
    }

    lugar = inv_almacen_tomar(a, largo);
    copia = (inv_entrada_t *) inv_almacen_anillo(a, lugar);

    /* the last word may have bytes that nobody writes */

    memset((uint8_t *) copia + e->largo - 8, 0, 8);
    memcpy(copia, e, sizeof(inv_entrada_t));

    p = (uint8_t *) (copia + 1);

    memcpy(p, etag, e->etag);
    p += e->etag;
    memcpy(p, siguiente, e->siguiente);
    p += e->siguiente;
    memcpy(p, cuerpo, e->cuerpo);

    copia->suma = inv_almacen_sumar(copia, e->largo);

    inv_almacen_indizar(a, e->clave, lugar);
    (void) inv_sumar(&a->puestas, 1);

    return 0;
}


size_t
inv_almacen_buscar(const inv_almacen_t *a, const uint8_t *clave,
    uint64_t *lugar)
{
    int             i;
    uint64_t        palabra, marca, *cubeta, largo;
    inv_entrada_t  *e;

    cubeta = inv_almacen_cubeta(a, clave);
    marca = inv_almacen_marca(clave);

    for (i = 0; i < INV_ALMACEN_CUBETA; i++) {
        palabra = inv_leer(&cubeta[i]);

        if ((palabra & ~INV_ALMACEN_LUGAR) != marca) {
            continue;
        }

        *lugar = (palabra & INV_ALMACEN_LUGAR) * INV_ALMACEN_LINEA;

        if (!inv_almacen_entera(a, *lugar)) {
            continue;
        }

        e = (inv_entrada_t *) inv_almacen_anillo(a, *lugar);
        largo = inv_leer(&e->largo);

        if (memcmp(e->clave, clave, INV_ALMACEN_CLAVE) == 0
            && largo >= sizeof(inv_entrada_t) && largo <= a->largo / 8
            && inv_almacen_entera(a, *lugar))
        {
            return largo;
        }
    }

    return 0;
}


int
inv_almacen_copiar(const inv_almacen_t *a, const uint8_t *clave,
    uint64_t lugar, inv_entrada_t *e, size_t largo)
{
    if (lugar % a->largo + largo > a->largo) {
        return 0;
    }

    memcpy(e, inv_almacen_anillo(a, lugar), largo);

    return inv_almacen_entera(a, lugar)
           && e->largo == largo
           && e->n <= INV_ALMACEN_ETIQUETAS
           && memcmp(e->clave, clave, INV_ALMACEN_CLAVE) == 0
           && sizeof(inv_entrada_t) + (uint64_t) e->etag + e->siguiente
              + e->cuerpo <= largo
           && inv_almacen_sumar(e, largo) == e->suma;
}


int
inv_almacen_vieja(const inv_almacen_t *a, uint64_t lugar)
{
    return inv_leer(&a->cabeza) - lugar > a->largo / 4 * 3;
}


void
inv_almacen_contar(const inv_almacen_t *a, uint64_t *entradas,
    uint64_t *bytes)
{
    uint64_t         i, palabra, lugar;
    const uint64_t  *cubetas;
    inv_entrada_t   *e;

    *entradas = 0;
    *bytes = 0;
    cubetas = (const uint64_t *) (a + 1);

    for (i = 0; i < a->cubetas * INV_ALMACEN_CUBETA; i++) {
        palabra = inv_leer(&cubetas[i]);
        lugar = (palabra & INV_ALMACEN_LUGAR) * INV_ALMACEN_LINEA;

        if (palabra && inv_almacen_entera(a, lugar)) {
            e = (inv_entrada_t *) inv_almacen_anillo(a, lugar);
            *entradas += 1;
            *bytes += e->largo;
        }
    }
}


/* Four lanes, so that one multiplication does not wait for the other. */

static uint64_t
inv_almacen_sumar(const inv_entrada_t *e, size_t largo)
{
    size_t          i, j, n;
    uint64_t        h[4], v;
    const uint8_t  *p;

    p = (const uint8_t *) e + sizeof(uint64_t);
    n = largo / 8 - 1;

    for (j = 0; j < 4; j++) {
        h[j] = UINT64_C(0x9e3779b97f4a7c15) * (j + 1) ^ largo;
    }

    for (i = 0; i + 4 <= n; i += 4) {
        for (j = 0; j < 4; j++) {
            memcpy(&v, p + (i + j) * 8, 8);
            h[j] = inv_almacen_mezclar(h[j], v);
        }
    }

    for (/* void */; i < n; i++) {
        memcpy(&v, p + i * 8, 8);
        h[0] = inv_almacen_mezclar(h[0], v);
    }

    for (j = 1; j < 4; j++) {
        h[0] = inv_almacen_mezclar(h[0], h[j]);
    }

    return h[0];
}


static uint64_t
inv_almacen_mezclar(uint64_t h, uint64_t v)
{
    h = (h ^ v) * UINT64_C(0x9e3779b97f4a7c15);

    return h ^ (h >> 32);
}


/* --- who does the work ---------------------------------------------------- */

/* A word: 32 bits of the key's digest, never 0, over the end in ms. */

int
inv_almacen_volar(inv_almacen_t *a, const uint8_t *clave, uint64_t ahora,
    uint64_t plazo, uint64_t *vuelo)
{
    uint32_t   h[2];
    uint64_t  *lugar, palabra, mia;

    memcpy(h, clave, sizeof(h));

    lugar = &a->vuelos[h[0] % INV_ALMACEN_VUELOS];
    palabra = inv_leer(lugar);
    mia = (uint64_t) (h[1] | 1) << 32 | (uint32_t) (ahora + plazo);

    if (palabra && (int32_t) ((uint32_t) palabra - (uint32_t) ahora) > 0) {

        if (palabra >> 32 == (h[1] | 1)) {
            *vuelo = palabra;
            return 0;
        }

        *vuelo = 0;
        return 1;
    }

    if (__atomic_compare_exchange_n(lugar, &palabra, mia, 0,
                                    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
    {
        *vuelo = mia;
        return 1;
    }

    if (palabra >> 32 == (h[1] | 1)) {
        *vuelo = palabra;
        return 0;
    }

    *vuelo = 0;

    return 1;
}


int
inv_almacen_vuela(const inv_almacen_t *a, const uint8_t *clave,
    uint64_t ahora, uint64_t vuelo)
{
    uint32_t  h;

    memcpy(&h, clave, sizeof(h));

    return inv_leer(&a->vuelos[h % INV_ALMACEN_VUELOS]) == vuelo
           && (int32_t) ((uint32_t) vuelo - (uint32_t) ahora) > 0;
}


void
inv_almacen_soltar(inv_almacen_t *a, const uint8_t *clave, uint64_t vuelo)
{
    uint32_t  h;

    memcpy(&h, clave, sizeof(h));

    if (vuelo) {
        (void) __atomic_compare_exchange_n(
                                       &a->vuelos[h % INV_ALMACEN_VUELOS],
                                       &vuelo, 0, 0, __ATOMIC_SEQ_CST,
                                       __ATOMIC_SEQ_CST);
    }
}
