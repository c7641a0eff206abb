
/*
 * Inventario: the two-level cache: the answers that all nodes share.
 *
 * The idea of the node's memory again, in Redis: inv:seq is the counter,
 * inv:v:PLACE the last touch of a tag's place, inv:c:KEY an entry with the
 * instant at which it was asked and its places.  Instants are microseconds of
 * Redis's clock that never go back, so that a Redis that came back empty does
 * not begin with numbers of before.
 *
 * A change that Redis was not told of is a debt: until worker 0 has paid it
 * by touching everything, this node does not use Redis.  A server that came
 * back with an old copy of its data is known by its run id, and everything is
 * touched as well.
 */


#include "ngx_http_inventario_cache_guion.h"


#define NGX_HTTP_INVENTARIO_CACHE_VALOR   65536     /* bytes, the biggest */
#define NGX_HTTP_INVENTARIO_CACHE_DURA    "4200000" /* ms of a touch: longer
                                                       than any entry */
#define NGX_HTTP_INVENTARIO_CACHE_FORMA   2


/* The head of a value: then etag, siguiente and cuerpo. */

typedef struct {
    uint32_t                           forma;
    uint32_t                           estado;
    uint32_t                           n;
    uint32_t                           etag;
    uint32_t                           siguiente;
    uint32_t                           cuerpo;
    int64_t                            tomada;      /* ms of the epoch */
    int64_t                            vence;
    uint16_t                           ranuras[INV_ALMACEN_ETIQUETAS];
} ngx_http_inventario_cache_valor_t;


static void ngx_http_inventario_cache_pedida(
    ngx_http_inventario_cache_lectura_t *l, redisReply *reply);
static inv_entrada_t *ngx_http_inventario_cache_valor(
    ngx_http_inventario_cache_lectura_t *l, redisReply *reply);
static ngx_uint_t ngx_http_inventario_cache_sirve(
    ngx_http_inventario_cache_conf_t *ccf);
static void ngx_http_inventario_cache_info(void *respuesta, void *datos);
static void ngx_http_inventario_cache_politica(const char *info);
static void ngx_http_inventario_cache_foto_leida(void *respuesta,
    void *datos);
static int64_t ngx_http_inventario_cache_ahora(void);


static ngx_log_t   *ngx_http_inventario_cache_log;

/* the connection whose server is known, and the one that it was asked on */
static ngx_uint_t   ngx_http_inventario_cache_conocida;
static ngx_uint_t   ngx_http_inventario_cache_preguntada;


void
ngx_http_inventario_cache_redis_iniciar(ngx_log_t *log)
{
    ngx_http_inventario_cache_log = log;
    ngx_http_inventario_cache_conocida = 0;
    ngx_http_inventario_cache_preguntada = 0;

    ngx_http_inventario_cache_guion_iniciar(log);
}


/* --- is Redis of use? ----------------------------------------------------- */

static ngx_uint_t
ngx_http_inventario_cache_sirve(ngx_http_inventario_cache_conf_t *ccf)
{
    ngx_uint_t                         conexion;
    ngx_http_inventario_cache_zona_t  *z;

    static const char  *argv[] = { "INFO" };

    conexion = ngx_http_inventario_redis_conexion();

    if (!ccf->redis || conexion == 0) {
        return 0;
    }

    if (conexion != ngx_http_inventario_cache_conocida) {

        if (conexion != ngx_http_inventario_cache_preguntada
            && ngx_http_inventario_redis(1, argv, NULL,
                                         ngx_http_inventario_cache_info,
                                         (void *) (uintptr_t) conexion)
               == NGX_OK)
        {
            ngx_http_inventario_cache_preguntada = conexion;
        }

        return 0;
    }

    z = ngx_http_inventario_cache_zona(ccf);

    return z->deuda == z->saldada
           && ngx_http_inventario_cache_al_dia(z->almacen);
}


static void
ngx_http_inventario_cache_info(void *respuesta, void *datos)
{
    u_char                             *p, *fin;
    uint16_t                            todo;
    redisReply                         *reply;
    ngx_http_inventario_cache_orden_t  *o;

    reply = respuesta;

    if (reply == NULL || reply->type != REDIS_REPLY_STRING) {
        return;
    }

    ngx_http_inventario_cache_politica(reply->str);

    p = (u_char *) ngx_strstr(reply->str, "run_id:");
    fin = p ? (u_char *) ngx_strchr(p, '\r') : NULL;

    if (fin == NULL) {
        return;
    }

    o = ngx_http_inventario_cache_orden(INV_GUION_CORRIDA);
    if (o == NULL) {
        return;
    }

    p += sizeof("run_id:") - 1;
    todo = inv_almacen_ranura("todo", 4);
    o->datos = datos;

    if (ngx_http_inventario_cache_argumento(o, p, fin - p) != NGX_OK
        || ngx_http_inventario_cache_ranuras(o, &todo, 1) != NGX_OK
        || ngx_http_inventario_cache_argumento(o,
                               NGX_HTTP_INVENTARIO_CACHE_DURA,
                               sizeof(NGX_HTTP_INVENTARIO_CACHE_DURA) - 1)
           != NGX_OK
        || ngx_http_inventario_cache_mandar(o) != NGX_OK)
    {
        ngx_destroy_pool(o->pool);
    }
}


