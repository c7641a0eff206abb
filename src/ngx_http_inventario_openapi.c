
/*
 * Inventario: GET /api/openapi.json, made from the route tables the first
 * time that a worker is asked.
 */


#include "ngx_http_inventario_interno.h"


static ngx_int_t ngx_http_inventario_openapi(
    ngx_http_inventario_main_conf_t *mcf);
static void ngx_http_inventario_openapi_direccion(
    ngx_http_inventario_texto_t *t, ngx_http_inventario_main_conf_t *mcf,
    ngx_uint_t i);
static void ngx_http_inventario_openapi_operacion(
    ngx_http_inventario_texto_t *t, ngx_http_inventario_ruta_t *ruta);
static void ngx_http_inventario_openapi_roles(ngx_http_inventario_texto_t *t,
    ngx_http_inventario_ruta_t *ruta);
static void ngx_http_inventario_openapi_parametro(
    ngx_http_inventario_texto_t *t, const ngx_http_inventario_campo_t *campo,
    const char *lugar);
static void ngx_http_inventario_openapi_encabezado(
    ngx_http_inventario_texto_t *t, const char *nombre, ngx_uint_t falta,
    const char *doc);
static void ngx_http_inventario_openapi_cuerpo(ngx_http_inventario_texto_t *t,
    ngx_http_inventario_ruta_t *ruta);
static void ngx_http_inventario_openapi_objeto(ngx_http_inventario_texto_t *t,
    const ngx_http_inventario_campo_t *campos);
static void ngx_http_inventario_openapi_campo(ngx_http_inventario_texto_t *t,
    const ngx_http_inventario_campo_t *campo);
static void ngx_http_inventario_openapi_respuestas(
    ngx_http_inventario_texto_t *t, ngx_http_inventario_ruta_t *ruta);
static void ngx_http_inventario_openapi_respuesta(
    ngx_http_inventario_texto_t *t, ngx_http_inventario_ruta_t *ruta,
    ngx_uint_t estado, const char *texto, size_t largo, ngx_uint_t primera);


#define decir(t, z)        ngx_http_inventario_agregar_z(t, z)
#define decir_json(t, z)   ngx_http_inventario_agregar_json(t, z, ngx_strlen(z))
#define decir_n(t, n)      ngx_http_inventario_agregar_entero(t, n)


