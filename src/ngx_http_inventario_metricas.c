
/*
 * Inventario: metrics.  Every request is counted by its route, never by its
 * path, so that the number of series is known when nginx starts.
 */


#include "ngx_http_inventario_metricas.h"


static ngx_int_t ngx_http_inventario_metricas_preconf(ngx_conf_t *cf);
static ngx_int_t ngx_http_inventario_metricas_postconf(ngx_conf_t *cf);
static void *ngx_http_inventario_metricas_crear_main(ngx_conf_t *cf);
static char *ngx_http_inventario_metricas_directiva(ngx_conf_t *cf,
    ngx_command_t *cmd, void *conf);
static ngx_int_t ngx_http_inventario_metricas_rutas(ngx_conf_t *cf,
    ngx_http_inventario_metricas_conf_t *mcf);
static ngx_int_t ngx_http_inventario_metricas_fila(ngx_conf_t *cf,
    ngx_http_inventario_metricas_ruta_t *fila, const char *agente,
    const char *ruta, const char *metodo);
static const char *ngx_http_inventario_metricas_metodo(ngx_uint_t metodo);
static ngx_int_t ngx_http_inventario_metricas_series(ngx_conf_t *cf,
    ngx_http_inventario_metricas_conf_t *mcf);
static ngx_int_t ngx_http_inventario_metricas_serie(ngx_conf_t *cf,
    const char *nombre, const char *etiquetas, const char *otra,
    const char *valor, const char *ayuda);
static ngx_int_t ngx_http_inventario_metricas_log(ngx_http_request_t *r);
static ngx_http_inventario_metricas_ruta_t *ngx_http_inventario_metricas_de(
    ngx_http_inventario_metricas_conf_t *mcf,
    ngx_http_inventario_peticion_t *p);


const ngx_http_inventario_cubeta_t
ngx_http_inventario_cubetas[NGX_HTTP_INVENTARIO_CUBETAS] = {
    { "0.0005", 500 },
    { "0.001", 1000 },
    { "0.0025", 2500 },
    { "0.005", 5000 },
    { "0.01", 10000 },
    { "0.025", 25000 },
    { "0.05", 50000 },
    { "0.1", 100000 },
    { "0.25", 250000 },
    { "1", 1000000 },
    { "2.5", 2500000 },
    { "10", 10000000 }
};


static ngx_command_t  ngx_http_inventario_metricas_commands[] = {

    { ngx_string("inventario_metricas"),
      NGX_HTTP_LOC_CONF|NGX_CONF_NOARGS,
      ngx_http_inventario_metricas_directiva,
      0,
      0,
      NULL },

      ngx_null_command
};


static ngx_http_module_t  ngx_http_inventario_metricas_module_ctx = {
    ngx_http_inventario_metricas_preconf,  /* preconfiguration */
    ngx_http_inventario_metricas_postconf, /* postconfiguration */

    ngx_http_inventario_metricas_crear_main,
                                           /* create main configuration */
    NULL,                                  /* init main configuration */

    NULL,                                  /* create server configuration */
    NULL,                                  /* merge server configuration */

    NULL,                                  /* create location configuration */
    NULL                                   /* merge location configuration */
};


ngx_module_t  ngx_http_inventario_metricas_module = {
    NGX_MODULE_V1,
    &ngx_http_inventario_metricas_module_ctx,
                                           /* module context */
    ngx_http_inventario_metricas_commands, /* module directives */
    NGX_HTTP_MODULE,                       /* module type */
    NULL,                                  /* init master */
    NULL,                                  /* init module */
    NULL,                                  /* init process */
    NULL,                                  /* init thread */
    NULL,                                  /* exit thread */
    NULL,                                  /* exit process */
    NULL,                                  /* exit master */
    NGX_MODULE_V1_PADDING
};


static void *
ngx_http_inventario_metricas_crear_main(ngx_conf_t *cf)
{
    return ngx_pcalloc(cf->pool, sizeof(ngx_http_inventario_metricas_conf_t));
}


static ngx_int_t
ngx_http_inventario_metricas_preconf(ngx_conf_t *cf)
{
    ngx_http_inventario_metricas_conf_t  *mcf;

    mcf = ngx_http_conf_get_module_main_conf(cf,
                                         ngx_http_inventario_metricas_module);

    mcf->negocio = ngx_http_inventario_sentencia(cf, "SELECT api.metricas()");

    return mcf->negocio ? NGX_OK : NGX_ERROR;
}


static char *
ngx_http_inventario_metricas_directiva(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf)
{
    ngx_http_core_loc_conf_t  *clcf;

    clcf = ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module);
    clcf->handler = ngx_http_inventario_metricas_handler;

    return NGX_CONF_OK;
}


