# CORS: which browsers may ask, and what they are told.

BEGIN {
    $ENV{CORS_ORIGINS} = 'https://tienda.example.com,'
                         . ' HTTP://Caja.example.com:8080';
    delete $ENV{INVENTARIO_ENTORNO};
}

use Inventario 'no_plan';
use IO::Socket::INET ();

# Headers of a response that must be as told, exactly and once; - for none.
our $expone = 'ETag, Idempotency-Replayed, Link, Location, RateLimit-Limit, '
              . 'RateLimit-Policy, RateLimit-Remaining, RateLimit-Reset, '
              . 'Retry-After, X-Request-ID';
our $previo = "Access-Control-Request-Method: PUT\n"
              . "Access-Control-Request-Headers: authorization, if-match";

# The statuses of some requests in one connection.
sub en_una {
    my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
                                  PeerPort => server_port()) or die $!;
    my @todos = map { "$_ HTTP/1.1\r\nHost: a\r\nOrigin: https://"
        . "tienda.example.com\r\nAccess-Control-Request-Method: PUT\r\n" } @_;
    print {$s} join("\r\n", @todos), "Connection: close\r\n\r\n";
    my $dicho = do { local $/; <$s> };
    return join ' ', $dicho =~ m{HTTP/1\.1 (\d+)}g;
}

# Does nginx start with the last configuration and these variables?
sub arranca {
    my (%entorno) = @_;
    local %ENV = (%ENV, %entorno);
    local $ENV{LD_PRELOAD} = $ENV{TEST_NGINX_LD_PRELOAD} // '';
    return `$ENV{TEST_NGINX_BINARY} -t -p $ENV{TEST_NGINX_SERVROOT}/ \\
        -c conf/nginx.conf 2>&1`;
}

run_tests();

for my $malo ('null', 'tienda.example.com', 'https://', 'https://a/',
              'https://a.com/x', 'ftp://a.com', 'https://a.com;https://b.com',
              'https://*.example.com')
{
    my $salida = arranca(CORS_ORIGINS => "https://bien.com,$malo");
    Test::More::isnt($?, 0, "$malo: nginx refuses");
    Test::More::like($salida, qr/CORS_ORIGINS: "\Q$malo\E" no es un origen/,
                     'and says why');
}

for my $entorno (qw(produccion staging producion)) {
    my $salida = arranca(CORS_ORIGINS => '*', INVENTARIO_ENTORNO => $entorno);
    Test::More::isnt($?, 0, "* with $entorno: nginx refuses");
    Test::More::like($salida, qr/CORS_ORIGINS no puede ser "\*"/,
                     'and says why');
    arranca(INVENTARIO_ENTORNO => $entorno);
    Test::More::is($?, 0, "a list with $entorno: fine");
}

for my $entorno ('', 'desarrollo') {
    arranca(CORS_ORIGINS => '*', INVENTARIO_ENTORNO => $entorno);
    Test::More::is($?, 0, "* with '$entorno': fine");
}

__DATA__

=== a preflight of a listed origin needs no token
--- raw_request eval
"OPTIONS /api/deposito/v1/productos/1 HTTP/1.1\r\nHost: a\r\nConnection: "
. "close\r\nOrigin: https://tienda.example.com\r\nAccess-Control-Request-"
. "Method: PUT\r\n\r\n"
--- error_code: 204
--- response_headers
Access-Control-Allow-Origin: https://tienda.example.com
Access-Control-Allow-Methods: GET, HEAD, POST, PUT, PATCH, DELETE
Access-Control-Allow-Headers: Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-API-Key, X-Request-ID, traceparent
Access-Control-Max-Age: 600
Vary: Origin
X-Content-Type-Options: nosniff
Access-Control-Allow-Credentials:


=== after it, in the same connection, a request and another preflight
--- init
Test::More::is(::en_una('OPTIONS /api/auth/v1/yo', 'GET /api/auth/v1/yo',
                        'OPTIONS /no/hay'), '204 401 204', 'one connection');
--- request
GET /health


=== an origin that is not listed is told nothing
--- more_headers eval
[map { "Origin: $_\n$::previo" } 'https://otra.example.com', 'null',
    'https://tienda.example.com.malo.com', 'http://tienda.example.com',
    'https://tienda.example.com:444', 'https://sub.tienda.example.com']
