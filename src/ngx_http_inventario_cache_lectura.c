
/*
 * Inventario: the two-level cache: the way of a read.
 *
 *     the node's memory -> one of those who ask -> Redis -> PostgreSQL
 */


#include "ngx_http_inventario_cache.h"
#include <sodium.h>


#define NGX_HTTP_INVENTARIO_CACHE_RONDA  1      /* ms */


static ngx_int_t ngx_http_inventario_cache_clave(
    ngx_http_inventario_cache_lectura_t *l);
static ngx_uint_t ngx_http_inventario_cache_sin_cache(
    ngx_http_inventario_peticion_t *p);
static inv_entrada_t *ngx_http_inventario_cache_buscar(
    ngx_http_inventario_cache_lectura_t *l, ngx_msec_t vieja);
static void ngx_http_inventario_cache_guardar(
    ngx_http_inventario_cache_lectura_t *l, PGresult *res);
static void ngx_http_inventario_cache_decir(
    ngx_http_inventario_cache_lectura_t *l,
    ngx_http_inventario_cache_resultado_e r, uint64_t tomada);
static void ngx_http_inventario_cache_ronda(ngx_event_t *ev);
static void ngx_http_inventario_cache_cleanup(void *datos);


static ngx_queue_t       ngx_http_inventario_cache_esperan;
static ngx_event_t       ngx_http_inventario_cache_reloj;
static ngx_connection_t  ngx_http_inventario_cache_nadie;


ngx_int_t
ngx_http_inventario_cache_leer(ngx_http_inventario_peticion_t *p)
{
    inv_almacen_t                        *a;
    inv_entrada_t                        *e;
    ngx_pool_cleanup_t                   *cln;
    ngx_http_request_t                   *r;
    ngx_http_inventario_cache_conf_t     *ccf;
    ngx_http_inventario_cache_lectura_t  *l;

    r = p->request;
    ccf = ngx_http_inventario_cache_conf();
    a = ngx_http_inventario_cache_zona(ccf)->almacen;

    l = ngx_pcalloc(r->pool, sizeof(ngx_http_inventario_cache_lectura_t));
    if (l == NULL) {
        return NGX_DECLINED;
    }

    l->p = p;
    l->ruta = &ccf->rutas[p->ruta->numero];

    if (ngx_http_inventario_cache_clave(l) != NGX_OK) {
        return NGX_DECLINED;
    }

    l->salteada = ngx_http_inventario_cache_sin_cache(p);

    if (!l->salteada) {
        e = ngx_http_inventario_cache_buscar(l, 0);

        if (e) {
            ngx_http_inventario_cache_responder(l, e, INV_CACHE_L1);
            return NGX_OK;
        }
    }

    cln = ngx_pool_cleanup_add(r->pool, 0);
    if (cln == NULL) {
        return NGX_DECLINED;
    }

    cln->handler = ngx_http_inventario_cache_cleanup;
    cln->data = l;

    ngx_http_set_ctx(r, l, ngx_http_inventario_cache_module);

    if (l->salteada) {
        l->instante = inv_almacen_instante(a);
        l->tomada = ngx_current_msec;
        return NGX_DECLINED;
    }

    if (!inv_almacen_volar(a, l->clave, ngx_current_msec,
                           NGX_HTTP_INVENTARIO_CACHE_VUELO, &l->vuelo))
    {
        l->espera = 1;
        ngx_queue_insert_tail(&ngx_http_inventario_cache_esperan, &l->cola);

        if (!ngx_http_inventario_cache_reloj.timer_set) {
            ngx_add_timer(&ngx_http_inventario_cache_reloj,
                          NGX_HTTP_INVENTARIO_CACHE_RONDA);
        }

        return NGX_OK;
    }

    l->mio = 1;
    l->instante = inv_almacen_instante(a);
    l->tomada = ngx_current_msec;

    return ngx_http_inventario_cache_redis_pedir(l) == NGX_AGAIN
           ? NGX_OK : NGX_DECLINED;
}


/* The row, what of the identity changes answers, the parameters. */

