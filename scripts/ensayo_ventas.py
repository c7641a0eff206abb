#!/usr/bin/python3
"""make trial-ventas: months of real tickets against a server of our own.

    ensayo_ventas.py [--datos FOLDER] [--meses N] [--sin-fsync]

Replays the tickets of FOLDER/*.csv.gz (INVENTARIO_VENTAS without the
option) from 8 tills at once, each till's days in one or more uploads whose
tickets are shuffled.  A quarter of the uploads is sent again, half of those
with another key and in another order.  At the end the reports, the closings
and the stock must agree with ensayo_ventas_control.py to the cent and the
unit.  Prints the figures, and fails if anything does not add up.
"""

import argparse
import csv
import gzip
import io
import json
import os
import pathlib
import queue
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, OrderedDict, defaultdict
from concurrent.futures import ThreadPoolExecutor
from decimal import ROUND_HALF_UP, Decimal

from instancia import RAIZ, Falla, Instancia, clientes

CAJAS = 8
SUBIDA = 100                    # tickets of an upload, at most
CORTOS = 5                      # products that run out on purpose
MEDIOS = ('efectivo', 'debito', 'credito')
COSA = re.compile(r'(\d{5}[A-Z]*|DCGS\d\w*)\Z', re.I)


# --- the files ----------------------------------------------------------------


def clasificar(fila):
    """(kind of ticket, price) or (why not, None); the rules are told in
    ensayo_ventas_control.py."""
    cantidad = int(fila['Quantity'])
    precio = Decimal(fila['UnitPrice']).quantize(Decimal('0.01'),
                                                 ROUND_HALF_UP)
    if not COSA.match(fila['StockCode']):
        return 'codigo_de_servicio', None
    if cantidad == 0:
        return 'cantidad_cero', None
    if precio <= 0:
        return 'sin_precio', None
    if fila['InvoiceNo'].startswith('C'):
        return ('devolucion', precio) if cantidad < 0 \
            else ('cancelacion_positiva', None)
    return ('venta', precio) if cantidad > 0 else ('negativa', None)


class Archivo:
    """The invoices of the files, as tickets."""

    def __init__(self, archivos):
        self.clases = Counter()
        self.productos = OrderedDict()      # code: (name, price)
        self.vendido = Counter()
        self.veces = Counter()
        self.vuelven = set()
        self.tickets = OrderedDict()        # invoice: (till, day, document)
        for archivo in archivos:
            with gzip.open(archivo, 'rt', encoding='utf-8', newline='') as f:
                for fila in csv.DictReader(f):
                    self._linea(fila)
        for _, _, doc in self.tickets.values():
            total = sum(int(x['cantidad']) * Decimal(x['precio'])
                        for x in doc['lineas'])
            doc['pagos'] = [{'medio': MEDIOS[doc['numero'] % 3],
                             'importe': str(total)}]

    def _linea(self, fila):
        clase, precio = clasificar(fila)
        self.clases[clase] += 1
        if precio is None:
            return
        codigo = fila['StockCode'].upper()
        nombre = fila['Description'].strip() or codigo
        self.productos.setdefault(codigo, (nombre, precio))
        cantidad = abs(int(fila['Quantity']))
        if clase == 'venta':
            self.vendido[codigo] += cantidad
            self.veces[codigo] += 1
        else:
            self.vuelven.add(codigo)
        factura = fila['InvoiceNo']
        numero = int(factura.lstrip('C'))
        if factura not in self.tickets:
            self.tickets[factura] = (numero % CAJAS, fila['InvoiceDate'][:10],
                {'numero': numero, 'tipo': clase, 'lineas': [], 'ocurrido_en':
                 fila['InvoiceDate'].replace(' ', 'T') + '-03:00'})
        self.tickets[factura][2]['lineas'].append(
            {'codigo': codigo, 'cantidad': str(cantidad),
             'precio': str(precio)})

    def cortos(self):
        """Sold now and then, never returned: once short, they stay short."""
        return set(sorted(c for c, n in self.veces.items() if 8 <= n <= 12
                          and c not in self.vuelven)[::20][:CORTOS])

    def subidas(self, azar):
        """Lists of invoices: of one till and day, shuffled."""
        grupos = defaultdict(list)
        for factura, (caja, dia, _) in self.tickets.items():
            grupos[caja, dia].append(factura)
        salida = []
        for facturas in grupos.values():
            azar.shuffle(facturas)
            salida += [facturas[i:i + SUBIDA]
                       for i in range(0, len(facturas), SUBIDA)]
        azar.shuffle(salida)
        return salida


