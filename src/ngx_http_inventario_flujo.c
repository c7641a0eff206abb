
/*
 * Inventario: exports.  The function of the row gives one page of CSV at a
 * time; the next one is asked for when the client has taken the last, so that
 * a file of any length needs the memory of a page.
 */


#include "ngx_http_inventario_interno.h"


typedef struct {
    ngx_http_inventario_peticion_t   *p;
    PGresult                         *res;          /* the page being sent */
    ngx_buf_t                         buf;
    ngx_str_t                         desde;
    u_char                            marca[512];   /* its bytes */
    unsigned                          ultima:1;
} ngx_http_inventario_flujo_t;


static void ngx_http_inventario_flujo_pedir(ngx_http_inventario_flujo_t *f);
static void ngx_http_inventario_flujo_fin(ngx_http_inventario_pg_op_t *op);
static ngx_int_t ngx_http_inventario_flujo_cabeceras(
    ngx_http_inventario_peticion_t *p);
static void ngx_http_inventario_flujo_enviar(ngx_http_inventario_flujo_t *f);
static void ngx_http_inventario_flujo_seguir(ngx_http_inventario_flujo_t *f,
    ngx_int_t rc);
static void ngx_http_inventario_flujo_escribir(ngx_http_request_t *r);
static void ngx_http_inventario_flujo_cleanup(void *datos);


void
ngx_http_inventario_flujo(ngx_http_inventario_peticion_t *p)
{
    ngx_pool_cleanup_t           *cln;
    ngx_http_inventario_flujo_t  *f;

    cln = ngx_pool_cleanup_add(p->request->pool, 0);
    f = ngx_pcalloc(p->request->pool, sizeof(ngx_http_inventario_flujo_t));

    if (cln == NULL || f == NULL) {
        ngx_http_inventario_problema(p, NGX_HTTP_INTERNAL_SERVER_ERROR,
            "error_interno", "Algo falló de nuestro lado.", NULL);
        return;
    }

    cln->handler = ngx_http_inventario_flujo_cleanup;
    cln->data = f;

    f->p = p;
    p->datos = f;

    ngx_http_inventario_flujo_pedir(f);
}


static void
ngx_http_inventario_flujo_cleanup(void *datos)
{
    ngx_http_inventario_flujo_t *f = datos;

    PQclear(f->res);
    f->res = NULL;
}


static void
ngx_http_inventario_flujo_pedir(ngx_http_inventario_flujo_t *f)
{
    ngx_http_request_t           *r;
    ngx_http_inventario_pg_op_t  *op;

    r = f->p->request;

    PQclear(f->res);
    f->res = NULL;

    op = ngx_http_inventario_op(f->p, &f->desde, 1);

    if (op == NULL) {

        if (r->header_sent) {
            ngx_http_finalize_request(r, NGX_ERROR);
            return;
        }

        ngx_http_inventario_problema(f->p, NGX_HTTP_INTERNAL_SERVER_ERROR,
            "error_interno", "Algo falló de nuestro lado.", NULL);
        return;
    }

    op->fin = ngx_http_inventario_flujo_fin;
    r->write_event_handler = ngx_http_request_empty_handler;

    ngx_http_inventario_pg_enviar(op);
}


static void
ngx_http_inventario_flujo_fin(ngx_http_inventario_pg_op_t *op)
{
    ngx_http_inventario_peticion_t *p = op->datos;

    size_t                        largo;
    ngx_http_request_t           *r;
    ngx_http_inventario_flujo_t  *f;

    r = p->request;
    f = p->datos;

    ngx_http_inventario_motor(p)->op = NULL;

    if (op->estado != INV_PG_BIEN || PQntuples(op->resultado) != 1) {

        if (!r->header_sent) {
            ngx_http_inventario_responder_op(p, op);
            return;
        }

        /* cut off without the last chunk: the client sees that it is short */

        ngx_log_error(NGX_LOG_ERR, r->connection->log, 0,
                      "export cut short, request id %V", &p->request_id);
        ngx_http_finalize_request(r, NGX_ERROR);
        return;
    }

    f->res = op->resultado;
    op->resultado = NULL;

    f->ultima = PQgetisnull(f->res, 0, 1);

    if (!f->ultima) {
        largo = PQgetlength(f->res, 0, 1);

        if (largo > sizeof(f->marca)) {
            ngx_http_finalize_request(r, NGX_ERROR);
            return;
        }

        ngx_memcpy(f->marca, PQgetvalue(f->res, 0, 1), largo);
        f->desde.data = f->marca;
        f->desde.len = largo;
    }

    if (!r->header_sent
        && ngx_http_inventario_flujo_cabeceras(p) != NGX_OK)
    {
        ngx_http_finalize_request(r, NGX_ERROR);
        return;
    }

    if (r->header_only) {
        ngx_http_finalize_request(r, NGX_OK);
        return;
    }

    ngx_http_inventario_flujo_enviar(f);
}


