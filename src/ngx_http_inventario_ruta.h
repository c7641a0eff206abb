
/*
 * Inventario: the words in which a route table is written.
 */


#ifndef _NGX_HTTP_INVENTARIO_RUTA_H_INCLUDED_
#define _NGX_HTTP_INVENTARIO_RUTA_H_INCLUDED_


#include "ngx_http_inventario.h"


#define INV_ID_MAX  9007199254740991LL      /* 2^53 - 1: exact in any client */

#define inv_entero(n, lo, hi, ...)                                            \
    { .nombre = n, .tipo = INV_ENTERO, .min = lo, .max = hi, __VA_ARGS__ }
#define inv_id(n, ...)       inv_entero(n, 1, INV_ID_MAX, __VA_ARGS__)
#define inv_texto(n, lo, hi, ...)                                             \
    { .nombre = n, .tipo = INV_TEXTO, .min = lo, .max = hi, __VA_ARGS__ }
#define inv_decimal(n, lo, hi, dec, ...)                                      \
    { .nombre = n, .tipo = INV_DECIMAL, .min = lo, .max = hi,                 \
      .decimales = dec, __VA_ARGS__ }
#define inv_cantidad(n, ...)                                                  \
    inv_decimal(n, 0, 999999999999LL, 3, .positivo = 1, __VA_ARGS__)
#define inv_precio(n, ...)   inv_decimal(n, 0, 999999999999LL, 2, __VA_ARGS__)
#define inv_costo(n, ...)    inv_decimal(n, 0, 999999999999LL, 4, __VA_ARGS__)
#define inv_booleano(n, ...)                                                  \
    { .nombre = n, .tipo = INV_BOOLEANO, __VA_ARGS__ }
#define inv_fecha(n, ...)    { .nombre = n, .tipo = INV_FECHA, __VA_ARGS__ }
#define inv_instante(n, ...) { .nombre = n, .tipo = INV_INSTANTE, __VA_ARGS__ }
#define inv_opcion(n, o, ...)                                                 \
    { .nombre = n, .tipo = INV_OPCION, .opciones = o, __VA_ARGS__ }
#define inv_objeto(n, c, ...)                                                 \
    { .nombre = n, .tipo = INV_OBJETO, .campos = c, __VA_ARGS__ }
#define inv_lista(n, c, lo, hi, ...)                                          \
    { .nombre = n, .tipo = INV_LISTA, .campos = c, .min = lo, .max = hi,      \
      __VA_ARGS__ }
#define inv_fin              { .nombre = NULL }

#define inv_obligatorio      .obligatorio = 1
#define inv_nulo             .nulo = 1

/* what every list takes, always the last three parameters */
#define inv_paginas                                                           \
    inv_entero("limite", 1, 500, .omision = "50",                             \
               .doc = "Cuántos por página."),                                 \
    inv_texto("cursor", 1, 512,                                               \
              .doc = "El valor de siguiente de la página anterior."),         \
    inv_booleano("contar", .omision = "false",                                \
                 .doc = "Agregar el total.")

/* path parameters written in place: .parametros = inv_campos(inv_id("id")) */
#define inv_campos(...)                                                       \
    (const ngx_http_inventario_campo_t[]) { __VA_ARGS__, inv_fin }


#endif /* _NGX_HTTP_INVENTARIO_RUTA_H_INCLUDED_ */
