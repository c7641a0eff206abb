
/*
 * Inventario, forecasting: the table of methods, and forecasts with intervals.
 */


#include "pronostico.h"
#include "ets.h"
#include "ets_metodo.h"
#include "ingenuos.h"
#include "intermitente.h"
#include "perfil.h"
#include "theta.h"
#include <math.h>
#include <stdio.h>
#include <string.h>


#define INV_GRADOS_PERDIDOS  3          /* what the usual fit takes */


static inv_pron_error_e inv_metodo_media(const inv_serie_t *s, size_t h,
    double *media, double *var, char *nombre, inv_cuaderno_t *c);
static inv_pron_error_e inv_metodo_mediana(const inv_serie_t *s, size_t h,
    double *media, double *var, char *nombre, inv_cuaderno_t *c);
static inv_pron_error_e inv_metodo_pesado(const inv_serie_t *s, size_t h,
    double *media, double *var, char *nombre, inv_cuaderno_t *c);
static inv_pron_error_e inv_metodo_elegido(const inv_serie_t *s, size_t h,
    double *media, double *var, char *nombre, inv_cuaderno_t *c);
static inv_pron_error_e inv_metodo_simple(const inv_serie_t *s, size_t h,
    double *media, double *var, char *nombre, inv_cuaderno_t *c);


enum {
    INV_M_CONJUNTO = 0, INV_M_MEDIANA, INV_M_PESADO, INV_M_ELEGIDO,
    INV_M_ETS, INV_M_ETS15, INV_M_ETSP, INV_M_THETA, INV_M_DOTM,
    INV_M_ESTACIONAL, INV_M_INGENUO, INV_M_INGENUO2, INV_M_DERIVA,
    INV_M_PROMEDIO, INV_M_CROSTON, INV_M_SBA, INV_M_TSB, INV_M_ADIDA,
    INV_M_IMAPA, INV_M_SEMANA, INV_M_FIN
};


const inv_metodo_t  inv_metodos[] = {
    [INV_M_CONJUNTO] = { "conjunto", "promedio de etsp, theta y dotm",
                         inv_metodo_media, 2 },
    [INV_M_MEDIANA] = { "mediana", "mediana de etsp, theta y dotm",
                        inv_metodo_mediana, 2 },
    [INV_M_PESADO] = { "ponderado", "los mismos, con pesos de la prueba hacia "
                       "atrás", inv_metodo_pesado, 2 },
    [INV_M_ELEGIDO] = { "elegir", "el mejor en la prueba hacia atrás",
                        inv_metodo_elegido, 2 },
    [INV_M_ETS] = { "ets", "suavizado exponencial: la mejor de 8 formas (AICc)",
                    inv_ets_mejor, 5 },
    [INV_M_ETS15] = { "ets15", "la mejor de las 15 formas de R",
                      inv_ets_mejor_quince, 5 },
    [INV_M_ETSP] = { "etsp", "las 8 formas, pesadas por su AICc",
                     inv_ets_pesado, 5 },
    [INV_M_THETA] = { "theta", "Theta", inv_theta, 5 },
    [INV_M_DOTM] = { "dotm", "Theta dinámico optimizado", inv_dotm, 4 },
    [INV_M_ESTACIONAL] = { "estacional", "el valor de hace un período",
                           inv_ingenuo_estacional, 1 },
    [INV_M_INGENUO] = { "ingenuo", "el último valor", inv_ingenuo, 1 },
    [INV_M_INGENUO2] = { "ingenuo2", "el último valor sin estación, por ella",
                         inv_ingenuo2, 1 },
    [INV_M_DERIVA] = { "deriva", "la recta entre el primero y el último",
                       inv_deriva, 2 },
    [INV_M_PROMEDIO] = { "promedio", "el promedio de todos", inv_promedio, 1 },
    [INV_M_CROSTON] = { "croston", "demanda intermitente: tamaño sobre "
                        "intervalo", inv_croston, 2 },
    [INV_M_SBA] = { "sba", "Croston sin su sesgo", inv_sba, 2 },
    [INV_M_TSB] = { "tsb", "tamaño por probabilidad: nota que un producto "
                    "muere", inv_tsb, 2 },
    [INV_M_ADIDA] = { "adida", "por bloques del largo del intervalo",
                      inv_adida, 2 },
    [INV_M_IMAPA] = { "imapa", "promedio de bloques de todos los largos",
                      inv_imapa, 2 },
    [INV_M_SEMANA] = { "semana", "el nivel de 28 días por el día de la semana",
                       inv_perfil_metodo, 14 },
    [INV_M_FIN] = { NULL, NULL, NULL, 0 }
};


