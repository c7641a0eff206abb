
/*
 * CSV: what comes out, and that it is the same however the file is cut.
 *
 * The rows are noted as text: "LINE:cell|cell\n", "LINE!code\n" for a bad one.
 */


#include "prueba.h"
#include "dominio/csv.h"


typedef struct {
    char       texto[1 << 19];
    size_t     largo;
    size_t     filas;
    unsigned   pausas;          /* out of 4 rows, so many ask for a pause */
    uint64_t   semilla;
} libreta_t;


static libreta_t  libreta, otra;


static void
anotar(libreta_t *l, const char *s, size_t n)
{
    if (n >= sizeof(l->texto) - l->largo) {
        abort();
    }

    memcpy(l->texto + l->largo, s, n);
    l->largo += n;
    l->texto[l->largo] = '\0';
}


static int
fila(void *ctx, const inv_csv_fila_t *f)
{
    char       n[32];
    size_t     i;
    libreta_t *l = ctx;

    snprintf(n, sizeof(n), "%u%c", (unsigned) f->linea, f->error ? '!' : ':');
    anotar(l, n, strlen(n));

    if (f->error) {
        assert_int_equal(f->n, 0);
        anotar(l, inv_csv_codigo(f->error), strlen(inv_csv_codigo(f->error)));
    }

    for (i = 0; i < f->n; i++) {
        anotar(l, "|", i > 0);
        anotar(l, f->celdas[i].datos, f->celdas[i].largo);
    }

    anotar(l, "\n", 1);
    l->filas++;

    return azar_hasta(&l->semilla, 4) < l->pausas ? INV_CSV_PAUSA
                                                  : INV_CSV_SIGUE;
}


/*
 * Parses n bytes in pieces of at most trozo, each of them in memory of its
 * own; rows have at most cabe bytes.  c is left for a look at it.
 */

static void
parsear(inv_csv_t *c, libreta_t *l, const char *s, size_t n, size_t cabe,
    size_t trozo, unsigned pausas)
{
    char    *buf, *p;
    size_t   hecho, largo, tomo;

    l->largo = 0;
    l->texto[0] = '\0';
    l->filas = 0;
    l->pausas = pausas;
    l->semilla = 1 + n + trozo;

    buf = malloc(cabe);
    assert_non_null(buf);
    inv_csv_iniciar(c, buf, cabe);

    for (hecho = 0; hecho < n; hecho += tomo) {
        largo = n - hecho < trozo ? n - hecho
                                  : 1 + azar_hasta(&l->semilla, trozo);
        p = justo(s + hecho, largo);
        tomo = inv_csv_alimentar(c, p, largo, fila, l);
        free(p);

        assert_in_range(tomo, 0, largo);
        assert_true(tomo == largo || pausas > 0);
    }

    while (inv_csv_terminar(c, fila, l) == INV_CSV_PAUSA) {
        assert_true(pausas > 0);
    }

    /* and again it has nothing to say */

    hecho = l->filas;
    assert_int_equal(inv_csv_terminar(c, fila, l), INV_CSV_SIGUE);
    assert_int_equal(l->filas, hecho);

    free(buf);
}


static void
da_con(const char *s, size_t n, size_t cabe, const char *espera)
{
    size_t     trozo;
    inv_csv_t  c;

    parsear(&c, &libreta, s, n, cabe, n + 1, 0);
    assert_string_equal(libreta.texto, espera);

    for (trozo = 1; trozo < 4; trozo++) {
        parsear(&c, &libreta, s, n, cabe, trozo, 0);
        assert_string_equal(libreta.texto, espera);

        parsear(&c, &libreta, s, n, cabe, trozo, 4);
        assert_string_equal(libreta.texto, espera);
    }
}


#define da(s, espera)  da_con(s, sizeof(s) - 1, 200, espera)


static void
sencillo(void **estado)
{
    (void) estado;

    da("", "");
    da("a", "1:a\n");
    da("a,b\n1,2\n", "1:a|b\n2:1|2\n");
    da("a,b\n1,2", "1:a|b\n2:1|2\n");
    da("a,b\r\n1,2\r\n", "1:a|b\n2:1|2\n");
    da("a,b\r1,2\r", "1:a|b\n2:1|2\n");
    da("a,b\n\n\r\n\r1,2\n\n", "1:a|b\n5:1|2\n");
    da("\n\na,b\n", "3:a|b\n");
    da(",\n,,\n", "1:|\n2:||\n");
    da("a,b,\n", "1:a|b|\n");
    da(" a , b \n", "1: a | b \n");
}


