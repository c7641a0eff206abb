
/*
 * Inventario: a text that grows, and JSON strings in it.
 */


#include "ngx_http_inventario_interno.h"
#include "dominio/texto_json.h"


static ngx_int_t ngx_http_inventario_lugar(ngx_http_inventario_texto_t *t,
    size_t mas);


ngx_int_t
ngx_http_inventario_texto(ngx_http_inventario_texto_t *t, ngx_pool_t *pool,
    size_t cabe)
{
    t->pool = pool;
    t->largo = 0;
    t->cabe = cabe;
    t->error = 0;

    t->datos = ngx_pnalloc(pool, cabe);
    if (t->datos == NULL) {
        t->error = 1;
        return NGX_ERROR;
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_inventario_lugar(ngx_http_inventario_texto_t *t, size_t mas)
{
    size_t   cabe;
    u_char  *datos;

    if (t->error) {
        return NGX_ERROR;
    }

    if (mas <= t->cabe - t->largo) {
        return NGX_OK;
    }

    cabe = t->cabe * 2;

    if (cabe - t->largo < mas) {
        cabe = t->largo + mas;
    }

    datos = ngx_pnalloc(t->pool, cabe);
    if (datos == NULL) {
        t->error = 1;
        return NGX_ERROR;
    }

    ngx_memcpy(datos, t->datos, t->largo);

    /* gives a large block back at once; a small one stays until the end */
    (void) ngx_pfree(t->pool, t->datos);

    t->datos = datos;
    t->cabe = cabe;

    return NGX_OK;
}


void
ngx_http_inventario_agregar(ngx_http_inventario_texto_t *t, const void *datos,
    size_t largo)
{
    if (ngx_http_inventario_lugar(t, largo) != NGX_OK) {
        return;
    }

    ngx_memcpy(t->datos + t->largo, datos, largo);
    t->largo += largo;
}


void
ngx_http_inventario_agregar_z(ngx_http_inventario_texto_t *t, const char *z)
{
    ngx_http_inventario_agregar(t, z, ngx_strlen(z));
}


void
ngx_http_inventario_agregar_json(ngx_http_inventario_texto_t *t,
    const void *datos, size_t largo)
{
    size_t  n;

    n = inv_texto_json_largo(datos, largo);

    if (ngx_http_inventario_lugar(t, n) != NGX_OK) {
        return;
    }

    t->largo += inv_texto_json(datos, largo, (char *) t->datos + t->largo, n);
}


void
ngx_http_inventario_agregar_entero(ngx_http_inventario_texto_t *t, int64_t n)
{
    u_char  buf[NGX_INT64_LEN + 1];

    ngx_http_inventario_agregar(t, buf, ngx_sprintf(buf, "%L", n) - buf);
}
