
/*
 * Inventario: the place in the pipeline of a service that keeps answers.
 *
 * Reads ask it first and tell it what they found.  A write is answered when
 * the service says that nobody will be given what was true before it.
 */


#include "ngx_http_inventario_interno.h"


/* A write that was committed.  peticion is NULL once its client has left. */

typedef struct {
    ngx_http_inventario_peticion_t   *peticion;     /* first: see cleanup */
    PGresult                         *res;
} ngx_http_inventario_escritura_t;


static void ngx_http_inventario_escribir_fin(
    ngx_http_inventario_peticion_t *p, ngx_http_inventario_memoria_t *memoria,
    ngx_http_inventario_pg_op_t *op);
static void ngx_http_inventario_escritura_lista(void *datos);


void
ngx_http_inventario_memoria(ngx_conf_t *cf,
    ngx_http_inventario_memoria_t *memoria)
{
    ngx_http_inventario_main_conf_t  *mcf;

    mcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_inventario_module);
    mcf->memoria = memoria;
}


ngx_http_inventario_memoria_t *
ngx_http_inventario_memoria_de(void)
{
    ngx_http_inventario_main_conf_t  *mcf;

    mcf = ngx_http_cycle_get_module_main_conf(ngx_cycle,
                                              ngx_http_inventario_module);

    return mcf->memoria;
}


void
ngx_http_inventario_terminar(ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_pg_op_t *op)
{
    ngx_http_inventario_memoria_t  *memoria;

    memoria = ngx_http_inventario_memoria_de();

    if (memoria == NULL) {
        ngx_http_inventario_responder_op(p, op);
        return;
    }

    if (p->ruta->metodo != NGX_HTTP_GET) {
        ngx_http_inventario_escribir_fin(p, memoria, op);
        return;
    }

    if (p->ruta->cache == 0 || memoria->leido(p, op) != NGX_OK) {
        ngx_http_inventario_responder_op(p, op);
    }
}


static void
ngx_http_inventario_escribir_fin(ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_memoria_t *memoria, ngx_http_inventario_pg_op_t *op)
{
    ngx_http_inventario_escritura_t  *e;

    e = NULL;

    if (op->estado == INV_PG_BIEN) {
        e = ngx_alloc(sizeof(ngx_http_inventario_escritura_t),
                      ngx_cycle->log);
    }

    if (e == NULL) {
        ngx_http_inventario_responder_op(p, op);
        return;
    }

    e->peticion = p;
    e->res = op->resultado;
    op->resultado = NULL;

    ngx_http_inventario_motor(p)->escritura = e;

    if (memoria->escrito(p->ruta, p->valores, e->res,
                         ngx_http_inventario_escritura_lista, e)
        == NGX_OK)
    {
        ngx_http_inventario_escritura_lista(e);
    }
}


static void
ngx_http_inventario_escritura_lista(void *datos)
{
    ngx_http_inventario_escritura_t *e = datos;

    PGresult                        *res;
    ngx_http_inventario_peticion_t  *p;

    p = e->peticion;
    res = e->res;
    ngx_free(e);

    if (p == NULL) {
        PQclear(res);
        return;
    }

    ngx_http_inventario_motor(p)->escritura = NULL;
    ngx_http_inventario_responder_resultado(p, res);
}
