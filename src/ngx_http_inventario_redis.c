
/*
 * Inventario: the Redis client, hiredis on nginx's events.
 *
 * Redis is a memory, not a truth: whatever goes wrong, the answer is "not
 * there", and the connection is made again after a while.
 *
 * hiredis reads 16 KB per event and owns its socket, so that the socket is
 * level-triggered and nginx's connection only watches it (c->shared).
 */


#include "ngx_http_inventario_redis.h"
#include <hiredis/hiredis.h>
#include <hiredis/async.h>


#define NGX_HTTP_INVENTARIO_REDIS_CONECTAR    2000  /* ms for one attempt */
#define NGX_HTTP_INVENTARIO_REDIS_ESPERA_MIN  100
#define NGX_HTTP_INVENTARIO_REDIS_ESPERA_MAX  5000
#define NGX_HTTP_INVENTARIO_REDIS_PENDIENTES  4096


typedef struct {
    ngx_queue_t                        cola;
    ngx_http_inventario_redis_pt       listo;
    void                              *datos;
    ngx_msec_t                         vence;
} ngx_http_inventario_redis_orden_t;


typedef struct {
    ngx_log_t                         *log;
    ngx_http_inventario_redis_conf_t  *conf;
    char                              *host;        /* or the socket's path */
    ngx_uint_t                         puerto;      /* 0: a unix socket */
    redisAsyncContext                 *ac;          /* NULL: waits */
    ngx_connection_t                  *c;
    ngx_queue_t                        ordenes;     /* by age */
    ngx_uint_t                         pendientes;
    ngx_msec_t                         espera;
    ngx_event_t                        reloj;       /* connect or backoff */
    ngx_event_t                        plazo;       /* of the oldest order */
    ngx_event_t                        envio;       /* posted */
    ngx_uint_t                         numero;      /* of this connection */
    unsigned                           viva:1;
    unsigned                           caida:1;     /* said so in the log */
    unsigned                           escribiendo:1;
    unsigned                           fin:1;
} ngx_http_inventario_redis_t;


typedef struct {
    ngx_int_t                          conectado;
    ngx_int_t                          errores;
    ngx_int_t                          plazos;
} ngx_http_inventario_redis_ciclo_t;


static ngx_http_inventario_redis_ciclo_t *ngx_http_inventario_redis_ciclo(
    ngx_pool_t *pool);
static void ngx_http_inventario_redis_ciclo_marca(void *datos);
static void ngx_http_inventario_redis_conectar(void);
static void ngx_http_inventario_redis_tarde(ngx_event_t *ev);
static void ngx_http_inventario_redis_conectada(const redisAsyncContext *ac,
    int estado);
static void ngx_http_inventario_redis_saludo(redisAsyncContext *ac,
    void *respuesta, void *datos);
static void ngx_http_inventario_redis_respuesta(redisAsyncContext *ac,
    void *respuesta, void *datos);
static void ngx_http_inventario_redis_vencer(ngx_event_t *ev);
static void ngx_http_inventario_redis_perder(const char *motivo,
    const char *detalle);
static void ngx_http_inventario_redis_despues(const char *motivo,
    const char *detalle);

static void ngx_http_inventario_redis_leer_si(void *datos);
static void ngx_http_inventario_redis_leer_no(void *datos);
static void ngx_http_inventario_redis_escribir_si(void *datos);
static void ngx_http_inventario_redis_escribir_no(void *datos);
static void ngx_http_inventario_redis_limpiar(void *datos);
static void ngx_http_inventario_redis_leer(ngx_event_t *ev);
static void ngx_http_inventario_redis_enviar(ngx_event_t *ev);


static ngx_http_inventario_redis_t         ngx_http_inventario_rd;
static ngx_http_inventario_redis_ciclo_t  *ngx_http_inventario_rd_ciclo;


