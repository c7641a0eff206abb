# ETag and the preconditions: If-None-Match spares a body, If-Match spares
# somebody else's change.

use Inventario 'no_plan';
use Deposito;
use LWP::UserAgent ();

our $p = '/api/deposito/v1/productos/1';

sub si { map { "If-Match: $_\n" } @_ }
sub si_no { map { "If-None-Match: $_\n" } @_ }
sub cambio { qq(PATCH $::p\n{"precio_venta":"$_[0]"}) }

# An answer, with headers of If-None-Match or others.
sub pedir {
    my ($metodo, $ruta, @cabeceras) = @_;
    return LWP::UserAgent->new->request(HTTP::Request->new($metodo,
        'http://127.0.0.1:' . Inventario::server_port() . $ruta,
        [Authorization => 'Bearer ' . Inventario::token('consulta'),
         @cabeceras]));
}

our $etag;

run_tests();

__DATA__

=== one resource: its version, and it may be kept but must be asked about
--- antes eval: Deposito::cargado()
--- rol: consulta
--- request eval: ["GET $::p", "HEAD $::p"]
--- error_code eval: [200, 200]
--- response_headers eval
[("ETag: \"1\"\nCache-Control: private, no-cache\nContent-Type: application/json")
 x 2]


=== HEAD says how long GET is, and has no body
--- init
my @r = map { ::pedir($_, $::p) } 'GET', 'HEAD';
Test::More::cmp_ok($r[0]->header('Content-Length'), '>', 100, 'GET');
Test::More::is($r[1]->header('Content-Length'),
               $r[0]->header('Content-Length'), 'HEAD has the same length');
Test::More::is($r[1]->content, '', 'and no body');
--- request
GET /health


=== If-None-Match: the same version needs no body
--- rol: consulta
--- request eval: [("GET $::p") x 5, "HEAD $::p"]
--- more_headers eval
[::si_no('"1"', 'W/"1"', '*', '"0", "1"', '"0",W/"1"', '"1"')]
--- error_code eval: [(304) x 6]
--- response_body eval: [('') x 6]
--- response_headers eval
[("ETag: \"1\"\nCache-Control: private, no-cache\nX-Content-Type-Options: nosniff\n!Content-Type")
 x 6]


=== another version does
--- rol: consulta
--- request eval: [("GET $::p") x 5]
--- more_headers eval: [::si_no('"2"', '"0"', '"11"', '1', '""')]
--- error_code eval: [(200) x 5]
--- campos eval: [('version = 1') x 5]


=== what is not there has no ETag, whatever is asked
--- rol: consulta
--- request
GET /api/deposito/v1/productos/999
--- more_headers
If-None-Match: *
--- error_code: 404
--- response_headers
!ETag
Cache-Control: no-store
--- campos
codigo = producto_no_encontrado


=== what may not be seen is not said to be the same
--- rol eval: [undef, 'consulta']
--- request eval: ["GET $::p", 'GET /api/deposito/v1/productos?nada=1']
--- more_headers eval: [::si_no('"1"', '*')]
--- error_code eval: [401, 422]
--- response_headers eval: [('!ETag') x 2]


=== a write that says no version
--- rol: deposito
--- request eval
[::cambio('150'), "PUT $::p\n{}", "DELETE $::p",
 "PUT /api/deposito/v1/categorias/1\n{\"nombre\":\"X\"}",
 "DELETE /api/deposito/v1/categorias/1",
 "PUT /api/deposito/v1/ubicaciones/101\n{}",
 "PUT /api/deposito/v1/lotes/1\n{}"]
--- error_code eval: [(428) x 7]
--- response_headers eval: [("Content-Type: application/problem+json") x 7]
--- campos eval: [('codigo = version_requerida') x 7]
--- luego
SELECT version FROM inv.producto WHERE id = 1
--- luego_da
1


=== the role comes before the version
--- rol: consulta
--- request eval: ::cambio('150')
--- error_code: 403


=== a stale version, or what is none; the current one is told
--- rol: deposito
--- request eval: [map { ::cambio('150') } 1 .. 8]
--- more_headers eval
[::si('"0"', '"2"', 'W/"2"', '"1", "2"', '""', '', '"*"x', q("1' OR 1=1"))]
--- error_code eval: [(412) x 8]
--- response_headers eval: [('!ETag') x 8]
--- campos eval: [("codigo = version_anterior\nversion_actual = 1") x 8]
--- luego
SELECT version, precio_venta FROM inv.producto WHERE id = 1
--- luego_da
1|100.00


=== the current one, weak because an answer was compressed, and any
--- rol: deposito
--- request eval: [map { ::cambio($_) } 150, 151, 152]
--- more_headers eval: [::si('"1"', 'W/"2"', '*')]
--- error_code eval: [200, 200, 200]
--- response_headers eval
["ETag: \"2\"\nCache-Control: no-store", 'ETag: "3"', 'ETag: "4"']
--- campos eval
["version = 2\nprecio_venta = 150.00", 'version = 3',
 "version = 4\nprecio_venta = 152.00"]
