
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


#include "ngx_http_inventario_cache.h"
#include <ngx_sha1.h>
#include <hiredis/hiredis.h>


#define NGX_HTTP_INVENTARIO_CACHE_ESPERA  50        /* ms for a reply */
#define NGX_HTTP_INVENTARIO_CACHE_VALOR   65536     /* bytes, the biggest */
#define NGX_HTTP_INVENTARIO_CACHE_DURA    "4200000" /* ms of a touch: longer
                                                       than any entry */
#define NGX_HTTP_INVENTARIO_CACHE_FORMA   2


/* lua: the instant now, and one that is later than all before */

#define INV_GUION_RELOJ                                                       \
    "local t = redis.call('TIME') "                                           \
    "local s = tonumber(redis.call('GET', 'inv:seq') or 0) "                  \
    "local h = t[1] * 1000000 + t[2] "                                        \
    "local function nombres(x) local r = {} "                                 \
    "for n in string.gmatch(x, '%d+') do r[#r + 1] = 'inv:v:' .. n end "      \
    "return r end "                                                           \
    "local function tocar(x, dura) "                                          \
    "s = math.max(h, s + 1) local v = string.format('%.0f', s) "              \
    "redis.call('SET', 'inv:seq', v) "                                        \
    "for _, n in ipairs(nombres(x)) do "                                      \
    "redis.call('SET', n, v, 'PX', dura) end end "                            \
    "local function vale(x, de) "                                             \
    "for _, v in ipairs(redis.call('MGET', unpack(nombres(x)))) do "          \
    "if v and tonumber(v) > de then return false end end return true end "


typedef enum {
    INV_GUION_PEDIR = 0,
    INV_GUION_PONER,
    INV_GUION_TOCAR,
    INV_GUION_CORRIDA,
    INV_GUIONES
} ngx_http_inventario_cache_guion_e;


static const char  *ngx_http_inventario_cache_guiones[INV_GUIONES] = {

    /* key: the entry, or the instant for putting one later */
    INV_GUION_RELOJ
    "local e = redis.call('HMGET', 'inv:c:' .. ARGV[1], 's', 'e', 'b') "
    "if e[3] and vale(e[2], tonumber(e[1])) then return {e[3]} end "
    "s = math.max(h, s) local v = string.format('%.0f', s) "
    "redis.call('SET', 'inv:seq', v) return v",

    /* key, instant, places, ms, value; a quarter of the memory is others' */
    INV_GUION_RELOJ
    "if not vale(ARGV[3], tonumber(ARGV[2])) then return 0 end "
    "local m = redis.call('INFO', 'memory') "
    "local u = tonumber(string.match(m, 'used_memory:(%d+)')) "
    "local x = tonumber(string.match(m, 'maxmemory:(%d+)')) "
    "if x > 0 and u + #ARGV[5] > x * 0.75 then return -1 end "
    "local k = 'inv:c:' .. ARGV[1] "
    "redis.call('HSET', k, 's', ARGV[2], 'e', ARGV[3], 'b', ARGV[5]) "
    "redis.call('PEXPIRE', k, ARGV[4]) return 1",

    /* places, ms, and perhaps the journal's place */
    INV_GUION_RELOJ
    "tocar(ARGV[1], ARGV[2]) if ARGV[3] then "
    "redis.call('SET', 'inv:foto', ARGV[3], 'PX', 600000) end return 1",

    /* run id, place of everything, ms */
    INV_GUION_RELOJ
    "if redis.call('GET', 'inv:corrida') == ARGV[1] then return 0 end "
    "tocar(ARGV[2], ARGV[3]) redis.call('SET', 'inv:corrida', ARGV[1]) "
    "return 1"
};


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


/*
 * A script on its way.  l is NULL once nobody waits: the request has ended, or
 * the reply is late.
 */

struct ngx_http_inventario_cache_orden_s {
    ngx_http_inventario_cache_lectura_t  *l;        /* first: see cleanup */
    void                                (*listo)(void *datos);
    void                                 *datos;    /* of a change */
    ngx_event_t                           plazo;
    ngx_connection_t                      nadie;
    ngx_http_inventario_cache_guion_e     guion;
    ngx_pool_t                           *pool;
    ngx_uint_t                            argc;
    const char                           *argv[8];
    size_t                                largos[8];
    ngx_atomic_uint_t                     deuda;
    unsigned                              eval:1;
};


static ngx_http_inventario_cache_orden_t *ngx_http_inventario_cache_orden(
    ngx_http_inventario_cache_guion_e guion);
static ngx_int_t ngx_http_inventario_cache_argumento(
    ngx_http_inventario_cache_orden_t *o, const void *datos, size_t largo);
static ngx_int_t ngx_http_inventario_cache_ranuras(
    ngx_http_inventario_cache_orden_t *o, const uint16_t *ranuras,
    ngx_uint_t n);
static ngx_int_t ngx_http_inventario_cache_mandar(
    ngx_http_inventario_cache_orden_t *o);
static void ngx_http_inventario_cache_respuesta(void *respuesta,
    void *datos);
static void ngx_http_inventario_cache_tarde(ngx_event_t *ev);
static void ngx_http_inventario_cache_resolver(
    ngx_http_inventario_cache_orden_t *o, redisReply *reply);
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


static u_char      ngx_http_inventario_cache_sumas[INV_GUIONES][41];
static ngx_log_t  *ngx_http_inventario_cache_log;

