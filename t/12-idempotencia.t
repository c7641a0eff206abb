# Idempotency-Key: the same request again gives the same answer, and what it
# does is done once.

use Inventario 'no_plan';
use Deposito;

sub clave { map { "Idempotency-Key: $_\n" } @_ }

sub categoria { qq(POST /api/deposito/v1/categorias\n{"nombre":"$_[0]"}) }

sub salida {
    my ($cantidad) = @_;
    return "POST /api/deposito/v1/movimientos\n"
        . '{"tipo":"salida","ubicacion_id":101,"lineas":['
        . qq({"producto_id":1,"cantidad":"$cantidad"}]});
}

our $nueva = '!Idempotency-Replayed';
our $repetida = 'Idempotency-Replayed: true';

# n clients send the same at the same time; how many of each status.
sub a_la_vez {
    my ($n, $clave, $pedido) = @_;
    my ($metodo, $ruta, $cuerpo) = $pedido =~ /\A(\S+) (\S+)\n(.*)\z/s;
    my $bearer = Inventario::bearer('deposito');
    chomp $bearer;
    my @una = ('-s', '-o', '/dev/null', '-w', '%{http_code}\n', '-X', $metodo,
        '-H', $bearer, '-H', "Idempotency-Key: $clave",
        '-H', 'Content-Type: application/json', '-d', $cuerpo,
        'http://127.0.0.1:' . Inventario::server_port() . $ruta);

    open my $curl, '-|', 'curl', '--no-progress-meter',
        '-Z', '--parallel-immediate',
        '--parallel-max', $n, map { ($_ ? '--next' : (), @una) } 1 .. $n
        or die "curl: $!";
    my %cuantos;
    while (<$curl>) {
        chomp;
        $cuantos{$_}++;
    }
    return join ' ', map { "$_:$cuantos{$_}" } sort keys %cuantos;
}

# --- iguales: the body of each answer is that of the first one.
my $primero;
add_response_body_check(sub {
    my ($block, $cuerpo, $i) = @_;
    return if !defined $block->iguales;
    $primero = $cuerpo if $i == 0;
    Test::More::is($cuerpo, $primero, $block->name . " [$i]: the same body");
});

run_tests();

__DATA__

=== again, byte by byte
--- antes eval: Deposito::cargado()
--- rol: deposito
--- request eval: [(::categoria('Uno')) x 3]
--- more_headers eval: [(::clave('a')) x 3]
--- error_code eval: [201, 201, 201]
--- response_headers eval
["$::nueva\nETag: \"1\"\nLocation: /api/deposito/v1/categorias/4",
 ("$::repetida\nETag: \"1\"\nLocation: /api/deposito/v1/categorias/4") x 2]
--- iguales
--- luego
SELECT count(*), (SELECT count(*) FROM inv.evento WHERE entidad = 'categoria'
                  AND despues->>'nombre' = 'Uno')
FROM inv.categoria WHERE nombre = 'Uno'
--- luego_da
1|1


=== what the body says counts, not its blanks
--- rol: deposito
--- request
POST /api/deposito/v1/categorias
 {  "nombre" : "\u0055no" }
--- more_headers eval: ::clave('a')
--- error_code: 201
--- response_headers eval: $::repetida


=== with another body, address, query or method the key is refused
--- rol: deposito
--- request eval
[::categoria('Dos'), "POST /api/deposito/v1/sucursales\n{}",
 "POST /api/deposito/v1/productos?atomico=true\n"
    . '{"codigo":"X","nombre":"X"}',
 'DELETE /api/deposito/v1/categorias/4']
--- more_headers eval
[::clave('a'), ::clave('a'), ::clave('a'),
 "Idempotency-Key: a\nIf-Match: \"1\"\n"]
--- error_code eval: [422, 403, 422, 422]
--- campos eval
['codigo = clave_reutilizada', 'codigo = rol_no_permitido',
 ('codigo = clave_reutilizada') x 2]
--- luego
SELECT (SELECT count(*) FROM inv.categoria),
       (SELECT count(*) FROM inv.producto WHERE codigo = 'X')
--- luego_da
4|0


