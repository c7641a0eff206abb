
/*
 * Inventario: the check of a body.  Runs in a thread when the body is long,
 * so it touches nothing but its revision_t and its pool.
 *
 * The text is scanned first (dominio/json_previo): depth, UTF-8, and numbers
 * that a double would change become marked strings.  Then jansson parses it
 * and the row's fields say what may stand where.  What comes out is JSON
 * again, in canonical form, with nothing in it that the row does not name.
 */


#include "ngx_http_inventario_interno.h"
#include <jansson.h>
#include "dominio/json_previo.h"


#define INV_MARCA  1        /* the first byte of a number kept as text */


static void ngx_http_inventario_revisar_lote(
    ngx_http_inventario_revision_t *rev, json_t *doc);
static void ngx_http_inventario_revisar_elemento(
    ngx_http_inventario_revision_t *rev, ngx_http_inventario_texto_t *t,
    json_t *doc);
static void ngx_http_inventario_revisar_objeto(
    ngx_http_inventario_revision_t *rev, ngx_http_inventario_texto_t *t,
    const ngx_http_inventario_campo_t *campos, json_t *doc,
    ngx_str_t *camino, ngx_http_inventario_errores_t *e);
static void ngx_http_inventario_revisar_campo(
    ngx_http_inventario_revision_t *rev, ngx_http_inventario_texto_t *t,
    const ngx_http_inventario_campo_t *campo, json_t *valor,
    ngx_str_t *camino, ngx_http_inventario_errores_t *e);
static void ngx_http_inventario_revisar_lista(
    ngx_http_inventario_revision_t *rev, ngx_http_inventario_texto_t *t,
    const ngx_http_inventario_campo_t *campo, json_t *valor,
    ngx_str_t *camino, ngx_http_inventario_errores_t *e);
static void ngx_http_inventario_revisar_escalar(
    ngx_http_inventario_revision_t *rev, ngx_http_inventario_texto_t *t,
    const ngx_http_inventario_campo_t *campo, json_t *valor,
    ngx_str_t *camino, ngx_http_inventario_errores_t *e);
static ngx_uint_t ngx_http_inventario_json_texto(
    const ngx_http_inventario_campo_t *campo, json_t *valor, u_char *buf,
    ngx_str_t *texto);
static void ngx_http_inventario_camino(ngx_http_inventario_revision_t *rev,
    ngx_str_t *padre, const char *nombre, ngx_int_t indice,
    ngx_str_t *camino);
static void ngx_http_inventario_revision_falla(
    ngx_http_inventario_revision_t *rev, ngx_uint_t estado,
    const char *codigo, const char *detalle);


void
ngx_http_inventario_revisar(void *datos)
{
    ngx_http_inventario_revision_t *rev = datos;

    u_char                       *previo;
    size_t                        cabe, largo;
    json_t                       *doc;
    ngx_str_t                     raiz;
    json_error_t                  error;
    ngx_http_inventario_texto_t   t;

    cabe = inv_json_previo_largo(rev->entrada.len);
    previo = ngx_pnalloc(rev->pool, cabe);

    if (previo == NULL
        || ngx_http_inventario_texto(&t, rev->pool, rev->entrada.len + 512)
           != NGX_OK)
    {
        goto memoria;
    }

    switch (inv_json_previo((char *) rev->entrada.data, rev->entrada.len,
                            NGX_HTTP_INVENTARIO_HONDURA, (char *) previo, cabe,
                            &largo))
    {
    case INV_JSON_BIEN:
        break;

    case INV_JSON_HONDO:
        ngx_http_inventario_revision_falla(rev, NGX_HTTP_BAD_REQUEST,
            "json_profundo", "El JSON está demasiado anidado.");
        return;

    case INV_JSON_UTF8:
        ngx_http_inventario_revision_falla(rev, NGX_HTTP_BAD_REQUEST,
            "utf8_invalido", "El cuerpo no es UTF-8 válido.");
        return;

    case INV_JSON_CONTROL:
        ngx_http_inventario_revision_falla(rev, NGX_HTTP_BAD_REQUEST,
            "json_control", "Hay caracteres de control en un texto.");
        return;

    default:
        goto memoria;
    }

    doc = json_loadb((char *) previo, largo, JSON_REJECT_DUPLICATES, &error);

    if (doc == NULL) {
        ngx_http_inventario_revision_falla(rev, NGX_HTTP_BAD_REQUEST,
            "json_invalido", "El cuerpo no es un documento JSON válido.");
        return;
    }

    ngx_str_set(&raiz, "");

    if (rev->ruta->lote) {
        ngx_http_inventario_revisar_lote(rev, doc);

    } else {
        ngx_http_inventario_revisar_objeto(rev, &t, rev->ruta->cuerpo, doc,
                                           &raiz, rev->errores);
        ngx_http_inventario_agregar(&t, "", 1);
        rev->salida.data = t.datos;
        rev->salida.len = t.largo - 1;
    }

    json_decref(doc);

    if (!t.error) {

        if (rev->ruta->antes && rev->errores->n == 0 && rev->estado == 0) {
            ngx_http_inventario_forma_antes(rev);
        }

        return;
    }

memoria:

    ngx_http_inventario_revision_falla(rev, NGX_HTTP_INTERNAL_SERVER_ERROR,
        "error_interno", "Algo falló de nuestro lado.");
}


