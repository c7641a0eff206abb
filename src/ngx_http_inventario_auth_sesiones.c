
/*
 * Inventario: refreshing and ending sessions.
 *
 *     refrescar      mirar (whose is it), the user's row, rotar -> tokens
 *     salir          cerrar
 *     salir-de-todo  cerrar todas
 *
 * A token is only spent when everything else is at hand, so that a database
 * that is away costs nobody their session.
 */


#include "ngx_http_inventario_auth.h"


/* columns of api.respuesta */

#define INV_ESTADO    0
#define INV_REPETIDA  6


static ngx_uint_t ngx_http_inventario_auth_traida(
    ngx_http_inventario_auth_trabajo_t *t);
static void ngx_http_inventario_auth_sumar_token(const char *token,
    char *suma);
static void ngx_http_inventario_auth_mirada(ngx_http_inventario_peticion_t *p,
    redisReply *reply);
static void ngx_http_inventario_auth_hallado(ngx_http_inventario_pg_op_t *op);
static void ngx_http_inventario_auth_rotar(
    ngx_http_inventario_auth_trabajo_t *t);
static void ngx_http_inventario_auth_rotada(ngx_http_inventario_peticion_t *p,
    redisReply *reply);
static void ngx_http_inventario_auth_abierta(ngx_http_inventario_peticion_t *p,
    redisReply *reply);
static void ngx_http_inventario_auth_cerrada(ngx_http_inventario_peticion_t *p,
    redisReply *reply);
static void ngx_http_inventario_auth_todas_cerradas(
    ngx_http_inventario_peticion_t *p, redisReply *reply);
static void ngx_http_inventario_auth_sortear(
    ngx_http_inventario_auth_trabajo_t *t);
static void ngx_http_inventario_auth_retrato(
    ngx_http_inventario_auth_trabajo_t *t, const char *hash);
static const char *ngx_http_inventario_auth_numero(char *texto, int64_t n);
static void ngx_http_inventario_auth_reusada(
    ngx_http_inventario_auth_trabajo_t *t, const char *sid);
static void ngx_http_inventario_auth_reuso_anotado(
    ngx_http_inventario_pg_op_t *op);
static void ngx_http_inventario_auth_terminada(
    ngx_http_inventario_peticion_t *p);
static void ngx_http_inventario_auth_sin_redis(
    ngx_http_inventario_peticion_t *p);
static void ngx_http_inventario_auth_hecho(ngx_http_inventario_peticion_t *p);


ngx_int_t
ngx_http_inventario_auth_sesiones(ngx_conf_t *cf,
    ngx_http_inventario_auth_sesiones_t *s)
{
    s->leer = ngx_http_inventario_sentencia(cf,
        "SELECT * FROM api.usuario_para_sesion($1,$2)");

    s->reuso = ngx_http_inventario_sentencia(cf,
        "SELECT api.refresco_reusado($1,$2,$3)");

    return s->leer && s->reuso ? NGX_OK : NGX_ERROR;
}


ngx_int_t
ngx_http_inventario_auth_sesiones_fin(ngx_conf_t *cf,
    ngx_http_inventario_auth_sesiones_t *s)
{
    static const char  nombre[] = "inventario_refrescos_total";
    static const char  ayuda[] = "Refrescos de sesión por su resultado.";

    ngx_conf_init_value(s->desliza, 30 * 86400);
    ngx_conf_init_value(s->absoluta, 90 * 86400);

    if (s->desliza < 60 || s->absoluta < s->desliza
        || s->absoluta > 366 * 86400)
    {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "inventario_auth_refresco va de un minuto a lo que "
                           "diga inventario_auth_sesion, y ésta hasta un año");
        return NGX_ERROR;
    }

    s->s_buenos = ngx_http_inventario_serie(cf, INV_CONTADOR, nombre,
                                            "resultado=\"bueno\"", ayuda);
    s->s_rechazados = ngx_http_inventario_serie(cf, INV_CONTADOR, nombre,
                                                "resultado=\"rechazado\"",
                                                ayuda);
    s->s_reusos = ngx_http_inventario_serie(cf, INV_CONTADOR, nombre,
                                            "resultado=\"reuso\"", ayuda);

    return s->s_buenos == NGX_ERROR || s->s_rechazados == NGX_ERROR
           || s->s_reusos == NGX_ERROR ? NGX_ERROR : NGX_OK;
}