=== the key is of its user
--- rol eval: ['negocio', 'admin', 'negocio']
--- request eval: [map { ::categoria($_) } 'Tres', 'Cuatro', 'Tres']
--- more_headers eval: [(::clave('a')) x 3]
--- error_code eval: [201, 201, 201]
--- response_headers eval: [$::nueva, $::nueva, $::repetida]
--- luego
SELECT count(*) FROM inv.categoria WHERE nombre IN ('Tres', 'Cuatro')
--- luego_da eval
[1, 2, 2]


=== without a key, or with a new one, it is done again
--- rol: deposito
--- request eval: [(::salida('1.000')) x 4]
--- more_headers eval: ['', '', ::clave('b1'), ::clave('b2')]
--- error_code eval: [(201) x 4]
--- response_headers eval: [($::nueva) x 4]
--- luego
SELECT cantidad FROM inv.existencia WHERE producto_id = 1 AND ubicacion_id = 101
--- luego_da eval
['39.000', '38.000', '37.000', '36.000']


=== keys that are none
--- rol: deposito
--- request eval: [map { ::categoria("Mala $_") } 1 .. 5]
--- more_headers eval
[::clave('', 'k' x 256, "\xc3\xb1", "a\tb", "\x7f")]
--- error_code eval: [(400) x 5]
--- campos eval: [('codigo = clave_invalida') x 5]
--- luego
SELECT count(*) FROM inv.categoria WHERE nombre LIKE 'Mala%'
--- luego_da
0


=== the longest there may be, with every sign there may be
--- rol: deposito
--- request eval: [::categoria('Larga'), ::categoria('Larga')]
--- more_headers eval
[(::clave('k' x 160 . pack('C*', 0x21 .. 0x7e) . 'k')) x 2]
--- error_code eval: [201, 201]
--- response_headers eval: [$::nueva, $::repetida]


=== a read has no use for it
--- rol: consulta
--- request eval: [('GET /api/deposito/v1/categorias') x 2]
--- more_headers eval: [(::clave("\xc3\xb1")) x 2]
--- error_code eval: [200, 200]
--- response_headers eval: [$::nueva, $::nueva]


=== a refusal is not kept: the key may do something else
--- rol: deposito
--- request eval
[::categoria('Almacén'), ::categoria(''), ::categoria('Buena')]
--- more_headers eval: [(::clave('c')) x 3]
--- error_code eval: [409, 422, 201]
--- response_headers eval: [($::nueva) x 3]
--- campos eval
['codigo = categoria_duplicada', 'codigo = campos_invalidos',
 'nombre = Buena']


=== nor in the group: the same is done when there is stock
--- rol: deposito
--- request eval
[::salida('37'), "POST /api/deposito/v1/movimientos\n"
    . '{"tipo":"entrada","ubicacion_id":101,"lineas":['
    . '{"producto_id":1,"cantidad":"1"}]}', ::salida('37'), ::salida('37')]
--- more_headers eval: [::clave('d'), '', ::clave('d'), ::clave('d')]
--- error_code eval: [409, 201, 201, 201]
--- response_headers eval: [($::nueva) x 3, $::repetida]
--- luego
SELECT cantidad FROM inv.existencia WHERE producto_id = 1 AND ubicacion_id = 101
--- luego_da eval
['36.000', '37.000', '0.000', '0.000']


=== the group: once, and with another body refused
--- antes eval
Deposito::mueve('{"tipo":"entrada","ubicacion_id":101,"lineas":['
                . '{"producto_id":1,"cantidad":"40"}]}')
--- rol: deposito
--- request eval
[::salida('2'), ::salida('2'), ::salida('3'), ::salida('2.000')]
--- more_headers eval: [(::clave('e')) x 4]
--- error_code eval: [201, 201, 422, 201]
--- response_headers eval
[$::nueva, $::repetida, $::nueva, $::repetida]
--- campos eval
['lineas.0.saldo = 38.000', 'lineas.0.saldo = 38.000',
 'codigo = clave_reutilizada', 'lineas.0.saldo = 38.000']
--- luego
SELECT cantidad FROM inv.existencia WHERE producto_id = 1 AND ubicacion_id = 101
--- luego_da
38.000