# --- the tills ----------------------------------------------------------------


class Subir:
    """Sends the uploads and keeps what came of each ticket."""

    def __init__(self, nuevo, archivo):
        self.nuevo, self.archivo = nuevo, archivo
        self.cerrojo = threading.Lock()
        self.cuenta = Counter()
        self.hechos = {}                # invoice: id
        self.negados = {}               # invoice: code
        self.defectos = []

    def correr(self, pedidos):
        cola = queue.Queue()
        for p in pedidos:
            cola.put(p)
        desde = time.monotonic()
        with ThreadPoolExecutor(CAJAS) as hilos:
            for f in [hilos.submit(self._cliente, cola)
                      for _ in range(CAJAS)]:
                f.result()
        return time.monotonic() - desde

    def _cliente(self, cola):
        c = self.nuevo()
        while True:
            try:
                clave, facturas = cola.get_nowait()
            except queue.Empty:
                return
            cuerpo = [self.archivo.tickets[f][2] for f in facturas]
            for _ in range(20):
                r = c.pedir('POST', '/api/negocio/v1/ventas', cuerpo, clave)
                if r.estado != 503:
                    break
                time.sleep(float(r.cabeceras.get('Retry-After', 1)))
            with self.cerrojo:
                self._anotar(clave, facturas, r)

    def _anotar(self, clave, facturas, r):
        self.cuenta['subidas'] += 1
        self.cuenta['subidas repetidas por su clave'] += r.repetida
        if r.estado != 200 or len(r.json['resultados']) != len(facturas):
            self.defectos.append(f'{clave}: {r.estado} {r.cuerpo[:300]!r}')
            return
        for factura, v in zip(facturas, r.json['resultados']):
            self.cuenta['veredictos'] += 1
            if v['estado'] in (200, 201):
                v_id = v['documento']['id']
                self.cuenta['tickets que ya estaban'] += v['estado'] == 200
                if self.hechos.setdefault(factura, v_id) != v_id \
                        or factura in self.negados:
                    self.defectos.append(f'{factura}: dos veces')
            elif v['codigo'] == 'stock_insuficiente':
                self.negados[factura] = v['codigo']
                if factura in self.hechos:
                    self.defectos.append(f'{factura}: hecho y negado')
            else:
                self.defectos.append(f'{factura}: {json.dumps(v)[:300]}')


# --- the trial ----------------------------------------------------------------


