
/*
 * Inventario: how many requests one client may make of each class of routes.
 * A class is what a row says, or else its lane.  Who is known is counted by
 * identity, wherever they ask from; who is not, and whoever asks for a public
 * route, by address.
 *
 * The quotas of a node are in one table that its workers share.  Usually a
 * request finds its place without a lock and changes one number in it.
 */


#include "ngx_http_inventario_interno.h"
#include "dominio/casillas.h"
#include <sodium.h>


#define NGX_HTTP_INVENTARIO_LIMITE_ZONA  (1024 * 1024)

/* kinds of keys */

#define INV_QUIEN_IDENTIDAD  1
#define INV_QUIEN_IPV4       2
#define INV_QUIEN_IPV6       3
#define INV_QUIEN_OTRO       4


static ngx_int_t ngx_http_inventario_limite_leer(ngx_conf_t *cf,
    ngx_http_inventario_limite_t *l);
static int64_t ngx_http_inventario_limite_intervalo(ngx_str_t *v);
static char *ngx_http_inventario_limite_si(ngx_conf_t *cf, ngx_str_t *valor,
    ngx_http_inventario_limite_t *l);
static ngx_int_t ngx_http_inventario_limite_textos(ngx_conf_t *cf,
    ngx_http_inventario_limite_t *l);
static ngx_http_inventario_limite_t *ngx_http_inventario_limite_de(
    ngx_http_inventario_main_conf_t *mcf, ngx_http_inventario_ruta_t *ruta);
static ngx_int_t ngx_http_inventario_limite_zona(ngx_shm_zone_t *zona,
    void *datos);
static ngx_uint_t ngx_http_inventario_limite_vale(
    ngx_http_inventario_peticion_t *p, ngx_http_inventario_limite_t *l);
static void ngx_http_inventario_limite_quien(
    ngx_http_inventario_peticion_t *p, ngx_http_inventario_limite_t *l,
    uint64_t clave[2]);
static inv_casilla_t *ngx_http_inventario_limite_casilla(
    ngx_shm_zone_t *zona, const uint64_t clave[2], int64_t ahora);
static ngx_int_t ngx_http_inventario_limite_cabeceras(
    ngx_http_inventario_peticion_t *p, ngx_http_inventario_limite_t *l,
    inv_cupo_estado_t *e);
static ngx_int_t ngx_http_inventario_limite_segundos(ngx_http_request_t *r,
    const char *nombre, int64_t us);


/* inventario_limite lectura 100r/s rafaga=200 si=$variable; */

char *
ngx_http_inventario_conf_limite(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf)
{
    ngx_http_inventario_main_conf_t *mcf = conf;

    ngx_str_t                     *value, nombre;
    ngx_uint_t                     i;
    ngx_http_inventario_limite_t  *l, *otros;

    value = cf->args->elts;
    otros = mcf->limites.elts;

    for (i = 0; i < mcf->limites.nelts; i++) {
        if (otros[i].clase.len == value[1].len
            && ngx_strncmp(otros[i].clase.data, value[1].data, value[1].len)
               == 0)
        {
            return "is duplicate";
        }
    }

    l = ngx_array_push(&mcf->limites);
    if (l == NULL) {
        return NGX_CONF_ERROR;
    }

    ngx_memzero(l, sizeof(ngx_http_inventario_limite_t));
    l->clase = value[1];

    if (ngx_http_inventario_limite_leer(cf, l) != NGX_OK
        || ngx_http_inventario_limite_textos(cf, l) != NGX_OK)
    {
        return NGX_CONF_ERROR;
    }

    ngx_str_set(&nombre, "inventario_limites");

    mcf->zona_limites = ngx_shared_memory_add(cf, &nombre,
                                              NGX_HTTP_INVENTARIO_LIMITE_ZONA,
                                              &ngx_http_inventario_module);
    if (mcf->zona_limites == NULL) {
        return NGX_CONF_ERROR;
    }

    mcf->zona_limites->init = ngx_http_inventario_limite_zona;

    return NGX_CONF_OK;
}


