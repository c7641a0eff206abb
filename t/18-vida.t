# Workers come and go, clients go away: nobody else is hurt.

use Inventario 'no_plan';
use Deposito;
use Nodo;

master_on();
workers(2);

our $d = '/api/deposito/v1';

sub categoria {
    return ('POST', "$::d/categorias", qq({"nombre":"$_[0]"}));
}

sub salida {
    my ($cantidad) = @_;
    return ('POST', "$::d/movimientos", '{"tipo":"salida",'
            . '"ubicacion_id":101,"lineas":[{"producto_id":1,'
            . qq("cantidad":"$cantidad"}]}));
}

# Nothing is under way, in any worker, and the gauges know it.
sub en_calma {
    my ($nombre) = @_;
    for my $carril ('lectura', 'escritura', 'informes') {
        for my $serie ('en_vuelo', 'en_cola') {
            my $s = qq(inventario_pg_$serie\{carril="$carril"});
            Nodo::esperar("$nombre: $s 0", sub { Nodo::medidor($s) == 0 });
        }
        my $n = $carril eq 'informes' ? 2 : 4;
        my $s = qq(inventario_pg_conexiones{carril="$carril"});
        Nodo::esperar("$nombre: $s $n", sub { Nodo::medidor($s) == $n });
    }
}

run_tests();

__DATA__

=== reloads under load: every request of every client is answered
--- antes eval: Deposito::cargado()
--- request
GET /health


=== six of them
--- init
my @clientes = Nodo::clientes(3, 'consulta', "$::d/productos/1");
Nodo::recargar() for 1 .. 6;
my %estados = Nodo::callar(@clientes);
Test::More::is(CORE::join(' ', keys %estados), '200', 'nothing but 200')
    or Test::More::diag(CORE::join(' ', %estados));
