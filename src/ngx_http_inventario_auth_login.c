
/*
 * Inventario: login, and the change of one's own password.  A name that
 * nobody has costs as much as one that exists.
 *
 *     login  para_login, verify, anotar -> the token
 *     clave  para_login, verify and hash, cambiar (or anotar a bad one)
 */


#include "ngx_http_inventario_auth.h"


/* the columns of api.usuario_para_login */

#define INV_USUARIO_ID  0
#define INV_USUARIO     1
#define INV_NOMBRE      2
#define INV_CLAVE_HASH  3
#define INV_ROL         4
#define INV_SUCURSALES  5
#define INV_ACTIVO      6
#define INV_OLVIDADAS   7


static void ngx_http_inventario_auth_buscar(
    ngx_http_inventario_auth_trabajo_t *t, const char *usuario);
static void ngx_http_inventario_auth_leido(ngx_http_inventario_pg_op_t *op);
static void ngx_http_inventario_auth_verificado(
    ngx_http_inventario_peticion_t *p, void *datos);
static void ngx_http_inventario_auth_anotado(ngx_http_inventario_pg_op_t *op);


/* of a random password that was thrown away: what unknown users are held to */

static const char  ngx_http_inventario_auth_nadie[] =
    "$argon2id$v=19$m=19456,t=2,p=1$"
    "wMTuzGc45n37wSNFNPyFlA$QQQGauL1a3TOuINBaF0CpXssJbiJ6bF16ysXyc842SY";


ngx_int_t
ngx_http_inventario_auth_sentencias(ngx_conf_t *cf,
    ngx_http_inventario_auth_conf_t *acf)
{
    acf->para_login = ngx_http_inventario_sentencia(cf,
        "SELECT * FROM api.usuario_para_login($1,$2)");
    acf->anotar = ngx_http_inventario_sentencia(cf,
        "SELECT api.login_anotar($1,$2,$3,$4,$5)");
    acf->cambiar = ngx_http_inventario_sentencia(cf,
        "SELECT * FROM api.clave_cambiar($1,$2,$3)");

    /* exactly once, as the engine does it for the rows that name a function */

    acf->crear = ngx_http_inventario_sentencia(cf,
        "SELECT r.* FROM api.abrir($1,$3,$4) i CROSS JOIN LATERAL api.cerrar("
        "i, CASE WHEN i.nueva THEN api.usuario_crear($1,$2) END) r");
    acf->modificar = ngx_http_inventario_sentencia(cf,
        "SELECT r.* FROM api.abrir($1,$3,$4) i CROSS JOIN LATERAL api.cerrar("
        "i, CASE WHEN i.nueva THEN api.usuario_modificar($1,$5,$2) END) r");

    if (acf->para_login == NULL || acf->anotar == NULL || acf->cambiar == NULL
        || acf->crear == NULL || acf->modificar == NULL)
    {
        return NGX_ERROR;
    }

    return NGX_OK;
}


void
ngx_http_inventario_auth_login(ngx_http_inventario_peticion_t *p)
{
    ngx_http_inventario_auth_trabajo_t  *t;

    t = ngx_http_inventario_auth_trabajo(p);
    if (t == NULL) {
        return;
    }

    ngx_http_inventario_auth_tomar(t->cuerpo, "clave", t->clave,
                                   sizeof(t->clave));

    ngx_http_inventario_auth_buscar(t,
        json_string_value(json_object_get(t->cuerpo, "usuario")));
}


void
ngx_http_inventario_auth_clave(ngx_http_inventario_peticion_t *p)
{
    ngx_http_inventario_auth_trabajo_t  *t;

    if (!ngx_http_inventario_auth_persona(p)) {
        return;
    }

    t = ngx_http_inventario_auth_trabajo(p);
    if (t == NULL) {
        return;
    }

    (void) ngx_cpystrn((u_char *) t->datos.usuario,
                       p->identidad->usuario.data,
                       p->identidad->usuario.len + 1);

    ngx_http_inventario_auth_tomar(t->cuerpo, "actual", t->clave,
                                   sizeof(t->clave));
    ngx_http_inventario_auth_tomar_nueva(t, "nueva", t->datos.usuario, NULL);

    ngx_http_inventario_auth_buscar(t, t->datos.usuario);
}


static void
ngx_http_inventario_auth_buscar(ngx_http_inventario_auth_trabajo_t *t,
    const char *usuario)
{
    const char  *valores[2];

    ngx_http_inventario_auth_antes(t);

    valores[0] = (char *) t->p->ctx.data;
    valores[1] = usuario;

    ngx_http_inventario_auth_preguntar(t,
        ngx_http_inventario_auth_conf(t->p)->para_login, INV_LECTURA, valores,
        2, ngx_http_inventario_auth_leido);
}


static void
ngx_http_inventario_auth_leido(ngx_http_inventario_pg_op_t *op)
{
    ngx_http_inventario_auth_trabajo_t *t = op->datos;

    ngx_http_inventario_peticion_t  *p;

    p = t->p;
    t->op = NULL;

    if (op->estado != INV_PG_BIEN) {
        ngx_http_inventario_responder_op(p, op);
        return;
    }

    if (PQntuples(op->resultado) != 1
        || !ngx_http_inventario_auth_copiar(t, op->resultado))
    {
        ngx_http_inventario_auth_falla(p);
        return;
    }

    if (!ngx_http_inventario_auth_intentar(t,
            PQgetvalue(op->resultado, 0, INV_USUARIO),
            strtoll(PQgetvalue(op->resultado, 0, INV_OLVIDADAS), NULL, 10)))
    {
        return;
    }

    ngx_http_inventario_auth_argon(t, ngx_http_inventario_auth_verificado);
}


