
/*
 * Inventario: the route tables of the negocio agent, one per subject, each
 * ended by a row without ruta.
 */


#ifndef _NGX_HTTP_INVENTARIO_NEGOCIO_H_INCLUDED_
#define _NGX_HTTP_INVENTARIO_NEGOCIO_H_INCLUDED_


#include "ngx_http_inventario_ruta.h"


/* suppliers, their products, assignment */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_proveedores[];

/* spoken orders */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_comandos[];

/* purchase orders and receipts */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_pedidos[];

/* tickets, tills, closings, reports of sales */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_ventas[];

/* price checks, indices, rules, repricings, labels */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_precios[];

/* promotions and the price of a ticket */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_promociones[];

/* supplier invoices, IVA, QR */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_facturas[];


#endif /* _NGX_HTTP_INVENTARIO_NEGOCIO_H_INCLUDED_ */
