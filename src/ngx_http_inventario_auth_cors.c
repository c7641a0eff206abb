
/*
 * Inventario: CORS.  CORS_ORIGINS of the environment lists the origins from
 * which a browser may ask.  A preflight is answered before limits and access,
 * because it carries no credential; every other answer, of whatever module,
 * gets its headers in a filter.  Credentials are headers, never cookies, so
 * none are allowed for.
 */


#include "ngx_http_inventario_auth.h"


static ngx_uint_t ngx_http_inventario_auth_desarrollo(void);
static ngx_uint_t ngx_http_inventario_auth_origen_valido(ngx_str_t *origen);
static ngx_str_t *ngx_http_inventario_auth_origen(ngx_http_request_t *r,
    ngx_http_inventario_auth_conf_t *acf);
static ngx_int_t ngx_http_inventario_auth_previo(ngx_http_request_t *r);
static ngx_int_t ngx_http_inventario_auth_filtro(ngx_http_request_t *r);
static ngx_int_t ngx_http_inventario_auth_poner(ngx_http_request_t *r,
    const char *nombre, const char *valor);


static ngx_http_output_header_filter_pt
    ngx_http_inventario_auth_filtro_siguiente;


ngx_int_t
ngx_http_inventario_auth_cors(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf)
{
    char                       *texto, *fin;
    ngx_str_t                   origen, *nuevo;
    ngx_http_handler_pt        *h;
    ngx_http_core_main_conf_t  *cmcf;

    texto = getenv("CORS_ORIGINS");

    while (texto && *texto) {
        fin = texto + strcspn(texto, ", ");

        origen.data = (u_char *) texto;
        origen.len = fin - texto;
        texto = *fin ? fin + 1 : fin;

        if (origen.len == 0) {
            continue;
        }

        if (origen.len == 1 && origen.data[0] == '*') {

            if (!ngx_http_inventario_auth_desarrollo()) {
                ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                                   "CORS_ORIGINS no puede ser \"*\" con "
                                   "INVENTARIO_ENTORNO=%s",
                                   getenv("INVENTARIO_ENTORNO"));
                return NGX_ERROR;
            }

            acf->cualquiera = 1;

        } else if (!ngx_http_inventario_auth_origen_valido(&origen)) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "CORS_ORIGINS: \"%V\" no es un origen "
                               "(https://host o https://host:puerto)",
                               &origen);
            return NGX_ERROR;
        }

        if (acf->origenes == NULL) {
            acf->origenes = ngx_array_create(cf->pool, 4, sizeof(ngx_str_t));
            if (acf->origenes == NULL) {
                return NGX_ERROR;
            }
        }

        nuevo = ngx_array_push(acf->origenes);
        if (nuevo == NULL) {
            return NGX_ERROR;
        }

        nuevo->len = origen.len;
        nuevo->data = ngx_pnalloc(cf->pool, origen.len);
        if (nuevo->data == NULL) {
            return NGX_ERROR;
        }

        ngx_strlow(nuevo->data, origen.data, origen.len);
    }

    if (acf->origenes == NULL) {
        return NGX_OK;
    }

    cmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_core_module);

    h = ngx_array_push(&cmcf->phases[NGX_HTTP_PREACCESS_PHASE].handlers);
    if (h == NULL) {
        return NGX_ERROR;
    }

    *h = ngx_http_inventario_auth_previo;

    /* this module comes after nginx's own, so this filter runs before them */

    ngx_http_inventario_auth_filtro_siguiente = ngx_http_top_header_filter;
    ngx_http_top_header_filter = ngx_http_inventario_auth_filtro;

    return NGX_OK;
}


/* A name with a typing mistake is not development. */

static ngx_uint_t
ngx_http_inventario_auth_desarrollo(void)
{
    char  *entorno;

    entorno = getenv("INVENTARIO_ENTORNO");

    return entorno == NULL || *entorno == '\0'
           || ngx_strcmp(entorno, "desarrollo") == 0;
}


/* A scheme and an authority, as browsers write them: no slash at the end. */

static ngx_uint_t
ngx_http_inventario_auth_origen_valido(ngx_str_t *origen)
{
    u_char  *s, *fin, c;

    s = origen->data;
    fin = s + origen->len;

    if (origen->len > 8
        && ngx_strncasecmp(s, (u_char *) "https://", 8) == 0)
    {
        s += 8;

    } else if (origen->len > 7
               && ngx_strncasecmp(s, (u_char *) "http://", 7) == 0)
    {
        s += 7;

    } else {
        return 0;
    }

    for ( /* void */ ; s < fin; s++) {
        c = ngx_tolower(*s);

        if ((c < 'a' || c > 'z') && (c < '0' || c > '9')
            && strchr(".-:[]", c) == NULL)
        {
            return 0;
        }
    }

    return 1;
}