ngx_int_t
ngx_http_inventario_redis_configurar(ngx_conf_t *cf)
{
    ngx_http_inventario_redis_ciclo_t  *ciclo;

    ciclo = ngx_http_inventario_redis_ciclo(cf->pool);
    if (ciclo == NULL) {
        return NGX_ERROR;
    }

    ciclo->conectado = ngx_http_inventario_serie(cf, INV_MEDIDOR,
                            "inventario_redis_conexiones", "",
                            "Conexiones vivas con Redis.");

    ciclo->errores = ngx_http_inventario_serie(cf, INV_CONTADOR,
                            "inventario_redis_caidas_total", "",
                            "Conexiones con Redis perdidas o no logradas.");

    ciclo->plazos = ngx_http_inventario_serie(cf, INV_CONTADOR,
                            "inventario_redis_plazos_total", "",
                            "Veces que Redis no contestó en su plazo.");

    return ciclo->conectado == NGX_ERROR || ciclo->errores == NGX_ERROR
           || ciclo->plazos == NGX_ERROR ? NGX_ERROR : NGX_OK;
}


/* The numbers belong to their cycle: see the same in the PostgreSQL client. */

static ngx_http_inventario_redis_ciclo_t *
ngx_http_inventario_redis_ciclo(ngx_pool_t *pool)
{
    ngx_pool_cleanup_t  *cln;

    for (cln = pool->cleanup; cln; cln = cln->next) {
        if (cln->handler == ngx_http_inventario_redis_ciclo_marca) {
            return cln->data;
        }
    }

    cln = ngx_pool_cleanup_add(pool,
                               sizeof(ngx_http_inventario_redis_ciclo_t));
    if (cln == NULL) {
        return NULL;
    }

    cln->handler = ngx_http_inventario_redis_ciclo_marca;

    return cln->data;
}


static void
ngx_http_inventario_redis_ciclo_marca(void *datos)
{
    /* only its address matters; the data goes with the pool */
}


ngx_int_t
ngx_http_inventario_redis_direccion_valida(ngx_conf_t *cf,
    ngx_str_t *direccion)
{
    ngx_url_t  u;

    ngx_memzero(&u, sizeof(ngx_url_t));

    u.url = *direccion;
    u.default_port = 6379;

    if (ngx_parse_url(cf->pool, &u) != NGX_OK) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "la dirección de Redis \"%V\" no sirve: %s",
                           direccion, u.err ? u.err : "sin memoria");
        return NGX_ERROR;
    }

    if (u.family != AF_UNIX) {
        *direccion = u.addrs[0].name;
    }

    return NGX_OK;
}


ngx_int_t
ngx_http_inventario_redis_iniciar(ngx_cycle_t *cycle,
    ngx_http_inventario_redis_conf_t *conf)
{
    u_char                       *p;
    ngx_str_t                     s;
    ngx_http_inventario_redis_t  *rd;

    rd = &ngx_http_inventario_rd;

    ngx_memzero(rd, sizeof(ngx_http_inventario_redis_t));
    ngx_queue_init(&rd->ordenes);

    rd->log = cycle->log;
    rd->conf = conf;

    ngx_http_inventario_rd_ciclo = ngx_http_inventario_redis_ciclo(
                                                                cycle->pool);
    if (ngx_http_inventario_rd_ciclo == NULL) {
        return NGX_ERROR;
    }

    if (conf->direccion.len == 0) {
        return NGX_OK;
    }

    s = conf->direccion;

    if (s.len > 5 && ngx_strncmp(s.data, "unix:", 5) == 0) {
        s.data += 5;
        s.len -= 5;

    } else {
        p = ngx_strlchr(s.data, s.data + s.len, ']');
        p = ngx_strlchr(p ? p : s.data, s.data + s.len, ':');

        if (p) {
            rd->puerto = ngx_atoi(p + 1, s.data + s.len - p - 1);
            s.len = p - s.data;
        }

        if (s.len > 2 && s.data[0] == '[') {
            s.data++;
            s.len -= 2;
        }
    }

    rd->host = ngx_pnalloc(cycle->pool, s.len + 1);
    if (rd->host == NULL) {
        return NGX_ERROR;
    }

    ngx_cpystrn((u_char *) rd->host, s.data, s.len + 1);

    rd->reloj.handler = ngx_http_inventario_redis_tarde;
    rd->reloj.data = rd;
    rd->reloj.log = cycle->log;
    rd->reloj.cancelable = 1;

    rd->plazo.handler = ngx_http_inventario_redis_vencer;
    rd->plazo.data = rd;
    rd->plazo.log = cycle->log;

    rd->envio.handler = ngx_http_inventario_redis_enviar;
    rd->envio.data = rd;
    rd->envio.log = cycle->log;

    ngx_http_inventario_redis_conectar();

    return NGX_OK;
}


