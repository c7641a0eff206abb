
/*
 * Inventario: the two-level cache: the journal.
 *
 * Whatever changes is written down in the database by the transaction that
 * changes it: the ledger, the events, and what others did by SQL.  Worker 0
 * of each node reads what is new there several times a second, whoever wrote
 * it: another node, a worker that died after its commit, an operator.  So no
 * message can get lost, since there is none.
 *
 * While the journal cannot be read the node does not know what changes, and
 * entries are good for a second only (NGX_HTTP_INVENTARIO_CACHE_FRESCO).
 */


#include "ngx_http_inventario_cache.h"


#define NGX_HTTP_INVENTARIO_CACHE_DIARIO   250      /* ms */
#define NGX_HTTP_INVENTARIO_CACHE_APURO    50       /* ms, after a failure */
#define NGX_HTTP_INVENTARIO_CACHE_PLAZO    1000     /* ms */
#define NGX_HTTP_INVENTARIO_CACHE_OLVIDO   600000   /* ms; the function looks
                                                       back an hour */


/* One page of the journal on its way to Redis and to the node's memory. */

typedef struct {
    ngx_pool_t                        *pool;
    ngx_array_t                        ranuras;
    ngx_str_t                          foto;
    ngx_msec_t                         ms;          /* when it was asked for */
} ngx_http_inventario_cache_pagina_t;


static void ngx_http_inventario_cache_diario(ngx_event_t *ev);
static ngx_uint_t ngx_http_inventario_cache_empezar(
    ngx_http_inventario_cache_conf_t *ccf);
static void ngx_http_inventario_cache_empezado(u_char *foto, size_t largo);
static ngx_int_t ngx_http_inventario_cache_diario_pedir(
    ngx_http_inventario_cache_conf_t *ccf);
static void ngx_http_inventario_cache_diario_fin(
    ngx_http_inventario_pg_op_t *op);
static ngx_http_inventario_cache_pagina_t *ngx_http_inventario_cache_pagina(
    ngx_http_inventario_pg_op_t *op);
static void ngx_http_inventario_cache_pagina_lista(void *datos);
static void ngx_http_inventario_cache_foto_leer(
    ngx_http_inventario_cache_conf_t *ccf, ngx_str_t *foto);
static void ngx_http_inventario_cache_foto_poner(
    ngx_http_inventario_cache_conf_t *ccf, ngx_str_t *foto, ngx_msec_t ms);
static void ngx_http_inventario_cache_medir(
    ngx_http_inventario_cache_conf_t *ccf);


/* how often Redis is asked for a place before it is given up */
static ngx_uint_t        ngx_http_inventario_cache_faltan;

static ngx_event_t       ngx_http_inventario_cache_reloj;
static ngx_connection_t  ngx_http_inventario_cache_nadie;


void
ngx_http_inventario_cache_diario_iniciar(ngx_cycle_t *cycle,
    ngx_http_inventario_cache_conf_t *ccf)
{
    ngx_event_t  *ev;

    if (ngx_process == NGX_PROCESS_WORKER && ngx_worker != 0) {
        return;
    }

    ngx_http_inventario_cache_faltan = 10;

    ngx_http_inventario_cache_nadie.fd = (ngx_socket_t) -1;
    ngx_http_inventario_cache_nadie.data = ccf;

    ev = &ngx_http_inventario_cache_reloj;
    ngx_memzero(ev, sizeof(ngx_event_t));

    ev->handler = ngx_http_inventario_cache_diario;
    ev->data = &ngx_http_inventario_cache_nadie;
    ev->log = cycle->log;
    ev->cancelable = 1;

    ngx_add_timer(ev, 1);
}


static void
ngx_http_inventario_cache_diario(ngx_event_t *ev)
{
    ngx_connection_t                  *c;
    ngx_http_inventario_cache_conf_t  *ccf;

    if (ngx_exiting || ngx_quit || ngx_terminate) {
        return;
    }

    c = ev->data;
    ccf = c->data;

    if (ngx_http_inventario_cache_empezar(ccf)) {
        return;
    }

    ngx_http_inventario_cache_redis_saldar();
    ngx_http_inventario_cache_medir(ccf);

    if (ngx_http_inventario_cache_diario_pedir(ccf) != NGX_OK) {
        ngx_add_timer(ev, NGX_HTTP_INVENTARIO_CACHE_APURO);
    }
}


