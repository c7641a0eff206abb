
/*
 * Inventario: the tokens that are refused before their time, without nginx.
 *
 * Sixteen places for each value of the hash, looked at one by one: nothing is
 * ever moved, so that a process that dies half way spoils one entry at most.
 */


#include "ngx_http_inventario_auth_revocadas.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>


#define INV_REVOCADAS_GRUPO  16


static const inv_revocada_t *inv_revocadas_buscar(const inv_revocadas_t *t,
    int64_t usuario, const char *sid, int64_t ahora);
static size_t inv_revocadas_grupo(const inv_revocadas_t *t, int64_t usuario,
    const char *sid);
static inv_revocada_fin_e inv_revocadas_juntar(inv_revocada_t *vieja,
    const inv_revocada_t *e);


int
inv_revocadas_iniciar(inv_revocadas_t *t, size_t bytes)
{
    uint32_t  grupos;

    grupos = 1;

    if (bytes < sizeof(inv_revocadas_t)
                + INV_REVOCADAS_GRUPO * sizeof(inv_revocada_t))
    {
        return -1;
    }

    while (grupos < UINT32_C(1) << 20
           && (size_t) grupos * 2 * INV_REVOCADAS_GRUPO
              * sizeof(inv_revocada_t) <= bytes - sizeof(inv_revocadas_t))
    {
        grupos *= 2;
    }

    memset(t, 0, sizeof(inv_revocadas_t) + (size_t) grupos
                 * INV_REVOCADAS_GRUPO * sizeof(inv_revocada_t));
    t->grupos = grupos;

    return 0;
}


/* FNV-1a: whose id it is cannot be chosen by those who ask. */

static size_t
inv_revocadas_grupo(const inv_revocadas_t *t, int64_t usuario,
    const char *sid)
{
    uint64_t  h;

    h = UINT64_C(14695981039346656037) ^ (uint64_t) usuario;
    h *= UINT64_C(1099511628211);

    for (; usuario == 0 && *sid; sid++) {
        h = (h ^ (unsigned char) *sid) * UINT64_C(1099511628211);
    }

    return ((h ^ (h >> 32)) & (t->grupos - 1)) * INV_REVOCADAS_GRUPO;
}


static const inv_revocada_t *
inv_revocadas_buscar(const inv_revocadas_t *t, int64_t usuario,
    const char *sid, int64_t ahora)
{
    size_t                 i;
    const inv_revocada_t  *l;

    l = &t->lugares[inv_revocadas_grupo(t, usuario, sid)];

    for (i = 0; i < INV_REVOCADAS_GRUPO; i++, l++) {
        if (l->vence > ahora && l->usuario == usuario
            && (usuario || strcmp(l->sid, sid) == 0))
        {
            return l;
        }
    }

    return NULL;
}


inv_revocada_fin_e
inv_revocadas_poner(inv_revocadas_t *t, const inv_revocada_t *e,
    int64_t ahora)
{
    size_t               i;
    inv_revocada_t      *l, *peor;
    inv_revocada_fin_e   fin;

    if (e->vence <= ahora) {
        return INV_REVOCADA_SABIDA;
    }

    if (t->ultima < e->vence) {
        t->ultima = e->vence;
    }

    l = (inv_revocada_t *) inv_revocadas_buscar(t, e->usuario, e->sid, ahora);

    if (l) {
        return inv_revocadas_juntar(l, e);
    }

    /* the place of what ends first: a free one ended long ago */

    l = &t->lugares[inv_revocadas_grupo(t, e->usuario, e->sid)];
    peor = l;

    for (i = 1; i < INV_REVOCADAS_GRUPO; i++) {
        if (l[i].vence < peor->vence) {
            peor = &l[i];
        }
    }

    fin = peor->vence > ahora ? INV_REVOCADA_APRETADA : INV_REVOCADA_NUEVA;

    *peor = *e;
    peor->vista = 1;

    return fin;
}


/*
 * Of two about one user the later one counts, since who is spared by it has
 * begun anew after the other; of two of one second neither spares anybody
 * whom the other does not.
 */

