
/*
 * Inventario: the core module: directives, and the life of a worker.
 */


#include "ngx_http_inventario_interno.h"
#include <jansson.h>
#include <sodium.h>


static ngx_int_t ngx_http_inventario_preconf(ngx_conf_t *cf);
static ngx_int_t ngx_http_inventario_postconf(ngx_conf_t *cf);
static void *ngx_http_inventario_crear_main(ngx_conf_t *cf);
static void *ngx_http_inventario_crear_loc(ngx_conf_t *cf);
static char *ngx_http_inventario_conf_pg(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);
static char *ngx_http_inventario_conf_conexiones(ngx_conf_t *cf,
    ngx_command_t *cmd, void *conf);
static char *ngx_http_inventario_conf_redis(ngx_conf_t *cf,
    ngx_command_t *cmd, void *conf);
static char *ngx_http_inventario_conf_zona(ngx_conf_t *cf,
    ngx_command_t *cmd, void *conf);
static char *ngx_http_inventario_conf_agente(ngx_conf_t *cf,
    ngx_command_t *cmd, void *conf);
static char *ngx_http_inventario_conf_salud(ngx_conf_t *cf,
    ngx_command_t *cmd, void *conf);
static char *ngx_http_inventario_conf_handler(ngx_conf_t *cf,
    ngx_command_t *cmd, void *conf);
static ngx_http_inventario_agente_t *ngx_http_inventario_agente_buscar(
    ngx_conf_t *cf, ngx_str_t *nombre);
static ngx_int_t ngx_http_inventario_init_proceso(ngx_cycle_t *cycle);
static void ngx_http_inventario_exit_proceso(ngx_cycle_t *cycle);


time_t  ngx_http_inventario_comienzo;


