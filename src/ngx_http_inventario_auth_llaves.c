
/*
 * Inventario: API keys made and rotated.  The secret is made here and goes to
 * the one who asks, once; SQL gets its digest.  So the answer that SQL keeps
 * for the same Idempotency-Key has no secret in it, and a replay says null.
 */


#include "ngx_http_inventario_auth.h"


/* the columns of api.respuesta */

#define INV_ESTADO     0
#define INV_CUERPO     1
#define INV_ETAG       2
#define INV_UBICACION  4
#define INV_REPETIDA   6


static void ngx_http_inventario_auth_llave_hacer(
    ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_sentencia_t *sentencia);
static void ngx_http_inventario_auth_llave_hecha(
    ngx_http_inventario_pg_op_t *op);
static ngx_int_t ngx_http_inventario_auth_llave_documento(
    ngx_http_inventario_auth_trabajo_t *t, PGresult *res,
    ngx_http_inventario_respuesta_t *resp);
static ngx_int_t ngx_http_inventario_auth_celda(ngx_pool_t *pool,
    ngx_str_t *v, PGresult *res, int columna, const char *borde);


ngx_int_t
ngx_http_inventario_auth_llaves_sentencias(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf)
{
    acf->llave_leer = ngx_http_inventario_sentencia(cf,
        "SELECT * FROM api.llave_leer($1,$2)");
    acf->llave_usada = ngx_http_inventario_sentencia(cf,
        "SELECT api.llave_usada($1,$2,$3)");
    acf->llave_crear = ngx_http_inventario_sentencia(cf,
        "SELECT r.* FROM api.abrir($1,$3,$4) i CROSS JOIN LATERAL api.cerrar("
        "i, CASE WHEN i.nueva THEN api.llave_crear($1,$2) END) r");
    acf->llave_rotar = ngx_http_inventario_sentencia(cf,
        "SELECT r.* FROM api.abrir($1,$3,$4) i CROSS JOIN LATERAL api.cerrar("
        "i, CASE WHEN i.nueva THEN api.llave_rotar($1,$5,$2) END) r");

    if (acf->llave_leer == NULL || acf->llave_usada == NULL
        || acf->llave_crear == NULL || acf->llave_rotar == NULL)
    {
        return NGX_ERROR;
    }

    return NGX_OK;
}


void
ngx_http_inventario_auth_llave_crear(ngx_http_inventario_peticion_t *p)
{
    ngx_http_inventario_auth_llave_hacer(p,
        ngx_http_inventario_auth_conf(p)->llave_crear);
}


void
ngx_http_inventario_auth_llave_rotar(ngx_http_inventario_peticion_t *p)
{
    ngx_http_inventario_auth_llave_hacer(p,
        ngx_http_inventario_auth_conf(p)->llave_rotar);
}


static void
ngx_http_inventario_auth_llave_hacer(ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_sentencia_t *sentencia)
{
    char                                *texto;
    u_char                               azar[32], suma[32], hex[65];
    const char                          *valores[5];
    ngx_http_inventario_auth_trabajo_t  *t;

    t = ngx_http_inventario_auth_trabajo(p);
    if (t == NULL) {
        return;
    }

    /* "clave" is wiped when the work ends */

    randombytes_buf(azar, sizeof(azar));
    *ngx_hex_dump((u_char *) t->clave, azar, sizeof(azar)) = '\0';
    sodium_memzero(azar, sizeof(azar));

    (void) crypto_hash_sha256(suma, (u_char *) t->clave,
                              NGX_HTTP_INVENTARIO_LLAVE_SECRETO);
    *ngx_hex_dump(hex, suma, sizeof(suma)) = '\0';

    texto = NULL;

    if (json_object_set_new(t->cuerpo, "suma", json_string((char *) hex))
        == 0)
    {
        randombytes_buf(azar, NGX_HTTP_INVENTARIO_LLAVE_PREFIJO / 2);
        *ngx_hex_dump(hex, azar, NGX_HTTP_INVENTARIO_LLAVE_PREFIJO / 2) = '\0';

        if (json_object_set_new(t->cuerpo, "prefijo",
                                json_string((char *) hex))
            == 0)
        {
            texto = json_dumps(t->cuerpo, JSON_COMPACT);
        }
    }

    if (texto == NULL) {
        ngx_http_inventario_auth_falla(p);
        return;
    }

    valores[0] = (char *) p->ctx.data;
    valores[1] = texto;
    valores[2] = p->clave.len ? (char *) p->clave.data : NULL;
    valores[3] = p->clave.len ? t->huella : NULL;
    valores[4] = p->ruta->parametros ? (char *) p->valores[0].data : NULL;

    ngx_http_inventario_auth_preguntar(t, sentencia, INV_ESCRITURA, valores,
        p->ruta->parametros ? 5 : 4, ngx_http_inventario_auth_llave_hecha);

    free(texto);
}


