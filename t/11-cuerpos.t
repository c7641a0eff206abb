# Bodies: what is JSON, what of it fits the row, and that a number is the same
# to the last digit from the client to the table.

use Inventario 'no_plan';
use IO::Socket::INET ();

our $datos = <<'FIN';
INSERT INTO inv.sucursal (codigo, nombre) VALUES ('A', 'Una');
INSERT INTO inv.ubicacion (sucursal_id, codigo, nombre, tipo)
VALUES (1, 'SALON', 'Salón', 'estante');
INSERT INTO inv.producto (codigo, nombre, unidad) VALUES ('P1', 'Uno', 'kg');
FIN

sub en { my ($ruta, $cuerpo) = @_; "POST /api/deposito/v1/$ruta\n$cuerpo" }
sub categoria { en('categorias', $_[0]) }
sub producto { en('productos', $_[0]) }
sub movimiento { en('movimientos', $_[0]) }

# What a refusal has: pairs of field and code.
sub campos {
    my (@pares) = @_;
    my $texto = 'errores.# = ' . @pares / 2 . "\n";
    for my $i (0 .. $#pares / 2) {
        $texto .= "errores.$i.campo = $pares[2 * $i]\n"
            . "errores.$i.codigo = $pares[2 * $i + 1]\n";
    }
    return "codigo = campos_invalidos\n$texto";
}

