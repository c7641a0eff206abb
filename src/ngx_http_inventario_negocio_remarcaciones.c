
/*
 * Inventario, negocio: the routes of repricings.  The work is in
 * sql/deploy/remarcaciones.sql.
 */


#include "ngx_http_inventario_negocio.h"


static const ngx_http_inventario_campo_t  remarcaciones_producto[] = {
    inv_id(""),
    inv_fin
};


static const ngx_http_inventario_campo_t  remarcaciones_cuerpo[] = {
    inv_texto("nombre", 1, 100, inv_obligatorio),
    inv_id("sucursal_id", .doc = "Precios propios de una sucursal."),
    inv_instante("vigente_desde",
                 .doc = "Cuándo empezaría a regir; al aprobarla, si falta."),
    inv_id("categoria_id", .doc = "Sólo ella y las que tiene debajo."),
    inv_id("proveedor_id"),
    inv_texto("marca", 1, 100),
    inv_lista("productos", remarcaciones_producto, 1, 5000),
    inv_objeto("regla", ngx_http_inventario_negocio_regla,
               .doc = "Una regla para esta vez; si falta, las guardadas."),
    inv_fecha("indice_desde",
              .doc = "Desde cuándo cuenta un índice; si falta, desde que rige "
                     "cada precio."),
    inv_fecha("indice_hasta", .doc = "Hasta cuándo, sin él."),
    inv_decimal("estimada", -99, 1000, 4,
                .doc = "Variación mensual, en %, de los meses sin cargar."),
    inv_fin
};


static const ngx_http_inventario_campo_t  remarcaciones_aprobar[] = {
    inv_instante("vigente_desde", .doc = "Todos a la vez; ya, si falta."),
    inv_booleano("omitir_cambiados",
                 .doc = "Dejar como están los precios que cambiaron desde la "
                        "simulación, en lugar de rechazar."),
    inv_fin
};


static const ngx_http_inventario_campo_t  remarcaciones_lista[] = {
    inv_opcion("estado", "borrador|aprobada|cancelada"),
    inv_paginas,
    inv_fin
};


#define inv_de_lineas                                                         \
    inv_id("id"),                                                             \
    inv_booleano("aplica", .doc = "Sólo lo que cambia, o lo que no."),        \
    inv_opcion("aviso", "sin_costo|margen_minimo|suba_limitada|"              \
                        "bajo_margen_minimo|bajo_costo|no_baja|omitido|"      \
                        "cambiado_despues")


static const ngx_http_inventario_campo_t  remarcaciones_lineas[] = {
    inv_de_lineas,
    inv_paginas,
    inv_fin
};


static const ngx_http_inventario_campo_t  remarcaciones_csv[] = {
    inv_de_lineas,
    inv_fin
};


ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_remarcaciones[] = {

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/remarcaciones",
      .roles = INV_LEEN,
      .parametros = remarcaciones_lista,
      .funcion = "remarcaciones_listar",
      .carril = INV_LECTURA,
      .resumen = "Las remarcaciones, la última primero",
      .respuestas = "200 Lista de remarcaciones" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/remarcaciones",
      .roles = INV_NEGOCIO,
      .cuerpo = remarcaciones_cuerpo,
      .funcion = "remarcacion_crear",
      .carril = INV_INFORMES,
      .resumen = "Simula una remarcación: qué precio cambiaría, cuánto, por "
                 "qué regla y con qué avisos",
      .respuestas = "201 El borrador, con su resumen|409 Nada cambiaría, o "
                    "faltan meses del índice" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/remarcaciones/{id}",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "remarcacion_obtener",
      .carril = INV_LECTURA,
      .resumen = "Una remarcación",
      .respuestas = "200 La remarcación|404 No existe" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/remarcaciones/{id}/lineas",
      .roles = INV_LEEN,
      .parametros = remarcaciones_lineas,
      .funcion = "remarcacion_lineas",
      .carril = INV_INFORMES,
      .resumen = "Producto por producto: antes, después, márgenes, regla, "
                 "avisos",
      .respuestas = "200 Lista de productos|404 No existe" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/remarcaciones/{id}/exportar",
      .roles = INV_LEEN,
      .parametros = remarcaciones_csv,
      .funcion = "remarcacion_exportar",
      .carril = INV_INFORMES,
      .flujo = 1,
      .resumen = "Lo mismo en CSV",
      .respuestas = "200 Archivo CSV|404 No existe" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/remarcaciones/{id}/aprobar",
      .roles = INV_NEGOCIO,
      .parametros = inv_campos(inv_id("id")),
      .cuerpo = remarcaciones_aprobar,
      .funcion = "remarcacion_aprobar",
      .carril = INV_INFORMES,
      .version = 1,
      .resumen = "Aprueba: los precios rigen todos desde un mismo instante. "
                 "No quien la hizo",
      .respuestas = "200 Aprobada|403 Es propia|409 Ya no es un borrador, o "
                    "hay precios que cambiaron"
                    "|412 version_anterior" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/remarcaciones/{id}/cancelar",
      .roles = INV_NEGOCIO,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "remarcacion_cancelar",
      .carril = INV_ESCRITURA,
      .version = 1,
      .resumen = "Cancela un borrador, o una aprobada que todavía no rige",
      .respuestas = "200 Cancelada|409 Ya rige"
                    "|412 version_anterior" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/remarcaciones/{id}/deshacer",
      .roles = INV_NEGOCIO,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "remarcacion_deshacer",
      .carril = INV_INFORMES,
      .resumen = "Otra remarcación que devuelve los precios de antes, salvo "
                 "los que alguien cambió después",
      .respuestas = "201 El borrador|409 Todavía no rige, o ya se deshizo" },

    { .ruta = NULL }
};
