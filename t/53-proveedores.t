# Suppliers: CUIT, rules and who sells what, price lists.

use Inventario 'no_plan';
use Deposito;

our $demo = do {
    open my $f, '<', Inventario::raiz() . '/sql/demo_proveedores.sql'
        or die "demo: $!";
    local $/;
    my $sql = <$f>;
    $sql =~ s/^(?:BEGIN|COMMIT);$//mg;
    $sql;
};

# name, category: supplier, confidence
our @asignaciones = (
    ['Coca Cola', undef, 'CO', '0.95'], ['coca_cola 2L', undef, 'CO', '0.95'],
    ['COCA-COLA', undef, 'CO', '0.95'], ['Sprite lima limón', undef, 'CO', '0.90'],
    ['Galletitas Oreo', undef, 'TER', '0.90'], ['bananas', undef, 'FR', '0.80'],
    ['Vino tinto', 'bebida alcoholica', 'BC', '0.80'],
    ['Banana', 'fruta', 'FR', '0.80'], ['Salchichas Paladini', undef, 'FA', '0.90'],
    ['productos', undef, 'MAX', '0.50'], ['Tomate', undef, 'FR', '0.80'],
    (map { [$_, undef, 'MAX', '0.50'] } 'Aceite', 'Manteca', 'Detergente',
        'Paté', 'servilletas', 'Empanadas', 'Pañales', 'Pantene', 'Camarones',
        'Macarrones', 'Rondo', 'Titanio', 'x 6 unidades'),
    ['Cerveza con vino', undef, 'Q', '0.80'], ['Cris-Jor', undef, 'ACE', '0.90'],
    ['Yerba', undef, 'LV', '0.80'], ['Té', undef, 'LV', '0.80'],
    ['TE', undef, 'LV', '0.80'], ['Frutos secos', undef, 'ACE', '0.80'],
    ['panes', undef, 'FA', '0.80'], ['Leche chocolatada', undef, 'LS', '0.80'],
    ['La Serenisima Leche', undef, 'LS', '0.95'], ['algo', 'Verduras', 'FR', '0.80'],
);

run_tests();

__DATA__

=== create one: the CUIT is checked, and kept as digits
--- antes eval: Deposito::tienda()
--- rol: negocio
--- request
POST /api/negocio/v1/proveedores
{"nombre":"Distribuidora Sur","codigo":"sur","cuit":"30-71234567-1","condicion_iva":"responsable_inscripto","descuento":"10","dias_entrega":[2,5],"plazo_dias":2,"minimo_pedido":"1000","marcas_directas":["Sur","sur"],"exclusiones":[]}
--- error_code: 201
--- response_headers
Location: /api/negocio/v1/proveedores/1
ETag: "1"
--- campos
codigo = SUR
cuit = 30-71234567-1
dias_entrega = [2,5]
descuento = 10.00
marcas_directas.# = 1
activo = true
--- luego
SELECT cuit FROM inv.proveedor
--- luego_da
30712345671


=== a CUIT that does not exist, and one that no digit completes
--- rol: negocio
--- request eval
[map { "POST /api/negocio/v1/proveedores\n{\"nombre\":\"X\",\"cuit\":\"$_\"}" }
 '20-12345678-9', '27-12345678-9', '30-12345678-9', '30-71234567-4',
 '27-87654321-0', '27-87654321-1', '27-87654321-9', '21-12345678-6',
 '30 71234567 1']
--- error_code eval: [(422) x 9]
--- campos eval
[("errores.0.campo = cuit\nerrores.0.codigo = cuit_invalido") x 9]


=== the vectors that are right
--- rol: consulta
--- request
GET /api/negocio/v1/proveedores?q=30712345671
--- luego
SELECT count(*) FROM unnest('{20-12345678-6,27-12345678-0,30-12345678-1,30-71234567-1,33-69345023-9,30-50000000-3,20-26756539-3,20-05536168-2}'::text[]) c WHERE inv.cuit_normal(c) = replace(c, '-', '')
--- luego_da
8
--- campos
datos.# = 1
datos.0.codigo = SUR


