-- Revert inventario:auditoria from pg

BEGIN;

DROP FUNCTION api.auditoria_verificar, api.sellos_verificar, api.sellar,
    inv.sello_poner, inv.sello_corte, inv.sello_suma, inv.sello_leer,
    inv.sello_fila(inv.movimiento), inv.sello_fila(inv.evento);
DROP TRIGGER evento_sin_vaciar ON inv.evento;
DROP TABLE inv.sello;
DROP FUNCTION api.rechazos_anotar, api.auditoria_listar, inv.usuario_nombre;

CREATE OR REPLACE FUNCTION inv.anotar(p_ctx jsonb, p_tema text, p_tipo text,
    p_entidad text, p_id bigint, p_antes jsonb, p_despues jsonb,
    p_sucursal bigint DEFAULT NULL)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO inv.evento (tema, tipo, entidad, entidad_id, sucursal_id,
                            antes, despues, usuario_id, request_id)
    VALUES (p_tema, p_tipo, p_entidad, p_id, p_sucursal, p_antes, p_despues,
            (p_ctx->>'usuario_id')::bigint, p_ctx->>'request_id')
$$;

DROP INDEX inv.movimiento_tx, inv.evento_registrado_en,
    inv.evento_request_id, inv.evento_usuario, inv.evento_tx;
ALTER TABLE inv.evento DROP COLUMN direccion;

COMMIT;
