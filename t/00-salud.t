# What answers before anybody logs in: health, and errors that nginx itself
# makes, which must be problem documents and not its HTML pages.

use Inventario 'no_plan';

run_tests();

__DATA__

=== the gateway is well
--- request
GET /health
--- error_code: 200
--- response_headers_like
Content-Type: application/json.*
X-Content-Type-Options: nosniff
--- campos
status = healthy


=== an address that nobody serves
--- request
GET /nada
--- error_code: 404
--- response_headers
Content-Type: application/problem+json
--- campos
status = 404
codigo = ruta_no_encontrada


=== an agent's address without a row
--- rol: admin
--- request
GET /api/deposito/v1/nada
--- error_code: 404
--- response_headers
Content-Type: application/problem+json
--- campos
status = 404


=== a known path with another method
--- request
DELETE /api/auth/v1/login
--- error_code: 405
--- response_headers
Allow: POST
Content-Type: application/problem+json
--- campos
status = 405
codigo = metodo_no_permitido


=== nginx's own 400: no Host
--- raw_request eval
"GET /health HTTP/1.1\r\nConnection: close\r\n\r\n"
--- error_code: 400
--- response_headers
Content-Type: application/problem+json
--- campos
codigo = pedido_invalido


=== nginx's own 414
--- request eval
"GET /" . "a" x 9000
--- error_code: 414
--- response_headers
Content-Type: application/problem+json
--- campos
codigo = direccion_muy_larga


=== nginx's own 405: a method that no location takes
--- request
TRACE /health
--- error_code: 405
--- response_headers
Content-Type: application/problem+json


=== a slash too many is another address, not an empty parameter
--- rol: admin
--- request
GET /api/deposito/v1/productos/
--- error_code: 404
--- campos
codigo = ruta_no_encontrada
