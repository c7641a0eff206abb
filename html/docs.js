/* /api/docs: shows the OpenAPI document, and tries its requests. */

'use strict';

const metodos = ['get', 'post', 'put', 'patch', 'delete'];
const aviso = document.getElementById('aviso');
const rutas = document.getElementById('rutas');

let api = null;
let token = '';


/* An element with properties and children. */
function nuevo(nombre, propiedades, ...hijos) {
  const e = Object.assign(document.createElement(nombre), propiedades);

  e.append(...hijos);

  return e;
}

/* Follows a reference inside the document. */
function resolver(objeto) {
  while (objeto?.$ref) {
    objeto = objeto.$ref.slice(2).split('/').reduce((o, k) => o[k], api);
  }
  return objeto;
}

function tipoDe(esquema) {
  const e = resolver(esquema) ?? {};
  const tipo = [e.type ?? ''].flat().join(' o ');
  const partes = [e.format ? `${tipo} (${e.format})` : tipo];

  if (e.enum) {
    partes.push(e.enum.join(' | '));
  }
  if (e.minimum !== undefined || e.maximum !== undefined) {
    partes.push(`${e.minimum ?? ''}…${e.maximum ?? ''}`);
  }
  if (e.maxLength !== undefined) {
    partes.push(`hasta ${e.maxLength} caracteres`);
  }
  if (e.default !== undefined) {
    partes.push(`si falta, ${e.default}`);
  }

  return partes.filter(Boolean).join(', ');
}

/* A body to begin with: what is required. */
function ejemplo(esquema) {
  const e = resolver(esquema) ?? {};

  if (e.example !== undefined) {
    return e.example;
  }
  if (e.oneOf || e.anyOf) {
    return ejemplo((e.oneOf ?? e.anyOf)[0]);
  }
  if (e.enum) {
    return e.enum[0];
  }

  switch ([e.type].flat()[0]) {
    case 'object':
      return Object.fromEntries(Object.entries(e.properties ?? {})
        .filter(([n]) => (e.required ?? []).includes(n))
        .map(([n, p]) => [n, ejemplo(p)]));
    case 'array':
      return [ejemplo(e.items)];
    case 'integer':
      return e.minimum ?? 0;
    case 'boolean':
      return false;
    default:
      return '';
  }
}


/* --- what an operation says ----------------------------------------------- */

function filasDeCampos(esquema, prefijo) {
  const e = resolver(esquema) ?? {};

  if (e.oneOf || e.anyOf) {
    return filasDeCampos((e.oneOf ?? e.anyOf)[0], prefijo);
  }
  if (e.type === 'array') {
    return filasDeCampos(e.items, `${prefijo}[]`);
  }

  return Object.entries(e.properties ?? {}).flatMap(([n, p]) => {
    const nombre = prefijo ? `${prefijo}.${n}` : n;
    const falta = (e.required ?? []).includes(n);

    return [
      nuevo('tr', {},
        nuevo('th', { scope: 'row' }, nuevo('code', {}, nombre)),
        nuevo('td', {}, tipoDe(p) + (falta ? ', obligatorio' : '')),
        nuevo('td', {}, resolver(p)?.description ?? '')),
      ...filasDeCampos(p, nombre),
    ];
  });
}

function tabla(titulo, filas) {
  if (filas.length === 0) {
    return '';
  }

  return nuevo('div', { className: 'tabla' },
    nuevo('table', {},
      nuevo('caption', {}, titulo),
      nuevo('thead', {}, nuevo('tr', {},
        nuevo('th', { scope: 'col' }, 'Nombre'),
        nuevo('th', { scope: 'col' }, 'Qué admite'),
        nuevo('th', { scope: 'col' }, 'Qué es'))),
      nuevo('tbody', {}, ...filas)));
}

function tablaDeRespuestas(op) {
  const filas = Object.entries(op.responses ?? {}).map(([estado, r]) =>
    nuevo('tr', {},
      nuevo('th', { scope: 'row' }, estado),
      nuevo('td', {}, resolver(r)?.description ?? '')));

  return nuevo('div', { className: 'tabla' },
    nuevo('table', {},
      nuevo('caption', {}, 'Respuestas'),
      nuevo('thead', {}, nuevo('tr', {},
        nuevo('th', { scope: 'col' }, 'Estado'),
        nuevo('th', { scope: 'col' }, 'Qué significa'))),
      nuevo('tbody', {}, ...filas)));
}


/* --- trying it -------------------------------------------------------------- */

function entrada(parametro) {
  const p = resolver(parametro);
  const e = resolver(p.schema) ?? {};
  const propiedades = { name: p.name, required: p.required === true };
  const control = e.enum
    ? nuevo('select', propiedades,
        nuevo('option', { value: '' }, '—'),
        ...e.enum.map((v) => nuevo('option', { value: v }, v)))
    : nuevo('input', propiedades);

  control.dataset.lugar = p.in;

  return nuevo('label', {},
    `${p.name} · ${tipoDe(e)}${p.required ? ', obligatorio' : ''}`
    + (p.description ? ` · ${p.description}` : ''), control);
}

/* The request that a filled form stands for. */
function pedido(form, camino, metodo, tipo) {
  const consulta = new URLSearchParams();
  const headers = { Accept: 'application/json' };
  let url = camino;

  for (const c of form.elements) {
    if (!c.dataset.lugar || c.value === '') {
      continue;
    }
    if (c.dataset.lugar === 'path') {
      url = url.replace(`{${c.name}}`, encodeURIComponent(c.value));
    } else if (c.dataset.lugar === 'query') {
      consulta.set(c.name, c.value);
    } else if (c.dataset.lugar === 'header') {
      headers[c.name] = c.value;
    }
  }
  if (token) {
    headers.Authorization = `Bearer ${token}`;
  }
  if (tipo) {
    headers['Content-Type'] = tipo;
  }

  return [url + (consulta.size ? `?${consulta}` : ''), {
    method: metodo.toUpperCase(),
    headers,
    body: tipo ? form.elements.cuerpo.value : undefined,
    cache: 'no-store',
  }];
}

