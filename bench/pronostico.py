#!/usr/bin/python3
"""make bench-pronostico: the forecasting library next to R's forecast 8.20.

    pronostico.py [--datos DIR] [--veces 5]

DIR (by default pronostico/ of the project's real data) has the M3 series
(m3_*.tsf.gz), what R said of them (r_forecast820_m3_ref.csv.gz), hospital,
jewelry and the extract of M5.  Leaves a table in bench/pronostico.md.  One
core, at low priority.  Scores are means of the scores of the series.
"""

import argparse
import csv
import gzip
import os
import pathlib
import platform
import resource
import statistics
import subprocess
import sys

RAIZ = pathlib.Path(__file__).resolve().parent.parent
PROGRAMA = RAIZ / 'bin/pronostico'
PARIDAD = RAIZ / 'build/pronostico-paridad'

# name, letter, period, horizon
M3 = (('yearly', 'Y', 1, 6), ('quarterly', 'Q', 4, 8),
      ('monthly', 'M', 12, 18), ('other', 'O', 1, 8))
# NAIVE2 as Mcomp publishes it, the denominator of OWA: sMAPE and MASE
NAIVE2 = (14.74, 1.665)
MODELOS = ('conjunto', 'mediana', 'ponderado', 'elegir', 'ets', 'ets15',
           'etsp', 'theta', 'dotm', 'ingenuo2', 'estacional')
# measured on all 3003 with R's forecast 8.20 and forecTheta 3.0.3 (see
# docs/pronostico.md): sMAPE Y Q M O, all; MASE; OWA
PARES = (
    ('R avg(ets, dotm)', 16.02, 9.07, 13.59, 4.36, 12.44, 1.339, .8239),
    ('R median(ets, thetaf, dotm)', 15.87, 9.10, 13.63, 4.53, 12.45, 1.347,
     .8265),
    ('R avg(ets, thetaf)', 16.24, 8.92, 13.59, 4.40, 12.45, 1.351, .8281),
    ('R dotm', 15.94, 9.28, 13.74, 4.58, 12.56, 1.356, .8331),
    ('M3 Theta (publicado)', 16.97, 8.96, 13.89, 4.41, 12.76, 1.395, .852),
    ('R thetaf', 16.76, 9.20, 13.86, 4.92, 12.79, 1.419, .8600),
    ('M3 ForecastPro (publicado)', 17.27, 9.82, 13.90, 4.60, 13.06, 1.467,
     .883),
    ('R ets', 17.00, 9.68, 14.14, 4.37, 13.07, 1.425, .8712),
    ('R snaive', 17.88, 11.07, 17.23, 6.30, 15.19, 1.764, 1.045))
R_MSIS = {'Y': 30.6, 'Q': 10.7, 'M': 6.34, 'O': 13.4}
R_COBERTURA = {'Y': .843, 'Q': .872, 'M': .920, 'O': .935}
R_SEGUNDOS = (1249, 99)
M5_DIAS = 728


def avisar(s):
    print(s, file=sys.stderr, flush=True)


# --- data ---------------------------------------------------------------------

def abrir(datos, nombre):
    return gzip.open(datos / nombre, 'rt', encoding='latin1', newline='')


def leer_m3(datos):
    """{id: (letter, period, horizon, train, test)}, ids as in the M3."""
    series, base = {}, 0
    for nombre, letra, m, h in M3:
        cuantas = 0
        with abrir(datos, f'm3_{nombre}.tsf.gz') as f:
            for renglon in f:
                if not renglon.startswith('T'):
                    continue
                partes = renglon.strip().split(':')
                v = [float(x) for x in partes[-1].split(',')]
                clave = f'N{base + int(partes[0][1:]):04d}'
                series[clave] = (letra, m, h, v[:-h], v[-h:])
                cuantas += 1
        base += cuantas
    return series


