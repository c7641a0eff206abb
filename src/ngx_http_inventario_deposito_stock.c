#include "ngx_http_inventario_deposito.h"
ngx_http_inventario_ruta_t  ngx_http_inventario_deposito_stock[] = {
    { NGX_HTTP_POST, "/v1/movimientos", INV_DEPOSITO|INV_NEGOCIO, .grupo = 1, .lote = 1000, .funcion = "movimientos_aplicar",
      .cuerpo = inv_campos(inv_opcion("tipo", "entrada|salida|ajuste|merma|transferencia|devolucion", inv_obligatorio), inv_id("ubicacion_id", inv_obligatorio), inv_id("destino_id"), inv_texto("motivo", 1, 200), inv_texto("referencia", 1, 100), inv_instante("ocurrido_en"), inv_opcion("sentido", "cliente|proveedor"),
       inv_lista("lineas", inv_campos(inv_id("producto_id"), inv_texto("codigo", 1, 50), inv_decimal("cantidad", -999999999999, 999999999999, 3, .no_cero = 1, inv_obligatorio), inv_texto("lote", 1, 50), inv_fecha("vence"), inv_costo("costo"), inv_precio("precio"), inv_decimal("cantidad_esperada", -999999999999, 999999999999, 3)), 1, 500, inv_obligatorio)), .resumen = "x" },
    { .ruta = NULL } };
ngx_http_inventario_ruta_t  ngx_http_inventario_deposito_documentos[] = { { .ruta = NULL } };
