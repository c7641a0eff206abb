
/*
 * Inventario: routes of prices.
 */


#include "ngx_http_inventario_negocio.h"


ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_precios[] = {
    { .ruta = NULL }
};
