
/*
 * Inventario: who is asking.  The access phase reads the token of a request,
 * if it has one, and says who it is or what is wrong with it; whether that
 * will do is the route's business.
 */


#include "ngx_http_inventario_auth.h"
#include <sodium.h>


static ngx_int_t ngx_http_inventario_auth_preconf(ngx_conf_t *cf);
static ngx_int_t ngx_http_inventario_auth_postconf(ngx_conf_t *cf);
static void *ngx_http_inventario_auth_crear_main(ngx_conf_t *cf);
static ngx_int_t ngx_http_inventario_auth_series(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf);
static ngx_int_t ngx_http_inventario_auth_claves(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf);
static char *ngx_http_inventario_auth_duracion(ngx_conf_t *cf, void *post,
    void *data);
static ngx_int_t ngx_http_inventario_auth_handler(ngx_http_request_t *r);
static ngx_uint_t ngx_http_inventario_auth_token(ngx_http_request_t *r,
    ngx_str_t *token);
static const char *ngx_http_inventario_auth_verificar(
    ngx_http_inventario_auth_conf_t *acf, ngx_str_t *token,
    inv_jwt_datos_t *datos);
static ngx_int_t ngx_http_inventario_auth_identificar(
    ngx_http_inventario_peticion_t *p, inv_jwt_datos_t *datos);
static ngx_int_t ngx_http_inventario_auth_proceso(ngx_cycle_t *cycle);


static ngx_conf_post_t  ngx_http_inventario_auth_duracion_post = {
    ngx_http_inventario_auth_duracion
};


static ngx_conf_enum_t  ngx_http_inventario_auth_algoritmos[] = {
    { ngx_string("HS256"), INV_JWT_HS256 },
    { ngx_string("RS256"), INV_JWT_RS256 },
    { ngx_string("ES256"), INV_JWT_ES256 },
    { ngx_string("EdDSA"), INV_JWT_EDDSA },
    { ngx_null_string, 0 }
};