def leer_r(datos):
    """{id: (form, loglik)} of R's ets, as far as the file goes."""
    r = {}
    with abrir(datos, 'r_forecast820_m3_ref.csv.gz') as f:
        for fila in csv.DictReader(f):
            if fila['method'] == 'ets' and fila['h'] == '1':
                forma = fila['info'][4:-1]
                e, t, s = forma[0], forma[1:-1], forma[-1]
                r[fila['sn']] = (f'ETS({e},{t},{s})', float(fila['loglik']))
    return r


def leer_ancho(datos, nombre, h, m):
    """Series in rows under a header, without ids."""
    with abrir(datos, nombre) as f:
        filas = list(csv.reader(f))[1:]
    return {f'S{i}': ('', m, h, [float(x) for x in v[:-h]],
                      [float(x) for x in v[-h:]])
            for i, v in enumerate(filas)}


# --- running ------------------------------------------------------------------

def correr(series, modelo, segundos=None, niveles='95'):
    """{id: [(mean, low, high), ...]} of one model; CPU seconds are added."""
    salida, grupos = {}, {}
    for clave, s in series.items():
        grupos.setdefault((s[1], s[2]), []).append(clave)
    for (m, h), claves in grupos.items():
        entrada = ''.join(
            clave + ',' + ','.join(map(repr, series[clave][3])) + '\n'
            for clave in claves)
        antes = resource.getrusage(resource.RUSAGE_CHILDREN)
        p = subprocess.run(
            [PROGRAMA, '--periodo', str(m), '--horizonte', str(h), '--nivel',
             niveles, '--modelo', modelo, '--hilos', '1'], input=entrada,
            capture_output=True, text=True, check=False)
        despues = resource.getrusage(resource.RUSAGE_CHILDREN)
        if segundos is not None:
            segundos.append(despues.ru_utime + despues.ru_stime
                            - antes.ru_utime - antes.ru_stime)
        if p.returncode > 1:
            sys.exit(p.stderr)
        for fila in csv.reader(p.stdout.splitlines()[1:]):
            salida.setdefault(fila[0], []).append(
                tuple(map(float, fila[2:5])))
    return salida


def escala(y, m):
    m = m if len(y) > m else 1
    return sum(abs(a - b) for a, b in zip(y[m:], y)) / (len(y) - m)


def puntos(serie, pron):
    """sMAPE, MASE, share inside the 95 % interval and MSIS of a series."""
    _, m, h, y, real = serie
    e = escala(y, m)
    smape = mase = dentro = msis = 0
    for a, (f, lo, hi) in zip(real, pron):
        if a or f:
            smape += 200 * abs(a - f) / (abs(a) + abs(f)) / h
        mase += abs(a - f) / h
        dentro += (lo <= a <= hi) / h
        msis += (hi - lo + 40 * max(lo - a, 0) + 40 * max(a - hi, 0)) / h
    return (smape, mase / e if e else 0, dentro, msis / e if e else 0)


def media(filas, i):
    return statistics.fmean(f[i] for f in filas) if filas else float('nan')


class Hoja:
    """The report: markdown, on the screen and in a file."""

    def __init__(self):
        self.renglones = []

    def decir(self, *renglones):
        for r in renglones:
            self.renglones.append(r)
            print(r, flush=True)

    def tabla(self, cabeza, filas):
        self.decir('', '| ' + ' | '.join(cabeza) + ' |',
                   '| ' + ' | '.join(['---'] * len(cabeza)) + ' |')
        for f in filas:
            self.decir('| ' + ' | '.join(map(str, f)) + ' |')
        self.decir('')


def meta(valor, piso, techo, menos=True):
    """How a figure stands to its floor and its stretch."""
    def pasa(x):
        return valor <= x if menos else valor >= x
    if pasa(techo):
        return 'pasa el techo'
    if pasa(piso):
        return f'pasa el piso; al techo le faltan {abs(valor - techo):.3g}'
    return f'NO llega al piso por {abs(valor - piso):.3g}'


# --- the parts ----------------------------------------------------------------