# A good product in exactly so many bytes: JSON may have blanks between.
sub de_largo {
    my ($codigo, $n) = @_;
    my $json = qq({"codigo":"$codigo","nombre":"Largo",);
    my $fin = '"precio_venta":"1.25"}';
    return $json . ' ' x ($n - length($json) - length($fin)) . $fin;
}

# A request as it goes over the wire; Test::Nginx takes the blanks off others.
sub crudo {
    my ($ruta, $cabeceras, $cuerpo) = @_;
    my $bearer = Inventario::bearer('deposito');
    chomp $bearer;
    return CORE::join("\r\n", "POST /api/deposito/v1/$ruta HTTP/1.1",
        'Host: localhost', 'Connection: close', $bearer, @$cabeceras, '',
        $cuerpo);
}

our $json = 'Content-Type: application/json';

sub entero {
    my ($ruta, $cuerpo) = @_;
    return crudo($ruta, [$json, 'Content-Length: ' . length $cuerpo], $cuerpo);
}

sub en_trozos {
    my ($ruta, $cuerpo) = @_;
    my $texto = '';
    while (length $cuerpo) {
        my $trozo = substr $cuerpo, 0, 65536, '';
        $texto .= sprintf "%x\r\n%s\r\n", length $trozo, $trozo;
    }
    return crudo($ruta, [$json, 'Transfer-Encoding: chunked'],
                 "${texto}0\r\n\r\n");
}

# The answer is UTF-8 whatever was asked.
add_response_body_check(sub {
    my ($block, $cuerpo, $i) = @_;
    Test::More::ok(utf8::decode(my $copia = $cuerpo),
                   $block->name . " [$i]: UTF-8") if $block->utf8;
});

run_tests();

__DATA__

=== a good body, with each way to say that it is JSON
--- antes eval: $::datos
--- rol: deposito
--- request eval
[map { ::categoria(qq({"nombre":"C$_"})) } 1 .. 4]
--- more_headers eval
["Content-Type: application/json\n",
 "Content-Type: application/json;charset=utf-8\n",
 "Content-Type: application/json ; charset=UTF-8\n",
 "Content-Type: Application/JSON\n"]
--- error_code eval: [(201) x 4]


=== and ways to say that it is not
--- rol: deposito
--- request eval
[map { ::categoria(qq({"nombre":"D$_"})) } 1 .. 6]
--- more_headers eval
[map { "Content-Type: $_\n" } 'text/plain', 'application/jsonp',
 'application/problem+json', 'text/csv', 'application/x-www-form-urlencoded',
 '']
--- error_code eval: [(415) x 6]
--- campos eval: [('codigo = tipo_de_contenido') x 6]
--- luego
SELECT count(*) FROM inv.categoria WHERE nombre LIKE 'D%'
--- luego_da
0


=== no Content-Type at all
--- raw_request eval
::crudo('categorias', ['Content-Length: 14'], '{"nombre":"E"}')
--- error_code: 415
--- campos
codigo = tipo_de_contenido


=== what is not JSON
--- rol: deposito
--- request eval
[map { ::categoria($_) } '{"nombre":"F"', '{"nombre":"F"}}',
 '{"nombre":"F"} x', "{'nombre':'F'}", '{"nombre":"F",}', '{nombre:"F"}',
 '{"nombre":"F"}{"nombre":"F"}', "\xef\xbb\xbf{\"nombre\":\"F\"}",
 '{"nombre":"F" /* no */}', '{"nombre":F}', '{"nombre":"\\x41"}',
 '{"nombre":"\\u12"}', '{"nombre":"\\ud800"}', 'null', '5', '"F"', 'true',
 '[', '{', '"', '{"nombre":tru}', '{"nombre" "F"}']
--- error_code eval: [(400) x 22]
--- campos eval: [('codigo = json_invalido') x 22]


=== an empty body
--- rol: deposito
--- request
POST /api/deposito/v1/categorias
--- more_headers
Content-Type: application/json
--- error_code: 400
--- campos
codigo = json_invalido


=== numbers that JSON does not have
--- rol: deposito
--- request eval
[map { ::categoria(qq({"nombre":"F","padre_id":$_})) } 'NaN', 'Infinity',
 '-Infinity', '+1', '01', '-01', '1.', '.5', '1e', '1e+', '0x10', '1_000',
 '--1', '-']
--- error_code eval: [(400) x 14]
--- campos eval: [('codigo = json_invalido') x 14]


=== the same key twice
--- rol: deposito
--- request eval
[::categoria('{"nombre":"F","nombre":"G"}'),
 ::categoria('{"nombre":"F","nombre":"F"}'),
 ::categoria('{"nombre":"F","n\\u006fmbre":"G"}'),
 ::producto('{"codigo":"D1","nombre":"N","codigos":[{"codigo":"A","codigo":"B"}]}')]
--- error_code eval: [(400) x 4]
--- campos eval: [('codigo = json_invalido') x 4]


=== a nesting of 16, and one of 17
--- rol: deposito
--- request eval
[::categoria('{"nombre":' . '[' x 15 . ']' x 15 . '}'),
 ::categoria('{"nombre":' . '[' x 16 . ']' x 16 . '}'),
 ::categoria('[' x 100000), ::categoria('{"a":' x 20000)]
--- error_code eval: [422, 400, 400, 400]
--- campos eval
[::campos('nombre', 'tipo'), ('codigo = json_profundo') x 3]


=== bytes that are not UTF-8: stray, overlong, half of a pair, cut short
--- rol: deposito
--- request eval
[map { ::categoria("{\"nombre\":\"$_\"}") } "\xff", "\x80", "\xc0\xaf",
 "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"]
--- error_code eval: [(400) x 6]
--- campos eval: [('codigo = utf8_invalido') x 6]


=== control characters in a text, as they are and as JSON writes them
--- rol: deposito
--- request eval
[map { ::categoria("{\"nombre\":\"F$_\"}") } "\t", "\n", "\x01", "\x1f",
 "\0", '\\u0000', '\\u0001']
--- error_code eval: [(400) x 7]
--- campos eval: [('codigo = json_control') x 7]


=== those that JSON does write are no name either
--- rol: deposito
--- request eval
[::categoria('{"nombre":"F\\u001F"}'), ::categoria('{"nombre":"F\\u007f"}')]
--- error_code eval: [422, 422]
--- campos eval: [(::campos('nombre', 'forma')) x 2]


=== texts keep their letters, lose their ends
--- rol: deposito
--- request eval
[::categoria('{"nombre":"  \\u00d1and\\u00fa \\ud83e\\uddc9\\n"}'),
 ::categoria("{\"nombre\":\"\\\"co\\\\ma\\\" <\xc3\xb1>\"}")]
--- error_code eval: [201, 201]
--- response_body_like eval
[qr/"nombre"\s*:\s*"\xc3\x91and\xc3\xba \xf0\x9f\xa7\x89"/,
 qr/"nombre"\s*:\s*"\\"co\\\\ma\\" <\xc3\xb1>"/]


=== what is JSON, but no object
--- rol: deposito
--- request eval
[::categoria('[]'), ::categoria('[{"nombre":"F"}]')]
--- error_code eval: [422, 422]
--- campos eval: [(::campos('', 'tipo')) x 2]


=== wrong types, each told by its path
--- rol: deposito
--- request eval
[::categoria('{"nombre":5}'), ::categoria('{"nombre":null}'),
 ::categoria('{"nombre":true}'), ::categoria('{"nombre":{}}'),
 ::categoria('{"nombre":"F","padre_id":"1"}'),
 ::categoria('{"nombre":"F","padre_id":true}'),
 ::categoria('{"nombre":"F","padre_id":1.5}'),
 ::categoria('{"nombre":"F","padre_id":1.0}'),
 ::categoria('{"nombre":"F","padre_id":1e0}'),
 ::producto('{"codigo":"T","nombre":"T","activo":"true"}'),
 ::producto('{"codigo":"T","nombre":"T","activo":1}'),
 ::producto('{"codigo":"T","nombre":"T","precio_venta":true}'),
 ::producto('{"codigo":"T","nombre":"T","codigos":{}}'),
 ::producto('{"codigo":"T","nombre":"T","codigos":[1]}'),
 ::producto('{"codigo":"T","nombre":"T","codigos":[{"codigo":"U"},[]]}')]
--- error_code eval: [(422) x 15]
--- campos eval
[(::campos('nombre', 'tipo')) x 4, (::campos('padre_id', 'tipo')) x 5,
 (::campos('activo', 'tipo')) x 2, ::campos('precio_venta', 'tipo'),
 ::campos('codigos', 'tipo'), ::campos('codigos[0]', 'tipo'),
 ::campos('codigos[1]', 'tipo')]


=== integers out of range, also of any machine's
--- rol: deposito
--- request eval
[map { ::categoria(qq({"nombre":"F","padre_id":$_})) } 0, -1,
 '9007199254740992', '9223372036854775808', '18446744073709551617',
 '-9223372036854775809', '1' . '0' x 300]
--- error_code eval: [(422) x 7]
--- campos eval: [(::campos('padre_id', 'rango')) x 7]


=== a number as big as a double cannot be
--- rol: deposito
--- request eval
[map { ::producto(qq({"codigo":"T","nombre":"T","precio_venta":$_})) }
 '1e400', '-1e400', '1e-400', '"1e400"', '1e999999999999']
--- error_code eval: [(422) x 5]
--- campos eval: [(::campos('precio_venta', 'tipo')) x 5]


=== 30 decimals are not rounded: they are refused
--- rol: deposito
--- request eval
[map { ::producto(qq({"codigo":"T","nombre":"T","precio_venta":$_})) }
 '0.333333333333333333333333333333', '"0.333333333333333333333333333333"',
 '19.899999999999999999999999999999', '1.001', '"1.001"']
--- error_code eval: [(422) x 5]
--- campos eval: [(::campos('precio_venta', 'decimales')) x 5]


=== decimals out of range
--- rol: deposito
--- request eval
[map { ::producto(qq({"codigo":"T","nombre":"T","precio_venta":$_})) }
 '-0.01', '"-0.01"', '1000000000000', '"1000000000000"', '1' . '0' x 40]
--- error_code eval: [(422) x 5]
--- campos eval: [(::campos('precio_venta', 'rango')) x 5]


=== numbers in strings that are none
--- rol: deposito
--- request eval
[map { ::producto(qq({"codigo":"T","nombre":"T","precio_venta":"$_"})) }
 '', '1,5', '$1', '1 000', '0x10', '1.', '.5', 'NaN', '\\u00b2']
--- error_code eval: [(422) x 9]
--- campos eval: [(::campos('precio_venta', 'tipo')) x 9]


=== as a number and as a string it is the same value, to the last digit
--- rol: deposito
--- request eval
[::producto('{"codigo":"N1","nombre":"N","precio_venta":999999999998.99,"precio_costo":123456789012.3457,"stock_minimo":0.001}'),
 ::producto('{"codigo":"N2","nombre":"N","precio_venta":"999999999998.99","precio_costo":"123456789012.3457","stock_minimo":"0.001"}'),
 ::producto('{"codigo":"N3","nombre":"N","precio_venta":0.10,"precio_costo":7,"stock_minimo":1.500}'),
 ::producto('{"codigo":"N4","nombre":"N","precio_venta":"0.1","precio_costo":"007.0000","stock_minimo":"1.5"}')]
--- error_code eval: [201, 201, 201, 201]
--- campos eval
[("precio_venta = 999999999998.99\nprecio_costo = 123456789012.3457\nstock_minimo = 0.001") x 2,
 ("precio_venta = 0.10\nprecio_costo = 7.0000\nstock_minimo = 1.500") x 2]
--- luego
SELECT count(*), count(DISTINCT (precio_venta, precio_costo, stock_minimo))
FROM inv.producto WHERE codigo IN ('N1', 'N2')
--- luego_da eval
['1|1', '2|1', '2|1', '2|1']


=== a field that the row does not have
--- rol: deposito
--- request eval
[::categoria('{"nombre":"F","color":1}'),
 ::categoria('{"nombre":"F","Nombre":"G"}'),
 ::categoria('{"nombre":"F","":1}'),
 ::producto('{"codigo":"T","nombre":"T","version":3}'),
 ::producto('{"codigo":"T","nombre":"T","codigos":[{"codigo":"U","x":1}]}')]
--- error_code eval: [(422) x 5]
--- campos eval
[::campos('color', 'desconocido'), ::campos('Nombre', 'desconocido'),
 ::campos('', 'desconocido'), ::campos('version', 'desconocido'),
 ::campos('codigos[0].x', 'desconocido')]


=== a field's name is told, but not all of a long one; the answer is UTF-8
--- rol: deposito
--- request eval
[::categoria('{"nombre":"F","' . 'x' x 500 . '":1}'),
 ::categoria("{\"nombre\":\"F\",\"x" . "\xc3\xb1" x 200 . '":1}'),
 ::categoria('{"nombre":"F","a\\"b\\n":1}')]
--- error_code eval: [422, 422, 422]
--- response_body_unlike eval
['x{200}', '(\xc3\xb1){100}', 'zzz']
--- utf8: 1
--- campos eval: [("errores.0.codigo = desconocido\nerrores.# = 1") x 3]


=== nor does a bad name in the query come back as it was
--- rol: consulta
--- request
GET /api/deposito/v1/productos?%ff%fe=1
--- error_code: 422
--- utf8: 1
--- campos
errores.0.codigo = desconocido


=== everything that is wrong in a document, at once
--- rol: deposito
--- request eval
::movimiento('{"tipo":"regalo","motivo":"","ocurrido_en":"ayer","x":1,'
    . '"lineas":[{"producto_id":1,"cantidad":0},{"cantidad":"1.0001"},'
    . '{"producto_id":0,"cantidad":"a","costo":-1,"vence":"2027-02-30"},'
    . '{"codigo":"P1"},{"producto_id":1,"cantidad":2,"cuanto":3}]}')
--- error_code: 422
--- campos eval
::campos('x', 'desconocido', 'tipo', 'opcion', 'ubicacion_id', 'obligatorio',
    'motivo', 'largo', 'ocurrido_en', 'forma', 'lineas[0].cantidad', 'rango',
    'lineas[1].cantidad', 'decimales', 'lineas[2].producto_id', 'rango',
    'lineas[2].cantidad', 'tipo', 'lineas[2].vence', 'forma',
    'lineas[2].costo', 'rango', 'lineas[3].cantidad', 'obligatorio',
    'lineas[4].cuanto', 'desconocido')


=== lists: too short, too long
--- rol: deposito
--- request eval
[::movimiento('{"tipo":"entrada","ubicacion_id":101,"lineas":[]}'),
 ::producto('{"codigo":"T","nombre":"T","codigos":['
    . CORE::join(',', map { qq({"codigo":"K$_"}) } 1 .. 101) . ']}'),
 ::producto('{"codigo":"T100","nombre":"T","codigos":['
    . CORE::join(',', map { qq({"codigo":"K$_"}) } 1 .. 100) . ']}')]
--- error_code eval: [422, 422, 201]
--- campos eval
[::campos('lineas', 'largo'), ::campos('codigos', 'largo'),
 'codigos.# = 101']


=== the length of texts counts characters
--- rol: deposito
--- request eval
[::categoria('{"nombre":"' . "\xc3\xb1" x 101 . '"}'),
 ::categoria('{"nombre":"' . "\xc3\xb1" x 100 . '"}')]
--- error_code eval: [422, 201]
--- campos eval: [::campos('nombre', 'largo'), 'padre_id = null']


=== null clears what may be empty, and is refused elsewhere
--- rol: deposito
--- request eval
[::producto('{"codigo":"NU","nombre":"N","marca":null,"stock_maximo":null}'),
 ::producto('{"codigo":"NV","nombre":"N","precio_venta":null}')]
--- error_code eval: [201, 422]
--- campos eval
["marca = null\nstock_maximo = null", ::campos('precio_venta', 'tipo')]


=== a body of 2 MiB
--- raw_request eval: ::entero('productos', ::de_largo('L1', 2097152))
--- error_code: 201
--- campos
codigo = L1
precio_venta = 1.25


=== and one byte more
--- raw_request eval: ::entero('productos', ::de_largo('L2', 2097153))
--- error_code: 413
--- response_headers
Content-Type: application/problem+json
--- campos
codigo = cuerpo_muy_grande
--- luego
SELECT count(*) FROM inv.producto WHERE codigo = 'L2'
--- luego_da
0


=== the same in chunks, without a Content-Length
--- raw_request eval: ::en_trozos('productos', ::de_largo('L3', 2097152))
--- error_code: 201
--- campos
codigo = L3


=== and one byte more
--- raw_request eval: ::en_trozos('productos', ::de_largo('L4', 2097153))
--- error_code: 413
--- campos
codigo = cuerpo_muy_grande
--- luego
SELECT count(*) FROM inv.producto WHERE codigo = 'L4'
--- luego_da
0


=== a length that nobody means to send is refused before it comes
--- init
my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
                              PeerPort => server_port()) or die $!;
