
/*
 * Inventario: the negocio agent: suppliers, orders, sales, prices, invoices.
 */


#include "ngx_http_inventario_negocio.h"


static ngx_int_t ngx_http_inventario_negocio_preconf(ngx_conf_t *cf);


static ngx_http_inventario_ruta_t  *ngx_http_inventario_negocio_tablas[] = {
    ngx_http_inventario_negocio_proveedores,
    ngx_http_inventario_negocio_comandos,
    ngx_http_inventario_negocio_pedidos,
    ngx_http_inventario_negocio_ventas,
    ngx_http_inventario_negocio_ventas_cajas,
    ngx_http_inventario_negocio_precios,
    ngx_http_inventario_negocio_remarcaciones,
    ngx_http_inventario_negocio_promociones,
    ngx_http_inventario_negocio_facturas,
    ngx_http_inventario_negocio_iva,
    NULL
};


static ngx_http_inventario_agente_t  ngx_http_inventario_negocio_agente = {
    .nombre = "negocio",
    .servicio = "agente_negocio",
    .titulo = "Negocio",
    .tablas = ngx_http_inventario_negocio_tablas
};


static ngx_http_module_t  ngx_http_inventario_negocio_module_ctx = {
    ngx_http_inventario_negocio_preconf,  /* preconfiguration */
    NULL,                                  /* postconfiguration */

    NULL,                                  /* create main configuration */
    NULL,                                  /* init main configuration */

    NULL,                                  /* create server configuration */
    NULL,                                  /* merge server configuration */

    NULL,                                  /* create location configuration */
    NULL                                   /* merge location configuration */
};


ngx_module_t  ngx_http_inventario_negocio_module = {
    NGX_MODULE_V1,
    &ngx_http_inventario_negocio_module_ctx,  /* module context */
    NULL,                                  /* module directives */
    NGX_HTTP_MODULE,                       /* module type */
    NULL,                                  /* init master */
    NULL,                                  /* init module */
    NULL,                                  /* init process */
    NULL,                                  /* init thread */
    NULL,                                  /* exit thread */
    NULL,                                  /* exit process */
    NULL,                                  /* exit master */
    NGX_MODULE_V1_PADDING
};


static ngx_int_t
ngx_http_inventario_negocio_preconf(ngx_conf_t *cf)
{
    return ngx_http_inventario_agente_registrar(cf,
                                       &ngx_http_inventario_negocio_agente,
                                       NGX_HTTP_INVENTARIO_ABI);
}
