
/*
 * The QR of an invoice.
 */


#include "prueba.h"
#include "dominio/qr_afip.h"


#define AFIP  "https://www.afip.gob.ar/fe/qr/?p="

/* the example of ARCA's own specification */
#define EJEMPLO                                                               \
    "{\"ver\":1,\"fecha\":\"2020-10-13\",\"cuit\":30000000007,"               \
    "\"ptoVta\":10,\"tipoCmp\":1,\"nroCmp\":94,\"importe\":12100,"            \
    "\"moneda\":\"DOL\",\"ctz\":65,\"tipoDocRec\":80,"                        \
    "\"nroDocRec\":20000000001,\"tipoCodAut\":\"E\","                         \
    "\"codAut\":70417054367476}"


/* direccion and the n bytes of s in Base64: of the URL-safe alphabet and
   without padding if seguro */

static char *
url(const char *direccion, const char *s, size_t n, int seguro)
{
    char        *u, *p;
    size_t       i;
    unsigned     b;
    const char  *alfabeto;

    alfabeto = seguro ? "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                        "0123456789-_"
                      : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                        "0123456789+/";
    u = malloc(strlen(direccion) + n / 3 * 4 + 5);

    if (u == NULL) {
        abort();
    }

    p = u + sprintf(u, "%s", direccion);

    for (i = 0; i < n; i += 3) {
        b = (unsigned) (unsigned char) s[i] << 16
            | (i + 1 < n ? (unsigned) (unsigned char) s[i + 1] << 8 : 0)
            | (i + 2 < n ? (unsigned) (unsigned char) s[i + 2] : 0);

        *p++ = alfabeto[b >> 18];
        *p++ = alfabeto[b >> 12 & 63];
        *p++ = i + 1 < n ? alfabeto[b >> 6 & 63] : '=';
        *p++ = i + 2 < n ? alfabeto[b & 63] : '=';
    }

    while (seguro && p[-1] == '=') {
        p--;
    }

    *p = '\0';

    return u;
}


static inv_qr_error_e
leer(const char *texto, inv_qr_t *q)
{
    char            *s;
    size_t           n;
    inv_qr_error_e   e;

    n = strlen(texto);
    s = justo(texto, n);
    e = inv_qr_leer(s, n, q);
    free(s);

    return e;
}


static inv_qr_error_e
leer_json(const char *json, inv_qr_t *q)
{
    char            *u;
    inv_qr_error_e   e;

    u = url(AFIP, json, strlen(json), 0);
    e = leer(u, q);
    free(u);

    return e;
}


static void
ejemplo(void **estado)
{
    char      buf[INV_QR_LARGO], *u;
    size_t    n;
    inv_qr_t  q;

    (void) estado;

    u = url(AFIP, L(EJEMPLO), 0);
    assert_int_equal(leer(u, &q), INV_QR_BIEN);

    assert_string_equal(q.fecha, "2020-10-13");
    assert_string_equal(q.cuit, "30000000007");
    assert_int_equal(q.punto_venta, 10);
    assert_int_equal(q.tipo, 1);
    assert_int_equal(q.numero, 94);
    assert_int_equal(inv_dec_comparar_entero(&q.importe, 12100), 0);
    assert_string_equal(q.moneda, "DOL");
    assert_int_equal(inv_dec_comparar_entero(&q.cotizacion, 65), 0);
    assert_int_equal(q.doc_tipo, 80);
    assert_string_equal(q.doc, "20000000001");
    assert_int_equal(q.autorizacion, 'E');
    assert_string_equal(q.codigo, "70417054367476");

    /* and the same text again, byte by byte */

    assert_int_equal(inv_qr_armar(&q, buf, sizeof(buf), &n), INV_QR_BIEN);
    assert_int_equal(n, strlen(u));
    assert_string_equal(buf, u);

    assert_int_equal(inv_qr_armar(&q, buf, n + 1, &n), INV_QR_BIEN);
    assert_int_equal(inv_qr_armar(&q, buf, n, &n), INV_QR_LUGAR);

    free(u);
}