static ngx_int_t
ngx_http_inventario_limite_leer(ngx_conf_t *cf,
    ngx_http_inventario_limite_t *l)
{
    ngx_int_t    n;
    ngx_str_t   *value;
    ngx_uint_t   i;

    value = cf->args->elts;

    i = 2;
    l->cupo.intervalo = ngx_http_inventario_limite_intervalo(&value[2]);
    l->cupo.rafaga = 1;

    if (l->cupo.intervalo == 0) {
        goto invalido;
    }

    for (i = 3; i < cf->args->nelts; i++) {

        if (ngx_strncmp(value[i].data, "rafaga=", 7) == 0) {
            n = ngx_atoi(value[i].data + 7, value[i].len - 7);

            if (n < 1 || n > 1000000) {
                goto invalido;
            }

            l->cupo.rafaga = n;

        } else if (ngx_strncmp(value[i].data, "si=", 3) == 0) {
            if (ngx_http_inventario_limite_si(cf, &value[i], l)
                != NGX_CONF_OK)
            {
                return NGX_ERROR;
            }

        } else {
            goto invalido;
        }
    }

    return NGX_OK;

invalido:

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "invalid parameter \"%V\"",
                       &value[i]);
    return NGX_ERROR;
}


/* us between two of "100r/s", "30r/m"; 0: it is not that. */

static int64_t
ngx_http_inventario_limite_intervalo(ngx_str_t *v)
{
    u_char     *unidad;
    ngx_int_t   n;

    n = v->len > 3 ? ngx_atoi(v->data, v->len - 3) : NGX_ERROR;

    if (n < 1 || n > 100000) {
        return 0;
    }

    unidad = v->data + v->len - 3;

    if (ngx_strncmp(unidad, "r/s", 3) == 0) {
        return 1000000 / n;
    }

    return ngx_strncmp(unidad, "r/m", 3) == 0 ? 60000000 / n : 0;
}


/* As nginx's own conditions: empty and "0" are no. */

static char *
ngx_http_inventario_limite_si(ngx_conf_t *cf, ngx_str_t *valor,
    ngx_http_inventario_limite_t *l)
{
    ngx_str_t                          texto;
    ngx_http_compile_complex_value_t   ccv;

    texto.data = valor->data + 3;
    texto.len = valor->len - 3;

    l->si = ngx_palloc(cf->pool, sizeof(ngx_http_complex_value_t));
    if (l->si == NULL) {
        return NGX_CONF_ERROR;
    }

    ngx_memzero(&ccv, sizeof(ngx_http_compile_complex_value_t));

    ccv.cf = cf;
    ccv.value = &texto;
    ccv.complex_value = l->si;

    return ngx_http_compile_complex_value(&ccv) == NGX_OK ? NGX_CONF_OK
                                                          : NGX_CONF_ERROR;
}


/* What does not change from answer to answer. */

static ngx_int_t
ngx_http_inventario_limite_textos(ngx_conf_t *cf,
    ngx_http_inventario_limite_t *l)
{
    u_char   *p;
    int64_t   ventana;

    p = ngx_pnalloc(cf->pool, 3 * NGX_INT64_LEN + sizeof(";w=")
                              + sizeof("clase=\"\"") + l->clase.len);
    if (p == NULL) {
        return NGX_ERROR;
    }

    ventana = (l->cupo.intervalo * l->cupo.rafaga + 999999) / 1000000;

    l->limite.data = p;
    p = ngx_sprintf(p, "%L", l->cupo.rafaga);
    l->limite.len = p - l->limite.data;

    l->politica.data = p;
    p = ngx_sprintf(p, "%L;w=%L", l->cupo.rafaga, ventana);
    l->politica.len = p - l->politica.data;

    l->etiqueta = p;
    *ngx_sprintf(p, "clase=\"%V\"", &l->clase) = '\0';

    l->marca = (uint64_t) ngx_crc32_long(l->clase.data, l->clase.len) << 32;

    return NGX_OK;
}


/* The rows are all there: each gets the limit of its class. */

