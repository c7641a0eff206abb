-- Deploy inventario:precios_tablas to pg
-- requires: catalogo_codigos
-- The price book, monthly indices, price rules, repricings, promotions.

BEGIN;

-- The price book: from "desde" on a product costs so much, everywhere or in a
-- branch.  The entry with the last (desde, id) that is not in the future is in
-- effect, a branch's own one before the one for all; so a price of tomorrow
-- takes effect at its instant on every node, without anybody doing anything,
-- and that of any past instant is still here.  precio null: the branch goes
-- back to the price for all.
CREATE TABLE inv.precio (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    producto_id   bigint NOT NULL REFERENCES inv.producto,
    sucursal_id   bigint REFERENCES inv.sucursal,
    desde         timestamptz NOT NULL,
    precio        numeric(14,2) CHECK (precio >= 0),
    origen        text NOT NULL,        -- 'producto', 'manual', 'remarcacion:7'
    -- producto.precio_venta has it already (or need not: a branch's)
    asentado      boolean NOT NULL DEFAULT false,
    usuario_id    bigint,
    registrado_en timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT precio_general CHECK (precio IS NOT NULL
                                     OR sucursal_id IS NOT NULL)
);
CREATE INDEX precio_vigente ON inv.precio (producto_id, sucursal_id, desde, id);
CREATE INDEX precio_por_asentar ON inv.precio (desde, id) WHERE NOT asentado;
CREATE INDEX precio_origen ON inv.precio (origen);

-- What is past has been charged: only the future can be taken back.
CREATE FUNCTION inv.precio_proteger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.desde <= now() THEN
            RAISE EXCEPTION 'un precio que ya rigió no se borra';
        END IF;
        RETURN OLD;
    END IF;
    IF (OLD.producto_id, OLD.sucursal_id, OLD.desde, OLD.precio, OLD.origen)
       IS DISTINCT FROM
       (NEW.producto_id, NEW.sucursal_id, NEW.desde, NEW.precio, NEW.origen)
    THEN
        RAISE EXCEPTION 'un precio no se cambia: se agrega otro';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER precio_proteger BEFORE UPDATE OR DELETE ON inv.precio
    FOR EACH ROW EXECUTE FUNCTION inv.precio_proteger();

-- Monthly variation of an index, in percent: 2.4633 is 2.4633 %.
CREATE TABLE inv.indice (
    indice         text NOT NULL DEFAULT 'ipc'
                       CHECK (indice ~ '^[a-z0-9_-]{1,30}$'),
    mes            date NOT NULL CHECK (mes = date_trunc('month', mes)),
    porcentaje     numeric(9,4) NOT NULL,
    fuente         text,
    version        bigint NOT NULL DEFAULT 1,
    actualizado_en timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (indice, mes),
    CONSTRAINT indice_imposible CHECK (porcentaje > -100)
);

-- How a price is made.  clave says of what products: see inv.claves_de.
--   margen      replacement cost and so much percent over it, with IVA
--   porcentaje  the price in effect and so much percent
--   indice      the price in effect, moved by an index since it is in effect
--               (valor: how much of that variation, in percent)
-- Then the limits and the rounding: inv.precio_redondear.
CREATE TABLE inv.regla_precio (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    nombre         text NOT NULL,
    clave          text NOT NULL,
    tipo           text NOT NULL CHECK (tipo IN
                       ('margen', 'porcentaje', 'indice')),
    valor          numeric(9,4) NOT NULL,
    indice         text,
    paso           numeric(14,2) NOT NULL DEFAULT 0.01 CHECK (paso > 0),
    terminacion    numeric(14,2) NOT NULL DEFAULT 0,
    redondeo       text NOT NULL DEFAULT 'cercano' CHECK (redondeo IN
                       ('arriba', 'abajo', 'cercano')),
    margen_minimo  numeric(9,4),
    suba_maxima    numeric(9,4) CHECK (suba_maxima >= 0),
    puede_bajar    boolean NOT NULL DEFAULT false,
    prioridad      integer NOT NULL DEFAULT 0,
    activa         boolean NOT NULL DEFAULT true,
    version        bigint NOT NULL DEFAULT 1,
    creado_en      timestamptz NOT NULL DEFAULT now(),
    actualizado_en timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT terminacion_mayor CHECK (terminacion >= 0
                                        AND terminacion < paso),
    CONSTRAINT regla_valor CHECK (valor > -100),
    CONSTRAINT regla_indice CHECK ((tipo = 'indice') = (indice IS NOT NULL))
);
CREATE INDEX regla_precio_clave ON inv.regla_precio (clave) WHERE activa;

-- A repricing: borrador -> aprobada | cancelada.  An approved one that is not
-- in effect yet can be cancelled too; one that is can be undone by another.
CREATE TABLE inv.remarcacion (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    nombre         text NOT NULL,
    sucursal_id    bigint REFERENCES inv.sucursal,
    pedido         jsonb NOT NULL,              -- the body, as it came
    deshace_id     bigint REFERENCES inv.remarcacion,
    estado         text NOT NULL DEFAULT 'borrador' CHECK (estado IN
                       ('borrador', 'aprobada', 'cancelada')),
    vigente_desde  timestamptz,
    resumen        jsonb NOT NULL DEFAULT '{}',
    autor_id       bigint,
    aprobador_id   bigint,
    aprobada_en    timestamptz,
    version        bigint NOT NULL DEFAULT 1,
    creado_en      timestamptz NOT NULL DEFAULT now(),
    actualizado_en timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX remarcacion_ya_deshecha ON inv.remarcacion (deshace_id)
    WHERE estado <> 'cancelada';

CREATE TABLE inv.remarcacion_linea (
    remarcacion_id bigint NOT NULL REFERENCES inv.remarcacion,
    producto_id    bigint NOT NULL REFERENCES inv.producto,
    regla_id       bigint,                      -- null: the one of the body
    precio_antes   numeric(14,2) NOT NULL,
    propio_antes   numeric(14,2),               -- the branch's own, if any
    precio_nuevo   numeric(14,2),               -- null: no price of its own
    costo          numeric(16,4) NOT NULL,
    iva            numeric(5,2) NOT NULL,
    avisos         text[] NOT NULL DEFAULT '{}',
    aplica         boolean NOT NULL,            -- changes something
    PRIMARY KEY (remarcacion_id, producto_id)
);

-- A promotion: see src/dominio/promocion.h.
--   nxm         takes lleva, pays paga
--   unidad      one of each lleva has porcentaje off
--   porcentaje  off each unit
--   combo       partes, together for precio or with porcentaje off
CREATE TABLE inv.promocion (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    nombre         text NOT NULL,
    tipo           text NOT NULL CHECK (tipo IN
                       ('nxm', 'unidad', 'porcentaje', 'combo')),
    lleva          integer CHECK (lleva BETWEEN 2 AND 100),
    paga           integer CHECK (paga BETWEEN 1 AND 99),
    porcentaje     numeric(5,2) CHECK (porcentaje > 0 AND porcentaje <= 100),
    precio         numeric(14,2) CHECK (precio > 0),
    mismo_producto boolean NOT NULL DEFAULT false,
    acumulable     boolean NOT NULL DEFAULT false,
    limite         integer CHECK (limite BETWEEN 1 AND 1000000),
    desde          timestamptz NOT NULL DEFAULT now(),
    hasta          timestamptz,                 -- not any more from here on
    dias           integer[],                   -- 1 Monday ... 7 Sunday
    hora_desde     time,
    hora_hasta     time,
    sucursales     bigint[],                    -- null: all
    activa         boolean NOT NULL DEFAULT true,
    version        bigint NOT NULL DEFAULT 1,
    creado_en      timestamptz NOT NULL DEFAULT now(),
    actualizado_en timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT promocion_fechas CHECK (hasta > desde),
    CONSTRAINT promocion_horas CHECK (hora_hasta > hora_desde),
    CONSTRAINT promocion_dias CHECK (dias <@ ARRAY[1,2,3,4,5,6,7]
                                     AND cardinality(dias) > 0),
    CONSTRAINT promocion_devuelve CHECK (paga < lleva)
);
CREATE TABLE inv.promocion_parte (
    promocion_id bigint NOT NULL REFERENCES inv.promocion ON DELETE CASCADE,
    parte        integer NOT NULL CHECK (parte BETWEEN 0 AND 7),
    clave        text NOT NULL,                 -- see inv.claves_de
    cantidad     integer NOT NULL CHECK (cantidad BETWEEN 1 AND 1000),
    PRIMARY KEY (promocion_id, parte, clave)
);
CREATE INDEX promocion_parte_clave ON inv.promocion_parte (clave);

INSERT INTO inv.precio (producto_id, desde, precio, origen, asentado)
SELECT id, creado_en, precio_venta, 'producto', true FROM inv.producto;

GRANT SELECT ON inv.precio, inv.promocion, inv.promocion_parte
    TO inventario_app;
GRANT SELECT ON inv.precio, inv.indice, inv.regla_precio, inv.remarcacion,
    inv.remarcacion_linea, inv.promocion, inv.promocion_parte
    TO inventario_lector;

COMMIT;
