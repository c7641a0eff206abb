
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

/* tickets */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_ventas[];

/* tills, closings, reports of sales */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_ventas_cajas[];

/* price checks, indices, rules, labels */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_precios[];

/* repricings */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_remarcaciones[];

/* a price rule that is said in the body of something else */
extern const ngx_http_inventario_campo_t  ngx_http_inventario_negocio_regla[];

/* promotions and the price of a ticket */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_promociones[];

/* supplier invoices, QR */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_facturas[];

/* IVA of a month */
extern ngx_http_inventario_ruta_t  ngx_http_inventario_negocio_iva[];


/* forms: see ngx_http_inventario_forma_t */

/* before: {texto}, what a scanner read, becomes the beginning of an invoice */
void ngx_http_inventario_negocio_qr_leer(ngx_http_inventario_forma_t *f);

/* after: the document of an invoice becomes its QR, image/svg+xml */
void ngx_http_inventario_negocio_qr_svg(ngx_http_inventario_forma_t *f);

/* after: a file's name, a line feed and its text become it in Latin-1 */
void ngx_http_inventario_negocio_libro_latin1(ngx_http_inventario_forma_t *f);

/* after: the document of an order, or of labels, becomes application/pdf;
   of the milliseconds that ask for .en_hilo */
void ngx_http_inventario_negocio_pedido_pdf(ngx_http_inventario_forma_t *f);
void ngx_http_inventario_negocio_etiquetas_pdf(ngx_http_inventario_forma_t *f);
/* what api.etiquetas_listar takes, for whoever draws its document */
extern const ngx_http_inventario_campo_t
    ngx_http_inventario_negocio_etiquetas_campos[];

/* .despues: chooses the promotions of a ticket, and explains its lines */
void ngx_http_inventario_negocio_ticket(ngx_http_inventario_forma_t *f);


#endif /* _NGX_HTTP_INVENTARIO_NEGOCIO_H_INCLUDED_ */
