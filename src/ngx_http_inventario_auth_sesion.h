
/*
 * Inventario: sessions: refresh tokens in Redis, and the access tokens that
 * are refused before their time.
 */


#ifndef _NGX_HTTP_INVENTARIO_AUTH_SESION_H_INCLUDED_
#define _NGX_HTTP_INVENTARIO_AUTH_SESION_H_INCLUDED_


#include "ngx_http_inventario.h"
#include "ngx_http_inventario_auth_jwt.h"
#include "ngx_http_inventario_auth_revocadas.h"
#include <hiredis/hiredis.h>


#define NGX_HTTP_INVENTARIO_REFRESCO  43    /* base64url of 256 bits */
#define NGX_HTTP_INVENTARIO_SUMA      64    /* hex digits of a SHA-256 */


/* Of the configuration. */

typedef struct {
    time_t                             desliza;     /* s without a refresh */
    time_t                             absoluta;    /* s since the login */
    ngx_shm_zone_t                    *zona;        /* its data is an
                                                       inv_revocadas_t */
    ngx_http_inventario_sentencia_t   *leer;
    ngx_http_inventario_sentencia_t   *reuso;

    /* series: refreshes by their end */
    ngx_int_t                          s_buenos;
    ngx_int_t                          s_rechazados;
    ngx_int_t                          s_reusos;
} ngx_http_inventario_auth_sesiones_t;


/* Of a request that gives tokens. */

typedef struct {
    int64_t                            leido;       /* ms, when we asked for
                                                       the user's row */
    int64_t                            cambia;      /* user whose sessions end
                                                       with the write under way
                                                       */
    time_t                             dura;        /* of the refresh token */
    char                               viejo[NGX_HTTP_INVENTARIO_SUMA + 1];
    char                               suma[NGX_HTTP_INVENTARIO_SUMA + 1];
    char                               huella[NGX_HTTP_INVENTARIO_SUMA + 1];
    char                               refresco[NGX_HTTP_INVENTARIO_REFRESCO
                                                + 1];
    unsigned                           en_cuerpo:1;
} ngx_http_inventario_auth_sesion_t;


/* --- revocation ----------------------------------------------------------- */

/* Here at once, elsewhere through Redis; sid may be "". */
void ngx_http_inventario_auth_revocar_sesion(
    ngx_http_inventario_auth_sesiones_t *s, const char *sid);
void ngx_http_inventario_auth_revocar_usuario(
    ngx_http_inventario_auth_sesiones_t *s, int64_t usuario,
    const char *salvo);

ngx_uint_t ngx_http_inventario_auth_revocada(
    ngx_http_inventario_auth_sesiones_t *s, inv_jwt_datos_t *datos);

/* Until when the tokens of a user are refused, or 0; see revocadas.h. */
int64_t ngx_http_inventario_auth_corte(ngx_http_inventario_auth_sesiones_t *s,
    int64_t usuario, int64_t *cuando);

/* Milliseconds since 1970. */
int64_t ngx_http_inventario_auth_ms(void);

/* When a revocation of now may be forgotten. */
int64_t ngx_http_inventario_auth_olvido(
    ngx_http_inventario_auth_sesiones_t *s);


/* --- families in Redis ---------------------------------------------------- */

typedef enum {
    INV_GUION_ABRIR = 0,
    INV_GUION_MIRAR,
    INV_GUION_ROTAR,
    INV_GUION_CERRAR,
    INV_GUION_CERRAR_TODAS
} ngx_http_inventario_auth_guion_e;

/*
 * Runs a script with its arguments (texts, copied).  listo is called with the
 * reply, or with NULL if there is none that is of use, unless the request has
 * ended by then; NULL for listo: nobody waits.  NGX_DECLINED: not called.
 */
ngx_int_t ngx_http_inventario_auth_guion(ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_auth_guion_e guion, const char **argumentos,
    void (*listo)(ngx_http_inventario_peticion_t *p, redisReply *reply));


#endif /* _NGX_HTTP_INVENTARIO_AUTH_SESION_H_INCLUDED_ */
