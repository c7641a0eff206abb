
/*
 * Inventario: the PostgreSQL client, as the core's module file sees it.
 */


#ifndef _NGX_HTTP_INVENTARIO_PG_H_INCLUDED_
#define _NGX_HTTP_INVENTARIO_PG_H_INCLUDED_


#include "ngx_http_inventario.h"


typedef struct {
    ngx_str_t                          conninfo;    /* NUL-terminated, with
                                                       the password; empty:
                                                       no database */
    ngx_uint_t                         conexiones[INV_CARRILES];
    ngx_msec_t                         plazo[INV_CARRILES];
    ngx_uint_t                         cola;        /* waiting ops, per lane
                                                       and worker */
} ngx_http_inventario_pg_conf_t;


typedef struct {
    ngx_uint_t                         vivas;       /* connections */
    ngx_uint_t                         en_vuelo;    /* ops sent, not answered */
    ngx_uint_t                         en_cola;     /* ops not sent yet */
} ngx_http_inventario_pg_estado_t;


/*
 * Registers the client's series and statements; once, before iniciar(), in the
 * configuration cycle that iniciar() will be called for.
 */
ngx_int_t ngx_http_inventario_pg_configurar(ngx_conf_t *cf);

/*
 * Makes conninfo, in cf->pool, from texto (keywords or a URI, one host or
 * many) and the password clave if it is not empty.  Host names are resolved
 * here, because libpq would block on them in a worker.  Logs EMERG and returns
 * NGX_ERROR if texto is no good.
 */
ngx_int_t ngx_http_inventario_pg_conninfo(ngx_conf_t *cf, ngx_str_t *texto,
    ngx_str_t *clave, ngx_str_t *conninfo);

/*
 * Worker and single processes only (init_process): starts connecting.  conf
 * must live as long as the cycle.
 */
ngx_int_t ngx_http_inventario_pg_iniciar(ngx_cycle_t *cycle,
    ngx_http_inventario_pg_conf_t *conf);

/* exit_process: closes all; what was pending is dropped. */
void ngx_http_inventario_pg_terminar(void);

/* This worker's share. */
void ngx_http_inventario_pg_estado(ngx_http_inventario_carril_e carril,
    ngx_http_inventario_pg_estado_t *estado);


#endif /* _NGX_HTTP_INVENTARIO_PG_H_INCLUDED_ */
