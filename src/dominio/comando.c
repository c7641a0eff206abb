
/*
 * Inventario: orders in the Spanish of a shop.
 *
 * The sentence is taken to lower case without accents, a byte for a character,
 * with the place of each in the original.  Then tables do the work: the verbs
 * of each intent, the shapes of a place at its end, the shapes of a line.
 */


#define PCRE2_CODE_UNIT_WIDTH  8

#include "comando.h"
#include "comando_palabras.h"
#include "utf8.h"
#include <pcre2.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>


#define INV_COMANDO_PATRON  16384
#define INV_COMANDO_ESFUERZO  200000    /* of one match: PCRE2's own count */
#define INV_COMANDO_UNO     1000


typedef struct {
    char                       t[INV_COMANDO_LARGO + 1];
    uint16_t                   en[INV_COMANDO_LARGO + 2];
    size_t                     n;
    const char                *s;           /* the original */
} inv_frase_t;


/* a stretch of the sentence */

typedef struct {
    size_t                     desde;
    size_t                     hasta;
} inv_tramo_t;


typedef enum {
    INV_G_PRODUCTO = 0,         /* p */
    INV_G_CANTIDAD,             /* n */
    INV_G_UNIDAD,               /* u */
    INV_G_Y,                    /* y: " y medio" */
    INV_G_RESTO,                /* r */
    INV_G_LUGAR,                /* l */
    INV_G_N
} inv_grupo_e;


typedef struct {
    pcre2_code                *re;
    int                        grupos[INV_G_N];
} inv_patron_t;


/*
 * In patterns @N is a number, @U a unit, @V the verbs of the row, @T those of
 * all rows, @C what is said before a verb, @Y a half more.
 */

#define INV_FIN  "(?![a-z0-9])"


typedef struct {
    const char                *nombre;
    const char                *verbos;
    unsigned                   supone_uno:1;    /* nobody said how many: one */
    inv_patron_t               empieza;
} inv_intencion_t;


static inv_intencion_t  inv_intenciones[] = {
    { .nombre = "falta", .supone_uno = 1,
      .verbos = "falta|faltan|falto|faltaron|faltaria|faltarian|estan faltando"
                "|esta faltando|hace falta|hacen falta|hara falta"
                "|no hay(?: mas)?|no (?:me |nos )?quedan?(?: mas)?|no quedo"
                "|no quedaron|se (?:nos |me )?(?:acabo|acabaron|termino"
                "|terminaron|agoto|agotaron)|(?:estamos|nos quedamos|me quede"
                "|quedamos) sin|sin stock de|/falta" },
    { .nombre = "pedido", .supone_uno = 1,
      .verbos = "(?:agregar|agrega|agregame|anotar|anota|sumar|suma|poner|pone)"
                " (?:a|en) la lista(?: de (?:compras|pedidos))?"
                "|pedir|pedi|pedime|pedile|pedirle|pida|pidan|pidamos"
                "|encargar|encarga|encargame|encarguen|anotar|anota|anotame"
                "|anoten|necesito|necesitamos|necesita|preciso|precisamos"
                "|traer|trae|traeme|traigan|comprar|compra|comprame|compren"
                "|compremos|reponer|repone|repongan|agregar|agrega|agregame"
                "|mandar a pedir|/pedido|/pedir" },
    { .nombre = "entrada",
      .verbos = "deje|dejo|dejamos|dejaron|ingreso|ingrese|ingresa|ingresan"
                "|ingresar|ingresaron|ingresamos|entro|entra|entran|entraron"
                "|entrar|llego|llega|llegan|llegaron|recibi|recibo|recibimos"
                "|recibir|recibieron|traje|trajo|trajeron|trajimos|vinieron"
                "|sumar|suma|sume|sumo|sumamos|cargar|carga|cargue|cargamos"
                "|descargue|descargamos|descargaron|/entrada|entrada de"
                "|entrada" },
    { .nombre = "salida",
      .verbos = "saque|saco|sacar|saca|sacamos|sacaron|llevo|lleve|llevar"
                "|llevamos|llevaron|retiro|retire|retirar|retira|retiramos"
                "|retiraron|descontar|desconta|descuento|descuenten"
                "|descontamos|salio|salieron|sale|salen|vendi|vendimos"
                "|vendieron|usamos|baje|bajamos|/salida|salida de|salida" }
};

#define INV_INTENCIONES  (sizeof(inv_intenciones) / sizeof(inv_intenciones[0]))


/* Where a place stands at the end of the sentence. */

