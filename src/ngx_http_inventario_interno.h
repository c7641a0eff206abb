
/*
 * Inventario: what the files of the core module share among themselves.
 */


#ifndef _NGX_HTTP_INVENTARIO_INTERNO_H_INCLUDED_
#define _NGX_HTTP_INVENTARIO_INTERNO_H_INCLUDED_


#include "ngx_http_inventario.h"
#include "ngx_http_inventario_pg.h"
#include "ngx_http_inventario_redis.h"
#include "dominio/cupo.h"


#define NGX_HTTP_INVENTARIO_SEGMENTOS  8        /* of a path */
#define NGX_HTTP_INVENTARIO_ERRORES    50       /* told in one 422 */
#define NGX_HTTP_INVENTARIO_HONDURA    16       /* nesting of a body */
#define NGX_HTTP_INVENTARIO_CUERPO     2097152  /* bytes of a JSON body */
#define NGX_HTTP_INVENTARIO_EN_HILO    32768    /* a longer body is parsed in a
                                                   thread */


/* --- a growing text ------------------------------------------------------- */

/* After a failed allocation error is set and the rest is ignored. */

typedef struct {
    ngx_pool_t                        *pool;
    u_char                            *datos;
    size_t                             largo;
    size_t                             cabe;
    unsigned                           error:1;
} ngx_http_inventario_texto_t;

ngx_int_t ngx_http_inventario_texto(ngx_http_inventario_texto_t *t,
    ngx_pool_t *pool, size_t cabe);
void ngx_http_inventario_agregar(ngx_http_inventario_texto_t *t,
    const void *datos, size_t largo);
/* a NUL-terminated constant */
void ngx_http_inventario_agregar_z(ngx_http_inventario_texto_t *t,
    const char *z);
/* a JSON string with its quotes */
void ngx_http_inventario_agregar_json(ngx_http_inventario_texto_t *t,
    const void *datos, size_t largo);
void ngx_http_inventario_agregar_entero(ngx_http_inventario_texto_t *t,
    int64_t n);


/* --- configuration -------------------------------------------------------- */

typedef struct {
    ngx_array_t                        agentes;     /* of agente_t * */
    ngx_array_t                        rutas;       /* of ruta_t *, by numero */
    ngx_array_t                        compiladas;  /* of compilada_t * */
    ngx_array_t                        series;      /* of serie_info_t */
    ngx_array_t                        limites;     /* of limite_t */
    ngx_shm_zone_t                    *zona_limites;
    ngx_http_inventario_pg_conf_t      pg;
    ngx_http_inventario_redis_conf_t   redis;
    ngx_shm_zone_t                    *zona;
    ngx_http_inventario_sentencia_t   *vivo;
    ngx_http_inventario_sentencia_t   *mantener;
    ngx_http_inventario_sentencia_t   *sellar;
    ngx_str_t                          openapi;     /* made when first asked */
    ngx_http_inventario_memoria_t     *memoria;     /* or NULL */
} ngx_http_inventario_main_conf_t;


typedef struct {
    ngx_http_inventario_agente_t      *agente;
    ngx_http_inventario_agente_t      *salud;       /* NULL: the gateway's */
} ngx_http_inventario_loc_conf_t;


/* --- limits --------------------------------------------------------------- */

typedef struct {
    ngx_str_t                          clase;
    inv_cupo_t                         cupo;
    ngx_http_complex_value_t          *si;          /* NULL: always */
    ngx_str_t                          limite;      /* what headers say */
    ngx_str_t                          politica;
    u_char                            *etiqueta;
    uint64_t                           marca;       /* of its keys */
    ngx_int_t                          s_limitados;
    ngx_uint_t                         usado;
} ngx_http_inventario_limite_t;

char *ngx_http_inventario_conf_limite(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);
ngx_int_t ngx_http_inventario_limites(ngx_conf_t *cf,
    ngx_http_inventario_main_conf_t *mcf);

/* One request of p's row; 0: it was answered 429. */
ngx_uint_t ngx_http_inventario_limitar(ngx_http_inventario_peticion_t *p);


/* --- routes --------------------------------------------------------------- */

typedef struct {
    ngx_str_t                          nombre;      /* a literal, or the name
                                                       of a parameter */
    ngx_int_t                          parametro;   /* its index, or -1 */
} ngx_http_inventario_segmento_t;


/* What the engine derives from a row. */

