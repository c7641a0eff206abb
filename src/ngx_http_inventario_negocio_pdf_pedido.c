
/*
 * Inventario: the PDF of an order, without nginx.
 */


#include "ngx_http_inventario_negocio_pdf.h"
#include "dominio/decimal.h"
#include "dominio/gtin.h"
#include <stdio.h>
#include <string.h>


#define INV_PEDIDO_MARGEN   15000
#define INV_PEDIDO_ANCHO    (INV_PDF_ANCHO - 2 * INV_PEDIDO_MARGEN)
#define INV_PEDIDO_FIN      (INV_PDF_ALTO - 18000)
#define INV_PEDIDO_RENGLON  4000
#define INV_PEDIDO_NOMBRE   2       /* lines of a product's name, at most */


typedef struct {
    const char                *campo;
    const char                *titulo;
    long                       ancho;
    inv_pdf_lado_e             lado;
    const char              *(*valor)(const char *s, char *buf);
} inv_pedido_columna_t;


static long inv_pedido_cabeza(inv_pdf_t *p, json_t *pedido);
static long inv_pedido_titulos(inv_pdf_t *p, long y);
static long inv_pedido_linea(inv_pdf_t *p, json_t *linea, long y);
static long inv_pedido_pie(inv_pdf_t *p, json_t *pedido, long y);
static long inv_pedido_lugar(inv_pdf_t *p, long y, long alto, int titulos);
static void inv_pedido_texto(inv_pdf_t *p, long y, unsigned cuerpo,
    unsigned negrita, inv_pdf_lado_e lado, const char *s);


/* 180 mm in all */

static const inv_pedido_columna_t  inv_pedido_columnas[] = {
    { "producto_codigo",  "Código",    26000, INV_PDF_IZQUIERDA, NULL },
    { "codigo_proveedor", "Cód. prov.", 22000, INV_PDF_IZQUIERDA, NULL },
    { "producto_nombre",  "Producto",  60000, INV_PDF_IZQUIERDA, NULL },
    { "cantidad",         "Cantidad",  18000, INV_PDF_DERECHA,
      inv_pdf_cantidad },
    { "unidad",           "Un.",        8000, INV_PDF_IZQUIERDA, NULL },
    { "costo_neto",       "Costo",     22000, INV_PDF_DERECHA, inv_pdf_pesos },
    { "importe",          "Importe",   24000, INV_PDF_DERECHA, inv_pdf_pesos },
    { NULL, NULL, 0, INV_PDF_IZQUIERDA, NULL }
};


inv_pdf_e
inv_pdf_pedido(json_t *pedido, inv_pdf_bytes_t *b)
{
    long        y;
    json_t     *lineas, *linea;
    size_t      i;
    inv_pdf_t   p;

    lineas = json_object_get(pedido, "lineas");

    if (json_array_size(lineas) > INV_PDF_LINEAS) {
        return INV_PDF_GRANDE;
    }

    if (!inv_pdf_abrir(&p, "Orden de compra")) {
        return INV_PDF_FALLO;
    }

    inv_pdf_pagina(&p);
    y = inv_pedido_titulos(&p, inv_pedido_cabeza(&p, pedido));

    json_array_foreach(lineas, i, linea) {
        y = inv_pedido_linea(&p, linea, y);
    }

    inv_pedido_pie(&p, pedido, y);
    inv_pdf_numerar(&p);

    return inv_pdf_cerrar(&p, b);
}


/* A line as wide as the page. */

static void
inv_pedido_texto(inv_pdf_t *p, long y, unsigned cuerpo, unsigned negrita,
    inv_pdf_lado_e lado, const char *s)
{
    inv_pdf_caja_t  caja;

    caja.x = INV_PEDIDO_MARGEN;
    caja.y = y;
    caja.ancho = INV_PEDIDO_ANCHO;
    caja.cuerpo = cuerpo;
    caja.negrita = negrita;
    caja.lado = lado;

    inv_pdf_texto(p, &caja, s);
}


static long
inv_pedido_cabeza(inv_pdf_t *p, json_t *pedido)
{
    char         s[INV_PDF_TEXTO];
    long         y;
    json_t      *v;
    unsigned     i;
    const char  *t;

    static const char *const  datos[] = {
        "direccion", "contacto", "telefono", "email"
    };

    y = 22000;

    snprintf(s, sizeof(s), "Orden de compra N.º %" JSON_INTEGER_FORMAT,
             json_integer_value(json_object_get(pedido, "id")));
    inv_pedido_texto(p, y, 180, 1, INV_PDF_IZQUIERDA, s);

    t = inv_pdf_campo(pedido, "fecha");

    if (strlen(t) >= 10) {
        snprintf(s, sizeof(s), "%.2s/%.2s/%.4s", t + 8, t + 5, t);
        inv_pedido_texto(p, y, 110, 0, INV_PDF_DERECHA, s);
    }

    y += 6000;
    inv_pedido_texto(p, y, 90, 0, INV_PDF_DERECHA,
                     inv_pdf_campo(pedido, "estado"));

    v = json_object_get(pedido, "proveedor");
    y += 2000;
    inv_pedido_texto(p, y, 120, 1, INV_PDF_IZQUIERDA,
                     inv_pdf_campo(v, "nombre"));

    t = inv_pdf_campo(v, "cuit");

    if (t[0]) {
        y += 5000;
        snprintf(s, sizeof(s), "CUIT %s", t);
        inv_pedido_texto(p, y, 90, 0, INV_PDF_IZQUIERDA, s);
    }

    for (i = 0; i < sizeof(datos) / sizeof(datos[0]); i++) {
        t = inv_pdf_campo(v, datos[i]);

        if (t[0]) {
            y += INV_PEDIDO_RENGLON;
            inv_pedido_texto(p, y, 90, 0, INV_PDF_IZQUIERDA, t);
        }
    }

    return y + 6000;
}


