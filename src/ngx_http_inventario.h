
/*
 * Inventario: what the core module offers to the other modules.
 *
 * The core .so is loaded first; every symbol marked INV_API below is the
 * whole contract between floors.  A service or an agent includes this header
 * (and ngx_http_inventario_ruta.h for its route table) and nothing else of
 * the core.
 */


#ifndef _NGX_HTTP_INVENTARIO_H_INCLUDED_
#define _NGX_HTTP_INVENTARIO_H_INCLUDED_


#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>
#include <libpq-fe.h>


#define NGX_HTTP_INVENTARIO_ABI      2
#define NGX_HTTP_INVENTARIO_VERSION  "1.0.0"

#define INV_API  __attribute__((visibility("default")))


typedef struct ngx_http_inventario_ruta_s      ngx_http_inventario_ruta_t;
typedef struct ngx_http_inventario_campo_s     ngx_http_inventario_campo_t;
typedef struct ngx_http_inventario_peticion_s  ngx_http_inventario_peticion_t;
typedef struct ngx_http_inventario_pg_op_s     ngx_http_inventario_pg_op_t;


extern ngx_module_t  ngx_http_inventario_module;


/* --- roles and identity ------------------------------------------------- */

#define INV_ADMIN       0x01
#define INV_DEPOSITO    0x02
#define INV_NEGOCIO     0x04
#define INV_ML          0x08
#define INV_CONSULTA    0x10
#define INV_PUBLICO     0x80

/* who may read: every role */
#define INV_LEEN  (INV_DEPOSITO|INV_NEGOCIO|INV_ML|INV_CONSULTA)


/* Who is asking; made by the auth module, in r->pool. */

typedef struct {
    int64_t                            usuario_id;
    ngx_str_t                          usuario;
    ngx_uint_t                         rol;         /* one INV_ bit */
    ngx_str_t                          sucursales;  /* JSON: null or [1,2] */
    ngx_uint_t                         agentes;     /* that it may use, bits of
                                                       their numbers */
    unsigned                           solo_lectura:1;
} ngx_http_inventario_identidad_t;

#define INV_TODO_AGENTE  ((ngx_uint_t) -1)


/* --- fields: parameters of the path, the query and the body -------------- */

typedef enum {
    INV_TEXTO = 0,      /* min..max characters, trimmed, valid UTF-8 */
    INV_ENTERO,         /* min..max */
    INV_DECIMAL,        /* whole part in min..max, at most .decimales */
    INV_BOOLEANO,
    INV_FECHA,          /* YYYY-MM-DD */
    INV_INSTANTE,       /* RFC 3339 with offset */
    INV_OPCION,         /* one of .opciones, "a|b|c" */
    INV_OBJETO,         /* .campos */
    INV_LISTA           /* min..max elements: objects of .campos, or of its
                           first field if that has no name (""), or texts if
                           .campos is NULL */
} ngx_http_inventario_tipo_e;


struct ngx_http_inventario_campo_s {
    const char                        *nombre;
    ngx_http_inventario_tipo_e         tipo;
    int64_t                            min;
    int64_t                            max;
    ngx_uint_t                         decimales;
    unsigned                           obligatorio:1;
    unsigned                           nulo:1;      /* null is a value */
    unsigned                           positivo:1;  /* decimal: > 0 */
    unsigned                           no_cero:1;   /* decimal: <> 0 */
    const char                        *opciones;
    const char                        *omision;     /* default, as text */
    const ngx_http_inventario_campo_t *campos;
    const char                        *doc;
};


/* --- routes --------------------------------------------------------------- */

typedef enum {
    INV_LECTURA = 0,    /* short reads */
    INV_ESCRITURA,      /* writes */
    INV_INFORMES,       /* long reads, imports, exports */
    INV_CARRILES
} ngx_http_inventario_carril_e;


typedef void (*ngx_http_inventario_manejador_pt)(
    ngx_http_inventario_peticion_t *p);


