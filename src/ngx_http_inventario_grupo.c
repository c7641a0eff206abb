
/*
 * Inventario: group commit.  What arrives while the last statement of a row
 * is in flight is applied by the next one, as one set in one transaction,
 * and each caller gets its own answer.  The first one never waits.
 */


#include "ngx_http_inventario_interno.h"


#define NGX_HTTP_INVENTARIO_GRUPO_MAX     64        /* requests */
#define NGX_HTTP_INVENTARIO_GRUPO_BYTES   2097152
#define NGX_HTTP_INVENTARIO_GRUPO_ESPERA  4096      /* requests waiting */


/* One caller.  peticion is NULL once its client has left. */

typedef struct {
    ngx_http_inventario_peticion_t   *peticion;     /* first: see cleanup */
    ngx_queue_t                       cola;
    ngx_pool_t                       *pool;
    ngx_str_t                         texto;        /* its JSON */
} ngx_http_inventario_miembro_t;


/* A statement on its way, and whom it is for. */

typedef struct {
    ngx_http_inventario_ruta_t       *ruta;
    PGresult                         *res;          /* NULL until committed */
    ngx_uint_t                        n;
    ngx_http_inventario_miembro_t    *miembros[1];
} ngx_http_inventario_tanda_t;


typedef struct {
    ngx_queue_t                       espera;
    ngx_uint_t                        n;
    ngx_uint_t                        en_vuelo;
    ngx_uint_t                        solos;        /* send one by one */
} ngx_http_inventario_grupo_t;


static void ngx_http_inventario_grupo_seguir(
    ngx_http_inventario_ruta_t *ruta);
static ngx_int_t ngx_http_inventario_grupo_enviar(
    ngx_http_inventario_ruta_t *ruta, ngx_uint_t n, size_t largo);
static void ngx_http_inventario_grupo_fin(ngx_http_inventario_pg_op_t *op);
static void ngx_http_inventario_grupo_escrito(
    ngx_http_inventario_pg_op_t *op);
static void ngx_http_inventario_grupo_listo(void *datos);
static void ngx_http_inventario_grupo_responder(
    ngx_http_inventario_tanda_t *tanda, ngx_http_inventario_falla_t *f);
static void ngx_http_inventario_grupo_soltar(
    ngx_http_inventario_miembro_t *m);


static ngx_http_inventario_grupo_t  *ngx_http_inventario_grupos;
static ngx_int_t                     ngx_http_inventario_serie_tandas;
static ngx_int_t                     ngx_http_inventario_serie_miembros;


ngx_int_t
ngx_http_inventario_grupo_configurar(ngx_conf_t *cf)
{
    ngx_http_inventario_serie_tandas = ngx_http_inventario_serie(cf,
        INV_CONTADOR, "inventario_grupo_tandas_total", "",
        "Sentencias que aplicaron pedidos en grupo.");

    ngx_http_inventario_serie_miembros = ngx_http_inventario_serie(cf,
        INV_CONTADOR, "inventario_grupo_pedidos_total", "",
        "Pedidos aplicados en grupo.");

    return ngx_http_inventario_serie_tandas == NGX_ERROR
           || ngx_http_inventario_serie_miembros == NGX_ERROR
           ? NGX_ERROR : NGX_OK;
}


ngx_int_t
ngx_http_inventario_grupo_iniciar(ngx_cycle_t *cycle, ngx_uint_t rutas)
{
    ngx_uint_t  i;

    ngx_http_inventario_grupos = ngx_pcalloc(cycle->pool,
                                 rutas * sizeof(ngx_http_inventario_grupo_t));
    if (ngx_http_inventario_grupos == NULL) {
        return NGX_ERROR;
    }

    for (i = 0; i < rutas; i++) {
        ngx_queue_init(&ngx_http_inventario_grupos[i].espera);
    }

    return NGX_OK;
}


