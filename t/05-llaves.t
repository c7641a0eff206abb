# API keys: X-API-Key, what a key may do, and how it is made, rotated and
# revoked.

BEGIN {
    $ENV{DASHBOARD_API_KEY} = 'panel-' . 'a1b2c3d4' x 6;
    $ENV{DASHBOARD_UI_API_KEY} = 'pagina-' . '9f8e7d6c' x 6;
}

use Inventario 'no_plan';
use Digest::SHA ();
use LWP::UserAgent ();

# A key with a known secret: llave(N, COLUMN => SQL, ...) makes its row.
sub secreto { sprintf '%064x', $_[0] }
sub clave { sprintf 'inv_%010x_%s', $_[0], secreto($_[0]) }
sub cabecera { 'X-API-Key: ' . clave($_[0]) }
sub llave {
    my ($n, %mas) = @_;
    my %fila = (id => $n, nombre => "'k$n'",
                prefijo => sprintf("'%010x'", $n),
                suma => "decode('" . Digest::SHA::sha256_hex(secreto($n))
                        . "', 'hex')",
                rol => "'deposito'", %mas);
    my @columnas = sort keys %fila;
    return 'INSERT INTO inv.llave (' . join(',', @columnas)
        . ') OVERRIDING SYSTEM VALUE VALUES ('
        . join(',', @fila{@columnas}) . ');';
}

our $llaves = join "\n",
    "INSERT INTO inv.sucursal (codigo, nombre) VALUES ('A1', 'Una');",
    llave(1), llave(2, rol => "'consulta'"),
    llave(3, solo_lectura => 'true'), llave(4, agentes => "'{auth}'"),
    llave(5, sucursales => "'{1}'"),
    llave(6, vence => "now() - interval '1 second'"),
    llave(7, activa => 'false'),
    llave(8, suma_anterior => "decode('"
          . Digest::SHA::sha256_hex(secreto(9)) . "', 'hex')",
          anterior_vence => "now() + interval '1 hour'"),
    llave(10, suma_anterior => "decode('"
          . Digest::SHA::sha256_hex(secreto(11)) . "', 'hex')",
          anterior_vence => "now() - interval '1 second'"),
    llave(12), llave(13),
    'ALTER TABLE inv.llave ALTER COLUMN id RESTART WITH 101;';

sub url { 'http://127.0.0.1:' . server_port() . $_[0] }

# Asks until the answer is that status: { estado, cuerpo }.
sub hasta {
    my ($estado, $clave) = @_;
    my $fin = time + 20;
    my $r;
    do {
        $r = LWP::UserAgent->new->get(url('/api/auth/v1/yo'),
                                      'X-API-Key' => $clave);
        select undef, undef, undef, 0.05 if $r->code != $estado;
    } while $r->code != $estado && time < $fin;
    return $r->code;
}

# The key that the last answer gave.
our $dada;

add_response_body_check(sub {
    my ($block, $cuerpo) = @_;
    $dada = $1 if $cuerpo =~ /"clave":"(inv_[0-9a-f]{10}_[0-9a-f]{64})"/;
});

run_tests();

for my $nombre (qw(DASHBOARD_API_KEY DASHBOARD_UI_API_KEY)) {
    for my $valor ('CHANGE_ME' x 5, 'corta', '') {
        local $ENV{$nombre} = $valor;
        local $ENV{LD_PRELOAD} = $ENV{TEST_NGINX_LD_PRELOAD} // '';
        my $salida = `$ENV{TEST_NGINX_BINARY} -t \\
            -p $ENV{TEST_NGINX_SERVROOT}/ -c conf/nginx.conf 2>&1`;
        Test::More::isnt($?, 0, "$nombre=$valor: nginx refuses");
        Test::More::like($salida, qr/secreto $nombre/, 'and says which one');
    }
}

__DATA__

