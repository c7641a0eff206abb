
/*
 * Inventario: request id and W3C trace context.
 */


#include "ngx_http_inventario_interno.h"
#include <sodium.h>


#define NGX_HTTP_INVENTARIO_AZAR  24    /* bytes: a trace's 16, a span's 8 */


static ngx_uint_t ngx_http_inventario_id_valido(ngx_str_t *id);
static ngx_uint_t ngx_http_inventario_traza_valida(ngx_str_t *t);


/* Request id and trace: the client's if they are well formed, else new. */

void
ngx_http_inventario_trazar(ngx_http_inventario_peticion_t *p)
{
    u_char     *s, *azar;
    ngx_str_t  *v;

    /* for many requests at once: each time is a system call */

    static u_char  reserva[NGX_HTTP_INVENTARIO_AZAR * 64];
    static size_t  usado = sizeof(reserva);

    if (usado == sizeof(reserva)) {
        randombytes_buf(reserva, sizeof(reserva));
        usado = 0;
    }

    azar = reserva + usado;
    usado += NGX_HTTP_INVENTARIO_AZAR;

    v = ngx_http_inventario_cabecera_leer(p->request, "X-Request-ID");

    if (v && ngx_http_inventario_id_valido(v)) {
        p->request_id = *v;

    } else {
        s = ngx_pnalloc(p->request->pool, 32);
        if (s) {
            p->request_id.data = s;
            p->request_id.len = ngx_hex_dump(s, azar, 16) - s;
        }
    }

    s = ngx_pnalloc(p->request->pool, 55);
    if (s == NULL) {
        return;
    }

    p->traceparent.data = s;
    p->traceparent.len = 55;

    v = ngx_http_inventario_cabecera_leer(p->request, "traceparent");

    if (v && ngx_http_inventario_traza_valida(v)) {
        ngx_memcpy(s, v->data, 55);

    } else {
        s = ngx_cpymem(s, "00-", 3);
        s = ngx_hex_dump(s, azar, 16);
        ngx_memcpy(s, "-0000000000000000-00", 20);
    }

    /* our own span in that trace */
    (void) ngx_hex_dump(p->traceparent.data + 36, azar + 16, 8);
}


static ngx_uint_t
ngx_http_inventario_id_valido(ngx_str_t *id)
{
    size_t  i;
    u_char  c;

    if (id->len < 8 || id->len > 64) {
        return 0;
    }

    for (i = 0; i < id->len; i++) {
        c = id->data[i];

        if ((c < '0' || c > '9') && (c < 'a' || c > 'z')
            && (c < 'A' || c > 'Z') && c != '.' && c != '_' && c != '-')
        {
            return 0;
        }
    }

    return 1;
}


/* W3C Trace Context, version 00: 2, 32, 16 and 2 lower case hex digits. */

static ngx_uint_t
ngx_http_inventario_traza_valida(ngx_str_t *t)
{
    u_char      c;
    ngx_uint_t  i, traza, tramo;

    if (t->len != 55 || ngx_memcmp(t->data, "00-", 3) != 0) {
        return 0;
    }

    traza = 0;
    tramo = 0;

    for (i = 3; i < 55; i++) {
        c = t->data[i];

        if (i == 35 || i == 52) {
            if (c != '-') {
                return 0;
            }

            continue;
        }

        if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
            return 0;
        }

        if (i < 35) {
            traza |= (c != '0');

        } else if (i < 52) {
            tramo |= (c != '0');
        }
    }

    return traza && tramo;
}
