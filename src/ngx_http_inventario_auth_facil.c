
/*
 * Inventario: passwords that are soon guessed.  zxcvbn (Wheeler, USENIX
 * Security 2016) knows tens of thousands of passwords that leaked and what
 * people do to them: other letters, years, patterns of the keyboard.
 */


#include "ngx_http_inventario_auth.h"
#include <zxcvbn.h>


/* of guesses: 10^10, its author's bound for the best mark, 4 of 4 */
#define NGX_HTTP_INVENTARIO_CLAVE_BITS  33


ngx_uint_t
ngx_http_inventario_auth_facil(const char *clave, const char **palabras)
{
    return ZxcvbnMatch(clave, palabras, NULL) < NGX_HTTP_INVENTARIO_CLAVE_BITS;
}
