
/*
 * Inventario: the two-level cache: scripts that run in Redis.
 */


#ifndef _NGX_HTTP_INVENTARIO_CACHE_GUION_H_INCLUDED_
#define _NGX_HTTP_INVENTARIO_CACHE_GUION_H_INCLUDED_


#include "ngx_http_inventario_cache.h"
#include <hiredis/hiredis.h>


typedef enum {
    INV_GUION_PEDIR = 0,
    INV_GUION_PONER,
    INV_GUION_TOCAR,
    INV_GUION_CORRIDA,
    INV_GUIONES
} ngx_http_inventario_cache_guion_e;


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


void ngx_http_inventario_cache_guion_iniciar(ngx_log_t *log);

/* An order with a pool of its own, and its arguments one after another. */
ngx_http_inventario_cache_orden_t *ngx_http_inventario_cache_orden(
    ngx_http_inventario_cache_guion_e guion);
ngx_int_t ngx_http_inventario_cache_argumento(
    ngx_http_inventario_cache_orden_t *o, const void *datos, size_t largo);
ngx_int_t ngx_http_inventario_cache_ranuras(
    ngx_http_inventario_cache_orden_t *o, const uint16_t *ranuras,
    ngx_uint_t n);
ngx_int_t ngx_http_inventario_cache_mandar(
    ngx_http_inventario_cache_orden_t *o);

/*
 * What a reply means, by its script; NULL: none, or none in time, and then it
 * may be called once more.  The order is destroyed by its caller.
 */
void ngx_http_inventario_cache_resolver(
    ngx_http_inventario_cache_orden_t *o, redisReply *reply);


#endif /* _NGX_HTTP_INVENTARIO_CACHE_GUION_H_INCLUDED_ */
