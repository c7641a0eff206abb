
/*
 * Inventario: tokens that were verified, without nginx: a table in one block
 * of memory that processes share.  A token is known by its digest, made with a
 * key of this table and of the keys that tokens are signed with: with other
 * keys nothing in it is found.
 */


#ifndef _NGX_HTTP_INVENTARIO_AUTH_VISTOS_H_INCLUDED_
#define _NGX_HTTP_INVENTARIO_AUTH_VISTOS_H_INCLUDED_


#include "ngx_http_inventario_auth_jwt.h"


#define INV_VISTO_SUMA   32     /* BLAKE2b-256 */
#define INV_VISTO_TEXTO  680    /* bytes of its texts */


/*
 * turno is odd while a process writes the rest.  The texts are usuario, rol,
 * sid and sucursales, each with its NUL.
 */

typedef struct {
    uint64_t         turno;
    int64_t          vence;
    int64_t          usuario_id;
    int64_t          emitido;
    int64_t          desde;
    uint16_t         largos[4];
    unsigned char    suma[INV_VISTO_SUMA];
    char             texto[INV_VISTO_TEXTO];
} inv_visto_t;


typedef struct {
    uint32_t         grupos;                /* a power of two */
    unsigned char    sal[INV_VISTO_SUMA];
    inv_visto_t      lugares[];
} inv_vistos_t;


/* Makes an empty table of bytes bytes; -1: that is too small. */
int inv_vistos_iniciar(inv_vistos_t *t, size_t bytes);

/* The key of digests, of INV_VISTO_SUMA bytes, with these keys. */
void inv_vistos_clave(const inv_vistos_t *t, const inv_jwt_clave_t *claves,
    size_t n, unsigned char *clave);

void inv_vistos_sumar(const unsigned char *clave, const unsigned char *token,
    size_t largo, unsigned char *suma);

/*
 * Copies what the token of that digest said; 0: it is not there.  It takes no
 * lock and waits for nobody: an entry that is being written is not there.
 */
int inv_vistos_buscar(const inv_vistos_t *t, const unsigned char *suma,
    inv_jwt_datos_t *datos);

/*
 * Remembers it, in the place of one that ended or will end first, unless
 * another process is writing there or its texts are too long.
 */
void inv_vistos_poner(inv_vistos_t *t, const unsigned char *suma,
    const inv_jwt_datos_t *datos);


#endif /* _NGX_HTTP_INVENTARIO_AUTH_VISTOS_H_INCLUDED_ */
