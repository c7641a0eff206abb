# Sessions: refresh tokens, their rotation and end, and access tokens that are
# refused before their time: in every worker, and on another node.

use Inventario 'no_plan';
use Nodo ();
use File::Path ();
use LWP::UserAgent ();
use MIME::Base64 ();

master_on();
workers(2);

# Argon2id of clave-de-prueba-1, as inventario-clave makes it
our $hash = '$argon2id$v=19$m=19456,t=2,p=1$DcJs0hoTIir46XFWmNenlA'
            . '$zFGVoRS+DQM4E8pnIYv4T5E00fgsprzzyESEqSucDkU';

our $usuarios = <<"END";
INSERT INTO inv.usuario (id, usuario, nombre, clave_hash, rol)
OVERRIDING SYSTEM VALUE
SELECT id, nombre, nombre, '$hash', rol
FROM (VALUES (1, 'admin', 'admin'), (301, 'ana', 'deposito'),
             (302, 'beto', 'deposito'), (303, 'caro', 'consulta'),
             (304, 'dora', 'negocio'), (305, 'eva', 'deposito'),
             (306, 'fede', 'deposito'), (307, 'gabi', 'deposito'),
             (308, 'hugo', 'deposito')) AS t(id, nombre, rol);
END

our $api = '/api/auth/v1';
my $galleta = 'inventario_refresco';

# a certificate for the block about TLS
our $tls = "$ENV{INVENTARIO_PRUEBA}/tls$$";
File::Path::make_path($tls);
system('openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 '
       . "-nodes -days 2 -subj /CN=localhost -keyout $tls/k -out $tls/c "
       . '2> /dev/null') == 0 or die 'openssl';

# what one block leaves for the next
our (%s, $otro);

sub url { 'http://127.0.0.1:' . server_port() . $_[0] }

