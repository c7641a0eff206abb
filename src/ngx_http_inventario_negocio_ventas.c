
/*
 * Inventario, negocio: tickets.  The work is in sql/deploy/ventas*.sql; tills
 * and reports are in ngx_http_inventario_negocio_ventas_cajas.c.
 */


#include "ngx_http_inventario_negocio.h"


#define inv_importe(n, ...)                                                   \
    inv_decimal(n, 0, 99999999999LL, 2, .positivo = 1, __VA_ARGS__)
#define inv_ocurrido                                                          \
    inv_instante("ocurrido_en",                                               \
                 .doc = "Cuándo pasó en la caja; si falta, ahora.")
#define inv_destino                                                           \
    inv_opcion("destino", "stock|merma",                                      \
               .doc = "Adónde va lo que vuelve; si falta, se vende de nuevo.")
#define inv_de_ventas                                                         \
    inv_id("caja_id"),                                                        \
    inv_id("sucursal_id"),                                                    \
    inv_fecha("desde", .doc = "Primer día en que ocurrió."),                  \
    inv_fecha("hasta", .doc = "Último día en que ocurrió."),                  \
    inv_opcion("estado", "vigente|con_devoluciones|anulada"),                 \
    inv_opcion("tipo", "venta|devolucion|anulacion"),                         \
    inv_id("producto_id", .doc = "Los que tienen este producto."),            \
    inv_texto("medio", 1, 30, .doc = "Los pagados, también en parte, así.")


static const ngx_http_inventario_campo_t  ventas_pago[] = {
    inv_texto("medio", 1, 30, inv_obligatorio,
              .doc = "Código del medio de pago."),
    inv_importe("importe", inv_obligatorio),
    inv_fin
};


static const ngx_http_inventario_campo_t  ventas_linea[] = {
    inv_id("producto_id", .doc = "El producto; o su codigo."),
    inv_texto("codigo", 1, 50,
              .doc = "Cualquier código: propio, GTIN, de bulto (multiplica "
                     "por su factor) o de balanza, con peso o con precio."),
    inv_cantidad("cantidad", inv_obligatorio,
                 .doc = "De lo que dice el código: bultos, etiquetas."),
    inv_precio("precio",
               .doc = "De una unidad base, con IVA; si falta, el vigente "
                      "cuando ocurrió."),
    inv_precio("descuento", .doc = "De todo el renglón."),
    inv_texto("promocion", 1, 200, .doc = "Por qué el descuento."),
    inv_texto("lote", 1, 60,
              .doc = "El lote; si falta, sale primero el que vence primero."),
    inv_fin
};


static const ngx_http_inventario_campo_t  ventas_cliente[] = {
    inv_entero("tipo_doc", 1, 99,
               .doc = "Código de ARCA: 80 CUIT, 96 DNI, 99 sin identificar."),
    inv_texto("numero", 1, 20),
    inv_texto("nombre", 1, 200),
    inv_fin
};


static const ngx_http_inventario_campo_t  ventas_comprobante[] = {
    inv_entero("tipo", 1, 999, inv_obligatorio,
               .doc = "Código de ARCA: 1 A, 6 B, 11 C, 83 tique..."),
    inv_entero("punto_venta", 1, 99999, inv_obligatorio),
    inv_entero("numero", 1, 99999999, inv_obligatorio),
    inv_fin
};


static const ngx_http_inventario_campo_t  ventas_venta[] = {
    inv_id("caja_id", inv_obligatorio),
    inv_id("numero", inv_obligatorio,
           .doc = "El que le dio la caja: uno por ticket. El mismo ticket "
                  "otra vez no se hace de nuevo."),
    inv_opcion("tipo", "venta|devolucion|anulacion", inv_obligatorio),
    inv_ocurrido,
    inv_id("origen_id", .doc = "El ticket que se devuelve o anula; una "
                               "devolución puede no tenerlo."),
    inv_id("origen_numero", .doc = "El mismo, por el número de esta caja."),
    inv_destino,
    inv_texto("motivo", 1, 200),
    inv_lista("lineas", ventas_linea, 1, 1000,
              .doc = "Obligatorio, menos en una anulación."),
    inv_lista("pagos", ventas_pago, 0, 20,
              .doc = "Suman el total más el vuelto."),
    inv_precio("vuelto", .doc = "Lo que se devolvió en efectivo."),
    inv_objeto("cliente", ventas_cliente),
    inv_objeto("comprobante", ventas_comprobante,
               .doc = "Lo que dijo la impresora fiscal."),
    inv_fin
};


static const ngx_http_inventario_campo_t  ventas_anulacion[] = {
    inv_texto("motivo", 1, 200, inv_obligatorio, .doc = "Por qué se anula."),
    inv_id("caja_id", .doc = "La caja que devuelve la plata; si falta, la "
                             "del ticket."),
    inv_ocurrido,
    inv_objeto("comprobante", ventas_comprobante),
    inv_fin
};


static const ngx_http_inventario_campo_t  ventas_devuelta[] = {
    inv_entero("linea", 1, 1000, inv_obligatorio,
               .doc = "El renglón del ticket."),
    inv_cantidad("cantidad", inv_obligatorio, .doc = "Unidades base."),
    inv_fin
};


