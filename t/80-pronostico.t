# bin/pronostico: what comes out for series that are known, what is said of
# those that are no series, and that threads change nothing.

use strict;
use warnings;
use utf8;
use FindBin;
use Test::More;

binmode $_, ':encoding(UTF-8)'
    for Test::More->builder->output, Test::More->builder->failure_output;

my $raiz = "$FindBin::Bin/..";
my $programa = "$raiz/bin/pronostico";

is(system('make', '-s', '-C', $raiz, 'pronostico'), 0, 'make pronostico');

# Output, complaints and exit code of the program with an input.
sub correr {
    my ($entrada, @opciones) = @_;
    my $dir = $ENV{INVENTARIO_PRUEBA} // '/tmp';
    my ($en, $mal) = ("$dir/pronostico.$$.csv", "$dir/pronostico.$$.mal");

    open my $f, '>:raw', $en or die "$en: $!";
    utf8::encode($entrada) if utf8::is_utf8($entrada);
    print $f $entrada;
    close $f or die "$en: $!";

    my $orden = join ' ', map { "'$_'" } $programa, @opciones;
    my $salida = `$orden < '$en' 2> '$mal'`;
    my $codigo = $?;
    open $f, '<:encoding(UTF-8)', $mal or die "$mal: $!";
    my $quejas = do { local $/; <$f> } // '';
    close $f;
    unlink $en, $mal;

    utf8::decode($salida);
    return ($salida, $quejas, $codigo & 127 ? "señal $codigo" : $codigo >> 8);
}

sub mensual {
    my ($id, $n, $nivel) = @_;
    return join(',', $id, map {
        sprintf '%.1f', $nivel + $_ + 20 * sin($_ * 3.14159265 / 6)
            + ($_ * 7 % 5)
    } 1 .. $n) . "\n";
}

# --- the contract of the output

my ($salida, $quejas, $codigo)
    = correr(mensual('uno', 60, 100) . mensual('dos', 36, 500),
             '--periodo', 12, '--horizonte', 18, '--nivel', '80,95');
my @renglones = split /\n/, $salida;
is($codigo, 0, 'two good series: code 0');
is($quejas, '', 'and nothing said');
is($renglones[0], 'id,h,media,inf80,sup80,inf95,sup95,modelo', 'header');
is(scalar @renglones, 1 + 2 * 18, 'h lines a series');
my $bien = 1;
for my $i (1 .. $#renglones) {
    my ($id, $h, $media, $i80, $s80, $i95, $s95, $modelo)
        = split /,/, $renglones[$i];
    $bien &&= $id eq ($i <= 18 ? 'uno' : 'dos') && $h == ($i - 1) % 18 + 1
        && $i95 <= $i80 && $i80 <= $media && $media <= $s80 && $s80 <= $s95
        && $modelo eq 'Conjunto';
}
ok($bien, 'ids and steps in order, intervals one inside the other');
my ($media) = (split /,/, $renglones[1])[2];
ok(abs($media - (100 + 61 + 10 + 2)) < 4, "the season goes on: $media");

is((correr(mensual('x', 30, 9), '--nivel', '50,80,99.5',
           '--horizonte', 1))[0]
   =~ s/\n.*//sr, 'id,h,media,inf50,sup50,inf80,sup80,inf99.5,sup99.5,modelo',
   'levels are names of columns');
