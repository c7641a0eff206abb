# What one client may ask for, attempts at a password, tokens that all workers
# remember, and passwords that are too easy.

use Inventario 'no_plan';
use Nodo ();

master_on();
workers(2);

# Argon2id of clave-de-prueba-1, as inventario-clave makes it
our $hash = '$argon2id$v=19$m=19456,t=2,p=1$DcJs0hoTIir46XFWmNenlA'
            . '$zFGVoRS+DQM4E8pnIYv4T5E00fgsprzzyESEqSucDkU';

our $usuarios = <<"END";
INSERT INTO inv.usuario (id, usuario, nombre, clave_hash, rol)
OVERRIDING SYSTEM VALUE
SELECT id, nombre, nombre, '$hash', rol
FROM (VALUES (1, 'admin', 'admin'), (2, 'deposito', 'deposito'),
             (5, 'consulta', 'consulta'), (401, 'ana', 'deposito'),
             (402, 'beto', 'deposito')) AS t(id, nombre, rol);
INSERT INTO inv.llave (nombre, prefijo, suma, rol)
VALUES ('una', '0123456789', sha256(repeat('a', 64)::bytea), 'consulta');
ALTER TABLE inv.usuario ALTER COLUMN id RESTART WITH 501;
END
our $llave = 'X-API-Key: inv_0123456789_' . 'a' x 64 . "\n";

# An http{} with more lines.
sub con { Inventario::conf_http() . join "\n", @_, '' }

# One that believes what this machine says about who asks.
sub proxy {
    con('set_real_ip_from 127.0.0.1;', 'real_ip_header X-Forwarded-For;',
        'real_ip_recursive on;', @_);
}

sub de { "X-Forwarded-For: $_[0]\n" }

# A login: en_fondo's with a body, without a token that counts.
sub login {
    my ($quien, $clave, @mas) = @_;
    return Nodo::en_fondo('consulta', 'POST', '/api/auth/v1/login',
                          qq({"usuario":"$quien","clave":"$clave"}), @mas);
}

sub entrar { Nodo::respuesta(login(@_)) }

