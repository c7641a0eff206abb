# IVA of a month, and the files of the Libro IVA Digital.

use utf8;
use Inventario 'no_plan';
use Deposito;
use Compras;

# Posts an invoice; others override.
sub contabiliza {
    my ($id, @mas) = @_;
    my $factura = Compras::factura(@mas);
    utf8::decode($factura);
    return Deposito::como_admin('factura_crear', $factura)
        . Deposito::como_admin('factura_validar', $id)
        . Deposito::como_admin('factura_contabilizar', $id,
                               '{"acepta_diferencias":true,"motivo":"x"}');
}

# September: sales at three rates, one exempt, a credit note; October: one
our $mes = Deposito::tienda() . Compras::proveedores()
    . Compras::venta_iva(
        [1, '2026-09-01', 6, 101, 1, 21, 1000, 210],
        [1, '2026-09-01', 6, 101, 1, 10.5, 200, 21],
        [2, '2026-09-30', 6, 102, 1, 21, 500.50, 105.11],
        [3, '2026-09-30', 6, 103, 1, 0, 80, 0],
        [4, '2026-09-15', 8, 7, -1, 21, 100, 21],
        [5, '2026-10-01', 6, 104, 1, 21, 9999, 2099.79],
        [6, '2026-08-31', 6, 100, 1, 21, 9999, 2099.79])
    . contabiliza(1, numero => 456, fecha => '2026-09-10', lineas => [
        {producto_id => 1, cantidad => '10', precio => '100'},
        {producto_id => 2, cantidad => '4', precio => '500', tasa => '10.5'},
        {descripcion => 'Flete', cantidad => '1', precio => '50',
         condicion => 'no_gravado'},
        {descripcion => 'Libros', cantidad => '1', precio => '70',
         condicion => 'exento'}], internos => '3.25', otros => '1.75',
        percepciones => [{tipo => 'iva', importe => '30'},
            {tipo => 'iibb', jurisdiccion => 902, importe => '25.50'},
            {tipo => 'iibb', jurisdiccion => 901, importe => '4'},
            {tipo => 'municipal', importe => '2'},
            {tipo => 'nacional', importe => '6'}], total => '3612.50')
    . contabiliza(2, tipo => 3, numero => 9, fecha => '2026-09-11', lineas => [
        {producto_id => 1, cantidad => '1', precio => '100'}], total => '121')
    . contabiliza(3, tipo => 11, numero => 77, cuit => '33-69345023-9',
        fecha => '2026-09-12', total => '500', lineas => [
        {descripcion => 'Bolsas', cantidad => '1', precio => '500'}])
    . contabiliza(4, numero => 457, fecha => '2026-09-13', moneda => 'DOL',
        cotizacion => '1000.5', total => '12.10', lineas => [
        {descripcion => 'Licencia', cantidad => '1', precio => '10',
         tasa => '21'}])
    . contabiliza(5, numero => 458, fecha => '2026-08-30',
        periodo => '2026-09', total => '90', lineas => [
        {descripcion => 'Libros', cantidad => '1', precio => '90',
         condicion => 'exento'}])
    # not of the month, or not posted
    . contabiliza(6, numero => 459, fecha => '2026-09-20',
                  periodo => '2026-10')
    . Deposito::como_admin('factura_crear', Compras::factura(numero => 460));

sub libro {
    return map { "GET /api/negocio/v1/reportes/iva/libro?periodo=2026-09"
                 . "&archivo=$_" } @_;
}

our $cero = '0' x 15;

our $nandu = sprintf('%-30s', 'Láctea Ñandú S.A.');

# Latin-1, as the files are
sub renglones {
    my @renglones = map { "$_\r\n" } @_;
    utf8::downgrade($_) for @renglones;
    return @renglones;
}

# --- ancho: of every line of the answer, in bytes, with CRLF after each.
add_response_body_check(sub {
    my ($block, $cuerpo, $i, $repetida, $seco) = @_;
    my $ancho = $block->ancho // return;
    return if $seco;
    $ancho = $$ancho[$i];
    my $n = grep { length != $ancho || /[\r\n]/ } split /\r\n/, $cuerpo;
    Test::More::is($n, 0, $block->name . ": lines that are not $ancho wide");
    Test::More::is(substr($cuerpo, -2), "\r\n", $block->name . ': CRLF');
});

run_tests();

__DATA__