ngx_uint_t
ngx_http_inventario_auth_copiar(ngx_http_inventario_auth_trabajo_t *t,
    PGresult *res)
{
    size_t       i, largo;
    const char  *v;

    const struct {
        int          columna;
        char        *copia;
        size_t       cabe;
    } columnas[] = {
        { INV_USUARIO, t->datos.usuario, sizeof(t->datos.usuario) },
        { INV_CLAVE_HASH, t->hash, sizeof(t->hash) },
        { INV_ROL, t->datos.rol, sizeof(t->datos.rol) },
        { INV_SUCURSALES, t->datos.sucursales, sizeof(t->datos.sucursales) }
    };

    if (!PQgetisnull(res, 0, INV_USUARIO_ID)) {
        t->datos.usuario_id = strtoll(PQgetvalue(res, 0, INV_USUARIO_ID), NULL,
                                      10);
    }

    t->existe = (PQgetvalue(res, 0, INV_ACTIVO)[0] == 't');

    if (!t->existe) {
        ngx_memcpy(t->hash, ngx_http_inventario_auth_nadie,
                   sizeof(ngx_http_inventario_auth_nadie));
        return 1;
    }

    for (i = 0; i < sizeof(columnas) / sizeof(columnas[0]); i++) {
        v = PQgetvalue(res, 0, columnas[i].columna);
        largo = PQgetlength(res, 0, columnas[i].columna);

        if (largo >= columnas[i].cabe) {
            return 0;
        }

        ngx_memcpy(columnas[i].copia, v, largo + 1);
    }

    largo = PQgetlength(res, 0, INV_NOMBRE) + 1;

    t->nombre = ngx_pnalloc(t->p->request->pool, largo);
    if (t->nombre == NULL) {
        return 0;
    }

    ngx_memcpy(t->nombre, PQgetvalue(res, 0, INV_NOMBRE), largo);

    return 1;
}


/*
 * A login is written down before it is answered, so that the next attempt
 * counts it.  So is a bad password when somebody changes theirs.
 */

static void
ngx_http_inventario_auth_verificado(ngx_http_inventario_peticion_t *p,
    void *datos)
{
    ngx_http_inventario_auth_trabajo_t *t = datos;

    char                              id[NGX_INT64_LEN + 1];
    u_char                           *direccion;
    ngx_str_t                        *a;
    const char                       *valores[5];
    ngx_http_inventario_auth_conf_t  *acf;

    acf = ngx_http_inventario_auth_conf(p);

    t->coincide = t->coincide && t->existe;

    ngx_http_inventario_auth_intentado(t, t->coincide ? INV_INTENTO_BUENO
                                                      : INV_INTENTO_MALO);

    valores[0] = (char *) p->ctx.data;

    if (t->coincide && p->identidad && t->hash_nuevo[0]) {
        valores[1] = t->hash;
        valores[2] = t->hash_nuevo;

        ngx_http_inventario_auth_por_cambiar(t);
        ngx_http_inventario_auth_preguntar(t, acf->cambiar, INV_ESCRITURA,
            valores, 3, ngx_http_inventario_auth_cambiado);
        return;
    }

    a = &p->request->connection->addr_text;

    direccion = ngx_pnalloc(p->request->pool, a->len + 1);
    if (direccion == NULL) {
        ngx_http_inventario_auth_falla(p);
        return;
    }

    *ngx_cpymem(direccion, a->data, a->len) = '\0';
    *ngx_sprintf((u_char *) id, "%L", t->datos.usuario_id) = '\0';

    valores[1] = t->hash_nuevo[0] ? t->datos.usuario
                 : json_string_value(json_object_get(t->cuerpo, "usuario"));
    valores[2] = t->datos.usuario_id ? id : NULL;
    valores[3] = (char *) direccion;
    valores[4] = t->coincide ? "t" : "f";

    ngx_http_inventario_auth_preguntar(t, acf->anotar, INV_ESCRITURA, valores,
                                       5, ngx_http_inventario_auth_anotado);
}


static void
ngx_http_inventario_auth_anotado(ngx_http_inventario_pg_op_t *op)
{
    ngx_http_inventario_auth_trabajo_t *t = op->datos;

    ngx_http_inventario_peticion_t   *p;
    ngx_http_inventario_auth_conf_t  *acf;

    p = t->p;
    t->op = NULL;
    acf = ngx_http_inventario_auth_conf(p);

    if (op->estado != INV_PG_BIEN) {
        ngx_http_inventario_responder_op(p, op);
        return;
    }

    ngx_http_inventario_sumar(t->coincide ? acf->s_buenos : acf->s_fallidos,
                              1);

    if (t->coincide) {
        ngx_http_inventario_auth_entregar(t);

    } else if (t->hash_nuevo[0]) {
        ngx_http_inventario_problema(p, 422, "campos_invalidos",
            "Hay campos inválidos.",
            "\"errores\":[{\"campo\":\"actual\",\"codigo\":"
            "\"clave_incorrecta\",\"mensaje\":\"No es tu clave actual.\"}]");

    } else {
        ngx_http_inventario_problema(p, NGX_HTTP_UNAUTHORIZED,
            "credenciales_invalidas", "El usuario o la clave no son esos.",
            NULL);
    }
}