void
ngx_http_inventario_redis_terminar(void)
{
    ngx_http_inventario_redis_t  *rd;

    rd = &ngx_http_inventario_rd;

    if (rd->conf == NULL) {
        return;
    }

    rd->fin = 1;

    if (rd->ac) {
        redisAsyncFree(rd->ac);
    }

    rd->conf = NULL;
}


ngx_uint_t
ngx_http_inventario_redis_vivo(void)
{
    return ngx_http_inventario_rd.viva;
}


ngx_uint_t
ngx_http_inventario_redis_conexion(void)
{
    return ngx_http_inventario_rd.viva ? ngx_http_inventario_rd.numero : 0;
}


ngx_int_t
ngx_http_inventario_redis(ngx_uint_t argc, const char **argv,
    const size_t *largos, ngx_http_inventario_redis_pt listo, void *datos)
{
    ngx_http_inventario_redis_t        *rd;
    ngx_http_inventario_redis_orden_t  *o;

    rd = &ngx_http_inventario_rd;

    if (!rd->viva || rd->pendientes >= NGX_HTTP_INVENTARIO_REDIS_PENDIENTES) {
        return NGX_DECLINED;
    }

    o = ngx_alloc(sizeof(ngx_http_inventario_redis_orden_t), rd->log);
    if (o == NULL) {
        return NGX_DECLINED;
    }

    o->listo = listo;
    o->datos = datos;
    o->vence = ngx_current_msec + rd->conf->plazo;

    if (redisAsyncCommandArgv(rd->ac, ngx_http_inventario_redis_respuesta, o,
                              argc, argv, largos)
        != REDIS_OK)
    {
        ngx_free(o);
        return NGX_DECLINED;
    }

    ngx_queue_insert_tail(&rd->ordenes, &o->cola);
    rd->pendientes++;

    /* left alone when an order ends: see the lanes of PostgreSQL */

    rd->plazo.cancelable = 0;

    if (!rd->plazo.timer_set) {
        ngx_add_timer(&rd->plazo, rd->conf->plazo);
    }

    return NGX_OK;
}


static void
ngx_http_inventario_redis_respuesta(redisAsyncContext *ac, void *respuesta,
    void *datos)
{
    ngx_http_inventario_redis_t        *rd;
    ngx_http_inventario_redis_orden_t  *o;

    rd = &ngx_http_inventario_rd;
    o = datos;

    ngx_queue_remove(&o->cola);

    if (--rd->pendientes == 0) {
        rd->plazo.cancelable = 1;
    }

    if (!rd->fin) {
        o->listo(respuesta, o->datos);
    }

    ngx_free(o);
}


static void
ngx_http_inventario_redis_vencer(ngx_event_t *ev)
{
    ngx_msec_int_t                      falta;
    ngx_http_inventario_redis_t        *rd;
    ngx_http_inventario_redis_orden_t  *o;

    rd = &ngx_http_inventario_rd;

    if (ngx_queue_empty(&rd->ordenes)) {
        return;
    }

    o = ngx_queue_data(ngx_queue_head(&rd->ordenes),
                       ngx_http_inventario_redis_orden_t, cola);

    falta = o->vence - ngx_current_msec;

    if (falta > 0) {
        ngx_add_timer(ev, falta);
        return;
    }

    /* answers come in order: behind a late one all are late */

    ngx_http_inventario_sumar(ngx_http_inventario_rd_ciclo->plazos, 1);
    ngx_http_inventario_redis_perder("no answer", "timeout");
}