=== a key says who it is, the first time and when it is remembered
--- antes eval: $::llaves
--- request eval
[("GET /api/auth/v1/yo") x 3]
--- more_headers eval
[(::cabecera(1)) x 2, "x-api-key: " . ::clave(1)]
--- error_code eval: [200, 200, 200]
--- campos eval
[("id = -1\nusuario = clave:0000000001\nnombre = k1\nrol = deposito\n"
  . "sucursales = null") x 3]


=== keys that are none
--- request eval
[("GET /api/auth/v1/yo") x 9]
--- more_headers eval
[map { "X-API-Key: $_" }
    ::clave(99), ::clave(6), ::clave(7), 'x', 'inv_', uc ::clave(1),
    ::clave(1) . '0', 'inv_0000000002_' . ::secreto(1),
    'inv_0000000001_' . ::secreto(2)]
--- error_code eval: [(401) x 9]
--- response_headers eval
[('WWW-Authenticate: Bearer error="invalid_token"') x 9]
--- campos eval
[("codigo = clave_invalida") x 9]


=== after a rotation both are good until the grace ends
--- request eval
[("GET /api/auth/v1/yo") x 4]
--- more_headers eval
[map { "X-API-Key: $_" } ::clave(8), 'inv_0000000008_' . ::secreto(9),
    ::clave(10), 'inv_000000000a_' . ::secreto(11)]
--- error_code eval: [200, 200, 200, 401]


=== two keys, or a key and a token, are refused: who reads the other one?
--- raw_request eval
["GET /api/auth/v1/yo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
 . ::cabecera(1) . "\r\n" . ::cabecera(2) . "\r\n\r\n"]
--- error_code: 401
--- campos
codigo = credenciales_varias


=== a key and a token
--- rol: admin
--- more_headers eval: ::cabecera(1)
--- request
GET /api/auth/v1/yo
--- error_code: 401
--- campos
codigo = credenciales_varias


