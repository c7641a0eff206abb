
/*
 * Inventario: answers.  The only place that sends headers and bodies.
 */


#include "ngx_http_inventario_interno.h"
#include <ngx_md5.h>


/* the columns of api.respuesta */

#define INV_ESTADO      0
#define INV_CUERPO      1
#define INV_ETAG        2
#define INV_ETIQUETAS   3
#define INV_UBICACION   4
#define INV_SIGUIENTE   5
#define INV_REPETIDA    6


static ngx_table_elt_t *ngx_http_inventario_en_lista(ngx_list_t *lista,
    const char *nombre);
static ngx_int_t ngx_http_inventario_cabeceras(
    ngx_http_inventario_peticion_t *p, ngx_http_inventario_respuesta_t *resp);
static ngx_int_t ngx_http_inventario_hallar_etag(ngx_http_request_t *r,
    ngx_http_inventario_respuesta_t *resp);
static ngx_uint_t ngx_http_inventario_cambio(ngx_http_request_t *r,
    ngx_str_t *etag);
static ngx_int_t ngx_http_inventario_poner_etag(ngx_http_request_t *r,
    ngx_str_t *etag);
static ngx_int_t ngx_http_inventario_poner_ubicacion(
    ngx_http_inventario_peticion_t *p, ngx_str_t *ubicacion);
static ngx_int_t ngx_http_inventario_poner_enlace(
    ngx_http_inventario_peticion_t *p, ngx_str_t *siguiente);
static ngx_int_t ngx_http_inventario_poner_tiempo(
    ngx_http_inventario_peticion_t *p);
static ngx_int_t ngx_http_inventario_enviar_cuerpo(ngx_http_request_t *r,
    ngx_str_t *cuerpo);
static void ngx_http_inventario_resultado_cleanup(void *datos);
static PGresult *ngx_http_inventario_una_fila(PGresult *res, int fila);
static void ngx_http_inventario_celda(ngx_str_t *v, PGresult *res, int fila,
    int columna);


ngx_int_t
ngx_http_inventario_cabecera(ngx_http_request_t *r, const char *nombre,
    ngx_str_t *valor)
{
    ngx_table_elt_t  *h;

    h = ngx_list_push(&r->headers_out.headers);
    if (h == NULL) {
        return NGX_ERROR;
    }

    h->hash = 1;
    h->key.data = (u_char *) nombre;
    h->key.len = ngx_strlen(nombre);
    h->value = *valor;
#if (nginx_version >= 1023000)
    h->next = NULL;
#endif

    return NGX_OK;
}


ngx_str_t *
ngx_http_inventario_cabecera_leer(ngx_http_request_t *r, const char *nombre)
{
    ngx_table_elt_t  *h;

    h = ngx_http_inventario_en_lista(&r->headers_in.headers, nombre);

    return h ? &h->value : NULL;
}


ngx_uint_t
ngx_http_inventario_puesta(ngx_http_request_t *r, const char *nombre)
{
    return ngx_http_inventario_en_lista(&r->headers_out.headers, nombre)
           != NULL;
}


static ngx_table_elt_t *
ngx_http_inventario_en_lista(ngx_list_t *lista, const char *nombre)
{
    size_t            largo;
    ngx_uint_t        i;
    ngx_list_part_t  *parte;
    ngx_table_elt_t  *h;

    largo = ngx_strlen(nombre);

    for (parte = &lista->part; parte; parte = parte->next) {
        h = parte->elts;

        for (i = 0; i < parte->nelts; i++) {
            if (h[i].hash && h[i].key.len == largo
                && ngx_strncasecmp(h[i].key.data, (u_char *) nombre, largo)
                   == 0)
            {
                return &h[i];
            }
        }
    }

    return NULL;
}


