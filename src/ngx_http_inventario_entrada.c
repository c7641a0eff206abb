
/*
 * Inventario: the body of a request: read, and given to the check, in a thread
 * when it is long.
 */


#include "ngx_http_inventario_interno.h"


static void ngx_http_inventario_largo(ngx_http_inventario_peticion_t *p);
static void ngx_http_inventario_con_cuerpo(ngx_http_request_t *r);
static void ngx_http_inventario_revisado(ngx_http_inventario_peticion_t *p,
    void *datos);


ngx_int_t
ngx_http_inventario_entrada(ngx_http_inventario_peticion_t *p)
{
    ngx_int_t            rc;
    ngx_http_request_t  *r;

    r = p->request;

    if (r->headers_in.content_length_n > NGX_HTTP_INVENTARIO_CUERPO) {
        ngx_http_inventario_largo(p);
        return NGX_DONE;
    }

    /* the body's reader takes a reference of its own */

    r->main->count--;
    r->request_body_in_single_buf = 1;

    rc = ngx_http_read_client_request_body(r, ngx_http_inventario_con_cuerpo);

    return rc >= NGX_HTTP_SPECIAL_RESPONSE ? rc : NGX_DONE;
}


static void
ngx_http_inventario_largo(ngx_http_inventario_peticion_t *p)
{
    ngx_http_inventario_problema(p, NGX_HTTP_REQUEST_ENTITY_TOO_LARGE,
        "cuerpo_muy_grande", "El cuerpo supera los 2 MiB.", NULL);
}


static void
ngx_http_inventario_con_cuerpo(ngx_http_request_t *r)
{
    ngx_int_t                         rc;
    ngx_str_t                        *tipo;
    ngx_pool_t                       *pool;
    ngx_http_inventario_motor_t      *motor;
    ngx_http_inventario_peticion_t   *p;
    ngx_http_inventario_revision_t   *rev;

    p = ngx_http_inventario_peticion(r);
    motor = ngx_http_inventario_motor(p);

    tipo = r->headers_in.content_type ? &r->headers_in.content_type->value
                                      : NULL;

    if (tipo == NULL || tipo->len < 16
        || ngx_strncasecmp(tipo->data, (u_char *) "application/json", 16) != 0
        || (tipo->len > 16 && tipo->data[16] != ';' && tipo->data[16] != ' '))
    {
        ngx_http_inventario_problema(p, NGX_HTTP_UNSUPPORTED_MEDIA_TYPE,
            "tipo_de_contenido", "El cuerpo va como application/json.", NULL);
        return;
    }

    /* a chunked one shows its length only now */

    if (r->headers_in.content_length_n > NGX_HTTP_INVENTARIO_CUERPO
        || (r->request_body && r->request_body->received
                               > NGX_HTTP_INVENTARIO_CUERPO))
    {
        ngx_http_inventario_largo(p);
        return;
    }

    /* a pool of its own, since it may be filled in a thread */

    pool = ngx_create_pool(4096, ngx_cycle->log);
    if (pool == NULL) {
        goto memoria;
    }

    rev = ngx_pcalloc(pool, sizeof(ngx_http_inventario_revision_t));
    if (rev == NULL) {
        ngx_destroy_pool(pool);
        goto memoria;
    }

    rev->pool = pool;
    rev->ruta = p->ruta;
    rev->errores = motor->errores;
    motor->revision = rev;

    if (ngx_http_inventario_leer_cuerpo(r, pool, &rev->entrada) != NGX_OK) {
        goto memoria;
    }

    if (rev->entrada.len < NGX_HTTP_INVENTARIO_EN_HILO) {
        ngx_http_inventario_revisar(rev);
        ngx_http_inventario_revisado(p, rev);
        return;
    }

    rc = ngx_http_inventario_tarea(p, ngx_http_inventario_revisar,
                                   ngx_http_inventario_revisado, rev);
    if (rc == NGX_OK) {
        return;
    }

    ngx_http_inventario_problema(p, NGX_HTTP_SERVICE_UNAVAILABLE,
        "servicio_ocupado", "Hay demasiado trabajo en curso; probá de nuevo.",
        NULL);
    return;

memoria:

    ngx_http_inventario_problema(p, NGX_HTTP_INTERNAL_SERVER_ERROR,
        "error_interno", "Algo falló de nuestro lado.", NULL);
}


ngx_int_t
ngx_http_inventario_leer_cuerpo(ngx_http_request_t *r, ngx_pool_t *pool,
    ngx_str_t *cuerpo)
{
    u_char       *p;
    size_t        largo;
    ssize_t       n;
    ngx_buf_t    *b;
    ngx_chain_t  *cl;

    largo = 0;

    if (r->request_body) {
        for (cl = r->request_body->bufs; cl; cl = cl->next) {
            largo += ngx_buf_size(cl->buf);
        }
    }

    p = ngx_pnalloc(pool, largo + 1);
    if (p == NULL) {
        return NGX_ERROR;
    }

    cuerpo->data = p;
    cuerpo->len = largo;

    for (cl = largo ? r->request_body->bufs : NULL; cl; cl = cl->next) {
        b = cl->buf;

        if (!b->in_file) {
            p = ngx_cpymem(p, b->pos, b->last - b->pos);
            continue;
        }

        n = ngx_read_file(b->file, p, b->file_last - b->file_pos, b->file_pos);

        if (n != (ssize_t) (b->file_last - b->file_pos)) {
            return NGX_ERROR;
        }

        p += n;
    }

    *p = '\0';

    return NGX_OK;
}


static void
ngx_http_inventario_revisado(ngx_http_inventario_peticion_t *p, void *datos)
{
    ngx_http_inventario_revision_t  *rev = datos;

    if (rev->estado) {
        ngx_http_inventario_problema(p, rev->estado, rev->codigo,
                                     rev->detalle, NULL);
        return;
    }

    p->cuerpo = rev->salida;

    ngx_http_inventario_ejecutar(p);
}
