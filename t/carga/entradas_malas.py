#!/usr/bin/python3
"""Bad input of every kind: each gets its status and its stable code in a
problem document, and nothing is half done.  TAP.

Against INVENTARIO_URL with INVENTARIO_ADMIN and INVENTARIO_CLAVE, or against
a server that it starts itself (scripts/instancia.py says how).
"""

import base64
import json
import socket
import sys
import urllib.parse

from apoyo import Falla, Instancia, Negocio, Tap, doc
from instancia import Cliente, Sesion
from malas_csv import csv_malos, formulas

CUENTAN = ('productos', 'movimientos', 'sucursales', 'ubicaciones',
           'reservas')


class Caso:
    """Sends bad input and sees that it was told so and did nothing."""

    def __init__(self, t, n):
        self.t, self.n, self.c = t, n, n.c

    def cuentas(self):
        return [self.c.bien('GET', f'/v1/{que}?limite=1&contar=true')['total']
                for que in CUENTAN] + [
                    len(self.c.bien('GET', '/v1/categorias')['datos'])]

    def mala(self, nombre, metodo, ruta, cuerpo, estado, codigo, campos=None,
             **kw):
        """campos: {field: code} that errores must hold, all of them."""
        cliente = kw.pop('cliente', self.c)
        antes = self.cuentas()
        r = cliente.pedir(metodo, ruta, cuerpo, **kw)
        self.problema(nombre, r, estado, codigo, campos)
        self.t.es(self.cuentas(), antes, '... y no hizo nada')
        return r

    def problema(self, nombre, r, estado, codigo, campos=None):
        dados = {}
        if r.tipo == 'application/problem+json':
            dados = {e['campo']: e['codigo']
                     for e in r.json.get('errores', [])}
        dio = (r.estado, r.codigo, r.tipo)
        espera = (estado, codigo, 'application/problem+json')
        if campos is not None:
            dio += (dados,)
            espera += (campos,)
        if self.t.es(dio, espera, nombre, r.cuerpo[:600].decode(
                errors='replace')):
            d = r.json
            self.t.ok({'type', 'title', 'status', 'detail', 'request_id'}
                      <= d.keys() and d['status'] == estado,
                      '... con todo lo de un problema', d)


# --- JSON --------------------------------------------------------------------


def json_malo(c):
    bien = b'{"codigo":"X1","nombre":"x"}'
    casos = {
        'vacío': b'', 'cortado': b'{"codigo":', 'basura': b'hola',
        'algo detrás': bien + b'{}', 'coma de más': b'{"codigo":"X1",}',
        'comillas simples': b"{'codigo':'X1'}", 'NaN': bien.replace(
            b'"x"}', b'"x","precio_venta":NaN}'),
        'Infinity': bien.replace(b'"x"}', b'"x","precio_venta":Infinity}'),
        'comentario': b'/* a */' + bien, 'BOM': b'\xef\xbb\xbf[' + bien,
        'un campo dos veces': b'{"codigo":"X1","codigo":"X2","nombre":"x"}',
        'cero a la izquierda': bien.replace(b'"x"}', b'"x","iva":021}'),
        'medio par sustituto': bien.replace(b'"x"', b'"\\ud800"')}
    for nombre, cuerpo in casos.items():
        c.mala(f'JSON: {nombre}', 'POST', '/v1/productos', cuerpo, 400,
               'json_invalido')
    for nombre, cuerpo in {'listas': b'[' * 10000, 'objetos': b'{"a":' * 10000,
                           'cerradas': b'[' * 10000 + b']' * 10000}.items():
        c.mala(f'JSON: 10.000 de hondo, {nombre}', 'POST', '/v1/productos',
               cuerpo, 400, 'json_profundo')
    for nombre, mal in {'byte suelto': b'\xff', 'cortado': b'\xc3',
                        'largo de más': b'\xc0\xaf', 'sustituto':
                        b'\xed\xa0\x80', 'muy alto': b'\xf4\x90\x80\x80',
                        'Latin-1': 'ñ'.encode('latin-1')}.items():
        c.mala(f'UTF-8: {nombre}', 'POST', '/v1/productos',
               bien.replace(b'"x"', b'"' + mal + b'"'), 400, 'utf8_invalido')
    for nombre, mal in {'un salto de línea': b'x\ny',
                        'un NUL escapado': b'x\\u0000y'}.items():
        c.mala(f'{nombre} dentro de un texto', 'POST', '/v1/productos',
               bien.replace(b'"x"', b'"' + mal + b'"'), 400, 'json_control')
    for nombre, cuerpo in {'un número': b'1', 'un texto': b'"x"',
                           'null': b'null', 'true': b'true'}.items():
        c.mala(f'JSON: {nombre} en vez de un objeto', 'POST',
               '/v1/productos', cuerpo, 400, 'json_invalido')
    for tipo in ('text/plain', 'application/x-www-form-urlencoded',
                 'application/jsonp'):
        c.mala(f'Content-Type: {tipo}', 'POST', '/v1/productos', bien, 415,
               'tipo_de_contenido', tipo=tipo)


