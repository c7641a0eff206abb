
/*
 * bin/pronostico: forecasts of series from standard input, by some threads, in
 * the order in which they came.  See --ayuda.
 */


#include "herramienta_opciones.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>


#define INV_HT_TANDA  256               /* series in memory at a time */


typedef struct {
    const inv_ht_opciones_t   *o;
    inv_ht_serie_t             serie[INV_HT_TANDA];
    char                      *salida[INV_HT_TANDA];    /* of malloc() */
    size_t                     n;
    atomic_size_t              sigue;
    atomic_int                 memoria;     /* some thread had none */
} inv_ht_tanda_t;


static const char *inv_ht_por_que(inv_pron_error_e rc);
static void *inv_ht_hilo(void *arg);
static char *inv_ht_una(const inv_ht_opciones_t *o, inv_ht_serie_t *s);
static char *inv_ht_pronostico(const inv_ht_opciones_t *o, inv_ht_serie_t *s,
    inv_cuaderno_t *c);
static char *inv_ht_evaluacion(const inv_ht_opciones_t *o, inv_ht_serie_t *s,
    inv_cuaderno_t *c);
static int inv_ht_tanda(inv_ht_tanda_t *t, unsigned long *linea);
static void inv_ht_encabezado(const inv_ht_opciones_t *o);


static const char *
inv_ht_por_que(inv_pron_error_e rc)
{
    switch (rc) {

    case INV_PRON_CORTA:
        return "tiene muy pocos valores para este modelo";

    case INV_PRON_NO_SIRVE:
        return "este modelo no sirve para estos valores";

    case INV_PRON_RANGO:
        return "un valor está fuera de rango";

    default:
        return "no alcanzó la memoria";
    }
}


/* The lines of one series, or NULL with s->error set or without memory. */

static char *
inv_ht_pronostico(const inv_ht_opciones_t *o, inv_ht_serie_t *s,
    inv_cuaderno_t *c)
{
    char              *texto, *p, *fin, nombre[INV_METODO_NOMBRE];
    size_t             i, k, h, ancho;
    double            *media, *inf, *sup;
    inv_serie_t        y;
    inv_pron_error_e   rc;

    h = o->horizonte;
    media = inv_cuaderno_pedir(c, h);
    inf = inv_cuaderno_pedir(c, h * INV_NIVELES_MAX);
    sup = inv_cuaderno_pedir(c, h * INV_NIVELES_MAX);

    if (media == NULL || inf == NULL || sup == NULL) {
        return NULL;
    }

    y.y = s->y;
    y.n = s->n;
    y.m = o->periodo;
    rc = inv_pronosticar(o->metodo, &y, h, o->nivel, o->niveles, media, inf,
                         sup, nombre, c);

    if (rc != INV_PRON_BIEN) {
        snprintf(s->error, sizeof(s->error), "%s", inv_ht_por_que(rc));
        return NULL;
    }

    ancho = strlen(s->id) + INV_METODO_NOMBRE + 32
            + 28 * (1 + 2 * o->niveles);
    texto = malloc(h * ancho + 1);

    if (texto == NULL) {
        return NULL;
    }

    p = texto;
    fin = texto + h * ancho + 1;

    for (i = 0; i < h; i++) {
        p += snprintf(p, (size_t) (fin - p), "%s,%zu,%.10g", s->id, i + 1,
                      media[i] + 0.0);

        for (k = 0; k < o->niveles; k++) {
            p += snprintf(p, (size_t) (fin - p), ",%.10g,%.10g",
                          inf[k * h + i] + 0.0, sup[k * h + i] + 0.0);
        }

        /* ETS(M,Ad,A) has commas */

        p += snprintf(p, (size_t) (fin - p), strchr(nombre, ',')
                      ? ",\"%s\"\n" : ",%s\n", nombre);
    }

    return texto;
}


static char *
inv_ht_evaluacion(const inv_ht_opciones_t *o, inv_ht_serie_t *s,
    inv_cuaderno_t *c)
{
    char                        *texto, *p, *fin;
    size_t                       i, n, ancho;
    inv_serie_t                  y;
    inv_retro_t                  r[INV_CONJUNTO_MAX];
    inv_retro_plan_t             plan;
    inv_pron_error_e             rc;
    const inv_metodo_t *const   *m;

    m = inv_metodos_candidatos(&n);
    y.y = s->y;
    y.n = s->n;
    y.m = o->periodo;
    plan = inv_retro_plan(s->n, o->periodo, o->horizonte, o->origenes);
    rc = inv_retro(&y, &plan, m, n, r, c);

    if (rc != INV_PRON_BIEN) {
        snprintf(s->error, sizeof(s->error), "%s", rc == INV_PRON_CORTA
                 ? "es muy corta para una prueba hacia atrás"
                 : inv_ht_por_que(rc));
        return NULL;
    }

    ancho = strlen(s->id) + 200;
    texto = malloc(n * ancho + 1);

    if (texto == NULL) {
        return NULL;
    }

    p = texto;
    *p = '\0';
    fin = texto + n * ancho + 1;

    for (i = 0; i < n; i++) {
        if (r[i].n > 0) {
            p += snprintf(p, (size_t) (fin - p),
                          "%s,%s,%zu,%zu,%.6g,%.6g,%.6g,%.6g,%.4g\n", s->id,
                          m[i]->nombre, plan.origenes, plan.horizonte,
                          r[i].mase, r[i].rmsse, r[i].smape, r[i].sesgo + 0.0,
                          100 * r[i].cobertura);
        }
    }

    return texto;
}