static ngx_command_t  ngx_http_inventario_commands[] = {

    { ngx_string("inventario_pg"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_TAKE1,
      ngx_http_inventario_conf_pg,
      NGX_HTTP_MAIN_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("inventario_pg_conexiones"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_1MORE,
      ngx_http_inventario_conf_conexiones,
      NGX_HTTP_MAIN_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("inventario_pg_cola"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_TAKE1,
      ngx_conf_set_num_slot,
      NGX_HTTP_MAIN_CONF_OFFSET,
      offsetof(ngx_http_inventario_main_conf_t, pg.cola),
      NULL },

    { ngx_string("inventario_redis"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_TAKE1,
      ngx_http_inventario_conf_redis,
      NGX_HTTP_MAIN_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("inventario_zona"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_TAKE1,
      ngx_http_inventario_conf_zona,
      NGX_HTTP_MAIN_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("inventario_limite"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_2MORE,
      ngx_http_inventario_conf_limite,
      NGX_HTTP_MAIN_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("inventario_agente"),
      NGX_HTTP_LOC_CONF|NGX_CONF_TAKE1,
      ngx_http_inventario_conf_agente,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("inventario_salud"),
      NGX_HTTP_LOC_CONF|NGX_CONF_NOARGS|NGX_CONF_TAKE1,
      ngx_http_inventario_conf_salud,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("inventario_openapi"),
      NGX_HTTP_LOC_CONF|NGX_CONF_NOARGS,
      ngx_http_inventario_conf_handler,
      0,
      0,
      ngx_http_inventario_openapi_handler },

    { ngx_string("inventario_problema"),
      NGX_HTTP_LOC_CONF|NGX_CONF_NOARGS,
      ngx_http_inventario_conf_handler,
      0,
      0,
      ngx_http_inventario_problema_handler },

      ngx_null_command
};


static ngx_http_module_t  ngx_http_inventario_module_ctx = {
    ngx_http_inventario_preconf,           /* preconfiguration */
    ngx_http_inventario_postconf,          /* postconfiguration */

    ngx_http_inventario_crear_main,        /* create main configuration */
    NULL,                                  /* init main configuration */

    NULL,                                  /* create server configuration */
    NULL,                                  /* merge server configuration */

    ngx_http_inventario_crear_loc,         /* create location configuration */
    NULL                                   /* merge location configuration */
};


INV_API ngx_module_t  ngx_http_inventario_module = {
    NGX_MODULE_V1,
    &ngx_http_inventario_module_ctx,       /* module context */
    ngx_http_inventario_commands,          /* module directives */
    NGX_HTTP_MODULE,                       /* module type */
    NULL,                                  /* init master */
    NULL,                                  /* init module */
    ngx_http_inventario_init_proceso,      /* init process */
    NULL,                                  /* init thread */
    NULL,                                  /* exit thread */
    ngx_http_inventario_exit_proceso,      /* exit process */
    NULL,                                  /* exit master */
    NGX_MODULE_V1_PADDING
};


static void *
ngx_http_inventario_crear_main(ngx_conf_t *cf)
{
    ngx_http_inventario_main_conf_t  *mcf;

    mcf = ngx_pcalloc(cf->pool, sizeof(ngx_http_inventario_main_conf_t));
    if (mcf == NULL) {
        return NULL;
    }

    if (ngx_array_init(&mcf->agentes, cf->pool, 8,
                       sizeof(ngx_http_inventario_agente_t *)) != NGX_OK
        || ngx_array_init(&mcf->rutas, cf->pool, 128,
                          sizeof(ngx_http_inventario_ruta_t *)) != NGX_OK
        || ngx_array_init(&mcf->compiladas, cf->pool, 128,
                          sizeof(void *)) != NGX_OK
        || ngx_array_init(&mcf->series, cf->pool, 512,
                          sizeof(ngx_http_inventario_serie_info_t)) != NGX_OK
        || ngx_array_init(&mcf->limites, cf->pool, 4,
                          sizeof(ngx_http_inventario_limite_t)) != NGX_OK)
    {
        return NULL;
    }

    mcf->pg.cola = NGX_CONF_UNSET_UINT;
    mcf->pg.conexiones[INV_LECTURA] = 2;
    mcf->pg.conexiones[INV_ESCRITURA] = 2;
    mcf->pg.conexiones[INV_INFORMES] = 1;
    mcf->pg.plazo[INV_LECTURA] = 5000;
    mcf->pg.plazo[INV_ESCRITURA] = 10000;
    mcf->pg.plazo[INV_INFORMES] = 60000;
    mcf->redis.plazo = 1000;

    return mcf;
}


static void *
ngx_http_inventario_crear_loc(ngx_conf_t *cf)
{
    return ngx_pcalloc(cf->pool, sizeof(ngx_http_inventario_loc_conf_t));
}


static ngx_int_t
ngx_http_inventario_preconf(ngx_conf_t *cf)
{
    ngx_http_inventario_main_conf_t  *mcf;

    if (sodium_init() == -1) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "no se pudo iniciar libsodium");
        return NGX_ERROR;
    }

    mcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_inventario_module);

    if (ngx_http_inventario_pg_configurar(cf) != NGX_OK
        || ngx_http_inventario_redis_configurar(cf) != NGX_OK
        || ngx_http_inventario_grupo_configurar(cf) != NGX_OK)
    {
        return NGX_ERROR;
    }

    mcf->vivo = ngx_http_inventario_sentencia(cf, "SELECT api.vivo()");
    mcf->mantener = ngx_http_inventario_sentencia(cf, "SELECT api.mantener()");

    mcf->sellar = ngx_http_inventario_sentencia(cf, "SELECT api.sellar()");

    if (mcf->vivo == NULL || mcf->mantener == NULL || mcf->sellar == NULL) {
        return NGX_ERROR;
    }

    return ngx_http_inventario_variables(cf);
}


static ngx_int_t
ngx_http_inventario_postconf(ngx_conf_t *cf)
{
    ngx_http_inventario_main_conf_t  *mcf;

    mcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_inventario_module);

    ngx_conf_init_uint_value(mcf->pg.cola, 1024);

    if (mcf->pg.conninfo.data == NULL || mcf->zona == NULL) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "faltan \"inventario_pg\" o \"inventario_zona\"");
        return NGX_ERROR;
    }

    return ngx_http_inventario_limites(cf, mcf);
}


