
/*
 * Inventario: PostgreSQL, one connection.
 *
 * libpq reads once in PQconsumeInput(), so its socket is level-triggered.  The
 * socket is libpq's: nginx's connection only watches it (c->shared), and is
 * given up around PQconnectPoll(), which may put another socket under the same
 * number.
 */


#include "ngx_http_inventario_pg_interno.h"


#define NGX_HTTP_INVENTARIO_PG_CONECTAR     5000    /* ms for one attempt */
#define NGX_HTTP_INVENTARIO_PG_ESPERA_MIN   100
#define NGX_HTTP_INVENTARIO_PG_ESPERA_MAX   5000
#define NGX_HTTP_INVENTARIO_PG_TANDA        32      /* answers in one event */
#define NGX_HTTP_INVENTARIO_PG_GORDA        (8 * 1024 * 1024)


static ngx_int_t ngx_http_inventario_pg_vigilar(
    ngx_http_inventario_pg_conexion_t *cx, ngx_event_handler_pt leer,
    ngx_event_handler_pt escribir, ngx_uint_t direccion);
static void ngx_http_inventario_pg_dejar(ngx_http_inventario_pg_conexion_t *cx);
static void ngx_http_inventario_pg_sondear(ngx_event_t *ev);
static void ngx_http_inventario_pg_establecer(
    ngx_http_inventario_pg_conexion_t *cx);
static void ngx_http_inventario_pg_silencio(void *arg, const char *mensaje);
static void ngx_http_inventario_pg_tarde(ngx_event_t *ev);
static void ngx_http_inventario_pg_leer(ngx_event_t *ev);
static void ngx_http_inventario_pg_escribir(ngx_event_t *ev);
static void ngx_http_inventario_pg_renovar(
    ngx_http_inventario_pg_conexion_t *cx);
static void ngx_http_inventario_pg_irse(ngx_http_inventario_pg_conexion_t *cx);
static ngx_uint_t ngx_http_inventario_pg_procesar(
    ngx_http_inventario_pg_conexion_t *cx);
static void ngx_http_inventario_pg_guardar(
    ngx_http_inventario_pg_conexion_t *cx, PGresult *res);


void
ngx_http_inventario_pg_conectar(ngx_http_inventario_pg_conexion_t *cx)
{
    ngx_http_inventario_pg_carril_t  *carril;

    carril = cx->carril;

    cx->etapa = INV_PG_CONECTANDO;

    cx->reloj.handler = ngx_http_inventario_pg_tarde;
    cx->reloj.data = cx;
    cx->reloj.log = ngx_http_inventario_pg.log;
    cx->reloj.cancelable = 1;

    cx->pg = PQconnectStartParams(carril->claves, carril->valores, 0);

    if (cx->pg == NULL || PQstatus(cx->pg) == CONNECTION_BAD) {
        ngx_http_inventario_pg_perder(cx, "cannot connect");
        return;
    }

    (void) PQsetNoticeProcessor(cx->pg, ngx_http_inventario_pg_silencio, NULL);

    ngx_add_timer(&cx->reloj, NGX_HTTP_INVENTARIO_PG_CONECTAR);

    if (ngx_http_inventario_pg_vigilar(cx, ngx_http_inventario_pg_sondear,
                                       ngx_http_inventario_pg_sondear,
                                       NGX_WRITE_EVENT)
        != NGX_OK)
    {
        ngx_http_inventario_pg_perder(cx, "cannot watch the socket");
    }
}


static ngx_int_t
ngx_http_inventario_pg_vigilar(ngx_http_inventario_pg_conexion_t *cx,
    ngx_event_handler_pt leer, ngx_event_handler_pt escribir,
    ngx_uint_t direccion)
{
    ngx_connection_t  *c;

    c = ngx_get_connection(PQsocket(cx->pg), ngx_http_inventario_pg.log);
    if (c == NULL) {
        return NGX_ERROR;
    }

    c->shared = 1;
    c->data = cx;
    c->number = ngx_atomic_fetch_add(ngx_connection_counter, 1);

    c->read->handler = leer;
    c->read->log = c->log;
    c->write->handler = escribir;
    c->write->log = c->log;

    cx->c = c;

    return ngx_add_event(direccion == NGX_READ_EVENT ? c->read : c->write,
                         direccion, NGX_LEVEL_EVENT);
}


static void
ngx_http_inventario_pg_dejar(ngx_http_inventario_pg_conexion_t *cx)
{
    ngx_uint_t         banderas;
    ngx_connection_t  *c;

    c = cx->c;

    if (c == NULL) {
        return;
    }

    /*
     * libpq closes the socket of a lost connection itself; the kernel has
     * forgotten it then, and the number may be another's by now
     */

    banderas = (PQsocket(cx->pg) == c->fd) ? 0 : NGX_CLOSE_EVENT;

    if (c->read->active) {
        (void) ngx_del_event(c->read, NGX_READ_EVENT, banderas);
    }

    if (c->write->active) {
        (void) ngx_del_event(c->write, NGX_WRITE_EVENT, banderas);
    }

    ngx_close_connection(c);
    cx->c = NULL;
}


