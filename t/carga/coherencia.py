#!/usr/bin/python3
"""Two nodes with caches, one database, one Redis, and things that break: no
read gives what was true before a change that its client can know of.  TAP.

On the node that wrote a read after the answer must see it; on the other one,
and after a change by SQL, a read that begins COTA_S later.

SEGUNDOS (20): how long.  See docs/cache.md.
"""

import http.client
import os
import random
import signal
import sys
import threading
import time
from collections import Counter

from apoyo import Instancia, Negocio, Tap, doc

COTA_S = 2.0
PRODUCTOS = 12
SEGUNDOS = float(os.environ.get('SEGUNDOS', '20'))


class Gemelo(Instancia):
    """Another node of the same system."""

    def __init__(self, otro, trabajadores):
        super().__init__(trabajadores=trabajadores)
        self.otro = otro

    def _crear_admin(self):
        self.clave = self.otro.clave


class Verdad:
    """What is known of a number that only grows: the price of a product, or
    what there is of it (de_stock)."""

    def __init__(self, producto, ubicacion=None):
        self.producto = producto
        self.ubicacion = ubicacion
        self.escribe = threading.Lock()     # one writer at a time
        self.ultimo = 1                     # tried
        self.sabidos = []                   # (number, since when, node)

    def piso(self, nodo, ahora):
        """The number below which a read that begins now is old."""
        for valor, desde, donde in reversed(self.sabidos):
            if donde is nodo or desde + COTA_S <= ahora:
                return valor
        return 0

    def leer(self, cliente):
        """The answer, and how to find the number in it."""
        if self.ubicacion:
            return (cliente.pedir('GET', f'/v1/existencias/{self.producto}'),
                    'fisica')
        return (cliente.pedir('GET', f'/v1/productos/{self.producto}'),
                'precio_venta')

    def escribir(self, cliente):
        """The answer to a change, and the number that it made."""
        if self.ubicacion:
            r = cliente.pedir('POST', '/v1/movimientos', doc(
                'entrada', self.ubicacion, (self.producto, 1)))
            return r, (int(float(r.json['lineas'][0]['saldo']))
                       if r.estado == 201 else None)
        self.ultimo += 1
        r = cliente.pedir('PATCH', f'/v1/productos/{self.producto}',
                          {'precio_venta': f'{self.ultimo}.00'},
                          cabeceras={'If-Match': '*'})
        return r, self.ultimo if r.estado == 200 else None


