
/*
 * Inventario: imports.  The CSV is parsed as it arrives and goes to the
 * function of the row in batches, one in flight; meanwhile the body is not
 * read, so that a file of any length needs the memory of a batch.
 */


#include "ngx_http_inventario_interno.h"
#include "dominio/csv.h"


#define NGX_HTTP_INVENTARIO_CSV_FILAS    1000
#define NGX_HTTP_INVENTARIO_CSV_BYTES    393216
#define NGX_HTTP_INVENTARIO_CSV_FILA     65536      /* the longest row */


typedef struct {
    ngx_http_inventario_peticion_t   *p;
    inv_csv_t                         csv;
    ngx_pool_t                       *pool;         /* of this batch */
    ngx_http_inventario_texto_t       filas;
    ngx_http_inventario_texto_t       malas;
    ngx_uint_t                        n;
    ngx_str_t                         encabezado;   /* a JSON array */
    u_char                            id[NGX_INT64_LEN + 1];
    size_t                            id_largo;
    unsigned                          llena:1;      /* the batch is full */
    unsigned                          mala:1;       /* the header is no good */
    unsigned                          fin:1;        /* the last batch */
} ngx_http_inventario_csv_t;


static void ngx_http_inventario_csv_cuerpo(ngx_http_request_t *r);
static void ngx_http_inventario_csv_seguir(ngx_http_inventario_csv_t *f);
static ngx_uint_t ngx_http_inventario_csv_consumir(
    ngx_http_inventario_csv_t *f);
static int ngx_http_inventario_csv_fila(void *datos,
    const inv_csv_fila_t *fila);
static void ngx_http_inventario_csv_celdas(ngx_http_inventario_texto_t *t,
    const inv_csv_fila_t *fila);
static ngx_int_t ngx_http_inventario_csv_vaciar(
    ngx_http_inventario_csv_t *f);
static void ngx_http_inventario_csv_enviar(ngx_http_inventario_csv_t *f);
static void ngx_http_inventario_csv_fin(ngx_http_inventario_pg_op_t *op);
static void ngx_http_inventario_csv_sigue(void *datos);
static void ngx_http_inventario_csv_cleanup(void *datos);
static ngx_uint_t ngx_http_inventario_csv_tipo(ngx_http_request_t *r);


void
ngx_http_inventario_csv(ngx_http_inventario_peticion_t *p)
{
    char                       *fila;
    ngx_int_t                   rc;
    ngx_http_request_t         *r;
    ngx_pool_cleanup_t         *cln;
    ngx_http_inventario_csv_t  *f;

    r = p->request;

    if (!ngx_http_inventario_csv_tipo(r)) {
        ngx_http_inventario_problema(p, NGX_HTTP_UNSUPPORTED_MEDIA_TYPE,
            "tipo_de_contenido", "El archivo va como text/csv.", NULL);
        return;
    }

    cln = ngx_pool_cleanup_add(r->pool, 0);
    f = ngx_pcalloc(r->pool, sizeof(ngx_http_inventario_csv_t));
    fila = ngx_palloc(r->pool, NGX_HTTP_INVENTARIO_CSV_FILA);

    if (cln == NULL || f == NULL || fila == NULL) {
        goto memoria;
    }

    f->p = p;
    p->datos = f;

    cln->handler = ngx_http_inventario_csv_cleanup;
    cln->data = f;

    if (ngx_http_inventario_csv_vaciar(f) != NGX_OK) {
        goto memoria;
    }

    inv_csv_iniciar(&f->csv, fila, NGX_HTTP_INVENTARIO_CSV_FILA);

    r->request_body_no_buffering = 1;

    rc = ngx_http_read_client_request_body(r, ngx_http_inventario_csv_cuerpo);

    if (rc >= NGX_HTTP_SPECIAL_RESPONSE) {
        ngx_http_finalize_request(r, rc);
        return;
    }

    /* the reader's own reference goes on; the engine's is not needed */

    r->main->count--;
    return;

memoria:

    ngx_http_inventario_problema(p, NGX_HTTP_INTERNAL_SERVER_ERROR,
        "error_interno", "Algo falló de nuestro lado.", NULL);
}


static ngx_uint_t
ngx_http_inventario_csv_tipo(ngx_http_request_t *r)
{
    ngx_str_t  *tipo;

    if (r->headers_in.content_type == NULL) {
        return 0;
    }

    tipo = &r->headers_in.content_type->value;

    return tipo->len >= 8
           && ngx_strncasecmp(tipo->data, (u_char *) "text/csv", 8) == 0
           && (tipo->len == 8 || tipo->data[8] == ';' || tipo->data[8] == ' ');
}


static void
ngx_http_inventario_csv_cleanup(void *datos)
{
    ngx_http_inventario_csv_t *f = datos;

    if (f->pool) {
        ngx_destroy_pool(f->pool);
        f->pool = NULL;
    }
}


