#!/usr/bin/python3
"""What the trial of tickets must arrive at, computed from the files alone.

    ensayo_ventas_control.py RECHAZADOS.txt VENTAS.csv.gz...

Shares no code with ensayo_ventas.py, so that an error of one shows in the
other.  RECHAZADOS: one invoice a line, those that the server refused.  Prints
JSON: money by day, till, product and means of payment, units by product, how
many tickets of each kind, and how many lines are not part of one and why.

A line is, by the first that fits:

  codigo_de_servicio     not a thing: POST, M, D, BANK CHARGES, gift_...
  cantidad_cero
  sin_precio             less than a cent, or negative
  devolucion             negative, of a cancelled invoice (C...)
  cancelacion_positiva   positive, of a cancelled invoice
  negativa               negative, of another one: a correction of stock
  venta                  all else

A ticket is the lines of an invoice that are venta or devolucion.  Its number
is the invoice's without C, its till that number modulo 8, its means of
payment the number modulo 3.
"""

import csv
import gzip
import json
import sys
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

CENTAVO = Decimal('0.01')
MEDIOS = ('efectivo', 'debito', 'credito')


def es_cosa(codigo):
    c = codigo.upper()
    if c.startswith('DCGS'):
        return c[4:5].isdigit()
    return c[:5].isdigit() and len(c) >= 5 and (
        len(c) == 5 or c[5:].isalpha())


def clase(linea, precio):
    unidades = int(linea['Quantity'])
    cancelada = linea['InvoiceNo'][:1] == 'C'
    if not es_cosa(linea['StockCode']):
        return 'codigo_de_servicio'
    if unidades == 0:
        return 'cantidad_cero'
    if precio <= 0:
        return 'sin_precio'
    if cancelada:
        return 'devolucion' if unidades < 0 else 'cancelacion_positiva'
    return 'negativa' if unidades < 0 else 'venta'


def main():
    with open(sys.argv[1], encoding='utf-8') as f:
        negados = {x.strip() for x in f}
    suma = {k: defaultdict(Decimal) for k in
            ('dia', 'caja', 'producto', 'medio', 'unidades')}
    clases = defaultdict(int)
    tickets = defaultdict(set)
    for archivo in sys.argv[2:]:
        with gzip.open(archivo, 'rt', encoding='utf-8', newline='') as f:
            for linea in csv.DictReader(f):
                precio = Decimal(linea['UnitPrice']).quantize(
                    CENTAVO, ROUND_HALF_UP)
                que = clase(linea, precio)
                clases[que] += 1
                factura = linea['InvoiceNo']
                if que not in ('venta', 'devolucion') or factura in negados:
                    continue
                tickets[que].add(factura)
                n = int(factura.lstrip('C'))
                cantidad = int(linea['Quantity'])
                plata = cantidad * precio
                producto = linea['StockCode'].upper()
                suma['dia'][linea['InvoiceDate'][:10]] += plata
                suma['caja'][str(n % 8)] += plata
                suma['producto'][producto] += plata
                suma['medio'][MEDIOS[n % 3]] += plata
                suma['unidades'][producto] += cantidad
    json.dump({'clases': clases,
               'tickets': {k: len(v) for k, v in tickets.items()},
               'suma': {k: {x: str(y) for x, y in v.items()}
                        for k, v in suma.items()}}, sys.stdout)


if __name__ == '__main__':
    main()
