#!/usr/bin/python3
"""Many tills at once: each ticket once, nothing sold that is not there, and
no more returned than was sold.  TAP.

Runs as concurrencia.py does.
"""

import itertools
import random
import sys
from collections import Counter, defaultdict
from decimal import Decimal

from apoyo import Instancia, Negocio, Tap, a_la_vez

MEZCLA = 24                     # clients of the mix
PEDIDOS = 20                    # requests of each
PRECIO = 100


class Tienda(Negocio):
    """With tills that sell from one shelf."""

    def __init__(self, instancia):
        super().__init__(instancia)
        self.lugar = self.ubicacion('estante')
        self.tickets = itertools.count(1)
        self.cajas = [self.c.bien('POST', '/api/negocio/v1/cajas', {
            'sucursal_id': self.sucursal, 'ubicacion_id': self.lugar,
            'codigo': self.codigo(), 'nombre': 'De prueba'})['id']
            for _ in range(4)]

    def ticket(self, *lineas, caja=0):
        """Lines are (product, quantity); paid in cash."""
        total = sum(n for _, n in lineas) * PRECIO
        return {'caja_id': self.cajas[caja], 'numero': next(self.tickets),
                'tipo': 'venta', 'lineas': [
                    {'producto_id': p, 'cantidad': str(n),
                     'precio': str(PRECIO)} for p, n in lineas],
                'pagos': [{'medio': 'efectivo', 'importe': str(total)}]}


def vender(c, cuerpo, clave=None):
    return c.pedir('POST', '/api/negocio/v1/ventas', cuerpo, clave)


def ultima_unidad(t, n):
    producto = n.producto()
    n.recibir(n.lugar, producto, 1)
    tickets = [n.ticket((producto, 1), caja=i % 4) for i in range(64)]
    rs = a_la_vez(n, 64, lambda c, i: vender(c, tickets[i]))
    t.es(Counter((r.estado, r.codigo) for r in rs),
         Counter({(201, None): 1, (409, 'stock_insuficiente'): 63}),
         '64 cajas por la última unidad: la lleva una')
    t.es(n.saldo(n.lugar, producto), 0, '... y no queda ninguna')


def mismo_ticket(t, n):
    producto = n.producto()
    n.recibir(n.lugar, producto, 50)
    uno = n.ticket((producto, 1))
    rs = a_la_vez(n, 16, lambda c, i: vender(c, uno, f'm-{n.marca}-{i}'))
    t.es(Counter(r.estado for r in rs), Counter({201: 1, 200: 15}),
         'el mismo ticket de 16 clientes, cada uno con su clave: uno lo hace')
    t.es(len({r.json['id'] for r in rs}), 1, '... y los demás reciben ése')
    t.es(n.saldo(n.lugar, producto), 49, '... y sale una unidad')

    dia = [n.ticket((producto, 1)) for _ in range(20)]
    mezclados = [random.Random(i).sample(dia, len(dia)) for i in range(8)]
    rs = a_la_vez(n, 8, lambda c, i: vender(c, mezclados[i]))
    hechos = [v['estado'] for r in rs for v in r.json['resultados']]
    t.es(Counter(hechos), Counter({201: 20, 200: 140}),
         'un día de 20 tickets de 8 clientes, cada uno en otro orden')
    t.es(n.saldo(n.lugar, producto), 29, '... y salen veinte unidades')


