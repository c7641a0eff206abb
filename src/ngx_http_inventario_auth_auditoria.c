
/*
 * Inventario: refusals (401 and 403 of a route) are noted for the audit.  The
 * log phase cannot wait, so they are gathered and written some at a time, at
 * most so many a minute by each worker: a flood must not fill the table.
 * What is not noted is counted.
 */


#include "ngx_http_inventario_auth.h"


#define NGX_HTTP_INVENTARIO_RECHAZOS  120       /* a minute */
#define NGX_HTTP_INVENTARIO_DEMORA    500       /* ms */


static ngx_int_t ngx_http_inventario_auth_rechazo(ngx_http_request_t *r);
static ngx_uint_t ngx_http_inventario_auth_cupo(void);
static json_t *ngx_http_inventario_auth_rechazo_json(
    ngx_http_inventario_peticion_t *p, ngx_uint_t estado);
static void ngx_http_inventario_auth_escribir(ngx_event_t *ev);
static void ngx_http_inventario_auth_escritos(
    ngx_http_inventario_pg_op_t *op);


/* of this worker */

static struct {
    json_t            *pendientes;
    time_t             minuto;
    ngx_uint_t         n;               /* in this minute */
    ngx_event_t        ev;
    ngx_connection_t   c;
} ngx_http_inventario_auth_rechazos;


ngx_int_t
ngx_http_inventario_auth_auditoria_sentencias(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf)
{
    acf->rechazos = ngx_http_inventario_sentencia(cf,
        "SELECT api.rechazos_anotar($1)");

    return acf->rechazos ? NGX_OK : NGX_ERROR;
}


ngx_int_t
ngx_http_inventario_auth_auditoria(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf)
{
    ngx_http_handler_pt        *h;
    ngx_http_core_main_conf_t  *cmcf;

    acf->s_perdidos = ngx_http_inventario_serie(cf, INV_CONTADOR,
        "inventario_auditoria_perdidos_total", "",
        "Rechazos que no se anotaron en la auditoría, por ser demasiados o "
        "por no responder la base.");

    if (acf->s_perdidos == NGX_ERROR) {
        return NGX_ERROR;
    }

    cmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_core_module);

    h = ngx_array_push(&cmcf->phases[NGX_HTTP_LOG_PHASE].handlers);
    if (h == NULL) {
        return NGX_ERROR;
    }

    *h = ngx_http_inventario_auth_rechazo;

    return NGX_OK;
}


static ngx_int_t
ngx_http_inventario_auth_rechazo(ngx_http_request_t *r)
{
    json_t                           *rechazo;
    ngx_uint_t                        estado;
    ngx_event_t                      *ev;
    ngx_http_inventario_peticion_t   *p;
    ngx_http_inventario_auth_conf_t  *acf;

    estado = r->headers_out.status;

    if (estado != NGX_HTTP_UNAUTHORIZED && estado != NGX_HTTP_FORBIDDEN) {
        return NGX_OK;
    }

    p = ngx_http_inventario_peticion(r);

    /* a bad login writes its own event */

    if (p == NULL || p->ruta == NULL || (p->ruta->roles & INV_PUBLICO)) {
        return NGX_OK;
    }

    acf = ngx_http_inventario_auth_conf(p);

    if (ngx_http_inventario_auth_rechazos.pendientes == NULL) {
        ngx_http_inventario_auth_rechazos.pendientes = json_array();
    }

    rechazo = ngx_http_inventario_auth_cupo()
              ? ngx_http_inventario_auth_rechazo_json(p, estado) : NULL;

    if (json_array_append_new(ngx_http_inventario_auth_rechazos.pendientes,
                              rechazo)
        != 0)
    {
        ngx_http_inventario_sumar(acf->s_perdidos, 1);
        return NGX_OK;
    }

    ev = &ngx_http_inventario_auth_rechazos.ev;

    if (!ev->timer_set) {
        ngx_http_inventario_auth_rechazos.c.fd = (ngx_socket_t) -1;
        ngx_http_inventario_auth_rechazos.c.data = acf;
        ev->handler = ngx_http_inventario_auth_escribir;
        ev->data = &ngx_http_inventario_auth_rechazos.c;
        ev->log = ngx_cycle->log;

        ngx_add_timer(ev, NGX_HTTP_INVENTARIO_DEMORA);
    }

    return NGX_OK;
}


static ngx_uint_t
ngx_http_inventario_auth_cupo(void)
{
    time_t  minuto;

    minuto = ngx_time() / 60;

    if (ngx_http_inventario_auth_rechazos.minuto != minuto) {
        ngx_http_inventario_auth_rechazos.minuto = minuto;
        ngx_http_inventario_auth_rechazos.n = 0;
    }

    return ngx_http_inventario_auth_rechazos.n++
           < NGX_HTTP_INVENTARIO_RECHAZOS;
}


/* Who, from where, what and why; the path only as the table has it. */

static json_t *
ngx_http_inventario_auth_rechazo_json(ngx_http_inventario_peticion_t *p,
    ngx_uint_t estado)
{
    ngx_str_t   *a, *m;
    json_t      *quien;

    a = &p->request->connection->addr_text;
    m = &p->request->method_name;
    quien = p->identidad ? json_integer(p->identidad->usuario_id)
                         : json_null();

    return json_pack("{s:o, s:s%, s:s%, s:{s:I, s:s%, s:s, s:s, s:s?}}",
                     "usuario_id", quien,
                     "request_id", p->request_id.data, p->request_id.len,
                     "direccion", a->data, a->len,
                     "documento", "estado", (json_int_t) estado,
                     "metodo", m->data, m->len,
                     "agente", p->agente->nombre, "ruta", p->ruta->ruta,
                     "motivo", p->auth_error);
}


static void
ngx_http_inventario_auth_escribir(ngx_event_t *ev)
{
    char                             *texto;
    size_t                            largo, n;
    ngx_connection_t                 *c;
    ngx_http_inventario_pg_op_t      *op;
    ngx_http_inventario_auth_conf_t  *acf;

    c = ev->data;
    acf = c->data;
    n = json_array_size(ngx_http_inventario_auth_rechazos.pendientes);

    texto = json_dumps(ngx_http_inventario_auth_rechazos.pendientes,
                       JSON_COMPACT);
    (void) json_array_clear(ngx_http_inventario_auth_rechazos.pendientes);

    op = texto ? ngx_http_inventario_pg_op(ev->log, 1) : NULL;

    if (op == NULL) {
        goto perdidos;
    }

    largo = ngx_strlen(texto) + 1;

    op->valores[0] = ngx_pnalloc(op->pool, largo);
    if (op->valores[0] == NULL) {
        ngx_destroy_pool(op->pool);
        goto perdidos;
    }

    ngx_memcpy((char *) op->valores[0], texto, largo);
    free(texto);

    op->sentencia = acf->rechazos;
    op->carril = INV_ESCRITURA;
    op->fin = ngx_http_inventario_auth_escritos;
    op->datos = (void *) (uintptr_t) n;

    ngx_http_inventario_pg_enviar(op);
    return;

perdidos:

    free(texto);
    ngx_http_inventario_sumar(acf->s_perdidos, n);
}


static void
ngx_http_inventario_auth_escritos(ngx_http_inventario_pg_op_t *op)
{
    ngx_http_inventario_auth_conf_t  *acf;

    if (op->estado == INV_PG_BIEN) {
        return;
    }

    acf = ngx_http_inventario_auth_rechazos.c.data;

    ngx_http_inventario_sumar(acf->s_perdidos, (uintptr_t) op->datos);
}