static void
ngx_http_inventario_redis_conectar(void)
{
    redisAsyncContext            *ac;
    ngx_http_inventario_redis_t  *rd;

    rd = &ngx_http_inventario_rd;

    ac = rd->puerto ? redisAsyncConnect(rd->host, rd->puerto)
                    : redisAsyncConnectUnix(rd->host);

    rd->ac = ac;

    if (ac == NULL) {
        ngx_http_inventario_redis_perder("cannot connect", "no memory");
        return;
    }

    if (ac->err) {
        ngx_http_inventario_redis_perder("cannot connect", ac->errstr);
        return;
    }

    rd->c = ngx_get_connection(ac->c.fd, rd->log);
    if (rd->c == NULL) {
        ngx_http_inventario_redis_perder("cannot connect", "no connection");
        return;
    }

    rd->c->shared = 1;
    rd->c->data = rd;
    rd->c->number = ngx_atomic_fetch_add(ngx_connection_counter, 1);
    rd->c->read->handler = ngx_http_inventario_redis_leer;
    rd->c->read->log = rd->log;
    rd->c->write->handler = ngx_http_inventario_redis_enviar;
    rd->c->write->log = rd->log;

    ac->ev.data = rd;
    ac->ev.addRead = ngx_http_inventario_redis_leer_si;
    ac->ev.delRead = ngx_http_inventario_redis_leer_no;
    ac->ev.addWrite = ngx_http_inventario_redis_escribir_si;
    ac->ev.delWrite = ngx_http_inventario_redis_escribir_no;
    ac->ev.cleanup = ngx_http_inventario_redis_limpiar;

    ngx_add_timer(&rd->reloj, NGX_HTTP_INVENTARIO_REDIS_CONECTAR);

    /* it asks for the write event: the hooks stand before */

    (void) redisAsyncSetConnectCallback(ac,
                                        ngx_http_inventario_redis_conectada);
}


/* After a failure hiredis frees ac by itself, through limpiar(). */

static void
ngx_http_inventario_redis_conectada(const redisAsyncContext *cac, int estado)
{
    int                           rc;
    char                          base[NGX_INT_T_LEN + 1];
    redisAsyncContext            *ac;
    ngx_http_inventario_redis_t  *rd;

    if (estado != REDIS_OK) {
        return;
    }

    rd = &ngx_http_inventario_rd;
    ac = rd->ac;
    rc = REDIS_OK;

    if (rd->conf->clave.len) {
        const char  *argv[] = { "AUTH", (char *) rd->conf->clave.data };
        size_t       largos[] = { 4, rd->conf->clave.len };

        rc = redisAsyncCommandArgv(ac, ngx_http_inventario_redis_saludo, NULL,
                                   2, argv, largos);
    }

    if (rc == REDIS_OK && rd->conf->base) {
        ngx_sprintf((u_char *) base, "%ui%Z", rd->conf->base);
        rc = redisAsyncCommand(ac, ngx_http_inventario_redis_saludo, NULL,
                               "SELECT %s", base);
    }

    if (rc == REDIS_OK) {
        /* the last greeting: datos says so */
        (void) redisAsyncCommand(ac, ngx_http_inventario_redis_saludo, rd,
                                 "PING");
    }
}


static void
ngx_http_inventario_redis_saludo(redisAsyncContext *ac, void *respuesta,
    void *datos)
{
    redisReply                   *reply;
    ngx_http_inventario_redis_t  *rd;

    rd = &ngx_http_inventario_rd;
    reply = respuesta;

    if (reply == NULL || rd->ac != ac) {
        return;
    }

    if (reply->type == REDIS_REPLY_ERROR) {
        ngx_http_inventario_redis_perder("refused", reply->str);
    }

    if (datos == NULL || rd->ac == NULL) {
        return;
    }

    ngx_del_timer(&rd->reloj);

    rd->viva = 1;
    rd->numero++;
    rd->espera = 0;

    if (rd->caida) {
        rd->caida = 0;
        ngx_log_error(NGX_LOG_NOTICE, rd->log, 0, "redis: connected again");
    }

    ngx_http_inventario_sumar(ngx_http_inventario_rd_ciclo->conectado, 1);
}


static void
ngx_http_inventario_redis_tarde(ngx_event_t *ev)
{
    if (ngx_http_inventario_rd.ac) {
        ngx_http_inventario_redis_perder("cannot connect", "timeout");
        return;
    }

    ngx_http_inventario_redis_conectar();
}


/*
 * Ends this connection.  From inside a callback of hiredis it is freed when the
 * callback returns; limpiar() then does the rest.
 */

static void
ngx_http_inventario_redis_perder(const char *motivo, const char *detalle)
{
    redisAsyncContext            *ac;
    ngx_http_inventario_redis_t  *rd;

    rd = &ngx_http_inventario_rd;
    ac = rd->ac;

    ngx_http_inventario_redis_despues(motivo, detalle);

    if (ac) {
        redisAsyncFree(ac);
    }
}


/* No longer usable: says so, and makes an appointment for the next attempt. */

