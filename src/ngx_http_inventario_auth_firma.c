
/*
 * Inventario: signatures with a pair of keys, without nginx.
 *
 * OpenSSL does the work, since libjwt 1.10 knows no EdDSA and takes the
 * algorithm from the token.  RFC 7515, 7518, 8037; kid: RFC 7638.
 */


#include "ngx_http_inventario_auth_firma.h"
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>


#define INV_FIRMA_MAX     512   /* bytes: RSA of 4096 bits */
#define INV_FIRMA_P256    32    /* bytes of a number of P-256 */
#define INV_FIRMA_CRUDA   64    /* of a signature of ES256 */
#define INV_FIRMA_B64     sodium_base64_VARIANT_URLSAFE_NO_PADDING


static int inv_firma_sin_clave(char *buf, int cabe, int escribe, void *u);
static const char *inv_firma_naturaleza(inv_jwt_clave_t *clave);
static json_t *inv_firma_publica(const inv_jwt_clave_t *clave);
static int inv_firma_numero(EVP_PKEY *par, const char *nombre, int relleno,
    json_t *jwk, const char *miembro);
static int inv_firma_poner(json_t *jwk, const char *miembro,
    const unsigned char *bytes, size_t n);
static int inv_firma_huella(inv_jwt_clave_t *clave);
static size_t inv_firma_a_der(const unsigned char *cruda,
    unsigned char *der, size_t cabe);
static int inv_firma_de_der(const unsigned char *der, size_t n,
    unsigned char *cruda);
static size_t inv_firma_firmar(const inv_jwt_clave_t *clave,
    const char *texto, size_t largo, unsigned char *firma);


const char *
inv_firma_nombre(inv_jwt_alg_e alg)
{
    static const char  *nombres[] = { "HS256", "RS256", "ES256", "EdDSA" };

    return nombres[alg];
}


const char *
inv_firma_clave(inv_jwt_clave_t *clave, const char *archivo, int privada)
{
    BIO         *bio;
    EVP_PKEY    *par;
    const char  *error;

    memset(clave, 0, sizeof(inv_jwt_clave_t));

    bio = BIO_new_file(archivo, "r");
    if (bio == NULL) {
        ERR_clear_error();
        return "no se puede leer";
    }

    par = privada ? PEM_read_bio_PrivateKey(bio, NULL, inv_firma_sin_clave,
                                            NULL)
                  : PEM_read_bio_PUBKEY(bio, NULL, inv_firma_sin_clave, NULL);

    BIO_free(bio);
    ERR_clear_error();

    if (par == NULL) {
        return privada ? "no tiene una clave privada en PEM y sin contraseña"
                       : "no tiene una clave pública en PEM";
    }

    clave->par = par;

    error = inv_firma_naturaleza(clave);

    if (error == NULL && inv_firma_huella(clave) != 0) {
        error = "no se pudo usar";
    }

    if (error) {
        inv_firma_soltar(clave);
    }

    return error;
}


/* Nobody is at a terminal to be asked for a password. */

static int
inv_firma_sin_clave(char *buf, int cabe, int escribe, void *u)
{
    (void) buf;
    (void) cabe;
    (void) escribe;
    (void) u;

    return -1;
}


static const char *
inv_firma_naturaleza(inv_jwt_clave_t *clave)
{
    int     bits;
    char    curva[32];
    size_t  largo;

    switch (EVP_PKEY_get_base_id(clave->par)) {

    case EVP_PKEY_RSA:
        bits = EVP_PKEY_get_bits(clave->par);

        if (bits < 2048 || bits > 4096) {
            return "es una clave RSA que no es de 2048 a 4096 bits";
        }

        clave->alg = INV_JWT_RS256;
        return NULL;

    case EVP_PKEY_EC:
        if (EVP_PKEY_get_group_name(clave->par, curva, sizeof(curva), &largo)
            != 1
            || strcmp(curva, "prime256v1") != 0)
        {
            return "es de una curva que no es P-256";
        }

        clave->alg = INV_JWT_ES256;
        return NULL;

    case EVP_PKEY_ED25519:
        clave->alg = INV_JWT_EDDSA;
        return NULL;

    default:
        return "no es de RSA, P-256 ni Ed25519";
    }
}


void
inv_firma_soltar(inv_jwt_clave_t *clave)
{
    EVP_PKEY_free(clave->par);
    clave->par = NULL;
}


/* --- JWK ------------------------------------------------------------------ */

/* The members that the thumbprint is made of, and no other. */

