
/*
 * Inventario, agent deposito: movements of stock.
 */


#include "ngx_http_inventario_deposito.h"


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_movimiento_linea[] = {

    inv_id("producto_id", .doc = "El producto; o su codigo."),
    inv_texto("codigo", 1, 50,
              .doc = "Cualquier código del producto: propio, GTIN, de bulto "
                     "(multiplica por su factor) o de balanza."),
    inv_decimal("cantidad", -999999999999LL, 999999999999LL, 3,
                inv_obligatorio, .no_cero = 1,
                .doc = "Mayor que cero; con signo sólo en un ajuste."),
    inv_texto("lote", 1, 60,
              .doc = "El lote; si falta, sale primero el que vence primero."),
    inv_fecha("vence", .doc = "Vencimiento de un lote que entra."),
    inv_costo("costo", .doc = "Costo de una unidad base de lo que entra."),
    inv_precio("precio", .doc = "Precio de una unidad base de lo que sale."),
    inv_decimal("cantidad_esperada", -999999999999LL, 999999999999LL, 3,
                .doc = "El saldo que debe haber: si no, 409 stock_cambiado."),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_movimiento[] = {

    inv_opcion("tipo", "entrada|salida|ajuste|merma|transferencia|devolucion",
               inv_obligatorio, .doc = "Qué se mueve."),
    inv_id("ubicacion_id", inv_obligatorio,
           .doc = "El estante o depósito."),
    inv_id("destino_id", .doc = "Adónde va una transferencia."),
    inv_opcion("sentido", "cliente|proveedor",
               .doc = "De quién vuelve (cliente) o a quién se devuelve "
                      "(proveedor) una devolución; si falta, cliente."),
    inv_texto("motivo", 1, 200,
              .doc = "Por qué; obligatorio en merma y ajuste."),
    inv_texto("referencia", 1, 100, .doc = "Ticket, remito, factura."),
    inv_instante("ocurrido_en",
                 .doc = "Cuándo pasó; si falta, ahora."),
    inv_lista("lineas", ngx_http_inventario_deposito_movimiento_linea, 1, 1000,
              inv_obligatorio),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_movimientos[] = {

    inv_id("producto_id"),
    inv_id("ubicacion_id", .doc = "De donde sale o adonde llega."),
    inv_opcion("tipo", "entrada|salida|ajuste|merma|transferencia|devolucion"
                       "|anulacion"),
    inv_id("documento_id"),
    inv_texto("usuario", 1, 60, .doc = "Nombre de usuario."),
    inv_fecha("desde", .doc = "Primer día en que ocurrió."),
    inv_fecha("hasta", .doc = "Último día en que ocurrió."),
    inv_texto("referencia", 1, 100),
    inv_paginas,
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_anulacion[] = {

    inv_texto("motivo", 1, 200, inv_obligatorio, .doc = "Por qué se anula."),
    inv_fin
};


ngx_http_inventario_ruta_t  ngx_http_inventario_deposito_stock[] = {

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/movimientos",
      .roles = INV_DEPOSITO|INV_NEGOCIO,
      .cuerpo = ngx_http_inventario_deposito_movimiento,
      .funcion = "movimientos_aplicar",
      .carril = INV_ESCRITURA,
      .lote = 1000,
      .grupo = 1,
      .etiquetas = "movimientos existencias",
      .resumen = "Mueve stock: un documento, o una lista con un veredicto "
                 "para cada uno.",
      .respuestas = "201 Movimiento|200 Veredictos|403 sucursal_no_permitida"
                    "|404 producto_no_encontrado|409 stock_insuficiente" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/movimientos",
      .roles = INV_LEEN,
      .parametros = ngx_http_inventario_deposito_movimientos,
      .funcion = "movimientos_listar",
      .carril = INV_LECTURA,
      .etiquetas = "movimientos",
      .resumen = "El libro, renglón por renglón, lo último primero.",
      .respuestas = "200 Movimientos" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/movimientos/{id}",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_id("id", .doc = "Número de documento.")),
      .funcion = "movimiento_obtener",
      .carril = INV_LECTURA,
      .etiquetas = "movimiento:{id}",
      .resumen = "Un documento con sus renglones.",
      .respuestas = "200 Movimiento|404 movimiento_no_encontrado" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/movimientos/{id}/anular",
      .roles = INV_DEPOSITO|INV_NEGOCIO,
      .parametros = inv_campos(inv_id("id", .doc = "Número de documento.")),
      .cuerpo = ngx_http_inventario_deposito_anulacion,
      .funcion = "movimiento_anular",
      .carril = INV_ESCRITURA,
      .etiquetas = "movimientos existencias",
      .resumen = "Anula un documento con otro que devuelve cada renglón.",
      .respuestas = "201 Movimiento|404 movimiento_no_encontrado"
                    "|409 ya_anulado" },

    { .ruta = NULL }
};
