
/*
 * Inventario, forecasting: ABC and XYZ classes.
 */


#include "abc.h"


void
inv_abc(const double *valor, size_t n, char *clase, size_t *orden)
{
    double  total, suma;
    size_t  i, j, paso, x;

    total = 0;

    for (i = 0; i < n; i++) {
        orden[i] = i;
        total += valor[i] > 0 ? valor[i] : 0;
    }

    /* Shell's sort, so that nothing is allocated */

    for (paso = n / 2; paso > 0; paso /= 2) {
        for (i = paso; i < n; i++) {
            x = orden[i];

            for (j = i; j >= paso
                        && (valor[orden[j - paso]] < valor[x]
                            || (valor[orden[j - paso]] == valor[x]
                                && orden[j - paso] > x));
                 j -= paso)
            {
                orden[j] = orden[j - paso];
            }

            orden[j] = x;
        }
    }

    suma = 0;

    for (i = 0; i < n; i++) {
        x = orden[i];

        /* by what came before it: the one that crosses the line is inside */

        if (valor[x] <= 0 || suma >= 0.95 * total) {
            clase[x] = 'C';

        } else {
            clase[x] = suma >= 0.80 * total ? 'B' : 'A';
        }

        suma += valor[x] > 0 ? valor[x] : 0;
    }
}


char
inv_xyz(double media, double desvio)
{
    if (media <= 0) {
        return 'Z';
    }

    return desvio <= 0.5 * media ? 'X' : desvio <= media ? 'Y' : 'Z';
}
