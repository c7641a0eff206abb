
/*
 * Inventario, negocio: tills, means of payment, closings, and the reports of
 * sales and margins.
 */


#include "ngx_http_inventario_negocio.h"


#define inv_de_informe                                                        \
    inv_fecha("desde", .doc = "Primer día; 30 antes de hasta, si falta."),    \
    inv_fecha("hasta", .doc = "Último día; hoy, si falta."),                  \
    inv_id("sucursal_id", .doc = "Sólo esta sucursal. Sin él: todas las que " \
                                 "ve el usuario.")
#define inv_por_ventas                                                        \
    inv_opcion("por", "dia|hora|producto|categoria|sucursal|caja|medio",      \
               .omision = "dia")
#define inv_por_margenes                                                      \
    inv_opcion("por", "producto|categoria", .omision = "producto")
#define inv_cuantos                                                           \
    inv_entero("limite", 1, 1000, .omision = "200", .doc = "Cuántas filas.")


static const ngx_http_inventario_campo_t  cajas_alta[] = {
    inv_id("sucursal_id", inv_obligatorio),
    inv_id("ubicacion_id", inv_obligatorio, .doc = "De donde vende."),
    inv_texto("codigo", 1, 30, inv_obligatorio),
    inv_texto("nombre", 1, 200, inv_obligatorio),
    inv_entero("punto_venta", 1, 99999,
               .doc = "El de su impresora fiscal; uno por caja."),
    inv_booleano("activa"),
    inv_fin
};


static const ngx_http_inventario_campo_t  cajas_cambio[] = {
    inv_id("ubicacion_id"),
    inv_texto("codigo", 1, 30),
    inv_texto("nombre", 1, 200),
    inv_entero("punto_venta", 1, 99999, inv_nulo),
    inv_booleano("activa"),
    inv_fin
};


static const ngx_http_inventario_campo_t  cajas_medio_alta[] = {
    inv_texto("codigo", 1, 30, inv_obligatorio,
              .doc = "Minúsculas, números y _."),
    inv_texto("nombre", 1, 100, inv_obligatorio),
    inv_fin
};


static const ngx_http_inventario_campo_t  cajas_medio[] = {
    inv_texto("nombre", 1, 100),
    inv_booleano("activo"),
    inv_fin
};


static const ngx_http_inventario_campo_t  cajas_declarado[] = {
    inv_texto("medio", 1, 30, inv_obligatorio),
    inv_precio("importe", inv_obligatorio),
    inv_fin
};


static const ngx_http_inventario_campo_t  cajas_cierre[] = {
    inv_precio("fondo", .doc = "El efectivo con que abrió; si falta, cero."),
    inv_lista("declarado", cajas_declarado, 0, 50,
              .doc = "Lo que se contó, por medio de pago."),
    inv_texto("observaciones", 1, 500),
    inv_fin
};


static const ngx_http_inventario_campo_t  cajas_reporte[] = {
    inv_por_ventas,
    inv_de_informe,
    inv_id("caja_id"),
    inv_cuantos,
    inv_fin
};


static const ngx_http_inventario_campo_t  cajas_reporte_csv[] = {
    inv_por_ventas,
    inv_de_informe,
    inv_id("caja_id"),
    inv_fin
};


static const ngx_http_inventario_campo_t  cajas_margenes[] = {
    inv_por_margenes,
    inv_de_informe,
    inv_cuantos,
    inv_fin
};


