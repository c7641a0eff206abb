
/*
 * Inventario, forecasting: intervals from errors that were really made.
 */


#include "conforme.h"
#include <math.h>
#include <stdlib.h>


static int inv_conforme_compara(const void *a, const void *b);


static int
inv_conforme_compara(const void *a, const void *b)
{
    double  x = *(const double *) a, y = *(const double *) b;

    return (x > y) - (x < y);
}


double
inv_conforme(double *puntajes, size_t n, double nivel)
{
    size_t  k;

    if (n == 0) {
        return 0;
    }

    qsort(puntajes, n, sizeof(double), inv_conforme_compara);

    /* a hair off, so that .9 of 9 + 1 is 9 and not 9.000000000000002 */

    k = (size_t) ceil((double) (n + 1) * nivel - 1e-9);

    if (k > n) {
        return puntajes[n - 1] * (double) (n + 1) / (double) n;
    }

    return puntajes[k ? k - 1 : 0];
}


double
inv_conforme_adaptar(double nivel, double meta, double gama, int fallo)
{
    double  alfa;

    alfa = 1 - nivel + gama * (1 - meta - (fallo ? 1 : 0));

    return 1 - fmin(fmax(alfa, 0.001), 0.5);
}


double
inv_pinball(double y, double q, double p)
{
    return y >= q ? p * (y - q) : (1 - p) * (q - y);
}


double
inv_puntaje_intervalo(double y, double inf, double sup, double alfa)
{
    double  s;

    s = sup - inf;

    if (y < inf) {
        s += 2 / alfa * (inf - y);

    } else if (y > sup) {
        s += 2 / alfa * (y - sup);
    }

    return s;
}