=== debit, credit, credit notes with their sign, perceptions, balance
--- antes eval: $::mes
--- rol: negocio
--- request
GET /api/negocio/v1/reportes/iva?periodo=2026-09
--- error_code: 200
--- campos
periodo = 2026-09
debito.por_tasa.# = 2
debito.por_tasa.0.tasa = 10.50
debito.por_tasa.0.neto = 200.00
debito.por_tasa.0.iva = 21.00
debito.por_tasa.1.tasa = 21.00
debito.por_tasa.1.neto = 1400.50
debito.por_tasa.1.iva = 294.11
debito.iva = 315.11
debito.exento = 80.00
debito.notas_de_credito.neto = -100.00
debito.notas_de_credito.iva = -21.00
credito.por_tasa.# = 2
credito.por_tasa.0.iva = 210.00
credito.por_tasa.1.neto = 10905.00
credito.por_tasa.1.iva = 2290.05
credito.iva = 2500.05
credito.exento = 160.00
credito.no_gravado = 50.00
credito.sin_discriminar = 500.00
credito.notas_de_credito.iva = -21.00
percepciones.iva = 30.00
percepciones.iibb.# = 2
percepciones.iibb.0.jurisdiccion = 901
percepciones.iibb.1.importe = 25.50
percepciones.municipal = 2.00
percepciones.nacional = 6.00
saldo_tecnico = -2184.94
saldo = -2214.94
a_pagar = 0.00
a_favor = 2214.94


=== a month with sales only, and one with nothing
--- rol: consulta
--- request eval
['GET /api/negocio/v1/reportes/iva?periodo=2026-08',
 'GET /api/negocio/v1/reportes/iva?periodo=2025-01']
--- error_code eval: [200, 200]
--- campos eval
["saldo_tecnico = 2099.79\na_pagar = 2099.79\na_favor = 0.00\ncredito.iva = 0.00",
 "saldo = 0.00\ndebito.por_tasa.# = 0\npercepciones.iibb.# = 0"]


=== in CSV
--- rol: negocio
--- request
GET /api/negocio/v1/reportes/iva/exportar?periodo=2026-09
--- error_code: 200
--- response_headers
Content-Type: text/csv; charset=utf-8
--- response_body eval
my $csv = CORE::join "\r\n", 'lado,concepto,tasa,comprobantes,neto,iva',
'debito,exento,,facturas,80.00,0.00', 'debito,gravado,10.50,facturas,200.00,21.00',
'debito,gravado,21.00,notas de crédito,-100.00,-21.00',
'debito,gravado,21.00,facturas,1500.50,315.11',
'credito,exento,,facturas,160.00,0.00', 'credito,gravado,10.50,facturas,2000.00,210.00',
'credito,gravado,21.00,notas de crédito,-100.00,-21.00',
'credito,gravado,21.00,facturas,11005.00,2311.05',
'credito,no_gravado,,facturas,50.00,0.00',
'credito,sin_discriminar,,facturas,500.00,0.00',
'credito,percepcion iibb 901,,,0.00,4.00', 'credito,percepcion iibb 902,,,0.00,25.50',
'credito,percepcion iva,,,0.00,30.00', 'credito,percepcion municipal,,,0.00,2.00',
'credito,percepcion nacional,,,0.00,6.00', '';
utf8::encode($csv); $csv


=== the four files: widths, CRLF, Latin-1, names
--- rol: negocio
--- request eval
[::libro('ventas_cbte', 'ventas_alicuotas', 'compras_cbte', 'compras_alicuotas')]
--- error_code eval: [200, 200, 200, 200]
--- raw_response_headers_like eval
[map { "Content-Disposition: inline; filename=\"LIBRO_IVA_DIGITAL_${_}_202609\\.txt\"" }
 'VENTAS_CBTE', 'VENTAS_ALICUOTAS', 'COMPRAS_CBTE', 'COMPRAS_ALICUOTAS']
--- ancho eval: [266, 62, 325, 84]


=== sales, field by field
--- rol: negocio
--- request eval: (::libro('ventas_cbte'))[0]
--- error_code: 200
--- response_headers
Content-Type: text/plain; charset=iso-8859-1
--- response_body eval
my @v = (['20260901', '006', 101, '000000000143100', $::cero, '2', '0'],
         ['20260915', '008', 7,   '000000000012100', $::cero, '1', '0'],
         ['20260930', '006', 102, '000000000060561', $::cero, '1', '0'],
         ['20260930', '006', 103, '000000000008000', '000000000008000', '1', 'E']);
CORE::join '', ::renglones(map {
    my $n = sprintf '%020d', $$_[2];
    $$_[0] . $$_[1] . '00004' . $n . $n . '99' . '0' x 20
    . sprintf('%-30s', 'CONSUMIDOR FINAL') . $$_[3] . $::cero x 2 . $$_[4]
    . $::cero x 4 . 'PES' . '0001000000' . $$_[5] . $$_[6] . $::cero . '0' x 8
} @v)


