
/*
 * Tokens signed with a pair of keys: what we sign others can check and the
 * other way round, and a key is good for its own algorithm only.
 */


#define _POSIX_C_SOURCE  200809L      /* mkstemp, truncate */

#include "prueba.h"
#include <jwt.h>
#include <openssl/rsa.h>
#include <sodium.h>
#include <unistd.h>
#include "../../src/ngx_http_inventario_auth_firma.c"  /* NOLINT: its insides */
#include "../../src/ngx_http_inventario_auth_jwt.h"


#define AHORA   INT64_C(1800000000)


static EVP_PKEY         *rsa, *ec, *ed;
static inv_jwt_clave_t   privadas[3], publicas[3];
static char              archivo[] = "/tmp/auth_firma.XXXXXX";


/* par in a file, as what is asked for. */

static void
escribir(EVP_PKEY *par, int privada)
{
    FILE  *f;

    f = fopen(archivo, "w");
    assert_non_null(f);
    assert_int_equal(privada ? PEM_write_PrivateKey(f, par, NULL, NULL, 0,
                                                    NULL, NULL)
                             : PEM_write_PUBKEY(f, par), 1);
    assert_int_equal(fclose(f), 0);
}


static int
preparar(void **estado)
{
    size_t     i;
    EVP_PKEY  *pares[3];

    (void) estado;

    if (sodium_init() == -1 || close(mkstemp(archivo)) != 0) {
        return -1;
    }

    pares[0] = rsa = EVP_RSA_gen(2048);
    pares[1] = ec = EVP_EC_gen("P-256");
    pares[2] = ed = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");

    for (i = 0; i < 3; i++) {
        escribir(pares[i], 1);

        if (inv_firma_clave(&privadas[i], archivo, 1) != NULL) {
            return -1;
        }

        escribir(pares[i], 0);

        if (inv_firma_clave(&publicas[i], archivo, 0) != NULL) {
            return -1;
        }
    }

    return 0;
}


static int
guardar(void **estado)
{
    size_t  i;

    (void) estado;

    for (i = 0; i < 3; i++) {
        inv_firma_soltar(&privadas[i]);
        inv_firma_soltar(&publicas[i]);
    }

    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ec);
    EVP_PKEY_free(ed);

    return unlink(archivo);
}


static char *
token_de(const inv_jwt_clave_t *clave)
{
    char             *token;
    inv_jwt_datos_t   d;

    memset(&d, 0, sizeof(d));
    d.usuario_id = 7;
    strcpy(d.usuario, "ana");
    strcpy(d.rol, "deposito");
    strcpy(d.sucursales, "[1,2]");

    token = inv_jwt_hacer(clave, &d, AHORA, 900);
    assert_non_null(token);

    return token;
}


static inv_jwt_fin_e
leer(const char *token, const inv_jwt_clave_t *claves, size_t n)
{
    inv_jwt_datos_t  d;

    return inv_jwt_leer(token, strlen(token), claves, n, AHORA, &d);
}


static void
ida_y_vuelta(void **estado)
{
    char    *token;
    size_t   i, j, vuelta;

    static const inv_jwt_alg_e  algs[] = { INV_JWT_RS256, INV_JWT_ES256,
                                           INV_JWT_EDDSA };

    (void) estado;

    for (i = 0; i < 3; i++) {
        assert_int_equal(privadas[i].alg, algs[i]);
        assert_int_equal(publicas[i].alg, algs[i]);
        assert_string_equal(privadas[i].kid, publicas[i].kid);
        assert_int_equal(strlen(privadas[i].kid), 43);

        /* often, since the numbers of ES256 may begin with zeros */

        for (vuelta = 0; vuelta < (i == 0 ? 4 : 600); vuelta++) {
            token = token_de(&privadas[i]);
            assert_int_equal(leer(token, &publicas[i], 1), INV_JWT_BIEN);
            assert_int_equal(leer(token, publicas, 3), INV_JWT_BIEN);

            for (j = 0; j < 3; j++) {
                if (j != i) {
                    assert_int_equal(leer(token, &publicas[j], 1),
                                     INV_JWT_INVALIDO);
                }
            }

            free(token);
        }
    }
}


