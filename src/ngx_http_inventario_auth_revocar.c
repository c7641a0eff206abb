
/*
 * Inventario: tokens refused before their time, on every node.
 *
 * The workers of a node share a table.  The nodes share the sorted set
 * inv:revocadas (member: the entry as text, score: when it may be forgotten):
 * who revokes adds to it at once, and worker 0 of each node compares set and
 * table every two seconds, in both directions.  So an order that got lost, or
 * a Redis that came back empty, is made good by the next round, and there is
 * no message to miss.
 */


#include "ngx_http_inventario_auth.h"


#define NGX_HTTP_INVENTARIO_REVOCADAS        "inv:revocadas"
#define NGX_HTTP_INVENTARIO_REVOCAR_RONDA    2000   /* ms */
#define NGX_HTTP_INVENTARIO_REVOCAR_APURO    100    /* ms, without Redis */
#define NGX_HTTP_INVENTARIO_REVOCAR_MARGEN   60     /* s, over a token's life */
#define NGX_HTTP_INVENTARIO_REVOCAR_MAX      "20000"
#define NGX_HTTP_INVENTARIO_REVOCAR_TANDA    256


static void ngx_http_inventario_auth_revocar(
    ngx_http_inventario_auth_sesiones_t *s, inv_revocada_t *e);
static void ngx_http_inventario_auth_apuntar(
    ngx_http_inventario_auth_sesiones_t *s, const inv_revocada_t *e);
static ngx_int_t ngx_http_inventario_auth_difundir(const inv_revocada_t *e);
static void ngx_http_inventario_auth_nadie_espera(void *respuesta,
    void *datos);
static void ngx_http_inventario_auth_ronda(ngx_event_t *ev);
static void ngx_http_inventario_auth_ronda_lista(void *respuesta,
    void *datos);
static void ngx_http_inventario_auth_faltantes(
    ngx_http_inventario_auth_sesiones_t *s);


static ngx_event_t  ngx_http_inventario_auth_reloj;


ngx_int_t
ngx_http_inventario_auth_revocar_iniciar(ngx_cycle_t *cycle,
    ngx_http_inventario_auth_conf_t *acf)
{
    ngx_event_t      *ev;
    ngx_slab_pool_t  *shpool;
    inv_revocadas_t  *t;

    /* a reload may shorten what the tokens of before it still live */

    t = acf->sesiones.zona->data;
    shpool = (ngx_slab_pool_t *) acf->sesiones.zona->shm.addr;

    ngx_shmtx_lock(&shpool->mutex);
    t->duracion = ngx_max(t->duracion, acf->duracion);
    ngx_shmtx_unlock(&shpool->mutex);

    if (ngx_worker != 0) {
        return NGX_OK;
    }

    ev = &ngx_http_inventario_auth_reloj;

    ngx_memzero(ev, sizeof(ngx_event_t));

    ev->handler = ngx_http_inventario_auth_ronda;
    ev->data = &acf->sesiones;
    ev->log = cycle->log;
    ev->cancelable = 1;

    ngx_add_timer(ev, 1);

    return NGX_OK;
}


void
ngx_http_inventario_auth_revocar_sesion(
    ngx_http_inventario_auth_sesiones_t *s, const char *sid)
{
    inv_revocada_t  e;

    if (sid[0] == '\0') {
        return;
    }

    ngx_memzero(&e, sizeof(inv_revocada_t));
    (void) ngx_cpystrn((u_char *) e.sid, (u_char *) sid, sizeof(e.sid));

    ngx_http_inventario_auth_revocar(s, &e);
}


void
ngx_http_inventario_auth_revocar_usuario(
    ngx_http_inventario_auth_sesiones_t *s, int64_t usuario,
    const char *salvo)
{
    int64_t         antes, cuando;
    inv_revocada_t  e;

    ngx_memzero(&e, sizeof(inv_revocada_t));
    (void) ngx_cpystrn((u_char *) e.sid, (u_char *) salvo, sizeof(e.sid));

    /* who logs in again at once gets a token of the next second */

    antes = ngx_http_inventario_auth_corte(s, usuario, &cuando);

    e.usuario = usuario;
    e.cuando = ngx_http_inventario_auth_ms();
    e.hasta = ngx_max(ngx_time(), antes) + 1;

    ngx_http_inventario_auth_revocar(s, &e);
}


