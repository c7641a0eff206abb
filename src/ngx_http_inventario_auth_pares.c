
/*
 * Inventario: tokens signed with a pair of keys: where the keys come from, and
 * /.well-known/jwks.json.
 */


#include "ngx_http_inventario_auth.h"
#include "ngx_http_inventario_auth_firma.h"


static ngx_int_t ngx_http_inventario_auth_par(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf, const char *variable,
    ngx_uint_t privada);
static void ngx_http_inventario_auth_par_cleanup(void *datos);
static ngx_int_t ngx_http_inventario_auth_publicar(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf);
static ngx_int_t ngx_http_inventario_auth_jwks(ngx_http_request_t *r);


ngx_int_t
ngx_http_inventario_auth_pares(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf)
{
    if (getenv("JWT_PRIVATE_KEY_FILE") == NULL) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "con inventario_auth_algoritmo %s hace falta "
                           "JWT_PRIVATE_KEY_FILE en el entorno",
                           inv_firma_nombre(acf->algoritmo));
        return NGX_ERROR;
    }

    if (ngx_http_inventario_auth_par(cf, acf, "JWT_PRIVATE_KEY_FILE", 1)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (acf->claves[0].alg != acf->algoritmo) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "la clave de JWT_PRIVATE_KEY_FILE es para %s, y "
                           "inventario_auth_algoritmo dice %s",
                           inv_firma_nombre(acf->claves[0].alg),
                           inv_firma_nombre(acf->algoritmo));
        return NGX_ERROR;
    }

    if (getenv("JWT_PUBLIC_KEY_ANTERIOR_FILE")
        && ngx_http_inventario_auth_par(cf, acf,
                                        "JWT_PUBLIC_KEY_ANTERIOR_FILE", 0)
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    return ngx_http_inventario_auth_publicar(cf, acf);
}


static ngx_int_t
ngx_http_inventario_auth_par(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf, const char *variable,
    ngx_uint_t privada)
{
    const char          *error;
    inv_jwt_clave_t     *clave;
    ngx_pool_cleanup_t  *cln;

    cln = ngx_pool_cleanup_add(cf->pool, 0);
    if (cln == NULL) {
        return NGX_ERROR;
    }

    clave = &acf->claves[acf->n_claves];

    error = inv_firma_clave(clave, getenv(variable), privada);
    if (error) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "el archivo que dice %s %s", variable, error);
        return NGX_ERROR;
    }

    cln->handler = ngx_http_inventario_auth_par_cleanup;
    cln->data = clave;

    acf->n_claves++;

    return NGX_OK;
}


static void
ngx_http_inventario_auth_par_cleanup(void *datos)
{
    inv_firma_soltar(datos);
}


static ngx_int_t
ngx_http_inventario_auth_publicar(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf)
{
    char        *texto;
    json_t      *doc, *claves;
    ngx_uint_t   i;

    texto = NULL;
    claves = json_array();

    for (i = 0; i < acf->n_claves; i++) {
        if (json_array_append_new(claves, inv_firma_jwk(&acf->claves[i]))
            != 0)
        {
            break;
        }
    }

    doc = json_pack("{s:o}", "keys", claves);

    if (doc && i == acf->n_claves) {
        texto = json_dumps(doc, JSON_COMPACT);
    }

    json_decref(doc);

    if (texto) {
        acf->jwks.len = ngx_strlen(texto);
        acf->jwks.data = ngx_pnalloc(cf->pool, acf->jwks.len);

        if (acf->jwks.data) {
            ngx_memcpy(acf->jwks.data, texto, acf->jwks.len);
        }

        free(texto);
    }

    return acf->jwks.data ? NGX_OK : NGX_ERROR;
}


char *
ngx_http_inventario_auth_conf_jwks(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf)
{
    ngx_http_core_loc_conf_t  *clcf;

    clcf = ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module);
    clcf->handler = ngx_http_inventario_auth_jwks;

    return NGX_CONF_OK;
}


static ngx_int_t
ngx_http_inventario_auth_jwks(ngx_http_request_t *r)
{
    ngx_http_inventario_peticion_t   *p;
    ngx_http_inventario_respuesta_t   resp;
    ngx_http_inventario_auth_conf_t  *acf;

    if (!(r->method & (NGX_HTTP_GET|NGX_HTTP_HEAD))) {
        return NGX_HTTP_NOT_ALLOWED;
    }

    p = ngx_http_inventario_peticion(r);
    if (p == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    acf = ngx_http_inventario_auth_conf(p);

    ngx_memzero(&resp, sizeof(ngx_http_inventario_respuesta_t));

    resp.estado = NGX_HTTP_OK;
    resp.tipo = "application/jwk-set+json";
    resp.cuerpo = acf->jwks;

    /* a secret has no public half */

    if (resp.cuerpo.len == 0) {
        ngx_str_set(&resp.cuerpo, "{\"keys\":[]}");
    }

    r->main->count++;

    ngx_http_inventario_responder(p, &resp);

    return NGX_DONE;
}
