
/*
 * Inventario: PostgreSQL, connection strings.
 */


#include "ngx_http_inventario_pg_interno.h"
#include <netdb.h>


#define NGX_HTTP_INVENTARIO_PG_HOSTS        32
#define NGX_HTTP_INVENTARIO_PG_DIRECCIONES  4       /* of one name */
#define NGX_HTTP_INVENTARIO_PG_CLAVES       64


/* One server to try: what a multi-host string has at one place. */

typedef struct {
    ngx_str_t                          host;
    ngx_str_t                          hostaddr;
    ngx_str_t                          port;
} ngx_http_inventario_pg_servidor_t;


typedef struct {
    ngx_uint_t                         n;
    ngx_http_inventario_pg_servidor_t  lista[NGX_HTTP_INVENTARIO_PG_HOSTS];
} ngx_http_inventario_pg_servidores_t;


static const char *ngx_http_inventario_pg_opcion(PQconninfoOption *o,
    const char *clave);
static ngx_int_t ngx_http_inventario_pg_servidores(ngx_conf_t *cf,
    PQconninfoOption *o, ngx_http_inventario_pg_servidores_t *s);
static void ngx_http_inventario_pg_trozo(const char *lista, ngx_uint_t n,
    ngx_str_t *trozo);
static ngx_int_t ngx_http_inventario_pg_resolver(ngx_conf_t *cf,
    ngx_http_inventario_pg_servidor_t *modelo,
    ngx_http_inventario_pg_servidores_t *s);
static ngx_int_t ngx_http_inventario_pg_servidor(ngx_conf_t *cf,
    ngx_http_inventario_pg_servidores_t *s,
    ngx_http_inventario_pg_servidor_t *servidor);
static ngx_int_t ngx_http_inventario_pg_escribir_todo(ngx_conf_t *cf,
    PQconninfoOption *o, ngx_str_t *clave,
    ngx_http_inventario_pg_servidores_t *s, ngx_str_t *conninfo);
static u_char *ngx_http_inventario_pg_lista(u_char *p, const char *clave,
    ngx_http_inventario_pg_servidores_t *s, size_t miembro);
static u_char *ngx_http_inventario_pg_par(u_char *p, const char *clave,
    ngx_str_t *valor);
static u_char *ngx_http_inventario_pg_escapar(u_char *p, ngx_str_t *valor);
static void ngx_http_inventario_pg_agregar(
    ngx_http_inventario_pg_carril_t *carril, ngx_uint_t *n, const char *clave,
    const char *valor);


ngx_int_t
ngx_http_inventario_pg_conninfo(ngx_conf_t *cf, ngx_str_t *texto,
    ngx_str_t *clave, ngx_str_t *conninfo)
{
    char                                 *error;
    ngx_int_t                             rc;
    PQconninfoOption                     *o;
    ngx_http_inventario_pg_servidores_t   s;

    error = NULL;
    o = PQconninfoParse((char *) texto->data, &error);

    if (o == NULL) {
        /* libpq's sentence may quote a part of the string */
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "la cadena de conexión con PostgreSQL está mal "
                           "escrita");
        if (error) {
            PQfreemem(error);
        }
        return NGX_ERROR;
    }

    rc = NGX_ERROR;
    s.n = 0;

    if (ngx_http_inventario_pg_opcion(o, "service")) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "la conexión con PostgreSQL no admite \"service\"");

    } else if (ngx_http_inventario_pg_opcion(o, "password")) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "la clave de PostgreSQL no va en la configuración: "
                           "va en INVENTARIO_PG_CLAVE");

    } else if (ngx_http_inventario_pg_servidores(cf, o, &s) == NGX_OK) {
        rc = ngx_http_inventario_pg_escribir_todo(cf, o, clave, &s, conninfo);
    }

    PQconninfoFree(o);

    return rc;
}


static const char *
ngx_http_inventario_pg_opcion(PQconninfoOption *o, const char *clave)
{
    for ( /* void */ ; o->keyword; o++) {
        if (o->val && o->val[0] && ngx_strcmp(o->keyword, clave) == 0) {
            return o->val;
        }
    }

    return NULL;
}