/* --- a login -------------------------------------------------------------- */

void
ngx_http_inventario_auth_antes(ngx_http_inventario_auth_trabajo_t *t)
{
    t->sesion.leido = ngx_http_inventario_auth_ms();
}


void
ngx_http_inventario_auth_entregar(ngx_http_inventario_auth_trabajo_t *t)
{
    char                                  n[4][NGX_INT64_LEN + 1];
    const char                           *argumentos[7], *donde;
    ngx_http_inventario_auth_sesiones_t  *s;

    s = &ngx_http_inventario_auth_conf(t->p)->sesiones;

    donde = json_string_value(json_object_get(t->cuerpo, "refresco"));
    t->sesion.en_cuerpo = donde && ngx_strcmp(donde, "cuerpo") == 0;
    t->sesion.dura = s->desliza;

    ngx_http_inventario_auth_sortear(t);
    ngx_http_inventario_auth_retrato(t, t->hash);

    argumentos[0] = t->datos.sid;
    argumentos[1] = t->sesion.suma;
    argumentos[2] = ngx_http_inventario_auth_numero(n[0],
                                                    t->datos.usuario_id);
    argumentos[3] = t->sesion.huella;
    argumentos[4] = ngx_http_inventario_auth_numero(n[1], ngx_time());
    argumentos[5] = ngx_http_inventario_auth_numero(n[2], ngx_time()
                                                          + s->desliza);
    argumentos[6] = ngx_http_inventario_auth_numero(n[3], ngx_time()
                                                          + s->absoluta);

    if (ngx_http_inventario_auth_guion(t->p, INV_GUION_ABRIR, argumentos,
                                       ngx_http_inventario_auth_abierta)
        != NGX_OK)
    {
        ngx_http_inventario_auth_abierta(t->p, NULL);
    }
}


static void
ngx_http_inventario_auth_abierta(ngx_http_inventario_peticion_t *p,
    redisReply *reply)
{
    ngx_http_inventario_auth_trabajo_t  *t;

    t = p->datos;

    if (reply == NULL) {
        t->sesion.refresco[0] = '\0';
    }

    ngx_http_inventario_auth_contestar(t);
}


/* A new refresh token, its digest, and, unless there is one, a session. */

static void
ngx_http_inventario_auth_sortear(ngx_http_inventario_auth_trabajo_t *t)
{
    u_char  azar[32];

    randombytes_buf(azar, sizeof(azar));
    (void) sodium_bin2base64(t->sesion.refresco, sizeof(t->sesion.refresco),
                             azar, sizeof(azar),
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING);

    ngx_http_inventario_auth_sumar_token(t->sesion.refresco, t->sesion.suma);

    randombytes_buf(azar, INV_JWT_SESION / 2);
    (void) sodium_bin2hex(t->datos.sid, sizeof(t->datos.sid), azar,
                          INV_JWT_SESION / 2);

    sodium_memzero(azar, sizeof(azar));
}


static void
ngx_http_inventario_auth_sumar_token(const char *token, char *suma)
{
    u_char  bytes[crypto_hash_sha256_BYTES];

    (void) crypto_hash_sha256(bytes, (u_char *) token, ngx_strlen(token));
    (void) sodium_bin2hex(suma, NGX_HTTP_INVENTARIO_SUMA + 1, bytes,
                          sizeof(bytes));
}


/*
 * What a session was given on: another password, role or branches, and it is
 * over, even if Redis was away when that changed.
 */

