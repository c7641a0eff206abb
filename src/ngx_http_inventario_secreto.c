
/*
 * Inventario: secrets come from the environment or from a file that it names,
 * never from the configuration's text.
 */


#include "ngx_http_inventario_interno.h"


#define NGX_HTTP_INVENTARIO_SECRETO_MAX  4096


static ngx_int_t ngx_http_inventario_secreto_archivo(ngx_conf_t *cf,
    const char *variable, const char *archivo, ngx_str_t *valor);


ngx_int_t
ngx_http_inventario_secreto(ngx_conf_t *cf, const char *nombre, size_t min,
    ngx_str_t *valor)
{
    char    *texto, variable[64];
    u_char  *p;

    ngx_str_null(valor);

    p = ngx_snprintf((u_char *) variable, sizeof(variable) - 1, "%s_FILE",
                     nombre);
    *p = '\0';

    texto = getenv(nombre);

    if (texto) {
        valor->len = ngx_strlen(texto);
        valor->data = ngx_pnalloc(cf->pool, valor->len + 1);

        if (valor->data == NULL) {
            return NGX_ERROR;
        }

        ngx_memcpy(valor->data, texto, valor->len + 1);

    } else if (getenv(variable)) {

        if (ngx_http_inventario_secreto_archivo(cf, variable,
                                                getenv(variable), valor)
            != NGX_OK)
        {
            return NGX_ERROR;
        }

    } else if (min == 0) {
        return NGX_DECLINED;
    }

    if (valor->len == 0) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "falta el secreto %s en el entorno", nombre);
        return NGX_ERROR;
    }

    if (ngx_strncasecmp(valor->data, (u_char *) "change",
                        ngx_min(valor->len, 6)) == 0)
    {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "el secreto %s todavía es el del ejemplo", nombre);
        return NGX_ERROR;
    }

    if (valor->len < min) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "el secreto %s lleva al menos %uz caracteres",
                           nombre, min);
        return NGX_ERROR;
    }

    return NGX_OK;
}


/* The first line of the file. */

static ngx_int_t
ngx_http_inventario_secreto_archivo(ngx_conf_t *cf, const char *variable,
    const char *archivo, ngx_str_t *valor)
{
    ssize_t   n;
    u_char   *p;
    ngx_fd_t  fd;

    p = ngx_pnalloc(cf->pool, NGX_HTTP_INVENTARIO_SECRETO_MAX + 1);
    if (p == NULL) {
        return NGX_ERROR;
    }

    fd = ngx_open_file(archivo, NGX_FILE_RDONLY, NGX_FILE_OPEN, 0);

    if (fd == NGX_INVALID_FILE) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, ngx_errno,
                           "no se pudo leer el archivo que dice %s", variable);
        return NGX_ERROR;
    }

    n = ngx_read_fd(fd, p, NGX_HTTP_INVENTARIO_SECRETO_MAX);

    (void) ngx_close_file(fd);

    if (n < 0) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, ngx_errno,
                           "no se pudo leer el archivo que dice %s", variable);
        return NGX_ERROR;
    }

    p[n] = '\0';

    valor->data = p;
    valor->len = strcspn((char *) p, "\r\n");
    p[valor->len] = '\0';

    return NGX_OK;
}