/* A new, empty batch. */

static ngx_int_t
ngx_http_inventario_csv_vaciar(ngx_http_inventario_csv_t *f)
{
    ngx_http_inventario_csv_cleanup(f);

    f->n = 0;
    f->llena = 0;

    f->pool = ngx_create_pool(4096, ngx_cycle->log);
    if (f->pool == NULL) {
        return NGX_ERROR;
    }

    if (ngx_http_inventario_texto(&f->filas, f->pool, 65536) != NGX_OK
        || ngx_http_inventario_texto(&f->malas, f->pool, 256) != NGX_OK)
    {
        return NGX_ERROR;
    }

    return NGX_OK;
}


/* The first bytes are here, and later each time that more can be read. */

static void
ngx_http_inventario_csv_cuerpo(ngx_http_request_t *r)
{
    ngx_http_inventario_peticion_t  *p;

    p = ngx_http_inventario_peticion(r);

    ngx_http_inventario_csv_seguir(p->datos);
}


static void
ngx_http_inventario_csv_seguir(ngx_http_inventario_csv_t *f)
{
    ngx_int_t            rc;
    ngx_http_request_t  *r;

    r = f->p->request;

    for ( ;; ) {

        if (ngx_http_inventario_csv_consumir(f)) {
            ngx_http_inventario_csv_enviar(f);
            return;
        }

        if (!r->reading_body) {
            break;
        }

        rc = ngx_http_read_unbuffered_request_body(r);

        if (rc >= NGX_HTTP_SPECIAL_RESPONSE) {
            ngx_http_finalize_request(r, rc);
            return;
        }

        if (rc == NGX_AGAIN && r->request_body->bufs == NULL) {
            r->read_event_handler = ngx_http_inventario_csv_cuerpo;
            return;
        }
    }

    /* rows that were still open may fill a batch, or more than one */

    f->fin = (inv_csv_terminar(&f->csv, ngx_http_inventario_csv_fila, f)
              == INV_CSV_SIGUE);

    ngx_http_inventario_csv_enviar(f);
}


/* Parses what was read; 1 when the batch is full. */

static ngx_uint_t
ngx_http_inventario_csv_consumir(ngx_http_inventario_csv_t *f)
{
    size_t               n;
    ngx_buf_t           *b;
    ngx_chain_t         *cl;
    ngx_http_request_t  *r;

    r = f->p->request;

    while (r->request_body->bufs) {
        cl = r->request_body->bufs;
        b = cl->buf;

        while (b->pos < b->last) {
            n = inv_csv_alimentar(&f->csv, (char *) b->pos, b->last - b->pos,
                                  ngx_http_inventario_csv_fila, f);
            b->pos += n;

            if (f->llena) {
                return 1;
            }
        }

        r->request_body->bufs = cl->next;
    }

    return 0;
}


static int
ngx_http_inventario_csv_fila(void *datos, const inv_csv_fila_t *fila)
{
    ngx_http_inventario_csv_t *f = datos;

    ngx_http_inventario_texto_t   t, *m;

    if (fila->error && f->encabezado.data == NULL) {

        /* the next row must not be taken for the header */

        f->mala = 1;
        f->llena = 1;
        return INV_CSV_PAUSA;
    }

    if (fila->error) {
        m = &f->malas;

        ngx_http_inventario_agregar_z(m, m->largo ? ",{\"n\":" : "{\"n\":");
        ngx_http_inventario_agregar_entero(m, fila->linea);
        ngx_http_inventario_agregar_z(m, ",\"codigo\":\"");
        ngx_http_inventario_agregar_z(m, inv_csv_codigo(fila->error));
        ngx_http_inventario_agregar_z(m, "\",\"mensaje\":\"");
        ngx_http_inventario_agregar_z(m, inv_csv_mensaje(fila->error));
        ngx_http_inventario_agregar_z(m, "\"}");

    } else if (f->encabezado.data == NULL) {

        if (ngx_http_inventario_texto(&t, f->p->request->pool, 1024)
            == NGX_OK)
        {
            ngx_http_inventario_csv_celdas(&t, fila);
        }

        if (!t.error) {
            f->encabezado.data = t.datos;
            f->encabezado.len = t.largo;
        }

        return INV_CSV_SIGUE;

    } else {
        m = &f->filas;

        ngx_http_inventario_agregar_z(m, m->largo ? ",{\"n\":" : "{\"n\":");
        ngx_http_inventario_agregar_entero(m, fila->linea);
        ngx_http_inventario_agregar_z(m, ",\"c\":");
        ngx_http_inventario_csv_celdas(m, fila);
        ngx_http_inventario_agregar_z(m, "}");
    }

    f->n++;

    f->llena = f->n >= NGX_HTTP_INVENTARIO_CSV_FILAS
               || f->filas.largo >= NGX_HTTP_INVENTARIO_CSV_BYTES;

    return f->llena ? INV_CSV_PAUSA : INV_CSV_SIGUE;
}


