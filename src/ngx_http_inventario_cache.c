
/*
 * Inventario: the two-level cache: directives, the zone, what it derives from
 * the routes, and the hooks of writes.  See docs/cache.md.
 */


#include "ngx_http_inventario_cache.h"
#include <dlfcn.h>
#include <sodium.h>


static ngx_int_t ngx_http_inventario_cache_preconf(ngx_conf_t *cf);
static ngx_int_t ngx_http_inventario_cache_postconf(ngx_conf_t *cf);
static void *ngx_http_inventario_cache_crear_main(ngx_conf_t *cf);
static char *ngx_http_inventario_cache_conf_zona(ngx_conf_t *cf,
    ngx_command_t *cmd, void *conf);
static ngx_int_t ngx_http_inventario_cache_zona_iniciar(ngx_shm_zone_t *zona,
    void *datos);
static ngx_int_t ngx_http_inventario_cache_rutas(ngx_conf_t *cf,
    ngx_http_inventario_cache_conf_t *ccf);
static ngx_int_t ngx_http_inventario_cache_huella(ngx_conf_t *cf,
    ngx_http_inventario_agente_t *agente, ngx_http_inventario_ruta_t *ruta,
    ngx_http_inventario_cache_ruta_t *c);
static ngx_int_t ngx_http_inventario_cache_series(ngx_conf_t *cf,
    ngx_http_inventario_agente_t *agente, ngx_http_inventario_ruta_t *ruta,
    ngx_http_inventario_cache_ruta_t *c);
static ngx_int_t ngx_http_inventario_cache_series_propias(ngx_conf_t *cf,
    ngx_http_inventario_cache_conf_t *ccf);
static ngx_int_t ngx_http_inventario_cache_escrito(
    ngx_http_inventario_ruta_t *ruta, ngx_str_t *valores, PGresult *res,
    void (*listo)(void *datos), void *datos);
static ngx_int_t ngx_http_inventario_cache_proceso(ngx_cycle_t *cycle);