static const ngx_http_inventario_campo_t  cajas_margenes_csv[] = {
    inv_por_margenes,
    inv_de_informe,
    inv_fin
};


ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_ventas_cajas[] = {

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/cajas",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_id("sucursal_id"), inv_booleano("activa"),
                               inv_paginas),
      .funcion = "cajas_listar",
      .etiquetas = "cajas",
      .resumen = "Las cajas de las sucursales que ves.",
      .respuestas = "200 Cajas" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/cajas",
      .roles = INV_NEGOCIO,
      .cuerpo = cajas_alta,
      .funcion = "caja_crear",
      .carril = INV_ESCRITURA,
      .resumen = "Crea una caja.",
      .respuestas = "201 Caja|409 caja_codigo_duplicado" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/cajas/{id}",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "caja_obtener",
      .etiquetas = "cajas",
      .resumen = "Una caja.",
      .respuestas = "200 Caja|404 caja_no_encontrada" },

    { .metodo = NGX_HTTP_PATCH,
      .ruta = "/v1/cajas/{id}",
      .roles = INV_NEGOCIO,
      .parametros = inv_campos(inv_id("id")),
      .cuerpo = cajas_cambio,
      .funcion = "caja_modificar",
      .carril = INV_ESCRITURA,
      .version = 1,
      .resumen = "Cambia una caja; activa=false la da de baja.",
      .respuestas = "200 Caja|404 caja_no_encontrada"
                    "|412 version_anterior" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/cajas/{id}/ventas/{numero}",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_id("id"), inv_id("numero")),
      .funcion = "venta_por_numero",
      .etiquetas = "ventas",
      .resumen = "El ticket al que la caja le dio ese número.",
      .respuestas = "200 Ticket|404 venta_no_encontrada" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/cajas/{id}/parcial",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "caja_parcial",
      .carril = INV_INFORMES,
      .etiquetas = "ventas cajas",
      .resumen = "X: lo que daría el cierre ahora, sin cerrar.",
      .respuestas = "200 Totales|404 caja_no_encontrada" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/cajas/{id}/cierres",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_id("id"), inv_paginas),
      .funcion = "cierres_listar",
      .etiquetas = "cajas",
      .resumen = "Los cierres de una caja, el último primero.",
      .respuestas = "200 Cierres|404 caja_no_encontrada" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/cajas/{id}/cierres",
      .roles = INV_NEGOCIO,
      .parametros = inv_campos(inv_id("id")),
      .cuerpo = cajas_cierre,
      .funcion = "cierre_crear",
      .carril = INV_ESCRITURA,
      .resumen = "Z: cierra la caja con los tickets registrados desde el "
                 "último cierre, también los atrasados de días cerrados.",
      .respuestas = "201 Cierre|404 caja_no_encontrada"
                    "|409 nada_que_cerrar" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/cajas/{id}/cierres/{numero}",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_id("id"), inv_id("numero")),
      .funcion = "cierre_obtener",
      .etiquetas = "cajas",
      .resumen = "Un cierre.",
      .respuestas = "200 Cierre|404 cierre_no_encontrado" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/medios-pago",
      .roles = INV_LEEN,
      .funcion = "medios_listar",
      .etiquetas = "cajas",
      .resumen = "Los medios de pago.",
      .respuestas = "200 Medios" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/medios-pago",
      .roles = INV_NEGOCIO,
      .cuerpo = cajas_medio_alta,
      .funcion = "medio_crear",
      .carril = INV_ESCRITURA,
      .resumen = "Agrega un medio de pago.",
      .respuestas = "201 Medio|409 medio_duplicado" },

    { .metodo = NGX_HTTP_PATCH,
      .ruta = "/v1/medios-pago/{codigo}",
      .roles = INV_NEGOCIO,
      .parametros = inv_campos(inv_texto("codigo", 1, 30)),
      .cuerpo = cajas_medio,
      .funcion = "medio_modificar",
      .carril = INV_ESCRITURA,
      .version = 1,
      .resumen = "Cambia un medio de pago, o lo saca de uso.",
      .respuestas = "200 Medio|404 medio_no_encontrado"
                    "|412 version_anterior" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/reportes/ventas",
      .roles = INV_LEEN,
      .parametros = cajas_reporte,
      .funcion = "reporte_ventas",
      .carril = INV_INFORMES,
      .etiquetas = "ventas",
      .resumen = "Ventas por día, hora, producto, categoría, sucursal, caja "
                 "o medio de pago, sin lo devuelto ni lo anulado.",
      .respuestas = "200 Ventas|403 sucursal_no_permitida" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/reportes/ventas/exportar",
      .roles = INV_LEEN,
      .parametros = cajas_reporte_csv,
      .funcion = "reporte_ventas_exportar",
      .carril = INV_INFORMES,
      .flujo = 1,
      .resumen = "Lo mismo en CSV.",
      .respuestas = "200 Archivo CSV|403 sucursal_no_permitida" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/reportes/margenes",
      .roles = INV_LEEN,
      .parametros = cajas_margenes,
      .funcion = "reporte_margenes",
      .carril = INV_INFORMES,
      .etiquetas = "ventas",
      .resumen = "Lo que se ganó, sin IVA y al costo del momento de cada "
                 "venta.",
      .respuestas = "200 Márgenes|403 sucursal_no_permitida" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/reportes/margenes/exportar",
      .roles = INV_LEEN,
      .parametros = cajas_margenes_csv,
      .funcion = "reporte_margenes_exportar",
      .carril = INV_INFORMES,
      .flujo = 1,
      .resumen = "Lo mismo en CSV.",
      .respuestas = "200 Archivo CSV|403 sucursal_no_permitida" },

    { .ruta = NULL }
};
