
/*
 * Inventario: problem documents (RFC 9457), for our refusals, for those of
 * the database and for nginx's own.
 */


#include "ngx_http_inventario_interno.h"
#include <jansson.h>


typedef struct {
    ngx_uint_t   estado;
    const char  *titulo;
    const char  *codigo;        /* when nginx itself refused */
    const char  *detalle;
} ngx_http_inventario_titulo_t;


typedef struct {
    const char  *clase;         /* a SQLSTATE, or how it begins */
    ngx_uint_t   estado;
    const char  *codigo;        /* NULL: the constraint's name */
    const char  *detalle;
} ngx_http_inventario_sqlstate_t;


static ngx_http_inventario_titulo_t *ngx_http_inventario_titulo(
    ngx_uint_t estado);
static void ngx_http_inventario_problema_enviar(
    ngx_http_inventario_peticion_t *p, ngx_uint_t estado, const char *codigo,
    const char *detalle, const char *extra, size_t largo);
static void ngx_http_inventario_falla_sql(PGresult *res,
    ngx_http_inventario_falla_t *f);


static ngx_http_inventario_titulo_t  ngx_http_inventario_titulos[] = {

    { 400, "Pedido inválido", "pedido_invalido",
      "El pedido está mal formado." },
    { 401, "Sin autenticar", "no_autenticado", "Hay que iniciar sesión." },
    { 403, "Prohibido", "no_permitido", "No tenés permiso para eso." },
    { 404, "No encontrado", "ruta_no_encontrada",
      "No hay nada en esta dirección." },
    { 405, "Método no permitido", "metodo_no_permitido",
      "Ese método no se usa en esta dirección." },
    { 408, "Tiempo agotado", "pedido_lento", "El pedido tardó demasiado." },
    { 409, "Conflicto", "conflicto", "El estado actual no lo permite." },
    { 411, "Falta el largo", "largo_requerido", "Falta Content-Length." },
    { 412, "Precondición fallida", "precondicion_fallida",
      "Cambió desde que lo leíste." },
    { 413, "Cuerpo demasiado grande", "cuerpo_muy_grande",
      "El cuerpo supera el máximo admitido." },
    { 414, "Dirección demasiado larga", "direccion_muy_larga",
      "La dirección supera el máximo admitido." },
    { 415, "Tipo de contenido no admitido", "tipo_de_contenido",
      "Ese tipo de contenido no se admite." },
    { 416, "Rango inválido", "rango_invalido", "Ese rango no existe." },
    { 421, "Destino equivocado", "destino_equivocado",
      "El pedido llegó al servidor equivocado." },
    { 422, "Datos inválidos", "campos_invalidos", "Hay campos inválidos." },
    { 428, "Falta una precondición", "version_requerida",
      "Falta If-Match." },
    { 429, "Demasiados pedidos", "demasiados_pedidos",
      "Hiciste demasiados pedidos; esperá un momento." },
    { 431, "Encabezados demasiado grandes", "encabezados_muy_grandes",
      "Los encabezados superan el máximo admitido." },
    { 497, "Falta TLS", "falta_tls", "Esta puerta se usa con https." },
    { 500, "Error interno", "error_interno",
      "Algo falló de nuestro lado." },
    { 501, "No implementado", "no_implementado", "Eso no se ofrece." },
    { 502, "Servicio no disponible", "servicio_no_disponible",
      "El servicio no responde; probá de nuevo." },
    { 503, "Servicio no disponible", "servicio_no_disponible",
      "El servicio no responde; probá de nuevo." },
    { 504, "Servicio no disponible", "servicio_no_disponible",
      "El servicio no responde; probá de nuevo." },
    { 505, "Versión no admitida", "version_http",
      "Esa versión de HTTP no se admite." },
    { 0, "Error", "error", "No se pudo hacer." }
};


/* the first that fits; what is not here is an error of ours */

static ngx_http_inventario_sqlstate_t  ngx_http_inventario_sqlstates[] = {

    { "23505", 409, NULL, "Ya existe uno igual." },
    { "23503", 409, NULL, "Hay otra cosa que depende de ese dato." },
    { "23514", 422, NULL, "Un valor no cumple una regla." },
    { "23502", 422, "dato_faltante", "Falta un dato." },
    { "22", 422, "valor_invalido", "Un valor está fuera de lo admitido." },
    { "55P03", 409, "ocupado", "Otra persona lo está usando." },
    { "40", 503, "base_ocupada", "La base está ocupada; probá de nuevo." },
    { "57014", 503, "plazo_vencido",
      "La respuesta tardó demasiado; probá de nuevo." },
    { "25006", 503, "base_no_disponible",
      "La base no acepta cambios ahora; probá de nuevo." },
    { "08", 503, "base_no_disponible", "La base no responde." },
    { "53", 503, "base_no_disponible", "La base no tiene lugar." },
    { "57", 503, "base_no_disponible", "La base está reiniciando." },
    { "58", 503, "base_no_disponible", "La base tuvo un problema." },
    { "42501", 403, "no_permitido", "La base no permite esa operación." },
    { NULL, 500, "error_interno", "Algo falló de nuestro lado." }
};


