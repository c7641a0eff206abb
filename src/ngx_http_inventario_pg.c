
/*
 * Inventario: PostgreSQL, what the rest of the program calls.
 *
 * Nothing here calls back into the caller of enviar() or abandonar(): what is
 * to be done is left to the lane's posted event, which also sends together the
 * ops of one round of the event loop.
 */


#include "ngx_http_inventario_pg_interno.h"
#include <malloc.h>


/* bytes of free heap that a worker keeps, and from where on mmap() is used */
#define NGX_HTTP_INVENTARIO_PG_LIBRE   (4 * 1024 * 1024)
#define NGX_HTTP_INVENTARIO_PG_MAPA    (1024 * 1024)


static ngx_http_inventario_pg_ciclo_t *ngx_http_inventario_pg_ciclo(
    ngx_pool_t *pool);
static void ngx_http_inventario_pg_ciclo_marca(void *datos);
static ngx_int_t ngx_http_inventario_pg_carril_iniciar(ngx_cycle_t *cycle,
    ngx_http_inventario_pg_conf_t *conf, ngx_uint_t n);
static void ngx_http_inventario_pg_soltar_ops(ngx_queue_t *lista);


ngx_http_inventario_pg_t  ngx_http_inventario_pg;


const char *const  ngx_http_inventario_pg_nombres[INV_CARRILES] = {
    "lectura", "escritura", "informes"
};


/*
 * Reads are short, so that many may stand behind one another; behind a write
 * that waits for a lock, or behind a report, nobody should.
 */

static const ngx_uint_t  ngx_http_inventario_pg_profundidad[INV_CARRILES] = {
    16, 2, 1
};


static const struct {
    ngx_http_inventario_serie_e   tipo;
    const char                   *nombre;
    const char                   *ayuda;
} ngx_http_inventario_pg_series[INV_PG_SERIES] = {

    { INV_MEDIDOR, "inventario_pg_conexiones",
      "Conexiones vivas con PostgreSQL." },

    { INV_MEDIDOR, "inventario_pg_en_vuelo",
      "Operaciones enviadas a PostgreSQL y no contestadas." },

    { INV_MEDIDOR, "inventario_pg_en_cola",
      "Operaciones que esperan una conexión con PostgreSQL." },

    { INV_CONTADOR, "inventario_pg_reconexiones_total",
      "Conexiones con PostgreSQL rehechas." },

    { INV_CONTADOR, "inventario_pg_plazos_total",
      "Operaciones que pasaron su plazo." },

    { INV_CONTADOR, "inventario_pg_cola_llena_total",
      "Operaciones rechazadas por cola llena." },

    { INV_CONTADOR, "inventario_pg_sin_conexion_total",
      "Operaciones rechazadas por falta de conexión." },

    { INV_CONTADOR, "inventario_pg_reintentos_total",
      "Operaciones repetidas por el cliente." },

    { INV_CONTADOR, "inventario_pg_canceladas_total",
      "Lecturas abandonadas que se mandaron cancelar." }
};


ngx_int_t
ngx_http_inventario_pg_configurar(ngx_conf_t *cf)
{
    u_char                          *p;
    ngx_int_t                        n;
    ngx_uint_t                       i, j;
    ngx_http_inventario_pg_ciclo_t  *ciclo;

    ciclo = ngx_http_inventario_pg_ciclo(cf->pool);
    if (ciclo == NULL) {
        return NGX_ERROR;
    }

    for (i = 0; i < INV_PG_SERIES; i++) {
        for (j = 0; j < INV_CARRILES; j++) {

            p = ngx_pnalloc(cf->pool, sizeof("carril=\"escritura\""));
            if (p == NULL) {
                return NGX_ERROR;
            }

            ngx_sprintf(p, "carril=\"%s\"%Z",
                        ngx_http_inventario_pg_nombres[j]);

            n = ngx_http_inventario_serie(cf,
                                       ngx_http_inventario_pg_series[i].tipo,
                                       ngx_http_inventario_pg_series[i].nombre,
                                       (char *) p,
                                       ngx_http_inventario_pg_series[i].ayuda);
            if (n == NGX_ERROR) {
                return NGX_ERROR;
            }

            ciclo->series[i][j] = n;
        }
    }

    /*
     * The statement is compared as well, so that what runs there now is not
     * stopped in its place: the caller's guess of the head may be old, and
     * behind a pooler the number may be of someone else.  A long query stands
     * clipped in the view.
     */

    ciclo->cancelar = ngx_http_inventario_sentencia(cf,
        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid = $1"
        " AND application_name = 'inventario' AND state = 'active'"
        " AND starts_with($2, query)");

    return ciclo->cancelar ? NGX_OK : NGX_ERROR;
}


/*
 * What was registered belongs to its cycle: a global would be overwritten by a
 * configuration that is refused later, and a worker that is started again
 * would read it.
 */

