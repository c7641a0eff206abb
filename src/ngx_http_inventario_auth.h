
/*
 * Inventario: what the files of the auth module share among themselves.
 */


#ifndef _NGX_HTTP_INVENTARIO_AUTH_H_INCLUDED_
#define _NGX_HTTP_INVENTARIO_AUTH_H_INCLUDED_


#include "ngx_http_inventario.h"
#include "ngx_http_inventario_auth_jwt.h"
#include "ngx_http_inventario_auth_sesion.h"
#include "ngx_http_inventario_auth_vistos.h"
#include "dominio/freno.h"
#include <jansson.h>
#include <sodium.h>


#define NGX_HTTP_INVENTARIO_AUTH_LLAVES 256     /* API keys that a worker
                                                   remembers; power of two */

#define NGX_HTTP_INVENTARIO_LLAVE_PREFIJO  10   /* hex digits: inv_<prefijo>_ */
#define NGX_HTTP_INVENTARIO_LLAVE_SECRETO  64   /* hex digits */

#define NGX_HTTP_INVENTARIO_CLAVE_MIN   10      /* characters */
#define NGX_HTTP_INVENTARIO_CLAVE_MAX   128

#define NGX_HTTP_INVENTARIO_PALABRAS    3       /* that a new password is held
                                                   against: ours, and those of
                                                   its user */


typedef struct {
    time_t                             duracion;
    inv_jwt_clave_t                    claves[2];   /* the present one, and
                                                       the one before it */
    ngx_uint_t                         n_claves;
    ngx_uint_t                         algoritmo;
    inv_jwt_clave_t                    secreto;     /* JWT_SECRET_KEY; claves[0]
                                                       with HS256 */
    ngx_str_t                          jwks;

    /* tokens that were verified: their zone, and the key of their digests */
    ngx_shm_zone_t                    *zona_vistos;
    u_char                             clave_vistos[INV_VISTO_SUMA];
    size_t                             largo_vistos;
    size_t                             largo_revocadas;

    ngx_shm_zone_t                    *zona_frenos;
    inv_freno_t                        freno_cuenta;
    inv_freno_t                        freno_direccion;

    ngx_http_inventario_sentencia_t   *para_login;
    ngx_http_inventario_sentencia_t   *anotar;
    ngx_http_inventario_sentencia_t   *crear;
    ngx_http_inventario_sentencia_t   *modificar;
    ngx_http_inventario_sentencia_t   *cambiar;

    ngx_http_inventario_auth_sesiones_t  sesiones;
    /* keys: of the environment, and those that this worker has read lately */
    u_char                             panel[2][32];
    ngx_uint_t                         n_panel;
    struct ngx_http_inventario_auth_llave_s
                                      *llaves[NGX_HTTP_INVENTARIO_AUTH_LLAVES];
    ngx_http_inventario_sentencia_t   *llave_leer;
    ngx_http_inventario_sentencia_t   *llave_usada;
    ngx_http_inventario_sentencia_t   *llave_crear;
    ngx_http_inventario_sentencia_t   *llave_rotar;

    ngx_array_t                       *origenes;    /* of ngx_str_t, those that
                                                       browsers may come from;
                                                       NULL: none */
    ngx_uint_t                         cualquiera;  /* "*": from anywhere */

    ngx_http_inventario_sentencia_t   *rechazos;
    ngx_int_t                          s_perdidos;  /* refusals not noted */

    /* series: tokens by how they were checked, logins by their end */
    ngx_int_t                          s_recordados;
    ngx_int_t                          s_verificados;
    ngx_int_t                          s_buenos;
    ngx_int_t                          s_fallidos;
    ngx_int_t                          s_frenados;
} ngx_http_inventario_auth_conf_t;


extern ngx_module_t                  ngx_http_inventario_auth_module;
extern ngx_http_inventario_agente_t  ngx_http_inventario_auth_agente;


#define ngx_http_inventario_auth_conf(p)                                      \
    ((ngx_http_inventario_auth_conf_t *)                                      \
     ngx_http_get_module_main_conf((p)->request,                              \
                                   ngx_http_inventario_auth_module))


/* The pair of keys, and the public one before it, if tokens are signed so. */
ngx_int_t ngx_http_inventario_auth_pares(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf);

char *ngx_http_inventario_auth_conf_jwks(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);

