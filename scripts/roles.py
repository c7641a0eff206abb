#!/usr/bin/python3
"""make roles: docs/roles.md, who may do what, from the route tables.

    roles.py DOCUMENT [BRANCHES]

DOCUMENT is what GET /api/openapi.json answers (x-roles says who may ask for a
route), BRANCHES t/sucursales.txt.  Prints the page.
"""

import json
import pathlib
import sys

RAIZ = pathlib.Path(__file__).resolve().parent.parent
ROLES = ('admin', 'deposito', 'negocio', 'ml_service', 'consulta')
METODOS = ('get', 'post', 'put', 'patch', 'delete')
CLASES = {'propias': 'sólo lo de las propias',
          'ajena': 'lo de otra no existe: 404',
          'nombra': 'otra: 403',
          'todas': 'lo que rige en todas: 403'}

CABEZA = """# Quién puede qué

Lo escribe `make roles` con las tablas de rutas; `t/15-roles.t` falla si no es lo que hacen, y hace cada pedido con cada rol.

- **admin** puede todo. Sin credencial sólo se llega a las rutas *públicas*; a las demás, 401.
- El rol que no puede recibe 403 `rol_no_permitido`.
- Una clave para programas (`X-API-Key`) tiene un rol, que nunca es admin, y puede lo que ese rol. Si es *sólo consultas*, de eso sólo las
  rutas GET: 403 `solo_lectura`. Si es de *algunos servicios*, sólo las rutas de ellos: 403 `agente_no_permitido`.
- Un usuario, o una clave, que trabaja sólo en algunas sucursales ve y toca lo de ésas. La última columna dice qué pasa con lo de
  otra; `t/09-sucursales.t` lo prueba ruta por ruta. Lo que dice *empresa* no es de ninguna sucursal.
"""


def sucursales(archivo):
    """What the last column says, by (method, path)."""
    dicho = {}
    for linea in pathlib.Path(archivo).read_text(encoding='utf-8').split('\n'):
        if not linea or linea.startswith('#'):
            continue
        metodo, ruta, clase, *con = linea.split(None, 3)
        uno = CLASES.get(clase) or f'empresa: {con[0].strip()}'
        dichos = dicho.setdefault((metodo, ruta), [])
        if uno not in dichos:
            dichos.append(uno)
    return {fila: '; '.join(dichos) for fila, dichos in dicho.items()}


def pagina(doc, dicho):
    renglones = [CABEZA]
    for etiqueta in doc['tags']:
        propias = [(m.upper(), ruta, o) for ruta, ops in doc['paths'].items()
                   for m, o in ops.items() if m in METODOS
                   and o['tags'] == [etiqueta['name']]]
        if not propias:
            continue
        renglones += [f"## {etiqueta['description']}", '',
                      '| ruta | ' + ' | '.join(ROLES) + ' | sucursales |',
                      '| --- |' + ' :-: |' * len(ROLES) + ' --- |']
        for metodo, ruta, o in sorted(propias, key=lambda x: (
                x[1], METODOS.index(x[0].lower()))):
            publica = o['security'] == []
            marcas = ['público' if publica else
                      'sí' if rol in o['x-roles'] else '' for rol in ROLES]
            donde = dicho.get((metodo, ruta), 'sin clasificar')
            renglones.append(f'| `{metodo} {ruta}` | ' + ' | '.join(marcas)
                             + f' | {donde} |')
        renglones.append('')
    return '\n'.join(renglones)


def main():
    doc = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding='utf-8'))
    dicho = sucursales(sys.argv[2] if len(sys.argv) > 2
                       else RAIZ / 't/sucursales.txt')
    sys.stdout.write(pagina(doc, dicho))


if __name__ == '__main__':
    main()
