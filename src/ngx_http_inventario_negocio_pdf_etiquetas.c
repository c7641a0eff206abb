
/*
 * Inventario: shelf labels, without nginx.
 */


#include "ngx_http_inventario_negocio_pdf.h"
#include "dominio/decimal.h"
#include <stdio.h>
#include <string.h>


#define INV_ETIQUETAS_MARGEN  5000      /* that a printer cannot reach */
#define INV_ETIQUETA_BORDE    2500
#define INV_ETIQUETA_BARRAS   30000     /* wide: an EAN-13 at 80 % */
#define INV_ETIQUETA_CHICA    2900      /* a line of small letters */


typedef struct {
    long                       x;
    long                       y;
    long                       ancho;
    long                       alto;
} inv_etiqueta_t;


static int inv_etiquetas_formato(json_t *o, const char *nombre, int max,
    int omision);
static void inv_etiqueta_dibujar(inv_pdf_t *p, const inv_etiqueta_t *e,
    json_t *o);
static void inv_etiqueta_precio(inv_pdf_t *p, inv_pdf_caja_t *caja,
    long alto, const char *precio);
static void inv_etiqueta_pie(inv_pdf_t *p, const inv_etiqueta_t *e,
    json_t *o);
static void inv_etiquetas_cortes(inv_pdf_t *p, int columnas, int filas,
    const inv_etiqueta_t *e);


inv_pdf_e
inv_pdf_etiquetas(json_t *documento, inv_pdf_bytes_t *b)
{
    int              columnas, filas, lugar;
    json_t          *lista, *formato, *una;
    size_t           i;
    inv_pdf_t        p;
    inv_etiqueta_t   e;

    lista = json_object_get(documento, "etiquetas");

    if (json_array_size(lista) > INV_PDF_ETIQUETAS) {
        return INV_PDF_GRANDE;
    }

    if (!inv_pdf_abrir(&p, "Etiquetas")) {
        return INV_PDF_FALLO;
    }

    formato = json_object_get(documento, "formato");
    columnas = inv_etiquetas_formato(formato, "columnas", 6, 3);
    filas = inv_etiquetas_formato(formato, "filas", 20, 8);

    e.ancho = (INV_PDF_ANCHO - 2 * INV_ETIQUETAS_MARGEN) / columnas;
    e.alto = (INV_PDF_ALTO - 2 * INV_ETIQUETAS_MARGEN) / filas;

    if (json_array_size(lista) == 0) {
        inv_pdf_pagina(&p);
    }

    json_array_foreach(lista, i, una) {
        lugar = (int) (i % (size_t) (columnas * filas));

        if (lugar == 0) {
            inv_pdf_pagina(&p);
            inv_etiquetas_cortes(&p, columnas, filas, &e);
        }

        e.x = INV_ETIQUETAS_MARGEN + lugar % columnas * e.ancho;
        e.y = INV_ETIQUETAS_MARGEN + lugar / columnas * e.alto;

        inv_etiqueta_dibujar(&p, &e, una);
    }

    return inv_pdf_cerrar(&p, b);
}


static int
inv_etiquetas_formato(json_t *o, const char *nombre, int max, int omision)
{
    json_int_t  n;

    n = json_integer_value(json_object_get(o, nombre));

    return n >= 1 && n <= max ? (int) n : omision;
}


/* Where to cut: hair lines between the labels. */

static void
inv_etiquetas_cortes(inv_pdf_t *p, int columnas, int filas,
    const inv_etiqueta_t *e)
{
    int  i;

    for (i = 0; i <= columnas; i++) {
        inv_pdf_rectangulo(p, INV_ETIQUETAS_MARGEN + i * e->ancho - 30,
                           INV_ETIQUETAS_MARGEN, 60, filas * e->alto, 80);
    }

    for (i = 0; i <= filas; i++) {
        inv_pdf_rectangulo(p, INV_ETIQUETAS_MARGEN,
                           INV_ETIQUETAS_MARGEN + i * e->alto - 30,
                           columnas * e->ancho, 60, 80);
    }
}


/* The name above, the price in the middle, the rest below. */

