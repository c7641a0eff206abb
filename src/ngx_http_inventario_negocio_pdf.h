
/*
 * Inventario: PDF, without nginx: a thin layer over libharu, and what is
 * drawn with it.
 *
 * Lengths are micrometres from the upper left corner of an A4 page, sizes of
 * letters tenths of a point; the library's floats appear in the last call
 * only.  An error of the library (there is but one, no memory) makes all that
 * follows do nothing, and inv_pdf_cerrar() says so.
 */


#ifndef _NGX_HTTP_INVENTARIO_NEGOCIO_PDF_H_INCLUDED_
#define _NGX_HTTP_INVENTARIO_NEGOCIO_PDF_H_INCLUDED_


#include <jansson.h>
#include <hpdf.h>
#include <stddef.h>


#define INV_PDF_ANCHO      210000
#define INV_PDF_ALTO       297000
#define INV_PDF_TEXTO      512      /* bytes of a text that is drawn, and NUL */

#define INV_PDF_LINEAS     5000     /* of an order, at most */
#define INV_PDF_ETIQUETAS  2000     /* of one file, at most */


typedef enum {
    INV_PDF_BIEN = 0,
    INV_PDF_GRANDE,         /* more lines or labels than one file takes */
    INV_PDF_FALLO           /* no memory */
} inv_pdf_e;


typedef enum {
    INV_PDF_IZQUIERDA = 0,
    INV_PDF_DERECHA,
    INV_PDF_CENTRO
} inv_pdf_lado_e;


typedef struct {
    unsigned char             *datos;       /* of malloc(): the caller frees */
    size_t                     n;
} inv_pdf_bytes_t;


typedef struct {
    HPDF_Doc                   doc;
    HPDF_Page                  pagina;
    HPDF_Font                  fuentes[2];  /* Helvetica, and its bold */
    unsigned                   paginas;
} inv_pdf_t;


/* How and where a text goes: its baseline starts at (x, y). */
typedef struct {
    long                       x;
    long                       y;
    long                       ancho;       /* of its box */
    unsigned                   cuerpo;      /* size of its letters */
    unsigned                   negrita;     /* 0 or 1 */
    inv_pdf_lado_e             lado;
} inv_pdf_caja_t;


/* A new document; 0 if there is no memory for it, otherwise 1. */
int inv_pdf_abrir(inv_pdf_t *p, const char *titulo);

/* Goes on with a new page. */
void inv_pdf_pagina(inv_pdf_t *p);

/* The width that the UTF-8 text s takes. */
long inv_pdf_ancho(inv_pdf_t *p, const char *s, unsigned cuerpo,
    unsigned negrita);

/* One line of UTF-8; what has no room in its box is cut off, with "...". */
void inv_pdf_texto(inv_pdf_t *p, const inv_pdf_caja_t *caja, const char *s);

/*
 * At most max lines, broken at spaces, each interlinea below the one before;
 * returns how many were drawn.  The last one ends with "..." if there is more.
 */
unsigned inv_pdf_parrafo(inv_pdf_t *p, const inv_pdf_caja_t *caja,
    long interlinea, unsigned max, const char *s);

/* How many lines inv_pdf_parrafo() would draw. */
unsigned inv_pdf_renglones(inv_pdf_t *p, const inv_pdf_caja_t *caja,
    unsigned max, const char *s);

/* A filled rectangle, grey from 0 (black) to 100 (white); a thin one is a
   line. */
void inv_pdf_rectangulo(inv_pdf_t *p, long x, long y, long ancho, long alto,
    unsigned gris);

/*
 * The bars of a GTIN, with their quiet zones and the digits under them, in a
 * box of that size: as large as it allows, between 80 and 100 % of the nominal
 * module of 330 (GS1: less is not read by every scanner).  Returns the width
 * that it took, or 0 with nothing drawn if the code has no bars or no room.
 */
long inv_pdf_barras(inv_pdf_t *p, long x, long y, long ancho, long alto,
    const char *codigo);

/* "Página 2 de 5" at the foot of every page. */
void inv_pdf_numerar(inv_pdf_t *p);

/* Ends it in any case, and gives its bytes unless something failed. */
inv_pdf_e inv_pdf_cerrar(inv_pdf_t *p, inv_pdf_bytes_t *b);


/* A member of a JSON object as text; "" if it is not there or is no text. */
const char *inv_pdf_campo(json_t *o, const char *nombre);

/*
 * An amount "1234.5" as "$1.234,50", or a quantity "1.500" as "1,5", in buf of
 * INV_DEC_PESOS bytes; "" if it is not a number.
 */
const char *inv_pdf_pesos(const char *s, char *buf);
const char *inv_pdf_cantidad(const char *s, char *buf);


/*
 * The document of an order: {id, estado, fecha, proveedor {nombre, cuit,
 * direccion, contacto, telefono, email}, lineas [{codigo, codigo_proveedor,
 * nombre, cantidad, unidad, costo, importe}], total, notas}.  What is missing
 * is left blank.
 */
inv_pdf_e inv_pdf_pedido(json_t *pedido, inv_pdf_bytes_t *b);

/*
 * Shelf labels: {formato {columnas, filas}, etiquetas [{nombre, precio,
 * precio_unitario, unidad_precio, precio_sin_impuestos, codigo,
 * codigo_barras}]}; columnas in 1..6 and filas in 1..20, 3 and 8 if they are
 * missing or are not.
 */
inv_pdf_e inv_pdf_etiquetas(json_t *documento, inv_pdf_bytes_t *b);


#endif /* _NGX_HTTP_INVENTARIO_NEGOCIO_PDF_H_INCLUDED_ */
