
/*
 * Inventario, negocio: the document of a ticket, from what SQL knows of its
 * lines and promotions to what each line costs and why.
 */


#include <jansson.h>
#include "ngx_http_inventario_negocio.h"
#include "dominio/promocion.h"


typedef struct {
    json_t                    *doc;
    json_t                    *lineas;
    json_t                    *promociones;
    inv_promo_t               *promos;
    inv_promo_linea_t         *l;
    size_t                     n_promos;
    size_t                     n;
    inv_promo_resultado_t      r;
} ngx_http_inventario_ticket_t;


static ngx_int_t ngx_http_inventario_ticket_promos(
    ngx_http_inventario_ticket_t *t, ngx_pool_t *pool);
static ngx_int_t ngx_http_inventario_ticket_lineas(
    ngx_http_inventario_ticket_t *t, ngx_pool_t *pool);
static ngx_int_t ngx_http_inventario_ticket_explicar(
    ngx_http_inventario_ticket_t *t);
static ngx_int_t ngx_http_inventario_ticket_totales(
    ngx_http_inventario_ticket_t *t);
static ngx_int_t ngx_http_inventario_ticket_escribir(
    ngx_http_inventario_ticket_t *t, ngx_http_inventario_forma_t *f);
static int64_t ngx_http_inventario_ticket_numero(json_t *o,
    const char *nombre);
static int ngx_http_inventario_ticket_poner(json_t *o, const char *nombre,
    int64_t valor, unsigned decimales);


void
ngx_http_inventario_negocio_ticket(ngx_http_inventario_forma_t *f)
{
    ngx_int_t                     rc;
    inv_promo_error_e             error;
    ngx_http_inventario_ticket_t  t;

    ngx_memzero(&t, sizeof(ngx_http_inventario_ticket_t));

    rc = NGX_ERROR;
    error = INV_PROMO_MEMORIA;

    t.doc = json_loadb((char *) f->entrada.data, f->entrada.len, 0, NULL);
    t.lineas = json_object_get(t.doc, "lineas");
    t.promociones = json_object_get(t.doc, "promociones");

    if (ngx_http_inventario_ticket_promos(&t, f->pool) == NGX_OK
        && ngx_http_inventario_ticket_lineas(&t, f->pool) == NGX_OK)
    {
        error = inv_promo_calcular(t.promos, t.n_promos, t.l, t.n, &t.r);
    }

    if (error == INV_PROMO_BIEN
        && ngx_http_inventario_ticket_explicar(&t) == NGX_OK
        && ngx_http_inventario_ticket_totales(&t) == NGX_OK)
    {
        rc = ngx_http_inventario_ticket_escribir(&t, f);
    }

    inv_promo_liberar(&t.r);
    json_decref(t.doc);

    if (rc != NGX_OK) {
        f->estado = NGX_HTTP_INTERNAL_SERVER_ERROR;
        f->codigo = "error_interno";
        f->detalle = "Algo falló de nuestro lado.";
    }
}


