
/*
 * Tokens: what is signed by us is read, and nothing else is.
 */


#include "prueba.h"
#include <jwt.h>
#include <sodium.h>
#include "../../src/ngx_http_inventario_auth_jwt.h"


#define AHORA   INT64_C(1800000000)
#define CLAVE   "0123456789abcdef0123456789abcdef"
#define OTRA    "ffffffffffffffff0123456789abcdef"
#define HS256   "{\"alg\":\"HS256\"}"

#define TIEMPOS  ",\"iat\":1800000000,\"nbf\":1800000000,\"exp\":1800000900}"
#define RECLAMOS(iss, aud, sub, usuario, rol, suc)                            \
    "{\"jti\":\"x\",\"iss\":" iss ",\"aud\":" aud ",\"sub\":" sub             \
    ",\"usuario\":" usuario ",\"rol\":" rol ",\"suc\":" suc
#define I       "\"inventario\""
#define BASE    RECLAMOS(I, I, "\"7\"", "\"ana\"", "\"deposito\"", "[1,2]")
#define BUENO   BASE TIEMPOS

#define SID_31  "123456789abcdef0123456789abcdef"
#define SID     "0" SID_31


static inv_jwt_clave_t  claves[2];
static inv_jwt_datos_t  datos;


static int
preparar(void **estado)
{
    (void) estado;

    return sodium_init() == -1
           || inv_jwt_clave(&claves[0], (const unsigned char *) L(CLAVE)) != 0
           || inv_jwt_clave(&claves[1], (const unsigned char *) L(OTRA)) != 0;
}


static inv_jwt_fin_e
leer(const char *token, int64_t ahora)
{
    char           *copia;
    size_t          largo;
    inv_jwt_fin_e   fin;

    largo = strlen(token);
    copia = justo(token, largo + 1);
    fin = inv_jwt_leer(copia, largo, claves, 2, ahora, &datos);
    free(copia);

    return fin;
}


/* Signs any header and body by hand; the token is in a static buffer. */

static const char *
firmar(const char *cabecera, const char *cuerpo, const char *clave)
{
    size_t                        n;
    unsigned char                 suma[crypto_auth_hmacsha256_BYTES];
    static char                   t[16384];
    crypto_auth_hmacsha256_state  s;

#define B64(v, largo)                                                         \
    sodium_bin2base64(t + n, sizeof(t) - n, (const unsigned char *) (v),      \
                      largo, sodium_base64_VARIANT_URLSAFE_NO_PADDING);       \
    n = strlen(t)

    n = 0;
    B64(cabecera, strlen(cabecera));
    t[n++] = '.';
    B64(cuerpo, strlen(cuerpo));

    crypto_auth_hmacsha256_init(&s, (const unsigned char *) clave,
                                strlen(clave));
    crypto_auth_hmacsha256_update(&s, (unsigned char *) t, n);
    crypto_auth_hmacsha256_final(&s, suma);

    t[n++] = '.';
    B64(suma, sizeof(suma));

    return t;
}


static char *
nuestro(const inv_jwt_clave_t *clave, const char *sucursales)
{
    char             *token;
    inv_jwt_datos_t   d;

    memset(&d, 0, sizeof(d));
    d.usuario_id = 7;
    strcpy(d.usuario, "ana");
    strcpy(d.rol, "deposito");
    strcpy(d.sucursales, sucursales);

    token = inv_jwt_hacer(clave, &d, AHORA, 900);
    assert_non_null(token);

    return token;
}


static void
ida_y_vuelta(void **estado)
{
    char  *token;

    (void) estado;

    token = nuestro(&claves[0], "[1,2]");

    assert_int_equal(leer(token, AHORA), INV_JWT_BIEN);
    assert_int_equal(datos.usuario_id, 7);
    assert_string_equal(datos.usuario, "ana");
    assert_string_equal(datos.rol, "deposito");
    assert_string_equal(datos.sucursales, "[1,2]");
    assert_int_equal(datos.vence, AHORA + 900);

    /* half a minute of grace on both sides */

    assert_int_equal(leer(token, AHORA + 929), INV_JWT_BIEN);
    assert_int_equal(leer(token, AHORA + 930), INV_JWT_VENCIDO);
    assert_int_equal(leer(token, AHORA - 30), INV_JWT_BIEN);
    assert_int_equal(leer(token, AHORA - 31), INV_JWT_AUN_NO);
    free(token);

    token = nuestro(&claves[0], "null");
    assert_int_equal(leer(token, AHORA), INV_JWT_BIEN);
    assert_string_equal(datos.sucursales, "null");
    free(token);
}