static void
separadores(void **estado)
{
    inv_csv_t  c;

    (void) estado;

    da("a;b;c\n1,5;2;3\n", "1:a|b|c\n2:1,5|2|3\n");
    da("a\tb\n1,5\t2;3\n", "1:a|b\n2:1,5|2;3\n");
    da("a|b\n1;2|3\n", "1:a|b\n2:1;2|3\n");
    da("a,b,c;d\n", "1:a|b|c;d\n");
    da("Precio, en pesos;Producto\n", "1:Precio, en pesos|Producto\n");
    da("\"a,b,c,d\";e\n", "1:a,b,c,d|e\n");
    da("codigo\n12,5\n1;2\n", "1:codigo\n2:12,5\n3:1|2\n");

    /* only the first row decides, and not an empty line before it */

    da("\n\na;b\n1,2,3,4;5\n", "3:a|b\n4:1,2,3,4|5\n");

    parsear(&c, &libreta, L("a\tb"), 100, 3, 0);
    assert_int_equal(c.separador, '\t');

    parsear(&c, &libreta, L("\n\n\n"), 100, 3, 0);
    assert_int_equal(c.separador, '\0');
    assert_int_equal(c.vacias, 3);
}


static void
comillas(void **estado)
{
    (void) estado;

    da("\"a\",\"b\"\n", "1:a|b\n");
    da("\"a,b\",c\n", "1:a,b|c\n");
    da("x,\"dijo \"\"hola\"\"\"\n", "1:x|dijo \"hola\"\n");
    da("x,\"\"\n", "1:x|\n");
    da("\"\"\n", "1:\n");
    da("x,\"\"\"\"\n", "1:x|\"\n");
    da("a,b\n\"uno\ndos\r\ntres\",2\n3,4\n",
       "1:a|b\n2:uno\ndos\r\ntres|2\n5:3|4\n");
    da("x,\"a\"", "1:x|a\n");
    da("x,\"a\"\r\ny,z", "1:x|a\n2:y|z\n");

    /* a quote that does not begin a cell is a letter like any other */

    da("Caño 3/4\",1\nPipa 5\" x 2\",2\n", "1:Caño 3/4\"|1\n"
                                           "2:Pipa 5\" x 2\"|2\n");
}


static void
comillas_malas(void **estado)
{
    (void) estado;

    da("a,b\n\"x\"y,2\n3,4\n", "1:a|b\n2!comillas\n3:3|4\n");
    da("a,b\n\"x\" ,2\n3,4\n", "1:a|b\n2!comillas\n3:3|4\n");
    da("a,b\r\n\"x\"y\",\"2\r\n3,4\r\n", "1:a|b\n2!comillas\n3:3|4\n");
    da("a,b\n\"x\"y", "1:a|b\n2!comillas\n");
    da("a,b\n1,\"x", "1:a|b\n2!comillas_sin_cerrar\n");
    da("a,b\n1,\"", "1:a|b\n2!comillas_sin_cerrar\n");

    /* one open quote costs its own line and no other */

    da("a,b\n1,\"x\n2,y\n3,z\n",
       "1:a|b\n2!comillas_sin_cerrar\n3:2|y\n4:3|z\n");
    da("a,b\r\n1,\"x\r\n2,y\r\n\r\n3,z",
       "1:a|b\n2!comillas_sin_cerrar\n3:2|y\n5:3|z\n");
    da("a,b\r1,\"x\r2,y\r",
       "1:a|b\n2!comillas_sin_cerrar\n3:2|y\n");
    da("a,b\n1,\"x\n2,\"y\"\n3,z\n", "1:a|b\n2!comillas\n3:2|y\n4:3|z\n");
    da("a,b\n1,\"x\n2,\"y\n3,\"z\n4,ok\n",
       "1:a|b\n2!comillas\n3!comillas\n4!comillas_sin_cerrar\n5:4|ok\n");
    da("a,b\n1,\"x\r", "1:a|b\n2!comillas_sin_cerrar\n");
    da("a,b\n1,\"x\n\n\n", "1:a|b\n2!comillas_sin_cerrar\n");

    /* in the first line, where the separator is not known yet */

    da("\"a;b\nc;d\n", "1!comillas_sin_cerrar\n2:c|d\n");

    /* what opened a cell for one separator was text for the one chosen */

    da("a;b;c,\"d\n1;2;3\n", "1!comillas_sin_cerrar\n2:1|2|3\n");
    da("\"a\",b;c;d\n1;2\n", "1!comillas\n2:1|2\n");
}