ngx_int_t
ngx_http_inventario_grupo_sumar(ngx_http_inventario_peticion_t *p)
{
    ngx_pool_t                     *pool;
    ngx_http_inventario_grupo_t    *g;
    ngx_http_inventario_motor_t    *motor;
    ngx_http_inventario_texto_t     t;
    ngx_http_inventario_miembro_t  *m;

    motor = ngx_http_inventario_motor(p);
    g = &ngx_http_inventario_grupos[p->ruta->numero];

    if (g->n == NGX_HTTP_INVENTARIO_GRUPO_ESPERA) {
        ngx_http_inventario_problema(p, NGX_HTTP_SERVICE_UNAVAILABLE,
            "base_ocupada", "La base está ocupada; probá de nuevo.", NULL);
        return NGX_OK;
    }

    pool = ngx_create_pool(p->ctx.len + p->cuerpo.len + 1024,
                           ngx_cycle->log);
    if (pool == NULL) {
        return NGX_ERROR;
    }

    m = ngx_palloc(pool, sizeof(ngx_http_inventario_miembro_t));

    if (m == NULL
        || ngx_http_inventario_texto(&t, pool,
                                     p->ctx.len + p->cuerpo.len + 512)
           != NGX_OK)
    {
        ngx_destroy_pool(pool);
        return NGX_ERROR;
    }

    ngx_http_inventario_agregar_z(&t, "{\"ctx\":");
    ngx_http_inventario_agregar(&t, p->ctx.data, p->ctx.len);

    if (p->clave.len) {
        ngx_http_inventario_agregar_z(&t, ",\"clave\":");
        ngx_http_inventario_agregar_json(&t, p->clave.data, p->clave.len);
        ngx_http_inventario_agregar_z(&t, ",\"huella\":\"");
        ngx_http_inventario_agregar(&t, motor->huella.data,
                                    motor->huella.len);
        ngx_http_inventario_agregar_z(&t, "\"");

    } else {
        ngx_http_inventario_agregar_z(&t, ",\"clave\":null,\"huella\":null");
    }

    ngx_http_inventario_agregar_z(&t, ",\"cuerpo\":");
    ngx_http_inventario_agregar(&t, p->cuerpo.data, p->cuerpo.len);
    ngx_http_inventario_agregar_z(&t, "}");

    if (t.error) {
        ngx_destroy_pool(pool);
        return NGX_ERROR;
    }

    m->peticion = p;
    m->pool = pool;
    m->texto.data = t.datos;
    m->texto.len = t.largo;

    motor->grupo = m;

    ngx_queue_insert_tail(&g->espera, &m->cola);
    g->n++;

    ngx_http_inventario_grupo_seguir(p->ruta);

    return NGX_OK;
}


/* Sends those who wait, unless a statement of this row is in flight. */

static void
ngx_http_inventario_grupo_seguir(ngx_http_inventario_ruta_t *ruta)
{
    size_t                           largo;
    ngx_uint_t                       n, max;
    ngx_queue_t                     *q, *sig;
    ngx_http_inventario_grupo_t     *g;
    ngx_http_inventario_miembro_t   *m;
    ngx_http_inventario_peticion_t  *p;

    g = &ngx_http_inventario_grupos[ruta->numero];

    if (g->en_vuelo || ngx_queue_empty(&g->espera)) {
        return;
    }

    max = NGX_HTTP_INVENTARIO_GRUPO_MAX;

    if (g->solos) {
        g->solos--;
        max = 1;
    }

    n = 0;
    largo = 2;

    for (q = ngx_queue_head(&g->espera);
         q != ngx_queue_sentinel(&g->espera) && n < max;
         q = sig)
    {
        sig = ngx_queue_next(q);
        m = ngx_queue_data(q, ngx_http_inventario_miembro_t, cola);

        if (m->peticion == NULL) {

            /* left before it was sent: nothing happened */

            ngx_queue_remove(q);
            g->n--;
            ngx_destroy_pool(m->pool);
            continue;
        }

        if (n && largo + m->texto.len + 1 > NGX_HTTP_INVENTARIO_GRUPO_BYTES) {
            break;
        }

        largo += m->texto.len + 1;
        n++;
    }

    if (n && ngx_http_inventario_grupo_enviar(ruta, n, largo) != NGX_OK) {

        /* no memory: the first one is told so, the others have their turn */

        q = ngx_queue_head(&g->espera);
        m = ngx_queue_data(q, ngx_http_inventario_miembro_t, cola);

        ngx_queue_remove(q);
        g->n--;

        p = m->peticion;
        ngx_http_inventario_grupo_soltar(m);

        ngx_http_inventario_problema(p, NGX_HTTP_INTERNAL_SERVER_ERROR,
            "error_interno", "Algo falló de nuestro lado.", NULL);
    }
}


/* The first n of those who wait, whose text and commas take largo bytes. */

