
/*
 * Inventario: the QR of an invoice (RG AFIP 4892/2020, "Especificaciones
 * técnicas del código QR", version 1): a URL whose parameter p is a JSON
 * document in Base64.
 */


#ifndef _INV_QR_AFIP_H_INCLUDED_
#define _INV_QR_AFIP_H_INCLUDED_


#include "decimal.h"
#include "gtin.h"


#define INV_QR_TEXTO   2048     /* bytes of a URL that is read, at most */
#define INV_QR_LARGO   768      /* room for any URL that is written, and NUL */
#define INV_QR_DOC     20       /* digits of the receiver's document */
#define INV_QR_CODIGO  14       /* digits of a CAE or CAEA */


typedef struct {
    char                       fecha[sizeof("2026-09-30")];
    char                       cuit[INV_CUIT_LARGO + 1];    /* the issuer's */
    unsigned                   punto_venta;     /* 1..99999 */
    unsigned                   tipo;            /* 1..999, ARCA's table */
    unsigned long              numero;          /* 1..99999999 */
    inv_decimal_t              importe;         /* total, 2 decimals */
    char                       moneda[sizeof("PES")];
    inv_decimal_t              cotizacion;      /* 6 decimals, above zero */
    unsigned                   doc_tipo;        /* the receiver's, 80 CUIT; 0:
                                                   none */
    char                       doc[INV_QR_DOC + 1];     /* digits; or empty */
    char                       autorizacion;    /* 'E' CAE, 'A' CAEA */
    char                       codigo[INV_QR_CODIGO + 1];
} inv_qr_t;


typedef enum {
    INV_QR_BIEN = 0,
    INV_QR_LUGAR,           /* longer than there is room for */
    INV_QR_URL,             /* not the address of ARCA's QR */
    INV_QR_BASE64,
    INV_QR_JSON,            /* no JSON object in it */
    INV_QR_VERSION,         /* a version that we do not know */
    INV_QR_FECHA,           /* from here on: that member is missing or wrong */
    INV_QR_CUIT,
    INV_QR_PUNTO_VENTA,
    INV_QR_TIPO,
    INV_QR_NUMERO,
    INV_QR_IMPORTE,
    INV_QR_MONEDA,
    INV_QR_COTIZACION,
    INV_QR_RECEPTOR,
    INV_QR_AUTORIZACION,
    INV_QR_CODIGO_MAL,
    INV_QR_MEMORIA
} inv_qr_error_e;


/*
 * Reads what a scanner gave: http or https, with or without "www.", at
 * afip.gob.ar or arca.gob.ar, /fe/qr.  The Base64 may be standard or
 * URL-safe, padded or not, percent-encoded or not.  Members that version 1
 * does not know are ignored; numbers may come as strings of digits, as some
 * systems write them.  *q is set only if the result is INV_QR_BIEN.
 */
inv_qr_error_e inv_qr_leer(const char *s, size_t n, inv_qr_t *q);

/*
 * Writes the URL and a NUL into buf, of cabe bytes (INV_QR_LARGO are always
 * enough), and its length into *n.  Its members are those of inv_qr_leer(),
 * checked in the same way, in the order of the specification.
 */
inv_qr_error_e inv_qr_armar(const inv_qr_t *q, char *buf, size_t cabe,
    size_t *n);

/* A word for the error ("qr_base64"), and a sentence in Spanish for people. */
const char *inv_qr_codigo(inv_qr_error_e error);
const char *inv_qr_mensaje(inv_qr_error_e error);


#endif /* _INV_QR_AFIP_H_INCLUDED_ */
