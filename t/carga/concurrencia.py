#!/usr/bin/python3
"""Many at once: nothing is lost and nothing is counted twice.  TAP.

Against INVENTARIO_URL with INVENTARIO_ADMIN and INVENTARIO_CLAVE, or against
a server that it starts itself (scripts/instancia.py says how).
"""

import random
import sys
from collections import Counter, defaultdict
from decimal import Decimal

from apoyo import Instancia, Negocio, Tap, a_la_vez, doc

MEZCLA = 32                     # clients of the mix
PEDIDOS = 25                    # requests of each


def ultima_unidad(t, n):
    lugar, producto = n.ubicacion(), n.producto()
    n.recibir(lugar, producto, 1)
    rs = a_la_vez(n, 64, lambda c, i: c.pedir(
        'POST', '/v1/movimientos', doc('salida', lugar, (producto, 1)),
        f'ultima-{n.marca}-{i}'))
    t.es(Counter((r.estado, r.codigo) for r in rs),
         Counter({(201, None): 1, (409, 'stock_insuficiente'): 63}),
         '64 clientes por la última unidad: la lleva uno')
    t.es(n.saldo(lugar, producto), 0, '... y no queda ninguna')


def esperada(t, n):
    lugar, producto = n.ubicacion(), n.producto()
    n.recibir(lugar, producto, 100)
    pedido = doc('salida', lugar, (producto, 1))
    pedido['lineas'][0]['cantidad_esperada'] = '100'
    rs = a_la_vez(n, 32, lambda c, i: c.pedir(
        'POST', '/v1/movimientos', pedido, f'esperada-{n.marca}-{i}'))
    t.es(Counter((r.estado, r.codigo) for r in rs),
         Counter({(201, None): 1, (409, 'stock_cambiado'): 31}),
         '32 clientes con la misma cantidad_esperada: gana uno')
    t.es(n.saldo(lugar, producto), 99, '... y sale una sola unidad')


def dos_veces_en_un_lote(t, n):
    lugar, producto = n.ubicacion(), n.producto()
    n.recibir(lugar, producto, 5)
    tres = doc('salida', lugar, (producto, 3))
    r = n.c.pedir('POST', '/v1/movimientos', [tres, tres])
    t.es(r.estado, 200, 'dos salidas de lo mismo en un lote', r.cuerpo)
    t.es([(v['estado'], v.get('codigo')) for v in r.json['resultados']],
         [(201, None), (409, 'stock_insuficiente')],
         '... la segunda ve lo que llevó la primera')
    t.es(n.saldo(lugar, producto), 2, '... y queda la diferencia')

    r = n.c.pedir('POST', '/v1/movimientos',
                  doc('salida', lugar, (producto, 1), (producto, 2)))
    t.es((r.estado, r.codigo), (409, 'stock_insuficiente'),
         'dos renglones de lo mismo que juntos no alcanzan')
    t.es(n.saldo(lugar, producto), 2, '... no salió ninguno')
    r = n.c.pedir('POST', '/v1/movimientos',
                  doc('salida', lugar, (producto, 1), (producto, 1)))
    t.es((r.estado, n.saldo(lugar, producto)), (201, 0),
         'dos renglones de lo mismo que alcanzan justo', r.cuerpo)

    n.recibir(lugar, producto, 5)
    r = n.c.pedir('POST', '/v1/movimientos?atomico=true', [tres, tres])
    t.es((r.estado, r.codigo), (409, 'lote_rechazado'),
         'el mismo lote con atomico=true', r.cuerpo)
    t.es(n.saldo(lugar, producto), 5, '... no hizo nada')