static json_t *
inv_firma_publica(const inv_jwt_clave_t *clave)
{
    int             rc;
    size_t          n;
    json_t         *jwk;
    unsigned char   bytes[32];

    switch (clave->alg) {

    case INV_JWT_RS256:
        jwk = json_pack("{s:s}", "kty", "RSA");
        rc = inv_firma_numero(clave->par, OSSL_PKEY_PARAM_RSA_N, 0, jwk, "n")
             || inv_firma_numero(clave->par, OSSL_PKEY_PARAM_RSA_E, 0, jwk,
                                 "e");
        break;

    case INV_JWT_ES256:
        jwk = json_pack("{s:s, s:s}", "kty", "EC", "crv", "P-256");
        rc = inv_firma_numero(clave->par, OSSL_PKEY_PARAM_EC_PUB_X,
                              INV_FIRMA_P256, jwk, "x")
             || inv_firma_numero(clave->par, OSSL_PKEY_PARAM_EC_PUB_Y,
                                 INV_FIRMA_P256, jwk, "y");
        break;

    default:
        n = sizeof(bytes);
        jwk = json_pack("{s:s, s:s}", "kty", "OKP", "crv", "Ed25519");
        rc = EVP_PKEY_get_raw_public_key(clave->par, bytes, &n) != 1
             || inv_firma_poner(jwk, "x", bytes, n) != 0;
        break;
    }

    if (rc != 0) {
        json_decref(jwk);
        return NULL;
    }

    return jwk;
}


/* relleno: bytes that it must have, or 0: as many as it has. */

static int
inv_firma_numero(EVP_PKEY *par, const char *nombre, int relleno, json_t *jwk,
    const char *miembro)
{
    int             n, rc;
    BIGNUM         *bn;
    unsigned char   bytes[INV_FIRMA_MAX];

    bn = NULL;

    if (EVP_PKEY_get_bn_param(par, nombre, &bn) != 1) {
        return -1;
    }

    n = relleno ? relleno : BN_num_bytes(bn);

    rc = n <= INV_FIRMA_MAX && BN_bn2binpad(bn, bytes, n) == n
         ? inv_firma_poner(jwk, miembro, bytes, n) : -1;

    BN_free(bn);

    return rc;
}


static int
inv_firma_poner(json_t *jwk, const char *miembro, const unsigned char *bytes,
    size_t n)
{
    char  texto[sodium_base64_ENCODED_LEN(INV_FIRMA_MAX, INV_FIRMA_B64)];

    (void) sodium_bin2base64(texto, sizeof(texto), bytes, n, INV_FIRMA_B64);

    return json_object_set_new(jwk, miembro, json_string(texto));
}


/* RFC 7638: the members by name, without a blank. */

static int
inv_firma_huella(inv_jwt_clave_t *clave)
{
    char           *texto;
    json_t         *jwk;
    unsigned char   suma[crypto_hash_sha256_BYTES];

    jwk = inv_firma_publica(clave);
    texto = jwk ? json_dumps(jwk, JSON_COMPACT|JSON_SORT_KEYS) : NULL;

    json_decref(jwk);

    if (texto == NULL) {
        return -1;
    }

    (void) crypto_hash_sha256(suma, (unsigned char *) texto, strlen(texto));
    (void) sodium_bin2base64(clave->kid, sizeof(clave->kid), suma,
                             sizeof(suma), INV_FIRMA_B64);
    free(texto);

    return 0;
}


json_t *
inv_firma_jwk(const inv_jwt_clave_t *clave)
{
    json_t  *jwk;

    jwk = inv_firma_publica(clave);

    if (jwk
        && (json_object_set_new(jwk, "use", json_string("sig")) != 0
            || json_object_set_new(jwk, "alg", json_string(
                                       inv_firma_nombre(clave->alg))) != 0
            || json_object_set_new(jwk, "kid", json_string(clave->kid)) != 0))
    {
        json_decref(jwk);
        return NULL;
    }

    return jwk;
}


/* --- signatures ----------------------------------------------------------- */

inv_jwt_fin_e
inv_firma_verificar(const inv_jwt_clave_t *clave, const char *texto,
    size_t largo, const char *firma, size_t largo_firma)
{
    int             rc;
    size_t          n;
    EVP_MD_CTX     *ctx;
    unsigned char   bytes[INV_FIRMA_MAX], der[INV_FIRMA_CRUDA + 16], *b;

    if (sodium_base642bin(bytes, sizeof(bytes), firma, largo_firma, NULL, &n,
                          NULL, INV_FIRMA_B64)
        != 0)
    {
        return INV_JWT_INVALIDO;
    }

    b = bytes;

    if (clave->alg == INV_JWT_ES256) {
        n = n == INV_FIRMA_CRUDA ? inv_firma_a_der(bytes, der, sizeof(der))
                                 : 0;
        b = der;
    }

    if (n == 0) {
        return INV_JWT_INVALIDO;
    }

    ctx = EVP_MD_CTX_new();
    if (ctx == NULL) {
        return INV_JWT_MEMORIA;
    }

    rc = EVP_DigestVerifyInit(ctx, NULL, clave->alg == INV_JWT_EDDSA
                              ? NULL : EVP_sha256(), NULL, clave->par);
    if (rc == 1) {
        rc = EVP_DigestVerify(ctx, b, n, (const unsigned char *) texto, largo);
    }

    EVP_MD_CTX_free(ctx);
    ERR_clear_error();

    return rc == 1 ? INV_JWT_BIEN : INV_JWT_INVALIDO;
}