=== twice the same, and what is no good
--- rol: negocio
--- request eval
['POST /api/negocio/v1/proveedores
{"nombre":"DISTRIBUIDORA SÚR"}',
 'POST /api/negocio/v1/proveedores
{"nombre":"Otra","codigo":"SUR"}',
 'POST /api/negocio/v1/proveedores
{"nombre":"Otra","cuit":"30712345671"}',
 'POST /api/negocio/v1/proveedores
{"nombre":"Otra","email":"no"}',
 'POST /api/negocio/v1/proveedores
{"nombre":"Otra","email":"no es"}',
 'POST /api/negocio/v1/proveedores
{"nombre":"Otra","categorias":["---"]}',
 'POST /api/negocio/v1/proveedores
{"nombre":"Otra","dias_entrega":[8],"descuento":"100","telefno":"1"}']
--- error_code eval: [409, 409, 409, 422, 422, 422, 422]
--- campos eval
['codigo = proveedor_duplicado', 'codigo = proveedor_codigo_duplicado',
 'codigo = proveedor_cuit_duplicado', 'errores.0.campo = email',
 'errores.0.codigo = email_invalido',
 "errores.0.campo = categorias[0]\nerrores.0.codigo = regla_vacia",
 'errores.# = 3']


=== change it: the version that was read, and only what is said
--- rol: negocio
--- more_headers eval: ['', 'If-Match: "9"', 'If-Match: "1"']
--- request eval
[('PATCH /api/negocio/v1/proveedores/1
{"telefono":"2262-555","marcas_distribuidas":["Mar Azul"]}') x 3]
--- error_code eval: [428, 412, 200]
--- campos eval
['codigo = version_requerida', 'codigo = version_anterior',
 "telefono = 2262-555\nmarcas_directas.0 = Sur\nmarcas_distribuidas.0 = Mar Azul\nversion = 2"]


=== a price list: by number, by code, by the code of a pack, wrong ones
--- rol: negocio
--- request eval
['POST /api/negocio/v1/proveedores/1/productos
[{"producto_id":4,"costo":"12","codigo_proveedor":"F-9","minimo":"24"},{"codigo":"17790001000016","costo_bulto":"600"},{"producto_id":99,"costo":"1"},{"costo":"1"},{"producto_id":2},{"producto_id":3,"costo":"x"}]',
 'GET /api/negocio/v1/proveedores/1/productos?contar=true']
--- error_code eval: [200, 200]
--- campos eval
["resultados.0.documento.costo_neto = 10.8000\nresultados.1.documento.factor = 12.000\nresultados.1.documento.costo = 50.0000\nresultados.2.codigo = producto_no_encontrado\nresultados.3.errores.0.campo = producto_id\nresultados.4.errores.0.campo = costo\nresultados.5.estado = 422",
 "total = 2\ndatos.0.producto_codigo = YERBA\ndatos.0.costo_bulto = 600.0000\ndatos.0.plazo_dias = 2"]
--- luego
SELECT precio_costo FROM inv.producto WHERE id = 4
--- luego_da
10.0000


=== a new price by the supplier's own code, in force at once or later; the cost follows
--- rol: negocio
--- request eval
['POST /api/negocio/v1/proveedores/1/productos?actualizar_costos=true
{"codigo_proveedor":"F-9","costo":"15"}',
 'POST /api/negocio/v1/proveedores/1/productos?actualizar_costos=true
{"codigo_proveedor":"F-9","costo":"20","desde":"2999-01-01"}',
 'GET /api/negocio/v1/proveedores/1/productos?vigentes=false',
 'GET /api/negocio/v1/productos/4/proveedores']
--- error_code eval: [201, 201, 200, 200]
--- campos eval
["vigente = true\nminimo = 24.000", 'vigente = false', 'datos.# = 3',
 "datos.# = 1\ndatos.0.costo_neto = 13.5000"]
--- luego
SELECT precio_costo, (SELECT string_agg(costo || ' ' || origen, ', '
    ORDER BY id) FROM inv.costo_historial WHERE producto_id = 4)
FROM inv.producto WHERE id = 4
--- luego_da
13.5000|10.0000 catalogo, 13.5000 lista:1


=== all or nothing, if it is asked for
--- rol: negocio
--- request
POST /api/negocio/v1/proveedores/1/productos?atomico=true
[{"producto_id":2,"costo":"400"},{"producto_id":99,"costo":"1"}]
--- error_code: 409
--- campos
codigo = lote_rechazado
resultados.1.estado = 404
--- luego
SELECT count(*) FROM inv.proveedor_producto WHERE producto_id = 2
--- luego_da
0


=== out of the list
--- rol: negocio
--- request eval
['DELETE /api/negocio/v1/proveedores/1/productos/4',
 'DELETE /api/negocio/v1/proveedores/1/productos/4']
--- error_code eval: [204, 404]


=== a list as he sends it: what is wrong is told by line
--- rol: negocio
--- more_headers: Content-Type: text/csv
--- request eval
["POST /api/negocio/v1/proveedores/1/productos/importar?actualizar_costos=true
Artículo;EAN;Detalle;Precio;Dto;UxB\nA-1;7790001000019;Yerba;1.250,50;20;12\n;FIDEOS;Fideos;14,5;;\nZ;NADA;Nada;10,5;;\n;QUESO;Queso;diez;;\n;QUESO;Queso;;;\n",
 "POST /api/negocio/v1/proveedores/1/productos/importar
nombre;precio\nx;1\n",
 'GET /api/negocio/v1/proveedores/1/productos']
--- error_code eval: [200, 422, 200]
--- campos eval
["filas = 5\ncreados = 1\nactualizados = 1\nrechazados = 3\nerrores.0.fila = 4\nerrores.0.codigo = producto_no_encontrado\nerrores.1.codigo = numero_invalido\nerrores.2.codigo = obligatorio",
 'codigo = columnas_faltantes',
 "datos.0.codigo_proveedor = A-1\ndatos.0.costo_neto = 900.3600\ndatos.0.factor = 12.000\ndatos.1.costo = 14.5000"]
--- luego
SELECT precio_costo FROM inv.producto WHERE id = 1
--- luego_da
900.3600


=== who may not
--- more_headers eval
['', Inventario::bearer('consulta'), Inventario::bearer('deposito')]
--- request eval
['GET /api/negocio/v1/proveedores',
 'POST /api/negocio/v1/proveedores
{"nombre":"X"}',
 'POST /api/negocio/v1/proveedores/1/productos
{"producto_id":1,"costo":"1"}']
--- error_code eval: [401, 403, 403]


=== nothing fits and there is no default
--- rol: consulta
--- request
POST /api/negocio/v1/proveedores/asignar
{"producto":"nada de eso"}
--- error_code: 409
--- campos
codigo = sin_proveedor


=== who sells it
--- antes eval: $main::demo
--- rol: consulta
--- request eval
[map { my $c = defined $_->[1] ? qq(,"categoria":"$_->[1]") : '';
       "POST /api/negocio/v1/proveedores/asignar\n{\"producto\":\"$_->[0]\"$c}" }
 @main::asignaciones]
--- error_code eval: [(200) x @main::asignaciones]
--- campos eval
[map { "proveedor.codigo = $_->[2]\nconfianza = $_->[3]" } @main::asignaciones]


=== and why
--- rol: consulta
--- request eval
[map { "POST /api/negocio/v1/proveedores/asignar\n{\"producto\":\"$_\"}" }
 'Coca-Cola', 'Oreo', 'bananas', 'tuercas', '   ']
--- error_code eval: [200, 200, 200, 200, 422]
--- campos eval
['porque = «coca-cola» es marca de Coca Cola.',
 'porque = «oreo» es una marca que distribuye Terrabusi (Mondelez).',
 'porque = «banana» es de los rubros de Frutas y Verduras (Bicho).',
 'porque = Ninguna regla lo alcanza: va a Maxiconsumo, el proveedor general.',
 'codigo = campos_invalidos']
