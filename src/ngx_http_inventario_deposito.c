
/*
 * Inventario: the depósito agent, a shop's catalogue and stock.
 */


#include "ngx_http_inventario_deposito.h"


static ngx_int_t ngx_http_inventario_deposito_preconf(ngx_conf_t *cf);


static ngx_http_inventario_ruta_t  *ngx_http_inventario_deposito_tablas[] = {
    ngx_http_inventario_deposito_catalogo,
    ngx_http_inventario_deposito_stock,
    ngx_http_inventario_deposito_documentos,
    ngx_http_inventario_deposito_informes,
    NULL
};


static ngx_http_inventario_agente_t  ngx_http_inventario_deposito_agente = {
    .nombre = "deposito",
    .servicio = "agente_deposito",
    .titulo = "Depósito",
    .tablas = ngx_http_inventario_deposito_tablas
};


static ngx_http_module_t  ngx_http_inventario_deposito_module_ctx = {
    ngx_http_inventario_deposito_preconf,  /* preconfiguration */
    NULL,                                  /* postconfiguration */

    NULL,                                  /* create main configuration */
    NULL,                                  /* init main configuration */

    NULL,                                  /* create server configuration */
    NULL,                                  /* merge server configuration */

    NULL,                                  /* create location configuration */
    NULL                                   /* merge location configuration */
};


ngx_module_t  ngx_http_inventario_deposito_module = {
    NGX_MODULE_V1,
    &ngx_http_inventario_deposito_module_ctx, /* module context */
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
ngx_http_inventario_deposito_preconf(ngx_conf_t *cf)
{
    return ngx_http_inventario_agente_registrar(cf,
                                       &ngx_http_inventario_deposito_agente,
                                       NGX_HTTP_INVENTARIO_ABI);
}