=== the role of a key is a role
--- more_headers eval
[(::cabecera(1)) x 3, (::cabecera(2)) x 3]
--- request eval
[('GET /api/deposito/v1/productos', 'GET /api/auth/v1/claves-api',
'POST /api/deposito/v1/productos
{}') x 2]
--- error_code eval: [200, 403, 422, 200, 403, 403]
--- campos eval
[undef, "codigo = rol_no_permitido", "codigo = campos_invalidos",
 undef, "codigo = rol_no_permitido", "codigo = rol_no_permitido"]


=== a key to read reads
--- more_headers eval
[(::cabecera(3)) x 3]
--- request eval
['GET /api/deposito/v1/productos', 'HEAD /api/deposito/v1/productos',
'POST /api/deposito/v1/productos
{}']
--- error_code eval: [200, 200, 403]
--- campos eval
[undef, undef, "codigo = solo_lectura"]


=== a key for one service
--- more_headers eval
[(::cabecera(4)) x 2]
--- request eval
['GET /api/auth/v1/yo', 'GET /api/deposito/v1/productos']
--- error_code eval: [200, 403]
--- campos eval
["id = -4", "codigo = agente_no_permitido"]


=== a key for one branch
--- more_headers eval: ::cabecera(5)
--- request
GET /api/auth/v1/yo
--- campos
sucursales.0 = 1
sucursales.# = 1


=== a bad key does not close what is open to all
--- more_headers eval
["X-API-Key: x", ::cabecera(99)]
--- request eval
["GET /health", "GET /api/openapi.json"]
--- error_code eval: [200, 200]


=== the keys of the environment read, and only read
--- more_headers eval
["X-API-Key: $ENV{DASHBOARD_API_KEY}", "X-API-Key: $ENV{DASHBOARD_UI_API_KEY}",
 "X-API-Key: $ENV{DASHBOARD_API_KEY}", "X-API-Key: $ENV{DASHBOARD_API_KEY}",
 "X-API-Key: $ENV{DASHBOARD_API_KEY}x"]
--- request eval
["GET /api/auth/v1/yo", "GET /api/deposito/v1/productos",
 "GET /api/auth/v1/usuarios", 'PUT /api/auth/v1/clave
{"actual":"x","nueva":"una clave larga"}', "GET /api/auth/v1/yo"]
--- error_code eval: [200, 200, 403, 403, 401]
--- campos eval
["usuario = clave:panel\nrol = consulta\nid = 0", undef,
 "codigo = rol_no_permitido", "codigo = solo_lectura",
 "codigo = clave_invalida"]


=== the use of a key is noted behind it: the moment, and one event a day
--- init
my $fin = time + 20;
select undef, undef, undef, 0.05
    while time < $fin && Inventario::psql("SELECT count(*) FROM inv.evento
        WHERE tipo = 'clave_usada' AND entidad_id IN (0, 1)") < 2;
--- request
GET /health
--- luego
SELECT e.entidad_id, e.usuario_id, e.despues->>'direccion', count(*),
       bool_and(e.request_id IS NOT NULL), bool_and(l.ultimo_uso IS NOT NULL)
FROM inv.evento AS e LEFT JOIN inv.llave AS l ON l.id = e.entidad_id
WHERE e.tipo = 'clave_usada' AND e.entidad_id IN (0, 1)
GROUP BY 1, 2, 3 ORDER BY 1
--- luego_da
0|0|127.0.0.1|1|t|f
1|-1|127.0.0.1|1|t|t


=== a new key is shown once; the same Idempotency-Key does not show it again
--- rol: admin
--- more_headers eval
[("Idempotency-Key: llave-1") x 2]
--- request eval
[('POST /api/auth/v1/claves-api
{"nombre":"Caja 1","rol":"negocio","sucursales":[1],"agentes":["negocio","auth","auth"],"vence":"2099-01-01T00:00:00Z"}')
 x 2]
--- error_code eval: [201, 201]
--- response_headers eval
["Location: /api/auth/v1/claves-api/101\nETag: \"1\"\nIdempotency-Replayed: ",
 "Location: /api/auth/v1/claves-api/101\nIdempotency-Replayed: true"]
--- response_body_like eval
[qr/"clave":"inv_[0-9a-f]{10}_[0-9a-f]{64}"/, qr/"clave":null/]
--- campos eval
[("id = 101\nnombre = Caja 1\nrol = negocio\nsucursales.0 = 1\n"
  . "agentes.0 = auth\nagentes.1 = negocio\nagentes.# = 2\n"
  . "solo_lectura = false\nactiva = true\ncreado_por = 1\nsuma = -") x 2]


=== it works at once, and neither the key nor its digest is anywhere
--- init
Test::More::is(::hasta(200, $::dada), 200, 'the new key');
Test::More::is(Inventario::psql('SELECT prefijo FROM inv.llave
    WHERE id = 101'), substr($::dada, 4, 10), 'is called as its row');
--- request
GET /health
--- luego
SELECT count(*) FROM inv.evento AS e
WHERE e.entidad = 'clave_api' AND e.entidad_id = 101
  AND concat(antes, despues) ~ '[0-9a-f]{64}'
UNION ALL
SELECT count(*) FROM inv.idempotencia WHERE (respuesta).cuerpo ~ '[0-9a-f]{64}'
--- luego_da
0
0


=== keys that cannot be
--- rol: admin
--- request eval
[map { "POST /api/auth/v1/claves-api\n$_" }
    '{"rol":"consulta"}', '{"nombre":"x","rol":"admin"}',
    '{"nombre":"x","rol":"consulta","vence":"2020-01-01T00:00:00Z"}',
    '{"nombre":"x","rol":"consulta","sucursales":[77]}',
    '{"nombre":"x","rol":"consulta","agentes":["otro"]}',
    '{"nombre":"x","rol":"consulta","suma":"00"}',
    '{"nombre":"x","rol":"consulta","prefijo":"0000000001"}']
--- error_code eval: [(422) x 7]
--- campos eval
[map { "errores.0.campo = $_" } qw(nombre rol vence sucursales agentes[0]
                                   suma prefijo)]


=== reading keys; no secret, no digest
--- rol: admin
--- request eval
["GET /api/auth/v1/claves-api?limite=2&contar=true",
 "GET /api/auth/v1/claves-api?activa=false", "GET /api/auth/v1/claves-api/101",
 "GET /api/auth/v1/claves-api/999"]
--- error_code eval: [200, 200, 200, 404]
--- campos eval
["datos.# = 2\ndatos.0.id = 1\ntotal = 12\ndatos.0.suma = -",
 "datos.# = 1\ndatos.0.prefijo = 0000000007",
 "nombre = Caja 1\nclave = -\nsuma = -", "codigo = clave_no_encontrada"]
--- response_body_unlike eval
[(qr/[0-9a-f]{64}/) x 4]


=== keys are the administrator's business
--- rol eval
[qw(deposito negocio ml_service consulta deposito)]
--- request eval
["GET /api/auth/v1/claves-api", 'POST /api/auth/v1/claves-api
{"nombre":"x","rol":"consulta"}', "GET /api/auth/v1/claves-api/1",
 "DELETE /api/auth/v1/claves-api/1", 'POST /api/auth/v1/claves-api/1/rotar
{"gracia_minutos":1}']
--- error_code eval: [(403) x 5]


=== a rotation gives another secret under the same prefix
--- rol: admin
--- request
POST /api/auth/v1/claves-api/12/rotar
{"gracia_minutos":0}
--- error_code: 200
--- response_body_like: "clave":"inv_000000000c_[0-9a-f]{64}"
--- campos
id = 12
version = 2
prefijo = 000000000c


=== the new one is good, and without grace the old one ends
--- init
Test::More::is(::hasta(200, $::dada), 200, 'the new secret');
Test::More::is(::hasta(401, ::clave(12)), 401, 'the old one');
--- rol: admin
--- request
POST /api/auth/v1/claves-api/999/rotar
{"gracia_minutos":0}
--- error_code: 404


=== with grace both are good
--- rol: admin
--- request
POST /api/auth/v1/claves-api/13/rotar
{"gracia_minutos":5}
--- error_code: 200


=== for now
--- init
Test::More::is(::hasta(200, $::dada), 200, 'the new secret');
--- more_headers eval: ::cabecera(13)
--- request
GET /api/auth/v1/yo
--- error_code: 200


=== a revoked key, and it may be revoked twice
--- rol: admin
--- request eval
["DELETE /api/auth/v1/claves-api/1", "DELETE /api/auth/v1/claves-api/1",
 "DELETE /api/auth/v1/claves-api/999"]
--- error_code eval: [204, 204, 404]
--- luego
SELECT count(*) FROM inv.evento WHERE tipo = 'clave_revocada'
--- luego_da eval
[1, 1, 1]


=== ends for those who remember it too
--- init: Test::More::is(::hasta(401, ::clave(1)), 401, 'the revoked key')
--- rol: admin
--- request
POST /api/auth/v1/claves-api/1/rotar
{"gracia_minutos":1}
--- error_code: 409
--- campos
codigo = clave_revocada


=== a client that leaves while its key is looked up
--- more_headers eval: ::cabecera(2)
--- request
GET /api/auth/v1/yo
--- abort
--- timeout: 0.001
--- ignore_response


=== without the database a key is neither good nor bad
--- init: Inventario::servidor('detener', 'pg')
--- more_headers eval
[(::cabecera(98)) x 2]
--- request eval
["GET /api/auth/v1/yo", "GET /api/openapi.json"]
--- error_code eval: [503, 200]
--- response_headers_like eval
['Retry-After: \d+', '']
--- campos eval
["codigo = credencial_sin_verificar", undef]


=== until it is back
--- init
Inventario::servidor('iniciar', 'pg');
Test::More::is(::hasta(200, ::clave(2)), 200, 'the key');
--- request
GET /health