static void
ngx_http_inventario_auth_llave_hecha(ngx_http_inventario_pg_op_t *op)
{
    ngx_http_inventario_auth_trabajo_t *t = op->datos;

    ngx_http_inventario_respuesta_t  resp;

    t->op = NULL;

    if (op->estado != INV_PG_BIEN || PQntuples(op->resultado) != 1) {
        ngx_http_inventario_responder_op(t->p, op);
        return;
    }

    ngx_memzero(&resp, sizeof(ngx_http_inventario_respuesta_t));

    if (ngx_http_inventario_auth_llave_documento(t, op->resultado, &resp)
        != NGX_OK)
    {
        ngx_http_inventario_auth_falla(t->p);
        return;
    }

    ngx_http_inventario_responder(t->p, &resp);
}


/* What SQL answered, with one more member: the key. */

static ngx_int_t
ngx_http_inventario_auth_llave_documento(
    ngx_http_inventario_auth_trabajo_t *t, PGresult *res,
    ngx_http_inventario_respuesta_t *resp)
{
    char        *texto;
    json_t      *doc, *clave;
    ngx_pool_t  *pool;

    pool = t->p->request->pool;
    texto = NULL;

    resp->estado = strtoul(PQgetvalue(res, 0, INV_ESTADO), NULL, 10);
    resp->repetida = (PQgetvalue(res, 0, INV_REPETIDA)[0] == 't');

    doc = json_loads(PQgetvalue(res, 0, INV_CUERPO), 0, NULL);

    clave = resp->repetida ? json_null()
            : json_sprintf("inv_%s_%s",
                  json_string_value(json_object_get(doc, "prefijo")),
                  t->clave);

    if (json_object_set_new(doc, "clave", clave) == 0) {
        texto = json_dumps(doc, JSON_COMPACT);
    }

    json_decref(doc);

    if (texto == NULL) {
        return NGX_ERROR;
    }

    resp->cuerpo.len = ngx_strlen(texto);
    resp->cuerpo.data = ngx_pnalloc(pool, resp->cuerpo.len);

    if (resp->cuerpo.data) {
        ngx_memcpy(resp->cuerpo.data, texto, resp->cuerpo.len);
    }

    sodium_memzero(texto, resp->cuerpo.len);
    free(texto);

    if (resp->cuerpo.data == NULL
        || ngx_http_inventario_auth_celda(pool, &resp->etag, res, INV_ETAG,
                                          "\"")
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    return ngx_http_inventario_auth_celda(pool, &resp->ubicacion, res,
                                          INV_UBICACION, "");
}


/* A copy, with something before and behind it; empty if it is NULL. */

static ngx_int_t
ngx_http_inventario_auth_celda(ngx_pool_t *pool, ngx_str_t *v, PGresult *res,
    int columna, const char *borde)
{
    if (PQgetisnull(res, 0, columna)) {
        return NGX_OK;
    }

    v->data = ngx_pnalloc(pool, PQgetlength(res, 0, columna)
                                + 2 * ngx_strlen(borde));
    if (v->data == NULL) {
        return NGX_ERROR;
    }

    v->len = ngx_sprintf(v->data, "%s%s%s", borde,
                         PQgetvalue(res, 0, columna), borde)
             - v->data;

    return NGX_OK;
}
