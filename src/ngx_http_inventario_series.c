
/*
 * Inventario: counters and gauges in the shared zone, exact over all workers.
 *
 * The zone is an open-addressing table from a series' digest to its value.
 * Entries are never removed, so that a reload with other routes or modules
 * finds the old values where they were, and the workers of both
 * configurations count in the same places.  A gauge has one entry for each
 * process slot: when a worker dies, the one that takes its slot starts at
 * zero.
 */


#include "ngx_http_inventario_interno.h"


#define NGX_HTTP_INVENTARIO_PROCESOS  64


typedef struct {
    ngx_atomic_t                clave;      /* 0: free */
    ngx_atomic_t                valor;
} ngx_http_inventario_casilla_t;


typedef struct {
    ngx_uint_t                       n;     /* a power of two */
    ngx_http_inventario_casilla_t    casillas[1];
} ngx_http_inventario_tabla_t;


static uint64_t ngx_http_inventario_digerir(
    ngx_http_inventario_serie_info_t *info, ngx_uint_t proceso);
static ngx_atomic_t *ngx_http_inventario_casilla(uint64_t clave);
static ngx_uint_t ngx_http_inventario_proceso(void);


static ngx_http_inventario_tabla_t       *ngx_http_inventario_tabla;
static ngx_http_inventario_serie_info_t  *ngx_http_inventario_info;
static ngx_uint_t                         ngx_http_inventario_n_series;

/* where this process counts, by the number of the series */
static ngx_atomic_t                     **ngx_http_inventario_donde;

/* what is counted when there is no room */
static ngx_atomic_t                       ngx_http_inventario_descarte;


ngx_int_t
ngx_http_inventario_serie(ngx_conf_t *cf, ngx_http_inventario_serie_e tipo,
    const char *nombre, const char *etiquetas, const char *ayuda)
{
    ngx_http_inventario_main_conf_t   *mcf;
    ngx_http_inventario_serie_info_t  *info;

    mcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_inventario_module);

    info = ngx_array_push(&mcf->series);
    if (info == NULL) {
        return NGX_ERROR;
    }

    info->tipo = tipo;
    info->nombre.data = (u_char *) nombre;
    info->nombre.len = ngx_strlen(nombre);
    info->etiquetas.data = (u_char *) etiquetas;
    info->etiquetas.len = ngx_strlen(etiquetas);
    info->ayuda.data = (u_char *) ayuda;
    info->ayuda.len = ngx_strlen(ayuda);

    return mcf->series.nelts - 1;
}


ngx_int_t
ngx_http_inventario_series_zona(ngx_shm_zone_t *zona, void *datos)
{
    size_t                        n;
    ngx_slab_pool_t              *shpool;
    ngx_http_inventario_tabla_t  *tabla;

    if (datos) {
        zona->data = datos;
        return NGX_OK;
    }

    shpool = (ngx_slab_pool_t *) zona->shm.addr;

    if (zona->shm.exists) {
        zona->data = shpool->data;
        return NGX_OK;
    }

    /* the largest power of two that fits in three quarters of the zone */

    for (n = 256; n * 2 * sizeof(ngx_http_inventario_casilla_t)
                  < zona->shm.size / 4 * 3; n *= 2)
    {
        /* void */
    }

    tabla = ngx_slab_calloc(shpool, sizeof(ngx_http_inventario_tabla_t)
                            + n * sizeof(ngx_http_inventario_casilla_t));
    if (tabla == NULL) {
        return NGX_ERROR;
    }

    tabla->n = n;
    shpool->data = tabla;
    zona->data = tabla;

    return NGX_OK;
}


