
/*
 * Inventario: /health.  The database is really asked, with a short deadline.
 * 200 while the node can serve; without Redis it is degraded, and serves.
 */


#include "ngx_http_inventario_interno.h"


#define NGX_HTTP_INVENTARIO_SALUD_PLAZO  2000


static void ngx_http_inventario_salud_fin(ngx_http_inventario_pg_op_t *op);
static void ngx_http_inventario_salud_componentes(
    ngx_http_inventario_texto_t *t, ngx_uint_t base, ngx_uint_t redis);
static void ngx_http_inventario_salud_rutas(ngx_http_inventario_texto_t *t,
    ngx_http_inventario_agente_t *agente);
static void ngx_http_inventario_salud_responder(
    ngx_http_inventario_peticion_t *p, ngx_uint_t base);


ngx_int_t
ngx_http_inventario_salud_handler(ngx_http_request_t *r)
{
    ngx_http_inventario_motor_t      *motor;
    ngx_http_inventario_pg_op_t      *op;
    ngx_http_inventario_peticion_t   *p;
    ngx_http_inventario_main_conf_t  *mcf;

    if (!(r->method & (NGX_HTTP_GET|NGX_HTTP_HEAD))) {
        return NGX_HTTP_NOT_ALLOWED;
    }

    if (ngx_http_discard_request_body(r) != NGX_OK) {
        return NGX_HTTP_BAD_REQUEST;
    }

    p = ngx_http_inventario_peticion(r);
    if (p == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    mcf = ngx_http_get_module_main_conf(r, ngx_http_inventario_module);

    op = ngx_http_inventario_pg_op(r->connection->log, 0);
    if (op == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    op->sentencia = mcf->vivo;
    op->carril = INV_LECTURA;
    op->plazo = NGX_HTTP_INVENTARIO_SALUD_PLAZO;
    op->fin = ngx_http_inventario_salud_fin;
    op->datos = p;

    motor = ngx_http_inventario_motor(p);
    motor->op = op;

    r->main->count++;
    r->read_event_handler = ngx_http_test_reading;

    ngx_http_inventario_pg_enviar(op);

    return NGX_DONE;
}


static void
ngx_http_inventario_salud_fin(ngx_http_inventario_pg_op_t *op)
{
    ngx_http_inventario_peticion_t *p = op->datos;

    ngx_http_inventario_motor(p)->op = NULL;

    ngx_http_inventario_salud_responder(p, op->estado == INV_PG_BIEN);
}


static void
ngx_http_inventario_salud_responder(ngx_http_inventario_peticion_t *p,
    ngx_uint_t base)
{
    u_char                            ahora[sizeof("2026-01-01T00:00:00Z")];
    ngx_tm_t                          tm;
    ngx_uint_t                        redis;
    ngx_http_inventario_texto_t       t;
    ngx_http_inventario_agente_t     *agente;
    ngx_http_inventario_loc_conf_t   *lcf;
    ngx_http_inventario_respuesta_t   resp;

    lcf = ngx_http_get_module_loc_conf(p->request,
                                       ngx_http_inventario_module);
    agente = lcf->salud;
    redis = ngx_http_inventario_redis_vivo();

    ngx_memzero(&resp, sizeof(ngx_http_inventario_respuesta_t));

    if (ngx_http_inventario_texto(&t, p->request->pool, 1024) != NGX_OK) {
        ngx_http_finalize_request(p->request, NGX_ERROR);
        return;
    }

    ngx_gmtime(ngx_time(), &tm);
    (void) ngx_sprintf(ahora, "%4d-%02d-%02dT%02d:%02d:%02dZ%Z",
                       tm.ngx_tm_year, tm.ngx_tm_mon, tm.ngx_tm_mday,
                       tm.ngx_tm_hour, tm.ngx_tm_min, tm.ngx_tm_sec);

    ngx_http_inventario_agregar_z(&t, "{\"status\":\"");
    ngx_http_inventario_agregar_z(&t, !base ? "unhealthy"
                                      : redis ? "healthy" : "degraded");
    ngx_http_inventario_agregar_z(&t, "\",\"service\":\"");
    ngx_http_inventario_agregar_z(&t, agente ? agente->servicio
                                             : "inventario");
    ngx_http_inventario_agregar_z(&t, "\",\"version\":\""
                                      NGX_HTTP_INVENTARIO_VERSION
                                      "\",\"timestamp\":\"");
    ngx_http_inventario_agregar_z(&t, (char *) ahora);
    ngx_http_inventario_agregar_z(&t, "\",\"uptime_seconds\":");
    ngx_http_inventario_agregar_entero(&t,
                               ngx_time() - ngx_http_inventario_comienzo);

    ngx_http_inventario_salud_componentes(&t, base, redis);

    if (agente) {
        ngx_http_inventario_salud_rutas(&t, agente);
    }

    ngx_http_inventario_agregar_z(&t, "}");

    if (t.error) {
        ngx_http_finalize_request(p->request, NGX_ERROR);
        return;
    }

    resp.estado = base ? NGX_HTTP_OK : NGX_HTTP_SERVICE_UNAVAILABLE;
    resp.cuerpo.data = t.datos;
    resp.cuerpo.len = t.largo;

    p->request->disable_not_modified = 1;

    ngx_http_inventario_responder(p, &resp);
}


static void
ngx_http_inventario_salud_componentes(ngx_http_inventario_texto_t *t,
    ngx_uint_t base, ngx_uint_t redis)
{
    ngx_uint_t                         i;
    ngx_http_inventario_pg_estado_t    e;

    static const char  *carriles[] = { "lectura", "escritura", "informes" };

    ngx_http_inventario_agregar_z(t, ",\"database\":{\"status\":\"");
    ngx_http_inventario_agregar_z(t, base ? "ok" : "error");
    ngx_http_inventario_agregar_z(t, "\",\"carriles\":{");

    for (i = 0; i < INV_CARRILES; i++) {
        ngx_http_inventario_pg_estado(i, &e);

        ngx_http_inventario_agregar_z(t, i ? ",\"" : "\"");
        ngx_http_inventario_agregar_z(t, carriles[i]);
        ngx_http_inventario_agregar_z(t, "\":{\"conexiones\":");
        ngx_http_inventario_agregar_entero(t, e.vivas);
        ngx_http_inventario_agregar_z(t, ",\"en_vuelo\":");
        ngx_http_inventario_agregar_entero(t, e.en_vuelo);
        ngx_http_inventario_agregar_z(t, ",\"en_cola\":");
        ngx_http_inventario_agregar_entero(t, e.en_cola);
        ngx_http_inventario_agregar_z(t, "}");
    }

    ngx_http_inventario_agregar_z(t, "}},\"redis\":{\"status\":\"");
    ngx_http_inventario_agregar_z(t, redis ? "ok" : "error");
    ngx_http_inventario_agregar_z(t, "\"},\"components\":{\"database\":\"");
    ngx_http_inventario_agregar_z(t, base ? "ok" : "error");
    ngx_http_inventario_agregar_z(t, "\",\"redis\":\"");
    ngx_http_inventario_agregar_z(t, redis ? "ok" : "error");
    ngx_http_inventario_agregar_z(t, "\"}");
}


static void
ngx_http_inventario_salud_rutas(ngx_http_inventario_texto_t *t,
    ngx_http_inventario_agente_t *agente)
{
    ngx_uint_t                    n;
    ngx_http_inventario_ruta_t  **tabla, *ruta;

    n = 0;

    ngx_http_inventario_agregar_z(t, ",\"endpoints_disponibles\":[");

    for (tabla = agente->tablas; *tabla; tabla++) {
        for (ruta = *tabla; ruta->ruta; ruta++) {
            ngx_http_inventario_agregar_z(t, n++ ? ",\"" : "\"");
            ngx_http_inventario_agregar_z(t,
                                ngx_http_inventario_metodo(ruta->metodo));
            ngx_http_inventario_agregar_z(t, " ");
            ngx_http_inventario_agregar_z(t, ruta->ruta);
            ngx_http_inventario_agregar_z(t, "\"");
        }
    }

    ngx_http_inventario_agregar_z(t, "]");
}