/* The names of the columns, with their top at y; where the lines begin. */

static long
inv_pedido_titulos(inv_pdf_t *p, long y)
{
    inv_pdf_caja_t               caja;
    const inv_pedido_columna_t  *c;

    inv_pdf_rectangulo(p, INV_PEDIDO_MARGEN, y, INV_PEDIDO_ANCHO, 6000, 90);

    caja.x = INV_PEDIDO_MARGEN + 1000;
    caja.y = y + 4200;
    caja.cuerpo = 85;
    caja.negrita = 1;

    for (c = inv_pedido_columnas; c->campo; c++) {
        caja.ancho = c->ancho - 2000;
        caja.lado = c->lado;
        inv_pdf_texto(p, &caja, c->titulo);
        caja.x += c->ancho;
    }

    return y + 7000;
}


/* y, or the top of a new page if there is no room for alto. */

static long
inv_pedido_lugar(inv_pdf_t *p, long y, long alto, int titulos)
{
    if (y + alto <= INV_PEDIDO_FIN) {
        return y;
    }

    inv_pdf_pagina(p);

    return titulos ? inv_pedido_titulos(p, INV_PEDIDO_MARGEN)
                   : INV_PEDIDO_MARGEN;
}


static long
inv_pedido_linea(inv_pdf_t *p, json_t *linea, long y)
{
    char                         buf[INV_DEC_PESOS];
    long                         alto;
    unsigned                     n, k;
    const char                  *s;
    inv_pdf_caja_t               caja;
    const inv_pedido_columna_t  *c;

    caja.x = INV_PEDIDO_MARGEN + 1000;
    caja.cuerpo = 85;
    caja.negrita = 0;

    for (c = inv_pedido_columnas, n = 1; c->campo; c++) {
        if (c->valor == NULL) {
            caja.ancho = c->ancho - 2000;
            k = inv_pdf_renglones(p, &caja, INV_PEDIDO_NOMBRE,
                                  inv_pdf_campo(linea, c->campo));
            n = k > n ? k : n;
        }
    }

    alto = (long) n * INV_PEDIDO_RENGLON + 1500;
    y = inv_pedido_lugar(p, y, alto, 1);
    caja.y = y + 3200;

    for (c = inv_pedido_columnas; c->campo; c++) {
        s = inv_pdf_campo(linea, c->campo);
        caja.ancho = c->ancho - 2000;
        caja.lado = c->lado;
        inv_pdf_parrafo(p, &caja, INV_PEDIDO_RENGLON, INV_PEDIDO_NOMBRE,
                        c->valor ? c->valor(s, buf) : s);
        caja.x += c->ancho;
    }

    inv_pdf_rectangulo(p, INV_PEDIDO_MARGEN, y + alto - 500, INV_PEDIDO_ANCHO,
                       100, 75);

    return y + alto;
}


static long
inv_pedido_pie(inv_pdf_t *p, json_t *pedido, long y)
{
    char            s[INV_PDF_TEXTO], buf[INV_DEC_PESOS];
    size_t          i;
    json_t         *totales;
    const char     *t;
    inv_pdf_caja_t  caja;

    static const char *const  renglones[][2] = {
        { "neto", "Sin IVA" }, { "iva", "IVA" }, { "total", "Total" }
    };

    totales = json_object_get(pedido, "totales");
    y = inv_pedido_lugar(p, y, 20000, 0) + 2000;

    for (i = 0; i < sizeof(renglones) / sizeof(renglones[0]); i++) {
        t = inv_pdf_pesos(inv_pdf_campo(totales, renglones[i][0]), buf);

        if (t[0]) {
            y += 5000;
            snprintf(s, sizeof(s), "%s: %s", renglones[i][1], t);
            inv_pedido_texto(p, y, i == 2 ? 120 : 90, i == 2, INV_PDF_DERECHA,
                             s);
        }
    }

    y = inv_pedido_lugar(p, y, 24000, 0) + 7000;
    caja.x = INV_PEDIDO_MARGEN;
    caja.y = y;
    caja.ancho = INV_PEDIDO_ANCHO;
    caja.cuerpo = 90;
    caja.negrita = 0;
    caja.lado = INV_PDF_IZQUIERDA;

    return y + INV_PEDIDO_RENGLON
               * inv_pdf_parrafo(p, &caja, INV_PEDIDO_RENGLON, 4,
                                 inv_pdf_campo(pedido, "notas"));
}
