#!/usr/bin/python3
"""make trial: a month of a real shop against a server of our own.

    ensayo.py [--datos FOLDER] [--sin-fsync]

Imports a catalogue as it is, receives opening stock, imports what the
tickets of December 2010 name, and replays those tickets from 8 clients at
once, some requests twice on purpose.  At the end the server must agree with
ensayo_control.py about every unit.  Prints the figures, leaves them in
build/ensayo.md, and fails if anything does not add up.
"""

import argparse
import csv
import gzip
import io
import json
import os
import pathlib
import platform
import queue
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import zlib
from collections import Counter, OrderedDict, defaultdict
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from instancia import RAIZ, Falla, Instancia, clientes

CLIENTES = 8
LINEAS = 200                    # of a document; a longer ticket is several
LOTE = 10                       # documents of a batch
CORTOS = 5                      # products that run out on purpose
COSA = re.compile(r'(\d{5}[A-Z]*|DCGS\d\w*)\Z', re.I)


# --- the tickets -------------------------------------------------------------


def clasificar(fila):
    """(kind of document, None) or (None, why the line is not one); the rules
    are told in ensayo_control.py."""
    cantidad, precio = int(fila['Quantity']), Decimal(fila['UnitPrice'])
    nota = fila['Description'].strip()
    if not COSA.match(fila['StockCode']):
        return None, 'codigo_de_servicio'
    if cantidad == 0:
        return None, 'cantidad_cero'
    if precio == 0 and not nota:
        return None, 'sin_descripcion_ni_precio'
    if precio < 0:
        return None, 'precio_negativo'
    if fila['InvoiceNo'].startswith('C'):
        return ('devolucion', None) if cantidad < 0 \
            else (None, 'cancelacion_positiva')
    if cantidad < 0:
        return ('merma', None) if precio == 0 \
            else (None, 'negativa_con_precio')
    if precio == 0 and not fila['CustomerID'] and nota == nota.lower():
        return 'ajuste', None
    return 'salida', None


class Ventas:
    """The file, as documents."""

    def __init__(self, archivo):
        self.rechazadas = Counter()
        self.clases = Counter()
        self.productos = OrderedDict()      # code: (name, price)
        self.vendido = Counter()            # what goes out, by code
        self.con_vuelta = set()             # codes that also come back
        grupos = OrderedDict()
        with gzip.open(archivo, 'rt', encoding='utf-8', newline='') as f:
            self.filas = list(csv.DictReader(f))
        for n, fila in enumerate(self.filas, 1):
            clase, motivo = clasificar(fila)
            if motivo:
                self.rechazadas[motivo] += 1
                continue
            self.clases[clase] += 1
            self._producto(fila)
            codigo = fila['StockCode'].upper()
            if clase == 'salida':
                self.vendido[codigo] += int(fila['Quantity'])
            else:
                self.con_vuelta.add(codigo)
                if clase == 'merma':
                    self.vendido[codigo] -= int(fila['Quantity'])
            grupos.setdefault((fila['InvoiceNo'], clase), []).append((n, fila))
        self.documentos = [
            (f'{factura}-{clase}-{i // LINEAS + 1}', clase,
             lineas[i:i + LINEAS])
            for (factura, clase), lineas in grupos.items()
            for i in range(0, len(lineas), LINEAS)]

    def _producto(self, fila):
        """The first description, preferably of a sale, and its price."""
        codigo, nota = fila['StockCode'].upper(), fila['Description'].strip()
        precio = Decimal(fila['UnitPrice'])
        _, conocido = self.productos.get(codigo, ('', Decimal(0)))
        if codigo not in self.productos or not conocido and precio:
            self.productos[codigo] = (nota or codigo, precio)

    def csv(self):
        salida = io.StringIO()
        w = csv.writer(salida)
        w.writerow(['StockCode', 'Description', 'UnitPrice'])
        for codigo, (nombre, precio) in self.productos.items():
            w.writerow([codigo, nombre, precio.quantize(Decimal('0.01'))])
        return salida.getvalue().encode()

    def cortos(self):
        """Sold now and then, never returned: once short, they stay short, which
        is how a refusal can be proved right afterwards."""
        veces = Counter(f['StockCode'].upper() for _, _, lineas in
                        self.documentos for _, f in lineas)
        return set(sorted(c for c, n in veces.items() if 8 <= n <= 12
                          and c not in self.con_vuelta)[::20][:CORTOS])


