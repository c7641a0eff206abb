package Nodo;

# For tests of what happens to a node: its database goes, its workers go, its
# clients go.  Nothing here sleeps for a time: esperar() waits for a fact.

use strict;
use warnings;
use Exporter 'import';
use JSON::PP ();

our @EXPORT = qw(pedir en_fondo respuesta json clientes callar esperar
                 bloquear soltar esperan terminar maestro hijos ambos
                 trabajadores recargar medidor);


# The words with which curl asks the node, as a user of a role.
sub _curl {
    my ($rol, $metodo, $ruta, $cuerpo, @cabeceras) = @_;
    my $bearer = Inventario::bearer($rol);
    chomp $bearer;
    return ('curl', '-s', '--noproxy', '*', '--max-time', 90, '-X', $metodo,
        '-w', '\n%{http_code}', '-D', '/dev/stderr',
        (map { ('-H', $_) } $bearer, 'Connection: close', @cabeceras),
        defined $cuerpo ? ('-H', 'Content-Type: application/json',
                           '--data-binary', $cuerpo) : (),
        'http://127.0.0.1:' . Inventario::server_port() . $ruta);
}


# Asks and goes on: en_fondo(ROLE, METHOD, PATH, BODY, HEADERS...) gives what
# respuesta() takes, and {pid} to kill.
sub en_fondo {
    my @curl = _curl(@_);
    my $pid = open my $salida, '-|', 'sh', '-c', 'exec "$@" 2>&1', 'sh', @curl
        or die "curl: $!";
    return { pid => $pid, salida => $salida };
}


