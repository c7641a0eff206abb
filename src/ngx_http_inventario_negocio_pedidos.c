
/*
 * Inventario: routes of purchase orders.
 */


#include "ngx_http_inventario_negocio.h"


/* --- bodies -------------------------------------------------------------- */

static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_pedida[] =
{
    inv_id("producto_id", .doc = "El producto; o su codigo."),
    inv_texto("codigo", 1, 50, .doc = "Cualquier código del producto."),
    inv_cantidad("cantidad", .doc = "Unidades; o bultos."),
    inv_cantidad("bultos"),
    inv_cantidad("factor",
                 .doc = "Unidades por bulto; si falta, el de la lista."),
    inv_costo("costo", .doc = "De una unidad, sin IVA; si falta, el de la"
                              " lista, o el de reposición."),
    inv_decimal("descuento", 0, 99, 4, .doc = "Por ciento."),
    inv_fin
};


#define inv_pedido(obligatorio_)                                              \
    inv_id("ubicacion_id", .obligatorio = obligatorio_,                       \
           .doc = "Adónde llega."),                                           \
    inv_texto("referencia", 1, 100),                                          \
    inv_texto("notas", 1, 1000),                                              \
    inv_fecha("fecha_esperada",                                               \
              .doc = "Si falta, la que da el plazo del proveedor al enviar"   \
                     " el pedido."),                                          \
    inv_booleano("redondear", .omision = "true",                              \
                 .doc = "A bultos enteros y al mínimo del proveedor."),       \
    inv_lista("lineas", ngx_http_inventario_negocio_pedida, 1, 1000,          \
              .obligatorio = obligatorio_)


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_pedido[] =
{
    inv_id("proveedor_id", inv_obligatorio),
    inv_pedido(1),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_pedido_cambio[] =
{
    inv_pedido(0),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_recibida[] =
{
    inv_entero("linea", 1, 1000000,
               .doc = "La línea del pedido; o el producto_id, o un codigo."),
    inv_id("producto_id"),
    inv_texto("codigo", 1, 50),
    inv_cantidad("cantidad", inv_obligatorio,
                 .doc = "Unidades; con el código de un bulto, bultos."),
    inv_texto("lote", 1, 60),
    inv_fecha("vence"),
    inv_costo("costo", .doc = "El facturado, de una unidad, sin IVA; si falta,"
                              " el del pedido."),
    inv_decimal("descuento", 0, 100, 4),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_recepcion[] =
{
    inv_texto("remito", 1, 100),
    inv_id("ubicacion_id", .doc = "Si falta, la del pedido."),
    inv_booleano("acepta_exceso", .omision = "false",
                 .doc = "Recibir más de lo que falta."),
    inv_lista("lineas", ngx_http_inventario_negocio_recibida, 1, 1000,
              .doc = "Lo que llegó; si falta, todo lo pendiente."),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_motivo[] =
{
    inv_texto("motivo", 1, 200),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_motivo_obligatorio[] =
{
    inv_texto("motivo", 1, 200, inv_obligatorio),
    inv_fin
};


/* --- parameters ---------------------------------------------------------- */

static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_pedido_id[] =
{
    inv_id("id"),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_pedidos_filtros[] =
{
    inv_id("proveedor_id"),
    inv_id("ubicacion_id"),
    inv_id("producto_id"),
    inv_opcion("estado", "borrador|enviado|parcial|recibido|cancelado"),
    inv_fecha("desde", .doc = "Día en que se hizo."),
    inv_fecha("hasta"),
    inv_paginas,
    inv_fin
};


/* --- routes -------------------------------------------------------------- */

#define inv_pasar(r, que, c, f, s, x)                                         \
    { .metodo = NGX_HTTP_POST, .ruta = "/v1/pedidos/{id}/" r, .roles = que,   \
      .parametros = ngx_http_inventario_negocio_pedido_id, .cuerpo = c,       \
      .funcion = f, .carril = INV_ESCRITURA,                                  \
      .etiquetas = "pedidos pedido:{id}", .resumen = s,                       \
      .respuestas = "200 Pedido|404 pedido_no_encontrado"                     \
                    "|409 pedido_estado" x }


ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_pedidos[] = {

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/pedidos",
      .roles = INV_LEEN,
      .parametros = ngx_http_inventario_negocio_pedidos_filtros,
      .funcion = "pedidos_listar",
      .etiquetas = "pedidos",
      .resumen = "Pedidos a proveedores, el último primero, sin sus líneas.",
      .respuestas = "200 Pedidos" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/pedidos",
      .roles = INV_NEGOCIO,
      .cuerpo = ngx_http_inventario_negocio_pedido,
      .funcion = "pedido_crear",
      .carril = INV_ESCRITURA,
      .etiquetas = "pedidos",
      .resumen = "Prepara un pedido a un proveedor.",
      .respuestas = "201 Pedido|409 proveedor_inactivo"
                    "|422 campos_invalidos" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/pedidos/{id}",
      .roles = INV_LEEN,
      .parametros = ngx_http_inventario_negocio_pedido_id,
      .funcion = "pedido_obtener",
      .etiquetas = "pedido:{id}",
      .resumen = "Un pedido con sus líneas, totales y recepciones.",
      .respuestas = "200 Pedido|404 pedido_no_encontrado" },

    { .metodo = NGX_HTTP_PATCH,
      .ruta = "/v1/pedidos/{id}",
      .roles = INV_NEGOCIO,
      .parametros = ngx_http_inventario_negocio_pedido_id,
      .cuerpo = ngx_http_inventario_negocio_pedido_cambio,
      .funcion = "pedido_modificar",
      .carril = INV_ESCRITURA,
      .version = 1,
      .etiquetas = "pedidos pedido:{id}",
      .resumen = "Cambia un borrador; si van líneas, reemplazan a todas.",
      .respuestas = "200 Pedido|404 pedido_no_encontrado|409 pedido_estado"
                    "|412 version_anterior" },

    inv_pasar("enviar", INV_NEGOCIO, NULL, "pedido_enviar",
              "Lo da por mandado al proveedor: desde ahora está en camino.",
              "|409 pedido_vacio"),

    inv_pasar("recibir", INV_NEGOCIO|INV_DEPOSITO,
              ngx_http_inventario_negocio_recepcion, "pedido_recibir",
              "Recibe todo lo pendiente o lo que llegó: entra al stock y"
              " actualiza el costo de reposición.",
              "|409 recepcion_excede|422 campos_invalidos"),

    inv_pasar("cerrar", INV_NEGOCIO,
              ngx_http_inventario_negocio_motivo_obligatorio, "pedido_cerrar",
              "Da por terminado uno recibido en parte: lo que falta no"
              " viene.", ""),

    inv_pasar("cancelar", INV_NEGOCIO, ngx_http_inventario_negocio_motivo,
              "pedido_cancelar",
              "Cancela lo que no llegó; lo recibido queda.", ""),

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/pedidos/{id}/csv",
      .roles = INV_LEEN,
      .parametros = ngx_http_inventario_negocio_pedido_id,
      .funcion = "pedido_csv",
      .carril = INV_INFORMES,
      .flujo = 1,
      .resumen = "Las líneas de un pedido en CSV, para el proveedor.",
      .respuestas = "200 CSV|404 pedido_no_encontrado" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/pedidos/{id}/pdf",
      .roles = INV_LEEN,
      .parametros = ngx_http_inventario_negocio_pedido_id,
      .funcion = "pedido_obtener",
      .carril = INV_LECTURA,
      .en_hilo = 1,
      .despues = ngx_http_inventario_negocio_pedido_pdf,
      .tipo = "application/pdf",
      .resumen = "La orden de compra, para imprimir o mandar.",
      .respuestas = "200 PDF|404 pedido_no_encontrado" },

    { .ruta = NULL }
};