static ngx_int_t
ngx_http_inventario_grupo_enviar(ngx_http_inventario_ruta_t *ruta,
    ngx_uint_t n, size_t largo)
{
    u_char                           *s;
    ngx_uint_t                        i;
    ngx_queue_t                      *q;
    ngx_http_inventario_grupo_t      *g;
    ngx_http_inventario_pg_op_t      *op;
    ngx_http_inventario_tanda_t      *tanda;
    ngx_http_inventario_miembro_t    *m;
    ngx_http_inventario_compilada_t  *c;

    g = &ngx_http_inventario_grupos[ruta->numero];
    c = ngx_http_inventario_compilada(ruta);

    op = ngx_http_inventario_pg_op(ngx_cycle->log, 1);
    if (op == NULL) {
        return NGX_ERROR;
    }

    s = ngx_pnalloc(op->pool, largo + 1);
    tanda = ngx_alloc(sizeof(ngx_http_inventario_tanda_t)
                      + n * sizeof(ngx_http_inventario_miembro_t *),
                      ngx_cycle->log);

    if (s == NULL || tanda == NULL) {
        ngx_free(tanda);
        ngx_destroy_pool(op->pool);
        return NGX_ERROR;
    }

    op->valores[0] = (char *) s;
    op->sentencia = c->sentencia;
    op->carril = INV_ESCRITURA;
    op->fin = ngx_http_inventario_grupo_fin;
    op->datos = tanda;

    tanda->ruta = ruta;
    tanda->res = NULL;
    tanda->n = n;

    for (i = 0; i < n; i++) {
        q = ngx_queue_head(&g->espera);
        ngx_queue_remove(q);

        m = ngx_queue_data(q, ngx_http_inventario_miembro_t, cola);
        tanda->miembros[i] = m;

        *s++ = i ? ',' : '[';
        s = ngx_cpymem(s, m->texto.data, m->texto.len);
    }

    *s++ = ']';
    *s = '\0';

    g->n -= n;
    g->en_vuelo++;

    ngx_http_inventario_sumar(ngx_http_inventario_serie_tandas, 1);
    ngx_http_inventario_sumar(ngx_http_inventario_serie_miembros, n);

    ngx_http_inventario_pg_enviar(op);

    return NGX_OK;
}


static void
ngx_http_inventario_grupo_fin(ngx_http_inventario_pg_op_t *op)
{
    ngx_http_inventario_tanda_t *tanda = op->datos;

    ngx_uint_t                    i;
    ngx_http_inventario_ruta_t   *ruta;
    ngx_http_inventario_grupo_t  *g;
    ngx_http_inventario_falla_t   f;

    ruta = tanda->ruta;
    g = &ngx_http_inventario_grupos[ruta->numero];
    g->en_vuelo--;

    if (op->estado == INV_PG_SQL && tanda->n > 1) {

        /*
         * nothing was done: whoever caused it must not take the others
         * along, so each goes again on its own, in the same order
         */

        for (i = tanda->n; i-- > 0; /* void */ ) {
            ngx_queue_insert_head(&g->espera, &tanda->miembros[i]->cola);
        }

        g->n += tanda->n;
        g->solos += tanda->n;
        ngx_free(tanda);

    } else if (op->estado == INV_PG_BIEN) {
        ngx_http_inventario_grupo_escrito(op);

    } else {
        ngx_http_inventario_falla(op, &f);
        ngx_http_inventario_grupo_responder(tanda, &f);
    }

    ngx_http_inventario_grupo_seguir(ruta);
}


/* Committed: the next group goes while the memory hears of this one. */

static void
ngx_http_inventario_grupo_escrito(ngx_http_inventario_pg_op_t *op)
{
    ngx_http_inventario_tanda_t *tanda = op->datos;

    ngx_http_inventario_memoria_t  *memoria;

    tanda->res = op->resultado;
    op->resultado = NULL;

    memoria = ngx_http_inventario_memoria_de();

    if (memoria == NULL
        || memoria->escrito(tanda->ruta, NULL, tanda->res,
                            ngx_http_inventario_grupo_listo, tanda)
           == NGX_OK)
    {
        ngx_http_inventario_grupo_listo(tanda);
    }
}


static void
ngx_http_inventario_grupo_listo(void *datos)
{
    ngx_http_inventario_grupo_responder(datos, NULL);
}


/* The last use of tanda. */

static void
ngx_http_inventario_grupo_responder(ngx_http_inventario_tanda_t *tanda,
    ngx_http_inventario_falla_t *f)
{
    ngx_uint_t                       i, n;
    ngx_http_inventario_miembro_t   *m;
    ngx_http_inventario_peticion_t  *p;

    n = tanda->res ? PQntuples(tanda->res) : 0;

    for (i = 0; i < tanda->n; i++) {
        m = tanda->miembros[i];
        p = m->peticion;

        if (p == NULL) {
            ngx_destroy_pool(m->pool);
            continue;
        }

        ngx_http_inventario_grupo_soltar(m);

        if (f) {
            ngx_http_inventario_problema_falla(p, f);

        } else if (i < n) {
            ngx_http_inventario_responder_copia(p, tanda->res, i);

        } else {
            ngx_log_error(NGX_LOG_ALERT, p->request->connection->log, 0,
                          "api.%s gave %ui answers for %ui requests",
                          tanda->ruta->funcion, n, tanda->n);
            ngx_http_inventario_problema(p, NGX_HTTP_INTERNAL_SERVER_ERROR,
                "error_interno", "Algo falló de nuestro lado.", NULL);
        }
    }

    PQclear(tanda->res);
    ngx_free(tanda);
}


/* The request and its place in the group part; the caller answers it. */

static void
ngx_http_inventario_grupo_soltar(ngx_http_inventario_miembro_t *m)
{
    ngx_http_inventario_motor(m->peticion)->grupo = NULL;

    ngx_destroy_pool(m->pool);
}
