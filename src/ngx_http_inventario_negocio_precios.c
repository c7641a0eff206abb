
/*
 * Inventario, negocio: the routes of prices, indices, rules, labels.  The work
 * is in sql/deploy/precios*.sql and etiquetas.sql; repricings are in
 * ngx_http_inventario_negocio_remarcaciones.c.
 */


#include "ngx_http_inventario_negocio.h"


#define inv_de_sucursal                                                       \
    inv_id("sucursal_id",                                                     \
           .doc = "Con los precios propios de esta sucursal.")
#define inv_indice                                                            \
    inv_texto("indice", 1, 30, .omision = "ipc",                              \
              .doc = "Qué serie: ipc, u otra que se haya cargado.")
#define inv_estimada                                                          \
    inv_decimal("estimada", -99, 1000, 4,                                     \
                .doc = "Variación mensual, en %, de los meses que no están "  \
                       "cargados. Sin ella se rechazan.")


static const ngx_http_inventario_campo_t  precios_consultar[] = {
    inv_texto("codigo", 1, 50, inv_obligatorio,
              .doc = "Cualquier código del producto; también el de una "
                     "balanza, con peso o precio adentro."),
    inv_de_sucursal,
    inv_instante("fecha",
                 .doc = "El precio y las promociones de ese momento."),
    inv_fin
};


static const ngx_http_inventario_campo_t  precios_historial[] = {
    inv_id("producto_id"),
    inv_texto("codigo", 1, 50, .doc = "En lugar de producto_id."),
    inv_de_sucursal,
    inv_instante("desde"),
    inv_instante("hasta"),
    inv_paginas,
    inv_fin
};


static const ngx_http_inventario_campo_t  precios_cuerpo[] = {
    inv_id("producto_id"),
    inv_texto("codigo", 1, 50, .doc = "En lugar de producto_id."),
    inv_id("sucursal_id", .doc = "Sólo ahí; sin ella, en todas."),
    inv_precio("precio", inv_nulo,
               .doc = "Con IVA. null: la sucursal vuelve al de todas."),
    inv_instante("desde", .doc = "Cuándo empieza a regir; ya, si falta."),
    inv_fin
};


static const ngx_http_inventario_campo_t  precios_alcance[] = {
    inv_id("producto_id"),
    inv_texto("marca", 1, 100),
    inv_id("categoria_id", .doc = "Y las que tiene debajo."),
    inv_id("proveedor_id"),
    inv_fin
};


#define inv_regla                                                             \
    inv_decimal("valor", -99, 99999, 4, inv_obligatorio,                      \
                .doc = "margen: % sobre el costo de reposición, al que se "   \
                       "suma el IVA. porcentaje: % del precio. indice: qué "  \
                       "% de la variación se traslada; 100 es toda."),        \
    inv_texto("indice", 1, 30, .doc = "ipc, si falta."),                      \
    inv_decimal("paso", 0, 999999999, 2, .positivo = 1,                       \
                .doc = "Los precios van de a tanto: 10, 50, 100."),           \
    inv_decimal("terminacion", 0, 999999999, 2,                               \
                .doc = "Y terminan así: 99 con paso 100 da 99, 199, 299."),   \
    inv_opcion("redondeo", "arriba|abajo|cercano"),                           \
    inv_decimal("margen_minimo", -99, 99999, 4, inv_nulo,                     \
                .doc = "% sobre el costo que el precio no puede bajar."),     \
    inv_decimal("suba_maxima", 0, 99999, 4, inv_nulo,                         \
                .doc = "% que sube, a lo sumo, cada vez; manda sobre el "     \
                       "margen mínimo."),                                     \
    inv_booleano("puede_bajar", .doc = "Sin esto un precio sólo sube.")


static const ngx_http_inventario_campo_t  precios_regla[] = {
    inv_texto("nombre", 1, 100, inv_obligatorio),
    inv_objeto("alcance", precios_alcance,
               .doc = "Una sola cosa; sin nada, todos los productos. Para "
                      "cada uno manda la regla más particular: producto, "
                      "marca, categoría (la más cercana), proveedor, todos."),
    inv_opcion("tipo", "margen|porcentaje|indice", inv_obligatorio),
    inv_regla,
    inv_entero("prioridad", -1000, 1000,
               .doc = "Entre reglas igual de particulares, la mayor."),
    inv_booleano("activa"),
    inv_fin
};


static const ngx_http_inventario_campo_t  precios_regla_cambio[] = {
    inv_texto("nombre", 1, 100),
    inv_objeto("alcance", precios_alcance),
    inv_opcion("tipo", "margen|porcentaje|indice"),
    inv_decimal("valor", -99, 99999, 4),
    inv_texto("indice", 1, 30),
    inv_decimal("paso", 0, 999999999, 2, .positivo = 1),
    inv_decimal("terminacion", 0, 999999999, 2),
    inv_opcion("redondeo", "arriba|abajo|cercano"),
    inv_decimal("margen_minimo", -99, 99999, 4, inv_nulo),
    inv_decimal("suba_maxima", 0, 99999, 4, inv_nulo),
    inv_booleano("puede_bajar"),
    inv_entero("prioridad", -1000, 1000),
    inv_booleano("activa"),
    inv_fin
};