/*
 * A document given another form by pure C: a sentence understood before SQL
 * sees it (.antes), a PDF drawn of what SQL answered (.despues).  It may run in
 * a thread: it touches nothing but this, and what it gives back lives in pool,
 * which may be used freely, or is a constant.
 */

typedef struct {
    ngx_pool_t                        *pool;
    ngx_str_t                          entrada;     /* JSON */
    ngx_str_t                          salida;
    ngx_str_t                          archivo;     /* its file name, or none */
    ngx_uint_t                         estado;      /* 0, or the refusal's */
    const char                        *codigo;
    const char                        *detalle;
} ngx_http_inventario_forma_t;

typedef void (*ngx_http_inventario_forma_pt)(ngx_http_inventario_forma_t *f);


/*
 * An endpoint.  "funcion" names a function of the schema api, called as
 * api.funcion(ctx jsonb, <parametros in order>[, cuerpo jsonb]) that returns
 * api.respuesta; or "manejador" does the work in C.
 *
 * A parameter whose name stands in the path as {name} comes from there, any
 * other one from the query string.
 */

struct ngx_http_inventario_ruta_s {
    ngx_uint_t                         metodo;      /* NGX_HTTP_GET ... */
    const char                        *ruta;        /* "/v1/productos/{id}" */
    ngx_uint_t                         roles;
    const ngx_http_inventario_campo_t *parametros;
    const ngx_http_inventario_campo_t *cuerpo;      /* body fields, or NULL */
    const char                        *funcion;
    ngx_http_inventario_manejador_pt   manejador;
    ngx_http_inventario_carril_e       carril;
    ngx_uint_t                         lote;        /* >0: the body may be an
                                                       array of up to so many
                                                       and always reaches SQL
                                                       as an array */
    unsigned                           grupo:1;     /* group commit: funcion
                                                       takes an array of
                                                       requests */
    unsigned                           version:1;   /* If-Match is required */
    unsigned                           flujo:1;     /* CSV export, streamed in
                                                       pages: see the guide */
    unsigned                           csv:1;       /* CSV import, streamed:
                                                       see the guide */
    unsigned                           en_hilo:1;   /* .despues takes more than
                                                       a millisecond */
    ngx_http_inventario_forma_pt       antes;       /* of the checked body */
    ngx_http_inventario_forma_pt       despues;     /* of SQL's document */
    const char                        *tipo;        /* what .despues makes;
                                                       NULL: JSON */
    ngx_uint_t                         cache;       /* seconds that an answer
                                                       may be kept, 0: none */
    const char                        *etiquetas;   /* cache tags, as
                                                       "producto:{id} otra":
                                                       of what a read depends,
                                                       what a write touches */
    const char                        *limite;      /* class whose limit
                                                       counts; NULL: the
                                                       lane's */
    const char                        *resumen;     /* one line, Spanish */
    const char                        *respuestas;  /* "200 Producto|404 ..." */

    /* set by the engine */
    ngx_uint_t                         numero;      /* over all agents */
    void                              *privado;
};


typedef struct {
    const char                        *nombre;      /* "deposito" */
    const char                        *servicio;    /* "agente_deposito" */
    const char                        *titulo;
    ngx_http_inventario_ruta_t       **tablas;      /* NULL-terminated list of
                                                       tables, each ended by a
                                                       row without ruta */

    /* set by the engine */
    ngx_uint_t                         numero;      /* over all agents */
} ngx_http_inventario_agente_t;


/*
 * Called in an agent's or service's preconfiguration; refuses a core of
 * another ABI.  The tables must live as long as the module.
 */
INV_API ngx_int_t ngx_http_inventario_agente_registrar(ngx_conf_t *cf,
    ngx_http_inventario_agente_t *agente, ngx_uint_t abi);


/* --- a request on its way ------------------------------------------------- */

