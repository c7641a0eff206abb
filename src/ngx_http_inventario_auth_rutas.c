
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
    inv_texto("clave", NGX_HTTP_INVENTARIO_CLAVE_MIN,
              NGX_HTTP_INVENTARIO_CLAVE_MAX, inv_obligatorio),
    inv_opcion("rol", "admin|deposito|negocio|ml_service|consulta",
               inv_obligatorio),
    inv_lista("sucursales", ngx_http_inventario_auth_sucursal, 1, 100,
              inv_nulo, .doc = "Dónde trabaja; sin valor: en todas."),
    inv_fin
};


static const ngx_http_inventario_campo_t  ngx_http_inventario_auth_cambio[] = {
    inv_texto("nombre", 0, 100),
    inv_texto("clave", NGX_HTTP_INVENTARIO_CLAVE_MIN,
              NGX_HTTP_INVENTARIO_CLAVE_MAX,
              .doc = "Una clave nueva para esa persona."),
    inv_opcion("rol", "admin|deposito|negocio|ml_service|consulta"),
    inv_lista("sucursales", ngx_http_inventario_auth_sucursal, 1, 100,
              inv_nulo),
    inv_booleano("activo"),
    inv_fin
};


static const ngx_http_inventario_campo_t  ngx_http_inventario_auth_propia[] = {
    inv_texto("actual", 1, NGX_HTTP_INVENTARIO_CLAVE_MAX, inv_obligatorio),
    inv_texto("nueva", NGX_HTTP_INVENTARIO_CLAVE_MIN,
              NGX_HTTP_INVENTARIO_CLAVE_MAX, inv_obligatorio),
    inv_fin
};


static const ngx_http_inventario_campo_t  ngx_http_inventario_auth_servicio[] =
{
    inv_opcion("", "auth|deposito|negocio|ml|panel|eventos"),
    inv_fin
};