=== verdicts of a bulk are an answer, and kept
--- rol: deposito
--- request eval
[("POST /api/deposito/v1/productos\n"
    . '[{"codigo":"L1","nombre":"L"},{"codigo":"YERBA","nombre":"again"},'
    . '{"codigo":"L2"}]') x 2]
--- more_headers eval: [(::clave('f')) x 2]
--- error_code eval: [200, 200]
--- response_headers eval: [$::nueva, $::repetida]
--- iguales
--- campos
resultados.0.estado = 201
resultados.1.estado = 409
resultados.2.estado = 422
--- luego
SELECT count(*) FROM inv.producto WHERE codigo LIKE 'L_'
--- luego_da
1


=== also in the group
--- rol: deposito
--- request eval
[("POST /api/deposito/v1/movimientos\n"
    . '[{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"8"}]},'
    . '{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"800"}]}]')
 x 2]
--- more_headers eval: [(::clave('g')) x 2]
--- error_code eval: [200, 200]
--- response_headers eval: [$::nueva, $::repetida]
--- iguales
--- campos
resultados.0.estado = 201
resultados.1.codigo = stock_insuficiente
--- luego
SELECT cantidad FROM inv.existencia WHERE producto_id = 1 AND ubicacion_id = 101
--- luego_da
30.000


=== but a bulk that was undone as a whole is a refusal
--- rol: deposito
--- request eval
[("POST /api/deposito/v1/productos?atomico=true\n"
    . '[{"codigo":"M1","nombre":"M"},{"codigo":"M2"}]') x 2,
 ("POST /api/deposito/v1/movimientos?atomico=true\n"
    . '[{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"800"}]}]')
 x 2]
--- more_headers eval: [::clave('h', 'h', 'h', 'h')]
--- error_code eval: [(409) x 4]
--- response_headers eval: [($::nueva) x 4]
--- campos eval: [('codigo = lote_rechazado') x 4]
--- luego
SELECT count(*) FROM inv.idempotencia WHERE clave = 'h'
--- luego_da
0


=== PATCH again: its own change does not make the version stale
--- rol: deposito
--- request eval
[("PATCH /api/deposito/v1/productos/4\n" . '{"precio_venta":"21.50"}') x 3]
--- more_headers eval
[("Idempotency-Key: i\nIf-Match: \"1\"\n") x 2, "If-Match: \"1\"\n"]
--- error_code eval: [200, 200, 412]
--- response_headers eval
["$::nueva\nETag: \"2\"", "$::repetida\nETag: \"2\"", $::nueva]
--- luego
SELECT version, precio_venta FROM inv.producto WHERE id = 4
--- luego_da
2|21.50


=== PUT and DELETE again
--- rol: deposito
--- request eval
[("PUT /api/deposito/v1/productos/4\n" . '{"codigo":"FIDEOS","nombre":"Moños"}')
 x 2, ('DELETE /api/deposito/v1/productos/4') x 2]
--- more_headers eval
[("Idempotency-Key: j\nIf-Match: \"2\"\n") x 2,
 ("Idempotency-Key: k\nIf-Match: \"3\"\n") x 2]
--- error_code eval: [200, 200, 204, 204]
--- response_headers eval: [$::nueva, $::repetida, $::nueva, $::repetida]
--- luego
SELECT version, activo FROM inv.producto WHERE id = 4
--- luego_da eval
['3|t', '3|t', '4|f', '4|f']


=== twenty at once, normal route: one does it, all get its answer
--- init
Test::More::is(::a_la_vez(20, 'm', ::categoria('A la vez')), '201:20',
               'all were answered');
--- request
GET /health
--- luego
SELECT count(*) FROM inv.categoria WHERE nombre = 'A la vez'
--- luego_da
1


=== twenty at once, in the group
--- init
Test::More::is(::a_la_vez(20, 'n', ::salida('10')), '201:20',
               'all were answered');
--- request
GET /health
--- luego
SELECT cantidad FROM inv.existencia WHERE producto_id = 1 AND ubicacion_id = 101
--- luego_da
20.000
