
/*
 * Inventario: a request on its way: context, route, role, preconditions.
 */


#include "ngx_http_inventario_interno.h"


static void ngx_http_inventario_peticion_cleanup(void *datos);
static void ngx_http_inventario_permitidos(ngx_http_request_t *r,
    ngx_uint_t allow);
static ngx_uint_t ngx_http_inventario_autorizar(
    ngx_http_inventario_peticion_t *p);
static ngx_uint_t ngx_http_inventario_precondiciones(
    ngx_http_inventario_peticion_t *p);


ngx_http_inventario_peticion_t *
ngx_http_inventario_peticion(ngx_http_request_t *r)
{
    struct timespec                  ts;
    ngx_pool_cleanup_t              *cln;
    ngx_http_inventario_motor_t     *motor;
    ngx_http_inventario_peticion_t  *p;

    r = r->main;

    p = ngx_http_get_module_ctx(r, ngx_http_inventario_module);
    if (p) {
        return p;
    }

    /* an internal redirect (error_page) forgets r->ctx, but not the pool */

    for (cln = r->pool->cleanup; cln; cln = cln->next) {
        if (cln->handler == ngx_http_inventario_peticion_cleanup) {
            ngx_http_set_ctx(r, cln->data, ngx_http_inventario_module);
            return cln->data;
        }
    }

    cln = ngx_pool_cleanup_add(r->pool, 0);
    if (cln == NULL) {
        return NULL;
    }

    p = ngx_pcalloc(r->pool, sizeof(ngx_http_inventario_peticion_t)
                             + sizeof(ngx_http_inventario_motor_t));
    if (p == NULL) {
        return NULL;
    }

    motor = (ngx_http_inventario_motor_t *) (p + 1);

    p->request = r;
    p->privado = motor;

    (void) clock_gettime(CLOCK_MONOTONIC, &ts);
    p->inicio = (uint64_t) ts.tv_sec * 1000000000 + ts.tv_nsec;

    cln->handler = ngx_http_inventario_peticion_cleanup;
    cln->data = p;

    ngx_http_set_ctx(r, p, ngx_http_inventario_module);
    ngx_http_inventario_trazar(p);

    return p;
}


/* The client is gone, or the answer is out: nobody waits for op any more. */

static void
ngx_http_inventario_peticion_cleanup(void *datos)
{
    ngx_http_inventario_peticion_t *p = datos;

    ngx_http_inventario_motor_t  *motor;

    motor = ngx_http_inventario_motor(p);

    if (motor->op) {
        ngx_http_inventario_pg_abandonar(motor->op);
        motor->op = NULL;
    }

    if (motor->grupo) {
        *(ngx_http_inventario_peticion_t **) motor->grupo = NULL;
        motor->grupo = NULL;
    }

    if (motor->escritura) {
        *(ngx_http_inventario_peticion_t **) motor->escritura = NULL;
        motor->escritura = NULL;
    }

    if (motor->revision) {

        /* it may hold a password */

        ngx_explicit_memzero(motor->revision->entrada.data,
                             motor->revision->entrada.len);
        ngx_destroy_pool(motor->revision->pool);
        motor->revision = NULL;
    }
}


