
/*
 * Inventario: numbers with a check digit.
 */


#include "gtin.h"
#include <string.h>


static int inv_digitos(const char *s, size_t n);


static int
inv_digitos(const char *s, size_t n)
{
    size_t  i;

    for (i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9') {
            return 0;
        }
    }

    return 1;
}


char
inv_gtin_digito(const char *s, size_t n)
{
    size_t    i;
    unsigned  suma;

    if (n == 0 || !inv_digitos(s, n)) {
        return '\0';
    }

    /* only the last digit of the sum matters, so it cannot overflow */

    for (i = 0, suma = 0; i < n; i++) {
        suma = (suma + (unsigned) (s[n - 1 - i] - '0') * (i % 2 ? 1 : 3)) % 10;
    }

    return (char) ('0' + (10 - suma) % 10);
}


int
inv_gtin_valido(const char *s, size_t n)
{
    size_t  i;

    if (n != 8 && n != 12 && n != 13 && n != 14) {
        return 0;
    }

    if (!inv_digitos(s, n) || inv_gtin_digito(s, n - 1) != s[n - 1]) {
        return 0;
    }

    for (i = 0; i < n; i++) {
        if (s[i] != '0') {
            return 1;
        }
    }

    return 0;
}


int
inv_gtin_normalizar(const char *s, size_t n, char *salida)
{
    if (!inv_gtin_valido(s, n)) {
        return 0;
    }

    memset(salida, '0', INV_GTIN_LARGO - n);
    memcpy(salida + INV_GTIN_LARGO - n, s, n);
    salida[INV_GTIN_LARGO] = '\0';

    return 1;
}


static int
inv_balanza_formato_valido(const inv_balanza_formato_t *formato)
{
    return formato->prefijo[0] == '2'
           && inv_digitos(formato->prefijo, INV_BALANZA_PREFIJO)
           && formato->largo_articulo >= 4
           && formato->largo_articulo <= INV_BALANZA_ARTICULO
           && formato->decimales <= 3;
}


inv_balanza_error_e
inv_balanza_leer(const inv_balanza_formato_t *formato, const char *s, size_t n,
    inv_balanza_lectura_t *l)
{
    size_t   i, desde;
    int64_t  valor;

    if (!inv_balanza_formato_valido(formato)) {
        return INV_BALANZA_FORMATO;
    }

    if (n != INV_EAN13_LARGO || !inv_digitos(s, n)) {
        return INV_BALANZA_FORMA;
    }

    if (inv_gtin_digito(s, n - 1) != s[n - 1]) {
        return INV_BALANZA_DIGITO;
    }

    if (memcmp(s, formato->prefijo, INV_BALANZA_PREFIJO) != 0) {
        return INV_BALANZA_OTRA;
    }

    desde = INV_BALANZA_PREFIJO + formato->largo_articulo;

    for (i = desde, valor = 0; i < n - 1; i++) {
        valor = valor * 10 + (s[i] - '0');
    }

    memcpy(l->articulo, s + INV_BALANZA_PREFIJO, formato->largo_articulo);
    l->articulo[formato->largo_articulo] = '\0';
    l->valor.valor = valor;
    l->valor.escala = formato->decimales;

    return INV_BALANZA_BIEN;
}


inv_balanza_error_e
inv_balanza_armar(const inv_balanza_formato_t *formato,
    const inv_balanza_lectura_t *l, char *salida)
{
    char           codigo[INV_EAN13_LARGO + 1];
    size_t         i, desde, articulo;
    unsigned       escala;
    inv_int128_t   valor;

    articulo = formato->largo_articulo;

    if (!inv_balanza_formato_valido(formato)) {
        return INV_BALANZA_FORMATO;
    }

    if (!inv_digitos(l->articulo, articulo) || l->articulo[articulo]) {
        return INV_BALANZA_FORMA;
    }

    /* as many decimals as the code has, if nothing is lost by it */

    valor = l->valor.valor;

    for (escala = l->valor.escala; escala > formato->decimales; escala--) {
        if (valor % 10 != 0) {
            return INV_BALANZA_RANGO;
        }

        valor /= 10;
    }

    /* so small a number cannot overflow on the way up */

    if (valor < 0 || valor > 999999) {
        return INV_BALANZA_RANGO;
    }

    for ( /* void */ ; escala < formato->decimales; escala++) {
        valor *= 10;
    }

    memcpy(codigo, formato->prefijo, INV_BALANZA_PREFIJO);
    memcpy(codigo + INV_BALANZA_PREFIJO, l->articulo, articulo);

    desde = INV_BALANZA_PREFIJO + articulo;

    for (i = INV_EAN13_LARGO - 1; i > desde; i--) {
        codigo[i - 1] = (char) ('0' + (int) (valor % 10));
        valor /= 10;
    }

    if (valor != 0) {
        return INV_BALANZA_RANGO;
    }

    codigo[INV_EAN13_LARGO - 1] = inv_gtin_digito(codigo, INV_EAN13_LARGO - 1);
    codigo[INV_EAN13_LARGO] = '\0';

    memcpy(salida, codigo, sizeof(codigo));

    return INV_BALANZA_BIEN;
}


int
inv_cuit_normalizar(const char *s, size_t n, char *salida)
{
    char                 digitos[INV_CUIT_LARGO + 1];
    size_t               i;
    unsigned             suma, digito;

    static const char    prefijos[] = "20 23 24 25 26 27 30 33 34";
    static const unsigned  pesos[] = { 5, 4, 3, 2, 7, 6, 5, 4, 3, 2 };

    if (n == INV_CUIT_FORMATO && s[2] == '-' && s[11] == '-') {
        memcpy(digitos, s, 2);
        memcpy(digitos + 2, s + 3, 8);
        digitos[10] = s[12];

    } else if (n == INV_CUIT_LARGO) {
        memcpy(digitos, s, n);

    } else {
        return 0;
    }

    digitos[INV_CUIT_LARGO] = '\0';

    if (!inv_digitos(digitos, INV_CUIT_LARGO)) {
        return 0;
    }

    for (i = 0; i < sizeof(prefijos); i += 3) {
        if (memcmp(digitos, prefijos + i, 2) == 0) {
            break;
        }
    }

    if (i >= sizeof(prefijos)) {
        return 0;
    }

    for (i = 0, suma = 0; i < INV_CUIT_LARGO - 1; i++) {
        suma += (unsigned) (digitos[i] - '0') * pesos[i];
    }

    /* 10 equals no digit, so such a number is refused */

    digito = (11 - suma % 11) % 11;

    if (digito != (unsigned) (digitos[INV_CUIT_LARGO - 1] - '0')) {
        return 0;
    }

    memcpy(salida, digitos, sizeof(digitos));

    return 1;
}


int
inv_cuit_valido(const char *s, size_t n)
{
    char  digitos[INV_CUIT_LARGO + 1];

    return inv_cuit_normalizar(s, n, digitos);
}


int
inv_cuit_formatear(const char *s, size_t n, char *salida)
{
    char  digitos[INV_CUIT_LARGO + 1];

    if (!inv_cuit_normalizar(s, n, digitos)) {
        return 0;
    }

    memcpy(salida, digitos, 2);
    salida[2] = '-';
    memcpy(salida + 3, digitos + 2, 8);
    salida[11] = '-';
    salida[12] = digitos[10];
    salida[INV_CUIT_FORMATO] = '\0';

    return 1;
}