/* Sessions are in the same server, and must not be thrown out. */

static void
ngx_http_inventario_cache_politica(const char *info)
{
    char  *p;

    p = ngx_strstr(info, "maxmemory_policy:");

    if (ngx_worker == 0 && p
        && ngx_strncmp(p + 17, "noeviction", 10) != 0)
    {
        ngx_log_error(NGX_LOG_WARN, ngx_http_inventario_cache_log, 0,
                      "redis: its maxmemory-policy is not noeviction: it may "
                      "end sessions when its memory is full");
    }
}


/* --- replies -------------------------------------------------------------- */

void
ngx_http_inventario_cache_resolver(ngx_http_inventario_cache_orden_t *o,
    redisReply *reply)
{
    void                                (*listo)(void *datos);
    ngx_http_inventario_cache_conf_t     *ccf;
    ngx_http_inventario_cache_zona_t     *z;
    ngx_http_inventario_cache_lectura_t  *l;

    ccf = ngx_http_inventario_cache_conf();
    z = ngx_http_inventario_cache_zona(ccf);

    switch (o->guion) {

    case INV_GUION_PEDIR:
        l = o->l;
        o->l = NULL;

        if (l) {
            l->orden = NULL;
            ngx_http_inventario_cache_pedida(l, reply);
        }

        break;

    case INV_GUION_PONER:
        if (reply && reply->type == REDIS_REPLY_INTEGER
            && reply->integer == -1)
        {
            ngx_http_inventario_sumar(ccf->llena, 1);
        }

        break;

    case INV_GUION_TOCAR:

        if (o->deuda) {

            /* everything was touched: what was owed before it is paid */

            if (reply) {
                (void) ngx_atomic_cmp_set(&z->saldada, z->saldada, o->deuda);
            }

            break;
        }

        listo = o->listo;
        o->listo = NULL;

        if (listo == NULL) {
            break;
        }

        if (reply == NULL) {
            (void) ngx_atomic_fetch_add(&z->deuda, 1);
            ngx_http_inventario_sumar(ccf->deudas, 1);
        }

        listo(o->datos);
        break;

    default: /* INV_GUION_CORRIDA */

        if (reply) {
            ngx_http_inventario_cache_conocida = (uintptr_t) o->datos;
        }
    }
}


/* --- reads ---------------------------------------------------------------- */

ngx_int_t
ngx_http_inventario_cache_redis_pedir(ngx_http_inventario_cache_lectura_t *l)
{
    u_char                              hexa[INV_ALMACEN_CLAVE * 2];
    ngx_http_inventario_cache_orden_t  *o;

    if (!ngx_http_inventario_cache_sirve(ngx_http_inventario_cache_conf())) {
        return NGX_DECLINED;
    }

    o = ngx_http_inventario_cache_orden(INV_GUION_PEDIR);
    if (o == NULL) {
        return NGX_DECLINED;
    }

    (void) ngx_hex_dump(hexa, l->clave, sizeof(l->clave));
    o->l = l;

    if (ngx_http_inventario_cache_argumento(o, hexa, sizeof(hexa)) != NGX_OK
        || ngx_http_inventario_cache_mandar(o) != NGX_OK)
    {
        ngx_destroy_pool(o->pool);
        return NGX_DECLINED;
    }

    l->orden = o;

    return NGX_AGAIN;
}


static void
ngx_http_inventario_cache_pedida(ngx_http_inventario_cache_lectura_t *l,
    redisReply *reply)
{
    inv_entrada_t                     *e;
    ngx_http_inventario_cache_conf_t  *ccf;

    ccf = ngx_http_inventario_cache_conf();

    if (reply && reply->type == REDIS_REPLY_STRING) {
        l->sello.len = reply->len;
        l->sello.data = ngx_pnalloc(l->p->request->pool, reply->len);

        if (l->sello.data) {
            ngx_memcpy(l->sello.data, reply->str, reply->len);
        } else {
            l->sello.len = 0;
        }
    }

    e = NULL;

    if (reply && reply->type == REDIS_REPLY_ARRAY && reply->elements == 1
        && ngx_http_inventario_cache_sirve(ccf))
    {
        e = ngx_http_inventario_cache_valor(l, reply->element[0]);
    }

    if (e == NULL) {
        ngx_http_inventario_cache_preguntar(l);
        return;
    }

    ngx_http_inventario_cache_aterrizar(l);
    ngx_http_inventario_cache_responder(l, e, INV_CACHE_L2);
}