static void
ngx_http_inventario_pg_sondear(ngx_event_t *ev)
{
    ngx_uint_t                          direccion;
    ngx_connection_t                   *c;
    ngx_http_inventario_pg_conexion_t  *cx;

    c = ev->data;
    cx = c->data;

    if (c->close) {
        ngx_http_inventario_pg_irse(cx);
        return;
    }

    ngx_http_inventario_pg_dejar(cx);

    switch (PQconnectPoll(cx->pg)) {

    case PGRES_POLLING_READING:
        direccion = NGX_READ_EVENT;
        break;

    case PGRES_POLLING_WRITING:
        direccion = NGX_WRITE_EVENT;
        break;

    case PGRES_POLLING_OK:
        ngx_http_inventario_pg_establecer(cx);
        return;

    default:
        ngx_http_inventario_pg_perder(cx, "cannot connect");
        return;
    }

    if (ngx_http_inventario_pg_vigilar(cx, ngx_http_inventario_pg_sondear,
                                       ngx_http_inventario_pg_sondear,
                                       direccion)
        != NGX_OK)
    {
        ngx_http_inventario_pg_perder(cx, "cannot watch the socket");
    }
}


static void
ngx_http_inventario_pg_establecer(ngx_http_inventario_pg_conexion_t *cx)
{
    ngx_http_inventario_pg_carril_t  *carril;

    carril = cx->carril;

    ngx_del_timer(&cx->reloj);

    if (PQsetnonblocking(cx->pg, 1) != 0
        || PQenterPipelineMode(cx->pg) != 1
        || ngx_http_inventario_pg_vigilar(cx, ngx_http_inventario_pg_leer,
                                          ngx_http_inventario_pg_escribir,
                                          NGX_READ_EVENT)
           != NGX_OK)
    {
        ngx_http_inventario_pg_perder(cx, "cannot set up the connection");
        return;
    }

    /* told of the worker's leaving */
    cx->c->idle = 1;

    ngx_memzero(cx->preparadas, ngx_http_inventario_pg.ciclo->sentencias
                                * sizeof(ngx_http_inventario_pg_preparada_t));

    cx->etapa = INV_PG_VIVA;
    cx->viva_desde = ngx_current_msec;
    cx->sucia = 0;
    cx->cancelo = 0;
    cx->gorda = 0;

    if (carril->caida) {
        carril->caida = 0;
        ngx_log_error(NGX_LOG_NOTICE, ngx_http_inventario_pg.log, 0,
                      "postgresql: connected again (%s)",
                      ngx_http_inventario_pg_nombres[carril->numero]);
    }

    ngx_http_inventario_pg_alzada(cx);
    ngx_http_inventario_pg_repasar(carril);
}


static void
ngx_http_inventario_pg_silencio(void *arg, const char *mensaje)
{
    /* notices go nowhere: libpq's default is stderr */
}


/* An attempt took too long, or it is time for the next one. */

static void
ngx_http_inventario_pg_tarde(ngx_event_t *ev)
{
    ngx_http_inventario_pg_conexion_t  *cx;

    cx = ev->data;

    if (cx->etapa == INV_PG_CONECTANDO) {
        ngx_http_inventario_pg_perder(cx, "timeout of a connection attempt");
        return;
    }

    ngx_http_inventario_pg_conectar(cx);
}


void
ngx_http_inventario_pg_cerrar(ngx_http_inventario_pg_conexion_t *cx)
{
    if (cx->reloj.timer_set) {
        ngx_del_timer(&cx->reloj);
    }

    ngx_http_inventario_pg_dejar(cx);

    if (cx->pg) {
        PQfinish(cx->pg);
        cx->pg = NULL;
    }

    cx->cancelando = 0;
    cx->sucia = 0;
}