static ngx_command_t  ngx_http_inventario_cache_commands[] = {

    { ngx_string("inventario_cache"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_TAKE1,
      ngx_http_inventario_cache_conf_zona,
      NGX_HTTP_MAIN_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("inventario_cache_redis"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_FLAG,
      ngx_conf_set_flag_slot,
      NGX_HTTP_MAIN_CONF_OFFSET,
      offsetof(ngx_http_inventario_cache_conf_t, redis),
      NULL },

    { ngx_string("inventario_cache_vieja"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_TAKE1,
      ngx_conf_set_msec_slot,
      NGX_HTTP_MAIN_CONF_OFFSET,
      offsetof(ngx_http_inventario_cache_conf_t, vieja),
      NULL },

      ngx_null_command
};


static ngx_http_module_t  ngx_http_inventario_cache_module_ctx = {
    ngx_http_inventario_cache_preconf,     /* preconfiguration */
    ngx_http_inventario_cache_postconf,    /* postconfiguration */

    ngx_http_inventario_cache_crear_main,  /* create main configuration */
    NULL,                                  /* init main configuration */

    NULL,                                  /* create server configuration */
    NULL,                                  /* merge server configuration */

    NULL,                                  /* create location configuration */
    NULL                                   /* merge location configuration */
};


ngx_module_t  ngx_http_inventario_cache_module = {
    NGX_MODULE_V1,
    &ngx_http_inventario_cache_module_ctx, /* module context */
    ngx_http_inventario_cache_commands,    /* module directives */
    NGX_HTTP_MODULE,                       /* module type */
    NULL,                                  /* init master */
    NULL,                                  /* init module */
    ngx_http_inventario_cache_proceso,     /* init process */
    NULL,                                  /* init thread */
    NULL,                                  /* exit thread */
    NULL,                                  /* exit process */
    NULL,                                  /* exit master */
    NGX_MODULE_V1_PADDING
};


static ngx_http_inventario_memoria_t  ngx_http_inventario_cache_memoria = {
    ngx_http_inventario_cache_leer,
    ngx_http_inventario_cache_leido,
    ngx_http_inventario_cache_escrito
};


static void *
ngx_http_inventario_cache_crear_main(ngx_conf_t *cf)
{
    ngx_http_inventario_cache_conf_t  *ccf;

    ccf = ngx_pcalloc(cf->pool, sizeof(ngx_http_inventario_cache_conf_t));
    if (ccf == NULL) {
        return NULL;
    }

    ccf->redis = NGX_CONF_UNSET;
    ccf->vieja = NGX_CONF_UNSET_MSEC;

    return ccf;
}


static ngx_int_t
ngx_http_inventario_cache_preconf(ngx_conf_t *cf)
{
    ngx_http_inventario_cache_conf_t  *ccf;

    ccf = ngx_http_conf_get_module_main_conf(cf,
                                             ngx_http_inventario_cache_module);

    ccf->cambios = ngx_http_inventario_sentencia(cf,
                                        "SELECT * FROM api.cambios($1)");
    if (ccf->cambios == NULL) {
        return NGX_ERROR;
    }

    return ngx_http_inventario_agente_registrar(cf,
                                           &ngx_http_inventario_cache_agente,
                                           NGX_HTTP_INVENTARIO_ABI);
}


static ngx_int_t
ngx_http_inventario_cache_postconf(ngx_conf_t *cf)
{
    ngx_http_inventario_cache_conf_t  *ccf;

    ccf = ngx_http_conf_get_module_main_conf(cf,
                                             ngx_http_inventario_cache_module);

    ngx_conf_init_value(ccf->redis, 1);
    ngx_conf_init_msec_value(ccf->vieja, 3600 * 1000);

    if (ccf->zona == NULL) {
        return NGX_OK;
    }

    if (ngx_http_inventario_cache_rutas(cf, ccf) != NGX_OK
        || ngx_http_inventario_cache_series_propias(cf, ccf) != NGX_OK)
    {
        return NGX_ERROR;
    }

    ngx_http_inventario_memoria(cf, &ngx_http_inventario_cache_memoria);

    return NGX_OK;
}


ngx_http_inventario_cache_conf_t *
ngx_http_inventario_cache_conf(void)
{
    ngx_http_inventario_cache_conf_t  *ccf;

    ccf = ngx_http_cycle_get_module_main_conf(ngx_cycle,
                                              ngx_http_inventario_cache_module);

    return ccf && ccf->zona ? ccf : NULL;
}


/* --- the zone ------------------------------------------------------------- */

static char *
ngx_http_inventario_cache_conf_zona(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf)
{
    ngx_http_inventario_cache_conf_t *ccf = conf;

    ssize_t     largo;
    ngx_str_t  *value, nombre;

    if (ccf->zona) {
        return "is duplicate";
    }

    value = cf->args->elts;
    largo = ngx_parse_size(&value[1]);

    if (largo < 4 * 1024 * 1024) {
        return "is too small: from 4m on";
    }

    ngx_str_set(&nombre, "inventario_cache");

    ccf->zona = ngx_shared_memory_add(cf, &nombre, largo,
                                      &ngx_http_inventario_cache_module);
    if (ccf->zona == NULL) {
        return NGX_CONF_ERROR;
    }

    ccf->zona->init = ngx_http_inventario_cache_zona_iniciar;

    return NGX_CONF_OK;
}


static ngx_int_t
ngx_http_inventario_cache_zona_iniciar(ngx_shm_zone_t *zona, void *datos)
{
    size_t                             largo;
    ngx_slab_pool_t                   *shpool;
    ngx_http_inventario_cache_zona_t  *z;

    shpool = (ngx_slab_pool_t *) zona->shm.addr;

    if (datos || zona->shm.exists) {
        z = datos ? datos : shpool->data;
        zona->data = z;

        if (!inv_almacen_sirve(z->almacen)) {
            ngx_log_error(NGX_LOG_EMERG, zona->shm.log, 0,
                          "the zone \"%V\" is of another program: restart",
                          &zona->shm.name);
            return NGX_ERROR;
        }

        return NGX_OK;
    }

    z = ngx_slab_calloc(shpool, sizeof(ngx_http_inventario_cache_zona_t));
    if (z == NULL) {
        return NGX_ERROR;
    }

    /* the rest but for what the allocator needs for itself */

    largo = zona->shm.size - zona->shm.size / 64 - 16 * ngx_pagesize;

    z->almacen = ngx_slab_alloc(shpool, largo);

    if (z->almacen == NULL || inv_almacen_iniciar(z->almacen, largo) != 0) {
        return NGX_ERROR;
    }

    shpool->data = z;
    zona->data = z;

    return NGX_OK;
}


/* --- what the routes say -------------------------------------------------- */

static ngx_int_t
ngx_http_inventario_cache_rutas(ngx_conf_t *cf,
    ngx_http_inventario_cache_conf_t *ccf)
{
    ngx_uint_t                        i, n;
    ngx_http_inventario_ruta_t      **tabla, *ruta;
    ngx_http_inventario_agente_t    **agentes;
    ngx_http_inventario_cache_ruta_t *c;

    n = ngx_http_inventario_agentes(cf->cycle, &agentes);

    for (i = 0; i < n; i++) {
        for (tabla = agentes[i]->tablas; *tabla; tabla++) {
            for (ruta = *tabla; ruta->ruta; ruta++) {
                ccf->n_rutas++;
            }
        }
    }

    ccf->rutas = ngx_pcalloc(cf->pool, ccf->n_rutas
                                * sizeof(ngx_http_inventario_cache_ruta_t));
    if (ccf->rutas == NULL) {
        return NGX_ERROR;
    }

    for (i = 0; i < n; i++) {
        for (tabla = agentes[i]->tablas; *tabla; tabla++) {
            for (ruta = *tabla; ruta->ruta; ruta++) {
                c = &ccf->rutas[ruta->numero];

                if (ngx_http_inventario_cache_plantillas(cf, ruta, c)
                    != NGX_OK)
                {
                    return NGX_ERROR;
                }

                if (ruta->cache
                    && (ngx_http_inventario_cache_huella(cf, agentes[i], ruta,
                                                         c)
                        != NGX_OK
                        || ngx_http_inventario_cache_series(cf, agentes[i],
                                                            ruta, c)
                           != NGX_OK))
                {
                    return NGX_ERROR;
                }
            }
        }
    }

    return NGX_OK;
}


/*
 * Whose answers these are: the row, and the module that it stands in as it is
 * on the disk, so that two programs never share an answer through Redis.
 */

static ngx_int_t
ngx_http_inventario_cache_huella(ngx_conf_t *cf,
    ngx_http_inventario_agente_t *agente, ngx_http_inventario_ruta_t *ruta,
    ngx_http_inventario_cache_ruta_t *c)
{
    u_char                    suma[crypto_generichash_BYTES_MIN];
    Dl_info                   info;
    uint64_t                  estampa[2];
    ngx_file_info_t           fi;
    crypto_generichash_state  s;

    /* Redis remembers what was touched for a little more than an hour */

    if (ruta->metodo != NGX_HTTP_GET || ruta->funcion == NULL || ruta->flujo
        || ruta->cache > 3600)
    {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "route \"%s\" cannot be cached", ruta->ruta);
        return NGX_ERROR;
    }

    if (dladdr(ruta, &info) == 0
        || ngx_file_info(info.dli_fname, &fi) == NGX_FILE_ERROR)
    {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, ngx_errno,
                           "no module of route \"%s\"", ruta->ruta);
        return NGX_ERROR;
    }

    estampa[0] = ngx_file_size(&fi);
    estampa[1] = ngx_file_mtime(&fi);

    (void) crypto_generichash_init(&s, NULL, 0, sizeof(suma));
    (void) crypto_generichash_update(&s, (u_char *) estampa, sizeof(estampa));
    (void) crypto_generichash_update(&s, (u_char *) agente->nombre,
                                     ngx_strlen(agente->nombre) + 1);
    (void) crypto_generichash_update(&s, (u_char *) ruta->ruta,
                                     ngx_strlen(ruta->ruta) + 1);
    (void) crypto_generichash_update(&s, (u_char *) ruta->funcion,
                                     ngx_strlen(ruta->funcion) + 1);

    (void) crypto_generichash_final(&s, suma, sizeof(suma));

    ngx_memcpy(c->huella, suma, sizeof(c->huella));

    return NGX_OK;
}


static ngx_int_t
ngx_http_inventario_cache_series(ngx_conf_t *cf,
    ngx_http_inventario_agente_t *agente, ngx_http_inventario_ruta_t *ruta,
    ngx_http_inventario_cache_ruta_t *c)
{
    u_char      *s;
    ngx_uint_t   i;

    static const char  *nombres[] = { "l1", "l2", "no", "vieja", "salteada" };

    for (i = 0; i < INV_CACHE_RESULTADOS; i++) {

        s = ngx_pnalloc(cf->pool, ngx_strlen(agente->nombre)
                                  + ngx_strlen(ruta->ruta) + 64);
        if (s == NULL) {
            return NGX_ERROR;
        }

        (void) ngx_sprintf(s, "agente=\"%s\",ruta=\"%s\",resultado=\"%s\"%Z",
                           agente->nombre, ruta->ruta, nombres[i]);

        c->series[i] = ngx_http_inventario_serie(cf, INV_CONTADOR,
                                   "inventario_cache_lecturas_total",
                                   (char *) s,
                                   "Lecturas que pasaron por el caché.");
        if (c->series[i] == NGX_ERROR) {
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_inventario_cache_series_propias(ngx_conf_t *cf,
    ngx_http_inventario_cache_conf_t *ccf)
{
    ngx_uint_t  i;

    struct {
        ngx_int_t                    *serie;
        ngx_http_inventario_serie_e   tipo;
        const char                   *nombre;
        const char                   *ayuda;
    } series[] = {
        { &ccf->tocadas, INV_CONTADOR, "inventario_cache_tocadas_total",
          "Etiquetas tocadas por cambios." },
        { &ccf->rechazadas, INV_CONTADOR, "inventario_cache_rechazadas_total",
          "Respuestas que no se guardaron: cambió algo mientras se hacían, o "
          "no caben." },
        { &ccf->llena, INV_CONTADOR, "inventario_cache_redis_llena_total",
          "Respuestas que Redis no guardó por falta de lugar." },
        { &ccf->deudas, INV_CONTADOR, "inventario_cache_redis_deudas_total",
          "Cambios que no se le pudieron decir a Redis a tiempo." },
        { &ccf->entradas, INV_MEDIDOR, "inventario_cache_entradas",
          "Respuestas guardadas en la memoria del nodo." },
        { &ccf->ocupado, INV_MEDIDOR, "inventario_cache_bytes",
          "Bytes que ocupan." },
    };

    for (i = 0; i < sizeof(series) / sizeof(series[0]); i++) {
        *series[i].serie = ngx_http_inventario_serie(cf, series[i].tipo,
                                                     series[i].nombre, "",
                                                     series[i].ayuda);
        if (*series[i].serie == NGX_ERROR) {
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}


/* --- writes --------------------------------------------------------------- */

/* A change that Redis is being told of. */

typedef struct {
    ngx_pool_t                        *pool;
    ngx_array_t                        ranuras;
    void                             (*listo)(void *datos);
    void                              *datos;
} ngx_http_inventario_cache_cambio_t;


static void
ngx_http_inventario_cache_cambiado(void *datos)
{
    ngx_http_inventario_cache_cambio_t *cb = datos;

    ngx_http_inventario_cache_conf_t  *ccf;

    ccf = ngx_http_inventario_cache_conf();

    /*
     * not before Redis has its own marks: an old answer that was read there
     * in between would be newer than a mark set too early
     */

    inv_almacen_tocar(ngx_http_inventario_cache_zona(ccf)->almacen,
                      cb->ranuras.elts, cb->ranuras.nelts);

    if (cb->listo) {
        cb->listo(cb->datos);
    }

    ngx_destroy_pool(cb->pool);
}


static ngx_int_t
ngx_http_inventario_cache_escrito(ngx_http_inventario_ruta_t *ruta,
    ngx_str_t *valores, PGresult *res, void (*listo)(void *datos),
    void *datos)
{
    int                                  i, n;
    uint16_t                             todo;
    ngx_int_t                            rc;
    ngx_str_t                           *textos;
    ngx_pool_t                          *pool;
    ngx_http_inventario_respuesta_t      resp;
    ngx_http_inventario_cache_conf_t    *ccf;
    ngx_http_inventario_cache_cambio_t  *cb;

    ccf = ngx_http_inventario_cache_conf();
    n = PQntuples(res);

    pool = ngx_create_pool(1024, ngx_cycle->log);
    if (pool == NULL) {
        goto memoria;
    }

    cb = ngx_palloc(pool, sizeof(ngx_http_inventario_cache_cambio_t));
    textos = ngx_palloc(pool, (n + 1) * sizeof(ngx_str_t));

    if (cb == NULL || textos == NULL
        || ngx_array_init(&cb->ranuras, pool, 16, sizeof(uint16_t)) != NGX_OK)
    {
        goto memoria;
    }

    for (i = 0; i < n; i++) {
        if (ngx_http_inventario_fila(pool, res, i, &resp, &textos[i])
            != NGX_OK)
        {
            ngx_str_null(&textos[i]);
        }
    }

    if (ngx_http_inventario_cache_toca(&cb->ranuras,
                                       &ccf->rutas[ruta->numero], valores,
                                       textos, n)
        != NGX_OK)
    {
        goto memoria;
    }

    if (cb->ranuras.nelts == 0) {
        ngx_destroy_pool(pool);
        return NGX_OK;
    }

    ngx_http_inventario_sumar(ccf->tocadas, cb->ranuras.nelts);

    cb->pool = pool;
    cb->listo = listo;
    cb->datos = datos;

    rc = ngx_http_inventario_cache_redis_tocar(cb->ranuras.elts,
                                         cb->ranuras.nelts, NULL,
                                         ngx_http_inventario_cache_cambiado,
                                         cb);

    if (rc == NGX_OK) {
        cb->listo = NULL;
        ngx_http_inventario_cache_cambiado(cb);
    }

    return rc;

memoria:

    /* what cannot be named is everything; Redis hears of it by the journal */

    if (pool) {
        ngx_destroy_pool(pool);
    }

    todo = inv_almacen_ranura("todo", 4);
    inv_almacen_tocar(ngx_http_inventario_cache_zona(ccf)->almacen, &todo, 1);

    return NGX_OK;
}


/* --- the life of a worker ------------------------------------------------- */

static ngx_int_t
ngx_http_inventario_cache_proceso(ngx_cycle_t *cycle)
{
    ngx_http_inventario_cache_conf_t  *ccf;

    if (ngx_process != NGX_PROCESS_WORKER && ngx_process != NGX_PROCESS_SINGLE)
    {
        return NGX_OK;
    }

    ccf = ngx_http_cycle_get_module_main_conf(cycle,
                                              ngx_http_inventario_cache_module);

    if (ccf == NULL || ccf->zona == NULL) {
        return NGX_OK;
    }

    ngx_http_inventario_cache_espera_iniciar(cycle->log);
    ngx_http_inventario_cache_redis_iniciar(cycle->log);
    ngx_http_inventario_cache_diario_iniciar(cycle, ccf);

    return NGX_OK;
}