like((correr(mensual('x', 60, 9), qw(--modelo ets15 --periodo 12)))[0],
     qr/\nx,1,[^"\n]*,"ETS\([AM],(?:N|A|Ad),[NAM]\)"\n/, 'a model with commas');

# --- many series, any number of threads

my $muchas = join '', map { mensual("s$_", 20 + $_ % 40, 50 + $_) } 1 .. 600;
my ($un_hilo) = correr($muchas, qw(--periodo 12 --hilos 1));
my ($ocho) = correr($muchas, qw(--periodo 12 --hilos 8));
is(scalar(my @n = $un_hilo =~ /\n/g), 1 + 600 * 12, '600 series');
ok($un_hilo eq $ocho, 'the same bytes from 1 and from 8 threads');

# --- series with something to say about them

my @buenas = (
    ['constant',        "c,7,7,7,7\n",          qr/^c,1,7,7,7,7,7,Constante$/m],
    ['all zero',        "c,0,0,0\n",            qr/^c,1,0,0,0,0,0,Constante$/m],
    ['two values',      "c,1,2\n",              qr/^c,1,2,/m],
    ['CRLF',            "c,7,7\r\nd,8,8\r\n",   qr/^d,1,8,8,8,8,8,Constante$/m],
    ['no last newline', "c,7,7",                qr/^c,1,7,/m],
    ['BOM, spaces',     "\xef\xbb\xbfc, 7 ,7\n", qr/^c,1,7,/m],
    ['empty lines',     "\n\nc,7,7\n\n",        qr/^c,1,7,/m],
    ['gaps',            "c,,2,,2,2,,\n",        qr/^c,1,2,2,2,2,2,Constante$/m],
    ['huge',            "c,1e15,-1e15,1e15,3,1e15\n", qr/^c,1,/m],
    ['tiny',            "c,1e-300,2e-300,1e-300,3e-300,1e-300\n", qr/^c,1,/m],
    ['negative',        "c,-1,-2,-3,-2,-1,-2\n", qr/^c,1,-/m],
    ['mostly zero',     "c,0,0,0,4,0,0,0,0,3,0,0,0\n", qr/^c,1,[0-9.]+,0,/m],
    ['id with accents', "café con leche,1,2,3\n", qr/^café con leche,1,/m],
);
for my $b (@buenas) {
    ($salida, $quejas, $codigo) = correr($b->[1]);
    like($salida, $b->[2], "$b->[0]: answered");
    is("$codigo$quejas", '0', "$b->[0]: code 0");
    unlike($salida, qr/nan|inf,|inf$|-0,/mi, "$b->[0]: only numbers");
}

# --- and those that are none: said by line, the others come out

my @malas = (
    ['a text',        "x,1,dos,3",    qr/renglón 2, serie x: el campo 3 no es/],
    ['nan',           "x,1,nan,3",    qr/el campo 3 no es un número/],
    ['infinity',      "x,inf,2,3",    qr/el campo 2 no es un número/],
    ['hexadecimal',   "x,0x10,2,3",   qr/el campo 2 no es un número/],
    ['overflow',      "x,1,2e999",    qr/el campo 3 no es un número/],
    ['two points',    "x,1,1.2.3",    qr/el campo 3 no es un número/],
    ['too large',     "x,1,1.1e15",   qr/demasiado grande/],
    ['no id',         ",1,2,3",       qr/renglón 2: falta el id/],
    ['long id',       'x' x 201 . ',1,2', qr/más de 200 bytes/],
    ['only an id',    "x",            qr/serie x: no tiene ningún valor/],
    ['only gaps',     "x,,,,",        qr/serie x: no tiene ningún valor/],
    ['one value',     "x,5",          qr/un solo valor y hacen falta dos/],
    ['mostly gaps',   "x,1,,,,,2",    qr/más de la mitad de los valores \(4 de/],
    ['NUL',           "x,1,\0,2",     qr/un byte nulo/],
    ['a long line',   'x' . ',1' x 600_000, qr/más de 1048576 bytes/],
    ['many values',   'x' . ',1' x 20_001, qr/más de 20000 valores/],
);
for my $m (@malas) {
    ($salida, $quejas, $codigo) = correr("a,3,3,3\n$m->[1]\nz,4,4,4\n");
    like($quejas, $m->[2], "$m->[0]: said");
    is($codigo, 1, "$m->[0]: code 1");
    is(scalar(() = $salida =~ /^[az],\d/mg), 24, "$m->[0]: the others come out");
}

($salida, $quejas, $codigo) = correr('');
like($quejas, qr/la entrada está vacía/, 'no input: said');
is($codigo, 1, 'no input: code 1');

like((correr("x,1,2,3\n", qw(--modelo ets)))[1],
     qr/muy pocos valores para este modelo/, 'too short for that model');

# --- options

for my $o (['--horizonte', '0'], ['--horizonte', '1001'], ['--horizonte', '-3'],
           ['--horizonte', '3.5'], ['--horizonte', ''], ['--horizonte'],
           ['--horizonte', '99999999999999999999'], ['--periodo', '0'],
           ['--periodo', '401'], ['--periodo', 'doce'], ['--nivel', '0'],
           ['--nivel', '100'], ['--nivel', '80,'], ['--nivel', '95,80'],
           ['--nivel', '80,80'], ['--nivel', 'nan'], ['--nivel', '80.5.1'],
           ['--nivel', '1,2,3,4,5,6,7,8,9'], ['--modelo', 'arima'],
           ['--hilos', '0'], ['--hilos', '65'], ['--origenes', '0'],
           ['--otra'])
{
    ($salida, $quejas, $codigo) = correr("a,1,2,3\n", @$o);
    is($codigo, 2, "@$o: code 2");
    like($quejas, qr/^pronostico: [^\n]*\Q$o->[0]\E|no conozco/,
         "@$o: said which");
    is($salida, '', "@$o: nothing comes out");
}

($salida, $quejas, $codigo) = correr('', '--ayuda');
is($codigo, 0, '--ayuda: code 0');
like($salida, qr/--periodo.*--evaluar.*\n  dotm /s, '--ayuda: options, models');

is(system("echo a,1,2,3 | '$programa' > /dev/full 2> /dev/null") >> 8, 3,
   'a full disk: code 3');

# --- the backtest

($salida, $quejas, $codigo) = correr(
    join(',', 'ciclo', map { ($_ % 4) * 10 + 5 + ($_ * 7 % 3) / 10 } 1 .. 40)
    . "\ncorta,1,2,3\n", qw(--periodo 4 --horizonte 4 --evaluar));
is($codigo, 1, '--evaluar: a series that is too short is said');
like($quejas, qr/serie corta: es muy corta/, 'which');
@renglones = split /\n/, $salida;
is($renglones[0], 'id,modelo,origenes,horizonte,mase,rmsse,smape,sesgo,'
   . 'cobertura95', '--evaluar: header');
my %mase = map { (split /,/)[1, 4] } @renglones[1 .. $#renglones];
is((split /,/, $renglones[1])[2], 4, 'four origins');
ok($mase{promedio} > 5 * $mase{estacional}, 'the season is worth something');
like((correr(join(',', 'p', map { 50 + (-1) ** $_ * ($_ % 3) } 1 .. 40) . "\n",
             qw(--modelo elegir --horizonte 3)))[0],
     qr/^p,3,[0-9.]+,/m, 'elegir answers');

done_testing();