/* Every byte of a token counts. */

static void
alterados(void **estado)
{
    char    *token, c;
    size_t   i, n, k;

    (void) estado;

    for (k = 0; k < 3; k++) {
        token = token_de(&privadas[k]);
        n = strlen(token);

        for (i = 0; i < n; i += k == 0 ? 5 : 1) {
            c = token[i];
            token[i] = c == 'A' ? 'B' : 'A';
            assert_int_equal(leer(token, &publicas[k], 1), INV_JWT_INVALIDO);
            token[i] = c;
        }

        token[n - 1] = '\0';
        assert_int_equal(leer(token, &publicas[k], 1), INV_JWT_INVALIDO);
        *strrchr(token, '.') = '\0';
        assert_int_equal(leer(token, &publicas[k], 1), INV_JWT_INVALIDO);
        strcat(token, ".");
        assert_int_equal(leer(token, &publicas[k], 1), INV_JWT_INVALIDO);
        free(token);
    }
}


/* Signatures of the wrong form, of numbers that are no signature. */

static void
firmas_malas(void **estado)
{
    size_t         i, k;
    char           b64[2048];
    unsigned char  bytes[1024];

    static const size_t  largos[] = { 0, 1, 63, 64, 65, 72, 256, 512, 513,
                                      1024 };

    (void) estado;

    for (k = 0; k < 3; k++) {
        for (i = 0; i < N_DE(largos) * 2; i++) {
            memset(bytes, i % 2 ? 0xff : 0, sizeof(bytes));
            (void) sodium_bin2base64(b64, sizeof(b64), bytes, largos[i / 2],
                                     INV_FIRMA_B64);
            assert_int_equal(inv_firma_verificar(&publicas[k], L("a.b"), b64,
                                                 strlen(b64)),
                             INV_JWT_INVALIDO);
        }
    }
}


/* What is known of a public key is no secret. */

