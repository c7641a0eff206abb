
/*
 * Inventario: the QR of an invoice.
 */


#include "qr_afip.h"
#include "fecha.h"
#include "json_previo.h"
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>


#define INV_QR_DIRECCION  "https://www.afip.gob.ar/fe/qr/?p="
#define INV_QR_PREVIO     (3 * INV_QR_TEXTO)


static const char *inv_qr_parametro(const char *s, size_t n, size_t *largo);
static int inv_qr_decodificar(const char *s, size_t n, unsigned char *buf,
    size_t *largo);
static int inv_qr_sexteto(const char *s, size_t n, size_t *i);
static inv_qr_error_e inv_qr_objeto(const unsigned char *s, size_t n,
    json_t **objeto);
static inv_qr_error_e inv_qr_miembros(json_t *o, inv_qr_t *q);
static int inv_qr_digitos(json_t *o, const char *nombre, size_t min,
    size_t max, char *buf);
static int inv_qr_numero(json_t *o, const char *nombre, size_t digitos,
    unsigned long *v);
static int inv_qr_decimal(json_t *o, const char *nombre, unsigned decimales,
    int64_t tope, inv_decimal_t *d);
static inv_qr_error_e inv_qr_revisar(const inv_qr_t *q);


static const struct {
    const char                *codigo;
    const char                *mensaje;
} inv_qr_errores[] = {
    { "", "" },
    { "qr_largo", "El texto es demasiado largo para ser el QR de una "
                  "factura." },
    { "qr_direccion", "No es el QR de una factura: empieza con "
                      "https://www.afip.gob.ar/fe/qr/?p=" },
    { "qr_base64", "El QR está cortado o mal leído: su Base64 no vale." },
    { "qr_json", "El QR está cortado o mal leído: no tiene un JSON." },
    { "qr_version", "El QR es de una versión que no conocemos." },
    { "qr_fecha", "El QR no tiene una fecha válida." },
    { "qr_cuit", "El CUIT del QR no es válido." },
    { "qr_punto_venta", "El QR no tiene un punto de venta válido." },
    { "qr_tipo", "El QR no tiene un tipo de comprobante válido." },
    { "qr_numero", "El QR no tiene un número de comprobante válido." },
    { "qr_importe", "El QR no tiene un importe válido." },
    { "qr_moneda", "El QR no tiene una moneda válida." },
    { "qr_cotizacion", "El QR no tiene una cotización válida." },
    { "qr_receptor", "El documento del receptor en el QR no es válido." },
    { "qr_autorizacion", "El QR no dice si lleva CAE o CAEA." },
    { "qr_cae", "El CAE del QR no tiene 14 dígitos." },
    { "error_interno", "Algo falló de nuestro lado." }
};


const char *
inv_qr_codigo(inv_qr_error_e error)
{
    return inv_qr_errores[error].codigo;
}


const char *
inv_qr_mensaje(inv_qr_error_e error)
{
    return inv_qr_errores[error].mensaje;
}


inv_qr_error_e
inv_qr_leer(const char *s, size_t n, inv_qr_t *q)
{
    json_t          *o;
    size_t           largo;
    inv_qr_t         leido;
    const char      *p;
    inv_qr_error_e   error;
    unsigned char    buf[INV_QR_TEXTO];

    if (n > INV_QR_TEXTO) {
        return INV_QR_LUGAR;
    }

    p = inv_qr_parametro(s, n, &largo);

    if (p == NULL) {
        return INV_QR_URL;
    }

    if (!inv_qr_decodificar(p, largo, buf, &largo)) {
        return INV_QR_BASE64;
    }

    error = inv_qr_objeto(buf, largo, &o);

    if (error != INV_QR_BIEN) {
        return error;
    }

    memset(&leido, 0, sizeof(leido));
    error = inv_qr_miembros(o, &leido);
    json_decref(o);

    if (error == INV_QR_BIEN) {
        error = inv_qr_revisar(&leido);
    }

    if (error == INV_QR_BIEN) {
        *q = leido;
    }

    return error;
}


/* The value of p in the query of a URL of ARCA's, or NULL. */

