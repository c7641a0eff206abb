
/*
 * Inventario: the route engine.  Compiles the rows of an agent's tables at
 * configuration time and finds the row of a request.
 */


#include "ngx_http_inventario_interno.h"


static ngx_int_t ngx_http_inventario_ruta_compilar(ngx_conf_t *cf,
    ngx_http_inventario_agente_t *agente, ngx_http_inventario_ruta_t *ruta);
static ngx_int_t ngx_http_inventario_ruta_segmentos(ngx_conf_t *cf,
    ngx_http_inventario_ruta_t *ruta, ngx_http_inventario_compilada_t *c);
static ngx_int_t ngx_http_inventario_ruta_sentencia(ngx_conf_t *cf,
    ngx_http_inventario_ruta_t *ruta, ngx_http_inventario_compilada_t *c);
static u_char *ngx_http_inventario_argumentos(u_char *p, ngx_uint_t n);
static ngx_uint_t ngx_http_inventario_coincide(ngx_http_inventario_ruta_t *ruta,
    ngx_str_t *segmentos, ngx_uint_t n);


const char  *ngx_http_inventario_roles[] = {
    "admin", "deposito", "negocio", "ml_service", "consulta", NULL
};


ngx_int_t
ngx_http_inventario_agente_registrar(ngx_conf_t *cf,
    ngx_http_inventario_agente_t *agente, ngx_uint_t abi)
{
    ngx_http_inventario_agente_t     **a;
    ngx_http_inventario_main_conf_t   *mcf;

    if (abi != NGX_HTTP_INVENTARIO_ABI) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "el módulo \"%s\" es de otra versión que el núcleo",
                           agente->nombre);
        return NGX_ERROR;
    }

    mcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_inventario_module);
    if (mcf == NULL) {
        return NGX_ERROR;
    }

    a = ngx_array_push(&mcf->agentes);
    if (a == NULL) {
        return NGX_ERROR;
    }

    *a = agente;

    return ngx_http_inventario_rutas_compilar(cf, agente);
}


ngx_uint_t
ngx_http_inventario_agentes(ngx_cycle_t *cycle,
    ngx_http_inventario_agente_t ***agentes)
{
    ngx_http_inventario_main_conf_t  *mcf;

    mcf = ngx_http_cycle_get_module_main_conf(cycle,
                                              ngx_http_inventario_module);
    if (mcf == NULL) {
        return 0;
    }

    *agentes = mcf->agentes.elts;

    return mcf->agentes.nelts;
}


ngx_int_t
ngx_http_inventario_rutas_compilar(ngx_conf_t *cf,
    ngx_http_inventario_agente_t *agente)
{
    ngx_http_inventario_ruta_t  **tabla, *ruta;

    for (tabla = agente->tablas; *tabla; tabla++) {
        for (ruta = *tabla; ruta->ruta; ruta++) {
            if (ngx_http_inventario_ruta_compilar(cf, agente, ruta)
                != NGX_OK)
            {
                return NGX_ERROR;
            }
        }
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_inventario_ruta_compilar(ngx_conf_t *cf,
    ngx_http_inventario_agente_t *agente, ngx_http_inventario_ruta_t *ruta)
{
    void                              **compilada;
    const ngx_http_inventario_campo_t  *campo;
    ngx_http_inventario_ruta_t        **r;
    ngx_http_inventario_compilada_t    *c;
    ngx_http_inventario_main_conf_t    *mcf;

    mcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_inventario_module);

    c = ngx_pcalloc(cf->pool, sizeof(ngx_http_inventario_compilada_t));
    if (c == NULL) {
        return NGX_ERROR;
    }

    c->agente = agente;
    c->escribe = (ruta->metodo != NGX_HTTP_GET && !ruta->csv);

    if (ruta->parametros) {
        for (campo = ruta->parametros; campo->nombre; campo++) {
            c->n_parametros++;
        }
    }

    r = ngx_array_push(&mcf->rutas);
    if (r == NULL) {
        return NGX_ERROR;
    }

    *r = ruta;
    ruta->numero = mcf->rutas.nelts - 1;
    ruta->privado = c;

    compilada = ngx_array_push(&mcf->compiladas);
    if (compilada == NULL) {
        return NGX_ERROR;
    }

    *compilada = c;

    if (ngx_http_inventario_ruta_segmentos(cf, ruta, c) != NGX_OK) {
        return NGX_ERROR;
    }

    if (ruta->funcion == NULL) {
        return NGX_OK;
    }

    return ngx_http_inventario_ruta_sentencia(cf, ruta, c);
}


static ngx_int_t
ngx_http_inventario_ruta_segmentos(ngx_conf_t *cf,
    ngx_http_inventario_ruta_t *ruta, ngx_http_inventario_compilada_t *c)
{
    u_char                          *p, *desde;
    ngx_uint_t                       i;
    ngx_http_inventario_segmento_t  *s;

    c->segmentos = ngx_palloc(cf->pool, NGX_HTTP_INVENTARIO_SEGMENTOS
                                  * sizeof(ngx_http_inventario_segmento_t));
    if (c->segmentos == NULL) {
        return NGX_ERROR;
    }

    for (p = (u_char *) ruta->ruta; *p == '/'; /* void */ ) {

        if (c->n_segmentos == NGX_HTTP_INVENTARIO_SEGMENTOS) {
            goto invalida;
        }

        for (desde = ++p; *p && *p != '/'; p++) { /* void */ }

        s = &c->segmentos[c->n_segmentos++];
        s->nombre.data = desde;
        s->nombre.len = p - desde;
        s->parametro = -1;

        if (*desde != '{') {
            continue;
        }

        s->nombre.data++;
        s->nombre.len -= 2;

        for (i = 0; i < c->n_parametros; i++) {
            if (ngx_strlen(ruta->parametros[i].nombre) == s->nombre.len
                && ngx_strncmp(ruta->parametros[i].nombre, s->nombre.data,
                               s->nombre.len) == 0)
            {
                s->parametro = i;
            }
        }

        if (s->parametro == -1) {
            goto invalida;
        }
    }

    return NGX_OK;

invalida:

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "invalid route \"%s\"",
                       ruta->ruta);
    return NGX_ERROR;
}