function lindo(texto) {
  try {
    return JSON.stringify(JSON.parse(texto), null, 2);
  } catch {
    return texto;
  }
}

async function probar(form, salida, camino, metodo, tipo) {
  salida.hidden = false;
  salida.textContent = 'Esperando…';

  try {
    const r = await fetch(...pedido(form, camino, metodo, tipo));
    const vistas = ['etag', 'location', 'link', 'retry-after', 'allow',
      'x-request-id', 'server-timing', 'idempotency-replayed'];
    const encabezados = vistas.filter((n) => r.headers.has(n))
      .map((n) => `${n}: ${r.headers.get(n)}\n`).join('');

    salida.textContent = `${r.status} ${r.statusText}\n${encabezados}\n`
      + lindo(await r.text());
  } catch (e) {
    salida.textContent = `El servidor no responde (${e.message}).`;
  }
}

function formulario(camino, metodo, op, parametros) {
  const contenido = resolver(op.requestBody)?.content ?? {};
  const [tipo] = Object.keys(contenido);
  const form = nuevo('form', {}, ...parametros.map(entrada));
  const salida = nuevo('pre', { hidden: true, tabIndex: 0 });

  salida.setAttribute('role', 'status');

  if (tipo) {
    const cuerpo = tipo.includes('json')
      ? JSON.stringify(ejemplo(contenido[tipo].schema), null, 2) : '';
    form.append(nuevo('label', {}, `Cuerpo (${tipo})`,
      nuevo('textarea', { name: 'cuerpo', value: cuerpo,
                          spellcheck: false })));
  }

  form.append(nuevo('button', {}, 'Enviar'));
  form.addEventListener('submit', (e) => {
    e.preventDefault();
    probar(form, salida, camino, metodo, tipo);
  });

  return nuevo('div', {}, form, salida);
}


/* --- the page ---------------------------------------------------------------- */

/* The details are made when they are opened: there are many. */
function detalle(camino, metodo, op, comunes) {
  const d = nuevo('details', { className: 'ruta' },
    nuevo('summary', {},
      nuevo('span', { className: 'metodo' }, metodo.toUpperCase()), ' ',
      nuevo('span', { className: 'camino' }, camino), ' ',
      nuevo('span', { className: 'resumen' }, op.summary ?? '')));

  d.dataset.texto = `${metodo} ${camino} ${op.summary ?? ''}`.toLowerCase();
  d.addEventListener('toggle', () => {
    const parametros = [...comunes, ...(op.parameters ?? [])];
    const contenido = resolver(op.requestBody)?.content ?? {};
    const [cuerpo] = Object.values(contenido);

    d.append(op.description ? nuevo('p', {}, op.description) : '',
      tabla('Campos del cuerpo', filasDeCampos(cuerpo?.schema, '')),
      tablaDeRespuestas(op),
      nuevo('h3', {}, 'Probar'),
      formulario(camino, metodo, op, parametros));
  }, { once: true });

  return d;
}

function mostrar() {
  const grupos = new Map();

  for (const [camino, partes] of Object.entries(api.paths)) {
    for (const metodo of metodos.filter((m) => partes[m])) {
      const op = partes[metodo];
      const grupo = op.tags?.[0] ?? camino.split('/')[2] ?? camino;

      if (!grupos.has(grupo)) {
        grupos.set(grupo, []);
      }
      grupos.get(grupo).push(
        detalle(camino, metodo, op, partes.parameters ?? []));
    }
  }

  for (const [grupo, lista] of grupos) {
    rutas.append(nuevo('section', {}, nuevo('h2', {}, grupo), ...lista));
  }
}

function filtrar(texto) {
  const palabras = texto.toLowerCase().split(/\s+/).filter(Boolean);
  let n = 0;

  for (const d of rutas.querySelectorAll('details.ruta')) {
    d.hidden = !palabras.every((p) => d.dataset.texto.includes(p));
    n += d.hidden ? 0 : 1;
  }
  for (const s of rutas.querySelectorAll('section')) {
    s.hidden = s.querySelector('details.ruta:not([hidden])') === null;
  }

  aviso.textContent = n === 1 ? '1 pedido' : `${n} pedidos`;
}

async function entrar(form) {
  const quien = document.getElementById('quien');
  const usuario = form.elements.usuario.value;

  try {
    const r = await fetch('/api/auth/v1/login', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ usuario, clave: form.elements.clave.value }),
    });
    const doc = await r.json();

    token = r.ok ? doc.access_token : '';
    quien.textContent = r.ok ? `Entraste como ${usuario} (${doc.rol}).`
      : doc.detail ?? 'No se pudo entrar.';
    quien.className = r.ok ? 'bien' : 'mal';
  } catch {
    quien.textContent = 'El servidor no responde.';
    quien.className = 'mal';
  }
}

async function comenzar() {
  try {
    const r = await fetch('/api/openapi.json');
    api = await r.json();
    mostrar();
    filtrar('');
  } catch (e) {
    aviso.textContent = `No se pudo leer /api/openapi.json (${e.message}).`;
  }
}

document.getElementById('filtro').addEventListener('input',
  (e) => filtrar(e.target.value));
document.getElementById('sesion').addEventListener('submit', (e) => {
  e.preventDefault();
  entrar(e.target);
});
comenzar();
