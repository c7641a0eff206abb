
/*
 * Inventario: orders in the Spanish of a shop: from a sentence to its lines.
 */


#include "comando_gramatica.h"
#include "comando_palabras.h"
#include "utf8.h"
#include <string.h>


#define INV_COMANDO_UNO  1000           /* thousandths */


/* --- the sentence -------------------------------------------------------- */

static int
inv_comando_blanco(const inv_frase_t *f)
{
    return f->n == 0 || f->t[f->n - 1] == ' ';
}


/* Lower case without accents, one space between words. */

static inv_comando_error_e
inv_comando_normalizar(const char *s, size_t n, inv_frase_t *f)
{
    int     c;
    size_t  i, paso;

    f->s = s;
    f->n = 0;

    for (i = 0; i < n; i += paso) {
        paso = inv_utf8_paso(s + i, n - i);
        c = paso ? inv_palabras_letra(s + i, paso) : 0;

        if (c == 0) {
            return INV_COMANDO_TEXTO;
        }

        if (c == ' ' && inv_comando_blanco(f)) {
            continue;
        }

        if (f->n == INV_COMANDO_LARGO) {
            return INV_COMANDO_MUY_LARGO;
        }

        f->t[f->n] = (char) c;
        f->en[f->n++] = (uint16_t) i;
    }

    while (f->n && f->t[f->n - 1] == ' ') {
        f->n--;
    }

    f->t[f->n] = '\0';
    f->en[f->n] = (uint16_t) n;

    return f->n ? INV_COMANDO_BIEN : INV_COMANDO_VACIO;
}


static inv_tramo_t
inv_comando_recortar(const inv_frase_t *f, inv_tramo_t t)
{
    while (t.desde < t.hasta && strchr(" ,.:;", f->t[t.desde])) {
        t.desde++;
    }

    while (t.desde < t.hasta && strchr(" ,.:;", f->t[t.hasta - 1])) {
        t.hasta--;
    }

    return t;
}


/* The same stretch as it was written. */

static inv_comando_texto_t
inv_comando_original(const inv_frase_t *f, inv_tramo_t t)
{
    size_t               fin;
    inv_comando_texto_t  x;

    do {
        t = inv_comando_recortar(f, t);
        t.desde += t.desde < t.hasta && f->t[t.desde] == '"';
        t.hasta -= t.desde < t.hasta && f->t[t.hasta - 1] == '"';

    } while (t.desde < t.hasta
             && (strchr(" ,.:;\"", f->t[t.desde])
                 || strchr(" ,.:;\"", f->t[t.hasta - 1])));

    x.s = NULL;
    x.n = 0;

    if (t.desde < t.hasta) {
        fin = f->en[t.hasta - 1];
        fin += inv_utf8_paso(f->s + fin, f->en[f->n] - fin);
        x.s = f->s + f->en[t.desde];
        x.n = fin - f->en[t.desde];
    }

    return x;
}


/*
 * Does a line end at i, where the stretch t began?  A comma does it, but not
 * one between digits; an "y" before another quantity, but not within a number
 * (treinta y cinco, kilo y medio), or before a verb; before a name only if
 * this line has no quantity, or has it at its end: not in "6 galletitas de
 * agua y sal".
 */