/* What the request's origin is to be told; NULL: nothing. */

static ngx_str_t *
ngx_http_inventario_auth_origen(ngx_http_request_t *r,
    ngx_http_inventario_auth_conf_t *acf)
{
    ngx_str_t   *v, *o;
    ngx_uint_t   i;

    static ngx_str_t  todos = ngx_string("*");

    v = ngx_http_inventario_cabecera_leer(r, "Origin");

    if (v == NULL) {
        return NULL;
    }

    if (acf->cualquiera) {
        return &todos;
    }

    o = acf->origenes->elts;

    for (i = 0; i < acf->origenes->nelts; i++) {
        if (o[i].len == v->len
            && ngx_strncasecmp(o[i].data, v->data, v->len) == 0)
        {
            return v;
        }
    }

    return NULL;
}


/* "May I?" */

static ngx_int_t
ngx_http_inventario_auth_previo(ngx_http_request_t *r)
{
    ngx_int_t  rc;

    if (r->method != NGX_HTTP_OPTIONS
        || ngx_http_inventario_cabecera_leer(r,
                                             "Access-Control-Request-Method")
           == NULL
        || ngx_http_inventario_auth_origen(r,
               ngx_http_get_module_main_conf(r,
                                             ngx_http_inventario_auth_module))
           == NULL)
    {
        return NGX_DECLINED;
    }

    rc = ngx_http_discard_request_body(r);

    if (rc != NGX_OK) {
        return rc;
    }

    r->headers_out.status = NGX_HTTP_NO_CONTENT;
    r->header_only = 1;

    if (ngx_http_inventario_auth_poner(r, "Access-Control-Allow-Methods",
            "GET, HEAD, POST, PUT, PATCH, DELETE")
        != NGX_OK
        || ngx_http_inventario_auth_poner(r, "Access-Control-Allow-Headers",
               "Authorization, Content-Type, Idempotency-Key, If-Match, "
               "If-None-Match, X-API-Key, X-Request-ID, traceparent")
           != NGX_OK
        || ngx_http_inventario_auth_poner(r, "Access-Control-Max-Age", "600")
           != NGX_OK)
    {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    rc = ngx_http_send_header(r);

    ngx_http_finalize_request(r, rc == NGX_ERROR || rc > NGX_OK
                              ? rc : ngx_http_send_special(r, NGX_HTTP_LAST));

    return NGX_DONE;
}


static ngx_int_t
ngx_http_inventario_auth_filtro(ngx_http_request_t *r)
{
    ngx_str_t                        *origen;
    ngx_http_inventario_auth_conf_t  *acf;

    if (r != r->main) {
        return ngx_http_inventario_auth_filtro_siguiente(r);
    }

    acf = ngx_http_get_module_main_conf(r, ngx_http_inventario_auth_module);

    /* a cache must not give one origin what was answered to another */

    if (!acf->cualquiera
        && ngx_http_inventario_auth_poner(r, "Vary", "Origin") != NGX_OK)
    {
        return NGX_ERROR;
    }

    origen = ngx_http_inventario_auth_origen(r, acf);

    if (origen
        && (ngx_http_inventario_auth_poner(r, "Access-Control-Allow-Origin",
                                           (char *) origen->data)
            != NGX_OK
            || ngx_http_inventario_auth_poner(r,
                   "Access-Control-Expose-Headers",
                   "ETag, Idempotency-Replayed, Link, Location, "
                   "RateLimit-Limit, RateLimit-Policy, RateLimit-Remaining, "
                   "RateLimit-Reset, Retry-After, X-Request-ID")
               != NGX_OK))
    {
        return NGX_ERROR;
    }

    return ngx_http_inventario_auth_filtro_siguiente(r);
}


/*
 * Unless it is there: a later filter may refuse (416), and the answer to that
 * comes by again with the headers that it had.
 */

static ngx_int_t
ngx_http_inventario_auth_poner(ngx_http_request_t *r, const char *nombre,
    const char *valor)
{
    ngx_str_t         v;
    ngx_uint_t        i;
    ngx_list_part_t  *parte;
    ngx_table_elt_t  *h;

    for (parte = &r->headers_out.headers.part; parte; parte = parte->next) {
        h = parte->elts;

        for (i = 0; i < parte->nelts; i++) {
            if (h[i].hash && h[i].key.data == (u_char *) nombre) {
                return NGX_OK;
            }
        }
    }

    v.data = (u_char *) valor;
    v.len = ngx_strlen(valor);

    return ngx_http_inventario_cabecera(r, nombre, &v);
}
