
/*
 * Inventario: PostgreSQL, deadlines and the cancelling of abandoned reads.
 */


#include "ngx_http_inventario_pg_interno.h"


static ngx_msec_int_t ngx_http_inventario_pg_vencer_cola(
    ngx_http_inventario_pg_carril_t *carril);
static ngx_msec_int_t ngx_http_inventario_pg_vencer_vuelo(
    ngx_http_inventario_pg_carril_t *carril);
static void ngx_http_inventario_pg_cancelar_cabeza(
    ngx_http_inventario_pg_conexion_t *cx, ngx_http_inventario_pg_envio_t *x);
static void ngx_http_inventario_pg_cancelado(ngx_http_inventario_pg_op_t *op);


/*
 * One timer for a whole lane: it is left alone when an op ends, and is only
 * not to hold back a worker that leaves.
 */

void
ngx_http_inventario_pg_armar(ngx_http_inventario_pg_carril_t *carril,
    ngx_msec_t plazo)
{
    ngx_msec_t  falta;

    carril->reloj.cancelable = 0;

    if (carril->reloj.timer_set) {
        falta = carril->reloj.timer.key - ngx_current_msec;

        if ((ngx_msec_int_t) (falta - plazo) <= 0) {
            return;
        }
    }

    ngx_add_timer(&carril->reloj, plazo);
}


void
ngx_http_inventario_pg_vencer(ngx_event_t *ev)
{
    ngx_uint_t                          i;
    ngx_msec_int_t                      prox;
    ngx_http_inventario_pg_carril_t    *carril;
    ngx_http_inventario_pg_conexion_t  *cx;

    carril = ev->data;

    prox = ngx_http_inventario_pg_vencer_cola(carril);
    prox = ngx_min(prox, ngx_http_inventario_pg_vencer_vuelo(carril));

    for (i = 0; i < carril->n; i++) {
        cx = &carril->conexiones[i];

        if (cx->enviadas == 0) {
            continue;
        }

        if (ngx_http_inventario_pg_paso(cx->ultima + carril->plazo
                                        + NGX_HTTP_INVENTARIO_PG_GRACIA))
        {
            ngx_http_inventario_pg_perder(cx, "no answer");
            continue;
        }

        prox = ngx_min(prox, (ngx_msec_int_t)
                             (cx->ultima + carril->plazo
                              + NGX_HTTP_INVENTARIO_PG_GRACIA
                              - ngx_current_msec));
    }

    ngx_http_inventario_pg_avisar(carril);

    if (carril->en_cola + carril->en_vuelo) {
        ngx_add_timer(ev, ngx_max(prox, 1));
    }

    ngx_http_inventario_pg_repasar(carril);
}


/* Both return the ms until the next one. */

static ngx_msec_int_t
ngx_http_inventario_pg_vencer_cola(ngx_http_inventario_pg_carril_t *carril)
{
    ngx_queue_t                     *q, *sig;
    ngx_msec_int_t                   falta, prox;
    ngx_http_inventario_pg_envio_t  *x;

    prox = carril->plazo;

    for (q = ngx_queue_head(&carril->cola);
         q != ngx_queue_sentinel(&carril->cola);
         q = sig)
    {
        sig = ngx_queue_next(q);
        x = ngx_http_inventario_pg_envio(q);
        falta = x->op.vence - ngx_current_msec;

        if (falta > 0) {
            prox = ngx_min(prox, falta);
            continue;
        }

        ngx_http_inventario_pg_desencolar(carril, x);
        ngx_http_inventario_pg_fallar(carril, x, INV_PG_PLAZO);
    }

    return prox;
}


static ngx_msec_int_t
ngx_http_inventario_pg_vencer_vuelo(ngx_http_inventario_pg_carril_t *carril)
{
    ngx_uint_t                          i;
    ngx_queue_t                        *q, avisos;
    ngx_msec_int_t                      falta, prox;
    ngx_http_inventario_pg_envio_t     *x;
    ngx_http_inventario_pg_conexion_t  *cx;

    prox = carril->plazo;

    /* fin() may do anything, so that first all are found, then told */

    ngx_queue_init(&avisos);

    for (i = 0; i < carril->n; i++) {
        cx = &carril->conexiones[i];

        for (q = ngx_queue_head(&cx->vuelo);
             q != ngx_queue_sentinel(&cx->vuelo);
             q = ngx_queue_next(q))
        {
            x = ngx_http_inventario_pg_envio(q);
            falta = x->op.vence - ngx_current_msec;

            if (falta > 0) {
                prox = ngx_min(prox, falta);

            } else if (!x->op.abandonada) {
                ngx_queue_insert_tail(&avisos, &x->aviso);
            }
        }
    }

    while (!ngx_queue_empty(&avisos)) {
        q = ngx_queue_head(&avisos);
        ngx_queue_remove(q);

        x = ngx_queue_data(q, ngx_http_inventario_pg_envio_t, aviso);

        /* by the fin() of another one */

        if (x->op.abandonada) {
            continue;
        }

        ngx_http_inventario_pg_contar(carril, INV_PG_SERIE_PLAZOS);

        x->op.estado = INV_PG_PLAZO;
        x->terminada = 1;
        x->op.fin(&x->op);
        x->terminada = 0;

        /* its answer is still to come */
        ngx_http_inventario_pg_abandonar(&x->op);
    }

    return prox;
}


