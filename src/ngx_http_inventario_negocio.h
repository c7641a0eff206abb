
/*
 * Inventario: the route tables of the negocio agent, one per subject, each
 * ended by a row without ruta.
 */


#ifndef _NGX_HTTP_INVENTARIO_NEGOCIO_H_INCLUDED_
#define _NGX_HTTP_INVENTARIO_NEGOCIO_H_INCLUDED_


#include "ngx_http_inventario_ruta.h"


/* suppliers, their products, assignment, spoken commands */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_proveedores[];

/* purchase orders and receipts */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_pedidos[];

/* tickets, tills, closings, reports of sales */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_ventas[];

/* price checks, indices, rules, labels */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_precios[];

/* repricings */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_remarcaciones[];

/* a price rule that is said in the body of something else */
extern const ngx_http_inventario_campo_t  ngx_http_inventario_negocio_regla[];

/* promotions and the price of a ticket */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_promociones[];

/* supplier invoices, IVA, QR */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_facturas[];

/* what api.etiquetas_listar takes, for whoever draws its document */
extern const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_etiquetas_campos[];

/* .despues: chooses the promotions of a ticket, and explains its lines */
void ngx_http_inventario_negocio_ticket(ngx_http_inventario_forma_t *f);


#endif /* _NGX_HTTP_INVENTARIO_NEGOCIO_H_INCLUDED_ */
