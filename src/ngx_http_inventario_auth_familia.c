
/*
 * Inventario: families of refresh tokens in Redis.  Each step is one script,
 * so that of two that use the same token one comes second.
 *
 *     inv:fam:<sid>   hash: u user, v what the user was like, t digest of the
 *                     token that is good now, fin when it ends at the latest
 *     inv:ref:<sum>   the sid of a token by its digest; it stays when it is
 *                     spent, until the family must end
 *     inv:usu:<id>    sorted set: a user's families by their end
 */


#include "ngx_http_inventario_auth.h"


#define NGX_HTTP_INVENTARIO_GUION_MAX  10   /* EVAL, script, 0, arguments */


typedef struct {
    const char                        *texto;
    ngx_uint_t                         argumentos;
} ngx_http_inventario_auth_texto_t;


typedef struct {
    ngx_http_inventario_peticion_t    *p;       /* NULL: it has ended */
    ngx_pool_cleanup_t                *cln;
    void                             (*listo)(
                                           ngx_http_inventario_peticion_t *p,
                                           redisReply *reply);
} ngx_http_inventario_auth_pregunta_t;


static void ngx_http_inventario_auth_pregunta_ida(void *datos);
static void ngx_http_inventario_auth_contestada(void *respuesta, void *datos);
static ngx_uint_t ngx_http_inventario_auth_fallo(redisReply *reply);


/* what ends a family: also in the list of what all nodes refuse */

#define NGX_HTTP_INVENTARIO_TERMINAR                                          \
    "local function terminar(sid, vence)\n"                                   \
    "  local u = redis.call('HGET', 'inv:fam:' .. sid, 'u')\n"                \
    "  if u then redis.call('ZREM', 'inv:usu:' .. u, sid) end\n"              \
    "  redis.call('DEL', 'inv:fam:' .. sid)\n"                                \
    "  redis.call('ZADD', 'inv:revocadas', vence, 's:' .. sid)\n"             \
    "end\n"


static const ngx_http_inventario_auth_texto_t
    ngx_http_inventario_auth_guiones[] =
{
    /* sid, sum, user, what it is like, now, idle end, last end */

    { "local sid, suma, u, v, ahora, ocio, fin = unpack(ARGV)\n"
      "redis.call('HSET', 'inv:fam:' .. sid, 'u', u, 'v', v, 't', suma,\n"
      "           'fin', fin)\n"
      "redis.call('EXPIREAT', 'inv:fam:' .. sid, ocio)\n"
      "redis.call('SET', 'inv:ref:' .. suma, sid)\n"
      "redis.call('EXPIREAT', 'inv:ref:' .. suma, fin)\n"
      "redis.call('ZADD', 'inv:usu:' .. u, fin, sid)\n"
      "redis.call('ZREMRANGEBYSCORE', 'inv:usu:' .. u, '-inf', ahora)\n"
      "redis.call('EXPIREAT', 'inv:usu:' .. u, fin)\n"
      "return 1\n", 7 },

    /* sum -> the user */

    { "local sid = redis.call('GET', 'inv:ref:' .. ARGV[1])\n"
      "return sid and redis.call('HGET', 'inv:fam:' .. sid, 'u')\n", 1 },

    /*
     * old sum, new sum, what the user is like, now, seconds of idleness, when
     * a revocation may be forgotten -> {1, sid, seconds}, {2, sid} when the
     * token was spent, {3, sid} when the user is another, {0}
     */

    { NGX_HTTP_INVENTARIO_TERMINAR
      "local vieja, suma, v, ahora, ocio, vence = unpack(ARGV)\n"
      "local sid = redis.call('GET', 'inv:ref:' .. vieja)\n"
      "if not sid then return {0} end\n"
      "local fam = 'inv:fam:' .. sid\n"
      "local f = redis.call('HMGET', fam, 't', 'v', 'fin')\n"
      "if not f[1] then return {0} end\n"
      "local motivo = f[1] ~= vieja and 2 or f[2] ~= v and 3\n"
      "if motivo then terminar(sid, vence) return {motivo, sid} end\n"
      "local dura = math.min(tonumber(ocio), f[3] - ahora)\n"
      "if dura <= 0 then terminar(sid, vence) return {0} end\n"
      "redis.call('SET', 'inv:ref:' .. suma, sid)\n"
      "redis.call('EXPIREAT', 'inv:ref:' .. suma, f[3])\n"
      "redis.call('HSET', fam, 't', suma)\n"
      "redis.call('EXPIREAT', fam, ahora + dura)\n"
      "return {1, sid, dura}\n", 6 },

    /* sum or "", sid or "", when to forget -> the sid of the sum */

    { NGX_HTTP_INVENTARIO_TERMINAR
      "local suma, sid, vence = unpack(ARGV)\n"
      "local otra = suma ~= '' and redis.call('GET', 'inv:ref:' .. suma)\n"
      "if otra then terminar(otra, vence) end\n"
      "if sid ~= '' then terminar(sid, vence) end\n"
      "return otra or ''\n", 3 },

    /* user, the sid that is spared or "", what the user is like now */

    { "local u, salvo, v = unpack(ARGV)\n"
      "local usu = 'inv:usu:' .. u\n"
      "for _, sid in ipairs(redis.call('ZRANGE', usu, 0, -1)) do\n"
      "  if sid ~= salvo then\n"
      "    redis.call('DEL', 'inv:fam:' .. sid)\n"
      "    redis.call('ZREM', usu, sid)\n"
      "  elseif redis.call('EXISTS', 'inv:fam:' .. sid) == 1 then\n"
      "    redis.call('HSET', 'inv:fam:' .. sid, 'v', v)\n"
      "  end\n"
      "end\n"
      "return 1\n", 3 }
};