/* The connection string is in the configuration, its password is not. */

static char *
ngx_http_inventario_conf_pg(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_inventario_main_conf_t *mcf = conf;

    ngx_int_t   rc;
    ngx_str_t  *value, clave;

    if (mcf->pg.conninfo.data) {
        return "is duplicate";
    }

    value = cf->args->elts;

    rc = ngx_http_inventario_secreto(cf, "INVENTARIO_PG_CLAVE", 0, &clave);

    if (rc == NGX_ERROR
        || ngx_http_inventario_pg_conninfo(cf, &value[1], &clave,
                                           &mcf->pg.conninfo)
           != NGX_OK)
    {
        return NGX_CONF_ERROR;
    }

    return NGX_CONF_OK;
}


/* inventario_pg_conexiones lectura=2 escritura=2 informes=1; */

static char *
ngx_http_inventario_conf_conexiones(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf)
{
    ngx_http_inventario_main_conf_t *mcf = conf;

    size_t       largo;
    ngx_int_t    n;
    ngx_str_t   *value;
    ngx_uint_t   i, carril;

    static const char  *nombres[] = { "lectura=", "escritura=", "informes=" };

    value = cf->args->elts;

    for (i = 1; i < cf->args->nelts; i++) {

        for (carril = 0; carril < INV_CARRILES; carril++) {
            largo = ngx_strlen(nombres[carril]);

            if (value[i].len <= largo
                || ngx_strncmp(value[i].data, nombres[carril], largo) != 0)
            {
                continue;
            }

            n = ngx_atoi(value[i].data + largo, value[i].len - largo);

            if (n < 1 || n > 64) {
                return "takes from 1 to 64 connections";
            }

            mcf->pg.conexiones[carril] = n;
            break;
        }

        if (carril == INV_CARRILES) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "invalid parameter \"%V\"", &value[i]);
            return NGX_CONF_ERROR;
        }
    }

    return NGX_CONF_OK;
}


static char *
ngx_http_inventario_conf_redis(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_inventario_main_conf_t *mcf = conf;

    ngx_int_t   rc;
    ngx_str_t  *value;

    if (mcf->redis.direccion.data) {
        return "is duplicate";
    }

    value = cf->args->elts;
    mcf->redis.direccion = value[1];

    rc = ngx_http_inventario_secreto(cf, "INVENTARIO_REDIS_CLAVE", 0,
                                     &mcf->redis.clave);

    if (rc == NGX_ERROR
        || ngx_http_inventario_redis_direccion_valida(cf,
                                                      &mcf->redis.direccion)
           != NGX_OK)
    {
        return NGX_CONF_ERROR;
    }

    return NGX_CONF_OK;
}


static char *
ngx_http_inventario_conf_zona(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_inventario_main_conf_t *mcf = conf;

    ssize_t     largo;
    ngx_str_t  *value, nombre;

    if (mcf->zona) {
        return "is duplicate";
    }

    value = cf->args->elts;
    largo = ngx_parse_size(&value[1]);

    if (largo < (ssize_t) (64 * ngx_pagesize)) {
        return "is too small";
    }

    ngx_str_set(&nombre, "inventario_series");

    mcf->zona = ngx_shared_memory_add(cf, &nombre, largo,
                                      &ngx_http_inventario_module);
    if (mcf->zona == NULL) {
        return NGX_CONF_ERROR;
    }

    mcf->zona->init = ngx_http_inventario_series_zona;

    return NGX_CONF_OK;
}


static ngx_http_inventario_agente_t *
ngx_http_inventario_agente_buscar(ngx_conf_t *cf, ngx_str_t *nombre)
{
    ngx_uint_t                         i;
    ngx_http_inventario_agente_t     **a;
    ngx_http_inventario_main_conf_t   *mcf;

    mcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_inventario_module);
    a = mcf->agentes.elts;

    for (i = 0; i < mcf->agentes.nelts; i++) {
        if (ngx_strlen(a[i]->nombre) == nombre->len
            && ngx_strncmp(a[i]->nombre, nombre->data, nombre->len) == 0)
        {
            return a[i];
        }
    }

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "no hay un agente \"%V\" cargado",
                       nombre);
    return NULL;
}