ngx_int_t
ngx_http_inventario_handler(ngx_http_request_t *r)
{
    ngx_int_t                         rc;
    ngx_str_t                         ruta, *segmentos;
    ngx_uint_t                        allow;
    ngx_http_core_loc_conf_t         *clcf;
    ngx_http_inventario_motor_t      *motor;
    ngx_http_inventario_loc_conf_t   *lcf;
    ngx_http_inventario_peticion_t   *p;

    p = ngx_http_inventario_peticion(r);
    if (p == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    motor = ngx_http_inventario_motor(p);
    lcf = ngx_http_get_module_loc_conf(r, ngx_http_inventario_module);
    clcf = ngx_http_get_module_loc_conf(r, ngx_http_core_module);

    p->agente = lcf->agente;

    /* the path behind the location's prefix, with its leading slash */

    motor->prefijo = clcf->name;
    motor->prefijo.len--;

    ruta.data = r->uri.data + motor->prefijo.len;
    ruta.len = r->uri.len - motor->prefijo.len;

    segmentos = ngx_palloc(r->pool, NGX_HTTP_INVENTARIO_SEGMENTOS
                                    * sizeof(ngx_str_t));
    motor->errores = ngx_pcalloc(r->pool,
                                 sizeof(ngx_http_inventario_errores_t));

    if (segmentos == NULL || motor->errores == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    /* from here on every answer is ours, given now or later */

    r->main->count++;

    rc = ngx_http_inventario_rutear(p, &ruta, segmentos, &allow);

    if (rc == NGX_ABORT) {
        ngx_http_inventario_permitidos(r, allow);
        ngx_http_inventario_problema(p, NGX_HTTP_NOT_ALLOWED,
            "metodo_no_permitido", "Ese método no se usa en esta dirección.",
            NULL);
        return NGX_DONE;
    }

    if (rc != NGX_OK) {
        ngx_http_inventario_problema(p, NGX_HTTP_NOT_FOUND,
            "ruta_no_encontrada", "No hay nada en esta dirección.", NULL);
        return NGX_DONE;
    }

    if (!ngx_http_inventario_limitar(p)
        || !ngx_http_inventario_autorizar(p)
        || !ngx_http_inventario_precondiciones(p))
    {
        return NGX_DONE;
    }

    if (ngx_http_inventario_parametros(p, segmentos, motor->errores)
        != NGX_OK)
    {
        ngx_http_inventario_problema(p, NGX_HTTP_INTERNAL_SERVER_ERROR,
            "error_interno", "Algo falló de nuestro lado.", NULL);
        return NGX_DONE;
    }

    if (p->ruta->csv) {
        ngx_http_inventario_ejecutar(p);
        return NGX_DONE;
    }

    if (p->ruta->cuerpo == NULL) {
        rc = ngx_http_discard_request_body(r);

        if (rc != NGX_OK) {
            ngx_http_inventario_problema(p, NGX_HTTP_BAD_REQUEST,
                "pedido_invalido", "El pedido está mal formado.", NULL);
            return NGX_DONE;
        }

        ngx_http_inventario_ejecutar(p);
        return NGX_DONE;
    }

    return ngx_http_inventario_entrada(p);
}


static void
ngx_http_inventario_permitidos(ngx_http_request_t *r, ngx_uint_t allow)
{
    u_char     *p;
    ngx_str_t   v;

    v.data = ngx_pnalloc(r->pool,
                         sizeof("GET, HEAD, POST, PUT, PATCH, DELETE, "));
    if (v.data == NULL) {
        return;
    }

    p = v.data;

    if (allow & NGX_HTTP_GET) {
        p = ngx_cpymem(p, "GET, HEAD, ", 11);
    }

    if (allow & NGX_HTTP_POST) {
        p = ngx_cpymem(p, "POST, ", 6);
    }

    if (allow & NGX_HTTP_PUT) {
        p = ngx_cpymem(p, "PUT, ", 5);
    }

    if (allow & NGX_HTTP_PATCH) {
        p = ngx_cpymem(p, "PATCH, ", 7);
    }

    if (allow & NGX_HTTP_DELETE) {
        p = ngx_cpymem(p, "DELETE, ", 8);
    }

    v.len = p - v.data - 2;

    (void) ngx_http_inventario_cabecera(r, "Allow", &v);
}


/* Denies unless the row allows. */

static ngx_uint_t
ngx_http_inventario_autorizar(ngx_http_inventario_peticion_t *p)
{
    ngx_str_t                         v;
    ngx_http_inventario_identidad_t  *id;

    if (p->ruta->roles & INV_PUBLICO) {
        return 1;
    }

    id = p->identidad;

    if (p->auth_caida) {
        ngx_http_inventario_problema(p, NGX_HTTP_SERVICE_UNAVAILABLE,
            "credencial_sin_verificar",
            "Ahora no podemos verificar tu credencial; probá de nuevo.", NULL);
        return 0;
    }

    if (id == NULL) {

        if (p->auth_error) {
            ngx_str_set(&v, "Bearer error=\"invalid_token\"");

        } else {
            ngx_str_set(&v, "Bearer");
        }

        (void) ngx_http_inventario_cabecera(p->request, "WWW-Authenticate",
                                            &v);

        ngx_http_inventario_problema(p, NGX_HTTP_UNAUTHORIZED,
            p->auth_error ? p->auth_error : "no_autenticado",
            p->auth_error ? "La credencial no sirve; iniciá sesión de nuevo."
                          : "Hay que iniciar sesión.", NULL);
        return 0;
    }

    if (id->rol != INV_ADMIN && !(id->rol & p->ruta->roles)) {
        ngx_http_inventario_problema(p, NGX_HTTP_FORBIDDEN,
            "rol_no_permitido", "Tu rol no permite esta operación.", NULL);
        return 0;
    }

    if (!(id->agentes & ((ngx_uint_t) 1 << p->agente->numero))) {
        ngx_http_inventario_problema(p, NGX_HTTP_FORBIDDEN,
            "agente_no_permitido", "Tu clave no sirve para este servicio.",
            NULL);
        return 0;
    }

    if (id->solo_lectura && p->ruta->metodo != NGX_HTTP_GET) {
        ngx_http_inventario_problema(p, NGX_HTTP_FORBIDDEN, "solo_lectura",
            "Tu clave sólo permite consultar.", NULL);
        return 0;
    }

    return 1;
}


/* Idempotency-Key and If-Match. */

static ngx_uint_t
ngx_http_inventario_precondiciones(ngx_http_inventario_peticion_t *p)
{
    size_t                        i;
    ngx_str_t                    *v, e;
    ngx_http_inventario_motor_t  *motor;

    motor = ngx_http_inventario_motor(p);

    v = ngx_http_inventario_cabecera_leer(p->request, "Idempotency-Key");

    if (v && p->request->method != NGX_HTTP_GET
        && p->request->method != NGX_HTTP_HEAD)
    {
        for (i = 0; i < v->len; i++) {
            if (v->data[i] < 0x20 || v->data[i] > 0x7e) {
                break;
            }
        }

        if (v->len == 0 || v->len > 255 || i < v->len) {
            ngx_http_inventario_problema(p, NGX_HTTP_BAD_REQUEST,
                "clave_invalida",
                "Idempotency-Key lleva de 1 a 255 caracteres visibles.", NULL);
            return 0;
        }

        p->clave = *v;
    }

    if (!p->ruta->version) {
        return 1;
    }

    v = ngx_http_inventario_cabecera_leer(p->request, "If-Match");

    if (v == NULL) {
        ngx_http_inventario_problema(p, 428, "version_requerida",
            "Falta If-Match con el ETag de lo que leíste.", NULL);
        return 0;
    }

    /* a compressed answer made it weak */

    e = *v;

    if (e.len > 2 && e.data[0] == 'W' && e.data[1] == '/') {
        e.data += 2;
        e.len -= 2;
    }

    if (e.len > 2 && e.data[0] == '"' && e.data[e.len - 1] == '"') {
        e.data++;
        e.len -= 2;
    }

    motor->version = e;

    return 1;
}