static void
ngx_http_inventario_auth_revocar(ngx_http_inventario_auth_sesiones_t *s,
    inv_revocada_t *e)
{
    e->vence = ngx_http_inventario_auth_olvido(s);

    ngx_http_inventario_auth_apuntar(s, e);

    /* if this fails, the next round of worker 0 does it */

    (void) ngx_http_inventario_auth_difundir(e);
}


static void
ngx_http_inventario_auth_apuntar(ngx_http_inventario_auth_sesiones_t *s,
    const inv_revocada_t *e)
{
    ngx_slab_pool_t     *shpool;
    inv_revocada_fin_e   fin;

    shpool = (ngx_slab_pool_t *) s->zona->shm.addr;

    ngx_shmtx_lock(&shpool->mutex);
    fin = inv_revocadas_poner(s->zona->data, e, ngx_time());
    ngx_shmtx_unlock(&shpool->mutex);

    if (fin == INV_REVOCADA_APRETADA) {
        ngx_log_error(NGX_LOG_ERR, ngx_cycle->log, 0,
                      "inventario_auth_zona is too small: a revoked token "
                      "was forgotten before its time");
    }
}


static ngx_int_t
ngx_http_inventario_auth_difundir(const inv_revocada_t *e)
{
    char         texto[INV_REVOCADA_TEXTO], vence[NGX_INT64_LEN + 1];
    const char  *argv[4];

    inv_revocada_texto(e, texto);
    *ngx_sprintf((u_char *) vence, "%L", e->vence) = '\0';

    argv[0] = "ZADD";
    argv[1] = NGX_HTTP_INVENTARIO_REVOCADAS;
    argv[2] = vence;
    argv[3] = texto;

    return ngx_http_inventario_redis(4, argv, NULL,
                                     ngx_http_inventario_auth_nadie_espera,
                                     NULL);
}


static void
ngx_http_inventario_auth_nadie_espera(void *respuesta, void *datos)
{
    redisReply *reply = respuesta;

    if (reply && reply->type == REDIS_REPLY_ERROR) {
        ngx_log_error(NGX_LOG_ERR, ngx_cycle->log, 0, "redis: %s",
                      reply->str);
    }
}


ngx_uint_t
ngx_http_inventario_auth_revocada(ngx_http_inventario_auth_sesiones_t *s,
    inv_jwt_datos_t *datos)
{
    int               esta;
    ngx_slab_pool_t  *shpool;
    inv_revocadas_t  *t;

    t = s->zona->data;

    if (t->ultima <= ngx_time()) {
        return 0;
    }

    shpool = (ngx_slab_pool_t *) s->zona->shm.addr;

    ngx_shmtx_lock(&shpool->mutex);
    esta = inv_revocadas_esta(t, datos->usuario_id, datos->sid,
                              datos->emitido, ngx_time());
    ngx_shmtx_unlock(&shpool->mutex);

    return esta;
}


int64_t
ngx_http_inventario_auth_olvido(ngx_http_inventario_auth_sesiones_t *s)
{
    inv_revocadas_t  *t;

    t = s->zona->data;

    return ngx_time() + t->duracion + INV_JWT_GRACIA
           + NGX_HTTP_INVENTARIO_REVOCAR_MARGEN;
}


int64_t
ngx_http_inventario_auth_ms(void)
{
    ngx_time_t  *tp;

    tp = ngx_timeofday();

    return (int64_t) tp->sec * 1000 + tp->msec;
}


int64_t
ngx_http_inventario_auth_corte(ngx_http_inventario_auth_sesiones_t *s,
    int64_t usuario, int64_t *cuando)
{
    int64_t           hasta;
    ngx_slab_pool_t  *shpool;

    shpool = (ngx_slab_pool_t *) s->zona->shm.addr;

    ngx_shmtx_lock(&shpool->mutex);
    hasta = inv_revocadas_hasta(s->zona->data, usuario, ngx_time(),
                                cuando);
    ngx_shmtx_unlock(&shpool->mutex);

    return hasta;
}


/* --- the rounds of worker 0 ----------------------------------------------- */

