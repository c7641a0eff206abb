
/*
 * Inventario: the route tables of the depósito agent, one per subject, each
 * ended by a row without ruta.
 */


#ifndef _NGX_HTTP_INVENTARIO_DEPOSITO_H_INCLUDED_
#define _NGX_HTTP_INVENTARIO_DEPOSITO_H_INCLUDED_


#include "ngx_http_inventario_ruta.h"


/* products, import and export, categories, branches, locations, lots */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_deposito_catalogo[];

/* movements */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_deposito_stock[];

/* reservations, transfers, counts */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_deposito_documentos[];

/* balances and reports */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_deposito_informes[];


#endif /* _NGX_HTTP_INVENTARIO_DEPOSITO_H_INCLUDED_ */