static void
filas_largas(void **estado)
{
    (void) estado;

    da_con(L("a,b\n12345678\n1,2\n"), 8, "1:a|b\n2:12345678\n3:1|2\n");
    da_con(L("a,b\n123456789\n1,2\n"), 8, "1:a|b\n2!fila_larga\n3:1|2\n");
    da_con(L("a,b\r\n1234567890123456789\r\n1,2\r\n"), 8,
           "1:a|b\n2!fila_larga\n3:1|2\n");
    da_con(L("a,b\n123456789"), 8, "1:a|b\n2!fila_larga\n");
    da_con(L("a,b\n\"1234567890,\n1,2\n"), 8,
           "1:a|b\n2!fila_larga\n3:1|2\n");
    da_con(L("a,b\n\"1234567\n1,2\n"), 8, "1:a|b\n2!fila_larga\n3:1|2\n");
    da_con(L("a,b\n\"1234567\r\n1,2\n"), 8, "1:a|b\n2!fila_larga\n3:1|2\n");
    da_con(L("a,b\n\"123456\r\n1,2\n"), 8, "1:a|b\n2!fila_larga\n3:1|2\n");
    da_con(L("a,b\n\"12\n3,4\n5,6\n7,8\n"), 8,
           "1:a|b\n2!fila_larga\n3:3|4\n4:5|6\n5:7|8\n");
    da_con(L("a,b\n\"12\r\n3,4\r\n5,6\r\n"), 8,
           "1:a|b\n2!fila_larga\n3:3|4\n4:5|6\n");
    da_con(L("ab\n"), 1, "1!fila_larga\n");
    da_con(L("a\nb"), 1, "1:a\n2:b\n");
}


static void
columnas(void **estado)
{
    size_t     i;
    char       s[256], espera[256];

    (void) estado;

    for (i = 0; i < INV_CSV_COLUMNAS; i++) {
        s[i] = ',';
    }

    /* so many commas are one cell too many */

    memcpy(s + INV_CSV_COLUMNAS, "\na,b\n", 5);
    da_con(s, INV_CSV_COLUMNAS + 5, 200, "1!muchas_columnas\n2:a|b\n");

    da_con(s + 1, INV_CSV_COLUMNAS + 4, 200,
           (snprintf(espera, sizeof(espera), "1:%.*s\n2:a|b\n",
                     INV_CSV_COLUMNAS - 1,
                     "||||||||||||||||||||||||||||||||||||||||||||||||||||"
                     "||||||||||||||||||||||||||||"), espera));
}


static void
codificacion(void **estado)
{
    (void) estado;

    da("\xef\xbb\xbf" "a,b\n1,ñ\n", "1:a|b\n2:1|ñ\n");
    da("\xef\xbb\xbf\"a\",b\n", "1:a|b\n");
    da("\xef\xbb\xbf", "");
    da("\xef\xbb\xbf\na,b\n", "2:a|b\n");
    da("\xef\xbb" "a,b\n", "1:ï»a|b\n");

    /* a BOM is only one at the very beginning */

    da("\n\xef\xbb\xbf" "a,b\n", "2:\xef\xbb\xbf" "a|b\n");
    da("a,b\n\xef\xbb\xbf" "a,b\n", "1:a|b\n2:\xef\xbb\xbf" "a|b\n");

    /* Windows-1252: the whole rest of the file */

    da("a,b\n1,ni\xf1o\n2,\x80 5 \x93x\x94 \x99\n",
       "1:a|b\n2:1|niño\n3:2|€ 5 “x” ™\n");
    da("c\xf3" "digo;precio\nA\xd1O;\xa3\n", "1:código|precio\n2:AÑO|£\n");
    da("a,b\n1,\xf1\n2,\xc3\xb1\n", "1:a|b\n2:1|ñ\n3:2|Ã±\n");
    da("a,\x81\x8d\x8f\x90\x9d\n",
       "1:a|\xc2\x81\xc2\x8d\xc2\x8f\xc2\x90\xc2\x9d\n");
    da("a,\"\xf1,\"\"\xe1\"\"\"\n", "1:a|ñ,\"á\"\n");

    /* a file that showed it is UTF-8 does not change its mind */

    da("a,b\n1,ñ\n2,\xf1\n3,ó\n",
       "1:a|b\n2:1|ñ\n3!utf8_invalido\n4:3|ó\n");
    da("\xef\xbb\xbf" "a,b\n2,\xf1\n3,ó\n",
       "1:a|b\n2!utf8_invalido\n3:3|ó\n");

    /* the limit counts what comes out */

    da_con(L("a,b\n1,\xf1\xf1\xf1\n"), 8, "1:a|b\n2:1|ñññ\n");
    da_con(L("a,b\n1,\xf1\xf1\xf1x\n2,\xf1\n"), 8,
           "1:a|b\n2!fila_larga\n3:2|ñ\n");
    da_con(L("a,b\n1,\x80\x80\n1,\x80\x80x\n"), 8,
           "1:a|b\n2:1|€€\n3!fila_larga\n");

    da("a,b\n1,\0\n2,c\n", "1:a|b\n2!caracter_nulo\n3:2|c\n");
    da("\xff\xfe" "a\0,\0b\0\n\0", "1!caracter_nulo\n2!caracter_nulo\n");
}


