
/*
 * Promotions: what each kind does, that nothing beats the answer, that it does
 * not depend on the order, and that cents add up.
 */


#include "prueba.h"
#include "dominio/promocion.h"


#define MAX_L  16
#define MAX_P  6


typedef struct {
    inv_promo_t            promos[MAX_P];
    size_t                 n_promos;
    inv_promo_linea_t      lineas[MAX_L];
    inv_promo_parte_t      partes[MAX_L][MAX_P * 2];
    size_t                 n_lineas;
    inv_promo_resultado_t  r;
} ticket_t;


static ticket_t  t;


static void
nuevo(void)
{
    inv_promo_liberar(&t.r);
    memset(&t, 0, sizeof(t));
}


static inv_promo_t *
promo(uint32_t cantidad, int32_t porcentaje, uint32_t rebajadas)
{
    inv_promo_t  *p;

    p = &t.promos[t.n_promos++];
    p->id = (int64_t) t.n_promos;
    p->n_partes = 1;
    p->cantidad[0] = cantidad;
    p->porcentaje = porcentaje;
    p->rebajadas = rebajadas;

    return p;
}


/* lleva 3 paga 2 is nxm(3, 2) */

static inv_promo_t *
nxm(uint32_t lleva, uint32_t paga)
{
    return promo(lleva, 10000, lleva - paga);
}


static inv_promo_t *
combo(uint32_t partes, int64_t precio)
{
    uint32_t      i;
    inv_promo_t  *p;

    p = promo(1, -1, 0);
    p->precio = precio;
    p->n_partes = partes;

    for (i = 0; i < partes; i++) {
        p->cantidad[i] = 1;
    }

    return p;
}


static size_t
linea(int64_t producto, int64_t precio, int64_t unidades)
{
    inv_promo_linea_t  *l;

    l = &t.lineas[t.n_lineas];
    l->producto = producto;
    l->precio = precio;
    l->cantidad = unidades * 1000;
    l->importe = precio * unidades;
    l->partes = t.partes[t.n_lineas];

    return t.n_lineas++;
}


static size_t
pesada(int64_t producto, int64_t precio, int64_t gramos, int64_t importe)
{
    size_t  i;

    i = linea(producto, precio, 1);
    t.lineas[i].pesada = 1;
    t.lineas[i].cantidad = gramos;
    t.lineas[i].importe = importe;

    return i;
}


static void
sirve(size_t l, uint32_t promo, uint32_t parte)
{
    inv_promo_parte_t  *p;

    p = &t.partes[l][t.lineas[l].n_partes++];
    p->promo = promo;
    p->parte = parte;
}


static void
todas(uint32_t promo)
{
    size_t  i;

    for (i = 0; i < t.n_lineas; i++) {
        sirve(i, promo, 0);
    }
}


/* Discount of the ticket; every promise of the header is checked. */

static int64_t
calcular(void)
{
    size_t   i, k;
    int64_t  suma, total, de[MAX_L], en[MAX_L];

    inv_promo_liberar(&t.r);
    assert_int_equal(inv_promo_calcular(t.promos, t.n_promos, t.lineas,
                                        t.n_lineas, &t.r), INV_PROMO_BIEN);
    memset(de, 0, sizeof(de));
    memset(en, 0, sizeof(en));

    for (i = 0, suma = 0; i < t.r.n; i++) {
        k = t.r.aplicadas[i].linea;
        assert_true(t.r.aplicadas[i].descuento >= 0);
        assert_true(t.r.aplicadas[i].cantidad > 0);
        assert_true(t.r.veces[t.r.aplicadas[i].promo] > 0);
        suma += t.r.aplicadas[i].descuento;
        de[k] += t.r.aplicadas[i].descuento;

        if (!t.promos[t.r.aplicadas[i].promo].acumulable) {
            en[k] += t.r.aplicadas[i].cantidad;
        }
    }

    for (i = 0, total = 0; i < t.n_lineas; i++) {
        assert_int_equal(de[i], t.lineas[i].descuento);
        assert_true(de[i] <= t.lineas[i].importe);
        assert_true(en[i] <= t.lineas[i].cantidad);
        total += de[i];
    }

    assert_int_equal(suma, total);

    return total;
}


