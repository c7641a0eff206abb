
/*
 * Inventario, agent deposito: reservations, transfers, counts.
 */


#include "ngx_http_inventario_deposito.h"


/* --- bodies -------------------------------------------------------------- */

static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_pedida[] = {

    inv_id("producto_id", .doc = "El producto; o su codigo."),
    inv_texto("codigo", 1, 50, .doc = "Cualquier código del producto."),
    inv_cantidad("cantidad", inv_obligatorio),
    inv_texto("lote", 1, 60,
              .doc = "El lote; si falta, primero el que vence primero."),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_reserva[] = {

    inv_id("ubicacion_id", inv_obligatorio),
    inv_entero("minutos", 1, 10080, .omision = "15",
               .doc = "Cuánto dura."),
    inv_texto("referencia", 1, 100),
    inv_lista("lineas", ngx_http_inventario_deposito_pedida, 1, 1000,
              inv_obligatorio),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_confirmada[] = {

    inv_entero("linea", 1, 1000000, inv_obligatorio,
               .doc = "Número de línea de la reserva."),
    inv_cantidad("cantidad", inv_obligatorio),
    inv_precio("precio", .doc = "Precio de una unidad base."),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_confirmacion[] = {

    inv_texto("referencia", 1, 100),
    inv_lista("lineas", ngx_http_inventario_deposito_confirmada, 1, 1000,
              .doc = "Lo que se lleva; si falta, todo. Lo demás se libera."),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_transferencia[] = {

    inv_id("origen_id", inv_obligatorio),
    inv_id("destino_id", inv_obligatorio),
    inv_texto("referencia", 1, 100),
    inv_booleano("enviar", .omision = "false",
                 .doc = "Sale ya; si no, queda en borrador."),
    inv_lista("lineas", ngx_http_inventario_deposito_pedida, 1, 1000,
              inv_obligatorio),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_recibida[] = {

    inv_entero("linea", 1, 1000000, inv_obligatorio,
               .doc = "Número de línea de la transferencia."),
    inv_decimal("cantidad", 0, 999999999999LL, 3, inv_obligatorio,
                .doc = "Lo que llegó; puede ser 0."),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_recepcion[] = {

    inv_lista("lineas", ngx_http_inventario_deposito_recibida, 1, 1000,
              .doc = "Lo que llegó de cada línea; si falta, llegó todo."),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_cierre[] = {

    inv_texto("motivo", 1, 200, inv_obligatorio,
              .doc = "Qué pasó con lo que falta."),
    inv_opcion("destino", "merma|origen", .omision = "merma",
               .doc = "Se perdió, o volvió."),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_producto_id[] = {

    inv_id(""),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_conteo[] = {

    inv_id("ubicacion_id", inv_obligatorio),
    inv_lista("productos", ngx_http_inventario_deposito_producto_id, 1, 5000,
              .doc = "Qué contar; o plan, o categoria_id; o todo lo que hay."),
    inv_opcion("plan", "A|B|C", .doc = "Los de esa clase."),
    inv_id("categoria_id"),
    inv_booleano("ciego", .omision = "true",
                 .doc = "Quien cuenta no ve lo esperado."),
    inv_decimal("tolerancia", 0, 100, 2, .omision = "0",
                .doc = "Por ciento de diferencia que no se recuenta."),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_contada[] = {

    inv_id("producto_id", .doc = "El producto; o su codigo."),
    inv_texto("codigo", 1, 50, .doc = "Cualquier código del producto."),
    inv_decimal("cantidad", 0, 999999999999LL, 3, inv_obligatorio,
                .doc = "Lo que se contó; puede ser 0."),
    inv_texto("lote", 1, 60, .doc = "El lote, si el producto los lleva."),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_contadas[] = {

    inv_lista("lineas", ngx_http_inventario_deposito_contada, 1, 1000,
              inv_obligatorio),
    inv_fin
};


/* --- parameters ---------------------------------------------------------- */

static const ngx_http_inventario_campo_t  ngx_http_inventario_deposito_id[] = {

    inv_id("id"),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_reservas[] = {

    inv_id("ubicacion_id"),
    inv_opcion("estado", "activa|confirmada|liberada|vencida"),
    inv_texto("referencia", 1, 100),
    inv_paginas,
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_transferencias[] = {

    inv_id("ubicacion_id", .doc = "De donde sale o adonde va."),
    inv_opcion("estado",
               "borrador|en_transito|recibida|con_diferencia|cancelada"),
    inv_paginas,
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_conteos[] = {

    inv_id("ubicacion_id"),
    inv_opcion("estado", "abierto|recuento|cerrado|cancelado"),
    inv_paginas,
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_plan[] = {

    inv_id("ubicacion_id", inv_obligatorio),
    inv_entero("limite", 1, 500, .omision = "50"),
    inv_fin
};


/* --- routes -------------------------------------------------------------- */

#define inv_leer(r, p, f, t, s, x)                                            \
    { .metodo = NGX_HTTP_GET, .ruta = r, .roles = INV_LEEN,                   \
      .parametros = p, .funcion = f, .carril = INV_LECTURA,                   \
      .etiquetas = t, .resumen = s, .respuestas = x }

#define inv_hacer(r, p, c, f, t, s, x)                                        \
    { .metodo = NGX_HTTP_POST, .ruta = r, .roles = INV_DEPOSITO|INV_NEGOCIO,  \
      .parametros = p, .cuerpo = c, .funcion = f, .carril = INV_ESCRITURA,    \
      .etiquetas = t, .resumen = s, .respuestas = x }


ngx_http_inventario_ruta_t  ngx_http_inventario_deposito_documentos[] = {

    inv_hacer("/v1/reservas", NULL, ngx_http_inventario_deposito_reserva,
              "reserva_crear", "reservas existencias",
              "Reserva stock por un rato: todo o nada.",
              "201 Reserva|404 producto_no_encontrado"
              "|409 stock_insuficiente"),

    inv_leer("/v1/reservas", ngx_http_inventario_deposito_reservas,
             "reservas_listar", "reservas", "Reservas, la última primero.",
             "200 Reservas"),

    inv_leer("/v1/reservas/{id}", ngx_http_inventario_deposito_id,
             "reserva_obtener", "reserva:{id}", "Una reserva.",
             "200 Reserva|404 reserva_no_encontrada"),

    inv_hacer("/v1/reservas/{id}/confirmar", ngx_http_inventario_deposito_id,
              ngx_http_inventario_deposito_confirmacion, "reserva_confirmar",
              "reserva:{id} reservas movimientos existencias",
              "Convierte la reserva en una salida.",
              "200 Reserva|404 reserva_no_encontrada|409 reserva_no_activa"),

    inv_hacer("/v1/reservas/{id}/liberar", ngx_http_inventario_deposito_id,
              NULL, "reserva_liberar", "reserva:{id} reservas existencias",
              "Libera lo reservado.",
              "200 Reserva|404 reserva_no_encontrada|409 reserva_no_activa"),

    inv_hacer("/v1/transferencias", NULL,
              ngx_http_inventario_deposito_transferencia,
              "transferencia_crear", "transferencias movimientos existencias",
              "Prepara, o envía ya, una transferencia.",
              "201 Transferencia|404 ubicacion_no_encontrada"
              "|409 stock_insuficiente"),

    inv_leer("/v1/transferencias", ngx_http_inventario_deposito_transferencias,
             "transferencias_listar", "transferencias",
             "Transferencias, la última primero.", "200 Transferencias"),

    inv_leer("/v1/transferencias/{id}", ngx_http_inventario_deposito_id,
             "transferencia_obtener", "transferencia:{id}",
             "Una transferencia.",
             "200 Transferencia|404 transferencia_no_encontrada"),

    inv_hacer("/v1/transferencias/{id}/enviar",
              ngx_http_inventario_deposito_id, NULL, "transferencia_enviar",
              "transferencia:{id} transferencias movimientos existencias",
              "Saca la mercadería y la pone en tránsito.",
              "200 Transferencia|404 transferencia_no_encontrada"
              "|409 stock_insuficiente"),

    inv_hacer("/v1/transferencias/{id}/recibir",
              ngx_http_inventario_deposito_id,
              ngx_http_inventario_deposito_recepcion, "transferencia_recibir",
              "transferencia:{id} transferencias movimientos existencias",
              "Recibe todo, o lo que llegó de cada línea.",
              "200 Transferencia|404 transferencia_no_encontrada"
              "|409 transferencia_estado"),

    inv_hacer("/v1/transferencias/{id}/cerrar",
              ngx_http_inventario_deposito_id,
              ngx_http_inventario_deposito_cierre, "transferencia_cerrar",
              "transferencia:{id} transferencias movimientos existencias",
              "Da por perdido, o por vuelto, lo que no llegó.",
              "200 Transferencia|404 transferencia_no_encontrada"
              "|409 transferencia_estado"),

    inv_hacer("/v1/transferencias/{id}/cancelar",
              ngx_http_inventario_deposito_id, NULL, "transferencia_cancelar",
              "transferencia:{id} transferencias movimientos existencias",
              "Cancela: lo que estaba en camino vuelve.",
              "200 Transferencia|404 transferencia_no_encontrada"
              "|409 transferencia_estado"),

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/conteos/plan",
      .roles = INV_LEEN,
      .parametros = ngx_http_inventario_deposito_plan,
      .funcion = "conteo_plan",
      .carril = INV_INFORMES,
      .resumen = "Qué conviene contar: por clase ABC y tiempo sin contar.",
      .respuestas = "200 Plan|404 ubicacion_no_encontrada" },

    inv_hacer("/v1/conteos", NULL, ngx_http_inventario_deposito_conteo,
              "conteo_crear", "conteos", "Abre un conteo.",
              "201 Conteo|404 ubicacion_no_encontrada|409 conteo_vacio"),

    inv_leer("/v1/conteos", ngx_http_inventario_deposito_conteos,
             "conteos_listar", "conteos", "Conteos, el último primero.",
             "200 Conteos"),

    inv_leer("/v1/conteos/{id}", ngx_http_inventario_deposito_id,
             "conteo_obtener", "conteo:{id}",
             "Un conteo; si es ciego, sin lo esperado hasta que cierre.",
             "200 Conteo|404 conteo_no_encontrado"),

    inv_hacer("/v1/conteos/{id}/lineas", ngx_http_inventario_deposito_id,
              ngx_http_inventario_deposito_contadas, "conteo_contar",
              "conteo:{id} conteos", "Anota lo que se contó.",
              "200 Conteo|404 producto_no_encontrado|409 conteo_estado"),

    inv_hacer("/v1/conteos/{id}/recontar", ngx_http_inventario_deposito_id,
              NULL, "conteo_recontar", "conteo:{id} conteos",
              "Marca para recontar lo que pasa la tolerancia.",
              "200 Conteo|404 conteo_no_encontrado|409 conteo_estado"),

    inv_hacer("/v1/conteos/{id}/cerrar", ngx_http_inventario_deposito_id,
              NULL, "conteo_cerrar",
              "conteo:{id} conteos movimientos existencias",
              "Ajusta el stock por las diferencias.",
              "200 Conteo|404 conteo_no_encontrado|409 recuento_pendiente"),

    inv_hacer("/v1/conteos/{id}/cancelar", ngx_http_inventario_deposito_id,
              NULL, "conteo_cancelar", "conteo:{id} conteos",
              "Cancela el conteo.",
              "200 Conteo|404 conteo_no_encontrado|409 conteo_estado"),

    { .ruta = NULL }
};