static char *
ngx_http_inventario_conf_agente(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf)
{
    ngx_http_inventario_loc_conf_t *lcf = conf;

    ngx_str_t                 *value;
    ngx_http_core_loc_conf_t  *clcf;

    if (lcf->agente) {
        return "is duplicate";
    }

    value = cf->args->elts;

    lcf->agente = ngx_http_inventario_agente_buscar(cf, &value[1]);
    if (lcf->agente == NULL) {
        return NGX_CONF_ERROR;
    }

    clcf = ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module);

    if (clcf->name.len == 0 || clcf->name.data[clcf->name.len - 1] != '/') {
        return "needs a location that ends with a slash";
    }

    clcf->handler = ngx_http_inventario_handler;

    return NGX_CONF_OK;
}


static char *
ngx_http_inventario_conf_salud(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_inventario_loc_conf_t *lcf = conf;

    ngx_str_t                 *value;
    ngx_http_core_loc_conf_t  *clcf;

    if (cf->args->nelts == 2) {
        value = cf->args->elts;

        lcf->salud = ngx_http_inventario_agente_buscar(cf, &value[1]);
        if (lcf->salud == NULL) {
            return NGX_CONF_ERROR;
        }
    }

    clcf = ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module);
    clcf->handler = ngx_http_inventario_salud_handler;

    return NGX_CONF_OK;
}


static char *
ngx_http_inventario_conf_handler(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf)
{
    ngx_http_core_loc_conf_t  *clcf;

    clcf = ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module);
    clcf->handler = (ngx_http_handler_pt) cmd->post;

    return NGX_CONF_OK;
}


static ngx_int_t
ngx_http_inventario_init_proceso(ngx_cycle_t *cycle)
{
    ngx_uint_t                         i;
    ngx_http_inventario_ruta_t       **rutas;
    ngx_http_inventario_agente_t     **agentes;
    ngx_http_inventario_main_conf_t   *mcf;

    /* not in nginx's cache helpers, nor when http{} is absent */

    if (ngx_process != NGX_PROCESS_WORKER && ngx_process != NGX_PROCESS_SINGLE)
    {
        return NGX_OK;
    }

    mcf = ngx_http_cycle_get_module_main_conf(cycle,
                                              ngx_http_inventario_module);
    if (mcf == NULL) {
        return NGX_OK;
    }

    /*
     * the tables are static: a configuration that was tried and refused
     * since may have left its own marks in them
     */

    rutas = mcf->rutas.elts;

    for (i = 0; i < mcf->rutas.nelts; i++) {
        rutas[i]->numero = i;
        rutas[i]->privado = ((void **) mcf->compiladas.elts)[i];
    }

    agentes = mcf->agentes.elts;

    for (i = 0; i < mcf->agentes.nelts; i++) {
        agentes[i]->numero = i;
    }

    json_object_seed(0);
    ngx_http_inventario_comienzo = ngx_time();

    ngx_http_inventario_series_proceso(cycle, mcf);

    if (ngx_http_inventario_grupo_iniciar(cycle, mcf->rutas.nelts) != NGX_OK
        || ngx_http_inventario_pg_iniciar(cycle, &mcf->pg) != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (mcf->redis.direccion.len
        && ngx_http_inventario_redis_iniciar(cycle, &mcf->redis) != NGX_OK)
    {
        return NGX_ERROR;
    }

    return ngx_http_inventario_mantener_iniciar(cycle, mcf);
}


static void
ngx_http_inventario_exit_proceso(ngx_cycle_t *cycle)
{
    if (ngx_process != NGX_PROCESS_WORKER && ngx_process != NGX_PROCESS_SINGLE)
    {
        return;
    }

    ngx_http_inventario_pg_terminar();
    ngx_http_inventario_redis_terminar();
}