static int
cerrar(void **estado)
{
    (void) estado;
    inv_promo_liberar(&t.r);

    return 0;
}


static void
nada(void **estado)
{
    (void) estado;
    nuevo();
    assert_int_equal(calcular(), 0);

    linea(1, 1000, 3);
    assert_int_equal(calcular(), 0);
    assert_int_equal(t.r.n, 0);
    assert_true(t.r.exacta);
}


static void
lleva_y_paga(void **estado)
{
    static const struct { int64_t unidades, gratis; } casos[] = {
        { 1, 0 }, { 2, 0 }, { 3, 1 }, { 5, 1 }, { 6, 2 }, { 1000000, 333333 }
    };
    size_t  i;

    (void) estado;

    for (i = 0; i < N_DE(casos); i++) {
        nuevo();
        nxm(3, 2);
        linea(1, 1000, casos[i].unidades);
        todas(0);
        assert_int_equal(calcular(), casos[i].gratis * 1000);
        assert_int_equal(t.r.veces[0], casos[i].unidades / 3);
        assert_true(t.r.exacta);
    }
}


/* the cheapest of each three, of the dearest threes */

static void
lleva_y_paga_mezcla(void **estado)
{
    (void) estado;
    nuevo();
    nxm(3, 2);
    linea(1, 100, 3);
    linea(2, 1000, 3);
    todas(0);
    assert_int_equal(calcular(), 1100);

    nuevo();
    nxm(2, 1);
    linea(1, 100, 1);
    linea(2, 1000, 1);
    linea(3, 700, 1);
    todas(0);
    assert_int_equal(calcular(), 700);
    assert_int_equal(t.lineas[2].descuento, 700);
    assert_int_equal(t.lineas[0].descuento, 0);
}


static void
mismo_producto(void **estado)
{
    (void) estado;
    nuevo();
    nxm(2, 1)->mismo_producto = 1;
    linea(1, 1000, 1);
    linea(2, 1000, 3);
    linea(3, 500, 1);
    todas(0);
    assert_int_equal(calcular(), 1000);
    assert_int_equal(t.lineas[1].descuento, 1000);

    /* two lines of a product are one heap */

    linea(3, 500, 1);
    sirve(3, 0, 0);
    assert_int_equal(calcular(), 1500);
}


static void
segunda_unidad(void **estado)
{
    (void) estado;
    nuevo();
    promo(2, 7000, 1);
    linea(1, 1050, 3);
    linea(2, 333, 1);
    todas(0);

    /* 70 % of 10.50, and of 3.33: 735 + 233.1, once rounded 968 */

    assert_int_equal(calcular(), 968);
    assert_int_equal(t.lineas[0].descuento, 735);
    assert_int_equal(t.lineas[1].descuento, 233);
}


/* line by line, halves up */

static void
porcentaje(void **estado)
{
    (void) estado;
    nuevo();
    promo(1, 1500, 0);
    linea(1, 999, 3);
    linea(2, 10, 1);
    linea(3, 3, 1);
    todas(0);
    assert_int_equal(calcular(), 450 + 2 + 0);
    assert_int_equal(t.lineas[0].descuento, 450);
    assert_int_equal(t.lineas[1].descuento, 2);
}


static void
limite(void **estado)
{
    (void) estado;
    nuevo();
    nxm(2, 1)->limite = 2;
    linea(1, 100, 10);
    linea(2, 700, 3);
    todas(0);

    /* 700+700 and 700+100 */

    assert_int_equal(calcular(), 800);
    assert_int_equal(t.r.veces[0], 2);
}


