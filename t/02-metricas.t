# /metrics: what is counted, over two workers, and in what format.

use Inventario 'no_plan';
use LWP::UserAgent ();

master_on();
workers(2);

sub url { 'http://127.0.0.1:' . server_port() . $_[0] }

sub pedir {
    my ($metodo, $ruta, @cabeceras) = @_;
    return LWP::UserAgent->new->request(
        HTTP::Request->new($metodo, url($ruta), \@cabeceras));
}

# The value of a series, or undef.
sub valor {
    my ($serie) = @_;
    return pedir('GET', '/metrics')->content =~ /^\Q$serie\E ([0-9.]+)$/m
        ? $1 : undef;
}

# That a series gets to a value and stays there.  A request is counted when
# its answer is out, so the other worker may be asked an instant too early.
sub llega {
    my ($serie, $n) = @_;
    my $fin = time + 10;
    while ((valor($serie) // -1) < $n && time < $fin) {
        select undef, undef, undef, 0.01;
    }
    Test::More::is(valor($serie), $n, $serie);
}

# Every line is of the format, each name is described once and stands
# together, no series twice, histograms add up.
sub bien_formada {
    my ($texto) = @_;
    my (%ayuda, %tipo, %serie, %cubeta, $nombre, @mal);

    for (split /\n/, $texto, -1) {
        if (/^# HELP ([a-z_]+) [^\\]+$/) {
            push @mal, "HELP again: $_" if $ayuda{$1}++;
            $nombre = $1;
        } elsif (/^# TYPE ([a-z_]+) (counter|gauge|histogram)$/) {
            push @mal, "TYPE apart: $_" if $tipo{$1} || $1 ne $nombre;
            $tipo{$1} = $2;
        } elsif (/^([a-z_]+)((?:\{[a-z_]+="[^"\\]*"(?:,[a-z_]+="[^"\\]*")*\})?)\ (-?[0-9.]+)$/x) {
            my ($n, $e, $v) = ($1, $2, $3);
            my $familia = $n;
            $familia =~ s/_(bucket|sum|count)$// if !$tipo{$n};
            push @mal, "not under its TYPE: $_" if $familia ne $nombre;
            push @mal, "twice: $_" if $serie{"$n$e"}++;
            push @mal, "a counter is _total: $_"
                if $tipo{$familia} eq 'counter' && $n !~ /_total$/;
            if ($n =~ /_bucket$/) {
                $e =~ s/,le="([^"]+)"\}$// or push @mal, "no le: $_";
                push @mal, "falls: $_" if $v < ($cubeta{$e} // 0);
                $cubeta{$e} = $v;
            } elsif ($n =~ /_count$/) {
                $e =~ s/\}$//;
                push @mal, "count: $_" if $v != $cubeta{$e};
            }
        } elsif (length) {
            push @mal, "what is this: $_";
        }
    }

    push @mal, 'no newline at the end' if $texto !~ /\n\z/;
    Test::More::is(join("\n", @mal), '', 'the page is well formed');
    Test::More::cmp_ok(scalar(keys %cubeta), '>', 0, 'and has a histogram');
}

run_tests();

__DATA__

=== type, and what must be there
--- request
GET /metrics
--- error_code: 200
--- response_headers
Content-Type: text/plain; version=0.0.4; charset=utf-8
--- init
my $texto = ::pedir('GET', '/metrics')->content;
Test::More::like($texto, qr/^\Q$_\E [0-9.]+$/m, $_) for
    'inventario_nginx_conexiones_aceptadas_total',
    'inventario_pg_conexiones{carril="lectura"}',
    'inventario_logins_total{resultado="bueno"}',
    'inventario_peticiones_total{agente="auth",ruta="/v1/usuarios/{id}",'
        . 'metodo="PUT",estado="5xx"}',
    'inventario_movimientos_total';
Test::More::like($texto, qr/^inventario_info\{version="\d[^\n]*"\} 1$/m,
                 'the version');
Test::More::like($texto,
    qr/^inventario_trabajador_memoria_bytes\{worker="[01]"\} \d{7,}$/m,
    'some megabytes of memory');


=== only to be read
--- request
POST /metrics
--- error_code: 405
--- response_headers
Content-Type: application/problem+json


=== requests are counted by their route, over both workers
--- init
my $ruta = 'agente="auth",ruta="/v1/yo",metodo="GET"';
::pedir('GET', '/api/auth/v1/yo?x=1') for 1 .. 20;
::llega("inventario_peticiones_total{$ruta,estado=\"4xx\"}", 20);
::llega("inventario_peticion_segundos_count{$ruta}", 20);
::llega("inventario_peticion_segundos_bucket{$ruta,le=\"+Inf\"}", 20);
Test::More::cmp_ok(::valor("inventario_peticion_segundos_sum{$ruta}"), '>',
                   0, 'they took some time');
::bien_formada(::pedir('GET', '/metrics')->content);
--- request
GET /metrics
--- error_code: 200


=== HEAD is its route's GET
--- init
::pedir('HEAD', '/api/auth/v1/yo');
::llega('inventario_peticiones_total{agente="auth",ruta="/v1/yo",'
        . 'metodo="GET",estado="4xx"}', 1);
--- request
GET /health


=== paths of nobody are one series, and are not written out
--- init
::pedir('GET', "/api/auth/v1/inventada-$_") for 1 .. 5;
::pedir('BREW', '/api/auth/v1/yo');
::llega('inventario_peticiones_total{agente="auth",ruta="otra",'
        . 'metodo="otro",estado="4xx"}', 6);
--- request
GET /metrics
--- response_body_unlike: inventada|BREW


=== nor are parameters
--- init
::pedir('GET', "/api/auth/v1/usuarios/$_") for 424201 .. 424203;
::llega('inventario_peticiones_total{agente="auth",ruta="/v1/usuarios/{id}",'
        . 'metodo="GET",estado="4xx"}', 3);
--- request
GET /metrics
--- response_body_unlike: 4242


=== what nginx itself refuses is counted, to no agent
--- init
::pedir('GET', '/nada');
::llega('inventario_peticiones_total{agente="ninguno",ruta="otra",'
        . 'metodo="otro",estado="4xx"}', 1);
--- request
GET /health


=== logins are counted by their end
--- init
::pedir('GET', '/api/auth/v1/yo');
my $r = LWP::UserAgent->new->post(::url('/api/auth/v1/login'),
    'Content-Type' => 'application/json',
    Content => '{"usuario":"nadie","clave":"x"}');
Test::More::is($r->code, 401, 'refused');
::llega('inventario_logins_total{resultado="fallido"}', 1);
--- request
GET /health


=== without the database the page has all but the business
--- init: Inventario::servidor('detener', 'pg')
--- no_error_log
[emerg]
--- request
GET /metrics
--- error_code: 200
--- response_body_unlike: inventario_movimientos_total


=== which comes back with it
--- init
Inventario::servidor('iniciar', 'pg');
# from either worker: each asks the database again at its own time
my $fin = time + 30;
my $valor;
until (defined($valor = ::valor('inventario_movimientos_total'))
       || time > $fin) {
    select undef, undef, undef, 0.05;
}
Test::More::ok(defined $valor, 'back');
--- request
GET /metrics
--- error_code: 200