char *
inv_firma_token(const inv_jwt_clave_t *clave, json_t *cuerpo)
{
    size_t          i, n, cabe, firmado;
    char           *partes[2], *token;
    json_t         *cabecera;
    unsigned char   firma[INV_FIRMA_MAX];

    cabecera = json_pack("{s:s, s:s, s:s}", "typ", "JWT", "alg",
                         inv_firma_nombre(clave->alg), "kid", clave->kid);
    partes[0] = cabecera ? json_dumps(cabecera, JSON_COMPACT) : NULL;
    partes[1] = json_dumps(cuerpo, JSON_COMPACT);

    json_decref(cabecera);

    cabe = sodium_base64_ENCODED_LEN(sizeof(firma), INV_FIRMA_B64);

    for (i = 0; i < 2 && partes[i]; i++) {
        cabe += sodium_base64_encoded_len(strlen(partes[i]), INV_FIRMA_B64);
    }

    token = i == 2 ? malloc(cabe) : NULL;
    n = 0;

    for (i = 0; token && i < 2; i++) {
        (void) sodium_bin2base64(token + n, cabe - n,
                                 (unsigned char *) partes[i],
                                 strlen(partes[i]), INV_FIRMA_B64);
        n += strlen(token + n);
        token[n++] = '.';
    }

    free(partes[0]);
    free(partes[1]);

    if (token == NULL) {
        return NULL;
    }

    firmado = inv_firma_firmar(clave, token, n - 1, firma);

    if (firmado == 0) {
        free(token);
        return NULL;
    }

    (void) sodium_bin2base64(token + n, cabe - n, firma, firmado,
                             INV_FIRMA_B64);

    return token;
}


static size_t
inv_firma_firmar(const inv_jwt_clave_t *clave, const char *texto,
    size_t largo, unsigned char *firma)
{
    int             rc;
    size_t          n;
    EVP_MD_CTX     *ctx;
    unsigned char   cruda[INV_FIRMA_CRUDA];

    ctx = EVP_MD_CTX_new();
    if (ctx == NULL) {
        return 0;
    }

    n = INV_FIRMA_MAX;

    rc = EVP_DigestSignInit(ctx, NULL, clave->alg == INV_JWT_EDDSA
                            ? NULL : EVP_sha256(), NULL, clave->par);
    if (rc == 1) {
        rc = EVP_DigestSign(ctx, firma, &n, (const unsigned char *) texto,
                            largo);
    }

    EVP_MD_CTX_free(ctx);
    ERR_clear_error();

    if (rc != 1) {
        return 0;
    }

    if (clave->alg == INV_JWT_ES256) {

        if (inv_firma_de_der(firma, n, cruda) != 0) {
            return 0;
        }

        n = sizeof(cruda);
        memcpy(firma, cruda, n);
    }

    return n;
}


/* The two numbers of ES256: side by side in a token, DER for OpenSSL. */

static size_t
inv_firma_a_der(const unsigned char *cruda, unsigned char *der, size_t cabe)
{
    int         n;
    BIGNUM     *r, *s;
    ECDSA_SIG  *par;

    n = 0;
    r = BN_bin2bn(cruda, INV_FIRMA_P256, NULL);
    s = BN_bin2bn(cruda + INV_FIRMA_P256, INV_FIRMA_P256, NULL);
    par = ECDSA_SIG_new();

    if (r == NULL || s == NULL || par == NULL
        || ECDSA_SIG_set0(par, r, s) != 1)
    {
        BN_free(r);
        BN_free(s);
        ECDSA_SIG_free(par);
        return 0;
    }

    if (i2d_ECDSA_SIG(par, NULL) <= (int) cabe) {
        n = i2d_ECDSA_SIG(par, &der);
    }

    ECDSA_SIG_free(par);

    return n > 0 ? (size_t) n : 0;
}


static int
inv_firma_de_der(const unsigned char *der, size_t n, unsigned char *cruda)
{
    int         rc;
    ECDSA_SIG  *par;

    par = d2i_ECDSA_SIG(NULL, &der, (long) n);
    if (par == NULL) {
        return -1;
    }

    rc = BN_bn2binpad(ECDSA_SIG_get0_r(par), cruda, INV_FIRMA_P256)
         == INV_FIRMA_P256
         && BN_bn2binpad(ECDSA_SIG_get0_s(par), cruda + INV_FIRMA_P256,
                         INV_FIRMA_P256)
            == INV_FIRMA_P256 ? 0 : -1;

    ECDSA_SIG_free(par);

    return rc;
}