static size_t
inv_comando_separa(const inv_frase_t *f, inv_tramo_t t, size_t i)
{
    inv_tramo_t  aca, sigue, g[INV_G_N + 1];

    aca.desde = t.desde;
    aca.hasta = i;

    if (f->t[i] == ',') {
        return i > t.desde && i + 1 < t.hasta
               && f->t[i - 1] >= '0' && f->t[i - 1] <= '9'
               && f->t[i + 1] >= '0' && f->t[i + 1] <= '9' ? 0 : 1;
    }

    if (i + 3 >= t.hasta || memcmp(f->t + i, " y ", 3) != 0) {
        return 0;
    }

    sigue.desde = i + 3;
    sigue.hasta = t.hasta;
    aca = inv_comando_recortar(f, aca);

    if (inv_gramatica_suelto(f, INV_S_SOLO_CANTIDAD, aca, g)
        || inv_gramatica_suelto(f, INV_S_MITAD_SOLA, sigue, g))
    {
        return 0;
    }

    if (inv_gramatica_suelto(f, INV_S_VERBO, sigue, g)
        || (inv_gramatica_suelto(f, INV_S_CON_CANTIDAD, sigue, g)
            && g[INV_G_N].desde == sigue.desde))
    {
        return 3;
    }

    return inv_gramatica_suelto(f, INV_S_CON_CANTIDAD, aca, g)
           && g[INV_G_N].hasta != aca.hasta ? 0 : 3;
}


/* --- lines --------------------------------------------------------------- */

/* How many of the unit, which may be that of the line before. */

static void
inv_comando_unidad(const inv_frase_t *f, inv_tramo_t t,
    const inv_comando_renglon_t *anterior, inv_comando_renglon_t *r,
    int64_t *v)
{
    const inv_unidad_t  *u;

    r->envase = anterior ? anterior->envase : inv_comando_original(f, t);

    u = anterior ? anterior->medida
                 : inv_unidades_buscar(f->t + t.desde, t.hasta - t.desde);

    r->medida = u;
    r->unidad = u ? u->unidad : "";

    if (u == NULL) {
        return;
    }

    if (*v <= INV_COMANDO_TOPE && (*v * u->por) % u->entre == 0) {
        *v = *v * u->por / u->entre;

    } else if (r->duda == INV_DUDA_NINGUNA) {
        r->duda = INV_DUDA_CANTIDAD;
    }
}


static void
inv_comando_cantidad(const inv_frase_t *f, const inv_tramo_t *g,
    const inv_intencion_t *quien, const inv_comando_renglon_t *anterior,
    inv_comando_renglon_t *r)
{
    int      dijo;
    int64_t  v;

    v = INV_COMANDO_UNO;
    dijo = g[INV_G_CANTIDAD].desde < g[INV_G_CANTIDAD].hasta;

    if (dijo) {
        switch (inv_palabras_numero(f->t + g[INV_G_CANTIDAD].desde,
                                    g[INV_G_CANTIDAD].hasta
                                    - g[INV_G_CANTIDAD].desde, &v))
        {
        case INV_NUMERO_BIEN:
            break;

        case INV_NUMERO_AMBIGUO:
            r->duda = INV_DUDA_AMBIGUA;
            v = 0;
            break;

        default: /* INV_NUMERO_MALO */
            r->duda = INV_DUDA_CANTIDAD;
            v = 0;
        }

    } else if (g[INV_G_UNIDAD].desde == g[INV_G_UNIDAD].hasta) {
        r->asumida = quien->supone_uno;

        if (!r->asumida && r->duda == INV_DUDA_NINGUNA) {
            r->duda = INV_DUDA_SIN_CANTIDAD;
            v = 0;
        }
    }

    if (g[INV_G_Y].desde < g[INV_G_Y].hasta) {
        v += memchr(f->t + g[INV_G_Y].desde, 'd',
                    g[INV_G_Y].hasta - g[INV_G_Y].desde) ? 500 : 250;
    }

    inv_comando_unidad(f, g[INV_G_UNIDAD], anterior, r, &v);

    if ((v <= 0 || v > INV_COMANDO_TOPE) && r->duda == INV_DUDA_NINGUNA) {
        r->duda = INV_DUDA_CANTIDAD;
    }

    r->cantidad = r->duda == INV_DUDA_CANTIDAD ? 0 : v;
}


