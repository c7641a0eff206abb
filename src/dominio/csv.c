
/*
 * Inventario: CSV in pieces.
 *
 * The bytes of a row are kept as they come; a small machine only looks for
 * its end.  A complete row is then converted to UTF-8 and taken apart in
 * place, which never makes it longer.
 */


#include "csv.h"
#include "utf8.h"
#include <string.h>


enum {
    INV_CSV_CELDA = 0,      /* a cell begins */
    INV_CSV_CRUDA,          /* in one without quotes */
    INV_CSV_CITADA,         /* inside quotes */
    INV_CSV_COMILLA,        /* after a quote inside quotes */
    INV_CSV_SALTAR          /* to the end of a bad line */
};

enum {
    INV_CSV_SIN_DECIDIR = 0,
    INV_CSV_ES_UTF8,
    INV_CSV_ES_1252
};


static const char  inv_csv_separadores[] = ";\t|,";
static const char  inv_csv_bom[] = "\xef\xbb\xbf";


static int inv_csv_byte(inv_csv_t *c, char b);
static int inv_csv_fin_de_linea(inv_csv_t *c, char b);
static int inv_csv_guardar(inv_csv_t *c, char b);
static int inv_csv_falla(inv_csv_t *c, inv_csv_error_e error, const char *b);
static int inv_csv_es_separador(const inv_csv_t *c, char b);
static unsigned inv_csv_limite(const inv_csv_t *c);
static int inv_csv_entregar(inv_csv_t *c, inv_csv_fila_pt fila, void *ctx);
static inv_csv_error_e inv_csv_codificar(inv_csv_t *c);
static inv_csv_error_e inv_csv_desde_1252(inv_csv_t *c);
static void inv_csv_elegir_separador(inv_csv_t *c);
static inv_csv_error_e inv_csv_separar(inv_csv_t *c, size_t *n);
static inv_csv_error_e inv_csv_celda(char **p, char *fin, char separador,
    inv_csv_celda_t *celda);


void
inv_csv_iniciar(inv_csv_t *c, char *buf, size_t cabe)
{
    memset(c, 0, sizeof(inv_csv_t));

    c->buf = buf;
    c->cabe = cabe;
    c->vuelta = cabe;
    c->linea = 1;
    c->comienzo = 1;
}


size_t
inv_csv_alimentar(inv_csv_t *c, const char *datos, size_t n,
    inv_csv_fila_pt fila, void *ctx)
{
    char    b;
    size_t  i;

    i = 0;

    for ( ;; ) {

        if (c->vuelta < c->cabe) {
            b = c->buf[c->vuelta++];

        } else if (i < n) {
            b = datos[i++];

        } else {
            return n;
        }

        if (inv_csv_byte(c, b)
            && inv_csv_entregar(c, fila, ctx) == INV_CSV_PAUSA)
        {
            return i;
        }
    }
}


int
inv_csv_terminar(inv_csv_t *c, inv_csv_fila_pt fila, void *ctx)
{
    for ( ;; ) {

        while (c->vuelta < c->cabe) {
            if (inv_csv_byte(c, c->buf[c->vuelta++])
                && inv_csv_entregar(c, fila, ctx) == INV_CSV_PAUSA)
            {
                return INV_CSV_PAUSA;
            }
        }

        if (c->largo == 0 && !c->error) {
            return INV_CSV_SIGUE;
        }

        /* the last row has no line end; if it is bad, others may follow */

        if (c->estado == INV_CSV_CITADA) {
            (void) inv_csv_falla(c, INV_CSV_SIN_CERRAR, NULL);
        }

        if (inv_csv_entregar(c, fila, ctx) == INV_CSV_PAUSA) {
            return INV_CSV_PAUSA;
        }
    }
}


/* One byte of the file; 1 when it ends a row. */

static int
inv_csv_byte(inv_csv_t *c, char b)
{
    if (b == '\n' || b == '\r') {
        return inv_csv_fin_de_linea(c, b);
    }

    c->cr = 0;

    switch (c->estado) {

    case INV_CSV_SALTAR:
        return 0;

    case INV_CSV_CELDA:
    case INV_CSV_CRUDA:
        if (inv_csv_es_separador(c, b)) {
            c->estado = INV_CSV_CELDA;

        } else if (b == '"' && c->estado == INV_CSV_CELDA) {
            c->estado = INV_CSV_CITADA;

        } else {
            c->estado = INV_CSV_CRUDA;
        }

        break;

    case INV_CSV_CITADA:
        if (b == '"') {
            c->estado = INV_CSV_COMILLA;
        }

        break;

    default: /* INV_CSV_COMILLA */
        if (b == '"') {
            c->estado = INV_CSV_CITADA;

        } else if (inv_csv_es_separador(c, b)) {
            c->estado = INV_CSV_CELDA;

        } else {
            return inv_csv_falla(c, INV_CSV_COMILLAS, &b);
        }
    }

    if (c->estado == INV_CSV_CELDA && ++c->separadores >= inv_csv_limite(c)) {
        return inv_csv_falla(c, INV_CSV_MUCHAS, &b);
    }

    if (inv_csv_guardar(c, b)) {
        return 1;
    }

    /* the BOM is a cell's beginning only once it is complete */

    if (c->comienzo == 1 && c->largo == 3 && c->estado == INV_CSV_CRUDA
        && memcmp(c->buf, inv_csv_bom, 3) == 0)
    {
        c->codificacion = INV_CSV_ES_UTF8;
        c->estado = INV_CSV_CELDA;
        c->largo = 0;
    }

    return 0;
}


