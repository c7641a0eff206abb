
/*
 * bin/pronostico: reading series.
 *
 * One a line: id, values...  LF or CRLF, a BOM is skipped, decimal point, an
 * empty field is a missing value.  A text that is not a plain decimal number
 * (nan, inf, 0x10, 1,5) is an error of that line only.
 */


#include "herramienta.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>


static int inv_ht_linea(FILE *f, char *buf, size_t *largo);
static void inv_ht_partir(inv_ht_serie_t *s, char *p, char *fin);
static int inv_ht_numero(char *p, char *fin, double *v);
static void inv_ht_huecos(inv_ht_serie_t *s, size_t periodo);


#define inv_ht_mal(s, ...)                                                   \
    snprintf((s)->error, sizeof((s)->error), __VA_ARGS__)


/*
 * A line without its end: 1, or 2 if longer than buf (the rest is dropped),
 * 0 at the end of the input, -1 on error.
 */

static int
inv_ht_linea(FILE *f, char *buf, size_t *largo)
{
    int     c, rc;
    size_t  n;

    n = 0;
    rc = 0;

    while ((c = getc(f)) != EOF) {
        rc = rc ? rc : 1;

        if (c == '\n') {
            break;
        }

        if (n == INV_HT_LINEA) {
            rc = 2;
            continue;
        }

        buf[n++] = (char) c;
    }

    if (ferror(f)) {
        return -1;
    }

    if (n > 0 && buf[n - 1] == '\r') {
        n--;
    }

    buf[n] = '\0';
    *largo = n;

    return rc;
}


/* A decimal number from p to fin, which may be written over. */

static int
inv_ht_numero(char *p, char *fin, double *v)
{
    char  *resto;

    *fin = '\0';

    if (p[strspn(p, "+-.0123456789eE")] != '\0') {
        return 0;
    }

    *v = strtod(p, &resto);

    return resto == fin && isfinite(*v);
}


static void
inv_ht_partir(inv_ht_serie_t *s, char *p, char *fin)
{
    char    *coma, *q;
    double   v;
    size_t   campo;

    for (campo = 0; p <= fin; p = coma + 1, campo++) {
        coma = memchr(p, ',', (size_t) (fin - p));
        coma = coma ? coma : fin;
        q = coma;

        while (p < q && (*p == ' ' || *p == '\t')) {
            p++;
        }

        while (p < q && (q[-1] == ' ' || q[-1] == '\t')) {
            q--;
        }

        if (campo == 0) {

            if (q == p || (size_t) (q - p) > INV_HT_ID) {
                inv_ht_mal(s, q == p ? "falta el id"
                                     : "el id tiene más de %d bytes",
                           INV_HT_ID);
                return;
            }

            memcpy(s->id, p, (size_t) (q - p));
            s->id[q - p] = '\0';
            continue;
        }

        if (s->n == INV_SERIE_N_MAX) {
            inv_ht_mal(s, "tiene más de %d valores", INV_SERIE_N_MAX);
            return;
        }

        if (p == q) {
            s->y[s->n++] = NAN;
            continue;
        }

        if (!inv_ht_numero(p, q, &v)) {
            inv_ht_mal(s, "el campo %zu no es un número", campo + 1);
            return;
        }

        if (fabs(v) > INV_SERIE_ABS_MAX) {
            inv_ht_mal(s, "el campo %zu es demasiado grande (más de 1e15)",
                       campo + 1);
            return;
        }

        s->y[s->n++] = v;
    }
}


/* Missing values: cut off at both ends, filled in between. */

static void
inv_ht_huecos(inv_ht_serie_t *s, size_t periodo)
{
    size_t  i, faltan;

    while (s->n > 0 && isnan(s->y[s->n - 1])) {
        s->n--;
    }

    for (i = 0; i < s->n && isnan(s->y[i]); i++) { /* void */ }

    memmove(s->y, s->y + i, (s->n - i) * sizeof(double));
    s->n -= i;
    faltan = 0;

    for (i = 0; i < s->n; i++) {
        faltan += isnan(s->y[i]) != 0;
    }

    if (s->n < 2) {
        inv_ht_mal(s, s->n ? "tiene un solo valor y hacen falta dos"
                           : "no tiene ningún valor");
        return;
    }

    if (faltan > s->n / 2) {
        inv_ht_mal(s, "faltan más de la mitad de los valores (%zu de %zu)",
                   faltan, s->n);
        return;
    }

    if (faltan) {
        inv_serie_rellenar(s->y, s->n, periodo);
    }
}


int
inv_ht_leer(FILE *f, inv_ht_serie_t *s, size_t periodo, unsigned long *linea)
{
    int     rc;
    char   *buf, *p;
    size_t  largo, i, comas;

    memset(s, 0, sizeof(*s));
    buf = calloc(1, INV_HT_LINEA + 1);
    largo = 0;

    if (buf == NULL) {
        return -1;
    }

    do {
        rc = inv_ht_linea(f, buf, &largo);
        *linea += rc > 0;
        p = buf;

        if (*linea == 1 && largo >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
            p += 3;
            largo -= 3;
        }

    } while (rc == 1 && largo == 0);

    if (rc <= 0) {
        free(buf);
        return rc;
    }

    s->linea = *linea;
    comas = 1;

    for (i = 0; i < largo; i++) {
        comas += p[i] == ',';
    }

    s->y = calloc(comas < INV_SERIE_N_MAX ? comas : INV_SERIE_N_MAX,
                  sizeof(double));

    if (s->y == NULL) {
        free(buf);
        return -1;
    }

    if (rc == 2) {
        inv_ht_mal(s, "la línea tiene más de %u bytes", INV_HT_LINEA);

    } else if (memchr(p, '\0', largo)) {
        inv_ht_mal(s, "la línea tiene un byte nulo");

    } else {
        inv_ht_partir(s, p, p + largo);
    }

    free(buf);

    if (s->error[0] == '\0') {
        inv_ht_huecos(s, periodo);
    }

    return 1;
}