static ngx_int_t
ngx_http_inventario_pg_servidores(ngx_conf_t *cf, PQconninfoOption *o,
    ngx_http_inventario_pg_servidores_t *s)
{
    ngx_int_t                           rc;
    ngx_uint_t                          i;
    const char                         *host, *hostaddr, *port;
    ngx_http_inventario_pg_servidor_t   uno;

    host = ngx_http_inventario_pg_opcion(o, "host");
    hostaddr = ngx_http_inventario_pg_opcion(o, "hostaddr");
    port = ngx_http_inventario_pg_opcion(o, "port");

    if (host == NULL && hostaddr == NULL) {
        return NGX_OK;
    }

    for (i = 0; i < NGX_HTTP_INVENTARIO_PG_HOSTS; i++) {
        ngx_http_inventario_pg_trozo(host, i, &uno.host);
        ngx_http_inventario_pg_trozo(hostaddr, i, &uno.hostaddr);
        ngx_http_inventario_pg_trozo(port, i, &uno.port);

        if (uno.host.data == NULL && uno.hostaddr.data == NULL) {
            break;
        }

        if (uno.port.data == NULL && port && ngx_strchr(port, ',') == NULL) {
            /* one port for all */
            ngx_http_inventario_pg_trozo(port, 0, &uno.port);
        }

        if (uno.hostaddr.len || uno.host.len == 0
            || uno.host.data[0] == '/' || uno.host.data[0] == '@')
        {
            rc = ngx_http_inventario_pg_servidor(cf, s, &uno);
        } else {
            rc = ngx_http_inventario_pg_resolver(cf, &uno, s);
        }

        if (rc != NGX_OK) {
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}


/* The n-th part of a list with commas; data is NULL when there is none. */

static void
ngx_http_inventario_pg_trozo(const char *lista, ngx_uint_t n, ngx_str_t *trozo)
{
    const char  *fin;

    ngx_str_null(trozo);

    for ( ;; ) {

        if (lista == NULL) {
            return;
        }

        fin = ngx_strchr(lista, ',');

        if (n == 0) {
            break;
        }

        lista = fin ? fin + 1 : NULL;
        n--;
    }

    trozo->data = (u_char *) lista;
    trozo->len = fin ? (size_t) (fin - lista) : ngx_strlen(lista);
}


static ngx_int_t
ngx_http_inventario_pg_resolver(ngx_conf_t *cf,
    ngx_http_inventario_pg_servidor_t *modelo,
    ngx_http_inventario_pg_servidores_t *s)
{
    int                                 rc;
    char                                nombre[256];
    u_char                             *p;
    ngx_uint_t                          n;
    struct addrinfo                     pista, *lista, *a;
    ngx_http_inventario_pg_servidor_t   uno;

    if (modelo->host.len >= sizeof(nombre)) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "el host de PostgreSQL \"%V\" es demasiado largo",
                           &modelo->host);
        return NGX_ERROR;
    }

    ngx_cpystrn((u_char *) nombre, modelo->host.data, modelo->host.len + 1);

    ngx_memzero(&pista, sizeof(struct addrinfo));
    pista.ai_family = AF_UNSPEC;
    pista.ai_socktype = SOCK_STREAM;

    rc = getaddrinfo(nombre, NULL, &pista, &lista);

    if (rc != 0) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "no se pudo resolver el host de PostgreSQL \"%s\" "
                           "(%s)", nombre, gai_strerror(rc));
        return NGX_ERROR;
    }

    uno = *modelo;

    for (a = lista, n = 0;
         a && n < NGX_HTTP_INVENTARIO_PG_DIRECCIONES;
         a = a->ai_next, n++)
    {
        p = ngx_pnalloc(cf->pool, NGX_SOCKADDR_STRLEN);
        if (p == NULL) {
            break;
        }

        uno.hostaddr.data = p;
        uno.hostaddr.len = ngx_sock_ntop(a->ai_addr, a->ai_addrlen, p,
                                         NGX_SOCKADDR_STRLEN, 0);

        if (ngx_http_inventario_pg_servidor(cf, s, &uno) != NGX_OK) {
            break;
        }
    }

    rc = a && n < NGX_HTTP_INVENTARIO_PG_DIRECCIONES;

    freeaddrinfo(lista);

    return rc ? NGX_ERROR : NGX_OK;
}