/*
 * A node that has just begun knows no place in the journal.  What Redis was
 * told to is as good: there is nothing else to be old.  Returns 1 while it
 * waits for that.
 */

static ngx_uint_t
ngx_http_inventario_cache_empezar(ngx_http_inventario_cache_conf_t *ccf)
{
    u_char     foto[2048];
    ngx_str_t  f;

    f.data = foto;

    if (!ccf->redis || ngx_http_inventario_cache_faltan == 0) {
        return 0;
    }

    ngx_http_inventario_cache_foto_leer(ccf, &f);

    if (f.len) {
        ngx_http_inventario_cache_faltan = 0;
        return 0;
    }

    ngx_http_inventario_cache_faltan--;

    if (ngx_http_inventario_cache_redis_foto(
                                        ngx_http_inventario_cache_empezado)
        == NGX_AGAIN)
    {
        ngx_http_inventario_cache_faltan = 0;
        return 1;
    }

    ngx_add_timer(&ngx_http_inventario_cache_reloj,
                  NGX_HTTP_INVENTARIO_CACHE_APURO);

    return 1;
}


static void
ngx_http_inventario_cache_empezado(u_char *foto, size_t largo)
{
    ngx_str_t                          f;
    ngx_http_inventario_cache_conf_t  *ccf;

    ccf = ngx_http_inventario_cache_conf();

    if (largo) {
        f.data = foto;
        f.len = largo;
        ngx_http_inventario_cache_foto_poner(ccf, &f, ngx_current_msec);
    }

    ngx_add_timer(&ngx_http_inventario_cache_reloj, 1);
}


static ngx_int_t
ngx_http_inventario_cache_diario_pedir(ngx_http_inventario_cache_conf_t *ccf)
{
    u_char                        foto[2049];
    ngx_str_t                     f;
    ngx_http_inventario_pg_op_t  *op;

    op = ngx_http_inventario_pg_op(ngx_cycle->log, 1);
    if (op == NULL) {
        return NGX_ERROR;
    }

    f.data = foto;
    ngx_http_inventario_cache_foto_leer(ccf, &f);

    if (f.len) {
        op->valores[0] = (char *) ngx_pnalloc(op->pool, f.len + 1);
        if (op->valores[0] == NULL) {
            ngx_destroy_pool(op->pool);
            return NGX_ERROR;
        }

        (void) ngx_cpystrn((u_char *) op->valores[0], foto, f.len + 1);
    }

    op->sentencia = ccf->cambios;
    op->carril = INV_LECTURA;
    op->plazo = NGX_HTTP_INVENTARIO_CACHE_PLAZO;
    op->fin = ngx_http_inventario_cache_diario_fin;

    ngx_http_inventario_pg_enviar(op);

    return NGX_OK;
}


static void
ngx_http_inventario_cache_diario_fin(ngx_http_inventario_pg_op_t *op)
{
    ngx_http_inventario_cache_pagina_t  *pg;

    static ngx_uint_t  vez;

    pg = NULL;

    if (op->estado == INV_PG_BIEN && PQntuples(op->resultado) == 1) {
        pg = ngx_http_inventario_cache_pagina(op);
    }

    if (pg == NULL) {
        ngx_add_timer(&ngx_http_inventario_cache_reloj,
                      NGX_HTTP_INVENTARIO_CACHE_APURO);
        return;
    }

    /* of a page with nothing new Redis need not hear each time */

    vez++;

    if (ngx_http_inventario_cache_redis_tocar(pg->ranuras.elts,
                              pg->ranuras.nelts,
                              pg->ranuras.nelts || vez % 16 == 0
                              ? &pg->foto : NULL,
                              ngx_http_inventario_cache_pagina_lista, pg)
        == NGX_OK)
    {
        ngx_http_inventario_cache_pagina_lista(pg);
    }
}