static void
ngx_http_inventario_revision_falla(ngx_http_inventario_revision_t *rev,
    ngx_uint_t estado, const char *codigo, const char *detalle)
{
    rev->estado = estado;
    rev->codigo = codigo;
    rev->detalle = detalle;
}


/* One object or an array of them; an array comes out in both cases. */

static void
ngx_http_inventario_revisar_lote(ngx_http_inventario_revision_t *rev,
    json_t *doc)
{
    size_t                        i;
    ngx_str_t                     raiz;
    ngx_http_inventario_texto_t   t;

    rev->lote = json_is_array(doc);

    if (rev->lote
        && (json_array_size(doc) == 0
            || json_array_size(doc) > rev->ruta->lote))
    {
        ngx_http_inventario_revision_falla(rev, 422, "lote_largo",
            json_array_size(doc) ? "El lote trae demasiados elementos."
                                 : "El lote está vacío.");
        return;
    }

    if (ngx_http_inventario_texto(&t, rev->pool, rev->entrada.len + 512)
        != NGX_OK)
    {
        goto memoria;
    }

    ngx_http_inventario_agregar_z(&t, "[");

    if (!rev->lote) {
        ngx_str_set(&raiz, "");
        ngx_http_inventario_revisar_objeto(rev, &t, rev->ruta->cuerpo, doc,
                                           &raiz, rev->errores);
    }

    for (i = 0; rev->lote && i < json_array_size(doc); i++) {

        if (i) {
            ngx_http_inventario_agregar_z(&t, ",");
        }

        ngx_http_inventario_revisar_elemento(rev, &t,
                                             json_array_get(doc, i));
    }

    ngx_http_inventario_agregar(&t, "]", 2);

    rev->salida.data = t.datos;
    rev->salida.len = t.largo - 1;

    if (!t.error) {
        return;
    }

memoria:

    ngx_http_inventario_revision_falla(rev, NGX_HTTP_INTERNAL_SERVER_ERROR,
        "error_interno", "Algo falló de nuestro lado.");
}


/* A bad element takes its errors along, and the others are not its business. */

static void
ngx_http_inventario_revisar_elemento(ngx_http_inventario_revision_t *rev,
    ngx_http_inventario_texto_t *t, json_t *doc)
{
    size_t                          desde;
    ngx_str_t                       raiz;
    ngx_http_inventario_errores_t   e;

    e.n = 0;
    desde = t->largo;

    ngx_str_set(&raiz, "");
    ngx_http_inventario_revisar_objeto(rev, t, rev->ruta->cuerpo, doc, &raiz,
                                       &e);

    if (e.n && !t->error) {
        t->largo = desde;
        ngx_http_inventario_agregar_z(t, "{\"_errores\":");
        ngx_http_inventario_errores_json(t, &e);
        ngx_http_inventario_agregar_z(t, "}");
    }
}