/* Out of Redis into the node's memory; NULL: it is not good. */

static inv_entrada_t *
ngx_http_inventario_cache_valor(ngx_http_inventario_cache_lectura_t *l,
    redisReply *reply)
{
    u_char                             *s;
    int64_t                             ahora;
    inv_almacen_t                      *a;
    inv_entrada_t                      *e;
    ngx_http_inventario_cache_valor_t   v;

    if (reply->type != REDIS_REPLY_STRING || reply->len < sizeof(v)) {
        return NULL;
    }

    ngx_memcpy(&v, reply->str, sizeof(v));
    ahora = ngx_http_inventario_cache_ahora();

    if (v.forma != NGX_HTTP_INVENTARIO_CACHE_FORMA || v.vence <= ahora
        || v.n > INV_ALMACEN_ETIQUETAS
        || sizeof(v) + (uint64_t) v.etag + v.siguiente + v.cuerpo
           != reply->len)
    {
        return NULL;
    }

    e = ngx_pcalloc(l->p->request->pool,
                    sizeof(inv_entrada_t) + reply->len - sizeof(v));
    if (e == NULL) {
        return NULL;
    }

    e->instante = l->instante;
    e->tomada = ngx_current_msec - ngx_min(ngx_max(ahora - v.tomada, 0),
                                           (int64_t) ngx_current_msec);
    e->vence = ngx_current_msec + (v.vence - ahora);
    e->estado = v.estado;
    e->n = v.n;
    e->etag = v.etag;
    e->siguiente = v.siguiente;
    e->cuerpo = v.cuerpo;

    ngx_memcpy(e->clave, l->clave, sizeof(e->clave));
    ngx_memcpy(e->ranuras, v.ranuras, sizeof(e->ranuras));

    s = (u_char *) (e + 1);
    ngx_memcpy(s, reply->str + sizeof(v), reply->len - sizeof(v));

    a = ngx_http_inventario_cache_zona(ngx_http_inventario_cache_conf())
            ->almacen;

    /* something changed here since Redis was asked */

    if (!inv_almacen_vigente(a, e->ranuras, e->n, e->instante)) {
        return NULL;
    }

    (void) inv_almacen_poner(a, e, s, s + e->etag,
                             s + e->etag + e->siguiente);

    return e;
}


void
ngx_http_inventario_cache_redis_poner(ngx_http_inventario_cache_lectura_t *l,
    inv_entrada_t *e, ngx_str_t *etag, ngx_str_t *siguiente,
    ngx_str_t *cuerpo)
{
    u_char                             *p, hexa[INV_ALMACEN_CLAVE * 2];
    u_char                              vida[NGX_INT64_LEN];
    int64_t                             ahora;
    ngx_http_inventario_cache_orden_t  *o;
    ngx_http_inventario_cache_valor_t   v;

    if (l->sello.len == 0
        || cuerpo->len > NGX_HTTP_INVENTARIO_CACHE_VALOR
        || !ngx_http_inventario_cache_sirve(ngx_http_inventario_cache_conf()))
    {
        return;
    }

    o = ngx_http_inventario_cache_orden(INV_GUION_PONER);
    if (o == NULL) {
        return;
    }

    ahora = ngx_http_inventario_cache_ahora();

    ngx_memzero(&v, sizeof(v));

    v.forma = NGX_HTTP_INVENTARIO_CACHE_FORMA;
    v.estado = e->estado;
    v.n = e->n;
    v.etag = etag->len;
    v.siguiente = siguiente->len;
    v.cuerpo = cuerpo->len;
    v.tomada = ahora - (int64_t) (ngx_current_msec - e->tomada);
    v.vence = ahora + (int64_t) (e->vence - ngx_current_msec);
    ngx_memcpy(v.ranuras, e->ranuras, sizeof(v.ranuras));

    (void) ngx_hex_dump(hexa, l->clave, sizeof(l->clave));

    if (ngx_http_inventario_cache_argumento(o, hexa, sizeof(hexa)) != NGX_OK
        || ngx_http_inventario_cache_argumento(o, l->sello.data,
                                               l->sello.len)
           != NGX_OK
        || ngx_http_inventario_cache_ranuras(o, e->ranuras, e->n) != NGX_OK
        || ngx_http_inventario_cache_argumento(o, vida,
               ngx_sprintf(vida, "%L", v.vence - ahora + 1) - vida)
           != NGX_OK)
    {
        ngx_destroy_pool(o->pool);
        return;
    }

    p = ngx_pnalloc(o->pool, sizeof(v) + v.etag + v.siguiente + v.cuerpo);
    if (p == NULL) {
        ngx_destroy_pool(o->pool);
        return;
    }

    o->argv[o->argc] = (char *) p;

    p = ngx_cpymem(p, &v, sizeof(v));
    p = ngx_cpymem(p, etag->data, etag->len);
    p = ngx_cpymem(p, siguiente->data, siguiente->len);
    p = ngx_cpymem(p, cuerpo->data, cuerpo->len);

    o->largos[o->argc] = p - (u_char *) o->argv[o->argc];
    o->argc++;

    if (ngx_http_inventario_cache_mandar(o) != NGX_OK) {
        ngx_destroy_pool(o->pool);
    }
}