void
ngx_http_inventario_responder(ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_respuesta_t *resp)
{
    ngx_int_t            rc;
    ngx_connection_t    *c;
    ngx_http_request_t  *r;

    r = p->request;
    c = r->connection;

    if (r->request_body == NULL) {
        (void) ngx_http_discard_request_body(r);
    }

    if (ngx_http_inventario_hallar_etag(r, resp) != NGX_OK) {
        ngx_http_finalize_request(r, NGX_ERROR);
        ngx_http_run_posted_requests(c);
        return;
    }

    if (resp->estado == NGX_HTTP_OK
        && ngx_http_inventario_cambio(r, &resp->etag))
    {
        ngx_http_inventario_problema(p, NGX_HTTP_PRECONDITION_FAILED,
            "version_anterior", "Cambió desde que lo leíste.", NULL);
        return;
    }

    r->headers_out.status = resp->estado;

    /* the reasons that nginx does not know */

    if (resp->estado == 422) {
        ngx_str_set(&r->headers_out.status_line, "422 Unprocessable Content");

    } else if (resp->estado == 428) {
        ngx_str_set(&r->headers_out.status_line, "428 Precondition Required");
    }

    r->headers_out.content_length_n = resp->cuerpo.len;

    if (resp->cuerpo.len == 0 && resp->estado == NGX_HTTP_NO_CONTENT) {
        r->header_only = 1;
        r->headers_out.content_length_n = -1;
    }

    if (ngx_http_inventario_cabeceras(p, resp) != NGX_OK) {
        rc = NGX_ERROR;

    } else {
        rc = ngx_http_send_header(r);

        if (rc == NGX_OK && !r->header_only) {
            rc = ngx_http_inventario_enviar_cuerpo(r, &resp->cuerpo);

        } else if (rc == NGX_OK) {
            rc = ngx_http_send_special(r, NGX_HTTP_LAST);
        }
    }

    ngx_http_finalize_request(r, rc);
    ngx_http_run_posted_requests(c);
}


