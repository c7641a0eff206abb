-- Deploy inventario:catalogo_busqueda to pg
-- requires: catalogo_codigos
-- Search by what people type: part of a code, words, words with mistakes.

BEGIN;

-- Every word of the catalogue, to find the one that was meant.  It may hold
-- a word twice (two who wrote it at once do not wait for each other) and
-- words that no product has any more: neither does harm.
CREATE TABLE inv.palabra (palabra text COLLATE "C" NOT NULL);
CREATE INDEX palabra_palabra ON inv.palabra (palabra);
CREATE INDEX palabra_parecidas ON inv.palabra
    USING gin (palabra public.gin_trgm_ops);
GRANT SELECT ON inv.palabra TO inventario_lector;

CREATE FUNCTION inv.palabras_agregar(p_textos text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, inv, public, pg_temp AS $$
    INSERT INTO inv.palabra
    SELECT DISTINCT w COLLATE "C"
    FROM unnest(p_textos) AS t,
         regexp_split_to_table(inv.normal(t), '[^a-z0-9]+') AS w
    WHERE length(w) > 2 AND w !~ '[0-9]'
      AND NOT EXISTS (SELECT FROM inv.palabra p WHERE p.palabra = w)
$$;

CREATE FUNCTION inv.producto_palabras() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM inv.palabras_agregar(ARRAY(
            SELECT concat_ws(' ', nombre, marca, descripcion) FROM nuevos));
    ELSE
        PERFORM inv.palabras_agregar(ARRAY[
            concat_ws(' ', NEW.nombre, NEW.marca, NEW.descripcion)]);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER producto_palabras_nuevas AFTER INSERT ON inv.producto
    REFERENCING NEW TABLE AS nuevos
    FOR EACH STATEMENT EXECUTE FUNCTION inv.producto_palabras();
CREATE TRIGGER producto_palabras_cambiadas
    AFTER UPDATE OF nombre, marca, descripcion ON inv.producto
    FOR EACH ROW WHEN ((OLD.nombre, OLD.marca, OLD.descripcion)
        IS DISTINCT FROM (NEW.nombre, NEW.marca, NEW.descripcion))
    EXECUTE FUNCTION inv.producto_palabras();

-- One word as a query; long ones as the beginning of a word.  Null for what
-- the dictionary leaves out (de, la, con).
CREATE FUNCTION inv.consulta_palabra(p_palabra text) RETURNS tsquery
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN numnode(q) > 0 THEN q END
    FROM to_tsquery('spanish'::regconfig, '''' || p_palabra || ''''
        || CASE WHEN length(p_palabra) > 2 THEN ':*' ELSE '' END) AS q
$$;

-- The words of the catalogue most like this one, any of them.
CREATE FUNCTION inv.consulta_parecidas(p_palabra text) RETURNS tsquery
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, inv, public, pg_temp AS $$
DECLARE
    v_q     tsquery;
    v_una   tsquery;
    v_mejor real;
    c       record;
BEGIN
    -- two letters that changed places make few trigrams alike: tried as such
    FOR c IN SELECT palabra, similarity(palabra, p_palabra) AS s
             FROM inv.palabra WHERE palabra % p_palabra
             UNION
             SELECT palabra, 0.9::real
             FROM generate_series(1, length(p_palabra) - 1) AS n
             JOIN inv.palabra ON palabra = overlay(p_palabra PLACING
                 reverse(substr(p_palabra, n, 2)) FROM n FOR 2)
             ORDER BY s DESC, palabra LIMIT 4
    LOOP
        v_mejor := coalesce(v_mejor, c.s);
        EXIT WHEN c.s < v_mejor * 0.75;
        v_una := inv.consulta_palabra(c.palabra);
        v_q := coalesce(v_q || v_una, v_una, v_q);
    END LOOP;
    RETURN v_q;
END $$;

-- The query for what was typed.  p_modo 0: all words, as they are; 1: those
-- that no product has replaced by the most alike; 2: any of them.
CREATE FUNCTION inv.consulta(p_palabras text[], p_modo integer)
RETURNS tsquery LANGUAGE plpgsql STABLE AS $$
DECLARE
    w     text;
    v_q   tsquery;
    v_una tsquery;
BEGIN
    FOREACH w IN ARRAY p_palabras LOOP
        v_una := inv.consulta_palabra(w);
        CONTINUE WHEN v_una IS NULL;
        IF p_modo > 0 AND w !~ '[0-9]' AND NOT EXISTS (
            SELECT FROM inv.palabra
            WHERE palabra >= w AND palabra < w || '~')
        THEN
            v_una := coalesce(inv.consulta_parecidas(w), v_una);
        END IF;
        v_q := CASE WHEN v_q IS NULL THEN v_una
                    WHEN p_modo = 2 THEN v_q || v_una ELSE v_q && v_una END;
    END LOOP;
    RETURN v_q;
END $$;

-- Products whose codes begin so, the exact one first.
CREATE FUNCTION inv.buscar_codigo(p_codigo text, p_limite bigint)
RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT array_agg(producto_id ORDER BY orden, codigo)
    FROM (SELECT DISTINCT ON (producto_id) producto_id, codigo, orden
          FROM ((SELECT producto_id, codigo, 0 AS orden
                 FROM inv.producto_codigo
                 WHERE codigo IN (p_codigo, inv.codigo_clave(p_codigo)))
                UNION ALL
                (SELECT producto_id, codigo, 1 FROM inv.producto_codigo
                 WHERE codigo >= p_codigo AND codigo < p_codigo || '~'
                 ORDER BY codigo LIMIT p_limite * 3)
                UNION ALL
                (SELECT producto_id, codigo, 1 FROM inv.producto_codigo
                 WHERE codigo >= '0' || p_codigo
                   AND codigo < '0' || p_codigo || '~'
                   AND p_codigo ~ '^[0-9]+$'
                 ORDER BY codigo LIMIT p_limite * 3)) AS c
          ORDER BY producto_id, orden, codigo) AS d
$$;

-- The best of the first 2,000 that match: a word that half of the catalogue
-- has does not make the others wait.
CREATE FUNCTION inv.buscar_palabras(p_consulta tsquery, p_texto text,
                                    p_limite bigint)
RETURNS bigint[] LANGUAGE sql STABLE
SET search_path = pg_catalog, inv, public, pg_temp AS $$
    SELECT array_agg(id ORDER BY puntos DESC, id)
    FROM (SELECT id, puntos
          FROM (SELECT id, ts_rank(palabras, p_consulta, 1)
                    + CASE WHEN starts_with(busqueda, p_texto) THEN 1
                           ELSE 0 END AS puntos
                FROM inv.producto
                WHERE palabras @@ p_consulta AND activo LIMIT 2000) AS c
          ORDER BY puntos DESC, id LIMIT p_limite) AS d
$$;

CREATE FUNCTION api.producto_buscar(p_ctx jsonb, p_q text, p_limite bigint)
RETURNS api.respuesta LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, inv, api, public, pg_temp
SET client_min_messages = warning AS $$
DECLARE
    v_texto       text := btrim(regexp_replace(inv.normal(p_q),
                                    '[^a-z0-9.,%/-]+', ' ', 'g'));
    v_palabras    text[];
    v_consulta    tsquery;
    v_ids         bigint[] := '{}';
    v_ubicaciones bigint[] := inv.ubicaciones_visibles(p_ctx);
    v_datos       text;
BEGIN
    IF p_q ~ '^[A-Za-z0-9_./-]{3,}$' AND p_q ~ '[0-9]' THEN
        v_ids := coalesce(inv.buscar_codigo(upper(p_q), p_limite), '{}');
    END IF;
    v_palabras := (SELECT array_agg(w) FROM (
        SELECT w FROM regexp_split_to_table(v_texto, '\s+')
                 WITH ORDINALITY AS s(w, n)
        WHERE w ~ '[a-z0-9]' ORDER BY n LIMIT 8) x);
    IF v_palabras IS NOT NULL AND cardinality(v_ids) < p_limite THEN
        FOR modo IN 0..2 LOOP
            v_consulta := inv.consulta(v_palabras, modo);
            EXIT WHEN v_consulta IS NULL;
            v_ids := v_ids || coalesce(
                inv.buscar_palabras(v_consulta, v_texto, p_limite), '{}');
            EXIT WHEN cardinality(v_ids) > 0;
        END LOOP;
    END IF;
    SELECT string_agg(left(inv.producto_json(p, k.nombre, v.nombre,
                      NULL)::text, -1) || ',"stock":"' || (
                  SELECT coalesce(sum(e.cantidad), 0.000)
                  FROM inv.existencia e WHERE e.producto_id = p.id
                    AND e.ubicacion_id = ANY (v_ubicaciones)) || '"}', ','
                  ORDER BY d.n)
    INTO v_datos
    FROM (SELECT id, min(n) AS n FROM unnest(v_ids) WITH ORDINALITY AS u(id, n)
          GROUP BY id ORDER BY min(n) LIMIT p_limite) d
    JOIN inv.producto p ON p.id = d.id AND p.activo
    LEFT JOIN inv.categoria k ON k.id = p.categoria_id
    LEFT JOIN inv.proveedor v ON v.id = p.proveedor_id;
    RETURN inv.lista(('[' || v_datos || ']')::json, NULL);
END $$;

COMMIT;