def exactitud(hoja, m3):
    filas, todo = [], {}
    for modelo in MODELOS:
        avisar(f'M3: {modelo}')
        p = correr(m3, modelo)
        todo[modelo] = {k: puntos(m3[k], p[k]) for k in m3 if k in p}
        por = {letra: [x for k, x in todo[modelo].items()
                       if m3[k][0] == letra] for letra in 'YQMO'}
        x = list(todo[modelo].values())
        owa = (media(x, 0) / NAIVE2[0] + media(x, 1) / NAIVE2[1]) / 2
        filas.append((owa, modelo if len(x) == len(m3)
                      else f'{modelo} ({len(x)} series)',
                      *(f'{media(por[letra], 0):.2f}' for letra in 'YQMO'),
                      f'{media(x, 0):.2f}', f'{media(x, 1):.3f}',
                      f'{owa:.4f}'))
    for nombre, *v, owa in PARES:
        filas.append((owa, nombre, *(f'{x:.2f}' for x in v[:5]),
                      f'{v[5]:.3f}', f'{owa:.4f}'))
    hoja.decir('## M3, 3003 series', '',
               'sMAPE por frecuencia y de todas, MASE y OWA (contra NAIVE2 de '
               'Mcomp, 14.74 y 1.665).')
    filas.sort()
    hoja.tabla(('modelo', 'Y', 'Q', 'M', 'O', 'sMAPE', 'MASE', 'OWA'),
               [f[1:] for f in filas])
    owa = next(f[0] for f in filas if f[1] == 'conjunto')
    hoja.decir(f'Meta 1 (OWA de todas, piso .824, techo .810): conjunto '
               f'{owa:.4f}, {meta(owa, .824, .810)}.', '')
    return todo


def diferencia(hoja, m3, todo):
    """Paired: what the ensemble gains on its members, series by series."""
    filas = []
    for otro in ('ets', 'ets15', 'etsp', 'theta', 'dotm', 'elegir',
                 'ponderado', 'mediana'):
        d = [todo['conjunto'][k][1] - todo[otro][k][1] for k in m3
             if k in todo[otro] and k in todo['conjunto']]
        error = statistics.stdev(d) / len(d) ** .5
        filas.append((otro, f'{statistics.fmean(d):+.4f}', f'{error:.4f}',
                      'sí' if abs(statistics.fmean(d)) > 2 * error else 'no'))
    hoja.decir('Diferencias apareadas de MASE, conjunto menos otro (negativa: '
               'gana conjunto).')
    hoja.tabla(('otro', 'diferencia', 'error estándar', '¿más de 2?'), filas)


def intervalos(hoja, m3, todo):
    filas, bien = [], True
    for letra in 'YQMO':
        for modelo in ('conjunto', 'ets15'):
            x = [p for k, p in todo[modelo].items() if m3[k][0] == letra]
            c, s = media(x, 2), media(x, 3)
            pasa = .93 <= c <= .97 and s <= R_MSIS[letra]
            if modelo == 'conjunto':
                bien = bien and pasa
            filas.append((letra, modelo, f'{c:.3f}',
                          f'{R_COBERTURA[letra]:.3f}', f'{s:.2f}',
                          f'{R_MSIS[letra]:.2f}',
                          f'{s / R_MSIS[letra] - 1:+.1%}',
                          'sí' if pasa else 'no'))
    hoja.decir('## Intervalos del 95 % en M3', '',
               'R: ets 8.20. La meta 6 pide cobertura de .93 a .97 y MSIS '
               'no mayor que la de R.')
    hoja.tabla(('', 'modelo', 'cobertura', 'R ets', 'MSIS', 'R ets',
                'contra R', '¿llega?'), filas)
    hoja.decir('Meta 6, M3: ' + ('llega en las cuatro clases.' if bien else
                                 'NO llega en todas las clases.'), '')


