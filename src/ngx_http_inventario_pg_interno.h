
/*
 * Inventario: what the files of the PostgreSQL client share.
 *
 * A lane (carril) has a queue of ops and a few connections.  An op is in one
 * of three lists at any time: the lane's cola (not sent yet), a connection's
 * vuelo (sent, in the order in which the answers come) or the lane's fallidas
 * (its end is known and will be told from a posted event).
 */


#ifndef _NGX_HTTP_INVENTARIO_PG_INTERNO_H_INCLUDED_
#define _NGX_HTTP_INVENTARIO_PG_INTERNO_H_INCLUDED_


#include "ngx_http_inventario_pg.h"


/* ms without a byte, past the deadline, after which a connection is dead */
#define NGX_HTTP_INVENTARIO_PG_GRACIA       3000

/* ms by which statement_timeout is longer than the lane's deadline */
#define NGX_HTTP_INVENTARIO_PG_MARGEN       1000


/* ms of a read that nobody waits for that are worth a cancel */
#define NGX_HTTP_INVENTARIO_PG_TARDE        20


typedef struct ngx_http_inventario_pg_carril_s
    ngx_http_inventario_pg_carril_t;
typedef struct ngx_http_inventario_pg_conexion_s
    ngx_http_inventario_pg_conexion_t;


typedef struct {
    ngx_http_inventario_pg_op_t        op;          /* first */
    ngx_queue_t                        aviso;
    uint16_t                           generacion;  /* of the preparation */
    unsigned                           encolada:1;  /* in the lane's cola */
    unsigned                           prepara:1;   /* carries a Parse */
    unsigned                           entendida:1; /* something succeeded */
    unsigned                           repreparada:1;
    unsigned                           reenviada:1; /* after a loss */
    unsigned                           cancelada:1;
    unsigned                           terminada:1; /* inside fin() */
} ngx_http_inventario_pg_envio_t;


/* A statement on one connection; its name changes with each generation. */

typedef struct {
    uint16_t                           generacion;
    uint16_t                           lista;
} ngx_http_inventario_pg_preparada_t;


typedef enum {
    INV_PG_ESPERA = 0,      /* for its next attempt */
    INV_PG_CONECTANDO,
    INV_PG_VIVA,
    INV_PG_CERRADA          /* for good: the worker is leaving */
} ngx_http_inventario_pg_etapa_e;


struct ngx_http_inventario_pg_conexion_s {
    ngx_http_inventario_pg_carril_t   *carril;
    ngx_connection_t                  *c;           /* NULL: not registered */
    PGconn                            *pg;
    ngx_http_inventario_pg_etapa_e     etapa;
    ngx_queue_t                        vuelo;
    ngx_uint_t                         enviadas;    /* length of vuelo */
    ngx_msec_t                         ultima;      /* last sign of life */
    ngx_msec_t                         cabeza;      /* since when the head of
                                                       vuelo is the head */
    ngx_msec_t                         viva_desde;
    ngx_msec_t                         espera;      /* backoff */
    ngx_event_t                        reloj;       /* connect or backoff */
    ngx_http_inventario_pg_preparada_t *preparadas; /* by sentencia->numero */
    unsigned                           sucia:1;     /* to be flushed */
    unsigned                           cancelando:1;/* a cancel is on its way */
    unsigned                           cancelo:1;   /* one ever was */
    unsigned                           conocida:1;  /* was alive before */
    unsigned                           gorda:1;     /* had a very big answer */
};


struct ngx_http_inventario_pg_carril_s {
    ngx_http_inventario_carril_e       numero;
    ngx_queue_t                        cola;
    ngx_queue_t                        fallidas;
    ngx_uint_t                         en_cola;
    ngx_uint_t                         en_vuelo;
    ngx_uint_t                         vivas;
    ngx_uint_t                         n;
    ngx_http_inventario_pg_conexion_t *conexiones;
    ngx_uint_t                         profundidad; /* ops per connection */
    ngx_msec_t                         plazo;
    const char                       **claves;      /* of the connection */
    const char                       **valores;
    ngx_event_t                        despacho;    /* posted */
    ngx_event_t                        reloj;       /* deadlines */
    ngx_event_t                        paciencia;   /* with a reconnection */
    ngx_event_t                        cancelar;
    ngx_int_t                          publicado[3];
    unsigned                           esperar:1;   /* ops may wait for a
                                                       connection */
    unsigned                           caida:1;     /* said so in the log */
};


/* counters, by lane */

typedef enum {
    INV_PG_SERIE_CONEXIONES = 0,
    INV_PG_SERIE_EN_VUELO,
    INV_PG_SERIE_EN_COLA,
    INV_PG_SERIE_RECONEXIONES,
    INV_PG_SERIE_PLAZOS,
    INV_PG_SERIE_COLA_LLENA,
    INV_PG_SERIE_SIN_CONEXION,
    INV_PG_SERIE_REINTENTOS,
    INV_PG_SERIE_CANCELADAS,
    INV_PG_SERIES
} ngx_http_inventario_pg_serie_e;


