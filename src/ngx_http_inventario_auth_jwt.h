
/*
 * Inventario: tokens, without nginx.  The algorithm is the key's, never the
 * token's word.
 */


#ifndef _NGX_HTTP_INVENTARIO_AUTH_JWT_H_INCLUDED_
#define _NGX_HTTP_INVENTARIO_AUTH_JWT_H_INCLUDED_


#include <stddef.h>
#include <stdint.h>
#include <time.h>


#define INV_JWT_MAX         4096    /* bytes of a token */
#define INV_JWT_GRACIA      30      /* seconds that clocks may differ */
#define INV_JWT_CLAVE_MIN   32
#define INV_JWT_KID         16      /* hex digits, of a secret's */
#define INV_JWT_KID_MAX     43      /* base64url, of a pair's */
#define INV_JWT_USUARIO     64
#define INV_JWT_SUCURSALES  2048    /* bytes of their JSON */
#define INV_JWT_SESION      32      /* hex digits of a session's id */


typedef enum {
    INV_JWT_HS256 = 0,
    INV_JWT_RS256,
    INV_JWT_ES256,
    INV_JWT_EDDSA
} inv_jwt_alg_e;


/*
 * A key: a secret, made by inv_jwt_clave(), or a pair or its public half, by
 * inv_firma_clave().  Its kid is derived from it.
 */

typedef struct {
    const unsigned char  *secreto;      /* HS256 */
    size_t                largo;
    char                  kid[INV_JWT_KID_MAX + 1];
    inv_jwt_alg_e         alg;
    void                 *par;          /* EVP_PKEY, or NULL */
} inv_jwt_clave_t;


/* What a token says, all of it NUL-terminated copies. */

typedef struct {
    int64_t               usuario_id;
    int64_t               emitido;      /* iat, seconds */
    int64_t               desde;        /* nbf, seconds */
    int64_t               vence;        /* exp, seconds */
    char                  usuario[INV_JWT_USUARIO + 1];
    char                  rol[16];
    char                  sid[INV_JWT_SESION + 1];          /* or empty */
    char                  sucursales[INV_JWT_SUCURSALES];   /* JSON */
} inv_jwt_datos_t;


typedef enum {
    INV_JWT_BIEN = 0,
    INV_JWT_INVALIDO,
    INV_JWT_VENCIDO,
    INV_JWT_AUN_NO,
    INV_JWT_MEMORIA
} inv_jwt_fin_e;


/* Keeps secreto, which must live as long as clave; -1 if it is too short. */
int inv_jwt_clave(inv_jwt_clave_t *clave, const unsigned char *secreto,
    size_t largo);

/*
 * Verifies token (NUL-terminated, of largo bytes) with one of n keys: the one
 * that its kid names, or the first if it names none.  datos is only
 * meaningful after INV_JWT_BIEN.
 */
inv_jwt_fin_e inv_jwt_leer(const char *token, size_t largo,
    const inv_jwt_clave_t *claves, size_t n, int64_t ahora,
    inv_jwt_datos_t *datos);

/* Checks nbf and exp again, for a token that was read before. */
inv_jwt_fin_e inv_jwt_vigente(const inv_jwt_datos_t *datos, int64_t ahora);

/*
 * A new token, to be freed with free(), valid from ahora and for duracion
 * seconds; datos->emitido, desde and vence are set.  NULL: no memory, or more
 * branches than a token has room for.
 */
char *inv_jwt_hacer(const inv_jwt_clave_t *clave, inv_jwt_datos_t *datos,
    int64_t ahora, int64_t duracion);


#endif /* _NGX_HTTP_INVENTARIO_AUTH_JWT_H_INCLUDED_ */
