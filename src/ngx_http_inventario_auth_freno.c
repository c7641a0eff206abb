
/*
 * Inventario: attempts at a password.  After some that failed each further one
 * doubles the wait, for the account that was tried, whether it exists or not,
 * and for the address it came from.  The counts are the node's, in a table
 * that its workers share; they need neither Redis nor the database, so no
 * fault of these opens the door.
 *
 * A good attempt forgives its account.  To its address it gives back what that
 * account had failed, and no more: whoever has an account of their own does
 * not get more attempts at others with it.
 */


#include "ngx_http_inventario_auth.h"


#define INV_QUIEN_CUENTA     0
#define INV_QUIEN_DIRECCION  1


static ngx_uint_t ngx_http_inventario_auth_freno_tiempo(ngx_str_t *v,
    const char *nombre, int64_t *ms);
static ngx_uint_t ngx_http_inventario_auth_freno_numero(ngx_str_t *v,
    const char *nombre, uint64_t *n);
static void ngx_http_inventario_auth_frenado(
    ngx_http_inventario_auth_trabajo_t *t, int64_t cuenta, int64_t direccion);


/* inventario_auth_freno cuenta=5 direccion=30 espera=1s tope=15m; */

char *
ngx_http_inventario_auth_conf_freno(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf)
{
    ngx_http_inventario_auth_conf_t *acf = conf;

    ngx_str_t    *value;
    ngx_uint_t    i;
    inv_freno_t  *c, *d;

    value = cf->args->elts;
    c = &acf->freno_cuenta;
    d = &acf->freno_direccion;

    for (i = 1; i < cf->args->nelts; i++) {

        if (!ngx_http_inventario_auth_freno_numero(&value[i], "cuenta=",
                                                   &c->gratis)
            && !ngx_http_inventario_auth_freno_numero(&value[i], "direccion=",
                                                      &d->gratis)
            && !ngx_http_inventario_auth_freno_tiempo(&value[i], "espera=",
                                                      &c->primera)
            && !ngx_http_inventario_auth_freno_tiempo(&value[i], "tope=",
                                                      &c->tope))
        {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "invalid parameter \"%V\"", &value[i]);
            return NGX_CONF_ERROR;
        }
    }

    d->primera = c->primera;
    d->tope = c->tope;

    if (c->tope < c->primera || c->tope >= c->olvido) {
        return "tope va de espera a un día";
    }

    return NGX_CONF_OK;
}


static ngx_uint_t
ngx_http_inventario_auth_freno_numero(ngx_str_t *v, const char *nombre,
    uint64_t *n)
{
    size_t     largo;
    ngx_int_t  numero;

    largo = ngx_strlen(nombre);

    if (v->len <= largo || ngx_strncmp(v->data, nombre, largo) != 0) {
        return 0;
    }

    numero = ngx_atoi(v->data + largo, v->len - largo);

    if (numero < 1 || numero > 10000) {
        return 0;
    }

    *n = numero;

    return 1;
}


static ngx_uint_t
ngx_http_inventario_auth_freno_tiempo(ngx_str_t *v, const char *nombre,
    int64_t *ms)
{
    size_t     largo;
    ngx_int_t  tiempo;
    ngx_str_t  valor;

    largo = ngx_strlen(nombre);

    if (v->len <= largo || ngx_strncmp(v->data, nombre, largo) != 0) {
        return 0;
    }

    valor.data = v->data + largo;
    valor.len = v->len - largo;
    tiempo = ngx_parse_time(&valor, 0);

    if (tiempo == NGX_ERROR || tiempo < 1) {
        return 0;
    }

    *ms = tiempo;

    return 1;
}


