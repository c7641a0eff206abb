
/*
 * Inventario: the Redis client, as the core's module file sees it.
 */


#ifndef _NGX_HTTP_INVENTARIO_REDIS_H_INCLUDED_
#define _NGX_HTTP_INVENTARIO_REDIS_H_INCLUDED_


#include "ngx_http_inventario.h"


typedef struct {
    ngx_str_t                          direccion;   /* "unix:/path", "ip:port"
                                                       or empty: no Redis */
    ngx_str_t                          clave;       /* password, or empty */
    ngx_msec_t                         plazo;       /* of one command */
    ngx_uint_t                         base;        /* SELECT */
} ngx_http_inventario_redis_conf_t;


/* Registers the client's series; once in a configuration cycle. */
ngx_int_t ngx_http_inventario_redis_configurar(ngx_conf_t *cf);

/*
 * Checks direccion and replaces it by one in cf->pool with the host name
 * resolved ("ip:port"); logs EMERG and returns NGX_ERROR if it is no good.
 */
ngx_int_t ngx_http_inventario_redis_direccion_valida(ngx_conf_t *cf,
    ngx_str_t *direccion);

/*
 * Worker and single processes only (init_process): starts connecting.  conf
 * must live as long as the cycle.
 */
ngx_int_t ngx_http_inventario_redis_iniciar(ngx_cycle_t *cycle,
    ngx_http_inventario_redis_conf_t *conf);

/* exit_process: closes; what was pending is dropped. */
void ngx_http_inventario_redis_terminar(void);


#endif /* _NGX_HTTP_INVENTARIO_REDIS_H_INCLUDED_ */
