#!/usr/bin/python3
"""make bench: what Inventario takes, next to what its parts can do.

    correr.py [--segundos 5] [--veces 5] [--trabajadores N] [ROW...]

Starts a private PostgreSQL (durable: fsync and synchronous_commit on), Redis
and nginx, and a shop of 100,000 products; measures each row and its peer in
turns, and takes medians.  Leaves a table in bench/results.md.  Rows: see
FILAS below; without names, all of them.  Only on the loopback interface.
"""

import argparse
import io
import json
import os
import pathlib
import platform
import re
import secrets
import socket
import statistics
import subprocess
import sys
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

AQUI = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(AQUI.parent / 'scripts'))

import pares  # noqa: E402
from instancia import (NGINX, RAIZ, Falla, Instancia,  # noqa: E402
                       clientes, puerto_libre)

PRODUCTOS = 100_000
CON_STOCK = 10_000              # those that the movements sell
CONEXIONES = 64


class Banco(pares.Filas):
    """The system under measurement and its peers."""

    def __init__(self, instancia, opciones):
        self.i, self.o = instancia, opciones
        self.nuevo = clientes(instancia)
        self.c = self.nuevo()
        self.filas = []
        self.memoria = instancia.memoria_propia()

    # --- the shop -------------------------------------------------------------

    def preparar(self):
        avisar('Datos')
        self.i.psql(f'\\set productos {PRODUCTOS}\n'
                    + (AQUI / 'datos.sql').read_text())
        s = self.c.bien('POST', '/v1/sucursales', {
            'codigo': 'BANCO', 'nombre': 'Banco', 'permite_negativo': False})
        self.lugar = self.c.bien('POST', '/v1/ubicaciones', {
            'sucursal_id': s['id'], 'codigo': 'BANCO', 'nombre': 'Banco',
            'tipo': 'deposito'})['id']
        self.caja = self.c.bien('POST', '/api/negocio/v1/cajas', {
            'sucursal_id': s['id'], 'ubicacion_id': self.lugar,
            'codigo': 'BANCO', 'nombre': 'Banco'})['id']
        self.ticket = 0             # the last number that was used
        self.ids = [int(n) for n in self.i.psql(
            f'SELECT id FROM inv.producto ORDER BY codigo LIMIT {CON_STOCK}'
        ).split()]
        for i in range(0, CON_STOCK, 200):
            self.c.bien('POST', '/v1/movimientos', {
                'tipo': 'entrada', 'ubicacion_id': self.lugar, 'lineas': [
                    {'producto_id': p, 'cantidad': '100000000',
                     'costo': '50'} for p in self.ids[i:i + 200]]})
        self.i.psql('VACUUM ANALYZE inv.existencia')
        avisar('pgbench y la copia')
        for base in ('pgbench', 'copia'):
            self.i.psql(f'CREATE DATABASE {base} OWNER inventario_dueno',
                        'postgres', 'postgres')
        self.pgbench('-i', '-q', '-s', '10')
        self.i.migrar('copia')
        self.i.psql('CHECKPOINT', 'postgres', 'postgres')

    # --- tools ----------------------------------------------------------------

    def wrk(self, guion, conexiones, *args, url=None):
        """Requests per second, and the summary of a run."""
        hecho = subprocess.run(
            ['wrk', '-t1', f'-c{conexiones}', f'-d{self.o.segundos}s',
             '--timeout', '10s', '-s', str(AQUI / guion), url or self.i.url,
             '--', self.c.sesion.token(), str(AQUI), *map(str, args)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True)
        salida = hecho.stdout.decode()
        r = re.search(r'^RESUMEN (.*)$', salida, re.M)
        if r is None:
            raise Falla('wrk: ' + salida)
        r = json.loads(r.group(1))
        if r['errores']:
            raise Falla(f'wrk {guion} {args[1:]}: {r}\n{self.i.registro()}')
        return r['pedidos'] / r['us'] * 1e6, r

    def pgbench(self, *args, base='pgbench', usuario='inventario_dueno'):
        """Transactions per second, and what pgbench printed."""
        hecho = subprocess.run(
            [self.i.pg_programa('pgbench'), '-U', usuario, *args, base],
            env=self.i.entorno, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, check=False)
        salida = hecho.stdout.decode()
        if hecho.returncode:
            raise Falla('pgbench: ' + salida)
        tps = re.search(r'^tps = ([\d.]+) \(without', salida, re.M)
        return float(tps.group(1)) if tps else None

    def correr_pgbench(self, *args, **kw):
        return self.pgbench('-n', '-M', 'prepared', '-T',
                            str(self.o.segundos), *args, **kw)

    def medianas(self, *medidas):
        """Each is a function that gives a number; they take turns."""
        vueltas = [[m() for m in medidas] for _ in range(self.o.veces)]
        return [statistics.median(v) for v in zip(*vueltas)]

    def anotar(self, que, nuestro, par, razon='', vara='', bien=None):
        marca = {True: 'sí', False: 'NO', None: ''}[bien]
        self.filas.append((que, nuestro, par, razon, vara, marca))
        print('  ' + ' | '.join(x for x in self.filas[-1] if x), flush=True)

    # --- rows -----------------------------------------------------------------

    def fijo(self, ruta):
        """The address of nginx's own limit: the same bytes, with the headers
        that every answer has, made of nothing and not logged."""
        doc = self.c.pedir(
            'GET', ruta + self.i.psql(
                'SELECT min(codigo) FROM inv.producto')).cuerpo.decode()
        puerto = puerto_libre()
        texto = doc.replace('\\', '\\\\').replace("'", "\\'")
        self.i.agregar(
            f'    server {{\n        listen 127.0.0.1:{puerto};\n'
            '        default_type application/json;\n'
            '        access_log off;\n'
            f"        include {RAIZ / 'conf/seguridad.conf'};\n"
            f"        location / {{ return 200 '{texto}'; }}\n    }}\n")
        self.c = self.nuevo()
        return f'http://127.0.0.1:{puerto}', len(doc)

    def zona(self):
        """A thousand codes out of the zone, token checked."""
        for que, ruta, titulo in LECTURAS:
            url, largo = self.fijo(ruta)
            nuestro, par = self.medianas(
                lambda: self.wrk('leer.lua', CONEXIONES, que, 1000)[0],
                lambda: self.wrk('leer.lua', CONEXIONES, 'fijo', 0,
                                 url=url)[0])
            self.comparar(f'{titulo}, de la zona, {largo} bytes', nuestro,
                          'pedidos/s', par, 'nginx return 200', 0.75)
            p99, p50 = self.medianas(
                lambda: self.wrk('leer.lua', 8, que, 1000)[1]['p99'] / 1000,
                lambda: self.wrk('leer.lua', 8, que, 1000)[1]['p50'] / 1000)
            self.anotar('lo mismo, 8 conexiones sin pausa',
                        f'p99 {p99:.2f} ms', f'p50 {p50:.2f} ms', '', '< 1 ms',
                        p99 < 1)
        self.redis(largo)

    def redis(self, largo):
        """What asking Redis for as many bytes would cost."""
        salida = una_linea(
            'redis-benchmark', '-s', str(self.i.dir / 'redis/s'), '--user',
            'default', '-a', self.i.entorno['INVENTARIO_REDIS_CLAVE'], '-c',
            str(CONEXIONES), '-n', '200000', '-d', str(largo), '-r', '1000',
            '-t', 'get', '--csv')
        r = re.search(r'"GET","([\d.]+)"', salida)
        if r is None:
            raise Falla('redis-benchmark: ' + salida)
        self.anotar('(pedirle lo mismo a Redis, sin HTTP)', '',
                    f'redis-benchmark -t get: {float(r.group(1)):.0f}/s')

    def codigo(self):
        """The same reads, no cache."""
        self.i.con_cache(False)
        self.c = self.nuevo()
        for que, _, titulo in LECTURAS:
            nuestro, par = self.medianas(
                lambda: self.wrk('leer.lua', CONEXIONES, que, PRODUCTOS)[0],
                lambda: self.correr_pgbench('-S', '-c', str(CONEXIONES)))
            self.comparar(f'{titulo}, sin caché, 64 conexiones', nuestro,
                          'pedidos/s', par, 'pgbench -S -c64', 0.60)
        self.i.con_cache(True)
        self.c = self.nuevo()

    def comparar(self, que, nuestro, unidad, par, cual, vara):
        self.anotar(que, f'{nuestro:.0f} {unidad}', f'{cual}: {par:.0f}/s',
                    f'{nuestro / par:.2f}', f'≥ {vara}', nuestro / par >= vara)

    def mover(self, conexiones, url=None):
        return self.wrk('mover.lua', conexiones, self.lugar, CON_STOCK,
                        secrets.token_hex(4), url=url)[0]

    def movimiento(self):
        nuestro, par = self.medianas(
            lambda: self.mover(CONEXIONES),
            lambda: self.correr_pgbench('-N', '-c', str(CONEXIONES)))
        self.comparar('movimientos de a uno, 64 clientes', nuestro,
                      'movimientos/s', par, 'pgbench -N -c64', 4)

    def ocioso(self):
        nuestro, par = self.medianas(
            lambda: 1000 / self.mover(1),
            lambda: 1000 / self.correr_pgbench('-N', '-c', '1'))
        self.tope('un movimiento, nadie más', nuestro, 'ms', par,
                  'pgbench -N -c1', 1.5)

    def tope(self, que, nuestro, unidad, par, cual, vara):
        self.anotar(que, f'{nuestro:.2f} {unidad}',
                    f'{cual}: {par:.2f} {unidad}', f'{nuestro / par:.2f}',
                    f'≤ {vara}', nuestro / par <= vara)

    def lote(self):
        """1000 tickets of 5 lines in a request, against COPY of the lines."""
        cuerpo = json.dumps([{
            'tipo': 'salida', 'ubicacion_id': self.lugar, 'lineas': [
                {'producto_id': self.ids[(n * 5 + k) * 7919 % CON_STOCK],
                 'cantidad': '1', 'precio': '100.00'} for k in range(5)]}
            for n in range(1000)]).encode()
        columnas = self.columnas('movimiento')
        ultimo = self.i.psql('SELECT max(id) FROM inv.movimiento')
        if any(v['estado'] != 201 for v in self.c.bien(
                'POST', '/v1/movimientos', cuerpo)['resultados']):
            raise Falla('el lote no entró entero')
        archivo = self.i.tmp / 'movimiento'
        self.sacar('movimiento', columnas, archivo, f'id > {ultimo}')

        def nuestro():
            return 5000 / cronometrar(lambda: self.c.bien(
                'POST', '/v1/movimientos', cuerpo, secrets.token_hex(8)))

        def copia():
            self.i.psql('TRUNCATE inv.movimiento', 'copia')
            return 5000 / self.copiar('movimiento', columnas, archivo)

        lineas, par = self.medianas(nuestro, copia)
        self.comparar('lote de 1.000 tickets de 5 líneas', lineas,
                      'líneas/s', par, 'COPY', 0.25)
        tps = self.correr_pgbench('-N', '-c', str(CONEXIONES))
        self.comparar('tickets de 5 líneas en lotes, un cliente', lineas / 5,
                      'tickets/s', tps, 'pgbench -N -c64', 4)

    def vender(self, conexiones):
        desde = self.ticket
        self.ticket += 10_000_000
        return self.wrk('vender.lua', conexiones, self.caja, CON_STOCK,
                        desde)[0]

    def venta(self):
        nuestro, par = self.medianas(
            lambda: self.vender(CONEXIONES),
            lambda: self.correr_pgbench('-N', '-c', str(CONEXIONES)))
        self.anotar('ventas de a una, 64 clientes',
                    f'{nuestro:.0f} tickets/s', f'pgbench -N -c64: {par:.0f}/s',
                    f'{nuestro / par:.2f}')

    def tickets(self):
        """1000 tickets of 5 lines, with numbers that are new."""
        desde = self.ticket = self.ticket + 1000
        return json.dumps([{
            'caja_id': self.caja, 'numero': desde + n, 'tipo': 'venta',
            'lineas': [{'producto_id': self.ids[(n * 5 + k) * 7919
                                                % CON_STOCK],
                        'cantidad': '1', 'precio': '100.00'}
                       for k in range(5)],
            'pagos': [{'medio': 'efectivo', 'importe': '500.00'}]}
            for n in range(1000)]).encode()

    def lote_ventas(self):
        """A batch of tickets, against COPY of all the rows that they are."""
        ultimo = self.i.psql('SELECT last_value FROM inv.documento_id')
        if any(v['estado'] != 201 for v in self.c.bien(
                'POST', '/api/negocio/v1/ventas',
                self.tickets())['resultados']):
            raise Falla('el lote de ventas no entró entero')
        tablas = {}
        for tabla, id_ in (('movimiento', 'documento_id'), ('venta', 'id'),
                           ('venta_linea', 'venta_id'),
                           ('venta_pago', 'venta_id'),
                           ('venta_clave', 'venta_id')):
            tablas[tabla] = self.columnas(tabla), self.i.tmp / tabla
            self.sacar(tabla, *tablas[tabla], f'{id_} > {ultimo}')

        def nuestro():
            cuerpo = self.tickets()
            return 1000 / cronometrar(lambda: self.c.bien(
                'POST', '/api/negocio/v1/ventas', cuerpo,
                secrets.token_hex(8)))

        def copia():
            self.i.psql('TRUNCATE ' + ', '.join(
                f'inv.{t}' for t in tablas), 'copia')
            return 1000 / cronometrar(lambda: self.i.psql(
                'BEGIN;\n' + ''.join(
                    f"\\copy inv.{t} ({c}) FROM '{a}'\n"
                    for t, (c, a) in tablas.items()) + 'COMMIT;', 'copia'))

        tickets, par = self.medianas(nuestro, copia)
        self.comparar('lote de 1.000 ventas de 5 líneas', tickets,
                      'tickets/s', par, 'COPY', 0.25)

    def importar(self):
        """100,000 new rows, against COPY of what they became."""
        tiempos, copias, memorias = [], [], []
        tablas = {t: self.columnas(t) for t in ('producto', 'producto_codigo')}
        for vuelta in range(self.o.veces):
            marca = f'I{vuelta}{secrets.token_hex(2).upper()}'
            filas = csv_de(marca)
            # a login before this took 19 MiB for its hash
            self.i.olvidar_picos()
            antes = self.i.memorias('VmRSS')
            tiempos.append(cronometrar(lambda f=filas: self.importado(f)))
            memorias.append(max(kib - antes[p] for p, kib in
                                self.i.memorias('VmHWM').items()))
            self.categorias()
            hecho = 0
            for tabla, columnas in tablas.items():
                archivo = self.i.tmp / tabla
                self.sacar(tabla, columnas, archivo,
                           f"codigo LIKE '{marca}-%'")
                hecho += self.copiar(tabla, columnas, archivo)
            copias.append(hecho)
        nuestro, par = (statistics.median(x) for x in (tiempos, copias))
        self.comparar(f'importar {PRODUCTOS} filas de CSV',
                      PRODUCTOS / nuestro, 'filas/s', PRODUCTOS / par, 'COPY',
                      0.15)
        crece = memorias[0] / 1024
        self.anotar('memoria del worker durante esa importación',
                    f'+{crece:.1f} MiB', '', '', '< 16 MiB', crece < 16)

    def importado(self, filas):
        r = self.c.bien('POST', '/v1/productos/importar', filas,
                        secrets.token_hex(8), 'text/csv')
        if r['creados'] != PRODUCTOS:
            raise Falla(f'importar: {r}')

    def listar(self):
        sentencia = re.sub(r'\s+', ' ', LISTAR).format(
            ctx=json.dumps({'usuario_id': 1, 'usuario': 'admin',
                            'rol': 'admin', 'sucursales': None}))
        archivo = self.i.tmp / 'listar.sql'
        archivo.write_text('\\set k random(1, 50)\n' + sentencia + ';\n')
        nuestro, par = self.medianas(
            lambda: 1000 / self.wrk('leer.lua', 1, 'listar', 50)[0],
            lambda: 1000 / self.correr_pgbench(
                '-f', str(archivo), '-c', '1', base=self.i.base,
                usuario='inventario_app'))
        self.tope('50 productos de una categoría', nuestro, 'ms', par,
                  'la misma sentencia', 1.5)

    def buscar(self):
        p99, p50 = self.medianas(
            lambda: self.wrk('leer.lua', 1, 'buscar', 0)[1]['p99'] / 1000,
            lambda: self.wrk('leer.lua', 1, 'buscar', 0)[1]['p50'] / 1000)
        self.anotar('buscar con errores de tipeo, un cliente',
                    f'p99 {p99:.1f} ms', f'p50 {p50:.1f} ms', '', '< 20 ms',
                    p99 < 20)

    def auth(self):
        """The check of a token, on the one location that works with and
        without: the same answer, one header more."""
        con, sin = self.medianas(
            lambda: self.wrk('leer.lua', CONEXIONES, 'salud', 0)[0],
            lambda: self.wrk('leer.lua', CONEXIONES, 'anonimo', 0)[0])
        self.comparar('/health con un token, que se verifica', con,
                      'pedidos/s', sin, 'sin token', 0.85)

    def logins(self):
        """A question every 10 ms while 20 clients log in without pause, where
        no limit stops them."""
        puerto = puerto_libre()
        self.i.agregar(
            f'    server {{\n        listen 127.0.0.1:{puerto};\n'
            '        access_log off;\n'
            '        location /api/auth/ { inventario_agente auth; }\n'
            '        location = /health { inventario_salud; }\n    }\n')
        # one each: of one account, five at once are a guess too many
        for n in range(20):
            self.i.crear_usuario(f'banco{n}', 'consulta', self.i.clave)
        self.c = self.nuevo()
        url = f'http://127.0.0.1:{puerto}'
        self.c.sesion.token()
        p99, calma = self.medianas(
            lambda: self.entrando(url), lambda: self.sondear(url))
        self.anotar('/health cada 10 ms con 20 clientes que entran sin pausa',
                    f'p99 {p99:.2f} ms', f'sin ellos: p99 {calma:.2f} ms', '',
                    '< 5 ms', p99 < 5)

    def entrando(self, url):
        """p99 of /health in ms while they log in."""
        with ThreadPoolExecutor(1) as hilo:
            entran = hilo.submit(self.wrk, 'entrar.lua', 20, 'banco',
                                 self.i.clave, url=url)
            p99 = self.sondear(url, hasta=entran.done)
            entran.result()
        return p99

    def sondear(self, url, hasta=lambda: False):
        """p99 in ms of /health, asked every 10 ms, on one connection."""
        partes = urllib.parse.urlsplit(url)
        pedido = b'GET /health HTTP/1.1\r\nHost: banco\r\n\r\n'
        tiempos = []
        with socket.create_connection((partes.hostname, partes.port)) as s:
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            inicio = time.monotonic()
            while time.monotonic() - inicio < self.o.segundos and not hasta():
                desde = time.monotonic()
                s.sendall(pedido)
                if not s.recv(65536).startswith(b'HTTP/1.1 200'):
                    raise Falla('/health no está bien')
                ahora = time.monotonic()
                tiempos.append((ahora - desde) * 1000)
                time.sleep(max(0, 0.010 - (ahora - desde)))
        return statistics.quantiles(tiempos, n=100)[98]

    def arranque(self):
        def una():
            self.i.parar()
            return self.i.arrancar()

        segundos, = self.medianas(una)
        self.c = self.nuevo()
        self.anotar('arranque hasta la primera respuesta',
                    f'{segundos * 1000:.0f} ms', '', '', '< 1000 ms',
                    segundos < 1)
        # as it was before the first measurement
        privada, total = (x / 1024 for x in self.memoria)
        self.anotar('memoria de un worker en reposo', f'{privada:.1f} MiB',
                    f'con la zona: {total:.1f} MiB', '', '< 40 MiB',
                    privada < 40)

    # --- tables ---------------------------------------------------------------

    def columnas(self, tabla):
        return self.i.psql(f"""SELECT string_agg(quote_ident(column_name), ','
            ORDER BY ordinal_position) FROM information_schema.columns
            WHERE table_schema = 'inv' AND table_name = '{tabla}'
              AND is_generated = 'NEVER'""")

    def sacar(self, tabla, columnas, archivo, donde):
        self.i.psql(f'\\copy (SELECT {columnas} FROM inv.{tabla} WHERE '
                    f"{donde}) TO '{archivo}'")

    def copiar(self, tabla, columnas, archivo):
        """Seconds."""
        return cronometrar(lambda: self.i.psql(
            f"\\copy inv.{tabla} ({columnas}) FROM '{archivo}'", 'copia'))

    def categorias(self):
        """The copy needs those that the import made."""
        ids = self.i.psql('SELECT id, quote_literal(nombre) FROM '
                          'inv.categoria WHERE padre_id IS NULL')
        for linea in ids.splitlines():
            self.i.psql('INSERT INTO inv.categoria (id, nombre) OVERRIDING '
                        'SYSTEM VALUE VALUES ({}, {}) ON CONFLICT DO NOTHING'
                        .format(*linea.split('|', 1)), 'copia')


LISTAR = """SELECT * FROM api.productos_listar('{ctx}', :k, NULL, NULL, NULL,
    'true', NULL, NULL, NULL, NULL, NULL, 50, NULL, false)"""

LECTURAS = (
    ('codigo', '/v1/productos/codigo/', 'producto por código'),
    ('precio', '/api/negocio/v1/precios/consultar?codigo=',
     'consulta de precio'))

FILAS = ('zona', 'codigo', 'movimiento', 'ocioso', 'lote', 'venta',
         'lote_ventas', 'listar', 'buscar', 'importar', 'auth', 'logins',
         'pares', 'arranque')


def cronometrar(trabajo):
    desde = time.monotonic()
    trabajo()
    return time.monotonic() - desde


def csv_de(marca):
    f = io.StringIO()
    f.write('codigo,nombre,marca,categoria,precio_costo,precio_venta\n')
    for n in range(PRODUCTOS):
        f.write(f'{marca}-{n},Producto importado {n} de {marca},'
                f'Marca {n % 40},Importados {n % 20},{n % 900 + 50}.25,'
                f'{n % 900 + 99}.90\n')
    return f.getvalue().encode()


def avisar(texto):
    print(f'[{time.monotonic() - INICIO:4.0f} s] {texto}', flush=True)


def una_linea(*orden):
    return subprocess.run(orden, stdout=subprocess.PIPE, check=True,
                          stderr=subprocess.STDOUT).stdout.decode().strip()


def informe(banco, o):
    i = banco.i
    cpu = re.search(r'model name\s*: (.*)',
                    pathlib.Path('/proc/cpuinfo').read_text())
    modo = {k: i.psql(f'SHOW {k}') for k in (
        'server_version', 'fsync', 'synchronous_commit', 'wal_sync_method',
        'shared_buffers')}
    salida = [
        '# Mediciones', '',
        '    make bench', '',
        f'{os.cpu_count()} núcleos ({cpu.group(1) if cpu else "?"}, '
        f'{platform.machine()}), Linux {platform.release()}, '
        f"{una_linea(NGINX, '-v').split(': ')[-1]} con {len(i.pids())} "
        f"workers, PostgreSQL {modo.pop('server_version')} ("
        + ', '.join(f'{k} {v}' for k, v in modo.items()) + '). '
        'Clientes, servidor y base comparten la máquina.', '',
        f'{PRODUCTOS} productos. Medianas de {o.veces} corridas de '
        f'{o.segundos} s, alternadas con las de su par.', '',
        '| qué | nosotros | par | razón | vara | ¿llega? |',
        '| --- | ---: | ---: | ---: | ---: | --- |']
    salida += ['| ' + ' | '.join(f) + ' |' for f in banco.filas]
    return '\n'.join(salida) + '\n'


INICIO = time.monotonic()


def main():
    p = argparse.ArgumentParser(description='make bench')
    p.add_argument('--segundos', type=int, default=5)
    p.add_argument('--veces', type=int, default=5)
    p.add_argument('--trabajadores', type=int)
    p.add_argument('filas', nargs='*', metavar='FILA')
    o = p.parse_args()
    if otras := set(o.filas) - set(FILAS):
        p.error(f'no conozco {otras}; hay {FILAS}')
    with Instancia(fsync=True, trabajadores=o.trabajadores) as i:
        banco = Banco(i, o)
        try:
            banco.preparar()
            for fila in o.filas or FILAS:
                avisar(fila)
                getattr(banco, fila)()
        except Falla as e:
            sys.exit(f'{e}\n{i.registro()}')
        texto = informe(banco, o)
    print('\n' + texto)
    if not o.filas:
        (RAIZ / 'bench/results.md').write_text(texto, encoding='utf-8')
    return 0


if __name__ == '__main__':
    sys.exit(main())
