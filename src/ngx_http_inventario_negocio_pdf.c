
/*
 * Inventario: a thin layer over libharu, without nginx.
 */


#include "ngx_http_inventario_negocio_pdf.h"
#include "dominio/barras.h"
#include "dominio/latin1.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>


#define INV_PDF_PUNTOS     "\x85"       /* "..." of Windows-1252 */
#define INV_PDF_MODULO     330          /* of an EAN at 100 % */
#define INV_PDF_MODULO_MIN 264
#define INV_PDF_DIGITOS    2600         /* under the bars */
#define INV_PDF_BARRAS_MIN 5000         /* less is hard to aim at */


static HPDF_REAL inv_pdf_pt(long micrometros);
static void inv_pdf_win(const char *s, char *buf);
static long inv_pdf_medir(inv_pdf_t *p, const char *win, size_t n,
    const inv_pdf_caja_t *caja);
static size_t inv_pdf_caben(inv_pdf_t *p, const char *win, size_t n,
    long ancho, const inv_pdf_caja_t *caja);
static size_t inv_pdf_renglon(inv_pdf_t *p, const char *win,
    const inv_pdf_caja_t *caja, size_t *siguiente);
static void inv_pdf_escribir(inv_pdf_t *p, const inv_pdf_caja_t *caja,
    const char *win);


static HPDF_REAL
inv_pdf_pt(long micrometros)
{
    return (HPDF_REAL) micrometros * 72 / 25400;
}


int
inv_pdf_abrir(inv_pdf_t *p, const char *titulo)
{
    memset(p, 0, sizeof(inv_pdf_t));

    p->doc = HPDF_New(NULL, NULL);

    if (p->doc == NULL) {
        return 0;
    }

    HPDF_SetCompressionMode(p->doc, HPDF_COMP_ALL);
    HPDF_SetInfoAttr(p->doc, HPDF_INFO_TITLE, titulo);
    HPDF_SetInfoAttr(p->doc, HPDF_INFO_CREATOR, "Inventario");

    p->fuentes[0] = HPDF_GetFont(p->doc, "Helvetica", "WinAnsiEncoding");
    p->fuentes[1] = HPDF_GetFont(p->doc, "Helvetica-Bold",
                                 "WinAnsiEncoding");
    return 1;
}


void
inv_pdf_pagina(inv_pdf_t *p)
{
    p->pagina = HPDF_AddPage(p->doc);
    p->paginas++;
    HPDF_Page_SetWidth(p->pagina, inv_pdf_pt(INV_PDF_ANCHO));
    HPDF_Page_SetHeight(p->pagina, inv_pdf_pt(INV_PDF_ALTO));
}


inv_pdf_e
inv_pdf_cerrar(inv_pdf_t *p, inv_pdf_bytes_t *b)
{
    inv_pdf_e    rc;
    HPDF_UINT32  n;

    rc = INV_PDF_FALLO;
    b->datos = NULL;

    if (HPDF_GetError(p->doc) == HPDF_OK
        && HPDF_SaveToStream(p->doc) == HPDF_OK)
    {
        n = HPDF_GetStreamSize(p->doc);
        b->datos = malloc(n ? n : 1);

        if (b->datos && HPDF_ReadFromStream(p->doc, b->datos, &n) == HPDF_OK)
        {
            b->n = n;
            rc = INV_PDF_BIEN;
        }
    }

    if (rc != INV_PDF_BIEN) {
        free(b->datos);
        b->datos = NULL;
    }

    HPDF_Free(p->doc);

    return rc;
}


/* --- text ---------------------------------------------------------------- */

/* As the fonts have it, in buf of INV_PDF_TEXTO bytes. */

static void
inv_pdf_win(const char *s, char *buf)
{
    size_t  n;

    n = strlen(s);

    if (n > INV_PDF_TEXTO - 1) {
        for (n = INV_PDF_TEXTO - 1; n && (s[n] & 0xc0) == 0x80; n--) {
            /* void: not within a character */
        }
    }

    buf[inv_latin1(s, n, INV_LATIN1_WIN, buf)] = '\0';
}


