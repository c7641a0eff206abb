
/*
 * Inventario: the two-level cache: scripts that run in Redis, each one round
 * trip, known there by their digest.
 */


#include "ngx_http_inventario_cache_guion.h"
#include <ngx_sha1.h>


#define NGX_HTTP_INVENTARIO_CACHE_ESPERA  50        /* ms for a reply */


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


static void ngx_http_inventario_cache_respuesta(void *respuesta,
    void *datos);
static void ngx_http_inventario_cache_tarde(ngx_event_t *ev);


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


/* Redis refused the last order */
static ngx_uint_t  ngx_http_inventario_cache_mal;

static u_char      ngx_http_inventario_cache_sumas[INV_GUIONES][41];
static ngx_log_t  *ngx_http_inventario_cache_log;


void
ngx_http_inventario_cache_guion_iniciar(ngx_log_t *log)
{
    u_char      suma[20];
    ngx_uint_t  i;
    ngx_sha1_t  sha1;

    ngx_http_inventario_cache_log = log;
    ngx_http_inventario_cache_mal = 0;

    for (i = 0; i < INV_GUIONES; i++) {
        ngx_sha1_init(&sha1);
        ngx_sha1_update(&sha1, ngx_http_inventario_cache_guiones[i],
                        ngx_strlen(ngx_http_inventario_cache_guiones[i]));
        ngx_sha1_final(suma, &sha1);

        *ngx_hex_dump(ngx_http_inventario_cache_sumas[i], suma, 20) = '\0';
    }
}


ngx_http_inventario_cache_orden_t *
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


ngx_int_t
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


ngx_int_t
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


ngx_int_t
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
    ngx_uint_t                          nivel;
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

        /* the first one is news, the rest is not */

        nivel = ngx_http_inventario_cache_mal ? NGX_LOG_INFO : NGX_LOG_ERR;

        ngx_log_error(nivel, ngx_http_inventario_cache_log, 0, "redis: %s",
                      reply->str);
        ngx_http_inventario_cache_mal = 1;
        reply = NULL;

    } else if (reply) {
        ngx_http_inventario_cache_mal = 0;
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
