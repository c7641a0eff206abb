
/*
 * Inventario: PostgreSQL, a lane: who is sent where, and how each op ends.
 */


#include "ngx_http_inventario_pg_interno.h"


#define NGX_HTTP_INVENTARIO_PG_PACIENCIA    1000    /* ms for a reconnection */


static ngx_http_inventario_pg_conexion_t *ngx_http_inventario_pg_elegir(
    ngx_http_inventario_pg_carril_t *carril);
static void ngx_http_inventario_pg_terminar_op(
    ngx_http_inventario_pg_envio_t *x);
static ngx_uint_t ngx_http_inventario_pg_otra_vez(
    ngx_http_inventario_pg_conexion_t *cx, ngx_http_inventario_pg_envio_t *x);
static void ngx_http_inventario_pg_registrar_error(
    ngx_http_inventario_pg_envio_t *x, const char *sqlstate);


void
ngx_http_inventario_pg_encolar(ngx_http_inventario_pg_carril_t *carril,
    ngx_http_inventario_pg_envio_t *x, ngx_uint_t adelante)
{
    if (adelante) {
        ngx_queue_insert_head(&carril->cola, &x->op.cola);
    } else {
        ngx_queue_insert_tail(&carril->cola, &x->op.cola);
    }

    x->encolada = 1;
    carril->en_cola++;

    ngx_post_event(&carril->despacho, &ngx_posted_events);
}


void
ngx_http_inventario_pg_desencolar(ngx_http_inventario_pg_carril_t *carril,
    ngx_http_inventario_pg_envio_t *x)
{
    ngx_queue_remove(&x->op.cola);
    x->encolada = 0;
    carril->en_cola--;
}


/* x is in no list */

void
ngx_http_inventario_pg_fallar(ngx_http_inventario_pg_carril_t *carril,
    ngx_http_inventario_pg_envio_t *x, ngx_http_inventario_pg_fin_e estado)
{
    x->op.estado = estado;

    ngx_queue_insert_tail(&carril->fallidas, &x->op.cola);
    ngx_post_event(&carril->despacho, &ngx_posted_events);

    switch (estado) {

    case INV_PG_SIN_CONEXION:
        ngx_http_inventario_pg_contar(carril, INV_PG_SERIE_SIN_CONEXION);
        break;

    case INV_PG_COLA_LLENA:
        ngx_http_inventario_pg_contar(carril, INV_PG_SERIE_COLA_LLENA);
        break;

    case INV_PG_PLAZO:
        ngx_http_inventario_pg_contar(carril, INV_PG_SERIE_PLAZOS);
        break;

    default:
        break;
    }
}


void
ngx_http_inventario_pg_despachar(ngx_event_t *ev)
{
    ngx_uint_t                          i;
    ngx_queue_t                        *q;
    ngx_http_inventario_pg_envio_t     *x;
    ngx_http_inventario_pg_carril_t    *carril;
    ngx_http_inventario_pg_conexion_t  *cx;

    carril = ev->data;

    while (!ngx_queue_empty(&carril->cola)) {

        cx = ngx_http_inventario_pg_elegir(carril);
        if (cx == NULL) {
            break;
        }

        q = ngx_queue_head(&carril->cola);
        x = ngx_http_inventario_pg_envio(q);

        ngx_http_inventario_pg_desencolar(carril, x);
        (void) ngx_http_inventario_pg_mandar(cx, x);
    }

    for (i = 0; i < carril->n; i++) {
        if (carril->conexiones[i].sucia) {
            ngx_http_inventario_pg_vaciar(&carril->conexiones[i]);
        }
    }

    while (carril->vivas == 0 && !carril->esperar && carril->en_cola) {
        x = ngx_http_inventario_pg_envio(ngx_queue_head(&carril->cola));
        ngx_http_inventario_pg_desencolar(carril, x);
        ngx_http_inventario_pg_fallar(carril, x, INV_PG_SIN_CONEXION);
    }

    while (carril->en_cola > ngx_http_inventario_pg.cola) {
        x = ngx_http_inventario_pg_envio(ngx_queue_last(&carril->cola));
        ngx_http_inventario_pg_desencolar(carril, x);
        ngx_http_inventario_pg_fallar(carril, x, INV_PG_COLA_LLENA);
    }

    ngx_http_inventario_pg_avisar(carril);
    ngx_http_inventario_pg_repasar(carril);
}


/*
 * The live connection with the fewest ops.  One whose head is late is left
 * out: it is behind a lock, or its server hangs.
 */

