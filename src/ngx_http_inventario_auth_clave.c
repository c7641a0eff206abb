
/*
 * Inventario: a request with a password in it: its state, the work of
 * Argon2id in a thread, and a question to the database.
 */


#include "ngx_http_inventario_auth.h"
#include <errno.h>


/* scripts/clave.c says the same */
#define NGX_HTTP_INVENTARIO_ARGON_PASADAS  2
#define NGX_HTTP_INVENTARIO_ARGON_MEMORIA  (19 * 1024 * 1024)

/*
 * How many a worker has in threads and in their queue, which holds 64: a flood
 * of logins leaves room for those who work.
 */
#define NGX_HTTP_INVENTARIO_ARGON_MAX      32


static void ngx_http_inventario_auth_trabajo_cleanup(void *datos);
static void ngx_http_inventario_auth_ocupado(
    ngx_http_inventario_peticion_t *p);
static void ngx_http_inventario_auth_huella(
    ngx_http_inventario_auth_trabajo_t *t);
static void ngx_http_inventario_auth_calcular(void *datos);
static void ngx_http_inventario_auth_rechazar_facil(
    ngx_http_inventario_auth_trabajo_t *t);
static void ngx_http_inventario_auth_calculado(
    ngx_http_inventario_peticion_t *p, void *datos);


static ngx_uint_t  ngx_http_inventario_auth_argones;


ngx_http_inventario_auth_trabajo_t *
ngx_http_inventario_auth_trabajo(ngx_http_inventario_peticion_t *p)
{
    ngx_pool_cleanup_t                  *cln;
    ngx_http_inventario_auth_trabajo_t  *t;

    cln = ngx_pool_cleanup_add(p->request->pool,
                               sizeof(ngx_http_inventario_auth_trabajo_t));
    if (cln == NULL) {
        ngx_http_inventario_auth_falla(p);
        return NULL;
    }

    t = cln->data;

    ngx_memzero(t, sizeof(ngx_http_inventario_auth_trabajo_t));
    t->p = p;
    p->datos = t;

    cln->handler = ngx_http_inventario_auth_trabajo_cleanup;

    ngx_http_inventario_auth_huella(t);

    t->cuerpo = json_loadb((char *) p->cuerpo.data, p->cuerpo.len, 0, NULL);

    sodium_memzero(p->cuerpo.data, p->cuerpo.len);

    if (t->cuerpo == NULL) {
        ngx_http_inventario_auth_falla(p);
        return NULL;
    }

    return t;
}


static void
ngx_http_inventario_auth_trabajo_cleanup(void *datos)
{
    ngx_http_inventario_auth_trabajo_t *t = datos;

    if (t->op) {
        ngx_http_inventario_pg_abandonar(t->op);
        ngx_http_inventario_auth_abandonado(t);
    }

    ngx_http_inventario_auth_intentado(t, INV_INTENTO_NADA);

    /* handed to no thread, or nobody was there when it was done */

    ngx_http_inventario_auth_argones -= t->en_hilo;

    json_decref(t->cuerpo);
    sodium_memzero(t, sizeof(ngx_http_inventario_auth_trabajo_t));
}


void
ngx_http_inventario_auth_tomar(json_t *cuerpo, const char *campo, char *clave,
    size_t cabe)
{
    size_t   largo;
    json_t  *v;

    v = json_object_get(cuerpo, campo);
    largo = json_string_length(v);

    if (largo == 0 || largo >= cabe) {
        return;
    }

    ngx_memcpy(clave, json_string_value(v), largo + 1);

    sodium_memzero((char *) json_string_value(v), largo);
    (void) json_object_del(cuerpo, campo);
}


void
ngx_http_inventario_auth_tomar_nueva(ngx_http_inventario_auth_trabajo_t *t,
    const char *campo, const char *usuario, const char *nombre)
{
    ngx_uint_t  n;

    ngx_http_inventario_auth_tomar(t->cuerpo, campo, t->nueva,
                                   sizeof(t->nueva));

    t->campo = campo;

    n = 0;
    t->palabras[n++] = "inventario";

    if (usuario && *usuario) {
        t->palabras[n++] = usuario;
    }

    if (nombre && *nombre) {
        t->palabras[n++] = nombre;
    }
}


/*
 * The fingerprint of a request with a password in it is keyed, so that it
 * cannot be used to guess the password.
 */

static void
ngx_http_inventario_auth_huella(ngx_http_inventario_auth_trabajo_t *t)
{
    u_char                             suma[crypto_auth_hmacsha256_BYTES];
    ngx_http_request_t                *r;
    inv_jwt_clave_t                   *clave;
    crypto_auth_hmacsha256_state       s;

    r = t->p->request;
    clave = &ngx_http_inventario_auth_conf(t->p)->secreto;

    (void) crypto_auth_hmacsha256_init(&s, clave->secreto, clave->largo);
    (void) crypto_auth_hmacsha256_update(&s, r->method_name.data,
                                         r->method_name.len);
    (void) crypto_auth_hmacsha256_update(&s, (u_char *) t->p->ruta->ruta,
                                         ngx_strlen(t->p->ruta->ruta) + 1);

    if (t->p->ruta->parametros) {
        (void) crypto_auth_hmacsha256_update(&s, t->p->valores[0].data,
                                             t->p->valores[0].len + 1);
    }

    (void) crypto_auth_hmacsha256_update(&s, t->p->cuerpo.data,
                                         t->p->cuerpo.len);
    (void) crypto_auth_hmacsha256_final(&s, suma);

    *ngx_hex_dump((u_char *) t->huella, suma, sizeof(suma)) = '\0';
}