static ngx_int_t
ngx_http_inventario_cache_clave(ngx_http_inventario_cache_lectura_t *l)
{
    uint16_t                            largo;
    ngx_str_t                          *v, sucursales;
    crypto_generichash_state            s;
    ngx_http_inventario_peticion_t     *p;
    const ngx_http_inventario_campo_t  *campo;

    p = l->p;
    ngx_str_null(&sucursales);

    if (p->identidad) {
        sucursales = p->identidad->sucursales;
    }

    if (crypto_generichash_init(&s, NULL, 0, sizeof(l->clave)) != 0) {
        return NGX_ERROR;
    }

    (void) crypto_generichash_update(&s, l->ruta->huella,
                                     sizeof(l->ruta->huella));
    (void) crypto_generichash_update(&s, sucursales.data, sucursales.len);

    v = p->valores;

    for (campo = p->ruta->parametros; campo && campo->nombre; campo++, v++) {

        /* what is absent is not what is empty */

        largo = v->data ? v->len : 0xffff;

        (void) crypto_generichash_update(&s, (u_char *) &largo,
                                         sizeof(largo));
        (void) crypto_generichash_update(&s, v->data, v->data ? v->len : 0);
    }

    (void) crypto_generichash_final(&s, l->clave, sizeof(l->clave));

    return NGX_OK;
}


/* An administrator may ask for what the database says now. */

static ngx_uint_t
ngx_http_inventario_cache_sin_cache(ngx_http_inventario_peticion_t *p)
{
    ngx_str_t  *v;

    if (p->identidad == NULL || p->identidad->rol != INV_ADMIN) {
        return 0;
    }

    v = ngx_http_inventario_cabecera_leer(p->request, "Cache-Control");

    return v && ngx_strlcasestrn(v->data, v->data + v->len,
                                 (u_char *) "no-cache", 7)
                != NULL;
}


ngx_uint_t
ngx_http_inventario_cache_al_dia(inv_almacen_t *a)
{
    return inv_almacen_latido(a) + NGX_HTTP_INVENTARIO_CACHE_FRESCO
           > ngx_current_msec;
}


/*
 * A copy of the entry, or NULL.  vieja: ms that it may be past its time; then
 * it counts only that nothing that it tells of is known to have changed.
 */

static inv_entrada_t *
ngx_http_inventario_cache_buscar(ngx_http_inventario_cache_lectura_t *l,
    ngx_msec_t vieja)
{
    size_t          largo;
    u_char         *s;
    uint64_t        lugar;
    inv_almacen_t  *a;
    inv_entrada_t  *e;

    a = ngx_http_inventario_cache_zona(ngx_http_inventario_cache_conf())
            ->almacen;

    largo = inv_almacen_buscar(a, l->clave, &lugar);
    if (largo == 0) {
        return NULL;
    }

    e = ngx_palloc(l->p->request->pool, largo);

    if (e == NULL || !inv_almacen_copiar(a, l->clave, lugar, e, largo)
        || !inv_almacen_vigente(a, e->ranuras, e->n, e->instante)
        || e->vence + vieja <= ngx_current_msec)
    {
        return NULL;
    }

    if (vieja == 0 && !ngx_http_inventario_cache_al_dia(a)
        && e->tomada + NGX_HTTP_INVENTARIO_CACHE_FRESCO <= ngx_current_msec)
    {
        return NULL;
    }

    if (inv_almacen_vieja(a, lugar)) {
        s = (u_char *) (e + 1);
        (void) inv_almacen_poner(a, e, s, s + e->etag,
                                 s + e->etag + e->siguiente);
    }

    return e;
}


void
ngx_http_inventario_cache_responder(ngx_http_inventario_cache_lectura_t *l,
    inv_entrada_t *e, ngx_http_inventario_cache_resultado_e r)
{
    ngx_http_inventario_respuesta_t  resp;

    ngx_memzero(&resp, sizeof(ngx_http_inventario_respuesta_t));

    resp.estado = e->estado;
    resp.etag.data = (u_char *) (e + 1);
    resp.etag.len = e->etag;
    resp.siguiente.data = resp.etag.data + e->etag;
    resp.siguiente.len = e->siguiente;
    resp.cuerpo.data = resp.siguiente.data + e->siguiente;
    resp.cuerpo.len = e->cuerpo;

    ngx_http_inventario_cache_decir(l, r, e->tomada);
    ngx_http_inventario_responder_cruda(l->p, &resp);
}


/* X-Cache, Age, Warning, and the count. */

