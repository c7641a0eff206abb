# The answers that nodes share in Redis, and what one node's changes are to
# the other.

use Inventario 'no_plan';
use Deposito;
use Nodo;
use Cache;
use Gemelo;
use Time::HiRes ();

master_on();
workers(2);

our $d = '/api/deposito/v1';

add_block_preprocessor(sub {
    my $block = shift;
    $block->set_value(http_config => Cache::con_cache())
        if !defined $block->http_config;
    $block->set_value(request => "GET /health") if !defined $block->request;
});

sub redis {
    my @orden = ('redis-cli', '-s', "$ENV{INVENTARIO_PRUEBA}/redis/s", @_);
    open my $f, '-|', @orden or die "redis-cli: $!";
    my $r = do { local $/; <$f> } // '';
    $r =~ s/\n\z//;
    return $r;
}

# Redis has the answer that this node has.
sub en_redis {
    my ($ruta) = @_;
    Nodo::esperar("$ruta in Redis", sub {
        my $antes = ::redis('DBSIZE');
        my $r = Cache::pide($ruta);
        return 1 if Gemelo::en { Cache::de(Cache::pide($ruta)) eq 'HIT-L2' };
        Inventario::psql("SELECT inv.cambio('todo')");
        Time::HiRes::sleep(0.6);        # for both journals
        0;
    });
}

