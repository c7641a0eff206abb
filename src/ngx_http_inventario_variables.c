
/*
 * Inventario: nginx variables, for the access log and the limits:
 * $inventario_request_id, $inventario_traceparent, $inventario_ruta,
 * $inventario_agente, $inventario_usuario.
 */


#include "ngx_http_inventario_interno.h"


typedef enum {
    INV_VAR_REQUEST_ID = 0,
    INV_VAR_TRACEPARENT,
    INV_VAR_RUTA,
    INV_VAR_AGENTE,
    INV_VAR_USUARIO,
    INV_VAR_CAMINO
} ngx_http_inventario_variable_e;


static ngx_int_t ngx_http_inventario_variable(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data);


static ngx_http_variable_t  ngx_http_inventario_vars[] = {

    { ngx_string("inventario_request_id"), NULL, ngx_http_inventario_variable,
      INV_VAR_REQUEST_ID, 0, 0 },

    { ngx_string("inventario_traceparent"), NULL, ngx_http_inventario_variable,
      INV_VAR_TRACEPARENT, 0, 0 },

    { ngx_string("inventario_ruta"), NULL, ngx_http_inventario_variable,
      INV_VAR_RUTA, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("inventario_agente"), NULL, ngx_http_inventario_variable,
      INV_VAR_AGENTE, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("inventario_usuario"), NULL, ngx_http_inventario_variable,
      INV_VAR_USUARIO, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("inventario_camino"), NULL, ngx_http_inventario_variable,
      INV_VAR_CAMINO, 0, 0 },

      ngx_http_null_variable
};


ngx_int_t
ngx_http_inventario_variables(ngx_conf_t *cf)
{
    ngx_http_variable_t  *var, *v;

    for (v = ngx_http_inventario_vars; v->name.len; v++) {
        var = ngx_http_add_variable(cf, &v->name, v->flags);
        if (var == NULL) {
            return NGX_ERROR;
        }

        var->get_handler = v->get_handler;
        var->data = v->data;
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_inventario_variable(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data)
{
    u_char                          *q;
    ngx_str_t                        s;
    ngx_http_inventario_peticion_t  *p;

    p = ngx_http_inventario_peticion(r);
    if (p == NULL) {
        return NGX_ERROR;
    }

    ngx_str_null(&s);

    switch (data) {

    case INV_VAR_REQUEST_ID:
        s = p->request_id;
        break;

    case INV_VAR_TRACEPARENT:
        s = p->traceparent;
        break;

    case INV_VAR_RUTA:
        if (p->ruta) {
            s.data = (u_char *) p->ruta->ruta;
            s.len = ngx_strlen(s.data);
        }
        break;

    case INV_VAR_AGENTE:
        if (p->agente) {
            s.data = (u_char *) p->agente->nombre;
            s.len = ngx_strlen(s.data);
        }
        break;

    case INV_VAR_USUARIO:
        if (p->identidad) {
            s = p->identidad->usuario;
        }
        break;

    default: /* INV_VAR_CAMINO */

        /* as it came, also when an internal location answers */

        s = r->main->unparsed_uri;
        q = s.data ? ngx_strlchr(s.data, s.data + s.len, '?') : NULL;

        if (q) {
            s.len = q - s.data;
        }
    }

    if (s.data == NULL) {
        v->not_found = 1;
        return NGX_OK;
    }

    v->data = s.data;
    v->len = s.len;
    v->valid = 1;
    v->no_cacheable = 0;
    v->not_found = 0;

    return NGX_OK;
}
