
/*
 * Inventario: tokens, without nginx.
 *
 * libjwt, which does HS256, verifies with the algorithm that the token itself
 * names, and takes an empty key for "no signature".  So the header is read
 * first and must say what the key is for, no key is ever empty, and the
 * algorithm is asked for again after.
 */


#include "ngx_http_inventario_auth_jwt.h"
#include "ngx_http_inventario_auth_firma.h"
#include <errno.h>
#include <jansson.h>
#include <jwt.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>


#define INV_JWT_QUIEN  "inventario"     /* iss and aud */


static json_t *inv_jwt_parte(const char *desde, const char *hasta);
static const inv_jwt_clave_t *inv_jwt_elegir(json_t *cabecera,
    const inv_jwt_clave_t *claves, size_t n);
static inv_jwt_fin_e inv_jwt_firma(const char *token,
    const inv_jwt_clave_t *clave);
static inv_jwt_fin_e inv_jwt_reclamos(json_t *doc, int64_t ahora,
    inv_jwt_datos_t *datos);
static int inv_jwt_texto(json_t *doc, const char *nombre, char *copia,
    size_t cabe);
static int inv_jwt_numero(const char *texto, int64_t *n);
static int inv_jwt_sesion(json_t *doc, char *copia);
static int inv_jwt_sucursales(json_t *suc, char *copia, size_t cabe);
static json_t *inv_jwt_cuerpo(const inv_jwt_datos_t *datos);
static char *inv_jwt_con_secreto(const inv_jwt_clave_t *clave,
    const json_t *cuerpo);


int
inv_jwt_clave(inv_jwt_clave_t *clave, const unsigned char *secreto,
    size_t largo)
{
    unsigned char  suma[INV_JWT_KID / 2 < crypto_generichash_BYTES_MIN
                        ? crypto_generichash_BYTES_MIN : INV_JWT_KID / 2];

    if (secreto == NULL || largo < INV_JWT_CLAVE_MIN) {
        return -1;
    }

    memset(clave, 0, sizeof(inv_jwt_clave_t));
    clave->secreto = secreto;
    clave->largo = largo;

    /* the same on every node, and of no help to find the secret */

    (void) crypto_generichash(suma, sizeof(suma), secreto, largo,
                              (const unsigned char *) "inventario kid", 14);
    (void) sodium_bin2hex(clave->kid, sizeof(clave->kid), suma,
                          INV_JWT_KID / 2);

    return 0;
}


inv_jwt_fin_e
inv_jwt_leer(const char *token, size_t largo, const inv_jwt_clave_t *claves,
    size_t n, int64_t ahora, inv_jwt_datos_t *datos)
{
    json_t                 *cabecera, *cuerpo;
    const char             *punto[2];
    inv_jwt_fin_e           fin;
    const inv_jwt_clave_t  *clave;

    if (largo == 0 || largo > INV_JWT_MAX || strlen(token) != largo) {
        return INV_JWT_INVALIDO;
    }

    punto[0] = strchr(token, '.');
    punto[1] = punto[0] ? strchr(punto[0] + 1, '.') : NULL;

    if (punto[1] == NULL || strchr(punto[1] + 1, '.') != NULL) {
        return INV_JWT_INVALIDO;
    }

    cabecera = inv_jwt_parte(token, punto[0]);
    clave = inv_jwt_elegir(cabecera, claves, n);
    json_decref(cabecera);

    if (clave == NULL) {
        return INV_JWT_INVALIDO;
    }

    fin = clave->par ? inv_firma_verificar(clave, token, punto[1] - token,
                                           punto[1] + 1,
                                           token + largo - punto[1] - 1)
                     : inv_jwt_firma(token, clave);
    if (fin != INV_JWT_BIEN) {
        return fin;
    }

    cuerpo = inv_jwt_parte(punto[0] + 1, punto[1]);
    fin = inv_jwt_reclamos(cuerpo, ahora, datos);
    json_decref(cuerpo);

    return fin;
}


/* The JSON object that one part holds, or NULL. */

static json_t *
inv_jwt_parte(const char *desde, const char *hasta)
{
    char     texto[INV_JWT_MAX];
    size_t   largo;
    json_t  *doc;

    if (sodium_base642bin((unsigned char *) texto, sizeof(texto), desde,
                          hasta - desde, NULL, &largo, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING)
        != 0)
    {
        return NULL;
    }

    doc = json_loadb(texto, largo, JSON_REJECT_DUPLICATES, NULL);

    if (doc && !json_is_object(doc)) {
        json_decref(doc);
        return NULL;
    }

    return doc;
}