/* Is it a person who asks, with a password and sessions?  0: answered 403. */
ngx_uint_t ngx_http_inventario_auth_persona(
    ngx_http_inventario_peticion_t *p);

/* The INV_ bit of a role by its name; 0 for none of ours. */
ngx_uint_t ngx_http_inventario_auth_rol(const char *rol);

/* The zones that workers share. */
ngx_int_t ngx_http_inventario_auth_zonas(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf);

/* Makes the statements of login and users, at configuration. */
ngx_int_t ngx_http_inventario_auth_sentencias(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf);


/* --- API keys ------------------------------------------------------------ */

/* Their statements, at preconfiguration. */
ngx_int_t ngx_http_inventario_auth_llaves_sentencias(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf);

/* Those of the environment, and the handler of the access phase. */
ngx_int_t ngx_http_inventario_auth_llaves(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf);

void ngx_http_inventario_auth_llave_crear(ngx_http_inventario_peticion_t *p);
void ngx_http_inventario_auth_llave_rotar(ngx_http_inventario_peticion_t *p);


/* Refusals noted for the audit: statement, series and log handler. */
ngx_int_t ngx_http_inventario_auth_auditoria_sentencias(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf);
ngx_int_t ngx_http_inventario_auth_auditoria(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf);

/* CORS: what CORS_ORIGINS says, and a header filter if it says something. */
ngx_int_t ngx_http_inventario_auth_cors(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf);


/* --- handlers ------------------------------------------------------------- */

void ngx_http_inventario_auth_login(ngx_http_inventario_peticion_t *p);
void ngx_http_inventario_auth_clave(ngx_http_inventario_peticion_t *p);
void ngx_http_inventario_auth_usuario(ngx_http_inventario_peticion_t *p);
void ngx_http_inventario_auth_refrescar(ngx_http_inventario_peticion_t *p);
void ngx_http_inventario_auth_salir(ngx_http_inventario_peticion_t *p);
void ngx_http_inventario_auth_salir_de_todo(ngx_http_inventario_peticion_t *p);


/* --- a request with a password -------------------------------------------- */

/* Its work, in its pool; wiped when it ends. */

typedef struct {
    ngx_http_inventario_peticion_t    *p;
    ngx_http_inventario_pg_op_t       *op;          /* in flight */
    json_t                            *cuerpo;
    char                               clave[NGX_HTTP_INVENTARIO_CLAVE_MAX * 4
                                             + 1];  /* to check, or empty */
    char                               nueva[NGX_HTTP_INVENTARIO_CLAVE_MAX * 4
                                             + 1];  /* to hash, or empty */
    char                               hash[crypto_pwhash_STRBYTES];
    char                               hash_nuevo[crypto_pwhash_STRBYTES];
    char                               huella[crypto_auth_hmacsha256_BYTES * 2
                                              + 1];
    const char                        *campo;       /* of nueva in the body */
    const char                        *palabras[NGX_HTTP_INVENTARIO_PALABRAS
                                                + 1];
    char                              *nombre;
    inv_jwt_datos_t                    datos;       /* who it would be */
    ngx_http_inventario_auth_sesion_t  sesion;
    unsigned                           existe:1;    /* and is active */
    unsigned                           coincide:1;
    unsigned                           sin_memoria:1;
    unsigned                           facil:1;     /* nueva was refused */
    unsigned                           en_hilo:1;

    /* the attempt, as long as nobody knows how it ends */
    unsigned                           intento:1;
    int64_t                            intentado;   /* ms */
    uint64_t                           quien[2][2]; /* account, address */

    /* after the thread */
    void                             (*sigue)(
        ngx_http_inventario_peticion_t *p, void *datos);
} ngx_http_inventario_auth_trabajo_t;


/* The work of p, with its body parsed.  NULL: p was answered. */
ngx_http_inventario_auth_trabajo_t *ngx_http_inventario_auth_trabajo(
    ngx_http_inventario_peticion_t *p);

/* Moves a password out of the body; an absent one leaves clave empty. */
void ngx_http_inventario_auth_tomar(json_t *cuerpo, const char *campo,
    char *clave, size_t cabe);

/* A new password, and two names of its user or NULL; see there. */
void ngx_http_inventario_auth_tomar_nueva(
    ngx_http_inventario_auth_trabajo_t *t, const char *campo,
    const char *usuario, const char *nombre);

/* Is it one that is soon guessed?  In a thread: it may take milliseconds. */
ngx_uint_t ngx_http_inventario_auth_facil(const char *clave,
    const char **palabras);