/* A long file with an open quote early on: 30 rows read again, none lost. */

static void
comillas_en_un_archivo_largo(void **estado)
{
    char       linea[64], *s, *p;
    size_t     i, n;
    inv_csv_t  c;

    (void) estado;

    s = malloc(400000);
    assert_non_null(s);

    for (i = 0, p = s; i < 20000; i++) {
        p += sprintf(p, i == 10 ? "7790,\"Yerba%zu\n" : "7790,Yerba%zu\n", i);
    }

    n = (size_t) (p - s);
    parsear(&c, &libreta, s, n, 512, 1000, 1);

    assert_int_equal(libreta.filas, 20000);
    assert_non_null(strstr(libreta.texto, "\n11!fila_larga\n12:7790|"));

    for (i = 0, p = libreta.texto; i < 20000; i++) {
        snprintf(linea, sizeof(linea), "%zu%c", i + 1, i == 10 ? '!' : ':');
        assert_memory_equal(p, linea, strlen(linea));
        p = strchr(p, '\n') + 1;
    }

    free(s);
}


/*
 * Lines made so that each keeps a quote open, alone or as part of a cell: the
 * limit of columns is what keeps the work for a line within bounds.  With a
 * pause after every row, what goes back can be seen.
 */

static void
comillas_con_mala_intencion(void **estado)
{
    char       *s, *buf;
    size_t      i, n, tomo;
    uint64_t    antes;
    inv_csv_t   c;

    (void) estado;

    n = 6 * 40000;
    s = malloc(n + 4);
    buf = malloc(65536);
    assert_non_null(s);
    assert_non_null(buf);

    memcpy(s, "a,b\n", 4);

    for (i = 0; i < n; i += 6) {
        memcpy(s + 4 + i, "x\",\"y\n", 6);
    }

    memset(&libreta, 0, sizeof(libreta));
    libreta.semilla = 1;
    libreta.pausas = 4;
    inv_csv_iniciar(&c, buf, 65536);

    /* never more than so many lines go back at once */

    for (i = 0; i < n + 4; i += tomo) {
        antes = c.linea;
        tomo = inv_csv_alimentar(&c, s + i, n + 4 - i, fila, &libreta);

        assert_in_range(c.cabe - c.vuelta, 0, 6 * (INV_CSV_COLUMNAS + 1));
        assert_true(c.linea <= antes + INV_CSV_COLUMNAS + 1);
        libreta.largo = 0;
    }

    assert_in_range(libreta.filas, 39000, 40001);

    free(buf);
    free(s);
}


/* Random tables, written in any of the ways that are allowed. */