void
ngx_http_inventario_series_proceso(ngx_cycle_t *cycle,
    ngx_http_inventario_main_conf_t *mcf)
{
    ngx_uint_t  i;

    ngx_http_inventario_tabla = mcf->zona->data;
    ngx_http_inventario_info = mcf->series.elts;

    ngx_http_inventario_donde = ngx_palloc(cycle->pool, mcf->series.nelts
                                                   * sizeof(ngx_atomic_t *));
    if (ngx_http_inventario_donde == NULL) {
        return;
    }

    ngx_http_inventario_n_series = mcf->series.nelts;

    for (i = 0; i < mcf->series.nelts; i++) {
        ngx_http_inventario_donde[i] = ngx_http_inventario_casilla(
            ngx_http_inventario_digerir(&ngx_http_inventario_info[i],
                                        ngx_http_inventario_proceso()));

        if (ngx_http_inventario_info[i].tipo == INV_MEDIDOR) {
            *ngx_http_inventario_donde[i] = 0;
        }
    }
}


static ngx_uint_t
ngx_http_inventario_proceso(void)
{
    return (ngx_uint_t) ngx_process_slot % NGX_HTTP_INVENTARIO_PROCESOS;
}


/* FNV-1a over name, labels and, for a gauge, the process slot. */

static uint64_t
ngx_http_inventario_digerir(ngx_http_inventario_serie_info_t *info,
    ngx_uint_t proceso)
{
    size_t    i;
    uint64_t  h;

    h = 14695981039346656037ULL;

    for (i = 0; i < info->nombre.len; i++) {
        h = (h ^ info->nombre.data[i]) * 1099511628211ULL;
    }

    h = (h ^ 0xff) * 1099511628211ULL;

    for (i = 0; i < info->etiquetas.len; i++) {
        h = (h ^ info->etiquetas.data[i]) * 1099511628211ULL;
    }

    if (info->tipo == INV_MEDIDOR) {
        h = (h ^ (proceso + 1)) * 1099511628211ULL;
    }

    return h ? h : 1;
}


static ngx_atomic_t *
ngx_http_inventario_casilla(uint64_t clave)
{
    ngx_uint_t                      i, n, mascara;
    ngx_http_inventario_casilla_t  *c;

    if (ngx_http_inventario_tabla == NULL) {
        return &ngx_http_inventario_descarte;
    }

    mascara = ngx_http_inventario_tabla->n - 1;
    i = (clave ^ (clave >> 32)) & mascara;

    for (n = 0; n <= mascara; n++, i = (i + 1) & mascara) {
        c = &ngx_http_inventario_tabla->casillas[i];

        if (c->clave == clave
            || (c->clave == 0 && ngx_atomic_cmp_set(&c->clave, 0, clave))
            || c->clave == clave)
        {
            return &c->valor;
        }
    }

    return &ngx_http_inventario_descarte;
}


void
ngx_http_inventario_sumar(ngx_int_t serie, ngx_atomic_int_t n)
{
    if (serie < 0 || (ngx_uint_t) serie >= ngx_http_inventario_n_series) {
        return;
    }

    (void) ngx_atomic_fetch_add(ngx_http_inventario_donde[serie], n);
}


ngx_atomic_int_t
ngx_http_inventario_leer(ngx_int_t serie)
{
    ngx_uint_t                         i;
    ngx_atomic_int_t                   suma;
    ngx_http_inventario_serie_info_t  *info;

    if (serie < 0 || (ngx_uint_t) serie >= ngx_http_inventario_n_series) {
        return 0;
    }

    info = &ngx_http_inventario_info[serie];

    if (info->tipo != INV_MEDIDOR) {
        return *ngx_http_inventario_donde[serie];
    }

    suma = 0;

    for (i = 0; i < NGX_HTTP_INVENTARIO_PROCESOS; i++) {
        suma += (ngx_atomic_int_t) *ngx_http_inventario_casilla(
                    ngx_http_inventario_digerir(info, i));
    }

    return suma;
}


ngx_uint_t
ngx_http_inventario_series(ngx_http_inventario_serie_info_t **info)
{
    *info = ngx_http_inventario_info;

    return ngx_http_inventario_n_series;
}
