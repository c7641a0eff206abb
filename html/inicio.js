/* The first page: asks /health now and every ten seconds. */

'use strict';

const salud = document.getElementById('salud');
const tabla = document.getElementById('componentes');

const palabras = {
  healthy: 'Anda bien.',
  degraded: 'Anda, pero algo le falta.',
  unhealthy: 'No puede atender.',
};

const nombres = { database: 'Base de datos', redis: 'Redis' };

function fila(nombre, estado) {
  const tr = document.createElement('tr');
  const th = document.createElement('th');
  const td = document.createElement('td');

  th.scope = 'row';
  th.textContent = nombre;
  td.textContent = estado;
  tr.append(th, td);

  return tr;
}

function mostrar(doc) {
  const filas = Object.entries(doc.components ?? {}).map(
    ([nombre, estado]) => fila(nombres[nombre] ?? nombre,
                               estado === 'ok' ? 'bien' : 'no responde'));

  salud.textContent = palabras[doc.status] ?? doc.status;
  salud.className = 'estado ' + (doc.status === 'healthy' ? 'bien' : 'mal');
  tabla.tBodies[0].replaceChildren(...filas);
  tabla.hidden = filas.length === 0;
}

async function consultar() {
  try {
    const respuesta = await fetch('/health', { cache: 'no-store' });
    mostrar(await respuesta.json());
  } catch (e) {
    salud.textContent = 'El servidor no responde.';
    salud.className = 'estado mal';
    tabla.hidden = true;
  }
}

consultar();
setInterval(consultar, 10000);