# The same without the other node.
sub en_redis_solo {
    my ($ruta) = @_;
    Nodo::esperar("$ruta in Redis", sub {
        my %antes = map { $_ => 1 } split /\n/,
            ::redis('--scan', '--pattern', 'inv:c:*');
        my $de = Cache::de(Cache::pide($ruta));
        return 1 if $de eq 'MISS' && grep { !$antes{$_} } split /\n/,
            ::redis('--scan', '--pattern', 'inv:c:*');
        ::redis('EVAL', "for _, k in ipairs(redis.call('KEYS', 'inv:c:*'))
            do redis.call('DEL', k) end", 0);
        Inventario::psql("SELECT inv.cambio('todo')");
        Time::HiRes::sleep(0.6);
        0;
    });
}

sub estadisticas {
    return Nodo::json(Nodo::pedir('admin', 'GET',
                                  '/api/cache/v1/cache/estadisticas'));
}

run_tests();

__DATA__

=== the shop
--- antes eval: Deposito::cargado()


=== what one node asked the other need not ask
--- init
Gemelo::nacer();
for my $ruta ('/productos/1', '/existencias/1', '/sucursales',
              '/productos/codigo/NADIE')
{
    ::en_redis($ruta);
    my $a = Cache::pide($ruta);
    my $b = Gemelo::en { Cache::pide($ruta) };
    Test::More::is(Cache::de($b), 'HIT-L1', "$ruta: and then it has it");
    Test::More::is($b->{estado}, $a->{estado}, "$ruta: the same");
    if ($a->{estado} == 200) {
        Test::More::is($b->{cuerpo}, $a->{cuerpo}, "$ruta: byte by byte");
        Test::More::is(Cache::etag($b), Cache::etag($a), "$ruta: its ETag");
    }
}


=== a change at one is seen at the other within two seconds, both ways
--- init
Gemelo::nacer();
my $bien = 0;
for my $i (1 .. 10) {
    Cache::asentada('/productos/1');
    Gemelo::en { Cache::asentada('/productos/1') };
    my $cambia = sub { Cache::precio(1, "$i.20") };
    my $mira = sub { Nodo::json(Cache::pide('/productos/1'))->{precio_venta}
                     eq "$i.20" };
    $i % 2 ? $cambia->() : Gemelo::en { $cambia->() };
    my $antes = Time::HiRes::time();
    Nodo::esperar('the other to see it', $i % 2
        ? sub { Gemelo::en { $mira->() } } : $mira);
    $bien += Time::HiRes::time() - $antes < 2;
}
Test::More::is($bien, 10, 'each time');


=== a node that dies with its change committed and nobody told
--- init
Gemelo::nacer();
Cache::asentada('/productos/1');
my $candado = Nodo::bloquear('LOCK TABLE inv.producto IN SHARE MODE');
my $p = Gemelo::en { Nodo::en_fondo('deposito', 'PATCH', "$::d/productos/1",
                     '{"precio_venta":"98.76"}', 'If-Match: *') };
Nodo::esperar('the write to wait', sub { Nodo::esperan() == 1 });
Gemelo::morir('KILL');
Nodo::soltar($candado);
my $antes = Time::HiRes::time();
Nodo::esperar('it is seen', sub {
    Nodo::json(Cache::pide('/productos/1'))->{precio_venta} eq '98.76' });
Test::More::cmp_ok(Time::HiRes::time() - $antes, '<', 2, 'in time');


=== without Redis a node goes on with its own memory, and trusts it again later
--- init
Gemelo::nacer();
::en_redis('/productos/2');
Inventario::servidor('matar', 'redis');
my $bien = 0;
for my $i (1 .. 10) {
    $bien += Cache::precio(2, "$i.30")->{estado} == 200;
    $bien += Nodo::json(Cache::pide('/productos/2'))->{precio_venta}
             eq "$i.30";
}
Test::More::is($bien, 20, 'written and read');
Test::More::is(Cache::de(Cache::asentada('/productos/2')), 'HIT-L1', 'kept');
Inventario::servidor('iniciar', 'redis');
::en_redis('/productos/2');
Test::More::is(Nodo::json(Gemelo::en { Cache::pide('/productos/2') })
               ->{precio_venta}, '10.30', 'the other one has the last price');


=== Redis that hangs: what it was not told of it is not asked for
--- init
Gemelo::nacer();
::en_redis('/productos/1');
open my $f, '<', "$ENV{INVENTARIO_PRUEBA}/redis/pid" or die $!;
my $pid = readline $f;
kill STOP => $pid;
my $p = Cache::precio(1, '55.55');
kill CONT => $pid;
Test::More::is($p->{estado}, 200, 'written all the same');
Test::More::is(Nodo::json(Cache::pide('/productos/1'))->{precio_venta},
               '55.55', 'read here') for 1 .. 4;
my $antes = Time::HiRes::time();
Nodo::esperar('and there', sub { Nodo::json(Gemelo::en {
    Cache::pide('/productos/1') })->{precio_venta} eq '55.55' });
Test::More::cmp_ok(Time::HiRes::time() - $antes, '<', 2, 'in time');


=== a Redis that comes back with an old copy of its data is known by its run
--- init
::en_redis_solo('/productos/1');
::redis('SAVE');
Cache::precio(1, '66.66');
Inventario::servidor('matar', 'redis');
Inventario::servidor('iniciar', 'redis');
Test::More::isnt(::redis('--scan', '--pattern', 'inv:c:*'), '', 'it has it');
my ($corrida) = ::redis('INFO', 'server') =~ /run_id:(\w+)/;
Nodo::esperar('a node to know it', sub {
    Cache::pide('/productos/codigo/X' . rand);
    ::redis('GET', 'inv:corrida') eq $corrida });
Gemelo::nacer();
Test::More::is(Nodo::json(Gemelo::en { Cache::pide('/productos/1') })
               ->{precio_venta}, '66.66', 'and its answers are not believed');


=== a node that begins finds what the others asked
--- init
::en_redis_solo('/productos/4');
Nodo::esperar('the place in the journal', sub {
    ::redis('GET', 'inv:foto') ne '' });
Gemelo::nacer();
Nodo::esperar('its journal', sub { Gemelo::en { ::estadisticas()->{al_dia} } });
# each worker gets to know Redis with its first question
Gemelo::en { Cache::pide("/productos/codigo/Z$_") for 1 .. 40 };
Test::More::is(Cache::de(Gemelo::en { Cache::pide('/productos/4') }), 'HIT-L2',
               'in Redis');
Gemelo::morir();
Inventario::psql("UPDATE inv.producto SET nombre = 'Mientras' WHERE id = 4");
Gemelo::nacer();
Test::More::is(Nodo::json(Gemelo::en { Cache::pide('/productos/4') })->{nombre},
               'Mientras', 'but not what changed while it was not there');


=== a Redis full of answers still keeps sessions
--- init
Gemelo::nacer();
::en_redis('/productos/1');
my ($usada) = ::redis('INFO', 'memory') =~ /used_memory:(\d+)/;
::redis('CONFIG', 'SET', 'maxmemory', int($usada / 0.75) + 16384);
my $hash = `printf 'clave-de-prueba-1' | $ENV{PWD}/build/inventario-clave`;
chomp $hash;
Inventario::psql("UPDATE inv.usuario SET clave_hash = '$hash'
                  WHERE usuario = 'consulta'");
my $login = Nodo::pedir('consulta', 'POST', '/api/auth/v1/login',
    '{"usuario":"consulta","clave":"clave-de-prueba-1","refresco":"cuerpo"}');
Test::More::is($login->{estado}, 200, 'logged in')
    or Test::More::diag($login->{cuerpo});
my $token = Nodo::json($login)->{refresh_token};
for my $i (1 .. 200) {
    Cache::pide("/productos/codigo/NADIE$i");
}
my ($llena) = Nodo::pedir('consulta', 'GET', '/metrics')->{cuerpo}
    =~ /^inventario_cache_redis_llena_total (\d+)/m;
Test::More::cmp_ok($llena, '>', 50, 'answers are turned away');
for my $i (1 .. 3) {
    my $r = Nodo::pedir('consulta', 'POST', '/api/auth/v1/refrescar',
                        qq({"refresh_token":"$token"}));
    Test::More::is($r->{estado}, 200, "session refreshed $i")
        or Test::More::diag($r->{cuerpo});
    $token = Nodo::json($r)->{refresh_token};
}
::redis('CONFIG', 'SET', 'maxmemory', '64mb');