void
ngx_http_inventario_auth_preguntar(ngx_http_inventario_auth_trabajo_t *t,
    ngx_http_inventario_sentencia_t *sentencia,
    ngx_http_inventario_carril_e carril, const char **valores, ngx_uint_t n,
    void (*fin)(ngx_http_inventario_pg_op_t *op))
{
    size_t                        largo;
    ngx_uint_t                    i;
    ngx_http_inventario_pg_op_t  *op;

    op = ngx_http_inventario_pg_op(ngx_cycle->log, n);
    if (op == NULL) {
        ngx_http_inventario_auth_falla(t->p);
        return;
    }

    for (i = 0; i < n; i++) {

        if (valores[i] == NULL) {
            op->valores[i] = NULL;
            continue;
        }

        largo = ngx_strlen(valores[i]) + 1;

        op->valores[i] = ngx_pnalloc(op->pool, largo);
        if (op->valores[i] == NULL) {
            ngx_destroy_pool(op->pool);
            ngx_http_inventario_auth_falla(t->p);
            return;
        }

        ngx_memcpy((char *) op->valores[i], valores[i], largo);
    }

    op->sentencia = sentencia;
    op->carril = carril;
    op->fin = fin;
    op->datos = t;
    t->op = op;

    ngx_http_inventario_pg_enviar(op);
}


void
ngx_http_inventario_auth_argon(ngx_http_inventario_auth_trabajo_t *t,
    void (*sigue)(ngx_http_inventario_peticion_t *p, void *datos))
{
    ngx_int_t  rc;

    t->sigue = sigue;

    if (ngx_http_inventario_auth_argones >= NGX_HTTP_INVENTARIO_ARGON_MAX) {
        ngx_http_inventario_auth_ocupado(t->p);
        return;
    }

    /* from when it is handed over on, t is the thread's */

    t->en_hilo = 1;
    ngx_http_inventario_auth_argones++;

    rc = ngx_http_inventario_tarea(t->p, ngx_http_inventario_auth_calcular,
                                   ngx_http_inventario_auth_calculado, t);

    if (rc == NGX_BUSY) {
        ngx_http_inventario_auth_ocupado(t->p);

    } else if (rc != NGX_OK) {
        ngx_http_inventario_auth_falla(t->p);
    }
}


static void
ngx_http_inventario_auth_ocupado(ngx_http_inventario_peticion_t *p)
{
    ngx_http_inventario_problema(p, NGX_HTTP_SERVICE_UNAVAILABLE,
        "servicio_ocupado", "Hay demasiado trabajo en curso; probá de nuevo.",
        NULL);
}


/* In a thread: nothing of nginx in here. */

static void
ngx_http_inventario_auth_calcular(void *datos)
{
    ngx_http_inventario_auth_trabajo_t *t = datos;

    t->facil = t->nueva[0]
               && ngx_http_inventario_auth_facil(t->nueva, t->palabras);

    if (t->clave[0] && !t->facil) {
        errno = 0;

        t->coincide = (crypto_pwhash_str_verify(t->hash, t->clave,
                                                strlen(t->clave)) == 0);
        t->sin_memoria = (!t->coincide && errno == ENOMEM);
    }

    if (t->nueva[0] && !t->facil
        && crypto_pwhash_str_alg(t->hash_nuevo, t->nueva, strlen(t->nueva),
                                 NGX_HTTP_INVENTARIO_ARGON_PASADAS,
                                 NGX_HTTP_INVENTARIO_ARGON_MEMORIA,
                                 crypto_pwhash_ALG_ARGON2ID13)
           != 0)
    {
        t->sin_memoria = 1;
    }

    sodium_memzero(t->clave, sizeof(t->clave));
    sodium_memzero(t->nueva, sizeof(t->nueva));
}


static void
ngx_http_inventario_auth_calculado(ngx_http_inventario_peticion_t *p,
    void *datos)
{
    ngx_http_inventario_auth_trabajo_t *t = datos;

    t->en_hilo = 0;
    ngx_http_inventario_auth_argones--;

    if (t->sin_memoria) {
        ngx_http_inventario_auth_ocupado(p);
        return;
    }

    if (t->facil) {
        ngx_http_inventario_auth_rechazar_facil(t);
        return;
    }

    t->sigue(p, t);
}


static void
ngx_http_inventario_auth_rechazar_facil(ngx_http_inventario_auth_trabajo_t *t)
{
    u_char      *extra;
    ngx_pool_t  *pool;

    static const char  formato[] = "\"errores\":[{\"campo\":\"%s\","
        "\"codigo\":\"clave_comun\",\"mensaje\":\"Esa clave es fácil de "
        "adivinar; probá con varias palabras que no vayan juntas.\"}]%Z";

    pool = t->p->request->pool;

    extra = ngx_pnalloc(pool, sizeof(formato) + ngx_strlen(t->campo));
    if (extra == NULL) {
        ngx_http_inventario_auth_falla(t->p);
        return;
    }

    (void) ngx_sprintf(extra, formato, t->campo);

    ngx_http_inventario_problema(t->p, 422, "campos_invalidos",
                                 "Hay campos inválidos.", (char *) extra);
}


void
ngx_http_inventario_auth_respondida(ngx_http_inventario_pg_op_t *op)
{
    ngx_http_inventario_auth_trabajo_t *t = op->datos;

    t->op = NULL;

    ngx_http_inventario_responder_op(t->p, op);
}


void
ngx_http_inventario_auth_falla(ngx_http_inventario_peticion_t *p)
{
    ngx_http_inventario_problema(p, NGX_HTTP_INTERNAL_SERVER_ERROR,
        "error_interno", "Algo falló de nuestro lado.", NULL);
}