static const inv_jwt_clave_t *
inv_jwt_elegir(json_t *cabecera, const inv_jwt_clave_t *claves, size_t n)
{
    size_t                  i;
    json_t                 *kid;
    const char             *alg;
    const inv_jwt_clave_t  *clave;

    alg = json_string_value(json_object_get(cabecera, "alg"));
    kid = json_object_get(cabecera, "kid");
    clave = kid || n == 0 ? NULL : &claves[0];

    for (i = 0; json_is_string(kid) && i < n; i++) {
        if (strcmp(json_string_value(kid), claves[i].kid) == 0) {
            clave = &claves[i];
        }
    }

    if (clave == NULL || alg == NULL
        || strcmp(alg, inv_firma_nombre(clave->alg)) != 0
        || json_object_get(cabecera, "crit") != NULL)
    {
        return NULL;
    }

    return clave;
}


static inv_jwt_fin_e
inv_jwt_firma(const char *token, const inv_jwt_clave_t *clave)
{
    int         rc;
    jwt_t      *jwt;
    jwt_alg_t   alg;

    if (clave->largo == 0) {
        return INV_JWT_INVALIDO;
    }

    jwt = NULL;

    rc = jwt_decode(&jwt, token, clave->secreto, (int) clave->largo);
    if (rc != 0) {
        return rc == ENOMEM ? INV_JWT_MEMORIA : INV_JWT_INVALIDO;
    }

    alg = jwt_get_alg(jwt);
    jwt_free(jwt);

    return alg == JWT_ALG_HS256 ? INV_JWT_BIEN : INV_JWT_INVALIDO;
}


static inv_jwt_fin_e
inv_jwt_reclamos(json_t *doc, int64_t ahora, inv_jwt_datos_t *datos)
{
    char     jti[INV_JWT_USUARIO + 1], sub[24], iss[24], aud[24];
    json_t  *exp, *nbf, *iat;

    exp = json_object_get(doc, "exp");
    nbf = json_object_get(doc, "nbf");
    iat = json_object_get(doc, "iat");

    if (!json_is_integer(exp) || !json_is_integer(nbf) || !json_is_integer(iat)
        || inv_jwt_texto(doc, "iss", iss, sizeof(iss)) != 0
        || inv_jwt_texto(doc, "aud", aud, sizeof(aud)) != 0
        || inv_jwt_texto(doc, "sub", sub, sizeof(sub)) != 0
        || inv_jwt_texto(doc, "jti", jti, sizeof(jti)) != 0
        || inv_jwt_texto(doc, "rol", datos->rol, sizeof(datos->rol)) != 0
        || inv_jwt_texto(doc, "usuario", datos->usuario,
                         sizeof(datos->usuario)) != 0
        || strcmp(iss, INV_JWT_QUIEN) != 0
        || strcmp(aud, INV_JWT_QUIEN) != 0
        || inv_jwt_numero(sub, &datos->usuario_id) != 0
        || inv_jwt_sesion(doc, datos->sid) != 0
        || inv_jwt_sucursales(json_object_get(doc, "suc"), datos->sucursales,
                              sizeof(datos->sucursales)) != 0)
    {
        return INV_JWT_INVALIDO;
    }

    datos->emitido = json_integer_value(iat);
    datos->desde = json_integer_value(nbf);
    datos->vence = json_integer_value(exp);

    /* bounds first, so that adding to them cannot overflow */

    if (datos->desde < 0 || datos->desde > datos->vence
        || datos->vence > INT64_MAX / 2
        || datos->emitido < 0)
    {
        return INV_JWT_INVALIDO;
    }

    if (datos->emitido > ahora + INV_JWT_GRACIA) {
        return INV_JWT_AUN_NO;
    }

    return inv_jwt_vigente(datos, ahora);
}


inv_jwt_fin_e
inv_jwt_vigente(const inv_jwt_datos_t *datos, int64_t ahora)
{
    if (ahora >= datos->vence + INV_JWT_GRACIA) {
        return INV_JWT_VENCIDO;
    }

    if (ahora < datos->desde - INV_JWT_GRACIA) {
        return INV_JWT_AUN_NO;
    }

    return INV_JWT_BIEN;
}


/* A text that is not empty, fits, and has no NUL inside. */