static char *
inv_ht_una(const inv_ht_opciones_t *o, inv_ht_serie_t *s)
{
    char            *texto;
    inv_cuaderno_t   c;

    c.usado = 0;
    c.tibio = NULL;
    c.cabe = inv_pronostico_memoria(s->n, o->periodo, o->horizonte)
             + (2 * INV_NIVELES_MAX + 1) * o->horizonte;
    c.base = malloc(c.cabe * sizeof(double));

    if (c.base == NULL) {
        return NULL;
    }

    texto = o->evaluar ? inv_ht_evaluacion(o, s, &c)
                       : inv_ht_pronostico(o, s, &c);
    free(c.base);

    return texto;
}


static void *
inv_ht_hilo(void *arg)
{
    size_t           i;
    inv_ht_tanda_t  *t;

    t = arg;

    while ((i = atomic_fetch_add(&t->sigue, 1)) < t->n) {

        if (t->serie[i].error[0] == '\0') {
            t->salida[i] = inv_ht_una(t->o, &t->serie[i]);

            if (t->salida[i] == NULL && t->serie[i].error[0] == '\0') {
                atomic_store(&t->memoria, 1);
            }
        }
    }

    return NULL;
}


/* One batch: -1 a failure, 0 all well, 1 some series could not be. */

static int
inv_ht_tanda(inv_ht_tanda_t *t, unsigned long *linea)
{
    int        rc, malas;
    size_t     i, hilos;
    pthread_t  hilo[INV_HT_HILOS];

    for (t->n = 0; t->n < INV_HT_TANDA; t->n++) {
        rc = inv_ht_leer(stdin, &t->serie[t->n], t->o->periodo, linea);

        if (rc < 0) {
            fputs("pronostico: no pude leer la entrada\n", stderr);
            return -1;
        }

        if (rc == 0) {
            break;
        }

        t->salida[t->n] = NULL;
    }

    atomic_store(&t->sigue, 0);

    /* this thread works too; fewer threads than asked for is no failure */

    for (hilos = 0; hilos + 1 < t->o->hilos && hilos + 1 < t->n; hilos++) {
        if (pthread_create(&hilo[hilos], NULL, inv_ht_hilo, t) != 0) {
            break;
        }
    }

    (void) inv_ht_hilo(t);

    for (i = 0; i < hilos; i++) {
        (void) pthread_join(hilo[i], NULL);
    }

    malas = 0;

    for (i = 0; i < t->n; i++) {

        if (t->salida[i]) {
            fputs(t->salida[i], stdout);

        } else if (t->serie[i].error[0]) {
            fprintf(stderr, "pronostico: renglón %lu%s%s: %s\n",
                    t->serie[i].linea, t->serie[i].id[0] ? ", serie " : "",
                    t->serie[i].id, t->serie[i].error);
            malas = 1;
        }

        free(t->salida[i]);
        free(t->serie[i].y);
    }

    if (atomic_load(&t->memoria)) {
        fputs("pronostico: no alcanzó la memoria\n", stderr);
        return -1;
    }

    return malas;
}


static void
inv_ht_encabezado(const inv_ht_opciones_t *o)
{
    size_t  k;

    if (o->evaluar) {
        fputs("id,modelo,origenes,horizonte,mase,rmsse,smape,sesgo,"
              "cobertura95\n", stdout);
        return;
    }

    fputs("id,h,media", stdout);

    for (k = 0; k < o->niveles; k++) {
        printf(",inf%s,sup%s", o->texto[k], o->texto[k]);
    }

    fputs(",modelo\n", stdout);
}


int
main(int argc, char *const *argv)
{
    int                 rc, malas;
    unsigned long       linea;
    inv_ht_tanda_t     *t;
    inv_ht_opciones_t   o;

    rc = inv_ht_opciones(&o, argc, argv);

    if (rc) {
        return rc < 0 ? 2 : 0;
    }

    t = calloc(1, sizeof(*t));

    if (t == NULL) {
        fputs("pronostico: no alcanzó la memoria\n", stderr);
        return 3;
    }

    t->o = &o;
    linea = 0;
    malas = 0;
    inv_ht_encabezado(&o);

    do {
        rc = inv_ht_tanda(t, &linea);
        malas |= rc;
    } while (rc >= 0 && t->n == INV_HT_TANDA);

    free(t);

    if (rc < 0) {
        return 3;
    }

    if (linea == 0) {
        fputs("pronostico: la entrada está vacía\n", stderr);
        malas = 1;
    }

    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("pronostico: no pude escribir la salida\n", stderr);
        return 3;
    }

    return malas;
}