const ngx_http_inventario_campo_t  ngx_http_inventario_negocio_regla[] = {
    inv_opcion("tipo", "margen|porcentaje|indice", inv_obligatorio),
    inv_regla,
    inv_fin
};


static const ngx_http_inventario_campo_t  precios_reglas[] = {
    inv_booleano("activa"),
    inv_paginas,
    inv_fin
};


static const ngx_http_inventario_campo_t  precios_indices[] = {
    inv_indice,
    inv_texto("desde", 7, 7, .doc = "AAAA-MM"),
    inv_texto("hasta", 7, 7, .doc = "AAAA-MM"),
    inv_paginas,
    inv_fin
};


static const ngx_http_inventario_campo_t  precios_indice[] = {
    inv_texto("mes", 7, 7, .doc = "AAAA-MM"),
    inv_indice,
    inv_fin
};


static const ngx_http_inventario_campo_t  precios_indice_cuerpo[] = {
    inv_indice,
    inv_texto("mes", 7, 7, inv_obligatorio, .doc = "AAAA-MM"),
    inv_decimal("porcentaje", -99, 99999, 4, inv_obligatorio,
                .doc = "Variación del mes: 2.4633 es 2,4633 %."),
    inv_texto("fuente", 1, 200),
    inv_fin
};


static const ngx_http_inventario_campo_t  precios_indice_cambio[] = {
    inv_decimal("porcentaje", -99, 99999, 4),
    inv_texto("fuente", 1, 200),
    inv_fin
};


static const ngx_http_inventario_campo_t  precios_indice_csv[] = {
    inv_indice,
    inv_texto("fuente", 1, 200),
    inv_fin
};


static const ngx_http_inventario_campo_t  precios_acumulada[] = {
    inv_indice,
    inv_fecha("desde", inv_obligatorio),
    inv_fecha("hasta", inv_obligatorio,
              .doc = "No entra: del 1 de marzo al 1 de abril es marzo."),
    inv_precio("importe", .doc = "Para llevarlo de un día al otro."),
    inv_estimada,
    inv_fin
};


const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_etiquetas_campos[] = {

    inv_texto("productos", 1, 8000,
              .doc = "Números de producto, separados por comas."),
    inv_id("categoria_id", .doc = "Y las que tiene debajo."),
    inv_id("remarcacion_id", .doc = "Lo que cambia, con el precio nuevo."),
    inv_de_sucursal,
    inv_entero("columnas", 1, 10, .omision = "3"),
    inv_entero("filas", 1, 30, .omision = "8"),
    inv_fin
};


