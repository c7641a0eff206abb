#!/usr/bin/python3
"""make trial-precios: years of inflation over a real catalogue.

    ensayo_precios.py [--datos FOLDER] [--sin-fsync]

Imports the catalogue with the prices of March 2020, loads the real series of
inflation, and carries the prices forward, a year at a time, through repricings
that one user makes and another approves; then makes them again from costs.
Every price that comes out is compared with one computed here with Decimal.
"""

import argparse
import csv
import datetime
import io
import os
import pathlib
import sys
import time
from decimal import ROUND_HALF_UP, Decimal, getcontext

from instancia import RAIZ, Cliente, Falla, Instancia, Sesion, clientes

NEGOCIO = '/api/negocio'
PASO = Decimal(10)
CENTAVO = Decimal('0.01')
IVA = Decimal(21)
MARGEN = Decimal(40)            # percent over cost
COMIENZO = datetime.date(2020, 3, 1)
OTRA = ('aprobadora', 'una clave larga para ensayar 9!')

getcontext().prec = 60


def redondo(x, cuanto):
    return x.quantize(cuanto, ROUND_HALF_UP)


def mes_siguiente(dia):
    return datetime.date(dia.year + dia.month // 12, dia.month % 12 + 1, 1)


class Serie:
    """The months of the file, and what they accumulate."""

    def __init__(self, archivo):
        with open(archivo, encoding='utf-8', newline='') as f:
            self.filas = {r['mes']: Decimal(r['inflacion_mensual_pct'])
                          for r in csv.DictReader(f)}
        ultimo = max(self.filas)
        self.fin = mes_siguiente(datetime.date.fromisoformat(ultimo + '-01'))

    def factor(self, desde, hasta):
        v = Decimal(1)
        while desde < hasta:
            v = redondo(v * (1 + self.filas[desde.strftime('%Y-%m')] / 100),
                        Decimal(1).scaleb(-30))
            desde = mes_siguiente(desde)
        return redondo(v, Decimal(1).scaleb(-12))


class Ensayo:
    def __init__(self, instancia, datos):
        self.i = instancia
        self.datos = pathlib.Path(datos)
        self.c = clientes(instancia)()
        self.fallas = []

    def exigir(self, condicion, texto):
        if not condicion:
            self.fallas.append(texto)
        print(('  bien  ' if condicion else '  MAL   ') + texto, flush=True)

    def catalogo(self):
        """Of the products: price in the shop and cost behind it, by id."""
        archivo = self.datos / 'catalogo-ar.csv'
        filas = csv.DictReader(io.StringIO(
            archivo.read_bytes().decode('utf-8-sig')))
        salida = io.StringIO()
        w = csv.writer(salida)
        w.writerow(['codigo', 'nombre', 'marca', 'categoria', 'precio_costo',
                    'precio_venta'])
        for f in filas:
            precio = redondo(Decimal(f['Precio sugerido']), CENTAVO)
            w.writerow([f['id_producto'], f['Producto'], f['marca'],
                        f['categoria'], self.costo(precio), precio])
        r = self.c.bien('POST', '/v1/productos/importar',
                        salida.getvalue().encode(), 'catalogo', 'text/csv')
        print(f"  {r['creados']} productos de {r['filas']} filas, "
              f"{r['rechazados']} rechazadas")
        self.productos = self.leer()

    @staticmethod
    def costo(precio):
        return redondo(precio / (1 + IVA / 100) / (1 + MARGEN / 100),
                       Decimal('0.0001'))

    def leer(self):
        return {p['id']: (Decimal(p['precio_venta']),
                          Decimal(p['precio_costo']))
                for p in self.c.lista('/v1/productos?activo=true')}

    def inflacion(self):
        archivo = self.datos / 'inflacion-ar.csv'
        self.serie = Serie(archivo)
        r = self.c.bien('POST', NEGOCIO + '/v1/inflacion/importar?fuente=INDEC',
                        archivo.read_bytes(), 'inflacion', 'text/csv')
        self.exigir(r['filas'] == len(self.serie.filas),
                    f"serie: {r['filas']} meses")
        a = self.c.bien('GET', NEGOCIO + '/v1/inflacion/acumulada'
                        f'?desde={COMIENZO}&hasta={self.serie.fin}')
        f = self.serie.factor(COMIENZO, self.serie.fin)
        self.exigir(Decimal(a['factor']) == f,
                    f'{COMIENZO} a {self.serie.fin}: precios por {f}')

    def aprobadora(self):
        self.c.bien('POST', '/api/auth/v1/usuarios', {
            'usuario': OTRA[0], 'nombre': 'Otra', 'clave': OTRA[1],
            'rol': 'negocio'})
        self.otra = Cliente(self.i.url, Sesion(self.i.url, *OTRA))

    def remarcar(self, nombre, cuerpo, esperado):
        """esperado: the price of each product, by id, as it must come out."""
        desde = time.monotonic()
        r = self.c.bien('POST', NEGOCIO + '/v1/remarcaciones',
                        dict(cuerpo, nombre=nombre))
        simulada = time.monotonic() - desde
        s = r['resumen']
        ruta = f"{NEGOCIO}/v1/remarcaciones/{r['id']}"
        lineas = {x['producto_id']: x for x in self.c.lista(ruta + '/lineas')}
        propia = self.c.pedir('POST', ruta + '/aprobar', {}, None, None,
                              {'If-Match': '"1"'})
        self.exigir((propia.estado, propia.codigo) == (403, 'aprobar_propio'),
                    f'{nombre}: quien la hizo no la aprueba')
        desde = time.monotonic()
        self.otra.bien('POST', ruta + '/aprobar', {}, None, None,
                       {'If-Match': '"1"'})
        aprobada = time.monotonic() - desde
        print(f"  {nombre}: {s['cambian']} cambian, {s['suben']} suben, "
              f"{s['variacion_promedio']} % en promedio, margen "
              f"{s['margen_antes']} % a {s['margen_despues']} %, avisos "
              f"{s['avisos'] or 'ninguno'}; simulada en {simulada:.2f} s, "
              f'aprobada en {aprobada:.2f} s')
        self.i.psql('SELECT inv.precios_asentar(100000)')
        antes, self.productos = self.productos, self.leer()
        cambian = {k for k in antes if esperado[k] != antes[k][0]}
        self.exigir({k for k, x in lineas.items() if x['aplica']} == cambian,
                    f'{nombre}: cambian los {len(cambian)} que deben')
        malos = [k for k, (p, _) in self.productos.items()
                 if p != esperado[k]]
        self.exigir(not malos, f'{nombre}: los {len(self.productos)} precios '
                    f'son los de Decimal {malos[:3]}')
        self.exigir(
            Decimal(s['suma_despues']) - Decimal(s['suma_antes'])
            == sum(esperado[k] - antes[k][0] for k in antes),
            f"{nombre}: la suma pasa de {s['suma_antes']} a "
            f"{s['suma_despues']}")

    def adelante(self):
        """A year at a time, by the index, to the nearest 10."""
        desde = COMIENZO
        while desde < self.serie.fin:
            hasta = min(datetime.date(desde.year + 1, 1, 1), self.serie.fin)
            factor = self.serie.factor(desde, hasta)
            esperado = {}
            for k, (p, _) in self.productos.items():
                nuevo = redondo(redondo(p * factor, Decimal('0.000001'))
                                / PASO, Decimal(1)) * PASO
                esperado[k] = max(p, redondo(nuevo, CENTAVO))
            self.remarcar(f'{desde:%m/%Y} a {hasta:%m/%Y}', {
                'indice_desde': str(desde), 'indice_hasta': str(hasta),
                'regla': {'tipo': 'indice', 'valor': '100',
                          'paso': str(PASO)}}, esperado)
            desde = hasta

    def desde_costos(self):
        """Costs that followed the index; 40 % over them, ending in 99."""
        factor = self.serie.factor(COMIENZO, self.serie.fin)
        self.i.psql('UPDATE inv.producto SET precio_costo = '
                    f'round(precio_costo * {factor}, 4)')
        self.productos = self.leer()
        esperado = {}
        for k, (p, c) in self.productos.items():
            x = redondo(c * (100 + IVA) / 100 * (100 + MARGEN) / 100,
                        Decimal('0.000001'))
            n = -((Decimal(99) - x) // 100)
            n += (n * 100 + 99 < x)
            nuevo = max(n, 0) * 100 + 99
            esperado[k] = max(p, redondo(Decimal(nuevo), CENTAVO))
        self.remarcar('40 % sobre el costo', {
            'regla': {'tipo': 'margen', 'valor': '40', 'paso': '100',
                      'terminacion': '99', 'redondeo': 'arriba'}}, esperado)

    def correr(self):
        print('Catálogo')
        self.catalogo()
        print('Inflación')
        self.inflacion()
        self.aprobadora()
        print('Remarcaciones')
        self.adelante()
        self.desde_costos()


def main():
    opciones = argparse.ArgumentParser(description='make trial-precios')
    opciones.add_argument('--datos', default=os.environ.get(
        'INVENTARIO_DATOS', str(RAIZ.parent / 'shared/data')))
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
    return 1 if ensayo.fallas else 0


if __name__ == '__main__':
    sys.exit(main())
