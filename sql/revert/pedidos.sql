-- Revert inventario:pedidos from pg

BEGIN;

DROP FUNCTION api.pedido_csv(jsonb, bigint, text);
DROP FUNCTION api.pedidos_listar(jsonb, bigint, bigint, bigint, text, date,
    date, bigint, text, boolean);
DROP FUNCTION api.pedido_obtener(jsonb, bigint);
DROP FUNCTION api.pedido_cerrar(jsonb, bigint, jsonb);
DROP FUNCTION api.pedido_cancelar(jsonb, bigint, jsonb);
DROP FUNCTION api.pedido_enviar(jsonb, bigint);
DROP FUNCTION inv.pedido_pasar(jsonb, bigint, text, text);
DROP FUNCTION inv.proveedor_entrega(integer[], date, integer);
DROP FUNCTION inv.pedido_sumar(jsonb, bigint, bigint, jsonb, text);
DROP FUNCTION api.pedido_modificar(jsonb, bigint, jsonb);
DROP FUNCTION api.pedido_crear(jsonb, jsonb);
DROP FUNCTION inv.pedido_crear_uno(jsonb, jsonb, text);
DROP FUNCTION inv.pedido_lineas_poner(inv.pedido, jsonb, boolean);
DROP FUNCTION inv.pedido_explotar(bigint, jsonb, boolean);
DROP FUNCTION inv.pedido_exigir(jsonb, bigint, boolean, text[]);
DROP FUNCTION inv.pedido_respuesta(bigint, integer, text);
DROP FUNCTION inv.pedido_json(inv.pedido, boolean);
DROP FUNCTION inv.recepcion_json(inv.recepcion);
DROP FUNCTION inv.pedido_totales_json(bigint);
DROP FUNCTION inv.pedido_lineas_json(bigint);
DROP FUNCTION inv.pedido_importe(inv.pedido_linea);

COMMIT;