static void
ngx_http_inventario_revisar_objeto(ngx_http_inventario_revision_t *rev,
    ngx_http_inventario_texto_t *t, const ngx_http_inventario_campo_t *campos,
    json_t *doc, ngx_str_t *camino, ngx_http_inventario_errores_t *e)
{
    json_t                             *valor;
    ngx_str_t                           hijo;
    ngx_uint_t                          n;
    const char                         *nombre;
    const ngx_http_inventario_campo_t  *campo;

    if (!json_is_object(doc)) {
        ngx_http_inventario_error(e, camino, "tipo", "Va un objeto.");
        return;
    }

    json_object_foreach(doc, nombre, valor) {

        for (campo = campos; campo->nombre; campo++) {
            if (ngx_strcmp(campo->nombre, nombre) == 0) {
                break;
            }
        }

        if (campo->nombre == NULL) {
            ngx_http_inventario_camino(rev, camino, nombre, -1, &hijo);
            ngx_http_inventario_error(e, &hijo, "desconocido",
                                      "Ese campo no existe.");
        }
    }

    ngx_http_inventario_agregar_z(t, "{");

    for (campo = campos, n = 0; campo->nombre; campo++) {
        valor = json_object_get(doc, campo->nombre);

        if (valor == NULL && campo->omision == NULL && !campo->obligatorio) {
            continue;
        }

        ngx_http_inventario_camino(rev, camino, campo->nombre, -1, &hijo);

        ngx_http_inventario_agregar_z(t, n++ ? ",\"" : "\"");
        ngx_http_inventario_agregar_z(t, campo->nombre);
        ngx_http_inventario_agregar_z(t, "\":");

        ngx_http_inventario_revisar_campo(rev, t, campo, valor, &hijo, e);
    }

    ngx_http_inventario_agregar_z(t, "}");
}


static void
ngx_http_inventario_revisar_campo(ngx_http_inventario_revision_t *rev,
    ngx_http_inventario_texto_t *t, const ngx_http_inventario_campo_t *campo,
    json_t *valor, ngx_str_t *camino, ngx_http_inventario_errores_t *e)
{
    if (valor == NULL) {

        if (campo->omision == NULL) {
            ngx_http_inventario_error(e, camino, "obligatorio",
                                      "Falta este campo.");
            return;
        }

        if (campo->tipo == INV_ENTERO || campo->tipo == INV_BOOLEANO) {
            ngx_http_inventario_agregar_z(t, campo->omision);

        } else {
            ngx_http_inventario_agregar_json(t, campo->omision,
                                             ngx_strlen(campo->omision));
        }

        return;
    }

    if (json_is_null(valor)) {

        if (!campo->nulo) {
            ngx_http_inventario_error(e, camino, "tipo",
                                      "Este campo no puede ser nulo.");
            return;
        }

        ngx_http_inventario_agregar_z(t, "null");
        return;
    }

    switch (campo->tipo) {

    case INV_OBJETO:
        ngx_http_inventario_revisar_objeto(rev, t, campo->campos, valor,
                                           camino, e);
        break;

    case INV_LISTA:
        ngx_http_inventario_revisar_lista(rev, t, campo, valor, camino, e);
        break;

    default:
        ngx_http_inventario_revisar_escalar(rev, t, campo, valor, camino, e);
    }
}


static void
ngx_http_inventario_revisar_lista(ngx_http_inventario_revision_t *rev,
    ngx_http_inventario_texto_t *t, const ngx_http_inventario_campo_t *campo,
    json_t *valor, ngx_str_t *camino, ngx_http_inventario_errores_t *e)
{
    size_t     i, n;
    ngx_str_t  hijo;

    static const ngx_http_inventario_campo_t  texto = {
        .nombre = "", .tipo = INV_TEXTO, .min = 1, .max = 200
    };

    if (!json_is_array(valor)) {
        ngx_http_inventario_error(e, camino, "tipo", "Va una lista.");
        return;
    }

    n = json_array_size(valor);

    if ((int64_t) n < campo->min || (int64_t) n > campo->max) {
        ngx_http_inventario_error(e, camino, "largo",
                                  "La lista es muy corta o muy larga.");
        return;
    }

    ngx_http_inventario_agregar_z(t, "[");

    for (i = 0; i < n; i++) {
        ngx_http_inventario_camino(rev, camino, NULL, i, &hijo);

        if (i) {
            ngx_http_inventario_agregar_z(t, ",");
        }

        if (campo->campos && campo->campos[0].nombre[0] == '\0') {

            /* a list of plain values: one field without a name */

            ngx_http_inventario_revisar_escalar(rev, t, &campo->campos[0],
                                                json_array_get(valor, i),
                                                &hijo, e);

        } else if (campo->campos) {
            ngx_http_inventario_revisar_objeto(rev, t, campo->campos,
                                               json_array_get(valor, i),
                                               &hijo, e);

        } else {
            ngx_http_inventario_revisar_escalar(rev, t, &texto,
                                                json_array_get(valor, i),
                                                &hijo, e);
        }
    }

    ngx_http_inventario_agregar_z(t, "]");
}