static const ngx_http_inventario_campo_t  precios_sepa[] = {
    inv_id("sucursal_id", inv_obligatorio),
    inv_entero("comercio", 1, 999999, inv_obligatorio,
               .doc = "id_comercio que dio la autoridad."),
    inv_entero("bandera", 1, 999999, .omision = "1", .doc = "id_bandera."),
    inv_fin
};


ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_precios[] = {

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/precios/consultar",
      .roles = INV_LEEN,
      .parametros = precios_consultar,
      .funcion = "precio_consultar",
      .carril = INV_LECTURA,
      .cache = 60,
      .etiquetas = "precios promociones",
      .resumen = "Cuánto sale: precio, promociones, stock y lo que dice la "
                 "etiqueta",
      .respuestas = "200 El precio|403 Otra sucursal|404 Nadie tiene ese "
                    "código" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/precios/historial",
      .roles = INV_LEEN,
      .parametros = precios_historial,
      .funcion = "precios_historial",
      .carril = INV_LECTURA,
      .etiquetas = "precios",
      .resumen = "Los precios de un producto, también los programados",
      .respuestas = "200 Lista de precios|404 No existe el producto" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/precios",
      .roles = INV_NEGOCIO,
      .cuerpo = precios_cuerpo,
      .funcion = "precio_poner",
      .carril = INV_ESCRITURA,
      .resumen = "Pone un precio, ya o desde un momento, en todas las "
                 "sucursales o en una",
      .respuestas = "201 El precio|404 No existe el producto|422 En el "
                    "pasado" },

    { .metodo = NGX_HTTP_DELETE,
      .ruta = "/v1/precios/{id}",
      .roles = INV_NEGOCIO,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "precio_retirar",
      .carril = INV_ESCRITURA,
      .resumen = "Retira un precio que todavía no rige",
      .respuestas = "204 Retirado|404 No existe|409 Ya rige" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/precios/reglas",
      .roles = INV_LEEN,
      .parametros = precios_reglas,
      .funcion = "reglas_listar",
      .carril = INV_LECTURA,
      .etiquetas = "precios",
      .resumen = "Las reglas con que se hacen los precios",
      .respuestas = "200 Lista de reglas" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/precios/reglas",
      .roles = INV_NEGOCIO,
      .cuerpo = precios_regla,
      .funcion = "regla_crear",
      .carril = INV_ESCRITURA,
      .resumen = "Crea una regla",
      .respuestas = "201 La regla" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/precios/reglas/{id}",
      .roles = INV_LEEN,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "regla_obtener",
      .carril = INV_LECTURA,
      .etiquetas = "precios",
      .resumen = "Una regla",
      .respuestas = "200 La regla|404 No existe" },

    { .metodo = NGX_HTTP_PATCH,
      .ruta = "/v1/precios/reglas/{id}",
      .roles = INV_NEGOCIO,
      .parametros = inv_campos(inv_id("id")),
      .cuerpo = precios_regla_cambio,
      .funcion = "regla_modificar",
      .carril = INV_ESCRITURA,
      .version = 1,
      .resumen = "Modifica una regla",
      .respuestas = "200 La regla|404 No existe"
                    "|412 version_anterior" },

    { .metodo = NGX_HTTP_DELETE,
      .ruta = "/v1/precios/reglas/{id}",
      .roles = INV_NEGOCIO,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "regla_eliminar",
      .carril = INV_ESCRITURA,
      .version = 1,
      .resumen = "Elimina una regla",
      .respuestas = "204 Eliminada|404 No existe"
                    "|412 version_anterior" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/inflacion",
      .roles = INV_LEEN,
      .parametros = precios_indices,
      .funcion = "indices_listar",
      .carril = INV_LECTURA,
      .etiquetas = "precios",
      .resumen = "La serie mensual de un índice",
      .respuestas = "200 Lista de meses" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/inflacion/acumulada",
      .roles = INV_LEEN,
      .parametros = precios_acumulada,
      .funcion = "inflacion_acumulada",
      .carril = INV_LECTURA,
      .etiquetas = "precios",
      .resumen = "Cuánto subieron los precios entre dos días",
      .respuestas = "200 Factor y porcentaje|409 Faltan meses" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/inflacion",
      .roles = INV_NEGOCIO,
      .cuerpo = precios_indice_cuerpo,
      .funcion = "indice_crear",
      .carril = INV_ESCRITURA,
      .lote = 1000,
      .resumen = "Carga un mes, o corrige el que estaba",
      .respuestas = "201 El mes|200 Corregido, o los veredictos de un lote" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/inflacion/importar",
      .roles = INV_NEGOCIO,
      .parametros = precios_indice_csv,
      .funcion = "indices_importar",
      .carril = INV_INFORMES,
      .csv = 1,
      .resumen = "Carga una serie de un CSV con columnas mes y porcentaje",
      .respuestas = "200 Cuántos meses|422 Una fila está mal: no se carga "
                    "nada" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/inflacion/{mes}",
      .roles = INV_LEEN,
      .parametros = precios_indice,
      .funcion = "indice_obtener",
      .carril = INV_LECTURA,
      .etiquetas = "precios",
      .resumen = "Un mes",
      .respuestas = "200 El mes|404 No está cargado" },

    { .metodo = NGX_HTTP_PATCH,
      .ruta = "/v1/inflacion/{mes}",
      .roles = INV_NEGOCIO,
      .parametros = precios_indice,
      .cuerpo = precios_indice_cambio,
      .funcion = "indice_modificar",
      .carril = INV_ESCRITURA,
      .version = 1,
      .resumen = "Corrige un mes",
      .respuestas = "200 El mes|404 No está cargado"
                    "|412 version_anterior" },

    { .metodo = NGX_HTTP_DELETE,
      .ruta = "/v1/inflacion/{mes}",
      .roles = INV_NEGOCIO,
      .parametros = precios_indice,
      .funcion = "indice_eliminar",
      .carril = INV_ESCRITURA,
      .version = 1,
      .resumen = "Elimina un mes",
      .respuestas = "204 Eliminado|404 No está cargado"
                    "|412 version_anterior" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/etiquetas",
      .roles = INV_LEEN,
      .parametros = ngx_http_inventario_negocio_etiquetas_campos,
      .funcion = "etiquetas_listar",
      .carril = INV_INFORMES,
      .resumen = "Etiquetas de góndola, con lo que pide la ley",
      .respuestas = "200 Las etiquetas|422 Más de 2.000" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/etiquetas/pdf",
      .roles = INV_LEEN,
      .parametros = ngx_http_inventario_negocio_etiquetas_campos,
      .funcion = "etiquetas_listar",
      .carril = INV_INFORMES,
      .en_hilo = 1,
      .despues = ngx_http_inventario_negocio_etiquetas_pdf,
      .tipo = "application/pdf",
      .resumen = "Las mismas etiquetas, para imprimir",
      .respuestas = "200 PDF|409 pdf_grande|422 Más de 2.000" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/precios/sepa",
      .roles = INV_NEGOCIO,
      .parametros = precios_sepa,
      .funcion = "sepa_exportar",
      .carril = INV_INFORMES,
      .flujo = 1,
      .resumen = "El productos.csv del SEPA (Precios Claros), de una "
                 "sucursal",
      .respuestas = "200 Archivo separado por barras|404 No existe la "
                    "sucursal" },

    { .ruta = NULL }
};
