
/*
 * Inventario: the verbs, places and lines of spoken orders, as tables of
 * patterns.
 */


#include "comando_gramatica.h"
#include "comando_palabras.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>


#define INV_GRAMATICA_PATRON    16384
#define INV_GRAMATICA_ESFUERZO  200000      /* of one match: PCRE2's count */


/*
 * In patterns @N is a number, @U a unit, @V the verbs of the row, @T those of
 * all rows, @C what is said before a verb, @Y a half more.
 */

#define INV_FIN  "(?![a-z0-9])"


inv_intencion_t  inv_intenciones[INV_INTENCIONES] = {
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


inv_lugar_t  inv_lugares[INV_LUGARES] = {
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


inv_forma_t  inv_formas[INV_FORMAS] = {
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


static struct {
    const char                *patron;
    inv_patron_t               es;
} inv_sueltos[INV_S_N] = {
    [INV_S_OTRO_VERBO] = {
        .patron = "(?:,| y | luego | despues |[.] ?) *@C(?<p>@T)" },
    [INV_S_VERBO] = { .patron = "^@C@T" },
    [INV_S_SOLO_CANTIDAD] = { .patron = "^(?:@N)?(?: ?@U)?$" },
    [INV_S_CON_CANTIDAD] = {
        .patron = "^(?:@N|@U de |\")|(?:\\bx|\\bpor|:) ?@N(?: ?@U)?$" },
    [INV_S_MITAD_SOLA] = {
        .patron = "^(?:medi[oa]|un cuarto|cuarto) *(?:,|$)" },
    [INV_S_COLA] = {
        .patron = "(?:[ .!,:]| por favor| porfa| gracias| urgente| ya)+$" },
    [INV_S_ARTICULO] = {
        .patron = "^(?:(?:el|la|los|las|unos|unas|algo de|mas|otros|otras"
                  "|de) )+" },
    [INV_S_NADA] = {
        .patron = "^(?:.|el|la|lo|los|las|de|del|al|por|en)(?: @N)?$" }
};

static pcre2_match_context  *inv_contexto;
static pthread_once_t        inv_una_vez = PTHREAD_ONCE_INIT;
static int                   inv_listo;


/* Adds z to a pattern; 0 if there is no room. */

static int
inv_gramatica_poner(char *buf, size_t *n, const char *z)
{
    size_t  largo;

    largo = strlen(z);

    if (*n + largo >= INV_GRAMATICA_PATRON) {
        return 0;
    }

    memcpy(buf + *n, z, largo + 1);
    *n += largo;

    return 1;
}


/* What stands for the letter after an @. */

static int
inv_gramatica_macro(char *buf, size_t *n, char letra, const char *verbos)
{
    size_t  i;

    switch (letra) {

    case 'N':
        return inv_gramatica_poner(buf, n, "(?:(?:-|menos )?[0-9]+"
                                         "(?:[.,][0-9]+)*(?:/[0-9]+)?"
                                         "(?: y (?:medi[oa]|un cuarto"
                                         "|cuarto))?|(?:")
               && inv_palabras_alternar(buf, n, INV_GRAMATICA_PATRON)
               && inv_gramatica_poner(buf, n, ")(?: (?:y )?(?:")
               && inv_palabras_alternar(buf, n, INV_GRAMATICA_PATRON)
               && inv_gramatica_poner(buf, n, "))*)" INV_FIN);

    case 'U':
        return inv_gramatica_poner(buf, n, "(?:")
               && inv_unidades_alternar(buf, n, INV_GRAMATICA_PATRON)
               && inv_gramatica_poner(buf, n, ")" INV_FIN);

    case 'Y':
        return inv_gramatica_poner(buf, n, " y (?:medi[oa]|un cuarto|cuarto)"
                                         INV_FIN);

    case 'C':
        return inv_gramatica_poner(buf, n, "(?:(?:hola|buenas(?: tardes| noches"
            ")?|buen dia|buenos dias|che|por favor|porfa|ya|hoy|ayer|recien"
            "|quiero|queremos|quisiera|quisieramos|hay que|tenemos que"
            "|tengo que|habria que|podes|podrias|me|nos|le|les)[ ,]+)*");

    case 'V':
        return inv_gramatica_poner(buf, n, "(?:")
               && inv_gramatica_poner(buf, n, verbos)
               && inv_gramatica_poner(buf, n, ")" INV_FIN);

    default: /* T */
        for (i = 0; i < INV_INTENCIONES; i++) {
            if (!inv_gramatica_poner(buf, n, i ? "|" : "(?:")
                || !inv_gramatica_poner(buf, n, inv_intenciones[i].verbos))
            {
                return 0;
            }
        }

        return inv_gramatica_poner(buf, n, ")" INV_FIN);
    }
}


static int
inv_gramatica_compilar(inv_patron_t *p, const char *patron, const char *verbos)
{
    int          error;
    char        *buf, una[2];
    size_t       n, i;
    PCRE2_SIZE   donde;
    const char  *c;

    static const char *const  grupos[] = { "p", "n", "u", "y", "r", "l" };

    buf = malloc(INV_GRAMATICA_PATRON);
    if (buf == NULL) {
        return 0;
    }

    n = 0;
    una[1] = '\0';

    for (c = patron; *c; c++) {
        una[0] = *c;

        if (*c == '@' ? !inv_gramatica_macro(buf, &n, *++c, verbos)
                      : !inv_gramatica_poner(buf, &n, una))
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
inv_gramatica_preparar(void)
{
    int     bien;
    size_t  i;

    inv_contexto = pcre2_match_context_create(NULL);
    if (inv_contexto == NULL) {
        return;
    }

    pcre2_set_match_limit(inv_contexto, INV_GRAMATICA_ESFUERZO);

    bien = 1;

    for (i = 0; bien && i < INV_S_N; i++) {
        bien = inv_gramatica_compilar(&inv_sueltos[i].es, inv_sueltos[i].patron,
                                    "");
    }

    for (i = 0; bien && i < INV_INTENCIONES; i++) {
        bien = inv_gramatica_compilar(&inv_intenciones[i].empieza,
                                    "^@C@V[ :,]*", inv_intenciones[i].verbos);
    }

    for (i = 0; bien && i < INV_LUGARES; i++) {
        bien = inv_gramatica_compilar(&inv_lugares[i].es, inv_lugares[i].patron,
                                    "");
    }

    for (i = 0; bien && i < INV_FORMAS; i++) {
        bien = inv_gramatica_compilar(&inv_formas[i].es, inv_formas[i].patron,
                                    "");
    }

    inv_listo = bien;
}


int
inv_gramatica_encaja(const inv_frase_t *f, const inv_patron_t *p,
    inv_tramo_t t, inv_tramo_t *g)
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


int
inv_gramatica_suelto(const inv_frase_t *f, inv_suelto_e cual, inv_tramo_t t,
    inv_tramo_t *g)
{
    return inv_gramatica_encaja(f, &inv_sueltos[cual].es, t, g);
}


int
inv_gramatica_lista(void)
{
    pthread_once(&inv_una_vez, inv_gramatica_preparar);

    return inv_listo;
}