/* reads that nobody waits for */

void
ngx_http_inventario_pg_cancelar(ngx_event_t *ev)
{
    ngx_uint_t                          i, quedan;
    ngx_queue_t                        *q;
    ngx_http_inventario_pg_envio_t     *x;
    ngx_http_inventario_pg_carril_t    *carril;
    ngx_http_inventario_pg_conexion_t  *cx;

    carril = ev->data;
    quedan = 0;

    for (i = 0; i < carril->n; i++) {
        cx = &carril->conexiones[i];

        for (q = ngx_queue_head(&cx->vuelo);
             q != ngx_queue_sentinel(&cx->vuelo);
             q = ngx_queue_next(q))
        {
            x = ngx_http_inventario_pg_envio(q);

            if (!x->op.abandonada || x->cancelada) {
                continue;
            }

            if (q == ngx_queue_head(&cx->vuelo) && !cx->cancelando
                && ngx_http_inventario_pg_paso(cx->cabeza
                                               + NGX_HTTP_INVENTARIO_PG_TARDE))
            {
                ngx_http_inventario_pg_cancelar_cabeza(cx, x);
                continue;
            }

            quedan = 1;
        }
    }

    if (quedan) {
        ngx_add_timer(ev, NGX_HTTP_INVENTARIO_PG_TARDE);
    }
}


/*
 * PQcancel() blocks, so another connection is asked to do it.  Until it did,
 * nothing more is sent to cx: the cancel could hit it.
 */

static void
ngx_http_inventario_pg_cancelar_cabeza(ngx_http_inventario_pg_conexion_t *cx,
    ngx_http_inventario_pg_envio_t *x)
{
    u_char                             *p;
    ngx_uint_t                          i, j;
    ngx_http_inventario_pg_op_t        *op;
    ngx_http_inventario_pg_carril_t    *carril;
    ngx_http_inventario_pg_conexion_t  *otra, *mejor;

    x->cancelada = 1;
    mejor = NULL;

    for (i = 0; i < INV_CARRILES; i++) {
        carril = &ngx_http_inventario_pg.carriles[i];

        for (j = 0; j < carril->n; j++) {
            otra = &carril->conexiones[j];

            if (otra != cx && otra->etapa == INV_PG_VIVA && !otra->cancelando
                && (mejor == NULL || otra->enviadas < mejor->enviadas))
            {
                mejor = otra;
            }
        }
    }

    if (mejor == NULL) {
        /* statement_timeout will end it */
        return;
    }

    op = ngx_http_inventario_pg_op(ngx_http_inventario_pg.log, 2);
    if (op == NULL) {
        return;
    }

    p = ngx_pnalloc(op->pool, NGX_INT32_LEN + 1);
    if (p == NULL) {
        ngx_destroy_pool(op->pool);
        return;
    }

    ngx_sprintf(p, "%d%Z", PQbackendPID(cx->pg));

    op->sentencia = ngx_http_inventario_pg.ciclo->cancelar;
    op->carril = mejor->carril->numero;
    op->valores[0] = (char *) p;
    op->valores[1] = x->op.sentencia->texto;
    op->inicio = ngx_current_msec;
    op->vence = op->inicio + mejor->carril->plazo;
    op->fin = ngx_http_inventario_pg_cancelado;
    op->datos = cx;

    cx->cancelando = 1;
    cx->cancelo = 1;

    ngx_http_inventario_pg_contar(cx->carril, INV_PG_SERIE_CANCELADAS);

    if (ngx_http_inventario_pg_mandar(mejor,
                                      (ngx_http_inventario_pg_envio_t *) op)
        == NGX_OK)
    {
        ngx_http_inventario_pg_vaciar(mejor);
    }

    ngx_http_inventario_pg_armar(mejor->carril, mejor->carril->plazo);
    ngx_http_inventario_pg_repasar(mejor->carril);
}


static void
ngx_http_inventario_pg_cancelado(ngx_http_inventario_pg_op_t *op)
{
    ngx_http_inventario_pg_conexion_t  *cx;

    cx = op->datos;
    cx->cancelando = 0;

    ngx_post_event(&cx->carril->despacho, &ngx_posted_events);
}
