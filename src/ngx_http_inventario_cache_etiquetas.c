
/*
 * Inventario: the two-level cache: tags.
 *
 * A tag is a word, "catalogo", or a kind and one of it, "producto:42".  What
 * depends on one of a kind depends on "kind:*" too, by which a change tells
 * that it touched too many to name them.  Everything depends on "todo".
 * "hasta:SECONDS" is no tag: the answer does not hold past that instant.
 */


#include "ngx_http_inventario_cache.h"


static ngx_int_t ngx_http_inventario_cache_agregar(ngx_array_t *ranuras,
    u_char *nombre, size_t n, u_char *cual, size_t m);
static ngx_int_t ngx_http_inventario_cache_depende_de(
    ngx_http_inventario_cache_etiquetas_t *e, u_char *nombre, size_t n,
    u_char *cual, size_t m);
static ngx_uint_t ngx_http_inventario_cache_palabra(u_char **p, u_char *fin,
    ngx_str_t *palabra);
static size_t ngx_http_inventario_cache_clase(ngx_str_t *palabra);


ngx_int_t
ngx_http_inventario_cache_plantillas(ngx_conf_t *cf,
    ngx_http_inventario_ruta_t *ruta, ngx_http_inventario_cache_ruta_t *c)
{
    u_char                                 *p, *fin, *llave;
    ngx_str_t                               palabra;
    ngx_uint_t                              i;
    const ngx_http_inventario_campo_t      *campo;
    ngx_http_inventario_cache_plantilla_t  *t;

    if (ruta->etiquetas == NULL) {
        return NGX_OK;
    }

    p = (u_char *) ruta->etiquetas;
    fin = p + ngx_strlen(p);

    c->plantillas = ngx_palloc(cf->pool, (fin - p)
                               * sizeof(ngx_http_inventario_cache_plantilla_t));
    if (c->plantillas == NULL) {
        return NGX_ERROR;
    }

    while (ngx_http_inventario_cache_palabra(&p, fin, &palabra)) {
        t = &c->plantillas[c->n++];
        t->nombre = palabra;
        t->parametro = -1;

        llave = ngx_strlchr(palabra.data, palabra.data + palabra.len, '{');
        if (llave == NULL) {
            continue;
        }

        t->nombre.len = llave - palabra.data;
        palabra.len -= t->nombre.len + 2;
        campo = ruta->parametros;

        for (i = 0; campo && campo[i].nombre; i++) {
            if (ngx_strlen(campo[i].nombre) == palabra.len
                && ngx_strncmp(campo[i].nombre, llave + 1, palabra.len) == 0)
            {
                t->parametro = i;
            }
        }

        if (t->parametro == -1) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "invalid tags \"%s\" of route \"%s\"",
                               ruta->etiquetas, ruta->ruta);
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}


