# The database and Redis go away and come back, under the same nginx.

use Inventario 'no_plan';
use Deposito;
use Nodo;

master_on();
workers(2);

our $d = '/api/deposito/v1';
our $categoria = '{"nombre":"%s"}';
our $salida = '{"tipo":"salida","ubicacion_id":101,"lineas":['
              . '{"producto_id":1,"cantidad":"1"}]}';

# One of each way in which the engine asks the database.
our @clases = (
    ['a read', 'GET', "$d/productos/1"],
    ['a list', 'GET', "$d/productos"],
    ['a report', 'GET', "$d/reportes/stock"],
    ['an export', 'GET', "$d/productos/exportar"],
    ['a write', 'POST', "$d/categorias", sprintf($categoria, 'Sin base')],
    ['a change', 'PATCH', "$d/productos/4", '{"precio_venta":"5"}',
     'If-Match: *'],
    ['a group', 'POST', "$d/movimientos", $salida],
);

sub son {
    my ($r, $codigo, $nombre) = @_;
    Test::More::is("$r->{estado} " . (json($r)->{codigo} // ''), "503 $codigo",
                   $nombre);
    Test::More::like($r->{cabeceras}, qr/^Retry-After: [1-9]\d*\r?$/mi,
                     "$nombre: when to come back");
    Test::More::like($r->{cabeceras},
                     qr/^Content-Type: application\/problem\+json\r?$/mi,
                     "$nombre: as a problem");
}

# Both workers have their connections again.
sub conectado {
    esperar('all connections', sub {
        (medidor('inventario_pg_conexiones{carril="lectura"}') // 0) == 4
        && (medidor('inventario_pg_conexiones{carril="escritura"}') // 0) == 4
        && (medidor('inventario_pg_conexiones{carril="informes"}') // 0) == 2
    });
}

run_tests();

__DATA__

=== a node that is well
--- antes eval: Deposito::cargado()
--- request
GET /health
--- error_code: 200


=== without PostgreSQL everything says so; with it everything works again
--- no_error_log
[emerg]
--- init
my @antes = Nodo::ambos();
Inventario::servidor('detener', 'pg');

for (@::clases) {
    my ($nombre, @pedido) = @$_;
    ::son(Nodo::pedir('deposito', @pedido), 'base_no_disponible', $nombre)
        for 1 .. 3;
}
my $r = Nodo::pedir('deposito', 'POST', "$::d/productos/importar?x=1");
Test::More::is($r->{estado}, 422, 'what needs no database is checked');

my $salud = Nodo::pedir('consulta', 'GET', '/health');
my $j = Nodo::json($salud);
Test::More::is("$salud->{estado} $j->{status}", '503 unhealthy', '/health');
Test::More::is("$j->{components}{database} $j->{components}{redis}",
               'error ok', 'and which part it is');

Inventario::servidor('iniciar', 'pg');
::conectado();

for (@::clases) {
    my ($nombre, @pedido) = @$_;
    my $r = Nodo::pedir('deposito', @pedido);
    Test::More::like($r->{estado}, qr/^20[01]$/, "$nombre again");
}
$j = Nodo::json(Nodo::pedir('consulta', 'GET', '/health'));
Test::More::is($j->{status}, 'healthy', '/health again');
Test::More::is("@{[Nodo::ambos()]}", "@antes", 'the same workers');
--- request
GET /health
--- luego
SELECT (SELECT cantidad FROM inv.existencia
        WHERE producto_id = 1 AND ubicacion_id = 101),
       (SELECT count(*) FROM inv.categoria WHERE nombre = 'Sin base')
--- luego_da
39.000|1


=== killed under a write: it may have happened, and the key finds out
--- no_error_log
[emerg]
--- init
my @pedidos = (["$::d/categorias", sprintf($::categoria, 'Cortada'),
                'Idempotency-Key: corte-1'],
               ["$::d/movimientos", $::salida, 'Idempotency-Key: corte-2']);
# the servers of the tests commit without waiting for the disk: what was done
# before must not be lost with what is cut off
Inventario::psql('SET synchronous_commit = on;
                  UPDATE inv.categoria SET nombre = nombre');
my $candado = Nodo::bloquear('LOCK TABLE inv.idempotencia');
my @r = map { Nodo::en_fondo('deposito', 'POST', @$_) } @pedidos;
Nodo::esperar('both to wait', sub { Nodo::esperan() == 2 });
Inventario::servidor('matar', 'pg');
::son(Nodo::respuesta($_), 'base_perdida', 'cut off') for @r;
Nodo::soltar($candado);

Inventario::servidor('iniciar', 'pg');
::conectado();
for my $vez (1, 2) {
    Test::More::is(Nodo::pedir('deposito', 'POST', @$_)->{estado}, 201,
                   "$_->[0] with its key, $vez") for @pedidos;
}
--- request
GET /health
--- luego
SELECT (SELECT cantidad FROM inv.existencia
        WHERE producto_id = 1 AND ubicacion_id = 101),
       (SELECT count(*) FROM inv.categoria WHERE nombre = 'Cortada')
--- luego_da
38.000|1


=== killed under a read: it is asked again, and the client sees nothing
--- no_error_log
[emerg]
--- init
my $candado = Nodo::bloquear('LOCK TABLE inv.categoria');
my $r = Nodo::en_fondo('consulta', 'GET', "$::d/categorias");
Nodo::esperar('it to wait', sub { Nodo::esperan() == 1 });
Nodo::terminar();
Nodo::esperar('it to wait again', sub { Nodo::esperan() == 1 });
Nodo::soltar($candado);
Test::More::is(Nodo::respuesta($r)->{estado}, 200, 'answered');
--- request
GET /health


=== a statement past its deadline: 503, and the node works on
--- timeout: 60
--- init
my $candado = Nodo::bloquear('LOCK TABLE inv.categoria');
my @r = (Nodo::en_fondo('consulta', 'GET', "$::d/categorias"),
         Nodo::en_fondo('deposito', 'POST', "$::d/categorias",
                        sprintf($::categoria, 'Tarde'),
                        'Idempotency-Key: tarde'));
Nodo::esperar('both to wait', sub { Nodo::esperan() == 2 });
Test::More::is(Nodo::pedir('consulta', 'GET', '/health')->{estado}, 200,
               'meanwhile the node is well');
::son(Nodo::respuesta($r[0]), 'plazo_vencido', 'a read');
::son(Nodo::respuesta($r[1]), 'plazo_vencido', 'a write');
Nodo::soltar($candado);
Nodo::esperar('nothing to wait', sub { Nodo::esperan() == 0 });
Test::More::is(Nodo::pedir('consulta', 'GET', "$::d/categorias")->{estado},
               200, 'the read');
Test::More::is(Nodo::pedir('deposito', 'POST', "$::d/categorias",
                           sprintf($::categoria, 'Tarde'),
                           'Idempotency-Key: tarde')->{estado}, 201,
               'the write, once');
--- request
GET /health
--- luego
SELECT count(*) FROM inv.categoria WHERE nombre = 'Tarde'
--- luego_da
1


=== without Redis the node is degraded, and does all that it does
--- init
Inventario::servidor('detener', 'redis');
Nodo::esperar('degraded', sub {
    my $r = Nodo::pedir('consulta', 'GET', '/health');
    my $j = Nodo::json($r);
    $r->{estado} == 200 && $j->{status} eq 'degraded'
        && $j->{components}{redis} eq 'error'
        && $j->{components}{database} eq 'ok';
});
for (@::clases) {
    my ($nombre, @pedido) = @$_;
    next if $nombre eq 'a write';       # it was made already
    my $r = Nodo::pedir('deposito', @pedido);
    Test::More::like($r->{estado}, qr/^20[01]$/, "without Redis: $nombre");
}
Inventario::servidor('iniciar', 'redis');
Nodo::esperar('healthy', sub {
    Nodo::json(Nodo::pedir('consulta', 'GET', '/health'))->{status}
        eq 'healthy';
});
--- request
GET /health
--- error_code: 200