def movimiento(ubicacion, referencia, clase, lineas):
    """The document as the API takes it."""
    doc = {'tipo': clase, 'ubicacion_id': ubicacion, 'referencia': referencia,
           'ocurrido_en': lineas[0][1]['InvoiceDate'].replace(' ', 'T')
           + '-03:00', 'lineas': []}
    if clase in ('merma', 'ajuste'):
        doc['motivo'] = 'Nota: ' + lineas[0][1]['Description'].strip()
    for _, fila in lineas:
        linea = {'codigo': fila['StockCode'],
                 'cantidad': str(abs(int(fila['Quantity'])))}
        if clase == 'salida':
            linea['precio'] = str(Decimal(fila['UnitPrice'])
                                  .quantize(Decimal('0.01')))
        doc['lineas'].append(linea)
    return doc


class Pedido:
    """A request: one document, or every tenth time a batch of them."""

    def __init__(self, documentos, ubicacion):
        self.clave = 'ensayo-' + documentos[0][0]
        self.filas = [[n for n, _ in d[2]] for d in documentos]
        docs = [movimiento(ubicacion, *d) for d in documentos]
        self.lote = len(docs) > 1
        self.cuerpo = docs if self.lote else docs[0]
        azar = zlib.crc32(self.clave.encode())
        self.repetir = ('juntos' if azar % 20 == 0 else 'luego') \
            if azar % 10 == 0 else None
        self.otro = azar % 50 == 1

    def cambiado(self):
        otro = json.loads(json.dumps(self.cuerpo))
        (otro[0] if self.lote else otro)['lineas'][0]['cantidad'] += '1'
        return otro


def pedidos(documentos, ubicacion):
    salida, i = [], 0
    while i < len(documentos):
        n = LOTE if len(salida) % 10 == 9 else 1
        salida.append(Pedido(documentos[i:i + n], ubicacion))
        i += n
    return salida


# --- 8 clients ---------------------------------------------------------------