static inv_revocada_fin_e
inv_revocadas_juntar(inv_revocada_t *vieja, const inv_revocada_t *e)
{
    inv_revocada_t      igual;
    inv_revocada_fin_e  fin;

    if (e->usuario == 0) {
        vieja->vista = 1;

        if (e->vence > vieja->vence) {
            vieja->vence = e->vence;
        }

        return INV_REVOCADA_SABIDA;
    }

    if (e->hasta < vieja->hasta) {
        return INV_REVOCADA_SABIDA;
    }

    if (e->hasta > vieja->hasta) {
        *vieja = *e;
        vieja->vista = 1;
        return INV_REVOCADA_NUEVA;
    }

    fin = INV_REVOCADA_SABIDA;
    igual = *vieja;

    if (strcmp(e->sid, vieja->sid) != 0) {
        vieja->sid[0] = '\0';
    }

    if (e->cuando > vieja->cuando) {
        vieja->cuando = e->cuando;
    }

    if (strcmp(igual.sid, vieja->sid) != 0 || igual.cuando != vieja->cuando) {
        vieja->vista = 0;
        fin = INV_REVOCADA_NUEVA;
    }

    if (strcmp(e->sid, vieja->sid) == 0 && e->cuando == vieja->cuando) {
        vieja->vista = 1;
    }

    return fin;
}


int
inv_revocadas_esta(const inv_revocadas_t *t, int64_t usuario,
    const char *sid, int64_t emitido, int64_t ahora)
{
    const inv_revocada_t  *l;

    if (t->ultima <= ahora) {
        return 0;
    }

    if (sid[0] && inv_revocadas_buscar(t, 0, sid, ahora)) {
        return 1;
    }

    l = inv_revocadas_buscar(t, usuario, sid, ahora);

    return l && emitido <= l->hasta
           && (l->sid[0] == '\0' || strcmp(l->sid, sid) != 0);
}


int64_t
inv_revocadas_hasta(const inv_revocadas_t *t, int64_t usuario, int64_t ahora,
    int64_t *cuando)
{
    const inv_revocada_t  *l;

    l = inv_revocadas_buscar(t, usuario, "", ahora);
    *cuando = l ? l->cuando : 0;

    return l ? l->hasta : 0;
}


void
inv_revocadas_olvidar_vistas(inv_revocadas_t *t)
{
    size_t  i;

    for (i = 0; i < (size_t) t->grupos * INV_REVOCADAS_GRUPO; i++) {
        t->lugares[i].vista = 0;
    }
}


const inv_revocada_t *
inv_revocadas_no_vista(const inv_revocadas_t *t, size_t *i, int64_t ahora)
{
    const inv_revocada_t  *l;

    if (t->ultima <= ahora) {
        return NULL;
    }

    while (*i < (size_t) t->grupos * INV_REVOCADAS_GRUPO) {
        l = &t->lugares[(*i)++];

        if (l->vence > ahora && !l->vista) {
            return l;
        }
    }

    return NULL;
}


void
inv_revocada_texto(const inv_revocada_t *e, char *texto)
{
    if (e->usuario == 0) {
        (void) snprintf(texto, INV_REVOCADA_TEXTO, "s:%s", e->sid);
        return;
    }

    (void) snprintf(texto, INV_REVOCADA_TEXTO,
                    "u:%" PRId64 ":%" PRId64 ":%" PRId64 ":%s", e->usuario,
                    e->hasta, e->cuando, e->sid);
}


int
inv_revocada_leer(inv_revocada_t *e, const char *texto, size_t largo)
{
    char   copia[INV_REVOCADA_TEXTO], otra[INV_REVOCADA_TEXTO], *s;

    e->usuario = 0;
    e->hasta = 0;
    e->cuando = 0;
    e->sid[0] = '\0';

    if (largo < 3 || largo >= sizeof(copia) || strlen(texto) != largo) {
        return -1;
    }

    memcpy(copia, texto, largo + 1);

    s = copia + 2;

    if (strncmp(copia, "u:", 2) == 0) {
        e->usuario = strtoll(s, &s, 10);

        if (e->usuario < 1 || *s != ':') {
            return -1;
        }

        e->hasta = strtoll(s + 1, &s, 10);

        if (e->hasta < 1 || *s != ':') {
            return -1;
        }

        e->cuando = strtoll(s + 1, &s, 10);

        if (e->cuando < 1 || *s++ != ':') {
            return -1;
        }
    }

    if ((*s || e->usuario == 0) && !inv_sesion_valida(s, strlen(s))) {
        return -1;
    }

    memcpy(e->sid, s, strlen(s) + 1);

    /* no other way of writing the same */

    inv_revocada_texto(e, otra);

    return strcmp(otra, texto) == 0 ? 0 : -1;
}


int
inv_sesion_valida(const char *sid, size_t largo)
{
    return largo == INV_SESION
           && strspn(sid, "0123456789abcdef") >= INV_SESION;
}
