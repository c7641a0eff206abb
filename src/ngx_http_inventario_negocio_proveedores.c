
/*
 * Inventario: routes of suppliers, their price lists, and which one sells
 * what.
 */


#include "ngx_http_inventario_negocio.h"


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_palabras[] =
{
    inv_texto("", 1, 60),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_dia[] =
{
    inv_entero("", 1, 7),
    inv_fin
};


/* what a supplier has, but for its name, which a new one must have */

#define inv_proveedor                                                         \
    inv_texto("codigo", 1, 20, inv_nulo),                                     \
    inv_texto("cuit", 11, 13, inv_nulo,                                       \
              .doc = "11 dígitos, o XX-XXXXXXXX-X; se controla el último."),  \
    inv_opcion("condicion_iva",                                               \
               "responsable_inscripto|monotributo|exento|no_alcanzado",       \
               inv_nulo),                                                     \
    inv_texto("contacto", 1, 100, inv_nulo),                                  \
    inv_texto("telefono", 1, 50, inv_nulo),                                   \
    inv_texto("email", 3, 200, inv_nulo),                                     \
    inv_texto("direccion", 1, 200, inv_nulo),                                 \
    inv_lista("dias_entrega", ngx_http_inventario_negocio_dia, 0, 7,          \
              .doc = "1 lunes a 7 domingo; vacía: cualquiera."),              \
    inv_entero("plazo_dias", 0, 365, inv_nulo,                                \
               .doc = "Del pedido a la entrega."),                            \
    inv_precio("minimo_pedido", inv_nulo, .doc = "Neto de IVA."),             \
    inv_decimal("descuento", 0, 99, 2,                                        \
                .doc = "Por ciento, sobre todo lo que lista."),               \
    inv_booleano("predeterminado",                                            \
                 .doc = "El que recibe lo que ninguna regla alcanza."),       \
    inv_booleano("activo"),                                                   \
    inv_texto("notas", 1, 1000, inv_nulo),                                    \
    inv_lista("marcas_directas", ngx_http_inventario_negocio_palabras, 0,     \
              500),                                                           \
    inv_lista("marcas_distribuidas", ngx_http_inventario_negocio_palabras, 0, \
              500),                                                           \
    inv_lista("categorias", ngx_http_inventario_negocio_palabras, 0, 500,     \
              .doc = "Palabras que dicen qué clase de cosas vende."),         \
    inv_lista("exclusiones", ngx_http_inventario_negocio_palabras, 0, 500,    \
              .doc = "Palabras con las que sus categorías no cuentan.")


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_proveedor[] =
{
    inv_texto("nombre", 1, 200, inv_obligatorio),
    inv_proveedor,
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_proveedor_cambio[] =
{
    inv_texto("nombre", 1, 200),
    inv_proveedor,
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_lista[] =
{
    inv_id("producto_id", .doc = "El producto; o un código."),
    inv_texto("codigo", 1, 50, .doc = "Cualquier código del producto."),
    inv_texto("codigo_proveedor", 1, 50, inv_nulo,
              .doc = "El del proveedor; encuentra el producto si ya se usó."),
    inv_costo("costo", .doc = "De lista, de una unidad, sin IVA."),
    inv_costo("costo_bulto", .doc = "Lo mismo, de un bulto."),
    inv_decimal("descuento", 0, 99, 2),
    inv_cantidad("factor", .doc = "Unidades por bulto."),
    inv_decimal("minimo", 0, 999999999, 3, .doc = "Unidades por pedido."),
    inv_entero("plazo_dias", 0, 365, inv_nulo),
    inv_fecha("desde", .doc = "Si falta, hoy."),
    inv_fecha("hasta", inv_nulo),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_asignar[] =
{
    inv_texto("producto", 1, 200, inv_obligatorio),
    inv_texto("categoria", 1, 100),
    inv_fin
};


#define INV_404_PROVEEDOR  "|404 proveedor_no_encontrado"


ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_proveedores[] = {

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/proveedores",
      .roles = INV_LEEN,
      .parametros = inv_campos(
          inv_texto("q", 1, 100, .doc = "Parte del nombre, código o CUIT."),
          inv_booleano("activo"), inv_paginas),
      .funcion = "proveedores_listar",
      .etiquetas = "catalogo",
      .resumen = "Los proveedores, por nombre.",
      .respuestas = "200 Proveedores" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/proveedores",
      .roles = INV_NEGOCIO,
      .cuerpo = ngx_http_inventario_negocio_proveedor,
      .funcion = "proveedor_crear",
      .carril = INV_ESCRITURA,
      .resumen = "Crea un proveedor.",
      .respuestas = "201 Proveedor|409 proveedor_duplicado"
                    "|422 campos_invalidos" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/proveedores/asignar",
      .roles = INV_LEEN,
      .cuerpo = ngx_http_inventario_negocio_asignar,
      .funcion = "proveedor_asignar",
      .carril = INV_ESCRITURA,
      .resumen = "Qué proveedor vende algo de ese nombre, y por qué.",
      .respuestas = "200 Asignacion|409 sin_proveedor" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/proveedores/{id}",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "proveedor_obtener",
      .etiquetas = "catalogo",
      .resumen = "Un proveedor, con las palabras que dicen qué vende.",
      .respuestas = "200 Proveedor" INV_404_PROVEEDOR },

    { .metodo = NGX_HTTP_PATCH,
      .ruta = "/v1/proveedores/{id}",
      .roles = INV_NEGOCIO,
      .parametros = inv_campos(inv_id("id")),
      .cuerpo = ngx_http_inventario_negocio_proveedor_cambio,
      .funcion = "proveedor_modificar",
      .carril = INV_ESCRITURA,
      .version = 1,
      .resumen = "Cambia lo que se dice de un proveedor; con activo false,"
                 " lo da de baja.",
      .respuestas = "200 Proveedor" INV_404_PROVEEDOR
                    "|409 proveedor_duplicado|412 version_anterior" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/proveedores/{id}/productos",
      .roles = INV_LEEN,
      .parametros = inv_campos(
          inv_id("id"),
          inv_booleano("vigentes", .omision = "true",
                       .doc = "Sólo los precios de hoy."),
          inv_paginas),
      .funcion = "proveedor_lista",
      .etiquetas = "catalogo productos",
      .resumen = "La lista de precios de un proveedor.",
      .respuestas = "200 Lista" INV_404_PROVEEDOR },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/proveedores/{id}/productos",
      .roles = INV_NEGOCIO,
      .parametros = inv_campos(
          inv_id("id"),
          inv_booleano("actualizar_costos", .omision = "false",
                       .doc = "Lo vigente pasa a ser el costo de reposición"
                              " del producto.")),
      .cuerpo = ngx_http_inventario_negocio_lista,
      .funcion = "proveedor_lista_poner",
      .carril = INV_ESCRITURA,
      .lote = 1000,
      .resumen = "Pone un precio en la lista, o hasta mil: crea los que"
                 " faltan y cambia los que están.",
      .respuestas = "201 Precio|200 Resultados" INV_404_PROVEEDOR
                    "|422 campos_invalidos" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/proveedores/{id}/productos/importar",
      .roles = INV_NEGOCIO,
      .parametros = inv_campos(
          inv_id("id"),
          inv_booleano("actualizar_costos", .omision = "false"),
          inv_opcion("coma_decimal", "auto|si|no", .omision = "auto",
                     .doc = "Si los decimales van con coma.")),
      .funcion = "proveedor_lista_importar",
      .carril = INV_INFORMES,
      .csv = 1,
      .resumen = "Lee la lista de precios de un CSV: los productos van por"
                 " cualquiera de sus códigos, o por el del proveedor.",
      .respuestas = "200 Importacion" INV_404_PROVEEDOR
                    "|422 columnas_faltantes" },

    { .metodo = NGX_HTTP_DELETE,
      .ruta = "/v1/proveedores/{id}/productos/{producto_id}",
      .roles = INV_NEGOCIO,
      .parametros = inv_campos(inv_id("id"), inv_id("producto_id")),
      .funcion = "proveedor_lista_quitar",
      .carril = INV_ESCRITURA,
      .resumen = "Saca un producto de la lista.",
      .respuestas = "204 Sin cuerpo" INV_404_PROVEEDOR },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/productos/{id}/proveedores",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "producto_proveedores",
      .etiquetas = "catalogo producto:{id}",
      .resumen = "Quién vende un producto hoy, del más barato al más caro.",
      .respuestas = "200 Lista|404 producto_no_encontrado" },

    { .ruta = NULL }
};