static void
direcciones(void **estado)
{
    char      *u;
    size_t     i;
    inv_qr_t   q;

    static const struct {
        const char      *direccion;
        inv_qr_error_e   espera;
    } casos[] = {
        { "https://www.arca.gob.ar/fe/qr/?p=", INV_QR_BIEN },
        { "https://afip.gob.ar/fe/qr/?p=", INV_QR_BIEN },
        { "http://www.afip.gob.ar/fe/qr?p=", INV_QR_BIEN },
        { "HTTPS://WWW.AFIP.GOB.AR/FE/QR/?p=", INV_QR_BIEN },
        { "https://www.afip.gob.ar/fe/qr/?a=1&p=", INV_QR_BIEN },
        { "https://www.afip.gob.ar.malo.com/fe/qr/?p=", INV_QR_URL },
        { "https://malo.com/fe/qr/?p=", INV_QR_URL },
        { "https://www.afip.gob.ar/fe/qr/?q=", INV_QR_URL },
        { "https://www.afip.gob.ar/fe/?p=", INV_QR_URL },
        { "ftp://www.afip.gob.ar/fe/qr/?p=", INV_QR_URL },
        { " https://www.afip.gob.ar/fe/qr/?p=", INV_QR_URL },
        { "", INV_QR_URL }
    };

    (void) estado;

    for (i = 0; i < N_DE(casos); i++) {
        u = url(casos[i].direccion, L(EJEMPLO), i % 2);

        if (leer(u, &q) != casos[i].espera) {
            fail_msg("%s", casos[i].direccion);
        }

        free(u);
    }

    assert_int_equal(leer(AFIP, &q), INV_QR_URL);
    assert_int_equal(leer("https://www.afip.gob.ar/fe/qr/?p=&p=", &q),
                     INV_QR_URL);
}


static void
base64(void **estado)
{
    char      *u, *v, *p, larga[INV_QR_TEXTO + 2];
    size_t     i;
    inv_qr_t   q;

    static const char *const  malos[] = {
        "A", "AAAA=", "AA=", "AA===", "AAA==", "AB==", "AAB=", "AA=A", "A*==",
        "%4", "%", "%zz", "%00", "AAAA\n", "="
    };

    (void) estado;

    for (i = 0; i < N_DE(malos); i++) {
        u = malloc(sizeof(AFIP) + strlen(malos[i]));
        sprintf(u, AFIP "%s", malos[i]);

        if (leer(u, &q) != INV_QR_BASE64) {
            fail_msg("\"%s\"", malos[i]);
        }

        free(u);
    }

    /* a member that is ignored, in whose signs both alphabets differ */

    u = url(AFIP, L("{\"x\":\"~~~~o~~~o\",\"ver\":1}"), 0);
    assert_int_equal(leer(u, &q), INV_QR_FECHA);
    v = url(AFIP, L("{\"x\":\"~~~~o~~~o\",\"ver\":1}"), 1);
    assert_string_not_equal(u, v);
    assert_int_equal(leer(v, &q), INV_QR_FECHA);
    free(v);

    /* as a browser writes it: every sign with % */

    v = malloc(3 * strlen(u) + 1);
    p = v + sprintf(v, AFIP);

    for (i = sizeof(AFIP) - 1; u[i]; i++) {
        p += strchr("+/=", u[i]) ? sprintf(p, "%%%02x", (unsigned) u[i])
                                 : sprintf(p, "%c", u[i]);
    }

    assert_int_equal(leer(v, &q), INV_QR_FECHA);
    free(v);
    free(u);

    memset(larga, 'A', sizeof(larga));
    memcpy(larga, AFIP, sizeof(AFIP) - 1);
    assert_int_equal(inv_qr_leer(larga, INV_QR_TEXTO + 1, &q), INV_QR_LUGAR);
    assert_int_not_equal(inv_qr_leer(larga, INV_QR_TEXTO, &q), INV_QR_LUGAR);
}


/* The example with one member changed. */