static void
ngx_http_inventario_cache_decir(ngx_http_inventario_cache_lectura_t *l,
    ngx_http_inventario_cache_resultado_e r, uint64_t tomada)
{
    ngx_str_t            v;
    ngx_http_request_t  *req;

    static ngx_str_t  nombres[] = {
        ngx_string("HIT-L1"), ngx_string("HIT-L2"), ngx_string("MISS"),
        ngx_string("STALE"), ngx_string("BYPASS")
    };

    req = l->p->request;

    ngx_http_inventario_sumar(l->ruta->series[r], 1);

    (void) ngx_http_inventario_cabecera(req, "X-Cache", &nombres[r]);

    if (r == INV_CACHE_NO || r == INV_CACHE_SALTEADA) {
        return;
    }

    v.data = ngx_pnalloc(req->pool, NGX_INT64_LEN);

    if (v.data) {
        v.len = ngx_sprintf(v.data, "%uL",
                            (ngx_current_msec - tomada) / 1000) - v.data;
        (void) ngx_http_inventario_cabecera(req, "Age", &v);
    }

    if (r == INV_CACHE_VIEJA) {
        ngx_str_set(&v, "111 - \"Revalidation Failed\"");
        (void) ngx_http_inventario_cabecera(req, "Warning", &v);
    }
}


/* --- what the database said ----------------------------------------------- */

ngx_int_t
ngx_http_inventario_cache_leido(ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_pg_op_t *op)
{
    inv_entrada_t                        *e;
    ngx_http_inventario_cache_conf_t     *ccf;
    ngx_http_inventario_cache_lectura_t  *l;

    l = ngx_http_get_module_ctx(p->request, ngx_http_inventario_cache_module);
    if (l == NULL) {
        return NGX_DECLINED;
    }

    ccf = ngx_http_inventario_cache_conf();

    switch (op->estado) {

    case INV_PG_BIEN:
        ngx_http_inventario_cache_guardar(l, op->resultado);
        e = NULL;
        break;

    case INV_PG_SQL:
        e = NULL;
        break;

    default:
        e = ngx_http_inventario_cache_buscar(l, ccf->vieja);
    }

    ngx_http_inventario_cache_aterrizar(l);

    if (e) {
        ngx_http_inventario_cache_responder(l, e, INV_CACHE_VIEJA);
        return NGX_OK;
    }

    ngx_http_inventario_cache_decir(l, l->salteada ? INV_CACHE_SALTEADA
                                                   : INV_CACHE_NO, 0);
    return NGX_DECLINED;
}


static void
ngx_http_inventario_cache_guardar(ngx_http_inventario_cache_lectura_t *l,
    PGresult *res)
{
    time_t                                  vida;
    ngx_str_t                               texto;
    ngx_pool_t                             *pool;
    inv_almacen_t                          *a;
    inv_entrada_t                           e;
    ngx_http_inventario_respuesta_t         resp;
    ngx_http_inventario_cache_conf_t       *ccf;
    ngx_http_inventario_cache_etiquetas_t   et;

    pool = l->p->request->pool;
    ccf = ngx_http_inventario_cache_conf();
    a = ngx_http_inventario_cache_zona(ccf)->almacen;

    if (PQntuples(res) != 1
        || ngx_http_inventario_fila(pool, res, 0, &resp, &texto) != NGX_OK
        || (resp.estado != NGX_HTTP_OK && resp.estado != NGX_HTTP_NOT_FOUND)
        || (resp.estado == NGX_HTTP_OK && resp.etag.len == 0
            && ngx_http_inventario_etag(pool, &resp.cuerpo, &resp.etag)
               != NGX_OK))
    {
        return;
    }

    vida = l->p->ruta->cache;

    if (resp.estado == NGX_HTTP_NOT_FOUND) {
        vida = ngx_min(vida, NGX_HTTP_INVENTARIO_CACHE_NEGATIVA);
        ngx_str_null(&resp.etag);
    }

    if (ngx_http_inventario_cache_depende(pool, l->ruta, l->p->valores,
                                          &texto, &et)
        != NGX_OK)
    {
        goto rechazada;
    }

    if (et.hasta) {
        vida = ngx_min(vida, et.hasta - ngx_time());
    }

    if (vida <= 0
        || !inv_almacen_vigente(a, et.ranuras.elts, et.ranuras.nelts,
                                l->instante))
    {
        goto rechazada;
    }

    ngx_memzero(&e, sizeof(inv_entrada_t));

    e.instante = l->instante;
    e.tomada = l->tomada;
    e.vence = l->tomada + vida * 1000;
    e.estado = resp.estado;
    e.n = et.ranuras.nelts;
    e.etag = resp.etag.len;
    e.siguiente = resp.siguiente.len;
    e.cuerpo = resp.cuerpo.len;

    ngx_memcpy(e.clave, l->clave, sizeof(e.clave));
    ngx_memcpy(e.ranuras, et.ranuras.elts, e.n * sizeof(uint16_t));

    if (inv_almacen_poner(a, &e, resp.etag.data, resp.siguiente.data,
                          resp.cuerpo.data)
        != 0)
    {
        goto rechazada;
    }

    ngx_http_inventario_cache_redis_poner(l, &e, &resp.etag, &resp.siguiente,
                                          &resp.cuerpo);
    return;

rechazada:

    ngx_http_inventario_sumar(ccf->rechazadas, 1);
}