typedef struct {
    ngx_http_inventario_agente_t      *agente;
    ngx_uint_t                         n_segmentos;
    ngx_http_inventario_segmento_t    *segmentos;
    ngx_uint_t                         n_parametros;
    ngx_http_inventario_sentencia_t   *sentencia;
    ngx_uint_t                         escribe;     /* by abrir, cerrar */
    ngx_http_inventario_limite_t      *limite;      /* NULL: none */
} ngx_http_inventario_compilada_t;


#define ngx_http_inventario_compilada(ruta)                                   \
    ((ngx_http_inventario_compilada_t *) (ruta)->privado)

ngx_int_t ngx_http_inventario_rutas_compilar(ngx_conf_t *cf,
    ngx_http_inventario_agente_t *agente);

/*
 * Finds the row of path for the request's method.  NGX_OK and p->ruta,
 * segmentos; NGX_DECLINED: no such path; NGX_ABORT: another method (allow).
 */
ngx_int_t ngx_http_inventario_rutear(ngx_http_inventario_peticion_t *p,
    ngx_str_t *ruta, ngx_str_t *segmentos, ngx_uint_t *allow);


/* --- parameters and bodies ------------------------------------------------ */

typedef struct {
    ngx_str_t                          campo;
    const char                        *codigo;
    const char                        *mensaje;
} ngx_http_inventario_error_t;

/* Errors of one request, all at once; past the limit they are dropped. */

typedef struct {
    ngx_http_inventario_error_t        lista[NGX_HTTP_INVENTARIO_ERRORES];
    ngx_uint_t                         n;
} ngx_http_inventario_errores_t;

void ngx_http_inventario_error(ngx_http_inventario_errores_t *e,
    ngx_str_t *campo, const char *codigo, const char *mensaje);

/* Writes [{campo, codigo, mensaje}, ...]. */
void ngx_http_inventario_errores_json(ngx_http_inventario_texto_t *t,
    ngx_http_inventario_errores_t *e);

/*
 * Checks one scalar given as text.  On success *salida is its canonical text
 * (pool's, NUL-terminated); otherwise codigo and mensaje say what is wrong.
 */
ngx_int_t ngx_http_inventario_escalar(ngx_pool_t *pool,
    const ngx_http_inventario_campo_t *campo, ngx_str_t *texto,
    ngx_str_t *salida, const char **codigo, const char **mensaje);

/* Path and query: fills p->valores, collects errors.  NGX_ERROR: memory. */
ngx_int_t ngx_http_inventario_parametros(ngx_http_inventario_peticion_t *p,
    ngx_str_t *segmentos, ngx_http_inventario_errores_t *e);


/* The check of a body, in a thread when it is long. */

typedef struct {
    ngx_pool_t                        *pool;        /* its own */
    ngx_http_inventario_ruta_t        *ruta;
    ngx_str_t                          entrada;
    ngx_str_t                          salida;      /* checked JSON, with NUL */
    ngx_http_inventario_errores_t     *errores;
    unsigned                           lote:1;      /* it was an array */
    ngx_uint_t                         estado;      /* 0, or the refusal's */
    const char                        *codigo;
    const char                        *detalle;
} ngx_http_inventario_revision_t;

void ngx_http_inventario_revisar(void *datos);      /* a revision_t */


/* --- request and answer --------------------------------------------------- */

/* The engine's own part of a request. */

typedef struct {
    ngx_http_inventario_pg_op_t       *op;          /* in flight */
    ngx_http_inventario_revision_t    *revision;
    ngx_http_inventario_errores_t     *errores;
    ngx_str_t                          huella;
    ngx_str_t                          prefijo;     /* of the location */
    ngx_str_t                          version;     /* If-Match */
    ngx_uint_t                         atomico;
    void                              *grupo;       /* entry of a group */
    void                              *escritura;   /* committed, not answered
                                                       yet */
} ngx_http_inventario_motor_t;


#define ngx_http_inventario_motor(p)                                          \
    ((ngx_http_inventario_motor_t *) (p)->privado)

ngx_int_t ngx_http_inventario_handler(ngx_http_request_t *r);
ngx_int_t ngx_http_inventario_problema_handler(ngx_http_request_t *r);
ngx_int_t ngx_http_inventario_salud_handler(ngx_http_request_t *r);
ngx_int_t ngx_http_inventario_openapi_handler(ngx_http_request_t *r);

/* Request id and traceparent of p. */
void ngx_http_inventario_trazar(ngx_http_inventario_peticion_t *p);

/*
 * Reads and checks the JSON body, then goes on with ejecutar(); what the
 * content handler shall return.
 */
ngx_int_t ngx_http_inventario_entrada(ngx_http_inventario_peticion_t *p);

