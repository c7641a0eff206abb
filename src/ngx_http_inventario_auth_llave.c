
/*
 * Inventario: X-API-Key.  A key is "inv_<prefijo>_<secreto>"; its secret is
 * random, so a plain SHA-256 of it is what the database keeps and is asked
 * for.  What it said is remembered for some seconds: a hot key costs a digest,
 * and a revoked one ends within NGX_HTTP_INVENTARIO_LLAVE_VALE.
 *
 * DASHBOARD_API_KEY and DASHBOARD_UI_API_KEY of the environment are keys too,
 * without a row: they read.
 */


#include "ngx_http_inventario_auth.h"


#define NGX_HTTP_INVENTARIO_LLAVE_VALE  5000    /* ms */
#define NGX_HTTP_INVENTARIO_LLAVE_USO   60      /* s between two notes of use */
#define NGX_HTTP_INVENTARIO_LLAVE_USOS  1024    /* remembered; power of two */
#define NGX_HTTP_INVENTARIO_PANEL_MIN   32      /* characters */

/* the columns of api.llave_leer */

#define INV_LLAVE_ID          0
#define INV_LLAVE_ROL         1
#define INV_LLAVE_SUCURSALES  2
#define INV_LLAVE_AGENTES     3
#define INV_LLAVE_LECTURA     4
#define INV_LLAVE_VENCE       5


/* A key that the database knows. */

typedef struct ngx_http_inventario_auth_llave_s {
    u_char                             suma[32];
    u_char                             prefijo[
                                         NGX_HTTP_INVENTARIO_LLAVE_PREFIJO];
    int64_t                            id;
    ngx_uint_t                         rol;
    ngx_uint_t                         agentes;
    ngx_uint_t                         solo_lectura;
    time_t                             vence;       /* 0: never */
    ngx_msec_t                         leida;
    size_t                             n_sucursales;
    u_char                             sucursales[INV_JWT_SUCURSALES];
} ngx_http_inventario_auth_llave_t;


/* A request that waits for the database to say whose key it is. */

typedef struct {
    ngx_http_inventario_peticion_t    *p;
    ngx_http_inventario_pg_op_t       *op;
    u_char                             suma[32];
    ngx_str_t                          prefijo;
} ngx_http_inventario_auth_espera_t;


static ngx_int_t ngx_http_inventario_auth_panel(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf, const char *nombre);
static ngx_int_t ngx_http_inventario_auth_llave_handler(
    ngx_http_request_t *r);
static ngx_uint_t ngx_http_inventario_auth_llave_cabecera(
    ngx_http_request_t *r, ngx_str_t *valor);
static ngx_uint_t ngx_http_inventario_auth_llave_partir(ngx_str_t *valor,
    ngx_str_t *prefijo, ngx_str_t *secreto);
static ngx_uint_t ngx_http_inventario_auth_es_panel(
    ngx_http_inventario_auth_conf_t *acf, ngx_str_t *valor);
static ngx_int_t ngx_http_inventario_auth_llave_preguntar(
    ngx_http_inventario_peticion_t *p, ngx_str_t *prefijo, u_char *suma);
static void ngx_http_inventario_auth_llave_cleanup(void *datos);
static void ngx_http_inventario_auth_llave_leida(
    ngx_http_inventario_pg_op_t *op);
static ngx_http_inventario_auth_llave_t *ngx_http_inventario_auth_llave_guardar(
    ngx_http_inventario_auth_espera_t *e, PGresult *res);
static ngx_uint_t ngx_http_inventario_auth_llave_agentes(const char *nombres);
static ngx_int_t ngx_http_inventario_auth_llave_identificar(
    ngx_http_inventario_peticion_t *p, ngx_http_inventario_auth_llave_t *ll);
static ngx_int_t ngx_http_inventario_auth_llave_identidad(
    ngx_http_inventario_peticion_t *p, ngx_str_t *nombre,
    ngx_str_t *sucursales, ngx_http_inventario_identidad_t *datos);
static void ngx_http_inventario_auth_llave_usar(
    ngx_http_inventario_peticion_t *p, int64_t id);
static void ngx_http_inventario_auth_llave_anotada(
    ngx_http_inventario_pg_op_t *op);


/* by key and address: when this worker last told the database */

static struct {
    uint64_t  marca;
    time_t    cuando;
} ngx_http_inventario_auth_usos[NGX_HTTP_INVENTARIO_LLAVE_USOS];


