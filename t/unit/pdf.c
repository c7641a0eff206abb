
/*
 * Forms in PDF, read back by poppler and zbar.
 */


#define _POSIX_C_SOURCE 200809L

#include "prueba.h"
#include "ngx_http_inventario_negocio_pdf.h"
#include <unistd.h>


static char  carpeta[] = "/tmp/inventario-pdf.XXXXXX";


/* What a command says of the file a.pdf that holds b; to be freed. */

static char *
decir(const inv_pdf_bytes_t *b, const char *comando)
{
    char    orden[512], *s;
    FILE   *f;
    size_t  n;

    snprintf(orden, sizeof(orden), "%s/a.pdf", carpeta);
    f = fopen(orden, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(b->datos, 1, b->n, f), b->n);
    fclose(f);

    snprintf(orden, sizeof(orden), "cd %s && %s", carpeta, comando);
    f = popen(orden, "r");
    assert_non_null(f);
    s = calloc(1, 1 << 20);
    assert_non_null(s);
    n = fread(s, 1, (1 << 20) - 1, f);
    s[n] = '\0';
    assert_int_equal(pclose(f), 0);

    return s;
}


static unsigned
veces(const char *s, const char *que)
{
    unsigned  n;

    for (n = 0; (s = strstr(s, que)) != NULL; n++) {
        s += strlen(que);
    }

    return n;
}


static void
contiene(const char *s, const char *que)
{
    if (strstr(s, que) == NULL) {
        fail_msg("no \"%s\" in:\n%s", que, s);
    }
}


static void
pedido(void **estado)
{
    char             *s;
    json_t           *o, *lineas;
    int               i;
    inv_pdf_bytes_t   b;

    (void) estado;

    o = json_pack("{s:i,s:s,s:s,s:{s:s,s:s,s:s},s:[],s:{s:s,s:s,s:s},s:s}",
                  "id", 1234, "estado", "enviado",
                  "fecha", "2026-09-05",
                  "proveedor", "nombre", "La Serenísima Ñandú S.A.",
                  "cuit", "30-50001091-2", "direccion", "Av. Córdoba 1234",
                  "lineas", "totales", "neto", "1234567.8912",
                  "iva", "259259.26", "total", "1493827.15", "notas",
                  "Entregar de 8 a 12 “por atrás” – gracias");
    assert_non_null(o);
    lineas = json_object_get(o, "lineas");

    for (i = 0; i < 100; i++) {
        json_array_append_new(lineas, json_pack(
            "{s:o,s:s,s:s,s:s,s:s,s:s,s:s}",
            "producto_codigo", json_sprintf("COD%03d", i),
            "codigo_proveedor", "P-77", "producto_nombre", i == 50 ? "Yerba mate con palo estacionada "
                "tradicional selección especial de quinientos gramos y más "
                "palabras de las que entran en dos renglones de la columna "
                "del producto" : "Leche entera larga vida",
            "cantidad", "12.500", "unidad", "kg", "costo_neto", "1234.5678",
            "importe", "15432.10"));
    }

    assert_int_equal(inv_pdf_pedido(o, &b), INV_PDF_BIEN);
    assert_memory_equal(b.datos, "%PDF-1.", 7);
    s = decir(&b, "pdftotext -layout a.pdf -");

    contiene(s, "Orden de compra N.º 1234");
    contiene(s, "05/09/2026");
    contiene(s, "La Serenísima Ñandú S.A.");
    contiene(s, "CUIT 30-50001091-2");
    contiene(s, "Av. Córdoba 1234");
    contiene(s, "12,5 ");
    contiene(s, "$1.234,57");
    contiene(s, "$15.432,10");
    contiene(s, "Sin IVA: $1.234.567,89");
    contiene(s, "Total: $1.493.827,15");
    contiene(s, "“por atrás” – gracias");
    contiene(s, "COD000");
    contiene(s, "COD099");
    assert_int_equal(veces(s, "COD"), 100);

    /* the long name has two lines and no more, each page its titles */

    contiene(s, "…");
    assert_int_equal(veces(s, "…"), 1);
    contiene(s, "Página 1 de 3");
    contiene(s, "Página 3 de 3");
    assert_int_equal(veces(s, "Cantidad"), 3);

    free(s);
    free(b.datos);

    while (json_array_size(lineas) <= INV_PDF_LINEAS) {
        json_array_append_new(lineas, json_object());
    }

    assert_int_equal(inv_pdf_pedido(o, &b), INV_PDF_GRANDE);
    json_decref(o);
}


static void
casi_nada(void **estado)
{
    char             *s;
    json_t           *o;
    size_t            i;
    inv_pdf_bytes_t   b;

    static const char *const  casos[] = {
        "{}", "{\"id\":7,\"lineas\":[{}],\"proveedor\":null}",
        "{\"id\":\"x\",\"total\":\"nada\",\"lineas\":[{\"cantidad\":3}]}",
        "{\"lineas\":{\"a\":1},\"fecha\":\"2026\",\"proveedor\":[]}"
    };

    (void) estado;

    for (i = 0; i < N_DE(casos); i++) {
        o = json_loads(casos[i], 0, NULL);
        assert_non_null(o);

        assert_int_equal(inv_pdf_pedido(o, &b), INV_PDF_BIEN);
        s = decir(&b, "pdftotext a.pdf -");
        contiene(s, "Orden de compra");
        free(s);
        free(b.datos);

        assert_int_equal(inv_pdf_etiquetas(o, &b), INV_PDF_BIEN);
        free(decir(&b, "pdftotext a.pdf -"));
        free(b.datos);

        json_decref(o);
    }
}


