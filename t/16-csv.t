# CSV through the engine: what is read as it comes, and what is sent page by
# page.

use Inventario 'no_plan';
use Deposito;
use IO::Socket::INET ();
use LWP::UserAgent ();

sub importar {
    my ($cuerpo, $consulta) = @_;
    return 'POST /api/deposito/v1/productos/importar' . ($consulta // '')
        . "\n$cuerpo";
}

our $csv = "Content-Type: text/csv\n";

# What an import must have counted.
sub cuenta {
    my %n = (creados => 0, actualizados => 0, sin_cambios => 0,
             rechazados => 0, @_);
    my $filas = 0;
    $filas += $_ for values %n;
    return "estado = terminada\nfilas = $filas\n"
        . CORE::join('', map { "$_ = $n{$_}\n" } sort keys %n);
}

sub url { 'http://127.0.0.1:' . Inventario::server_port() . $_[0] }

sub pedir {
    my ($metodo, $ruta, $cuerpo, @cabeceras) = @_;
    return LWP::UserAgent->new->request(HTTP::Request->new($metodo,
        url("/api/deposito$ruta"),
        [Authorization => 'Bearer ' . Inventario::token('deposito'),
         'Content-Type' => 'text/csv', @cabeceras], $cuerpo));
}

sub json { JSON::PP::decode_json($_[0]->content) }

run_tests();

__DATA__

=== each separator
--- antes eval: Deposito::tienda()
--- rol: deposito
--- request eval
[map { my $s = $_; ::importar(CORE::join("\n", map { CORE::join($s, @$_) }
    ['codigo', 'nombre', 'marca'], ['S' . CORE::ord($s), 'Uno', 'M'],
    ['T' . CORE::ord($s), 'Dos', 'N'])) } ',', ';', "\t", '|']
--- more_headers eval: [($::csv) x 4]
--- error_code eval: [(200) x 4]
--- campos eval: [(::cuenta(creados => 2)) x 4]
--- luego
SELECT count(*) FROM inv.producto WHERE marca = 'N'
--- luego_da eval: [1 .. 4]


=== ends of lines: of all kinds, and none at the last one
--- rol: deposito
--- request eval
[map { ::importar(CORE::join($_->[1], 'codigo,nombre', "$_->[0]1,Uno", '',
                             "$_->[0]2,Dos")) }
 ['U', "\n"], ['V', "\r\n"], ['W', "\r"]]
--- more_headers eval: [($::csv) x 3]
--- error_code eval: [(200) x 3]
--- campos eval: [(::cuenta(creados => 2)) x 3]


=== a byte order mark is not of the first column
--- rol: deposito
--- request eval
::importar("\xef\xbb\xbfcodigo;nombre;precio_venta\nBOM1;\xc3\x91and\xc3\xba;1,50")
--- more_headers
Content-Type: text/csv; charset=utf-8
--- error_code: 200
--- campos eval: ::cuenta(creados => 1)
--- luego
SELECT nombre, precio_venta FROM inv.producto WHERE codigo = 'BOM1'
--- luego_da eval
"\xc3\x91and\xc3\xba|1.50"


=== a file of an old spreadsheet: Windows' letters
--- rol: deposito
--- request eval
::importar("codigo;descripci\xf3n;precio\nLAT1;\xd1and\xfa \x80;2,25")
--- more_headers
Content-Type: text/csv
--- error_code: 200
--- campos eval: ::cuenta(creados => 1)
--- luego
SELECT nombre, precio_venta FROM inv.producto WHERE codigo = 'LAT1'
--- luego_da eval
"\xc3\x91and\xc3\xba \xe2\x82\xac|2.25"


=== quotes: separators, quotes and lines in a cell
--- rol: deposito
--- request eval
::importar(qq(codigo,nombre,descripcion\r\n"Q1","a ""b"", c","uno\r\ndos"\r\n)
           . qq(Q2,"",x\r\nQ3,d"e,f))
--- more_headers eval: $::csv
--- error_code: 200
--- campos eval
::cuenta(creados => 2, rechazados => 1) . "errores.0.fila = 4\n"
    . "errores.0.codigo = nombre_obligatorio"
--- luego
SELECT nombre, replace(descripcion, E'\r\n', '/') FROM inv.producto
WHERE codigo IN ('Q1', 'Q3') ORDER BY codigo
--- luego_da
a "b", c|uno/dos
d"e|f


=== bad quotes spoil their row, told by its line, and no other
--- rol: deposito
--- request eval
::importar(qq(codigo,nombre\nR1,Uno\nR2,"Dos"x\nR3,Tres\nR4,"Cuatro\nR5,Cinco))
--- more_headers eval: $::csv
--- error_code: 200
--- campos
creados = 3
rechazados = 2
errores.# = 2
errores.0.fila = 3
errores.0.codigo = comillas
errores.1.fila = 5
errores.1.codigo = comillas_sin_cerrar
--- luego
SELECT string_agg(codigo, ' ' ORDER BY codigo) FROM inv.producto
WHERE codigo ~ '^R\d$'
--- luego_da
R1 R3 R5


=== a row of a megabyte
--- rol: deposito
--- request eval
::importar("codigo,nombre\nX1,Uno\nX2," . 'x' x 1048576 . "\nX3,Tres")
--- more_headers eval: $::csv
--- error_code: 200
--- campos
creados = 2
rechazados = 1
errores.0.fila = 3
errores.0.codigo = fila_larga


=== other rows that are none
--- rol: deposito
--- request eval
::importar("codigo,nombre\nY1\nY2,a,b\nY3,a\0b\nY4," . ',' x 2000
           . "\nY5,\xff\nY6,Seis")
--- more_headers eval: $::csv
--- error_code: 200
--- response_body_like eval
qr/"caracter_nulo".*"muchas_columnas"|"muchas_columnas".*"caracter_nulo"/s
--- campos
filas = 6


=== without the columns that it takes
--- rol: deposito
--- request eval
[::importar("nombre,precio\nUno,1"), ::importar("codigo\nZ1"),
 ::importar("uno\ndos"), ::importar("a,b\n1,2", '?columnas=codigo=c,nombre=b')]
--- more_headers eval: [($::csv) x 4]
--- error_code eval: [(422) x 4]
--- campos eval: [('codigo = columnas_faltantes') x 4]
--- luego
SELECT count(*) FROM inv.producto WHERE nombre = '1' OR codigo LIKE 'Z%'
--- luego_da
0


=== an empty file, one of blank lines, one of a mark only
--- rol: deposito
--- request eval
[::importar(''), ::importar("\r\n\r\n"), ::importar("\xef\xbb\xbf")]
--- more_headers eval: [($::csv) x 3]
--- error_code eval: [(422) x 3]
--- campos eval: [('codigo = archivo_vacio') x 3]


=== names of columns and nothing else
--- rol: deposito
--- request eval
[::importar('codigo,nombre'), ::importar("codigo,nombre\n,\n ,")]
--- more_headers eval: [($::csv) x 2]
--- error_code eval: [200, 200]
--- campos eval: [(::cuenta()) x 2]


=== what is no CSV, by its own word
--- rol: deposito
--- request eval: [(::importar("codigo,nombre\nC1,Uno")) x 4]
--- more_headers eval
[map { "Content-Type: $_\n" } 'application/json', 'text/plain', 'text/csvx',
 '']
--- error_code eval: [(415) x 4]
--- campos eval: [('codigo = tipo_de_contenido') x 4]


=== wrong parameters are told before the file is read
--- rol: deposito
--- request eval
[::importar("codigo,nombre\nC1,Uno", '?prueba=quiza&x=1'),
 ::importar("codigo,nombre\nC1,Uno", '?columnas=zzz=nombre')]
--- more_headers eval: [($::csv) x 2]
--- error_code eval: [422, 422]
--- campos eval
["errores.0.codigo = desconocido\nerrores.1.campo = prueba",
 "errores.0.campo = columnas\nerrores.0.codigo = columna_desconocida"]


=== a longer file than a node takes
--- init
my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
                              PeerPort => server_port()) or die $!;
$s->print("POST /api/deposito/v1/productos/importar HTTP/1.1\r\nHost: x\r\n",
    Inventario::bearer('deposito') =~ s/\n//r, "\r\nContent-Type: text/csv\r\n",
    'Content-Length: ', 64 * 1024 * 1024 + 1, "\r\n\r\n");
Test::More::like(scalar <$s>, qr/^HTTP\/1.1 413 /, '413 at once');
--- request
GET /health


=== a trial says what would be, and changes nothing
--- rol: deposito
--- request eval
::importar("codigo,nombre,categoria,proveedor,precio_venta\n"
    . "D1,Nuevo,Nueva,Nuevo,5\nYERBA,Otra Yerba,,,7\nD2,,,,x", '?prueba=true')
--- more_headers eval: $::csv
--- error_code: 200
--- campos eval
"prueba = true\n"
    . ::cuenta(creados => 1, actualizados => 1, rechazados => 1)
--- luego
SELECT (SELECT count(*) FROM inv.producto WHERE codigo IN ('D1', 'D2')),
       (SELECT nombre || version FROM inv.producto WHERE codigo = 'YERBA'),
       (SELECT count(*) FROM inv.categoria WHERE nombre = 'Nueva'),
       (SELECT count(*) FROM inv.proveedor)
--- luego_da
0|Yerba Mate Suave1|0|0


=== the same without it; and once more, when there is nothing to change
--- rol: deposito
--- request eval
[(::importar("codigo,nombre,categoria,proveedor,precio_venta\n"
    . "D1,Nuevo,Nueva,Nuevo,5\nYERBA,Otra Yerba,,,7\nD2,,,,x")) x 2]
--- more_headers eval: [($::csv) x 2]
--- error_code eval: [200, 200]
--- campos eval
[::cuenta(creados => 1, actualizados => 1, rechazados => 1),
 ::cuenta(sin_cambios => 2, rechazados => 1)]
--- luego
SELECT nombre, version FROM inv.producto WHERE codigo IN ('D1', 'YERBA')
ORDER BY 1
--- luego_da
Nuevo|1
Otra Yerba|2


=== with a key it is done once
--- rol: deposito
--- request eval: [(::importar("codigo,precio_venta\nYERBA,8")) x 3]
--- more_headers eval
[($::csv . "Idempotency-Key: csv1\n") x 2, $::csv]
--- error_code eval: [(200) x 3]
--- response_headers eval
['!Idempotency-Replayed', 'Idempotency-Replayed: true',
 '!Idempotency-Replayed']
--- campos eval
[(::cuenta(actualizados => 1)) x 2, ::cuenta(sin_cambios => 1)]
--- luego
SELECT count(*) FROM inv.importacion WHERE clave = 'csv1'
--- luego_da
1


=== 2500 rows, in three batches, some of them bad
--- rol: deposito
--- request eval
::importar("codigo,nombre,precio_venta\n" . CORE::join("\n", map {
    "N$_,Numero $_," . ($_ % 500 ? '1.50' : 'x') } 1 .. 2500))
--- more_headers eval: $::csv
--- error_code: 200
--- timeout: 30
--- campos eval
::cuenta(creados => 2495, rechazados => 5)
    . "errores.0.fila = 501\nerrores.4.fila = 2501\n"
--- luego
SELECT count(*), count(DISTINCT codigo) FROM inv.producto WHERE codigo ~ '^N\d'
--- luego_da
2495|2495


=== quotes that never close: what was read as one cell is rows again
--- rol: deposito
--- request eval
::importar("codigo,nombre\nO0,\"Abierta\n"
           . CORE::join("\n", map { "O$_,Uno" } 1 .. 2500))
--- more_headers eval: $::csv
--- error_code: 200
--- timeout: 30
--- campos eval
::cuenta(creados => 2500, rechazados => 1)
    . "errores.0.fila = 2\nerrores.0.codigo = comillas_sin_cerrar\n"
--- luego
SELECT count(*) FROM inv.producto WHERE codigo ~ '^O\d'
--- luego_da
2500


=== long cells: a batch is bounded in bytes too, and not in chunks of them
--- init
my $texto = "codigo,nombre,descripcion\n" . CORE::join('', map {
    "G$_,Grande $_,\"" . 'largo ' x 160 . "\"\n" } 1 .. 900);
my $r = ::pedir('POST', '/v1/productos/importar', sub {
    substr $texto, 0, 777, '' });
my $j = ::json($r);
Test::More::is("$j->{creados} $j->{rechazados}", '900 0', 'all of them')
    or Test::More::diag($r->content);
--- request
GET /health


=== how it went can be asked for later
--- init
my $i = Inventario::psql('SELECT id FROM inv.importacion WHERE filas = 2500');
Test::More::is(::json(::pedir('GET', "/v1/importaciones/$i"))->{rechazados}, 5,
               'its counts');
my $e = ::json(::pedir('GET',
                       "/v1/importaciones/$i/errores?limite=2&contar=true"));
Test::More::is("$e->{total} $e->{datos}[1]{fila}", '5 1001', 'its errors');
--- request
GET /health


=== a client that goes away in the middle: its batches stay, its key waits
--- init
my $cuerpo = "codigo,nombre\n" . CORE::join('', map { "A$_,Corte\n" }
                                            1 .. 1500);
my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1',
                              PeerPort => server_port()) or die $!;
$s->print("POST /api/deposito/v1/productos/importar HTTP/1.1\r\nHost: x\r\n",
    Inventario::bearer('deposito') =~ s/\n//r, "\r\nContent-Type: text/csv\r\n",
    "Idempotency-Key: corte\r\nContent-Length: 99999\r\n\r\n", $cuerpo);
my $fin = time + 20;
select undef, undef, undef, 0.05 while time < $fin && !Inventario::psql(
    "SELECT count(*) FROM inv.importacion WHERE clave = 'corte'");
close $s;
my $r = ::pedir('POST', '/v1/productos/importar', $cuerpo,
                'Idempotency-Key' => 'corte');
Test::More::is($r->code . ' ' . ::json($r)->{codigo},
               '409 importacion_en_curso', 'the key is taken');
$r = ::pedir('POST', '/v1/productos/importar', $cuerpo);
my $j = ::json($r);
Test::More::is($j->{creados} + $j->{sin_cambios}, 1500, 'another one is not');
Test::More::is($j->{rechazados}, 0, 'and has all of it');
--- request
GET /health


=== an export: its headers, and no cell that a spreadsheet would run
--- antes
INSERT INTO inv.producto (codigo, nombre, descripcion, marca, activo)
VALUES ('F1', '=1+1', '@SUM(A1)', '+54 11', false),
       ('F2', '-2', E'\tx', 'a"b,c', false), ('F3', '''=no', 'a;b', E'c\nd', false);
INSERT INTO inv.producto_codigo (codigo, producto_id, tipo)
SELECT codigo, id, 'propio' FROM inv.producto WHERE NOT activo AND codigo ~ '^F'
--- rol: consulta
--- request
GET /api/deposito/v1/productos/exportar?activo=false
--- error_code: 200
--- response_headers
Content-Type: text/csv; charset=utf-8
Content-Disposition: attachment; filename="inventario.csv"
Cache-Control: no-store
!ETag
--- response_body_like eval
qr/\Acodigo,nombre,[a-z_,]+\r\n(?:.*\r\n)*F1,"'=1\+1","'\@SUM\(A1\)","'\+54 11",.*\r\nF2,"'-2","'\tx","a""b,c",.*\r\nF3,"''=no","a;b","c\nd",.*\r\n\z/


=== all of it, over three pages: each once, and HEAD has only headers
--- init
my $r = ::pedir('GET', '/v1/productos/exportar?activo=todos');
my @codigos = $r->content =~ /^([A-Z0-9]+),/mg;
Test::More::is(CORE::join(' ', @codigos), CORE::join(' ', split /\n/,
    Inventario::psql('SELECT codigo FROM inv.producto ORDER BY id')),
    'every product in its place');
Test::More::cmp_ok(scalar @codigos, '>', 2000, 'and they are many');
$r = ::pedir('HEAD', '/v1/productos/exportar');
Test::More::is($r->code . $r->content, '200', 'HEAD');
--- request
GET /health


=== what was exported is imported without a change
--- init
# the API does not leave blanks at the ends of a text
Inventario::psql("UPDATE inv.producto SET descripcion = 'x' WHERE codigo = 'F2'");
my $texto = ::pedir('GET', '/v1/productos/exportar?activo=todos')->content;
my $j = ::json(::pedir('POST', '/v1/productos/importar', $texto));
Test::More::is("$j->{creados} $j->{actualizados} $j->{rechazados}", '0 0 0',
               'nothing to do') or Test::More::diag(JSON::PP::encode_json($j));
Test::More::is($j->{sin_cambios},
               Inventario::psql('SELECT count(*) FROM inv.producto'),
               'for any of them');
--- request
GET /health


=== the other exports
--- rol: consulta
--- request eval
['GET /api/deposito/v1/existencias/exportar',
 'GET /api/deposito/v1/reportes/valuacion/exportar']
--- error_code eval: [200, 200]
--- response_headers eval: [('Content-Type: text/csv; charset=utf-8') x 2]
--- response_body_like eval: [(qr/\A[a-z_]+,[a-z_,]+\r\n/) x 2]


=== an export that is refused is a problem, not half a file
--- rol: consulta
--- request
GET /api/deposito/v1/existencias/exportar?sucursal_id=77
--- error_code: 404
--- response_headers
Content-Type: application/problem+json
--- campos
codigo = sucursal_no_encontrada