def enorme(c, url):
    """10 MB, announced and not; the answer may come before it is all sent."""
    destino = urllib.parse.urlsplit(url)
    trozo = b'[' + b' ' * 65535
    for nombre, largo in (('con Content-Length', True), ('por trozos', False)):
        antes = c.cuentas()
        with socket.create_connection((destino.hostname, destino.port),
                                      60) as s:
            s.sendall((
                'POST /api/deposito/v1/productos HTTP/1.1\r\nHost: x\r\n'
                f'Authorization: Bearer {c.c.sesion.token()}\r\n'
                'Content-Type: application/json\r\nConnection: close\r\n'
                + (f'Content-Length: {160 * 65536}\r\n\r\n' if largo
                   else 'Transfer-Encoding: chunked\r\n\r\n')).encode())
            try:
                for _ in range(160):
                    s.sendall(trozo if largo else b'10000\r\n' + trozo
                              + b'\r\n')
                if not largo:
                    s.sendall(b'0\r\n\r\n')
            except OSError:
                pass            # it has said what it thinks of it
            dicho = b''
            try:
                while parte := s.recv(65536):
                    dicho += parte
            except ConnectionError:
                pass
        cabeza, _, cuerpo = dicho.partition(b'\r\n\r\n')
        c.t.ok(cabeza.startswith(b'HTTP/1.1 413')
               and b'application/problem+json' in cabeza
               and b'"cuerpo_muy_grande"' in cuerpo,
               f'un cuerpo de 10 MB, {nombre}', dicho[:500])
        c.t.es(c.cuentas(), antes, '... y no hizo nada')


# --- fields ------------------------------------------------------------------