def una_clave(t, n):
    lugar, producto = n.ubicacion(), n.producto()
    n.recibir(lugar, producto, 10)
    for que, cuerpo in (('un documento', doc('salida', lugar, (producto, 1))),
                        ('un lote', [doc('salida', lugar, (producto, 1))])):
        antes = n.saldo(lugar, producto)
        rs = a_la_vez(n, 16, lambda c, i, x=cuerpo, q=que: c.pedir(
            'POST', '/v1/movimientos', x, f'una-{n.marca}-{q[3:]}'))
        t.es({r.estado for r in rs}, {200 if isinstance(cuerpo, list)
                                      else 201},
             f'una clave desde 16 clientes, {que}: todos bien')
        t.es(len({r.cuerpo for r in rs}), 1, '... con la misma respuesta')
        t.es(Counter(r.repetida for r in rs), Counter({True: 15, False: 1}),
             '... que uno hizo y 15 repiten')
        t.es(antes - n.saldo(lugar, producto), 1, '... y un solo efecto')
    rs = a_la_vez(n, 16, lambda c, i: c.pedir(
        'POST', '/v1/productos', {'codigo': f'U{n.marca}', 'nombre': 'Uno'},
        f'prod-{n.marca}'))
    t.es(({r.estado for r in rs}, len({r.cuerpo for r in rs})), ({201}, 1),
         'una clave desde 16 clientes, un producto: uno solo')
    # enough for any of them: a refused one would leave the key to nobody
    n.recibir(lugar, producto, 100)
    rs = a_la_vez(n, 16, lambda c, i: c.pedir(
        'POST', '/v1/movimientos', doc('salida', lugar, (producto, 1 + i)),
        f'otra-{n.marca}'))
    t.ok(set((r.estado, r.codigo) for r in rs)
         <= {(201, None), (422, 'clave_reutilizada')}
         and sum(r.estado == 201 for r in rs) == 1,
         'una clave con 16 pedidos distintos: entra uno',
         Counter((r.estado, r.codigo) for r in rs))


def pedido(n, lugar, producto, cantidad):
    """A purchase order that was sent."""
    proveedor = n.c.bien('POST', '/api/negocio/v1/proveedores',
                         {'nombre': f'Proveedor {n.codigo()}'})['id']
    ruta = '/api/negocio/v1/pedidos/' + str(n.c.bien(
        'POST', '/api/negocio/v1/pedidos', {
            'proveedor_id': proveedor, 'ubicacion_id': lugar, 'lineas': [
                {'producto_id': producto, 'cantidad': str(cantidad)}]})['id'])
    n.c.bien('POST', ruta + '/enviar')
    return ruta


def recepciones(t, n):
    lugar, producto = n.ubicacion(), n.producto()
    ruta = pedido(n, lugar, producto, 10)
    rs = a_la_vez(n, 16, lambda c, i: c.pedir('POST', ruta + '/recibir', {
        'lineas': [{'linea': 1, 'cantidad': '3'}]}))
    t.es(Counter((r.estado, r.codigo) for r in rs),
         Counter({(200, None): 3, (409, 'recepcion_excede'): 13}),
         '16 clientes reciben 3 de un pedido de 10: entran tres veces')
    rs = a_la_vez(n, 16, lambda c, i: c.pedir('POST', ruta + '/recibir', {}))
    t.es(Counter((r.estado, r.codigo) for r in rs),
         Counter({(200, None): 1, (409, 'pedido_estado'): 15}),
         '... y 16 lo que falta: entra una vez')
    t.es(n.saldo(lugar, producto), 10, '... y en stock está lo pedido')


def dichos(t, n):
    lugar, producto = n.ubicacion(), n.producto()
    codigo = n.c.bien('GET', f'/v1/productos/{producto}')['codigo']
    n.c.bien('POST', '/api/negocio/v1/proveedores', {
        'nombre': f'General {n.marca}', 'predeterminado': True})
    rs = a_la_vez(n, 16, lambda c, i: c.pedir(
        'POST', '/api/negocio/v1/comandos', {
            'texto': f'pedir 2 "{codigo}"', 'ejecutar': True,
            'ubicacion_id': lugar}))
    t.es({r.estado for r in rs}, {200}, '16 piden lo mismo de palabra',
         rs[0].cuerpo)
    pedidos = list(n.c.lista(
        f'/api/negocio/v1/pedidos?ubicacion_id={lugar}'))
    t.es(len(pedidos), 1, '... y hay un borrador')
    lineas = n.c.bien('GET', '/api/negocio/v1/pedidos/'
                      + str(pedidos[0]['id']))['lineas']
    t.es([x['cantidad'] for x in lineas], ['32.000'], '... con todo')