=== rates of sales: an exempt one has one of 0 %
--- rol: negocio
--- request eval: (::libro('ventas_alicuotas'))[0]
--- error_code: 200
--- response_body eval
CORE::join '', ::renglones(map { $$_[0] . '00004' . sprintf('%020d', $$_[1])
    . sprintf('%015d', $$_[2]) . $$_[3] . sprintf('%015d', $$_[4]) }
    ['006', 101, 20000, '0004', 2100], ['006', 101, 100000, '0005', 21000],
    ['008', 7, 10000, '0005', 2100], ['006', 102, 50050, '0005', 10511],
    ['006', 103, 0, '0003', 0])


=== purchases, field by field: an A with everything, a note, a C, dollars, an
    exempt one
--- rol: negocio
--- request eval: (::libro('compras_cbte'))[0]
--- error_code: 200
--- response_body eval
my $n = sub { sprintf '%015d', $_[0] };
my $cola = '0' x 11 . ' ' x 30 . $::cero;
CORE::join '', ::renglones(
'20260830' . '001' . '00003' . sprintf('%020d', 458) . ' ' x 16 . '80'
. '00000000030500010912' . $::nandu . $n->(9000) . $::cero . $n->(9000)
. $::cero x 5 . 'PES' . '0001000000' . '1' . 'E' . $::cero x 2 . $cola,
'20260910' . '001' . '00003' . sprintf('%020d', 456) . ' ' x 16 . '80'
. '00000000030500010912' . $::nandu . $n->(361250) . $n->(5000) . $n->(7000)
. $n->(3000) . $n->(600) . $n->(2950) . $n->(200) . $n->(325)
. 'PES' . '0001000000' . '2' . '0' . $n->(42000) . $n->(175) . $cola,
'20260911' . '003' . '00003' . sprintf('%020d', 9) . ' ' x 16 . '80'
. '00000000030500010912' . $::nandu . $n->(12100) . $::cero x 7
. 'PES' . '0001000000' . '1' . '0' . $n->(2100) . $::cero . $cola,
'20260912' . '011' . '00003' . sprintf('%020d', 77) . ' ' x 16 . '80'
. '00000000033693450239' . sprintf('%-30s', 'Distribuidora') . $n->(50000)
. $::cero x 7 . 'PES' . '0001000000' . '0' . '0' . $::cero x 2 . $cola,
'20260913' . '001' . '00003' . sprintf('%020d', 457) . ' ' x 16 . '80'
. '00000000030500010912' . $::nandu . $n->(1210) . $::cero x 7
. 'DOL' . '1000500000' . '1' . '0' . $n->(210) . $::cero . $cola)


=== rates of purchases: none of a C
--- rol: negocio
--- request eval: (::libro('compras_alicuotas'))[0]
--- error_code: 200
--- response_body eval
CORE::join '', ::renglones(map { $$_[0] . '00003' . sprintf('%020d', $$_[1]) . '80'
    . '00000000030500010912' . sprintf('%015d', $$_[2]) . $$_[3]
    . sprintf('%015d', $$_[4]) }
    ['001', 458, 0, '0003', 0],
    ['001', 456, 200000, '0004', 21000], ['001', 456, 100000, '0005', 21000],
    ['003', 9, 10000, '0005', 2100], ['001', 457, 1000, '0005', 210])


=== an empty month is an empty file; a name that no letter of Latin-1 writes
--- antes
UPDATE inv.proveedor SET nombre = E'Lác\ttea — 日本 😀 y un nombre muy largo'
WHERE id = 2
--- rol: negocio
--- request eval
['GET /api/negocio/v1/reportes/iva/libro?periodo=2025-01&archivo=ventas_cbte',
 ::libro('compras_cbte')]
--- error_code eval: [200, 200]
--- response_body_like eval
['\A\z', "33693450239L\xe1c tea \\? \\?\\? \\? y un nombre muy0000"]


=== no such month or file; a user of some branches; a role; no token
--- more_headers eval
[(Inventario::bearer('negocio')) x 3, Deposito::solo_sucursal('negocio', 1),
 Deposito::solo_sucursal('negocio', 1), Inventario::bearer('deposito'), '']
--- request eval
['GET /api/negocio/v1/reportes/iva?periodo=2026-13',
 'GET /api/negocio/v1/reportes/iva',
 'GET /api/negocio/v1/reportes/iva/libro?periodo=2026-09&archivo=otro',
 'GET /api/negocio/v1/reportes/iva?periodo=2026-09', ::libro('ventas_cbte'),
 ('GET /api/negocio/v1/reportes/iva?periodo=2026-09') x 2]
--- error_code eval: [422, 422, 422, 403, 403, 403, 401]
--- campos eval
['errores.0.campo = periodo', 'errores.0.campo = periodo',
 'errores.0.campo = archivo', ('codigo = sucursal_no_permitida') x 2,
 'codigo = rol_no_permitido', 'codigo = no_autenticado']