struct ngx_http_inventario_peticion_s {
    ngx_http_request_t                *request;
    ngx_http_inventario_agente_t      *agente;
    ngx_http_inventario_ruta_t        *ruta;        /* NULL until routed */
    ngx_http_inventario_identidad_t   *identidad;   /* NULL: nobody */
    ngx_str_t                         *valores;     /* by parametros; .data
                                                       NULL: absent.  NUL-
                                                       terminated */
    ngx_str_t                          cuerpo;      /* checked, with a NUL */
    ngx_str_t                          ctx;         /* JSON, NUL-terminated */
    ngx_str_t                          clave;       /* Idempotency-Key */
    ngx_str_t                          request_id;
    ngx_str_t                          traceparent;
    const char                        *auth_error;  /* why a token was refused,
                                                       a stable code */
    unsigned                           auth_caida:1;  /* a credential came that
                                                         could not be checked
                                                         now */
    uint64_t                           inicio;      /* ns, CLOCK_MONOTONIC */
    void                              *privado;     /* of the engine */
    void                              *datos;       /* of the handler */
};


/*
 * An answer.  Every pointer must live until the request ends (r->pool, or a
 * constant).  tipo NULL means application/json.
 */
typedef struct {
    ngx_uint_t                         estado;
    ngx_str_t                          cuerpo;
    ngx_str_t                          etag;        /* with quotes, or empty */
    ngx_str_t                          ubicacion;   /* Location, or empty */
    ngx_str_t                          siguiente;   /* cursor, or empty */
    const char                        *tipo;
    unsigned                           repetida:1;
} ngx_http_inventario_respuesta_t;


/* The context of this request, made on the first call; NULL: no memory. */
INV_API ngx_http_inventario_peticion_t *ngx_http_inventario_peticion(
    ngx_http_request_t *r);

/* Answers and ends the request; nothing of p may be touched afterwards. */
INV_API void ngx_http_inventario_responder(ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_respuesta_t *resp);

/*
 * Ends the request with a problem document.  codigo is a stable word, detalle
 * Spanish text, extra JSON members without braces ("\"a\":1") or NULL.
 */
INV_API void ngx_http_inventario_problema(ngx_http_inventario_peticion_t *p,
    ngx_uint_t estado, const char *codigo, const char *detalle,
    const char *extra);

/* Ends the request as the result of op says: an answer or a problem. */
INV_API void ngx_http_inventario_responder_op(
    ngx_http_inventario_peticion_t *p, ngx_http_inventario_pg_op_t *op);

/*
 * Ends the request with what a function of SQL gave: like responder(), but of
 * a status from 400 on the body is what the problem document is made of.
 */
INV_API void ngx_http_inventario_responder_cruda(
    ngx_http_inventario_peticion_t *p, ngx_http_inventario_respuesta_t *resp);

/* The ETag of a body without a version, in pool. */
INV_API ngx_int_t ngx_http_inventario_etag(ngx_pool_t *pool,
    ngx_str_t *cuerpo, ngx_str_t *etag);

/*
 * One row of api.respuesta: resp, whose texts are the result's (its etag in
 * pool), and the tags.  NGX_ERROR: it holds no status.
 */
INV_API ngx_int_t ngx_http_inventario_fila(ngx_pool_t *pool, PGresult *res,
    int fila, ngx_http_inventario_respuesta_t *resp, ngx_str_t *etiquetas);

/* Adds a response header; value is kept, not copied.  NGX_OK or NGX_ERROR. */
INV_API ngx_int_t ngx_http_inventario_cabecera(ngx_http_request_t *r,
    const char *nombre, ngx_str_t *valor);

/* A request header by name (any case), or NULL. */
INV_API ngx_str_t *ngx_http_inventario_cabecera_leer(ngx_http_request_t *r,
    const char *nombre);


/* --- limits --------------------------------------------------------------- */

/*
 * Who asks, as far as their address tells: the IPv4 address, or the first 64
 * bits of an IPv6 one.  The upper half of clave[0] is zero.
 */
INV_API void ngx_http_inventario_direccion(ngx_http_request_t *r,
    uint64_t clave[2]);

/*
 * In a zone's init: the table of dominio/casillas.h that fills the zone, made
 * unless it is there.  NULL: the zone is too small.
 */
INV_API void *ngx_http_inventario_casillas_zona(ngx_shm_zone_t *zona);


/* --- PostgreSQL ----------------------------------------------------------- */