def campos_malos(c):
    largo = 'x' * 5000
    casos = [
        ('campo desconocido', {'nombre': 'x', 'codigo': 'X1', 'preçio': 1},
         {'preçio': 'desconocido'}),
        ('nada', {}, {'codigo': 'obligatorio', 'nombre': 'obligatorio'}),
        ('todos los errores juntos',
         {'codigo': 5, 'nombre': '', 'activo': 'si', 'precio_venta': -1},
         {'codigo': 'tipo', 'nombre': 'largo', 'activo': 'tipo',
          'precio_venta': 'rango'}),
        ('sólo espacios', {'codigo': 'X1', 'nombre': '   '},
         {'nombre': 'largo'}),
        ('muy largo', {'codigo': 'X1', 'nombre': largo}, {'nombre': 'largo'}),
        ('null donde no va', {'codigo': None, 'nombre': 'x'},
         {'codigo': 'tipo'}),
        ('lista por texto', {'codigo': ['X1'], 'nombre': 'x'},
         {'codigo': 'tipo'}),
        ('objeto por número', {'codigo': 'X1', 'nombre': 'x',
                               'precio_venta': {}}, {'precio_venta': 'tipo'}),
        ('30 decimales', {'codigo': 'X1', 'nombre': 'x', 'precio_venta':
                          '1.' + '1' * 30}, {'precio_venta': 'decimales'}),
        ('un número que no es', {'codigo': 'X1', 'nombre': 'x',
                                 'precio_venta': '1,50'},
         {'precio_venta': 'tipo'}),
        ('NaN como texto', {'codigo': 'X1', 'nombre': 'x',
                            'precio_venta': 'NaN'}, {'precio_venta': 'tipo'}),
        ('un dígito de más', {'codigo': 'X1', 'nombre': 'x',
                              'precio_venta': '9' * 13},
         {'precio_venta': 'rango'}),
        ('una unidad que no existe', {'codigo': 'X1', 'nombre': 'x',
                                      'unidad': 'docena'},
         {'unidad': 'opcion'}),
        ('un código con comillas', {'codigo': "X' OR '1'='1", 'nombre': 'x'},
         {'codigo': 'codigo_caracteres'}),
        ('un GTIN con otro verificador', {'codigo': '7790895000998',
                                          'nombre': 'x'},
         {'codigo': 'codigo_invalido'}),
        ('una categoría que no existe', {'codigo': 'X1', 'nombre': 'x',
                                         'categoria_id': 999999},
         {'categoria_id': 'categoria_no_encontrada'}),
        ('el máximo bajo el mínimo', {'codigo': 'X1', 'nombre': 'x',
                                      'stock_minimo': 5, 'stock_maximo': 4},
         {'stock_maximo': 'stock_maximo_menor'})]
    for nombre, cuerpo, campos in casos:
        c.mala(f'producto: {nombre}', 'POST', '/v1/productos', cuerpo, 422,
               'campos_invalidos', campos)
    for nombre, numero, codigo in (
            ('1e400', b'1e400', 'tipo'), ('1e-400', b'1e-400', 'tipo'),
            ('1e99999999999', b'1e99999999999', 'tipo'),
            ('400 cifras', b'9' * 400, 'rango'),
            ('30 decimales', b'0.' + b'1' * 30, 'decimales'),
            ('-0.01', b'-0.01', 'rango')):
        c.mala(f'producto: un precio de {nombre}', 'POST', '/v1/productos',
               b'{"codigo":"X1","nombre":"x","precio_venta":%s}' % numero,
               422, 'campos_invalidos', {'precio_venta': codigo})


def movimientos_malos(c):
    n, u = c.n, c.n.ubicacion()
    p = n.producto()
    n.recibir(u, p, 5)
    linea = 'lineas[0].cantidad'
    for nombre, cantidad, codigo in (
            ('0', 0, 'rango'), ('0.000', '0.000', 'rango'),
            ('-1', -1, 'rango'), ('4 decimales', '1.0001', 'decimales'),
            ('un texto', 'dos', 'tipo'), ('un booleano', True, 'tipo'),
            ('un billón', 10 ** 12, 'rango')):
        cuerpo = doc('salida', u)
        cuerpo['lineas'] = [{'producto_id': p, 'cantidad': cantidad}]
        c.mala(f'movimiento: cantidad {nombre}', 'POST', '/v1/movimientos',
               cuerpo, 422, 'campos_invalidos', {linea: codigo})
    cuerpo = doc('ajuste', u, (p, 0), motivo='x')
    c.mala('movimiento: ajuste de 0', 'POST', '/v1/movimientos', cuerpo, 422,
           'campos_invalidos')
    for nombre, mas, campo, codigo in (
            ('tipo que no existe', {'tipo': 'venta'}, 'tipo', 'opcion'),
            ('fecha que no existe', {'ocurrido_en':
                                     '2026-02-30T10:00:00-03:00'},
             'ocurrido_en', 'forma'),
            ('instante sin huso', {'ocurrido_en': '2026-02-20T10:00:00'},
             'ocurrido_en', 'forma'),
            ('sin líneas', {'lineas': []}, 'lineas', 'largo'),
            ('líneas que no son', {'lineas': 'todas'}, 'lineas', 'tipo'),
            ('una línea que no es', {'lineas': [7]}, 'lineas[0]', 'tipo'),
            ('línea con algo más', {'lineas': [
                {'producto_id': p, 'cantidad': 1, 'x': 1}]},
             'lineas[0].x', 'desconocido'),
            ('ubicación 0', {'ubicacion_id': 0}, 'ubicacion_id', 'rango'),
            ('ubicación con decimales', {'ubicacion_id': 1.5},
             'ubicacion_id', 'tipo'),
            ('ubicación inmensa', {'ubicacion_id': 2 ** 70},
             'ubicacion_id', 'rango'),
            ('ubicación de texto', {'ubicacion_id': '101'},
             'ubicacion_id', 'tipo')):
        c.mala(f'movimiento: {nombre}', 'POST', '/v1/movimientos',
               dict(doc('salida', u, (p, 1)), **mas), 422,
               'campos_invalidos', {campo: codigo})
    for nombre, cuerpo, codigo in (
            ('un producto que no existe', doc('salida', u, (999999, 1)),
             'producto_no_encontrado'),
            ('una ubicación que no existe', doc('salida', 999999, (p, 1)),
             'ubicacion_no_encontrada')):
        c.mala(f'movimiento: {nombre}', 'POST', '/v1/movimientos', cuerpo,
               404, codigo)
    c.mala('movimiento: más de lo que hay', 'POST', '/v1/movimientos',
           doc('salida', u, (p, 6)), 409, 'stock_insuficiente')
    c.mala('movimiento: una línea buena y una mala', 'POST',
           '/v1/movimientos', doc('salida', u, (p, 1), (999999, 1)), 404,
           'producto_no_encontrado')
    c.mala('movimiento: merma sin motivo', 'POST', '/v1/movimientos',
           doc('merma', u, (p, 1)), 422, 'campos_invalidos')
    c.mala('anular lo que no existe', 'POST', '/v1/movimientos/999999/anular',
           {'motivo': 'x'}, 404, 'movimiento_no_encontrado')
    c.t.es(n.saldo(u, p), 5, 'después de todo eso el saldo es el mismo')
    lotes(c, u, p)


