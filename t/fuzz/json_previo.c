
/*
 * The pre-scan never makes JSON of what is not, nor the other way round, and
 * no number that jansson sees after it is a real one.
 */


#include "fuzz.h"
#include <jansson.h>
#include "dominio/json_previo.h"
#include "dominio/utf8.h"


static int
sin_reales(json_t *v)
{
    size_t       i;
    json_t      *hijo;
    const char  *clave;

    if (json_is_object(v)) {
        json_object_foreach(v, clave, hijo) {
            if (!sin_reales(hijo)) {
                return 0;
            }
        }
    }

    json_array_foreach(v, i, hijo) {
        if (!sin_reales(hijo)) {
            return 0;
        }
    }

    return !json_is_real(v);
}


int
LLVMFuzzerTestOneInput(const uint8_t *datos, size_t n)
{
    char              *salida;
    json_t            *antes, *despues;
    size_t             cabe, largo;
    json_error_t       error;
    inv_json_error_e   rc;

    cabe = inv_json_previo_largo(n);
    salida = malloc(cabe);
    EXIGIR(salida);

    rc = inv_json_previo((const char *) datos, n, 32, salida, cabe, &largo);
    EXIGIR(rc != INV_JSON_LUGAR);

    if (rc == INV_JSON_BIEN) {
        EXIGIR(largo >= n && inv_utf8_valido(salida, largo));

        despues = json_loadb(salida, largo, JSON_DECODE_ANY, NULL);
        antes = json_loadb((const char *) datos, n, JSON_DECODE_ANY, &error);

        EXIGIR((antes != NULL) == (despues != NULL)
               || (despues && json_error_code(&error)
                              == json_error_numeric_overflow));
        EXIGIR(despues == NULL || sin_reales(despues));

        json_decref(antes);
        json_decref(despues);
    }

    free(salida);

    return 0;
}
