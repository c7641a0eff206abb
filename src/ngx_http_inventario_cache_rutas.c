
/*
 * Inventario: the two-level cache: what an administrator sees of it.
 */


#include "ngx_http_inventario_cache.h"
#include "ngx_http_inventario_ruta.h"


static void ngx_http_inventario_cache_estadisticas(
    ngx_http_inventario_peticion_t *p);
static u_char *ngx_http_inventario_cache_ruta_json(u_char *s,
    ngx_http_inventario_agente_t *agente, ngx_http_inventario_ruta_t *ruta,
    ngx_http_inventario_cache_ruta_t *c);


static const ngx_http_inventario_campo_t
    ngx_http_inventario_cache_etiqueta[] =
{
    inv_texto("", 1, 100),
    inv_fin
};


static const ngx_http_inventario_campo_t
    ngx_http_inventario_cache_invalidar[] =
{
    inv_lista("etiquetas", ngx_http_inventario_cache_etiqueta, 1, 100,
              inv_obligatorio,
              .doc = "Etiquetas: todo, productos, producto:42, producto:*..."),
    inv_fin
};


static ngx_http_inventario_ruta_t  ngx_http_inventario_cache_tabla[] = {

    { .metodo = NGX_HTTP_GET,
      .ruta = "/v1/cache/estadisticas",
      .roles = INV_ADMIN,
      .manejador = ngx_http_inventario_cache_estadisticas,
      .resumen = "Lo que el caché de este nodo sabe y cómo le fue, ruta por "
                 "ruta.",
      .respuestas = "200 Estadisticas|503 cache_apagado" },

    { .metodo = NGX_HTTP_POST,
      .ruta = "/v1/cache/invalidar",
      .roles = INV_ADMIN,
      .cuerpo = ngx_http_inventario_cache_invalidar,
      .funcion = "cache_invalidar",
      .carril = INV_ESCRITURA,
      .resumen = "Olvida, en todos los nodos, lo que dependa de esas "
                 "etiquetas.",
      .respuestas = "200 Invalidadas|422 campos_invalidos" },

    { .ruta = NULL }
};


static ngx_http_inventario_ruta_t  *ngx_http_inventario_cache_tablas[] = {
    ngx_http_inventario_cache_tabla,
    NULL
};


ngx_http_inventario_agente_t  ngx_http_inventario_cache_agente = {
    .nombre = "cache",
    .servicio = "cache",
    .titulo = "Caché",
    .tablas = ngx_http_inventario_cache_tablas
};


static void
ngx_http_inventario_cache_estadisticas(ngx_http_inventario_peticion_t *p)
{
    u_char                            *s;
    size_t                             largo;
    uint64_t                           entradas, bytes;
    ngx_uint_t                         i, n;
    inv_almacen_t                     *a;
    ngx_http_inventario_ruta_t       **tabla, *ruta;
    ngx_http_inventario_agente_t     **agentes;
    ngx_http_inventario_respuesta_t    resp;
    ngx_http_inventario_cache_conf_t  *ccf;

    ccf = ngx_http_inventario_cache_conf();

    if (ccf == NULL) {
        ngx_http_inventario_problema(p, NGX_HTTP_SERVICE_UNAVAILABLE,
            "cache_apagado", "Este nodo no tiene caché.", NULL);
        return;
    }

    largo = 512 + ccf->n_rutas * (512 + 5 * NGX_INT64_LEN);

    s = ngx_pnalloc(p->request->pool, largo);
    if (s == NULL) {
        ngx_http_inventario_problema(p, NGX_HTTP_INTERNAL_SERVER_ERROR,
            "error_interno", "Algo falló de nuestro lado.", NULL);
        return;
    }

    ngx_memzero(&resp, sizeof(ngx_http_inventario_respuesta_t));

    resp.estado = NGX_HTTP_OK;
    resp.cuerpo.data = s;

    a = ngx_http_inventario_cache_zona(ccf)->almacen;
    inv_almacen_contar(a, &entradas, &bytes);

    s = ngx_sprintf(s, "{\"entradas\":%uL,\"bytes\":%uL,\"capacidad\":%uL,"
                    "\"puestas\":%uL,\"desplazadas\":%uL,\"rechazadas\":%A,"
                    "\"etiquetas_tocadas\":%A,\"al_dia\":%s,\"redis\":%s,"
                    "\"rutas\":[",
                    entradas, bytes, a->largo, a->puestas, a->desplazadas,
                    ngx_http_inventario_leer(ccf->rechazadas),
                    ngx_http_inventario_leer(ccf->tocadas),
                    ngx_http_inventario_cache_al_dia(a) ? "true" : "false",
                    ccf->redis && ngx_http_inventario_redis_vivo()
                    ? "true" : "false");

    n = ngx_http_inventario_agentes((ngx_cycle_t *) ngx_cycle, &agentes);

    for (i = 0; i < n; i++) {
        for (tabla = agentes[i]->tablas; *tabla; tabla++) {
            for (ruta = *tabla; ruta->ruta; ruta++) {
                if (ruta->cache) {
                    s = ngx_http_inventario_cache_ruta_json(s, agentes[i],
                                         ruta, &ccf->rutas[ruta->numero]);
                }
            }
        }
    }

    if (s[-1] == ',') {
        s--;
    }

    *s++ = ']';
    *s++ = '}';

    resp.cuerpo.len = s - resp.cuerpo.data;

    ngx_http_inventario_responder(p, &resp);
}


static u_char *
ngx_http_inventario_cache_ruta_json(u_char *s,
    ngx_http_inventario_agente_t *agente, ngx_http_inventario_ruta_t *ruta,
    ngx_http_inventario_cache_ruta_t *c)
{
    return ngx_sprintf(s, "{\"agente\":\"%s\",\"ruta\":\"%s\","
                       "\"segundos\":%ui,\"l1\":%A,\"l2\":%A,\"no\":%A,"
                       "\"vieja\":%A,\"salteada\":%A},",
                       agente->nombre, ruta->ruta, ruta->cache,
                       ngx_http_inventario_leer(c->series[INV_CACHE_L1]),
                       ngx_http_inventario_leer(c->series[INV_CACHE_L2]),
                       ngx_http_inventario_leer(c->series[INV_CACHE_NO]),
                       ngx_http_inventario_leer(c->series[INV_CACHE_VIEJA]),
                       ngx_http_inventario_leer(
                                          c->series[INV_CACHE_SALTEADA]));
}