static void
ngx_http_inventario_auth_ronda(ngx_event_t *ev)
{
    char         ahora[NGX_TIME_T_LEN + 1];
    const char  *orden[] = { "ZREVRANGEBYSCORE", NGX_HTTP_INVENTARIO_REVOCADAS,
                             "+inf", ahora, "WITHSCORES", "LIMIT", "0",
                             NGX_HTTP_INVENTARIO_REVOCAR_MAX };
    const char  *limpiar[] = { "ZREMRANGEBYSCORE",
                               NGX_HTTP_INVENTARIO_REVOCADAS, "-inf", ahora };

    ngx_http_inventario_auth_sesiones_t  *s;
    ngx_slab_pool_t                      *shpool;
    inv_revocadas_t                      *t;

    if (ngx_exiting || ngx_quit || ngx_terminate) {
        return;
    }

    s = ev->data;

    *ngx_sprintf((u_char *) ahora, "%T", ngx_time()) = '\0';

    shpool = (ngx_slab_pool_t *) s->zona->shm.addr;

    t = s->zona->data;

    if (t->ultima > ngx_time()) {
        ngx_shmtx_lock(&shpool->mutex);
        inv_revocadas_olvidar_vistas(t);
        ngx_shmtx_unlock(&shpool->mutex);
    }

    if (ngx_http_inventario_redis(4, limpiar, NULL,
                                  ngx_http_inventario_auth_nadie_espera, NULL)
        == NGX_OK
        && ngx_http_inventario_redis(8, orden, NULL,
                                     ngx_http_inventario_auth_ronda_lista, s)
           == NGX_OK)
    {
        return;
    }

    ngx_add_timer(ev, NGX_HTTP_INVENTARIO_REVOCAR_APURO);
}


static void
ngx_http_inventario_auth_ronda_lista(void *respuesta, void *datos)
{
    size_t                                i;
    redisReply                           *reply, **par;
    inv_revocada_t                        e;
    ngx_http_inventario_auth_sesiones_t  *s;

    s = datos;
    reply = respuesta;

    if (reply == NULL || reply->type != REDIS_REPLY_ARRAY) {
        ngx_add_timer(&ngx_http_inventario_auth_reloj,
                      NGX_HTTP_INVENTARIO_REVOCAR_APURO);
        return;
    }

    for (i = 0; i + 1 < reply->elements; i += 2) {
        par = &reply->element[i];

        ngx_memzero(&e, sizeof(inv_revocada_t));

        if (par[0]->type != REDIS_REPLY_STRING
            || par[1]->type != REDIS_REPLY_STRING
            || inv_revocada_leer(&e, par[0]->str, par[0]->len) != 0)
        {
            continue;
        }

        e.vence = strtoll(par[1]->str, NULL, 10);

        ngx_http_inventario_auth_apuntar(s, &e);
    }

    ngx_http_inventario_auth_faltantes(s);

    ngx_add_timer(&ngx_http_inventario_auth_reloj,
                  NGX_HTTP_INVENTARIO_REVOCAR_RONDA);
}


/* What the table has and Redis has not. */

static void
ngx_http_inventario_auth_faltantes(ngx_http_inventario_auth_sesiones_t *s)
{
    size_t                 i, n, desde;
    ngx_slab_pool_t       *shpool;
    inv_revocada_t         tanda[NGX_HTTP_INVENTARIO_REVOCAR_TANDA];
    const inv_revocada_t  *e;

    desde = 0;
    shpool = (ngx_slab_pool_t *) s->zona->shm.addr;

    do {
        n = 0;

        ngx_shmtx_lock(&shpool->mutex);

        while (n < NGX_HTTP_INVENTARIO_REVOCAR_TANDA
               && (e = inv_revocadas_no_vista(s->zona->data, &desde,
                                              ngx_time()))
                  != NULL)
        {
            tanda[n++] = *e;
        }

        ngx_shmtx_unlock(&shpool->mutex);

        for (i = 0; i < n; i++) {
            if (ngx_http_inventario_auth_difundir(&tanda[i]) != NGX_OK) {
                return;
            }
        }

    } while (n == NGX_HTTP_INVENTARIO_REVOCAR_TANDA);
}