static void
confusion(void **estado)
{
    char                         *pem, cabecera[256], t[8192];
    long                          largo;
    size_t                        k, n;
    BIO                          *bio;
    unsigned char                 suma[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state  s;

    (void) estado;

    for (k = 0; k < 3; k++) {
        bio = BIO_new(BIO_s_mem());
        assert_int_equal(PEM_write_bio_PUBKEY(bio, publicas[k].par), 1);
        largo = BIO_get_mem_data(bio, &pem);

        (void) snprintf(cabecera, sizeof(cabecera),
                        "{\"alg\":\"HS256\",\"kid\":\"%s\"}", publicas[k].kid);
        (void) sodium_bin2base64(t, sizeof(t), (unsigned char *) cabecera,
                                 strlen(cabecera), INV_FIRMA_B64);
        strcat(t, ".e30");
        n = strlen(t);

        crypto_auth_hmacsha256_init(&s, (unsigned char *) pem, largo);
        crypto_auth_hmacsha256_update(&s, (unsigned char *) t, n);
        crypto_auth_hmacsha256_final(&s, suma);

        t[n++] = '.';
        (void) sodium_bin2base64(t + n, sizeof(t) - n, suma, sizeof(suma),
                                 INV_FIRMA_B64);

        assert_int_equal(leer(t, &publicas[k], 1), INV_JWT_INVALIDO);

        BIO_free(bio);
    }
}


/* RFC 8037, A.3 and A.4 */

static void
norma(void **estado)
{
    size_t            n;
    EVP_PKEY         *par;
    unsigned char     d[32], firma[INV_FIRMA_MAX];
    char              b64[128];
    inv_jwt_clave_t   clave;

    static const char  privada[] =
        "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
    static const char  texto[] =
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    static const char  firmado[] =
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsP"
        "t9g7sVvpAr_MuM0KAg";

    (void) estado;

    assert_int_equal(sodium_base642bin(d, sizeof(d), L(privada), NULL, &n,
                                       NULL, INV_FIRMA_B64), 0);
    par = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, d, n);
    escribir(par, 1);
    EVP_PKEY_free(par);

    assert_null(inv_firma_clave(&clave, archivo, 1));
    assert_string_equal(clave.kid,
                        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");

    n = inv_firma_firmar(&clave, L(texto), firma);
    (void) sodium_bin2base64(b64, sizeof(b64), firma, n, INV_FIRMA_B64);
    assert_string_equal(b64, firmado);
    assert_int_equal(inv_firma_verificar(&clave, L(texto), L(firmado)),
                     INV_JWT_BIEN);

    inv_firma_soltar(&clave);
}


/* A JWK has the public half and nothing else. */

static void
publicadas(void **estado)
{
    size_t   k;
    json_t  *jwk;

    static const char  *tipos[] = { "RSA", "EC", "OKP" };
    static const size_t  miembros[] = { 6, 7, 6 };

    (void) estado;

    for (k = 0; k < 3; k++) {
        jwk = inv_firma_jwk(&privadas[k]);
        assert_non_null(jwk);
        assert_string_equal(json_string_value(json_object_get(jwk, "kty")),
                            tipos[k]);
        assert_string_equal(json_string_value(json_object_get(jwk, "kid")),
                            privadas[k].kid);
        assert_string_equal(json_string_value(json_object_get(jwk, "use")),
                            "sig");
        assert_int_equal(json_object_size(jwk), miembros[k]);
        assert_null(json_object_get(jwk, "d"));
        json_decref(jwk);
    }
}


static void
claves_malas(void **estado)
{
    FILE             *f;
    size_t            i;
    EVP_PKEY         *par;
    inv_jwt_clave_t   c;

    (void) estado;

    par = EVP_RSA_gen(1024);
    escribir(par, 1);
    EVP_PKEY_free(par);
    assert_non_null(strstr(inv_firma_clave(&c, archivo, 1), "2048"));

    par = EVP_EC_gen("P-384");
    escribir(par, 1);
    EVP_PKEY_free(par);
    assert_non_null(strstr(inv_firma_clave(&c, archivo, 1), "P-256"));

    par = EVP_PKEY_Q_keygen(NULL, NULL, "X25519");
    escribir(par, 1);
    EVP_PKEY_free(par);
    assert_non_null(strstr(inv_firma_clave(&c, archivo, 1), "Ed25519"));

    /* a public one for a private one, one with a password, and no key */

    escribir(rsa, 0);
    assert_non_null(strstr(inv_firma_clave(&c, archivo, 1), "privada"));
    escribir(rsa, 1);
    assert_non_null(strstr(inv_firma_clave(&c, archivo, 0), "pública"));

    f = fopen(archivo, "w");
    assert_int_equal(PEM_write_PrivateKey(f, rsa, EVP_aes_128_cbc(),
                                          (unsigned char *) "x", 1, NULL,
                                          NULL), 1);
    assert_int_equal(fclose(f), 0);
    assert_non_null(strstr(inv_firma_clave(&c, archivo, 1), "contraseña"));

    for (i = 0; i < 2; i++) {
        assert_int_equal(truncate(archivo, 0), 0);
        assert_non_null(inv_firma_clave(&c, archivo, (int) i));
        assert_non_null(inv_firma_clave(&c, "/no/hay/tal", (int) i));
        assert_null(c.par);
    }
}


int
main(void)
{
    const struct CMUnitTest  pruebas[] = {
        cmocka_unit_test(ida_y_vuelta),
        cmocka_unit_test(alterados),
        cmocka_unit_test(firmas_malas),
        cmocka_unit_test(confusion),
        cmocka_unit_test(norma),
        cmocka_unit_test(publicadas),
        cmocka_unit_test(claves_malas)
    };

    return cmocka_set_message_output(CM_OUTPUT_TAP),
           cmocka_run_group_tests_name("auth_firma", pruebas, preparar,
                                       guardar);
}