static const ngx_http_inventario_campo_t  ngx_http_inventario_auth_llave_alta[]
    = {
    inv_texto("nombre", 1, 100, inv_obligatorio,
              .doc = "Para qué es: qué programa la va a usar."),
    inv_opcion("rol", "deposito|negocio|ml_service|consulta",
               inv_obligatorio,
               .doc = "Una clave no administra: eso lo hace una persona."),
    inv_lista("sucursales", ngx_http_inventario_auth_sucursal, 1, 100,
              inv_nulo, .doc = "Sólo en éstas; sin valor: en todas."),
    inv_lista("agentes", ngx_http_inventario_auth_servicio, 1, 10, inv_nulo,
              .doc = "Sólo en estos servicios; sin valor: en todos."),
    inv_booleano("solo_lectura", .doc = "Sólo consultas."),
    inv_instante("vence", inv_nulo,
                 .doc = "Desde cuándo no sirve; sin valor: no vence."),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_auth_llave_gracia[] = {
    inv_entero("gracia_minutos", 0, 10080, inv_obligatorio,
               .doc = "Cuánto sirve todavía la anterior."),
    inv_fin
};


static ngx_http_inventario_ruta_t  ngx_http_inventario_auth_rutas[] = {

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/login",
      .roles = INV_PUBLICO,
      .cuerpo = ngx_http_inventario_auth_entrar,
      .manejador = ngx_http_inventario_auth_login,
      .limite = "acceso",
      .resumen = "Cambia usuario y clave por un token.",
      .respuestas = "200 Token|401 credenciales_invalidas"
                    "|429 demasiados_intentos" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/refrescar",
      .roles = INV_PUBLICO,
      .cuerpo = ngx_http_inventario_auth_refresco,
      .manejador = ngx_http_inventario_auth_refrescar,
      .limite = "acceso",
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
      .funcion = "identidad",
      .resumen = "Quién soy.",
      .respuestas = "200 Usuario|403 usuario_inactivo" },

    { .metodo = NGX_HTTP_PUT,
      .ruta = "/v1/clave",
      .roles = INV_LEEN,
      .cuerpo = ngx_http_inventario_auth_propia,
      .manejador = ngx_http_inventario_auth_clave,
      .limite = "acceso",
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

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/usuarios/{id}/desbloquear",
      .roles = INV_ADMIN,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "usuario_desbloquear",
      .carril = INV_ESCRITURA,
      .resumen = "Olvida los ingresos fallidos de un usuario, que ya no espera "
                 "para entrar.",
      .respuestas = "204 Sin cuerpo|404 usuario_no_encontrado" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/claves-api",
      .roles = INV_ADMIN,
      .parametros = inv_campos(
          inv_booleano("activa"),
          inv_paginas),
      .funcion = "llaves_listar",
      .resumen = "Las claves para programas (X-API-Key), por id; sin su "
                 "secreto.",
      .respuestas = "200 ClavesApi" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/claves-api",
      .roles = INV_ADMIN,
      .cuerpo = ngx_http_inventario_auth_llave_alta,
      .manejador = ngx_http_inventario_auth_llave_crear,
      .carril = INV_ESCRITURA,
      .resumen = "Crea una clave para un programa; se ve esta única vez.",
      .respuestas = "201 ClaveApi|422 campos_invalidos" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/claves-api/{id}",
      .roles = INV_ADMIN,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "llave_obtener",
      .resumen = "Una clave, sin su secreto.",
      .respuestas = "200 ClaveApi|404 clave_no_encontrada" },

    { .metodo = NGX_HTTP_DELETE,
      .ruta = "/v1/claves-api/{id}",
      .roles = INV_ADMIN,
      .parametros = inv_campos(inv_id("id")),
      .funcion = "llave_revocar",
      .carril = INV_ESCRITURA,
      .resumen = "Revoca una clave: deja de servir en no más de 5 segundos.",
      .respuestas = "204 Sin cuerpo|404 clave_no_encontrada" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/claves-api/{id}/rotar",
      .roles = INV_ADMIN,
      .parametros = inv_campos(inv_id("id")),
      .cuerpo = ngx_http_inventario_auth_llave_gracia,
      .manejador = ngx_http_inventario_auth_llave_rotar,
      .carril = INV_ESCRITURA,
      .resumen = "Cambia el secreto de una clave; el anterior sirve un rato.",
      .respuestas = "200 ClaveApi|404 clave_no_encontrada|409 clave_revocada" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/auditoria",
      .roles = INV_ADMIN,
      .parametros = inv_campos(
          inv_entero("usuario_id", -INV_ID_MAX, INV_ID_MAX,
                     .doc = "Quién; una clave es el número negativo de su "
                            "id."),
          inv_texto("tipo", 1, 64,
                    .doc = "Qué pasó: login, login_fallido, rechazo, creado, "
                           "clave_usada..."),
          inv_texto("entidad", 1, 64,
                    .doc = "Con qué: usuario, clave_api, producto..."),
          inv_id("entidad_id"),
          inv_instante("desde"),
          inv_instante("hasta"),
          inv_texto("request_id", 8, 64),
          inv_paginas),
      .funcion = "auditoria_listar",
      .carril = INV_INFORMES,
      .resumen = "Lo que pasó, lo último primero.  El stock tiene su propio "
                 "libro: los movimientos.",
      .respuestas = "200 Auditoria" },

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/auditoria/verificacion",
      .roles = INV_ADMIN,
      .parametros = inv_campos(
          inv_id("desde", .omision = "1", .doc = "Número del primer sello."),
          inv_entero("sellos", 1, 2000, .omision = "1000",
                     .doc = "Cuántos sellos.")),
      .funcion = "auditoria_verificar",
      .carril = INV_INFORMES,
      .resumen = "Prueba la cadena de sellos de la auditoría y del libro de "
                 "stock, o dice cuál es el primer sello roto.",
      .respuestas = "200 Verificacion" },

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
