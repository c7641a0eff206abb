
/*
 * Inventario: the routes of the catalogue: products and their codes, import
 * and export, categories, branches, locations, lots.
 */


#include "ngx_http_inventario_deposito.h"


#define INV_ESCRIBEN_PRODUCTOS  (INV_DEPOSITO|INV_NEGOCIO)


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_codigos[] =
{
    inv_texto("codigo", 1, 50, inv_obligatorio,
              .doc = "El código; un GTIN lleva su dígito verificador."),
    inv_opcion("tipo", "propio|gtin|pack|balanza|alterno",
               .doc = "Qué código es. Si falta: pack si hay factor, gtin si"
                      " tiene 8, 12, 13 o 14 dígitos, si no alterno. En"
                      " balanza va el número de artículo de la etiqueta."),
    inv_cantidad("factor", .doc = "Cuántas unidades trae un pack."),
    inv_fin
};


/* what a product has, but for what a new one must have */

#define inv_producto                                                          \
    inv_texto("descripcion", 1, 1000, inv_nulo),                              \
    inv_texto("marca", 1, 100, inv_nulo),                                     \
    inv_id("categoria_id", inv_nulo),                                         \
    inv_id("proveedor_id", inv_nulo),                                         \
    inv_opcion("unidad", "un|kg|l|m",                                         \
               .doc = "En qué se cuenta el stock. Por omisión, un."),         \
    inv_decimal("contenido", 0, 999999999, 3, .positivo = 1, inv_nulo,        \
                .doc = "Cuánto trae, para el precio por unidad de medida."),  \
    inv_opcion("contenido_unidad", "g|kg|ml|l|m|un", inv_nulo),               \
    inv_costo("precio_costo"),                                                \
    inv_precio("precio_venta"),                                               \
    inv_precio("precio_mayorista", inv_nulo),                                 \
    inv_decimal("iva", 0, 27, 2,                                              \
                .doc = "0, 2.5, 5, 10.5, 21 o 27 %. Por omisión, 21."),       \
    inv_decimal("stock_minimo", 0, 999999999999LL, 3),                        \
    inv_decimal("stock_maximo", 0, 999999999999LL, 3, inv_nulo),              \
    inv_booleano("usa_lotes", .doc = "Lleva lotes con vencimiento."),         \
    inv_booleano("activo"),                                                   \
    inv_lista("codigos", ngx_http_inventario_deposito_codigos, 0, 100,        \
              .doc = "Los otros códigos del producto; reemplaza la lista.")


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_producto[] =
{
    inv_texto("codigo", 1, 50, inv_obligatorio,
              .doc = "Código propio: letras, números y - _ . /"
                     " Con 8, 12, 13 o 14 dígitos tiene que ser un GTIN"
                     " válido."),
    inv_texto("nombre", 1, 200, inv_obligatorio),
    inv_producto,
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_cambio[] =
{
    inv_texto("codigo", 1, 50),
    inv_texto("nombre", 1, 200),
    inv_producto,
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_filtros[] =
{
    inv_id("categoria_id", .doc = "Esa categoría y las que tiene adentro."),
    inv_texto("categoria", 1, 100,
              .doc = "Lo mismo, por nombre; no importan los acentos."),
    inv_id("proveedor_id"),
    inv_texto("proveedor", 1, 200, .doc = "Nombre del proveedor."),
    inv_opcion("activo", "true|false|todos", .omision = "true"),
    inv_opcion("stock", "critico|sin|exceso|normal",
               .doc = "critico: hasta el mínimo por el factor de la"
                      " temporada. sin: cero o menos. exceso: el máximo o"
                      " más."),
    inv_precio("precio_min"),
    inv_precio("precio_max"),
    inv_instante("actualizado_desde"),
    inv_texto("codigo", 1, 50, .doc = "Un código exacto, de cualquier tipo."),
    inv_paginas,
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_importar[] =
{
    inv_booleano("prueba", .omision = "false",
                 .doc = "Revisa todo y no cambia nada."),
    inv_texto("columnas", 1, 2000,
              .doc = "Qué columna es cada campo:"
                     " codigo=id_producto,nombre=Producto. Las de nombre"
                     " conocido se encuentran solas."),
    inv_opcion("coma_decimal", "auto|si|no", .omision = "auto",
               .doc = "Si los decimales van con coma. auto lo deduce; un"
                      " número que se puede leer de dos maneras se rechaza."),
    inv_booleano("crear_categorias", .omision = "true"),
    inv_opcion("codigos_invalidos", "rechazar|aceptar",
               .omision = "rechazar",
               .doc = "Qué hacer con un código de barras cuyo dígito"
                      " verificador no corresponde: rechazar la fila, o"
                      " aceptarlo como código propio y avisar."),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_categoria[] =
{
    inv_texto("nombre", 1, 100, inv_obligatorio),
    inv_id("padre_id", inv_nulo, .doc = "Dentro de qué categoría está."),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_sucursal_alta[] =
{
    inv_texto("codigo", 1, 20, inv_obligatorio),
    inv_texto("nombre", 1, 100, inv_obligatorio),
    inv_texto("direccion", 1, 200, inv_nulo),
    inv_booleano("permite_negativo",
                 .doc = "Si se puede vender sin stock en el sistema."),
    inv_booleano("activa"),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_sucursal[] =
{
    inv_texto("codigo", 1, 20, inv_obligatorio),
    inv_texto("nombre", 1, 100, inv_obligatorio),
    inv_texto("direccion", 1, 200, inv_nulo),
    inv_booleano("permite_negativo", inv_obligatorio),
    inv_booleano("activa", inv_obligatorio),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_ubicacion_alta[] =
{
    inv_id("sucursal_id", inv_obligatorio),
    inv_texto("codigo", 1, 20, inv_obligatorio),
    inv_texto("nombre", 1, 100, inv_obligatorio),
    inv_opcion("tipo", "estante|deposito", inv_obligatorio),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_ubicacion[] =
{
    inv_texto("codigo", 1, 20, inv_obligatorio),
    inv_texto("nombre", 1, 100, inv_obligatorio),
    inv_opcion("tipo", "estante|deposito", inv_obligatorio),
    inv_booleano("activa", inv_obligatorio),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_deposito_lote[] =
{
    inv_fecha("vence", inv_nulo, inv_obligatorio),
    inv_booleano("bloqueado", inv_obligatorio,
                 .doc = "Un lote bloqueado no sale."),
    inv_fin
};


ngx_http_inventario_ruta_t  ngx_http_inventario_deposito_catalogo[] = {

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/productos",
      .roles = INV_LEEN,
      .parametros = ngx_http_inventario_deposito_filtros,
      .funcion = "productos_listar",
      .resumen = "Los productos, con su stock en las sucursales que ves.",
      .respuestas = "200 Productos" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/productos",
      .roles = INV_ESCRIBEN_PRODUCTOS,
      .cuerpo = ngx_http_inventario_deposito_producto,
      .funcion = "producto_crear",
      .carril = INV_ESCRITURA,
      .lote = 1000,
      .resumen = "Crea un producto, o hasta mil.",
      .respuestas = "201 Producto|200 Resultados|409 codigo_duplicado"
                    "|422 campos_invalidos" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/productos/buscar",
      .roles = INV_LEEN,
      .parametros = inv_campos(
          inv_texto("q", 2, 100, inv_obligatorio,
                    .doc = "Palabras, también con errores, o el comienzo de"
                           " un código."),
          inv_entero("limite", 1, 100, .omision = "20")),
      .funcion = "producto_buscar",
      .resumen = "Busca productos; los más parecidos primero.",
      .respuestas = "200 Productos" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/productos/codigo/{codigo}",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_texto("codigo", 1, 50)),
      .funcion = "producto_por_codigo",
      .cache = 300,
      .resumen = "El producto de un código leído: propio, GTIN, de pack o de"
                 " balanza; con la cantidad y el importe que significa.",
      .respuestas = "200 ProductoLeido|404 producto_no_encontrado" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/productos/importar",
      .roles = INV_ESCRIBEN_PRODUCTOS,
      .parametros = ngx_http_inventario_deposito_importar,
      .funcion = "producto_importar",
      .carril = INV_INFORMES,
      .csv = 1,
      .resumen = "Importa productos de un CSV: crea los que faltan y"
                 " actualiza los que están, por cualquiera de sus códigos.",
      .respuestas = "200 Importacion|409 importacion_en_curso"
                    "|422 columnas_faltantes" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/productos/exportar",
      .roles = INV_LEEN,
      .parametros = inv_campos(
          inv_id("categoria_id"),
          inv_opcion("activo", "true|false|todos", .omision = "true")),
      .funcion = "productos_exportar",
      .carril = INV_INFORMES,
      .flujo = 1,
      .resumen = "Los productos en CSV, con las columnas que se importan.",
      .respuestas = "200 CSV" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/productos/{id}",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "producto_obtener",
      .cache = 300,
      .etiquetas = "producto:{id} catalogo",
      .resumen = "Un producto con todos sus códigos.",
      .respuestas = "200 Producto|404 producto_no_encontrado" },

    { .metodo = NGX_HTTP_PUT,
      .ruta = "/v1/productos/{id}",
      .roles = INV_ESCRIBEN_PRODUCTOS,
      .parametros = inv_campos(inv_id("id")),
      .cuerpo = ngx_http_inventario_deposito_producto,
      .funcion = "producto_reemplazar",
      .carril = INV_ESCRITURA,
      .version = 1,
      .resumen = "Reemplaza un producto: lo que no se dice queda como en uno"
                 " nuevo.",
      .respuestas = "200 Producto|404 producto_no_encontrado"
                    "|409 codigo_duplicado|412 version_anterior" },

    { .metodo = NGX_HTTP_PATCH,
      .ruta = "/v1/productos/{id}",
      .roles = INV_ESCRIBEN_PRODUCTOS,
      .parametros = inv_campos(inv_id("id")),
      .cuerpo = ngx_http_inventario_deposito_cambio,
      .funcion = "producto_modificar",
      .carril = INV_ESCRITURA,
      .version = 1,
      .resumen = "Cambia lo que se dice de un producto. Con activo true"
                 " vuelve uno dado de baja.",
      .respuestas = "200 Producto|404 producto_no_encontrado"
                    "|409 producto_con_stock|412 version_anterior" },

    { .metodo = NGX_HTTP_DELETE,
      .ruta = "/v1/productos/{id}",
      .roles = INV_DEPOSITO,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "producto_eliminar",
      .carril = INV_ESCRITURA,
      .version = 1,
      .resumen = "Da de baja un producto que no tiene stock.",
      .respuestas = "204 Sin cuerpo|404 producto_no_encontrado"
                    "|409 producto_con_stock|412 version_anterior" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/importaciones/{id}",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "importacion_obtener",
      .resumen = "Cómo le fue a una importación.",
      .respuestas = "200 Importacion|404 importacion_no_encontrada" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/importaciones/{id}/errores",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_id("id"), inv_paginas),
      .funcion = "importacion_errores",
      .resumen = "Las filas rechazadas y los avisos de una importación.",
      .respuestas = "200 Errores|404 importacion_no_encontrada" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/categorias",
      .roles = INV_LEEN,
      .funcion = "categorias_listar",
      .cache = 300,
      .etiquetas = "catalogo productos",
      .resumen = "El árbol de categorías, cada una seguida de las que tiene"
                 " adentro, con cuántos productos.",
      .respuestas = "200 Categorias" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/categorias",
      .roles = INV_ESCRIBEN_PRODUCTOS,
      .cuerpo = ngx_http_inventario_deposito_categoria,
      .funcion = "categoria_crear",
      .carril = INV_ESCRITURA,
      .resumen = "Crea una categoría.",
      .respuestas = "201 Categoria|409 categoria_duplicada" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/categorias/{id}",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "categoria_obtener",
      .cache = 300,
      .etiquetas = "catalogo",
      .resumen = "Una categoría.",
      .respuestas = "200 Categoria|404 categoria_no_encontrada" },

    { .metodo = NGX_HTTP_PUT,
      .ruta = "/v1/categorias/{id}",
      .roles = INV_ESCRIBEN_PRODUCTOS,
      .parametros = inv_campos(inv_id("id")),
      .cuerpo = ngx_http_inventario_deposito_categoria,
      .funcion = "categoria_modificar",
      .carril = INV_ESCRITURA,
      .version = 1,
      .resumen = "Cambia el nombre de una categoría o la mueve.",
      .respuestas = "200 Categoria|404 categoria_no_encontrada"
                    "|409 categoria_duplicada|412 version_anterior" },

    { .metodo = NGX_HTTP_DELETE,
      .ruta = "/v1/categorias/{id}",
      .roles = INV_ESCRIBEN_PRODUCTOS,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "categoria_eliminar",
      .carril = INV_ESCRITURA,
      .version = 1,
      .resumen = "Borra una categoría vacía.",
      .respuestas = "204 Sin cuerpo|404 categoria_no_encontrada"
                    "|409 categoria_con_productos|412 version_anterior" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/sucursales",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_booleano("activa"), inv_paginas),
      .funcion = "sucursales_listar",
      .cache = 300,
      .etiquetas = "catalogo",
      .resumen = "Las sucursales que ves.",
      .respuestas = "200 Sucursales" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/sucursales",
      .roles = INV_ADMIN,
      .cuerpo = ngx_http_inventario_deposito_sucursal_alta,
      .funcion = "sucursal_crear",
      .carril = INV_ESCRITURA,
      .resumen = "Crea una sucursal con su salón y su depósito.",
      .respuestas = "201 Sucursal|409 sucursal_codigo_duplicado" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/sucursales/{id}",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "sucursal_obtener",
      .cache = 300,
      .etiquetas = "catalogo",
      .resumen = "Una sucursal.",
      .respuestas = "200 Sucursal|404 sucursal_no_encontrada" },

    { .metodo = NGX_HTTP_PUT,
      .ruta = "/v1/sucursales/{id}",
      .roles = INV_ADMIN,
      .parametros = inv_campos(inv_id("id")),
      .cuerpo = ngx_http_inventario_deposito_sucursal,
      .funcion = "sucursal_modificar",
      .carril = INV_ESCRITURA,
      .version = 1,
      .resumen = "Cambia una sucursal, también si se vende sin stock.",
      .respuestas = "200 Sucursal|404 sucursal_no_encontrada"
                    "|409 sucursal_con_negativos|412 version_anterior" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/ubicaciones",
      .roles = INV_LEEN,
      .parametros = inv_campos(
          inv_id("sucursal_id"),
          inv_opcion("tipo", "estante|deposito|transito|proveedor|cliente"
                             "|merma|ajuste"),
          inv_booleano("activa"),
          inv_paginas),
      .funcion = "ubicaciones_listar",
      .cache = 300,
      .etiquetas = "catalogo",
      .resumen = "Los lugares donde hay mercadería, y los de afuera de"
                 " donde viene y adonde va.",
      .respuestas = "200 Ubicaciones" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/ubicaciones",
      .roles = INV_DEPOSITO,
      .cuerpo = ngx_http_inventario_deposito_ubicacion_alta,
      .funcion = "ubicacion_crear",
      .carril = INV_ESCRITURA,
      .resumen = "Crea una ubicación en una sucursal.",
      .respuestas = "201 Ubicacion|403 sucursal_no_permitida"
                    "|409 ubicacion_codigo_duplicado" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/ubicaciones/{id}",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "ubicacion_obtener",
      .cache = 300,
      .etiquetas = "catalogo",
      .resumen = "Una ubicación.",
      .respuestas = "200 Ubicacion|404 ubicacion_no_encontrada" },

    { .metodo = NGX_HTTP_PUT,
      .ruta = "/v1/ubicaciones/{id}",
      .roles = INV_DEPOSITO,
      .parametros = inv_campos(inv_id("id")),
      .cuerpo = ngx_http_inventario_deposito_ubicacion,
      .funcion = "ubicacion_modificar",
      .carril = INV_ESCRITURA,
      .version = 1,
      .resumen = "Cambia una ubicación.",
      .respuestas = "200 Ubicacion|404 ubicacion_no_encontrada"
                    "|409 ubicacion_con_stock|412 version_anterior" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/lotes",
      .roles = INV_LEEN,
      .parametros = inv_campos(
          inv_id("producto_id"),
          inv_fecha("vence_antes"),
          inv_booleano("con_stock",
                       .doc = "Sólo los que tienen stock, o los que no."),
          inv_paginas),
      .funcion = "lotes_listar",
      .resumen = "Los lotes, los que vencen antes primero.",
      .respuestas = "200 Lotes" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/lotes/{id}",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "lote_obtener",
      .resumen = "Un lote.",
      .respuestas = "200 Lote|404 lote_no_encontrado" },

    { .metodo = NGX_HTTP_PUT,
      .ruta = "/v1/lotes/{id}",
      .roles = INV_DEPOSITO,
      .parametros = inv_campos(inv_id("id")),
      .cuerpo = ngx_http_inventario_deposito_lote,
      .funcion = "lote_modificar",
      .carril = INV_ESCRITURA,
      .version = 1,
      .resumen = "Cambia el vencimiento de un lote, o lo bloquea.",
      .respuestas = "200 Lote|404 lote_no_encontrado|412 version_anterior" },

    { .ruta = NULL }
};
