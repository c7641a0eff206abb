-- Deploy inventario:facturas_tablas to pg
-- requires: pedidos_recepciones
-- Supplier invoices: kinds of document, the invoice, its lines, its IVA by
-- rate, its perceptions, what its posting proposes.

BEGIN;

-- ARCA's table of documents, those that a shop receives.  A and M tell the
-- IVA apart, and only that IVA is a credit; signo is what they do to it.
CREATE TABLE inv.comprobante (
    codigo     smallint PRIMARY KEY,
    nombre     text NOT NULL,
    letra      text NOT NULL CHECK (letra IN ('A', 'B', 'C', 'E', 'M')),
    clase      text NOT NULL CHECK (clase IN
                   ('factura', 'debito', 'credito')),
    fce        boolean NOT NULL,            -- of credit, for small businesses
    signo      smallint NOT NULL GENERATED ALWAYS AS
                   (CASE clase WHEN 'credito' THEN -1 ELSE 1 END) STORED,
    discrimina boolean NOT NULL GENERATED ALWAYS AS
                   (letra IN ('A', 'M')) STORED
);
INSERT INTO inv.comprobante (codigo, nombre, letra, clase, fce)
SELECT b.codigo + k.n,
       CASE k.clase WHEN 'factura' THEN 'Factura'
           WHEN 'debito' THEN 'Nota de débito' ELSE 'Nota de crédito' END
       || CASE WHEN b.fce THEN ' de crédito MiPyME' ELSE '' END
       || ' ' || b.letra,
       b.letra, k.clase, b.fce
FROM (VALUES (1, 'A', false), (6, 'B', false), (11, 'C', false),
             (19, 'E', false), (51, 'M', false), (201, 'A', true),
             (206, 'B', true), (211, 'C', true)) AS b(codigo, letra, fce),
     (VALUES (0, 'factura'), (1, 'debito'), (2, 'credito')) AS k(n, clase);

