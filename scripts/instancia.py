"""A running Inventario for the programs that prove and measure, and a client.

Three ways to get one, by the environment:

  INVENTARIO_URL, INVENTARIO_ADMIN, INVENTARIO_CLAVE   one that runs already
  INVENTARIO_PRUEBA, PGDATABASE   inside `make test`: its servers, our nginx
  (nothing)                       PostgreSQL, Redis and nginx of our own in a
                                  temporary folder, removed at the end

Python's standard library only.
"""

import http.client
import json
import os
import pathlib
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse

RAIZ = pathlib.Path(__file__).resolve().parent.parent
NGINX = '/usr/sbin/nginx'
SESION_S = 600                  # a token lives 15 minutes
OCIOSA_S = 30                   # nginx closes after 65


class Falla(Exception):
    """Something that must not happen; its text is for the person."""


def puerto_libre():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def leer_env(archivo):
    """KEY=value lines."""
    pares = (linea.split('=', 1) for linea in
             pathlib.Path(archivo).read_text().splitlines() if '=' in linea)
    return {clave: valor for clave, valor in pares}


class Instancia:
    """Use it in a with.  fsync: as in production; trabajadores: workers, as
    many as cores if None."""

    def __init__(self, fsync=True, trabajadores=None):
        self.fsync = fsync
        self.trabajadores = trabajadores
        self.proceso = None
        self.tmp = None
        self.propia = True

    def __enter__(self):
        try:
            self._preparar()
        except BaseException:
            self._limpiar()
            raise
        return self

    def __exit__(self, *_):
        self._limpiar()

    # --- what it is made of -------------------------------------------------

    def _preparar(self):
        self.usuario = os.environ.get('INVENTARIO_ADMIN', 'admin')
        if 'INVENTARIO_URL' in os.environ:
            self.propia = False
            self.url = os.environ['INVENTARIO_URL']
            self.clave = os.environ['INVENTARIO_CLAVE']
            return
        self.tmp = pathlib.Path(tempfile.mkdtemp(prefix='inventario-carga.'))
        self.tmp.chmod(0o755)
        self.dir = pathlib.Path(os.environ.get('INVENTARIO_PRUEBA', self.tmp))
        self.base = os.environ.get('PGDATABASE', 'inventario') \
            if self.dir != self.tmp else 'inventario'
        if self.dir == self.tmp:
            entorno = {} if self.fsync else {'SIN_FSYNC': '1'}
            self._guion('servidores.sh', 'iniciar', self.dir, **entorno)
            self._guion('migrar.sh', self.dir)
        self.entorno = dict(os.environ, **leer_env(self.dir / 'secretos'))
        self.entorno.update(PGHOST=str(self.dir / 'pg/s'), PGPORT='5432',
                            PGPASSFILE=str(self.dir / 'pgpass'))
        self.clave = secrets.token_hex(12)
        self._crear_admin()
        self._configurar()
        self.arranque_s = self.arrancar()

    def _guion(self, nombre, *args, **entorno):
        hecho = subprocess.run(
            [str(RAIZ / 'scripts' / nombre), *map(str, args)],
            env=dict(os.environ, **entorno), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if hecho.returncode:
            raise Falla(f'{nombre} no pudo:\n'
                        + hecho.stdout.decode(errors='replace'))

    def psql(self, sql, base=None, usuario='inventario_dueno'):
        """Runs SQL and returns what psql -At prints."""
        hecho = subprocess.run(
            ['psql', '-qXAt', '-v', 'ON_ERROR_STOP=1', '-U', usuario,
             '-d', base or self.base], input=sql.encode(),
            env=self.entorno, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, check=False)
        if hecho.returncode:
            raise Falla('psql: ' + hecho.stderr.decode(errors='replace'))
        return hecho.stdout.decode().rstrip('\n')

    def migrar(self, base):
        self._guion('migrar.sh', self.dir, base)

    def pg_programa(self, nombre):
        """A program of the version that runs."""
        version = self.psql('SHOW server_version_num')[:2]
        return f'/usr/lib/postgresql/{version}/bin/{nombre}'

    def crear_usuario(self, usuario, rol, clave):
        hash_ = subprocess.run(
            [str(RAIZ / 'build/inventario-clave')], check=True,
            input=clave.encode() + b'\n', stdout=subprocess.PIPE,
            env=dict(os.environ, LD_PRELOAD='')).stdout.decode().strip()
        self.psql(f"""INSERT INTO inv.usuario (usuario, nombre, clave_hash, rol)
            VALUES ('{usuario}', '{usuario}', '{hash_}', '{rol}')
            ON CONFLICT (usuario) DO UPDATE
            SET clave_hash = excluded.clave_hash""")

    def _crear_admin(self):
        self.crear_usuario(self.usuario, 'admin', self.clave)

    def _configurar(self):
        """nginx.conf from the one of `make run`."""
        modulos = os.environ.get('INVENTARIO_MODULOS', RAIZ / 'build')
        self.prefijo = self.tmp / 'nginx'
        (self.prefijo / 'tmp').mkdir(parents=True)
        puerto, deposito, negocio = (puerto_libre() for _ in range(3))
        self.url = f'http://127.0.0.1:{puerto}'
        texto = (RAIZ / 'conf/desarrollo.conf.in').read_text().replace(
            '@PUERTA@', (RAIZ / 'conf/puerta.conf.in').read_text())
        for palabra, valor in {
                'MODULOS': modulos, 'CONF': RAIZ / 'conf',
                'HTML': self.prefijo, 'DIRECCION': '127.0.0.1',
                'USUARIO': 'user  www-data;' if os.getuid() == 0 else '',
                'PG': self.dir / 'pg/s', 'REDIS': self.dir / 'redis/s',
                'PUERTO': puerto, 'PUERTO_DEPOSITO': deposito,
                'PUERTO_NEGOCIO': negocio}.items():
            texto = texto.replace(f'@{palabra}@', str(valor))
        texto = texto.replace('dbname=inventario ', f'dbname={self.base} ')
        if self.trabajadores:
            texto = re.sub(r'worker_processes\s+auto',
                           f'worker_processes {self.trabajadores}', texto)
        (self.prefijo / 'nginx.conf').write_text(texto)

    def trabajar_con(self, trabajadores):
        """Restarts nginx with so many workers."""
        self._cambiar(r'worker_processes\s+\w+',
                      f'worker_processes {trabajadores}')

    def con_cache(self, si):
        """Restarts nginx with or without a cache."""
        self._cambiar(r'#*(inventario_cache\s)', r'\1' if si else r'#\1')

    def _cambiar(self, patron, texto):
        conf = self.prefijo / 'nginx.conf'
        conf.write_text(re.sub(patron, texto, conf.read_text()))
        self.parar()
        self.arrancar()

    def agregar(self, servidores):
        """Restarts nginx with more server{} blocks."""
        conf = self.prefijo / 'nginx.conf'
        texto = conf.read_text().rstrip()
        conf.write_text(texto[:-1] + servidores + '}\n')
        self.parar()
        self.arrancar()

    def arrancar(self):
        """Starts nginx; seconds until /health answers well."""
        entorno = dict(self.entorno)
        if 'TEST_NGINX_LD_PRELOAD' in entorno:
            entorno['LD_PRELOAD'] = entorno['TEST_NGINX_LD_PRELOAD']
        desde = time.monotonic()
        with open(self.prefijo / 'salida', 'wb') as salida:
            self.proceso = subprocess.Popen(
                [NGINX, '-p', f'{self.prefijo}/', '-c',
                 str(self.prefijo / 'nginx.conf'), '-g', 'daemon off;'],
                env=entorno, stdin=subprocess.DEVNULL, stdout=salida,
                stderr=salida)
        puerto = urllib.parse.urlsplit(self.url).port
        while time.monotonic() - desde < 30:
            if self.proceso.poll() is not None:
                raise Falla('nginx no arrancó:\n' + self.registro())
            if self._sano(puerto):
                return time.monotonic() - desde
            time.sleep(0.002)
        raise Falla('nginx anda, pero /health no:\n' + self.registro())

    @staticmethod
    def _sano(puerto):
        conexion = http.client.HTTPConnection('127.0.0.1', puerto, timeout=5)
        try:
            conexion.request('GET', '/health')
            return conexion.getresponse().status == 200
        except OSError:
            return False
        finally:
            conexion.close()

    def registro(self):
        textos = [p.read_text(errors='replace')[-3000:] for p in
                  (self.prefijo / 'salida', self.prefijo / 'error.log')
                  if p.exists()]
        return '\n'.join(textos)

    def parar(self):
        if self.proceso and self.proceso.poll() is None:
            self.proceso.send_signal(signal.SIGQUIT)
            try:
                self.proceso.wait(10)
            except subprocess.TimeoutExpired:
                self.proceso.terminate()
                self.proceso.wait(10)

    def _limpiar(self):
        if self.tmp is None:
            return
        self.parar()
        if self.dir == self.tmp:
            self._guion('servidores.sh', 'detener', self.dir)
        shutil.rmtree(self.tmp, ignore_errors=True)

    # --- its workers --------------------------------------------------------

    def pids(self):
        """Of the workers."""
        hijos = pathlib.Path(f'/proc/{self.proceso.pid}/task/'
                             f'{self.proceso.pid}/children').read_text()
        return [int(p) for p in hijos.split()]

    def memorias(self, cual):
        """KiB by worker: VmRSS, VmHWM (at its peak), RssShmem..."""
        return {p: int(re.search(rf'^{cual}:\s+(\d+)', pathlib.Path(
            f'/proc/{p}/status').read_text(), re.M).group(1))
            for p in self.pids()}

    def olvidar_picos(self):
        """VmHWM begins again from what each worker holds now."""
        for p in self.memorias('VmRSS'):
            pathlib.Path(f'/proc/{p}/clear_refs').write_text('5')

    def memoria_propia(self):
        """(without shared memory, all) of the largest worker, in KiB."""
        todo, comun = self.memorias('VmRSS'), self.memorias('RssShmem')
        return max((todo[p] - comun[p], todo[p]) for p in todo)


class Sesion:
    """A login that several clients share, renewed before it ends."""

    def __init__(self, url, usuario, clave):
        self.url, self.usuario, self.clave = url, usuario, clave
        self.cerrojo = threading.Lock()
        self.hasta = 0
        self._token = None

    def token(self):
        with self.cerrojo:
            if time.monotonic() > self.hasta:
                r = Cliente(self.url).pedir(
                    'POST', '/api/auth/v1/login',
                    {'usuario': self.usuario, 'clave': self.clave})
                if r.estado != 200:
                    raise Falla(f'login: {r.estado} {r.cuerpo[:300]!r}')
                self._token = r.json['access_token']
                self.hasta = time.monotonic() + SESION_S
            return self._token


class Respuesta:
    def __init__(self, estado, cabeceras, cuerpo):
        self.estado, self.cabeceras, self.cuerpo = estado, cabeceras, cuerpo
        self.tipo = cabeceras.get('Content-Type', '').split(';')[0]

    @property
    def json(self):
        return json.loads(self.cuerpo)

    @property
    def codigo(self):
        """The stable word of a problem document, or None."""
        try:
            doc = self.json
        except ValueError:
            return None
        return doc.get('codigo') if isinstance(doc, dict) else None

    @property
    def repetida(self):
        return self.cabeceras.get('Idempotency-Replayed') == 'true'


class Cliente:
    """One keep-alive connection.  Not for two threads at once."""

    def __init__(self, url, sesion=None, plazo=120):
        partes = urllib.parse.urlsplit(url)
        self.sesion = sesion
        self.usada = 0
        self.conexion = http.client.HTTPConnection(
            partes.hostname, partes.port, timeout=plazo)

    def pedir(self, metodo, ruta, cuerpo=None, clave=None, tipo=None,
              cabeceras=None):
        """ruta without /api/ in front is the depósito's; a body that is not
        bytes goes as JSON; clave is the Idempotency-Key."""
        if not ruta.startswith('/api/'):
            ruta = '/api/deposito' + ruta
        todas = {}
        if self.sesion:
            todas['Authorization'] = 'Bearer ' + self.sesion.token()
        if cuerpo is not None:
            if not isinstance(cuerpo, bytes):
                cuerpo = json.dumps(cuerpo).encode()
            todas['Content-Type'] = tipo or 'application/json'
        if clave:
            todas['Idempotency-Key'] = clave
        todas.update(cabeceras or {})
        if time.monotonic() - self.usada > OCIOSA_S:
            self.conexion.close()
        self.usada = time.monotonic()
        try:
            self.conexion.request(metodo, ruta, cuerpo, todas)
            r = self.conexion.getresponse()
            return Respuesta(r.status, r.headers, r.read())
        except (OSError, http.client.HTTPException):
            self.conexion.close()
            raise

    def bien(self, metodo, ruta, *args, **kw):
        """The JSON of an answer that must be a 2xx."""
        r = self.pedir(metodo, ruta, *args, **kw)
        if not 200 <= r.estado < 300:
            raise Falla(f'{metodo} {ruta}: {r.estado} '
                        f'{r.cuerpo[:500].decode(errors="replace")}')
        return r.json if r.cuerpo else None

    def lista(self, ruta):
        """Every element of a list, page by page."""
        union = '&' if '?' in ruta else '?'
        cursor = None
        while True:
            pagina = f'{ruta}{union}limite=500'
            if cursor:
                pagina += '&cursor=' + urllib.parse.quote(cursor)
            doc = self.bien('GET', pagina)
            yield from doc['datos']
            cursor = doc['siguiente']
            if not cursor:
                return


def clientes(instancia):
    """Makes clients of a session: nuevo = clientes(i); nuevo().pedir(...)."""
    sesion = Sesion(instancia.url, instancia.usuario, instancia.clave)
    return lambda: Cliente(instancia.url, sesion)
