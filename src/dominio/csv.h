
/*
 * Inventario: CSV as it comes, in pieces of any size (RFC 4180 and what
 * spreadsheets make of it).
 *
 * The separator (; tab | ,) is the most frequent one outside quotes in the
 * first row, in that order if equal.  A BOM is skipped.  LF, CRLF and CR end
 * a row, empty lines are skipped.  A cell that begins with a quote ends with
 * one; inside, "" is a quote and line ends belong to the cell.
 *
 * Cells always come out as UTF-8.  A file without a BOM whose first row that
 * is not ASCII is not UTF-8 either is Windows-1252, from there on.
 *
 * A quote that is never closed must not swallow the good rows after it: when
 * a row of several lines turns out wrong, only its first line is reported,
 * and the reading goes back to the second.
 */


#ifndef _INV_CSV_H_INCLUDED_
#define _INV_CSV_H_INCLUDED_


#include <stddef.h>
#include <stdint.h>


#define INV_CSV_COLUMNAS  64


typedef enum {
    INV_CSV_BIEN = 0,
    INV_CSV_COMILLAS,       /* text after a closing quote */
    INV_CSV_SIN_CERRAR,     /* the file ends inside quotes */
    INV_CSV_LARGA,          /* longer than the buffer, as UTF-8 */
    INV_CSV_MUCHAS,         /* more than INV_CSV_COLUMNAS cells */
    INV_CSV_NULO,           /* a NUL byte */
    INV_CSV_UTF8            /* not UTF-8, in a file that is */
} inv_csv_error_e;


/* what a callback says, and inv_csv_terminar() passes on */

#define INV_CSV_SIGUE  0
#define INV_CSV_PAUSA  1


typedef struct {
    const char                *datos;
    size_t                     largo;
} inv_csv_celda_t;


/* A row.  The cells live until the callback returns; with an error, n = 0. */

typedef struct {
    uint64_t                   linea;       /* where it begins, from 1 */
    inv_csv_error_e            error;
    size_t                     n;
    const inv_csv_celda_t     *celdas;
} inv_csv_fila_t;


typedef int (*inv_csv_fila_pt)(void *ctx, const inv_csv_fila_t *fila);


/* Private, but for what a caller may read. */

typedef struct {
    char                      *buf;
    size_t                     cabe;
    size_t                     largo;       /* of the row so far, from buf */
    size_t                     vuelta;      /* from here to cabe: to be read
                                               again before anything else */
    uint64_t                   linea;
    uint64_t                   comienzo;    /* line in which the row began */
    uint64_t                   vacias;      /* public: empty lines skipped */
    unsigned                   separadores; /* in the row so far */
    char                       separador;   /* public: NUL until known */
    unsigned char              estado;
    unsigned char              codificacion;
    unsigned char              error;
    unsigned char              cr;          /* the last byte was a CR */
    inv_csv_celda_t            celdas[INV_CSV_COLUMNAS];
} inv_csv_t;


/*
 * buf is the caller's, holds one row and must live as long as c; cabe > 0 is
 * the longest row in bytes, counted as UTF-8.
 */
void inv_csv_iniciar(inv_csv_t *c, char *buf, size_t cabe);

/*
 * Parses n bytes and calls fila(ctx, ...) for every row that ends in them.
 * Returns how many bytes it took: n, or fewer if the callback returned
 * INV_CSV_PAUSA; the rest must be given again, and it may take none of it
 * while it reads old lines again.
 */
size_t inv_csv_alimentar(inv_csv_t *c, const char *datos, size_t n,
    inv_csv_fila_pt fila, void *ctx);

/*
 * The file is over: delivers what is left.  INV_CSV_PAUSA if the callback
 * said so: to be called again, until it returns INV_CSV_SIGUE.
 */
int inv_csv_terminar(inv_csv_t *c, inv_csv_fila_pt fila, void *ctx);

/* A stable word and a Spanish sentence for an error; constants. */
const char *inv_csv_codigo(inv_csv_error_e error);
const char *inv_csv_mensaje(inv_csv_error_e error);


#endif /* _INV_CSV_H_INCLUDED_ */