def paridad(hoja, m3, r):
    claves = [k for k in m3 if k in r]
    entrada = ''.join(f'{m3[k][1]} {r[k][0]} '
                      + ' '.join(map(repr, m3[k][3])) + '\n' for k in claves)
    salida = subprocess.run([PARIDAD, 'ver'], input=entrada, text=True,
                            capture_output=True, check=True).stdout.split()
    d = [(float(v) - r[k][1]) / abs(r[k][1])
         for k, v in zip(claves, salida)]
    bien = sum(x >= -.001 for x in d)
    mejores = sum(x > 1e-6 for x in d)
    hoja.decir('## Verosimilitud contra R', '',
               f'La forma que eligió R, ajustada por nosotros: {bien} de '
               f'{len(d)} series ({bien / len(d):.2%}) no quedan a más de '
               f'0.1 % por debajo de R; {mejores} lo superan.', '',
               f'Meta 11 (98 %): {meta(bien / len(d), .98, .98, False)}. '
               f'El archivo de R trae {len(d)} de las {len(m3)} series. Los '
               'pronósticos con parámetros dados se prueban a 1e-8 en '
               't/unit/pronostico_ets.c.', '')


def velocidad(hoja, m3, m5, veces):
    filas = []
    for modelo, r in (('ets15', R_SEGUNDOS[0]), ('ets', R_SEGUNDOS[0]),
                      ('dotm', R_SEGUNDOS[1]), ('conjunto',
                                                sum(R_SEGUNDOS))):
        avisar(f'Velocidad: {modelo}')
        v = []
        for _ in range(veces):
            s = []
            correr(m3, modelo, s)
            v.append(sum(s))
        t = statistics.median(v)
        filas.append((modelo, f'{t:.2f}', f'{len(m3) / t:.0f}', r,
                      f'{r / t:.0f} ×'))
    hoja.decir('## Velocidad, un núcleo', '',
               f'Segundos de procesador de las {len(m3)} series de M3, con '
               f'lectura y escritura; mediana de {veces}. R: 1249 s ets, 99 '
               's dotm, medidos en otra máquina de 2 núcleos.')
    hoja.tabla(('modelo', 's', 'series/s', 's de R', ''), filas)
    dos = float(filas[0][1]) + float(filas[2][1])
    hoja.decir(f'Meta 2 (ets + dotm, piso 13 s, techo 5 s): con las 15 formas '
               f'de R {dos:.2f} s, {meta(dos, 13, 5)}; con las 8, '
               f'{float(filas[1][1]) + float(filas[2][1]):.2f} s.', '')
    tiempos = {}
    for modelo in ('conjunto', 'ets', 'dotm', 'ponderado'):
        v = []
        for _ in range(veces):
            s = []
            correr(m5, modelo, s)
            v.append(sum(s) / len(m5) * 1000)
        tiempos[modelo] = statistics.median(v)
    hoja.decir(f'Ventas diarias ({len(m5)} series de {M5_DIAS} días, período '
               '7), milisegundos de procesador por serie: '
               + ', '.join(f'{k} {v:.2f}' for k, v in tiempos.items())
               + '; R ets 512, thetaf 11-18.', '')
    t = tiempos['ponderado'] * 10000 / 1000 / 2
    hoja.decir('Meta 8 (10,000 artículos × 730 días en 2 núcleos, piso 60 s, '
               'techo 20 s), sólo la parte de aquí (8 ETS, Theta, DOTM, '
               'conjunto y prueba hacia atrás de 4 orígenes; faltan los '
               f'intermitentes y conformal): {t:.1f} s por extrapolación de '
               f'un núcleo, {meta(t, 60, 20)}.', '')
    entrada = ''.join(f'7 28 ' + ' '.join(map(repr, s[3])) + '\n'
                      for s in m5.values())
    x = [tuple(map(float, ln.split())) for ln in subprocess.run(
        [PARIDAD, 'reloj', str(veces)], input=entrada, text=True,
        capture_output=True, check=True).stdout.splitlines()]
    frio = sorted(v[0] for v in x)
    hoja.decir(f'Un pronóstico en frío con intervalos de 28 días: mediana '
               f'{statistics.median(frio) / 1e6:.2f} ms, p99 '
               f'{frio[int(len(frio) * .99)] / 1e6:.2f} ms (la meta 9 pide '
               '25 ms por HTTP); con el estado guardado '
               f'{statistics.median(v[2] for v in x) / 1e3:.1f} µs. Un paso '
               'del estado: '
               f'{statistics.median(v[1] for v in x):.1f} ns, o sea '
               f'{statistics.median(v[1] for v in x) / 100:.2f} ms para '
               '10,000 artículos (la meta 10 pide 200).', '')