/* --- who waits for another ------------------------------------------------ */

void
ngx_http_inventario_cache_espera_iniciar(ngx_log_t *log)
{
    ngx_event_t  *ev;

    ngx_queue_init(&ngx_http_inventario_cache_esperan);

    ev = &ngx_http_inventario_cache_reloj;
    ngx_memzero(ev, sizeof(ngx_event_t));

    ngx_http_inventario_cache_nadie.fd = (ngx_socket_t) -1;

    ev->handler = ngx_http_inventario_cache_ronda;
    ev->data = &ngx_http_inventario_cache_nadie;
    ev->log = log;
}


/*
 * Looks after all who wait: is there an answer now, or has the one who worked
 * given up?  Another worker cannot call us, so there is a timer; what is done
 * in this one is seen at once.
 */

static void
ngx_http_inventario_cache_ronda(ngx_event_t *ev)
{
    ngx_queue_t                          *q, lista;
    inv_almacen_t                        *a;
    inv_entrada_t                        *e;
    ngx_http_inventario_cache_lectura_t  *l;

    if (ngx_queue_empty(&ngx_http_inventario_cache_esperan)) {
        return;
    }

    a = ngx_http_inventario_cache_zona(ngx_http_inventario_cache_conf())
            ->almacen;

    /* an answer may end other requests, and bring new ones */

    ngx_queue_init(&lista);
    ngx_queue_add(&lista, &ngx_http_inventario_cache_esperan);
    ngx_queue_init(&ngx_http_inventario_cache_esperan);

    while (!ngx_queue_empty(&lista)) {
        q = ngx_queue_head(&lista);
        ngx_queue_remove(q);

        l = ngx_queue_data(q, ngx_http_inventario_cache_lectura_t, cola);

        if (inv_almacen_vuela(a, l->clave, ngx_current_msec, l->vuelo)) {
            ngx_queue_insert_tail(&ngx_http_inventario_cache_esperan, q);
            continue;
        }

        l->espera = 0;
        e = ngx_http_inventario_cache_buscar(l, 0);

        if (e) {
            ngx_http_inventario_cache_responder(l, e, INV_CACHE_L1);
            continue;
        }

        /* it waited once: what changes all the time is asked for by all */

        ngx_http_inventario_cache_preguntar(l);
    }

    if (!ngx_queue_empty(&ngx_http_inventario_cache_esperan)
        && !ngx_http_inventario_cache_reloj.timer_set)
    {
        ngx_add_timer(&ngx_http_inventario_cache_reloj,
                      NGX_HTTP_INVENTARIO_CACHE_RONDA);
    }
}


void
ngx_http_inventario_cache_preguntar(ngx_http_inventario_cache_lectura_t *l)
{
    /* an answer from Redis that was refused does not make it older */

    l->instante = inv_almacen_instante(
        ngx_http_inventario_cache_zona(ngx_http_inventario_cache_conf())
            ->almacen);
    l->tomada = ngx_current_msec;

    ngx_http_inventario_seguir(l->p);
}


void
ngx_http_inventario_cache_aterrizar(ngx_http_inventario_cache_lectura_t *l)
{
    if (!l->mio) {
        return;
    }

    l->mio = 0;

    inv_almacen_soltar(
        ngx_http_inventario_cache_zona(ngx_http_inventario_cache_conf())
            ->almacen, l->clave, l->vuelo);

    if (!ngx_queue_empty(&ngx_http_inventario_cache_esperan)) {
        ngx_post_event(&ngx_http_inventario_cache_reloj, &ngx_posted_events);
    }
}


static void
ngx_http_inventario_cache_cleanup(void *datos)
{
    ngx_http_inventario_cache_lectura_t *l = datos;

    if (l->espera) {
        l->espera = 0;
        ngx_queue_remove(&l->cola);
    }

    if (l->orden) {
        *(ngx_http_inventario_cache_lectura_t **) l->orden = NULL;
        l->orden = NULL;
    }

    ngx_http_inventario_cache_aterrizar(l);
}