/* 9.99 + 5.00 + 2.50 for 12.00: 5.49 off, by largest remainder */

static void
combo_a_un_precio(void **estado)
{
    (void) estado;
    nuevo();
    combo(3, 1200);
    linea(1, 999, 1);
    linea(2, 500, 1);
    linea(3, 250, 1);
    sirve(0, 0, 0);
    sirve(1, 0, 1);
    sirve(2, 0, 2);
    assert_int_equal(calcular(), 549);
    assert_int_equal(t.lineas[0].descuento, 314);
    assert_int_equal(t.lineas[1].descuento, 157);
    assert_int_equal(t.lineas[2].descuento, 78);

    /* five of each cost five times it; what is over, as ever */

    nuevo();
    combo(2, 333);
    linea(1, 199, 5);
    linea(2, 250, 7);
    sirve(0, 0, 0);
    sirve(1, 0, 1);
    assert_int_equal(calcular(), 5 * (199 + 250 - 333));
}


static void
combo_que_no_conviene(void **estado)
{
    (void) estado;
    nuevo();
    combo(2, 1600);
    linea(1, 1000, 1);
    linea(2, 500, 1);
    sirve(0, 0, 0);
    sirve(1, 0, 1);
    assert_int_equal(calcular(), 0);
    assert_int_equal(t.r.n, 0);
}


/* a part may be of several products, and a product of several parts */

static void
combo_partes_que_se_pisan(void **estado)
{
    (void) estado;
    nuevo();
    combo(2, 1000);
    linea(1, 900, 1);
    linea(2, 600, 1);
    sirve(0, 0, 0);
    sirve(0, 0, 1);
    sirve(1, 0, 0);

    /* 1 must be the second part: the first one taking the dearest fails */

    assert_int_equal(calcular(), 500);
    assert_true(t.r.exacta);
}


/* 2x1 of 1, or 1 with 2 for 1100: the best is found, not the first */

static void
la_mejor(void **estado)
{
    (void) estado;
    nuevo();
    nxm(2, 1);
    combo(2, 1100);
    linea(1, 1000, 2);
    linea(2, 900, 2);
    sirve(0, 0, 0);
    sirve(0, 1, 0);
    sirve(1, 1, 1);

    /* 1000 against 800 + 800 */

    assert_int_equal(calcular(), 1600);
    assert_int_equal(t.r.veces[0], 0);
    assert_int_equal(t.r.veces[1], 2);
    assert_true(t.r.exacta);
}


static void
acumulables(void **estado)
{
    (void) estado;
    nuevo();
    nxm(2, 1);
    promo(1, 1000, 0)->acumulable = 1;
    promo(1, 500, 0)->acumulable = 1;
    linea(1, 1000, 2);
    linea(2, 333, 1);
    sirve(0, 0, 0);
    todas(1);
    todas(2);

    /* 2000 - 1000, then 10 %: 900, then 5 %: 855; 333, 300 (33.3), 285 */

    assert_int_equal(calcular(), 1145 + 48);
    assert_int_equal(t.lineas[0].descuento, 1145);
    assert_int_equal(t.lineas[1].descuento, 48);
}


static void
pesadas(void **estado)
{
    (void) estado;

    /* 0.735 kg at 1000.00: one piece of 735.00 for a percentage */

    nuevo();
    promo(1, 1000, 0);
    nxm(2, 1);
    pesada(1, 100000, 735, 73500);
    linea(1, 100000, 1);
    sirve(0, 0, 0);
    sirve(0, 1, 0);
    sirve(1, 1, 0);
    assert_int_equal(calcular(), 7350);
    assert_int_equal(t.r.aplicadas[0].cantidad, 735);

    /* a price for a kilo: 0.735 x 800.00 = 588.00; it never raises one */

    nuevo();
    combo(1, 80000);
    pesada(1, 100000, 735, 73500);
    pesada(2, 70000, 2000, 140000);
    pesada(3, 100000, 10, 1000);
    todas(0);
    assert_int_equal(calcular(), 14700 + 200);
    assert_int_equal(t.lineas[1].descuento, 0);

    /* a label that says its price is one piece too */

    nuevo();
    nxm(2, 1);
    linea(1, 1000, 2);
    t.lineas[0].importe = 1999;
    todas(0);
    assert_int_equal(calcular(), 0);
}