static const inv_metodo_t *const  inv_miembros[] = {
    &inv_metodos[INV_M_ETSP], &inv_metodos[INV_M_THETA],
    &inv_metodos[INV_M_DOTM]
};

static const inv_metodo_t *const  inv_candidatos[] = {
    &inv_metodos[INV_M_CONJUNTO], &inv_metodos[INV_M_ETS],
    &inv_metodos[INV_M_THETA], &inv_metodos[INV_M_DOTM],
    &inv_metodos[INV_M_ESTACIONAL], &inv_metodos[INV_M_INGENUO2],
    &inv_metodos[INV_M_PROMEDIO]
};

#define INV_MIEMBROS    (sizeof(inv_miembros) / sizeof(inv_miembros[0]))
#define INV_CANDIDATOS  (sizeof(inv_candidatos) / sizeof(inv_candidatos[0]))


const inv_metodo_t *
inv_metodo(const char *nombre)
{
    const inv_metodo_t  *m;

    for (m = inv_metodos; m->nombre; m++) {
        if (strcmp(m->nombre, nombre) == 0) {
            return m;
        }
    }

    return NULL;
}


const inv_metodo_t *const *
inv_metodos_candidatos(size_t *n)
{
    *n = INV_CANDIDATOS;

    return inv_candidatos;
}


size_t
inv_pronostico_memoria(size_t n, size_t m, size_t h)
{
    /* backtest -> ensemble -> deseasonalised fit, each with its forecasts */

    return inv_ets_memoria(n, h) + 2 * n + 4 * m
           + (2 * INV_CONJUNTO_MAX + 2 * INV_ETS_FORMAS + 8) * h + 64;
}


/* Too short a series for any member is forecast by its last season. */

static inv_pron_error_e
inv_metodo_simple(const inv_serie_t *s, size_t h, double *media, double *var,
    char *nombre, inv_cuaderno_t *c)
{
    if (s->n < 2) {
        return INV_PRON_CORTA;
    }

    return inv_ingenuo_estacional(s, h, media, var, nombre, c);
}


static inv_pron_error_e
inv_metodo_media(const inv_serie_t *s, size_t h, double *media, double *var,
    char *nombre, inv_cuaderno_t *c)
{
    if (inv_conjunto(INV_CONJUNTO_MEDIA, inv_miembros, NULL, INV_MIEMBROS, s,
                     h, media, var, c)
        != INV_PRON_BIEN)
    {
        return inv_metodo_simple(s, h, media, var, nombre, c);
    }

    if (nombre) {
        snprintf(nombre, INV_METODO_NOMBRE, "Conjunto");
    }

    return INV_PRON_BIEN;
}


static inv_pron_error_e
inv_metodo_mediana(const inv_serie_t *s, size_t h, double *media, double *var,
    char *nombre, inv_cuaderno_t *c)
{
    if (inv_conjunto(INV_CONJUNTO_MEDIANA, inv_miembros, NULL, INV_MIEMBROS,
                     s, h, media, var, c)
        != INV_PRON_BIEN)
    {
        return inv_metodo_simple(s, h, media, var, nombre, c);
    }

    if (nombre) {
        snprintf(nombre, INV_METODO_NOMBRE, "Mediana");
    }

    return INV_PRON_BIEN;
}