# pedir(METHOD, PATH, cuerpo => {}, token => '', galleta => '', url => ''):
# { estado, codigo, json, galleta: the value, o undef, cabecera: of it }
sub pedir {
    my ($metodo, $ruta, %con) = @_;
    my $r = HTTP::Request->new($metodo, $con{url} // url("$api$ruta"));
    $r->header(Connection => 'close');
    $r->header(Authorization => "Bearer $con{token}") if $con{token};
    $r->header(Cookie => "otra=1; $galleta=$con{galleta}; mas=2")
        if defined $con{galleta};
    $r->header('If-Match' => '*');
    if ($con{cuerpo}) {
        $r->header('Content-Type' => 'application/json');
        $r->content(JSON::PP::encode_json($con{cuerpo}));
    }
    my $a = LWP::UserAgent->new(ssl_opts => { verify_hostname => 0,
        SSL_verify_mode => 0 })->request($r);
    my $json = eval { JSON::PP::decode_json($a->content) } // {};
    my $cabecera = $a->header('Set-Cookie');
    my ($valor) = ($cabecera // '') =~ /^$galleta=([^;]*)/;
    return { estado => $a->code, codigo => $json->{codigo} // '',
             json => $json, galleta => $valor, cabecera => $cabecera };
}

# A session of a user: { token, refresco, sid }.
sub entrar {
    my ($quien, $clave) = @_;
    my $r = pedir('POST', '/login', cuerpo => { usuario => $quien,
        clave => $clave // 'clave-de-prueba-1', refresco => 'cuerpo' });
    return { estado => $r->{estado}, token => $r->{json}{token},
             refresco => $r->{json}{refresh_token},
             sid => dice($r->{json}{token})->{sid},
             disponible => $r->{json}{refresco_disponible} };
}

sub refrescar {
    return pedir('POST', '/refrescar', cuerpo => { refresh_token => $_[0] });
}

sub dice {
    my (undef, $p) = split /\./, $_[0] // '';
    return eval { JSON::PP::decode_json(MIME::Base64::decode_base64url($p)) }
        // {};
}

# How a token is taken: asked so often that every worker is.
sub con {
    my ($token, $url) = @_;
    my %dicho;
    for (1 .. 8) {
        my $r = pedir('GET', '/yo', token => $token, url => $url);
        $dicho{"$r->{estado}$r->{codigo}"}++;
    }
    return CORE::join(' ', sort keys %dicho);
}

sub es {
    my ($r, $estado, $codigo, $nombre) = @_;
    Test::More::is("$r->{estado} $r->{codigo}", "$estado $codigo", $nombre);
}

sub redis {
    open my $f, '-|', 'redis-cli', '-s', "$ENV{INVENTARIO_PRUEBA}/redis/s",
        '--raw', @_ or die "redis-cli: $!";
    my $salida = do { local $/; readline $f } // '';
    close $f;
    chomp $salida;
    return $salida;
}

# Every worker has its connection.
sub con_redis {
    Nodo::esperar('Redis', sub {
        Nodo::medidor('inventario_redis_conexiones') == 2;
    });
}

# A second node: the same configuration and servers, its own shared memory.
sub levantar_otro {
    my $aqui = $ENV{TEST_NGINX_SERVROOT};
    my $dir = "$ENV{INVENTARIO_PRUEBA}/otro$$";
    my $puerto = server_port() + 1;
    File::Path::make_path("$dir/conf", "$dir/logs", "$dir/html");
    chmod 0777, $dir, "$dir/logs";
    open my $f, '<', "$aqui/conf/nginx.conf" or die $!;
    my $conf = do { local $/; <$f> };
    my $era = server_port();
    $conf =~ s/\blisten(\s+)$era\b/listen$1$puerto/g;
    $conf =~ s/\Q$aqui\E/$dir/g;
    open $f, '>', "$dir/conf/nginx.conf" or die $!;
    print $f $conf;
    close $f;
    local $ENV{LD_PRELOAD} = $ENV{TEST_NGINX_LD_PRELOAD} // '';
    system($ENV{TEST_NGINX_BINARY}, '-p', "$dir/", '-c', 'conf/nginx.conf')
        == 0 or die 'the other node does not start';
    $otro = { dir => $dir, url => "http://127.0.0.1:$puerto" };
}

sub bajar_otro {
    return if !$otro;
    open my $f, '<', "$otro->{dir}/logs/nginx.pid" or return;
    chomp(my $pid = readline $f);
    kill QUIT => $pid;
    Nodo::esperar('the other node to go', sub { !kill 0, $pid });
    undef $otro;
}

add_block_preprocessor(sub {
    my ($block) = @_;
    $block->set_value(init => "::con_redis();\n" . ($block->init // ''))
        if !defined $block->must_die;
});

run_tests();

END { bajar_otro() }

__DATA__

=== a login leaves the refresh token in a cookie that no script reads
--- init: Inventario::psql($::usuarios);
--- request
POST /api/auth/v1/login
{"usuario":"ana","clave":"clave-de-prueba-1"}
--- error_code: 200
--- response_headers_like
Set-Cookie: inventario_refresco=[A-Za-z0-9_-]{43}; Path=/api/auth/; Max-Age=2592000; HttpOnly; SameSite=Strict$
--- campos
refresco_disponible = true
refresco_vence_en_segundos = 2592000
refresh_token = -


=== or in the body, if that is asked for
--- request
POST /api/auth/v1/login
{"usuario":"ana","clave":"clave-de-prueba-1","refresco":"cuerpo"}
--- error_code: 200
--- response_headers
Set-Cookie:
--- response_body_like: "refresh_token":"[A-Za-z0-9_-]{43}"


=== nowhere else
--- request
POST /api/auth/v1/login
{"usuario":"ana","clave":"clave-de-prueba-1","refresco":"url"}
--- error_code: 422


=== over TLS the cookie is Secure
--- config eval
Inventario::conf_gateway() . "listen unix:$ENV{INVENTARIO_PRUEBA}/tls.s ssl;
    ssl_certificate $::tls/c; ssl_certificate_key $::tls/k;"
--- init
my $salida = `curl -sik --noproxy '*' --unix-socket $ENV{INVENTARIO_PRUEBA}/tls.s -H 'Content-Type: application/json' -d '{"usuario":"ana","clave":"clave-de-prueba-1"}' https://localhost/api/auth/v1/login`;
Test::More::like($salida, qr/^Set-Cookie: .*; SameSite=Strict; Secure\r$/mi,
                 'Secure');
--- request
GET /health


=== what Redis holds: no token, and for as long as it lives
--- init
my $s = $::s{ana} = ::entrar('ana');
Test::More::like($s->{sid}, qr/^[0-9a-f]{32}$/, 'sid');
Test::More::isnt(::dice($s->{token})->{jti}, $s->{sid}, 'jti is another');
my $suma = Digest::SHA::sha256_hex($s->{refresco});
Test::More::is(::redis('GET', "inv:ref:$suma"), $s->{sid}, 'by its digest');
Test::More::unlike(::redis('KEYS', '*'), qr/\Q$s->{refresco}/, 'no token');
my $ttl = ::redis('TTL', "inv:fam:$s->{sid}");
Test::More::ok($ttl > 29.9 * 86400 && $ttl <= 30 * 86400, "30 days: $ttl");
$ttl = ::redis('TTL', "inv:ref:$suma");
Test::More::ok($ttl > 89.9 * 86400 && $ttl <= 90 * 86400, "90 days: $ttl");
--- request
GET /health


=== a refresh gives new tokens of the same session, and thirty days again
--- init
my $s = $::s{ana};
::redis('EXPIRE', "inv:fam:$s->{sid}", 1000);
my $r = ::refrescar($s->{refresco});
::es($r, 200, '', 'refreshed');
Test::More::is(::dice($r->{json}{token})->{sid}, $s->{sid}, 'the session');
Test::More::isnt($r->{json}{refresh_token}, $s->{refresco}, 'another token');
Test::More::is($r->{cabecera}, undef, 'no cookie for who sent none');
Test::More::is(::con($r->{json}{token}), 200, 'the access token is good');
Test::More::cmp_ok(::redis('TTL', "inv:fam:$s->{sid}"), '>', 29 * 86400,
                   'it slides');
$::s{segunda} = $r->{json};
--- request
GET /health


=== a spent one ends the whole family, in every worker
--- error_log eval: qr/a spent refresh token came again: session [0-9a-f]{32}/
--- init
my $s = $::s{ana};
::es(::refrescar($s->{refresco}), 401, 'sesion_terminada', 'the spent one');
::es(::refrescar($::s{segunda}{refresh_token}), 401, 'sesion_terminada',
     'its successor');
Test::More::is(::con($_), '401token_revocado', 'an access token of it')
    for $s->{token}, $::s{segunda}{token};
Test::More::is(::con(::entrar('ana')->{token}), 200, 'another session goes on');
Test::More::is(Inventario::psql("SELECT usuario_id, entidad_id, direccion,
        despues->>'sesion' = '$s->{sid}', request_id IS NOT NULL
    FROM inv.evento WHERE tipo = 'refresco_reusado'"), '301|301|127.0.0.1|t|t',
    'it is in the audit, once');
--- request
GET /health


=== by the cookie alone
--- init
my $l = ::pedir('POST', '/login', cuerpo => { usuario => 'ana',
                clave => 'clave-de-prueba-1' });
my $r = ::pedir('POST', '/refrescar', cuerpo => {}, galleta => $l->{galleta});
::es($r, 200, '', 'refreshed');
Test::More::like($r->{cabecera}, qr/^inventario_refresco=[\w-]{43}; Path=\/api\/auth\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/, 'in a cookie again');
Test::More::ok(!exists $r->{json}{refresh_token}, 'and not in the body');
$r = ::pedir('POST', '/refrescar', cuerpo => {}, galleta => $l->{galleta});
::es($r, 401, 'sesion_terminada', 'spent');
Test::More::like($r->{cabecera}, qr/^inventario_refresco=; .*Max-Age=0;/,
                 'the cookie goes');
--- request
GET /health


=== a form of another site cannot use it: it must be JSON
--- more_headers eval
"Content-Type: text/plain\nCookie: inventario_refresco=" . 'A' x 43
--- request
POST /api/auth/v1/refrescar
{}
--- error_code: 415


=== of many that use one token at once, one is served
--- init
for my $vuelta (1 .. 3) {
    my $s = ::entrar('ana');
    my @r = map { Nodo::en_fondo('consulta', 'POST', "$::api/refrescar",
                  qq({"refresh_token":"$s->{refresco}"})) } 1 .. 8;
    my %e;
    $e{Nodo::respuesta($_)->{estado}}++ for @r;
    Test::More::is("@{[map { qq($_=$e{$_}) } sort keys %e]}", '200=1 401=7',
                   'one of eight');
}
--- request
GET /health


=== rubbish is no session
--- request eval
[map { "POST /api/auth/v1/refrescar\n$_" } '{}', '{"refresh_token":"x"}',
 '{"refresh_token":"' . 'A' x 43 . '"}', '{"refresh_token":"' . 'A' x 129
 . '"}', '{"refresh_token":7}', '{"otro":1}', '[]']
--- error_code eval: [401, 401, 401, 422, 422, 422, 422]
--- response_headers eval
[("WWW-Authenticate: Bearer") x 3, ("WWW-Authenticate: ") x 4]


=== a session has a last day, however often it is refreshed
--- init
my $s = ::entrar('ana');
::redis('HSET', "inv:fam:$s->{sid}", 'fin', time + 500);
my $r = ::refrescar($s->{refresco});
my $dura = $r->{json}{refresco_vence_en_segundos};
Test::More::ok($dura <= 500 && $dura > 400, "no longer than that: $dura");
::redis('HSET', "inv:fam:$s->{sid}", 'fin', time - 1);
::es(::refrescar($r->{json}{refresh_token}), 401, 'sesion_terminada', 'over');
--- request
GET /health


=== both are configured
--- http_config eval
Inventario::conf_http()
    . "inventario_auth_refresco 2h; inventario_auth_sesion 3h;\n"
--- request
POST /api/auth/v1/login
{"usuario":"ana","clave":"clave-de-prueba-1"}
--- error_code: 200
--- campos
refresco_vence_en_segundos = 7200


=== the first may not be longer than the second
--- http_config eval
Inventario::conf_http()
    . "inventario_auth_refresco 3h; inventario_auth_sesion 2h;\n"
--- must_die


=== a zone that is too small
--- http_config eval
Inventario::conf_http() . "inventario_auth_zona 4k;\n"
--- must_die


=== logout ends this session and no other
--- init
my ($s, $t) = map { ::entrar('beto') } 1, 2;
my $r = ::pedir('POST', '/salir', cuerpo => { refresh_token => $s->{refresco} });
::es($r, 204, '', 'by the refresh token');
Test::More::like($r->{cabecera}, qr/Max-Age=0;/, 'the cookie goes');
::es(::refrescar($s->{refresco}), 401, 'sesion_terminada', 'no refresh');
Test::More::is(::con($s->{token}), '401token_revocado', 'no access');
Test::More::is(::con($t->{token}), 200, 'the other one');
::es(::pedir('POST', '/salir', cuerpo => {}, galleta => $t->{refresco}), 204,
     '', 'by the cookie');
Test::More::is(::con($t->{token}), '401token_revocado', 'no access');
$t = ::entrar('beto');
::es(::pedir('POST', '/salir', cuerpo => {}, token => $t->{token}), 204, '',
     'by the access token');
::es(::refrescar($t->{refresco}), 401, 'sesion_terminada', 'no refresh');
Test::More::is(::con($t->{token}), '401token_revocado', 'no access');
::es(::pedir('POST', '/salir', cuerpo => {}, token => $t->{token}), 204, '',
     'again');
::es(::pedir('POST', '/salir', cuerpo => {}), 401, 'no_autenticado', 'nobody');
--- request
GET /health


=== logout everywhere; who logs in again in the same second is in
--- init
my @s = map { ::entrar('caro') } 1 .. 3;
my $otra = ::entrar('beto');
::es(::pedir('POST', '/salir-de-todo', token => $s[1]{token}), 204, '', 'done');
my $nueva = ::entrar('caro');
for (@s) {
    ::es(::refrescar($_->{refresco}), 401, 'sesion_terminada', 'no refresh');
    Test::More::is(::con($_->{token}), '401token_revocado', 'no access');
}
Test::More::is(::con($nueva->{token}), 200, 'a new one');
::es(::refrescar($nueva->{refresco}), 200, '', 'which is refreshed');
Test::More::is(::con($otra->{token}), 200, 'somebody else');
--- request
GET /health


=== a new password ends the other sessions
--- init
my ($s, $t) = map { ::entrar('dora') } 1, 2;
::es(::pedir('PUT', '/clave', token => $s->{token}, cuerpo => {
     actual => 'clave-de-prueba-1', nueva => 'clave renovada' }), 204, '',
     'changed');
Test::More::is(::con($s->{token}), 200, 'this one goes on');
::es(::refrescar($s->{refresco}), 200, '', 'and is refreshed');
Test::More::is(::con($t->{token}), '401token_revocado', 'the other: no access');
::es(::refrescar($t->{refresco}), 401, 'sesion_terminada', 'nor refresh');
Test::More::is(::con(::entrar('dora', 'clave renovada')->{token}), 200,
               'a login with it');
--- request
GET /health


=== a bad one ends nothing
--- init
my ($s, $t) = map { ::entrar('ana') } 1, 2;
::es(::pedir('PUT', '/clave', token => $s->{token}, cuerpo => {
     actual => 'no es', nueva => 'clave renovada' }), 422, 'campos_invalidos',
     'refused');
Test::More::is(::con($t->{token}), 200, 'the other one');
--- request
GET /health


=== who is disabled, or gets another role, is out at once
--- init
my $admin = Inventario::token('admin');
my ($s, $t) = map { ::entrar('eva') } 1, 2;
::es(::pedir('PUT', '/usuarios/305', token => $admin,
     cuerpo => { nombre => 'Eva Luz' }), 200, '', 'a name');
Test::More::is(::con($s->{token}), 200, 'changes nothing');
::es(::pedir('PUT', '/usuarios/305', token => $admin,
     cuerpo => { rol => 'consulta' }), 200, '', 'another role');
Test::More::is(::con($s->{token}), '401token_revocado', 'no access');
::es(::refrescar($s->{refresco}), 401, 'sesion_terminada', 'no refresh');
$t = ::entrar('eva');
Test::More::is(::dice($t->{token})->{rol}, 'consulta', 'in again, as another');
::es(::pedir('PUT', '/usuarios/305', token => $admin,
     cuerpo => { activo => JSON::PP::false() }), 200, '', 'disabled');
Test::More::is(::con($t->{token}), '401token_revocado', 'no access');
::es(::refrescar($t->{refresco}), 401, 'sesion_terminada', 'no refresh');
--- request
GET /health


=== also when the one who asked for it does not wait
--- init
my $s = ::entrar('fede');
my $candado = Nodo::bloquear('LOCK TABLE inv.usuario IN EXCLUSIVE MODE');
my $r = Nodo::en_fondo('admin', 'PUT', "$::api/usuarios/306",
                       '{"rol":"consulta"}', 'If-Match: *');
Nodo::esperar('it to wait', sub { Nodo::esperan() == 1 });
Test::More::is(::con($s->{token}), 200, 'not yet');
kill KILL => $r->{pid};
Nodo::respuesta($r);
Nodo::esperar('the end of its tokens', sub {
    ::con($s->{token}) eq '401token_revocado';
});
Nodo::soltar($candado);
Nodo::esperar('the change', sub {
    Inventario::psql('SELECT rol FROM inv.usuario WHERE id = 306')
        eq 'consulta';
});
::es(::refrescar($s->{refresco}), 401, 'sesion_terminada', 'no refresh');
--- request
GET /health


=== a login that was under way when all sessions ended is none
--- init
my $s = ::entrar('gabi');
my $candado = Nodo::bloquear('LOCK TABLE inv.evento IN EXCLUSIVE MODE');
my $r = Nodo::en_fondo('admin', 'POST', "$::api/login",
    '{"usuario":"gabi","clave":"clave-de-prueba-1"}');
Nodo::esperar('it to wait', sub { Nodo::esperan() == 1 });
::es(::pedir('POST', '/salir-de-todo', token => $s->{token}), 204, '', 'out');
Nodo::soltar($candado);
$r = Nodo::respuesta($r);
Test::More::is("$r->{estado} " . Nodo::json($r)->{codigo},
               '401 sesion_terminada', 'refused');
Test::More::unlike($r->{cabeceras}, qr/^Set-Cookie/mi, 'without a cookie');
--- request
GET /health


=== a change made behind our back is seen by the next refresh
--- init
my $s = ::entrar('fede');
Inventario::psql('UPDATE inv.usuario SET sucursales = \'{1}\' WHERE id = 306');
::es(::refrescar($s->{refresco}), 401, 'sesion_terminada', 'no refresh');
Test::More::is(::con($s->{token}), '401token_revocado', 'no access');
--- request
GET /health


=== a token is not spent when the database is away
--- no_error_log
[alert]
--- init
my $s = ::entrar('gabi');
Inventario::servidor('detener', 'pg');
my $r = ::refrescar($s->{refresco});
Test::More::is($r->{estado}, 503, 'not now');
Inventario::servidor('iniciar', 'pg');
Nodo::esperar('it to be refreshed', sub {
    ::refrescar($s->{refresco})->{estado} == 200;
});
--- request
GET /api/openapi.json


=== revocations outlive a reload and a worker
--- no_error_log
[emerg]
--- init
my $s = ::entrar('gabi');
::es(::pedir('POST', '/salir', cuerpo => {}, token => $s->{token}), 204, '',
     'out');
::redis('FLUSHALL');
Nodo::recargar();
Test::More::is(::con($s->{token}), '401token_revocado', 'after a reload');
my @antes = Nodo::trabajadores();
kill KILL => @antes;
Nodo::esperar('new workers', sub {
    my %a = map { $_ => 1 } @antes;
    2 == grep { !$a{$_} } Nodo::trabajadores();
});
Test::More::is(::con($s->{token}), '401token_revocado', 'after a crash');
Nodo::esperar('the list to be in Redis again', sub {
    ::redis('ZSCORE', 'inv:revocadas', "s:$s->{sid}") ne '';
});
--- request
GET /health


=== another node hears of it
--- init
my ($s, $t, $u) = map { ::entrar('hugo') } 1 .. 3;
::es(::pedir('POST', '/salir', cuerpo => {}, token => $s->{token}), 204, '',
     'out before it starts');
::levantar_otro();
my $yo = "$::otro->{url}$::api/yo";
Nodo::esperar('what was revoked before', sub {
    ::con($s->{token}, $yo) eq '401token_revocado';
});
Test::More::is(::con($t->{token}, $yo), 200, 'another session');
::es(::pedir('POST', '/salir', cuerpo => {}, token => $t->{token}), 204, '',
     'out, here');
Nodo::esperar('it there', sub {
    ::con($t->{token}, $yo) eq '401token_revocado';
});
::es(::pedir('POST', '/salir-de-todo', token => $u->{token},
     url => "$::otro->{url}$::api/salir-de-todo"), 204, '', 'out, there');
Nodo::esperar('it here', sub {
    ::con($u->{token}) eq '401token_revocado';
});
--- request
GET /health


=== without Redis: no refresh, no logout; a login and tokens as ever
--- no_error_log
[alert]
--- init
my $admin = Inventario::token('admin');
my ($s, $t, $ana) = map { ::entrar($_) } 'gabi', 'gabi', 'ana';
::es(::pedir('POST', '/salir', cuerpo => {}, token => $t->{token}), 204, '',
     'out, before');
Inventario::servidor('detener', 'redis');
::es(::refrescar($s->{refresco}), 503, 'sesiones_no_disponibles', 'refresh');
::es(::pedir('POST', '/salir', cuerpo => {}, token => $s->{token}), 503,
     'sesiones_no_disponibles', 'logout');
::es(::pedir('POST', '/salir-de-todo', token => $s->{token}), 503,
     'sesiones_no_disponibles', 'logout everywhere');
Test::More::is(::con($s->{token}), 200, 'an access token is good');
Test::More::is(::con($t->{token}), '401token_revocado', 'a revoked one is not');
my $l = ::entrar('gabi');
Test::More::is("$l->{estado} $l->{disponible}", '200 0', 'a login');
Test::More::is($l->{refresco}, undef, 'without a refresh token');
Test::More::is(::con($l->{token}), 200, 'its token');
my $c = ::pedir('POST', '/login', cuerpo => { usuario => 'gabi',
                clave => 'clave-de-prueba-1' });
Test::More::is($c->{cabecera}, undef, 'nor a cookie');

::es(::pedir('PUT', '/usuarios/301', token => $admin,
     cuerpo => { activo => JSON::PP::false() }), 200, '', 'ana is disabled');
Test::More::is(::con($ana->{token}), '401token_revocado', 'and out, here');
my $yo = "$::otro->{url}$::api/yo";
Test::More::is(::pedir('GET', '/yo', token => $ana->{token}, url => $yo)
               ->{codigo}, 'usuario_inactivo', 'the other node cannot know');

Inventario::servidor('iniciar', 'redis');
Nodo::esperar('the other node to know', sub {
    ::con($ana->{token}, $yo) eq '401token_revocado';
});
::con_redis();
Test::More::is(::con($t->{token}), '401token_revocado', 'still revoked');
$l = ::entrar('gabi');
::es(::refrescar($l->{refresco}), 200, '', 'sessions as ever');
::bajar_otro();
--- request
GET /health


=== refreshes are counted
--- request
GET /metrics
--- response_body_like eval
qr/^inventario_refrescos_total\{resultado="bueno"\} \d+
inventario_refrescos_total\{resultado="rechazado"\} \d+
inventario_refrescos_total\{resultado="reuso"\} \d+$/m