ngx_uint_t
ngx_http_inventario_auth_intentar(ngx_http_inventario_auth_trabajo_t *t,
    const char *usuario, int64_t olvidadas)
{
    int64_t                           ahora, cuenta, direccion;
    inv_casilla_t                    *l;
    inv_casillas_t                   *tabla;
    ngx_slab_pool_t                  *shpool;
    ngx_http_inventario_auth_conf_t  *acf;

    acf = ngx_http_inventario_auth_conf(t->p);
    ahora = ngx_http_inventario_auth_ms();

    (void) crypto_generichash((u_char *) t->quien[INV_QUIEN_CUENTA],
                              sizeof(t->quien[INV_QUIEN_CUENTA]),
                              (u_char *) usuario, ngx_strlen(usuario), NULL,
                              0);
    ngx_http_inventario_direccion(t->p->request,
                                  t->quien[INV_QUIEN_DIRECCION]);

    tabla = acf->zona_frenos->data;
    shpool = (ngx_slab_pool_t *) acf->zona_frenos->shm.addr;

    ngx_shmtx_lock(&shpool->mutex);

    cuenta = inv_freno_falta(&acf->freno_cuenta,
        inv_casillas_buscar(tabla, t->quien[INV_QUIEN_CUENTA]), olvidadas,
        ahora);
    direccion = inv_freno_falta(&acf->freno_direccion,
        inv_casillas_buscar(tabla, t->quien[INV_QUIEN_DIRECCION]), 0, ahora);

    if (cuenta == 0 && direccion == 0) {
        l = inv_casillas_poner(tabla, t->quien[INV_QUIEN_CUENTA], ahora);
        inv_freno_cargar(&acf->freno_cuenta, l, olvidadas, ahora);

        l = inv_casillas_poner(tabla, t->quien[INV_QUIEN_DIRECCION], ahora);
        inv_freno_cargar(&acf->freno_direccion, l, 0, ahora);

        t->intento = 1;
        t->intentado = ahora;
    }

    ngx_shmtx_unlock(&shpool->mutex);

    if (t->intento) {
        return 1;
    }

    ngx_http_inventario_auth_frenado(t, cuenta, direccion);

    return 0;
}


/* How long is not a secret: it is the same for names that nobody has. */

static void
ngx_http_inventario_auth_frenado(ngx_http_inventario_auth_trabajo_t *t,
    int64_t cuenta, int64_t direccion)
{
    ngx_str_t                        v;
    ngx_http_inventario_peticion_t  *p;

    p = t->p;

    ngx_http_inventario_sumar(ngx_http_inventario_auth_conf(p)->s_frenados, 1);

    ngx_log_error(NGX_LOG_WARN, p->request->connection->log, 0,
                  "too many failed attempts: the %s waits %L ms",
                  cuenta < direccion ? "address" : "account",
                  ngx_max(cuenta, direccion));

    v.data = ngx_pnalloc(p->request->pool, NGX_INT64_LEN);
    if (v.data == NULL) {
        ngx_http_inventario_auth_falla(p);
        return;
    }

    v.len = ngx_sprintf(v.data, "%L", (ngx_max(cuenta, direccion) + 999)
                                      / 1000)
            - v.data;

    (void) ngx_http_inventario_cabecera(p->request, "Retry-After", &v);

    if (cuenta < direccion) {
        ngx_http_inventario_problema(p, NGX_HTTP_TOO_MANY_REQUESTS,
            "demasiados_intentos_direccion",
            "Hubo demasiados intentos desde tu dirección; esperá un rato.",
            NULL);
        return;
    }

    ngx_http_inventario_problema(p, NGX_HTTP_TOO_MANY_REQUESTS,
        "demasiados_intentos",
        "Hubo demasiados intentos con ese usuario; esperá un rato, o pedile a "
        "quien administra que lo desbloquee.", NULL);
}


void
ngx_http_inventario_auth_intentado(ngx_http_inventario_auth_trabajo_t *t,
    ngx_http_inventario_auth_intento_e fin)
{
    uint64_t                          n;
    inv_casilla_t                    *cuenta, *direccion;
    ngx_slab_pool_t                  *shpool;
    ngx_http_inventario_auth_conf_t  *acf;

    if (!t->intento) {
        return;
    }

    t->intento = 0;

    if (fin == INV_INTENTO_MALO) {
        return;
    }

    acf = ngx_http_inventario_auth_conf(t->p);
    shpool = (ngx_slab_pool_t *) acf->zona_frenos->shm.addr;

    ngx_shmtx_lock(&shpool->mutex);

    cuenta = inv_casillas_buscar(acf->zona_frenos->data,
                                 t->quien[INV_QUIEN_CUENTA]);
    direccion = inv_casillas_buscar(acf->zona_frenos->data,
                                    t->quien[INV_QUIEN_DIRECCION]);

    n = fin == INV_INTENTO_BUENO && cuenta ? cuenta->n : 1;

    inv_freno_devolver(&acf->freno_cuenta, cuenta, n, t->intentado);
    inv_freno_devolver(&acf->freno_direccion, direccion, n, t->intentado);

    ngx_shmtx_unlock(&shpool->mutex);
}