static void
ngx_http_inventario_redis_despues(const char *motivo, const char *detalle)
{
    ngx_uint_t                    nivel;
    ngx_msec_t                    espera;
    ngx_http_inventario_redis_t  *rd;

    rd = &ngx_http_inventario_rd;

    if (rd->viva) {
        rd->viva = 0;
        ngx_http_inventario_sumar(ngx_http_inventario_rd_ciclo->conectado, -1);
    }

    rd->ac = NULL;

    if (rd->envio.posted) {
        ngx_delete_posted_event(&rd->envio);
    }

    if (rd->fin) {
        return;
    }

    /* the first one of an outage is news, the rest is not */

    nivel = rd->caida ? NGX_LOG_INFO : NGX_LOG_WARN;
    rd->caida = 1;

    ngx_log_error(nivel, rd->log, 0, "redis: %s: %s", motivo, detalle);

    ngx_http_inventario_sumar(ngx_http_inventario_rd_ciclo->errores, 1);

    espera = ngx_max(rd->espera, NGX_HTTP_INVENTARIO_REDIS_ESPERA_MIN);
    rd->espera = ngx_min(2 * espera, NGX_HTTP_INVENTARIO_REDIS_ESPERA_MAX);

    ngx_add_timer(&rd->reloj, espera / 2 + ngx_random() % (espera / 2 + 1));
}


/* hooks of hiredis */

static void
ngx_http_inventario_redis_leer_si(void *datos)
{
    ngx_http_inventario_redis_t *rd = datos;

    if (rd->c && !rd->c->read->active) {
        (void) ngx_add_event(rd->c->read, NGX_READ_EVENT, NGX_LEVEL_EVENT);
    }
}


static void
ngx_http_inventario_redis_leer_no(void *datos)
{
    ngx_http_inventario_redis_t *rd = datos;

    if (rd->c && rd->c->read->active) {
        (void) ngx_del_event(rd->c->read, NGX_READ_EVENT, 0);
    }
}


/*
 * The orders of one round of the event loop go out together, without a look at
 * epoll; only what did not fit, and the connection itself, wait for the event.
 */

static void
ngx_http_inventario_redis_escribir_si(void *datos)
{
    ngx_http_inventario_redis_t *rd = datos;

    if (rd->c == NULL) {
        return;
    }

    if ((rd->ac->c.flags & REDIS_CONNECTED) && !rd->escribiendo) {
        ngx_post_event(&rd->envio, &ngx_posted_events);
        return;
    }

    if (!rd->c->write->active) {
        (void) ngx_add_event(rd->c->write, NGX_WRITE_EVENT, NGX_LEVEL_EVENT);
    }
}


static void
ngx_http_inventario_redis_escribir_no(void *datos)
{
    ngx_http_inventario_redis_t *rd = datos;

    if (rd->c && rd->c->write->active) {
        (void) ngx_del_event(rd->c->write, NGX_WRITE_EVENT, 0);
    }
}


/* The end of a context, whatever the reason. */

static void
ngx_http_inventario_redis_limpiar(void *datos)
{
    ngx_http_inventario_redis_t *rd = datos;

    if (rd->c) {
        ngx_http_inventario_redis_leer_no(rd);
        ngx_http_inventario_redis_escribir_no(rd);
        ngx_close_connection(rd->c);
        rd->c = NULL;
    }

    if (rd->ac == NULL) {
        return;
    }

    /* hiredis gave up by itself */

    ngx_http_inventario_redis_despues("connection lost", rd->ac->errstr);
}


static void
ngx_http_inventario_redis_leer(ngx_event_t *ev)
{
    ngx_connection_t             *c;
    ngx_http_inventario_redis_t  *rd;

    c = ev->data;
    rd = c->data;

    if (c->close) {
        /* worker_shutdown_timeout: an idle one does not hold the worker */
        ngx_http_inventario_redis_perder("shutdown", "timeout");
        return;
    }

    redisAsyncHandleRead(rd->ac);
}


/* of the posted event and of the socket's write event */

static void
ngx_http_inventario_redis_enviar(ngx_event_t *ev)
{
    ngx_http_inventario_redis_t  *rd;

    rd = &ngx_http_inventario_rd;

    if (rd->ac == NULL) {
        return;
    }

    /* asked again while it writes: the socket is full */

    rd->escribiendo = 1;
    redisAsyncHandleWrite(rd->ac);
    rd->escribiendo = 0;
}