static void
gratis_no_es_negativo(void **estado)
{
    (void) estado;
    nuevo();
    promo(1, 10000, 0);
    promo(1, 9999, 0)->acumulable = 1;
    linea(1, 1, 1);
    linea(2, 0, 5);
    todas(0);
    todas(1);
    assert_int_equal(calcular(), 1);
}


static void
fuera_de_rango(void **estado)
{
    (void) estado;

#define MALO(cambio)                                                          \
    nuevo();                                                                  \
    nxm(2, 1);                                                                \
    linea(1, 100, 2);                                                         \
    todas(0);                                                                 \
    cambio;                                                                   \
    assert_int_equal(inv_promo_calcular(t.promos, t.n_promos, t.lineas,       \
                                        t.n_lineas, &t.r), INV_PROMO_RANGO);  \
    inv_promo_liberar(&t.r)

    MALO(t.promos[0].porcentaje = 10001);
    MALO(t.promos[0].porcentaje = 0);
    MALO(t.promos[0].porcentaje = -1; t.promos[0].precio = -1);
    MALO(t.promos[0].rebajadas = 3);
    MALO(t.promos[0].n_partes = 0);
    MALO(t.promos[0].cantidad[0] = 0);
    MALO(t.promos[0].acumulable = 1);
    MALO(t.lineas[0].importe = -1);
    MALO(t.lineas[0].cantidad = 0);
    MALO(t.lineas[0].importe = INV_PROMO_IMPORTE + 1);
    MALO(t.partes[0][0].parte = 1);
    MALO(t.partes[0][0].promo = 1);
    MALO(nxm(3, 2)->id = 1);
}


/* Every assignment of units to bundles, one after another: the judge. */

static int64_t
fuerza_bruta(const int64_t *precios, const uint32_t *sirven, unsigned quedan,
    size_t n)
{
    size_t              i, k, primero;
    int64_t             mejor, v, suma, baja;
    unsigned            conjunto, resto;
    uint32_t            cuantas, con;
    const inv_promo_t  *p;

    for (primero = 0; primero < n && !(quedan & 1u << primero); primero++) {
        /* void */
    }

    if (primero == n) {
        return 0;
    }

    resto = quedan & ~(1u << primero);
    mejor = fuerza_bruta(precios, sirven, resto, n);

    for (conjunto = resto; ; conjunto = (conjunto - 1) & resto) {
        for (k = 0; k < t.n_promos; k++) {
            p = &t.promos[k];
            suma = 0;
            baja = 0;
            cuantas = 0;

            for (i = 0; i < n; i++) {
                if ((conjunto | 1u << primero) & 1u << i) {
                    suma += precios[i];
                    cuantas += sirven[i] & 1u << k ? 1 : 1000;
                }
            }

            if (cuantas != p->cantidad[0]) {
                continue;
            }

            /* from the cheapest; precios come the dearest first */

            con = p->rebajadas ? p->rebajadas : cuantas;

            for (i = n; i > 0 && con > 0; i--) {
                if ((conjunto | 1u << primero) & 1u << (i - 1)) {
                    baja += precios[i - 1];
                    con--;
                }
            }

            v = p->porcentaje < 0 ? (suma - p->precio) * 10000
                                  : baja * p->porcentaje;
            if (v > 0) {
                v += fuerza_bruta(precios, sirven, resto & ~conjunto, n);
                mejor = v > mejor ? v : mejor;
            }
        }

        if (conjunto == 0) {
            return mejor;
        }
    }
}


