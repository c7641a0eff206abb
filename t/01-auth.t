# Login, tokens and users, through the gateway.

use Inventario 'no_plan';
use Digest::SHA ();
use LWP::UserAgent ();
use MIME::Base64 ();

# Argon2id of clave-de-prueba-1, as inventario-clave makes it
our $hash = '$argon2id$v=19$m=19456,t=2,p=1$DcJs0hoTIir46XFWmNenlA'
            . '$zFGVoRS+DQM4E8pnIYv4T5E00fgsprzzyESEqSucDkU';

# ana, and ida who is not active; the roles of Inventario::token as users
our $usuarios = <<"END";
INSERT INTO inv.usuario (id, usuario, nombre, clave_hash, rol, sucursales,
                         activo)
OVERRIDING SYSTEM VALUE VALUES
    (1, 'admin', 'Jefa', '$hash', 'admin', NULL, true),
    (5, 'consulta', 'Mira', '$hash', 'consulta', NULL, true),
    (101, 'ana', 'Ana Paz', '$hash', 'deposito', '{1,2}', true),
    (102, 'ida', 'Ida', '$hash', 'deposito', NULL, false);
INSERT INTO inv.sucursal (codigo, nombre) VALUES ('A1', 'Una');
ALTER TABLE inv.usuario ALTER COLUMN id RESTART WITH 201;
END

sub b64 { MIME::Base64::encode_base64url($_[0]) }

# A token with any header, signed with any key.
sub firmado {
    my ($cabecera, $clave) = @_;
    my (undef, $claims) = split /\./, Inventario::token('admin');
    my $texto = b64($cabecera) . ".$claims";
    return "$texto." . b64(Digest::SHA::hmac_sha256($texto, $clave));
}

# of a login, before the secret changes in the last blocks
our $de_antes;

sub url { 'http://127.0.0.1:' . server_port() . $_[0] }

# The token that a login gives, when nginx has found the database again.
sub entrar {
    my $fin = time + 20;
    while (1) {
        my $r = LWP::UserAgent->new->post(url('/api/auth/v1/login'),
            'Content-Type' => 'application/json', Content =>
            qq({"usuario":"$_[0]","clave":"clave-de-prueba-1"}));
        return JSON::PP::decode_json($r->content)->{token}
            if $r->is_success;
        die $r->content if $r->code != 503 || time > $fin;
        select undef, undef, undef, 0.05;
    }
}

# What asking who I am with that token answers.
sub con_token {
    return LWP::UserAgent->new->get(url('/api/auth/v1/yo'),
                                    Authorization => "Bearer $_[0]")->code;
}

sub bearer_de { "Authorization: Bearer $_[0]\n" }

# --- token_dice: a hash of claims that the token of the answer must have.
add_response_body_check(sub {
    my ($block, $cuerpo) = @_;
    my $claims = $block->token_dice or return;

    my $json = JSON::PP::decode_json($cuerpo);
    my ($c, $p, $f) = split /\./, $json->{token};
    my $dicho = JSON::PP::decode_json(MIME::Base64::decode_base64url($p));

    Test::More::is($f, b64(Digest::SHA::hmac_sha256("$c.$p",
                                                $ENV{JWT_SECRET_KEY})),
                   $block->name . ': signature');
    Test::More::is($json->{access_token}, $json->{token},
                   $block->name . ': access_token');
    Test::More::is($dicho->{exp} - $dicho->{iat}, $json->{vence_en_segundos},
                   $block->name . ': lifetime');
    Test::More::is_deeply({ map { $_ => $dicho->{$_} } keys %$claims },
                          $claims, $block->name . ': claims');
});

run_tests();

