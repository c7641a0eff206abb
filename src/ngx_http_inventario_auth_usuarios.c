
/*
 * Inventario: users made and changed: their passwords are hashed here before
 * the rest of the body goes to SQL.
 */


#include "ngx_http_inventario_auth.h"


static void ngx_http_inventario_auth_guardar(ngx_http_inventario_peticion_t *p,
    void *datos);


/* A new user, or a change of one. */

void
ngx_http_inventario_auth_usuario(ngx_http_inventario_peticion_t *p)
{
    ngx_http_inventario_auth_trabajo_t  *t;

    t = ngx_http_inventario_auth_trabajo(p);
    if (t == NULL) {
        return;
    }

    ngx_http_inventario_auth_tomar_nueva(t, "clave",
        json_string_value(json_object_get(t->cuerpo, "usuario")),
        json_string_value(json_object_get(t->cuerpo, "nombre")));

    if (t->nueva[0]) {
        ngx_http_inventario_auth_argon(t, ngx_http_inventario_auth_guardar);

    } else {
        ngx_http_inventario_auth_guardar(p, t);
    }
}


/* The body, with the hash in the place of the password, goes to SQL. */

static void
ngx_http_inventario_auth_guardar(ngx_http_inventario_peticion_t *p,
    void *datos)
{
    ngx_http_inventario_auth_trabajo_t *t = datos;

    char                             *texto;
    const char                       *valores[5];
    ngx_http_inventario_auth_conf_t  *acf;

    acf = ngx_http_inventario_auth_conf(p);

    if (t->hash_nuevo[0]
        && json_object_set_new(t->cuerpo, "clave_hash",
                               json_string(t->hash_nuevo)) != 0)
    {
        ngx_http_inventario_auth_falla(p);
        return;
    }

    texto = json_dumps(t->cuerpo, JSON_COMPACT);
    if (texto == NULL) {
        ngx_http_inventario_auth_falla(p);
        return;
    }

    valores[0] = (char *) p->ctx.data;
    valores[1] = texto;
    valores[2] = NULL;
    valores[3] = NULL;

    if (p->clave.len) {
        valores[2] = (char *) p->clave.data;
        valores[3] = t->huella;
    }

    if (p->ruta->metodo == NGX_HTTP_POST) {
        ngx_http_inventario_auth_preguntar(t, acf->crear, INV_ESCRITURA,
            valores, 4, ngx_http_inventario_auth_respondida);

    } else {
        valores[4] = (char *) p->valores[0].data;

        ngx_http_inventario_auth_por_cambiar(t);
        ngx_http_inventario_auth_preguntar(t, acf->modificar, INV_ESCRITURA,
            valores, 5, ngx_http_inventario_auth_cambiado);
    }

    free(texto);
}