static inv_pron_error_e
inv_metodo_pesado(const inv_serie_t *s, size_t h, double *media, double *var,
    char *nombre, inv_cuaderno_t *c)
{
    double            pesos[INV_MIEMBROS];
    inv_retro_t       r[INV_MIEMBROS];
    inv_retro_plan_t  plan;

    plan = inv_retro_plan(s->n, s->m, h, INV_RETRO_ORIGENES);

    if (inv_retro(s, &plan, inv_miembros, INV_MIEMBROS, r, c)
        != INV_PRON_BIEN)
    {
        return inv_metodo_media(s, h, media, var, nombre, c);
    }

    inv_pesar(r, INV_MIEMBROS, pesos);

    if (inv_conjunto(INV_CONJUNTO_MEDIA, inv_miembros, pesos, INV_MIEMBROS, s,
                     h, media, var, c)
        != INV_PRON_BIEN)
    {
        return inv_metodo_media(s, h, media, var, nombre, c);
    }

    if (nombre) {
        snprintf(nombre, INV_METODO_NOMBRE, "Ponderado");
    }

    return INV_PRON_BIEN;
}


static inv_pron_error_e
inv_metodo_elegido(const inv_serie_t *s, size_t h, double *media, double *var,
    char *nombre, inv_cuaderno_t *c)
{
    inv_pron_error_e     rc;
    const inv_metodo_t  *m;

    m = inv_elegir(s, h, inv_candidatos, INV_CANDIDATOS, c);
    rc = m ? m->pronosticar(s, h, media, var, nombre, c) : INV_PRON_CORTA;

    return rc == INV_PRON_BIEN ? rc
                               : inv_metodo_simple(s, h, media, var, nombre, c);
}


inv_pron_error_e
inv_pronosticar(const inv_metodo_t *metodo, const inv_serie_t *s, size_t h,
    const double *niveles, size_t n, double *media, double *inf, double *sup,
    char *nombre, inv_cuaderno_t *c)
{
    int                positiva;
    size_t             i, k, usado;
    double             z, ancho, *var;
    inv_pron_error_e   rc;

    if (s->n < metodo->minimo) {
        return INV_PRON_CORTA;
    }

    if (s->m == 0 || h == 0 || s->n > INV_SERIE_N_MAX
        || s->m > INV_SERIE_M_MAX || h > INV_SERIE_H_MAX)
    {
        return INV_PRON_RANGO;
    }

    positiva = 1;

    for (i = 0; i < s->n; i++) {

        if (!(fabs(s->y[i]) <= INV_SERIE_ABS_MAX)) {
            return INV_PRON_RANGO;
        }

        positiva = positiva && s->y[i] >= 0;
    }

    usado = c->usado;
    var = inv_cuaderno_pedir(c, h);

    if (var == NULL) {
        return INV_PRON_MEMORIA;
    }

    if (inv_serie_constante(s->y, s->n)) {
        rc = inv_ingenuo(s, h, media, var, NULL, c);

        if (nombre) {
            snprintf(nombre, INV_METODO_NOMBRE, "Constante");
        }

    } else {
        rc = metodo->pronosticar(s, h, media, var, nombre, c);
    }

    for (i = 0; rc == INV_PRON_BIEN && i < h; i++) {

        if (!isfinite(media[i]) || !isfinite(var[i]) || var[i] < 0) {
            rc = INV_PRON_NO_SIRVE;
            break;
        }

        for (k = 0; k < n; k++) {
            z = inv_student_t(0.5 + niveles[k] / 200,
                              s->n > INV_GRADOS_PERDIDOS + 1
                              ? (double) (s->n - INV_GRADOS_PERDIDOS) : 1);
            ancho = z * sqrt(var[i]);
            inf[k * h + i] = media[i] - ancho;
            sup[k * h + i] = media[i] + ancho;

            if (positiva) {
                inf[k * h + i] = fmax(inf[k * h + i], 0);
                sup[k * h + i] = fmax(sup[k * h + i], 0);
            }
        }

        media[i] = positiva ? fmax(media[i], 0) : media[i];
    }

    c->usado = usado;

    return rc;
}
