
/*
 * Inventario, negocio: the routes of promotions and of the price of a ticket.
 * The work is in sql/deploy/promociones.sql, and the choice among promotions
 * in src/dominio/promocion.h.
 */


#include "ngx_http_inventario_negocio.h"


static const ngx_http_inventario_campo_t  promociones_alcance[] = {
    inv_id("producto_id"),
    inv_texto("marca", 1, 100),
    inv_id("categoria_id", .doc = "Y las que tiene debajo."),
    inv_id("proveedor_id"),
    inv_fin
};


static const ngx_http_inventario_campo_t  promociones_parte[] = {
    inv_entero("cantidad", 1, 1000,
               .doc = "Unidades de esta parte de un combo; 1, si falta."),
    inv_lista("alcances", promociones_alcance, 1, 500,
              .doc = "De qué productos; cada alcance, una sola cosa; uno "
                     "vacío, cualquiera."),
    inv_fin
};


static const ngx_http_inventario_campo_t  promociones_numero[] = {
    inv_id(""),
    inv_fin
};


static const ngx_http_inventario_campo_t  promociones_dia[] = {
    inv_entero("", 1, 7),
    inv_fin
};


#define inv_promocion                                                         \
    inv_entero("lleva", 2, 100, inv_nulo),                                    \
    inv_entero("paga", 1, 99, inv_nulo),                                      \
    inv_decimal("porcentaje", 0, 100, 2, .positivo = 1, inv_nulo),            \
    inv_decimal("precio", 0, 999999999, 2, .positivo = 1, inv_nulo,           \
                .doc = "Del combo entero; de un kilo, si la única parte se "  \
                       "pesa."),                                              \
    inv_lista("partes", promociones_parte, 1, 8,                              \
              .doc = "Una, salvo en un combo. Sin partes: todo."),            \
    inv_booleano("mismo_producto",                                            \
                 .doc = "Lo que se lleva es de un solo producto."),           \
    inv_booleano("acumulable",                                                \
                 .doc = "Se suma a las otras, sobre lo que queda."),          \
    inv_entero("limite", 1, 1000000, inv_nulo,                                \
               .doc = "Veces por ticket."),                                   \
    inv_instante("desde"),                                                    \
    inv_instante("hasta", inv_nulo),                                          \
    inv_lista("dias", promociones_dia, 1, 7, inv_nulo,                        \
              .doc = "1 lunes … 7 domingo."),                                 \
    inv_texto("hora_desde", 5, 5, inv_nulo, .doc = "HH:MM"),                  \
    inv_texto("hora_hasta", 5, 5, inv_nulo, .doc = "HH:MM, hasta 24:00."),    \
    inv_lista("sucursales", promociones_numero, 1, 500, inv_nulo),            \
    inv_booleano("activa")


static const ngx_http_inventario_campo_t  promociones_cuerpo[] = {
    inv_texto("nombre", 1, 100, inv_obligatorio),
    inv_opcion("tipo", "nxm|unidad|porcentaje|combo", inv_obligatorio,
               .doc = "nxm: lleva N y paga M. unidad: porcentaje en una de "
                      "cada N. porcentaje: en cada una. combo: las partes, "
                      "juntas, a un precio o con un porcentaje."),
    inv_promocion,
    inv_fin
};


static const ngx_http_inventario_campo_t  promociones_cambio[] = {
    inv_texto("nombre", 1, 100),
    inv_opcion("tipo", "nxm|unidad|porcentaje|combo"),
    inv_promocion,
    inv_fin
};


static const ngx_http_inventario_campo_t  promociones_lista[] = {
    inv_booleano("activa"),
    inv_booleano("rige", .doc = "Ahora mismo, o no."),
    inv_id("sucursal_id"),
    inv_paginas,
    inv_fin
};


static const ngx_http_inventario_campo_t  promociones_linea[] = {
    inv_id("producto_id"),
    inv_texto("codigo", 1, 50,
              .doc = "En lugar de producto_id: cualquiera de sus códigos, "
                     "también de pack o de balanza."),
    inv_cantidad("cantidad",
                 .doc = "1, si falta; de un código de pack, packs; de uno de "
                        "balanza, rótulos."),
    inv_fin
};


#define inv_ticket                                                            \
    inv_id("sucursal_id", .doc = "Con sus precios y sus promociones."),       \
    inv_instante("fecha", .doc = "Como en ese momento; ahora, si falta."),    \
    inv_lista("lineas", promociones_linea, 1, 500, inv_obligatorio)


static const ngx_http_inventario_campo_t  promociones_ticket[] = {
    inv_ticket,
    inv_fin
};


static const ngx_http_inventario_campo_t  promociones_prueba[] = {
    inv_objeto("promocion", promociones_cuerpo, inv_obligatorio),
    inv_booleano("sola", .omision = "false",
                 .doc = "Sin las que rigen."),
    inv_ticket,
    inv_fin
};


ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_promociones[] = {

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/precios/calcular",
      .roles = INV_LEEN,
      .cuerpo = promociones_ticket,
      .funcion = "ticket_calcular",
      .carril = INV_ESCRITURA,
      .despues = ngx_http_inventario_negocio_ticket,
      .en_hilo = 1,
      .resumen = "Cuánto sale un ticket, con las promociones que más le "
                 "convienen al cliente, línea por línea y por qué",
      .respuestas = "200 El ticket|422 Una línea está mal" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/promociones",
      .roles = INV_LEEN,
      .parametros = promociones_lista,
      .funcion = "promociones_listar",
      .carril = INV_LECTURA,
      .resumen = "Las promociones",
      .respuestas = "200 Lista de promociones" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/promociones",
      .roles = INV_NEGOCIO,
      .cuerpo = promociones_cuerpo,
      .funcion = "promocion_crear",
      .carril = INV_ESCRITURA,
      .resumen = "Crea una promoción",
      .respuestas = "201 La promoción|422 Devolvería plata, o le falta algo" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/promociones/probar",
      .roles = INV_NEGOCIO,
      .cuerpo = promociones_prueba,
      .funcion = "promocion_probar",
      .carril = INV_ESCRITURA,
      .despues = ngx_http_inventario_negocio_ticket,
      .en_hilo = 1,
      .resumen = "Un ticket como saldría con una promoción que no se guarda",
      .respuestas = "200 El ticket|422 La promoción o una línea está mal" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/promociones/{id}",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "promocion_obtener",
      .carril = INV_LECTURA,
      .etiquetas = "promociones",
      .resumen = "Una promoción",
      .respuestas = "200 La promoción|404 No existe" },

    { .metodo = NGX_HTTP_PATCH,
      .ruta = "/v1/promociones/{id}",
      .roles = INV_NEGOCIO,
      .parametros = inv_campos(inv_id("id")),
      .cuerpo = promociones_cambio,
      .funcion = "promocion_modificar",
      .carril = INV_ESCRITURA,
      .version = 1,
      .resumen = "Modifica una promoción",
      .respuestas = "200 La promoción|404 No existe"
                    "|412 version_anterior" },

    { .metodo = NGX_HTTP_DELETE,
      .ruta = "/v1/promociones/{id}",
      .roles = INV_NEGOCIO,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "promocion_eliminar",
      .carril = INV_ESCRITURA,
      .version = 1,
      .resumen = "Da de baja una promoción",
      .respuestas = "204 De baja|404 No existe"
                    "|412 version_anterior" },

    { .ruta = NULL }
};