def otras(hoja, datos):
    filas = []
    for nombre, archivo, m, h in (
            ('hospital, mensual, h 12', 'hospital_monthly.csv.gz', 12, 12),
            ('jewelry, semanal, h 12', 'jewelry_weekly.csv.gz', 1, 12),
            ('jewelry, período 52, h 12', 'jewelry_weekly.csv.gz', 52, 12)):
        s = leer_ancho(datos, archivo, h, m)
        for modelo in ('conjunto', 'ets', 'ets15', 'theta', 'dotm',
                       'ingenuo2', 'estacional'):
            p = correr(s, modelo)
            x = [puntos(s[k], p[k]) for k in s if k in p]
            filas.append((nombre, modelo, f'{media(x, 0):.2f}',
                          f'{media(x, 1):.4f}', f'{media(x, 2):.3f}',
                          f'{media(x, 3):.2f}'))
    hoja.decir('## Hospital y jewelry', '',
               'Con estas series se eligió el conjunto: no son un informe, '
               'salvo de que no haya empeorado.')
    hoja.tabla(('series', 'modelo', 'sMAPE', 'MASE', 'cobertura 95', 'MSIS'),
               filas)


def leer_m5(datos, fin):
    """The last M5_DIAS before `fin' days from the end, and 28 after."""
    with abrir(datos, 'm5mini_sales.csv.gz') as f:
        filas = list(csv.reader(f))[1:]
    series = {}
    for fila in filas:
        v = [float(x) for x in fila[1:]]
        hasta = len(v) - fin
        y = v[hasta - 28 - M5_DIAS:hasta - 28]
        series[fila[0]] = ('', 7, 28, y, v[hasta - 28:hasta])
    return series


def main():
    p = argparse.ArgumentParser()
    p.add_argument('datos', nargs='?', type=pathlib.Path,
                   default=RAIZ.parent / 'shared/data/pronostico')
    p.add_argument('--veces', type=int, default=5)
    o = p.parse_args()
    if not (o.datos / 'm3_yearly.tsf.gz').exists():
        sys.exit(f'No están las series en {o.datos}: '
                 'make bench-pronostico DATOS=carpeta')
    os.nice(10)
    m3 = leer_m3(o.datos)
    hoja = Hoja()
    with open('/proc/cpuinfo', encoding='ascii', errors='replace') as f:
        cpu = next((r.split(':')[1].strip() for r in f
                    if r.startswith('model name')), platform.machine())
    hoja.decir('# Pronósticos, al lado de R', '',
               f'`make bench-pronostico`; {cpu}, un núcleo, prioridad baja. '
               'Las cifras de R y las publicadas son las de la referencia '
               '(forecast 8.20, forecTheta 3.0.3), no de esta corrida.', '')
    todo = exactitud(hoja, m3)
    diferencia(hoja, m3, todo)
    intervalos(hoja, m3, todo)
    paridad(hoja, m3, leer_r(o.datos))
    otras(hoja, o.datos)
    velocidad(hoja, m3, leer_m5(o.datos, 0), o.veces)
    (RAIZ / 'bench/pronostico.md').write_text('\n'.join(hoja.renglones),
                                              encoding='utf-8')


if __name__ == '__main__':
    main()