/* Every agent is registered by now: they do it before the file is read. */

static ngx_int_t
ngx_http_inventario_metricas_postconf(ngx_conf_t *cf)
{
    ngx_http_handler_pt                  *h;
    ngx_http_core_main_conf_t            *cmcf;
    ngx_http_inventario_metricas_conf_t  *mcf;

    mcf = ngx_http_conf_get_module_main_conf(cf,
                                         ngx_http_inventario_metricas_module);

    mcf->n_agentes = ngx_http_inventario_agentes(cf->cycle, &mcf->agentes);

    if (ngx_http_inventario_metricas_rutas(cf, mcf) != NGX_OK
        || ngx_http_inventario_metricas_series(cf, mcf) != NGX_OK)
    {
        return NGX_ERROR;
    }

    cmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_core_module);

    h = ngx_array_push(&cmcf->phases[NGX_HTTP_LOG_PHASE].handlers);
    if (h == NULL) {
        return NGX_ERROR;
    }

    *h = ngx_http_inventario_metricas_log;

    return NGX_OK;
}


static ngx_int_t
ngx_http_inventario_metricas_rutas(ngx_conf_t *cf,
    ngx_http_inventario_metricas_conf_t *mcf)
{
    ngx_uint_t                           i;
    ngx_http_inventario_ruta_t         **tabla, *ruta;
    ngx_http_inventario_agente_t        *a;
    ngx_http_inventario_metricas_ruta_t *fila;

    for (i = 0; i < mcf->n_agentes; i++) {
        for (tabla = mcf->agentes[i]->tablas; *tabla; tabla++) {
            for (ruta = *tabla; ruta->ruta; ruta++) {
                mcf->n_rutas++;
            }
        }
    }

    mcf->rutas = ngx_pcalloc(cf->pool, (mcf->n_rutas + mcf->n_agentes + 1)
                              * sizeof(ngx_http_inventario_metricas_ruta_t));
    if (mcf->rutas == NULL) {
        return NGX_ERROR;
    }

    for (i = 0; i < mcf->n_agentes; i++) {
        a = mcf->agentes[i];

        for (tabla = a->tablas; *tabla; tabla++) {
            for (ruta = *tabla; ruta->ruta; ruta++) {

                fila = &mcf->rutas[ruta->numero];

                if (ngx_http_inventario_metricas_fila(cf, fila, a->nombre,
                        ruta->ruta,
                        ngx_http_inventario_metricas_metodo(ruta->metodo))
                    != NGX_OK)
                {
                    return NGX_ERROR;
                }
            }
        }

        fila = &mcf->rutas[mcf->n_rutas + i];

        if (ngx_http_inventario_metricas_fila(cf, fila, a->nombre, "otra",
                                              "otro")
            != NGX_OK)
        {
            return NGX_ERROR;
        }
    }

    fila = &mcf->rutas[mcf->n_rutas + mcf->n_agentes];

    return ngx_http_inventario_metricas_fila(cf, fila, "ninguno", "otra",
                                             "otro");
}


static ngx_int_t
ngx_http_inventario_metricas_fila(ngx_conf_t *cf,
    ngx_http_inventario_metricas_ruta_t *fila, const char *agente,
    const char *ruta, const char *metodo)
{
    size_t  largo;

    largo = sizeof("agente=\"\",ruta=\"\",metodo=\"\"") + ngx_strlen(agente)
            + ngx_strlen(ruta) + ngx_strlen(metodo);

    fila->etiquetas = ngx_pnalloc(cf->pool, largo);
    if (fila->etiquetas == NULL) {
        return NGX_ERROR;
    }

    (void) ngx_sprintf((u_char *) fila->etiquetas,
                       "agente=\"%s\",ruta=\"%s\",metodo=\"%s\"%Z", agente,
                       ruta, metodo);

    return NGX_OK;
}


static const char *
ngx_http_inventario_metricas_metodo(ngx_uint_t metodo)
{
    switch (metodo) {

    case NGX_HTTP_GET:
        return "GET";

    case NGX_HTTP_POST:
        return "POST";

    case NGX_HTTP_PUT:
        return "PUT";

    case NGX_HTTP_PATCH:
        return "PATCH";

    case NGX_HTTP_DELETE:
        return "DELETE";

    default:
        return "otro";
    }
}


/* Series of one name go one after another, so there are three rounds. */