static int64_t
ngx_http_inventario_cache_ahora(void)
{
    ngx_time_t  *tp;

    tp = ngx_timeofday();

    return (int64_t) tp->sec * 1000 + tp->msec;
}


/* --- changes -------------------------------------------------------------- */

ngx_int_t
ngx_http_inventario_cache_redis_tocar(uint16_t *ranuras, ngx_uint_t n,
    ngx_str_t *foto, void (*listo)(void *datos), void *datos)
{
    ngx_http_inventario_cache_conf_t   *ccf;
    ngx_http_inventario_cache_zona_t   *z;
    ngx_http_inventario_cache_orden_t  *o;

    ccf = ngx_http_inventario_cache_conf();

    if (!ccf->redis || (n == 0 && foto == NULL)) {
        return NGX_OK;
    }

    z = ngx_http_inventario_cache_zona(ccf);

    /* with a debt it has not been told all */

    if (z->deuda != z->saldada) {
        foto = NULL;
    }

    o = ngx_http_inventario_cache_orden(INV_GUION_TOCAR);

    if (o) {
        o->listo = listo;
        o->datos = datos;

        if (ngx_http_inventario_cache_ranuras(o, ranuras, n) == NGX_OK
            && ngx_http_inventario_cache_argumento(o,
                               NGX_HTTP_INVENTARIO_CACHE_DURA,
                               sizeof(NGX_HTTP_INVENTARIO_CACHE_DURA) - 1)
               == NGX_OK
            && (foto == NULL
                || ngx_http_inventario_cache_argumento(o, foto->data,
                                                       foto->len)
                   == NGX_OK)
            && ngx_http_inventario_cache_mandar(o) == NGX_OK)
        {
            return NGX_AGAIN;
        }

        ngx_destroy_pool(o->pool);
    }

    (void) ngx_atomic_fetch_add(&z->deuda, 1);
    ngx_http_inventario_sumar(ccf->deudas, 1);

    return NGX_OK;
}


ngx_int_t
ngx_http_inventario_cache_redis_foto(
    void (*listo)(u_char *foto, size_t largo))
{
    static const char  *argv[] = { "GET", "inv:foto" };

    return ngx_http_inventario_redis(2, argv, NULL,
                                     ngx_http_inventario_cache_foto_leida,
                                     (void *) listo)
           == NGX_OK ? NGX_AGAIN : NGX_DECLINED;
}


static void
ngx_http_inventario_cache_foto_leida(void *respuesta, void *datos)
{
    redisReply   *reply;
    void        (*listo)(u_char *foto, size_t largo);

    reply = respuesta;
    listo = (void (*)(u_char *, size_t)) datos;

    if (reply && reply->type == REDIS_REPLY_STRING) {
        listo((u_char *) reply->str, reply->len);

    } else {
        listo(NULL, 0);
    }
}


void
ngx_http_inventario_cache_redis_saldar(void)
{
    uint16_t                            todo;
    ngx_http_inventario_cache_conf_t   *ccf;
    ngx_http_inventario_cache_zona_t   *z;
    ngx_http_inventario_cache_orden_t  *o;

    ccf = ngx_http_inventario_cache_conf();
    z = ngx_http_inventario_cache_zona(ccf);

    if (z->deuda == z->saldada || !ngx_http_inventario_redis_vivo()) {
        return;
    }

    o = ngx_http_inventario_cache_orden(INV_GUION_TOCAR);
    if (o == NULL) {
        return;
    }

    todo = inv_almacen_ranura("todo", 4);
    o->deuda = z->deuda;

    if (ngx_http_inventario_cache_ranuras(o, &todo, 1) != NGX_OK
        || ngx_http_inventario_cache_argumento(o,
                               NGX_HTTP_INVENTARIO_CACHE_DURA,
                               sizeof(NGX_HTTP_INVENTARIO_CACHE_DURA) - 1)
           != NGX_OK
        || ngx_http_inventario_cache_mandar(o) != NGX_OK)
    {
        ngx_destroy_pool(o->pool);
    }
}
