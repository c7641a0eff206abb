-- Revert inventario:catalogo_busqueda from pg

BEGIN;

DROP TRIGGER producto_palabras_cambiadas ON inv.producto;
DROP TRIGGER producto_palabras_nuevas ON inv.producto;
DROP FUNCTION api.producto_buscar, inv.buscar_palabras, inv.buscar_codigo,
    inv.consulta, inv.consulta_parecidas, inv.consulta_palabra,
    inv.producto_palabras, inv.palabras_agregar;
DROP TABLE inv.palabra;

COMMIT;
