
/*
 * Inventario, forecasting: inventory policy: costs and the best quantities.
 */


#include "politica.h"
#include "demanda.h"
#include "pronostico.h"
#include <math.h>


static double inv_poisson_costo(double h, double p, double media, long y);
static double inv_falta2(double x, double media, double sigma);


double
inv_eoq(double k, double d, double h, double *costo)
{
    double  q;

    if (h <= 0) {
        if (costo) {
            *costo = 0;
        }

        return INFINITY;
    }

    q = sqrt(2 * k * d / h);

    if (costo) {
        *costo = sqrt(2 * k * d * h);
    }

    return q;
}


double
inv_eoq_tramos(double k, double d, double tasa, const inv_tramo_t *tramos,
    size_t n, double *costo)
{
    double  q, h, este, mejor, cual;
    size_t  i;

    mejor = INFINITY;
    cual = 0;

    for (i = 0; i < n; i++) {
        h = tasa * tramos[i].precio;
        q = inv_eoq(k, d, h, NULL);

        if (q < tramos[i].desde) {
            q = tramos[i].desde;

        } else if (i + 1 < n && q >= tramos[i + 1].desde) {
            continue;                   /* the next price is better there */
        }

        este = tramos[i].precio * d + k * d / q + h * q / 2;

        if (este < mejor) {
            mejor = este;
            cual = q;
        }
    }

    if (costo) {
        *costo = mejor;
    }

    return cual;
}


double
inv_mantener(double precio, double dinero, double guarda, double encarece)
{
    return precio * (dinero + guarda - encarece);
}


double
inv_antes_del_aumento(double p, double k, double q, double d, double f,
    double stock)
{
    double  total;

    total = (p + k) / p * q + k * d / (p * f) - stock;

    return total > 0 ? total : 0;
}


double
inv_vendedor(double h, double p, double media, double sigma, double plazo,
    double *costo)
{
    double  z, s;

    z = inv_normal_z(p / (p + h));
    s = sigma * sqrt(plazo + 1);

    if (costo) {
        *costo = (h + p) * s * inv_normal_densidad(z);
    }

    return media * (plazo + 1) + z * s;
}


/* h E(y - D)+ + p E(D - y)+ */

static double
inv_poisson_costo(double h, double p, double media, long y)
{
    long    x;
    double  sobra, q;

    if (y <= 0) {
        return p * (media - (double) y);
    }

    q = exp(-media);
    sobra = 0;

    for (x = 0; x < y; x++) {
        sobra += (double) (y - x) * q;
        q *= media / (double) (x + 1);
    }

    return h * sobra + p * (media - (double) y + sobra);
}


/*
 * c(s, S) = (K + sum_{j < S - s} m(j) G(S - j)) / M(S - s), where m is the
 * renewal density of demand and M its sum.
 */

double
inv_ss_poisson(double h, double p, double k, double media, long *s, long *S,
    double *cuaderno, size_t n)
{
    long     j, i, y, y0, s0, cota;
    double  *m, *pr, suma, M, costo, mejor, este, g;

    if (n < 8) {
        return NAN;
    }

    cota = (long) (n / 2);
    m = cuaderno;
    pr = cuaderno + cota;

    pr[0] = exp(-media);
    for (j = 1; j < cota; j++) {
        pr[j] = pr[j - 1] * media / (double) j;
    }

    m[0] = 1 / (1 - pr[0]);
    for (j = 1; j < cota; j++) {
        suma = 0;

        for (i = 1; i <= j; i++) {
            suma += pr[i] * m[j - i];
        }

        m[j] = suma * m[0];
    }

    /* y0 minimises G; then s falls until ordering is no longer worse */

    for (y0 = 0; inv_poisson_costo(h, p, media, y0 + 1)
                 < inv_poisson_costo(h, p, media, y0); y0++)
    {
        if (y0 + 2 >= cota) {
            return NAN;
        }
    }

    mejor = INFINITY;
    s0 = y0;
    *s = y0 - 1;
    *S = y0;

    for (y = y0; y < cota - 1; y++) {

        /* no S whose own period is dearer than the best policy can be best */

        if (inv_poisson_costo(h, p, media, y) > mejor) {
            break;
        }

        suma = k;
        M = 0;
        costo = INFINITY;

        for (j = 0; y - j > -cota && j < cota; j++) {
            g = inv_poisson_costo(h, p, media, y - j);
            suma += m[j] * g;
            M += m[j];
            este = suma / M;

            if (este < costo) {
                costo = este;
                s0 = y - j - 1;

            } else if (y - j < y0) {
                break;
            }
        }

        if (costo < mejor) {
            mejor = costo;
            *s = s0;
            *S = y;
        }
    }

    return mejor;
}


/* The integral of the loss function from x on: E((X - x)+^2) / 2. */

static double
inv_falta2(double x, double media, double sigma)
{
    double  z;

    z = (x - media) / sigma;

    return sigma * sigma / 2
           * ((z * z + 1) * 0.5 * erfc(z / sqrt(2))
              - z * inv_normal_densidad(z));
}


double
inv_rq_costo(double h, double p, double k, double d, double sigma,
    double plazo, double r, double q)
{
    double  media, s, sobra;

    media = d * plazo;
    s = sigma * sqrt(plazo);

    /* of h (y - media) + (h + p) n(y), from r to r + q */

    sobra = h * q * (r + q / 2 - media)
            + (h + p) * (inv_falta2(r, media, s)
                         - inv_falta2(r + q, media, s));

    return (k * d + sobra) / q;
}


double
inv_wagner_whitin(double h, double k, const double *demanda, size_t n,
    double *q, double *cuaderno)
{
    double  *costo, *hasta, este, suma, guarda;
    size_t   i, j, fin;

    /* costo[i]: of periods i.. to the end, with an order in i up to hasta[i] */

    costo = cuaderno;
    hasta = cuaderno + n + 1;
    costo[n] = 0;

    for (i = n; i-- > 0; /* void */ ) {
        costo[i] = INFINITY;
        guarda = 0;

        for (j = i; j < n; j++) {
            guarda += h * (double) (j - i) * demanda[j];
            este = k + guarda + costo[j + 1];

            if (este < costo[i]) {
                costo[i] = este;
                hasta[i] = (double) (j + 1);
            }
        }
    }

    for (i = 0; i < n; i++) {
        q[i] = 0;
    }

    for (i = 0; i < n; i = fin) {
        fin = (size_t) hasta[i];
        suma = 0;

        for (j = i; j < fin; j++) {
            suma += demanda[j];
        }

        q[i] = suma;
    }

    return costo[0];
}


double
inv_sigma_plazo(double sigma, double media, double plazo, double revision,
    double sigma_plazo)
{
    return sqrt((plazo + revision) * sigma * sigma
                + media * media * sigma_plazo * sigma_plazo);
}


double
inv_factor_de_tasa(double tasa, double q, double sigma)
{
    int     i;
    double  lo, hi, medio, meta;

    if (sigma <= 0) {
        return 0;
    }

    meta = (1 - tasa) * q / sigma;
    lo = -8;
    hi = 8;

    for (i = 0; i < 100; i++) {
        medio = (lo + hi) / 2;

        if (inv_normal_falta(medio) > meta) {
            lo = medio;

        } else {
            hi = medio;
        }
    }

    return (lo + hi) / 2;
}


double
inv_rebase(double media, double sigma)
{
    return media > 0 ? (sigma * sigma + media * media) / (2 * media) : 0;
}
