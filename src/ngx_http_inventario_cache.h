
/*
 * Inventario: the two-level cache; what its files share.
 */


#ifndef _NGX_HTTP_INVENTARIO_CACHE_H_INCLUDED_
#define _NGX_HTTP_INVENTARIO_CACHE_H_INCLUDED_


#include "ngx_http_inventario.h"
#include "ngx_http_inventario_cache_almacen.h"


/* ms; while the journal was read so lately an entry lives its whole time, else
 * this long after it was asked: no node gives what is older */
#define NGX_HTTP_INVENTARIO_CACHE_FRESCO    1000

#define NGX_HTTP_INVENTARIO_CACHE_NEGATIVA  10      /* s, of a 404 */
#define NGX_HTTP_INVENTARIO_CACHE_VUELO     2000    /* ms for one question */
#define NGX_HTTP_INVENTARIO_CACHE_TOCADAS   200     /* tags of one write, past
                                                       which it is told by
                                                       kinds */


typedef enum {
    INV_CACHE_L1 = 0,
    INV_CACHE_L2,
    INV_CACHE_NO,               /* MISS */
    INV_CACHE_VIEJA,            /* STALE */
    INV_CACHE_SALTEADA,         /* BYPASS */
    INV_CACHE_RESULTADOS
} ngx_http_inventario_cache_resultado_e;


/* A tag as a row writes it: "producto:{id}". */

typedef struct {
    ngx_str_t                          nombre;      /* before the {, or all */
    ngx_int_t                          parametro;   /* its index, or -1 */
} ngx_http_inventario_cache_plantilla_t;


typedef struct {
    u_char                             huella[8];   /* of the row, and of the
                                                       program it is in */
    ngx_uint_t                         n;
    ngx_http_inventario_cache_plantilla_t *plantillas;
    ngx_int_t                          series[INV_CACHE_RESULTADOS];
} ngx_http_inventario_cache_ruta_t;


typedef struct {
    ngx_shm_zone_t                    *zona;        /* NULL: no cache */
    ngx_flag_t                         redis;
    ngx_msec_t                         vieja;       /* ms past its end, without
                                                       database */
    ngx_http_inventario_sentencia_t   *cambios;
    ngx_uint_t                         n_rutas;
    ngx_http_inventario_cache_ruta_t  *rutas;       /* by number */
    ngx_int_t                          tocadas;     /* series */
    ngx_int_t                          rechazadas;
    ngx_int_t                          entradas;
    ngx_int_t                          ocupado;
    ngx_int_t                          llena;
    ngx_int_t                          deudas;
} ngx_http_inventario_cache_conf_t;


/* What the zone holds besides the store. */

typedef struct {
    inv_almacen_t                     *almacen;
    ngx_atomic_t                       deuda;       /* changes that Redis was
                                                       not told: their number */
    ngx_atomic_t                       saldada;     /* up to which it was */
    ngx_uint_t                         foto_largo;  /* the journal's place; by
                                                       the pool's mutex */
    ngx_msec_t                         foto_ms;
    uint32_t                           foto_suma;
    u_char                             foto[2048];
} ngx_http_inventario_cache_zona_t;


/* Places of tags, of an entry or of a write. */

typedef struct {
    ngx_array_t                        ranuras;     /* of uint16_t */
    time_t                             hasta;       /* 0: none */
} ngx_http_inventario_cache_etiquetas_t;


typedef struct ngx_http_inventario_cache_orden_s
    ngx_http_inventario_cache_orden_t;

/* A read on its way. */

typedef struct {
    ngx_http_inventario_peticion_t    *p;
    ngx_http_inventario_cache_ruta_t  *ruta;
    u_char                             clave[INV_ALMACEN_CLAVE];
    uint64_t                           instante;
    uint64_t                           tomada;      /* ms */
    uint64_t                           vuelo;       /* ours, or waited for */
    ngx_queue_t                        cola;        /* of those who wait */
    ngx_http_inventario_cache_orden_t *orden;       /* at Redis */
    ngx_str_t                          sello;       /* of Redis, to put there */
    unsigned                           espera:1;
    unsigned                           mio:1;       /* vuelo is ours */
    unsigned                           salteada:1;
} ngx_http_inventario_cache_lectura_t;


