"""Broken CSV, and cells that a spreadsheet would take for formulas."""

import csv
import io

IMPORTAR = '/v1/productos/importar'


def csv_malos(c):
    m = c.n.marca
    cabeza = b'codigo;nombre;precio_venta\r\n'
    importar = CSV(c)
    for nombre, cuerpo, codigo in (
            ('vacío', b'', 'archivo_vacio'),
            ('sólo un BOM', b'\xef\xbb\xbf', 'archivo_vacio'),
            ('sin la columna del código', b'nombre;precio_venta\nx;1\n',
             'columnas_faltantes')):
        c.mala(f'CSV: {nombre}', 'POST', IMPORTAR, cuerpo, 422, codigo,
               tipo='text/csv')
    c.mala('CSV: como JSON', 'POST', IMPORTAR, b'{}', 415,
           'tipo_de_contenido')
    c.mala('CSV: columnas que no están', 'POST',
           IMPORTAR + '?columnas=codigo=nada,nombre=nombre', cabeza, 422,
           'columnas_faltantes', tipo='text/csv')

    def fila(codigo, *celdas):
        return ';'.join((f'{m}-{codigo}',) + celdas).encode() + b'\r\n'

    importar('comillas sin cerrar', cabeza + fila('Q1', 'a', '1')
             + fila('Q2', '"b', '2') + fila('Q3', 'c', '3'), 2, 1)
    importar('una columna dos veces', f'codigo;codigo;nombre\n{m}-C1;{m}-C2;x\n'
             .encode(), 1, 0, {'C1': 'x'})
    importar('comillas en el medio', cabeza + fila('Q4', 'di"jo', '1')
             + fila('Q5', 'b', '2'), None, None)
    importar('celdas de más y de menos', cabeza + fila('R1', 'a', '1', 'x')
             + fila('R2') + fila('R3', 'c', '3'), 1, 2)
    importar('un precio que no es', cabeza + fila('S1', 'a', 'gratis')
             + fila('S2', 'b', '-1') + fila('S3', 'c', '1e400')
             + fila('S4', 'd', '3,50'), 1, 3)
    importar('un código que no es', cabeza + 'a b;x;1\r\n'.encode()
             + b';x;1\r\n' + b'7790895000998;x;1\r\n' + fila('T1', 'x', '1'),
             1, 3)
    importar('una línea de 1 MB', cabeza + fila('U1', 'x' * 1048576, '1')
             + fila('U2', 'b', '2'), 1, 1)
    importar('bytes NUL', cabeza + fila('V1', 'a\0b', '1')
             + fila('V2', 'b', '2'), 1, 1)
    importar('Latin-1', cabeza + f'{m}-L1;Ñandú;1\r\n'.encode('latin-1'),
             1, 0, {'L1': 'Ñandú'})
    importar('BOM', b'\xef\xbb\xbf' + cabeza + fila('B1', 'Ñu', '1,5'), 1, 0,
             {'B1': 'Ñu'})
    importar('UTF-16', (cabeza + fila('W1', 'a', '1')).decode().encode(
        'utf-16'), 0, None)
    importar('otros separadores en los datos', cabeza
             + fila('M1', '"a,b|c\td;e"', '1'), 1, 0,
             {'M1': 'a,b|c\td;e'})
    importar('separadores mezclados', cabeza + f'{m}-M2,b,1\r\n'.encode()
             + fila('M3', 'c', '1'), 1, 1)
    importar('sin fin de línea al final', cabeza + fila('F1', 'f',
                                                        '1').strip(), 1, 0)


class CSV:
    """Imports and sees that every row is in an account, refused ones with
    their line, and that the dry run says the same and does nothing."""

    def __init__(self, c):
        self.c = c

    def __call__(self, nombre, cuerpo, creados, rechazados, nombres=None):
        c, t = self.c, self.c.t
        antes = c.cuentas()
        vistas = []
        for prueba in ('true', 'false'):
            r = c.c.pedir('POST', f'{IMPORTAR}?prueba={prueba}', cuerpo,
                          tipo='text/csv')
            if r.estado >= 400:
                vistas.append((r.estado, r.codigo))
                t.ok(r.estado < 500 and r.codigo
                     and r.tipo == 'application/problem+json',
                     f'CSV: {nombre}, rechazado entero', r.estado,
                     r.cuerpo[:500])
            else:
                d = r.json
                vistas.append({k: d[k] for k in (
                    'filas', 'creados', 'actualizados', 'sin_cambios',
                    'rechazados')})
            if prueba == 'true':
                t.es(c.cuentas(), antes, f'CSV: {nombre}: la prueba no hace '
                     'nada')
        t.es(vistas[0], vistas[1], '... y dice lo mismo que después pasa')
        if isinstance(vistas[1], tuple):
            t.ok(not creados, '... y no debía rechazarse entero', vistas[1])
            t.es(c.cuentas(), antes, '... no hizo nada')
            return
        v = vistas[1]
        t.es(v['filas'], v['creados'] + v['actualizados'] + v['sin_cambios']
             + v['rechazados'], '... cada fila en su cuenta', d)
        if creados is not None:
            t.es(v['creados'], creados, '... creados', d)
        if rechazados is not None:
            t.es(v['rechazados'], rechazados, '... rechazados', d)
        t.es(c.cuentas()[0] - antes[0], v['creados'], '... y están')
        errores = list(c.c.lista(
            f"/v1/importaciones/{d['importacion_id']}/errores"))
        t.ok(all(e['fila'] and e['codigo'] and e['mensaje'] for e in errores)
             and len({e['fila'] for e in errores if not e['aviso']})
             == v['rechazados'],
             '... cada rechazo con su fila, código y mensaje', errores)
        for codigo, esperado in (nombres or {}).items():
            p = c.c.bien('GET', f'/v1/productos/codigo/{c.n.marca}-{codigo}')
            t.es(p.get('producto', p)['nombre'], esperado, '... bien leído')


def formulas(c):
    """Exported cells are never formulas, and come back as they were."""
    nombres = ['=1+1', '+54 11', '-2', '@SUM(A1)', '\'=1', '=HYPERLINK("x")',
               'a;b,"c"', 'dos\nrenglones']
    codigos = {}
    for nombre in nombres:
        codigo = c.n.codigo()
        codigos[codigo] = nombre
        c.c.bien('POST', '/v1/productos', {'codigo': codigo,
                                           'nombre': nombre})
    r = c.c.pedir('GET', '/v1/productos/exportar')
    c.t.ok(r.estado == 200 and r.tipo == 'text/csv', 'exportar', r.estado,
           r.tipo)
    filas = list(csv.DictReader(io.StringIO(r.cuerpo.decode('utf-8-sig'),
                                            newline='')))
    c.t.es(len(filas), c.cuentas()[0], '... todos los productos')
    celdas = [x for f in filas for x in f.values() if x]
    malas = [x for x in celdas if x[:1] in '=+-@\t\r'
             and not x[1:].replace('.', '').isdigit()]
    c.t.es(malas, [], '... ninguna celda es una fórmula')
    de = {f['codigo']: f['nombre'] for f in filas}
    c.t.es({k: de.get(k) for k in codigos}, {
        k: "'" + v if v.lstrip("'")[0] in '=+-@' else v
        for k, v in codigos.items()}, '... las que lo parecían, escapadas')
    d = c.c.bien('POST', IMPORTAR, r.cuerpo, tipo='text/csv')
    c.t.es((d['creados'], d['actualizados'], d['rechazados']), (0, 0, 0),
           '... e importarlas de nuevo no cambia nada', d)
