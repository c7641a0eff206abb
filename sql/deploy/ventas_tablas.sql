-- Deploy inventario:ventas_tablas to pg
-- requires: informes_mantener
-- Tills, means of payment, tickets and their closings.
--
-- A ticket is a document of the ledger with money: inv.venta.id is its
-- documento_id there, so neither has to be looked up from the other.  Like
-- the ledger it is never changed.  A void and a return are tickets of their
-- own, that name the one they undo; signo says how an amount counts.  Each
-- report is a sum over signo, and what was closed stays as it was.
--
-- Lock order: idempotencia by (usuario, clave); caja by id; venta by id;
-- venta_clave by (caja_id, numero); existencia by its key.

BEGIN;

-- Means of payment.  interno: only the program uses it (the goods that come
-- back in an exchange pay for those that go).
CREATE TABLE inv.medio_pago (
    codigo         text PRIMARY KEY
        CONSTRAINT medio_codigo_invalido
            CHECK (codigo ~ '^[a-z][a-z0-9_]{0,29}$'),
    nombre         text NOT NULL,
    activo         boolean NOT NULL DEFAULT true,
    interno        boolean NOT NULL DEFAULT false,
    version        bigint NOT NULL DEFAULT 1,
    creado_en      timestamptz NOT NULL DEFAULT now(),
    actualizado_en timestamptz NOT NULL DEFAULT now()
);
INSERT INTO inv.medio_pago (codigo, nombre, interno) VALUES
    ('efectivo', 'Efectivo', false), ('debito', 'Tarjeta de débito', false),
    ('credito', 'Tarjeta de crédito', false),
    ('transferencia', 'Transferencia', false), ('qr', 'Código QR', false),
    ('cuenta_corriente', 'Cuenta corriente', false),
    ('cambio', 'Cambio de mercadería', true);

CREATE TABLE inv.caja (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sucursal_id    bigint NOT NULL REFERENCES inv.sucursal,
    ubicacion_id   bigint NOT NULL REFERENCES inv.ubicacion,
    codigo         text NOT NULL,
    nombre         text NOT NULL,
    punto_venta    integer,                 -- of its fiscal printer
    activa         boolean NOT NULL DEFAULT true,
    version        bigint NOT NULL DEFAULT 1,
    creado_en      timestamptz NOT NULL DEFAULT now(),
    actualizado_en timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT caja_codigo_duplicado UNIQUE (sucursal_id, codigo),
    CONSTRAINT caja_punto_venta_duplicado UNIQUE (punto_venta)
);

-- Tickets, by month of registrado_en like the ledger.
CREATE TABLE inv.venta (
    id                  bigint NOT NULL,        -- its documento_id
    caja_id             bigint NOT NULL,
    sucursal_id         bigint NOT NULL,
    numero              bigint,         -- the till's own; null: made here
    tipo                text NOT NULL CHECK (tipo IN
                            ('venta', 'devolucion', 'anulacion')),
    signo               smallint NOT NULL CHECK (signo IN (-1, 1)),
    origen_id           bigint,                 -- what it returns or voids
    total               numeric(16,2) NOT NULL CHECK (total >= 0),
    vuelto              numeric(16,2) NOT NULL DEFAULT 0,
    cliente_tipo_doc    integer,                -- ARCA's codes: 80 is CUIT
    cliente_doc         text,
    cliente_nombre      text,
    tipo_comprobante    integer,                -- ARCA's codes: 6 is B
    punto_venta         integer,
    comprobante_numero  bigint,
    motivo              text,
    usuario_id          bigint,
    request_id          text,
    ocurrido_en         timestamptz NOT NULL,
    registrado_en       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id, registrado_en)
) PARTITION BY RANGE (registrado_en);
CREATE INDEX venta_caja ON inv.venta (caja_id, id);
CREATE INDEX venta_ocurrido ON inv.venta (ocurrido_en);
CREATE INDEX venta_origen ON inv.venta (origen_id)
    WHERE origen_id IS NOT NULL;

-- importe = round(cantidad * precio - descuento, 2), but for a scale's label
-- that says the price: there importe is the label's.
CREATE TABLE inv.venta_linea (
    venta_id      bigint NOT NULL,
    linea         integer NOT NULL,
    producto_id   bigint NOT NULL,
    cantidad      numeric(18,3) NOT NULL CHECK (cantidad > 0),
    precio        numeric(14,2) NOT NULL,       -- of a base unit, with IVA
    descuento     numeric(14,2) NOT NULL DEFAULT 0,
    importe       numeric(16,2) NOT NULL CHECK (importe >= 0),
    iva           numeric(5,2) NOT NULL,        -- rate
    costo         numeric(16,4) NOT NULL,       -- of a base unit, without IVA
    promocion     text,
    origen_linea  integer,                      -- of the ticket it returns
    registrado_en timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (venta_id, linea, registrado_en)
) PARTITION BY RANGE (registrado_en);

-- What each means paid of the total: change given back is taken off already.
CREATE TABLE inv.venta_pago (
    venta_id      bigint NOT NULL,
    medio         text NOT NULL,
    importe       numeric(16,2) NOT NULL CHECK (importe > 0),
    registrado_en timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (venta_id, medio, registrado_en)
) PARTITION BY RANGE (registrado_en);

