
/*
 * Inventario: routes of the IVA of a month.
 */


#include "ngx_http_inventario_negocio.h"


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_iva_mes[] = {

    inv_texto("periodo", 7, 7, inv_obligatorio, .doc = "El mes: 2026-09."),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_iva_archivo[] = {

    inv_texto("periodo", 7, 7, inv_obligatorio, .doc = "El mes: 2026-09."),
    inv_opcion("archivo", "ventas_cbte|ventas_alicuotas|compras_cbte"
               "|compras_alicuotas", inv_obligatorio),
    inv_fin
};


ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_iva[] = {

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/reportes/iva",
      .roles = INV_NEGOCIO|INV_CONSULTA,
      .parametros = ngx_http_inventario_negocio_iva_mes,
      .funcion = "reporte_iva",
      .carril = INV_INFORMES,
      .resumen = "Débito y crédito de IVA por alícuota, percepciones, saldo.",
      .respuestas = "200 Posición del mes|403 sucursal_no_permitida" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/reportes/iva/exportar",
      .roles = INV_NEGOCIO|INV_CONSULTA,
      .parametros = ngx_http_inventario_negocio_iva_mes,
      .funcion = "reporte_iva_exportar",
      .carril = INV_INFORMES,
      .flujo = 1,
      .resumen = "Lo mismo en CSV.",
      .respuestas = "200 Archivo CSV|403 sucursal_no_permitida" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/reportes/iva/libro",
      .roles = INV_NEGOCIO|INV_CONSULTA,
      .parametros = ngx_http_inventario_negocio_iva_archivo,
      .funcion = "libro_iva",
      .carril = INV_INFORMES,
      .en_hilo = 1,
      .despues = ngx_http_inventario_negocio_libro_latin1,
      .tipo = "text/plain; charset=iso-8859-1",
      .resumen = "Un archivo del Libro IVA Digital, de ancho fijo.",
      .respuestas = "200 Archivo|403 sucursal_no_permitida|409 libro_grande" },

    { .ruta = NULL }
};