static ngx_http_inventario_pg_ciclo_t *
ngx_http_inventario_pg_ciclo(ngx_pool_t *pool)
{
    ngx_pool_cleanup_t  *cln;

    for (cln = pool->cleanup; cln; cln = cln->next) {
        if (cln->handler == ngx_http_inventario_pg_ciclo_marca) {
            return cln->data;
        }
    }

    cln = ngx_pool_cleanup_add(pool, sizeof(ngx_http_inventario_pg_ciclo_t));
    if (cln == NULL) {
        return NULL;
    }

    ngx_memzero(cln->data, sizeof(ngx_http_inventario_pg_ciclo_t));
    cln->handler = ngx_http_inventario_pg_ciclo_marca;

    return cln->data;
}


static void
ngx_http_inventario_pg_ciclo_marca(void *datos)
{
    /* only its address matters; the data goes with the pool */
}


ngx_http_inventario_sentencia_t *
ngx_http_inventario_sentencia(ngx_conf_t *cf, const char *texto)
{
    ngx_http_inventario_pg_ciclo_t   *ciclo;
    ngx_http_inventario_sentencia_t  *s;

    ciclo = ngx_http_inventario_pg_ciclo(cf->pool);
    if (ciclo == NULL) {
        return NULL;
    }

    s = ngx_palloc(cf->pool, sizeof(ngx_http_inventario_sentencia_t));
    if (s == NULL) {
        return NULL;
    }

    s->texto = texto;
    s->numero = ciclo->sentencias++;

    return s;
}