class Ensayo:
    def __init__(self, instancia, archivos):
        self.i, self.archivos = instancia, archivos
        self.nuevo = clientes(instancia)
        self.c = self.nuevo()
        self.azar = random.Random(20101201)
        self.fallas = []

    def avisar(self, texto):
        print(f'[{time.monotonic() - INICIO:4.0f} s] {texto}', flush=True)

    def exigir(self, condicion, texto):
        if not condicion:
            self.fallas.append(texto)
        print(('  bien  ' if condicion else '  MAL   ') + texto, flush=True)

    def correr(self):
        self.avisar('Los archivos')
        a = self.archivo = Archivo(self.archivos)
        self.avisar(f'{len(a.productos)} productos, {len(a.tickets)} tickets '
                    f"de {sum(a.clases.values())} líneas")
        self.preparar()
        subidas = a.subidas(self.azar)
        pedidos = [(f'subida-{n}', s) for n, s in enumerate(subidas)]
        otra_vez = self.azar.sample(pedidos, len(pedidos) // 4)
        for n, (clave, facturas) in enumerate(otra_vez):
            if n % 2:
                clave, facturas = clave + '-otra', facturas[:]
                self.azar.shuffle(facturas)
            pedidos.insert(self.azar.randrange(len(pedidos)),
                           (clave, facturas))
        self.avisar(f'{len(pedidos)} subidas, {len(otra_vez)} de ellas '
                    f'repetidas, desde {CAJAS} clientes')
        self.subir = Subir(self.nuevo, a)
        segundos = self.subir.correr(pedidos)
        lineas = sum(len(t[2]['lineas']) for t in a.tickets.values())
        self.avisar(f'{segundos:.1f} s: {len(a.tickets) / segundos:.0f} '
                    f'tickets/s, {lineas / segundos:.0f} líneas/s, '
                    f'{dict(self.subir.cuenta)}')
        self.revisar()

    def preparar(self):
        s = self.c.bien('POST', '/v1/sucursales', {
            'codigo': 'VENTAS', 'nombre': 'Ventas',
            'permite_negativo': False})['id']
        self.lugar = self.c.bien('POST', '/v1/ubicaciones', {
            'sucursal_id': s, 'codigo': 'V', 'nombre': 'Salón',
            'tipo': 'estante'})['id']
        self.cajas = [self.c.bien('POST', '/api/negocio/v1/cajas', {
            'sucursal_id': s, 'ubicacion_id': self.lugar, 'codigo': f'C{n}',
            'nombre': f'Caja {n}', 'punto_venta': n + 1})['id']
            for n in range(CAJAS)]
        for caja, _, doc in self.archivo.tickets.values():
            doc['caja_id'] = self.cajas[caja]
        productos = list(self.archivo.productos.items())
        self.ids = {}
        for i in range(0, len(productos), 1000):
            parte = productos[i:i + 1000]
            r = self.c.bien('POST', '/v1/productos', [
                {'codigo': c, 'nombre': n, 'precio_venta': str(p),
                 'precio_costo': str(p / 2)} for c, (n, p) in parte])
            for (codigo, _), v in zip(parte, r['resultados'], strict=True):
                if v['estado'] != 201:
                    raise Falla(f'{codigo}: {v}')
                self.ids[codigo] = v['documento']['id']
        cortos = self.archivo.cortos()
        self.apertura = {c: n // 2 if c in cortos else n
                         for c, n in self.archivo.vendido.items()}
        entradas = [(self.ids[c], n) for c, n in self.apertura.items() if n]
        for i in range(0, len(entradas), 500):
            self.c.bien('POST', '/v1/movimientos', {
                'tipo': 'entrada', 'ubicacion_id': self.lugar, 'lineas': [
                    {'producto_id': p, 'cantidad': str(n)}
                    for p, n in entradas[i:i + 500]]})

    # --- what must be true at the end -----------------------------------------

    def control(self):
        with tempfile.NamedTemporaryFile('w', suffix='.txt') as f:
            f.write('\n'.join(self.subir.negados) + '\n')
            f.flush()
            return json.loads(subprocess.run(
                [sys.executable, str(RAIZ / 'scripts/ensayo_ventas_control.py'),
                 f.name, *map(str, self.archivos)], check=True,
                stdout=subprocess.PIPE).stdout)

    def informe(self, por):
        dias = sorted(t[1] for t in self.archivo.tickets.values())
        texto = self.c.pedir(
            'GET', f'/api/negocio/v1/reportes/ventas/exportar?por={por}'
            f'&desde={dias[0]}&hasta={dias[-1]}').cuerpo.decode()
        return {f[por]: f for f in csv.DictReader(io.StringIO(texto))}

    def iguales(self, que, nuestros, control):
        nuestros = {k: v for k, v in nuestros.items() if v}
        control = {k: Decimal(v) for k, v in control.items() if Decimal(v)}
        mal = [(k, str(nuestros.get(k)), str(control.get(k)))
               for k in nuestros.keys() | control.keys()
               if nuestros.get(k) != control.get(k)]
        self.exigir(not mal, f'{que}: {len(control)} iguales, suman '
                    f'{sum(control.values())}; distintos: {mal[:5]}')

    def revisar(self):
        a, s = self.archivo, self.subir
        for d in s.defectos[:20]:
            print('        ' + d)
        self.exigir(not s.defectos, f'{len(s.defectos)} respuestas raras')
        self.exigir(len(s.hechos) + len(s.negados) == len(a.tickets)
                    and s.negados, f'{len(s.hechos)} tickets hechos y '
                    f'{len(s.negados)} sin stock: todos')
        control = self.control()
        self.exigir(control['clases'] == dict(a.clases),
                    f'las mismas líneas de cada clase: {dict(a.clases)}')
        suma = control['suma']
        codigos = {str(v): k for k, v in self.ids.items()}
        plata = lambda filas: {k: Decimal(f['importe'])   # noqa: E731
                               for k, f in filas.items()}
        self.iguales('plata por día', plata(self.informe('dia')), suma['dia'])
        por_caja = self.informe('caja')
        cajas = {str(x): str(n) for n, x in enumerate(self.cajas)}
        self.iguales('plata por caja', {cajas[k]: v for k, v in
                     plata(por_caja).items()}, suma['caja'])
        self.iguales('plata por medio', plata(self.informe('medio')),
                     suma['medio'])
        productos = self.informe('producto')
        self.iguales('plata por producto', {codigos[k]: v for k, v in
                     plata(productos).items()}, suma['producto'])
        self.iguales('unidades por producto', {
            codigos[k]: Decimal(f['unidades']) for k, f in
            productos.items()}, suma['unidades'])
        for clase, columna in (('venta', 'tickets'),
                               ('devolucion', 'devoluciones')):
            n = sum(int(f[columna]) for f in por_caja.values())
            self.exigir(n == control['tickets'][clase],
                        f'{n} tickets de {clase}')
        self.stock(suma['unidades'])
        self.cierres(suma['caja'])
        self.exportar(suma['dia'])
        r = self.c.bien('GET', '/v1/reportes/integridad')
        self.exigir(r['integridad_ok'], 'el libro suma lo que los saldos')

    def stock(self, unidades):
        saldos = {e['producto_id']: Decimal(e['fisica']) for e in
                  self.c.lista(f'/v1/existencias?ubicacion_id={self.lugar}')}
        esperado = {c: self.apertura.get(c, 0) - Decimal(unidades.get(c, 0))
                    for c in self.ids}
        self.iguales('stock por producto', {c: saldos.get(p, Decimal(0))
                     for c, p in self.ids.items()}, esperado)
        self.exigir(min(saldos.values()) >= 0, 'ningún saldo negativo')

    def cierres(self, por_caja):
        z = [self.c.bien('POST', f'/api/negocio/v1/cajas/{x}/cierres',
                         {'declarado': []}) for x in self.cajas]
        self.iguales('cierre de cada caja', {str(n): Decimal(x['total'])
                     for n, x in enumerate(z)}, por_caja)
        self.exigir(sum(x['tickets'] for x in z) == len(self.subir.hechos),
                    'cada ticket en un cierre')


    def exportar(self, por_dia):
        texto = self.c.pedir(
            'GET', '/api/negocio/v1/ventas/exportar').cuerpo.decode()
        filas = list(csv.DictReader(io.StringIO(texto)))
        lineas = sum(len(self.archivo.tickets[f][2]['lineas'])
                     for f in self.subir.hechos)
        self.exigir(len(filas) == lineas == len(
            {(f['id'], f['linea']) for f in filas}),
            f'el CSV tiene los {lineas} renglones, cada uno una vez')
        self.exigir(sum(Decimal(f['importe']) for f in filas)
                    == sum(map(Decimal, por_dia.values())),
                    '... y suma la misma plata')


INICIO = time.monotonic()


def main():
    o = argparse.ArgumentParser(description='make trial-ventas')
    o.add_argument('--datos', default=os.environ.get(
        'INVENTARIO_VENTAS', str(RAIZ.parent / 'shared/data/ventas')))
    o.add_argument('--meses', type=int, default=4)
    o.add_argument('--sin-fsync', action='store_true')
    o = o.parse_args()
    archivos = sorted(pathlib.Path(o.datos).glob('*.csv.gz'))[:o.meses]
    if not archivos:
        sys.exit(f'No encuentro tickets en {o.datos}: --datos CARPETA')
    with Instancia(fsync=not o.sin_fsync) as i:
        ensayo = Ensayo(i, archivos)
        try:
            ensayo.correr()
        except Falla as e:
            sys.exit(f'{e}\n{i.registro()}')
    print(f'Comprobaciones que fallaron: {len(ensayo.fallas)}')
    return 1 if ensayo.fallas else 0


if __name__ == '__main__':
    sys.exit(main())