/* What belongs to one configuration; found through the cycle's pool. */

typedef struct {
    ngx_uint_t                         sentencias;
    ngx_http_inventario_sentencia_t   *cancelar;
    ngx_int_t                          series[INV_PG_SERIES][INV_CARRILES];
} ngx_http_inventario_pg_ciclo_t;


typedef struct {
    ngx_log_t                         *log;
    ngx_uint_t                         cola;
    ngx_http_inventario_pg_ciclo_t    *ciclo;
    ngx_http_inventario_pg_carril_t    carriles[INV_CARRILES];
} ngx_http_inventario_pg_t;


extern ngx_http_inventario_pg_t  ngx_http_inventario_pg;
extern const char *const  ngx_http_inventario_pg_nombres[INV_CARRILES];


#define ngx_http_inventario_pg_envio(q)                                       \
    ((ngx_http_inventario_pg_envio_t *)                                       \
        ngx_queue_data(q, ngx_http_inventario_pg_op_t, cola))

/* now is at t or later */
#define ngx_http_inventario_pg_paso(t)                                        \
    ((ngx_msec_int_t) (ngx_current_msec - (t)) >= 0)


/* ngx_http_inventario_pg.c */

void ngx_http_inventario_pg_contar(ngx_http_inventario_pg_carril_t *carril,
    ngx_http_inventario_pg_serie_e serie);


/* ngx_http_inventario_pg_carril.c */

void ngx_http_inventario_pg_encolar(ngx_http_inventario_pg_carril_t *carril,
    ngx_http_inventario_pg_envio_t *x, ngx_uint_t adelante);
void ngx_http_inventario_pg_desencolar(ngx_http_inventario_pg_carril_t *carril,
    ngx_http_inventario_pg_envio_t *x);
/* x, which is in no list, ends so; fin() is called by avisar() */
void ngx_http_inventario_pg_fallar(ngx_http_inventario_pg_carril_t *carril,
    ngx_http_inventario_pg_envio_t *x, ngx_http_inventario_pg_fin_e estado);
void ngx_http_inventario_pg_avisar(ngx_http_inventario_pg_carril_t *carril);
void ngx_http_inventario_pg_destruir(ngx_http_inventario_pg_envio_t *x);
/* cx was freed of its connection; its ops are given back or failed */
void ngx_http_inventario_pg_caida(ngx_http_inventario_pg_conexion_t *cx,
    ngx_uint_t viva);
void ngx_http_inventario_pg_alzada(ngx_http_inventario_pg_conexion_t *cx);
/* the head of cx->vuelo has its whole answer in op->resultado */
void ngx_http_inventario_pg_llegada(ngx_http_inventario_pg_conexion_t *cx);
/* the end of a round of events: gauges, and whether a leaving worker waits */
void ngx_http_inventario_pg_repasar(ngx_http_inventario_pg_carril_t *carril);
/* handlers of a lane's events */
void ngx_http_inventario_pg_despachar(ngx_event_t *ev);
void ngx_http_inventario_pg_impaciente(ngx_event_t *ev);


/* ngx_http_inventario_pg_plazo.c */

/* an op of so many ms is on its way */
void ngx_http_inventario_pg_armar(ngx_http_inventario_pg_carril_t *carril,
    ngx_msec_t plazo);
void ngx_http_inventario_pg_vencer(ngx_event_t *ev);
void ngx_http_inventario_pg_cancelar(ngx_event_t *ev);


/* ngx_http_inventario_pg_conexion.c */

void ngx_http_inventario_pg_conectar(ngx_http_inventario_pg_conexion_t *cx);
/* NGX_ERROR: the connection is gone, x was given back with the others */
ngx_int_t ngx_http_inventario_pg_mandar(ngx_http_inventario_pg_conexion_t *cx,
    ngx_http_inventario_pg_envio_t *x);
void ngx_http_inventario_pg_vaciar(ngx_http_inventario_pg_conexion_t *cx);
void ngx_http_inventario_pg_perder(ngx_http_inventario_pg_conexion_t *cx,
    const char *motivo);
void ngx_http_inventario_pg_cerrar(ngx_http_inventario_pg_conexion_t *cx);
void ngx_http_inventario_pg_olvidar(ngx_http_inventario_pg_conexion_t *cx,
    ngx_http_inventario_pg_envio_t *x);


/* ngx_http_inventario_pg_conninfo.c */

/* Fills carril->claves and valores, with what the session of a lane needs. */
ngx_int_t ngx_http_inventario_pg_parametros(ngx_cycle_t *cycle,
    ngx_http_inventario_pg_carril_t *carril, ngx_str_t *conninfo);


#endif /* _NGX_HTTP_INVENTARIO_PG_INTERNO_H_INCLUDED_ */