static ngx_int_t
ngx_http_inventario_metricas_series(ngx_conf_t *cf,
    ngx_http_inventario_metricas_conf_t *mcf)
{
    ngx_int_t                             n;
    ngx_uint_t                            i, j, filas;
    ngx_http_inventario_metricas_ruta_t  *f;

    static const char  *clases[] = { "2xx", "3xx", "4xx", "5xx" };

    f = mcf->rutas;
    filas = mcf->n_rutas + mcf->n_agentes + 1;

    for (i = 0; i < filas; i++) {
        for (j = 0; j < NGX_HTTP_INVENTARIO_CLASES; j++) {

            n = ngx_http_inventario_metricas_serie(cf,
                    "inventario_peticiones_total", f[i].etiquetas, "estado",
                    clases[j], "Pedidos contestados.");

            if (n == NGX_ERROR) {
                return NGX_ERROR;
            }

            f[i].clases = n - j;
        }
    }

    for (i = 0; i < filas; i++) {
        for (j = 0; j <= NGX_HTTP_INVENTARIO_CUBETAS; j++) {

            n = ngx_http_inventario_metricas_serie(cf,
                    "inventario_peticion_segundos_bucket", f[i].etiquetas,
                    "le", j < NGX_HTTP_INVENTARIO_CUBETAS
                          ? ngx_http_inventario_cubetas[j].le : "+Inf", "");

            if (n == NGX_ERROR) {
                return NGX_ERROR;
            }

            f[i].cubetas = n - j;
        }
    }

    mcf->cubetas = f[0].cubetas;

    for (i = 0; i < filas; i++) {
        f[i].suma = ngx_http_inventario_serie(cf, INV_CONTADOR,
                                          "inventario_peticion_segundos_sum",
                                          f[i].etiquetas, "");

        if (f[i].suma == NGX_ERROR) {
            return NGX_ERROR;
        }
    }

    mcf->fin = f[filas - 1].suma + 1;

    return NGX_OK;
}


/* A counter with one label more. */

static ngx_int_t
ngx_http_inventario_metricas_serie(ngx_conf_t *cf, const char *nombre,
    const char *etiquetas, const char *otra, const char *valor,
    const char *ayuda)
{
    u_char  *todas;

    todas = ngx_pnalloc(cf->pool, ngx_strlen(etiquetas) + ngx_strlen(otra)
                                  + ngx_strlen(valor) + sizeof(",=\"\""));
    if (todas == NULL) {
        return NGX_ERROR;
    }

    (void) ngx_sprintf(todas, "%s,%s=\"%s\"%Z", etiquetas, otra, valor);

    return ngx_http_inventario_serie(cf, INV_CONTADOR, nombre,
                                     (char *) todas, ayuda);
}


static ngx_int_t
ngx_http_inventario_metricas_log(ngx_http_request_t *r)
{
    uint64_t                              us;
    ngx_uint_t                            i, estado;
    struct timespec                       ts;
    ngx_http_inventario_peticion_t       *p;
    ngx_http_inventario_metricas_ruta_t  *fila;
    ngx_http_inventario_metricas_conf_t  *mcf;

    /* without a context it was a file of the dashboard */

    p = ngx_http_get_module_ctx(r->main, ngx_http_inventario_module);
    if (p == NULL) {
        return NGX_OK;
    }

    mcf = ngx_http_get_module_main_conf(r,
                                        ngx_http_inventario_metricas_module);
    fila = ngx_http_inventario_metricas_de(mcf, p);

    /* 499 is the client's, and what was never answered is ours */

    estado = r->err_status ? r->err_status : r->headers_out.status;
    i = (estado >= 200 && estado < 600) ? estado / 100 - 2
                                        : NGX_HTTP_INVENTARIO_CLASES - 1;

    ngx_http_inventario_sumar(fila->clases + i, 1);

    (void) clock_gettime(CLOCK_MONOTONIC, &ts);
    us = ((uint64_t) ts.tv_sec * 1000000000 + ts.tv_nsec - p->inicio) / 1000;

    for (i = 0; i < NGX_HTTP_INVENTARIO_CUBETAS; i++) {
        if (us <= ngx_http_inventario_cubetas[i].us) {
            break;
        }
    }

    ngx_http_inventario_sumar(fila->cubetas + i, 1);
    ngx_http_inventario_sumar(fila->suma, us);

    return NGX_OK;
}


static ngx_http_inventario_metricas_ruta_t *
ngx_http_inventario_metricas_de(ngx_http_inventario_metricas_conf_t *mcf,
    ngx_http_inventario_peticion_t *p)
{
    ngx_uint_t  i;

    if (p->ruta && p->ruta->numero < mcf->n_rutas) {
        return &mcf->rutas[p->ruta->numero];
    }

    for (i = 0; i < mcf->n_agentes; i++) {
        if (mcf->agentes[i] == p->agente) {
            break;
        }
    }

    /* past the last agent stands the row of none */

    return &mcf->rutas[mcf->n_rutas + i];
}