static ngx_http_inventario_cache_pagina_t *
ngx_http_inventario_cache_pagina(ngx_http_inventario_pg_op_t *op)
{
    ngx_str_t                            texto, v;
    ngx_pool_t                          *pool;
    ngx_http_inventario_cache_pagina_t  *pg;

    pool = ngx_create_pool(1024, ngx_cycle->log);
    if (pool == NULL) {
        return NULL;
    }

    pg = ngx_palloc(pool, sizeof(ngx_http_inventario_cache_pagina_t));

    if (pg == NULL
        || ngx_array_init(&pg->ranuras, pool, 16, sizeof(uint16_t)) != NGX_OK)
    {
        goto failed;
    }

    v.data = (u_char *) PQgetvalue(op->resultado, 0, 0);
    v.len = PQgetlength(op->resultado, 0, 0);
    texto.data = (u_char *) PQgetvalue(op->resultado, 0, 1);
    texto.len = PQgetlength(op->resultado, 0, 1);

    pg->pool = pool;
    pg->ms = op->inicio;
    pg->foto.len = v.len;
    pg->foto.data = ngx_pstrdup(pool, &v);

    if (pg->foto.data == NULL
        || ngx_http_inventario_cache_toca(&pg->ranuras, NULL, NULL, &texto, 1)
           != NGX_OK)
    {
        goto failed;
    }

    return pg;

failed:

    ngx_destroy_pool(pool);

    return NULL;
}


static void
ngx_http_inventario_cache_pagina_lista(void *datos)
{
    ngx_http_inventario_cache_pagina_t *pg = datos;

    inv_almacen_t                     *a;
    ngx_http_inventario_cache_conf_t  *ccf;

    ccf = ngx_http_inventario_cache_conf();
    a = ngx_http_inventario_cache_zona(ccf)->almacen;

    inv_almacen_tocar(a, pg->ranuras.elts, pg->ranuras.nelts);
    ngx_http_inventario_cache_foto_poner(ccf, &pg->foto, pg->ms);
    inv_almacen_latir(a, pg->ms);

    ngx_destroy_pool(pg->pool);

    ngx_add_timer(&ngx_http_inventario_cache_reloj,
                  NGX_HTTP_INVENTARIO_CACHE_DIARIO);
}


/*
 * Where the reading of the journal is: the snapshot of the last page.  It
 * stands in the zone, so that the next worker 0 goes on from there.  None, or
 * too old a one: the function answers "todo".
 */

static void
ngx_http_inventario_cache_foto_leer(ngx_http_inventario_cache_conf_t *ccf,
    ngx_str_t *foto)
{
    ngx_slab_pool_t                   *shpool;
    ngx_http_inventario_cache_zona_t  *z;

    z = ngx_http_inventario_cache_zona(ccf);
    shpool = (ngx_slab_pool_t *) ccf->zona->shm.addr;

    ngx_shmtx_lock(&shpool->mutex);

    foto->len = ngx_min(z->foto_largo, sizeof(z->foto));
    ngx_memcpy(foto->data, z->foto, foto->len);

    if (ngx_crc32_long(foto->data, foto->len) != z->foto_suma
        || ngx_current_msec - z->foto_ms > NGX_HTTP_INVENTARIO_CACHE_OLVIDO)
    {
        foto->len = 0;
    }

    ngx_shmtx_unlock(&shpool->mutex);
}


static void
ngx_http_inventario_cache_foto_poner(ngx_http_inventario_cache_conf_t *ccf,
    ngx_str_t *foto, ngx_msec_t ms)
{
    ngx_slab_pool_t                   *shpool;
    ngx_http_inventario_cache_zona_t  *z;

    z = ngx_http_inventario_cache_zona(ccf);
    shpool = (ngx_slab_pool_t *) ccf->zona->shm.addr;

    ngx_shmtx_lock(&shpool->mutex);

    z->foto_largo = foto->len <= sizeof(z->foto) ? foto->len : 0;
    ngx_memcpy(z->foto, foto->data, z->foto_largo);
    z->foto_suma = ngx_crc32_long(z->foto, z->foto_largo);
    z->foto_ms = ms;

    ngx_shmtx_unlock(&shpool->mutex);
}


/* The gauges, about once a second. */

static void
ngx_http_inventario_cache_medir(ngx_http_inventario_cache_conf_t *ccf)
{
    uint64_t  entradas, bytes;

    static uint64_t    antes[2];
    static ngx_uint_t  vez;

    if (vez++ % 4) {
        return;
    }

    inv_almacen_contar(ngx_http_inventario_cache_zona(ccf)->almacen,
                       &entradas, &bytes);

    /* of this worker only: what it said before is taken back */

    ngx_http_inventario_sumar(ccf->entradas,
                              (ngx_atomic_int_t) (entradas - antes[0]));
    ngx_http_inventario_sumar(ccf->ocupado,
                              (ngx_atomic_int_t) (bytes - antes[1]));

    antes[0] = entradas;
    antes[1] = bytes;
}