static ngx_command_t  ngx_http_inventario_auth_commands[] = {

    { ngx_string("inventario_auth_duracion"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_TAKE1,
      ngx_conf_set_sec_slot,
      NGX_HTTP_MAIN_CONF_OFFSET,
      offsetof(ngx_http_inventario_auth_conf_t, duracion),
      &ngx_http_inventario_auth_duracion_post },

    { ngx_string("inventario_auth_algoritmo"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_TAKE1,
      ngx_conf_set_enum_slot,
      NGX_HTTP_MAIN_CONF_OFFSET,
      offsetof(ngx_http_inventario_auth_conf_t, algoritmo),
      ngx_http_inventario_auth_algoritmos },

    { ngx_string("inventario_jwks"),
      NGX_HTTP_LOC_CONF|NGX_CONF_NOARGS,
      ngx_http_inventario_auth_conf_jwks,
      0,
      0,
      NULL },

    { ngx_string("inventario_auth_refresco"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_TAKE1,
      ngx_conf_set_sec_slot,
      NGX_HTTP_MAIN_CONF_OFFSET,
      offsetof(ngx_http_inventario_auth_conf_t, sesiones.desliza),
      NULL },

    { ngx_string("inventario_auth_sesion"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_TAKE1,
      ngx_conf_set_sec_slot,
      NGX_HTTP_MAIN_CONF_OFFSET,
      offsetof(ngx_http_inventario_auth_conf_t, sesiones.absoluta),
      NULL },

    { ngx_string("inventario_auth_zona"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_TAKE1,
      ngx_conf_set_size_slot,
      NGX_HTTP_MAIN_CONF_OFFSET,
      offsetof(ngx_http_inventario_auth_conf_t, largo_revocadas),
      NULL },

    { ngx_string("inventario_auth_freno"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_1MORE,
      ngx_http_inventario_auth_conf_freno,
      NGX_HTTP_MAIN_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("inventario_auth_vistos"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_TAKE1,
      ngx_conf_set_size_slot,
      NGX_HTTP_MAIN_CONF_OFFSET,
      offsetof(ngx_http_inventario_auth_conf_t, largo_vistos),
      NULL },

      ngx_null_command
};


static ngx_http_module_t  ngx_http_inventario_auth_module_ctx = {
    ngx_http_inventario_auth_preconf,      /* preconfiguration */
    ngx_http_inventario_auth_postconf,     /* postconfiguration */

    ngx_http_inventario_auth_crear_main,   /* create main configuration */
    NULL,                                  /* init main configuration */

    NULL,                                  /* create server configuration */
    NULL,                                  /* merge server configuration */

    NULL,                                  /* create location configuration */
    NULL                                   /* merge location configuration */
};


ngx_module_t  ngx_http_inventario_auth_module = {
    NGX_MODULE_V1,
    &ngx_http_inventario_auth_module_ctx,  /* module context */
    ngx_http_inventario_auth_commands,     /* module directives */
    NGX_HTTP_MODULE,                       /* module type */
    NULL,                                  /* init master */
    NULL,                                  /* init module */
    ngx_http_inventario_auth_proceso,      /* init process */
    NULL,                                  /* init thread */
    NULL,                                  /* exit thread */
    NULL,                                  /* exit process */
    NULL,                                  /* exit master */
    NGX_MODULE_V1_PADDING
};


static void *
ngx_http_inventario_auth_crear_main(ngx_conf_t *cf)
{
    ngx_http_inventario_auth_conf_t  *acf;

    acf = ngx_pcalloc(cf->pool, sizeof(ngx_http_inventario_auth_conf_t));
    if (acf == NULL) {
        return NULL;
    }

    acf->duracion = NGX_CONF_UNSET;
    acf->algoritmo = NGX_CONF_UNSET_UINT;
    acf->sesiones.desliza = NGX_CONF_UNSET;
    acf->sesiones.absoluta = NGX_CONF_UNSET;
    acf->largo_revocadas = NGX_CONF_UNSET_SIZE;
    acf->largo_vistos = NGX_CONF_UNSET_SIZE;

    acf->freno_cuenta.gratis = 5;
    acf->freno_cuenta.primera = 1000;
    acf->freno_cuenta.tope = 900 * 1000;
    acf->freno_cuenta.olvido = 86400 * 1000;

    acf->freno_direccion = acf->freno_cuenta;
    acf->freno_direccion.gratis = 30;

    return acf;
}


static ngx_int_t
ngx_http_inventario_auth_preconf(ngx_conf_t *cf)
{
    ngx_http_inventario_auth_conf_t  *acf;

    acf = ngx_http_conf_get_module_main_conf(cf,
                                             ngx_http_inventario_auth_module);

    if (ngx_http_inventario_agente_registrar(cf,
                                             &ngx_http_inventario_auth_agente,
                                             NGX_HTTP_INVENTARIO_ABI)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (ngx_http_inventario_auth_sesiones(cf, &acf->sesiones) != NGX_OK
        || ngx_http_inventario_auth_llaves_sentencias(cf, acf) != NGX_OK
        || ngx_http_inventario_auth_auditoria_sentencias(cf, acf) != NGX_OK)
    {
        return NGX_ERROR;
    }

    return ngx_http_inventario_auth_sentencias(cf, acf);
}


static ngx_int_t
ngx_http_inventario_auth_postconf(ngx_conf_t *cf)
{
    ngx_http_handler_pt              *h;
    ngx_http_core_main_conf_t        *cmcf;
    ngx_http_inventario_auth_conf_t  *acf;

    acf = ngx_http_conf_get_module_main_conf(cf,
                                             ngx_http_inventario_auth_module);

    ngx_conf_init_value(acf->duracion, 900);
    ngx_conf_init_uint_value(acf->algoritmo, INV_JWT_HS256);

    if (ngx_http_inventario_auth_sesiones_fin(cf, &acf->sesiones) != NGX_OK) {
        return NGX_ERROR;
    }

    if (ngx_http_inventario_auth_claves(cf, acf) != NGX_OK
        || ngx_http_inventario_auth_zonas(cf, acf) != NGX_OK
        || ngx_http_inventario_auth_series(cf, acf) != NGX_OK)
    {
        return NGX_ERROR;
    }

    cmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_core_module);

    h = ngx_array_push(&cmcf->phases[NGX_HTTP_ACCESS_PHASE].handlers);
    if (h == NULL) {
        return NGX_ERROR;
    }

    *h = ngx_http_inventario_auth_handler;

    if (ngx_http_inventario_auth_llaves(cf, acf) != NGX_OK
        || ngx_http_inventario_auth_auditoria(cf, acf) != NGX_OK)
    {
        return NGX_ERROR;
    }

    return ngx_http_inventario_auth_cors(cf, acf);
}


static ngx_int_t
ngx_http_inventario_auth_series(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf)
{
    ngx_uint_t  i;

    static const char  tokens[] = "inventario_tokens_total";
    static const char  tokens_ayuda[] = "Tokens buenos, por cómo se supo.";
    static const char  logins[] = "inventario_logins_total";
    static const char  logins_ayuda[] = "Inicios de sesión por su resultado.";

    const struct {
        ngx_int_t   *serie;
        const char  *nombre;
        const char  *etiquetas;
        const char  *ayuda;
    } series[] = {
        { &acf->s_recordados, tokens, "como=\"recordado\"", tokens_ayuda },
        { &acf->s_verificados, tokens, "como=\"verificado\"", tokens_ayuda },
        { &acf->s_buenos, logins, "resultado=\"bueno\"", logins_ayuda },
        { &acf->s_fallidos, logins, "resultado=\"fallido\"", logins_ayuda },
        { &acf->s_frenados, logins, "resultado=\"frenado\"", logins_ayuda }
    };

    for (i = 0; i < sizeof(series) / sizeof(series[0]); i++) {
        *series[i].serie = ngx_http_inventario_serie(cf, INV_CONTADOR,
                                                     series[i].nombre,
                                                     series[i].etiquetas,
                                                     series[i].ayuda);
        if (*series[i].serie == NGX_ERROR) {
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_inventario_auth_claves(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf)
{
    ngx_int_t   rc;
    ngx_str_t   secreto;

    if (ngx_http_inventario_secreto(cf, "JWT_SECRET_KEY", INV_JWT_CLAVE_MIN,
                                    &secreto)
        != NGX_OK
        || inv_jwt_clave(&acf->secreto, secreto.data, secreto.len) != 0)
    {
        return NGX_ERROR;
    }

    if (acf->algoritmo != INV_JWT_HS256) {
        return ngx_http_inventario_auth_pares(cf, acf);
    }

    acf->claves[0] = acf->secreto;
    acf->n_claves = 1;

    rc = ngx_http_inventario_secreto(cf, "JWT_SECRET_KEY_ANTERIOR", 0,
                                     &secreto);
    if (rc == NGX_DECLINED) {
        return NGX_OK;
    }

    if (rc != NGX_OK) {
        return NGX_ERROR;
    }

    if (inv_jwt_clave(&acf->claves[1], secreto.data, secreto.len) != 0) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "el secreto JWT_SECRET_KEY_ANTERIOR lleva al menos "
                           "%d caracteres", INV_JWT_CLAVE_MIN);
        return NGX_ERROR;
    }

    acf->n_claves = 2;

    return NGX_OK;
}


static char *
ngx_http_inventario_auth_duracion(ngx_conf_t *cf, void *post, void *data)
{
    time_t  *duracion = data;

    if (*duracion < 60 || *duracion > 86400) {
        return "va de un minuto a un día";
    }

    return NGX_CONF_OK;
}


/* NGX_OK would end "satisfy any"; this handler never has the last word. */

static ngx_int_t
ngx_http_inventario_auth_handler(ngx_http_request_t *r)
{
    ngx_str_t                         token;
    inv_jwt_datos_t                   datos;
    ngx_http_inventario_peticion_t   *p;
    ngx_http_inventario_auth_conf_t  *acf;

    if (r != r->main || r->headers_in.authorization == NULL) {
        return NGX_DECLINED;
    }

    p = ngx_http_inventario_peticion(r);
    if (p == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    /* an internal redirect comes by again */

    if (p->identidad || p->auth_error
        || !ngx_http_inventario_auth_token(r, &token))
    {
        return NGX_DECLINED;
    }

    acf = ngx_http_inventario_auth_conf(p);

    p->auth_error = ngx_http_inventario_auth_verificar(acf, &token, &datos);

    if (p->auth_error == NULL
        && ngx_http_inventario_auth_revocada(&acf->sesiones, &datos))
    {
        p->auth_error = "token_revocado";
    }

    if (p->auth_error) {
        ngx_log_error(NGX_LOG_INFO, r->connection->log, 0,
                      "token refused: %s", p->auth_error);
        return NGX_DECLINED;
    }

    if (ngx_http_inventario_auth_identificar(p, &datos) != NGX_OK) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    return NGX_DECLINED;
}


ngx_uint_t
ngx_http_inventario_auth_propio(ngx_http_inventario_peticion_t *p,
    inv_jwt_datos_t *datos)
{
    ngx_str_t  token;

    return p->request->headers_in.authorization
           && ngx_http_inventario_auth_token(p->request, &token)
           && ngx_http_inventario_auth_verificar(
                  ngx_http_inventario_auth_conf(p), &token, datos)
              == NULL;
}


/* What follows "Bearer"; 0 if the header is not of that scheme. */

static ngx_uint_t
ngx_http_inventario_auth_token(ngx_http_request_t *r, ngx_str_t *token)
{
    ngx_table_elt_t  *h;

    h = r->headers_in.authorization;

    if (h->value.len < 7
        || ngx_strncasecmp(h->value.data, (u_char *) "Bearer ", 7) != 0)
    {
        return 0;
    }

    token->data = h->value.data + 7;
    token->len = h->value.len - 7;

    while (token->len && *token->data == ' ') {
        token->data++;
        token->len--;
    }

#if (nginx_version >= 1023000)

    /* two of them: whoever reads the other one must not see another user */

    if (h->next) {
        token->len = 0;
    }

#endif

    return 1;
}


/*
 * What the token says, if the workers of this node remember it, or verified.
 * NULL, or what is wrong with it.
 */

static const char *
ngx_http_inventario_auth_verificar(ngx_http_inventario_auth_conf_t *acf,
    ngx_str_t *token, inv_jwt_datos_t *datos)
{
    u_char         suma[INV_VISTO_SUMA];
    inv_jwt_fin_e  fin;

    static const char  *errores[] = { NULL, "token_invalido", "token_vencido",
                                      "token_aun_no_valido",
                                      "token_no_verificado" };

    if (token->len == 0 || token->len > INV_JWT_MAX) {
        return errores[INV_JWT_INVALIDO];
    }

    inv_vistos_sumar(acf->clave_vistos, token->data, token->len, suma);

    if (inv_vistos_buscar(acf->zona_vistos->data, suma, datos)) {
        ngx_http_inventario_sumar(acf->s_recordados, 1);
        return errores[inv_jwt_vigente(datos, ngx_time())];
    }

    /* a header's value is NUL-terminated by nginx's parser */

    fin = inv_jwt_leer((char *) token->data, token->len, acf->claves,
                       acf->n_claves, ngx_time(), datos);

    if (fin == INV_JWT_BIEN
        && ngx_http_inventario_auth_rol(datos->rol) == 0)
    {
        fin = INV_JWT_INVALIDO;
    }

    if (fin == INV_JWT_BIEN) {
        inv_vistos_poner(acf->zona_vistos->data, suma, datos);
        ngx_http_inventario_sumar(acf->s_verificados, 1);
    }

    return errores[fin];
}


static ngx_int_t
ngx_http_inventario_auth_identificar(ngx_http_inventario_peticion_t *p,
    inv_jwt_datos_t *datos)
{
    u_char                           *s;
    size_t                            usuario, sucursales;
    ngx_http_inventario_identidad_t  *id;

    usuario = ngx_strlen(datos->usuario);
    sucursales = ngx_strlen(datos->sucursales);

    id = ngx_palloc(p->request->pool, sizeof(ngx_http_inventario_identidad_t)
                                      + usuario + sucursales);
    if (id == NULL) {
        return NGX_ERROR;
    }

    s = (u_char *) (id + 1);

    id->usuario_id = datos->usuario_id;
    id->rol = ngx_http_inventario_auth_rol(datos->rol);
    id->agentes = INV_TODO_AGENTE;
    id->solo_lectura = 0;
    id->usuario.data = s;
    id->usuario.len = usuario;

    s = ngx_cpymem(s, datos->usuario, usuario);

    id->sucursales.data = s;
    id->sucursales.len = sucursales;
    ngx_memcpy(s, datos->sucursales, sucursales);

    p->identidad = id;

    return NGX_OK;
}


ngx_uint_t
ngx_http_inventario_auth_persona(ngx_http_inventario_peticion_t *p)
{
    if (p->identidad->usuario_id > 0) {
        return 1;
    }

    ngx_http_inventario_problema(p, NGX_HTTP_FORBIDDEN, "solo_personas",
        "Una clave para programas no tiene contraseña ni sesiones.", NULL);

    return 0;
}


ngx_uint_t
ngx_http_inventario_auth_rol(const char *rol)
{
    ngx_uint_t  i;

    static const struct {
        const char  *nombre;
        ngx_uint_t   rol;
    } roles[] = {
        { "admin", INV_ADMIN },
        { "deposito", INV_DEPOSITO },
        { "negocio", INV_NEGOCIO },
        { "ml_service", INV_ML },
        { "consulta", INV_CONSULTA }
    };

    for (i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
        if (ngx_strcmp(roles[i].nombre, rol) == 0) {
            return roles[i].rol;
        }
    }

    return 0;
}


/* The zones are there now. */

static ngx_int_t
ngx_http_inventario_auth_proceso(ngx_cycle_t *cycle)
{
    ngx_http_inventario_auth_conf_t  *acf;

    if (ngx_process != NGX_PROCESS_WORKER && ngx_process != NGX_PROCESS_SINGLE)
    {
        return NGX_OK;
    }

    acf = ngx_http_cycle_get_module_main_conf(cycle,
                                              ngx_http_inventario_auth_module);
    if (acf == NULL) {
        return NGX_OK;
    }

    inv_vistos_clave(acf->zona_vistos->data, acf->claves, acf->n_claves,
                     acf->clave_vistos);

    return ngx_http_inventario_auth_revocar_iniciar(cycle, acf);
}
