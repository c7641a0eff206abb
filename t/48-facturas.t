# Supplier invoices: sums to the cent, kept once, matched against order and
# receipt, posted once; their QR.

use utf8;
use Inventario 'no_plan';
use Deposito;
use Compras;
use LWP::UserAgent ();
use MIME::Base64 ();
use POSIX ();

our $tienda = Deposito::tienda()
    . Compras::proveedores()
    # ordered 120 YERBA, all came; 20 FIDEOS, 15 came
    . Compras::pedido(801, [1, 120, 120, 66], [4, 20, 15, 10])
    . Compras::pedido(802, [1, 60, 60, 66]);

sub crear { return "POST /api/negocio/v1/facturas\n" . Compras::factura(@_) }

sub otra {
    my ($id, @mas) = @_;
    return "PUT /api/negocio/v1/facturas/$id\n" . Compras::factura(@mas);
}

sub hacer {
    my ($id, $que, $cuerpo) = @_;
    return "POST /api/negocio/v1/facturas/$id/$que\n" . ($cuerpo // '{}');
}

sub leer {
    my ($id, $que) = @_;
    return "GET /api/negocio/v1/facturas/$id" . ($que ? "/$que" : '');
}

# one of everything: two rates, a discount on all of it, packs, exempt, taxes
our @completa = (
    numero => 500, descuento => '10', lineas => [
        {codigo => '17790001000016', cantidad => '2', precio => '600',
         descuento => '5', importe => '1140.00', internos => '12.00'},
        {producto_id => 2, cantidad => '1.5', precio => '400', tasa => '10.5'},
        {descripcion => 'Flete', cantidad => '1', precio => '100',
         condicion => 'no_gravado'},
        {producto_id => 4, cantidad => '3', precio => '33.3333',
         condicion => 'exento'}],
    iva => [{tasa => '21', neto => '1026.00', importe => '215.46'},
            {tasa => '10.5', neto => '540.00', importe => '56.70'}],
    no_gravado => '90.00', exento => '90.00', internos => '12.00',
    otros => '1.50',
    percepciones => [{tipo => 'iva', importe => '30.00'},
                     {tipo => 'iibb', jurisdiccion => 902, importe => '25.50'}],
    total => '2087.16');

our $qr = '{"ver":1,"fecha":"2026-09-10","cuit":30500010912,"ptoVta":3,'
    . '"tipoCmp":1,"nroCmp":%s,"importe":%s,"moneda":"PES","ctz":1,'
    . '"tipoDocRec":80,"nroDocRec":20267565393,"tipoCodAut":"E",'
    . '"codAut":76384012345678}';

sub qr {
    my ($numero, $importe, $direccion) = @_;
    return ($direccion // 'https://www.afip.gob.ar/fe/qr/?p=')
        . MIME::Base64::encode_base64(sprintf($qr, $numero, $importe), '');
}

sub leer_qr {
    return "POST /api/negocio/v1/facturas/qr\n"
        . JSON::PP->new->encode({texto => $_[0]});
}

# --- codigo_qr: the text that a scanner reads in the SVG answered.
add_response_body_check(sub {
    my ($block, $cuerpo, $i, $repetida, $seco) = @_;
    my $espera = $block->codigo_qr // return;
    return if $seco;

    my ($lado) = $cuerpo =~ /viewBox="0 0 (\d+) /
        or return Test::More::fail($block->name . ': no SVG');
    my @punto = map { [(0) x $lado] } 1 .. $lado;
    while ($cuerpo =~ /M(\d+) (\d+)h(\d+)v1h-\d+z/g) {
        $punto[$2][$_] = 1 for $1 .. $1 + $3 - 1;
    }

    # a bitmap of 4 x 4 dots a module
    my $archivo = "$ENV{TEST_NGINX_SERVROOT}.pbm";
    open my $f, '>', $archivo or die "$archivo: $!";
    print $f "P1\n", 4 * $lado, ' ', 4 * $lado, "\n";
    for my $fila (@punto) {
        print $f join(' ', map { ($_) x 4 } @$fila), "\n" for 1 .. 4;
    }
    close $f;
    my $leido = `zbarimg -q --raw $archivo 2> /dev/null`;
    unlink $archivo;
    chomp $leido;
    Test::More::is($leido, $espera, $block->name . ': what a scanner reads');
});

# --- carrera: what gives the requests that are made all at once.
# --- estados: their statuses, sorted.
add_response_body_check(sub {
    my ($block, $cuerpo, $i, $repetida, $seco) = @_;
    my $pedidos = $block->carrera // return;
    return if $seco;

    my @hijos = map {
        my ($linea, $texto) = split /\n/, $_, 2;
        my ($metodo, $ruta) = split / /, $linea;
        my $hijo = open(my $f, '-|') // die "fork: $!";
        if (!$hijo) {
            my $pedido = HTTP::Request->new($metodo, 'http://127.0.0.1:'
                . Inventario::server_port() . $ruta,
                ['Content-Type' => 'application/json', 'Authorization' =>
                 'Bearer ' . Inventario::token('negocio')], $texto);
            print LWP::UserAgent->new->request($pedido)->code;
            close STDOUT;
            POSIX::_exit(0);
        }
        $f;
    } $pedidos->();
    Test::More::is(join(' ', sort map { scalar readline $_ } @hijos),
                   $block->estados, $block->name . ': estados');
});

run_tests();

__DATA__

=== the least that an invoice says: the rest is its lines and its supplier
--- antes eval: $::tienda
--- rol: negocio
--- request eval: ::crear()
--- error_code: 201
--- response_headers
Location: /api/negocio/v1/facturas/1
ETag: "1"
--- campos
id = 1
estado = borrador
comprobante = Factura A
signo = 1
cuit = 30500010912
proveedor_id = 1
proveedor = Láctea Ñandú S.A.
periodo = 2026-09
neto = 700.00
importe_iva = 147.00
total = 847.00
iva.# = 1
iva.0.tasa = 21.00
iva.0.neto = 700.00
iva.0.importe = 147.00
lineas.0.descripcion = Yerba Mate Suave
lineas.0.importe = 700.00
lineas.0.tasa = 21.00


=== the same again: it is there, and which one it is
--- rol: negocio
--- request eval
[::crear(), ::crear(cuit => '30500010912', total => '1', lineas => [
    {descripcion => 'x', cantidad => '1', precio => '1', condicion => 'exento'}])]
--- error_code eval: [409, 409]
--- campos
codigo = factura_duplicada
factura_id = 1
estado = borrador


=== another number, point of sale, type or supplier is another invoice
--- rol: negocio
--- request eval
[::crear(numero => 457), ::crear(punto_venta => 4), ::crear(tipo => 2),
 ::crear(cuit => '33-69345023-9')]
--- error_code eval: [201, 201, 201, 201]


=== once for one Idempotency-Key
--- more_headers eval
[map { Inventario::bearer('negocio') . "Idempotency-Key: f-$_\n" } 1, 1, 1]
--- request eval
[::crear(numero => 458), ::crear(numero => 458), ::crear(numero => 459)]
--- error_code eval: [201, 201, 422]
--- campos eval: ['id = 6', 'id = 6', 'codigo = clave_reutilizada']


=== one of everything: rates, discounts, packs, exempt, not taxed, perceptions
--- rol: negocio
--- request eval: ::crear(@::completa)
--- error_code: 201
--- campos
neto = 1566.00
no_gravado = 90.00
exento = 90.00
importe_iva = 272.16
importe_percepciones = 55.50
internos = 12.00
otros = 1.50
total = 2087.16
iva.0.tasa = 10.50
iva.1.importe = 215.46
lineas.0.factor = 12.000
lineas.0.tasa = 21.00
lineas.2.producto_id = null
lineas.2.tasa = null
lineas.3.importe = 100.00
percepciones.1.jurisdiccion = 902


=== what does not add up says where and by how much
--- rol: negocio
--- request eval
[::crear(@::completa, numero => 501, total => '2087.17'),
 ::crear(@::completa, numero => 501, iva => [
    {tasa => '21', neto => '1025.99', importe => '215.47'},
    {tasa => '10.5', neto => '540.00', importe => '56.72'}]),
 ::crear(@::completa, numero => 501, iva => [
    {tasa => '21', neto => '1026.00', importe => '215.46'}], exento => '90.01',
    internos => '11.00', no_gravado => '0'),
 ::crear(numero => 501, lineas => [{producto_id => 1, cantidad => '10',
    precio => '70', importe => '700.02'}])]
--- error_code eval: [422, 422, 422, 422]
--- campos eval
["errores.# = 1\nerrores.0.campo = total\nerrores.0.codigo = no_cierra\n"
 . 'errores.0.mensaje = La suma de las partes: dice 2087.17 y da 2087.16: 0.01 de más.',
 "errores.# = 3\nerrores.0.campo = iva[0].neto\n"
 . "errores.0.mensaje = El neto de las líneas al 21 %: dice 1025.99 y da 1026.00: 0.01 de menos.\n"
 . "errores.1.campo = iva[1].importe\nerrores.1.codigo = no_cierra\n"
 . 'errores.2.campo = total',
 "errores.# = 4\nerrores.0.campo = iva\nerrores.0.codigo = falta_alicuota\n"
 . "errores.1.campo = no_gravado\nerrores.2.campo = exento\n"
 . "errores.3.campo = internos",
 "errores.0.campo = lineas[0].importe\nerrores.0.codigo = no_cierra\n"
 . 'errores.0.mensaje = Cantidad por precio: dice 700.02 y da 700.00: 0.02 de más.']


=== suppliers round line by line: half a cent for each is not an error
--- rol: negocio
--- request eval
[::crear(numero => 510, lineas => [map +{descripcion => 'x', cantidad => '1',
    precio => '10.07', tasa => '21'}, 1 .. 4], iva => [
    {tasa => '21', neto => '40.28', importe => '8.44'}], total => '48.72'),
 ::crear(numero => 511, lineas => [map +{descripcion => 'x', cantidad => '1',
    precio => '10.07', tasa => '21'}, 1 .. 4], iva => [
    {tasa => '21', neto => '40.28', importe => '8.43'}], total => '48.71')]
--- error_code eval: [201, 422]
--- campos eval: ['importe_iva = 8.44', 'errores.0.campo = iva[0].importe']


=== B and C do not tell the IVA apart; M does; E has none
--- rol: negocio
--- request eval
[::crear(tipo => 6, numero => 520, total => '700'),
 ::crear(tipo => 11, numero => 521, total => '700'),
 ::crear(tipo => 51, numero => 522),
 ::crear(tipo => 19, numero => 523, total => '700'),
 ::crear(tipo => 201, numero => 524),
 ::crear(tipo => 6, numero => 525),
 ::crear(tipo => 11, numero => 526, total => '700', iva => [
    {tasa => '21', neto => '700', importe => '147'}]),
 ::crear(tipo => 6, numero => 527, total => '700', lineas => [
    {producto_id => 1, cantidad => '10', precio => '70', tasa => '21'}])]
--- error_code eval: [201, 201, 201, 201, 201, 422, 422, 422]
--- campos eval
["comprobante = Factura B\nneto = 700.00\nimporte_iva = 0.00\niva.# = 0\nlineas.0.tasa = null",
 'comprobante = Factura C', 'importe_iva = 147.00', 'comprobante = Factura E',
 'comprobante = Factura de crédito MiPyME A',
 'errores.0.mensaje = La suma de las partes: dice 847.00 y da 700.00: 147.00 de más.',
 "errores.0.campo = iva\nerrores.0.codigo = no_discrimina",
 "errores.0.campo = lineas[0].tasa\nerrores.0.codigo = no_discrimina"]


=== who, when, what: all that is wrong, at once
--- rol: negocio
--- request eval
[::crear(numero => 530, cuit => '30-50001091-3', fecha => '2999-01-01',
    cae => '1234567890123x', moneda => 'dol', tipo => 4),
 ::crear(numero => 530, cae_vence => undef, periodo => '2026-08',
    vence => '2026-09-01'),
 ::crear(numero => 530, cae_vence => '2026-09-09', periodo => '2026-13',
    cotizacion => '2', proveedor_id => 2),
 ::crear(numero => 530, moneda => 'DOL', proveedor_id => 99,
    percepciones => [{tipo => 'iibb', importe => '1'}], total => '848'),
 ::crear(numero => 530, lineas => [
    {producto_id => 99, cantidad => '1', precio => '1', tasa => '21'},
    {codigo => 'NO-HAY', cantidad => '1', precio => '1', tasa => '22'},
    {cantidad => '1', precio => '1'}]),
 ::crear(numero => 0, total => '-1', lineas => [])]
--- error_code eval: [(422) x 6]
--- campos eval
["errores.# = 7\nerrores.0.campo = cuit\nerrores.0.codigo = cuit_invalido\n"
 . "errores.1.campo = tipo\nerrores.2.campo = fecha\nerrores.3.campo = cae\n"
 . "errores.4.campo = cae_vence\nerrores.5.campo = moneda\n"
 . "errores.6.campo = cotizacion",
 "errores.# = 3\nerrores.0.campo = vence\nerrores.1.campo = periodo\n"
 . "errores.2.campo = cae_vence",
 "errores.# = 4\nerrores.0.codigo = formato\nerrores.1.codigo = cae_vencido\n"
 . "errores.2.campo = cotizacion\nerrores.3.codigo = cuit_de_otro",
 "errores.0.campo = cotizacion\nerrores.1.codigo = proveedor_no_encontrado\n"
 . "errores.2.campo = percepciones[0].jurisdiccion",
 "errores.0.campo = lineas[0].producto_id\n"
 . "errores.0.codigo = producto_no_encontrado\n"
 . "errores.1.campo = lineas[1].producto_id\nerrores.2.campo = lineas[1].tasa\n"
 . "errores.2.codigo = alicuota",
 "errores.0.campo = numero\nerrores.1.campo = total\nerrores.2.campo = lineas"]


=== change a draft: the version it had, all of it again
--- more_headers eval
[Inventario::bearer('negocio'),
 Inventario::bearer('negocio') . "If-Match: \"1\"\n",
 Inventario::bearer('negocio') . "If-Match: \"1\"\n",
 Inventario::bearer('negocio') . "If-Match: \"2\"\n"]
--- request eval
[::otra(2, numero => 460), ::otra(2, numero => 460, notas => 'corregida'),
 ::otra(2, numero => 461), ::otra(2, numero => 456)]
--- error_code eval: [428, 200, 412, 409]
--- campos eval
['codigo = version_requerida', "version = 2\nnumero = 460\nnotas = corregida",
 'codigo = version_anterior', "codigo = factura_duplicada\nfactura_id = 1"]


=== a list, by filters and pages; one that there is not; who may
--- more_headers eval
[(Inventario::bearer('consulta')) x 4, Inventario::bearer('consulta'),
 Inventario::bearer('deposito'), '']
--- request eval
['GET /api/negocio/v1/facturas?tipo=6&contar=true',
 'GET /api/negocio/v1/facturas?cuit=33-69345023-9&estado=borrador',
 'GET /api/negocio/v1/facturas?limite=2&desde=2026-09-10&hasta=2026-09-10',
 ::leer(99), ::crear(), ::crear(), ::leer(1)]
--- error_code eval: [200, 200, 200, 404, 403, 403, 401]
--- campos eval
["total = 1\ndatos.0.numero = 520\ndatos.0.lineas = -",
 "datos.# = 1\ndatos.0.proveedor = Distribuidora",
 "datos.# = 2\ndatos.0.numero = 524", 'codigo = factura_no_encontrada',
 'codigo = rol_no_permitido', 'codigo = rol_no_permitido',
 'codigo = no_autenticado']


=== against the order: what agrees, what did not come, what costs more, what
    nobody asked for
--- rol: negocio
--- request eval
[::crear(numero => 600, pedido_id => 801, lineas => [
    {codigo => '17790001000016', cantidad => '5', precio => '792'},
    {producto_id => 1, cantidad => '10', precio => '66.67'},
    {producto_id => 4, cantidad => '16', precio => '10.05'},
    {producto_id => 2, cantidad => '1', precio => '500'},
    {descripcion => 'Flete', cantidad => '1', precio => '10',
     condicion => 'no_gravado'}], total => '6407.88'),
 ::leer(14, 'conciliacion')]
--- error_code eval: [201, 200]
--- campos eval
['id = 14',
 "coincide = false\naplica = true\nlineas.# = 5\n"
 . "lineas.0.resultado = coincide\nlineas.0.cantidad = 60.000\n"
 . "lineas.0.pedida = 120.000\nlineas.0.costo = 66.0000\nlineas.0.diferencias.# = 0\n"
 . "lineas.1.resultado = precio_distinto\nlineas.1.diferencia_precio = 1.02\n"
 . "lineas.2.resultado = falta_recibir\nlineas.2.recibida = 15.000\n"
 . "lineas.2.diferencias.# = 1\nlineas.3.resultado = no_pedida\n"
 . 'lineas.4.resultado = no_pedida']


=== post: only what was validated; with differences, only if somebody says why
--- rol: negocio
--- request eval
[::hacer(14, 'contabilizar'), ::hacer(14, 'validar'), ::hacer(14, 'validar'),
 ::hacer(14, 'contabilizar'),
 ::hacer(14, 'contabilizar', '{"acepta_diferencias":true}'),
 ::leer(14)]
--- error_code eval: [409, 200, 409, 409, 422, 200]
--- campos eval
['codigo = factura_estado',
 "estado = validada\nconciliacion.coincide = false", 'codigo = factura_estado',
 "codigo = factura_con_diferencias\nconciliacion.lineas.2.resultado = falta_recibir",
 'errores.0.campo = motivo', "estado = validada\nversion = 2"]
--- luego: SELECT precio_costo FROM inv.producto WHERE id = 1
--- luego_da: 60.0000


=== posted: costs change, prices are proposed, its lines are taken
--- rol: negocio
--- request eval
[::leer(14, 'propuestas'),
 ::hacer(14, 'contabilizar', '{"acepta_diferencias":true,"motivo":"lo vi"}'),
 ::leer(14, 'propuestas')]
--- error_code eval: [200, 200, 200]
--- campos eval
["estado = validada\npropuestas.# = 2\npropuestas.0.costo_nuevo = 66.0957",
 "estado = contabilizada\nmotivo = lo vi\npropuestas.0.producto_id = 1",
 "estado = contabilizada\npropuestas.# = 2\n"
 . "propuestas.0.codigo = YERBA\npropuestas.0.costo_anterior = 60.0000\n"
 . "propuestas.0.costo_nuevo = 66.0957\npropuestas.0.variacion = 10.16\n"
 . "propuestas.0.precio = 100.00\npropuestas.0.margen_anterior = 37.74\n"
 . "propuestas.0.margen = 25.04\npropuestas.0.precio_sugerido = 110.16\n"
 . "propuestas.1.codigo = FIDEOS\npropuestas.1.costo_nuevo = 10.0500"]
--- luego
SELECT string_agg(id || ':' || precio_costo, ' ' ORDER BY id)
FROM inv.producto WHERE id IN (1, 2, 4)
--- luego_da eval
['1:60.0000 2:500.0000 4:10.0000', ('1:66.0957 2:500.0000 4:10.0500') x 2]


=== posted twice, changed or thrown away after: no
--- more_headers eval
[(Inventario::bearer('negocio')) x 2,
 Inventario::bearer('negocio') . "If-Match: *\n"]
--- request eval
[::hacer(14, 'contabilizar', '{"acepta_diferencias":true,"motivo":"x"}'),
 ::hacer(14, 'anular', '{"motivo":"x"}'), ::otra(14)]
--- error_code eval: [409, 409, 409]
--- campos
codigo = factura_contabilizada
estado = contabilizada


=== what one invoice took another one does not have: 70 of 120 are gone
--- rol: negocio
--- request eval
[::crear(numero => 601, pedido_id => 801, lineas => [
    {producto_id => 1, cantidad => '51', precio => '66'}], total => '4072.86'),
 ::hacer(15, 'validar'), ::hacer(15, 'contabilizar')]
--- error_code eval: [201, 200, 409]
--- campos eval
['id = 15',
 "conciliacion.lineas.0.resultado = falta_recibir\n"
 . 'conciliacion.lineas.0.facturada = 70.000',
 'codigo = factura_con_diferencias']


=== a credit note gives back; it changes no cost and matches nothing
--- rol: negocio
--- request eval
[::crear(tipo => 3, numero => 1, pedido_id => 801, asociada_id => 14, lineas => [
    {producto_id => 1, cantidad => '1', precio => '50'}], total => '60.5'),
 ::crear(tipo => 3, numero => 2, asociada_id => 99),
 ::hacer(16, 'validar'), ::hacer(16, 'contabilizar'), ::leer(15, 'conciliacion'),
 ::hacer(15, 'contabilizar')]
--- error_code eval: [201, 422, 200, 200, 200, 200]
--- campos eval
["signo = -1\ntotal = 60.50\nasociada_id = 14", 'errores.0.campo = asociada_id',
 "conciliacion.aplica = false\nconciliacion.coincide = true",
 "estado = contabilizada\npropuestas.# = 0",
 "coincide = true\nlineas.0.facturada = 69.000", 'estado = contabilizada']
--- luego: SELECT precio_costo FROM inv.producto WHERE id = 1
--- luego_da eval: [('66.0957') x 5, '66.0000']


=== an invoice that comes late does not undo the cost of a later one
--- rol: negocio
--- request eval
[::crear(numero => 602, fecha => '2026-09-01', recepcion_id => 802, lineas => [
    {producto_id => 1, cantidad => '10', precio => '65'}], total => '786.50'),
 ::hacer(17, 'validar'), ::hacer(17, 'contabilizar'), ::leer(17, 'propuestas')]
--- error_code eval: [201, 200, 200, 200]
--- campos eval
['id = 17', 'conciliacion.lineas.0.resultado = coincide',
 'estado = contabilizada', 'propuestas.# = 0']
--- luego: SELECT precio_costo FROM inv.producto WHERE id = 1
--- luego_da: 66.0000


=== cost: discounts, internal taxes, packs, another currency; of a B without
    its IVA, of a C whole
--- rol: negocio
--- request eval
[map { (::crear(@$_), ::hacer($$_[1] - 685, 'validar'),
        ::hacer($$_[1] - 685, 'contabilizar',
                '{"acepta_diferencias":true,"motivo":"x"}')) }
 [numero => 703, @::completa[2 .. $#::completa], fecha => '2026-09-11'],
 [numero => 704, tipo => 6, fecha => '2026-09-12', total => '847', lineas => [
    {producto_id => 1, cantidad => '10', precio => '84.7'}]],
 [numero => 705, tipo => 11, fecha => '2026-09-13', total => '847', lineas => [
    {producto_id => 1, cantidad => '10', precio => '84.7'}]],
 [numero => 706, fecha => '2026-09-14', moneda => 'DOL', cotizacion => '1000.5',
  total => '121', lineas => [{producto_id => 1, factor => '10', cantidad => '1',
                              precio => '100'}]]]
--- error_code eval: [(201, 200, 200) x 4]
--- luego: SELECT precio_costo FROM inv.producto WHERE id = 1
--- luego_da eval
['66.0000', '66.0000', '43.2500', ('43.2500') x 2, '70.0000', ('70.0000') x 2,
 '84.7000', ('84.7000') x 2, '10005.0000']


=== no CAE, or a supplier that nobody knows: not valid yet
--- rol: negocio
--- request eval
[::crear(numero => 800, cae => undef, cae_vence => undef,
    cuit => '20-12345678-6'), ::hacer(22, 'validar'), ::leer(22, 'qr')]
--- error_code eval: [201, 422, 409]
--- campos eval
['proveedor_id = null',
 "errores.# = 2\nerrores.0.campo = cae\nerrores.1.campo = proveedor_id",
 'codigo = factura_sin_cae']


=== thrown away, it may be entered again
--- rol: negocio
--- request eval
[::hacer(1, 'anular'), ::hacer(1, 'anular', '{"motivo":"de prueba"}'),
 ::hacer(1, 'validar'), ::crear(), ::crear()]
--- error_code eval: [422, 200, 409, 201, 409]
--- campos eval
['errores.0.campo = motivo', "estado = anulada\nmotivo = de prueba",
 "codigo = factura_estado\nestado = anulada", 'id = 23', 'factura_id = 23']


=== tolerances are the administrator's
--- more_headers eval
[Inventario::bearer('negocio'),
 Inventario::bearer('negocio') . "If-Match: \"1\"\n",
 Inventario::bearer('admin') . "If-Match: \"1\"\n",
 Inventario::bearer('admin') . "If-Match: \"1\"\n",
 Inventario::bearer('negocio')]
--- request eval
['GET /api/negocio/v1/facturas/tolerancias',
 (qq(PUT /api/negocio/v1/facturas/tolerancias\n{"precio":"50","cantidad":"7"})) x 3,
 ::leer(14, 'conciliacion')]
--- error_code eval: [200, 403, 200, 412, 200]
--- campos eval
["precio = 1.00\ncantidad = 0.00", 'codigo = rol_no_permitido',
 "precio = 50.00\nversion = 2", 'codigo = version_anterior',
 "lineas.1.resultado = coincide\nlineas.2.resultado = coincide"]


=== QR read: an invoice begun, its supplier, and whether it is here
--- rol: negocio
--- request eval
[::leer_qr(::qr(900, '12100.50')),
 ::leer_qr(::qr(456, 847, 'https://arca.gob.ar/fe/qr/?p=')),
 ::leer_qr('https://www.afip.gob.ar/fe/qr/?p=eyJ2ZXIiOjEsImZlY2hhIjoiMjAyMC0xMC0xMyIsImN1aXQiOjMwMDAwMDAwMDA3LCJwdG9WdGEiOjEwLCJ0aXBvQ21wIjoxLCJucm9DbXAiOjk0LCJpbXBvcnRlIjoxMjEwMCwibW9uZWRhIjoiRE9MIiwiY3R6Ijo2NSwidGlwb0RvY1JlYyI6ODAsIm5yb0RvY1JlYyI6MjAwMDAwMDAwMDEsInRpcG9Db2RBdXQiOiJFIiwiY29kQXV0Ijo3MDQxNzA1NDM2NzQ3Nn0=')]
--- error_code eval: [200, 200, 200]
--- campos eval
["factura.tipo = 1\nfactura.punto_venta = 3\nfactura.numero = 900\n"
 . "factura.cuit = 30500010912\nfactura.fecha = 2026-09-10\n"
 . "factura.total = 12100.5\nfactura.cae = 76384012345678\n"
 . "factura.receptor = 20267565393\nfactura.proveedor_id = 1\n"
 . "factura.proveedor = Láctea Ñandú S.A.\ncomprobante = Factura A\n"
 . "discrimina = true\nproveedor_conocido = true\nfactura_id = null\navisos.# = 0",
 'factura_id = 23',
 "factura.moneda = DOL\nfactura.cotizacion = 65\nproveedor_conocido = false\n"
 . 'avisos.0 = proveedor_desconocido']


=== what is not the QR of an invoice
--- rol: negocio
--- request eval
[::leer_qr('https://example.com/?p=x'), ::leer_qr('hola'),
 ::leer_qr('https://www.afip.gob.ar/fe/qr/?p=e30'),
 ::leer_qr('https://www.afip.gob.ar/fe/qr/?p=***'),
 ::leer_qr('https://www.afip.gob.ar/fe/qr/?p=aG9sYQ=='),
 ::leer_qr(::qr(0, 1)), ::leer_qr(::qr(1, -1)), ::leer_qr('x' x 2049)]
--- error_code eval: [(422) x 8]
--- campos eval
['codigo = qr_direccion', 'codigo = qr_direccion', 'codigo = qr_version',
 'codigo = qr_base64', 'codigo = qr_json', 'codigo = qr_numero',
 'codigo = qr_importe', 'errores.0.campo = texto']


=== QR drawn: a scanner reads it
--- rol: consulta
--- request eval: ::leer(23, 'qr')
--- error_code: 200
--- response_headers
Content-Type: image/svg+xml
--- codigo_qr eval
'https://www.afip.gob.ar/fe/qr/?p=' . MIME::Base64::encode_base64(
'{"ver":1,"fecha":"2026-09-10","cuit":30500010912,"ptoVta":3,"tipoCmp":1,'
. '"nroCmp":456,"importe":847,"moneda":"PES","ctz":1,"tipoCodAut":"E",'
. '"codAut":76384012345678}', '')


=== at once: entered by eight, it is there once
--- rol: consulta
--- request eval: ::leer(14)
--- error_code: 200
--- carrera eval: sub { (::crear(numero => 950)) x 8 }
--- estados: 201 409 409 409 409 409 409 409


=== at once: posted by eight, it is posted once
--- antes
UPDATE inv.factura SET estado = 'validada' WHERE numero = 950
--- rol: consulta
--- request
GET /api/negocio/v1/facturas?limite=1&contar=true
--- error_code: 200
--- campos
datos.0.numero = 950
datos.0.estado = validada
--- carrera eval
sub { my ($id) = Inventario::psql('SELECT id FROM inv.factura WHERE numero = 950');
      (::hacer($id, 'contabilizar',
               '{"acepta_diferencias":true,"motivo":"x"}')) x 8 }
--- estados: 200 409 409 409 409 409 409 409


=== at once: six invoices of what there is for one of them
--- antes eval
Compras::pedido(803, [1, 10, 10, 66]) . CORE::join('', map {
    Deposito::como_admin('factura_crear', Compras::factura(
        numero => 960 + $_, pedido_id => 803, total => '798.60',
        lineas => [{producto_id => 1, cantidad => '10', precio => '66'}])) }
    1 .. 6) . "UPDATE inv.factura SET estado = 'validada' WHERE pedido_id = 803"
--- rol: consulta
--- request
GET /api/negocio/v1/facturas?pedido_id=803&contar=true
--- error_code: 200
--- campos
total = 6
--- carrera eval
sub { map { ::hacer($_, 'contabilizar') } split /\n/, Inventario::psql(
    'SELECT id FROM inv.factura WHERE pedido_id = 803 ORDER BY id DESC') }
--- estados: 200 409 409 409 409 409


=== an order or a receipt that is not there
--- rol: negocio
--- request eval
[::crear(numero => 599, pedido_id => 999999),
 ::crear(numero => 599, recepcion_id => 999999)]
--- error_code eval: [409, 409]
--- campos eval
['codigo = pedido_no_encontrado', 'codigo = recepcion_no_encontrada']