static void
inv_comando_renglon(const inv_frase_t *f, inv_tramo_t t,
    const inv_intencion_t *quien, const inv_comando_renglon_t *anterior,
    inv_comando_renglon_t *r)
{
    size_t       i;
    inv_tramo_t  g[INV_G_N + 1], p, h[INV_G_N + 1];

    memset(r, 0, sizeof(inv_comando_renglon_t));
    memset(g, 0, sizeof(g));

    /* a verb that is said again: pedir 3 leches y pedir 2 panes */

    if (inv_gramatica_encaja(f, &quien->empieza, t, g)) {
        t.desde = g[INV_G_N].hasta;
    }

    if (inv_gramatica_suelto(f, INV_S_ARTICULO, t, g)) {
        t.desde = g[INV_G_N].hasta;
    }

    for (i = 0; i < INV_FORMAS; i++) {
        if (inv_gramatica_encaja(f, &inv_formas[i].es, t, g)) {
            r->duda = inv_formas[i].duda;
            break;
        }
    }

    if (i == INV_FORMAS) {
        memset(g, 0, sizeof(g));
        r->duda = INV_DUDA_SIN_PRODUCTO;

    } else if (!inv_formas[i].hereda) {
        anterior = NULL;
    }

    inv_comando_cantidad(f, g, quien, anterior, r);

    p = g[INV_G_PRODUCTO];

    if (inv_gramatica_suelto(f, INV_S_ARTICULO, p, h)
        && h[INV_G_N].hasta < p.hasta)
    {
        p.desde = h[INV_G_N].hasta;
    }

    if (!inv_gramatica_suelto(f, INV_S_NADA, p, h)) {
        r->producto = inv_comando_original(f, p);
    }

    if (r->producto.n == 0) {
        r->duda = INV_DUDA_SIN_PRODUCTO;
    }
}


static inv_comando_error_e
inv_comando_renglones(const inv_frase_t *f, inv_tramo_t t,
    const inv_intencion_t *quien, inv_comando_t *c)
{
    int          comillas;
    size_t       i, corte;
    inv_tramo_t  uno;

    comillas = 0;
    uno.desde = t.desde;

    for (i = t.desde; i <= t.hasta; i++) {
        corte = i == t.hasta;

        if (!corte) {
            comillas ^= f->t[i] == '"';
            uno.hasta = t.hasta;
            corte = comillas ? 0 : inv_comando_separa(f, uno, i);
        }

        if (corte == 0) {
            continue;
        }

        uno.hasta = i;
        uno = inv_comando_recortar(f, uno);

        if (uno.desde < uno.hasta || (i == t.hasta && c->n == 0)) {

            if (c->n == INV_COMANDO_RENGLONES) {
                return INV_COMANDO_MUCHOS;
            }

            inv_comando_renglon(f, uno, quien,
                                c->n ? &c->renglones[c->n - 1] : NULL,
                                &c->renglones[c->n]);
            c->n++;
        }

        uno.desde = i + corte;
        i = uno.desde - 1;
    }

    return INV_COMANDO_BIEN;
}


/* Takes the places off the end of t. */

static inv_tramo_t
inv_comando_lugares(const inv_frase_t *f, inv_tramo_t t, inv_comando_t *c)
{
    size_t                i;
    inv_tramo_t           g[INV_G_N + 1];
    inv_comando_texto_t  *donde;

    for (i = 0; i < INV_LUGARES; i++) {
        donde = inv_lugares[i].destino ? &c->destino : &c->origen;

        if (donde->n == 0 && strcmp(inv_lugares[i].intencion, c->intencion) == 0
            && inv_gramatica_encaja(f, &inv_lugares[i].es, t, g))
        {
            *donde = inv_comando_original(f, g[INV_G_LUGAR]);
            t = g[INV_G_RESTO];
        }
    }

    return t;
}


/* Is something else asked for in the same breath? */