class Mezcla:
    """One client of the mix: does what chance says, keeps account."""

    def __init__(self, n, lugares, productos, i):
        self.n, self.lugares, self.productos = n, lugares, productos
        self.azar = random.Random(1000 + i)
        self.i = i
        self.delta = defaultdict(Decimal)
        self.raros = []
        self.hechos = []            # (document, its effect)
        self.cuenta = Counter()

    def documento(self):
        """A document and its effect: [((location, product), units)]."""
        lugar, otro = self.azar.sample(self.lugares, 2)
        tipo = self.azar.choice(('entrada', 'entrada', 'salida', 'salida',
                                 'salida', 'transferencia', 'merma', 'ajuste',
                                 'devolucion'))
        lineas = [(self.azar.choice(self.productos), self.azar.randint(1, 6))
                  for _ in range(self.azar.randint(1, 4))]
        signo = -1 if tipo in ('salida', 'merma', 'transferencia') else 1
        mas = {}
        if tipo == 'ajuste' and self.azar.random() < 0.5:
            lineas = [(p, -c) for p, c in lineas]
        if tipo in ('merma', 'ajuste'):
            mas['motivo'] = 'prueba'
        efecto = [((lugar, p), signo * c) for p, c in lineas]
        if tipo == 'transferencia':
            mas['destino_id'] = otro
            efecto += [((otro, p), c) for p, c in lineas]
        return doc(tipo, lugar, *lineas, **mas), efecto

    def aplicar(self, v, efecto, signo=1):
        self.cuenta[v['estado']] += 1
        if v['estado'] == 201:
            for donde, c in efecto:
                self.delta[donde] += signo * c
        elif v['estado'] != 409:
            self.raros.append(v)

    def anular(self, c):
        documento, efecto = self.hechos.pop()
        r = c.pedir('POST', f'/v1/movimientos/{documento}/anular',
                    {'motivo': 'prueba'})
        self.aplicar(dict(r.json, estado=r.estado), efecto, -1)

    def correr(self, c):
        for k in range(PEDIDOS):
            clave = f'mezcla-{self.n.marca}-{self.i}-{k}'
            suerte = self.azar.random()
            if suerte < 0.1 and self.hechos:
                self.anular(c)
            elif suerte < 0.3:
                docs = [self.documento() for _ in range(10)]
                r = c.pedir('POST', '/v1/movimientos', [d for d, _ in docs],
                            clave)
                if r.estado != 200:
                    self.raros.append((r.estado, r.cuerpo))
                    continue
                for (_, e), v in zip(docs, r.json['resultados']):
                    self.aplicar(v, e)
            else:
                d, e = self.documento()
                r = c.pedir('POST', '/v1/movimientos', d, clave)
                v = dict(r.json, estado=r.estado)
                self.aplicar(v, e)
                if r.estado == 201:
                    self.hechos.append((v['documento_id'], e))


def mezcla(t, n):
    lugares = [n.ubicacion() for _ in range(3)]
    productos = [n.producto() for _ in range(8)]
    total = defaultdict(Decimal)
    for lugar in lugares:
        n.recibir(lugar, productos[0], 20)
        total[lugar, productos[0]] += 20
    actores = [Mezcla(n, lugares, productos, i) for i in range(MEZCLA)]
    a_la_vez(n, MEZCLA, lambda c, i: actores[i].correr(c))
    cuenta = Counter()
    for a in actores:
        cuenta.update(a.cuenta)
        for donde, c in a.delta.items():
            total[donde] += c
    raros = [r for a in actores for r in a.raros]
    t.es(raros[:5], [], f'{MEZCLA} clientes con de todo: {dict(cuenta)}')
    t.ok(cuenta[201] > 100, '... y mucho de eso se hizo', cuenta)
    saldos = {(lugar, p): c for lugar in lugares
              for p, c in n.saldos(lugar).items() if c}
    t.es(saldos, {d: c for d, c in total.items() if c},
         '... los saldos son la suma de lo aceptado')
    t.ok(min(saldos.values(), default=0) >= 0, '... ninguno negativo')


def main():
    t = Tap()
    with Instancia(fsync=False) as i:
        n = Negocio(i)
        for prueba in (ultima_unidad, esperada, dos_veces_en_un_lote,
                       una_clave, recepciones, dichos, mezcla):
            prueba(t, n)
        r = n.c.bien('GET', '/v1/reportes/integridad')
        t.ok(r['integridad_ok'],
             'el libro suma lo que dicen los saldos', r)
    return t.fin()


if __name__ == '__main__':
    sys.exit(main())
