# What every answer has around its body, and how a list is walked.

use Inventario 'no_plan';
use Deposito;
use LWP::UserAgent ();

sub pedir {
    my ($metodo, $ruta, @cabeceras) = @_;
    return LWP::UserAgent->new->request(HTTP::Request->new($metodo,
        'http://127.0.0.1:' . Inventario::server_port() . $ruta,
        [Authorization => 'Bearer ' . Inventario::token('deposito'),
         @cabeceras]));
}

# All rows of a list, page by page, as its Link headers lead.
sub recorrer {
    my ($ruta) = @_;
    my (@filas, $paginas, %vistas);
    while ($ruta) {
        my $r = pedir('GET', $ruta);
        my $json = JSON::PP::decode_json($r->content);
        die $r->content if $r->code != 200;
        die "the same page again: $ruta" if $vistas{$ruta}++;
        push @filas, @{$json->{datos}};
        $paginas++;

        my ($sigue) = ($r->header('Link') // '') =~ /^<(\S+)>; rel="next"$/;
        Test::More::is(defined $sigue, defined $json->{siguiente},
                       "Link and siguiente of $ruta");
        Test::More::like($sigue, qr/[?&]cursor=\Q$json->{siguiente}\E$/,
                         'are the same') if $sigue;
        $ruta = $sigue;
    }
    return ($paginas, @filas);
}

# Rows that the SQL gives are those of the list, each once and in order.
sub completa {
    my ($ruta, $pagina, $campo, $sql) = @_;
    my @debe = split /\n/, Inventario::psql($sql);
    my ($paginas, @filas) = recorrer($ruta . ($ruta =~ /\?/ ? '&' : '?')
                                     . "limite=$pagina");
    Test::More::is(CORE::join(' ', map { $campo->($_) } @filas), "@debe",
                   "all of $ruta");
    Test::More::is($paginas, int((@debe + $pagina - 1) / $pagina) || 1,
                   "in so many pages");
    my $total = JSON::PP::decode_json(pedir('GET', $ruta
        . ($ruta =~ /\?/ ? '&' : '?') . 'limite=1&contar=true')->content);
    Test::More::is($total->{total}, scalar @debe, 'and the total says so');
}

run_tests();

__DATA__

=== a request id of the client is its answer's
--- antes eval: Deposito::cargado()
--- rol: consulta
--- request eval: [('GET /api/deposito/v1/sucursales/1') x 3]
--- more_headers eval
[map { "X-Request-ID: $_\n" } 'abcd.1234', 'A-b_c.d-', 'x' x 64]
--- error_code eval: [200, 200, 200]
--- response_headers eval
[map { "X-Request-ID: $_" } 'abcd.1234', 'A-b_c.d-', 'x' x 64]


=== without one, or with one that we would not write to a log, it is new
--- rol: consulta
--- request eval: [('GET /api/deposito/v1/sucursales/1') x 7]
--- more_headers eval
['', map { "X-Request-ID: $_\n" } 'corto12', 'x' x 65, 'con blanco 1',
 'comilla"1234', "\xc3\xb1andu12345", '']
--- error_code eval: [(200) x 7]
--- response_headers_like eval: [('X-Request-ID: [0-9a-f]{32}') x 7]


=== the database knows it: what was changed is found by its request
--- rol: deposito
--- request
POST /api/deposito/v1/categorias
{"nombre":"Con id"}
--- more_headers
X-Request-ID: de-la-prueba-14
--- error_code: 201
--- luego
SELECT count(*) FROM inv.evento WHERE request_id = 'de-la-prueba-14'
--- luego_da
1


=== a problem says the same id, ours and nginx's
--- rol: consulta
--- request eval
['GET /api/deposito/v1/productos/999', 'GET /nada', 'DELETE /health',
 'POST /api/deposito/v1/categorias', 'GET /api/deposito/v1/productos?a=1']
--- more_headers eval: [("X-Request-ID: un-id-de-afuera\n") x 5]
--- error_code eval: [404, 404, 405, 403, 422]
--- response_headers eval: [('X-Request-ID: un-id-de-afuera') x 5]
--- campos: request_id = un-id-de-afuera


=== and an id that was made is in both, once, also when nginx changed its mind
--- init
for (['/nada', 404], ['/api/deposito/v1/productos/999', 404],
     ['/api/deposito/v1/productos/1', 412, 'If-Match' => '"9"'])
{
    my ($ruta, $estado, @cabeceras) = @$_;
    my $r = ::pedir('GET', $ruta, @cabeceras);
    my @ids = $r->header('X-Request-ID');
    Test::More::is($r->code, $estado, $ruta);
    Test::More::is("@ids", JSON::PP::decode_json($r->content)->{request_id},
                   'its id');
}
--- request
GET /health


=== the members of a problem
--- rol: consulta
--- request
GET /api/deposito/v1/productos/999
--- error_code: 404
--- response_headers
Content-Type: application/problem+json
Cache-Control: no-store
--- response_body_like eval
qr/\A\{"type":"\/api\/docs#producto_no_encontrado","title":"No encontrado","status":404,"codigo":"producto_no_encontrado","detail":"[^"]+\.","request_id":"[0-9a-f]{32}"\}\z/


=== a trace goes on, in a span of our own
--- config eval
Inventario::conf_gateway() . 'add_header X-Traza $inventario_traceparent;'
--- request eval: [('GET /health') x 2]
--- more_headers eval
[("traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n")
 x 2]
--- error_code eval: [200, 200]
--- response_headers_like eval
[('X-Traza: 00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-01')
 x 2]


=== what is no trace begins one
--- config eval
Inventario::conf_gateway() . 'add_header X-Traza $inventario_traceparent;'
--- request eval: [('GET /health') x 7]
--- more_headers eval
['', map { "traceparent: $_\n" }
 '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331',
 '01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
 '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01',
 '00-00000000000000000000000000000000-b7ad6b7169203331-01',
 '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
 '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-extra']
--- error_code eval: [(200) x 7]
--- response_headers_like eval
[('X-Traza: 00-(?!0af76519)(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-00')
 x 7]


=== every answer is protected, ours and nginx's
--- rol eval: ['consulta', 'consulta', undef, undef, undef, undef]
--- request eval
['GET /api/deposito/v1/sucursales/1', 'GET /api/deposito/v1/productos/999',
 'GET /api/deposito/v1/productos', 'GET /nada', 'PUT /health',
 'GET /api/deposito/v1/productos/codigo/%zz']
--- error_code eval: [200, 404, 401, 404, 405, 400]
--- response_headers_like eval
[("X-Content-Type-Options: nosniff\nX-Frame-Options: DENY\n"
    . "Referrer-Policy: same-origin\nServer: nginx\n"
    . "Content-Security-Policy: default-src 'self';.*frame-ancestors 'none'\n")
 x 6]


=== Server-Timing is for who has a name
--- rol eval: ['consulta', 'consulta', undef, undef]
--- request eval
['GET /api/deposito/v1/sucursales/1', 'GET /api/deposito/v1/productos/999',
 'GET /api/deposito/v1/sucursales/1', 'GET /health']
--- error_code eval: [200, 404, 401, 200]
--- response_headers_like eval
[('Server-Timing: total;dur=\d+\.\d{3}') x 2, ('Server-Timing: ^$') x 2]


=== the reasons that nginx does not know
--- rol: deposito
--- request eval
['GET /api/deposito/v1/productos?a=1',
 'DELETE /api/deposito/v1/categorias/1']
--- error_code eval: [422, 428]
--- raw_response_headers_like eval
['HTTP/1\.1 422 Unprocessable Content', 'HTTP/1\.1 428 Precondition Required']


=== 405 says what may be done there
--- rol: deposito
--- request eval
['PUT /api/deposito/v1/productos', 'POST /api/deposito/v1/productos/1',
 'DELETE /api/deposito/v1/existencias', 'GET /api/deposito/v1/productos/importar',
 'OPTIONS /api/deposito/v1/productos', 'PATCH /api/deposito/v1/movimientos/1/anular',
 'GET /api/auth/v1/login', 'BREW /api/deposito/v1/productos']
--- error_code eval: [405, 405, 405, 422, 405, 405, 405, 405]
--- response_headers eval
['Allow: GET, HEAD, POST', 'Allow: GET, HEAD, PUT, PATCH, DELETE',
 'Allow: GET, HEAD', '!Allow', 'Allow: GET, HEAD, POST', 'Allow: POST',
 'Allow: POST', 'Allow: GET, HEAD, POST']
--- campos eval
[('codigo = metodo_no_permitido') x 3, 'codigo = campos_invalidos',
 ('codigo = metodo_no_permitido') x 4]


=== addresses that are none of the table's
--- rol: deposito
--- request eval
['GET /api/deposito/v1', 'GET /api/deposito/',
 'GET /api/deposito/v1/productos/1/x', 'GET /api/deposito/v2/productos',
 'GET /api/deposito/v1/Productos', 'GET /api/deposito/' . 'a/' x 20]
--- error_code eval: [(404) x 6]
--- campos eval: [('codigo = ruta_no_encontrada') x 6]


=== Location is an address that can be asked for
--- init
my $ruta = '/api/deposito/v1/categorias';
my $r = LWP::UserAgent->new->post('http://127.0.0.1:' . server_port() . $ruta,
    Authorization => 'Bearer ' . Inventario::token('deposito'),
    'Content-Type' => 'application/json', Content => '{"nombre":"Con lugar"}');
Test::More::like($r->header('Location'), qr(^\Q$ruta\E/\d+$), 'its address');
my $otra = ::pedir('GET', $r->header('Location'));
Test::More::is($otra->content, $r->content, 'what is there is what was made');
--- request
GET /health


=== nginx's own refusals: headers too long
--- raw_request eval
"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Largo: "
    . 'a' x 9000 . "\r\n\r\n"
--- error_code: 431
--- response_headers
Content-Type: application/problem+json
--- campos
status = 431
codigo = encabezados_muy_grandes


=== a version of HTTP that there is not
--- raw_request eval
"GET /health HTTP/2.7\r\nHost: x\r\nConnection: close\r\n\r\n"
--- error_code: 505
--- response_headers
Content-Type: application/problem+json
--- campos
codigo = version_http


=== a coding of the body that nobody decodes
--- raw_request eval
"POST /api/auth/v1/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: gzip\r\n\r\n"
--- error_code: 501
--- response_headers
Content-Type: application/problem+json
--- campos
codigo = no_implementado


=== too many requests: when to come back
--- http_config eval
Inventario::conf_http() . 'limit_req_zone $server_name zone=poco:1m rate=1r/m;'
--- config eval
Inventario::conf_gateway()
    . 'location = /poco { limit_req zone=poco; inventario_salud; }'
--- request eval: ['GET /poco', 'GET /poco']
--- error_code eval: [200, 429]
--- response_headers eval
['Content-Type: application/json',
 "Content-Type: application/problem+json\nRetry-After: 1"]
--- campos eval: ['status = healthy', 'codigo = demasiados_pedidos']


=== walking lists: every row once, in order, and the total
--- init
Inventario::psql(<<'FIN');
INSERT INTO inv.producto (codigo, nombre, activo, stock_minimo)
SELECT 'W' || n, 'Walk ' || n % 7, n % 10 > 0, n % 3
FROM generate_series(1, 100) n;
INSERT INTO inv.lote (producto_id, codigo, vence)
SELECT 3, 'W' || n, CASE WHEN n % 4 > 0 THEN date '2030-01-01' + n % 3 END
FROM generate_series(1, 40) n;
INSERT INTO inv.sucursal (codigo, nombre)
SELECT 'W' || n, 'S' FROM generate_series(1, 12) n;
INSERT INTO inv.existencia (producto_id, ubicacion_id, cantidad)
SELECT p.id, u, p.id % 3 FROM inv.producto p, unnest('{101,102}'::bigint[]) u
WHERE p.codigo LIKE 'W%';
FIN
my $d = '/api/deposito/v1';
my $id = sub { $_[0]{id} };
::completa("$d/productos", 7, $id,
           'SELECT id FROM inv.producto WHERE activo ORDER BY id');
::completa("$d/productos?activo=todos", 105, $id,
           'SELECT id FROM inv.producto ORDER BY id');
::completa("$d/productos?categoria_id=1&activo=todos", 1, $id,
           'SELECT id FROM inv.producto WHERE categoria_id = 1 ORDER BY id');
::completa("$d/productos?categoria=ninguna", 5, $id,
           'SELECT id FROM inv.producto WHERE false');
::completa("$d/sucursales", 4, $id, 'SELECT id FROM inv.sucursal ORDER BY id');
::completa("$d/lotes", 9, $id, 'SELECT id FROM inv.lote WHERE id > 0 '
           . "ORDER BY coalesce(vence, 'infinity'), id");
::completa("$d/ubicaciones", 2, $id,
           'SELECT id FROM inv.ubicacion ORDER BY id');
--- request
GET /health


=== a walk goes on behind its last row, whatever comes or goes meanwhile
--- init
my $ruta = '/api/deposito/v1/productos?activo=todos&limite=50';
my $r = ::pedir('GET', $ruta);
my @vistos = map { $_->{id} } @{JSON::PP::decode_json($r->content)->{datos}};
Inventario::psql("INSERT INTO inv.producto (codigo, nombre) "
    . "SELECT 'Z' || n, 'Z' FROM generate_series(1, 5) n");
Inventario::psql("UPDATE inv.producto SET nombre = 'A' WHERE id = 10");
my ($ruta2) = $r->header('Link') =~ /<(.*?)>/;
my (undef, @resto) = ::recorrer($ruta2);
push @vistos, map { $_->{id} } @resto;
Test::More::is("@vistos", CORE::join(' ', split /\n/, Inventario::psql(
    'SELECT id FROM inv.producto ORDER BY id')), 'all, and the new ones');
--- request
GET /health