static int
inv_comando_otra_orden(const inv_frase_t *f, inv_tramo_t t,
    const inv_intencion_t *quien)
{
    inv_tramo_t  g[INV_G_N + 1], v[INV_G_N + 1];

    while (!memchr(f->t + t.desde, '"', t.hasta - t.desde)
           && inv_gramatica_suelto(f, INV_S_OTRO_VERBO, t, g))
    {
        if (!inv_gramatica_encaja(f, &quien->empieza, g[INV_G_PRODUCTO], v)) {
            return 1;
        }

        t.desde = g[INV_G_PRODUCTO].hasta;
    }

    return 0;
}


inv_comando_error_e
inv_comando_leer(const char *s, size_t n, inv_comando_t *c)
{
    size_t               i;
    inv_frase_t          f;
    inv_tramo_t          t, g[INV_G_N + 1];
    inv_comando_error_e  error;

    if (!inv_gramatica_lista()) {
        return INV_COMANDO_MEMORIA;
    }

    if (n > INV_COMANDO_LARGO * 4) {
        return INV_COMANDO_MUY_LARGO;
    }

    error = inv_comando_normalizar(s, n, &f);
    if (error != INV_COMANDO_BIEN) {
        return error;
    }

    memset(c, 0, sizeof(inv_comando_t));
    t.desde = 0;
    t.hasta = f.n;

    for (i = 0; i < INV_INTENCIONES; i++) {
        if (inv_gramatica_encaja(&f, &inv_intenciones[i].empieza, t, g)) {
            break;
        }
    }

    if (i == INV_INTENCIONES) {
        return INV_COMANDO_NO_ENTENDIDO;
    }

    c->intencion = inv_intenciones[i].nombre;
    t.desde = g[INV_G_N].hasta;

    if (inv_gramatica_suelto(&f, INV_S_COLA, t, g)) {
        t.hasta = g[INV_G_N].desde;
    }

    if (inv_comando_otra_orden(&f, t, &inv_intenciones[i])) {
        c->duda = INV_DUDA_DOS_ORDENES;
        return INV_COMANDO_BIEN;
    }

    t = inv_comando_lugares(&f, t, c);

    return inv_comando_renglones(&f, t, &inv_intenciones[i], c);
}


/* --- what to say --------------------------------------------------------- */

static const struct {
    const char  *codigo;
    const char  *detalle;
} inv_comando_errores[] = {
    { "", "" },
    { "comando_vacio", "Decí qué hacer: «Pedir coca cola x 6»." },
    { "comando_largo", "Es muy largo: hasta 500 letras." },
    { "comando_signos", "Hay signos que no van en una orden." },
    { "comando_no_entendido", "No entendí. Por ejemplo: «Pedir coca cola x 6»,"
      " «Falta yerba», «Ingresaron 12 cajones de cerveza», «Saqué 2,5 kg de"
      " queso para el local»." },
    { "comando_muchos", "Son muchas cosas juntas: hasta 20 por orden." },
    { "error_interno", "Algo falló de nuestro lado." }
}, inv_comando_dudas[] = {
    { "", "" },
    { "producto_faltante", "¿De qué producto?" },
    { "cantidad_faltante", "¿Cuánto?" },
    { "cantidad_invalida", "Esa cantidad no puede ser: ¿cuánto es?" },
    { "cantidad_ambigua", "No sé qué número es la cantidad: decila adelante,"
      " y el producto entre comillas." },
    { "dos_ordenes", "Son dos órdenes distintas: ¿cuál hago primero?" }
};


const char *
inv_comando_codigo(inv_comando_error_e error)
{
    return inv_comando_errores[error].codigo;
}


const char *
inv_comando_detalle(inv_comando_error_e error)
{
    return inv_comando_errores[error].detalle;
}


const char *
inv_comando_duda_codigo(inv_comando_duda_e duda)
{
    return inv_comando_dudas[duda].codigo;
}


const char *
inv_comando_duda_pregunta(inv_comando_duda_e duda)
{
    return inv_comando_dudas[duda].detalle;
}