Test::More::cmp_ok($estados{200} // 0, '>', 50, 'and many of them');
::en_calma('after reloads');
--- request
GET /health


=== what is under way when a reload comes is finished by the old worker
--- init
my $candado = Nodo::bloquear('LOCK TABLE inv.categoria');
my @r = (Nodo::en_fondo('deposito', ::categoria('En vuelo')),
         Nodo::en_fondo('consulta', 'GET', "$::d/categorias"));
Nodo::esperar('both to wait', sub { Nodo::esperan() == 2 });
Nodo::recargar();
Test::More::is(Nodo::pedir('consulta', 'GET', "$::d/sucursales/1")->{estado},
               200, 'the new ones work');
Nodo::soltar($candado);
Test::More::is(CORE::join(' ', map { Nodo::respuesta($_)->{estado} } @r),
               '201 200', 'the old ones answered');
Nodo::esperar('the old ones to go', sub { 2 == keys %{{Nodo::hijos()}} });
::en_calma('after the old workers went');
--- request
GET /health
--- luego
SELECT count(*) FROM inv.categoria WHERE nombre = 'En vuelo'
--- luego_da
1


=== a configuration that is refused changes nothing
--- no_error_log
[alert]
--- init
my $conf = "$ENV{TEST_NGINX_SERVROOT}/conf/nginx.conf";
my @antes = Nodo::ambos();
CORE::rename($conf, "$conf.buena");
open my $f, '>', $conf or die $!;
print $f "inventario_que_no_existe;\n";
close $f;
kill HUP => Nodo::maestro();
Nodo::esperar('the refusal', sub {
    open my $log, '<', "$ENV{TEST_NGINX_SERVROOT}/logs/error.log" or die $!;
    grep { /inventario_que_no_existe/ } <$log>;
});
CORE::rename("$conf.buena", $conf);
Test::More::is("@{[Nodo::ambos()]}", "@antes", 'the same workers');
Test::More::is(Nodo::pedir('consulta', 'GET', "$::d/sucursales/1")->{estado},
               200, 'which work');
--- request
GET /health


=== a client that leaves a slow read: it is cancelled, and the node is well
--- init
my @antes = Nodo::ambos();
my $candado = Nodo::bloquear('LOCK TABLE inv.categoria');
my @r = map { Nodo::en_fondo('consulta', 'GET', "$::d/categorias") } 1, 2;
Nodo::esperar('them to wait', sub { Nodo::esperan() >= 1 });
kill KILL => map { $_->{pid} } @r;
Nodo::respuesta($_) for @r;
Nodo::esperar('nobody to wait', sub { Nodo::esperan() == 0 });
Test::More::is(Nodo::pedir('consulta', 'GET', "$::d/sucursales/1")->{estado},
               200, 'with the lock still there') for 1 .. 4;
Nodo::soltar($candado);
Test::More::is(Nodo::pedir('consulta', 'GET', "$::d/categorias")->{estado},
               200, 'without it') for 1 .. 4;
Test::More::is("@{[Nodo::ambos()]}", "@antes", 'the same workers');
::en_calma('after the abort');
--- request
GET /health


=== a client that leaves a write: it is finished
--- init
my $candado = Nodo::bloquear('LOCK TABLE inv.categoria');
my $r = Nodo::en_fondo('deposito', ::categoria('Abandonada'));
Nodo::esperar('it to wait', sub { Nodo::esperan() == 1 });
kill KILL => $r->{pid};
Nodo::respuesta($r);
Nodo::soltar($candado);
Nodo::esperar('it to be done', sub { Inventario::psql(
    "SELECT count(*) FROM inv.categoria WHERE nombre = 'Abandonada'") == 1 });
Test::More::is(Nodo::pedir('deposito', ::categoria('Abandonada'))->{estado},
               409, 'who comes after sees it');
::en_calma('after the abandoned write');
--- request
GET /health


=== clients that leave a group: the others are applied and answered
--- init
my $candado = Nodo::bloquear('SELECT FROM inv.existencia
    WHERE producto_id = 1 AND ubicacion_id = 101 FOR UPDATE');
# the first of each worker goes to the database, the rest wait for it there
my @r = map { Nodo::en_fondo('deposito', ::salida('1')) } 1 .. 12;
Nodo::esperar('the first to wait', sub { Nodo::esperan() >= 1 });
kill KILL => map { $_->{pid} } @r[0, 3, 6, 9];
Nodo::respuesta($_) for @r[0, 3, 6, 9];
Nodo::soltar($candado);
Test::More::is(CORE::join(' ', map { Nodo::respuesta($_)->{estado} }
                          @r[1, 2, 4, 5, 7, 8, 10, 11]),
               CORE::join(' ', (201) x 8), 'the eight that stayed');
::en_calma('after the group');
my ($lineas, $saldo) = split /\|/, Inventario::psql(
    "SELECT count(*), (SELECT cantidad FROM inv.existencia
        WHERE producto_id = 1 AND ubicacion_id = 101)
     FROM inv.movimiento WHERE tipo = 'salida'");
Test::More::cmp_ok($lineas, '>=', 8, 'at least those are in the ledger');
Test::More::cmp_ok($lineas, '<=', 12, 'and none twice');
Test::More::is($saldo, sprintf('%.3f', 40 - $lineas), 'the stock agrees');
--- request
GET /health


=== a client that stops reading an export
--- init
Inventario::psql("INSERT INTO inv.producto (codigo, nombre, descripcion)
    SELECT 'E' || n, 'E', repeat('x', 900) FROM generate_series(1, 6000) n");
my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
                              PeerPort => server_port()) or die $!;
$s->print("GET $::d/productos/exportar HTTP/1.1\r\nHost: x\r\n",
          Inventario::bearer('consulta') =~ s/\n//r, "\r\n\r\n");
Test::More::like(scalar <$s>, qr/^HTTP\/1.1 200 /, 'it began');
close $s;
::en_calma('after the export');
my $r = Nodo::pedir('consulta', 'GET', "$::d/productos/exportar");
Test::More::cmp_ok(length $r->{cuerpo}, '>', 5_000_000, 'another has it all');
--- request
GET /health


=== a worker killed: the other one goes on, a new one comes, gauges forget it
--- no_error_log
[emerg]
--- init
my $candado = Nodo::bloquear('LOCK TABLE inv.categoria');
my @r = map { Nodo::en_fondo('consulta', 'GET', "$::d/categorias") } 1 .. 4;
Nodo::esperar('them to wait', sub { Nodo::esperan() >= 1
    && Nodo::medidor('inventario_pg_en_vuelo{carril="lectura"}') == 4 });
my @antes = Nodo::ambos();
kill KILL => @antes;
Nodo::respuesta($_) for @r;
Nodo::esperar('new workers', sub {
    my %antes = map { $_ => 1 } @antes;
    my @ahora = Nodo::trabajadores();
    @ahora == 2 && !grep { $antes{$_} } @ahora;
});
Nodo::soltar($candado);
::en_calma('after the kill');
Test::More::is(Nodo::pedir('consulta', 'GET', "$::d/categorias")->{estado},
               200, 'answered') for 1 .. 10;
my ($viejo) = Nodo::ambos();
kill KILL => $viejo;
Nodo::esperar('one new worker', sub {
    my @ahora = Nodo::trabajadores();
    @ahora == 2 && !grep { $_ == $viejo } @ahora;
});
Test::More::is(Nodo::pedir('deposito', ::salida('1'))->{estado}, 201,
               'and after only one');
::en_calma('after the other kill');
--- request
GET /health
