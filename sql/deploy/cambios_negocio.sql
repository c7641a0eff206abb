-- Deploy inventario:cambios_negocio to pg
-- requires: cache
-- requires: promociones
-- What the changes of the negocio agent touch, as cache tags.
--
-- An order, a till or an invoice is told although no answer about it is kept
-- today: an entity without a row here empties the cache.

BEGIN;

INSERT INTO inv.cambio_entidad VALUES
    ('pedido', 'pedidos pedido:{id}'),
    ('caja', 'cajas'), ('medio_pago', 'cajas'),
    ('factura', 'facturas factura:{id}'), ('factura_tolerancia', 'facturas'),
    -- one that is cancelled takes back prices to come, which a price check
    -- tells
    ('remarcacion', 'precios'),
    ('regla_precio', 'precios'), ('indice', 'precios'),
    ('promocion', 'promociones');

SELECT inv.cambio_vigilar('inv.precio', 'producto:', 'producto_id', 'precios'),
    inv.cambio_vigilar('inv.promocion', '', '', 'promociones'),
    inv.cambio_vigilar('inv.promocion_parte', '', '', 'promociones');

COMMIT;