static long
inv_pdf_medir(inv_pdf_t *p, const char *win, size_t n,
    const inv_pdf_caja_t *caja)
{
    HPDF_TextWidth  w;

    w = HPDF_Font_TextWidth(p->fuentes[caja->negrita], (const HPDF_BYTE *) win,
                            (HPDF_UINT) n);

    /* thousandths of the size of the letters, which is of tenths of a point */

    return (long) w.width * (long) caja->cuerpo * 254 / 7200;
}


long
inv_pdf_ancho(inv_pdf_t *p, const char *s, unsigned cuerpo, unsigned negrita)
{
    char            win[INV_PDF_TEXTO];
    inv_pdf_caja_t  caja;

    memset(&caja, 0, sizeof(caja));
    caja.cuerpo = cuerpo;
    caja.negrita = negrita;

    inv_pdf_win(s, win);

    return inv_pdf_medir(p, win, strlen(win), &caja);
}


/* How many of the n bytes have room. */

static size_t
inv_pdf_caben(inv_pdf_t *p, const char *win, size_t n, long ancho,
    const inv_pdf_caja_t *caja)
{
    while (n && inv_pdf_medir(p, win, n, caja) > ancho) {
        n--;
    }

    return n;
}


void
inv_pdf_texto(inv_pdf_t *p, const inv_pdf_caja_t *caja, const char *s)
{
    inv_pdf_parrafo(p, caja, 0, 1, s);
}


/*
 * The bytes of the next line, without the spaces at its end; *siguiente is
 * where the one after it begins.
 */

static size_t
inv_pdf_renglon(inv_pdf_t *p, const char *win, const inv_pdf_caja_t *caja,
    size_t *siguiente)
{
    size_t  n, k, largo;

    largo = strlen(win);
    n = inv_pdf_caben(p, win, largo, caja->ancho, caja);

    if (n == 0) {
        n = 1;
    }

    if (n < largo) {
        for (k = n; k && win[k] != ' '; k--) {
            /* void */
        }

        /* a word longer than the line is broken where it ends */

        n = k ? k : n;
    }

    for (k = n; win[k] == ' '; k++) {
        /* void */
    }

    *siguiente = k;

    while (n && win[n - 1] == ' ') {
        n--;
    }

    return n;
}


unsigned
inv_pdf_parrafo(inv_pdf_t *p, const inv_pdf_caja_t *caja, long interlinea,
    unsigned max, const char *s)
{
    char            win[INV_PDF_TEXTO], renglon[INV_PDF_TEXTO + 1];
    size_t          n, siguiente, i;
    unsigned        k;
    inv_pdf_caja_t  c;

    inv_pdf_win(s, win);
    c = *caja;
    i = strspn(win, " ");

    for (k = 0; k < max && win[i]; k++) {
        n = inv_pdf_renglon(p, win + i, &c, &siguiente);

        memcpy(renglon, win + i, n);
        renglon[n] = '\0';

        if (k + 1 == max && win[i + siguiente]) {

            /* the last one takes as many letters as it can, not words */

            n = inv_pdf_caben(p, win + i, strlen(win + i),
                              c.ancho - inv_pdf_medir(p, INV_PDF_PUNTOS, 1,
                                                      &c), &c);
            memcpy(renglon, win + i, n);
            strcpy(renglon + n, INV_PDF_PUNTOS);
        }

        inv_pdf_escribir(p, &c, renglon);
        c.y += interlinea;
        i += siguiente;
    }

    return k;
}


unsigned
inv_pdf_renglones(inv_pdf_t *p, const inv_pdf_caja_t *caja, unsigned max,
    const char *s)
{
    char      win[INV_PDF_TEXTO];
    size_t    i, siguiente;
    unsigned  k;

    inv_pdf_win(s, win);
    i = strspn(win, " ");

    for (k = 0; k < max && win[i]; k++) {
        inv_pdf_renglon(p, win + i, caja, &siguiente);
        i += siguiente;
    }

    return k;
}


