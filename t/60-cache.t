# Answers that are kept: which, for how long, for whom, and until what changes.

use Inventario 'no_plan';
use Deposito;
use Nodo;
use Cache;

master_on();
workers(2);

our $d = '/api/deposito/v1';

add_block_preprocessor(sub {
    my $block = shift;
    $block->set_value(http_config => Cache::con_cache())
        if !defined $block->http_config;
    $block->set_value(request => "GET /health")
        if !defined $block->request;
});

run_tests();

__DATA__

=== the shop
--- antes eval: Deposito::cargado()


=== asked twice, the second one is from memory, byte by byte
--- init
for my $ruta ('/productos/1', '/productos/codigo/7790001000019',
              '/categorias', '/categorias/1', '/sucursales', '/sucursales/1',
              '/ubicaciones', '/ubicaciones/101', '/existencias/1')
{
    my $una = Cache::asentada($ruta);
    my $otra = Cache::pide($ruta);
    Test::More::is(Cache::de($otra), 'HIT-L1', $ruta);
    Test::More::is($otra->{cuerpo}, $una->{cuerpo}, "$ruta: the body");
    my $nueva = Nodo::pedir('admin', 'GET', "$::d$ruta", undef,
                            'Cache-Control: no-cache');
    Test::More::is(Cache::de($nueva), 'BYPASS', "$ruta: past the cache");
    Test::More::is($nueva->{cuerpo}, $una->{cuerpo}, "$ruta: the same");
    Test::More::is(Cache::etag($nueva), Cache::etag($una), "$ruta: ETag");
    Test::More::like($otra->{cabeceras}, qr/^Age: [0-9]\r$/m, "$ruta: Age");
    Test::More::like($otra->{cabeceras},
        qr/^Cache-Control: private, no-cache\r$/m, "$ruta: to be asked");
}


=== 304 and HEAD from memory; no-cache is the administrator's
--- init
my $r = Cache::asentada('/productos/1');
my $etag = Cache::etag($r);
my $n = Cache::pide('/productos/1', "If-None-Match: $etag");
Test::More::is($n->{estado}, 304, 'not modified');
Test::More::is(Cache::de($n), 'HIT-L1', 'out of the memory');
$n = Cache::pide('/productos/1', 'If-None-Match: "otro"');
Test::More::is($n->{estado}, 200, 'another ETag');
$n = Cache::pide('/productos/1', 'Cache-Control: no-cache');
Test::More::is(Cache::de($n), 'HIT-L1', 'not for everybody');
my $h = Nodo::pedir('consulta', 'HEAD', "$::d/productos/1", undef, '--head');
Test::More::is(Cache::etag($h), $etag, 'HEAD: its ETag');


=== every write on this node is seen by the next read on either worker
--- init
my $bien = 0;
for my $i (1 .. 60) {
    Cache::pide('/productos/1') for 1 .. 2;
    my $p = Cache::precio(1, "$i.00");
    my @r = map { Cache::pide('/productos/1') } 1 .. 3;
    my @c = map { Cache::pide('/productos/codigo/7790001000019') } 1 .. 2;
    $bien += grep { Nodo::json($_)->{precio_venta} eq "$i.00" } @r, @c;
}
Test::More::is($bien, 300, 'each one the last price');


=== movements, in groups: the balance of what was moved, nothing else
--- init
Cache::asentada('/existencias/2');
my $e = Nodo::json(Cache::asentada('/existencias/1'));
my $bien = 0;
for my $i (1 .. 40) {
    Cache::pide('/existencias/1') for 1 .. 2;
    my $m = Nodo::pedir('deposito', 'POST', "$::d/movimientos",
        '{"tipo":"entrada","ubicacion_id":101,"lineas":['
        . '{"producto_id":1,"cantidad":"1"}]}');
    $bien += Nodo::json(Cache::pide('/existencias/1'))->{fisica}
             eq sprintf '%.3f', $e->{fisica} + $i;
}
Test::More::is($bien, 40, 'each movement');
Test::More::is(Cache::de(Cache::pide('/existencias/2')), 'HIT-L1',
               'another product is kept');