/* A session is the one that the token was made for, or none. */

static void
sesion(void **estado)
{
    size_t           i;
    char             cuerpo[1024], *token;
    inv_jwt_datos_t  d;

    static const char  *malas[] = { "\"\"", "7", "null", "\"0123\"",
                                    "\"" SID "0\"", "\"X" SID_31 "\"" };

    (void) estado;

    memset(&d, 0, sizeof(d));
    d.usuario_id = 7;
    strcpy(d.usuario, "ana");
    strcpy(d.rol, "consulta");
    strcpy(d.sucursales, "null");
    strcpy(d.sid, SID);

    token = inv_jwt_hacer(&claves[0], &d, AHORA, 900);
    assert_int_equal(leer(token, AHORA), INV_JWT_BIEN);
    assert_string_equal(datos.sid, SID);
    assert_int_equal(datos.emitido, AHORA);
    free(token);

    assert_int_equal(leer(firmar(HS256, BUENO, CLAVE), AHORA), INV_JWT_BIEN);
    assert_string_equal(datos.sid, "");

    for (i = 0; i < N_DE(malas); i++) {
        (void) snprintf(cuerpo, sizeof(cuerpo), "%s,\"sid\":%s" TIEMPOS,
                        BASE, malas[i]);
        assert_int_equal(leer(firmar(HS256, cuerpo, CLAVE), AHORA),
                         INV_JWT_INVALIDO);
    }
}


static void
rotacion(void **estado)
{
    char  *token;

    (void) estado;

    assert_string_not_equal(claves[0].kid, claves[1].kid);

    token = nuestro(&claves[1], "null");
    assert_int_equal(leer(token, AHORA), INV_JWT_BIEN);
    assert_int_equal(inv_jwt_leer(token, strlen(token), claves, 1, AHORA,
                                  &datos), INV_JWT_INVALIDO);
    free(token);
}


static void
claves_malas(void **estado)
{
    const char       *token;
    inv_jwt_clave_t   c, vacia = { .secreto = (const unsigned char *) "" };
    inv_jwt_datos_t   d;

    (void) estado;

    memset(&d, 0, sizeof(d));

    assert_int_equal(inv_jwt_clave(&c, (const unsigned char *) L("corta")),
                     -1);
    assert_int_equal(inv_jwt_clave(&c, NULL, 0), -1);
    assert_null(inv_jwt_hacer(&vacia, &d, AHORA, 900));

    token = firmar(HS256, BUENO, "");
    assert_int_equal(leer(token, AHORA), INV_JWT_INVALIDO);
    assert_int_equal(inv_jwt_leer(token, strlen(token), &vacia, 1, AHORA,
                                  &datos), INV_JWT_INVALIDO);
    assert_int_equal(inv_jwt_leer(token, strlen(token), claves, 0, AHORA,
                                  &datos), INV_JWT_INVALIDO);
    assert_int_equal(leer(firmar(HS256, BUENO, OTRA), AHORA),
                     INV_JWT_INVALIDO);
}