ngx_int_t
ngx_http_inventario_auth_llaves(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf)
{
    ngx_http_handler_pt        *h;
    ngx_http_core_main_conf_t  *cmcf;

    if (ngx_http_inventario_auth_panel(cf, acf, "DASHBOARD_API_KEY") != NGX_OK
        || ngx_http_inventario_auth_panel(cf, acf, "DASHBOARD_UI_API_KEY")
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    cmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_core_module);

    h = ngx_array_push(&cmcf->phases[NGX_HTTP_ACCESS_PHASE].handlers);
    if (h == NULL) {
        return NGX_ERROR;
    }

    *h = ngx_http_inventario_auth_llave_handler;

    return NGX_OK;
}


static ngx_int_t
ngx_http_inventario_auth_panel(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf, const char *nombre)
{
    ngx_int_t  rc;
    ngx_str_t  valor;

    rc = ngx_http_inventario_secreto(cf, nombre, 0, &valor);

    if (rc != NGX_OK) {
        return rc == NGX_DECLINED ? NGX_OK : NGX_ERROR;
    }

    if (valor.len < NGX_HTTP_INVENTARIO_PANEL_MIN) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "el secreto %s lleva al menos %d caracteres",
                           nombre, NGX_HTTP_INVENTARIO_PANEL_MIN);
        return NGX_ERROR;
    }

    (void) crypto_hash_sha256(acf->panel[acf->n_panel++], valor.data,
                              valor.len);

    return NGX_OK;
}