static void
ngx_http_inventario_csv_celdas(ngx_http_inventario_texto_t *t,
    const inv_csv_fila_t *fila)
{
    size_t  i;

    ngx_http_inventario_agregar_z(t, "[");

    for (i = 0; i < fila->n; i++) {

        if (i) {
            ngx_http_inventario_agregar_z(t, ",");
        }

        ngx_http_inventario_agregar_json(t, fila->celdas[i].datos,
                                         fila->celdas[i].largo);
    }

    ngx_http_inventario_agregar_z(t, "]");
}


static void
ngx_http_inventario_csv_enviar(ngx_http_inventario_csv_t *f)
{
    ngx_str_t                      tanda;
    ngx_http_request_t            *r;
    ngx_http_inventario_texto_t    t;
    ngx_http_inventario_pg_op_t   *op;

    r = f->p->request;
    op = NULL;

    if (f->mala) {
        ngx_http_inventario_problema(f->p, 422, "encabezado_invalido",
            "La primera fila, con los nombres de las columnas, no se puede "
            "leer.", NULL);
        return;
    }

    if (ngx_http_inventario_texto(&t, f->pool, f->filas.largo + f->malas.largo
                                               + f->encabezado.len + 256)
        == NGX_OK)
    {
        ngx_http_inventario_agregar_z(&t, "{\"importacion_id\":");
        ngx_http_inventario_agregar(&t, f->id_largo ? f->id
                                                    : (u_char *) "null",
                                    f->id_largo ? f->id_largo : 4);
        ngx_http_inventario_agregar_z(&t, ",\"encabezado\":");

        if (f->encabezado.len) {
            ngx_http_inventario_agregar(&t, f->encabezado.data,
                                        f->encabezado.len);

        } else {
            ngx_http_inventario_agregar_z(&t, "[]");
        }

        ngx_http_inventario_agregar_z(&t, ",\"filas\":[");
        ngx_http_inventario_agregar(&t, f->filas.datos, f->filas.largo);
        ngx_http_inventario_agregar_z(&t, "],\"malas\":[");
        ngx_http_inventario_agregar(&t, f->malas.datos, f->malas.largo);
        ngx_http_inventario_agregar_z(&t, f->fin ? "],\"fin\":true}"
                                                 : "],\"fin\":false}");

        t.error |= f->filas.error | f->malas.error;

        if (!t.error) {
            tanda.data = t.datos;
            tanda.len = t.largo;
            op = ngx_http_inventario_op(f->p, &tanda, 1);
        }
    }

    if (op == NULL) {
        ngx_http_inventario_problema(f->p, NGX_HTTP_INTERNAL_SERVER_ERROR,
            "error_interno", "Algo falló de nuestro lado.", NULL);
        return;
    }

    op->fin = ngx_http_inventario_csv_fin;

    r->read_event_handler = ngx_http_block_reading;

    ngx_http_inventario_pg_enviar(op);
}


/* 100 and the import's id: go on.  Anything else is for the client. */

static void
ngx_http_inventario_csv_fin(ngx_http_inventario_pg_op_t *op)
{
    ngx_http_inventario_peticion_t *p = op->datos;

    ngx_http_inventario_csv_t      *f;
    ngx_http_inventario_memoria_t  *memoria;

    f = p->datos;
    ngx_http_inventario_motor(p)->op = NULL;

    if (f->fin || op->estado != INV_PG_BIEN || PQntuples(op->resultado) != 1
        || ngx_strcmp(PQgetvalue(op->resultado, 0, 0), "100") != 0)
    {
        ngx_http_inventario_terminar(p, op);
        return;
    }

    /* the end of the last batch is waited for, and comes after this */

    memoria = ngx_http_inventario_memoria_de();

    if (memoria) {
        (void) memoria->escrito(p->ruta, p->valores, op->resultado,
                                ngx_http_inventario_csv_sigue, NULL);
    }

    f->id_largo = ngx_min(PQgetlength(op->resultado, 0, 1),
                          (int) sizeof(f->id));
    ngx_memcpy(f->id, PQgetvalue(op->resultado, 0, 1), f->id_largo);

    if (ngx_http_inventario_csv_vaciar(f) != NGX_OK) {
        ngx_http_inventario_problema(p, NGX_HTTP_INTERNAL_SERVER_ERROR,
            "error_interno", "Algo falló de nuestro lado.", NULL);
        return;
    }

    ngx_http_inventario_csv_seguir(f);
}


static void
ngx_http_inventario_csv_sigue(void *datos)
{
    /* nobody waits for this one */
}