static const ngx_http_inventario_campo_t  ventas_devolucion[] = {
    inv_lista("lineas", ventas_devuelta, 1, 1000, inv_obligatorio),
    inv_destino,
    inv_texto("motivo", 1, 200),
    inv_id("caja_id", .doc = "La caja que devuelve la plata y recibe la "
                             "mercadería; si falta, la del ticket."),
    inv_ocurrido,
    inv_lista("pagos", ventas_pago, 0, 20,
              .doc = "Cómo se devuelve la plata; si falta, en efectivo."),
    inv_objeto("comprobante", ventas_comprobante),
    inv_fin
};


static const ngx_http_inventario_campo_t  ventas_nueva[] = {
    inv_id("caja_id", inv_obligatorio),
    inv_id("numero", inv_obligatorio, .doc = "El que le dio la caja."),
    inv_lista("lineas", ventas_linea, 1, 1000, inv_obligatorio),
    inv_objeto("cliente", ventas_cliente),
    inv_objeto("comprobante", ventas_comprobante),
    inv_fin
};


static const ngx_http_inventario_campo_t  ventas_cambio[] = {
    inv_lista("lineas", ventas_devuelta, 1, 1000, inv_obligatorio,
              .doc = "Lo que vuelve."),
    inv_destino,
    inv_texto("motivo", 1, 200),
    inv_id("caja_id", .doc = "La caja de la devolución; si falta, la del "
                             "ticket."),
    inv_ocurrido,
    inv_objeto("venta", ventas_nueva, inv_obligatorio,
               .doc = "Lo que se lleva."),
    inv_lista("pagos", ventas_pago, 0, 20,
              .doc = "De la diferencia: lo que paga, o lo que se le devuelve "
                     "(si falta, en efectivo)."),
    inv_precio("vuelto"),
    inv_fin
};


static const ngx_http_inventario_campo_t  ventas_lista[] = {
    inv_de_ventas,
    inv_paginas,
    inv_fin
};


static const ngx_http_inventario_campo_t  ventas_csv[] = {
    inv_de_ventas,
    inv_fin
};


ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_ventas[] = {

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/ventas",
      .roles = INV_NEGOCIO,
      .cuerpo = ventas_venta,
      .funcion = "ventas_aplicar",
      .carril = INV_ESCRITURA,
      .lote = 1000,
      .grupo = 1,
      .etiquetas = "ventas movimientos existencias",
      .resumen = "Registra un ticket, o hasta mil en cualquier orden con un "
                 "veredicto para cada uno.",
      .respuestas = "201 Ticket|200 Veredictos, o el ticket que ya estaba"
                    "|403 sucursal_no_permitida|404 caja_no_encontrada"
                    "|409 stock_insuficiente, numero_reutilizado"
                    "|422 pagos_no_cierran" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/ventas",
      .roles = INV_LEEN,
      .parametros = ventas_lista,
      .funcion = "ventas_listar",
      .carril = INV_LECTURA,
      .etiquetas = "ventas",
      .resumen = "Los tickets, lo último primero.",
      .respuestas = "200 Tickets" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/ventas/exportar",
      .roles = INV_LEEN,
      .parametros = ventas_csv,
      .funcion = "ventas_exportar",
      .carril = INV_INFORMES,
      .flujo = 1,
      .resumen = "Los tickets en CSV, un renglón por línea.",
      .respuestas = "200 Archivo CSV" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/ventas/{id}",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "venta_obtener",
      .carril = INV_LECTURA,
      .etiquetas = "venta:{id}",
      .resumen = "Un ticket con sus renglones, pagos y lo que lo deshizo.",
      .respuestas = "200 Ticket|404 venta_no_encontrada" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/ventas/{id}/anular",
      .roles = INV_NEGOCIO,
      .parametros = inv_campos(inv_id("id")),
      .cuerpo = ventas_anulacion,
      .funcion = "venta_anular",
      .carril = INV_ESCRITURA,
      .etiquetas = "ventas movimientos existencias",
      .resumen = "Anula un ticket con otro que deshace stock y pagos.",
      .respuestas = "201 Ticket|404 venta_no_encontrada"
                    "|409 ya_anulado, es_anulacion, con_devoluciones" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/ventas/{id}/devolver",
      .roles = INV_NEGOCIO,
      .parametros = inv_campos(inv_id("id")),
      .cuerpo = ventas_devolucion,
      .funcion = "venta_devolver",
      .carril = INV_ESCRITURA,
      .etiquetas = "ventas movimientos existencias",
      .resumen = "Devuelve renglones de un ticket, enteros o en parte.",
      .respuestas = "201 Ticket|404 venta_no_encontrada"
                    "|409 devolucion_mayor, ya_anulado"
                    "|422 pagos_no_cierran" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/ventas/{id}/cambiar",
      .roles = INV_NEGOCIO,
      .parametros = inv_campos(inv_id("id")),
      .cuerpo = ventas_cambio,
      .funcion = "venta_cambiar",
      .carril = INV_ESCRITURA,
      .etiquetas = "ventas movimientos existencias",
      .resumen = "Cambia mercadería: una devolución y un ticket nuevo, y "
                 "sólo se paga la diferencia.",
      .respuestas = "201 Devolución y ticket|404 venta_no_encontrada"
                    "|409 devolucion_mayor, stock_insuficiente"
                    "|422 pagos_no_cierran" },

    { .ruta = NULL }
};