static const char *
inv_qr_parametro(const char *s, size_t n, size_t *largo)
{
    size_t       i, k;
    const char  *fin, *q;

    static const char *const  partes[][3] = {
        { "https://", "http://", NULL },
        { "www.", "", NULL },
        { "afip.gob.ar", "arca.gob.ar", NULL },
        { "/fe/qr/?", "/fe/qr?", NULL }
    };

    fin = s + n;

    for (i = 0; i < sizeof(partes) / sizeof(partes[0]); i++) {
        for (k = 0; partes[i][k]; k++) {
            n = strlen(partes[i][k]);

            if ((size_t) (fin - s) >= n
                && strncasecmp(s, partes[i][k], n) == 0)
            {
                s += n;
                break;
            }
        }

        if (partes[i][k] == NULL) {
            return NULL;
        }
    }

    q = memchr(s, '#', (size_t) (fin - s));

    if (q) {
        fin = q;
    }

    for ( ;; ) {
        q = memchr(s, '&', (size_t) (fin - s));
        n = (size_t) ((q ? q : fin) - s);

        if (n > 2 && s[0] == 'p' && s[1] == '=') {
            *largo = n - 2;
            return s + 2;
        }

        if (q == NULL) {
            return NULL;
        }

        s = q + 1;
    }
}


/*
 * Base64 (RFC 4648) of either alphabet.  A '+' that somebody took for a space
 * is a '+'.  Only '=' may follow the data, and no bits may be left over.
 */

static int
inv_qr_decodificar(const char *s, size_t n, unsigned char *buf, size_t *largo)
{
    int       v;
    size_t    i, k, relleno, sextetos;
    unsigned  bits;

    bits = 0;
    k = 0;
    relleno = 0;
    sextetos = 0;

    for (i = 0; i < n; /* void */ ) {
        v = inv_qr_sexteto(s, n, &i);

        if (v == 64) {
            relleno++;
            continue;
        }

        if (v < 0 || relleno) {
            return 0;
        }

        bits = (bits << 6 | (unsigned) v) & 0xffffff;
        sextetos++;

        if (sextetos % 4 != 1) {
            buf[k++] = (unsigned char)
                           (bits >> (2 * (3 - (sextetos - 1) % 4)));
        }
    }

    *largo = k;

    switch (sextetos % 4) {

    case 0:
        return relleno == 0;

    case 2:
        return (relleno == 0 || relleno == 2) && (bits & 0xf) == 0;

    case 3:
        return relleno <= 1 && (bits & 0x3) == 0;

    default:
        return 0;
    }
}


/* The next one at *i, which moves on: 0..63, 64 for '=', -1 for no such. */