static ngx_int_t
ngx_http_inventario_pg_servidor(ngx_conf_t *cf,
    ngx_http_inventario_pg_servidores_t *s,
    ngx_http_inventario_pg_servidor_t *servidor)
{
    if (s->n == NGX_HTTP_INVENTARIO_PG_HOSTS) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "demasiados hosts de PostgreSQL");
        return NGX_ERROR;
    }

    s->lista[s->n++] = *servidor;

    return NGX_OK;
}


static ngx_int_t
ngx_http_inventario_pg_escribir_todo(ngx_conf_t *cf, PQconninfoOption *o,
    ngx_str_t *clave, ngx_http_inventario_pg_servidores_t *s,
    ngx_str_t *conninfo)
{
    size_t             largo;
    u_char            *p;
    ngx_str_t          v;
    ngx_uint_t         i;
    PQconninfoOption  *uno;

    /* each octet may get a backslash */

    largo = 2 * clave->len
            + sizeof("password='' host='' hostaddr='' port='' ");

    for (uno = o; uno->keyword; uno++) {
        if (uno->val) {
            largo += ngx_strlen(uno->keyword) + 2 * ngx_strlen(uno->val)
                     + sizeof("='' ");
        }
    }

    for (i = 0; i < s->n; i++) {
        largo += 2 * (s->lista[i].host.len + s->lista[i].hostaddr.len
                      + s->lista[i].port.len + 3);
    }

    p = ngx_pnalloc(cf->pool, largo);
    if (p == NULL) {
        return NGX_ERROR;
    }

    conninfo->data = p;

    for (uno = o; uno->keyword; uno++) {

        if (uno->val == NULL || uno->val[0] == '\0'
            || (s->n && (ngx_strcmp(uno->keyword, "host") == 0
                         || ngx_strcmp(uno->keyword, "hostaddr") == 0
                         || ngx_strcmp(uno->keyword, "port") == 0)))
        {
            continue;
        }

        v.data = (u_char *) uno->val;
        v.len = ngx_strlen(uno->val);
        p = ngx_http_inventario_pg_par(p, uno->keyword, &v);
    }

    p = ngx_http_inventario_pg_lista(p, "host", s,
                       offsetof(ngx_http_inventario_pg_servidor_t, host));
    p = ngx_http_inventario_pg_lista(p, "hostaddr", s,
                       offsetof(ngx_http_inventario_pg_servidor_t, hostaddr));
    p = ngx_http_inventario_pg_lista(p, "port", s,
                       offsetof(ngx_http_inventario_pg_servidor_t, port));

    if (clave->len) {
        p = ngx_http_inventario_pg_par(p, "password", clave);
    }

    *p = '\0';
    conninfo->len = p - conninfo->data;

    return NGX_OK;
}


/* One member of all servers, with commas; nothing if it is empty in all. */

static u_char *
ngx_http_inventario_pg_lista(u_char *p, const char *clave,
    ngx_http_inventario_pg_servidores_t *s, size_t miembro)
{
    size_t       largo;
    ngx_str_t   *v;
    ngx_uint_t   i;

    largo = 0;

    for (i = 0; i < s->n; i++) {
        v = (ngx_str_t *) ((u_char *) &s->lista[i] + miembro);
        largo += v->len;
    }

    if (largo == 0) {
        return p;
    }

    p = ngx_sprintf(p, "%s='", clave);

    for (i = 0; i < s->n; i++) {
        v = (ngx_str_t *) ((u_char *) &s->lista[i] + miembro);

        if (i) {
            *p++ = ',';
        }

        p = ngx_http_inventario_pg_escapar(p, v);
    }

    *p++ = '\'';
    *p++ = ' ';

    return p;
}