static void
ngx_http_inventario_auth_retrato(ngx_http_inventario_auth_trabajo_t *t,
    const char *hash)
{
    size_t                      i;
    u_char                      bytes[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state    estado;

    const char  *partes[] = { hash, t->datos.rol, t->datos.sucursales };

    (void) crypto_hash_sha256_init(&estado);

    for (i = 0; i < sizeof(partes) / sizeof(partes[0]); i++) {
        (void) crypto_hash_sha256_update(&estado, (u_char *) partes[i],
                                         ngx_strlen(partes[i]) + 1);
    }

    (void) crypto_hash_sha256_final(&estado, bytes);
    (void) sodium_bin2hex(t->sesion.huella, sizeof(t->sesion.huella), bytes,
                          sizeof(bytes));
}


static const char *
ngx_http_inventario_auth_numero(char *texto, int64_t n)
{
    *ngx_sprintf((u_char *) texto, "%L", n) = '\0';

    return texto;
}


/* --- refrescar ------------------------------------------------------------ */

void
ngx_http_inventario_auth_refrescar(ngx_http_inventario_peticion_t *p)
{
    const char                          *argumentos[1];
    ngx_http_inventario_auth_trabajo_t  *t;

    t = ngx_http_inventario_auth_trabajo(p);
    if (t == NULL) {
        return;
    }

    if (!ngx_http_inventario_auth_traida(t)) {
        ngx_http_inventario_auth_terminada(p);
        return;
    }

    ngx_http_inventario_auth_antes(t);

    argumentos[0] = t->sesion.viejo;

    if (ngx_http_inventario_auth_guion(p, INV_GUION_MIRAR, argumentos,
                                       ngx_http_inventario_auth_mirada)
        != NGX_OK)
    {
        ngx_http_inventario_auth_sin_redis(p);
    }
}


/* The digest of the token of the body, or of the cookie; 0: neither. */

static ngx_uint_t
ngx_http_inventario_auth_traida(ngx_http_inventario_auth_trabajo_t *t)
{
    char       token[NGX_HTTP_INVENTARIO_REFRESCO + 1];
    json_t    *doc;
    ngx_str_t  v;

    doc = json_object_get(t->cuerpo, "refresh_token");
    t->sesion.en_cuerpo = (doc != NULL);

    if (doc) {
        v.data = (u_char *) json_string_value(doc);
        v.len = json_string_length(doc);

    } else if (ngx_http_inventario_auth_galleta(t->p->request, &v) != NGX_OK) {
        return 0;
    }

    if (v.len != NGX_HTTP_INVENTARIO_REFRESCO) {
        return 0;
    }

    (void) ngx_cpystrn((u_char *) token, v.data, sizeof(token));
    ngx_http_inventario_auth_sumar_token(token, t->sesion.viejo);
    sodium_memzero(token, sizeof(token));

    return 1;
}


static void
ngx_http_inventario_auth_mirada(ngx_http_inventario_peticion_t *p,
    redisReply *reply)
{
    const char                          *valores[2];
    ngx_http_inventario_auth_conf_t     *acf;
    ngx_http_inventario_auth_trabajo_t  *t;

    if (reply == NULL) {
        ngx_http_inventario_auth_sin_redis(p);
        return;
    }

    if (reply->type != REDIS_REPLY_STRING) {
        ngx_http_inventario_auth_terminada(p);
        return;
    }

    t = p->datos;
    acf = ngx_http_inventario_auth_conf(p);

    /* whose it was, also if they are not active any more */

    t->datos.usuario_id = strtoll(reply->str, NULL, 10);

    valores[0] = (char *) p->ctx.data;
    valores[1] = reply->str;

    ngx_http_inventario_auth_preguntar(t, acf->sesiones.leer, INV_LECTURA,
        valores, 2, ngx_http_inventario_auth_hallado);
}


static void
ngx_http_inventario_auth_hallado(ngx_http_inventario_pg_op_t *op)
{
    ngx_http_inventario_auth_trabajo_t *t = op->datos;

    t->op = NULL;

    if (op->estado != INV_PG_BIEN) {
        ngx_http_inventario_responder_op(t->p, op);
        return;
    }

    if (PQntuples(op->resultado) != 1
        || !ngx_http_inventario_auth_copiar(t, op->resultado))
    {
        ngx_http_inventario_auth_falla(t->p);
        return;
    }

    /* of somebody who is not active, the session ends as a changed one does */

    ngx_http_inventario_auth_retrato(t, t->existe ? t->hash : "");
    ngx_http_inventario_auth_rotar(t);
}


static void
ngx_http_inventario_auth_rotar(ngx_http_inventario_auth_trabajo_t *t)
{
    char                              n[3][NGX_INT64_LEN + 1];
    const char                       *argumentos[6];
    ngx_http_inventario_auth_conf_t  *acf;

    acf = ngx_http_inventario_auth_conf(t->p);

    ngx_http_inventario_auth_sortear(t);

    argumentos[0] = t->sesion.viejo;
    argumentos[1] = t->sesion.suma;
    argumentos[2] = t->sesion.huella;
    argumentos[3] = ngx_http_inventario_auth_numero(n[0], ngx_time());
    argumentos[4] = ngx_http_inventario_auth_numero(n[1],
                                                    acf->sesiones.desliza);
    argumentos[5] = ngx_http_inventario_auth_numero(n[2],
        ngx_http_inventario_auth_olvido(&acf->sesiones));

    if (ngx_http_inventario_auth_guion(t->p, INV_GUION_ROTAR, argumentos,
                                       ngx_http_inventario_auth_rotada)
        != NGX_OK)
    {
        ngx_http_inventario_auth_sin_redis(t->p);
    }
}


static void
ngx_http_inventario_auth_rotada(ngx_http_inventario_peticion_t *p,
    redisReply *reply)
{
    redisReply                           *sid;
    ngx_http_inventario_auth_trabajo_t   *t;
    ngx_http_inventario_auth_sesiones_t  *s;

    if (reply == NULL) {
        ngx_http_inventario_auth_sin_redis(p);
        return;
    }

    t = p->datos;
    s = &ngx_http_inventario_auth_conf(p)->sesiones;

    if (reply->type != REDIS_REPLY_ARRAY || reply->elements < 2
        || !inv_sesion_valida(reply->element[1]->str,
                              reply->element[1]->len))
    {
        ngx_http_inventario_auth_terminada(p);
        return;
    }

    sid = reply->element[1];

    if (reply->element[0]->integer != 1) {

        ngx_http_inventario_auth_revocar_sesion(s, sid->str);

        if (reply->element[0]->integer == 2) {
            ngx_http_inventario_auth_reusada(t, sid->str);
            return;
        }

        ngx_http_inventario_auth_terminada(p);
        return;
    }

    ngx_http_inventario_sumar(s->s_buenos, 1);

    ngx_memcpy(t->datos.sid, sid->str, INV_JWT_SESION + 1);
    t->sesion.dura = reply->element[2]->integer;

    ngx_http_inventario_auth_contestar(t);
}


/* Two have the token: that is written down before it is answered. */

static void
ngx_http_inventario_auth_reusada(ngx_http_inventario_auth_trabajo_t *t,
    const char *sid)
{
    char                                  n[NGX_INT64_LEN + 1];
    const char                           *valores[3];
    ngx_http_inventario_auth_sesiones_t  *s;

    s = &ngx_http_inventario_auth_conf(t->p)->sesiones;

    ngx_http_inventario_sumar(s->s_reusos, 1);
    ngx_log_error(NGX_LOG_WARN, t->p->request->connection->log, 0,
                  "a spent refresh token came again: session %s of user %L is "
                  "over", sid, t->datos.usuario_id);

    valores[0] = (char *) t->p->ctx.data;
    valores[1] = ngx_http_inventario_auth_numero(n, t->datos.usuario_id);
    valores[2] = sid;

    ngx_http_inventario_auth_preguntar(t, s->reuso, INV_ESCRITURA, valores, 3,
                                       ngx_http_inventario_auth_reuso_anotado);
}


static void
ngx_http_inventario_auth_reuso_anotado(ngx_http_inventario_pg_op_t *op)
{
    ngx_http_inventario_auth_trabajo_t *t = op->datos;

    t->op = NULL;

    if (op->estado != INV_PG_BIEN) {
        ngx_log_error(NGX_LOG_ERR, t->p->request->connection->log, 0,
                      "a spent refresh token could not be noted");
    }

    ngx_http_inventario_auth_terminada(t->p);
}


static void
ngx_http_inventario_auth_terminada(ngx_http_inventario_peticion_t *p)
{
    ngx_str_t  v;

    ngx_http_inventario_sumar(
        ngx_http_inventario_auth_conf(p)->sesiones.s_rechazados, 1);

    ngx_str_set(&v, "Bearer");
    (void) ngx_http_inventario_cabecera(p->request, "WWW-Authenticate", &v);
    (void) ngx_http_inventario_auth_poner_galleta(p->request, "", 0);

    ngx_http_inventario_problema(p, NGX_HTTP_UNAUTHORIZED,
        "sesion_terminada", "La sesión terminó; iniciá otra.", NULL);
}


static void
ngx_http_inventario_auth_sin_redis(ngx_http_inventario_peticion_t *p)
{
    ngx_http_inventario_problema(p, NGX_HTTP_SERVICE_UNAVAILABLE,
        "sesiones_no_disponibles",
        "Las sesiones no están disponibles; probá de nuevo.", NULL);
}


/* --- salir ---------------------------------------------------------------- */

void
ngx_http_inventario_auth_salir(ngx_http_inventario_peticion_t *p)
{
    char                                 n[NGX_INT64_LEN + 1];
    const char                          *argumentos[3];
    ngx_uint_t                           hay;
    inv_jwt_datos_t                      propio;
    ngx_http_inventario_auth_trabajo_t  *t;

    t = ngx_http_inventario_auth_trabajo(p);
    if (t == NULL) {
        return;
    }

    hay = ngx_http_inventario_auth_propio(p, &propio);

    if (!ngx_http_inventario_auth_traida(t) && !hay) {
        ngx_http_inventario_problema(p, NGX_HTTP_UNAUTHORIZED,
            "no_autenticado", "No hay ninguna sesión que terminar.", NULL);
        return;
    }

    if (hay) {
        ngx_memcpy(t->datos.sid, propio.sid, sizeof(propio.sid));
    }

    argumentos[0] = t->sesion.viejo;
    argumentos[1] = t->datos.sid;
    argumentos[2] = ngx_http_inventario_auth_numero(n,
        ngx_http_inventario_auth_olvido(
                            &ngx_http_inventario_auth_conf(p)->sesiones));

    if (ngx_http_inventario_auth_guion(p, INV_GUION_CERRAR, argumentos,
                                       ngx_http_inventario_auth_cerrada)
        != NGX_OK)
    {
        ngx_http_inventario_auth_sin_redis(p);
    }
}


static void
ngx_http_inventario_auth_cerrada(ngx_http_inventario_peticion_t *p,
    redisReply *reply)
{
    ngx_http_inventario_auth_trabajo_t   *t;
    ngx_http_inventario_auth_sesiones_t  *s;

    if (reply == NULL) {
        ngx_http_inventario_auth_sin_redis(p);
        return;
    }

    t = p->datos;
    s = &ngx_http_inventario_auth_conf(p)->sesiones;

    ngx_http_inventario_auth_revocar_sesion(s, t->datos.sid);

    if (reply->type == REDIS_REPLY_STRING
        && inv_sesion_valida(reply->str, reply->len))
    {
        ngx_http_inventario_auth_revocar_sesion(s, reply->str);
    }

    ngx_http_inventario_auth_hecho(p);
}


void
ngx_http_inventario_auth_salir_de_todo(ngx_http_inventario_peticion_t *p)
{
    char         n[NGX_INT64_LEN + 1];
    const char  *argumentos[3];

    if (!ngx_http_inventario_auth_persona(p)) {
        return;
    }

    argumentos[0] = ngx_http_inventario_auth_numero(n,
                                                p->identidad->usuario_id);
    argumentos[1] = "";
    argumentos[2] = "";

    if (ngx_http_inventario_auth_guion(p, INV_GUION_CERRAR_TODAS, argumentos,
                                       ngx_http_inventario_auth_todas_cerradas)
        != NGX_OK)
    {
        ngx_http_inventario_auth_sin_redis(p);
    }
}


static void
ngx_http_inventario_auth_todas_cerradas(ngx_http_inventario_peticion_t *p,
    redisReply *reply)
{
    if (reply == NULL) {
        ngx_http_inventario_auth_sin_redis(p);
        return;
    }

    ngx_http_inventario_auth_revocar_usuario(
        &ngx_http_inventario_auth_conf(p)->sesiones,
        p->identidad->usuario_id, "");

    ngx_http_inventario_auth_hecho(p);
}


static void
ngx_http_inventario_auth_hecho(ngx_http_inventario_peticion_t *p)
{
    ngx_http_inventario_respuesta_t  resp;

    ngx_memzero(&resp, sizeof(ngx_http_inventario_respuesta_t));
    resp.estado = NGX_HTTP_NO_CONTENT;

    (void) ngx_http_inventario_auth_poner_galleta(p->request, "", 0);

    ngx_http_inventario_responder(p, &resp);
}


/* --- a user is no longer what they were ----------------------------------- */

void
ngx_http_inventario_auth_por_cambiar(ngx_http_inventario_auth_trabajo_t *t)
{
    inv_jwt_datos_t  propio;

    if (t->p->ruta->parametros == NULL) {

        /* the own password: this session goes on */

        if (ngx_http_inventario_auth_propio(t->p, &propio)) {
            ngx_memcpy(t->datos.sid, propio.sid, sizeof(propio.sid));
        }

        ngx_http_inventario_auth_retrato(t, t->hash_nuevo);
        t->sesion.cambia = t->datos.usuario_id;
        return;
    }

    /* what tokens do not say ends none */

    if (json_object_get(t->cuerpo, "rol")
        || json_object_get(t->cuerpo, "sucursales")
        || json_object_get(t->cuerpo, "activo")
        || json_object_get(t->cuerpo, "clave_hash"))
    {
        t->sesion.cambia = ngx_atoi(t->p->valores[0].data,
                                    t->p->valores[0].len);
    }
}


/*
 * Nobody waits for Redis here: what changed is in the database, where the next
 * refresh reads it.
 */

void
ngx_http_inventario_auth_cambiado(ngx_http_inventario_pg_op_t *op)
{
    ngx_http_inventario_auth_trabajo_t *t = op->datos;

    char         n[NGX_INT64_LEN + 1];
    const char  *estado, *argumentos[3];

    estado = op->estado == INV_PG_BIEN && PQntuples(op->resultado) == 1
             ? PQgetvalue(op->resultado, 0, INV_ESTADO) : "";

    if (t->sesion.cambia && estado[0] == '2'
        && PQgetvalue(op->resultado, 0, INV_REPETIDA)[0] != 't')
    {
        argumentos[0] = ngx_http_inventario_auth_numero(n, t->sesion.cambia);
        argumentos[1] = t->datos.sid;
        argumentos[2] = t->sesion.huella;

        (void) ngx_http_inventario_auth_guion(t->p, INV_GUION_CERRAR_TODAS,
                                              argumentos, NULL);

        ngx_http_inventario_auth_abandonado(t);
    }

    ngx_http_inventario_auth_respondida(op);
}


/*
 * The write goes on without its client.  If it should fail, the sessions are
 * still there to be refreshed.
 */

void
ngx_http_inventario_auth_abandonado(ngx_http_inventario_auth_trabajo_t *t)
{
    if (t->sesion.cambia) {
        ngx_http_inventario_auth_revocar_usuario(
            &ngx_http_inventario_auth_conf(t->p)->sesiones, t->sesion.cambia,
            t->datos.sid);
    }
}
