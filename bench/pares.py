"""What a user would write instead: services that answer the same requests.

FastAPI with asyncpg (Debian's) and Fastify with pg (npm's, of the versions of
package-lock.json, installed in build/pares), on the database that is being
measured.  One process each is what one worker of ours is.
"""

import http.client
import os
import pathlib
import shutil
import signal
import subprocess
import time

from instancia import RAIZ, Falla, puerto_libre

AQUI = pathlib.Path(__file__).resolve().parent / 'pares'
DEBIAN = ('python3-fastapi', 'python3-asyncpg', 'python3-uvicorn',
          'python3-jwt', 'python3-uvloop', 'python3-httptools', 'npm')


def preparar():
    """Installs what the peers need; a Falla says what is missing."""
    hay = subprocess.run(['dpkg-query', '-W', '-f', '${Package}\n', *DEBIAN],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                         check=False).stdout.decode().split()
    faltan = [p for p in DEBIAN if p not in hay
              and not (p == 'npm' and shutil.which('npm'))]
    if faltan:
        if os.getuid():
            raise Falla('para medir a los pares falta: apt-get install '
                        + ' '.join(faltan))
        subprocess.run(['apt-get', 'install', '-y', '-q', *faltan],
                       check=True, stdout=subprocess.DEVNULL)
    destino = RAIZ / 'build/pares'
    candado = AQUI / 'fastify/package-lock.json'
    hecho = destino / 'hecho'
    if not hecho.exists() or hecho.read_bytes() != candado.read_bytes():
        destino.mkdir(parents=True, exist_ok=True)
        for archivo in (AQUI / 'fastify').iterdir():
            shutil.copy(archivo, destino)
        subprocess.run(['npm', 'ci', '--ignore-scripts', '--no-audit',
                        '--no-fund', '--silent'], cwd=destino, check=True)
        shutil.copy(candado, hecho)
    shutil.copy(AQUI / 'fastify/servidor.js', destino)


class Par:
    """One of them running: with Par('fastapi', i, 1, False) as par: par.url"""

    def __init__(self, cual, instancia, procesos, con_cache):
        self.puerto = puerto_libre()
        self.url = f'http://127.0.0.1:{self.puerto}'
        self.cual = cual
        entorno = dict(
            instancia.entorno, PAR_BASE=instancia.base,
            PAR_CLAVE=instancia.entorno['INVENTARIO_PG_CLAVE'],
            PAR_CACHE='1' if con_cache else '0', PAR_PUERTO=str(self.puerto),
            PAR_PROCESOS=str(procesos), NODE_ENV='production')
        if cual == 'fastapi':
            orden = ['/usr/bin/python3', '-m', 'uvicorn', 'fastapi_app:app',
                     '--app-dir', str(AQUI), '--port', str(self.puerto),
                     '--loop', 'uvloop', '--http', 'httptools',
                     '--no-access-log', '--log-level', 'warning',
                     '--workers', str(procesos)]
        else:
            orden = ['node', str(RAIZ / 'build/pares/servidor.js')]
        self.registro = instancia.tmp / f'{cual}.log'
        with open(self.registro, 'wb') as salida:
            self.proceso = subprocess.Popen(
                orden, env=entorno, stdin=subprocess.DEVNULL, stdout=salida,
                stderr=salida, start_new_session=True)

    def __enter__(self):
        hasta = time.monotonic() + 30
        while time.monotonic() < hasta and self.proceso.poll() is None:
            conexion = http.client.HTTPConnection('127.0.0.1', self.puerto,
                                                  timeout=5)
            try:
                conexion.request('GET', '/')
                conexion.getresponse()
                return self
            except OSError:
                time.sleep(0.05)
            finally:
                conexion.close()
        self.__exit__()
        raise Falla(f'{self.cual} no contesta:\n'
                    + self.registro.read_text(errors='replace')[-2000:])

    def __exit__(self, *_):
        try:
            os.killpg(self.proceso.pid, signal.SIGTERM)
            self.proceso.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.proceso.pid, signal.SIGKILL)
            self.proceso.wait()
        except ProcessLookupError:
            pass


class Filas:
    """The rows of correr.py that have these peers; self is its Banco."""

    def pares(self):
        """A product by code and a movement, with one process and with two."""
        preparar()
        for procesos in (1, 2):
            self.i.trabajar_con(procesos)
            self.c = self.nuevo()
            for que, medir, vara in (
                    ('producto por código, de memoria', self.leer_memoria,
                     (15, 5)),
                    ('producto por código, de la base', self.leer_base,
                     (6, 2.5)),
                    ('un movimiento', self.mover_par, (None, None))):
                con_cache = medir == self.leer_memoria
                self.i.con_cache(con_cache)
                self.c = self.nuevo()
                for cual, minimo in zip(('fastapi', 'fastify'), vara):
                    with Par(cual, self.i, procesos, con_cache) as par:
                        nuestro, suyo = self.medianas(
                            lambda: medir(None), lambda: medir(par.url))
                    texto = f'{que}, {procesos} proceso' + 's' * (procesos > 1)
                    razon = nuestro / suyo
                    self.anotar(texto, f'{nuestro:.0f}/s',
                                f'{cual}: {suyo:.0f}/s', f'{razon:.1f}',
                                f'≥ {minimo}' if minimo else '',
                                razon >= minimo if minimo else None)

    def leer_memoria(self, url):
        """A thousand codes, again and again."""
        return self.wrk('leer.lua', 64, 'codigo', 1000, url=url)[0]

    def leer_base(self, url):
        return self.leer_memoria(url)

    def mover_par(self, url):
        return self.mover(64, url)