ngx_int_t
ngx_http_inventario_pg_iniciar(ngx_cycle_t *cycle,
    ngx_http_inventario_pg_conf_t *conf)
{
    ngx_uint_t                        i, j;
    ngx_http_inventario_pg_carril_t  *carril;

    ngx_memzero(&ngx_http_inventario_pg, sizeof(ngx_http_inventario_pg_t));

    ngx_http_inventario_pg.log = cycle->log;
    ngx_http_inventario_pg.cola = conf->cola;
    ngx_http_inventario_pg.ciclo = ngx_http_inventario_pg_ciclo(cycle->pool);

    if (ngx_http_inventario_pg.ciclo == NULL) {
        return NGX_ERROR;
    }

    /* nginx already did it */
    PQinitOpenSSL(0, 0);

    /*
     * A result is a chain of blocks of 2 KB; with glibc's own numbers PQclear()
     * gives the heap back 4 KB at a time: 100 ms for 50 MB.
     */

    (void) mallopt(M_TRIM_THRESHOLD, NGX_HTTP_INVENTARIO_PG_LIBRE);
    (void) mallopt(M_MMAP_THRESHOLD, NGX_HTTP_INVENTARIO_PG_MAPA);

    for (i = 0; i < INV_CARRILES; i++) {
        if (ngx_http_inventario_pg_carril_iniciar(cycle, conf, i) != NGX_OK) {
            return NGX_ERROR;
        }
    }

    for (i = 0; i < INV_CARRILES; i++) {
        carril = &ngx_http_inventario_pg.carriles[i];
        carril->esperar = carril->n != 0;

        for (j = 0; j < carril->n; j++) {
            ngx_http_inventario_pg_conectar(&carril->conexiones[j]);
        }
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_inventario_pg_carril_iniciar(ngx_cycle_t *cycle,
    ngx_http_inventario_pg_conf_t *conf, ngx_uint_t n)
{
    ngx_uint_t                          i;
    ngx_http_inventario_pg_carril_t    *carril;
    ngx_http_inventario_pg_conexion_t  *cx;

    carril = &ngx_http_inventario_pg.carriles[n];

    carril->numero = n;
    carril->plazo = conf->plazo[n];
    carril->profundidad = ngx_http_inventario_pg_profundidad[n];

    ngx_queue_init(&carril->cola);
    ngx_queue_init(&carril->fallidas);

    carril->despacho.handler = ngx_http_inventario_pg_despachar;
    carril->despacho.data = carril;
    carril->despacho.log = cycle->log;

    carril->reloj.handler = ngx_http_inventario_pg_vencer;
    carril->reloj.data = carril;
    carril->reloj.log = cycle->log;

    carril->paciencia.handler = ngx_http_inventario_pg_impaciente;
    carril->paciencia.data = carril;
    carril->paciencia.log = cycle->log;
    carril->paciencia.cancelable = 1;

    carril->cancelar.handler = ngx_http_inventario_pg_cancelar;
    carril->cancelar.data = carril;
    carril->cancelar.log = cycle->log;
    carril->cancelar.cancelable = 1;

    if (conf->conninfo.len == 0) {
        return NGX_OK;
    }

    carril->n = conf->conexiones[n];

    carril->conexiones = ngx_pcalloc(cycle->pool,
                       carril->n * sizeof(ngx_http_inventario_pg_conexion_t));
    if (carril->conexiones == NULL) {
        return NGX_ERROR;
    }

    for (i = 0; i < carril->n; i++) {
        cx = &carril->conexiones[i];

        cx->carril = carril;
        ngx_queue_init(&cx->vuelo);

        cx->preparadas = ngx_palloc(cycle->pool,
                                 (ngx_http_inventario_pg.ciclo->sentencias + 1)
                                 * sizeof(ngx_http_inventario_pg_preparada_t));
        if (cx->preparadas == NULL) {
            return NGX_ERROR;
        }
    }

    return ngx_http_inventario_pg_parametros(cycle, carril, &conf->conninfo);
}


void
ngx_http_inventario_pg_terminar(void)
{
    ngx_uint_t                          i, j;
    ngx_http_inventario_pg_carril_t    *carril;
    ngx_http_inventario_pg_conexion_t  *cx;

    if (ngx_http_inventario_pg.ciclo == NULL) {
        return;
    }

    for (i = 0; i < INV_CARRILES; i++) {
        carril = &ngx_http_inventario_pg.carriles[i];

        for (j = 0; j < carril->n; j++) {
            cx = &carril->conexiones[j];

            ngx_http_inventario_pg_cerrar(cx);
            cx->etapa = INV_PG_CERRADA;
            ngx_http_inventario_pg_soltar_ops(&cx->vuelo);
        }

        ngx_http_inventario_pg_soltar_ops(&carril->cola);
        ngx_http_inventario_pg_soltar_ops(&carril->fallidas);

        carril->vivas = 0;
        carril->en_vuelo = 0;
        carril->en_cola = 0;

        ngx_http_inventario_pg_repasar(carril);
    }

    ngx_http_inventario_pg.ciclo = NULL;
}


static void
ngx_http_inventario_pg_soltar_ops(ngx_queue_t *lista)
{
    ngx_queue_t  *q;

    while (!ngx_queue_empty(lista)) {
        q = ngx_queue_head(lista);
        ngx_queue_remove(q);

        ngx_http_inventario_pg_destruir(ngx_http_inventario_pg_envio(q));
    }
}


void
ngx_http_inventario_pg_estado(ngx_http_inventario_carril_e carril,
    ngx_http_inventario_pg_estado_t *estado)
{
    ngx_http_inventario_pg_carril_t  *c;

    c = &ngx_http_inventario_pg.carriles[carril];

    estado->vivas = c->vivas;
    estado->en_vuelo = c->en_vuelo;
    estado->en_cola = c->en_cola;
}


ngx_uint_t
ngx_http_inventario_pg_vivo(ngx_http_inventario_carril_e carril)
{
    return ngx_http_inventario_pg.carriles[carril].vivas != 0;
}


ngx_http_inventario_pg_op_t *
ngx_http_inventario_pg_op(ngx_log_t *log, ngx_uint_t n)
{
    ngx_pool_t                      *pool;
    ngx_http_inventario_pg_envio_t  *x;

    pool = ngx_create_pool(1024, log);
    if (pool == NULL) {
        return NULL;
    }

    x = ngx_pcalloc(pool, sizeof(ngx_http_inventario_pg_envio_t));
    if (x == NULL) {
        ngx_destroy_pool(pool);
        return NULL;
    }

    x->op.pool = pool;
    x->op.n = n;

    x->op.valores = ngx_pcalloc(pool, (n + 1) * sizeof(char *));
    if (x->op.valores == NULL) {
        ngx_destroy_pool(pool);
        return NULL;
    }

    return &x->op;
}


void
ngx_http_inventario_pg_enviar(ngx_http_inventario_pg_op_t *op)
{
    ngx_http_inventario_pg_carril_t  *carril;

    carril = &ngx_http_inventario_pg.carriles[op->carril];

    if (op->plazo == 0 || op->plazo > carril->plazo) {
        op->plazo = carril->plazo;
    }

    op->inicio = ngx_current_msec;
    op->vence = op->inicio + op->plazo;

    ngx_http_inventario_pg_encolar(carril,
                                   (ngx_http_inventario_pg_envio_t *) op, 0);

    ngx_http_inventario_pg_armar(carril, op->plazo);
}


void
ngx_http_inventario_pg_abandonar(ngx_http_inventario_pg_op_t *op)
{
    ngx_http_inventario_pg_envio_t   *x;
    ngx_http_inventario_pg_carril_t  *carril;

    x = (ngx_http_inventario_pg_envio_t *) op;
    carril = &ngx_http_inventario_pg.carriles[op->carril];

    if (x->terminada) {
        return;
    }

    op->abandonada = 1;

    /* the request's log goes with the request */
    op->pool->log = ngx_http_inventario_pg.log;

    if (op->carril == INV_ESCRITURA) {
        return;
    }

    if (x->encolada) {
        ngx_http_inventario_pg_desencolar(carril, x);
        ngx_http_inventario_pg_destruir(x);
        return;
    }

    if (op->enviada && !carril->cancelar.timer_set) {
        ngx_add_timer(&carril->cancelar, NGX_HTTP_INVENTARIO_PG_TARDE);
    }
}


void
ngx_http_inventario_pg_contar(ngx_http_inventario_pg_carril_t *carril,
    ngx_http_inventario_pg_serie_e serie)
{
    ngx_http_inventario_sumar(
                ngx_http_inventario_pg.ciclo->series[serie][carril->numero], 1);
}