static int
inv_qr_sexteto(const char *s, size_t n, size_t *i)
{
    int           c, d;
    size_t        k;
    const char   *p;

    static const char  alfabeto[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    "abcdefghijklmnopqrstuvwxyz0123456789+/";
    static const char  hexa[] = "0123456789ABCDEF0123456789abcdef";

    c = (unsigned char) s[(*i)++];

    if (c == '%') {
        if (n - *i < 2) {
            return -1;
        }

        for (c = 0, k = 0; k < 2; k++) {
            d = (unsigned char) s[(*i)++];
            p = d ? strchr(hexa, d) : NULL;

            if (p == NULL) {
                return -1;
            }

            c = c << 4 | (int) ((p - hexa) & 0xf);
        }
    }

    switch (c) {

    case '\0':
        return -1;

    case '=':
        return 64;

    case '-':
    case ' ':
        return 62;

    case '_':
        return 63;
    }

    p = strchr(alfabeto, c);

    return p ? (int) (p - alfabeto) : -1;
}


static inv_qr_error_e
inv_qr_objeto(const unsigned char *s, size_t n, json_t **objeto)
{
    char      previo[INV_QR_PREVIO];
    size_t    largo;
    json_t   *o, *v;

    /* numbers keep their digits: see json_previo.h */

    if (inv_json_previo_largo(n) > sizeof(previo)
        || inv_json_previo((const char *) s, n, 4, previo, sizeof(previo),
                           &largo) != INV_JSON_BIEN)
    {
        return INV_QR_JSON;
    }

    o = json_loadb(previo, largo, JSON_REJECT_DUPLICATES, NULL);

    if (!json_is_object(o)) {
        json_decref(o);
        return INV_QR_JSON;
    }

    v = json_object_get(o, "ver");

    if (!json_is_integer(v) || json_integer_value(v) != 1) {
        json_decref(o);
        return INV_QR_VERSION;
    }

    *objeto = o;

    return INV_QR_BIEN;
}


/* A member as text: a string, an integer, or a number of json_previo. */

static const char *
inv_qr_texto(json_t *o, const char *nombre, char *buf, size_t cabe)
{
    json_t      *v;
    const char  *s;

    v = json_object_get(o, nombre);

    if (json_is_integer(v)) {
        snprintf(buf, cabe, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
        return buf;
    }

    s = json_string_value(v);

    return s && s[0] == '\1' ? s + 1 : s;
}


static inv_qr_error_e
inv_qr_miembros(json_t *o, inv_qr_t *q)
{
    char            buf[24];
    const char     *s;
    unsigned long   pv, tipo, doc;

    s = inv_qr_texto(o, "fecha", buf, sizeof(buf));

    if (s == NULL || strlen(s) != sizeof(q->fecha) - 1) {
        return INV_QR_FECHA;
    }

    memcpy(q->fecha, s, sizeof(q->fecha));

    if (!inv_qr_digitos(o, "cuit", INV_CUIT_LARGO, INV_CUIT_LARGO, q->cuit)) {
        return INV_QR_CUIT;
    }

    if (!inv_qr_numero(o, "ptoVta", 5, &pv)) {
        return INV_QR_PUNTO_VENTA;
    }

    if (!inv_qr_numero(o, "tipoCmp", 3, &tipo)) {
        return INV_QR_TIPO;
    }

    if (!inv_qr_numero(o, "nroCmp", 8, &q->numero)) {
        return INV_QR_NUMERO;
    }

    if (!inv_qr_decimal(o, "importe", 2, 9999999999999LL, &q->importe)) {
        return INV_QR_IMPORTE;
    }

    s = inv_qr_texto(o, "moneda", buf, sizeof(buf));

    if (s == NULL || strlen(s) != sizeof(q->moneda) - 1) {
        return INV_QR_MONEDA;
    }

    memcpy(q->moneda, s, sizeof(q->moneda));

    if (!inv_qr_decimal(o, "ctz", 6, 9999999999999LL, &q->cotizacion)) {
        return INV_QR_COTIZACION;
    }

    doc = 0;

    if ((json_object_get(o, "tipoDocRec")
         && !inv_qr_numero(o, "tipoDocRec", 2, &doc))
        || (json_object_get(o, "nroDocRec")
            && !inv_qr_digitos(o, "nroDocRec", 1, INV_QR_DOC, q->doc)))
    {
        return INV_QR_RECEPTOR;
    }

    s = inv_qr_texto(o, "tipoCodAut", buf, sizeof(buf));

    if (s == NULL || strlen(s) != 1) {
        return INV_QR_AUTORIZACION;
    }

    if (!inv_qr_digitos(o, "codAut", INV_QR_CODIGO, INV_QR_CODIGO,
                        q->codigo))
    {
        return INV_QR_CODIGO_MAL;
    }

    q->autorizacion = s[0];
    q->punto_venta = (unsigned) pv;
    q->tipo = (unsigned) tipo;
    q->doc_tipo = (unsigned) doc;

    return INV_QR_BIEN;
}


/* min..max digits and a NUL into buf; 1, or 0 if it is not that. */

static int
inv_qr_digitos(json_t *o, const char *nombre, size_t min, size_t max,
    char *buf)
{
    char         numero[24];
    size_t       n;
    const char  *s;

    s = inv_qr_texto(o, nombre, numero, sizeof(numero));
    n = s ? strlen(s) : 0;

    if (n < min || n > max || strspn(s, "0123456789") != n) {
        return 0;
    }

    memcpy(buf, s, n + 1);

    return 1;
}


static int
inv_qr_numero(json_t *o, const char *nombre, size_t digitos,
    unsigned long *v)
{
    char         buf[INV_QR_DOC + 1];
    const char  *p;

    if (!inv_qr_digitos(o, nombre, 1, digitos, buf)) {
        return 0;
    }

    for (p = buf, *v = 0; *p; p++) {
        *v = *v * 10 + (unsigned long) (*p - '0');
    }

    return 1;
}


static int
inv_qr_decimal(json_t *o, const char *nombre, unsigned decimales,
    int64_t tope, inv_decimal_t *d)
{
    char         buf[24];
    const char  *s;

    s = inv_qr_texto(o, nombre, buf, sizeof(buf));

    return s && inv_dec_leer(s, strlen(s), decimales, d) == INV_DEC_BIEN
           && inv_dec_comparar_entero(d, tope + 1) < 0;
}


/* What both ways ask of one. */

static inv_qr_error_e
inv_qr_revisar(const inv_qr_t *q)
{
    size_t  n;

    if (!inv_fecha_valida(q->fecha, strlen(q->fecha))) {
        return INV_QR_FECHA;
    }

    if (strlen(q->cuit) != INV_CUIT_LARGO
        || !inv_cuit_valido(q->cuit, INV_CUIT_LARGO))
    {
        return INV_QR_CUIT;
    }

    if (q->punto_venta < 1 || q->punto_venta > 99999) {
        return INV_QR_PUNTO_VENTA;
    }

    if (q->tipo < 1 || q->tipo > 999) {
        return INV_QR_TIPO;
    }

    if (q->numero < 1 || q->numero > 99999999) {
        return INV_QR_NUMERO;
    }

    if (inv_dec_signo(&q->importe) < 0 || q->importe.escala > 2
        || inv_dec_comparar_entero(&q->importe, 10000000000000LL) >= 0)
    {
        return INV_QR_IMPORTE;
    }

    if (strspn(q->moneda, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3) {
        return INV_QR_MONEDA;
    }

    if (inv_dec_signo(&q->cotizacion) <= 0 || q->cotizacion.escala > 6
        || inv_dec_comparar_entero(&q->cotizacion, 10000000000000LL) >= 0)
    {
        return INV_QR_COTIZACION;
    }

    n = strlen(q->doc);

    if (q->doc_tipo > 99 || n > INV_QR_DOC
        || strspn(q->doc, "0123456789") != n)
    {
        return INV_QR_RECEPTOR;
    }

    if (q->autorizacion != 'E' && q->autorizacion != 'A') {
        return INV_QR_AUTORIZACION;
    }

    if (strlen(q->codigo) != INV_QR_CODIGO
        || strspn(q->codigo, "0123456789") != INV_QR_CODIGO
        || q->codigo[0] == '0')         /* a JSON number does not */
    {
        return INV_QR_CODIGO_MAL;
    }

    return INV_QR_BIEN;
}


/* Digits as a JSON number: no zeros in front. */

static const char *
inv_qr_sin_ceros(const char *s)
{
    while (s[0] == '0' && s[1]) {
        s++;
    }

    return s;
}


inv_qr_error_e
inv_qr_armar(const inv_qr_t *q, char *buf, size_t cabe, size_t *n)
{
    char             json[512], receptor[80], importe[INV_DEC_LARGO];
    char             cotizacion[INV_DEC_LARGO], *p;
    size_t           i, largo;
    unsigned         bits;
    inv_qr_error_e   error;

    static const char  alfabeto[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    "abcdefghijklmnopqrstuvwxyz0123456789+/";

    error = inv_qr_revisar(q);

    if (error != INV_QR_BIEN) {
        return error;
    }

    inv_dec_escribir(&q->importe, importe);
    inv_dec_escribir(&q->cotizacion, cotizacion);
    receptor[0] = '\0';

    if (q->doc_tipo && q->doc[0]) {
        snprintf(receptor, sizeof(receptor),
                 "\"tipoDocRec\":%u,\"nroDocRec\":%s,", q->doc_tipo,
                 inv_qr_sin_ceros(q->doc));
    }

    largo = (size_t) snprintf(json, sizeof(json),
        "{\"ver\":1,\"fecha\":\"%s\",\"cuit\":%s,\"ptoVta\":%u,"
        "\"tipoCmp\":%u,\"nroCmp\":%lu,\"importe\":%s,\"moneda\":\"%s\","
        "\"ctz\":%s,%s\"tipoCodAut\":\"%c\",\"codAut\":%s}",
        q->fecha, q->cuit, q->punto_venta, q->tipo, q->numero, importe,
        q->moneda, cotizacion, receptor, q->autorizacion, q->codigo);

    *n = sizeof(INV_QR_DIRECCION) - 1 + (largo + 2) / 3 * 4;

    if (largo >= sizeof(json) || *n >= cabe) {
        return INV_QR_LUGAR;
    }

    memcpy(buf, INV_QR_DIRECCION, sizeof(INV_QR_DIRECCION) - 1);
    p = buf + sizeof(INV_QR_DIRECCION) - 1;

    for (i = 0; i < largo; i += 3) {
        bits = (unsigned) (unsigned char) json[i] << 16;
        bits |= i + 1 < largo ? (unsigned) (unsigned char) json[i + 1] << 8
                              : 0;
        bits |= i + 2 < largo ? (unsigned) (unsigned char) json[i + 2] : 0;

        *p++ = alfabeto[bits >> 18];
        *p++ = alfabeto[bits >> 12 & 0x3f];
        *p++ = i + 1 < largo ? alfabeto[bits >> 6 & 0x3f] : '=';
        *p++ = i + 2 < largo ? alfabeto[bits & 0x3f] : '=';
    }

    *p = '\0';

    return INV_QR_BIEN;
}
