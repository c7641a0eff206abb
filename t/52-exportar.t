# Exports: CSV as it comes from the database, in pages that nobody sees.

use Inventario 'no_plan';
use Deposito;

# --- renglones: how many lines the answer has.
# --- repetidos: and how many of them are there more than once.
add_response_body_check(sub {
    my ($block, $cuerpo) = @_;
    return if !defined $block->renglones;

    my @renglones = split /\r\n/, $cuerpo;
    my %veces;
    $veces{$_}++ for @renglones;

    Test::More::is(scalar @renglones, $block->renglones,
                   $block->name . ': renglones');
    Test::More::is(scalar(grep { $_ > 1 } values %veces), $block->repetidos,
                   $block->name . ': repetidos');
    Test::More::is(substr($cuerpo, -2), "\r\n", $block->name . ': the last one');
});

our $productos = 'codigo,nombre,descripcion,marca,categoria,proveedor,unidad,'
    . 'contenido,contenido_unidad,precio_costo,precio_venta,precio_mayorista,'
    . "iva,stock_minimo,stock_maximo,usa_lotes,activo,otros_codigos\r\n";
our $existencias = 'codigo,nombre,unidad,sucursal_id,ubicacion,lote,vence,'
    . "fisica,reservada,disponible\r\n";
our $valuacion = 'codigo,nombre,unidad,cantidad,costo_unitario,valor,'
    . "cantidad_sin_costo\r\n";

run_tests();

__DATA__

=== products
--- antes eval: Deposito::tienda()
--- rol: consulta
--- request
GET /api/deposito/v1/productos/exportar
--- error_code: 200
--- response_headers
Content-Type: text/csv; charset=utf-8
Content-Disposition: attachment; filename="inventario.csv"
Cache-Control: no-store
--- response_body eval
$::productos
. "YERBA,Yerba Mate Suave,,,Almacén,,un,,,60.0000,100.00,,21.00,0.000,,no,si,gtin:7790001000019 pack:17790001000016:12\r\n"
. "QUESO,Queso Cremoso,,,Frescos > Quesos,,kg,,,500.0000,1000.00,,21.00,0.000,,no,si,balanza:00123\r\n"
. "LECHE,Leche Entera,,,Frescos,,un,,,50.0000,80.00,,21.00,0.000,,si,si,gtin:7790001000026\r\n"
. "FIDEOS,Fideos Guiseros,,,Almacén,,un,,,10.0000,20.00,,21.00,0.000,,no,si,\r\n"


=== products: filters
--- rol: consulta
--- request eval
['GET /api/deposito/v1/productos/exportar?categoria_id=3',
 'GET /api/deposito/v1/productos/exportar?activo=false',
 'GET /api/deposito/v1/productos/exportar?categoria_id=99']
--- error_code eval: [200, 200, 200]
--- response_body eval
[$::productos . "QUESO,Queso Cremoso,,,Frescos > Quesos,,kg,,,500.0000,1000.00,,21.00,0.000,,no,si,balanza:00123\r\n",
 $::productos . "VIEJO,Producto Viejo,,,,,un,,,0.0000,0.00,,21.00,0.000,,no,no,\r\n",
 $::productos]


=== no cell is a formula for a spreadsheet, and quotes are quotes
--- antes eval
Deposito::como_admin('categoria_crear', '{"nombre":"Trampas"}')
. CORE::join '', map { Deposito::como_admin('producto_crear', "[$_]") }
'{"codigo":"T1","nombre":"=1+1","descripcion":"+5","marca":"-x","categoria_id":4}',
'{"codigo":"T2","nombre":"@SUM(A1)","descripcion":"dos\\nrenglones","marca":"a\\"b","categoria_id":4}',
'{"codigo":"T3","nombre":"uno, dos; tres","descripcion":"1-2=3","categoria_id":4}'
--- rol: consulta
--- request
GET /api/deposito/v1/productos/exportar?categoria_id=4
--- error_code: 200
--- response_body eval
$::productos . CORE::join '', map { "$_,,un,,,0.0000,0.00,,21.00,0.000,,no,si,\r\n" }
qq{T1,"'=1+1","'+5","'-x",Trampas}, qq{T2,"'\@SUM(A1)","dos\nrenglones","a""b",Trampas},
qq{T3,"uno, dos; tres",1-2=3,,Trampas}


=== products: as many as there are, each once
--- antes
INSERT INTO inv.producto (codigo, nombre, categoria_id)
SELECT 'M' || n, 'Uno de muchos', 1 FROM generate_series(1, 2998) AS n;
--- rol: consulta
--- request
GET /api/deposito/v1/productos/exportar?categoria_id=1
--- error_code: 200
--- renglones: 3001
--- repetidos: 0


=== what is exported is imported: nothing changes
--- rol: deposito
--- more_headers
Content-Type: text/csv
--- request eval
"POST /api/deposito/v1/productos/importar?prueba=true\n$::productos"
. "YERBA,Yerba Mate Suave,,,Almacén,,un,,,60.0000,100.00,,21.00,0.000,,no,si,gtin:7790001000019 pack:17790001000016:12\r\n"
. qq{T1,"'=1+1","'+5","'-x",Trampas,,un,,,0.0000,0.00,,21.00,0.000,,no,si,\r\n}
--- error_code: 200
--- campos
sin_cambios = 2
actualizados = 0
creados = 0
rechazados = 0


=== balances
--- antes eval
Deposito::mueve('{"tipo":"entrada","ubicacion_id":101,"lineas":['
    . '{"producto_id":1,"cantidad":"40","costo":"60.5"},'
    . '{"producto_id":3,"cantidad":"4","lote":"L;1","vence":"2099-02-01"}]}',
    '{"tipo":"entrada","ubicacion_id":103,"lineas":['
    . '{"producto_id":2,"cantidad":"2.5"}]}')
. Deposito::como_admin('reserva_crear', '{"ubicacion_id":101,"minutos":15,'
    . '"lineas":[{"producto_id":1,"cantidad":"7"}]}')
--- rol: consulta
--- request eval
['GET /api/deposito/v1/existencias/exportar',
 'GET /api/deposito/v1/existencias/exportar?sucursal_id=2',
 'GET /api/deposito/v1/existencias/exportar?lote=nada']
--- error_code eval: [200, 200, 200]
--- response_body eval
[$::existencias
 . "YERBA,Yerba Mate Suave,un,1,SALON,,,40.000,7.000,33.000\r\n"
 . "QUESO,Queso Cremoso,kg,2,SALON,,,2.500,0.000,2.500\r\n"
 . "LECHE,Leche Entera,un,1,SALON,\"L;1\",2099-02-01,4.000,0.000,4.000\r\n",
 $::existencias . "QUESO,Queso Cremoso,kg,2,SALON,,,2.500,0.000,2.500\r\n",
 $::existencias]


=== value: 40 at 60.50; what has no cost, at that of its card
--- rol: consulta
--- request eval
['GET /api/deposito/v1/reportes/valuacion/exportar',
 'GET /api/deposito/v1/reportes/valuacion/exportar?metodo=ultimo&sucursal_id=1&categoria_id=1',
 'GET /api/deposito/v1/reportes/valuacion/exportar?fecha=2020-01-01']
--- error_code eval: [200, 200, 200]
--- response_body eval
[$::valuacion
 . "YERBA,Yerba Mate Suave,un,40.000,60.5000,2420.00,0.000\r\n"
 . "QUESO,Queso Cremoso,kg,2.500,500.0000,1250.00,2.500\r\n"
 . "LECHE,Leche Entera,un,4.000,50.0000,200.00,4.000\r\n",
 $::valuacion . "YERBA,Yerba Mate Suave,un,40.000,60.5000,2420.00,0.000\r\n",
 $::valuacion]


=== the user of a branch takes his own
--- more_headers eval: [(Deposito::solo_sucursal('deposito', 2)) x 3]
--- request eval
['GET /api/deposito/v1/existencias/exportar',
 'GET /api/deposito/v1/reportes/valuacion/exportar',
 'GET /api/deposito/v1/existencias/exportar?sucursal_id=1']
--- error_code eval: [200, 200, 403]
--- response_body_like eval
["\\A$::existencias" . "QUESO,[^\r\n]*\r\n\\z",
 "\\A$::valuacion" . "QUESO,Queso Cremoso,kg,2\\.500,[^\r\n]*\r\n\\z",
 'sucursal_no_permitida']


=== balances and values: as many as there are, each once
--- antes
INSERT INTO inv.movimiento (documento_id, linea, tipo, producto_id, origen_id,
                            destino_id, cantidad, saldo, costo, ocurrido_en)
SELECT nextval('inv.documento_id'), 1, 'entrada', id, 1, 105, 1, 1, 5, now()
FROM inv.producto WHERE nombre = 'Uno de muchos';
INSERT INTO inv.existencia (producto_id, ubicacion_id, cantidad)
SELECT id, 105, 1 FROM inv.producto WHERE nombre = 'Uno de muchos';
--- rol: consulta
--- request eval
['GET /api/deposito/v1/existencias/exportar?sucursal_id=3',
 'GET /api/deposito/v1/reportes/valuacion/exportar?sucursal_id=3']
--- error_code eval: [200, 200]
--- renglones: 2999
--- repetidos: 0


=== what is asked for is no good; no token
--- more_headers eval: [(Inventario::bearer('consulta')) x 2, '']
--- request eval
['GET /api/deposito/v1/productos/exportar?formato=xls',
 'GET /api/deposito/v1/reportes/valuacion/exportar?metodo=lifo',
 'GET /api/deposito/v1/existencias/exportar']
--- error_code eval: [422, 422, 401]
--- campos eval
['errores.0.campo = formato', 'errores.0.campo = metodo',
 'codigo = no_autenticado']