/* The request was routed and read: errors at once, or the work. */
void ngx_http_inventario_ejecutar(ngx_http_inventario_peticion_t *p);

/* The request's whole body in one piece, in pool, NUL-terminated. */
ngx_int_t ngx_http_inventario_leer_cuerpo(ngx_http_request_t *r,
    ngx_pool_t *pool, ngx_str_t *cuerpo);

/*
 * Makes the op of p's row with copies of its context, parameters and body and
 * of n more values; it is abandoned if the client leaves, and answers by
 * ngx_http_inventario_op_fin() unless told otherwise.  NULL: no memory.
 */
ngx_http_inventario_pg_op_t *ngx_http_inventario_op(
    ngx_http_inventario_peticion_t *p, ngx_str_t *extra, ngx_uint_t n);
void ngx_http_inventario_op_fin(ngx_http_inventario_pg_op_t *op);

/* The end of the only, or last, op of a request. */
void ngx_http_inventario_terminar(ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_pg_op_t *op);

/* The memory of this request's cycle, or NULL. */
ngx_http_inventario_memoria_t *ngx_http_inventario_memoria_de(void);

/* Copies v, or NULL, into value i of op. */
ngx_int_t ngx_http_inventario_valor(ngx_http_inventario_pg_op_t *op,
    ngx_uint_t i, ngx_str_t *v);

ngx_int_t ngx_http_inventario_grupo_sumar(ngx_http_inventario_peticion_t *p);
void ngx_http_inventario_csv(ngx_http_inventario_peticion_t *p);

/* The row's .antes on a checked body: what it refuses is rev's refusal. */
void ngx_http_inventario_forma_antes(ngx_http_inventario_revision_t *rev);

/* Answers with what the row's .despues makes of resp's document. */
void ngx_http_inventario_forma_despues(ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_respuesta_t *resp);
void ngx_http_inventario_flujo(ngx_http_inventario_peticion_t *p);

/* An answer out of a row of a result (columns of api.respuesta). */
void ngx_http_inventario_responder_fila(ngx_http_inventario_peticion_t *p,
    PGresult *res, int fila);

/* The same of the first row; the result is the request's from here on. */
void ngx_http_inventario_responder_resultado(
    ngx_http_inventario_peticion_t *p, PGresult *res);

/* The same of a result that others share: its bytes are copied. */
void ngx_http_inventario_responder_copia(ngx_http_inventario_peticion_t *p,
    PGresult *res, int fila);

/* Was this response header set already? */
ngx_uint_t ngx_http_inventario_puesta(ngx_http_request_t *r,
    const char *nombre);

/* The problem that a failed op amounts to. */
typedef struct {
    ngx_uint_t                         estado;
    const char                        *codigo;
    const char                        *detalle;
    const char                        *extra;       /* a JSON object, or NULL */
} ngx_http_inventario_falla_t;

void ngx_http_inventario_falla(ngx_http_inventario_pg_op_t *op,
    ngx_http_inventario_falla_t *f);
void ngx_http_inventario_problema_falla(ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_falla_t *f);

/*
 * A refusal that SQL returned as a row: cuerpo is a JSON object with codigo,
 * detalle and what else the document shall hold.
 */
void ngx_http_inventario_problema_fila(ngx_http_inventario_peticion_t *p,
    ngx_uint_t estado, ngx_str_t *cuerpo);


/* "GET" for NGX_HTTP_GET, and so on for what routes use. */
const char *ngx_http_inventario_metodo(ngx_uint_t metodo);

/* The names of the roles, in the order of their bits, and NULL. */
extern const char  *ngx_http_inventario_roles[];

/* When this worker started. */
extern time_t  ngx_http_inventario_comienzo;


/* --- the life of a worker ------------------------------------------------- */

ngx_int_t ngx_http_inventario_series_zona(ngx_shm_zone_t *zona, void *datos);
void ngx_http_inventario_series_proceso(ngx_cycle_t *cycle,
    ngx_http_inventario_main_conf_t *mcf);
ngx_int_t ngx_http_inventario_grupo_configurar(ngx_conf_t *cf);
ngx_int_t ngx_http_inventario_grupo_iniciar(ngx_cycle_t *cycle,
    ngx_uint_t rutas);
ngx_int_t ngx_http_inventario_mantener_iniciar(ngx_cycle_t *cycle,
    ngx_http_inventario_main_conf_t *mcf);
ngx_int_t ngx_http_inventario_variables(ngx_conf_t *cf);


#endif /* _NGX_HTTP_INVENTARIO_INTERNO_H_INCLUDED_ */
