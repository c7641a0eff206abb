
/*
 * Any ticket with any promotions: discounts are never negative, never more
 * than the line, add up, and are the same with the lines the other way round.
 *
 * The first byte is how many promotions, of 8 bytes each; the rest, lines of
 * 8 bytes, whose last two say what their product may be part of.
 */


#include "fuzz.h"
#include "dominio/promocion.h"


#define PROMOS  8
#define LINEAS  40


static int64_t
calcular(const inv_promo_t *promos, size_t n_promos,
    inv_promo_linea_t *lineas, size_t n, int64_t *de)
{
    size_t                 i;
    int64_t                suma, total;
    inv_promo_resultado_t  r;

    if (inv_promo_calcular(promos, n_promos, lineas, n, &r)
        != INV_PROMO_BIEN)
    {
        inv_promo_liberar(&r);
        return -1;
    }

    suma = 0;

    for (i = 0; i < r.n; i++) {
        EXIGIR(r.aplicadas[i].descuento >= 0);
        EXIGIR(r.aplicadas[i].linea < n && r.aplicadas[i].promo < n_promos);
        suma += r.aplicadas[i].descuento;
    }

    total = 0;
    memset(de, 0, 256 * sizeof(int64_t));

    for (i = 0; i < n; i++) {
        EXIGIR(lineas[i].descuento >= 0);
        EXIGIR(lineas[i].descuento <= lineas[i].importe);
        total += lineas[i].descuento;
        de[lineas[i].producto] += lineas[i].descuento;
    }

    EXIGIR(total == suma);
    inv_promo_liberar(&r);

    return total;
}


int
LLVMFuzzerTestOneInput(const uint8_t *datos, size_t n)
{
    size_t             i, k, n_promos, n_lineas;
    uint8_t            sirve[256][2];
    int64_t            de[256], al_reves[256], total;
    inv_promo_t        promos[PROMOS];
    inv_promo_linea_t  lineas[LINEAS], vuelta[LINEAS];
    inv_promo_parte_t  partes[LINEAS][2 * PROMOS];

    if (n < 1) {
        return 0;
    }

    n_promos = *datos++ % (PROMOS + 1);
    n--;

    memset(promos, 0, sizeof(promos));
    memset(lineas, 0, sizeof(lineas));
    memset(sirve, 0, sizeof(sirve));

    for (i = 0; i < n_promos && n >= 8; i++, datos += 8, n -= 8) {
        promos[i].id = (int64_t) i + 1;
        promos[i].n_partes = datos[0] % 2 + 1;
        promos[i].cantidad[0] = datos[1] % 8u;
        promos[i].cantidad[1] = datos[2] % 8u;
        promos[i].porcentaje = datos[3] % 3 ? datos[3] * 40 : -1;
        promos[i].precio = datos[4] * 257 - 100;
        promos[i].rebajadas = datos[5] % 8u;
        promos[i].limite = datos[6] % 2 ? datos[6] / 2 : 0;
        promos[i].acumulable = datos[7] % 8 == 1;
        promos[i].mismo_producto = datos[7] % 8 == 2;
    }

    n_promos = i;

    for (n_lineas = 0; n_lineas < LINEAS && n >= 8;
         n_lineas++, datos += 8, n -= 8)
    {
        i = n_lineas;
        lineas[i].producto = datos[0];
        lineas[i].precio = datos[1] * 100 + datos[2];
        lineas[i].cantidad = datos[3] % 4 ? datos[4] * 1000 : datos[4] * 7;
        lineas[i].importe = (lineas[i].precio * lineas[i].cantidad + 500)
                            / 1000;
        lineas[i].pesada = datos[5] % 4 == 0;
        lineas[i].partes = partes[i];

        if (sirve[datos[0]][0] == 0) {
            memcpy(sirve[datos[0]], &datos[6], 2);
        }

        for (k = 0; k < n_promos; k++) {
            if (sirve[datos[0]][0] & 1u << k) {
                partes[i][lineas[i].n_partes].promo = (uint32_t) k;
                partes[i][lineas[i].n_partes++].parte = 0;
            }

            if (promos[k].n_partes > 1 && sirve[datos[0]][1] & 1u << k) {
                partes[i][lineas[i].n_partes].promo = (uint32_t) k;
                partes[i][lineas[i].n_partes++].parte = 1;
            }
        }
    }

    for (i = 0; i < n_lineas; i++) {
        vuelta[i] = lineas[n_lineas - 1 - i];
    }

    total = calcular(promos, n_promos, lineas, n_lineas, de);
    EXIGIR(calcular(promos, n_promos, vuelta, n_lineas, al_reves) == total);

    if (total >= 0) {
        EXIGIR(memcmp(de, al_reves, sizeof(de)) == 0);
    }

    return 0;
}