typedef struct {
    const char                *intencion;
    const char                *patron;
    unsigned                   destino:1;       /* else: origen */
    inv_patron_t               es;
} inv_lugar_t;


static inv_lugar_t  inv_lugares[] = {
    { .intencion = "entrada",
      .patron = "^(?<r>\"[^\"]+\" @N(?: ?@U)?) \"(?<l>[^\"]+)\"$" },
    { .intencion = "salida", .destino = 1,
      .patron = "^(?<r>\"[^\"]+\" @N(?: ?@U)?) \"(?<l>[^\"]+)\"$" },
    { .intencion = "entrada", .destino = 1,
      .patron = "^(?<r>.+?) (?:al|a la|en el|en la|para el|para la) "
                "(?<l>[^\",]+)$" },
    { .intencion = "entrada",
      .patron = "^(?<r>.+?) (?:del|desde(?: el| la)?|de parte del?(?: la)?"
                "|de lo de|que (?:trajo|trajeron|mando|mandaron)"
                "(?: el| la| los)?) (?<l>[^\",]+)$" },
    { .intencion = "salida", .destino = 1,
      .patron = "^(?<r>.+?) (?:para (?:el|la|los|las|mi)|al|a la"
                "|hacia(?: el| la)?|con destino al?) (?<l>[^\",]+)$" },
    { .intencion = "salida",
      .patron = "^(?<r>.+?) (?:del|desde(?: el| la)?) (?<l>[^\",]+)$" },
    { .intencion = "pedido",
      .patron = "^(?<r>.+?) (?:al|a|a la|a lo de) (?<l>[^\",]+)$" }
};

#define INV_LUGARES  (sizeof(inv_lugares) / sizeof(inv_lugares[0]))


/* The shapes of a line, the surest first. */

typedef struct {
    const char                *patron;
    inv_comando_duda_e         duda;
    unsigned                   hereda:1;    /* the unit of the line before */
    inv_patron_t               es;
} inv_forma_t;


static inv_forma_t  inv_formas[] = {
    { .patron = "^\"(?<p>[^\"]+)\"(?: ?(?:x|por|:)? ?(?<n>@N)"
                "(?: ?(?<u>@U))?)?$" },
    { .patron = "^(?<n>@N)(?: ?(?<u>@U))?(?<y>@Y)?(?: de)? "
                "\"(?<p>[^\"]+)\"$" },
    { .patron = "^(?<p>@N(?: @U)? .+?) ?(?:\\bx|\\bpor|:) ?(?<n>@N)"
                "(?: ?(?<u>@U))?(?<y>@Y)?$",
      .duda = INV_DUDA_AMBIGUA },
    { .patron = "^(?<p>.+?) ?(?:\\bx|\\bpor|:) ?(?<n>@N)(?: ?(?<u>@U))?"
                "(?<y>@Y)?$" },
    { .patron = "^(?<n>@N)(?: ?(?<u>@U))?(?<y>@Y)?$",
      .duda = INV_DUDA_SIN_PRODUCTO },
    { .patron = "^(?<n>@N)(?<y>@Y)? de (?!@U)(?<p>.+)$", .hereda = 1 },
    { .patron = "^(?<n>@N)(?:(?: de)? ?(?<u>@U))?(?<y>@Y)?(?: de)? "
                "(?<p>.+)$" },
    { .patron = "^(?<u>@U)(?<y>@Y)? de (?<p>.+)$" },
    { .patron = "^(?<p>.+?[a-z)]) (?<n>[0-9]+)$", .duda = INV_DUDA_AMBIGUA },
    { .patron = "^(?<p>.+)$" }
};

#define INV_FORMAS  (sizeof(inv_formas) / sizeof(inv_formas[0]))


static inv_patron_t  inv_otro_verbo = { NULL, { 0 } };
static inv_patron_t  inv_verbo = { NULL, { 0 } };
static inv_patron_t  inv_solo_cantidad = { NULL, { 0 } };
static inv_patron_t  inv_con_cantidad = { NULL, { 0 } };
static inv_patron_t  inv_mitad_sola = { NULL, { 0 } };
static inv_patron_t  inv_cola = { NULL, { 0 } };
static inv_patron_t  inv_articulo = { NULL, { 0 } };
static inv_patron_t  inv_nada = { NULL, { 0 } };

static pcre2_match_context  *inv_contexto;
static pthread_once_t        inv_una_vez = PTHREAD_ONCE_INIT;
static int                   inv_listo;


/* --- patterns ------------------------------------------------------------ */

/* Adds z to a pattern; 0 if there is no room. */