# status and code, how often each, of many answers
sub resumen {
    my %n;
    $n{"$_->{estado} " . (Nodo::json($_)->{codigo} // '')}++ for @_;
    return join ', ', map { s/ $//r . " x$n{$_}" } sort keys %n;
}

sub contador {
    my ($serie) = @_;
    my $r = Nodo::pedir('consulta', 'GET', '/metrics');
    return $r->{cuerpo} =~ /^\Q$serie\E (\d+)$/m ? $1 : undef;
}

# GET /yo with that token, as its status.
sub yo {
    my ($token) = @_;
    return `curl -s --noproxy '*' -o /dev/null -w '%{http_code}' -H 'Connection: close' -H 'Authorization: Bearer $token' http://127.0.0.1:@{[server_port()]}/api/auth/v1/yo`;
}

our ($token, $secreto, %firmante);

run_tests();

__DATA__

=== every answer of a limited route says how much is left
--- antes eval: $::usuarios
--- http_config eval
::con('inventario_limite lectura 2r/m rafaga=5;')
--- rol: admin
--- request eval
["GET /api/auth/v1/yo", "GET /api/auth/v1/usuarios/999",
 "GET /api/auth/v1/usuarios?nada=1", "HEAD /api/auth/v1/yo",
 "GET /api/auth/v1/usuarios", "GET /api/auth/v1/yo"]
--- error_code eval: [200, 404, 422, 200, 200, 429]
--- response_headers eval
[(map { "RateLimit-Limit: 5\nRateLimit-Policy: 5;w=150\n"
        . "RateLimit-Remaining: $_\nRetry-After:" } 4, 3, 2, 1, 0),
 "RateLimit-Limit: 5\nRateLimit-Policy: 5;w=150\nRateLimit-Remaining: 0\n"
 . "Content-Type: application/problem+json\nCache-Control: no-store"]
--- response_headers_like eval
[("RateLimit-Reset: [1-9][0-9]*") x 5,
 "RateLimit-Reset: 1[0-9][0-9]\nRetry-After: (30|2[0-9])"]
--- campos eval
["usuario = admin", undef, undef, undef, undef,
 "codigo = demasiados_pedidos\nstatus = 429"]


=== it counts who asks, not where from: users and keys each on their own
--- http_config eval
::con('inventario_limite lectura 1r/m rafaga=1;')
--- more_headers eval
my @quien = (Inventario::bearer('admin'), Inventario::bearer('consulta'),
             $::llave, '');
[@quien, @quien]
--- request eval
[("GET /api/auth/v1/yo") x 8]
--- error_code eval: [200, 200, 200, 401, (429) x 4]


=== whoever is not known is an address, whatever they say they are
--- http_config eval
::con('inventario_limite lectura 1r/m rafaga=3;')
--- more_headers eval
["", "Authorization: Bearer a.b.c\n",
 "X-API-Key: inv_0123456789_" . 'b' x 64 . "\n",
 "Authorization: Bearer d.e.f\n", Inventario::bearer('admin')]
--- request eval
[("GET /api/auth/v1/yo") x 5]
--- error_code eval: [401, 401, 401, 429, 200]


=== each class has its own; one without a limit says nothing
--- http_config eval
::con('inventario_limite lectura 1r/m rafaga=1;',
      'inventario_limite escritura 1r/m rafaga=2;')
--- rol: admin
--- request eval
["GET /api/auth/v1/yo", "GET /api/auth/v1/yo",
 "POST /api/auth/v1/usuarios/402/desbloquear",
 "DELETE /api/auth/v1/claves-api/999",
 "POST /api/auth/v1/salir-de-todo",
 "GET /api/auth/v1/auditoria?limite=1"]
--- error_code eval: [200, 429, 204, 404, 429, 200]
--- response_headers eval
["RateLimit-Limit: 1", "RateLimit-Limit: 1", "RateLimit-Limit: 2",
 "RateLimit-Limit: 2", "RateLimit-Limit: 2", "RateLimit-Limit: "]


=== a row may be of another class than its lane, and a public one counts addresses
--- http_config eval
::con('inventario_limite acceso 1r/m rafaga=2;')
--- more_headers eval
["", Inventario::bearer('admin'), Inventario::bearer('deposito'),
 Inventario::bearer('admin')]
--- request eval
['POST /api/auth/v1/login
{"usuario":"ana"}',
'POST /api/auth/v1/login
{"usuario":"ana"}',
'POST /api/auth/v1/refrescar
{"refresh_token":"x"}',
'PUT /api/auth/v1/clave
{"actual":"x"}']
--- error_code eval: [422, 422, 429, 422]
--- response_headers eval
["RateLimit-Remaining: 1", "RateLimit-Remaining: 0", "RateLimit-Remaining: 0",
 "RateLimit-Remaining: 1"]


=== a variable says who is not limited; health never is
--- http_config eval
::con('map $http_x_banco $limitado { default 1; si 0; }',
      'inventario_limite lectura 1r/m rafaga=1 si=$limitado;')
--- rol: admin
--- more_headers eval
["", "", "X-Banco: si", "X-Banco: si", "", ""]
--- request eval
[("GET /api/auth/v1/yo") x 4, "GET /health", "GET /health"]
--- error_code eval: [200, 429, 200, 200, 200, 200]
--- response_headers eval
["RateLimit-Remaining: 0", "RateLimit-Remaining: 0", ("RateLimit-Limit: ") x 4]


=== behind a proxy of ours: the address it gives, an IPv6 one by its /64
--- http_config eval
::proxy('inventario_limite lectura 1r/m rafaga=1;')
--- request eval
[("GET /api/auth/v1/yo") x 9]
--- more_headers eval
[map { ::de($_) } '203.0.113.1', '203.0.113.2', '198.51.100.7, 203.0.113.1',
 '2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:db8:1:3::1',
 '::ffff:203.0.113.3', '203.0.113.3', '203.0.113.4']
--- error_code eval: [401, 401, 429, 401, 429, 401, 401, 429, 401]


=== from anybody else that header is nothing
--- http_config eval
::con('set_real_ip_from 192.0.2.1;', 'real_ip_header X-Forwarded-For;',
      'inventario_limite lectura 1r/m rafaga=1;')
--- request eval
[("GET /api/auth/v1/yo") x 2]
--- more_headers eval
[::de('203.0.113.1'), ::de('203.0.113.2')]
--- error_code eval: [401, 429]


=== the address that counts is the one in the audit
--- http_config eval: ::proxy()
--- more_headers eval: ::de('203.0.113.9')
--- request
POST /api/auth/v1/login
{"usuario":"beto","clave":"clave-de-prueba-1"}
--- error_code: 200
--- luego
SELECT direccion FROM inv.evento WHERE tipo = 'login' AND usuario_id = 402
ORDER BY id DESC LIMIT 1
--- luego_da
203.0.113.9


=== all workers count together, and a reload forgets nothing
--- http_config eval
::con('inventario_limite lectura 1r/m rafaga=20;')
--- init
Nodo::esperar('nginx', sub { Nodo::pedir('deposito', 'GET', '/health')->{estado} == 200 });
my @antes = map { Nodo::en_fondo('admin', 'GET', '/api/auth/v1/yo') } 1 .. 15;
Test::More::is(::resumen(map { Nodo::respuesta($_) } @antes), '200 x15',
               'fifteen of twenty');
Nodo::recargar();
my @luego = map { Nodo::en_fondo('admin', 'GET', '/api/auth/v1/yo') } 1 .. 15;
Test::More::is(::resumen(map { Nodo::respuesta($_) } @luego),
               '200 x5, 429 demasiados_pedidos x10', 'and the rest');
Test::More::is(::contador('inventario_limitados_total{clase="lectura"}'), 10,
               'they are counted');
--- request
GET /health


=== limits that cannot be
--- http_config eval
::con('inventario_limite lectura 0r/s;')
--- must_die


=== of a class that no route has
--- http_config eval
::con('inventario_limite lecturas 1r/s;')
--- must_die


=== twice
--- http_config eval
::con('inventario_limite lectura 1r/s;', 'inventario_limite lectura 1r/s;')
--- must_die


=== with a word that it does not know
--- http_config eval
::con('inventario_limite lectura 1r/s burst=3;')
--- must_die


=== the real configuration has every class, and limits strangers before all
--- http_config eval
# all of limites.conf but what the test server says itself
my $conf = Inventario::raiz() . '/conf';
my $c = Inventario::conf_http();
$c =~ s/^\s*limit_req.*$//mg;
my ($limites) = do { local (@ARGV, $/) = "$conf/limites.conf"; <> }
    =~ /\A(.*?)^client_/ms;
"$c\n    include $conf/proxies.conf;\n    set_real_ip_from 127.0.0.1;\n$limites"
--- more_headers eval
[Inventario::bearer('admin') . ::de('203.0.113.1'),
 Inventario::bearer('admin') . ::de('203.0.113.1'),
 Inventario::bearer('admin'), ::de('203.0.113.1')]
--- request eval
["GET /api/auth/v1/yo", "GET /api/auth/v1/auditoria", "GET /api/auth/v1/yo",
 'POST /api/auth/v1/login
{"usuario":"ana"}']
--- error_code eval: [200, 200, 200, 422]
--- response_headers eval
["RateLimit-Limit: 200", "RateLimit-Limit: 20", "RateLimit-Limit: ",
 "RateLimit-Limit: 60"]


=== attempts: five are told, the next must wait, whoever it is
--- http_config eval: ::con('inventario_auth_freno espera=1m;')
--- init
my $mal = sub { ::resumen(map { ::entrar($_[0], $_[1]) } 1 .. $_[2]) };
Test::More::is($mal->('ana', 'mal', 6),
    '401 credenciales_invalidas x5, 429 demasiados_intentos x1', 'ana');
Test::More::is($mal->('nadie', 'mal', 6),
    '401 credenciales_invalidas x5, 429 demasiados_intentos x1',
    'a name that nobody has');
my @dos = map { ::entrar($_, 'clave-de-prueba-1', 'X-Request-ID: el-mismo') }
    qw(ana nadie);
Test::More::is($dos[0]{cuerpo}, $dos[1]{cuerpo}, 'they are told the same');
Test::More::like($_->{cabeceras}, qr/^Retry-After: (60|5\d)\r$/m, 'and wait')
    for @dos;
Test::More::is(::entrar('beto', 'clave-de-prueba-1')->{estado}, 200,
               'others do not');
Test::More::is(::contador('inventario_logins_total{resultado="frenado"}'), 4,
               'it is counted');
--- request
GET /health


=== many at once are not more than one after another
--- http_config eval: ::con('inventario_auth_freno espera=1m;')
--- init
my @todos = map { ::login('ana', "mal-$_") } 1 .. 25;
Test::More::is(::resumen(map { Nodo::respuesta($_) } @todos),
    '401 credenciales_invalidas x5, 429 demasiados_intentos x20', 'both workers');
--- request
GET /health


=== the wait ends by itself, and one more attempt makes the next one longer
--- http_config eval: ::con('inventario_auth_freno cuenta=1 espera=10ms tope=1h;')
--- init
for (1 .. 8) {
    Nodo::esperar('one that is looked at', sub {
        ::entrar('ana', 'mal')->{estado} == 401 });
}
Test::More::like(::entrar('ana', 'mal')->{cabeceras}, qr/^Retry-After: [12]\r$/m,
                 '10 ms, eight times over, are more than a second');
Nodo::esperar('the right password', sub {
    ::entrar('ana', 'clave-de-prueba-1')->{estado} == 200 });
--- request
GET /health


=== a good one forgives the account, and its address what that account failed
--- http_config eval: ::con('inventario_auth_freno cuenta=4 direccion=8 espera=1m;')
--- init
my $mal = sub { ::resumen(map { ::entrar($_, 'mal') } @_) };
my $bien = sub { ::resumen(::entrar($_[0], 'clave-de-prueba-1')) };
for (1 .. 4) {
    Test::More::is($mal->(('ana') x 3), '401 credenciales_invalidas x3', 'ana');
    Test::More::is($bien->('ana'), '200 x1', 'remembers it');
}
Test::More::is($mal->('a' .. 'd'), '401 credenciales_invalidas x4', 'others');
Test::More::is($bien->('ana'), '200 x1', 'ana');
Test::More::is($mal->('e' .. 'h', 'i'),
    '401 credenciales_invalidas x4, 429 demasiados_intentos_direccion x1',
    'an account of their own gives them no more');
Test::More::is($bien->('ana'), '429 demasiados_intentos_direccion x1',
               'nor to anybody there');
--- request
GET /health


=== by address behind a proxy: others go on
--- http_config eval: ::proxy('inventario_auth_freno direccion=3 espera=1m;')
--- init
my $de = sub { my $d = shift;
    ::resumen(map { ::entrar($_, 'mal', "X-Forwarded-For: $d") } @_) };
Test::More::is($de->('203.0.113.5', 'j' .. 'm'),
    '401 credenciales_invalidas x3, 429 demasiados_intentos_direccion x1', 'one');
Test::More::is($de->('203.0.113.6', 'n'), '401 credenciales_invalidas x1', 'another');
Test::More::is($de->('2001:db8:9::1', 'o' .. 'q'), '401 credenciales_invalidas x3',
               'IPv6');
Test::More::is($de->('2001:db8:9:0:5::1', 'r'),
    '429 demasiados_intentos_direccion x1', 'of the same network');
Test::More::is($de->('2001:db8:9:1::1', 's'), '401 credenciales_invalidas x1',
               'of another');
--- request
GET /health


=== an administrator lifts it, or gives a new password
--- http_config eval: ::con('inventario_auth_freno espera=1m;')
--- init
my $bien = sub { ::resumen(::entrar($_[0], 'clave-de-prueba-1')) };
::entrar('ana', 'mal') for 1 .. 5;
Test::More::is($bien->('ana'), '429 demasiados_intentos x1', 'stopped');
Test::More::is(Nodo::pedir('deposito', 'POST',
    '/api/auth/v1/usuarios/401/desbloquear')->{estado}, 403, 'not by others');
Test::More::is(Nodo::pedir('admin', 'POST',
    '/api/auth/v1/usuarios/999/desbloquear')->{estado}, 404, 'nobody');
Test::More::is(Nodo::pedir('admin', 'POST',
    '/api/auth/v1/usuarios/401/desbloquear')->{estado}, 204, 'lifted');
Test::More::is(Inventario::psql("SELECT usuario_id, direccion FROM inv.evento
    WHERE tipo = 'desbloqueado' AND entidad_id = 401"), '1|127.0.0.1',
    'it is in the audit');
Test::More::is(::resumen(map { ::entrar('ana', 'mal') } 1 .. 6),
    '401 credenciales_invalidas x5, 429 demasiados_intentos x1', 'anew');
Test::More::is(Nodo::pedir('admin', 'PUT', '/api/auth/v1/usuarios/401',
    '{"clave":"caracoles y manteca"}', 'If-Match: *')->{estado}, 200, 'a password');
Test::More::is(::entrar('ana', 'caracoles y manteca')->{estado}, 200,
               'that can be used');
Inventario::psql("UPDATE inv.usuario SET clave_hash = '$::hash' WHERE id = 401");
--- request
GET /health


=== neither Redis that is away nor a reload opens the door
--- http_config eval: ::con('inventario_auth_freno espera=1m;')
--- init
Inventario::servidor('detener', 'redis');
Test::More::is(::resumen(map { ::entrar('ana', 'mal') } 1 .. 6),
    '401 credenciales_invalidas x5, 429 demasiados_intentos x1', 'without Redis');
Inventario::servidor('iniciar', 'redis');
Nodo::recargar();
Test::More::is(::resumen(::entrar('ana', 'clave-de-prueba-1')),
    '429 demasiados_intentos x1', 'after a reload');
--- request
GET /health


=== an attempt that nobody could look at does not count
--- http_config eval: ::con('inventario_auth_freno cuenta=1 espera=1m;')
--- init
my $candado = Nodo::bloquear('LOCK TABLE inv.evento');
my $r = ::login('beto', 'clave-de-prueba-1');
Nodo::esperar('it waits', sub { Nodo::esperan() > 0 });
Nodo::soltar($candado);
Test::More::is(Nodo::respuesta($r)->{estado}, 200, 'beto');
Test::More::is(Nodo::pedir('deposito', 'PUT', '/api/auth/v1/clave',
    '{"actual":"mal","nueva":"Password123!"}')->{estado}, 422, 'easy')
    for 1 .. 3;
Test::More::is(::resumen(Nodo::pedir('deposito', 'PUT', '/api/auth/v1/clave',
    '{"actual":"mal","nueva":"caracoles y manteca"}')),
    '422 campos_invalidos x1', 'looked at');
Test::More::is(::resumen(Nodo::pedir('deposito', 'PUT', '/api/auth/v1/clave',
    '{"actual":"mal","nueva":"caracoles y manteca"}')),
    '429 demasiados_intentos x1', 'it counted');
--- request
GET /health


=== waits that cannot be
--- http_config eval: ::con('inventario_auth_freno tope=2d;')
--- must_die


=== passwords that many have, or that say whose they are
--- rol eval
[("admin") x 8, ("deposito") x 2]
--- more_headers eval
[("If-Match: *") x 10]
--- request eval
[(map { qq(POST /api/auth/v1/usuarios\n{"usuario":"lucho.perez","nombre":)
        . qq("Luis Perez","rol":"consulta","clave":"$_"}) }
    'Password123!', '1234567890', 'qwertyuiop', 'p4ssw0rd2024', 'lucho.perez',
    'inventario1'),
 qq(PUT /api/auth/v1/usuarios/402\n{"clave":"iloveyou123"}),
 qq(PUT /api/auth/v1/usuarios/402\n{"clave":"nueve nue"}),
 qq(PUT /api/auth/v1/clave\n{"actual":"clave-de-prueba-1","nueva":"deposito99"}),
 qq(PUT /api/auth/v1/clave\n{"actual":"clave-de-prueba-1","nueva":"basketball1"})]
--- error_code eval: [(422) x 10]
--- campos eval
[("errores.0.campo = clave\nerrores.0.codigo = clave_comun") x 7,
 "errores.0.campo = clave\nerrores.0.codigo = largo",
 ("errores.0.campo = nueva\nerrores.0.codigo = clave_comun") x 2]


=== one that is not
--- rol: admin
--- request
POST /api/auth/v1/usuarios
{"usuario":"lucho.perez","rol":"consulta","clave":"mate tibio y bizcochos"}
--- error_code: 201


=== a key of a program has neither password nor sessions
--- more_headers eval: [($::llave) x 2]
--- request eval
['PUT /api/auth/v1/clave
{"actual":"x","nueva":"mate tibio y bizcochos"}',
'POST /api/auth/v1/salir-de-todo']
--- error_code eval: [403, 403]
--- campos eval
[("codigo = solo_personas") x 2]


=== a token is verified once for all workers, also after a reload
--- init
Nodo::esperar('nginx', sub { Nodo::pedir('deposito', 'GET', '/health')->{estado} == 200 });
$::token = Nodo::json(::entrar('beto', 'clave-de-prueba-1'))->{token};
my $serie = 'inventario_tokens_total{como="verificado"}';
# the token with which the counter itself is asked for
my $de_mas = 1;
my $antes = ::contador($serie);
Test::More::is(::yo($::token), 200, 'good') for 1 .. 20;
Nodo::recargar();
Test::More::is(::yo($::token), 200, 'good') for 1 .. 20;
Test::More::cmp_ok(::contador($serie) - $antes, '<=', 1 + $de_mas, 'once');
Test::More::cmp_ok(::contador('inventario_tokens_total{como="recordado"}'),
                   '>=', 39, 'the others were remembered');
Test::More::is(Nodo::pedir('admin', 'PUT', '/api/auth/v1/usuarios/402',
    '{"rol":"negocio"}', 'If-Match: *')->{estado}, 200, 'another role');
Test::More::is(::yo($::token), 401, 'it is refused at once') for 1 .. 10;
--- request
GET /health


=== too many for the zone are verified again
--- http_config eval: ::con('inventario_auth_vistos 64k;')
--- request eval
[("GET /api/auth/v1/yo") x 150]
--- more_headers eval
my @t = map { Inventario::bearer('consulta', jti => "otro-$_") } 1 .. 75;
[@t, @t]
--- error_code eval: [(200) x 150]


=== a zone that is too small
--- http_config eval: ::con('inventario_auth_vistos 4k;')
--- must_die


=== with branches that do not fit it is verified each time
--- request eval
[("GET /api/auth/v1/yo") x 4]
--- more_headers eval
[(Inventario::bearer('consulta', suc => [map { 100000 + $_ } 1 .. 200])) x 4]
--- error_code eval: [(200) x 4]
--- init
# the next block's secret comes from a file, which changes while it runs
$::secreto = "$ENV{INVENTARIO_PRUEBA}/secreto$$";
open my $f, '>', $::secreto or die $!;
print $f $ENV{JWT_SECRET_KEY}, "\n";
close $f;
$ENV{JWT_SECRET_KEY_FILE} = $::secreto;
$::firmante{antes} = delete $ENV{JWT_SECRET_KEY};


=== another secret ends what is remembered, with the reload that brings it
--- init
local $ENV{JWT_SECRET_KEY} = $::firmante{antes};
my $viejo = Inventario::token('consulta');
Test::More::is(::yo($viejo), 200, 'good') for 1 .. 8;
my $nuevo = 'un-secreto-nuevo-de-treinta-y-dos';
open my $f, '>', $::secreto or die $!;
print $f "$nuevo\n";
close $f;
Nodo::recargar();
Test::More::is(::yo($viejo), 401, 'refused') for 1 .. 8;
$ENV{JWT_SECRET_KEY} = $nuevo;
Test::More::is(::yo(Inventario::token('consulta')), 200, 'one of the new');
--- request
GET /health