static int
mas_caro(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return *x < *y ? 1 : *x > *y ? -1 : 0;
}


/* 7 units, up to 3 promotions of one part: against every possibility */

static void
nada_mejor(void **estado)
{
    size_t    i, k, n, vuelta;
    int64_t   precios[8], total;
    uint32_t  sirven[8];
    uint64_t  s = 20261124;

    (void) estado;

    for (vuelta = 0; vuelta < 400; vuelta++) {
        nuevo();

        for (i = 0, n = azar_hasta(&s, 3) + 1; i < n; i++) {
            switch (azar_hasta(&s, 3)) {
            case 0:
                nxm((uint32_t) azar_hasta(&s, 2) + 2, 1);
                break;

            case 1:
                promo(2, 100 * (int32_t) (azar_hasta(&s, 99) + 1), 1);
                break;

            default:
                combo(1, (int64_t) azar_hasta(&s, 1500))->cantidad[0] = 2;
            }
        }

        for (i = 0; i < 7; i++) {
            precios[i] = (int64_t) (azar_hasta(&s, 10) + 1) * 100;
        }

        qsort(precios, 7, sizeof(int64_t), mas_caro);

        for (i = 0; i < 7; i++) {
            sirven[i] = (uint32_t) azar_hasta(&s, 8);
            linea((int64_t) i + 1, precios[i], 1);

            for (k = 0; k < t.n_promos; k++) {
                if (sirven[i] & 1u << k) {
                    sirve(i, (uint32_t) k, 0);
                }
            }
        }

        /* prices are whole pesos and percentages whole: nothing to round */

        total = calcular();
        assert_true(t.r.exacta);
        assert_int_equal(total * 10000,
                         fuerza_bruta(precios, sirven, (1u << 7) - 1, 7));
    }
}


/* the same ticket shuffled: each product gets the same */

static void
sin_orden(void **estado)
{
    size_t             i, j, k, vuelta;
    int64_t            de[8], total;
    uint64_t           s = 7;
    inv_promo_linea_t  l;

    (void) estado;

    for (vuelta = 0; vuelta < 300; vuelta++) {
        nuevo();
        nxm(3, 2);
        promo(2, 5000, 1)->mismo_producto = vuelta % 2;
        combo(2, 900);
        promo(1, 1250, 0)->limite = vuelta % 4;
        promo(1, 1000, 0)->acumulable = 1;

        for (i = 0; i < 12; i++) {
            k = azar_hasta(&s, 8);

            if (k == 7) {
                pesada(7, 12345, 100 + (int64_t) k * 7, 1234);
            } else {
                linea((int64_t) k, 333 + (int64_t) k % 4 * 111,
                      1 + (int64_t) azar_hasta(&s, 3));
            }

            for (j = 0; j < 5; j++) {
                if ((k + 1) * 2654435761u >> (j + 3) & 1) {
                    sirve(i, (uint32_t) j, j == 2 && k % 2);
                }
            }
        }

        total = calcular();
        memset(de, 0, sizeof(de));

        for (i = 0; i < t.n_lineas; i++) {
            de[t.lineas[i].producto] += t.lineas[i].descuento;
        }

        for (i = t.n_lineas - 1; i > 0; i--) {
            j = azar_hasta(&s, i + 1);
            l = t.lineas[i];
            t.lineas[i] = t.lineas[j];
            t.lineas[j] = l;
        }

        assert_int_equal(calcular(), total);

        for (i = 0; i < t.n_lineas; i++) {
            de[t.lineas[i].producto] -= t.lineas[i].descuento;
        }

        for (i = 0; i < 8; i++) {
            assert_int_equal(de[i], 0);
        }
    }
}


/* 500 lines, 60 promotions over most of them: an answer in bounded work */