static int
inv_comando_poner(char *buf, size_t *n, const char *z)
{
    size_t  largo;

    largo = strlen(z);

    if (*n + largo >= INV_COMANDO_PATRON) {
        return 0;
    }

    memcpy(buf + *n, z, largo + 1);
    *n += largo;

    return 1;
}


/* What stands for the letter after an @. */

static int
inv_comando_macro(char *buf, size_t *n, char letra, const char *verbos)
{
    size_t  i;

    switch (letra) {

    case 'N':
        return inv_comando_poner(buf, n, "(?:(?:-|menos )?[0-9]+"
                                         "(?:[.,][0-9]+)*(?:/[0-9]+)?"
                                         "(?: y (?:medi[oa]|un cuarto"
                                         "|cuarto))?|(?:")
               && inv_palabras_alternar(buf, n, INV_COMANDO_PATRON)
               && inv_comando_poner(buf, n, ")(?: (?:y )?(?:")
               && inv_palabras_alternar(buf, n, INV_COMANDO_PATRON)
               && inv_comando_poner(buf, n, "))*)" INV_FIN);

    case 'U':
        return inv_comando_poner(buf, n, "(?:")
               && inv_unidades_alternar(buf, n, INV_COMANDO_PATRON)
               && inv_comando_poner(buf, n, ")" INV_FIN);

    case 'Y':
        return inv_comando_poner(buf, n, " y (?:medi[oa]|un cuarto|cuarto)"
                                         INV_FIN);

    case 'C':
        return inv_comando_poner(buf, n, "(?:(?:hola|buenas(?: tardes| noches"
            ")?|buen dia|buenos dias|che|por favor|porfa|ya|hoy|ayer|recien"
            "|quiero|queremos|quisiera|quisieramos|hay que|tenemos que"
            "|tengo que|habria que|podes|podrias|me|nos|le|les)[ ,]+)*");

    case 'V':
        return inv_comando_poner(buf, n, "(?:")
               && inv_comando_poner(buf, n, verbos)
               && inv_comando_poner(buf, n, ")" INV_FIN);

    default: /* T */
        for (i = 0; i < INV_INTENCIONES; i++) {
            if (!inv_comando_poner(buf, n, i ? "|" : "(?:")
                || !inv_comando_poner(buf, n, inv_intenciones[i].verbos))
            {
                return 0;
            }
        }

        return inv_comando_poner(buf, n, ")" INV_FIN);
    }
}


static int
inv_comando_compilar(inv_patron_t *p, const char *patron, const char *verbos)
{
    int          error;
    char        *buf, una[2];
    size_t       n, i;
    PCRE2_SIZE   donde;
    const char  *c;

    static const char *const  grupos[] = { "p", "n", "u", "y", "r", "l" };

    buf = malloc(INV_COMANDO_PATRON);
    if (buf == NULL) {
        return 0;
    }

    n = 0;
    una[1] = '\0';

    for (c = patron; *c; c++) {
        una[0] = *c;

        if (*c == '@' ? !inv_comando_macro(buf, &n, *++c, verbos)
                      : !inv_comando_poner(buf, &n, una))
        {
            free(buf);
            return 0;
        }
    }

    p->re = pcre2_compile((PCRE2_SPTR) buf, n, 0, &error, &donde, NULL);

    free(buf);

    for (i = 0; p->re && i < INV_G_N; i++) {
        p->grupos[i] = pcre2_substring_number_from_name(p->re,
                                                   (PCRE2_SPTR) grupos[i]);
    }

    return p->re != NULL;
}


/* Once in a process; the patterns stay until it ends. */