static void
miembros(void **estado)
{
    char       *json, *p;
    size_t      i;
    inv_qr_t    q;

    static const struct {
        const char      *que;
        const char      *por;
        inv_qr_error_e   espera;
    } casos[] = {
        { "\"ver\":1", "\"ver\":2", INV_QR_VERSION },
        { "\"ver\":1", "\"ver\":\"1\"", INV_QR_VERSION },
        { "\"ver\":1,", "", INV_QR_VERSION },
        { "\"ver\":1", "\"nueva\":{\"a\":[1.5]},\"ver\":1", INV_QR_BIEN },
        { "\"ver\":1", "\"ver\":1,\"ver\":1", INV_QR_JSON },
        { "{", "[", INV_QR_JSON },
        { "2020-10-13", "2020-02-30", INV_QR_FECHA },
        { "2020-10-13", "20201013", INV_QR_FECHA },
        { "30000000007", "30000000008", INV_QR_CUIT },
        { "30000000007", "\"30000000007\"", INV_QR_BIEN },
        { "30000000007", "\"30-00000000-7\"", INV_QR_CUIT },
        { "30000000007", "30000000007.0", INV_QR_CUIT },
        { "\"ptoVta\":10", "\"ptoVta\":0", INV_QR_PUNTO_VENTA },
        { "\"ptoVta\":10", "\"ptoVta\":100000", INV_QR_PUNTO_VENTA },
        { "\"ptoVta\":10", "\"ptoVta\":-1", INV_QR_PUNTO_VENTA },
        { "\"ptoVta\":10", "\"ptoVta\":null", INV_QR_PUNTO_VENTA },
        { "\"ptoVta\":10", "\"ptoVta\":99999", INV_QR_BIEN },
        { "\"tipoCmp\":1", "\"tipoCmp\":1000", INV_QR_TIPO },
        { "\"tipoCmp\":1", "\"tipoCmp\":\"006\"", INV_QR_BIEN },
        { "\"nroCmp\":94", "\"nroCmp\":100000000", INV_QR_NUMERO },
        { "\"nroCmp\":94", "\"nroCmp\":true", INV_QR_NUMERO },
        { "12100", "12100.50", INV_QR_BIEN },
        { "12100", "\"12100.5\"", INV_QR_BIEN },
        { "12100", "12100.505", INV_QR_IMPORTE },
        { "12100", "-1", INV_QR_IMPORTE },
        { "12100", "1e3", INV_QR_IMPORTE },
        { "12100", "9999999999999.99", INV_QR_BIEN },
        { "12100", "10000000000000", INV_QR_IMPORTE },
        { "12100", "1000000000000000000000000", INV_QR_IMPORTE },
        { "DOL", "dol", INV_QR_MONEDA },
        { "DOL", "PESO", INV_QR_MONEDA },
        { "\"ctz\":65", "\"ctz\":65.123456", INV_QR_BIEN },
        { "\"ctz\":65", "\"ctz\":0", INV_QR_COTIZACION },
        { "\"ctz\":65", "\"ctz\":1.1234567", INV_QR_COTIZACION },
        { "\"tipoDocRec\":80,\"nroDocRec\":20000000001,", "", INV_QR_BIEN },
        { "\"tipoDocRec\":80", "\"tipoDocRec\":100", INV_QR_RECEPTOR },
        { "20000000001", "\"2000000000x\"", INV_QR_RECEPTOR },
        { "20000000001", "123456789012345678901", INV_QR_RECEPTOR },
        { "\"E\"", "\"X\"", INV_QR_AUTORIZACION },
        { "\"E\"", "\"A\"", INV_QR_BIEN },
        { "70417054367476", "7041705436747", INV_QR_CODIGO_MAL },
        { "70417054367476", "704170543674766", INV_QR_CODIGO_MAL },
        { "70417054367476", "\"00417054367476\"", INV_QR_CODIGO_MAL },
        { "70417054367476", "\"70417054367476\"", INV_QR_BIEN }
    };

    (void) estado;

    for (i = 0; i < N_DE(casos); i++) {
        json = malloc(sizeof(EJEMPLO) + 200);
        p = strstr(EJEMPLO, casos[i].que);
        sprintf(json, "%.*s%s%s", (int) (p - EJEMPLO), EJEMPLO, casos[i].por,
                p + strlen(casos[i].que));
        memset(&q, 7, sizeof(q));

        if (leer_json(json, &q) != casos[i].espera) {
            fail_msg("%s: %d", json, leer_json(json, &q));
        }

        if (casos[i].espera != INV_QR_BIEN) {
            assert_int_equal(q.fecha[0], 7);
            assert_true(inv_qr_codigo(casos[i].espera)[0]);
            assert_true(inv_qr_mensaje(casos[i].espera)[0]);
        }

        free(json);
    }

    assert_int_equal(leer_json("", &q), INV_QR_URL);
    assert_int_equal(leer_json("[]", &q), INV_QR_JSON);
    assert_int_equal(leer_json("{", &q), INV_QR_JSON);
    assert_int_equal(leer_json("{} {}", &q), INV_QR_JSON);
}