void
ngx_http_inventario_pg_perder(ngx_http_inventario_pg_conexion_t *cx,
    const char *motivo)
{
    size_t                            largo;
    ngx_str_t                         error;
    ngx_msec_t                        espera;
    ngx_uint_t                        viva, nivel;
    ngx_http_inventario_pg_carril_t  *carril;

    carril = cx->carril;
    viva = cx->etapa == INV_PG_VIVA;

    error.data = (u_char *) (cx->pg ? PQerrorMessage(cx->pg) : "");
    largo = ngx_strlen(error.data);
    error.len = ngx_strlchr(error.data, error.data + largo, '\n')
                ? (size_t) (ngx_strlchr(error.data, error.data + largo, '\n')
                            - error.data)
                : largo;

    /* the first one of an outage is news, the rest is not */

    nivel = carril->caida ? NGX_LOG_INFO : NGX_LOG_ERR;
    carril->caida = 1;

    ngx_log_error(nivel, ngx_http_inventario_pg.log, 0,
                  "postgresql: %s (%s): %V", motivo,
                  ngx_http_inventario_pg_nombres[carril->numero], &error);

    /* a server that accepts and drops must not be asked again and again */

    if (viva && ngx_http_inventario_pg_paso(cx->viva_desde
                                        + NGX_HTTP_INVENTARIO_PG_ESPERA_MAX))
    {
        cx->espera = 0;
    }

    ngx_http_inventario_pg_cerrar(cx);
    cx->etapa = INV_PG_ESPERA;

    espera = viva && cx->espera == 0
             ? NGX_HTTP_INVENTARIO_PG_ESPERA_MIN / 4
             : ngx_max(cx->espera, NGX_HTTP_INVENTARIO_PG_ESPERA_MIN);

    cx->espera = ngx_min(2 * ngx_max(cx->espera,
                                     NGX_HTTP_INVENTARIO_PG_ESPERA_MIN),
                         NGX_HTTP_INVENTARIO_PG_ESPERA_MAX);

    ngx_add_timer(&cx->reloj, espera / 2 + ngx_random() % (espera / 2 + 1));

    ngx_http_inventario_pg_caida(cx, viva);
    ngx_http_inventario_pg_repasar(carril);
}


ngx_int_t
ngx_http_inventario_pg_mandar(ngx_http_inventario_pg_conexion_t *cx,
    ngx_http_inventario_pg_envio_t *x)
{
    u_char                              nombre[NGX_INT64_LEN * 2 + 3];
    ngx_http_inventario_sentencia_t    *s;
    ngx_http_inventario_pg_preparada_t *p;

    s = x->op.sentencia;
    p = &cx->preparadas[s->numero];

    if (cx->enviadas == 0) {
        cx->ultima = ngx_current_msec;
        cx->cabeza = ngx_current_msec;
    }

    ngx_queue_insert_tail(&cx->vuelo, &x->op.cola);
    cx->enviadas++;
    cx->carril->en_vuelo++;
    cx->sucia = 1;

    x->op.enviada = 1;
    x->op.conexion = cx;
    x->generacion = p->generacion;
    x->prepara = !p->lista;
    x->entendida = 0;

    if (p->generacion) {
        ngx_sprintf(nombre, "s%ui_%ui%Z", s->numero,
                    (ngx_uint_t) p->generacion);
    } else {
        ngx_sprintf(nombre, "s%ui%Z", s->numero);
    }

    if (x->prepara) {
        if (PQsendPrepare(cx->pg, (char *) nombre, s->texto, 0, NULL) != 1) {
            goto perdida;
        }

        p->lista = 1;
    }

    if (PQsendQueryPrepared(cx->pg, (char *) nombre, x->op.n, x->op.valores,
                            NULL, NULL, 0)
        != 1)
    {
        goto perdida;
    }

    /* before 17 each sync is a syscall of its own */

#ifdef LIBPQ_HAS_SEND_PIPELINE_SYNC
    if (PQsendPipelineSync(cx->pg) == 1) {
        return NGX_OK;
    }
#else
    if (PQpipelineSync(cx->pg) == 1) {
        return NGX_OK;
    }
#endif

perdida:

    ngx_http_inventario_pg_perder(cx, "cannot send");

    return NGX_ERROR;
}


void
ngx_http_inventario_pg_olvidar(ngx_http_inventario_pg_conexion_t *cx,
    ngx_http_inventario_pg_envio_t *x)
{
    ngx_http_inventario_pg_preparada_t  *p;

    p = &cx->preparadas[x->op.sentencia->numero];

    /* others of the same pipeline may have seen it too; one is enough */

    if (p->generacion == x->generacion) {
        p->generacion++;
        p->lista = 0;
    }
}


void
ngx_http_inventario_pg_vaciar(ngx_http_inventario_pg_conexion_t *cx)
{
    ngx_int_t     rc;
    ngx_event_t  *wev;

    cx->sucia = 0;
    wev = cx->c->write;

    switch (PQflush(cx->pg)) {

    case 0:
        rc = wev->active ? ngx_del_event(wev, NGX_WRITE_EVENT, 0) : NGX_OK;
        break;

    case 1:
        rc = wev->active ? NGX_OK
                         : ngx_add_event(wev, NGX_WRITE_EVENT, NGX_LEVEL_EVENT);
        break;

    default:
        rc = NGX_ERROR;
    }

    if (rc != NGX_OK) {
        ngx_http_inventario_pg_perder(cx, "cannot send");
    }
}


