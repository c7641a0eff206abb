
/*
 * Inventario: parameters of the path and the query string, and the check of
 * one value against its field.
 */


#include "ngx_http_inventario_interno.h"
#include "dominio/decimal.h"
#include "dominio/fecha.h"
#include "dominio/utf8.h"


static ngx_int_t ngx_http_inventario_consulta(
    ngx_http_inventario_peticion_t *p, ngx_http_inventario_errores_t *e);
static void ngx_http_inventario_atomico(ngx_http_inventario_peticion_t *p,
    ngx_str_t *valor, ngx_http_inventario_errores_t *e);
static ngx_uint_t ngx_http_inventario_decodificar(u_char *s, size_t largo,
    ngx_str_t *salida);
static ngx_int_t ngx_http_inventario_indice(
    ngx_http_inventario_peticion_t *p, ngx_str_t *nombre);
static ngx_int_t ngx_http_inventario_valor_parametro(
    ngx_http_inventario_peticion_t *p, ngx_uint_t i,
    ngx_http_inventario_errores_t *e);
static ngx_int_t ngx_http_inventario_texto_campo(
    const ngx_http_inventario_campo_t *campo, ngx_str_t *texto,
    const char **codigo, const char **mensaje);
static ngx_int_t ngx_http_inventario_entero_campo(
    const ngx_http_inventario_campo_t *campo, ngx_str_t *texto,
    const char **codigo, const char **mensaje);
static ngx_int_t ngx_http_inventario_decimal_campo(ngx_pool_t *pool,
    const ngx_http_inventario_campo_t *campo, ngx_str_t *texto,
    const char **codigo, const char **mensaje);
static ngx_int_t ngx_http_inventario_opcion_campo(
    const ngx_http_inventario_campo_t *campo, ngx_str_t *texto);


void
ngx_http_inventario_error(ngx_http_inventario_errores_t *e, ngx_str_t *campo,
    const char *codigo, const char *mensaje)
{
    if (e->n == NGX_HTTP_INVENTARIO_ERRORES) {
        return;
    }

    e->lista[e->n].campo = *campo;
    e->lista[e->n].codigo = codigo;
    e->lista[e->n].mensaje = mensaje;
    e->n++;
}


void
ngx_http_inventario_errores_json(ngx_http_inventario_texto_t *t,
    ngx_http_inventario_errores_t *e)
{
    ngx_uint_t                    i;
    ngx_http_inventario_error_t  *error;

    ngx_http_inventario_agregar_z(t, "[");

    for (i = 0; i < e->n; i++) {
        error = &e->lista[i];

        ngx_http_inventario_agregar_z(t, i ? ",{\"campo\":" : "{\"campo\":");
        ngx_http_inventario_agregar_json(t, error->campo.data,
                                         error->campo.len);
        ngx_http_inventario_agregar_z(t, ",\"codigo\":\"");
        ngx_http_inventario_agregar_z(t, error->codigo);
        ngx_http_inventario_agregar_z(t, "\",\"mensaje\":");
        ngx_http_inventario_agregar_json(t, error->mensaje,
                                         ngx_strlen(error->mensaje));
        ngx_http_inventario_agregar_z(t, "}");
    }

    ngx_http_inventario_agregar_z(t, "]");
}


