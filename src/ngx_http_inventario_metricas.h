
/*
 * Inventario: what the files of the metrics module share among themselves.
 */


#ifndef _NGX_HTTP_INVENTARIO_METRICAS_H_INCLUDED_
#define _NGX_HTTP_INVENTARIO_METRICAS_H_INCLUDED_


#include "ngx_http_inventario.h"


#define NGX_HTTP_INVENTARIO_CUBETAS   12        /* of a histogram */
#define NGX_HTTP_INVENTARIO_CLASES    4         /* 2xx, 3xx, 4xx, 5xx */


/* The series of one route, by the number of their first ones. */

typedef struct {
    char                              *etiquetas;   /* agent, route, method */
    ngx_int_t                          clases;
    ngx_int_t                          cubetas;     /* and one past the last */
    ngx_int_t                          suma;        /* microseconds */
} ngx_http_inventario_metricas_ruta_t;


/*
 * Rows are by number of route, then one for each agent's unknown paths, then
 * one for what belongs to no agent.
 */

typedef struct {
    ngx_http_inventario_metricas_ruta_t  *rutas;
    ngx_uint_t                            n_rutas;      /* real ones */
    ngx_http_inventario_agente_t        **agentes;
    ngx_uint_t                            n_agentes;
    ngx_int_t                             cubetas;      /* series: the first */
    ngx_int_t                             fin;          /* and past the last */

    /* what the database said last, in this worker */
    ngx_http_inventario_sentencia_t      *negocio;
    ngx_str_t                             texto;
    time_t                                vence;
} ngx_http_inventario_metricas_conf_t;


/* Upper bounds: text of seconds, and microseconds. */

typedef struct {
    const char                        *le;
    uint64_t                           us;
} ngx_http_inventario_cubeta_t;


extern ngx_module_t  ngx_http_inventario_metricas_module;
extern const ngx_http_inventario_cubeta_t
    ngx_http_inventario_cubetas[NGX_HTTP_INVENTARIO_CUBETAS];


/* GET /metrics. */
ngx_int_t ngx_http_inventario_metricas_handler(ngx_http_request_t *r);


#endif /* _NGX_HTTP_INVENTARIO_METRICAS_H_INCLUDED_ */