--- luego
SELECT version, precio_venta FROM inv.producto WHERE id = 1
--- luego_da eval
['2|150.00', '3|151.00', '4|152.00']


=== what was read before is stale now, for reads and writes
--- rol: deposito
--- request eval: ["GET $::p", ::cambio('1')]
--- more_headers eval: ["If-None-Match: \"1\"\n", "If-Match: \"1\"\n"]
--- error_code eval: [200, 412]
--- campos eval: ['version = 4', 'version_actual = 4']


=== a write that changes nothing leaves the version
--- rol: deposito
--- request eval: ::cambio('152.0')
--- more_headers
If-Match: "4"
--- error_code: 200
--- response_headers
ETag: "4"


=== errors of the body are told before the version is looked at
--- rol: deposito
--- request eval: ::cambio('-1')
--- more_headers
If-Match: "1"
--- error_code: 422


=== what is not there is not there in any version
--- rol: deposito
--- request
PATCH /api/deposito/v1/productos/999
{"precio_venta":"1"}
--- more_headers
If-Match: *
--- error_code: 404


=== the ETag of a write is for the next one: create, change, change, retire
--- rol: deposito
--- request eval
["POST /api/deposito/v1/categorias\n{\"nombre\":\"E\"}",
 "PUT /api/deposito/v1/categorias/4\n{\"nombre\":\"F\"}",
 "PUT /api/deposito/v1/categorias/4\n{\"nombre\":\"G\"}",
 "DELETE /api/deposito/v1/categorias/4",
 "DELETE /api/deposito/v1/categorias/4"]
--- more_headers eval: ['', ::si('"1"', '"2"', '"3"', '"3"')]
--- error_code eval: [201, 200, 200, 204, 404]
--- response_headers eval
['ETag: "1"', 'ETag: "2"', 'ETag: "3"', '!Content-Type', '!ETag']


=== branches, locations and lots have versions too
--- rol: admin
--- request eval
['GET /api/deposito/v1/sucursales/1',
 "PUT /api/deposito/v1/sucursales/1\n"
    . '{"codigo":"CEN","nombre":"Centro","permite_negativo":false,"activa":true}',
 'GET /api/deposito/v1/ubicaciones/101',
 "PUT /api/deposito/v1/ubicaciones/101\n"
    . '{"codigo":"SALON","nombre":"Otro","tipo":"estante","activa":true}',
 'GET /api/deposito/v1/lotes/1',
 "PUT /api/deposito/v1/lotes/1\n" . '{"vence":"2099-03-01","bloqueado":false}',
 "PUT /api/deposito/v1/lotes/1\n" . '{"vence":"2099-03-02","bloqueado":false}']
--- more_headers eval
['', "If-Match: \"9\"\n", '', "If-Match: \"1\"\n", '', "If-Match: \"1\"\n",
 "If-Match: \"1\"\n"]
--- error_code eval: [200, 412, 200, 200, 200, 200, 412]
--- response_headers eval
['ETag: "1"', '!ETag', 'ETag: "1"', 'ETag: "2"', 'ETag: "1"', 'ETag: "2"',
 '!ETag']


=== a list: a digest of it, which spares it while it is the same
--- init
my $lista = '/api/deposito/v1/categorias';
$::etag = ::pedir('GET', $lista)->header('ETag');
Test::More::like($::etag, qr/^"[0-9a-f]{32}"$/, 'a digest');
for (['GET', $lista, 304], ['HEAD', $lista, 304],
     ['GET', '/api/deposito/v1/sucursales', 200])
{
    Test::More::is(::pedir(@$_[0, 1], 'If-None-Match' => $::etag)->code,
                   $_->[2], "@$_");
}
--- request
GET /health


=== and not when it changed
--- init
Inventario::psql("UPDATE inv.categoria SET nombre = 'Otra' WHERE id = 1");
my $r = ::pedir('GET', '/api/deposito/v1/categorias',
                'If-None-Match' => $::etag);
Test::More::is($r->code, 200, 'a new one');
Test::More::isnt($r->header('ETag'), $::etag, 'with another digest');
--- request
GET /health


=== a POST has no use for If-None-Match
--- rol: deposito
--- request
POST /api/deposito/v1/categorias
{"nombre":"Nueva"}
--- more_headers
If-None-Match: *
--- error_code: 201


=== a read with If-Match that does not hold is a problem, not a page
--- rol: consulta
--- request eval: ["GET $::p", "GET $::p"]
--- more_headers eval: [::si('"4"', '"9"')]
--- error_code eval: [200, 412]
--- response_headers eval
['ETag: "4"', 'Content-Type: application/problem+json']
--- campos eval: ['version = 4', 'codigo = version_anterior']


=== a time is no version: neither header of times is known
--- rol: deposito
--- request eval: ["GET $::p", ::cambio('9')]
--- more_headers eval
["If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT\n",
 "If-Unmodified-Since: Fri, 01 Jan 2100 00:00:00 GMT\n"]
--- error_code eval: [200, 428]