/* Whatever is written reads as the same. */

static void
ida_y_vuelta(void **estado)
{
    char      buf[INV_QR_LARGO], digitos[32];
    int       i, j, d, suma;
    size_t    n;
    inv_qr_t  q, r;
    uint64_t  semilla;

    static const int  pesos[] = { 5, 4, 3, 2, 7, 6, 5, 4, 3, 2 };

    (void) estado;

    semilla = 77;

    for (i = 0; i < 3000; i++) {
        memset(&q, 0, sizeof(q));
        sprintf(digitos, "30%08zu", azar_hasta(&semilla, 100000000));

        for (j = 0, suma = 0; j < 10; j++) {
            suma += pesos[j] * (digitos[j] - '0');
        }

        d = (11 - suma % 11) % 11;

        if (d == 10) {
            continue;
        }

        sprintf(q.cuit, "%.10s%d", digitos, d);
        sprintf(q.fecha, "20%02zu-%02zu-%02zu", azar_hasta(&semilla, 100),
                1 + azar_hasta(&semilla, 12), 1 + azar_hasta(&semilla, 28));
        q.punto_venta = (unsigned) (1 + azar_hasta(&semilla, 99999));
        q.tipo = (unsigned) (1 + azar_hasta(&semilla, 999));
        q.numero = 1 + azar_hasta(&semilla, 99999999);
        q.importe.valor = (inv_int128_t) azar_hasta(&semilla,
                                                    999999999999999);
        q.importe.escala = 2;
        strcpy(q.moneda, "PES");
        q.cotizacion.valor = 1 + (inv_int128_t) azar_hasta(&semilla,
                                                           999999999999);
        q.cotizacion.escala = (unsigned) azar_hasta(&semilla, 7);
        q.autorizacion = "EA"[azar_hasta(&semilla, 2)];
        sprintf(q.codigo, "7%013zu", azar_hasta(&semilla, 9999999999999));

        if (azar_hasta(&semilla, 2)) {
            q.doc_tipo = 96;
            sprintf(q.doc, "%zu", 1 + azar_hasta(&semilla, 99999999));
        }

        assert_int_equal(inv_qr_armar(&q, buf, sizeof(buf), &n),
                         INV_QR_BIEN);
        assert_int_equal(strlen(buf), n);
        assert_int_equal(inv_qr_leer(buf, n, &r), INV_QR_BIEN);
        assert_int_equal(inv_dec_comparar(&q.importe, &r.importe), 0);
        assert_int_equal(inv_dec_comparar(&q.cotizacion, &r.cotizacion), 0);
        r.importe = q.importe;
        r.cotizacion = q.cotizacion;
        assert_string_equal(q.fecha, r.fecha);
        assert_string_equal(q.cuit, r.cuit);
        assert_string_equal(q.doc, r.doc);
        assert_string_equal(q.codigo, r.codigo);
        assert_true(q.punto_venta == r.punto_venta && q.tipo == r.tipo
                    && q.numero == r.numero && q.doc_tipo == r.doc_tipo
                    && q.autorizacion == r.autorizacion);
    }
}


int
main(void)
{
    const struct CMUnitTest  pruebas[] = {
        cmocka_unit_test(ejemplo),
        cmocka_unit_test(direcciones),
        cmocka_unit_test(base64),
        cmocka_unit_test(miembros),
        cmocka_unit_test(ida_y_vuelta)
    };

    return PRUEBAS("qr_afip", pruebas);
}