ngx_int_t
ngx_http_inventario_openapi_handler(ngx_http_request_t *r)
{
    ngx_http_inventario_peticion_t   *p;
    ngx_http_inventario_respuesta_t   resp;
    ngx_http_inventario_main_conf_t  *mcf;

    if (!(r->method & (NGX_HTTP_GET|NGX_HTTP_HEAD))) {
        return NGX_HTTP_NOT_ALLOWED;
    }

    p = ngx_http_inventario_peticion(r);
    mcf = ngx_http_get_module_main_conf(r, ngx_http_inventario_module);

    if (p == NULL
        || (mcf->openapi.len == 0
            && ngx_http_inventario_openapi(mcf) != NGX_OK))
    {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    ngx_memzero(&resp, sizeof(ngx_http_inventario_respuesta_t));

    resp.estado = NGX_HTTP_OK;
    resp.cuerpo = mcf->openapi;

    r->main->count++;

    ngx_http_inventario_responder(p, &resp);

    return NGX_DONE;
}


static ngx_int_t
ngx_http_inventario_openapi(ngx_http_inventario_main_conf_t *mcf)
{
    ngx_uint_t                         i, j, n;
    ngx_http_inventario_ruta_t       **rutas;
    ngx_http_inventario_texto_t        t;
    ngx_http_inventario_agente_t     **agentes;

    rutas = mcf->rutas.elts;
    agentes = mcf->agentes.elts;

    if (ngx_http_inventario_texto(&t, ngx_cycle->pool, 262144) != NGX_OK) {
        return NGX_ERROR;
    }

    decir(&t, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Inventario\","
              "\"version\":\"" NGX_HTTP_INVENTARIO_VERSION "\","
              "\"description\":\"Trastienda de comercios: stock exacto.\","
              "\"license\":{\"name\":\"Propietaria\","
              "\"url\":\"/api/docs\"}},"
              "\"servers\":[{\"url\":\"/\"}],\"tags\":[");

    for (i = 0; i < mcf->agentes.nelts; i++) {
        decir(&t, i ? ",{\"name\":" : "{\"name\":");
        decir_json(&t, agentes[i]->nombre);
        decir(&t, ",\"description\":");
        decir_json(&t, agentes[i]->titulo);
        decir(&t, "}");
    }

    decir(&t, "],\"paths\":{");

    for (i = 0, n = 0; i < mcf->rutas.nelts; i++) {

        /* an address is told once, with all its methods */

        for (j = 0; j < i; j++) {
            if (ngx_http_inventario_compilada(rutas[j])->agente
                == ngx_http_inventario_compilada(rutas[i])->agente
                && ngx_strcmp(rutas[j]->ruta, rutas[i]->ruta) == 0)
            {
                break;
            }
        }

        if (j == i) {
            decir(&t, n++ ? "," : "");
            ngx_http_inventario_openapi_direccion(&t, mcf, i);
        }
    }

    decir(&t, "},\"components\":{\"securitySchemes\":{\"token\":{\"type\":"
              "\"http\",\"scheme\":\"bearer\",\"bearerFormat\":\"JWT\"},"
              "\"clave\":{\"type\":\"apiKey\",\"in\":\"header\","
              "\"name\":\"X-API-Key\"}},"
              "\"schemas\":{\"Problema\":{\"type\":\"object\","
              "\"description\":\"RFC 9457\",\"required\":[\"type\",\"title\","
              "\"status\",\"codigo\",\"detail\",\"request_id\"],"
              "\"properties\":{\"type\":{\"type\":\"string\"},"
              "\"title\":{\"type\":\"string\"},"
              "\"status\":{\"type\":\"integer\"},"
              "\"codigo\":{\"type\":\"string\"},"
              "\"detail\":{\"type\":\"string\"},"
              "\"request_id\":{\"type\":\"string\"},"
              "\"errores\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
              "\"properties\":{\"campo\":{\"type\":\"string\"},"
              "\"codigo\":{\"type\":\"string\"},"
              "\"mensaje\":{\"type\":\"string\"}}}}}}}}}");

    if (t.error) {
        return NGX_ERROR;
    }

    mcf->openapi.data = t.datos;
    mcf->openapi.len = t.largo;

    return NGX_OK;
}


static void
ngx_http_inventario_openapi_direccion(ngx_http_inventario_texto_t *t,
    ngx_http_inventario_main_conf_t *mcf, ngx_uint_t i)
{
    u_char                             metodo[8];
    const char                        *m;
    ngx_uint_t                         j, n;
    ngx_http_inventario_ruta_t       **rutas;
    ngx_http_inventario_agente_t      *agente;

    rutas = mcf->rutas.elts;
    agente = ngx_http_inventario_compilada(rutas[i])->agente;

    decir(t, "\"/api/");
    decir(t, agente->nombre);
    decir(t, rutas[i]->ruta);
    decir(t, "\":{");

    for (j = i, n = 0; j < mcf->rutas.nelts; j++) {

        if (ngx_http_inventario_compilada(rutas[j])->agente != agente
            || ngx_strcmp(rutas[j]->ruta, rutas[i]->ruta) != 0)
        {
            continue;
        }

        m = ngx_http_inventario_metodo(rutas[j]->metodo);
        ngx_strlow(metodo, (u_char *) m, ngx_strlen(m) + 1);

        decir(t, n++ ? ",\"" : "\"");
        decir(t, (char *) metodo);
        decir(t, "\":");
        ngx_http_inventario_openapi_operacion(t, rutas[j]);
    }

    decir(t, "}");
}


static void
ngx_http_inventario_openapi_operacion(ngx_http_inventario_texto_t *t,
    ngx_http_inventario_ruta_t *ruta)
{
    const char                          *s;
    ngx_uint_t                           i, j;
    ngx_http_inventario_segmento_t      *seg;
    ngx_http_inventario_compilada_t     *c;
    const ngx_http_inventario_campo_t   *campo;

    c = ngx_http_inventario_compilada(ruta);

    decir(t, "{\"tags\":[");
    decir_json(t, c->agente->nombre);
    decir(t, "],\"operationId\":\"");
    decir(t, c->agente->nombre);
    decir(t, "_");
    decir(t, ngx_http_inventario_metodo(ruta->metodo));

    for (s = ruta->ruta; *s; s++) {
        if (*s == '/' || *s == '-') {
            decir(t, "_");

        } else if (*s != '{' && *s != '}') {
            ngx_http_inventario_agregar(t, s, 1);
        }
    }

    decir(t, "\",\"summary\":");
    decir_json(t, ruta->resumen ? ruta->resumen : ruta->ruta);
    decir(t, ruta->roles & INV_PUBLICO ? ",\"security\":[]"
                                       : ",\"security\":[{\"token\":[]},"
                                         "{\"clave\":[]}]");
    ngx_http_inventario_openapi_roles(t, ruta);
    decir(t, ",\"parameters\":[");

    for (i = 0; i < c->n_parametros; i++) {
        campo = &ruta->parametros[i];
        seg = NULL;

        for (j = 0; j < c->n_segmentos; j++) {
            if (c->segmentos[j].parametro == (ngx_int_t) i) {
                seg = &c->segmentos[j];
            }
        }

        decir(t, i ? "," : "");
        ngx_http_inventario_openapi_parametro(t, campo,
                                              seg ? "path" : "query");
    }

    if (ruta->lote) {
        decir(t, i++ ? "," : "");
        decir(t, "{\"name\":\"atomico\",\"in\":\"query\",\"schema\":{\"type\":"
                 "\"boolean\",\"default\":false},\"description\":"
                 "\"Si una línea falla, no hacer ninguna.\"}");
    }

    if (ruta->metodo != NGX_HTTP_GET) {
        decir(t, i++ ? "," : "");
        ngx_http_inventario_openapi_encabezado(t, "Idempotency-Key", 0,
            "La misma clave con el mismo pedido da la misma respuesta.");
    }

    if (ruta->version) {
        decir(t, i ? "," : "");
        ngx_http_inventario_openapi_encabezado(t, "If-Match", 1,
            "El ETag de lo que se leyó.");
    }

    decir(t, "]");

    if (ruta->cuerpo || ruta->csv) {
        ngx_http_inventario_openapi_cuerpo(t, ruta);
    }

    ngx_http_inventario_openapi_respuestas(t, ruta);

    decir(t, "}");
}


/* who may ask; an administrator may ask for everything */

static void
ngx_http_inventario_openapi_roles(ngx_http_inventario_texto_t *t,
    ngx_http_inventario_ruta_t *ruta)
{
    ngx_uint_t  i, n;

    if (ruta->roles & INV_PUBLICO) {
        return;
    }

    decir(t, ",\"x-roles\":[");

    for (i = 0, n = 0; ngx_http_inventario_roles[i]; i++) {

        if ((ruta->roles | INV_ADMIN) & ((ngx_uint_t) 1 << i)) {
            decir(t, n++ ? "," : "");
            decir_json(t, ngx_http_inventario_roles[i]);
        }
    }

    decir(t, "]");
}


static void
ngx_http_inventario_openapi_parametro(ngx_http_inventario_texto_t *t,
    const ngx_http_inventario_campo_t *campo, const char *lugar)
{
    decir(t, "{\"name\":");
    decir_json(t, campo->nombre);
    decir(t, ",\"in\":");
    decir_json(t, lugar);

    if (campo->obligatorio || lugar[0] == 'p') {
        decir(t, ",\"required\":true");
    }

    if (campo->doc) {
        decir(t, ",\"description\":");
        decir_json(t, campo->doc);
    }

    decir(t, ",\"schema\":");
    ngx_http_inventario_openapi_campo(t, campo);
    decir(t, "}");
}


static void
ngx_http_inventario_openapi_encabezado(ngx_http_inventario_texto_t *t,
    const char *nombre, ngx_uint_t falta, const char *doc)
{
    decir(t, "{\"name\":");
    decir_json(t, nombre);
    decir(t, ",\"in\":\"header\"");
    decir(t, falta ? ",\"required\":true" : "");
    decir(t, ",\"schema\":{\"type\":\"string\"},\"description\":");
    decir_json(t, doc);
    decir(t, "}");
}


static void
ngx_http_inventario_openapi_cuerpo(ngx_http_inventario_texto_t *t,
    ngx_http_inventario_ruta_t *ruta)
{
    decir(t, ",\"requestBody\":{\"required\":true,\"content\":{");

    if (ruta->csv) {
        decir(t, "\"text/csv\":{\"schema\":{\"type\":\"string\"}}}}");
        return;
    }

    decir(t, "\"application/json\":{\"schema\":");

    if (ruta->lote) {
        decir(t, "{\"oneOf\":[");
        ngx_http_inventario_openapi_objeto(t, ruta->cuerpo);
        decir(t, ",{\"type\":\"array\",\"minItems\":1,\"maxItems\":");
        decir_n(t, ruta->lote);
        decir(t, ",\"items\":");
        ngx_http_inventario_openapi_objeto(t, ruta->cuerpo);
        decir(t, "}]}");

    } else {
        ngx_http_inventario_openapi_objeto(t, ruta->cuerpo);
    }

    decir(t, "}}}");
}


static void
ngx_http_inventario_openapi_objeto(ngx_http_inventario_texto_t *t,
    const ngx_http_inventario_campo_t *campos)
{
    ngx_uint_t                          n;
    const ngx_http_inventario_campo_t  *c;

    decir(t, "{\"type\":\"object\",\"additionalProperties\":false,"
             "\"properties\":{");

    for (c = campos; c->nombre; c++) {
        decir(t, c == campos ? "" : ",");
        decir_json(t, c->nombre);
        decir(t, ":");
        ngx_http_inventario_openapi_campo(t, c);
    }

    decir(t, "}");

    for (c = campos, n = 0; c->nombre; c++) {
        if (c->obligatorio) {
            decir(t, n++ ? "," : ",\"required\":[");
            decir_json(t, c->nombre);
        }
    }

    decir(t, n ? "]}" : "}");
}


static void
ngx_http_inventario_openapi_campo(ngx_http_inventario_texto_t *t,
    const ngx_http_inventario_campo_t *campo)
{
    size_t       largo;
    const char  *s;

    static const char  *tipos[] = {
        "\"string\"", "\"integer\"", "\"string\",\"number\"", "\"boolean\"",
        "\"string\"", "\"string\"", "\"string\"", "\"object\"", "\"array\""
    };

    if (campo->tipo == INV_OBJETO && !campo->nulo) {
        ngx_http_inventario_openapi_objeto(t, campo->campos);
        return;
    }

    decir(t, "{\"type\":[");
    decir(t, tipos[campo->tipo]);
    decir(t, campo->nulo ? ",\"null\"]" : "]");

    switch (campo->tipo) {

    case INV_TEXTO:
        decir(t, ",\"minLength\":");
        decir_n(t, campo->min);
        decir(t, ",\"maxLength\":");
        decir_n(t, campo->max);
        break;

    case INV_ENTERO:
        decir(t, ",\"minimum\":");
        decir_n(t, campo->min);
        decir(t, ",\"maximum\":");
        decir_n(t, campo->max);
        break;

    case INV_DECIMAL:
        decir(t, ",\"pattern\":\"^-?[0-9]{1,18}(\\\\.[0-9]{1,");
        decir_n(t, campo->decimales ? campo->decimales : 1);
        decir(t, "})?$\"");
        break;

    case INV_FECHA:
        decir(t, ",\"format\":\"date\"");
        break;

    case INV_INSTANTE:
        decir(t, ",\"format\":\"date-time\"");
        break;

    case INV_OPCION:
        decir(t, ",\"enum\":[");

        for (s = campo->opciones; *s; s += largo + (s[largo] == '|')) {
            largo = strcspn(s, "|");
            decir(t, s == campo->opciones ? "" : ",");
            ngx_http_inventario_agregar_json(t, s, largo);
        }

        decir(t, campo->nulo ? ",null]" : "]");
        break;

    case INV_LISTA:
        decir(t, ",\"minItems\":");
        decir_n(t, campo->min);
        decir(t, ",\"maxItems\":");
        decir_n(t, campo->max);
        decir(t, ",\"items\":");

        if (campo->campos && campo->campos[0].nombre[0] == '\0') {
            ngx_http_inventario_openapi_campo(t, &campo->campos[0]);

        } else if (campo->campos) {
            ngx_http_inventario_openapi_objeto(t, campo->campos);

        } else {
            decir(t, "{\"type\":\"string\"}");
        }

        break;

    default:
        break;
    }

    if (campo->omision) {
        decir(t, ",\"default\":");

        if (campo->tipo == INV_ENTERO || campo->tipo == INV_BOOLEANO) {
            decir(t, campo->omision);

        } else {
            decir_json(t, campo->omision);
        }
    }

    decir(t, "}");
}


/* "200 Producto|404 producto_no_encontrado", and what every route may say */

static void
ngx_http_inventario_openapi_respuestas(ngx_http_inventario_texto_t *t,
    ngx_http_inventario_ruta_t *ruta)
{
    size_t        largo;
    ngx_uint_t    i, n, estado, dichos[16];
    const char   *s, *texto;

    static ngx_uint_t   comunes[] = { 401, 403, 422, 429, 503, 0 };
    static const char  *razones[] = { "Sin autenticar", "Rol no permitido",
                                      "Campos inválidos",
                                      "Demasiados pedidos",
                                      "Servicio no disponible" };

    n = 0;
    s = ruta->respuestas ? ruta->respuestas : "200 Bien";

    decir(t, ",\"responses\":{");

    for ( /* void */ ; *s && n < 11; s += largo + (s[largo] == '|')) {
        largo = strcspn(s, "|");

        if (largo < 3) {
            continue;
        }

        estado = (s[0] - '0') * 100 + (s[1] - '0') * 10 + (s[2] - '0');
        texto = s + (largo > 4 ? 4 : 3);

        for (i = 0; i < n && dichos[i] != estado; i++) { /* void */ }

        if (i < n) {
            continue;
        }

        ngx_http_inventario_openapi_respuesta(t, ruta, estado, texto,
                                              s + largo - texto, n == 0);
        dichos[n++] = estado;
    }

    for (estado = 0; comunes[estado]; estado++) {

        if ((ruta->roles & INV_PUBLICO) && estado < 2) {
            continue;
        }

        for (i = 0; i < n && dichos[i] != comunes[estado]; i++) { /* void */ }

        if (i == n) {
            ngx_http_inventario_openapi_respuesta(t, ruta, comunes[estado],
                razones[estado], ngx_strlen(razones[estado]), n == 0);
        }
    }

    decir(t, "}");
}


static void
ngx_http_inventario_openapi_respuesta(ngx_http_inventario_texto_t *t,
    ngx_http_inventario_ruta_t *ruta, ngx_uint_t estado, const char *texto,
    size_t largo, ngx_uint_t primera)
{
    decir(t, primera ? "\"" : ",\"");
    decir_n(t, estado);
    decir(t, "\":{\"description\":");
    ngx_http_inventario_agregar_json(t, texto, largo);

    if (estado >= 400) {
        decir(t, ",\"content\":{\"application/problem+json\":{\"schema\":"
                 "{\"$ref\":\"#/components/schemas/Problema\"}}}");

    } else if (ruta->flujo || ruta->tipo) {
        decir(t, ",\"content\":{\"");
        decir(t, ruta->tipo ? ruta->tipo : "text/csv");
        decir(t, "\":{\"schema\":{\"type\":\"string\"}}}");

    } else if (estado != 204) {
        decir(t, ",\"content\":{\"application/json\":{\"schema\":"
                 "{\"type\":\"object\"}}}");
    }

    decir(t, "}");
}