--- request eval
[("OPTIONS /api/auth/v1/yo") x 6]
--- error_code eval: [(405) x 6]
--- response_headers eval
[("Access-Control-Allow-Origin:\nAccess-Control-Allow-Methods:\nVary: Origin")
 x 6]


=== OPTIONS that is not a preflight is a method like others
--- more_headers
Origin: https://tienda.example.com
--- request
OPTIONS /api/auth/v1/yo
--- error_code: 405
--- response_headers
Access-Control-Allow-Origin: https://tienda.example.com
Access-Control-Allow-Methods:


=== every answer says it: ours, errors of all kinds, files, and what is cached
--- user_files
>>> pagina.txt
hola
--- more_headers eval
my $o = "Origin: https://tienda.example.com\n";
[$o . Inventario::bearer('admin'), $o, $o . Inventario::bearer('consulta'),
 $o, $o . Inventario::bearer('admin') . "If-Match: \"x\"\n", $o, $o, $o,
 $o . Inventario::bearer('admin') . "X-Request-ID: " . 'x' x 8]
--- request eval
["GET /api/deposito/v1/productos", "GET /api/deposito/v1/productos",
 "GET /api/auth/v1/usuarios", "GET /api/deposito/v1/no-hay",
 "GET /api/deposito/v1/productos", "GET /health", "GET /pagina.txt",
 "GET /no-hay.txt", 'POST /api/auth/v1/usuarios
{"']
--- error_code eval: [200, 401, 403, 404, 412, 200, 200, 404, 400]
--- response_headers eval
[("Access-Control-Allow-Origin: https://tienda.example.com\nVary: Origin\n"
  . "Access-Control-Expose-Headers: $::expone") x 9]


=== a file that the browser has already, and a piece of one
--- user_files
>>> pagina.txt 203001020304.05
hola
--- more_headers eval
["Origin: https://tienda.example.com\n"
 . "If-Modified-Since: Fri, 01 Mar 2030 02:03:04 GMT",
 "Origin: https://tienda.example.com\nRange: bytes=0-1",
 "Origin: https://tienda.example.com\nRange: bytes=90-91"]
--- request eval
[("GET /pagina.txt") x 3]
--- error_code_like eval
['(200|304)', '206', '416']
--- response_headers eval
[("Access-Control-Allow-Origin: https://tienda.example.com\nVary: Origin") x 3]


=== what nginx itself refuses
--- raw_request eval
["GET /api/deposito/v1/productos HTTP/1.1\r\nOrigin: "
 . "https://tienda.example.com\r\nHost: a\r\nX: " . 'x' x 9000 . "\r\n\r\n"]
--- error_code: 431
--- response_headers
Vary: Origin


=== the origin is compared as a name is, in any case; the port is part of it
--- more_headers eval
["Origin: http://caja.example.com:8080", "Origin: http://caja.example.com"]
--- request eval
["GET /health", "GET /health"]
--- response_headers eval
["Access-Control-Allow-Origin: http://caja.example.com:8080",
 "Access-Control-Allow-Origin:"]


=== without an origin a cache is told that there may be one
--- request
GET /health
--- response_headers
Vary: Origin
Access-Control-Allow-Origin:
Access-Control-Expose-Headers:


=== two origins in one list, but this is the next one's environment
--- init: $ENV{CORS_ORIGINS} = '';
--- request
GET /health


=== empty: not a word to anybody
--- more_headers eval
["Origin: https://tienda.example.com",
 "Origin: https://tienda.example.com\n$::previo"]
--- request eval
["GET /health", "OPTIONS /api/auth/v1/yo"]
--- error_code eval: [200, 405]
--- response_headers eval
[("Access-Control-Allow-Origin:\nAccess-Control-Expose-Headers:\n"
  . "Access-Control-Allow-Methods:\nVary:") x 2]
--- http_config eval
Inventario::conf_http() . "# otra\n"


=== a star, in development
--- init: $ENV{CORS_ORIGINS} = '*';
--- request
GET /health


=== is for all, and no cache needs to know
--- init: $ENV{CORS_ORIGINS} = 'https://tienda.example.com';
--- more_headers
Origin: https://cualquiera.example.com
--- request
GET /health
--- response_headers
Access-Control-Allow-Origin: *
Vary:
