# The journal: what another node, SQL by hand, or a worker that dies changed is
# seen here before a second has gone; when the journal cannot be read nothing
# older than that is given.

use Inventario 'no_plan';
use Deposito;
use Nodo;
use Cache;
use Time::HiRes ();

master_on();
workers(2);

our $d = '/api/deposito/v1';

add_block_preprocessor(sub {
    my $block = shift;
    $block->set_value(http_config => Cache::con_cache(
        'inventario_cache_redis off;')) if !defined $block->http_config;
    $block->set_value(request => "GET /health") if !defined $block->request;
});

# Seconds from now until the answer is so.  A time is looked at here because
# it is what is promised: docs/cache.md.
sub tarda {
    my ($ruta, $es) = @_;
    my $antes = Time::HiRes::time();
    Nodo::esperar("$ruta to change", sub { $es->(Cache::pide($ruta)) });
    return Time::HiRes::time() - $antes;
}

sub precio_es {
    my ($precio) = @_;
    return sub { Nodo::json($_[0])->{precio_venta} eq $precio };
}

run_tests();

__DATA__

=== the shop
--- antes eval: Deposito::cargado()


=== SQL by hand, table by table
--- init
for my $caso (
    ['/productos/1', "UPDATE inv.producto SET nombre = 'A mano' WHERE id = 1",
     qr/"A mano"/],
    ['/productos/codigo/YERBA',
     "UPDATE inv.producto SET precio_venta = 77.70 WHERE id = 1", qr/"77.70"/],
    ['/productos/1', "INSERT INTO inv.producto_codigo
        (codigo, producto_id, tipo) VALUES ('MANUAL', 1, 'alterno')",
     qr/"MANUAL"/],
    ['/productos/1', "DELETE FROM inv.producto_codigo
        WHERE codigo = 'MANUAL'", qr/\A(?!.*"MANUAL")/s],
    ['/categorias', "UPDATE inv.categoria SET nombre = 'Otra' WHERE id = 1",
     qr/"Otra"/],
    ['/sucursales', "UPDATE inv.sucursal SET nombre = 'Otra' WHERE id = 2",
     qr/"Otra"/],
    ['/ubicaciones', "UPDATE inv.ubicacion SET nombre = 'Otra'
        WHERE id = 102", qr/"Otra"/],
    ['/existencias/1', "UPDATE inv.existencia SET cantidad = 123456
        WHERE producto_id = 1 AND ubicacion_id = 101", qr/"123456.000"/],
    ['/existencias/3', "UPDATE inv.lote SET vence = '2098-07-07'
        WHERE codigo = 'L1'", qr/"2098-07-07"/])
{
    my ($ruta, $sql, $patron) = @$caso;
    Cache::asentada($ruta);
    Inventario::psql($sql);
    Test::More::cmp_ok(::tarda($ruta, sub { $_[0]{cuerpo} =~ $patron }), '<',
                       2, $sql);
}


=== what runs as the program does not write it down twice
--- init
my $antes = Inventario::psql('SELECT count(*) FROM inv.cambio');
Cache::precio(1, '5.00');
Test::More::is(Inventario::psql('SELECT count(*) FROM inv.cambio'), $antes,
               'no row');


=== a reservation that expires
--- init
my $r = Nodo::pedir('deposito', 'POST', "$::d/reservas",
    '{"ubicacion_id":101,"minutos":1,"lineas":['
    . '{"producto_id":2,"cantidad":"1"}]}');
Test::More::is($r->{estado}, 201, 'made') or Test::More::diag($r->{cuerpo});
Cache::asentada('/existencias/2');
Inventario::psql("UPDATE inv.reserva SET vence_en = now()");
Test::More::is(Inventario::psql("SELECT inv.reservas_vencer()"), 1, 'expires');
Test::More::cmp_ok(::tarda('/existencias/2',
    sub { Nodo::json($_[0])->{reservada} eq '0.000' }), '<', 2, 'seen');


=== a long transaction that began before others, and what it wrote first
--- init
my $candado = Nodo::bloquear("UPDATE inv.producto SET precio_venta = 11.11
    WHERE id = 2; SELECT inv.cambio('nada')");
for my $i (1 .. 5) {
    Cache::precio(1, "$i.00");
    Cache::asentada('/productos/2');
}
print $candado "COMMIT;\n";
Test::More::cmp_ok(::tarda('/productos/2', ::precio_es('11.11')), '<', 2,
                   'seen when it ends');
Nodo::soltar($candado);


=== a slow reader does not put back what was true when it asked
--- init
my $vieja = Inventario::psql("SELECT pg_get_functiondef(
    'api.existencias_producto'::regproc)");
(my $lenta = $vieja) =~ s/\nBEGIN\n/\nBEGIN\nPERFORM pg_advisory_xact_lock_shared(60);\n/;
Inventario::psql($lenta);
my $bien = 0;
my $antes = Nodo::json(Cache::pide('/existencias/2'))->{fisica};
for my $i (1 .. 10) {
    Inventario::psql("SELECT inv.cambio('existencia:2')");
    Nodo::esperar('to be forgotten', sub {
        Cache::de(Cache::pide('/existencias/2')) eq 'MISS' });
    Inventario::psql("SELECT inv.cambio('existencia:2')");
    my $candado = Nodo::bloquear('SELECT pg_advisory_xact_lock(60)');
    my $r;
    Nodo::esperar('a reader to wait', sub {
        $r = Nodo::en_fondo('consulta', 'GET', "$::d/existencias/2");
        for (1 .. 10) {
            return 1 if Nodo::esperan() == 1;
        }
        Nodo::respuesta($r);
        0;
    });
    my $m = Nodo::pedir('deposito', 'POST', "$::d/movimientos",
        '{"tipo":"entrada","ubicacion_id":101,"lineas":['
        . '{"producto_id":2,"cantidad":"1"}]}');
    Nodo::soltar($candado);
    my $leida = Nodo::json(Nodo::respuesta($r))->{fisica};
    Test::More::is($leida, $antes, 'it read what was true') if $i == 1;
    my $debe = sprintf '%.3f', $antes + $i;
    $bien += 3 == grep { Nodo::json(Cache::pide('/existencias/2'))->{fisica}
                         eq $debe } 1 .. 3;
}
Test::More::is($bien, 10, 'and nobody else does');
Inventario::psql($vieja);


=== a worker that dies after its commit
--- init
my @r = Nodo::ambos();
my $bien = 0;
for my $i (1 .. 4) {
    Cache::asentada('/productos/1');
    my $candado = Nodo::bloquear('LOCK TABLE inv.producto
                                  IN SHARE MODE');
    my $p = Nodo::en_fondo('deposito', 'PATCH', "$::d/productos/1",
                           qq({"precio_venta":"$i.99"}), 'If-Match: *');
    Nodo::esperar('the write to wait', sub { Nodo::esperan() == 1 });
    kill KILL => Nodo::trabajadores();
    Nodo::respuesta($p);
    Nodo::ambos();
    Cache::asentada('/productos/1');
    Nodo::soltar($candado);
    $bien += ::tarda('/productos/1', ::precio_es("$i.99")) < 2;
}
Test::More::is($bien, 4, 'its change is seen');
--- no_error_log
[emerg]


=== without the database nothing older than a second, but as what it is
--- init
my $r = Cache::asentada('/productos/1');
my $precio = Nodo::json($r)->{precio_venta};
Inventario::servidor('matar', 'pg');
my $v = Nodo::esperar('a stale one', sub {
    my $r = Cache::pide('/productos/1');
    Cache::de($r) eq 'STALE' ? $r : undef;
});
Test::More::is($v->{estado}, 200, 'an answer');
Test::More::is(Nodo::json($v)->{precio_venta}, $precio, 'the one that was');
Test::More::like($v->{cabeceras}, qr/^Warning: 111 - "Revalidation Failed"\r$/m,
                 'it says so');
Test::More::like($v->{cabeceras}, qr/^Age: \d+\r$/m, 'and since when');
Test::More::is(Cache::pide('/productos/4')->{estado}, 503,
               'what nobody asked for is not there');
Inventario::servidor('iniciar', 'pg');
Nodo::esperar('the database again', sub {
    Cache::de(Cache::pide('/productos/1')) eq 'MISS'
    || Cache::de(Cache::pide('/productos/1')) eq 'HIT-L1' });
Cache::asentada('/productos/1');
--- request
GET /api/openapi.json


=== what a known change ended is not given, not even as stale
--- init
Nodo::esperar('writes again', sub { Cache::precio(1, '61.00')->{estado} == 200 });
Cache::asentada('/productos/1');
Cache::precio(1, '62.00');
Inventario::servidor('matar', 'pg');
Nodo::esperar('no database', sub { Cache::pide('/productos/4')->{estado} == 503 });
Test::More::is(Cache::pide('/productos/1')->{estado}, 503, 'nothing');
Inventario::servidor('iniciar', 'pg');
Cache::asentada('/productos/1');
--- request
GET /api/openapi.json


=== one question for many who ask
--- init
# of what nobody asked before, and with no change under way that would end it
Nodo::esperar('the journal', sub { Nodo::json(Nodo::pedir('admin', 'GET',
    '/api/cache/v1/cache/estadisticas'))->{al_dia} });
Cache::asentada('/sucursales');
my $candado = Nodo::bloquear('LOCK TABLE inv.producto IN ACCESS EXCLUSIVE MODE');
my @r = map { Nodo::en_fondo('consulta', 'GET', "$::d/existencias/4") } 1 .. 12;
Nodo::esperar('one to wait', sub { Nodo::esperan() >= 1 });
Nodo::soltar($candado);
my %de;
$de{Cache::de(Nodo::respuesta($_))}++ for @r;
Test::More::is($de{MISS}, 1, 'one asked') or Test::More::diag(%de);
Test::More::is($de{'HIT-L1'}, 11, 'the others got its answer');
