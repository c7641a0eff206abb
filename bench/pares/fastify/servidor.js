/*
 * What a user would write instead, in JavaScript: Fastify and pg.
 *
 * The same requests as ours from the same database, with the same token check.
 * Tuned as the projects' own documentation says: no logger, named (prepared)
 * statements, verified tokens kept by @fastify/jwt, an answer that is sent as
 * it came.  Run by bench/pares.py.
 */

import cluster from 'node:cluster';
import Fastify from 'fastify';
import jwt from '@fastify/jwt';
import pg from 'pg';

const { env } = process;
const procesos = Number(env.PAR_PROCESOS || 1);

if (cluster.isPrimary && procesos > 1) {
    for (let i = 0; i < procesos; i++) {
        cluster.fork();
    }
} else {
    await servir();
}

async function servir() {
    const guardados = new Map();
    const conCache = env.PAR_CACHE === '1';
    const pool = new pg.Pool({
        host: env.PGHOST, port: 5432, user: 'inventario_app',
        database: env.PAR_BASE, password: env.PAR_CLAVE, max: 8,
    });
    const app = Fastify({ logger: false });

    await app.register(jwt, {
        secret: env.JWT_SECRET_KEY,
        verify: { algorithms: ['HS256'], allowedIss: 'inventario',
            allowedAud: 'inventario', cache: true },
    });
    app.addHook('onRequest', (pedido) => pedido.jwtVerify());

    const contexto = (quien) => ({ usuario_id: Number(quien.sub),
        usuario: quien.usuario, rol: quien.rol, sucursales: quien.suc });

    app.get('/api/deposito/v1/productos/codigo/:codigo',
        async (pedido, respuesta) => {
            const { codigo } = pedido.params;
            let fila = conCache ? guardados.get(codigo) : undefined;
            if (fila === undefined) {
                ({ rows: [fila] } = await pool.query({ name: 'leer',
                    text: 'SELECT estado, cuerpo, etag '
                        + 'FROM api.producto_por_codigo($1, $2)',
                    values: [JSON.stringify(contexto(pedido.user)), codigo] }));
                if (fila === undefined) {
                    return respuesta.code(404).send();
                }
                if (conCache) {
                    guardados.set(codigo, fila);
                }
            }
            return respuesta.code(fila.estado).type('application/json')
                .header('etag', `"${fila.etag}"`).send(fila.cuerpo);
        });

    app.post('/api/deposito/v1/movimientos', async (pedido, respuesta) => {
        const clave = pedido.headers['idempotency-key'] ?? null;
        const { rows: [fila] } = await pool.query({ name: 'mover',
            text: 'SELECT estado, cuerpo FROM api.movimientos_aplicar($1)',
            values: [JSON.stringify([{ ctx: { ...contexto(pedido.user),
                lote: false, atomico: false }, clave, huella: clave,
            cuerpo: [pedido.body] }])] });
        return respuesta.code(fila.estado).type('application/json')
            .send(fila.cuerpo);
    });

    await app.listen({ host: '127.0.0.1', port: Number(env.PAR_PUERTO) });
}
