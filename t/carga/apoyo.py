"""What the load tests share: TAP, and a shop to work in."""

import itertools
import pathlib
import secrets
import sys
import threading
from decimal import Decimal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]
                       / 'scripts'))

from instancia import Falla, Instancia, clientes  # noqa: E402,F401


class Tap:
    def __init__(self):
        self.n = self.mal = 0

    def ok(self, condicion, nombre, *notas):
        self.n += 1
        self.mal += not condicion
        print(f"{'ok' if condicion else 'not ok'} {self.n} - {nombre}",
              flush=True)
        if not condicion:
            for nota in notas:
                for linea in str(nota).splitlines():
                    print(f'#   {linea}', flush=True)
        return bool(condicion)

    def es(self, dado, esperado, nombre, *notas):
        return self.ok(dado == esperado, nombre, f'dio      {dado!r}',
                       f'esperaba {esperado!r}', *notas)

    def fin(self):
        print(f'1..{self.n}', flush=True)
        return 1 if self.mal or not self.n else 0


class Negocio:
    """A branch of its own in a running system, so that what else is there
    neither helps nor disturbs."""

    def __init__(self, instancia):
        self.nuevo = clientes(instancia)
        self.c = self.nuevo()
        self.marca = secrets.token_hex(4).upper()
        self.numeros = itertools.count(1)
        s = self.c.bien('POST', '/v1/sucursales', {
            'codigo': f'S{self.marca}', 'nombre': f'Prueba {self.marca}',
            'permite_negativo': False})
        self.sucursal = s['id']

    def codigo(self):
        return f'P{self.marca}-{next(self.numeros)}'

    def ubicacion(self, tipo='deposito'):
        return self.c.bien('POST', '/v1/ubicaciones', {
            'sucursal_id': self.sucursal, 'codigo': self.codigo(),
            'nombre': 'De prueba', 'tipo': tipo})['id']

    def producto(self, **mas):
        return self.c.bien('POST', '/v1/productos', dict(
            codigo=self.codigo(), nombre='Producto de prueba', **mas))['id']

    def recibir(self, ubicacion, producto, cantidad):
        return self.c.bien('POST', '/v1/movimientos', doc(
            'entrada', ubicacion, (producto, cantidad)))

    def saldos(self, ubicacion):
        """Units by product; the sum of the lots of each."""
        suma = {}
        for e in self.c.lista(f'/v1/existencias?ubicacion_id={ubicacion}'):
            suma[e['producto_id']] = suma.get(e['producto_id'], 0) \
                + Decimal(e['fisica'])
        return suma

    def saldo(self, ubicacion, producto):
        return self.saldos(ubicacion).get(producto, Decimal(0))


def doc(tipo, ubicacion, *lineas, **mas):
    """A movement document; lines are (product, quantity)."""
    return dict(tipo=tipo, ubicacion_id=ubicacion, lineas=[
        {'producto_id': p, 'cantidad': str(c)} for p, c in lineas], **mas)


def a_la_vez(negocio, n, trabajo):
    """trabajo(client, i) in n threads, each with a connection of its own
    that is open before the first begins; their results in order."""
    salida = [None] * n
    partida = threading.Barrier(n)

    def uno(i):
        cliente = negocio.nuevo()
        try:
            cliente.conexion.connect()
            cliente.sesion.token()
            partida.wait(60)
            salida[i] = trabajo(cliente, i)
        except Exception as e:      # told by whoever looks at the result
            salida[i] = e
        finally:
            cliente.conexion.close()

    hilos = [threading.Thread(target=uno, args=(i,)) for i in range(n)]
    for h in hilos:
        h.start()
    for h in hilos:
        h.join()
    for r in salida:
        if isinstance(r, Exception):
            raise r
    return salida