extern ngx_module_t  ngx_http_inventario_cache_module;
extern ngx_http_inventario_agente_t  ngx_http_inventario_cache_agente;


/* ngx_http_inventario_cache.c */

/* Of this cycle; NULL if there is no cache. */
ngx_http_inventario_cache_conf_t *ngx_http_inventario_cache_conf(void);
#define ngx_http_inventario_cache_zona(ccf)                                   \
    ((ngx_http_inventario_cache_zona_t *) (ccf)->zona->data)


/* ngx_http_inventario_cache_etiquetas.c */

ngx_int_t ngx_http_inventario_cache_plantillas(ngx_conf_t *cf,
    ngx_http_inventario_ruta_t *ruta, ngx_http_inventario_cache_ruta_t *c);
/* Those that an answer depends on.  NGX_DECLINED: too many to keep it. */
ngx_int_t ngx_http_inventario_cache_depende(ngx_pool_t *pool,
    ngx_http_inventario_cache_ruta_t *c, ngx_str_t *valores,
    ngx_str_t *texto, ngx_http_inventario_cache_etiquetas_t *e);
/* Adds those that a write touched, by its row and by what SQL said. */
ngx_int_t ngx_http_inventario_cache_toca(ngx_array_t *ranuras,
    ngx_http_inventario_cache_ruta_t *c, ngx_str_t *valores,
    ngx_str_t *textos, ngx_uint_t n);


/* ngx_http_inventario_cache_lectura.c */

ngx_int_t ngx_http_inventario_cache_leer(ngx_http_inventario_peticion_t *p);
ngx_int_t ngx_http_inventario_cache_leido(ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_pg_op_t *op);
/* Answers l with e, as a hit of that kind. */
void ngx_http_inventario_cache_responder(
    ngx_http_inventario_cache_lectura_t *l, inv_entrada_t *e,
    ngx_http_inventario_cache_resultado_e r);
/* Redis had nothing: to the database. */
void ngx_http_inventario_cache_preguntar(
    ngx_http_inventario_cache_lectura_t *l);
/* l does not work any more; who waited for it may look. */
void ngx_http_inventario_cache_aterrizar(
    ngx_http_inventario_cache_lectura_t *l);
void ngx_http_inventario_cache_espera_iniciar(ngx_log_t *log);
/* Is the journal known up to now? */
ngx_uint_t ngx_http_inventario_cache_al_dia(inv_almacen_t *a);


/* ngx_http_inventario_cache_diario.c */

void ngx_http_inventario_cache_diario_iniciar(ngx_cycle_t *cycle,
    ngx_http_inventario_cache_conf_t *ccf);


/* ngx_http_inventario_cache_redis.c */

void ngx_http_inventario_cache_redis_iniciar(ngx_log_t *log);
/* NGX_AGAIN: Redis was asked; NGX_DECLINED: it is of no use now. */
ngx_int_t ngx_http_inventario_cache_redis_pedir(
    ngx_http_inventario_cache_lectura_t *l);
void ngx_http_inventario_cache_redis_poner(
    ngx_http_inventario_cache_lectura_t *l, inv_entrada_t *e,
    ngx_str_t *etag, ngx_str_t *siguiente, ngx_str_t *cuerpo);
/*
 * Tells Redis of changes; foto, or NULL: the journal's place, up to which it
 * has been told all then.  NGX_AGAIN: listo(datos) will be called when it
 * knows, or when it is certain that this node will not believe it meanwhile;
 * NGX_OK: that is so already.
 */
ngx_int_t ngx_http_inventario_cache_redis_tocar(uint16_t *ranuras,
    ngx_uint_t n, ngx_str_t *foto, void (*listo)(void *datos), void *datos);
/* NGX_AGAIN: listo() will be called, with that place or an empty text;
 * NGX_DECLINED: Redis is away. */
ngx_int_t ngx_http_inventario_cache_redis_foto(
    void (*listo)(u_char *foto, size_t largo));
/* For worker 0, now and then: pays what is owed to Redis. */
void ngx_http_inventario_cache_redis_saldar(void);


#endif /* _NGX_HTTP_INVENTARIO_CACHE_H_INCLUDED_ */
