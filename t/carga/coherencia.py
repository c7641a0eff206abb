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

from apoyo import Instancia, Negocio, Tap

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
    """What is known of the price of one product."""

    def __init__(self):
        self.escribe = threading.Lock()     # one writer at a time
        self.ultimo = 1                     # tried
        self.sabidos = []                   # (price, since when, node)

    def piso(self, nodo, ahora):
        """The price below which a read that begins now is old."""
        for precio, desde, donde in reversed(self.sabidos):
            if donde is nodo or desde + COTA_S <= ahora:
                return precio
        return 1


class Prueba:
    def __init__(self, nodos):
        self.nodos = nodos
        self.negocios = {n: Negocio(n) for n in nodos}
        primero = self.negocios[nodos[0]]
        self.verdades = {primero.producto(precio_venta='1.00'): Verdad()
                         for _ in range(PRODUCTOS)}
        self.ids = list(self.verdades)
        self.fin = time.monotonic() + SEGUNDOS
        self.cuenta = Counter()
        self.viejas = []
        self.cerrojo = threading.Lock()

    def contar(self, que):
        with self.cerrojo:
            self.cuenta[que] += 1

    def leer(self, cliente, nodo, producto):
        desde = time.monotonic()
        piso = self.verdades[producto].piso(nodo, desde)
        try:
            r = cliente.pedir('GET', f'/v1/productos/{producto}')
        except (OSError, http.client.HTTPException):
            self.contar('leída: cortada')
            return
        if r.estado != 200:
            self.contar(f'leída: {r.estado}')
            return
        de = r.cabeceras.get('X-Cache')
        self.contar(f'leída: {de}')
        precio = int(float(r.json['precio_venta']))
        if precio < piso:
            self.viejas.append(
                f'{self.nodos.index(nodo)}: {producto} {precio} < {piso}, '
                f'{de}, Age {r.cabeceras.get("Age")}, '
                f'{self.fin - desde:.2f} s antes del fin')

    def escribir(self, cliente, nodo):
        """A change, and at once reads of it on the same node."""
        # some are changed by one node only: the other never hears of them by
        # its own writes
        producto = random.choice(self.ids if nodo is self.nodos[0]
                                 else self.ids[:PRODUCTOS // 3])
        v = self.verdades[producto]
        with v.escribe:
            v.ultimo += 1
            try:
                r = cliente.pedir('PATCH', f'/v1/productos/{producto}',
                                  {'precio_venta': f'{v.ultimo}.00'},
                                  cabeceras={'If-Match': '*'})
            except (OSError, http.client.HTTPException):
                self.contar('escrita: cortada')
                return
            if r.estado == 200:
                v.sabidos.append((v.ultimo, time.monotonic(), nodo))
            self.contar(f'escrita: {r.estado}')
        for _ in range(3):
            self.leer(cliente, nodo, producto)

    def a_mano(self):
        producto = random.choice(self.ids)
        v = self.verdades[producto]
        with v.escribe:
            v.ultimo += 1
            self.nodos[0].psql(f'UPDATE inv.producto SET precio_venta = '
                               f'{v.ultimo} WHERE id = {producto}')
            v.sabidos.append((v.ultimo, time.monotonic(), None))
        self.contar('escrita: a mano')

    def lector(self, nodo):
        cliente = self.negocios[nodo].nuevo()
        while time.monotonic() < self.fin:
            self.leer(cliente, nodo, random.choice(self.ids))

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
            t.ok(p.cuenta['escrita: 200'] > 20 * SEGUNDOS,
                 'miles de cambios', notas)
            t.ok(p.cuenta['leída: HIT-L1'] > 50 * SEGUNDOS,
                 'la memoria del nodo sirvió', notas)
            t.ok(p.cuenta['leída: HIT-L2'] > 0, 'y Redis', notas)
            for nodo in (a, b):
                c = p.negocios[nodo].nuevo()
                desde = time.monotonic()
                while time.monotonic() - desde < COTA_S + 1:
                    time.sleep(0.1)
                for producto in p.ids:
                    p.leer(c, nodo, producto)
            t.es(p.viejas[:10], [], 'al final todo es de ahora')
    return t.fin()


if __name__ == '__main__':
    sys.exit(main())
