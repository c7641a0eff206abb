# Movements in company: the same goods several times in a request, in a bulk
# and in requests that arrive at once.  Nobody oversells, and nobody is hurt
# by what another one asks for.

use Inventario 'no_plan';
use Deposito;
use IO::Socket::INET ();

# --- a_la_vez: bodies of POST /v1/movimientos, or [body, headers], sent while
# the balance of YERBA in 101 is locked, so that they wait for each other.
# --- salen: their statuses, sorted.

# Waits until a question to the database answers "t".
sub hasta_que {
    my ($sql) = @_;
    my $fin = time + 20;

    until (Inventario::psql($sql) eq 't') {
        die "nunca: $sql" if time > $fin;
        select undef, undef, undef, 0.02;
    }
}

sub enviar {
    my ($cuerpo, $cabeceras) = @_;
    my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
                                  PeerPort => server_port()) or die $!;

    $s->autoflush(1);
    print $s "POST /api/deposito/v1/movimientos HTTP/1.1\r\n"
        . "Host: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
        . 'Content-Length: ' . length($cuerpo) . "\r\n"
        . ($cabeceras // Inventario::bearer('deposito')) . "\r\n$cuerpo";
    return $s;
}

add_response_body_check(sub {
    my ($block) = @_;
    my $pedidos = $block->a_la_vez or return;

    open my $candado, '|-', 'psql', '-qX', '-o', '/dev/null', '-U',
        'inventario_dueno' or die "psql: $!";
    $candado->autoflush(1);
    print $candado "SET application_name = 'candado'; BEGIN;
        SELECT FROM inv.existencia WHERE producto_id = 1
        AND ubicacion_id = 101 FOR UPDATE;\n";
    hasta_que("SELECT EXISTS (SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'candado'
          AND state = 'idle in transaction')");

    my @enviados = map { enviar(ref $_ ? @$_ : $_) } @$pedidos;

    hasta_que('SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)');
    print $candado "COMMIT;\n";
    close $candado or die 'psql';

    my @estados = map { local $/; <$_> =~ m{^HTTP/1.1 (\d+)} ? $1 : 'nada' }
                  @enviados;
    Test::More::is(join(' ', sort @estados), $block->salen,
                   $block->name . ': salen');
    Test::More::is(psql($block->quedan), $block->quedan_da =~ s/\s+\z//r,
                   $block->name . ': quedan');
});

sub sale {
    return '{"tipo":"salida","ubicacion_id":101,"referencia":"' . $_[1]
        . '","lineas":[{"producto_id":1,"cantidad":"' . $_[0] . '"}]}';
}

run_tests();

__DATA__

=== the same product in two lines takes from the same balance
--- antes eval: Deposito::cargado()
--- rol: deposito
--- request eval
['POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"21"},{"producto_id":1,"cantidad":"20"}]}',
 'POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"1"},{"codigo":"YERBA","cantidad":"3"}]}']
--- error_code eval: [409, 201]
--- campos eval
["codigo = stock_insuficiente\nlinea = 2\ndisponible = 19.000\npedida = 20.000",
 "lineas.0.saldo = 39.000\nlineas.1.saldo = 36.000"]
--- luego
SELECT cantidad FROM inv.existencia WHERE producto_id = 1
AND ubicacion_id = 101
--- luego_da eval: ['40.000', '36.000']