static void
ida_y_vuelta(void **estado)
{
    char        s[8192], celda[64], espera[8192], sep;
    size_t      i, j, k, l, n, m, filas, columnas_, linea;
    uint64_t    r;
    inv_csv_t   c;
    const char *fin;

    static const char         letras[] = "ab,;|\t\" x.\n";
    static const char *const  fines[] = { "\n", "\r\n", "\r" };

    (void) estado;

    r = 2026;

    for (i = 0; i < 3000; i++) {
        sep = ";\t|,"[azar_hasta(&r, 4)];
        fin = fines[azar_hasta(&r, 3)];
        filas = 1 + azar_hasta(&r, 6);
        columnas_ = 2 + azar_hasta(&r, 5);
        linea = 2;

        /* a header in which only the separator separates */

        for (j = 0, n = 0; j < columnas_; j++) {
            n += (size_t) sprintf(s + n, "%sc", j ? (char[]) { sep, 0 } : "");
        }

        n += (size_t) sprintf(s + n, "%s", fin);

        m = (size_t) sprintf(espera, "1:");

        for (j = 0; j < columnas_; j++) {
            m += (size_t) sprintf(espera + m, "%sc", j ? "|" : "");
        }

        m += (size_t) sprintf(espera + m, "\n");

        for (j = 0; j < filas; j++) {
            m += (size_t) sprintf(espera + m, "%zu:", linea++);

            for (k = 0; k < columnas_; k++) {
                l = azar_hasta(&r, 6);

                celda[l] = '\0';
                while (l-- > 0) {
                    celda[l] = letras[azar_hasta(&r, sizeof(letras) - 1)];
                    linea += celda[l] == '\n';
                }

                m += (size_t) sprintf(espera + m, "%s%s", k ? "|" : "",
                                      celda);

                if (k) {
                    s[n++] = sep;
                }

                if (celda[0] != '"' && strchr(celda, sep) == NULL
                    && strchr(celda, '\n') == NULL && azar_hasta(&r, 2))
                {
                    n += (size_t) sprintf(s + n, "%s", celda);
                    continue;
                }

                s[n++] = '"';

                for (l = 0; celda[l]; l++) {
                    if (celda[l] == '"') {
                        s[n++] = '"';
                    }

                    s[n++] = celda[l];
                }

                s[n++] = '"';
            }

            if (j < filas - 1 || azar_hasta(&r, 2)) {
                n += (size_t) sprintf(s + n, "%s", fin);
            }

            m += (size_t) sprintf(espera + m, "\n");
        }

        espera[m] = '\0';
        parsear(&c, &libreta, s, n, 4096, 1 + azar_hasta(&r, 50),
                (unsigned) azar_hasta(&r, 5));
        assert_string_equal(libreta.texto, espera);
    }
}


/* Rubbish: whole, in pieces and with pauses it gives the same. */

static void
da_igual_como_se_corte(void **estado)
{
    char       s[300];
    size_t     i, j, n, cabe, lineas;
    uint64_t   r;
    inv_csv_t  c;

    static const char  letras[] = "aab,,;\"\"\"\n\n\r|\t\xf1\xc3\xb1";

    (void) estado;

    r = 4711;

    for (i = 0; i < 20000; i++) {
        n = azar_hasta(&r, sizeof(s));
        cabe = 1 + azar_hasta(&r, i % 2 ? 20 : 400);

        for (j = 0; j < n; j++) {
            s[j] = letras[azar_hasta(&r, sizeof(letras) - 1)];
        }

        parsear(&c, &otra, s, n, cabe, n + 1, 0);
        parsear(&c, &libreta, s, n, cabe, 1, 2);
        assert_string_equal(libreta.texto, otra.texto);
        parsear(&c, &libreta, s, n, cabe, 1 + azar_hasta(&r, 20), 1);
        assert_string_equal(libreta.texto, otra.texto);

        /* no more rows than lines, each line counted once */

        for (j = 0, lineas = 1; j < n; j++) {
            lineas += s[j] == '\r'
                      || (s[j] == '\n' && (j == 0 || s[j - 1] != '\r'));
        }

        assert_int_equal(c.linea, lineas);
        assert_in_range(libreta.filas + c.vacias, 0, lineas);
    }
}


static void
mensajes(void **estado)
{
    int  i, j;

    (void) estado;

    for (i = INV_CSV_BIEN; i <= INV_CSV_UTF8; i++) {
        assert_non_null(inv_csv_mensaje((inv_csv_error_e) i));
        assert_null(strpbrk(inv_csv_codigo((inv_csv_error_e) i), " \"\\"));
        assert_null(strpbrk(inv_csv_mensaje((inv_csv_error_e) i), "\"\\"));

        for (j = 0; j < i; j++) {
            assert_string_not_equal(inv_csv_codigo((inv_csv_error_e) i),
                                    inv_csv_codigo((inv_csv_error_e) j));
        }
    }
}


int
main(void)
{
    const struct CMUnitTest  pruebas[] = {
        cmocka_unit_test(sencillo),
        cmocka_unit_test(separadores),
        cmocka_unit_test(comillas),
        cmocka_unit_test(comillas_malas),
        cmocka_unit_test(filas_largas),
        cmocka_unit_test(columnas),
        cmocka_unit_test(codificacion),
        cmocka_unit_test(comillas_en_un_archivo_largo),
        cmocka_unit_test(comillas_con_mala_intencion),
        cmocka_unit_test(ida_y_vuelta),
        cmocka_unit_test(da_igual_como_se_corte),
        cmocka_unit_test(mensajes)
    };

    return PRUEBAS("csv", pruebas);
}