ngx_int_t
ngx_http_inventario_cache_depende(ngx_pool_t *pool,
    ngx_http_inventario_cache_ruta_t *c, ngx_str_t *valores,
    ngx_str_t *texto, ngx_http_inventario_cache_etiquetas_t *e)
{
    u_char                                 *p, *fin;
    size_t                                  clase;
    ngx_str_t                               palabra, *v;
    ngx_uint_t                              i;
    ngx_http_inventario_cache_plantilla_t  *t;

    e->hasta = 0;

    if (ngx_array_init(&e->ranuras, pool, 8, sizeof(uint16_t)) != NGX_OK
        || ngx_http_inventario_cache_depende_de(e, (u_char *) "todo", 4,
                                                NULL, 0)
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    for (i = 0; i < c->n; i++) {
        t = &c->plantillas[i];
        v = t->parametro == -1 ? NULL : &valores[t->parametro];

        if (ngx_http_inventario_cache_depende_de(e, t->nombre.data,
                t->nombre.len, v ? v->data : NULL, v ? v->len : 0)
            != NGX_OK)
        {
            return NGX_ERROR;
        }
    }

    p = texto->data;
    fin = texto->data + texto->len;

    while (ngx_http_inventario_cache_palabra(&p, fin, &palabra)) {

        if (palabra.len > 6 && ngx_strncmp(palabra.data, "hasta:", 6) == 0) {
            e->hasta = ngx_atotm(palabra.data + 6, palabra.len - 6);
            continue;
        }

        clase = ngx_http_inventario_cache_clase(&palabra);

        if (ngx_http_inventario_cache_depende_de(e, palabra.data, clase,
                clase < palabra.len ? palabra.data + clase : NULL,
                palabra.len - clase)
            != NGX_OK)
        {
            return NGX_ERROR;
        }
    }

    return e->ranuras.nelts > INV_ALMACEN_ETIQUETAS ? NGX_DECLINED : NGX_OK;
}


static ngx_int_t
ngx_http_inventario_cache_depende_de(ngx_http_inventario_cache_etiquetas_t *e,
    u_char *nombre, size_t n, u_char *cual, size_t m)
{
    if (ngx_http_inventario_cache_agregar(&e->ranuras, nombre, n, cual, m)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (cual == NULL) {
        return NGX_OK;
    }

    return ngx_http_inventario_cache_agregar(&e->ranuras, nombre, n,
                                             (u_char *) "*", 1);
}


ngx_int_t
ngx_http_inventario_cache_toca(ngx_array_t *ranuras,
    ngx_http_inventario_cache_ruta_t *c, ngx_str_t *valores,
    ngx_str_t *textos, ngx_uint_t n)
{
    u_char                                 *p, *fin;
    size_t                                  clase;
    ngx_str_t                               palabra, *v;
    ngx_uint_t                              i, cuantas, todos;
    ngx_http_inventario_cache_plantilla_t  *t;

    for (i = 0; c && i < c->n; i++) {
        t = &c->plantillas[i];
        v = (t->parametro == -1 || valores == NULL)
            ? NULL : &valores[t->parametro];

        if (ngx_http_inventario_cache_agregar(ranuras, t->nombre.data,
                t->nombre.len,
                t->parametro == -1 ? NULL : v ? v->data : (u_char *) "*",
                t->parametro == -1 ? 0 : v ? v->len : 1)
            != NGX_OK)
        {
            return NGX_ERROR;
        }
    }

    cuantas = 0;

    for (i = 0; i < n; i++) {
        for (p = textos[i].data, fin = p + textos[i].len; p < fin; p++) {
            cuantas += (*p == ' ');
        }
    }

    for (i = 0; i < n; i++) {
        p = textos[i].data;
        fin = p + textos[i].len;

        while (ngx_http_inventario_cache_palabra(&p, fin, &palabra)) {
            clase = ngx_http_inventario_cache_clase(&palabra);

            todos = clase < palabra.len
                    && cuantas >= NGX_HTTP_INVENTARIO_CACHE_TOCADAS;

            if (ngx_http_inventario_cache_agregar(ranuras, palabra.data,
                                         todos ? clase : palabra.len,
                                         (u_char *) "*", todos)
                != NGX_OK)
            {
                return NGX_ERROR;
            }
        }
    }

    return NGX_OK;
}


/* The place of nombre and cual, written one behind the other, once. */

static ngx_int_t
ngx_http_inventario_cache_agregar(ngx_array_t *ranuras, u_char *nombre,
    size_t n, u_char *cual, size_t m)
{
    u_char       texto[256];
    uint16_t     ranura, *r;
    ngx_uint_t   i;

    /* a longer one is cut, here as there */

    n = ngx_min(n, 128);
    m = ngx_min(m, 128);

    (void) ngx_cpymem(ngx_cpymem(texto, nombre, n), cual, m);
    ranura = inv_almacen_ranura(texto, n + m);

    r = ranuras->elts;

    for (i = 0; i < ranuras->nelts; i++) {
        if (r[i] == ranura) {
            return NGX_OK;
        }
    }

    r = ngx_array_push(ranuras);
    if (r == NULL) {
        return NGX_ERROR;
    }

    *r = ranura;

    return NGX_OK;
}


static ngx_uint_t
ngx_http_inventario_cache_palabra(u_char **p, u_char *fin, ngx_str_t *palabra)
{
    while (*p < fin && **p == ' ') {
        (*p)++;
    }

    palabra->data = *p;

    while (*p < fin && **p != ' ') {
        (*p)++;
    }

    palabra->len = *p - palabra->data;

    return palabra->len != 0;
}


/* The length of "kind:", or of the whole word. */

static size_t
ngx_http_inventario_cache_clase(ngx_str_t *palabra)
{
    u_char  *p;

    p = ngx_strlchr(palabra->data, palabra->data + palabra->len, ':');

    return p ? (size_t) (p + 1 - palabra->data) : palabra->len;
}
