
/*
 * Inventario: spoken orders.  The sentence is understood in C, its products
 * are found and the work is done in SQL.
 */


#include "ngx_http_inventario_negocio.h"
#include "dominio/comando.h"
#include "dominio/decimal.h"
#include <jansson.h>


static void ngx_http_inventario_negocio_comando(
    ngx_http_inventario_forma_t *f);


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_comando_cuerpo[] =
{
    inv_texto("texto", 0, 4000, inv_obligatorio,
              .doc = "«Pedir coca cola x 6», «Ingresaron 12 cajones de"
                     " cerveza», «Faltan tres leches», «Saqué 2,5 kg de queso"
                     " para el local». Hasta 500 letras."),
    inv_booleano("ejecutar", .omision = "false",
                 .doc = "Hacerlo; si no, sólo dice qué entendió."),
    inv_id("ubicacion_id",
           .doc = "Dónde; si falta, el único depósito que ves."),
    inv_fin
};


ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_comandos[] = {

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/comandos",
      .roles = INV_NEGOCIO|INV_DEPOSITO,
      .cuerpo = ngx_http_inventario_negocio_comando_cuerpo,
      .antes = ngx_http_inventario_negocio_comando,
      .funcion = "comando",
      .carril = INV_ESCRITURA,
      .resumen = "Entiende una orden dicha como en el negocio y, si se pide,"
                 " la hace: pedidos en borrador, entradas y salidas. Si algo"
                 " no está claro, pregunta.",
      .respuestas = "200 Comando|409 comando_dudoso"
                    "|422 comando_no_entendido" },

    { .ruta = NULL }
};


static json_t *
ngx_http_inventario_negocio_texto(inv_comando_texto_t *t)
{
    return t->n ? json_stringn(t->s, t->n) : json_null();
}


static json_t *
ngx_http_inventario_negocio_duda(inv_comando_duda_e duda)
{
    if (duda == INV_DUDA_NINGUNA) {
        return json_null();
    }

    return json_pack("{s:s, s:s}", "codigo", inv_comando_duda_codigo(duda),
                     "pregunta", inv_comando_duda_pregunta(duda));
}


static json_t *
ngx_http_inventario_negocio_renglon(inv_comando_renglon_t *r)
{
    char           cantidad[INV_DEC_LARGO];
    inv_decimal_t  d;

    d.valor = r->cantidad;
    d.escala = 3;
    inv_dec_escribir(&d, cantidad);

    return json_pack("{s:o, s:s, s:s, s:o, s:b, s:o}",
                     "texto", ngx_http_inventario_negocio_texto(&r->producto),
                     "cantidad", cantidad, "unidad", r->unidad,
                     "envase", ngx_http_inventario_negocio_texto(&r->envase),
                     "asumida", (int) r->asumida,
                     "duda", ngx_http_inventario_negocio_duda(r->duda));
}


/* The body with what was understood in it; NULL: no memory. */

static char *
ngx_http_inventario_negocio_entendido(json_t *doc, inv_comando_t *c)
{
    int      mal;
    size_t   i;
    json_t  *renglones;

    renglones = json_array();
    mal = renglones == NULL;

    for (i = 0; i < c->n; i++) {
        mal |= json_array_append_new(renglones,
                       ngx_http_inventario_negocio_renglon(&c->renglones[i]));
    }

    mal |= json_object_set_new(doc, "renglones", renglones);
    mal |= json_object_set_new(doc, "intencion", json_string(c->intencion));
    mal |= json_object_set_new(doc, "origen",
                               ngx_http_inventario_negocio_texto(&c->origen));
    mal |= json_object_set_new(doc, "destino",
                               ngx_http_inventario_negocio_texto(&c->destino));
    mal |= json_object_set_new(doc, "duda",
                               ngx_http_inventario_negocio_duda(c->duda));

    return mal ? NULL : json_dumps(doc, JSON_COMPACT);
}


static void
ngx_http_inventario_negocio_comando(ngx_http_inventario_forma_t *f)
{
    char                 *texto;
    json_t               *doc, *dicho;
    inv_comando_t         c;
    inv_comando_error_e   error;

    texto = NULL;
    error = INV_COMANDO_MEMORIA;

    doc = json_loadb((char *) f->entrada.data, f->entrada.len, 0, NULL);
    dicho = json_object_get(doc, "texto");

    if (dicho) {
        error = inv_comando_leer(json_string_value(dicho),
                                 json_string_length(dicho), &c);
    }

    if (error == INV_COMANDO_BIEN) {
        texto = ngx_http_inventario_negocio_entendido(doc, &c);
        error = texto ? INV_COMANDO_BIEN : INV_COMANDO_MEMORIA;
    }

    if (texto) {
        f->salida.len = ngx_strlen(texto);
        f->salida.data = ngx_pnalloc(f->pool, f->salida.len + 1);

        if (f->salida.data) {
            ngx_memcpy(f->salida.data, texto, f->salida.len + 1);

        } else {
            error = INV_COMANDO_MEMORIA;
        }
    }

    if (error != INV_COMANDO_BIEN) {
        f->estado = error == INV_COMANDO_MEMORIA
                    ? NGX_HTTP_INTERNAL_SERVER_ERROR : 422;
        f->codigo = inv_comando_codigo(error);
        f->detalle = inv_comando_detalle(error);
    }

    free(texto);
    json_decref(doc);
}