static ngx_http_inventario_pg_conexion_t *
ngx_http_inventario_pg_elegir(ngx_http_inventario_pg_carril_t *carril)
{
    ngx_uint_t                          i;
    ngx_http_inventario_pg_envio_t     *x;
    ngx_http_inventario_pg_conexion_t  *cx, *mejor;

    mejor = NULL;

    for (i = 0; i < carril->n; i++) {
        cx = &carril->conexiones[i];

        if (cx->etapa != INV_PG_VIVA || cx->cancelando
            || cx->enviadas >= carril->profundidad
            || (mejor && cx->enviadas >= mejor->enviadas))
        {
            continue;
        }

        if (cx->enviadas) {
            x = ngx_http_inventario_pg_envio(ngx_queue_head(&cx->vuelo));

            if (ngx_http_inventario_pg_paso(x->op.vence)) {
                continue;
            }
        }

        mejor = cx;
    }

    return mejor;
}


void
ngx_http_inventario_pg_avisar(ngx_http_inventario_pg_carril_t *carril)
{
    ngx_queue_t  *q;

    while (!ngx_queue_empty(&carril->fallidas)) {
        q = ngx_queue_head(&carril->fallidas);
        ngx_queue_remove(q);

        ngx_http_inventario_pg_terminar_op(ngx_http_inventario_pg_envio(q));
    }
}


/* x is in no list; the last use of it */

static void
ngx_http_inventario_pg_terminar_op(ngx_http_inventario_pg_envio_t *x)
{
    if (!x->op.abandonada) {
        x->terminada = 1;
        x->op.fin(&x->op);
        x->op.pool->log = ngx_http_inventario_pg.log;
    }

    ngx_http_inventario_pg_destruir(x);
}


void
ngx_http_inventario_pg_destruir(ngx_http_inventario_pg_envio_t *x)
{
    if (x->op.resultado) {
        PQclear(x->op.resultado);
    }

    ngx_destroy_pool(x->op.pool);
}


void
ngx_http_inventario_pg_llegada(ngx_http_inventario_pg_conexion_t *cx)
{
    ngx_queue_t                      *q;
    ngx_http_inventario_pg_envio_t   *x;
    ngx_http_inventario_pg_carril_t  *carril;

    carril = cx->carril;

    q = ngx_queue_head(&cx->vuelo);
    x = ngx_http_inventario_pg_envio(q);

    ngx_queue_remove(q);
    cx->enviadas--;
    cx->cabeza = ngx_current_msec;
    carril->en_vuelo--;

    x->op.enviada = 0;
    x->op.conexion = NULL;

    switch (PQresultStatus(x->op.resultado)) {

    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
        x->op.estado = INV_PG_BIEN;
        break;

    default:
        x->op.estado = INV_PG_SQL;

        if (ngx_http_inventario_pg_otra_vez(cx, x)) {
            PQclear(x->op.resultado);
            x->op.resultado = NULL;

            ngx_http_inventario_pg_contar(carril, INV_PG_SERIE_REINTENTOS);
            ngx_http_inventario_pg_encolar(carril, x, 1);
            return;
        }
    }

    ngx_http_inventario_pg_terminar_op(x);
}


/*
 * The transaction of x was rolled back: is it worth another attempt?  Who
 * abandoned a read does not want it.
 */

static ngx_uint_t
ngx_http_inventario_pg_otra_vez(ngx_http_inventario_pg_conexion_t *cx,
    ngx_http_inventario_pg_envio_t *x)
{
    ngx_uint_t   escribe;
    const char  *s;

    s = PQresultErrorField(x->op.resultado, PG_DIAG_SQLSTATE);
    if (s == NULL) {
        return 0;
    }

    escribe = x->op.carril == INV_ESCRITURA;

    if (ngx_http_inventario_pg_paso(x->op.vence)
        || (x->op.abandonada && !escribe))
    {
        return 0;
    }

    if (ngx_strcmp(s, "26000") == 0 || ngx_strcmp(s, "0A000") == 0) {

        /* a plan of another time; a second refusal is a real one */

        if (!x->repreparada) {
            ngx_http_inventario_pg_olvidar(cx, x);
            x->repreparada = 1;
            return 1;
        }

    } else if (ngx_strcmp(s, "40001") == 0 || ngx_strcmp(s, "40P01") == 0
               || (ngx_strcmp(s, "57014") == 0 && cx->cancelo && !escribe))
    {
        /* 57014: hit by a cancel that was meant for the one before it */

        if (x->op.reintentos < 3) {
            x->op.reintentos++;
            return 1;
        }
    }

    ngx_http_inventario_pg_registrar_error(x, s);

    return 0;
}