static void
inv_pdf_escribir(inv_pdf_t *p, const inv_pdf_caja_t *caja, const char *win)
{
    long  x;

    if (win[0] == '\0') {
        return;
    }

    x = caja->x;

    if (caja->lado != INV_PDF_IZQUIERDA) {
        x += (caja->ancho - inv_pdf_medir(p, win, strlen(win), caja))
             / (caja->lado == INV_PDF_CENTRO ? 2 : 1);
    }

    HPDF_Page_SetGrayFill(p->pagina, 0);
    HPDF_Page_BeginText(p->pagina);
    HPDF_Page_SetFontAndSize(p->pagina, p->fuentes[caja->negrita],
                             (HPDF_REAL) caja->cuerpo / 10);
    HPDF_Page_TextOut(p->pagina, inv_pdf_pt(x),
                      inv_pdf_pt(INV_PDF_ALTO - caja->y), win);
    HPDF_Page_EndText(p->pagina);
}


/* --- drawing ------------------------------------------------------------- */

void
inv_pdf_rectangulo(inv_pdf_t *p, long x, long y, long ancho, long alto,
    unsigned gris)
{
    HPDF_Page_SetGrayFill(p->pagina, (HPDF_REAL) gris / 100);
    HPDF_Page_Rectangle(p->pagina, inv_pdf_pt(x),
                        inv_pdf_pt(INV_PDF_ALTO - y - alto),
                        inv_pdf_pt(ancho), inv_pdf_pt(alto));
    HPDF_Page_Fill(p->pagina);
}


long
inv_pdf_barras(inv_pdf_t *p, long x, long y, long ancho, long alto,
    const char *codigo)
{
    long            modulo;
    unsigned        i, desde, todos;
    inv_barras_t    b;
    inv_pdf_caja_t  caja;

    if (!inv_barras(codigo, strlen(codigo), &b)) {
        return 0;
    }

    todos = b.antes + b.n + b.despues;
    modulo = ancho / (long) todos;

    if (modulo < INV_PDF_MODULO_MIN
        || alto < INV_PDF_BARRAS_MIN + INV_PDF_DIGITOS)
    {
        return 0;
    }

    if (modulo > INV_PDF_MODULO) {
        modulo = INV_PDF_MODULO;
    }

    x += modulo * (long) b.antes;

    for (i = 0; i < b.n; i++) {
        if (b.modulos[i] == '0') {
            continue;
        }

        for (desde = i; b.modulos[i] == '1'; i++) {
            /* void */
        }

        inv_pdf_rectangulo(p, x + modulo * (long) desde, y,
                           modulo * (long) (i - desde),
                           alto - INV_PDF_DIGITOS, 0);
    }

    caja.x = x;
    caja.y = y + alto - 200;
    caja.ancho = modulo * (long) b.n;
    caja.cuerpo = 70;
    caja.negrita = 0;
    caja.lado = INV_PDF_CENTRO;

    inv_pdf_texto(p, &caja, b.digitos);

    return modulo * (long) todos;
}


void
inv_pdf_numerar(inv_pdf_t *p)
{
    char            s[64];
    unsigned        i;
    inv_pdf_caja_t  caja;

    caja.x = 15000;
    caja.y = INV_PDF_ALTO - 10000;
    caja.ancho = INV_PDF_ANCHO - 30000;
    caja.cuerpo = 80;
    caja.negrita = 0;
    caja.lado = INV_PDF_DERECHA;

    for (i = 0; i < p->paginas; i++) {
        p->pagina = HPDF_GetPageByIndex(p->doc, i);
        snprintf(s, sizeof(s), "Página %u de %u", i + 1, p->paginas);
        inv_pdf_texto(p, &caja, s);
    }
}


/* --- data ---------------------------------------------------------------- */

const char *
inv_pdf_campo(json_t *o, const char *nombre)
{
    const char  *s;

    s = json_string_value(json_object_get(o, nombre));

    return s ? s : "";
}


const char *
inv_pdf_pesos(const char *s, char *buf)
{
    inv_decimal_t  d;

    if (inv_dec_leer(s, strlen(s), INV_DEC_ESCALA, &d) != INV_DEC_BIEN) {
        return "";
    }

    inv_dec_escribir_pesos(&d, buf);

    return buf;
}


const char *
inv_pdf_cantidad(const char *s, char *buf)
{
    char           *coma;
    inv_decimal_t   d;

    if (inv_dec_leer(s, strlen(s), INV_DEC_ESCALA, &d) != INV_DEC_BIEN) {
        return "";
    }

    inv_dec_escribir(&d, buf);
    coma = strchr(buf, '.');

    if (coma) {
        *coma = ',';
    }

    return buf;
}
