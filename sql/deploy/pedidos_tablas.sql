-- Deploy inventario:pedidos_tablas to pg
-- requires: proveedores_listas
-- Purchase orders, and what arrived of them.
--
-- Lock order: the order (inv.pedido) by id, products by id, balances.

BEGIN;

CREATE TABLE inv.pedido (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    proveedor_id   bigint NOT NULL REFERENCES inv.proveedor,
    ubicacion_id   bigint NOT NULL REFERENCES inv.ubicacion,    -- it goes to
    estado         text NOT NULL DEFAULT 'borrador' CHECK (estado IN
                       ('borrador', 'enviado', 'parcial', 'recibido',
                        'cancelado')),
    origen         text NOT NULL DEFAULT 'manual',  -- comando, reposicion
    referencia     text,
    notas          text,
    fecha_esperada date,
    motivo         text,                -- of a cancelling, or a short close
    usuario_id     bigint,
    enviado_en     timestamptz,
    cerrado_en     timestamptz,
    version        bigint NOT NULL DEFAULT 1,
    creado_en      timestamptz NOT NULL DEFAULT now(),
    actualizado_en timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX pedido_proveedor ON inv.pedido (proveedor_id, id);
CREATE INDEX pedido_vivo ON inv.pedido (estado, id)
    WHERE estado IN ('borrador', 'enviado', 'parcial');

-- Quantities in base units.  pedida: what was asked for; cantidad: what is
-- ordered, in whole packs and not under the supplier's least.  costo: list
-- price of a base unit, without IVA; descuento: percent, all of them in one.
CREATE TABLE inv.pedido_linea (
    pedido_id        bigint NOT NULL REFERENCES inv.pedido,
    linea            integer NOT NULL,
    producto_id      bigint NOT NULL REFERENCES inv.producto,
    codigo_proveedor text,
    factor           numeric(18,3) NOT NULL DEFAULT 1 CHECK (factor > 0),
    pedida           numeric(18,3) NOT NULL CHECK (pedida > 0),
    cantidad         numeric(18,3) NOT NULL CHECK (cantidad > 0),
    costo            numeric(16,4) NOT NULL CHECK (costo >= 0),
    descuento        numeric(7,4) NOT NULL DEFAULT 0
                         CHECK (descuento >= 0 AND descuento <= 100),
    iva              numeric(5,2) NOT NULL,
    recibida         numeric(18,3) NOT NULL DEFAULT 0 CHECK (recibida >= 0),
    PRIMARY KEY (pedido_id, linea),
    CONSTRAINT producto_repetido UNIQUE (pedido_id, producto_id)
);
CREATE INDEX pedido_linea_producto ON inv.pedido_linea (producto_id);

CREATE TABLE inv.recepcion (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pedido_id    bigint NOT NULL REFERENCES inv.pedido,
    ubicacion_id bigint NOT NULL REFERENCES inv.ubicacion,
    documento_id bigint NOT NULL,       -- of the ledger
    remito       text,                  -- the supplier's delivery note
    usuario_id   bigint,
    creado_en    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX recepcion_pedido ON inv.recepcion (pedido_id, id);

-- renglon is also the line of the ledger's document.  costo: net, of a base
-- unit, without IVA.
CREATE TABLE inv.recepcion_linea (
    recepcion_id bigint NOT NULL REFERENCES inv.recepcion,
    renglon      integer NOT NULL,
    linea        integer NOT NULL,      -- of the order
    producto_id  bigint NOT NULL REFERENCES inv.producto,
    lote_id      bigint NOT NULL REFERENCES inv.lote,
    cantidad     numeric(18,3) NOT NULL CHECK (cantidad > 0),
    costo        numeric(16,4) NOT NULL CHECK (costo >= 0),
    PRIMARY KEY (recepcion_id, renglon)
);

-- What is on order and has not arrived.
CREATE VIEW inv.en_camino AS
    SELECT l.producto_id, p.ubicacion_id, l.cantidad - l.recibida AS cantidad,
           p.fecha_esperada AS llega, p.id AS pedido_id, p.proveedor_id
    FROM inv.pedido p JOIN inv.pedido_linea l ON l.pedido_id = p.id
    WHERE p.estado IN ('enviado', 'parcial') AND l.recibida < l.cantidad;

GRANT SELECT ON inv.pedido, inv.pedido_linea, inv.recepcion,
    inv.recepcion_linea, inv.en_camino TO inventario_lector;

COMMIT;
