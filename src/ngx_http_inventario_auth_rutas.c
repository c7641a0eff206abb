
/*
 * Inventario: the routes of login and users.
 */


#include "ngx_http_inventario_auth.h"
#include "ngx_http_inventario_ruta.h"


static const ngx_http_inventario_campo_t  ngx_http_inventario_auth_sucursal[] =
{
    inv_id("", .doc = "Id de una sucursal."),
    inv_fin
};


static const ngx_http_inventario_campo_t  ngx_http_inventario_auth_entrar[] = {
    inv_texto("usuario", 1, INV_JWT_USUARIO, inv_obligatorio),
    inv_texto("clave", 1, NGX_HTTP_INVENTARIO_CLAVE_MAX, inv_obligatorio),
    inv_opcion("refresco", "cookie|cuerpo", .omision = "cookie",
               .doc = "Dónde va el refresh_token."),
    inv_fin
};


static const ngx_http_inventario_campo_t  ngx_http_inventario_auth_refresco[] =
{
    inv_texto("refresh_token", 1, 128,
              .doc = "Si falta, el de la cookie."),
    inv_fin
};


static const ngx_http_inventario_campo_t  ngx_http_inventario_auth_alta[] = {
    inv_texto("usuario", 2, INV_JWT_USUARIO, inv_obligatorio,
              .doc = "Nombre para entrar: letras, números, punto, guión."),
    inv_texto("nombre", 0, 100, .doc = "Cómo se llama la persona."),
    inv_texto("clave", 10, NGX_HTTP_INVENTARIO_CLAVE_MAX, inv_obligatorio),
    inv_opcion("rol", "admin|deposito|negocio|ml_service|consulta",
               inv_obligatorio),
    inv_lista("sucursales", ngx_http_inventario_auth_sucursal, 1, 100,
              inv_nulo, .doc = "Dónde trabaja; sin valor: en todas."),
    inv_fin
};


static const ngx_http_inventario_campo_t  ngx_http_inventario_auth_cambio[] = {
    inv_texto("nombre", 0, 100),
    inv_texto("clave", 10, NGX_HTTP_INVENTARIO_CLAVE_MAX,
              .doc = "Una clave nueva para esa persona."),
    inv_opcion("rol", "admin|deposito|negocio|ml_service|consulta"),
    inv_lista("sucursales", ngx_http_inventario_auth_sucursal, 1, 100,
              inv_nulo),
    inv_booleano("activo"),
    inv_fin
};


static const ngx_http_inventario_campo_t  ngx_http_inventario_auth_propia[] = {
    inv_texto("actual", 1, NGX_HTTP_INVENTARIO_CLAVE_MAX, inv_obligatorio),
    inv_texto("nueva", 10, NGX_HTTP_INVENTARIO_CLAVE_MAX, inv_obligatorio),
    inv_fin
};


static ngx_http_inventario_ruta_t  ngx_http_inventario_auth_rutas[] = {

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/login",
      .roles = INV_PUBLICO,
      .cuerpo = ngx_http_inventario_auth_entrar,
      .manejador = ngx_http_inventario_auth_login,
      .resumen = "Cambia usuario y clave por un token.",
      .respuestas = "200 Token|401 credenciales_invalidas"
                    "|429 demasiados_intentos" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/refrescar",
      .roles = INV_PUBLICO,
      .cuerpo = ngx_http_inventario_auth_refresco,
      .manejador = ngx_http_inventario_auth_refrescar,
      .resumen = "Cambia un refresh_token por un token y otro refresh_token.",
      .respuestas = "200 Token|401 sesion_terminada"
                    "|503 sesiones_no_disponibles" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/salir",
      .roles = INV_PUBLICO,
      .cuerpo = ngx_http_inventario_auth_refresco,
      .manejador = ngx_http_inventario_auth_salir,
      .resumen = "Termina esta sesión.",
      .respuestas = "204 Terminada|401 no_autenticado"
                    "|503 sesiones_no_disponibles" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/salir-de-todo",
      .roles = INV_LEEN,
      .manejador = ngx_http_inventario_auth_salir_de_todo,
      .resumen = "Termina todas las sesiones propias.",
      .respuestas = "204 Terminadas|503 sesiones_no_disponibles" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/yo",
      .roles = INV_LEEN,
      .funcion = "yo",
      .resumen = "Quién soy.",
      .respuestas = "200 Usuario|403 usuario_inactivo" },

    { .metodo = NGX_HTTP_PUT,
      .ruta = "/v1/clave",
      .roles = INV_LEEN,
      .cuerpo = ngx_http_inventario_auth_propia,
      .manejador = ngx_http_inventario_auth_clave,
      .carril = INV_ESCRITURA,
      .resumen = "Cambia la clave propia.",
      .respuestas = "204 Cambiada|409 clave_cambiada|422 campos_invalidos"
                    "|429 demasiados_intentos" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/usuarios",
      .roles = INV_ADMIN,
      .parametros = inv_campos(
          inv_opcion("rol", "admin|deposito|negocio|ml_service|consulta"),
          inv_booleano("activo"),
          inv_paginas),
      .funcion = "usuarios_listar",
      .resumen = "Los usuarios, por nombre.",
      .respuestas = "200 Usuarios" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/usuarios",
      .roles = INV_ADMIN,
      .cuerpo = ngx_http_inventario_auth_alta,
      .manejador = ngx_http_inventario_auth_usuario,
      .carril = INV_ESCRITURA,
      .resumen = "Crea un usuario.",
      .respuestas = "201 Usuario|409 usuario_duplicado" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/usuarios/{id}",
      .roles = INV_ADMIN,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "usuario_obtener",
      .resumen = "Un usuario.",
      .respuestas = "200 Usuario|404 usuario_no_encontrado" },

    { .metodo = NGX_HTTP_PUT,
      .ruta = "/v1/usuarios/{id}",
      .roles = INV_ADMIN,
      .parametros = inv_campos(inv_id("id")),
      .cuerpo = ngx_http_inventario_auth_cambio,
      .manejador = ngx_http_inventario_auth_usuario,
      .carril = INV_ESCRITURA,
      .version = 1,
      .resumen = "Modifica un usuario; lo que no viene queda como está.",
      .respuestas = "200 Usuario|404 usuario_no_encontrado|409 ultimo_admin"
                    "|412 version_anterior" },

    { .ruta = NULL }
};


static ngx_http_inventario_ruta_t  *ngx_http_inventario_auth_tablas[] = {
    ngx_http_inventario_auth_rutas,
    NULL
};


ngx_http_inventario_agente_t  ngx_http_inventario_auth_agente = {
    .nombre = "auth",
    .servicio = "auth",
    .titulo = "Acceso",
    .tablas = ngx_http_inventario_auth_tablas
};