static int
inv_jwt_texto(json_t *doc, const char *nombre, char *copia, size_t cabe)
{
    size_t       largo;
    json_t      *v;
    const char  *texto;

    v = json_object_get(doc, nombre);

    if (!json_is_string(v)) {
        return -1;
    }

    texto = json_string_value(v);
    largo = json_string_length(v);

    if (largo == 0 || largo >= cabe || strlen(texto) != largo) {
        return -1;
    }

    memcpy(copia, texto, largo + 1);

    return 0;
}


/* Decimal digits only, from 1 to 2^53 - 1. */

static int
inv_jwt_numero(const char *texto, int64_t *n)
{
    if (strlen(texto) > 16 || strspn(texto, "0123456789") != strlen(texto)) {
        return -1;
    }

    *n = strtoll(texto, NULL, 10);

    return *n >= 1 && *n <= 9007199254740991LL ? 0 : -1;
}


/* Absent (then empty), or the id of a session. */

static int
inv_jwt_sesion(json_t *doc, char *copia)
{
    copia[0] = '\0';

    if (json_object_get(doc, "sid") == NULL) {
        return 0;
    }

    return inv_jwt_texto(doc, "sid", copia, INV_JWT_SESION + 1) == 0
           && strlen(copia) == INV_JWT_SESION
           && strspn(copia, "0123456789abcdef") == INV_JWT_SESION ? 0 : -1;
}


/* null, or a list of ids; copied as canonical JSON. */

static int
inv_jwt_sucursales(json_t *suc, char *copia, size_t cabe)
{
    size_t   i, largo;
    json_t  *id;

    if (suc == NULL || !(json_is_null(suc) || json_is_array(suc))) {
        return -1;
    }

    json_array_foreach(suc, i, id) {
        if (!json_is_integer(id) || json_integer_value(id) < 1) {
            return -1;
        }
    }

    largo = json_dumpb(suc, copia, cabe - 1, JSON_COMPACT|JSON_ENCODE_ANY);

    if (largo == 0 || largo > cabe - 1) {
        return -1;
    }

    copia[largo] = '\0';

    return 0;
}


char *
inv_jwt_hacer(const inv_jwt_clave_t *clave, inv_jwt_datos_t *datos,
    int64_t ahora, int64_t duracion)
{
    char    *token;
    json_t  *cuerpo;

    datos->emitido = ahora;
    datos->desde = ahora;
    datos->vence = ahora + duracion;

    cuerpo = inv_jwt_cuerpo(datos);
    if (cuerpo == NULL) {
        return NULL;
    }

    token = clave->par ? inv_firma_token(clave, cuerpo)
                       : inv_jwt_con_secreto(clave, cuerpo);
    json_decref(cuerpo);

    if (token && strlen(token) > INV_JWT_MAX) {
        free(token);
        return NULL;
    }

    return token;
}


static char *
inv_jwt_con_secreto(const inv_jwt_clave_t *clave, const json_t *cuerpo)
{
    char   *token, *texto;
    jwt_t  *jwt;

    if (clave->largo == 0 || jwt_new(&jwt) != 0) {
        return NULL;
    }

    token = NULL;
    texto = json_dumps(cuerpo, JSON_COMPACT);

    if (texto
        && jwt_set_alg(jwt, JWT_ALG_HS256, clave->secreto, (int) clave->largo)
           == 0
        && jwt_add_header(jwt, "kid", clave->kid) == 0
        && jwt_add_grants_json(jwt, texto) == 0)
    {
        token = jwt_encode_str(jwt);
    }

    free(texto);
    jwt_free(jwt);

    return token;
}


static json_t *
inv_jwt_cuerpo(const inv_jwt_datos_t *datos)
{
    char            jti[33], sub[24];
    json_t         *doc, *suc;
    unsigned char   azar[16];

    randombytes_buf(azar, sizeof(azar));
    (void) sodium_bin2hex(jti, sizeof(jti), azar, sizeof(azar));
    (void) snprintf(sub, sizeof(sub), "%lld", (long long) datos->usuario_id);

    suc = json_loads(datos->sucursales, JSON_DECODE_ANY, NULL);

    doc = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:o}",
                    "iss", INV_JWT_QUIEN, "aud", INV_JWT_QUIEN, "sub", sub,
                    "jti", jti, "usuario", datos->usuario, "rol", datos->rol,
                    "iat", (json_int_t) datos->emitido,
                    "nbf", (json_int_t) datos->desde,
                    "exp", (json_int_t) datos->vence, "suc", suc);

    if (doc && datos->sid[0]
        && json_object_set_new(doc, "sid", json_string(datos->sid)) != 0)
    {
        json_decref(doc);
        return NULL;
    }

    return doc;
}