static void
ngx_http_inventario_pg_escribir(ngx_event_t *ev)
{
    ngx_connection_t  *c;

    c = ev->data;

    ngx_http_inventario_pg_vaciar(c->data);
}


static void
ngx_http_inventario_pg_leer(ngx_event_t *ev)
{
    int                                 bien;
    ngx_connection_t                   *c;
    ngx_http_inventario_pg_carril_t    *carril;
    ngx_http_inventario_pg_conexion_t  *cx;

    c = ev->data;
    cx = c->data;
    carril = cx->carril;

    if (c->close) {
        ngx_http_inventario_pg_irse(cx);
        return;
    }

    cx->ultima = ngx_current_msec;

    /* what came before the end of the connection still counts */

    bien = PQconsumeInput(cx->pg);

    if (ngx_http_inventario_pg_procesar(cx)) {
        /* the rest after the others had their turn */
        ngx_post_event(ev, &ngx_posted_next_events);

    } else if (!bien || PQstatus(cx->pg) == CONNECTION_BAD) {
        ngx_http_inventario_pg_perder(cx, "connection lost");

    } else if (cx->gorda && cx->enviadas == 0) {
        ngx_http_inventario_pg_renovar(cx);

    } else if (c->write->active) {
        ngx_http_inventario_pg_vaciar(cx);
    }

    if (carril->en_cola) {
        ngx_post_event(&carril->despacho, &ngx_posted_events);
    }

    ngx_http_inventario_pg_repasar(carril);
}


/* libpq never makes its buffer smaller: after a very big answer, a new one. */

static void
ngx_http_inventario_pg_renovar(ngx_http_inventario_pg_conexion_t *cx)
{
    ngx_http_inventario_pg_cerrar(cx);
    cx->etapa = INV_PG_ESPERA;

    ngx_http_inventario_pg_caida(cx, 1);

    cx->conocida = 0;
    ngx_http_inventario_pg_conectar(cx);
}


/*
 * The worker leaves.  Requests that are still being read may need a
 * connection, and an idle one does not hold the worker: the last one of a lane
 * stays until exit_process.
 */

static void
ngx_http_inventario_pg_irse(ngx_http_inventario_pg_conexion_t *cx)
{
    ngx_http_inventario_pg_carril_t  *carril;

    carril = cx->carril;

    if (cx->c->error) {
        /* worker_shutdown_timeout */
        ngx_http_inventario_pg_perder(cx, "the worker is shut down");
        return;
    }

    cx->c->close = 0;

    if (cx->etapa == INV_PG_VIVA && cx->enviadas == 0 && carril->vivas > 1) {
        ngx_http_inventario_pg_cerrar(cx);
        cx->etapa = INV_PG_CERRADA;
        carril->vivas--;

        ngx_http_inventario_pg_repasar(carril);
    }
}


/* Returns 1 if there is more. */

static ngx_uint_t
ngx_http_inventario_pg_procesar(ngx_http_inventario_pg_conexion_t *cx)
{
    PGresult    *res;
    ngx_uint_t   n, nulos;

    nulos = 0;

    for (n = 0; n < NGX_HTTP_INVENTARIO_PG_TANDA && cx->enviadas; /* void */ ) {

        if (PQisBusy(cx->pg)) {
            return 0;
        }

        res = PQgetResult(cx->pg);

        if (res == NULL) {

            /* one ends the results of a statement; two: there are no more */

            if (++nulos == 2) {
                return 0;
            }

            continue;
        }

        nulos = 0;

        if (PQresultStatus(res) == PGRES_PIPELINE_SYNC) {
            PQclear(res);
            ngx_http_inventario_pg_llegada(cx);
            n++;
            continue;
        }

        ngx_http_inventario_pg_guardar(cx, res);
    }

    return cx->enviadas != 0;
}


/*
 * Until the sync nothing is committed: an error may still come after a result.
 * The first error stands; without one the last result does.
 */

static void
ngx_http_inventario_pg_guardar(ngx_http_inventario_pg_conexion_t *cx,
    PGresult *res)
{
    ngx_http_inventario_pg_envio_t  *x;

    x = ngx_http_inventario_pg_envio(ngx_queue_head(&cx->vuelo));

    switch (PQresultStatus(res)) {

    case PGRES_PIPELINE_ABORTED:
        PQclear(res);
        return;

    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
        x->entendida = 1;
        cx->gorda |= PQresultMemorySize(res) > NGX_HTTP_INVENTARIO_PG_GORDA;
        break;

    default:

        if (x->prepara && !x->entendida) {
            ngx_http_inventario_pg_olvidar(cx, x);
        }
    }

    if (x->op.resultado) {

        if (PQresultStatus(x->op.resultado) == PGRES_FATAL_ERROR) {
            PQclear(res);
            return;
        }

        PQclear(x->op.resultado);
    }

    x->op.resultado = res;
}
