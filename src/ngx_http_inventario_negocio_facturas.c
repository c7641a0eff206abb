
/*
 * Inventario: routes of supplier invoices.
 */


#include "ngx_http_inventario_negocio.h"


#define inv_tasa(n, ...)   inv_decimal(n, 0, 100, 2, __VA_ARGS__)
#define inv_importe(n, ...)  inv_precio(n, __VA_ARGS__)


/* --- bodies -------------------------------------------------------------- */

static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_factura_linea[] = {

    inv_id("producto_id", .doc = "El producto; o su codigo; o ninguno, con "
                                 "una descripcion."),
    inv_texto("codigo", 1, 50, .doc = "Cualquier código del producto."),
    inv_texto("descripcion", 1, 200),
    inv_cantidad("cantidad", inv_obligatorio,
                 .doc = "Como la factura la dice: unidades, o bultos."),
    inv_decimal("factor", 0, 999999, 3, .positivo = 1,
                .doc = "Unidades base de cada una; 1 si falta."),
    inv_costo("precio", inv_obligatorio,
              .doc = "De cada una; sin IVA en A y M, final en los demás."),
    inv_tasa("descuento", .doc = "Por ciento."),
    inv_importe("importe", .doc = "Si falta, se calcula."),
    inv_opcion("condicion", "gravado|exento|no_gravado"),
    inv_tasa("tasa", .doc = "Alícuota de IVA, en A y M; si falta, la del "
                            "producto."),
    inv_importe("internos", .doc = "Impuestos internos de la línea."),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_factura_iva[] = {

    inv_tasa("tasa", inv_obligatorio),
    inv_importe("neto", inv_obligatorio),
    inv_importe("importe", inv_obligatorio),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_factura_percepcion[] = {

    inv_opcion("tipo", "iva|iibb|municipal|nacional", inv_obligatorio),
    inv_entero("jurisdiccion", 901, 924,
               .doc = "De ingresos brutos: 901 CABA ... 924 Tierra del "
                      "Fuego."),
    inv_texto("detalle", 1, 100),
    inv_decimal("importe", 0, 999999999999LL, 2, inv_obligatorio,
                .positivo = 1),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_factura[] = {

    inv_entero("tipo", 1, 999, inv_obligatorio,
               .doc = "Código de ARCA: 1 factura A, 3 nota de crédito A, 6 B, "
                      "11 C, 51 M, 201 FCE A..."),
    inv_entero("punto_venta", 1, 99999, inv_obligatorio),
    inv_entero("numero", 1, 99999999, inv_obligatorio),
    inv_texto("cuit", 11, 13, inv_obligatorio, .doc = "De quien la emite."),
    inv_id("proveedor_id", .doc = "Si falta, el de ese CUIT."),
    inv_fecha("fecha", inv_obligatorio),
    inv_fecha("vence", .doc = "De su pago."),
    inv_texto("periodo", 7, 7,
              .doc = "Mes en que se toma el crédito, 2026-09; el de la fecha "
                     "si falta."),
    inv_opcion("autorizacion", "E|A", .doc = "CAE, o CAEA."),
    inv_texto("cae", 14, 14),
    inv_fecha("cae_vence"),
    inv_texto("moneda", 3, 3, .doc = "Código de ARCA; PES si falta."),
    inv_decimal("cotizacion", 0, 999999, 6, .positivo = 1),
    inv_id("pedido_id"),
    inv_id("recepcion_id"),
    inv_id("asociada_id", .doc = "La factura de una nota de crédito o "
                                 "débito."),
    inv_tasa("descuento", .doc = "Por ciento, sobre todas las líneas."),
    inv_importe("no_gravado"),
    inv_importe("exento"),
    inv_importe("internos", .doc = "Impuestos internos; suma de los de las "
                                   "líneas, si los dicen."),
    inv_importe("otros", .doc = "Otros tributos."),
    inv_lista("iva", ngx_http_inventario_negocio_factura_iva, 0, 6,
              .doc = "Por alícuota; si falta, se calcula."),
    inv_lista("percepciones", ngx_http_inventario_negocio_factura_percepcion,
              0, 50),
    inv_importe("total", inv_obligatorio),
    inv_texto("notas", 1, 1000),
    inv_lista("lineas", ngx_http_inventario_negocio_factura_linea, 1, 1000,
              inv_obligatorio),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_factura_aceptacion[] = {

    inv_booleano("acepta_diferencias", .omision = "false",
                 .doc = "Contabilizar aunque no coincida con el pedido y lo "
                        "recibido."),
    inv_texto("motivo", 1, 500, .doc = "Por qué se aceptan."),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_factura_motivo[] = {

    inv_texto("motivo", 1, 500, inv_obligatorio),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_factura_tolerancia[] = {

    inv_tasa("precio", inv_obligatorio,
             .doc = "Por ciento que el costo puede alejarse del pedido."),
    inv_tasa("cantidad", inv_obligatorio,
             .doc = "Por ciento que se puede facturar de más."),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_factura_qr[] = {

    inv_texto("texto", 1, 2048, inv_obligatorio,
              .doc = "Lo que dio el lector: la dirección entera."),
    inv_fin
};


/* --- parameters ---------------------------------------------------------- */

static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_factura_id[] = {

    inv_id("id"),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_facturas_filtros[] = {

    inv_id("proveedor_id"),
    inv_texto("cuit", 11, 13),
    inv_entero("tipo", 1, 999),
    inv_opcion("estado", "borrador|validada|contabilizada|anulada"),
    inv_id("pedido_id"),
    inv_fecha("desde"),
    inv_fecha("hasta"),
    inv_paginas,
    inv_fin
};


/* --- routes -------------------------------------------------------------- */

#define inv_leer(r, p, f, t, s, x)                                            \
    { .metodo = NGX_HTTP_GET, .ruta = r, .roles = INV_LEEN,                   \
      .parametros = p, .funcion = f, .carril = INV_LECTURA,                   \
      .etiquetas = t, .resumen = s, .respuestas = x }

#define inv_hacer(r, p, c, f, t, s, x)                                        \
    { .metodo = NGX_HTTP_POST, .ruta = r, .roles = INV_NEGOCIO,               \
      .parametros = p, .cuerpo = c, .funcion = f, .carril = INV_ESCRITURA,    \
      .etiquetas = t, .resumen = s, .respuestas = x }


ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_facturas[] = {

    inv_hacer("/v1/facturas", NULL, ngx_http_inventario_negocio_factura,
              "factura_crear", "facturas",
              "Carga una factura de proveedor; sus sumas cierran al centavo.",
              "201 Factura|409 factura_duplicada|422 No cierra"),

    inv_leer("/v1/facturas", ngx_http_inventario_negocio_facturas_filtros,
             "facturas_listar", "facturas", "Facturas, la última primero.",
             "200 Facturas"),

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/facturas/qr",
      .roles = INV_NEGOCIO,
      .cuerpo = ngx_http_inventario_negocio_factura_qr,
      .funcion = "factura_qr_leer",
      .carril = INV_ESCRITURA,
      .antes = ngx_http_inventario_negocio_qr_leer,
      .resumen = "Lo que dice el QR de una factura (RG 4892), para empezar a "
                 "cargarla.",
      .respuestas = "200 Factura por completar|422 No es el QR de una "
                    "factura" },

    inv_leer("/v1/facturas/tolerancias", NULL, "factura_tolerancia",
             "facturas", "Cuánto puede diferir una factura de su pedido.",
             "200 Tolerancias"),

    { .metodo = NGX_HTTP_PUT,
      .ruta = "/v1/facturas/tolerancias",
      .roles = INV_ADMIN,
      .cuerpo = ngx_http_inventario_negocio_factura_tolerancia,
      .funcion = "factura_tolerancia_poner",
      .carril = INV_ESCRITURA,
      .version = 1,
      .etiquetas = "facturas",
      .resumen = "Cambia las tolerancias.",
      .respuestas = "200 Tolerancias|412 version_anterior" },

    inv_leer("/v1/facturas/{id}", ngx_http_inventario_negocio_factura_id,
             "factura_obtener", "factura:{id}", "Una factura.",
             "200 Factura|404 factura_no_encontrada"),

    { .metodo = NGX_HTTP_PUT,
      .ruta = "/v1/facturas/{id}",
      .roles = INV_NEGOCIO,
      .parametros = ngx_http_inventario_negocio_factura_id,
      .cuerpo = ngx_http_inventario_negocio_factura,
      .funcion = "factura_reemplazar",
      .carril = INV_ESCRITURA,
      .version = 1,
      .etiquetas = "factura:{id} facturas",
      .resumen = "La reemplaza; vuelve a ser un borrador.",
      .respuestas = "200 Factura|404 factura_no_encontrada"
                    "|409 factura_contabilizada|412 version_anterior" },

    inv_hacer("/v1/facturas/{id}/validar",
              ngx_http_inventario_negocio_factura_id, NULL, "factura_validar",
              "factura:{id} facturas",
              "La da por completa, y la compara con el pedido y lo recibido.",
              "200 Factura y su conciliación|404 factura_no_encontrada"
              "|409 factura_estado|422 Le faltan datos"),

    inv_hacer("/v1/facturas/{id}/contabilizar",
              ngx_http_inventario_negocio_factura_id,
              ngx_http_inventario_negocio_factura_aceptacion,
              "factura_contabilizar", "factura:{id} facturas",
              "La contabiliza: toma su crédito, actualiza los costos y propone "
              "precios.",
              "200 Factura, conciliación y propuestas"
              "|404 factura_no_encontrada|409 factura_con_diferencias"),

    inv_hacer("/v1/facturas/{id}/anular",
              ngx_http_inventario_negocio_factura_id,
              ngx_http_inventario_negocio_factura_motivo, "factura_anular",
              "factura:{id} facturas",
              "Descarta una que no se contabilizó.",
              "200 Factura|404 factura_no_encontrada"
              "|409 factura_contabilizada"),

    inv_leer("/v1/facturas/{id}/conciliacion",
             ngx_http_inventario_negocio_factura_id, "factura_conciliacion",
             NULL, "Línea por línea, contra el pedido y lo recibido.",
             "200 Conciliación|404 factura_no_encontrada"),

    inv_leer("/v1/facturas/{id}/propuestas",
             ngx_http_inventario_negocio_factura_id, "factura_propuestas",
             NULL, "Los precios que piden sus costos.",
             "200 Propuestas|404 factura_no_encontrada"),

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/facturas/{id}/qr",
      .roles = INV_LEEN,
      .parametros = ngx_http_inventario_negocio_factura_id,
      .funcion = "factura_obtener",
      .carril = INV_LECTURA,
      .en_hilo = 1,
      .despues = ngx_http_inventario_negocio_qr_svg,
      .tipo = "image/svg+xml",
      .etiquetas = "factura:{id}",
      .resumen = "Su QR, como dibujo.",
      .respuestas = "200 Imagen SVG|404 factura_no_encontrada"
                    "|409 factura_sin_cae" },

    { .ruta = NULL }
};