ngx_int_t
ngx_http_inventario_parametros(ngx_http_inventario_peticion_t *p,
    ngx_str_t *segmentos, ngx_http_inventario_errores_t *e)
{
    ngx_int_t                         j;
    ngx_uint_t                        i;
    ngx_http_inventario_compilada_t  *c;

    c = ngx_http_inventario_compilada(p->ruta);

    p->valores = ngx_pcalloc(p->request->pool, (c->n_parametros + 1)
                                               * sizeof(ngx_str_t));
    if (p->valores == NULL) {
        return NGX_ERROR;
    }

    for (i = 0; i < c->n_segmentos; i++) {
        j = c->segmentos[i].parametro;

        if (j != -1) {
            p->valores[j] = segmentos[i];
        }
    }

    if (ngx_http_inventario_consulta(p, e) != NGX_OK) {
        return NGX_ERROR;
    }

    for (i = 0; i < c->n_parametros; i++) {
        if (ngx_http_inventario_valor_parametro(p, i, e) != NGX_OK) {
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}


/* Splits the query string; decodes it in a copy. */

static ngx_int_t
ngx_http_inventario_consulta(ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_errores_t *e)
{
    u_char              *s, *fin, *y, *igual;
    ngx_int_t            i;
    ngx_str_t            nombre, valor;
    ngx_http_request_t  *r;

    r = p->request;

    if (r->args.len == 0) {
        return NGX_OK;
    }

    s = ngx_pstrdup(r->pool, &r->args);
    if (s == NULL) {
        return NGX_ERROR;
    }

    fin = s + r->args.len;

    for ( /* void */ ; s < fin; s = y + 1) {

        y = ngx_strlchr(s, fin, '&');
        if (y == NULL) {
            y = fin;
        }

        if (y == s) {
            continue;
        }

        igual = ngx_strlchr(s, y, '=');
        if (igual == NULL) {
            igual = y;
        }

        if (!ngx_http_inventario_decodificar(s, igual - s, &nombre)
            || !ngx_http_inventario_decodificar(igual + (igual < y),
                                                y - igual - (igual < y),
                                                &valor))
        {
            ngx_str_set(&nombre, "consulta");
            ngx_http_inventario_error(e, &nombre, "forma",
                                      "La dirección está mal codificada.");
            return NGX_OK;
        }

        if (p->ruta->lote && nombre.len == 7
            && ngx_strncmp(nombre.data, "atomico", 7) == 0)
        {
            ngx_http_inventario_atomico(p, &valor, e);
            continue;
        }

        i = ngx_http_inventario_indice(p, &nombre);

        if (i == NGX_DECLINED) {

            /* the answer says the name, and is UTF-8 */

            if (!inv_utf8_valido((char *) nombre.data, nombre.len)) {
                ngx_str_set(&nombre, "consulta");
            }

            ngx_http_inventario_error(e, &nombre, "desconocido",
                                      "Ese parámetro no existe.");

        } else if (p->valores[i].data) {
            ngx_http_inventario_error(e, &nombre, "repetido",
                                      "Ese parámetro va una sola vez.");

        } else {
            p->valores[i] = valor;
        }
    }

    return NGX_OK;
}


/* The parameter that every bulk row has. */

static void
ngx_http_inventario_atomico(ngx_http_inventario_peticion_t *p,
    ngx_str_t *valor, ngx_http_inventario_errores_t *e)
{
    ngx_str_t    nombre, salida;
    const char  *codigo, *mensaje;

    static const ngx_http_inventario_campo_t  campo = {
        .nombre = "atomico", .tipo = INV_BOOLEANO
    };

    if (ngx_http_inventario_escalar(p->request->pool, &campo, valor, &salida,
                                    &codigo, &mensaje)
        != NGX_OK)
    {
        ngx_str_set(&nombre, "atomico");
        ngx_http_inventario_error(e, &nombre, codigo, mensaje);
        return;
    }

    ngx_http_inventario_motor(p)->atomico = (salida.len == 4);
}


/* In place: %XX and +. */

static ngx_uint_t
ngx_http_inventario_decodificar(u_char *s, size_t largo, ngx_str_t *salida)
{
    u_char     *d, *fin;
    ngx_int_t   n;

    salida->data = s;
    d = s;
    fin = s + largo;

    while (s < fin) {

        if (*s == '+') {
            *d++ = ' ';
            s++;
            continue;
        }

        if (*s != '%') {
            *d++ = *s++;
            continue;
        }

        n = (fin - s < 3) ? NGX_ERROR : ngx_hextoi(s + 1, 2);
        if (n == NGX_ERROR) {
            return 0;
        }

        *d++ = (u_char) n;
        s += 3;
    }

    salida->len = d - salida->data;

    return 1;
}


/* The query parameter of this name; one of the path is not one. */

static ngx_int_t
ngx_http_inventario_indice(ngx_http_inventario_peticion_t *p,
    ngx_str_t *nombre)
{
    ngx_uint_t                        i, j;
    ngx_http_inventario_compilada_t  *c;

    c = ngx_http_inventario_compilada(p->ruta);

    for (i = 0; i < c->n_parametros; i++) {

        if (ngx_strlen(p->ruta->parametros[i].nombre) != nombre->len
            || ngx_strncmp(p->ruta->parametros[i].nombre, nombre->data,
                           nombre->len) != 0)
        {
            continue;
        }

        for (j = 0; j < c->n_segmentos; j++) {
            if (c->segmentos[j].parametro == (ngx_int_t) i) {
                return NGX_DECLINED;
            }
        }

        return i;
    }

    return NGX_DECLINED;
}


static ngx_int_t
ngx_http_inventario_valor_parametro(ngx_http_inventario_peticion_t *p,
    ngx_uint_t i, ngx_http_inventario_errores_t *e)
{
    ngx_int_t                           rc;
    ngx_str_t                           nombre, *v;
    const char                         *codigo, *mensaje;
    const ngx_http_inventario_campo_t  *campo;

    campo = &p->ruta->parametros[i];
    v = &p->valores[i];

    nombre.data = (u_char *) campo->nombre;
    nombre.len = ngx_strlen(campo->nombre);

    if (v->data == NULL) {

        if (campo->omision) {
            v->data = (u_char *) campo->omision;
            v->len = ngx_strlen(campo->omision);

        } else if (campo->obligatorio) {
            ngx_http_inventario_error(e, &nombre, "obligatorio",
                                      "Falta este parámetro.");
        }

        return NGX_OK;
    }

    rc = ngx_http_inventario_escalar(p->request->pool, campo, v, v, &codigo,
                                     &mensaje);

    if (rc == NGX_DECLINED) {
        ngx_http_inventario_error(e, &nombre, codigo, mensaje);
        return NGX_OK;
    }

    return rc;
}


ngx_int_t
ngx_http_inventario_escalar(ngx_pool_t *pool,
    const ngx_http_inventario_campo_t *campo, ngx_str_t *texto,
    ngx_str_t *salida, const char **codigo, const char **mensaje)
{
    u_char     *p;
    ngx_int_t   rc;
    ngx_str_t   t;

    t = *texto;
    rc = NGX_DECLINED;

    switch (campo->tipo) {

    case INV_TEXTO:
        rc = ngx_http_inventario_texto_campo(campo, &t, codigo, mensaje);
        break;

    case INV_ENTERO:
        rc = ngx_http_inventario_entero_campo(campo, &t, codigo, mensaje);
        break;

    case INV_DECIMAL:
        rc = ngx_http_inventario_decimal_campo(pool, campo, &t, codigo,
                                               mensaje);
        break;

    case INV_BOOLEANO:
        *codigo = "tipo";
        *mensaje = "Va true o false.";

        if ((t.len == 4 && ngx_strncmp(t.data, "true", 4) == 0)
            || (t.len == 5 && ngx_strncmp(t.data, "false", 5) == 0))
        {
            rc = NGX_OK;
        }

        break;

    case INV_FECHA:
        *codigo = "forma";
        *mensaje = "Va una fecha que exista, AAAA-MM-DD.";
        rc = inv_fecha_valida((char *) t.data, t.len) ? NGX_OK : NGX_DECLINED;
        break;

    case INV_INSTANTE:
        *codigo = "forma";
        *mensaje = "Va fecha y hora con su huso, 2026-01-31T15:04:05-03:00.";
        rc = inv_instante_valido((char *) t.data, t.len) ? NGX_OK
                                                         : NGX_DECLINED;
        break;

    case INV_OPCION:
        *codigo = "opcion";
        *mensaje = "No es uno de los valores posibles.";
        rc = ngx_http_inventario_opcion_campo(campo, &t);
        break;

    default:
        *codigo = "tipo";
        *mensaje = "No va un valor simple.";
    }

    if (rc != NGX_OK) {
        return rc;
    }

    p = ngx_pnalloc(pool, t.len + 1);
    if (p == NULL) {
        return NGX_ERROR;
    }

    *ngx_cpymem(p, t.data, t.len) = '\0';

    salida->data = p;
    salida->len = t.len;

    return NGX_OK;
}


/* Moves *texto to what counts of it. */

static ngx_int_t
ngx_http_inventario_texto_campo(const ngx_http_inventario_campo_t *campo,
    ngx_str_t *texto, const char **codigo, const char **mensaje)
{
    size_t       n, i;
    int64_t      largo;
    const char  *s;

    s = (char *) texto->data;
    n = texto->len;

    if (!inv_utf8_valido(s, n)) {
        *codigo = "utf8_invalido";
        *mensaje = "El texto no es UTF-8 válido.";
        return NGX_DECLINED;
    }

    for (i = 0; i < n; i++) {
        if (s[i] == '\0' || s[i] == 0x7f
            || ((u_char) s[i] < 0x20 && s[i] != '\n' && s[i] != '\t'
                && s[i] != '\r'))
        {
            *codigo = "forma";
            *mensaje = "El texto tiene caracteres de control.";
            return NGX_DECLINED;
        }
    }

    inv_utf8_recortar(&s, &n);

    texto->data = (u_char *) s;
    texto->len = n;

    largo = inv_utf8_contar(s, n);

    if (largo < campo->min) {
        *codigo = "largo";
        *mensaje = largo ? "El texto es demasiado corto."
                         : "El texto no puede estar vacío.";
        return NGX_DECLINED;
    }

    if (largo > campo->max) {
        *codigo = "largo";
        *mensaje = "El texto es demasiado largo.";
        return NGX_DECLINED;
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_inventario_entero_campo(const ngx_http_inventario_campo_t *campo,
    ngx_str_t *texto, const char **codigo, const char **mensaje)
{
    inv_decimal_t  d;

    *codigo = "tipo";
    *mensaje = "Va un número entero.";

    switch (inv_dec_leer((char *) texto->data, texto->len, 0, &d)) {

    case INV_DEC_BIEN:
        break;

    case INV_DEC_RANGO:
        *codigo = "rango";
        *mensaje = "El número está fuera de lo admitido.";
        return NGX_DECLINED;

    default:
        return NGX_DECLINED;
    }

    /* a point or a needless zero would reach the database as they are */

    if (ngx_strlchr(texto->data, texto->data + texto->len, '.')
        || (texto->len > 1 && texto->data[0] == '0'))
    {
        return NGX_DECLINED;
    }

    if (inv_dec_comparar_entero(&d, campo->min) < 0
        || inv_dec_comparar_entero(&d, campo->max) > 0)
    {
        *codigo = "rango";
        *mensaje = "El número está fuera de lo admitido.";
        return NGX_DECLINED;
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_inventario_decimal_campo(ngx_pool_t *pool,
    const ngx_http_inventario_campo_t *campo, ngx_str_t *texto,
    const char **codigo, const char **mensaje)
{
    char           *buf;
    inv_decimal_t   d;

    switch (inv_dec_leer((char *) texto->data, texto->len, campo->decimales,
                         &d))
    {
    case INV_DEC_BIEN:
        break;

    case INV_DEC_DECIMALES:
        *codigo = "decimales";
        *mensaje = "Tiene más decimales que los admitidos.";
        return NGX_DECLINED;

    case INV_DEC_RANGO:
        *codigo = "rango";
        *mensaje = "El número está fuera de lo admitido.";
        return NGX_DECLINED;

    default:
        *codigo = "tipo";
        *mensaje = "Va un número, con punto para los decimales.";
        return NGX_DECLINED;
    }

    if (inv_dec_comparar_entero(&d, campo->min) < 0
        || inv_dec_comparar_entero(&d, campo->max) > 0
        || (campo->positivo && inv_dec_signo(&d) <= 0)
        || (campo->no_cero && inv_dec_signo(&d) == 0))
    {
        *codigo = "rango";
        *mensaje = campo->positivo ? "El número va mayor que cero."
                                   : "El número está fuera de lo admitido.";
        return NGX_DECLINED;
    }

    buf = ngx_pnalloc(pool, INV_DEC_LARGO);
    if (buf == NULL) {
        return NGX_ERROR;
    }

    texto->len = inv_dec_escribir(&d, buf);
    texto->data = (u_char *) buf;

    return NGX_OK;
}


static ngx_int_t
ngx_http_inventario_opcion_campo(const ngx_http_inventario_campo_t *campo,
    ngx_str_t *texto)
{
    size_t       largo;
    const char  *s;

    for (s = campo->opciones; *s; s += largo + (s[largo] == '|')) {
        largo = strcspn(s, "|");

        if (largo == texto->len && ngx_memcmp(s, texto->data, largo) == 0) {
            return NGX_OK;
        }
    }

    return NGX_DECLINED;
}