static void
inv_comando_preparar(void)
{
    int     bien;
    size_t  i;

    inv_contexto = pcre2_match_context_create(NULL);
    if (inv_contexto == NULL) {
        return;
    }

    pcre2_set_match_limit(inv_contexto, INV_COMANDO_ESFUERZO);

    bien = inv_comando_compilar(&inv_otro_verbo,
                                "(?:,| y | luego | despues |[.] ?) *@C(?<p>@T)",
                                NULL)
           && inv_comando_compilar(&inv_verbo, "^@C@T", NULL)
           && inv_comando_compilar(&inv_solo_cantidad,
                                   "^(?:@N)?(?: ?@U)?$", NULL)
           && inv_comando_compilar(&inv_con_cantidad,
                                   "^(?:@N|@U de |\")|(?:\\bx|\\bpor|:) ?@N"
                                   "(?: ?@U)?$", NULL)
           && inv_comando_compilar(&inv_mitad_sola,
                                   "^(?:medi[oa]|un cuarto|cuarto) *(?:,|$)",
                                   NULL)
           && inv_comando_compilar(&inv_cola,
                                   "(?:[ .!,:]| por favor| porfa| gracias"
                                   "| urgente| ya)+$", NULL)
           && inv_comando_compilar(&inv_articulo,
                                   "^(?:(?:el|la|los|las|unos|unas|algo de"
                                   "|mas|otros|otras|de) )+", NULL)
           && inv_comando_compilar(&inv_nada,
                                   "^(?:.|el|la|lo|los|las|de|del|al|por|en)"
                                   "(?: @N)?$", NULL);

    for (i = 0; bien && i < INV_INTENCIONES; i++) {
        bien = inv_comando_compilar(&inv_intenciones[i].empieza,
                                    "^@C@V[ :,]*", inv_intenciones[i].verbos);
    }

    for (i = 0; bien && i < INV_LUGARES; i++) {
        bien = inv_comando_compilar(&inv_lugares[i].es, inv_lugares[i].patron,
                                    NULL);
    }

    for (i = 0; bien && i < INV_FORMAS; i++) {
        bien = inv_comando_compilar(&inv_formas[i].es, inv_formas[i].patron,
                                    NULL);
    }

    inv_listo = bien;
}


/*
 * 1 if the pattern fits the stretch t, whose groups (those that it has and
 * that fitted; otherwise desde == hasta) go to g; g[INV_G_N] is all of it.
 */

static int
inv_comando_encaja(const inv_frase_t *f, const inv_patron_t *p, inv_tramo_t t,
    inv_tramo_t *g)
{
    int                rc, i, k;
    PCRE2_SIZE        *v;
    pcre2_match_data  *datos;

    datos = pcre2_match_data_create_from_pattern(p->re, NULL);
    if (datos == NULL) {
        return 0;
    }

    rc = pcre2_match(p->re, (PCRE2_SPTR) f->t + t.desde, t.hasta - t.desde, 0,
                     0, datos, inv_contexto);

    if (rc > 0) {
        v = pcre2_get_ovector_pointer(datos);

        for (i = 0; i <= INV_G_N; i++) {
            k = i < INV_G_N ? p->grupos[i] : 0;
            g[i].desde = g[i].hasta = 0;

            if (k >= 0 && k < rc && v[2 * k] != PCRE2_UNSET) {
                g[i].desde = t.desde + v[2 * k];
                g[i].hasta = t.desde + v[2 * k + 1];
            }
        }
    }

    pcre2_match_data_free(datos);

    return rc > 0;
}


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

    if (inv_comando_encaja(f, &inv_solo_cantidad, aca, g)
        || inv_comando_encaja(f, &inv_mitad_sola, sigue, g))
    {
        return 0;
    }

    if (inv_comando_encaja(f, &inv_verbo, sigue, g)
        || (inv_comando_encaja(f, &inv_con_cantidad, sigue, g)
            && g[INV_G_N].desde == sigue.desde))
    {
        return 3;
    }

    return inv_comando_encaja(f, &inv_con_cantidad, aca, g)
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

    if (inv_comando_encaja(f, &quien->empieza, t, g)) {
        t.desde = g[INV_G_N].hasta;
    }

    if (inv_comando_encaja(f, &inv_articulo, t, g)) {
        t.desde = g[INV_G_N].hasta;
    }

    for (i = 0; i < INV_FORMAS; i++) {
        if (inv_comando_encaja(f, &inv_formas[i].es, t, g)) {
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

    if (inv_comando_encaja(f, &inv_articulo, p, h)
        && h[INV_G_N].hasta < p.hasta)
    {
        p.desde = h[INV_G_N].hasta;
    }

    if (!inv_comando_encaja(f, &inv_nada, p, h)) {
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
            && inv_comando_encaja(f, &inv_lugares[i].es, t, g))
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
           && inv_comando_encaja(f, &inv_otro_verbo, t, g))
    {
        if (!inv_comando_encaja(f, &quien->empieza, g[INV_G_PRODUCTO], v)) {
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

    pthread_once(&inv_una_vez, inv_comando_preparar);

    if (!inv_listo) {
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
        if (inv_comando_encaja(&f, &inv_intenciones[i].empieza, t, g)) {
            break;
        }
    }

    if (i == INV_INTENCIONES) {
        return INV_COMANDO_NO_ENTENDIDO;
    }

    c->intencion = inv_intenciones[i].nombre;
    t.desde = g[INV_G_N].hasta;

    if (inv_comando_encaja(&f, &inv_cola, t, g)) {
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
