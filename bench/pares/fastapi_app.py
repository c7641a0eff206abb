"""What a user would write instead, in Python: FastAPI and asyncpg.

The same requests as ours from the same database, with the same token check.
Tuned as the projects' own documentation says: uvloop and httptools, no access
log, a pool per process, prepared statements (asyncpg keeps them by itself),
an answer that is sent as it came.  Run by bench/pares.py.
"""

import json
import os

import asyncpg
import jwt
from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response

SECRETO = os.environ['JWT_SECRET_KEY']
CACHE = os.environ.get('PAR_CACHE') == '1'
LEER = 'SELECT estado, cuerpo, etag FROM api.producto_por_codigo($1, $2)'
MOVER = 'SELECT estado, cuerpo FROM api.movimientos_aplicar($1)'

app = FastAPI(openapi_url=None)
guardados = {}


@app.on_event('startup')
async def abrir():
    app.state.pg = await asyncpg.create_pool(
        host=os.environ['PGHOST'], port=5432, user='inventario_app',
        database=os.environ['PAR_BASE'], password=os.environ['PAR_CLAVE'],
        min_size=4, max_size=8)


def identidad(authorization: str = Header(default='')):
    if not authorization.startswith('Bearer '):
        raise HTTPException(401)
    try:
        return jwt.decode(authorization[7:], SECRETO, algorithms=['HS256'],
                          issuer='inventario', audience='inventario')
    except jwt.PyJWTError as error:
        raise HTTPException(401) from error


def contexto(quien):
    return {'usuario_id': int(quien['sub']), 'usuario': quien['usuario'],
            'rol': quien['rol'], 'sucursales': quien['suc']}


@app.get('/api/deposito/v1/productos/codigo/{codigo}')
async def producto(codigo: str, quien=Depends(identidad)):
    fila = guardados.get(codigo) if CACHE else None
    if fila is None:
        fila = await app.state.pg.fetchrow(
            LEER, json.dumps(contexto(quien)), codigo)
        if fila is None:
            raise HTTPException(404)
        if CACHE:
            guardados[codigo] = fila
    return Response(fila['cuerpo'], fila['estado'], {
        'ETag': f'"{fila["etag"]}"'}, 'application/json')


@app.post('/api/deposito/v1/movimientos')
async def movimiento(pedido: Request, quien=Depends(identidad),
                     idempotency_key: str = Header(default=None)):
    ctx = dict(contexto(quien), lote=False, atomico=False)
    fila = await app.state.pg.fetchrow(MOVER, json.dumps([{
        'ctx': ctx, 'clave': idempotency_key, 'huella': idempotency_key,
        'cuerpo': [await pedido.json()]}]))
    return Response(fila['cuerpo'], fila['estado'],
                    media_type='application/json')