static void
grande(void **estado)
{
    size_t                     i, j;
    int64_t                    suma;
    uint64_t                   s = 99;
    static inv_promo_t         promos[60];
    static inv_promo_linea_t   lineas[INV_PROMO_LINEAS];
    static inv_promo_parte_t   partes[INV_PROMO_LINEAS][60];
    inv_promo_resultado_t      r;

    (void) estado;
    memset(promos, 0, sizeof(promos));
    memset(lineas, 0, sizeof(lineas));

    for (j = 0; j < 60; j++) {
        promos[j].id = (int64_t) j + 1;
        promos[j].n_partes = 1;
        promos[j].cantidad[0] = (uint32_t) j % 5 + 1;
        promos[j].porcentaje = (int32_t) (j * 163) % 9999 + 1;
        promos[j].rebajadas = j % 5 > 0;
        promos[j].mismo_producto = j % 3 == 0;
        promos[j].limite = j % 7 == 0 ? 4 : 0;
    }

    for (i = 0; i < INV_PROMO_LINEAS; i++) {
        lineas[i].producto = (int64_t) i;
        lineas[i].precio = 1 + (int64_t) azar_hasta(&s, 1000000);
        lineas[i].cantidad = 1000 * (1 + (int64_t) azar_hasta(&s, 90));
        lineas[i].importe = lineas[i].precio * lineas[i].cantidad / 1000;
        lineas[i].partes = partes[i];

        for (j = 0; j < 60; j++) {
            partes[i][lineas[i].n_partes].parte = 0;
            partes[i][lineas[i].n_partes].promo = (uint32_t) j;
            lineas[i].n_partes += azar_hasta(&s, 10) > 0;
        }
    }

    assert_int_equal(inv_promo_calcular(promos, 60, lineas, INV_PROMO_LINEAS,
                                        &r), INV_PROMO_BIEN);
    assert_false(r.exacta);

    for (i = 0, suma = 0; i < INV_PROMO_LINEAS; i++) {
        assert_true(lineas[i].descuento >= 0
                    && lineas[i].descuento <= lineas[i].importe);
        suma += lineas[i].descuento;
    }

    for (i = 0; i < r.n; i++) {
        suma -= r.aplicadas[i].descuento;
    }

    assert_int_equal(suma, 0);
    inv_promo_liberar(&r);
}


static void
repartir(void **estado)
{
    int64_t               partes[4];
    static const int64_t  iguales[] = { 1, 1, 1 }, pesos[] = { 0, 7, 3, 7 };

    (void) estado;
    assert_int_equal(inv_promo_repartir(2, iguales, 3, partes),
                     INV_PROMO_BIEN);
    assert_int_equal(partes[0], 1);
    assert_int_equal(partes[1], 1);
    assert_int_equal(partes[2], 0);

    assert_int_equal(inv_promo_repartir(10, pesos, 4, partes),
                     INV_PROMO_BIEN);

    /* 4.12, 1.76, 4.12 */

    assert_int_equal(partes[0], 0);
    assert_int_equal(partes[1], 4);
    assert_int_equal(partes[2], 2);
    assert_int_equal(partes[3], 4);
}


#define prueba(f)  cmocka_unit_test_teardown(f, cerrar)


int
main(void)
{
    const struct CMUnitTest  lista[] = {
        prueba(nada),
        prueba(lleva_y_paga),
        prueba(lleva_y_paga_mezcla),
        prueba(mismo_producto),
        prueba(segunda_unidad),
        prueba(porcentaje),
        prueba(limite),
        prueba(combo_a_un_precio),
        prueba(combo_que_no_conviene),
        prueba(combo_partes_que_se_pisan),
        prueba(la_mejor),
        prueba(acumulables),
        prueba(pesadas),
        prueba(gratis_no_es_negativo),
        prueba(fuera_de_rango),
        prueba(nada_mejor),
        prueba(sin_orden),
        prueba(grande),
        prueba(repartir),
    };

    return PRUEBAS("promocion", lista);
}