static ngx_int_t
ngx_http_inventario_cabeceras(ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_respuesta_t *resp)
{
    ngx_str_t            v;
    ngx_http_request_t  *r;

    r = p->request;

    if (resp->tipo) {
        r->headers_out.content_type.data = (u_char *) resp->tipo;
        r->headers_out.content_type.len = ngx_strlen(resp->tipo);

    } else {
        ngx_str_set(&r->headers_out.content_type, "application/json");
    }

    r->headers_out.content_type_len = r->headers_out.content_type.len;
    r->headers_out.content_type_lowcase = NULL;

    if (ngx_http_inventario_cabecera(r, "X-Request-ID", &p->request_id)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (resp->estado == NGX_HTTP_OK
        && (r->method & (NGX_HTTP_GET|NGX_HTTP_HEAD)))
    {
        /* may be kept, and must be asked about each time */
        ngx_str_set(&v, "private, no-cache");

    } else {
        ngx_str_set(&v, "no-store");
    }

    if (ngx_http_inventario_cabecera(r, "Cache-Control", &v) != NGX_OK
        || ngx_http_inventario_poner_etag(r, &resp->etag) != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (resp->ubicacion.len
        && ngx_http_inventario_poner_ubicacion(p, &resp->ubicacion) != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (resp->siguiente.len
        && ngx_http_inventario_poner_enlace(p, &resp->siguiente) != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (resp->repetida) {
        ngx_str_set(&v, "true");

        if (ngx_http_inventario_cabecera(r, "Idempotency-Replayed", &v)
            != NGX_OK)
        {
            return NGX_ERROR;
        }
    }

    if (p->identidad) {
        return ngx_http_inventario_poner_tiempo(p);
    }

    return NGX_OK;
}


/* The resource's version, or for a read without one a digest of the bytes. */

static ngx_int_t
ngx_http_inventario_hallar_etag(ngx_http_request_t *r,
    ngx_http_inventario_respuesta_t *resp)
{
    if (!(r->method & (NGX_HTTP_GET|NGX_HTTP_HEAD))) {

        /*
         * the filter would hold the request's If-Match against the ETag that
         * the write has just made
         */
        r->disable_not_modified = 1;
    }

    if (resp->etag.len || r->disable_not_modified
        || resp->estado != NGX_HTTP_OK)
    {
        return NGX_OK;
    }

    return ngx_http_inventario_etag(r->pool, &resp->cuerpo, &resp->etag);
}


ngx_int_t
ngx_http_inventario_etag(ngx_pool_t *pool, ngx_str_t *cuerpo,
    ngx_str_t *etag)
{
    u_char     suma[16], *s;
    ngx_md5_t  md5;

    ngx_md5_init(&md5);
    ngx_md5_update(&md5, cuerpo->data, cuerpo->len);
    ngx_md5_final(suma, &md5);

    s = ngx_pnalloc(pool, 34);
    if (s == NULL) {
        return NGX_ERROR;
    }

    etag->data = s;
    etag->len = 34;

    *s++ = '"';
    s = ngx_hex_dump(s, suma, 16);
    *s = '"';

    return NGX_OK;
}


/*
 * Does a read ask for another version with If-Match?  The filter must not
 * decide it: its 412 would end a request whose answer is being sent.
 */

static ngx_uint_t
ngx_http_inventario_cambio(ngx_http_request_t *r, ngx_str_t *etag)
{
    ngx_str_t  *v;

    r->headers_in.if_match = NULL;
    r->headers_in.if_unmodified_since = NULL;

    if (r->disable_not_modified) {
        return 0;
    }

    v = ngx_http_inventario_cabecera_leer(r, "If-Match");

    if (v == NULL || (v->len == 1 && v->data[0] == '*')) {
        return 0;
    }

    return ngx_strlcasestrn(v->data, v->data + v->len, etag->data,
                            etag->len - 1)
           == NULL;
}


static ngx_int_t
ngx_http_inventario_poner_etag(ngx_http_request_t *r, ngx_str_t *etag)
{
    ngx_table_elt_t  *h;

    if (etag->len == 0) {
        return NGX_OK;
    }

    h = ngx_list_push(&r->headers_out.headers);
    if (h == NULL) {
        return NGX_ERROR;
    }

    h->hash = 1;
    ngx_str_set(&h->key, "ETag");
    h->value = *etag;
#if (nginx_version >= 1023000)
    h->next = NULL;
#endif

    r->headers_out.etag = h;

    return NGX_OK;
}


static ngx_int_t
ngx_http_inventario_poner_ubicacion(ngx_http_inventario_peticion_t *p,
    ngx_str_t *ubicacion)
{
    ngx_str_t                     v;
    ngx_http_inventario_motor_t  *motor;

    motor = ngx_http_inventario_motor(p);

    v.len = motor->prefijo.len + ubicacion->len;
    v.data = ngx_pnalloc(p->request->pool, v.len);
    if (v.data == NULL) {
        return NGX_ERROR;
    }

    ngx_memcpy(ngx_cpymem(v.data, motor->prefijo.data, motor->prefijo.len),
               ubicacion->data, ubicacion->len);

    return ngx_http_inventario_cabecera(p->request, "Location", &v);
}


/* Link: <this request with the next cursor>; rel="next" */

static ngx_int_t
ngx_http_inventario_poner_enlace(ngx_http_inventario_peticion_t *p,
    ngx_str_t *siguiente)
{
    u_char              *s, *a, *fin, *y;
    ngx_str_t            v;
    ngx_http_request_t  *r;

    r = p->request;

    s = ngx_pnalloc(r->pool, r->unparsed_uri.len + siguiente->len
                             + sizeof("<?&cursor=>; rel=\"next\""));
    if (s == NULL) {
        return NGX_ERROR;
    }

    v.data = s;

    *s++ = '<';
    s = ngx_cpymem(s, r->unparsed_uri.data,
                   r->unparsed_uri.len - (r->args.len ? r->args.len + 1 : 0));
    *s++ = '?';

    fin = r->args.data + r->args.len;

    for (a = r->args.data; a < fin; a = y + 1) {
        y = ngx_strlchr(a, fin, '&');
        if (y == NULL) {
            y = fin;
        }

        if (y - a >= 7 && ngx_strncmp(a, "cursor=", 7) == 0) {
            continue;
        }

        s = ngx_cpymem(s, a, y - a);
        *s++ = '&';
    }

    s = ngx_cpymem(s, "cursor=", 7);
    s = ngx_cpymem(s, siguiente->data, siguiente->len);
    s = ngx_cpymem(s, ">; rel=\"next\"", 13);

    v.len = s - v.data;

    return ngx_http_inventario_cabecera(r, "Link", &v);
}


static ngx_int_t
ngx_http_inventario_poner_tiempo(ngx_http_inventario_peticion_t *p)
{
    u_char           *s;
    uint64_t          us;
    ngx_str_t         v;
    struct timespec   ts;

    (void) clock_gettime(CLOCK_MONOTONIC, &ts);
    us = ((uint64_t) ts.tv_sec * 1000000000 + ts.tv_nsec - p->inicio) / 1000;

    s = ngx_pnalloc(p->request->pool, sizeof("total;dur=.000")
                                      + NGX_INT64_LEN);
    if (s == NULL) {
        return NGX_ERROR;
    }

    v.data = s;
    v.len = ngx_sprintf(s, "total;dur=%uL.%03uL", us / 1000, us % 1000) - s;

    return ngx_http_inventario_cabecera(p->request, "Server-Timing", &v);
}


static ngx_int_t
ngx_http_inventario_enviar_cuerpo(ngx_http_request_t *r, ngx_str_t *cuerpo)
{
    ngx_buf_t    *b;
    ngx_chain_t   cl;

    b = ngx_calloc_buf(r->pool);
    if (b == NULL) {
        return NGX_ERROR;
    }

    b->pos = cuerpo->data;
    b->last = cuerpo->data + cuerpo->len;
    b->memory = (cuerpo->len != 0);
    b->last_buf = (r == r->main);
    b->last_in_chain = 1;

    cl.buf = b;
    cl.next = NULL;

    return ngx_http_output_filter(r, &cl);
}


static void
ngx_http_inventario_resultado_cleanup(void *datos)
{
    PQclear(datos);
}


static void
ngx_http_inventario_celda(ngx_str_t *v, PGresult *res, int fila, int columna)
{
    if (columna >= PQnfields(res) || PQgetisnull(res, fila, columna)) {
        ngx_str_null(v);
        return;
    }

    v->data = (u_char *) PQgetvalue(res, fila, columna);
    v->len = PQgetlength(res, fila, columna);
}


ngx_int_t
ngx_http_inventario_fila(ngx_pool_t *pool, PGresult *res, int fila,
    ngx_http_inventario_respuesta_t *resp, ngx_str_t *etiquetas)
{
    u_char     *s;
    ngx_int_t   estado;
    ngx_str_t   v;

    ngx_memzero(resp, sizeof(ngx_http_inventario_respuesta_t));

    ngx_http_inventario_celda(&v, res, fila, INV_ESTADO);

    estado = ngx_atoi(v.data, v.len);
    if (estado < 100 || estado > 599) {
        return NGX_ERROR;
    }

    resp->estado = estado;

    ngx_http_inventario_celda(&resp->cuerpo, res, fila, INV_CUERPO);
    ngx_http_inventario_celda(&resp->ubicacion, res, fila, INV_UBICACION);
    ngx_http_inventario_celda(&resp->siguiente, res, fila, INV_SIGUIENTE);
    ngx_http_inventario_celda(etiquetas, res, fila, INV_ETIQUETAS);
    ngx_http_inventario_celda(&v, res, fila, INV_REPETIDA);

    resp->repetida = (v.len == 1 && v.data[0] == 't');

    ngx_http_inventario_celda(&v, res, fila, INV_ETAG);

    if (v.len) {
        s = ngx_pnalloc(pool, v.len + 2);

        if (s) {
            resp->etag.data = s;
            resp->etag.len = v.len + 2;
            *s++ = '"';
            s = ngx_cpymem(s, v.data, v.len);
            *s = '"';
        }
    }

    return NGX_OK;
}


void
ngx_http_inventario_responder_fila(ngx_http_inventario_peticion_t *p,
    PGresult *res, int fila)
{
    ngx_str_t                        etiquetas;
    ngx_http_inventario_respuesta_t  resp;

    if (ngx_http_inventario_fila(p->request->pool, res, fila, &resp,
                                 &etiquetas)
        != NGX_OK)
    {
        ngx_log_error(NGX_LOG_ERR, p->request->connection->log, 0,
                      "api.%s gave no status", p->ruta->funcion);
        ngx_http_inventario_problema(p, NGX_HTTP_INTERNAL_SERVER_ERROR,
            "error_interno", "Algo falló de nuestro lado.", NULL);
        return;
    }

    ngx_http_inventario_responder_cruda(p, &resp);
}


void
ngx_http_inventario_responder_cruda(ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_respuesta_t *resp)
{
    if (resp->estado >= 400) {
        ngx_http_inventario_problema_fila(p, resp->estado, &resp->cuerpo);
        return;
    }

    if (p->ruta->despues) {
        ngx_http_inventario_forma_despues(p, resp);
        return;
    }

    ngx_http_inventario_responder(p, resp);
}


void
ngx_http_inventario_responder_copia(ngx_http_inventario_peticion_t *p,
    PGresult *res, int fila)
{
    PGresult                     *copia;
    ngx_pool_cleanup_t           *cln;

    cln = ngx_pool_cleanup_add(p->request->pool, 0);
    copia = cln ? ngx_http_inventario_una_fila(res, fila) : NULL;

    if (copia == NULL) {
        ngx_http_inventario_problema(p, NGX_HTTP_INTERNAL_SERVER_ERROR,
            "error_interno", "Algo falló de nuestro lado.", NULL);
        return;
    }

    cln->handler = ngx_http_inventario_resultado_cleanup;
    cln->data = copia;

    ngx_http_inventario_responder_fila(p, copia, 0);
}


static PGresult *
ngx_http_inventario_una_fila(PGresult *res, int fila)
{
    int        i;
    PGresult  *copia;

    copia = PQcopyResult(res, PG_COPYRES_ATTRS);
    if (copia == NULL) {
        return NULL;
    }

    for (i = 0; i < PQnfields(res); i++) {
        if (!PQsetvalue(copia, 0, i,
                        PQgetisnull(res, fila, i) ? NULL
                                                  : PQgetvalue(res, fila, i),
                        PQgetisnull(res, fila, i) ? -1
                                                  : PQgetlength(res, fila, i)))
        {
            PQclear(copia);
            return NULL;
        }
    }

    return copia;
}


/* The result's bytes are sent as they are, and live as long as the request. */

void
ngx_http_inventario_responder_op(ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_pg_op_t *op)
{
    PGresult                     *res;
    ngx_http_inventario_falla_t   f;

    if (op->estado != INV_PG_BIEN) {
        ngx_http_inventario_falla(op, &f);
        ngx_http_inventario_problema_falla(p, &f);
        return;
    }

    res = op->resultado;
    op->resultado = NULL;

    ngx_http_inventario_responder_resultado(p, res);
}


void
ngx_http_inventario_responder_resultado(ngx_http_inventario_peticion_t *p,
    PGresult *res)
{
    ngx_pool_cleanup_t  *cln;

    if (PQntuples(res) == 0) {
        PQclear(res);
        ngx_http_inventario_problema(p, NGX_HTTP_NOT_FOUND, "no_encontrado",
                                     "No existe.", NULL);
        return;
    }

    cln = ngx_pool_cleanup_add(p->request->pool, 0);
    if (cln == NULL) {
        PQclear(res);
        ngx_http_inventario_problema(p, NGX_HTTP_INTERNAL_SERVER_ERROR,
            "error_interno", "Algo falló de nuestro lado.", NULL);
        return;
    }

    cln->handler = ngx_http_inventario_resultado_cleanup;
    cln->data = res;

    ngx_http_inventario_responder_fila(p, res, 0);
}