-- A till's number is used once, over all months: partitions cannot say that,
-- as their unique indexes must have registrado_en in them.
CREATE TABLE inv.venta_clave (
    caja_id  bigint NOT NULL,
    numero   bigint NOT NULL,
    venta_id bigint NOT NULL,
    huella   bytea NOT NULL,            -- SHA-256 of the ticket as it came
    PRIMARY KEY (caja_id, numero)
);

-- A closing (Z) covers the tickets of its till with desde_id < id <= hasta_id.
CREATE TABLE inv.caja_cierre (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    caja_id        bigint NOT NULL REFERENCES inv.caja,
    numero         bigint NOT NULL,
    desde_id       bigint NOT NULL,
    hasta_id       bigint NOT NULL,
    totales        jsonb NOT NULL,
    fondo          numeric(16,2) NOT NULL,
    observaciones  text,
    usuario_id     bigint,
    abierto_en     timestamptz NOT NULL,
    cerrado_en     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT cierre_duplicado UNIQUE (caja_id, numero),
    CHECK (desde_id < hasta_id)
);
CREATE TABLE inv.caja_cierre_medio (
    cierre_id bigint NOT NULL REFERENCES inv.caja_cierre,
    medio     text NOT NULL,
    calculado numeric(16,2) NOT NULL,
    declarado numeric(16,2),                    -- null: nobody counted it
    PRIMARY KEY (cierre_id, medio)
);

-- Makes the monthly partitions that hold p_mes, if they are missing, of every
-- table that is only added to.
CREATE OR REPLACE FUNCTION inv.particion_crear(p_mes date) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    v_desde date := date_trunc('month', p_mes);
    v_madre text;
    v_tabla text;
BEGIN
    FOREACH v_madre IN ARRAY '{movimiento,venta,venta_linea,venta_pago}'::text[]
    LOOP
        v_tabla := v_madre || '_' || to_char(v_desde, 'YYYY_MM');
        CONTINUE WHEN to_regclass('inv.' || v_tabla) IS NOT NULL;
        EXECUTE format('CREATE TABLE inv.%I PARTITION OF inv.%I '
            'FOR VALUES FROM (%L) TO (%L)', v_tabla, v_madre,
            v_desde::timestamp AT TIME ZONE 'UTC',
            (v_desde + interval '1 month')::timestamp AT TIME ZONE 'UTC');
        EXECUTE format('CREATE TRIGGER solo_agregar BEFORE UPDATE OR DELETE '
            'ON inv.%I FOR EACH ROW EXECUTE FUNCTION inv.solo_agregar()',
            v_tabla);
    END LOOP;
END $$;
SELECT inv.particion_crear((date_trunc('month', now())
    + n * interval '1 month')::date) FROM generate_series(0, 12) AS n;
CREATE TABLE inv.venta_resto PARTITION OF inv.venta DEFAULT;
CREATE TABLE inv.venta_linea_resto PARTITION OF inv.venta_linea DEFAULT;
CREATE TABLE inv.venta_pago_resto PARTITION OF inv.venta_pago DEFAULT;
CREATE TRIGGER solo_agregar BEFORE UPDATE OR DELETE ON inv.venta_resto
    FOR EACH ROW EXECUTE FUNCTION inv.solo_agregar();
CREATE TRIGGER solo_agregar BEFORE UPDATE OR DELETE ON inv.venta_linea_resto
    FOR EACH ROW EXECUTE FUNCTION inv.solo_agregar();
CREATE TRIGGER solo_agregar BEFORE UPDATE OR DELETE ON inv.venta_pago_resto
    FOR EACH ROW EXECUTE FUNCTION inv.solo_agregar();
CREATE TRIGGER caja_cierre_solo_agregar BEFORE UPDATE OR DELETE
    ON inv.caja_cierre FOR EACH ROW EXECUTE FUNCTION inv.solo_agregar();

-- One row per ticket and rate: the prices hold the tax, so the net amount is
-- what is left of the sum without it, and neto + iva is what was paid.  What
-- carries no tax is exempt: tasa is null.
CREATE VIEW inv.venta_iva AS
    SELECT v.id AS venta_id, inv.dia(v.ocurrido_en) AS dia, v.sucursal_id,
           v.tipo_comprobante, v.punto_venta, v.comprobante_numero AS numero,
           v.signo, nullif(l.iva, 0) AS tasa,
           round(sum(l.importe) * 100 / (100 + l.iva), 2) AS neto,
           sum(l.importe) - round(sum(l.importe) * 100 / (100 + l.iva), 2)
               AS iva
    FROM inv.venta v
    JOIN inv.venta_linea l ON l.venta_id = v.id
        AND l.registrado_en = v.registrado_en
    GROUP BY v.id, v.registrado_en, v.ocurrido_en, v.sucursal_id,
             v.tipo_comprobante, v.punto_venta, v.comprobante_numero, v.signo,
             l.iva;

GRANT SELECT ON inv.medio_pago, inv.caja, inv.venta, inv.venta_linea,
    inv.venta_pago, inv.caja_cierre, inv.caja_cierre_medio, inv.venta_iva
    TO inventario_lector;

COMMIT;