def lotes(c, u, p):
    for nombre, cuerpo in (('vacío', []), ('de 1.001', [doc(
            'salida', u, (p, 1))] * 1001)):
        c.mala(f'lote {nombre}', 'POST', '/v1/movimientos', cuerpo, 422,
               'lote_largo')
    bueno = doc('salida', u, (p, 1))
    r = c.c.pedir('POST', '/v1/movimientos', [
        7, {}, bueno, dict(bueno, tipo='x'), doc('salida', u, (p, 99))])
    c.t.es((r.estado, [v['estado'] for v in r.json['resultados']]),
           (200, [422, 422, 201, 422, 409]),
           'un lote con cuatro malos y uno bueno', r.cuerpo[:800])
    c.t.es(c.n.saldo(u, p), 4, '... hizo el bueno')
    c.mala('el mismo con atomico=true', 'POST',
           '/v1/movimientos?atomico=true', [bueno, {}], 409,
           'lote_rechazado')
    c.mala('atomico=quizás', 'POST', '/v1/movimientos?atomico=quiz%C3%A1s',
           [bueno], 422, 'campos_invalidos', {'atomico': 'tipo'})
    c.t.es(c.n.saldo(u, p), 4, '... no hizo nada')


# --- addresses, methods, preconditions ---------------------------------------