static u_char *
ngx_http_inventario_pg_par(u_char *p, const char *clave, ngx_str_t *valor)
{
    p = ngx_sprintf(p, "%s='", clave);
    p = ngx_http_inventario_pg_escapar(p, valor);

    *p++ = '\'';
    *p++ = ' ';

    return p;
}


static u_char *
ngx_http_inventario_pg_escapar(u_char *p, ngx_str_t *valor)
{
    size_t  i;

    for (i = 0; i < valor->len; i++) {

        if (valor->data[i] == '\'' || valor->data[i] == '\\') {
            *p++ = '\\';
        }

        *p++ = valor->data[i];
    }

    return p;
}


ngx_int_t
ngx_http_inventario_pg_parametros(ngx_cycle_t *cycle,
    ngx_http_inventario_pg_carril_t *carril, ngx_str_t *conninfo)
{
    char              *p;
    ngx_uint_t         n;
    const char        *opciones;
    PQconninfoOption  *o, *uno;

    carril->claves = ngx_pcalloc(cycle->pool,
                        2 * NGX_HTTP_INVENTARIO_PG_CLAVES * sizeof(char *));
    if (carril->claves == NULL) {
        return NGX_ERROR;
    }

    carril->valores = carril->claves + NGX_HTTP_INVENTARIO_PG_CLAVES;

    o = PQconninfoParse((char *) conninfo->data, NULL);
    if (o == NULL) {
        return NGX_ERROR;
    }

    /* a later key wins: the string may change the first four only */

    n = 0;
    ngx_http_inventario_pg_agregar(carril, &n, "keepalives_idle", "30");
    ngx_http_inventario_pg_agregar(carril, &n, "keepalives_interval", "10");
    ngx_http_inventario_pg_agregar(carril, &n, "keepalives_count", "3");
    ngx_http_inventario_pg_agregar(carril, &n, "tcp_user_timeout", "15000");

    for (uno = o; uno->keyword; uno++) {

        if (uno->val == NULL || uno->val[0] == '\0') {
            continue;
        }

        p = ngx_pnalloc(cycle->pool, ngx_strlen(uno->val) + 1);
        if (p == NULL) {
            goto falla;
        }

        ngx_memcpy(p, uno->val, ngx_strlen(uno->val) + 1);
        ngx_http_inventario_pg_agregar(carril, &n, uno->keyword, p);
    }

    ngx_http_inventario_pg_agregar(carril, &n, "gssencmode", "disable");
    ngx_http_inventario_pg_agregar(carril, &n, "client_encoding", "UTF8");
    ngx_http_inventario_pg_agregar(carril, &n, "application_name",
                                   "inventario");

    opciones = ngx_http_inventario_pg_opcion(o, "options");
    if (opciones == NULL) {
        opciones = "";
    }

    p = ngx_pnalloc(cycle->pool, ngx_strlen(opciones) + 256);
    if (p == NULL) {
        goto falla;
    }

    ngx_sprintf((u_char *) p, "%s -c search_path=pg_catalog -c timezone=UTC"
                " -c statement_timeout=%M"
                " -c idle_in_transaction_session_timeout=10000%Z",
                opciones, carril->plazo + NGX_HTTP_INVENTARIO_PG_MARGEN);

    ngx_http_inventario_pg_agregar(carril, &n, "options", p);

    PQconninfoFree(o);

    return NGX_OK;

falla:

    PQconninfoFree(o);

    return NGX_ERROR;
}


/* libpq has some forty keys, so that there is always room */

static void
ngx_http_inventario_pg_agregar(ngx_http_inventario_pg_carril_t *carril,
    ngx_uint_t *n, const char *clave, const char *valor)
{
    if (*n < NGX_HTTP_INVENTARIO_PG_CLAVES - 1) {
        carril->claves[*n] = clave;
        carril->valores[(*n)++] = valor;
    }
}
