-- Deploy inventario:catalogo_tablas to pg
-- requires: base
-- Categories, suppliers (the little that a catalogue needs), products, codes.

BEGIN;

CREATE TABLE inv.categoria (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    nombre         text NOT NULL,
    clave          text GENERATED ALWAYS AS (inv.normal(nombre)) STORED,
    padre_id       bigint REFERENCES inv.categoria,
    version        bigint NOT NULL DEFAULT 1,
    creado_en      timestamptz NOT NULL DEFAULT now(),
    actualizado_en timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT categoria_duplicada UNIQUE NULLS NOT DISTINCT (padre_id, clave)
);

CREATE TABLE inv.proveedor (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    nombre         text NOT NULL,
    clave          text GENERATED ALWAYS AS (inv.normal(nombre)) STORED,
    cuit           text,
    version        bigint NOT NULL DEFAULT 1,
    creado_en      timestamptz NOT NULL DEFAULT now(),
    actualizado_en timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT proveedor_duplicado UNIQUE (clave),
    CONSTRAINT proveedor_cuit_duplicado UNIQUE (cuit)
);

CREATE TABLE inv.producto (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    codigo           text NOT NULL,             -- own code, upper case
    nombre           text NOT NULL,
    descripcion      text,
    marca            text,
    categoria_id     bigint REFERENCES inv.categoria,
    proveedor_id     bigint REFERENCES inv.proveedor,
    unidad           text NOT NULL DEFAULT 'un'
                         CHECK (unidad IN ('un', 'kg', 'l', 'm')),
    contenido        numeric(12,3),             -- for the unit price
    contenido_unidad text CHECK (contenido_unidad IN
                         ('g', 'kg', 'ml', 'l', 'm', 'un')),
    precio_costo     numeric(16,4) NOT NULL DEFAULT 0 CHECK (precio_costo >= 0),
    precio_venta     numeric(14,2) NOT NULL DEFAULT 0 CHECK (precio_venta >= 0),
    precio_mayorista numeric(14,2) CHECK (precio_mayorista >= 0),
    iva              numeric(5,2) NOT NULL DEFAULT 21.00
                         CHECK (iva IN (0, 2.5, 5, 10.5, 21, 27)),
    stock_minimo     numeric(18,3) NOT NULL DEFAULT 0 CHECK (stock_minimo >= 0),
    stock_maximo     numeric(18,3),
    usa_lotes        boolean NOT NULL DEFAULT false,
    activo           boolean NOT NULL DEFAULT true,
    busqueda         text GENERATED ALWAYS AS (inv.normal(
                         nombre || ' ' || coalesce(marca, '') || ' ' || codigo))
                         STORED,
    palabras         tsvector GENERATED ALWAYS AS (to_tsvector(
                         'spanish'::regconfig, inv.normal(nombre || ' '
                         || coalesce(marca, '') || ' '
                         || coalesce(descripcion, '')))) STORED,
    version          bigint NOT NULL DEFAULT 1,
    creado_en        timestamptz NOT NULL DEFAULT now(),
    actualizado_en   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT producto_codigo_duplicado UNIQUE (codigo),
    CONSTRAINT stock_maximo_menor CHECK (stock_maximo >= stock_minimo)
);
CREATE INDEX producto_categoria ON inv.producto (categoria_id, id);
CREATE INDEX producto_proveedor ON inv.producto (proveedor_id, id);
CREATE INDEX producto_actualizado ON inv.producto (actualizado_en, id);
CREATE INDEX producto_busqueda ON inv.producto
    USING gin (busqueda public.gin_trgm_ops);
CREATE INDEX producto_palabras ON inv.producto USING gin (palabras);

-- Every code by which a product answers, its own one among them.
--   propio   producto.codigo
--   gtin     GTIN-8/12/13/14, kept as 14 digits with leading zeros
--   pack     the GTIN or code of a pack of "factor" units
--   balanza  the article number inside a scale code (see balanza_formato)
--   alterno  a supplier's or an old code
CREATE TABLE inv.producto_codigo (
    codigo      text NOT NULL,
    producto_id bigint NOT NULL REFERENCES inv.producto,
    tipo        text NOT NULL CHECK (tipo IN
                    ('propio', 'gtin', 'pack', 'balanza', 'alterno')),
    factor      numeric(18,3) NOT NULL DEFAULT 1 CHECK (factor > 0),
    CONSTRAINT codigo_duplicado PRIMARY KEY (codigo)
);
CREATE INDEX producto_codigo_producto ON inv.producto_codigo (producto_id);

-- Layouts of EAN-13 made by scales: prefix (2 digits), then the article,
-- then a weight in grams or a price in cents, then the check digit.
CREATE TABLE inv.balanza_formato (
    prefijo         text PRIMARY KEY CHECK (prefijo ~ '^2[0-9]$'),
    largo_articulo  integer NOT NULL CHECK (largo_articulo BETWEEN 4 AND 6),
    valor           text NOT NULL CHECK (valor IN ('peso', 'precio')),
    decimales       integer NOT NULL CHECK (decimales BETWEEN 0 AND 3)
);
INSERT INTO inv.balanza_formato VALUES
    ('20', 5, 'peso', 3), ('21', 5, 'peso', 3),
    ('22', 5, 'precio', 2), ('23', 5, 'precio', 2);

-- A CSV import: its counts, and each row that was refused.
CREATE TABLE inv.importacion (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    usuario_id   bigint,
    prueba       boolean NOT NULL,              -- dry run
    estado       text NOT NULL DEFAULT 'en_curso'
                     CHECK (estado IN ('en_curso', 'terminada', 'fallida')),
    filas        bigint NOT NULL DEFAULT 0,
    creados      bigint NOT NULL DEFAULT 0,
    actualizados bigint NOT NULL DEFAULT 0,
    sin_cambios  bigint NOT NULL DEFAULT 0,
    rechazados   bigint NOT NULL DEFAULT 0,
    creado_en    timestamptz NOT NULL DEFAULT now(),
    terminado_en timestamptz
);
CREATE TABLE inv.importacion_error (
    importacion_id bigint NOT NULL REFERENCES inv.importacion,
    fila           bigint NOT NULL,             -- line in the file, from 1
    numero         integer NOT NULL DEFAULT 1,  -- several per row
    columna        text,
    codigo         text NOT NULL,
    mensaje        text NOT NULL,
    valor          text,
    PRIMARY KEY (importacion_id, fila, numero)
);

GRANT SELECT ON inv.producto, inv.producto_codigo, inv.balanza_formato,
    inv.categoria, inv.proveedor, inv.sucursal TO inventario_app;

COMMIT;
