
/*
 * Inventario: the forms of the negocio agent: QR read and drawn, files in
 * Latin-1, PDF.
 */


#include "ngx_http_inventario_negocio.h"
#include "ngx_http_inventario_negocio_pdf.h"
#include "dominio/latin1.h"
#include "dominio/qr_afip.h"
#include <jansson.h>
#include <qrencode.h>


#define INV_QR_MARGEN  4        /* quiet modules around it (ISO/IEC 18004) */


static void ngx_http_inventario_negocio_rehusar(ngx_http_inventario_forma_t *f,
    ngx_uint_t estado, const char *codigo, const char *detalle);
static void ngx_http_inventario_negocio_sin_memoria(
    ngx_http_inventario_forma_t *f);
static ngx_int_t ngx_http_inventario_negocio_qr_factura(json_t *o,
    inv_qr_t *q);
static ngx_int_t ngx_http_inventario_negocio_qr_dibujar(
    ngx_http_inventario_forma_t *f, const char *texto, QRcode *qr);
static void ngx_http_inventario_negocio_pdf(ngx_http_inventario_forma_t *f,
    inv_pdf_e (*dibujar)(json_t *documento, inv_pdf_bytes_t *b));


static void
ngx_http_inventario_negocio_rehusar(ngx_http_inventario_forma_t *f,
    ngx_uint_t estado, const char *codigo, const char *detalle)
{
    f->estado = estado;
    f->codigo = codigo;
    f->detalle = detalle;
}


static void
ngx_http_inventario_negocio_sin_memoria(ngx_http_inventario_forma_t *f)
{
    ngx_http_inventario_negocio_rehusar(f, NGX_HTTP_INTERNAL_SERVER_ERROR,
        "error_interno", "Algo falló de nuestro lado.");
}


/* --- QR ------------------------------------------------------------------ */

void
ngx_http_inventario_negocio_qr_leer(ngx_http_inventario_forma_t *f)
{
    char             importe[INV_DEC_LARGO], cotizacion[INV_DEC_LARGO];
    json_t          *o;
    u_char          *p;
    inv_qr_t         q;
    const char      *texto;
    inv_qr_error_e   error;

    o = json_loadb((char *) f->entrada.data, f->entrada.len, 0, NULL);
    texto = json_string_value(json_object_get(o, "texto"));
    error = texto ? inv_qr_leer(texto, ngx_strlen(texto), &q)
                  : INV_QR_MEMORIA;
    json_decref(o);

    if (error != INV_QR_BIEN) {
        ngx_http_inventario_negocio_rehusar(f,
            error == INV_QR_MEMORIA ? NGX_HTTP_INTERNAL_SERVER_ERROR : 422,
            inv_qr_codigo(error), inv_qr_mensaje(error));
        return;
    }

    p = ngx_pnalloc(f->pool, 1024);

    if (p == NULL) {
        ngx_http_inventario_negocio_sin_memoria(f);
        return;
    }

    inv_dec_escribir(&q.importe, importe);
    inv_dec_escribir(&q.cotizacion, cotizacion);

    /* every text of q is of digits, letters or a date: nothing to escape */

    f->salida.data = p;
    f->salida.len = ngx_snprintf(p, 1023,
        "{\"tipo\":%ud,\"punto_venta\":%ud,\"numero\":%uL,\"cuit\":\"%s\","
        "\"fecha\":\"%s\",\"total\":\"%s\",\"moneda\":\"%s\","
        "\"cotizacion\":\"%s\",\"autorizacion\":\"%c\",\"cae\":\"%s\","
        "\"receptor_tipo\":%ud,\"receptor\":\"%s\"}",
        q.tipo, q.punto_venta, (uint64_t) q.numero, q.cuit, q.fecha, importe,
        q.moneda, cotizacion, q.autorizacion, q.codigo, q.doc_tipo, q.doc)
        - p;
    p[f->salida.len] = '\0';
}


