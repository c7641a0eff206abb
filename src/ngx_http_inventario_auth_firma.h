
/*
 * Inventario: signatures with a pair of keys, without nginx: RS256, ES256 and
 * EdDSA.  Which one is the key's nature, never the token's word.
 */


#ifndef _NGX_HTTP_INVENTARIO_AUTH_FIRMA_H_INCLUDED_
#define _NGX_HTTP_INVENTARIO_AUTH_FIRMA_H_INCLUDED_


#include "ngx_http_inventario_auth_jwt.h"
#include <jansson.h>


/* The name of an algorithm, as a token's header has it. */
const char *inv_firma_nombre(inv_jwt_alg_e alg);

/*
 * Reads the PEM file archivo, a private key or a public one, and derives the
 * kid (RFC 7638).  NULL, or the Spanish reason why it will not do.  To be
 * released with inv_firma_soltar().
 */
const char *inv_firma_clave(inv_jwt_clave_t *clave, const char *archivo,
    int privada);

void inv_firma_soltar(inv_jwt_clave_t *clave);

/* The public key as a JWK, to be released with json_decref(); NULL: memory. */
json_t *inv_firma_jwk(const inv_jwt_clave_t *clave);

/* Is firma (base64url) the signature of texto? */
inv_jwt_fin_e inv_firma_verificar(const inv_jwt_clave_t *clave,
    const char *texto, size_t largo, const char *firma, size_t largo_firma);

/* A token that says cuerpo, to be freed with free(); NULL: it cannot be. */
char *inv_firma_token(const inv_jwt_clave_t *clave, json_t *cuerpo);


#endif /* _NGX_HTTP_INVENTARIO_AUTH_FIRMA_H_INCLUDED_ */