/* n labels of a format; to be freed with json_decref() */

static json_t *
hacer(int columnas, int filas, int n)
{
    int      i;
    json_t  *o, *lista;

    static const char *const  codigos[] = {
        "7790001000019", "07792180001665", "96385074", "036000291452",
        "4006381333931"
    };

    lista = json_array();

    for (i = 0; i < n; i++) {
        json_array_append_new(lista, json_pack(
            "{s:s,s:s,s:s,s:s,s:s,s:o,s:s}",
            "nombre", i % 5 == 3 ? "Ñoquis de papa con espinaca y ricota, "
                "caja familiar de dos kilogramos con salsa fileto y queso "
                "rallado" : "Yerba mate suave 500 g",
            "precio", i % 5 == 1 ? "1234567.89" : "2150.00",
            "precio_unitario", "4300.00", "unidad_precio", "kg",
            "precio_sin_impuestos", "1776.86",
            "codigo", json_sprintf("COD%04d", i),
            "codigo_barras", codigos[i % 5]));
    }

    o = json_pack("{s:{s:i,s:i},s:o}", "formato", "columnas", columnas,
                  "filas", filas, "etiquetas", lista);
    assert_non_null(o);

    return o;
}


static void
etiquetas(void **estado)
{
    int               i;
    char             *s, orden[256];
    json_t           *o;
    inv_pdf_bytes_t   b;

    static const char *const  leidos[] = {
        "EAN-13:7790001000019\n", "EAN-13:7792180001665\n",
        "EAN-8:96385074\n", "EAN-13:0036000291452\n",
        "EAN-13:4006381333931\n", "EAN-13:7790001000019\n"
    };

    (void) estado;

    o = hacer(3, 8, 30);
    assert_int_equal(inv_pdf_etiquetas(o, &b), INV_PDF_BIEN);
    s = decir(&b, "pdfinfo a.pdf | tr -s ' ' && "
                  "pdftotext a.pdf -");

    contiene(s, "Pages: 2\n");
    contiene(s, "A4");
    contiene(s, "Yerba mate suave 500 g");
    contiene(s, "$2.150,00");
    contiene(s, "$1.234.567,89");
    contiene(s, "$4.300,00 por kg");
    contiene(s, "sin impuestos");
    contiene(s, "$1.776,86");
    contiene(s, "Ñoquis de papa");
    assert_int_equal(veces(s, "…"), 6);
    assert_int_equal(veces(s, "COD"), 30);
    free(s);

    /* a scanner reads them: at 400 dots per inch, those of the first rows */

    for (i = 0; i < (int) N_DE(leidos); i++) {
        snprintf(orden, sizeof(orden),
                 "pdftoppm -r 400 -gray -l 1 -x %d -y %d -W 1050 -H 565 a.pdf "
                 "p && zbarimg -q p-1.pgm 2> /dev/null",
                 79 + i % 3 * 1050, 79 + i / 3 * 565);
        s = decir(&b, orden);
        assert_string_equal(s, leidos[i]);
        free(s);
    }

    free(b.datos);
    json_decref(o);
}


static void
etiquetas_formatos(void **estado)
{
    char             *s;
    int               columnas, filas;
    json_t           *o;
    inv_pdf_bytes_t   b;

    (void) estado;

    for (columnas = 1; columnas <= 6; columnas += 5) {
        for (filas = 1; filas <= 20; filas += 19) {
            o = hacer(columnas, filas, columnas * filas);
            assert_int_equal(inv_pdf_etiquetas(o, &b), INV_PDF_BIEN);
            s = decir(&b, "pdfinfo a.pdf | tr -s ' ' && "
                  "pdftotext a.pdf -");
            contiene(s, "Pages: 1\n");
            contiene(s, "$2.150,00");
            free(s);
            free(b.datos);
            json_decref(o);
        }
    }

    /* out of range: three by eight */

    o = hacer(7, 0, 24);
    assert_int_equal(inv_pdf_etiquetas(o, &b), INV_PDF_BIEN);
    s = decir(&b, "pdfinfo a.pdf | tr -s ' '");
    contiene(s, "Pages: 1\n");
    free(s);
    free(b.datos);
    json_decref(o);

    o = hacer(3, 8, INV_PDF_ETIQUETAS);
    assert_int_equal(inv_pdf_etiquetas(o, &b), INV_PDF_BIEN);
    free(b.datos);
    json_decref(o);

    o = hacer(3, 8, INV_PDF_ETIQUETAS + 1);
    assert_int_equal(inv_pdf_etiquetas(o, &b), INV_PDF_GRANDE);
    json_decref(o);
}


static int
abrir(void **estado)
{
    (void) estado;

    return mkdtemp(carpeta) == NULL;
}


static int
cerrar(void **estado)
{
    char  orden[64];

    (void) estado;

    snprintf(orden, sizeof(orden), "rm -rf %s", carpeta);

    return system(orden);
}


int
main(void)
{
    const struct CMUnitTest  pruebas[] = {
        cmocka_unit_test(pedido),
        cmocka_unit_test(casi_nada),
        cmocka_unit_test(etiquetas),
        cmocka_unit_test(etiquetas_formatos)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests_name("pdf", pruebas, abrir, cerrar);
}