/* the connection whose server is known, and the one that it was asked on */
static ngx_uint_t  ngx_http_inventario_cache_conocida;
static ngx_uint_t  ngx_http_inventario_cache_preguntada;


void
ngx_http_inventario_cache_redis_iniciar(ngx_log_t *log)
{
    u_char      suma[20];
    ngx_uint_t  i;
    ngx_sha1_t  sha1;

    ngx_http_inventario_cache_log = log;
    ngx_http_inventario_cache_conocida = 0;
    ngx_http_inventario_cache_preguntada = 0;

    for (i = 0; i < INV_GUIONES; i++) {
        ngx_sha1_init(&sha1);
        ngx_sha1_update(&sha1, ngx_http_inventario_cache_guiones[i],
                        ngx_strlen(ngx_http_inventario_cache_guiones[i]));
        ngx_sha1_final(suma, &sha1);

        *ngx_hex_dump(ngx_http_inventario_cache_sumas[i], suma, 20) = '\0';
    }
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


/* --- scripts -------------------------------------------------------------- */

static ngx_http_inventario_cache_orden_t *
ngx_http_inventario_cache_orden(ngx_http_inventario_cache_guion_e guion)
{
    ngx_pool_t                         *pool;
    ngx_http_inventario_cache_orden_t  *o;

    pool = ngx_create_pool(1024, ngx_http_inventario_cache_log);
    if (pool == NULL) {
        return NULL;
    }

    o = ngx_pcalloc(pool, sizeof(ngx_http_inventario_cache_orden_t));
    if (o == NULL) {
        ngx_destroy_pool(pool);
        return NULL;
    }

    o->pool = pool;
    o->guion = guion;
    o->nadie.fd = (ngx_socket_t) -1;
    o->nadie.data = o;

    o->plazo.handler = ngx_http_inventario_cache_tarde;
    o->plazo.data = &o->nadie;
    o->plazo.log = ngx_http_inventario_cache_log;

    o->argv[0] = "EVALSHA";
    o->largos[0] = 7;
    o->argv[1] = (char *) ngx_http_inventario_cache_sumas[guion];
    o->largos[1] = 40;
    o->argv[2] = "0";
    o->largos[2] = 1;
    o->argc = 3;

    return o;
}


static ngx_int_t
ngx_http_inventario_cache_argumento(ngx_http_inventario_cache_orden_t *o,
    const void *datos, size_t largo)
{
    u_char  *p;

    p = ngx_pnalloc(o->pool, largo + 1);
    if (p == NULL) {
        return NGX_ERROR;
    }

    ngx_memcpy(p, datos, largo);
    p[largo] = '\0';

    o->argv[o->argc] = (char *) p;
    o->largos[o->argc++] = largo;

    return NGX_OK;
}


static ngx_int_t
ngx_http_inventario_cache_ranuras(ngx_http_inventario_cache_orden_t *o,
    const uint16_t *ranuras, ngx_uint_t n)
{
    u_char      *p;
    ngx_uint_t   i;

    p = ngx_pnalloc(o->pool, n * 6 + 1);
    if (p == NULL) {
        return NGX_ERROR;
    }

    o->argv[o->argc] = (char *) p;

    for (i = 0; i < n; i++) {
        p = ngx_sprintf(p, "%d ", (int) ranuras[i]);
    }

    o->largos[o->argc] = p - (u_char *) o->argv[o->argc];
    o->argc++;

    return NGX_OK;
}


static ngx_int_t
ngx_http_inventario_cache_mandar(ngx_http_inventario_cache_orden_t *o)
{
    if (ngx_http_inventario_redis(o->argc, o->argv, o->largos,
                                  ngx_http_inventario_cache_respuesta, o)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (!o->plazo.timer_set && (o->l || o->listo)) {
        ngx_add_timer(&o->plazo, NGX_HTTP_INVENTARIO_CACHE_ESPERA);
    }

    return NGX_OK;
}


static void
ngx_http_inventario_cache_respuesta(void *respuesta, void *datos)
{
    redisReply                         *reply;
    ngx_http_inventario_cache_orden_t  *o;

    o = datos;
    reply = respuesta;

    if (reply && reply->type == REDIS_REPLY_ERROR && !o->eval
        && ngx_strncmp(reply->str, "NOSCRIPT", 8) == 0)
    {
        o->eval = 1;
        o->argv[0] = "EVAL";
        o->largos[0] = 4;
        o->argv[1] = ngx_http_inventario_cache_guiones[o->guion];
        o->largos[1] = ngx_strlen(o->argv[1]);

        if (ngx_http_inventario_cache_mandar(o) == NGX_OK) {
            return;
        }

        reply = NULL;
    }

    if (reply && reply->type == REDIS_REPLY_ERROR) {
        ngx_log_error(NGX_LOG_ERR, ngx_http_inventario_cache_log, 0,
                      "redis: %s", reply->str);
        reply = NULL;
    }

    if (o->plazo.timer_set) {
        ngx_del_timer(&o->plazo);
    }

    ngx_http_inventario_cache_resolver(o, reply);
    ngx_destroy_pool(o->pool);
}


static void
ngx_http_inventario_cache_tarde(ngx_event_t *ev)
{
    ngx_connection_t  *c;

    c = ev->data;

    ngx_http_inventario_cache_resolver(c->data, NULL);
}


/* reply NULL: none, or none in time; then this may be called again. */

static void
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