class Cajero:
    """One client of the mix."""

    def __init__(self, n, productos, i):
        self.n, self.productos = n, productos
        self.azar = random.Random(500 + i)
        self.delta = defaultdict(int)
        self.plata = 0
        self.cuenta = Counter()
        self.raros = []

    def trabajar(self, c, ventas):
        for _ in range(PEDIDOS):
            que = self.azar.choice(('vender', 'vender', 'vender', 'lote',
                                    'devolver', 'anular', 'cambiar',
                                    'cerrar'))
            if que in ('devolver', 'anular', 'cambiar') and not ventas:
                que = 'vender'
            getattr(self, que)(c, ventas)
        return self

    def lineas(self):
        return [(p, self.azar.randint(1, 3)) for p in
                self.azar.sample(self.productos, self.azar.randint(1, 4))]

    def anotar(self, que, r, bien=(201,)):
        self.cuenta[que, r.estado, r.codigo] += 1
        if r.estado not in bien and r.estado != 409:
            self.raros.append((que, r.estado, r.cuerpo[:200]))
        return r.estado in bien

    def mover(self, lineas, signo):
        for p, q in lineas:
            self.delta[p] += signo * q
            self.plata -= signo * q * PRECIO

    def vender(self, c, ventas):
        lineas = self.lineas()
        r = vender(c, self.n.ticket(*lineas, caja=self.azar.randrange(4)))
        if self.anotar('vender', r):
            self.mover(lineas, -1)
            ventas.append((r.json['id'], lineas))

    def lote(self, c, ventas):
        varios = [self.lineas() for _ in range(4)]
        r = vender(c, [self.n.ticket(*x, caja=self.azar.randrange(4))
                       for x in varios])
        if self.anotar('lote', r, (200,)):
            for x, v in zip(varios, r.json['resultados']):
                if v['estado'] == 201:
                    self.mover(x, -1)
                    ventas.append((v['documento']['id'], x))

    def _sobre(self, c, ventas, que, cuerpo):
        id_, lineas = self.azar.choice(ventas)
        r = c.pedir('POST', f'/api/negocio/v1/ventas/{id_}/{que}', cuerpo)
        return self.anotar(que, r), lineas

    def devolver(self, c, ventas):
        bien, lineas = self._sobre(c, ventas, 'devolver', {
            'lineas': [{'linea': 1, 'cantidad': '1'}]})
        if bien:
            self.mover([(lineas[0][0], 1)], 1)

    def anular(self, c, ventas):
        bien, lineas = self._sobre(c, ventas, 'anular', {'motivo': 'x'})
        if bien:
            self.mover(lineas, 1)

    def cambiar(self, c, ventas):
        otro = self.azar.choice(self.productos)
        nueva = self.n.ticket((otro, 1), caja=self.azar.randrange(4))
        bien, lineas = self._sobre(c, ventas, 'cambiar', {
            'lineas': [{'linea': 1, 'cantidad': '1'}],
            'venta': {k: nueva[k] for k in ('caja_id', 'numero', 'lineas')}})
        if bien:
            self.mover([(lineas[0][0], 1)], 1)
            self.mover([(otro, 1)], -1)

    def cerrar(self, c, _):
        caja = self.azar.choice(self.n.cajas)
        self.anotar('cerrar', c.pedir(
            'POST', f'/api/negocio/v1/cajas/{caja}/cierres', {}))


def mezcla(t, n):
    productos = [n.producto() for _ in range(6)]
    for p in productos:
        n.recibir(n.lugar, p, 200)
    for caja in n.cajas:
        n.c.pedir('POST', f'/api/negocio/v1/cajas/{caja}/cierres', {})
    antes = len(list(n.c.lista(
        f'/api/negocio/v1/ventas?sucursal_id={n.sucursal}')))
    cerrado = sum(Decimal(z['total']) for caja in n.cajas for z in
                  n.c.lista(f'/api/negocio/v1/cajas/{caja}/cierres'))
    ventas = []                 # shared: all undo each other's tickets
    cajeros = a_la_vez(n, MEZCLA, lambda c, i: Cajero(
        n, productos, i).trabajar(c, ventas))
    cuenta = sum((x.cuenta for x in cajeros), Counter())
    t.es([r for x in cajeros for r in x.raros][:5], [],
         f'{MEZCLA} clientes con de todo: {len(ventas)} ventas')
    t.ok(all(cuenta[q, 201, None] for q in ('devolver', 'anular', 'cambiar',
                                            'cerrar')),
         '... que se devuelven, anulan, cambian y cierran', cuenta)
    delta = sum((Counter(x.delta) for x in cajeros), Counter())
    t.es({p: n.saldo(n.lugar, p) for p in productos},
         {p: 200 + sum(x.delta[p] for x in cajeros) for p in productos},
         '... y el stock es el que dicen sus respuestas', delta)
    for caja in n.cajas:
        n.c.pedir('POST', f'/api/negocio/v1/cajas/{caja}/cierres', {})
    cierres = [z for caja in n.cajas for z in
               n.c.lista(f'/api/negocio/v1/cajas/{caja}/cierres')]
    t.es(sum(Decimal(z['total']) for z in cierres) - cerrado,
         sum(x.plata for x in cajeros), '... los cierres suman su plata')
    todos = list(n.c.lista(f'/api/negocio/v1/ventas?sucursal_id={n.sucursal}'))
    t.es(sum(z['tickets'] for z in cierres), len(todos),
         f'... y cada ticket está en uno ({len(todos) - antes} nuevos)')


def main():
    t = Tap()
    with Instancia(fsync=False) as i:
        n = Tienda(i)
        for prueba in (ultima_unidad, mismo_ticket, mezcla):
            prueba(t, n)
        r = n.c.bien('GET', '/v1/reportes/integridad')
        t.ok(r['integridad_ok'],
             'el libro suma lo que dicen los saldos', r)
    return t.fin()


if __name__ == '__main__':
    sys.exit(main())