static int
inv_csv_fin_de_linea(inv_csv_t *c, char b)
{
    int  mitad;

    mitad = b == '\n' && c->cr;     /* of a CRLF: counted already */
    c->cr = b == '\r';
    c->linea += !mitad;

    if (c->estado == INV_CSV_CITADA) {
        return inv_csv_guardar(c, b);
    }

    return !mitad;
}


static int
inv_csv_guardar(inv_csv_t *c, char b)
{
    /* what is to be read again lies behind what has been read already */

    if (c->largo == c->vuelta) {
        return inv_csv_falla(c, INV_CSV_LARGA, &b);
    }

    c->buf[c->largo++] = b;

    return 0;
}


/*
 * The row is bad from b on (NULL: the end of the file).  If it has several
 * lines, it ends here with its first one and the others go to the end of the
 * buffer to be read again; otherwise the rest of the line is skipped.
 */

static int
inv_csv_falla(inv_csv_t *c, inv_csv_error_e error, const char *b)
{
    char    *p, *fin;
    size_t   resto;

    c->error = (unsigned char) error;
    fin = c->buf + c->largo;

    for (p = c->buf; p < fin && *p != '\n' && *p != '\r'; p++) { /* void */ }

    if (p == fin) {
        c->estado = INV_CSV_SALTAR;
        return b && (*b == '\n' || *b == '\r');
    }

    c->cr = *p == '\r';
    p++;

    /* what goes back is at least a byte shorter than what was there */

    resto = (size_t) (fin - p);

    if (b) {
        memmove(p - 1, p, resto);
        p--;
        p[resto++] = *b;
    }

    c->vuelta -= resto;
    memmove(c->buf + c->vuelta, p, resto);

    c->linea = c->comienzo + 1;

    return 1;
}


static int
inv_csv_es_separador(const inv_csv_t *c, char b)
{
    /* until it is known, any of them: a quote after one opens a cell */

    return c->separador ? b == c->separador
                        : b == ';' || b == '\t' || b == '|' || b == ',';
}


/*
 * So many separators are too many.  It also bounds how often a line can be
 * read again: each time, the cell before it ended in an open quote, and every
 * line that keeps a quote open both when it is read on its own and as part of
 * a cell has a separator in it.
 */

static unsigned
inv_csv_limite(const inv_csv_t *c)
{
    return c->separador ? INV_CSV_COLUMNAS
                        : INV_CSV_COLUMNAS * (sizeof(inv_csv_separadores) - 1);
}


/* The row is complete: hands it over, makes room for the next one. */

static int
inv_csv_entregar(inv_csv_t *c, inv_csv_fila_pt fila, void *ctx)
{
    int             rc;
    size_t          n;
    inv_csv_fila_t  f;

    n = 0;
    rc = INV_CSV_SIGUE;

    if (c->largo == 0 && !c->error) {
        c->vacias++;

    } else {
        f.linea = c->comienzo;
        f.error = (inv_csv_error_e) c->error;

        if (f.error == INV_CSV_BIEN) {
            f.error = inv_csv_codificar(c);
        }

        if (f.error == INV_CSV_BIEN) {
            f.error = inv_csv_separar(c, &n);
        }

        f.celdas = c->celdas;
        f.n = f.error == INV_CSV_BIEN ? n : 0;

        rc = fila(ctx, &f);
    }

    c->largo = 0;
    c->error = 0;
    c->separadores = 0;
    c->estado = INV_CSV_CELDA;
    c->comienzo = c->linea;

    return rc;
}


static inv_csv_error_e
inv_csv_codificar(inv_csv_t *c)
{
    size_t  i;

    if (memchr(c->buf, '\0', c->largo)) {
        return INV_CSV_NULO;
    }

    for (i = 0; i < c->largo && (unsigned char) c->buf[i] < 0x80; i++) {
        /* void */
    }

    if (i == c->largo) {
        return INV_CSV_BIEN;
    }

    if (c->codificacion == INV_CSV_SIN_DECIDIR) {
        c->codificacion = inv_utf8_valido(c->buf, c->largo) ? INV_CSV_ES_UTF8
                                                            : INV_CSV_ES_1252;
    }

    if (c->codificacion == INV_CSV_ES_1252) {
        return inv_csv_desde_1252(c);
    }

    return inv_utf8_valido(c->buf, c->largo) ? INV_CSV_BIEN : INV_CSV_UTF8;
}


/* In place, from the end, because it grows. */

