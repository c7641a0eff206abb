
/*
 * Inventario: what the workers of a node share about who may come in: tokens
 * refused before their time, tokens that were verified, and who failed to log
 * in.  A reload keeps all three.
 */


#include "ngx_http_inventario_auth.h"


#define NGX_HTTP_INVENTARIO_AUTH_FRENOS  (1024 * 1024)


static ngx_int_t ngx_http_inventario_auth_zona(ngx_conf_t *cf,
    ngx_shm_zone_t **zona, const char *nombre, size_t largo,
    ngx_shm_zone_init_pt iniciar);
static ngx_int_t ngx_http_inventario_auth_zona_revocadas(ngx_shm_zone_t *zona,
    void *datos);
static ngx_int_t ngx_http_inventario_auth_zona_vistos(ngx_shm_zone_t *zona,
    void *datos);
static ngx_int_t ngx_http_inventario_auth_zona_frenos(ngx_shm_zone_t *zona,
    void *datos);
static ngx_uint_t ngx_http_inventario_auth_zona_hecha(ngx_shm_zone_t *zona,
    void *datos, size_t *largo);


ngx_int_t
ngx_http_inventario_auth_zonas(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf)
{
    ngx_conf_init_size_value(acf->largo_revocadas, 1024 * 1024);
    ngx_conf_init_size_value(acf->largo_vistos, 4 * 1024 * 1024);

    if (ngx_http_inventario_auth_zona(cf, &acf->sesiones.zona,
            "inventario_auth", acf->largo_revocadas,
            ngx_http_inventario_auth_zona_revocadas)
        != NGX_OK
        || ngx_http_inventario_auth_zona(cf, &acf->zona_vistos,
               "inventario_auth_vistos", acf->largo_vistos,
               ngx_http_inventario_auth_zona_vistos)
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    return ngx_http_inventario_auth_zona(cf, &acf->zona_frenos,
               "inventario_auth_frenos", NGX_HTTP_INVENTARIO_AUTH_FRENOS,
               ngx_http_inventario_auth_zona_frenos);
}


static ngx_int_t
ngx_http_inventario_auth_zona(ngx_conf_t *cf, ngx_shm_zone_t **zona,
    const char *nombre, size_t largo, ngx_shm_zone_init_pt iniciar)
{
    ngx_str_t  n;

    n.data = (u_char *) nombre;
    n.len = ngx_strlen(nombre);

    if (largo < 16 * ngx_pagesize) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "zone \"%V\" is too small",
                           &n);
        return NGX_ERROR;
    }

    *zona = ngx_shared_memory_add(cf, &n, largo,
                                  &ngx_http_inventario_auth_module);
    if (*zona == NULL) {
        return NGX_ERROR;
    }

    (*zona)->init = iniciar;

    return NGX_OK;
}


/* Was its table made before?  If not, how long it may be. */

static ngx_uint_t
ngx_http_inventario_auth_zona_hecha(ngx_shm_zone_t *zona, void *datos,
    size_t *largo)
{
    ngx_slab_pool_t  *shpool;

    shpool = (ngx_slab_pool_t *) zona->shm.addr;

    if (datos || zona->shm.exists) {
        zona->data = datos ? datos : shpool->data;
        return 1;
    }

    /* the rest is the allocator's own */

    *largo = zona->shm.size / 4 * 3;

    zona->data = ngx_slab_alloc(shpool, *largo);
    shpool->data = zona->data;

    return 0;
}


static ngx_int_t
ngx_http_inventario_auth_zona_revocadas(ngx_shm_zone_t *zona, void *datos)
{
    size_t  largo;

    if (ngx_http_inventario_auth_zona_hecha(zona, datos, &largo)) {
        return NGX_OK;
    }

    return zona->data && inv_revocadas_iniciar(zona->data, largo) == 0
           ? NGX_OK : NGX_ERROR;
}


static ngx_int_t
ngx_http_inventario_auth_zona_vistos(ngx_shm_zone_t *zona, void *datos)
{
    size_t  largo;

    if (ngx_http_inventario_auth_zona_hecha(zona, datos, &largo)) {
        return NGX_OK;
    }

    return zona->data && inv_vistos_iniciar(zona->data, largo) == 0
           ? NGX_OK : NGX_ERROR;
}


static ngx_int_t
ngx_http_inventario_auth_zona_frenos(ngx_shm_zone_t *zona, void *datos)
{
    zona->data = datos ? datos : ngx_http_inventario_casillas_zona(zona);

    return zona->data ? NGX_OK : NGX_ERROR;
}