class Repeticion:
    """Sends everything and keeps what came of it."""

    def __init__(self, nuevo):
        self.nuevo = nuevo
        self.cola = queue.Queue()
        self.cerrojo = threading.Lock()
        self.cuenta = Counter()
        self.negadas = []           # (line of the file, code)
        self.refusados = []         # (document as sent, code)
        self.defectos = []

    def correr(self, lista):
        for p in lista:
            self.cola.put(p)
        desde = time.monotonic()
        with ThreadPoolExecutor(CLIENTES) as hilos:
            for f in [hilos.submit(self._cliente) for _ in range(CLIENTES)]:
                f.result()
        return time.monotonic() - desde

    def _cliente(self):
        uno, otro = self.nuevo(), self.nuevo()
        while True:
            try:
                pedido = self.cola.get_nowait()
            except queue.Empty:
                return
            self._atender(uno, otro, pedido)

    def _enviar(self, cliente, clave, cuerpo):
        """As a till does: asked again while it says 503, same key."""
        for _ in range(10):
            r = cliente.pedir('POST', '/v1/movimientos', cuerpo, clave)
            self._contar('pedidos')
            if r.estado != 503:
                break
            self._contar('503')
            time.sleep(float(r.cabeceras.get('Retry-After', 1)))
        return r

    def _contar(self, que, n=1):
        with self.cerrojo:
            self.cuenta[que] += n

    def _defecto(self, pedido, texto):
        with self.cerrojo:
            self.defectos.append(f'{pedido.clave}: {texto}')

    def _atender(self, uno, otro, p):
        if p.repetir == 'juntos':
            with ThreadPoolExecutor(1) as hilo:
                f = hilo.submit(self._enviar, otro, p.clave, p.cuerpo)
                r = self._enviar(uno, p.clave, p.cuerpo)
                self._comparar(p, r, f.result(), 'juntos')
        else:
            r = self._enviar(uno, p.clave, p.cuerpo)
            if p.repetir:
                self._comparar(p, r, self._enviar(uno, p.clave, p.cuerpo),
                               'luego')
        self._anotar(p, r)
        if p.otro and r.estado < 300:
            x = self._enviar(uno, p.clave, p.cambiado())
            self._contar('misma clave, otro pedido')
            if (x.estado, x.codigo) != (422, 'clave_reutilizada'):
                self._defecto(p, f'con otro cuerpo dio {x.estado} {x.codigo}')

    def _comparar(self, p, a, b, como):
        self._contar('enviados dos veces, ' + como)
        if a.estado != b.estado:
            self._defecto(p, f'dos veces dio {a.estado} y {b.estado}')
        elif a.estado < 300:
            esperadas = 1 if como == 'juntos' else (False, True)
            veces = a.repetida + b.repetida if como == 'juntos' \
                else (a.repetida, b.repetida)
            self._contar('respuestas repetidas')
            if veces != esperadas or a.cuerpo != b.cuerpo:
                self._defecto(p, f'repetido {como}: {a.repetida} '
                                 f'{b.repetida}, iguales: '
                                 f'{a.cuerpo == b.cuerpo}')

    def _anotar(self, p, r):
        if p.lote:
            if r.estado != 200:
                self._defecto(p, f'lote: {r.estado} {r.cuerpo[:300]!r}')
                return
            resultados = r.json['resultados']
            if len(resultados) != len(p.cuerpo):
                self._defecto(p, f'{len(resultados)} veredictos')
        else:
            resultados = [dict(r.json, estado=r.estado)]
        docs = p.cuerpo if p.lote else [p.cuerpo]
        for doc, filas, v in zip(docs, p.filas, resultados):
            self._contar('documentos')
            if v['estado'] == 201:
                self._contar('documentos aceptados')
                self._contar('lineas aceptadas', len(filas))
                continue
            with self.cerrojo:
                self.negadas += [(n, v['codigo']) for n in filas]
                self.refusados.append((doc, v['codigo']))
            if (v['estado'], v['codigo']) != (409, 'stock_insuficiente'):
                self._defecto(p, json.dumps(v, ensure_ascii=False)[:400])


# --- the trial ---------------------------------------------------------------