class Prueba:
    def __init__(self, nodos):
        self.nodos = nodos
        self.negocios = {n: Negocio(n) for n in nodos}
        primero = self.negocios[nodos[0]]
        lugar = primero.ubicacion()
        self.verdades = []
        for _ in range(PRODUCTOS):
            producto = primero.producto(precio_venta='1.00')
            self.verdades += [Verdad(producto), Verdad(producto, lugar)]
        self.fin = time.monotonic() + SEGUNDOS
        self.cuenta = Counter()
        self.viejas = []
        self.cerrojo = threading.Lock()

    def contar(self, que):
        with self.cerrojo:
            self.cuenta[que] += 1

    def leer(self, cliente, nodo, v):
        desde = time.monotonic()
        piso = v.piso(nodo, desde)
        try:
            r, campo = v.leer(cliente)
        except (OSError, http.client.HTTPException):
            self.contar('leída: cortada')
            return
        if r.estado != 200:
            self.contar(f'leída: {r.estado}')
            return
        de = r.cabeceras.get('X-Cache')
        self.contar(f'leída: {de}')
        valor = int(float(r.json[campo]))
        if valor < piso:
            self.viejas.append(
                f'{self.nodos.index(nodo)}: {v.producto} {campo} '
                f'{valor} < {piso}, {de}, Age {r.cabeceras.get("Age")}, '
                f'{self.fin - desde:.2f} s antes del fin')

    def escribir(self, cliente, nodo):
        """A change, and at once reads of it on the same node."""
        # some are changed by one node only: the other never hears of them by
        # its own writes
        v = random.choice(self.verdades if nodo is self.nodos[0]
                          else self.verdades[:PRODUCTOS // 3])
        with v.escribe:
            try:
                r, valor = v.escribir(cliente)
            except (OSError, http.client.HTTPException):
                self.contar('escrita: cortada')
                return
            if valor:
                v.sabidos.append((valor, time.monotonic(), nodo))
            self.contar(f'escrita: {r.estado}')
        for _ in range(3):
            self.leer(cliente, nodo, v)

    def a_mano(self):
        v = random.choice([v for v in self.verdades if not v.ubicacion])
        with v.escribe:
            v.ultimo += 1
            self.nodos[0].psql(f'UPDATE inv.producto SET precio_venta = '
                               f'{v.ultimo} WHERE id = {v.producto}')
            v.sabidos.append((v.ultimo, time.monotonic(), None))
        self.contar('escrita: a mano')

    def lector(self, nodo):
        cliente = self.negocios[nodo].nuevo()
        while time.monotonic() < self.fin:
            self.leer(cliente, nodo, random.choice(self.verdades))

    def escritor(self, nodo):
        cliente = self.negocios[nodo].nuevo()
        while time.monotonic() < self.fin:
            self.escribir(cliente, nodo)

    def romper(self):
        """What breaks, one after another."""
        nodo = self.nodos[0]
        pid = int((nodo.dir / 'redis/pid').read_text())

        def parar_redis():
            os.kill(pid, signal.SIGSTOP)
            time.sleep(1.7)
            os.kill(pid, signal.SIGCONT)

        def matar_redis():
            nonlocal pid
            nodo._guion('servidores.sh', 'matar', nodo.dir, 'redis')
            time.sleep(0.5)
            nodo._guion('servidores.sh', 'iniciar', nodo.dir, 'redis')
            pid = int((nodo.dir / 'redis/pid').read_text())

        def matar_proceso():
            os.kill(random.choice(nodo.pids()), signal.SIGKILL)

        def parar_proceso():
            otro = random.choice(nodo.pids())
            os.kill(otro, signal.SIGSTOP)
            time.sleep(1.5)
            os.kill(otro, signal.SIGCONT)

        def recargar():
            self.nodos[1].proceso.send_signal(signal.SIGHUP)

        while time.monotonic() < self.fin - 3:
            for que in (matar_proceso, parar_redis, self.a_mano, matar_redis,
                        recargar, parar_proceso, self.a_mano):
                if time.monotonic() > self.fin - 3:
                    break
                que()
                self.contar(f'pasó: {que.__name__}')
                time.sleep(0.4)

    def correr(self):
        a, b = self.nodos
        hilos = [threading.Thread(target=t, args=args) for t, args in
                 [(self.escritor, (a,))] * 2 + [(self.escritor, (b,))]
                 + [(self.lector, (a,))] * 2 + [(self.lector, (b,))] * 2
                 + [(self.romper, ())]]
        for h in hilos:
            h.start()
        for h in hilos:
            h.join()


def main():
    t = Tap()
    with Instancia(fsync=False, trabajadores=4) as a:
        os.environ['INVENTARIO_PRUEBA'] = str(a.dir)
        os.environ['PGDATABASE'] = a.base
        with Gemelo(a, trabajadores=2) as b:
            p = Prueba([a, b])
            p.correr()
            notas = '\n'.join(f'{n:7} {que}' for que, n in
                              sorted(p.cuenta.items()))
            print('\n'.join('# ' + x for x in notas.splitlines()))
            t.es(p.viejas[:10], [], 'ninguna lectura dio lo anterior')
            t.ok(p.cuenta['escrita: 200'] > 10 * SEGUNDOS
                 and p.cuenta['escrita: 201'] > 10 * SEGUNDOS,
                 'miles de cambios', notas)
            t.ok(p.cuenta['leída: HIT-L1'] > 50 * SEGUNDOS,
                 'la memoria del nodo sirvió', notas)
            t.ok(p.cuenta['leída: HIT-L2'] > 0, 'y Redis', notas)
            for nodo in (a, b):
                c = p.negocios[nodo].nuevo()
                desde = time.monotonic()
                while time.monotonic() - desde < COTA_S + 1:
                    time.sleep(0.1)
                for v in p.verdades:
                    p.leer(c, nodo, v)
            t.es(p.viejas[:10], [], 'al final todo es de ahora')
    return t.fin()


if __name__ == '__main__':
    sys.exit(main())
