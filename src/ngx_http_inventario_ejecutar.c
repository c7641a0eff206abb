
/*
 * Inventario: everything was checked and read: context, fingerprint, and the
 * question to the database.
 */


#include "ngx_http_inventario_interno.h"
#include <sodium.h>


static ngx_int_t ngx_http_inventario_contexto(
    ngx_http_inventario_peticion_t *p);
static ngx_int_t ngx_http_inventario_huella(ngx_http_inventario_peticion_t *p);


/* Everything was checked and read: errors at once, or the work. */

void
ngx_http_inventario_ejecutar(ngx_http_inventario_peticion_t *p)
{
    ngx_http_inventario_texto_t     t;
    ngx_http_inventario_motor_t    *motor;
    ngx_http_inventario_memoria_t  *memoria;

    motor = ngx_http_inventario_motor(p);

    if (motor->errores->n) {

        if (ngx_http_inventario_texto(&t, p->request->pool, 512) != NGX_OK) {
            goto memoria;
        }

        ngx_http_inventario_agregar_z(&t, "\"errores\":");
        ngx_http_inventario_errores_json(&t, motor->errores);
        ngx_http_inventario_agregar(&t, "", 1);

        if (t.error) {
            goto memoria;
        }

        ngx_http_inventario_problema(p, 422, "campos_invalidos",
                                     "Hay campos inválidos.",
                                     (char *) t.datos);
        return;
    }

    /* a client that leaves is noticed while we wait */

    p->request->read_event_handler = ngx_http_test_reading;

    memoria = ngx_http_inventario_memoria_de();

    if (memoria && p->ruta->cache && memoria->leer(p) == NGX_OK) {
        return;
    }

    ngx_http_inventario_seguir(p);
    return;

memoria:

    ngx_http_inventario_problema(p, NGX_HTTP_INTERNAL_SERVER_ERROR,
        "error_interno", "Algo falló de nuestro lado.", NULL);
}


void
ngx_http_inventario_seguir(ngx_http_inventario_peticion_t *p)
{
    ngx_str_t                         extra[2];
    ngx_http_inventario_motor_t      *motor;
    ngx_http_inventario_pg_op_t      *op;
    ngx_http_inventario_compilada_t  *c;

    motor = ngx_http_inventario_motor(p);

    if (ngx_http_inventario_contexto(p) != NGX_OK
        || (p->clave.len && ngx_http_inventario_huella(p) != NGX_OK))
    {
        goto memoria;
    }

    if (p->ruta->manejador) {
        p->ruta->manejador(p);
        return;
    }

    if (p->ruta->csv) {
        ngx_http_inventario_csv(p);
        return;
    }

    if (p->ruta->flujo) {
        ngx_http_inventario_flujo(p);
        return;
    }

    if (p->ruta->grupo) {
        if (ngx_http_inventario_grupo_sumar(p) != NGX_OK) {
            goto memoria;
        }

        return;
    }

    c = ngx_http_inventario_compilada(p->ruta);

    extra[0] = p->clave;
    extra[1] = motor->huella;

    op = ngx_http_inventario_op(p, extra, c->escribe ? 2 : 0);
    if (op == NULL) {
        goto memoria;
    }

    ngx_http_inventario_pg_enviar(op);
    return;

memoria:

    ngx_http_inventario_problema(p, NGX_HTTP_INTERNAL_SERVER_ERROR,
        "error_interno", "Algo falló de nuestro lado.", NULL);
}


/* {"usuario_id":...}: who asks, and what the headers said. */

static ngx_int_t
ngx_http_inventario_contexto(ngx_http_inventario_peticion_t *p)
{
    ngx_http_inventario_texto_t       t;
    ngx_http_inventario_motor_t      *motor;
    ngx_http_inventario_identidad_t  *id;

    id = p->identidad;
    motor = ngx_http_inventario_motor(p);

    if (ngx_http_inventario_texto(&t, p->request->pool, 256) != NGX_OK) {
        return NGX_ERROR;
    }

    ngx_http_inventario_agregar_z(&t, "{\"request_id\":");
    ngx_http_inventario_agregar_json(&t, p->request_id.data,
                                     p->request_id.len);

    ngx_http_inventario_agregar_z(&t, ",\"direccion\":");
    ngx_http_inventario_agregar_json(&t,
                                  p->request->connection->addr_text.data,
                                  p->request->connection->addr_text.len);

    if (id) {
        ngx_http_inventario_agregar_z(&t, ",\"usuario_id\":");
        ngx_http_inventario_agregar_entero(&t, id->usuario_id);
        ngx_http_inventario_agregar_z(&t, ",\"usuario\":");
        ngx_http_inventario_agregar_json(&t, id->usuario.data,
                                         id->usuario.len);
        ngx_http_inventario_agregar_z(&t, ",\"rol\":\"");
        ngx_http_inventario_agregar_z(&t,
                    ngx_http_inventario_roles[__builtin_ctzl(id->rol)]);
        ngx_http_inventario_agregar_z(&t, "\",\"sucursales\":");
        ngx_http_inventario_agregar(&t, id->sucursales.data,
                                    id->sucursales.len);
    }

    if (motor->version.len) {
        ngx_http_inventario_agregar_z(&t, ",\"version\":");
        ngx_http_inventario_agregar_json(&t, motor->version.data,
                                         motor->version.len);
    }

    if (p->ruta->csv && p->clave.len) {
        ngx_http_inventario_agregar_z(&t, ",\"clave\":");
        ngx_http_inventario_agregar_json(&t, p->clave.data, p->clave.len);
    }

    if (p->ruta->lote) {
        ngx_http_inventario_agregar_z(&t, motor->revision->lote
                                      ? ",\"lote\":true" : ",\"lote\":false");
        ngx_http_inventario_agregar_z(&t, motor->atomico
                                      ? ",\"atomico\":true"
                                      : ",\"atomico\":false");
    }

    ngx_http_inventario_agregar(&t, "}", 2);

    p->ctx.data = t.datos;
    p->ctx.len = t.largo - 1;

    return t.error ? NGX_ERROR : NGX_OK;
}


