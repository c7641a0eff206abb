
/*
 * Inventario: GET /metrics, the Prometheus text format 0.0.4.
 */


#include "ngx_http_inventario_metricas.h"


#define NGX_HTTP_INVENTARIO_METRICAS_PLAZO  2000    /* ms, for the database */
#define NGX_HTTP_INVENTARIO_METRICAS_VALE   15      /* s, its answer */

/* more than any name, value, HELP and TYPE of this file takes in a line */
#define NGX_HTTP_INVENTARIO_METRICAS_LINEA  256


typedef struct {
    ngx_http_inventario_peticion_t  *p;
    ngx_http_inventario_pg_op_t     *op;
} ngx_http_inventario_metricas_ctx_t;


static ngx_int_t ngx_http_inventario_metricas_preguntar(
    ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_metricas_conf_t *mcf);
static void ngx_http_inventario_metricas_cleanup(void *datos);
static void ngx_http_inventario_metricas_fin(ngx_http_inventario_pg_op_t *op);
static void ngx_http_inventario_metricas_guardar(
    ngx_http_inventario_metricas_conf_t *mcf,
    ngx_http_inventario_pg_op_t *op);
static void ngx_http_inventario_metricas_responder(
    ngx_http_inventario_peticion_t *p);
static size_t ngx_http_inventario_metricas_largo(
    ngx_http_inventario_metricas_conf_t *mcf);
static u_char *ngx_http_inventario_metricas_contadores(u_char *s,
    ngx_http_inventario_metricas_conf_t *mcf);
static u_char *ngx_http_inventario_metricas_histograma(u_char *s,
    ngx_http_inventario_metricas_conf_t *mcf);
static u_char *ngx_http_inventario_metricas_proceso(u_char *s);
static u_char *ngx_http_inventario_metricas_cabeza(u_char *s,
    const char *nombre, const char *tipo, const char *ayuda);
static size_t ngx_http_inventario_metricas_memoria(void);


