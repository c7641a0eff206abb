
/*
 * Inventario: tasks, work of more than a millisecond in the thread pool.
 *
 * The request is kept by r->main->blocked: a client that leaves does not free
 * r->pool while the thread is at work.  So datos belongs in r->pool, and what
 * it holds outside (memory of malloc, a JSON value) is freed by a cleanup of
 * r->pool (ngx_pool_cleanup_add), which runs when the work is over; one of the
 * request (ngx_http_cleanup_add) would run while the thread is still at it.
 */


#include "ngx_http_inventario.h"
#include <sys/resource.h>
#include <sys/syscall.h>


/* ms; the timer only tells a leaving worker to wait */
#define NGX_HTTP_INVENTARIO_TAREA_PULSO  60000
#define NGX_HTTP_INVENTARIO_TAREA_CEDE   19         /* nice */


typedef struct {
    ngx_http_inventario_peticion_t    *p;
    ngx_http_request_t                *request;
    void                              *datos;
    void                             (*trabajo)(void *datos);
    void                             (*listo)(
                                           ngx_http_inventario_peticion_t *p,
                                           void *datos);
    ngx_uint_t                         ida;     /* the request was ended */
} ngx_http_inventario_tarea_t;


static void ngx_http_inventario_tarea_trabajar(void *data, ngx_log_t *log);
static void ngx_http_inventario_tarea_lista(ngx_event_t *ev);
static void ngx_http_inventario_tarea_ida(void *data);


static ngx_str_t  ngx_http_inventario_tarea_hilos = ngx_string("inventario");


ngx_int_t
ngx_http_inventario_tarea(ngx_http_inventario_peticion_t *p,
    void (*trabajo)(void *datos),
    void (*listo)(ngx_http_inventario_peticion_t *p, void *datos),
    void *datos)
{
    ngx_thread_pool_t            *hilos;
    ngx_thread_task_t            *task;
    ngx_http_cleanup_t           *cln;
    ngx_http_request_t           *r;
    ngx_http_inventario_tarea_t  *t;

    r = p->request;

    hilos = ngx_thread_pool_get((ngx_cycle_t *) ngx_cycle,
                                &ngx_http_inventario_tarea_hilos);

    if (hilos == NULL) {
        ngx_log_error(NGX_LOG_ALERT, r->connection->log, 0,
                      "there is no \"thread_pool inventario\"");
        return NGX_ERROR;
    }

    task = ngx_thread_task_alloc(r->pool, sizeof(ngx_http_inventario_tarea_t));
    if (task == NULL) {
        return NGX_ERROR;
    }

    cln = ngx_http_cleanup_add(r, 0);
    if (cln == NULL) {
        return NGX_ERROR;
    }

    t = task->ctx;

    t->p = p;
    t->request = r;
    t->datos = datos;
    t->trabajo = trabajo;
    t->listo = listo;
    t->ida = 0;

    task->handler = ngx_http_inventario_tarea_trabajar;
    task->event.handler = ngx_http_inventario_tarea_lista;
    task->event.data = t;
    task->event.log = ngx_cycle->log;

    cln->handler = ngx_http_inventario_tarea_ida;
    cln->data = t;

    /* nginx has only one reason to refuse, and logs it */

    if (ngx_thread_task_post(hilos, task) != NGX_OK) {
        return NGX_BUSY;
    }

    ngx_add_timer(&task->event, NGX_HTTP_INVENTARIO_TAREA_PULSO);

    r->main->blocked++;

    return NGX_OK;
}


/*
 * In the thread, which gives way to the event loops of the machine: where there
 * are more threads at work than cores, they would wait for their turn.
 */

static void
ngx_http_inventario_tarea_trabajar(void *data, ngx_log_t *log)
{
    ngx_http_inventario_tarea_t *t = data;

    static __thread ngx_uint_t  cede;

    if (!cede) {
        cede = 1;
        (void) setpriority(PRIO_PROCESS, (id_t) syscall(SYS_gettid),
                           NGX_HTTP_INVENTARIO_TAREA_CEDE);
    }

    t->trabajo(t->datos);
}


static void
ngx_http_inventario_tarea_ida(void *data)
{
    ngx_http_inventario_tarea_t *t = data;

    t->ida = 1;
}


static void
ngx_http_inventario_tarea_lista(ngx_event_t *ev)
{
    ngx_connection_t             *c;
    ngx_http_request_t           *r;
    ngx_http_inventario_tarea_t  *t;

    t = ev->data;

    if (!ev->complete) {
        ev->timedout = 0;
        ngx_add_timer(ev, NGX_HTTP_INVENTARIO_TAREA_PULSO);
        return;
    }

    if (ev->timer_set) {
        ngx_del_timer(ev);
    }

    r = t->request;
    c = r->connection;

    ngx_http_set_log_request(c->log, r);

    r->main->blocked--;

    if (t->ida) {
        /* what ended the request waits for us to free it */
        c->write->handler(c->write);
        return;
    }

    t->listo(t->p, t->datos);

    ngx_http_run_posted_requests(c);
}