static ngx_http_inventario_titulo_t *
ngx_http_inventario_titulo(ngx_uint_t estado)
{
    ngx_http_inventario_titulo_t  *t;

    for (t = ngx_http_inventario_titulos; t->estado; t++) {
        if (t->estado == estado) {
            break;
        }
    }

    return t;
}


void
ngx_http_inventario_problema_json(ngx_http_inventario_texto_t *t,
    ngx_http_inventario_peticion_t *p, ngx_uint_t estado, const char *codigo,
    const char *detalle)
{
    ngx_http_inventario_agregar_z(t, "\"type\":\"/api/docs#");
    ngx_http_inventario_agregar_z(t, codigo);
    ngx_http_inventario_agregar_z(t, "\",\"title\":\"");
    ngx_http_inventario_agregar_z(t,
                                  ngx_http_inventario_titulo(estado)->titulo);
    ngx_http_inventario_agregar_z(t, "\",\"status\":");
    ngx_http_inventario_agregar_entero(t, estado);
    ngx_http_inventario_agregar_z(t, ",\"codigo\":");
    ngx_http_inventario_agregar_json(t, codigo, ngx_strlen(codigo));
    ngx_http_inventario_agregar_z(t, ",\"detail\":");
    ngx_http_inventario_agregar_json(t, detalle, ngx_strlen(detalle));
    ngx_http_inventario_agregar_z(t, ",\"request_id\":");
    ngx_http_inventario_agregar_json(t, p->request_id.data,
                                     p->request_id.len);
}


void
ngx_http_inventario_problema(ngx_http_inventario_peticion_t *p,
    ngx_uint_t estado, const char *codigo, const char *detalle,
    const char *extra)
{
    ngx_http_inventario_problema_enviar(p, estado, codigo, detalle, extra,
                                        extra ? ngx_strlen(extra) : 0);
}


static void
ngx_http_inventario_problema_enviar(ngx_http_inventario_peticion_t *p,
    ngx_uint_t estado, const char *codigo, const char *detalle,
    const char *extra, size_t largo)
{
    ngx_str_t                         v;
    ngx_http_request_t               *r;
    ngx_http_inventario_texto_t       t;
    ngx_http_inventario_respuesta_t   resp;

    r = p->request;

    if (estado >= 500) {
        ngx_log_error(NGX_LOG_WARN, r->connection->log, 0,
                      "answered %ui %s, request id %V", estado, codigo,
                      &p->request_id);
    }

    ngx_memzero(&resp, sizeof(ngx_http_inventario_respuesta_t));

    if (ngx_http_inventario_texto(&t, r->pool, 512 + largo) != NGX_OK) {
        ngx_http_finalize_request(r, NGX_ERROR);
        return;
    }

    ngx_http_inventario_agregar_z(&t, "{");
    ngx_http_inventario_problema_json(&t, p, estado, codigo, detalle);

    if (largo) {
        ngx_http_inventario_agregar_z(&t, ",");
        ngx_http_inventario_agregar(&t, extra, largo);
    }

    ngx_http_inventario_agregar_z(&t, "}");

    if (t.error) {
        ngx_http_finalize_request(r, NGX_ERROR);
        return;
    }

    if ((estado == NGX_HTTP_SERVICE_UNAVAILABLE
         || estado == NGX_HTTP_TOO_MANY_REQUESTS)
        && !ngx_http_inventario_puesta(r, "Retry-After"))
    {
        ngx_str_set(&v, "1");
        (void) ngx_http_inventario_cabecera(r, "Retry-After", &v);
    }

    resp.estado = estado;
    resp.tipo = "application/problem+json";
    resp.cuerpo.data = t.datos;
    resp.cuerpo.len = t.largo;

    r->disable_not_modified = 1;

    ngx_http_inventario_responder(p, &resp);
}


void
ngx_http_inventario_falla(ngx_http_inventario_pg_op_t *op,
    ngx_http_inventario_falla_t *f)
{
    f->estado = NGX_HTTP_SERVICE_UNAVAILABLE;
    f->extra = NULL;

    switch (op->estado) {

    case INV_PG_SQL:
        ngx_http_inventario_falla_sql(op->resultado, f);
        return;

    case INV_PG_COLA_LLENA:
        f->codigo = "base_ocupada";
        f->detalle = "La base está ocupada; probá de nuevo.";
        return;

    case INV_PG_PLAZO:
        f->codigo = "plazo_vencido";
        f->detalle = "La respuesta tardó demasiado; probá de nuevo con la "
                     "misma Idempotency-Key.";
        return;

    case INV_PG_PERDIDA:
        f->codigo = "base_perdida";
        f->detalle = "Se cortó la base durante el pedido; probá de nuevo con "
                     "la misma Idempotency-Key.";
        return;

    default:
        f->codigo = "base_no_disponible";
        f->detalle = "La base no responde; probá de nuevo.";
    }
}