static ngx_int_t
ngx_http_inventario_auth_llave_handler(ngx_http_request_t *r)
{
    u_char                             suma[32];
    ngx_str_t                          valor, prefijo, secreto;
    ngx_uint_t                         n;
    ngx_http_inventario_peticion_t    *p;
    ngx_http_inventario_auth_conf_t   *acf;
    ngx_http_inventario_auth_llave_t  *ll;

    if (r != r->main) {
        return NGX_DECLINED;
    }

    n = ngx_http_inventario_auth_llave_cabecera(r, &valor);

    if (n == 0) {
        return NGX_DECLINED;
    }

    p = ngx_http_inventario_peticion(r);
    if (p == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    /* whoever reads the other credential must not see another user */

    if (n > 1 || r->headers_in.authorization) {
        p->identidad = NULL;
        p->auth_error = "credenciales_varias";
        return NGX_DECLINED;
    }

    /* an internal redirect comes by again, and so does the answer */

    if (p->identidad || p->auth_error || p->auth_caida) {
        return NGX_DECLINED;
    }

    acf = ngx_http_inventario_auth_conf(p);

    if (ngx_http_inventario_auth_es_panel(acf, &valor)) {
        return ngx_http_inventario_auth_llave_identificar(p, NULL) == NGX_OK
               ? NGX_DECLINED : NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    if (!ngx_http_inventario_auth_llave_partir(&valor, &prefijo, &secreto)) {
        p->auth_error = "clave_invalida";
        return NGX_DECLINED;
    }

    (void) crypto_hash_sha256(suma, secreto.data, secreto.len);

    ll = acf->llaves[suma[0] & (NGX_HTTP_INVENTARIO_AUTH_LLAVES - 1)];

    if (ll && sodium_memcmp(ll->suma, suma, sizeof(suma)) == 0
        && ngx_memcmp(ll->prefijo, prefijo.data, prefijo.len) == 0
        && ngx_current_msec - ll->leida < NGX_HTTP_INVENTARIO_LLAVE_VALE
        && (ll->vence == 0 || ngx_time() < ll->vence))
    {
        return ngx_http_inventario_auth_llave_identificar(p, ll) == NGX_OK
               ? NGX_DECLINED : NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    return ngx_http_inventario_auth_llave_preguntar(p, &prefijo, suma);
}


/* How many there are; valor is the last one's. */

static ngx_uint_t
ngx_http_inventario_auth_llave_cabecera(ngx_http_request_t *r,
    ngx_str_t *valor)
{
    ngx_uint_t        i, n;
    ngx_list_part_t  *parte;
    ngx_table_elt_t  *h;

    n = 0;
    ngx_str_null(valor);

    for (parte = &r->headers_in.headers.part; parte; parte = parte->next) {
        h = parte->elts;

        for (i = 0; i < parte->nelts; i++) {
            if (h[i].key.len == sizeof("X-API-Key") - 1
                && ngx_strncasecmp(h[i].key.data, (u_char *) "X-API-Key",
                                   sizeof("X-API-Key") - 1)
                   == 0)
            {
                *valor = h[i].value;
                n++;
            }
        }
    }

    return n;
}


/* 0: it does not look like one of ours, and nobody is asked about it. */

static ngx_uint_t
ngx_http_inventario_auth_llave_partir(ngx_str_t *valor, ngx_str_t *prefijo,
    ngx_str_t *secreto)
{
    size_t  i;

    if (valor->len != sizeof("inv__") - 1 + NGX_HTTP_INVENTARIO_LLAVE_PREFIJO
                      + NGX_HTTP_INVENTARIO_LLAVE_SECRETO
        || ngx_strncmp(valor->data, "inv_", 4) != 0
        || valor->data[4 + NGX_HTTP_INVENTARIO_LLAVE_PREFIJO] != '_')
    {
        return 0;
    }

    prefijo->data = valor->data + 4;
    prefijo->len = NGX_HTTP_INVENTARIO_LLAVE_PREFIJO;
    secreto->data = prefijo->data + prefijo->len + 1;
    secreto->len = NGX_HTTP_INVENTARIO_LLAVE_SECRETO;

    for (i = 4; i < valor->len; i++) {
        if (i != 4 + NGX_HTTP_INVENTARIO_LLAVE_PREFIJO
            && !(valor->data[i] >= '0' && valor->data[i] <= '9')
            && !(valor->data[i] >= 'a' && valor->data[i] <= 'f'))
        {
            return 0;
        }
    }

    return 1;
}


/* Digests are compared, all of them and whole: time tells nothing. */

static ngx_uint_t
ngx_http_inventario_auth_es_panel(ngx_http_inventario_auth_conf_t *acf,
    ngx_str_t *valor)
{
    u_char      suma[32];
    ngx_uint_t  i, es;

    es = 0;

    if (acf->n_panel) {
        (void) crypto_hash_sha256(suma, valor->data, valor->len);
    }

    for (i = 0; i < acf->n_panel; i++) {
        es |= (sodium_memcmp(acf->panel[i], suma, sizeof(suma)) == 0);
    }

    return es;
}


/* The request waits in the access phase, which is run again with the answer. */

static ngx_int_t
ngx_http_inventario_auth_llave_preguntar(ngx_http_inventario_peticion_t *p,
    ngx_str_t *prefijo, u_char *suma)
{
    u_char                             *s;
    ngx_pool_cleanup_t                 *cln;
    ngx_http_request_t                 *r;
    ngx_http_inventario_pg_op_t        *op;
    ngx_http_inventario_auth_espera_t  *e;

    r = p->request;

    if (ngx_handle_read_event(r->connection->read, 0) != NGX_OK) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    cln = ngx_pool_cleanup_add(r->pool,
                               sizeof(ngx_http_inventario_auth_espera_t));
    if (cln == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    e = cln->data;
    e->p = p;
    e->op = NULL;
    e->prefijo = *prefijo;
    ngx_memcpy(e->suma, suma, sizeof(e->suma));

    cln->handler = ngx_http_inventario_auth_llave_cleanup;

    op = ngx_http_inventario_pg_op(ngx_cycle->log, 2);
    if (op == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    s = ngx_pcalloc(op->pool, prefijo->len + 1 + 64 + 1);
    if (s == NULL) {
        ngx_destroy_pool(op->pool);
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    op->valores[0] = (char *) s;
    s = ngx_cpymem(s, prefijo->data, prefijo->len) + 1;

    op->valores[1] = (char *) s;
    (void) ngx_hex_dump(s, suma, sizeof(e->suma));

    op->sentencia = ngx_http_inventario_auth_conf(p)->llave_leer;
    op->carril = INV_LECTURA;
    op->fin = ngx_http_inventario_auth_llave_leida;
    op->datos = e;
    e->op = op;

    r->read_event_handler = ngx_http_test_reading;
    r->write_event_handler = ngx_http_request_empty_handler;

    ngx_http_inventario_pg_enviar(op);

    return NGX_AGAIN;
}


static void
ngx_http_inventario_auth_llave_cleanup(void *datos)
{
    ngx_http_inventario_auth_espera_t *e = datos;

    if (e->op) {
        ngx_http_inventario_pg_abandonar(e->op);
        e->op = NULL;
    }
}


static void
ngx_http_inventario_auth_llave_leida(ngx_http_inventario_pg_op_t *op)
{
    ngx_http_inventario_auth_espera_t *e = op->datos;

    ngx_connection_t                  *c;
    ngx_http_request_t                *r;
    ngx_http_inventario_peticion_t    *p;
    ngx_http_inventario_auth_llave_t  *ll;

    e->op = NULL;
    p = e->p;
    r = p->request;
    c = r->connection;

    if (op->estado != INV_PG_BIEN) {
        p->auth_caida = 1;

    } else if (PQntuples(op->resultado) != 1) {
        p->auth_error = "clave_invalida";
        ngx_log_error(NGX_LOG_INFO, c->log, 0, "key refused: inv_%V",
                      &e->prefijo);

    } else {
        ll = ngx_http_inventario_auth_llave_guardar(e, op->resultado);

        if (ll == NULL
            || ngx_http_inventario_auth_llave_identificar(p, ll) != NGX_OK)
        {
            p->auth_caida = 1;
        }
    }

    r->read_event_handler = ngx_http_block_reading;
    r->write_event_handler = ngx_http_core_run_phases;

    ngx_http_core_run_phases(r);
    ngx_http_run_posted_requests(c);
}


/* NULL: no memory, or a row for which there is no room. */

static ngx_http_inventario_auth_llave_t *
ngx_http_inventario_auth_llave_guardar(ngx_http_inventario_auth_espera_t *e,
    PGresult *res)
{
    size_t                              largo;
    ngx_uint_t                          rol;
    ngx_http_inventario_auth_llave_t  **lugar, *ll;

    rol = ngx_http_inventario_auth_rol(PQgetvalue(res, 0, INV_LLAVE_ROL));
    largo = PQgetlength(res, 0, INV_LLAVE_SUCURSALES);

    if (rol == 0 || largo > sizeof(ll->sucursales)) {
        return NULL;
    }

    lugar = &ngx_http_inventario_auth_conf(e->p)->llaves[
                 e->suma[0] & (NGX_HTTP_INVENTARIO_AUTH_LLAVES - 1)];

    if (*lugar == NULL) {
        *lugar = ngx_pcalloc(ngx_cycle->pool,
                             sizeof(ngx_http_inventario_auth_llave_t));
        if (*lugar == NULL) {
            return NULL;
        }
    }

    ll = *lugar;

    ngx_memcpy(ll->suma, e->suma, sizeof(ll->suma));
    ngx_memcpy(ll->prefijo, e->prefijo.data, sizeof(ll->prefijo));
    ngx_memcpy(ll->sucursales, PQgetvalue(res, 0, INV_LLAVE_SUCURSALES),
               largo);

    ll->n_sucursales = largo;
    ll->id = strtoll(PQgetvalue(res, 0, INV_LLAVE_ID), NULL, 10);
    ll->rol = rol;
    ll->agentes = PQgetisnull(res, 0, INV_LLAVE_AGENTES)
                  ? INV_TODO_AGENTE
                  : ngx_http_inventario_auth_llave_agentes(
                        PQgetvalue(res, 0, INV_LLAVE_AGENTES));
    ll->solo_lectura = (PQgetvalue(res, 0, INV_LLAVE_LECTURA)[0] == 't');
    ll->vence = strtoll(PQgetvalue(res, 0, INV_LLAVE_VENCE), NULL, 10);
    ll->leida = ngx_current_msec;

    return ll;
}


/* "deposito,panel" as bits; a name that is not loaded here is nothing. */

static ngx_uint_t
ngx_http_inventario_auth_llave_agentes(const char *nombres)
{
    size_t                          largo;
    ngx_uint_t                      i, n, bits;
    ngx_http_inventario_agente_t  **a;

    bits = 0;
    n = ngx_http_inventario_agentes((ngx_cycle_t *) ngx_cycle, &a);

    for ( ;; ) {
        largo = strcspn(nombres, ",");

        for (i = 0; i < n; i++) {
            if (ngx_strlen(a[i]->nombre) == largo
                && ngx_strncmp(a[i]->nombre, nombres, largo) == 0)
            {
                bits |= (ngx_uint_t) 1 << a[i]->numero;
            }
        }

        if (nombres[largo] == '\0') {
            return bits;
        }

        nombres += largo + 1;
    }
}


/* NULL: a key of the environment. */

static ngx_int_t
ngx_http_inventario_auth_llave_identificar(ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_auth_llave_t *ll)
{
    ngx_str_t                        nombre, sucursales;
    ngx_http_inventario_identidad_t  datos;

    ngx_memzero(&datos, sizeof(ngx_http_inventario_identidad_t));

    if (ll == NULL) {
        ngx_str_set(&nombre, "panel");
        ngx_str_set(&sucursales, "null");
        datos.rol = INV_CONSULTA;
        datos.agentes = INV_TODO_AGENTE;
        datos.solo_lectura = 1;

        ngx_http_inventario_auth_llave_usar(p, 0);

    } else {
        nombre.data = ll->prefijo;
        nombre.len = sizeof(ll->prefijo);
        sucursales.data = ll->sucursales;
        sucursales.len = ll->n_sucursales;
        datos.usuario_id = -ll->id;
        datos.rol = ll->rol;
        datos.agentes = ll->agentes;
        datos.solo_lectura = (ll->solo_lectura != 0);

        ngx_http_inventario_auth_llave_usar(p, ll->id);
    }

    return ngx_http_inventario_auth_llave_identidad(p, &nombre, &sucursales,
                                                    &datos);
}


/* datos with copies of its texts: the place of a key may become another's. */

static ngx_int_t
ngx_http_inventario_auth_llave_identidad(ngx_http_inventario_peticion_t *p,
    ngx_str_t *nombre, ngx_str_t *sucursales,
    ngx_http_inventario_identidad_t *datos)
{
    u_char                           *s;
    ngx_http_inventario_identidad_t  *id;

    id = ngx_palloc(p->request->pool, sizeof(ngx_http_inventario_identidad_t)
                                      + sizeof("clave:") + nombre->len
                                      + sucursales->len);
    if (id == NULL) {
        return NGX_ERROR;
    }

    *id = *datos;
    s = (u_char *) (id + 1);

    id->usuario.data = s;
    s = ngx_cpymem(s, "clave:", sizeof("clave:") - 1);
    s = ngx_cpymem(s, nombre->data, nombre->len);
    id->usuario.len = s - id->usuario.data;

    id->sucursales.data = s;
    id->sucursales.len = sucursales->len;
    ngx_memcpy(s, sucursales->data, sucursales->len);

    p->identidad = id;

    return NGX_OK;
}


/*
 * Tells the database that the key was used from this address, without the
 * request waiting for it: once a minute, by this worker.
 */

static void
ngx_http_inventario_auth_llave_usar(ngx_http_inventario_peticion_t *p,
    int64_t id)
{
    u_char                       *s;
    uint64_t                      marca;
    ngx_str_t                    *a;
    ngx_uint_t                    i;
    ngx_http_inventario_pg_op_t  *op;

    a = &p->request->connection->addr_text;

    marca = ((uint64_t) ngx_crc32_long(a->data, a->len) << 32) ^ id;
    i = ngx_murmur_hash2((u_char *) &marca, sizeof(marca))
        & (NGX_HTTP_INVENTARIO_LLAVE_USOS - 1);

    if (ngx_http_inventario_auth_usos[i].marca == marca
        && ngx_time() - ngx_http_inventario_auth_usos[i].cuando
           < NGX_HTTP_INVENTARIO_LLAVE_USO)
    {
        return;
    }

    ngx_http_inventario_auth_usos[i].marca = marca;
    ngx_http_inventario_auth_usos[i].cuando = ngx_time();

    op = ngx_http_inventario_pg_op(ngx_cycle->log, 3);
    if (op == NULL) {
        return;
    }

    s = ngx_pcalloc(op->pool, NGX_INT64_LEN + 1 + a->len + 1
                              + p->request_id.len + 1);
    if (s == NULL) {
        ngx_destroy_pool(op->pool);
        return;
    }

    op->valores[0] = (char *) s;
    s = ngx_sprintf(s, "%L", id) + 1;

    op->valores[1] = (char *) s;
    s = ngx_cpymem(s, a->data, a->len) + 1;

    op->valores[2] = (char *) s;
    ngx_memcpy(s, p->request_id.data, p->request_id.len);

    op->sentencia = ngx_http_inventario_auth_conf(p)->llave_usada;
    op->carril = INV_ESCRITURA;
    op->fin = ngx_http_inventario_auth_llave_anotada;

    ngx_http_inventario_pg_enviar(op);
}


static void
ngx_http_inventario_auth_llave_anotada(ngx_http_inventario_pg_op_t *op)
{
    if (op->estado != INV_PG_BIEN) {
        ngx_log_error(NGX_LOG_WARN, ngx_cycle->log, 0,
                      "the use of a key could not be noted");
    }
}