ngx_int_t
ngx_http_inventario_metricas_handler(ngx_http_request_t *r)
{
    ngx_int_t                             rc;
    ngx_http_inventario_peticion_t       *p;
    ngx_http_inventario_metricas_conf_t  *mcf;

    if (!(r->method & (NGX_HTTP_GET|NGX_HTTP_HEAD))) {
        return NGX_HTTP_NOT_ALLOWED;
    }

    rc = ngx_http_discard_request_body(r);
    if (rc != NGX_OK) {
        return rc;
    }

    p = ngx_http_inventario_peticion(r);
    if (p == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    mcf = ngx_http_get_module_main_conf(r,
                                        ngx_http_inventario_metricas_module);

    r->main->count++;

    if (mcf->vence > ngx_time()
        || ngx_http_inventario_metricas_preguntar(p, mcf) != NGX_OK)
    {
        ngx_http_inventario_metricas_responder(p);
    }

    return NGX_DONE;
}


/* The business gauges; the rest is told even when the database is away. */

static ngx_int_t
ngx_http_inventario_metricas_preguntar(ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_metricas_conf_t *mcf)
{
    ngx_pool_cleanup_t                  *cln;
    ngx_http_inventario_metricas_ctx_t  *ctx;

    cln = ngx_pool_cleanup_add(p->request->pool,
                               sizeof(ngx_http_inventario_metricas_ctx_t));
    if (cln == NULL) {
        return NGX_ERROR;
    }

    ctx = cln->data;
    ctx->p = p;

    ctx->op = ngx_http_inventario_pg_op(ngx_cycle->log, 0);
    if (ctx->op == NULL) {
        return NGX_ERROR;
    }

    cln->handler = ngx_http_inventario_metricas_cleanup;

    ctx->op->sentencia = mcf->negocio;
    ctx->op->carril = INV_INFORMES;
    ctx->op->plazo = NGX_HTTP_INVENTARIO_METRICAS_PLAZO;
    ctx->op->fin = ngx_http_inventario_metricas_fin;
    ctx->op->datos = ctx;

    p->request->read_event_handler = ngx_http_test_reading;

    ngx_http_inventario_pg_enviar(ctx->op);

    return NGX_OK;
}


static void
ngx_http_inventario_metricas_cleanup(void *datos)
{
    ngx_http_inventario_metricas_ctx_t *ctx = datos;

    if (ctx->op) {
        ngx_http_inventario_pg_abandonar(ctx->op);
    }
}


static void
ngx_http_inventario_metricas_fin(ngx_http_inventario_pg_op_t *op)
{
    ngx_http_inventario_metricas_ctx_t *ctx = op->datos;

    ctx->op = NULL;

    ngx_http_inventario_metricas_guardar(
        ngx_http_get_module_main_conf(ctx->p->request,
                                      ngx_http_inventario_metricas_module),
        op);

    ngx_http_inventario_metricas_responder(ctx->p);
}


static void
ngx_http_inventario_metricas_guardar(ngx_http_inventario_metricas_conf_t *mcf,
    ngx_http_inventario_pg_op_t *op)
{
    if (mcf->texto.data) {
        ngx_free(mcf->texto.data);
        ngx_str_null(&mcf->texto);
    }

    if (op->estado != INV_PG_BIEN || PQntuples(op->resultado) != 1) {

        if (op->estado == INV_PG_SQL) {
            ngx_log_error(NGX_LOG_ERR, ngx_cycle->log, 0,
                          "api.metricas() failed: %s",
                          PQresultErrorField(op->resultado,
                                             PG_DIAG_MESSAGE_PRIMARY));
        }

        return;
    }

    mcf->texto.len = PQgetlength(op->resultado, 0, 0);
    mcf->texto.data = ngx_alloc(mcf->texto.len + 1, ngx_cycle->log);

    if (mcf->texto.data == NULL) {
        mcf->texto.len = 0;
        return;
    }

    ngx_memcpy(mcf->texto.data, PQgetvalue(op->resultado, 0, 0),
               mcf->texto.len);

    if (mcf->texto.len && mcf->texto.data[mcf->texto.len - 1] != LF) {
        mcf->texto.data[mcf->texto.len++] = LF;
    }

    mcf->vence = ngx_time() + NGX_HTTP_INVENTARIO_METRICAS_VALE;
}


static void
ngx_http_inventario_metricas_responder(ngx_http_inventario_peticion_t *p)
{
    u_char                               *s;
    ngx_http_inventario_respuesta_t       resp;
    ngx_http_inventario_metricas_conf_t  *mcf;

    mcf = ngx_http_get_module_main_conf(p->request,
                                        ngx_http_inventario_metricas_module);

    s = ngx_pnalloc(p->request->pool,
                    ngx_http_inventario_metricas_largo(mcf));
    if (s == NULL) {
        ngx_http_finalize_request(p->request, NGX_ERROR);
        return;
    }

    ngx_memzero(&resp, sizeof(ngx_http_inventario_respuesta_t));

    resp.cuerpo.data = s;

    s = ngx_http_inventario_metricas_proceso(s);
    s = ngx_http_inventario_metricas_contadores(s, mcf);
    s = ngx_http_inventario_metricas_histograma(s, mcf);

    if (mcf->texto.len) {
        s = ngx_cpymem(s, mcf->texto.data, mcf->texto.len);
    }

    resp.cuerpo.len = s - resp.cuerpo.data;
    resp.estado = NGX_HTTP_OK;
    resp.tipo = "text/plain; version=0.0.4; charset=utf-8";

    p->request->disable_not_modified = 1;

    ngx_http_inventario_responder(p, &resp);
}


/* An upper bound of the page. */

static size_t
ngx_http_inventario_metricas_largo(ngx_http_inventario_metricas_conf_t *mcf)
{
    size_t                             largo;
    ngx_uint_t                         i, n;
    ngx_http_inventario_serie_info_t  *info;

    n = ngx_http_inventario_series(&info);

    /* the process's own lines, and the head of the histogram */

    largo = 32 * NGX_HTTP_INVENTARIO_METRICAS_LINEA + mcf->texto.len;

    for (i = 0; i < n; i++) {
        largo += info[i].nombre.len + info[i].etiquetas.len + 64;

        if (i == 0 || info[i].nombre.len != info[i - 1].nombre.len
            || ngx_memcmp(info[i].nombre.data, info[i - 1].nombre.data,
                          info[i].nombre.len) != 0)
        {
            largo += info[i].nombre.len * 2 + info[i].ayuda.len
                     + NGX_HTTP_INVENTARIO_METRICAS_LINEA;
        }
    }

    /* what counts a histogram has no series of its own */

    for (i = 0; i <= mcf->n_rutas + mcf->n_agentes; i++) {
        largo += ngx_strlen(mcf->rutas[i].etiquetas) + 128;
    }

    return largo;
}


/* Every series that the modules registered, but for the histogram's. */

static u_char *
ngx_http_inventario_metricas_contadores(u_char *s,
    ngx_http_inventario_metricas_conf_t *mcf)
{
    ngx_int_t                          i, n;
    ngx_str_t                         *nombre;
    ngx_http_inventario_serie_info_t  *info;

    nombre = NULL;
    n = ngx_http_inventario_series(&info);

    for (i = 0; i < n; i++) {

        if (i >= mcf->cubetas && i < mcf->fin) {
            continue;
        }

        if (nombre == NULL || nombre->len != info[i].nombre.len
            || ngx_memcmp(nombre->data, info[i].nombre.data, nombre->len) != 0)
        {
            nombre = &info[i].nombre;

            s = ngx_http_inventario_metricas_cabeza(s, (char *) nombre->data,
                    info[i].tipo == INV_MEDIDOR ? "gauge" : "counter",
                    (char *) info[i].ayuda.data);
        }

        s = ngx_cpymem(s, nombre->data, nombre->len);

        if (info[i].etiquetas.len) {
            *s++ = '{';
            s = ngx_cpymem(s, info[i].etiquetas.data, info[i].etiquetas.len);
            *s++ = '}';
        }

        s = ngx_sprintf(s, " %L\n", (int64_t) ngx_http_inventario_leer(i));
    }

    return s;
}


/* Each bucket counts what the ones below it counted as well. */

static u_char *
ngx_http_inventario_metricas_histograma(u_char *s,
    ngx_http_inventario_metricas_conf_t *mcf)
{
    int64_t                               n, us;
    ngx_uint_t                            i, j;
    ngx_http_inventario_metricas_ruta_t  *f;

    static const char  nombre[] = "inventario_peticion_segundos";

    s = ngx_http_inventario_metricas_cabeza(s, nombre, "histogram",
                                         "Lo que tardaron los pedidos.");

    for (i = 0; i <= mcf->n_rutas + mcf->n_agentes; i++) {
        f = &mcf->rutas[i];

        for (j = 0, n = 0; j <= NGX_HTTP_INVENTARIO_CUBETAS; j++) {
            n += ngx_http_inventario_leer(f->cubetas + j);
        }

        if (n == 0) {
            continue;
        }

        for (j = 0, n = 0; j <= NGX_HTTP_INVENTARIO_CUBETAS; j++) {
            n += ngx_http_inventario_leer(f->cubetas + j);

            s = ngx_sprintf(s, "%s_bucket{%s,le=\"%s\"} %L\n", nombre,
                            f->etiquetas, j < NGX_HTTP_INVENTARIO_CUBETAS
                                ? ngx_http_inventario_cubetas[j].le : "+Inf",
                            n);
        }

        us = ngx_http_inventario_leer(f->suma);

        s = ngx_sprintf(s, "%s_sum{%s} %L.%06L\n%s_count{%s} %L\n", nombre,
                        f->etiquetas, us / 1000000, us % 1000000, nombre,
                        f->etiquetas, n);
    }

    return s;
}


/* nginx's own counters, and this worker. */

static u_char *
ngx_http_inventario_metricas_proceso(u_char *s)
{
    s = ngx_http_inventario_metricas_cabeza(s, "inventario_info", "gauge",
                                            "Versiones.");
    s = ngx_sprintf(s, "inventario_info{version=\"%s\",nginx=\"%s\"} 1\n",
                    NGX_HTTP_INVENTARIO_VERSION, NGINX_VERSION);

    s = ngx_http_inventario_metricas_cabeza(s,
            "inventario_trabajador_memoria_bytes", "gauge",
            "Memoria residente del trabajador que contesta.");
    s = ngx_sprintf(s, "inventario_trabajador_memoria_bytes"
                       "{worker=\"%ui\"} %uz\n", ngx_worker,
                    ngx_http_inventario_metricas_memoria());

#if (NGX_STAT_STUB)
    {
    ngx_uint_t  i;

    const struct {
        const char    *nombre;
        const char    *tipo;
        const char    *ayuda;
        ngx_atomic_t  *valor;
    } cuentas[] = {
        { "inventario_nginx_conexiones_aceptadas_total", "counter",
          "Conexiones aceptadas.", ngx_stat_accepted },
        { "inventario_nginx_conexiones_atendidas_total", "counter",
          "Conexiones atendidas.", ngx_stat_handled },
        { "inventario_nginx_pedidos_total", "counter",
          "Pedidos recibidos, con los de archivos.", ngx_stat_requests },
        { "inventario_nginx_conexiones", "gauge",
          "Conexiones abiertas.", ngx_stat_active },
        { "inventario_nginx_conexiones_leyendo", "gauge",
          "Conexiones cuyo pedido se lee.", ngx_stat_reading },
        { "inventario_nginx_conexiones_escribiendo", "gauge",
          "Conexiones que esperan o reciben su respuesta.",
          ngx_stat_writing },
        { "inventario_nginx_conexiones_ociosas", "gauge",
          "Conexiones abiertas sin pedido.", ngx_stat_waiting }
    };

    for (i = 0; i < sizeof(cuentas) / sizeof(cuentas[0]); i++) {
        s = ngx_http_inventario_metricas_cabeza(s, cuentas[i].nombre,
                                                cuentas[i].tipo,
                                                cuentas[i].ayuda);
        s = ngx_sprintf(s, "%s %uA\n", cuentas[i].nombre, *cuentas[i].valor);
    }
    }
#endif

    return s;
}


static u_char *
ngx_http_inventario_metricas_cabeza(u_char *s, const char *nombre,
    const char *tipo, const char *ayuda)
{
    return ngx_sprintf(s, "# HELP %s %s\n# TYPE %s %s\n", nombre, ayuda,
                       nombre, tipo);
}


/* Resident bytes, 0 if the system does not say. */

static size_t
ngx_http_inventario_metricas_memoria(void)
{
    char            texto[128], *resto;
    ssize_t         n;
    ngx_fd_t        fd;
    unsigned long   paginas;

    fd = ngx_open_file("/proc/self/statm", NGX_FILE_RDONLY, NGX_FILE_OPEN, 0);
    if (fd == NGX_INVALID_FILE) {
        return 0;
    }

    n = ngx_read_fd(fd, texto, sizeof(texto) - 1);

    (void) ngx_close_file(fd);

    if (n <= 0) {
        return 0;
    }

    texto[n] = '\0';

    /* total, then resident */

    (void) strtoul(texto, &resto, 10);
    paginas = strtoul(resto, NULL, 10);

    return paginas * ngx_pagesize;
}
