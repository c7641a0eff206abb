-- The shop that the measurements are taken in: :productos products with
-- their EAN-13 (779 and a number), names that look alike, 50 categories.

BEGIN;

INSERT INTO inv.categoria (nombre)
SELECT 'Rubro ' || n FROM generate_series(1, 50) AS n;

CREATE TEMP TABLE palabras ON COMMIT DROP AS SELECT
    '{Yerba,Aceite,Harina,Galletitas,Fideos,Arroz,Leche,Queso,Dulce,Mermelada,
      Azúcar,Café,Gaseosa,Agua,Cerveza,Vino,Jabón,Champú,Detergente,
      Lavandina,Papel,Servilletas,Atún,Tomate,Arvejas}'::text[] AS cosas,
    '{Suave,Clásico,Intenso,Liviano,Natural,Especial,Integral,Tradicional,
      Premium,Familiar,Orgánico,Saborizado}'::text[] AS maneras,
    '{Andina,Campera,Serrana,Pampeana,Litoral,Patagónica,Cuyana,Norteña,
      Rioplatense,Austral}'::text[] AS marcas;

WITH numerado AS (
    SELECT n, '779' || lpad(n::text, 9, '0') AS doce
    FROM generate_series(1, :productos) AS n
), codigo AS (
    SELECT n, doce || (10 - (SELECT sum(substr(doce, i, 1)::int
                * CASE WHEN i % 2 = 0 THEN 3 ELSE 1 END) % 10
            FROM generate_series(1, 12) AS i)) % 10 AS codigo
    FROM numerado
), hecho AS (
    INSERT INTO inv.producto (codigo, nombre, marca, categoria_id,
        precio_costo, precio_venta)
    SELECT c.codigo,
        format('%s %s %s %s g', p.cosas[1 + n % 25], p.maneras[1 + n / 25 % 12],
               p.marcas[1 + n / 300 % 10], 100 + n / 3000 * 10),
        p.marcas[1 + n / 300 % 10],
        (SELECT min(id) FROM inv.categoria) + n % 50,
        n % 900 + 50, n % 900 * 1.5 + 75
    FROM codigo c, palabras p ORDER BY n
    RETURNING id, codigo
)
INSERT INTO inv.producto_codigo (codigo, producto_id, tipo)
SELECT codigo, id, 'propio' FROM hecho
UNION ALL SELECT lpad(codigo, 14, '0'), id, 'gtin' FROM hecho;

COMMIT;

VACUUM (ANALYZE) inv.producto, inv.producto_codigo, inv.categoria;