static ngx_int_t
ngx_http_inventario_ticket_promos(ngx_http_inventario_ticket_t *t,
    ngx_pool_t *pool)
{
    size_t        i, k;
    json_t       *o, *cantidades;
    inv_promo_t  *p;

    t->n_promos = json_array_size(t->promociones);

    t->promos = ngx_pcalloc(pool, (t->n_promos + 1) * sizeof(inv_promo_t));
    if (t->promos == NULL) {
        return NGX_ERROR;
    }

    for (i = 0; i < t->n_promos; i++) {
        o = json_array_get(t->promociones, i);
        p = &t->promos[i];

        p->id = ngx_http_inventario_ticket_numero(o, "id");
        p->precio = ngx_http_inventario_ticket_numero(o, "precio");
        p->porcentaje = (int32_t) ngx_http_inventario_ticket_numero(o,
                                                              "porcentaje");
        p->rebajadas = (uint32_t) ngx_http_inventario_ticket_numero(o,
                                                              "rebajadas");
        p->limite = (uint32_t) ngx_http_inventario_ticket_numero(o, "limite");
        p->acumulable = json_is_true(json_object_get(o, "acumulable"));
        p->mismo_producto = json_is_true(json_object_get(o,
                                                         "mismo_producto"));

        cantidades = json_object_get(o, "cantidades");
        p->n_partes = (uint32_t) json_array_size(cantidades);

        if (p->n_partes > INV_PROMO_PARTES) {
            return NGX_ERROR;
        }

        for (k = 0; k < p->n_partes; k++) {
            p->cantidad[k] = (uint32_t) json_integer_value(
                                             json_array_get(cantidades, k));
        }
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_inventario_ticket_lineas(ngx_http_inventario_ticket_t *t,
    ngx_pool_t *pool)
{
    size_t              i, k;
    json_t             *o, *partes, *parte;
    inv_promo_linea_t  *l;
    inv_promo_parte_t  *p;

    t->n = json_array_size(t->lineas);

    t->l = ngx_pcalloc(pool, (t->n + 1) * sizeof(inv_promo_linea_t));
    if (t->l == NULL) {
        return NGX_ERROR;
    }

    for (i = 0; i < t->n; i++) {
        o = json_array_get(t->lineas, i);
        l = &t->l[i];

        l->producto = ngx_http_inventario_ticket_numero(o, "producto_id");
        l->precio = ngx_http_inventario_ticket_numero(o, "precio");
        l->importe = ngx_http_inventario_ticket_numero(o, "importe");
        l->cantidad = ngx_http_inventario_ticket_numero(o, "cantidad");
        l->pesada = json_is_true(json_object_get(o, "pesada"));

        partes = json_object_get(o, "partes");
        l->n_partes = (uint32_t) json_array_size(partes);

        p = ngx_pcalloc(pool, (l->n_partes + 1) * sizeof(inv_promo_parte_t));
        if (p == NULL) {
            return NGX_ERROR;
        }

        l->partes = p;

        for (k = 0; k < l->n_partes; k++) {
            parte = json_array_get(partes, k);
            p[k].promo = (uint32_t) json_integer_value(
                                                json_array_get(parte, 0));
            p[k].parte = (uint32_t) json_integer_value(
                                                json_array_get(parte, 1));
        }
    }

    return NGX_OK;
}


/* Under each line, the promotions that it is in. */

static ngx_int_t
ngx_http_inventario_ticket_explicar(ngx_http_inventario_ticket_t *t)
{
    size_t                       i;
    json_t                      *o, *lista, *promo;
    const inv_promo_aplicada_t  *a;

    for (i = 0; i < t->n; i++) {
        if (json_object_set_new(json_array_get(t->lineas, i), "promociones",
                                json_array()))
        {
            return NGX_ERROR;
        }
    }

    for (i = 0; i < t->r.n; i++) {
        a = &t->r.aplicadas[i];
        promo = json_array_get(t->promociones, a->promo);
        lista = json_object_get(json_array_get(t->lineas, a->linea),
                                "promociones");

        o = json_pack("{s:O, s:O, s:O}",
                      "promocion_id", json_object_get(promo, "id"),
                      "nombre", json_object_get(promo, "nombre"),
                      "texto", json_object_get(promo, "texto"));

        if (o == NULL
            || ngx_http_inventario_ticket_poner(o, "cantidad", a->cantidad, 3)
            || ngx_http_inventario_ticket_poner(o, "descuento", a->descuento,
                                                2)
            || json_array_append(lista, o))
        {
            json_decref(o);
            return NGX_ERROR;
        }

        json_decref(o);
    }

    return NGX_OK;
}


/* Cents become text; sums; without national taxes line by line, halves up. */

static ngx_int_t
ngx_http_inventario_ticket_totales(ngx_http_inventario_ticket_t *t)
{
    int                 mal;
    size_t              i;
    json_t             *o;
    int64_t             iva, neto, final, importe, descuento, sin_impuestos;
    inv_promo_linea_t  *l;

    mal = 0;
    importe = 0;
    descuento = 0;
    sin_impuestos = 0;

    for (i = 0; i < t->n; i++) {
        o = json_array_get(t->lineas, i);
        l = &t->l[i];

        /* final of at most 10^12 cents, times 20000: within 63 bits */

        iva = ngx_http_inventario_ticket_numero(o, "iva_centesimos");
        final = l->importe - l->descuento;
        neto = (final * 20000 + 10000 + iva) / (2 * (10000 + iva));

        importe += l->importe;
        descuento += l->descuento;
        sin_impuestos += neto;

        mal |= ngx_http_inventario_ticket_poner(o, "cantidad", l->cantidad, 3)
               | ngx_http_inventario_ticket_poner(o, "precio", l->precio, 2)
               | ngx_http_inventario_ticket_poner(o, "importe", l->importe, 2)
               | ngx_http_inventario_ticket_poner(o, "descuento",
                                                  l->descuento, 2)
               | ngx_http_inventario_ticket_poner(o, "total", final, 2)
               | ngx_http_inventario_ticket_poner(o, "sin_impuestos", neto,
                                                  2);

        (void) json_object_del(o, "iva_centesimos");
        (void) json_object_del(o, "pesada");
        (void) json_object_del(o, "partes");
    }

    (void) json_object_del(t->doc, "promociones");

    mal |= ngx_http_inventario_ticket_poner(t->doc, "importe", importe, 2)
           | ngx_http_inventario_ticket_poner(t->doc, "descuento", descuento,
                                              2)
           | ngx_http_inventario_ticket_poner(t->doc, "total",
                                              importe - descuento, 2)
           | ngx_http_inventario_ticket_poner(t->doc, "sin_impuestos",
                                              sin_impuestos, 2)
           | json_object_set_new(t->doc, "optimo",
                                 json_boolean(t->r.exacta));

    return mal ? NGX_ERROR : NGX_OK;
}


static ngx_int_t
ngx_http_inventario_ticket_escribir(ngx_http_inventario_ticket_t *t,
    ngx_http_inventario_forma_t *f)
{
    size_t  n;

    n = json_dumpb(t->doc, NULL, 0, JSON_COMPACT);

    f->salida.data = n ? ngx_pnalloc(f->pool, n + 1) : NULL;
    if (f->salida.data == NULL) {
        return NGX_ERROR;
    }

    f->salida.len = json_dumpb(t->doc, (char *) f->salida.data, n,
                               JSON_COMPACT);
    f->salida.data[n] = '\0';

    return f->salida.len == n ? NGX_OK : NGX_ERROR;
}


static int64_t
ngx_http_inventario_ticket_numero(json_t *o, const char *nombre)
{
    return json_integer_value(json_object_get(o, nombre));
}


/* valor >= 0, of so many decimals, as our text; 0, or -1 without memory */

static int
ngx_http_inventario_ticket_poner(json_t *o, const char *nombre, int64_t valor,
    unsigned decimales)
{
    char      texto[NGX_INT64_LEN + 2];
    u_char   *p;
    int64_t   escala;

    escala = decimales == 3 ? 1000 : 100;

    p = ngx_sprintf((u_char *) texto, decimales == 3 ? "%L.%03L" : "%L.%02L",
                    valor / escala, valor % escala);
    *p = '\0';

    return json_object_set_new(o, nombre, json_string(texto));
}
