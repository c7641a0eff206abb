
/*
 * Inventario, forecasting: quantiles for intervals.
 */


#include "pronostico.h"
#include <math.h>


#define INV_PI  3.14159265358979323846


/*
 * Wichura's AS 241 (1988) gives 1e-16; here a rational start (Acklam) and one
 * step of Halley on erfc, which is as good.
 */

double
inv_normal_z(double p)
{
    double  q, r, x, e, u;

    static const double  a[] = {
        -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02,
        1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239e+00
    };
    static const double  b[] = {
        -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
        6.680131188771972e+01, -1.328068155288572e+01
    };
    static const double  c[] = {
        -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
        -2.549732539343734e+00, 4.374664141464968e+00, 2.938163982698783e+00
    };
    static const double  d[] = {
        7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
        3.754408661907416e+00
    };

    if (p > 0.5) {
        return -inv_normal_z(1 - p);
    }

    if (p < 0.02425) {
        q = sqrt(-2 * log(p));
        x = (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q
             + c[5])
            / ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);

    } else {
        q = p - 0.5;
        r = q * q;
        x = (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r
             + a[5]) * q
            / (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r
               + 1);
    }

    e = 0.5 * erfc(-x / sqrt(2)) - p;
    u = e * sqrt(2 * INV_PI) * exp(x * x / 2);

    return x - u / (1 + x * u / 2);
}


/* Hill's algorithm 396 (1970): five digits and more. */

double
inv_student_t(double p, double grados)
{
    double  n, q, a, b, c, d, x, y, t;

    n = grados;
    q = p > 0.5 ? 2 * (1 - p) : 2 * p;          /* both tails */

    if (n < 1.5) {
        t = 1 / tan(q * INV_PI / 2);

    } else if (n < 2.5) {
        t = sqrt(2 / (q * (2 - q)) - 2);

    } else {
        a = 1 / (n - 0.5);
        b = 48 / (a * a);
        c = ((20700 * a / b - 98) * a - 16) * a + 96.36;
        d = ((94.5 / (b + c) - 3) / b + 1) * sqrt(a * INV_PI / 2) * n;
        y = pow(d * q, 2 / n);

        if (y > 0.05 + a) {
            x = inv_normal_z(q / 2);
            y = x * x;

            if (n < 5) {
                c += 0.3 * (n - 4.5) * (x + 0.6);
            }

            c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c;
            y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1)
                * x;
            y = expm1(a * y * y);

        } else {
            y = ((1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3)
                  + 0.5 / (n + 4)) * y - 1) * (n + 1) / (n + 2) + 1 / y;
        }

        t = sqrt(n * y);
    }

    return p > 0.5 ? t : -t;
}