/*
 * SQLSTATE IN404 and the like come from inv.fallar(): the message is the
 * code, the detail the sentence, the hint a JSON object with more members.
 */

static void
ngx_http_inventario_falla_sql(PGresult *res, ngx_http_inventario_falla_t *f)
{
    const char                      *estado, *v;
    ngx_http_inventario_sqlstate_t  *s;

    estado = PQresultErrorField(res, PG_DIAG_SQLSTATE);
    if (estado == NULL) {
        estado = "XX000";
    }

    if (estado[0] == 'I' && estado[1] == 'N') {
        f->estado = ngx_atoi((u_char *) estado + 2, 3);

        v = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);
        f->codigo = v ? v : "error";

        v = PQresultErrorField(res, PG_DIAG_MESSAGE_DETAIL);
        f->detalle = v ? v : "No se pudo hacer.";

        f->extra = PQresultErrorField(res, PG_DIAG_MESSAGE_HINT);
        return;
    }

    for (s = ngx_http_inventario_sqlstates; s->clase; s++) {
        if (ngx_strncmp(estado, s->clase, ngx_strlen(s->clase)) == 0) {
            break;
        }
    }

    f->estado = s->estado;
    f->codigo = s->codigo;
    f->detalle = s->detalle;

    if (f->codigo == NULL) {
        v = PQresultErrorField(res, PG_DIAG_CONSTRAINT_NAME);
        f->codigo = v ? v : "regla_violada";

        if (ngx_strcmp(f->codigo, "stock_insuficiente") == 0) {
            f->estado = NGX_HTTP_CONFLICT;
            f->detalle = "No alcanza el stock.";
        }
    }
}


void
ngx_http_inventario_problema_falla(ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_falla_t *f)
{
    size_t  largo;

    /* a JSON object without its braces is what an answer takes */

    largo = f->extra ? ngx_strlen(f->extra) : 0;

    if (largo > 2 && f->extra[0] == '{') {
        ngx_http_inventario_problema_enviar(p, f->estado, f->codigo,
                                            f->detalle, f->extra + 1,
                                            largo - 2);
        return;
    }

    ngx_http_inventario_problema_enviar(p, f->estado, f->codigo, f->detalle,
                                        NULL, 0);
}


void
ngx_http_inventario_problema_fila(ngx_http_inventario_peticion_t *p,
    ngx_uint_t estado, ngx_str_t *cuerpo)
{
    char        *extra;
    size_t       largo;
    json_t      *doc, *codigo, *detalle;

    doc = json_loadb((char *) cuerpo->data, cuerpo->len, 0, NULL);
    codigo = json_object_get(doc, "codigo");
    detalle = json_object_get(doc, "detalle");

    if (!json_is_string(codigo) || !json_is_string(detalle)) {
        json_decref(doc);
        ngx_http_inventario_problema(p, NGX_HTTP_INTERNAL_SERVER_ERROR,
            "error_interno", "Algo falló de nuestro lado.", NULL);
        return;
    }

    (void) json_incref(codigo);
    (void) json_incref(detalle);
    (void) json_object_del(doc, "codigo");
    (void) json_object_del(doc, "detalle");

    extra = json_object_size(doc) ? json_dumps(doc, JSON_COMPACT) : NULL;
    largo = extra ? ngx_strlen(extra) : 2;

    ngx_http_inventario_problema_enviar(p, estado, json_string_value(codigo),
                                        json_string_value(detalle),
                                        extra ? extra + 1 : NULL, largo - 2);

    /* the document was copied */

    free(extra);
    json_decref(codigo);
    json_decref(detalle);
    json_decref(doc);
}


/* The internal location to which error_page sends nginx's own refusals. */

ngx_int_t
ngx_http_inventario_problema_handler(ngx_http_request_t *r)
{
    ngx_uint_t                       estado;
    ngx_http_inventario_titulo_t    *t;
    ngx_http_inventario_peticion_t  *p;

    p = ngx_http_inventario_peticion(r);
    if (p == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    estado = r->err_status ? r->err_status : NGX_HTTP_NOT_FOUND;
    t = ngx_http_inventario_titulo(estado);

    if (estado == 497) {
        estado = NGX_HTTP_BAD_REQUEST;
    }

    r->err_status = 0;
    r->main->count++;

    ngx_http_inventario_problema(p, estado, t->codigo, t->detalle, NULL);

    return NGX_DONE;
}
