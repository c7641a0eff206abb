
/*
 * Inventario, depósito: the routes that read stock.  The work is in
 * sql/deploy/informes*.sql.
 */


#include "ngx_http_inventario_deposito.h"


#define inv_sucursal                                                          \
    inv_id("sucursal_id",                                                     \
           .doc = "Sólo esta sucursal. Sin él: todas las que ve el usuario.")
#define inv_categoria                                                         \
    inv_id("categoria_id",                                                    \
           .doc = "Sólo esta categoría y las que tiene debajo.")
#define inv_de_existencias                                                    \
    inv_sucursal,                                                             \
    inv_id("ubicacion_id", .doc = "Sólo esta ubicación."),                    \
    inv_id("producto_id", .doc = "Sólo este producto."),                      \
    inv_categoria,                                                            \
    inv_texto("lote", 1, 50, .doc = "Sólo el lote con este código."),         \
    inv_booleano("con_stock",                                                 \
                 .doc = "true: sólo lo que tiene saldo; false: sólo lo "      \
                        "que quedó en cero."),                                \
    inv_texto("q", 2, 100,                                                    \
              .doc = "Parte del nombre, la marca o el código (sin "           \
                     "importar mayúsculas ni acentos), o un código "          \
                     "completo.")
#define inv_al_cierre                                                         \
    inv_fecha("fecha",                                                        \
              .doc = "Al final de este día, hora de Buenos Aires; hoy, si "   \
                     "falta. Cada movimiento cuenta en el día en que "        \
                     "ocurrió, aunque se haya registrado después.")
#define inv_metodo                                                            \
    inv_opcion("metodo", "fifo|promedio|ultimo|reposicion",                   \
               .omision = "promedio",                                         \
               .doc = "fifo: lo que queda son las últimas unidades "          \
                      "recibidas. promedio: promedio ponderado móvil. "       \
                      "ultimo: el costo de la última recepción. reposicion: " \
                      "el precio de costo que el producto tenía ese día. El " \
                      "costo es de la empresa: una transferencia no cambia "  \
                      "el valor. Lo que no tiene costo conocido se valúa al " \
                      "precio de costo actual y se informa en sin_costo.")


static const ngx_http_inventario_campo_t  informes_existencias[] = {
    inv_de_existencias,
    inv_paginas,
    inv_fin
};


static const ngx_http_inventario_campo_t  informes_existencias_csv[] = {
    inv_de_existencias,
    inv_fin
};


static const ngx_http_inventario_campo_t  informes_criticas[] = {
    inv_sucursal,
    inv_categoria,
    inv_fecha("fecha",
              .doc = "El día que decide la temporada (verano 1,3; otoño 1,0; "
                     "invierno 0,8; primavera 1,1); hoy, si falta. El stock "
                     "es siempre el actual."),
    inv_paginas,
    inv_fin
};


static const ngx_http_inventario_campo_t  informes_por_producto[] = {
    inv_sucursal,
    inv_categoria,
    inv_paginas,
    inv_fin
};


static const ngx_http_inventario_campo_t  informes_stock[] = {
    inv_al_cierre,
    inv_sucursal,
    inv_categoria,
    inv_paginas,
    inv_fin
};


static const ngx_http_inventario_campo_t  informes_top[] = {
    inv_entero("dias", 1, 365, .omision = "30",
               .doc = "Cuántos días hacia atrás, hoy incluido."),
    inv_sucursal,
    inv_entero("limite", 1, 500, .omision = "10", .doc = "Cuántos productos."),
    inv_fin
};


static const ngx_http_inventario_campo_t  informes_valuacion[] = {
    inv_al_cierre,
    inv_metodo,
    inv_sucursal,
    inv_categoria,
    inv_booleano("detalle", .omision = "false",
                 .doc = "true: una lista por producto, de a páginas. false: "
                        "los totales, por categoría y por sucursal."),
    inv_paginas,
    inv_fin
};


static const ngx_http_inventario_campo_t  informes_valuacion_csv[] = {
    inv_al_cierre,
    inv_metodo,
    inv_sucursal,
    inv_categoria,
    inv_fin
};


static const ngx_http_inventario_campo_t  informes_vencimientos[] = {
    inv_entero("dias", 0, 3650, .omision = "30",
               .doc = "Lotes con stock que vencen de acá a tantos días; los "
                      "ya vencidos también."),
    inv_sucursal,
    inv_paginas,
    inv_fin
};


static const ngx_http_inventario_campo_t  informes_auditoria[] = {
    inv_id("producto_id", .doc = "Número del producto."),
    inv_paginas,
    inv_fin
};