/* A statement: made at configuration time, prepared on each connection the
 * first time it is used there.  texto must live as long as the cycle. */

typedef struct {
    const char                        *texto;
    ngx_uint_t                         numero;
} ngx_http_inventario_sentencia_t;

INV_API ngx_http_inventario_sentencia_t *ngx_http_inventario_sentencia(
    ngx_conf_t *cf, const char *texto);


typedef enum {
    INV_PG_BIEN = 0,        /* op->resultado holds tuples */
    INV_PG_SQL,             /* the server refused; op->resultado says why */
    INV_PG_SIN_CONEXION,    /* not sent: no connection */
    INV_PG_COLA_LLENA,      /* not sent: too many are waiting */
    INV_PG_PLAZO,           /* deadline passed; a write may have happened */
    INV_PG_PERDIDA          /* connection lost; a write may have happened */
} ngx_http_inventario_pg_fin_e;


struct ngx_http_inventario_pg_op_s {
    ngx_http_inventario_sentencia_t   *sentencia;
    ngx_http_inventario_carril_e       carril;
    ngx_uint_t                         n;
    const char                       **valores;     /* n texts, NULL is NULL */
    ngx_msec_t                         plazo;       /* 0: the lane's own */

    /* called exactly once, from the event loop, never from inside enviar() */
    void                             (*fin)(ngx_http_inventario_pg_op_t *op);
    void                              *datos;

    ngx_http_inventario_pg_fin_e       estado;
    PGresult                          *resultado;   /* cleared after fin(),
                                                       unless taken: set it to
                                                       NULL to keep it */
    ngx_pool_t                        *pool;        /* op's own: values live
                                                       here */

    /* private to the client */
    ngx_queue_t                        cola;
    void                              *conexion;
    ngx_msec_t                         inicio;
    ngx_msec_t                         vence;
    unsigned                           enviada:1;
    unsigned                           abandonada:1;
    unsigned                           reintentos:2;
};


/* An op with room for n values in a pool of its own; NULL: no memory. */
INV_API ngx_http_inventario_pg_op_t *ngx_http_inventario_pg_op(ngx_log_t *log,
    ngx_uint_t n);

/*
 * Hands op over; from here on the client owns it and destroys it after fin().
 * Also when there is no connection or no room: then fin() says so.
 */
INV_API void ngx_http_inventario_pg_enviar(ngx_http_inventario_pg_op_t *op);

/*
 * The caller is gone: fin() will not be called.  A read that was not sent yet
 * is dropped, a long one that was sent is cancelled; a write is finished.
 */
INV_API void ngx_http_inventario_pg_abandonar(ngx_http_inventario_pg_op_t *op);

/* Does this lane have a live connection? */
INV_API ngx_uint_t ngx_http_inventario_pg_vivo(
    ngx_http_inventario_carril_e carril);


/* --- Redis ---------------------------------------------------------------- */

/* respuesta is a redisReply, or NULL when the command did not get through. */
typedef void (*ngx_http_inventario_redis_pt)(void *respuesta, void *datos);

/* NGX_OK: listo will be called once; NGX_DECLINED: Redis is away, never. */
INV_API ngx_int_t ngx_http_inventario_redis(ngx_uint_t argc,
    const char **argv, const size_t *largos,
    ngx_http_inventario_redis_pt listo, void *datos);

INV_API ngx_uint_t ngx_http_inventario_redis_vivo(void);

/* Which of this worker's connections this is; 0: none now. */
INV_API ngx_uint_t ngx_http_inventario_redis_conexion(void);


/* --- tasks: work of more than a millisecond, off the loop ----------------- */

/*
 * Runs trabajo(datos) in the thread pool "inventario", then listo(p, datos)
 * on the loop, unless the client is gone by then.  datos must not live in
 * r->pool's reach of another request; r is kept alive meanwhile.
 * NGX_OK, NGX_BUSY (queue full) or NGX_ERROR.
 */
INV_API ngx_int_t ngx_http_inventario_tarea(ngx_http_inventario_peticion_t *p,
    void (*trabajo)(void *datos),
    void (*listo)(ngx_http_inventario_peticion_t *p, void *datos),
    void *datos);