=== reservations, transfers, reversals, counts
--- init
my $ve = sub { Nodo::json(Cache::pide('/existencias/1')) };
my $hace = sub {
    Cache::asentada('/existencias/1');
    my $r = Nodo::pedir('deposito', 'POST', "$::d$_[0]", $_[1] // '{}');
    Test::More::like($r->{estado}, qr/^20/, $_[0])
        or Test::More::diag($r->{cuerpo});
    return Nodo::json($r);
};
my $r = $hace->('/reservas', '{"ubicacion_id":101,"lineas":['
                . '{"producto_id":1,"cantidad":"3"}]}');
Test::More::is($ve->()->{reservada}, '3.000', 'reserved');
$hace->("/reservas/$r->{id}/liberar", undef);
Test::More::is($ve->()->{reservada}, '0.000', 'released');
my $antes = $ve->()->{fisica};
my $m = $hace->('/movimientos', '{"tipo":"salida","ubicacion_id":101,'
                . '"lineas":[{"producto_id":1,"cantidad":"2"}]}');
Test::More::is($ve->()->{fisica}, sprintf('%.3f', $antes - 2), 'sold');
$hace->("/movimientos/$m->{documento_id}/anular", '{"motivo":"prueba"}');
Test::More::is($ve->()->{fisica}, $antes, 'reversed');
my $t = $hace->('/transferencias', '{"origen_id":101,"destino_id":102,'
                . '"lineas":[{"producto_id":1,"cantidad":"5"}]}');
$hace->("/transferencias/$t->{id}/enviar", undef);
Test::More::is($ve->()->{en_transito}, '5.000', 'on its way');
my $c = $hace->('/conteos', '{"ubicacion_id":102,"productos":[1]}');
$hace->("/conteos/$c->{id}/lineas", '{"lineas":['
        . '{"producto_id":1,"cantidad":"90"}]}');
$antes = $ve->()->{fisica};
$hace->("/conteos/$c->{id}/cerrar", undef);
Test::More::is($ve->()->{fisica}, sprintf('%.3f', $antes - 10), 'counted');


=== the catalogue: a category's name is in its products
--- init
Cache::asentada('/productos/1');
Cache::asentada('/categorias');
my $r = Nodo::pedir('deposito', 'PUT', "$::d/categorias/1",
                    '{"nombre":"Comestibles"}', 'If-Match: *');
Test::More::is($r->{estado}, 200, 'renamed') or Test::More::diag($r->{cuerpo});
Test::More::is(Nodo::json(Cache::pide('/productos/1'))->{categoria},
               'Comestibles', 'and its product says so');
Test::More::like(Cache::pide('/categorias')->{cuerpo}, qr/Comestibles/,
                 'and the tree');


=== what is not there is kept too, and forgotten when it comes
--- init
my $ruta = '/productos/codigo/7790001000033';
my $r = Cache::asentada($ruta);
Test::More::is($r->{estado}, 404, 'nobody has it');
Test::More::is(Nodo::json($r)->{codigo}, 'producto_no_encontrado', 'a problem');
Test::More::isnt(Nodo::json($r)->{request_id} // 'x',
                 Nodo::json(Cache::pide($ruta))->{request_id} // 'y',
                 'of its own request');
Cache::asentada('/productos/6');
$r = Nodo::pedir('deposito', 'POST', "$::d/productos",
    '[{"codigo":"NUEVO","nombre":"Nuevo","codigos":['
    . '{"codigo":"7790001000033"}]}]');
Test::More::is($r->{estado}, 200, 'created') or Test::More::diag($r->{cuerpo});
Test::More::is(Cache::pide($ruta)->{estado}, 200, 'by its code');
Test::More::is(Cache::pide('/productos/6')->{estado}, 200, 'by its number');


=== an import is seen at once
--- init
Cache::asentada('/productos/1');
Cache::asentada('/productos/7');
my $r = Nodo::pedir('deposito', 'POST', "$::d/productos/importar",
    "codigo,nombre,precio_venta\r\nYERBA,Yerba Mate Suave,321.00\r\n"
    . "IMPORTADO,Importado,1.00\r\n", 'Content-Type: text/csv');
Test::More::is($r->{estado}, 200, 'imported') or Test::More::diag($r->{cuerpo});
Test::More::is(Nodo::json(Cache::pide('/productos/1'))->{precio_venta},
               '321.00', 'the one that changed');
Test::More::is(Cache::pide('/productos/7')->{estado}, 200,
               'the one that is new');


=== a write of more than 200 products tells of them all at once
--- init
my @p = map { { codigo => "M$_", nombre => "Muchos $_" } } 1 .. 300;
my $r = Nodo::pedir('deposito', 'POST', "$::d/productos",
                    JSON::PP::encode_json(\@p));
my @ids = map { $_->{documento}{id} } @{Nodo::json($r)->{resultados}};
Cache::asentada("/existencias/$_") for @ids[0, 299];
Cache::asentada('/sucursales');
$r = Nodo::pedir('deposito', 'POST', "$::d/movimientos", JSON::PP::encode_json(
    { tipo => 'entrada', ubicacion_id => 101, lineas => [
        map { { producto_id => $_, cantidad => '7' } } @ids ] }));
Test::More::is($r->{estado}, 201, 'moved') or Test::More::diag($r->{cuerpo});
Test::More::is(Nodo::json(Cache::pide("/existencias/$_"))->{fisica}, '7.000',
               "product $_") for @ids[0, 299];
Test::More::is(Cache::de(Cache::pide('/sucursales')), 'HIT-L1',
               'not what has nothing to do with it');


=== who works in one branch has answers of his own
--- init
Cache::asentada('/existencias/1');
my $todo = Cache::pide('/existencias/1');
my $t = Inventario::token('consulta', suc => [2]);
my $curl = sub { `curl -s -i --noproxy '*' -H 'Authorization: Bearer $t' http://127.0.0.1:@{[
    Inventario::server_port() ]}$::d/existencias/1` };
my $uno = $curl->();
my $dos = $curl->();
Test::More::unlike($uno, qr/"ubicacion_id":101/, 'nothing of another branch');
Test::More::like($dos, qr/X-Cache: HIT/, 'kept');
Test::More::unlike($dos, qr/"ubicacion_id":101/, 'apart');


=== a reload forgets nothing
--- init
Cache::asentada('/productos/2');
my $r = Nodo::recargar();
Nodo::esperar('the journal to be read on', sub { Nodo::json(Nodo::pedir('admin',
    'GET', '/api/cache/v1/cache/estadisticas'))->{al_dia} });
Test::More::is(Cache::de(Cache::pide('/productos/2')), 'HIT-L1', 'still there');


=== who may see statistics and order to forget
--- init
Cache::asentada('/productos/1');
my $r = Nodo::pedir('admin', 'GET', '/api/cache/v1/cache/estadisticas');
my ($f) = grep { $_->{ruta} eq '/v1/productos/{id}' } @{Nodo::json($r)->{rutas}};
Test::More::cmp_ok($f->{l1}, '>', 0, 'hits');
Test::More::cmp_ok(Nodo::json($r)->{entradas}, '>', 0, 'entries');
my $m = Nodo::pedir('consulta', 'GET', '/metrics')->{cuerpo};
Test::More::like($m, qr/^inventario_cache_lecturas_total\{agente="deposito",ruta="\/v1\/productos\/\{id\}",resultado="l1"\} [1-9]/m, 'and in the metrics');
$r = Nodo::pedir('admin', 'POST', '/api/cache/v1/cache/invalidar',
                 '{"etiquetas":["producto:1"]}');
Test::More::is($r->{estado}, 200, 'forgotten') or Test::More::diag($r->{cuerpo});
Test::More::is(Cache::de(Cache::pide('/productos/1')), 'MISS', 'that one');
Test::More::is(Nodo::pedir($_, 'POST', '/api/cache/v1/cache/invalidar',
    '{"etiquetas":["todo"]}')->{estado}, 403, "not $_")
    for qw(deposito negocio ml_service consulta);