ngx_http_inventario_ruta_t  ngx_http_inventario_deposito_informes[] = {

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/existencias",
      .roles = INV_LEEN,
      .parametros = informes_existencias,
      .funcion = "existencias_listar",
      .carril = INV_LECTURA,
      .etiquetas = "existencias",
      .resumen = "Existencias por producto, ubicación y lote",
      .respuestas = "200 Lista de existencias|404 No existe la sucursal" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/existencias/exportar",
      .roles = INV_LEEN,
      .parametros = informes_existencias_csv,
      .funcion = "existencias_exportar",
      .carril = INV_INFORMES,
      .flujo = 1,
      .resumen = "Existencias en CSV",
      .respuestas = "200 Archivo CSV|404 No existe la sucursal" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/existencias/criticas",
      .roles = INV_LEEN,
      .parametros = informes_criticas,
      .funcion = "existencias_criticas",
      .carril = INV_INFORMES,
      .etiquetas = "existencias",
      .resumen = "Productos en su mínimo de temporada o por debajo, lo peor "
                 "primero",
      .respuestas = "200 Lista de productos|404 No existe la sucursal" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/existencias/excesos",
      .roles = INV_LEEN,
      .parametros = informes_por_producto,
      .funcion = "existencias_excesos",
      .carril = INV_INFORMES,
      .etiquetas = "existencias",
      .resumen = "Productos en su máximo o por encima",
      .respuestas = "200 Lista de productos|404 No existe la sucursal" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/existencias/sin-stock",
      .roles = INV_LEEN,
      .parametros = informes_por_producto,
      .funcion = "existencias_sin_stock",
      .carril = INV_INFORMES,
      .etiquetas = "existencias",
      .resumen = "Productos activos sin stock",
      .respuestas = "200 Lista de productos|404 No existe la sucursal" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/existencias/resumen",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_sucursal),
      .funcion = "existencias_resumen",
      .carril = INV_INFORMES,
      .etiquetas = "existencias",
      .resumen = "El stock de un vistazo, a costo y precio de hoy",
      .respuestas = "200 Resumen|404 No existe la sucursal" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/existencias/{producto_id}",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_id("producto_id",
                                      .doc = "Número del producto.")),
      .funcion = "existencias_producto",
      .carril = INV_LECTURA,
      .cache = 60,
      .etiquetas = "existencia:{producto_id} producto:{producto_id} catalogo",
      .resumen = "Existencias de un producto por ubicación y lote, con sus "
                 "totales",
      .respuestas = "200 Existencias|404 No existe el producto" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/reportes/stock",
      .roles = INV_LEEN,
      .parametros = informes_stock,
      .funcion = "reporte_stock",
      .carril = INV_INFORMES,
      .resumen = "Stock al final de un día: cantidad y valor por producto; los "
                 "totales vienen con la primera página",
      .respuestas = "200 Lista de productos|404 No existe la sucursal" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/reportes/top-movimientos",
      .roles = INV_LEEN,
      .parametros = informes_top,
      .funcion = "reporte_top_movimientos",
      .carril = INV_INFORMES,
      .resumen = "Productos con más movimientos",
      .respuestas = "200 Productos|404 No existe la sucursal" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/reportes/valuacion",
      .roles = INV_LEEN,
      .parametros = informes_valuacion,
      .funcion = "reporte_valuacion",
      .carril = INV_INFORMES,
      .resumen = "Valor del stock al final de cualquier día, por cuatro "
                 "métodos",
      .respuestas = "200 Valuación|404 No existe la sucursal" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/reportes/valuacion/exportar",
      .roles = INV_LEEN,
      .parametros = informes_valuacion_csv,
      .funcion = "valuacion_exportar",
      .carril = INV_INFORMES,
      .flujo = 1,
      .resumen = "Valuación por producto en CSV",
      .respuestas = "200 Archivo CSV|404 No existe la sucursal" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/reportes/vencimientos",
      .roles = INV_LEEN,
      .parametros = informes_vencimientos,
      .funcion = "reporte_vencimientos",
      .carril = INV_INFORMES,
      .resumen = "Lotes por vencer y vencidos, con su valor a precio de costo",
      .respuestas = "200 Lista de lotes|404 No existe la sucursal" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/reportes/auditoria/{producto_id}",
      .roles = INV_LEEN,
      .parametros = informes_auditoria,
      .funcion = "reporte_auditoria",
      .carril = INV_INFORMES,
      .resumen = "Todo lo que le pasó a un producto, lo último primero: "
                 "movimientos y cambios de sus datos",
      .respuestas = "200 Lista|404 No existe el producto" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/reportes/integridad",
      .roles = INV_DEPOSITO|INV_CONSULTA,
      .funcion = "reporte_integridad",
      .carril = INV_INFORMES,
      .resumen = "Prueba de que los saldos son lo que suma el libro, y lo "
                 "reservado lo que suman las reservas",
      .respuestas = "200 Resultado, con las primeras 100 inconsistencias" },

    { .ruta = NULL }
};