def direcciones_malas(c):
    for nombre, ruta, campo, codigo in (
            ('límite 0', '/v1/productos?limite=0', 'limite', 'rango'),
            ('límite 501', '/v1/productos?limite=501', 'limite', 'rango'),
            ('límite de texto', '/v1/productos?limite=x', 'limite', 'tipo'),
            ('límite con basura', '/v1/productos?limite=5%20OR%201=1',
             'limite', 'tipo'),
            ('parámetro desconocido', '/v1/productos?limit=5', 'limit',
             'desconocido'),
            ('dos veces', '/v1/productos?limite=5&limite=6', 'limite',
             'repetido'),
            ('mal codificada', '/v1/productos?limite=%zz', 'consulta',
             'forma'),
            ('cursor ajeno', '/v1/productos?cursor=JyBPUiAxPTE', 'cursor',
             'cursor_invalido'),
            ('cursor de otra forma', '/v1/productos?cursor=' + base64
             .urlsafe_b64encode(b'["a",{},3,4,5,6,7]').decode().rstrip('='),
             'cursor', 'cursor_invalido'),
            ('opción que no hay', '/v1/productos?activo=1', 'activo',
             'opcion'),
            ('booleano a medias', '/v1/productos?contar=1', 'contar',
             'tipo'),
            ('número de producto que no es', '/v1/productos/abc', 'id',
             'tipo'),
            ('número negativo', '/v1/productos/-1', 'id', 'rango'),
            ('número inmenso', '/v1/productos/' + '9' * 30, 'id', 'rango'),
            ('UTF-8 inválido', '/v1/productos/buscar?q=%ff%fe', 'q',
             'utf8_invalido'),
            ('un NUL', '/v1/productos/buscar?q=a%00b', 'q', 'forma')):
        c.mala(f'dirección: {nombre}', 'GET', ruta, None, 422,
               'campos_invalidos', {campo: codigo})
    for nombre, ruta, codigo in (
            ('producto que no existe', '/v1/productos/999999999',
             'producto_no_encontrado'),
            ('código que no existe', '/v1/productos/codigo/NADA',
             'producto_no_encontrado'),
            ('código con SQL', '/v1/productos/codigo/' + urllib.parse.quote(
                "x' OR 1=1 --"), 'producto_no_encontrado'),
            ('ruta que no existe', '/v1/productoss', 'ruta_no_encontrada'),
            ('con barra al final', '/v1/productos/1/x/y/z/w',
             'ruta_no_encontrada'),
            ('otro agente', '/api/otro/v1/x', 'ruta_no_encontrada')):
        c.mala(f'dirección: {nombre}', 'GET', ruta, None, 404, codigo)
    c.mala('dirección muy larga', 'GET', '/v1/productos?q=' + 'x' * 9000,
           None, 414, 'direccion_muy_larga')
    c.mala('encabezado muy largo', 'GET', '/v1/productos', None, 431,
           'encabezados_muy_grandes', cabeceras={'X-Algo': 'x' * 9000})
    c.mala('Idempotency-Key de 256', 'POST', '/v1/productos',
           {'codigo': 'X1', 'nombre': 'x'}, 400, 'clave_invalida',
           clave='x' * 256)
    c.mala('Idempotency-Key con ñ', 'POST', '/v1/productos',
           {'codigo': 'X1', 'nombre': 'x'}, 400, 'clave_invalida',
           clave='ñ'.encode())


def metodos_malos(c):
    for metodo, ruta, allow in (
            ('DELETE', '/v1/productos', 'GET, HEAD, POST'),
            ('PUT', '/v1/movimientos', 'GET, HEAD, POST'),
            ('POST', '/v1/productos/1', 'GET, HEAD, PUT, PATCH, DELETE'),
            ('PATCH', '/v1/existencias', 'GET, HEAD'),
            ('GET', '/api/auth/v1/login', 'POST'),
            ('DELETE', '/v1/reportes/integridad', 'GET, HEAD')):
        r = c.mala(f'{metodo} {ruta}', metodo, ruta, None, 405,
                   'metodo_no_permitido')
        c.t.es(r.cabeceras.get('Allow'), allow, '... con Allow')
    for metodo in ('TRACE', 'PROPFIND', 'INVENTADO'):
        r = c.c.pedir(metodo, '/v1/productos')
        c.t.ok(r.estado == 405 and r.tipo == 'application/problem+json',
               f'método {metodo}', r.estado, r.cuerpo[:300])


def versiones(c):
    id_ = c.n.producto()
    ruta = f'/v1/productos/{id_}'
    r = c.c.pedir('GET', ruta)
    etag = r.cabeceras['ETag']
    c.t.es(c.c.pedir('GET', ruta, cabeceras={'If-None-Match': etag}).estado,
           304, 'If-None-Match con la versión actual')
    c.mala('PATCH sin If-Match', 'PATCH', ruta, {'nombre': 'otro'}, 428,
           'version_requerida')
    c.mala('DELETE sin If-Match', 'DELETE', ruta, None, 428,
           'version_requerida')
    r = c.c.pedir('PATCH', ruta, {'nombre': 'otro'},
                  cabeceras={'If-Match': etag})
    c.t.es(r.estado, 200, 'PATCH con la versión actual', r.cuerpo[:300])
    c.t.ok(r.cabeceras['ETag'] != etag, '... da otra')
    for nombre, vieja in (('la de antes', etag), ('basura', '"x\' OR 1=1"'),
                          ('una lista', '"1", "2"')):
        c.mala(f'PATCH con {nombre}', 'PATCH', ruta, {'nombre': 'tercero'},
               412, 'version_anterior', cabeceras={'If-Match': vieja})
    c.t.es(c.c.bien('GET', ruta)['nombre'], 'otro', '... queda lo primero')


# --- who asks ----------------------------------------------------------------


