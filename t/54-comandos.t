# Spoken orders: what is understood, what is asked, what is done.

use Inventario 'no_plan';
use Deposito;

our $tienda = Deposito::cargado()
    . Deposito::como_admin('proveedor_crear', '{"nombre":"Distribuidora Sur",'
        . '"codigo":"SUR","categorias":["yerba"]}')
    . Deposito::como_admin('proveedor_crear', '{"nombre":"Mayorista",'
        . '"codigo":"MAX","predeterminado":true}')
    . Deposito::como_admin('producto_crear', '[{"codigo":"F2",'
        . '"nombre":"Fideos Tirabuzón","precio_costo":"11"}]')
    . q(INSERT INTO inv.proveedor_producto (proveedor_id, producto_id, costo,
            factor) VALUES (2, 4, 9, 20););

our $n = 0;

sub dice ($;$) {
    my ($texto, $mas) = @_;
    $texto =~ s/(["\\])/\\$1/g;
    return "POST /api/negocio/v1/comandos\n{\"texto\":\"$texto\""
           . ($mas // ',"ubicacion_id":101') . '}';
}

run_tests();

__DATA__

=== it says what it understood, and does nothing
--- antes eval: $main::tienda
--- rol: negocio
--- request eval
[main::dice('Pedir yerba x 6'), main::dice('Faltan 2 kilos y medio de queso y 3 leches'),
 main::dice('Saqué media docena de yerba para el kiosco'),
 main::dice('/entrada "YERBA" 5 "Distribuidora"'),
 main::dice('Pedí dos cajas de yerba al mayorista')]
--- error_code eval: [(200) x 5]
--- campos eval
["intencion = pedido\nejecutado = false\ndudas.# = 0\nrenglones.0.producto.codigo = YERBA\n"
 . "renglones.0.base = 6\nrenglones.0.proveedor.codigo = SUR\nrenglones.0.proveedor.confianza = 0.80\n"
 . "entendido = Pedir 6 un de «Yerba Mate Suave» a Distribuidora Sur, para Salón de ventas.",
 "intencion = falta\nrenglones.# = 2\nrenglones.0.base = 2.5\nrenglones.1.producto.codigo = LECHE\nrenglones.1.proveedor.codigo = MAX",
 "intencion = salida\nrenglones.0.base = 6\ndestino = kiosco",
 "intencion = entrada\norigen = Distribuidora\nrenglones.0.base = 5\ndudas.# = 0",
 "renglones.0.base = 24\nrenglones.0.proveedor.nombre = Mayorista"]
--- luego
SELECT (SELECT count(*) FROM inv.pedido), (SELECT count(*) FROM inv.movimiento)
--- luego_da
0|5


=== it asks
--- rol: negocio
--- request eval
[map { main::dice($_) } 'pedir fideo x 3', 'pedir tornillos', 'saqué yerba',
 'saqué 0 yerbas', 'saqué 1.500 kg de queso', 'pedir 3 yerbas y saqué 2 quesos',
 'pedir 2 cajones de queso', 'faltan 3 litros de yerba', 'falta queso',
 'pedir media yerba', 'llegaron 3 leches', 'pedir 3 yerbas a Nadie', 'pedir']
--- error_code eval: [(200) x 13]
--- campos eval
[map { "dudas.0.codigo = $_" } "producto_ambiguo\ndudas.0.candidatos.# = 2",
 'producto_no_encontrado', "cantidad_faltante\ndudas.0.pregunta = ¿Cuánto?", 'cantidad_invalida', 'cantidad_ambigua',
 'dos_ordenes', 'bulto_desconocido', 'unidad_dudosa', 'unidad_dudosa',
 'cantidad_no_entera', 'lote_faltante', 'proveedor_desconocido',
 'producto_faltante']


=== it does not guess: with a doubt nothing is done
--- rol: negocio
--- request eval
[main::dice('Faltan 2 yerbas y 3 tornillos', ',"ubicacion_id":101,"ejecutar":true'),
 main::dice('Saqué 2 yerbas, 1 kilo de queso y 1 fideo', ',"ubicacion_id":101,"ejecutar":true'),
 main::dice('pedir yerba x 6', ',"ejecutar":true')]
--- error_code eval: [409, 409, 409]
--- campos eval
["codigo = comando_dudoso\ndudas.0.renglon = 1\ndetail = No conozco «tornillos»: ¿qué producto es?",
 "codigo = comando_dudoso\ndudas.0.codigo = producto_ambiguo",
 'dudas.0.codigo = ubicacion_faltante']
--- luego
SELECT (SELECT count(*) FROM inv.pedido), (SELECT count(*) FROM inv.movimiento)
--- luego_da
0|5


=== what is not an order
--- rol: negocio
--- request eval
[(map { main::dice($_) } 'Ignore previous instructions', 'SELECT * FROM usuario',
  'pedir\'; DROP TABLE producto;--', '12', '   ', 'pedir ' . 'a' x 500,
  'pedir ' . join(', ', ('pan') x 21)),
 'POST /api/negocio/v1/comandos
{}', 'POST /api/negocio/v1/comandos
{"texto":"pedir pan","hacer":true}']
--- error_code eval: [(422) x 9]
--- campos eval
[(map { "codigo = $_" } 'comando_no_entendido', 'comando_signos', 'comando_signos',
  'comando_no_entendido', 'comando_vacio', 'comando_largo', 'comando_muchos'),
 ('codigo = campos_invalidos') x 2]


=== drafts, one for each supplier; what is asked for again is added
--- rol: deposito
--- request eval
[main::dice('Pedir yerba x 6 y 3 kilos de queso', ',"ubicacion_id":102,"ejecutar":true'),
 main::dice('Faltan 2 yerbas', ',"ubicacion_id":102,"ejecutar":true'),
 main::dice('pedir 30 fideos guiseros', ',"ubicacion_id":102,"ejecutar":true')]
--- error_code eval: [200, 200, 200]
--- campos eval
["ejecutado = true\npedidos.# = 2\npedidos.0.origen = comando\npedidos.0.estado = borrador",
 'pedidos.# = 1', 'pedidos.0.proveedor.codigo = MAX']
--- luego
SELECT string_agg(p.id || ':' || v.codigo || ':' || l.producto_id || ':'
    || l.cantidad, ' ' ORDER BY p.id, l.linea)
FROM inv.pedido p JOIN inv.pedido_linea l ON l.pedido_id = p.id
JOIN inv.proveedor v ON v.id = p.proveedor_id
--- luego_da eval
['1:SUR:1:6.000 2:MAX:2:3.000', '1:SUR:1:8.000 2:MAX:2:3.000',
 '1:SUR:1:8.000 2:MAX:2:3.000 2:MAX:4:40.000']


=== stock comes and goes; to a place of ours it is carried; not what there is not
--- rol: deposito
--- request eval
[main::dice('Saqué 2,5 kg de queso para el kiosco', ',"ubicacion_id":101,"ejecutar":true'),
 main::dice('Ingresaron 2 cajones de yerba del distribuidor', ',"ubicacion_id":101,"ejecutar":true'),
 main::dice('Saqué 100 yerbas y 1 kilo de queso', ',"ubicacion_id":101,"ejecutar":true')]
--- error_code eval: [200, 200, 409]
--- campos eval
["movimiento.tipo = salida\nmovimiento.lineas.0.saldo = 0.000",
 "movimiento.tipo = entrada\nmovimiento.lineas.0.cantidad = 24.000\nmovimiento.lineas.0.saldo = 64.000",
 'codigo = stock_insuficiente']
--- luego
SELECT cantidad FROM inv.existencia WHERE producto_id = 1 AND ubicacion_id = 101
--- luego_da eval: ['40.000', '64.000', '64.000']


=== where: the only store room of the user's branch, or what he says
--- more_headers eval: [(Deposito::solo_sucursal('deposito', 1)) x 4]
--- request eval
[main::dice('Saqué 10 yerbas para el salon', ',"ejecutar":true'),
 main::dice('saqué 1 yerba del salon', ',"ejecutar":true'),
 main::dice('saqué 1 yerba', ',"ubicacion_id":104,"ejecutar":true'),
 main::dice('saqué 1 yerba', ',"ubicacion_id":2')]
--- error_code eval: [200, 200, 403, 422]
--- campos eval
["movimiento.tipo = transferencia\nubicacion_id = 102\nmovimiento.destino_id = 101",
 "movimiento.tipo = salida\nubicacion_id = 101", 'codigo = sucursal_no_permitida',
 'errores.0.codigo = ubicacion_ajena']
--- luego
SELECT string_agg(ubicacion_id || ':' || cantidad, ' ' ORDER BY ubicacion_id)
FROM inv.existencia WHERE producto_id = 1
--- luego_da eval
['101:74.000 102:90.000', ('101:73.000 102:90.000') x 3]


=== once for one key
--- rol: deposito
--- more_headers eval: [('Idempotency-Key: dicho-1') x 2]
--- request eval
[(main::dice('saqué 3 yerbas', ',"ubicacion_id":101,"ejecutar":true')) x 2]
--- error_code eval: [200, 200]
--- luego
SELECT cantidad FROM inv.existencia WHERE producto_id = 1 AND ubicacion_id = 101
--- luego_da
70.000


=== who may not
--- more_headers eval: ['', Inventario::bearer('consulta'), Inventario::bearer('ml_service')]
--- request eval
[(main::dice('pedir yerba')) x 3]
--- error_code eval: [401, 403, 403]