static inv_csv_error_e
inv_csv_desde_1252(inv_csv_t *c)
{
    size_t                 i, j, crece;
    unsigned               u;
    unsigned char         *s, b;

    /* 0x80 to 0x9f; the five that Windows leaves free stand for themselves */

    static const unsigned  altos[] = {
        0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
        0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008d, 0x017d, 0x008f,
        0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
        0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178
    };

    s = (unsigned char *) c->buf;

    for (i = 0, crece = 0; i < c->largo; i++) {
        u = s[i] >= 0x80 && s[i] < 0xa0 ? altos[s[i] - 0x80] : s[i];
        crece += u < 0x80 ? 0 : u < 0x800 ? 1 : 2;
    }

    if (crece > c->vuelta - c->largo) {
        return INV_CSV_LARGA;
    }

    i = c->largo;
    j = c->largo + crece;
    c->largo = j;

    while (i > 0) {
        b = s[--i];
        u = b >= 0x80 && b < 0xa0 ? altos[b - 0x80] : b;

        if (u < 0x80) {
            s[--j] = b;

        } else if (u < 0x800) {
            s[--j] = (unsigned char) (0x80 | (u & 0x3f));
            s[--j] = (unsigned char) (0xc0 | u >> 6);

        } else {
            s[--j] = (unsigned char) (0x80 | (u & 0x3f));
            s[--j] = (unsigned char) (0x80 | (u >> 6 & 0x3f));
            s[--j] = (unsigned char) (0xe0 | u >> 12);
        }
    }

    return INV_CSV_BIEN;
}


/* The most frequent one outside quotes in the first row. */

static void
inv_csv_elegir_separador(inv_csv_t *c)
{
    int          citada, abre;
    size_t       i, veces[sizeof(inv_csv_separadores) - 1];
    const char  *p;

    memset(veces, 0, sizeof(veces));
    citada = 0;
    abre = 1;       /* a quote here is not just a letter */

    for (i = 0; i < c->largo; i++) {

        if (c->buf[i] == '"' && (citada || abre)) {
            citada = !citada;
            abre = 1;
            continue;
        }

        if (citada) {
            continue;
        }

        p = strchr(inv_csv_separadores, c->buf[i]);
        abre = p != NULL;

        if (p) {
            veces[p - inv_csv_separadores]++;
        }
    }

    c->separador = inv_csv_separadores[0];

    for (i = 1; i < sizeof(veces) / sizeof(veces[0]); i++) {
        if (veces[i] > veces[0]) {
            veces[0] = veces[i];
            c->separador = inv_csv_separadores[i];
        }
    }
}


static inv_csv_error_e
inv_csv_separar(inv_csv_t *c, size_t *n)
{
    char             *p, *fin;
    inv_csv_error_e   rc;

    if (c->separador == '\0') {
        inv_csv_elegir_separador(c);
    }

    p = c->buf;
    fin = p + c->largo;
    *n = 0;

    for ( ;; ) {

        if (*n == INV_CSV_COLUMNAS) {
            return INV_CSV_MUCHAS;
        }

        rc = inv_csv_celda(&p, fin, c->separador, &c->celdas[*n]);
        if (rc != INV_CSV_BIEN) {
            return rc;
        }

        (*n)++;

        if (p == fin) {
            return INV_CSV_BIEN;
        }

        p++;
    }
}


/* The cell at *p, which moves to the separator after it, or to fin. */

static inv_csv_error_e
inv_csv_celda(char **p, char *fin, char separador, inv_csv_celda_t *celda)
{
    char  *s, *d;

    s = *p;

    if (s == fin || *s != '"') {
        celda->datos = s;

        while (s < fin && *s != separador) {
            s++;
        }

        celda->largo = (size_t) (s - celda->datos);
        *p = s;

        return INV_CSV_BIEN;
    }

    celda->datos = ++s;

    for (d = s; /* void */ ; *d++ = *s++) {

        if (s == fin) {
            return INV_CSV_SIN_CERRAR;
        }

        if (*s == '"') {
            s++;

            if (s == fin || *s != '"') {
                break;
            }
        }
    }

    celda->largo = (size_t) (d - celda->datos);
    *p = s;

    return s == fin || *s == separador ? INV_CSV_BIEN : INV_CSV_COMILLAS;
}


const char *
inv_csv_codigo(inv_csv_error_e error)
{
    static const char *const  codigos[] = {
        "bien", "comillas", "comillas_sin_cerrar", "fila_larga",
        "muchas_columnas", "caracter_nulo", "utf8_invalido"
    };

    return codigos[error];
}


const char *
inv_csv_mensaje(inv_csv_error_e error)
{
    static const char *const  mensajes[] = {
        "La fila está bien.",
        "Hay texto después de las comillas que cierran un dato.",
        "Las comillas de esta fila no se cierran.",
        "La fila es demasiado larga.",
        "La fila tiene demasiadas columnas.",
        "La fila tiene un carácter nulo; guardá el archivo como UTF-8.",
        "La fila no es UTF-8, y el resto del archivo sí."
    };

    return mensajes[error];
}
