
/*
 * Inventario: the answers that the processes of a node share, without nginx.
 *
 * One piece of memory, used by many processes with no lock: whoever dies in
 * the middle of anything leaves nothing held and nothing broken.
 *
 * Entries stand in a ring, one after another; a new one overwrites the oldest.
 * A place in the ring is told by a number that only grows (places are taken
 * with one compare-and-swap), so that a reader can see after copying an entry
 * whether it was overwritten meanwhile.  Each entry carries a digest of
 * itself: a writer that slept for a whole turn of the ring spoils entries,
 * but nobody believes them.
 *
 * An entry is valid while none of its tags was touched after the instant at
 * which the question was put that it answers.  Instants are numbers of one
 * counter, and the last touch of each tag stands in a table by the tag's
 * hash: two tags that share a place cost an answer now and then, never give a
 * wrong one.
 */


#ifndef _NGX_HTTP_INVENTARIO_CACHE_ALMACEN_H_INCLUDED_
#define _NGX_HTTP_INVENTARIO_CACHE_ALMACEN_H_INCLUDED_


#include <stddef.h>
#include <stdint.h>


#define INV_ALMACEN_CLAVE      20           /* bytes of a key: a digest */
#define INV_ALMACEN_RANURAS    65536        /* places of tags */
#define INV_ALMACEN_ETIQUETAS  48           /* places of one entry */
#define INV_ALMACEN_VUELOS     4096


/* An entry: this, and behind it etag, siguiente and cuerpo. */

typedef struct {
    uint64_t                    suma;       /* of all that follows */
    uint64_t                    largo;      /* of all, a multiple of 8 */
    uint64_t                    instante;   /* when it was asked */
    uint64_t                    tomada;     /* the same, in ms, monotonic */
    uint64_t                    vence;      /* ms, monotonic */
    uint32_t                    estado;
    uint32_t                    n;          /* tags */
    uint32_t                    etag;       /* lengths */
    uint32_t                    siguiente;
    uint32_t                    cuerpo;
    uint8_t                     clave[INV_ALMACEN_CLAVE];
    uint16_t                    ranuras[INV_ALMACEN_ETIQUETAS];
} inv_entrada_t;


typedef struct {
    uint64_t                    formato;
    uint64_t                    instante;   /* the counter */
    uint64_t                    cabeza;     /* of the ring, only grows */
    uint64_t                    largo;      /* of the ring */
    uint64_t                    cubetas;    /* a power of two */
    uint64_t                    puestas;    /* entries, ever */
    uint64_t                    desplazadas;    /* out of a full bucket */
    uint64_t                    latido;     /* ms: what had happened until then
                                               is known */
    uint64_t                    vuelos[INV_ALMACEN_VUELOS];
    uint64_t                    ranuras[INV_ALMACEN_RANURAS];
    /* then the buckets and the ring */
} inv_almacen_t;


/* bytes: what a belongs to, from 2 MB on.  0, or -1: too few. */
int inv_almacen_iniciar(inv_almacen_t *a, size_t bytes);

/* Was a made by a program with the same idea of it? */
int inv_almacen_sirve(const inv_almacen_t *a);

/* Now, as a question's instant; to be taken before it is put. */
uint64_t inv_almacen_instante(const inv_almacen_t *a);

/* The place of a tag. */
uint16_t inv_almacen_ranura(const void *etiqueta, size_t largo);

/* Something changed that had these tags: what was asked before is old. */
void inv_almacen_tocar(inv_almacen_t *a, const uint16_t *ranuras, size_t n);

/* Was none of them touched after instante? */
int inv_almacen_vigente(const inv_almacen_t *a, const uint16_t *ranuras,
    size_t n, uint64_t instante);

/*
 * Keeps an entry: e with all but suma and largo, and its three texts.  Another
 * one of the same key is replaced.  0; -1: it is bigger than an eighth of the
 * ring.
 */
int inv_almacen_poner(inv_almacen_t *a, inv_entrada_t *e, const void *etag,
    const void *siguiente, const void *cuerpo);

/*
 * Looks for a key, valid or not.  Gives its length and its place for
 * inv_almacen_copiar(), or 0.
 */
size_t inv_almacen_buscar(const inv_almacen_t *a, const uint8_t *clave,
    uint64_t *lugar);

/*
 * Copies what buscar() found to e, which has room for largo bytes.  0 if it
 * is no longer there or is not whole.
 */
int inv_almacen_copiar(const inv_almacen_t *a, const uint8_t *clave,
    uint64_t lugar, inv_entrada_t *e, size_t largo);

/* Is this place soon to be overwritten?  Then who finds it puts it again. */
int inv_almacen_vieja(const inv_almacen_t *a, uint64_t lugar);

/*
 * Of those who look for one key at once, one shall do the work: 1, you; 0,
 * another does until hasta (ms).  *vuelo is for seguir() and soltar(); it is 0
 * if there was no room, and then nobody waits.
 */
int inv_almacen_volar(inv_almacen_t *a, const uint8_t *clave, uint64_t ahora,
    uint64_t plazo, uint64_t *vuelo);

/* Does that other one still work? */
int inv_almacen_vuela(const inv_almacen_t *a, const uint8_t *clave,
    uint64_t ahora, uint64_t vuelo);

void inv_almacen_soltar(inv_almacen_t *a, const uint8_t *clave,
    uint64_t vuelo);

/* How many entries there are, and how many bytes they take. */
void inv_almacen_contar(const inv_almacen_t *a, uint64_t *entradas,
    uint64_t *bytes);

void inv_almacen_latir(inv_almacen_t *a, uint64_t ms);
uint64_t inv_almacen_latido(const inv_almacen_t *a);


#endif /* _NGX_HTTP_INVENTARIO_CACHE_ALMACEN_H_INCLUDED_ */
