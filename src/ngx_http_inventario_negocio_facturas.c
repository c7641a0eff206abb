
/*
 * Inventario: routes of supplier invoices.
 */


#include "ngx_http_inventario_negocio.h"


ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_facturas[] = {
    { .ruta = NULL }
};