ngx_int_t
ngx_http_inventario_auth_guion(ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_auth_guion_e guion, const char **argumentos,
    void (*listo)(ngx_http_inventario_peticion_t *p, redisReply *reply))
{
    const char                           *argv[NGX_HTTP_INVENTARIO_GUION_MAX];
    ngx_uint_t                            i, n;
    ngx_http_inventario_auth_pregunta_t  *q;

    q = ngx_alloc(sizeof(ngx_http_inventario_auth_pregunta_t),
                  ngx_cycle->log);
    if (q == NULL) {
        return NGX_DECLINED;
    }

    ngx_memzero(q, sizeof(ngx_http_inventario_auth_pregunta_t));

    if (listo) {
        q->cln = ngx_pool_cleanup_add(p->request->pool, 0);

        if (q->cln == NULL) {
            ngx_free(q);
            return NGX_DECLINED;
        }

        q->p = p;
        q->listo = listo;
    }

    n = ngx_http_inventario_auth_guiones[guion].argumentos;

    argv[0] = "EVAL";
    argv[1] = ngx_http_inventario_auth_guiones[guion].texto;
    argv[2] = "0";

    for (i = 0; i < n; i++) {
        argv[3 + i] = argumentos[i];
    }

    if (ngx_http_inventario_redis(3 + n, argv, NULL,
                                  ngx_http_inventario_auth_contestada, q)
        != NGX_OK)
    {
        ngx_free(q);
        return NGX_DECLINED;
    }

    if (listo) {
        q->cln->handler = ngx_http_inventario_auth_pregunta_ida;
        q->cln->data = q;
    }

    return NGX_OK;
}


static void
ngx_http_inventario_auth_pregunta_ida(void *datos)
{
    ngx_http_inventario_auth_pregunta_t *q = datos;

    q->p = NULL;
}


static void
ngx_http_inventario_auth_contestada(void *respuesta, void *datos)
{
    redisReply                           *reply;
    ngx_http_inventario_peticion_t       *p;
    ngx_http_inventario_auth_pregunta_t   q;

    q = *(ngx_http_inventario_auth_pregunta_t *) datos;
    p = q.p;

    ngx_free(datos);

    reply = respuesta;

    if (ngx_http_inventario_auth_fallo(reply)) {
        reply = NULL;
    }

    if (p == NULL) {
        return;
    }

    q.cln->handler = NULL;

    q.listo(p, reply);
}


static ngx_uint_t
ngx_http_inventario_auth_fallo(redisReply *reply)
{
    if (reply == NULL || reply->type != REDIS_REPLY_ERROR) {
        return 0;
    }

    ngx_log_error(NGX_LOG_ERR, ngx_cycle->log, 0, "redis: %s", reply->str);

    return 1;
}