$s->print(::crudo('categorias', [$::json, 'Content-Length: 50000000'], '{'));
Test::More::like(scalar <$s>, qr/^HTTP\/1.1 413 /, '413 at once');
--- request
GET /health


=== in a thread, where long bodies are checked, it is the same
--- rol: deposito
--- request eval
my $largo = 'x' x 40000;
[::producto(qq({"codigo":"L5","nombre":"L","codigos":[)
    . CORE::join(',', map { qq({"codigo":"$_",) . ' ' x 400 . '"tipo":"alterno"}' }
                      1000 .. 1099) . ']}'),
 ::producto(qq({"codigo":"L6","nombre":"$largo"})),
 ::producto(qq({"codigo":"L6","nombre":"$largo")),
 ::producto(qq({"codigo":"L6","nombre":"$largo\xff"}))]
--- error_code eval: [201, 422, 400, 400]
--- campos eval
['codigos.# = 101', ::campos('nombre', 'largo'), 'codigo = json_invalido',
 'codigo = utf8_invalido']


=== bulk: nothing, and too much
--- rol: deposito
--- request eval
[::producto('[]'),
 ::producto('[' . CORE::join(',', map { qq({"codigo":"B$_","nombre":"B"}) }
                             1 .. 1001) . ']')]
--- error_code eval: [422, 422]
--- campos eval: [('codigo = lote_largo') x 2]
--- luego
SELECT count(*) FROM inv.producto WHERE codigo LIKE 'B%'
--- luego_da
0


=== bulk: a thousand
--- rol: deposito
--- request eval
::producto('[' . CORE::join(',', map { qq({"codigo":"B$_","nombre":"B"}) }
                            1 .. 1000) . ']')
--- error_code: 200
--- timeout: 30
--- campos
resultados.# = 1000
resultados.999.estado = 201
resultados.999.documento.codigo = B1000
--- luego
SELECT count(*) FROM inv.producto WHERE codigo LIKE 'B%'
--- luego_da
1000


=== bulk: each bad one is told, and undoes only itself
--- rol: deposito
--- request eval
::producto('[{"codigo":"U1","nombre":"U"},{"codigo":"U2"},7,'
    . '{"codigo":"U1","nombre":"again"},'
    . '{"codigo":"U3","nombre":"U","codigos":[{"codigo":""}],"x":1},'
    . '{"codigo":"U4","nombre":"U"}]')
--- error_code: 200
--- campos
resultados.# = 6
resultados.0.estado = 201
resultados.1.estado = 422
resultados.1.codigo = campos_invalidos
resultados.1.errores.0.campo = nombre
resultados.1.errores.0.codigo = obligatorio
resultados.2.estado = 422
resultados.2.errores.0.codigo = tipo
resultados.3.estado = 409
resultados.3.codigo = codigo_duplicado
resultados.4.estado = 422
resultados.4.errores.# = 2
resultados.4.errores.0.campo = x
resultados.4.errores.1.campo = codigos[0].codigo
resultados.5.estado = 201
resultados.5.documento.codigo = U4
--- luego
SELECT string_agg(codigo, ' ' ORDER BY codigo) FROM inv.producto
WHERE codigo LIKE 'U%'
--- luego_da
U1 U4


=== bulk, atomico: one bad one undoes all
--- rol: deposito
--- request eval
['POST /api/deposito/v1/productos?atomico=true
[{"codigo":"V1","nombre":"V"},{"codigo":"V2"}]',
'POST /api/deposito/v1/productos?atomico=true
[{"codigo":"V1","nombre":"V"},{"codigo":"V1","nombre":"W"}]',
'POST /api/deposito/v1/productos?atomico=true
[{"codigo":"V1","nombre":"V"},{"codigo":"V2","nombre":"W"}]']
--- error_code eval: [409, 409, 200]
--- campos eval
["codigo = lote_rechazado\nresultados.1.estado = 422\nresultados.1.codigo = campos_invalidos",
 "codigo = lote_rechazado\nresultados.1.estado = 409\nresultados.1.codigo = codigo_duplicado",
 "resultados.# = 2\nresultados.1.estado = 201"]
--- luego
SELECT count(*) FROM inv.producto WHERE codigo LIKE 'V%'
--- luego_da eval
[0, 0, 2]


=== bulk in the group: the bad ones stay out, the others move
--- rol: deposito
--- request eval
::movimiento('[{"tipo":"entrada","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"5"}]},'
    . '{"tipo":"entrada","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":0}]},'
    . '{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":9}]},'
    . '{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":2.5}]}]')
--- error_code: 200
--- campos
resultados.0.estado = 201
resultados.1.estado = 422
resultados.1.errores.0.campo = lineas[0].cantidad
resultados.2.estado = 409
resultados.2.codigo = stock_insuficiente
resultados.3.estado = 201
resultados.3.documento.lineas.0.saldo = 2.500
--- luego
SELECT cantidad FROM inv.existencia WHERE producto_id = 1
--- luego_da
2.500


=== and with atomico none does
--- rol: deposito
--- request
POST /api/deposito/v1/movimientos?atomico=true
[{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"1"}]},{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":0}]}]
--- error_code: 409
--- campos
codigo = lote_rechazado
resultados.1.codigo = campos_invalidos
--- luego
SELECT cantidad FROM inv.existencia WHERE producto_id = 1
--- luego_da
2.500


=== one object is answered as one
--- rol: deposito
--- request eval
[::movimiento('{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"0.5"}]}'),
 ::movimiento('{"tipo":"salida","ubicacion_id":101,"lineas":[{"producto_id":1,"cantidad":"5"}]}')]
--- error_code eval: [201, 409]
--- campos eval
["tipo = salida\nlineas.0.saldo = 2.000",
 "codigo = stock_insuficiente\nstatus = 409"]
