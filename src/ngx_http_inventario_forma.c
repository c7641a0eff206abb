
/*
 * Inventario: documents given another form by pure C, before SQL sees them and
 * after it answered.
 */


#include "ngx_http_inventario_interno.h"


typedef struct {
    ngx_http_inventario_forma_t        forma;
    ngx_http_inventario_forma_pt       hacer;
    ngx_http_inventario_respuesta_t    resp;
} ngx_http_inventario_forma_tarea_t;


static void ngx_http_inventario_forma_trabajar(void *datos);
static void ngx_http_inventario_forma_lista(ngx_http_inventario_peticion_t *p,
    void *datos);
static ngx_int_t ngx_http_inventario_forma_archivo(ngx_http_request_t *r,
    ngx_str_t *archivo);
static void ngx_http_inventario_forma_cleanup(void *datos);


void
ngx_http_inventario_forma_antes(ngx_http_inventario_revision_t *rev)
{
    ngx_http_inventario_forma_t  f;

    ngx_memzero(&f, sizeof(ngx_http_inventario_forma_t));

    f.pool = rev->pool;
    f.entrada = rev->salida;

    rev->ruta->antes(&f);

    rev->salida = f.salida;
    rev->estado = f.estado;
    rev->codigo = f.codigo;
    rev->detalle = f.detalle;
}


void
ngx_http_inventario_forma_despues(ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_respuesta_t *resp)
{
    ngx_int_t                           rc;
    ngx_pool_t                         *pool;
    ngx_pool_cleanup_t                 *cln;
    ngx_http_inventario_forma_tarea_t  *t;

    cln = ngx_pool_cleanup_add(p->request->pool, 0);
    pool = cln ? ngx_create_pool(4096, ngx_cycle->log) : NULL;

    if (pool == NULL) {
        goto memoria;
    }

    cln->handler = ngx_http_inventario_forma_cleanup;
    cln->data = pool;

    t = ngx_pcalloc(pool, sizeof(ngx_http_inventario_forma_tarea_t));
    if (t == NULL) {
        goto memoria;
    }

    t->forma.pool = pool;
    t->forma.entrada = resp->cuerpo;
    t->hacer = p->ruta->despues;
    t->resp = *resp;

    if (!p->ruta->en_hilo) {
        ngx_http_inventario_forma_trabajar(t);
        ngx_http_inventario_forma_lista(p, t);
        return;
    }

    rc = ngx_http_inventario_tarea(p, ngx_http_inventario_forma_trabajar,
                                   ngx_http_inventario_forma_lista, t);
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


static void
ngx_http_inventario_forma_trabajar(void *datos)
{
    ngx_http_inventario_forma_tarea_t *t = datos;

    t->hacer(&t->forma);
}


static void
ngx_http_inventario_forma_lista(ngx_http_inventario_peticion_t *p,
    void *datos)
{
    ngx_http_inventario_forma_tarea_t *t = datos;

    if (t->forma.estado) {
        ngx_http_inventario_problema(p, t->forma.estado, t->forma.codigo,
                                     t->forma.detalle, NULL);
        return;
    }

    if (ngx_http_inventario_forma_archivo(p->request, &t->forma.archivo)
        != NGX_OK)
    {
        ngx_http_inventario_problema(p, NGX_HTTP_INTERNAL_SERVER_ERROR,
            "error_interno", "Algo falló de nuestro lado.", NULL);
        return;
    }

    t->resp.cuerpo = t->forma.salida;
    t->resp.tipo = p->ruta->tipo;

    ngx_http_inventario_responder(p, &t->resp);
}


/* Content-Disposition: inline; filename="..." */

static ngx_int_t
ngx_http_inventario_forma_archivo(ngx_http_request_t *r, ngx_str_t *archivo)
{
    ngx_str_t  v;

    if (archivo->len == 0) {
        return NGX_OK;
    }

    v.data = ngx_pnalloc(r->pool, sizeof("inline; filename=\"\"")
                                  + archivo->len);
    if (v.data == NULL) {
        return NGX_ERROR;
    }

    v.len = ngx_sprintf(v.data, "inline; filename=\"%V\"", archivo) - v.data;

    return ngx_http_inventario_cabecera(r, "Content-Disposition", &v);
}


static void
ngx_http_inventario_forma_cleanup(void *datos)
{
    ngx_destroy_pool(datos);
}
