#!/usr/bin/python3
"""What the trial must arrive at, computed from the files alone.

    ensayo_control.py CATALOGO.csv VENTAS.csv.gz APERTURA.csv RECHAZOS.csv

Shares no code with ensayo.py, so that an error of one shows in the other.
APERTURA: codigo,cantidad that were received.  RECHAZOS: fila,motivo, the
lines of VENTAS (the first after the heading is 1) that the server refused.
Prints JSON: what of each code must be there, how many lines are what, and
what an import of the catalogue must find.

A line of VENTAS is, by the first that fits:

  codigo_de_servicio         not a thing: POST, M, D, BANK CHARGES, gift_...
  cantidad_cero
  sin_descripcion_ni_precio  a correction that nobody explained
  precio_negativo
  devolucion                 negative, of a cancelled invoice (C...)
  cancelacion_positiva       positive, of a cancelled invoice
  merma                      negative without an invoice's cancellation, at
                             price 0: its description says why
  negativa_con_precio        the same, with a price
  ajuste                     positive, at price 0, without a customer and with
                             a note in lower case for a description: found
  salida                     all else: it was sold, or given away
"""

import csv
import gzip
import json
import sys
from collections import Counter
from decimal import Decimal

SIGNO = {'salida': -1, 'devolucion': 1, 'merma': -1, 'ajuste': 1}


def es_cosa(codigo):
    """Five digits and letters, or DCGS and digits and letters."""
    c = codigo.upper()
    if c.startswith('DCGS'):
        return c[4:5].isdigit()
    letras = c[5:]
    return c[:5].isdigit() and len(c) >= 5 and (
        not letras or letras.isalpha())


def clase(linea):
    unidades = int(linea['Quantity'])
    precio = Decimal(linea['UnitPrice'])
    nota = linea['Description'].strip()
    cancelada = linea['InvoiceNo'][:1] == 'C'
    pruebas = (
        ('codigo_de_servicio', not es_cosa(linea['StockCode'])),
        ('cantidad_cero', unidades == 0),
        ('sin_descripcion_ni_precio', precio == 0 and not nota),
        ('precio_negativo', precio < 0),
        ('devolucion', cancelada and unidades < 0),
        ('cancelacion_positiva', cancelada),
        ('merma', unidades < 0 and precio == 0),
        ('negativa_con_precio', unidades < 0),
        ('ajuste', precio == 0 and not linea['CustomerID']
         and nota == nota.lower()),
        ('salida', True))
    return next(nombre for nombre, si in pruebas if si)


def gtin_mal(codigo):
    """As many digits as a GTIN, and a check digit that is not its own."""
    if not codigo.isdigit() or len(codigo) not in (8, 12, 13, 14):
        return False
    pesos = [3, 1] * 7
    suma = sum(int(d) * p for d, p in zip(reversed(codigo[:-1]), pesos))
    return (10 - suma % 10) % 10 != int(codigo[-1])


def catalogo(archivo):
    """Good rows in order, the last of a repeated code being what stays."""
    with open(archivo, encoding='utf-8-sig', newline='') as f:
        filas = list(csv.DictReader(f))
    codigos = [fila['id_producto'].strip().upper() for fila in filas]
    malos = [c for c in codigos if gtin_mal(c)]
    return {'filas': len(filas), 'malas': len(malos),
            'distintos': len(set(codigos) - set(malos)),
            'repetidas': len(codigos) - len(malos)
            - len(set(codigos) - set(malos))}


def main():
    archivo_catalogo, archivo_ventas, apertura, rechazos = sys.argv[1:5]
    unidades = Counter()
    with open(apertura, newline='', encoding='utf-8') as f:
        for codigo, cantidad in csv.reader(f):
            unidades[codigo] += Decimal(cantidad)
    with open(rechazos, newline='', encoding='utf-8') as f:
        negadas = {int(fila) for fila, _ in csv.reader(f)}
    clases, negadas_validas, total = Counter(), 0, 0
    with gzip.open(archivo_ventas, 'rt', encoding='utf-8', newline='') as f:
        for n, linea in enumerate(csv.DictReader(f), 1):
            total = n
            c = clase(linea)
            clases[c] += 1
            if c not in SIGNO:
                continue
            if n in negadas:
                negadas_validas += 1
                continue
            unidades[linea['StockCode'].upper()] += \
                SIGNO[c] * abs(int(linea['Quantity']))
    if negadas_validas != len(negadas):
        sys.exit('RECHAZOS nombra líneas que no son movimientos')
    json.dump({'filas': total, 'clases': clases,
               'catalogo': catalogo(archivo_catalogo),
               'unidades': {c: str(u) for c, u in sorted(unidades.items())}},
              sys.stdout)


if __name__ == '__main__':
    main()
