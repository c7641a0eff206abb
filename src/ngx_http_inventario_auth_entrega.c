
/*
 * Inventario: tokens handed over: the answer's body, and the cookie.
 */


#include "ngx_http_inventario_auth.h"


#define NGX_HTTP_INVENTARIO_GALLETA  "inventario_refresco"


static json_t *ngx_http_inventario_auth_documento(
    ngx_http_inventario_auth_trabajo_t *t, const char *token);
static ngx_uint_t ngx_http_inventario_auth_fechar(
    ngx_http_inventario_auth_trabajo_t *t, int64_t *emitido);


void
ngx_http_inventario_auth_contestar(ngx_http_inventario_auth_trabajo_t *t)
{
    char                             *token, *texto;
    json_t                           *doc;
    int64_t                           emitido;
    ngx_http_inventario_respuesta_t   resp;
    ngx_http_inventario_auth_conf_t  *acf;

    if (!ngx_http_inventario_auth_fechar(t, &emitido)) {
        ngx_http_inventario_problema(t->p, NGX_HTTP_UNAUTHORIZED,
            "sesion_terminada", "La sesión terminó; iniciá otra.", NULL);
        return;
    }

    acf = ngx_http_inventario_auth_conf(t->p);

    ngx_memzero(&resp, sizeof(ngx_http_inventario_respuesta_t));

    token = inv_jwt_hacer(&acf->claves[0], &t->datos, emitido, acf->duracion);
    doc = token ? ngx_http_inventario_auth_documento(t, token) : NULL;
    texto = doc ? json_dumps(doc, JSON_COMPACT) : NULL;

    if (texto) {
        resp.cuerpo.len = ngx_strlen(texto);
        resp.cuerpo.data = ngx_pnalloc(t->p->request->pool, resp.cuerpo.len);

        if (resp.cuerpo.data) {
            ngx_memcpy(resp.cuerpo.data, texto, resp.cuerpo.len);
        }
    }

    free(token);
    free(texto);
    json_decref(doc);

    if (resp.cuerpo.data == NULL
        || (t->sesion.refresco[0] && !t->sesion.en_cuerpo
            && ngx_http_inventario_auth_poner_galleta(t->p->request,
                                                      t->sesion.refresco,
                                                      t->sesion.dura)
               != NGX_OK))
    {
        ngx_http_inventario_auth_falla(t->p);
        return;
    }

    resp.estado = NGX_HTTP_OK;

    ngx_http_inventario_responder(t->p, &resp);
}


/*
 * A token says that it was made when the user's row was read, or just after
 * the second until which the user's tokens are refused; 0: that came after
 * the row was read.
 */

static ngx_uint_t
ngx_http_inventario_auth_fechar(ngx_http_inventario_auth_trabajo_t *t,
    int64_t *emitido)
{
    int64_t  corte, cuando;

    corte = ngx_http_inventario_auth_corte(
                          &ngx_http_inventario_auth_conf(t->p)->sesiones,
                          t->datos.usuario_id, &cuando);

    *emitido = ngx_max(t->sesion.leido / 1000, corte + 1);

    return cuando < t->sesion.leido;
}


static json_t *
ngx_http_inventario_auth_documento(ngx_http_inventario_auth_trabajo_t *t,
    const char *token)
{
    json_t                           *doc;
    ngx_uint_t                        hay;
    ngx_http_inventario_auth_conf_t  *acf;

    acf = ngx_http_inventario_auth_conf(t->p);
    hay = (t->sesion.refresco[0] != '\0');

    doc = json_pack("{s:s, s:s, s:s, s:I, s:s, s:s, s:s, s:o, s:b}",
                    "token", token, "access_token", token, "tipo", "Bearer",
                    "vence_en_segundos", (json_int_t) acf->duracion,
                    "usuario", t->datos.usuario, "nombre", t->nombre,
                    "rol", t->datos.rol,
                    "sucursales", json_loads(t->datos.sucursales,
                                             JSON_DECODE_ANY, NULL),
                    "refresco_disponible", (int) hay);

    if (doc && hay
        && ((t->sesion.en_cuerpo
             && json_object_set_new(doc, "refresh_token",
                                    json_string(t->sesion.refresco)) != 0)
            || json_object_set_new(doc, "refresco_vence_en_segundos",
                                   json_integer(t->sesion.dura)) != 0))
    {
        json_decref(doc);
        return NULL;
    }

    return doc;
}


ngx_int_t
ngx_http_inventario_auth_galleta(ngx_http_request_t *r, ngx_str_t *valor)
{
    ngx_str_t  nombre;

    ngx_str_set(&nombre, NGX_HTTP_INVENTARIO_GALLETA);

#if (nginx_version >= 1023000)

    return ngx_http_parse_multi_header_lines(r, r->headers_in.cookie, &nombre,
                                             valor)
           ? NGX_OK : NGX_DECLINED;

#else

    return ngx_http_parse_multi_header_lines(&r->headers_in.cookies, &nombre,
                                             valor)
           == NGX_DECLINED ? NGX_DECLINED : NGX_OK;

#endif
}


ngx_int_t
ngx_http_inventario_auth_poner_galleta(ngx_http_request_t *r,
    const char *valor, time_t dura)
{
    ngx_str_t    v;
    const char  *segura;

    segura = "";

#if (NGX_HTTP_SSL)

    if (r->connection->ssl) {
        segura = "; Secure";
    }

#endif

    v.data = ngx_pnalloc(r->pool, sizeof(NGX_HTTP_INVENTARIO_GALLETA
                                         "=; Path=/api/auth/; Max-Age="
                                         "; HttpOnly; SameSite=Strict; Secure")
                                  + NGX_HTTP_INVENTARIO_REFRESCO
                                  + NGX_TIME_T_LEN);
    if (v.data == NULL) {
        return NGX_ERROR;
    }

    v.len = ngx_sprintf(v.data, NGX_HTTP_INVENTARIO_GALLETA
                        "=%s; Path=/api/auth/; Max-Age=%T; HttpOnly; "
                        "SameSite=Strict%s", valor, dura, segura)
            - v.data;

    return ngx_http_inventario_cabecera(r, "Set-Cookie", &v);
}