/* --- metrics: counters in the shared zone --------------------------------- */

typedef enum {
    INV_CONTADOR = 0,
    INV_MEDIDOR                         /* gauge */
} ngx_http_inventario_serie_e;

/*
 * Registers, at configuration time, one time series and returns its number;
 * etiquetas is 'ruta="/v1/x",metodo="GET"' or "".  Series of one name must be
 * registered one after another.  NGX_ERROR: no memory.
 */
INV_API ngx_int_t ngx_http_inventario_serie(ngx_conf_t *cf,
    ngx_http_inventario_serie_e tipo, const char *nombre,
    const char *etiquetas, const char *ayuda);

/*
 * Adds n.  A gauge keeps its share by process, so that what a killed worker
 * had added is forgotten with it.
 */
INV_API void ngx_http_inventario_sumar(ngx_int_t serie, ngx_atomic_int_t n);

/* The value over all workers. */
INV_API ngx_atomic_int_t ngx_http_inventario_leer(ngx_int_t serie);


typedef struct {
    ngx_http_inventario_serie_e        tipo;
    ngx_str_t                          nombre;
    ngx_str_t                          etiquetas;
    ngx_str_t                          ayuda;
} ngx_http_inventario_serie_info_t;

/* All series, in the order of their numbers; returns how many. */
INV_API ngx_uint_t ngx_http_inventario_series(
    ngx_http_inventario_serie_info_t **info);

/* All agents registered in a cycle (cf->cycle, ngx_cycle); returns how many. */
INV_API ngx_uint_t ngx_http_inventario_agentes(ngx_cycle_t *cycle,
    ngx_http_inventario_agente_t ***agentes);


/* --- a memory of answers in the pipeline --------------------------------- */

/*
 * What a service that keeps answers plugs into the core.  leer and leido are
 * called for reads of rows that have .cache only.
 */
typedef struct {
    /*
     * A read that was checked, before any work for it.  NGX_OK: it was
     * answered, or ngx_http_inventario_seguir() will be called for it later;
     * NGX_DECLINED: do the work.
     */
    ngx_int_t                        (*leer)(
                                         ngx_http_inventario_peticion_t *p);

    /* The work is done.  NGX_OK: it was answered; NGX_DECLINED: answer it. */
    ngx_int_t                        (*leido)(
                                         ngx_http_inventario_peticion_t *p,
                                         ngx_http_inventario_pg_op_t *op);

    /*
     * A write of ruta was committed, res holds its rows; valores are those of
     * its parameters, NULL: unknown.  NGX_OK: nobody on this node will be
     * given an answer of before it any more; NGX_AGAIN: listo(datos) will be
     * called, once, when that is so.  res and valores are not used after the
     * call.
     */
    ngx_int_t                        (*escrito)(
                                         ngx_http_inventario_ruta_t *ruta,
                                         ngx_str_t *valores, PGresult *res,
                                         void (*listo)(void *datos),
                                         void *datos);
} ngx_http_inventario_memoria_t;

/* In preconfiguration; there is one memory, the last one registered. */
INV_API void ngx_http_inventario_memoria(ngx_conf_t *cf,
    ngx_http_inventario_memoria_t *memoria);

/* Goes on with a read that leer() kept. */
INV_API void ngx_http_inventario_seguir(ngx_http_inventario_peticion_t *p);


/* --- secrets -------------------------------------------------------------- */

/*
 * The value of the environment variable nombre, or the first line of the file
 * that nombre_FILE names, copied to cf->pool.  An absent one, an empty one, one
 * shorter than min or a placeholder (CHANGE_ME...) logs EMERG which one it is
 * and returns NGX_ERROR; NGX_DECLINED if absent and min is 0.
 */
INV_API ngx_int_t ngx_http_inventario_secreto(ngx_conf_t *cf,
    const char *nombre, size_t min, ngx_str_t *valor);


#endif /* _NGX_HTTP_INVENTARIO_H_INCLUDED_ */