# The last configuration once more, with secrets with which nothing starts.
for my $caso (
    [JWT_SECRET_KEY => undef, 'falta el secreto JWT_SECRET_KEY '],
    [JWT_SECRET_KEY => '', 'falta el secreto JWT_SECRET_KEY '],
    [JWT_SECRET_KEY => 'CHANGE_ME' x 5, 'el secreto JWT_SECRET_KEY todav'],
    [JWT_SECRET_KEY => 'x' x 31,
     'el secreto JWT_SECRET_KEY lleva al menos 32 caracteres'],
    [JWT_SECRET_KEY_ANTERIOR => 'corta',
     'el secreto JWT_SECRET_KEY_ANTERIOR lleva al menos 32 caracteres'],
) {
    my ($nombre, $valor, $dice) = @$caso;
    my $titulo = "$nombre=" . ($valor // 'absent');
    local $ENV{$nombre} = $valor;
    delete $ENV{$nombre} if !defined $valor;
    local $ENV{LD_PRELOAD} = $ENV{TEST_NGINX_LD_PRELOAD} // '';

    my $salida = `$ENV{TEST_NGINX_BINARY} -t -p $ENV{TEST_NGINX_SERVROOT}/ \\
        -c conf/nginx.conf 2>&1`;

    Test::More::isnt($?, 0, "$titulo: nginx refuses");
    Test::More::like($salida, qr/\Q$dice\E/, "$titulo: and says why");
    Test::More::unlike($salida, qr/\Q$valor\E/, "$titulo: not the value")
        if $valor;
}

__DATA__

=== a good login, in any case of the name
--- antes eval: $::usuarios
--- request
POST /api/auth/v1/login
{"usuario":"ANA","clave":"clave-de-prueba-1"}
--- error_code: 200
--- response_headers
Cache-Control: no-store
Content-Type: application/json
--- campos
tipo = Bearer
vence_en_segundos = 900
usuario = ana
nombre = Ana Paz
rol = deposito
sucursales.# = 2
clave_hash = -
--- token_dice eval
{ iss => 'inventario', aud => 'inventario', sub => '101', usuario => 'ana',
  rol => 'deposito', suc => [1, 2] }
--- luego
SELECT tipo, usuario_id, despues->>'usuario', despues->>'direccion'
FROM inv.evento WHERE tema = 'acceso' ORDER BY id DESC LIMIT 1
--- luego_da
login|101|ana|127.0.0.1


=== the lifetime is configured
--- http_config eval
Inventario::conf_http() . "inventario_auth_duracion 2h;\n"
--- request
POST /api/auth/v1/login
{"usuario":"ana","clave":"clave-de-prueba-1"}
--- error_code: 200
--- campos
vence_en_segundos = 7200


=== a lifetime of seconds is a mistake
--- http_config eval
Inventario::conf_http() . "inventario_auth_duracion 5s;\n"
--- must_die


=== wrong password, unknown and inactive user: the same answer, byte by byte
--- request eval
['POST /api/auth/v1/login
{"usuario":"ana","clave":"clave-de-prueba-2"}',
'POST /api/auth/v1/login
{"usuario":"nadie","clave":"clave-de-prueba-1"}',
'POST /api/auth/v1/login
{"usuario":"ida","clave":"clave-de-prueba-1"}']
--- more_headers eval
[("X-Request-ID: siempre-el-mismo") x 3]
--- error_code eval: [401, 401, 401]
--- response_body eval
[('{"type":"/api/docs#credenciales_invalidas","title":"Sin autenticar",'
  . '"status":401,"codigo":"credenciales_invalidas","detail":"El usuario o '
  . 'la clave no son esos.","request_id":"siempre-el-mismo"}') x 3]


=== each was written down, and no password with it
--- request
GET /health
--- luego
SELECT count(*) FILTER (WHERE tipo = 'login_fallido'),
       count(*) FILTER (WHERE concat(antes, despues) LIKE '%clave-de-%')
FROM inv.evento WHERE request_id = 'siempre-el-mismo'
--- luego_da
3|0


=== the fifth failure is told as such, the next one is not even looked at
--- http_config eval
Inventario::conf_http() . "inventario_auth_freno espera=1m;\n"
--- request eval
[('POST /api/auth/v1/login
{"usuario":"beto","clave":"clave-de-prueba-2"}') x 5,
'POST /api/auth/v1/login
{"usuario":"Beto","clave":"clave-de-prueba-2"}']
--- error_code eval: [(401) x 5, 429]
--- response_headers eval
[("Retry-After: ") x 5, "Retry-After: 60"]
--- campos eval
[("codigo = credenciales_invalidas") x 5, "codigo = demasiados_intentos"]


=== a right password does not help who is stopped
--- http_config eval
Inventario::conf_http() . "inventario_auth_freno espera=1m;\n"
--- request eval
[('POST /api/auth/v1/login
{"usuario":"ana","clave":"clave-de-prueba-2"}') x 5,
'POST /api/auth/v1/login
{"usuario":"ana","clave":"clave-de-prueba-1"}']
--- error_code eval: [(401) x 5, 429]
--- campos eval
[("token = -") x 6]


=== bodies that are not a login
--- request eval
['POST /api/auth/v1/login
{"usuario":"ana"}',
'POST /api/auth/v1/login
{"usuario":"ana","clave":""}',
'POST /api/auth/v1/login
{"usuario":"ana","clave":"x","rol":"admin"}',
'POST /api/auth/v1/login
{"usuario":{"$ne":1},"clave":"x"}',
'POST /api/auth/v1/login
{"usuario":"ana","clave":"' . 'x' x 129 . '"}',
'POST /api/auth/v1/login
["ana","x"]']
--- error_code eval: [(422) x 6]


=== quotes in a name are a name
--- request
POST /api/auth/v1/login
{"usuario":"' OR 1=1; --","clave":"x"}
--- error_code: 401


=== a bad token is no hindrance to log in
--- more_headers
Authorization: Bearer x.y.z
--- request
POST /api/auth/v1/login
{"usuario":"consulta","clave":"clave-de-prueba-1"}
--- error_code: 200


=== no token
--- request
GET /api/auth/v1/yo
--- error_code: 401
--- response_headers
WWW-Authenticate: Bearer
--- campos
codigo = no_autenticado


=== a token says who I am
--- rol: admin
--- request
GET /api/auth/v1/yo
--- error_code: 200
--- campos
id = 1
usuario = admin
nombre = Jefa
rol = admin
sucursales = null
activo = true
clave_hash = -


=== the same token again, and the word Bearer in any case
--- request eval
["GET /api/auth/v1/yo", "GET /api/auth/v1/yo", "GET /api/auth/v1/yo"]
--- more_headers eval
my $t = Inventario::token('admin');
["Authorization: Bearer $t", "Authorization: bearer $t",
 "Authorization: BEARER   $t"]
--- error_code eval: [200, 200, 200]


=== a token of somebody who is no longer active
--- more_headers eval
Inventario::bearer('deposito', sub => '102', usuario => 'ida')
--- request
GET /api/auth/v1/yo
--- error_code: 403
--- campos
codigo = usuario_inactivo


=== attacks on the algorithm and the key
--- request eval
[("GET /api/auth/v1/yo") x 11]
--- more_headers eval
my ($c, $p, $f) = split /\./, Inventario::token('admin');
my $k = $ENV{JWT_SECRET_KEY};
[map { ::bearer_de($_) }
    ::b64('{"alg":"none"}') . ".$p.",
    ::firmado('{"alg":"none"}', $k),
    ::firmado('{"alg":"None","typ":"JWT"}', ''),
    ::firmado('{"alg":"RS256"}', $k),
    ::firmado('{"alg":"HS512"}', $k),
    ::firmado('{"typ":"JWT"}', $k),
    ::firmado('{"alg":"HS256"}', ''),
    ::firmado('{"alg":"HS256"}', 'otra-clave-de-treinta-y-dos-letras'),
    ::firmado('{"alg":"HS256","kid":"0123456789abcdef"}', $k),
    ::firmado('{"alg":"HS256","kid":"/dev/null"}', ''),
    ::firmado('{"alg":"HS256","crit":["x"],"x":1}', $k)]
--- error_code eval: [(401) x 11]
--- response_headers eval
[('WWW-Authenticate: Bearer error="invalid_token"') x 11]
--- campos eval
[("codigo = token_invalido") x 11]


=== our own helper signs what is accepted, so the above fail for their reason
--- more_headers eval
::bearer_de(::firmado('{"alg":"HS256"}', $ENV{JWT_SECRET_KEY}))
--- request
GET /api/auth/v1/yo
--- error_code: 200


=== claims that are not ours
--- request eval
[("GET /api/auth/v1/yo") x 10]
--- more_headers eval
my $t = time;
[map { Inventario::bearer('admin', @$_) }
    [iss => 'otro'], [aud => 'otro'], [aud => undef], [sub => 'admin'],
    [sub => '-1'], [rol => 'root'], [rol => 'deposito', suc => 'todas'],
    [jti => ''], [exp => undef], [nbf => undef]]
--- error_code eval: [(401) x 10]
--- campos eval
[("codigo = token_invalido") x 10]


=== the clock, with half a minute of grace
--- request eval
[("GET /api/auth/v1/yo") x 6]
--- more_headers eval
my $t = time;
[map { Inventario::bearer('admin', @$_) }
    [exp => $t - 40, nbf => $t - 900, iat => $t - 900],
    [exp => $t - 10, nbf => $t - 900, iat => $t - 900],
    [nbf => $t + 300], [nbf => $t + 10], [iat => $t + 300],
    [exp => 9223372036854775807]]
--- error_code eval: [401, 200, 401, 200, 401, 401]
--- campos eval
["codigo = token_vencido", "id = 1", "codigo = token_aun_no_valido",
 "id = 1", "codigo = token_aun_no_valido", "codigo = token_invalido"]


=== rubbish of every length
--- request eval
[("GET /api/auth/v1/yo") x 7]
--- more_headers eval
my $t = Inventario::token('admin');
[map { ::bearer_de($_) } '', '.', '..', 'a.b.c', substr($t, 0, -1),
    "$t.", 'A' x 6000]
--- error_code eval: [(401) x 7]


=== a header that no buffer holds
--- more_headers eval
::bearer_de('A' x 9000)
--- request
GET /api/auth/v1/yo
--- error_code_like: ^4(00|31)$


=== another scheme is no token
--- more_headers
Authorization: Basic YW5hOng=
--- request
GET /api/auth/v1/yo
--- error_code: 401
--- response_headers
WWW-Authenticate: Bearer
--- campos
codigo = no_autenticado


=== two Authorization headers are refused
--- raw_request eval
"GET /api/auth/v1/yo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
. Inventario::bearer('consulta') . Inventario::bearer('admin') . "\r\n"
--- error_code_like: ^40[01]$


=== users are the administrator's business
--- rol eval
[qw(deposito negocio ml_service consulta)]
--- request eval
[("GET /api/auth/v1/usuarios") x 4]
--- error_code eval: [(403) x 4]
--- campos eval
[("codigo = rol_no_permitido") x 4]


=== a new user; the same key again gives the same answer
--- rol: admin
--- request eval
[('POST /api/auth/v1/usuarios
{"usuario":"Carla","nombre":"Carla","clave":"una clave larga","rol":'
. '"negocio","sucursales":[1]}') x 2]
--- more_headers eval
["Idempotency-Key: alta-1", "Idempotency-Key: alta-1"]
--- error_code eval: [201, 201]
--- response_headers eval
["Location: /api/auth/v1/usuarios/201\nIdempotency-Replayed: ",
 "Location: /api/auth/v1/usuarios/201\nIdempotency-Replayed: true"]
--- campos eval
[("id = 201\nusuario = carla\nsucursales.0 = 1\nclave = -\nclave_hash = -")
 x 2]
--- luego
SELECT count(*), bool_and(clave_hash LIKE '$argon2id$v=19$m=19456,t=2,p=1$%')
FROM inv.usuario WHERE usuario = 'carla'
--- luego_da
1|t


=== that key with another password is another request
--- rol: admin
--- more_headers
Idempotency-Key: alta-1
--- request
POST /api/auth/v1/usuarios
{"usuario":"Carla","nombre":"Carla","clave":"otra clave larga","rol":"negocio","sucursales":[1]}
--- error_code: 422
--- campos
codigo = clave_reutilizada


=== the new user logs in
--- request
POST /api/auth/v1/login
{"usuario":"carla","clave":"una clave larga"}
--- error_code: 200
--- campos
rol = negocio
sucursales.0 = 1


=== users that cannot be
--- rol: admin
--- request eval
['POST /api/auth/v1/usuarios
{"usuario":"carla","clave":"una clave larga","rol":"consulta"}',
'POST /api/auth/v1/usuarios
{"usuario":"dora","clave":"corta","rol":"consulta"}',
'POST /api/auth/v1/usuarios
{"usuario":"dora","clave":"una clave larga","rol":"dueña"}',
'POST /api/auth/v1/usuarios
{"usuario":"dora","clave":"una clave larga","rol":"consulta","sucursales":[77]}',
'POST /api/auth/v1/usuarios
{"usuario":"do ra","clave":"una clave larga","rol":"consulta"}',
'POST /api/auth/v1/usuarios
{"usuario":"dora","clave_hash":"x","clave":"una clave larga","rol":"consulta"}']
--- error_code eval: [409, 422, 422, 422, 422, 422]
--- campos eval
["codigo = usuario_duplicado", "errores.0.campo = clave",
 "errores.0.campo = rol", "errores.0.campo = sucursales",
 "errores.0.campo = usuario", "errores.0.campo = clave_hash"]


=== reading users
--- rol: admin
--- request eval
["GET /api/auth/v1/usuarios?rol=negocio&contar=true",
 "GET /api/auth/v1/usuarios/201", "GET /api/auth/v1/usuarios/999999"]
--- error_code eval: [200, 200, 404]
--- response_headers_like eval
["Content-Type: .*", 'ETag: "1"', "Content-Type: .*"]
--- campos eval
["datos.# = 1\ndatos.0.usuario = carla\ntotal = 1\nsiguiente = null",
 "usuario = carla", "codigo = usuario_no_encontrado"]


=== a change needs the version that was read
--- rol: admin
--- more_headers eval
["", 'If-Match: "7"', 'If-Match: "1"', 'If-Match: "2"']
--- request eval
[('PUT /api/auth/v1/usuarios/201
{"rol":"consulta","clave":"tercera clave"}') x 3,
'PUT /api/auth/v1/usuarios/201
{"sucursales":null}']
--- error_code eval: [428, 412, 200, 200]
--- campos eval
["codigo = version_requerida", "codigo = version_anterior",
 "rol = consulta\nversion = 2\nclave_hash = -", "sucursales = null"]


=== what was changed
--- request eval
['POST /api/auth/v1/login
{"usuario":"carla","clave":"una clave larga"}',
'POST /api/auth/v1/login
{"usuario":"carla","clave":"tercera clave"}']
--- error_code eval: [401, 200]


=== the last administrator stays
--- rol: admin
--- more_headers
If-Match: *
--- request
PUT /api/auth/v1/usuarios/1
{"activo":false}
--- error_code: 409
--- campos
codigo = ultimo_admin


=== one's own password
--- rol: consulta
--- request eval
['PUT /api/auth/v1/clave
{"actual":"no es esta","nueva":"clave renovada"}',
'PUT /api/auth/v1/clave
{"actual":"clave-de-prueba-1","nueva":"corta"}',
'PUT /api/auth/v1/clave
{"actual":"clave-de-prueba-1","nueva":"clave renovada"}',
'POST /api/auth/v1/login
{"usuario":"consulta","clave":"clave-de-prueba-1"}',
'POST /api/auth/v1/login
{"usuario":"consulta","clave":"clave renovada"}']
--- error_code eval: [422, 422, 204, 401, 200]
--- campos eval
["errores.0.codigo = clave_incorrecta", "errores.0.campo = nueva", undef,
 undef, "usuario = consulta"]


=== guessing it with a stolen token is stopped as a login is
--- http_config eval
Inventario::conf_http() . "inventario_auth_freno espera=1m;\n"
--- rol: admin
--- request eval
[('PUT /api/auth/v1/clave
{"actual":"clave mentirosa","nueva":"clave renovada 2"}') x 5,
'PUT /api/auth/v1/clave
{"actual":"clave-de-prueba-1","nueva":"clave renovada 2"}']
--- error_code eval: [(422) x 5, 429]
--- campos eval
[("errores.0.codigo = clave_incorrecta") x 5, "codigo = demasiados_intentos"]


=== a client that leaves during the hash
--- request
POST /api/auth/v1/login
{"usuario":"admin","clave":"clave-de-prueba-1"}
--- abort
--- timeout: 0.005
--- ignore_response


=== harms nobody
--- request
POST /api/auth/v1/login
{"usuario":"admin","clave":"clave-de-prueba-1"}
--- error_code: 200


=== without the database a login says so at once
--- init: Inventario::servidor('detener', 'pg')
--- request
POST /api/auth/v1/login
{"usuario":"admin","clave":"clave-de-prueba-1"}
--- error_code: 503
--- response_headers_like
Retry-After: \d+


=== and works when it is back
--- init
Inventario::servidor('iniciar', 'pg');
$::de_antes = ::entrar('admin');

# what init changes in the environment is for the nginx of the next block
$ENV{JWT_SECRET_KEY_ANTERIOR} = $ENV{JWT_SECRET_KEY};
$ENV{JWT_SECRET_KEY} = 'un-secreto-nuevo-de-treinta-y-dos';
--- request
POST /api/auth/v1/login
{"usuario":"admin","clave":"clave-de-prueba-1"}
--- error_code: 200


=== with the old secret as the one before, its tokens go on
--- init
Test::More::is(::con_token($::de_antes), 200, 'a token of the old secret');
Test::More::is(::con_token(::entrar('admin')), 200, 'and one of the new');
delete $ENV{JWT_SECRET_KEY_ANTERIOR};
--- request
GET /health


=== and without it they end
--- init
Test::More::is(::con_token($::de_antes), 401, 'a token of the old secret');
Test::More::is(::con_token(::entrar('admin')), 200, 'and one of the new');
--- request
GET /health