/*
 * In a thread: clave against hash says coincide, nueva makes hash_nuevo; then
 * sigue(p, t), unless nueva is no good or there was no room, and p was
 * answered so.
 */
void ngx_http_inventario_auth_argon(ngx_http_inventario_auth_trabajo_t *t,
    void (*sigue)(ngx_http_inventario_peticion_t *p, void *datos));

/*
 * An attempt at the password of usuario begins, whose failures until olvidadas
 * (ms) do not count.  0: after too many it must wait, and p was answered.
 */
ngx_uint_t ngx_http_inventario_auth_intentar(
    ngx_http_inventario_auth_trabajo_t *t, const char *usuario,
    int64_t olvidadas);

typedef enum {
    INV_INTENTO_BUENO = 0,
    INV_INTENTO_MALO,
    INV_INTENTO_NADA                    /* nobody looked at the password */
} ngx_http_inventario_auth_intento_e;

/* How it ended, if one had begun. */
void ngx_http_inventario_auth_intentado(ngx_http_inventario_auth_trabajo_t *t,
    ngx_http_inventario_auth_intento_e fin);

char *ngx_http_inventario_auth_conf_freno(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);

/* Takes the user's row; 0: it is not one that a token has room for. */
ngx_uint_t ngx_http_inventario_auth_copiar(
    ngx_http_inventario_auth_trabajo_t *t, PGresult *res);

/* Asks the database; values are copied, datos of the op is t. */
void ngx_http_inventario_auth_preguntar(ngx_http_inventario_auth_trabajo_t *t,
    ngx_http_inventario_sentencia_t *sentencia,
    ngx_http_inventario_carril_e carril, const char **valores, ngx_uint_t n,
    void (*fin)(ngx_http_inventario_pg_op_t *op));

/* Ends such a question with the answer that SQL gave. */
void ngx_http_inventario_auth_respondida(ngx_http_inventario_pg_op_t *op);

/* The token of the request, read again; 0: none that is good. */
ngx_uint_t ngx_http_inventario_auth_propio(ngx_http_inventario_peticion_t *p,
    inv_jwt_datos_t *datos);


/* --- sessions (auth_sesion.h has the rest) -------------------------------- */

/* Before the configuration: the statement; after it: defaults, series, zone. */
ngx_int_t ngx_http_inventario_auth_sesiones(ngx_conf_t *cf,
    ngx_http_inventario_auth_sesiones_t *s);
ngx_int_t ngx_http_inventario_auth_sesiones_fin(ngx_conf_t *cf,
    ngx_http_inventario_auth_sesiones_t *s);

/* init_process: worker 0 keeps the revoked tokens and Redis the same. */
ngx_int_t ngx_http_inventario_auth_revocar_iniciar(ngx_cycle_t *cycle,
    ngx_http_inventario_auth_conf_t *acf);

/* Before the user's row is asked for: what is revoked after is not given. */
void ngx_http_inventario_auth_antes(ngx_http_inventario_auth_trabajo_t *t);

/* Answers a login that was good: tokens. */
void ngx_http_inventario_auth_entregar(ngx_http_inventario_auth_trabajo_t *t);

/* Answers with tokens that were made; refresco is empty: without Redis. */
void ngx_http_inventario_auth_contestar(ngx_http_inventario_auth_trabajo_t *t);

/*
 * A change of the own password, or of a user: before it is sent, when SQL has
 * answered, and if the client leaves meanwhile.
 */
void ngx_http_inventario_auth_por_cambiar(
    ngx_http_inventario_auth_trabajo_t *t);
void ngx_http_inventario_auth_cambiado(ngx_http_inventario_pg_op_t *op);
void ngx_http_inventario_auth_abandonado(
    ngx_http_inventario_auth_trabajo_t *t);

/* The cookie: its value; one more header of the answer, empty ends it. */
ngx_int_t ngx_http_inventario_auth_galleta(ngx_http_request_t *r,
    ngx_str_t *valor);
ngx_int_t ngx_http_inventario_auth_poner_galleta(ngx_http_request_t *r,
    const char *valor, time_t dura);


/* 500. */
void ngx_http_inventario_auth_falla(ngx_http_inventario_peticion_t *p);


#endif /* _NGX_HTTP_INVENTARIO_AUTH_H_INCLUDED_ */
