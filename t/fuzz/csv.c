
/*
 * The first two bytes choose the longest row and the pieces; the rest is the
 * file.  Whole and in pieces, with pauses, it gives the same rows, in UTF-8.
 */


#include "fuzz.h"
#include "dominio/csv.h"
#include "dominio/utf8.h"


typedef struct {
    uint64_t   suma;        /* of all that was delivered, in order */
    uint64_t   filas;
    uint64_t   linea;
    unsigned   pausa;       /* after every so many rows; 0: never */
} libreta_t;


static void
sumar(libreta_t *l, const void *s, size_t n)
{
    size_t          i;
    const uint8_t  *p = s;

    for (i = 0; i < n; i++) {
        l->suma = (l->suma ^ p[i]) * UINT64_C(1099511628211);
    }
}


static int
fila(void *ctx, const inv_csv_fila_t *f)
{
    size_t      i;
    libreta_t  *l = ctx;

    EXIGIR(f->linea > l->linea);
    EXIGIR(f->n <= INV_CSV_COLUMNAS && (f->n == 0) == (f->error != 0));
    EXIGIR(inv_csv_mensaje(f->error) && inv_csv_codigo(f->error));

    l->linea = f->linea;
    l->filas++;

    sumar(l, &f->linea, sizeof(f->linea));
    sumar(l, &f->error, sizeof(f->error));

    for (i = 0; i < f->n; i++) {
        EXIGIR(inv_utf8_valido(f->celdas[i].datos, f->celdas[i].largo));
        EXIGIR(f->celdas[i].largo == 0
               || memchr(f->celdas[i].datos, 0, f->celdas[i].largo) == NULL);

        sumar(l, &i, sizeof(i));
        sumar(l, f->celdas[i].datos, f->celdas[i].largo);
    }

    return l->pausa && l->filas % l->pausa == 0 ? INV_CSV_PAUSA
                                                : INV_CSV_SIGUE;
}


static libreta_t
parsear(const uint8_t *datos, size_t n, size_t cabe, size_t trozo,
    unsigned pausa)
{
    char       *buf;
    size_t      i, largo;
    libreta_t   l;
    inv_csv_t   c;

    memset(&l, 0, sizeof(l));
    l.pausa = pausa;

    buf = malloc(cabe);
    EXIGIR(buf);
    inv_csv_iniciar(&c, buf, cabe);

    for (i = 0; i < n; /* void */ ) {
        largo = n - i < trozo ? n - i : trozo;
        i += inv_csv_alimentar(&c, (const char *) datos + i, largo, fila, &l);
    }

    while (inv_csv_terminar(&c, fila, &l) == INV_CSV_PAUSA) { /* void */ }

    EXIGIR(l.linea <= c.linea);
    free(buf);

    return l;
}


int
LLVMFuzzerTestOneInput(const uint8_t *datos, size_t n)
{
    size_t     cabe, trozo;
    libreta_t  entera, cortada;

    if (n < 2) {
        return 0;
    }

    cabe = (size_t) datos[0] + 1;
    trozo = datos[1] % 16 + 1;
    datos += 2;
    n -= 2;

    entera = parsear(datos, n, cabe, n + 1, 0);
    cortada = parsear(datos, n, cabe, trozo, (unsigned) (trozo % 4 + 1));

    EXIGIR(entera.suma == cortada.suma && entera.filas == cortada.filas);

    return 0;
}