static void
ngx_http_inventario_revisar_escalar(ngx_http_inventario_revision_t *rev,
    ngx_http_inventario_texto_t *t, const ngx_http_inventario_campo_t *campo,
    json_t *valor, ngx_str_t *camino, ngx_http_inventario_errores_t *e)
{
    u_char       buf[NGX_INT64_LEN + 1];
    ngx_int_t    rc;
    ngx_str_t    texto, salida;
    const char  *codigo, *mensaje;

    if (!ngx_http_inventario_json_texto(campo, valor, buf, &texto)) {
        ngx_http_inventario_error(e, camino, "tipo",
                                  "El valor no es del tipo que va acá.");
        return;
    }

    rc = ngx_http_inventario_escalar(rev->pool, campo, &texto, &salida,
                                     &codigo, &mensaje);

    if (rc == NGX_DECLINED) {
        ngx_http_inventario_error(e, camino, codigo, mensaje);
        return;
    }

    if (rc != NGX_OK) {
        t->error = 1;
        return;
    }

    if (campo->tipo == INV_ENTERO || campo->tipo == INV_BOOLEANO) {
        ngx_http_inventario_agregar(t, salida.data, salida.len);

    } else {
        ngx_http_inventario_agregar_json(t, salida.data, salida.len);
    }
}


/*
 * The text of a value, if its JSON type may stand for the field's: a decimal
 * is a string or a number, everything else only itself.
 */

static ngx_uint_t
ngx_http_inventario_json_texto(const ngx_http_inventario_campo_t *campo,
    json_t *valor, u_char *buf, ngx_str_t *texto)
{
    ngx_uint_t  numero;

    switch (json_typeof(valor)) {

    case JSON_STRING:
        texto->data = (u_char *) json_string_value(valor);
        texto->len = json_string_length(valor);

        numero = (texto->len && texto->data[0] == INV_MARCA);

        if (numero) {
            texto->data++;
            texto->len--;
        }

        if (campo->tipo == INV_DECIMAL) {
            return 1;
        }

        /* 1.5 for an integer is out of its form, and told as such */

        return numero ? campo->tipo == INV_ENTERO
                      : campo->tipo != INV_ENTERO
                        && campo->tipo != INV_BOOLEANO;

    case JSON_INTEGER:
        texto->data = buf;
        texto->len = ngx_sprintf(buf, "%L", (int64_t) json_integer_value(valor))
                     - buf;

        return campo->tipo == INV_ENTERO || campo->tipo == INV_DECIMAL;

    case JSON_TRUE:
        ngx_str_set(texto, "true");
        return campo->tipo == INV_BOOLEANO;

    case JSON_FALSE:
        ngx_str_set(texto, "false");
        return campo->tipo == INV_BOOLEANO;

    default:
        return 0;
    }
}


/* lineas[2].cantidad */

static void
ngx_http_inventario_camino(ngx_http_inventario_revision_t *rev,
    ngx_str_t *padre, const char *nombre, ngx_int_t indice,
    ngx_str_t *camino)
{
    u_char  *p;
    size_t   largo;

    largo = nombre ? ngx_min(ngx_strlen(nombre), 64) : 0;

    /* not in the middle of a character */

    while (largo && (nombre[largo] & 0xc0) == 0x80) {
        largo--;
    }

    p = ngx_pnalloc(rev->pool, padre->len + largo + NGX_INT_T_LEN + 3);
    if (p == NULL) {
        *camino = *padre;
        return;
    }

    camino->data = p;
    p = ngx_cpymem(p, padre->data, padre->len);

    if (nombre == NULL) {
        p = ngx_sprintf(p, "[%i]", indice);

    } else {
        if (padre->len) {
            *p++ = '.';
        }

        p = ngx_cpymem(p, nombre, largo);
    }

    camino->len = p - camino->data;
}