def credenciales(c, url):
    def con(token):
        return {'Authorization': token}

    def b64(x):
        return base64.urlsafe_b64encode(x).decode().rstrip('=')

    nadie = Cliente(url)
    r = c.mala('sin credencial', 'GET', '/v1/productos', None, 401,
               'no_autenticado', cliente=nadie)
    c.t.ok('Bearer' in r.cabeceras.get('WWW-Authenticate', ''),
           '... con WWW-Authenticate')
    bueno = c.c.sesion.token()
    cabeza, cuerpo, firma = bueno.split('.')
    otro = json.loads(base64.urlsafe_b64decode(cuerpo + '=='))
    otro['sub'] = '2'
    for nombre, token in (
            ('basura', 'Bearer x'), ('vacía', 'Bearer '),
            ('otro esquema', 'Basic YTpi'), ('8 KiB', 'Bearer ' + 'a' * 7000),
            ('sin firma', f'Bearer {cabeza}.{cuerpo}.'),
            ('otra firma', f'Bearer {cabeza}.{cuerpo}.{firma[::-1]}'),
            ('otro contenido',
             f'Bearer {cabeza}.{b64(json.dumps(otro).encode())}.{firma}'),
            ('alg none', 'Bearer ' + b64(b'{"alg":"none","typ":"JWT"}')
             + f'.{cuerpo}.')):
        r = nadie.pedir('GET', '/v1/productos', cabeceras=con(token))
        c.t.ok(r.estado == 401 and r.tipo == 'application/problem+json'
               and r.codigo, f'credencial: {nombre}', r.estado, r.cuerpo)
    for cuerpo in ({'usuario': 'nadie', 'clave': 'x' * 12},
                   {'usuario': "admin' --", 'clave': 'x' * 12},
                   {'usuario': 'admin', 'clave': 'x' * 12}):
        c.mala(f"login de {cuerpo['usuario']}", 'POST', '/api/auth/v1/login',
               cuerpo, 401, 'credenciales_invalidas', cliente=nadie)
    usuario = 'c' + c.n.marca.lower()
    c.c.bien('POST', '/api/auth/v1/usuarios', {
        'usuario': usuario, 'nombre': 'x', 'clave': 'una-clave-larga-1',
        'rol': 'consulta'})
    lector = Cliente(url, Sesion(url, usuario, 'una-clave-larga-1'))
    c.mala('un lector que quiere escribir', 'POST', '/v1/productos',
           {'codigo': 'X1', 'nombre': 'x'}, 403, 'rol_no_permitido',
           cliente=lector)


def inyeccion(c):
    """Texts that would be SQL somewhere else are texts."""
    for texto in ("'; DROP TABLE inv.producto; --", "' OR '1'='1",
                  "x\\'; SELECT pg_sleep(5); --", '$$ $1 %s :a', '"; \\q',
                  "') UNION SELECT clave_hash FROM inv.usuario --"):
        antes = c.cuentas()
        q = urllib.parse.quote(texto)
        r = c.c.pedir('GET', f'/v1/productos/buscar?q={q}')
        c.t.es(r.estado, 200, f'buscar {texto}', r.cuerpo[:300])
        c.t.ok(b'argon2' not in r.cuerpo, '... no muestra lo ajeno')
        p = c.c.bien('POST', '/v1/productos', {
            'codigo': c.n.codigo(), 'nombre': texto, 'marca': texto})
        c.t.es((p['nombre'], p['marca']), (texto, texto),
               '... y como nombre es un nombre')
        antes[0] += 1
        c.t.es(c.cuentas(), antes, '... las tablas siguen ahí')


def main():
    t = Tap()
    with Instancia(fsync=False) as i:
        n = Negocio(i)
        c = Caso(t, n)
        for prueba in (json_malo, campos_malos, movimientos_malos,
                       direcciones_malas, metodos_malos, versiones,
                       inyeccion, csv_malos, formulas):
            try:
                prueba(c)
            except Falla as e:
                t.ok(False, f'{prueba.__name__} hasta el final', e)
        enorme(c, i.url)
        credenciales(c, i.url)
        t.ok(n.c.bien('GET', '/v1/reportes/integridad')['integridad_ok'],
             'al final el libro suma lo que dicen los saldos')
    return t.fin()


if __name__ == '__main__':
    sys.exit(main())