ngx_int_t
ngx_http_inventario_limites(ngx_conf_t *cf,
    ngx_http_inventario_main_conf_t *mcf)
{
    ngx_uint_t                      i;
    ngx_http_inventario_ruta_t    **rutas;
    ngx_http_inventario_limite_t   *l;

    rutas = mcf->rutas.elts;

    for (i = 0; i < mcf->rutas.nelts; i++) {
        l = ngx_http_inventario_limite_de(mcf, rutas[i]);
        ngx_http_inventario_compilada(rutas[i])->limite = l;

        if (l) {
            l->usado = 1;
        }
    }

    l = mcf->limites.elts;

    for (i = 0; i < mcf->limites.nelts; i++) {

        if (!l[i].usado) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "ninguna ruta es de la clase \"%V\"",
                               &l[i].clase);
            return NGX_ERROR;
        }

        l[i].s_limitados = ngx_http_inventario_serie(cf, INV_CONTADOR,
            "inventario_limitados_total", (char *) l[i].etiqueta,
            "Pedidos rechazados por pasar el límite de su clase.");

        if (l[i].s_limitados == NGX_ERROR) {
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}


static ngx_http_inventario_limite_t *
ngx_http_inventario_limite_de(ngx_http_inventario_main_conf_t *mcf,
    ngx_http_inventario_ruta_t *ruta)
{
    size_t                         largo;
    ngx_uint_t                     i;
    const char                    *clase;
    ngx_http_inventario_limite_t  *l;

    static const char  *carriles[] = { "lectura", "escritura", "informes" };

    clase = ruta->limite;

    if (clase == NULL) {
        i = ruta->carril;

        if (i == INV_LECTURA && ruta->metodo != NGX_HTTP_GET) {
            i = INV_ESCRITURA;
        }

        clase = carriles[i];
    }

    l = mcf->limites.elts;
    largo = ngx_strlen(clase);

    for (i = 0; i < mcf->limites.nelts; i++) {
        if (l[i].clase.len == largo
            && ngx_strncmp(l[i].clase.data, clase, largo) == 0)
        {
            return &l[i];
        }
    }

    return NULL;
}


static ngx_int_t
ngx_http_inventario_limite_zona(ngx_shm_zone_t *zona, void *datos)
{
    zona->data = datos ? datos : ngx_http_inventario_casillas_zona(zona);

    return zona->data ? NGX_OK : NGX_ERROR;
}


void *
ngx_http_inventario_casillas_zona(ngx_shm_zone_t *zona)
{
    size_t            largo;
    uint64_t          semilla[2];
    inv_casillas_t   *t;
    ngx_slab_pool_t  *shpool;

    shpool = (ngx_slab_pool_t *) zona->shm.addr;

    if (zona->shm.exists) {
        return shpool->data;
    }

    /* the rest is the allocator's own */

    largo = zona->shm.size / 4 * 3;
    t = ngx_slab_alloc(shpool, largo);

    randombytes_buf(semilla, sizeof(semilla));

    if (t == NULL || inv_casillas_iniciar(t, largo, semilla) != 0) {
        return NULL;
    }

    shpool->data = t;

    return t;
}


ngx_uint_t
ngx_http_inventario_limitar(ngx_http_inventario_peticion_t *p)
{
    int64_t                           ahora;
    uint64_t                          clave[2];
    inv_casilla_t                    *casilla;
    inv_cupo_estado_t                 e;
    ngx_http_inventario_limite_t     *l;
    ngx_http_inventario_main_conf_t  *mcf;

    l = ngx_http_inventario_compilada(p->ruta)->limite;

    if (l == NULL || !ngx_http_inventario_limite_vale(p, l)) {
        return 1;
    }

    ngx_http_inventario_limite_quien(p, l, clave);

    mcf = ngx_http_get_module_main_conf(p->request,
                                        ngx_http_inventario_module);
    ahora = p->inicio / 1000;

    casilla = ngx_http_inventario_limite_casilla(mcf->zona_limites, clave,
                                                 ahora);
    inv_cupo_gastar(&l->cupo, &casilla->vence, ahora, &e);

    if (ngx_http_inventario_limite_cabeceras(p, l, &e) != NGX_OK) {
        ngx_http_inventario_problema(p, NGX_HTTP_INTERNAL_SERVER_ERROR,
            "error_interno", "Algo falló de nuestro lado.", NULL);
        return 0;
    }

    if (e.espera == 0) {
        return 1;
    }

    ngx_http_inventario_sumar(l->s_limitados, 1);

    ngx_http_inventario_problema(p, NGX_HTTP_TOO_MANY_REQUESTS,
        "demasiados_pedidos", "Hiciste demasiados pedidos; esperá un momento.",
        NULL);

    return 0;
}


/* No memory for the answer: then it holds. */