static void
inv_etiqueta_dibujar(inv_pdf_t *p, const inv_etiqueta_t *e, json_t *o)
{
    char            buf[INV_DEC_PESOS];
    long            arriba, abajo;
    inv_pdf_caja_t  caja;

    arriba = e->alto * 27 / 100;
    abajo = e->alto * 40 / 100;

    if (abajo > 14000) {
        abajo = 14000;
    }

    caja.x = e->x + INV_ETIQUETA_BORDE;
    caja.y = e->y + 5500;
    caja.ancho = e->ancho - 2 * INV_ETIQUETA_BORDE;
    caja.cuerpo = 95;
    caja.negrita = 1;
    caja.lado = INV_PDF_IZQUIERDA;

    inv_pdf_parrafo(p, &caja, 3800, e->alto >= 24000 ? 2 : 1,
                    inv_pdf_campo(o, "nombre"));

    caja.y = e->y + e->alto - abajo - 500;
    inv_etiqueta_precio(p, &caja, e->alto - arriba - abajo - 500,
                        inv_pdf_pesos(inv_pdf_campo(o, "precio"), buf));

    inv_etiqueta_pie(p, &(inv_etiqueta_t) {
                            e->x + INV_ETIQUETA_BORDE,
                            e->y + e->alto - abajo,
                            e->ancho - 2 * INV_ETIQUETA_BORDE,
                            abajo - 1500
                        }, o);
}


/*
 * As large as its place, which ends at caja->y, allows: of the size of the
 * letters digits are 0.72 above the line and the comma 0.16 under it.
 */

static void
inv_etiqueta_precio(inv_pdf_t *p, inv_pdf_caja_t *caja, long alto,
    const char *precio)
{
    caja->cuerpo = 600;

    while (caja->cuerpo > 80
           && ((long) caja->cuerpo * 31 > alto
               || inv_pdf_ancho(p, precio, caja->cuerpo, 1) > caja->ancho))
    {
        caja->cuerpo -= 10;
    }

    caja->y -= (long) caja->cuerpo * 56 / 10;

    inv_pdf_texto(p, caja, precio);
}


/* Bars at the right, small print at the left of them. */

static void
inv_etiqueta_pie(inv_pdf_t *p, const inv_etiqueta_t *e, json_t *o)
{
    char            s[INV_PDF_TEXTO], buf[INV_DEC_PESOS];
    long            barras;
    const char     *valor, *unidad;
    inv_pdf_caja_t  caja;

    barras = e->ancho < INV_ETIQUETA_BARRAS ? 0
             : inv_pdf_barras(p, e->x + e->ancho - INV_ETIQUETA_BARRAS, e->y,
                              INV_ETIQUETA_BARRAS, e->alto,
                              inv_pdf_campo(o, "codigo_barras"));

    caja.x = e->x;
    caja.y = e->y + 2200;
    caja.ancho = e->ancho - (barras ? INV_ETIQUETA_BARRAS : 0);
    caja.cuerpo = 65;
    caja.negrita = 0;
    caja.lado = INV_PDF_IZQUIERDA;

    valor = inv_pdf_pesos(inv_pdf_campo(o, "precio_unitario"), buf);
    unidad = inv_pdf_campo(o, "unidad_precio");

    if (valor[0]) {
        snprintf(s, sizeof(s), "%s%s%s", valor, unidad[0] ? " por " : "",
                 unidad);
        inv_pdf_texto(p, &caja, s);
        caja.y += INV_ETIQUETA_CHICA;
    }

    valor = inv_pdf_pesos(inv_pdf_campo(o, "precio_sin_impuestos"), buf);

    if (valor[0]) {
        snprintf(s, sizeof(s), "Precio sin impuestos nacionales: %s", valor);
        caja.y += INV_ETIQUETA_CHICA
                  * inv_pdf_parrafo(p, &caja, INV_ETIQUETA_CHICA, 2, s);
    }

    if (caja.y <= e->y + e->alto) {
        inv_pdf_texto(p, &caja, inv_pdf_campo(o, "codigo"));
    }
}
