
/*
 * Decimals, GTIN, scale codes, CUIT: what is accepted is canonical when it is
 * written, and reads as the same again.
 */


#include "fuzz.h"
#include "dominio/decimal.h"
#include "dominio/gtin.h"


static void
canonico(const inv_decimal_t *d)
{
    char           buf[INV_DEC_LARGO], otro[INV_DEC_LARGO];
    char           pesos[INV_DEC_PESOS];
    size_t         n;
    inv_decimal_t  e;

    n = inv_dec_escribir(d, buf);
    EXIGIR(n < sizeof(buf) && buf[n] == '\0');
    EXIGIR(inv_dec_leer(buf, n, INV_DEC_ESCALA, &e) == INV_DEC_BIEN);
    EXIGIR(inv_dec_comparar(d, &e) == 0);
    EXIGIR(inv_dec_escribir(&e, otro) == n && memcmp(buf, otro, n) == 0);

    n = inv_dec_escribir_pesos(d, pesos);
    EXIGIR(n < sizeof(pesos) && pesos[n] == '\0');
}


static void
decimales(const char *s, size_t n, unsigned modo)
{
    inv_decimal_t  a, b, r;

    if (inv_dec_leer(s, n, modo % 10, &a) == INV_DEC_BIEN) {
        EXIGIR(a.escala <= modo % 10);
        canonico(&a);
    }

    if (inv_dec_leer_local(s, n, 9, (inv_dec_coma_e) (modo % 3), &a)
        != INV_DEC_BIEN
        || inv_dec_leer(s, n / 2, 9, &b) != INV_DEC_BIEN)
    {
        return;
    }

    canonico(&a);

    if (inv_dec_sumar(&a, &b, &r) == INV_DEC_BIEN) {
        canonico(&r);
    }

    if (inv_dec_multiplicar(&a, &b, modo % 10, &r) == INV_DEC_BIEN) {
        canonico(&r);
    }
}


static void
balanza(const char *s, size_t n, unsigned modo)
{
    char                   salida[INV_EAN13_LARGO + 1];
    inv_balanza_lectura_t  l;
    inv_balanza_formato_t  f;

    f.prefijo[0] = '2';
    f.prefijo[1] = (char) ('0' + modo % 10);
    f.prefijo[2] = '\0';
    f.largo_articulo = 4 + modo % 3;
    f.decimales = modo % 4;

    if (inv_balanza_leer(&f, s, n, &l) == INV_BALANZA_BIEN) {
        EXIGIR(inv_balanza_armar(&f, &l, salida) == INV_BALANZA_BIEN);
        EXIGIR(memcmp(salida, s, n) == 0);
    }
}


int
LLVMFuzzerTestOneInput(const uint8_t *datos, size_t n)
{
    char         gtin[INV_GTIN_LARGO + 1], cuit[INV_CUIT_FORMATO + 1];
    unsigned     modo;
    const char  *s;

    if (n == 0) {
        return 0;
    }

    modo = datos[0];
    s = (const char *) datos + 1;
    n--;

    decimales(s, n, modo);
    balanza(s, n, modo);

    if (inv_gtin_normalizar(s, n, gtin)) {
        EXIGIR(strlen(gtin) == INV_GTIN_LARGO);
        EXIGIR(inv_gtin_valido(gtin, INV_GTIN_LARGO));
    }

    if (inv_cuit_formatear(s, n, cuit)) {
        EXIGIR(inv_cuit_valido(cuit, strlen(cuit)));
    }

    return 0;
}