static ngx_uint_t
ngx_http_inventario_limite_vale(ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_limite_t *l)
{
    ngx_str_t  si;

    return l->si == NULL
           || ngx_http_complex_value(p->request, l->si, &si) != NGX_OK
           || (si.len && !(si.len == 1 && si.data[0] == '0'));
}


static void
ngx_http_inventario_limite_quien(ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_limite_t *l, uint64_t clave[2])
{
    if (p->identidad && !(p->ruta->roles & INV_PUBLICO)) {
        clave[0] = INV_QUIEN_IDENTIDAD;
        clave[1] = (uint64_t) p->identidad->usuario_id;

    } else {
        ngx_http_inventario_direccion(p->request, clave);
    }

    clave[0] |= l->marca;
}


static inv_casilla_t *
ngx_http_inventario_limite_casilla(ngx_shm_zone_t *zona,
    const uint64_t clave[2], int64_t ahora)
{
    inv_casilla_t    *casilla;
    ngx_slab_pool_t  *shpool;

    casilla = inv_casillas_buscar(zona->data, clave);

    if (casilla) {
        return casilla;
    }

    shpool = (ngx_slab_pool_t *) zona->shm.addr;

    ngx_shmtx_lock(&shpool->mutex);
    casilla = inv_casillas_poner(zona->data, clave, ahora);
    ngx_shmtx_unlock(&shpool->mutex);

    return casilla;
}


void
ngx_http_inventario_direccion(ngx_http_request_t *r, uint64_t clave[2])
{
    struct sockaddr      *sa;
    struct sockaddr_in   *sin;
#if (NGX_HAVE_INET6)
    u_char               *dir;
#endif

    sa = r->connection->sockaddr;

    clave[0] = INV_QUIEN_OTRO;
    clave[1] = 0;

    if (sa->sa_family == AF_INET) {
        sin = (struct sockaddr_in *) sa;
        clave[0] = INV_QUIEN_IPV4;
        clave[1] = sin->sin_addr.s_addr;
    }

#if (NGX_HAVE_INET6)

    if (sa->sa_family == AF_INET6) {
        dir = ((struct sockaddr_in6 *) sa)->sin6_addr.s6_addr;

        /* one that is an IPv4 address in disguise; else its network, which is
           what one client gets */

        if (IN6_IS_ADDR_V4MAPPED((struct in6_addr *) dir)) {
            clave[0] = INV_QUIEN_IPV4;
            ngx_memcpy(&clave[1], dir + 12, 4);

        } else {
            clave[0] = INV_QUIEN_IPV6;
            ngx_memcpy(&clave[1], dir, 8);
        }
    }

#endif
}


/* draft-ietf-httpapi-ratelimit-headers-06 */

static ngx_int_t
ngx_http_inventario_limite_cabeceras(ngx_http_inventario_peticion_t *p,
    ngx_http_inventario_limite_t *l, inv_cupo_estado_t *e)
{
    ngx_str_t            v;
    ngx_http_request_t  *r;

    r = p->request;

    v.data = ngx_pnalloc(r->pool, NGX_INT64_LEN);
    if (v.data == NULL) {
        return NGX_ERROR;
    }

    v.len = ngx_sprintf(v.data, "%L", e->restan) - v.data;

    if (ngx_http_inventario_cabecera(r, "RateLimit-Limit", &l->limite)
        != NGX_OK
        || ngx_http_inventario_cabecera(r, "RateLimit-Policy", &l->politica)
           != NGX_OK
        || ngx_http_inventario_cabecera(r, "RateLimit-Remaining", &v)
           != NGX_OK
        || ngx_http_inventario_limite_segundos(r, "RateLimit-Reset", e->repone)
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    return e->espera ? ngx_http_inventario_limite_segundos(r, "Retry-After",
                                                           e->espera)
                     : NGX_OK;
}


/* Whole seconds: a client that waits so long has waited enough. */

static ngx_int_t
ngx_http_inventario_limite_segundos(ngx_http_request_t *r, const char *nombre,
    int64_t us)
{
    ngx_str_t  v;

    v.data = ngx_pnalloc(r->pool, NGX_INT64_LEN);
    if (v.data == NULL) {
        return NGX_ERROR;
    }

    v.len = ngx_sprintf(v.data, "%L", (us + 999999) / 1000000) - v.data;

    return ngx_http_inventario_cabecera(r, nombre, &v);
}
