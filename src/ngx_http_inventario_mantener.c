
/*
 * Inventario: upkeep.  Once a minute the first worker asks the database to do
 * its chores (api.mantener: partitions ahead, expired reservations, old keys);
 * an advisory lock there keeps several nodes apart.
 */


#include "ngx_http_inventario_interno.h"


#define NGX_HTTP_INVENTARIO_MANTENER  60000


static void ngx_http_inventario_mantener(ngx_event_t *ev);
static void ngx_http_inventario_mantener_pedir(
    ngx_http_inventario_sentencia_t *sentencia, ngx_log_t *log);
static void ngx_http_inventario_mantener_fin(ngx_http_inventario_pg_op_t *op);


static ngx_event_t       ngx_http_inventario_mantener_ev;
static ngx_connection_t  ngx_http_inventario_mantener_c;


ngx_int_t
ngx_http_inventario_mantener_iniciar(ngx_cycle_t *cycle,
    ngx_http_inventario_main_conf_t *mcf)
{
    ngx_event_t  *ev;

    if (ngx_process == NGX_PROCESS_WORKER && ngx_worker != 0) {
        return NGX_OK;
    }

    ngx_http_inventario_mantener_c.fd = (ngx_socket_t) -1;

    ev = &ngx_http_inventario_mantener_ev;

    ngx_memzero(ev, sizeof(ngx_event_t));

    ev->handler = ngx_http_inventario_mantener;
    ev->data = &ngx_http_inventario_mantener_c;
    ev->log = cycle->log;
    ev->cancelable = 1;

    ngx_http_inventario_mantener_c.data = mcf;

    /* soon after the start, and not all nodes at one instant */

    ngx_add_timer(ev, 1000 + ngx_random() % 4000);

    return NGX_OK;
}


static void
ngx_http_inventario_mantener(ngx_event_t *ev)
{
    ngx_connection_t                 *c;
    ngx_http_inventario_main_conf_t  *mcf;

    if (ngx_exiting || ngx_terminate) {
        return;
    }

    c = ev->data;
    mcf = c->data;

    ngx_add_timer(ev, NGX_HTTP_INVENTARIO_MANTENER + ngx_random() % 5000);

    ngx_http_inventario_mantener_pedir(mcf->mantener, ev->log);
    ngx_http_inventario_mantener_pedir(mcf->sellar, ev->log);
}


static void
ngx_http_inventario_mantener_pedir(ngx_http_inventario_sentencia_t *sentencia,
    ngx_log_t *log)
{
    ngx_http_inventario_pg_op_t  *op;

    op = ngx_http_inventario_pg_op(log, 0);
    if (op == NULL) {
        return;
    }

    op->sentencia = sentencia;
    op->carril = INV_INFORMES;
    op->fin = ngx_http_inventario_mantener_fin;

    ngx_http_inventario_pg_enviar(op);
}


static void
ngx_http_inventario_mantener_fin(ngx_http_inventario_pg_op_t *op)
{
    if (op->estado == INV_PG_SQL) {
        ngx_log_error(NGX_LOG_ERR, ngx_cycle->log, 0,
                      "upkeep failed: %s: %s", op->sentencia->texto,
                      PQresultErrorField(op->resultado,
                                         PG_DIAG_MESSAGE_PRIMARY));
    }
}
