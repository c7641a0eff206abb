
/*
 * The QR of an invoice: what is read can be written, and reads as the same
 * again.  The input is the URL, or, after a NUL, the text inside its Base64.
 */


#include "fuzz.h"
#include "dominio/qr_afip.h"


#define AFIP  "https://www.afip.gob.ar/fe/qr/?p="


/* Base64 of the n bytes of s, behind AFIP; to be freed */

static char *
envolver(const uint8_t *s, size_t n, size_t *largo)
{
    char      *u, *p;
    size_t     i;
    uint32_t   b;

    static const char  alfabeto[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    "abcdefghijklmnopqrstuvwxyz0123456789-_";

    u = malloc(sizeof(AFIP) + n / 3 * 4 + 4);
    EXIGIR(u);
    memcpy(u, AFIP, sizeof(AFIP) - 1);
    p = u + sizeof(AFIP) - 1;

    for (i = 0; i < n; i += 3) {
        b = (uint32_t) s[i] << 16
            | (i + 1 < n ? (uint32_t) s[i + 1] << 8 : 0)
            | (i + 2 < n ? (uint32_t) s[i + 2] : 0);

        *p++ = alfabeto[b >> 18];
        *p++ = alfabeto[b >> 12 & 63];

        if (i + 1 < n) {
            *p++ = alfabeto[b >> 6 & 63];
        }

        if (i + 2 < n) {
            *p++ = alfabeto[b & 63];
        }
    }

    *largo = (size_t) (p - u);

    return u;
}


static void
probar(const char *s, size_t n)
{
    char      buf[INV_QR_LARGO], otro[INV_QR_LARGO];
    size_t    largo, m;
    inv_qr_t  q, r;

    if (inv_qr_leer(s, n, &q) != INV_QR_BIEN) {
        return;
    }

    EXIGIR(inv_qr_armar(&q, buf, sizeof(buf), &largo) == INV_QR_BIEN);
    EXIGIR(strlen(buf) == largo);
    EXIGIR(inv_qr_leer(buf, largo, &r) == INV_QR_BIEN);
    EXIGIR(inv_qr_armar(&r, otro, sizeof(otro), &m) == INV_QR_BIEN);
    EXIGIR(m == largo && memcmp(buf, otro, m) == 0);
}


int
LLVMFuzzerTestOneInput(const uint8_t *datos, size_t n)
{
    char    *u;
    size_t   largo;

    if (n == 0 || datos[0] != '\0') {
        probar((const char *) datos, n);
        return 0;
    }

    u = envolver(datos + 1, n - 1, &largo);
    probar(u, largo);
    free(u);

    return 0;
}