void
ngx_http_inventario_negocio_qr_svg(ngx_http_inventario_forma_t *f)
{
    char             texto[INV_QR_LARGO];
    json_t          *o;
    size_t           n;
    QRcode          *qr;
    ngx_int_t        rc;
    inv_qr_t         q;

    o = json_loadb((char *) f->entrada.data, f->entrada.len, 0, NULL);

    if (o == NULL) {
        ngx_http_inventario_negocio_sin_memoria(f);
        return;
    }

    rc = ngx_http_inventario_negocio_qr_factura(o, &q);
    json_decref(o);

    if (rc != NGX_OK
        || inv_qr_armar(&q, texto, sizeof(texto), &n) != INV_QR_BIEN)
    {
        ngx_http_inventario_negocio_rehusar(f, NGX_HTTP_CONFLICT,
            "factura_sin_cae",
            "La factura no tiene el CAE que lleva su QR.");
        return;
    }

    qr = QRcode_encodeString8bit(texto, 0, QR_ECLEVEL_M);

    if (qr == NULL) {
        ngx_http_inventario_negocio_sin_memoria(f);
        return;
    }

    if (ngx_http_inventario_negocio_qr_dibujar(f, texto, qr) != NGX_OK) {
        ngx_http_inventario_negocio_sin_memoria(f);
    }

    QRcode_free(qr);
}


/* The document of GET /v1/facturas/{id}; NGX_DECLINED if it has no CAE. */

static ngx_int_t
ngx_http_inventario_negocio_qr_factura(json_t *o, inv_qr_t *q)
{
    int          tipo, pv;
    json_int_t   numero;
    const char  *fecha, *cuit, *total, *moneda, *cotizacion, *autorizacion;
    const char  *cae;

    ngx_memzero(q, sizeof(inv_qr_t));

    if (json_unpack(o, "{s:i,s:i,s:I,s:s,s:s,s:s,s:s,s:s,s:s,s:s}",
                    "tipo", &tipo, "punto_venta", &pv, "numero", &numero,
                    "fecha", &fecha, "cuit", &cuit, "total", &total,
                    "moneda", &moneda, "cotizacion", &cotizacion,
                    "autorizacion", &autorizacion, "cae", &cae) != 0
        || ngx_strlen(fecha) >= sizeof(q->fecha)
        || ngx_strlen(cuit) >= sizeof(q->cuit)
        || ngx_strlen(moneda) >= sizeof(q->moneda)
        || ngx_strlen(cae) >= sizeof(q->codigo)
        || inv_dec_leer(total, ngx_strlen(total), 2, &q->importe)
           != INV_DEC_BIEN
        || inv_dec_leer(cotizacion, ngx_strlen(cotizacion), 6, &q->cotizacion)
           != INV_DEC_BIEN)
    {
        return NGX_DECLINED;
    }

    ngx_cpystrn((u_char *) q->fecha, (u_char *) fecha, sizeof(q->fecha));
    ngx_cpystrn((u_char *) q->cuit, (u_char *) cuit, sizeof(q->cuit));
    ngx_cpystrn((u_char *) q->moneda, (u_char *) moneda, sizeof(q->moneda));
    ngx_cpystrn((u_char *) q->codigo, (u_char *) cae, sizeof(q->codigo));

    q->tipo = (unsigned) tipo;
    q->punto_venta = (unsigned) pv;
    q->numero = (unsigned long) numero;
    q->autorizacion = autorizacion[0];

    return NGX_OK;
}


/* One rectangle for each run of dark modules of a row. */