/* "$1,$2,...,$n" */

static u_char *
ngx_http_inventario_argumentos(u_char *p, ngx_uint_t n)
{
    ngx_uint_t  i;

    for (i = 1; i <= n; i++) {
        p = ngx_sprintf(p, i == 1 ? "$%ui" : ",$%ui", i);
    }

    return p;
}


/*
 * The statement of a row.  A write is one statement as well: abrir() takes
 * the Idempotency-Key, the function runs only if the key is new, cerrar()
 * keeps the answer.
 */

static ngx_int_t
ngx_http_inventario_ruta_sentencia(ngx_conf_t *cf,
    ngx_http_inventario_ruta_t *ruta, ngx_http_inventario_compilada_t *c)
{
    u_char      *p, *texto;
    ngx_uint_t   n;

    n = 1 + c->n_parametros + (ruta->cuerpo != NULL || ruta->csv)
        + ruta->flujo;

    texto = ngx_pnalloc(cf->pool, 256 + ngx_strlen(ruta->funcion) + n * 4);
    if (texto == NULL) {
        return NGX_ERROR;
    }

    p = texto;

    if (ruta->grupo) {
        p = ngx_sprintf(p, "SELECT * FROM api.%s($1)", ruta->funcion);

    } else if (c->escribe) {
        p = ngx_sprintf(p, "SELECT r.* FROM api.abrir($1,$%ui,$%ui) i"
                        " CROSS JOIN LATERAL api.cerrar(i, CASE WHEN i.nueva"
                        " THEN api.%s(", n + 1, n + 2, ruta->funcion);
        p = ngx_http_inventario_argumentos(p, n);
        p = ngx_cpymem(p, ") END) r", sizeof(") END) r") - 1);

    } else {
        p = ngx_sprintf(p, "SELECT * FROM api.%s(", ruta->funcion);
        p = ngx_http_inventario_argumentos(p, n);
        *p++ = ')';
    }

    *p = '\0';

    c->sentencia = ngx_http_inventario_sentencia(cf, (char *) texto);

    return c->sentencia ? NGX_OK : NGX_ERROR;
}


static ngx_uint_t
ngx_http_inventario_coincide(ngx_http_inventario_ruta_t *ruta,
    ngx_str_t *segmentos, ngx_uint_t n)
{
    ngx_uint_t                        i;
    ngx_http_inventario_segmento_t   *s;
    ngx_http_inventario_compilada_t  *c;

    c = ngx_http_inventario_compilada(ruta);

    if (c->n_segmentos != n) {
        return 0;
    }

    for (i = 0; i < n; i++) {
        s = &c->segmentos[i];

        if (s->parametro != -1) {

            /* /productos/ is not /productos/{id} */

            if (segmentos[i].len == 0) {
                return 0;
            }

            continue;
        }

        if (s->nombre.len != segmentos[i].len
            || ngx_memcmp(s->nombre.data, segmentos[i].data, s->nombre.len)
               != 0)
        {
            return 0;
        }
    }

    return 1;
}


ngx_int_t
ngx_http_inventario_rutear(ngx_http_inventario_peticion_t *p, ngx_str_t *ruta,
    ngx_str_t *segmentos, ngx_uint_t *allow)
{
    u_char                            *s, *fin;
    ngx_uint_t                         i, n, metodo, literal;
    ngx_http_inventario_ruta_t       **tabla, *fila, *mejor;
    ngx_http_inventario_compilada_t   *c;

    n = 0;
    s = ruta->data;
    fin = ruta->data + ruta->len;

    while (s < fin && *s == '/') {

        if (n == NGX_HTTP_INVENTARIO_SEGMENTOS) {
            return NGX_DECLINED;
        }

        segmentos[n].data = ++s;
        while (s < fin && *s != '/') { s++; }
        segmentos[n].len = s - segmentos[n].data;
        n++;
    }

    *allow = 0;
    mejor = NULL;
    literal = 0;
    metodo = p->request->method;

    if (metodo == NGX_HTTP_HEAD) {
        metodo = NGX_HTTP_GET;
    }

    for (tabla = p->agente->tablas; *tabla; tabla++) {
        for (fila = *tabla; fila->ruta; fila++) {

            if (!ngx_http_inventario_coincide(fila, segmentos, n)) {
                continue;
            }

            *allow |= fila->metodo;

            if (fila->metodo != metodo) {
                continue;
            }

            /* /productos/buscar goes before /productos/{id} */

            c = ngx_http_inventario_compilada(fila);

            for (i = 0; i < n && c->segmentos[i].parametro == -1; i++) {
                /* void */
            }

            if (mejor == NULL || i > literal) {
                mejor = fila;
                literal = i;
            }
        }
    }

    if (mejor == NULL) {
        return *allow ? NGX_ABORT : NGX_DECLINED;
    }

    p->ruta = mejor;

    return NGX_OK;
}


const char *
ngx_http_inventario_metodo(ngx_uint_t metodo)
{
    switch (metodo) {

    case NGX_HTTP_POST:
        return "POST";

    case NGX_HTTP_PUT:
        return "PUT";

    case NGX_HTTP_PATCH:
        return "PATCH";

    case NGX_HTTP_DELETE:
        return "DELETE";

    default:
        return "GET";
    }
}