static ngx_int_t
ngx_http_inventario_flujo_cabeceras(ngx_http_inventario_peticion_t *p)
{
    ngx_int_t            rc;
    ngx_str_t            v;
    ngx_http_request_t  *r;

    r = p->request;

    r->headers_out.status = NGX_HTTP_OK;
    r->headers_out.content_length_n = -1;
    r->disable_not_modified = 1;

    ngx_str_set(&r->headers_out.content_type, "text/csv; charset=utf-8");
    r->headers_out.content_type_len = sizeof("text/csv") - 1;

    if (ngx_http_inventario_cabecera(r, "X-Request-ID", &p->request_id)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    ngx_str_set(&v, "no-store");

    if (ngx_http_inventario_cabecera(r, "Cache-Control", &v) != NGX_OK) {
        return NGX_ERROR;
    }

    ngx_str_set(&v, "attachment; filename=\"inventario.csv\"");

    if (ngx_http_inventario_cabecera(r, "Content-Disposition", &v) != NGX_OK) {
        return NGX_ERROR;
    }

    rc = ngx_http_send_header(r);

    return (rc == NGX_ERROR || rc > NGX_OK) ? NGX_ERROR : NGX_OK;
}


static void
ngx_http_inventario_flujo_enviar(ngx_http_inventario_flujo_t *f)
{
    ngx_buf_t    *b;
    ngx_chain_t   cl;

    b = &f->buf;

    ngx_memzero(b, sizeof(ngx_buf_t));

    b->pos = (u_char *) PQgetvalue(f->res, 0, 0);
    b->last = b->pos + PQgetlength(f->res, 0, 0);
    b->start = b->pos;
    b->end = b->last;
    b->memory = (b->pos != b->last);
    b->last_buf = f->ultima;
    b->last_in_chain = f->ultima;
    b->flush = !f->ultima;

    cl.buf = b;
    cl.next = NULL;

    ngx_http_inventario_flujo_seguir(f,
                              ngx_http_output_filter(f->p->request, &cl));
}


/* After some output: the next page, or wait for the client. */

static void
ngx_http_inventario_flujo_seguir(ngx_http_inventario_flujo_t *f, ngx_int_t rc)
{
    ngx_event_t               *wev;
    ngx_connection_t          *c;
    ngx_http_request_t        *r;
    ngx_http_core_loc_conf_t  *clcf;

    r = f->p->request;
    c = r->connection;
    wev = c->write;

    if (rc == NGX_ERROR || f->ultima) {

        /* the rest of the last page is nginx's own business */

        ngx_http_finalize_request(r, rc);
        return;
    }

    if (ngx_buf_size(&f->buf) == 0 && !r->buffered && !c->buffered) {

        if (wev->timer_set) {
            ngx_del_timer(wev);
        }

        ngx_http_inventario_flujo_pedir(f);
        return;
    }

    r->write_event_handler = ngx_http_inventario_flujo_escribir;

    clcf = ngx_http_get_module_loc_conf(r, ngx_http_core_module);

    if (!wev->delayed) {
        ngx_add_timer(wev, clcf->send_timeout);
    }

    if (ngx_handle_write_event(wev, clcf->send_lowat) != NGX_OK) {
        ngx_http_finalize_request(r, NGX_ERROR);
    }
}


static void
ngx_http_inventario_flujo_escribir(ngx_http_request_t *r)
{
    ngx_event_t                     *wev;
    ngx_http_inventario_flujo_t     *f;
    ngx_http_inventario_peticion_t  *p;

    p = ngx_http_inventario_peticion(r);
    f = p->datos;
    wev = r->connection->write;

    if (wev->timedout) {
        ngx_log_error(NGX_LOG_INFO, r->connection->log, NGX_ETIMEDOUT,
                      "client timed out");
        r->connection->timedout = 1;
        ngx_http_finalize_request(r, NGX_HTTP_REQUEST_TIME_OUT);
        return;
    }

    ngx_http_inventario_flujo_seguir(f, ngx_http_output_filter(r, NULL));
}