static void
cabeceras(void **estado)
{
    size_t  i;

    static const char *const  malas[] = {
        "{\"alg\":\"none\"}", "{\"alg\":\"None\"}", "{\"alg\":\"hs256\"}",
        "{\"alg\":\"HS384\"}", "{\"alg\":\"HS512\"}", "{\"alg\":\"RS256\"}",
        "{\"alg\":\"ES256\"}", "{\"alg\":1}", "{\"alg\":null}", "{}",
        "{\"typ\":\"JWT\"}", "[\"HS256\"]", "\"HS256\"", "",
        "{\"alg\":\"none\",\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\",\"kid\":\"\"}",
        "{\"alg\":\"HS256\",\"kid\":0}",
        "{\"alg\":\"HS256\",\"kid\":\"0123456789abcdef\"}",
        "{\"alg\":\"HS256\",\"kid\":\"../../dev/null\"}",
        "{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}"
    };

    (void) estado;

    assert_int_equal(leer(firmar(HS256, BUENO, CLAVE), AHORA), INV_JWT_BIEN);

    for (i = 0; i < N_DE(malas); i++) {
        if (leer(firmar(malas[i], BUENO, CLAVE), AHORA) != INV_JWT_INVALIDO) {
            fail_msg("%s", malas[i]);
        }
    }
}


/*
 * Of what libjwt alone lets through: any signature, for a key that failed to
 * load.  (HS256 by a public key is the row RS256 above: we have no such keys.)
 */

static void
sin_firma(void **estado)
{
    jwt_t       *jwt;
    const char  *token;

    (void) estado;

    token = "eyJhbGciOiJub25lIn0.e30.";

    assert_int_equal(jwt_decode(&jwt, token, NULL, 0), 0);
    jwt_free(jwt);

    assert_int_equal(leer(token, AHORA), INV_JWT_INVALIDO);
}


static void
reclamos(void **estado)
{
    size_t  i;

    static const struct {
        const char     *cuerpo;
        inv_jwt_fin_e   fin;
    } casos[] = {
        { BUENO, INV_JWT_BIEN },
        { RECLAMOS(I, I, "\"7\"", "\"a\"", "\"admin\"", "[]") TIEMPOS,
          INV_JWT_BIEN },
        { RECLAMOS("\"x\"", I, "\"7\"", "\"a\"", "\"admin\"", "null") TIEMPOS,
          INV_JWT_INVALIDO },
        { RECLAMOS(I, "\"x\"", "\"7\"", "\"a\"", "\"admin\"", "null") TIEMPOS,
          INV_JWT_INVALIDO },
        { RECLAMOS(I, I, "\"7x\"", "\"a\"", "\"admin\"", "null") TIEMPOS,
          INV_JWT_INVALIDO },
        { RECLAMOS(I, I, "\"-7\"", "\"a\"", "\"admin\"", "null") TIEMPOS,
          INV_JWT_INVALIDO },
        { RECLAMOS(I, I, "\"0\"", "\"a\"", "\"admin\"", "null") TIEMPOS,
          INV_JWT_INVALIDO },
        { RECLAMOS(I, I, "7", "\"a\"", "\"admin\"", "null") TIEMPOS,
          INV_JWT_INVALIDO },
        { RECLAMOS(I, I, "\"9999999999999999\"", "\"a\"", "\"admin\"", "null")
          TIEMPOS, INV_JWT_INVALIDO },
        { RECLAMOS(I, I, "\"7\",\"sub\":\"1\"", "\"a\"", "\"admin\"", "null")
          TIEMPOS, INV_JWT_INVALIDO },
        { RECLAMOS(I, I, "\"7\"", "\"\"", "\"admin\"", "null") TIEMPOS,
          INV_JWT_INVALIDO },
        { RECLAMOS(I, I, "\"7\"", "\"a\\u0000b\"", "\"admin\"", "null")
          TIEMPOS, INV_JWT_INVALIDO },
        { RECLAMOS(I, I, "\"7\"", "\"a\"", "[\"admin\"]", "null") TIEMPOS,
          INV_JWT_INVALIDO },
        { RECLAMOS(I, I, "\"7\"", "\"a\"", "\"admin\"", "\"todas\"") TIEMPOS,
          INV_JWT_INVALIDO },
        { RECLAMOS(I, I, "\"7\"", "\"a\"", "\"admin\"", "[\"1\"]") TIEMPOS,
          INV_JWT_INVALIDO },
        { RECLAMOS(I, I, "\"7\"", "\"a\"", "\"admin\"", "[0]") TIEMPOS,
          INV_JWT_INVALIDO },
        { "[1]", INV_JWT_INVALIDO },
        { "null", INV_JWT_INVALIDO },
        { BASE "}", INV_JWT_INVALIDO },
        { BASE ",\"iat\":1800000000,\"nbf\":1800000000}", INV_JWT_INVALIDO },
        { BASE ",\"iat\":1800000000,\"nbf\":1800000000,\"exp\":1.9e9}",
          INV_JWT_INVALIDO },
        { BASE ",\"iat\":1800000000,\"nbf\":1800000000,"
          "\"exp\":\"1800000900\"}", INV_JWT_INVALIDO },
        { BASE ",\"iat\":1800000000,\"nbf\":1800000000,"
          "\"exp\":9223372036854775807}", INV_JWT_INVALIDO },
        { BASE ",\"iat\":1800000000,\"nbf\":-9223372036854775807,"
          "\"exp\":1800000900}", INV_JWT_INVALIDO },
        { BASE ",\"iat\":1800000031,\"nbf\":1800000000,\"exp\":1800000900}",
          INV_JWT_AUN_NO },
        { BASE ",\"iat\":1800000000,\"nbf\":1800000031,\"exp\":1800000900}",
          INV_JWT_AUN_NO },
        { BASE ",\"iat\":1799999000,\"nbf\":1799999000,\"exp\":1799999970}",
          INV_JWT_VENCIDO }
    };

    (void) estado;

    for (i = 0; i < N_DE(casos); i++) {
        if (leer(firmar(HS256, casos[i].cuerpo, CLAVE), AHORA)
            != casos[i].fin)
        {
            fail_msg("%s", casos[i].cuerpo);
        }
    }
}