/* The same key must come with the same request. */

static ngx_int_t
ngx_http_inventario_huella(ngx_http_inventario_peticion_t *p)
{
    u_char                        suma[crypto_hash_sha256_BYTES];
    ngx_http_request_t           *r;
    crypto_hash_sha256_state      s;
    ngx_http_inventario_motor_t  *motor;

    r = p->request;
    motor = ngx_http_inventario_motor(p);

    (void) crypto_hash_sha256_init(&s);
    (void) crypto_hash_sha256_update(&s, r->method_name.data,
                                     r->method_name.len);
    (void) crypto_hash_sha256_update(&s, (u_char *) "\n", 1);
    (void) crypto_hash_sha256_update(&s, (u_char *) p->agente->nombre,
                                     ngx_strlen(p->agente->nombre));
    (void) crypto_hash_sha256_update(&s, r->uri.data + motor->prefijo.len,
                                     r->uri.len - motor->prefijo.len);
    (void) crypto_hash_sha256_update(&s, (u_char *) "\n", 1);
    (void) crypto_hash_sha256_update(&s, r->args.data, r->args.len);
    (void) crypto_hash_sha256_update(&s, (u_char *) "\n", 1);
    (void) crypto_hash_sha256_update(&s, p->cuerpo.data, p->cuerpo.len);
    (void) crypto_hash_sha256_final(&s, suma);

    motor->huella.data = ngx_pnalloc(r->pool, sizeof(suma) * 2 + 1);
    if (motor->huella.data == NULL) {
        return NGX_ERROR;
    }

    *ngx_hex_dump(motor->huella.data, suma, sizeof(suma)) = '\0';
    motor->huella.len = sizeof(suma) * 2;

    return NGX_OK;
}


ngx_http_inventario_pg_op_t *
ngx_http_inventario_op(ngx_http_inventario_peticion_t *p, ngx_str_t *extra,
    ngx_uint_t n)
{
    ngx_uint_t                        i, j;
    ngx_http_inventario_motor_t      *motor;
    ngx_http_inventario_pg_op_t      *op;
    ngx_http_inventario_compilada_t  *c;

    motor = ngx_http_inventario_motor(p);
    c = ngx_http_inventario_compilada(p->ruta);

    op = ngx_http_inventario_pg_op(p->request->connection->log,
                                   1 + c->n_parametros
                                   + (p->cuerpo.data != NULL) + n);
    if (op == NULL) {
        return NULL;
    }

    /* copies, since a write goes on when its request has ended */

    i = 0;

    if (ngx_http_inventario_valor(op, i++, &p->ctx) != NGX_OK) {
        goto failed;
    }

    for (j = 0; j < c->n_parametros; j++) {
        if (ngx_http_inventario_valor(op, i++, &p->valores[j]) != NGX_OK) {
            goto failed;
        }
    }

    if (p->cuerpo.data
        && ngx_http_inventario_valor(op, i++, &p->cuerpo) != NGX_OK)
    {
        goto failed;
    }

    for (j = 0; j < n; j++) {
        if (ngx_http_inventario_valor(op, i++, &extra[j]) != NGX_OK) {
            goto failed;
        }
    }

    op->sentencia = c->sentencia;
    op->carril = p->ruta->carril;
    op->fin = ngx_http_inventario_op_fin;
    op->datos = p;

    if (op->carril == INV_LECTURA && p->ruta->metodo != NGX_HTTP_GET) {
        op->carril = INV_ESCRITURA;
    }

    motor->op = op;

    return op;

failed:

    ngx_destroy_pool(op->pool);

    return NULL;
}


ngx_int_t
ngx_http_inventario_valor(ngx_http_inventario_pg_op_t *op, ngx_uint_t i,
    ngx_str_t *v)
{
    u_char  *p;

    if (v->data == NULL) {
        op->valores[i] = NULL;
        return NGX_OK;
    }

    p = ngx_pnalloc(op->pool, v->len + 1);
    if (p == NULL) {
        return NGX_ERROR;
    }

    op->valores[i] = (char *) p;
    *ngx_cpymem(p, v->data, v->len) = '\0';

    return NGX_OK;
}


void
ngx_http_inventario_op_fin(ngx_http_inventario_pg_op_t *op)
{
    ngx_http_inventario_peticion_t  *p = op->datos;

    ngx_http_inventario_motor(p)->op = NULL;

    ngx_http_inventario_terminar(p, op);
}
