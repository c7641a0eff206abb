-- Deploy inventario:proveedores_tablas to pg
-- requires: informes_mantener
-- Suppliers: who they are, what they sell by which words, their price lists;
-- the history of what products cost.

BEGIN;

-- The 11 digits of a CUIT, or null: 11 digits, or XX-XXXXXXXX-X; a prefix in
-- use; weights 5 4 3 2 7 6 5 4 3 2, 11 minus the sum modulo 11, where 11
-- counts as 0, and 10 is no digit (ARCA changes the prefix instead).
CREATE FUNCTION inv.cuit_normal(p_cuit text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    v text := CASE WHEN p_cuit ~ '^[0-9]{2}-[0-9]{8}-[0-9]$'
                   THEN replace(p_cuit, '-', '') ELSE p_cuit END;
    d integer[];
BEGIN
    IF v !~ '^(2[0-7]|3[034])[0-9]{9}$' OR v ~ '^2[12]' THEN
        RETURN NULL;
    END IF;
    d := string_to_array(v, NULL)::integer[];
    RETURN CASE WHEN (11 - (5 * d[1] + 4 * d[2] + 3 * d[3] + 2 * d[4]
            + 7 * d[5] + 6 * d[6] + 5 * d[7] + 4 * d[8] + 3 * d[9]
            + 2 * d[10]) % 11) % 11 = d[11] THEN v END;
END $$;

CREATE FUNCTION inv.cuit_formato(p_cuit text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT substr(p_cuit, 1, 2) || '-' || substr(p_cuit, 3, 8) || '-'
        || substr(p_cuit, 11)
$$;

-- The words of a text by their stems, a space around each: ' coc col ' is in
-- ' gaseos coc col 2 '.  Without accents; whatever is no letter or digit
-- parts words, so that coca-cola, coca_cola and coca cola are the same.
CREATE FUNCTION inv.tallos(p_texto text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(' ' || string_agg(coalesce(nullif((ts_lexize(
        'pg_catalog.spanish_stem'::regdictionary, w))[1], ''), w), ' '
        ORDER BY n) || ' ', '')
    FROM regexp_split_to_table(inv.normal(p_texto), '[^a-z0-9]+')
         WITH ORDINALITY AS s(w, n)
    WHERE w <> ''
$$;

ALTER TABLE inv.proveedor
    ADD COLUMN codigo text,
    ADD COLUMN condicion_iva text,
    ADD COLUMN contacto text,
    ADD COLUMN telefono text,
    ADD COLUMN email text,
    ADD COLUMN direccion text,
    ADD COLUMN dias_entrega integer[],          -- 1 Monday .. 7 Sunday
    ADD COLUMN plazo_dias integer,              -- from the order to delivery
    ADD COLUMN minimo_pedido numeric(14,2),     -- net of IVA
    ADD COLUMN descuento numeric(5,2) NOT NULL DEFAULT 0,   -- on every line
    ADD COLUMN predeterminado boolean NOT NULL DEFAULT false,
    ADD COLUMN activo boolean NOT NULL DEFAULT true,
    ADD COLUMN notas text,
    ADD CONSTRAINT proveedor_codigo_duplicado UNIQUE (codigo),
    ADD CONSTRAINT cuit_invalido CHECK (
        coalesce(inv.cuit_normal(cuit) = cuit, cuit IS NULL)),
    ADD CONSTRAINT condicion_iva_invalida CHECK (condicion_iva IN (
        'responsable_inscripto', 'monotributo', 'exento', 'no_alcanzado')),
    ADD CONSTRAINT dia_entrega_invalido CHECK (
        dias_entrega <@ ARRAY[1, 2, 3, 4, 5, 6, 7]
        AND array_position(dias_entrega, NULL) IS NULL),
    ADD CONSTRAINT descuento_invalido CHECK (
        descuento >= 0 AND descuento < 100);
-- the one that takes what no rule reaches
CREATE UNIQUE INDEX proveedor_predeterminado_duplicado ON inv.proveedor
    (predeterminado) WHERE predeterminado;

-- What a supplier sells, by words: see inv.asignar.
CREATE TABLE inv.proveedor_regla (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    proveedor_id bigint NOT NULL REFERENCES inv.proveedor,
    tipo         text NOT NULL CHECK (tipo IN ('marca_directa',
                     'marca_distribuida', 'categoria', 'exclusion')),
    texto        text NOT NULL,
    tallos       text GENERATED ALWAYS AS (inv.tallos(texto)) STORED,
    CONSTRAINT regla_vacia CHECK (inv.tallos(texto) <> ''),
    CONSTRAINT regla_duplicada UNIQUE (proveedor_id, tipo, tallos)
);

-- Its price list.  costo: list price of one base unit, without IVA; descuento:
-- percent; factor: base units in a pack, the least that is sold; minimo: base
-- units of the least order.  A row holds from desde until hasta, both
-- included, or until a later one begins.
CREATE TABLE inv.proveedor_producto (
    proveedor_id     bigint NOT NULL REFERENCES inv.proveedor,
    producto_id      bigint NOT NULL REFERENCES inv.producto,
    codigo_proveedor text,
    costo            numeric(16,4) NOT NULL CHECK (costo >= 0),
    descuento        numeric(5,2) NOT NULL DEFAULT 0
                         CHECK (descuento >= 0 AND descuento < 100),
    factor           numeric(18,3) NOT NULL DEFAULT 1 CHECK (factor > 0),
    minimo           numeric(18,3) NOT NULL DEFAULT 0 CHECK (minimo >= 0),
    plazo_dias       integer CHECK (plazo_dias >= 0),
    desde            date NOT NULL DEFAULT inv.dia(now()),
    hasta            date,
    actualizado_en   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT proveedor_producto_duplicado
        PRIMARY KEY (proveedor_id, producto_id, desde),
    CONSTRAINT vigencia_al_reves CHECK (hasta >= desde)
);
CREATE INDEX proveedor_producto_producto
    ON inv.proveedor_producto (producto_id, proveedor_id, desde);
CREATE INDEX proveedor_producto_codigo
    ON inv.proveedor_producto (proveedor_id, codigo_proveedor);

-- What a product cost since when.  Every change comes here, by whatever way:
-- inv.costo_registrar says who and why, the rest is of the catalogue.
CREATE TABLE inv.costo_historial (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    producto_id bigint NOT NULL,
    desde       timestamptz NOT NULL DEFAULT clock_timestamp(),
    costo       numeric(16,4) NOT NULL,
    origen      text NOT NULL,          -- 'catalogo', 'recepcion:7', ...
    usuario_id  bigint
);
CREATE INDEX costo_historial_producto
    ON inv.costo_historial (producto_id, id);
CREATE TRIGGER costo_historial_solo_agregar BEFORE UPDATE OR DELETE
    ON inv.costo_historial FOR EACH ROW EXECUTE FUNCTION inv.solo_agregar();

CREATE FUNCTION inv.costo_anotar() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, inv, pg_temp AS $$
DECLARE
    v_origen  text := coalesce(nullif(current_setting('inv.costo_origen',
                          true), ''), 'catalogo');
    v_usuario bigint := nullif(current_setting('inv.costo_usuario', true),
                               '')::bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO inv.costo_historial (producto_id, costo, origen,
                                         usuario_id)
        SELECT n.id, n.precio_costo, v_origen, v_usuario
        FROM nuevos n WHERE n.precio_costo > 0;
    ELSE
        INSERT INTO inv.costo_historial (producto_id, costo, origen,
                                         usuario_id)
        SELECT n.id, n.precio_costo, v_origen, v_usuario
        FROM nuevos n JOIN viejos v ON v.id = n.id
        WHERE n.precio_costo <> v.precio_costo;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER producto_costo_alta AFTER INSERT ON inv.producto
    REFERENCING NEW TABLE AS nuevos
    FOR EACH STATEMENT EXECUTE FUNCTION inv.costo_anotar();
CREATE TRIGGER producto_costo_cambio AFTER UPDATE ON inv.producto
    REFERENCING OLD TABLE AS viejos NEW TABLE AS nuevos
    FOR EACH STATEMENT EXECUTE FUNCTION inv.costo_anotar();
INSERT INTO inv.costo_historial (producto_id, desde, costo, origen)
SELECT id, actualizado_en, precio_costo, 'catalogo' FROM inv.producto
WHERE precio_costo > 0;

-- The way in which documents change what a product costs: the replacement
-- cost of one base unit, without IVA.  Nothing happens if it is the same.  It
-- locks the product: call it in the order of the products, before balances.
CREATE FUNCTION inv.costo_registrar(p_ctx jsonb, p_producto bigint,
                                    p_costo numeric, p_origen text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_antes numeric;
BEGIN
    SELECT precio_costo INTO v_antes FROM inv.producto
    WHERE id = p_producto FOR NO KEY UPDATE;
    IF v_antes IS NULL OR v_antes = round(p_costo, 4) THEN
        RETURN;
    END IF;
    PERFORM set_config('inv.costo_origen', p_origen, true),
            set_config('inv.costo_usuario', p_ctx->>'usuario_id', true);
    UPDATE inv.producto SET precio_costo = round(p_costo, 4),
        version = version + 1, actualizado_en = now() WHERE id = p_producto;
    PERFORM set_config('inv.costo_origen', '', true),
            set_config('inv.costo_usuario', '', true);
    PERFORM inv.anotar(p_ctx, 'productos', 'costo', 'producto', p_producto,
        jsonb_build_object('precio_costo', v_antes::text),
        jsonb_build_object('precio_costo', round(p_costo, 4)::text,
                           'origen', p_origen));
END $$;

GRANT SELECT ON inv.proveedor_regla, inv.proveedor_producto,
    inv.costo_historial TO inventario_lector;

COMMIT;