/* Cut anywhere, or with any one byte changed, it is no token. */

static void
alterados(void **estado)
{
    char    *token, c;
    size_t   i, largo;

    (void) estado;

    token = nuestro(&claves[0], "[1,2]");
    largo = strlen(token);

    for (i = 0; i < largo; i++) {
        c = token[i];

        token[i] = (c == 'A') ? 'B' : 'A';
        assert_int_equal(leer(token, AHORA), INV_JWT_INVALIDO);

        token[i] = '\0';
        assert_int_equal(leer(token, AHORA), INV_JWT_INVALIDO);

        /* the caller's length and the text's differ */
        assert_int_equal(inv_jwt_leer(token, largo, claves, 2, AHORA, &datos),
                         INV_JWT_INVALIDO);

        token[i] = c;
    }

    free(token);
}


static void
basura(void **estado)
{
    char      t[8193];
    size_t    i, j, n;
    uint64_t  semilla;

    static const char  letras[] = "eyJhbGciOiJIUzI1NiJ9ABC01-_..=+/\x80 {";

    (void) estado;

    semilla = 88172645463325252u;

    for (i = 0; i < 5000; i++) {
        n = azar_hasta(&semilla, i % 50 ? 300 : sizeof(t));

        for (j = 0; j < n; j++) {
            t[j] = letras[azar_hasta(&semilla, sizeof(letras) - 1)];
        }

        t[n] = '\0';

        assert_int_equal(leer(t, AHORA), INV_JWT_INVALIDO);
    }

    memset(t, 'A', sizeof(t) - 1);
    t[sizeof(t) - 1] = '\0';
    assert_int_equal(leer(t, AHORA), INV_JWT_INVALIDO);
}


int
main(void)
{
    const struct CMUnitTest  pruebas[] = {
        cmocka_unit_test(ida_y_vuelta),
        cmocka_unit_test(sesion),
        cmocka_unit_test(rotacion),
        cmocka_unit_test(claves_malas),
        cmocka_unit_test(cabeceras),
        cmocka_unit_test(sin_firma),
        cmocka_unit_test(reclamos),
        cmocka_unit_test(alterados),
        cmocka_unit_test(basura)
    };

    return cmocka_set_message_output(CM_OUTPUT_TAP),
           cmocka_run_group_tests_name("auth_jwt", pruebas, preparar, NULL);
}
