
/*
 * Spoken orders: whatever is said, what is understood lies within it.
 */


#include "fuzz.h"
#include "dominio/comando.h"


static void
adentro(const char *s, size_t n, inv_comando_texto_t t)
{
    EXIGIR(t.n == 0 || (t.s >= s && t.s + t.n <= s + n));
}


int
LLVMFuzzerTestOneInput(const uint8_t *datos, size_t n)
{
    size_t                        i;
    const char                   *s;
    inv_comando_t                 c;
    const inv_comando_renglon_t  *r;

    s = (const char *) datos;

    if (inv_comando_leer(s, n, &c) != INV_COMANDO_BIEN) {
        return 0;
    }

    EXIGIR(c.n <= INV_COMANDO_RENGLONES);
    EXIGIR(c.n > 0 || c.duda != INV_DUDA_NINGUNA);
    adentro(s, n, c.origen);
    adentro(s, n, c.destino);

    for (i = 0; i < c.n; i++) {
        r = &c.renglones[i];
        adentro(s, n, r->producto);
        adentro(s, n, r->envase);
        EXIGIR(r->cantidad >= 0 && r->cantidad <= INV_COMANDO_TOPE);
        EXIGIR(r->duda != INV_DUDA_NINGUNA
               || (r->producto.n > 0 && r->cantidad > 0));
    }

    return 0;
}