class Ensayo:
    def __init__(self, instancia, datos):
        self.i, self.datos = instancia, pathlib.Path(datos)
        self.nuevo = clientes(instancia)
        self.c = self.nuevo()
        self.filas = []             # of the table: (what, n, seconds, note)
        self.fallas = []

    def avisar(self, texto):
        print(f'[{time.monotonic() - INICIO:4.0f} s] {texto}', flush=True)

    def exigir(self, condicion, texto):
        if not condicion:
            self.fallas.append(texto)
        print(('  bien  ' if condicion else '  MAL   ') + texto, flush=True)

    def fila(self, que, n, segundos, nota=''):
        self.filas.append((que, n, segundos, nota))

    def importar(self, que, cuerpo, columnas, esperadas, distintas):
        """Dry run, then really; every row must be accounted for."""
        mapa = urllib.parse.quote(columnas)
        antes = self.c.bien('GET', '/v1/productos?limite=1&contar=true')
        hasta = {}
        for prueba in ('true', 'false'):
            desde = time.monotonic()
            r = self.c.bien(
                'POST', f'/v1/productos/importar?prueba={prueba}'
                f'&columnas={mapa}', cuerpo, f'importar-{distintas}-{prueba}',
                'text/csv')
            hasta[prueba] = time.monotonic() - desde
            cuenta = {k: int(r[k]) for k in ('filas', 'creados',
                      'actualizados', 'sin_cambios', 'rechazados')}
            total = sum(cuenta.values()) - cuenta['filas']
            self.exigir(cuenta['filas'] == total == esperadas,
                        f'{que} (prueba={prueba}): cada fila en su cuenta: '
                        f'{cuenta}')
            ahora = self.c.bien('GET', '/v1/productos?limite=1&contar=true')
            nuevos = 0 if prueba == 'true' else cuenta['creados']
            self.exigir(ahora['total'] - antes['total'] == nuevos,
                        f'{que} (prueba={prueba}): {nuevos} productos nuevos')
        self.exigir(cuenta['creados'] == distintas,
                    f'{que}: {distintas} códigos distintos')
        errores = list(self.c.lista(
            f"/v1/importaciones/{r['importacion_id']}/errores"))
        negadas = {e['fila'] for e in errores if not e['aviso']}
        self.exigir(len(negadas) == cuenta['rechazados'],
                    f'{que}: cada fila rechazada dice por qué')
        motivos = Counter(('aviso ' if e['aviso'] else '') + e['codigo']
                          for e in errores)
        self.fila(f'importar {que}', esperadas, hasta['false'], ', '.join(
            [f"{cuenta[k]} {k.replace('_', ' ')}" for k in
             ('creados', 'actualizados', 'sin_cambios', 'rechazados')]
            + [f'{k}: {v}' for k, v in sorted(motivos.items())]))

    def sucursal(self, codigo, nombre):
        s = self.c.bien('POST', '/v1/sucursales', {
            'codigo': codigo, 'nombre': nombre, 'permite_negativo': False})
        u = self.c.bien('POST', '/v1/ubicaciones', {
            'sucursal_id': s['id'], 'codigo': codigo + '-DEP',
            'nombre': 'Depósito de ' + nombre, 'tipo': 'deposito'})
        return u['id']

    def recibir(self, que, ubicacion, mercaderia):
        """Opening stock: (code, units, cost), in batches of documents."""
        hechas = []
        desde = time.monotonic()
        for i in range(0, len(mercaderia), 500):
            parte = mercaderia[i:i + 500]
            docs = [{'tipo': 'entrada', 'ubicacion_id': ubicacion,
                     'referencia': 'apertura', 'lineas': [
                         {'codigo': c, 'cantidad': str(n), 'costo': str(k)}]}
                    for c, n, k in parte]
            r = self.c.bien('POST', '/v1/movimientos', docs,
                            f'apertura-{ubicacion}-{i}')
            for (codigo, n, _), v in zip(parte, r['resultados'], strict=True):
                if v['estado'] == 201:
                    hechas.append((codigo, n))
                else:
                    self.fallas.append(f'apertura de {codigo}: {v}')
        self.fila(f'recibir {que}', len(hechas), time.monotonic() - desde,
                  'documentos de una línea, de a 500 por pedido')
        self.exigir(len(hechas) == len(mercaderia),
                    f'{que}: entró el stock inicial de {len(hechas)}')
        return hechas

    def saldos(self, ubicacion):
        """Units by product code, and how many balances are negative."""
        suma, negativos = defaultdict(Decimal), 0
        for e in self.c.lista(f'/v1/existencias?ubicacion_id={ubicacion}'):
            suma[e['codigo']] += Decimal(e['fisica'])
            negativos += Decimal(e['fisica']) < 0
        return {c: n for c, n in suma.items() if n}, negativos

    def correr(self):
        archivo = self.datos / 'catalogo-ar.csv'
        ventas_gz = self.datos / 'ventas/2010-12.csv.gz'
        catalogo = archivo.read_bytes()
        filas = list(csv.DictReader(io.StringIO(catalogo.decode('utf-8-sig'))))
        codigos = OrderedDict((f['id_producto'].strip().upper(),
                               Decimal(f['Precio sugerido'])) for f in filas)
        self.avisar('Catálogo')
        self.importar('catálogo', catalogo,
                      'codigo=id_producto,nombre=Producto,'
                      'precio_venta=Precio sugerido,marca=marca,'
                      'categoria=categoria,subcategoria=subcategoria',
                      len(filas), len(codigos))
        central = self.sucursal('CENTRAL', 'Casa central')
        abierto = self.recibir('catálogo', central, [
            (c, Decimal(6 + n * 7 % 90), (precio * 7 / 10).quantize(
                Decimal('0.0001')))
            for n, (c, precio) in enumerate(codigos.items())])

        self.avisar('Productos de las ventas')
        v = Ventas(ventas_gz)
        self.importar('ventas', v.csv(), 'codigo=StockCode,nombre=Description,'
                      'precio_venta=UnitPrice', len(v.productos),
                      len(v.productos))
        tienda = self.sucursal('VENTAS', 'Ventas')
        cortos = v.cortos()
        apertura = self.recibir('ventas', tienda, [
            (c, n // 2 if c in cortos else n, v.productos[c][1] / 2)
            for c, n in v.vendido.items() if n])

        self.avisar(f'{len(v.documentos)} documentos desde {CLIENTES} '
                    'clientes')
        rep = Repeticion(self.nuevo)
        segundos = rep.correr(pedidos(v.documentos, tienda))
        self.memoria = max(self.i.memorias('VmHWM').values())
        self.revisar(v, rep, segundos, tienda, cortos)
        self.controlar(archivo, ventas_gz, v, rep, apertura, tienda)
        esperado = {c: n for c, n in abierto}
        saldo, negativos = self.saldos(central)
        self.exigir(saldo == esperado and not negativos,
                    f'central: {len(saldo)} productos con lo recibido')

    def revisar(self, v, rep, segundos, tienda, cortos):
        cuenta, docs = rep.cuenta, len(v.documentos)
        self.fila('ventas', len(v.filas), segundos,
                  f"{docs} documentos en {cuenta['pedidos']} pedidos: "
                  f"{cuenta['pedidos'] / segundos:.0f} pedidos/s, "
                  f"{sum(v.clases.values()) / segundos:.0f} líneas/s")
        self.repeticion, self.ventas = rep, v
        for d in rep.defectos[:20]:
            print('        ' + d)
        self.exigir(not rep.defectos, f'{len(rep.defectos)} respuestas raras')
        self.exigir(cuenta['documentos'] == docs,
                    f'{docs} documentos con su respuesta')
        self.exigir(cuenta['lineas aceptadas'] + len(rep.negadas)
                    + sum(v.rechazadas.values()) == len(v.filas),
                    'cada línea aceptada, o rechazada con su motivo')
        saldo, negativos = self.saldos(tienda)
        self.exigir(not negativos, f'{negativos} saldos negativos')
        mal = [d['referencia'] for d, _ in rep.refusados if not any(
            sum(int(x['cantidad']) for x in d['lineas']
                if x['codigo'].upper() == c) > saldo.get(c, 0)
            for c in cortos)]
        self.exigir(rep.refusados and not mal, f'{len(rep.refusados)} '
                    f'documentos sin stock, sin razón: {mal[:5]}')
        self.libro(rep, tienda)

    def libro(self, rep, tienda):
        """The ledger, read back line by line."""
        desde = time.monotonic()
        documentos, lineas = defaultdict(set), Counter()
        for m in self.c.lista(f'/v1/movimientos?ubicacion_id={tienda}'):
            if m['referencia'] != 'apertura':
                documentos[m['referencia']].add(m['documento_id'])
                lineas['lineas'] += len(m['lineas']) if 'lineas' in m else 1
        dobles = [r for r, ids in documentos.items() if len(ids) > 1]
        self.fila('leer el libro', lineas['lineas'], time.monotonic() - desde,
                  'de a 500 por página')
        self.exigir(not dobles, f'ningún documento dos veces {dobles[:5]}')
        self.exigir(
            len(documentos) == rep.cuenta['documentos aceptados']
            and lineas['lineas'] == rep.cuenta['lineas aceptadas'],
            f"el libro tiene {len(documentos)} documentos y "
            f"{lineas['lineas']} líneas, los aceptados")

    def controlar(self, catalogo, ventas, v, rep, apertura, tienda):
        with tempfile.TemporaryDirectory() as d:
            nombres = [os.path.join(d, n) for n in ('apertura', 'rechazos')]
            for nombre, tabla in zip(nombres, (apertura, rep.negadas)):
                with open(nombre, 'w', newline='', encoding='utf-8') as f:
                    csv.writer(f).writerows(tabla)
            control = json.loads(subprocess.run(
                [sys.executable, str(RAIZ / 'scripts/ensayo_control.py'),
                 str(catalogo), str(ventas), *nombres], check=True,
                stdout=subprocess.PIPE).stdout)
        esperado = {c: Decimal(u) for c, u in control['unidades'].items()
                    if Decimal(u)}
        saldo, _ = self.saldos(tienda)
        distintos = {c: (str(esperado.get(c)), str(saldo.get(c)))
                     for c in esperado.keys() | saldo.keys()
                     if esperado.get(c) != saldo.get(c)}
        self.exigir(not distintos, f'control: {len(esperado)} productos, '
                    f'{sum(esperado.values())} unidades; distintos: '
                    f'{dict(list(distintos.items())[:5])}')
        self.exigir(control['clases'] == dict(v.clases + v.rechazadas)
                    and control['filas'] == len(v.filas),
                    'control: las mismas líneas de cada clase')
        desde = time.monotonic()
        r = self.c.bien('GET', '/v1/reportes/integridad')
        self.fila('verificar la integridad', '', time.monotonic() - desde)
        self.exigir(r['integridad_ok'],
                    'el libro suma lo que dicen los saldos: '
                    + json.dumps(r, ensure_ascii=False)[:200])

    # --- what it says --------------------------------------------------------

    def informe(self):
        rep, v = self.repeticion, self.ventas
        negadas = Counter(motivo for _, motivo in rep.negadas)
        fsync = self.i.psql('SHOW fsync') + ', synchronous_commit ' \
            + self.i.psql('SHOW synchronous_commit')
        salida = [
            '# Ensayo con datos reales', '', '    make trial', '',
            f'{os.cpu_count()} núcleos, {platform.machine()}, '
            f'{len(self.i.pids())} workers, fsync {fsync}.', '',
            '| qué | filas | segundos | filas/s | |',
            '| --- | ---: | ---: | ---: | --- |']
        for que, n, s, nota in self.filas:
            ritmo = f'{n / s:.0f}' if n else ''
            salida.append(f'| {que} | {n} | {s:.2f} | {ritmo} | {nota} |')
        salida += ['', '| líneas de ventas | |', '| --- | ---: |']
        for nombre, n in (sorted(v.clases.items())
                          + [('rechazada por el que lee: ' + k, n) for k, n
                             in sorted(v.rechazadas.items())]
                          + [('rechazada por el servidor: ' + k, n) for k, n
                             in sorted(negadas.items())]):
            salida.append(f'| {nombre} | {n} |')
        salida += ['', '| pedidos | |', '| --- | ---: |']
        salida += [f'| {k} | {n} |' for k, n in sorted(rep.cuenta.items())]
        salida += ['', f'Memoria de un worker, lo más que llegó a tener: '
                   f'{self.memoria / 1024:.1f} MiB.', '',
                   f'Comprobaciones que fallaron: {len(self.fallas)}.']
        salida += [f'- {f}' for f in self.fallas]
        return '\n'.join(salida) + '\n'


INICIO = time.monotonic()


def main():
    opciones = argparse.ArgumentParser(description='make trial')
    opciones.add_argument('--datos', default=str(RAIZ.parent / 'shared/data'))
    opciones.add_argument('--sin-fsync', action='store_true')
    o = opciones.parse_args()
    if not (pathlib.Path(o.datos) / 'catalogo-ar.csv').exists():
        sys.exit(f'No encuentro los datos en {o.datos}: --datos CARPETA')
    with Instancia(fsync=not o.sin_fsync) as i:
        ensayo = Ensayo(i, o.datos)
        try:
            ensayo.correr()
        except Falla as e:
            sys.exit(f'{e}\n{i.registro()}')
        texto = ensayo.informe()
    print('\n' + texto)
    (RAIZ / 'build').mkdir(exist_ok=True)
    (RAIZ / 'build/ensayo.md').write_text(texto, encoding='utf-8')
    return 1 if ensayo.fallas else 0


if __name__ == '__main__':
    sys.exit(main())