/*
 * What an operator must know of: broken SQL, rights, resources, a server that
 * goes down.  Values are neither in the statement nor in the primary message
 * of these classes.
 */

static void
ngx_http_inventario_pg_registrar_error(ngx_http_inventario_pg_envio_t *x,
    const char *sqlstate)
{
    const char  **clase;

    static const char  *clases[] = { "XX", "42", "53", "08", "57", NULL };

    for (clase = clases; *clase; clase++) {
        if (ngx_strncmp(sqlstate, *clase, 2) == 0) {
            ngx_log_error(NGX_LOG_ERR, x->op.pool->log, 0,
                          "postgresql: %s %s in \"%s\"", sqlstate,
                          PQresultErrorField(x->op.resultado,
                                             PG_DIAG_MESSAGE_PRIMARY),
                          x->op.sentencia->texto);
            return;
        }
    }
}


void
ngx_http_inventario_pg_caida(ngx_http_inventario_pg_conexion_t *cx,
    ngx_uint_t viva)
{
    ngx_uint_t                        i;
    ngx_queue_t                      *q;
    ngx_http_inventario_pg_envio_t   *x;
    ngx_http_inventario_pg_carril_t  *carril;

    carril = cx->carril;

    /* from the last one, so that those that go back keep their order */

    while (!ngx_queue_empty(&cx->vuelo)) {
        q = ngx_queue_last(&cx->vuelo);
        x = ngx_http_inventario_pg_envio(q);

        ngx_queue_remove(q);
        carril->en_vuelo--;

        x->op.enviada = 0;
        x->op.conexion = NULL;

        if (x->op.resultado) {
            PQclear(x->op.resultado);
            x->op.resultado = NULL;
        }

        /* informes has imports too, and nobody knows how far one came */

        if (carril->numero == INV_LECTURA
            && !x->op.abandonada && !x->reenviada
            && !ngx_http_inventario_pg_paso(x->op.vence))
        {
            x->reenviada = 1;
            ngx_http_inventario_pg_contar(carril, INV_PG_SERIE_REINTENTOS);
            ngx_http_inventario_pg_encolar(carril, x, 1);
            continue;
        }

        ngx_http_inventario_pg_fallar(carril, x, INV_PG_PERDIDA);
    }

    cx->enviadas = 0;

    if (viva) {
        carril->vivas--;

        if (carril->vivas == 0 && cx->etapa != INV_PG_CERRADA) {
            carril->esperar = 1;
            ngx_add_timer(&carril->paciencia,
                          NGX_HTTP_INVENTARIO_PG_PACIENCIA);
        }

    } else {

        for (i = 0; i < carril->n; i++) {
            if (carril->conexiones[i].etapa == INV_PG_CONECTANDO) {
                break;
            }
        }

        if (i == carril->n) {
            carril->esperar = 0;
        }
    }

    ngx_post_event(&carril->despacho, &ngx_posted_events);
}


void
ngx_http_inventario_pg_alzada(ngx_http_inventario_pg_conexion_t *cx)
{
    ngx_http_inventario_pg_carril_t  *carril;

    carril = cx->carril;

    if (cx->conocida) {
        ngx_http_inventario_pg_contar(carril, INV_PG_SERIE_RECONEXIONES);
    }

    if (carril->paciencia.timer_set) {
        ngx_del_timer(&carril->paciencia);
    }

    cx->conocida = 1;
    carril->vivas++;
    carril->esperar = 0;

    ngx_post_event(&carril->despacho, &ngx_posted_events);
}


void
ngx_http_inventario_pg_impaciente(ngx_event_t *ev)
{
    ngx_http_inventario_pg_carril_t  *carril;

    carril = ev->data;
    carril->esperar = 0;

    ngx_post_event(&carril->despacho, &ngx_posted_events);
}


void
ngx_http_inventario_pg_repasar(ngx_http_inventario_pg_carril_t *carril)
{
    ngx_int_t   valores[3];
    ngx_uint_t  i;

    carril->reloj.cancelable = carril->en_cola + carril->en_vuelo == 0
                               && ngx_queue_empty(&carril->fallidas);

    valores[INV_PG_SERIE_CONEXIONES] = carril->vivas;
    valores[INV_PG_SERIE_EN_VUELO] = carril->en_vuelo;
    valores[INV_PG_SERIE_EN_COLA] = carril->en_cola;

    for (i = 0; i < 3; i++) {
        if (valores[i] != carril->publicado[i]) {
            ngx_http_inventario_sumar(
                  ngx_http_inventario_pg.ciclo->series[i][carril->numero],
                  valores[i] - carril->publicado[i]);

            carril->publicado[i] = valores[i];
        }
    }
}