static ngx_int_t
ngx_http_inventario_negocio_qr_dibujar(ngx_http_inventario_forma_t *f,
    const char *texto, QRcode *qr)
{
    int      lado, x, y, desde;
    u_char  *p;

    /* at most every second module begins a run, of 20 bytes at most */

    p = ngx_pnalloc(f->pool, 512 + INV_QR_LARGO
                             + 10 * (qr->width + 1) * qr->width);
    if (p == NULL) {
        return NGX_ERROR;
    }

    lado = qr->width + 2 * INV_QR_MARGEN;

    f->salida.data = p;

    p = ngx_sprintf(p, "<svg xmlns=\"http://www.w3.org/2000/svg\" "
                    "viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
                    "<title>Código QR de la factura</title><desc>%s</desc>"
                    "<path fill=\"#fff\" d=\"M0 0h%dv%dh-%dz\"/><path d=\"",
                    lado, lado, texto, lado, lado, lado);

    for (y = 0; y < qr->width; y++) {
        for (x = 0; x < qr->width; x++) {

            if (!(qr->data[y * qr->width + x] & 1)) {
                continue;
            }

            for (desde = x; x < qr->width
                            && qr->data[y * qr->width + x] & 1; x++)
            {
                /* void */
            }

            p = ngx_sprintf(p, "M%d %dh%dv1h-%dz", desde + INV_QR_MARGEN,
                            y + INV_QR_MARGEN, x - desde, x - desde);
        }
    }

    p = ngx_sprintf(p, "\"/></svg>\n");
    f->salida.len = p - f->salida.data;

    return NGX_OK;
}


/* --- Libro IVA Digital --------------------------------------------------- */

/* A name, a line feed and the file. */

void
ngx_http_inventario_negocio_libro_latin1(ngx_http_inventario_forma_t *f)
{
    u_char  *p, *fin;

    fin = f->entrada.data + f->entrada.len;
    p = ngx_strlchr(f->entrada.data, fin, LF);

    if (p == NULL) {
        ngx_http_inventario_negocio_sin_memoria(f);
        return;
    }

    f->archivo.data = f->entrada.data;
    f->archivo.len = p++ - f->entrada.data;

    f->salida.data = ngx_pnalloc(f->pool, fin - p + 1);

    if (f->salida.data == NULL) {
        ngx_http_inventario_negocio_sin_memoria(f);
        return;
    }

    f->salida.len = inv_latin1((char *) p, fin - p, INV_LATIN1_ISO,
                               (char *) f->salida.data);
}


/* --- PDF ----------------------------------------------------------------- */

static void
ngx_http_inventario_negocio_pdf(ngx_http_inventario_forma_t *f,
    inv_pdf_e (*dibujar)(json_t *documento, inv_pdf_bytes_t *b))
{
    json_t              *o;
    inv_pdf_e            rc;
    inv_pdf_bytes_t      b;
    ngx_pool_cleanup_t  *cln;

    cln = ngx_pool_cleanup_add(f->pool, 0);
    o = cln ? json_loadb((char *) f->entrada.data, f->entrada.len, 0, NULL)
            : NULL;

    if (o == NULL) {
        ngx_http_inventario_negocio_sin_memoria(f);
        return;
    }

    rc = dibujar(o, &b);
    json_decref(o);

    switch (rc) {

    case INV_PDF_BIEN:
        cln->handler = free;
        cln->data = b.datos;
        f->salida.data = b.datos;
        f->salida.len = b.n;
        return;

    case INV_PDF_GRANDE:
        ngx_http_inventario_negocio_rehusar(f, NGX_HTTP_CONFLICT,
            "pdf_grande", "Es demasiado para un solo PDF: pedilo por partes.");
        return;

    default:
        ngx_http_inventario_negocio_sin_memoria(f);
    }
}


void
ngx_http_inventario_negocio_pedido_pdf(ngx_http_inventario_forma_t *f)
{
    ngx_str_set(&f->archivo, "pedido.pdf");
    ngx_http_inventario_negocio_pdf(f, inv_pdf_pedido);
}


void
ngx_http_inventario_negocio_etiquetas_pdf(ngx_http_inventario_forma_t *f)
{
    ngx_str_set(&f->archivo, "etiquetas.pdf");
    ngx_http_inventario_negocio_pdf(f, inv_pdf_etiquetas);
}