CREATE FUNCTION inv.cuit_valido(p_cuit text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT coalesce(inv.cuit_normal(p_cuit) = p_cuit, false)
$$;

CREATE TABLE inv.factura (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cuit           text NOT NULL CHECK (inv.cuit_valido(cuit)),
    tipo           smallint NOT NULL REFERENCES inv.comprobante,
    punto_venta    integer NOT NULL CHECK (punto_venta BETWEEN 1 AND 99999),
    numero         bigint NOT NULL CHECK (numero BETWEEN 1 AND 99999999),
    proveedor_id   bigint REFERENCES inv.proveedor,
    fecha          date NOT NULL,
    vence          date,                    -- of its payment
    periodo        date NOT NULL CHECK (extract(day FROM periodo) = 1),
    autorizacion   text NOT NULL DEFAULT 'E' CHECK (autorizacion IN
                       ('E', 'A')),         -- CAE or CAEA
    cae            text CHECK (cae ~ '^[0-9]{14}$'),
    cae_vence      date,
    moneda         text NOT NULL DEFAULT 'PES' CHECK (moneda ~ '^[A-Z]{3}$'),
    cotizacion     numeric(13,6) NOT NULL DEFAULT 1 CHECK (cotizacion > 0),
    descuento      numeric(5,2) NOT NULL DEFAULT 0,     -- % on all lines
    neto           numeric(15,2) NOT NULL,  -- taxed; of B and C all that is
    no_gravado     numeric(15,2) NOT NULL,  --   neither of these two
    exento         numeric(15,2) NOT NULL,
    iva            numeric(15,2) NOT NULL,
    percepciones   numeric(15,2) NOT NULL,
    internos       numeric(15,2) NOT NULL,
    otros          numeric(15,2) NOT NULL,
    total          numeric(15,2) NOT NULL,
    pedido_id      bigint
        CONSTRAINT pedido_no_encontrado REFERENCES inv.pedido,
    recepcion_id   bigint
        CONSTRAINT recepcion_no_encontrada REFERENCES inv.recepcion,
    asociada_id    bigint REFERENCES inv.factura,
    notas          text,
    estado         text NOT NULL DEFAULT 'borrador' CHECK (estado IN
                       ('borrador', 'validada', 'contabilizada', 'anulada')),
    motivo         text,                    -- of its differences, or its end
    usuario_id     bigint,
    version        bigint NOT NULL DEFAULT 1,
    creado_en      timestamptz NOT NULL DEFAULT now(),
    actualizado_en timestamptz NOT NULL DEFAULT now(),
    contabilizada_en timestamptz,
    CONSTRAINT factura_no_cierra CHECK (total = neto + no_gravado + exento
        + iva + percepciones + internos + otros)
);
-- one that was thrown away may be entered again
CREATE UNIQUE INDEX factura_duplicada
    ON inv.factura (cuit, tipo, punto_venta, numero)
    WHERE estado <> 'anulada';
CREATE INDEX factura_periodo ON inv.factura (periodo, fecha, id)
    WHERE estado = 'contabilizada';
CREATE INDEX factura_proveedor ON inv.factura (proveedor_id, id);
CREATE INDEX factura_pedido ON inv.factura (pedido_id)
    WHERE pedido_id IS NOT NULL;

CREATE TABLE inv.factura_linea (
    factura_id  bigint NOT NULL REFERENCES inv.factura ON DELETE CASCADE,
    linea       integer NOT NULL,
    producto_id bigint REFERENCES inv.producto,
    descripcion text,
    cantidad    numeric(18,3) NOT NULL CHECK (cantidad > 0),
    factor      numeric(18,3) NOT NULL DEFAULT 1 CHECK (factor > 0),
    precio      numeric(16,4) NOT NULL CHECK (precio >= 0),
    descuento   numeric(5,2) NOT NULL DEFAULT 0,        -- %
    importe     numeric(15,2) NOT NULL,
    condicion   text NOT NULL CHECK (condicion IN
                    ('gravado', 'exento', 'no_gravado')),
    tasa        numeric(5,2),               -- null where IVA is not told apart
    internos    numeric(15,2) NOT NULL DEFAULT 0,
    PRIMARY KEY (factura_id, linea)
);
CREATE INDEX factura_linea_producto ON inv.factura_linea (producto_id);

CREATE TABLE inv.factura_iva (
    factura_id bigint NOT NULL REFERENCES inv.factura ON DELETE CASCADE,
    tasa       numeric(5,2) NOT NULL,
    neto       numeric(15,2) NOT NULL,
    importe    numeric(15,2) NOT NULL,
    PRIMARY KEY (factura_id, tasa)
);

CREATE TABLE inv.factura_percepcion (
    factura_id   bigint NOT NULL REFERENCES inv.factura ON DELETE CASCADE,
    orden        integer NOT NULL,
    tipo         text NOT NULL CHECK (tipo IN
                     ('iva', 'iibb', 'municipal', 'nacional')),
    jurisdiccion smallint CHECK (jurisdiccion BETWEEN 901 AND 924),
    detalle      text,
    importe      numeric(15,2) NOT NULL CHECK (importe > 0),
    PRIMARY KEY (factura_id, orden)
);

-- What changed with the posting: costs of one base unit, in pesos, no IVA.
CREATE TABLE inv.factura_propuesta (
    factura_id     bigint NOT NULL REFERENCES inv.factura,
    producto_id    bigint NOT NULL REFERENCES inv.producto,
    costo_anterior numeric(16,4) NOT NULL,
    costo_nuevo    numeric(16,4) NOT NULL,
    precio         numeric(14,2) NOT NULL,  -- then, with IVA
    iva            numeric(5,2) NOT NULL,
    PRIMARY KEY (factura_id, producto_id)
);

-- How much an invoice may differ from its order and receipt, in per cent.
CREATE TABLE inv.factura_tolerancia (
    unica          boolean PRIMARY KEY DEFAULT true CHECK (unica),
    precio         numeric(5,2) NOT NULL DEFAULT 1,
    cantidad       numeric(5,2) NOT NULL DEFAULT 0,
    version        bigint NOT NULL DEFAULT 1
);
INSERT INTO inv.factura_tolerancia DEFAULT VALUES;

GRANT SELECT ON inv.comprobante, inv.factura, inv.factura_linea,
    inv.factura_iva, inv.factura_percepcion, inv.factura_propuesta,
    inv.factura_tolerancia TO inventario_lector;

COMMIT;