=== the same lots in two lines
--- rol: deposito
--- request
POST /api/deposito/v1/movimientos
{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":3,"cantidad":"5"},{"producto_id":3,"cantidad":"4"}]}
--- error_code: 201
--- campos
lineas.# = 3
lineas.0.cantidad = 5.000
lineas.0.saldo = 1.000
lineas.1.lote_id = 1
lineas.1.cantidad = 1.000
lineas.1.saldo = 0.000
lineas.2.lote_id = 2
lineas.2.cantidad = 3.000
lineas.2.saldo = 1.000


=== what comes in by one line goes out by another of the same bulk
--- rol: deposito
--- request
POST /api/deposito/v1/movimientos
[{"tipo":"transferencia","ubicacion_id":101,"destino_id":103,"lineas":[{"producto_id":1,"cantidad":"6"}]},
 {"tipo":"salida","ubicacion_id":103,"lineas":[{"producto_id":1,"cantidad":"7"}]},
 {"tipo":"salida","ubicacion_id":103,"lineas":[{"producto_id":1,"cantidad":"6"}]},
 {"tipo":"salida","ubicacion_id":103,"lineas":[{"producto_id":1,"cantidad":"1"}]}]
--- error_code: 200
--- campos
resultados.0.documento.lineas.0.saldo = 30.000
resultados.1.codigo = stock_insuficiente
resultados.1.disponible = 6.000
resultados.2.documento.lineas.0.saldo = 0.000
resultados.3.codigo = stock_insuficiente


=== a bulk of a thousand of the last thirty
--- rol: deposito
--- request eval
"POST /api/deposito/v1/movimientos\n["
. CORE::join(',', map { '{"tipo":"salida","ubicacion_id":101,"lineas":['
                  . '{"producto_id":1,"cantidad":"1"}]}' } 1 .. 1000) . ']'
--- error_code: 200
--- campos
resultados.# = 1000
resultados.29.estado = 201
resultados.29.documento.lineas.0.saldo = 0.000
resultados.30.codigo = stock_insuficiente
resultados.999.codigo = stock_insuficiente
--- luego
SELECT cantidad, (SELECT count(*) FROM inv.inconsistencias(NULL))
FROM inv.existencia WHERE producto_id = 1 AND ubicacion_id = 101
--- luego_da
0.000|0


=== ten at once for the last three
--- antes eval
Deposito::mueve('{"tipo":"entrada","ubicacion_id":101,"lineas":['
                . '{"producto_id":1,"cantidad":"3"}]}')
--- request
GET /health
--- a_la_vez eval: [map { ::sale(1, "diez-$_") } 1 .. 10]
--- salen: 201 201 201 409 409 409 409 409 409 409
--- quedan
SELECT e.cantidad, count(m.id), string_agg(m.saldo::text, ' ' ORDER BY m.id)
FROM inv.existencia e
JOIN inv.movimiento m ON m.referencia LIKE 'diez-%'
WHERE e.producto_id = 1 AND e.ubicacion_id = 101 GROUP BY 1
--- quedan_da
0.000|3|2.000 1.000 0.000


=== good ones are done whatever the bad ones among them ask for
--- antes eval
Deposito::mueve('{"tipo":"entrada","ubicacion_id":101,"lineas":['
                . '{"producto_id":1,"cantidad":"9"}]}')
--- request
GET /health
--- a_la_vez eval
[::sale(1, 'bien-1'), ::sale(1000, 'mal-1'), ::sale(2, 'bien-2'),
 '{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":77,"cantidad":"1"}]}',
 '{"tipo":"salida","ubicacion_id":777,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 '{"tipo":"merma","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"1"}]}',
 '{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"0.5"}]}',
 [::sale(1, 'mal-2'), Deposito::solo_sucursal('deposito', 2)],
 ::sale(3, 'bien-3')]
--- salen: 201 201 201 403 404 404 409 422 422
--- quedan
SELECT e.cantidad, string_agg(m.referencia, ' ' ORDER BY m.referencia)
FROM inv.existencia e
JOIN inv.movimiento m ON m.referencia ~ '^(bien|mal)-'
WHERE e.producto_id = 1 AND e.ubicacion_id = 101 GROUP BY 1
--- quedan_da
3.000|bien-1 bien-2 bien-3


=== the same key at once is done once, and all of them hear the same
--- request
GET /health
--- a_la_vez eval
[([::sale(1, 'clave'), Inventario::bearer('deposito')
   . "Idempotency-Key: la-misma\r\n"]) x 4,
 [::sale(2, 'otra'), Inventario::bearer('deposito')
  . "Idempotency-Key: la-misma-2\r\n"]]
--- salen: 201 201 201 201 201
--- quedan
SELECT e.cantidad, string_agg(m.referencia, ' ' ORDER BY m.referencia)
FROM inv.existencia e
JOIN inv.movimiento m ON m.referencia IN ('clave', 'otra')
WHERE e.producto_id = 1 AND e.ubicacion_id = 101 GROUP BY 1
--- quedan_da
0.000|clave otra