# { estado, cabeceras (as text), cuerpo }; estado is 000 without an answer.
sub respuesta {
    my ($r) = @_;
    my $texto = do { local $/; readline $r->{salida} } // '';
    close $r->{salida};
    my ($todo, $estado) = $texto =~ /\A(.*)\n(\d{3})\z/s
        or return { estado => '000', cabeceras => '', cuerpo => '' };
    my ($cabeceras, $cuerpo) = split /\r\n\r\n/, $todo, 2;
    return { estado => $estado, cabeceras => $cabeceras // '',
             cuerpo => $cuerpo // '' };
}


sub pedir { respuesta(en_fondo(@_)) }


sub json { eval { JSON::PP->new->utf8->decode($_[0]{cuerpo}) } // {} }


# Clients that ask for a path again and again, each time in a connection of
# its own, until callar() says how many of each status they got.
sub clientes {
    my ($cuantos, $rol, $ruta) = @_;
    my $programa = <<'FIN';
use IO::Socket::INET;
my ($puerto, $pedido) = @ARGV;
my %estados;
$SIG{TERM} = sub { $fin = 1 };
$| = 1;
do {
    my $r = '';
    # a worker that leaves closes, unread, what it accepted a moment before:
    # without a byte of an answer a client asks again (RFC 9112, 9.3.1)
    for (1, 2) {
        my $s = IO::Socket::INET->new("127.0.0.1:$puerto") or last;
        $s->print($pedido);
        1 while sysread $s, $r, 65536, length $r or $!{EINTR};
        last if length $r;
    }
    my ($estado, $largo) = $r =~ /^HTTP\/1.1 (\d+).*?^Content-Length: (\d+)/msi;
    my ($cuerpo) = $r =~ /\r\n\r\n(.*)/s;
    $estado = 'cut' if !$estado || length $cuerpo != $largo;
    print "listo\n" if !%estados;
    $estados{$estado}++;
} until $fin;
print map { "$_ $estados{$_}\n" } keys %estados;
FIN
    my $bearer = Inventario::bearer($rol);
    chomp $bearer;
    my @clientes = map {
        my $pid = open my $f, '-|', $^X, '-MErrno', '-e', $programa,
            Inventario::server_port(), "GET $ruta HTTP/1.1\r\nHost: x\r\n"
            . "Connection: close\r\n$bearer\r\n\r\n" or die $!;
        readline $f;                    # it has begun
        { pid => $pid, salida => $f };
    } 1 .. $cuantos;
    return @clientes;
}


sub callar {
    my %estados;
    kill TERM => map { $_->{pid} } @_;
    for my $c (@_) {
        while (readline $c->{salida}) {
            my ($estado, $n) = split;
            $estados{$estado} += $n;
        }
        close $c->{salida};
    }
    return %estados;
}


# Waits until the code is true; a test of that name if it never is.
sub esperar {
    my ($que, $es) = @_;
    my $fin = time + 30;
    my $valor;
    until ($valor = eval { $es->() }) {
        if (time > $fin) {
            Test::More::fail("waited for: $que");
            return;
        }
        select undef, undef, undef, 0.02;
    }
    return $valor;
}


# A transaction of the owner that did this SQL and stays open.
sub bloquear {
    my ($sql) = @_;
    my $pid = open my $psql, '|-', 'sh', '-c', 'exec "$@" >/dev/null 2>&1',
        'sh', 'psql', '-qX', '-U', 'inventario_dueno' or die "psql: $!";
    $psql->autoflush(1);
    print $psql "SET application_name = 'candado';\nBEGIN;\n$sql;\n";
    esperar("the lock of $sql", sub {
        Inventario::psql("SELECT count(*) FROM pg_stat_activity
            WHERE application_name = 'candado' AND datname = current_database()
              AND state = 'idle in transaction'
              AND query NOT LIKE 'BEGIN%'") == 1;
    });
    return $psql;
}


sub soltar {
    my ($psql) = @_;
    local $SIG{PIPE} = 'IGNORE';
    print $psql "ROLLBACK;\n";
    close $psql;
}


# How many sessions wait for a lock.
sub esperan {
    return Inventario::psql('SELECT count(DISTINCT pid) FROM pg_locks
        WHERE NOT granted AND database IN (0, (SELECT oid FROM pg_database
                                   WHERE datname = current_database()))');
}


# Ends the sessions that wait for a lock, as an administrator does.
sub terminar {
    system('psql', '-qXAt', '-o', '/dev/null', '-U', 'postgres', '-c',
           'SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE wait_event_type = \'Lock\'
              AND datname = current_database()') == 0 or die 'psql';
    return;
}


sub maestro {
    open my $f, '<', "$ENV{TEST_NGINX_SERVROOT}/logs/nginx.pid"
        or die "nginx.pid: $!";
    my $pid = readline $f;
    chomp $pid;
    return $pid;
}


# The master's children: number and title.
sub hijos {
    my $maestro = maestro();
    my %hijos;
    for my $dir (glob '/proc/[0-9]*') {
        open my $f, '<', "$dir/stat" or next;
        my ($pid, $padre) = (readline($f) // '') =~ /^(\d+) \(.*\) \S (\d+)/
            or next;
        next if $padre != $maestro;
        open $f, '<', "$dir/cmdline" or next;
        $hijos{$pid} = readline($f) // '';
    }
    return %hijos;
}


# Both workers, when they are there.
sub ambos {
    my @pids;
    esperar('two workers', sub { 2 == (@pids = trabajadores()) });
    return @pids;
}


# Workers that take requests; one that is shutting down is none.
sub trabajadores {
    my %hijos = hijos();
    return sort { $a <=> $b } grep {
        $hijos{$_} =~ /worker process/ && $hijos{$_} !~ /shutting down/
    } keys %hijos;
}


# Tells the master to load its configuration again, and waits for workers
# that are all new; the old ones may still be finishing.
sub recargar {
    my %antes = map { $_ => 1 } ambos();
    kill HUP => maestro();
    return esperar('new workers', sub {
        my @ahora = trabajadores();
        @ahora == 2 && !grep { $antes{$_} } @ahora;
    });
}


# A gauge of /metrics.
sub medidor {
    my ($serie) = @_;
    return pedir('consulta', 'GET', '/metrics')->{cuerpo}
        =~ /^\Q$serie\E (-?[0-9.]+)$/m ? $1 : undef;
}


1;
